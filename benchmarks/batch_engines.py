"""A workbook in and out, and Ray beside the local engine on the same two cores."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks import batch_files
from benchmarks.batch_least import batch, remove
from benchmarks.batch_running import HEAD, Ran, Runs, in_turns, mark

STAFF = 2_000
WORKBOOK = 10.0
"""Seconds for a workbook of so many people, in and out."""
TINY = 400
"""People whose run is all start-up: enough for a part for each worker."""
RAY = 0.7
"""Of the local engine's throughput after start-up."""


def workbook(people: Path, as_of: date, standard: str, rounds: int) -> Iterator[str]:
    """The whole command over a workbook: one standard, and all."""
    with batch_files.scratch() as folder:
        book = batch_files.workbook(people, folder / "staff.xlsx", STAFF)
        out = folder / "results.xlsx"
        makes = {
            standard: lambda: batch(book, out, as_of, [standard]),
            "all standards": lambda: batch(book, out, as_of, ()),
        }
        found = in_turns(makes, rounds)
        size = book.stat().st_size / 1e6
    told = json.loads(found[standard].runs[0].out)
    if told["with_results"] != STAFF:
        raise AssertionError(f"{told['with_results']} of {STAFF} people have results")
    yield f"  {STAFF:,} people, {size:.1f} MB"
    yield HEAD
    for runs in found.values():
        yield f"{runs.line(STAFF)}  {mark(runs.wall <= WORKBOOK, f'at most {WORKBOOK:g} s')}"


def ray(people: Path, as_of: date, standard: str, rounds: int) -> Iterator[str]:
    """Both engines over the population, and over so few people that it is all start-up; their bytes must be equal."""
    if find_spec("ray") is None:
        yield "  left out: Ray is not installed"
        return
    digests: dict[str, str] = {}
    with batch_files.scratch() as folder:
        tiny = batch_files.first(people, folder / "tiny.parquet", TINY, group=batch_files.GROUP)

        def one(engine: str, roster: Path) -> Ran:
            out = folder / "out.parquet"
            # results of the last run would be in the way
            made = batch(roster, out, as_of, [standard], "--engine", engine, kept=True)
            if roster == people:
                digests[engine] = _digest(out)
            remove(out)
            return made

        found = in_turns(
            {
                "local": lambda: one("local", people),
                "ray": lambda: one("ray", people),
                "local, start-up": lambda: one("local", tiny),
                "ray, start-up": lambda: one("ray", tiny),
            },
            rounds,
        )
    if len(set(digests.values())) != 1:
        raise AssertionError("the engines do not write the same bytes")
    count = pq.read_metadata(people).num_rows
    yield f"  {standard}, the same bytes by both; start-up is a run over {TINY} people"
    yield HEAD
    for name, runs in found.items():
        yield runs.line(TINY if "start-up" in name else count)
    rate = {name: _rate(found[name], found[f"{name}, start-up"], count) for name in ("local", "ray")}
    ratio = rate["ray"] / rate["local"]
    said = mark(ratio >= RAY, f"at least {RAY:g} x")
    each = ", ".join(f"{name} {people_a_second:,.0f} people/s" for name, people_a_second in rate.items())
    yield f"    after start-up: {each}, {ratio:.2f} x  {said}"


def _rate(whole: Runs, start: Runs, count: int) -> float:
    """People a second after start-up."""
    return (count - TINY) / (whole.wall - start.wall)


def _digest(out: Path) -> str:
    made = hashlib.sha256()
    for file in sorted(out.rglob("*.parquet")) if out.is_dir() else [out]:
        made.update(file.name.encode() + b"\0" + file.read_bytes())
    return made.hexdigest()
