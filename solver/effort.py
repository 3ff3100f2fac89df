"""Least effort: from each starting point up to each rung, under every side of a comparison by itself.

Months and records until the title is in hand are those of the best plan (`solver.ladders`): the earliest arrival and,
of plans that arrive on that day, the least records; by any route, and by the regular route of every step. Beside them
stands the frontier of `gap` for the rung alone.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.applicant import Applicant
from models.standard import Standard
from models.starts import Start
from models.vocabulary import vocabulary
from solver.asking import Asked, Asking, points
from solver.comparison import Effort, Side
from solver.frontier import months_until
from solver.ladders import PlanAsked, PlanQuestion, best_plans, held_by
from solver.points import Point
from solver.transplant import comparable, domain
from solver.waiting import counted_on

REGULAR = "regular"


def efforts(
    sides: Sequence[Side], starts: Sequence[Start], rungs: Sequence[str], as_of: date, readings: Mapping[str, str]
) -> list[Effort]:
    """The least effort of every side, start and rung, in this order.

    Left out are rungs that a side lacks, and those that the start has reached: who holds the title or a higher one.
    Neither pace, rounds of application nor months of review are counted.
    """
    return [
        _effort(side, start.id, person, rung, as_of, readings)
        for side in planned(sides, as_of, readings)
        for start in starts
        for person in [settled_in(start, side, as_of, readings)]
        for rung in rungs
        if rung in side.fair.rungs and not _reached(person, rung)
    ]


def planned(sides: Sequence[Side], as_of: date, readings: Mapping[str, str]) -> list[Side]:
    """The sides for plans: where a text says so, a record that served one title serves no other."""
    fair = comparable([side.standard for side in sides], as_of, readings, used=True)
    return [replace(side, fair=one) for side, one in zip(sides, fair, strict=True)]


def settled_in(start: Start, side: Side, as_of: date, readings: Mapping[str, str]) -> Applicant:
    """The person as of a day, in the own field of a side: work in a special field not taken there becomes its own.

    Work in engineering at large, or in no engineering, stays what it is.
    """
    person = counted_on(start.on(as_of), as_of)[0]
    own = domain(side.fair, as_of, readings).fields
    wider = vocabulary().sets["field"].wider

    def foreign(field: str) -> bool:
        return bool(own) and len(wider(field)) > 1 and not any(one in own for one in wider(field))

    work = tuple(replace(job, field=own[0]) if foreign(job.field) else job for job in person.work or ())
    return replace(person, work=work if person.work is not None else None)


def _reached(person: Applicant, rung: str) -> bool:
    words = vocabulary().sets["rung"]
    held = held_by(person)
    return bool(held) and words.step(held) >= words.step(rung)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Way:
    """A way to the title: months, records, and the routes of its steps where those have a regular one too."""

    months: int
    records: int
    routes: tuple[str, ...]

    @property
    def others(self) -> tuple[str, ...]:
        """The routes other than the regular one."""
        return tuple(route for route in dict.fromkeys(self.routes) if route != REGULAR)


def _effort(side: Side, start: str, person: Applicant, rung: str, as_of: date, readings: Mapping[str, str]) -> Effort:
    standard = side.fair
    found = _points(person, standard, rung, as_of, readings)
    # nothing arrives before the first day or takes less than nothing; any other point a ladder might beat, by a lower
    # title of the same day that opens a cheaper way
    at_once = [one for one in found if (one.months, one.records) == (0, 0)]
    ways = [_Way(months=0, records=0, routes=_told(one.route, standard.rungs[rung].routes)) for one in at_once]
    best = min(ways, key=lambda way: len(way.others)) if ways else _planned(person, standard, rung, as_of, readings)
    # a best way that goes by regular routes alone is the best of those ways too
    regular = _planned(person, standard, rung, as_of, readings, (REGULAR,)) if best and best.others else best
    alike = best is None or (regular is not None and _sizes(best) == _sizes(regular))
    months, records = _sizes(best)
    regular_months, regular_records = _sizes(regular)
    return Effort(
        side=side.key,
        rung=rung,
        start=start,
        months=months,
        records=records,
        regular_months=regular_months,
        regular_records=regular_records,
        routes=() if alike or best is None else best.others,
        points=undominated(found),
    )


def _sizes(way: _Way | None) -> tuple[int, int] | tuple[None, None]:
    return (None, None) if way is None else (way.months, way.records)


def _told(route: str, known: Container[str]) -> tuple[str, ...]:
    """A route that was taken, if there was a regular one to take."""
    return (route,) if REGULAR in known else ()


def _planned(
    person: Applicant,
    standard: Standard,
    rung: str,
    as_of: date,
    readings: Mapping[str, str],
    routes: tuple[str, ...] = (),
) -> _Way | None:
    """The best plan by the routes named (empty: by any); None where nothing leads there."""
    asked = PlanAsked(readings=readings, routes=routes)
    question = PlanQuestion(person=person, standards=(standard,), target=rung, as_of=as_of, asked=asked)
    best = next(best_plans(question), None)
    if best is None:
        return None
    taken = tuple(route for stage in best.stages for route in _told(stage.route, stage.settled.routes))
    return _Way(months=months_until(as_of, best.arrives), records=best.records, routes=taken)


def _points(
    person: Applicant, standard: Standard, rung: str, as_of: date, readings: Mapping[str, str]
) -> Sequence[Point]:
    asking = Asking(person=person, standard=standard, rung=rung, as_of=as_of, asked=Asked(readings=readings))
    return points(asking, readings)[0]


def frontier(
    person: Applicant, standard: Standard, rung: str, as_of: date, readings: Mapping[str, str]
) -> tuple[tuple[int, int], ...]:
    """The least additions for a rung alone as (months, records), the earliest first; recommenders and consents count
    for nothing. What is not known of a person is taken badly.
    """
    return undominated(_points(person, standard, rung, as_of, readings))


def undominated(found: Iterable[Point]) -> tuple[tuple[int, int], ...]:
    """The points as (months, records), without those that another beats in both."""
    kept: list[tuple[int, int]] = []
    for one in sorted({(point.months, point.records) for point in found}):
        if not kept or one[1] < kept[-1][1]:
            kept.append(one)
    return tuple(kept)
