"""Verdicts and least additions of a whole population, written out with the advice: the command as users have it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks import batch_files
from benchmarks.batch_running import HEAD, WORKERS, Ran, Runs, in_turns, mark, run, zhicheng
from models import catalogue

SEARCHED = 100_000
"""People on whom the slowest standard is found."""
SLOWEST, ALL, MEMORY = 25.0, 90.0, 3 * 1024.0
"""For a million people: seconds for the slowest standard and for all five, and MiB for either."""
MILLION = 1_000_000
GROWTH, TIMES = 1.1, 5
"""With so many times the people, time for a person and memory grow at most so much."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Slowest:
    """The standard that takes longest, its run over the population, and how many rows that gave."""

    standard: str
    runs: Runs
    people: int
    rows: int


def batch(people: Path, out: Path, as_of: date, standards: Sequence[str], *more: str, kept: bool = False) -> Ran:
    """One run of `zhicheng batch` over a file, everybody answered; the results are removed unless kept."""
    chosen = [word for one in standards for word in ("--standard", one)]
    words = ["--on", str(as_of), "--workers", str(WORKERS), "--out", str(out), "--format", "json", "--lang", "en"]
    made = run(zhicheng("batch", str(people), *chosen, *words, *more))
    told = json.loads(made.out)
    if people.suffix == ".parquet" and told["people"] != pq.read_metadata(people).num_rows:
        raise AssertionError(f"{told['people']} people were told of, in {people}")
    if told["set_apart"]:
        raise AssertionError(f"{told['set_apart']} of these people are set apart")
    if not kept:
        remove(out)
    return made


def remove(out: Path) -> None:
    """Results and the errors beside them."""
    if out.is_dir():
        shutil.rmtree(out)
    else:
        out.unlink(missing_ok=True)
    out.with_suffix(".errors.parquet").unlink(missing_ok=True)


def slowest(count: int, as_of: date) -> tuple[str, dict[str, float]]:
    """Which of the standards takes the longest, and the seconds of each."""
    people = batch_files.people(min(count, SEARCHED), as_of)
    with batch_files.scratch() as folder:
        times = {one: batch(people, folder / "out.parquet", as_of, [one]).wall for one in sorted(catalogue.files())}
    return max(times, key=lambda one: times[one]), times


def measured(people: Path, as_of: date, standard: str, rounds: int) -> Slowest:
    """The slowest standard over the whole population."""
    with batch_files.scratch() as folder:
        out = folder / "out.parquet"
        found = in_turns({standard: lambda: batch(people, out, as_of, [standard])}, rounds)
    count = pq.read_metadata(people).num_rows
    rows = count * len(catalogue.find(standard).rungs)
    return Slowest(standard=standard, runs=found[standard], people=count, rows=rows)


def lines(people: Path, as_of: date, one: Slowest, times: dict[str, float], rounds: int) -> Iterator[str]:
    """The slowest standard, then all of them in one call."""
    said = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in times.items())
    yield f"  which is the slowest, on at most {SEARCHED:,} people: {said}"
    with batch_files.scratch() as folder:
        out = folder / "out.parquet"
        (whole,) = in_turns({"all standards in one call": lambda: batch(people, out, as_of, ())}, rounds).values()
    yield HEAD
    for runs, seconds in ((one.runs, SLOWEST), (whole, ALL)):
        yield runs.line(one.people)
        yield f"        {_work(runs.runs[-1])}"
        if one.people == MILLION:
            yield f"        {mark(runs.wall <= seconds, f'at most {seconds:g} s')}"
            yield f"        {mark(runs.peak <= MEMORY, f'at most {MEMORY:,.0f} MiB')}"
    if one.people != MILLION:
        yield f"  the marks are for {MILLION:,} people"


def growth(as_of: date, one: Slowest) -> Iterator[str]:
    """The slowest standard over five times the people, once."""
    many = one.people * TIMES
    people = batch_files.people(many, as_of)
    with batch_files.scratch() as folder:
        ran = batch(people, folder / "out.parquet", as_of, [one.standard])
    large = Runs(name=f"{one.standard} ({many:,})", runs=[ran])
    yield HEAD
    yield one.runs.line(one.people)
    yield large.line(many)
    time, memory = large.wall / many / (one.runs.wall / one.people), large.peak / one.runs.peak
    yield f"    time for a person {time:.3f} x  {mark(time <= GROWTH, f'at most {GROWTH:g} x')}"
    yield f"    memory {memory:.3f} x  {mark(memory <= GROWTH, f'at most {GROWTH:g} x')}"


def _work(ran: Ran) -> str:
    """What the command says of its work."""
    work = json.loads(ran.out).get("work") or {}
    if not work:
        return "the command does not say how many rows reached the solver"
    return (
        f"{work['rows']:,} rows, {work['solved']:,} distinct ones put to the solver or the reference, "
        f"{work['referred']:,} people and rungs left to the reference"
    )
