"""Days and amounts near a threshold: the latest start, work in pieces, sums in parts."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from solver.calendar import add_months, full_months, merged, worked_months


def text(day: date) -> str:
    """A day as it is written in a document."""
    return day.isoformat()


def latest_start(as_of: date, months: int) -> date:
    """The last day from which so many months are full on a day."""
    day = add_months(as_of, -months)
    while day < as_of and full_months(day + timedelta(days=1), as_of) >= months:
        day += timedelta(days=1)
    return day


def broken(start: date, as_of: date, asked: list[tuple[date | None, int]], rng: Random) -> list[tuple[date, date]]:
    """The span in two to four pieces, with the last gap as long as the rows just allow."""
    length = (as_of - start).days
    if length < 40:
        return [(start, as_of)]
    cuts = sorted(rng.sample(range(5, length - 5), rng.choice([1, 1, 2, 3])))

    def spells(gap: int) -> list[tuple[date, date]]:
        found, first = [], start
        for place, cut in enumerate(cuts):
            last = start + timedelta(days=cut)
            if first <= last:
                found.append((first, last))
            first = max(first, last + timedelta(days=1 + (gap if place == len(cuts) - 1 else 3 if gap else 0)))
        if first <= as_of:
            found.append((first, as_of))
        return found

    def enough(gap: int) -> bool:
        for since, months in asked:
            inside = [(max(a, since or a), b) for a, b in spells(gap) if b >= (since or a)]
            if worked_months(merged(inside))[0] < months:
                return False
        return True

    low, high = 0, length - cuts[-1] - 2
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if enough(middle) else (low, middle - 1)
    return spells(low if rng.random() < 0.7 else rng.randint(0, low))


def parts(total: float, n: int, rng: Random) -> list[float]:
    """An amount in so many parts that add up to it exactly, in 元 or in whole 万元."""
    grain = rng.choice([1, 10, 100, 10_000])
    units = round(total * grain)
    cuts = sorted(rng.randint(0, units) for _ in range(n - 1))
    return [(b - a) / grain for a, b in zip([0, *cuts], [*cuts, units], strict=True)]
