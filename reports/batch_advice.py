"""The ways of a result table in words: each distinct list of actions is worded once, whoever it is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from models.rules import Rule
from models.standard import Standard, nodes
from reports.advice import made_words
from solver.actions import Action
from solver.columns.kernel import Kernel


class Advice:
    """Words for the plans of a kernel, kept from batch to batch."""

    def __init__(self, standards: Sequence[Standard], lang: str) -> None:
        self.lang = lang
        self._known: Mapping[str, Mapping[str, Rule]] = {
            one.id: {node.id: node for rung in one.rungs.values() for node in nodes(rung)} for one in standards
        }
        self._words: dict[str, list[str]] = {one.id: [] for one in standards}
        self._single: dict[tuple[str, str], str] = {}

    def told(self, frame: pl.DataFrame, kernel: Kernel) -> pl.DataFrame:
        """The table with `advice`: when the first way is open, and what to add for it; empty where nothing is needed.

        `frontier` tells of each way in words what is to be added, in place of its number.
        """
        words = {name: self._all(name, plans.all) for name, plans in kernel.plans.items()}
        # of nobody there is no part, but the columns are the same
        parts = frame.partition_by("standard", maintain_order=True) if frame.height else [frame]
        nothing = pl.Series([""], dtype=pl.String)
        made = [self._one(part, words[part["standard"][0]] if part.height else nothing) for part in parts]
        return pl.concat(made).sort("person", maintain_order=True) if len(made) > 1 else made[0]

    def _all(self, standard: str, plans: Sequence[Sequence[Action]]) -> pl.Series:
        known = self._words[standard]
        for plan in plans[len(known) :]:
            known.append(self._plan(standard, plan))
        return pl.Series(known, dtype=pl.String)

    def _plan(self, standard: str, plan: Sequence[Action]) -> str:
        parts = []
        for action in plan:
            key = (standard, repr(action))
            bound = any("project" in one.attrs for one in plan)
            if bound:
                # which records belong to one project is told of the whole plan
                parts.append(made_words(action, self._known[standard], self.lang, plan))
                continue
            if key not in self._single:
                self._single[key] = made_words(action, self._known[standard], self.lang, plan)
            parts.append(self._single[key])
        return ("；" if self.lang == "zh" else "; ").join(parts)

    def _one(self, frame: pl.DataFrame, words: pl.Series) -> pl.DataFrame:
        """One standard's rows."""
        frontier = frame["frontier"]
        first = frontier.list.first().struct
        plan = words.gather(first.field("plan")).fill_null("")
        inner = frontier.list.explode(keep_nulls=False, empty_as_null=False)
        named = inner.struct.unnest().with_columns(words.gather(inner.struct.field("plan")).alias("add")).drop("plan")
        sizes = frontier.list.len()
        frontier = _lists(named, sizes, frame["frontier"].is_null())
        waits, adds = pl.col("first months") > 0, pl.col("add") != ""
        day = pl.col("first day").dt.strftime("%Y-%m-%d")
        months = pl.col("first months").cast(pl.String)
        if self.lang == "zh":
            wait = pl.concat_str(pl.lit("等待"), months, pl.lit("个月，到"), day)
            add, both = pl.concat_str(pl.lit("新增"), pl.col("add")), pl.lit("；")
        else:
            unit = (
                pl.when(pl.col("first months") == 1).then(pl.lit(" month, until ")).otherwise(pl.lit(" months, until "))
            )
            wait = pl.concat_str(pl.lit("wait "), months, unit, day)
            add, both = pl.concat_str(pl.lit("add "), pl.col("add")), pl.lit("; ")
        # who only has to wait is told so first, however soon an addition would do
        until = pl.col("wait_until").dt.strftime("%Y-%m-%d")
        alone = pl.col("wait_months").cast(pl.String)
        sooner = pl.col("wait_months").is_not_null() & adds
        if self.lang == "zh":
            later = pl.concat_str(pl.lit("等待"), alone, pl.lit("个月，到"), until, pl.lit("即可；或"))
        else:
            one = (
                pl.when(pl.col("wait_months") == 1).then(pl.lit(" month, until ")).otherwise(pl.lit(" months, until "))
            )
            later = pl.concat_str(pl.lit("wait "), alone, one, until, pl.lit("; or "))
        advice = (
            pl.when(sooner & waits)
            .then(pl.concat_str(later, wait, both, add))
            .when(sooner)
            .then(pl.concat_str(later, add))
            .when(waits & adds)
            .then(pl.concat_str(wait, both, add))
            .when(waits)
            .then(wait)
            .when(adds)
            .then(add)
            .otherwise(pl.lit(""))
        )
        return (
            frame.with_columns(
                plan.alias("add"),
                first.field("months").alias("first months"),
                first.field("ready_on").alias("first day"),
                frontier.alias("frontier"),
            )
            .with_columns(advice.alias("advice"))
            .drop("add", "plan", "first months", "first day")
        )


def _lists(rows: pl.DataFrame, sizes: pl.Series, null: pl.Series) -> pl.Series:
    """Rows as lists of structs, so many for each person."""
    import numpy as np
    import pyarrow as pa

    values = rows.to_struct("frontier").to_arrow()
    offsets = np.r_[0, np.cumsum(sizes.fill_null(0).to_numpy())].astype(np.int64)
    made = pa.LargeListArray.from_arrays(pa.array(offsets), values, mask=pa.array(null.to_numpy()))
    found = pl.from_arrow(made)
    assert isinstance(found, pl.Series)
    return found


def maker(standards: Sequence[Standard], lang: str) -> Callable[[pl.DataFrame, Kernel], pl.DataFrame]:
    """What puts the plans of a run into words, made where it runs."""
    return Advice(standards, lang).told
