"""When each record of a step is made: at once without a pace, else one after the other on the lines of work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from solver.actions import Action
from solver.calendar import add_months
from solver.freedays import HUNDREDTHS, Limits
from solver.sat import Programme, minimum


def days_of(made: Sequence[Action], start: date, limits: Limits) -> list[tuple[date, ...]]:
    """The day of each: at once without a pace, else one after the other on the lines of work, the longest first."""
    jobs = [(limits.lasts(one.kind), n) for n, one in enumerate(made) for _ in range(one.times) if not one.endorsement]
    ends: list[tuple[int, int]] = []
    lines = _packed([length for length, _ in jobs], limits.lines)
    spent = [0] * limits.lines
    for (length, n), line in zip(jobs, lines, strict=True):
        spent[line] += length
        ends.append((spent[line], n))
    ends.sort()
    found: dict[int, list[date]] = {n: [] for n in range(len(made))}
    for rank, (months, n) in enumerate(ends, 1):
        if limits.yearly:
            months = max(months, -(-rank * 12 * HUNDREDTHS // limits.yearly))
        found[n].append(add_months(start, months))
    return [tuple(found[n]) if not one.endorsement else (start,) * one.times for n, one in enumerate(made)]


def _packed(lengths: Sequence[int], lines: int) -> list[int]:
    """On which line each job is done so that the longest line is as short as may be."""
    if lines == 1 or not lengths:
        return [0] * len(lengths)
    programme = Programme(presolve=True)
    longest = programme.variable(sum(lengths))
    on = [[programme.variable() for _ in range(lines)] for _ in lengths]
    for row in on:
        programme.at_least([(v, 1) for v in row], 1)
    for line in range(lines):
        programme.at_least([(longest, 1), *((row[line], -n) for row, n in zip(on, lengths, strict=True))], 0)
    programme.goal = [(longest, 1)]
    answer = minimum(programme)
    assert answer is not None
    return [next(i for i, v in enumerate(row) if answer.values[v]) for row in on]
