"""Rules that gather others: how many they ask for, and when one list holds because another does, clause by clause."""

from __future__ import annotations

from models import rules
from models.rules import Count, Rule, Tally, Tied
from solver.career import content

Gathered = rules.All | rules.Any | rules.AtLeast
List = rules.All | rules.AtLeast
"""What may have to share records out (`once`)."""


def needed(rule: Gathered) -> int:
    """How many of its clauses have to hold."""
    if isinstance(rule, rules.Any):
        return 1
    return len(rule.of) if isinstance(rule, rules.All) else int(rule.n)  # type: ignore[arg-type]  # settled to a number


def once(rule: Rule) -> bool:
    """Whether a record that serves one of its clauses serves no other."""
    return bool(getattr(rule, "once", False))


def gives(one: Gathered, other: Gathered) -> bool:
    """Whether records that serve clauses of the first list can be given alike in the other one."""
    if not once(other):
        return True
    nodes = [node for root in (one, other) for node in rules.walk(root)]
    return once(one) and _no_more_projects(one, other) and not any(isinstance(node, rules.Lacks) for node in nodes)


def handed_on(child: Rule, like: Rule, other: Gathered) -> bool:
    """Whether the records that serve a clause can serve its like in the other list, each of them one count there.

    In a list in which a record serves one clause they can where the two ask the same; else where the like takes
    records for one count alone and more never hurt.
    """
    if not once(other) or content(child) == content(like):
        return True
    nodes = [*rules.walk(child), *rules.walk(like)]
    return _single(like) and not any(isinstance(node, Tally | Tied | rules.Lacks) for node in nodes)


def _no_more_projects(one: Rule, other: Rule) -> bool:
    """Whether records that count beside each other in the first list do so in the other: of a project no fewer."""
    here, there = ([n.per_project for n in rules.walk(root) if isinstance(n, Count)] for root in (one, other))
    return all(here) or not any(there)


def _single(rule: Rule) -> bool:
    """Whether a clause takes records for one count only."""
    if isinstance(rule, rules.Any):
        return all(_single(child) for child in rule.of)
    return isinstance(rule, Count) or not any(isinstance(node, Count) for node in rules.walk(rule))
