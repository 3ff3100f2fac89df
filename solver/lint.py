"""Remarks on a standard: clauses that nobody can meet, that everybody meets, or that add nothing beside another.

They are questions to the drafters, not errors: a real document may repeat itself on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any as Anything

from models import rules
from models.rules import Count, Item, Rule, Tied
from models.standard import Standard
from models.vocabulary import Label
from solver.settle import settle
from solver.space import certain, implies, possible
from solver.world import DAY, inner

SECONDS = 2.0
_NEVER = Label(zh="任何人都无法满足这一条", en="nobody can meet this clause")
_ALWAYS = Label(zh="任何人都满足这一条，它不构成条件", en="everybody meets this clause, so it asks nothing")
_FOLLOWS = Label(zh="由并列的其他条件即可推出，删去不影响结果", en="it follows from the clauses beside it and could be left out")


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """One clause worth a second look. `kind`: never, always, covered (by `beside`, in an any), follows (in an all)."""

    node: str
    cite: str
    line: int
    kind: str
    says: Label
    beside: str = ""


def lint(standard: Standard) -> list[Remark]:
    """The remarks on every rung under the default readings, in the order of the file."""
    found: dict[tuple[str, str, str], Remark] = {}
    for rung in standard.rungs:
        settled = settle(standard, rung, max(DAY, standard.effective))
        parts = {part.id: part for route in settled.routes.values() for part in route}
        seen: set[int] = set()
        for part in parts.values():
            for node in rules.walk(part):
                if id(node) not in seen:
                    seen.add(id(node))
                    for remark in _remarks(node, standard.id):
                        tail = remark.node if remark.node.split("/")[1] not in ("scope", "conduct") else _tail(remark.node)
                        found.setdefault((tail, remark.kind, _tail(remark.beside)), remark)
    return sorted(found.values(), key=lambda remark: remark.line)


def _tail(node: str) -> str:
    return node.partition("/")[2]


def _remarks(node: Rule, standard: str) -> Iterator[Remark]:
    if isinstance(node, Count | rules.Education | rules.Held | rules.Worked | rules.All | rules.AtLeast):
        if possible(node, standard=standard, seconds=SECONDS).proven:
            yield _remark(node, "never", _NEVER)
            return
        if certain(node, standard=standard, seconds=SECONDS).proven:
            yield _remark(node, "always", _ALWAYS)
    if isinstance(node, rules.Any):
        yield from _covered(node, standard)
    if isinstance(node, rules.All) and not node.once and len(node.of) > 1:
        yield from _following(node, standard)


def _covered(node: rules.Any, standard: str) -> Iterator[Remark]:
    """Branches of an any that another branch takes in whole."""
    gone: set[str] = set()
    for branch in node.of:
        for other in node.of:
            if branch is other or other.id in gone or not _touch(branch, other):
                continue
            if implies(branch, other, standard=standard, seconds=SECONDS).proven:
                gone.add(branch.id)
                says = Label(
                    zh=f"满足它的人也都满足并列的“{_name(other)}”，有无均不影响结果",
                    en=f"whoever meets it also meets `{_name(other)}` beside it, so it adds nothing",
                )
                yield replace(_remark(branch, "covered", says), beside=other.id)
                break


def _following(node: rules.All, standard: str) -> Iterator[Remark]:
    """Clauses of an all that the others bring with them."""
    left = list(node.of)
    for clause in node.of:
        others = [other for other in left if other is not clause]
        if not any(_touch(clause, other) for other in others):
            continue
        rest = rules.All(id=f"{node.id}/rest", cite=node.cite, of=tuple(others))
        if implies(rest, clause, standard=standard, seconds=SECONDS).proven:
            left.remove(clause)
            yield _remark(clause, "follows", _FOLLOWS)


def _remark(node: Rule, kind: str, says: Label) -> Remark:
    return Remark(node=node.id, cite=node.cite, line=node.line, kind=kind, says=says)


def _name(node: Rule) -> str:
    return node.id.rsplit("/", 1)[-1]


def _touch(a: Rule, b: Rule) -> bool:
    """Whether two rules look at anything in common; without that, neither says anything of the other."""
    return bool(_subjects(a) & _subjects(b))


def _subjects(rule: Rule) -> set[str]:
    found: set[str] = set()
    for node in inner(rule):
        match node:
            case Count() | Item():
                found |= {shape.kind for shape in node.pattern}
            case Tied():
                found |= {shape.kind for pattern in node.patterns for shape in pattern}
            case rules.Fact() | rules.Clear():
                found.add(node.fact)
            case rules.Education() | rules.Risen():
                found.add("education")
            case rules.Held():
                found.add("titles")
            case rules.Worked():
                found.add("work")
            case rules.Attest() | rules.External():
                found.add(node.id)
    return found


__all__: list[Anything] = ["Remark", "lint"]
