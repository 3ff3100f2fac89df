"""Months between days: anniversaries, ends of months, 29 February, broken work and intervals that touch."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.applicant import read
from models.rules import Worked
from solver.calendar import add_months, full_months, merged, worked_months
from solver.measure import worked
from solver.status import MET, UNMET

DAY = timedelta(days=1)
DAYS = st.dates(min_value=date(1980, 1, 1), max_value=date(2060, 12, 31))
SPANS = st.lists(st.tuples(DAYS, st.integers(0, 900)).map(lambda s: (s[0], s[0] + s[1] * DAY)), max_size=6)


@pytest.mark.parametrize(
    ("start", "months", "reached"),
    [
        ("2020-03-15", 24, "2022-03-15"),
        ("2020-02-29", 12, "2021-02-28"),
        ("2020-02-29", 48, "2024-02-29"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2023-03-31", 1, "2023-04-30"),
        ("2023-02-28", 12, "2024-02-28"),
        ("2023-12-15", 1, "2024-01-15"),
    ],
)
def test_a_period_is_full_on_its_corresponding_day_and_not_before(start: str, months: int, reached: str) -> None:
    first, last = date.fromisoformat(start), date.fromisoformat(reached)
    assert add_months(first, months) == last
    assert full_months(first, last) == months
    assert full_months(first, last - DAY) == months - 1


@given(DAYS, st.integers(0, 480))
def test_the_corresponding_day_is_the_first_on_which_the_months_are_full(start: date, months: int) -> None:
    reached = add_months(start, months)
    assert full_months(start, reached) >= months
    assert months == 0 or full_months(start, reached - DAY) < months
    assert reached.day == start.day or (reached + DAY).month != reached.month


@given(DAYS, DAYS)
def test_full_months_are_the_most_that_fit(start: date, end: date) -> None:
    months = full_months(start, end)
    assert months == 0 if end <= start else add_months(start, months) <= end < add_months(start, months + 1)


@given(DAYS, DAYS, st.integers(0, 60))
def test_starting_earlier_or_ending_later_never_shortens(start: date, end: date, days: int) -> None:
    assert full_months(start - days * DAY, end) >= full_months(start, end)
    assert full_months(start, end + days * DAY) >= full_months(start, end)


def days_in(spans: list[tuple[date, date]]) -> set[date]:
    """Every day worked."""
    return {first + n * DAY for first, last in spans for n in range((last - first).days + 1)}


@given(SPANS)
def test_merging_keeps_the_days_and_leaves_a_gap_between_any_two(spans: list[tuple[date, date]]) -> None:
    made = merged(spans)
    assert days_in(made) == days_in(spans)
    assert all(before[1] + DAY < after[0] for before, after in pairwise(made))


@given(SPANS, st.randoms())
def test_the_order_of_jobs_is_irrelevant(spans: list[tuple[date, date]], rng: object) -> None:
    mixed = list(spans)
    rng.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis types it as object
    assert merged(mixed) == merged(spans)


@given(DAYS, st.integers(2, 2000), st.data())
def test_a_job_cut_in_two_without_a_gap_counts_as_one(start: date, days: int, data: st.DataObject) -> None:
    end, cut = start + days * DAY, start + data.draw(st.integers(0, days - 1)) * DAY
    whole = worked_months(merged([(start, end)]))
    assert worked_months(merged([(start, cut), (cut + DAY, end)])) == whole
    assert whole[0] == full_months(start, end)


@given(SPANS)
def test_broken_work_gives_whole_months_and_thirty_left_over_days_give_one_more(spans: list[tuple[date, date]]) -> None:
    made = merged(spans)
    months, days = worked_months(made)
    whole = [full_months(first, last) for first, last in made]
    left = [(last - add_months(first, n)).days for (first, last), n in zip(made, whole, strict=True)]
    if len(made) > 1:
        assert (months, days) == (sum(whole) + sum(left) // 30, sum(left) % 30)
    else:
        assert (months, days) == (sum(whole), sum(left))


@pytest.mark.parametrize(
    ("spells", "months"),
    [
        # one interval of 30 left-over days is no month more: one interval counts by the anniversary alone
        ([("2023-01-01", "2023-01-31")], 0),
        ([("2023-01-01", "2023-02-01")], 1),
        # 15 and 15 left-over days make a month
        ([("2023-01-01", "2023-01-16"), ("2023-03-01", "2023-03-16")], 1),
        ([("2023-01-01", "2023-01-16"), ("2023-03-01", "2023-03-15")], 0),
        # the next begins the day after: one interval
        ([("2023-01-01", "2023-01-16"), ("2023-01-17", "2023-02-01")], 1),
        ([("2023-01-01", "2023-01-20"), ("2023-01-10", "2023-02-01")], 1),
        ([("2020-02-29", "2021-02-28")], 12),
        ([("2020-02-29", "2021-02-27")], 11),
    ],
)
def test_broken_work(spells: list[tuple[str, str]], months: int) -> None:
    spans = merged((date.fromisoformat(a), date.fromisoformat(b)) for a, b in spells)
    assert worked_months(spans)[0] == months


@given(DAYS, st.integers(1, 120))
def test_open_and_closed_jobs_need_to_reach_the_same_day(start: date, months: int) -> None:
    row = Worked(id="row", cite="1", fields=("engineering",), months=months)
    reached = add_months(start, months)
    for as_of, to, expected in (
        (reached, None, MET), (reached - DAY, None, UNMET), (reached + 99 * DAY, reached, MET),
        (reached + 99 * DAY, reached - DAY, UNMET), (reached - DAY, reached, UNMET),
    ):  # fmt: skip
        job = {"field": "network_security", "from": start.isoformat(), **({"to": to.isoformat()} if to else {})}
        person = read({"work": [job]})
        assert worked(row, person, as_of, UNMET) is expected
