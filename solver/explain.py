"""What is said of each node: what is asked, what is there, which records serve it, what blocks, what is assumed or missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything

from models import rules
from models.applicant import Record
from models.rules import Count, Either, Rule, Tally, Test, Tied
from models.standard import Standard, nodes
from solver import allocate, measure
from solver.calendar import full_months, worked_months
from solver.evaluate import Evaluation, counted, tied
from solver.facts import Facts, Match
from solver.matching import shape_check, test_alone, unsettled
from solver.status import ASSUMED, UNKNOWN, UNMET, Status


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


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Gap:
    """A fact that was not given: taken favourably, or missing. `decides` says which verdicts it could settle alone.

    `fact` is its path in the document (or the key of an attestation); `record` how the record itself is called.
    """

    fact: str
    rule: Rule
    attribute: str = ""
    record: str = ""
    decides: tuple[str, ...] = ()


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
    ranked = sorted(given, reverse=True)
    if len(ranked) >= per:
        return ranked[per - 1]
    return UNKNOWN if sum(match.status is UNKNOWN for match in facts.matches(item)) + len(ranked) >= per else UNMET


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
            months, days = worked_months(measure.spans(rule.fields, person, since, as_of))
            early = rule.early is not None and facts.status(rule.early) >= ASSUMED
            return {"months": months, "days": days, "since": since, "early": early}
        case rules.Held():
            start = measure.titled(rule, person, as_of)
            return None if start.surely is None else {"months": full_months(start.surely, as_of), "since": start.surely}
        case rules.Education():
            if person.education is None:
                return None
            return [
                (measure.level_of(e, by), by)
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


def assumed(routes: Sequence[tuple[Rule, ...]], evaluation: Evaluation) -> tuple[Gap, ...]:
    """What was taken favourably where it matters: below `any`, only in the branches that stand best."""
    found: dict[str, Gap] = {}
    for parts in routes:
        for part in parts:
            _assumed(part, evaluation, found)
    return tuple(found.values())


def _assumed(rule: Rule, evaluation: Evaluation, found: dict[str, Gap]) -> None:
    status = evaluation.status(rule)
    facts = evaluation.facts
    match rule:
        case rules.All():
            for child in rule.of:
                _assumed(child, evaluation, found)
        case _ if status is not ASSUMED:
            return
        case Count():
            for match in facts.matches(rule):
                _taken(match, rule, rule.pattern, found)
        case Tally():
            for item, match in allocate.results(rule.of, facts, ASSUMED)[1]:
                _taken(match, item, item.pattern, found)
        case rules.Any() | rules.AtLeast():
            n: Anything = rule.n if isinstance(rule, rules.AtLeast) else 1
            # as many of the best children as are needed: what the others assume decides nothing
            for child in sorted(rule.of, key=evaluation.status, reverse=True)[:n]:
                _assumed(child, evaluation, found)
        case rules.Attest():
            key = f"{facts.standard}/{rule.id}"
            found.setdefault(key, Gap(fact=key, rule=rule))
        case rules.Fact() | rules.Clear():
            found.setdefault(rule.fact, Gap(fact=rule.fact, rule=rule))


def _taken(match: Match, rule: Rule, pattern: rules.Pattern, found: dict[str, Gap]) -> None:
    if match.status is ASSUMED:
        for name in _silent(match.record, pattern)[1]:
            fact = f"{match.record.path}.{name}"
            found.setdefault(fact, Gap(fact=fact, rule=rule, attribute=name, record=match.record.name))


def _silent(record: Record, pattern: rules.Pattern) -> tuple[list[str], list[str]]:
    unknown: list[str] = []
    taken: list[str] = []
    for shape in pattern:
        if shape.kind == record.kind:
            status = shape_check(shape)(record.values)
            if status is UNMET:
                continue
            more = unsettled(shape, record)
            unknown += [n for n in more[0] if n not in unknown]
            taken += [n for n in more[1] if n not in taken]
    return unknown, taken


def missing(routes: Sequence[tuple[Rule, ...]], evaluation: Evaluation) -> tuple[Gap, ...]:
    """The facts that would decide an open verdict: first those that could settle it alone, either way."""
    from solver.decisive import ranked

    open_facts: dict[str, list[tuple[Rule, str]]] = {}
    for parts in routes:
        for part in parts:
            _open(part, evaluation, open_facts)
    return ranked(open_facts, routes, evaluation)


def _open(rule: Rule, evaluation: Evaluation, found: dict[str, list[tuple[Rule, str]]]) -> None:
    if evaluation.status(rule) is not UNKNOWN:
        return
    for child in rules.children(rule):
        _open(child, evaluation, found) if not isinstance(rule, Tally) else None
    below = rule.of if isinstance(rule, Tally) else (rule,) if not rules.children(rule) else ()
    for leaf in below:
        for fact, name in open_paths(leaf, evaluation.facts):
            found.setdefault(fact, []).append((leaf, name))


def open_paths(leaf: Rule, facts: Facts) -> list[tuple[str, str]]:
    """The facts that a leaf waits for, each with the attribute it is."""
    person = facts.person
    match leaf:
        case Count() | rules.Item():
            if not facts.complete(leaf.pattern):
                name = "recommenders" if leaf.pattern[0].kind == "recommender" else "achievements"
                return [(name, name)]
            found = []
            for match in facts.matches(leaf):
                if match.status is UNKNOWN:
                    names = _silent(match.record, leaf.pattern)[0]
                    found += [(f"{match.record.path}.{n}", n) for n in names]
                    if facts.strict and not names:
                        found += [(f"{match.record.path}.{n}", n) for n in _silent(match.record, leaf.pattern)[1]]
                    if leaf.since is not None and facts.since(leaf.since).counts(match.record.date) is UNKNOWN:
                        found += [(f"{match.record.path}.date", "date")] if match.record.date is None else _title_paths(facts)
                if isinstance(leaf, Count) and leaf.total is not None and match.amount is None:
                    found.append((f"{match.record.path}.{leaf.total.of}", leaf.total.of))
            return found
        case Tied():
            return [("achievements", "achievements")] if not facts.complete(leaf.patterns[0]) else [
                (f"{r.path}.{n}", n) for p in leaf.patterns for r, s in facts.having(p, leaf.since) if s is UNKNOWN for n in _silent(r, p)[0]
            ]
        case rules.Fact() | rules.Clear():
            return [(leaf.fact, leaf.fact.removeprefix("conduct."))]
        case rules.Attest() | rules.External():
            found = [(f"{facts.standard}/{leaf.id}", "attestations")]
            if isinstance(leaf, rules.External) and facts.status(leaf.concerns) is UNKNOWN:
                found = [("education", "education")]
            return found
        case rules.Education():
            if person.education is None:
                return [("education", "education")]
            return [(f"{e.path}.relation", "relation") for e in person.education if e.relation is None]
        case rules.Held():
            return _title_paths(facts)
        case rules.Worked():
            found = [("work", "work")] if person.work is None else []
            if leaf.after is not None:
                found += open_paths(leaf.after, facts) if facts.status(leaf.after) is UNKNOWN or not found else []
            return found
        case rules.Risen():
            if person.titles is None:
                return [("titles", "titles")]
            found = [(f"{t.path}.how", "how") for t in person.titles if t.how is None]
            return found + [(f"{t.path}.initial_row", "initial_row") for t in person.titles if t.how == "initial" and t.initial_row is None]
    return []


def _title_paths(facts: Facts) -> list[tuple[str, str]]:
    if facts.person.titles is None:
        return [("titles", "titles")]
    return [(f"{t.path}.{n}", n) for t in facts.person.titles for n in ("series", "date") if getattr(t, n) is None]


def attestable(standard: Standard, rung: str, path: str) -> bool:
    """Whether a path names a node of the rung."""
    return path in {node.id for node in nodes(standard.rungs[rung])}
