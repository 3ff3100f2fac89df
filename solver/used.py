"""Records that count once: what one application rested on, a standard may leave out of the next.

Where the conditions on records ask that they were not used in an earlier review, a record that is there is a thing to
be given to one application, as a new one is: it stands in the pool of additions, at no price, once for each step that
could count it. New records are used by the application that they were made for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any as Anything

from models.applicant import Applicant, Record
from models.rules import Count, Item, Rule
from solver.actions import flat
from solver.additions import HELD, Addition, Adds
from solver.classes import patterns_of
from solver.facts import Facts
from solver.status import Status

USED = "used"
"""The mark of a record that an earlier review has counted."""


def fresh(node: Rule) -> bool:
    """Whether a node counts only records that no earlier review has."""
    return any(
        test.attribute == USED and test.op == "is" and not test.flag
        for pattern in patterns_of(node)
        for shape in pattern
        for test in flat(shape.tests)
    )


def spare(nodes: Iterable[Rule], facts: Facts, cut: Status) -> dict[int, tuple[Rule, tuple[tuple[str, int], ...]]]:
    """For each such node (by identity) the records there that it could count: path, and how often; of a project one."""
    found: dict[int, tuple[Rule, tuple[tuple[str, int], ...]]] = {}
    for node in nodes:
        if not isinstance(node, Count | Item) or not fresh(node):
            continue
        best: dict[Anything, tuple[str, int]] = {}
        for match in facts.matches(node):
            key = match.group or match.record.path
            weight = match.weight(cut)
            if match.status >= cut and (key not in best or weight > best[key][1]):
                best[key] = (match.record.path, weight)
        # records that there are do not fill a sum as new ones can, so sums are left to those
        summed = isinstance(node, Count) and node.total is not None
        found[id(node)] = (node, () if summed else tuple(best.values()))
    return found


def held(path: str) -> Addition:
    """A record that is there, as a thing to be given to one application."""
    return Addition(kind=HELD, attrs={"path": path}, meets=frozenset(), weak=(0, 0), floors={})


def serving(
    spares: Mapping[int, tuple[Rule, tuple[tuple[str, int], ...]]], places: Mapping[str, int]
) -> dict[int, Adds]:
    """The places of records there that serve each node, by the place of each path in the pool of the step."""
    return {key: tuple((places[path], weight) for path, weight in many) for key, (_, many) in spares.items()}


def marked(person: Applicant, paths: Iterable[str]) -> Applicant:
    """The person with some records marked as used."""
    wanted = set(paths)
    if not wanted:
        return person
    return replace(person, achievements=tuple(_marked(r) if r.path in wanted else r for r in person.achievements or ()))


def _marked(record: Record) -> Record:
    return replace(record, values={**record.values, USED: True})


def all_paths(person: Applicant) -> Sequence[str]:
    """Every record that is there."""
    return [record.path for record in person.achievements or ()]
