"""The report of a run as one HTML page that needs nothing else: figures, charts and tables, to be read and printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from models.private_files import private_file
from models.standard import Standard
from reports import batch_about
from reports.batch_cells import Table, Words, columns, rung_names, texts, words_of
from reports.batch_charts import Drawn, classes_chart, clauses_chart, swatch, years_chart
from reports.batch_colours import PALE, STRONG
from reports.batch_words import COUNTED, FORECAST, MEANINGS, NEAR, capital, class_words, column, rung_words
from reports.terms import COMMITTEE
from solver.summary import BatchStamp, Summary, WhatIf
from solver.summary_tables import by_class, by_year, changed, hardest, most_open, present

CLAUSES, FACTS, NAMED, KINDS, CHARTED = 8, 8, 20, 30, 6
"""Clauses and facts that are shown of a rung; people by name in a table; kinds of errors; rungs with charts."""
GLANCE = 10
"""Rungs whose figures stand at the head of the page."""
_CUT = ("standard", "rung", "part")


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A part of a section: a heading, a chart, a table."""

    heading: str
    chart: Drawn | None = None
    table: Table | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A section of the page: its heading, a remark, a key of colours (sample and words), and its blocks."""

    heading: str
    remark: str
    blocks: tuple[Block, ...]
    key: tuple[tuple[str, str], ...] = ()


def write_report(
    summary: Summary,
    stamp: BatchStamp,
    standards: Sequence[Standard],
    path: Path,
    lang: str,
    *,
    what_if: Sequence[WhatIf] = (),
    waivers: pl.DataFrame | None = None,
    levers: Mapping[str, pl.DataFrame] | None = None,
) -> None:
    """Writes the page, whole or not at all, readable by its owner alone."""
    page = report_page(summary, stamp, standards, lang, what_if=what_if, waivers=waivers, levers=levers)
    with private_file(path) as part:
        part.write_bytes(page.encode("utf-8", "replace"))


def report_page(
    summary: Summary,
    stamp: BatchStamp,
    standards: Sequence[Standard],
    lang: str,
    *,
    what_if: Sequence[WhatIf] = (),
    waivers: pl.DataFrame | None = None,
    levers: Mapping[str, pl.DataFrame] | None = None,
) -> str:
    """The page as text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    words = words_of(standards, stamp, lang)
    found = [
        _classes(summary, words),
        _clauses(summary, words),
        _years(summary, stamp, words),
        _near(summary, words),
        _missing(summary, words),
        *(_what_if(number, one, words) for number, one in enumerate(what_if)),
        _waivers(waivers, words),
        _levers(levers or {}, words),
        _errors(summary, words),
    ]
    loader = PackageLoader("reports", "templates")
    house = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    # drawings escape the texts in them themselves
    house.filters["drawn"] = Markup
    return house.get_template("batch.html").render(
        lang=lang,
        said=partial(_said, lang),
        heading=batch_about.heading(lang),
        grounds=list(words.titles.values()),
        totals=batch_about.totals(summary, lang),
        privacy=batch_about.privacy(stamp, lang),
        as_of=str(stamp.as_of),
        figures=_figures(summary, words),
        sections=[one for one in found if one is not None],
        notes=batch_about.notes(lang)[3:-1],
        basis=batch_about.grounds(standards, stamp, lang),
        committee=COMMITTEE[lang],
    )


def _said(lang: str, zh: str, en: str) -> str:
    return zh if lang == "zh" else en


def _figures(summary: Summary, words: Words) -> list[tuple[str, str]]:
    """For each rung how many of how many qualify; nothing where there are too many to be seen at a glance."""
    table = by_class(summary.counts)
    if table.height > GLANCE:
        return []
    names = rung_names(list(table.select("standard", "rung").iter_rows()), words)
    return [
        (name, f"{row['eligible']:,} / {row['people']:,}") for name, row in zip(names, table.to_dicts(), strict=True)
    ]


def _classes(summary: Summary, words: Words) -> Section | None:
    lang, kinds = words.lang, present(summary)
    if not kinds:
        return None
    heading = _said(lang, "各类人数", "People by class")
    heads = (column("rung", lang), *(class_words(kind, lang) for kind in kinds), column("people", lang))
    parts = by_class(summary.counts).partition_by("standard", maintain_order=True)
    blocks = []
    for number, part in enumerate(parts):
        names, rows = [capital(rung_words(rung, lang)) for rung in part["rung"]], part.to_dicts()
        told = "; ".join(
            f"{name}: {row['eligible']:,} / {row['people']:,}" for name, row in zip(names, rows, strict=True)
        )
        cells = tuple(
            (name, *(f"{row[kind]:,}" for kind in (*kinds, "people"))) for name, row in zip(names, rows, strict=True)
        )
        shown = Table(heads=heads, rows=cells, numeric=(False, *(True for _ in heads[1:])))
        chart = classes_chart(part, names, (heading, told), f"classes-{number}")
        standard = part["standard"][0]
        title = words.titles.get(standard, standard) if len(parts) > 1 else ""
        blocks.append(Block(heading=title, chart=chart, table=shown))
    colon = _said(lang, "：", ": ")
    key = tuple((swatch(kind), class_words(kind, lang) + colon + MEANINGS[kind][lang]) for kind in kinds)
    return Section(heading=heading, remark="", blocks=tuple(blocks), key=key)


def _by_rung(table: pl.DataFrame, words: Words) -> Iterator[tuple[int, str, pl.DataFrame]]:
    """The rows of each rung, numbered and with what it is called."""
    parts = table.partition_by("standard", "rung", maintain_order=True)
    names = rung_names([(part["standard"][0], part["rung"][0]) for part in parts], words)
    yield from ((number, name, part) for number, (name, part) in enumerate(zip(names, parts, strict=True)))


def _clauses(summary: Summary, words: Words) -> Section | None:
    lang = words.lang
    heading = _said(lang, "受阻最多的条款", "The clauses that block most")
    blocks = []
    for number, name, rows in _by_rung(hardest(summary, CLAUSES), words):
        found = columns(rows, words, without=_CUT)
        labels = [str(value) for value in found[0].values]
        told = (f"{heading} · {name}", "; ".join(labels))
        chart = clauses_chart(rows, labels, told, f"clauses-{number}") if number < CHARTED else None
        blocks.append(Block(heading=name, chart=chart, table=texts([one for one in found if one.name != "part"])))
    key = (
        (swatch(PALE), column("blocked", lang) + _said(lang, "（前一个数）", " (the first number)")),
        (swatch(STRONG), column("alone", lang) + _said(lang, "（后一个数）", " (the second)")),
    )
    return Section(heading=heading, remark=COUNTED[lang], blocks=tuple(blocks), key=key) if blocks else None


def _years(summary: Summary, stamp: BatchStamp, words: Words) -> Section | None:
    lang = words.lang
    heading = _said(lang, "预测：各年新增符合的人数", "Forecast: who comes to qualify, by year")
    blocks = []
    for number, name, rows in _by_rung(by_year(summary, stamp.as_of), words):
        told = "; ".join(f"{one['year']}: {one['waiting']}, {one['first']}" for one in rows.to_dicts())
        chart = years_chart(rows, (f"{heading} · {name}", told), f"years-{number}") if number < CHARTED else None
        blocks.append(Block(heading=name, chart=chart, table=texts(columns(rows, words, without=_CUT))))
    key = ((swatch(STRONG), column("waiting", lang)), (swatch(PALE), column("first", lang)))
    return Section(heading=heading, remark=FORECAST[lang], blocks=tuple(blocks), key=key) if blocks else None


def _near(summary: Summary, words: Words) -> Section | None:
    lang = words.lang
    counts = {(one["standard"], one["rung"]): one for one in summary.near_counts.to_dicts()}
    blocks = []
    for _, name, rows in _by_rung(summary.near, words):
        number = counts[rows["standard"][0], rows["rung"][0]]
        some = rows.head(NAMED)
        told = _said(
            lang,
            f"{name}：{number['near']:,}人，其中补一项即可{number['one_record']:,}人，等一年即可{number['one_year']:,}人",
            f"{name}: {number['near']:,} people; with one record at most, now: {number['one_record']:,};"
            f" by a year of waiting at most: {number['one_year']:,}",
        )
        shown = some.select("id", "name", "class", "records", "months", "ready_on", "endorsements", "route", "advice")
        blocks.append(Block(heading=told, table=texts(columns(shown, words), _more(number["near"], some.height, lang))))
    heading = _said(lang, "接近者", "Near misses")
    return Section(heading=heading, remark=NEAR[lang], blocks=tuple(blocks)) if blocks else None


def _missing(summary: Summary, words: Words) -> Section | None:
    lang = words.lang
    blocks = [
        Block(heading=name, table=texts(columns(rows, words, without=_CUT)))
        for _, name, rows in _by_rung(most_open(summary, FACTS), words)
    ]
    heading = _said(lang, "最常缺的事实", "The facts most often missing")
    remark = _said(lang, "因缺这些事实而不能定论的人数。", "People whose verdict is open for want of these facts.")
    return Section(heading=heading, remark=remark, blocks=tuple(blocks)) if blocks else None


def _what_if(number: int, one: WhatIf, words: Words) -> Section:
    """A scenario: a bar before and one after for each rung, the numbers, who gains and who loses."""
    lang = words.lang
    heading = _said(lang, "情景：", "What if: ") + one.name
    blocks = []
    sides = [by_class(one.before).to_dicts(), by_class(one.after).to_dicts()]
    for place, name, rows in _by_rung(changed(one), words):
        key = (rows["standard"][0], rows["rung"][0])
        pair = [row for side in sides for row in side if (row["standard"], row["rung"]) == key]
        labels = [_said(lang, "之前", "before"), _said(lang, "之后", "after")][: len(pair)]
        chart = None
        if len(pair) == 2:
            told = (f"{heading} · {name}", f"{pair[0]['eligible']:,} → {pair[1]['eligible']:,}")
            chart = classes_chart(pl.DataFrame(pair), labels, told, f"if-{number}-{place}")
        blocks.append(Block(heading=name, chart=chart, table=texts(columns(rows, words, without=_CUT))))
    for title, frame in (
        (_said(lang, "新增符合的人", "Who gains"), one.gains),
        (_said(lang, "不再符合的人", "Who loses"), one.losses),
    ):
        who = f"{title}{_said(lang, f'（{frame.height:,}人次）', f' ({frame.height:,})')}"
        table = texts(columns(frame.head(NAMED), words), _more(frame.height, min(frame.height, NAMED), lang))
        blocks.append(Block(heading=who, table=table if frame.height else None))
    return Section(heading=heading, remark="", blocks=tuple(blocks))


def _waivers(waivers: pl.DataFrame | None, words: Words) -> Section | None:
    if waivers is None:
        return None
    heading = _said(words.lang, "豁免", "Waivers")
    shown = waivers.head(NAMED)
    found = [one for one in columns(shown, words) if one.name not in ("part", "asks")]
    table = texts(found, _more(waivers.height, shown.height, words.lang))
    return Section(heading=heading, remark="", blocks=(Block(heading="", table=table),))


def _levers(levers: Mapping[str, pl.DataFrame], words: Words) -> Section | None:
    blocks = tuple(Block(heading=title, table=texts(columns(frame, words))) for title, frame in levers.items())
    return Section(heading=_said(words.lang, "杠杆", "Levers"), remark="", blocks=blocks) if blocks else None


def _errors(summary: Summary, words: Words) -> Section | None:
    if not summary.cells:
        return None
    lang, shown = words.lang, summary.error_kinds.head(KINDS)
    table = texts(columns(shown, words), _more(summary.error_kinds.height, shown.height, lang))
    heading = _said(lang, "另列的错误", "Errors set apart")
    remark = _said(
        lang,
        "按种类计；逐处的工作表、行、列见结果文件。",
        "By kind; the results name the sheet, row and column of each.",
    )
    return Section(
        heading=heading,
        remark=f"{batch_about.totals(summary, lang)} {remark}",
        blocks=(Block(heading="", table=table),),
    )


def _more(whole: int, some: int, lang: str) -> str:
    if whole <= some:
        return ""
    return _said(lang, f"另有{whole - some:,}行，见结果文件。", f"{whole - some:,} more stand in the results.")
