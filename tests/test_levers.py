"""Levers and support of small invented cohorts equal what trying every way to spend a budget finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations_with_replacement
from random import Random

import pyarrow as pa
import pytest

from models import people_table
from models.applicant import Applicant, read
from models.budgets import Budget, Limit
from models.costs import Costs
from models.standard import Standard
from models.standard_reader import read_standard
from solver.actions import added
from solver.asking import periods_of
from solver.calendar import add_months
from solver.check import check
from solver.cohort import Cohort, cohort
from solver.columns.kernel import BatchAsked, Kernel
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.frontier import Question
from solver.levers import levers_of
from solver.status import UNMET
from solver.support import Support, support
from solver.waiting import counted_on, waited
from tests import brute
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
