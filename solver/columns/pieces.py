"""A rung in pieces that are answered apart: parts of a route that no one addition can serve together.

Of parts asked together that share no addition the least are the sums of the least of each, so that what was found for
one piece holds whatever the others want. Parts that additions cannot help at all belong to no piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from models import rules
from models.rules import Count, Item, Rule, Tied
from solver.additions import APPROVALS, Additions, additions
from solver.settle import Settled


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Piece:
    """Some parts asked together, as a rung of its own with one route; `nodes` are those below, leaves first."""

    settled: Settled
    parts: tuple[Rule, ...]
    nodes: frozenset[int]
    tied: bool


@lru_cache(maxsize=500)
def pieces(settled: Settled) -> dict[str, tuple[Piece, ...]]:
    """The pieces of each route; one that several routes have is the same object."""
    able = additions(settled)
    made: dict[tuple[int, ...], Piece] = {}
    found = {}
    for name, parts in settled.routes.items():
        groups: list[tuple[list[Rule], set[object]]] = []
        for part in parts:
            touched = _touched(part, able)
            if not touched:
                continue
            mine, held = [part], set(touched)
            rest = []
            for others, places in groups:
                if places & held:
                    mine, held = others + mine, held | places
                else:
                    rest.append((others, places))
            groups = [*rest, (mine, held)]
        found[name] = tuple(_piece(settled, group, made) for group, _ in groups)
    return found


def _piece(settled: Settled, parts: Sequence[Rule], made: dict[tuple[int, ...], Piece]) -> Piece:
    key = tuple(id(part) for part in parts)
    if key not in made:
        alone = Settled(
            standard=settled.standard, rung=settled.rung, readings=settled.readings, routes={"": tuple(parts)}
        )
        below = [node for part in parts for node in rules.walk(part)]
        made[key] = Piece(
            settled=alone,
            parts=tuple(parts),
            nodes=frozenset(map(id, below)),
            tied=any(isinstance(node, Tied) for node in below),
        )
    return made[key]


def whole(settled: Settled) -> Piece:
    """The whole rung as one piece, its routes beside each other."""
    below = [node for parts in settled.routes.values() for part in parts for node in rules.walk(part)]
    return Piece(
        settled=settled, parts=(), nodes=frozenset(map(id, below)), tied=any(isinstance(n, Tied) for n in below)
    )


def _touched(part: Rule, able: Additions) -> set[object]:
    """The additions that could serve anything below a part."""
    found: set[object] = set()
    for node in rules.walk(part):
        if isinstance(node, Count | Item):
            found |= {place for place, _ in able.serving[id(node)]}
        elif isinstance(node, Tied):
            found |= {place for places in able.tying[id(node)] for place in places}
        elif isinstance(node, rules.Fact) and node.fact == APPROVALS:
            found |= {able.approvals[value] for value in node.test.values}
    return found
