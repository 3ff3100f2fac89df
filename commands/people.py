"""The commands about one person: check and gap. Slow imports come where used."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from commands.options import __version__, shared
from reports import console


@click.command()
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


@click.command()
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
