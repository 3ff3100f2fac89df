"""Where a clause stands in a standard: the nodes of an id path, and the same clause met again by reference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any as Anything

from models import rules
from models.errors import InputError, nearest, quoted
from models.rules import Rule, Since
from models.standard import Standard


def places(standard: Standard, path: str) -> list[Rule]:
    """Every node of a path: the node itself, and the same clause met again with a half left out (`without`)."""
    return [*_own(standard, path), *_again(standard, path)]


def _own(standard: Standard, path: str) -> list[Rule]:
    every = nodes(standard)
    # the title that months of work are counted from is read with its clause, and shares its path
    within = {id(n.after) for n in every if isinstance(n, rules.Worked) and n.after is not None and n.after.id == n.id}
    found = [n for n in every if n.id == path and id(n) not in within]
    if not found:
        raise InputError(
            f"`{standard.id}` has no node {quoted(path)}", hint=nearest(path, dict.fromkeys(n.id for n in every))
        )
    return found


def nodes(standard: Standard) -> list[Rule]:
    """Every node of a standard once, by identity: also those that nodes hold as titles, early rights, exemptions."""
    found: dict[int, Rule] = {}
    for rung in standard.rungs.values():
        for rule in [*rung.parts.values(), *(step.rule for steps in rung.routes.values() for step in steps)]:
            for node in inner(rule):
                found.setdefault(id(node), node)
    return list(found.values())


def inner(value: Anything) -> Iterator[Rule]:
    """Every node under a value, also those that nodes hold as titles, early rights or rules that free."""
    if isinstance(value, tuple):
        for one in value:
            yield from inner(one)
    elif isinstance(value, Rule | Since):
        if isinstance(value, Rule):
            yield value
        for field in fields(value):
            yield from inner(getattr(value, field.name))


def _again(standard: Standard, path: str) -> list[Rule]:
    """The same clause inside copies that a reference made of a list around it."""
    every = [n for n in nodes(standard) if isinstance(n, rules.All | rules.Any | rules.AtLeast)]
    found: dict[int, Rule] = {}
    for above in every:
        if above.id != path and not path.startswith(f"{above.id}/"):
            continue
        for other in every:
            if _copied(other, above) and _shares(other, above):
                wanted = other.id + path[len(above.id) :]
                for node in inner(other):
                    if node.id == wanted and not (isinstance(node, rules.Held) and _is_after(other, node)):
                        found[id(node)] = node
    return list(found.values())


def _is_after(root: Rule, held: rules.Held) -> bool:
    return any(isinstance(node, rules.Worked) and node.after is held for node in inner(root))


def _copied(one: Rule, original: Rule) -> bool:
    """Whether a node is another one under a path of its own, perhaps with some of its rules left out."""
    if type(one) is not type(original) or one is original or one.id == original.id:
        return False
    gathered = isinstance(one, rules.All | rules.Any | rules.AtLeast)
    for field in fields(one):
        mine, its = getattr(one, field.name), getattr(original, field.name)
        if field.name == "id" or (field.name == "of" and gathered):
            continue
        plain = mine is None or mine == () or isinstance(mine, str | int | float)
        if mine is not its and not (plain and mine == its):
            return False
    if not isinstance(one, rules.All | rules.Any | rules.AtLeast):
        return True
    assert isinstance(original, rules.All | rules.Any | rules.AtLeast)
    its_children = {_last(child): child for child in original.of}
    return bool(one.of) and all(
        _last(child) in its_children and _copied(child, its_children[_last(child)]) for child in one.of
    )


def _shares(one: Rule, original: Rule) -> bool:
    """Whether some leaf of a copy holds the very object that was read for the original: chance cannot make that."""
    theirs = {id(value) for leaf in _leaves(original) for value in _held(leaf)}
    return any(id(value) in theirs for leaf in _leaves(one) for value in _held(leaf))


def _leaves(rule: Rule) -> list[Rule]:
    return [node for node in rules.walk(rule) if not rules.children(node)]


def _held(leaf: Rule) -> list[object]:
    """What is made anew for every rule that is read: its conditions, its levels, its text."""
    names = ("pattern", "test", "label", "levels", "level", "patterns")
    return [value for name in names if (value := getattr(leaf, name, ())) != ()]


def _last(rule: Rule) -> str:
    return rule.id.rsplit("/", 1)[-1]
