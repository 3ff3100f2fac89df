"""What each part contributes to those kept out of the regular route: its mean over all orders of the parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import permutations
from random import Random

import numpy as np
import pytest

from models import rules
from models.vocabulary import Label
from solver.exclusion import part_shares
from solver.part_standing import PartStanding, name_of, part_statuses
from solver.settle import Settled
from solver.status import ASSUMED
from tests.columns import standard_of
from tests.compared_sides import DAY, RUNGS, invented, sides

NOBODY = Label(zh="无", en="none")
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
    """The values from all orders in which the parts of the first route may come to be asked, person by person."""
    names = [path.split("/")[-1] for path in matrix if path in next(iter(routes.values()))]
    people = range(len(next(iter(matrix.values()))))

    def out(asked: Sequence[str]) -> int:
        return sum(any(matrix[f"s/{name}"][one] < 2 for name in asked) for one in people)

    found = dict.fromkeys(names, Fraction(0))
    orders = list(permutations(names))
    for order in orders:
        for place, name in enumerate(order):
            found[name] += Fraction(out(order[: place + 1]) - out(order[:place]), len(orders) * len(people))
    return found


def drawn(rng: Random) -> tuple[dict[str, list[int]], dict[str, list[str]]]:
    """A few parts, a few people, and one to three routes."""
    paths = [f"s/{name}" for name in "abcde"[: rng.randint(1, 5)]]
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
    # who fails all three is shared by three, and a second way changes nothing
    three = {"s/a": [0, 0, 3, 3], "s/b": [0, 3, 3, 3], "s/c": [0, 0, 3, 0]}
    for routes in ({"regular": list(three)}, {"regular": list(three), "exceptional": ["s/b"]}):
        assert part_shares(standing(three, routes)) == pytest.approx({"a": 5 / 24, "b": 2 / 24, "c": 11 / 24})


def test_shares_add_up_to_those_who_do_not_pass_the_regular_route() -> None:
    rows = invented(50)
    by_others = 0
    for one in part_statuses(sides(), rows, RUNGS, DAY, {}):
        mine = part_shares(one)
        out = one.route("regular") < ASSUMED
        assert sum(mine.values()) == pytest.approx(out.sum() / 50, abs=1e-12)
        assert all(share >= 0 for share in mine.values())
        assert list(mine) == [name_of(part) for part in one.parts if name_of(part) in mine]
        assert "exception" not in mine and "ability" not in mine
        by_others += int((out & one.passed()).sum())
    assert by_others > 0
