"""What is asked of a record to be added, as conditions: as wide as all the clauses that it serves allow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any as Anything

from models import rules
from models.rules import Condition, Either, Rule, Test
from models.standard import nodes
from models.vocabulary import Attribute
from reports.conditions import section
from reports.nearest import flat
from reports.terms import ground
from solver.actions import Action
from solver.check import CheckAnswer

_FIRST = ("tier", "grade", "rank")
_FALLING = ("rank", "author")
"""Numbers of which the smaller is the better."""


def clauses(answer: CheckAnswer) -> dict[str, Rule]:
    """Every clause of the rung by its id; settled where the answer tells of it."""
    found = {node.id: node for node in nodes(answer.standard.rungs[answer.rung])}
    return found | {f.rule.id: f.rule for route in answer.routes for f in flat(route.findings)}


def wanted(action: Action, served: Sequence[Rule]) -> list[Test]:
    """The conditions on a record, level and place first; the amount that is only missing is not among them.

    The record carries the weakest values that do. Where the clauses take other values as well, so does the condition.
    """
    tests = [test for rule in served for test in _tests(rule, action.kind)]
    order = [*dict.fromkeys(test.attribute for test in tests), *action.attrs]
    attributes = section(action.kind).attributes
    names = [n for n in dict.fromkeys([*_FIRST, *order]) if n in action.attrs and n in attributes]
    return [
        _wanted(attributes[name], action.attrs[name], [t for t in tests if t.attribute == name])
        for name in names
        if name not in ("project", action.missing)
    ]


def _tests(rule: Rule, kind: str) -> Iterator[Test]:
    """Every single condition of a clause on records of a kind, whichever of its ways asks for it."""
    patterns = rule.patterns if isinstance(rule, rules.Tied) else ()
    if isinstance(rule, rules.Count | rules.Item):
        patterns = (rule.pattern,)
    for pattern in patterns:
        for shape in pattern:
            if shape.kind == kind:
                yield from _single(shape.tests)
    for weight in rule.weights if isinstance(rule, rules.Count) else ():
        yield from _single(weight.tests)


def _single(conditions: Iterable[Condition]) -> Iterator[Test]:
    for condition in conditions:
        if isinstance(condition, Either):
            for option in condition.options:
                yield from _single(option)
        else:
            yield condition


def _wanted(one: Attribute, value: Anything, tests: Sequence[Test]) -> Test:
    if one.form == "flag":
        return Test(attribute=one.name, op="is", flag=bool(value))
    if one.values is None:
        return _number(one, value, tests)
    values = tuple(value) if isinstance(value, tuple | list) else (value,)
    if len(values) > 1:
        return Test(attribute=one.name, op="all_of", values=values)
    taken = _taken(one, values[0], tests)
    if one.values.ordered and taken == one.values.values[one.values.step(taken[0]) :]:
        return Test(attribute=one.name, op="at_least", values=taken[:1])
    return Test(attribute=one.name, op="among", values=taken)


def _number(one: Attribute, value: Anything, tests: Sequence[Test]) -> Test:
    """The strictest limit that the number keeps; of money, what this record must bring."""
    if one.name in _FALLING:
        limits = [n for t in tests if t.op == "at_most" and (n := ground(t.number)) >= value]
        return Test(attribute=one.name, op="at_most", number=min(limits, default=value))
    limits = [n for t in tests if t.op == "at_least" and (n := ground(t.number)) <= value]
    return Test(attribute=one.name, op="at_least", number=value if one.unit == "wan" else max(limits, default=value))


def _taken(one: Attribute, value: str, tests: Sequence[Test]) -> tuple[str, ...]:
    """The values that could stand in place of this one: all conditions that it meets take them too."""
    assert one.values is not None
    words = one.values
    allowed = set(words.values)
    for test in tests:
        names = set(words.values[words.step(test.values[0]) :]) if test.op == "at_least" else set(test.values)
        wide = {v for v in words.values if names.intersection(words.wider(v))}
        if value in wide:
            allowed &= wide
    if not any(t.values for t in tests):
        return (value,)
    # a narrower value goes without saying where its wider one is named
    return tuple(v for v in words.values if v in allowed and not allowed.intersection(words.wider(v)[1:]))
