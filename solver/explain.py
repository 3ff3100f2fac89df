"""What is said of each node: what is asked, what is there, which records serve it, what blocks, what is assumed or missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything

from models import rules
from models.rules import Count, Either, Rule, Tally, Test, Tied
from models.standard import Standard, nodes
from solver import allocate, measure
from solver.calendar import full_months, worked_months
from solver.evaluate import Evaluation, counted, nth, tied
from solver.facts import Facts
from solver.matching import test_alone
from solver.schooling import level_of
from solver.status import ASSUMED, UNKNOWN, UNMET, Status
from solver.working import spans


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Near:
    """A record that misses a pattern by one condition only, or by its date (`test` None, `since` the day asked)."""

    record: str
    test: Test | Either | None
    value: Anything
    since: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Finding:
    """One node of the answer. `have` is what is there, in the unit of what is asked; None where it is unknown."""

    rule: Rule
    status: Status
    have: Anything = None
    records: tuple[tuple[str, int], ...] = ()
    near: tuple[Near, ...] = ()
    children: tuple[Finding, ...] = ()


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
            return Finding(rule=rule, status=status, have=_have(rule, facts))


def _counted(rule: Count, status: Status, facts: Facts, near: bool) -> Finding:
    if not facts.complete(rule.pattern):
        return Finding(rule=rule, status=status)
    cut = status if status is not UNMET else ASSUMED
    matches = facts.matches(rule)
    best = counted(matches, cut, rule) if matches else []
    have: Anything = sum(weight for _, weight in best)
    if rule.total is not None:
        have = {"records": have, "total": sum(m.amount or 0 for m, _ in best)}
    missed = _near(rule.pattern, rule.since, facts) if near and status < ASSUMED else ()
    return Finding(rule=rule, status=status, have=have, records=tuple([(m.record.name, w) for m, w in best]), near=missed)


def _near(pattern: rules.Pattern, since: rules.Since | None, facts: Facts) -> tuple[Near, ...]:
    found: dict[str, Near] = {}
    start = facts.since(since) if since is not None else None
    for shape in pattern:
        for record in facts.by_kind.get(shape.kind, ()):
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
            Finding(rule=item, status=full, have=len(mine), records=mine, near=_near(item.pattern, item.since, facts) if near and full < ASSUMED else ())
        )
    return Finding(rule=rule, status=status, have=made if facts.complete(rule.of[0].pattern) else None, children=tuple(children))


def _item_status(item: rules.Item, given: Sequence[Status], facts: Facts) -> Status:
    """How far the records given to an item make a result; open where records not given might."""
    per: Anything = item.per
    if len(given) >= per:
        return nth(given, per)
    return UNKNOWN if sum(match.status is UNKNOWN for match in facts.matches(item)) + len(given) >= per else UNMET


def _once(rule: rules.All | rules.AtLeast, status: Status, evaluation: Evaluation, near: bool) -> Finding:
    """A list in which records serve one branch: a branch whose records are all needed elsewhere is shown as unmet."""
    if allocate.apart(rule.of, evaluation.facts):
        alone = tuple([finding(child, evaluation, near=near) for child in rule.of])
        return Finding(rule=rule, status=status, have=sum(f.status >= ASSUMED for f in alone), children=alone)
    cut = status if status is not UNMET else ASSUMED
    _, given = allocate.most(rule.of, evaluation.facts, cut, lambda r: evaluation.status(r) >= cut)
    below = []
    for child in rule.of:
        found = finding(child, evaluation, near=near)
        if found.status >= cut and child.id not in given:
            found = _emptied(found)
        elif child.id in given:
            found = _only(found, {path: {m.record.name for m, _ in served} for path, served in given[child.id].items()})
        below.append(found)
    return Finding(rule=rule, status=status, have=sum(f.status >= ASSUMED for f in below), children=tuple(below))


def _emptied(found: Finding) -> Finding:
    children = tuple(_emptied(child) for child in found.children)
    return Finding(rule=found.rule, status=UNMET, have=0, children=children)


def _only(found: Finding, given: dict[str, set[str]]) -> Finding:
    """The finding with those records only that were given to it in the list."""
    elsewhere = {name for names in given.values() for name in names}
    if isinstance(found.rule, Count) and found.rule.id not in given:
        return Finding(
            rule=found.rule, status=found.status, have=found.have, near=found.near,
            records=tuple(pair for pair in found.records if pair[0] not in elsewhere) if not given else found.records,
        )  # fmt: skip
    children = tuple(_only(child, given) for child in found.children)
    return Finding(rule=found.rule, status=found.status, have=found.have, records=found.records, near=found.near, children=children)


def _have(rule: Rule, facts: Facts) -> Anything:
    person, as_of = facts.person, facts.as_of
    match rule:
        case rules.Worked(now=True):
            if person.work is None:
                return None
            return [job.field for job in person.work if job.start <= as_of and (job.end is None or job.end >= as_of)]
        case rules.Worked():
            start = measure.anchor(rule, person, as_of)
            if person.work is None or (start is not None and start.surely is None):
                return None if person.work is None or start is None or start.possibly is not None else {"anchor": None}
            since = start.surely if start is not None else None
            months, days = worked_months(spans(rule.fields, person, since, as_of))
            early = rule.early is not None and facts.status(rule.early) >= ASSUMED
            return {"months": months, "days": days, "since": since, "early": early}
        case rules.Held():
            start = measure.titled(rule, person, as_of)
            return None if start.surely is None else {"months": full_months(start.surely, as_of), "since": start.surely}
        case rules.Education():
            if person.education is None:
                return None
            return [
                (level_of(e, by), by)
                for e in person.education
                for by, day in (("diploma", e.diploma), ("degree", e.degree))
                if day is not None and day <= as_of
            ]
        case rules.Fact() | rules.Clear():
            return person.facts.get(rule.fact)
        case rules.Attest() | rules.External():
            return measure.attested(person, facts.standard, rule.id)
    return None


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


def attestable(standard: Standard, key: str) -> bool:
    """Whether the key of an attestation names a node of the standard, or may be meant for another standard."""
    first, _, path = key.partition("/")
    if first in standard.rungs:
        path = key
    elif first != standard.id:
        return bool(path)
    rung = path.split("/", 1)[0]
    return rung in standard.rungs and any(node.id == path for node in nodes(standard.rungs[rung]))
