"""The clauses that an amendment may drop, where moving thresholds does not do: which, and what falls with them.

A clause is what stands beside others in an `all`, in a route or in an alternative of a list: a condition, a count, or a
list as a whole. What is the only clause of an alternative is none, for to drop it is to drop the list. A part that is
asked of alone is not dropped whole, unless one of its alternatives is a single clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any as Anything

from models import rules
from models.places import places
from models.rules import Rule
from models.standard import Standard
from solver.relating import asks

Gathered = rules.All | rules.Any | rules.AtLeast


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Clause:
    """One clause that may be dropped, which is to take it as met.

    `path` is what a scenario calls it, `node` the settled clause, `paths` those of all nodes that fall with it: its own
    and where a reference met it again. `conditions` counts the conditions that stand in it.
    """

    path: str
    node: Rule
    paths: frozenset[str]
    conditions: int
    most: int = 1
    """As of a threshold: it is dropped or not."""


def droppable(roots: Sequence[Rule], standard: Standard, denied: Iterable[Rule]) -> list[Clause]:
    """The clauses of some rules (the parts of each route of a rung, or one part) in the order of the text.

    Left out is what also stands in something that is `denied`: who meets it might be shut out there once it is dropped.
    """
    barred = {node.id for node in denied}
    found: dict[str, Rule] = {}
    for root in roots:
        for node in _clauses(root, beside=len(roots) > 1 or _single(root)):
            found.setdefault(node.id, node)
    made = []
    for path, node in found.items():
        paths = frozenset(one.id for one in places(standard, path))
        if not paths & barred:
            made.append(Clause(path=path, node=node, paths=paths, conditions=_conditions(node)))
    return made


def taken_as_met(rule: Rule) -> Rule:
    """What a dropped node becomes, as in `models.amending`."""
    return rules.All(id=rule.id, cite=rule.cite, when=rule.when, line=rule.line, of=())


def reached(rule: Rule) -> dict[int, tuple[Rule, bool, bool]]:
    """Every node below in the order of the text, and whether it stands in what is asked and in what is denied."""
    found: dict[int, tuple[Rule, bool, bool]] = {}

    def visit(value: Anything, denied: bool) -> None:
        if isinstance(value, tuple):
            for one in value:
                visit(one, denied)
        elif isinstance(value, Rule | rules.Since):
            if isinstance(value, Rule):
                _, asked, lacked = found.get(id(value), (value, False, False))
                found[id(value)] = (value, asked or not denied, lacked or denied)
            for field in fields(value):
                if field.name != "after":  # the beginning of the months is read with its clause and has no numbers
                    visit(getattr(value, field.name), denied is not isinstance(value, rules.Lacks))

    visit(rule, False)
    return found


def _clauses(rule: Rule, *, beside: bool) -> Iterator[Rule]:
    """The clauses below a node; `beside` tells whether it stands beside others."""
    if not asks(rule):
        return
    if not isinstance(rule, Gathered) or getattr(rule, "once", False):
        if beside:
            yield rule
        return
    if isinstance(rule, rules.All):
        below = _asking(rule)
        for child in below:
            yield from _clauses(child, beside=beside or len(below) > 1)
        return
    if beside:
        yield rule
    for child in rule.of:
        yield from _clauses(child, beside=False)


def _asking(rule: Gathered) -> list[Rule]:
    """The nodes below that anything can be computed of."""
    return [child for child in rule.of if asks(child)]


def _single(rule: Rule) -> bool:
    """Whether to drop one clause of a node is to drop it whole."""
    if not isinstance(rule, Gathered) or getattr(rule, "once", False):
        return True
    below = _asking(rule)
    return (len(below) == 1 or not isinstance(rule, rules.All)) and any(_single(child) for child in below)


def _conditions(rule: Rule) -> int:
    return sum(not rules.children(node) for node in rules.walk(rule))
