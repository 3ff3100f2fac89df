"""The command that plans a way up several rungs. Slow imports come where used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.options import FORMATS, __version__, shared_with
from reports import console


@click.command()
@click.argument("person", type=click.Path(path_type=Path))
@click.option("--to", "target", required=True, metavar="RUNG", help="The rung to reach.")
@click.option(
    "--standard",
    "standards",
    multiple=True,
    metavar="ID",
    help="One standard, or several if free to move. Those of the person's region if not given.",
)
@click.option("--route", metavar="ROUTE", help="regular, exceptional or green alone.")
@click.option("--by", "by", metavar="DATE", help="With the least records that arrive by this day.")
@click.option("--frontier", is_flag=True, help="Every balance between an early day and few records.")
@click.option("--pace", type=float, metavar="N", help="Make at most N records a year.")
@click.option(
    "--costs",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Weights, and months that records and courses take.",
)
@click.option(
    "--round",
    "yearly",
    multiple=True,
    metavar="MM-DD",
    help="Applications are taken on this day of each year; several may be named.",
)
@click.option(
    "--review-months",
    "review",
    type=click.IntRange(0, 60),
    default=0,
    metavar="N",
    show_default=True,
    help="Months from an application to its title.",
)
@click.option("--without", multiple=True, metavar="KIND", help="Do not propose records of this kind.")
@click.option("--allow", multiple=True, type=click.Choice(["education"]), help="Allow further study as a step.")
@click.option("--ics", type=click.Path(path_type=Path), metavar="FILE", help="Write the dates as a calendar, too.")
@shared_with(FORMATS)
def plan(
    person: Path,
    target: str,
    standards: tuple[str, ...],
    route: str | None,
    by: str | None,
    frontier: bool,
    pace: float | None,
    costs: Path | None,
    yearly: tuple[str, ...],
    review: int,
    without: tuple[str, ...],
    allow: tuple[str, ...],
    ics: Path | None,
    **asked: Any,
) -> None:  # fmt: skip
    """What is PERSON's best way up to a rung: which applications when, and what to have by then?"""
    from models import costs as cost_file
    from models import edits
    from reports.answers import plan_answer, plan_calendar
    from solver import questions
    from solver.plan import PlanAsked
    from solver.plan import plan as ask

    questions.apart(asked["out"], ics)
    found = edits.load_person(person, asked["sets"])
    as_of = questions.read_day(asked["on"], "--on")
    readings = questions.read_choices(asked["readings"])
    rung = questions.read_rung(target, "--to") or ""
    loaded = questions.find_standards(standards, found.facts.get("region"), rung, readings, asked["folders"])
    wanted = PlanAsked(
        readings=readings,
        routes=questions.known_route(route, loaded),
        until=questions.read_until(questions.read_day(by, "--by") if by else None, as_of),
        without=questions.read_kinds(without),
        costs=cost_file.load(costs) if costs else None,
        education="education" in allow,
        strict=asked["strict"],
        pace=questions.read_pace(pace),
        review=review,
        rounds=tuple(sorted({questions.read_round(one) for one in yearly})),
        frontier=frontier,
    )
    answer = ask(found, loaded, rung, as_of, wanted)
    lang, out = console.lang(asked["lang"]), asked["out"]
    text = plan_answer(
        answer, form=asked["form"], version=__version__, lang=lang, colour=console.colour(out), width=console.width(out)
    )
    dates = plan_calendar(answer, version=__version__, lang=lang) if ics is not None else ""
    console.write(text, out)
    if ics is not None:
        console.write(dates, ics, "--ics")
