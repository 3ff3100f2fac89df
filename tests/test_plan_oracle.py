"""Plans up small generated ladders equal what is found by trying everything, and replay step by step."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from models import applicant
from models.applicant import Applicant, Record, Title
from models.standard import Standard
from models.standard_reader import read_standard
from models.vocabulary import vocabulary
from solver.actions import added
from solver.calendar import add_months, full_months
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.gap import Asked, gap
from solver.itinerary import Plan, Stage
from solver.plan import PlanAsked, plan
from solver.settle import settle
from solver.status import ASSUMED
from tests import brute, plan_brute

RUNGS = ("technician", "assistant", "engineer", "senior", "full_senior")
DAYS = ("2024-01-31", "2024-02-29", "2024-08-30", "2024-11-30", "2024-12-31", "2025-02-28", "2025-03-15", "2025-05-29")
DAY = timedelta(days=1)
COUNTED: tuple[tuple[str | list[str], tuple[dict[str, Any], ...]], ...] = (
    (
        "paper",
        (
            {},
            {"venue": "journal"},
            {"venue": "conference"},
            {"author": "1..1"},
            {"venue": "journal", "author": "1..2"},
            {"any": [{"venue": "conference"}, {"author": "1..1"}]},
        ),
    ),
    ("patent", ({}, {"type": "invention"}, {"type": "utility"}, {"rank": "1..1"}, {"type": ["invention", "utility"], "role": "key+"})),
    ("award", ({}, {"tier": "provincial+"}, {"grade": "second+", "rank": "1..3"})),
    (["paper", "patent"], ({},)),
)
OWN: tuple[dict[str, Any], ...] = (
    {"kind": "paper", "venue": "journal", "author": 2},
    {"kind": "paper", "venue": "conference", "author": 1},
    {"kind": "paper", "venue": "journal", "author": 1},
    {"kind": "patent", "type": "utility", "rank": 2, "role": "participant"},
    {"kind": "patent", "type": "invention", "rank": 1, "role": "lead"},
    {"kind": "award", "tier": "city", "grade": "first", "rank": 3},
)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Case:
    """A person before a ladder, and the question; the two documents are what both were read from."""

    person: Applicant
    standard: Standard
    target: str
    as_of: date
    asked: PlanAsked
    documents: tuple[dict[str, Any], dict[str, Any]]


# --- generated ladders ------------------------------------------------------------------------------------------------


def ladder(rng: Random) -> dict[str, Any]:
    """A standard of two or three rungs."""
    low, n = rng.choice([0, 1, 1, 2]), rng.choice([2, 2, 3])
    return {
        "id": "generated",
        "document": {"zh": "阶", "en": "ladder", "issued": "2020-01-01", "effective": "2020-01-01", "region": "chongqing"},
        "parameters": {"months": {"cite": "九", "values": {"2020-01-01": "4m", f"2025-{rng.randint(1, 9)}-17": "7m"}}},
        "rungs": {RUNGS[i]: _rung(rng, RUNGS[i], RUNGS[i - 1] if i else "", i > low) for i in range(low, low + n)},
    }


def _rung(rng: Random, rung: str, below: str, higher: bool) -> dict[str, Any]:
    parts: dict[str, Any] = {
        "education-years": {"cite": "一", "any": [_row(rng, below, higher, f"r{n}") for n in range(rng.choice([1, 2, 2]))]},
        "results": {"cite": "二", **_results(rng)},
        "exception": {"cite": "三", **_count(rng, rng.choice([1, 2]))},
    }
    if rng.random() < 0.15:
        parts["scope"] = {"cite": "四", "now": ["engineering"]}
    if rng.random() < 0.2:
        clear = {"clear": "conduct.penalty_until"}
        parts["conduct"] = {"cite": "五", **rng.choice([clear, {"fact": "insurance_months", "at_least": rng.randint(3, 9)}])}
    routes: dict[str, Any] = {"regular": ["education-years", "results"]}
    if rng.random() < 0.35:
        years = _row(rng, below, higher, "ability")
        routes["exceptional"] = ["exception", {"ability": {"cite": "六", **years}}]
    after = [below, below, "highest", {"title": below, "free": {"degree": "master"}}] if higher else []
    since = rng.choice(["none", *after])
    return {"parts": parts, "routes": routes} if since == "none" else {"after": since, "parts": parts, "routes": routes}


def _row(rng: Random, below: str, higher: bool, name: str) -> dict[str, Any]:
    """A row of education and years: mostly with the title below, now and then with none."""
    months: Any = rng.choice(["$months", *[f"{rng.randint(2, 9)}m"] * 9])
    worked = {"in": rng.choice(["engineering", "engineering", "cyberspace"]), "at_least": months}
    word, level = rng.choice(
        [("degree", "bachelor"), ("degree", "master"), ("education", "bachelor"), ("diploma", "junior_college")]
    )
    if higher and rng.random() < 0.7:
        years: dict[str, Any] = {"title": below, **rng.choice([{"worked": worked}, {"worked": worked}, {"held": months}])}
    else:
        years = rng.choice([{"worked": worked}, {"worked": worked, "after": {word: level}}])
        if higher:
            level = rng.choice([level, "master"]) if word != "diploma" else level
    return {"id": name, "all": [{word: level}, years]} if rng.random() < 0.75 else {"id": name, "all": [years]}


def _results(rng: Random) -> dict[str, Any]:
    if rng.random() < 0.35:
        return _count(rng, rng.choice([1, 1, 2]))
    of = [{"id": f"c{n}", **_count(rng, 1)} for n in range(rng.choice([2, 2, 3]))]
    once = {"once": True} if rng.random() < 0.4 else {}
    if rng.random() < 0.4:
        return {"at_least": min(2, len(of)), "of": of, **once}
    return {"any": of} if rng.random() < 0.4 else {"all": of[:2], **once}


def _count(rng: Random, n: int) -> dict[str, Any]:
    kinds, tests = rng.choice(COUNTED)
    since = {"since": "none"} if rng.random() < 0.15 else {}
    return {"count": kinds, "where": dict(rng.choice(tests)), "at_least": n, **since}


# --- generated people -------------------------------------------------------------------------------------------------


def person(rng: Random, as_of: date, rungs: list[str]) -> dict[str, Any]:
    """Someone near the foot of a ladder."""

    def ago(least: int, most: int) -> str:
        return str(add_months(as_of, -rng.randint(least, most)) - DAY * rng.choice([0, 0, 1, 15, 29]))

    low = RUNGS.index(rungs[0])
    levels = [RUNGS[max(low - 1, 0)], rungs[0], *rungs[1:-1]]
    levels = [level for level in levels if level != rungs[-1]]
    titles = [
        {"level": level, "series": rng.choice(["engineering"] * 5 + ["other"]), "date": ago(0, 12)}
        for level in ([rng.choice(levels)] if rng.random() < 0.45 else [])
    ]
    work: list[dict[str, Any]] = []
    end = as_of
    for n in range(rng.choice([0, 1, 1, 1, 2, 2, 3])):
        start = add_months(end, -rng.randint(0, 6)) - DAY * rng.randint(0, 31)
        job = {"field": rng.choice(["engineering", "engineering", "network_security", "other"]), "from": str(start)}
        last = end if n else as_of + DAY * rng.choice([-40, 20, 100, 250])
        if (n or rng.random() < 0.2) and last >= start:
            job["to"] = str(last)
        work.append(job)
        end = start - DAY * rng.randint(1, 40)
    given = [
        {"level": level, "diploma": (day := ago(1, 30)), **({"degree": day} if level != "junior_college" else {})}
        for level in rng.choice([["bachelor"], ["bachelor"], ["junior_college"], ["bachelor", "master"], ["master"], []])
    ]
    bars = {"conduct": {"penalty_until": str(as_of + DAY * rng.randint(-10, 200))}} if rng.random() < 0.2 else {}
    return {
        "education": given,
        "titles": titles,
        "work": work,
        "achievements": [{**rng.choice(OWN), "date": ago(0, 10)} for _ in range(rng.choice([0, 0, 1, 1, 2]))],
        "insurance_months": rng.randint(0, 6),
        **bars,
    }


def case(seed: int) -> Case:
    """A person, a ladder and a question: half of them plain, the others with rounds, a pace, or a last day."""
    rng = Random(f"plan-{seed}")
    as_of, standard = date.fromisoformat(rng.choice(DAYS)), ladder(rng)
    someone = person(rng, as_of, list(standard["rungs"]))
    asked = PlanAsked(
        review=rng.choice([1, 1, 2, 3]),
        round=rng.choice([(6, 30), (12, 31), (3, 1), (9, 15)]) if rng.random() < 0.2 else None,
        pace=rng.choice([1.0, 2.0, 3.0, 4.0, 6.0]) if rng.random() < 0.2 else None,
        until=add_months(as_of, rng.randint(3, 30)) if rng.random() < 0.15 else None,
        without=frozenset({rng.choice(["paper", "patent", "award"])}) if rng.random() < 0.12 else frozenset(),
        routes=("regular",) if rng.random() < 0.08 else (),
    )
    return Case(
        person=applicant.read(someone),
        standard=read_standard(standard),
        target=list(standard["rungs"])[-1],
        as_of=as_of,
        asked=asked,
        documents=(standard, someone),
    )
