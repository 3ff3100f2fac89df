"""Pass rates of a population: the same people under every side, intervals, overlaps, curves by years of work."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import numpy as np
import pytest

from models import applicant
from models.amending import dropped
from models.standard import PARTS
from solver.comparison import ALL
from solver.part_standing import name_of, part_statuses
from solver.rates import UNSAID, Z, bands, rate, rates, wilson, years_of_work
from solver.relating import asks
from solver.status import ASSUMED
from solver.transplant import comparable
from tests.columns import table
from tests.compared_sides import DAY, RUNGS, invented, long_ago, near, side, sides, worked

# --- rates, overlaps --------------------------------------------------------------------------------------------------


def test_rates_count_the_same_people_under_every_side() -> None:
    people = invented(120)
    found, overlaps, _ = rates(sides(), people, RUNGS, DAY, {})
    standings = {(one.side, one.rung): one for one in part_statuses(sides(), people, RUNGS, DAY, {})}
    told = {(one.side, one.rung, one.part): one.rate for one in found}
    judged = {key: {name_of(part) for part in one.parts if not asks(part)} for key, one in standings.items()}
    assert list(told) == [
        (*key, part) for key, one in standings.items() for part in [*one.names, ALL] if part not in judged[key]
    ]
    assert all("ability" in parts for (key, _), parts in judged.items() if not key.startswith("sichuan"))
    for _, some in groupby((key for key in told if key[2] != ALL), key=lambda key: key[:2]):
        places = [PARTS.index(part) for _, _, part in some]
        assert places == sorted(places)
    for (key, rung, part), one in told.items():
        standing = standings[key, rung]
        who = standing.passed() if part == ALL else standing.part(part) >= ASSUMED
        assert one == rate(120, int(who.sum()))
    for overlap in overlaps:
        assert overlap.both + overlap.only_a == told[overlap.a, overlap.rung, ALL].passed
        assert overlap.both + overlap.only_b == told[overlap.b, overlap.rung, ALL].passed
        assert overlap.both + overlap.only_a + overlap.only_b + overlap.neither == 120
        a, b = standings[overlap.a, overlap.rung].passed(), standings[overlap.b, overlap.rung].passed()
        assert overlap.only_a == sum(mine and not other for mine, other in zip(a, b, strict=True))


def test_sides_of_different_procedures_have_rates_and_no_overlap() -> None:
    found, overlaps, curves = rates(sides(), invented(120), ["engineer", "full_senior"], DAY, {})
    initial = {one.key for one in sides() if one.fair.initial}
    assert len(initial) == 1
    assert {one.side for one in found if one.rung == "engineer"} == {one.key for one in sides()}
    assert {one.side for one in found if one.rung == "full_senior"} == {one.key for one in sides()} - initial
    pairs = [(one.rung, one.a, one.b) for one in overlaps]
    keys = [one.key for one in sides() if not one.fair.initial]
    assert pairs == [(r, a, b) for r in ("engineer", "full_senior") for i, a in enumerate(keys) for b in keys[i + 1 :]]
    assert len(curves) == 9
    amended = [replace(one, key=f"{one.key}+scenario") for one in sides() if one.fair.initial]
    _, more, _ = rates([*sides(), *amended], invented(120), ["engineer"], DAY, {})
    assert [(one.a, one.b) for one in more if one.a in initial] == [(*initial, amended[0].key)]


def test_an_amended_side_is_told_apart_from_the_one_of_its_id() -> None:
    before = next(one for one in sides() if one.key == "chongqing-cyberspace-2023")
    amended = dropped(before.standard, ["senior/results"])
    fair = comparable([before.standard, amended], DAY, {})
    both = [side(before.standard, fair[0]), side(amended, fair[1], key=f"{before.key}+easy")]
    people = near(before.key, "senior")
    found, overlaps, _ = rates(both, people, ["senior"], DAY, {})
    told = {(one.side, one.part): one.rate.passed for one in found}
    assert (before.key, "results") in told
    assert (both[1].key, "results") not in told, "nothing is asked there any more"
    assert told[both[1].key, ALL] > told[before.key, ALL]
    assert overlaps[0].only_a == 0 < overlaps[0].only_b


def test_two_parts_of_one_name_are_met_by_whoever_meets_either() -> None:
    liaoning = next(one for one in sides() if one.key == "liaoning-cyberspace-2024")
    one = part_statuses([liaoning], near(liaoning.key, "full_senior"), ["full_senior"], DAY, {})[0]
    exceptions = [part for part in one.parts if name_of(part) == "exception"]
    assert len(exceptions) == 2
    either = [max(pair) for pair in zip(*(one.marks(part).tolist() for part in exceptions), strict=True)]
    assert one.part("exception").tolist() == either


def test_a_rung_that_a_side_lacks_is_left_out_and_nobody_is_no_error() -> None:
    people = invented(120).slice(0, 0)
    found, overlaps, curves = rates(sides(), people, ["full_senior", "unheard"], DAY, {})
    assert {one.rung for one in found} == {"full_senior"}
    assert {(one.rate.people, one.rate.passed, one.rate.low, one.rate.high) for one in found} == {(0, 0, 0.0, 1.0)}
    assert {one.neither for one in overlaps} == {0}
    assert {one.bands for one in curves} == {()}


# --- intervals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("passed", "people", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)  # fmt: skip
def test_intervals_are_those_of_wilson(passed: int, people: int, low: float, high: float) -> None:
    assert wilson(people, passed) == pytest.approx((low, high), abs=0.00005)


def test_the_ends_are_the_shares_whose_own_error_just_reaches_the_one_seen() -> None:
    for people in (1, 2, 7, 100, 10_000):
        for passed in {0, 1, people // 3, people - 1, people}:
            low, high = wilson(people, passed)
            assert 0 <= low <= passed / people <= high <= 1
            for end in (low, high):
                if 0 < end < 1:
                    assert abs(passed / people - end) == pytest.approx(Z * (end * (1 - end) / people) ** 0.5)


# --- years of work ----------------------------------------------------------------------------------------------------


def test_years_of_work_are_full_years_of_all_jobs_merged() -> None:
    people = [
        worked(("2020-01-01", None)),  # to 31 December 2024: five years but a day
        worked(("2019-12-31", None)),
        worked(("2010-01-01", "2014-12-31"), ("2012-01-01", "2015-12-31")),  # overlapping: 2010 to 2015
        worked(("2010-01-01", "2010-07-01"), ("2015-01-01", "2015-07-01")),  # six months twice
        worked(("2025-06-01", None)),  # still to come
        applicant.read({"work": []}),
        applicant.read({}),
        worked(("1970-01-01", None)),
        long_ago(),  # whom the columns leave to the reference
    ]
    assert years_of_work(table(people), DAY).tolist() == [4, 5, 5, 1, 0, 0, UNSAID, 54, 174]


def test_curves_are_rates_by_years_and_leave_out_whose_work_is_unknown() -> None:
    passed = np.array([True, False, True, True, False, True])
    years = np.array([3, 3, 40, 55, UNSAID, UNSAID])
    assert bands(passed, years) == ((3, rate(2, 1)), (40, rate(2, 2)))


def test_curves_of_a_population_add_up_to_its_rates() -> None:
    people = invented(120)
    found, _, curves = rates(sides(), people, RUNGS, DAY, {})
    unknown = years_of_work(people, DAY) == UNSAID
    whole = {(one.side, one.rung): one.rate.passed for one in found if one.part == ALL}
    standings = {(one.side, one.rung): one for one in part_statuses(sides(), people, RUNGS, DAY, {})}
    assert [(one.side, one.rung) for one in curves] == list(whole)
    for curve in curves:
        aside = int((standings[curve.side, curve.rung].passed() & unknown).sum())
        assert sum(one.passed for _, one in curve.bands) + aside == whole[curve.side, curve.rung]
        assert sum(one.people for _, one in curve.bands) == int((~unknown).sum())
