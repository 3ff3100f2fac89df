"""Runs the benchmarks of `zhicheng batch`, everything side by side in one run: `make bench-batch`.

    python -m benchmarks.batch [--people N] [--rounds N] [--only PART]... [--standard ID] [--large]

Each figure is printed beside the mark it is held against. Without `--large` five times the people are left out, which
take minutes and a gigabyte of disk.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from benchmarks import batch_engines, batch_files, batch_least, batch_running, batch_solvers, batch_verdicts
from benchmarks.batch_least import MILLION, Slowest
from benchmarks.rivals_batch.handwritten_person import STANDARD
from models import catalogue

AS_OF = date(2024, 12, 31)
ROUNDS = 3
PARTS = ("verdicts", "least", "solvers", "workbook", "ray")


@dataclass(kw_only=True, slots=True)
class Bench:
    """What is asked, and what several parts need: the population, and the slowest standard's run over it."""

    count: int
    rounds: int
    large: bool
    standard: str | None
    as_of: date = AS_OF
    times: dict[str, float] = field(default_factory=dict)
    _slowest: Slowest | None = None

    @property
    def people(self) -> Path:
        """The population."""
        return batch_files.people(self.count, self.as_of)

    @property
    def name(self) -> str:
        """The standard that takes longest: found once, unless it was named."""
        if self.standard is None:
            self.standard, self.times = batch_least.slowest(self.count, self.as_of)
        return self.standard

    @property
    def slowest(self) -> Slowest:
        """Its run over the population, made once."""
        if self._slowest is None:
            self._slowest = batch_least.measured(self.people, self.as_of, self.name, self.rounds)
        return self._slowest

    def verdicts(self) -> Iterator[str]:
        """Verdicts alone, beside rivals."""
        yield f"verdicts of all rungs of {STANDARD} from Parquet, {self.count:,} people"
        yield from batch_verdicts.lines(self.people, self.as_of, self.rounds)

    def least(self) -> Iterator[str]:
        """Least additions of everybody, and growth."""
        yield f"verdict and least additions of all rungs, written out with advice, {self.count:,} people, two workers"
        one = self.slowest
        yield from batch_least.lines(self.people, self.as_of, one, self.times, self.rounds)
        if self.large:
            yield f"growth: {self.count * batch_least.TIMES:,} people against {self.count:,}"
            yield from batch_least.growth(self.as_of, one)

    def solvers(self) -> Iterator[str]:
        """Least additions by one solver run a person."""
        yield "least additions by a solver run for each person and rung, against the whole command above"
        yield from batch_solvers.lines(self.people, self.as_of, self.slowest)

    def workbook(self) -> Iterator[str]:
        """A workbook in and out."""
        yield "a workbook in, a workbook out"
        yield from batch_engines.workbook(self.people, self.as_of, self.name, self.rounds)

    def ray(self) -> Iterator[str]:
        """Ray beside the local engine."""
        yield f"Ray beside the local engine, two workers each, {self.count:,} people"
        yield from batch_engines.ray(self.people, self.as_of, self.name, self.rounds)


def main() -> None:
    """Every figure, measured in one run on this machine."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--people", type=int, default=MILLION, metavar="N")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help="how often, in turns")
    parser.add_argument("--only", action="append", choices=PARTS, help="this part alone, or several")
    parser.add_argument("--standard", choices=sorted(catalogue.files()), help="the slowest, if it is known")
    parser.add_argument("--large", action="store_true", help="growth, over five times the people")
    asked = parser.parse_args()
    if find_spec("psutil") is None:
        parser.exit(1, "psutil is not installed, which measures memory: `make bench-batch` installs it\n")
    bench = Bench(count=asked.people, rounds=asked.rounds, large=asked.large, standard=asked.standard)
    for line in batch_running.machine():
        print(line)
    print("seconds are medians; memory is the most that all processes of a run held together at one moment", flush=True)
    for name in PARTS:
        if not asked.only or name in asked.only:
            print(flush=True)
            for line in getattr(bench, name)():
                print(line, flush=True)
    print(f"\nat the end: {batch_running.busy()}")


if __name__ == "__main__":
    main()
