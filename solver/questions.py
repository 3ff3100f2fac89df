"""One person, several standards and rungs: which of them are asked, and the answers in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from models import catalogue
from models.applicant import Applicant
from models.errors import InputError, nearest, quoted
from models.standard import ROUTES
from models.vocabulary import vocabulary
from solver.check import CheckAnswer, Statuses, check

CALLED = {"常规": "regular", "破格": "exceptional", "绿色通道": "green"}
"""The Chinese names of routes."""


def today() -> date:
    """The as-of date when none is given."""
    return date.today()


def read_choices(texts: Iterable[str]) -> dict[str, str]:
    """Readings chosen as `id=value`."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name or not value:
            raise InputError(
                f"{quoted(text)} chooses no reading", where="--reading", hint="write `exception-scope=replaces`"
            )
        found[name.strip()] = value.strip()
    return found


def check_many(
    person: Applicant,
    *,
    standards: Sequence[str],
    rung: str | None,
    route: str | None,
    as_of: date,
    readings: Mapping[str, str],
    strict: bool,
    folders: Sequence[Path] = (),
    solver: Statuses | None = None,
) -> list[CheckAnswer]:
    """The answers for every standard and rung that was asked for, standards and rungs in their order."""
    rungs = vocabulary().sets["rung"]
    if rung is not None:
        found = rungs.find(rung)
        if found is None:
            raise InputError(f"{quoted(rung)} is no rung", where="--rung", hint=nearest(rung, rungs.values))
        rung = found
    route = CALLED.get(route or "", route)
    if route is not None and route not in ROUTES:
        raise InputError(f"{quoted(route)} is no route", where="--route", hint=nearest(route, ROUTES))
    names = list(dict.fromkeys(standards)) or list(catalogue.files(folders))
    loaded = [catalogue.find(name, folders, rungs=(rung,) if rung else None) for name in names]
    for name in readings:
        known = {reading for standard in loaded for reading in standard.readings}
        if name not in known:
            raise InputError(f"unknown reading {quoted(name)}", where="--reading", hint=nearest(name, sorted(known)))
    if rung is not None and len(loaded) == 1 and rung not in loaded[0].rungs:
        raise InputError(
            f"`{loaded[0].id}` has no rung {quoted(rung)}", where="--rung", hint=nearest(rung, loaded[0].rungs)
        )
    answers = []
    for standard in loaded:
        for name in rungs.values:
            if name not in standard.rungs or (rung is not None and name != rung):
                continue
            if route is not None and route not in standard.rungs[name].routes:
                if len(loaded) == 1 and rung is not None:
                    known_routes = standard.rungs[name].routes
                    raise InputError(
                        f"`{standard.id}` has no route {quoted(route)} to this rung",
                        where="--route",
                        hint=nearest(route, known_routes),
                    )
                continue
            routes = (route,) if route else ()
            answers.append(
                check(person, standard, name, as_of, readings=readings, routes=routes, strict=strict, solver=solver)
            )
    return answers
