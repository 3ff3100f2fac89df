"""For each clause that changed, somebody who gains or loses the rung by that clause alone, where one is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any as Anything

from models import rules
from models.rules import Rule, children
from solver.clause_changes import Change
from solver.evaluate import Evaluation
from solver.judging import Judge, Judged, Told
from solver.turned_clauses import named, turned

MOST = 5
"""Clauses of a rung for which somebody is looked for."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Example:
    """Somebody whom the clause with the path `clause` turns by itself: they gain the rung (`gains`), or lose it.

    `clauses` is what turned them as it is told: the clause, or the list in which it stands.
    """

    clause: str
    clauses: frozenset[str]
    gains: bool
    way: Told


def examples(before: Rule, after: Rule, changes: Sequence[Change], proof: Judged, judge: Judge) -> Iterator[Example]:
    """One for each way in which one of the smallest clauses that changed turns somebody; `before` and `after` are the
    whole rung. Who is turned by one clause alone already as the witness of the rung is not told again.
    """
    turning = [one for one in changes if one.least and _ways(one)][:MOST]
    told = {True: _told(proof.backward), False: _told(proof.forward)}
    for change in turning:
        for gains in _ways(change):
            known = told[gains]
            if known is None or known <= _own(change):
                continue  # nobody gains or loses at all, or the witness of the rung is one
            way = _example(before, after, change, judge, gains)
            if way is not None:
                yield Example(clause=change.id, clauses=_told(way) or frozenset(), gains=gains, way=way)


def people_told(proof: Judged | None, found: Sequence[Example]) -> Iterator[tuple[bool, Told]]:
    """Who is worth telling of a rung, those who gain (True) first: the witness of the whole, unless each of the clauses
    that turned it has somebody of its own; then these.
    """
    if proof is None:
        return
    for gains, whole in ((True, proof.backward), (False, proof.forward)):
        own = [one for one in found if one.gains is gains]
        turning = _told(whole)
        if turning is not None and not turning <= {path for one in own for path in one.clauses}:
            yield gains, whole
        yield from ((gains, one.way) for one in own)


def _ways(change: Change) -> tuple[bool, ...]:
    """Whether a change may let somebody in (True) or shut somebody out (False)."""
    sign = change.effect or change.sign
    if any(isinstance(one, rules.Lacks) for one in (change.before, change.after)):
        return (True, False) if sign in ("looser", "stricter", "other") else ()
    return {"looser": (True,), "stricter": (False,), "other": (True, False)}.get(sign, ())


def _told(way: Told) -> frozenset[str] | None:
    """The clauses that turned the witness of the rung; None where there is none."""
    return None if way.witness is None else frozenset(named(way.witness.meets, way.witness.decides))


def _own(change: Change) -> set[str]:
    return {change.id, change.judged}


def _example(before: Rule, after: Rule, change: Change, judge: Judge, gains: bool) -> Told | None:
    """Somebody turned by the clause alone: in the rung as it was with that change only, and in the whole."""
    with_it = _with(before, change)
    a, b = (after, before) if gains else (before, after)
    meets, fails = (with_it, before) if gains else (before, with_it)

    def alone(one: Evaluation) -> bool:
        return set(named(*turned(one, a, b))) <= _own(change)

    return judge.found(a, b, alone, meets=meets, fails=fails)


def _with(root: Rule, change: Change) -> Rule:
    """The rung as it was with one change."""
    old, new = change.before, change.after
    if old is not None and new is not None:
        return _at(root, change.id, lambda _: new)

    def listed(rule: Anything) -> Rule:
        kept = tuple(child for child in rule.of if child.id != change.id)
        return replace(rule, of=kept if new is None else (*kept, new))  # type: ignore[no-any-return]  # one of the lists

    return _at(root, change.judged, listed)


def _at(rule: Rule, path: str, changed: Callable[[Rule], Rule]) -> Rule:
    """A tree with another clause at each place that has a path."""
    if rule.id == path:
        return changed(rule)
    if isinstance(rule, rules.Lacks):
        return replace(rule, of=_at(rule.of, path, changed))
    below = tuple(_at(child, path, changed) for child in children(rule))
    if all(one is other for one, other in zip(below, children(rule), strict=True)):
        return rule
    return replace(rule, of=below)  # type: ignore[call-arg]  # only lists have clauses below
