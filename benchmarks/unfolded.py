"""The rule tree of a rung for one person as it stands: every node of every route, with what is decided as constants.

A model of the question is made of this by whoever does not fold the tree first. The person is measured as ours are.
"""

from __future__ import annotations

from dataclasses import replace

from benchmarks.asked import Asked
from benchmarks.rivals.task import Task
from models import rules
from models.rules import Rule
from solver.frontier import days, months_until
from solver.wanting import Wanting
from solver.wants import Group, Tree


def task(asked: Asked) -> Task:
    """What a rival is asked about a person: the whole tree of each route for each day on which something turns."""
    # no route is named so, so that nothing is folded yet
    question = replace(asked.question, routes=("-",))
    trees: dict[Tree, int] = {}
    endorsing: tuple[bool, ...] = ()
    for day in days(asked.person, asked.periods, question):
        months = months_until(asked.as_of, day.day)
        for route, parts in day.settled.routes.items():
            tree = Group(route, len(parts), tuple(_node(part, day.wanting) for part in parts))
            trees.setdefault(tree, months)
        endorsing = tuple(one.endorsement for one in day.wanting.pool)
    return Task(tuple((months, tree) for tree, months in trees.items()), endorsing)


def _node(rule: Rule, wanting: Wanting) -> Tree:
    if isinstance(rule, rules.All | rules.Any | rules.AtLeast) and not getattr(rule, "once", False):
        n = len(rule.of) if isinstance(rule, rules.All) else rule.n if isinstance(rule, rules.AtLeast) else 1
        assert isinstance(n, int)
        return Group(rule.id, n, tuple(_node(child, wanting) for child in rule.of))
    return wanting.fold(rule)
