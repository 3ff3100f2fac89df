"""A standard amended: parameters and nodes changed or taken away, as a new standard under the same id."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import partial
from typing import Any as Anything

from models import rules
from models.conditions import Terms, lined, whole
from models.errors import InputError, nearest, quoted
from models.frame import read_parameters
from models.node_numbers import changed, refuse_too_many, slot_of, slots, standing
from models.places import inner, places
from models.rules import Dated, Rule
from models.source import line_of
from models.standard import Rung, Standard
from models.vocabulary import vocabulary

DROP = "drop"
"""The key that takes a clause away: its node is taken as met."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One change: a node by its id path with what becomes of it, or a parameter (`$name`) with its new value.

    `values` is a map such as `{n: 2}` or `{drop: true}` for a node; a number, a span or dated values for a parameter.
    `line` and `where` tell where the user wrote it.
    """

    path: str
    values: Anything
    line: int = 0
    where: str = ""


def amended(standard: Standard, changes: Sequence[Change]) -> Standard:
    """The standard with all changes made; the same one where there are none.

    What stands in several routes stays one object in all of them, and a clause that is met again by reference changes
    there too. The digest is the sha256 of the old one and the changes as they were understood. An InputError says
    which path, name or value cannot be taken.
    """
    if not changes:
        return standard
    told: list[list[str]] = []
    parameters = dict(standard.parameters)
    for change in changes:
        if change.path.startswith("$"):
            try:
                parameters[change.path[1:]] = _parameter(standard, change)
            except InputError as error:
                raise error.on(change.line).at(change.where) from None
            told.append([change.path, repr(parameters[change.path[1:]].values)])
    terms = Terms(words=vocabulary(), parameters=parameters, every_record={})
    edits: dict[int, list[Callable[[Rule], Rule]]] = {}
    for change in changes:
        if not change.path.startswith("$"):
            try:
                told += _mark(standard, change, terms, edits)
            except InputError as error:
                raise error.on(change.line).at(change.where) from None
    dated = {name: new for name, new in parameters.items() if new is not standard.parameters[name]}
    builder = _Builder(edits, dated)
    rungs = {name: _rung(rung, builder) for name, rung in standard.rungs.items()}
    for change in changes:
        if change.path.startswith("$"):
            try:
                _fits(rungs.values(), change.path[1:], terms, change.line)
            except InputError as error:
                raise error.on(change.line).at(change.where) from None
    text = json.dumps([standard.digest, sorted(told)], ensure_ascii=False)
    return replace(
        standard, rungs=rungs, parameters=parameters, digest=hashlib.sha256(text.encode()).hexdigest()
    )  # fmt: skip


def dropped(standard: Standard, paths: Iterable[str]) -> Standard:
    """The standard with some nodes taken as met."""
    return amended(standard, [Change(path=path, values={DROP: True}) for path in sorted(set(paths))])


def _parameter(standard: Standard, change: Change) -> Dated:
    """A parameter under its new value: from its first day on, or as dated."""
    name = change.path[1:]
    old = standard.parameters.get(name)
    if old is None:
        known = [f"${known}" for known in standard.parameters]
        raise InputError(
            f"`{standard.id}` has no parameter {quoted(change.path)}",
            hint=nearest(change.path, known) if known else "name a node by its path",
        )
    values = change.values
    if isinstance(values, Mapping):
        line = line_of(values) or change.line
        if set(values) == {DROP}:
            raise InputError("a parameter is a number, which cannot be dropped", line=line, hint="drop the node")
        entry = {"cite": old.cite, "values": values}
    else:
        first: date = old.values[0][0]
        entry = {"cite": old.cite, "values": lined({first.isoformat(): values}, change.line)}
    return read_parameters(lined({name: lined(entry, change.line)}, change.line))[name]


def _fits(rungs: Iterable[Rung], name: str, terms: Terms, line: int) -> None:
    """Refuses a parameter that some node cannot have: a fraction of a record, more rules than a list has."""
    for rung in rungs:
        for rule in [*rung.parts.values(), *(step.rule for steps in rung.routes.values() for step in steps)]:
            for node in inner(rule):
                for slot in slots(node).values():
                    if isinstance(slot.now, Dated) and slot.now.name == name:
                        if slot.form in ("whole", "span"):
                            whole(f"${name}", terms, line, f"${name}")
                        refuse_too_many(node, line)


def _mark(
    standard: Standard, change: Change, terms: Terms, edits: dict[int, list[Callable[[Rule], Rule]]]
) -> list[list[str]]:
    """Notes what is to be done with each node of a path; returns the change as it was understood."""
    values, line = change.values, change.line
    if not isinstance(values, Mapping) or not values:
        raise InputError(
            f"{quoted(change.path)} is given no change",
            line=line,
            hint="write a map such as `{n: 2}` or `{drop: true}`",
        )
    found = places(standard, change.path)
    if DROP in values:
        if len(values) > 1:
            other = next(key for key in values if key != DROP)
            raise InputError(
                f"{quoted(change.path)} is dropped, so {quoted(other)} says nothing",
                line=line_of(values, DROP) or line,
                hint="keep one of the two",
            )
        if values[DROP] is not True:
            raise InputError(
                f"`drop` is `true`, not {quoted(values[DROP])}",
                line=line_of(values, DROP) or line,
                hint="or leave it out",
            )
        for node in found:
            if isinstance(node, rules.Item):
                raise InputError(
                    f"`{node.id}` is one item of a list, and nobody has to meet it",
                    line=line,
                    hint="lower `n` of the list, or drop the list",
                )
            edits.setdefault(id(node), []).append(_taken_as_met)
        return [[change.path, DROP]]
    told: dict[str, str] = {}
    for key, value in values.items():
        at = line_of(values, key) or line
        for node in found:
            slot = slot_of(node, str(key), at)
            if node is found[0] and slot.name in told:
                raise InputError(
                    f"{quoted(key)} of {quoted(change.path)} is told twice, also as `{slot.name}`",
                    line=at,
                    hint="keep one of the two",
                )
            edit = partial(changed, slot=slot, value=value, terms=terms, line=at)
            told[slot.name] = repr(standing(edit(node), slot))  # refused here, where the line is known
            edits.setdefault(id(node), []).append(edit)
    return [[change.path, name, as_read] for name, as_read in told.items()]


def _taken_as_met(rule: Rule) -> Rule:
    return rules.All(id=rule.id, cite=rule.cite, when=rule.when, line=rule.line, of=())


class _Builder:
    """Builds the tree anew where something in it changed; one object stays one object."""

    def __init__(self, edits: Mapping[int, list[Callable[[Rule], Rule]]], dated: Mapping[str, Dated]) -> None:
        self.edits = edits
        self.dated = dated
        self.made: dict[int, tuple[Anything, Anything]] = {}

    def build(self, value: Anything) -> Anything:
        """A node, or anything that stands in one."""
        if isinstance(value, Dated):
            return self.dated.get(value.name, value)
        if isinstance(value, tuple):
            new = tuple(self.build(one) for one in value)
            return value if all(a is b for a, b in zip(new, value, strict=True)) else new
        if not is_dataclass(value) or isinstance(value, type):
            return value
        kept = self.made.get(id(value))
        if kept is None:
            kept = self.made[id(value)] = (value, self._built(value))
        return kept[1]

    def _built(self, value: Anything) -> Anything:
        change = {}
        for field in fields(value):
            old = getattr(value, field.name)
            new = self.build(old)
            if new is not old:
                change[field.name] = new
        if isinstance(value, rules.Worked) and isinstance(change.get("after"), rules.All):
            change["after"] = None  # work is counted whenever it was done, once its beginning is asked no longer
        made = replace(value, **change) if change else value
        for edit in self.edits.get(id(value), ()):
            made = edit(made)
        return made


def _rung(rung: Rung, builder: _Builder) -> Rung:
    routes = {}
    for name, steps in rung.routes.items():
        made = [(step, builder.build(step.rule)) for step in steps]
        routes[name] = tuple(step if rule is step.rule else replace(step, rule=rule) for step, rule in made)
    parts = {name: builder.build(rule) for name, rule in rung.parts.items()}
    return replace(rung, parts=parts, routes=routes)
