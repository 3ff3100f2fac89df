"""The invented people that the benchmarks of `batch` run on, as files: drawn once and kept among temporary files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from models import population as model_file
from solver import population
from tests.rosters import sheets, write_workbook

SEED = 1
GROUP = 100
"""People in a row group of a very small roster."""


def folder() -> Path:
    """Where drawn people are kept, for their owner alone."""
    found = Path(tempfile.gettempdir()) / "zhicheng-bench"
    found.mkdir(mode=0o700, exist_ok=True)
    return found


def people(count: int, as_of: date) -> Path:
    """A population of so many people, drawn if it is not there."""
    model = model_file.load()
    path = folder() / f"people-{count}-{as_of}-{model.digest[:12]}.parquet"
    if not path.exists():
        population.write(model, count, SEED, as_of, path, "bench")
    warm(path)
    return path


def warm(path: Path) -> None:
    """Reads a file once, so that nobody is the first to wait for the disk."""
    with path.open("rb") as file:
        while file.read(2**24):
            pass


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for results, which goes again."""
    with tempfile.TemporaryDirectory(dir=folder()) as made:
        yield Path(made)


def spread(path: Path, into: Path, count: int) -> Path:
    """Some people from all over a file, as a file."""
    table = pq.read_table(path)
    step = max(1, table.num_rows // count)
    places = pa.array(range(0, min(step * count, table.num_rows), step))
    pq.write_table(table.take(places), into)
    return into


def first(path: Path, into: Path, count: int, *, group: int | None = None) -> Path:
    """The first people of a file, as a file; `group` is how many share a row group."""
    pq.write_table(_first(path, count), into, row_group_size=group)
    return into


def _first(path: Path, count: int) -> Any:
    rows: list[Any] = []
    for batch in pq.ParquetFile(path).iter_batches(batch_size=count):
        rows.append(batch)
        if sum(one.num_rows for one in rows) >= count:
            break
    return pa.Table.from_batches(rows).slice(0, count)


def workbook(path: Path, into: Path, count: int) -> Path:
    """The first people of a file as a workbook with sheets under Chinese headers, as a personnel office keeps them."""
    return write_workbook(sheets(_first(path, count).to_pylist()), into)
