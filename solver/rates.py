"""Pass rates of a population, the same people under every side: of each part, by pairs of sides, by years of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import sqrt
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from models.vocabulary import vocabulary
from solver.calendar import worked_months
from solver.columns import documents, working
from solver.columns.people import People
from solver.comparison import ALL, Curve, Overlap, PassRate, Rate, Side
from solver.exclusion import asks_nothing
from solver.part_standing import BLOCK, Bools, PartStanding, name_of, part_statuses
from solver.status import ASSUMED
from solver.working import spans

Years = NDArray[np.int64]
Z = 1.959963984540054
"""The standard normal quantile that leaves out 2.5 % on either side."""
BANDS = 40
"""The last band of years: that many full years of work, or more."""
UNSAID = -1


def rates(
    sides: Sequence[Side], table: pa.Table, rungs: Sequence[str], as_of: date, readings: Mapping[str, str]
) -> tuple[list[PassRate], list[Overlap], list[Curve]]:
    """How many people pass each part and each rung as a whole, under each side's standard as it is compared.

    Rates stand by side, rung and part, with ALL after the parts. A part of which nothing is computed, since a panel
    judges all of it, has no rate. Curves stand by side and rung; overlaps by rung and pair (a before b). Rungs that a
    side lacks are left out, and so are overlaps of two sides of different procedures (titles by initial determination,
    and by review).
    """
    found = part_statuses(sides, table, rungs, as_of, readings)
    years = years_of_work(table, as_of)
    passed = {(one.side, one.rung): one.passed() for one in found}
    overlaps = []
    for rung in rungs:
        there = [side for side in sides if (side.key, rung) in passed]
        for place, a in enumerate(there):
            for b in there[place + 1 :]:
                if bool(a.fair.initial) == bool(b.fair.initial):
                    overlaps.append(overlap(a.key, b.key, rung, passed[a.key, rung], passed[b.key, rung]))
    return (
        [rate for one in found for rate in _rates(one, passed[one.side, one.rung])],
        overlaps,
        [Curve(side=side, rung=rung, bands=bands(who, years)) for (side, rung), who in passed.items()],
    )


def _rates(one: PartStanding, passed: Bools) -> list[PassRate]:
    """Each part of one rung of which anything is computed, and the whole."""
    judged = {name_of(part) for part in one.parts if asks_nothing(part)}
    parts = [(name, one.part(name) >= ASSUMED) for name in one.names if name not in judged]
    return [
        PassRate(side=one.side, rung=one.rung, part=part, rate=rate(one.people, int(who.sum())))
        for part, who in [*parts, (ALL, passed)]
    ]


def rate(people: int, passed: int) -> Rate:
    """A share with Wilson's score interval at 95 %, which of nobody is all that a share can be."""
    low, high = wilson(people, passed)
    return Rate(people=people, passed=passed, low=low, high=high)


def wilson(people: int, passed: int) -> tuple[float, float]:
    """The shares whose distance from the one observed is within Z of their own standard errors (Wilson 1927)."""
    if not people:
        return 0.0, 1.0
    share, square = passed / people, Z * Z / people
    middle = (share + square / 2) / (1 + square)
    reach = Z * sqrt((share * (1 - share) + square / 4) / people) / (1 + square)
    # rounding must not leave the ends short of a share of nothing or of everything
    return 0.0 if not passed else middle - reach, 1.0 if passed == people else middle + reach


def overlap(a: str, b: str, rung: str, one: Bools, other: Bools) -> Overlap:
    """The same people under two sides."""
    return Overlap(
        a=a,
        b=b,
        rung=rung,
        both=int((one & other).sum()),
        only_a=int((one & ~other).sum()),
        only_b=int((~one & other).sum()),
        neither=int((~one & ~other).sum()),
    )


def bands(passed: Bools, years: Years) -> tuple[tuple[int, Rate], ...]:
    """The pass rate among people of each number of full years of work, BANDS and more together.

    Years of which there is nobody are left out, as are people whose work is not known.
    """
    known = years != UNSAID
    band = np.minimum(years[known], BANDS)
    people = np.bincount(band, minlength=BANDS + 1)
    good = np.bincount(band[passed[known]], minlength=BANDS + 1)
    return tuple(
        (place, rate(int(many), int(few))) for place, (many, few) in enumerate(zip(people, good, strict=True)) if many
    )


def years_of_work(table: pa.Table, as_of: date) -> Years:
    """Full years worked in whatever fields up to a day, times that overlap once; UNSAID where work was not given."""
    found = [_years(table.slice(start, BLOCK).combine_chunks(), as_of) for start in range(0, table.num_rows, BLOCK)]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def _years(table: pa.Table, as_of: date) -> Years:
    fields: Any = tuple(vocabulary().sets["field"].values)
    people = People(table, as_of)
    unsaid = people.jobs.unknown  # reading the jobs also finds those whom the columns do not cover
    months = working.worked(people, working.intervals(people, fields), None).months.astype(np.int64)
    person = documents.People(table)
    for one in np.flatnonzero(people.odd & ~unsaid).tolist():
        months[one] = worked_months(spans(fields, person(one), None, as_of))[0]
    return np.where(unsaid, UNSAID, months // 12)
