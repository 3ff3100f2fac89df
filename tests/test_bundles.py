"""Bundles of additions equal what trying every handful finds, and each of them does when it is replayed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import comb
from random import Random

import pytest

from models.applicant import Applicant
from solver.additions import Addition, additions, nodes_of
from solver.alone import alone, plainest
from solver.bundles import bundles
from solver.classes import TooMany
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.frontier import Question, Reached, search_of
from solver.market import Bundles, Market, Patience, Vector, allowed, below, merged
from solver.offers import Search
from solver.points import point, replayed
from solver.settle import Settled
from solver.status import ASSUMED, UNMET
from solver.waiting import counted_on
from solver.wanting import Wanting
from solver.wants import Group, Item, Listed, Once, Tree, Want, group
from tests import brute, trees
from tests.people import DAYS, score
from tests.test_gap_oracle import MOST_RECORDS, near, tied_and_counted

TRIES = 400


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """Someone who is not eligible, and what is wanted of each route today."""

    person: Applicant
    settled: Settled
    question: Question
    routes: dict[str, Tree]
    pool: list[Addition]
    search: Search


def cases(seeds: range) -> Iterator[Case]:
    """People near generated rungs who are not eligible, with some way that additions open."""
    for seed in seeds:
        rng = Random(f"bundles-{seed}")
        settled = trees.rung(rng)
        for person in near(score(settled, DAYS[seed % len(DAYS)], rng, 6), rng):
            made = case(counted_on(person.applicant, person.as_of)[0], settled, person.as_of)
            periods = [(person.as_of, settled)]
            few = made and len(made.person.achievements or ()) <= MOST_RECORDS and len({a.kind for a in made.pool}) > 1
            if made and few and not tied_and_counted(periods):
                yield made


def case(person: Applicant, settled: Settled, as_of: object) -> Case | None:
    """What is wanted of a person on a day."""
    question = Question(as_of=as_of, standard=settled.standard)  # type: ignore[arg-type]  # a day
    evaluation = Evaluation(Facts(person, question.as_of, settled.standard))
    if evaluation.rung(settled) is not UNMET:
        return None
    wanting = Wanting(evaluation, additions(settled), ASSUMED, frozenset(), nodes_of(settled), question.as_of)
    routes = {n: group(n, len(parts), [wanting.fold(p) for p in parts]) for n, parts in settled.routes.items()}
    routes = {name: tree for name, tree in routes.items() if tree is not False}
    pool = wanting.pool
    return Case(person, settled, question, routes, pool, search_of(wanting, question)) if routes else None


def prices(one: Case, rng: Random) -> dict[str, Vector | None]:
    """What each kind takes: two numbers, of one of which it is one or two; now and then nothing, or not allowed."""
    kinds = sorted({a.kind for a in one.pool})
    plain: list[Vector | None] = [(1, 0), (0, 1)]
    rng.shuffle(plain)
    others: list[Vector | None] = [*plain, (2, 1), (0, 0), None]
    return {kind: plain[turn] if turn < 2 else rng.choice(others) for turn, kind in enumerate(kinds)}


def tried(one: Case, spends: dict[str, Vector | None]) -> tuple[set[Vector], int] | None:
    """All vectors of handfuls that do today, and the size up to which handfuls were tried; None where too many."""
    try:
        able = brute.candidates(one.person, [(one.question.as_of, one.settled)], one.question, Random(0))
    except TooMany:
        return None
    kinds = [(c, c.record.kind if c.record else "approval") for c in able]
    allowed_ones = [(c, spend) for c, kind in kinds if (spend := spends.get(kind, (0, 0))) is not None]
    size = next((k for k in range(1, 4) if comb(len(allowed_ones) + k + 1, k + 1) > TRIES), 4)
    found: set[Vector] = set()
    for many in range(1, size + 1):
        for handful in combinations_with_replacement(allowed_ones, many):
            values = [c.value for c, _ in handful if c.value]
            if len(values) == len(set(values)):
                person = brute.added(one.person, [c for c, _ in handful])
                if brute.reaches(person, one.settled, one.question, one.question.as_of):
                    found.add((sum(s[0] for _, s in handful), sum(s[1] for _, s in handful)))
    return found, size


def by_route(
    one: Case, spends: dict[str, Vector | None], most: int = 60, patience: Patience | None = None
) -> dict[str, Bundles]:
    """The bundles of each route."""
    market = Market(size=2, spends=[spends[a.kind] for a in one.pool], most=most, patience=patience or Patience())
    return {name: bundles(tree, market) for name, tree in one.routes.items()}


def replay(one: Case, spends: dict[str, Vector | None], route: str, vector: Vector) -> None:
    """The plainest additions for a bundle, looked at by the reference: they do, and take no more than it says."""
    places = [spends[a.kind] for a in one.pool]
    offer = plainest(allowed(one.routes[route], places, None), one.search, places, vector)
    assert offer is not None
    taken = [tuple(n * times for n in places[place] or ()) for place, times, _ in offer.picks]
    assert all(below(tuple(map(sum, zip(*taken, strict=True))), vector) for _ in taken[:1])
    reached = Reached(
        day=one.question.as_of, months=0, route=route, offer=offer, pool=one.pool, settled=one.settled
    )  # fmt: skip
    replayed(one.person, reached, point(reached, one.question, one.person), one.question)


def test_bundles_are_those_that_trying_finds() -> None:
    compared = several = 0
    for one in cases(range(50)):
        spends = prices(one, Random(compared))
        found = by_route(one, spends)
        assert all(b.beyond is None for b in found.values())
        vectors = merged(found.values()).vectors
        assert not any(below(a, b) for a in vectors for b in vectors if a != b)
        for route, many in found.items():
            for vector in many.vectors:
                replay(one, spends, route, vector)
        expected = tried(one, spends)
        if expected is None:
            continue
        for vector in expected[0]:
            assert any(below(known, vector) for known in vectors), (spends, vector, vectors, one.routes)
        # what takes so few that all its handfuls were tried must have been among them
        if all(spend is None or sum(spend) for spend in spends.values()):
            few = {v for v in vectors if sum(v) <= expected[1]}
            assert few <= expected[0], (few, expected, one.routes)
        compared += bool(vectors)
        several += len(vectors) > 1
    assert compared > 30
    assert several > 5


def test_one_addition_alone_does_where_trying_says_so() -> None:
    seen = none = 0
    for one in cases(range(100, 140)):
        every: dict[str, Vector | None] = {a.kind: (1, 0) for a in one.pool}
        try:
            able = brute.candidates(one.person, [(one.question.as_of, one.settled)], one.question, Random(0))
        except TooMany:
            continue
        day = one.question.as_of
        expected = {
            c.record.kind if c.record else "approval"
            for c in able
            if brute.reaches(brute.added(one.person, [c]), one.settled, one.question, day)
        }
        found = {one.pool[p].kind for tree in one.routes.values() for p in alone(tree, one.search)}
        assert found == expected, (one.routes, every)
        seen += bool(found)
        none += not found
    assert seen > 20
    assert none > 3


@pytest.mark.parametrize("asked", [0, 1])
def test_with_few_bundles_kept_the_rest_is_bounded(asked: int, monkeypatch: pytest.MonkeyPatch) -> None:
    cut = 0
    monkeypatch.setattr("solver.bundles.LEAST", asked)
    for turn, one in enumerate(cases(range(40))):
        spends = prices(one, Random(turn))
        whole = by_route(one, spends)
        for route, some in by_route(one, spends, most=1, patience=Patience(left=0)).items():
            rest = [v for v in whole[route].vectors if not any(below(known, v) for known in some.vectors)]
            assert all(any(below(w, v) for w in whole[route].vectors) for v in some.vectors)
            if some.beyond is None:
                assert not rest
            else:
                assert all(sum(v) >= some.beyond for v in rest)
                cut += bool(rest)
    assert cut > 0


# --- by hand ----------------------------------------------------------------------------------------------------------

PATENT, PAPER, BOTH, EXPERT = 0, 1, 2, 3
SPENDS: list[Vector | None] = [(1, 0), (0, 1), (1, 1), (0, 0)]


def want(n: int, *places: int) -> Want:
    return Want(f"w{n}{places}", "1", n, tuple((place, 1) for place in places))


def hand(tree: Tree, spends: list[Vector | None] | None = None, **more: object) -> tuple[Vector, ...]:
    """The vectors of a tree over a patent, a paper, something that takes one of each, and an expert who is free."""
    market = Market(size=2, spends=spends or SPENDS, **more)  # type: ignore[arg-type]  # fields of the market
    return bundles(tree, market).vectors


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (True, ((0, 0),)),
        (False, ()),
        (want(2, PATENT, PAPER), ((0, 2), (1, 1), (2, 0))),
        (want(1, PATENT, EXPERT), ((0, 0),)),
        (Group("g", 2, (want(1, PATENT), want(2, PATENT, PAPER))), ((1, 1), (2, 0))),
        (Group("g", 2, (want(1, PATENT, BOTH), want(1, PAPER, BOTH))), ((1, 1),)),
        (Group("g", 1, (want(3, PATENT), want(1, PATENT, PAPER))), ((0, 1), (1, 0))),
        (Once("o", 2, (want(1, PATENT), want(1, PATENT, PAPER))), ((1, 1), (2, 0))),
        (Want("w", "1", 3, ((PATENT, 2), (PAPER, 1))), ((0, 3), (1, 1), (2, 0))),
        (
            Listed("l", 2, (Item("a", "1", 2, ((PATENT, 1),)), Item("b", "1", 1, ((PAPER, 1),)))),
            ((0, 2), (2, 1), (4, 0)),
        ),
        (
            Listed("l", 1, (Item("a", "1", 2, ((PATENT, 1),)), Item("b", "1", 2, ((PAPER, 1),))), ((0, 1),)),
            ((0, 1), (1, 0)),
        ),
    ],
)
def test_small_trees(tree: Tree, expected: tuple[Vector, ...]) -> None:
    assert hand(tree) == expected


def test_what_no_bundle_can_afford_is_left_out() -> None:
    tree = want(2, PATENT, PAPER)
    assert hand(tree, rows=[((1, 0), 1)]) == ((0, 2), (1, 1))
    assert hand(tree, rows=[((1, 1), 1)]) == ()
    assert hand(Group("g", 2, (want(1, PATENT), want(2, PATENT, PAPER))), rows=[((0, 1), 0)]) == ((2, 0),)


def test_what_is_not_allowed_is_left_out() -> None:
    assert hand(want(1, PATENT, PAPER), [None, (0, 1), None, None]) == ((0, 1),)
    assert hand(want(1, PATENT), [None, (0, 1), None, None]) == ()
