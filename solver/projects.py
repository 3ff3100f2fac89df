"""Projects of a person left free: results that count as one, and records that have to belong together.

In a proof projects are left open where they could matter. A person to be written down has, kind by kind, either all
records of the kind in one project or none in any: merging projects never makes a count of results larger, and records
that have to belong together may as well all do.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, permutations
from typing import TYPE_CHECKING
from typing import Any as Anything

from models.rules import Count, Pattern, Tied
from solver.world import content

if TYPE_CHECKING:
    from solver.records import Pile, Records

ONE = "A"
"""The project to which records of a kind belong."""


def together(records: Records, kind: str) -> Anything:
    """A literal for "all records of this kind are of one project"."""
    if kind not in records.together:
        records.together[kind] = records.model.new_bool_var(f"{kind} together")
    return records.together[kind]


def per_project(records: Records, rule: Count, enough: Anything) -> Anything:
    """A literal for a count in which results of one kind from one project are one; `enough` tells of the records."""
    model, plain = records.model, records.world.plain
    found = model.new_bool_var("")
    model.add_implication(found, enough)
    by_kind: dict[str, list[Pile]] = {}
    for pile in records.serving(rule.pattern):
        by_kind.setdefault(pile.made.kind, []).append(pile)
    kinds = [together(records, kind) for kind in by_kind]
    model.add_bool_or(found, ~enough, *kinds, ~plain)
    if rule.total is not None or rule.weights:
        # which record of a project counts most is not modelled
        model.add_bool_and(~one for one in kinds).only_enforce_if(plain)
        return found
    many = [_results(records, rule, piles, one) for piles, one in zip(by_kind.values(), kinds, strict=True)]
    reached = records.world.flag(sum(many) + records.world.no, int(rule.n))  # type: ignore[arg-type]  # settled
    model.add(found == reached).only_enforce_if(plain)
    return found


def _results(records: Records, rule: Count, piles: list[Pile], one: Anything) -> Anything:
    """How many results the records of one kind are; patents of different types are different results."""
    most = sum(records.most[p.made.kind] for p in piles)
    number = records.counting([(p, p.number) for p in piles], rule.since, most)
    groups: dict[Anything, list[Pile]] = {}
    for pile in piles:
        groups.setdefault(pile.made.attrs.get("type") if pile.made.kind == "patent" else None, []).append(pile)
    some = [
        records.world.flag(records.counting([(p, p.number) for p in group], rule.since, most), 1)
        for group in groups.values()
    ]
    found = records.model.new_int_var(0, most, "")
    records.model.add(found == number).only_enforce_if(~one)
    records.model.add(found == sum(some)).only_enforce_if(one)
    return found


def tied(records: Records, rule: Tied, others: Mapping[str, tuple[Tied, Anything]]) -> Anything:
    """A literal for different records of one project, one of each pattern. `others` are those made before."""
    model, world = records.model, records.world
    found = model.new_bool_var("")
    there = [
        _number(records, rule, several, len(several))
        for size in range(1, len(rule.patterns) + 1)
        for several in combinations(rule.patterns, size)
    ]
    for one in there:
        model.add_implication(found, one)
    kinds = [together(records, kind) for kind in dict.fromkeys(s.kind for p in rule.patterns for s in p)]
    for one in kinds:
        model.add_bool_or(~found, one, ~world.plain)
    model.add_bool_or(found, *(~one for one in there), *(~one for one in kinds), ~world.plain)
    for other, held in others.values():
        for small, large, low, high in ((rule, other, found, held), (other, rule, held, found)):
            if _within(records, small, large):
                model.add_implication(low, high)
    return found


def _number(records: Records, rule: Tied, patterns: tuple[Pattern, ...], n: int) -> Anything:
    """Whether there are so many records with one of these patterns: without that, no choice of different ones is."""
    piles = list({p.place: p for pattern in patterns for p in records.serving(pattern)}.values())
    if not piles:
        return records.world.no
    most = sum(records.most[p.made.kind] for p in piles)
    return records.world.flag(records.counting([(p, p.number) for p in piles], rule.since, most), n)


def _within(records: Records, small: Tied, large: Tied) -> bool:
    """Whether the first cannot hold without the second: each pattern within another one, in some order."""
    if content(small.since) != content(large.since) or len(small.patterns) < len(large.patterns):
        return False
    places = [{p.place for p in records.serving(pattern)} for pattern in small.patterns]
    wider = [{p.place for p in records.serving(pattern)} for pattern in large.patterns]
    return any(all(a <= b for a, b in zip(order, wider, strict=True)) for order in permutations(places, len(wider)))
