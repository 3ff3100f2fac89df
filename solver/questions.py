"""One person, several standards and rungs: which of them are asked, and the answers in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from models import catalogue
from models.applicant import Applicant
from models.costs import CALLED as CALLED_KINDS
from models.errors import InputError, nearest, quoted
from models.reading import read_date
from models.standard import ROUTES, Standard
from models.vocabulary import vocabulary
from solver.check import CheckAnswer, Statuses, check

CALLED = {"常规": "regular", "破格": "exceptional", "绿色通道": "green"}
"""The Chinese names of routes."""


def today() -> date:
    """The as-of date when none is given."""
    return date.today()


def read_day(text: str | None, option: str) -> date:
    """The day that an option names; today if it names none."""
    return read_date(text, 0, option) if text is not None else today()


def evaluator(name: str) -> Statuses | None:
    """The evaluator of a name; None is the reference. Each is loaded only where it is asked for."""
    if name == "cpsat":
        from solver import cpsat

        return cpsat.routes
    if name == "csp":
        from solver import csp

        return csp.routes
    return None


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


def read_rung(rung: str | None, option: str = "--rung") -> str | None:
    """The rung that a word means."""
    rungs = vocabulary().sets["rung"]
    found = rungs.find(rung) if rung is not None else None
    if rung is not None and found is None:
        raise InputError(f"{quoted(rung)} is no rung", where=option, hint=nearest(rung, rungs.values))
    return found


def read_route(route: str | None) -> str | None:
    """The route that a word means."""
    found = CALLED.get(route or "", route)
    if found is not None and found not in ROUTES:
        raise InputError(f"{quoted(found)} is no route", where="--route", hint=nearest(found, ROUTES))
    return found


def known_readings(readings: Iterable[str], loaded: Sequence[Standard]) -> None:
    """An InputError where a reading is none of these standards."""
    known = {reading for standard in loaded for reading in standard.readings}
    for name in readings:
        if name not in known:
            raise InputError(f"unknown reading {quoted(name)}", where="--reading", hint=nearest(name, sorted(known)))


def _known_rung(rung: str, standard: Standard) -> None:
    if rung not in standard.rungs:
        raise InputError(
            f"`{standard.id}` has no rung {quoted(rung)}", where="--rung", hint=nearest(rung, standard.rungs)
        )


def _known_route(route: str, rung: str, standard: Standard) -> None:
    if route not in standard.rungs[rung].routes:
        raise InputError(
            f"`{standard.id}` has no route {quoted(route)} to this rung",
            where="--route",
            hint=nearest(route, standard.rungs[rung].routes),
        )


def find_rung(
    standard: str, rung: str, readings: Mapping[str, str], folders: Sequence[Path] = ()
) -> tuple[Standard, str]:
    """The one standard and rung that a question is about, with its readings known."""
    found = read_rung(rung) or ""
    loaded = catalogue.find(standard, folders, rungs=(found,))
    known_readings(readings, [loaded])
    _known_rung(found, loaded)
    return loaded, found


def read_questions(
    standards: Sequence[str], rungs: Sequence[str], readings: Mapping[str, str], folders: Sequence[Path] = ()
) -> list[tuple[Standard, tuple[str, ...]]]:
    """Whole standards (all if none is named), each with the rungs asked of it that it has (all if none is named)."""
    wanted = list(dict.fromkeys(read_rung(rung) or "" for rung in rungs))
    loaded = [catalogue.find(name, folders) for name in dict.fromkeys(standards or catalogue.files(folders))]
    known_readings(readings, loaded)
    for rung in wanted:
        if not any(rung in one.rungs for one in loaded):
            _known_rung(rung, loaded[0])
    found = [(one, tuple(r for r in one.rungs if not wanted or r in wanted)) for one in loaded]
    return [(one, names) for one, names in found if names]


def one_route(route: str | None, rung: str, standard: Standard) -> tuple[str, ...]:
    """The route that a question is limited to, if any."""
    found = read_route(route)
    if found is None:
        return ()
    _known_route(found, rung, standard)
    return (found,)


def read_kinds(words: Iterable[str]) -> frozenset[str]:
    """Kinds of addition that are not to be proposed: of record, and recommenders and approvals."""
    known = vocabulary()
    also = {word: kind for word, kind in CALLED_KINDS.items() if kind != "education"}
    found = set()
    for word in words:
        kind = also.get(word) or known.find_kind(word)
        if kind is None:
            hint = nearest(word, [*known.kinds, "recommender", "approval"])
            raise InputError(f"{quoted(word)} is no kind of record", where="--without", hint=hint)
        found.add(kind)
    return frozenset(found)


def known_route(route: str | None, standards: Sequence[Standard]) -> tuple[str, ...]:
    """The route that a plan is limited to, if any; some rung has it."""
    found = read_route(route)
    known = [name for name in ROUTES if any(name in r.routes for one in standards for r in one.rungs.values())]
    if found is not None and found not in known:
        raise InputError(
            f"no standard named has the route {quoted(found)}", where="--route", hint=nearest(found, known)
        )
    return (found,) if found else ()


def read_pace(pace: float | None) -> float | None:
    """The number of records a year."""
    if pace is not None and not (0.01 <= pace <= 1000 and abs(round(pace, 2) - pace) < 1e-9):
        raise InputError(
            f"{quoted(pace)} is no number of records a year",
            where="--pace",
            hint="write one from 0.01 to 1000 with two decimals at most, such as 1.5",
        )
    return pace


def read_round(text: str) -> tuple[int, int]:
    """The month and day on which applications are taken each year."""
    told = re.fullmatch(r"([0-9]{1,2})-([0-9]{1,2})", text.strip())
    try:
        if told is None:
            raise ValueError
        # a leap year, so that the 29th of February can be named
        found = date(2024, int(told[1]), int(told[2]))
        return found.month, found.day
    except ValueError:
        raise InputError(
            f"{quoted(text)} is no day of the year", where="--round", hint="write month and day, as `09-30`"
        ) from None


def find_standards(
    names: Sequence[str], region: str | None, target: str, readings: Mapping[str, str], folders: Sequence[Path] = ()
) -> list[Standard]:
    """The standards that a plan may use: those named, else those of the person's region that have the rung."""
    chosen = list(dict.fromkeys(names))
    loaded = [catalogue.find(name, folders) for name in chosen or catalogue.files(folders)]
    if not chosen:
        if region is None:
            raise InputError(
                "the person's region is not given", where="--standard", hint="name one or more standards, or the region"
            )
        loaded = [one for one in loaded if one.region == region and target in one.rungs]
        if not loaded:
            able = [name for name in catalogue.files(folders) if target in catalogue.find(name, folders).rungs]
            hint = f"name standards that have it with `--standard`: {', '.join(f'`{name}`' for name in able)}"
            raise InputError(f"no standard of `{region}` has the rung `{target}`", where="--standard", hint=hint)
    known_readings(readings, loaded)
    if not any(target in one.rungs for one in loaded):
        known = list(dict.fromkeys(rung for one in loaded for rung in one.rungs))
        raise InputError(f"no standard named has the rung {quoted(target)}", where="--to", hint=nearest(target, known))
    return loaded


def apart(out: Path | None, ics: Path | None) -> None:
    """That the answer and the calendar go to two files."""
    if out is not None and ics is not None and out.resolve() == ics.resolve():
        raise InputError(
            f"{quoted(str(ics))} is named by `--out` too", where="--ics", hint="name another file for the calendar"
        )


def read_until(day: date | None, as_of: date) -> date | None:
    """The last day that will do, which does not lie before the as-of date."""
    if day is not None and day < as_of:
        raise InputError(
            f"`{day}` lies before the as-of date `{as_of}`", where="--by", hint="name a later day, or an earlier `--on`"
        )
    return day


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
    rung, route = read_rung(rung), read_route(route)
    names = list(dict.fromkeys(standards)) or list(catalogue.files(folders))
    loaded = [catalogue.find(name, folders, rungs=(rung,) if rung else None) for name in names]
    known_readings(readings, loaded)
    if rung is not None and len(loaded) == 1:
        _known_rung(rung, loaded[0])
    answers = []
    for standard in loaded:
        for name in rungs.values:
            if name not in standard.rungs or (rung is not None and name != rung):
                continue
            if route is not None and route not in standard.rungs[name].routes:
                if len(loaded) == 1 and rung is not None:
                    _known_route(route, name, standard)
                continue
            routes = (route,) if route else ()
            answers.append(
                check(person, standard, name, as_of, readings=readings, routes=routes, strict=strict, solver=solver)
            )
    return answers
