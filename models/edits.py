"""Changes to a person's document by path: `achievements[0].rank`, `achievements[+]`, `conduct.penalty_until`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from models import applicant, source
from models.applicant import Applicant
from models.errors import InputError, quoted
from models.vocabulary import Section, vocabulary

_STEP = re.compile(r"([^.\[\]]+)|\[(\d{1,6}|\+)\]")
LISTS = ("education", "titles", "work", "achievements", "recommenders", "approvals", "talent")


def steps(path: str, *, where: str = "--set", line: int = 0) -> list[str | int]:
    """The keys and places of a path; `+` is a new entry at the end."""
    if path.startswith("attestations."):
        return ["attestations", path.removeprefix("attestations.")]
    found: list[str | int] = []
    end = 0
    for match in _STEP.finditer(path):
        between = path[end : match.start()]
        if between not in ("", ".") or (between == "." and match[1] is None):
            break
        found.append(match[1] if match[1] is not None else match[2] if match[2] == "+" else int(match[2]))
        end = match.end()
    if not found or end != len(path) or not isinstance(found[0], str) or found[0] == "+":
        raise InputError(
            f"{quoted(path)} is no path", where=where, line=line, hint="write one such as `achievements[0].rank`"
        )
    name = vocabulary().person.find(found[0])
    if name is not None:
        found[0] = name
    return found


def order(path: object) -> tuple[Any, ...]:
    """Sorts paths so that places in one list stand in their order."""
    return tuple((isinstance(s, int), s if isinstance(s, int) else 0, str(s)) for s in steps(str(path)))


def copied(value: Any) -> Any:
    """A copy that can be changed, without the lines of the file it came from."""
    if isinstance(value, Mapping):
        return {key: copied(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [copied(inner) for inner in value]
    return value


def put(document: Any, path: str, value: Any, *, where: str = "--set", line: int = 0) -> Any:
    """The document with a value at a path; maps and lists on the way are made where they are missing."""
    if not isinstance(document, dict):
        document = {} if document is None else copied(document)
    if not isinstance(document, dict):
        raise InputError(
            "the person is no map, so nothing can be set in it", where=where, line=line, hint="write a map"
        )
    trail = steps(path, where=where, line=line)
    here: Any = document
    section: Section | None = None
    for index, step in enumerate(trail):
        last = index == len(trail) - 1
        following = None if last else trail[index + 1]
        fresh: Any = value if last else [] if isinstance(following, int) or following == "+" else {}
        if isinstance(step, str) and step != "+":
            if not isinstance(here, dict):
                raise InputError(
                    f"{quoted(path)} asks for a key where there is none", where=where, line=line, hint="check the path"
                )
            key = _spelling(here, step, section)
            if last or here.get(key) is None:
                here[key] = fresh
            here = here[key]
            section = _section(here, step, section)
            continue
        if not isinstance(here, list):
            raise InputError(
                f"{quoted(path)} asks for a place in what is no list", where=where, line=line, hint="check the path"
            )
        place = len(here) if step == "+" else step
        assert isinstance(place, int)
        if place > len(here):
            raise InputError(
                f"{quoted(path)} is beyond the end of the list, which has {len(here)}",
                where=where,
                line=line,
                hint="use `[+]` to add",
            )
        if place == len(here):
            here.append(fresh)
        elif last:
            here[place] = fresh
        here = here[place]
        section = _section(here, step, section)
    return document


def unset(document: Any, path: str, *, where: str = "unset", line: int = 0) -> Any:
    """The document without a key or list entry, whose fact becomes unknown."""
    trail = steps(path, where=where, line=line)
    here = document
    section: Section | None = None
    for index, step in enumerate(trail):
        last = index == len(trail) - 1
        try:
            key: Any = _spelling(here, step, section) if isinstance(here, dict) and isinstance(step, str) else step
            if last:
                del here[key]
            else:
                here = here[key]
                section = _section(here, step, section)
        except (KeyError, IndexError, TypeError):
            raise InputError(
                f"there is nothing at {quoted(path)}", where=where, line=line, hint="check the path"
            ) from None
    return document


def _spelling(here: Mapping[str, Any], step: str, section: Section | None = None) -> str:
    """The key as the document spells it: a label and its identifier are one key."""
    if step in here:
        return step
    known = section or vocabulary().person
    name = known.find(step)
    return next((key for key in here if name is not None and known.find(key) == name), step)


def _section(here: Any, step: str | int, above: Section | None) -> Section | None:
    """The section that names the keys below a step: of a list or map of the person, or of a kind of record."""
    words = vocabulary()
    if isinstance(step, str) and step != "+":
        return words.sections.get(words.person.find(step) or "")
    if isinstance(here, Mapping) and above is None:
        kind = next((words.find_kind(str(here[key])) for key in applicant.KIND_KEYS if key in here), None)
        return words.kinds[kind].section if kind else None
    return above


def load_person(path: Path, sets: Iterable[str] = ()) -> Applicant:
    """The person in a file, with the changes of `--set PATH=VALUE` made to the document first."""
    changes = [assignment(text) for text in sets]
    data = source.read(path)
    try:
        person = applicant.read(data)
    except InputError as error:
        raise error.at(str(path)) from None
    if not changes:
        return person
    for place, value in changes:
        data = put(data, place, value)
    try:
        return applicant.read(data)
    except InputError as error:
        # the file alone is sound, so what is wrong came with a change
        raise InputError(error.what, where="--set", hint=error.hint) from None


def assignment(text: str) -> tuple[str, Any]:
    """A path and its value, which is JSON; a bare word stands for itself."""
    path, sign, given = text.partition("=")
    if not sign or not path:
        raise InputError(f"{quoted(text)} sets nothing", where="--set", hint="write `achievements[0].rank=2`")
    try:
        return path, source.parse(given, "--set") if given.strip()[:1] in ("{", "[", '"') else _scalar(given)
    except InputError as error:
        raise InputError(
            f"{quoted(given)} is no JSON value", where="--set", hint='quote texts inside, as in `{"kind": "paper"}`'
        ) from error


def _scalar(given: str) -> Any:
    value = source.parse(given, "--set")
    return value if not isinstance(value, Mapping | Sequence) or isinstance(value, str) else given
