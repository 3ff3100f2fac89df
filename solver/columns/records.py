"""The records of a batch of people in long frames, one for each kind, and how far each record has each pattern."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from models import rules
from models.people_table import NONE
from models.rules import Count, Item, Rule, Shape, Test, Tied
from models.vocabulary import vocabulary
from solver.classes import patterns_of
from solver.columns.leaves import Leaves
from solver.columns.matching import ABSENT, flat, shape_expr, test_expr
from solver.status import ASSUMED, UNKNOWN

Ints = NDArray[np.int64]
Marks = NDArray[np.int8]
_ALWAYS = ("date", "project", "to", "type")


class Looked:
    """What some counting nodes look at: shapes and tests by kind, each with a number of its own."""

    def __init__(self, nodes: Iterable[Rule]) -> None:
        self.shapes: dict[str, dict[Shape, str]] = {}
        self.tests: dict[str, dict[tuple[Test, str], str]] = {}
        self.amounts: dict[str, set[str]] = {}
        for node in nodes:
            for pattern in patterns_of(node):
                for shape in pattern:
                    mine = self.shapes.setdefault(shape.kind, {})
                    mine.setdefault(shape, f"shape {len(mine)}")
                    for test in flat(shape.tests):
                        tests = self.tests.setdefault(shape.kind, {})
                        tests.setdefault((test, shape.kind), f"test {len(tests)}")
            if isinstance(node, Count) and node.total is not None:
                for shape in node.pattern:
                    self.amounts.setdefault(shape.kind, set()).add(node.total.of)

    def attributes(self, kind: str) -> set[str]:
        """The attributes of a kind that anything looks at."""
        return {test.attribute for test, _ in self.tests.get(kind, {})} | self.amounts.get(kind, set())


class OfKind:
    """The records of one kind that exist on the day: person, date, amounts, and how far each has each shape."""

    def __init__(self, frame: pl.DataFrame, kind: str, looked: Looked) -> None:
        self.kind = kind
        absent = [c for c in frame.columns if c.endswith(ABSENT)]
        tests = looked.tests.get(kind, {})
        made = frame.with_columns(
            [test_expr(test, kind, test.attribute + ABSENT in absent).alias(name) for (test, _), name in tests.items()]
        ).with_columns([shape_expr(shape, tests).alias(name) for shape, name in looked.shapes[kind].items()])
        self.frame = made
        self.person: NDArray[np.uint32] = made["person"].to_numpy()
        self.record: NDArray[np.uint32] = made["record"].to_numpy()
        self.size = made.height
        self._shapes = looked.shapes[kind]
        self._dates: NDArray[np.int32] | None = None

    def shape(self, shape: Shape) -> Marks:
        """How far each record has a shape of this kind."""
        return np.asarray(self.frame[self._shapes[shape]].to_numpy(), dtype=np.int8)

    def pattern(self, pattern: Sequence[Shape]) -> Marks:
        """How far each record has one of the shapes."""
        found = np.zeros(self.size, dtype=np.int8)
        for shape in pattern:
            if shape.kind == self.kind:
                np.maximum(found, self.shape(shape), out=found)
        return found

    def dates(self) -> NDArray[np.int32]:
        """Days since 1970; the least number where the date is not known."""
        if self._dates is None:
            self._dates = self.frame["date"].to_physical().fill_null(UNDATED).to_numpy()
        return self._dates


UNDATED = np.iinfo(np.int32).min
NOT_ENDING = np.iinfo(np.int32).max


class Records:
    """All records of a batch that some nodes look at. Records dated after the day do not exist yet.

    `ending` is the last day (since 1970) of the first post that each person loses by waiting, NOT_ENDING if none.
    """

    def __init__(self, table: pa.Table, leaves: Leaves, looked: Looked, as_of: date, *, strict: bool) -> None:
        self.table = table
        self.n = table.num_rows
        self.ending = np.full(table.num_rows, NOT_ENDING, dtype=np.int32)
        self.leaves = leaves
        self.strict = strict
        self.approved: tuple[NDArray[np.int64], list[str]] | None = None
        self.kinds: dict[str, OfKind] = {}
        self.complete = {
            "recommender": _given(table, "recommenders"),
            "": _given(table, "achievements"),
        }
        self._since: dict[Any, tuple[Any, Any, Any]] = {}
        telling = [name for when, _ in vocabulary().implies for name in when]
        needed = set().union(*(looked.attributes(kind) for kind in looked.shapes), _ALWAYS, telling)
        if any(kind != "recommender" for kind in looked.shapes):
            whole = _flat(table, "achievements", needed)
            day = pl.lit(as_of)
            whole = whole.filter(
                (pl.col("date").is_null() | (pl.col("date") <= day)) & (pl.col("to").is_null() | (pl.col("to") >= day))
            )
            # a post that ends later is lost by waiting
            ends = whole.filter(pl.col("to").is_not_null()).select("person", pl.col("to").to_physical())
            np.minimum.at(self.ending, ends["person"].to_numpy(), ends["to"].to_numpy())
            for (kind,), frame in whole.partition_by("kind", as_dict=True, maintain_order=True).items():
                if kind in looked.shapes:
                    self.kinds[str(kind)] = OfKind(_implied(_absent(frame)), str(kind), looked)
        if "recommender" in looked.shapes:
            frame = _absent(_flat(table, "recommenders", needed)).with_columns(
                pl.lit(None, dtype=pl.Date).alias("date"), pl.lit(None, dtype=pl.String).alias("project")
            )
            self.kinds["recommender"] = OfKind(frame, "recommender", looked)

    def known(self, node: Rule) -> NDArray[np.bool_]:
        """Whether the list that a node looks at was given."""
        first = patterns_of(node)[0][0].kind
        return self.complete["recommender" if first == "recommender" else ""]

    def having(self, pattern: Sequence[Shape], since: rules.Since | None) -> list[tuple[OfKind, Ints, Marks]]:
        """By kind the places of the records that have one of the shapes and count, each with how far."""
        found = []
        for kind in dict.fromkeys(shape.kind for shape in pattern):
            records = self.kinds.get(kind)
            if records is None:
                continue
            marks = records.pattern(pattern)
            places = np.flatnonzero(marks)
            marks = marks[places]
            if since is not None and len(places):
                marks = np.minimum(marks, self._dated(since, records.person[places], records.dates()[places]))
            if self.strict:
                marks[marks == ASSUMED] = UNKNOWN
            kept = marks > 0
            found.append((records, places[kept], marks[kept]))
        return found

    def _dated(self, since: rules.Since, person: NDArray[np.uint32], day: NDArray[np.int32]) -> Marks:
        """Whether records of these people and days count since a title (`From.counts`)."""
        surely, possibly, every = (column[person] for column in self.since(since))
        undated = day == UNDATED
        later = np.where(undated, (surely != NEVER) | (possibly != NEVER), (possibly != NEVER) & (day >= possibly))
        found = later.astype(np.int8) * np.int8(UNKNOWN)
        found[~undated & (surely != NEVER) & (day >= surely)] = 3
        return np.asarray(np.maximum(found, every), dtype=np.int8)

    def since(self, since: rules.Since) -> tuple[NDArray[np.int64], NDArray[np.int64], Marks]:
        """Since when records count: the sure and the possible day (NEVER where there is none), and `every`."""
        key = (since.level, _path(since.free), _path(since.free_when_held))
        if key not in self._since:
            columns = self.leaves.since(since)
            self._since[key] = (
                columns.surely.cast(pl.Int64).fill_null(NEVER).to_numpy(),
                columns.possibly.cast(pl.Int64).fill_null(NEVER).to_numpy(),
                np.asarray(columns.every.to_numpy(), dtype=np.int8),
            )
        return self._since[key]

    def counts_today(self, since: rules.Since | None, as_of: date) -> Marks:
        """Whether a record of today would count."""
        if since is None:
            return np.full(self.n, 3, dtype=np.int8)
        people = np.arange(self.n, dtype=np.uint32)
        today = np.full(self.n, (as_of - date(1970, 1, 1)).days, dtype=np.int32)
        found = self._dated(since, people, today)
        if self.strict:
            found[found == ASSUMED] = UNKNOWN
        return found


NEVER = np.iinfo(np.int64).max


def _path(rule: Rule | None) -> int:
    return id(rule) if rule is not None else 0


def counting(nodes: Iterable[Rule]) -> list[Count | Item | Tied]:
    """The nodes that look at records."""
    return [node for node in nodes if isinstance(node, Count | Item | Tied)]


def _given(table: pa.Table, name: str) -> NDArray[np.bool_]:
    return np.asarray(pc.is_valid(table[name].combine_chunks()).to_numpy(zero_copy_only=False), dtype=np.bool_)


def _flat(table: pa.Table, name: str, needed: Iterable[str]) -> pl.DataFrame:
    """A list column as a long frame: `person`, `record` (its place in the list), kind, and the attributes needed."""
    column = table[name].combine_chunks()
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0) if column.num_chunks else pa.array([], type=column.type)
    sizes = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False).astype(np.int64)
    person = np.repeat(np.arange(len(column), dtype=np.uint32), sizes)
    starts = np.repeat(np.cumsum(sizes) - sizes, sizes)
    place = (np.arange(len(person)) - starts).astype(np.uint32)
    structs = column.flatten()
    names = [field.name for field in structs.type]
    wanted = [n for n in names if n in needed or n in ("kind", NONE)]
    made = pa.table({n: structs.field(names.index(n)) for n in wanted})
    frame: Any = pl.from_arrow(made)
    return frame.with_columns(pl.Series("person", person), pl.Series("record", place))  # type: ignore[no-any-return]  # from_arrow of a table is a frame


def _absent(frame: pl.DataFrame) -> pl.DataFrame:
    """With columns for what is known to be none, where anything is."""
    if frame[NONE].null_count() == frame.height:
        return frame
    told = frame[NONE].drop_nulls().unique().to_list()
    names = {name for one in told for name in one.split()}.intersection(frame.columns)
    said = pl.col(NONE)
    # what is written there differs little, so each way of writing it is looked at once
    return frame.with_columns(
        [
            said.is_in([one for one in told if n in one.split()]).fill_null(False).alias(n + ABSENT)
            for n in sorted(names)
        ]
    )


def _implied(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds what one attribute tells of another that is not given."""
    for when, then in vocabulary().implies:
        if not all(name in frame.columns for name in when):
            continue
        holds = pl.all_horizontal([_asked(name, asked) for name, asked in when.items()])
        for name, value in then.items():
            if name in frame.columns:
                open_ = pl.col(name).is_null()
                if name + ABSENT in frame.columns:
                    open_ = open_ & ~pl.col(name + ABSENT)
                frame = frame.with_columns(
                    pl.when(holds & open_)
                    .then(pl.lit(value))
                    .otherwise(pl.col(name))
                    .cast(frame[name].dtype)
                    .alias(name)
                )
    return frame


@lru_cache(maxsize=100)
def _floor(asked: str) -> int:
    return int(asked[:-1])


def _asked(name: str, asked: Any) -> pl.Expr:
    if isinstance(asked, str) and asked.endswith("+"):
        return pl.col(name).ge(_floor(asked)).fill_null(False)
    return pl.col(name).eq(asked).fill_null(False)
