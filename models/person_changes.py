"""Reads what a scenario does to people: entries added to their lists, facts set, dated by the as-of day.

```yaml
people:
  - if: {employment: enterprise}
    add:
      achievements: [{kind: paper, indexes: [pku_core], author: 1, date: as_of}]
      approvals: [competent_department]
    set: {labour_contract: true, conduct.annual_review_ok: true, conduct.penalty_until: as_of - 1m}
```
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models import applicant
from models.applicant import Applicant
from models.errors import InputError, nearest, quoted
from models.groups import Group, read_group
from models.people_table import LISTS, row
from models.source import Map, Seq, line_of
from models.vocabulary import vocabulary

_AS_OF = re.compile(r"as_of(?:\s*-\s*([1-9][0-9]{0,2})\s*([ym]))?\Z")
TRIED_ON = date(2025, 6, 30)
"""Stands for the as-of day while a file is read, to see that what is added makes sense at all."""
MOST_ADDED = 100


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Edit:
    """One change to those whom `who` names. `lists` are documents of entries by list, `words` the words added to facts
    that have several (approvals, talent), `facts` a document of what is set; dates may be `as_of`.
    """

    who: Group
    lists: Mapping[str, tuple[Map, ...]] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    line: int = 0
    where: str = ""


def read_edit(data: Any, line: int) -> Edit:
    """One change to people; an InputError says which word is unknown or what contradicts itself, with its line."""
    if not isinstance(data, Mapping):
        raise InputError(
            f"a change to people is a map, not {quoted(data)}", line=line, hint="write `- {if: {…}, set: {…}}`"
        )
    for key in data:
        if key not in ("if", "add", "set"):
            raise InputError(
                f"unknown key {quoted(key)} of a change to people",
                line=line_of(data, key) or line,
                hint=nearest(key, ["if", "add", "set"]),
            )
    if "add" not in data and "set" not in data:
        raise InputError("this changes nothing of anybody", line=line, hint="write `add:` or `set:`")
    lists, words = _added(data.get("add"), line_of(data, "add") or line) if "add" in data else ({}, {})
    made = Edit(
        who=read_group(data["if"], line_of(data, "if") or line) if "if" in data else Group(),
        lists=lists,
        words=words,
        facts=_facts(data["set"], line_of(data, "set") or line) if "set" in data else {},
        line=line,
    )
    for name in made.lists:
        entries_on(made, name, TRIED_ON)
    facts_on(made, TRIED_ON)
    return made


def _added(data: Any, line: int) -> tuple[dict[str, tuple[Map, ...]], dict[str, tuple[str, ...]]]:
    if not isinstance(data, Mapping) or not data:
        raise InputError(
            f"`add` is a map of lists, not {quoted(data)}",
            line=line,
            hint="write `add: {achievements: [{kind: paper}]}`",
        )
    lists: dict[str, tuple[Map, ...]] = {}
    words: dict[str, tuple[str, ...]] = {}
    person = vocabulary().person
    several = [n for n, a in person.attributes.items() if a.form == "many_of"]
    for key, value in data.items():
        at = line_of(data, key) or line
        name = person.find(str(key))
        if name not in LISTS and name not in several:
            raise InputError(f"nothing can be added to {quoted(key)}", line=at, hint=nearest(key, [*LISTS, *several]))
        entries = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        if not 1 <= len(entries) <= MOST_ADDED:
            raise InputError(
                f"`{name}` is given {len(entries)} entries", line=at, hint=f"write from 1 to {MOST_ADDED} of them"
            )
        if name in several:
            read = _applicant({name: entries}, at)
            words[str(name)] = tuple(read.facts[str(name)])
            if not words[str(name)]:
                raise InputError(f"`{name}` is given nothing to add", line=at, hint="name a word or leave it out")
            continue
        lists[str(name)] = tuple(_entry(str(name), one, line_of(value, i) or at) for i, one in enumerate(entries))
    return lists, words


def _entry(name: str, data: Any, line: int) -> Map:
    if not isinstance(data, Mapping):
        raise InputError(
            f"an entry of `{name}` is a map of facts, not {quoted(data)}", line=line, hint="write `- {key: value}`"
        )
    if name == "achievements":
        common = next(iter(vocabulary().kinds.values())).section
        named = next((key for key in data if common.find(str(key)) == "id"), None)
        if named is not None:
            raise InputError(
                "a record that many people get has no id of its own",
                line=line_of(data, named) or line,
                hint="leave it out",
            )
    return _copy(data, line, {})


def _facts(data: Any, line: int) -> dict[str, Any]:
    """A document of what is set, under identifiers, `conduct.` facts in their section."""
    if not isinstance(data, Mapping) or not data:
        raise InputError(
            f"`set` is a map of facts, not {quoted(data)}", line=line, hint="write `set: {labour_contract: true}`"
        )
    words = vocabulary()
    found = _copy({}, line, {})
    for key, value in data.items():
        at = line_of(data, key) or line
        head, dot, tail = str(key).partition(".")
        name = words.person.find(head if dot else str(key))
        if name is None or name == "name" or name in LISTS:
            hint = (
                "use `add`" if name in LISTS else nearest(key, [n for n in words.person.attributes if n not in LISTS])
            )
            raise InputError(f"{quoted(key)} cannot be set", line=at, hint=hint)
        inside = {tail: value} if dot else value
        if name not in ("conduct", "attestations"):
            if dot or name in found:
                raise InputError(f"{quoted(key)} cannot be set", line=at, hint="name one fact once")
            found[name], found.lines[name] = value, at
            continue
        if not isinstance(inside, Mapping):
            raise InputError(
                f"`{name}` is a map of facts, not {quoted(inside)}", line=at, hint=f"write `{name}.…: true`"
            )
        section = found.setdefault(name, _copy({}, at, {}))
        found.lines.setdefault(name, at)
        for fact, one in inside.items():
            if fact in section:
                raise InputError(f"{quoted(fact)} is set twice", line=at, hint="keep one of the two")
            section[fact], section.lines[fact] = one, line_of(inside, fact) or at
    return found


def entries_on(edit: Edit, name: str, as_of: date) -> list[dict[str, Any]]:
    """The entries added to a list on a day, as a table of people holds them."""
    documents = [dated(one, as_of) for one in edit.lists[name]]
    try:
        person = _applicant({name: documents}, edit.line)
    except InputError as error:
        raise error.at(edit.where) from None
    entries: list[dict[str, Any]] = row(person)[name]
    return entries


def facts_on(edit: Edit, as_of: date) -> Applicant:
    """A person of whom nothing is known but what is set on a day."""
    try:
        return _applicant(dated(edit.facts, as_of), edit.line) if edit.facts else Applicant()
    except InputError as error:
        raise error.at(edit.where) from None


def _applicant(document: Mapping[str, Any], line: int) -> Applicant:
    try:
        return applicant.read(document)
    except InputError as error:
        raise error.on(line) from None


def dated(value: Any, as_of: date) -> Any:
    """The document with the day itself in place of `as_of`, or so many months before it."""
    if isinstance(value, Mapping):
        return _copy(value, 0, {key: dated(one, as_of) for key, one in value.items()})
    if isinstance(value, list):
        made = Seq(dated(one, as_of) for one in value)
        made.line, made.lines = line_of(value), [line_of(value, place) for place in range(len(value))]
        return made
    match = _AS_OF.match(value) if isinstance(value, str) else None
    if match is None:
        return value
    months = int(match[1]) * (12 if match[2] == "y" else 1) if match[1] else 0
    return _earlier(as_of, months).isoformat()


def _earlier(day: date, months: int) -> date:
    """The same day so many months before, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _copy(data: Mapping[str, Any], line: int, changes: Mapping[str, Any]) -> Map:
    """A map of its own that remembers the lines of the file."""
    made = Map({**data, **changes})
    made.line = line_of(data) or line
    made.lines = {key: line_of(data, key) or made.line for key in made}
    return made
