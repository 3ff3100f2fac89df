"""Record classes: the sets of shapes that one record can meet together, each with the weakest record that does.

Attributes are gone through one after another. What is kept is which conjunctions of tests can still hold, so the number
of classes is that of satisfiable sets of predicates and never the product of the attributes. Of each attribute only the
values are tried that its tests tell apart: thresholds just met and just missed, values, flags, unions of values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any as Anything

from models.rules import Condition, Count, Either, Item, Pattern, Rule, Shape, Tally, Test, Tied
from models.vocabulary import Attribute
from solver.matching import Check, attribute_of, test_check
from solver.status import ASSUMED, UNKNOWN
from solver.weakness import Weakness, added, weakness

Span = tuple[float, float]
MANY = 50_000
"""Above so many sets at once the question is given up."""
SMALLEST = {"number": 0.01, "integer": 1}
USUAL, FINEST = 2, 6
"""Decimals of an amount, as usual and at most."""
TOGETHER = (("sole", "author"), ("implemented", "published"), ("own_words", "total_words"))
"""Attributes that bind each other: they are tried together."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordClass:
    """Records that meet these shapes (by place in the list asked about) and no others, and the weakest such record.

    `spans` gives, for each amount that is added up, the least and the greatest that such a record can have.
    """

    kind: str
    meets: frozenset[int]
    attrs: Mapping[str, Anything]
    spans: Mapping[str, Span]


class TooMany(Exception):
    """The predicates of a kind combine in too many ways."""


def record_classes(
    shapes: Sequence[Shape], amounts: Iterable[tuple[str, str]] = (), *, most: int = MANY, told: bool = False
) -> tuple[RecordClass, ...]:
    """The classes of records that meet at least one shape. `amounts` are (kind, attribute) pairs that are added up.

    `told` leaves out records that keep silent where some shape needs an answer: they meet it or not, nobody knows.
    TooMany where more than `most` sets of predicates have to be gone through at once.
    """
    found: list[RecordClass] = []
    for kind in dict.fromkeys(shape.kind for shape in shapes):
        mine = [i for i, shape in enumerate(shapes) if shape.kind == kind]
        sums = tuple(dict.fromkeys(a for k, a in amounts if k == kind))
        for one in _classes(kind, [shapes[i] for i in mine], sums, most, told):
            found.append(replace(one, meets=frozenset(mine[i] for i in one.meets)))
    return tuple(found)


def _classes(
    kind: str, shapes: Sequence[Shape], amounts: Sequence[str], most: int, told: bool
) -> Iterator[RecordClass]:
    conjunctions = [(i, tests) for i, shape in enumerate(shapes) for tests in _expanded(shape.tests)]
    names = list(dict.fromkeys([*amounts, *(t.attribute for _, tests in conjunctions for t in tests)]))
    start: tuple[Weakness, dict[str, Anything]] = ((0, 0), {})
    spanless: tuple[Span, ...] = ()
    states = {((1 << len(conjunctions)) - 1, spanless): start}
    for group in _grouped(names):
        options = _options(kind, group, conjunctions, amounts, told)
        grown: dict[tuple[int, tuple[Span, ...]], tuple[Weakness, dict[str, Anything]]] = {}
        for (alive, spans), (weak, attrs) in states.items():
            for mask, more, values, heavier in options:
                key = (alive & mask, spans + more)
                if not key[0]:
                    continue
                total = added(weak, heavier)
                if key not in grown or total < grown[key][0]:
                    grown[key] = (total, {**attrs, **values})
        if len(grown) > most:
            raise TooMany(kind)
        states = grown
    seen: set[tuple[frozenset[int], tuple[Span, ...]]] = set()
    order = [name for group in _grouped(names) for name in group if name in amounts]
    for (alive, spans), (_, attrs) in sorted(states.items(), key=lambda state: state[1][0]):
        meets = frozenset(i for bit, (i, _) in enumerate(conjunctions) if alive >> bit & 1)
        if (meets, spans) not in seen:
            seen.add((meets, spans))
            yield RecordClass(kind=kind, meets=meets, attrs=attrs, spans=dict(zip(order, spans, strict=True)))


def _expanded(tests: tuple[Condition, ...]) -> list[tuple[Test, ...]]:
    """The conditions as alternatives, each a plain conjunction."""
    ways: list[list[tuple[Test, ...]]] = []
    for test in tests:
        ways.append(
            [w for option in test.options for w in _expanded(option)] if isinstance(test, Either) else [(test,)]
        )
    return [tuple(t for part in picked for t in part) for picked in product(*ways)]


def _grouped(names: Sequence[str]) -> list[tuple[str, ...]]:
    left = list(names)
    found = []
    for pair in TOGETHER:
        if all(name in left for name in pair):
            found.append(pair)
            left = [name for name in left if name not in pair]
    return [*found, *((name,) for name in left)]


def _options(
    kind: str,
    group: tuple[str, ...],
    conjunctions: Sequence[tuple[int, tuple[Test, ...]]],
    amounts: Sequence[str],
    told: bool,
) -> list[tuple[int, tuple[Span, ...], dict[str, Anything], Weakness]]:
    """The choices for attributes that stand together: conjunctions they leave alive, spans of amounts, the values."""
    found: dict[tuple[int, tuple[Span, ...]], dict[str, Anything]] = {}
    for picked in product(*(_choices(kind, name, conjunctions, name in amounts, told) for name in group)):
        values = {name: value for name, (_, _, value) in zip(group, picked, strict=True) if value is not _SILENT}
        if _contradict(values, group):
            continue
        mask = -1
        for one, _, _ in picked:
            mask &= one
        found.setdefault((mask, tuple(s for _, span, _ in picked for s in span)), values)
    return [
        (mask, spans, values, weakness(kind, {n: v for n, v in values.items() if n not in amounts}))
        for (mask, spans), values in found.items()
    ]


_SILENT = object()
Choice = tuple[int, tuple[Span, ...], Anything]


def _choices(
    kind: str, name: str, conjunctions: Sequence[tuple[int, tuple[Test, ...]]], added: bool, told: bool
) -> list[Choice]:
    attribute = attribute_of(kind, name)
    mine = [(bit, [t for t in tests if t.attribute == name]) for bit, (_, tests) in enumerate(conjunctions)]
    tests = list(dict.fromkeys(t for _, asked in mine for t in asked))
    checks = {t: test_check(t, attribute) for t in tests}
    found: dict[tuple[int, tuple[Span, ...], int], Choice] = {}
    for value, span in [
        *_values(attribute, tests, added),
        *([(_SILENT, None)] if any(t.unsaid for t in tests) and not (told and _open(checks.values())) else []),
    ]:
        given = {} if value is _SILENT else {name: value}
        holds = {t: check(given) >= ASSUMED for t, check in checks.items()}
        mask = sum(1 << bit for bit, asked in mine if all(holds[t] for t in asked))
        # a sum takes nothing from a record that does not say its amount
        spans = (span or (0.0, 0.0),) if added else ()
        # of attributes that bind each other, values that look alike alone may differ beside another
        place = len(found) if any(name in pair for pair in TOGETHER) else 0
        found.setdefault((mask, spans, place), (mask, spans, value))
    return list(found.values())


def _open(checks: Iterable[Check]) -> bool:
    """Whether silence leaves some test open."""
    return any(check({}) is UNKNOWN for check in checks)


def _values(attribute: Attribute, tests: Sequence[Test], added: bool) -> Iterator[tuple[Anything, Span | None]]:
    """The values that the tests tell apart."""
    if attribute.form == "flag":
        yield from ((True, None), (False, None))
    elif attribute.form == "many_of":
        assert attribute.values is not None
        asked = [
            v for v in attribute.values.values if any(set(attribute.values.wider(v)) & set(t.values) for t in tests)
        ]
        if len(asked) > 12:
            raise TooMany(attribute.name)
        sets: list[tuple[str, ...]] = [()]
        for value in asked:
            sets += [(*one, value) for one in sets]
        rest = [v for v in attribute.values.values if v not in asked]
        yield from ((one, None) for one in sorted([*sets, *((v,) for v in rest[:1])], key=len))
    elif attribute.values is not None:
        yield from ((value, None) for value in attribute.values.values)
        yield None, None
    else:
        yield from _numbers(attribute, tests, added)


def _numbers(attribute: Attribute, tests: Sequence[Test], added: bool) -> Iterator[tuple[Anything, Span | None]]:
    asked: list[Anything] = [test.number for test in tests]
    step = SMALLEST[attribute.form] if attribute.form == "integer" else 10.0 ** -decimals(asked)
    starts: set[Anything] = {attribute.least or 0}
    for test in tests:
        number: Anything = test.number
        starts.add(number if test.op == "at_least" else number + step)
    if attribute.name == "author":
        starts.add(2)
    least = attribute.least or 0
    ranked = sorted(s for s in starts if s >= least and (attribute.most is None or s <= attribute.most))
    for place, start in enumerate(ranked):
        last = place == len(ranked) - 1
        end = round(ranked[place + 1] - step, FINEST) if not last else float("inf")
        value = start if added or last or attribute.name == "own_words" else end
        if last and attribute.name == "total_words":
            value = start + 10_000_000
        yield value, (float(start), float(end))
    if not added:
        yield None, None


def _contradict(values: Mapping[str, Anything], group: tuple[str, ...]) -> bool:
    if values.get("sole") is True and "author" in group and values.get("author") != 1:
        return True
    if values.get("implemented") is True and "published" in group and values.get("published") is not True:
        return True
    own, total = values.get("own_words"), values.get("total_words")
    return own is not None and "total_words" in group and (total is None or own > total)


def decimals(numbers: Iterable[int | float]) -> int:
    """With how many decimals some amounts are told apart: two, or as many as one of them has."""
    found = USUAL
    for number in numbers:
        while found < FINEST and round(number, found) != number:
            found += 1
    return found


def patterns_of(node: Rule) -> list[Pattern]:
    """The patterns by which a node looks at records, weights among them."""
    if isinstance(node, Count):
        kinds = dict.fromkeys(shape.kind for shape in node.pattern)
        return [node.pattern, *((Shape(kind=k, tests=w.tests),) for k in kinds for w in node.weights)]
    if isinstance(node, Item):
        return [node.pattern]
    return list(node.patterns) if isinstance(node, Tied) else []


def most_needed(nodes: Iterable[Rule], classes: Sequence[RecordClass]) -> dict[str, int]:
    """For each kind, the records that all its demands together can use."""
    found: dict[str, int] = {}
    for node in nodes:
        for rule, n in _demands(node, classes):
            for kind in {shape.kind for pattern in patterns_of(rule) for shape in pattern}:
                found[kind] = found.get(kind, 1) + n
    return found


def _demands(node: Rule, classes: Sequence[RecordClass]) -> list[tuple[Rule, int]]:
    n: Anything = len(node.patterns) if isinstance(node, Tied) else getattr(node, "n", 1)
    if isinstance(node, Tally):
        pers: list[Anything] = [item.per for item in node.of]
        return [(item, int(n * per)) for item, per in zip(node.of, pers, strict=True)]
    if not isinstance(node, Count) or node.total is None:
        return [(node, int(n))] if isinstance(node, Count | Tied) else []
    need: Anything = node.total.at_least
    kinds = {shape.kind for shape in node.pattern}
    # a sum may be made of the smallest amounts that a class allows
    highs = [c.spans[node.total.of][1] for c in classes if c.kind in kinds and node.total.of in c.spans]
    least = min([high for high in highs if high > 0], default=need)
    return [(node, int(n) + (int(need / least) + 1 if least < need else 1))]
