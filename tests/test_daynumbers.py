"""Day numbers keep the order of days, and count full months as the calendar does, at the ends of short months too."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from solver.calendar import add_months
from solver.daynumbers import MONTH, DayNumbers

FIRST = date(2024, 1, 31)
DAYS = DayNumbers(first=FIRST, last=date(2084, 1, 31))
day = st.dates(min_value=FIRST, max_value=date(2060, 12, 31))
DAY = timedelta(days=1)


@given(one=day, other=day)
def test_numbers_keep_the_order_of_days(one: date, other: date) -> None:
    """An earlier day has the smaller number, and a number leads back to its day."""
    assert (one < other) == (DAYS.number(one) < DAYS.number(other))
    assert DAYS.day(DAYS.number(one)) == one


@given(earlier=day, months=st.integers(0, 240), shift=st.integers(-40, 40))
def test_full_months_are_a_linear_condition(earlier: date, months: int, shift: int) -> None:
    """So many full months have passed where the raised number of the later day is 32 a month or more above."""
    later = max(FIRST, add_months(earlier, months) + shift * DAY)
    reached = later >= add_months(earlier, months)
    counted = DAYS.raised(later) - DAYS.number(earlier) >= MONTH * months
    assert counted == (reached if months else DAYS.raised(later) >= DAYS.number(earlier))


@given(later=day, months=st.integers(1, 60), earlier=day)
def test_only_listed_ends_of_months_need_raising(later: date, months: int, earlier: date) -> None:
    """Where only days up to the 28th occur no end of a month is raised; else those too short for some day are."""
    ends = dict(DAYS.ends(FIRST, DAYS.last, {earlier.day}))
    raised = DAYS.number(later) + ends.get(DAYS.number(later), 0)
    reached = later >= add_months(earlier, months)
    assert (raised - DAYS.number(earlier) >= MONTH * months) == reached
    assert bool(ends) == (earlier.day > 28)


def test_a_round_on_the_29th_of_february_comes_every_year() -> None:
    """In years without one it is the 28th."""
    found = [DAYS.day(low) for low, high in DAYS.rounds(FIRST, [(2, 29)]) if low == high]
    assert found[:3] == [date(2024, 2, 29), date(2025, 2, 28), date(2026, 2, 28)]


def test_a_number_without_a_day_is_the_end_of_its_month() -> None:
    """The 30th of February is the last day there is."""
    assert DAYS.day(DAYS.number(date(2025, 2, 28)) + 2) == date(2025, 2, 28)
