"""Figures of a result table: counts by class, what blocks most, near misses, a forecast, open facts, errors.

A table has one row per person and rung. Every figure of a part can be added to that of another part, as long as no
person stands in both, so that a million people are summed up part by part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

import polars as pl

from models.vocabulary import vocabulary

CLASSES = (
    "eligible",
    "only_waiting",
    "only_records",
    "both",
    "only_exceptionally",
    "not_eligible",
    "not_under_this_standard",
    "undetermined",
)
"""From what is reached to what is open: the order of every table and chart."""
NEAR_RECORDS, NEAR_MONTHS = 1, 12
"""A near miss: some way takes at most so many records and at most so many months."""
KEPT = 1000
"""Near misses of one rung that are kept by name; all are counted."""
_KEY = ("standard", "rung")
_TEXT, _NUMBER = pl.String(), pl.Int64()
_NAMES = {
    "person": pl.UInt32(), "id": _TEXT, "name": _TEXT, "standard": _TEXT, "rung": _TEXT, "class": _TEXT,
    "route": _TEXT, "records": pl.Int32(), "months": pl.Int32(), "endorsements": pl.Int32(), "ready_on": pl.Date(),
    "advice": _TEXT,
}  # fmt: skip
_SHAPES: Mapping[str, Mapping[str, pl.DataType]] = {
    "counts": {"standard": _TEXT, "rung": _TEXT, "verdict": _TEXT, "class": _TEXT, "people": _NUMBER},
    "blocking": {"standard": _TEXT, "rung": _TEXT, "node": _TEXT, "people": _NUMBER, "alone": _NUMBER},
    "near": _NAMES,
    "near_counts": {
        "standard": _TEXT, "rung": _TEXT, "near": _NUMBER, "one_record": _NUMBER, "one_year": _NUMBER,
    },
    "forecast": {"standard": _TEXT, "rung": _TEXT, "year": pl.Int32(), "waiting": _NUMBER, "first": _NUMBER},
    "missing": {"standard": _TEXT, "rung": _TEXT, "fact": _TEXT, "people": _NUMBER},
    "assumed": {"standard": _TEXT, "rung": _TEXT, "node": _TEXT, "people": _NUMBER},
    "waived": {"standard": _TEXT, "rung": _TEXT, "node": _TEXT, "people": _NUMBER},
    "error_kinds": {"error": _TEXT, "people": _NUMBER, "cells": _NUMBER},
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchStamp:
    """What a run rests on. `standards` are ids with the sha256 of their files, `readings` the values in force.

    `digest` is the sha256 of the input. `left_out` names the columns of the roster that masking keeps back.
    """

    version: str
    as_of: date
    standards: tuple[tuple[str, str], ...]
    readings: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    strict: bool = False
    masked: bool = False
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class WhatIf:
    """One scenario: counts (as in `Summary.counts`) before and after, and who gains and who loses by name.

    `gains` and `losses` have id, name, standard, rung, before and after (classes).
    """

    name: str
    before: pl.DataFrame
    after: pl.DataFrame
    gains: pl.DataFrame
    losses: pl.DataFrame


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Summary:
    """The figures of a run or of a part of it.

    `people` have results, `set_apart` have errors instead: together they are the input. `cells` are the errors.
    `blocking` counts people who do not qualify, by smallest unmet node of the regular route, and for how many it is the
    only one. `forecast` has for each year who comes to qualify in it by waiting alone, and by the way of the fewest
    months. `near` are the nearest by name, `near_counts` how many there are: near at all, with one record at once, and
    by waiting a year at most. `missing` are facts that leave verdicts open, `assumed` and `waived` nodes.
    """

    people: int
    answers: int
    set_apart: int
    cells: int
    counts: pl.DataFrame
    blocking: pl.DataFrame
    near: pl.DataFrame
    near_counts: pl.DataFrame
    forecast: pl.DataFrame
    missing: pl.DataFrame
    assumed: pl.DataFrame
    waived: pl.DataFrame
    error_kinds: pl.DataFrame

    def __add__(self, other: Summary) -> Summary:
        return merged([self, other])


def summarise(frames: Iterable[pl.DataFrame], errors: pl.DataFrame | None = None) -> Summary:
    """The figures of a result table in parts, and of the errors (once for all parts, or with the part they are of)."""
    return merged([*(_part(frame) for frame in frames), _wrong(errors)])


def merged(parts: Sequence[Summary]) -> Summary:
    """The figures of several parts as those of the whole; what they are of may not overlap."""
    found: dict[str, Any] = {}
    for name, shape in _SHAPES.items():
        whole = (
            pl.concat([getattr(part, name) for part in parts], how="vertical") if parts else pl.DataFrame(schema=shape)
        )
        found[name] = _nearest(whole) if name == "near" else _summed(whole, shape)
    numbers = {f.name: sum(getattr(part, f.name) for part in parts) for f in fields(Summary) if f.name not in _SHAPES}
    return Summary(**numbers | found)


def _part(frame: pl.DataFrame) -> Summary:
    """The figures of one table without errors."""
    made = {
        "counts": frame.group_by(*_KEY, "verdict", "class").len("people"),
        "missing": _listed(frame.filter(pl.col("verdict") == "undetermined"), "missing", "fact"),
        "assumed": _listed(frame, "assumed", "node"),
        "waived": _listed(frame, "waived", "node"),
        "blocking": _blocking(frame),
        "forecast": _forecast(frame),
        **_near(frame),
    }
    return _shaped(made, people=frame["person"].n_unique(), answers=len(frame), set_apart=0, cells=0)


def _wrong(errors: pl.DataFrame | None) -> Summary:
    """The figures of the errors; those of one kind differ only in the words they quote."""
    if errors is None or errors.is_empty():
        return _shaped({}, people=0, answers=0, set_apart=0, cells=0)
    told = errors.with_columns(pl.col("error").str.replace_all(r"`[^`]*`", "`…`"))
    kinds = told.group_by("error").agg(
        pl.col("person").drop_nulls().n_unique().alias("people"), pl.len().alias("cells")
    )
    apart = errors["person"].drop_nulls().n_unique()
    return _shaped({"error_kinds": kinds}, people=0, answers=0, set_apart=apart, cells=len(errors))


def _shaped(made: Mapping[str, pl.DataFrame], **numbers: int) -> Summary:
    found: dict[str, Any] = {
        name: made[name].select(pl.col(n).cast(t) for n, t in shape.items())
        if name in made
        else pl.DataFrame(schema=shape)
        for name, shape in _SHAPES.items()
    }
    return Summary(**found | numbers)


def _summed(whole: pl.DataFrame, shape: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Rows of one key added up, in the order of the ladder and then the largest first."""
    numbers = [n for n, t in shape.items() if t == _NUMBER]
    keys = [n for n in shape if n not in numbers]
    found = whole.group_by(keys).agg(pl.col(n).sum() for n in numbers)
    ladder = [pl.col("standard"), _step("rung", vocabulary().sets["rung"].values)] if "rung" in shape else []
    rank = (
        [pl.col("year")]
        if "year" in shape
        else [_step("class", CLASSES)]
        if "class" in shape
        else [-pl.col(numbers[0])]
    )
    return found.sort([*ladder, *rank, *keys], maintain_order=True)


def _step(column: str, order: Sequence[str]) -> pl.Expr:
    return pl.col(column).replace_strict({name: i for i, name in enumerate(order)}, default=len(order))


def _listed(frame: pl.DataFrame, column: str, called: str) -> pl.DataFrame:
    """How many people have each entry of a list column."""
    rows = frame.lazy().filter(pl.col(column).list.len() > 0).select(*_KEY, pl.col(column).list.unique().alias(called))
    return rows.explode(called).group_by(*_KEY, called).len("people").collect()


def _blocking(frame: pl.DataFrame) -> pl.DataFrame:
    rows = frame.lazy().select(*_KEY, "verdict", "blocking")
    rows = rows.filter((pl.col("verdict") == "not_eligible") & (pl.col("blocking").list.len() > 0))
    alone = (pl.col("blocking").list.len() == 1).alias("alone")
    found = rows.select(*_KEY, pl.col("blocking").alias("node"), alone).explode("node")
    return found.group_by(*_KEY, "node").agg(pl.len().alias("people"), pl.col("alone").sum()).collect()


def _forecast(frame: pl.DataFrame) -> pl.DataFrame:
    """Who comes to qualify in which year: people who do not today."""
    rows = frame.select(*_KEY, "verdict", "wait_until", "ready_on").filter(pl.col("verdict") == "not_eligible")
    parts = []
    for name, day in (("waiting", "wait_until"), ("first", "ready_on")):
        other = "first" if name == "waiting" else "waiting"
        dated = rows.select(*_KEY, pl.col(day).dt.year().alias("year")).filter(pl.col("year").is_not_null())
        counted = dated.group_by(*_KEY, "year").len(name).with_columns(pl.lit(0, dtype=pl.UInt32).alias(other))
        parts.append(counted.select(*_KEY, "year", "waiting", "first"))
    return pl.concat(parts).group_by(*_KEY, "year").agg(pl.col("waiting").sum(), pl.col("first").sum())


def _near(frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Near misses: people who do not qualify and whom some way of few records and months leads to the rung.

    Their advice is what that way adds.
    """
    ways = frame.lazy().with_row_index("place").select("place", "verdict", "frontier")
    ways = ways.filter((pl.col("verdict") == "not_eligible") & (pl.col("frontier").list.len() > 0))
    few = (pl.col("records") <= NEAR_RECORDS) & (pl.col("months") <= NEAR_MONTHS)
    found = ways.explode("frontier").select("place", pl.col("frontier").struct.unnest()).filter(few).collect()
    numbers = ["records", "months", "endorsements", "ready_on"]
    best = found.sort("place", *numbers, maintain_order=True).unique("place", keep="first", maintain_order=True)
    people = frame.select("person", "id", "name", *_KEY, "class")[best["place"]]
    near = pl.concat([people, best.select(*numbers, "route", advice="add")], how="horizontal")
    tells = found.group_by("place", maintain_order=True).agg(
        (pl.col("months") == 0).any().alias("one_record"),
        ((pl.col("records") == 0) & (pl.col("endorsements") == 0)).any().alias("one_year"),
    )
    keyed = tells.with_columns(frame["standard"][tells["place"]], frame["rung"][tells["place"]])
    counted = keyed.group_by(*_KEY).agg(pl.len().alias("near"), pl.col("one_record").sum(), pl.col("one_year").sum())
    return {"near": _nearest(near.select(*_NAMES)), "near_counts": counted}


def _nearest(near: pl.DataFrame) -> pl.DataFrame:
    """The nearest of each rung: the fewest records, then months, then endorsements."""
    ladder = _step("rung", vocabulary().sets["rung"].values)
    found = near.sort("standard", ladder, "records", "months", "endorsements", "person", maintain_order=True)
    return found.group_by(_KEY, maintain_order=True).head(KEPT).select(*_NAMES)
