"""Remarks beside a run: waivers that count for nobody, and people whom a scenario leaves as they are."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from models.masking import Masking, mask
from models.scenarios import WhatIf
from reports.batch_words import fact_words
from solver.batch_parts import Part
from solver.people_edits import added_up
from solver.waiving import Remark

_WAIVERS = {
    "expired": ("豁免 {waiver} 已于 {word} 到期，不计", "the waiver `{waiver}` ran out on {word} and does not count"),
    "nobody": (
        "豁免 {waiver} 所指的 {word} 不在花名册中",
        "the waiver `{waiver}` names {word}, who is not in the roster",
    ),
    "no-result": (
        "豁免 {waiver} 所指的 {word} 不在有结果的人员之中",
        "the waiver `{waiver}` names {word}, who is not among the people with results",
    ),
    "set-apart": (
        "豁免 {waiver} 所指的 {word} 因花名册有误而未测算",
        "the waiver `{waiver}` names {word}, who is set apart for errors in the roster",
    ),
    "not-asked": (
        "豁免 {waiver} 的标准 {word} 本次未测算",
        "the waiver `{waiver}` is of `{word}`, which was not asked for",
    ),
}
_NOBODY = ("豁免 {waiver} 的条件没有人满足", "nobody meets the condition of the waiver `{waiver}`")
_SOMEBODY = ("某人", "somebody")
_LEFT = {
    "not-given": (
        "情景 {scenario}：{people}人未提供{name}，未作改动",
        "scenario {scenario}: {people} people gave no {name} and are left as they are",
    ),
    "full": (
        "情景 {scenario}：{people}人的{name}已满，未作改动",
        "scenario {scenario}: the {name} of {people} people is full, so they are left as they are",
    ),
}


def notes_of(
    part: Part, asked: WhatIf, remarks: Sequence[Remark], lang: str, masking: Masking | None = None
) -> list[str]:
    """The remarks in words; those of a masked run name nobody."""
    side = int(lang != "zh")
    found = []
    for one in remarks:
        code, word = one.code, one.word
        if code == "nobody" and word:
            code, word = _where(part, word, masking), word if masking is None else _SOMEBODY[side]
        words = _NOBODY if code == "nobody" and not word else _WAIVERS[code]
        found.append(words[side].format(waiver=one.waiver, word=word))
    for scenario in asked.scenarios:
        for note in added_up(part.left_out.get(scenario.id, ())):
            words = _LEFT[note.code]
            name = fact_words(note.name, lang)
            found.append(words[side].format(scenario=scenario.id, people=note.people, name=name))
    return found


def not_asked(asked: WhatIf, standards: Sequence[str], lang: str) -> list[str]:
    """Changes to standards that are no part of the run, and so change nothing."""
    found = []
    for scenario in asked.scenarios:
        for name in scenario.standards:
            if name not in standards:
                zh = f"情景 {scenario.id} 改动的标准 {name} 本次未测算"
                en = f"scenario {scenario.id} changes `{name}`, which was not asked for"
                found.append(zh if lang == "zh" else en)
    return found


def _where(part: Part, word: str, masking: Masking | None) -> str:
    """What is known of a word that names nobody with results. Of those who are set apart the ids alone are known."""
    apart = set(part.errors["id"])
    called = pl.DataFrame({"id": [word]})
    if (called if masking is None else mask(called, masking))["id"][0] in apart:
        return "set-apart"
    return "no-result" if apart else "nobody"
