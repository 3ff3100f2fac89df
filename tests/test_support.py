"""Support under a budget: a cohort made by hand, people of the standards, and how it is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from models import budgets
from models.applicant import Applicant, read
from models.catalogue import find
from models.errors import InputError
from models.standard import Standard
from models.standard_reader import read_standard
from reports import levers_words
from solver.actions import added
from solver.cohort import cohort
from solver.columns.kernel import Kernel
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.levers import Levers, levers, levers_of
from solver.market import Patience
from solver.settle import settle
from solver.status import UNMET
from solver.support import Support, support
from solver.waiting import counted_on, waited
from tests.people import people
from tests.test_levers import Case, asked, case, drawn, table

KINDS = ("paper", "patent", "award")
LARGEST = 3
"""The most additions for one person that the oracle tries."""
Counts = tuple[int, int, int]
"""How many papers, patents and awards."""

# --- a cohort by hand -------------------------------------------------------------------------------------------------


def invented() -> Standard:
    """An engineer: a bachelor with a year of work, and a patent and a paper, or three papers."""
    return read_standard({
        "id": "invented",
        "document": {"zh": "甲", "en": "A", "issued": "2020-01-01", "effective": "2020-01-01", "region": "beijing"},
        "rungs": {"engineer": {
            "parts": {
                "education-years": {
                    "cite": "1", "all": [{"degree": "bachelor"}, {"worked": {"in": "engineering", "at_least": "1y"}}],
                },
                "results": {"cite": "2", "any": [
                    {"id": "both", "all": [
                        {"id": "patent", "cite": "a", "count": "patent", "where": {"type": "invention"}},
                        {"id": "paper", "cite": "b", "count": "paper"},
                    ]},
                    {"id": "papers", "cite": "c", "count": "paper", "at_least": 3},
                ]},
            },
            "routes": {"regular": ["education-years", "results"]},
        }},
    })  # fmt: skip


def member(papers: int, patents: int, start: str = "2020-07-01") -> Applicant:
    """A bachelor at work with so many papers and patents."""
    invention = {"kind": "patent", "type": "invention", "date": "2022-01-01"}
    return read({
        "education": [{"level": "bachelor", "diploma": "2020-06-30", "degree": "2020-06-30", "relation": "own"}],
        "titles": [], "work": [{"field": "engineering", "from": start}],
        "achievements": [{"kind": "paper", "date": "2022-01-01"}] * papers + [invention] * patents,
    })  # fmt: skip


ON, BY = date(2025, 1, 1), date(2026, 12, 31)
CROWD = [member(2, 0), member(0, 1), member(0, 0), member(2, 0), member(1, 1), member(3, 0, "2024-09-01")]
BY_HAND = Case(CROWD, invented(), ["engineer"], ON, BY)


def named(made: Support) -> dict[str, Mapping[str, int]]:
    """Who is supported with how many of what."""
    return {one.id: {action.kind: action.times for action in one.actions} for one in made.people}


def test_a_paper_does_most() -> None:
    answer = levers_of(BY_HAND.cohort)
    assert answer.kinds == (("paper", 3), ("patent", 2))
    (rung,) = answer.rungs
    assert (rung.waiting, rung.wanting, rung.single) == (1, 4, 3)
    assert {lever.kind: [way.action.serves for way in lever.ways] for lever in rung.levers}["patent"] == [
        ("engineer/results/both/patent",)
    ]


def test_among_equal_people_the_first_of_the_roster_is_supported() -> None:
    made = support(BY_HAND.cohort, budgets.read({"budget": {"paper": 1}}))
    assert named(made) == {"P0": {"paper": 1}} and (made.bound, made.proven) == (1, True)
    made = support(BY_HAND.cohort, budgets.read({"budget": {"paper": 1, "专利": 5}}))
    assert named(made) == {"P0": {"patent": 1}, "P1": {"paper": 1}, "P3": {"patent": 1}}
    assert made.spent == {"paper": 1, "patent": 2}


def test_everybody_is_supported_for_the_least() -> None:
    made = support(BY_HAND.cohort, budgets.read({"budget": {"total": 9}}))
    assert named(made)["P2"] == {"paper": 1, "patent": 1} and len(made.people) == made.wanting == 4
    assert sum(made.spent.values()) == 5
    cheap = {"money": 100, "costs": {"kinds": {"paper": 1, "patent": 8}}}
    made = support(BY_HAND.cohort, budgets.read(cheap))
    assert named(made)["P2"] == {"paper": 3} and made.cost == 6


def test_with_no_budget_nobody_is_supported() -> None:
    made = support(BY_HAND.cohort, budgets.read({"budget": {"award": 5}}))
    assert not made.people and made.bound == 0 and made.proven and made.waiting == 1


def test_a_day_earlier_than_the_wait_makes_the_waiting_no_better() -> None:
    known = BY_HAND.cohort
    made = support(known, budgets.read({"by": "2025-03-01", "budget": {"paper": 9}}))
    assert made.waiting == 0 and "P5" not in named(made)
    for day in ("2024-12-31", "2027-01-01"):
        with pytest.raises(InputError, match="write a day from 2025-01-01 to 2026-12-31"):
            support(known, budgets.read({"by": day, "budget": {"paper": 9}}))


def test_a_bound_where_not_all_bundles_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = budgets.read({"budget": {"paper": 3}})
    whole = support(BY_HAND.cohort, budget)
    some = support(BY_HAND.cohort, budgets.read({"budget": {"paper": 3, "patent": 0}}), most=1)
    assert whole.weight <= some.bound
    seen = 0
    monkeypatch.setattr("solver.bundles.LEAST", 0)
    for seed in range(60):
        one = case(seed)
        known, rng = one.cohort, Random(seed)
        for _ in range(3):
            budget = drawn(rng)
            best_of_all = support(known, budget)
            with monkeypatch.context() as patched:
                # not even the smallest further bundle is looked for
                patched.setattr("solver.support.Patience", lambda: Patience(left=0))
                cut = support(known, budget, most=1)
            assert cut.weight <= best_of_all.weight + 1e-9 <= cut.bound + 2e-9
            assert not cut.proven or cut.weight == best_of_all.weight
            seen += not cut.proven
    assert seen > 5, seen


# --- people of the standards ------------------------------------------------------------------------------------------


def real(count: int = 60) -> Case:
    """People near a rung of a standard, all asked on one day."""
    standard = find("chongqing-industrial-internet-2022")
    crowd = [one.applicant for one in people(standard, "senior", count, seed=5)]
    return Case(crowd, standard, ["senior"], date(2025, 6, 30), date(2027, 6, 30))


def outcome(answer: Levers, made: Support) -> Any:
    """All that is told of a cohort."""
    return (
        [(r.rung, r.waiting, r.wanting, [(x.kind, x.people, [w.action for w in x.ways]) for x in r.levers])
         for r in answer.rungs],
        [(s.place, s.rung, s.route, s.ready_on, s.actions) for s in made.people], made.bound,
    )  # fmt: skip


def batches(whole: pa.Table, size: int) -> Iterator[pa.Table]:
    for start in range(0, whole.num_rows, size):
        yield whole.slice(start, size)


def test_batches_make_no_difference() -> None:
    one = real()
    budget = budgets.read({"budget": {"total": 6, "of": ["patent", "product", "standard"]}})
    told = []
    for size in (1000, 17):
        answer = levers(Kernel(asked(one)), batches(table(one.crowd), size), one.by)
        told.append(outcome(answer, support(answer.cohort, budget)))
    assert told[0] == told[1]
    assert told[0][1]


def test_the_reference_and_the_columns_find_the_same() -> None:
    one = replace(real(40), by=date(2026, 6, 30))
    odd = Kernel(asked(one))
    (whole,) = odd.rungs
    odd.rungs = [(*whole[:3], False)]
    budget = budgets.read({"budget": {"patent": 3, "product": 2, "standard": 2}})
    by_columns, by_reference = (cohort(kernel, [table(one.crowd)], one.by) for kernel in (Kernel(asked(one)), odd))
    found, expected = support(by_columns, budget), support(by_reference, budget)
    assert (found.weight, found.bound, found.waiting, found.wanting) == (
        expected.weight, expected.bound, expected.waiting, expected.wanting,
    )  # fmt: skip
    assert sum(found.spent.values()) > 0
    assert levers_of(by_columns).kinds == levers_of(by_reference).kinds


def test_every_support_holds_as_check_sees_it() -> None:
    one = real(100)
    budget = budgets.read({"money": 60, "costs": {"kinds": {"patent": 8, "paper": 3}, "other": 5}})
    made = support(one.cohort, budget)
    assert len(made.people) > 2 and made.cost is not None and made.cost <= 60
    for told in made.people:
        person = counted_on(one.crowd[told.place], one.as_of)[0]
        then = waited(added(person, told.actions, one.as_of), one.as_of, told.ready_on)
        evaluation = Evaluation(Facts(then, told.ready_on, one.standard.id))
        assert evaluation.route(settle(one.standard, "senior", one.as_of), told.route) is not UNMET


def test_what_does_not_hold_when_replayed_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("solver.cohort.added", lambda person, _made, _day: person)
    with pytest.raises(RuntimeError, match="does not hold when replayed"):
        support(BY_HAND.cohort, budgets.read({"budget": {"paper": 1}}))


# --- in words ---------------------------------------------------------------------------------------------------------


def test_levers_and_support_in_words() -> None:
    answer = levers_of(BY_HAND.cohort)
    (rung,) = answer.rungs
    assert [levers_words.lever_words(one, "en") for one in rung.levers] == [
        "1 more paper: 3 people eligible", "1 more granted patent: 2 people eligible",
    ]  # fmt: skip
    assert levers_words.lever_words(rung.levers[0], "zh") == "再有论文1篇：3人符合"
    assert levers_words.way_words(rung.levers[1].ways[0], "en") == "one granted invention patent (for a): 2 people"
    made = support(answer.cohort, budgets.read({"by": "2026-12-31", "budget": {"paper": 1, "patent": 9}}))
    assert levers_words.outcome_words(made, "en") == (
        "by 2026-12-31 this budget makes 3 people eligible, proven to be the most, for the least that it takes; "
        "1 person only has to wait."
    )
    assert "可使3人符合条件，已证明不能更多，且支出最少；另有1人只需等待" in levers_words.outcome_words(made, "zh")
    assert levers_words.budget_words(made.budget, "en") == "up to 1 paper; up to 9 granted patents"
    assert levers_words.spent_words(made.spent, made.cost, "zh") == "论文1篇；授权专利2项"
    assert levers_words.supported_words(made.people[0], "en").startswith("P0: one granted invention patent (for a); el")
    assert levers_words.supported_words(made.people[1], "zh") == "P1：发表论文1篇（对应b）；2025-01-01起符合"


def test_what_is_not_proven_is_told_with_its_bound() -> None:
    made = support(BY_HAND.cohort, budgets.read({"money": 5, "costs": {"kinds": {"patent": 2}}}))
    some = replace(made, proven=False, bound=9)
    assert "no more than 9 can be" in levers_words.outcome_words(some, "en")
    assert "最多不超过9人" in levers_words.outcome_words(some, "zh")
    assert levers_words.spent_words(made.spent, made.cost, "en").endswith(f"(cost {made.cost:g})")
    none = support(BY_HAND.cohort, budgets.read({"budget": {"total": 0}}))
    assert levers_words.spent_words(none.spent, none.cost, "zh") == "不支出"
