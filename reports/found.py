"""What is there, in words: the measure of a node beside what it asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any as Anything

from models import rules
from models.vocabulary import vocabulary
from reports.conditions import attribute, value_words
from reports.person import attribute_of_fact, certificate, title
from reports.records import kind_word, unit_word
from reports.terms import GRADES, STATUSES, both, bracketed, either, money, span
from solver.explain import Finding, Merged
from solver.schooling import SCHOOLING
from solver.status import ASSUMED, UNKNOWN, UNMET

NOT_GIVEN = {"zh": "未提供", "en": "not given"}


def have(finding: Finding, lang: str) -> str:
    """What is there of what a node asks."""
    rule, found = finding.rule, finding.have
    match rule:
        case rules.Count():
            return _records(rule, finding, lang)
        case rules.Tally():
            return NOT_GIVEN[lang] if found is None else _results(found, lang)
        case rules.Item():
            unit = unit_word(rule.pattern)
            if not found:
                return "无" if lang == "zh" else "none"
            return f"计入{found}{unit}" if lang == "zh" else f"{found} counted"
        case rules.Tied():
            if finding.status is UNMET:
                return "没有同一项目的成套成果" if lang == "zh" else "no such records of one project"
            return f"共{found}项" if lang == "zh" else f"{found} records"
        case rules.All() | rules.Any() | rules.AtLeast():
            still_open = sum(child.status is UNKNOWN for child in finding.children)
            return _share(found, len(finding.children), still_open, lang)
        case rules.Worked():
            return _too_old(finding, lang) if finding.barred else _worked(rule, found, lang)
        case rules.Held():
            return _held(finding, lang)
        case rules.Education():
            return _too_old(finding, lang) if finding.barred else _education(found, lang)
        case rules.Fact():
            return _fact(rule, finding, lang)
        case rules.Clear():
            return _clear(rule, finding, lang)
        case rules.Attest() | rules.External():
            return _attested(finding, lang)
        case rules.Risen():
            return _risen(finding, lang)
    return STATUSES[finding.status][lang]


def _share(met: int, many: int, still_open: int, lang: str) -> str:
    """How many of several conditions are met, and how many are open."""
    if lang == "en":
        text = f"all {many} met" if met == many else f"{met} of {many} met" if met else f"none of {many} met"
        return text + (f", {still_open} open" if still_open else "")
    each = "均" if many > 1 else ""
    if met == many or not (met or still_open):
        return f"{many}项{each}{'已' if met else '未'}满足"
    text = f"已满足{many}项中的{met}项" if met else f"{many}项中{many - still_open}项未满足"
    return text + (f"，{still_open}项待查明" if still_open else "")


def _records(rule: rules.Count, finding: Finding, lang: str) -> str:
    found = finding.have
    if found is None:
        return NOT_GIVEN[lang]
    number = found["records"] if isinstance(found, Mapping) else found
    one = number == 1
    kind = rule.pattern[0].kind if len(rule.pattern) == 1 else ""
    if lang == "zh":
        unit = unit_word(rule.pattern)
        text = f"现有{number}{unit}" if number else f"尚无符合条件的{kind_word(kind, lang) if kind else '成果'}"
    else:
        noun = kind_word(kind, lang, many=not one) if kind else "record" if one else "records"
        text = f"{number} {noun}" if number else f"no {kind_word(kind, lang) if kind else 'record'} that fits"
    if isinstance(found, Mapping) and number and rule.total is not None:
        one_of = attribute(rule.pattern[0].kind, rule.total.of)
        amount = money(found["total"], lang)
        text += f"，{one_of.label.zh}合计{amount}" if lang == "zh" else f", {amount} in all"
    if finding.status is UNKNOWN and number:
        text += "（含事实未齐的成果）" if lang == "zh" else " (some with facts missing)"
    return text + "".join(_merged(one, lang) for one in finding.merged)


def _merged(one: Merged, lang: str) -> str:
    """That several records are of one project and count as one."""
    names, many = both(one.records, lang), len(one.records)
    if lang == "zh":
        return f"；{names}这{many}项同属项目{one.project}，只计1项"
    return f"; {names} are of one project ({one.project}) and count as one"


def _results(found: int, lang: str) -> str:
    if lang == "zh":
        return f"合计{found}项"
    return f"{found} result" if found == 1 else f"{found} results"


def _worked(rule: rules.Worked, found: Anything, lang: str) -> str:
    labels = vocabulary().sets["field"].labels
    if found is None:
        return NOT_GIVEN[lang]
    if rule.now:
        names = both(list(dict.fromkeys(labels[f][lang] for f in found)), lang)
        if lang == "zh":
            return f"现从事{names}" if found else "目前没有在任的工作"
        return f"now in {names}" if found else "no job open on the day"
    if found.get("anchor", found) is None:
        return _without_anchor(rule, lang)
    months = found["months"]
    length = span(months, lang) if months else ("不足1个月" if lang == "zh" else "less than a month")
    if not months and not found["days"]:
        length = ""
    early = bool(found.get("early"))
    if lang == "zh":
        text = f"已有{length}" if length else "没有这一领域的工作时间"
        return text + ("（符合提前条件）" if early else "")
    return (length or "no work in this field") + (" (with the right to come earlier)" if early else "")


def _too_old(finding: Finding, lang: str) -> str:
    """That a certificate is there, but not later than the initial title, and so cannot serve again."""
    one = finding.barred[0]
    name, years = certificate(one.level, one.by, lang), isinstance(finding.rule, rules.Worked)
    before = one.day is not None and one.since is not None and one.day < one.since
    if lang == "zh":
        age, so = "早于" if before else "不晚于", "不能据以计算年限" if years else "不能再次使用"
        return f"{name}（{one.day}）{age}初定职称（{one.since}），{so}"
    age, so = "older" if before else "no later", "no years count from it" if years else "it cannot serve again"
    return f"{name} of {one.day} is {age} than the initial title of {one.since}, so {so}"


def _risen(finding: Finding, lang: str) -> str:
    """What became of the education after an initial title."""
    zh = lang == "zh"
    if finding.barred:
        since = [(one.since, title(one.title, lang)) for one in finding.barred]
        if zh:
            return "；".join(f"{day}初定{name}之后未取得更高学历或学位" for day, name in since)
        return "; ".join(f"no higher diploma or degree since the initial {n} title of {day}" for day, n in since)
    if finding.have is None:
        return NOT_GIVEN[lang]
    if not finding.have:
        return "没有初定过职称" if zh else "no initial title"
    if finding.status is UNKNOWN:
        return "职称是否初定、按哪一项初定未说明" if zh else "how a title was obtained, or by which row, is not given"
    names = both([title(level, lang) for level in dict.fromkeys(finding.have)], lang)
    if zh:
        return f"初定{names}之后已取得更高的学历或学位，或不在此限"
    return f"a higher diploma or degree since the initial {names} title, or none is asked of it"


def _without_anchor(rule: rules.Worked, lang: str) -> str:
    if isinstance(rule.after, rules.Held):
        return no_title(rule.after, lang)
    return "未取得所要求的学历或学位" if lang == "zh" else "the education asked for is not there"


def no_title(rule: rules.Held, lang: str) -> str:
    """That a title is not held."""
    engineering = rule.series == ("engineering",)
    name = either([title(v, lang) if engineering else GRADES[v][lang] for v in rule.level], lang)
    if lang == "zh":
        return f"未取得{name}职称"
    return f"no {name} title" if engineering else f"no {name} title of this kind"


def _held(finding: Finding, lang: str) -> str:
    if not isinstance(finding.rule, rules.Held):
        return ""
    if finding.have is None:
        if finding.status is UNMET:
            return no_title(finding.rule, lang)
        return "取得日期或系列未说明" if lang == "zh" else "its date or series is not given"
    months, since = finding.have["months"], finding.have["since"]
    length = span(months, lang) if months else ("不足1个月" if lang == "zh" else "less than a month")
    if lang == "zh":
        return f"{since}取得，{'已满' if months else ''}{length}"
    return f"held since {since}, {length}"


def _education(found: Anything, lang: str) -> str:
    if found is None:
        return NOT_GIVEN[lang]
    if not found:
        return "没有学历或学位证书" if lang == "zh" else "no diploma or degree"
    labels = vocabulary().sets["education"].labels
    schooled = [(level, by) for level, by in found if level in SCHOOLING]
    if not schooled:
        return labels[found[0][0]][lang]
    top = max(schooled, key=lambda pair: SCHOOLING.index(pair[0]))[0]
    kinds = {by for level, by in schooled if level == top}
    if top == "second_bachelor":
        return "最高：第二学士学位" if lang == "zh" else "highest: a second bachelor's degree"
    name = labels[top][lang]
    if lang == "zh":
        what = "有学历和学位" if len(kinds) == 2 else "有学历，无学位" if "diploma" in kinds else "有学位，无学历"
        return f"最高：{name}（{what}）" if top in ("bachelor", "master", "doctor") else f"最高：{name}"
    if top not in ("bachelor", "master", "doctor"):
        return f"highest: {name}"
    one = "diploma, no degree" if "diploma" in kinds else "degree, no diploma"
    return f"highest: {name}" + bracketed("diploma and degree" if len(kinds) == 2 else one, lang)


def _fact(rule: rules.Fact, finding: Finding, lang: str) -> str:
    if finding.have is None:
        if finding.status is ASSUMED:
            return "未说明，推定符合" if lang == "zh" else "not stated, taken as met"
        return NOT_GIVEN[lang] if finding.status is UNKNOWN else ("无" if lang == "zh" else "none")
    words = value_words(attribute_of_fact(rule.fact), finding.have, lang)
    personal = rule.fact == "employment" and finding.have in ("civil_servant", "retired", "self_employed")
    return f"现为{words}" if personal and lang == "zh" and finding.have != "retired" else words


def _clear(rule: rules.Clear, finding: Finding, lang: str) -> str:
    if finding.have is not None:
        label = attribute_of_fact(rule.fact).label[lang]
        return f"{label}{finding.have}" if lang == "zh" else f"{label} {finding.have}"
    if finding.status is ASSUMED:
        return "未说明，推定没有" if lang == "zh" else "not stated, taken as none"
    return "没有" if lang == "zh" else "none"


def _attested(finding: Finding, lang: str) -> str:
    if finding.have is not None:
        good = bool(finding.have)
        if lang == "zh":
            return "已认定" if good else "认定为不具备"
        return "attested" if good else "attested as lacking"
    if finding.status is ASSUMED:
        return "未认定，推定具备" if lang == "zh" else "not attested, taken as met"
    if finding.status is UNMET:
        return "不适用于本人" if lang == "zh" else "does not concern this person"
    return "尚未认定" if lang == "zh" else "not attested yet"
