"""Bars under whole sentences: clauses with whom they keep out, and thresholds that move both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.batch_charts import Drawn
from reports.batch_colours import PALE, STRONG
from reports.compare_charts import room_beside
from reports.compare_colours import GAIN, INK, LOSS
from reports.compare_marks import Box, Mark, Stroke, Word, columns_in, compact, lines_of

_EDGE, _SMALL = 4, 12
_LINE, _BAR, _GAP = 17, 19, 9
"""Heights: of a line above a bar, of a bar with its space, and below it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A clause: how many do not meet it, and of whom it is the only one."""

    label: str
    fails: int
    alone: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Swing:
    """A threshold that moves both ways: people lost to the left, people gained to the right."""

    label: str
    loss: int
    gain: int
    left: str
    right: str


def kept_chart(rows: Sequence[Kept], told: tuple[str, str], name: str, *, most: int) -> Drawn:
    """For each clause a pale bar for all who do not meet it, in it a dark one for those it alone keeps out.

    `most` is where the scale of all charts ends that stand side by side.
    """
    texts = [f"{one.fails:,} · {one.alone:,}" for one in rows]
    longest = room_beside(f"{most:,} · {most:,}")

    def layout(width: int) -> tuple[float, Sequence[Mark]]:
        scale = (width - longest - 2 * _EDGE) / max(1, most)
        marks: list[Mark] = []
        y = float(_EDGE)
        for one, text in zip(rows, texts, strict=True):
            y = _label(one.label, width, y, marks)
            for people, fill in ((one.fails, PALE), (one.alone, STRONG)):
                if people:
                    marks.append(Box(x=1, y=y, x2=1 + max(1.0, people * scale), y2=y + _BAR - 3, fill=fill, stroke=INK))
            marks.append(Word(x=7 + one.fails * scale, y=y + _BAR / 2 - 1, text=text, size=_SMALL))
            y += _BAR + _GAP
        return y, marks

    return compact(layout, told, name)


def swings_chart(swings: Sequence[Swing], told: tuple[str, str], name: str, *, most: int, room: float) -> Drawn:
    """For each threshold a bar to the left for those it then shuts out, one to the right for those it lets in.

    `most` is where the scale of all charts ends that stand side by side, `room` what the longest text beside a bar
    takes in any of them.
    """

    def layout(width: int) -> tuple[float, Sequence[Mark]]:
        middle = width / 2
        scale = max(20.0, middle - room - _EDGE) / max(1, most)
        marks: list[Mark] = []
        y = float(_EDGE)
        for one in swings:
            y = _label(one.label, width, y, marks)
            for people, colour, way, text, align in (
                (one.loss, LOSS, -1, one.left, "right"),
                (one.gain, GAIN, 1, one.right, "left"),
            ):
                end = middle + way * people * scale
                if people:
                    marks.append(Box(x=min(middle, end), y=y, x2=max(middle, end), y2=y + _BAR - 3, fill=colour))
                marks.append(Word(x=end + way * 5, y=y + _BAR / 2 - 1, text=text, align=align, size=_SMALL))
            marks.append(Stroke(x=middle, y=y - 2, x2=middle, y2=y + _BAR - 1, thick=1))
            y += _BAR + _GAP
        return y, marks

    return compact(layout, told, name)


def _label(text: str, width: int, y: float, marks: list[Mark]) -> float:
    """A label above its bar on as many lines as it takes; where it ends."""
    for line in lines_of(text, columns_in(width - 8, text)):
        marks.append(Word(x=0, y=y + _LINE / 2, text=line))
        y += _LINE
    return y + 2
