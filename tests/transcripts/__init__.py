"""Commands run in process, and the transcripts of what they print.

A transcript is a text file of commands (`$ zhicheng …`), each followed by what it prints and `[exit N]`. To add one,
write the command lines into a file here; `python -m tests.transcripts` runs them all and writes what they print now.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest import mock

import cli
from commands.options import __version__
from reports import demo_text

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PROMPT = "$ zhicheng "
_EXIT = re.compile(r"\[exit \d+\]")
_MASKS = (
    (re.compile(r"\b[0-9a-f]{64}\b"), "<sha256>"),
    (re.compile(rf"\b{re.escape(__version__)}\b"), "<version>"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str


def run(command: str, *, lang: str = "en", folder: Path = ROOT) -> Ran:
    """Runs a line such as `zhicheng check …` as a shell would, in a folder and a locale, in this process."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    locale = {"LC_ALL": "zh_CN.UTF-8" if lang == "zh" else "en_US.UTF-8", "COLUMNS": "100", "NO_COLOR": "1"}
    status: object = 0
    with (
        mock.patch.dict(os.environ, locale),
        mock.patch.object(sys, "argv", shlex.split(command)),
        mock.patch.object(demo_text, "program", lambda: "zhicheng"),
        mock.patch.object(cli.cli, "main", partial(cli.cli.main, prog_name="zhicheng")),
        _inside(folder),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        os.environ.pop("ZHICHENG_DEBUG", None)
        try:
            cli.main()
        except SystemExit as ended:
            status = ended.code
    return Ran(status=status if isinstance(status, int) else 0, out=_text(out), err=_text(err))


def commands(text: str) -> list[str]:
    """The commands of a transcript, without the prompt: those at its beginning, and those after an exit status."""
    found, ready = [], True
    for line in text.splitlines():
        if ready and line.startswith(PROMPT):
            found.append(line[2:])
        elif line:
            ready = bool(_EXIT.fullmatch(line))
    return found


def transcript(found: list[str]) -> str:
    """What the commands print now: stdout, stderr if there is any, and the exit status."""
    parts = []
    for command in found:
        ran = run(command)
        err = f"[stderr]\n{ran.err}" if ran.err else ""
        parts.append(f"$ {command}\n{masked(ran.out)}{masked(err)}[exit {ran.status}]\n")
    return "\n".join(parts)


def masked(text: str) -> str:
    """The text without what changes with every edit of a standard or release."""
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text


def files() -> list[Path]:
    """The transcripts, in order."""
    return sorted(HERE.glob("*.txt"))


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode("utf-8")


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
