"""What the results of a run are called in both languages: classes, columns, figures, clauses, facts, ways."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from models import rules
from models.people_table import record_attributes
from models.rules import Rule
from models.standard import Standard, nodes
from models.vocabulary import Label, vocabulary
from reports.layout import cut
from reports.person import title
from reports.records import kind_word
from reports.sentences import inline, need, node_name
from reports.terms import ROUTES, both, part_of, span
from solver.settle import settle
from solver.summary import NEAR_MONTHS, NEAR_RECORDS, BatchStamp

ICONS = {
    "eligible": "✔", "only_waiting": "◔", "only_records": "✚", "both": "◐", "only_exceptionally": "★",
    "not_eligible": "✘", "not_under_this_standard": "⊘", "undetermined": "?",
}  # fmt: skip
"""A sign for each class, so that no colour is needed to tell them apart; all stand in plain text fonts."""
CLASS_LABELS = {
    "eligible": Label(zh="符合", en="qualifies"),
    "only_waiting": Label(zh="只需等待", en="only waiting"),
    "only_records": Label(zh="只需新增", en="only additions"),
    "both": Label(zh="等待且新增", en="waiting and additions"),
    "only_exceptionally": Label(zh="只能破格", en="only exceptionally"),
    "not_eligible": Label(zh="不符合", en="does not qualify"),
    "not_under_this_standard": Label(zh="本标准下无途径", en="not under this standard"),
    "undetermined": Label(zh="尚不能确定", en="cannot be decided yet"),
}
MEANINGS = {
    "eligible": Label(zh="现在就符合", en="on the as-of day, with what is there"),
    "only_waiting": Label(
        zh="目前不符合；什么都不新增，到时候也符合", en="does not qualify yet, and will by waiting alone"
    ),
    "only_records": Label(
        zh="目前不符合；新增成果、推荐或同意后，无需等待即符合；只等待则永远不符合",
        en="qualifies at once with new records, recommenders or consents; never by waiting alone",
    ),
    "both": Label(zh="既要等待，也要新增", en="takes both waiting and additions"),
    "only_exceptionally": Label(
        zh="常规条件无法达到，只有破格（或绿色通道）可走",
        en="the regular route stays shut; an exceptional one is open",
    ),
    "not_eligible": Label(
        zh="不符合；本次只判定结论，未测算如何达到",
        en="does not qualify; what it would take was not asked (`--verdicts`)",
    ),
    "not_under_this_standard": Label(
        zh="等待、新增都不能使其符合，例如不在适用范围，或须先取得下一级职称",
        en="nothing to add or wait for leads there: out of scope, or the title below has to come first",
    ),
    "undetermined": Label(
        zh="缺少能决定结论的事实，见“尚缺的事实”", en="facts are missing that decide it: see the facts missing"
    ),
}
NEAR = Label(
    zh=f"不符合，但有办法只需新增不超过{NEAR_RECORDS}项成果、等待不超过{NEAR_MONTHS}个月（推荐与同意不限）",
    en=f"does not qualify, but some way takes at most {NEAR_RECORDS} record and {NEAR_MONTHS} months"
    " (recommenders and consents aside)",
)
FORECAST = Label(
    zh="假定现有工作和缴费持续、标准不变；“只等待”不新增任何成果，“最早的办法”含新增。累计含现在已符合的人。",
    en="Jobs and contributions are taken to go on and the standard to stay. “By waiting” adds nothing; “earliest way” "
    "includes additions. Totals include who qualifies today.",
)
COUNTED = Label(
    zh="“受阻”是不符合的人中，该条件未达到的人数（一人可受阻于多项）；“仅此一项”是只差这一项的人数。",
    en="“Blocked” counts people who do not qualify and miss this clause (one person may miss several); “alone” those "
    "who miss nothing else.",
)
COLUMNS = {
    "person": Label(zh="序号", en="no."),
    "id": Label(zh="编号", en="id"),
    "name": Label(zh="姓名", en="name"),
    "standard": Label(zh="标准", en="standard"),
    "rung": Label(zh="申报职称", en="title applied for"),
    "verdict": Label(zh="结论", en="verdict"),
    "class": Label(zh="类别", en="class"),
    "route": Label(zh="途径", en="route"),
    "blocking": Label(zh="受阻条款", en="clauses not met"),
    "months": Label(zh="等待月数", en="months"),
    "ready_on": Label(zh="最早符合日", en="first day"),
    "records": Label(zh="新增成果", en="records"),
    "endorsements": Label(zh="推荐或同意", en="endorsements"),
    "wait_months": Label(zh="只等待：月数", en="waiting alone: months"),
    "wait_until": Label(zh="只等待：符合日", en="waiting alone: day"),
    "frontier": Label(zh="各种办法", en="all ways"),
    "advice": Label(zh="建议", en="advice"),
    "missing": Label(zh="尚缺的事实", en="facts missing"),
    "assumed": Label(zh="推定满足", en="taken as met"),
    "waived": Label(zh="起作用的豁免", en="waivers that decide"),
    "people": Label(zh="人数", en="people"),
    "alone": Label(zh="仅此一项", en="alone"),
    "share": Label(zh="占不符合者", en="share of refused"),
    "node": Label(zh="条款", en="clause"),
    "asks": Label(zh="要求", en="what it asks"),
    "part": Label(zh="部分", en="part"),
    "blocked": Label(zh="受阻", en="blocked"),
    "year": Label(zh="年份", en="year"),
    "waiting": Label(zh="只等待：新增符合", en="by waiting: new"),
    "waiting_total": Label(zh="只等待：累计", en="by waiting: total"),
    "first": Label(zh="最早的办法：新增符合", en="earliest way: new"),
    "first_total": Label(zh="最早的办法：累计", en="earliest way: total"),
    "fact": Label(zh="尚缺的事实", en="fact missing"),
    "near": Label(zh="接近者", en="near misses"),
    "one_record": Label(zh="补一项即可", en="one record at most, now"),
    "one_year": Label(zh="等一年即可", en="a year of waiting at most"),
    "scenario": Label(zh="情景", en="scenario"),
    "before": Label(zh="之前", en="before"),
    "after": Label(zh="之后", en="after"),
    "change": Label(zh="变化", en="change"),
    "sheet": Label(zh="工作表", en="sheet"),
    "row": Label(zh="行", en="row"),
    "column": Label(zh="列", en="column"),
    "value": Label(zh="内容", en="value"),
    "error": Label(zh="错误", en="error"),
    "write": Label(zh="应如何填写", en="what to write"),
    "cells": Label(zh="处数", en="places"),
    "reason": Label(zh="理由", en="reason"),
    "approver": Label(zh="批准人", en="approver"),
    "waiver": Label(zh="豁免", en="waiver"),
    "rungs": Label(zh="在何处起作用", en="decides for"),
    "too_late": Label(zh="到期后才符合", en="open only after its end"),
    "until": Label(zh="有效期至", en="until"),
    "add": Label(zh="新增", en="what to add"),
    "cost": Label(zh="成本", en="cost"),
    "kind": Label(zh="种类", en="kind"),
    "gained": Label(zh="新增符合人数", en="people who would qualify"),
}


def column(name: str, lang: str) -> str:
    """The heading of a column; of one that is not known its own name."""
    return capital(COLUMNS[name][lang]) if name in COLUMNS else name


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def class_words(name: str | None, lang: str) -> str:
    """A class with its sign: ✔ 符合."""
    if name is None:
        return ""
    return f"{ICONS[name]} {CLASS_LABELS[name][lang]}" if name in ICONS else name


def rung_words(name: str, lang: str) -> str:
    """A rung; one that is not in the vocabulary by its own name."""
    if name not in vocabulary().sets["rung"].labels:
        return name
    return title(name, lang)


def route_words(name: str | None, lang: str) -> str:
    """A route; nothing for none."""
    return ROUTES[name][lang] if name in ROUTES else name or ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Clause:
    """A node in words: its citation, the part it belongs to, a short name, and the sentence of what it asks."""

    cite: str
    part: str
    name: str
    asks: str

    @property
    def short(self) -> str:
        """The citation and the short name."""
        return f"{self.cite} {self.name}".strip()


Clauses = Callable[[str, str, str], Clause]
"""The words of a node, by standard, rung and id."""


def clauses(standards: Sequence[Standard], stamp: BatchStamp, lang: str) -> Clauses:
    """The words of the nodes of these standards as they apply on the day; each is worded once, when first asked for."""
    known = {standard.id: standard for standard in standards}

    @cache
    def ids(standard: str, rung: str) -> Mapping[str, Rule]:
        found = known.get(standard)
        if found is None or rung not in found.rungs:
            return {}
        settled = settle(found, rung, stamp.as_of, stamp.readings)
        parts = [part for route in settled.routes.values() for part in route]
        return {n.id: n for n in nodes(found.rungs[rung])} | {n.id: n for part in parts for n in rules.walk(part)}

    @cache
    def clause(standard: str, rung: str, node: str) -> Clause:
        rule = ids(standard, rung).get(node)
        if rule is None:
            return Clause(cite="", part=part_of(node, lang), name=node, asks="")
        part = part_of(node, lang)
        return Clause(cite=rule.cite, part=part, name=cut(node_name(rule, lang), 48), asks=_asks(rule, lang))

    return clause


def _asks(rule: Rule, lang: str) -> str:
    """What a node asks in a sentence; of a list that none tells whole, with what stands in it."""
    text = need(rule, lang)
    if inline(rule, lang) or not isinstance(rule, rules.All | rules.Any | rules.AtLeast):
        return text
    listed = [cut(f"{child.cite.removeprefix(rule.cite)} {node_name(child, lang)}".strip(), 60) for child in rule.of]
    return f"{text}：{'；'.join(listed)}" if lang == "zh" else f"{text}: {'; '.join(listed)}"


@cache
def fact_words(fact: str, lang: str) -> str:
    """A fact that was not given, by its name in the vocabulary: 成果：排名. An attestation keeps its key."""
    if "/" in fact:
        return f"认定：{fact}" if lang == "zh" else f"attestation: {fact}"
    words = vocabulary()
    owner, _, name = re.sub(r"\[\d+\]", "", fact).rpartition(".")
    section = words.sections.get(owner)
    attributes = record_attributes() if owner == "achievements" else section.attributes if section else {}
    if not owner:
        attributes = words.person.attributes
    called = attributes[name].label[lang] if name in attributes else name
    if not owner or owner == "conduct":
        return called
    whose = words.person.attributes[owner].label[lang] if owner in words.person.attributes else owner
    return f"{whose}：{called}" if lang == "zh" else f"{whose}: {called}"


def way_words(way: Mapping[str, Any], lang: str) -> str:
    """One way of a frontier: 等待18个月（2026-12-31），新增1项成果：核心期刊论文1篇."""
    zh, months = lang == "zh", way["months"]
    units = (("records", "项成果", "record"), ("endorsements", "项推荐或同意", "endorsement"))
    added = [(way[name], unit, noun) for name, unit, noun in units if way[name]]
    if zh:
        things = [f"{n}{unit}" for n, unit, _ in added]
        text = f"等待{span(months, lang)}（{way['ready_on']}）" if months else "无需等待"
        text += f"，新增{both(things, lang)}" if things else "" if months else "，无需新增"
    else:
        things = [f"{n} {noun}{'' if n == 1 else 's'}" for n, _, noun in added]
        text = f"in {span(months, lang)} ({way['ready_on']})" if months else "now"
        text += f", with {both(things, lang)}" if things else ", with nothing to add"
    return text + (f"{'：' if zh else ': '}{way['add']}" if way.get("add") else "")


def kind_label(kind: str, lang: str) -> str:
    """A kind of record; a word that is none as it stands."""
    return kind_word(kind, lang) if kind in vocabulary().kinds else kind
