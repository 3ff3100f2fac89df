"""Which classes of records a question of one direction needs: those that serve one rule most and the other least.

Of somebody who meets one rule and not another, a record may be exchanged for one that meets at least as much of what
the first asks and at most as much of what the second asks: neither rule turns, since more and better records never make
a count fail. So classes that another one beats in this way are left out, and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any as Anything

from models import rules
from models.rules import Rule, Shape
from solver.classes import RecordClass, patterns_of
from solver.world import inner


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """The shapes that records should meet, and those that they should not; one may be both."""

    good: frozenset[Shape]
    bad: frozenset[Shape]


def sought(holds: Iterable[Rule], fails: Iterable[Rule]) -> Sought:
    """What helps to make some rules hold and others fail."""
    good: set[Shape] = set()
    bad: set[Shape] = set()
    for rule in holds:
        _collect(rule, good, bad)
    for rule in fails:
        _collect(rule, bad, good)
    return Sought(good=frozenset(good), bad=frozenset(bad))


def _collect(rule: Rule, good: set[Shape], bad: set[Shape]) -> None:
    """The shapes by which a rule looks at records; what `lacks` denies turns around."""
    if isinstance(rule, rules.Lacks):
        _collect(rule.of, bad, good)
        return
    below = rules.children(rule)
    for child in below:
        _collect(child, good, bad)
    if not below or isinstance(rule, rules.Tally):
        for node in inner(rule):
            good.update(shape for pattern in patterns_of(node) for shape in pattern)


def leading(classes: Sequence[RecordClass], shapes: Sequence[Shape], wanted: Sought) -> tuple[RecordClass, ...]:
    """The classes that no other beats, in their order (the weakest first); `shapes` is what `meets` points into."""
    good = frozenset(i for i, shape in enumerate(shapes) if shape in wanted.good)
    bad = frozenset(i for i, shape in enumerate(shapes) if shape in wanted.bad)
    kept: list[RecordClass] = []
    by_kind: dict[str, list[tuple[int, int, RecordClass]]] = {}
    for one in classes:
        helps, harms = _bits(one.meets & good), _bits(one.meets & bad)
        if helps:
            by_kind.setdefault(one.kind, []).append((helps, harms, one))
    for mine in by_kind.values():
        for place, (helps, harms, one) in enumerate(mine):
            beaten = any(
                helps & more == helps
                and harms & less == less
                and (more != helps or less != harms or other < place)
                and _freer(rival, one)
                for other, (more, less, rival) in enumerate(mine)
                if other != place
            )
            if not beaten:
                kept.append(one)
    return tuple(kept)


def least_records(rule: Rule) -> int:
    """A number of records without which a rule cannot hold: a bound, not always reached."""
    match rule:
        case rules.Count():
            n: Anything = rule.n
            return -(-int(n) // max([1, *(int(w.counts) for w in rule.weights)]))
        case rules.Tally():
            results: Anything = rule.n
            pers: list[Anything] = [item.per for item in rule.of]
            return int(results) * int(min(pers))
        case rules.Tied():
            return len(rule.patterns)
        case rules.All() | rules.AtLeast():
            some = len(rule.of) if isinstance(rule, rules.All) else int(rule.n)  # type: ignore[arg-type]  # settled
            easiest = sorted(least_records(child) for child in rule.of)[:some]
            return sum(easiest) if rule.once else max(easiest, default=0)
        case rules.Any():
            return min((least_records(child) for child in rule.of), default=0)
    return 0


def _bits(places: frozenset[int]) -> int:
    return sum(1 << place for place in places)


def _freer(one: RecordClass, other: RecordClass) -> bool:
    """Whether the amounts of a class may be all that those of another may."""
    return all(one.spans[name][0] <= low and high <= one.spans[name][1] for name, (low, high) in other.spans.items())
