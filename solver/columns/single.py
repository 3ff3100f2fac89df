"""Single facts in columns: a value that meets a test, a bar that is past, what was attested. As `solver.measure`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any as Anything

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from models import rules
from models.vocabulary import Attribute, ValueSet, vocabulary
from solver.columns.arrays import codes_of, flags_of, numbers_of, table_of
from solver.columns.calendar import NEVER, Days, Flags, Marks, add_months
from solver.columns.people import People
from solver.matching import attribute_of
from solver.status import ASSUMED, MET, UNKNOWN, UNMET, Status


def fact(leaf: rules.Fact, people: People) -> Marks:
    """A single fact of the person that meets a test."""
    attribute = attribute_of("person", leaf.fact.removeprefix("conduct."))
    column = people.column(leaf.fact)
    silent = ASSUMED if leaf.absent == "assumed" else UNKNOWN
    unsaid = flags_of(pc.is_null(column))
    found = np.full(people.size, silent, dtype=np.int8)
    if not unsaid.all():
        found = np.where(unsaid, found, _holds(leaf, attribute, column, people).view(np.int8) * np.int8(MET))
    none = people.none(leaf.fact)
    if none is not None:
        found[none & unsaid] = MET if leaf.test.op == "is" and not leaf.test.flag else UNMET
    return found


def _holds(leaf: rules.Fact, attribute: Attribute, column: pa.Array, people: People) -> Flags:
    """Whose value meets the test; any answer where there is none."""
    test, size = leaf.test, people.size
    number: Anything = test.number
    values = attribute.values
    if test.op == "is":
        flags = flags_of(column)
        return flags if test.flag else ~flags
    if test.op == "at_most" or values is None:
        amounts = pc.fill_null(column, 0).to_numpy(zero_copy_only=False)
        held: Flags = amounts <= number if test.op == "at_most" else amounts >= number
        return held
    if test.op == "all_of":
        every = np.ones(size, dtype=np.bool_)
        for asked in test.values:
            every &= _has(column, values, (asked,), size)
        return every
    if test.op == "at_least":
        floor = values.step(test.values[0])
        fitting = [v for v in values.values if values.step(v) >= floor]
    else:
        fitting = [v for v in values.values if any(w in test.values for w in values.wider(v))]
    if attribute.form == "many_of":
        return _has(column, values, fitting, size)
    chosen: Flags = table_of(values.values, fitting)[people.coded(leaf.fact, values.values)]
    return chosen


def _has(column: pa.Array, values: ValueSet, asked: Iterable[str], size: int) -> Flags:
    """Whose list has one of the values."""
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
    inside = table_of(values.values, asked)[codes_of(column.flatten(), values.values)]
    found = np.zeros(size, dtype=np.bool_)
    found[np.repeat(np.arange(size), lengths)[inside]] = True
    return found


def monthly(leaf: rules.Fact, people: People) -> tuple[Days, Status] | None:
    """The day on which a fact that grows with every month turns a test, and to what; NEVER where it does not."""
    attribute = vocabulary().person.attributes.get(leaf.fact)
    if attribute is None or not attribute.monthly or leaf.test.op not in ("at_least", "at_most"):
        return None
    asked: Anything = leaf.test.number
    months = numbers_of(people.column(leaf.fact), 0).astype(np.int64)
    short = int(asked) - months
    status = MET
    if leaf.test.op == "at_most":
        short, status = short + 1, UNMET
    grows = (months != 0) & (short > 0)
    if not grows.any():
        return None
    days = add_months(np.full(people.size, people.today, dtype=np.int32), np.where(grows, short, 0))
    return np.where(grows, days, NEVER), status


def clear(leaf: rules.Clear, people: People) -> Marks:
    """Not barred: the day of the fact, with months added, is past."""
    months: Anything = leaf.months
    days = people.days(leaf.fact)
    given = np.flatnonzero(days < NEVER)
    found = np.full(people.size, ASSUMED, dtype=np.int8)
    if len(given):
        some = days[given]
        barred = people.today <= add_months(some, months)
        if months:
            barred &= some <= people.today
        found[given] = np.where(barred, UNMET, MET)
    none = people.none(leaf.fact)
    if none is not None:
        found[none & (days == NEVER)] = MET
    return found


def clearing(leaf: rules.Clear, people: People) -> tuple[Days, Days]:
    """The later day on which a bar begins, and the one on which it is over; NEVER where there is none."""
    months: Anything = leaf.months
    days = people.days(leaf.fact)
    begins = np.full(people.size, NEVER, dtype=np.int32)
    over = begins.copy()
    given = np.flatnonzero(days < NEVER)
    if len(given):
        some = days[given]
        end = add_months(some, months) + 1
        over[given] = np.where(end > people.today, end, NEVER)
        if months:
            begins[given] = np.where(some > people.today, some, NEVER)
    return begins, over


def attested(people: People, keys: Sequence[str]) -> Marks:
    """What was attested under the first of some keys that was spoken of: 1 yes, 0 no, -1 nothing."""
    found = np.full(people.size, -1, dtype=np.int8)
    for key in reversed(keys):
        said = people.said.of.get(key)
        if said is not None:
            # of two that say the same key the later one stands
            found[said[0]] = said[1]
    return found


def keys(standard: str, path: str, *, exact: bool = False) -> tuple[str, ...]:
    """The keys that speak of a node, the nearest first: of itself and (unless `exact`) of the nodes above it."""
    parts = path.split("/")
    places = ["/".join(parts[:end]) for end in range(len(parts), len(parts) - 1 if exact else 0, -1)]
    return tuple(key for place in places for key in (f"{standard}/{place}", place))
