"""Months of work by hand: days looked up in a table of the calendar, and a person's days put beside their entries."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import polars as pl

from benchmarks.rivals_batch.handwritten_clauses import TITLES

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
EPOCH, BEGIN, END = date(1970, 1, 1), date(1899, 12, 1), date(2201, 1, 1)
NEVER = np.iinfo(np.int32).max


@cache
def calendar() -> tuple[Array, Array, Array, Array]:
    """Of each day the number of its month, its place in it from 0, the length of that month and of the one before."""
    days = np.arange(np.datetime64(BEGIN), np.datetime64(END))
    month = days.astype("datetime64[M]")
    start, end, before = (one.astype("datetime64[D]") for one in (month, month + 1, month - 1))
    found = (month.astype(np.int32), days - start, end - start, start - before)
    made = [one.astype(np.int32) for one in found]
    return made[0], made[1], made[2], made[3]


def months(first: Array, last: Array) -> tuple[Array, Array]:
    """Full months from a day to a later one, the corresponding day counting as reached, and the days left over."""
    month, place, length, before = calendar()
    offset = (EPOCH - BEGIN).days
    first, last = first + offset, last + offset
    begins, ends, long, former = place[first], place[last], length[last] - 1, before[last]
    short = (begins > ends) & (ends < long)
    left = np.where(short, ends + former - np.minimum(begins, former - 1), ends - np.minimum(begins, long))
    return month[last] - month[first] - short, left


def places(rows: pl.DataFrame, asked: pl.DataFrame) -> Array:
    """For each entry the row of its person among those asked about, which is faster than a join."""
    owner, people = rows["person"].to_numpy(), asked["person"].to_numpy()
    place = np.zeros(1 + int(people.max(initial=0)), dtype=np.uint32)
    place[people] = np.arange(len(people), dtype=np.uint32)
    return np.asarray(place[owner])


def dated(rows: pl.DataFrame, asked: pl.DataFrame) -> pl.LazyFrame:
    """Entries with the days of their person's titles beside them."""
    days = asked.select("^(sure|may)_.*$")
    return rows.hstack(days[pl.Series(places(rows, asked), dtype=pl.UInt32)]).lazy()


def work(spans: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """Full months worked by each person asked about: in all (`worked`), and since each title, surely and possibly."""
    owner, size = places(spans, asked), len(asked)
    first, last = (spans[name].to_physical().to_numpy() for name in ("first", "last"))

    def worked(kept: Array, since: Array | None) -> Array:
        mine = owner[kept]
        begin = first[kept] if since is None else np.maximum(first[kept], since[mine])
        full, left = months(begin, last[kept])
        days = np.bincount(mine, left, size) // 30
        many = np.bincount(mine, minlength=size) > 1
        return np.asarray(np.bincount(mine, full, size) + np.where(many, days, 0)).astype(np.int32)

    found = {"worked": worked(np.arange(len(owner)), None)}
    for title in TITLES:
        sure, may = (asked[f"{cut}_{title}"].to_physical().fill_null(NEVER).to_numpy() for cut in ("sure", "may"))
        found[f"worked_sure_{title}"] = worked(np.flatnonzero(last >= sure[owner]), sure)
        other = np.flatnonzero((last >= may[owner]) & (may != sure)[owner])
        # where the day is sure both are the same
        found[f"worked_may_{title}"] = np.where(may != sure, worked(other, may), found[f"worked_sure_{title}"])
    return pl.DataFrame(found)
