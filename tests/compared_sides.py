"""Sides of a comparison for tests: the five documents as they are compared, and generated rungs, with people around."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from random import Random
from typing import Any

from models import catalogue
from models.applicant import Applicant, read
from models.population import load
from models.standard import Standard
from solver.comparison import Side
from solver.population import draw
from solver.settle import settle
from solver.transplant import comparable
from tests import trees
from tests.columns import standard_of, table
from tests.people import score
from tests.strangers import strange

DAY = date(2024, 12, 31)
MOST = 120
RUNGS = ("technician", "assistant", "engineer", "senior", "full_senior")


@cache
def sides() -> tuple[Side, ...]:
    """The five documents, compared with each other."""
    found = [catalogue.find(name) for name in sorted(catalogue.files())]
    return tuple(side(s, fair) for s, fair in zip(found, comparable(found, DAY, {}), strict=True))


def side(standard: Standard, fair: Standard | None = None, key: str = "") -> Side:
    """One standard as a side; without `fair` as it is written."""
    return Side(key=key or standard.id, label=standard.title, standard=standard, fair=fair or standard)


def shared() -> list[tuple[Side, str]]:
    """Every side with every rung that it has."""
    return [(one, rung) for one in sides() for rung in one.fair.rungs]


@cache
def invented(people: int) -> Any:
    """So many people of the illustrative population (up to MOST), as a table."""
    return next(draw(load(), MOST, 7, DAY)) if people == MOST else invented(MOST).slice(0, people)


@cache
def near(key: str, rung: str) -> Any:
    """People around a rung of a side as it is compared: some pass, some are a clause short, some strange."""
    found = next(one.fair for one in sides() if one.key == key)
    rng = Random(f"{key}/{rung}")
    made = list(score(settle(found, rung, DAY, {}), DAY, rng))
    odd = [changed[0] for one in made[::3] if (changed := strange(one.document, DAY, rng)) is not None]
    return table([*(one.applicant for one in made), *odd])


def grown(seed: int) -> tuple[Side, Any] | None:
    """A generated rung (`senior`) as a side with people around it; None where nobody could be made."""
    rng = Random(f"sides-{seed}")
    standard = standard_of(trees.rung(rng))
    made = [one.applicant for one in score(settle(standard, "senior", DAY, {}), DAY, rng)]
    return (side(standard), table(made)) if made else None


def worked(*spans: tuple[str, str | None], field: str = "network_security") -> Applicant:
    """Somebody of whom nothing is known but their jobs, in a field."""
    jobs = [{"field": field, "from": start, **({"to": end} if end else {})} for start, end in spans]
    return read({"work": jobs})


def long_ago() -> Applicant:
    """Somebody with a job from a day that no document may name; a table may."""
    person = worked(("2000-01-01", None))
    assert person.work is not None
    return replace(person, work=(replace(person.work[0], start=date(1850, 1, 1)),))
