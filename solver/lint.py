"""Remarks on a standard: clauses that nobody can meet, that everybody meets, or that add nothing beside another.

They are questions to the drafters, not errors: a real document may repeat itself on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any as Anything

from models import applicant, rules
from models.rules import Count, Item, Rule, Tied
from models.standard import Standard
from models.vocabulary import Label
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.settle import settle
from solver.space import Proof, certain, implies, possible
from solver.status import ASSUMED
from solver.world import DAY, inner

SECONDS = 2.0
_NOBODY: dict[str, Anything] = {
    **{name: [] for name in ("education", "titles", "work", "achievements", "recommenders", "approvals", "talent")}
}
_NEVER = Label(zh="任何人都无法满足这一条", en="nobody can meet this clause")
_ALWAYS = Label(zh="任何人都满足这一条，它不构成条件", en="everybody meets this clause, so it asks nothing")
_FOLLOWS = Label(
    zh="由并列的其他条件即可推出，删去不影响结果", en="it follows from the clauses beside it and could be left out"
)


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
        known = _Known(standard.id)
        parts = {part.id: part for route in settled.routes.values() for part in route}
        seen: set[int] = set()
        for part in parts.values():
            for node in rules.walk(part):
                if id(node) not in seen:
                    seen.add(id(node))
                    for remark in _remarks(node, known):
                        tail = (
                            remark.node if remark.node.split("/")[1] not in ("scope", "conduct") else _tail(remark.node)
                        )
                        found.setdefault((tail, remark.kind, _tail(remark.beside)), remark)
    return sorted(found.values(), key=lambda remark: remark.line)


def _tail(node: str) -> str:
    return node.partition("/")[2]


class _Known:
    """What was found of single rules: who meets them, and whether nobody or everybody does."""

    def __init__(self, standard: str) -> None:
        self.standard = standard
        self._possible: dict[int, tuple[Rule, Proof]] = {}
        self.nobody = Evaluation(Facts(applicant.read(_NOBODY), DAY, standard))

    def possible(self, rule: Rule) -> Proof:
        """Somebody who meets the rule, or the proof that nobody does."""
        if id(rule) not in self._possible:
            self._possible[id(rule)] = (rule, possible(rule, standard=self.standard, seconds=SECONDS))
        return self._possible[id(rule)][1]

    def implies(self, a: Rule, b: Rule) -> bool:
        """Whether the first brings the second with it, proven; who is known to meet the first is asked before."""
        someone = self.possible(a)
        if someone.witness is not None:
            evaluation = Evaluation(Facts(applicant.read({**_NOBODY, **someone.witness}), DAY, self.standard))
            if evaluation.status(a) >= ASSUMED > evaluation.status(b):
                return False
        return implies(a, b, standard=self.standard, seconds=SECONDS).proven

    def certain(self, rule: Rule) -> bool:
        """Whether everybody meets the rule."""
        return self.nobody.status(rule) >= ASSUMED and certain(rule, standard=self.standard, seconds=SECONDS).proven


def _remarks(node: Rule, known: _Known) -> Iterator[Remark]:
    apart = isinstance(node, rules.All) and not any(
        _touch(a, b) for i, a in enumerate(node.of) for b in node.of[i + 1 :]
    )
    asking = isinstance(node, Count | rules.Education | rules.Held | rules.Worked | rules.All) and not apart
    if asking and known.possible(node).proven:
        yield _remark(node, "never", _NEVER)
        return
    single = isinstance(node, Item | rules.Attest | rules.External | rules.Fact | rules.Clear | rules.Risen)
    if not single and known.certain(node):
        yield _remark(node, "always", _ALWAYS)
    if isinstance(node, rules.Any):
        yield from _covered(node, known)
    if isinstance(node, rules.All) and not node.once and len(node.of) > 1:
        yield from _following(node, known)


def _covered(node: rules.Any, known: _Known) -> Iterator[Remark]:
    """Branches of an any that another branch takes in whole."""
    gone: set[str] = set()
    for branch in node.of:
        for other in node.of:
            if branch is other or other.id in gone or not _touch(branch, other):
                continue
            if known.implies(branch, other):
                gone.add(branch.id)
                says = Label(
                    zh=f"满足它的人也都满足并列的“{_name(other)}”，有无均不影响结果",
                    en=f"whoever meets it also meets `{_name(other)}` beside it, so it adds nothing",
                )
                yield replace(_remark(branch, "covered", says), beside=other.id)
                break


def _following(node: rules.All, known: _Known) -> Iterator[Remark]:
    """Clauses of an all that the others bring with them."""
    left = list(node.of)
    for clause in node.of:
        others = [other for other in left if other is not clause and _touch(clause, other)]
        if not others:
            continue
        rest = rules.All(id=f"{node.id}/rest", cite=node.cite, of=tuple(others))
        if known.implies(rest, clause):
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
