"""Versions of bundled standards for tests: a file edited as its author would, and read as `standards diff` reads it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from models import catalogue
from models.standard import Standard
from solver.clause_changes import Change
from solver.differences import DiffAsked, Difference, differences

DAY = date(2025, 6, 30)
CYBER = "chongqing-cyberspace-2023"
LIAONING = "liaoning-cyberspace-2024"
BEIJING = "beijing-cybersecurity-2024"
Edit = tuple[str, str]
SENIORITY = "{title: engineer, worked: {in: engineering, at_least: 5y, early: true}}"
RESEARCH = (
    '          - {id: research, cite: "3", count: research_project, where: {tier: provincial+, accepted: true}}\n'
)
TWO_PATENTS: Edit = (
    "              - {count: patent, where: {type: [invention, utility]}}\n",
    "              - {count: patent, where: {type: [invention, utility]}, at_least: 2}\n",
)


def edited(name: str, *edits: Edit) -> str:
    """The text of a bundled standard with some passages replaced, each where it first stands."""
    text = (catalogue.BUNDLED / f"{name}.yaml").read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def version(folder: Path, name: str, *edits: Edit) -> Standard:
    """The edited standard, read from a file beside others."""
    path = folder / f"{name}-new.yaml"
    path.write_text(edited(name, *edits), encoding="utf-8")
    return catalogue.version(str(path))


def diff(folder: Path, name: str, *edits: Edit, rungs: tuple[str, ...] = (), **readings: str) -> Difference:
    """What the edits change."""
    after = version(folder, name, *edits)
    chosen = {reading.replace("_", "-"): value for reading, value in readings.items()}
    asked = DiffAsked(before=catalogue.find(name), after=after, on=DAY, after_on=DAY, rungs=rungs, readings=chosen)
    return differences(asked)


def least(found: Difference, rung: str) -> list[Change]:
    """The smallest clauses of a rung in which something changed."""
    (one,) = (r for r in found.rungs if r.rung == rung)
    return [change for change in one.changes if change.least]


def sign(found: Difference, rung: str) -> str:
    """What becomes of a rung as a whole."""
    return next(r.sign for r in found.rungs if r.rung == rung)
