"""Does one rule follow from another, for every person there could be? Asked of CP-SAT over a person left free.

An answer is proven, or refuted by a person written down and measured again by the reference evaluator, or undecided.
All is known of the person; what only a panel judges, or another document decides, is attested either way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything

from ortools.sat.python import cp_model

from models import applicant, rules
from models.rules import Count, Rule, Tally, Tied
from solver import denial
from solver.classes import TooMany
from solver.dominance import Sought, least_records
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.records import TENTHS, Records
from solver.status import ASSUMED
from solver.world import DAY, World, content
from solver.written_down import document_of

TRIES = 4
Given = dict[int, list[Anything]]
Amounts = dict[tuple[int, str], list[Anything]]
Routes = Mapping[str, Sequence[Rule]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """`answer`: proven, refuted (by the `witness`, an applicant document as of `as_of`), or undecided."""

    answer: str
    witness: Mapping[str, Anything] | None = None
    as_of: date = DAY

    @property
    def proven(self) -> bool:
        return self.answer == "proven"


def implies(a: Rule, b: Rule, *, standard: str = "free", seconds: float = 5) -> Proof:
    """Whether everyone who meets the first meets the second."""
    space = Space([a, b], standard)
    return space.asked([(space.literal(a), ~space.literal(b))], [(a, b)], seconds)


def equivalent(a: Rule, b: Rule, *, standard: str = "free", seconds: float = 5) -> Proof:
    """Whether the same people meet both."""
    return same({"a": [a]}, {"a": [b]}, standard=standard, seconds=seconds)


def possible(a: Rule, *, standard: str = "free", seconds: float = 5) -> Proof:
    """Whether nobody can meet a rule: proven, or refuted by somebody who does."""
    nothing = rules.Any(id="never", cite="", of=())
    return implies(a, nothing, standard=standard, seconds=seconds)


def certain(a: Rule, *, standard: str = "free", seconds: float = 5) -> Proof:
    """Whether everybody meets a rule: proven, or refuted by somebody who does not."""
    return implies(rules.All(id="always", cite="", of=()), a, standard=standard, seconds=seconds)


def same(before: Routes, after: Routes, *, standard: str = "free", seconds: float = 10) -> Proof:
    """Whether two versions of a rung let the same people through by the same routes."""
    pairs = [
        (rules.All(id=name, cite="", of=tuple(before[name])), rules.All(id=name, cite="", of=tuple(after[name])))
        for name in before
    ]
    try:
        space = Space([rule for pair in pairs for rule in pair], standard)
        ways = []
        for a, b in pairs:
            x, y = space.literal(a), space.literal(b)
            ways += [(x, ~y), (y, ~x)]
    except TooMany:
        return Proof(answer="undecided")
    return space.asked(ways, [two for a, b in pairs for two in ((a, b), (b, a))], seconds)


class Space:
    """Rules over one free person: a literal for each. `wanted` leaves out records that a question cannot need.

    Where records compete in a list, `lists` has it with its literal; how it could be served nevertheless is denied at
    once (`eager`), or by whoever asks, where somebody was found to be served (`solver.denial`).
    """

    def __init__(
        self, roots: Sequence[Rule], standard: str, wanted: Sought | None = None, as_of: date = DAY, lived: bool = False
    ) -> None:
        self.world = World(roots, standard, as_of, lived)
        self.model = self.world.model
        self.records = Records(self.world, wanted)
        self.eager = not lived
        self._made: dict[str, Anything] = {}
        self.lists: list[tuple[rules.All | rules.AtLeast, Anything]] = []

    def literal(self, rule: Rule) -> Anything:
        """The literal that is true exactly where the rule holds."""
        key = f"{rule.id} {id(rule)}"
        if key not in self._made:
            self._made[key] = self._literal(rule)
        return self._made[key]

    def _literal(self, rule: Rule) -> Anything:
        match rule:
            case rules.All() | rules.AtLeast() if rule.once:
                return self._once(rule)
            case rules.All() | rules.Any() | rules.AtLeast():
                return self.world.some([self.literal(child) for child in rule.of], _asked(rule))
            case rules.Lacks():
                return ~self.literal(rule.of)
            case Count() | Tally() | Tied():
                return self.records.literal(rule)
            case _:
                return self.world.leaf(rule)

    def _once(self, rule: rules.All | rules.AtLeast) -> Anything:
        """A list in which a record serves one branch: the literal needs records for all at once to hold."""
        loose = self.world.some([self.literal(child) for child in rule.of], _asked(rule))
        counts = [[n for n in rules.walk(child) if isinstance(n, Count)] for child in rule.of]
        serves = [{p.place for count in branch for p in self.records.serving(count.pattern)} for branch in counts]
        apart = all(not a & b for i, a in enumerate(serves) for b in serves[i + 1 :])
        if apart and all(_single(child) for child in rule.of) and not any(c.per_project for b in counts for c in b):
            return loose
        given: Given = {}
        amounts: Amounts = {}
        served = self.world.some([self._branch(child, given, amounts) for child in rule.of], _asked(rule))
        self.records.shared(given, amounts)
        found = self.model.new_bool_var("")
        self.model.add_implication(found, served)
        self.model.add_implication(found, loose)
        serving = {place for places in serves for place in places}
        fewest = least_records(rule)
        self.model.add(sum(self.records.piles[p].number for p in serving) >= fewest).only_enforce_if(found)
        if apart:
            self.model.add_bool_or(found, ~loose, ~self.world.plain)
        if self.eager:
            denial.deny_all(self, rule, found)
        for other, held in self.lists:
            if self._within(rule, other):
                self.model.add_implication(found, held)
            if self._within(other, rule):
                self.model.add_implication(held, found)
        self.lists.append((rule, found))
        return found

    def _branch(self, rule: Rule, given: Given, amounts: Amounts) -> Anything:
        if isinstance(rule, rules.All | rules.Any | rules.AtLeast):
            return self.world.some([self._branch(child, given, amounts) for child in rule.of], _asked(rule))
        if not isinstance(rule, Count):
            return self.literal(rule)
        records, n = self.records, rule.n
        piles = records.serving(rule.pattern)
        if not piles:
            return self.world.no
        shares = [(p, records.share(p, given)) for p in piles]
        parts = [(p, records.weight(rule, p) * share) for p, share in shares]
        most = sum(records.most[p.made.kind] * records.weight(rule, p) for p in piles)
        enough = self.world.flag(records.counting(parts, rule.since, most), int(n))  # type: ignore[arg-type]  # settled
        if rule.total is None or rule.since is not None:
            return enough
        money: Anything = rule.total.at_least
        sums = [records.part_of_amount(p, rule.total.of, share, amounts) for p, share in shares]
        return self.world.some([enough, self.world.flag(sum(sums), round(money * TENTHS))], 2)

    def _within(self, small: Rule, large: Rule) -> bool:
        """Whether the first cannot hold without the second: same tree, each count within the other's."""
        if isinstance(small, Count) and isinstance(large, Count):
            return self.records.within(small, large)
        if isinstance(small, rules.All | rules.Any | rules.AtLeast) and isinstance(
            large, rules.All | rules.Any | rules.AtLeast
        ):
            if type(small) is not type(large) or getattr(small, "once", 0) != getattr(large, "once", 0):
                return False
            pairs = [any(self._within(a, b) for b in large.of) for a in small.of]
            if len(small.of) == len(large.of):
                return all(self._within(a, b) for a, b in zip(small.of, large.of, strict=True)) and _asked(
                    small
                ) >= _asked(large)
            return all(pairs) and isinstance(small, rules.Any)
        return content(small) == content(large) and small.id == large.id

    def asked(
        self, ways: Sequence[tuple[Anything, Anything]], rule_pairs: Sequence[tuple[Rule, Rule]], seconds: float
    ) -> Proof:
        """Someone for whom one of the ways holds, the first rule of its pair met and the second not."""
        goals = []
        for yes, no in ways:
            goal = self.model.new_bool_var("")
            self.model.add_bool_and(yes, no).only_enforce_if(goal)
            goals.append(goal)
        self.model.add_bool_or(goals)
        outcome, _ = self._solve(seconds, plain=False)
        if outcome == cp_model.INFEASIBLE:
            return Proof(answer="proven")
        # the fewest records, and little else: where records compete this is also who misses a list by one
        self.model.minimize(100 * sum(pile.number for pile in self.records.piles) + sum(self.world.things()))
        for _ in range(TRIES):
            outcome, solver = self._solve(seconds, plain=True)
            if outcome not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                break
            document = document_of(self.world, self.records, solver.value)
            if replayed(document, rule_pairs, self.world.standard):
                return Proof(answer="refuted", witness=document)
            picked = [
                (pile.number, solver.value(pile.number)) for pile in self.records.piles if solver.value(pile.number)
            ]
            if not picked:
                break
            self.other_than(picked)
        return Proof(answer="undecided")

    def other_than(self, picked: Sequence[tuple[Anything, int]]) -> None:
        """Shuts out people with just these numbers of these records."""
        self.model.add_bool_or([~self._equals(number, value) for number, value in picked])

    def _equals(self, number: Anything, value: int) -> Anything:
        found = self.model.new_bool_var("")
        self.model.add(number == value).only_enforce_if(found)
        self.model.add(number != value).only_enforce_if(~found)
        return found

    def _solve(self, seconds: float, *, plain: bool) -> tuple[Anything, cp_model.CpSolver]:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = seconds
        self.model.clear_assumptions()
        if plain:
            self.model.add(self.world.plain == 1)
        return solver.solve(self.model), solver


def replayed(document: Mapping[str, Anything], pairs: Sequence[tuple[Rule, Rule]], standard: str) -> bool:
    """Whether the reference evaluator too finds the first rule of a pair met and the second not."""
    evaluation = Evaluation(Facts(applicant.read(document), DAY, standard))
    return any(evaluation.status(a) >= ASSUMED > evaluation.status(b) for a, b in pairs)


def _asked(rule: rules.All | rules.Any | rules.AtLeast) -> int:
    if isinstance(rule, rules.Any):
        return 1
    return len(rule.of) if isinstance(rule, rules.All) else int(rule.n)  # type: ignore[arg-type]  # settled to a number


def _single(rule: Rule) -> bool:
    """Whether a branch takes records for one count at a time only."""
    if isinstance(rule, rules.All | rules.AtLeast):
        return rule.once or sum(any(isinstance(n, Count) for n in rules.walk(child)) for child in rule.of) <= 1
    return all(_single(child) for child in rule.of) if isinstance(rule, rules.Any) else True
