"""The results with waivers: in which answers a clause that is waived decides, and the table of who has what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from models.amending import dropped
from models.standard import Standard
from models.waivers import Waiver
from solver.waiving import Applied, Waived

Run = Callable[[pa.Table, Sequence[Standard], date], pl.DataFrame]
"""People, standards and a day to a result table, whose `person` is the row of the person in the table given."""
ANSWER = ("verdict", "class", "months", "ready_on", "records", "endorsements")
"""What a waiver decides: an answer is another one if one of these is."""
_ROW, _PLACE = "\x00row", "\x00place"
_NOTHING = pl.lit(pl.Series([[]], dtype=pl.List(pl.String))).first()


def decided(
    applied: Applied,
    standards: Sequence[Standard],
    people: pa.Table,
    as_of: date,
    run: Run,
    unwaived: pl.DataFrame,
    places: npt.NDArray[np.uint32] | None = None,
) -> pl.DataFrame:
    """The results with all waivers, from those without: the same rows in the same order, `waived` filled.

    `unwaived` is the result table of `people` under `standards`; `places` are the persons that its rows call the rows
    of `people` (None: the rows themselves). `waived` names the clauses that decide an answer: the fewest, dropped in
    order of their paths, without which it would be another one; none where it is the same without any waiver.
    """
    whole = unwaived.with_columns(_NOTHING.alias("waived")).with_row_index(_ROW)
    made = []
    for group in applied.groups:
        table = people.take(pa.array(group.rows))
        persons = group.rows if places is None else places[group.rows]
        for standard, amended in zip(standards, group.standards, strict=True):
            if standard.id in group.nodes:
                made.append(_decided(group, standard, amended, table, persons, as_of, run, whole))
    if not made:
        return whole.drop(_ROW)
    new = pl.concat(made)
    kept = whole.join(new.select(_ROW), on=_ROW, how="anti")
    return pl.concat([kept, new.select(whole.columns)]).sort(_ROW).drop(_ROW)


def _decided(
    group: Waived,
    standard: Standard,
    amended: Standard,
    table: pa.Table,
    persons: npt.NDArray[np.uint32],
    as_of: date,
    run: Run,
    whole: pl.DataFrame,
) -> pl.DataFrame:
    """The rows of one group and standard as the waivers make them, under the columns of `whole`."""
    nodes = group.nodes[standard.id]
    answer = [name for name in ANSWER if name in whole.columns]

    def answers(rows: list[int], under: Standard) -> pl.DataFrame:
        """The results of some people of the group, by their place in it."""
        place = pl.Series("place", rows, dtype=pl.UInt32)
        got = run(table.take(pa.array(rows, type=pa.uint32())), [under], as_of)
        return got.with_columns(place.gather(got["person"]).alias(_PLACE))

    everybody = list(range(table.num_rows))
    after = answers(everybody, amended)
    person = pl.Series("person", persons, dtype=whole.schema["person"])
    after = after.with_columns(person.gather(after[_PLACE]).alias("person"))
    before = whole.filter(pl.col("standard") == standard.id).select(_ROW, "person", "rung", *answer)
    after = after.join(before, on=["person", "rung"], how="left", suffix="_before", maintain_order="left")
    every = (1 << len(nodes)) - 1
    same = _same(answer, "_before")
    kept = after.select(pl.when(same).then(0).otherwise(every).cast(pl.Int64).alias("kept")).to_series()
    for index in range(len(nodes)):
        for some in sorted(set(kept.to_list())):
            fewer = some & ~(1 << index)
            if fewer in (0, some):
                continue
            here = kept == some
            rows = sorted(set(after.filter(here)[_PLACE].to_list()))
            under = dropped(standard, [node for i, node in enumerate(nodes) if fewer >> i & 1])
            without = answers(rows, under).select(_PLACE, "rung", *answer)
            tried = after.select(_PLACE, "rung", *answer).join(
                without, on=[_PLACE, "rung"], how="left", suffix="_without", maintain_order="left"
            )
            enough = tried.select(_same(answer, "_without").alias("enough")).to_series() & here
            kept = pl.select(pl.when(enough).then(fewer).otherwise(kept).cast(pl.Int64)).to_series()
    lists = [[node for i, node in enumerate(nodes) if some >> i & 1] for some in kept.to_list()]
    return after.with_columns(pl.Series("waived", lists, dtype=pl.List(pl.String))).select(whole.columns)


def _same(answer: list[str], suffix: str) -> pl.Expr:
    return pl.all_horizontal([pl.col(name).eq_missing(pl.col(f"{name}{suffix}")) for name in answer])


def waivers_table(
    waivers: Sequence[Waiver],
    applied: Applied,
    people: pa.Table,
    results: pl.DataFrame,
    places: npt.NDArray[np.uint32] | None = None,
) -> pl.DataFrame:
    """Who has which clause waived, one row for each person, waiver and clause.

    Columns: id, name, waiver, standard, node, rungs (where the clause decides, of `results`), too_late (those of them
    whose first day lies after the waiver has run out: answers look ahead as if it lasted), reason, approver, until.
    """
    named = pl.from_arrow(people.select(["id", "name"]))
    assert isinstance(named, pl.DataFrame)
    rows = np.arange(people.num_rows, dtype=np.uint32)
    persons = pl.Series("person", rows if places is None else places, dtype=results.schema["person"])
    named = named.with_columns(pl.Series("row", rows), persons)
    written = pl.DataFrame(
        [
            (w.id, w.standard, node, w.reason, w.approver, w.until)
            for w in waivers
            for node in w.nodes
        ],
        schema={**dict.fromkeys(("waiver", "standard", "node", "reason", "approver"), pl.String), "until": pl.Date},
        orient="row",
    )  # fmt: skip
    day = pl.col("ready_on") if "ready_on" in results.columns else pl.lit(None, dtype=pl.Date).alias("ready_on")
    deciding = results.select("person", "standard", "rung", day, node="waived").explode("node").drop_nulls("node")
    key = ["row", "id", "name", "waiver", "standard", "node"]
    return (
        applied.held.join(written, on="waiver", how="left", maintain_order="left_right")
        .join(named, on="row", how="left", maintain_order="left")
        .join(deciding, on=["person", "standard", "node"], how="left", maintain_order="left_right")
        .group_by([*key, "reason", "approver", "until"], maintain_order=True)
        .agg(rungs=pl.col("rung").drop_nulls(), too_late=pl.col("rung").filter(pl.col("ready_on") > pl.col("until")))
        .select(*key[1:], "rungs", "too_late", "reason", "approver", "until")
    )
