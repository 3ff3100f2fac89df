"""Waiting: what a person is counted on to have later, and the days on which a condition turns with time alone.

What is open goes on: a job without an end, monthly contributions. What is dated after the as-of date is not counted on.
Between two days of `stretches` nothing changes, so that a question about every day is a question about finitely many.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any as Anything

from models import rules
from models.applicant import Applicant
from models.rules import Rule
from models.vocabulary import vocabulary
from solver import measure
from solver.calendar import add_months, full_months, worked_months
from solver.facts import Facts
from solver.since import least
from solver.status import MET, UNKNOWN, UNMET, Status
from solver.working import spans

DAY = timedelta(days=1)
TIMED = (rules.Worked, rules.Held, rules.Clear, rules.Fact)
"""The conditions that time alone can turn."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Stretch:
    """The days from `day` on, until the next stretch: the conditions that differ from today, and posts that ended."""

    day: date
    leaves: Mapping[int, tuple[Rule, Status]]
    ended: frozenset[str]


def counted_on(person: Applicant, as_of: date) -> tuple[Applicant, tuple[str, ...]]:
    """The person without what is dated after the as-of date, and the paths that were left out."""
    out: list[str] = []

    def past(entries: Iterable[Anything] | None, when: str) -> tuple[Anything, ...] | None:
        if entries is None:
            return None
        kept = []
        for entry in entries:
            day = getattr(entry, when)
            if day is not None and day > as_of:
                out.append(entry.path)
            else:
                kept.append(entry)
        return tuple(kept)

    education = person.education
    if education is not None:
        cut = []
        for entry in education:
            later = {n: None for n in ("diploma", "degree") if (d := getattr(entry, n)) is not None and d > as_of}
            out.extend(f"{entry.path}.{name}" for name in later)
            cut.append(replace(entry, **later) if later else entry)  # type: ignore[arg-type]  # both fields take None
        education = tuple(cut)
    titles, work = past(person.titles, "date"), past(person.work, "start")
    achievements = past(person.achievements, "date")
    if not out:
        return person, ()
    return replace(person, education=education, titles=titles, work=work, achievements=achievements), tuple(out)


def waited(person: Applicant, as_of: date, day: date) -> Applicant:
    """The person on a later day: monthly contributions have gone on."""
    months, words = full_months(as_of, day), vocabulary().person.attributes
    grown = {
        name: value + months for name, value in person.facts.items() if name in words and words[name].monthly and value
    }
    return replace(person, facts={**person.facts, **grown}) if months and grown else person


def stretches(nodes: Iterable[Rule], facts: Facts, until: date | None) -> list[Stretch]:
    """Today and every later day on which a node turns, in order; none after `until`."""
    person, as_of = facts.person, facts.as_of
    turning: dict[int, tuple[Rule, list[tuple[date, Status]]]] = {}
    for node in nodes:
        if isinstance(node, TIMED):
            found = turns(node, facts)
            if found:
                turning[id(node)] = (node, found)
    posts = {
        record.path: record.values["to"] + DAY
        for record in person.achievements or ()
        if (last := record.values.get("to")) is not None and last >= as_of and last < date.max
    }
    days = {day for _, found in turning.values() for day, _ in found} | set(posts.values())
    made = [Stretch(day=as_of, leaves={}, ended=frozenset())]
    for day in sorted(days):
        if until is not None and day > until:
            break
        leaves = {}
        for key, (node, found) in turning.items():
            passed = [status for turn, status in found if turn <= day]
            if passed:
                leaves[key] = (node, passed[-1])
        ended = frozenset(path for path, over in posts.items() if over <= day)
        made.append(Stretch(day=day, leaves=leaves, ended=ended))
    return made


def turns(node: Rule, facts: Facts) -> list[tuple[date, Status]]:
    """The days after today on which a condition turns, each with how it stands from then on."""
    match node:
        case rules.Worked(now=True):
            return _present(node, facts)
        case rules.Worked():
            return _worked(node, facts)
        case rules.Held():
            return _held(node, facts)
        case rules.Clear():
            return _clear(node, facts)
        case rules.Fact():
            return _monthly(node, facts)
    return []


def _rising(days: Mapping[Status, date | None], now: Status) -> list[tuple[date, Status]]:
    """Turns of what only gets better, from the first day on which each level is reached."""
    found = []
    best = now
    for day, status in sorted((day, status) for status, day in days.items() if day is not None):
        if status > best:
            found.append((day, status))
            best = status
    return found


def _held(node: rules.Held, facts: Facts) -> list[tuple[date, Status]]:
    months: Anything = node.months
    now = facts.status(node)
    if not months or now is MET:
        return []
    start = measure.titled(node, facts.person, facts.as_of)
    days = {UNKNOWN: start.possibly, MET: start.surely}
    return _rising({s: add_months(d, months) if d and d > date.min else None for s, d in days.items()}, now)


def _worked(node: rules.Worked, facts: Facts) -> list[tuple[date, Status]]:
    person, as_of, now = facts.person, facts.as_of, facts.status(node)
    start = measure.anchor(node, person, as_of)
    if now is MET or person.work is None or (start is not None and start.possibly is None and start.surely is None):
        return []
    early = facts.status(node.early) if node.early is not None else UNMET
    months: Anything = node.months
    days: dict[Status, date | None] = {}
    for cut in (UNKNOWN, MET):
        since = None if start is None else start.surely if cut is MET else least((start.surely, start.possibly))
        if start is None or since is not None:
            need = max(0, months - (node.early_by if early >= cut else 0))
            days[cut] = first_worked(node.fields, person, since, as_of, need)
    return _rising(days, now)


def first_worked(fields: Anything, person: Applicant, since: date | None, as_of: date, need: int) -> date | None:
    """The first day from the as-of date on which so many months are full; None if it never comes."""
    last = add_months(as_of, need + 1)
    over = spans(fields, person, since, last)
    if worked_months(over)[0] < need:
        return None
    if len(over) == 1:
        return max(as_of, add_months(over[0][0], need))
    low, high = as_of, last
    if worked_months(spans(fields, person, since, low))[0] >= need:
        return low
    # months worked never shrink as days pass, so the first day is found by halving
    while high - low > DAY:
        middle = low + (high - low) // 2
        if worked_months(spans(fields, person, since, middle))[0] >= need:
            high = middle
        else:
            low = middle
    return high


def _present(node: rules.Worked, facts: Facts) -> list[tuple[date, Status]]:
    """A job that ends leaves the field on the day after its last."""
    person, as_of = facts.person, facts.as_of
    ends = sorted({job.end + DAY for job in person.work or () if job.end is not None and as_of <= job.end < date.max})
    found: list[tuple[date, Status]] = []
    status = facts.status(node)
    for day in ends:
        then = measure.worked(node, person, day, UNMET)
        if then is not status:
            found.append((day, then))
            status = then
    return found


def _clear(node: rules.Clear, facts: Facts) -> list[tuple[date, Status]]:
    day = facts.person.facts.get(node.fact)
    if day is None:
        return []
    months: Anything = node.months
    over = add_months(day, months) + DAY
    found: list[tuple[date, Status]] = [(day, UNMET)] if months and day > facts.as_of else []
    return [*found, (over, MET)] if over > facts.as_of else found


def _monthly(node: rules.Fact, facts: Facts) -> list[tuple[date, Status]]:
    attribute = vocabulary().person.attributes.get(node.fact)
    value = facts.person.facts.get(node.fact)
    if attribute is None or not attribute.monthly or not value:
        # what has not begun is not open, so that nothing goes on
        return []
    number: Anything = node.test.number
    short = int(number) - value
    if node.test.op == "at_least" and short > 0:
        return [(add_months(facts.as_of, short), MET)]
    if node.test.op == "at_most" and short >= 0:
        return [(add_months(facts.as_of, short + 1), UNMET)]
    return []
