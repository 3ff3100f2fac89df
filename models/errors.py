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
        named = "".join(c if c.isprintable() else "?" for c in self.where)
        place = named + (f":{self.line}" if named and self.line else "")
        return (f"{place}: " if place else "") + self.what + (f"; {self.hint}" if self.hint else "")

    def on(self, line: int) -> InputError:
        """The same error, told with the line of what surrounds it where it has none of its own."""
        return self if self.line else InputError(self.what, where=self.where, line=line, hint=self.hint)

    def at(self, where: str) -> InputError:
        """The same error, told with the file that it was found in."""
        return self if self.where else InputError(self.what, where=where, line=self.line, hint=self.hint)


LONGEST = 60
"""The most characters of the user's own words that a message repeats."""


def quoted(words: object) -> str:
    """The user's own words in backticks, shortened and on one line, so that no input can flood a message."""
    text = " ".join(spelled(words)[: 20 * LONGEST].split())
    if len(text) > LONGEST:
        text = text[: LONGEST - 3] + "..."
    return "`" + "".join(c if c.isprintable() and c != "`" else "?" for c in text) + "`"


def spelled(value: object) -> str:
    """A value as it is written in YAML; of a map or list the first entry alone, whatever its size."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        first = next((f"{spelled(k)}: {spelled(v)}" for k, v in value.items()), "")
        return "{" + first + (", ..." if len(value) > 1 else "") + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + (spelled(value[0]) if value else "") + (", ..." if len(value) > 1 else "") + "]"
    return str(value) if str(value).strip() else '""'


def nearest(word: object, known: Iterable[str], *, verb: str = "write") -> str:
    """A hint: the known word most like `word`, or all of them where there are few. Chinese is answered in Chinese."""
    import difflib

    asked = spelled(word)[:LONGEST].lower()
    # the words of a set come in an order that differs from run to run
    names = sorted(known) if isinstance(known, set | frozenset) else list(dict.fromkeys(known))
    # of two Chinese characters one may be wrong; in longer words half alike is too little to suggest a meaning
    cutoff = 0.5 if len(asked) <= 2 and not asked.isascii() else 0.6
    close = difflib.get_close_matches(asked, [n.lower() for n in names], n=1, cutoff=cutoff)
    if close:
        return f"{verb} `{next(n for n in names if n.lower() == close[0])}`"
    if not names:
        return "leave it out"
    if len(names) == 1:
        return f"{verb} `{names[0]}`"
    if len(names) <= 8:
        return f"{verb} one of " + ", ".join(f"`{n}`" for n in names)
    return f"{verb} one of {len(names)} words such as " + ", ".join(f"`{n}`" for n in names[:5])
