"""Conditions on people measured in columns, held against the reference: how they stand, when they turn, since when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import polars as pl
import pyarrow as pa

from models import people_table, rules
from models.applicant import Applicant
from models.rules import Rule, Since
from solver import waiting
from solver.additions import nodes_of
from solver.columns.calendar import number
from solver.columns.leaves import Leaves
from solver.facts import Facts
from solver.settle import Settled

PLAIN = (
    rules.External, rules.Worked, rules.Held, rules.Education, rules.Fact, rules.Clear, rules.Attest, rules.Risen,
)  # fmt: skip


def plain(node: Rule) -> bool:
    """Whether a node is no matter of records."""
    if isinstance(node, rules.All | rules.Any):
        return not getattr(node, "once", False) and all(plain(child) for child in node.of)
    return isinstance(node, PLAIN)


def inside(node: Any) -> Iterator[Any]:
    """A node, and the conditions that stand in its fields."""
    yield node
    for name in ("free", "free_when_held", "early", "after", "concerns"):
        if (one := getattr(node, name, None)) is not None:
            yield from inside(one)
    for child in getattr(node, "of", ()) if isinstance(node, rules.All | rules.Any) else ():
        yield from inside(child)


def asked_by(settled: Settled) -> tuple[list[Rule], list[Since]]:
    """The conditions on a person that a rung asks anywhere, and the titles since which it counts."""
    nodes = nodes_of(settled)
    begins = {id(one): one for node in nodes if (one := getattr(node, "since", None)) is not None}
    leaves = {id(one): one for node in (*nodes, *begins.values()) for one in inside(node) if isinstance(one, Rule)}
    return [one for one in leaves.values() if plain(one)], list(begins.values())


def table(persons: Iterable[Applicant]) -> pa.Table:
    """People as a table."""
    return people_table.table([people_table.row(person) for person in persons])


def compared(
    persons: Sequence[Applicant], leaves: Leaves, nodes: Iterable[Rule], begins: Iterable[Since]
) -> Counter[str]:
    """What the reference says of each person, having found that the columns say the same; how often which answer."""
    as_of, standard, strict = leaves.as_of, leaves.standard, leaves.strict
    facts = [Facts(person, as_of, standard, strict=strict) for person in persons]
    counted = [Facts(waiting.counted_on(person, as_of)[0], as_of, standard, strict=strict) for person in persons]
    seen: Counter[str] = Counter()
    assert not leaves.odd().any()
    for node in nodes:
        told = leaves.status(node)
        assert told.dtype == pl.Int8
        expected = [int(one.status(node)) for one in facts]
        assert told.to_list() == expected, f"{node} on {as_of}"
        columns = [(turn.day.to_list(), turn.status) for turn in leaves.turns(node)]
        turned = [[(days[place], status) for days, status in columns if days[place]] for place in range(len(persons))]
        later = [[(day, int(status)) for day, status in waiting.turns(node, one)] for one in counted]
        assert turned == later, f"{node} after {as_of}"
        seen.update(f"{type(node).__name__} {status}" for status in expected)
        seen.update(f"{type(node).__name__} turns {len(days)}" for days in later)
    for begin in begins:
        found = leaves.since(begin)
        told_of = zip(found.surely.to_list(), found.possibly.to_list(), found.every.to_list(), strict=True)
        from_days = [one.since(begin) for one in facts]
        numbered = [(_numbered(one.surely), _numbered(one.possibly), int(one.every)) for one in from_days]
        assert list(told_of) == numbered, f"since {begin.level} on {as_of}"
        seen.update(f"since {one is not None} {other is not None} {every}" for one, other, every in numbered)
    return seen


def _numbered(day: date | None) -> int | None:
    return None if day is None else number(day)
