"""Options that several commands share, and the version that answers are stamped with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

__version__ = "0.5.0"
Command = Callable[..., Any]

SHARED: Sequence[Callable[[Command], Command]] = (
    click.option("--on", "on", metavar="DATE", help="The day on which it is decided, as 2024-12-31; else today."),
    click.option("--reading", "readings", metavar="ID=VALUE", multiple=True, help="Another reading of the text."),
    click.option("--strict", is_flag=True, help="Leave open what only a panel can judge, instead of assuming it."),
    click.option("--set", "sets", metavar="PATH=VALUE", multiple=True, help="A change: achievements[0].rank=2."),
    click.option("--lang", type=click.Choice(["zh", "en"]), help="Language; from the locale if not given."),
    click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True),
    click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write the answer to a file."),
    click.option(
        "--standards-dir", "folders", type=click.Path(path_type=Path), multiple=True,
        metavar="DIR", help="More standards.",
    ),
)  # fmt: skip


PLAIN = tuple(SHARED[4:])
"""Those of them that do not concern a person."""


FORMATS = ("text", "json", "html")
"""The formats of commands that draw a page as well."""


def plain(command: Command) -> Command:
    """The options of a command that is about standards alone."""
    for option in reversed(PLAIN):
        command = option(command)
    return command


def shared(command: Command) -> Command:
    """The options that every command that answers has."""
    for option in reversed(SHARED):
        command = option(command)
    return command


def shared_with(formats: Sequence[str]) -> Callable[[Command], Command]:
    """The same with other formats."""
    form = click.option("--format", "form", type=click.Choice(formats), default="text", show_default=True)
    options: list[Callable[[Command], Command]] = [*SHARED[:5], form, *SHARED[6:]]

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate
