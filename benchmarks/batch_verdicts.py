"""Verdicts of all rungs of one standard from Parquet: ours beside a query by hand, OpenFisca and ZEN, in turns."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from benchmarks.batch_files import first, scratch, spread
from benchmarks.batch_least import remove
from benchmarks.batch_running import HEAD, WORKERS, Ran, Runs, in_turns, mark, python, run, zhicheng
from benchmarks.batch_ways import NEEDS, OURS, WAYS, there
from benchmarks.rivals_batch.handwritten_person import RUNGS, STANDARD
from models import catalogue, people_table
from models.applicant import read
from solver.check import check

SAMPLE = 2_000
FEW = 10_000
"""People for a way that asks person by person."""
COMMAND = "zhicheng batch --verdicts, two workers"
BY_HAND, OPENFISCA, ZEN = 2.5, 2.0, 50.0
"""Ours takes at most so many times the query by hand, and is at least so many times as fast as the others."""


def lines(people: Path, as_of: date, rounds: int) -> Iterator[str]:
    """A line for every way, their parts, and what ours is to the faster of each rival's."""
    with scratch() as folder:
        sample = folder / "sample.parquet"
        table = pq.read_table(spread(people, sample, SAMPLE))
        pq.write_table(table, sample, row_group_size=-(-table.num_rows // WORKERS))
        expected = folder / "expected.parquet"
        _expected(table.to_pylist(), as_of).write_parquet(expected)
        few = first(people, folder / "few.parquet", FEW)
        _command(sample, as_of, folder, pl.read_parquet(expected))
        files = {name: few if name.startswith("ZEN") else people for name in WAYS if there(name)}
        for name, package in NEEDS.items():
            if not any(one.startswith(name) for one in files):
                yield f"  left out: {name}, since {package} is not installed"
        parts: dict[str, list[Mapping[str, Sequence[float]]]] = {name: [] for name in files}

        def one(name: str) -> Ran:
            more = ("--on", str(as_of), "--warm", str(sample), "--expected", str(expected))
            made = run(python("benchmarks.batch_ways", name, str(files[name]), *more))
            told = json.loads(made.out)
            parts[name].append(told["parts"])
            wall, cpu = (sum(times[place] for times in told["parts"].values()) for place in (0, 1))
            return replace(made, wall=wall, cpu=cpu, peak=max(made.peak, told["peak"]))

        makes: dict[str, Callable[[], Ran]] = {name: partial(one, name) for name in files}
        makes[COMMAND] = lambda: _command(people, as_of, folder)
        found = in_turns(makes, rounds)
    yield f"  all answer {len(table)} people as `check` does; each in a process of its own, {rounds} rounds in turns"
    yield HEAD
    counts = {name: pq.read_metadata(people).num_rows for name in found}
    counts |= {name: min(FEW, counts[name]) for name in found if name.startswith("ZEN")}
    for name, runs in found.items():
        yield runs.line(counts[name])
        if name in parts and len(parts[name][0]) > 1:
            yield f"        {_parts(runs, parts[name])}"
    yield from _held(found, counts, parts)


def _parts(runs: Runs, parts: Sequence[Mapping[str, Sequence[float]]]) -> str:
    """The parts of the run that is the median one (of an even number, the slower of two)."""
    walls = [one.wall for one in runs.runs]
    middle = parts[walls.index(sorted(walls)[len(walls) // 2])]
    return ", ".join(f"{part} {times[0]:.2f} s (CPU {times[1]:.2f} s)" for part, times in middle.items())


def _held(
    found: Mapping[str, Runs], counts: Mapping[str, int], parts: Mapping[str, Sequence[Mapping[str, Sequence[float]]]]
) -> Iterator[str]:
    """Ours, in one process and in two, against the faster of each rival's ways."""
    each = {name: runs.wall / counts[name] for name, runs in found.items()}
    yield "  time for a person, ours to the fastest of each rival's ways"
    for ours in (OURS, "zhicheng, kernel, two processes", COMMAND):
        hand = _fastest(each, "by hand")
        ratio = each[ours] / each[hand]
        yield f"    {ours:<40}{ratio:9.2f} x the time {hand}  {mark(ratio <= BY_HAND, f'at most {BY_HAND:g} x')}"
        if any(name.startswith("OpenFisca") for name in each):
            rival = _fastest(each, "OpenFisca")
            ratio = each[rival] / each[ours]
            met = mark(ratio >= OPENFISCA, f"at least {OPENFISCA:g} x")
            yield f"    {'':<40}{ratio:9.2f} x as fast as {rival}  {met}"
        if any(name.startswith("ZEN") for name in each):
            rival = _fastest(each, "ZEN")
            ratio = each[rival] / each[ours]
            met = mark(ratio >= ZEN, f"at least {ZEN:g} x")
            yield f"    {'':<40}{ratio:9.1f} x as fast as {rival}, from Parquet  {met}"
            alone = {name: _evaluated(parts[name]) / counts[name] for name in each if name.startswith("ZEN")}
            rival = _fastest(alone, "ZEN")
            yield f"    {'':<40}{alone[rival] / each[ours]:9.1f} x as fast as {rival} alone, handed its documents"


def _evaluated(rounds: Sequence[Mapping[str, Sequence[float]]]) -> float:
    """The median seconds of evaluating alone."""
    return statistics.median(one["evaluate"][0] for one in rounds)


def _fastest(each: Mapping[str, float], start: str) -> str:
    return min((name for name in each if name.startswith(start)), key=lambda name: each[name])


def _command(people: Path, as_of: date, folder: Path, expected: pl.DataFrame | None = None) -> Ran:
    """The command as users have it: everything is read and checked, and results are written."""
    out = folder / "results.parquet"
    words = ("--standard", STANDARD, "--on", str(as_of), "--verdicts", "--workers", str(WORKERS), "--out", str(out))
    made = run(zhicheng("batch", str(people), *words, "--format", "json", "--lang", "en"))
    told = json.loads(made.out)
    if told["set_apart"] or told["with_results"] != pq.read_metadata(people).num_rows:
        raise AssertionError(f"{told['set_apart']} people are set apart, {told['with_results']} have results")
    if expected is not None:
        found = pl.read_parquet(out / "*.parquet" if out.is_dir() else out, columns=["id", "rung", "verdict"])
        rungs = {rung: found.filter(pl.col("rung") == rung)["verdict"] for rung in RUNGS}
        if not pl.DataFrame({"id": found["id"].gather_every(len(RUNGS)), **rungs}).equals(expected):
            raise AssertionError("`batch` does not answer as `check` does")
    remove(out)
    return made


def _expected(rows: Sequence[Mapping[str, object]], as_of: date) -> pl.DataFrame:
    """What `check` says of people, one by one."""
    standard = catalogue.find(STANDARD)
    people = [read(people_table.document(row)) for row in rows]
    answers = {rung: [check(one, standard, rung, as_of).verdict for one in people] for rung in RUNGS}
    return pl.DataFrame({"id": [row["id"] for row in rows], **answers})
