"""How strong a record is: the fewer steps it stands above the lowest values, the weaker, and the easier to come by.

The steps are those of the vocabulary: a value counts its place in its set (city before provincial, participant before
lead), a flag that must be true counts one, several values together count each, and one more for every further one.
Numbers have no steps; of records with as many steps the one with the looser numbers is weaker (rank 5 before rank 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any as Anything

from models.vocabulary import Attribute
from solver.matching import attribute_of

Weakness = tuple[int, int]
"""Steps above the lowest values; then how tight the numbers are. Both add up over attributes and over records."""

PLACES = ("rank", "author")
"""Numbers of which the first is the strongest."""
LAST = 10
"""Places from here on are equally easy to come by."""


def weakness(kind: str, values: Mapping[str, Anything]) -> Weakness:
    """The steps of a record's values, amounts left aside (of them only what is missing is asked)."""
    steps = tight = 0
    for name, value in values.items():
        if value is None or name == "project":
            continue
        attribute = attribute_of(kind, name)
        if attribute.form in ("integer", "number"):
            tight += max(0, LAST - int(value)) if name in PLACES else min(LAST, len(str(int(value))))
        else:
            steps += _steps(attribute, value)
    return steps, tight


def added(one: Weakness, other: Weakness) -> Weakness:
    """Both together."""
    return one[0] + other[0], one[1] + other[1]


def _steps(attribute: Attribute, value: Anything) -> int:
    if attribute.form == "flag":
        return int(value is True)
    if attribute.values is None:
        return 0
    if attribute.form == "many_of":
        return sum(attribute.values.step(one) for one in value) + max(0, len(value) - 1)
    return attribute.values.step(value)
