"""A batch of people through all rungs of some standards: the kernel that every engine runs, on record batches.

What the columns do not cover is left to the reference, person by person: people with an end of a job or post still to
come, rungs with a list of an unusual make, and standards whose numbers change after the as-of date. The answer is the
same either way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from models.rules import Lacks, Rule
from models.standard import Standard
from solver.asking import periods_of
from solver.columns.asking import Plans
from solver.columns.counts import Codes
from solver.columns.documents import People
from solver.columns.frontiers import Points
from solver.columns.leaves import Leaves
from solver.columns.one_by_one import answered
from solver.columns.profiles import Once
from solver.columns.records import NOT_ENDING, Looked, Records
from solver.columns.results import Found, results
from solver.columns.rung import Rung
from solver.columns.tree import Standing
from solver.evaluate import Evaluation
from solver.facts import Facts


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchAsked:
    """What is asked of everybody: the standards, each with the rungs, on a day, under readings.

    `gap` asks for the least additions too, `strict` leaves open what is otherwise assumed.
    """

    standards: Sequence[tuple[Standard, Sequence[str]]]
    as_of: date
    readings: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False
    gap: bool = True


@dataclass(kw_only=True, slots=True)
class Counters:
    """How much work was done: rows of people and rungs, keys that reached the solver, rows left to the reference."""

    rows: int = 0
    solved: int = 0
    referred: int = 0

    def since(self, before: Counters) -> Counters:
        """What was done after a state."""
        return Counters(
            rows=self.rows - before.rows,
            solved=self.solved - before.solved,
            referred=self.referred - before.referred,
        )


class Kernel:
    """The compiled question; `run` answers it for one batch after the other."""

    def __init__(self, asked: BatchAsked) -> None:
        self.asked = asked
        self.plans = {standard.id: Plans() for standard, _ in asked.standards}
        self.once = Once()
        self.counters = Counters()
        self.rungs: list[tuple[Standard, list[Rung], Looked, bool]] = []
        for standard, names in asked.standards:
            made, covered = [], True
            for name in names:
                periods = periods_of(standard, name, asked.readings, asked.as_of)
                covered = covered and len(periods) == 1
                made.append(Rung(periods[0][1], asked.as_of, self.plans[standard.id], strict=asked.strict))
            nodes = [node for rung in made for node in rung.shape.counting]
            self.rungs.append((standard, made, Looked(nodes), covered))

    def run(self, table: pa.Table, places: NDArray[np.uint32] | None = None) -> pl.DataFrame:
        """The answers for a batch, people in order, for each person the standards and rungs in order.

        `places` says where each person stands in the whole input, from 0; without them as in the table.
        """
        people = People(table)
        found = []
        leaves: Leaves | None = None
        for standard, rungs, looked, covered in self.rungs:
            leaves = Leaves(table, self.asked.as_of, standard.id, strict=self.asked.strict, beside=leaves)
            records = Records(table, leaves, looked, self.asked.as_of, strict=self.asked.strict)
            codes = Codes()
            odd = leaves.odd().to_numpy()
            for rung in rungs:
                found.append(self._rung(standard, rung, leaves, records, codes, people, odd, covered))
        self.counters.solved = sum(rung.asked for _, rungs, *_ in self.rungs for rung in rungs) + self.once.asked
        self.counters.rows += table.num_rows * len(found)
        where = places if places is not None else np.arange(table.num_rows, dtype=np.uint32)
        return results(found, table, where)

    def wants(self, table: pa.Table, by: date) -> list[tuple[Standard, Rung, Any, Any, Any]]:
        """For each rung the people not eligible, days until `by`, and the trees of wants (`Rung.wants`)."""
        people = People(table)
        found = []
        for standard, rungs, looked, _ in self.rungs:
            leaves = Leaves(table, self.asked.as_of, standard.id, strict=self.asked.strict)
            records = Records(table, leaves, looked, self.asked.as_of, strict=self.asked.strict)
            codes, even = Codes(), ~leaves.odd().to_numpy() & (records.ending == NOT_ENDING)
            for rung in rungs:
                standing = Standing(rung.shape, leaves, records, codes, self._reference(people, standard), self.once)
                verdicts = rung.verdicts(standing)
                found.append((standard, rung, *rung.wants(standing, verdicts, people, even, by)))
        return found

    def _reference(self, people: People, standard: Standard) -> Any:
        asked = self.asked

        def reference(one: int, rule: Rule) -> int:
            return int(Evaluation(Facts(people(one), asked.as_of, standard.id, strict=asked.strict)).status(rule))

        return reference

    def _rung(
        self,
        standard: Standard,
        rung: Rung,
        leaves: Leaves,
        records: Records,
        codes: Codes,
        people: People,
        odd: Any,
        covered: bool,
    ) -> Found:
        asked = self.asked

        standing = Standing(rung.shape, leaves, records, codes, self._reference(people, standard), self.once)
        verdicts = rung.verdicts(standing)
        points = regular = None
        if asked.gap:
            points, regular = rung.frontier(standing, verdicts, people, ~odd)
        found = Found.of(standard, rung, verdicts, points, regular, asked.as_of)
        aside = np.arange(records.n)
        if covered and rung.shape.covered:
            aside = np.flatnonzero(odd | _losing(rung, records, points))
        if len(aside):
            self.counters.referred += len(aside)
            found = found.replaced(
                {int(one): answered(people(int(one)), standard, rung, asked, self.plans[standard.id]) for one in aside}
            )
        return found


def _losing(rung: Rung, records: Records, points: Points | None) -> NDArray[np.bool_]:
    """The people who would lose a post before some day of their frontier.

    Posts count as long as they last, and a record less never makes a way cheaper. So where every point lies before the
    first loss, what comes after it is beaten with or without the post.
    """
    found = np.zeros(records.n, dtype=bool)
    held = records.ending < NOT_ENDING
    if points is not None and held.any():
        found[points.person[points.day > records.ending[points.person]]] = True
        if any(isinstance(node, Lacks) for level in rung.shape.levels for node in level):
            found |= held
    return found
