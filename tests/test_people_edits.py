"""Changes to people as columns: the same people are found, and become the same, as one by one in their documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import applicant, catalogue, groups, people_table, source
from models.applicant import Applicant
from models.errors import InputError
from models.groups import Given, Group, read_group
from models.people_table import LISTS
from models.person_changes import Edit, read_edit
from models.reading import MAX_ENTRIES
from models.vocabulary import vocabulary
from solver.people_edits import LeftOut, added_up, edited
from solver.people_groups import holds, mask, members
from solver.status import MET, UNMET
from tests.one_by_one import status
from tests.people import people

DAY = date(2025, 3, 31)


@cache
def crowd() -> tuple[list[Applicant], pa.Table]:
    """Some 400 generated people of four standards, as they are and as a table."""
    found = []
    for name, rung in (
        ("chongqing-cyberspace-2023", "senior"), ("liaoning-cyberspace-2024", "engineer"),
        ("beijing-cybersecurity-2024", "senior"), ("chongqing-industrial-internet-2022", "full_senior"),
    ):  # fmt: skip
        found += [p.applicant for p in people(catalogue.find(name), rung, 100, 5)]
    rows = [people_table.row(person, f"P{i:03}") for i, person in enumerate(found)]
    return found, people_table.table(rows)


def group(text: str) -> Group:
    return read_group(source.parse(text, "group.yaml"), 1)


def edit(text: str) -> Edit:
    return read_edit(source.parse(text, "edit.yaml"), 1)


GROUPS = (
    "{employment: enterprise}",
    "{单位性质: [企业, 事业单位]}",
    "{region: [chongqing, liaoning], talent: [urgently_needed]}",
    "{insurance_months: 12+}",
    "{labour_contract: false}",
    "{conduct.annual_review_ok: true}",
    "{conduct.penalty_until: 2024-01-01..}",
    "{approvals: {all: [competent_department]}}",
    "{titles: {level: engineer, series: engineering}}",
    "{职称: {级别: 工程师+}}",
    "{titles: {level: assistant+, date: ..2020-06-30}}",
    "{titles: {relation: own, at_least: 2}}",
    "{education: {level: bachelor+, diploma: ..2012-12-31}}",
    "{education: {engineering_professional: true}}",
    "{education: {second_bachelor: false, degree: 2000-01-01..2015-12-31}}",
    "{work: {field: cyberspace}}",
    "{work: {from: ..2015-12-31}}",
    "{achievements: {kind: paper, author: 1..1}}",
    "{achievements: {kind: paper, indexes: [pku_core, sci], supplement: false}}",
    "{achievements: {kind: paper, sole: false}}",
    "{achievements: {kind: [award, research_project], rank: 1..3, tier: provincial+}}",
    "{achievements: {rank: 1..1 or unsaid, at_least: 3}}",
    "{achievements: {kind: project, any: [{contract: 100+}, {investment: 500+, role: key+}]}}",
    "{achievements: {kind: standard, published: true}}",
    "{achievements: {kind: report, adopted_by: party_government}}",
    "{achievements: {relevant: true, used: false, at_least: 4}}",
    "{achievements: {date: 2022-01-01..}}",
    "{recommenders: {level: senior+, at_least: 2}}",
    "{unknown: achievements}",
    "{unknown: [recommenders, insurance_months]}",
    "{given: [employment, titles]}",
    "{any: [{employment: enterprise, titles: {level: senior}}, {achievements: {kind: patent}}]}",
    "{not: {employment: enterprise}}",
    "{not: {achievements: {kind: paper, author: 1..1}}, titles: {level: engineer}}",
    "{not: {any: [{region: chongqing}, {not: {labour_contract: true}}]}}",
)


@pytest.mark.parametrize("text", GROUPS)
def test_a_group_is_found_as_one_by_one(text: str) -> None:
    asked = group(text)
    persons, table = crowd()
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    found = frame.with_columns(holds(asked).alias("holds"), mask(asked).alias("mask"))
    expected = [status(asked, person, f"P{i:03}") for i, person in enumerate(persons)]
    assert found["holds"].to_list() == [{MET: True, UNMET: False}.get(one) for one in expected]
    assert found["mask"].to_list() == members(asked, table).to_list() == [one is MET for one in expected]


def test_the_groups_tell_people_apart() -> None:
    """Nearly every group above has people inside and outside, so that the comparison says something."""
    persons, _ = crowd()
    both = 0
    for text in GROUPS:
        asked = group(text)
        kinds = {status(asked, person, "") for person in persons}
        both += MET in kinds and len(kinds) > 1
    assert both >= len(GROUPS) * 2 // 3


def test_a_person_is_named_by_id() -> None:
    _, table = crowd()
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    found = frame.filter(mask(group("{id: [P001, P003, P999]}")))
    assert found["id"].to_list() == ["P001", "P003"]


EDITS = (
    "{add: {achievements: [{kind: paper, indexes: [pku_core], author: 1, date: as_of}]}}",
    "{if: {employment: enterprise},"
    " add: {achievements: [{kind: patent, type: invention, date: as_of - 6m}, {kind: award, tier: none}]}}",
    "{if: {titles: {level: engineer}}, add: {titles: [{level: senior, series: engineering, date: 2024-02-29}]}}",
    "{add: {education: [{level: master, diploma: as_of - 1y, degree: as_of - 1y}],"
    " work: [{field: cyberspace, from: 2020-01-01}]}}",
    "{add: {recommenders: [{level: senior}]}, set: {labour_contract: true}}",
    "{if: {unknown: recommenders}, add: {recommenders: [{level: senior, years_held: 3}]}}",
    "{add: {approvals: [competent_department], talent: [urgently_needed]}}",
    "{set: {employment: public_institution, region: none, insurance_months: 30}}",
    "{set: {conduct.annual_review_ok: true, conduct.penalty_until: as_of - 1m}}",
    "{set: {conduct: {penalty_until: none, fraud_found: 2020-01-01}, talent: [], approvals: [competent_department]}}",
    "{set: {attestations: {chongqing-cyberspace-2023/senior/ability: true, x/y: false}}}",
)  # fmt: skip


def by_hand(document: dict[str, Any], change: Edit, as_of: date) -> dict[str, Any]:
    """The same change made to one document, in the plainest way."""

    def dated(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {k: dated(v) for k, v in value.items()}
        if not isinstance(value, str) or not value.startswith("as_of"):
            return value
        months = {"as_of": 0, "as_of - 6m": 6, "as_of - 1y": 12, "as_of - 1m": 1}[value]
        days = {0: "2025-03-31", 6: "2024-09-30", 12: "2024-03-31", 1: "2025-02-28"}
        assert as_of == DAY
        return days[months]

    made = dict(document)
    for name, entries in change.lists.items():
        if name in made or name in change.who.unknown:
            made[name] = [*made.get(name, []), *(dated(one) for one in entries)]
    for name, words in change.words.items():
        if name in made:
            made[name] = list(dict.fromkeys([*(made[name] or []), *words]))
    for name, value in change.facts.items():
        if name in ("conduct", "attestations"):
            made[name] = {**made.get(name, {}), **dated(value)}
        else:
            made[name] = dated(value)
    return made


def told(person: Applicant) -> tuple[Any, ...]:
    """A person by all that is known of them; the order of attestations is of no account."""
    attested = sorted(person.attestations.items())
    records = [[(r.kind, r.date, r.values) for r in each or ()] for each in (person.achievements, person.recommenders)]
    unknown = [getattr(person, name) is None for name in LISTS]
    return person.name, person.facts, person.education, person.titles, person.work, records, unknown, attested


@pytest.mark.parametrize("text", EDITS)
def test_a_change_is_the_same_as_in_every_document(text: str) -> None:
    change = edit(text)
    persons, table = crowd()
    made = edited(table, [change], DAY)
    assert made.people.schema.equals(table.schema) and made.people.num_rows == len(persons)
    changed = 0
    rows = zip(table.to_pylist(), made.people.to_pylist(), persons, made.touched, strict=True)
    for index, (before, after, person, touched) in enumerate(rows):
        concerned = status(change.who, person, f"P{index:03}") is MET
        assert touched == concerned
        document = people_table.document(before)
        expected = by_hand(document, change, DAY) if concerned else document
        assert told(applicant.read(people_table.document(after))) == told(applicant.read(expected))
        changed += before != after
    assert changed >= 5


def test_changes_follow_one_another() -> None:
    first = edit("{if: {employment: enterprise}, set: {region: chongqing}}")
    second = edit("{if: {region: chongqing}, set: {insurance_months: 99}}")
    _, table = crowd()
    made = edited(table, [first, second], DAY)
    rows = made.people.to_pylist()
    assert all(row["insurance_months"] == 99 for row in rows if row["region"] == "chongqing")
    assert any(row["employment"] == "enterprise" for row in rows)
    assert [row["region"] for row in rows if row["employment"] == "enterprise"] == ["chongqing"] * sum(
        row["employment"] == "enterprise" for row in rows
    )


def test_who_is_left_out_is_counted() -> None:
    """An unknown list stays unknown, a full one full; parts of one input add up."""
    rows: list[dict[str, Any]] = [{"id": "a", "achievements": None}, {"id": "b", "achievements": []}]
    rows.append({"id": "c", "achievements": [{"kind": "paper"}] * MAX_ENTRIES})
    table = people_table.table(rows)
    change = edit("{add: {achievements: [{kind: paper}], talent: [urgently_needed]}}")
    made = edited(table, [change], DAY)
    assert [None if r["achievements"] is None else len(r["achievements"]) for r in made.people.to_pylist()] == [
        None, 1, MAX_ENTRIES,
    ]  # fmt: skip
    notes = [(n.code, n.name, n.people) for n in made.left_out]
    assert notes == [("not-given", "achievements", 1), ("full", "achievements", 1), ("not-given", "talent", 3)]
    twice = added_up([*made.left_out, *made.left_out])
    assert LeftOut(edit=0, code="not-given", name="talent", people=6) in twice and len(twice) == 3


def test_other_columns_of_a_roster_are_carried_through() -> None:
    _, table = crowd()
    wide = table.append_column("部门", pa.array([f"d{i}" for i in range(table.num_rows)]))
    made = edited(wide, [edit("{set: {labour_contract: true}}")], DAY)
    assert made.people.column("部门").equals(wide.column("部门"))
    assert edited(wide, [], DAY).people is wide
    none = edited(wide.slice(0, 0), [edit("{add: {achievements: [{kind: paper}]}}")], DAY)
    assert none.people.num_rows == 0 and none.people.schema.equals(wide.schema)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(EDITS), min_size=1, max_size=4), st.sampled_from(GROUPS), st.integers(0, 300))
def test_whatever_is_changed_stays_a_valid_document(texts: list[str], who: str, start: int) -> None:
    changes = [edit(text) for text in texts]
    first = read_edit({"if": source.parse(who, "x"), "set": {"labour_contract": True}}, 1)
    table = crowd()[1].slice(start, 12)
    for row in edited(table, [first, *changes], DAY).people.to_pylist():
        applicant.read(people_table.document(row))


REFUSED = {
    "{if: {employmnt: enterprise}, set: {labour_contract: true}}": "`employmnt` of `if`; write `employment`",
    "{if: {employment: enterprize}, set: {labour_contract: true}}": "`enterprize` is no value of `employment`",
    "{if: {titles: {level: engineeer}}, set: {labour_contract: true}}": "write `engineer`",
    "{if: {titles: {rank: 1..2}}, set: {labour_contract: true}}": "`rank` is no attribute of `titles`",
    "{if: {titles: {date: 2020-01-01}}, set: {labour_contract: true}}": "is no span of days for `date`",
    "{if: {achievements: {kind: papr}}, set: {labour_contract: true}}": "unknown kind of record `papr`; write `paper`",
    "{if: {achievements: {kind: [paper, patent], author: 1..1}}, set: {labour_contract: true}}": "`author` is no",
    "{if: {conduct: {annual_review_ok: true}}, set: {labour_contract: true}}": "write `conduct.annual_review_ok: true`",
    "{if: {any: [{region: chongqing}]}, set: {labour_contract: true}}": "`any` is a list of two or more maps",
    "{if: {titles: {level: engineer, at_least: 0}}, set: {labour_contract: true}}": "`at_least` is a whole number",
    "{if: {}, set: {labour_contract: true}}": "`if` is a map of conditions",
    "{if: {employment: enterprise}}": "this changes nothing of anybody; write `add:` or `set:`",
    "{when: {}, set: {labour_contract: true}}": "unknown key `when` of a change to people",
    "{add: {achievements: [{kind: paper, id: p1}]}}": "a record that many people get has no id of its own",
    "{add: {achievements: [{kind: paper, autor: 1}]}}": "of a record of kind `paper`; write `author`",
    "{add: {achievements: [{kind: paper, date: as_off}]}}": "`date` is a date, not `as_off`",
    "{add: {achievements: [{kind: paper, sole: true, author: 2}]}}": "has a sole author in place `2`",
    "{add: {achievement: [{kind: paper}]}}": "nothing can be added to `achievement`; write `achievements`",
    "{add: {titles: [{series: engineering}]}}": "does not say its `level`",
    "{add: {talent: []}}": "`talent` is given 0 entries",
    "{set: {achievements: []}}": "`achievements` cannot be set; use `add`",
    "{set: {name: x}}": "`name` cannot be set",
    "{set: {labour_contract: perhaps}}": "`labour_contract` is `true` or `false`, not `perhaps`",
    "{set: {conduct.anual_review_ok: true}}": "`anual_review_ok` of `conduct`; write `annual_review_ok`",
    "{set: {insurance_months: -1}}": "`insurance_months` is at least 0",
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_taken_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_edit(source.parse("\n\n" + text, "edit.yaml"), 3)
    assert REFUSED[text] in str(caught.value)
    assert caught.value.line == 3


def test_an_entry_that_a_day_makes_impossible_is_refused_then() -> None:
    """The post ends before the as-of day that it begins on: told with the file and line of the change."""
    change = edit("{add: {achievements: [{kind: position, date: as_of, to: 2026-01-01}]}}")
    _, table = crowd()
    assert edited(table, [change], DAY).touched.all()
    with pytest.raises(InputError, match="before it begins"):
        edited(table, [change], date(2027, 1, 1))


def test_every_fact_and_list_of_a_person_can_be_asked_for() -> None:
    asked = [a for a in vocabulary().person.attributes if a not in ("conduct", "attestations")]
    for name in asked:
        assert groups.read_group({"given": name}, 1).terms == (Given(names=(name,), given=True),)
