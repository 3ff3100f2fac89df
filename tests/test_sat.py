"""The two ways to the solver agree: the bindings beneath the package, and the package itself where they fail."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from random import Random

import pytest

from solver import sat
from solver.sat import Programme


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Looks for the bindings anew, before and after."""
    sat._bindings.cache_clear()
    yield
    sat._bindings.cache_clear()


def programmes() -> Iterator[Programme]:
    """Small covers, some with conditions, some without a solution."""
    for seed in range(40):
        rng = Random(seed)
        made = Programme()
        xs = [made.variable(rng.choice([1, 2, 4])) for _ in range(6)]
        on = made.variable()
        for _ in range(4):
            terms = [(x, rng.choice([1, 1, 2])) for x in rng.sample(xs, 3)]
            made.at_least(terms, rng.randint(1, 6), when=rng.choice([None, on]))
        made.at_most([(xs[0], 1), (xs[1], 1)], rng.choice([1, 2]))
        made.at_least([(on, 1)], 1)
        made.goal = [(x, rng.randint(1, 9)) for x in xs]
        yield made


def cost(programme: Programme, found: sat.Found | None) -> int | None:
    """What a solution costs."""
    return None if found is None else sum(c * found.values[v] for v, c in programme.goal)


def test_bindings_and_package_find_the_same_least_cost() -> None:
    assert sat._bindings() is not None, "this release of ortools has bindings of another form"
    found = [(cost(p, sat.minimum(p)), cost(p, sat._public(p))) for p in programmes()]
    assert all(one == other for one, other in found)
    assert {one is None for one, _ in found} == {True, False}


def test_every_row_holds_in_a_solution() -> None:
    for programme in programmes():
        found = sat.minimum(programme)
        if found is not None:
            assert found.proven
            for row in programme.rows:
                if row.when is None or found.values[row.when]:
                    assert sum(c * found.values[v] for v, c in row.terms) >= row.least


@pytest.mark.parametrize("broken", [None, object()])
def test_without_usable_bindings_the_package_is_used(monkeypatch: pytest.MonkeyPatch, broken: object) -> None:
    programme = next(p for p in programmes() if sat._public(p) is not None)
    expected = cost(programme, sat._public(programme))
    called = []
    public = sat._public
    monkeypatch.setitem(sys.modules, "ortools.sat.python.cp_model_helper", broken)
    monkeypatch.setattr("ortools.sat.python.cp_model_helper", broken, raising=False)

    def noted(programme: Programme) -> sat.Found | None:
        called.append(programme)
        return public(programme)

    monkeypatch.setattr(sat, "_public", noted)
    assert sat._bindings() is None
    assert cost(programme, sat.minimum(programme)) == expected
    assert called
