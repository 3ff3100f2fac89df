"""The figures of a run: they are what counting by hand gives, they add up, and parts add up to the whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from models import catalogue
from models.vocabulary import vocabulary
from solver.summary import CLASSES, KEPT, NEAR_MONTHS, NEAR_RECORDS, Summary, WhatIf, merged, summarise
from solver.summary_tables import by_class, by_year, changed, hardest, most_open, present, rungs
from tests.result_tables import DAY, answered, error_table, invented, result_table

STANDARD = "chongqing-cyberspace-2023"
RUNGS = ("engineer", "senior")


@pytest.fixture(scope="module", params=["asked", "invented"])
def table(request: pytest.FixtureRequest) -> pl.DataFrame:
    if request.param == "asked":
        return pl.concat([answered(STANDARD, rung, 60) for rung in RUNGS])
    return invented(catalogue.find(STANDARD), RUNGS, 400, seed=5)


def same(one: Summary, other: Summary) -> None:
    for name in (f.name for f in fields(Summary)):
        here, there = getattr(one, name), getattr(other, name)
        if isinstance(here, pl.DataFrame):
            assert_frame_equal(here, there)
        else:
            assert here == there


def counted(frame: pl.DataFrame, keys: list[str], number: str) -> dict[tuple[Any, ...], int]:
    return {tuple(row[key] for key in keys): row[number] for row in frame.to_dicts() if row[number]}


def test_the_example_is_worth_counting(table: pl.DataFrame) -> None:
    assert table["class"].n_unique() >= 5 and summarise([table]).near.height >= 3
    assert table.filter(pl.col("blocking").list.len() == 1).height >= 3


def test_classes_are_counted_by_rung(table: pl.DataFrame) -> None:
    summary = summarise([table])
    rows = table.to_dicts()
    by_hand = Counter((r["standard"], r["rung"], r["verdict"], r["class"]) for r in rows)
    assert counted(summary.counts, ["standard", "rung", "verdict", "class"], "people") == dict(by_hand)
    assert summary.people == len({r["person"] for r in rows}) and summary.answers == len(rows)
    whole = by_class(summary.counts)
    assert whole["rung"].to_list() == list(RUNGS)
    for row in whole.to_dicts():
        assert row["people"] == sum(row[kind] for kind in CLASSES) == sum(r["rung"] == row["rung"] for r in rows)
    assert present(summary) == [kind for kind in CLASSES if any(r["class"] == kind for r in rows)]
    assert rungs(summary) == [(STANDARD, rung) for rung in RUNGS]


def test_blocking_clauses_are_counted_with_those_that_stand_alone(table: pl.DataFrame) -> None:
    refused = [r for r in table.to_dicts() if r["verdict"] == "not_eligible"]
    people = Counter((r["rung"], node) for r in refused for node in r["blocking"])
    alone = Counter((r["rung"], r["blocking"][0]) for r in refused if len(r["blocking"]) == 1)
    summary = summarise([table])
    assert counted(summary.blocking, ["rung", "node"], "people") == dict(people)
    assert counted(summary.blocking, ["rung", "node"], "alone") == dict(alone)
    top = hardest(summary, 4)
    for rung in RUNGS:
        rows = top.filter(pl.col("rung") == rung)
        assert rows.height == 4
        most = sorted((n for (r, _), n in people.items() if r == rung), reverse=True)[:4]
        assert rows["people"].to_list() == most
        among = sum(r["rung"] == rung for r in refused)
        assert rows["share"].to_list() == pytest.approx([n / among for n in most])


def test_near_misses_have_a_way_of_few_records_and_months(table: pl.DataFrame) -> None:
    near: dict[tuple[int, str], tuple[int, int, int]] = {}
    once, wait = Counter[str](), Counter[str]()
    for row in table.to_dicts():
        ways = [w for w in row["frontier"] or [] if w["records"] <= NEAR_RECORDS and w["months"] <= NEAR_MONTHS]
        if row["verdict"] == "not_eligible" and ways:
            best = min((w["records"], w["months"], w["endorsements"]) for w in ways)
            near[row["person"], row["rung"]] = best
            once[row["rung"]] += any(w["months"] == 0 for w in ways)
            wait[row["rung"]] += any(w["records"] == 0 and w["endorsements"] == 0 for w in ways)
    summary = summarise([table])
    found = {(r["person"], r["rung"]): (r["records"], r["months"], r["endorsements"]) for r in summary.near.to_dicts()}
    assert found == near and near
    for row in summary.near_counts.to_dicts():
        assert row["near"] == sum(rung == row["rung"] for _, rung in near)
        assert (row["one_record"], row["one_year"]) == (once[row["rung"]], wait[row["rung"]])
    for rung in RUNGS:
        ranks = [found[r["person"], rung][:2] for r in summary.near.to_dicts() if r["rung"] == rung]
        assert ranks == sorted(ranks)


def test_advice_of_a_near_miss_is_that_of_the_way_shown() -> None:
    way = {"ready_on": DAY, "endorsements": 0, "route": "regular"}
    row = {"person": 1, "standard": STANDARD, "rung": "senior", "verdict": "not_eligible", "class": "only_waiting"}
    ways = [{"months": 0, "records": 1, "add": "a paper"} | way, {"months": 5, "records": 0, "add": ""} | way]
    (one,) = summarise([result_table([row | {"frontier": ways[:1], "advice": "now: a paper"}])]).near.to_dicts()
    assert one["advice"] == "a paper" and one["records"] == 1
    (other,) = summarise([result_table([row | {"frontier": ways, "advice": "now: a paper"}])]).near.to_dicts()
    assert other["advice"] == "" and (other["records"], other["months"]) == (0, 5)


def test_forecast_counts_each_person_in_one_year(table: pl.DataFrame) -> None:
    rows = [r for r in table.to_dicts() if r["verdict"] == "not_eligible"]
    summary = summarise([table])
    for name, day in (("waiting", "wait_until"), ("first", "ready_on")):
        by_hand = Counter((r["rung"], r[day].year) for r in rows if r[day] is not None)
        assert counted(summary.forecast, ["rung", "year"], name) == dict(by_hand) and by_hand
    years = by_year(summary, DAY)
    for rung in RUNGS:
        mine = years.filter(pl.col("rung") == rung)
        assert mine["year"].is_sorted() and mine["first_total"].is_sorted()
        today = table.filter((pl.col("rung") == rung) & (pl.col("verdict") == "eligible")).height
        reached = sum(r["rung"] == rung and r["wait_until"] is not None for r in rows)
        assert mine["waiting_total"][-1] == today + reached


def test_missing_and_assumed_are_counted_once_a_person(table: pl.DataFrame) -> None:
    summary = summarise([table])
    for name, called in (("missing", "fact"), ("assumed", "node")):
        by_hand = Counter((r["rung"], one) for r in table.to_dicts() for one in set(r[name]))
        assert counted(getattr(summary, name), ["rung", called], "people") == dict(by_hand)
    assert most_open(summary, 1).height == len({r["rung"] for r in table.to_dicts() if r["missing"]})


def test_waivers_that_decide_are_counted() -> None:
    base = {"standard": STANDARD, "rung": "senior", "verdict": "eligible", "class": "eligible"}
    rows = [base | {"person": n, "waived": ["senior/results"] * (n < 3)} for n in range(5)]
    assert summarise([result_table(rows)]).waived.rows() == [(STANDARD, "senior", "senior/results", 3)]


def test_people_in_are_people_with_results_and_people_set_apart(table: pl.DataFrame) -> None:
    wrong = {"error": "unknown kind `论闻`", "sheet": "records", "row": 3, "column": "C"}
    errors = error_table(
        [
            wrong | {"person": 1000},
            wrong | {"person": 1000, "error": "unknown kind `x`"},
            wrong | {"person": 1001, "error": "no date"},
            wrong | {"person": None, "error": "no date"},
        ]
    )
    summary = summarise([table], errors)
    assert (summary.people, summary.set_apart, summary.cells) == (table["person"].n_unique(), 2, 4)
    assert summary.error_kinds.rows() == [("no date", 1, 2), ("unknown kind `…`", 1, 2)]
    assert "论闻" not in str(summary.error_kinds.to_dicts())


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(1, 119), max_size=5), st.randoms(use_true_random=False))
def test_parts_add_up_to_the_whole(cuts: list[int], random: Any) -> None:
    table = invented(catalogue.find(STANDARD), RUNGS, 120, seed=2)
    ends = [0, *sorted(set(cuts)), 120]
    people = pl.col("person")
    parts = [summarise([table.filter((people >= a) & (people < b))]) for a, b in pairwise(ends)]
    random.shuffle(parts)
    same(merged(parts), summarise([table]))
    same(sum(parts[1:], parts[0]), summarise([table]))


def test_nobody_is_no_failure() -> None:
    empty = summarise([])
    same(empty, summarise([result_table([])]))
    assert (
        (empty.people, empty.cells) == (0, 0) and by_class(empty.counts).is_empty() and by_year(empty, DAY).is_empty()
    )
    table = invented(catalogue.find(STANDARD), RUNGS, 30)
    same(summarise([table]) + empty, summarise([table]))


def test_near_misses_by_name_are_limited_and_all_are_counted() -> None:
    way = {"months": 3, "ready_on": DAY, "records": 0, "endorsements": 0, "route": "regular", "add": ""}
    base = {"standard": STANDARD, "rung": "senior", "verdict": "not_eligible", "class": "only_waiting"}
    table = result_table(base | {"person": n, "frontier": [way]} for n in range(KEPT + 7))
    summary = summarise([table.head(600)]) + summarise([table.tail(-600)])
    assert summary.near.height == KEPT and summary.near["person"].max() == KEPT - 1
    assert summary.near_counts["near"].to_list() == [KEPT + 7]


def test_a_scenario_is_told_by_class_before_and_after() -> None:
    table = invented(catalogue.find(STANDARD), RUNGS, 200)
    eased = pl.when(pl.col("class") == "only_records").then(pl.lit("eligible")).otherwise("class").alias("class")
    before, after = (summarise([one]).counts for one in (table, table.with_columns(eased)))
    nobody = table.head(0)
    found = changed(WhatIf(name="x", before=before, after=after, gains=nobody, losses=nobody))
    moved = table.filter((pl.col("class") == "only_records") & (pl.col("rung") == "senior")).height
    rows = {r["class"]: r for r in found.filter(pl.col("rung") == "senior").to_dicts()}
    assert rows["only_records"]["after"] == 0 and rows["eligible"]["change"] == moved == -rows["only_records"]["change"]
    assert list(rows) == [kind for kind in CLASSES if kind in rows]
    assert [r for r in vocabulary().sets["rung"].values if r in RUNGS] == list(dict.fromkeys(found["rung"]))
    assert all(r["change"] == r["after"] - r["before"] for r in found.to_dicts())
