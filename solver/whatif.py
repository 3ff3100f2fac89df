"""Before and after: what a change did to everybody's results, counted, with those who gain and who lose by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from solver.summary import WhatIf

KEY = ("person", "standard", "rung")
SIDES = ("verdict", "class")
ELIGIBLE = "eligible"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Changed:
    """What differs between two result tables of the same people, standards and rungs.

    `counts`: standard, rung, verdict, class, before, after (how many people, of every verdict and class that occurs).
    `steps`: standard, rung, before, after (verdicts), people: who went from which verdict to which.
    `gains` and `losses`: person, id, name, standard, rung, before, after (classes): those who become eligible, and
    those who were. In the order of the table before.
    """

    counts: pl.DataFrame
    steps: pl.DataFrame
    gains: pl.DataFrame
    losses: pl.DataFrame

    def side(self, name: str) -> pl.DataFrame:
        """The counts of one side, `before` or `after`: standard, rung, verdict, class, people."""
        found = self.counts.select("standard", "rung", *SIDES, pl.col(name).alias("people"))
        return found.filter(pl.col("people") > 0)


def told(name: str, changed: Changed) -> WhatIf:
    """A scenario under its name, as reports show it."""
    return WhatIf(
        name=name,
        before=changed.side("before"),
        after=changed.side("after"),
        gains=changed.gains.drop("person"),
        losses=changed.losses.drop("person"),
    )


def compare(before: pl.DataFrame, after: pl.DataFrame) -> Changed:
    """Two result tables compared, row by row of person, standard and rung.

    Both are to hold the same rows, in whatever order; a table that lacks some is no result of the same people.
    """
    ours = [*KEY, "id", "name", *SIDES]
    both = (
        before.select(ours)
        .with_row_index("place")
        .join(after.select(*KEY, *(pl.col(n).alias(f"{n}_after") for n in SIDES)), on=KEY, how="inner", validate="1:1")
        .sort("place")
    )
    if not both.height == before.height == after.height:
        raise ValueError("the two tables are not of the same people, standards and rungs")
    sides = [
        both.group_by("standard", "rung", *(pl.col(f"{n}{end}").alias(n) for n in SIDES)).agg(pl.len().alias(side))
        for side, end in (("before", ""), ("after", "_after"))
    ]
    was, now = pl.col("verdict") == ELIGIBLE, pl.col("verdict_after") == ELIGIBLE
    verdicts = both.group_by("standard", "rung", before="verdict", after="verdict_after").agg(pl.len().alias("people"))
    named = ("person", "id", "name", "standard", "rung", pl.col("class").alias("before"))
    return Changed(
        counts=_counts(sides),
        steps=_steps([verdicts]),
        gains=both.filter(~was & now).select(*named, after="class_after"),
        losses=both.filter(was & ~now).select(*named, after="class_after"),
    )


def together(parts: Iterable[Changed]) -> Changed:
    """The parts of one run as one: counts added up, names one after the other."""
    found = list(parts)
    if not found:
        raise ValueError("there is no part to be put together")
    return Changed(
        counts=_counts([one.counts for one in found]),
        steps=_steps([one.steps for one in found]),
        gains=pl.concat([one.gains for one in found]),
        losses=pl.concat([one.losses for one in found]),
    )


def _counts(parts: list[pl.DataFrame]) -> pl.DataFrame:
    stacked = pl.concat(parts, how="diagonal").with_columns(pl.col("before", "after").fill_null(0).cast(pl.Int64))
    by = ["standard", "rung", *SIDES]
    return stacked.group_by(by).agg(pl.col("before", "after").sum()).sort(by)


def _steps(parts: list[pl.DataFrame]) -> pl.DataFrame:
    by = ["standard", "rung", "before", "after"]
    stacked = pl.concat([part.with_columns(pl.col("people").cast(pl.Int64)) for part in parts])
    return stacked.group_by(by).agg(pl.col("people").sum()).sort(by)
