"""Cases: a person, a question and the answer expected, in YAML; `like` and `set` derive one from another."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from models import edits, source
from models.errors import InputError, nearest, quoted
from models.reading import read_date

KEYS = {"id", "like", "set", "unset", "standard", "rung", "as_of", "about", "why", "applicant", "expect", "readings", "strict"}
EXPECTED = {"verdict", "route", "fails", "gap", "missing", "margin"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One case. `applicant` is the document of the person, changes made; `expect` only holds what is to be compared."""

    id: str
    standard: str
    rung: str
    as_of: date
    applicant: Mapping[str, Any]
    expect: Mapping[str, Any]
    about: str = ""
    why: str = ""
    readings: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False
    line: int = 0


def load(path: Path) -> list[Case]:
    """The cases of a file, in its order."""
    data = source.read(path)
    try:
        return read(data)
    except InputError as error:
        raise error.at(str(path)) from None


def read(data: Any) -> list[Case]:
    """The cases of a parsed document."""
    if not isinstance(data, Sequence) or isinstance(data, str):
        raise InputError(f"a file of cases is a list, not {quoted(data)}", hint="begin each case with `- id:`")
    drafts: dict[str, dict[str, Any]] = {}
    found = []
    for index, entry in enumerate(data):
        line = source.line_of(data, index)
        if not isinstance(entry, Mapping):
            raise InputError(f"a case is a map, not {quoted(entry)}", line=line, hint="begin it with `- id:`")
        for key in entry:
            if key not in KEYS:
                raise InputError(f"unknown key {quoted(key)} of a case", line=source.line_of(entry, key), hint=nearest(key, KEYS))
        name = str(entry.get("id", ""))
        if not name or name in drafts:
            raise InputError(f"the id {quoted(name)} is missing or stands twice", line=line, hint="give each case an id of its own")
        draft = _draft(entry, drafts, line)
        drafts[name] = draft
        found.append(_case(name, draft, entry, line))
    return found


def _draft(entry: Mapping[str, Any], drafts: Mapping[str, dict[str, Any]], line: int) -> dict[str, Any]:
    draft: dict[str, Any] = {}
    if "like" in entry:
        if entry["like"] not in drafts:
            raise InputError(f"there is no earlier case {quoted(entry['like'])}", line=source.line_of(entry, "like"), hint=nearest(entry["like"], drafts))
        draft = copy.copy(drafts[entry["like"]])
    for key in ("standard", "rung", "as_of", "applicant"):
        if key in entry:
            draft[key] = entry[key]
    if draft.get("applicant") is not None and (entry.get("set") or entry.get("unset")):
        person = edits.copied(draft["applicant"])
        # from the last list entry to the first, so that the places named stay those of the file
        for path in sorted(entry.get("unset") or (), key=edits.order, reverse=True):
            person = edits.unset(person, str(path), line=line)
        for path, value in (entry.get("set") or {}).items():
            person = edits.put(person, str(path), edits.copied(value), line=line)
        draft["applicant"] = person
    return draft


def _case(name: str, draft: Mapping[str, Any], entry: Mapping[str, Any], line: int) -> Case:
    for key in ("standard", "rung", "as_of", "applicant"):
        if draft.get(key) is None:
            raise InputError(f"the case {quoted(name)} does not say its `{key}`", line=line, hint=f"add `{key}:`, or `like:` an earlier case")
    expect = entry.get("expect")
    if not isinstance(expect, Mapping) or not expect:
        raise InputError(f"the case {quoted(name)} expects nothing", line=line, hint="add `expect: {verdict: …}`")
    for key in expect:
        if key not in EXPECTED:
            raise InputError(f"unknown key {quoted(key)} of `expect`", line=source.line_of(expect, key) or line, hint=nearest(key, EXPECTED))
    return Case(
        id=name,
        standard=str(draft["standard"]),
        rung=str(draft["rung"]),
        as_of=read_date(draft["as_of"], line, "as_of"),
        applicant=draft["applicant"],
        expect=expect,
        about=str(entry.get("about") or ""),
        why=str(entry.get("why") or ""),
        readings={str(k): str(v) for k, v in (entry.get("readings") or {}).items()},
        strict=bool(entry.get("strict", False)),
        line=line,
    )
