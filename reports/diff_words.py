"""The fixed words of a difference in both languages: signs, what they mean of a clause and of a rung, frame entries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.vocabulary import Label, vocabulary
from reports.terms import bracketed
from solver.frames import Entry

SIGNS = {
    "same": "=", "looser": "▽", "stricter": "▲", "other": "◇", "reworded": "≈", "moved": "→", "added": "+", "gone": "−",
    "undecided": "?",
}  # fmt: skip
COLOURS = {
    "looser": "green",
    "stricter": "red",
    "other": "yellow",
    "undecided": "yellow",
    "added": "cyan",
    "gone": "cyan",
}
CLAUSE = {
    "same": Label(zh="写法不同，效力相同", en="written otherwise, asks the same"),
    "looser": Label(zh="放宽", en="looser"),
    "stricter": Label(zh="收紧", en="stricter"),
    "other": Label(zh="有宽有严", en="looser for some, stricter for others"),
    "reworded": Label(zh="仅改文字或条号", en="wording or citation only"),
    "moved": Label(zh="移位", en="moved"),
    "added": Label(zh="新增", en="added"),
    "gone": Label(zh="删去", en="gone"),
    "undecided": Label(zh="未能判定", en="undecided"),
}
EFFECT = {
    "same": Label(zh="{}的效力不变", en="which changes nothing in {}"),
    "looser": Label(zh="使{}放宽", en="which makes {} looser"),
    "stricter": Label(zh="使{}收紧", en="which makes {} stricter"),
    "other": Label(zh="使{}有宽有严", en="which makes {} looser for some, stricter for others"),
    "undecided": Label(zh="对{}的影响未能判定", en="its effect on {} is undecided"),
}
AS_THEY_ARE = Label(
    zh="各人按本来的地区、单位和专业计，适用范围以外的人没有得失；"
    "`zhicheng compare --amend`把各人都视为本地人，所以人数不同",
    en="people are counted as they are: whoever is outside the scope neither gains nor loses; "
    "`zhicheng compare --amend` takes everybody for a local, so its numbers differ",
)
RUNG = {
    "same": Label(zh="符合者完全相同（已证明）", en="the same people qualify (proven)"),
    "looser": Label(
        zh="放宽（已证明）：原符合者仍符合，另有人新符合",
        en="looser (proven): who qualified still does, and others too",
    ),
    "stricter": Label(
        zh="收紧（已证明）：有人不再符合，无人新符合",
        en="stricter (proven): some no longer qualify, and nobody new does",
    ),
    "other": Label(
        zh="有宽有严（已证明）：有人不再符合，也有人新符合",
        en="both ways (proven): some no longer qualify, others now do",
    ),
    "added": Label(zh="新增的层级", en="a rung that is new"),
    "gone": Label(zh="删去的层级", en="a rung that is gone"),
    "undecided": Label(zh="未能判定", en="undecided"),
}
KNOWN = {
    ("forward", "proven"): Label(zh="原符合者仍符合", en="who qualified still does"),
    ("forward", "refuted"): Label(zh="有人不再符合", en="some no longer qualify"),
    ("backward", "proven"): Label(zh="无人新符合", en="nobody new qualifies"),
    ("backward", "refuted"): Label(zh="有人新符合", en="others now qualify"),
}
KINDS = {
    "document": Label(zh="文件", en="the document"),
    "parameter": Label(zh="数值参数", en="parameters"),
    "reading": Label(zh="解读", en="readings"),
    "initial": Label(zh="初定条款", en="rows of initial determination"),
    "coverage": Label(zh="条文覆盖", en="articles covered"),
}
_FIELDS = {
    "id": Label(zh="标识", en="id"),
    "title": Label(zh="名称", en="title"),
    "number": Label(zh="文号", en="number"),
    "issued": Label(zh="印发日期", en="issued"),
    "effective": Label(zh="施行日期", en="in force from"),
    "region": Label(zh="地区", en="region"),
    "window": Label(zh="申报期", en="applications taken"),
    "from": Label(zh="起", en="from"),
    "to": Label(zh="止", en="until"),
    "cite": Label(zh="条文", en="citation"),
    "default": Label(zh="默认", en="default"),
    "status": Label(zh="方式", en="how"),
    "note": Label(zh="说明", en="note"),
    "row": Label(zh="款项", en="row"),
}
_COVERED = {
    "computed": Label(zh="可计算", en="computed"),
    "attested": Label(zh="认定", en="attested"),
    "external": Label(zh="另依文件", en="external"),
    "procedural": Label(zh="程序性", en="procedural"),
}


def rung_name(rung: str, lang: str) -> str:
    """A rung by its name."""
    return vocabulary().sets["rung"].labels[rung][lang]


def entry_words(entry: Entry, lang: str) -> str:
    """One thing outside the clauses that differs, in one line."""
    name = _FIELDS[entry.name][lang] if entry.kind == "document" else entry.name
    colon, arrow = ("：" if lang == "zh" else ": "), " → "
    if entry.kind == "parameter":
        cites = [_said(side.get("cite"), lang) for side in (entry.before, entry.after) if side is not None]
        name += bracketed(arrow.join(dict.fromkeys(cites)), lang)
        told = [_values(side, lang) for side in (entry.before, entry.after)]
        return name + colon + (arrow.join(told) if told[0] != told[1] else told[0])
    if entry.before is None or entry.after is None:
        there = entry.before if entry.after is None else entry.after
        assert there is not None
        sign = CLAUSE[entry.sign][lang]
        return f"{name}{colon}{sign}{bracketed(_all(there, lang), lang)}"
    changed = []
    for field in entry.fields:
        was, now = entry.before.get(field), entry.after.get(field)
        what = "" if field == entry.name else f"{_FIELDS[field][lang] if field in _FIELDS else field} "
        pair = _said(was, lang), _said(now, lang)
        if pair[0] == pair[1]:
            other = "en" if lang == "zh" else "zh"  # only the other language says what changed
            pair = _said(was, other), _said(now, other)
        changed.append(f"{what}{pair[0]}{arrow}{pair[1]}")
    return name + colon + ("；" if lang == "zh" else "; ").join(changed)


def _values(side: Mapping[str, Any] | None, lang: str) -> str:
    """The values of a parameter with the days from which they hold."""
    if side is None:
        return "（无）" if lang == "zh" else "(none)"
    pairs = [(day, value) for day, value in side.items() if day != "cite"]
    told = [f"自{day}起{value}" if lang == "zh" else f"{value} from {day}" for day, value in pairs]
    return ("、" if lang == "zh" else ", ").join(told)


def _all(side: Mapping[str, Any], lang: str) -> str:
    told = [
        f"{_FIELDS[name][lang] if name in _FIELDS else name} {_said(value, lang)}"
        for name, value in side.items()
        if value is not None and value != ""
    ]
    return ("；" if lang == "zh" else "; ").join(told)


def _said(value: Any, lang: str) -> str:
    if value is None or value == "":
        return "（无）" if lang == "zh" else "(none)"
    if isinstance(value, Label):
        return value[lang]
    if isinstance(value, date):
        return str(value)
    return _COVERED[value][lang] if value in _COVERED else str(value)
