"""A market of additions: what each takes under a budget, and the bundles that are known of trees of wants there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from solver.joint import joint
from solver.offers import Search
from solver.wants import Group, Item, Listed, Once, Tree, Want, group, once

Vector = tuple[int, ...]
Row = tuple[Vector, int]
"""What counts how much towards a limit, and the limit."""
MOST = 60
"""More bundles than these are not kept for one tree; what is said of the rest is a bound."""
PATIENCE = 300
"""So often the solver is asked for a further bundle under one budget.

Budgets that name a few kinds need a fraction of it; it runs out where a budget names dozens.
"""


@dataclass(kw_only=True, slots=True)
class Patience:
    """How often the solver may still be asked for a further bundle."""

    left: int = PATIENCE


@dataclass(frozen=True, kw_only=True, slots=True)
class Bundles:
    """The vectors that fulfil a tree and that no other beats, in order.

    `beyond` is None if these are all. Else every further vector that none of these beats comes to at least so much, all
    its numbers added up.
    """

    vectors: tuple[Vector, ...]
    beyond: int | None = None


@dataclass(kw_only=True, slots=True, eq=False, repr=False)
class Market:
    """What each addition (by place) takes, None where it is not allowed; limits; what was found so far."""

    size: int
    spends: Sequence[Vector | None]
    rows: Sequence[Row] = ()
    most: int = MOST
    patience: Patience = field(default_factory=Patience)
    found: dict[Tree, Bundles] = field(default_factory=dict)
    search: Search = field(init=False)

    def __post_init__(self) -> None:
        prices = [spend if spend is not None else self.zero for spend in self.spends]
        # an addition that takes no more and serves as much can stand in another's place, whatever its kind
        self.search = Search(prices=prices, ties=[()] * len(prices), joint=joint)

    @property
    def zero(self) -> Vector:
        """What nothing takes."""
        return (0,) * self.size

    def spend(self, place: int) -> Vector:
        """What an addition takes that is allowed."""
        found = self.spends[place]
        assert found is not None
        return found

    def least(self, vectors: Iterable[Vector], *, rough: bool = False) -> list[Vector]:
        """Of vectors within the limits those that no other beats, in order.

        Too many are an error of their own, but for a `rough` answer, which keeps the smallest.
        """
        kept: list[Vector] = []
        for one in sorted(set(vectors), key=lambda v: (sum(v), v)):
            if not any(below(other, one) for other in kept) and self.affords(one):
                if len(kept) == self.most:
                    if rough:
                        break
                    raise TooManyError
                kept.append(one)
        return kept

    def affords(self, one: Vector) -> bool:
        """Whether a bundle alone keeps every limit; one that does not is of no use to anybody."""
        return all(sum(c * n for c, n in zip(row, one, strict=True)) <= most for row, most in self.rows)


class TooManyError(Exception):
    """More bundles than are kept; the tree is then gone through from the cheapest one up."""


def below(one: Vector, other: Vector) -> bool:
    """Whether a vector takes no more than another of anything."""
    return all(a <= b for a, b in zip(one, other, strict=True))


def merged(many: Iterable[Bundles]) -> Bundles:
    """The bundles of one or another of several trees."""
    vectors: list[Vector] = []
    bounds = []
    for one in many:
        vectors += one.vectors
        bounds += [one.beyond] if one.beyond is not None else []
    kept: list[Vector] = []
    for vector in sorted(set(vectors), key=lambda v: (sum(v), v)):
        if not any(below(other, vector) for other in kept):
            kept.append(vector)
    return Bundles(vectors=tuple(sorted(kept)), beyond=min(bounds, default=None))


def allowed(tree: Tree, spends: Sequence[Vector | None], free: Vector | None, *, given: bool = False) -> Tree:
    """The tree without the additions that are not allowed; what one that takes `free` serves holds already.

    In a list with records that are there (`given`) a want may be fulfilled by those alone, so it stays.
    """
    match tree:
        case Want():
            adds = _able(tree, spends)
            if any(spends[place] == free for place, _ in adds):
                return True
            return _with(tree, adds) if adds or given else False
        case Listed():
            items = [_able(item, spends) for item in tree.of]
            if any(spends[place] == free for adds in items for place, _ in adds):
                return True
            if not any(items):
                return False
            of = tuple(Item(i.id, i.cite, i.per, adds) for i, adds in zip(tree.of, items, strict=True))
            return Listed(tree.id, tree.n, of, tree.given)
        case Group():
            return group(tree.id, tree.n, [allowed(one, spends, free, given=given) for one in tree.of])
        case Once():
            inner = given or bool(tree.given)
            return once(tree.id, tree.n, [allowed(one, spends, free, given=inner) for one in tree.of], tree.given)
        case bool():
            return tree
    raise TypeError(f"no bundles for {tree}")


def _able(leaf: Want | Item, spends: Sequence[Vector | None]) -> tuple[tuple[int, int], ...]:
    return tuple(pair for pair in leaf.adds if spends[pair[0]] is not None)


def _with(want: Want, adds: tuple[tuple[int, int], ...]) -> Want:
    return Want(want.id, want.cite, want.n, adds, want.money, want.amount, want.turn)
