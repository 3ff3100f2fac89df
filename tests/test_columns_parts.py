"""The parts of the column engine: laws of batches, frontiers, keys, and profiles of records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models import catalogue
from models.applicant import Applicant
from solver.columns.arrays import distinct
from solver.columns.asking import Way
from solver.columns.counts import Matched
from solver.columns.frontiers import Bundles, Ways, cheapest, least
from solver.columns.kernel import BatchAsked, Kernel
from solver.columns.profiles import profiles
from solver.settle import settle
from tests import columns
from tests.columns import plain
from tests.people import score

AS_OF = date(2025, 2, 28)
EPOCH = date(1970, 1, 1).toordinal()

# --- laws of batches --------------------------------------------------------------------------------------------------


def _crowd(count: int = 40) -> tuple[Any, list[Applicant]]:
    standard = catalogue.find("liaoning-cyberspace-2024")
    settled, rng = settle(standard, "senior", AS_OF), Random("laws")
    return standard, [p.applicant for _ in range(count // 20) for p in score(settled, AS_OF, rng)]


def _kernel(standard: Any) -> Kernel:
    return Kernel(BatchAsked(standards=[(standard, ["engineer", "senior"])], as_of=AS_OF))


def _answers(kernel: Kernel, people: Sequence[Applicant]) -> list[list[dict[str, Any]]]:
    """Rows of each person, without what tells where the person stands in the batch."""
    found = plain(kernel.run(columns.table(people)), kernel)
    for one in found:
        del one["person"], one["id"], one["name"]
    return [found[place : place + 2] for place in range(0, len(found), 2)]


def test_batch_order_and_splits_change_nothing() -> None:
    standard, people = _crowd()
    whole = _answers(_kernel(standard), people)
    rng = Random(3)
    for _ in range(3):
        order = rng.sample(range(len(people)), len(people))
        assert _answers(_kernel(standard), [people[place] for place in order]) == [whole[place] for place in order]
        cuts = sorted(rng.sample(range(1, len(people)), 4))
        kernel = _kernel(standard)
        parts = [people[a:b] for a, b in zip([0, *cuts], [*cuts, len(people)], strict=True)]
        assert [one for part in parts for one in _answers(kernel, part)] == whole
    assert {one[1]["verdict"] for one in whole} == {"eligible", "not_eligible", "undetermined"}


def test_batch_of_slices_equals_slices_of_the_batch() -> None:
    standard, people = _crowd(20)
    table = columns.table(people)
    kernel = _kernel(standard)
    whole = plain(kernel.run(table), kernel)
    for start, size in ((0, 1), (3, 9), (len(people) - 1, 1), (5, 0), (0, len(people))):
        places = np.arange(start, start + size, dtype=np.uint32)
        part = plain(kernel.run(table.slice(start, size), places), kernel)
        assert part == whole[2 * start : 2 * (start + size)]


def test_batch_of_copies_says_the_same_of_all() -> None:
    standard, people = _crowd(20)
    for person in people[:6]:
        found = _answers(_kernel(standard), [person] * 7)
        assert all(one == found[0] for one in found)


def test_order_of_records_changes_nothing_that_is_counted() -> None:
    standard, people = _crowd()
    rng = Random(9)
    turned = []
    for person in people:
        own = person.achievements
        turned.append(replace(person, achievements=tuple(rng.sample(own, len(own))) if own else own))
    assert turned != people
    assert _answers(_kernel(standard), turned) == _answers(_kernel(standard), people)


def test_batch_of_nobody() -> None:
    standard, people = _crowd(20)
    kernel = _kernel(standard)
    assert kernel.run(columns.table(people[:0])).columns == kernel.run(columns.table(people)).columns
    assert kernel.run(columns.table([])).height == 0


# --- frontiers --------------------------------------------------------------------------------------------------------


def _beaten(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(a <= b for a, b in zip(other, one, strict=True))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3), st.integers(0, 70), st.integers(0, 4), st.integers(0, 2), st.integers(0, 2),
            st.integers(0, 1),
        ),
        min_size=1, max_size=25,
    )
)  # fmt: skip
def test_least_are_the_ways_that_no_other_beats(drawn: list[tuple[int, ...]]) -> None:
    """Each way: person, days from now, records, endorsements, tie-break, route."""
    by_route = []
    people = np.asarray([one[0] for one in drawn], dtype=np.int64)
    days = np.asarray([AS_OF.toordinal() - EPOCH + one[1] for one in drawn], dtype=np.int32)
    for route in (0, 1):
        rows = np.asarray([place for place, one in enumerate(drawn) if one[5] == route], dtype=np.int64)
        columns_of = {
            name: np.asarray([drawn[place][field] for place in rows], dtype=np.int64)
            for name, field in (("records", 2), ("endorsements", 3), ("steps", 4))
        }
        zeros = np.zeros(len(rows), dtype=np.int64)
        by_route.append(Ways(row=rows, tight=zeros, bundle=zeros, **columns_of))
    found = least(people, days, by_route, Bundles(), lambda _: 0, AS_OF)
    told = {
        (int(a), int(m), int(r), int(e))
        for a, m, r, e in zip(found.person, found.months, found.records, found.endorsements, strict=True)
    }
    assert told == set(_unbeaten(drawn))
    assert len(told) == len(found.person)
    assert found.person.tolist() == sorted(found.person.tolist())


def _unbeaten(drawn: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    from solver.frontier import months_until

    ways = {(p, months_until(AS_OF, AS_OF + timedelta(days=d)), r, e) for p, d, r, e, *_ in drawn}
    for one in ways:
        if not any(o != one and o[0] == one[0] and _beaten(one[1:], o[1:]) for o in ways):
            yield one


def _ways(*priced: tuple[int, int]) -> tuple[Way, ...]:
    """Ways that take so many records and endorsements."""
    return tuple(Way(route=0, records=r, endorsements=e, tie=(r, e), plan=1 + r + e) for r, e in priced)


def _prices(ways: Ways) -> list[tuple[int, int, int]]:
    rows = zip(ways.row, ways.records, ways.endorsements, strict=True)
    return sorted((int(row), int(records), int(endorsed)) for row, records, endorsed in rows)


def test_ways_of_two_pieces_are_every_sum() -> None:
    rows = np.arange(3, dtype=np.int64)
    first = Ways.of(rows, np.zeros(3, dtype=np.int64), [_ways((1, 0), (2, 0))])
    second = Ways.of(rows, np.asarray([1, 0, 1], dtype=np.int64), [(), _ways((0, 1), (0, 3))])
    both = first.with_(second, Bundles())
    assert _prices(both) == sorted((w, r, e) for w in (0, 2) for r, e in product((1, 2), (1, 3)))
    assert _prices(both) == _prices(second.with_(first, Bundles()))


def test_cheapest_of_alternatives_takes_each_once() -> None:
    rows, none = np.arange(2, dtype=np.int64), np.zeros(2, dtype=np.int64)
    three = [Ways.of(rows, none, [_ways((records, 0))]) for records in (4, 1, 2)]
    three[1] = Ways.of(rows, np.asarray([0, 1], dtype=np.int64), [_ways((1, 0), (3, 0)), ()])
    assert _prices(cheapest(three, 1, Bundles())) == [(0, 1, 0), (1, 2, 0)]
    assert _prices(cheapest(three, 2, Bundles())) == [(0, 3, 0), (1, 6, 0)]
    assert _prices(cheapest(three, 3, Bundles())) == [(0, 7, 0)]


# --- keys and profiles ------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 2), st.integers(0, 2)), max_size=30))
def test_distinct_rows(rows: list[tuple[int, int]]) -> None:
    table = np.asarray(rows, dtype=np.int64).reshape(-1, 2)
    first, place = distinct(table)
    assert [tuple(table[first[p]]) for p in place] == rows
    assert len(first) == len(set(rows))


Seen = tuple[int, int, int]
"""Of a record: person, how far it matches, and its amount."""


def matched(records: Sequence[Seen]) -> Matched:
    size = len(records)
    person = np.asarray([one[0] for one in records], dtype=np.uint32)
    return Matched(
        person=person, kind=np.zeros(size, dtype=np.uint8), record=np.arange(size, dtype=np.uint32),
        marks=np.asarray([one[1] for one in records], dtype=np.int8), day=np.zeros(size, dtype=np.int32),
        amount=np.asarray([one[2] for one in records], dtype=np.float64), project=np.full(size, -1, dtype=np.int64),
        weights=(),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 3), st.integers(0, 2)), max_size=20))
def test_profiles_are_equal_where_the_records_look_alike(records: list[Seen]) -> None:
    told = profiles([matched(records)], 5)
    looks = [tuple(sorted(one[1:] for one in records if one[0] == person)) for person in range(5)]
    for one, other in product(range(5), repeat=2):
        assert (told.of[one] == told.of[other]) == (looks[one] == looks[other])
    for person in range(5):
        assert len(told.keys[told.of[person]]) == len(looks[person])
