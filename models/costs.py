"""The cost file of a gap: weights of the user's own for months, kinds of record, their tier and role, and courses.

```yaml
months: 0.5                    # the cost of one month of waiting
kinds: {paper: 3, patent: 8, recommender: 1, approval: 1, education: 20}
other: 5                       # of every kind that is not named
tier: {national: 3, provincial: 2}      # factors, by the value of an attribute
role: {lead: 1.5}
education: {master: 30}        # how many months a course takes
```
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models import source
from models.errors import InputError, nearest, quoted, spelled
from models.vocabulary import ValueSet, vocabulary

OTHER_KINDS = ("recommender", "approval", "education")
CALLED = {**{kind: kind for kind in OTHER_KINDS}, "推荐人": "recommender", "同意意见": "approval", "学历": "education"}
FACTORS = ("tier", "role")
KEYS = ("months", "kinds", "other", *FACTORS, "education")
LARGEST, STRONGEST, LONGEST = 1_000_000, 100, 600
"""The largest cost, the largest factor, the longest course in months."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Costs:
    """Costs by kind (`other` for the rest), factors by attribute and value, per month; months of courses by level."""

    month: float = 0
    kinds: Mapping[str, float] = field(default_factory=dict)
    other: float = 1
    factors: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    courses: Mapping[str, int] = field(default_factory=dict)


def load(path: Path) -> Costs:
    """The costs in a YAML or JSON file; an InputError says what cannot be taken, with file and line."""
    data = source.read(path)
    try:
        return read(data)
    except InputError as error:
        raise error.at(str(path)) from None


def read(data: Any) -> Costs:
    """The costs from a document already parsed."""
    words = vocabulary()
    if not isinstance(data, Mapping) or not data:
        raise InputError(
            "a cost file is a map of weights", line=source.line_of(data) or 1, hint="write `kinds: {paper: 3}`"
        )
    for key in data:
        if key not in KEYS:
            raise InputError(f"unknown key {quoted(key)}", line=source.line_of(data, key), hint=nearest(key, KEYS))
    kinds = {}
    for word, value, line in _entries(data, "kinds"):
        kind = CALLED.get(word) or words.find_kind(word)
        if kind is None:
            hint = nearest(word, [*words.kinds, *OTHER_KINDS])
            raise InputError(f"unknown kind of record {quoted(word)}", line=line, hint=hint)
        kinds[kind] = _number(value, f"the cost of `{kind}`", line)
    factors = {
        name: {
            _value(words.sets[name], word, line): _number(value, f"the factor of `{word}`", line, STRONGEST)
            for word, value, line in _entries(data, name)
        }
        for name in FACTORS
    }
    courses = {}
    for word, value, line in _entries(data, "education"):
        level = _value(words.sets["education"], word, line)
        months = _number(value, f"the months of `{level}`", line, LONGEST)
        if months != int(months) or months < 1:
            raise InputError(f"a course takes whole months, not {quoted(value)}", line=line, hint="write `master: 30`")
        courses[level] = int(months)
    return Costs(
        month=_single(data, "months", 0),
        kinds=kinds,
        other=_single(data, "other", 1),
        factors=factors,
        courses=courses,
    )


def _entries(data: Mapping[str, Any], key: str) -> list[tuple[str, Any, int]]:
    inner = data.get(key)
    if inner is None:
        return []
    if not isinstance(inner, Mapping):
        raise InputError(
            f"`{key}` is a map of numbers, not {quoted(inner)}",
            line=source.line_of(data, key),
            hint=f"write `{key}: {{…: 3}}`",
        )
    return [(spelled(word), value, source.line_of(inner, word)) for word, value in inner.items()]


def _value(values: ValueSet, word: str, line: int) -> str:
    found = values.find(word)
    if found is None:
        raise InputError(f"{quoted(word)} is no {values.name}", line=line, hint=nearest(word, values.values))
    return found


def _single(data: Mapping[str, Any], key: str, default: float) -> float:
    return _number(data[key], f"`{key}`", source.line_of(data, key)) if data.get(key) is not None else default


def _number(value: Any, what: str, line: int, most: int = LARGEST) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise InputError(
            f"{what} is a number from 0 to {most}, not {quoted(value)}", line=line, hint="write a number such as 2.5"
        )
    if abs(round(value, 2) - value) > 1e-9:
        raise InputError(
            f"{what} has more than two decimals: {quoted(value)}", line=line, hint="multiply all of them by a thousand"
        )
    return float(value)
