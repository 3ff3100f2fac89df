"""The command line: its commands (from `commands/`), and how a process ends. No logic."""

from __future__ import annotations

import os
import sys

import click

from commands.batch import batch
from commands.compare import compare
from commands.options import __version__
from commands.people import check, gap
from commands.plan import plan
from commands.population import population
from commands.standards import demo, run_cases, standards
from reports import console


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="zhicheng")
def cli() -> None:
    """Check people against the standards for professional titles (职称)."""


for command in (check, gap, plan, batch, compare, population, run_cases, standards, demo):
    cli.add_command(command)


def main() -> None:
    """Runs the command: bad input ends with one line on stderr and status 2, a fault of the program with 70."""
    try:
        status = cli.main(prog_name="zhicheng", standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(0)
    except click.ClickException as error:
        click.echo(f"zhicheng: {console.misused(error.format_message(), _path(error))}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(0)
    except Exception as error:
        _fail(error)
    sys.exit(status if isinstance(status, int) else 0)


def run() -> None:
    """The command as a process of its own, which ends as soon as its answer is written.

    Taking the solver's library down again would take as long as a tenth of the answer.
    """
    try:
        main()
        status: object = 0
    except SystemExit as ended:
        status = ended.code
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # closed by who called
                stream.flush()
    except OSError:
        status = status or 1
    os._exit(status if isinstance(status, int) else 0 if status is None else 1)


def _path(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return context.command_path if context else "zhicheng"


def _fail(error: Exception) -> None:
    from models.errors import InputError

    if isinstance(error, InputError):
        click.echo(f"zhicheng: {error}", err=True)
        sys.exit(2)
    if os.environ.get("ZHICHENG_DEBUG"):
        raise error
    click.echo(
        f"zhicheng: internal fault ({type(error).__name__}); set ZHICHENG_DEBUG=1 to see where, and report it", err=True
    )
    sys.exit(70)


if __name__ == "__main__":
    run()
