"""Times the whole frontier of least additions with its proofs, from the person, for people of every rung."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence

from benchmarks.asked import adds_records, drawn, rungs

COUNT = 1000
SEED = 1
MEDIAN = 10.0
WORST = 200.0
"""Milliseconds at most, over those who have a record to add."""


def lines() -> Iterator[str]:
    """Median, 99th percentile and worst; those who have a record to add on some point, and the others apart."""
    every = rungs()
    asked = [
        one
        for place, (standard, rung) in enumerate(every)
        for one in drawn(standard, rung, COUNT // len(every) + (place < COUNT % len(every)), SEED)
    ]
    for one in asked:
        one.timed()
    adding: list[float] = []
    others: list[float] = []
    open_points = 0
    for one in asked:
        found, seconds = one.timed()
        (adding if adds_records(found) else others).append(seconds * 1e3)
        open_points += sum(not reached.offer.proven for reached in found)
    middle, worst = statistics.median(adding), max(adding)
    yield (
        f"{_line('with a record to add', adding)}  (median at most {MEDIAN:g} ms: {_said(middle <= MEDIAN)}; "
        f"worst at most {WORST:g} ms: {_said(worst <= WORST)})"
    )
    yield _line("with none to add, or no way", others)
    proof = "every point proven least" if not open_points else f"{open_points} points not proven least"
    yield f"  {len(asked)} people, {len(adding)} of them with a record to add; {proof}"


def _line(name: str, times: Sequence[float]) -> str:
    ranked = sorted(times)
    middle, far, worst = statistics.median(ranked), ranked[int(len(ranked) * 0.99)], ranked[-1]
    return f"  {name:<32}median {middle:.2f} ms, 99th percentile {far:.2f} ms, worst {worst:.2f} ms"


def _said(met: bool) -> str:
    return "met" if met else "missed"
