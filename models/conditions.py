"""Reads the conditions of a standard on records: `tier: provincial+`, `rank: 1..3`, `type: [law, plan]`, `any: […]`."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any as Anything

from models.errors import InputError, nearest, quoted, spelled
from models.rules import Condition, Dated, Either, Number, Pattern, Shape, Test
from models.source import Map, line_of
from models.vocabulary import Attribute, Section, Vocabulary

_SPAN = re.compile(r"([1-9][0-9]{0,2})\s*([ym])\Z")
_UPTO = re.compile(r"1\.\.([1-9][0-9]{0,5})\Z")
_AMOUNT = re.compile(r"-?[0-9]{1,10}(\.[0-9]{1,6})?\Z")
MAX_MONTHS = 999 * 12
LARGEST = 1_000_000_000
UNSAID = " or unsaid"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Terms:
    """What conditions are read against: the vocabulary, the standard's parameters, and what it asks of every record."""

    words: Vocabulary
    parameters: Mapping[str, Dated]
    every_record: Mapping[str, Anything]
    readings: Mapping[str, Mapping[str, Anything]] = dataclasses.field(default_factory=dict)


def guard(
    value: Anything, readings: Mapping[str, Mapping[str, Anything]], line: int
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The readings that a `when` names, each with the values under which it holds."""
    if value is None:
        return ()
    if not isinstance(value, Mapping):
        raise InputError(
            f"`when` names readings, not {quoted(value)}", line=line, hint="write `when: {exception-scope: replaces}`"
        )
    found = []
    for name, asked in value.items():
        if name not in readings:
            raise InputError(f"unknown reading {quoted(name)}", line=line, hint=nearest(name, readings))
        several = isinstance(asked, Sequence) and not isinstance(asked, str)
        many = tuple(spelled(a) for a in asked) if several else (spelled(asked),)
        for one in many:
            if one not in readings[name]:
                raise InputError(
                    f"{quoted(one)} is no value of the reading `{name}`", line=line, hint=nearest(one, readings[name])
                )
        if not many:
            raise InputError(f"`when` names no value of the reading `{name}`", line=line, hint="name one of its values")
        found.append((name, many))
    return tuple(found)


def number(value: Anything, terms: Terms, line: int, key: str) -> Number:
    """A positive number, or `$name` for a dated parameter."""
    if isinstance(value, str) and value.startswith("$"):
        if value[1:] not in terms.parameters:
            raise InputError(
                f"unknown parameter {quoted(value)}",
                line=line,
                hint=nearest(value[1:], terms.parameters, verb="name")
                if terms.parameters
                else "define it under `parameters:`",
            )
        return terms.parameters[value[1:]]
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise InputError(
            f"{quoted(key)} is a number above zero, not {quoted(value)}", line=line, hint="write one such as `3`"
        )
    if value > LARGEST:
        raise InputError(f"{quoted(key)} is at most {LARGEST}, not {quoted(value)}", line=line, hint="write less")
    return value


def whole(value: Anything, terms: Terms, line: int, key: str) -> Number:
    """How many records or rules: a number that is no fraction."""
    found = number(value, terms, line, key)
    for amount in (v for _, v in found.values) if isinstance(found, Dated) else (found,):
        if amount != int(amount):
            raise InputError(
                f"{quoted(key)} is a whole number, not {quoted(amount)}", line=line, hint=f"write `{int(amount) + 1}`"
            )
    return found


def months(value: Anything, terms: Terms, line: int, key: str) -> Number:
    """A span such as `5y` or `18m`, in months."""
    if isinstance(value, str) and value.startswith("$"):
        found = number(value, terms, line, key)
        if isinstance(found, Dated) and any(amount > MAX_MONTHS for _, amount in found.values):
            raise InputError(f"{quoted(value)} is too many months", line=line, hint=f"at most {MAX_MONTHS}")
        return whole(value, terms, line, key)
    match = _SPAN.match(value) if isinstance(value, str) else None
    if match is None:
        raise InputError(f"{quoted(key)} is a span of time, not {quoted(value)}", line=line, hint="write `5y` or `18m`")
    return int(match[1]) * (12 if match[2] == "y" else 1)


def values_of(value: Anything, attribute: Attribute, line: int, key: str) -> tuple[str, ...]:
    """One or several identifiers of the attribute's set."""
    many = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    if not many:
        raise InputError(f"{quoted(key)} names no value", line=line, hint="name one or leave it out")
    assert attribute.values is not None
    found = []
    for one in many:
        if one not in attribute.values.values:
            raise InputError(
                f"{quoted(one)} is no value of `{attribute.name}`",
                line=line,
                hint=nearest(one, attribute.values.values),
            )
        if one in found:
            raise InputError(f"{quoted(one)} stands twice in {quoted(key)}", line=line, hint="keep it once")
        found.append(str(one))
    return tuple(found)


def conditions(data: Mapping[str, Anything], section: Section, terms: Terms) -> tuple[Condition, ...]:
    """The tests of a `where`, in its order."""
    found: list[Condition] = []
    for key, value in data.items():
        line = line_of(data, key)
        if key == "any":
            if not isinstance(value, Sequence) or isinstance(value, str) or len(value) < 2:
                raise InputError(
                    "`any` of a condition is a list of two or more maps", line=line, hint="write `any: [{…}, {…}]`"
                )
            found.append(Either(options=tuple(conditions(_map(one, line, key), section, terms) for one in value)))
            continue
        attribute = section.attributes.get(key)
        if attribute is None:
            raise InputError(
                f"{quoted(key)} is no attribute of `{section.name}`", line=line, hint=nearest(key, section.attributes)
            )
        found.append(_test(value, attribute, terms, line, key))
    return tuple(found)


def _map(value: Anything, line: int, key: str) -> Mapping[str, Anything]:
    if not isinstance(value, Mapping):
        raise InputError(f"{quoted(key)} takes maps, not {quoted(value)}", line=line, hint="write `any: [{…}, {…}]`")
    return value


def _test(value: Anything, attribute: Attribute, terms: Terms, line: int, key: str) -> Test:
    name, form = attribute.name, attribute.form
    unsaid = isinstance(value, str) and value.endswith(UNSAID)
    if unsaid:
        value = value.removesuffix(UNSAID)
    if form == "flag":
        value = {"true": True, "false": False}.get(value, value) if unsaid else value
        if not isinstance(value, bool):
            raise InputError(
                f"{quoted(key)} is asked as `true` or `false`, not {quoted(value)}",
                line=line,
                hint="write one of the two",
            )
        return Test(attribute=name, op="is", flag=value, unsaid=unsaid)
    if form in ("one_of", "many_of"):
        assert attribute.values is not None
        if isinstance(value, str) and value.endswith("+"):
            if not attribute.values.ordered:
                raise InputError(
                    f"the values of `{name}` have no order, so {quoted(value)} means nothing",
                    line=line,
                    hint="list the values",
                )
            return Test(
                attribute=name, op="at_least", values=values_of(value[:-1], attribute, line, key), unsaid=unsaid
            )
        if isinstance(value, Mapping) and set(value) == {"all"} and form == "many_of":
            return Test(attribute=name, op="all_of", values=values_of(value["all"], attribute, line, key))
        return Test(attribute=name, op="among", values=values_of(value, attribute, line, key), unsaid=unsaid)
    if form in ("integer", "number"):
        upto = _UPTO.match(value) if isinstance(value, str) else None
        if upto:
            return Test(attribute=name, op="at_most", number=int(upto[1]), unsaid=unsaid)
        if isinstance(value, str) and value.endswith("+"):
            text = value[:-1]
            amount: Anything = text if text.startswith("$") else _amount(text)
            if amount is not None:
                return Test(attribute=name, op="at_least", number=number(amount, terms, line, key), unsaid=unsaid)
        raise InputError(
            f"{quoted(value)} is no condition on the number `{name}`", line=line, hint="write `50+` or `1..3`"
        )
    raise InputError(f"no condition can be set on `{name}`", line=line, hint="leave it out")


def _amount(text: str) -> int | float | None:
    if not _AMOUNT.match(text):
        return None
    value = float(text)
    return int(value) if value == int(value) else value


def pattern(data: Mapping[str, Anything], key: str, terms: Terms) -> Pattern:
    """The records that a node counts: one kind with `where`, or a list of kinds each with its own conditions."""
    value, where, line = data[key], data.get("where"), line_of(data, key)
    if where is not None and not isinstance(where, Mapping):
        raise InputError(
            "`where` is a map of conditions", line=line_of(data, "where"), hint="write `where: {tier: provincial+}`"
        )
    shapes = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    if not shapes:
        raise InputError(f"{quoted(key)} names no kind of record", line=line, hint="name one such as `paper`")
    found = tuple(_shape(one, where or {}, terms, line) for one in shapes)
    if all(shape.when for shape in found):
        raise InputError(
            f"every kind in {quoted(key)} depends on a reading", line=line, hint="set `when` on the rule itself"
        )
    return found


def _shape(data: Anything, where: Mapping[str, Anything], terms: Terms, line: int) -> Shape:
    own: Mapping[str, Anything] = {}
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    if isinstance(data, Mapping):
        line = line_of(data) or line
        if "kind" not in data:
            raise InputError("a record asked for does not say its `kind`", line=line, hint="add `kind:`")
        own = {k: v for k, v in data.items() if k not in ("kind", "when")}
        when = guard(data.get("when"), terms.readings, line)
        data = data["kind"]
    section = section_of(data, terms, line)
    every = terms.every_record if data != "recommender" else {}
    clash = next((k for k in own if k in where and k != "any"), None)
    if clash:
        raise InputError(
            f"{quoted(clash)} is asked twice of `{data}`", line=line, hint="keep it in `where` or in the kind"
        )
    tests = [
        *conditions(lined(own, line), section, terms),
        *conditions(where, section, terms),
        *conditions(every, section, terms),
    ]
    return Shape(kind=data, tests=tuple(tests), when=when)


def section_of(kind: Anything, terms: Terms, line: int) -> Section:
    """The attributes of a kind of record that a standard names."""
    if kind == "recommender":
        return terms.words.sections["recommenders"]
    if not isinstance(kind, str) or kind not in terms.words.kinds:
        raise InputError(
            f"unknown kind of record {quoted(kind)}", line=line, hint=nearest(kind, [*terms.words.kinds, "recommender"])
        )
    return terms.words.kinds[kind].section


def lined(data: Mapping[str, Anything], line: int) -> Mapping[str, Anything]:
    """Keeps the line for messages when a part of a map was taken out of it."""
    made = Map(data)
    made.line, made.lines = line, {}
    return made
