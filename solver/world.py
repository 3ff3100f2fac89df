"""A person left free, but for achievements: facts, bars, attestations, a career, and a literal for each condition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any as Anything

from models import rules
from models.applicant import Applicant
from models.rules import Rule
from solver import measure
from solver.calendar import add_months
from solver.career import DAY, Career, content, inner
from solver.matching import attribute_of, test_check
from solver.status import MET, UNMET

__all__ = ["DAY", "World", "content", "inner"]


class World(Career):
    """The variables of one free person, as far as the given rules look at them."""

    def __init__(self, roots: Sequence[Rule], standard: str, as_of: date = DAY, lived: bool = False) -> None:
        super().__init__(roots, as_of, lived)
        self.standard = standard
        self.facts: dict[str, dict[Anything, Anything]] = {}
        self.amounts: dict[str, Anything] = {}
        self.bars: dict[str, list[tuple[date | None, Anything]]] = {}
        self.said: dict[str, Anything] = {}
        self._leaves: dict[str, Anything] = {}

    def leaf(self, leaf: Rule) -> Anything:
        """The literal that is true exactly where a condition on the person holds."""
        key = content(leaf)
        if key not in self._leaves:
            self._leaves[key] = self._leaf(leaf)
        return self._leaves[key]

    def _leaf(self, leaf: Rule) -> Anything:
        match leaf:
            case rules.Education():
                return self.flag(self.anchor(leaf), 0)
            case rules.Held():
                return self.flag(self.anchor(leaf), int(leaf.months))  # type: ignore[arg-type]  # settled to a number
            case rules.Worked():
                return self.now(_settled(leaf.fields)) if leaf.now else self._work(leaf)
            case rules.Fact():
                return self._fact(leaf)
            case rules.Clear():
                return self._clear(leaf)
            case rules.Attest():
                return self._attested(leaf)
            case rules.External():
                return self.some([self._attested(leaf), self.literal(leaf.concerns)], 2)
            case rules.Risen():
                free = self.model.new_bool_var("")
                self.model.add_implication(~self.flag(self.initial, 0), free)
                return free
        raise TypeError(f"no variable for {type(leaf).__name__}")

    def _attested(self, leaf: Rule) -> Anything:
        return self.said.setdefault(leaf.id, self.model.new_bool_var(leaf.id))

    def _work(self, leaf: rules.Worked) -> Anything:
        months: Anything = leaf.months
        by: Anything = leaf.early_by
        worked = self.months(leaf)
        early = self.literal(leaf.early) if leaf.early is not None else self.no
        enough = self.flag(worked + by * early, int(months))
        if leaf.after is None:
            return enough
        held = self.flag(self.anchor(leaf.after), 0)
        return self.some([enough, held], 2)

    def literal(self, rule: Rule) -> Anything:
        """The literal of a rule over the person alone."""
        match rule:
            case rules.All():
                return self.some([self.literal(c) for c in rule.of], len(rule.of))
            case rules.Any():
                return self.some([self.literal(c) for c in rule.of])
            case rules.AtLeast():
                return self.some([self.literal(c) for c in rule.of], int(rule.n))  # type: ignore[arg-type]  # settled to a number
            case rules.Lacks():
                return ~self.literal(rule.of)
            case _:
                return self.leaf(rule)

    def _fact(self, leaf: rules.Fact) -> Anything:
        attribute = attribute_of("person", leaf.fact.removeprefix("conduct."))
        check = test_check(leaf.test, attribute)
        if attribute.values is None and attribute.form != "flag":
            if leaf.fact not in self.amounts:
                asked: list[Anything] = [
                    n.test.number for n in self.nodes if isinstance(n, rules.Fact) and n.fact == leaf.fact
                ]
                self.amounts[leaf.fact] = self.model.new_int_var(0, int(max(asked)) + 1, leaf.fact)
            number: Anything = leaf.test.number
            amount = self.amounts[leaf.fact]
            return self.flag(amount, int(number)) if leaf.test.op == "at_least" else ~self.flag(amount, int(number) + 1)
        values: Sequence[Anything] = attribute.values.values if attribute.values else (True, False)
        if leaf.fact not in self.facts:
            self.facts[leaf.fact] = {value: self.model.new_bool_var(str(value)) for value in values}
            if attribute.form != "many_of":
                self.model.add_exactly_one(self.facts[leaf.fact].values())
        chosen = self.facts[leaf.fact]
        if leaf.test.op == "all_of":
            return self.some([chosen[v] for v in leaf.test.values], len(leaf.test.values))
        name = leaf.fact.removeprefix("conduct.")
        wrap: Callable[[Anything], Anything] = (lambda v: (v,)) if attribute.form == "many_of" else (lambda v: v)
        return self.some([var for value, var in chosen.items() if check({name: wrap(value)}) is MET] or [self.no])

    def _clear(self, leaf: rules.Clear) -> Anything:
        if leaf.fact not in self.bars:
            spans: set[Anything] = {
                0,
                *(n.months for n in self.nodes if isinstance(n, rules.Clear) and n.fact == leaf.fact),
            }
            days: set[date] = {self.as_of + timedelta(days=1)}
            for span in spans:
                day = add_months(self.as_of, -int(span))
                days |= {day + timedelta(days=move) for move in (-1, 0, 1)}
            self.bars[leaf.fact] = [(day, self.model.new_bool_var("")) for day in (None, *sorted(days))]
            self.model.add_exactly_one(var for _, var in self.bars[leaf.fact])
        good = [
            var
            for day, var in self.bars[leaf.fact]
            if measure.simple(leaf, Applicant(facts={leaf.fact: day}), self.as_of, "") is not UNMET
        ]
        return self.some(good or [self.no])

    def unusual(self) -> list[Anything]:
        """Literals of what few people have: a bar, and each talent status, consent or the like."""
        bars = [var for days in self.bars.values() for day, var in days if day is not None]
        marks = [
            var
            for name, chosen in self.facts.items()
            if attribute_of("person", name.removeprefix("conduct.")).form == "many_of"
            for var in chosen.values()
        ]
        return [*bars, *marks]


def _settled(fields: Anything) -> tuple[str, ...]:
    """The fields of a rule, which readings may have chosen before."""
    return tuple(fields)
