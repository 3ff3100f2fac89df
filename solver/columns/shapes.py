"""A settled rung gone through once: its nodes by height, what stands on records, what waiting can turn.

The tree itself is an expression over the columns of its conditions: the least of several, the greatest, the n-th best,
the denied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from models import rules
from models.errors import InputError
from models.rules import Count, Item, Rule, Tally, Tied
from solver.settle import Settled
from solver.status import MET, UNKNOWN, UNMET
from solver.waiting import TIMED


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Shape:
    """A settled rung gone through once: its nodes by height (leaves first), each with the name of its column.

    `lists` are the counting nodes below each list without double counting, `slots` the places that they stand for and
    `beside` the conditions among them that count nothing. `timed` are the conditions that waiting can turn, `moving`
    the nodes above them, and `falling` those that waiting can take away. `covered` is false where such a list holds
    what waiting can turn, or a list or tied records of its own: such a rung is left to the reference.
    """

    settled: Settled
    names: Mapping[int, str]
    levels: Sequence[Sequence[Rule]]
    leaves: Sequence[Rule]
    counting: Sequence[Count | Item | Tied]
    timed: Sequence[Rule]
    moving: frozenset[int]
    falling: frozenset[int]
    lists: Mapping[int, Sequence[Count]]
    slots: Mapping[int, Mapping[int, int]]
    beside: Mapping[int, Sequence[Rule]]
    covered: bool

    def name(self, rule: Rule) -> str:
        """The column of a node."""
        return self.names[id(rule)]


@lru_cache(maxsize=500)
def shape(settled: Settled) -> Shape:
    """The shape of a settled rung; worked out once."""
    height: dict[int, int] = {}
    order: dict[int, Rule] = {}

    def visit(rule: Rule) -> int:
        if id(rule) not in height:
            below = [] if isinstance(rule, Tally) else [visit(child) for child in rules.children(rule)]
            height[id(rule)] = 1 + max(below, default=-1)
            order[id(rule)] = rule
        return height[id(rule)]

    for parts in settled.routes.values():
        for part in parts:
            visit(part)
    nodes = list(order.values())
    top = max(height.values(), default=0)
    levels = [[n for n in nodes if height[id(n)] == h] for h in range(top + 1)]
    counting = [n for n in nodes if isinstance(n, Count | Tied)] + [
        i for n in nodes if isinstance(n, Tally) for i in n.of
    ]
    timed = [n for n in nodes if isinstance(n, TIMED)]
    moving = {id(n) for n in timed}
    for level in levels[1:]:
        moving |= {id(n) for n in level if any(id(child) in moving for child in rules.children(n))}
    once = [n for n in nodes if isinstance(n, rules.All | rules.AtLeast) and n.once]
    for node in once:
        _different(node)
    return Shape(
        settled=settled,
        names={id(n): f"n{place}" for place, n in enumerate(nodes)},
        levels=levels,
        leaves=[n for n in nodes if not isinstance(n, JOINING | Count | Tied | Tally)],
        counting=counting,
        timed=timed,
        moving=frozenset(moving),
        falling=frozenset(id(n) for n in nodes if any(map(_falls, rules.walk(n)))),
        lists={id(n): [c for c in rules.walk(n) if isinstance(c, Count)] for n in once},
        slots={id(n): _slots(n) for n in once},
        beside={id(n): _beside(n) for n in once},
        covered=not any(len(_beside(n)) > MOST_BESIDE for n in once)
        and not any(isinstance(b, (*TIMED, Tally, Tied, rules.Lacks)) for n in once for b in rules.walk(n)),
    )


def _falls(rule: Rule) -> bool:
    """Whether a condition that holds can cease to hold with time alone."""
    if isinstance(rule, rules.Worked):
        return rule.now
    if isinstance(rule, rules.Fact):
        return rule.test.op == "at_most"
    return isinstance(rule, rules.Clear | rules.Lacks)


def _beside(rule: Rule) -> list[Rule]:
    """The conditions in a list that count nothing."""
    return [below for below in rules.walk(rule) if not isinstance(below, JOINING | Count)]


def _different(rule: Rule) -> None:
    """Refuses a list that asks for one and the same clause twice: no record could be told to serve one of the two."""
    seen: set[int] = set()
    for below in rules.walk(rule):
        if id(below) in seen:
            raise InputError(
                f"the list `{rule.id}` asks for `{below.id}` twice", hint="write the clause out a second time"
            )
        seen.add(id(below))


MOST_BESIDE = 20
"""Conditions beside the counts of a list whose marks still fit into a number with its profile."""
JOINING = rules.All | rules.Any | rules.AtLeast | rules.Lacks


def _slots(rule: rules.All | rules.AtLeast) -> dict[int, int]:
    """For each count of a list the place that it stands for: alternatives of one branch stand for the same place."""
    found: dict[int, int] = {}

    def alone(rule: Rule) -> bool:
        return isinstance(rule, Count) or (isinstance(rule, rules.Any) and all(map(alone, rule.of)))

    def visit(rule: Rule) -> None:
        if alone(rule):
            place = len(set(found.values()))
            for node in rules.walk(rule):
                if isinstance(node, Count):
                    found[id(node)] = place
        else:
            for child in rules.children(rule):
                visit(child)

    for child in rule.of:
        visit(child)
    return found


def expression(node: Rule, made: Shape) -> pl.Expr:
    """How far a node stands, from the columns of those below it."""
    columns = [pl.col(made.name(child)) for child in rules.children(node)]
    match node:
        case rules.All():
            return pl.min_horizontal(columns) if columns else pl.lit(int(MET), dtype=pl.Int8)
        case rules.Any():
            return pl.max_horizontal(columns) if columns else pl.lit(int(UNMET), dtype=pl.Int8)
        case rules.Lacks():
            below = columns[0]
            denied = pl.when(below == int(UNKNOWN)).then(int(UNKNOWN)).otherwise(0)
            return pl.when(below == 0).then(int(MET)).otherwise(denied).cast(pl.Int8)
        case rules.AtLeast():
            n: Any = node.n
            cuts = [
                (pl.sum_horizontal([(c >= cut).cast(pl.Int32) for c in columns]) >= int(n)).cast(pl.Int8)
                for cut in (1, 2, 3)
            ]
            return pl.sum_horizontal(cuts).cast(pl.Int8)
    raise TypeError(f"no expression for {type(node).__name__}")
