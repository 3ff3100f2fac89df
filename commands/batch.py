"""The command that answers for a whole roster. Slow imports come where used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.options import __version__, shared
from reports import console


@click.command()
@click.argument("roster", type=click.Path(path_type=Path), required=False)
@click.option("--standard", "standards", multiple=True, metavar="ID", help="A standard, or several. All if not given.")
@click.option("--rung", "rungs", multiple=True, metavar="RUNG", help="A rung, or several. All if not given.")
@click.option(
    "--what-if",
    "what_if",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Scenarios and waivers (YAML).",
)
@click.option("--report", type=click.Path(path_type=Path), metavar="FILE", help="Write a page (HTML) with charts.")
@click.option("--levers", is_flag=True, help="Which single addition makes most people eligible.")
@click.option(
    "--budget",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Whom to support with what, under a budget (YAML).",
)
@click.option("--by", "by", metavar="DATE", help="The last day that counts for levers; else the as-of date.")
@click.option("--mask", "masked", is_flag=True, help="Stable pseudonyms in place of names and ids.")
@click.option("--resume", is_flag=True, help="Go on where an interrupted run stopped.")
@click.option("--verdicts", is_flag=True, help="Verdicts alone, without least additions.")
@click.option("--engine", type=click.Choice(["local", "ray"]), default="local", show_default=True)
@click.option("--workers", type=click.IntRange(1, 256), metavar="N", help="Processes; else one for each core.")
@click.option("--template", type=click.Path(path_type=Path), metavar="FILE", help="Write an empty workbook to fill in.")
@shared
def batch(roster: Path | None, template: Path | None, **asked: Any) -> None:
    """Check everybody in ROSTER: a workbook, a folder of CSVs, JSON Lines, or Parquet.

    `--out FILE` writes the results as .xlsx, .csv, .jsonl or .parquet; the figures go to the terminal. Of a large
    roster in Parquet, `--out x.parquet` is a folder of parts.
    """
    from models.errors import InputError

    lang = console.lang(asked.pop("lang"))
    if asked["sets"]:
        raise InputError("a roster takes no `--set`", hint="write a scenario and name it with `--what-if`")
    if template is not None:
        from reports.template import write_template

        if roster is not None:
            raise InputError("`--template` writes a workbook and takes no roster", hint="leave one of the two out")
        if template.suffix.lower() != ".xlsx":
            raise InputError("the template is a workbook", where=str(template), hint="end the name in `.xlsx`")
        if template.exists():
            raise InputError("there is a file of this name", where=str(template), hint="name another, or remove it")
        write_template(template, lang)
        click.echo(f"written: {template}" if lang == "en" else f"已写入: {template}", err=True)
        return
    if roster is None:
        raise InputError(
            "no roster is named", hint="name a workbook, a folder, or write one with `--template FILE.xlsx`"
        )
    from commands.batch_run import run

    run(roster, lang=lang, version=__version__, **asked)
