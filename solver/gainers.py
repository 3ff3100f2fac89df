"""Who gains and who loses by another version of a standard, counted over a population, with the clauses behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from models.standard import Standard
from solver.columns.documents import People as Documents
from solver.columns.kernel import BatchAsked, Kernel
from solver.differences import Difference, RungChange
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.status import ASSUMED
from solver.turned_clauses import named, turned
from solver.whatif import ELIGIBLE, Changed, compare, together

AT_ONCE = 20_000
"""People whose answers are worked out together."""
SHOWN = 20
LOOKED_AT = 1000
"""People of a rung who gain, and who lose, whose turning clauses are looked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Turned:
    """Somebody who gains or loses: their place in the input (from 0), id, and the ids of the clauses that turned it."""

    person: int
    id: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """One rung and population: who was eligible `before` and is `after`, who gains and who loses.

    `open_before` and `open_after` count those of whom it cannot be decided. `gained_by` and `lost_by` are clauses with
    how many they turned, most first, of the first LOOKED_AT people; one person may need several. `gainers` and
    `losers` are the first SHOWN.
    """

    rung: str
    before: int
    after: int
    open_before: int
    open_after: int
    gains: int
    losses: int
    gained_by: tuple[tuple[str, int], ...]
    lost_by: tuple[tuple[str, int], ...]
    gainers: tuple[Turned, ...]
    losers: tuple[Turned, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class People:
    """What a change does to a population of `people`; `source` says which it is, `set_apart` who had errors."""

    source: str
    people: int
    set_apart: int
    rungs: tuple[Moved, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Crowd:
    """People to look at: a table (the schema of `models.people_table`), and how the source is called.

    `places` says where each person stands in the whole input, where that is not the table itself.
    """

    table: pa.Table
    source: str
    set_apart: int = 0
    places: Sequence[int] | None = None


def people(found: Difference, crowd: Crowd) -> People:
    """What becomes of everybody in each rung that both versions have."""
    table = crowd.table
    asked = [rung for rung in found.rungs if rung.before is not None and rung.after is not None]
    changed = [rung for rung in asked if rung.sign != "same"]
    where = crowd.places if crowd.places is not None else range(table.num_rows)
    everybody = _everybody(found, table, [rung.rung for rung in asked])
    turns = {rung.rung: _Turns(found, rung, table, where) for rung in changed}
    return People(
        source=crowd.source,
        people=table.num_rows,
        set_apart=crowd.set_apart,
        rungs=tuple(_moved(rung, everybody, turns.get(rung.rung)) for rung in asked) if table.num_rows else (),
    )


def _everybody(found: Difference, table: pa.Table, rungs: Sequence[str]) -> Changed | None:
    if not rungs or not table.num_rows:
        return None
    before, after = (_kernel(side, rungs, found) for side in found.sides)
    parts = []
    for start in range(0, table.num_rows, AT_ONCE):
        some = table.slice(start, AT_ONCE)
        one = compare(before.run(some), after.run(some))
        parts.append(_shifted(one, start))
    return together(parts)


def _kernel(side: Standard, rungs: Sequence[str], found: Difference) -> Kernel:
    asked = BatchAsked(standards=[(side, tuple(rungs))], as_of=found.asked.on, readings=found.asked.readings, gap=False)
    return Kernel(asked)


def _shifted(one: Changed, start: int) -> Changed:
    """The rows of a part by their places in the whole table."""
    moved = [frame.with_columns(pl.col("person").cast(pl.Int64) + start) for frame in (one.gains, one.losses)]
    return Changed(counts=one.counts, steps=one.steps, gains=moved[0], losses=moved[1])


class _Turns:
    """Finds for somebody the clauses that turned a rung."""

    def __init__(self, found: Difference, rung: RungChange, table: pa.Table, where: Sequence[int]) -> None:
        assert rung.before is not None and rung.after is not None
        self.before, self.after = rung.before, rung.after
        self.people, self.where, self.ids = Documents(table), where, table.column("id")
        self.as_of, self.standard = found.asked.on, found.sides[0].id

    def every(self, rows: Sequence[int], *, gains: bool) -> list[Turned]:
        """Why these people gain or lose."""
        self.people.prepare(rows)
        return [self.one(row, gains=gains) for row in rows]

    def one(self, row: int, *, gains: bool) -> Turned:
        """Why somebody gains or loses; a clause of the version that lets them in, and of the one that does not."""
        evaluation = Evaluation(Facts(self.people(row), self.as_of, self.standard))
        met, unmet = (self.after, self.before) if gains else (self.before, self.after)
        ids: tuple[str, ...] = ()
        if evaluation.status(met) >= ASSUMED > evaluation.status(unmet):
            ids = named(*turned(evaluation, met, unmet))
        return Turned(person=self.where[row], id=self.ids[row].as_py() or "", clauses=ids)


def _moved(rung: RungChange, everybody: Changed | None, turns: _Turns | None) -> Moved:
    assert everybody is not None
    counts = everybody.counts.filter(pl.col("rung") == rung.rung)

    def number(side: str, verdict: str) -> int:
        return int(counts.filter(pl.col("verdict") == verdict)[side].sum())

    sides = []
    for frame, gains in ((everybody.gains, True), (everybody.losses, False)):
        rows = frame.filter(pl.col("rung") == rung.rung)["person"].to_list()
        told = turns.every(rows[:LOOKED_AT], gains=gains) if turns is not None else []
        by = Counter(clause for one in told for clause in one.clauses)
        sides.append((len(rows), tuple(by.most_common()), tuple(told[:SHOWN])))
    (gains_n, gained_by, gainers), (losses_n, lost_by, losers) = sides
    return Moved(
        rung=rung.rung,
        before=number("before", ELIGIBLE),
        after=number("after", ELIGIBLE),
        open_before=number("before", "undetermined"),
        open_after=number("after", "undetermined"),
        gains=gains_n,
        losses=losses_n,
        gained_by=gained_by,
        lost_by=lost_by,
        gainers=gainers,
        losers=losers,
    )
