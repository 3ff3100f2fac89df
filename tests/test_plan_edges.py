"""Plans at their edges: what is lacking for sure, amounts in lists, spans, days that leave no room, bad input."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.applicant import Applicant, load, read
from models.catalogue import find
from models.standard import Standard
from models.standard_reader import read_standard
from solver.check import check
from solver.plan import PlanAnswer, PlanAsked, plan
from tests.transcripts import ROOT, run

ON = date(2025, 2, 28)
DOCUMENT = {"zh": "甲", "en": "A", "issued": "2020-01-01", "effective": "2020-01-01", "region": "beijing"}
FILE = "zhicheng plan examples/zhao-lei-way-up.yaml --standard chongqing-cyberspace-2023 --on 2026-01-15"


def invented(**parts: Any) -> Standard:
    """A standard of two rungs: an assistant by a bachelor's degree, an engineer a year later with some parts more."""
    return read_standard({
        "id": "invented", "document": DOCUMENT,
        "rungs": {
            "assistant": {
                "parts": {"education-years": {"cite": "1", "degree": "bachelor"}},
                "routes": {"regular": ["education-years"]},
            },
            "engineer": {
                "parts": {"education-years": {"cite": "2", "title": "assistant", "held": "1y"}, **parts},
                "routes": {"regular": ["education-years", *parts]},
            },
        },
    })  # fmt: skip


def someone(**more: Any) -> Applicant:
    """A bachelor at work, without a title or a record."""
    return read({
        "region": "beijing", "employment": "enterprise",
        "education": [{"level": "bachelor", "diploma": "2020-06-30", "degree": "2020-06-30", "relation": "own"}],
        "titles": [], "work": [{"field": "engineering", "from": "2020-07-01"}], "achievements": [], "recommenders": [],
        **more,
    })  # fmt: skip


def replays(answer: PlanAnswer) -> bool:
    """Whether every step is eligible on its day, as `check` sees it."""
    return all(
        check(s.checked, s.standard, s.rise.rung, s.applied).verdict == "eligible"
        for p in answer.plans
        for s in p.stages
    )


def test_a_list_in_which_no_record_counts_twice_gets_an_amount_for_each_place() -> None:
    """One project of five millions and another of one: neither can be both."""
    standard = invented(results={
        "cite": "3", "at_least": 2, "once": True, "of": [
            {"id": "sum", "count": "project", "at_least": 1, "total": {"of": "contract", "at_least": 500}},
            {"id": "one", "count": "project", "where": {"contract": "100+"}},
        ],
    })  # fmt: skip
    answer = plan(someone(), [standard], "engineer", ON, PlanAsked(review=1))
    amounts = sorted(m.action.attrs["contract"] for s in answer.plans[0].stages for m in s.made for _ in m.on)
    assert amounts == [100, 500] and replays(answer)


@pytest.mark.parametrize("asked", [PlanAsked(review=3), PlanAsked(review=3, pace=1)], ids=["at once", "paced"])
def test_amounts_within_a_span_are_not_spread_over_the_steps(asked: PlanAsked) -> None:
    """Two projects within seven months: made for one step, and not at all where they take a year each."""
    standard = invented(results={
        "cite": "3", "count": "project", "at_least": 2, "total": {"of": "contract", "at_least": 500, "within": "7m"},
    })  # fmt: skip
    answer = plan(someone(), [standard], "engineer", ON, asked)
    assert replays(answer) and bool(answer.plans) == (asked.pace is None)
    for stage in answer.plans[0].stages if answer.plans else ():
        assert stage.records == (2 if stage.rise.rung == "engineer" else 0)


def test_what_must_be_lacking_is_not_taken_to_lack_because_it_is_unknown() -> None:
    """A route for those without a doctorate is no sure way for somebody whose education was not given."""
    standard = read_standard({
        "id": "invented", "document": DOCUMENT,
        "rungs": {"assistant": {
            "parts": {
                "exception": {"cite": "1", "all": [{"lacks": "education-years"}, {"id": "paper", "count": "paper"}]},
                "education-years": {"cite": "2", "degree": "doctor"},
            },
            "routes": {"regular": ["education-years"], "exceptional": ["exception"]},
        }},
    })  # fmt: skip
    unknown = read({"titles": [], "achievements": [], "region": "beijing"})
    answer = plan(unknown, [standard], "assistant", ON, PlanAsked())
    assert not answer.plans and answer.if_well is not None
    known = plan(someone(), [standard], "assistant", ON, PlanAsked())
    assert [s.route for s in known.plans[0].stages] == ["exceptional"] and replays(known)


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({}, PlanAsked(pace=0.03)),
        ({"conduct.penalty_until": date(2190, 1, 1)}, PlanAsked()),
        ({}, PlanAsked(until=date(2027, 1, 1), routes=("regular",))),
        ({}, PlanAsked(without=frozenset(["award", "recommender", "approval"]), until=date(2029, 1, 1))),
        ({"region": "liaoning"}, PlanAsked()),
    ],
    ids=["pace", "penalty", "by", "without", "region"],
)
def test_what_is_said_to_open_a_way_opens_one(changes: dict[str, Any], asked: PlanAsked) -> None:
    """Each limit that is named leads to a plan when it is lifted alone, and no other does."""
    zhao = load(ROOT / "examples" / "zhao-lei-way-up.yaml")
    person = replace(zhao, facts={**zhao.facts, **changes})
    standard = find("chongqing-cyberspace-2023")
    on = date(2026, 1, 15)
    answer = plan(person, [standard], "senior", on, asked)
    assert not answer.plans
    lifted = {
        "education": replace(asked, education=True),
        "by": replace(asked, until=None),
        "without": replace(asked, without=frozenset()),
        "route": replace(asked, routes=()),
        "pace": replace(asked, pace=None),
    }
    for name, question in lifted.items():
        if question != asked:
            assert bool(plan(person, [standard], "senior", on, question).plans) == (name in answer.opens), name
    moved = replace(person, facts={**person.facts, "region": "chongqing"})
    assert ("move" in answer.opens) == (person != moved and bool(plan(moved, [standard], "senior", on, asked).plans))
    for name, value in answer.readings:
        assert plan(person, [standard], "senior", on, replace(asked, readings={name: value})).plans


def test_without_a_way_in_time_the_earliest_day_is_told() -> None:
    """A last day that is too early names the first that is not."""
    zhao, standard = load(ROOT / "examples" / "zhao-lei-way-up.yaml"), find("chongqing-cyberspace-2023")
    on = date(2026, 1, 15)
    answer = plan(zhao, [standard], "senior", on, PlanAsked(until=date(2027, 1, 1)))
    assert answer.earliest == plan(zhao, [standard], "senior", on, PlanAsked()).plans[0].arrives


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("--to senior --route green", "no standard named has the route `green`"),
        ("--to boss", "--to: `boss` is no rung"),
        ("--to senior --round +9-+30", "`+9-+30` is no day of the year"),
        ("--to senior --round 02-30", "`02-30` is no day of the year"),
        ("--to senior --pace nan", "is no number of records a year"),
        ("--to senior --by 2025-01-01", "lies before the as-of date"),
        ("--to senior --ics same.txt --out same.txt", "is named by `--out` too"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_in_a_sentence(more: str, said: str, tmp_path: Path) -> None:
    """Status 2, one line, with what to write instead."""
    ran = run(f"{FILE} {more.replace('same.txt', str(tmp_path / 'same.txt'))}")
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err and ran.err.count("\n") == 1 and "; " in ran.err
