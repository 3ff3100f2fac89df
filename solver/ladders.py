"""The ladders that lead to a rung, and the best plan over all of them.

A ladder names the rungs to be climbed; a rung may be left out where the documents allow it. Of every ladder two bounds
are known before it is modelled whole: the day that its conditions on days allow at the earliest, and what its dearest
step takes by itself. A ladder that cannot come before the best one found so far is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from time import monotonic

from models.applicant import Applicant
from models.costs import Costs
from models.errors import InputError
from models.standard import Standard
from models.vocabulary import vocabulary
from solver.additions import nodes_of
from solver.asking import periods_of
from solver.climbing import Outlook, climb, outlook
from solver.courses import sought
from solver.freedays import HUNDREDTHS, Limits
from solver.itinerary import Plan, itinerary
from solver.pricing import PLAIN, Pricing, weighed
from solver.sat import OutOfTime
from solver.schooling import SCHOOLING
from solver.settle import settle
from solver.status import ASSUMED, UNKNOWN
from solver.steps import Offered, World, relocated
from solver.timetable import Timetable, keeps, soonest, timetable
from solver.turning import Rise, Study

MOST_POINTS = 12
"""Plans of a frontier that are shown."""
BUDGET = 60
"""Seconds after which no further ladder is tried; a plan found until then is told as not proven."""
Ladder = tuple[Rise, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanAsked:
    """What a user asks of a plan beside person, standards, rung and day.

    `routes` are those that may be taken, empty for all. `pace` is the number of records a year, `review` the months
    from an application to its title, `rounds` the days of a year (month and day) on which applications are taken; with
    `until` the least records by that day are sought, with `frontier` every balance between the two.
    """

    readings: Mapping[str, str] = field(default_factory=dict)
    routes: tuple[str, ...] = ()
    until: date | None = None
    without: frozenset[str] = frozenset()
    costs: Costs | None = None
    education: bool = False
    strict: bool = False
    pace: float | None = None
    review: int = 0
    rounds: tuple[tuple[int, int], ...] = ()
    frontier: bool = False

    @property
    def takes(self) -> bool:
        """Whether records take time of their own."""
        return bool(self.costs and self.costs.takes)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanQuestion:
    """The whole question: `well` takes missing facts well, `moves` lets the person move to the standards' region."""

    person: Applicant
    standards: tuple[Standard, ...]
    target: str
    as_of: date
    asked: PlanAsked
    well: bool = False
    moves: bool = False


def held_by(person: Applicant) -> str:
    """The highest engineering title held for certain; empty where there is none."""
    rungs = vocabulary().sets["rung"]
    levels = [title.level for title in person.titles or () if title.series == "engineering"]
    return max(levels, key=rungs.step, default="")


def world_of(question: PlanQuestion) -> World:
    """What all ladders of the question have in common."""
    asked, as_of = question.asked, question.as_of
    here = question.person.facts.get("region")
    regions = {standard.region for standard in question.standards}
    offered = []
    for standard in question.standards:
        # whoever names standards of several regions is free to move between them
        moved = (len(regions) > 1 or question.moves) and standard.region != here
        offered.append(
            Offered(
                standard=standard,
                periods={rung: periods_of(standard, rung, asked.readings, as_of) for rung in standard.rungs},
                person=relocated(question.person, standard.region) if moved else question.person,
                moved=moved,
            )
        )
    return World(
        person=question.person,
        as_of=as_of,
        offered=tuple(offered),
        studies=tuple(_studies(question)) if asked.education else (),
        cut=UNKNOWN if question.well else ASSUMED,
        strict=asked.strict,
        without=asked.without,
        paced=_limits(asked).paced,
        routes=asked.routes,
    )


def _limits(asked: PlanAsked) -> Limits:
    costs = asked.costs
    return Limits(
        review=asked.review,
        rounds=asked.rounds,
        until=asked.until,
        yearly=round((asked.pace or 0) * HUNDREDTHS),
        takes=costs.takes if costs else None,
        lines=costs.at_once if costs else 1,
        sparing=asked.until is not None and not asked.frontier,
    )


def _pricing(asked: PlanAsked) -> Pricing:
    return weighed(asked.costs) if asked.costs is not None and asked.costs.weighs else PLAIN


def _studies(question: PlanQuestion) -> Iterator[Study]:
    """The courses that could be taken from what the person holds, up to what any rung asks of education."""
    words, asked = vocabulary().courses, question.asked
    nodes = [
        node
        for standard in question.standards
        for rung in standard.rungs
        for node in nodes_of(settle(standard, rung, question.as_of, asked.readings))
    ]
    wanted = sought(nodes)
    certified = [e.level for e in question.person.education or () if e.diploma or e.degree]
    held = max((level for level in certified if level in SCHOOLING), key=SCHOOLING.index, default=SCHOOLING[0])
    # levels stand in their order, so that every course before one has its number by then
    before: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for level in SCHOOLING[SCHOOLING.index(held) :]:
        numbers = [-1] if level == held else [n for n, (name, _) in enumerate(before) if name == level]
        for after, usual in words.get(level, {}).items() if numbers else ():
            if SCHOOLING.index(after) <= wanted.top:
                months = asked.costs.courses.get(after, usual) if asked.costs else usual
                for mark in wanted.marks if after in ("master", "doctor") else wanted.marks[:1]:
                    before.setdefault((after, mark), []).extend((number, months) for number in numbers)
    for (level, mark), ways in before.items():
        yield Study(level=level, mark=mark, after=tuple(ways))


def rises(rung: str, world: World) -> list[Rise]:
    """The ways to a title of a rung: by review, or by one of the rows of an initial determination."""
    rows: dict[str, None] = {}
    for offered in world.offered:
        if rung in offered.standard.rungs:
            own = [row for path, row in offered.standard.initial.items() if path.startswith(f"{rung}/")]
            rows.update(dict.fromkeys(own if offered.standard.initial else [""]))
    return [Rise(rung=rung, row=row) for row in rows]


def open_ladders(question: PlanQuestion, world: World) -> Iterator[tuple[Ladder, tuple[Outlook, ...]]]:
    """Every ladder from the title held upwards no step of which is shut, wherever it ends; what each step takes."""
    able, pricing = above(question), _pricing(question.asked)

    def longer(ladder: Ladder, seen: tuple[Outlook, ...], start: int) -> Iterator[tuple[Ladder, tuple[Outlook, ...]]]:
        for place in range(start, len(able)):
            for rise in rises(able[place], world):
                found = outlook(world, (*ladder, rise), pricing)
                if found is not None:
                    yield (*ladder, rise), (*seen, found)
                    yield from longer((*ladder, rise), (*seen, found), place + 1)

    yield from longer((), (), 0)


def above(question: PlanQuestion) -> tuple[str, ...]:
    """The rungs above the title held, up to the target."""
    rungs = vocabulary().sets["rung"].values
    held = held_by(question.person)
    return rungs[rungs.index(held) + 1 if held else 0 : rungs.index(question.target) + 1]


def best_plans(question: PlanQuestion) -> Iterator[Plan]:
    """The best plan; with a frontier the earliest first, then each later one that takes less."""
    world, limits, pricing = world_of(question), _limits(question.asked), _pricing(question.asked)
    ladders = _dated(question, world, limits)
    for _ in range(MOST_POINTS if question.asked.frontier else 1):
        best = _best(ladders, world, limits, pricing)
        if best is None:
            return
        yield itinerary(best, world, limits, pricing)
        spent = best.price[0] if limits.sparing else best.price[1]
        # a course is one thing to do less, as a record is; where costs are weighed it has its own among them
        spent += len(best.courses) if pricing.weights is None else 0
        if not spent:
            return
        limits = replace(limits, fewest=spent - 1)


def _best(ladders: list[tuple[date, int, Ladder]], world: World, limits: Limits, pricing: Pricing) -> Timetable | None:
    """The best plan of all ladders; of two that take as much the one with fewer applications."""
    best: Timetable | None = None
    passed: list[date] = []
    end = monotonic() + BUDGET
    for day, fewest, ladder in ladders:
        within = limits
        if limits.fewest is not None and fewest > limits.fewest:
            continue
        if best is not None:
            head = best.price[: best.head]
            longer = len(ladder) >= len(best.steps)
            least = (fewest,) if limits.sparing else (day, fewest)
            there = (head[0],) if limits.sparing else (best.steps[-1].titled, head[1])
            if least > there or (least == there and longer and not any(head[len(there) :])):
                continue
            within = replace(limits, beat=(*head[:-1], head[-1] - 1) if longer else head)
        if monotonic() > end:
            passed.append(day)
            continue
        made = climb(world, ladder)
        if made is None:
            continue
        try:
            found = timetable(world, made, within, pricing)
        except OutOfTime:
            passed.append(day)
            continue
        if found is not None and (best is None or _weighed(found) < _weighed(best)):
            best = found
    if best is None and passed:
        raise InputError(
            f"no plan was found in {BUDGET} seconds",
            hint="name fewer standards, or `--route regular`, or a nearer rung",
        )
    if best is not None and passed:
        best = replace(best, proven=False, bound=min(best.bound, *passed))
    return best


def _weighed(found: Timetable) -> tuple[object, ...]:
    """What plans of several ladders are compared by."""
    return (*found.price[: found.head], len(found.steps), *found.price[found.head :])


def can_be(question: PlanQuestion) -> bool:
    """Whether any ladder leads to the target, within all limits."""
    world, limits, pricing = world_of(question), _limits(question.asked), _pricing(question.asked)
    return any(
        (made := climb(world, ladder)) is not None and keeps(world, made, limits, pricing)
        for _, _, ladder in _dated(question, world, limits)
    )


def _dated(question: PlanQuestion, world: World, limits: Limits) -> list[tuple[date, int, Ladder]]:
    """The ladders to the target, each with the two bounds, those that may arrive first before others."""
    found = []
    for ladder, seen in open_ladders(question, world):
        if ladder[-1].rung == question.target:
            day = soonest(world, ladder, [one.days for one in seen], limits)
            if day is not None:
                found.append((day, max(one.fewest for one in seen), ladder))
    return sorted(found, key=lambda one: (one[0], len(one[2]), one[1]))
