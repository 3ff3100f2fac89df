"""The charts of a comparison: a grid of relations, bars with intervals, stacked shares, curves by years."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from reports.batch_charts import Chart, Drawn
from reports.chart_svg import as_svg
from reports.compare_colours import DARK_RELATIONS, DASHED, INK, LINE, RELATION_FILLS, WHITE
from reports.compare_marks import (
    COLUMN,
    Box,
    Mark,
    Stroke,
    Word,
    columns_in,
    compact,
    lines_of,
    sketched,
)
from reports.drawing import NARROW, WIDE
from reports.layout import cut, width_of

_EDGE = 4
_CELL, _TALL, _HEAD = 46, 34, 22
_TITLE, _BAR, _THIN, _GAP = 21, 19, 17, 9
"""Heights: of the words above some bars, of a bar with its space, of a thin one, and below them."""
_SMALL = 12
_WIDEST = 7.4
"""What a column of small text takes in the widest of the fonts that a reader may have."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One bar: its sign, its colour, how long it is (None: there is none), what is written after it, an interval.

    A `thin` one stands close below the bar that it belongs to.
    """

    sign: str
    colour: str
    value: float | None
    text: str
    low: float | None = None
    high: float | None = None
    thin: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Bars under one heading."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Segment:
    """A part of a stacked bar; the text is left out where it does not fit."""

    value: float
    text: str
    colour: str
    dark: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Stack:
    """A bar of segments, with what is written after it."""

    label: str
    segments: tuple[Segment, ...]
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A curve: its colour, how it is broken, and its points (years, share)."""

    colour: str
    dash: tuple[int, ...]
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """Relations in cells; a cell that is not given is empty.

    `signs` tells each relation without its colour; those `starred` have a star behind it.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[tuple[int, int], str]
    signs: Mapping[str, str]
    starred: Collection[tuple[int, int]] = ()


def room_beside(text: str) -> float:
    """The room for a small text beside a bar, with some space."""
    return width_of(text) * _WIDEST + 10


def grid_chart(grid: Grid, told: tuple[str, str], name: str) -> Drawn:
    """The relation of each row to each column; where the columns are too many for a line, they go on below."""

    def layout(width: int) -> tuple[float, Sequence[Mark]]:
        side = min(max((width_of(row) for row in grid.rows), default=1) * _WIDEST + 10, width * 0.36)
        heads = max((width_of(head) for head in grid.columns), default=1) * COLUMN + 8
        wide = max(min(_CELL, (width - side - 2 * _EDGE) / max(1, len(grid.columns))), min(heads, 96), 24)
        fits = max(1, int((width - side - 2 * _EDGE) / wide + 1e-6))
        marks: list[Mark] = []
        y = float(_EDGE)
        for start in range(0, len(grid.columns), fits):
            y = _block(grid, range(start, min(start + fits, len(grid.columns))), (side, wide, y), marks) + 10
        return y, marks

    return compact(layout, told, name)


def _block(grid: Grid, columns: range, frame: tuple[float, float, float], marks: list[Mark]) -> float:
    """A line of columns with all rows; where it ends."""
    side, wide, top = frame
    heads = [lines_of(grid.columns[one], columns_in(wide - 2, grid.columns[one]))[:3] for one in columns]
    deep = max(map(len, heads))
    for place, lines in enumerate(heads):
        for number, line in enumerate(lines):
            middle = top + _HEAD / 2 + (number + deep - len(lines)) * 15
            marks.append(Word(x=side + (place + 0.5) * wide, y=middle, text=line, align="center"))
    y = top + _HEAD + (deep - 1) * 15
    for row, label in enumerate(grid.rows):
        lines = lines_of(label, columns_in(side - 6, label))[:3]
        tall = max(_TALL, 15 * len(lines) + 6)
        for number, line in enumerate(lines):
            middle = y + tall / 2 + (number - (len(lines) - 1) / 2) * 15
            marks.append(Word(x=0, y=middle, text=line, size=_SMALL))
        for place, column in enumerate(columns):
            relation = grid.cells.get((row, column))
            if relation is None:
                continue
            x = side + place * wide
            dash = (3, 2) if relation in DASHED else (1, 0)
            fill, ink = RELATION_FILLS[relation], WHITE if relation in DARK_RELATIONS else INK
            marks.append(Box(x=x + 1, y=y + 1, x2=x + wide - 1, y2=y + tall - 1, fill=fill, stroke=LINE, dash=dash))
            sign, centre = grid.signs[relation] + "*" * ((row, column) in grid.starred), x + wide / 2
            marks.append(Word(x=centre, y=y + tall / 2, text=sign, align="center", size=15, colour=ink, bold=True))
        y += tall
    return y


def grouped_chart(groups: Sequence[Group], told: tuple[str, str], name: str, *, most: float = 0.0) -> Drawn:
    """Bars under headings, all on one scale from nothing to `most` at least; an interval is a whisker."""
    bars = [bar for group in groups for bar in group.bars]
    reach = [max(v for v in (0.0, bar.value, bar.high) if v is not None) for bar in bars]
    limit = max([most, *reach], default=0.0) or 1.0
    signed = max((room_beside(bar.sign) for bar in bars), default=0.0) - 2

    def layout(width: int) -> tuple[float, Sequence[Mark]]:
        room = width - signed - 2 * _EDGE
        # each bar leaves room for its own text
        scales = [(room - room_beside(bar.text)) / end for bar, end in zip(bars, reach, strict=True) if end]
        scale = max(60.0 / limit, min([room / limit, *scales]))
        marks: list[Mark] = []
        y = float(_EDGE)
        for group in groups:
            for line in lines_of(group.label, columns_in(width - 10, group.label, bold=True)) if group.label else ():
                marks.append(Word(x=0, y=y + _TITLE / 2, text=line, bold=True))
                y += _TITLE - 2
            for bar in group.bars:
                marks += _bar(bar, (signed, y), scale)
                y += _THIN if bar.thin else _BAR
            y += _GAP
        return y, marks

    return sketched(layout, told, name)


def _bar(bar: Bar, at: tuple[float, float], scale: float) -> list[Mark]:
    x, y = at
    middle = y + _BAR / 2
    marks: list[Mark] = [Word(x=0, y=middle, text=bar.sign)] if bar.sign else []
    if bar.thin and bar.value is not None:
        end, middle = max(x + bar.value * scale, x + 2), y + _THIN / 2
        marks.append(Box(x=x, y=middle - 2, x2=end, y2=middle + 2, fill=bar.colour))
        return [*marks, Word(x=end + 6, y=middle, text=bar.text, size=_SMALL)]
    if bar.value is None:
        return [*marks, Word(x=x + 2, y=middle, text=bar.text, size=_SMALL, colour="#5a1a1a")]
    end = x + bar.value * scale
    marks.append(Box(x=x, y=y + 2, x2=max(end, x + 1), y2=y + _BAR - 2, fill=bar.colour))
    if bar.low is not None and bar.high is not None:
        low, high = x + bar.low * scale, x + bar.high * scale
        ends = [(low, middle, high, middle), (low, y + 5, low, y + _BAR - 5), (high, y + 5, high, y + _BAR - 5)]
        # a pale line under the dark one keeps the whisker in sight over a dark bar
        marks += [Stroke(x=a, y=b, x2=c, y2=d, colour=WHITE, thick=4) for a, b, c, d in ends]
        marks += [Stroke(x=a, y=b, x2=c, y2=d, thick=1.6) for a, b, c, d in ends]
        end = max(end, high)
    return [*marks, Word(x=end + 6, y=middle, text=bar.text, size=_SMALL)]


def stacked_chart(stacks: Sequence[Stack], told: tuple[str, str], name: str, *, most: float = 0.0) -> Drawn:
    """A bar of segments for each row under its label, all on one scale."""
    limit = max([most, *(sum(s.value for s in stack.segments) for stack in stacks)], default=0.0) or 1.0
    longest = max((room_beside(stack.text) for stack in stacks if stack.text), default=0.0)

    def layout(width: int) -> tuple[float, Sequence[Mark]]:
        scale = (width - longest - 2 * _EDGE) / limit
        marks: list[Mark] = []
        y = float(_EDGE)
        for stack in stacks:
            marks.append(Word(x=0, y=y + _TITLE / 2, text=cut(stack.label, columns_in(width - 8, stack.label))))
            y += _TITLE
            x = 1.0
            for one in stack.segments:
                end = x + one.value * scale
                if one.value > 0:
                    marks.append(Box(x=x, y=y, x2=end, y2=y + _BAR + 2, fill=one.colour))
                if room_beside(one.text) < end - x + 6:
                    ink = WHITE if one.dark else INK
                    centre, y2 = (x + end) / 2, y + _BAR / 2 + 1
                    marks.append(Word(x=centre, y=y2, text=one.text, align="center", size=_SMALL, colour=ink))
                x = end
            if stack.text:
                marks.append(Word(x=x + 6, y=y + _BAR / 2 + 1, text=stack.text, size=_SMALL))
            y += _BAR + _GAP + 2
        return y, marks

    return sketched(layout, told, name)


def curves_chart(lines: Sequence[Line], words: tuple[str, str], told: tuple[str, str], name: str) -> Drawn:
    """A curve for each line over the years; `words` name the two axes."""
    rows = [
        {"line": place, "years": years, "share": share, "colour": line.colour}
        for place, line in enumerate(lines)
        for years, share in line.points
    ]
    dashes = [list(line.dash) for line in lines]
    data = alt.InlineData(values=rows)

    def chart(width: int) -> Chart:
        look: dict[str, Any] = {
            "labelFontSize": _SMALL, "titleFontSize": _SMALL, "titleFontWeight": "normal", "titlePadding": 9
        }  # fmt: skip
        across = alt.Axis(title=words[0], tickMinStep=1, tickCount=8, grid=False, labelColor=INK, **look)
        up = alt.Axis(title=words[1], format="~%", tickCount=5, gridColor="#dddddd", labelColor=INK, **look)
        base = alt.Chart(data).encode(
            x=alt.X("years:Q", axis=across, scale=alt.Scale(nice=False)),
            y=alt.Y("share:Q", axis=up, scale=alt.Scale(zero=True)),
            color=alt.Color("colour:N", scale=None, legend=None),
            detail="line:N",
        )
        broken = alt.StrokeDash("line:O", legend=None, scale=alt.Scale(domain=[*range(len(lines))], range=dashes))
        size = alt.AutoSizeParams(type="fit", contains="padding")
        layers = alt.layer(
            base.mark_line(strokeWidth=2.4, interpolate="linear").encode(strokeDash=broken),
            base.mark_point(filled=True, size=22, opacity=1),
        )
        return layers.properties(width=width, height=260, autosize=size, background="transparent", padding=_EDGE)

    wide, narrow = (as_svg(chart(width), width, told, f"{name}-{width}") for width in (WIDE, NARROW))
    return Drawn(wide=wide, narrow=narrow)
