"""The cost file: weights of the user's own for months, kinds of record, their tier and role; how long things take.

```yaml
months: 0.5                    # the cost of one month of waiting
kinds: {paper: 3, patent: 8, recommender: 1, approval: 1, education: 20}
other: 5                       # of every kind that is not named
tier: {national: 3, provincial: 2}      # factors, by the value of an attribute
role: {lead: 1.5}
education: {master: 30}        # how many months a course takes
takes: {patent: 24, other: 8}  # how many months a record takes, one after the other (for plans)
at_once: 2                     # how many records are worked on side by side (for plans)
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
REST = "other"
"""The word for every kind that is not named."""
KEYS = ("months", "kinds", "other", *FACTORS, "education", "takes", "at_once")
WEIGHTS = ("months", "kinds", "other", *FACTORS)
LARGEST, STRONGEST, LONGEST, SIDE_BY_SIDE = 1_000_000, 100, 600, 5
"""The largest cost, the largest factor, the longest course or record in months, the most records side by side."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Costs:
    """Costs by kind (`other` for the rest), factors by attribute and value, per month; months of courses by level.

    `takes` are the months of a record by its kind (REST: any other), `at_once` how many are made side by side.
    `weighs` says whether anything but time was given, so that costs take the place of counts.
    """

    month: float = 0
    kinds: Mapping[str, float] = field(default_factory=dict)
    other: float = 1
    factors: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    courses: Mapping[str, int] = field(default_factory=dict)
    takes: Mapping[str, int] = field(default_factory=dict)
    at_once: int = 1
    weighs: bool = True


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
        courses[level] = _months(value, level, line, 1, "a course takes whole months", "write `master: 30`")
    takes = {}
    for word, value, line in _entries(data, "takes"):
        kind = REST if word == REST else words.find_kind(word)
        if kind is None:
            raise InputError(f"unknown kind of record {quoted(word)}", line=line, hint=nearest(word, words.kinds))
        takes[kind] = _months(value, kind, line, 0, "a record takes whole months", "write `paper: 8`")
    at_once = data.get("at_once", 1)
    if isinstance(at_once, bool) or not isinstance(at_once, int) or not 1 <= at_once <= SIDE_BY_SIDE:
        raise InputError(
            f"`at_once` is a whole number from 1 to {SIDE_BY_SIDE}, not {quoted(at_once)}",
            line=source.line_of(data, "at_once"), hint="write `at_once: 2`",
        )  # fmt: skip
    return Costs(
        month=_single(data, "months", 0),
        kinds=kinds,
        other=_single(data, "other", 1),
        factors=factors,
        courses=courses,
        takes=takes,
        at_once=at_once,
        weighs=any(data.get(key) is not None for key in WEIGHTS),
    )


def _months(value: Any, name: str, line: int, least: int, what: str, hint: str) -> int:
    found = _number(value, f"the months of `{name}`", line, LONGEST)
    if found != int(found) or found < least:
        raise InputError(f"{what}, not {quoted(value)}", line=line, hint=hint)
    return int(found)


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
