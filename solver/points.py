"""A point of the frontier in concrete terms: when, by which route, what to add; replayed before it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from models.applicant import Applicant
from solver.actions import Action, actions, added
from solver.additions import ENDORSING
from solver.courses import Course, studied
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.frontier import Question, Reached
from solver.gaps import Gap, assumed
from solver.pricing import HUNDREDTHS
from solver.waiting import waited


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Point:
    """One way to the rung: months of waiting, the first day, what to add, by which route, and whether it is proven.

    `cost` is that of a cost file, None without one. `grown` are the monthly facts as they stand on that day. `more` is
    what an alternative takes beyond the point beside it.
    """

    months: int
    ready_on: date
    records: int
    endorsements: int
    cost: float | None
    route: str
    proven: bool
    actions: tuple[Action, ...]
    grown: tuple[tuple[str, int], ...] = ()
    more: Mapping[str, float] | None = None


def point(one: Reached, question: Question, person: Applicant) -> Point:
    """What a way to the rung asks of a person, in concrete terms."""
    then = waited(person, question.as_of, one.day)
    made = [*map(_study, one.studies), *actions(one)]
    weights = question.pricing.weights
    cost = None if weights is None else round(one.offer.price[0] / HUNDREDTHS + weights.month * one.months, 2)
    return Point(
        months=one.months,
        ready_on=one.day,
        records=sum(a.times for a in made if a.kind not in (*ENDORSING, "education")),
        endorsements=sum(a.times for a in made if a.kind in ENDORSING),
        cost=cost,
        route=one.route,
        proven=one.offer.proven,
        actions=tuple(made),
        grown=tuple(pair for pair in then.facts.items() if pair[1] != person.facts[pair[0]]),
    )


def _study(course: Course) -> Action:
    attrs: dict[str, object] = {"level": course.level, "diploma": course.day}
    if course.degree:
        attrs["degree"] = course.day
    if course.mark:
        attrs[course.mark] = True
    return Action(kind="education", attrs={**attrs, "relation": "own"}, times=1, serves=())


def replayed(person: Applicant, one: Reached, made: Point, question: Question) -> tuple[Gap, ...]:
    """The point through the reference evaluator: it must hold on its day; what it takes as given is returned."""
    then = waited(added(studied(person, one.studies), made.actions, question.as_of), question.as_of, one.day)
    evaluation = Evaluation(Facts(then, one.day, question.standard, strict=question.strict))
    if evaluation.route(one.settled, one.route) < question.cut:
        raise RuntimeError(f"a point of the gap does not hold when replayed: {one.route} on {one.day}")
    return assumed([one.settled.routes[one.route]], evaluation)


def same(one: Iterable[Point], other: Iterable[Point], *, endorsements: bool = True) -> bool:
    """Whether two frontiers ask for as much at the same times."""

    def sizes(points: Iterable[Point]) -> set[tuple[object, ...]]:
        return {(p.months, p.ready_on, p.records, p.endorsements if endorsements else 0, p.cost) for p in points}

    return sizes(one) == sizes(other)
