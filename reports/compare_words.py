"""The words of a comparison that every form of it shares: relations, why there is none, parts, sides, shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from models.vocabulary import Label, vocabulary
from reports.person import title
from reports.terms import PARTS, ROUTES, both
from solver.comparison import ALL, Comparison, Effort, Rate, Relation, Side

RELATIONS: Mapping[str, Label] = {
    "equivalent": Label(zh="等同", en="equivalent"),
    "stricter": Label(zh="更严", en="stricter"),
    "looser": Label(zh="更宽", en="looser"),
    "incomparable": Label(zh="互有宽严", en="each stricter in some way"),
    "not_comparable": Label(zh="不可比", en="not comparable"),
    "undecided": Label(zh="未能判定", en="undecided"),
}
SHORT: Mapping[str, Label] = {
    **RELATIONS,
    "incomparable": Label(zh="互有宽严", en="both ways"),
    "not_comparable": Label(zh="不可比", en="no relation"),
}
"""The same in a cell of a table."""
SIGNS = {
    "equivalent": "=",
    "stricter": "<",
    "looser": ">",
    "incomparable": "<>",
    "not_comparable": "-",
    "undecided": "?",
}
"""Signs of the relations, readable without colour: fewer people, more people, each somebody whom the other refuses."""
MIRRORED = {"stricter": "looser", "looser": "stricter"}
ANSWERS: Mapping[str, Label] = {
    "proven": Label(zh="已证明", en="proven"),
    "refuted": Label(zh="有反例", en="refuted by a witness"),
    "undecided": Label(zh="未能判定", en="undecided"),
}
ONLY_BARS = Label(zh="仅因处分等限制条款", en="only because of penalties")
WHOLE = Label(zh="整体", en="as a whole")
_WHY: Mapping[str, Label] = {
    "procedure": Label(
        zh="{}为初定，与评审程序不同", en="{} grants titles by initial determination, another procedure than review"
    ),
    "rung": Label(zh="{}不设此级别", en="{} has no such rung"),
    "part": Label(zh="{}没有这一部分", en="{} has no such part"),
    "judged": Label(zh="{}的这一部分只由评审认定", en="in {} only a panel judges this part"),
    "nothing": Label(zh="双方在这一部分均无可计算的要求", en="neither asks anything here that can be computed"),
}
_TERMS: Mapping[str, Label] = {
    "equivalences": Label(zh="计入技工院校学历时", en="with technician schools let in"),
    "employers": Label(zh="各按本地单位范围时", en="with each region's own employers"),
    "bars": Label(zh="无人受处分等限制时", en="with nobody under a penalty"),
}


def word(relation: str, lang: str, *, short: bool = False) -> str:
    """How a stands to b."""
    return (SHORT if short else RELATIONS)[relation][lang]


def mirrored(relation: str) -> str:
    """The relation seen from the other side."""
    return MIRRORED.get(relation, relation)


def part_word(part: str, lang: str) -> str:
    """A part, or the rung as a whole."""
    return WHOLE[lang] if part == ALL else PARTS[part][lang]


def rung_word(rung: str, lang: str) -> str:
    """A rung by its title."""
    return title(rung, lang)


def labels_of(comparison: Comparison, lang: str) -> dict[str, str]:
    """The short names of the sides by their keys."""
    return {side.key: side.label[lang] for side in comparison.sides}


def sentence(relation: Relation, labels: Mapping[str, str], lang: str) -> str:
    """How one side stands to the other, as a sentence without its end."""
    a, b = labels[relation.a], labels[relation.b]
    zh = lang == "zh"
    match relation.relation:
        case "equivalent":
            return f"{a}与{b}等同" if zh else f"{a} and {b} admit the same people"
        case "stricter":
            return f"{a}比{b}严" if zh else f"{a} is stricter than {b}"
        case "looser":
            return f"{a}比{b}宽" if zh else f"{a} is looser than {b}"
        case "incomparable":
            return f"{a}与{b}互有宽严" if zh else f"{a} and {b} each admit somebody whom the other refuses"
        case "not_comparable":
            return f"{a}与{b}不可比" if zh else f"{a} and {b} cannot be compared"
    return f"{a}与{b}的关系未能判定" if zh else f"how {a} stands to {b} is undecided"


def why_words(relation: Relation, labels: Mapping[str, str], lang: str) -> str:
    """Why two sides cannot be compared; nothing where they are."""
    if relation.why not in _WHY:
        return ""
    return _WHY[relation.why][lang].format(both([labels.get(key, key) for key in relation.lacks], lang))


def beside_words(relation: Relation, labels: Mapping[str, str], lang: str) -> list[str]:
    """The relation on other terms and under other readings, where it differs."""
    pair = [(relation.a, relation.b)]
    return [beside_said(told, pair, other, labels, lang) for told, other in elsewhere(relation, lang)]


def beside_said(
    told: str, pairs: Iterable[tuple[str, str]], relation: str, labels: Mapping[str, str], lang: str
) -> str:
    """What the relation of each of some pairs is on other terms."""
    if lang == "zh":
        return f"{told}，{both([f'{labels[a]}对{labels[b]}' for a, b in pairs], lang)}：{word(relation, lang)}"
    return f"{told}, {both([f'{labels[a]} to {labels[b]}' for a, b in pairs], lang)}: {word(relation, lang)}"


def beside_short(relation: Relation, lang: str) -> list[str]:
    """The same behind the relation itself, where both sides are named already."""
    colon = "：" if lang == "zh" else ": "
    return [f"{told}{colon}{word(other, lang, short=True)}" for told, other in elsewhere(relation, lang)]


def elsewhere(relation: Relation, lang: str) -> list[tuple[str, str]]:
    """Each other terms or reading in words, with the relation there."""
    found = [(_terms_words(relation, terms, lang), other) for terms, other in relation.beside]
    for name, value, other in relation.readings:
        found.append((f"解读取{name}={value}时" if lang == "zh" else f"under the reading {name}={value}", other))
    return found


def _terms_words(relation: Relation, terms: str, lang: str) -> str:
    told = _TERMS[terms][lang] if terms in _TERMS else terms
    if terms == "bars" and rests_on_bars(relation):
        return f"{ONLY_BARS[lang]}{'；' if lang == 'zh' else ': '}{told}"
    return told


def rests_on_bars(relation: Relation) -> bool:
    """Whether one side is stricter for its penalties and other bars alone: without them it is not."""
    without = dict(relation.beside).get("bars")
    return relation.relation in ("stricter", "looser") and without not in (None, "undecided")


def percent(share: float) -> str:
    """A share of people: 12.3 %, small ones with a digit more."""
    return f"{share * 100:.2f}%" if 0 < share < 0.01 else f"{share * 100:.1f}%"


def shares_remark(lang: str) -> str:
    """How far pass rates may be carried."""
    zh = "比例仅在本次比较内可比：凡被比较的任一标准认作本专业的都算本专业，增减标准，比例即变；"
    en = (
        "The shares hold within this comparison only: what is own field in any standard compared counts as own, so "
        "they change with its company. "
    )
    return (zh if lang == "zh" else en) + parts_remark(lang)


def parts_remark(lang: str) -> str:
    """How a whole stands to its parts."""
    if lang == "zh":
        return "各部分是单独询问的：个别部分更宽，整体仍可更严（适用范围另要求在岗工作）。"
    return (
        "Each part is asked alone: a whole may be stricter though a part is looser (scope also asks for present work)."
    )


def interval(rate: Rate) -> str:
    """The interval of a pass rate."""
    return f"{percent(rate.low)}–{percent(rate.high)}"


def rate_words(rate: Rate) -> str:
    """A pass rate with its interval."""
    return f"{percent(rate.share)} ({interval(rate)})"


def effort_words(effort: Effort, lang: str) -> str:
    """Months until the title by the regular route and records on the way."""
    return _way(effort.regular_months, effort.regular_records, lang)


def shorter_words(effort: Effort, lang: str) -> str:
    """The same of the way by another route where it is another, after the name of that route; else nothing."""
    if not effort.routes:
        return ""
    route = both([_BY[name][lang] for name in effort.routes], lang)
    return f"{route} {_way(effort.months, effort.records, lang)}".removesuffix(" rec")


def _way(months: int | None, records: int | None, lang: str) -> str:
    if months is None or records is None:
        return "达不到" if lang == "zh" else "out of reach"
    return f"{months}个月·{records}项" if lang == "zh" else f"{months} mo · {records} rec"


_BY: Mapping[str, Label] = {**ROUTES, "exceptional": Label(zh="破格", en="exceptional")}
"""Routes, where there is little room."""


def routes_words(routes: Iterable[str], lang: str) -> str:
    """Routes by their names: exceptional route, green channel."""
    return both([ROUTES[route][lang] for route in routes], lang)


def rungs_of(comparison: Comparison) -> list[str]:
    """The rungs compared, from the lowest."""
    return upwards(one.rung for one in comparison.relations)


def upwards(rungs: Iterable[str]) -> list[str]:
    """Each rung once, from the lowest."""
    return sorted(set(rungs), key=vocabulary().sets["rung"].step)


def in_order(parts: Iterable[str]) -> list[str]:
    """Each part once, in the order of the documents."""
    names = list(PARTS)
    return sorted(set(parts), key=lambda part: names.index(part) if part in names else len(names))


def of_rung(comparison: Comparison, rung: str, part: str) -> list[Relation]:
    """The relations of a rung and a part, in order."""
    return [one for one in comparison.relations if one.rung == rung and one.part == part]


def shortened(comparison: Comparison) -> Comparison:
    """The same comparison with short names of its sides: region, with the year or the id where that is shared."""
    return replace(comparison, sides=[replace(side, label=name) for side, name in _short_names(comparison.sides)])


def _short_names(sides: Sequence[Side]) -> list[tuple[Side, Label]]:
    regions = vocabulary().sets["region"].labels
    standards = {side.standard.id: side.standard for side in sides}
    found = []
    for side in sides:
        one = side.standard
        alike = [other for other in standards.values() if other.region == one.region]
        years = [other.issued.year for other in alike]
        zh, en = (regions[one.region].zh, regions[one.region].en) if one.region in regions else (one.region, one.region)
        if len(alike) > 1:
            year = str(one.issued.year)
            single = years.count(one.issued.year) == 1
            zh, en = (f"{zh}{year}", f"{en} {year}") if single else (one.id, one.id)
        amended = side.key.partition("+")[2]
        found.append((side, Label(zh=f"{zh}+{amended}", en=f"{en}+{amended}") if amended else Label(zh=zh, en=en)))
    return found


def known_sides(comparison: Comparison) -> dict[str, Side]:
    """The sides by their keys."""
    return {side.key: side for side in comparison.sides}
