"""Lists in which records compete, settled by going through the ways to give those away that are there.

Where each branch asks for one of several counts, each record counts once and every addition costs one, what remains
lacking after each way to give the records away decides: the cheapest branches then make the least. Ways that leave the
same lacking are one, so there are few; where there are many, or money and weights count, the solver decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from solver.offers import Offer, Price, Search, best
from solver.wants import Group, Once, Tree, Want

MOST = 400
"""Above so many ways at once the solver is as fast."""
State = tuple[tuple[int, ...], int]
"""What each want lacks, and the projects of which a record was given away (one bit each)."""
Unit = tuple[Price, Price, int]


def settled(tree: Tree, search: Search) -> list[Offer] | None:
    """The offers for a list; None where the solver has to decide."""
    if not isinstance(tree, Once) or not search.unit:
        return None
    branches = [_wants(one) for one in tree.of]
    wants = [want for many in branches if many is not None for want in many]
    if any(many is None for many in branches) or not all(_plain(want, search) for want in wants):
        return None
    if any(weight != 1 or amount for one in tree.given for _, weight, amount, _ in one.to):
        return None
    states = _given(tree, wants)
    if states is None:
        return None
    units = [_unit(want, search) for want in wants]
    numbered: list[list[int]] = []
    for many in branches:
        start = sum(map(len, numbered))
        numbered.append(list(range(start, start + len(many or ()))))
    found = [offer for state in states for offer in _least(tree.n, numbered, state[0], wants, units)]
    return best(found)


def _wants(tree: Tree) -> list[Want] | None:
    """The counts of which one is enough for a branch; None where it asks for more."""
    if isinstance(tree, Want):
        return [tree]
    if isinstance(tree, Group | Once) and tree.n == 1 and not (isinstance(tree, Once) and tree.given):
        below = [_wants(one) for one in tree.of]
        return [want for many in below if many is not None for want in many] if None not in below else None
    return None


def _plain(want: Want, search: Search) -> bool:
    return not want.money and all(weight == 1 and search.prices[p] == (1, 0) for p, weight in want.adds)


def _given(tree: Once, wants: Sequence[Want]) -> list[State] | None:
    """What can be left lacking once the records that are there are given away; no state that another beats."""
    places = {(want.id, want.turn): place for place, want in enumerate(wants)}
    states: set[State] = {(tuple(want.n for want in wants), 0)}
    for one in tree.given:
        to = [(places[key], 1 << project - 1 if project else 0) for key, _, _, project in one.to if key in places]
        grown: set[State] = set()
        for lacking, used in states:
            able = [(place, bit) for place, bit in to if lacking[place] and not used & bit]
            # a record may be left over where another of its project is better given away
            if not able or any(bit for _, bit in able):
                grown.add((lacking, used))
            for place, bit in able:
                grown.add(((*lacking[:place], lacking[place] - 1, *lacking[place + 1 :]), used | bit))
        if len(grown) > MOST:
            return None
        states = grown
    return sorted(states)


def _unit(want: Want, search: Search) -> Unit | None:
    """The weakest addition for a want."""
    return min(((search.prices[p], search.ties[p], p) for p, _ in want.adds), default=None)


def _least(
    n: int,
    branches: Sequence[Sequence[int]],
    lacking: Sequence[int],
    wants: Sequence[Want],
    units: Sequence[Unit | None],
) -> Iterator[Offer]:
    """The cheapest branches for what is lacking, if enough of them can be fulfilled."""
    ways: list[tuple[int, int, int, str, int, int]] = []
    for branch in branches:
        mine = []
        for place in branch:
            unit, short = units[place], lacking[place]
            if not short:
                mine.append((0, 0, 0, "", place, 0))
            elif unit is not None:
                mine.append((short, short * unit[1][0], short * unit[1][1], wants[place].id, place, unit[2]))
        if mine:
            ways.append(min(mine))
    if len(ways) >= n:
        ways.sort()
        chosen = ways[:n]
        picks = [(addition, short, (wants[place],)) for short, *_, place, addition in chosen if short]
        picks.sort(key=lambda pick: pick[:2])
        yield Offer(
            (sum(w[0] for w in chosen), 0),
            (sum(w[1] for w in chosen), sum(w[2] for w in chosen)),
            tuple(picks),
        )
