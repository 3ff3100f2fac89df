"""Implication between rules, for everybody: checked against all small people, and on clauses of real standards."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations_with_replacement, product
from random import Random
from typing import Any

import pytest

from models import applicant, catalogue, rules
from models.rules import Count, Rule, Shape, Since
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.settle import settle
from solver.space import certain, equivalent, implies, possible, replayed, same
from solver.status import ASSUMED
from solver.world import DAY

SINCE = Since(level="assistant")
FIRST = rules.Test(attribute="author", op="at_most", number=1)
SECOND = rules.Test(attribute="author", op="at_most", number=2)
JOURNAL = rules.Test(attribute="venue", op="among", values=("journal",))
INDEXED = rules.Test(attribute="indexes", op="among", values=("sci", "ei"))


def papers(*tests: rules.Test, n: int = 1, since: Since | None = None, name: str = "papers") -> Count:
    return Count(id=name, cite="一", pattern=(Shape(kind="paper", tests=tests),), n=n, since=since)


def everybody() -> Iterator[dict[str, Any]]:
    """All people with at most two papers of a few kinds, with and without a title and a doctor's degree."""
    kinds = [
        {"kind": "paper", "author": author, "venue": venue, "indexes": indexes, "date": day}
        for author, venue, indexes, day in product(
            (1, 2, 3), ("journal", "conference"), ([], ["sci"]), ("2019-01-01", "2024-01-01")
        )
    ]
    for held, degree in product((None, "2020-01-01", "2024-06-15"), (None, "2015-01-01")):
        for number in (0, 1, 2):
            for chosen in combinations_with_replacement(kinds, number):
                yield {
                    "titles": [{"level": "assistant", "series": "engineering", "date": held}] if held else [],
                    "education": [{"level": "doctor", "degree": degree}] if degree else [],
                    "work": [],
                    "achievements": [dict(one) for one in chosen],
                }


@cache
def people() -> list[Facts]:
    return [Facts(applicant.read(document), DAY, "free") for document in everybody()]


def drawn(rng: Random, depth: int, path: str) -> Rule:
    if depth and rng.random() < 0.7:
        of = tuple(drawn(rng, depth - 1, f"{path}/{i}") for i in range(rng.randint(2, 3)))
        word = rng.choice(["all", "any", "some"])
        if word == "all":
            return rules.All(id=path, cite="一", of=of)
        return rules.Any(id=path, cite="一", of=of) if word == "any" else rules.AtLeast(id=path, cite="一", n=2, of=of)
    pick = rng.random()
    if pick < 0.15:
        return rules.Education(id=path, cite="一", by="degree", levels=("doctor",))
    if pick < 0.3:
        return rules.Held(id=path, cite="一", level=("assistant",), months=rng.choice([0, 12, 13]))
    tests = rng.sample([FIRST, SECOND, JOURNAL, INDEXED], rng.randint(0, 2))
    return papers(*tests, n=rng.randint(1, 2), since=rng.choice([None, SINCE]), name=path)


@pytest.mark.parametrize("seed", range(60))
def test_agrees_with_all_small_people(seed: int) -> None:
    rng = Random(seed)
    a, b = drawn(rng, 2, "a"), drawn(rng, 2, "b")
    found = implies(a, b)
    refuted = any((e := Evaluation(facts)).status(a) >= ASSUMED > e.status(b) for facts in people())
    if refuted:
        assert found.answer == "refuted"
    if found.answer == "refuted":
        assert found.witness is not None and replayed(found.witness, [(a, b)], "free")
    else:
        assert found.proven


@pytest.mark.parametrize("seed", range(15))
def test_lists_with_different_records(seed: int) -> None:
    rng = Random(seed)
    counts = [papers(*rng.sample([FIRST, SECOND, JOURNAL, INDEXED], 1), name=f"b/{i}") for i in range(3)]
    once = rules.AtLeast(id="b", cite="一", n=2, of=tuple(counts), once=True)
    loose = rules.AtLeast(id="b", cite="一", n=2, of=tuple(counts))
    assert implies(once, loose).proven
    back = implies(loose, once)
    refuted = any((e := Evaluation(facts)).status(loose) >= ASSUMED > e.status(once) for facts in people())
    assert not (refuted and back.proven)


def test_thresholds_and_their_neighbours() -> None:
    assert implies(papers(FIRST), papers(SECOND)).proven
    assert implies(papers(SECOND), papers(FIRST)).answer == "refuted"
    assert implies(papers(n=3), papers(n=2)).proven
    assert equivalent(papers(FIRST, SECOND), papers(FIRST)).proven
    assert equivalent(papers(n=2, since=SINCE), papers(n=2)).answer == "refuted"


def test_nobody_and_everybody() -> None:
    never = papers(JOURNAL, rules.Test(attribute="venue", op="among", values=("conference",)))
    assert possible(never).proven
    either = rules.Any(id="e", cite="一", of=(papers(), rules.Lacks(id="e/l", cite="一", of=_doctor("master"))))
    assert certain(either).answer == "refuted"
    assert certain(
        rules.Any(id="e", cite="一", of=(_doctor("doctor"), rules.Lacks(id="e/l", cite="一", of=_doctor("doctor"))))
    ).proven


def _doctor(level: str) -> rules.Education:
    return rules.Education(id=level, cite="一", by="degree", levels=(level,))


def test_a_higher_degree_is_the_lower_one_and_a_narrow_field_the_wider() -> None:
    assert implies(_doctor("doctor"), _doctor("second_bachelor")).proven
    either = rules.Education(id="e", cite="一", by="either", levels=("bachelor",))
    assert implies(_doctor("master"), either).proven
    assert implies(either, _doctor("master")).answer == "refuted"
    narrow = rules.Worked(id="n", cite="一", fields=("network_security",), months=24)
    wide = rules.Worked(id="w", cite="一", fields=("engineering",), months=23)
    assert implies(narrow, wide).proven
    assert implies(wide, narrow).answer == "refuted"


def test_months_since_a_title_are_months_of_holding_it() -> None:
    title = rules.Held(id="t", cite="一", level=("engineer",))
    worked = rules.Worked(id="w", cite="一", fields=("engineering",), months=60, after=title)
    assert implies(worked, rules.Held(id="h", cite="一", level=("engineer",), months=60)).proven
    assert implies(worked, rules.Held(id="h", cite="一", level=("engineer",), months=61)).answer == "refuted"


def test_amounts_added_up() -> None:
    def money(total: float, n: int = 1) -> Count:
        return Count(
            id="m", cite="一", pattern=(Shape(kind="project"),), n=n, total=rules.Total(of="contract", at_least=total)
        )

    assert implies(money(100.1), money(100)).proven
    assert implies(money(100), money(100.1)).answer == "refuted"
    single = Count(
        id="s",
        cite="一",
        pattern=(Shape(kind="project", tests=(rules.Test(attribute="contract", op="at_least", number=100),)),),
        n=1,
    )
    assert implies(single, money(100)).proven
    assert implies(money(100), single).answer == "refuted"


def test_rows_of_a_real_standard() -> None:
    standard = catalogue.find("chongqing-cyberspace-2023")
    settled = settle(standard, "engineer", DAY)
    nodes = {n.id: n for part in settled.routes["regular"] for n in rules.walk(part)}
    rows = "engineer/education-years"
    diploma = rules.Education(id="d", cite="一", by="diploma", levels=("bachelor",))
    holder = rules.All(id="h", cite="一", of=(diploma, nodes[f"{rows}/bachelor"]))
    assert implies(holder, nodes[f"{rows}/college"]).proven
    assert implies(nodes[f"{rows}/bachelor"], nodes[f"{rows}/college"]).answer == "refuted"


@pytest.mark.parametrize("name", list(catalogue.files()))
def test_every_rung_equals_itself(name: str) -> None:
    standard = catalogue.find(name)
    for rung in standard.rungs:
        settled = settle(standard, rung, DAY)
        assert same(settled.routes, settled.routes, standard=name).proven
