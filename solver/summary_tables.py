"""Tables for reading, made of the figures of a run: by class and rung, by year, the clauses first, before and after."""

from __future__ import annotations

from datetime import date

import polars as pl

from models.vocabulary import vocabulary
from solver.summary import CLASSES, Summary, WhatIf

_KEY = ("standard", "rung")


def rungs(summary: Summary) -> list[tuple[str, str]]:
    """The standards and rungs of a run, each standard from the lowest rung up."""
    return list(dict.fromkeys(summary.counts.select(_KEY).iter_rows()))


def by_class(counts: pl.DataFrame) -> pl.DataFrame:
    """A row for each standard and rung, a column for each class (0 where there is nobody), and `people` in all."""
    columns = [pl.col("people").filter(pl.col("class") == name).sum().alias(name) for name in CLASSES]
    found = counts.group_by(_KEY).agg(*columns, pl.col("people").sum())
    return _laddered(found)


def present(summary: Summary) -> list[str]:
    """The classes that somebody is in."""
    there = set(summary.counts.filter(pl.col("people") > 0)["class"])
    return [name for name in CLASSES if name in there]


def by_year(summary: Summary, as_of: date) -> pl.DataFrame:
    """The forecast with running totals: `waiting_total` and `first_total` are who qualifies at the end of the year.

    The totals include who qualifies today; years without anybody new are left out.
    """
    today = by_class(summary.counts).select(*_KEY, pl.col("eligible").alias("today"))
    found = summary.forecast.filter(pl.col("year") >= as_of.year).join(today, on=_KEY, how="left")
    totals = [
        (pl.col("today").fill_null(0) + pl.col(name).cum_sum().over(_KEY)).alias(f"{name}_total")
        for name in ("waiting", "first")
    ]
    return _laddered(found, "year").with_columns(totals).select(
        *_KEY, "year", "waiting", "waiting_total", "first", "first_total"
    )  # fmt: skip


def hardest(summary: Summary, most: int) -> pl.DataFrame:
    """The clauses that block most, so many of each rung, with `share` of those who do not qualify for it."""
    refused = summary.counts.filter(pl.col("verdict") == "not_eligible")
    all_of = refused.group_by(_KEY).agg(pl.col("people").sum().alias("refused"))
    found = summary.blocking.join(all_of, on=_KEY, how="left", maintain_order="left")
    found = found.with_columns((pl.col("people") / pl.col("refused")).alias("share"))
    return found.group_by(_KEY, maintain_order=True).head(most).select(
        *_KEY, "node", "people", "alone", "share"
    )  # fmt: skip


def most_open(summary: Summary, most: int) -> pl.DataFrame:
    """The facts whose absence leaves most verdicts open, so many of each rung."""
    return summary.missing.group_by(_KEY, maintain_order=True).head(most).select(*_KEY, "fact", "people")


def changed(scenario: WhatIf) -> pl.DataFrame:
    """For each rung and class the people before and after, and the difference; classes with nobody are left out."""
    counted = [
        counts.group_by(*_KEY, "class").agg(pl.col("people").cast(pl.Int64).sum().alias(name))
        for name, counts in (("before", scenario.before), ("after", scenario.after))
    ]
    found = counted[0].join(counted[1], on=[*_KEY, "class"], how="full", coalesce=True)
    found = found.with_columns(pl.col("before", "after").fill_null(0))
    step = pl.col("class").replace_strict({name: i for i, name in enumerate(CLASSES)}, default=len(CLASSES))
    found = found.with_columns((pl.col("after") - pl.col("before")).alias("change"), step.alias("_step"))
    return _laddered(found, "_step").drop("_step")


def _laddered(frame: pl.DataFrame, *then: str) -> pl.DataFrame:
    """Rows by standard, from the lowest rung up."""
    ladder = {name: i for i, name in enumerate(vocabulary().sets["rung"].values)}
    return frame.sort("standard", pl.col("rung").replace_strict(ladder, default=len(ladder)), *then)
