"""Branches that share additions, settled without the solver where one record fulfils a branch on its own.

Most branches are choices between clauses of one record each: such a branch is fulfilled by any record of a set, and the
least for several of them is the cheapest way to hit every set, found by trying each partition of the branches into
blocks that one record serves. A clause that asks for more than a record (two of them, consents beside it) stands apart:
it is left to the solver, unless even alone it costs no less than the least found without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from solver.offers import Offer, Search, offers, plus, serving, singles, touched
from solver.wants import Group, Tree, Want

MOST = 5
"""Of more branches than these the partitions are too many to be worth it."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch: the records each of which fulfils it alone, and the clauses in it that ask for more."""

    tree: Tree
    able: frozenset[int]
    more: tuple[Tree, ...]


def settled(members: Sequence[Tree], search: Search) -> list[Offer] | None:
    """The offers for all of several branches; None where the solver has to decide."""
    pure = [one for one in members if all(search.prices[p][0] == 0 for p in touched(one, search))]
    rest = [_branch(one, search) for one in members if one not in pure]
    if len(pure) > 1 or not 0 < len(rest) <= MOST:
        return None
    given = offers(pure[0], search) if pure else [search.nothing]
    found = _hit(rest, search)
    if len(given) != 1 or found is None:
        return None
    made = plus(found, given[0])
    fewest = [min(offer.price[0] for offer in offers(one.tree, search)) for one in rest]
    for place, branch in enumerate(rest):
        beside = max(fewest[:place] + fewest[place + 1 :], default=0)
        for clause in branch.more:
            several = all(search.prices[p][0] == 1 for p in touched(clause, search))
            for offer in offers(clause, search):
                if not _beaten(_beyond(offer) if several else offer, made, beside, given[0].price[1]):
                    return None
    return [made]


def _beyond(offer: Offer) -> Offer:
    """The least of a clause of records alone, where its single records are counted among those that fulfil it."""
    return offer if offer.price[0] > 1 else Offer((2, 0), (0,) * len(offer.tie))


def _beaten(clause: Offer, made: Offer, records: int, endorsements: int) -> bool:
    """Whether no answer that rests on a clause can be less than the one made: it takes what the clause takes alone.

    The records that another branch needs, and endorsements that are asked for anyway, are needed with it too. Of the
    same price, the clause's own weakness is the least that such an answer can have.
    """
    least = (max(clause.price[0], records), max(clause.price[1], endorsements))
    if not all(a <= b for a, b in zip(made.price, least, strict=True)):
        return False
    return made.price != least or (clause.price == least and made.tie <= clause.tie)


def _branch(tree: Tree, search: Search) -> Branch:
    able = frozenset(p for p in singles(tree, search) if search.prices[p][0] == 1)
    return Branch(tree, able, tuple(_more(tree, search)))


def _more(tree: Tree, search: Search) -> Iterator[Tree]:
    """The clauses of a choice that ask for anything but a single record."""
    if isinstance(tree, Group) and tree.n == 1:
        for one in tree.of:
            yield from _more(one, search)
    elif not isinstance(tree, Want) or tree.n > 1 or any(search.prices[p][0] != 1 for p, _ in tree.adds):
        yield tree


def _hit(rest: Sequence[Branch], search: Search) -> Offer | None:
    """The cheapest records that fulfil every branch, one record for each block of some partition of them."""
    best: Offer | None = None
    for blocks in _partitions(rest):
        picks = []
        for block in blocks:
            common = reduce(frozenset.intersection, (one.able for one in block))
            if not common:
                break
            place = min(common, key=lambda p: (search.ties[p], p))
            served = tuple(want for one in block for want in serving(one.tree, place, search))
            picks.append(Offer(search.prices[place], search.ties[place], ((place, 1, served),)))
        else:
            made = reduce(plus, picks, search.nothing)
            if best is None or (made.price, made.tie) < (best.price, best.tie):
                best = made
    return best


def _partitions(rest: Sequence[Branch]) -> Iterator[list[list[Branch]]]:
    """Every way to put the branches into blocks."""
    if not rest:
        yield []
        return
    first, *others = rest
    for blocks in _partitions(others):
        yield [[first], *blocks]
        for place, block in enumerate(blocks):
            yield [*blocks[:place], [first, *block], *blocks[place + 1 :]]
