"""Reads whom a scenario or a waiver concerns: conditions on a person's facts and on the entries of their lists.

```yaml
if:
  employment: enterprise                               # a fact, under the words of a standard's `where`
  insurance_months: 12+
  titles: {level: engineer, date: ..2020-12-31}        # some entry that meets all of this
  achievements: {kind: paper, indexes: pku_core, at_least: 2}
  any: [{talent: [urgently_needed]}, {region: chongqing}]     # at least one of these
  not: {conduct.annual_review_ok: false}
  unknown: recommenders                                # what was not given; `given:` what was
```
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything

from models.conditions import UNSAID, Terms, conditions, lined
from models.errors import InputError, nearest, quoted, spelled
from models.people_table import LISTS
from models.reading import read_date
from models.rules import Test
from models.source import line_of
from models.vocabulary import Attribute, Section, vocabulary

_SPAN = re.compile(r"([0-9-]*)\.\.([0-9-]*)\Z")
MOST = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Between:
    """A date between two days, both included; None is no limit."""

    attribute: str
    first: date | None
    last: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Called:
    """A text (a name, an id, a specialty) that is one of these."""

    attribute: str
    values: tuple[str, ...]


Asked = Test | Between | Called


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """A condition on a single fact; `name` is its column, `conduct.annual_review_ok` for one of conduct."""

    name: str
    test: Asked


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """At least `n` entries of a list that meet all the conditions; of achievements, of one of `kinds` if any is named.

    `options` are the groups of conditions of which one has to be met beside `tests` (`any` inside an entry).
    """

    list: str
    tests: tuple[Asked, ...]
    kinds: tuple[str, ...] = ()
    options: tuple[tuple[Asked, ...], ...] = ()
    n: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """Facts or lists that were given, or (not `given`) that were not."""

    names: tuple[str, ...]
    given: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Some:
    """At least one of several groups of conditions."""

    options: tuple[Group, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Never:
    """The conditions do not hold; where that is unknown, this is unknown too."""

    of: Group


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """People who meet all the terms; without terms, everybody."""

    terms: tuple[Fact | Entry | Given | Some | Never, ...] = ()

    @property
    def unknown(self) -> frozenset[str]:
        """What the group itself says is not given."""
        return frozenset(n for t in self.terms if isinstance(t, Given) and not t.given for n in t.names)


def read_group(data: Anything, line: int) -> Group:
    """The people whom the conditions name; an InputError says which word is unknown, with its line."""
    if not isinstance(data, Mapping) or not data:
        raise InputError(
            f"`if` is a map of conditions, not {quoted(data)}", line=line, hint="write `if: {employment: enterprise}`"
        )
    return Group(terms=tuple(_term(str(key), value, line_of(data, key) or line) for key, value in data.items()))


def _term(key: str, value: Anything, line: int) -> Fact | Entry | Given | Some | Never:
    words = vocabulary()
    if key == "any":
        if not isinstance(value, Sequence) or isinstance(value, str) or len(value) < 2:
            raise InputError("`any` is a list of two or more maps", line=line, hint="write `any: [{…}, {…}]`")
        return Some(options=tuple(read_group(one, line_of(value, i) or line) for i, one in enumerate(value)))
    if key == "not":
        return Never(of=read_group(value, line))
    if key in ("given", "unknown"):
        return Given(names=_names(value, line, key), given=key == "given")
    if key == "id":
        return Fact(name="id", test=Called(attribute="id", values=_texts(value, line, key)))
    name = _fact(key, line)
    if name in LISTS:
        return _entry(name, value, line)
    section, plain = words.person, name
    if name.startswith("conduct."):
        section, plain = words.sections["conduct"], name.removeprefix("conduct.")
    return Fact(name=name, test=_asked(plain, value, section, line))


def _fact(key: str, line: int) -> str:
    """The column that a key means: a fact, a list, or `conduct.` with one of its facts."""
    words = vocabulary()
    section, rest = words.person, key
    head, dot, tail = key.partition(".")
    if dot and words.person.find(head) == "conduct":
        section, rest = words.sections["conduct"], tail
    name = section.find(rest)
    if name in ("conduct", "attestations") and section is words.person:
        hint = "write `conduct.annual_review_ok: true`" if name == "conduct" else "leave it out"
        raise InputError(f"no condition can be set on {quoted(key)} as a whole", line=line, hint=hint)
    if name is None:
        known = [*section.attributes, "id", "any", "not", "given", "unknown"]
        raise InputError(f"unknown key {quoted(key)} of `if`", line=line, hint=nearest(rest, known))
    return name if section is words.person else f"conduct.{name}"


def _names(value: Anything, line: int, key: str) -> tuple[str, ...]:
    return tuple(_fact(one, line) for one in _texts(value, line, key))


def _texts(value: Anything, line: int, key: str) -> tuple[str, ...]:
    many = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    if not many or any(not isinstance(one, str | int) or isinstance(one, bool) for one in many):
        raise InputError(f"{quoted(key)} is a word or a list of words", line=line, hint=f"write `{key}: […]`")
    return tuple(dict.fromkeys(str(one) for one in many))


def _entry(name: str, data: Anything, line: int) -> Entry:
    if not isinstance(data, Mapping) or not data:
        raise InputError(
            f"a condition on `{name}` is a map, not {quoted(data)}",
            line=line,
            hint=f"write `{name}: {{level: engineer}}`" if name == "titles" else "write the conditions in a map",
        )
    kinds, section = _kinds(name, data, line)
    tests: list[Asked] = []
    options: tuple[tuple[Asked, ...], ...] = ()
    n = 1
    for key, value in data.items():
        at = line_of(data, key) or line
        if key == "at_least":
            if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST:
                raise InputError(
                    f"`at_least` is a whole number above zero, not {quoted(value)}", line=at, hint="write `2`"
                )
            n = value
        elif key == "any":
            maps = isinstance(value, Sequence) and not isinstance(value, str)
            if not maps or len(value) < 2 or not all(isinstance(one, Mapping) and one for one in value):
                raise InputError("`any` is a list of two or more maps", line=at, hint="write `any: [{…}, {…}]`")
            options = tuple(
                tuple(_inner(str(k), v, section, line_of(one, k) or at) for k, v in one.items()) for one in value
            )
        elif name != "achievements" or key not in ("kind", "类别", "种类"):
            tests.append(_inner(str(key), value, section, at))
    return Entry(list=name, tests=tuple(tests), kinds=kinds, options=options, n=n)


def _inner(key: str, value: Anything, section: Section, line: int) -> Asked:
    name = section.find(key)
    if name is None:
        raise InputError(
            f"{quoted(key)} is no attribute of `{section.name}`", line=line, hint=nearest(key, section.attributes)
        )
    return _asked(name, value, section, line)


def _kinds(name: str, data: Mapping[str, Anything], line: int) -> tuple[tuple[str, ...], Section]:
    """The kinds of record that are asked, and the attributes that all of them have, with the same words."""
    words = vocabulary()
    if name != "achievements":
        return (), words.sections[name]
    key = next((k for k in ("kind", "类别", "种类") if k in data), "")
    asked = _texts(data[key], line_of(data, key) or line, key) if key else ()
    kinds = []
    for word in asked:
        kind = words.find_kind(word)
        if kind is None:
            raise InputError(
                f"unknown kind of record {quoted(word)}",
                line=line_of(data, key) or line,
                hint=nearest(word, words.kinds),
            )
        kinds.append(kind)
    sections = [words.kinds[kind].section for kind in kinds or words.kinds]
    first = sections[0]
    if len(sections) == 1:
        return tuple(kinds), first
    shared = {
        key: one
        for key, one in first.attributes.items()
        if all(key in s.attributes and _alike(s.attributes[key], one) for s in sections)
    }
    called = " and ".join(kinds) or "achievements"
    return tuple(kinds), Section(
        name=called, attributes=shared, spellings=tuple((w, n) for w, n in first.spellings if n in shared)
    )


def _alike(one: Attribute, other: Attribute) -> bool:
    return one.form == other.form and one.values is other.values and one.absent == other.absent


def _asked(name: str, value: Anything, section: Section, line: int) -> Asked:
    """One condition: as in a standard's `where`, also under Chinese words; a span of days; a text."""
    attribute = section.attributes[name]
    if attribute.form == "text":
        return Called(attribute=name, values=_texts(value, line, name))
    if attribute.form == "date":
        return _between(name, value, line)
    if attribute.values is not None:
        value = _words(value, attribute)
    terms = Terms(words=vocabulary(), parameters={}, every_record={})
    (made,) = conditions(lined({name: value}, line), section, terms)
    assert isinstance(made, Test)
    return made


def _words(value: Anything, attribute: Attribute) -> Anything:
    """Words of the vocabulary in place of labels and synonyms, so that `级别: 省级+` reads like `tier: provincial+`."""
    assert attribute.values is not None
    if isinstance(value, Mapping):
        return {key: _words(one, attribute) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_words(one, attribute) for one in value]
    if not isinstance(value, str):
        return value
    unsaid = UNSAID if value.endswith(UNSAID) else ""
    plain = value.removesuffix(UNSAID)
    more = "+" if plain.endswith("+") else ""
    found = attribute.values.find(plain.removesuffix("+"))
    return f"{found}{more}{unsaid}" if found is not None else value


def _between(name: str, value: Anything, line: int) -> Between:
    match = _SPAN.match(value) if isinstance(value, str) else None
    if match is None or not (match[1] or match[2]):
        raise InputError(
            f"{quoted(spelled(value))} is no span of days for `{name}`",
            line=line,
            hint="write `..2020-12-31`, `2021-01-01..` or both ends",
        )
    first = read_date(match[1], line, name) if match[1] else None
    last = read_date(match[2], line, name) if match[2] else None
    if first and last and last < first:
        raise InputError(f"`{name}` ends before it begins: {quoted(value)}", line=line, hint="mend one of the two")
    return Between(attribute=name, first=first, last=last)
