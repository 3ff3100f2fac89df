"""The answer of a check as JSON: the contract `zhicheng.check/1`, serialisable and in a stable order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any as Anything

from models import rules
from models.rules import Rule
from reports import words
from reports.blocks import served
from reports.person import attribute_of_fact
from reports.terms import ground
from solver.check import CheckAnswer, RouteAnswer
from solver.explain import Finding
from solver.gaps import Gap

SCHEMA = "zhicheng.check/1"


def check_json(answer: CheckAnswer, stamp: Mapping[str, Anything], lang: str) -> dict[str, Anything]:
    """One answer by the contract; `stamp` says with what it was made."""
    return {"schema": SCHEMA, "stamp": plain(stamp), **_answer(answer, lang)}


def _answer(answer: CheckAnswer, lang: str) -> dict[str, Anything]:
    margin = answer.margin
    return {
        "standard": answer.standard.id,
        "rung": answer.rung,
        "as_of": answer.as_of.isoformat(),
        "verdict": answer.verdict,
        "routes": [_route(route, lang) for route in answer.routes],
        "blocking": list(answer.blocking),
        "assumed": [{**gap_json(gap, lang), "text": words.assumed_words(gap, lang)} for gap in answer.assumed],
        "missing": [{**gap_json(gap, lang), "decides": list(gap.decides)} for gap in answer.missing],
        "warnings": [{"code": w.code, "text": words.warning_words(w, lang)} for w in answer.warnings],
        "margin": None
        if margin is None
        else {
            "survives_any_one": margin.survives_any_one,
            "hangs_on": list(margin.hangs_on),
            "text": words.margin_words(margin, lang) if served(answer) else "",
        },
        "readings": [{"id": o.id, "value": o.value, "other_verdict": o.verdict} for o in answer.others],
    }


def _route(route: RouteAnswer, lang: str) -> dict[str, Anything]:
    return {
        "route": route.route,
        "verdict": route.verdict,
        "blocking": list(route.blocking),
        "nodes": [finding_json(finding, lang) for finding in route.findings],
    }


def finding_json(finding: Finding, lang: str) -> dict[str, Anything]:
    """One node with all below it."""
    value, unit = measure(finding.rule)
    return {
        "id": finding.rule.id,
        "cite": finding.rule.cite,
        "status": finding.status.word,
        "need": {"value": plain(value), "unit": unit, "text": words.need(finding.rule, lang)},
        "have": {"value": plain(measured(finding)), "unit": unit, "text": words.have(finding, lang)},
        "records": [{"record": record, "weight": weight} for record, weight in finding.records],
        "children": [finding_json(child, lang) for child in finding.children],
    }


def gap_json(gap: Gap, lang: str) -> dict[str, Anything]:
    """A fact that was not given."""
    return {"fact": gap.fact, "node": gap.rule.id, "cite": gap.rule.cite, "text": words.gap_words(gap, lang)}


def plain(value: Anything) -> Anything:
    """A value as JSON has it: dates as text, tuples and sets as lists."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(plain(one) for one in value)
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def measure(rule: Rule) -> tuple[Anything, str | None]:
    """What a node asks as a value and its unit, for programs."""
    match rule:
        case rules.Count() if rule.total is not None and ground(rule.n) == 1:
            return ground(rule.total.at_least), "wan_yuan"
        case rules.Count():
            return ground(rule.n), "records"
        case rules.Item():
            return ground(rule.per), "records"
        case rules.Tally():
            return ground(rule.n), "results"
        case rules.Tied():
            return len(rule.patterns), "records"
        case rules.All():
            return len(rule.of), "conditions"
        case rules.Any():
            return 1, "conditions"
        case rules.AtLeast():
            return ground(rule.n), "conditions"
        case rules.Worked(now=True):
            return list(rule.fields) if isinstance(rule.fields, tuple) else None, "fields"
        case rules.Worked() | rules.Held():
            return ground(rule.months), "months"
        case rules.Education():
            return list(rule.levels), "education"
        case rules.Fact() if rule.test.op == "is":
            return rule.test.flag, None
        case rules.Fact() if rule.test.values:
            return list(rule.test.values), None
        case rules.Fact():
            return ground(rule.test.number), attribute_of_fact(rule.fact).unit or None
        case rules.Attest() | rules.External():
            return True, None
    return None, None


def measured(finding: Finding) -> Anything:
    """What is there as a value in the unit of what is asked; None where it is unknown or no single value."""
    rule, found = finding.rule, finding.have
    match rule:
        case rules.Count() if isinstance(found, Mapping):
            return found["total"] if ground(rule.n) == 1 else found["records"]
        case rules.Worked() | rules.Held() if isinstance(found, Mapping):
            return found.get("months")
        case rules.Risen():
            return None
        case rules.Education() if found is not None:
            return [level for level, _ in found]
    return found
