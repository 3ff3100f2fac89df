"""Remarks on clauses that can never hold, always hold, or add nothing beside another."""

from __future__ import annotations

from datetime import date
from typing import Any

from models import catalogue
from models.standard import Standard
from models.standard_reader import read_standard
from solver.lint import lint


def made(part: dict[str, Any]) -> Standard:
    """A standard of one rung with one part."""
    return read_standard(
        {
            "id": "small",
            "document": {
                "zh": "小",
                "en": "small",
                "number": "1",
                "issued": "2024-01-01",
                "effective": "2024-01-01",
                "region": "other",
            },
            "rungs": {"engineer": {"parts": {"results": {"cite": "一", **part}}, "routes": {"regular": ["results"]}}},
            "coverage": {"一": "computed"},
        }
    )


def remarks(part: dict[str, Any]) -> set[tuple[str, str]]:
    return {(remark.node.rsplit("/", 1)[-1], remark.kind) for remark in lint(made(part))}


def test_a_branch_that_another_takes_in() -> None:
    branches = [
        {"id": "one", "count": "paper", "where": {"author": "1..1"}},
        {"id": "two", "count": "paper", "where": {"author": "1..2"}},
    ]
    assert remarks({"any": branches}) == {("one", "covered")}


def test_a_clause_that_follows_from_the_others() -> None:
    clauses = [{"id": "one", "count": "paper", "at_least": 2}, {"id": "two", "count": "paper", "at_least": 1}]
    assert remarks({"all": clauses}) == {("two", "follows")}


def test_what_nobody_meets() -> None:
    impossible = {
        "id": "one",
        "count": "paper",
        "where": {"sole": True, "any": [{"author": "1..1", "sole": False}, {"sole": False}]},
    }
    assert ("one", "never") in remarks({"any": [impossible, {"count": "patent"}]})


def test_what_everybody_meets() -> None:
    both = {"id": "both", "any": [{"education": "master"}, {"id": "not", "lacks": {"education": "master"}}]}
    assert ("both", "always") in remarks({"all": [both, {"count": "patent"}]})


def test_different_kinds_say_nothing_of_each_other() -> None:
    assert remarks({"any": [{"count": "paper"}, {"count": "patent", "at_least": 2}]}) == set()


def test_remarks_name_clause_and_line() -> None:
    standard = catalogue.load(catalogue.files()["liaoning-cyberspace-2024"], fresh=True)
    found = lint(standard)
    assert all(remark.cite and remark.line > 0 and remark.says.zh and remark.says.en for remark in found)
    # without their seniority, the rows of a doctor and a master are taken in by that of a bachelor
    covered = {remark.node for remark in found if remark.kind == "covered"}
    assert "engineer/exception/breaks/seniority/education-stands/doctor" in covered
    assert standard.effective < date(2025, 1, 1)
