"""What can be spent to fulfil a tree of wants: every bundle that no other beats, as numbers of what a budget counts.

A vector says how much of each thing that is limited a bundle takes (so many patents, so many papers, so much money).
Additions that cost nothing under a budget fulfil what they serve beforehand, those that it does not allow are left out;
what stays is settled from the bottom up where branches share no addition, and by the solver where they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from operator import add

from solver import sat
from solver.alone import alone
from solver.joint import Model
from solver.market import Bundles, Market, TooManyError, Vector, allowed, below, merged
from solver.offers import touched
from solver.wants import Group, Listed, Once, Tree, Want

LEAST = 2
"""So often the solver is asked for a further bundle of one tree, even where patience has run out."""


def bundles(tree: Tree, market: Market) -> Bundles:
    """The bundles of a tree of wants."""
    left = allowed(tree, market.spends, market.zero)
    if left not in market.found:
        try:
            market.found[left] = Bundles(vectors=tuple(sorted(_vectors(left, market))))
        except TooManyError:
            if left not in market.found:
                market.found[left] = _cheapest(left, market)
    return market.found[left]


# --- from the bottom up -----------------------------------------------------------------------------------------------


def _vectors(tree: Tree, market: Market, *, rough: bool = False) -> list[Vector]:
    """The vectors of a tree. A `rough` answer takes no account of what is shared: all its vectors do, some are dear."""
    match tree:
        case bool():
            return [market.zero] if tree else []
        case Want():
            return _want(tree, market, rough)
        case Listed() | Once() if tree.given and not rough:
            return _shared(tree, market)
        case Listed():
            return _listed(tree, market, rough)
        case Group() if tree.n == 1:
            return market.least((v for one in tree.of for v in _vectors(one, market, rough=rough)), rough=rough)
        case Group() if not rough and len(clusters := _clusters(tree.of, market)) < len(tree.of):
            if tree.n < len(tree.of) or len(clusters) == 1:
                return _shared(tree, market)
            whole = [
                _vectors(of[0], market) if len(of) == 1 else _shared(Group("", len(of), tuple(of)), market)
                for of in clusters
            ]
            return _some(len(whole), whole, market, rough)
        case Group() | Once():
            return _some(tree.n, [_vectors(one, market, rough=rough) for one in tree.of], market, rough)
    raise TypeError(f"no bundles for {tree}")


def _plus(one: Vector, other: Vector) -> Vector:
    return tuple(map(add, one, other))


def _want(want: Want, market: Market, rough: bool) -> list[Vector]:
    """Every way to cover a number by weighted additions."""
    options = {(market.spend(place), weight) for place, weight in want.adds}
    table = [[market.zero]]
    for n in range(1, want.n + 1):
        more = (_plus(v, s) for s, weight in options for v in table[max(0, n - weight)])
        table.append(market.least(more, rough=rough))
    return table[-1]


def _some(n: int, of: Sequence[list[Vector]], market: Market, rough: bool) -> list[Vector]:
    """So many of several that share nothing."""
    table: list[list[Vector]] = [[market.zero], *([] for _ in range(n))]
    for mine in of:
        for k in range(n, 0, -1):
            table[k] = market.least([*table[k], *(_plus(a, b) for a in table[k - 1] for b in mine)], rough=rough)
    return table[n]


def _listed(tree: Listed, market: Market, rough: bool) -> list[Vector]:
    """A cumulative list to which no record that is there can go: whole sets of records for each item."""
    table: list[list[Vector]] = [[market.zero], *([] for _ in range(tree.n))]
    for item in tree.of:
        able = {market.spend(place) for place, _ in item.adds}
        times = [[market.zero]]
        for _ in range(item.per * tree.n):
            times.append(market.least((_plus(v, s) for s in able for v in times[-1]), rough=rough))
        for k in range(tree.n, 0, -1):
            more = (_plus(a, b) for r in range(1, k + 1) for a in table[k - r] for b in times[r * item.per])
            table[k] = market.least([*table[k], *more], rough=rough)
    return table[tree.n]


def _clusters(of: Sequence[Tree], market: Market) -> list[list[Tree]]:
    """Branches that share additions with each other, directly or by way of others, in a list each."""
    found: list[tuple[list[Tree], frozenset[int]]] = []
    for one in of:
        members, places = [one], touched(one, market.search)
        apart = []
        for others, held in found:
            if held & places:
                members, places = others + members, held | places
            else:
                apart.append((others, held))
        found = [*apart, (members, places)]
    return [members for members, _ in found]


# --- by the solver ----------------------------------------------------------------------------------------------------


def _shared(tree: Tree, market: Market) -> list[Vector]:
    """The bundles of branches that share additions, or records that are there."""
    if tree not in market.found:
        market.found[tree] = _cheapest(tree, market)
    if market.found[tree].beyond is not None:
        raise TooManyError
    return list(market.found[tree].vectors)


def _cheapest(tree: Tree, market: Market) -> Bundles:
    """Bundles by the solver: those that share things, from the smallest one up.

    Whatever takes as much of everything as a bundle that is known is shut out; when nothing is left, these are all.
    """
    if isinstance(tree, bool):
        return Bundles(vectors=(market.zero,) if tree else ())
    seeds = {market.spend(place) for place in alone(tree, market.search)}
    found = [one for one in seeds if not any(below(other, one) and other != one for other in seeds)]
    useful = {market.spend(place) for place in touched(tree, market.search)}
    if all(any(below(one, spend) for one in found) for spend in useful) and not _given(tree):
        # whatever is added, one thing that does alone takes no more
        return Bundles(vectors=tuple(sorted(one for one in found if market.affords(one))))
    # what does when nothing is shared is known, so that the solver looks for the rest alone
    found = market.least([*found, *_vectors(tree, market, rough=True)], rough=True)
    model = Model(tree, market.search)
    programme = model.programme
    terms = [
        [(v, market.spend(p)[d]) for p, v in model.added.items() if market.spend(p)[d]] for d in range(market.size)
    ]
    for row, most in market.rows:
        programme.at_most([(v, c * n) for c, part in zip(row, terms, strict=True) if c for v, n in part], most)
    programme.goal = [(v, sum(market.spend(p))) for p, v in model.added.items()]
    for one in found:
        _shut(programme, terms, one)
    beyond: int | None = 0 if _given(tree) else 1
    for turn in range(market.most):
        if turn >= LEAST and market.patience.left <= 0:
            break
        market.patience.left -= 1
        try:
            answer = sat.minimum(programme)
        except sat.OutOfTime:
            break
        if answer is None:
            beyond = None
            break
        one = tuple(sum(c * answer.values[v] for v, c in part) for part in terms)
        found.append(one)
        if not any(one):
            beyond = None
            break
        if not answer.proven:
            beyond = max(beyond or 0, ceil(answer.bound - 1e-6))
            break
        beyond = sum(one)
        _shut(programme, terms, one)
    kept = merged([Bundles(vectors=tuple(filter(market.affords, found)))])
    return Bundles(vectors=kept.vectors, beyond=beyond)


def _shut(programme: sat.Programme, terms: Sequence[Sequence[tuple[int, int]]], one: Vector) -> None:
    """Of something less is taken than in this bundle."""
    less = []
    for part, number in zip(terms, one, strict=True):
        if number:
            made = programme.variable()
            programme.at_most(part, number - 1, when=made)
            less.append((made, 1))
    programme.at_least(less, 1)


def _given(tree: Tree) -> bool:
    """Whether records that are there have still to be given away, by which alone something might hold."""
    if isinstance(tree, Once) and tree.given:
        return True
    return isinstance(tree, Group | Once) and any(_given(one) for one in tree.of)
