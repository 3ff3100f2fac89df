"""Lists in which records compete, settled by going through the ways to give those away that are there.

Where each record counts once and every addition costs one and serves one count, what remains lacking after each way to
give the records away decides: of so many branches the cheapest make the least, however deep they stand. Ways that leave
the same lacking are one, so there are few; where there are many, or weights count, the solver decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from solver.joint import CENTS, PLENTY
from solver.offers import Offer, Pick, Price, Search
from solver.wants import Group, Once, Tree, Want, leaves

MOST = 1000
"""Above so many ways at once the solver is as fast."""
Lacking = tuple[tuple[int, int], ...]
"""Of each want the records and the money (in CENTS) that it lacks."""
Unit = tuple[Price, Price, int]
Cost = tuple[int, int, int, str, tuple[Pick, ...]]
"""Records, the tie-break, the first clause, and what to add."""
NOTHING: Cost = (0, 0, 0, "", ())


def settled(tree: Tree, search: Search) -> list[Offer] | None:
    """The offers for a list; None where the solver has to decide."""
    if not isinstance(tree, Once) or not search.unit or not all(map(_apart, tree.of)):
        return None
    wants = [leaf for leaf in leaves(tree) if isinstance(leaf, Want)]
    keys = {(want.id, want.turn): place for place, want in enumerate(wants)}
    plain = all(weight == 1 and search.prices[p] == (1, 0) for want in wants for p, weight in want.adds)
    if not plain or len(keys) < len(wants) or any(weight != 1 for one in tree.given for _, weight, *_ in one.to):
        return None
    states = _given(tree, wants, keys)
    if states is None:
        return None
    units = [min(((search.prices[p], search.ties[p], p) for p, _ in want.adds), default=None) for want in wants]
    own = [[keys[w.id, w.turn] for w in leaves(one) if isinstance(w, Want)] for one in tree.of]
    known: dict[tuple[int, Lacking], Cost | None] = {}
    least: Cost | None = None
    for lacking in states:
        # a branch costs the same wherever its own counts lack the same
        ways = []
        for place, (one, mine) in enumerate(zip(tree.of, own, strict=True)):
            key = (place, tuple([lacking[want] for want in mine]))
            if key not in known:
                known[key] = _cost(one, lacking, keys, units)
            cost = known[key]
            if cost is not None:
                ways.append(cost)
        made = _few(tree.n, ways)
        if made is not None and (least is None or made[:4] < least[:4]):
            least = made
    if least is None:
        return []
    picks = tuple(sorted(least[4], key=lambda pick: pick[:2]))
    return [Offer((least[0], 0), (least[1], least[2]), picks)]


def _apart(tree: Tree) -> bool:
    """Whether a branch is made of counts and of groups of them."""
    if isinstance(tree, Want):
        return True
    # in a list no addition serves two, however deep the groups in it stand
    return isinstance(tree, Group | Once) and not getattr(tree, "given", ()) and all(map(_apart, tree.of))


def _given(tree: Once, wants: Sequence[Want], keys: Mapping[tuple[str, int], int]) -> list[Lacking] | None:
    """What can be left lacking once the records that are there are given away."""
    start = tuple((want.n, min(PLENTY, round(want.money * CENTS))) for want in wants)
    records = [
        [(keys[k], _cents(amount), 1 << project - 1 if project else 0) for k, _, amount, project in one.to if k in keys]
        for one in tree.given
    ]
    found = left_lacking(start, records, MOST)
    return None if found is None else sorted(found)


def left_lacking(start: Lacking, records: Iterable[Sequence[tuple[int, int, int]]], most: int) -> set[Lacking] | None:
    """What can be left lacking once each record was given to one of its wants; None where there are more ways.

    A record is a list of wants that it may go to: place, money, and the bit of a project of which one record counts.
    """
    states: set[tuple[Lacking, int]] = {(start, 0)}
    for to in records:
        grown: set[tuple[Lacking, int]] = set()
        for lacking, used in states:
            able = [(place, money, bit) for place, money, bit in to if any(lacking[place]) and not used & bit]
            # a record may be left over where another of its project is better given away
            if not able or any(bit for *_, bit in able):
                grown.add((lacking, used))
            for place, money, bit in able:
                n, short = lacking[place]
                left = (max(0, n - 1), max(0, short - money))
                grown.add(((*lacking[:place], left, *lacking[place + 1 :]), used | bit))
        if len(grown) > most:
            return None
        states = grown
    return {lacking for lacking, _ in states}


def _cents(amount: float) -> int:
    return PLENTY if amount == float("inf") else min(PLENTY, round(amount * CENTS))


def _cost(
    tree: Tree, lacking: Lacking, keys: Mapping[tuple[str, int], int], units: Sequence[Unit | None]
) -> Cost | None:
    """The least additions for a branch; None where nothing helps."""
    if isinstance(tree, Want):
        place = keys[tree.id, tree.turn]
        n, money = lacking[place]
        short, unit = max(n, int(money > 0)), units[place]
        if not short or unit is None:
            return NOTHING if not short else None
        want = replace(tree, money=money / CENTS) if tree.money else tree
        return short, short * unit[1][0], short * unit[1][1], tree.id, ((unit[2], short, (want,)),)
    if isinstance(tree, bool):
        return NOTHING if tree else None
    assert isinstance(tree, Group | Once)
    return _few(tree.n, list(_costs(tree.of, lacking, keys, units)))


def _few(n: int, of: Sequence[Cost]) -> Cost | None:
    """The cheapest of some branches, so many; None where there are fewer."""
    if len(of) < n:
        return None
    ways = sorted(of, key=lambda cost: cost[:4])[:n]
    first = next((way[3] for way in ways if way[3]), "")
    picks = tuple(pick for way in ways for pick in way[4])
    return sum(w[0] for w in ways), sum(w[1] for w in ways), sum(w[2] for w in ways), first, picks


def _costs(
    of: Sequence[Tree], lacking: Lacking, keys: Mapping[tuple[str, int], int], units: Sequence[Unit | None]
) -> Iterator[Cost]:
    for one in of:
        cost = _cost(one, lacking, keys, units)
        if cost is not None:
            yield cost
