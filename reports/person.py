"""Conditions on the person in words: education, titles, years of work, single facts."""

from __future__ import annotations

from collections.abc import Sequence

from models import rules
from models.vocabulary import Attribute, Label, vocabulary
from reports.conditions import asked_values, phrase, quantity
from reports.terms import GRADES, bracketed, either, ground, guard, numeral, span

_DIPLOMA = {
    "secondary_vocational": Label(zh="中等职业学校", en="a secondary vocational diploma"),
    "junior_college": Label(zh="大学专科", en="a junior college diploma"),
    "bachelor": Label(zh="大学本科", en="a bachelor's diploma"),
    "master": Label(zh="硕士研究生", en="a master's diploma"),
    "doctor": Label(zh="博士研究生", en="a doctoral diploma"),
}
_DEGREE = {
    "bachelor": Label(zh="学士", en="a bachelor's degree"),
    "second_bachelor": Label(zh="第二学士", en="a second bachelor's degree"),
    "master": Label(zh="硕士", en="a master's degree"),
    "doctor": Label(zh="博士", en="a doctorate"),
}
_EITHER = {
    "bachelor": "a bachelor's diploma or degree",
    "master": "a master's diploma or degree",
    "doctor": "a doctoral diploma or degree",
}
_BOTH = {
    "bachelor": "a bachelor's diploma and degree",
    "master": "a master's diploma and degree",
    "doctor": "a doctoral diploma and degree",
}


def certificate(level: str, by: str, lang: str) -> str:
    """A diploma or degree that is there: 硕士, the master's degree."""
    if lang == "zh":
        return vocabulary().sets["education"].labels[level].zh if level != "second_bachelor" else "第二学士学位"
    names = _DEGREE if by == "degree" and level in _DEGREE else _DIPLOMA
    if level not in names:
        return vocabulary().sets["education"].labels[level].en
    return "the " + names[level].en.removeprefix("a ")


_MARKS = {
    "engineering_professional": Label(zh="工程类专业", en="professional engineering"),
    "engineering_academic": Label(zh="工学学术", en="academic engineering"),
}


def education(rule: rules.Education, lang: str) -> str:
    """An education reached."""
    text = _level_zh(rule) if lang == "zh" else _level_en(rule)
    extra = []
    if lang == "zh" and rule.levels[0] == "second_bachelor" and not rule.exactly:
        extra.append("或更高学位")
    if rule.relation:
        extra.append(relations(rule.relation, lang))
    if rule.new:
        extra.append("有初定职称的须在其后取得" if lang == "zh" else "obtained after any initial title")
    return text + bracketed(("，" if lang == "zh" else ", ").join(extra), lang)


def _level_zh(rule: rules.Education) -> str:
    level = rule.levels[0]
    if rule.by == "class":
        labels = vocabulary().sets["education"].labels
        names = [labels[v].zh.removeprefix("技工院校") for v in rule.levels]
        return f"技工院校{either(names, 'zh')}毕业"
    more = "" if rule.exactly or level == "doctor" else "以上"
    if rule.mark:
        degree = f"{_DEGREE[level].zh}{more}" if level in _DEGREE else ""
        return f"{degree}{_MARKS[rule.mark].zh}学位"
    if level == "second_bachelor":
        return "第二学士学位" if rule.exactly else "硕士学位或第二学士学位"
    diploma = f"{_DIPLOMA[level].zh}{more}学历"
    if rule.by == "diploma" or level not in _DEGREE:
        return diploma
    degree = f"{_DEGREE[level].zh}{more}学位"
    return degree if rule.by == "degree" else f"{diploma}或{degree}" if rule.by == "either" else f"{diploma}和{degree}"


def _level_en(rule: rules.Education) -> str:
    level = rule.levels[0]
    if rule.by == "class":
        labels = vocabulary().sets["education"].labels
        names = [labels[v].en.removeprefix("technician school (").removesuffix(")") for v in rule.levels]
        return f"graduation from a technician school ({either(names, 'en')})"
    more = "" if rule.exactly or level == "doctor" else " or higher"
    if rule.mark:
        kind = _MARKS[rule.mark].en
        article = "an" if kind[0] in "aeiou" else "a"
        whose = {"master": "master's ", "doctor": "doctoral ", "bachelor": "bachelor's "}.get(level, "")
        return f"{article} {kind} {whose}degree{more}"
    if level == "second_bachelor":
        return "a second bachelor's degree" if rule.exactly else "a master's or second bachelor's degree or higher"
    if rule.by == "either" and level in _EITHER:
        return _EITHER[level] + more
    if rule.by == "both" and level in _BOTH:
        return _BOTH[level] + more
    return (_DEGREE if rule.by == "degree" and level in _DEGREE else _DIPLOMA)[level].en + more


def relations(values: Sequence[str], lang: str) -> str:
    """本专业或相近专业; own or related field."""
    labels = vocabulary().sets["relation"].labels
    if lang == "zh":
        return either([labels[v].zh for v in values], lang)
    return either([labels[v].en.removesuffix(" field") for v in values], lang) + " field"


def title(level: str, lang: str) -> str:
    """An engineering title."""
    return vocabulary().sets["rung"].labels[level][lang]


def _titles(rule: rules.Held, lang: str) -> str:
    """The titles asked, with their series and field where these are not the usual ones."""
    engineering = rule.series == ("engineering",)
    names = [title(v, lang) if engineering else GRADES[v][lang] for v in rule.level]
    field = ""
    if not engineering and len(rule.series) > 1:
        field = "不限系列" if lang == "zh" else "any series"
    elif not engineering:
        field = "其他系列" if lang == "zh" else "another series"
    extra = [field] if field else []
    if rule.relation:
        extra.append(relations(rule.relation, lang))
    joined = either(names, lang)
    if lang == "zh":
        return f"{joined}职称" + bracketed("，".join(extra), lang)
    return f"{joined} title" + bracketed(", ".join(extra), lang)


def held(rule: rules.Held, lang: str) -> str:
    """A title held, for a time."""
    months = ground(rule.months)
    names = _titles(rule, lang)
    if lang == "zh":
        return f"取得{names}满{span(months, lang)}" if months else f"具有{names}"
    return f"the {names}" + (f" held for {span(months, lang)}" if months else "")


def fields(value: rules.Fields, lang: str) -> str:
    """Fields of work; of fields that depend on a reading, the first."""
    names = value.options[0][1] if isinstance(value, rules.Chosen) else value
    return either([vocabulary().sets["field"].labels[v][lang] for v in names], lang)


def worked(rule: rules.Worked, lang: str) -> str:
    """Years of work in a field since something, or a job in it now."""
    field = fields(rule.fields, lang)
    if rule.now:
        return f"现从事{field}工作" if lang == "zh" else f"now working in {field}"
    months, by = ground(rule.months), ground(rule.early_by)
    since = since_words(rule.after, lang) if rule.after is not None else ""
    early = ""
    if rule.early is not None and by:
        cite = rule.early.cite
        some = "one year" if by == 12 else span(by, lang)
        early = f"符合{cite}的可提前{span(by, lang)}" if lang == "zh" else f"those whom {cite} names: {some} earlier"
        early += guard(rule.early.when)
    if lang == "zh":
        return f"{since}从事{field}工作满{span(months, lang)}" + bracketed(early, lang)
    return f"{span(months, lang)} of work in {field}{since}" + bracketed(early, lang)


def since_words(after: rules.Held | rules.Education, lang: str) -> str:
    """From when work counts."""
    if isinstance(after, rules.Held):
        names = _titles(after, lang)
        return f"取得{names}后" if lang == "zh" else f" since the {names}"
    return f"取得{_level_zh(after)}后" if lang == "zh" else f" since obtaining {_level_en(after)}"


def fact(rule: rules.Fact, lang: str) -> str:
    """A single fact."""
    one = attribute_of_fact(rule.fact)
    name = rule.fact.removeprefix("conduct.")
    if rule.test.op == "is" or rule.fact.startswith("conduct."):
        flag = rule.test.flag
        if flag:
            return (one.says or one.label)[lang]
        if one.says_not is not None:
            return one.says_not[lang]
        return f"没有{one.label.zh}" if lang == "zh" else f"no {one.label.en}"
    if name == "employment" and lang == "en":
        return _employed(rule.test.values)
    if rule.test.values:
        words = asked_values(rule.test, one, lang)
        return (one.says.zh if lang == "zh" else one.says.en).format(words) if one.says else f"{one.label[lang]}{words}"
    if rule.test.op == "at_least":
        amount = quantity(one, ground(rule.test.number), lang)
        if lang == "zh":
            return (one.says or one.label).zh.format(f"{amount}以上")
        return (one.says or one.label).en.format(f"{amount} or more")
    return phrase(rule.test, name, lang)


def _employed(values: Sequence[str]) -> str:
    """employed by an enterprise or public institution, or self-employed."""
    labels = vocabulary().sets["employment"].labels
    own = ("self_employed", "civil_servant", "retired")
    places = [labels[v].en for v in values if v not in own]
    states = [f"a {labels[v].en}" if v == "civil_servant" else labels[v].en for v in values if v in own]
    if not places:
        return either(states, "en")
    by = f"employed by {'an' if places[0][0] in 'aeiou' else 'a'} {either(places, 'en')}"
    return f"{by}, or {either(states, 'en')}" if states else by


def attribute_of_fact(name: str) -> Attribute:
    """The attribute that a fact of the person is."""
    words = vocabulary()
    if name.startswith("conduct."):
        return words.sections["conduct"].attributes[name.removeprefix("conduct.")]
    return words.person.attributes[name]


def clear(rule: rules.Clear, lang: str) -> str:
    """No bar on the day."""
    one = attribute_of_fact(rule.fact)
    what, months = (one.says or one.label)[lang], ground(rule.months)
    if lang == "zh":
        return f"近{span(months, lang)}内无{what}记录" if months else f"不在{what}内"
    return f"without {what} in the last {span(months, lang)}" if months else f"not within {what}"


def clear_short(rule: rules.Clear, lang: str) -> str:
    """The same as briefly as a list of conditions taken as met needs it."""
    if rule.fact == "conduct.penalty_until" and lang == "en" and not ground(rule.months):
        return "no running penalty"
    return clear(rule, lang)


def risen(rule: rules.Risen, lang: str) -> str:
    """A later and higher diploma or degree after an initial title."""
    rows = [numeral(int(row)) if row.isdigit() else row for row in rule.rows]
    skipped = [numeral(int(row)) if row.isdigit() else row for row in rule.except_rows]
    names = either([title(v, lang) for v in rule.levels], lang)
    if lang == "zh":
        which = f"按第{'、'.join(f'（{r}）' for r in rows)}项" if rows else ""
        text = f"{which}初定过{names or '职称'}的，其后已取得更高的学历或学位"
        if skipped:
            text += f"（按第{'、'.join(f'（{r}）' for r in skipped)}项初定的除外）"
        if rule.unless_worked:
            text += f"；初定时已从事{fields(rule.unless_worked, lang)}工作满1个月的不受此限"
        return text
    which = f" under row {either(list(rule.rows), lang)}" if rule.rows else ""
    noun = f"initial {names} title" if names else "initial title"
    text = f"a higher diploma or degree obtained after any {noun}{which}"
    if skipped:
        text += f" (row {either(list(rule.except_rows), lang)} aside)"
    if rule.unless_worked:
        text += f"; not asked of those who had a month of work in {fields(rule.unless_worked, lang)} by then"
    return text
