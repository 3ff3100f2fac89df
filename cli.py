"""The command line: parses what was asked, asks the solver, prints the report. Slow imports come where used."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from reports import console

__version__ = "0.2.0"
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


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="zhicheng")
def cli() -> None:
    """Check people against the standards for professional titles (职称)."""


@cli.command()
@click.argument("person", type=click.Path(path_type=Path))
@click.option(
    "--standard", "standards", multiple=True, metavar="ID", help="One standard, or several. All if not given."
)
@click.option(
    "--rung", metavar="RUNG", help="technician, assistant, engineer, senior or full_senior. All if not given."
)
@click.option("--route", metavar="ROUTE", help="regular, exceptional or green alone.")
@click.option("--full", is_flag=True, help="Every clause of every route.")
@click.option("--solver", type=click.Choice(["reference", "cpsat", "csp"]), default="reference", show_default=True)
@click.option("--exit-code", is_flag=True, help="Exit with 1 for not eligible, 3 for undetermined.")
@shared
def check(
    person: Path,
    standards: tuple[str, ...],
    rung: str | None,
    route: str | None,
    full: bool,
    solver: str,
    exit_code: bool,
    **asked: Any,
) -> None:
    """Does PERSON (a YAML or JSON file) qualify, by which route, and if not, what blocks?"""
    from models import edits
    from reports.answers import answers_json, answers_text, exit_status
    from solver import questions

    found = edits.load_person(person, asked["sets"])
    answers = questions.check_many(
        found,
        standards=standards,
        rung=rung,
        route=route,
        as_of=questions.read_day(asked["on"], "--on"),
        readings=questions.read_choices(asked["readings"]),
        strict=asked["strict"],
        folders=asked["folders"],
        solver=questions.evaluator(solver),
    )
    lang = console.lang(asked["lang"])
    single = bool(len(standards) == 1 and rung)
    if asked["form"] == "json":
        text = answers_json(answers, version=__version__, lang=lang, single=single)
    else:
        text = answers_text(
            answers,
            name=found.name,
            lang=lang,
            full=full,
            single=single,
            colour=console.colour(asked["out"]),
            width=console.width(asked["out"]),
        )
    console.write(text, asked["out"])
    if exit_code:
        sys.exit(exit_status(answers))


@cli.command()
@click.argument("person", type=click.Path(path_type=Path))
@click.option("--standard", required=True, metavar="ID", help="The standard.")
@click.option("--rung", required=True, metavar="RUNG", help="The rung to reach.")
@click.option("--route", metavar="ROUTE", help="regular, exceptional or green alone.")
@click.option("--by", "by", metavar="DATE", help="Only what is ready by this day.")
@click.option("--alternatives", type=click.IntRange(0, 20), default=0, metavar="K", help="Show up to K further ways.")
@click.option(
    "--costs", type=click.Path(path_type=Path), metavar="FILE", help="Weights of your own, in place of counts."
)
@click.option("--without", multiple=True, metavar="KIND", help="Do not propose records of this kind.")
@click.option("--allow", multiple=True, type=click.Choice(["education"]), help="Allow further study as a step.")
@shared
def gap(
    person: Path,
    standard: str,
    rung: str,
    route: str | None,
    by: str | None,
    alternatives: int,
    costs: Path | None,
    without: tuple[str, ...],
    allow: tuple[str, ...],
    **asked: Any,
) -> None:
    """What is the least that PERSON still needs, or how long is the wait?"""
    from models import costs as cost_file
    from models import edits
    from reports.answers import gap_answer_json, gap_answer_text
    from solver import questions
    from solver.gap import Asked
    from solver.gap import gap as ask

    found = edits.load_person(person, asked["sets"])
    as_of = questions.read_day(asked["on"], "--on")
    readings = questions.read_choices(asked["readings"])
    loaded, name = questions.find_rung(standard, rung, readings, asked["folders"])
    wanted = Asked(
        readings=readings,
        routes=questions.one_route(route, name, loaded),
        until=questions.read_until(questions.read_day(by, "--by") if by else None, as_of),
        without=questions.read_kinds(without),
        costs=cost_file.load(costs) if costs else None,
        alternatives=alternatives,
        education="education" in allow,
        strict=asked["strict"],
    )
    answer = ask(found, loaded, name, as_of, wanted)
    lang, out = console.lang(asked["lang"]), asked["out"]
    if asked["form"] == "json":
        text = gap_answer_json(answer, version=__version__, lang=lang)
    else:
        text = gap_answer_text(answer, name=found.name, lang=lang, colour=console.colour(out), width=console.width(out))
    console.write(text, out)


@cli.command("test")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="CASES...")
@click.option(
    "--standards-dir", "folders", type=click.Path(path_type=Path), multiple=True, metavar="DIR", help="More standards"
)
@click.option("--solver", type=click.Choice(["reference", "cpsat", "csp"]), default="reference", show_default=True)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the report.")
def run_cases(files: tuple[Path, ...], folders: tuple[Path, ...], solver: str, lang: str | None) -> None:
    """Run the CASES (files or folders; those of the bundled standards if none): exit 1 when one differs."""
    from reports.cases_text import outcomes_text
    from solver import questions
    from solver.casework import run_files

    outcomes = run_files(files, folders=folders, solver=questions.evaluator(solver))
    console.write(outcomes_text(outcomes, console.lang(lang)), None)
    sys.exit(0 if all(outcome.passed for outcome in outcomes) else 1)


@cli.group()
def standards() -> None:
    """The standards: list, show, lint, schema."""


@standards.command("list")
@plain
def standards_list(**asked: Any) -> None:
    """The standards with their rungs, routes and dates."""
    from models import catalogue
    from reports.standard_text import list_json, list_text

    found = [catalogue.find(name, asked["folders"]) for name in catalogue.files(asked["folders"])]
    console.write(
        list_json(found) if asked["form"] == "json" else list_text(found, console.lang(asked["lang"])), asked["out"]
    )


@standards.command("show")
@click.argument("standard", metavar="ID")
@click.option("--rung", metavar="RUNG", help="One rung alone.")
@plain
def standards_show(standard: str, rung: str | None, **asked: Any) -> None:
    """What the standard ID asks, clause by clause, with its readings and how much of the document it covers."""
    from models import catalogue
    from reports.standard_text import show_json, show_text

    found = catalogue.find(standard, asked["folders"])
    shown = (
        show_json(found, rung)
        if asked["form"] == "json"
        else show_text(found, console.lang(asked["lang"]), rung, console.width(asked["out"]))
    )
    console.write(shown, asked["out"])


@standards.command("lint")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE|ID")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the remarks.")
@click.option("--no-solver", is_flag=True, help="Only read the file, without asking for dead clauses.")
def standards_lint(file: Path, lang: str | None, no_solver: bool) -> None:
    """Read a standard strictly, then look for clauses that never hold, always hold, or add nothing."""
    from models import catalogue
    from reports.standard_text import remarks_text

    bundled = catalogue.files()
    path = file if file.exists() or str(file) not in bundled else bundled[str(file)]
    found = catalogue.load(path, fresh=True)
    remarks: Sequence[Any] = ()
    if not no_solver:
        from solver.lint import lint

        remarks = lint(found)
    console.write(remarks_text(found, remarks, console.lang(lang), str(path)), None)


@standards.command("schema")
@click.argument("kind", type=click.Choice(["person", "standard", "cases", "check", "gap", "costs"]), default="person")
def standards_schema(kind: str) -> None:
    """The JSON Schema of persons, standards, cases and cost files, or of what `check` and `gap` print as JSON."""
    import json

    from models.schema import schema

    console.write(json.dumps(schema(kind), ensure_ascii=False, indent=2) + "\n", None)


@cli.command()
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the answer.")
def demo(lang: str | None) -> None:
    """Answer a question about an invented person, and say how to ask about a real one."""
    from reports.demo_text import demo_text

    console.write(demo_text(console.lang(lang), colour=console.colour(None), width=console.width(None)), None)


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
        sys.stdout.flush()
        sys.stderr.flush()
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
