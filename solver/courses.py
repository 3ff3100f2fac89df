"""Education as an action: the courses a person could still take, each with its months, one after the other.

A course ends with its diploma and (from the bachelor up) its degree on one day. It is taken beside work, in the own
field. How long each takes stands in the vocabulary, by the level it builds on; a cost file may say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from models.applicant import Applicant, Education
from models.vocabulary import vocabulary
from solver.calendar import add_months
from solver.schooling import SCHOOLING


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
        return self.level in ("bachelor", "master", "doctor")


MARKS = ("", "engineering_professional", "engineering_academic")


def chains(person: Applicant, as_of: date, months: Mapping[str, int] | None = None) -> Iterator[tuple[Course, ...]]:
    """Every way to study on from what the person holds, shortest first; never a level held already."""
    held = [
        SCHOOLING.index(e.level) for e in person.education or () if e.level in SCHOOLING and (e.diploma or e.degree)
    ]
    top = max(held, default=SCHOOLING.index("secondary_vocational"))
    yield from _longer((), SCHOOLING[top], as_of, months or {})


def _longer(
    taken: tuple[Course, ...], level: str, day: date, months: Mapping[str, int]
) -> Iterator[tuple[Course, ...]]:
    durations = vocabulary().courses
    for after, long in durations.get(level, {}).items():
        long = months.get(after, long)
        done = add_months(day, long)
        for mark in MARKS if after in ("master", "doctor") else MARKS[:1]:
            chain = (*taken, Course(level=after, months=long, mark=mark, day=done))
            yield chain
            yield from _longer(chain, after, done, months)


def studied(person: Applicant, chain: tuple[Course, ...]) -> Applicant:
    """The person with the certificates of the courses, dated on the days on which they end."""
    entries = list(person.education or ())
    for course in chain:
        made = Education(
            path=f"education[{len(entries)}]",
            level=course.level,
            diploma=course.day,
            degree=course.day if course.degree else None,
            relation="own",
        )
        entries.append(replace(made, **{course.mark: True}) if course.mark else made)  # type: ignore[arg-type]  # a mark is a flag of the entry
    return replace(person, education=tuple(entries))
