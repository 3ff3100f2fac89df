"""Education measured: levels reached by diploma, degree, either or both, and since when."""

from __future__ import annotations

from datetime import date

from models import rules
from models.applicant import Applicant, Education
from solver.since import OPEN, From, least

SCHOOLING = ("secondary_vocational", "junior_college", "bachelor", "second_bachelor", "master", "doctor")
"""Levels of education from low to high; technician-school classes stand apart."""
DEGREES = ("bachelor", "master", "doctor")
"""Levels whose courses end with a degree beside the diploma."""


def educated(leaf: rules.Education, person: Applicant, as_of: date) -> From:
    """Since when the education is reached: the earliest certificate that does, by the best of each kind."""
    if person.education is None:
        return OPEN
    if leaf.by == "both":
        # a degree comes with or after its diploma, so of the two only the degree has to be new
        halves = [_certificate(leaf, person, as_of, "diploma", new=False), _certificate(leaf, person, as_of, "degree")]
        surely = [h.surely for h in halves]
        possibly = [h.possibly for h in halves]
        return From(
            surely=max(d for d in surely if d) if None not in surely else None,
            possibly=max(d for d in possibly if d) if None not in possibly else None,
        )
    if leaf.by == "either":
        found = [_certificate(leaf, person, as_of, by) for by in ("diploma", "degree")]
        return From(surely=least(f.surely for f in found), possibly=least(f.possibly for f in found))
    return _certificate(leaf, person, as_of, leaf.by)


def _certificate(leaf: rules.Education, person: Applicant, as_of: date, by: str, *, new: bool = True) -> From:
    surely: list[date] = []
    possibly: list[date] = []
    sure_floor, possible_floor = _initial(person, as_of) if leaf.new and new else (date.min, date.min)
    for entry in person.education or ():
        day = entry.degree if by == "degree" else entry.diploma
        if day is None or day > as_of or day <= possible_floor or not _reaches(entry, leaf, by):
            continue
        if leaf.mark and not getattr(entry, leaf.mark):
            continue
        if leaf.relation and entry.relation is not None and entry.relation not in leaf.relation:
            continue
        possibly.append(day)
        if day > sure_floor and (not leaf.relation or entry.relation is not None):
            surely.append(day)
    return From(surely=least(surely), possibly=least(possibly))


def _initial(person: Applicant, as_of: date) -> tuple[date, date]:
    """The last initial title that is possible, and the last that is sure: certificates are new after it."""
    if person.titles is None:
        return date.max, date.min
    known = [
        t
        for t in person.titles
        if t.series != "other" and t.how in ("initial", None) and (t.date is None or t.date <= as_of)
    ]
    possible = max((t.date or date.max for t in known), default=date.min)
    sure = max((t.date for t in known if t.date and t.how == "initial" and t.series is not None), default=date.min)
    return possible, sure


def level_of(entry: Education, by: str) -> str:
    """The level of one certificate: a second bachelor's degree stands above the bachelor."""
    return "second_bachelor" if by == "degree" and entry.second_bachelor else entry.level


def _reaches(entry: Education, leaf: rules.Education, by: str) -> bool:
    if leaf.by == "class":
        return entry.level in leaf.levels
    level = level_of(entry, by)
    if leaf.exactly:
        return level == leaf.levels[0]
    return level in SCHOOLING and SCHOOLING.index(level) >= SCHOOLING.index(leaf.levels[0])
