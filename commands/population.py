"""The command that draws an invented population. Slow imports come where used."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from commands.options import __version__


@click.command()
@click.argument("people", metavar="N", type=int)
@click.option("--seed", type=int, required=True, metavar="S", help="The same seed gives the same people.")
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="FILE", help="The Parquet file to write."
)
@click.option("--model", type=click.Path(path_type=Path), metavar="FILE", help="A model of your own, in YAML.")
@click.option("--on", "on", metavar="DATE", help="The day on which they are looked at; that of the model if not given.")
def population(people: int, seed: int, out: Path, model: Path | None, on: str | None) -> None:
    """Draw N invented people from a generative model into a Parquet file that `batch` reads.

    The model that comes with it is illustrative: it was estimated from no data.
    """
    from models import population as model_file
    from models.errors import InputError
    from solver import population as drawn
    from solver import questions

    if not out.name:
        raise InputError("`--out` names no file", hint="write one such as `--out people.parquet`")
    if out.suffix.lower() not in (".parquet", ".pq"):
        raise InputError("a population is written as Parquet", where=str(out), hint="end the name in `.parquet`")
    read = model_file.load(model) if model is not None else model_file.load()
    as_of = questions.read_day(on, "--on") if on is not None else read.on
    shown = sys.stderr is not None and sys.stderr.isatty()

    def told(done: int) -> None:
        if shown:
            click.echo(f"\r{done:,} / {people:,}", nl=done >= people, err=True)

    drawn.write(read, people, seed, as_of, out, __version__, told)
