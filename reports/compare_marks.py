"""Boxes, strokes and words at places in pixels, painted by Altair and vl-convert as an SVG without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import groupby
from typing import Any

import altair as alt

from reports.batch_charts import Drawn
from reports.chart_svg import as_svg
from reports.compare_colours import INK
from reports.drawing import NARROW, WIDE
from reports.layout import width_of

SIZE = 13
COLUMN = 6.7
"""What one column of text takes at most at this size: half a Chinese character, or a Latin letter."""
_EDGE = 2
_PLAIN, _BOLD = 0.6, 0.67
"""The width of a Latin letter in the widest of usual fonts, of its height."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A rectangle by its edges."""

    x: float
    y: float
    x2: float
    y2: float
    fill: str
    stroke: str = "#222222"
    dash: tuple[int, ...] = (1, 0)
    round: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Stroke:
    """A straight line."""

    x: float
    y: float
    x2: float
    y2: float
    colour: str = INK
    thick: float = 1.5
    dash: tuple[int, ...] = (1, 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """A line of text; `align` is left, center or right of `x`, its middle at the height `y`."""

    x: float
    y: float
    text: str
    align: str = "left"
    size: int = SIZE
    colour: str = INK
    bold: bool = False


Mark = Box | Stroke | Word
Layout = Callable[[int], tuple[float, Sequence[Mark]]]
"""What a drawing is at a width: its height and its marks, the later over the earlier."""


def columns_in(width: float, text: str, *, bold: bool = False) -> int:
    """How many columns of a text fit into a width; Latin letters take more than half a Chinese character."""
    wide = sum(1 for char in text if width_of(char) == 2)
    room = wide * SIZE + (len(text) - wide) * SIZE * (_BOLD if bold else _PLAIN)
    return max(4, int(width * width_of(text) / room)) if room else 4


def lines_of(text: str, columns: int) -> list[str]:
    """The text in lines of so many columns, broken at spaces, and inside what has none."""
    lines = [""]
    for word in text.split():
        if lines[-1] and width_of(lines[-1]) + 1 + width_of(word) <= columns:
            lines[-1] += f" {word}"
            continue
        lines.append("")
        for char in word:
            if width_of(lines[-1] + char) > columns:
                lines.append("")
            lines[-1] += char
    return lines[1:] or [""]


def sketched(layout: Layout, told: tuple[str, str], name: str) -> Drawn:
    """The drawing for a desk and for a phone; `told` is its title and what it says in words, `name` an id."""
    wide, narrow = (painted(layout, width, told, name) for width in (WIDE, NARROW))
    return Drawn(wide=wide, narrow=narrow)


def compact(layout: Layout, told: tuple[str, str], name: str) -> Drawn:
    """A drawing that is small everywhere; its wide form is that of a phone."""
    made = painted(layout, NARROW, told, name)
    return Drawn(wide=made, narrow="")


def painted(layout: Layout, width: int, told: tuple[str, str], name: str) -> str:
    """The drawing at one width."""
    height, marks = layout(width)
    # a layer for each kind and look: boxes and strokes by which comes first, words over all
    kinds = [kind for kind in dict.fromkeys(map(type, marks)) if kind is not Word] + [Word]
    sorts = [[mark for mark in marks if type(mark) is kind] for kind in kinds]
    layers = [_layer(kind, sorted(some, key=_looks)) for kind, some in zip(kinds, sorts, strict=True) if some]
    chart = alt.layer(*layers) if layers else alt.layer(_layer(Word, [Word(x=0, y=0, text="")]))
    made = chart.properties(width=width - 2 * _EDGE, height=height, padding=_EDGE, background="transparent")
    return as_svg(made, width, told, f"{name}-{width}")


def _layer(kind: type[Mark], marks: Iterable[Any]) -> Any:
    """Marks of one kind; those that are broken, rounded or bold alike together, in their order."""
    found: list[alt.Chart] = []
    names = [one.name for one in fields(kind) if one.name != "dash"]
    for looks, some in groupby(marks, _looks):
        rows = [{name: getattr(one, name) for name in names} for one in some]
        base = alt.Chart(alt.InlineData(values=rows))
        if kind is Box:
            made = base.mark_rect(strokeWidth=1, strokeDash=list(looks[0]), cornerRadius=looks[1])
            made = made.encode(**_ends(), fill=_as_is("fill"), stroke=_as_is("stroke"))
        elif kind is Stroke:
            made = base.mark_rule(strokeDash=list(looks[1]), strokeWidth=-looks[0], strokeCap="butt")
            made = made.encode(**_ends(), stroke=_as_is("colour"))
        else:
            weight: Any = "bold" if looks[1] else "normal"
            made = base.mark_text(align=looks[0], baseline="middle", fontWeight=weight, fontSize=looks[2])
            made = made.encode(x=_place("x"), y=_place("y"), text="text:N", fill=_as_is("colour"))
        found.append(made)
    return alt.layer(*found) if len(found) > 1 else found[0]


def _looks(mark: Mark) -> tuple[Any, ...]:
    match mark:
        case Box():
            return (mark.dash, mark.round)
        case Stroke():
            return (-mark.thick, mark.dash)
    return (mark.align, mark.bold, mark.size)


def _ends() -> dict[str, Any]:
    return {"x": _place("x"), "y": _place("y"), "x2": alt.X2("x2:Q"), "y2": alt.Y2("y2:Q")}


def _place(axis: str) -> Any:
    """A place in pixels as it is: a scale of none."""
    kind: Any = alt.X if axis == "x" else alt.Y
    return kind(f"{axis}:Q", scale=None, axis=None)


def _as_is(column: str) -> Any:
    kind: Any = {"fill": alt.Fill, "stroke": alt.Stroke}.get(column, alt.Fill)
    return kind(f"{column}:N", scale=None, legend=None)
