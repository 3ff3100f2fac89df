"""The two tables that a run gives: answers, one row a person and rung, and errors of people who are set apart."""

from __future__ import annotations

from typing import Any

import polars as pl

WAY = pl.Struct(
    {
        "months": pl.Int32(), "ready_on": pl.Date(), "records": pl.Int32(), "endorsements": pl.Int32(),
        "route": pl.String(), "add": pl.String(),
    }
)  # fmt: skip
"""A point of the frontier; `add` is in words what is to be added."""
RESULTS: dict[str, Any] = {
    "person": pl.UInt32(),
    "id": pl.String(),
    "name": pl.String(),
    "standard": pl.String(),
    "rung": pl.String(),
    "verdict": pl.String(),
    "class": pl.String(),
    "route": pl.String(),
    "blocking": pl.List(pl.String()),
    "months": pl.Int32(),
    "ready_on": pl.Date(),
    "records": pl.Int32(),
    "endorsements": pl.Int32(),
    "wait_months": pl.Int32(),
    "wait_until": pl.Date(),
    "frontier": pl.List(WAY),
    "advice": pl.String(),
    "missing": pl.List(pl.String()),
    "assumed": pl.List(pl.String()),
    "waived": pl.List(pl.String()),
}
"""Columns of the answers; those that a roster has beyond the vocabulary follow."""
ERRORS: dict[str, Any] = {
    "person": pl.UInt32(),
    "id": pl.String(),
    "sheet": pl.String(),
    "row": pl.Int64(),
    "column": pl.String(),
    "value": pl.String(),
    "error": pl.String(),
    "write": pl.String(),
}
"""Columns of the errors. `person` is null where a row belongs to nobody."""


def no_results() -> pl.DataFrame:
    """Answers of nobody."""
    return pl.DataFrame(schema=RESULTS)


def no_errors() -> pl.DataFrame:
    """No errors."""
    return pl.DataFrame(schema=ERRORS)
