"""What is said beside the verdict: facts assumed or missing, warnings, other readings, and how firmly it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models import rules
from models.standard import Standard
from models.vocabulary import Attribute, Label, vocabulary
from reports.person import clear_short, fact, title
from reports.records import kind_word
from reports.terms import VERDICTS, both
from solver.check import OtherReading, Warned
from solver.gaps import Gap
from solver.margin import Margin

_LISTS = ("education", "titles", "work", "recommenders", "achievements")


def gap_words(gap: Gap, lang: str) -> str:
    """A fact that was not given: whose it is, its name, and the clause that asks for it."""
    if isinstance(gap.rule, rules.Attest | rules.External) and "/" in gap.fact:
        return _attestation(gap, lang)
    text = _owned(gap, lang)
    if lang == "zh":
        return f"{text}未说明（{gap.rule.cite}）"
    return f"{text} {'is ' if ': whether ' in text else ''}not given ({gap.rule.cite})"


def assumed_words(gap: Gap, lang: str) -> str:
    """A condition that was taken as met, with its clause."""
    if isinstance(gap.rule, rules.Attest | rules.External):
        return gap_words(gap, lang)
    return taken(gap, lang) + (f"（{gap.rule.cite}）" if lang == "zh" else f" ({gap.rule.cite})")


def taken(gap: Gap, lang: str) -> str:
    """The condition alone, for lists."""
    if isinstance(gap.rule, rules.Clear):
        return clear_short(gap.rule, lang)
    if isinstance(gap.rule, rules.Fact):
        return fact(gap.rule, lang)
    found = _attribute(gap)
    if isinstance(gap.rule, rules.Attest | rules.External) or found is None or found.form != "flag":
        return short_gap(gap, lang)
    record = gap.record or gap.fact.rpartition(".")[0]
    colon = "：" if lang == "zh" else ": "
    return f"{record}{colon}{(found.says or found.label)[lang]}"


def attestations(gaps: Sequence[Gap], lang: str) -> list[str]:
    """How to write in the person's file what was attested: a sentence, and the lines to copy."""
    keys = [gap.fact for gap in gaps if isinstance(gap.rule, rules.Attest | rules.External) and "/" in gap.fact]
    if not keys:
        return []
    zh, en = (
        "有认定结果的，写入人员文件（不具备写 false）：",
        "Once decided, write in the person's file (false if lacking):",
    )
    if len(keys) == 1:
        return [zh if lang == "zh" else en, f'attestations: {{"{keys[0]}": true}}']
    return [zh if lang == "zh" else en, "attestations:", *(f'  "{key}": true' for key in keys)]


def _owned(gap: Gap, lang: str) -> str:
    """A fact with the record that it belongs to: 论文 X 的排名, 论文 X 是否通讯作者."""
    owner, found = _owner(gap, lang), _attribute(gap)
    flag = found is not None and found.form == "flag" and gap.fact not in _LISTS
    if not flag or found is None:
        return owner + _name(gap, lang)
    if lang == "zh":
        return f"{owner.removesuffix('的')}是否{(found.says or found.label).zh.removeprefix('已完成并')}"
    return f"{owner}whether {found.label.en}" if owner else found.label.en


def short_gap(gap: Gap, lang: str) -> str:
    """The same without the clause, for lists."""
    if isinstance(gap.rule, rules.Attest | rules.External) and "/" in gap.fact:
        return gap.rule.label[lang]
    return _owned(gap, lang)


def label(gap: Gap, lang: str) -> str:
    """What a fact about the person is called."""
    return _name(gap, lang)


def personal(gap: Gap) -> bool:
    """Whether it is a fact about the person as such: no single record's, and nothing to be attested."""
    return "/" not in gap.fact and ("." not in gap.fact or gap.fact.startswith("conduct."))


def _attestation(gap: Gap, lang: str) -> str:
    assert isinstance(gap.rule, rules.Attest | rules.External)
    label = gap.rule.label[lang]
    if isinstance(gap.rule, rules.External):
        where = gap.rule.document
        return (
            f"“{label}”尚无认定，另见{where}（{gap.rule.cite}）"
            if lang == "zh"
            else (f"“{label}” not attested, see {where} ({gap.rule.cite})")
        )
    return f"“{label}”未认定（{gap.rule.cite}）" if lang == "zh" else f"“{label}” not attested ({gap.rule.cite})"


def _owner(gap: Gap, lang: str) -> str:
    """The record that the fact belongs to, with its kind."""
    record, dot, _ = gap.fact.rpartition(".")
    if not dot or record == "conduct":
        return ""
    kind = _kind(gap, record, lang)
    record = gap.record or record
    return f"{kind} {record} 的" if lang == "zh" else f"{kind} {record}: "


def _kind(gap: Gap, record: str, lang: str) -> str:
    section = re.match(r"[a-z]+", record)
    if section and section[0] in ("education", "titles", "work"):
        return (
            {"education": "学历", "titles": "职称", "work": "工作经历"}[section[0]]
            if lang == "zh"
            else ({"education": "education", "titles": "title", "work": "work"}[section[0]])
        )
    kinds = {s.kind for s in gap.rule.pattern} if isinstance(gap.rule, rules.Count | rules.Item) else set()
    if len(kinds) == 1:
        return kind_word(kinds.pop(), lang)
    return "成果" if lang == "zh" else "record"


def _name(gap: Gap, lang: str) -> str:
    words = vocabulary()
    if gap.fact in _LISTS:
        return words.person.attributes[gap.fact].label[lang]
    found = _attribute(gap)
    return found.label[lang] if found is not None else gap.attribute


def _attribute(gap: Gap) -> Attribute | None:
    words, name = vocabulary(), gap.attribute or gap.fact.rsplit(".", 1)[-1]
    start = re.match(r"[a-z]+", gap.fact)
    if start and start[0] in words.sections and start[0] != "achievements":
        found = words.sections[start[0]].attributes.get(name)
        if found is not None:
            return found
    if isinstance(gap.rule, rules.Count | rules.Item):
        for shape in gap.rule.pattern:
            if shape.kind in words.kinds and name in words.kinds[shape.kind].section.attributes:
                return words.kinds[shape.kind].section.attributes[name]
    for section in (words.person, words.sections["conduct"], words.kinds["award"].section):
        if name in section.attributes:
            return section.attributes[name]
    return next((k.section.attributes[name] for k in words.kinds.values() if name in k.section.attributes), None)


def decides_words(gap: Gap, lang: str) -> str:
    """Which verdicts a missing fact could settle alone; nothing where it settles none."""
    if len(gap.decides) >= 2:
        return "查明即可得出结论" if lang == "zh" else "settles the verdict either way"
    if gap.decides == ("eligible",):
        return "查明后如有利，即为符合" if lang == "zh" else "if favourable, the person qualifies"
    if gap.decides == ("not_eligible",):
        return "查明后如不利，即为不符合" if lang == "zh" else "if unfavourable, the person does not qualify"
    return ""


def warning_words(warned: Warned, lang: str) -> str:
    """A remark beside the verdict."""
    words, zh = warned.words, lang == "zh"
    match warned.code:
        case "title-before-diploma":
            return (
                f"职称 {words['path']} 的取得日期{words['date']}早于最早的学历学位日期{words['diploma']}，请核对"
                if zh
                else f"title {words['path']} is dated {words['date']}, before the first diploma or degree"
                f" ({words['diploma']}): please check"
            )
        case "titles-out-of-order":
            return (
                f"较高职称 {words['path']} 的取得日期早于较低职称 {words['other']}，请核对"
                if zh
                else f"the higher title {words['path']} is dated before the lower one {words['other']}: please check"
            )
        case "education-without-dates":
            return (
                f"学历 {words['path']} 没有写明毕业或学位日期，未予计入"
                if zh
                else f"education {words['path']} has neither diploma nor degree date and was not counted"
            )
        case "large-amount":
            return (
                f"成果 {words['path']} 的金额为{words['amount']}万元，金额以万元为单位，请核对"
                if zh
                else f"record {words['path']} has an amount of {words['amount']} 万元, the unit of amounts:"
                " please check"
            )
        case "already-held":
            name = title(words["title"], lang)
            return f"已具有{name}职称" if zh else f"the {name} title is held already"
        case "before-effective":
            return (
                f"所查日期早于该标准施行日期（{words['date']}）"
                if zh
                else f"the day asked about is before the standard takes effect ({words['date']})"
            )
        case "outside-window":
            return (
                f"不在申报时间内（{words['from']}至{words['to']}，{words['cite']}）"
                if zh
                else f"outside the days of application ({words['from']} to {words['to']}, {words['cite']})"
            )
        case "ready-outside-window":
            return (
                f"符合之日晚于本文件的申报时间（{words['from']}至{words['to']}，{words['cite']}），以下一年度通知为准"
                if zh
                else f"the day of qualifying is after the days of application of this document ({words['from']} to"
                f" {words['to']}, {words['cite']}): the next notice decides"
            )
        case "unknown-attestation":
            return (
                f"认定事项 {words['key']} 在该标准中没有对应条款，未采用"
                if zh
                else f"the attestation {words['key']} matches no clause of this standard and was not used"
            )
        case "not-counted-on":
            return (
                f"{_entry(words['path'], lang)}晚于所查日期，未予计入"
                if zh
                else f"{_entry(words['path'], lang)} after the as-of date, so not counted on"
            )
    return warned.code


def _entry(path: str, lang: str) -> str:
    """An entry of the file by its path, and which date of it: 学历 education[0] 的毕业日期."""
    entry, _, date = path.partition(".")
    names = {
        "education": Label(zh="学历", en="education"),
        "titles": Label(zh="职称", en="title"),
        "work": Label(zh="工作经历", en="work"),
        "achievements": Label(zh="成果", en="record"),
    }
    section = entry.partition("[")[0]
    if not date:
        return f"{names[section].zh} {entry} 的日期" if lang == "zh" else f"{names[section].en} {entry} is dated"
    label = vocabulary().sections[section].attributes[date].label
    return f"{names[section].zh} {entry} 的{label.zh}" if lang == "zh" else f"{label.en} of {entry} is"


def reading_words(other: OtherReading, standard: Standard, lang: str) -> str:
    """A reading under which the verdict would be another."""
    meaning = standard.readings[other.id].values[other.value][lang]
    result = VERDICTS[other.verdict][lang]
    return f"若理解为“{meaning}”，结论为{result}" if lang == "zh" else f"read as “{meaning}”: {result}"


def margin_words(margin: Margin, lang: str) -> str:
    """Whether the verdict survives the loss of any one record."""
    if margin.survives_any_one:
        if lang == "zh":
            return "任意一项成果或一名推荐人不被采信，结论仍成立"
        return "the verdict stands even if any one record or recommender is rejected"
    names = both(margin.hangs_on, lang)
    if lang == "zh":
        which = "其中任何一项" if len(margin.hangs_on) > 1 else "该项"
        return f"结论取决于 {names}：{which}不被采信，即不再符合"
    which = "any one of them" if len(margin.hangs_on) > 1 else "it"
    return f"the verdict hangs on {names}: it falls if {which} is rejected"
