"""The single measurements: a title held, months worked, a fact, a bar past, each on one day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any as Anything

from models import rules
from models.applicant import Applicant, Title
from models.rules import Rule, Since
from models.vocabulary import vocabulary
from solver.calendar import add_months, full_months, worked_months
from solver.matching import attribute_of, test_check
from solver.rising import risen
from solver.schooling import educated
from solver.since import OPEN, From, least
from solver.status import ASSUMED, MET, UNKNOWN, UNMET, Status
from solver.working import spans


def attested(person: Applicant, standard: str, path: str, *, exact: bool = False) -> bool | None:
    """What was attested of a node, or (unless `exact`) of the nearest node above it; None if nothing was.

    The key is `<standard>/<node id>`; the node id alone speaks of every standard that has such a node.
    """
    if not person.attestations:
        return None
    parts = path.split("/")
    for end in range(len(parts), len(parts) - 1 if exact else 0, -1):
        place = "/".join(parts[:end])
        for key in (f"{standard}/{place}", place):
            said = person.attestations.get(key)
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
    return From(surely=least(surely), possibly=least(possibly))


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
    asked: Anything = leaf.fields
    if leaf.now:
        values = vocabulary().sets["field"]
        for job in person.work:
            fits = job.start <= as_of and (job.end is None or job.end >= as_of)
            if fits and any(field in asked for field in values.wider(job.field)):
                return MET
        return UNMET
    for cut in (MET, UNKNOWN):
        months: Anything = leaf.months
        need = max(0, months - (leaf.early_by if early >= cut else 0))
        since = None if start is None else start.surely if cut is MET else least((start.surely, start.possibly))
        if (start is None or since is not None) and worked_months(spans(asked, person, since, as_of))[0] >= need:
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
    sure = [t for t in person.titles if t.series == "engineering" and (t.date is None or t.date <= as_of)]
    held = [t for t in person.titles if t.series in ("engineering", None) and (t.date is None or t.date <= as_of)]
    if since.level is not None:
        return _since_title(since, since.level, sure, held, status)
    if len(held) > len(sure):
        # a title of no stated series may be the highest one or none at all: what counts under both counts surely
        ends = [_since_highest(since, titles, status) for titles in (sure, held)]
        days = [end.surely for end in ends if end.every is UNMET]
        return From(
            surely=max((day for day in days if day), default=None) if None not in days else None,
            possibly=least(end.possibly for end in ends),
            every=UNKNOWN if any(end.every is MET for end in ends) else UNMET,
        )
    return _since_highest(since, held, status)


def _since_highest(since: Since, titles: list[Title], status: Callable[[Rule], Status]) -> From:
    """Since the highest of these titles, all taken as engineering; every record where there is none."""
    rungs = vocabulary().sets["rung"]
    top = max((rungs.step(t.level) for t in titles), default=-1)
    if top < 0:
        return From(every=MET)
    return _since_title(since, rungs.values[top], titles, titles, status)


def _since_title(
    since: Since, level: str, sure: list[Title], held: list[Title], status: Callable[[Rule], Status]
) -> From:
    """Since the earliest title of a rung; without it, every record where the row in use needs none."""
    own = [t for t in held if t.level == level]
    if not own:
        return From(every=status(since.free) if since.free is not None else UNMET)
    return From(
        surely=least(t.date for t in sure if t.level == level),
        possibly=least(t.date or date.min for t in own),
        every=status(since.free_when_held) if since.free_when_held is not None else UNMET,
    )
