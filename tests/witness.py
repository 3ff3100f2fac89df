"""Records that meet a pattern at its very thresholds, records that miss it by one condition, and records at random."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from models.rules import Condition, Either, Shape, Test
from models.vocabulary import Attribute, vocabulary
from solver.matching import attribute_of

Values = dict[str, Any]


class Contradiction(Exception):
    """Conditions that nothing meets at once."""


@dataclass(slots=True)
class Wish:
    """All that the tests of one shape ask of one attribute."""

    allowed: list[frozenset[str]] = field(default_factory=list)
    low: float | None = None
    high: float | None = None
    flag: bool | None = None
    unsaid: bool = True

    def add(self, test: Test, attribute: Attribute) -> None:
        """Takes in one more test."""
        self.unsaid = self.unsaid and test.unsaid
        number: Any = test.number
        if test.op == "is":
            if self.flag is not None and self.flag is not test.flag:
                raise Contradiction(test.attribute)
            self.flag = test.flag
        elif test.op == "all_of":
            self.allowed.extend(frozenset([value]) for value in test.values)
        elif attribute.values is not None:
            self.allowed.append(meeting(test, attribute))
        elif test.op == "at_least":
            self.low = number if self.low is None else max(self.low, number)
        else:
            self.high = number if self.high is None else min(self.high, number)
        if self.low is not None and self.high is not None and self.low > self.high:
            raise Contradiction(test.attribute)


def meeting(test: Test, attribute: Attribute) -> frozenset[str]:
    """The values of a set that meet a test."""
    values = attribute.values
    assert values is not None
    if test.op == "at_least":
        return frozenset(values.values[values.step(test.values[0]) :])
    return frozenset(v for v in values.values if any(w in test.values for w in values.wider(v)))


def flat(tests: Sequence[Condition], rng: Random) -> Iterator[Test]:
    """The tests, with one option taken of every either-or."""
    for test in tests:
        if isinstance(test, Either):
            yield from flat(rng.choice(test.options), rng)
        else:
            yield test


def witness(shape: Shape, rng: Random, tight: float = 0.6, silent: float = 0.2) -> Values:
    """A record (without kind and date) that meets a shape, at the weakest values with chance `tight`.

    What would be assumed is left unsaid with chance `silent`.
    """
    for _ in range(8):
        try:
            return _witness(shape, rng, tight, silent)
        except Contradiction:
            continue
    raise Contradiction(shape.kind)


def _witness(shape: Shape, rng: Random, tight: float, silent: float) -> Values:
    wishes: dict[str, Wish] = {}
    for test in flat(shape.tests, rng):
        wishes.setdefault(test.attribute, Wish()).add(test, attribute_of(shape.kind, test.attribute))
    found: Values = {}
    for name, wish in wishes.items():
        attribute = attribute_of(shape.kind, name)
        if (wish.unsaid or attribute.absent == "assumed") and rng.random() < silent:
            continue
        if wish.flag is not None:
            if attribute.absent != ("yes" if wish.flag else "no") or rng.random() < 0.3:
                found[name] = wish.flag
        elif attribute.values is not None:
            found[name] = _word(wish, attribute, rng, tight)
        else:
            found[name] = _number(wish, attribute, rng, tight)
    return mended(found)


def _word(wish: Wish, attribute: Attribute, rng: Random, tight: float) -> Any:
    values = attribute.values
    assert values is not None
    if attribute.form == "many_of":
        picked = [rng.choice(sorted(one)) for one in wish.allowed]
        if rng.random() < 0.3:
            picked.append(rng.choice(values.values))
        picked = list(dict.fromkeys(picked))
        return picked[0] if len(picked) == 1 and rng.random() < 0.7 else picked
    able = [v for v in values.values if all(v in one for one in wish.allowed)]
    if not able:
        raise Contradiction(attribute.name)
    return able[0] if values.ordered and rng.random() < tight else rng.choice(able)


def _number(wish: Wish, attribute: Attribute, rng: Random, tight: float) -> float:
    least = attribute.least or 0
    if rng.random() < tight:
        found = wish.low if wish.low is not None else wish.high
        assert found is not None
        return found
    low = wish.low if wish.low is not None else least
    high = wish.high if wish.high is not None else (attribute.most or low * 2 + 5)
    if attribute.form == "integer":
        return rng.randint(int(low), int(high))
    return round(rng.uniform(low, high), rng.choice([0, 1, 2, 4]))


def mended(values: Values) -> Values:
    """The same without what cannot be true of one record at once."""
    if values.get("sole") is True and values.get("author", 1) > 1:
        values["author"] = 1
    if values.get("implemented") is True and values.get("published") is False:
        del values["published"]
    own, total = values.get("own_words"), values.get("total_words")
    if own is not None and total is not None and own > total:
        values["total_words"] = own
    return values


def weakened(shape: Shape, values: Values, rng: Random) -> Values | None:
    """The record one step short in one attribute; None where the drawn attribute cannot be lowered."""
    tests = list(flat(shape.tests, rng))
    if not tests:
        return None
    test = rng.choice(tests)
    attribute = attribute_of(shape.kind, test.attribute)
    number: Any = test.number
    made = dict(values)
    if test.op == "is":
        made[test.attribute] = not test.flag
    elif attribute.values is None:
        step = 1 if attribute.form == "integer" else rng.choice([1, 0.01, 0.0001])
        made[test.attribute] = number - step if test.op == "at_least" else number + 1
        if made[test.attribute] < (attribute.least or 0):
            return None
    else:
        good = meeting(test, attribute)
        bad = [v for v in attribute.values.values if v not in good]
        if not bad:
            made[test.attribute] = None
        elif attribute.form == "many_of":
            made[test.attribute] = rng.choice([[], [rng.choice(bad)]])
        else:
            made[test.attribute] = bad[-1] if attribute.values.ordered else rng.choice(bad)
    if made.get("role") == "lead" and test.attribute == "rank":
        made["rank"] = number + 1
    return made


def anything(kind: str, rng: Random, said: float = 0.6) -> Values:
    """A record of a kind with arbitrary values; each attribute is said with chance `said`."""
    words = vocabulary()
    section = words.sections["recommenders"] if kind == "recommender" else words.kinds[kind].section
    found: Values = {}
    for name, attribute in section.attributes.items():
        if name in ("id", "title", "date", "to", "project") or rng.random() > said:
            continue
        if attribute.values is not None:
            word = rng.choice(attribute.values.values)
            found[name] = [word] if attribute.form == "many_of" else word
        elif attribute.form == "flag":
            found[name] = rng.random() < 0.6 if name not in ("used", "supplement") else rng.random() < 0.2
        elif attribute.form in ("integer", "number"):
            top = attribute.most or rng.choice([3, 5, 100, 3000, 60000])
            found[name] = rng.randint(attribute.least or 0, top)
    if found.get("author", 1) > 1:
        found.pop("sole", None)
    return mended(found)
