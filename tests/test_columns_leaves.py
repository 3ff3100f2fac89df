"""Conditions on a person measured in columns: the same as by the reference, today and on later days."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import people_table, rules
from models.applicant import Applicant, Education, Job, Title
from models.catalogue import files, find
from models.vocabulary import Label
from solver import calendar, waiting
from solver.columns.calendar import add_months, day_of, latest, months_and_days, number
from solver.columns.leaves import Leaves
from solver.facts import Facts
from solver.settle import settle
from solver.working import spans
from tests.anybody import Anybody, condition, since
from tests.measured import asked_by, compared, table
from tests.people import people

RUNGS = [(name, rung) for name in sorted(files()) for rung in find(name).rungs]
DAYS = st.dates(min_value=date(1980, 1, 1), max_value=date(2060, 12, 31))
NOW = date(2025, 2, 28)


def test_conditions_of_all_standards_in_columns() -> None:
    seen: Counter[str] = Counter()
    for name, rung in RUNGS:
        groups: dict[tuple[int, date], list[Any]] = defaultdict(list)
        for person in people(find(name), rung, 60, seed=7):
            groups[id(person.settled), person.as_of].append(person)
        for place, group in enumerate(groups.values()):
            persons, as_of = [one.applicant for one in group], group[0].as_of
            leaves = Leaves(table(persons), as_of, name, strict=place % 3 == 2)
            seen += compared(persons, leaves, *asked_by(group[0].settled))
    for word in ("All", "Any", "External", "Worked", "Held", "Education", "Fact", "Attest"):
        assert seen[f"{word} 0"] and seen[f"{word} 1"] and seen[f"{word} 3"], word
    assert seen["Worked turns 1"] and seen["Held turns 2"] and seen["Risen 3"] and seen["Clear 3"]


@pytest.mark.parametrize("name", sorted(files()))
def test_anybody_in_columns(name: str) -> None:
    seen: Counter[str] = Counter()
    standard = find(name)
    for seed in range(4):
        rng = Random(f"{name} {seed}")
        as_of = date(2024, 1, 1) + timedelta(days=rng.randint(0, 800)) if seed else rng.choice([NOW, date(2024, 2, 29)])
        readings = {one.id: rng.choice(list(one.values)) for one in standard.readings.values()}
        asked = [asked_by(settle(standard, rung, as_of, readings)) for rung in standard.rungs]
        nodes = [node for own, _ in asked for node in own]
        judged = [node.id for node in nodes if isinstance(node, rules.Attest | rules.External)]
        drawing = Anybody(rng, as_of, name, judged)
        persons = [drawing.person() for _ in range(60)]
        leaves = Leaves(table(persons), as_of, name, strict=seed == 2)
        seen += compared(
            persons, leaves, [*nodes, *(condition(rng) for _ in range(60))],
            [*(one for _, own in asked for one in own), *(since(rng) for _ in range(12))],
        )  # fmt: skip
    for word in ("Worked", "Held", "Education", "Fact", "Clear", "Risen"):
        assert min(seen[f"{word} {status}"] for status in (0, 1, 3)) > 3, word
    for turns in ("Worked turns 1", "Worked turns 2", "Held turns 2", "Clear turns 1", "Clear turns 2", "Fact turns 1"):
        assert seen[turns] > 3, turns
    for begin in ("since True True 0", "since False True 0", "since False False 3", "since False True 1"):
        assert seen[begin], begin


JOBS = st.lists(
    st.tuples(DAYS, st.one_of(st.none(), st.integers(0, 900)), st.sampled_from(["cyberspace", "engineering", "other"])),
    max_size=6,
)


@settings(max_examples=300)
@given(JOBS, st.lists(st.integers(0, 120), min_size=1, max_size=4), st.one_of(st.none(), DAYS), DAYS)
def test_the_first_day_of_so_many_months_of_work(
    jobs: list[tuple[date, int | None, str]], months: list[int], held: date | None, as_of: date
) -> None:
    work = tuple(
        Job(path="", field=field, start=day, end=None if days is None else day + timedelta(days=days))
        for day, days, field in jobs
    )
    titles = (Title(path="", level="engineer", series="engineering", date=held),)
    person = waiting.counted_on(Applicant(work=work, titles=titles), as_of)[0]
    leaves = Leaves(table([person]), as_of, "")
    for asked in months:
        after = rules.Held(id="h", cite="", level=("engineer",)) if held else None
        node = rules.Worked(id="w", cite="", fields=("engineering",), months=asked, after=after)
        facts = Facts(person, as_of, "")
        expected = [(day, int(status)) for day, status in waiting.turns(node, facts)]
        assert leaves.status(node).to_list() == [int(facts.status(node))]
        assert [(turn.day[0], turn.status) for turn in leaves.turns(node) if turn.day[0]] == expected


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 100)), min_size=1, max_size=4),
    st.integers(0, 30), st.integers(0, 14), DAYS,
)  # fmt: skip
def test_left_over_days_of_closed_work_bring_the_first_day_forward(
    closed: list[tuple[int, int]], since_start: int, need: int, as_of: date
) -> None:
    day, work = as_of - timedelta(days=since_start), []
    work.append(Job(path="", field="cyberspace", start=day))
    for gap, lasts in closed:
        end = day - timedelta(days=gap + 1)
        day = end - timedelta(days=lasts)
        work.append(Job(path="", field="cyberspace", start=day, end=end))
    person = Applicant(work=tuple(work))
    node = rules.Worked(id="w", cite="", fields=("cyberspace",), months=need)
    first = waiting.first_worked(node.fields, person, None, as_of, need)
    assert first is not None
    leaves = Leaves(table([person]), as_of, "")
    if first > as_of:
        assert leaves.status(node).to_list() == [0]
        assert [turn.day[0] for turn in leaves.turns(node)] == [first, first]
        assert calendar.worked_months(spans(node.fields, person, None, first))[0] >= need
    else:
        assert leaves.status(node).to_list() == [3] and leaves.turns(node) == []


@given(DAYS, st.integers(0, 500), st.integers(0, 20_000))
def test_months_in_columns_are_those_of_the_calendar(day: date, months: int, more: int) -> None:
    end = min(day + timedelta(days=more), date(2199, 1, 1))
    start, last = np.array([number(day)], dtype=np.int32), np.array([number(end)], dtype=np.int32)
    assert day_of(add_months(start, months)[0]) == calendar.add_months(day, months)
    assert day_of(add_months(start, np.array([months], dtype=np.int32))[0]) == calendar.add_months(day, months)
    whole, left = months_and_days(start, last)
    assert (whole[0], left[0]) == calendar.worked_months([(day, end)])
    floor = day_of(latest(end, months)) if months else end
    assert (
        calendar.full_months(floor, end) >= months > calendar.full_months(floor + timedelta(days=1), end) or not months
    )


def test_a_period_may_end_on_the_last_day_of_a_shorter_month() -> None:
    for end, months, first in (
        (date(2025, 2, 28), 12, date(2024, 2, 29)),
        (date(2025, 2, 28), 1, date(2025, 1, 31)),
        (date(2025, 4, 30), 1, date(2025, 3, 31)),
        (date(2025, 3, 31), 1, date(2025, 2, 28)),
        (date(2025, 3, 30), 1, date(2025, 2, 28)),
        (date(2025, 3, 27), 1, date(2025, 2, 27)),
    ):
        assert day_of(latest(end, months)) == first


def test_certificates_on_the_day_of_an_initial_title_are_not_new() -> None:
    day = date(2020, 6, 30)
    persons = [
        Applicant(
            education=(Education(path="", level="bachelor", diploma=day + later, degree=day + later),),
            titles=(Title(path="", level="assistant", series=series, date=day, how=how),),
        )
        for later in (timedelta(days=-1), timedelta(0), timedelta(days=1))
        for series, how in (("engineering", "initial"), ("engineering", None), (None, "initial"), ("other", "initial"))
    ]
    nodes = [
        rules.Education(id=by, cite="", by=by, levels=("bachelor",), new=True)
        for by in ("diploma", "degree", "either", "both")
    ]
    seen = compared(persons, Leaves(table(persons), NOW, ""), nodes, [])
    assert seen == {"Education 0": 8, "Education 1": 16, "Education 3": 24, "Education turns 0": 48}


def master(day: date) -> Education:
    """A master's degree of a day."""
    return Education(path="", level="master", degree=day)


def test_of_two_levels_that_a_row_names_the_better_one_was_used() -> None:
    before, on, after = date(2018, 6, 30), date(2019, 7, 1), date(2022, 6, 30)
    title = Title(path="", level="assistant", series="engineering", date=on, how="initial", initial_row="4")
    second = Education(path="", level="bachelor", degree=before, second_bachelor=True)
    persons = [
        Applicant(titles=(title,), education=education)
        for education in (
            (second, master(after)),
            (
                second,
                Education(path="", level="master", degree=before),
                Education(path="", level="master", degree=after),
            ),
            (second, Education(path="", level="master", degree=on), Education(path="", level="doctor", degree=after)),
            (Education(path="", level="bachelor", degree=before), Education(path="", level="master", degree=after)),
        )
    ]
    node = rules.Risen(id="r", cite="", used={"4": ("second_bachelor", "master")})
    leaves = Leaves(table(persons), NOW, "")
    assert leaves.status(node).to_list() == [3, 0, 3, 3]
    assert compared(persons, leaves, [node], [])


def test_what_a_table_leaves_out_of_an_entry_is_as_documents_say() -> None:
    row = {
        "titles": [{"level": "engineer", "series": "engineering", "date": date(2020, 1, 1)}],
        "education": [{"level": "master", "degree": date(2018, 1, 1)}],
        "attestations": [{"key": "x", "value": None}, {"key": "x/y", "value": False}, {"key": "x/y", "value": True}],
        "none": "penalty_until employment",
    }
    leaves = Leaves(people_table.table([row, {"none": "conduct.penalty_until"}, {"none": "fraud_found"}]), NOW, "s")
    employed = rules.Test(attribute="employment", op="among", values=("enterprise",))
    for node, statuses in (
        (rules.Held(id="a", cite="", level=("engineer",), relation=("own",)), [3, 1, 1]),
        (rules.Education(id="b", cite="", by="degree", levels=("master",)), [3, 1, 1]),
        (
            rules.Education(id="c", cite="", by="degree", levels=("master",), mark="engineering_professional"),
            [0, 1, 1],
        ),
        (rules.Clear(id="d", cite="", fact="conduct.penalty_until"), [3, 3, 2]),
        (rules.Fact(id="e", cite="", fact="employment", test=employed), [0, 1, 1]),
        (rules.Attest(id="x", cite="", label=Label(zh="", en="")), [2, 2, 2]),
        (rules.Attest(id="x/y/z", cite="", label=Label(zh="", en="")), [3, 2, 2]),
    ):
        assert leaves.status(node).to_list() == statuses, node


def test_who_is_not_covered_is_told() -> None:
    long_ago, never = date(1850, 1, 1), date(9999, 12, 31)
    usual = Applicant(work=(Job(path="", field="cyberspace", start=date(2020, 1, 1)),))
    persons = [
        usual,
        Applicant(work=(Job(path="", field="cyberspace", start=long_ago),)),
        Applicant(work=(Job(path="", field="cyberspace", start=date(2020, 1, 1), end=never),)),
        Applicant(titles=(Title(path="", level="engineer", date=long_ago),)),
        Applicant(facts={"conduct.penalty_until": never}),
        Applicant(),
    ]
    leaves = Leaves(table(persons), NOW, "")
    assert leaves.odd().to_list() == [False, True, True, True, True, False]
    node = rules.Worked(id="w", cite="", fields=("cyberspace",), months=12)
    assert leaves.status(node).to_list()[::5] == [3, 1]
    assert Leaves(table([usual]), date(2300, 1, 1), "").odd().to_list() == [True]


def test_nobody_is_measured_too() -> None:
    leaves = Leaves(table([]), NOW, "")
    rng = Random(1)
    for _ in range(100):
        node = condition(rng)
        assert len(leaves.status(node)) == 0 and leaves.turns(node) == []
        assert len(leaves.since(since(rng)).every) == 0


def test_other_forms_of_the_same_table_say_the_same() -> None:
    rng = Random(5)
    drawing = Anybody(rng, NOW, "x", ["x/judged"])
    persons = [drawing.person() for _ in range(50)]
    plainly, half = table(persons), len(persons) // 2
    by_polars = pl.from_arrow(plainly)
    assert isinstance(by_polars, pl.DataFrame)
    coded = by_polars.with_columns(pl.col("employment").cast(pl.Categorical)).to_arrow()
    parted = pa.concat_tables([plainly.slice(0, half), plainly.slice(half)])
    nodes = [condition(rng) for _ in range(40)]
    nodes += [node for name, rung in RUNGS[:6] for node in asked_by(settle(find(name), rung, NOW))[0]]
    first = Leaves(plainly, NOW, "x")
    for other in (coded, parted, plainly.drop_columns(["recommenders", "achievements"])):
        leaves = Leaves(other, NOW, "x")
        for node in nodes:
            assert leaves.status(node).to_list() == first.status(node).to_list(), node


def test_people_measured_for_another_standard_are_not_measured_again() -> None:
    rng = Random(6)
    one, other = RUNGS[0][0], RUNGS[-1][0]
    nodes, begins = asked_by(settle(find(other), RUNGS[-1][1], NOW))
    judged = [node.id for node in nodes if isinstance(node, rules.Attest)]
    drawing = Anybody(rng, NOW, other, judged)
    persons = [drawing.person() for _ in range(60)]
    told = table(persons)
    before = Leaves(told, NOW, one)
    for node in asked_by(settle(find(one), RUNGS[0][1], NOW))[0]:
        before.status(node)
    assert compared(persons, Leaves(told, NOW, other, beside=before), nodes, begins)
