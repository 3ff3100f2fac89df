"""A plan in concrete terms: for every step its days and what to have by then; replayed before it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any as Anything

from models.applicant import Applicant
from models.rules import Clear, Education, Fact, Held, Risen, Rule, Worked
from models.standard import Standard
from models.vocabulary import vocabulary
from solver.actions import Action, added, concrete
from solver.additions import nodes_of
from solver.calendar import add_months, full_months
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.freedays import HUNDREDTHS, Limits
from solver.gaps import Gap, assumed
from solver.points import turned
from solver.pricing import WHOLE, Pricing
from solver.settle import Settled
from solver.steps import Offered, World
from solver.timetable import Timetable
from solver.turning import Rise
from solver.waiting import waited


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Made:
    """What to add for a step, from `since` to `by`; `on` are the days on which each is counted on."""

    action: Action
    since: date
    by: date
    on: tuple[date, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Stage:
    """One step: by which standard and route, applied for and obtained on which days.

    `since` is the day of the title before it, or the first of the plan; `waits` are the ids of the conditions that turn
    in between, `changed` the single facts that are others by then. `checked` is what a check is asked with.
    """

    standard: Standard
    settled: Settled
    rise: Rise
    route: str
    since: date
    applied: date
    titled: date
    made: tuple[Made, ...]
    waits: tuple[Rule, ...]
    changed: Mapping[str, Anything]
    checked: Applicant

    @property
    def months(self) -> int:
        """Full months from the title before it, or from the first day."""
        return full_months(self.since, self.applied)

    @property
    def records(self) -> int:
        """Records to be made for it."""
        return sum(one.action.times for one in self.made if not one.action.endorsement)


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
    person = _then(place, found, world, step.applied, start, [m for s in before for m in s.made], made)
    then = Evaluation(Facts(person, step.applied, step.way.offered.standard.id, strict=world.strict))
    settled = step.way.settled
    # of several routes that hold on the day, the first is the plainest
    route = next((name for name in settled.routes if then.route(settled, name) >= world.cut), "")
    if not route:
        raise RuntimeError(f"a step of the plan does not hold when replayed: {rise.rung} on {step.applied}")
    bare = _then(place, found, world, start, start, [m for s in before for m in s.made], ())
    now = Evaluation(Facts(bare, start, step.way.offered.standard.id, strict=world.strict))
    waits = tuple(
        rule
        for rule in turned(settled.routes[route], now, then, world.cut)
        if isinstance(rule, Worked | Held | Clear | Fact | Education | Risen)
    )
    today = world.person.facts
    stage = Stage(
        standard=step.way.offered.standard,
        settled=settled,
        rise=rise,
        route=route,
        since=start,
        applied=step.applied,
        titled=step.titled,
        made=made,
        waits=waits if step.applied > start else (),
        changed={k: v for k, v in person.facts.items() if k != "approvals" and v != today.get(k)},
        checked=person,
    )
    return stage, assumed([settled.routes[route]], then)


def _then(
    place: int, found: Timetable, world: World, day: date, start: date, earlier: Sequence[Made], made: Sequence[Made]
) -> Applicant:
    """The person on a day of a step: moved, graduated, with the titles before it and what was made until then."""
    offered = found.steps[place].way.offered
    person = _arrived(offered, world, start, day)
    titles = [rise.title(found.steps[n].titled) for n, rise in enumerate(found.climb.ladder[:place])]
    entries = [world.studies[n].entry(end) for n, end in sorted(found.courses.items()) if end <= day]
    if titles:
        held = person.titles or ()
        placed = [replace(t, path=f"titles[{len(held) + n}]") for n, t in enumerate(titles)]
        person = replace(person, titles=(*held, *placed))
    if entries:
        learnt = person.education or ()
        person = replace(
            person,
            education=(*learnt, *(replace(e, path=f"education[{len(learnt) + n}]") for n, e in enumerate(entries))),
        )
    # an endorsement is for the application that it was asked for
    for one in [*(m for m in earlier if not m.action.endorsement), *made]:
        for when in one.on:
            person = added(person, [replace(one.action, times=1)], when)
    return person


def _arrived(offered: Offered, world: World, start: date, day: date) -> Applicant:
    """The person where the standard is, with contributions that went on, or began anew with the move."""
    if not offered.moved:
        return waited(offered.person, world.as_of, day)
    words = vocabulary().person.attributes
    anew = {n: full_months(start, day) for n in offered.person.facts if n in words and words[n].local == "months"}
    person = waited(offered.person, world.as_of, day)
    return replace(person, facts={**person.facts, **anew})


def _made(
    place: int, found: Timetable, start: date, end: date, limits: Limits, nodes: Mapping[str, Rule]
) -> Iterator[Made]:
    """What is made between the title before and the application, with a day for each."""
    climb = found.climb
    picks = []
    for p, times in found.times.items():
        if climb.period[p] == place:
            wants = [want for step in found.steps for want in step.served.get(p, ())]
            picks.append((p, times, tuple(dict.fromkeys(wants))))
    made = concrete(picks, climb.pool, nodes)
    days = _days(made, start, limits)
    for one, on in zip(made, days, strict=True):
        yield Made(action=one, since=start, by=end, on=on)


def _days(made: Sequence[Action], start: date, limits: Limits) -> list[tuple[date, ...]]:
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
    from solver.sat import Programme, minimum

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


def _attended(found: Timetable, world: World, stages: Sequence[Stage]) -> Iterator[Attended]:
    """The courses in their order, each from the end of the one before."""
    start = world.as_of
    for number, end in sorted(found.courses.items(), key=lambda pair: pair[1]):
        study = world.studies[number]
        serves = {
            rule.id: rule
            for stage in stages
            for rule in stage.waits
            if isinstance(rule, Education | Risen) and stage.since < end <= stage.applied
        }
        yield Attended(level=study.level, mark=study.mark, since=start, until=end, serves=tuple(serves.values()))
        start = end
