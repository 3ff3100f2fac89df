"""`plan`: the best way up several rungs, over every ladder that leads there, proven and checked step by step.

A ladder names the rungs to be climbed; a rung may be left out where the documents allow it. For each ladder one model
holds all its steps (`solver.timetable`), and of their best plans the best is taken: the earliest arrival, then the
least records, endorsements and courses, then the earliest steps, then the weakest records.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from models.applicant import Applicant
from models.costs import Costs
from models.rules import Rule
from models.standard import Standard
from models.vocabulary import vocabulary
from solver.additions import nodes_of
from solver.asking import periods_of
from solver.check import Warned
from solver.climbing import climb, is_open, shut_by
from solver.courses import sought
from solver.gaps import Gap
from solver.itinerary import Plan, itinerary
from solver.pricing import Pricing, Weights
from solver.schooling import SCHOOLING
from solver.settle import settle
from solver.status import ASSUMED, UNKNOWN
from solver.steps import Offered, World, relocated
from solver.timetable import HUNDREDTHS, Limits, Timetable, timetable
from solver.turning import Rise, Study
from solver.unsaid import open_facts
from solver.waiting import counted_on

MOST_POINTS = 12
"""Plans of a frontier that are shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanAsked:
    """What a user asks of a plan beside person, standards, rung and day.

    `pace` is the number of records a year, `review` the months from an application to its title, `round` the month and
    day on which applications are taken; with `until` the least records by that day are sought, with `frontier` every
    balance between the two.
    """

    readings: Mapping[str, str] = field(default_factory=dict)
    until: date | None = None
    without: frozenset[str] = frozenset()
    costs: Costs | None = None
    education: bool = False
    strict: bool = False
    pace: float | None = None
    review: int = 0
    round: tuple[int, int] | None = None
    frontier: bool = False


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Shut:
    """A step that nothing opens: the rung, the standard, and the clauses that shut it."""

    rung: str
    standard: Standard
    rules: tuple[Rule, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class PlanAnswer:
    """The whole answer. `plans` are the best plan, or all of the frontier; empty where the rung is out of reach.

    `if_well` is the best plan if facts that are missing turn out well, where it is another. `held` says that the title
    or a higher one is held already. `shut` are the steps that stop every ladder, `opens` the limits that, lifted,
    would open a way.
    """

    person: Applicant
    standards: tuple[Standard, ...]
    target: str
    as_of: date
    asked: PlanAsked
    held: str
    plans: tuple[Plan, ...]
    if_well: Plan | None
    shut: tuple[Shut, ...]
    opens: tuple[str, ...]
    missing: tuple[Gap, ...]
    warnings: tuple[Warned, ...]


def plan(person: Applicant, standards: Sequence[Standard], target: str, as_of: date, asked: PlanAsked) -> PlanAnswer:
    """The best way from where a person stands up to a rung, under any of the standards."""
    present, left_out = counted_on(person, as_of)
    held = _held(present)
    rungs = vocabulary().sets["rung"]
    warnings = tuple(Warned(code="not-counted-on", words={"path": path}) for path in left_out)
    reached = bool(held) and rungs.step(held) >= rungs.step(target)
    question = _Question(person=present, standards=tuple(standards), target=target, as_of=as_of, asked=asked)
    plans = () if reached else tuple(_plans(question))
    facts = () if reached else tuple(_missing(question))
    well = next(_plans(replace(question, well=True)), None) if facts else None
    if well is not None and plans and (well.arrives, well.records) == (plans[0].arrives, plans[0].records):
        well = None
    return PlanAnswer(
        person=person,
        standards=tuple(standards),
        target=target,
        as_of=as_of,
        asked=asked,
        held=held if reached else "",
        plans=plans,
        if_well=well,
        shut=() if plans or reached else tuple(_shut(question)),
        opens=() if plans or reached else tuple(_opens(question)),
        missing=facts if well is not None else (),
        warnings=warnings,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Question:
    person: Applicant
    standards: tuple[Standard, ...]
    target: str
    as_of: date
    asked: PlanAsked
    well: bool = False


def _held(person: Applicant) -> str:
    """The highest engineering title held for certain; empty where there is none."""
    rungs = vocabulary().sets["rung"]
    levels = [title.level for title in person.titles or () if title.series == "engineering"]
    return max(levels, key=rungs.step, default="")


def _world(question: _Question) -> World:
    asked, as_of = question.asked, question.as_of
    here = question.person.facts.get("region")
    regions = {standard.region for standard in question.standards}
    offered = []
    for standard in question.standards:
        # whoever names standards of several regions is free to move between them
        moved = len(regions) > 1 and standard.region != here
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
    )


def _limits(asked: PlanAsked) -> Limits:
    costs = asked.costs
    return Limits(
        review=asked.review,
        round=asked.round,
        until=asked.until,
        yearly=round((asked.pace or 0) * HUNDREDTHS),
        takes=costs.takes if costs else None,
        lines=costs.at_once if costs else 1,
        sparing=asked.until is not None and not asked.frontier,
    )


def _pricing(asked: PlanAsked) -> Pricing:
    costs = asked.costs
    if costs is None or not costs.weighs:
        return Pricing()
    return Pricing(weights=Weights(kinds=costs.kinds, values=costs.factors, month=costs.month, other=costs.other))


def _studies(question: _Question) -> Iterator[Study]:
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
    made: list[Study] = []
    reached: dict[str, list[int]] = {held: [-1]}
    for level in SCHOOLING[SCHOOLING.index(held) :]:
        for after, usual in words.get(level, {}).items():
            if level not in reached or SCHOOLING.index(after) > wanted.top:
                continue
            months = asked.costs.courses.get(after, usual) if asked.costs else usual
            befores = tuple((number, months) for number in reached[level])
            for mark in wanted.marks if after in ("master", "doctor") else wanted.marks[:1]:
                made.append(Study(level=after, mark=mark, after=befores))
                reached.setdefault(after, []).append(len(made) - 1)
    # a level that two others lead to stands twice above: one course of it has both before it
    merged: dict[tuple[str, str], Study] = {}
    for study in made:
        key = (study.level, study.mark)
        kept = merged.get(key)
        merged[key] = replace(kept, after=kept.after + study.after) if kept else study
    order = {n: list(merged).index((s.level, s.mark)) for n, s in enumerate(made)}
    for study in merged.values():
        yield replace(study, after=tuple(dict.fromkeys((order.get(n, -1), months) for n, months in study.after)))


def _rises(rung: str, world: World) -> list[Rise]:
    """The ways to a title of a rung: by review, or by one of the rows of an initial determination."""
    rows: dict[str, None] = {}
    for offered in world.offered:
        if rung in offered.standard.rungs:
            own = [row for path, row in offered.standard.initial.items() if path.startswith(f"{rung}/")]
            rows.update(dict.fromkeys(own if offered.standard.initial else [""]))
    return [Rise(rung=rung, row=row) for row in rows]


def _open_ladders(question: _Question, world: World) -> Iterator[tuple[Rise, ...]]:
    """Every ladder from the title held upwards no step of which is shut whatever is done; it may end anywhere."""
    rungs = vocabulary().sets["rung"].values
    held = _held(question.person)
    able = rungs[rungs.index(held) + 1 if held else 0 : rungs.index(question.target) + 1]

    def longer(ladder: tuple[Rise, ...], start: int) -> Iterator[tuple[Rise, ...]]:
        for place in range(start, len(able)):
            for rise in _rises(able[place], world):
                grown = (*ladder, rise)
                if is_open(world, grown):
                    yield grown
                    yield from longer(grown, place + 1)

    yield from longer((), 0)


def _plans(question: _Question) -> Iterator[Plan]:
    """The best plan; with a frontier the earliest first, then each later one that takes less."""
    world, limits, pricing = _world(question), _limits(question.asked), _pricing(question.asked)
    ladders = [one for one in _open_ladders(question, world) if one[-1].rung == question.target]
    climbs = [made for ladder in ladders if (made := climb(world, ladder)) is not None]
    for _ in range(MOST_POINTS if question.asked.frontier else 1):
        best: Timetable | None = None
        for one in climbs:
            within = limits
            if best is not None and not limits.sparing:
                within = replace(limits, until=best.steps[-1].titled)
            found = timetable(world, one, within, pricing)
            if found is not None and (best is None or _weighed(found) < _weighed(best)):
                best = found
        if best is None:
            return
        yield itinerary(best, world, limits, pricing)
        spent = best.price[0] if limits.sparing else best.price[1]
        if not spent:
            return
        limits = replace(limits, fewest=spent - 1)


def _weighed(found: Timetable) -> tuple[object, ...]:
    """What plans of several ladders are compared by: the same sums, then the shorter ladder."""
    return (*found.price[:-2], len(found.steps), *found.price[-2:])


def _missing(question: _Question) -> Iterator[Gap]:
    """Facts that were not given and that a clause of any rung on the way waits for."""
    rungs = vocabulary().sets["rung"]
    found: dict[str, Gap] = {}
    held = _held(question.person)
    for standard in question.standards:
        for rung in standard.rungs:
            if rungs.step(rung) <= rungs.step(question.target) and (not held or rungs.step(rung) > rungs.step(held)):
                settled = settle(standard, rung, question.as_of, question.asked.readings)
                for gap in open_facts(question.person, settled, question.as_of, strict=question.asked.strict):
                    found.setdefault(gap.fact, gap)
    yield from found.values()


def _shut(question: _Question) -> Iterator[Shut]:
    """The steps that stop every ladder, the lowest first; a clause that shut a lower one already is not told again."""
    world, rungs = _world(question), vocabulary().sets["rung"].values
    held = _held(question.person)
    ladders = [(), *_open_ladders(question, world)]
    told: set[tuple[str, str]] = set()
    for rung in rungs[rungs.index(held) + 1 if held else 0 : rungs.index(question.target) + 1]:
        if any(ladder and ladder[-1].rung == rung for ladder in ladders):
            continue
        below = [one for one in ladders if not one or rungs.index(one[-1].rung) < rungs.index(rung)]
        longest = max(below, key=len)
        for rise in _rises(rung, world):
            for standard, blocking in shut_by(world, (*longest, rise)):
                new = tuple(rule for rule in blocking if (standard.id, rule.cite) not in told)
                if new:
                    told.update((standard.id, rule.cite) for rule in new)
                    yield Shut(rung=rung, standard=standard, rules=new)


def _opens(question: _Question) -> Iterator[str]:
    """Which limits of the question, lifted alone, would open a way; and education, where it is closed."""
    asked = question.asked
    tries: dict[str, PlanAsked] = {}
    if not asked.education:
        tries["education"] = replace(asked, education=True)
    if asked.until is not None:
        tries["by"] = replace(asked, until=None)
    if asked.without:
        tries["without"] = replace(asked, without=frozenset())
    for name, lifted in tries.items():
        if next(_plans(replace(question, asked=replace(lifted, frontier=False))), None) is not None:
            yield name
