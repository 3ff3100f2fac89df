"""Plans: every step holds on its day and not before, pace and rounds are kept, and a plan of one step is a gap."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest

from models import costs
from models.applicant import Applicant, Record, load, read
from models.catalogue import find
from models.schema import schema
from reports.plan_json import plan_json
from solver.calendar import add_months, full_months
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.gap import Asked, gap
from solver.itinerary import Plan, Stage
from solver.plan import PlanAnswer, PlanAsked, plan
from solver.status import ASSUMED
from tests.people import people
from tests.test_agreement import RUNGS
from tests.transcripts import ROOT

EXAMPLES = ROOT / "examples"
DAY = timedelta(days=1)
ON = date(2026, 1, 15)
CYBERSPACE, BEIJING, LIAONING = "chongqing-cyberspace-2023", "beijing-cybersecurity-2024", "liaoning-cyberspace-2024"
SICHUAN = "sichuan-initial-2022"
TAKES = costs.read({"takes": {"patent": 24, "paper": 8, "award": 18, "book": 20, "other": 12}, "at_once": 2})
ASKED = {
    "plain": PlanAsked(),
    "regular": PlanAsked(routes=("regular",)),
    "paced": PlanAsked(pace=1.5),
    "lasting": PlanAsked(costs=TAKES),
    "rounds": PlanAsked(rounds=((9, 30),), review=3),
    "study": PlanAsked(education=True, routes=("regular",)),
}


def person(name: str, **facts: Any) -> Applicant:
    """An example, with some facts changed."""
    found = load(EXAMPLES / f"{name}.yaml")
    return replace(found, facts={**found.facts, **facts})


@cache
def example(name: str, standard: str, asked: str) -> PlanAnswer:
    """The plan of an example up to the highest rung of a standard, as if it worked in its region."""
    found = find(standard)
    top = "full_senior" if "full_senior" in found.rungs else "engineer"
    return plan(person(name, region=found.region), [found], top, ON, ASKED[asked])


NAMES = ("zhao-lei-way-up", "qian-yu-first-job", "wang-jing-doctor", "gao-yuan-beijing", "li-wei-senior")
every_example = pytest.mark.parametrize(
    ("name", "standard", "asked"),
    [(n, s, a) for n in NAMES for s in (CYBERSPACE, BEIJING, LIAONING, SICHUAN) for a in ASKED],
)


def holds(stage: Stage, applicant: Applicant, day: date) -> bool:
    """Whether a step can be taken on a day, by any of its routes, as a check would say."""
    facts = Facts(applicant, day, stage.standard.id)
    return Evaluation(facts).rung(stage.settled) >= ASSUMED


def the_day_before(stage: Stage) -> Applicant:
    """The person of a step with contributions as they stood a day earlier."""
    grown = stage.checked.facts.get("insurance_months")
    if grown is None:
        return stage.checked
    return replace(stage.checked, facts={**stage.checked.facts, "insurance_months": max(0, grown - 1)})


@every_example
def test_every_step_holds_on_its_day_and_not_the_day_before(name: str, standard: str, asked: str) -> None:
    """What a plan says of a day is what `check` says of it; nothing is put off that could be done a day earlier."""
    answer = example(name, standard, asked)
    routes = ASKED[asked].routes
    for one in answer.plans:
        for stage in one.stages:
            assert holds(stage, stage.checked, stage.applied)
            before = stage.applied - DAY
            if not ASKED[asked].rounds and before >= stage.since and not routes:
                assert not holds(stage, the_day_before(stage), before), (stage.rise, before)


@every_example
def test_steps_follow_each_other(name: str, standard: str, asked: str) -> None:
    """Rungs rise, no application comes before the title under it, rounds and reviews are kept."""
    limits = ASKED[asked]
    for one in example(name, standard, asked).plans:
        since = one.as_of
        for stage in one.stages:
            assert stage.since == since <= stage.applied
            assert stage.titled == add_months(stage.applied, limits.review)
            if limits.rounds:
                assert (stage.applied.month, stage.applied.day) in limits.rounds
            since = stage.titled
        applied = [stage.applied for stage in one.stages]
        assert applied == sorted(applied)
        if limits.rounds:
            assert len({day.year for day in applied}) == len(applied)
        assert one.proven and one.bound == one.arrives


@every_example
def test_no_step_asks_for_more_than_its_pace_allows(name: str, standard: str, asked: str) -> None:
    """Records of a step fit between the title before and the application, and lie in its window."""
    limits = ASKED[asked]
    for one in example(name, standard, asked).plans:
        for stage in one.stages:
            for made in stage.made:
                assert len(made.on) == made.action.times
                assert all(stage.since <= day <= stage.applied for day in made.on)
            if limits.pace:
                assert 12 * stage.records <= limits.pace * stage.months
            if limits.costs:
                takes = limits.costs.takes
                spent = [
                    takes.get(m.action.kind, takes["other"])
                    for m in stage.made
                    for _ in m.on
                    if not m.action.endorsement
                ]
                assert sum(spent) <= limits.costs.at_once * stage.months
                assert max(spent, default=0) <= stage.months


@pytest.mark.parametrize("asked", [name for name in ASKED if name != "plain"])
@pytest.mark.parametrize("name", NAMES)
def test_a_limit_never_brings_a_plan_forward(name: str, asked: str) -> None:
    """What is allowed within limits is allowed without them; study alone opens more."""
    free, limited = example(name, CYBERSPACE, "plain").plans, example(name, CYBERSPACE, asked).plans
    if limited and asked != "study":
        assert free and free[0].arrives <= limited[0].arrives


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_keeps_its_schema(name: str) -> None:
    """Every field that is promised is there, and none beside."""
    validate = fastjsonschema.compile(schema("plan"))
    for standard in (CYBERSPACE, BEIJING, SICHUAN):
        for asked in ASKED:
            for lang in ("zh", "en"):
                answer = plan_json(example(name, standard, asked), "0", lang)
                validate(json.loads(json.dumps(answer)))


@pytest.mark.parametrize(("standard", "rung"), RUNGS)
def test_a_plan_for_the_next_rung_is_no_later_than_its_gap(standard: str, rung: str) -> None:
    """With one application a plan is the first point of the gap; with more it comes earlier, or takes less."""
    compared = 0
    for drawn in people(find(standard), rung, 12, seed=3):
        readings = drawn.settled.readings
        told = gap(drawn.applicant, find(standard), rung, drawn.as_of, Asked(readings=readings))
        points = told.frontier if told.frontier is not None else told.if_badly or ()
        answer = plan(drawn.applicant, [find(standard)], rung, drawn.as_of, PlanAsked(readings=readings))
        if answer.held:
            continue
        first = min(points, key=lambda one: one.months, default=None)
        if first is None:
            assert not any(len(one.stages) == 1 for one in answer.plans)
            continue
        compared += 1
        best = answer.plans[0]
        assert best.arrives <= first.ready_on
        if len(best.stages) == 1:
            assert (best.arrives, best.records) == (first.ready_on, first.records)
            assert best.endorsements == first.endorsements
    assert compared or rung == "technician"


def test_the_frontier_trades_days_for_records() -> None:
    """Each later plan takes less, none is beaten by another."""
    answer = plan(person("wang-jing-doctor"), [find(CYBERSPACE)], "full_senior", ON, PlanAsked(frontier=True))
    sizes = [(one.arrives, one.records) for one in answer.plans]
    assert len(sizes) > 1
    assert sizes == sorted(sizes) and [n for _, n in sizes] == sorted({n for _, n in sizes}, reverse=True)


def test_with_a_last_day_the_least_comes_before_the_earliest() -> None:
    """By a late day the fewest records are enough: as many as at the end of the frontier."""
    until = date(2060, 1, 1)
    wang = person("wang-jing-doctor")
    spare = plan(wang, [find(CYBERSPACE)], "full_senior", ON, PlanAsked(until=until)).plans[0]
    frontier = plan(wang, [find(CYBERSPACE)], "full_senior", ON, PlanAsked(frontier=True)).plans
    assert spare.records == frontier[-1].records and frontier[-1].arrives <= spare.arrives <= until
    assert (spare.endorsements, spare.arrives) >= (0, frontier[0].arrives)
    assert not plan(wang, [find(CYBERSPACE)], "full_senior", ON, PlanAsked(until=ON)).plans


def beijing(*records: dict[str, Any]) -> Applicant:
    """An engineer in Beijing since the end of 2018, with some records."""
    return read({
        "employment": "enterprise", "region": "beijing",
        "education": [{"level": "bachelor", "diploma": "2012-06-30", "degree": "2012-06-30", "relation": "own"}],
        "titles": [{"level": "engineer", "series": "engineering", "date": "2018-12-31", "how": "review"}],
        "work": [{"field": "network_security", "from": "2012-07-01"}],
        "achievements": list(records), "recommenders": [],
    })  # fmt: skip


PAPER = {
    "kind": "paper", "date": "2024-05-01", "venue": "journal", "author": 1, "indexes": ["pku_core"], "words": 8000,
}  # fmt: skip


def test_what_one_application_used_counts_for_no_later_one() -> None:
    """Beijing takes results that no review has counted: as many again are made for the next title, or kept for it."""
    regular = PlanAsked(routes=("regular",))
    bare = plan(beijing(), [find(BEIJING)], "full_senior", ON, regular).plans[0]
    assert [stage.rise.rung for stage in bare.stages] == ["senior", "full_senior"]
    first, second = (stage.records for stage in bare.stages)
    assert first and second
    for more in range(1, first + second + 1):
        there = plan(beijing(*[PAPER] * more), [find(BEIJING)], "full_senior", ON, regular).plans[0]
        assert there.records == first + second - more
        assert there.arrives == bare.arrives
        used = there.stages[1].used
        assert len(used) == len(set(used)) <= first
        unmarked = replace(there.stages[1].checked, achievements=beijing(*[PAPER] * more).achievements)
        assert holds(there.stages[1], there.stages[1].checked, there.stages[1].applied)
        assert len(unmarked.achievements or ()) == more


def test_another_region_uses_what_was_there() -> None:
    """A title from Chongqing does not tell on which records it rests, so that Beijing counts none of them again."""
    zhao = replace(beijing(PAPER, PAPER, PAPER, PAPER), facts={"employment": "enterprise", "region": "chongqing"})
    asked = PlanAsked(routes=("regular",))
    one = plan(zhao, [find(CYBERSPACE), find(BEIJING)], "full_senior", ON, asked).plans[0]
    for place, stage in enumerate(one.stages):
        before = [other.standard.id for other in one.stages[:place]]
        if stage.standard.id == BEIJING and CYBERSPACE in before:
            assert len(stage.used) == 4
        assert stage.moved == (
            stage.standard.region != ("chongqing" if not place else one.stages[place - 1].standard.region)
        )


def test_a_title_may_come_at_the_end_of_a_short_month() -> None:
    """From the 31st of August five years and a half lead to the last day of February."""
    made = read({
        "employment": "enterprise", "region": "beijing",
        "education": [{"level": "bachelor", "diploma": "2012-06-30", "degree": "2012-06-30", "relation": "own"}],
        "titles": [{"level": "engineer", "series": "engineering", "date": "2023-08-31", "how": "review"}],
        "work": [{"field": "network_security", "from": "2020-01-01"}], "achievements": [], "recommenders": [],
    })  # fmt: skip
    one = plan(made, [find(BEIJING)], "full_senior", ON, PlanAsked(routes=("regular",), review=6)).plans[0]
    assert [stage.applied for stage in one.stages] == [date(2028, 8, 31), date(2034, 2, 28)]
    assert one.arrives == date(2034, 8, 28)


def test_moving_starts_local_contributions_anew() -> None:
    """Who comes to Sichuan from elsewhere pays half a year there first, whatever was paid before."""
    he = person("he-lin-initial", region="beijing", insurance_region="beijing", insurance_months=40)
    answer = plan(he, [find(SICHUAN), find(BEIJING)], "assistant", date(2023, 1, 15), PlanAsked())
    there = plan(he, [find(SICHUAN)], "assistant", date(2023, 1, 15), PlanAsked())
    assert not there.plans and "move" in there.opens
    ways = {stage.standard.id: stage.applied for one in answer.plans for stage in one.stages}
    assert ways.get(SICHUAN, date.max) >= date(2023, 7, 15)


def test_contributions_that_were_not_told_are_known_after_a_move() -> None:
    """They begin with the move, so that half a year later they are half a year."""
    he = person("he-lin-initial", region="beijing")
    unsaid = replace(he, facts={name: fact for name, fact in he.facts.items() if name != "insurance_months"})
    on = date(2023, 1, 15)
    answer = plan(unsaid, [find(SICHUAN), find(LIAONING)], "assistant", on, PlanAsked(rounds=((8, 31),)))
    for stage in answer.plans[0].stages:
        assert holds(stage, stage.checked, stage.applied)
        if stage.standard.id == SICHUAN:
            assert stage.checked.facts["insurance_months"] == full_months(stage.since, stage.applied)


def test_a_certificate_used_for_an_initial_title_is_used_up() -> None:
    """A bachelor made assistant in Sichuan needs a later and higher degree for engineer there."""
    he = person("he-lin-initial")
    shut = plan(he, [find(SICHUAN)], "engineer", date(2023, 1, 15), PlanAsked())
    assert not shut.plans and shut.opens == ("education",)
    one = plan(he, [find(SICHUAN)], "engineer", date(2023, 1, 15), PlanAsked(education=True)).plans[0]
    assert [course.level for course in one.courses][:1] == ["master"]
    assert all(stage.rise.row for stage in one.stages)


def test_what_is_held_needs_no_plan() -> None:
    """Who holds the title gets an answer and no steps."""
    answer = plan(person("li-wei-senior"), [find(CYBERSPACE)], "engineer", ON, PlanAsked())
    assert answer.held == "engineer" and not answer.plans and not answer.shut


def test_a_post_that_ends_counts_until_its_last_day() -> None:
    """An application that rests on a post comes while it is held."""
    held = Record(
        kind="position", path="achievements[0]", name="post", date=date(2020, 1, 1),
        values={"organisation": "national_lab", "role": "lead", "to": date(2027, 12, 31)},
    )  # fmt: skip
    zhao = person("zhao-lei-way-up", region="beijing")
    with_post = replace(zhao, achievements=(*(zhao.achievements or ()), held))
    some = plan(with_post, [find(BEIJING)], "senior", ON, PlanAsked())
    none = plan(zhao, [find(BEIJING)], "senior", ON, PlanAsked())
    assert some.plans[0].arrives <= none.plans[0].arrives


def plans_of(answer: PlanAnswer) -> list[Plan]:
    """All plans of an answer."""
    return [*answer.plans, *([answer.if_well] if answer.if_well else [])]


def test_the_same_question_has_the_same_answer() -> None:
    """Twice asked, word for word."""
    one, other = (
        plan_json(plan(person("qian-yu-first-job"), [find(CYBERSPACE)], "senior", ON, ASKED["study"]), "0", "zh")
        for _ in range(2)
    )
    assert json.dumps(one) == json.dumps(other)
    assert Path(EXAMPLES / "qian-yu-first-job.yaml").exists() and full_months(ON, ON) == 0
