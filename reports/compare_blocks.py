"""What the page of a comparison is built of: sections, blocks, figures and cards; and how sides are named in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.batch_cells import Table
from reports.batch_charts import Drawn, swatch
from reports.batch_words import capital
from reports.compare_colours import side_colour
from reports.compare_words import rung_word, shortened
from solver.comparison import Comparison, Side


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A chart under an id, which is also the name of its file."""

    name: str
    drawn: Drawn


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A person in words: under which side they qualify and by what; what shuts them out under the other by the regular
    route, and by the others.
    """

    heading: str
    who: str
    meets: str
    fails: tuple[str, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A part of a section: figures, cards, lines, and a table that opens on demand where figures tell the same.

    `fold` is the line behind which a whole block waits, open where `shown`, and on paper where `printed`.
    """

    heading: str = ""
    figures: tuple[Figure, ...] = ()
    lines: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    table: Table | None = None
    fold: str = ""
    shown: bool = False
    printed: bool = False
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A section of the page: its heading, a remark, a key of colours (sample and words), and its blocks.

    `beside` says that its blocks are narrow enough to stand side by side.
    """

    heading: str
    remark: str
    blocks: tuple[Block, ...]
    key: tuple[tuple[str, str], ...] = ()
    beside: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """A comparison in one language: each side has a letter, and a name that begins with it."""

    comparison: Comparison
    lang: str
    letters: Mapping[str, str]
    names: Mapping[str, str]
    places: Mapping[str, int]
    sides: Mapping[str, Side]

    def said(self, zh: str, en: str) -> str:
        """The text of the language."""
        return zh if self.lang == "zh" else en

    def rung(self, rung: str) -> str:
        """A rung as a heading."""
        return capital(rung_word(rung, self.lang))

    def pair(self, a: str, b: str) -> str:
        """Two sides by their letters."""
        return f"{self.letters[a]}–{self.letters[b]}"

    def colour(self, key: str) -> str:
        """The colour of a side."""
        return side_colour(self.places[key])


def view_of(comparison: Comparison, lang: str) -> View:
    """The comparison as a page in a language names its sides."""
    comparison = shortened(comparison)
    keys = [side.key for side in comparison.sides]
    letters = {key: chr(65 + n) if n < 26 else str(n + 1) for n, key in enumerate(keys)}
    return View(
        comparison=comparison,
        lang=lang,
        letters=letters,
        names={side.key: f"{letters[side.key]} {side.label[lang]}" for side in comparison.sides},
        places={key: n for n, key in enumerate(keys)},
        sides={side.key: side for side in comparison.sides},
    )


def side_key(view: View, keys: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Samples of the colours of some sides with their names."""
    found = sorted(set(keys), key=lambda key: view.places[key])
    return tuple((swatch(view.colour(key)), view.names[key]) for key in found)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], numeric: int = 0) -> Table:
    """A table of text; its last `numeric` columns are numbers."""
    first = len(heads) - numeric
    return Table(
        heads=tuple(heads),
        rows=tuple(tuple(row) for row in rows),
        numeric=tuple(place >= first for place in range(len(heads))),
    )


def ordered(values: Iterable[str]) -> list[str]:
    """Each value once, in the order in which it came."""
    return list(dict.fromkeys(values))
