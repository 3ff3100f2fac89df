"""What can be changed in one node of a rule tree: every number by one step, every list by one member, every test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any as Anything
from typing import TypeVar

from models import rules
from models.rules import Condition, Count, Either, Item, Pattern, Rule, Shape, Tally, Test, Tied
from models.vocabulary import Attribute, ValueSet, vocabulary
from solver.matching import attribute_of
from solver.schooling import SCHOOLING

CLASSES = ("skilled_intermediate", "skilled_senior", "skilled_technician")
MONEY = 0.1
"""The smallest step of an amount (万元) that a case tells apart."""
T = TypeVar("T")
Changed = Iterator[tuple[str, T]]


def changes(rule: Rule, every: frozenset[Test] = frozenset()) -> Changed[Rule]:
    """Each way to change a node alone, with what was done. Tests in `every` stand once for a whole rung: left alone."""
    match rule:
        case rules.All() | rules.Any() | rules.AtLeast():
            yield from _gathered(rule)
        case Count():
            yield from _count(rule, every)
        case Item():
            for label, per in stepped("each", rule.per):
                yield label, replace(rule, per=per)
            for label, pattern in _pattern(rule.pattern, every):
                yield label, replace(rule, pattern=pattern)
        case Tally():
            yield from _tally(rule)
        case Tied():
            for i, pattern in enumerate(rule.patterns):
                for label, one in _pattern(pattern, every):
                    yield (
                        f"{i + 1}: {label}",
                        replace(rule, patterns=(*rule.patterns[:i], one, *rule.patterns[i + 1 :])),
                    )
        case rules.Education():
            yield from _education(rule)
        case rules.Held():
            yield from _held(rule)
        case rules.Worked():
            yield from _worked(rule)
        case rules.Fact():
            attribute = attribute_of("person", rule.fact.removeprefix("conduct."))
            for label, test in test_changes(rule.test, attribute):
                if test is not None:
                    yield label, replace(rule, test=test)
        case rules.Clear():
            for label, months in stepped("months", rule.months):
                yield label, replace(rule, months=months)
        case rules.Risen():
            yield from _risen(rule)


def stepped(name: str, value: Anything, step: float = 1, least: float = 1) -> Changed[Anything]:
    """A number one step lower and one step higher; 0 stands for nothing asked."""
    if value:
        for to in (round(value - step, 4), round(value + step, 4)):
            if to >= least:
                yield f"{name} {value} -> {to}", to


def members(name: str, values: tuple[str, ...], known: tuple[str, ...], covered: frozenset[str]) -> Changed[Anything]:
    """A list without each of its members, and with the nearest value that it does not take."""
    if len(values) > 1:
        for value in values:
            yield f"{name} without {value}", tuple(v for v in values if v != value)
    places = [known.index(v) for v in values]
    outside = [v for v in known if v not in covered]
    if outside:
        near = min(outside, key=lambda v: (min(abs(known.index(v) - p) for p in places), known.index(v)))
        yield f"{name} with {near}", (*values, near)


def _values(name: str, values: Anything, known: ValueSet) -> Changed[Anything]:
    covered = frozenset(v for v in known.values if any(w in values for w in known.wider(v)))
    wider = frozenset(w for v in values for w in known.wider(v))
    yield from members(name, values, known.values, covered | wider if covered | wider < set(known.values) else covered)


def ordered(name: str, value: str, known: tuple[str, ...]) -> Changed[str]:
    """An ordered value one step down and one step up."""
    place = known.index(value)
    for to in (place - 1, place + 1):
        if 0 <= to < len(known):
            yield f"{name} {value} -> {known[to]}", known[to]


def test_changes(test: Test, attribute: Attribute) -> Changed[Test | None]:
    """One test changed; None is dropped."""
    name = test.attribute
    yield f"{name} dropped", None
    if test.unsaid:
        yield f"{name} must be said", replace(test, unsaid=False)
    if test.op == "is":
        yield f"{name} negated", replace(test, flag=not test.flag)
    elif attribute.values is None:
        step = MONEY if attribute.form == "number" else 1
        for label, number in stepped(name, test.number, step, least=0):
            yield label, replace(test, number=number)
    elif test.op == "at_least":
        for label, value in ordered(name, test.values[0], attribute.values.values):
            yield label, replace(test, values=(value,))
    else:
        for label, values in _values(name, test.values, attribute.values):
            yield label, replace(test, values=values)


def _tests(tests: tuple[Condition, ...], kind: str, every: frozenset[Test]) -> Changed[tuple[Condition, ...]]:
    for i, test in enumerate(tests):
        for label, one in _condition(test, kind, every):
            yield label, (*tests[:i], *([one] if one is not None else []), *tests[i + 1 :])


def _condition(test: Condition, kind: str, every: frozenset[Test]) -> Changed[Condition | None]:
    if isinstance(test, Test):
        if test not in every:
            yield from test_changes(test, attribute_of(kind, test.attribute))
        return
    yield "either dropped", None
    for i, option in enumerate(test.options):
        others = (*test.options[:i], *test.options[i + 1 :])
        yield f"option {i + 1} removed", Either(options=others)
        for label, made in _tests(option, kind, every):
            if made:
                yield f"option {i + 1}: {label}", Either(options=(*test.options[:i], made, *test.options[i + 1 :]))


def _pattern(pattern: Pattern, every: frozenset[Test]) -> Changed[Pattern]:
    """A test that all shapes share is written once and changes in all of them."""
    shared = [t for t in pattern[0].tests if all(t in shape.tests for shape in pattern)]
    if len(pattern) > 1:
        for test in shared:
            for label, one in _condition(test, pattern[0].kind, every):
                yield label, tuple(swapped(shape, test, one) for shape in pattern)
    for i, shape in enumerate(pattern):
        name = f"{shape.kind} {i + 1}: " if len(pattern) > 1 else ""
        if len(pattern) > 1:
            yield f"{name}removed", (*pattern[:i], *pattern[i + 1 :])
        own = [t for t in shape.tests if len(pattern) == 1 or t not in shared]
        for test in own:
            for label, one in _condition(test, shape.kind, every):
                yield f"{name}{label}", (*pattern[:i], swapped(shape, test, one), *pattern[i + 1 :])


def swapped(shape: Shape, test: Condition, one: Condition | None) -> Shape:
    """The shape with one test changed, or dropped."""
    made = tuple(one if t == test else t for t in shape.tests)
    return replace(shape, tests=tuple(t for t in made if t is not None))


def _gathered(rule: rules.All | rules.Any | rules.AtLeast) -> Changed[Rule]:
    n: Anything = rule.n if isinstance(rule, rules.AtLeast) else 0
    if len(rule.of) > 1:
        for child in rule.of:
            kept = tuple(c for c in rule.of if c is not child)
            if isinstance(rule, rules.AtLeast) and n > len(kept):
                yield f"without {_last(child)}", replace(rule, of=kept, n=n - 1)
            else:
                yield f"without {_last(child)}", replace(rule, of=kept)
        common: dict[str, Anything] = {"id": rule.id, "cite": rule.cite, "when": rule.when, "line": rule.line}
        if isinstance(rule, rules.All):
            yield "all -> any", rules.Any(of=rule.of, **common)
        if isinstance(rule, rules.Any):
            yield "any -> all", rules.All(of=rule.of, **common)
    if isinstance(rule, rules.AtLeast):
        for to in (n - 1, n + 1):
            if 1 <= to <= len(rule.of):
                yield f"at least {n} -> {to}", replace(rule, n=to)
    if isinstance(rule, rules.All | rules.AtLeast) and (rule.once or _may_be_once(rule)):
        yield "once dropped" if rule.once else "once", replace(rule, once=not rule.once)


def _may_be_once(rule: rules.All | rules.AtLeast) -> bool:
    below = [rules.walk(child) for child in rule.of]
    counting = sum(any(isinstance(n, Count) for n in nodes) for nodes in below)
    other = any(isinstance(n, Tally | Tied | rules.Lacks) for nodes in below for n in nodes)
    return counting > 1 and not other


def _last(rule: Rule) -> str:
    return rule.id.rsplit("/", 1)[-1]


def _count(rule: Count, every: frozenset[Test]) -> Changed[Rule]:
    for label, n in stepped("at least", rule.n):
        yield label, replace(rule, n=n)
    for label, pattern in _pattern(rule.pattern, every):
        yield label, replace(rule, pattern=pattern)
    for i, weight in enumerate(rule.weights):
        others = (*rule.weights[:i], *rule.weights[i + 1 :])
        yield f"weight {i + 1} removed", replace(rule, weights=others)
        for label, counts in stepped(f"weight {i + 1}", weight.counts):
            yield label, replace(rule, weights=(*others, replace(weight, counts=counts)))
        for label, tests in _tests(weight.tests, rule.pattern[0].kind, every):
            yield f"weight {i + 1}: {label}", replace(rule, weights=(*others, replace(weight, tests=tests)))
    if rule.total is not None:
        yield "total dropped", replace(rule, total=None)
        for label, amount in stepped("total", rule.total.at_least, MONEY, least=0):
            yield label, replace(rule, total=replace(rule.total, at_least=amount))
        if rule.total.months is not None:
            yield "within dropped", replace(rule, total=replace(rule.total, months=None))
            for label, months in stepped("within", rule.total.months):
                yield label, replace(rule, total=replace(rule.total, months=months))


def _tally(rule: Tally) -> Changed[Rule]:
    for label, n in stepped("at least", rule.n):
        yield label, replace(rule, n=n)
    if len(rule.of) > 1:
        for child in rule.of:
            yield f"without {_last(child)}", replace(rule, of=tuple(c for c in rule.of if c is not child))


def _relation(rule: rules.Education | rules.Held) -> Changed[Rule]:
    if rule.relation:
        known = vocabulary().sets["relation"].values
        for label, values in members("relation", rule.relation, known, frozenset(rule.relation)):
            yield label, replace(rule, relation=values)
        yield "relation dropped", replace(rule, relation=())


def _education(rule: rules.Education) -> Changed[Rule]:
    if rule.by == "class":
        for label, values in members("class", rule.levels, CLASSES, frozenset(rule.levels)):
            yield label, replace(rule, levels=values)
    else:
        for label, value in ordered("level", rule.levels[0], SCHOOLING):
            yield label, replace(rule, levels=(value,))
    yield from _relation(rule)
    for name in ("exactly", "new"):
        if getattr(rule, name):
            yield f"{name} dropped", put(rule, name, False)
    if rule.mark:
        yield "mark dropped", replace(rule, mark="")
        other = "engineering_academic" if rule.mark == "engineering_professional" else "engineering_professional"
        yield f"mark {rule.mark} -> {other}", replace(rule, mark=other)


def _held(rule: rules.Held) -> Changed[Rule]:
    rungs, series = vocabulary().sets["rung"].values, vocabulary().sets["series"].values
    if len(rule.level) == 1:
        for label, value in ordered("level", rule.level[0], rungs):
            yield label, replace(rule, level=(value,))
    else:
        for label, values in members("level", rule.level, rungs, frozenset(rule.level)):
            yield label, replace(rule, level=values)
    for label, values in members("series", rule.series, series, frozenset(rule.series)):
        yield label, replace(rule, series=values)
    yield from _relation(rule)
    for label, months in stepped("months", rule.months):
        yield label, replace(rule, months=months)


def _worked(rule: rules.Worked) -> Changed[Rule]:
    for label, months in stepped("months", rule.months):
        yield label, replace(rule, months=months)
    for label, values in _values("field", rule.fields, vocabulary().sets["field"]):
        yield label, replace(rule, fields=values)
    if rule.early is not None:
        yield "early dropped", replace(rule, early=None, early_by=0)
    if rule.after is not None:
        yield "after dropped", replace(rule, after=None)


def _risen(rule: rules.Risen) -> Changed[Rule]:
    for row, levels in rule.used.items():
        if len(rule.used) > 1:
            yield f"row {row} removed", replace(rule, used={r: v for r, v in rule.used.items() if r != row})
        for label, values in members(f"row {row}", levels, SCHOOLING, frozenset(levels)):
            yield label, replace(rule, used={**rule.used, row: values})
    every = tuple(str(n) for n in range(1, 7))
    for name in ("rows", "except_rows"):
        rows = getattr(rule, name)
        if rows:
            for label, values in members(name, rows, every, frozenset(rows)):
                yield label, put(rule, name, values)
            yield f"{name} dropped", put(rule, name, ())
    if rule.levels:
        yield "levels dropped", replace(rule, levels=())
        for label, values in members("levels", rule.levels, vocabulary().sets["rung"].values, frozenset(rule.levels)):
            yield label, replace(rule, levels=values)
    if rule.unless_worked:
        yield "unless_worked dropped", replace(rule, unless_worked=())
        for label, values in _values("unless_worked", rule.unless_worked, vocabulary().sets["field"]):
            yield label, replace(rule, unless_worked=values)


def put(rule: Rule, name: str, value: Anything) -> Rule:
    """The node with one field changed."""
    change: dict[str, Anything] = {name: value}
    return replace(rule, **change)
