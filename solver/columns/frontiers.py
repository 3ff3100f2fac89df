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
    """Ways of rows of people and days: by place of the row, with what each takes; `plans` of each piece beside."""

    row: Ints
    records: Ints
    endorsements: Ints
    steps: Ints
    tight: Ints
    plans: tuple[Ints, ...] = ()

    @staticmethod
    def nothing(rows: Ints) -> Ways:
        """One way for each row that takes nothing."""
        zeros = np.zeros(len(rows), dtype=np.int64)
        return Ways(row=rows, records=zeros, endorsements=zeros, steps=zeros, tight=zeros)

    def beside(self, answers: Sequence[tuple[Way, ...]], number: Ints) -> Ways:
        """With every way of a further piece, whose answer for each row is given by number."""
        sizes = np.asarray([0, *map(len, answers)], dtype=np.int64)
        start = np.cumsum(sizes)
        table = np.asarray(
            [(w.records, w.endorsements, *w.tie, w.plan) for many in answers for w in many], dtype=np.int64
        ).reshape(-1, 5)
        mine = number[self.row]
        many = start[mine + 1] - start[mine]
        place = np.repeat(np.arange(len(mine)), many)
        way = start[mine][place] + np.arange(len(place)) - np.repeat(np.cumsum(many) - many, many)
        records, endorsements, steps, tight, plan = table[way].T
        return Ways(
            row=self.row[place], records=self.records[place] + records,
            endorsements=self.endorsements[place] + endorsements, steps=self.steps[place] + steps,
            tight=self.tight[place] + tight, plans=(*(p[place] for p in self.plans), plan),
        )  # fmt: skip


def least(
    person: Ints, days: NDArray[np.int32], ways: Sequence[Ways], together: Callable[[Sequence[int]], int], as_of: date
) -> Points:
    """The points of each person that no other beats, of the ways of each route; `together` joins plans of pieces."""
    row = np.concatenate([w.row for w in ways])
    route = np.repeat(np.arange(len(ways)), [len(w.row) for w in ways])
    place = np.concatenate([np.arange(len(w.row)) for w in ways])
    records, endorsements, steps, tight = (
        np.concatenate([getattr(w, name) for w in ways]) for name in ("records", "endorsements", "steps", "tight")
    )
    who, day = person[row], days[row].astype(np.int64)
    months = _months(day, as_of)
    order = np.lexsort((route, tight, steps, day, endorsements, records, months, who))
    columns = (who, months, day, records, endorsements, route, place)
    who, months, day, records, endorsements, route, place = (c[order] for c in columns)
    kept = _unbeaten(who, records, endorsements)
    who, months, day, records, endorsements, route, place = (
        c[kept] for c in (who, months, day, records, endorsements, route, place)
    )
    plan = np.zeros(len(who), dtype=np.int64)
    for number, one in enumerate(ways):
        mine = route == number
        if one.plans and mine.any():
            rows = np.stack([p[place[mine]] for p in one.plans], axis=1)
            different, index = np.unique(rows, axis=0, return_inverse=True)
            plan[mine] = np.asarray([together(r) for r in different.tolist()], dtype=np.int64)[index.reshape(-1)]
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
