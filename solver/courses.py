"""Education as an action: the courses a person could still take, each with its months, one after the other.

A course ends with its diploma and (from the bachelor up) its degree on one day. It is taken beside work, in the own
field. How long each takes stands in the vocabulary, by the level it builds on; a cost file may say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any as Anything

from models import rules
from models.applicant import Applicant, Education
from models.reading import LAST_YEAR
from models.rules import Rule
from models.vocabulary import vocabulary
from solver.calendar import add_months
from solver.schooling import DEGREES, SCHOOLING


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """One course: its level, how many months it takes, the kind of degree, and the day of its certificates."""

    level: str
    months: int
    mark: str
    day: date

    @property
    def degree(self) -> bool:
        """Whether it ends with a degree beside the diploma."""
        return self.level in DEGREES


@dataclass(frozen=True, kw_only=True, slots=True)
class Sought:
    """What a rung asks of education: the highest level, and the kinds of degree that make a difference."""

    top: int
    marks: tuple[str, ...]


def sought(nodes: Iterable[Rule]) -> Sought:
    """What any condition of a rung looks at, wherever it stands."""
    asked = [one for node in nodes for one in _schooling(node)]
    top = max((SCHOOLING.index(v) for one in asked for v in one.levels if v in SCHOOLING), default=-1)
    if any(isinstance(node, rules.Risen) for node in nodes):
        top = len(SCHOOLING) - 1
    return Sought(top=top, marks=("", *sorted({one.mark for one in asked if one.mark})))


def _schooling(node: Anything) -> Iterator[rules.Education]:
    if isinstance(node, rules.Education):
        yield node
    for name in ("after", "early", "concerns", "since", "free", "free_when_held", "of"):
        inner = getattr(node, name, None)
        for one in inner if isinstance(inner, tuple) else (inner,):
            if one is not None and not isinstance(one, str):
                yield from _schooling(one)


def chains(person: Applicant, as_of: date, asked: Sought, months: Mapping[str, int]) -> Iterator[tuple[Course, ...]]:
    """Every way to study on from what the person holds, up to the level asked; never a level held already."""
    certified = [e.level for e in person.education or () if e.diploma or e.degree]
    held = [SCHOOLING.index(level) for level in certified if level in SCHOOLING]
    top = max(held, default=SCHOOLING.index("secondary_vocational"))
    yield from _longer((), SCHOOLING[top], as_of, asked, months)


def _longer(
    taken: tuple[Course, ...], level: str, as_of: date, asked: Sought, months: Mapping[str, int]
) -> Iterator[tuple[Course, ...]]:
    for after, usual in vocabulary().courses.get(level, {}).items():
        if SCHOOLING.index(after) > asked.top:
            continue
        long = months.get(after, usual)
        # months are added up before they are counted from the as-of day, so that no month-end is lost on the way
        whole = sum(course.months for course in taken) + long
        if as_of.year + whole // 12 >= LAST_YEAR:
            continue
        done = add_months(as_of, whole)
        for mark in asked.marks if after in ("master", "doctor") else asked.marks[:1]:
            chain = (*taken, Course(level=after, months=long, mark=mark, day=done))
            yield chain
            yield from _longer(chain, after, as_of, asked, months)


def certified(level: str, mark: str, day: date, *, path: str = "") -> Education:
    """What a course that ends on a day adds to the education of a person; it was in the own field."""
    degree = day if level in DEGREES else None
    made = Education(path=path, level=level, diploma=day, degree=degree, relation="own")
    return replace(made, **{mark: True}) if mark else made  # type: ignore[arg-type]  # a mark is a flag of the entry


def studied(person: Applicant, chain: tuple[Course, ...]) -> Applicant:
    """The person with the certificates of the courses, dated on the days on which they end."""
    if not chain:
        return person
    entries = list(person.education or ())
    for course in chain:
        entries.append(certified(course.level, course.mark, course.day, path=f"education[{len(entries)}]"))
    return replace(person, education=tuple(entries))
