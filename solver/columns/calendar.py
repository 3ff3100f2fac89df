"""Months and days between columns of dates, by tables of the calendar: the same answers as `solver.calendar`.

Days are numbers from 1970-01-01 (Int32). Two stand apart: NEVER for a day that is not there, ALWAYS for `date.min`.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from solver import calendar
from solver.calendar import DAYS_TO_A_MONTH

Days = NDArray[np.int32]
Counts = NDArray[np.int32]
Marks = NDArray[np.int8]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]

FIRST, LAST = date(1900, 1, 1), date(2200, 12, 31)
"""The days on which something may have happened to a person; what lies outside is left to the reference."""
_EPOCH = date(1970, 1, 1).toordinal()
NEVER = np.int32(2**30)
ALWAYS = np.int32(date.min.toordinal() - _EPOCH)
LOW, HIGH = FIRST.toordinal() - _EPOCH, LAST.toordinal() - _EPOCH

_days = np.arange(np.datetime64(FIRST), np.datetime64(LAST) + 1)
_months = _days.astype("datetime64[M]")
_MONTH = (_months.astype(np.int64) + 70 * 12).astype(np.int32)
_PLACE = (_days - _months.astype("datetime64[D]")).astype(np.int32)
# months are told to the end of the calendar, since a rule may ask for years to come
_STARTS = np.arange(np.datetime64("1900-01"), np.datetime64("10000-01")).astype("datetime64[D]").astype(np.int32)
_LENGTH = np.append(np.diff(_STARTS), np.int32(31)).astype(np.int32)
del _days, _months


def number(day: date) -> int:
    """The number of a day."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """The day of a number."""
    return date.fromordinal(int(number) + _EPOCH)


def add_months(days: Days, months: Counts | int) -> Days:
    """The corresponding day so many months on, never before the month of the day itself.

    `days` lie between FIRST and LAST. A month after the year 9999 is taken as the last of that year.
    """
    if not isinstance(months, np.ndarray):
        return _moved(int(months)).take(days - LOW)
    return _months_on(days - LOW, months)


@lru_cache(maxsize=64)
def _moved(months: int) -> Days:
    """The corresponding day of every day."""
    return _months_on(np.arange(len(_MONTH), dtype=np.int32), np.int32(months))


def _months_on(place: Days, months: Counts | np.int32) -> Days:
    index = np.minimum(_MONTH.take(place) + np.maximum(months, 0), len(_STARTS) - 1)
    found: Days = _STARTS.take(index) + np.minimum(_PLACE.take(place), _LENGTH.take(index) - 1)
    return found


def months_and_days(starts: Days, ends: Days) -> tuple[Counts, Counts]:
    """Full months and left-over days from each start to its end, which is no earlier.

    The corresponding day lies in the month of the end, at its last day where that month is too short; where the end
    comes before it, one month less is full, and the days are those since the corresponding day of the month before.
    """
    first, last = starts - LOW, ends - LOW
    end_month, end_place, place = _MONTH.take(last), _PLACE.take(last), _PLACE.take(first)
    over = end_place - np.minimum(place, _LENGTH.take(end_month) - 1)
    short = over < 0
    months: Counts = end_month - _MONTH.take(first) - short
    # where the month before the first one is asked for, nothing is short
    before = _LENGTH[end_month - 1]
    days: Counts = np.where(short, end_place + before - np.minimum(place, before - 1), over)
    return months, days


@lru_cache(maxsize=8)
def _until(today: int) -> tuple[Counts, Counts]:
    """Full months and left-over days from every day to one; none from later days."""
    days = np.minimum(np.arange(LOW, HIGH + 1, dtype=np.int32), np.int32(today))
    return months_and_days(days, np.full_like(days, today))


def months_and_days_until(starts: Days, today: int) -> tuple[Counts, Counts]:
    """Full months and left-over days from each start to one day for all; none from a later start, or NEVER."""
    months, days = _until(today)
    place = np.minimum(starts, np.int32(today)) - LOW
    return months.take(place), days.take(place)


def latest(as_of: date, months: int) -> int:
    """The last day from which so many months are full on the as-of date, as they are from every day before it."""
    if months >= (as_of.year - 1) * 12:
        return int(ALWAYS)
    day = calendar.add_months(as_of, -months)
    while calendar.add_months(day + timedelta(days=1), months) <= as_of:
        day += timedelta(days=1)
    return number(day)


def together(months: Counts, days: Counts, spans: Marks) -> Counts:
    """Full months of several spans: their left-over days are added, so many to a month; those of one are not."""
    several = np.flatnonzero(spans > 1)
    found = months.copy()
    found[several] += days[several] // np.int32(DAYS_TO_A_MONTH)
    return found
