"""What every rival is measured and judged by: people a second, processor, memory, versions, and equal answers.

    python -m benchmarks.rivals_batch.handwritten people.parquet --on 2024-12-31

Each way is first asked for a sample of people and must answer as `check` does, then measured in a process of its own,
so that memory is its own; of several rounds the fastest counts.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.rivals_batch.handwritten_person import RUNGS, STANDARD
from models import catalogue, people_table
from models.applicant import read
from solver.check import check

SAMPLE = 2_000


class Clock:
    """Seconds and processor seconds of each part of a run."""

    def __init__(self) -> None:
        self.parts: dict[str, tuple[float, float]] = {}

    @contextmanager
    def __call__(self, part: str) -> Iterator[None]:
        wall, processor = time.perf_counter(), time.process_time()
        yield
        self.parts[part] = (time.perf_counter() - wall, time.process_time() - processor)


Way = Callable[[Path, date, Clock], pl.DataFrame]
"""The verdicts of a file on a day, each part of the work under its clock."""


def main(module: str, ways: Mapping[str, Way], packages: tuple[str, ...], *, rounds: int = 3, most: int = 0) -> None:
    """Judges and measures every way; `most` limits the people of a slow one, of whom the first are taken."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}")
    parser.add_argument("people", type=Path)
    parser.add_argument("--on", type=date.fromisoformat, default=date(2024, 12, 31))
    parser.add_argument("--sample", type=int, default=SAMPLE)
    parser.add_argument("--only", choices=list(ways))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path: Path = asked.people
        if asked.only:
            print(json.dumps(_measured(ways[asked.only], path, asked.on, rounds)))
            return
        print(f"python {platform.python_version()}, {platform.machine()}, {platform.system()}")
        print(", ".join(f"{name} {version(name)}" for name in packages))
        few = _part(path, Path(folder) / "sample.parquet", asked.sample, spread=True)
        expected = _expected(few, asked.on)
        if most:
            path = _part(path, Path(folder) / "first.parquet", most, spread=False)
        people = pq.read_metadata(path).num_rows
        for name, way in ways.items():
            if not way(few, asked.on, Clock()).equals(expected):
                raise AssertionError(f"{name} does not answer as `check` does")
            command = [sys.executable, "-m", module, str(path), "--on", asked.on.isoformat(), "--only", name]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            for line in _lines(name, people, json.loads(done.stdout)):
                print(line, flush=True)
        print(f"all answer as `check` does: {len(expected)} people, {len(RUNGS)} rungs, on {asked.on}")


def _part(path: Path, into: Path, count: int, *, spread: bool) -> Path:
    table = pq.read_table(path)
    count = min(count, len(table))
    step = max(1, len(table) // max(1, count)) if spread else 1
    pq.write_table(table.take(pa.array(range(0, step * count, step))), into)
    return into


def _expected(path: Path, as_of: date) -> pl.DataFrame:
    standard = catalogue.find(STANDARD)
    rows = pq.read_table(path).to_pylist()
    people = [read(people_table.document(row)) for row in rows]
    answers = {rung: [check(one, standard, rung, as_of).verdict for one in people] for rung in RUNGS}
    return pl.DataFrame({"id": [row["id"] for row in rows], **answers})


def _measured(way: Way, path: Path, as_of: date, rounds: int) -> dict[str, list[float]]:
    runs = []
    for _ in range(rounds):
        clock = Clock()
        way(path, as_of, clock)
        runs.append(clock.parts)
    best = min(runs, key=lambda parts: sum(wall for wall, _ in parts.values()))
    peak = _peak()
    return {**{part: list(times) for part, times in best.items()}, "peak": [peak]}


def _peak() -> float:
    """The most memory that this process held, in MB; what its parent held does not count."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = [one for one in status.read_text().splitlines() if one.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _lines(name: str, people: int, found: dict[str, list[float]]) -> Iterator[str]:
    (peak,) = found.pop("peak")
    wall = sum(times[0] for times in found.values())
    yield f"{name:<24}{people / wall:12,.0f} people/s   {people:,} people, peak {peak:,.0f} MB"
    for part, (seconds, processor) in found.items():
        yield f"    {part:<20}{seconds:10.3f} s    processor {processor:8.3f} s    {people / seconds:12,.0f} people/s"
