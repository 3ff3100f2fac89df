"""Somebody shut out made weaker as far as they still qualify elsewhere, so that each person tells how far to go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any as Anything

from models.rules import Rule, Test, walk
from solver.actions import flat
from solver.amendment_moves import LAST_RANK
from solver.classes import patterns_of
from solver.matching import attribute_of

Document = Mapping[str, Anything]
CENTS = 100


def ranks_of(*roots: Rule) -> frozenset[str]:
    """The attributes of which less is better: some condition sets them an upper limit."""
    return frozenset(test.attribute for root in roots for test in _tests(root) if test.op == "at_most")


def _tests(root: Rule) -> Iterator[Test]:
    for node in walk(root):
        for pattern in patterns_of(node):
            for shape in pattern:
                yield from flat(shape.tests)


def weakened(document: Document, qualifies: Callable[[Document], bool], ranks: frozenset[str]) -> Document:
    """The person with each number of each record as weak as it may be while they still qualify, one after the other."""
    made = document
    for place, entry in enumerate(document.get("achievements") or ()):
        for name, value in entry.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                cents = attribute_of(entry["kind"], name).form == "number"
                found = _weakest(value, partial(_still, made, place, name, qualifies), rank=name in ranks, cents=cents)
                made = _with(made, place, name, found) if found != value else made
    return made


def unranked(document: Document, ranks: frozenset[str]) -> Document:
    """The person without a rank where theirs is beyond any that a standard sets: nobody is the hundredth of a list."""
    entries = [
        {k: None if k in ranks and isinstance(v, int) and v > LAST_RANK else v for k, v in entry.items()}
        for entry in document.get("achievements") or ()
    ]
    return {**document, "achievements": entries}


def _still(
    document: Document, place: int, name: str, qualifies: Callable[[Document], bool], value: int | float
) -> bool:
    return qualifies(_with(document, place, name, value))


def _with(document: Document, place: int, name: str, value: int | float) -> Document:
    entries = list(document["achievements"])
    entries[place] = {**entries[place], name: value}
    return {**document, "achievements": entries}


def _weakest(value: int | float, holds: Callable[[int | float], bool], *, rank: bool, cents: bool) -> int | float:
    """The weakest number for which something holds that holds for the value itself: by halves."""
    if rank:
        low, high = int(value), LAST_RANK
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if holds(middle) else (low, middle - 1)
        return low
    scale = CENTS if cents else 1
    low, high = 0, round(value * scale)
    if high / scale != value:
        return value
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(_number(middle, scale)) else (middle + 1, high)
    return _number(low, scale)


def _number(amount: int, scale: int) -> int | float:
    return amount / scale if amount % scale else amount // scale
