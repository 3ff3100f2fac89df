"""Somebody who qualifies under one standard and not under another, in words: who they are, and which clauses decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any as Anything

from models import rules
from models.rules import Rule
from models.vocabulary import vocabulary
from reports.layout import cut
from reports.person import certificate, title
from reports.records import kind_word
from reports.sentences import inline, need, node_name, topics
from reports.terms import GRADES, ROUTES, bracketed, part_of, span
from reports.witness_facts import fact_words, recommender_words
from reports.witness_records import record_words
from solver.calendar import full_months
from solver.comparison import Side, Witness

_MARKED = ("engineering_professional", "engineering_academic", "second_bachelor")
_KINDS = 4
_ROW = {"zh": 44, "en": 64}
_ROWS = {"zh": 200, "en": 320}
_LONG = {"zh": 100, "en": 160}


def witness_lines(witness: Witness, side_meets: Side, side_fails: Side, lang: str) -> list[str]:
    """Who it is, by what they qualify under one side, and each clause that shuts them out under the other.

    Lines are whole sentences, to be wrapped by whoever shows them.
    """
    return [
        who_words(witness, lang),
        meets_words(witness, side_meets, lang),
        *fails_words(witness, side_fails, lang),
        *others_words(witness, lang),
    ]


def who_words(witness: Witness, lang: str) -> str:
    """The person: education, titles, work, records, and what else the clauses look at."""
    person, clauses = witness.person, (*witness.meets, *witness.decides)
    as_of = witness.as_of
    schooling = [_certificate(one, as_of, lang) for one in _many(person, "education")]
    titles = [_title(one, as_of, lang) for one in _many(person, "titles")]
    jobs = [_job(one, as_of, lang) for one in _many(person, "work")]
    records = record_words(
        person.get("achievements") or (), witness.meets, witness.decides, as_of, lang, _held(person, lang)
    )
    told = [
        _listed(schooling, "无学历学位", "no diploma or degree", lang),
        _listed(titles, "无职称", "no title", lang),
        _listed(jobs, "无工作经历", "no work", lang),
        _listed(records, "无业绩成果", "no records", lang),
        *recommender_words(person, lang),
        *fact_words(person, clauses, as_of, lang),
    ]
    return ("；" if lang == "zh" else "; ").join(text for text in told if text)


def meets_words(witness: Witness, side: Side, lang: str) -> str:
    """By what they qualify under a side."""
    grouped: dict[str, list[str]] = {}
    for rule in witness.meets:
        if not _empty(rule):
            place, asked = _clause(rule, lang, whole=False)
            grouped.setdefault(place, []).extend([asked] if asked else [])
    found = [_said(place, asked, lang) for place, asked in grouped.items()]
    by = ("；" if lang == "zh" else "; ").join(found)
    route = ROUTES[witness.route][lang] if witness.route in ROUTES else ""
    if lang == "zh":
        return f"在{side.label.zh}符合{bracketed(route, lang)}" + (f"：{by}" if by else "")
    via = f" by the {route}" if route else ""
    return f"qualifies under {side.label.en}{via}" + (f": {by}" if by else "")


def fails_words(witness: Witness, side: Side, lang: str) -> list[str]:
    """What shuts them out under a side, a line for each clause."""
    if not witness.decides:
        return [f"在{side.label.zh}不符合" if lang == "zh" else f"refused under {side.label.en}"]
    lines = []
    for rule in witness.decides:
        clause = clause_words(rule, lang, whole=True)
        lines.append(
            f"在{side.label.zh}不符合：{clause}" if lang == "zh" else f"refused under {side.label.en}: {clause}"
        )
    return list(dict.fromkeys(lines))


def others_words(witness: Witness, lang: str) -> list[str]:
    """What shuts them out by the other routes of the same side, a line for each route."""
    lines = []
    for route, clauses in witness.others:
        by = ("；" if lang == "zh" else "; ").join(dict.fromkeys(clause_words(rule, lang) for rule in clauses))
        name = ROUTES[route][lang] if route in ROUTES else route
        told = f"走{name}亦不符合" if lang == "zh" else f"nor by the {name}"
        lines.append(told + (("：" if lang == "zh" else ": ") + by if by else ""))
    return lines


def clause_words(rule: Rule, lang: str, *, whole: bool = False) -> str:
    """A clause by its citation, its part and what it asks; `whole` tells more of what it asks."""
    place, asked = _clause(rule, lang, whole=whole)
    if whole and asked:
        return f"{place}：{asked}" if lang == "zh" else f"{place}: {asked}"
    return _said(place, [asked] * bool(asked), lang)


def asked_first(rule: Rule, lang: str, more: str = "") -> str:
    """A clause by what it asks, uncut where that is one sentence, then `more` in brackets and where that stands."""
    part = part_of(rule.id, lang)
    asked = need(rule, lang) if inline(rule, lang) and not _closed(rule) else _clause(rule, lang, whole=False)[1]
    place = f"{rule.cite} {part}" if lang == "zh" else f"{rule.cite}, {part}"
    return f"{asked}{bracketed(more, lang)} · {place}" if asked else place + bracketed(more, lang)


def _said(place: str, asked: Sequence[str], lang: str) -> str:
    """A place in the text with what it asks."""
    if not asked:
        return place
    if lang == "zh":
        return f"{place}（{'，'.join(dict.fromkeys(asked))}）"
    return f"{place}: {', '.join(dict.fromkeys(asked))}"


def _clause(rule: Rule, lang: str, *, whole: bool) -> tuple[str, str]:
    """The citation with the part, and what is asked there; nothing where that is the part itself."""
    part = part_of(rule.id, lang)
    if _closed(rule):
        asked = "比较时不开放的一项" if lang == "zh" else "a row that is closed when regions are compared"
    elif not whole:
        asked = node_name(rule, lang)
    elif inline(rule, lang):
        asked = cut(need(rule, lang), _LONG[lang])
    else:
        asked = need(rule, lang) + bracketed(_kinds(rule, lang) or _rows(rule, lang), lang)
    place = rule.cite + (f" {part}" if lang == "zh" else f", {part}") if part else rule.cite
    return place, "" if asked == part else asked


def _empty(rule: Rule) -> bool:
    """A clause that holds for everybody here."""
    return isinstance(rule, rules.All) and not rule.of


def _closed(rule: Rule) -> bool:
    return isinstance(rule, rules.Any) and not rule.of


def _rows(rule: Rule, lang: str) -> str:
    """Each row of a list about the person itself, with its conditions."""
    rows = [text for child in rules.children(rule) if (text := _row(child, lang))]
    return cut(("；" if lang == "zh" else "; ").join(rows), _ROWS[lang])


def _row(rule: Rule, lang: str) -> str:
    """Conditions that hold together joined by +, those of which one is enough by /."""
    if not rules.children(rule):
        return "" if isinstance(rule, rules.All | rules.Any) else cut(need(rule, lang), _ROW[lang])
    inside = [text for child in rules.children(rule) if (text := _row(child, lang))]
    if isinstance(rule, rules.All):
        return " + ".join(inside)
    return " / ".join(inside)


def _kinds(rule: Rule, lang: str) -> str:
    """The kinds of record that a list is about, the first of them by name."""
    kinds = topics(rule)
    names = [kind_word(kind, lang, many=True) for kind in kinds[:_KINDS]]
    if lang == "zh":
        comma = "，" if any("、" in name for name in names) else "、"
        return comma.join(names) + ("等" if len(kinds) > _KINDS else "")
    return ", ".join(names) + (", …" if len(kinds) > _KINDS else "")


def _many(person: Mapping[str, Anything], section: str) -> list[dict[str, Anything]]:
    """The entries of a list, each with what it gives."""
    return [{name: value for name, value in one.items() if value is not None} for one in person.get(section) or ()]


def _listed(texts: Sequence[str], none_zh: str, none_en: str, lang: str) -> str:
    if not texts:
        return none_zh if lang == "zh" else none_en
    return ("、" if lang == "zh" else ", ").join(texts)


def _day(value: Anything) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _ago(value: Anything, as_of: date, lang: str) -> str:
    """How long it has been there, where that is a month or more."""
    months = full_months(_day(value), as_of)
    if not months:
        return "刚取得" if lang == "zh" else "new"
    return f"取得{span(months, lang)}" if lang == "zh" else f"for {span(months, lang)}"


def _certificate(one: Mapping[str, Anything], as_of: date, lang: str) -> str:
    level = str(one["level"])
    both = "diploma" in one and "degree" in one
    notes = (
        [_ago(max(_day(one[k]) for k in ("diploma", "degree") if k in one), as_of, lang)]
        if both or "diploma" in one or "degree" in one
        else []
    )
    if both and one["diploma"] != one["degree"]:
        notes = [
            ("学历" if lang == "zh" else "the diploma ") + _ago(one["diploma"], as_of, lang),
            ("学位" if lang == "zh" else "the degree ") + _ago(one["degree"], as_of, lang),
        ]
    notes += [_flag("education", name, lang) for name in _MARKED if one.get(name)]
    notes += _relation(one, lang)
    if level.startswith("technician") or not (both or "diploma" in one or "degree" in one):
        name = vocabulary().sets["education"].labels[level][lang]
    elif lang == "zh":
        name = certificate(level, "degree", lang) + ("学历和学位" if both else "学位" if "degree" in one else "学历")
    elif both:
        name = f"{certificate(level, 'diploma', lang).removeprefix('the ')} and degree"
    else:
        name = certificate(level, "degree" if "degree" in one else "diploma", lang).removeprefix("the ")
    return name + bracketed(("，" if lang == "zh" else ", ").join(notes), lang)


def _relation(one: Mapping[str, Anything], lang: str) -> list[str]:
    """Own field is the usual one and not said."""
    value = one.get("relation")
    if value is None or value == "own":
        return []
    return [vocabulary().sets["relation"].labels[str(value)][lang]]


def _flag(section: str, name: str, lang: str) -> str:
    return vocabulary().sections[section].attributes[name].label[lang]


def _held(person: Mapping[str, Anything], lang: str) -> dict[str, date]:
    return {_title_name(one, lang): _day(one["date"]) for one in _many(person, "titles") if "date" in one}


def _title_name(one: Mapping[str, Anything], lang: str) -> str:
    level, series = str(one["level"]), str(one.get("series", "engineering"))
    if series == "engineering":
        return title(level, lang) + (" title" if lang == "en" else "职称")
    label = vocabulary().sets["series"].labels[series][lang] if series in vocabulary().sets["series"].labels else series
    return f"{label}{GRADES[level].zh}职称" if lang == "zh" else f"{GRADES[level].en} title ({label})"


def _title(one: Mapping[str, Anything], as_of: date, lang: str) -> str:
    notes = [_ago(one["date"], as_of, lang)] if "date" in one else []
    if one.get("how") == "initial":
        notes.append(vocabulary().sets["how"].labels["initial"][lang])
    return _title_name(one, lang) + bracketed(
        ("，" if lang == "zh" else ", ").join([*notes, *_relation(one, lang)]), lang
    )


def _job(one: Mapping[str, Anything], as_of: date, lang: str) -> str:
    field = vocabulary().sets["field"].labels[str(one["field"])][lang]
    ended = "to" in one and _day(one["to"]) < as_of
    months = full_months(_day(one["from"]), min(as_of, _day(one["to"])) if ended else as_of)
    if lang == "zh":
        length = f"从事{field}工作{span(months, lang)}" if months else f"刚开始从事{field}工作"
        return length + ("（已离开）" if ended else "")
    length = f"{span(months, lang)} of work in {field}" if months else f"new to work in {field}"
    return length + (" (ended)" if ended else "")
