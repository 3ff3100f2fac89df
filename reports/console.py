"""Where an answer goes: language, colour and width of the terminal, files; and what is said of a misused command."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def lang(asked: str | None) -> str:
    """The language asked for, else that of the locale."""
    if asked:
        return asked
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if named.lower().startswith("zh") else "en"


def colour(out: Path | None) -> bool:
    """Whether the answer goes to a terminal that takes colour."""
    return out is None and _terminal() and not os.environ.get("NO_COLOR")


def width(out: Path | None) -> int:
    """Columns to write in."""
    import shutil

    return min(shutil.get_terminal_size((100, 24)).columns, 120) if out is None and _terminal() else 100


def _terminal() -> bool:
    """Whether stdout is a terminal; who called may have closed it."""
    return sys.stdout is not None and sys.stdout.isatty()


def write(text: str, out: Path | None, option: str = "--out") -> None:
    """The text to a file that an option names, or to stdout."""
    from models.errors import InputError
    from models.output import write as put

    if out is not None and not out.name:
        raise InputError(f"`{option}` names no file", hint=f"write one such as `{option} answer.txt`")
    put(text, out)


def misused(said: str, command: str) -> str:
    """What click says of a command line, as the one sentence and hint that every other message has."""
    import re

    text = "".join(c if c.isprintable() else "?" for c in " ".join(said.split()))
    what, _, meant = re.sub(r"\.? \(?Did you mean ", "\n", text.replace("'", "`")).partition("\n")
    hint = f"write {meant.rstrip('?). ')}" if meant else f"see `{command} --help`"
    return f"{what[:1].lower()}{what[1:].rstrip('.')}; {hint}"
