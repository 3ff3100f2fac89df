"""The answers of a batch as a table: one row for each person and rung, in the order of the people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from models.standard import Standard
from solver.columns.arrays import distinct
from solver.columns.frontiers import Points
from solver.columns.rung import Rung, Verdicts
from solver.columns.waiting import EPOCH
from solver.status import UNKNOWN

VERDICTS = ("not_eligible", "undetermined", "eligible")
CLASSES = (
    "eligible", "only_waiting", "only_records", "both", "only_exceptionally", "not_eligible",
    "not_under_this_standard", "undetermined",
)  # fmt: skip
POINT = pa.struct(
    [
        ("months", pa.int32()), ("ready_on", pa.date32()), ("records", pa.int32()), ("endorsements", pa.int32()),
        ("route", pa.string()), ("plan", pa.int32()),
    ]
)  # fmt: skip
BITS = 62
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the reference says of one person and rung. Points are (months, day, records, endorsements, route, plan)."""

    verdict: int
    route: int
    blocking: tuple[str, ...]
    missing: tuple[str, ...]
    assumed: tuple[str, ...]
    points: tuple[tuple[int, int, int, int, int, int], ...]
    regular: bool


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Lists:
    """A list for each person out of few different ones: `of` is its place in `all`."""

    of: Ints
    all: Sequence[tuple[str, ...]]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Found:
    """What was found of one rung for a batch. `route` is the place of a route that holds, or -1."""

    standard: Standard
    rung: Rung
    verdict: NDArray[np.int8]
    route: NDArray[np.int8]
    blocking: Lists
    missing: Lists
    assumed: Lists
    points: Points
    regular: NDArray[np.bool_]
    gap: bool

    @staticmethod
    def of(
        standard: Standard, rung: Rung, verdicts: Verdicts, points: Points | None, regular: Any, as_of: date
    ) -> Found:
        """The answers of a rung, with a point of zeros for everybody who is eligible."""
        size = len(verdicts.best)
        route = np.full(size, -1, dtype=np.int8)
        for place, name in reversed(list(enumerate(rung.names))):
            route[verdicts.routes[name] > UNKNOWN] = place
        verdict = np.where(verdicts.best > UNKNOWN, 2, np.where(verdicts.best == UNKNOWN, 1, 0)).astype(np.int8)
        return Found(
            standard=standard,
            rung=rung,
            verdict=verdict,
            route=route,
            blocking=_lists(verdicts.blocking, size, lambda rule: rule.id),
            missing=_lists(verdicts.open, size, str),
            assumed=_lists(verdicts.assumed, size, lambda rule: rule.id),
            points=_with_eligible(points, verdict, route, as_of) if points is not None else _nothing(),
            regular=regular if regular is not None else np.zeros(size, dtype=bool),
            gap=points is not None,
        )

    def replaced(self, answers: Mapping[int, Answer]) -> Found:
        """With the answers for some people in place of these."""
        verdict, route, regular = self.verdict.copy(), self.route.copy(), self.regular.copy()
        blocking, missing, assumed = list(self.blocking.all), list(self.missing.all), list(self.assumed.all)
        blocked, open_, taken = self.blocking.of.copy(), self.missing.of.copy(), self.assumed.of.copy()
        more = []
        for place, answer in answers.items():
            verdict[place], route[place], regular[place] = answer.verdict, answer.route, answer.regular
            blocked[place], open_[place], taken[place] = len(blocking), len(missing), len(assumed)
            blocking.append(answer.blocking)
            missing.append(answer.missing)
            assumed.append(answer.assumed)
            more += [(place, *point) for point in answer.points]
        kept = ~np.isin(self.points.person, np.fromiter(answers, dtype=np.int64))
        names = ("person", "months", "day", "records", "endorsements", "route", "plan")
        table = np.asarray(more, dtype=np.int64).reshape(-1, len(names))
        columns = {n: np.r_[getattr(self.points, n)[kept], table[:, i]] for i, n in enumerate(names)}
        order = np.argsort(columns["person"], kind="stable")
        return replace(
            self,
            verdict=verdict,
            route=route,
            regular=regular,
            blocking=Lists(of=blocked, all=blocking),
            missing=Lists(of=open_, all=missing),
            assumed=Lists(of=taken, all=assumed),
            points=Points(**{n: c[order] for n, c in columns.items()}) if self.gap else self.points,
        )

    def classes(self) -> Ints:
        """The class of each person by their points, as a place in CLASSES."""
        size, points = len(self.verdict), self.points
        waiting, now, some = (np.zeros(size, dtype=bool) for _ in range(3))
        waiting[points.person[(points.records == 0) & (points.endorsements == 0)]] = True
        now[points.person[points.months == 0]] = True
        some[points.person] = True
        found = np.full(size, CLASSES.index("both"))
        found[now] = CLASSES.index("only_records")
        found[waiting] = CLASSES.index("only_waiting")
        if "regular" in self.rung.names:
            found[~self.regular] = CLASSES.index("only_exceptionally")
        found[~some] = CLASSES.index("not_under_this_standard" if self.gap else "not_eligible")
        found[self.verdict == 1] = CLASSES.index("undetermined")
        found[self.verdict == 2] = CLASSES.index("eligible")
        return found


def _nothing() -> Points:
    return Points(**{name: np.zeros(0, dtype=np.int64) for name in Points.__slots__})


def _with_eligible(points: Points, verdict: NDArray[np.int8], route: NDArray[np.int8], as_of: date) -> Points:
    held = np.flatnonzero(verdict == 2)
    zeros = np.zeros(len(held), dtype=np.int64)
    more = {
        "person": held, "months": zeros, "day": zeros + as_of.toordinal() - EPOCH, "records": zeros,
        "endorsements": zeros, "route": route[held].astype(np.int64), "plan": zeros,
    }  # fmt: skip
    columns = {name: np.r_[getattr(points, name), column] for name, column in more.items()}
    order = np.argsort(columns["person"], kind="stable")
    return Points(**{name: column[order] for name, column in columns.items()})


def _lists(marked: Sequence[tuple[Any, NDArray[np.bool_]]], size: int, word: Callable[[Any], str]) -> Lists:
    """What is marked for each person as a list of words."""
    if not marked:
        return Lists(of=np.zeros(size, dtype=np.int64), all=[()])
    words = [word(rule) for rule, _ in marked]
    packed = []
    for start in range(0, len(marked), BITS):
        total = np.zeros(size, dtype=np.int64)
        for _, mask in reversed(marked[start : start + BITS]):
            total = (total << 1) | mask
        packed.append(total)
    rows = np.stack(packed, axis=1)
    first, place = distinct(rows)
    found = []
    for one in first:
        bits = [int(rows[one][i // BITS]) >> (i % BITS) & 1 for i in range(len(words))]
        found.append(tuple(dict.fromkeys(w for w, bit in zip(words, bits, strict=True) if bit)))
    return Lists(of=place, all=found)


def results(found: Sequence[Found], table: pa.Table, places: NDArray[np.uint32]) -> pl.DataFrame:
    """The rows of all rungs, people in order, with who each row is about.

    Every column is made of numbers first, those of the rungs side by side, and of words once at the end.
    """
    many = len(found)
    who = np.repeat(np.arange(table.num_rows), many)
    turn = np.tile(np.arange(many), table.num_rows)
    names: Any = pl.from_arrow(table.select(["id", "name"]))
    routes = sorted({name for one in found for name in one.rung.names})
    points, person = _points(found, routes)
    sizes = np.bincount(person, minlength=len(who))
    start = np.r_[0, np.cumsum(sizes)]
    some = sizes > 0
    first = np.where(some, start[:-1], len(person))
    alone = np.flatnonzero((points["records"] == 0) & (points["endorsements"] == 0))
    waits = np.full(len(who), len(person))
    waits[person[alone]] = alone
    classes = _beside([one.classes() for one in found])
    # of those who only have to wait it is told until when, however soon an addition would do
    first = np.where(classes == CLASSES.index("only_waiting"), waits, first)
    held = _beside([np.append([routes.index(n) for n in f.rung.names], -1)[f.route] for f in found])
    route = np.where(held < 0, np.append(points["route"], -1)[first], held)
    verdict = _beside([one.verdict for one in found])
    unknown = (verdict == 1) | ~_beside([np.full(table.num_rows, one.gap) for one in found])
    frontier = pa.ListArray.from_arrays(
        pa.array(start.astype(np.int32)), _structs(points, routes), mask=pa.array(unknown)
    )
    return pl.DataFrame(
        {
            "person": pl.Series(places[who], dtype=pl.UInt32),
            "id": names["id"].gather(who),
            "name": names["name"].gather(who),
            "standard": pl.Series([one.standard.id for one in found], dtype=pl.String).gather(turn),
            "rung": pl.Series([one.rung.settled.rung for one in found], dtype=pl.String).gather(turn),
            "verdict": pl.Series(list(VERDICTS), dtype=pl.String).gather(verdict),
            "class": pl.Series(list(CLASSES), dtype=pl.String).gather(classes),
            "route": pl.Series([*routes, None], dtype=pl.String).gather(np.where(route < 0, len(routes), route)),
            "blocking": _listed([one.blocking for one in found]),
            "months": _numbers(points["months"], first),
            "ready_on": _numbers(points["day"], first).cast(pl.Date),
            "records": _numbers(points["records"], first),
            "endorsements": _numbers(points["endorsements"], first),
            "wait_months": _numbers(points["months"], waits),
            "wait_until": _numbers(points["day"], waits).cast(pl.Date),
            "frontier": pl.from_arrow(frontier),
            "plan": _numbers(points["plan"], first),
            "missing": _listed([one.missing for one in found]),
            "assumed": _listed([one.assumed for one in found]),
        }
    )


def _beside(columns: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """What is told of each rung for everybody, as one column: person by person, rung by rung."""
    return np.stack(columns, axis=1).reshape(-1)


def _points(found: Sequence[Found], routes: Sequence[str]) -> tuple[dict[str, Ints], Ints]:
    """The points of all rungs in the order of the rows, and the row of each. Routes are places in `routes`."""
    many = len(found)
    row = np.concatenate([one.points.person * many + turn for turn, one in enumerate(found)])
    order = np.argsort(row, kind="stable")
    names = ("months", "day", "records", "endorsements", "plan")
    made = {name: np.concatenate([getattr(one.points, name) for one in found])[order] for name in names}
    known = [np.asarray([routes.index(n) for n in one.rung.names], dtype=np.int64) for one in found]
    made["route"] = np.concatenate([k[one.points.route] for k, one in zip(known, found, strict=True)])[order]
    return made, row[order]


def _structs(points: Mapping[str, Ints], routes: Sequence[str]) -> pa.StructArray:
    words = pa.array([*routes, None], pa.string())
    return pa.StructArray.from_arrays(
        [
            pa.array(points["months"].astype(np.int32)),
            pa.array(points["day"].astype(np.int32)).cast(pa.date32()),
            pa.array(points["records"].astype(np.int32)),
            pa.array(points["endorsements"].astype(np.int32)),
            words.take(pa.array(points["route"])),
            pa.array(points["plan"].astype(np.int32)),
        ],
        fields=list(POINT),
    )


def _numbers(column: Ints, place: Ints) -> pl.Series:
    """The number at each place; null at the place after the last."""
    words = pl.Series([*column.tolist(), None], dtype=pl.Int32) if len(column) < 2 else None
    if words is not None:
        return words.gather(place)
    return pl.Series(column.astype(np.int32)).extend(pl.Series([None], dtype=pl.Int32)).gather(place)


def _listed(lists: Sequence[Lists]) -> pl.Series:
    """Lists out of few different ones, those of the rungs side by side."""
    starts = np.cumsum([0, *(len(one.all) for one in lists)])
    words = pl.Series([list(many) for one in lists for many in one.all], dtype=pl.List(pl.String))
    return words.gather(_beside([one.of + start for one, start in zip(lists, starts[:-1], strict=True)]))
