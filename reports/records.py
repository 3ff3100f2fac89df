"""Records in words: what a pattern of records is called, and how many of them are asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from models.rules import Condition, Count, Item, Pattern, Shape, Tally, Test, Tied, Total
from models.vocabulary import vocabulary
from reports.conditions import asked_values, attribute, phrase, phrases, quantity, usual, within
from reports.terms import bracketed, either, ground, guard

FUSED: dict[str, tuple[str, ...]] = {
    "paper": ("venue",),
    "report": ("type",),
    "textbook": ("type",),
    "patent": ("type",),
    "standard": ("type", "scope", "company"),
    "enforcement": ("type",),
    "incident": ("type", "severity"),
    "project": ("nature",),
    "technical_problem": ("weight",),
    "risk_finding": ("severity",),
    "breakthrough": ("level",),
    "skill_honor": ("honor",),
    "position": ("organisation", "role"),
    "long_service": ("weight",),
    "recommender": ("level",),
}
"""Attributes that become part of the noun: 期刊论文, national standard."""

_BEFORE = ("tier", "grade", "rank")


def counted(rule: Count, lang: str) -> str:
    """What a count asks: the records, how many, their amounts together, and how they are counted."""
    n = ground(rule.n)
    pattern, several = _settled(rule.pattern), ground(rule.n) != 1
    many = several and lang == "en"
    noun = named(pattern, lang, many=many)
    if rule.total is not None and not several:
        text = noun if lang == "zh" else named(pattern, lang, many=True)
    elif pattern[0].kind == "long_service" and not several:
        text = noun
    elif lang == "zh":
        together = "合计" if len(pattern) > 1 and several else ""
        text = f"{noun}{together}至少{n}{unit_word(pattern)}"
    else:
        text = f"at least {n} {noun}"
    return text + _remarks(rule, lang, several)


def _remarks(rule: Count, lang: str, several: bool) -> str:
    text = ""
    if rule.total is not None:
        text += total_words(rule.total, rule.pattern[0].kind, lang)
    for weight in rule.weights:
        which = "、".join(phrases(weight.tests, rule.pattern[0].kind, lang))
        if lang == "zh":
            each = which.replace("或", "、") if which.endswith("收录") else which
            unit = unit_word(rule.pattern)
            text += f"，{each}的每{unit}计{weight.counts}{unit}{guard(weight.when)}"
        else:
            text += f"; each one {which} counts as {weight.counts}{guard(weight.when)}"
    for shape in rule.pattern:
        if shape not in _settled(rule.pattern):
            own = tuple(test for test in shape.tests if test not in rule.pattern[0].tests)
            noun = _shape(replace(shape, tests=own), (), lang, True)
            text += f"；{noun}也计入{guard(shape.when)}" if lang == "zh" else f"; {noun} count too{guard(shape.when)}"
    if rule.per_project and (several or rule.total is not None):
        once = "；同一项目的同类成果只计一项", "; several of one kind from one project count as one"
        text += once[0] if lang == "zh" else once[1]
    return text


def _settled(pattern: Pattern) -> Pattern:
    """The shapes that count under every reading, where it is said of the others under which they do."""
    return tuple(shape for shape in pattern if not guard(shape.when)) or pattern


def total_words(total: Total, kind: str, lang: str) -> str:
    """Amounts added over the records."""
    one = attribute(kind, total.of)
    amount = quantity(one, ground(total.at_least), lang)
    if lang == "zh":
        span = f"{within(total.months, lang)}" if total.months is not None else ""
        return f"，{span}{one.label.zh}合计{amount}以上"
    span = f" {within(total.months, lang)}" if total.months is not None else ""
    said = (one.says or one.label).en.format(f"{amount} or more")
    noun = said.removeprefix("a ").removeprefix("an ")
    plural = noun.replace(" of ", "s of ", 1) if noun != said else noun
    return f", with {plural} in all{span}"


def unit_word(pattern: Pattern) -> str:
    """The Chinese measure word; 项 where kinds with different ones are mixed."""
    kinds = vocabulary().kinds
    units = {kinds[s.kind].unit if s.kind in kinds else "名" for s in pattern}
    return units.pop() if len(units) == 1 else "项"


def kind_word(kind: str, lang: str, *, many: bool = False) -> str:
    """The name of a kind of record."""
    if kind == "recommender":
        return "推荐人" if lang == "zh" else ("recommenders" if many else "recommender")
    label = vocabulary().kinds[kind].label
    return label.zh if lang == "zh" else (label.many if many else label.en)


def item(rule: Item, lang: str) -> str:
    """One item of a cumulative list."""
    per = ground(rule.per)
    noun = named(rule.pattern, lang, many=per != 1)
    if per == 1:
        return noun
    return f"{noun}，每{per}{unit_word(rule.pattern)}计1项" if lang == "zh" else f"{noun}, every {per} counting as one"


def tally(rule: Tally, lang: str) -> str:
    """A cumulative list."""
    # items that a text numbers share a number where it has several halves; without numbers each is one
    n, kinds = ground(rule.n), len({one.cite if one.cite != rule.cite else one.id for one in rule.of})
    if lang == "zh":
        return f"下列{kinds}类成果合计至少{n}项，同一成果只计入一类"
    results = "result" if n == 1 else "results"
    return f"at least {n} {results} in all from the {kinds} kinds listed, each record counting under one of them"


def tied(rule: Tied, lang: str) -> str:
    """Records of one project."""
    nouns = [named(pattern, lang) for pattern in rule.patterns]
    if lang == "zh":
        return "属于同一项目的" + "，以及".join(nouns)
    return "of one and the same project: " + " and ".join(nouns)


def named(pattern: Pattern, lang: str, *, many: bool = False) -> str:
    """What the records of a pattern are called, with their conditions; what all shapes share is said once."""
    if len(pattern) == 1:
        return _shape(pattern[0], (), lang, many)
    shared = tuple(
        test
        for test in pattern[0].tests
        if all(test in shape.tests for shape in pattern[1:]) and not any(_fused(s.kind, test) for s in pattern)
    )
    nouns = [_shape(shape, shared, lang, many) for shape in pattern]
    details = bracketed(_sep(lang).join(phrases(shared, pattern[0].kind, lang)), lang)
    if any("或" in noun or "（" in noun for noun in nouns) and lang == "zh":
        each = "两类" if len(nouns) == 2 else "各类"
        return "，或".join(nouns) + (f"（{each}均须：{details[1:]}" if details else "")
    if lang == "zh":
        return either(nouns, lang) + details
    if details:
        details = f" ({'either way' if len(nouns) == 2 else 'in each case'}: {details[2:]}"
    if any(" or " in noun or "," in noun for noun in nouns):
        return "; ".join(nouns[:-1]) + "; or " + nouns[-1] + details
    return either(nouns, lang) + details


def _sep(lang: str) -> str:
    return "，" if lang == "zh" else ", "


def _fused(kind: str, test: Condition) -> bool:
    return isinstance(test, Test) and test.attribute in FUSED.get(kind, ()) and not test.unsaid


def _shape(shape: Shape, shared: Sequence[Condition], lang: str, many: bool) -> str:
    head, details = described(shape, lang, shared=shared, many=many)
    return head + bracketed(_sep(lang).join(details), lang)


def described(
    shape: Shape, lang: str, *, shared: Sequence[Condition] = (), many: bool = False
) -> tuple[str, list[str]]:
    """What records of one shape are called, and the conditions that do not become part of the noun."""
    own = [t for t in shape.tests if t not in shared and not usual(t)]
    fused = {t.attribute: t for t in own if isinstance(t, Test) and _fused(shape.kind, t)}
    rest: list[Condition] = [t for t in own if not (isinstance(t, Test) and t.attribute in fused)]
    head, more = _head(shape.kind, fused, lang, many)
    before = ""
    if lang == "zh":
        before, rest = _before(shape.kind, rest)
        if before.endswith("以上") and "以上" in head[:6]:
            before += "、"
    return f"{before}{head}", [*more, *phrases(rest, shape.kind, lang)]


def _before(kind: str, rest: list[Condition]) -> tuple[str, list[Condition]]:
    """What stands before a Chinese noun: 省（部）级以上、二等奖以上、排名前5的."""
    named = {t.attribute: t for t in rest if isinstance(t, Test)}
    if kind == "commendation" and "by" in named:
        who = asked_values(named["by"], attribute(kind, "by"), "zh")
        level = asked_values(named["tier"], attribute(kind, "tier"), "zh") if "tier" in named else ""
        kept = [t for t in rest if not (isinstance(t, Test) and t.attribute in ("by", "tier"))]
        return f"{level}{who}的", kept
    ranked = kind in ("award", "patent_award", "competition")
    first = [t for t in rest if isinstance(t, Test) and t.attribute in _BEFORE and (ranked or t.attribute != "rank")]
    first = [t for t in first if not t.unsaid]
    words = [phrase(t, kind, "zh") for t in first]
    kept = [t for t in rest if t not in first]
    return "、".join(words) + ("的" if len(words) > 1 else ""), kept


def _head(kind: str, fused: dict[str, Test], lang: str, many: bool) -> tuple[str, list[str]]:
    """The noun with what is part of it, and what could not be and goes into the brackets."""
    words = {name: asked_values(test, attribute(kind, name), lang) for name, test in fused.items()}
    plain = kind_word(kind, lang, many=many)
    if not words:
        return plain, []
    return _head_zh(kind, words, plain) if lang == "zh" else _head_en(kind, fused, words, plain, many)


def _head_zh(kind: str, words: dict[str, str], plain: str) -> tuple[str, list[str]]:
    only = next(iter(words.values()))
    match kind:
        case "paper":
            return f"{only}论文", []
        case "report" | "textbook" | "skill_honor":
            return only, []
        case "patent":
            return f"授权{only}", []
        case "enforcement":
            return f"{only}专项工作", []
        case "incident":
            return f"{words.get('severity', '')}{words.get('type', '事件')}处置", []
        case "project":
            if "和" in only:
                return f"同属{only.replace('和', '、')}的项目", []
            return only if only.endswith("项目") else f"{only}项目", []
        case "technical_problem":
            return f"解决{only}技术问题", []
        case "risk_finding":
            return f"发现{only}风险隐患或漏洞", []
        case "breakthrough":
            return f"{only}的{plain}", []
        case "position":
            place = words.get("organisation", "")
            return (f"{place}的{plain}" if place else plain), []
        case "long_service":
            return f"长期从事本专业工作并作出{only}贡献", []
        case "recommender":
            return f"{only}推荐人", []
        case "standard":
            return _standard_zh(words), []
    return plain, list(words.values())


def _standard_zh(words: dict[str, str]) -> str:
    types, scope = words.get("type", "标准、规划或法规"), words.get("scope", "")
    company = f"{words['company']}的" if "company" in words else ""
    joint = "的" if scope and ("、" in types or "或" in types) and ("、" in scope or "或" in scope) else ""
    return f"{company}{scope}{joint}{types}"


def _head_en(kind: str, fused: dict[str, Test], words: dict[str, str], plain: str, many: bool) -> tuple[str, list[str]]:
    only = next(iter(words.values()))
    ending = "s" if many else ""
    match kind:
        case "paper":
            return f"{only} paper{ending}", []
        case "report":
            return plain, [only.replace(" report", "")]
        case "patent":
            return f"granted {only.replace(' patent', '')} patent{ending}", []
        case "incident" if "type" in words:
            noun = words["type"] + ending
            return f"{noun} handled", [f"severity {words['severity']}"] if "severity" in words else []
        case "project" if " of " not in only:
            return (only if only.endswith("project") else f"{only} project") + ending, []
        case "technical_problem":
            return f"{only} {plain}", []
        case "skill_honor":
            return only + ending, []
        case "position":
            return plain, [f"at {words['organisation']}"] if "organisation" in words else []
        case "long_service":
            return f"long service with {'an' if only[0] in 'aeio' else 'a'} {only} contribution", []
        case "standard":
            return _standard_en(fused, words, many)
        case "risk_finding":
            return plain, [f"severity {only}"]
        case "breakthrough":
            return plain, [f"level: {only}"]
    return plain, list(words.values())


def _standard_en(fused: dict[str, Test], words: dict[str, str], many: bool) -> tuple[str, list[str]]:
    labels = vocabulary().sets["standard_type"].labels
    if "type" not in fused:
        types = "standards or plans" if many else "standard or plan"
    else:
        types = either([labels[v].en + ("s" if many else "") for v in fused["type"].values], "en")
    more = [f"of {words['company']}"] if "company" in words else []
    return f"{words.get('scope', '')} {types}".strip(), more
