"""Verdicts of all rungs of one standard by one way, in a process of its own: ours, or a rival's at its best.

    python -m benchmarks.batch_ways NAME people.parquet --warm sample.parquet --expected verdicts.parquet

What is asked for first is a sample, which warms everything up and must be answered as `check` does. Then the file is
answered once, each part of the work under its clock, and the figures are written as JSON.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from benchmarks.batch_running import MIB, WORKERS
from benchmarks.rivals_batch.handwritten_person import RUNGS, STANDARD
from models import catalogue
from models.vocabulary import vocabulary
from solver.columns.kernel import BatchAsked, Kernel

ALWAYS = ("kind", "date", "project", "to", "type", "none")
"""What the kernel reads of every record."""


class Clock:
    """Seconds and processor seconds of each part of a run, those of child processes included."""

    def __init__(self) -> None:
        self.parts: dict[str, tuple[float, float]] = {}
        self._process: Any = import_module("psutil").Process()

    @contextmanager
    def __call__(self, part: str) -> Iterator[None]:
        wall, spent = time.perf_counter(), self._spent()
        yield
        before = self.parts.get(part, (0.0, 0.0))
        self.parts[part] = (before[0] + time.perf_counter() - wall, before[1] + self._spent() - spent)

    def _spent(self) -> float:
        times = [one.cpu_times() for one in self._process.children(recursive=True)]
        return time.process_time() + sum(float(one.user + one.system) for one in times)


Way = Callable[[Path, date, Clock], pl.DataFrame]
"""The verdicts of a file on a day: a column `id` and one for each rung, in the order of the file."""


# --- ours -------------------------------------------------------------------------------------------------------------


def kernel_of(as_of: date) -> Kernel:
    """The question compiled: verdicts alone."""
    standard = catalogue.find(STANDARD)
    return Kernel(BatchAsked(standards=[(standard, RUNGS)], as_of=as_of, gap=False))


def columns_of(kernel: Kernel, file: Any) -> list[str]:
    """The columns of a file that the question looks at: of records, the attributes that some clause asks for."""
    asked = {name for *_, looked, _ in kernel.rungs for kind in looked.shapes for name in looked.attributes(kind)}
    asked |= {*ALWAYS, *(name for when, _ in vocabulary().implies for name in when)}
    paths = [file.metadata.schema.column(place).path for place in range(file.metadata.num_columns)]
    return [one for one in paths if not one.startswith("achievements.") or one.split(".")[3] in asked]


def _group(kernel: Kernel, file: Any, group: int, clock: Clock | None) -> pl.DataFrame:
    columns = columns_of(kernel, file)
    if clock is None:
        return _wide(kernel.run(file.read_row_group(group, columns, use_threads=False)))
    with clock("read"):
        table = file.read_row_group(group, columns)
    with clock("answer"):
        return _wide(kernel.run(table))


def _wide(frame: pl.DataFrame) -> pl.DataFrame:
    each = len(RUNGS)
    verdicts = {rung: frame["verdict"].gather_every(each, place) for place, rung in enumerate(RUNGS)}
    return pl.DataFrame({"id": frame["id"].gather_every(each), **verdicts})


def one_process(path: Path, as_of: date, clock: Clock) -> pl.DataFrame:
    """The kernel over the row groups of a file, one after the other."""
    with clock("compile"):
        kernel, file = kernel_of(as_of), pq.ParquetFile(path)
    return pl.concat([_group(kernel, file, place, clock) for place in range(file.num_row_groups)])


_ready: Kernel | None = None


def _begin(as_of: date, all_here: Any) -> None:
    global _ready
    _ready = kernel_of(as_of)
    all_here.wait(timeout=120)


def _one(path: Path, group: int) -> pl.DataFrame:
    assert _ready is not None
    return _group(_ready, pq.ParquetFile(path), group, None)


class TwoProcesses:
    """The kernel in two processes, each with a row group at a time; they are started, and import, before the clock."""

    def __init__(self) -> None:
        self.pool: ProcessPoolExecutor | None = None

    def __call__(self, path: Path, as_of: date, clock: Clock) -> pl.DataFrame:
        if self.pool is None:
            os.environ["POLARS_MAX_THREADS"] = "1"
            context = multiprocessing.get_context("spawn")
            begun = (as_of, context.Barrier(WORKERS))
            # the sample has a row group for each process, so all come to be
            self.pool = ProcessPoolExecutor(WORKERS, mp_context=context, initializer=_begin, initargs=begun)
        with clock("answer"):
            groups = range(pq.ParquetFile(path).num_row_groups)
            return pl.concat(list(self.pool.map(partial(_one, path), groups)))


# --- rivals -----------------------------------------------------------------------------------------------------------


def _by_hand(name: str, path: Path, as_of: date, clock: Clock) -> pl.DataFrame:
    from benchmarks.rivals_batch import handwritten

    with clock("query"):
        found: pl.DataFrame = getattr(handwritten, name)(path, as_of)
        return found


def _openfisca(name: str, path: Path, as_of: date, clock: Clock) -> pl.DataFrame:
    from benchmarks.rivals_batch import openfisca

    with clock("load"):
        loaded = getattr(openfisca, name)(path)
    with clock("calculate"):
        return openfisca.calculated(loaded, as_of)


def _zen(name: str, text: bool, path: Path, as_of: date, clock: Clock) -> pl.DataFrame:
    from benchmarks.rivals_batch import zen

    with clock("documents"):
        people = zen.documents(path, as_of)
        asked: Sequence[Any] = [json.dumps(one) if text else one for _, one in people]
    with clock("evaluate"):
        answers = getattr(zen, name)(asked)
    return zen.framed(people, answers)


OURS = "zhicheng, kernel, one process"
WAYS: dict[str, Way] = {
    OURS: one_process,
    "zhicheng, kernel, two processes": TwoProcesses(),
    "by hand, Polars alone": partial(_by_hand, "scanned"),
    "by hand, Polars on leaf columns": partial(_by_hand, "leaves"),
    "OpenFisca, one simulation": partial(_openfisca, "together"),
    "OpenFisca, records apart": partial(_openfisca, "apart"),
    "ZEN, evaluate, dict": partial(_zen, "one_by_one", False),
    "ZEN, evaluate, JSON": partial(_zen, "one_by_one", True),
    "ZEN, create_decision, JSON": partial(_zen, "compiled", True),
    "ZEN, async_evaluate, JSON": partial(_zen, "at_once", True),
    "ZEN, evaluate_batch, dict": partial(_zen, "in_batches", False),
    "ZEN, evaluate_batch, JSON": partial(_zen, "in_batches", True),
}
NEEDS = {"OpenFisca": "openfisca_core", "ZEN": "zen"}


def there(name: str) -> bool:
    """Whether what a way needs is installed."""
    package = NEEDS.get(name.split(",")[0])
    return package is None or find_spec(package) is not None


def main() -> None:
    """Answers a sample, which must be right, then the file, and writes the figures of the file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch_ways")
    parser.add_argument("name", choices=list(WAYS))
    parser.add_argument("people", type=Path)
    parser.add_argument("--on", type=date.fromisoformat, required=True)
    parser.add_argument("--warm", type=Path, required=True)
    parser.add_argument("--expected", type=Path, required=True)
    asked = parser.parse_args()
    way = WAYS[asked.name]
    if not way(asked.warm, asked.on, Clock()).equals(pl.read_parquet(asked.expected)):
        raise AssertionError(f"{asked.name} does not answer as `check` does")
    clock = Clock()
    way(asked.people, asked.on, clock)
    print(json.dumps({"parts": clock.parts, "peak": _peak()}))
    if isinstance(way, TwoProcesses) and way.pool is not None:
        way.pool.shutdown()


def _peak() -> float:
    """The most memory that this process alone held, in MiB, as the kernel of the machine counts it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    (line,) = [one for one in status.read_text().splitlines() if one.startswith("VmHWM")]
    return int(line.split()[1]) * 1024 / MIB


if __name__ == "__main__":
    main()
