"""One person before a rule whose thresholds may move: a literal for each node, true only if the node then holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any as Anything

from models import rules
from models.places import inner
from models.rules import Count, Rule, Tally, Tied
from solver import measure
from solver.amendment_model import Amending
from solver.amendment_moves import Threshold, moved_test
from solver.amendment_records import Counting
from solver.facts import Facts, Match
from solver.status import ASSUMED, DUAL, Status


class Person(Counting):
    """The rule for one person at a cut of the status chain: a literal for each node.

    Each node is met twice: as it stands, and at its loosest, which tells which records could ever count.
    """

    def __init__(self, amending: Amending, facts: Facts, cut: Status = ASSUMED) -> None:
        super().__init__(amending, facts, cut)
        self.denied: Person | None = None
        self.made: dict[int, tuple[Rule, Anything]] = {}

    def node(self, rule: Rule, loose: Rule) -> Anything:
        """The literal of a node; `loose` is the same node with everything moved as far as it goes."""
        if id(rule) not in self.made:
            made = [self._made(rule, loose), *(self.all.reached(place, 1) for place in self._falling(rule))]
            self.made[id(rule)] = (rule, self.all.some(made))
        return self.made[id(rule)][1]

    def _falling(self, rule: Rule) -> list[int]:
        """The clauses with which a node falls, or which stand in it other than as what a list asks for.

        Of the latter the node is taken as met, too: whether it is, the reference tells.
        """
        falls = self.all.movable.falls
        if not falls:
            return []
        gathered = isinstance(rule, rules.All | rules.Any | rules.AtLeast) and not getattr(rule, "once", False)
        within = [rule] if gathered or isinstance(rule, rules.Lacks) else inner(rule)
        return sorted({place for node in within for place in falls.get(node.id, ())})

    def _made(self, rule: Rule, loose: Anything) -> Anything:
        match rule:
            case rules.All() | rules.AtLeast() if rule.once:
                return self._once(rule, loose)
            case rules.All() | rules.Any() | rules.AtLeast():
                below = [self.node(a, b) for a, b in zip(rule.of, loose.of, strict=True)]
                return self._gate(rule, below)
            case rules.Lacks():
                return self._lacks(rule, loose)
            case Count():
                chosen: list[tuple[Match, Anything]] = []
                return self.count(rule, loose, chosen)
            case Tally():
                return self.tally(rule, loose)
            case Tied():
                return self.tied(rule, loose)
            case rules.Worked(now=False):
                return self._worked(rule, loose)
        return self._leaf(rule, loose)

    def _gate(self, rule: rules.All | rules.Any | rules.AtLeast, below: Sequence[Anything]) -> Anything:
        held = self.model.new_bool_var("")
        n: Anything = 1 if isinstance(rule, rules.Any) else len(below) if isinstance(rule, rules.All) else rule.n
        total = sum(below) + self.move(rule, "n")
        self.model.add(total >= n).only_enforce_if(held)
        self.model.add(total < n).only_enforce_if(~held)
        return held

    def _lacks(self, rule: rules.Lacks, loose: rules.Lacks) -> Anything:
        """What is denied must fail at the other cut; where records are counted that is left to the reference."""
        if any(isinstance(n, Count | Tally | Tied) for n in rules.walk(rule.of)):
            return self.model.new_bool_var("")
        if self.denied is None:
            self.denied = Person(self.all, self.facts, DUAL[self.cut])
        return ~self.denied.node(rule.of, loose.of)

    def _leaf(self, rule: Rule, loose: Rule) -> Anything:
        """A condition on the person with one threshold, or none."""
        places = list(self.all.movable.at.get(id(rule), {}).values())
        if len(places) != 1:
            return self.all.fixed(self.facts.status(loose) >= self.cut)
        (place,) = places
        moved: Anything = self.all.movable.thresholds[place.threshold]

        def holds(grains: int) -> bool:
            one = moved_leaf(rule, moved, grains)
            return measure.simple(one, self.facts.person, self.facts.as_of, self.facts.standard) >= self.cut

        return self.all.where(place, holds)

    def _worked(self, rule: rules.Worked, loose: rules.Worked) -> Anything:
        """Months worked against months asked, less what an early right takes off; both may move."""
        months: Anything = rule.months

        def enough(need: int) -> bool:
            plain = replace(rule, months=need, early=None, early_by=0)
            return measure.worked(plain, self.facts.person, self.facts.as_of, ASSUMED) >= self.cut

        if not enough(0):
            return self.all.fixed(False)
        low, high = 0, int(months)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if enough(middle) else (low, middle - 1)
        early = self.all.fixed(False) if rule.early is None else self.node(rule.early, loose.early)  # type: ignore[arg-type]  # the same node
        by: Anything = rule.early_by
        taken_off = self.model.new_int_var(0, int(by + months), "")
        self.model.add(taken_off == 0).only_enforce_if(~early)
        self.model.add(taken_off == by + self.move(rule, "early_by")).only_enforce_if(early)
        held = self.model.new_bool_var("")
        given = self.move(rule, "months") + taken_off + low
        self.model.add(given >= months).only_enforce_if(held)
        self.model.add(given < months).only_enforce_if(~held)
        return held

    def _once(self, rule: rules.All | rules.AtLeast, loose: Anything) -> Anything:
        """A list in which each record, and each project, serves one count only."""
        given: list[tuple[Match, Anything]] = []
        below = [self._branch(a, b, given) for a, b in zip(rule.of, loose.of, strict=True)]
        self.one_each((match.record.path, x) for match, x in given)
        groups = {match.group for match, _ in given if match.group is not None}
        for group in groups:
            self.model.add_at_most_one([x for match, x in given if match.group == group])
        held = self.model.new_bool_var("")
        n: Anything = rule.n if isinstance(rule, rules.AtLeast) else len(rule.of)
        self.model.add(sum(below) + self.move(rule, "n") >= n).only_enforce_if(held)
        return held

    def _branch(self, rule: Rule, loose: Anything, given: list[tuple[Match, Anything]]) -> Anything:
        if isinstance(rule, Count):
            return self.count(rule, loose, given)
        if isinstance(rule, rules.All | rules.Any | rules.AtLeast):
            return self._gate(rule, [self._branch(a, b, given) for a, b in zip(rule.of, loose.of, strict=True)])
        return self.node(rule, loose)


def moved_leaf(rule: Anything, threshold: Threshold, grains: int) -> Rule:
    """A condition on the person with its threshold moved."""
    if isinstance(rule, rules.Fact):
        return replace(rule, test=moved_test(rule.test, threshold, grains))
    made: Rule = replace(rule, months=threshold.after(grains))
    return made
