"""The schema of `zhicheng.batch/1`: real figures and lines of every kind fit it, and what is no answer does not."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest

from models import batch_schema
from models.schema import schema
from reports.batch_files import SCHEMA
from solver.result_table import RESULTS
from solver.summary import CLASSES
from tests.transcripts import ROOT, run

ASKED = "zhicheng batch examples/roster --on 2025-06-30 --standard chongqing-cyberspace-2023 --rung senior"
QUESTIONS = (
    ASKED,
    f"{ASKED} --lang zh --mask",
    f"{ASKED} --verdicts",
    f"{ASKED} --strict --reading since-title=free-row",
    f"{ASKED} --what-if examples/what-if/waivers.yaml --what-if examples/what-if/roster.yaml",
    f"{ASKED} --levers --by 2027-12-31 --budget examples/budgets/patents-and-papers.yaml",
    f"{ASKED} --budget examples/budgets/money.yaml",
)


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pseudonyms under a key of the tests, so that none is made in the user's data folder."""
    monkeypatch.setenv("ZHICHENG_MASK_KEY", "a key for tests alone")


@cache
def fits() -> Callable[[Any], Any]:
    """The check of the schema, compiled once."""
    found: Callable[[Any], Any] = fastjsonschema.compile(schema("batch"))
    return found


@cache
def figures(command: str) -> dict[str, Any]:
    """What the command prints as JSON."""
    ran = run(f"{command} --format json")
    assert (ran.status, ran.err) == (0, "")
    found: dict[str, Any] = json.loads(ran.out)
    return found


@pytest.mark.parametrize("command", QUESTIONS)
def test_figures_fit(command: str) -> None:
    fits()(figures(command))


def test_the_questions_fill_every_table() -> None:
    """Nothing of the schema is held against empty lists alone."""
    filled = {name for command in QUESTIONS for name, value in figures(command).items() if value not in ([], {}, 0)}
    assert filled == set(figures(ASKED))
    scenarios = [one for command in QUESTIONS for one in figures(command)["scenarios"]]
    assert any(one["gains"] for one in scenarios) and any(one["losses"] for one in scenarios)
    kinds = {frozenset(row) for command in QUESTIONS for rows in figures(command)["levers"].values() for row in rows}
    assert len(kinds) == 2


@pytest.mark.parametrize("more", ["", "--mask", "--verdicts", "--what-if examples/what-if/roster.yaml"])
def test_lines_fit(more: str, tmp_path: Path) -> None:
    """Each line of the results by itself: the stamp, people with results, people with errors."""
    path = tmp_path / "results.jsonl"
    assert run(f"{ASKED} --out {path} {more}").status == 0
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 1 + 12
    for line in lines:
        fits()(line)
    assert {frozenset(line) & {"stamp", "results", "errors"} for line in lines} == {
        frozenset({kind}) for kind in ("stamp", "results", "errors")
    }


@pytest.mark.parametrize("form", ["--format json", "--out {}"])
def test_rows_that_belong_to_nobody_fit(form: str, tmp_path: Path) -> None:
    roster = tmp_path / "roster"
    roster.mkdir()
    for path in (ROOT / "examples" / "roster").glob("*.csv"):
        text = path.read_text(encoding="utf-8") + ("Z099,博士,2020-01-01,,\n" if path.stem == "education" else "")
        (roster / path.name).write_text(text, encoding="utf-8")
    out = tmp_path / "results.jsonl"
    ran = run(f"{ASKED.replace('examples/roster', str(roster))} {form.format(out)}")
    assert ran.status == 0
    if "json" in form and "out" not in form:
        found = json.loads(ran.out)
        assert any(row["person"] is None for row in found["errors"])
    else:
        found = json.loads(out.read_text(encoding="utf-8").splitlines()[-1])
        assert found["person"] is None
    fits()(found)


def test_what_is_no_answer_does_not_fit() -> None:
    """A key more, a key less, a class or a day that there is not."""
    sound = figures(ASKED)
    changes: list[Callable[[dict[str, Any]], Any]] = [
        lambda found: found.update(colour="red"),
        lambda found: found.pop("stamp"),
        lambda found: found["counts"][0].update({"class": "perhaps"}),
        lambda found: found["near"][0].update(ready_on="soon"),
        lambda found: found.update(schema="zhicheng.batch/2"),
        lambda found: found.update(people=-1),
    ]
    for change in changes:
        wrong = copy.deepcopy(sound)
        change(wrong)
        with pytest.raises(fastjsonschema.JsonSchemaException):
            fits()(wrong)


def test_the_schema_has_the_words_of_the_tables() -> None:
    assert batch_schema.CLASSES == CLASSES
    assert batch_schema.SCHEMA == SCHEMA
    answer = schema("batch")["$defs"]["answer"]["properties"]
    assert [*answer] == [name for name in RESULTS if name not in ("person", "id", "name")]
