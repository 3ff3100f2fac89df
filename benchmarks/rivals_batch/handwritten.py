"""One standard by hand as a Polars query: the practical limit that a general compiler is measured against.

`verdicts` says for every person of a Parquet file how each rung of chongqing-industrial-internet-2022 stands, under the
default readings. What the rules do not need is left out as early as can be: people outside the scope before their
records are looked at, records of other kinds, columns that no clause asks for. Two ways to the same query: `scanned`
is Polars alone (`scan_parquet`, filter, explode); `leaves` lets pyarrow read those fields of the lists that are needed,
which Polars cannot, one row group at a time and as many at once as there are cores. The second is the faster.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.rivals_batch import handwritten_person as person
from benchmarks.rivals_batch import measuring
from benchmarks.rivals_batch.handwritten_clauses import FIELDS

LISTS = {
    "education": ("level", "diploma", "degree", "second_bachelor", "engineering_professional"),
    "titles": ("level", "series", "date"),
    "achievements": FIELDS,
    "recommenders": ("level", "relation", "none"),
    "attestations": ("key", "value"),
}
"""What is needed of each list."""
WORK = ("field", "from", "to")
SINGLE = ("id", "employment", "region", "none")
CONDUCT = ("penalty_until", "continuing_education")
c = pl.col


def verdicts(path: Path, as_of: date) -> pl.DataFrame:
    """The verdict of every person on every rung: a column `id` and one for each rung, in the order of the file."""
    return leaves(path, as_of)


def scanned(path: Path, as_of: date) -> pl.DataFrame:
    """Polars alone: the lists of the people who are asked about are read whole and exploded."""
    table = pl.scan_parquet(path).with_row_index("person")
    people = table.select(
        "person", *SINGLE, *(c("conduct").struct.field(one) for one in CONDUCT), knows_work=c("work").is_not_null()
    ).collect()
    jobs = _exploded(table.select("person", "work"), "work", WORK).collect()
    asked = person.based(people.lazy(), jobs.lazy(), as_of).collect()
    mine = table.select("person", *LISTS).filter(c("person").is_in(asked["person"].implode())).collect().lazy()
    knows = mine.select("person", *(c(name).is_not_null().alias(f"knows_{name}") for name in LISTS))
    rows = pl.collect_all([_exploded(mine, name, fields) for name, fields in LISTS.items()])
    lists = dict(zip(LISTS, rows, strict=True))
    lists["work"] = jobs.join(asked.select("person"), on="person", how="semi", maintain_order="left")
    asked = asked.lazy().join(knows, on="person", how="left", maintain_order="left").collect()
    return _told(people.select("person", "id"), asked, lists, as_of)


def _exploded(table: pl.LazyFrame, name: str, fields: tuple[str, ...]) -> pl.LazyFrame:
    rows = table.select("person", name).filter(c(name).list.len() > 0).explode(name)
    return rows.select("person", *(c(name).struct.field(one) for one in fields))


def leaves(path: Path, as_of: date) -> pl.DataFrame:
    """Only the fields of the lists that are needed are read, and only for the people who are asked about kept."""
    groups = range(pq.ParquetFile(path).num_row_groups)
    with ThreadPoolExecutor(min(len(groups), os.cpu_count() or 1) or 1) as pool:
        read = list(pool.map(lambda place: _group(path, place, as_of), groups))
    found: dict[str, list[pl.DataFrame]] = {}
    before = 0
    for people, asked, lists in read:
        shift = (c("person") + before).cast(pl.UInt32)
        for name, rows in {"people": people, "asked": asked, **lists}.items():
            found.setdefault(name, []).append(rows.with_columns(shift))
        before += len(people)
    made = {name: pl.concat(rows) for name, rows in found.items()}
    return _told(made.pop("people"), made.pop("asked"), made, as_of)


Group = tuple[pl.DataFrame, pl.DataFrame, dict[str, pl.DataFrame]]


def _group(path: Path, place: int, as_of: date) -> Group:
    """Of one row group everybody's id, the people asked about, and their lists."""
    meta = pq.read_metadata(path)
    words = [
        meta.schema.column(i).path
        for i in range(meta.num_columns)
        if meta.schema.column(i).physical_type == "BYTE_ARRAY"
    ]
    file = pq.ParquetFile(path, memory_map=True, metadata=meta, read_dictionary=[w for w in words if w != "id"])
    paths: dict[str, list[str]] = {}
    for index in range(meta.num_columns):
        leaf = meta.schema.column(index).path
        paths.setdefault(leaf.split(".")[0], []).append(leaf)

    def read(columns: Mapping[str, tuple[str, ...]]) -> pa.Table:
        wanted = [
            leaf
            for name, fields in columns.items()
            for leaf in paths[name]
            if not fields or leaf.split(".")[1 if name == "conduct" else 3] in fields
        ]
        return file.read_row_group(place, wanted, use_threads=False)

    table = read({**dict.fromkeys(SINGLE, ()), "conduct": CONDUCT, "work": WORK})
    conduct, work = pl.Series(table.column("conduct")), table.column("work").combine_chunks()
    people = pl.DataFrame(table.select(SINGLE)).with_columns(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("person"),
        *(conduct.struct.field(one) for one in CONDUCT),
        knows_work=pl.Series(work.is_valid()),
    )
    jobs = _flat(work, np.ones(len(people), dtype=np.bool_))
    asked = person.based(people.lazy(), jobs.lazy(), as_of).collect()
    mask = np.zeros(len(people), dtype=np.bool_)
    mask[asked["person"].to_numpy()] = True
    rest = read(LISTS)
    arrays = {name: rest.column(name).combine_chunks() for name in LISTS}
    asked = asked.with_columns(
        pl.Series(one.is_valid()).filter(pl.Series(mask)).alias(f"knows_{name}") for name, one in arrays.items()
    )
    lists = {name: _flat(one, mask) for name, one in {**arrays, "work": work}.items()}
    return people.select("person", "id"), asked, lists


def _flat(array: Any, mask: np.ndarray[Any, np.dtype[np.bool_]]) -> pl.DataFrame:
    """The entries of some people's lists, each with the number of the person."""
    lengths = np.diff(array.offsets.to_numpy())
    owner = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
    batch = pa.RecordBatch.from_struct_array(array.flatten())
    if not mask.all():
        keep = mask[owner]
        batch, owner = batch.filter(pa.array(keep)), owner[keep]
    return pl.DataFrame(batch).with_columns(pl.Series("person", owner))


def _told(people: pl.DataFrame, asked: pl.DataFrame, lists: Mapping[str, pl.DataFrame], as_of: date) -> pl.DataFrame:
    """The verdicts of those asked about put among all people, of whom the others are not eligible."""
    said = person.answered(asked, lists, as_of).collect()
    place, words = said["person"].to_numpy(), pl.Series(person.VERDICTS)
    found = {"id": people["id"]}
    for rung in person.RUNGS:
        codes = np.zeros(len(people), dtype=np.uint32)
        codes[place] = said[rung].to_numpy()
        found[rung] = words[pl.Series(codes)]
    return pl.DataFrame(found)


def _way(ask: Callable[[Path, date], pl.DataFrame]) -> measuring.Way:
    def way(path: Path, as_of: date, clock: measuring.Clock) -> pl.DataFrame:
        with clock("query"):
            return ask(path, as_of)

    return way


def main() -> None:
    """Measures both ways and asserts their answers."""
    ways = {"Polars alone": _way(scanned), "Polars on leaf columns": _way(leaves)}
    measuring.main("benchmarks.rivals_batch.handwritten", ways, ("polars", "pyarrow", "numpy"), rounds=5)


if __name__ == "__main__":
    main()
