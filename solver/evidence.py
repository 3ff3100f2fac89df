"""What is there of a single condition on the person, and the initial title that bars a certificate from serving it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any as Anything

from models import rules
from models.applicant import Title
from models.rules import Rule
from solver import measure
from solver.calendar import full_months, worked_months
from solver.facts import Facts
from solver.finding import Barred
from solver.rising import risen
from solver.schooling import SCHOOLING, educated, level_of
from solver.status import ASSUMED, UNMET
from solver.working import spans


def there(rule: Rule, facts: Facts) -> Anything:
    """What the person has of what a node asks; None where that is unknown."""
    person, as_of = facts.person, facts.as_of
    match rule:
        case rules.Worked(now=True):
            if person.work is None:
                return None
            return [job.field for job in person.work if job.start <= as_of and (job.end is None or job.end >= as_of)]
        case rules.Worked():
            return _worked(rule, facts)
        case rules.Held():
            start = measure.titled(rule, person, as_of)
            return None if start.surely is None else {"months": full_months(start.surely, as_of), "since": start.surely}
        case rules.Education():
            if person.education is None:
                return None
            return [
                (level_of(e, by), by)
                for e in person.education
                for by, day in (("diploma", e.diploma), ("degree", e.degree))
                if day is not None and day <= as_of
            ]
        case rules.Fact() | rules.Clear():
            return person.facts.get(rule.fact)
        case rules.Attest() | rules.External():
            return measure.attested(person, facts.standard, rule.id)
        case rules.Risen():
            return None if person.titles is None else [title.level for title in _initial(facts, unsure=True)]
    return None


def _worked(rule: rules.Worked, facts: Facts) -> Anything:
    person, as_of = facts.person, facts.as_of
    start = measure.anchor(rule, person, as_of)
    if person.work is None or (start is not None and start.surely is None):
        return None if person.work is None or start is None or start.possibly is not None else {"anchor": None}
    since = start.surely if start is not None else None
    months, days = worked_months(spans(rule.fields, person, since, as_of))
    early = rule.early is not None and facts.status(rule.early) >= ASSUMED
    return {"months": months, "days": days, "since": since, "early": early}


def barred(rule: Rule, facts: Facts) -> tuple[Barred, ...]:
    """The initial titles in the way of a node: of a certificate that came before one, or of rising above one."""
    match rule:
        case rules.Worked(after=rules.Education() as after):
            return barred(after, facts)
        case rules.Education(new=True):
            return _certificates(rule, facts) if facts.status(rule) is UNMET else ()
        case rules.Risen():
            if facts.status(rule) is not UNMET:
                return ()
            return tuple(
                Barred(title=title.level, since=title.date)
                for title in _initial(facts, unsure=False)
                if risen(rule, replace(facts.person, titles=(title,)), facts.as_of) is UNMET
            )
    return ()


def _initial(facts: Facts, *, unsure: bool) -> list[Title]:
    """The titles obtained by initial determination; `unsure` takes those too of which that is not said."""
    hows = ("initial", None) if unsure else ("initial",)
    return [
        title
        for title in facts.person.titles or ()
        if title.how in hows and title.series != "other" and (title.date is None or title.date <= facts.as_of)
    ]


def _certificates(rule: rules.Education, facts: Facts) -> tuple[Barred, ...]:
    """The highest certificate that would reach the education, were it later than the last initial title."""
    title = max(_initial(facts, unsure=False), key=lambda t: t.date or date.min, default=None)
    found: list[tuple[int, Barred]] = []
    for entry in facts.person.education or ():
        alone = replace(facts.person, education=(entry,))
        for by in ("degree", "diploma") if rule.by in ("both", "either") else (rule.by,):
            day = educated(replace(rule, by=by, new=False), alone, facts.as_of).surely
            if day is not None and title is not None:
                level = level_of(entry, by)
                step = SCHOOLING.index(level) if level in SCHOOLING else 0
                found.append((step, Barred(title=title.level, since=title.date, level=level, by=by, day=day)))
    return (max(found, key=lambda pair: pair[0])[1],) if found else ()
