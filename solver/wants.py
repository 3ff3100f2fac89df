"""What is still wanted: a rule tree with everything that holds today, or cannot be helped, folded away.

What stays are wants (so many more records of these additions), groups of them, and lists in which no record counts
twice. Trees of wants are values: two that look alike are alike, so what was found for one holds for the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Want:
    """At least `n` more, counted by weight, of these additions (place, weight); `money` more of an `amount` with them.

    `id` and `cite` are those of the clause; `turn` tells ways of one clause apart.
    """

    id: str
    cite: str
    n: int
    adds: tuple[tuple[int, int], ...]
    money: float = 0
    amount: str = ""
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """At least `n` of several."""

    id: str
    n: int
    of: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """A record that the person has, and what it can be given to: want (id and turn), weight, amount, project.

    One of them at most; and where a want counts the records of a project (numbered, 0 for none) as one, of all the
    records of that project only one is given to any such want.
    """

    to: tuple[tuple[tuple[str, int], int, float, int], ...]


@dataclass(frozen=True, slots=True)
class Once:
    """At least `n` of several, a new record serving one want only, as do the records that are there."""

    id: str
    n: int
    of: tuple[Tree, ...]
    given: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a cumulative list: every `per` records make one result."""

    id: str
    cite: str
    per: int
    adds: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A cumulative list: at least `n` results; `given` says of the person's records which items each may go to."""

    id: str
    n: int
    of: tuple[Item, ...]
    given: tuple[tuple[int, ...], ...] = ()


Moment = date | tuple[str, int]
"""A day, or an event whose day is still free: ("apply", step), ("title", step), ("course", number)."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A condition on free days: `later` lies `months` (and `days`) or more after `earlier`; or not, where `negated`."""

    id: str
    later: Moment
    earlier: Moment
    months: int = 0
    days: int = 0
    negated: bool = False

    @property
    def n(self) -> int:
        """As a group: one of nothing, since no addition helps it."""
        return 1

    @property
    def of(self) -> tuple[Tree, ...]:
        """Nothing stands below it."""
        return ()


Tree = bool | Want | Group | Once | Listed | Timed
"""True holds as it is, False cannot be helped by any addition."""


def group(path: str, n: int, of: Iterable[Tree]) -> Tree:
    """At least `n` of several, folded: what holds is counted off, what cannot hold is left out."""
    kept: list[Tree] = []
    for one in of:
        if one is True:
            n -= 1
        elif one is not False:
            kept.append(one)
    if n <= 0:
        return True
    if len(kept) < n:
        return False
    if len(kept) == n > 1:
        # what asks for all its branches is no group of its own among others that are all asked
        kept = [
            inner for one in kept for inner in (one.of if isinstance(one, Group) and one.n == len(one.of) else (one,))
        ]
        n = len(kept)
    return kept[0] if len(kept) == 1 else Group(path, n, tuple(sorted(kept, key=name)))


def once(path: str, n: int, of: Iterable[Tree], given: tuple[Given, ...] = ()) -> Tree:
    """The same for a list in which nothing counts twice; `given` are the records there that could serve several."""
    if not given:
        return _apart(group(path, n, of))
    kept = [one for one in of if one is not False]
    n -= sum(one is True for one in kept)
    kept = [one for one in kept if one is not True]
    if n <= 0:
        return True
    return Once(path, n, tuple(sorted(kept, key=name)), given) if len(kept) >= n else False


def _apart(tree: Tree) -> Tree:
    """The groups of a list as lists: what serves one branch serves no other, however deep they stand."""
    return Once(tree.id, tree.n, tuple(map(_apart, tree.of))) if isinstance(tree, Group) else tree


def name(tree: Tree) -> tuple[str, int]:
    """A key to sort wants by, the same whatever the order of the clauses."""
    return ("", 0) if isinstance(tree, bool) else (tree.id, tree.turn if isinstance(tree, Want) else 0)


def below(tree: Tree) -> tuple[Tree, ...]:
    """The trees directly below."""
    return tree.of if isinstance(tree, Group | Once) else ()


def without_wants(tree: Tree) -> Tree:
    """What is asked of free days alone, every want taken as fulfilled."""
    if isinstance(tree, Group):
        return group(tree.id, tree.n, map(without_wants, tree.of))
    return tree if isinstance(tree, bool | Timed) else True


def without_days(tree: Tree) -> Tree:
    """What is wanted alone, every condition on free days taken as met."""
    if isinstance(tree, Timed):
        return True
    if isinstance(tree, Group):
        return group(tree.id, tree.n, map(without_days, tree.of))
    if isinstance(tree, Once):
        return once(tree.id, tree.n, map(without_days, tree.of), tree.given)
    return tree


def leaves(tree: Tree) -> Iterator[Want | Item]:
    """Every want and item of a tree."""
    if isinstance(tree, Want):
        yield tree
    elif isinstance(tree, Listed):
        yield from tree.of
    else:
        for one in below(tree):
            yield from leaves(one)
