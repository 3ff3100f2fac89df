"""The figures of a run as JSON (`zhicheng.batch/1`): counts, clauses, near misses, forecast, scenarios, errors."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from reports.batch_files import SCHEMA, stamped
from solver.summary import BatchStamp, Summary, WhatIf
from solver.summary_tables import by_year


def batch_json(
    summary: Summary,
    errors: pl.DataFrame,
    stamp: BatchStamp,
    *,
    what_if: Sequence[WhatIf] = (),
    waivers: pl.DataFrame | None = None,
    levers: Mapping[str, pl.DataFrame] | None = None,
    notes: Sequence[str] = (),
    work: Mapping[str, int] | None = None,
) -> str:
    """The answer as one object; tables are lists of objects whose keys are those of the result table."""
    found: dict[str, Any] = {
        "schema": SCHEMA,
        "stamp": stamped(stamp),
        "people": summary.people + summary.set_apart,
        "with_results": summary.people,
        "set_apart": summary.set_apart,
        "counts": _rows(summary.counts.sort("standard", "rung", "verdict", "class")),
        "blocking": _rows(summary.blocking),
        "near": _rows(summary.near),
        "near_counts": _rows(summary.near_counts),
        "forecast": _rows(by_year(summary, stamp.as_of)),
        "missing": _rows(summary.missing),
        "errors": _rows(errors),
        "scenarios": [
            {
                "id": one.name,
                "before": _rows(one.before),
                "after": _rows(one.after),
                "gains": _rows(one.gains),
                "losses": _rows(one.losses),
            }
            for one in what_if
        ],
        "waivers": [] if waivers is None else _rows(waivers),
        "levers": {name: _rows(table) for name, table in (levers or {}).items()},
        "notes": list(notes),
        "work": dict(work or {}),
    }
    return json.dumps(found, ensure_ascii=False, indent=2, default=str)


def _rows(table: pl.DataFrame) -> list[dict[str, Any]]:
    return table.to_dicts()
