"""How a sheet of a workbook is laid out: a table with a frozen header, filters and widths; lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.batch_cells import Cell, Column
from reports.batch_colours import FILLS
from reports.batch_words import ICONS

_LINE, _MOST_LINES = 15, 5
"""The height of a line in points; rows are no higher than so many lines, and can be drawn larger."""
Sheet = Any
"""A sheet of xlsxwriter, which has no types."""
LONGEST = 32_767
"""Characters that a cell holds."""
_PLAIN = ("person", "row", "year")
"""Numbers that are no amounts."""
_WRAPPED, _BROAD = 24, 220
"""Columns of this width and more are wrapped; wider tables are printed on two pages side by side."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Styles:
    """The formats of a workbook."""

    head: Any
    title: Any
    text: Any
    wrapped: Any
    day: Any
    whole: Any
    share: Any
    plain: Any
    bold: Any
    classes: dict[str, Any]

    @staticmethod
    def of(book: Any) -> Styles:
        """The formats, added to a workbook."""
        top = {"valign": "top"}
        return Styles(
            head=book.add_format(
                {"bold": True, "bg_color": "#1e3a5f", "font_color": "#ffffff", "text_wrap": True, "valign": "vcenter",
                 "border": 1, "border_color": "#8fa3ba"}
            ),
            title=book.add_format({"bold": True, "font_size": 14}),
            text=book.add_format(top),
            wrapped=book.add_format(top | {"text_wrap": True}),
            day=book.add_format(top | {"num_format": "yyyy-mm-dd", "align": "left"}),
            whole=book.add_format(top | {"num_format": "#,##0"}),
            share=book.add_format(top | {"num_format": "0%"}),
            plain=book.add_format(top | {"num_format": "0", "align": "left"}),
            bold=book.add_format(top | {"bold": True, "text_wrap": True}),
            classes={
                name: book.add_format({"bg_color": fill, "font_color": ink}) for name, (fill, ink) in FILLS.items()
            },
        )  # fmt: skip


def put_table(
    sheet: Sheet, styles: Styles, found: Sequence[Column], *, top: int = 0, beside: int = 0, title: str = ""
) -> int:
    """A table from a row on; returns the last row. `beside` columns stay in sight beside the header when it is alone.

    A table at the top of its sheet has the header frozen and a filter; of one below another, only its title is told.
    """
    if title:
        sheet.write_string(top, 0, title, styles.title)
        top += 1
    rows = len(found[0].values) if found else 0
    sheet.set_row(top, 2 * _LINE + 2)
    for place, one in enumerate(found):
        sheet.write_string(top, place, one.heading, styles.head)
        if top <= 1:
            sheet.set_column(place, place, one.width)
    put_rows(sheet, styles, found, top + 1)
    for place, one in enumerate(found):
        if one.name in ("class", "before", "after") and rows:
            colour_classes(sheet, styles, top + 1, place, top + rows, place)
    if top == 0 and found:
        sheet.freeze_panes(1, beside)
        sheet.autofilter(0, 0, max(rows, 1), len(found) - 1)
        _printed(sheet, sum(one.width for one in found))
    return top + rows


def _printed(sheet: Sheet, width: int) -> None:
    """On A4; a table that is too wide to be read so on A3, two pages side by side."""
    sheet.set_landscape()
    sheet.set_paper(8 if width > _BROAD else 9)
    sheet.fit_to_pages(2 if width > _BROAD else 1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C&P / &N")


def put_rows(sheet: Sheet, styles: Styles, found: Sequence[Column], top: int) -> None:
    """The values, row by row: text is always written as text, so that none of it can become a formula."""
    formats = [styles.wrapped if one.width >= _WRAPPED else styles.text for one in found]
    numbers = [
        styles.share if one.name == "share" else styles.plain if one.name in _PLAIN else styles.whole for one in found
    ]
    places = range(len(found))
    # what was taken as met is long and read last: no row grows for it
    folded = [(n, one.width) for n, one in enumerate(found) if one.width >= _WRAPPED and one.name != "assumed"]
    text, number, day = sheet.write_string, sheet.write_number, sheet.write_datetime
    for row, values in enumerate(zip(*(one.values for one in found), strict=True), top):
        lines = max((_lines(values[place], width) for place, width in folded), default=1)
        if lines > 1:
            sheet.set_row(row, _LINE * min(lines, _MOST_LINES))
        for place in places:
            value = values[place]
            if value is None or value == "":
                continue
            if isinstance(value, str):
                text(row, place, value[:LONGEST], formats[place])
            elif isinstance(value, date):
                _put_day(day, text, row, place, value, styles)
            else:
                number(row, place, value, numbers[place])


def _lines(value: Cell, width: int) -> int:
    """The lines that a text takes in a column: a Chinese character is as wide as two letters, and as three bytes."""
    if not isinstance(value, str):
        return 1
    return sum(max(1, -(-(len(one.encode()) + len(one)) // (2 * width - 2))) for one in value.split("\n"))


def _put_day(day: Any, text: Any, row: int, place: int, value: date, styles: Styles) -> None:
    """A day; one before 1900, which a workbook cannot count, as text."""
    if value.year < 1901:
        text(row, place, value.isoformat(), styles.text)
    else:
        day(row, place, value, styles.day)


def colour_classes(sheet: Sheet, styles: Styles, top: int, left: int, bottom: int, right: int) -> None:
    """Colours cells by the sign of the class that they begin with, wherever they are sorted to."""
    for name, sign in ICONS.items():
        rule = {"type": "text", "criteria": "begins with", "value": sign, "format": styles.classes[name]}
        sheet.conditional_format(top, left, bottom, right, rule)


def put_lines(sheet: Sheet, styles: Styles, sections: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> None:
    """Sections of labels and texts, one below the other."""
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 100)
    row = 0
    for title, lines in sections:
        sheet.write_string(row, 0, title, styles.title)
        for label, value in lines:
            row += 1
            sheet.write_string(row, 0, label[:LONGEST], styles.bold)
            sheet.write_string(row, 1, value[:LONGEST], styles.wrapped)
        row += 2
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
