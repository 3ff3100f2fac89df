"""A rung in pieces that are answered apart, and how the answers to its pieces make that of a route.

Of conditions asked together that share no addition the least is the sum of the least of each; of alternatives it is
the least of any. So a route is a sum over its parts, a choice a choice, down to pieces in which additions may serve
several conditions at once: those are put to the solver whole. What was found for a piece holds whatever the others
want, and conditions that no addition can help belong to no piece: they hold or they do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any as Anything

from models import rules
from models.rules import Count, Item, Rule, Tally, Tied
from solver.additions import APPROVALS, Additions, additions
from solver.settle import Settled


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Piece:
    """Conditions answered together, as a rung of its own with one route.

    `tops` are its highest nodes that the rung has itself, `nodes` all below (by identity), `tied` whether clauses on
    records of one project are among them.
    """

    settled: Settled
    tops: tuple[Rule, ...]
    nodes: frozenset[int]
    tied: bool


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Alone:
    """A condition that no addition helps."""

    node: Rule


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Sum:
    """All of several; `node` is the group that asks for them, None for a route."""

    node: Rule | None
    of: tuple[Made, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Choice:
    """One of several."""

    node: Rule
    of: tuple[Made, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Some:
    """At least `n` of several in which no record counts twice: where no record there could, the cheapest few.

    `piece` is the list as a whole, for people whose records compete for places in it.
    """

    node: Rule
    n: int
    of: tuple[Made, ...]
    piece: Piece


Made = Piece | Alone | Sum | Choice | Some


@lru_cache(maxsize=500)
def pieces(settled: Settled) -> dict[str, Sum]:
    """How each route is made; a part that several routes have is made of the same pieces."""
    maker = _Maker(settled)
    return {name: Sum(node=None, of=maker.together(parts)) for name, parts in settled.routes.items()}


def all_pieces(made: Made) -> list[Piece]:
    """The pieces of a route."""
    if isinstance(made, Piece):
        return [made]
    if isinstance(made, Some):
        return [made.piece, *(piece for one in made.of for piece in all_pieces(one))]
    return [] if isinstance(made, Alone) else [piece for one in made.of for piece in all_pieces(one)]


def whole(settled: Settled) -> Piece:
    """The whole rung as one piece, its routes beside each other."""
    below = [node for parts in settled.routes.values() for part in parts for node in rules.walk(part)]
    tied = any(isinstance(node, Tied) for node in below)
    return Piece(settled=settled, tops=(), nodes=frozenset(map(id, below)), tied=tied)


class _Maker:
    """Takes a settled rung apart; equal conditions give the same piece."""

    def __init__(self, settled: Settled) -> None:
        self.settled = settled
        self.able = additions(settled)
        self.made: dict[tuple[int, ...], Piece] = {}
        self.known: dict[int, Made] = {}

    def together(self, nodes: Sequence[Rule]) -> tuple[Made, ...]:
        """Conditions asked together: those that share additions in one piece, the rest each by itself."""
        alone: list[Made] = []
        groups: list[tuple[list[Rule], set[object]]] = []
        for node in nodes:
            held = touched(node, self.able)
            if not held:
                alone.append(Alone(node=node))
                continue
            mine, rest = [node], []
            for others, places in groups:
                if places & held:
                    mine, held = others + mine, held | places
                else:
                    rest.append((others, places))
            groups = [*rest, (mine, held)]
        return (*alone, *(self.one(g[0]) if len(g) == 1 else self.piece(g) for g, _ in groups))

    def one(self, node: Rule) -> Made:
        """One condition that additions help, taken apart where that leaves less to tell apart."""
        if id(node) not in self.known:
            self.known[id(node)] = self._one(node)
        return self.known[id(node)]

    def _one(self, node: Rule) -> Made:
        if isinstance(node, rules.All) and not node.once:
            found = self.together(node.of)
            return Sum(node=node, of=found) if len(found) > 1 else self.piece([node])
        if isinstance(node, rules.All | rules.AtLeast) and node.once and all(map(self._single, node.of)):
            branches = sorted(node.of, key=lambda child: child.id)
            of = tuple(self.one(c) if touched(c, self.able) else Alone(node=c) for c in branches)
            n: Anything = node.n if isinstance(node, rules.AtLeast) else len(node.of)
            return Some(node=node, n=n, of=of, piece=self.piece([node]))
        if isinstance(node, rules.Any):
            telling = [child for child in node.of if _telling(child)]
            if len(telling) > 1 or (telling and isinstance(telling[0], rules.All | rules.Any)):
                rest = [c for c in node.of if c not in telling and touched(c, self.able)]
                plain = [Alone(node=c) for c in node.of if c not in telling and not touched(c, self.able)]
                few = [self.piece([replaced(node, rest)], tuple(rest))] if rest else []
                order = sorted([*(self.one(c) for c in telling), *few], key=_name)
                return Choice(node=node, of=(*plain, *order))
        return self.piece([node])

    def _single(self, node: Rule) -> bool:
        """Whether records alone help a branch of a list, and no record could serve two conditions of it at once."""
        able = [self.able.all[place] for place in touched(node, self.able) if isinstance(place, int)]
        if any(one.endorsement for one in able):
            return False
        for below in rules.walk(node):
            several = isinstance(below, rules.All | rules.AtLeast) and not below.once
            if several and sum(bool(touched(child, self.able)) for child in rules.children(below)) > 1:
                return False
        return not any(isinstance(below, Tally | Tied) for below in rules.walk(node))

    def piece(self, nodes: Sequence[Rule], tops: tuple[Rule, ...] = ()) -> Piece:
        """A piece of several conditions; `tops` where these are not of the rung themselves."""
        key = tuple(id(node) for node in tops or nodes)
        if key not in self.made:
            own = Settled(
                standard=self.settled.standard,
                rung=self.settled.rung,
                readings=self.settled.readings,
                routes={"": tuple(nodes)},
            )
            below = [node for top in tops or nodes for node in rules.walk(top)]
            self.made[key] = Piece(
                settled=own,
                tops=tops or tuple(nodes),
                nodes=frozenset(map(id, below)),
                tied=any(isinstance(node, Tied) for node in below),
            )
        return self.made[key]


def replaced(node: rules.Any, of: Sequence[Rule]) -> rules.Any:
    """The choice among some of its branches alone."""
    return rules.Any(id=node.id, cite=node.cite, when=node.when, line=node.line, of=tuple(of))


TIED = "tied"


def _telling(node: Rule) -> bool:
    """Whether more is to be told of a node than that it is wanted: how much is missing, which records compete."""
    for below in rules.walk(node):
        if isinstance(below, Count) and (below.n != 1 or below.total is not None):
            return True
        if isinstance(below, Tally | Tied | rules.AtLeast | rules.Fact):
            return True
        if isinstance(below, rules.All) and (below.once or len(below.of) > 1):
            return True
    return False


def _name(made: Made) -> str:
    node = made.tops[0] if isinstance(made, Piece) else made.node
    return node.id if node is not None else ""


def touched(node: Rule, able: Additions) -> set[object]:
    """The additions that could serve anything below a node."""
    found: set[object] = set()
    for below in rules.walk(node):
        if isinstance(below, Count | Item):
            found |= {place for place, _ in able.serving[id(below)]}
        elif isinstance(below, Tied):
            # all clauses on one project look at the same projects
            found |= {TIED, *(place for places in able.tying[id(below)] for place in places)}
        elif isinstance(below, rules.Fact) and below.fact == APPROVALS:
            found |= {able.approvals[value] for value in below.test.values}
    return found
