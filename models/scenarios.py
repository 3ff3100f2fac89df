"""The what-if file: scenarios (standards and people changed, a later day) and waivers. `docs/what-if.md` tells all."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from models import source
from models.amending import Change, amended
from models.errors import InputError, nearest, quoted
from models.person_changes import Edit, read_edit
from models.reading import read_date, read_label
from models.source import line_of
from models.standard import Standard
from models.vocabulary import Label
from models.waivers import Waiver, read_waivers

KEYS = ("id", "label", "standards", "people", "on")
MOST = 100
"""Of scenarios in a run: each one costs about as much as the run itself."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Scenario:
    """One what-if: changes to standards by their ids, to people in this order, and an as-of day (None: no other)."""

    id: str
    label: Label
    standards: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    people: tuple[Edit, ...] = ()
    on: date | None = None
    line: int = 0
    where: str = ""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class WhatIf:
    """What the files hold together. `digest` is the sha256 of their texts, for the stamp."""

    scenarios: tuple[Scenario, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    digest: str = ""


def load(paths: Sequence[Path]) -> WhatIf:
    """The scenarios and waivers of some files, in their order; an InputError names file and line."""
    scenarios: dict[str, Scenario] = {}
    waivers: dict[str, Waiver] = {}
    digest = hashlib.sha256()
    for path in paths:
        text = source.read_text(path)
        digest.update(f"{len(text.encode())} ".encode() + text.encode())
        try:
            made = read(source.parse(text, str(path)), str(path))
            for scenario in made.scenarios:
                if scenario.id in scenarios:
                    raise _twice("scenario", scenario.id, scenarios[scenario.id].where, scenario.line)
                scenarios[scenario.id] = scenario
            for one in made.waivers:
                waiver = one
                if one.id in waivers:
                    if one.id != f"waiver-{made.waivers.index(one) + 1}":
                        raise _twice("waiver", one.id, waivers[one.id].where, one.line)
                    # ids that nobody wrote go on from file to file
                    place = next(n for n in range(1, len(waivers) + 2) if f"waiver-{n}" not in waivers)
                    waiver = replace(one, id=f"waiver-{place}")
                waivers[waiver.id] = waiver
        except InputError as error:
            raise error.at(str(path)) from None
    if len(scenarios) > MOST:
        raise InputError(
            f"these are {len(scenarios)} scenarios", where=str(paths[-1]), hint=f"ask at most {MOST} in a run"
        )
    return WhatIf(scenarios=tuple(scenarios.values()), waivers=tuple(waivers.values()), digest=digest.hexdigest())


def _twice(what: str, name: str, where: str, line: int) -> InputError:
    return InputError(
        f"the id {quoted(name)} belongs to two {what}s", line=line, hint=f"`{where}` has it too: choose another"
    )


def read(data: Any, where: str = "") -> WhatIf:
    """The scenarios and waivers of a parsed document."""
    if not isinstance(data, Mapping) or not data:
        raise InputError(
            "a what-if file is a map of `scenarios` and `waivers`"
            + (", and this is empty" if not data else f", not {quoted(data)}"),
            line=line_of(data) or 1, hint="begin with `scenarios:`",
        )  # fmt: skip
    for key in data:
        if key not in ("scenarios", "waivers"):
            raise InputError(
                f"unknown key {quoted(key)} of a what-if file",
                line=line_of(data, key),
                hint=nearest(key, ["scenarios", "waivers"]),
            )
    return WhatIf(
        scenarios=_scenarios(data["scenarios"], line_of(data, "scenarios"), where) if "scenarios" in data else (),
        waivers=read_waivers(data["waivers"], line_of(data, "waivers"), where) if "waivers" in data else (),
    )


def _scenarios(data: Any, line: int, where: str) -> tuple[Scenario, ...]:
    if not isinstance(data, Sequence) or isinstance(data, str) or not data:
        raise InputError(f"`scenarios` is a list, not {quoted(data)}", line=line, hint="begin each with `- id:`")
    found: dict[str, Scenario] = {}
    for index, entry in enumerate(data):
        at = line_of(data, index) or line
        made = _scenario(entry, at, where)
        if made.id in found:
            raise InputError(
                f"the id {quoted(made.id)} belongs to two scenarios", line=at, hint="give each an id of its own"
            )
        found[made.id] = made
    return tuple(found.values())


def _scenario(data: Any, line: int, where: str) -> Scenario:
    if not isinstance(data, Mapping):
        raise InputError(f"a scenario is a map, not {quoted(data)}", line=line, hint="begin it with `- id:`")
    for key in data:
        if key not in KEYS:
            raise InputError(
                f"unknown key {quoted(key)} of a scenario", line=line_of(data, key) or line, hint=nearest(key, KEYS)
            )
    name = data.get("id")
    if not isinstance(name, str | int) or isinstance(name, bool) or not str(name).strip():
        raise InputError("a scenario does not say its `id`", line=line, hint="add `id:` and a short name")
    if not any(key in data for key in ("standards", "people", "on")):
        raise InputError(
            f"the scenario {quoted(name)} changes nothing", line=line, hint="add `standards:`, `people:` or `on:`"
        )
    label = data.get("label", str(name))
    at = line_of(data, "label") or line
    return Scenario(
        id=str(name).strip(),
        label=Label(zh=label, en=label) if isinstance(label, str) else read_label(label, at),
        standards=_standards(data["standards"], line_of(data, "standards") or line, where)
        if "standards" in data
        else {},
        people=_people(data["people"], line_of(data, "people") or line, where) if "people" in data else (),
        on=read_date(data["on"], line_of(data, "on") or line, "on") if "on" in data else None,
        line=line,
        where=where,
    )


def _standards(data: Any, line: int, where: str) -> dict[str, tuple[Change, ...]]:
    hint = "write `standards: {<id>: {<node>: {n: 2}}}`"
    if not isinstance(data, Mapping) or not data:
        raise InputError(f"`standards` is a map, not {quoted(data)}", line=line, hint=hint)
    found = {}
    for name, changes in data.items():
        at = line_of(data, name) or line
        if not isinstance(changes, Mapping) or not changes:
            raise InputError(f"{quoted(name)} is given a map of changes, not {quoted(changes)}", line=at, hint=hint)
        found[str(name)] = tuple(
            Change(path=str(path), values=values, line=line_of(changes, path) or at, where=where)
            for path, values in changes.items()
        )
    return found


def _people(data: Any, line: int, where: str) -> tuple[Edit, ...]:
    if not isinstance(data, Sequence) or isinstance(data, str) or not data:
        raise InputError(
            f"`people` is a list of changes, not {quoted(data)}", line=line, hint="begin each with `- if:`"
        )
    return tuple(replace(read_edit(one, line_of(data, i) or line), where=where) for i, one in enumerate(data))


def amended_by(scenario: Scenario, standards: Sequence[Standard], others: Collection[str] = ()) -> list[Standard]:
    """The standards as the scenario has them, in their order; those that it leaves alone are the same objects.

    `others` are the ids of standards that exist but are not asked for today: changes to them are passed over. Standards
    are to be whole (all rungs read), or a node of a rung that was left out seems not to exist.
    """
    known = [*(s.id for s in standards), *others]
    for name, changes in scenario.standards.items():
        if name not in known:
            line = changes[0].line
            raise InputError(
                f"unknown standard {quoted(name)}", where=scenario.where, line=line, hint=nearest(name, known)
            )
    return [amended(standard, scenario.standards.get(standard.id, ())) for standard in standards]
