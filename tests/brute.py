"""Least additions by trying them all: every day on which something turns, every handful of new records, the reference.

Nothing here knows how the frontier is found. Days are gone through one by one, records are made for every class that
the vocabulary allows (and at random besides, should a class be missing), and each handful is given to the person, who
is then read by the reference evaluator. So it is slow, and bounded: answers hold for so many additions and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from itertools import combinations_with_replacement
from math import comb
from random import Random
from typing import Any

from models import rules
from models.applicant import Applicant, Record, read
from models.rules import Count, Item, Rule, Shape, Tied
from models.vocabulary import vocabulary
from solver.calendar import add_months
from solver.classes import record_classes
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.frontier import Question
from solver.matching import shape_check
from solver.settle import Settled
from solver.status import MET
from tests.witness import Contradiction, witness

Price = tuple[int, int, int]
Periods = Sequence[tuple[date, Settled]]
DAY = timedelta(days=1)
PLENTY = 90_000
"""Of an amount that a new record may have as large as it likes."""
NEW = "a new project"
FIRST = 9000
"""Where new records stand, behind all others."""
LONGEST = 300
"""Months of waiting that are looked at; no rule here asks for more."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing to add: a record, a recommender, or an approval (`value`)."""

    record: Record | None
    value: str = ""

    @property
    def endorsement(self) -> bool:
        return self.record is None or self.record.kind == "recommender"


def inner(value: Any) -> Iterator[Rule]:
    """A rule and every rule that it mentions in any way: below it, in its `since`, in what work counts after."""
    if isinstance(value, Rule):
        yield value
    if isinstance(value, tuple):
        for one in value:
            yield from inner(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from inner(getattr(value, one.name))


def nodes(periods: Periods) -> list[Rule]:
    """Every rule of the periods, once."""
    found = {id(rule): rule for _, settled in periods for parts in settled.routes.values() for rule in inner(parts)}
    return list(found.values())


# --- time -------------------------------------------------------------------------------------------------------------


def months(as_of: date, day: date) -> int:
    """The least whole months from one day that reach another."""
    return next(m for m in range(LONGEST + 12) if add_months(as_of, m) >= day)


def known(person: Applicant, as_of: date) -> Applicant:
    """The person as of a day: what is dated later is no part of them."""

    def past(day: date | None) -> bool:
        return day is None or day <= as_of

    education, titles, work, records = person.education, person.titles, person.work, person.achievements
    return replace(
        person,
        education=None
        if education is None
        else tuple(
            replace(e, diploma=e.diploma if past(e.diploma) else None, degree=e.degree if past(e.degree) else None)
            for e in education
        ),
        titles=None if titles is None else tuple(t for t in titles if past(t.date)),
        work=None if work is None else tuple(j for j in work if past(j.start)),
        achievements=None if records is None else tuple(r for r in records if past(r.date)),
    )


def on(person: Applicant, day: date, question: Question) -> Facts:
    """The facts of a later day: monthly contributions have gone on, one for each full month."""
    full = next(m for m in range(LONGEST + 12) if add_months(question.as_of, m + 1) > day)
    words = vocabulary().person.attributes
    grown = {
        name: value + full if name in words and words[name].monthly and isinstance(value, int) else value
        for name, value in person.facts.items()
    }
    return Facts(replace(person, facts=grown), day, question.standard, strict=question.strict)


def state(person: Applicant, asked: Sequence[Rule], question: Question, day: date) -> tuple[object, ...]:
    """All that a day can change: the conditions that look at the calendar, and the posts that last."""
    facts = on(person, day, question)
    lasting = tuple(r.path for records in facts.by_kind.values() for r in records if "to" in r.values)
    return (*(facts.status(rule) for rule in asked), lasting)


def horizon(person: Applicant, asked: Sequence[Rule], as_of: date) -> int:
    """Months after which nothing turns any more."""
    ends = [r.values["to"] for r in person.achievements or () if r.values.get("to") is not None]
    ends += [job.end for job in person.work or () if job.end is not None]
    bars = [day for name, day in person.facts.items() if name.startswith("conduct.") and isinstance(day, date)]
    far = max([months(as_of, day) if day > as_of else 0 for day in [*ends, *bars]], default=0)
    terms: list[Any] = [0]
    for rule in asked:
        terms.append(rule.test.number if isinstance(rule, rules.Fact) else getattr(rule, "months", 0))
    return min(LONGEST, far + int(max(terms)) + 2)


def turning(
    person: Applicant, periods: Periods, question: Question, *, daily: bool = False
) -> Iterator[tuple[date, Settled]]:
    """The as-of date, and every later day that differs from the day before, each with the rung as it then applies.

    Within a month the days are gone through only where its ends differ: one condition turns at most once in a month.
    `daily` goes through all of them.
    """
    as_of = question.as_of
    timed = (rules.Held, rules.Worked, rules.Clear, rules.Fact)
    asked = [rule for rule in nodes(periods) if isinstance(rule, timed)]
    changes = [start for start, _ in periods]
    last = max(horizon(person, asked, as_of), months(as_of, max(changes)))

    def applies(day: date) -> Settled:
        return [settled for start, settled in periods if start <= day or start == changes[0]][-1]

    def seen(day: date) -> tuple[object, ...]:
        return (id(applies(day)), state(person, asked, question, day))

    yield as_of, applies(as_of)
    before, day = seen(as_of), as_of
    for month in range(1, last + 1):
        end = add_months(as_of, month)
        if not daily and seen(end) == before:
            day = end
            continue
        while day < end:
            day += DAY
            if question.until is not None and day > question.until:
                return
            now = seen(day)
            if now != before:
                yield day, applies(day)
                before = now


# --- additions --------------------------------------------------------------------------------------------------------


def written(kind: str, values: Mapping[str, Any], as_of: date) -> Record:
    """A new record as the reader of persons makes it: what contradicts itself is refused there."""
    said = {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}
    if kind == "recommender":
        made = read({"recommenders": [said]}).recommenders
    else:
        made = read({"achievements": [{"kind": kind, "date": as_of.isoformat(), **said}]}).achievements
    assert made
    return made[0]


def shapes(asked: Sequence[Rule]) -> list[Shape]:
    """Every shape by which a rule looks at records; those of weights for the records that they weigh."""
    found: dict[Shape, None] = {}
    for rule in asked:
        patterns = (
            rule.patterns if isinstance(rule, Tied) else (rule.pattern,) if isinstance(rule, Count | Item) else ()
        )
        found.update({shape: None for pattern in patterns for shape in pattern})
        if isinstance(rule, Count):
            kinds = {shape.kind for shape in rule.pattern}
            found.update({Shape(kind=k, tests=w.tests): None for k in sorted(kinds) for w in rule.weights})
    return list(found)


def records(asked: Sequence[Rule], question: Question, rng: Random, draws: int) -> list[Record]:
    """New records worth trying: of those of one kind none that has no shape which another has not."""
    able = [s for s in shapes(asked) if s.kind == "recommender" or vocabulary().kinds[s.kind].proposed]
    able = [s for s in able if s.kind not in question.without]
    amounts = {(s.kind, r.total.of) for r in asked if isinstance(r, Count) and r.total for s in r.pattern}
    made = []
    for one in record_classes(able, sorted(amounts)):
        most = {name: PLENTY if high == float("inf") else high for name, (_, high) in one.spans.items()}
        made.append((one.kind, {**one.attrs, **most}))
    for shape in able * draws:
        other = rng.choice([s for s in able if s.kind == shape.kind])
        try:
            drawn = witness(Shape(kind=shape.kind, tests=shape.tests + other.tests), rng, silent=0.0)
        except Contradiction:
            continue
        made.append((shape.kind, {**drawn, **{name: PLENTY for kind, name in sorted(amounts) if kind == shape.kind}}))
    found: list[tuple[frozenset[Shape], dict[str, float], Record]] = []
    for kind, values in made:
        record = written(kind, values, question.as_of)
        # what is only assumed of a record is left open by a strict question
        floor = MET if question.strict else question.cut
        met = frozenset(s for s in able if s.kind == kind and shape_check(s)(record.values) >= floor)
        sums = {name: record.values.get(name) or 0 for k, name in amounts if k == kind}
        if met and not any(met <= other and _no_more(sums, more) for other, more, _ in found):
            found = [one for one in found if not (one[0] <= met and _no_more(one[1], sums))]
            found.append((met, sums, record))
    return [record for _, _, record in found]


def _no_more(sums: Mapping[str, float], others: Mapping[str, float]) -> bool:
    return all(amount <= others.get(name, -1) for name, amount in sums.items())


def candidates(person: Applicant, periods: Periods, question: Question, rng: Random, draws: int = 4) -> list[Candidate]:
    """All that may be added; records that records of one project are asked for are bound to one."""
    asked = nodes(periods)
    projects = {r.values["project"] for r in person.achievements or () if r.values.get("project")}
    tied = [s for rule in asked if isinstance(rule, Tied) for pattern in rule.patterns for s in pattern]
    found = []
    for record in records(asked, question, rng, draws):
        joins = any(s.kind == record.kind and shape_check(s)(record.values) >= question.cut for s in tied)
        for project in [*sorted(projects), NEW] if joins else [None]:
            values = {**record.values, "project": project} if project else record.values
            found.append(Candidate(replace(record, values=values)))
    approvals = {v for r in asked if isinstance(r, rules.Fact) and r.fact == "approvals" for v in r.test.values}
    given = person.facts.get("approvals") or ()
    if "approval" not in question.without:
        found += [Candidate(None, value) for value in sorted(approvals - set(given))]
    return found


def added(person: Applicant, handful: Sequence[Candidate]) -> Applicant:
    """The person with a handful of additions."""
    given = [one.record for one in handful if one.record is not None]
    new = [r for r in given if r.kind != "recommender"]
    experts = [r for r in given if r.kind == "recommender"]
    values = tuple(one.value for one in handful if one.value)
    have = person.achievements or ()
    said = person.recommenders or ()
    # new records stand after all others, under paths of their own
    new = [replace(r, path=f"achievements[{FIRST + i}]", name=f"new {i}") for i, r in enumerate(new)]
    experts = [replace(r, path=f"recommenders[{FIRST + i}]", name=f"new {i}") for i, r in enumerate(experts)]
    return replace(
        person,
        achievements=(*have, *new) if new else person.achievements,
        recommenders=(*said, *experts) if experts else person.recommenders,
        facts={**person.facts, "approvals": (*(person.facts.get("approvals") or ()), *values)}
        if values
        else person.facts,
    )


# --- the answer -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Least:
    """The points found, each with its first day, and the number of additions up to which they are all there are."""

    points: Mapping[Price, date]
    bound: int


def least(person: Applicant, periods: Periods, question: Question, *, tries: int = 1500, daily: bool = False) -> Least:
    """The least additions in months, records and endorsements, by trying at most so many handfuls on each day."""
    person = known(person, question.as_of)
    pool = candidates(person, periods, question, Random(0))
    bound = next((k for k in range(1, 5) if comb(len(pool) + k + 1, k + 1) > tries), 5) if pool else 9
    handfuls: dict[tuple[int, int], list[Applicant]] = {}
    for k in range(bound + 1):
        for handful in combinations_with_replacement(pool, k):
            values = [one.value for one in handful if one.value]
            if len(values) == len(set(values)):
                endorsements = sum(one.endorsement for one in handful)
                handfuls.setdefault((k - endorsements, endorsements), []).append(added(person, handful))

    def able(settled: Settled, day: date, asked: tuple[int, int]) -> bool:
        return any(reaches(one, settled, question, day) for one in handfuls.get(asked, ()))

    return found(person, periods, question, able, bound, daily=daily)


def found(
    person: Applicant,
    periods: Periods,
    question: Question,
    able: Callable[[Settled, date, tuple[int, int]], bool],
    bound: int,
    *,
    daily: bool = False,
) -> Least:
    """The points that no other beats, where `able` says whether so many records and endorsements do on a day."""
    points: dict[Price, date] = {}
    prices = [(k - e, e) for k in range(bound + 1) for e in range(k + 1)]
    for day, settled in turning(person, periods, question, daily=daily):
        wait = months(question.as_of, day)
        for records, endorsements in prices:
            price = (wait, records, endorsements)
            beaten = any(all(a <= b for a, b in zip(other, price, strict=True)) for other in points)
            if not beaten and able(settled, day, (records, endorsements)):
                points[price] = day
        if any(price[1:] == (0, 0) for price in points):
            break
    return Least(points, bound)


def reaches(person: Applicant, settled: Settled, question: Question, day: date) -> bool:
    """Whether the rung holds on a day, by the reference."""
    evaluation = Evaluation(on(person, day, question))
    names = question.routes or tuple(settled.routes)
    return any(evaluation.route(settled, name) >= question.cut for name in names if name in settled.routes)
