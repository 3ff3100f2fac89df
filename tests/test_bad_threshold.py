"""Thresholds, ids, citations and readings of a rule that cannot be taken; and rules without end."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.catalogue import load
from tests.refusals import STANDARD, refused_file

LINT = ("standards", "lint", "--no-solver")

NUMBERS: dict[str, tuple[str, str]] = {
    "of one rule": (
        "{at_least: 1, of: [{count: paper}]}",
        "14: `of` has 1 of the 2 rules that it needs at least; add the missing rule",
    ),
    "more than there are": (
        "{at_least: 3, of: [{count: paper}, {count: patent}]}",
        "14: `at_least: 3` of 2 rules can never hold; write 2 or less",
    ),
    "one and a half": (
        "{at_least: 1.5, of: [{count: paper}, {count: patent}]}",
        "14: `at_least` is a whole number, not `1.5`; write `2`",
    ),
    "zero": (
        "{at_least: 0, of: [{count: paper}, {count: patent}]}",
        "14: `at_least` is a number above zero, not `0`; write one such as `3`",
    ),
    "below zero": (
        "{at_least: -1, of: [{count: paper}, {count: patent}]}",
        "14: `at_least` is a number above zero, not `-1`; write one such as `3`",
    ),
    "not said": (
        "{of: [{count: paper}, {count: patent}]}",
        "14: `at_least` is a number above zero, not `null`; write one such as `3`",
    ),
    "true": (
        "{at_least: true, of: [{count: paper}, {count: patent}]}",
        "14: `at_least` is a number above zero, not `true`; write one such as `3`",
    ),
    "a text": (
        "{at_least: '2', of: [{count: paper}, {count: patent}]}",
        "14: `at_least` is a number above zero, not `2`; write one such as `3`",
    ),
    "an unknown parameter": (
        "{at_least: $smu, of: [{count: paper}, {count: patent}]}",
        "14: unknown parameter `$smu`; name `sum`",
    ),
    "half a record": ("{count: paper, at_least: 0.5}", "14: `at_least` is a whole number, not `0.5`; write `1`"),
    "no records": (
        "{count: paper, at_least: 0}",
        "14: `at_least` is a number above zero, not `0`; write one such as `3`",
    ),
    "half an item": (
        "{tally: [{item: paper, each: 1.5}], at_least: 1}",
        "14: `each` is a whole number, not `1.5`; write `2`",
    ),
    "a tally of none": (
        "{tally: [{item: paper}]}",
        "14: `at_least` is a number above zero, not `null`; write one such as `3`",
    ),
    "months without a unit": (
        "{title: engineer, held: 24}",
        "14: `held` is a span of time, not `24`; write `5y` or `18m`",
    ),
    "no years": ("{title: engineer, held: 0y}", "14: `held` is a span of time, not `0y`; write `5y` or `18m`"),
    "a million years": (
        "{title: engineer, held: 1000000y}",
        "14: `held` is a span of time, not `1000000y`; write `5y` or `18m`",
    ),
    "a total of nothing": (
        "{count: project, total: {of: contract, at_least: 0}}",
        "14: `at_least` is a number above zero, not `0`; write one such as `3`",
    ),
    "a total of words": (
        "{count: project, total: {of: role, at_least: 5}}",
        (
            "14: `role` of `project` cannot be added up; write one of `rank`, `contract`, "
            "`investment`, `tax`, `revenue`, `protection_level`"
        ),
    ),
    "a total of a list": (
        "{count: project, total: {of: [contract], at_least: 5}}",
        "14: `[contract]` of `project` cannot be added up; write `contract`",
    ),
    "a total that is a number": (
        "{count: project, total: 5}",
        "14: `total` is a map, not `5`; write `total: {of: contract, at_least: 1000}`",
    ),
    "weights that are no list": (
        "{count: paper, weights: 2}",
        "14: `weights` is a list, not `2`; write `weights: [{where: {indexes: [sci, ei]}, counts: 2}]`",
    ),
    "a weight of nothing": (
        "{count: paper, weights: [{where: {}, counts: 0}]}",
        (
            "14: a weight is a map with `where` and `counts`, not `{where: {}, ...}`; write `weights:"
            " [{where: {indexes: [sci, ei]}, counts: 2}]`"
        ),
    ),
    "a weight that is true": (
        "{count: paper, weights: [{where: {}, counts: true}]}",
        (
            "14: a weight is a map with `where` and `counts`, not `{where: {}, ...}`; write `weights:"
            " [{where: {indexes: [sci, ei]}, counts: 2}]`"
        ),
    ),
}

COMMON: dict[str, tuple[str, str]] = {
    "two of one path": (
        "{id: papers, count: patent}",
        "14: two rules have the path `engineer/results/papers`; line 13 has it: give each an `id:`",
    ),
    "two of one reference": (
        "{id: a, use: education-years}\n          - {id: a, use: engineer/results/papers}",
        "15: two rules have the path `engineer/results/a`; line 14 has it: give each an `id:`",
    ),
    "a number for an id": ("{id: 5, count: patent}", "14: `5` cannot be an id; write letters, digits and hyphens"),
    "a list for an id": ("{id: [a], count: patent}", "14: `[a]` cannot be an id; write letters, digits and hyphens"),
    "an empty id": ("{id: '', count: patent}", '14: `""` cannot be an id; write letters, digits and hyphens'),
    "a slash in an id": ("{id: a/b, count: patent}", "14: `a/b` cannot be an id; write letters, digits and hyphens"),
    "a line break in an id": (
        '{id: "a\\nb", count: patent}',
        "14: `a b` cannot be an id; write letters, digits and hyphens",
    ),
    "an empty citation": (
        "{cite: '', count: patent}",
        '14: `""` is no citation; write the article such as `第十三条（二）`',
    ),
    "a list for a citation": (
        "{cite: [a], count: patent}",
        "14: `[a]` is no citation; write the article such as `第十三条（二）`",
    ),
    "true for a citation": (
        "{cite: true, count: patent}",
        "14: `true` is no citation; write the article such as `第十三条（二）`",
    ),
    "an unknown reading": ("{when: {veiw: wide}, count: patent}", "14: unknown reading `veiw`; write `view`"),
    "an unknown value of a reading": (
        "{when: {view: wid}, count: patent}",
        "14: `wid` is no value of the reading `view`; write `wide`",
    ),
    "no value of a reading": (
        "{when: {view: []}, count: patent}",
        "14: `when` names no value of the reading `view`; name one of its values",
    ),
    "a word for a reading": (
        "{when: wide, count: patent}",
        "14: `when` names readings, not `wide`; write `when: {exception-scope: replaces}`",
    ),
    "an unknown title to count from": ("{since: enginer, count: patent}", "14: `enginer` is no rung; write `engineer`"),
    "a number to count from": (
        "{since: 5, count: patent}",
        "14: `since` names a title; write `since: engineer` or `{title: engineer, free: {degree: doctor}}`",
    ),
    "a list to count from": (
        "{since: {title: [engineer]}, count: patent}",
        "14: `since` names a title; write `since: engineer` or `{title: engineer, free: {degree: doctor}}`",
    ),
    "records that free": (
        "{since: {title: engineer, free: {count: paper}}, count: patent}",
        (
            "14: `engineer/results/since/paper` asks for more than a fact of the person; write a rule"
            " such as `{degree: doctor}`"
        ),
    ),
}


def with_rule(text: str) -> str:
    """The standard with a rule of its own."""
    return STANDARD.replace("{id: own, degree: doctor}", text)


@pytest.mark.parametrize(("text", "said"), NUMBERS.values(), ids=NUMBERS)
def test_numbers(text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused_file(capsys, tmp_path / "mine.yaml", with_rule(text), *LINT) == said


@pytest.mark.parametrize(("text", "said"), COMMON.values(), ids=COMMON)
def test_what_every_node_has(text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused_file(capsys, tmp_path / "mine.yaml", with_rule(text), *LINT) == said


def nested(levels: int) -> str:
    """One rule within another."""
    rule = "{degree: doctor}"
    for level in range(levels):
        rule = f"{{id: d{level}, any: [{rule}]}}"
    return rule


def test_rules_nested_too_deep(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = "14: the document is nested too deep; at most 60 levels"
    assert refused_file(capsys, tmp_path / "mine.yaml", with_rule(nested(40)), *LINT) == said
    (tmp_path / "mine.yaml").write_text(with_rule(nested(25)))
    assert load(tmp_path / "mine.yaml", fresh=True).id == "mine"


def test_references_in_a_long_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = [f"{{id: n{n}, use: engineer/results/n{n + 1}}}" for n in range(3000)]
    text = with_rule("\n          - ".join([*row, "{id: n3000, degree: doctor}"]))
    said = "114: the rules refer to each other too deep; refer to the last one itself"
    assert refused_file(capsys, tmp_path / "mine.yaml", text, *LINT) == said


def test_references_that_double(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pairs = [
        f"{{id: n{n}, all: [{{id: a, use: engineer/results/n{n - 1}}}, {{id: b, use: engineer/results/n{n - 1}}}]}}"
        for n in range(1, 30)
    ]
    text = with_rule("\n          - ".join(["{id: n0, all: [{degree: doctor}]}", *pairs]))
    said = "28: more than 20000 rules stand under one reference; refer to fewer"
    assert refused_file(capsys, tmp_path / "mine.yaml", text, *LINT) == said
