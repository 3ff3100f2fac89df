"""How far a list of competing records stands, by going through the ways to give a profile's records away.

What each count lacks after some of the records is all that matters of how they were given away, so the ways are few.
Where they are many, or weights and amounts count, the reference decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from models import rules
from models.rules import Count, Item, Rule
from solver.status import ASSUMED, MET, UNKNOWN, UNMET

MOST = 500
"""Above so many ways at once the reference is asked."""


def given_out(node: Rule, counts: Sequence[Count | Item], beside: Sequence[Rule], key: tuple[Any, ...]) -> int | None:
    """How far a list stands for people with a profile; `key` is the profile and the marks of conditions beside it."""
    if not all(isinstance(c, Count) and c.total is None and not c.weights for c in counts):
        return None
    if not isinstance(node, rules.All | rules.AtLeast):
        return None
    profile, marks = key
    places = {id(count): place for place, count in enumerate(counts)}
    needs: list[Any] = [count.n for count in counts if isinstance(count, Count)]
    for cut in (MET, ASSUMED, UNKNOWN):
        held = {id(one): (marks >> 2 * place & 3) >= cut for place, one in enumerate(beside)}
        lines = [
            [(turn, 1 << project - 1 if project else 0) for turn, far, _, _, project, *_ in record if far >= cut]
            for record in profile
        ]
        found = _reached(node, tuple(needs), [line for line in lines if line], places, held)
        if found is None:
            return None
        if found:
            return int(cut)
    return int(UNMET)


def _reached(
    node: Rule,
    needs: tuple[int, ...],
    records: Sequence[Sequence[tuple[int, int]]],
    places: Mapping[int, int],
    held: Mapping[int, bool],
) -> bool | None:
    """Whether the list holds in any way; None where there are too many."""
    states = {(needs, 0)}
    for to in records:
        grown = set()
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
    return any(_holds(node, lacking, places, held) for lacking, _ in states)


def _holds(rule: Rule, lacking: Sequence[int], places: Mapping[int, int], held: Mapping[int, bool]) -> bool:
    if isinstance(rule, Count):
        return not lacking[places[id(rule)]]
    if isinstance(rule, rules.Any):
        return any(_holds(child, lacking, places, held) for child in rule.of)
    if isinstance(rule, rules.All | rules.AtLeast):
        n: Any = rule.n if isinstance(rule, rules.AtLeast) else len(rule.of)
        return bool(sum(_holds(child, lacking, places, held) for child in rule.of) >= n)
    return held[id(rule)]
