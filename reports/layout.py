"""Text for a terminal: widths of Chinese characters, aligned columns, wrapped lines with hanging indents, colour."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from solver.status import ASSUMED, MET, UNKNOWN, UNMET, Status

WIDTH = 100
SIGNS = {MET: "✓", UNMET: "✗", UNKNOWN: "?", ASSUMED: "~"}
"""Signs of the statuses, readable without colour."""
_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
_ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
_NO_START = "，。；：、）」』”！？%…)"
_NO_END = "（「『“("
_PIECE = re.compile(r"[\u4e00-\u9fff]{2,6}〔\d+〕\d+号|[A-Za-z0-9_.,:;'\"{}=\[\]/()+&*-]+[ ]*|\s+|.", re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Paint:
    """Colour, when it is asked for; without it every text stays as it is."""

    on: bool = False

    def style(self, text: str, *names: str) -> str:
        """The text in these styles."""
        if not self.on or not names or not text:
            return text
        return f"\x1b[{';'.join(_CODES[n] for n in names)}m{text}\x1b[0m"

    def mark(self, status: Status) -> str:
        """The sign of a status in its colour."""
        colour = {MET: "green", UNMET: "red", UNKNOWN: "yellow", ASSUMED: "cyan"}[status]
        return self.style(SIGNS[status], colour)


def width_of(text: str) -> int:
    """Columns that a text takes on a terminal."""
    bare = _ESCAPE.sub("", text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in bare)


def padded(text: str, width: int) -> str:
    """The text with spaces after it up to a width."""
    return text + " " * max(0, width - width_of(text))


def cut(text: str, width: int) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if width_of(text) <= width:
        return text
    kept, used = "", 0
    for char in text:
        used += width_of(char)
        if used > width - 1:
            break
        kept += char
    if text[len(kept)].isascii() and text[len(kept)].isalnum() and " " in kept[len(kept) // 2 :]:
        kept = kept[: kept.rindex(" ")]
    for opening, closing in (("（", "）"), ("(", ")")):
        at = kept.rfind(opening)
        if at > len(kept) // 3 and closing not in kept[at:]:
            kept = kept[:at]
    return kept.rstrip("，、； ,;（(") + "…"


def wrapped(
    text: str, width: int = WIDTH, *, first: str = "", rest: str | None = None, whole: Sequence[str] = ()
) -> list[str]:
    """The text in lines of a width; `first` begins the first line, `rest` (or spaces) every other one.

    What stands in `whole` is not broken.
    """
    after = " " * width_of(first) if rest is None else rest
    lines: list[str] = []
    line, used, begin = "", width_of(first), first
    limit = max(width, used + 20)
    for piece in _pieces(text, whole):
        size = width_of(piece.rstrip())
        if line and used + size > limit:
            lines.append(begin + line.rstrip())
            begin, line, used = after, "", width_of(after)
            piece = piece.lstrip()
        line += piece
        used += width_of(piece)
    lines.append(begin + line.rstrip())
    return lines


def _pieces(text: str, whole: Sequence[str] = ()) -> list[str]:
    """Where a line may break: at spaces, and between Chinese characters but not before a closing sign."""
    found: list[str] = []
    kept = re.compile("|".join([*map(re.escape, whole), _PIECE.pattern]), re.DOTALL) if whole else _PIECE
    for piece in kept.findall(text):
        if found and (piece[0] in _NO_START or found[-1][-1] in _NO_END):
            found[-1] += piece
        else:
            found.append(piece)
    return found


def table(rows: Sequence[Sequence[str]], *, gap: int = 2, indent: int = 0) -> list[str]:
    """Rows with their columns aligned."""
    columns = max((len(row) for row in rows), default=0)
    widths = [max((width_of(row[i]) for row in rows if i < len(row)), default=0) for i in range(columns)]
    lines = []
    for row in rows:
        cells = [padded(cell, widths[i]) for i, cell in enumerate(row)]
        lines.append((" " * indent + (" " * gap).join(cells)).rstrip())
    return lines
