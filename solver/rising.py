"""Determination after determination: what an initial title used up, and whether education has risen above it since."""

from __future__ import annotations

from datetime import date

from models import rules
from models.applicant import Applicant, Title
from solver.calendar import worked_months
from solver.schooling import SCHOOLING, level_of
from solver.status import MET, UNKNOWN, UNMET, Status
from solver.working import spans


def risen(leaf: rules.Risen, person: Applicant, as_of: date) -> Status:
    """For every initial title: a later diploma or degree above the one used for it."""
    if person.titles is None:
        return UNKNOWN
    worst = MET
    for title in person.titles:
        if title.date is not None and title.date > as_of:
            continue
        if (
            title.series == "other"
            or title.how in ("review", "exam")
            or (leaf.levels and title.level not in leaf.levels)
        ):
            continue
        sure = title.how == "initial" and title.series is not None
        rows = (title.initial_row,) if title.initial_row is not None else tuple(leaf.used)
        results = [_risen_from(leaf, title, row, person, as_of) for row in rows]
        unsure = title.initial_row is None or not sure
        found = min(results)
        if unsure and found is not MET:
            found = UNKNOWN
        worst = min(worst, found)
    return worst


def _risen_from(leaf: rules.Risen, title: Title, row: str, person: Applicant, as_of: date) -> Status:
    if (leaf.rows and row not in leaf.rows) or row in leaf.except_rows:
        return MET
    if title.date is None or person.education is None:
        return UNKNOWN
    if leaf.unless_worked:
        if person.work is None:
            return UNKNOWN
        if worked_months(spans(leaf.unless_worked, person, None, title.date))[0] > 0:
            return MET
    asked = leaf.used.get(row)
    if asked is None:
        return UNKNOWN
    used = _used(asked, _had(person, title.date))
    for entry in person.education:
        for by in ("diploma", "degree"):
            day = entry.degree if by == "degree" else entry.diploma
            level = level_of(entry, by)
            if day is not None and title.date < day <= as_of and level in SCHOOLING and SCHOOLING.index(level) > used:
                return MET
    return UNMET


def _used(asked: tuple[str, ...], had: list[str]) -> int:
    """The level used for a row: of several that it names the best one held, else the lowest held that meets it."""
    floor = min(SCHOOLING.index(level) for level in asked)
    named = [SCHOOLING.index(level) for level in had if level in asked]
    if len(asked) > 1 and named:
        return max(named)
    return min(
        (SCHOOLING.index(level) for level in had if level in SCHOOLING and SCHOOLING.index(level) >= floor),
        default=floor,
    )


def _had(person: Applicant, day: date) -> list[str]:
    found = []
    for entry in person.education or ():
        for by, got in (("diploma", entry.diploma), ("degree", entry.degree)):
            if got is not None and got <= day:
                found.append(level_of(entry, by))
    return found
