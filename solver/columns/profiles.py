"""Sets of records that look alike: each distinct one is put to the reference once, for everybody who has it.

A profile is what some counting nodes see of a person's records: of each record how far it has each pattern, and where
it matters its weights, amount, day and project. What the reference finds for one person with a profile holds for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.applicant import Applicant, Record
from models.rules import Count, Item, Rule
from solver.columns.arrays import distinct
from solver.columns.counts import Matched
from solver.columns.giving import amount_of, given_out
from solver.columns.records import UNDATED
from solver.evaluate import Evaluation
from solver.facts import Facts, Match
from solver.status import Status

Key = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Profiles:
    """The profile of each person of a batch by number (0: no record at all), and what each number stands for."""

    of: NDArray[np.int64]
    keys: Sequence[Key]


def profiles(matches: Sequence[Matched], n: int, *, days: bool = False, names: NDArray[Any] | None = None) -> Profiles:
    """Profiles over the records that these nodes (in this order) match.

    `days` tells records apart by their day too; `names` gives to each place of all the matches laid end to end the name
    of its project, where the name itself matters.
    """
    person = np.concatenate([m.person for m in matches]).astype(np.int64)
    if not len(person):
        return Profiles(of=np.zeros(n, dtype=np.int64), keys=[()])
    record = np.concatenate([m.record for m in matches]).astype(np.int64)
    kind = np.concatenate([m.kind for m in matches]).astype(np.int64)
    node = np.concatenate([np.full(len(m.person), i, dtype=np.int64) for i, m in enumerate(matches)])
    amount = np.concatenate([m.amount for m in matches])
    # amounts to the last bit: what is rounded is their sum
    money = np.where(np.isnan(amount), -1.0, amount).astype(np.float64).view(np.int64)
    project = _numbered(person, np.concatenate([m.project for m in matches]))
    weight = np.concatenate([_packed(m) for m in matches])
    day = np.full(len(person), UNDATED, dtype=np.int64)
    if days:
        day = np.concatenate([m.day for m in matches]).astype(np.int64)
    named = np.unique(names, return_inverse=True)[1] if names is not None else np.zeros(len(person), dtype=np.int64)
    marks = np.concatenate([m.marks for m in matches]).astype(np.int64)
    # what one node sees of one record, as a number
    rows = np.stack([node, marks, weight, money, project, day, named], axis=1)
    first_row, code = distinct(rows)
    seen = rows[first_row]
    # in the order of what they say, so that equal profiles of other batches are told alike
    order = np.lexsort(seen.T[::-1])
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    seen, code = seen[order], rank[code]
    one = (person << 32) | (kind << 24) | record
    sight, members = _sets(one, code.reshape(-1))
    whose, first = np.unique(one, return_index=True)
    label, sets = _sets(person[first], sight)
    of = np.zeros(n, dtype=np.int64)
    people = np.unique(person)
    of[people] = label + 1
    words = np.unique(names)[seen[:, 6]] if names is not None else None

    def told(code: int) -> Key:
        row = tuple(int(v) for v in seen[code])
        return row if words is None else (*row[:6], str(words[code]))

    lines = [tuple(told(c) for c in codes) for codes in members]
    assert len(whose) == len(sight)
    return Profiles(of=of, keys=[(), *(tuple(lines[c] for c in many) for many in sets)])


def _packed(found: Matched) -> NDArray[np.int64]:
    total = np.zeros(len(found.person), dtype=np.int64)
    for marks in found.weights:
        total = total * 4 + marks
    return total


def _numbered(person: NDArray[np.int64], project: NDArray[np.int64]) -> NDArray[np.int64]:
    """Projects of each person numbered from 1; 0 where a record stands for itself."""
    codes, place = np.unique(project, return_inverse=True)
    owner = np.zeros(len(codes), dtype=np.int64)
    owner[place] = person
    real = codes >= 0
    first = np.zeros(len(codes), dtype=np.int64)
    order = np.lexsort((codes, owner))
    starts = np.r_[True, owner[order][1:] != owner[order][:-1]]
    base = np.maximum.accumulate(np.where(starts, np.arange(len(codes)), 0))
    first[order] = np.arange(len(codes)) - base + 1
    return np.where(real[place], first[place], 0)


def _sets(owner: NDArray[np.int64], code: NDArray[np.int64]) -> tuple[NDArray[np.int64], list[tuple[int, ...]]]:
    """For each owner (in rising order) the number of its multiset of codes, and each multiset by its number.

    The codes of an owner are gone through in order, all owners at once: what was met so far and the next code make the
    number of what is met then. Owners with equal multisets so end at equal numbers, and no others do.
    """
    order = np.lexsort((code, owner))
    who, what = owner[order], code[order]
    starts = np.r_[True, who[1:] != who[:-1]]
    index = np.cumsum(starts) - 1
    rank = np.arange(len(who)) - np.flatnonzero(starts)[index]
    state = np.zeros(int(index[-1]) + 1, dtype=np.int64)
    known: list[tuple[int, ...]] = [()]
    width = int(what.max()) + 1
    for depth in range(int(rank.max()) + 1):
        here = rank == depth
        pairs, place = np.unique(state[index[here]] * width + what[here], return_inverse=True)
        base = len(known)
        known += [(*known[int(pair) // width], int(pair) % width) for pair in pairs]
        state[index[here]] = base + place
    used, final = np.unique(state, return_inverse=True)
    return final, [known[int(state)] for state in used]


class Once:
    """How far lists of competing records stand, kept by what they see: the reference is asked once for each profile."""

    def __init__(self) -> None:
        self.kept: dict[Key, int] = {}
        self.asked = 0

    def status(self, node: Rule, counts: Sequence[Count | Item], beside: Sequence[Rule], key: Key) -> int:
        """How far a node stands for people whose records look like this; `key` is a profile and the marks beside it."""
        whole = (id(node), key)
        if whole not in self.kept:
            found = given_out(node, counts, beside, key)
            self.kept[whole] = _asked(node, counts, beside, key) if found is None else found
            self.asked += 1
        return self.kept[whole]


def _asked(node: Rule, counts: Sequence[Count | Item], beside: Sequence[Rule], key: Key) -> int:
    """The reference on records of which no more is told than the profile does."""
    profile, marks = key
    matches: dict[int, tuple[Rule, tuple[Match, ...]]] = {}
    found: dict[int, list[Match]] = {id(count): [] for count in counts}
    for place, lines in enumerate(profile):
        for turn, far, weights, money, project, day, _ in lines:
            count = counts[turn]
            path = f"achievements[{place}]"
            dated = date.fromordinal(day + EPOCH) if day != UNDATED else None
            record = Record(kind="", path=path, name=path, date=dated, values={})
            heavy = []
            if isinstance(count, Count):
                for weight in reversed(count.weights):
                    if weights % 4:
                        heavy.append((Status(weights % 4), weight.counts))
                    weights //= 4
            amount = amount_of(money)
            group = ("", project) if project else None
            found[id(count)].append(
                Match(record=record, status=Status(far), heavy=tuple(heavy), amount=amount, group=group)
            )
    for count in counts:
        matches[id(count)] = (count, tuple(found[id(count)]))
    nobody = Facts(Applicant(achievements=(), recommenders=()), _TODAY, "")
    leaves = {id(one): (one, Status(marks >> 2 * place & 3)) for place, one in enumerate(beside)}
    return int(Evaluation(nobody.varied(leaves, matches)).status(node))


_TODAY = date(2000, 1, 1)
EPOCH = date(1970, 1, 1).toordinal()
