"""The frontier of every person at once: of all ways on all days those that no other beats, in the order of the gap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    """Points of frontiers, one after the other, those of one person together and in their order."""

    person: Ints
    months: Ints
    day: Ints
    records: Ints
    endorsements: Ints
    route: Ints
    plan: Ints


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Ways:
    """Ways of rows of people and days: by place of the row, what each takes, its tie-break, and a bundle of plans."""

    row: Ints
    records: Ints
    endorsements: Ints
    steps: Ints
    tight: Ints
    bundle: Ints

    @staticmethod
    def nothing(rows: Ints) -> Ways:
        """One way for each row that takes nothing."""
        zeros = np.zeros(len(rows), dtype=np.int64)
        return Ways(row=rows, records=zeros, endorsements=zeros, steps=zeros, tight=zeros, bundle=zeros)

    @staticmethod
    def of(rows: Ints, number: Ints, answers: Sequence[tuple[Way, ...]]) -> Ways:
        """The ways of rows whose answers are given by number."""
        start = np.cumsum(np.asarray([0, *map(len, answers)], dtype=np.int64))
        table = np.asarray(
            [(w.records, w.endorsements, *w.tie, w.plan) for many in answers for w in many], dtype=np.int64
        ).reshape(-1, 5)
        place, way = _spread(start[number], start[number + 1] - start[number])
        records, endorsements, steps, tight, plan = table[way].T
        return Ways(row=rows[place], records=records, endorsements=endorsements, steps=steps, tight=tight, bundle=plan)

    @staticmethod
    def either(ways: Sequence[Ways]) -> Ways:
        """The ways of several alternatives."""
        return Ways(**{n: np.concatenate([getattr(one, n) for one in ways]) for n in Ways.__slots__})

    def with_(self, other: Ways, bundles: Bundles) -> Ways:
        """Each way of a row together with each way of the other for the same row."""
        order = np.argsort(other.row, kind="stable")
        low = np.searchsorted(other.row[order], self.row, side="left")
        high = np.searchsorted(other.row[order], self.row, side="right")
        mine, place = _spread(low, high - low)
        theirs = order[place]
        return Ways(
            row=self.row[mine],
            records=self.records[mine] + other.records[theirs],
            endorsements=self.endorsements[mine] + other.endorsements[theirs],
            steps=self.steps[mine] + other.steps[theirs],
            tight=self.tight[mine] + other.tight[theirs],
            bundle=bundles.both(self.bundle[mine], other.bundle[theirs]),
        )


def cheapest(ways: Sequence[Ways], n: int, bundles: Bundles) -> Ways:
    """Of alternatives that share nothing the `n` cheapest of each row, each alternative once; none where fewer can.

    Ways of one currency are in one order, and of such the least sum of several is that of the least ones.
    """
    both = Ways.either(ways)
    branch = np.repeat(np.arange(len(ways)), [len(one.row) for one in ways])
    order = np.lexsort((both.tight, both.steps, both.records, branch, both.row))
    kept = np.ones(len(order), dtype=bool)
    row, turn = both.row[order], branch[order]
    kept[1:] = (row[1:] != row[:-1]) | (turn[1:] != turn[:-1])
    order = order[kept]
    order = order[
        np.lexsort((branch[order], both.tight[order], both.steps[order], both.records[order], both.row[order]))
    ]
    row = both.row[order]
    starts = np.flatnonzero(np.r_[True, row[1:] != row[:-1]]) if len(row) else np.zeros(0, dtype=np.int64)
    sizes = np.diff(np.r_[starts, len(row)])
    first = starts[sizes >= n]
    found = Ways.nothing(row[first])
    for place in range(n):
        one = order[first + place]
        found = Ways(
            row=found.row,
            records=found.records + both.records[one],
            endorsements=found.endorsements + both.endorsements[one],
            steps=found.steps + both.steps[one],
            tight=found.tight + both.tight[one],
            bundle=bundles.both(found.bundle, both.bundle[one]),
        )
    return found


def _spread(start: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """Runs of numbers laid end to end: for each number the place of its run, and the number."""
    place = np.repeat(np.arange(len(sizes)), sizes)
    return place, start[place] + np.arange(len(place)) - np.repeat(np.cumsum(sizes) - sizes, sizes)


class Bundles:
    """Plans that are made together, by number: a plan by its own, several as pairs of bundles."""

    def __init__(self) -> None:
        self._pairs: list[tuple[int, int]] = []
        self._known: dict[int, int] = {}

    def both(self, one: Ints, other: Ints) -> Ints:
        """The bundles of two bundles each; with nothing (0) a bundle stays what it is."""
        packed = one << 32 | other
        found = np.where(one == 0, other, one)
        real = np.flatnonzero((one != 0) & (other != 0))
        pairs, place = np.unique(packed[real], return_inverse=True)
        numbers = np.empty(len(pairs), dtype=np.int64)
        for index, pair in enumerate(pairs.tolist()):
            if pair not in self._known:
                self._known[pair] = FIRST + len(self._pairs)
                self._pairs.append((pair >> 32, pair & 0xFFFFFFFF))
            numbers[index] = self._known[pair]
        found[real] = numbers[place]
        return found

    def plans(self, bundle: int) -> list[int]:
        """The plans of a bundle, in the order in which they were put together."""
        if bundle < FIRST:
            return [bundle] if bundle else []
        one, other = self._pairs[bundle - FIRST]
        return [*self.plans(one), *self.plans(other)]


FIRST = 1 << 30
"""Bundles are numbered from here on, plans below."""


def least(
    person: Ints,
    days: NDArray[np.int32],
    ways: Sequence[Ways],
    bundles: Bundles,
    together: Callable[[Sequence[int]], int],
    as_of: date,
) -> Points:
    """The points of each person that no other beats, of the ways of each route; `together` joins plans of pieces."""
    row = np.concatenate([w.row for w in ways])
    route = np.repeat(np.arange(len(ways)), [len(w.row) for w in ways])
    records, endorsements, steps, tight = (
        np.concatenate([getattr(w, name) for w in ways]) for name in ("records", "endorsements", "steps", "tight")
    )
    who, day = person[row], days[row].astype(np.int64)
    months = _months(day, as_of)
    order = np.lexsort((route, tight, steps, day, endorsements, records, months, who))
    columns = (who, months, day, records, endorsements, route)
    who, months, day, records, endorsements, route = (c[order] for c in columns)
    kept = _unbeaten(who, records, endorsements)
    who, months, day, records, endorsements, route = (c[kept] for c in (who, months, day, records, endorsements, route))
    bundle = np.concatenate([one.bundle for one in ways])[order][kept]
    different, index = np.unique(bundle, return_inverse=True)
    plan = np.asarray([together(bundles.plans(int(one))) for one in different], dtype=np.int64)[index]
    return Points(
        person=who, months=months, day=day, records=records, endorsements=endorsements, route=route, plan=plan
    )


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
