"""The single measurements: an education reached, a title held, months worked, a bar past, each on one day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything

from models import rules
from models.applicant import Applicant, Education, Title
from models.rules import Rule, Since
from models.vocabulary import vocabulary
from solver.calendar import add_months, full_months, merged, worked_months
from solver.matching import attribute_of, test_check
from solver.status import ASSUMED, MET, UNKNOWN, UNMET, Status

SCHOOLING = ("secondary_vocational", "junior_college", "bachelor", "second_bachelor", "master", "doctor")
"""Levels of education from low to high; technician-school classes stand apart."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class From:
    """The day from which something holds: surely, and possibly; `every` is how far all records count whatever their date."""

    surely: date | None = None
    possibly: date | None = None
    every: Status = UNMET

    def counts(self, day: date | None) -> Status:
        """Whether a record of that day counts; one without a date may."""
        if self.every is MET:
            return MET
        if day is None:
            dated = UNKNOWN if self.possibly is not None or self.surely is not None else UNMET
        elif self.surely is not None and day >= self.surely:
            dated = MET
        else:
            dated = UNKNOWN if self.possibly is not None and day >= self.possibly else UNMET
        return max(dated, self.every)

    @property
    def status(self) -> Status:
        return MET if self.surely is not None else UNKNOWN if self.possibly is not None else UNMET


NOWHERE = From()
OPEN = From(possibly=date.min)


def attested(person: Applicant, standard: str, path: str) -> bool | None:
    """What was attested of a node, or of the nearest node above it; None if nothing was."""
    if not person.attestations:
        return None
    parts = path.split("/")
    for end in range(len(parts), 0, -1):
        said = person.attestations.get(f"{standard}/{'/'.join(parts[:end])}")
        if said is not None:
            return said
    return None


def simple(leaf: Rule, person: Applicant, as_of: date, standard: str) -> Status:
    """How far a single condition stands."""
    match leaf:
        case rules.Education():
            return educated(leaf, person, as_of).status
        case rules.Held():
            return held(leaf, person, as_of)
        case rules.Fact():
            return _fact(leaf, person)
        case rules.Clear():
            return _clear(leaf, person, as_of)
        case rules.Attest():
            said = attested(person, standard, leaf.id)
            return ASSUMED if said is None else MET if said else UNMET
        case rules.Risen():
            return risen(leaf, person, as_of)
    raise TypeError(f"no measurement for {type(leaf).__name__}")


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
        return From(surely=_least(f.surely for f in found), possibly=_least(f.possibly for f in found))
    return _certificate(leaf, person, as_of, leaf.by)


def _least(days: Anything) -> date | None:
    return min((day for day in days if day is not None), default=None)


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
    return From(surely=_least(surely), possibly=_least(possibly))


def _initial(person: Applicant, as_of: date) -> tuple[date, date]:
    """The last initial title that is possible, and the last that is sure: certificates are new after it."""
    if person.titles is None:
        return date.max, date.min
    known = [t for t in person.titles if t.series != "other" and t.how in ("initial", None) and (t.date is None or t.date <= as_of)]
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


def titled(leaf: rules.Held, person: Applicant, as_of: date) -> From:
    """Since when the title is held: the earliest that fits."""
    if person.titles is None:
        return OPEN
    surely: list[date] = []
    possibly: list[date] = []
    for title in person.titles:
        fits = _fits(title, leaf)
        if fits is UNMET or (title.date is not None and title.date > as_of):
            continue
        possibly.append(title.date or date.min)
        if fits is MET and title.date is not None:
            surely.append(title.date)
    return From(surely=_least(surely), possibly=_least(possibly))


def _fits(title: Title, leaf: rules.Held) -> Status:
    if title.level not in leaf.level or (leaf.relation and title.relation not in leaf.relation):
        return UNMET
    if title.series is None:
        return MET if len(leaf.series) > 1 else UNKNOWN
    return MET if title.series in leaf.series else UNMET


def held(leaf: rules.Held, person: Applicant, as_of: date) -> Status:
    """A title held, for the full months asked."""
    start = titled(leaf, person, as_of)
    if not leaf.months:
        return start.status
    months: Anything = leaf.months
    if start.surely is not None and full_months(start.surely, as_of) >= months:
        return MET
    possibly = start.possibly is not None and (
        start.possibly == date.min or full_months(start.possibly, as_of) >= months
    )
    return UNKNOWN if possibly else UNMET


def spans(fields: Anything, person: Applicant, start: date | None, as_of: date) -> list[tuple[date, date]]:
    """The intervals worked in a field or a narrower one, from a day on, up to the as-of date, merged."""
    values = vocabulary().sets["field"]
    found = []
    for job in person.work or ():
        if job.start > as_of or not any(field in fields for field in values.wider(job.field)):
            continue
        first = job.start if start is None or job.start >= start else start
        last = as_of if job.end is None or job.end > as_of else job.end
        if first <= last:
            found.append((first, last))
    return merged(found)


def anchor(leaf: rules.Worked, person: Applicant, as_of: date) -> From | None:
    """Since when work counts; None where nothing is asked before it."""
    if leaf.after is None:
        return None
    return (
        educated(leaf.after, person, as_of)
        if isinstance(leaf.after, rules.Education)
        else titled(leaf.after, person, as_of)
    )


def worked(leaf: rules.Worked, person: Applicant, as_of: date, early: Status) -> Status:
    """Full months worked in a field since the title or certificate, less what an early right takes off."""
    start = anchor(leaf, person, as_of)
    if start is not None and start.possibly is None and start.surely is None:
        return UNMET
    if person.work is None:
        return UNKNOWN
    if leaf.now:
        values = vocabulary().sets["field"]
        for job in person.work:
            fits = job.start <= as_of and (job.end is None or job.end >= as_of)
            if fits and any(field in leaf.fields for field in values.wider(job.field)):
                return MET
        return UNMET
    for cut in (MET, UNKNOWN):
        months: Anything = leaf.months
        need = max(0, months - (leaf.early_by if early >= cut else 0))  # type: ignore[operator]  # settled to a number
        since = None if start is None else start.surely if cut is MET else _least((start.surely, start.possibly))
        if (start is None or since is not None) and worked_months(spans(leaf.fields, person, since, as_of))[0] >= need:
            return cut
    return UNMET


def _fact(leaf: rules.Fact, person: Applicant) -> Status:
    name = leaf.fact.removeprefix("conduct.")
    if leaf.fact not in person.facts:
        return ASSUMED if leaf.absent == "assumed" else UNKNOWN
    return test_check(leaf.test, attribute_of("person", name))({name: person.facts[leaf.fact]})


def _clear(leaf: rules.Clear, person: Applicant, as_of: date) -> Status:
    if leaf.fact not in person.facts:
        return ASSUMED
    day = person.facts[leaf.fact]
    if day is None:
        return MET
    months: Anything = leaf.months
    if months and day > as_of:
        return MET
    return UNMET if as_of <= add_months(day, months) else MET


def counted_from(since: Since, person: Applicant, as_of: date, status: Callable[[Rule], Status]) -> From:
    """From which day results count under a `since`."""
    if person.titles is None:
        return OPEN
    held = [t for t in person.titles if t.series in ("engineering", None) and (t.date is None or t.date <= as_of)]
    if since.level is None:
        rungs = vocabulary().sets["rung"]
        sure = [t for t in held if t.series is not None]
        top = max((rungs.step(t.level) for t in sure), default=-1)
        level = rungs.values[top] if top >= 0 else None
        if level is None:
            return From(every=UNKNOWN if held else MET)
    else:
        level = since.level
    own = [t for t in held if t.level == level]
    if not own:
        return From(every=status(since.free) if since.free is not None else UNMET)
    every = status(since.free_when_held) if since.free_when_held is not None else UNMET
    return From(
        surely=_least(t.date for t in own if t.series is not None),
        possibly=_least(t.date or date.min for t in own),
        every=every,
    )


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
    return min((SCHOOLING.index(level) for level in had if level in SCHOOLING and SCHOOLING.index(level) >= floor), default=floor)


def _had(person: Applicant, day: date) -> list[str]:
    found = []
    for entry in person.education or ():
        for by, got in (("diploma", entry.diploma), ("degree", entry.degree)):
            if got is not None and got <= day:
                found.append(level_of(entry, by))
    return found
