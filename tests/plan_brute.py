"""The best plan by trying everything: every ladder, every handful of new records at every step, the first day of each.

Nothing here knows how plans are found. With the same records an earlier title never hurts: what counts since it counts
from sooner on, and every later day stays open. So of each handful only the first eligible day is followed. Records are
drawn from a short list, which covers all that the generated clauses tell apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from itertools import combinations, combinations_with_replacement
from typing import Any

from models import rules
from models.applicant import Applicant, Record, Title, read
from models.rules import Count, Rule
from models.standard import Standard
from models.vocabulary import vocabulary
from solver.calendar import add_months, full_months
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.matching import shape_check
from solver.plan import PlanAsked
from solver.settle import Settled, settle
from solver.status import ASSUMED, MET, Status
from tests.brute import known, nodes, shapes

DAY = timedelta(days=1)
FIRST = 9000
TIMED = (rules.Held, rules.Worked, rules.Clear, rules.Fact)
STRONG: Sequence[Mapping[str, Any]] = (
    {"kind": "paper", "venue": "journal", "author": 1},
    {"kind": "paper", "venue": "conference", "author": 1},
    {"kind": "patent", "type": "invention", "role": "lead"},
    {"kind": "patent", "type": "utility", "role": "lead"},
    {"kind": "award", "tier": "national", "grade": "special", "role": "lead"},
)
Price = tuple[date, int]
Ladder = tuple[str, ...]
New = tuple[tuple[date, str], ...]
"""Titles or records that a plan has brought, each with its day; of a record the kind by its number in the list."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Case:
    """A person before a ladder, and the question."""

    person: Applicant
    standards: Sequence[Standard]
    target: str
    as_of: date
    asked: PlanAsked


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Asking:
    """What is asked. `daily` looks at every day; the maps keep what was worked out."""

    person: Applicant
    standards: Sequence[Standard]
    as_of: date
    asked: PlanAsked
    pool: Sequence[Record]
    daily: bool
    wanted: dict[Ladder, list[int]] = field(default_factory=dict)
    days: dict[object, list[date]] = field(default_factory=dict)
    firsts: dict[object, date | None] = field(default_factory=dict)
    soonest: dict[object, date | None] = field(default_factory=dict)


def plans(case: Case, *, daily: bool = False) -> list[Price]:
    """What should be found: the earliest plan, with a last day the one of the fewest records, or every balance."""
    standards, as_of, asked = case.standards, case.as_of, case.asked
    assert asked.review > 0
    now, pool = known(case.person, as_of), candidates(standards, as_of, asked.without)
    asking = Asking(person=now, standards=standards, as_of=as_of, asked=asked, pool=pool, daily=daily)
    climbs = list(ladders(now, standards, case.target))
    last, found = asked.until or date.max, list[Price]()
    earliest = min((day for one in climbs if (day := soonest(asking, one, 0, ())) is not None), default=date.max)
    if not (asked.frontier or asked.until or asked.pace):
        last = earliest
    for number in range(max(sum(needs(asking, one)) for one in climbs) + 1):
        if earliest > last or (found and found[-1][0] == earliest):
            break
        best: Price | None = None
        for one in climbs:
            for price in climbing(asking, one, (), (), number, last):
                best, last = price, price[0] - DAY
        if best is not None:
            found.append(best)
    if asked.frontier:
        return found[::-1]
    return found[:1] if asked.until is not None else found[-1:]


def ladders(person: Applicant, standards: Sequence[Standard], target: str) -> Iterator[Ladder]:
    """Every way to choose rungs above the highest engineering title held, the target last."""
    order = vocabulary().sets["rung"].values
    held = [order.index(title.level) for title in person.titles or () if title.series == "engineering"]
    between = order[max(held, default=-1) + 1 : order.index(target)]
    between = tuple(rung for rung in between if any(rung in standard.rungs for standard in standards))
    for n in range(len(between) + 1):
        for some in combinations(between, n):
            yield (*some, target)


# --- records ----------------------------------------------------------------------------------------------------------


def candidates(standards: Sequence[Standard], as_of: date, without: frozenset[str]) -> list[Record]:
    """Of the strong records those that have a shape which no other of them has."""
    asked = [s for one in standards for r in one.rungs for s in shapes(nodes([(as_of, settle(one, r, as_of))]))]
    found: list[tuple[frozenset[int], Record]] = []
    for number, document in enumerate(STRONG):
        (record,) = read({"achievements": [document]}).achievements or ()
        met = frozenset(
            n for n, s in enumerate(asked) if s.kind == record.kind and shape_check(s)(record.values) is MET
        )
        if met and record.kind not in without and not any(met <= other for other, _ in found):
            found = [one for one in found if not one[0] <= met]
            found.append((met, replace(record, name=str(number))))
    return [record for _, record in found]


def needs(asking: Asking, ladder: Ladder) -> list[int]:
    """For each step a number of records that is enough for any route: further ones serve nothing there."""
    if ladder not in asking.wanted:
        able = [[s for day in turns(asking) for s in applies(asking, rung, day)] for rung in ladder]
        ways = [[sum(map(need, parts)) for s in some for parts in s.routes.values()] for some in able]
        asking.wanted[ladder] = [max(one, default=0) for one in ways]
    return asking.wanted[ladder]


def need(rule: Rule) -> int:
    match rule:
        case Count():
            assert isinstance(rule.n, int) and not rule.total and not rule.weights
            return rule.n
        case rules.All():
            return sum(map(need, rule.of))
        case rules.Any():
            return max(map(need, rule.of))
        case rules.AtLeast():
            assert isinstance(rule.n, int)
            return sum(sorted(map(need, rule.of))[-rule.n :])
    assert isinstance(rule, (rules.Education, *TIMED)), rule
    return 0


# --- steps ------------------------------------------------------------------------------------------------------------


def climbing(asking: Asking, ladder: Ladder, titles: New, records: New, number: int, last: date) -> Iterator[Price]:
    """Ever earlier arrivals along a ladder, up to a day, from these titles and records on and with so many in all."""
    step = len(titles)
    if step == len(ladder):
        if titles[-1][0] <= last:
            yield titles[-1][0], len(records)
        return
    soon = soonest(asking, ladder, step, titles)
    if soon is None or soon > last:
        return
    start = titles[-1][0] if titles else asking.as_of
    left = number - len(records)
    for n in range(left if step == len(ladder) - 1 else 0, min(left, sum(needs(asking, ladder)[step:])) + 1):
        for handful in combinations_with_replacement([record.name for record in asking.pool], n):
            made = (*records, *((start, name) for name in handful))
            day = first(asking, ladder[step], titles, made, n)
            if day is not None:
                titled = (add_months(day, asking.asked.review), ladder[step])
                for price in climbing(asking, ladder, (*titles, titled), made, number, last):
                    yield price
                    last = price[0] - DAY


def soonest(asking: Asking, ladder: Ladder, step: int, titles: New) -> date | None:
    """The day of the last title if records take no time and there are plenty of each at every step from here on."""
    if step == len(ladder):
        return titles[-1][0]
    key = (ladder, titles)
    if key not in asking.soonest:
        start = titles[-1][0] if titles else asking.as_of
        plenty = tuple((start, record.name) for record in asking.pool for _ in range(sum(needs(asking, ladder))))
        day = first(asking, ladder[step], titles, plenty, 0)
        higher = None if day is None else (*titles, (add_months(day, asking.asked.review), ladder[step]))
        asking.soonest[key] = None if higher is None else soonest(asking, ladder, step + 1, higher)
    return asking.soonest[key]


def first(asking: Asking, rung: str, titles: New, records: New, made: int) -> date | None:
    """The first day of application for a rung with these titles and records, so many of them made for this step."""
    key = (rung, titles, records, made)
    if key not in asking.firsts:
        start, pace = titles[-1][0] if titles else asking.as_of, asking.asked.pace
        ready = start
        if pace:
            ready = add_months(start, next(m for m in range(999) if m * pace >= 12 * made))
        able = days(asking, rung, titles)
        if not asking.asked.rounds and ready not in able:
            able = sorted([*able, ready])
        then = after(asking, titles, records)
        asking.firsts[key] = next((d for d in able if d >= ready and eligible(asking, rung, then, d)), None)
    return asking.firsts[key]


def after(asking: Asking, titles: New, records: New) -> Applicant:
    """The person with the titles and records that a plan has brought."""
    person, kinds = asking.person, {record.name: record for record in asking.pool}
    held = [
        Title(path=f"titles[{FIRST + n}]", level=level, series="engineering", date=day, how="review")
        for n, (day, level) in enumerate(titles)
    ]
    new = [
        replace(kinds[name], path=f"achievements[{FIRST + n}]", name=f"new {n}", date=day)
        for n, (day, name) in enumerate(records)
    ]
    return replace(person, titles=(*(person.titles or ()), *held), achievements=(*(person.achievements or ()), *new))


def applies(asking: Asking, rung: str, day: date) -> Iterator[Settled]:
    """The rung as each standard asks it on a day, with the routes that may be taken."""
    for standard in asking.standards:
        if rung in standard.rungs:
            settled, names = settle(standard, rung, day, asking.asked.readings), asking.asked.routes
            yield replace(settled, routes={n: p for n, p in settled.routes.items() if not names or n in names})


def grown(asking: Asking, person: Applicant, day: date) -> Applicant:
    """The person on a day, with insurance that was paid in every full month until then."""
    paid = person.facts.get("insurance_months")
    if not paid:
        return person
    return replace(person, facts={**person.facts, "insurance_months": paid + full_months(asking.as_of, day)})


def eligible(asking: Asking, rung: str, person: Applicant, day: date) -> bool:
    """Whether a person qualifies on a day, by any route of any standard, as the reference sees it."""
    there = grown(asking, person, day)
    return any(
        Evaluation(Facts(there, day, settled.standard)).rung(settled) >= ASSUMED
        for settled in applies(asking, rung, day)
    )


# --- days -------------------------------------------------------------------------------------------------------------


def turns(asking: Asking) -> list[date]:
    """The first day, and those later ones on which a number of a standard changes."""
    later = {d for one in asking.standards for p in one.parameters.values() for d, _ in p.values}
    return [asking.as_of, *sorted(d for d in later if d > asking.as_of)]


def days(asking: Asking, rung: str, titles: New) -> list[date]:
    """Every day of application that may be the first one: between two of them nothing turns for the better.

    While no title is added and no number changes, each condition turns once, if at all: months only grow, a bar passes
    for good, and no job begins. So two days on which all stand alike have none between them on which one does not.
    """
    key = (rung, titles)
    if key in asking.days:
        return asking.days[key]
    start = titles[-1][0] if titles else asking.as_of
    person = asking.person
    asked = [n for d in turns(asking) for s in applies(asking, rung, d) for n in nodes([(d, s)])]
    timed = [rule for rule in asked if isinstance(rule, TIMED)]
    months = max([int(getattr(rule, "months", 0)) for rule in timed if not isinstance(rule, rules.Fact)], default=0)
    months = max([months, *(int(rule.test.number) for rule in timed if isinstance(rule, rules.Fact))])  # type: ignore[arg-type]  # numbers by now
    ends = [job.end for job in person.work or () if job.end is not None and job.end < date.max]
    bars = [bar for bar in person.facts.values() if isinstance(bar, date)]
    last = add_months(max([start, *ends, *bars, *turns(asking)]), months + 2)
    then = after(asking, titles, ())

    @cache
    def state(day: date) -> tuple[Status, ...]:
        facts = Facts(grown(asking, then, day), day, "")
        return tuple(facts.status(rule) for rule in timed)

    def changes(low: date, high: date) -> Iterator[date]:
        if state(low) != state(high):
            if high - low == DAY:
                yield high
            else:
                middle = low + (high - low) // 2
                yield from changes(low, middle)
                yield from changes(middle, high)

    if asking.asked.rounds:
        month, day = asking.asked.rounds[0]
        rounds = [date(year, month, day) for year in range(start.year, last.year + 3)]
        found = [d for d in rounds if d >= start]
    elif asking.daily:
        found = [start + DAY * n for n in range((last - start).days + 1)]
    else:
        found = sorted({start, *(d for d in turns(asking) if d > start), *changes(start, last)})
    asking.days[key] = found
    return found
