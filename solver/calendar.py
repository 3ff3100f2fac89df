"""Months and days between dates, by the Civil Code's rule for periods (arts. 201 and 202), and broken work added up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

DAYS_TO_A_MONTH = 30
"""Left-over days of several intervals are added up at so many to a month."""


def add_months(day: date, months: int) -> date:
    """The corresponding day so many months on; where that month lacks the day, its last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    if day.day <= 28:
        return date(year, month, day.day)
    last = 30 if month in (4, 6, 9, 11) else 31
    if month == 2:
        last = 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return date(year, month, min(day.day, last))


def full_months(start: date, end: date) -> int:
    """Full months from a day to a day, the corresponding day counting as reached; 0 if `end` lies before."""
    if end <= start:
        return 0
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def merged(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Intervals of days worked, first and last, with those that overlap or touch made one."""
    found: list[tuple[date, date]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1] + timedelta(days=1):
            if end > found[-1][1]:
                found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def worked_months(spans: list[tuple[date, date]]) -> tuple[int, int]:
    """Full months and left-over days of merged intervals.

    One interval counts by the anniversary rule alone; several give their whole months each, and their left-over days
    are added, 30 to a month.
    """
    months = days = 0
    for start, end in spans:
        whole = full_months(start, end)
        months += whole
        days += (end - add_months(start, whole)).days
    if len(spans) < 2:
        return months, days
    more, left = divmod(days, DAYS_TO_A_MONTH)
    return months + more, left
