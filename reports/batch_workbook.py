"""The results of a run as a workbook: what its sheets are, in which order, and what each of them shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from models.errors import InputError
from models.private_files import private_file
from models.standard import Standard
from reports import batch_about
from reports.batch_cells import Column, Words, columns, words_of
from reports.batch_overview import write_overview
from reports.batch_sheets import Sheet, Styles, put_lines, put_table
from solver.summary import BatchStamp, Summary, WhatIf
from solver.summary_tables import by_year, changed, hardest, most_open

ROWS = 1_048_575
"""Rows of a sheet below its header."""
IN_MEMORY = 50_000
"""Up to so many rows a workbook is put together in memory; a larger one is streamed."""
SHEETS = {
    "summary": ("概览", "Summary"),
    "results": ("结果", "Results"),
    "blocking": ("受阻条款", "Blocking"),
    "near": ("接近者", "Near misses"),
    "forecast": ("预测", "Forecast"),
    "missing": ("尚缺的事实", "Facts missing"),
    "what_if": ("情景", "What-if"),
    "waivers": ("豁免", "Waivers"),
    "levers": ("杠杆", "Levers"),
    "errors": ("错误", "Errors"),
    "about": ("说明", "About"),
}
_RESULTS = ("id", "name", "rung", "class", "route", "advice", "blocking", "months", "ready_on", "records")
"""The columns that come first; the others follow in the order of the table, those of the roster last."""


def write_workbook(
    frame: pl.DataFrame,
    errors: pl.DataFrame,
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
    """Writes the workbook, readable by its owner alone; an InputError says where a sheet cannot hold the rows."""
    named = sum(len(one.gains) + len(one.losses) + len(one.before) + len(one.after) + 5 for one in what_if)
    more = sum(len(table) + 3 for table in (levers or {}).values())
    fits(max(len(frame), len(errors), 0 if waivers is None else len(waivers), named, more), path)
    words = words_of(standards, stamp, lang)
    large = len(frame) > IN_MEMORY
    options = {
        "constant_memory": large, "in_memory": not large, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "nan_inf_to_errors": True,
    }  # fmt: skip
    with private_file(path) as part:
        try:
            with xlsxwriter.Workbook(str(part), options) as book:
                told = f"zhicheng {stamp.version}; {stamp.as_of}; " + "; ".join(f"{n} {d}" for n, d in stamp.standards)
                made = datetime(stamp.as_of.year, stamp.as_of.month, stamp.as_of.day)
                book.set_properties({"title": batch_about.heading(lang), "comments": told[:255], "created": made})
                there = {"what_if": bool(what_if), "waivers": waivers is not None, "levers": bool(levers)}
                names = [name for name in SHEETS if there.get(name, True)]
                sheets = {name: book.add_worksheet(SHEETS[name][lang == "en"]) for name in names}
                styles = Styles.of(book)
                _fill(sheets, styles, words, frame, errors, summary, stamp)
                put_lines(sheets["about"], styles, _about(standards, stamp, lang))
                if what_if:
                    _what_if(sheets["what_if"], styles, words, what_if)
                if waivers is not None:
                    put_table(sheets["waivers"], styles, columns(waivers, words))
                if levers:
                    _levers(sheets["levers"], styles, words, levers)
                write_overview(book, sheets, styles, words, summary, stamp, errors=len(errors))
        except XlsxWriterException as error:
            raise InputError("the workbook cannot be written", where=str(path), hint="name another file") from error


def fits(rows: int, path: Path) -> None:
    """Refuses more rows than a sheet has."""
    if rows > ROWS:
        raise InputError(
            f"a sheet holds {ROWS:,} rows, and these results have {rows:,}",
            where=str(path),
            hint="write to a name that ends in `.parquet` or `.csv`",
        )


def _fill(
    sheets: Mapping[str, Sheet],
    styles: Styles,
    words: Words,
    frame: pl.DataFrame,
    errors: pl.DataFrame,
    summary: Summary,
    stamp: BatchStamp,
) -> None:
    """The sheets that every workbook has."""
    results = results_columns(frame, words, summary)
    put_table(sheets["results"], styles, results, beside=2)
    put_table(sheets["blocking"], styles, columns(hardest(summary, len(summary.blocking)), words))
    near = columns(summary.near.drop("person"), words)
    put_table(sheets["near"], styles, near, beside=2)
    put_table(sheets["forecast"], styles, columns(by_year(summary, stamp.as_of), words))
    put_table(sheets["missing"], styles, columns(most_open(summary, len(summary.missing)), words))
    put_table(sheets["errors"], styles, columns(errors, words))


def results_columns(frame: pl.DataFrame, words: Words, summary: Summary) -> list[Column]:
    """The results in the order in which they are read; what says the same in every row is left out."""
    without = ["verdict", "person"]
    if not summary.waived.height:
        without.append("waived")
    if summary.counts["standard"].n_unique() > 1:
        first = ["id", "name", "standard", *_RESULTS[2:]]
    else:
        first, without = [*_RESULTS], [*without, "standard"]
    order = [*first, *(name for name in frame.columns if name not in first)]
    found = {one.name: one for one in columns(frame, words, without=without)}
    return [found[name] for name in order if name in found]


def _about(standards: Sequence[Standard], stamp: BatchStamp, lang: str) -> list[tuple[str, list[tuple[str, str]]]]:
    zh = lang == "zh"
    return [
        (batch_about.heading(lang), batch_about.grounds(standards, stamp, lang)),
        ("类别" if zh else "Classes", batch_about.meanings(lang)),
        ("怎样看这些数字" if zh else "How to read the figures", batch_about.notes(lang)),
    ]


def _what_if(sheet: Sheet, styles: Styles, words: Words, what_if: Sequence[WhatIf]) -> None:
    """The counts of all scenarios as one table, then who gains and who loses."""
    tables = [changed(one).insert_column(0, _named(one.name, changed(one).height)) for one in what_if]
    row = put_table(sheet, styles, columns(pl.concat(tables), words))
    for side, heading in (("gains", ("新增符合的人", "Who gains")), ("losses", ("不再符合的人", "Who loses"))):
        frames = [getattr(one, side) for one in what_if]
        people = [
            frame.insert_column(0, _named(one.name, frame.height))
            for one, frame in zip(what_if, (f.clone() for f in frames), strict=True)
        ]
        whole = pl.concat(people, how="diagonal_relaxed")
        row = put_table(sheet, styles, columns(whole, words), top=row + 2, title=heading[words.lang == "en"])


def _named(name: str, height: int) -> pl.Series:
    return pl.Series("scenario", [name] * height, dtype=pl.String)


def _levers(sheet: Sheet, styles: Styles, words: Words, levers: Mapping[str, pl.DataFrame]) -> None:
    row = -2
    for title, frame in levers.items():
        row = put_table(sheet, styles, columns(frame, words), top=row + 2, title=title)
