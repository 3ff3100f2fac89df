"""Levers and support of small invented cohorts equal what trying every way to spend a budget finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations_with_replacement
from random import Random
from typing import Any

import pyarrow as pa
import pytest

from models import budgets, people_table
from models.applicant import Applicant, read
from models.budgets import Budget, Limit
from models.catalogue import find
from models.costs import Costs
from models.errors import InputError
from models.standard import Standard
from models.standard_reader import read_standard
from reports import levers_words
from solver.actions import added
from solver.asking import periods_of
from solver.calendar import add_months
from solver.check import check
from solver.cohort import Cohort, cohort
from solver.columns.kernel import BatchAsked, Kernel
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.frontier import Question
from solver.levers import Levers, levers, levers_of
from solver.market import Patience
from solver.settle import settle
from solver.status import UNMET
from solver.support import Support, support
from solver.waiting import counted_on, waited
from tests import brute
from tests.people import people
from tests.test_plan_oracle import DAYS, RUNGS, ladder, someone

KINDS = ("paper", "patent", "award")
LARGEST = 3
"""The most additions for one person that the oracle tries."""
Counts = tuple[int, int, int]
"""How many papers, patents and awards."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """Some people, some rungs of a standard, and a last day."""

    crowd: Sequence[Applicant]
    standard: Standard
    rungs: Sequence[str]
    as_of: date
    by: date

    @property
    def cohort(self) -> Cohort:
        return cohort(Kernel(asked(self)), [table(self.crowd)], self.by)


def asked(one: Case) -> BatchAsked:
    return BatchAsked(standards=[(one.standard, one.rungs)], as_of=one.as_of)


def table(crowd: Sequence[Applicant]) -> pa.Table:
    """The people as a roster, called P0, P1 …"""
    return people_table.table(people_table.row(person, f"P{place}") for place, person in enumerate(crowd))


def case(seed: int) -> Case:
    """A few people near the foot of a generated ladder; now and then two rungs of it, or a number that changes."""
    rng = Random(f"levers-{seed}")
    low, n = rng.choice([0, 1, 1, 2]), 2
    as_of = date.fromisoformat(rng.choice(DAYS))
    standard = read_standard(ladder(rng, f"levers-{seed}", low, n))
    names = RUNGS[low : low + n]
    rungs = names if rng.random() < 0.4 else [rng.choice(names)]
    crowd = [read(someone(rng, as_of, names)) for _ in range(rng.choice([3, 4, 5]))]
    return Case(crowd, standard, rungs, as_of, add_months(as_of, rng.choice([0, 3, 12])))


def ways(one: Case, person: Applicant, rung: str) -> set[Counts]:
    """What can be added so that the person is eligible on some day until the last one, by trying all handfuls.

    Nothing for who is eligible already or cannot be judged; no counts at all (zeros) where waiting does.
    """
    question = Question(as_of=one.as_of, standard=one.standard.id, until=one.by)
    periods = periods_of(one.standard, rung, {}, one.as_of)
    facts = Facts(person, one.as_of, one.standard.id)
    if Evaluation(facts).rung(periods[0][1]) is not UNMET:
        return set()
    person = counted_on(person, one.as_of)[0]
    able = brute.candidates(person, periods, question, Random(0), draws=1)
    days = list(brute.turning(person, periods, question))
    found: set[Counts] = set()
    for size in range(LARGEST + 1):
        for handful in combinations_with_replacement(able, size):
            kinds = [c.record.kind for c in handful if c.record]
            counts = (kinds.count("paper"), kinds.count("patent"), kinds.count("award"))
            if not any(all(a <= b for a, b in zip(known, counts, strict=True)) for known in found):
                given = brute.added(person, handful)
                if any(brute.reaches(given, settled, question, day) for day, settled in days if day <= one.by):
                    found.add(counts)
    return found


def best(
    crowd: Sequence[Sequence[tuple[str, set[Counts]]]], budget: Budget, spent: Counts = (0, 0, 0)
) -> tuple[float, float]:
    """The most weight that can be had, and the least that it takes, by trying every way to give everybody something."""
    if not crowd:
        return 0.0, price(spent, budget)
    rest = crowd[1:]
    options = [best(rest, budget, spent)]
    for rung, found in crowd[0]:
        for counts in found:
            more: Counts = (spent[0] + counts[0], spent[1] + counts[1], spent[2] + counts[2])
            if affordable(counts, budget) and affordable(more, budget):
                weight, took = best(rest, budget, more)
                options.append((weight + budget.weights.get(rung, 1), took))
    return max(options, key=lambda pair: (round(pair[0], 6), -pair[1]))


def affordable(counts: Counts, budget: Budget) -> bool:
    if any(n and not budget.allows(kind) for kind, n in zip(KINDS, counts, strict=True)):
        return False
    under = [(sum(n for k, n in zip(KINDS, counts, strict=True) if one.counts(k)), one.most) for one in budget.limits]
    return all(n <= most for n, most in under) and (budget.money is None or cost(counts, budget) <= budget.money + 1e-9)


def cost(counts: Counts, budget: Budget) -> float:
    assert budget.costs is not None
    return sum(n * budget.costs.kinds.get(k, budget.costs.other) for k, n in zip(KINDS, counts, strict=True))


def price(counts: Counts, budget: Budget) -> float:
    """What a budget counts as spent: money, else the additions that a limit names."""
    if budget.money is not None:
        return cost(counts, budget)
    return sum(n for k, n in zip(KINDS, counts, strict=True) if any(one.counts(k) for one in budget.limits))


def drawn(rng: Random) -> Budget:
    """A small budget of any sort."""
    limits: list[Limit] = []
    if rng.random() < 0.8:
        limits += [Limit(kinds=(kind,), most=rng.randint(0, 2)) for kind in rng.sample(KINDS, rng.choice([1, 2, 3]))]
    if not limits or rng.random() < 0.4:
        limits.append(Limit(kinds=rng.choice([(), ("paper", "patent"), ("award", "patent")]), most=rng.randint(0, 3)))
    money = {}
    if rng.random() < 0.3:
        costs = Costs(kinds={"paper": rng.choice([1, 1.5, 3]), "patent": rng.choice([2, 4])}, other=2.5)
        money = {"money": float(rng.randint(1, 9)), "costs": costs}
    weights = {rung: rng.choice([0.5, 1, 2, 3]) for rung in RUNGS if rng.random() < 0.3}
    return Budget(limits=tuple(limits), others=rng.random() < 0.3, weights=weights, **money)  # type: ignore[arg-type]  # money and costs go together


def taken(one: Support) -> float:
    """What a support takes of its budget."""
    counts = (one.spent.get("paper", 0), one.spent.get("patent", 0), one.spent.get("award", 0))
    assert affordable(counts, one.budget)
    return price(counts, one.budget)


def checked(one: Case, made: Support) -> None:
    """Everybody who is supported is eligible on the day told, as `check` sees it, and was not before."""
    for told in made.people:
        person = one.crowd[told.place]
        assert told.id == f"P{told.place}" and told.ready_on <= made.by
        assert check(person, one.standard, told.rung, one.as_of).verdict == "not_eligible"
        then = waited(added(counted_on(person, one.as_of)[0], told.actions, one.as_of), one.as_of, told.ready_on)
        assert check(then, one.standard, told.rung, told.ready_on).verdict == "eligible"


def test_support_equals_every_way_to_spend_the_budget() -> None:
    seen: Counter[str] = Counter()
    for seed in range(70):
        one = case(seed)
        found = {(place, rung): ways(one, p, rung) for place, p in enumerate(one.crowd) for rung in one.rungs}
        known, rng = one.cohort, Random(seed)
        waiting = {pair for pair, counts in found.items() if (0, 0, 0) in counts}
        for _ in range(3):
            budget = drawn(rng)
            made = support(known, budget)
            checked(one, made)
            if any(sum(a.times for a in told.actions) > LARGEST for told in made.people):
                seen["too large for the oracle"] += 1
                continue
            crowd = [
                [(rung, found[place, rung]) for rung in one.rungs if (place, rung) not in waiting]
                for place in range(len(one.crowd))
            ]
            weight, took = best(crowd, budget)
            assert made.proven and made.thrifty
            assert (made.weight, made.bound, taken(made)) == pytest.approx((weight, weight, took)), (seed, budget)
            assert made.waiting == len({place for place, _ in waiting})
            seen["some"] += bool(made.people)
            seen["spent"] += bool(took)
            seen["not all"] += 0 < len(made.people) < made.wanting
            seen["money"] += budget.money is not None and bool(made.people)
    assert seen["too large for the oracle"] < 30
    assert seen["some"] > 60 and seen["spent"] > 40 and seen["not all"] > 30 and seen["money"] > 15, seen


def test_levers_count_whom_one_addition_makes_eligible() -> None:
    seen: Counter[str] = Counter()
    for seed in range(200, 250):
        one = case(seed)
        answer = levers_of(one.cohort)
        total: Counter[str] = Counter()
        for rung, told in zip(one.rungs, answer.rungs, strict=True):
            every = [ways(one, person, rung) for person in one.crowd]
            waiting = [counts for counts in every if (0, 0, 0) in counts]
            single = Counter(
                kind
                for counts in every
                for kind, alone in zip(KINDS, ((1, 0, 0), (0, 1, 0), (0, 0, 1)), strict=True)
                if alone in counts
            )
            assert told.waiting == len(waiting)
            assert {lever.kind: lever.people for lever in told.levers} == dict(single)
            assert all(sum(way.people for way in lever.ways) == lever.people for lever in told.levers)
            ranks = [(-lever.people, lever.kind) for lever in told.levers]
            assert ranks == sorted(ranks)
            total += single
            seen["waiting"] += bool(waiting)
        assert dict(answer.kinds) == dict(total)
        seen["levers"] += bool(total)
    assert seen["levers"] > 20 and seen["waiting"] > 3, seen


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
