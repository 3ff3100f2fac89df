"""How firmly an eligible person stands: does the verdict survive the rejection of any one record?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any as Anything

from models.applicant import Applicant
from models.rules import Count, Rule, Tied, walk
from solver.evaluate import Evaluation, parents
from solver.facts import Match
from solver.settle import Settled
from solver.status import ASSUMED, UNMET, Status

SPARE = 100
MANY = 300


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Margin:
    """`hangs_on` names the records (achievements and recommenders) without any one of which the verdict falls."""

    survives_any_one: bool
    hangs_on: tuple[str, ...]


def margin(person: Applicant, settled: Settled, names: Sequence[str], evaluation: Evaluation) -> Margin | None:
    """Sets each record aside in turn; only what stands above the counts that it serves is worked out again.

    None where so many records serve that it would take too long.
    """
    facts = evaluation.facts
    above = parents(settled)
    ties = _ties(settled)
    hangs = []
    serves: dict[str, list[tuple[Rule, tuple[Match, ...]]]] = {}
    for node, found in facts.met_patterns():
        if not _plenty(node, found):
            for match in found:
                serves.setdefault(match.record.path, []).append((node, found))
    if len(serves) > MANY:
        return None
    for record in (*(person.achievements or ()), *(person.recommenders or ())):
        matches: dict[int, tuple[Rule, tuple[Match, ...]]] = {
            id(node): (node, tuple(m for m in found if m.record is not record))
            for node, found in serves.get(record.path, ())
        }
        if not matches and not ties:
            continue
        varied = facts.varied({}, matches, frozenset((record.path,)))
        again = evaluation.varied(varied, [*matches, *(id(tie) for tie in ties)], above)
        best: Status = max((again.route(settled, name) for name in names), default=UNMET)
        if best < ASSUMED:
            hangs.append(record.name)
    return Margin(survives_any_one=not hangs, hangs_on=tuple(hangs))


def _plenty(node: Rule, found: tuple[Match, ...]) -> bool:
    """Whether there are so many records, none of them with an amount, that no single one can matter.

    A list in which records compete asks for some dozens in all; with that many to spare one more or less is nothing.
    """
    if not isinstance(node, Count) or node.total is not None or node.per_project:
        return False
    n: Anything = node.n
    return bool(sum(match.status >= ASSUMED for match in found) > n + SPARE)


@lru_cache(maxsize=500)
def _ties(settled: Settled) -> tuple[Rule, ...]:
    """The nodes that tie records of one project: these look at records without counting them."""
    return tuple(
        node for parts in settled.routes.values() for part in parts for node in walk(part) if isinstance(node, Tied)
    )
