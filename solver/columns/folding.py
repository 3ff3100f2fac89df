"""What is still wanted, as a key: people with equal keys want the same, so that one answer is found for all of them.

The reference folds a rung into a tree of wants (`solver.wanting`). That tree is a function of what is collected here,
from the top down: of each node below which something is wanted, whether it holds, can be helped, or neither; of a count
that can be helped, how much is missing; of a list whose records compete, its profile. What stands below a node that
holds, or below one that nothing can help, is left out, which makes a million people a few thousand keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models import rules
from models.rules import Count, Rule, Tally, Tied
from solver.additions import APPROVALS, Additions
from solver.columns.competing import deciding
from solver.columns.counts import Matched, short
from solver.columns.pieces import Piece
from solver.columns.profiles import Key, profiles
from solver.columns.records import Marks
from solver.columns.tree import Bools, Standing, windows
from solver.status import ASSUMED

CUT = int(ASSUMED)
MONEY = 10**6
"""Amounts in keys are whole numbers of 万元 by DECIMALS."""
WIDE = 31
"""Two bits to a node, so many nodes to a number."""


class Numbers:
    """Things numbered as they are met; the same thing has the same number for as long as this lives."""

    def __init__(self) -> None:
        self.kept: dict[Key, int] = {}

    def of(self, keys: Sequence[Key]) -> NDArray[np.int64]:
        """The number of each."""
        return np.asarray([self.kept.setdefault(key, len(self.kept)) for key in keys], dtype=np.int64)


class Wanted:
    """What the people of a batch want of a rung, as far as it does not change with the day."""

    def __init__(self, standing: Standing, additions: Additions, as_of: date, numbers: Numbers) -> None:
        self.standing, self.shape, self.additions, self.numbers = standing, standing.shape, additions, numbers
        self.n, self.as_of = standing.n, as_of
        self._open: dict[int, Bools] = {}
        self._more: dict[int, list[NDArray[np.int64]]] = {}
        self._ties: list[NDArray[np.int64]] | None = None

    def able(self, node: Rule) -> Bools:
        """Whether an addition of today could serve a counting node."""
        key = id(node)
        if key not in self._open:
            records = self.standing.records
            if isinstance(node, Tally):
                found = np.any([self.able(item) for item in node.of], axis=0)
            elif isinstance(node, Tied):
                found = records.counts_today(node.since, self.as_of) >= CUT
            elif self.additions.serving[key]:
                found = records.counts_today(node.since, self.as_of) >= CUT  # type: ignore[attr-defined]  # counts and items
            else:
                found = np.zeros(self.n, dtype=bool)
            self._open[key] = np.asarray(found, dtype=bool)
        return self._open[key]

    def more(self, node: Rule) -> list[NDArray[np.int64]]:
        """What else of a counting node or list the tree depends on, where it is wanted."""
        if id(node) not in self._more:
            self._more[id(node)] = self._more_of(node)
        return self._more[id(node)]

    def width(self, node: Rule) -> int:
        """How many columns `more` gives for a node."""
        match node:
            case Count() if node.total is not None and (node.per_project or node.weights):
                return 1
            case Count():
                return 0 if node.n == 1 and node.total is None else 1 + (node.total is not None)
            case Tally():
                return 2 + sum(item.per != 1 for item in node.of)
            case rules.Fact() if node.fact == APPROVALS:
                return 1
            case rules.All() | rules.AtLeast() if id(node) in self.shape.lists:
                many = len(self.shape.lists[id(node)]) + len(self.shape.beside[id(node)])
                return 1 + -(-many // (2 * WIDE))
        return 0

    def _more_of(self, node: Rule) -> list[NDArray[np.int64]]:
        standing = self.standing
        match node:
            case Count() if node.total is not None and (node.per_project or node.weights):
                return [self._profile([self._sure(standing.matches[id(node)])], days=node.total.months is not None)]
            case Count():
                need: Any = node.n
                if need == 1 and node.total is None:
                    return []
                lacking, money = short(node, standing.matches[id(node)], self.n, CUT, self.as_of)
                whole = [np.round(money * MONEY).astype(np.int64)] if node.total is not None else []
                return [lacking, *whole]
            case Tally():
                return self._listed(node)
            case rules.Fact() if node.fact == APPROVALS:
                return [self._approved()]
            case rules.All() | rules.AtLeast() if id(node) in self.shape.lists:
                counts = self.shape.lists[id(node)]
                crowd = standing.crowded[id(node)]
                sure = [self._sure(standing.matches[id(c)]) for c in counts]
                slots = [self.shape.slots[id(node)][id(c)] for c in counts]
                told = deciding(counts, slots, [m.where(crowd[m.person]) for m in sure], self.n, 1)
                found = self._profile(told, days=windows(counts))
                beside = [(standing.marks(one) >= CUT).astype(np.int8) for one in self.shape.beside[id(node)]]
                opened = _packed([*(self.able(c).astype(np.int8) for c in counts), *beside])
                return [np.where(crowd, column + 1, 0) for column in (found, *opened)]
        return []

    def _sure(self, found: Matched) -> Matched:
        """The records that count at the cut, told apart no further."""
        kept = found.where(found.marks >= CUT)
        flat = [(w >= CUT).astype(np.int8) for w in kept.weights]
        ones = np.ones(len(kept.person), dtype=np.int8)
        return Matched(
            person=kept.person, kind=kept.kind, record=kept.record, marks=ones, day=kept.day,
            amount=np.nan_to_num(kept.amount), project=kept.project, weights=tuple(flat),
        )  # fmt: skip

    def _profile(self, matches: Sequence[Matched], *, days: bool = False) -> NDArray[np.int64]:
        told = profiles(matches, self.n, days=days)
        return self.numbers.of(told.keys)[told.of]

    def _approved(self) -> NDArray[np.int64]:
        """Which consents are there."""
        records = self.standing.records
        if records.approved is None:
            given: Any = pl.from_arrow(records.table[APPROVALS].combine_chunks())
            some = np.flatnonzero((given.list.len().fill_null(0) > 0).to_numpy())
            words = given.gather(some).list.sort().list.join(" ").to_list()
            records.approved = (some, words)
        found = np.zeros(self.n, dtype=np.int64)
        found[records.approved[0]] = self.numbers.of([("approvals", one) for one in records.approved[1]]) + 1
        return found

    def _listed(self, node: Tally) -> list[NDArray[np.int64]]:
        """Where no record could go to two items: the results made, and what is left over; else the profile."""
        matches = [self._sure(self.standing.matches[id(item)]) for item in node.of]
        made = np.zeros(self.n, dtype=np.int64)
        rests = []
        for item, found in zip(node.of, matches, strict=True):
            per: Any = item.per
            many = np.bincount(found.person, minlength=self.n)
            made += many // per
            if per > 1:
                rests.append(many % per)
        crowd = self.standing.crowded[id(node)]
        plain = [np.where(crowd, 0, column) for column in (made, *rests)]
        return [*plain, np.where(crowd, self._profile(matches) + 1, 0)]

    def ties(self) -> list[NDArray[np.int64]]:
        """The records of named projects that clauses on one project look at: a profile with the names."""
        if self._ties is None:
            self._ties = [self._tied(n) for n in self.shape.counting if isinstance(n, Tied)]
        return self._ties

    def _tied(self, node: Tied) -> NDArray[np.int64]:
        rows: dict[int, list[tuple[Any, ...]]] = {}
        for place, pattern in enumerate(node.patterns):
            for kind, places, marks in self.standing.records.having(pattern, node.since):
                sure = places[marks >= CUT]
                names = kind.frame["project"].gather(sure).fill_null("").to_list()
                for person, record, name in zip(kind.person[sure], kind.record[sure], names, strict=True):
                    if name:
                        rows.setdefault(int(person), []).append((kind.kind, int(record), place, name))
        found = np.zeros(self.n, dtype=np.int64)
        if rows:
            keys = [_relative(sorted(many)) for many in rows.values()]
            found[list(rows)] = self.numbers.of(keys) + 1
        return found


def _relative(rows: list[tuple[Any, ...]]) -> Key:
    """Which records of which project have which pattern; of a record only whether it is the same one."""
    order = {one: place for place, one in enumerate(dict.fromkeys((kind, record) for kind, record, *_ in rows))}
    return ("tied", *((order[kind, record], place, name) for kind, record, place, name in rows))


class Fold:
    """The folded rung for rows of people and days: which routes can be reached, and the key of what is wanted.

    `marks` gives for each node how far it stands in each row, `people` the person of each row.
    """

    def __init__(self, wanted: Wanted, marks: dict[int, Marks], people: NDArray[np.int64]) -> None:
        self.wanted, self.people, self.shape = wanted, people, wanted.shape
        self.holds = {key: column >= CUT for key, column in marks.items()}
        self.wants: dict[int, Bools] = {}
        for level in self.shape.levels:
            for node in level:
                self.wants[id(node)] = self._wants(node)
        self.open: dict[str, Bools] = {}
        for name, parts in self.shape.settled.routes.items():
            able = [self.holds[id(part)] | self.wants[id(part)] for part in parts]
            self.open[name] = np.logical_and.reduce([np.ones(len(people), dtype=bool), *able])

    def _wants(self, node: Rule) -> Bools:
        """Whether additions could help a node that does not hold (at least where they can; see `key`)."""
        not_yet = ~self.holds[id(node)]
        match node:
            case rules.All() | rules.Any() | rules.AtLeast():
                able = [self.holds[id(child)] | self.wants[id(child)] for child in node.of]
                n: Any = node.n if isinstance(node, rules.AtLeast) else 1 if isinstance(node, rules.Any) else len(able)
                found = np.add.reduce(able, axis=0, dtype=np.int16) >= n if able else np.zeros(len(not_yet), dtype=bool)
                if id(node) in self.shape.lists:
                    found = found | self.wanted.standing.crowded[id(node)][self.people]
                return np.asarray(not_yet & found, dtype=bool)
            case Count() | Tally() | Tied():
                return not_yet & self.wanted.able(node)[self.people]
            case rules.Fact() if node.fact == APPROVALS:
                return not_yet
        return np.zeros(len(not_yet), dtype=bool)

    def crowded(self, node: Rule) -> Bools:
        """The people whose records compete for places in a list without double counting."""
        return self.wanted.standing.crowded[id(node)]

    def key(self, piece: Piece, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """A row of whole numbers for each of some rows of people and days; with equal ones a piece wants the same."""
        size, people = len(rows), self.people[rows]
        none, nothing = np.zeros(size, dtype=np.int8), np.zeros(size, dtype=np.int64)
        seen = self._seen(piece, rows)
        digits, more = [], []
        for level in reversed(self.shape.levels):
            for node in level:
                if id(node) not in piece.nodes:
                    continue
                here = seen.get(id(node))
                wants = self.wants[id(node)][rows] & here if here is not None else None
                if here is None or wants is None or not wants.any():
                    digits.append(none if here is None else (self.holds[id(node)][rows] & here).astype(np.int8))
                    # keys of all batches have one layout
                    more += [nothing] * self.wanted.width(node)
                    continue
                digits.append((self.holds[id(node)][rows] & here).astype(np.int8) + 2 * wants.astype(np.int8))
                more += [np.where(wants, column[people] + 1, 0) for column in self.wanted.more(node)]
                for child in () if isinstance(node, Tally) else rules.children(node):
                    known = seen.get(id(child))
                    seen[id(child)] = wants if known is None else known | wants
        if piece.tied:
            more += [column[people] for column in self.wanted.ties()]
        routes = _packed([self.open[name][rows].astype(np.int8) for name in piece.settled.routes if name])
        return np.stack([*routes, *_packed(digits, 2), *more], axis=1)

    def _seen(self, piece: Piece, rows: NDArray[np.int64]) -> dict[int, Bools]:
        """Where the highest nodes of a piece matter: in all rows, but for the parts of routes that are shut there."""
        if piece.tops:
            return {id(node): np.ones(len(rows), dtype=bool) for node in piece.tops}
        found: dict[int, Bools] = {}
        for name, parts in piece.settled.routes.items():
            for part in parts:
                known = found.get(id(part), np.zeros(len(rows), dtype=bool))
                found[id(part)] = known | self.open[name][rows]
        return found


def _packed(digits: Sequence[Marks], bits: int = 1) -> list[NDArray[np.int64]]:
    """Small numbers side by side in whole numbers."""
    size = WIDE if bits > 1 else 2 * WIDE
    found = []
    for start in range(0, len(digits), size):
        total = np.zeros(len(digits[0]), dtype=np.int64)
        for one in digits[start : start + size]:
            total = (total << bits) | one
        found.append(total)
    return found
