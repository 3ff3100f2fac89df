"""What else is there of somebody, in words: recommenders, talent and consents, conduct, insurance and employment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any as Anything

from models import rules
from models.rules import Rule
from models.vocabulary import vocabulary
from reports.person import attribute_of_fact, title
from reports.terms import bracketed, span


def recommender_words(person: Mapping[str, Anything], lang: str) -> list[str]:
    many = person.get("recommenders") or ()
    if not many:
        return []
    levels = list(dict.fromkeys(title(str(one["level"]), lang) for one in many if one.get("level") is not None))
    names = bracketed("、".join(levels) if lang == "zh" else ", ".join(levels), lang)
    if lang == "zh":
        return [f"推荐人{len(many)}名{names}"]
    return [f"{len(many)} recommender{'s' if len(many) > 1 else ''}{names}"]


def fact_words(person: Mapping[str, Anything], clauses: Sequence[Rule], as_of: date, lang: str) -> list[str]:
    """What else is there: talent, consents; and of conduct what bars, or what a clause looks at."""
    asked = {n.fact for c in clauses for n in rules.walk(c) if isinstance(n, rules.Fact | rules.Clear)}
    found = []
    for name in ("talent", "approvals"):
        words = vocabulary().person.attributes[name].values
        assert words is not None
        found += [words.labels[str(value)][lang] for value in person.get(name) or ()]
    for name, value in (person.get("conduct") or {}).items():
        if value is None:
            continue
        one = attribute_of_fact(f"conduct.{name}")
        if one.form == "date":
            if f"conduct.{name}" in asked and name == "penalty_until" and str(value) >= as_of.isoformat():
                found.append(f"处分影响期至{value}" if lang == "zh" else f"under a penalty until {value}")
            elif f"conduct.{name}" in asked:
                found.append(f"{one.label[lang]} {value}" if lang == "en" else f"{one.label.zh}：{value}")
        elif not value and f"conduct.{name}" in asked:
            found.append(f"没有{one.label.zh}" if lang == "zh" else f"no {one.label.en}")
    for name in ("insurance_months", "employment", "labour_contract", "insurance_by_employer"):
        if person.get(name) is not None and name in asked:
            found.append(_fact(name, person[name], lang))
    return found


def _fact(name: str, value: Anything, lang: str) -> str:
    one = attribute_of_fact(name)
    if isinstance(value, bool):
        return (one.says or one.label)[lang] if value else (one.says_not or one.label)[lang]
    if isinstance(value, int):
        return (one.says or one.label)[lang].format(span(value, lang))
    words = one.values.labels[str(value)][lang] if one.values is not None else str(value)
    return (one.says or one.label)[lang].format(words)
