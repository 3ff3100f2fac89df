"""How far a list of competing records stands, by going through the ways to give a profile's records away.

What each count lacks after some of the records is all that matters of how they were given away, so the ways are few.
Where they are many, or weights and amounts count, the reference decides.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models import rules
from models.rules import Count, Item, Rule
from solver.given_away import left_lacking
from solver.status import ASSUMED, MET, UNKNOWN, UNMET

MONEY = 10**6
"""Amounts of 万元 are whole numbers of millionths, as fine as they are added up."""
FINE = 1e-3
"""Finer parts of a millionth than floats leave of themselves are left to the reference."""
PLENTY = 10**18
"""An amount without limit."""
MOST = 500
"""Above so many ways at once the reference is asked."""


def given_out(node: Rule, counts: Sequence[Count | Item], beside: Sequence[Rule], key: tuple[Any, ...]) -> int | None:
    """How far a list stands for people with a profile; `key` is the profile and the marks of conditions beside it."""
    plain = [c for c in counts if isinstance(c, Count) and not c.weights and (c.total is None or not c.total.months)]
    if len(plain) < len(counts):
        return None
    if not isinstance(node, rules.All | rules.AtLeast):
        return None
    profile, marks = key
    places = {id(count): place for place, count in enumerate(counts)}
    needs = tuple(_need(count) for count in plain)
    amounts = {money: amount_of(money) for record in profile for _, _, _, money, *_ in record}
    if any(amount is not None and abs(amount * MONEY - round(amount * MONEY)) > FINE for amount in amounts.values()):
        return None
    for cut in (MET, ASSUMED, UNKNOWN):
        lack = PLENTY if cut is UNKNOWN else 0
        cents = {money: lack if amount is None else round(amount * MONEY) for money, amount in amounts.items()}
        held = {id(one): (marks >> 2 * place & 3) >= cut for place, one in enumerate(beside)}
        lines = [
            [
                (turn, cents[money], 1 << project - 1 if project else 0)
                for turn, far, _, money, project, *_ in record
                if far >= cut
            ]
            for record in profile
        ]
        found = _reached(node, needs, [line for line in lines if line], places, held)
        if found is None:
            return None
        if found:
            return int(cut)
    return int(UNMET)


def amount_of(bits: int) -> float | None:
    """The amount that a profile tells by its bits; None where it was not given."""
    amount = struct.unpack("d", struct.pack("q", bits))[0]
    return None if amount < 0 else float(amount)


def _need(count: Count) -> tuple[int, int]:
    """The records and the money that a count asks for."""
    n: Any = count.n
    money: Any = count.total.at_least if count.total is not None else 0
    return int(n), round(money * MONEY)


def _reached(
    node: rules.All | rules.AtLeast,
    needs: tuple[tuple[int, int], ...],
    records: Sequence[Sequence[tuple[int, int, int]]],
    places: Mapping[int, int],
    held: Mapping[int, bool],
) -> bool | None:
    """Whether the list holds in any way; None where there are too many."""
    ways = left_lacking(needs, records, MOST)
    return None if ways is None else _any_way(node, ways, places, held)


def _any_way(
    node: rules.All | rules.AtLeast,
    ways: Iterable[tuple[tuple[int, int], ...]],
    places: Mapping[int, int],
    held: Mapping[int, bool],
) -> bool:
    """Whether enough branches hold in some way; a branch is looked at once for all ways that leave it the same."""
    need: Any = node.n if isinstance(node, rules.AtLeast) else len(node.of)
    own = [[places[id(c)] for c in rules.walk(child) if isinstance(c, Count)] for child in node.of]
    known: dict[tuple[Any, ...], bool] = {}
    for lacking in ways:
        made = 0
        for turn, (child, mine) in enumerate(zip(node.of, own, strict=True)):
            key = (turn, *[lacking[place] for place in mine])
            if key not in known:
                known[key] = _holds(child, lacking, places, held)
            made += known[key]
        if made >= need:
            return True
    return False


def _holds(rule: Rule, lacking: Sequence[tuple[int, int]], places: Mapping[int, int], held: Mapping[int, bool]) -> bool:
    if isinstance(rule, Count):
        return not any(lacking[places[id(rule)]])
    if isinstance(rule, rules.Any):
        return any(_holds(child, lacking, places, held) for child in rule.of)
    if isinstance(rule, rules.All | rules.AtLeast):
        n: Any = rule.n if isinstance(rule, rules.AtLeast) else len(rule.of)
        return bool(sum(_holds(child, lacking, places, held) for child in rule.of) >= n)
    return held[id(rule)]
