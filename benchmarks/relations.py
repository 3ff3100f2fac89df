"""Times the relations of all pairs of the five documents: a whole process, each pair and rung, without dominance."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from unittest import mock

from models import catalogue
from solver import somebody
from solver.relating import Meeting, found, parts_of

ROOT = Path(__file__).resolve().parent.parent
ON = date(2026, 6, 30)
RUNS = 3


def main() -> None:
    """Prints every figure."""
    for line in (*whole(), *in_process()):
        print(line, flush=True)


def whole() -> Iterator[str]:
    """All pairs, rungs and parts with witnesses, as a process of its own."""
    command = [str(Path(sys.executable).with_name("zhicheng")), "compare", "--on", str(ON), "--format", "json"]
    environment = {**os.environ, "LANG": "en_US.UTF-8"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
        taken.append(time.perf_counter() - start)
    yield f"  all pairs, rungs and parts, whole process: {statistics.median(taken):5.1f} s (at most 10)"


def in_process() -> Iterator[str]:
    """Each pair and rung with all its parts; then the same with every class of records, whose answers must agree."""
    standards = [catalogue.find(name) for name in sorted(catalogue.files())]
    meetings = [
        Meeting(standards=(a, b), rung=rung, as_of=ON)
        for a, b in combinations(standards, 2)
        if bool(a.initial) == bool(b.initial)
        for rung in a.rungs
        if rung in b.rungs
    ]
    led, words = _timed(meetings)
    yield f"  one pair and rung, all parts: median {statistics.median(led):5.2f} s, worst {max(led):5.2f} s (at most 1)"
    with mock.patch.object(somebody, "sought", lambda *_: None):
        every, others = _timed(meetings)
    if words != others:
        raise AssertionError("the answers with and without dominance differ")
    yield f"  the same with every class of records: {sum(every) / sum(led):5.1f} x as long, the same answers"


def _timed(meetings: list[Meeting]) -> tuple[list[float], list[list[tuple[str, str, str, str]]]]:
    taken, words = [], []
    for meeting in meetings:
        start = time.perf_counter()
        parts = ["all", *(part for part in parts_of(meeting.real[0]) if part in parts_of(meeting.real[1]))]
        answers = found(meeting, parts)
        taken.append(time.perf_counter() - start)
        words.append([(one.part, one.terms, one.forward.answer, one.backward.answer) for one in answers])
    return taken, words


if __name__ == "__main__":
    main()
