"""A point of the frontier in concrete terms: when, by which route, what to add; replayed before it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.applicant import Applicant
from models.rules import Clear, Education, Fact, Held, Risen, Rule, Tally, Worked, children
from solver.actions import Action, actions, added, number
from solver.additions import ENDORSING
from solver.courses import Course, studied
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.frontier import Question, Reached
from solver.gaps import Gap, assumed
from solver.matching import attribute_of
from solver.pricing import WHOLE
from solver.status import Status
from solver.waiting import waited

FEN = 100
"""Amounts are brought down in steps of a hundredth of 万元."""
AMOUNTLESS = (*ENDORSING, "education")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Point:
    """One way to the rung: months of waiting, the first day, what to add, by which route, and whether it is proven.

    `cost` is that of a cost file, None without one. `grown` are the monthly facts as they stand on that day, `waits`
    the ids of the clauses that the months are for. `more` is what an alternative takes beyond the point beside it.
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
    waits: tuple[str, ...] = ()
    more: Mapping[str, float] | None = None


def point(one: Reached, question: Question, person: Applicant) -> Point:
    """What a way to the rung asks of a person, in concrete terms."""
    then = waited(person, question.as_of, one.day)
    made = [*map(_study, one.studies), *actions(one)]
    weights = question.pricing.weights
    cost = None if weights is None else round(one.offer.price[0] / WHOLE + weights.month * one.months, 6)
    return Point(
        months=one.months,
        ready_on=one.day,
        records=sum(a.times for a in made if a.kind not in AMOUNTLESS),
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


def replayed(person: Applicant, one: Reached, made: Point, question: Question) -> tuple[Point, tuple[Gap, ...]]:
    """The point through the reference evaluator: it must hold on its day.

    Returned with amounts no larger than they have to be, with the clauses that waiting and study are for, and with what
    it takes as given that was not told.
    """
    evaluation = _evaluated(person, one, made.actions, question)
    if evaluation.route(one.settled, one.route) < question.cut:
        raise RuntimeError(f"a point of the gap does not hold when replayed: {one.route} on {one.day}")
    told = tuple(tightened(person, one, made.actions, question))
    now = Evaluation(Facts(person, question.as_of, question.standard, strict=question.strict))
    changed = list(turned(one.settled.routes[one.route], now, evaluation, question.cut))
    schooled = tuple(node.id for node in changed if isinstance(node, Education | Risen))
    waits = tuple(node.id for node in changed if isinstance(node, Worked | Held | Clear | Fact) and one.months)
    told = tuple(replace(action, serves=schooled) if action.kind == "education" else action for action in told)
    return replace(made, actions=told, waits=waits), assumed([one.settled.routes[one.route]], evaluation)


def _evaluated(person: Applicant, one: Reached, made: Sequence[Action], question: Question) -> Evaluation:
    then = waited(added(studied(person, one.studies), made, question.as_of), question.as_of, one.day)
    return Evaluation(Facts(then, one.day, question.standard, strict=question.strict))


def turned(parts: Iterable[Rule], now: Evaluation, then: Evaluation, cut: Status) -> Iterator[Rule]:
    """The conditions that hold on the day and did not before, where what asks for them holds too."""

    def below(rule: Rule) -> Iterator[Rule]:
        if then.status(rule) >= cut > now.status(rule):
            inner = () if isinstance(rule, Tally) else children(rule)
            if not inner:
                yield rule
            for child in inner:
                yield from below(child)

    for part in parts:
        yield from below(part)


def tightened(person: Applicant, one: Reached, made: Sequence[Action], question: Question) -> Iterator[Action]:
    """The actions of a way to the rung as a point shows them.

    Each amount is brought down to the least with which the point still holds, one after the other.
    """
    found = list(made)
    for place, action in enumerate(made):
        for name, amount in action.attrs.items() if action.times == 1 and action.kind not in AMOUNTLESS else ():
            if isinstance(amount, int | float) and attribute_of(action.kind, name).unit == "wan":

                def holds(fen: int, place: int = place, name: str = name) -> bool:
                    less = replace(found[place], attrs={**found[place].attrs, name: number(fen / FEN)})
                    tried = [*found[:place], less, *found[place + 1 :]]
                    return _evaluated(person, one, tried, question).route(one.settled, one.route) >= question.cut

                low, high = -1, round(amount * FEN)
                if high and holds(high - 1):
                    high -= 1
                    while high - low > 1:
                        middle = (low + high) // 2
                        low, high = (low, middle) if holds(middle) else (middle, high)
                    rest = {key: value for key, value in found[place].attrs.items() if key != name}
                    found[place] = replace(found[place], attrs={**rest, name: number(high / FEN)})
                    if not high and name != action.missing:
                        # an amount of nothing goes without saying, unless saying nothing would leave it open
                        silent = [*found[:place], replace(found[place], attrs=rest), *found[place + 1 :]]
                        if _evaluated(person, one, silent, question).route(one.settled, one.route) >= question.cut:
                            found[place] = silent[place]
    yield from found


def same(one: Iterable[Point], other: Iterable[Point], *, endorsements: bool = True) -> bool:
    """Whether two frontiers ask for as much at the same times."""

    def sizes(points: Iterable[Point]) -> set[tuple[object, ...]]:
        return {(p.months, p.ready_on, p.records, p.endorsements if endorsements else 0, p.cost) for p in points}

    return sizes(one) == sizes(other)
