"""The records of one person counted under thresholds that may move: literals true only if the records then suffice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any as Anything

from models.applicant import Record
from models.rules import Condition, Count, Item, Pattern, Rule, Tally, Test, Tied
from solver.amendment_model import Amending
from solver.amendment_moves import Place, moved_test
from solver.calendar import add_months
from solver.facts import Facts, Match
from solver.matching import attribute_of, test_alone, test_check
from solver.status import UNKNOWN, Status

MICRO = 10**6
"""Amounts in 万元 are counted in millionths."""
PLENTY = 10**9
"""An amount without limit."""


class Counting:
    """The records of a person at a cut of the status chain.

    Each node is met twice: as it stands, and at its loosest, which tells which records could ever count.
    """

    def __init__(self, amending: Amending, facts: Facts, cut: Status) -> None:
        self.all = amending
        self.model = amending.model
        self.facts = facts
        self.cut = cut

    def place(self, rule: Rule, name: str) -> Place | None:
        """Which threshold a slot of a node is."""
        return self.all.movable.at.get(id(rule), {}).get(name)

    def move(self, rule: Rule, name: str) -> Anything:
        """How far a slot is moved, in grains; 0 where it stays."""
        place = self.place(rule, name)
        return 0 if place is None else self.all.moves[place.threshold]

    def _open(self, pattern: Pattern) -> bool | None:
        """What a list that was not given says of every count; None where it was given."""
        return None if self.facts.complete(pattern) else self.cut is UNKNOWN

    def serves(self, rule: Rule, pattern: Pattern, record: Record) -> Anything:
        """Whether a record has one of the shapes, as the thresholds in them are moved."""
        kind = "recommender" if pattern[0].kind == "recommender" else record.kind
        return self.all.some([self._every(rule, s.tests, kind, record) for s in pattern if s.kind == kind])

    def _every(self, rule: Rule, tests: Iterable[Condition], kind: str, record: Record) -> Anything:
        return self.all.both([self._test(rule, test, kind, record) for test in tests])

    def _test(self, rule: Rule, test: Condition, kind: str, record: Record) -> Anything:
        if not isinstance(test, Test):
            return self.all.some([self._every(rule, option, kind, record) for option in test.options])
        place = next((p for p in self.all.movable.at.get(id(rule), {}).values() if p.slot.now == test), None)
        if place is not None:
            threshold, attribute = self.all.movable.thresholds[place.threshold], attribute_of(kind, test.attribute)

            def holds(grains: int) -> bool:
                return test_check(moved_test(test, threshold, grains), attribute)(record.values) >= self.cut

            return self.all.where(place, holds)
        return self.all.fixed(test_alone(test, kind)(record.values) >= self.cut)

    def _matches(self, rule: Count | Item, loose: Count | Item) -> list[tuple[Match, Anything]]:
        """The records that may be counted, each with a variable that is true only if it has the pattern."""
        found = []
        for match in self.facts.matches(loose):
            if match.status >= self.cut:
                x: Anything = self.model.new_bool_var("")
                self.model.add_implication(x, self.serves(rule, rule.pattern, match.record))
                found.append((match, x))
        return found

    def count(self, rule: Count, loose: Count, given: list[tuple[Match, Anything]]) -> Anything:
        """Enough records and money; what is counted is added to `given`."""
        said = self._open(rule.pattern)
        if said is not None:
            return self.all.fixed(said)
        held = self.model.new_bool_var("")
        chosen = self._matches(rule, loose)
        given.extend(chosen)
        n: Anything = rule.n
        number = sum(match.weight(self.cut) * x for match, x in chosen) + self.move(rule, "n")
        self.model.add(number >= n).only_enforce_if(held)
        self.one_each((match.group, x) for match, x in chosen if match.group is not None)
        if rule.total is None:
            return held
        need: Anything = rule.total.at_least
        place = self.place(rule, "total.at_least")
        grain = 0 if place is None else round(self.all.movable.thresholds[place.threshold].grain * MICRO)
        money = sum(round(min(m.adds(self.cut), PLENTY) * MICRO) * x for m, x in chosen)
        total = money + grain * self.move(rule, "total.at_least")
        self.model.add(total >= round(Fraction(str(need)) * MICRO)).only_enforce_if(held)
        if rule.total.months is not None:
            self._within(rule, chosen)
        return held

    def _within(self, rule: Count, chosen: Sequence[tuple[Match, Anything]]) -> None:
        """Records further apart than the span asked, as it is moved, are not counted together."""
        assert rule.total is not None
        span: Anything = rule.total.months
        place = self.place(rule, "total.months")
        for i, (one, x) in enumerate(chosen):
            for other, y in chosen[i + 1 :]:
                a, b = one.record.date, other.record.date
                if not a or not b or add_months(min(a, b), span) >= max(a, b):
                    continue
                wide = self.all.fixed(False) if place is None else self._wide(place, span, min(a, b), max(a, b))
                self.model.add_bool_or([~x, ~y, wide])

    def _wide(self, place: Place, span: int, first: date, last: date) -> Anything:
        """The literal of a span, as it is moved, that reaches from one day to another."""
        return self.all.where(place, lambda grains: add_months(first, span + grains) >= last)

    def one_each(self, used: Iterable[tuple[Anything, Anything]]) -> None:
        groups: dict[Anything, list[Anything]] = {}
        for key, x in used:
            groups.setdefault(key, []).append(x)
        for same in groups.values():
            self.model.add_at_most_one(same)

    def tally(self, rule: Tally, loose: Tally) -> Anything:
        """Each record to one item, every `per` records of an item making a result."""
        said = self._open(rule.of[0].pattern)
        if said is not None:
            return self.all.fixed(said)
        results, used = [], []
        for item, free in zip(rule.of, loose.of, strict=True):
            chosen = self._matches(item, free)
            used += [(match.record.path, x) for match, x in chosen]
            per: Anything = item.per
            made = self.model.new_int_var(0, len(chosen), "")
            taken: Anything = per * made
            if self.place(item, "per") is not None:
                each, taken = self.model.new_int_var(1, per, ""), self.model.new_int_var(0, per * len(chosen), "")
                self.model.add(each == per - self.move(item, "per"))
                self.model.add_multiplication_equality(taken, [each, made])
            self.model.add(taken <= sum(x for _, x in chosen))
            results.append(made)
        self.one_each(used)
        held = self.model.new_bool_var("")
        n: Anything = rule.n
        self.model.add(sum(results) + self.move(rule, "n") >= n).only_enforce_if(held)
        return held

    def tied(self, rule: Tied, loose: Tied) -> Anything:
        """Different records of one project, one of each pattern."""
        said = self._open(rule.patterns[0])
        if said is not None:
            return self.all.fixed(said)
        pools: list[dict[str, list[tuple[Record, Anything]]]] = []
        for pattern, free in zip(rule.patterns, loose.patterns, strict=True):
            pool: dict[str, list[tuple[Record, Anything]]] = {}
            for record, status in self.facts.having(free, loose.since):
                if status >= self.cut and (project := record.values.get("project")):
                    x: Anything = self.model.new_bool_var("")
                    self.model.add_implication(x, self.serves(rule, pattern, record))
                    pool.setdefault(project, []).append((record, x))
            pools.append(pool)
        held = self.model.new_bool_var("")
        ways = []
        for project in sorted(set.intersection(*(set(pool) for pool in pools))):
            way = self.model.new_bool_var("")
            for pool in pools:
                self.model.add_bool_or([x for _, x in pool[project]]).only_enforce_if(way)
            self.one_each((record.path, x) for pool in pools for record, x in pool[project])
            ways.append(way)
        self.model.add_bool_or([~held, *ways])
        return held
