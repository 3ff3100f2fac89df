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
from solver import lists
from solver.classes import TooMany
from solver.dominance import Sought
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.gathered import needed
from solver.records import Records
from solver.status import ASSUMED
from solver.world import DAY, World
from solver.written_down import document_of

TRIES = 4
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
        self.lists: list[lists.Kept] = []

    def literal(self, rule: Rule) -> Anything:
        """The literal that is true exactly where the rule holds."""
        key = f"{rule.id} {id(rule)}"
        if key not in self._made:
            self._made[key] = self._literal(rule)
        return self._made[key]

    def _literal(self, rule: Rule) -> Anything:
        match rule:
            case rules.All() | rules.AtLeast() if rule.once:
                return lists.once(self, rule)
            case rules.All() | rules.Any() | rules.AtLeast():
                return self.world.some([self.literal(child) for child in rule.of], needed(rule))
            case rules.Lacks():
                return ~self.literal(rule.of)
            case Count() | Tally() | Tied():
                return self.records.literal(rule)
            case _:
                return self.world.leaf(rule)

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
        """Shuts out people with just these numbers of these records, of those to be written down."""
        self.model.add_bool_or([~self._equals(number, value) for number, value in picked] + [~self.world.plain])

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
