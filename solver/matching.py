"""Does one record meet a pattern? Four-valued, attribute by attribute, with silence read as the vocabulary says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from models.applicant import Record
from models.rules import Condition, Dated, Either, Shape, Test
from models.vocabulary import Attribute, vocabulary
from solver.status import ASSUMED, MET, UNKNOWN, UNMET, Status

Check = Callable[[Mapping[str, Any]], Status]
_MISSING = object()
_SILENCE = {"unknown": UNKNOWN, "assumed": ASSUMED}


_BY_SHAPE: dict[int, tuple[Shape, Check]] = {}
_KEPT = 50_000


def shape_check(shape: Shape) -> Check:
    """A function from a record's values to how far it has the shape (its kind is known to fit)."""
    kept = _BY_SHAPE.get(id(shape))
    if kept is None:
        if len(_BY_SHAPE) > _KEPT:
            _BY_SHAPE.clear()
        # the shape is kept beside its check, so that its identity stays its own
        kept = _BY_SHAPE[id(shape)] = (shape, _compiled(shape))
    return kept[1]


def _compiled(shape: Shape) -> Check:
    checks = [_condition(test, shape.kind) for test in shape.tests]

    def check(values: Mapping[str, Any]) -> Status:
        worst = MET
        for one in checks:
            status = one(values)
            if status < worst:
                if status is UNMET:
                    return UNMET
                worst = status
        return worst

    return check


@lru_cache(maxsize=1000)
def tests_check(tests: tuple[Condition, ...], kind: str) -> Check:
    """The same for conditions that stand apart from a shape (a weight)."""
    return _compiled(Shape(kind=kind, tests=tests))


@lru_cache(maxsize=5000)
def test_alone(test: Condition, kind: str) -> Check:
    """The same for one condition."""
    return _condition(test, kind)


def attribute_of(kind: str, name: str) -> Attribute:
    """The attribute of a kind of record, of a recommender, or of a person."""
    words = vocabulary()
    if kind == "recommender":
        return words.sections["recommenders"].attributes[name]
    if kind == "person":
        return words.sections["conduct"].attributes.get(name) or words.person.attributes[name]
    return words.kinds[kind].section.attributes[name]


def _condition(test: Condition, kind: str) -> Check:
    if isinstance(test, Either):
        return _either(test, kind)
    return test_check(test, attribute_of(kind, test.attribute))


def _either(test: Either, kind: str) -> Check:
    options = [_compiled(Shape(kind=kind, tests=option)) for option in test.options]

    def check(values: Mapping[str, Any]) -> Status:
        return max(option(values) for option in options)

    return check


def test_check(test: Test, attribute: Attribute) -> Check:
    """A function from values to how far they meet one test."""
    name = test.attribute
    holds = _holds(test, attribute)
    silent = MET if test.unsaid else _SILENCE.get(attribute.absent)
    if silent is None:
        silent = MET if (attribute.absent == "yes") == test.flag else UNMET

    def check(values: Mapping[str, Any]) -> Status:
        value = values.get(name, _MISSING)
        if value is _MISSING:
            return silent
        if value is None:
            return MET if test.op == "is" and not test.flag else UNMET
        return MET if holds(value) else UNMET

    return check


def _holds(test: Test, attribute: Attribute) -> Callable[[Any], bool]:
    number: Any = test.number
    assert not isinstance(number, Dated), "parameters are settled before people are measured"
    if test.op == "is":
        return lambda value: value is test.flag
    if test.op == "at_most":
        return lambda value: bool(value <= number)
    values = attribute.values
    if test.op == "at_least":
        if values is None:
            return lambda value: bool(value >= number)
        floor = values.step(test.values[0])
        enough = frozenset(v for v in values.values if values.step(v) >= floor)
        return lambda value: value in enough
    assert values is not None
    if test.op == "all_of":
        return lambda value: all(asked in value for asked in test.values)
    asked = frozenset(v for v in values.values if any(w in test.values for w in values.wider(v)))
    if attribute.form == "many_of":
        return lambda value: not asked.isdisjoint(value)
    return lambda value: value in asked


def unsettled(shape: Shape, record: Record) -> tuple[list[str], list[str]]:
    """The attributes that are not given and leave a record's shape open, and those that it rests on by assumption."""
    unknown: list[str] = []
    assumed: list[str] = []

    def visit(tests: tuple[Condition, ...]) -> None:
        for test in tests:
            if isinstance(test, Either):
                ranked = sorted(
                    test.options, key=lambda o: _compiled(Shape(kind=shape.kind, tests=o))(record.values), reverse=True
                )
                best = _compiled(Shape(kind=shape.kind, tests=ranked[0]))(record.values)
                for option in ranked:
                    if best is not MET and _compiled(Shape(kind=shape.kind, tests=option))(record.values) is best:
                        visit(option)
                continue
            status = _condition(test, shape.kind)(record.values)
            target = unknown if status is UNKNOWN else assumed if status is ASSUMED else None
            if target is not None and test.attribute not in target:
                target.append(test.attribute)

    visit(shape.tests)
    return unknown, assumed
