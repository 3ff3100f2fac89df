"""Conditions on one record or person in words: each test, and tests that are read together, as short phrases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.rules import Condition, Either, Number, Test
from models.vocabulary import Attribute, Label, Section, ValueSet, vocabulary
from reports.terms import both, characters, either, ground, money, numeral, ordinal, plain_number, span

USUAL = {"relevant": True, "used": False, "resolved": True}
"""Asked of every record, and so not said of each."""

_AUTHORITY = {  # an attribute that names a tier, and the one that says who stands at it
    "recognized": ("recognized_by", Label(zh="经{}认可", en="recognised by {}")),
    "adopted": ("adopted_by", Label(zh="被{}采纳应用", en="adopted by {}")),
    "tier": ("by", Label(zh="由{}表彰", en="from {}")),
    "client_tier": ("client", Label(zh="委托方为{}", en="for {}")),
}
_LEVELS = ("recognized", "adopted", "promoted", "endorsed", "purchased_by", "client_tier", "major_new_product")


def section(kind: str) -> Section:
    """The attributes of a kind of record, of recommenders, or of the person."""
    words = vocabulary()
    if kind == "recommender":
        return words.sections["recommenders"]
    return words.kinds[kind].section if kind in words.kinds else words.person


def attribute(kind: str, name: str) -> Attribute:
    """One attribute of a kind."""
    return section(kind).attributes[name]


def usual(condition: Condition) -> bool:
    """Whether it is asked of every record, the usual way."""
    return isinstance(condition, Test) and condition.op == "is" and USUAL.get(condition.attribute) is condition.flag


def phrases(conditions: Sequence[Condition], kind: str, lang: str) -> list[str]:
    """What conditions ask, one phrase each; a tier and whose tier it is are one phrase."""
    asked = [c for c in conditions if not usual(c)]
    named = {c.attribute: c for c in asked if isinstance(c, Test)}
    found: list[str] = []
    done: set[str] = set()
    for condition in asked:
        if isinstance(condition, Either):
            found.append(_either(condition, kind, lang))
        elif condition.attribute not in done:
            text, used = _together(condition, named, kind, lang)
            done.update(used)
            found.append(text)
    return [text for text in found if text]


def _either(condition: Either, kind: str, lang: str) -> str:
    halves = _halves(condition.options)
    if halves is not None:
        return _sep(lang).join(_either(Either(options=half), kind, lang) for half in halves)
    options = [phrases(option, kind, lang) for option in condition.options]
    joint = "且" if lang == "zh" else " and "
    texts = list(dict.fromkeys(joint.join(option) for option in options))
    if any(len(option) > 1 for option in options) and len(texts) > 1:
        return ("，或" if lang == "zh" else ", or ").join(texts)
    if lang == "zh" and all(text.startswith("委托方为") for text in texts):
        texts = [text if i == 0 else text.removeprefix("委托方为") for i, text in enumerate(texts)]
    return either(texts, lang)


def _halves(options: Sequence[tuple[Condition, ...]]) -> tuple[tuple[tuple[Condition, ...], ...], ...] | None:
    """Options that pair each of some groups with each of some last conditions, as the two choices that they are."""
    if len(options) < 4 or any(len(option) < 2 for option in options):
        return None
    groups: dict[Condition, list[tuple[Condition, ...]]] = {}
    for option in options:
        groups.setdefault(option[-1], []).append(option[:-1])
    first = next(iter(groups.values()))
    if len(groups) < 2 or len(first) < 2 or any(group != first for group in groups.values()):
        return None
    return tuple(first), tuple((last,) for last in groups)


def _sep(lang: str) -> str:
    return "，" if lang == "zh" else ", "


def _together(test: Test, named: Mapping[str, Test], kind: str, lang: str) -> tuple[str, set[str]]:
    """A test with those that are read as one phrase with it, and the attributes so said."""
    for tier, (who, template) in _AUTHORITY.items():
        if test.attribute in (tier, who) and tier in named and who in named:
            level, authority = named[tier], named[who]
            return template[lang].format(_at(level, authority, kind, lang)), {tier, who}
    if test.attribute in ("endorsed", "endorsed_principal") and "endorsed_principal" in named and "endorsed" in named:
        level_words = _level(named["endorsed"], attribute(kind, "endorsed"), lang)
        if lang == "zh":
            return f"获{level_words}主要领导肯定性批示", {"endorsed", "endorsed_principal"}
        return f"endorsed by a principal leader at {level_words}", {"endorsed", "endorsed_principal"}
    return phrase(test, kind, lang), {test.attribute}


def _at(level: Test, who: Test, kind: str, lang: str) -> str:
    tier = _level(level, attribute(kind, level.attribute), lang)
    names = asked_values(who, attribute(kind, who.attribute), lang)
    return f"{tier}{names}" if lang == "zh" else f"{names} at {tier}"


def _level(test: Test, one: Attribute, lang: str) -> str:
    """A tier of government: provincial level or above."""
    words = asked_values(test, one, lang)
    if lang == "zh" or one.values is None or one.values.name != "tier":
        return words
    if test.values == ("employer",):
        return words.replace("employer", "the employer's level", 1)
    return words.replace(" or above", " level or above") if " or above" in words else f"{words} level"


def phrase(test: Test, kind: str, lang: str) -> str:
    """What one test asks."""
    one = attribute(kind, test.attribute)
    if test.op == "is":
        text = _flag(one, test.flag, lang)
    elif test.values:
        words = asked_values(test, one, lang) if test.attribute == "tier" else _level(test, one, lang)
        text = _said(one, words, test, lang)
    else:
        text = _numbered(test, one, lang)
    if test.unsaid:
        if lang == "zh":
            if test.op == "is":
                return f"{text}或未注明是否{text}"
            return (text.replace("或", "、") if one.name == "role" else text) + f"或未注明{one.label.zh}"
        return (text.replace(" or ", ", ") if one.name == "role" else text) + f" or {one.label.en} not stated"
    return text


def _flag(one: Attribute, flag: bool, lang: str) -> str:
    if flag:
        return (one.says or one.label)[lang]
    if one.says_not is not None:
        return one.says_not[lang]
    return f"非{one.label.zh}" if lang == "zh" else f"not {one.label.en}"


def _said(one: Attribute, words: str, test: Test, lang: str) -> str:
    if one.name == "role":
        if lang == "zh":
            return {"lead": "主持", "key": "主要完成人或主持", "participant": "参与"}[test.values[0]]
        return {"lead": "as lead", "key": "as key contributor or lead", "participant": "taking part"}[test.values[0]]
    if one.name == "relation" and lang == "en" and one.says is not None:
        return "in " + words
    return (one.says or one.label)[lang].format(words) if one.says else f"{one.label[lang]} {words}"


def asked_values(test: Test, one: Attribute, lang: str) -> str:
    """The values that a test takes: 省（部）级以上; one of a list; where two are left, both by name."""
    assert one.values is not None
    values = one.values
    names = [values.labels[v][lang] for v in test.values]
    if test.op == "among":
        return _relations(names, lang) if one.name == "relation" else either(names, lang)
    if test.op == "all_of":
        return both(names, lang)
    return _or_more(test.values[0], one, values, lang)


def _relations(names: list[str], lang: str) -> str:
    """the person's own or a related field."""
    if lang == "zh":
        return either(names, lang)
    short = [name.removesuffix(" field") for name in names]
    return either([f"the person's {n}" if n == "own" else f"a {n}" for n in short], lang) + " field"


def _or_more(value: str, one: Attribute, values: ValueSet, lang: str) -> str:
    above = values.values[values.step(value) :]
    names = [values.labels[v][lang] for v in above]
    if len(above) == 1:
        return names[0]
    if one.name == "benefit" and values.step(value) == 0:
        return names[0]
    if one.name in ("weight", "level") and len(above) == 2 and len(values.values) == 2:
        return either(names, lang)
    if one.name in _LEVELS and value == "employer" and lang == "zh":
        return "本单位以上"
    if one.name == "benefit" and lang == "en":
        return f"at least {names[0]}"
    better = "or better" if one.name == "grade" else "or above"
    return f"{names[0]}以上" if lang == "zh" else f"{names[0]} {better}"


def _numbered(test: Test, one: Attribute, lang: str) -> str:
    number = ground(test.number)
    if test.op == "at_most":
        return place(one.name, int(number), lang)
    amount = quantity(one, number, lang)
    if one.unit == "grade_of_protection":
        amount = f"{numeral(int(number))}级" if lang == "zh" else str(number)
        more = f"{amount}以上" if lang == "zh" else f"{amount} or above"
    else:
        more = f"{amount}以上" if lang == "zh" else f"{amount} or more"
    return (one.says or one.label)[lang].format(more)


def place(name: str, number: int, lang: str) -> str:
    """A rank or a place among authors, and better."""
    if name == "author":
        if lang == "zh":
            return {1: "第一作者", 2: "第一、二作者"}.get(number, f"前{numeral(number)}作者")
        return {1: "first author", 2: "first or second author"}.get(number, f"among the first {number} authors")
    if lang == "zh":
        return f"排名第{number}" if number == 1 else f"排名前{number}"
    return "ranked 1st" if number == 1 else f"ranked {ordinal(number)} or better"


def quantity(one: Attribute, number: int | float, lang: str) -> str:
    """A number with the unit of its attribute."""
    if one.unit == "wan":
        return money(number, lang)
    if one.unit == "words":
        return characters(number, lang)
    if one.unit in ("years", "months"):
        return span(number * (12 if one.unit == "years" else 1), lang)
    if one.unit == "grade_of_protection":
        return f"{numeral(int(number))}级" if lang == "zh" else plain_number(number)
    return plain_number(number)


def value_words(one: Attribute, value: object, lang: str) -> str:
    """A value that is there, as it is called."""
    if isinstance(value, bool):
        return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
    if value is None:
        return "无" if lang == "zh" else "none"
    if isinstance(value, list | tuple | set | frozenset):
        return both([value_words(one, v, lang) for v in value], lang) or ("无" if lang == "zh" else "none")
    if isinstance(value, int | float):
        return quantity(one, value, lang)
    if one.values is not None and isinstance(value, str) and value in one.values.labels:
        return one.values.labels[value][lang]
    return str(value)


def within(number: Number, lang: str) -> str:
    """Inside a span of time."""
    months = ground(number)
    return f"{span(months, lang)}内" if lang == "zh" else f"within {span(months, lang)}"
