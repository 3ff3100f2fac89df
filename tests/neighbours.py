"""People one edit away from those of the cases: among them, somebody whom a mutant treats otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models import applicant, edits
from models.cases import Case
from models.errors import InputError
from models.rules import Rule
from models.vocabulary import Attribute, Section, vocabulary
from solver.calendar import add_months
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.settle import Settled, settle
from solver.status import MET, Status

MOST = 1500
PEOPLE = 40


@dataclass(kw_only=True, slots=True)
class Neighbour:
    """A case with one thing changed, and how the routes stand for that person."""

    like: str
    path: str
    value: Any
    settled: Settled
    base: Evaluation
    stands: Mapping[str, Status]


def stands(routes: Mapping[str, Sequence[Rule]], evaluation: Evaluation) -> dict[str, Status]:
    """How far each route stands."""
    return {name: min((evaluation.status(p) for p in parts), default=MET) for name, parts in routes.items()}


def neighbours(standard: Any, rung: str, found: Sequence[Case]) -> list[Neighbour]:
    """The people around the cases of a rung, eligible ones first."""
    made: list[Neighbour] = []
    ranked = sorted(found, key=lambda case: case.expect.get("verdict") != "eligible")
    step = max(1, len(ranked) // PEOPLE)
    for case in ranked[::step]:
        settled = settle(standard, rung, case.as_of, case.readings)
        for path, value in _edits(case.applicant, case.as_of):
            try:
                person = applicant.read(edits.put(edits.copied(case.applicant), path, value))
            except InputError:
                continue
            base = Evaluation(Facts(person, case.as_of, standard.id, strict=case.strict))
            made.append(
                Neighbour(
                    like=case.id,
                    path=path,
                    value=value,
                    settled=settled,
                    base=base,
                    stands=stands(settled.routes, base),
                )
            )
        if len(made) > MOST:
            break
    return made


def _edits(person: Mapping[str, Any], as_of: date) -> Iterator[tuple[str, Any]]:
    words = vocabulary()
    for name, attribute in words.person.attributes.items():
        for value in _others(person.get(name), attribute):
            yield name, value
    for value in _many(person.get("conduct") or {}, words.sections["conduct"]):
        yield f"conduct.{value[0]}", value[1]
    for group in ("education", "titles", "work", "recommenders", "achievements"):
        for place, entry in enumerate(person.get(group) or ()):
            section = words.kinds[entry["kind"]].section if group == "achievements" else words.sections[group]
            for key, value in _many(entry, section):
                yield f"{group}[{place}].{key}", value
    if person.get("achievements"):
        yield "achievements", [{**entry, "project": "A"} for entry in person["achievements"]]
    for row in ("1", "2", "3", "4", "5", "6"):
        for level in ("technician", "assistant"):
            for back in (1, 14, 38):
                day = str(add_months(as_of, -back))
                yield (
                    "titles[+]",
                    {"level": level, "series": "engineering", "date": day, "how": "initial", "initial_row": row},
                )


def _many(entry: Mapping[str, Any], section: Section) -> Iterator[tuple[str, Any]]:
    for key, attribute in section.attributes.items():
        if key not in ("id", "title"):
            for value in _others(entry.get(key), attribute):
                yield key, value


def _others(have: Any, attribute: Attribute) -> Iterator[Any]:
    """Other values of one attribute, each a single step of thought away."""
    if attribute.form == "flag":
        yield from (value for value in (True, False) if value is not have)
    elif attribute.values is not None:
        for value in attribute.values.values:
            if value != have:
                yield [value] if attribute.form == "many_of" else value
    elif attribute.form == "date" and isinstance(have, str):
        day = date.fromisoformat(have)
        yield from (str(day + timedelta(days=move)) for move in (-1, 1))
        yield from (str(add_months(day, move)) for move in (-12, -1, 1, 12))
    elif attribute.form in ("integer", "number") and isinstance(have, int | float) and not isinstance(have, bool):
        yield from (have - 1, have + 1)
    elif attribute.name == "initial_row":
        yield from ("1", "2", "3", "4", "5", "6")
