"""What every report of a plan says in the same words: whom it is about, the outcome, what blocks, what would help."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.rules import Rule
from models.vocabulary import Label
from reports.person import title
from reports.plan_words import aside, shut_words, size
from reports.terms import part_of
from solver.itinerary import Plan
from solver.plan import PlanAnswer

BLOCKS = Label(zh="下列条件，等待、新增成果都帮不上", en="What neither waiting nor adding can help")
OPENS = Label(zh="放宽其中任一限制，就有办法", en="Lifting any one of these opens a way")
NO_LATER = Label(zh="没有更晚但更省的安排。", en="No later plan takes less.")
OTHERWISE = Label(zh="条文另有理解，就有办法", en="Read otherwise, the text leaves a way")
WELL = Label(zh="查明尚缺的事实，安排可能更好", en="Facts not given could make a better plan")
READY = Label(zh="条件已具备，直接申报", en="all is there: apply")
_NO_ROOM = Label(
    zh="每一步单独看都走得通，但六十年内先后排不下：工作何时结束、处分期、申报轮次、节奏或期限，合起来不留余地。",
    en="Each step can be taken by itself, but not one after the other within sixty years: the days on which jobs or"
    " bars end, the rounds, the pace or the last day leave no room.",
)
_SHUT_FOR_GOOD = Label(
    zh="放宽所设限制也无济于事；上述情况本身有变化时，请重新计算。",
    en="Lifting a limit of the question would not help; if these facts themselves change, ask again.",
)
_LIFTED = {
    "education": Label(zh="允许再读学历学位：--allow education", en="allow further study: --allow education"),
    "move": Label(
        zh="到该地区工作：同时列出两地的标准（重复 --standard），即按可以流动来规划",
        en="work in that region: name the standards of both regions (--standard again) to plan with a move",
    ),
    "by": Label(zh="放宽期限：--by 更晚", en="more time: a later --by"),
    "without": Label(zh="去掉 --without", en="leave out --without"),
    "pace": Label(zh="去掉 --pace 或成果所需时间", en="leave out --pace, or the months that records take"),
    "round": Label(zh="去掉 --round 和 --review-months", en="leave out --round and --review-months"),
    "route": Label(zh="去掉 --route", en="leave out --route"),
}


def heading(answer: PlanAnswer, name: str, lang: str) -> str:
    """Whose plan it is and which title it leads to; the title alone where there is no name."""
    target = title(answer.target, lang)
    if not name:
        return target
    return f"{name}：晋升{target}的规划" if lang == "zh" else f"{name} · plan to {target}"


def grounds(answer: PlanAnswer, lang: str) -> str:
    """Under which standards, and from which day on."""
    standards = ("；" if lang == "zh" else "; ").join(one.title[lang] for one in answer.standards)
    return f"{standards}，自{answer.as_of}起" if lang == "zh" else f"{standards}, from {answer.as_of} on"


def shown(answer: PlanAnswer) -> Plan | None:
    """The plan that is told step by step: the best, or the one there is if missing facts turn out well."""
    return answer.plans[0] if answer.plans else answer.if_well


def verdict(answer: PlanAnswer) -> str:
    """As what the outcome is marked: there is a way, there may be one, or none."""
    if answer.plans or answer.held:
        return "eligible"
    return "undetermined" if answer.if_well is not None else "not_eligible"


def outcome(answer: PlanAnswer, lang: str) -> str:
    """The answer in one sentence."""
    target, zh = title(answer.target, lang), lang == "zh"
    if answer.held:
        held = title(answer.held, lang)
        return f"已有{held}职称，无需规划" if zh else f"holds the {held} title already; there is nothing to plan"
    if not answer.plans and answer.if_well is not None:
        best = size(answer.if_well, lang)
        if zh:
            return f"尚不能确定：尚缺的事实查明后如有利，{best}；如不利，没有办法晋升{target}"
        return f"cannot be decided yet: if the missing facts turn out well, {best}; if badly, no way leads to {target}"
    if not answer.plans:
        return f"没有办法晋升{target}" if zh else f"no way leads to {target}"
    plan = answer.plans[0]
    least = answer.asked.until is not None and not answer.asked.frontier
    words = ("新增最少的安排：", "with the least: ") if least else ("最早：", "at the earliest: ")
    told = words[0] if zh else words[1]
    return f"{told}{size(plan, lang)}{aside(plan, lang)}"


def expected(titled: date, lang: str) -> str:
    """The day on which a title is expected."""
    return f"约{titled}取得职称" if lang == "zh" else f"title expected on {titled}"


def window(since: date, by: date, on: tuple[date, ...], as_of: date, lang: str) -> str:
    """Between which days something has to come: results count from the title before on; nothing for now."""
    if not on:
        return ""
    zh, last = lang == "zh", max(on)
    if last > since and last != by:
        return f"{since}至{by}之间，照此安排约{last}完成" if zh else f"dated from {since} to {by}; by this plan {last}"
    if since == as_of:
        if by <= since:
            return ""
        return f"{by}前" if zh else f"by {by}"
    if since == by:
        return f"{since}当日" if zh else f"dated {since}"
    return f"{since}至{by}之间" if zh else f"dated from {since} to {by}"


def titles(plan: Plan, lang: str) -> str:
    """The titles of a plan with their days."""
    return ("、" if lang == "zh" else ", ").join(f"{title(s.rise.rung, lang)} {s.titled}" for s in plan.stages)


def blocked(answer: PlanAnswer, lang: str) -> Iterator[tuple[str, str]]:
    """Each clause that stops every way: rung, standard, citation and part; and what it asks for."""
    several = len(answer.standards) > 1
    for one in answer.shut:
        where = one.standard.title[lang] if several else ""
        for rule in one.rules:
            yield _cited(rule, one.rung, where, lang), shut_words(rule, lang)


def _cited(rule: Rule, rung: str, where: str, lang: str) -> str:
    return " ".join(filter(None, [title(rung, lang), where, rule.cite, part_of(rule.id, lang)]))


def openings(answer: PlanAnswer, lang: str) -> list[str]:
    """The limits of the question that, lifted, would open a way; empty where there is a way, or where none helps."""
    found = [_LIFTED[name][lang] for name in answer.opens]
    if answer.earliest is not None:
        day = answer.earliest
        found = [f"放宽期限：最早{day}" if lang == "zh" else f"more time: the earliest day is {day}"] + [
            one for one in found if one != _LIFTED["by"][lang]
        ]
    return found


def otherwise(answer: PlanAnswer, lang: str) -> list[str]:
    """The readings of the text under which there is a way."""
    known = {name: reading for one in answer.standards for name, reading in one.readings.items()}
    return [
        f"若理解为“{known[name].values[value].zh}”（--reading {name}={value}）"
        if lang == "zh"
        else f"read as “{known[name].values[value].en}” (--reading {name}={value})"
        for name, value in answer.readings
    ]


def shut_for_good(answer: PlanAnswer, lang: str) -> str:
    """That lifting a limit would not help, where that is so."""
    if answer.plans or answer.held or answer.opens or answer.if_well or answer.readings or answer.earliest:
        return ""
    return _SHUT_FOR_GOOD[lang]


def no_room(answer: PlanAnswer, lang: str) -> str:
    """That no clause shuts the way, but the days do, where that is so."""
    if answer.plans or answer.held or answer.shut or answer.earliest:
        return ""
    return _NO_ROOM[lang]


def at_best(plan: Plan, lang: str) -> str:
    """The plan that facts not given could make possible."""
    return f"最好的情形：{size(plan, lang)}" if lang == "zh" else f"at best: {size(plan, lang)}"
