"""The command that compares standards. Slow imports come where used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from commands.options import FORMATS, SHARED, Command, __version__
from reports import console

_OPTIONS: Sequence[Callable[[Command], Command]] = (
    click.option(
        "--standard", "standards", multiple=True, metavar="ID|FILE", help="A standard, or several. All if none."
    ),
    click.option("--rung", "rungs", multiple=True, metavar="RUNG", help="A rung, or several. All if none."),
    click.option("--part", "parts", multiple=True, metavar="PART", help="A part, or several; `all` is the rung whole."),
    click.option(
        "--population", metavar="FILE|N", help="Pass rates: of a roster that `batch` reads, or of N invented people."
    ),
    click.option("--seed", type=int, metavar="S", help="Of the invented people; 1 if not given."),
    click.option(
        "--model", type=click.Path(path_type=Path), metavar="FILE", help="Draw them from a model of your own."
    ),
    click.option(
        "--amend",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Compare with standards as scenarios have them.",
    ),
    click.option("--effort", is_flag=True, help="Least months and records from named starting points."),
    click.option("--sensitivity", is_flag=True, help="Each threshold moved by a step: who gains, who loses."),
    click.option(
        "--least-amendment",
        "least",
        is_flag=True,
        help="The fewest thresholds to move, else clauses to drop, so that the first standard is no stricter than the "
        "second.",
    ),
    click.option("--full", is_flag=True, help="The witnesses of every pair, rung and part."),
    *SHARED[:2],
    SHARED[4],
    click.option(
        "--format", "form", type=click.Choice(FORMATS), help="By the name of the file if not given, else text."
    ),
    click.option(
        "--out",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A page (.html), JSON (.json), text, or a folder.",
    ),
    SHARED[7],
)


def _with_options(command: Command) -> Command:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command()
@_with_options
def compare(**asked: Any) -> None:
    """Which standard is stricter, rung by rung and part by part: proven, or shown by somebody whom one refuses.

    `--out report.html` writes a page with everything: unless it is limited, with 10,000 invented people, the effort
    and every threshold. A folder takes the tables (CSV), the figures (SVG) and the JSON.
    """
    from commands.compare_run import run

    run(lang=console.lang(asked.pop("lang")), version=__version__, **asked)
