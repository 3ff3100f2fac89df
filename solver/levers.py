"""Levers: which single kind of addition makes most people of a cohort eligible, and by which additions of that kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from models.rules import Rule
from solver.actions import Action, concrete
from solver.additions import nodes_of
from solver.alone import alone, plainest
from solver.cohort import Cohort, Standing, Wanted, cohort
from solver.columns.kernel import Kernel
from solver.market import allowed
from solver.matching import attribute_of
from solver.offers import Offer
from solver.points import AMOUNTLESS
from solver.wants import Tree


@dataclass(frozen=True, kw_only=True, slots=True)
class LeverWay:
    """One concrete addition, and for how many people it is the weakest of its kind that does.

    `clauses` are those that it serves, by id.
    """

    action: Action
    people: int
    clauses: Mapping[str, Rule]


@dataclass(frozen=True, kw_only=True, slots=True)
class Lever:
    """A kind of addition, and how many people one of it makes eligible for a rung; `ways` add up to them."""

    kind: str
    people: int
    ways: tuple[LeverWay, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RungLevers:
    """The kinds for one rung, the one that does most first.

    `waiting` people are eligible by the day without any addition, `wanting` can be with some; `single` of these by one
    addition of some kind.
    """

    standard: str
    rung: str
    waiting: int
    wanting: int
    single: int
    levers: tuple[Lever, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Levers:
    """The kinds by rung, and over all rungs asked (a person counts once for each rung), until a day."""

    by: date
    rungs: tuple[RungLevers, ...]
    kinds: tuple[tuple[str, int], ...]
    cohort: Cohort


def levers(kernel: Kernel, tables: Iterable[pa.Table], by: date) -> Levers:
    """What one addition does for the people of some batches, who follow each other in the input.

    Whoever is eligible already, cannot be judged, or cannot be helped until `by`, is no part of the answer.
    """
    return levers_of(cohort(kernel, tables, by))


def levers_of(people: Cohort) -> Levers:
    """What one addition does for the people of a cohort."""
    standing = people.until(people.by)
    told = _Told(people)
    rungs = tuple(_rung(place, people, standing, told) for place in range(len(people.rungs)))
    kinds: dict[str, int] = {}
    for rung in rungs:
        for lever in rung.levers:
            kinds[lever.kind] = kinds.get(lever.kind, 0) + lever.people
    ranked = tuple(sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0])))
    return Levers(by=people.by, rungs=rungs, kinds=ranked, cohort=people)


def _rung(rung: int, people: Cohort, standing: Standing, told: _Told) -> RungLevers:
    wanting = single = 0
    found: dict[str, dict[str, LeverWay]] = {}
    alike: dict[tuple[int, ...], list[int]] = {}
    for keys, members in standing.groups.items():
        if mine := tuple(key for key in keys if people.wants[key].rung == rung):
            alike.setdefault(mine, []).extend(members)
    for keys, members in sorted(alike.items(), key=lambda pair: min(pair[1])):
        wanting += len(members)
        best = told.weakest(keys)
        single += len(members) * bool(best)
        for kind, (key, route, place) in best.items():
            made = told.action(min(members), key, route, place)
            ways = found.setdefault(kind, {})
            known = ways.get(repr(made.action))
            ways[repr(made.action)] = LeverWay(
                action=made.action, people=len(members) + (known.people if known else 0), clauses=made.clauses
            )
    ranked = [
        Lever(kind=kind, people=sum(way.people for way in ways.values()), ways=_sorted(ways))
        for kind, ways in found.items()
    ]
    standard, name = people.rungs[rung]
    return RungLevers(
        standard=standard.id,
        rung=name,
        waiting=len(standing.waiting[rung]),
        wanting=wanting,
        single=single,
        levers=tuple(sorted(ranked, key=lambda lever: (-lever.people, lever.kind))),
    )


def _sorted(ways: Mapping[str, LeverWay]) -> tuple[LeverWay, ...]:
    return tuple(way for _, way in sorted(ways.items(), key=lambda pair: (-pair[1].people, pair[0])))


class _Told:
    """Single additions of wants and their words, each found once."""

    def __init__(self, people: Cohort) -> None:
        self.people = people
        self.able: dict[tuple[int, Tree], frozenset[int]] = {}
        self.made: dict[object, LeverWay] = {}
        self.clauses: dict[int, Mapping[str, Rule]] = {}

    def weakest(self, keys: Sequence[int]) -> dict[str, tuple[int, str, int]]:
        """For each kind one of which suffices under any of some wants: the want, route and place of the weakest."""
        found: dict[str, tuple[tuple[object, ...], tuple[int, str, int]]] = {}
        for key in keys:
            wanted = self.people.wants[key]
            for turn, (route, tree) in enumerate(wanted.trees.items()):
                for place in self._able(wanted, tree):
                    kind, rank = wanted.pool[place].kind, (wanted.search.ties[place], key, turn, place)
                    if kind not in found or rank < found[kind][0]:
                        found[kind] = (rank, (key, route, place))
        return {kind: chosen for kind, (_, chosen) in sorted(found.items())}

    def _able(self, wanted: Wanted, tree: Tree) -> frozenset[int]:
        known = (id(wanted.search), tree)
        if known not in self.able:
            self.able[known] = alone(tree, wanted.search)
        return self.able[known]

    def action(self, person: int, key: int, route: str, place: int) -> LeverWay:
        """An addition in concrete terms. Where an amount is asked, it is that of one person who has this want."""
        wanted = self.people.wants[key]
        offer = _one(wanted, wanted.trees[route], place)
        nodes = self._clauses(wanted)
        plain = concrete(offer.picks, wanted.pool, nodes)
        if any(_money(action) for action in plain):
            known: object = (key, route, place)
        else:
            known = (wanted.rung, repr(plain))
        if known not in self.made:
            action = self.people.told(person, key, route, offer)[0]
            served = {path: nodes[path] for path in action.serves if path in nodes}
            self.made[known] = LeverWay(action=action, people=0, clauses=served)
        return self.made[known]

    def _clauses(self, wanted: Wanted) -> Mapping[str, Rule]:
        key = id(wanted.settled)
        if key not in self.clauses:
            self.clauses[key] = {node.id: node for node in nodes_of(wanted.settled)}
        return self.clauses[key]


def _money(action: Action) -> bool:
    """Whether an amount of money belongs to an addition."""
    return action.kind not in AMOUNTLESS and any(attribute_of(action.kind, n).unit == "wan" for n in action.attrs)


def _one(wanted: Wanted, tree: Tree, place: int) -> Offer:
    """One addition as a way to fulfil a tree, with the wants that it serves."""
    spends = [(1,) if other == place else None for other in range(len(wanted.pool))]
    left = allowed(tree, spends, None)
    found = plainest(left, wanted.search, spends, (1,))
    if found is None:
        raise RuntimeError(f"an addition does not do alone: {wanted.pool[place].kind}")
    return found
