"""What is said of each node: what is there, which records serve it or nearly do, and which nodes block."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any as Anything

from models import rules
from models.rules import Count, Rule, Tally, Test, Tied
from models.standard import Standard, nodes
from solver import allocate
from solver.evaluate import Evaluation, counted, nth, tied
from solver.evidence import barred, there
from solver.facts import Facts, Match
from solver.finding import Barred, Finding, Merged, Near
from solver.matching import test_alone
from solver.status import ASSUMED, UNKNOWN, UNMET, Status

__all__ = ["Barred", "Finding", "Merged", "Near", "attestable", "blocking", "finding"]


NEAREST = 10
"""More records that miss by little are not listed."""


def finding(rule: Rule, evaluation: Evaluation, *, near: bool = True) -> Finding:
    """A node with all below it. `near` also looks for the records that miss a clause by little."""
    status = evaluation.status(rule)
    facts = evaluation.facts
    match rule:
        case Count():
            return _counted(rule, status, facts, near)
        case Tally():
            return _tallied(rule, status, facts, near)
        case Tied():
            found = tied(rule, facts, max(status, UNKNOWN)) or []
            return Finding(rule=rule, status=status, have=len(found), records=tuple((m.record.name, 1) for m in found))
        case rules.All() | rules.AtLeast() if rule.once:
            return _once(rule, status, evaluation, near)
        case rules.All() | rules.Any() | rules.AtLeast():
            below = tuple([finding(child, evaluation, near=near) for child in rule.of])
            return Finding(rule=rule, status=status, have=sum(f.status >= ASSUMED for f in below), children=below)
        case rules.Lacks():
            return Finding(rule=rule, status=status)
        case _:
            return Finding(rule=rule, status=status, have=there(rule, facts), barred=barred(rule, facts))


def _counted(rule: Count, status: Status, facts: Facts, near: bool) -> Finding:
    if not facts.complete(rule.pattern):
        return Finding(rule=rule, status=status)
    cut = status if status is not UNMET else ASSUMED
    matches = facts.matches(rule)
    missed = _near(rule.pattern, rule.since, facts) if near and status < ASSUMED else ()
    if not matches:
        nothing: Anything = 0 if rule.total is None else {"records": 0, "total": 0}
        return Finding(rule=rule, status=status, have=nothing, near=missed)
    best = counted(matches, cut, rule)
    have: Anything = sum(weight for _, weight in best)
    if rule.total is not None:
        have = {"records": have, "total": sum(m.amount or 0 for m, _ in best)}
    served = tuple([(m.record.name, w) for m, w in best])
    one = _merged(rule, matches, cut)
    return Finding(rule=rule, status=status, have=have, records=served, near=missed, merged=one)


def _merged(rule: Count, matches: Sequence[Match], cut: Status) -> tuple[Merged, ...]:
    """The records that count as one because they are of one project."""
    if not rule.per_project:
        return ()
    groups: dict[Anything, list[Match]] = {}
    for match in matches:
        if match.group is not None and match.status >= cut:
            groups.setdefault(match.group, []).append(match)
    return tuple(
        Merged(project=str(key[-1]), records=tuple(m.record.name for m in mine))
        for key, mine in groups.items()
        if len(mine) > 1
    )


def _near(pattern: rules.Pattern, since: rules.Since | None, facts: Facts) -> tuple[Near, ...]:
    found: dict[str, Near] = {}
    start = facts.since(since) if since is not None else None
    for shape in pattern:
        for record in facts.by_kind.get(shape.kind, ()):
            if len(found) == NEAREST:
                return tuple(found.values())
            if record.path in facts.rejected:
                continue
            late = start is not None and start.counts(record.date) is UNMET
            missed = [t for t in shape.tests if test_alone(t, shape.kind)(record.values) is UNMET]
            if late and not missed:
                day = start.surely if start is not None else None
                found.setdefault(record.name, Near(record=record.name, test=None, value=record.date, since=day))
            elif not late and len(missed) == 1 and _telling(missed[0], shape.kind):
                value = record.values.get(missed[0].attribute) if isinstance(missed[0], Test) else None
                found.setdefault(record.name, Near(record=record.name, test=missed[0], value=value))
    return tuple(found.values())


def _telling(missed: rules.Condition, kind: str) -> bool:
    """Whether missing it is missing by little: a record of another sort is no near miss."""
    sorts = {"nature", "venue", "honor", "organisation", "scope", *(() if kind == "patent" else ("type",))}
    return not (isinstance(missed, Test) and missed.attribute in sorts)


def _tallied(rule: Tally, status: Status, facts: Facts, near: bool) -> Finding:
    cut = status if status is not UNMET else ASSUMED
    made, given = allocate.results(rule.of, facts, cut)
    children = []
    for item in rule.of:
        mine = tuple((match.record.name, 1) for to, match in given if to is item)
        full = _item_status(item, [match.status for to, match in given if to is item], facts)
        children.append(
            Finding(
                rule=item,
                status=full,
                have=len(mine),
                records=mine,
                near=_near(item.pattern, item.since, facts) if near and full < ASSUMED else (),
            )
        )
    return Finding(
        rule=rule, status=status, have=made if facts.complete(rule.of[0].pattern) else None, children=tuple(children)
    )


def _item_status(item: rules.Item, given: Sequence[Status], facts: Facts) -> Status:
    """How far the records given to an item make a result; open where records not given might."""
    per: Anything = item.per
    if len(given) >= per:
        return nth(given, per)
    return UNKNOWN if sum(match.status is UNKNOWN for match in facts.matches(item)) + len(given) >= per else UNMET


def _once(rule: rules.All | rules.AtLeast, status: Status, evaluation: Evaluation, near: bool) -> Finding:
    """A list in which records serve one branch: one whose records are needed elsewhere shows what is left for it."""
    facts = evaluation.facts
    if allocate.apart(rule.of, facts):
        alone = tuple([finding(child, evaluation, near=near) for child in rule.of])
        return Finding(rule=rule, status=status, have=sum(f.status >= ASSUMED for f in alone), children=alone)
    cut = status if status is not UNMET else ASSUMED
    given = _given(rule, evaluation, cut)
    taken = _taken(rule, given, facts)
    left = Evaluation(Facts(facts.person, facts.as_of, facts.standard, strict=facts.strict).varied({}, {}, taken))
    below = []
    for child in rule.of:
        found = finding(child, evaluation, near=near)
        if child.id in given:
            found = _only(found, {path: {m.record.name for m, _ in served} for path, served in given[child.id].items()})
        elif found.status >= cut:
            found = _displaced(finding(child, left, near=near))
        below.append(found)
    return Finding(rule=rule, status=status, have=sum(f.status >= ASSUMED for f in below), children=tuple(below))


def _given(rule: rules.All | rules.AtLeast, evaluation: Evaluation, cut: Status) -> dict[str, allocate.Given]:
    """Which records serve which branch. Of two that cannot both hold, the one that asks for more goes short."""
    order = sorted(rule.of, key=_asks) if isinstance(rule, rules.All) and len(rule.of) == 2 else rule.of
    return allocate.most(order, evaluation.facts, cut, lambda r: evaluation.status(r) >= cut)[1]


def _asks(rule: Rule) -> float:
    n: Anything = rule.n if isinstance(rule, Count) else 1
    return float(n)


def _taken(rule: rules.All | rules.AtLeast, given: dict[str, allocate.Given], facts: Facts) -> frozenset[str]:
    """The records given to a branch, and those that count as one with them."""
    served = [match for one in given.values() for pairs in one.values() for match, _ in pairs]
    keys = {key for match in served for key in allocate.match_keys(match)}
    counts = [node for node in rules.walk(rule) if isinstance(node, Count)]
    return frozenset(
        m.record.path for c in counts for m in facts.matches(c) if keys.intersection(allocate.match_keys(m))
    )


def _displaced(found: Finding) -> Finding:
    """A branch that the list cannot count, whatever is left for it."""
    return replace(found, status=UNMET) if found.status is not UNMET else found


def _only(found: Finding, given: dict[str, set[str]]) -> Finding:
    """The finding with those records only that were given to it in the list."""
    elsewhere = {name for names in given.values() for name in names}
    if isinstance(found.rule, Count) and found.rule.id not in given:
        kept = tuple(pair for pair in found.records if pair[0] not in elsewhere) if not given else found.records
        return replace(found, records=kept)
    return replace(found, children=tuple(_only(child, given) for child in found.children))


def blocking(parts: Iterable[Rule], evaluation: Evaluation) -> tuple[Rule, ...]:
    """The smallest unmet nodes, going down through `all` only: an unmet `any` or list blocks as itself."""
    found: dict[str, Rule] = {}
    for part in parts:
        if evaluation.status(part) is not UNMET:
            continue
        below = blocking(part.of, evaluation) if isinstance(part, rules.All) and not part.once else ()
        for rule in below or (part,):
            found.setdefault(rule.id, rule)
    return tuple(found.values())


def attestable(standard: Standard, key: str, others: Iterable[str]) -> bool:
    """Whether the key of an attestation reaches a node that takes one, in this standard or in one of the others."""
    first, _, path = key.partition("/")
    if first in standard.rungs:
        path = key
    elif first != standard.id:
        return first in others and bool(path)
    rung = standard.rungs.get(path.split("/", 1)[0])
    if rung is None:
        return False
    reached = [node for node in nodes(rung) if f"{node.id}/".startswith(f"{path}/") or path == rung.name]
    return any(isinstance(node, rules.Attest | rules.External) for node in reached)
