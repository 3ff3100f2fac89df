"""What an answer says of one node: how it stands, what is there, which records serve it, what nearly does or cannot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any as Anything

from models.rules import Either, Rule, Test
from solver.status import Status


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Near:
    """A record that misses a pattern by one condition only, or by its date (`test` None, `since` the day asked)."""

    record: str
    test: Test | Either | None
    value: Anything
    since: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Merged:
    """Records of one kind from one project, of which one counts."""

    project: str
    records: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Barred:
    """An initial title in the way: of the certificate named, which is not later; with none named, of all of them."""

    title: str
    since: date | None
    level: str = ""
    by: str = ""
    day: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Finding:
    """One node of the answer. `have` is what is there, in the unit of what is asked; None where it is unknown."""

    rule: Rule
    status: Status
    have: Anything = None
    records: tuple[tuple[str, int], ...] = ()
    near: tuple[Near, ...] = ()
    merged: tuple[Merged, ...] = ()
    barred: tuple[Barred, ...] = ()
    children: tuple[Finding, ...] = ()
