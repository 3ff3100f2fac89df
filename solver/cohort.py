"""A cohort: what everybody wants of the rungs asked until a day, people with the same wants in one group.

The columns say for each person and day which tree of wants stands between them and the rung; whom they do not cover is
folded by the reference, one by one, into the same form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from models import people_table
from models.applicant import Applicant
from models.standard import Standard
from solver.actions import Action, added
from solver.additions import Addition
from solver.asking import periods_of
from solver.columns.kernel import Kernel
from solver.columns.leaves import Leaves
from solver.columns.waiting import EPOCH
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.frontier import Question, Reached, days, months_until, search_of
from solver.offers import Offer, Search
from solver.points import point, replayed
from solver.settle import Settled
from solver.status import ASSUMED, UNMET
from solver.waiting import counted_on, waited
from solver.wants import Tree


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Wanted:
    """What is wanted of a rung (by its place among those asked): a tree for each route, and the additions by place."""

    rung: int
    settled: Settled
    trees: Mapping[str, Tree]
    pool: Sequence[Addition]
    search: Search

    @property
    def holds(self) -> bool:
        """Whether nothing has to be added."""
        return any(tree is True for tree in self.trees.values())


Times = tuple[tuple[int, date], ...]
"""The wants of a person (by number), each with the first day on which that is all."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Standing:
    """People by place: for each rung those who are eligible through waiting alone; the others by what they want.

    Each list is in the order of the input. Who wants something of several rungs stands in one group for all of them.
    """

    waiting: Sequence[Sequence[int]]
    groups: Mapping[tuple[int, ...], Sequence[int]]


@dataclass(kw_only=True, slots=True, eq=False, repr=False)
class Cohort:
    """People who are not eligible for some rung asked and can be until `by`, by their place in the whole input.

    `times` says of each what they want of those rungs. `rungs` are standard and rung, `size` is the number of all
    people looked at.
    """

    as_of: date
    by: date
    strict: bool
    rungs: Sequence[tuple[Standard, str]]
    wants: list[Wanted] = field(default_factory=list)
    times: dict[int, Times] = field(default_factory=dict)
    size: int = 0
    _rows: list[tuple[int, pa.Table, Mapping[int, int]]] = field(default_factory=list)

    def person(self, place: int) -> Applicant:
        """The person at a place in the input, as counted on."""
        return counted_on(people_table.person(self._row(place)), self.as_of)[0]

    def name(self, place: int) -> tuple[str, str]:
        """How the roster calls a person: id and name, empty where it does not say."""
        row = self._row(place)
        return row["id"] or "", row["name"] or ""

    def keep(self, first: int, table: pa.Table, places: Sequence[int]) -> None:
        """Keeps the rows of some people (by place in the batch that begins at `first`)."""
        if places:
            names = [name for name in people_table.schema().names if name in table.column_names]
            rows = table.select(names).take(pa.array(places))
            self._rows.append((first, rows, {first + place: row for row, place in enumerate(places)}))

    def _row(self, place: int) -> dict[str, Any]:
        rows, where = next((rows, where) for _, rows, where in reversed(self._rows) if place in where)
        found: dict[str, Any] = rows.slice(where[place], 1).to_pylist()[0]
        return {name: found.get(name) for name in ("id", "name")} | found

    def left(self, place: int, last: date) -> tuple[frozenset[int], tuple[int, ...]]:
        """The rungs that waiting until a day brings to a person, and what they want of the other rungs."""
        mine = [key for key, day in self.times[place] if day <= last]
        held = frozenset(self.wants[key].rung for key in mine if self.wants[key].holds)
        return held, tuple(key for key in mine if self.wants[key].rung not in held)

    def until(self, last: date) -> Standing:
        """How things stand by a day that is no later than the cohort's own."""
        waiting: list[list[int]] = [[] for _ in self.rungs]
        groups: dict[tuple[int, ...], list[int]] = {}
        for place in sorted(self.times):
            held, left = self.left(place, last)
            for rung in held:
                waiting[rung].append(place)
            if left:
                groups.setdefault(left, []).append(place)
        return Standing(waiting=waiting, groups=groups)

    def question(self, key: int) -> Question:
        """The question to the reference that a want belongs to."""
        standard = self.rungs[self.wants[key].rung][0].id
        return Question(as_of=self.as_of, standard=standard, cut=ASSUMED, strict=self.strict)

    def told(self, place: int, key: int, route: str, offer: Offer) -> tuple[Action, ...]:
        """What an offer asks of a person, in concrete terms; replayed, amounts no larger than they have to be."""
        day, question, person = dict(self.times[place])[key], self.question(key), self.person(place)
        wanted = self.wants[key]
        one = Reached(
            day=day, months=months_until(self.as_of, day), route=route, offer=offer, pool=wanted.pool,
            settled=wanted.settled,
        )  # fmt: skip
        return replayed(person, one, point(one, question, person), question)[0].actions

    def check(self, place: int, key: int, route: str, made: Sequence[Action]) -> None:
        """Looks at a person with everything added, on the day, by the reference evaluator: the route must hold."""
        day, question = dict(self.times[place])[key], self.question(key)
        then = waited(added(self.person(place), made, self.as_of), self.as_of, day)
        evaluation = Evaluation(Facts(then, day, question.standard, strict=self.strict))
        if evaluation.route(self.wants[key].settled, route) < question.cut:
            raise RuntimeError(f"a support does not hold when replayed: {route} on {day}")


def cohort(kernel: Kernel, tables: Iterable[pa.Table], by: date) -> Cohort:
    """The cohort of some batches of people, which follow each other in the input."""
    asked = kernel.asked
    names = [(standard, rung) for standard, rungs in asked.standards for rung in rungs]
    made = Cohort(as_of=asked.as_of, by=by, strict=asked.strict, rungs=names)
    numbers: dict[tuple[int, int], int] = {}
    for table in tables:
        if table.num_rows and by >= asked.as_of:
            _batch(kernel, table, made, numbers)
        made.size += table.num_rows
    return made


def _batch(kernel: Kernel, table: pa.Table, made: Cohort, numbers: dict[tuple[int, int], int]) -> None:
    first, asked = made.size, kernel.asked
    odd = np.flatnonzero(np.asarray(Leaves(table, asked.as_of, made.rungs[0][0].id).odd().to_numpy(), dtype=bool))
    covered = [whole and rung.shape.covered for _, rungs, _, whole in kernel.rungs for rung in rungs]
    found: dict[int, dict[int, dict[int, date]]] = {}
    for place, (_, rung, people, ends, keys) in enumerate(kernel.wants(table, made.by)):
        if not covered[place]:
            continue
        for one, end, key in zip(people.tolist(), ends.tolist(), keys.tolist(), strict=True):
            if (place, key) not in numbers:
                numbers[place, key] = len(made.wants)
                folded = rung.asker.trees[key]
                made.wants.append(
                    Wanted(rung=place, settled=rung.settled, trees=folded.trees, pool=folded.pool, search=folded.search)
                )
            number, day = numbers[place, key], date.fromordinal(end + EPOCH)
            mine = found.setdefault(one, {}).setdefault(place, {})
            mine[number] = min(day, mine.get(number, day))
    for place in range(len(made.rungs)):
        for one in odd.tolist() if covered[place] else range(table.num_rows):
            times = _by_reference(people_table.person(table.slice(one, 1).to_pylist()[0]), kernel, made, place)
            if times:
                found.setdefault(one, {})[place] = times
    for one, rungs in found.items():
        made.times[first + one] = tuple(pair for _, times in sorted(rungs.items()) for pair in sorted(times.items()))
    made.keep(first, table, sorted(found))


def _by_reference(person: Applicant, kernel: Kernel, made: Cohort, place: int) -> dict[int, date]:
    """What one person wants of a rung, each day by itself; nothing for who is eligible or cannot be judged."""
    asked, (standard, name) = kernel.asked, made.rungs[place]
    periods = periods_of(standard, name, asked.readings, asked.as_of)
    facts = Facts(person, asked.as_of, standard.id, strict=asked.strict)
    if Evaluation(facts).rung(periods[0][1]) is not UNMET:
        return {}
    question = Question(as_of=asked.as_of, standard=standard.id, until=made.by, cut=ASSUMED, strict=asked.strict)
    found = {}
    for day in days(counted_on(person, asked.as_of)[0], periods, question):
        if day.routes:
            found[len(made.wants)] = day.day
            pool, search = day.wanting.pool, search_of(day.wanting, question)
            made.wants.append(Wanted(rung=place, settled=day.settled, trees=day.routes, pool=pool, search=search))
    return found
