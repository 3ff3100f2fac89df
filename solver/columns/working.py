"""Work in columns: months worked in fields since a day, and the first day on which so many are full.

Jobs of a field are made into intervals of days worked that neither overlap nor touch. Those of today are the same as
those of any later day cut to it, and cutting them at a first day gives the same intervals as cutting the jobs first:
both are the longest runs of days of one set of days. Jobs that begin later are left out, so at most one interval
reaches the as-of day or goes beyond it; it is the one that runs, all others are closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any as Anything

import numpy as np

from models.vocabulary import vocabulary
from solver.calendar import DAYS_TO_A_MONTH
from solver.columns.arrays import table_of
from solver.columns.calendar import (
    NEVER,
    Counts,
    Days,
    Flags,
    Marks,
    Rows,
    add_months,
    months_and_days,
    months_and_days_until,
    together,
)
from solver.columns.people import People


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Intervals:
    """Intervals worked in some fields: the closed ones in the order of their people, and the one that runs of each.

    `running` is its first day, NEVER where none runs; `until` its last day, no earlier than the as-of day, NEVER where
    it goes on.
    """

    who: Rows
    start: Days
    end: Days
    running: Days
    until: Days


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Worked:
    """Work since a day of each person: full months as of the as-of day, and what they are made of.

    `running` is the first day of the interval that runs, cut to the day; `closed` the closed ones: full months,
    left-over days and how many there are, or None where nobody has any.
    """

    months: Counts
    running: Days
    until: Days
    closed: tuple[Counts, Counts, Marks] | None


def intervals(people: People, fields: Anything) -> Intervals:
    """The intervals worked in some fields or narrower ones."""
    jobs, values = people.jobs, vocabulary().sets["field"]
    inside = table_of(values.values, (v for v in values.values if any(w in fields for w in values.wider(v))))
    rows = np.flatnonzero(inside.take(jobs.field))
    who, start, end = (jobs.who, jobs.start, jobs.end) if len(rows) == len(jobs.who) else (
        jobs.who[rows], jobs.start[rows], jobs.end[rows]
    )  # fmt: skip
    if (who[1:] == who[:-1]).any():
        # one number for person and day, so that the furthest end so far of each person is a running maximum
        place = who.astype(np.int64) << 32
        reach = np.maximum.accumulate(place + end)
        new = np.ones(len(who), dtype=np.bool_)
        np.greater(place[1:] + start[1:], reach[:-1] + 1, out=new[1:])
        first = np.flatnonzero(new)
        last = np.append(first[1:], len(who)) - 1
        end = (reach[last] - place[last]).astype(np.int32)
        who, start = who[first], start[first]
    runs = end >= people.today
    running = np.full(people.size, NEVER, dtype=np.int32)
    until = np.full(people.size, NEVER, dtype=np.int32)
    running[who[runs]], until[who[runs]] = start[runs], end[runs]
    over = np.flatnonzero(~runs)
    return Intervals(who=who[over], start=start[over], end=end[over], running=running, until=until)


def worked(people: People, intervals: Intervals, since: Days | None) -> Worked:
    """Work since a day of each person (NEVER: nothing counts); since ever where there is none."""
    running = intervals.running if since is None else np.maximum(intervals.running, since)
    months, days = months_and_days_until(running, int(people.today))
    closed = _closed(people, intervals, since)
    if closed is not None:
        spans = closed[2] + (running < NEVER)
        months = together(closed[0] + months, closed[1] + days, spans)
    return Worked(months=months, running=running, until=intervals.until, closed=closed)


def _closed(people: People, intervals: Intervals, since: Days | None) -> tuple[Counts, Counts, Marks] | None:
    who, start, end = intervals.who, intervals.start, intervals.end
    if since is not None:
        start = np.maximum(start, since[who])
        kept = np.flatnonzero(start <= end)
        who, start, end = who[kept], start[kept], end[kept]
    if not len(who):
        return None
    return totals(who, start, end, people.size)


def totals(who: Rows, start: Days, end: Days, size: int) -> tuple[Counts, Counts, Marks]:
    """Full months, left-over days and the number of intervals of each of so many, from intervals in their order."""
    months, days = months_and_days(start, end)
    return (
        np.bincount(who, weights=months, minlength=size).astype(np.int32),
        np.bincount(who, weights=days, minlength=size).astype(np.int32),
        np.bincount(who, minlength=size).astype(np.int8),
    )


def first_day(worked: Worked, who: Rows, need: Counts | int, today: np.int32) -> Days:
    """The first day from the as-of day on which so many months are full, for some of the people; NEVER if it never is.

    With nothing closed it is the corresponding day. Otherwise let the closed intervals give M months and 30 q + r days
    (r < 30), and the running one, which starts on s <= today, m months and d days on a day x; d is at most 30. Asked
    is M + m + (30 q + r + d) // 30 >= need. Since r + d < 60 that is m >= a, or m = a - 1 and d >= 30 - r, where
    a = need - M - q. For a <= 0 it holds already; what is found then is s, which is no later than today. For a >= 1 the
    first is x >= s + a months, by the very meaning of full months. The second implies
    x >= s + (a - 1) months + (30 - r) days; and from that day on m >= a - 1, and where m is a - 1 the days are enough.
    So the first day is the earlier of these two, and today if that is past. Closed intervals stay apart from the
    running one for ever, so they never become one. A running one with a last day gives nothing after it; without a
    running one nothing changes, and what is not reached today never is.
    """
    start, until = worked.running[who], worked.until[who]
    here = np.minimum(start, today)
    found = add_months(here, need)
    if worked.closed is not None:
        some = np.flatnonzero(worked.closed[2][who])
        months, days = worked.closed[0][who[some]], worked.closed[1][who[some]]
        more, left = np.divmod(days, np.int32(DAYS_TO_A_MONTH))
        lacking = (need[some] if isinstance(need, np.ndarray) else need) - months - more
        first = add_months(here[some], lacking)
        second = add_months(here[some], lacking - 1) + DAYS_TO_A_MONTH - left
        found[some] = np.minimum(first, second)
    np.maximum(found, today, out=found)
    found[(start == NEVER) | (found > until)] = NEVER
    return found


def present(people: People, fields: Anything) -> tuple[Flags, Days]:
    """Who works in some fields on the as-of day, and the last day of that; NEVER where it goes on."""
    jobs, values = people.jobs, vocabulary().sets["field"]
    inside = table_of(values.values, (v for v in values.values if any(w in fields for w in values.wider(v))))
    rows = np.flatnonzero(inside.take(jobs.field) & (jobs.end >= people.today))
    last = np.full(people.size, -1 - NEVER, dtype=np.int32)
    who, end = jobs.who[rows], jobs.end[rows]
    going = end == NEVER
    np.maximum.at(last, who[~going], end[~going])
    last[who[going]] = NEVER
    return last >= people.today, last
