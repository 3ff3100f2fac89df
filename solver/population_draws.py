"""Draws attributes for many rows at once: numbers that stand for words, days, amounts and sets of words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from models.population_draws import ELSE, Draw
from models.vocabulary import Attribute

Codes = npt.NDArray[np.int32]
Places = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
UNSAID = int(np.iinfo(np.int32).min)
"""Not given, in every column."""
NONE = UNSAID + 1
"""Known that there is none."""
LARGEST = 1_000_000_000
BINS, WEAKEST, STRONGEST = 64, -4.0, 6.0


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Column:
    """What is known of the values of a column: its form and the words that its numbers stand for."""

    form: str
    words: tuple[str, ...] = ()

    def code(self, word: str) -> int:
        """The number of a word, flag or whole number."""
        if self.form == "flag":
            return int(word == "true")
        return int(word) if self.form in ("integer", "number") else self.words.index(word)


def column_of(attribute: Attribute, more: tuple[str, ...] = ()) -> Column:
    """The column of an attribute; a text has the words that its draws can give."""
    words = attribute.values.values if attribute.values else more if attribute.form == "text" else ()
    return Column(form=attribute.form, words=words)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Rows:
    """Rows being drawn: their strength in bins, the columns so far, and the day on which it all is looked at."""

    rng: np.random.Generator
    bins: Codes
    day: int
    columns: Mapping[str, Column]
    codes: dict[str, Codes] = field(default_factory=dict)

    def draw(self, name: str, draw: Draw) -> Codes:
        """Draws a column for all rows and keeps it."""
        self.codes[name] = _drawn(self, name, draw, np.arange(len(self.bins), dtype=np.intp))
        return self.codes[name]


def binned(strength: Floats) -> Codes:
    """Strength in bins of equal width, so that weights are worked out once for each."""
    scaled = (strength - WEAKEST) * (BINS / (STRONGEST - WEAKEST))
    return np.clip(scaled, 0, BINS - 1).astype(np.int32)


def middles() -> Floats:
    """The strength in the middle of each bin."""
    found: Floats = WEAKEST + (np.arange(BINS, dtype=np.float64) + 0.5) * ((STRONGEST - WEAKEST) / BINS)
    return found


def chosen(rng: np.random.Generator, table: Floats, row: Codes | Places) -> Codes:
    """One column for each row of numbers: `table` holds weights, one row for each kind of row."""
    total = np.cumsum(table, axis=1)
    total /= total[:, -1:]
    place = rng.random(len(row))
    found = np.zeros(len(row), dtype=np.int32)
    for edge in range(table.shape[1] - 1):
        found += place >= total[row, edge]
    return found


def spell(rng: np.random.Generator, median: float | Floats, spread: float | Floats, size: int) -> Floats:
    """Log-normal lengths or amounts."""
    found: Floats = median * np.exp(spread * rng.standard_normal(size))
    return found


def _drawn(rows: Rows, name: str, draw: Draw, at: Places) -> Codes:
    rng, size = rows.rng, len(at)
    if draw.by:
        found = _by(rows, name, draw, at)
    elif draw.values:
        steps = np.arange(len(draw.values))
        table = np.array(draw.weights) * np.exp(draw.lift * middles()[:, None] * steps)
        column = rows.columns[name]
        codes = np.array([column.code(word) for word in draw.values], dtype=np.int32)
        if column.form == "many_of":
            codes = np.left_shift(1, codes, dtype=np.int32)
        found = codes[chosen(rng, table, rows.bins[at])]
        if draw.more:
            second = codes[chosen(rng, table, rows.bins[at])]
            found = np.where(rng.random(size) < draw.more, found | second, found)
    elif draw.share is not None:
        share = min(max(draw.share, 1e-9), 1 - 1e-9)
        odds = share / (1 - share) * np.exp(draw.lift * middles())
        sure = draw.share in (0.0, 1.0)
        found = (rng.random(size) < (draw.share if sure else (odds / (1 + odds))[rows.bins[at]])).astype(np.int32)
    elif draw.days is not None:
        found = (rows.day + rng.integers(draw.days[0], draw.days[1] + 1, size)).astype(np.int32)
    else:
        found = _number(rows, name, draw, at)
    if draw.unsaid or draw.none:
        place = rng.random(size)
        found[place < draw.unsaid + draw.none] = NONE
        found[place < draw.unsaid] = UNSAID
    return found


def _by(rows: Rows, name: str, draw: Draw, at: Places) -> Codes:
    ruling, column = rows.codes[draw.by][at], rows.columns[draw.by]
    found = np.full(len(at), UNSAID, dtype=np.int32)
    left = np.ones(len(at), dtype=np.bool_)
    for word, case in draw.cases.items():
        if word != ELSE:
            hit = np.flatnonzero(ruling == column.code(word))
            found[hit] = _drawn(rows, name, case, at[hit])
            left[hit] = False
    if ELSE in draw.cases:
        rest = np.flatnonzero(left)
        found[rest] = _drawn(rows, name, draw.cases[ELSE], at[rest])
    return found


def _number(rows: Rows, name: str, draw: Draw, at: Places) -> Codes:
    assert draw.median is not None
    amounts = spell(rows.rng, draw.median, draw.spread, len(at)) * np.exp(draw.lift * middles())[rows.bins[at]]
    steps = np.maximum(np.rint(amounts / draw.step), 1)
    found = np.minimum(steps * draw.step, LARGEST)
    if draw.over:
        base = rows.codes[draw.over][at]
        lone = UNSAID if rows.columns[name].form == "date" else found
        found = np.where(base > NONE, np.minimum(base + found, LARGEST), lone)
    whole: Codes = found.astype(np.int32)
    return whole
