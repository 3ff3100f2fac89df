"""The charts of a report as SVG: people by class, the clauses that block, the forecast.

Altair describes them, vl-convert draws them without a network. Each stands in the page itself, in a wide and a narrow
form, its labels above its bars. Colours differ in lightness too, and bars bear numbers, so that they read in grey.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import polars as pl

from reports.batch_colours import COLOURS, DARK, PALE, STRONG
from reports.chart_svg import as_svg
from reports.drawing import NARROW, WIDE
from reports.layout import cut
from solver.summary import CLASSES

YEARS = 10
"""Years of the forecast that are drawn; a table has them all."""
_SIZE, _COLUMN = 13, 6.7
"""The size of letters, and what one column of text takes at most."""


Chart = alt.LayerChart | alt.FacetChart


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A chart for a desk or paper and for a phone."""

    wide: str
    narrow: str


def classes_chart(table: pl.DataFrame, labels: Sequence[str], told: tuple[str, str], name: str) -> Drawn:
    """A bar for each row, stacked by class in shares of its people.

    `table` is `summary_tables.by_class`, `labels` what its rows are called, `told` the title and a sentence for those
    who cannot see it, `name` an id of the page.
    """
    found: list[dict[str, Any]] = []
    for place, row in enumerate(table.to_dicts()):
        start, whole = 0, row["people"] or 1
        for kind in CLASSES:
            people = row[kind]
            ends = {"start": start / whole, "end": (start + people) / whole, "middle": (start + people / 2) / whole}
            ink = "#ffffff" if kind in DARK else "#111111"
            counted = {"people": people, "number": f"{people:,}"}
            found.append({"place": place, "colour": COLOURS[kind], "ink": ink} | counted | ends)
            start += people
    segments = pl.DataFrame(found, schema=_SEGMENTS).filter(pl.col("people") > 0)

    def chart(width: int) -> Chart:
        room = _COLUMN / (width - 8)
        fits = (pl.col("end") - pl.col("start")) > (pl.col("number").str.len_chars() + 1) * room
        shown = segments.with_columns(pl.when(fits).then("number").otherwise(pl.lit("")).alias("text"))
        x = alt.X("start:Q", scale=alt.Scale(domain=[0, 1]), axis=None)
        bars = alt.Chart(shown).mark_bar(height=20, yOffset=9, stroke="#222", strokeWidth=1)
        texts = alt.Chart(shown).mark_text(dy=9, fontSize=_SIZE - 1)
        return alt.layer(
            bars.encode(y=_ROW, x=x, x2="end:Q", color=_as_is("colour")),
            texts.encode(y=_ROW, x="middle:Q", text="text:N", color=_as_is("ink")),
            _labels(labels, width),
        )

    return _drawn(chart, 50 * len(labels), told, name)


_SEGMENTS: dict[str, Any] = {
    "place": pl.Int64, "people": pl.Int64, "number": pl.String, "colour": pl.String, "ink": pl.String,
    "start": pl.Float64, "end": pl.Float64, "middle": pl.Float64,
}  # fmt: skip


def clauses_chart(table: pl.DataFrame, labels: Sequence[str], told: tuple[str, str], name: str) -> Drawn:
    """A bar for each clause: the `people` it blocks, and inside it those of whom it is the only one (`alone`)."""
    texts = [f"{people:,} · {alone:,}" for people, alone in table.select("people", "alone").iter_rows()]
    rows = table.select("people", "alone", pl.Series("text", texts, dtype=pl.String)).with_row_index("place")
    most = max([1, *table["people"]])

    def chart(width: int) -> Chart:
        room = 1 - (2 * len(f"{most:,}") + 4) * _COLUMN / width
        x = alt.X("people:Q", axis=None, scale=alt.Scale(domain=[0, most / room], nice=False))
        base = alt.Chart(rows)
        return alt.layer(
            base.mark_bar(height=18, yOffset=9, color=PALE, stroke="#222", strokeWidth=1).encode(y=_ROW, x=x),
            base.mark_bar(height=18, yOffset=9, color=STRONG).encode(y=_ROW, x="alone:Q"),
            base.mark_text(dy=9, dx=5, align="left", fontSize=_SIZE - 1).encode(y=_ROW, x="people:Q", text="text:N"),
            _labels(labels, width),
        )

    return _drawn(chart, 47 * len(labels), told, name)


def years_chart(table: pl.DataFrame, told: tuple[str, str], name: str) -> Drawn:
    """For each year a bar for who comes to qualify by `waiting`, one for who does by the `first` way."""
    rows = table.head(YEARS).select("year", "waiting", "first").unpivot(index="year", value_name="people")
    rows = rows.with_columns(
        pl.col("variable").replace_strict({"waiting": STRONG, "first": PALE}).alias("colour"),
        pl.col("variable").replace_strict({"waiting": 0, "first": 1}).alias("step"),
    )
    numbers = pl.Series("text", [f"{people:,}" for people in rows["people"]], dtype=pl.String)
    rows, most = rows.with_columns(numbers), max([1, *rows["people"]])

    def chart(width: int) -> Chart:
        room = 1 - (len(f"{most:,}") + 2) * _COLUMN / (width - 50)
        axis = alt.Axis(title=None, domain=False, ticks=False, labelFontSize=_SIZE, labelColor="#1a1a1a")
        x = alt.X("people:Q", axis=None, scale=alt.Scale(domain=[0, most / room], nice=False))
        base = alt.Chart(rows).encode(y=alt.Y("year:O", axis=axis, scale=alt.Scale(paddingInner=0.25)))
        base = base.encode(yOffset=alt.YOffset("step:O"))
        return alt.layer(
            base.mark_bar(stroke="#222", strokeWidth=1).encode(x=x, color=_as_is("colour")),
            base.mark_text(dx=5, align="left", fontSize=_SIZE - 1).encode(x="people:Q", text="text:N"),
        )

    return _drawn(chart, 42 * rows["year"].n_unique(), told, name)


_ROW = alt.Y("place:O", axis=None)


def _as_is(column: str) -> alt.Color:
    return alt.Color(f"{column}:N", scale=None, legend=None)


def _labels(labels: Sequence[str], width: int) -> alt.Chart:
    """What each row is called, above its bar, no longer than the chart is wide."""
    most = int((width - 8) / _COLUMN)
    rows = [{"place": place, "label": cut(label, most)} for place, label in enumerate(labels)]
    frame = pl.DataFrame(rows, schema={"place": pl.Int64, "label": pl.String})
    marks = alt.Chart(frame).mark_text(dy=-11, align="left", fontSize=_SIZE, color="#1a1a1a", limit=width)
    made: alt.Chart = marks.encode(y=_ROW, x=alt.value(0), text="label:N")
    return made


def _drawn(chart: Callable[[int], Chart], height: int, told: tuple[str, str], name: str) -> Drawn:
    wide, narrow = (_svg(chart(width), width, height, told, f"{name}-{width}") for width in (WIDE, NARROW))
    return Drawn(wide=wide, narrow=narrow)


def _svg(chart: Chart, width: int, height: int, told: tuple[str, str], name: str) -> str:
    """The chart as an element of a page, named and told for those who hear it."""
    size = alt.AutoSizeParams(type="fit", contains="padding")
    made = chart.properties(width=width, height=height, autosize=size, background="transparent", padding=2)
    return as_svg(made, width, told, name)


def swatch(kind: str) -> str:
    """The colour of a class as a small square, for a key."""
    return (
        '<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><rect x="1" y="1" width="14" height="14" '
        f'fill="{COLOURS.get(kind, kind)}" stroke="#222"/></svg>'
    )
