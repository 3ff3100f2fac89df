"""Facts that were not given: those taken favourably, and those that leave a verdict open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any as Anything

from models import rules
from models.applicant import Record
from models.rules import Count, Rule, Tally, Tied
from solver import allocate
from solver.evaluate import Evaluation
from solver.facts import Facts, Match
from solver.matching import shape_check, unsettled
from solver.status import ASSUMED, MET, UNKNOWN, UNMET


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
        case rules.All() if not rule.once or status is not ASSUMED:
            for child in rule.of:
                _assumed(child, evaluation, found)
        case rules.All():
            _assumed_once(rule, evaluation, found)
        case _ if status is not ASSUMED:
            return
        case rules.AtLeast(once=True):
            _assumed_once(rule, evaluation, found)
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


def _assumed_once(rule: rules.All | rules.AtLeast, evaluation: Evaluation, found: dict[str, Gap]) -> None:
    """What a list without double counting rests on: the records as they are given away, not each branch alone."""
    facts = evaluation.facts
    counts = {node.id: node for node in rules.walk(rule) if isinstance(node, Count)}
    _, given = allocate.most(rule.of, facts, ASSUMED, lambda r: evaluation.status(r) >= ASSUMED)
    n: Anything = rule.n if isinstance(rule, rules.AtLeast) else len(rule.of)
    best = sorted(
        given,
        key=lambda branch: min((m.status for g in given[branch].values() for m, _ in g), default=MET),
        reverse=True,
    )
    for branch in best[:n]:
        for count, records in given[branch].items():
            for match, _ in records:
                _taken(match, counts[count], counts[count].pattern, found)


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
    once = isinstance(rule, rules.All | rules.AtLeast) and rule.once
    if not once and not isinstance(rule, Tally):
        for child in rules.children(rule):
            _open(child, evaluation, found)
    below: Sequence[Rule] = () if rules.children(rule) else (rule,)
    if isinstance(rule, Tally):
        below = rule.of
    elif once:
        # a branch may stand alone and yet be wanted elsewhere, so that every open leaf of the list may decide
        below = [node for node in rules.walk(rule) if not rules.children(node)]
    for leaf in below:
        if not isinstance(leaf, Count | rules.Item | Tied) and evaluation.status(leaf) is not UNKNOWN:
            continue
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
                        found += (
                            [(f"{match.record.path}.date", "date")]
                            if match.record.date is None
                            else _title_paths(facts)
                        )
                if isinstance(leaf, Count) and leaf.total is not None and match.amount is None:
                    found.append((f"{match.record.path}.{leaf.total.of}", leaf.total.of))
            return found
        case Tied():
            return (
                [("achievements", "achievements")]
                if not facts.complete(leaf.patterns[0])
                else [
                    (f"{r.path}.{n}", n)
                    for p in leaf.patterns
                    for r, s in facts.having(p, leaf.since)
                    if s is UNKNOWN
                    for n in _silent(r, p)[0]
                ]
            )
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
            return found + [
                (f"{t.path}.initial_row", "initial_row")
                for t in person.titles
                if t.how == "initial" and t.initial_row is None
            ]
    return []


def _title_paths(facts: Facts) -> list[tuple[str, str]]:
    if facts.person.titles is None:
        return [("titles", "titles")]
    return [(f"{t.path}.{n}", n) for t in facts.person.titles for n in ("series", "date") if getattr(t, n) is None]
