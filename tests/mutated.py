"""The mutants of a settled rung: what one edit of the standard's file would change, and the rung with it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any as Anything

from models import rules
from models.rules import Count, Item, Rule, Since, Test, Tied
from models.vocabulary import vocabulary
from solver.settle import Settled
from tests import mutations

Swap = Mapping[int, Rule]
"""By identity: the nodes of a settled rung that change, each with what takes its place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mutant:
    """One change. `swaps` gives the nodes it changes in a settled rung; none where the readings leave them out."""

    node: str
    cite: str
    line: int
    change: str
    swaps: Callable[[Settled], Swap]
    routes: Callable[[Settled], Mapping[str, tuple[Rule, ...]]] | None = None


def inner(value: Anything) -> Iterator[Rule]:
    """Every node under a value, also those that nodes hold as titles, early rights or rules that free."""
    if isinstance(value, tuple):
        for one in value:
            yield from inner(one)
    elif is_dataclass(value) and not isinstance(value, type):
        if isinstance(value, Rule):
            yield value
        if isinstance(value, Rule | Since):
            for field in fields(value):
                yield from inner(getattr(value, field.name))


def nodes(settled: Settled) -> list[Rule]:
    """Every node of a settled rung once, by identity."""
    return list({id(n): n for parts in settled.routes.values() for part in parts for n in inner(part)}.values())


def applied(settled: Settled, mutant: Mutant) -> Mapping[str, tuple[Rule, ...]]:
    """The routes of the rung with the change made."""
    if mutant.routes is not None:
        return mutant.routes(settled)
    swaps = mutant.swaps(settled)
    if not swaps:
        return settled.routes
    made: dict[int, Anything] = {}
    return {name: _rebuilt(parts, swaps, made) for name, parts in settled.routes.items()}


def _rebuilt(value: Anything, swaps: Swap, made: dict[int, Anything]) -> Anything:
    if isinstance(value, tuple):
        if not value or not isinstance(value[0], Rule):
            return value
        new = tuple(_rebuilt(one, swaps, made) for one in value)
        return value if all(a is b for a, b in zip(new, value, strict=True)) else new
    if id(value) in swaps:
        return swaps[id(value)]
    if id(value) in made:
        return made[id(value)]
    changed = {}
    for field in fields(value):
        old = getattr(value, field.name)
        if isinstance(old, tuple | Rule | Since):
            new = _rebuilt(old, swaps, made)
            if new is not old:
                changed[field.name] = new
    made[id(value)] = replace(value, **changed) if changed else value
    return made[id(value)]


def mutants(rung: Sequence[Settled], every: frozenset[Test]) -> list[Mutant]:
    """All mutants of a rung, met under one choice of readings after another; the first is the default."""
    found: dict[tuple[Anything, str], Mutant] = {}
    cache: dict[tuple[int, Anything], dict[str, Swap]] = {}
    for settled in rung:
        for key, group in _units(settled).items():
            first = group[0]
            for change, _ in mutations.changes(first, every):
                if (key, change) not in found:
                    found[key, change] = Mutant(
                        node=first.id,
                        cite=first.cite,
                        line=first.line,
                        change=change,
                        swaps=_at(key, change, every, cache),
                    )
    return [*found.values(), *_joint(rung, every), *_routes(rung)]


def _units(settled: Settled) -> dict[Anything, list[Rule]]:
    """Nodes by what the file says once: a node met again by `use` is the same unit."""
    found: dict[Anything, list[Rule]] = {}
    for node in nodes(settled):
        if "since" in node.id.split("/"):
            continue
        gathered = isinstance(node, rules.All | rules.Any | rules.AtLeast)
        last = "" if gathered else node.id.rsplit("/", 1)[-1]
        key = (node.line, type(node).__name__, last) if node.line and node.id.split("/")[0] != "early" else node.id
        found.setdefault(key, []).append(node)
    return found


def _at(
    key: Anything, change: str, every: frozenset[Test], cache: dict[tuple[int, Anything], dict[str, Swap]]
) -> Callable[[Settled], Swap]:
    def swaps(settled: Settled) -> Swap:
        kept = cache.get((id(settled), key))
        if kept is None:
            kept = {}
            for node in _cached_units(settled).get(key, ()):
                for label, made in mutations.changes(node, every):
                    kept.setdefault(label, {})[id(node)] = made  # type: ignore[index]  # built here
            cache[id(settled), key] = kept
        return kept.get(change, {})

    return swaps


_UNITS: dict[int, tuple[Settled, dict[Anything, list[Rule]]]] = {}


def _cached_units(settled: Settled) -> dict[Anything, list[Rule]]:
    if id(settled) not in _UNITS:
        _UNITS[id(settled)] = (settled, _units(settled))
    return _UNITS[id(settled)][1]


def _joint(rung: Sequence[Settled], every: frozenset[Test]) -> Iterator[Mutant]:
    """What the file says once for many nodes: since which title, `early`, `per_project`, `every_record`."""
    made: set[tuple[str, str]] = set()
    for settled in rung:
        for node in nodes(settled):
            for name, change, fits, build in _shared(node, every):
                if (name, change) not in made:
                    made.add((name, change))
                    yield Mutant(
                        node=f"{settled.rung} {name}", cite=node.cite, line=0, change=change, swaps=_all(fits, build)
                    )


def _all(fits: Callable[[Rule], bool], build: Callable[[Rule], Rule]) -> Callable[[Settled], Swap]:
    return lambda settled: {id(n): build(n) for n in nodes(settled) if fits(n)}


Shared = tuple[str, str, Callable[[Rule], bool], Callable[[Anything], Rule]]
Retitled = Callable[[Since], Since | None]


def _shared(node: Rule, every: frozenset[Test]) -> Iterator[Shared]:
    since = getattr(node, "since", None)
    if isinstance(since, Since):
        for change, title in _since(since):
            yield f"since {since.level}", change, _same_since(since), _retitled(title)
    if isinstance(node, rules.Worked) and node.early is not None:
        for change, by in mutations.stepped("by", node.early_by):
            yield "early", change, _early, _set("early_by", by)
    if isinstance(node, Count) and node.pattern[0].kind != "recommender":
        flag = node.per_project
        yield "per_project", f"{flag} -> {not flag}", _projects(flag), _set("per_project", not flag)
    for test in every if _counting(node) else ():
        name = f"every record {test.attribute}"
        yield name, "dropped", _counting, _asking(test, None)
        yield name, "negated", _counting, _asking(test, replace(test, flag=not test.flag))


def _set(name: str, value: Anything) -> Callable[[Anything], Rule]:
    return lambda node: mutations.put(node, name, value)


def _retitled(title: Retitled) -> Callable[[Anything], Rule]:
    return lambda node: mutations.put(node, "since", title(node.since))


def _asking(test: Test, one: Test | None) -> Callable[[Anything], Rule]:
    return lambda node: _without(node, test, one)


def _early(node: Rule) -> bool:
    return isinstance(node, rules.Worked) and node.early is not None


def _projects(flag: bool) -> Callable[[Rule], bool]:
    return lambda node: isinstance(node, Count) and node.pattern[0].kind != "recommender" and node.per_project is flag


def _since(since: Since) -> Iterator[tuple[str, Retitled]]:
    yield "dropped", _dropped
    rungs = vocabulary().sets["rung"].values
    moved = mutations.ordered("title", since.level, rungs) if since.level else [("title highest -> senior", "senior")]
    for label, level in moved:
        yield label, _levelled(level)
    for name in ("free", "free_when_held"):
        rule = getattr(since, name)
        if rule is not None:
            yield f"{name} dropped", _freed(name, None)
            for label, _ in mutations.changes(rule):
                yield f"{name} {label}", _freed(name, label)


def _dropped(_: Since) -> None:
    return None


def _levelled(level: str) -> Retitled:
    return lambda since: replace(since, level=level)


def _freed(name: str, label: str | None) -> Retitled:
    def freed(since: Since) -> Since:
        rule = getattr(since, name)
        made = dict(mutations.changes(rule)).get(label, rule) if rule is not None and label is not None else None
        changed: dict[str, Anything] = {name: made}
        return replace(since, **changed)

    return freed


def _same_since(since: Since) -> Callable[[Rule], bool]:
    def fits(node: Rule) -> bool:
        own = getattr(node, "since", None)
        return isinstance(own, Since) and own.level == since.level

    return fits


def _counting(node: Rule) -> bool:
    recommending = isinstance(node, Count) and node.pattern[0].kind == "recommender"
    return isinstance(node, Count | Item | Tied) and not recommending


def _without(node: Anything, test: Test, one: Test | None) -> Rule:
    def swap(pattern: rules.Pattern) -> rules.Pattern:
        return tuple(mutations.swapped(shape, test, one) for shape in pattern)

    if isinstance(node, Tied):
        return replace(node, patterns=tuple(swap(p) for p in node.patterns))
    return replace(node, pattern=swap(node.pattern))  # type: ignore[no-any-return]  # `swap` is any function of a pattern


def _routes(rung: Sequence[Settled]) -> Iterator[Mutant]:
    """Each route without each of its parts."""
    for name, parts in rung[0].routes.items():
        for part in parts if len(parts) > 1 else ():
            yield Mutant(
                node=f"{rung[0].rung} route {name}",
                cite=part.cite,
                line=0,
                change=f"without {part.id}",
                swaps=_unchanged,
                routes=_lacking(name, part.id),
            )


def _unchanged(_: Settled) -> Swap:
    return {}


def _lacking(name: str, path: str) -> Callable[[Settled], Mapping[str, tuple[Rule, ...]]]:
    return lambda settled: {**settled.routes, name: tuple(p for p in settled.routes[name] if p.id != path)}
