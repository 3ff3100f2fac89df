"""The frontier of least additions equals what two others find: trying everything, and python-constraint."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from models import applicant, rules
from models.catalogue import files, find
from models.rules import Count, Rule, Shape, Tied, Total, Weight
from solver.classes import TooMany
from solver.frontier import Question, Reached, frontier
from solver.settle import Settled, settle
from solver.status import ASSUMED
from solver.waiting import counted_on
from tests import brute, gap_csp, trees
from tests.brute import Periods, Price
from tests.people import DAYS, Person, people, rung_status, score

STANDARDS = sorted(files())
RUNGS = [(name, rung) for name in STANDARDS for rung in find(name).rungs]
EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.yaml"))
MOST_RECORDS = 8
Frontier = Callable[[applicant.Applicant, Periods, Question], Sequence[Reached]]
Case = tuple[Person, Periods, Question]


def answered(case: Case, ask: Frontier = frontier) -> dict[Price, date]:
    """The points of the frontier, each with its day."""
    person, periods, question = case
    known, _ = counted_on(person.applicant, question.as_of)
    return {(r.price[0], r.price[1], r.price[2]): r.day for r in ask(known, periods, question)}


def difference(case: Case, found: dict[Price, date], expected: brute.Least) -> str:
    """What the two say, where they do not say the same of so many additions; empty where they do."""
    said = {price: day for price, day in found.items() if price[1] + price[2] <= expected.bound}
    if said == expected.points:
        return ""
    person, periods, question = case
    return f"frontier {said}, oracle {dict(expected.points)}\n{question}\n{periods}\n{person.document}"


def by_trying(case: Case, tries: int = 1500, *, daily: bool = False, ask: Frontier = frontier) -> str:
    """How the frontier differs from what is found by trying everything."""
    person, periods, question = case
    try:
        expected = brute.least(person.applicant, periods, question, tries=tries, daily=daily)
    except TooMany:
        return ""
    return difference(case, answered(case, ask), expected)


def by_constraints(case: Case, most: int = 2) -> str:
    """How the frontier differs from what python-constraint finds."""
    person, periods, question = case
    return difference(case, answered(case), gap_csp.least(person.applicant, periods, question, most=most))


# --- people and questions ---------------------------------------------------------------------------------------------


def thinned(person: Person, rng: Random) -> Person:
    """Someone eligible, asked some days earlier, with some records, recommenders and consents gone."""
    document = dict(person.document)
    for name, share in (("achievements", 0.4), ("recommenders", 0.3), ("approvals", 0.3)):
        if isinstance(document.get(name), list) and rng.random() < 0.8:
            document[name] = [one for one in document[name] if rng.random() > share]
    as_of = person.as_of - timedelta(days=rng.choice([0, 0, 1, 20, 31, 100, 400]))
    return replace(person, sort="thinned", document=document, applicant=applicant.read(document), as_of=as_of)


def near(found: Iterable[Person], rng: Random, times: int = 2) -> Iterator[Person]:
    """People, and after each who is eligible some who lack a little."""
    for person in found:
        yield person
        if rung_status(person) >= ASSUMED:
            yield from (thinned(person, rng) for _ in range(times))


def tied_and_counted(periods: Periods) -> bool:
    """Whether records of one kind are bound to projects and counted once for each: a known, accepted limit."""
    asked = brute.nodes(periods)
    tied = {s.kind for rule in asked if isinstance(rule, Tied) for pattern in rule.patterns for s in pattern}
    return any(s.kind in tied for r in asked if isinstance(r, Count) and r.per_project for s in r.pattern)


def tree_cases(seeds: Iterable[int]) -> Iterator[Case]:
    """Questions about generated trees: most of them plain, some strict, bounded, or with a rung that changes."""
    for seed in seeds:
        rng = Random(f"gap-{seed}")
        settled = trees.rung(rng)
        for person in near(score(settled, DAYS[seed % len(DAYS)], rng, 6), rng):
            if len(person.applicant.achievements or ()) > MOST_RECORDS:
                continue
            periods: list[tuple[date, Settled]] = [(person.as_of, settled)]
            question = Question(as_of=person.as_of, standard=settled.standard, strict=rng.random() < 0.2)
            if rng.random() < 0.1:
                question = replace(question, until=person.as_of + timedelta(days=rng.choice([0, 40, 400])))
            if rng.random() < 0.1:
                question = replace(question, routes=(rng.choice(list(settled.routes)),))
            if rng.random() < 0.1:
                kinds = sorted({s.kind for s in brute.shapes(brute.nodes(periods))})
                question = replace(question, without=frozenset(rng.sample(kinds, min(1, len(kinds)))))
            if rng.random() < 0.1:
                periods.append((person.as_of + timedelta(days=rng.choice([1, 31, 200])), trees.rung(rng)))
            if not tied_and_counted(periods):
                yield person, periods, question


def standard_cases(name: str, rung: str, count: int, seed: int) -> Iterator[Case]:
    """Questions about people near a rung of a standard, and about those who lack a little of it."""
    standard, rng = find(name), Random(f"gap-{name}-{rung}-{seed}")
    for person in near(people(standard, rung, count, seed), rng):
        settled = settle(standard, rung, person.as_of, dict(person.settled.readings))
        question = Question(as_of=person.as_of, standard=name, strict=rng.random() < 0.1)
        yield person, [(person.as_of, settled)], question


# --- the tests --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", range(0, 120, 30))
def test_gap_is_the_least_of_all_on_generated_trees(start: int) -> None:
    sorts: Counter[str] = Counter()
    for case in tree_cases(range(start, start + 30)):
        assert not by_trying(case)
        for months, records, endorsements in answered(case):
            sorts.update(
                {"waits": months > 0, "records": records > 0, "endorsed": endorsements > 0, "many": records > 1}
            )
    assert min(sorts[word] for word in ("waits", "records", "endorsed", "many")) > 3, sorts


@pytest.mark.parametrize(("name", "rung"), RUNGS)
def test_gap_is_the_least_by_constraints_near_a_rung(name: str, rung: str) -> None:
    for case in standard_cases(name, rung, 6, seed=1):
        assert not by_constraints(case)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_gap_of_the_examples(path: Path) -> None:
    person, as_of = applicant.load(path), date(2024, 12, 31)
    for name, rung in RUNGS:
        settled = settle(find(name), rung, as_of)
        case = (Person("example", {}, person, settled, as_of), [(as_of, settled)], Question(as_of=as_of, standard=name))
        assert not by_constraints(case, most=1)


def test_gap_oracles_agree() -> None:
    for case in tree_cases(range(500, 530)):
        person, periods, question = case
        tried = brute.least(person.applicant, periods, question)
        found = gap_csp.least(person.applicant, periods, question, most=2)
        bound = min(2, tried.bound)
        assert {p for p in found.points if p[1] + p[2] <= bound} == {p for p in tried.points if p[1] + p[2] <= bound}


def test_gap_day_holds_and_the_day_before_does_not() -> None:
    waits = 0
    for person, periods, question in tree_cases(range(600, 660)):
        known, _ = counted_on(person.applicant, question.as_of)
        for one in frontier(known, periods, question):
            if len(periods) == 1 and one.price[1:] == (0, 0):
                assert brute.reaches(known, one.settled, question, one.day)
                if one.day > question.as_of:
                    assert not brute.reaches(known, one.settled, question, one.day - timedelta(days=1))
                    waits += 1
    assert waits > 3


# --- the tests can fail -----------------------------------------------------------------------------------------------


def _twice(rule: Rule) -> Rule:
    """The rule with lists in which a record may count twice after all."""
    if isinstance(rule, rules.Any):
        return replace(rule, of=tuple(map(_twice, rule.of)))
    if isinstance(rule, rules.All | rules.AtLeast):
        return replace(rule, of=tuple(map(_twice, rule.of)), once=False)
    return rule


def _counting_twice(person: applicant.Applicant, periods: Periods, question: Question) -> Sequence[Reached]:
    loose = [
        (day, replace(s, routes={name: tuple(map(_twice, parts)) for name, parts in s.routes.items()}))
        for day, s in periods
    ]
    return frontier(person, loose, question)


def _a_month_late(person: applicant.Applicant, periods: Periods, question: Question) -> Sequence[Reached]:
    return [replace(r, months=r.months + (r.months > 0)) for r in frontier(person, periods, question)]


def _a_day_late(person: applicant.Applicant, periods: Periods, question: Question) -> Sequence[Reached]:
    found = frontier(person, periods, question)
    return [replace(r, day=r.day + timedelta(days=1)) if r.day > question.as_of else r for r in found]


def _the_first_alone(person: applicant.Applicant, periods: Periods, question: Question) -> Sequence[Reached]:
    return frontier(person, periods, question)[:1]


@pytest.mark.parametrize("wrong", [_counting_twice, _a_month_late, _a_day_late, _the_first_alone])
def test_gap_that_is_wrong_is_caught(wrong: Frontier) -> None:
    assert any(by_trying(case, ask=wrong) for case in tree_cases(range(120)))


# --- long sweeps ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("start", range(10_000, 14_000, 500))
def test_gap_sweep_of_generated_trees(start: int) -> None:
    wrong: list[str] = []
    compared = 0
    for case in tree_cases(range(start, start + 500)):
        compared += 1
        told = by_trying(case, tries=4000, daily=compared % 50 == 0)
        wrong += [told] if told else []
    print(f"gap: {compared} people on generated trees, {len(wrong)} differ", file=sys.stderr, flush=True)
    assert not wrong, f"{len(wrong)} disagreements, first:\n{wrong[0]}"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "rung"), RUNGS)
def test_gap_sweep_near_a_rung(name: str, rung: str) -> None:
    wrong = [told for case in standard_cases(name, rung, 100, seed=7) if (told := by_constraints(case))]
    assert not wrong, f"{len(wrong)} disagreements, first:\n{wrong[0]}"


# --- small trees that were once answered wrongly --------------------------------------------------------------------

RANK = rules.Test(attribute="rank", op="at_most", number=1)
AS_OF = date(2025, 2, 28)


def small(document: dict[str, Any], *parts: Rule) -> Case:
    """A question about one route of these parts."""
    settled = Settled(standard=trees.STANDARD, rung="rung", readings={}, routes={"regular": parts})
    person = Person("small", document, applicant.read(document), settled, AS_OF)
    return person, [(AS_OF, settled)], Question(as_of=AS_OF, standard=trees.STANDARD)


def count(path: str, *tests: rules.Test, kind: str = "project", **words: Any) -> Count:
    return Count(id=path, cite="1", pattern=(Shape(kind=kind, tests=tests),), n=words.pop("n", 1), **words)


def tied(path: str, *kinds: str) -> Tied:
    return Tied(id=path, cite="1", patterns=tuple((Shape(kind=kind),) for kind in kinds))


def test_gap_amounts_short_by_less_than_a_hundredth() -> None:
    total, weights = Total(of="transfer", at_least=1), (Weight(tests=(RANK,), counts=2),)
    rule = count("a", kind="promotion", total=total, weights=weights)
    assert not by_trying(small({"achievements": [{"kind": "promotion", "transfer": 0.9999}]}, rule))


def test_gap_amount_that_may_go_unsaid() -> None:
    asked = rules.Test(attribute="transfer", op="at_least", number=2, unsaid=True)
    rule = count("a", asked, kind="promotion", total=Total(of="transfer", at_least=5))
    assert not by_trying(small({"achievements": []}, rule))


def test_gap_counts_of_one_branch_share_no_record() -> None:
    both = rules.All(id="a/0", cite="1", of=(count("a/0/0"), count("a/0/1")))
    assert not by_trying(small({}, rules.AtLeast(id="a", cite="1", n=1, once=True, of=(both,))))


def test_gap_one_count_of_a_list_asks_for_projects() -> None:
    own = [{"kind": "project", "project": "P"}, {"kind": "project", "project": "P"}]
    below = (count("a/0", per_project=True), count("a/1"), count("a/2", kind="paper"))
    assert not by_trying(small({"achievements": own}, rules.AtLeast(id="a", cite="1", n=3, once=True, of=below)))


def test_gap_list_that_nothing_can_be_added_to() -> None:
    person, periods, question = small(
        {"achievements": [{"kind": "project"}]},
        rules.All(id="a", cite="1", once=True, of=(count("a/0"), count("a/1"))),
    )
    assert not by_trying((person, periods, replace(question, without=frozenset({"project"}))))


def test_gap_two_clauses_in_one_project() -> None:
    own = {"achievements": [{"kind": "patent", "project": "P"}]}
    assert not by_trying(small(own, tied("a", "patent", "report"), tied("b", "paper", "report")))
