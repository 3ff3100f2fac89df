"""The columns say of everybody what `check` and `gap` say: people near rungs, strange people, generated rule trees."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from random import Random

import pytest

from models import catalogue, people_table
from models.applicant import Applicant
from models.population import load
from models.standard import Standard
from solver.population import draw
from solver.settle import Settled, settle
from solver.status import ASSUMED
from tests import trees
from tests.columns import Batch, compared, standard_of
from tests.people import DAYS, Person, people, rung_status, score
from tests.strangers import strange
from tests.test_gap_oracle import thinned, tied_and_counted

RUNGS = [(name, rung) for name in sorted(catalogue.files()) for rung in catalogue.find(name).rungs]
SORTS = (
    "eligible", "not_eligible", "undetermined", "several points", "waits", "records", "endorsed", "competing", "tied",
    "class only_waiting", "class only_records", "class both", "class only_exceptionally",
)  # fmt: skip


# --- batches of people ------------------------------------------------------------------------------------------------


def crowd(settled: Settled, as_of: date, rng: Random, times: int) -> list[Person]:
    """People near a rung on one day, and after each who is eligible one who lacks a little on that day."""
    found = []
    for _ in range(times):
        for person in score(settled, as_of, rng):
            found.append(person)
            if rung_status(person) >= ASSUMED:
                less = thinned(person, rng)
                found.append(less)
    return found


def drawn_readings(standard: Standard, rng: Random) -> dict[str, str]:
    """The defaults, or any value of every reading."""
    if rng.random() < 0.6:
        return {}
    return {one.id: rng.choice(list(one.values)) for one in standard.readings.values()}


def near(name: str, rung: str, seed: int, times: int = 2) -> Batch:
    """Many people of one rung in one batch, so that keys are shared between them."""
    standard, rng = catalogue.find(name), Random(f"columns-{name}-{rung}-{seed}")
    as_of, readings = DAYS[seed % len(DAYS)], drawn_readings(standard, rng)
    found = crowd(settle(standard, rung, as_of, readings), as_of, rng, times)
    return Batch(
        standard=standard, rung=rung, as_of=as_of, readings=readings, strict=rng.random() < 0.2,
        people=[one.applicant for one in found],
    )  # fmt: skip


def odd_ones(name: str, rung: str, seed: int, seen: Counter[str], times: int = 1) -> Batch:
    """The same made strange; `seen` counts the ways."""
    standard, rng = catalogue.find(name), Random(f"strange-{name}-{rung}-{seed}")
    as_of, readings = DAYS[seed % len(DAYS)], drawn_readings(standard, rng)
    settled = settle(standard, rung, as_of, readings)
    found: list[Applicant] = []
    for person in (one for _ in range(times) for one in score(settled, as_of, rng)):
        changed = strange(person.document, as_of, rng)
        if changed is not None:
            found.append(changed[0])
            seen.update(changed[1])
    strict = rng.random() < 0.2
    return Batch(standard=standard, rung=rung, as_of=as_of, readings=readings, strict=strict, people=found)


def grown(seeds: Iterable[int], seen: Counter[str]) -> Iterator[Batch]:
    """People of generated rule trees; trees on which `gap` itself is known not to be exact are counted and left out."""
    for seed in seeds:
        rng = Random(f"columns-{seed}")
        as_of = DAYS[seed % len(DAYS)]
        standard = standard_of(trees.rung(rng))
        settled = settle(standard, "senior", as_of)
        if tied_and_counted([(as_of, settled)]):
            seen["left out"] += 1
            continue
        found = [one.applicant for one in crowd(settled, as_of, rng, 1)]
        if found:
            strict = rng.random() < 0.2
            yield Batch(standard=standard, rung="senior", as_of=as_of, readings={}, strict=strict, people=found)


# --- the same as one person at a time ---------------------------------------------------------------------------------


def test_columns_equal_check_and_gap_near_every_rung() -> None:
    seen: Counter[str] = Counter()
    for seed, (name, rung) in enumerate(RUNGS):
        assert not compared(near(name, rung, seed, times=1), seen)
    for name in ("chongqing-cyberspace-2023", "liaoning-cyberspace-2024"):
        assert not compared(near(name, "senior", 100, times=1), seen)
    assert min(seen[sort] for sort in SORTS if sort not in ("tied", "competing")) > 0, seen


def test_columns_equal_check_and_gap_of_strange_people() -> None:
    seen: Counter[str] = Counter()
    ways: Counter[str] = Counter()
    for name, rung in RUNGS:
        assert not compared(odd_ones(name, rung, 0, ways), seen)
    assert len(ways) == 11
    assert min(ways.values()) > 20
    assert seen["referred"] > 0
    assert seen["referred"] < seen["rows"] / 2


def test_columns_equal_check_and_gap_on_generated_trees() -> None:
    seen: Counter[str] = Counter()
    for batch in grown(range(2000, 2020), seen):
        assert not compared(batch, seen)
    assert min(seen[sort] for sort in SORTS if sort not in ("class both",)) > 0, seen
    assert seen["referred"] < seen["rows"] / 4, "most trees are covered by the columns"


def test_columns_equal_check_and_gap_in_a_population() -> None:
    seen: Counter[str] = Counter()
    day = date(2024, 12, 31)
    table = next(draw(load(), 150, 5, day))
    drawn = [people_table.person(row) for row in table.to_pylist()]
    for name, rung in RUNGS[::3]:
        standard = catalogue.find(name)
        batch = Batch(standard=standard, rung=rung, as_of=day, readings={}, people=drawn)
        assert not compared(batch, seen)
    assert seen["rows"] == 150 * len(RUNGS[::3])


# --- long sweeps ------------------------------------------------------------------------------------------------------


def _told(wrong: list[str], seen: Counter[str]) -> None:
    print(f"columns: {seen['rows']} people and rungs, {len(wrong)} differ, {dict(seen)}", file=sys.stderr, flush=True)
    assert not wrong, f"{len(wrong)} disagreements, first:\n{wrong[0]}"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "rung"), RUNGS)
def test_columns_sweep_near_a_rung(name: str, rung: str) -> None:
    seen: Counter[str] = Counter()
    ways: Counter[str] = Counter()
    wrong = []
    for seed in range(1, 25):
        wrong += compared(near(name, rung, seed), seen)
        wrong += compared(odd_ones(name, rung, seed, ways), seen)
    assert seen["rows"] > 1200, seen
    _told(wrong, seen)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "rung"), RUNGS)
def test_columns_sweep_over_days_and_readings(name: str, rung: str) -> None:
    standard, seen = catalogue.find(name), Counter[str]()
    groups: dict[tuple[date, tuple[tuple[str, str], ...]], list[Applicant]] = {}
    for person in people(standard, rung, 200, seed=11):
        groups.setdefault((person.as_of, tuple(person.settled.readings.items())), []).append(person.applicant)
    wrong = []
    for (as_of, readings), found in groups.items():
        batch = Batch(standard=standard, rung=rung, as_of=as_of, readings=dict(readings), people=found)
        wrong += compared(batch, seen)
    _told(wrong, seen)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(10_000, 12_000, 250))
def test_columns_sweep_of_generated_trees(start: int) -> None:
    seen: Counter[str] = Counter()
    wrong = [told for batch in grown(range(start, start + 250), seen) for told in compared(batch, seen)]
    _told(wrong, seen)
