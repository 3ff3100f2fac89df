"""Least effort: from each starting point up to each rung, under every side of a comparison by itself.

Months and records until the title is in hand are those of the best plan (`solver.ladders`): the earliest arrival and,
of plans that arrive on that day, the least records. Beside it stands the frontier of `gap` for the rung alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
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
from solver.transplant import domain
from solver.waiting import counted_on


def efforts(
    sides: Sequence[Side], starts: Sequence[Start], rungs: Sequence[str], as_of: date, readings: Mapping[str, str]
) -> list[Effort]:
    """The least effort of every side, start and rung, in this order.

    Left out are rungs that a side lacks, and those that the start has reached: who holds the title or a higher one.
    Neither pace, rounds of application nor months of review are counted; every route may be taken.
    """
    return [
        _effort(side, start.id, person, rung, as_of, readings)
        for side in sides
        for start in starts
        for person in [settled_in(start, side, as_of, readings)]
        for rung in rungs
        if rung in side.fair.rungs and not _reached(person, rung)
    ]


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


def _effort(side: Side, start: str, person: Applicant, rung: str, as_of: date, readings: Mapping[str, str]) -> Effort:
    steps = frontier(person, side.fair, rung, as_of, readings)
    # nothing arrives before the first day or takes less than nothing; any other point a ladder might beat, by a lower
    # title of the same day that opens a cheaper way
    least = (0, 0) if (0, 0) in steps else _planned(person, side.fair, rung, as_of, readings)
    months, records = least if least is not None else (None, None)
    return Effort(side=side.key, rung=rung, start=start, months=months, records=records, points=steps)


def _planned(
    person: Applicant, standard: Standard, rung: str, as_of: date, readings: Mapping[str, str]
) -> tuple[int, int] | None:
    """Months until the title is in hand and records on the way, by the best plan; None where nothing leads there."""
    asked = PlanAsked(readings=readings)
    question = PlanQuestion(person=person, standards=(standard,), target=rung, as_of=as_of, asked=asked)
    best = next(best_plans(question), None)
    return None if best is None else (months_until(as_of, best.arrives), best.records)


def frontier(
    person: Applicant, standard: Standard, rung: str, as_of: date, readings: Mapping[str, str]
) -> tuple[tuple[int, int], ...]:
    """The least additions for a rung alone as (months, records), the earliest first; recommenders and consents count
    for nothing. What is not known of a person is taken badly.
    """
    asking = Asking(person=person, standard=standard, rung=rung, as_of=as_of, asked=Asked(readings=readings))
    return undominated(points(asking, readings)[0])


def undominated(found: Iterable[Point]) -> tuple[tuple[int, int], ...]:
    """The points as (months, records), without those that another beats in both."""
    kept: list[tuple[int, int]] = []
    for one in sorted({(point.months, point.records) for point in found}):
        if not kept or one[1] < kept[-1][1]:
            kept.append(one)
    return tuple(kept)
