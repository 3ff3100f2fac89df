"""A settled rung over columns: how far every node stands for each person of a batch, as Polars expressions.

What stands on records (counts, lists, tied records) and what stands on the person alone are columns first; the tree is
an expression over them: the least of several, the greatest, the n-th best, the denied.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models import rules
from models.rules import Count, Item, Rule, Tally, Tied
from solver.columns.competing import crowded, deciding
from solver.columns.counts import Codes, Matched, matched, plain, status, wide
from solver.columns.leaves import Leaves
from solver.columns.profiles import Once, profiles
from solver.columns.records import Marks, Records
from solver.columns.shapes import JOINING, Shape, expression
from solver.status import ASSUMED, MET, UNKNOWN

Bools = NDArray[np.bool_]
Reference = Callable[[int, Rule], int]
"""How far a node stands for one person of the batch, by the reference."""


class Standing:
    """How far every node of a rung stands for a batch of people on the as-of date."""

    def __init__(
        self, made: Shape, leaves: Leaves, records: Records, codes: Codes, reference: Reference, once: Once
    ) -> None:
        self.shape, self.records, self.leaves = made, records, leaves
        self.n = records.n
        self.matches: dict[int, Matched] = {
            id(node): matched(node, records, codes) for node in made.counting if not isinstance(node, Tied)
        }
        self.crowded: dict[int, Bools] = {}
        self._reference, self._once = reference, once
        self.frame = self._evaluated()

    def marks(self, rule: Rule) -> Marks:
        """How far a node stands, for each person."""
        return np.asarray(self.frame[self.shape.name(rule)].to_numpy(), dtype=np.int8)

    def _evaluated(self) -> pl.DataFrame:
        made = self.shape
        columns: dict[str, Any] = {made.name(leaf): self.leaves.marks(leaf) for leaf in made.leaves}
        for level in made.levels:
            for node in level:
                if isinstance(node, Count):
                    columns[made.name(node)] = self._count(node)
                elif isinstance(node, Tally):
                    columns[made.name(node)] = self._tally(node)
                elif isinstance(node, Tied):
                    columns[made.name(node)] = self._tied(node)
        frame = pl.DataFrame(columns) if columns else pl.DataFrame({"": np.zeros(self.n, dtype=np.int8)})
        for level in made.levels:
            joined = [node for node in level if isinstance(node, JOINING)]
            frame = frame.with_columns([expression(node, made).alias(made.name(node)) for node in joined])
            for node in joined:
                if isinstance(node, rules.All | rules.AtLeast) and node.once:
                    frame = self._shared(node, frame)
        return frame

    def _count(self, node: Count) -> Marks:
        found, known = self.matches[id(node)], self.records.known(node)
        if plain(node):
            return status(node, found, self.n, known)
        # without the window no less is reached; where all records fall into one window, no more
        made = status(node, found, self.n, known)
        if node.total is None or node.total.months is None or node.weights or node.per_project:
            open_ = made > 0
        else:
            open_ = (made > 0) & wide(found, self.n, node.total.months)
        self._ask(node, [node], open_ & known, made)
        return made

    def _ask(
        self,
        node: Rule,
        counts: Sequence[Count | Item],
        able: Bools,
        made: Marks,
        beside: Sequence[tuple[Rule, Marks]] = (),
        slots: Sequence[int] = (),
    ) -> None:
        """Fills in what the reference says of these people, once for each profile and what stands beside it."""
        people = np.flatnonzero(able)
        if not len(people):
            return
        chosen = [self.matches[id(count)].where(able[self.matches[id(count)].person]) for count in counts]
        if slots:
            lists = [count for count in counts if isinstance(count, Count)]
            chosen = deciding(lists, slots, chosen, self.n, int(MET))
        told = profiles(chosen, self.n, days=windows(counts))
        more = sum(column[people].astype(np.int64) << 2 * place for place, (_, column) in enumerate(beside))
        bits = 2 * len(beside)
        numbers, place = np.unique(told.of[people] << bits | more, return_inverse=True)
        rules_beside = [rule for rule, _ in beside]
        answers = [
            self._once.status(node, counts, rules_beside, (told.keys[number >> bits], number & (1 << bits) - 1))
            for number in numbers.tolist()
        ]
        made[people] = np.asarray(answers, dtype=np.int8)[place]

    def _tally(self, node: Tally) -> Marks:
        known = self.records.known(node.of[0])
        matches = [self.matches[id(item)] for item in node.of]
        crowd = self.crowded[id(node)] = crowded(matches, range(len(matches)), self.n)[0]
        need: Any = node.n
        made = np.zeros(self.n, dtype=np.int8)
        for cut in (UNKNOWN, ASSUMED, MET):
            results = np.zeros(self.n, dtype=np.int64)
            for item, found in zip(node.of, matches, strict=True):
                per: Any = item.per
                results += np.bincount(found.person[found.marks >= cut], minlength=self.n) // per
            made[results >= need] = cut
        self._ask(node, node.of, crowd & known, made)
        made[~known] = UNKNOWN
        return made

    def _tied(self, node: Tied) -> Marks:
        known = self.records.known(node)
        able = known.copy()
        for pattern in node.patterns:
            mine = np.zeros(self.n, dtype=bool)
            for kind, places, _ in self.records.having(pattern, node.since):
                named = (kind.frame["project"].fill_null("") != "").to_numpy()[places]
                mine[kind.person[places][named]] = True
            able &= mine
        made = np.zeros(self.n, dtype=np.int8)
        # records of one project that serve such a clause are few: each person who could have them is looked at
        for one in np.flatnonzero(able).tolist():
            made[one] = self._reference(one, node)
        made[~known] = UNKNOWN
        return made

    def _shared(self, node: rules.All | rules.AtLeast, frame: pl.DataFrame) -> pl.DataFrame:
        """A list in which a record serves one branch only: where one could serve two, as the reference says.

        What each branch has alone is the most there can be, what it has of records that serve no other the least: only
        where the two differ the records have to be given away.
        """
        made = self.shape
        counts = made.lists[id(node)]
        matches = [self.matches[id(count)] for count in counts]
        slots = [made.slots[id(node)][id(c)] for c in counts]
        crowd, single = crowded(matches, slots, self.n)
        self.crowded[id(node)] = crowd
        name = made.name(node)
        alone = np.array(frame[name].to_numpy(), dtype=np.int8)
        people = np.flatnonzero(crowd & (alone > 0))
        if not len(people):
            return frame
        least = frame[people].with_columns(
            pl.Series(made.name(count), self._alone(count, found.where(kept))[people])
            for count, found, kept in zip(counts, matches, single, strict=True)
        )
        below = {id(one): one for one in rules.walk(node)}
        for level in made.levels:
            joined = [one for one in level if id(one) in below and isinstance(one, JOINING)]
            least = least.with_columns([expression(one, made).alias(made.name(one)) for one in joined])
        open_ = np.zeros(self.n, dtype=bool)
        open_[people] = least[name].to_numpy() < alone[people]
        beside = [(one, np.asarray(frame[made.name(one)].to_numpy(), dtype=np.int8)) for one in made.beside[id(node)]]
        given = np.logical_and.reduce([self.records.known(count) for count in counts])
        # a profile tells of records alone: where a list was not given, the person is looked at
        for one in np.flatnonzero(open_ & ~given).tolist():
            alone[one] = self._reference(one, node)
        self._ask(node, counts, open_ & given, alone, beside, slots)
        return frame.with_columns(pl.Series(name, alone))

    def _alone(self, count: Count, found: Matched) -> Marks:
        """How far a count stands with these records alone; a window of months is not looked at, so then nothing."""
        if not plain(count):
            return np.zeros(self.n, dtype=np.int8)
        return status(count, found, self.n, np.ones(self.n, dtype=bool))


def windows(counts: Sequence[Count | Item]) -> bool:
    """Whether the days of records matter to one of these."""
    return any(isinstance(c, Count) and c.total is not None and c.total.months is not None for c in counts)
