"""A timeline as SVG: years on an axis, a bar for each row, days marked and labelled, drawn for a width in pixels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from reports.layout import cut, width_of

WIDE, NARROW = 720, 340
"""Widths to draw for: a desk or paper, and a phone."""
_TEXT = 13
_EDGE = 8
_TOP = 24
_TODAY = 28
_LABEL, _BAR, _DAYS, _SPACE = 19, 14, 20, 12
_COLUMN = _TEXT * 0.62
"""What a column of text takes at most: half a Chinese character, or a Latin letter."""
_MINOR = {1: 1, 2: 3, 3: 3, 4: 6}
"""Months between the smaller ticks of an axis of so many years."""
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
KINDS = ("prepare", "review", "course", "apply", "title")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One bar: its name, from a day to a day, the end of the review where there is one, and what its days are called.

    A course has no application: its only marked day is its end.
    """

    name: str
    since: date
    until: date
    titled: date | None
    days: str

    @property
    def last(self) -> date:
        """The last day of the bar."""
        return self.titled or self.until


@dataclass(frozen=True, kw_only=True, slots=True)
class Scale:
    """Days as places on an axis that runs over whole years."""

    first: int
    last: int
    width: int

    def at(self, day: date) -> float:
        """The place of a day."""
        start = date(self.first, 1, 1).toordinal()
        whole = 365.2425 * (self.last - self.first + 1)
        share = min(1.0, (day.toordinal() - start) / whole)
        return _EDGE + share * (self.width - 2 * _EDGE)

    def year(self, year: int) -> float:
        """Where a year begins; of the one after the last, where the axis ends."""
        return self.at(date(year, 1, 1)) if year <= min(self.last, 9999) else float(self.width - _EDGE)


def timeline(rows: Sequence[Row], today: date, words: tuple[str, str, str], width: int) -> str:
    """The drawing as an SVG element; `words` are its name, what it shows in a sentence, and what today is called."""
    name, told, now = words
    scale = Scale(first=today.year, last=max([today, *(row.last for row in rows)]).year, width=width)
    height = _TOP + _TODAY + len(rows) * (_LABEL + _BAR + _DAYS + _SPACE)
    parts = [
        f'<svg class="timeline" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-labelledby="name-{width} told-{width}" font-size="{_TEXT}">',
        f'<title id="name-{width}">{escape(name)}</title>',
        f'<desc id="told-{width}">{escape(told)}</desc>',
        _stripes(f"stripes-{width}"),
        *_axis(scale, height),
        *_today(scale, today, now, height),
    ]
    top = _TOP + _TODAY
    for row in rows:
        parts += _row(row, scale, top)
        top += _LABEL + _BAR + _DAYS + _SPACE
    return "\n".join([*parts, "</svg>"])


def sample(kind: str) -> str:
    """A small drawing of what a sign of the timeline looks like, for its key."""
    shapes = {
        "prepare": _bar("prepare", 2, 30, 4),
        "review": _bar("review", 2, 30, 4),
        "course": _stripes("stripes-key") + _bar("course", 2, 30, 4, "stripes-key"),
        "apply": _applied(17, 4),
        "title": _titled(17, 4),
    }
    return f'<svg class="sample" viewBox="0 0 34 22" width="34" height="22" aria-hidden="true">{shapes[kind]}</svg>'


def shown(rows: Sequence[Row]) -> list[str]:
    """Which signs a timeline has."""
    steps = [row for row in rows if row.titled is not None]
    there = {
        "prepare": any(row.until > row.since for row in steps),
        "review": any(row.titled != row.until for row in steps),
        "course": len(steps) < len(rows),
        "apply": any(row.titled != row.until for row in steps),
        "title": bool(steps),
    }
    return [kind for kind in KINDS if there[kind]]


def _row(row: Row, scale: Scale, top: float) -> Iterator[str]:
    """The name above the bar, the bar, and the days below it."""
    yield _words(row.name, _EDGE, top + _TEXT, "start", scale.width, "name")
    left, middle, right = scale.at(row.since), scale.at(row.until), scale.at(row.last)
    bar = top + _LABEL
    if row.titled is None:
        yield _bar("course", left, middle - left, bar, f"stripes-{scale.width}")
        yield _end(middle, bar)
    else:
        yield _bar("prepare", left, middle - left, bar)
        if row.last > row.until:
            yield _bar("review", middle, right - middle, bar)
            yield _applied(middle, bar)
        yield _titled(right, bar)
    yield _words(row.days, right, bar + _BAR + _TEXT + 3, "middle", scale.width, "days")


def _axis(scale: Scale, height: int) -> Iterator[str]:
    """A line where each year begins, its number in the middle; of many years only some are named."""
    years = range(scale.first, scale.last + 1)
    wide = scale.year(scale.first + 1) - scale.year(scale.first)
    step = next(n for n in _STEPS if wide * n >= _COLUMN * 6 or n == _STEPS[-1])
    months = _MINOR.get(len(years), 12)
    for year in (*years, scale.last + 1):
        x = scale.year(year)
        yield f'<path class="year" d="M{x:.1f} 0V{height}" stroke="#c4c4c4"/>'
        if year > scale.last:
            return
        if (year - scale.first) % step == 0 and x + 3 + 4 * _COLUMN <= scale.width:
            middle = x + wide / 2 if step == 1 else x + 3
            anchor = "middle" if step == 1 else "start"
            yield f'<text class="number" x="{middle:.1f}" y="{_TEXT + 2}" text-anchor="{anchor}">{year}</text>'
        for month in range(1 + months, 13, months):
            x = scale.at(date(year, month, 1))
            yield f'<path d="M{x:.1f} {_TOP - 5}v5" stroke="#8a8a8a"/>'


def _today(scale: Scale, today: date, words: str, height: int) -> Iterator[str]:
    """A dashed line on the first day of the plan, named above it."""
    x = scale.at(today)
    yield f'<path d="M{_EDGE} {_TOP}H{scale.width - _EDGE}" stroke="#8a8a8a"/>'
    yield f'<path d="M{x:.1f} {_TOP}V{height}" stroke="#444" stroke-dasharray="3 3"/>'
    yield _words(words, x, _TOP + _TEXT + 2, "middle", scale.width, "days")


def _words(text: str, x: float, y: float, anchor: str, width: int, kind: str) -> str:
    """A line of text that stays inside the drawing, with a white rim where lines run behind it."""
    text = cut(text, int((width - 2 * _EDGE) / _COLUMN))
    if anchor == "middle":
        half = width_of(text) * _COLUMN / 2
        x = min(max(x, _EDGE + half), width - _EDGE - half)
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" stroke="#fff" stroke-width="4" '
        f'stroke-linejoin="round" paint-order="stroke">{escape(text)}</text>'
    )


def _bar(kind: str, x: float, wide: float, y: float, stripes: str = "") -> str:
    """A part of a bar: solid while preparing, pale and dashed in review, striped for a course."""
    look = {
        "prepare": 'fill="#1f4e79"',
        "review": 'fill="#dbe6f1" stroke="#1f4e79" stroke-dasharray="4 2"',
        "course": f'fill="url(#{stripes})" stroke="#6b4a00"',
    }
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{max(wide, 0):.1f}" height="{_BAR}" {look[kind]}/>'


def _stripes(name: str) -> str:
    return (
        f'<defs><pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
        '<rect width="3" height="6" fill="#b98a2f"/></pattern></defs>'
    )


def _applied(x: float, y: float) -> str:
    """An open circle on the bar: an application."""
    place = f'cx="{x:.1f}" cy="{y + _BAR / 2:.1f}" r="4.5"'
    return f'<circle class="apply" {place} fill="#fff" stroke="#111" stroke-width="2"/>'


def _titled(x: float, y: float) -> str:
    """A filled diamond: a title."""
    return f'<path class="title" d="M{x:.1f} {y:.1f}l7 7l-7 7l-7 -7z" fill="#111" stroke="#fff"/>'


def _end(x: float, y: float) -> str:
    """A stroke across the bar: the end of a course."""
    return f'<path class="end" d="M{x:.1f} {y - 2:.1f}v{_BAR + 4}" stroke="#111" stroke-width="2"/>'
