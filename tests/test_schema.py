"""The generated JSON Schemas: real documents fit them, and wrong ones do not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest

from models import applicant, cases, catalogue, source
from models.schema import schema
from reports.answers import answers_json
from solver.check import check

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.yaml"))


@cache
def valid(kind: str) -> Callable[[Any], Any]:
    """The check of a schema, compiled once."""
    found: Callable[[Any], Any] = fastjsonschema.compile(schema(kind))
    return found


def plain(value: Any) -> Any:
    """The document as JSON has it."""
    return json.loads(json.dumps(value))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_fit(path: Path) -> None:
    valid("person")(plain(source.read(path)))


@pytest.mark.parametrize("name", catalogue.files())
def test_the_standards_fit(name: str) -> None:
    valid("standard")(plain(source.read(catalogue.files()[name])))


@pytest.mark.parametrize("name", catalogue.files())
def test_the_cases_fit(name: str) -> None:
    for entry in plain(source.read(catalogue.BUNDLED / f"{name}.cases.yaml"))[:40]:
        valid("cases")([entry])


@pytest.mark.parametrize(
    "wrong", [{"nmae": "x"}, {"employment": "army"}, {"achievements": [{"title": "no kind"}]}, {"work": {}}]
)
def test_a_wrong_person_does_not_fit(wrong: dict[str, Any]) -> None:
    with pytest.raises(fastjsonschema.JsonSchemaException):
        valid("person")(wrong)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_answers_fit_their_contract(path: Path) -> None:
    person = applicant.load(path)
    answers = [
        check(person, catalogue.find(name), rung, date(2024, 12, 31))
        for name in catalogue.files()
        for rung in catalogue.find(name).rungs
    ]
    for lang in ("zh", "en"):
        valid("check")(json.loads(answers_json(answers, version="0", lang=lang, single=False)))
        valid("check")(json.loads(answers_json(answers[:1], version="0", lang=lang, single=True)))


def test_a_case_that_expects_nothing_does_not_fit() -> None:
    with pytest.raises(fastjsonschema.JsonSchemaException):
        valid("cases")([{"id": "X", "expect": {}}])
    assert set(schema("cases")["items"]["properties"]["expect"]["properties"]) == cases.EXPECTED
