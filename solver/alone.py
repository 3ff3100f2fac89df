"""Single additions that fulfil a tree of wants, and the plainest additions that keep within a bundle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from solver import sat
from solver.joint import Model, Served, joint, lexicographic, picks
from solver.market import Vector
from solver.offers import Offer, Price, Search, finishing
from solver.wants import Group, Listed, Once, Tree, Want


def alone(tree: Tree, search: Search) -> frozenset[int]:
    """The additions one of which fulfils a tree on its own; as `offers.singles`, where records compete for places too.

    The tree must not hold as it is.
    """
    return frozenset(_alone(tree, search))


def _alone(tree: Tree, search: Search) -> set[int]:
    match tree:
        case Want():
            return {place for place, weight in tree.adds if weight >= tree.n}
        case Listed():
            return {place for item in finishing(tree) for place, _ in item.adds}
        case Once() if tree.given:
            return _tried(tree, search)
        case Once() if tree.n > 1:
            return set()
        case Group() | Once():
            parts = [_alone(one, search) for one in tree.of]
            return {p for p in set().union(*parts) if sum(p in one for one in parts) >= tree.n}
    return set()


def _tried(tree: Tree, search: Search) -> set[int]:
    """The same by the solver, for a list to which records that are there can be given in several ways."""
    # no addition may stand in another's place
    model = Model(tree, Search(prices=search.prices, ties=search.ties, joint=joint, sorts=range(len(search.prices))))
    programme = model.programme
    programme.at_most([(v, 1) for v in model.added.values()], 1)
    programme.goal = [(v, 1) for v in model.added.values()]
    found: set[int] = set()
    while (answer := sat.minimum(programme)) is not None:
        place = next((p for p, v in model.added.items() if answer.values[v]), None)
        if place is None:
            break
        found.add(place)
        programme.at_most([(model.added[place], 1)], 0)
    return found


def plainest(tree: Tree, search: Search, spends: Sequence[Vector | None], most: Vector) -> Offer | None:
    """The fewest and weakest additions that fulfil a tree and take no more than a bundle; None where none do.

    `spends` says by place what an addition takes. The tree must hold no additions for which it says None.
    """
    if isinstance(tree, bool):
        return search.nothing if tree else None
    sorts = tuple(spends)
    model = Model(tree, Search(prices=search.prices, ties=search.ties, joint=joint, sorts=sorts))
    for part, number in enumerate(most):
        terms = [(v, n) for p, v in model.added.items() if (n := (spends[p] or most)[part])]
        model.programme.at_most(terms, number)
    rows: Mapping[int, Price] = {v: search.prices[p] + search.ties[p] for p, v in model.added.items()}
    answer = lexicographic(model.programme, rows)
    if answer is None:
        return None
    times = {p: answer.values[v] for p, v in model.added.items() if answer.values[v]}
    served: Served = {p: [] for p in times}
    model.trace(model.goal, answer.values, times, served)
    return Offer(
        tuple(sum(search.prices[p][i] * n for p, n in times.items()) for i in range(len(search.nothing.price))),
        tuple(sum(search.ties[p][i] * n for p, n in times.items()) for i in range(len(search.nothing.tie))),
        tuple(pick for p, n in sorted(times.items()) for pick in picks(p, n, served[p])),
        answer.proven,
    )
