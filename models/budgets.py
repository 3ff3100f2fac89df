"""The budget file: how many records of which kinds, or how much money, may be spent to bring people to a rung.

```yaml
by: 2027-12-31                         # the last day that will do; may be left out
budget: {patent: 10, paper: 20}        # so many of a kind at most
budget: {total: 15, of: [patent, paper]}   # or so many of several kinds together; without `of`, of all records
budget: [{patent: 10}, {total: 15, of: [patent, paper]}]   # or several such limits at once
others: none                           # kinds that no limit names: none of them, or `allowed` without limit
money: 50                              # or, or besides: the most that all may cost together,
costs: costs.yaml                      # by a cost file, beside this file, or by its map written here
weights: {senior: 2}                   # how much a person counts who reaches a rung (1 where it is not named)
```

Recommenders and consents are free as long as no limit names them; where there is money, they cost what the cost file
says. With money, or with a total of all records, kinds that are not named are allowed unless it says `others: none`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from models import costs, source
from models.costs import Costs
from models.errors import InputError, nearest, quoted, spelled
from models.reading import read_date
from models.source import line_of
from models.vocabulary import vocabulary

KEYS = ("by", "budget", "others", "money", "costs", "weights")
TOTAL, OF = "total", "of"
ENDORSEMENTS = ("recommender", "approval")
OTHERS = {"none": False, "allowed": True}
LARGEST, HEAVIEST, MOST_LIMITS = 1_000_000, 1000, 50
"""The largest number or sum in a budget, the heaviest weight of a rung, the most limits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """At most so many additions of these kinds together; no kinds: of all kinds of records."""

    kinds: tuple[str, ...]
    most: int

    def counts(self, kind: str) -> bool:
        """Whether an addition of a kind falls under it."""
        return kind in self.kinds if self.kinds else kind not in ENDORSEMENTS


@dataclass(frozen=True, kw_only=True, slots=True)
class Budget:
    """What may be spent. `by` is the last day that will do, None for that of the question.

    `others` says whether kinds that no limit names may be added. `money` is counted by `costs`. `weights` are those of
    rungs (1 where none is given).
    """

    limits: tuple[Limit, ...] = ()
    others: bool = False
    money: float | None = None
    costs: Costs | None = None
    by: date | None = None
    weights: Mapping[str, float] = field(default_factory=dict)

    def allows(self, kind: str) -> bool:
        """Whether additions of a kind may be made at all."""
        return self.others or kind in ENDORSEMENTS or any(kind in limit.kinds for limit in self.limits)


def load(path: Path) -> Budget:
    """The budget in a YAML or JSON file; an InputError says what cannot be taken, with file and line."""
    data = source.read(path)
    try:
        return read(data, path.parent)
    except InputError as error:
        raise error.at(str(path)) from None


def read(data: Any, folder: Path = Path()) -> Budget:
    """The budget from a document already parsed; a cost file is looked for in `folder`."""
    if not isinstance(data, Mapping) or not data:
        raise InputError("a budget is a map", line=line_of(data) or 1, hint="write `budget: {patent: 10}`")
    for key in data:
        if key not in KEYS:
            raise InputError(f"unknown key {quoted(key)}", line=line_of(data, key), hint=nearest(key, KEYS))
    limits = _limits(data)
    money = data.get("money")
    if money is not None:
        money = _number(money, "`money`", line_of(data, "money"), LARGEST)
    if not limits and money is None:
        raise InputError(
            "a budget limits something", line=line_of(data), hint="write `budget: {patent: 10}` or `money: 50`"
        )
    prices = _costs(data, folder)
    if (money is None) != (prices is None):
        lacking, there = ("costs", "money") if prices is None else ("money", "costs")
        hint = "write `costs: {kinds: {paper: 3}}`" if prices is None else "write `money: 50`"
        raise InputError(f"`{there}` is nothing without `{lacking}`", line=line_of(data, there), hint=hint)
    by = data.get("by")
    wide = money is not None or any(not limit.kinds for limit in limits)
    return Budget(
        limits=limits,
        others=_others(data, wide),
        money=money,
        costs=prices,
        by=read_date(by, line_of(data, "by"), "by") if by is not None else None,
        weights=_weights(data),
    )


def _limits(data: Mapping[str, Any]) -> tuple[Limit, ...]:
    inner, line = data.get("budget"), line_of(data, "budget")
    if inner is None:
        return ()
    entries = [(inner, line)]
    if isinstance(inner, Sequence) and not isinstance(inner, str):
        entries = [(entry, line_of(inner, place) or line) for place, entry in enumerate(inner)]
    made = [limit for entry, at in entries for limit in _limit(entry, at)]
    if not 1 <= len(made) <= MOST_LIMITS:
        raise InputError(f"`budget` holds {len(made)} limits", line=line, hint=f"write from 1 to {MOST_LIMITS}")
    return tuple(made)


def _limit(entry: Any, line: int) -> list[Limit]:
    if not isinstance(entry, Mapping) or not entry:
        raise InputError(
            f"a limit is a map of numbers, not {quoted(entry)}", line=line, hint="write `{patent: 10, paper: 20}`"
        )
    found: dict[tuple[str, ...], Limit] = {}
    for word, value in entry.items():
        at = line_of(entry, word) or line
        if word == OF:
            if TOTAL not in entry:
                raise InputError("`of` is nothing without `total`", line=at, hint="write `{total: 15, of: [paper]}`")
            continue
        kinds = _of(entry, line) if word == TOTAL else (_kind(word, at),)
        if kinds in found:
            raise InputError(f"{quoted(word)} is limited twice", line=at, hint="keep one of the two")
        found[kinds] = Limit(kinds=kinds, most=_whole(value, spelled(word), at))
    return list(found.values())


def _of(entry: Mapping[str, Any], line: int) -> tuple[str, ...]:
    if OF not in entry:
        return ()
    words, at = entry[OF], line_of(entry, OF) or line
    if not isinstance(words, Sequence) or isinstance(words, str) or not words:
        raise InputError(f"`of` is a list of kinds, not {quoted(words)}", line=at, hint="write `of: [patent, paper]`")
    found = [_kind(word, line_of(words, place) or at) for place, word in enumerate(words)]
    if len(set(found)) < len(found):
        twice = next(kind for kind in found if found.count(kind) > 1)
        raise InputError(f"`of` names {quoted(twice)} twice", line=at, hint="name it once")
    return tuple(found)


def _kind(word: Any, line: int) -> str:
    """The kind that a word means: of records or of endorsements, by identifier or label."""
    words, named = vocabulary(), spelled(word)
    kind = costs.CALLED.get(named) or words.find_kind(named)
    if kind == "education":
        raise InputError("a budget buys no courses", line=line, hint="name kinds of records, `recommender`, `approval`")
    if kind is None:
        hint = nearest(named, [*words.kinds, *ENDORSEMENTS])
        raise InputError(f"unknown kind of record {quoted(word)}", line=line, hint=hint)
    if kind in words.kinds and not words.kinds[kind].proposed:
        raise InputError(f"nobody can set out to get a `{kind}`", line=line, hint="leave it out")
    return kind


def _whole(value: Any, name: str, line: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        raise InputError(
            f"the limit of {quoted(name)} is a whole number from 0 to {LARGEST}, not {quoted(value)}",
            line=line, hint="write a number such as 10",
        )  # fmt: skip
    return value


def _number(value: Any, what: str, line: int, most: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise InputError(
            f"{what} is a number from 0 to {most}, not {quoted(value)}", line=line, hint="write a number such as 2.5"
        )
    if abs(round(value, 2) - value) > 1e-9:
        raise InputError(f"{what} has more than two decimals: {quoted(value)}", line=line, hint="round it")
    return float(value)


def _others(data: Mapping[str, Any], wide: bool) -> bool:
    word = data.get("others")
    if word is None:
        return wide
    if not isinstance(word, str) or word not in OTHERS:
        raise InputError(
            f"`others` is `none` or `allowed`, not {quoted(word)}", line=line_of(data, "others"),
            hint="write `others: none`",
        )  # fmt: skip
    return OTHERS[word]


def _costs(data: Mapping[str, Any], folder: Path) -> Costs | None:
    inner, line = data.get("costs"), line_of(data, "costs")
    if inner is None:
        return None
    if isinstance(inner, str):
        found = costs.load(folder / inner)
    elif isinstance(inner, Mapping):
        found = costs.read(inner)
    else:
        raise InputError(
            f"`costs` is the name of a cost file or its map, not {quoted(inner)}", line=line, hint="write a file name"
        )
    if not found.weighs:
        raise InputError(
            "these costs tell of time alone, not of what records cost", line=line, hint="write `kinds: {paper: 3}`"
        )
    return found


def _weights(data: Mapping[str, Any]) -> dict[str, float]:
    inner, line = data.get("weights"), line_of(data, "weights")
    if inner is None:
        return {}
    if not isinstance(inner, Mapping):
        raise InputError(f"`weights` is a map of numbers, not {quoted(inner)}", line=line, hint="write `{senior: 2}`")
    rungs = vocabulary().sets["rung"]
    found: dict[str, float] = {}
    for word, value in inner.items():
        at = line_of(inner, word) or line
        rung = rungs.find(spelled(word))
        if rung is None:
            raise InputError(f"{quoted(word)} is no rung", line=at, hint=nearest(word, rungs.values))
        if rung in found:
            raise InputError(f"the rung {quoted(rung)} has two weights", line=at, hint="keep one of the two")
        found[rung] = _number(value, f"the weight of `{rung}`", at, HEAVIEST)
        if not found[rung]:
            raise InputError(f"the weight of `{rung}` is 0", line=at, hint="do not ask for that rung")
    return found
