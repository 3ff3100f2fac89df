"""Cases: a person, a question and the answer expected, in YAML; `like` and `set` derive one from another."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from models import edits, source
from models.errors import InputError, nearest, quoted, spelled
from models.reading import read_date

KEYS = {
    "id",
    "like",
    "set",
    "unset",
    "standard",
    "rung",
    "as_of",
    "about",
    "why",
    "applicant",
    "expect",
    "readings",
    "strict",
}
VERDICTS = ("eligible", "not_eligible", "undetermined")
EXPECTED = {"verdict", "route", "fails", "gap", "missing", "margin"}
GAP = ("months", "ready_on", "achievements", "achievements_any_route")


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
        said = "and this is empty" if data is None else f"not {quoted(data)}"
        raise InputError(
            f"a file of cases is a list, {said}", line=source.line_of(data) or 1, hint="begin each case with `- id:`"
        )
    drafts: dict[str, dict[str, Any]] = {}
    found = []
    for index, entry in enumerate(data):
        line = source.line_of(data, index)
        if not isinstance(entry, Mapping):
            raise InputError(f"a case is a map, not {quoted(entry)}", line=line, hint="begin it with `- id:`")
        for key in entry:
            if key not in KEYS:
                raise InputError(
                    f"unknown key {quoted(key)} of a case", line=source.line_of(entry, key), hint=nearest(key, KEYS)
                )
        name = entry.get("id")
        if not isinstance(name, str | int) or isinstance(name, bool) or not str(name).strip():
            raise InputError("a case does not say its `id`", line=line, hint="give each case an id of its own")
        name = str(name)
        if name in drafts:
            raise InputError(
                f"the id {quoted(name)} belongs to two cases",
                line=source.line_of(entry, "id"),
                hint="give each case an id of its own",
            )
        try:
            draft = _draft(entry, drafts)
            found.append(_case(name, draft, entry, line))
        except InputError as error:
            raise error.on(line) from None
        drafts[name] = draft
    return found


def _draft(entry: Mapping[str, Any], drafts: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    draft: dict[str, Any] = {}
    if "like" in entry:
        like = spelled(entry["like"])
        if like not in drafts:
            line = source.line_of(entry, "like")
            raise InputError(f"there is no earlier case {quoted(like)}", line=line, hint=nearest(like, drafts))
        draft = copy.copy(drafts[like])
    for key in ("standard", "rung", "as_of", "applicant"):
        if key in entry:
            draft[key] = entry[key]
    changes, removed = _map(entry, "set"), entry.get("unset") or ()
    if isinstance(removed, str) or not isinstance(removed, Sequence):
        raise InputError(
            f"`unset` is a list of paths, not {quoted(removed)}",
            line=source.line_of(entry, "unset"),
            hint="write `unset: [name]`",
        )
    if draft.get("applicant") is not None and (changes or removed):
        person = edits.copied(draft["applicant"])
        # from the last list entry to the first, so that the places named stay those of the file
        line = source.line_of(entry, "unset")
        places = [(edits.steps(spelled(path), where="", line=line), spelled(path)) for path in removed]
        for _, path in sorted(places, key=lambda place: edits.order(place[1]), reverse=True):
            person = edits.unset(person, path, where="", line=line)
        for path, value in changes.items():
            person = edits.put(person, path, edits.copied(value), where="", line=source.line_of(changes, path))
        draft["applicant"] = person
    return draft


def _case(name: str, draft: Mapping[str, Any], entry: Mapping[str, Any], line: int) -> Case:
    for key in ("standard", "rung", "as_of", "applicant"):
        if draft.get(key) is None:
            raise InputError(
                f"the case {quoted(name)} does not say its `{key}`",
                line=line,
                hint=f"add `{key}:`, or `like:` an earlier case",
            )
    if not isinstance(draft["applicant"], Mapping):
        raise InputError(
            f"`applicant` is a map of facts, not {quoted(draft['applicant'])}",
            line=source.line_of(entry, "applicant"),
            hint="write `applicant: {name: 李薇}`",
        )
    expect = _map(entry, "expect")
    if not expect:
        raise InputError(f"the case {quoted(name)} expects nothing", line=line, hint="add `expect: {verdict: …}`")
    for key in expect:
        if key not in EXPECTED:
            raise InputError(
                f"unknown key {quoted(key)} of `expect`", line=source.line_of(expect, key), hint=nearest(key, EXPECTED)
            )
    if "verdict" in expect and expect["verdict"] not in VERDICTS:
        raise InputError(
            f"{quoted(expect['verdict'])} is no verdict",
            line=source.line_of(expect, "verdict"),
            hint=nearest(expect["verdict"], VERDICTS),
        )
    for key in ("route", "fails", "missing"):
        _words(expect, key)
    _gap(expect)
    strict = entry.get("strict", False)
    if not isinstance(strict, bool):
        raise InputError(
            f"`strict` is `true` or `false`, not {quoted(strict)}",
            line=source.line_of(entry, "strict"),
            hint="write one of the two",
        )
    return Case(
        id=name,
        standard=spelled(draft["standard"]),
        rung=spelled(draft["rung"]),
        as_of=read_date(draft["as_of"], source.line_of(entry, "as_of"), "as_of"),
        applicant=draft["applicant"],
        expect=expect,
        about=_text(entry, "about"),
        why=_text(entry, "why"),
        readings={key: spelled(value) for key, value in _map(entry, "readings").items()},
        strict=strict,
        line=line,
    )


def _map(entry: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = entry.get(key)
    if found is not None and not isinstance(found, Mapping):
        raise InputError(
            f"`{key}` is a map, not {quoted(found)}",
            line=source.line_of(entry, key),
            hint="indent its lines below it, each as `key: value`",
        )
    return found or {}


def _text(entry: Mapping[str, Any], key: str) -> str:
    found = entry.get(key)
    if found is None:
        return ""
    if isinstance(found, Mapping | Sequence) and not isinstance(found, str):
        raise InputError(
            f"`{key}` is a text, not {quoted(found)}", line=source.line_of(entry, key), hint="put it in quotes"
        )
    return str(found)


def _gap(expect: Mapping[str, Any]) -> None:
    """Refuses sizes of a gap that are neither numbers, a day, nor null."""
    for key, value in _map(expect, "gap").items():
        line = source.line_of(expect["gap"], key)
        if key not in GAP:
            raise InputError(f"unknown key {quoted(key)} in `gap`", line=line, hint=nearest(key, GAP))
        if value is None:
            continue
        if key == "ready_on":
            read_date(value, line, "ready_on")
        elif isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise InputError(
                f"`{key}` is a whole number or null, not {quoted(value)}", line=line, hint=f"write `{key}: 1`"
            )


def _words(expect: Mapping[str, Any], key: str) -> None:
    """Refuses what is neither a word nor a list of words."""
    found = expect.get(key)
    many = found if isinstance(found, Sequence) and not isinstance(found, str) else [found]
    for one in many:
        if one is not None and not isinstance(one, str):
            raise InputError(
                f"`{key}` is a word or a list of words, not {quoted(one)}",
                line=source.line_of(expect, key),
                hint="put each in quotes",
            )
