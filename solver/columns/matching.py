"""Conditions on records as Polars expressions: four-valued, attribute by attribute, like `solver.matching`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from models.rules import Condition, Either, Shape, Test
from models.vocabulary import Attribute
from solver.matching import attribute_of
from solver.status import ASSUMED, MET, UNKNOWN, UNMET

STATUS = pl.Int8
_SILENCE = {"unknown": UNKNOWN, "assumed": ASSUMED}
ABSENT = " none"
"""Ends the name of a column that tells where an attribute is known to be none."""


def flat(tests: Iterable[Condition]) -> Iterator[Test]:
    """The single tests of conditions, those inside an either-or too."""
    for test in tests:
        if isinstance(test, Test):
            yield test
        else:
            for option in test.options:
                yield from flat(option)


def test_expr(test: Test, kind: str, absent: bool) -> pl.Expr:
    """How far one test is met (Int8): `absent` where the frame also tells what is known to be none."""
    attribute = attribute_of(kind, test.attribute)
    column = pl.col(test.attribute)
    silent = MET if test.unsaid else _SILENCE.get(attribute.absent)
    if silent is None:
        silent = MET if (attribute.absent == "yes") == test.flag else UNMET
    none = MET if test.op == "is" and not test.flag else UNMET
    found = pl.when(_holds(test, attribute, column)).then(int(MET)).otherwise(int(UNMET))
    if silent is not UNMET:
        found = pl.when(column.is_null()).then(int(silent)).otherwise(found)
    if absent and none is not silent:
        found = pl.when(pl.col(test.attribute + ABSENT)).then(int(none)).otherwise(found)
    return found.cast(STATUS)


def _holds(test: Test, attribute: Attribute, column: pl.Expr) -> pl.Expr:
    number: Any = test.number
    if test.op == "is":
        return column if test.flag else ~column
    if test.op == "at_most":
        return column.le(number)
    values = attribute.values
    if values is None:
        return column.ge(number)
    if attribute.form == "many_of":
        if test.op == "all_of":
            return pl.all_horizontal([column.list.contains(asked) for asked in test.values])
        asked = [v for v in values.values if any(w in test.values for w in values.wider(v))]
        return pl.any_horizontal([column.list.contains(value) for value in asked])
    if test.op == "at_least":
        floor = values.step(test.values[0])
        return column.is_in([v for v in values.values if values.step(v) >= floor])
    return column.is_in([v for v in values.values if any(w in test.values for w in values.wider(v))])


def shape_expr(shape: Shape, tests: dict[tuple[Test, str], str]) -> pl.Expr:
    """How far a record of the kind has the shape, from the columns of its tests."""
    return _every(shape.tests, shape.kind, tests)


def _every(conditions: tuple[Condition, ...], kind: str, tests: dict[tuple[Test, str], str]) -> pl.Expr:
    found = [
        pl.max_horizontal([_every(option, kind, tests) for option in one.options])
        if isinstance(one, Either)
        else pl.col(tests[one, kind])
        for one in conditions
    ]
    return pl.min_horizontal(found) if found else pl.lit(int(MET), dtype=STATUS)
