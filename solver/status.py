"""How far a condition stands: a chain of four, so that "and" is the lesser and "or" the greater of two."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """unmet < unknown < assumed < met.

    `unknown`: facts are missing that could make it either. `assumed`: it holds if what only a panel can judge, and was
    not told, turns out well. The chain makes every evaluator simple: cut it at a level and the tree is two-valued.
    """

    UNMET = 0
    UNKNOWN = 1
    ASSUMED = 2
    MET = 3

    @property
    def word(self) -> str:
        return self.name.lower()


UNMET, UNKNOWN, ASSUMED, MET = Status.UNMET, Status.UNKNOWN, Status.ASSUMED, Status.MET
CUTS = (UNKNOWN, ASSUMED, MET)
DUAL = {MET: UNKNOWN, ASSUMED: UNKNOWN, UNKNOWN: ASSUMED}
"""What is denied at a cut must fail even at this one."""


def verdict(status: Status) -> str:
    """The word for a whole rung or route."""
    if status >= ASSUMED:
        return "eligible"
    return "undetermined" if status is UNKNOWN else "not_eligible"
