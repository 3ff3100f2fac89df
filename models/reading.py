"""Reads attributes of a document against the vocabulary: keys, values, dates and numbers, refused with their line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.errors import InputError, nearest, quoted
from models.source import line_of
from models.vocabulary import Attribute, Label, Section

_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\Z")
_NONE = {"none", "无", "没有", "否"}
_YES = {"yes", "是", "y", "on", "true"}
_NO = {"no", "否", "n", "off", "false"}
LARGEST = 1_000_000_000
FIRST_YEAR, LAST_YEAR = 1900, 2200
MAX_ENTRIES = 2_000
"""Of one list of a person; what is longer is a roster, not a person."""


def read_attributes(
    data: Mapping[str, Any], section: Section, *, owner: str, skip: str | None = None
) -> dict[str, Any]:
    """Identifier to value for every key that is given; None is an explicit "there is none"."""
    found: dict[str, Any] = {}
    spelled: dict[str, str] = {}
    for key, value in data.items():
        if key == skip:
            continue
        name = section.find(str(key))
        if name is None:
            chinese = not str(key).isascii()
            known = [a.label.zh for a in section.attributes.values()] if chinese else list(section.attributes)
            raise InputError(f"unknown key {quoted(key)} of {owner}", line=line_of(data, key), hint=nearest(key, known))
        if name in found:
            raise InputError(
                f"{quoted(key)} and {quoted(spelled[name])} say the same thing twice",
                line=line_of(data, key),
                hint="keep one of them",
            )
        spelled[name] = key
        found[name] = read_value(value, section.attributes[name], line_of(data, key), key)
    for name, attribute in section.attributes.items():
        if attribute.required and found.get(name) is None:
            raise InputError(f"{owner} does not say its `{name}`", line=line_of(data), hint=f"add `{name}:`")
        if attribute.default is not None:
            found.setdefault(name, attribute.default)
    return found


def entry_list(entries: Any, name: str, section: Section, line: int) -> list[tuple[dict[str, Any], int]] | None:
    """The entries of one of a person's lists, each with its line; None where the list was not given."""
    if entries is None:
        return None
    if isinstance(entries, str) and entries.strip().lower() in _NONE:
        return []
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise InputError(f"`{name}` is a list, not {quoted(entries)}", line=line, hint="begin each entry with `- `")
    not_too_many(entries, name, line)
    found = []
    for index, entry in enumerate(entries):
        at = line_of(entries, index)
        if not isinstance(entry, Mapping):
            raise InputError(
                f"`{name}[{index}]` is a map of facts, not {quoted(entry)}", line=at, hint="write `- {key: value}`"
            )
        found.append((read_attributes(entry, section, owner=f"`{name}[{index}]`"), at))
    return found


def not_too_many(entries: Sequence[Any], name: str, line: int) -> None:
    """Refuses a list that no person has."""
    if len(entries) > MAX_ENTRIES:
        raise InputError(
            f"`{name}` has {len(entries)} entries", line=line, hint=f"keep the {MAX_ENTRIES} that matter most"
        )


def read_value(value: Any, attribute: Attribute, line: int, key: str) -> Any:
    """One value of an attribute, in the form that the rules use."""
    form = attribute.form
    if form == "section":
        # an empty list is known to be empty; so is an explicit null
        return () if value is None else value
    if form == "attestations":
        return _attestations(value, line)
    if value is None:
        return () if form == "many_of" else None
    if form == "many_of":
        many = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        if list(many) in (["none"], ["无"]):
            return ()
        return tuple(dict.fromkeys(_word(one, attribute, line, key) for one in many))
    if isinstance(value, Mapping) or (isinstance(value, Sequence) and not isinstance(value, str)):
        raise InputError(
            f"{quoted(key)} takes one value, not a {'map' if isinstance(value, Mapping) else 'list'}",
            line=line,
            hint=_example(attribute),
        )
    if form == "one_of":
        return None if isinstance(value, str) and value.strip().lower() in _NONE else _word(value, attribute, line, key)
    if form == "flag":
        return _flag(value, line, key)
    if form == "date":
        return None if isinstance(value, str) and value.strip().lower() in _NONE else read_date(value, line, key)
    if form in ("integer", "number"):
        return _number(value, attribute, line, key)
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value)
    raise InputError(f"{quoted(key)} is a text, not {quoted(value)}", line=line, hint="put it in quotes")


def _example(attribute: Attribute) -> str:
    """A hint at how a value of the attribute looks."""
    if attribute.values is not None:
        return f"write one word such as `{attribute.values.values[0]}`"
    examples = {"date": "2023-02-28", "flag": "true", "integer": "3", "number": "50"}
    return f"write it as `{examples[attribute.form]}`" if attribute.form in examples else "write it as one text"


def read_date(value: Any, line: int, key: str) -> date:
    """A date written as 2023-02-28; every other spelling, and a day that does not exist, is refused."""
    match = _DATE.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise InputError(f"{quoted(key)} is a date, not {quoted(value)}", line=line, hint="write it as `2023-02-28`")
    year, month, day = (int(part) for part in match.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InputError(
            f"the year of {quoted(value)} is out of range",
            line=line,
            hint=f"write a year from {FIRST_YEAR} to {LAST_YEAR}",
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise InputError(f"there is no day {quoted(value)}", line=line, hint="check the month and the day") from None


def _word(value: Any, attribute: Attribute, line: int, key: str) -> str:
    assert attribute.values is not None
    found = attribute.values.find(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else None
    if found is None:
        labels = attribute.values.labels
        known = list(labels) if str(value).isascii() else [label.zh for label in labels.values()]
        raise InputError(f"{quoted(value)} is no value of {quoted(key)}", line=line, hint=nearest(value, known))
    return found


def _flag(value: Any, line: int, key: str) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        word = value.strip().lower()
        if word in _YES:
            return True
        if word in _NO:
            return False
    raise InputError(f"{quoted(key)} is `true` or `false`, not {quoted(value)}", line=line, hint="write one of the two")


def _number(value: Any, attribute: Attribute, line: int, key: str) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(
            f"{quoted(key)} is a number, not {quoted(value)}", line=line, hint="write digits alone, without a unit"
        )
    if attribute.form == "integer" and value != int(value):
        raise InputError(
            f"{quoted(key)} is a whole number, not {quoted(value)}", line=line, hint=f"write `{int(value)}`"
        )
    least, most = attribute.least, attribute.most if attribute.most is not None else LARGEST
    if least is not None and value < least:
        raise InputError(
            f"{quoted(key)} is at least {least}, not {quoted(value)}", line=line, hint=f"write `{least}` or more"
        )
    if abs(value) > most:
        unit = ", counted in 万元" if attribute.unit == "wan" else ""
        raise InputError(
            f"{quoted(key)} is at most {most}, not {quoted(value)}", line=line, hint=f"write `{most}` or less{unit}"
        )
    return int(value) if value == int(value) else value


def _attestations(value: Any, line: int) -> dict[str, bool]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InputError(
            f"`attestations` is a map, not {quoted(value)}", line=line, hint="write `<standard>/<node id>: true`"
        )
    found = {}
    for key, said in value.items():
        if said is None:
            continue
        found[str(key)] = _flag(said, line_of(value, key), str(key))
    return found


def read_label(value: Any, line: int) -> Label:
    """A text in both languages."""
    if not isinstance(value, Mapping) or not isinstance(value.get("zh"), str) or not isinstance(value.get("en"), str):
        raise InputError("a text is given in both languages", line=line, hint="write `{zh: …, en: …}`")
    more = next((key for key in value if key not in ("zh", "en")), None)
    if more is not None:
        raise InputError(f"a text has no key {quoted(more)}", line=line, hint="put a text that has a comma in quotes")
    return Label(zh=value["zh"], en=value["en"])
