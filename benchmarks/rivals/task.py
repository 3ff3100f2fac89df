"""What a rival is given: the months and folded trees of wants of one person, and which additions are alike in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import gcd
from typing import TypeAlias

from solver.wants import Group, Item, Listed, Once, Tree, Want, below

Point = tuple[int, int, int]
"""Months, records, endorsements."""
List: TypeAlias = Once | Listed
"""What gives each record away once."""
FEN = 10**6
"""Amounts are in 万元, and counted in whole fen."""


@dataclass(frozen=True, slots=True)
class Task:
    """Every distinct tree with the least months after which it is what is wanted; which additions are endorsements."""

    trees: tuple[tuple[int, Tree], ...]
    endorsing: tuple[bool, ...]

    @property
    def last(self) -> int:
        """The most months that any tree asks for."""
        return max((months for months, _ in self.trees), default=0)


class Pool:
    """The additions of some trees, but for those that another of their currency can replace, as our model has them.

    The top of an addition is the most of it that any list, or any want outside of lists, can use.
    """

    def __init__(self, trees: Iterable[Tree], endorsing: Sequence[bool]) -> None:
        serves: dict[int, dict[int, int]] = {}
        tops: dict[int, int] = {}
        seen: dict[tuple[int, int], int] = {}
        for tree in trees:
            here: dict[tuple[int, int], int] = {}
            for inside, leaf, n in _claims(tree, None):
                scope = id(inside) if inside is not None else 0
                mark = seen.setdefault((id(leaf), scope), len(seen))
                for place, weight in leaf.adds:
                    serves.setdefault(place, {})[mark] = weight
                    most = -(-n // weight)
                    before = here.get((place, scope), 0)
                    here[place, scope] = before + most if scope else max(before, most)
            for (place, _), most in here.items():
                tops[place] = max(tops.get(place, 0), most)
        kept: list[int] = []
        for place in sorted(serves, key=lambda p: -len(serves[p])):
            mine = serves[place].items()
            if not any(
                endorsing[other] == endorsing[place] and all(serves[other].get(mark, 0) >= w for mark, w in mine)
                for other in kept
            ):
                kept.append(place)
        self.one = {place: one for one, place in enumerate(kept)}
        self.top = [tops[place] for place in kept]
        self.endorsing = [endorsing[place] for place in kept]
        self._adds: dict[int, list[tuple[int, int]]] = {}

    def adds(self, leaf: Want | Item) -> list[tuple[int, int]]:
        """The additions that serve a want, each with its weight."""
        made = self._adds.get(id(leaf))
        if made is None:
            made = self._adds[id(leaf)] = [(self.one[place], w) for place, w in leaf.adds if place in self.one]
        return made

    def users(self, scope: List) -> dict[int, list[Want | Item]]:
        """The wants of a list that each addition could go to."""
        found: dict[int, list[Want | Item]] = {}
        for leaf in _own(scope):
            for one, _ in self.adds(leaf):
                found.setdefault(one, []).append(leaf)
        return found


def fen(amount: float, most: int) -> int:
    """An amount in whole fen, up to a most."""
    return most if amount == float("inf") else min(most, round(amount * FEN))


def money(want: Want, amounts: Iterable[float]) -> tuple[int, list[int]]:
    """What a want asks for and what some amounts give of it, in whole numbers as small as they can be."""
    need = round(want.money * FEN)
    made = [fen(amount, need) for amount in amounts]
    unit = gcd(need, *made)
    return need // unit, [one // unit for one in made]


def undominated(points: Iterable[Point]) -> frozenset[Point]:
    """The points that no other beats."""
    every = set(points)

    def beats(one: Point, other: Point) -> bool:
        return one != other and all(a <= b for a, b in zip(one, other, strict=True))

    return frozenset(p for p in every if not any(beats(q, p) for q in every))


def _claims(tree: Tree, scope: List | None) -> Iterator[tuple[List | None, Want | Item, int]]:
    """Every want with the list it is in, and how much it asks for at most."""
    if isinstance(tree, Want):
        yield scope, tree, tree.n
    elif isinstance(tree, Listed):
        for item in tree.of:
            yield tree, item, item.per * tree.n
    else:
        for one in below(tree):
            yield from _claims(one, _inner(tree, scope))


def _inner(tree: Tree, scope: List | None) -> List | None:
    """The list in which the branches of a tree are given records: that around it, else itself if it is one."""
    return tree if isinstance(tree, Once) and scope is None else scope


def _own(tree: Tree) -> Iterator[Want | Item]:
    """The wants that a list itself gives records to: not those of the cumulative lists in it."""
    if isinstance(tree, Listed):
        yield from tree.of
        return
    for one in below(tree):
        if isinstance(one, Want):
            yield one
        elif isinstance(one, Group | Once):
            yield from _own(one)
