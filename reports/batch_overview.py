"""The first sheet of a workbook: totals, people by class and rung, and charts of classes, clauses and years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from reports import batch_about
from reports.batch_cells import Words, rung_names
from reports.batch_colours import COLOURS, DARK, PALE, STRONG
from reports.batch_sheets import Sheet, Styles, colour_classes
from reports.batch_words import class_words, column
from reports.terms import COMMITTEE
from solver.summary import BatchStamp, Summary
from solver.summary_tables import by_class, by_year, hardest, present

CHARTED = 6
"""Rungs of which the clauses and years are drawn; the sheets have them all."""
_CLAUSES = 10
_HIGH = 17
"""Rows that a chart covers."""


def write_overview(
    book: Any,
    sheets: Mapping[str, Sheet],
    styles: Styles,
    words: Words,
    summary: Summary,
    stamp: BatchStamp,
    *,
    errors: int,
) -> None:
    """Fills the sheet; its charts read the other sheets, which are in place by then."""
    sheet, lang = sheets["summary"], words.lang
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 12, 13)
    sheet.write_string(0, 0, batch_about.heading(lang), styles.title)
    lines = [
        " · ".join([(f"截至{stamp.as_of}" if lang == "zh" else f"as of {stamp.as_of}"), *words.titles.values()]),
        batch_about.totals(summary, lang),
        batch_about.privacy(stamp, lang),
        COMMITTEE[lang],
    ]
    row = 1
    for line in filter(None, lines):
        sheet.write_string(row, 0, line)
        row += 1
    if errors:
        name = sheets["errors"].get_name()
        told = f"错误逐处列在“{name}”表中。" if lang == "zh" else f"Every error stands in the sheet “{name}”."
        sheet.write_string(row, 0, told)
        row += 1
    row = _classes(book, sheet, styles, words, summary, row + 1)
    row = _nearness(sheet, styles, words, summary, row + 2)
    _charts(book, sheets, words, summary, stamp, row + 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _classes(book: Any, sheet: Sheet, styles: Styles, words: Words, summary: Summary, top: int) -> int:
    """The table of classes with its chart; returns the last row that they take."""
    lang, table, kinds = words.lang, by_class(summary.counts), present(summary)
    heads = [column("rung", lang), *(class_words(kind, lang) for kind in kinds), column("people", lang)]
    for place, head in enumerate(heads):
        sheet.write_string(top, place, head, styles.head)
    if kinds:
        colour_classes(sheet, styles, top, 1, top, len(kinds))
    names = rung_names(list(table.select("standard", "rung").iter_rows()), words)
    for row, (name, values) in enumerate(zip(names, table.to_dicts(), strict=True), top + 1):
        sheet.write_string(row, 0, name, styles.wrapped)
        for place, kind in enumerate([*kinds, "people"], 1):
            sheet.write_number(row, place, values[kind], styles.whole)
    bottom = top + len(names)
    if not kinds:
        return bottom
    chart = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    for place, kind in enumerate(kinds, 1):
        ink = "#ffffff" if kind in DARK else "#111111"
        chart.add_series({
            "name": [sheet.get_name(), top, place],
            "categories": [sheet.get_name(), top + 1, 0, bottom, 0],
            "values": [sheet.get_name(), top + 1, place, bottom, place],
            "fill": {"color": COLOURS[kind]}, "border": {"color": "#222222"}, "gap": 40,
            "data_labels": {"value": True, "num_format": '#,##0;;""', "font": {"color": ink, "size": 9}},
        })  # fmt: skip
    chart.set_title({"name": "各类人数" if lang == "zh" else "People by class", "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_legend({"position": "bottom"})
    high = 8 + 2 * len(names)
    chart.set_size({"width": 1100, "height": 20 * high})
    sheet.insert_chart(bottom + 2, 0, chart)
    return bottom + 2 + high


def _nearness(sheet: Sheet, styles: Styles, words: Words, summary: Summary, top: int) -> int:
    """How many near misses there are."""
    found, lang = summary.near_counts, words.lang
    heads = [column(name, lang) for name in ("rung", "near", "one_record", "one_year")]
    for place, head in enumerate(heads):
        sheet.write_string(top, place, head, styles.head)
    names = rung_names(list(found.select("standard", "rung").iter_rows()), words)
    for row, (name, values) in enumerate(zip(names, found.to_dicts(), strict=True), top + 1):
        sheet.write_string(row, 0, name, styles.wrapped)
        for place, key in enumerate(("near", "one_record", "one_year"), 1):
            sheet.write_number(row, place, values[key], styles.whole)
    return top + len(names)


def _charts(
    book: Any, sheets: Mapping[str, Sheet], words: Words, summary: Summary, stamp: BatchStamp, top: int
) -> None:
    """For the first rungs a chart of the clauses and beside it one of the years."""
    lang, blocking, years = (
        words.lang,
        _places(hardest(summary, summary.blocking.height)),
        _places(by_year(summary, stamp.as_of)),
    )
    keys = list(blocking | years)[:CHARTED]
    for number, (key, name) in enumerate(zip(keys, rung_names(keys, words), strict=True)):
        row = top + number * (_HIGH + 1)
        if key in blocking:
            first, last = blocking[key]
            told = ("受阻最多的条款", "Clauses that block most")[lang == "en"]
            series = (("blocked", 5, PALE), ("alone", 6, STRONG))
            made = _chart(
                book, "bar", sheets["blocking"].get_name(), (first, min(last, first + _CLAUSES - 1)), 2, series, words
            )
            made.set_y_axis({"reverse": True})
            made.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
            made.set_title({"name": f"{told} · {name}", "name_font": {"size": 11}})
            made.set_size({"width": 640, "height": 20 * _HIGH})
            sheets["summary"].insert_chart(row, 0, made)
        if key in years:
            told = ("各年新增符合的人数", "People who come to qualify, by year")[lang == "en"]
            series = (("waiting", 3, STRONG), ("first", 5, PALE))
            made = _chart(book, "column", sheets["forecast"].get_name(), years[key], 2, series, words)
            made.set_title({"name": f"{told} · {name}", "name_font": {"size": 11}})
            made.set_y_axis({"visible": False, "major_gridlines": {"visible": False}})
            made.set_size({"width": 560, "height": 20 * _HIGH})
            sheets["summary"].insert_chart(row, 4, made, {"x_offset": 25})


def _chart(
    book: Any,
    kind: str,
    sheet: str,
    rows: tuple[int, int],
    names: int,
    series: tuple[tuple[str, int, str], ...],
    words: Words,
) -> Any:
    """A chart over some rows of a sheet, with the names of its bars in one column and the values in others."""
    made = book.add_chart({"type": kind})
    for name, place, colour in series:
        made.add_series({
            "name": column(name, words.lang), "categories": [sheet, rows[0], names, rows[1], names],
            "values": [sheet, rows[0], place, rows[1], place], "fill": {"color": colour},
            "border": {"color": "#222222"}, "gap": 40, "data_labels": {"value": True, "num_format": '#,##0;;""'},
        })  # fmt: skip
    made.set_legend({"position": "bottom"})
    return made


def _places(table: pl.DataFrame) -> dict[tuple[str, str], tuple[int, int]]:
    """The rows of a sheet that each rung takes, below its header."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for row, key in enumerate(table.select("standard", "rung").iter_rows(), 1):
        first, _ = found.get((key[0], key[1]), (row, row))
        found[key[0], key[1]] = (first, row)
    return found
