"""Waivers: who has them, whether they decide, and what is told of those that do not count."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from models import catalogue, people_table, source
from models.amending import dropped
from models.errors import InputError
from models.scenarios import read
from models.standard import Standard
from models.waivers import Waiver, known
from solver.waived import decided, waivers_table
from solver.waiving import Applied, Remark, apply, remarks
from tests.checked import run
from tests.people import people

DAY = date(2025, 6, 30)
CYBER, LIAONING = "chongqing-cyberspace-2023", "liaoning-cyberspace-2024"
COMMON = "reason: 援藏三年, approver: 市职称办"


@cache
def standards() -> tuple[Standard, ...]:
    return tuple(catalogue.find(name) for name in (CYBER, LIAONING))


@cache
def staff() -> pa.Table:
    """Some 60 generated people near the senior rungs; two of them bear one name."""
    found = [p.applicant for name in (CYBER, LIAONING) for p in people(catalogue.find(name), "senior", 30, 9)]
    rows = [people_table.row(person, f"P{i:03}") for i, person in enumerate(found)]
    for i, row in enumerate(rows):
        row["name"] = f"虚构{i}" if i not in (4, 5) else "虚构双"
    return people_table.table(rows)


@cache
def plainly() -> pl.DataFrame:
    return run(staff(), standards(), DAY)


def waivers(*texts: str) -> tuple[Waiver, ...]:
    data = source.parse("waivers:\n" + "".join(f"  - {{{text}, {COMMON}}}\n" for text in texts), "w.yaml")
    return read(data, "w.yaml").waivers


def results(asked: tuple[Waiver, ...]) -> tuple[Applied, pl.DataFrame]:
    known(asked, standards())
    applied = apply(asked, standards(), staff(), DAY)
    return applied, decided(applied, standards(), staff(), DAY, run, plainly())


def test_a_waiver_is_read_whole() -> None:
    (one,) = waivers(
        f"id: w1, standard: {CYBER}, node: [senior/education-years, senior/ability], people: [P001, 虚构2]"
    )
    assert (one.id, one.nodes, one.people) == ("w1", ("senior/education-years", "senior/ability"), ("P001", "虚构2"))
    assert (one.reason, one.approver, one.until, one.line) == ("援藏三年", "市职称办", None, 2)


def test_everybody_is_found_by_id_by_name_and_by_condition() -> None:
    asked = waivers(
        f"standard: {CYBER}, node: senior/ability, people: [P003, 虚构7]",
        f"standard: {CYBER}, node: senior/results, if: {{titles: {{level: engineer}}}}",
    )
    applied = apply(asked, standards(), staff(), DAY)
    named = applied.held.filter(pl.col("waiver") == "waiver-1")["row"].to_list()
    assert named == [3, 7]
    held = [row["titles"] for row in staff().to_pylist()]
    engineers = [i for i, titles in enumerate(held) if any(t["level"] == "engineer" for t in titles or ())]
    assert applied.held.filter(pl.col("waiver") == "waiver-2")["row"].to_list() == engineers
    rows = sorted(int(row) for group in applied.groups for row in group.rows)
    assert rows == sorted({3, 7, *engineers}), "everybody stands in one group"
    assert all(group.mask(staff().num_rows).sum() == len(group.rows) for group in applied.groups)


def test_the_results_are_those_of_each_person_under_their_own_standard() -> None:
    asked = waivers(
        f"standard: {CYBER}, node: [senior/education-years, senior/results], if: {{region: chongqing}}",
        f"standard: {CYBER}, node: [senior/scholarship, senior/conduct], people: [P002, P004, P005, P006, P007, P040]",
        f"standard: {LIAONING}, node: senior/results, if: {{titles: {{level: engineer}}}}",
        f"standard: {LIAONING}, node: [senior/scope, senior/education-years], if: {{not: {{region: chongqing}}}}",
    )
    applied, found = results(asked)
    assert found.select("person", "standard", "rung").equals(plainly().select("person", "standard", "rung"))
    nodes: dict[int, dict[str, set[str]]] = {}
    clauses = {w.id: w for w in asked}
    for row, name in applied.held.iter_rows():
        nodes.setdefault(row, {}).setdefault(clauses[name].standard, set()).update(clauses[name].nodes)
    changed = 0
    rows = staff()
    for person in range(rows.num_rows):
        own = [dropped(s, nodes.get(person, {}).get(s.id, ())) for s in standards()]
        expected = run(rows.slice(person, 1), own, DAY)
        mine = found.filter(pl.col("person") == person)
        assert mine["verdict"].to_list() == expected["verdict"].to_list()
        before = plainly().filter(pl.col("person") == person)["verdict"].to_list()
        changed += expected["verdict"].to_list() != before
        for one, was in zip(mine.iter_rows(named=True), before, strict=True):
            assert bool(one["waived"]) == (one["verdict"] != was), "said where, and only where, it decides"
            assert set(one["waived"]) <= nodes.get(person, {}).get(one["standard"], set())
            if one["waived"]:
                _fewest(person, one)
    assert changed >= 5


def _fewest(person: int, row: dict[str, Any]) -> None:
    """The clauses said to decide are enough, and without any of them the answer is another one."""
    standard = next(s for s in standards() if s.id == row["standard"])
    someone = staff().slice(person, 1)

    def verdict(nodes: list[str]) -> str:
        under = run(someone, [dropped(standard, nodes)], DAY)
        return str(under.filter(pl.col("rung") == row["rung"])["verdict"].item())

    assert verdict(row["waived"]) == row["verdict"]
    for one in row["waived"]:
        assert verdict([other for other in row["waived"] if other != one]) != row["verdict"]


def test_of_two_clauses_that_would_each_do_one_is_named() -> None:
    """All of a rung waived by one clause after another: a part that was met anyway decides nothing."""
    parts = ", ".join(f"senior/{part}" for part in catalogue.find(CYBER).rungs["senior"].parts)
    _, found = results(waivers(f"standard: {CYBER}, node: [{parts}], if: {{given: titles}}"))
    senior = found.filter((pl.col("standard") == CYBER) & (pl.col("rung") == "senior"))
    lists = [set(one) for one in senior.filter(pl.col("waived").list.len() > 0)["waived"].to_list()]
    assert {len(one) for one in lists} >= {1, 2} and len(lists) >= 20
    for row in senior.filter(pl.col("waived").list.len() > 0).head(15).iter_rows(named=True):
        _fewest(row["person"], row)


def test_nobody_is_changed_who_has_no_waiver() -> None:
    applied = apply((), standards(), staff(), DAY)
    assert not applied.groups and applied.held.is_empty()
    assert decided(applied, standards(), staff(), DAY, run, plainly()).equals(plainly())


def test_persons_keep_the_places_of_the_whole_input() -> None:
    """The rows of a part are persons 1000 and on: the results speak of them so."""
    parts = ", ".join(f"senior/{part}" for part in catalogue.find(CYBER).rungs["senior"].parts)
    asked = waivers(f"standard: {CYBER}, node: [{parts}], people: [P001, P002, P003]")
    places = np.arange(1000, 1000 + staff().num_rows, dtype=np.uint32)
    there = plainly().with_columns((pl.col("person") + 1000).cast(pl.UInt32))
    applied = apply(asked, standards(), staff(), DAY)
    found = decided(applied, standards(), staff(), DAY, run, there, places)
    _, here = results(asked)
    assert here["waived"].list.len().sum()
    assert found.with_columns((pl.col("person") - 1000).cast(pl.UInt32)).equals(here)


def test_the_table_of_waivers_says_where_each_decides() -> None:
    parts = sorted(f"senior/{part}" for part in catalogue.find(CYBER).rungs["senior"].parts)
    asked = waivers(f"standard: {CYBER}, node: [{', '.join(parts)}], people: [P001, P002, P003], until: 2026-01-31")
    applied, found = results(asked)
    table = waivers_table(asked, applied, staff(), found)
    assert table.select("id", "node").rows() == [(f"P{i:03}", node) for i in (1, 2, 3) for node in parts]
    assert set(table["until"].to_list()) == {date(2026, 1, 31)} and set(table["approver"]) == {"市职称办"}
    said = {(r["id"], r["node"]) for r in table.iter_rows(named=True) if "senior" in r["rungs"]}
    rows = found.filter((pl.col("standard") == CYBER) & (pl.col("rung") == "senior")).iter_rows(named=True)
    assert said == {(row["id"], node) for row in rows for node in row["waived"]}
    assert not table["too_late"].list.len().sum(), "this run knows no days"
    late = found.with_columns(ready_on=pl.lit(date(2026, 2, 1)))
    again = waivers_table(asked, applied, staff(), late)
    assert said and again["too_late"].to_list() == again["rungs"].to_list() == table["rungs"].to_list()


def test_waivers_that_do_not_count_are_told() -> None:
    asked = waivers(
        f"id: old, standard: {CYBER}, node: senior/results, people: [P001], until: 2025-06-29",
        f"id: today, standard: {CYBER}, node: senior/results, people: [P001], until: 2025-06-30",
        f"id: gone, standard: {CYBER}, node: senior/results, people: [P001, P999, 无名]",
        f"id: none, standard: {CYBER}, node: senior/results, if: {{id: P998}}",
        "id: other, standard: sichuan-initial-2022, node: engineer/scope, people: [P001]",
    )
    known(asked, standards(), ["sichuan-initial-2022"])
    applied = apply(asked, standards(), staff(), DAY)
    assert set(applied.held["waiver"]) == {"today", "gone"}
    assert remarks(asked, standards(), applied.seen, DAY) == (
        Remark(waiver="old", code="expired", word="2025-06-29"),
        Remark(waiver="gone", code="nobody", word="P999"),
        Remark(waiver="gone", code="nobody", word="无名"),
        Remark(waiver="none", code="nobody"),
        Remark(waiver="other", code="not-asked", word="sichuan-initial-2022"),
    )
    elsewhere = apply(asked, standards(), people_table.table([{"id": "P999", "name": "x"}]), DAY)
    assert [r.word for r in remarks(asked, standards(), [*applied.seen, *elsewhere.seen], DAY)][1] == "无名"


def test_a_name_that_several_bear_is_refused() -> None:
    asked = waivers(f"standard: {CYBER}, node: senior/results, people: [虚构双]")
    with pytest.raises(InputError, match=r"w\.yaml:2: the waiver `waiver-1` names `虚构双`, and 2 people are"):
        apply(asked, standards(), staff(), DAY)
    parts = [apply(asked, standards(), staff().slice(start, 5), DAY) for start in (0, 5)]
    with pytest.raises(InputError, match="2 people are called so; write the id of the one who is meant"):
        remarks(asked, standards(), [one for part in parts for one in part.seen], DAY)


REFUSED = {
    f"standard: {CYBER}, node: senior/resutls, people: [P001]": (
        f"w.yaml:2: `{CYBER}` has no node `senior/resutls`; write `senior/results`"
    ),
    "standard: chongqing-cyberspace-2022, node: senior/results, people: [P001]": (
        f"w.yaml:2: unknown standard `chongqing-cyberspace-2022`; write `{CYBER}`"
    ),
}


@pytest.mark.parametrize("text", REFUSED)
def test_unknown_nodes_and_standards_are_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        known(waivers(text), standards())
    assert str(caught.value) == REFUSED[text]


UNREAD = {
    f"{{standard: {CYBER}, node: senior/results, people: [P001], approver: x}}": "a waiver does not say its `reason`",
    f"{{standard: {CYBER}, node: senior/results, people: [P001], reason: x}}": "a waiver does not say its `approver`",
    f"{{standard: {CYBER}, people: [P001], {COMMON}}}": "a waiver does not say its `node`",
    f"{{node: senior/results, people: [P001], {COMMON}}}": "a waiver does not say its `standard`",
    f"{{standard: {CYBER}, node: senior/results, {COMMON}}}": "a waiver says in one way whom it concerns",
    f"{{standard: {CYBER}, node: [], people: [P001], {COMMON}}}": "`node` names 0",
    f"{{standard: {CYBER}, node: a, people: [true], {COMMON}}}": "`true` is no word for `people`",
    f"{{standard: {CYBER}, node: a, people: [P1], {COMMON}, until: soon}}": "`until` is a date, not `soon`",
    f"{{standard: {CYBER}, node: a, people: [P1], {COMMON}, untill: 2026-01-01}}": "unknown key `untill` of a waiver",
    f"{{standard: {CYBER}, node: a, if: {{titels: 1}}, {COMMON}}}": "unknown key `titels` of `if`; write `titles`",
    "word": "a waiver is a map, not `word`",
}


@pytest.mark.parametrize("text", UNREAD)
def test_what_a_waiver_lacks_is_told_with_its_line(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read(source.parse(f"waivers:\n\n  - {text}\n", "w.yaml"), "w.yaml")
    assert UNREAD[text] in str(caught.value) and caught.value.line == 3
