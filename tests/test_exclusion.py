"""What keeps people out: each clause against `check` without it, Shapley values against all orders of the parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from random import Random
from typing import Any

import numpy as np
import pytest

from models import applicant, people_table, rules
from models.amending import dropped
from models.rules import Rule
from models.standard import Standard
from models.vocabulary import Label
from solver.check import check
from solver.comparison import Excluded, Side
from solver.evaluate import Evaluation
from solver.exclusion import asks_nothing, clauses, exclusion, part_shares, shapley
from solver.facts import Facts
from solver.part_standing import PartStanding, name_of, part_statuses
from solver.settle import Settled
from solver.status import ASSUMED
from solver.transplant import comparable
from tests.columns import standard_of, table
from tests.compared_sides import DAY, RUNGS, grown, invented, near, shared, side, sides

NOBODY = Label(zh="无", en="none")

# --- clauses ----------------------------------------------------------------------------------------------------------


def without(one: Side, clause: Rule) -> Standard:
    """The side's standard as it is compared, had the clause never been asked.

    What a region is for is read from the scope, so a clause of the scope is dropped after all are made comparable.
    """
    if clause.id.split("/")[1] == "scope":
        return dropped(one.fair, [clause.id])
    real = [dropped(s.standard, [clause.id]) if s is one else s.standard for s in sides()]
    return comparable(real, DAY, {})[sides().index(one)]


def counted(people: Sequence[Any], standard: Standard, rung: str, other: Standard) -> int:
    """How many people do not qualify under a standard and do under another, by `check`."""
    return sum(
        check(one, standard, rung, DAY).verdict != "eligible" and check(one, other, rung, DAY).verdict == "eligible"
        for one in people
    )


QUICK = {
    ("beijing-cybersecurity-2024", "senior"), ("chongqing-cyberspace-2023", "full_senior"),
    ("chongqing-industrial-internet-2022", "engineer"), ("liaoning-cyberspace-2024", "senior"),
    ("sichuan-initial-2022", "assistant"),
}  # fmt: skip
EVERY = [
    pytest.param(s, r, id=f"{s.key}-{r}", marks=() if (s.key, r) in QUICK else pytest.mark.slow) for s, r in shared()
]


@pytest.mark.parametrize(("one", "rung"), EVERY)
def test_alone_counts_those_who_qualify_once_the_clause_is_dropped(one: Side, rung: str) -> None:
    rows = near(one.key, rung)
    people = [people_table.person(row) for row in rows.to_pylist()]
    found = exclusion([one], rows, [rung], DAY, {})[0]
    assert found
    for told in found:
        assert told.alone == counted(people, one.fair, rung, without(one, told.clause)), told.clause.id
    assert sum(told.alone for told in found) > 0


def on_trees(seeds: range) -> int:
    """How many people pass generated rungs but for one clause; each is held against `check`."""
    seen = 0
    for seed in seeds:
        if (both := grown(seed)) is None:
            continue
        one, rows = both
        people = [people_table.person(row) for row in rows.to_pylist()]
        for told in exclusion([one], rows, ["senior"], DAY, {})[0]:
            other = dropped(one.standard, [told.clause.id])
            assert told.alone == counted(people, one.standard, "senior", other), (seed, told.clause.id)
            seen += told.alone
    return seen


def test_it_does_on_generated_trees() -> None:
    assert on_trees(range(6)) > 20


@pytest.mark.slow
def test_it_does_on_many_generated_trees() -> None:
    assert on_trees(range(6, 300)) > 1000


def test_a_clause_met_again_elsewhere_is_taken_as_met_there_too() -> None:
    # the exceptional route asks for the same education under a path of its own, as a reference copies it
    levels = ("doctor",)
    row = rules.Education(id="s/education/doctor", cite="1", by="degree", levels=levels)
    education = rules.Any(id="s/education", cite="1", of=(row,))
    copy = rules.Any(id="s/exception/stands", cite="1", of=(replace(row, id="s/exception/stands/doctor"),))
    project, paper = (
        rules.Count(id=f"s/{kind}", cite="1", pattern=(rules.Shape(kind=kind),), n=1) for kind in ("project", "paper")
    )
    exception = rules.All(id="s/exception", cite="1", of=(copy, project))
    routes = {"regular": (education, paper), "exceptional": (exception,)}
    one = side(standard_of(Settled(standard="made-up", rung="senior", readings={}, routes=routes)))
    records: list[list[str]] = [[], ["paper"], ["project"], ["project"]]
    people = [
        applicant.read({"education": [], "achievements": [{"kind": kind, "date": "2020-01-01"} for kind in many]})
        for many in records
    ]
    told = {told.clause.id: told for told in exclusion([one], table(people), ["senior"], DAY, {})[0]}
    assert (told["s/education"].fails, told["s/education"].alone) == (4, 3)
    assert counted(people, one.standard, "senior", dropped(one.standard, ["s/education"])) == 3


def test_the_documents_have_a_clause_that_is_met_again() -> None:
    liaoning = next(one for one in sides() if one.key == "liaoning-cyberspace-2024")
    again = dropped(liaoning.standard, ["senior/education-years"])
    paths = {"senior/education-years", "senior/exception/breaks/seniority/education-stands"}
    nodes = [n for part in again.rungs["senior"].parts.values() for n in rules.walk(part) if n.id in paths]
    assert {n.id for n in nodes if asks_nothing(n)} == paths


def test_fails_counts_those_of_whom_the_reference_does_not_say_that_they_meet_it() -> None:
    rows = invented(50)
    found = exclusion(sides(), rows, ["engineer", "senior"], DAY, {})[0]
    by: dict[str, Side] = {one.key: one for one in sides()}
    fails = dict.fromkeys([(one.side, one.clause) for one in found], 0)
    for row in rows.to_pylist():
        person = people_table.person(row)
        read = {key: Evaluation(Facts(person, DAY, one.fair.id)) for key, one in by.items()}
        for key, clause in fails:
            fails[key, clause] += read[key].status(clause) < ASSUMED
    assert [one.fails for one in found] == list(fails.values())
    assert all(one.people == 50 for one in found)


def test_every_part_is_told_of_and_of_the_regular_route_every_clause_that_can_block() -> None:
    for one in part_statuses(sides(), invented(50), RUNGS, DAY, {}):
        told = clauses(one)
        assert len({id(clause) for clause in told}) == len(told)
        assert [part for part in one.parts if not asks_nothing(part)] == [rule for rule in told if rule in one.parts]
        # the clauses that `check` names as blocking are among them
        for row in invented(50).slice(0, 5).to_pylist():
            blocking = check(people_table.person(row), one.standard, one.rung, DAY).blocking
            assert set(blocking) <= {clause.id for clause in told}


def test_what_everybody_meets_is_no_clause() -> None:
    nothing, asked = rules.All(id="s/a", cite="1", of=()), rules.Attest(id="s/b", cite="1", label=NOBODY)
    gone = rules.Any(id="s/c", cite="1", of=())
    assert asks_nothing(rules.All(id="s", cite="1", of=(nothing, nothing)))
    assert asks_nothing(rules.Any(id="s", cite="1", of=(asked, nothing)))
    assert asks_nothing(rules.AtLeast(id="s", cite="1", n=1, of=(asked, nothing)))
    assert not asks_nothing(rules.All(id="s", cite="1", of=(asked, nothing)))
    assert not asks_nothing(rules.AtLeast(id="s", cite="1", n=2, of=(asked, nothing)))
    assert not asks_nothing(gone)
    told = [rule for one in part_statuses(sides(), invented(50), RUNGS, DAY, {}) for rule in clauses(one)]
    assert told
    assert not [rule for rule in told if rule.id.endswith("/ability")]  # which panels judge


# --- Shapley values ---------------------------------------------------------------------------------------------------

Matrix = Mapping[str, Sequence[int]]
"""For each part whether each person meets it (status from 0 to 3)."""


def standing(matrix: Matrix, routes: Mapping[str, Sequence[str]]) -> PartStanding:
    """A made-up rung: parts by their paths, routes as lists of these, people by their statuses."""
    parts = {path: rules.Attest(id=path, cite="1", label=NOBODY) for path in matrix}
    settled = Settled(
        standard="made-up", rung="senior", readings={},
        routes={name: tuple(parts[path] for path in many) for name, many in routes.items()},
    )  # fmt: skip
    return PartStanding(
        side="made-up", rung="senior", standard=standard_of(settled), settled=settled,
        people=len(next(iter(matrix.values()))), parts=tuple(parts.values()),
        found={id(parts[path]): np.array(marks, dtype=np.int8) for path, marks in matrix.items()},
    )  # fmt: skip


def by_orders(matrix: Matrix, routes: Mapping[str, Sequence[str]]) -> dict[str, Fraction]:
    """The same values from all orders in which the parts may come to be asked, person by person."""
    names = list(dict.fromkeys(path.split("/")[-1] for path in matrix))
    people = range(len(next(iter(matrix.values()))))

    def out(asked: Sequence[str]) -> int:
        return sum(
            not any(
                all(matrix[path][one] >= 2 for path in many if path.split("/")[-1] in asked) for many in routes.values()
            )
            for one in people
        )

    found = dict.fromkeys(names, Fraction(0))
    orders = list(permutations(names))
    for order in orders:
        for place, name in enumerate(order):
            found[name] += Fraction(out(order[: place + 1]) - out(order[:place]), len(orders) * len(people))
    return found


def drawn(rng: Random) -> tuple[dict[str, list[int]], dict[str, list[str]]]:
    """A few parts, a few people, and one to three routes; sometimes two parts of one name."""
    paths = [f"s/{name}" for name in "abcde"[: rng.randint(1, 5)]]
    paths += ["s/green/a"] * (rng.random() < 0.3)
    people = rng.randint(1, 12)
    matrix = {path: [rng.choice((0, 1, 2, 3)) for _ in range(people)] for path in paths}
    routes = {f"r{i}": rng.sample(paths, rng.randint(1, len(paths))) for i in range(rng.randint(1, 3))}
    return matrix, routes


def test_shares_are_the_means_over_all_orders_of_the_parts() -> None:
    for seed in range(150):
        matrix, routes = drawn(Random(seed))
        found = part_shares(standing(matrix, routes))
        expected = by_orders(matrix, routes)
        assert found == pytest.approx({name: float(v) for name, v in expected.items()}, abs=1e-12), seed


def test_shares_of_a_small_rung_by_hand() -> None:
    # of four people one meets all, one lacks a, one lacks b, one lacks both
    one = standing({"s/a": [3, 0, 3, 0], "s/b": [2, 3, 1, 0]}, {"regular": ["s/a", "s/b"]})
    assert part_shares(one) == {"a": 0.375, "b": 0.375}
    # a second way without a: a keeps out nobody whom b does not keep out of both
    two = standing({"s/a": [3, 0, 3, 0], "s/b": [3, 3, 0, 0]}, {"regular": ["s/a", "s/b"], "exceptional": ["s/b"]})
    assert part_shares(two) == {"a": 0.0, "b": 0.5}


def test_shares_add_up_to_those_who_are_kept_out() -> None:
    rows = invented(50)
    for one in part_statuses(sides(), rows, RUNGS, DAY, {}):
        mine = list(part_shares(one).values())
        assert sum(mine) == pytest.approx((~one.passed()).sum() / 50, abs=1e-12)
        assert all(share >= 0 for share in mine)
        assert len(mine) == len({name_of(part) for part in one.parts if not asks_nothing(part)})


def test_values_of_games_known_by_hand() -> None:
    assert shapley(lambda _: 0, 3) == [0, 0, 0]
    # a majority of three; a player who decides alone; a pair that counts together with one of no use
    assert shapley(lambda some: some.bit_count() >= 2, 3) == [Fraction(1, 3)] * 3
    assert shapley(lambda some: some & 1, 3) == [1, 0, 0]
    assert shapley(lambda some: 6 * ((some & 3) == 3), 3) == [3, 3, 0]
    # a glove on the left, two on the right
    assert shapley(lambda some: some & 1 and some > 1, 3) == [Fraction(2, 3), Fraction(1, 6), Fraction(1, 6)]


def test_nobody_has_no_shares() -> None:
    found, shares = exclusion(sides(), invented(50).slice(0, 0), ["senior", "unheard"], DAY, {})
    assert {(one.rung, one.people, one.fails, one.alone) for one in found} == {("senior", 0, 0, 0)}
    assert {one.share for one in shares} == {0.0}


def test_what_is_told_of_an_amended_side_is_told_under_its_key() -> None:
    before = next(one for one in sides() if one.key == "chongqing-cyberspace-2023")
    amended = dropped(before.standard, ["senior/scholarship"])
    both = [before, side(amended, comparable([amended], DAY, {})[0], key=f"{before.key}+easy")]
    found, shares = exclusion(both, near(before.key, "senior"), ["senior"], DAY, {})

    def of(key: str, several: list[Excluded]) -> set[str]:
        return {one.clause.id for one in several if one.side == key}

    assert of(before.key, found) > of(both[1].key, found)
    assert {s.part for s in shares if s.side == both[1].key} == {s.part for s in shares if s.side == before.key} - {
        "scholarship"
    }


def test_the_whole_is_measured_anew_where_a_clause_is_also_what_lifts_another() -> None:
    # the doctor's degree is asked, and frees papers from counting since the title
    degree = rules.Education(id="s/doctor", cite="1", by="degree", levels=("doctor",))
    since = rules.Since(level="engineer", free=degree)
    papers = rules.Count(id="s/papers", cite="1", pattern=(rules.Shape(kind="paper"),), n=1, since=since)
    parts = (rules.All(id="s/education", cite="1", of=(degree,)), papers)
    settled = Settled(standard="made-up", rung="senior", readings={}, routes={"regular": parts})
    one = side(standard_of(settled))
    old = {"kind": "paper", "date": "2010-01-01"}
    engineer = {"level": "engineer", "series": "engineering", "date": "2020-01-01"}
    people = [applicant.read({"education": [], "titles": [engineer] * n, "achievements": [old]}) for n in (0, 1)]
    told = {told.clause.id: told for told in exclusion([one], table(people), ["senior"], DAY, {})[0]}["s/doctor"]
    assert counted(people, one.standard, "senior", dropped(one.standard, ["s/doctor"])) == 1
    assert (told.fails, told.alone) == (2, 1)
