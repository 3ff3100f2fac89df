"""Lists in which no record counts twice, told with no more of the records than what decides.

A branch that holds by records which could serve no other branch needs none of those that could; and of records that
look alike to a count no more than it asks for matter. What is left out changes no answer, and makes alike what differs
in nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.rules import Count
from solver.columns.counts import Matched, counted

Bools = NDArray[np.bool_]


def crowded(matches: Sequence[Matched], slots: Sequence[int] | range, n: int) -> tuple[Bools, Sequence[Bools]]:
    """The people of whom one record, or one project of which a record counts, could serve two places of a list.

    Beside them for each of the matches which of its records could serve no other place.
    """
    found = np.zeros(n, dtype=bool)
    sizes = [len(m.person) for m in matches]
    single = np.ones(sum(sizes), dtype=bool)
    if sum(sizes):
        person = np.concatenate([m.person for m in matches]).astype(np.int64)
        slot = np.repeat(np.asarray(slots, dtype=np.int64), sizes)
        record = np.concatenate([(m.kind.astype(np.int64) << 24) | m.record for m in matches])
        for key in ((person << 32) | record, np.concatenate([m.project for m in matches])):
            several = np.zeros(len(key), dtype=bool)
            order = np.lexsort((slot, key))
            same = (key[order][1:] == key[order][:-1]) & (key[order][1:] >= 0)
            other = same & (slot[order][1:] != slot[order][:-1])
            # what belongs to one record or project stands together: its run is crowded where any neighbours differ
            run = np.r_[0, np.cumsum(~same)]
            several[order] = np.bincount(run[1:][other], minlength=int(run[-1]) + 1)[run] > 0
            single &= ~several
        found[person[~single]] = True
    return found, np.split(single, np.cumsum(sizes)[:-1])


def deciding(
    counts: Sequence[Count], slots: Sequence[int], matches: Sequence[Matched], n: int, cut: int
) -> list[Matched]:
    """The matches of a list without those that decide nothing; `cut` is what a branch has to reach to hold surely."""
    _, single = crowded(matches, slots, n)
    settled: dict[int, Bools] = {}
    by: dict[int, NDArray[np.int64]] = {}
    for place, (count, found, own) in enumerate(zip(counts, matches, single, strict=True)):
        if count.total is not None:
            continue
        alone = found.where(own & (found.marks >= cut))
        need: Any = count.n
        holds = counted(count, alone, n, cut)[0] >= need
        done = settled.setdefault(slots[place], np.zeros(n, dtype=bool))
        first = by.setdefault(slots[place], np.full(n, -1, dtype=np.int64))
        first[holds & ~done] = place
        done |= holds
    kept = []
    for place, (count, found, own) in enumerate(zip(counts, matches, single, strict=True)):
        who = found.person
        stays = np.ones(len(who), dtype=bool)
        if slots[place] in settled:
            done = settled[slots[place]][who]
            stays = ~done | (own & (found.marks >= cut) & (by[slots[place]][who] == place))
        kept.append(found.where(stays & _few(count, found, own & stays)))
    return kept


def _few(count: Count, found: Matched, own: Bools) -> Bools:
    """Of records that are alike to a count, and could serve nothing else, as many as it asks for."""
    stays = np.ones(len(found.person), dtype=bool)
    alike = np.flatnonzero(own & (found.project < 0))
    if count.total is not None or count.weights or not len(alike):
        return stays
    order = alike[np.lexsort((found.marks[alike], found.person[alike]))]
    key = found.person[order].astype(np.int64) * 4 + found.marks[order]
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    rank = np.arange(len(key)) - np.repeat(starts, np.diff(np.r_[starts, len(key)]))
    need: Any = count.n
    stays[order[rank >= need]] = False
    return stays
