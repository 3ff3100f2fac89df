"""The commands about standards and their cases: standards, test, demo. Slow imports come where used."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from commands.options import plain
from reports import console

SCHEMAS = ("person", "standard", "cases", "costs", "what-if", "check", "gap", "plan", "batch", "compare", "diff")
"""What `standards schema` describes."""


@click.group()
def standards() -> None:
    """The standards: list, show, lint, diff, schema."""


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


@standards.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--rung", "rungs", metavar="RUNG", multiple=True, help="One rung alone; several times for several.")
@click.option("--population", metavar="FILE|N", help="Who gains and who loses: a roster, or N invented people.")
@click.option("--seed", type=int, metavar="S", help="The same seed draws the same people; 1 if not given.")
@click.option("--on", "on", metavar="DATE", help="The day whose numbers are taken, as 2024-12-31; else today.")
@click.option("--against-on", metavar="DATE", help="Another day for B; the day of A if not given.")
@click.option("--reading", "readings", metavar="ID=VALUE", multiple=True, help="Another reading of the text.")
@plain
def standards_diff(before: str, after: str, **asked: Any) -> None:
    """What changes from version A of a standard to version B (ids or YAML files), clause by clause, with proofs."""
    from commands.diff import run
    from commands.options import __version__

    run(before, after, version=__version__, **asked)


@standards.command("schema")
@click.argument("kind", type=click.Choice(SCHEMAS), default="person")
def standards_schema(kind: str) -> None:
    """The JSON Schema of files (person, standard, cases, costs, what-if), or of what a command prints as JSON."""
    import json

    from models.schema import schema

    console.write(json.dumps(schema(kind), ensure_ascii=False, indent=2) + "\n", None)


@click.command("test")
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


@click.command()
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the answer.")
def demo(lang: str | None) -> None:
    """Answer a question about an invented person, and say how to ask about a real one."""
    from reports.demo_text import demo_text

    console.write(demo_text(console.lang(lang), colour=console.colour(None), width=console.width(None)), None)
