"""A run as slow as it is plain: the columns that `check` can answer, one person and rung after the other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import pyarrow as pa

from models import applicant, people_table
from models.standard import Standard
from solver.check import check

SCHEMA: dict[str, Any] = {
    "person": pl.UInt32, "id": pl.String, "name": pl.String, "standard": pl.String, "rung": pl.String,
    "verdict": pl.String, "class": pl.String, "blocking": pl.List(pl.String), "waived": pl.List(pl.String),
}  # fmt: skip


def run(people: pa.Table, standards: Sequence[Standard], as_of: date) -> pl.DataFrame:
    """The results of these people under all rungs; the class is the verdict."""
    found: list[tuple[Any, ...]] = []
    for place, row in enumerate(people.to_pylist()):
        person = applicant.read(people_table.document(row))
        for standard in standards:
            for rung in standard.rungs:
                answer = check(person, standard, rung, as_of)
                blocking = [] if answer.verdict == "eligible" else list(answer.blocking)
                found.append(
                    (place, row["id"], row["name"], standard.id, rung, answer.verdict, answer.verdict, blocking, [])
                )
    return pl.DataFrame(found, schema=SCHEMA, orient="row")
