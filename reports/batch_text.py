"""The figures of a run for a terminal: by rung and class, what blocks most, what changes, what went wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from models.standard import Standard
from reports.batch_about import totals
from reports.batch_words import Clauses, class_words, clauses, fact_words, rung_words
from reports.layout import WIDTH, Paint, wrapped
from reports.terms import COMMITTEE
from solver.summary import CLASSES, BatchStamp, Summary, WhatIf
from solver.summary_tables import by_year, hardest, most_open

MOST = 5
"""Lines of each list: the whole lists stand in the workbook and on the page."""


def batch_text(
    summary: Summary,
    errors: pl.DataFrame,
    stamp: BatchStamp,
    standards: Sequence[Standard],
    lang: str,
    *,
    what_if: Sequence[WhatIf] = (),
    levers: Mapping[str, pl.DataFrame] | None = None,
    notes: Sequence[str] = (),
    files: Sequence[Path] = (),
    paint: Paint | None = None,
    width: int = WIDTH,
) -> str:
    """The answer as lines."""
    ink = paint or Paint()
    title = {one.id: one.title[lang] for one in standards}
    blocks: list[list[str]] = [[ink.style(f"{_say(lang, '批量核对', 'Batch')} · {stamp.as_of}", "bold")]]
    blocks[0] += wrapped(totals(summary, lang), width)
    for standard in dict.fromkeys(summary.counts["standard"].to_list()):
        blocks.append(_standard(summary, standard, title.get(standard, standard), lang, ink))
    words = clauses(standards, stamp, lang)
    blocks += [
        _clauses(summary, words, title, lang, ink, width),
        _years(summary, stamp, lang, ink),
        _open(summary, lang, ink, width),
        *(_changes(one, lang, ink, width) for one in what_if),
        *(_lever(name, table, lang, ink, width) for name, table in (levers or {}).items()),
        _errors(errors, lang, ink, width),
        [line for note in notes for line in wrapped(note, width)],
        [f"{_say(lang, '已写入', 'written')}: {file}" for file in files],
        wrapped(COMMITTEE[lang], width),
    ]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def _say(lang: str, zh: str, en: str) -> str:
    return zh if lang == "zh" else en


def _standard(summary: Summary, standard: str, title: str, lang: str, ink: Paint) -> list[str]:
    """One line for each rung: how many people of each class."""
    lines = [ink.style(title, "bold")]
    mine = summary.counts.filter(pl.col("standard") == standard)
    for rung in dict.fromkeys(mine["rung"].to_list()):
        found: dict[str, int] = dict(
            mine.filter(pl.col("rung") == rung).group_by("class").agg(pl.col("people").sum()).iter_rows()
        )
        told = [f"{class_words(name, lang)} {found[name]:,}" for name in CLASSES if found.get(name)]
        lines.append(f"  {rung_words(rung, lang)}: " + _say(lang, "，", ", ").join(told))
    return lines


def _clauses(
    summary: Summary, words: Clauses, title: Mapping[str, str], lang: str, ink: Paint, width: int
) -> list[str]:
    """The clauses that block most."""
    table = hardest(summary, MOST).sort("people", descending=True, maintain_order=True).head(MOST)
    if not table.height:
        return []
    lines = [ink.style(_say(lang, "受阻最多的条款", "Clauses that block most"), "bold")]
    for row in table.iter_rows(named=True):
        clause = words(row["standard"], row["rung"], row["node"])
        place = f"{title.get(row['standard'], row['standard'])} · {rung_words(row['rung'], lang)}"
        zh = f"{row['people']:,}人受阻，其中{row['alone']:,}人只差此条"
        en = f"blocks {row['people']:,} people, {row['alone']:,} of them alone"
        lines += wrapped(f"{clause.short} ({place}): {_say(lang, zh, en)}", width, first="  ")
    return lines


def _years(summary: Summary, stamp: BatchStamp, lang: str, ink: Paint) -> list[str]:
    """How many come to qualify in which year, over all rungs."""
    table = by_year(summary, stamp.as_of)
    if not table.height:
        return []
    table = table.group_by("year").agg(pl.col("waiting", "first").sum()).sort("year")
    lines = [ink.style(_say(lang, "按年可达到（人次）", "Coming to qualify, by year (people and rungs)"), "bold")]
    for row in table.head(MOST).iter_rows(named=True):
        zh = f"{row['year']}年：仅等待 {row['waiting']:,}，按最快走法 {row['first']:,}"
        en = f"{row['year']}: by waiting alone {row['waiting']:,}, by the soonest way {row['first']:,}"
        lines.append("  " + _say(lang, zh, en))
    return lines


def _open(summary: Summary, lang: str, ink: Paint, width: int) -> list[str]:
    """The facts that most often leave a verdict open."""
    table = most_open(summary, MOST)
    if not table.height:
        return []
    table = (
        table.group_by("fact").agg(pl.col("people").sum()).sort("people", "fact", descending=[True, False]).head(MOST)
    )
    told = [f"{fact_words(row['fact'], lang)} {row['people']:,}" for row in table.iter_rows(named=True)]
    head = _say(lang, "最常缺的事实：", "Facts most often missing: ")
    return wrapped(ink.style(head, "bold") + _say(lang, "，", ", ").join(told), width)


def _changes(one: WhatIf, lang: str, ink: Paint, width: int) -> list[str]:
    """What a scenario changes: how many qualify before and after, and who."""

    def eligible(table: pl.DataFrame) -> int:
        return int(table.filter(pl.col("verdict") == "eligible")["people"].sum())

    before, after = eligible(one.before), eligible(one.after)
    lines = [ink.style(_say(lang, f"情景 {one.name}", f"Scenario {one.name}"), "bold")]
    told = _say(lang, f"符合人次 {before:,} → {after:,}", f"eligible {before:,} → {after:,} (people and rungs)")
    lines += wrapped(told, width, first="  ")
    for head, table in ((_say(lang, "新符合", "gain"), one.gains), (_say(lang, "不再符合", "lose"), one.losses)):
        if table.height:
            some = [
                f"{r['name'] or r['id']} ({rung_words(r['rung'], lang)})" for r in table.head(10).iter_rows(named=True)
            ]
            more = table.height - len(some)
            names = _say(lang, "、", ", ").join(some) + (
                _say(lang, f" 等{table.height:,}人次", f" and {more:,} more") if more else ""
            )
            lines += wrapped(f"{head}: {names}", width, first="  ")
    return lines


def _lever(name: str, table: pl.DataFrame, lang: str, ink: Paint, width: int) -> list[str]:
    """The first rows of a table of levers: a kind with the addition that does most, or a person who is supported."""
    lines = [ink.style(line, "bold") for line in wrapped(name, width)]
    if "gained" in table.columns:
        table = table.unique(["standard", "rung", "kind"], keep="first", maintain_order=True)
    for row in table.head(MOST).iter_rows(named=True):
        if "gained" in row:
            zh = f"{row['rung']} · {row['kind']}：{row['gained']:,}人，如{row['add']}"
            en = f"{row['rung']} · {row['kind']}: {row['gained']:,} people, such as {row['add']}"
        else:
            who = " ".join(dict.fromkeys(one for one in (row["id"], row["name"], row["rung"]) if one))
            zh = f"{who}：{row['add']}" + (f"，{row['ready_on']}起符合" if row["ready_on"] else "")
            en = f"{who}: {row['add']}" + (f", from {row['ready_on']}" if row["ready_on"] else "")
        lines += wrapped(_say(lang, zh, en), width, first="  ")
    if table.height > MOST:
        lines.append(
            "  "
            + _say(
                lang,
                f"……共{table.height:,}项，见工作簿或网页",
                f"... {table.height:,} in all, see the workbook or page",
            )
        )
    return lines if table.height else []


def _errors(errors: pl.DataFrame, lang: str, ink: Paint, width: int) -> list[str]:
    """The first cells that could not be taken."""
    if not errors.height:
        return []
    lines = [
        ink.style(
            _say(lang, f"无法读取的单元格 {errors.height:,}", f"Cells that could not be taken: {errors.height:,}"),
            "bold",
        )
    ]
    for row in errors.head(MOST).iter_rows(named=True):
        place = f"{row['sheet']}:{row['row']} {row['column']}"
        lines += wrapped(f"{place}: {row['error']}; {row['write']}", width, first="  ")
    if errors.height > MOST:
        more = f"{errors.height - MOST:,}"
        lines.append("  " + _say(lang, f"……其余{more}处见错误表", f"... and {more} more in the table of errors"))
    return lines
