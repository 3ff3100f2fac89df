"""Settles a rung for one day and one choice of readings: guarded nodes that do not apply go, parameters become numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any as Anything

from models.errors import InputError, nearest, quoted
from models.rules import Chosen, Dated, Rule
from models.standard import Rung, Standard


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Settled:
    """A rung as it applies: its routes, each a tuple of parts. What readings leave alone is the same object in all."""

    standard: str
    rung: str
    readings: Mapping[str, str]
    routes: Mapping[str, tuple[Rule, ...]]


def choose(standard: Standard, chosen: Mapping[str, str]) -> dict[str, str]:
    """The value of every reading of a standard: the default, or what was chosen; a choice unknown to it is passed over."""
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
    days = sorted({day for parameter in standard.parameters.values() for day, _ in parameter.values})
    period = max((day for day in days if day <= as_of), default=days[0] if days else as_of)
    return _settled(_Same(standard), rung, tuple(sorted(readings.items())), period if days else None)


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
    base = _kept(key, rung, period)
    routes = {}
    for name, steps in standard.rungs[rung].routes.items():
        parts = [base[step.rule.id] for step in steps if _applies(step.when, chosen)]
        settled = [_prune(part, chosen) for part in parts if _applies(part.when, chosen)]
        routes[name] = tuple(rule for rule in settled if rule is not None)
    return Settled(standard=standard.id, rung=rung, readings=chosen, routes=routes)


@lru_cache(maxsize=500)
def _kept(key: _Same, rung: str, period: date | None) -> dict[str, Rule]:
    """The parts of a rung with their numbers put in, by path, one object for all readings."""
    found: Rung = key.standard.rungs[rung]
    rules = {step.rule.id: step.rule for steps in found.routes.values() for step in steps}
    return {path: _numbers(rule, period) if period else rule for path, rule in rules.items()}


def _applies(when: tuple[tuple[str, tuple[str, ...]], ...], chosen: Mapping[str, str]) -> bool:
    return all(chosen.get(name) in values for name, values in when)


def _prune(value: Anything, chosen: Mapping[str, str]) -> Anything:
    """The node without what the readings leave out; the same object where nothing goes."""
    if isinstance(value, tuple):
        kept = tuple(
            _prune(one, chosen)
            for one in value
            if not (is_dataclass(one) and hasattr(one, "when") and not _applies(one.when, chosen))
        )
        return value if len(kept) == len(value) and all(a is b for a, b in zip(kept, value, strict=True)) else kept
    if isinstance(value, Chosen):
        return dict(value.options)[chosen[value.reading]]
    if not is_dataclass(value) or isinstance(value, type | Dated):
        return value
    if isinstance(value, Rule) and not _applies(value.when, chosen):
        return None
    changed = {}
    for field in fields(value):
        old = getattr(value, field.name)
        if isinstance(old, tuple) or is_dataclass(old):
            new = _prune(old, chosen)
            if new is not old:
                changed[field.name] = new
    return replace(value, **changed) if changed else value


def _numbers(value: Anything, day: date) -> Anything:
    """The node with each dated parameter as the number in force on a day."""
    if isinstance(value, Dated):
        return value.on(day)
    if isinstance(value, tuple):
        made = tuple(_numbers(one, day) for one in value)
        return value if all(a is b for a, b in zip(made, value, strict=True)) else made
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {}
    for field in fields(value):
        old = getattr(value, field.name)
        if isinstance(old, tuple) or is_dataclass(old):
            new = _numbers(old, day)
            if new is not old:
                changed[field.name] = new
    return replace(value, **changed) if changed else value
