"""Plans up small generated ladders equal what is found by trying everything, and hold when replayed step by step."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
import yaml

from models import applicant
from models.applicant import Record, Title
from models.standard_reader import read_standard
from solver.actions import added
from solver.calendar import add_months, full_months
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.frontier import Question
from solver.gap import Asked, gap
from solver.itinerary import Plan, Stage
from solver.matching import shape_check
from solver.plan import PlanAsked, plan
from solver.settle import settle
from solver.status import ASSUMED
from tests import brute, plan_brute
from tests.plan_brute import Case

DAY = timedelta(days=1)
RUNGS = ("technician", "assistant", "engineer", "senior", "full_senior")
DAYS = ("2024-01-31", "2024-02-29", "2024-08-30", "2024-11-30", "2024-12-31", "2025-02-28", "2025-03-15", "2025-05-29")
DOCUMENT = {"zh": "阶梯", "en": "ladder", "issued": "2020-01-01", "effective": "2020-01-01", "region": "chongqing"}
PAPERS = [{}, {"venue": "journal"}, {"venue": "conference"}, {"author": "1..1"}, {"venue": "journal", "author": "1..2"}]
EITHER = {"any": [{"venue": "conference"}, {"author": "1..1"}]}
PATENTS = [{}, {"type": "invention"}, {"type": "utility"}, {"rank": "1..1"}, {"role": "key+"}]
AWARDS = [{}, {"tier": "provincial+"}, {"grade": "second+", "rank": "1..3"}]
COUNTED: list[tuple[Any, list[Any]]] = [
    ("paper", [*PAPERS, EITHER]), ("patent", PATENTS), ("award", AWARDS), (["paper", "patent"], [{}]),
]  # fmt: skip


# --- generated ladders ------------------------------------------------------------------------------------------------


def ladder(rng: Random, name: str, low: int, n: int) -> dict[str, Any]:
    """A standard of so many rungs, and a number in it that changes on a day."""
    months = {"cite": "九", "values": {"2020-01-01": "4m", f"2025-{rng.randint(1, 9)}-17": "7m"}}
    rungs = {RUNGS[i]: _rung(rng, RUNGS[i - 1] if i else "", higher=i > low) for i in range(low, low + n)}
    return {"id": name, "document": DOCUMENT, "parameters": {"months": months}, "rungs": rungs}


def _rung(rng: Random, below: str, *, higher: bool) -> dict[str, Any]:
    rows = [{"id": f"r{n}", **_row(rng, below, 9, higher=higher)} for n in range(rng.choice([1, 2, 2]))]
    parts = {
        "education-years": {"cite": "一", "any": rows},
        "results": {"cite": "二", **_results(rng)},
        "exception": {"cite": "三", **_count(rng, rng.choice([1, 2, 2]))},
    }
    if rng.random() < 0.15:
        parts["scope"] = {"cite": "四", "now": ["engineering"]}
    if rng.random() < 0.2:
        insured = {"fact": "insurance_months", "at_least": rng.randint(3, 9)}
        parts["conduct"] = {"cite": "五", **rng.choice([{"clear": "conduct.penalty_until"}, insured])}
    routes: dict[str, Any] = {"regular": ["education-years", "results"]}
    if rng.random() < 0.5:
        routes["exceptional"] = ["exception", {"ability": {"cite": "六", **_row(rng, below, 4, higher=higher)}}]
    after = [below, below, "highest", {"title": below, "free": {"degree": "master"}}] if higher else []
    return {"after": rng.choice(["none", "none", *after]), "parts": parts, "routes": routes}


def _row(rng: Random, below: str, most: int, *, higher: bool) -> dict[str, Any]:
    """A row of education and years: mostly with the title below, else one that lets it be skipped."""
    months = rng.choice(["$months", *[f"{rng.randint(2, most)}m"] * 9])
    worked = {"worked": {"in": rng.choice(["engineering"] * 3 + ["cyberspace"]), "at_least": months}}
    word, level = rng.choice([*[("degree", "bachelor")] * 2, ("degree", "master"), ("diploma", "junior_college")])
    if higher and rng.random() < 0.7:
        years: dict[str, Any] = {"title": below, **rng.choice([worked, worked, {"held": months}])}
    else:
        years = rng.choice([worked, {**worked, "after": {word: level}}])
        word, level = rng.choice([(word, level), ("degree", "master")])
    return {"all": [{word: level}, years] if rng.random() < 0.75 else [years]}


def _results(rng: Random) -> dict[str, Any]:
    if rng.random() < 0.35:
        return _count(rng, rng.choice([1, 1, 2]))
    of = [{"id": f"c{n}", **_count(rng, 1)} for n in range(rng.choice([2, 2, 3]))]
    once = {"once": True} if rng.random() < 0.4 else {}
    return rng.choice([{"at_least": 2, "of": of, **once}, {"all": of[:2], **once}, {"any": of}])


def _count(rng: Random, n: int) -> dict[str, Any]:
    kinds, tests = rng.choice(COUNTED)
    since = {"since": "none"} if rng.random() < 0.15 else {}
    return {"count": kinds, "where": dict(rng.choice(tests)), "at_least": n, **since}


def someone(rng: Random, as_of: date, rungs: Sequence[str]) -> dict[str, Any]:
    """A person near the foot of a ladder; now and then with work that was broken, or that will end."""

    def ago(least: int, most: int) -> str:
        return str(add_months(as_of, -rng.randint(least, most)) - DAY * rng.choice([0, 0, 1, 15, 29]))

    level, series = rng.choice([*RUNGS[:1], *rungs[:-1]]), rng.choice(["engineering"] * 7 + ["other"])
    work: list[dict[str, Any]] = []
    end = as_of
    for n in range(rng.choice([0, *[1] * 7, *[2] * 6, 3])):
        start = add_months(end, -rng.randint(0, 6)) - DAY * rng.randint(0, 31)
        fields = ["engineering", *["network_security"] * 4, *["other"] * (2 * n)]
        work.append({"field": rng.choice(fields), "from": str(start)})
        last = end if n else as_of + DAY * rng.choice([-40, 20, 100, 250])
        if last >= start and (n or rng.random() < 0.15):
            work[-1]["to"] = str(last)
        end = start - DAY * rng.randint(1, 40)
    levels = rng.choice([["bachelor"]] * 7 + [["bachelor", "master"]] * 6 + [["junior_college"], []])
    dated = [{word: ago(1, 30) for word in ("diploma", "degree")} for _ in levels]
    records = []
    for one in rng.choices(plan_brute.STRONG, k=rng.choice([0, 0, 1, 1, 2])):
        place = {"author" if one["kind"] == "paper" else "rank": rng.randint(1, 3)}
        records.append({**{key: value for key, value in one.items() if key != "role"}, **place, "date": ago(0, 10)})
    bars = {"conduct": {"penalty_until": str(as_of + DAY * rng.randint(-10, 200))}} if rng.random() < 0.2 else {}
    return {
        "education": [{"level": one, **days} for one, days in zip(levels, dated, strict=True)],
        "titles": [{"level": level, "series": series, "date": ago(0, 12)}] if rng.random() < 0.5 else [],
        "work": work,
        "achievements": records,
        "insurance_months": rng.randint(1, 6),
        **bars,
    }


def case(seed: int) -> Case:
    """A person, a ladder and a question: plain, or with rounds, a pace, a last day, or all balances asked for."""
    rng = Random(f"plan-{seed}")
    low, n = rng.choice([0, 1, 1, 2]), rng.choice([2, 3])
    as_of = date.fromisoformat(rng.choice(DAYS))
    ladders = [read_standard(ladder(rng, f"ladder-{i}", low, n)) for i in range(rng.choice([1] * 9 + [2]))]
    person = applicant.read(someone(rng, as_of, RUNGS[low : low + n]))
    asked = PlanAsked(
        review=rng.choice([1, 1, 2, 3]),
        rounds=(rng.choice([(6, 30), (12, 31), (3, 1), (9, 15)]),) if rng.random() < 0.2 else (),
        pace=rng.choice([1.0, 2.0, 3.0, 4.0, 6.0]) if rng.random() < 0.25 else None,
        until=add_months(as_of, rng.randint(3, 30)) if rng.random() < 0.15 else None,
        without=frozenset({rng.choice(["paper", "patent", "award"])}) if rng.random() < 0.08 else frozenset(),
        routes=("regular",) if rng.random() < 0.08 else (),
        frontier=rng.random() < 0.5,
    )
    return Case(person=person, standards=ladders, target=RUNGS[low + n - 1], as_of=as_of, asked=asked)


# --- comparison and replay --------------------------------------------------------------------------------------------


def compared(seeds: Iterable[int]) -> Counter[str]:
    """What is to be seen in the cases, after every one has agreed and every plan was replayed."""
    seen: Counter[str] = Counter()
    wrong: list[str] = []
    for seed in seeds:
        one = case(seed)
        plans = plan(one.person, one.standards, one.target, one.as_of, one.asked).plans
        said, right = [(found.arrives, found.records) for found in plans], plan_brute.plans(one)
        if said != right or not all(found.proven for found in plans):
            wrong.append(f"{seed}: plan {said}, oracle {right}, {one.asked}")
        for found in plans:
            replays(one, found)
        seen.update({"none": not plans, "balances": len(plans) > 1})
        for found in plans[:1]:
            longest = max(map(len, plan_brute.ladders(one.person, one.standards, one.target)))
            serving = [{path.split("/")[0] for path in m.action.serves} for s in found.stages for m in s.made]
            seen.update({"several": len(found.stages) > 1, "skips": len(found.stages) < longest})
            seen.update({"shared": any(len(rungs) > 1 for rungs in serving), "records": found.records > 1})
            seen.update({"waits": any(stage.applied > stage.since for stage in found.stages)})
    assert not wrong, f"{len(wrong)} disagreements, first:\n{wrong[0]}"
    return seen


def replays(one: Case, found: Plan) -> None:
    """Every step holds on its day; the day before it does not, unless a round or the pace forbids that day."""
    pace, since = one.asked.pace or 0, one.as_of
    for n, stage in enumerate(found.stages, 1):
        facts = Facts(stage.checked, stage.applied, stage.standard.id)
        settled = settle(stage.standard, stage.rise.rung, stage.applied)
        assert Evaluation(facts).route(settled, stage.route) >= ASSUMED
        assert eligible(one, found.stages[:n], stage.applied)
        assert stage.since == since <= stage.applied
        since = stage.titled
        assert since == add_months(stage.applied, one.asked.review)
        assert all(stage.since <= day <= stage.applied for made in stage.made for day in made.on)
        eve = stage.applied - DAY
        needed = 12 * stage.records if pace else 0
        assert full_months(stage.since, stage.applied) * pace >= needed
        if one.asked.rounds:
            assert (stage.applied.month, stage.applied.day) in one.asked.rounds
        elif eve >= stage.since and full_months(stage.since, eve) * pace >= needed:
            assert not eligible(one, found.stages[:n], eve)


def eligible(one: Case, stages: Sequence[Stage], day: date) -> bool:
    """Whether the last of some steps holds on a day, with the titles before it and all that was made until then."""
    person, last = brute.known(one.person, one.as_of), stages[-1]
    titles = [Title(path="", level=s.rise.rung, series="engineering", date=s.titled, how="review") for s in stages[:-1]]
    made = [(stage.since, m.action) for stage in stages for m in stage.made for _ in range(m.action.times)]
    new = [
        Record(kind=action.kind, path=f"achievements[{n}]", name="", date=since, values=action.attrs)
        for n, (since, action) in enumerate(made, 100)
    ]
    paid = one.person.facts["insurance_months"] + full_months(one.as_of, day)
    person = replace(
        person,
        facts={**person.facts, "insurance_months": paid},
        titles=(*(person.titles or ()), *titles),
        achievements=(*(person.achievements or ()), *new),
    )
    evaluation, settled = Evaluation(Facts(person, day, last.standard.id)), settle(last.standard, last.rise.rung, day)
    names = one.asked.routes or settled.routes
    return any(evaluation.route(settled, name) >= ASSUMED for name in names)


# --- the tests --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", range(0, 150, 50))
def test_plan_is_the_best_of_all_on_generated_ladders(start: int) -> None:
    seen = compared(range(start, start + 50))
    assert seen["several"] >= 15 and seen["none"] >= 5, seen
    assert min(seen[word] for word in ("skips", "shared", "waits", "records")) > 1, seen


@pytest.mark.slow
@pytest.mark.parametrize("start", range(10_000, 13_000, 500))
def test_plan_sweep_of_generated_ladders(start: int) -> None:
    seen = compared(range(start, start + 500))
    print(f"plan: {dict(seen)} of 500 ladders", file=sys.stderr, flush=True)
    assert seen["balances"] > 5, seen


@pytest.mark.slow
def test_plan_oracle_misses_no_day() -> None:
    for one in map(case, range(500, 530)):
        assert plan_brute.plans(one) == plan_brute.plans(one, daily=True), one.asked


def test_plan_oracle_misses_no_record() -> None:
    for one in map(case, range(600, 640)):
        strong = plan_brute.candidates(one.standards, one.as_of, frozenset())
        for standard in one.standards:
            asked = brute.nodes([(one.as_of, settle(standard, rung, one.as_of)) for rung in standard.rungs])
            checks = [(shape.kind, shape_check(shape)) for shape in brute.shapes(asked)]
            for record in brute.records(asked, Question(as_of=one.as_of, standard=""), Random(0), 4):
                met = [check for kind, check in checks if kind == record.kind and check(record.values) >= ASSUMED]
                assert any(all(check(r.values) >= ASSUMED for check in met) for r in strong if r.kind == record.kind)


LONG_WAY = """
assistant:
  parts: {results: {cite: 一, count: [paper, patent]}}
  routes: {regular: [results]}
engineer:
  parts:
    education-years:
      cite: 二
      any:
        - {id: climbed, title: assistant, worked: {in: engineering, at_least: 4m}}
        - {id: skipped, worked: {in: engineering, at_least: 5m}, after: {degree: master}}
    results: {cite: 三, count: patent}
  routes: {regular: [education-years, results]}
"""


@pytest.mark.parametrize(
    ("level", "greedy", "arrives"), [("bachelor", "2025-05-15", "2025-05-15"), ("master", "2025-01-15", "2024-12-15")]
)
def test_plan_beats_the_next_rung_taken_first(level: str, greedy: str, arrives: str) -> None:
    """Who takes the least for each next rung writes a paper that the one after does not ask for, and skips no rung."""
    standard = read_standard({"id": "long-way", "document": DOCUMENT, "rungs": yaml.safe_load(LONG_WAY)})
    work = [{"field": "engineering", "from": "2023-12-01"}]
    document = {"education": [{"level": level, "degree": "2024-01-15"}], "titles": [], "work": work, "achievements": []}
    start, person, records = date(2024, 1, 15), applicant.read(document), 0
    (best,) = plan(person, [standard], "engineer", start, PlanAsked(review=6)).plans
    assert (str(best.arrives), best.records) == (arrives, 1)
    for rung in standard.rungs:
        point = (gap(person, standard, rung, start, Asked()).frontier or ())[0]
        person, records = added(person, point.actions, start), records + point.records
        start = add_months(point.ready_on, 6)
        title = Title(path="", level=rung, series="engineering", date=start, how="review")
        person = replace(person, titles=(*(person.titles or ()), title))
    assert (str(start), records) == (greedy, 2)
