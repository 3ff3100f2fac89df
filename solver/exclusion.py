"""What keeps people out of the regular route of a rung: each clause by itself, and what each part contributes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

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
    """How many people each clause and part keeps out of the regular route of a rung, and each part's share in them.

    Of a rung without a regular route its first one is taken. Whether somebody passes by another route has no say: an
    exceptional list opens a way, it keeps nobody out. `alone` counts those who would pass the route if the clause were
    taken as met wherever it stands in it, all else being as it is. Both lists stand by side, rung and part.
    """
    people = crowd(table, as_of)
    known = {side.key: side.standard for side in sides}
    excluded: list[Excluded] = []
    shared: list[PartShare] = []
    for one in part_statuses(sides, table, rungs, as_of, readings):
        asking = _Asking(one, known[one.side], people, as_of, readings)
        for clause in clauses(one):
            unmet = one.marks(clause) < ASSUMED
            alone = int(asking.alone(clause).sum()) if unmet.any() else 0
            excluded.append(
                Excluded(
                    side=one.side, rung=one.rung, clause=clause, people=one.people, fails=int(unmet.sum()), alone=alone
                )
            )
        shared += [
            PartShare(side=one.side, rung=one.rung, part=part, share=share) for part, share in part_shares(one).items()
        ]
    return excluded, shared


def parts_of(one: PartStanding) -> list[Rule]:
    """The parts of the regular route (or the first) that ask for anything."""
    route = {id(part) for part in one.routes.get(one.first, ())}
    return [part for part in one.parts if id(part) in route and not asks_nothing(part)]


def clauses(one: PartStanding) -> list[Rule]:
    """The parts of the route, each before its smallest clauses; of a part with a sole clause that clause alone."""
    found: dict[int, Rule] = {}
    for part in parts_of(one):
        below = [rule for rule in chain(part) if not asks_nothing(rule)]
        for rule in (part, *below) if len(below) > 1 else below:
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
    """The route with a clause taken as met, one clause at a time; `standard` is the side's as it is written."""

    def __init__(
        self, one: PartStanding, standard: Standard, people: Crowd, as_of: date, readings: Mapping[str, str]
    ) -> None:
        self.one, self.people = one, people
        # what a clause of one rung lends to another has no say in this one
        self.standard = replace(standard, rungs={one.rung: standard.rungs[one.rung]})
        self.as_of, self.readings = as_of, readings
        self.parts = one.routes.get(one.first, ())
        self.beside = {path for part in self.parts for path in _beside(part)}

    def alone(self, clause: Rule) -> Bools:
        """Who does not pass, and would then."""
        one = self.one
        # a clause met again by reference stands there under another path
        paths = {node.id for node in places(self.standard, clause.id)}
        before = one.route(one.first) >= ASSUMED
        instead = self._anew(paths, before) if paths & self.beside else self._without(paths)
        passed: Bools = (one.route(one.first, instead) >= ASSUMED) & ~before
        return passed

    def _without(self, paths: set[str]) -> dict[int, Marks]:
        """How the parts stand without a clause that stands in chains of `all` alone."""
        one = self.one
        instead: dict[int, Marks] = {}
        for part in self.parts:
            asked = chain(part)
            if part.id in paths or any(rule.id in paths for rule in asked):
                full = np.full(one.people, int(MET), dtype=np.int8)
                left = [] if part.id in paths else [one.marks(rule) for rule in asked if rule.id not in paths]
                instead[id(part)] = np.minimum.reduce([full, *left])
        return instead

    def _anew(self, paths: set[str], passed: Bools) -> dict[int, Marks]:
        """The same where the clause also stands elsewhere: whoever does not pass is measured without it."""
        one = self.one
        other = settle(dropped(one.standard, paths), one.rung, self.as_of, self.readings)
        left = np.flatnonzero(~passed)
        marks = self.people.among(left).marks(one.standard.id, other.routes[one.first])
        instead: dict[int, Marks] = {}
        for part, found in zip(self.parts, marks, strict=True):
            instead[id(part)] = one.marks(part).copy()
            instead[id(part)][left] = found
        return instead


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
    """The Shapley value of each part of the route that asks anything, as a share of all people.

    The game: `v(S)` is the share of people kept out when the parts in S alone are asked (Shapley 1953). A person is
    kept out as soon as one of the parts that they fail is asked, so each of k such parts has 1/k of them. The values
    add up to the share that does not pass the route.
    """
    asked = parts_of(one)
    fails = [one.marks(part) < ASSUMED for part in asked]
    together = sum((unmet.astype(np.int64) for unmet in fails), start=np.zeros(one.people, dtype=np.int64))
    shares = {}
    for part, unmet in zip(asked, fails, strict=True):
        many = enumerate(np.bincount(together[unmet]).tolist())
        whole = sum((Fraction(people, k) for k, people in many if people), start=Fraction(0))
        shares[name_of(part)] = float(whole / one.people) if one.people else 0.0
    return shares
