"""What keeps people out: each clause and part, alone and not met, and what each part contributes (Shapley values)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import factorial

import numpy as np
import pyarrow as pa

from models import rules
from models.amending import dropped
from models.places import inner, places
from models.rules import Rule
from models.standard import Standard
from solver.comparison import Excluded, PartShare, Side
from solver.part_standing import Bools, Crowd, Marks, PartStanding, chain, crowd, name_of, part_statuses
from solver.settle import settle
from solver.status import ASSUMED, MET


def exclusion(
    sides: Sequence[Side], table: pa.Table, rungs: Sequence[str], as_of: date, readings: Mapping[str, str]
) -> tuple[list[Excluded], list[PartShare]]:
    """How many people each clause and part keeps out of a rung, and each part's share in all who are kept out.

    Clauses are the parts of all routes and, of the regular (or first) one, what is reached through `all` alone; what
    asks nothing is left out. `alone` counts those who would pass by some route if the clause were taken as met in every
    route in which it stands, all else being as it is. Both lists stand by side and rung, in the order of the text.
    """
    people = crowd(table, as_of)
    known = {side.key: side.standard for side in sides}
    excluded: list[Excluded] = []
    shared: list[PartShare] = []
    for one in part_statuses(sides, table, rungs, as_of, readings):
        asking = _Asking(one, known[one.side], people, as_of, readings)
        before = one.passed()
        for clause in clauses(one):
            unmet = one.marks(clause) < ASSUMED
            alone = asking.passed(clause) & ~before if unmet.any() else np.zeros(one.people, dtype=np.bool_)
            excluded.append(
                Excluded(
                    side=one.side,
                    rung=one.rung,
                    clause=clause,
                    people=one.people,
                    fails=int(unmet.sum()),
                    alone=int(alone.sum()),
                )
            )
        shared += [
            PartShare(side=one.side, rung=one.rung, part=part, share=share) for part, share in part_shares(one).items()
        ]
    return excluded, shared


def clauses(one: PartStanding) -> list[Rule]:
    """The parts and, below those of the first route, their smallest clauses; each once, if it asks for anything."""
    found: dict[int, Rule] = {}
    first = {id(part) for part in one.routes.get(one.first, ())}
    for part in one.parts:
        for rule in (part, *chain(part)) if id(part) in first else (part,):
            if not asks_nothing(rule):
                found.setdefault(id(rule), rule)
    return list(found.values())


def asks_nothing(rule: Rule) -> bool:
    """Whether everybody meets a node: what nobody can compute is taken as met, and so is what stands on it alone."""
    match rule:
        case rules.All():
            return all(map(asks_nothing, rule.of))
        case rules.Any():
            return any(map(asks_nothing, rule.of))
        case rules.AtLeast():
            return sum(map(asks_nothing, rule.of)) >= int(rule.n)  # type: ignore[arg-type]  # settled to a number
    return False


class _Asking:
    """One rung with a clause taken as met, one clause at a time; `standard` is the side's as it is written."""

    def __init__(
        self, one: PartStanding, standard: Standard, people: Crowd, as_of: date, readings: Mapping[str, str]
    ) -> None:
        self.one, self.people = one, people
        # what a clause of one rung lends to another has no say in this one
        self.standard = replace(standard, rungs={one.rung: standard.rungs[one.rung]})
        self.as_of, self.readings = as_of, readings
        self.beside = {path for part in one.parts for path in _beside(part)}

    def passed(self, clause: Rule) -> Bools:
        """Who passes then."""
        one = self.one
        # a clause met again by reference stands there under another path
        paths = {node.id for node in places(self.standard, clause.id)}
        if paths & self.beside:
            return self._anew(paths)
        instead: dict[int, Marks] = {}
        for part in one.parts:
            asked = chain(part)
            if part.id in paths or any(rule.id in paths for rule in asked):
                full = np.full(one.people, int(MET), dtype=np.int8)
                left = [] if part.id in paths else [one.marks(rule) for rule in asked if rule.id not in paths]
                instead[id(part)] = np.minimum.reduce([full, *left])
        return one.passed(instead)

    def _anew(self, paths: set[str]) -> Bools:
        """The same where the clause also stands elsewhere than in a chain of `all`: all is measured without it."""
        one = self.one
        other = settle(dropped(one.standard, paths), one.rung, self.as_of, self.readings)
        passed = one.passed()
        left = np.flatnonzero(~passed)
        old = [part for many in one.routes.values() for part in many]
        new = [part for many in other.routes.values() for part in many]
        marks = self.people.among(left).marks(one.standard.id, new)
        instead: dict[int, Marks] = {}
        for part, found in zip(old, marks, strict=True):
            instead[id(part)] = one.marks(part).copy()
            instead[id(part)][left] = found
        return one.passed(instead)


def _beside(part: Rule) -> Iterator[str]:
    """The paths of what stands in a part beside its chain: what joins the chain, and what is below its clauses."""
    links = {id(rule) for rule in chain(part)}
    for node in rules.walk(part)[1:]:
        if id(node) not in links:
            yield node.id
    for rule in chain(part):
        nodes = list(inner(rule))
        # the title that months of work are counted from shares the path of its clause
        within = {id(n.after) for n in nodes if isinstance(n, rules.Worked) and n.after and n.after.id == n.id}
        yield from (node.id for node in nodes[1:] if id(node) not in within)


def part_shares(one: PartStanding) -> dict[str, float]:
    """The Shapley value of each part that asks anything, as a share of all people.

    The game: `v(S)` is the share of people kept out when the parts in S alone are asked, the others being taken as met
    in every route. The values add up to the share kept out by the whole rung.
    """
    asked = [part for part in one.parts if not asks_nothing(part)]
    names = list(dict.fromkeys(map(name_of, asked)))
    if not one.people:
        return dict.fromkeys(names, 0.0)
    fails = sum(
        ((one.marks(part) < ASSUMED).astype(np.int64) << place for place, part in enumerate(asked)),
        start=np.zeros(one.people, dtype=np.int64),
    )
    patterns, counts = np.unique(fails, return_counts=True)
    mine = [sum(1 << place for place, part in enumerate(asked) if name_of(part) == name) for name in names]
    routes = [sum(1 << place for place, part in enumerate(asked) if part in many) for many in one.routes.values()]

    def kept_out(parts: int) -> int:
        mask = sum(bits for place, bits in enumerate(mine) if parts >> place & 1)
        out = np.ones(len(patterns), dtype=np.bool_)
        for route in routes:
            out &= (patterns & mask & route) != 0
        return int(counts[out].sum())

    return {name: float(v / one.people) for name, v in zip(names, shapley(kept_out, len(names)), strict=True)}


def shapley(worth: Callable[[int], int], players: int) -> list[Fraction]:
    """The exact Shapley values of a game; `worth` is of a set of players, as the bits of a number (Shapley 1953).

    A player's value is what joining adds, on average over all orders in which the players may come.
    """
    of = [worth(some) for some in range(1 << players)]
    orders = factorial(players)
    found = []
    for player in range(players):
        total = 0
        for some in range(1 << players):
            if not some >> player & 1:
                before = some.bit_count()
                total += factorial(before) * factorial(players - before - 1) * (of[some | 1 << player] - of[some])
        found.append(Fraction(total, orders))
    return found
