"""The one error that bad input raises: what is wrong, where it stands, what to write instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


class InputError(Exception):
    """Something that a user wrote cannot be taken.

    `what` is one lower-case sentence with the user's own words in backticks; `where` is the file, option or field;
    `line` counts from 1; `hint` says what to write instead. `str()` joins them on one line.
    """

    def __init__(self, what: str, *, where: str = "", line: int = 0, hint: str = "") -> None:
        self.what = what
        self.where = where
        self.line = line
        self.hint = hint
        super().__init__(self.text())

    def text(self) -> str:
        place = self.where + (f":{self.line}" if self.where and self.line else "")
        return (f"{place}: " if place else "") + self.what + (f"; {self.hint}" if self.hint else "")

    def at(self, where: str) -> InputError:
        """The same error, told with the file that it was found in."""
        return self if self.where else InputError(self.what, where=where, line=self.line, hint=self.hint)


def quoted(words: object) -> str:
    """The user's own words in backticks, shortened and on one line, so that no input can flood a message."""
    text = " ".join(str(words).split())
    if len(text) > 60:
        text = text[:57] + "..."
    return "`" + "".join(c if c.isprintable() and c != "`" else "?" for c in text) + "`"


def nearest(word: object, known: Iterable[str], *, verb: str = "write") -> str:
    """A hint: the known words most like `word`, or all of them where there are few."""
    import difflib

    names = list(dict.fromkeys(known))
    close = difflib.get_close_matches(str(word).lower(), [n.lower() for n in names], n=1, cutoff=0.6)
    if close:
        return f"{verb} `{next(n for n in names if n.lower() == close[0])}`"
    if len(names) <= 8:
        return f"{verb} one of " + ", ".join(f"`{n}`" for n in names) if names else ""
    return f"{verb} one of {len(names)} words such as " + ", ".join(f"`{n}`" for n in names[:5])
