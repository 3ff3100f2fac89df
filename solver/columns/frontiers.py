"""The frontier of every person at once: of all ways on all days those that no other beats, in the order of the gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from solver.columns.asking import Way
from solver.columns.waiting import EPOCH
from solver.frontier import months_until

Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Points:
    """Points of frontiers, one after the other, those of one person together and in their order.

    `regular` tells of each person (by place) whether any way goes by the route at that place.
    """

    person: Ints
    months: Ints
    day: Ints
    records: Ints
    endorsements: Ints
    route: Ints
    plan: Ints


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Ways:
    """All ways of some keys, laid end to end; `start` says where those of each key begin."""

    start: Ints
    table: Ints

    @staticmethod
    def of(ways: Sequence[tuple[Way, ...]]) -> Ways:
        """The ways of each key as a table: route, records, endorsements, the two tie-breaks, plan."""
        sizes = np.asarray([0, *map(len, ways)], dtype=np.int64)
        rows = [(w.route, w.records, w.endorsements, *w.tie, w.plan) for many in ways for w in many]
        return Ways(start=np.cumsum(sizes), table=np.asarray(rows, dtype=np.int64).reshape(-1, 6))


def spread(ways: Ways, key: Ints) -> tuple[Ints, Ints]:
    """For rows with keys: every way of each row, as the place of the row and the place of the way."""
    sizes = ways.start[key + 1] - ways.start[key]
    row = np.repeat(np.arange(len(key)), sizes)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return row, ways.start[key][row] + offset


def least(person: Ints, days: NDArray[np.int32], key: Ints, ways: Ways, as_of: date) -> tuple[Points, Ints, Ints]:
    """The points that no other beats; and beside them of every way its person and route."""
    row, way = spread(ways, key)
    route, records, endorsements, steps, tight, plan = ways.table[way].T
    who, day = person[row], days[row].astype(np.int64)
    months = _months(day, as_of)
    order = np.lexsort((route, tight, steps, day, endorsements, records, months, who))
    columns = (who, months, day, records, endorsements, route, plan)
    who, months, day, records, endorsements, route, plan = (c[order] for c in columns)
    kept = _unbeaten(who, records, endorsements)
    points = Points(
        person=who[kept], months=months[kept], day=day[kept], records=records[kept],
        endorsements=endorsements[kept], route=route[kept], plan=plan[kept],
    )  # fmt: skip
    return points, who, route


def _months(day: Ints, as_of: date) -> Ints:
    days, place = np.unique(day, return_inverse=True)
    found = [months_until(as_of, date.fromordinal(int(d) + EPOCH)) for d in days]
    return np.asarray(found, dtype=np.int64)[place]


def _unbeaten(who: Ints, records: Ints, endorsements: Ints) -> NDArray[np.bool_]:
    """Of ways in the order of months, those that none before them equals or beats in both other currencies.

    For each number of endorsements the least records so far among ways with no more of them is a running minimum;
    people follow each other, so a term that falls with every person keeps the minimum from reaching over.
    """
    kept = np.ones(len(who), dtype=bool)
    if not len(who):
        return kept
    _, place = np.unique(who, return_inverse=True)
    far = int(records.max()) + 2
    shift = place * -far
    for many in np.unique(endorsements):
        able = np.where(endorsements <= many, records, far - 1) + shift
        lowest = np.minimum.accumulate(able)
        before = np.r_[0, lowest[:-1]]
        first = np.r_[True, place[1:] != place[:-1]]
        here = endorsements == many
        kept &= ~here | first | (before > records + shift)
    return kept
