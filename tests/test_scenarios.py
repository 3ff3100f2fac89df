"""The what-if file: read strictly, made into standards and people, and compared before and after."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import fastjsonschema
import polars as pl
import pytest

from models import catalogue, people_table, source
from models.errors import InputError
from models.person_changes import entries_on
from models.places import places
from models.scenarios import WhatIf, amended_by, load, read
from models.scenarios_schema import what_if
from models.schema import DRAFT
from models.waivers import known
from solver.people_edits import edited
from solver.waiving import apply
from solver.whatif import compare, together, told
from tests.checked import run
from tests.people import people

EXAMPLES = sorted((Path(__file__).parent.parent / "examples" / "what-if").glob("*.yaml"))
CYBER, LIAONING = "chongqing-cyberspace-2023", "liaoning-cyberspace-2024"
DAY = date(2025, 6, 30)


def parsed(text: str) -> WhatIf:
    return read(source.parse(text, "w.yaml"), "w.yaml")


def staff(name: str, n: int, seed: int) -> Any:
    rows = []
    for i, person in enumerate(people(catalogue.find(name), "senior", n, seed)):
        rows.append({**people_table.row(person.applicant, f"P{i:03}"), "name": f"虚构{i}"})
    return people_table.table(rows)


def test_the_examples_can_be_asked() -> None:
    """Every example is read, fits its schema, and changes the standards and people that it names."""
    found = load(EXAMPLES)
    standards = [catalogue.find(name) for name in sorted(catalogue.files())]
    valid = fastjsonschema.compile({"$schema": DRAFT, **what_if()})
    for path in EXAMPLES:
        valid(json.loads(json.dumps(source.read(path))))
    assert len(found.scenarios) >= 8 and len(found.waivers) >= 2
    table = staff(CYBER, 40, 1)
    for scenario in found.scenarios:
        made = amended_by(scenario, standards)
        changed = [s.id for s, old in zip(made, standards, strict=True) if s is not old]
        assert changed == sorted(scenario.standards)
        after = edited(table, scenario.people, DAY)
        assert after.touched.any() == bool(scenario.people), scenario.id
        assert scenario.label["zh"] != scenario.label["en"]
    known(found.waivers, standards)
    assert not apply(found.waivers[:1], standards, table, DAY).groups, "nobody here has these ids"


def test_what_a_scenario_says_is_what_it_becomes() -> None:
    found = parsed("""
scenarios:
  - id: mixed
    label: 混合
    standards:
      liaoning-cyberspace-2024: {senior/results: {n: 2}, engineer/results: {n: 2}}
      chongqing-cyberspace-2023: {$transfer-single: 40}
    people:
      - add: {achievements: {kind: paper, date: as_of - 2m}}
    on: 2026-12-31
""")
    (one,) = found.scenarios
    assert (one.id, one.label.zh, one.label.en, one.on, one.line) == ("mixed", "混合", "混合", date(2026, 12, 31), 3)
    (entry,) = entries_on(one.people[0], "achievements", date(2026, 12, 31))
    assert entry["date"] == date(2026, 10, 31)
    cyber, liaoning = amended_by(one, [catalogue.find(CYBER), catalogue.find(LIAONING)])
    assert cyber.parameters["transfer-single"].on(DAY) == 40
    assert [places(liaoning, path)[0].n for path in ("engineer/results", "senior/results")] == [2, 2]  # type: ignore[attr-defined]  # both are lists
    (alone,) = amended_by(one, [catalogue.find(CYBER)], [LIAONING])
    assert alone.digest == cyber.digest, "what is not asked for is passed over"


def test_before_and_after_are_counted_and_named() -> None:
    """Two results instead of three: who gains is named, nobody loses, and the counts are those of the tables."""
    table, standard = staff(LIAONING, 60, 4), catalogue.find(LIAONING)
    (scenario,) = load([EXAMPLES[0]]).scenarios[:1]
    before, after = run(table, [standard], DAY), run(table, amended_by(scenario, [standard]), DAY)
    found = compare(before, after.sample(fraction=1.0, shuffle=True, seed=1))
    was = {(row["person"], row["rung"]): row["verdict"] for row in before.iter_rows(named=True)}
    gains = [
        (row["person"], row["rung"])
        for row in after.iter_rows(named=True)
        if row["verdict"] == "eligible" != was[row["person"], row["rung"]]
    ]
    assert gains and found.gains.select("person", "rung").rows() == gains
    assert found.losses.is_empty()
    back = compare(after, before)
    assert back.losses.select("person", "rung").rows() == gains and back.gains.is_empty()
    assert found.gains.columns == ["person", "id", "name", "standard", "rung", "before", "after"]
    assert set(found.gains["after"]) == {"eligible"} and "eligible" not in set(found.gains["before"])
    for side, frame in (("before", before), ("after", after)):
        counted = (
            frame.group_by("standard", "rung", "verdict", "class")
            .len("people")
            .with_columns(pl.col("people").cast(pl.Int64))
        )
        assert found.side(side).equals(counted.sort("standard", "rung", "verdict", "class"))
    gained = found.steps.filter((pl.col("after") == "eligible") & (pl.col("before") != "eligible"))["people"].sum()
    assert gained == len(gains) and found.steps["people"].sum() == before.height
    shown = told("two", found)
    assert shown.name == "two" and shown.gains.columns == ["id", "name", "standard", "rung", "before", "after"]


def test_parts_of_a_run_are_put_together() -> None:
    table, standard = staff(LIAONING, 40, 4), catalogue.find(LIAONING)
    (scenario,) = load([EXAMPLES[0]]).scenarios[:1]
    before, after = run(table, [standard], DAY), run(table, amended_by(scenario, [standard]), DAY)
    whole = compare(before, after)
    parts = []
    for low, high in ((0, 15), (15, 16), (16, 40)):
        inside = pl.col("person").is_between(low, high - 1)
        parts.append(compare(before.filter(inside), after.filter(inside)))
    both = together(parts)
    for name in ("counts", "steps", "gains", "losses"):
        assert getattr(both, name).equals(getattr(whole, name)), name
    with pytest.raises(ValueError, match="same people"):
        compare(before, after.head(-1))


def test_people_and_their_results_change_together() -> None:
    """A scenario that adds what is missing makes people eligible, and only those it concerns."""
    table, standard = staff(CYBER, 80, 2), catalogue.find(CYBER)
    (scenario,) = parsed("""
scenarios:
  - id: awards
    people:
      - if: {titles: {level: engineer}}
        add: {achievements: [{kind: award, tier: national, grade: first, rank: 1, main_contributor: true, date: as_of}]}
""").scenarios
    made = edited(table, scenario.people, DAY)
    found = compare(run(table, [standard], DAY), run(made.people, [standard], DAY))
    assert found.losses.is_empty() and not found.gains.is_empty()
    assert all(made.touched[row] for row in found.gains["person"])


def test_several_files_are_one(tmp_path: Path) -> None:
    waiver = f"  - {{standard: {CYBER}, node: senior/results, people: [P1], reason: a, approver: b}}\n"
    for name, scenario in (("a", "one"), ("b", "two")):
        text = f"scenarios: [{{id: {scenario}, on: 2030-01-01}}]\nwaivers:\n{waiver}{waiver}"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    a, b = tmp_path / "a.yaml", tmp_path / "b.yaml"
    found = load([a, b])
    assert [s.id for s in found.scenarios] == ["one", "two"]
    assert [w.id for w in found.waivers] == ["waiver-1", "waiver-2", "waiver-3", "waiver-4"]
    assert [Path(w.where).name for w in found.waivers] == ["a.yaml", "a.yaml", "b.yaml", "b.yaml"]
    assert len({found.digest, load([b, a]).digest, load([a]).digest}) == 3
    with pytest.raises(InputError, match=r"a\.yaml:1: the id `one` belongs to two scenarios"):
        load([a, a])


REFUSED = {
    "": "a what-if file is a map of `scenarios` and `waivers`, and this is empty; begin with `scenarios:`",
    "[1]": "a what-if file is a map of `scenarios` and `waivers`, not `[1]`",
    "scenario: []": "unknown key `scenario` of a what-if file; write `scenarios`",
    "scenarios: []": "`scenarios` is a list, not `[]`; begin each with `- id:`",
    "scenarios: [{on: 2026-01-01}]": "a scenario does not say its `id`",
    "scenarios: [{id: a}]": "the scenario `a` changes nothing; add `standards:`, `people:` or `on:`",
    "scenarios: [{id: a, on: soon}]": "`on` is a date, not `soon`",
    "scenarios: [{id: a, on: 2026-01-01}, {id: a, on: 2026-01-02}]": "the id `a` belongs to two scenarios",
    "scenarios: [{id: a, label: {zh: 甲}, on: 2026-01-01}]": "a text is given in both languages",
    "scenarios: [{id: a, people: {}}]": "`people` is a list of changes, not `{}`",
    "scenarios: [{id: a, people: [{set: {employment: enterprize}}]}]": "`enterprize` is no value of `employment`",
    "scenarios: [{id: a, standards: [x]}]": "`standards` is a map, not `[x]`",
    "scenarios: [{id: a, standards: {x: 3}}]": "`x` is given a map of changes, not `3`",
    "scenarios: [{id: a, standard: {x: 3}}]": "unknown key `standard` of a scenario; write `standards`",
    "waivers: {}": "`waivers` is a list of waivers, not `{}`",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_taken_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read(source.parse(text, "w.yaml"), "w.yaml")
    assert caught.value.what + (f"; {caught.value.hint}" if caught.value.hint else "") == REFUSED[text] or str(
        caught.value
    ).startswith(REFUSED[text])
    assert caught.value.line == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("chongqing-cyberspace-2022: {$x: 1}", "w.yaml:4: unknown standard `chongqing-cyberspace-2022`"),
        ("liaoning-cyberspace-2024: {senior/result: {n: 2}}", "w.yaml:4: `liaoning-cyberspace-2024` has no node"),
        ("liaoning-cyberspace-2024: {senior/results: {n: 9}}", "w.yaml:4: `n: 9` of the 8 rules of `senior/results`"),
    ],
)
def test_what_a_standard_does_not_have_is_refused_when_it_is_amended(change: str, message: str) -> None:
    (scenario,) = parsed(f"scenarios:\n  - id: a\n    standards:\n      {change}\n").scenarios
    with pytest.raises(InputError) as caught:
        amended_by(scenario, [catalogue.find(LIAONING)])
    assert str(caught.value).startswith(message)


def test_the_schema_refuses_what_the_reader_refuses() -> None:
    valid = fastjsonschema.compile({"$schema": DRAFT, **what_if()})
    for text in REFUSED:
        if "belongs to two" in REFUSED[text] or "enterprize" in text:
            continue  # beyond what a schema says
        with pytest.raises(fastjsonschema.JsonSchemaException):
            valid(json.loads(json.dumps(source.parse(text, "w.yaml"))))


JUNK: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**17, "", "x", "无", "as_of", "$x", "..", "1..3", "2026-02-30", [], {}, [None], [[]],
)  # fmt: skip
DOCUMENT = Path(__file__).parent.parent / "docs" / "what-if.md"


def spoilt(value: Any, place: list[int], junk: Any) -> Any:
    """The document with junk in the place of one of its values, counted from the top."""
    place[0] -= 1
    if place[0] == 0:
        return junk
    if isinstance(value, source.Map):
        made: Any = source.Map((key, spoilt(one, place, junk)) for key, one in value.items())
    elif isinstance(value, source.Seq):
        made = source.Seq(spoilt(one, place, junk) for one in value)
    else:
        return value
    made.line, made.lines = value.line, value.lines
    return made


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_junk_is_an_error_of_input_and_never_a_fault(path: Path) -> None:
    standards = [catalogue.find(CYBER), catalogue.find(LIAONING)]
    table, data = staff(CYBER, 5, 1), source.read(path)
    refused = taken = 0
    for place in range(1, 150):
        for junk in JUNK[place % 3 :: 3]:
            left = [place]
            document = spoilt(data, left, junk)
            if left[0] > 0:
                break
            try:
                found = read(document, "w.yaml")
                known(found.waivers, standards)
                apply(found.waivers, standards, table, DAY)
                for scenario in found.scenarios:
                    amended_by(scenario, standards)
                    edited(table, scenario.people, DAY)
                taken += 1
            except InputError as error:
                assert str(error).startswith("w.yaml:") or error.line or not document
                refused += 1
    assert refused > 100 and taken < refused


def test_what_the_document_shows_can_be_read() -> None:
    blocks = DOCUMENT.read_text(encoding="utf-8").split("```yaml\n")[1:]
    standards = [catalogue.find(CYBER), catalogue.find(LIAONING)]
    found = [parsed(block.split("```")[0]) for block in blocks]
    assert [(len(one.scenarios), len(one.waivers)) for one in found] == [(1, 0), (0, 1)]
    assert all(a is not b for a, b in zip(amended_by(found[0].scenarios[0], standards), standards, strict=True))
    known(found[1].waivers, standards)
