"""How far each part of a rung stands for every person of a table, and each of the smallest clauses that can block it.

The columns of `solver.columns` decide as of the day; people and lists that they do not cover are put to the reference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from models import rules
from models.rules import Rule
from models.standard import PARTS, Standard
from solver.columns.counts import Codes
from solver.columns.documents import People
from solver.columns.leaves import Leaves
from solver.columns.profiles import Once
from solver.columns.records import Looked, Records
from solver.columns.shapes import shape
from solver.columns.tree import Standing
from solver.comparison import Side
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.settle import Settled, settle
from solver.status import ASSUMED, MET, UNMET

Marks = NDArray[np.int8]
"""A status for each person: 0 unmet, 1 unknown, 2 assumed, 3 met."""
Bools = NDArray[np.bool_]
Places = NDArray[np.int64]
BLOCK = 50_000
"""People measured at once."""


def name_of(part: Rule) -> str:
    """The name of a part (`results`), whatever route it stands in."""
    return part.id.rpartition("/")[2]


def _place(part: Rule) -> int:
    """Where a part stands in the order of PARTS."""
    name = name_of(part)
    return PARTS.index(name) if name in PARTS else len(PARTS)


def chain(part: Rule) -> tuple[Rule, ...]:
    """The smallest clauses of a part: those reached through `all` alone, in the order of the text."""
    if not isinstance(part, rules.All) or part.once:
        return (part,)
    return tuple({id(clause): clause for child in part.of for clause in chain(child)}.values())


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class PartStanding:
    """One rung of one side for so many people; `parts` are those of all its routes, each once, in the order of PARTS.

    `side` is the key of the side, `standard` the one that the people were put to.
    """

    side: str
    rung: str
    standard: Standard
    settled: Settled
    people: int
    parts: tuple[Rule, ...]
    found: Mapping[int, Marks]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts. Two routes may each have a part of one name with a rule of its own."""
        return tuple(dict.fromkeys(name_of(part) for part in self.parts))

    @property
    def routes(self) -> Mapping[str, tuple[Rule, ...]]:
        """The parts that each route asks for."""
        return self.settled.routes

    @property
    def first(self) -> str:
        """The regular route; of a rung without it the first one, and nothing of one without any."""
        return "regular" if "regular" in self.routes else next(iter(self.routes), "")

    def marks(self, rule: Rule) -> Marks:
        """How far a part, or a clause of its `chain`, stands for each person; not to be written to."""
        return self.found[id(rule)]

    def part(self, name: str) -> Marks:
        """How far the part of that name stands; where routes have rules of their own, the best of these."""
        found: Marks = np.maximum.reduce([self.marks(part) for part in self.parts if name_of(part) == name])
        return found

    def route(self, name: str, instead: Mapping[int, Marks] | None = None) -> Marks:
        """How far a route stands, with other statuses of some parts (by `id`) in their place."""
        full = np.full(self.people, int(MET), dtype=np.int8)
        marks = self.found if instead is None else {**self.found, **instead}
        found: Marks = np.minimum.reduce([full, *(marks[id(part)] for part in self.routes[name])])
        return found

    def best(self, instead: Mapping[int, Marks] | None = None) -> Marks:
        """How far the rung stands: the best of its routes, with other statuses of some parts in their place."""
        none = np.full(self.people, int(UNMET), dtype=np.int8)
        found: Marks = np.maximum.reduce([none, *(self.route(name, instead) for name in self.routes)])
        return found

    def passed(self, instead: Mapping[int, Marks] | None = None) -> Bools:
        """Who passes the rung by some route, what silence assumes being taken as met."""
        return self.best(instead) >= ASSUMED


class Crowd:
    """The people of a table as of a day. What was found for a settled rung is kept."""

    def __init__(self, table: pa.Table, as_of: date) -> None:
        self.table, self.as_of = table, as_of
        self.n: int = table.num_rows
        self._blocks = [_Block(table.slice(start, BLOCK), as_of) for start in range(0, max(self.n, 1), BLOCK)]
        self._kept: dict[tuple[str, int], PartStanding] = {}

    def among(self, places: Places) -> Crowd:
        """Some of the people, in the order given."""
        return Crowd(self.table.take(pa.array(places)), self.as_of)

    def marks(self, standard: str, wanted: Sequence[Rule]) -> list[Marks]:
        """How far settled rules stand for each person; many asked together cost little more than one.

        `standard` is the id under which people's attestations are looked up.
        """
        several = list({id(rule): rule for rule in wanted}.values())
        parts = [block.marks(standard, several) for block in self._blocks]
        found = {id(rule): np.concatenate([part[place] for part in parts]) for place, rule in enumerate(several)}
        return [found[id(rule)] for rule in wanted]

    def standings(
        self, side: str, standard: Standard, rungs: Sequence[str], readings: Mapping[str, str]
    ) -> list[PartStanding]:
        """The rungs that the standard has, in the order asked, under the readings chosen."""
        settled = [settle(standard, rung, self.as_of, readings) for rung in rungs if rung in standard.rungs]
        new = [one for one in settled if (side, id(one)) not in self._kept]
        every = [{id(p): p for many in one.routes.values() for p in many}.values() for one in new]
        parts = [tuple(sorted(mine, key=_place)) for mine in every]
        wanted = [[rule for part in mine for rule in (part, *chain(part))] for mine in parts]
        marks = iter(self.marks(standard.id, [rule for mine in wanted for rule in mine]))
        for one, mine, asked in zip(new, parts, wanted, strict=True):
            self._kept[side, id(one)] = PartStanding(
                side=side,
                rung=one.rung,
                standard=standard,
                settled=one,
                people=self.n,
                parts=mine,
                found={id(rule): next(marks) for rule in asked},
            )
        return [self._kept[side, id(one)] for one in settled]


class _Block:
    """Some people, measured once for all standards."""

    def __init__(self, table: pa.Table, as_of: date) -> None:
        self.table, self.as_of = table.combine_chunks(), as_of
        self.people = People(self.table)
        self.once = Once()
        self.leaves: dict[str, Leaves] = {}
        self.asked: list[Rule] = []

    def marks(self, standard: str, wanted: Sequence[Rule]) -> list[Marks]:
        """How far each rule stands."""
        n = self.table.num_rows
        self.asked += wanted  # what is kept for a node is kept by its identity, so the node has to stay
        covered = [rule for rule in wanted if shape(_alone(standard, (rule,))).covered]
        made = {id(rule): np.zeros(n, dtype=np.int8) for rule in wanted}
        odd: Bools = np.zeros(n, dtype=np.bool_)
        if covered and n:
            odd = self._columns(standard, covered, made)
        few = {id(rule) for rule in covered}
        rest = [rule for rule in wanted if id(rule) not in few]
        for one in range(n) if rest else np.flatnonzero(odd).tolist():
            evaluation = self._reference(standard, one)
            for rule in wanted if odd[one] else rest:
                made[id(rule)][one] = int(evaluation.status(rule))
        return [made[id(rule)] for rule in wanted]

    def _columns(self, standard: str, covered: Sequence[Rule], made: dict[int, Marks]) -> Bools:
        """Fills in what the columns say of everybody; returns those of whom they say nothing."""
        if standard not in self.leaves:
            beside = next(iter(self.leaves.values()), None)
            self.leaves[standard] = Leaves(self.table, self.as_of, standard, beside=beside)
        leaves, settled = self.leaves[standard], _alone(standard, covered)
        looked = Looked(shape(settled).counting)
        records = Records(self.table, leaves, looked, self.as_of, strict=False)

        def reference(one: int, rule: Rule) -> int:
            return int(self._reference(standard, one).status(rule))

        standing = Standing(shape(settled), leaves, records, Codes(), reference, self.once)
        for rule in covered:
            made[id(rule)] = standing.marks(rule).copy()
        odd: Bools = np.asarray(leaves.odd().to_numpy(), dtype=np.bool_)
        return odd

    def _reference(self, standard: str, one: int) -> Evaluation:
        return Evaluation(Facts(self.people(one), self.as_of, standard))


def _alone(standard: str, several: Sequence[Rule]) -> Settled:
    """Some rules as if they were the parts of a rung."""
    return Settled(standard=standard, rung="", readings={}, routes={"": tuple(several)})


class _Same:
    """A table as a cache key: the same object, not an equal one."""

    __slots__ = ("table",)

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __hash__(self) -> int:
        return id(self.table)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.table is self.table


def crowd(table: pa.Table, as_of: date) -> Crowd:
    """The people of a table as of a day; the same one for the same table, with what was found for them."""
    return _crowd(_Same(table), as_of)


@lru_cache(maxsize=1)
def _crowd(key: _Same, as_of: date) -> Crowd:
    return Crowd(key.table, as_of)


def part_statuses(
    sides: Sequence[Side], table: pa.Table, rungs: Sequence[str], as_of: date, readings: Mapping[str, str]
) -> list[PartStanding]:
    """Every side's standard, as it is compared, for everybody: sides in order, of each the rungs that it has.

    `table` has the columns of `models.people_table`. `readings` chooses among the readings of all the standards.
    """
    people = crowd(table, as_of)
    return [one for side in sides for one in people.standings(side.key, side.fair, rungs, readings)]
