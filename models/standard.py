"""A standard: one document's rungs, parts, routes, readings, parameters and coverage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from models import rules
from models.rules import Dated, Rule
from models.vocabulary import Label

PARTS = ("scope", "conduct", "education-years", "ability", "experience", "results", "scholarship", "exception")
ROUTES = ("regular", "exceptional", "green")
COVERED = ("computed", "attested", "external", "procedural")
EVERY_ROUTE = ("scope", "conduct")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Reading:
    """A place where two careful readers differ: the default, and every value with what it means."""

    id: str
    default: str
    values: Mapping[str, Label]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Covered:
    """How an article of the document stands in the model."""

    article: str
    status: str
    note: Label | None = None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Step:
    """One part of a route, and the readings under which the route asks for it."""

    rule: Rule
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Rung:
    """One title that can be applied for: its parts by name and its routes, each a list of parts."""

    name: str
    parts: Mapping[str, Rule]
    routes: Mapping[str, tuple[Step, ...]]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Standard:
    """One document as rules. `digest` is the sha256 of its file; `window` the days on which it takes applications.

    `initial` is given where its titles come by initial determination: the row of a title by the id of the node.
    """

    id: str
    title: Label
    number: str
    issued: date
    effective: date
    region: str
    digest: str
    rungs: Mapping[str, Rung]
    readings: Mapping[str, Reading]
    parameters: Mapping[str, Dated]
    coverage: tuple[Covered, ...]
    window: tuple[date, date, str] | None = None
    initial: Mapping[str, str] = field(default_factory=dict)


def nodes(rung: Rung) -> Iterator[Rule]:
    """Every node of a rung once, parents first."""
    seen: set[str] = set()
    for rule in [*rung.parts.values(), *(step.rule for steps in rung.routes.values() for step in steps)]:
        for node in rules.walk(rule):
            if node.id not in seen:
                seen.add(node.id)
                yield node
