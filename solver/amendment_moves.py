"""The thresholds of a rule that an amendment may move, how far, what a move costs, and the rule with some moved.

Thresholds are moved in the direction that lets more people in, within what the language of standards can say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any as Anything

from models import rules
from models.amending import DROP, Change
from models.node_numbers import Slot, slots
from models.rules import Rule, Test
from models.standard import Standard
from solver.amendment_clauses import Clause, droppable, reached, taken_as_met
from solver.amendment_names import Names
from solver.matching import attribute_of

LAST_RANK = 99
WIDEST = 720
"""Amounts that are added up may be spread over a working life at most, in months."""
YEAR = 12
HUNDREDTH, MILLIONTH = Fraction(1, 100), Fraction(1, 1_000_000)
UPWARD = ("early_by", "total.months")
"""Spans of which the longer is the looser."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Threshold:
    """One number that an amendment may move, wherever it stands: by `grain`s, from 0 to `most` of them.

    `path` and `slot` are what a scenario calls it (`$name` and nothing for a parameter), `node` the first settled node
    where it stands and `here` its place there. `unit` is months, whole, rank, amount or tier; of tiers `levels` are the
    values from the present one down. `step` is what a grain adds to the size of an amendment.
    """

    path: str
    slot: str
    node: Rule
    here: Slot
    unit: str
    before: int | float | str
    grain: Fraction
    most: int
    step: Fraction
    upward: bool = False
    levels: tuple[str, ...] = ()

    def after(self, grains: int) -> int | float | str:
        """What stands there once it is moved: months, a number, or a value of an ordered set (met by it and above)."""
        if self.levels:
            return self.levels[grains]
        moved = Fraction(str(self.before)) + (grains if self.upward else -grains) * self.grain
        return int(moved) if moved.denominator == 1 else float(moved)

    def written(self, grains: int) -> int | float | str:
        """The same as a scenario writes it."""
        value = self.after(grains)
        if self.levels:
            return f"{value}+"
        if self.unit != "months" or not self.slot:
            return value
        months = int(value)
        return f"{months}m" if months % YEAR else f"{months // YEAR}y"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Place:
    """Where a threshold stands in a node of the rule: its slot there and which threshold it is."""

    slot: Slot
    threshold: int


class Movable:
    """A settled rule with its thresholds, by place: `at` has for each node (by identity) what can be moved in it.

    With `roots` (the routes of the rung, or the part) their clauses may be dropped, too: a movement then has, after the
    grains of each threshold, 1 for each clause that is dropped. `falls` has for a path the clauses with which it falls.
    """

    def __init__(self, rule: Rule, standard: Standard, roots: Sequence[Rule] = ()) -> None:
        self.rule = rule
        self.thresholds: list[Threshold] = []
        self.at: dict[int, dict[str, Place]] = {}
        self.mixed = False
        """Whether some threshold also stands in what a clause denies, so that more may be asked where it is moved."""
        denied = [node for node, _, lacked in reached(rule).values() if lacked] if roots else []
        self.clauses = droppable(roots, standard, denied)
        self._find(standard)
        self.falls: dict[str, list[int]] = {}
        for place, clause in enumerate(self.clauses, len(self.thresholds)):
            for path in clause.paths:
                self.falls.setdefault(path, []).append(place)

    @property
    def every(self) -> Sequence[Threshold | Clause]:
        """All that a movement moves: the thresholds, then the clauses."""
        return [*self.thresholds, *self.clauses]

    def _find(self, standard: Standard) -> None:
        names = Names(standard)
        found: dict[tuple[str, str], int] = {}
        groups: dict[int, list[Threshold]] = defaultdict(list)
        standing: list[tuple[Rule, Slot, int]] = []
        found_at = reached(self.rule)
        for node, _, _ in found_at.values():
            for slot in slots(node).values():
                made = _threshold(node, slot)
                called = names.of(node, slot) if made is not None else None
                if made is None or called is None:
                    continue
                key = found.setdefault(called, len(found))
                groups[key].append(replace(made, path=called[0], slot=called[1]))
                standing.append((node, slot, key))
        open_ = {key for node, _, key in standing if found_at[id(node)][1]}
        kept: dict[int, int] = {}
        for key, many in groups.items():
            one = _joined(many)
            if one is not None and one.most > 0 and key in open_:
                kept[key] = len(self.thresholds)
                self.thresholds.append(one)
        for node, slot, key in standing:
            if key in kept:
                self.at.setdefault(id(node), {})[slot.name] = Place(slot=slot, threshold=kept[key])
                self.mixed = self.mixed or found_at[id(node)][2]

    @cached_property
    def loosest(self) -> Rule:
        """The rule with every threshold moved as far as it goes, and no clause dropped."""
        return self.moved(self.thrown_open([0] * len(self.every)))

    @cached_property
    def widest(self) -> Rule:
        """The rule with everything moved as far as it goes, and all dropped that can be."""
        return self.moved([one.most for one in self.every])

    def thrown_open(self, grains: Sequence[int]) -> list[int]:
        """A movement with every threshold moved as far as it goes, and the same clauses dropped."""
        return [*(threshold.most for threshold in self.thresholds), *grains[len(self.thresholds) :]]

    def dropped(self, grains: Sequence[int]) -> list[Clause]:
        """The clauses that a movement drops."""
        return [clause for clause, by in zip(self.clauses, grains[len(self.thresholds) :], strict=True) if by]

    def moved(self, grains: Sequence[int]) -> Rule:
        """The rule with each threshold moved so far; what stands in it twice stays one object."""
        fallen = {path for clause in self.dropped(grains) for path in clause.paths}
        made: dict[int, tuple[Anything, Anything]] = {}

        def build(value: Anything) -> Anything:
            if isinstance(value, tuple):
                new = tuple([build(one) for one in value])
                return value if all(a is b for a, b in zip(new, value, strict=True)) else new
            if not isinstance(value, Rule | rules.Since):
                return value
            if id(value) not in made:
                one: Anything = value
                if isinstance(value, Rule) and value.id in fallen:
                    made[id(value)] = (value, taken_as_met(value))
                    return made[id(value)][1]
                for field in fields(value):
                    old = getattr(value, field.name)
                    new = build(old)
                    if new is not old:
                        # work is counted whenever it was done, once its beginning is asked no longer
                        begins = field.name == "after" and isinstance(new, rules.All)
                        one = replace(one, **{field.name: None if begins else new})
                for place in self.at.get(id(value), {}).values():
                    if grains[place.threshold]:
                        one = put(one, place.slot, self.thresholds[place.threshold], grains[place.threshold])
                made[id(value)] = (value, one)
            return made[id(value)][1]

        rule: Rule = build(self.rule)
        return rule

    def changes(self, grains: Sequence[int]) -> list[Change]:
        """The same movement as changes to the standard, as a scenario has them."""
        found: dict[str, Anything] = {}
        for threshold, by in zip(self.thresholds, grains, strict=False):
            if by and threshold.slot:
                found.setdefault(threshold.path, {})[threshold.slot] = threshold.written(by)
            elif by:
                found[threshold.path] = threshold.written(by)
        found |= {clause.path: {DROP: True} for clause in self.dropped(grains)}
        return [Change(path=path, values=values) for path, values in found.items()]


def moved_test(test: Test, threshold: Threshold, grains: int) -> Test:
    """A condition with its threshold moved."""
    return moved_condition(test, threshold.after(grains))


def moved_condition(test: Test, value: int | float | str) -> Test:
    """A condition with another threshold: a number, or a value of an ordered set."""
    return replace(test, values=(value,)) if isinstance(value, str) else replace(test, number=value)


def put(rule: Anything, slot: Slot, threshold: Threshold, grains: int) -> Anything:
    """The node with what stands in a slot moved."""
    value: Anything = threshold.after(grains)
    if isinstance(slot.now, Test):
        value = moved_test(slot.now, threshold, grains)
    for path in slot.places:
        rule = _put(rule, path, value)
    return rule


def _put(value: Anything, path: Sequence[str | int], new: Anything) -> Anything:
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return (*value[:step], _put(value[step], rest, new), *value[step + 1 :])
    change: dict[str, Anything] = {step: _put(getattr(value, step), rest, new)}
    assert is_dataclass(value) and not isinstance(value, type)
    return replace(value, **change)


def _threshold(node: Rule, slot: Slot) -> Threshold | None:
    """How a slot of a settled node can be moved; None for what has no order or cannot be loosened."""
    made: dict[str, Anything] = {"path": "", "slot": slot.name, "node": node, "here": slot}
    now = slot.now
    if isinstance(now, Test):
        return _condition(slot, now, made)
    value: Anything = now
    if slot.form == "span":
        upward = slot.name in UPWARD
        top = int(node.months) if isinstance(node, rules.Worked) else WIDEST  # type: ignore[arg-type]  # settled
        most = max(0, top - int(value)) if upward else int(value) - 1
        step = Fraction(1, YEAR)
        return Threshold(
            **made, unit="months", before=int(value), grain=Fraction(1), most=most, step=step, upward=upward
        )
    if slot.form == "number":
        return _amount(made, value, whole=False)
    if slot.name.startswith("counts"):
        return None
    return Threshold(**made, unit="whole", before=int(value), grain=Fraction(1), most=int(value) - 1, step=Fraction(1))


def _condition(slot: Slot, now: Test, made: dict[str, Anything]) -> Threshold | None:
    about = [attribute_of(kind, now.attribute) for kind in slot.kinds]
    if now.op == "at_least" and about[0].values is not None:
        values, floor = about[0].values, about[0].values.step(now.values[0])
        known = [set(a.values.values) for a in about if a.values is not None]
        below = [v for v in reversed(values.values[: floor + 1]) if all(v in one for one in known)]
        one = Fraction(1)
        return Threshold(
            **made, unit="tier", before=now.values[0], grain=one, most=len(below) - 1, step=one, levels=tuple(below)
        )
    value: Anything = now.number
    if now.op == "at_least":
        return _amount(made, value, whole=all(a.form == "integer" for a in about))
    if now.op == "at_most":
        one, most = Fraction(1), max(0, LAST_RANK - int(value))
        return Threshold(**made, unit="rank", before=int(value), grain=one, most=most, step=one, upward=True)
    return None


def _amount(made: dict[str, Anything], value: Anything, *, whole: bool) -> Threshold:
    """A step is a tenth of the old value; of whole numbers at least one."""
    before = Fraction(str(value))
    grain = Fraction(1) if whole else HUNDREDTH if (before / HUNDREDTH).denominator == 1 else MILLIONTH
    tenth = max(before / 10, Fraction(1)) if whole else before / 10
    most = int(before / grain) - 1
    return Threshold(**made, unit="amount", before=value, grain=grain, most=most, step=grain / tenth)


def _joined(many: Sequence[Threshold]) -> Threshold | None:
    """One threshold of all its places; None where they do not move alike, so that moving it is not plainly looser."""
    first = min(many, key=lambda one: one.most)
    alike = {(one.before, one.upward, one.levels) for one in many}
    return replace(first, node=many[0].node, here=many[0].here) if len(alike) == 1 else None


def size(movable: Movable, grains: Sequence[int]) -> tuple[int, Fraction]:
    """How large a movement is: thresholds moved, and steps in all."""
    moved = [(threshold, by) for threshold, by in zip(movable.thresholds, grains, strict=False) if by]
    return len(moved), sum((threshold.step * by for threshold, by in moved), Fraction(0))
