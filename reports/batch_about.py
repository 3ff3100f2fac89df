"""What is said about a run beside its figures: what it rests on, what the classes mean, who decides."""

from __future__ import annotations

from collections.abc import Sequence

from models.standard import Standard
from reports.batch_words import CLASS_LABELS, COUNTED, FORECAST, ICONS, MEANINGS, NEAR
from reports.terms import COMMITTEE, bracketed
from solver.summary import CLASSES, KEPT, BatchStamp, Summary


def heading(lang: str) -> str:
    """The title of a report and of a workbook."""
    return "职称申报条件测算" if lang == "zh" else "Professional titles: how the staff stands"


def totals(summary: Summary, lang: str) -> str:
    """People in, people with results, people set apart."""
    whole = summary.people + summary.set_apart
    if lang == "zh":
        text = f"共{whole:,}人：{summary.people:,}人有结果，{summary.set_apart:,}人因数据有误另列"
        return text + (f"（{summary.cells:,}处错误）。" if summary.cells else "。")
    people = "person" if whole == 1 else "people"
    text = f"{whole:,} {people}: {summary.people:,} with results, {summary.set_apart:,} set apart for errors"
    return text + (f" ({summary.cells:,} {'place' if summary.cells == 1 else 'places'})." if summary.cells else ".")


def privacy(stamp: BatchStamp, lang: str) -> str:
    """That names are masked, and what was left out for it; nothing where they are not."""
    if not stamp.masked:
        return ""
    names = ("、" if lang == "zh" else ", ").join(stamp.left_out)
    if lang == "zh":
        return "姓名和编号已换成固定的代号。" + (f"花名册中的附加列未输出：{names}。" if names else "")
    text = "Names and ids are replaced by stable pseudonyms."
    return text + (f" Further columns of the roster are left out: {names}." if names else "")


def grounds(standards: Sequence[Standard], stamp: BatchStamp, lang: str) -> list[tuple[str, str]]:
    """What the run rests on: label and value."""
    zh = lang == "zh"
    found = [
        ("截至日期" if zh else "as of", str(stamp.as_of)),
        ("程序版本" if zh else "version", f"zhicheng {stamp.version}"),
    ]
    titles = {one.id: one.title[lang] + bracketed(one.number, lang) for one in standards}
    for name, digest in stamp.standards:
        told = f"{titles.get(name, name)} · {name} · sha256 {digest}"
        found.append(("标准" if zh else "standard", told))
    if stamp.readings:
        chosen = ("、" if zh else ", ").join(f"{name}={value}" for name, value in stamp.readings.items())
        found.append(("条文解读" if zh else "readings", chosen))
    if stamp.digest:
        found.append(("输入文件" if zh else "input", f"sha256 {stamp.digest}"))
    if stamp.strict:
        found.append(("严格" if zh else "strict", "未说明的事项不作推定" if zh else "nothing is taken as met unsaid"))
    masked = privacy(stamp, lang)
    return [*found, *([("隐私" if zh else "privacy", masked)] if masked else [])]


def meanings(lang: str) -> list[tuple[str, str]]:
    """Every class with its sign, and what it means."""
    return [(f"{ICONS[name]} {CLASS_LABELS[name][lang]}", MEANINGS[name][lang]) for name in CLASSES]


def notes(lang: str) -> list[tuple[str, str]]:
    """How to read the other figures."""
    zh = lang == "zh"
    kept = (
        f"每级最多列出{KEPT:,}名接近者，人数按全部计。"
        if zh
        else f"Of each title at most {KEPT:,} near misses are listed; all are counted."
    )
    return [
        ("受阻条款" if zh else "clauses not met", COUNTED[lang]),
        ("接近者" if zh else "near misses", f"{NEAR[lang]}{'。' if zh else '. '}{kept}"),
        ("预测" if zh else "forecast", FORECAST[lang]),
        (
            "推定满足" if zh else "taken as met",
            "材料中没有说明、按符合处理的事项，请自行核实。"
            if zh
            else "Conditions that the roster says nothing of and that are taken as met: please verify.",
        ),
        (
            "最早的办法" if zh else "earliest way",
            "月数、成果、推荐或同意三者并列最少的办法中，等待最短的一种；“各种办法”列出全部。"
            if zh
            else "Of the ways that are least in months, records and endorsements, the one of the fewest months; "
            "“all ways” lists them all.",
        ),
        ("评审" if zh else "decision", COMMITTEE[lang]),
    ]
