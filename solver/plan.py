"""`plan`: the best way up several rungs, proven and checked step by step, or why there is none.

For each ladder one model holds all its steps (`solver.timetable`); of their best plans the best is taken: the earliest
arrival, then the least records, endorsements and courses, the fewest and earliest applications, the latest and weakest
records.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.applicant import Applicant
from models.rules import Rule
from models.standard import Standard
from models.vocabulary import vocabulary
from solver.additions import nodes_of
from solver.check import Warned
from solver.climbing import shut_by
from solver.gaps import Gap
from solver.itinerary import Plan
from solver.ladders import (
    Ladder,
    PlanAsked,
    PlanQuestion,
    above,
    best_plans,
    can_be,
    held_by,
    open_ladders,
    rises,
    world_of,
)
from solver.lifting import lifted
from solver.settle import settle
from solver.unsaid import open_facts
from solver.waiting import counted_on


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
    would open a way, `earliest` the day of arrival without a last day, `readings` values of readings that open one.
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
    earliest: date | None
    readings: tuple[tuple[str, str], ...]


def plan(person: Applicant, standards: Sequence[Standard], target: str, as_of: date, asked: PlanAsked) -> PlanAnswer:
    """The best way from where a person stands up to a rung, under any of the standards."""
    present, left_out = counted_on(person, as_of)
    held = held_by(present)
    rungs = vocabulary().sets["rung"]
    warnings = tuple(Warned(code="not-counted-on", words={"path": path}) for path in left_out)
    reached = bool(held) and rungs.step(held) >= rungs.step(target)
    question = PlanQuestion(person=present, standards=tuple(standards), target=target, as_of=as_of, asked=asked)
    plans = () if reached else tuple(best_plans(question))
    facts = () if reached else tuple(_missing(question))
    well = next(best_plans(replace(question, well=True)), None) if facts else None
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
        missing=_deciding(facts, well) if well is not None else (),
        warnings=(*warnings, *_outside(plans)),
        earliest=_earliest(question) if not plans and not reached and asked.until is not None else None,
        readings=() if plans or reached else tuple(_readings(question)),
    )


def _earliest(question: PlanQuestion) -> date | None:
    """The day of arrival if there were no last day."""
    free = replace(question.asked, until=None, frontier=False)
    found = next(best_plans(replace(question, asked=free)), None)
    return found.arrives if found is not None else None


def _readings(question: PlanQuestion) -> Iterator[tuple[str, str]]:
    """Every other value of a reading, one at a time, under which there is a way."""
    asked = question.asked
    known = {name: reading for standard in question.standards for name, reading in standard.readings.items()}
    for name, reading in known.items():
        now = asked.readings.get(name, reading.default)
        for value in reading.values:
            other = replace(asked, readings={**asked.readings, name: value})
            # standards that share the name of a reading need not share all its values
            shared = all(value in s.readings[name].values for s in question.standards if name in s.readings)
            if value != now and shared and can_be(replace(question, asked=other)):
                yield name, value


def _deciding(facts: Sequence[Gap], well: Plan) -> tuple[Gap, ...]:
    """Of the missing facts those that a step of the better plan looks at."""
    seen = {id(node) for stage in well.stages for node in nodes_of(stage.settled)}
    return tuple(gap for gap in facts if id(gap.rule) in seen) or tuple(facts)


def _outside(plans: Sequence[Plan]) -> Iterator[Warned]:
    """A remark for each standard under which an application would come outside its days, or before it takes effect."""
    told: set[str] = set()
    for stage in plans[0].stages if plans else ():
        standard = stage.standard
        if standard.window is not None and not standard.window[0] <= stage.applied <= standard.window[1]:
            first, last, cite = standard.window
            if standard.id not in told:
                code = "ready-outside-window" if stage.applied > last else "outside-window"
                yield Warned(code=code, words={"from": str(first), "to": str(last), "cite": cite})
            told.add(standard.id)
        elif stage.applied < standard.effective and standard.id not in told:
            told.add(standard.id)
            yield Warned(code="before-effective", words={"date": str(standard.effective)})


def _missing(question: PlanQuestion) -> Iterator[Gap]:
    """Facts that were not given and that a clause of any rung on the way waits for."""
    rungs = vocabulary().sets["rung"]
    found: dict[str, Gap] = {}
    held = held_by(question.person)
    for standard in question.standards:
        for rung in standard.rungs:
            if rungs.step(rung) <= rungs.step(question.target) and (not held or rungs.step(rung) > rungs.step(held)):
                settled = settle(standard, rung, question.as_of, question.asked.readings)
                for gap in open_facts(question.person, settled, question.as_of, strict=question.asked.strict):
                    found.setdefault(gap.fact, gap)
    yield from found.values()


def _shut(question: PlanQuestion) -> Iterator[Shut]:
    """The steps that stop every ladder, the lowest first; a clause that shut a lower one already is not told again."""
    world = world_of(question)
    able = above(question)
    ladders: list[Ladder] = [(), *(ladder for ladder, _ in open_ladders(question, world))]
    told: set[tuple[str, str]] = set()
    for place, rung in enumerate(able):
        if any(ladder and ladder[-1].rung == rung for ladder in ladders):
            continue
        longest = max((one for one in ladders if not one or one[-1].rung in able[:place]), key=len)
        for rise in rises(rung, world):
            for standard, blocking in shut_by(world, (*longest, rise)):
                new = tuple(rule for rule in blocking if (standard.id, rule.cite) not in told)
                if new:
                    told.update((standard.id, rule.cite) for rule in new)
                    yield Shut(rung=rung, standard=standard, rules=new)


def _opens(question: PlanQuestion) -> Iterator[str]:
    """Which limits of the question, lifted alone, would open a way; and education, where it is closed."""
    here = question.person.facts.get("region")
    regions = {standard.region for standard in question.standards}
    if len(regions) == 1 and here is not None and here not in regions and can_be(replace(question, moves=True)):
        yield "move"
    now = question.asked
    limits = list(lifted(now))
    if now.pace is not None or now.takes:
        slow = replace(now.costs, takes={}) if now.costs is not None else None
        limits.append(("pace", replace(now, pace=None, costs=slow)))
    if now.rounds or now.review:
        limits.append(("round", replace(now, rounds=(), review=0)))
    for name, asked in limits:
        if can_be(replace(question, asked=asked)):
            yield name


__all__ = ["Plan", "PlanAnswer", "PlanAsked", "Shut", "plan"]
