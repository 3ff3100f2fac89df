"""Settles a rung for one day and one choice of readings: nodes that do not apply go, parameters become numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any as Anything

from models import rules
from models.errors import InputError, nearest, quoted
from models.rules import Chosen, Dated, Rule
from models.standard import Standard


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Settled:
    """A rung as it applies: its routes, each a tuple of parts. What readings leave alone is the same object in all."""

    standard: str
    rung: str
    readings: Mapping[str, str]
    routes: Mapping[str, tuple[Rule, ...]]


def choose(standard: Standard, chosen: Mapping[str, str]) -> dict[str, str]:
    """The value of every reading of a standard: the default, or what was chosen, if the standard knows it."""
    found = {name: reading.default for name, reading in standard.readings.items()}
    for name, value in chosen.items():
        reading = standard.readings.get(name)
        if reading is None:
            continue
        if value not in reading.values:
            raise InputError(
                f"{quoted(value)} is no value of the reading `{name}`", hint=nearest(value, reading.values)
            )
        found[name] = value
    return found


def settle(standard: Standard, rung: str, as_of: date, chosen: Mapping[str, str] | None = None) -> Settled:
    """The rung on a day, under the readings chosen (the defaults for the rest)."""
    found = standard.rungs.get(rung)
    if found is None:
        raise InputError(f"`{standard.id}` has no rung {quoted(rung)}", hint=nearest(rung, standard.rungs))
    readings = choose(standard, chosen or {})
    return _settled(_Same(standard), rung, tuple(readings.items()), _period(standard, as_of))


def flipped(settled: Settled, standard: Standard, as_of: date) -> tuple[tuple[str, str, Settled], ...]:
    """The rung under every other value of a reading, one at a time: reading, value, and the rung where it differs."""
    return _flipped(settled, _Same(standard), _period(standard, as_of))


@lru_cache(maxsize=1000)
def _flipped(settled: Settled, key: _Same, period: date | None) -> tuple[tuple[str, str, Settled], ...]:
    found = []
    for reading in key.standard.readings.values():
        for value in reading.values:
            if value != settled.readings[reading.id]:
                chosen = tuple({**settled.readings, reading.id: value}.items())
                other = _settled(key, settled.rung, chosen, period)
                if not _alike(settled, other):
                    found.append((reading.id, value, other))
    return tuple(found)


def _alike(one: Settled, other: Settled) -> bool:
    """Whether a reading left the rung as it was: what it does not concern is the same object."""
    return one.routes.keys() == other.routes.keys() and all(
        len(parts) == len(other.routes[name]) and all(a is b for a, b in zip(parts, other.routes[name], strict=True))
        for name, parts in one.routes.items()
    )


def _period(standard: Standard, as_of: date) -> date | None:
    """The last day before `as_of` on which a parameter changed: all days until the next change are alike."""
    days = sorted({day for parameter in standard.parameters.values() for day, _ in parameter.values})
    return max((day for day in days if day <= as_of), default=days[0]) if days else None


class _Same:
    """A standard as a cache key: the same object, not an equal one."""

    __slots__ = ("standard",)

    def __init__(self, standard: Standard) -> None:
        self.standard = standard

    def __hash__(self) -> int:
        return id(self.standard)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.standard is self.standard


@lru_cache(maxsize=2000)
def _settled(key: _Same, rung: str, readings: tuple[tuple[str, str], ...], period: date | None) -> Settled:
    standard, chosen = key.standard, dict(readings)
    pruner = _pruner(key, rung, period)
    routes = {}
    for name, steps in standard.rungs[rung].routes.items():
        settled = [pruner.prune(pruner.parts[step.rule.id], chosen) for step in steps if _applies(step.when, chosen)]
        routes[name] = tuple(rule for rule in settled if rule is not None)
    return Settled(standard=standard.id, rung=rung, readings=chosen, routes=routes)


@lru_cache(maxsize=500)
def _pruner(key: _Same, rung: str, period: date | None) -> _Pruner:
    rules = {step.rule.id: step.rule for steps in key.standard.rungs[rung].routes.values() for step in steps}
    return _Pruner({path: _numbers(rule, period) if period else rule for path, rule in rules.items()})


def _applies(when: tuple[tuple[str, tuple[str, ...]], ...], chosen: Mapping[str, str]) -> bool:
    return all(chosen.get(name) in values for name, values in when)


class _Pruner:
    """Leaves out of a rung what the readings leave out. A node that no reading concerns is one object under all."""

    def __init__(self, parts: dict[str, Rule]) -> None:
        self.parts = parts
        self.concerned: dict[int, tuple[Anything, frozenset[str]]] = {}
        self.made: dict[tuple[int, tuple[str, ...]], Anything] = {}

    def concerns(self, value: Anything) -> frozenset[str]:
        """The readings that a node or anything below it depends on."""
        kept = self.concerned.get(id(value))
        if kept is None:
            found: set[str] = (
                {value.reading} if isinstance(value, Chosen) else {name for name, _ in getattr(value, "when", ())}
            )
            for name in _GUARDED.get(type(value), ()):
                inner = getattr(value, name)
                for one in inner if isinstance(inner, tuple) else (inner,):
                    if type(one) in _GUARDED:
                        found |= self.concerns(one)
            kept = self.concerned[id(value)] = (value, frozenset(found))
        return kept[1]

    def prune(self, value: Anything, chosen: Mapping[str, str]) -> Anything:
        """The node under these readings; None where it is no part of the tree."""
        concerned = self.concerns(value)
        if not concerned:
            return value
        key = (id(value), tuple(chosen[name] for name in sorted(concerned)))
        if key not in self.made:
            self.made[key] = self._pruned(value, chosen)
        return self.made[key]

    def _pruned(self, value: Anything, chosen: Mapping[str, str]) -> Anything:
        if isinstance(value, Chosen):
            return dict(value.options)[chosen[value.reading]]
        if not _applies(getattr(value, "when", ()), chosen):
            return None
        changed = {}
        for name in _GUARDED[type(value)]:
            old = getattr(value, name)
            if isinstance(old, tuple):
                new: Anything = tuple(
                    pruned
                    for one in old
                    if (pruned := self.prune(one, chosen) if type(one) in _GUARDED else one) is not None
                )
                same = len(new) == len(old) and all(a is b for a, b in zip(new, old, strict=True))
            else:
                new = self.prune(old, chosen) if type(old) in _GUARDED else old
                same = new is old
            if not same:
                changed[name] = new
        return replace(value, **changed) if changed else value


def _numbers(value: Anything, day: date) -> Anything:
    """The node with each dated parameter as the number in force on a day; the same object where it has none."""
    if isinstance(value, Dated):
        return value.on(day)
    if isinstance(value, tuple):
        made = tuple(_numbers(one, day) for one in value)
        return value if all(a is b for a, b in zip(made, value, strict=True)) else made
    changed = {}
    for name in _NUMBERED.get(type(value), ()):
        old = getattr(value, name)
        new = _numbers(old, day)
        if new is not old:
            changed[name] = new
    return replace(value, **changed) if changed else value


_GUARDED: dict[type, tuple[str, ...]] = {
    rules.All: ("of",), rules.Any: ("of",), rules.AtLeast: ("of",), rules.Lacks: ("of",), rules.Tally: ("of",),
    rules.Count: ("pattern", "weights", "since"), rules.Item: ("pattern", "since"), rules.Tied: ("since",),
    rules.Weight: (), rules.Shape: (),
    rules.Since: ("free", "free_when_held"), rules.Worked: ("fields", "after", "early"),
    rules.Risen: ("unless_worked",), rules.Chosen: (),
    rules.External: ("concerns",), rules.Education: (), rules.Held: (), rules.Fact: (), rules.Clear: (),
    rules.Attest: (),
}  # fmt: skip
"""Where readings can stand: in each class the fields that hold other guarded things."""

_NUMBERED: dict[type, tuple[str, ...]] = {
    rules.All: ("of",), rules.Any: ("of",), rules.AtLeast: ("n", "of"), rules.Lacks: ("of",), rules.Tally: ("n", "of"),
    rules.Count: ("n", "pattern", "total", "weights"), rules.Item: ("per", "pattern"), rules.Tied: ("patterns",),
    rules.Weight: ("tests",), rules.Total: ("at_least", "months"), rules.Shape: ("tests",), rules.Either: ("options",),
    rules.Test: ("number",), rules.Worked: ("months", "early_by"), rules.Held: ("months",), rules.Clear: ("months",),
    rules.Fact: ("test",),
}  # fmt: skip
"""Where numbers can stand, and what holds them."""
