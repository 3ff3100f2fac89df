"""Counts of records in columns: how far each stands, and what is missing where it does not hold.

The records that match are few beside all records, so each count works on those alone: sums for a person are sums over
their places. Amounts are added up in 万元 and rounded as in `solver.allocate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.rules import Count, Item, Shape
from solver.allocate import DECIMALS
from solver.calendar import add_months
from solver.columns.records import UNDATED, Marks, OfKind, Records
from solver.status import ASSUMED, MET, UNKNOWN

Floats = NDArray[np.float64]
_DOWN = (UNKNOWN, ASSUMED, MET)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Matched:
    """The records that a node may count, of all kinds together: person, how far, and what a count needs beside.

    `project` is the same number for records of one person and kind that count as one, and -1 where a record stands for
    itself; `amount` is NaN where it is not given; `weights` has a row for each weight: how far the record has it.
    """

    person: NDArray[np.uint32]
    kind: NDArray[np.uint8]
    record: NDArray[np.uint32]
    marks: Marks
    day: NDArray[np.int32]
    amount: Floats
    project: NDArray[np.int64]
    weights: tuple[Marks, ...]

    def where(self, kept: NDArray[Any]) -> Matched:
        """Those of the records."""
        return Matched(
            person=self.person[kept],
            kind=self.kind[kept],
            record=self.record[kept],
            marks=self.marks[kept],
            day=self.day[kept],
            amount=self.amount[kept],
            project=self.project[kept],
            weights=tuple(w[kept] for w in self.weights),
        )

    def heavy(self, node: Count, cut: int) -> NDArray[np.int64]:
        """How often each record counts at a cut."""
        found = np.ones(len(self.person), dtype=np.int64)
        have = np.zeros(len(self.person), dtype=bool)
        for weight, marks in zip(node.weights, self.weights, strict=True):
            holds = marks >= cut
            found = np.where(holds, np.where(have, np.maximum(found, weight.counts), weight.counts), found)
            have |= holds
        return found

    def adds(self, cut: int) -> Floats:
        """The amounts at a cut: one that is not given is nothing, or without limit where unknowns are taken well."""
        return np.where(np.isnan(self.amount), np.inf if cut == UNKNOWN else 0.0, self.amount)


def matched(node: Count | Item, records: Records, codes: Codes) -> Matched:
    """The records that have the node's pattern and are dated so that they count."""
    count = node if isinstance(node, Count) else None
    weighing = count.weights if count is not None else ()
    parts: list[tuple[Any, ...]] = []
    for kind, places, marks in records.having(node.pattern, node.since):
        size = len(places)
        amount = np.zeros(size)
        if count is not None and count.total is not None:
            amount = _amounts(kind, count.total.of)[places]
        project = np.full(size, -1, dtype=np.int64)
        if count is not None and count.per_project:
            project = codes.projects(kind)[places]
        weights = [kind.shape(Shape(kind=kind.kind, tests=weight.tests))[places] for weight in weighing]
        sort = np.full(size, codes.kind(kind), dtype=np.uint8)
        columns = (kind.person[places], sort, kind.record[places], marks, kind.dates()[places], amount, project)
        parts.append((*columns, weights))
    if not parts:
        parts = [_empty(len(weighing))]
    person, sort, record, far, day, amounts, projects = (np.concatenate([p[i] for p in parts]) for i in range(7))
    return Matched(
        person=person,
        kind=sort,
        record=record,
        marks=far,
        day=day,
        amount=amounts,
        project=projects,
        weights=tuple(np.concatenate([p[7][i] for p in parts]) for i in range(len(weighing))),
    )


def _empty(weights: int) -> tuple[Any, ...]:
    kinds = (np.uint32, np.uint8, np.uint32, np.int8, np.int32, np.float64, np.int64)
    return (*(np.zeros(0, dtype=k) for k in kinds), [np.zeros(0, dtype=np.int8) for _ in range(weights)])


def _amounts(kind: OfKind, name: str) -> Floats:
    found = kind.frame[name].cast(float).to_numpy().copy()
    absent = f"{name} none"
    if absent in kind.frame.columns:
        found[kind.frame[absent].to_numpy()] = 0.0
    return np.asarray(found, dtype=np.float64)


KINDS = 64
"""More kinds of records than the vocabulary will have."""


class Codes:
    """Numbers for projects: one for each person, kind (of patents also type) and project name of a batch."""

    def __init__(self) -> None:
        self._made: dict[str, NDArray[np.int64]] = {}
        self._kinds: dict[str, int] = {}

    def kind(self, kind: OfKind) -> int:
        """The number of a kind."""
        return self._kinds.setdefault(kind.kind, len(self._kinds))

    def projects(self, kind: OfKind) -> NDArray[np.int64]:
        """The number of each record's project; -1 where it names none."""
        if kind.kind not in self._made:
            named = kind.frame["project"]
            some = (named.is_not_null() & (named != "")).fill_null(False).to_numpy()
            _, place = np.unique(named.fill_null("").to_numpy().astype(str), return_inverse=True)
            code = kind.person.astype(np.int64) * (int(place.max(initial=0)) + 1) + place
            if kind.kind == "patent":
                _, sort = np.unique(kind.frame["type"].fill_null("").to_numpy().astype(str), return_inverse=True)
                code = code * (int(sort.max(initial=0)) + 1) + sort
            self._made[kind.kind] = np.where(some, code * KINDS + len(self._made), -1)
        return self._made[kind.kind]


def status(node: Count, found: Matched, n: int, known: NDArray[np.bool_]) -> Marks:
    """How far a count stands for each person. Windows of months and the like are left to the reference (`plain`)."""
    need: Any = node.n
    made = np.zeros(n, dtype=np.int8)
    if need == 1 and node.total is None:
        for cut in _DOWN:
            made[found.person[found.marks == cut]] = cut
    else:
        for cut in _DOWN:
            reach = found.where(found.marks >= cut)
            if not len(reach.person):
                break
            counts, money = counted(node, reach, n, cut)
            holds = counts >= need
            if node.total is not None:
                least: Any = node.total.at_least
                holds &= money >= least
            made[holds] = cut
    return np.where(known, made, np.maximum(made, np.int8(UNKNOWN)))


def plain(node: Count) -> bool:
    """Whether sums decide the count: of a window of months, and where weight and amount compete, they do not."""
    if node.total is None:
        return True
    return node.total.months is None and not (node.weights and node.per_project)


def wide(found: Matched, n: int, months: Any) -> NDArray[np.bool_]:
    """The people whose records surely do not all fall into one window of so many months, or may not."""
    first = np.full(n, np.iinfo(np.int32).max, dtype=np.int64)
    last = np.full(n, np.iinfo(np.int32).min, dtype=np.int64)
    dated = found.day != UNDATED
    np.minimum.at(first, found.person[dated], found.day[dated])
    np.maximum.at(last, found.person[dated], found.day[dated])
    # no window of so many months is shorter than with every month as short as they come
    return np.asarray(last - first > months * SHORTEST, dtype=bool)


SHORTEST = 28
"""Days of the shortest month."""


def counted(node: Count, reach: Matched, n: int, cut: int) -> tuple[NDArray[np.int64], Floats]:
    """How often the records of each person count at a cut, and their amounts, one record for each project."""
    heavy, adds = reach.heavy(node, cut), reach.adds(cut) if node.total is not None else np.zeros(len(reach.person))
    person = reach.person
    if node.per_project and (reach.project >= 0).any():
        bound = reach.project >= 0
        # of one project the record that adds most, then the one that counts most
        order = np.lexsort((-heavy[bound], -adds[bound], reach.project[bound]))
        codes = reach.project[bound][order]
        first = np.ones(len(codes), dtype=bool)
        first[1:] = codes[1:] != codes[:-1]
        kept = np.concatenate([np.flatnonzero(~bound), np.flatnonzero(bound)[order][first]])
        heavy, adds, person = heavy[kept], adds[kept], person[kept]
    counts = np.bincount(person, weights=heavy, minlength=n).astype(np.int64)
    if node.total is None:
        return counts, np.zeros(0)
    return counts, np.round(np.bincount(person, weights=adds, minlength=n), DECIMALS)


def short(node: Count, found: Matched, n: int, cut: int, today: date) -> tuple[NDArray[np.int64], Floats]:
    """Records and money that are missing beside those that are there and that a new one can be added to."""
    reach = found.where(found.marks >= cut)
    if node.total is not None and node.total.months is not None:
        reach = reach.where(_reaching(reach.day, node.total.months, today))
    need: Any = node.n
    counts, money = counted(node, reach, n, cut)
    lacking = np.maximum(1, need - counts)
    if node.total is None:
        return lacking, np.zeros(0)
    least: Any = node.total.at_least
    return lacking, np.maximum(0.0, np.round(least - money, DECIMALS))


def _reaching(day: NDArray[np.int32], months: Any, today: date) -> NDArray[np.bool_]:
    """The records from whose day so many months reach today; one without a date does."""
    epoch = date(1970, 1, 1)
    days, place = np.unique(day, return_inverse=True)
    reach = [d == UNDATED or add_months(date.fromordinal(int(d) + epoch.toordinal()), months) >= today for d in days]
    return np.asarray(reach, dtype=bool)[place]
