"""Later days in columns: for each person the days on which waiting turns what matters, and the rung on those days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models import rules
from models.reading import LAST_YEAR
from solver.columns.folding import CUT, Fold, Wanted
from solver.columns.records import Marks
from solver.columns.shapes import Shape, expression
from solver.columns.tree import Bools, Standing
from solver.status import MET

EPOCH = date(1970, 1, 1).toordinal()
NO_DAY = np.iinfo(np.int32).max
LAST = date(LAST_YEAR, 12, 31).toordinal() - EPOCH


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Turned:
    """A later day of a condition for each person (NO_DAY where it does not turn), and how it stands from then on."""

    day: NDArray[np.int32]
    status: int


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Rows:
    """People and days, one row for each stretch of days that could matter; `marks` says how every node stands then."""

    people: NDArray[np.int64]
    days: NDArray[np.int32]
    marks: dict[int, Marks]


def turns(standing: Standing) -> dict[int, Sequence[Turned]]:
    """The turns of each condition that waiting can turn."""
    found: dict[int, Sequence[Turned]] = {}
    for node in standing.shape.timed:
        found[id(node)] = [
            Turned(day=one.day.cast(pl.Int32).fill_null(NO_DAY).to_numpy(), status=int(one.status))
            for one in standing.leaves.turns(node)
        ]
    return found


def best(standing: Standing, turning: dict[int, Sequence[Turned]]) -> dict[int, Marks]:
    """How every node could stand at best on any later day, each condition by itself at its best.

    What is denied is at its best where the condition is at its worst, so what waiting can turn counts as denied.
    """
    marks = {id(node): standing.marks(node) for level in standing.shape.levels for node in level}
    moved = {}
    for node in standing.shape.timed:
        now = marks[id(node)]
        for turn in turning[id(node)]:
            now = np.where(turn.day < NO_DAY, np.maximum(now, np.int8(turn.status)), now)
        moved[id(node)] = now
    return _again(standing.shape, marks, moved, hopeful=True)


def rows(
    standing: Standing, wanted: Wanted, turning: dict[int, Sequence[Turned]], people: NDArray[np.int64], as_of: date
) -> Rows:
    """The rows for those of these people for whom some route can be reached, today first."""
    shape = standing.shape
    best_marks = {key: column[people] for key, column in best(standing, turning).items()}
    fold = Fold(wanted, best_marks, people)
    possible = np.any(list(fold.open.values()), axis=0)
    today = np.int32(as_of.toordinal() - EPOCH)
    needed = _needed(standing, fold, people)
    who = [people[possible]]
    when = [np.full(int(possible.sum()), today, dtype=np.int32)]
    for node in shape.timed:
        matters = needed.get(id(node))
        if matters is None:
            continue
        for turn in turning[id(node)]:
            day = turn.day[people]
            mine = matters & possible & (day <= LAST)
            who.append(people[mine])
            when.append(day[mine])
    both = np.unique((np.concatenate(who).astype(np.int64) << 32) | np.concatenate(when).astype(np.int64))
    found, days = both >> 32, (both & 0xFFFFFFFF).astype(np.int32)
    return Rows(people=found, days=days, marks=_on(standing, turning, found, days))


def _needed(standing: Standing, fold: Fold, people: NDArray[np.int64]) -> dict[int, Bools]:
    """For each node the people for whom it matters when it turns: all above it can come to hold.

    What holds today and nothing can take away needs no other day.
    """
    shape = standing.shape
    seen: dict[int, Bools] = {}
    for name, parts in shape.settled.routes.items():
        for part in parts:
            seen[id(part)] = seen.get(id(part), np.zeros(len(people), dtype=bool)) | fold.open[name]
    for level in reversed(shape.levels):
        for node in level:
            if id(node) not in seen or not rules.children(node):
                continue
            if isinstance(node, rules.Lacks):
                below = seen[id(node)]
            else:
                able = fold.holds[id(node)] | fold.wants[id(node)]
                below = seen[id(node)] & able
                if id(node) not in shape.falling:
                    below &= standing.marks(node)[people] < CUT
            for child in rules.children(node):
                seen[id(child)] = seen.get(id(child), np.zeros(len(people), dtype=bool)) | below
    return seen


def _on(
    standing: Standing,
    turning: dict[int, Sequence[Turned]],
    people: NDArray[np.int64],
    days: NDArray[np.int32],
) -> dict[int, Marks]:
    """How every node stands on these days."""
    shape = standing.shape
    marks = {id(node): standing.marks(node)[people] for level in shape.levels for node in level}
    moved = {}
    for node in shape.timed:
        now = marks[id(node)]
        for turn in turning[id(node)]:
            now = np.where(turn.day[people] <= days, np.int8(turn.status), now)
        moved[id(node)] = now
    return _again(shape, marks, moved)


def _again(
    shape: Shape, marks: dict[int, Marks], moved: dict[int, Marks], *, hopeful: bool = False
) -> dict[int, Marks]:
    """The statuses with some conditions changed: what stands above those is worked out anew."""
    names = {}
    found = {**marks, **moved}
    for level in shape.levels[1:]:
        for node in level:
            if id(node) in shape.moving:
                for child in rules.children(node):
                    names[id(child)] = shape.name(child)
                names[id(node)] = shape.name(node)
    frame = pl.DataFrame({name: found[key] for key, name in names.items()})
    for level in shape.levels[1:]:
        moving = [node for node in level if id(node) in shape.moving]
        if moving:
            frame = frame.with_columns(
                (
                    pl.lit(int(MET), dtype=pl.Int8)
                    if hopeful and isinstance(node, rules.Lacks)
                    else expression(node, shape)
                ).alias(shape.name(node))
                for node in moving
            )
            for node in moving:
                found[id(node)] = np.asarray(frame[shape.name(node)].to_numpy(), dtype=np.int8)
    return found
