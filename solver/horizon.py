"""How far a plan has to look: the known days of its conditions, then all waits, reviews, rounds and courses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from solver.calendar import add_months
from solver.climbing import Climb
from solver.freedays import Limits
from solver.steps import World
from solver.wants import Timed, Tree, below

AHEAD = 60
"""A plan looks so many years ahead."""


def dates(tree: Tree) -> Iterator[date]:
    """Every known day that a tree names."""
    if isinstance(tree, Timed):
        yield from (m for m in (tree.later, tree.earlier) if isinstance(m, date))
    for one in below(tree):
        yield from dates(one)


def _months(tree: Tree) -> int:
    """The longest wait that a tree asks for."""
    own = tree.months if isinstance(tree, Timed) else 0
    return max([own, *(_months(one) for one in below(tree))])


def horizon(world: World, climb: Climb, limits: Limits) -> date:
    """A day by which every plan without a pace is done: known days, then all waits, reviews, rounds and courses."""
    far = date(world.as_of.year + AHEAD, world.as_of.month, min(world.as_of.day, 28))
    if limits.paced:
        return far
    longest = sum(_months(step) + limits.review + 13 * bool(limits.rounds) for step in climb.tree.of)
    longest += sum(max(months for _, months in study.after) for study in world.studies)
    start = max([world.as_of, *(day for day in dates(climb.tree) if day < far)])
    return min(far, add_months(start, longest + 1))
