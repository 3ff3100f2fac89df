"""Named starting points of a career: who somebody is on the first day, for least effort up to each rung.

The default, `models/starts.yaml`, says how such a file is written; one of one's own has the same keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from models import applicant, source
from models.applicant import Applicant
from models.errors import InputError, nearest, quoted
from models.person_changes import dated
from models.reading import read_label
from models.source import Map, line_of
from models.vocabulary import Label, vocabulary

DEFAULT = Path(__file__).parent / "starts.yaml"
EVERYONE, STARTS, CANDIDATES = "everyone", "starts", "candidates"
KEYS = ("zh", "en", "person")
LISTS = ("education", "titles", "work", "achievements", "recommenders")
TRIED = date(2024, 12, 31)
"""A day on which each document is read once, so that what cannot be taken is told with the line where it stands."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Start:
    """A named starting point.

    `person` is an applicant document whose days are told from the day of the question (`as_of - 5y`).
    """

    id: str
    label: Label
    person: Mapping[str, Any]

    def document(self, as_of: date) -> dict[str, Any]:
        """The applicant document as of a day, with dates in place of spans."""
        made: dict[str, Any] = dated(self.person, as_of)
        return made

    def on(self, as_of: date) -> Applicant:
        """The person as of a day."""
        return applicant.read(self.document(as_of))


@dataclass(frozen=True, kw_only=True, slots=True)
class Starts:
    """A file of starting points; `candidates` are those whom moved thresholds are measured by, by rung."""

    starts: tuple[Start, ...]
    candidates: Mapping[str, Start]


def load(path: Path = DEFAULT) -> tuple[Start, ...]:
    """The starting points of a YAML or JSON file, in its order; an InputError says what cannot be taken."""
    return _loaded(path).starts


def candidates(path: Path = DEFAULT) -> Mapping[str, Start]:
    """For each rung the candidate from whom the effort is told when one of its thresholds moves."""
    return _loaded(path).candidates


def _loaded(path: Path) -> Starts:
    if path == DEFAULT:
        return _bundled()
    data = source.read(path)
    try:
        return read(data)
    except InputError as error:
        raise error.at(str(path)) from None


@cache
def _bundled() -> Starts:
    return read(source.read(DEFAULT))


def read(data: Any) -> Starts:
    """Starting points from a document already parsed."""
    top = _map(data, "a file of starting points", line_of(data) or 1, "write `starts:` and below it a name")
    keys = (EVERYONE, STARTS, CANDIDATES)
    _known(top, keys)
    common = _map(top.get(EVERYONE) or {}, f"`{EVERYONE}`", line_of(top, EVERYONE), "write `employment: enterprise`")
    starts = _entries(top, STARTS, common)
    if not starts:
        raise InputError(
            "there are no starting points", line=line_of(top), hint=f"write `{STARTS}:` and below it a name"
        )
    by_rung = _entries(top, CANDIDATES, common)
    rungs = vocabulary().sets["rung"].values
    for rung in by_rung:
        if rung not in rungs:
            line = line_of(top[CANDIDATES], rung)
            raise InputError(f"unknown rung {quoted(rung)}", line=line, hint=nearest(rung, rungs))
    return Starts(starts=tuple(starts.values()), candidates=by_rung)


def _entries(top: Mapping[str, Any], key: str, common: Mapping[str, Any]) -> dict[str, Start]:
    line = line_of(top, key)
    data = _map(top.get(key) or {}, f"`{key}`", line, "write a name and below it `zh`, `en` and `person`")
    return {str(name): _start(str(name), one, common, line_of(data, name)) for name, one in data.items()}


def _start(name: str, data: Any, common: Mapping[str, Any], line: int) -> Start:
    entry = _map(data, f"the starting point {quoted(name)}", line, "write `zh`, `en` and `person` below it")
    _known(entry, KEYS)
    label = read_label({key: entry[key] for key in ("zh", "en") if key in entry}, line)
    own = _map(
        entry.get("person"), f"`person` of {quoted(name)}", line_of(entry, "person") or line, "write facts below it"
    )
    made = Map({**common, **own})
    made.line = line_of(own) or line
    made.lines = {key: line_of(own if key in own else common, key) or made.line for key in made}
    start = Start(id=name, label=label, person=made)
    try:
        person = start.on(TRIED)
    except InputError as error:
        raise error.on(line) from None
    for lacking in LISTS:
        if getattr(person, lacking) is None:
            raise InputError(
                f"the starting point {quoted(name)} does not give its `{lacking}`",
                line=made.line,
                hint=f"write `{lacking}: []` if there are none",
            )
    return start


def _map(value: Any, what: str, line: int, hint: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InputError(f"{what} is a map" + ("" if value is None else f", not {quoted(value)}"), line=line, hint=hint)
    return value


def _known(data: Mapping[str, Any], keys: tuple[str, ...]) -> None:
    for key in data:
        if key not in keys:
            raise InputError(f"unknown key {quoted(key)}", line=line_of(data, key), hint=nearest(key, keys))
