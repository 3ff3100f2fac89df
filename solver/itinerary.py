"""A plan in concrete terms: for every step its days and what to have by then; replayed before it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil
from typing import Any as Anything

from models.applicant import Applicant
from models.rules import Clear, Education, Fact, Held, Risen, Rule, Worked
from models.standard import Standard
from solver.actions import concrete
from solver.additions import APPROVALS, nodes_of
from solver.calendar import full_months
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.freedays import Limits
from solver.gaps import Gap, assumed
from solver.joint import picks
from solver.later import Made, on_day, used_before
from solver.matching import attribute_of
from solver.offers import Pick
from solver.pacing import days_of
from solver.points import turned
from solver.pricing import WHOLE, Pricing
from solver.settle import Settled
from solver.steps import World
from solver.timetable import Timetable
from solver.turning import Rise

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Awaited:
    """A condition that time or a course brings, the first day on which it holds, and whether an early right helped."""

    rule: Rule
    day: date
    early: bool


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Stage:
    """One step: by which standard and route, applied for and obtained on which days.

    `since` is the day of the title before it, or the first of the plan; `waits` are the conditions that turn between
    the two days, `changed` the single facts that are others by then, `used` the records there that an application
    before has used up. `moved` says that another region comes before. `checked` is what a check is asked with.
    """

    standard: Standard
    settled: Settled
    rise: Rise
    route: str
    since: date
    applied: date
    titled: date
    made: tuple[Made, ...]
    waits: tuple[Awaited, ...]
    changed: Mapping[str, Anything]
    used: tuple[str, ...]
    moved: bool
    checked: Applicant

    @property
    def months(self) -> int:
        """Full months from the title before it, or from the first day."""
        return full_months(self.since, self.applied)

    @property
    def records(self) -> int:
        """Records to be made for it."""
        return sum(one.action.times for one in self.made if not one.action.endorsement)

    @property
    def pace(self) -> float | None:
        """Records a year, rounded up so that the step keeps to it; None where there is less than a month for them."""
        return ceil(1200 * self.records / self.months) / 100 if self.months else None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Attended:
    """A course of the plan, and the conditions of its steps that it serves."""

    level: str
    mark: str
    since: date
    until: date
    serves: tuple[Rule, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Plan:
    """A way up: its steps and courses, what it takes in all, and whether nothing better is possible.

    `bound` is a day before which no plan arrives; `assumed` what was taken as given.
    """

    as_of: date
    stages: tuple[Stage, ...]
    courses: tuple[Attended, ...]
    cost: float | None
    proven: bool
    bound: date
    assumed: tuple[Gap, ...]

    @property
    def arrives(self) -> date:
        """The day of the last title."""
        return self.stages[-1].titled

    @property
    def records(self) -> int:
        """Records to be made in all."""
        return sum(stage.records for stage in self.stages)

    @property
    def endorsements(self) -> int:
        """Recommenders and consents to be found in all."""
        return sum(one.action.times for s in self.stages for one in s.made if one.action.endorsement)


def itinerary(found: Timetable, world: World, limits: Limits, pricing: Pricing) -> Plan:
    """The plan that was found, every step of it checked on its day by the reference evaluator."""
    nodes = {node.id: node for step in found.steps for node in nodes_of(step.way.settled)}
    guessed: dict[str, Gap] = {}
    stages: list[Stage] = []
    for place in range(len(found.steps)):
        stage, taken = _stage(place, found, world, limits, nodes, stages)
        stages.append(stage)
        guessed.update({gap.fact: gap for gap in taken})
    cost = None
    if pricing.weights is not None:
        months = full_months(world.as_of, stages[-1].titled)
        spent = sum(
            pricing.cost(one.action.kind, one.action.attrs) * one.action.times for s in stages for one in s.made
        ) + pricing.cost("education", {}) * len(found.courses)
        cost = round(spent / WHOLE + pricing.weights.month * months, 6)
    return Plan(
        as_of=world.as_of,
        stages=tuple(stages),
        courses=tuple(_attended(found, world, stages)),
        cost=cost,
        proven=found.proven,
        bound=found.bound,
        assumed=tuple(guessed.values()),
    )


def _stage(
    place: int, found: Timetable, world: World, limits: Limits, nodes: Mapping[str, Rule], before: Sequence[Stage]
) -> tuple[Stage, tuple[Gap, ...]]:
    step, rise = found.steps[place], found.climb.ladder[place]
    start = before[-1].titled if before else world.as_of
    made = tuple(_made(place, found, start, step.applied, limits, nodes))
    earlier = [made for stage in before for made in stage.made]

    def on(day: date, things: Sequence[Made]) -> tuple[Applicant, Evaluation]:
        person = on_day(place, found, world, day, start, earlier, things)
        return person, Evaluation(Facts(person, day, step.way.offered.standard.id, strict=world.strict))

    settled = step.way.settled

    def suffices(things: Sequence[Made]) -> bool:
        then = on(step.applied, things)[1]
        return any(then.route(settled, name) >= world.cut for name, _ in world.open_routes(settled))

    made = tuple(_plainer(made, rise.rung, suffices))
    person, then = on(step.applied, made)
    # of several routes that hold on the day, the first is the plainest
    route = next((name for name, _ in world.open_routes(settled) if then.route(settled, name) >= world.cut), "")
    if not route:
        raise RuntimeError(f"a step of the plan does not hold when replayed: {rise.rung} on {step.applied}")
    changed = [
        rule
        for rule in turned(settled.routes[route], on(start, ())[1], then, world.cut)
        if isinstance(rule, Worked | Held | Clear | Fact | Education | Risen)
        and not (isinstance(rule, Fact) and rule.fact == APPROVALS)
    ]
    waits = []
    for rule in changed:
        day = _first(start, step.applied, lambda day, rule=rule: on(day, made)[1].status(rule) >= world.cut)  # type: ignore[misc]  # the default binds the rule
        plain = replace(rule, early=None) if isinstance(rule, Worked) and rule.early is not None else rule
        early = plain is not rule and on(day, made)[1].status(plain) < world.cut
        waits.append(Awaited(rule=rule, day=day, early=early))
    today = world.person.facts
    region = before[-1].standard.region if before else today.get("region")
    stage = Stage(
        standard=step.way.offered.standard,
        settled=settled,
        rise=rise,
        route=route,
        since=start,
        applied=step.applied,
        titled=step.titled,
        made=made,
        waits=tuple(waits) if step.applied > start else (),
        changed={k: v for k, v in person.facts.items() if k != APPROVALS and v != today.get(k)},
        used=tuple(sorted(used_before(place, found, world))),
        moved=step.way.offered.moved_from(region),
        checked=person,
    )
    return stage, assumed([settled.routes[route]], then)


def _plainer(made: Sequence[Made], rung: str, suffices: Callable[[Sequence[Made]], bool]) -> list[Made]:
    """The same without amounts that the step does not need, as where a weaker way of the clause holds as well."""
    found = list(made)
    for place, one in enumerate(made):
        mine = all(path.startswith(f"{rung}/") for path in one.action.serves)
        for name in one.action.attrs if mine and not one.action.missing and not one.action.endorsement else ():
            if attribute_of(one.action.kind, name).unit == "wan":
                attrs = {key: value for key, value in found[place].action.attrs.items() if key != name}
                less = replace(found[place], action=replace(found[place].action, attrs=attrs))
                if suffices([*found[:place], less, *found[place + 1 :]]):
                    found[place] = less
    return found


def _first(start: date, end: date, holds: Callable[[date], bool]) -> date:
    """The first day on which a condition holds that does so on the last and not on the first."""
    while end - start > DAY:
        middle = start + (end - start) // 2
        start, end = (start, middle) if holds(middle) else (middle, end)
    return end


def _made(
    place: int, found: Timetable, start: date, end: date, limits: Limits, nodes: Mapping[str, Rule]
) -> Iterator[Made]:
    """What is made between the title before and the application, with a day for each."""
    climb = found.climb
    chosen: list[Pick] = []
    for p, times in found.times.items():
        if climb.period[p] == place and not climb.held(p):
            chosen += picks(p, times, [want for step in found.steps for want in step.served.get(p, ())])
    made = concrete(chosen, climb.pool, nodes)
    days = days_of(made, start, limits)
    for one, on in zip(made, days, strict=True):
        yield Made(action=one, since=start, by=end, on=on)


def _attended(found: Timetable, world: World, stages: Sequence[Stage]) -> Iterator[Attended]:
    """The courses in their order, each from the end of the one before, with the conditions that fail without it."""
    start = world.as_of
    for number, end in sorted(found.courses.items(), key=lambda pair: pair[1]):
        study = world.studies[number]
        serves: dict[str, Rule] = {}
        for stage in stages:
            entry = next((e for e in stage.checked.education or () if (e.level, e.diploma) == (study.level, end)), None)
            if entry is None:
                continue
            schooling = tuple(e for e in stage.checked.education or () if e is not entry)
            less = Facts(
                replace(stage.checked, education=schooling), stage.applied, stage.standard.id, strict=world.strict
            )
            without = Evaluation(less)
            parts = stage.settled.routes[stage.route]
            if without.route(stage.settled, stage.route) >= world.cut:
                continue
            then = Evaluation(Facts(stage.checked, stage.applied, stage.standard.id, strict=world.strict))
            for rule in turned(parts, without, then, world.cut):
                if isinstance(rule, Worked) and rule.early is not None and rule.after is not None:
                    early = less.status(rule.early) < world.cut <= then.facts.status(rule.early)
                    serves.update({rule.early.id: rule.early} if early else {rule.id: rule})
                elif isinstance(rule, Education | Risen | Worked):
                    serves[rule.id] = rule
        yield Attended(level=study.level, mark=study.mark, since=start, until=end, serves=tuple(serves.values()))
        start = end
