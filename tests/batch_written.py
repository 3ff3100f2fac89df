"""What tests of files share: a table with nasty words in it, written in some form, and lines of a CSV read back."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from models import catalogue
from reports.batch_files import write_results
from tests.result_tables import answered, error_table, stamp_of

STANDARD = catalogue.find("chongqing-cyberspace-2023")
NASTY = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://x")',
    "＝1+1",
    "http://x.y",
]
"""Words that a spreadsheet could take for more than words."""
ERRORS = error_table(
    [
        {"person": 40, "id": "P40", "sheet": "业绩成果", "row": 7, "column": "C 类别", "value": "论闻",
         "error": "unknown kind `论闻`", "write": "write `论文`"},
        {"person": None, "sheet": "职称", "row": 9, "error": "the row belongs to nobody", "write": "give an id"},
    ]
)  # fmt: skip


def table() -> pl.DataFrame:
    asked = answered(STANDARD.id, "senior", 40)
    return asked.with_columns(pl.Series("部门", [NASTY[n % len(NASTY)] for n in range(asked.height)]))


def written(
    folder: Path,
    form: str,
    lang: str = "zh",
    frames: Iterable[pl.DataFrame] | None = None,
    errors: pl.DataFrame = ERRORS,
    **more: Any,
) -> Path:
    path = folder / f"results.{form}"
    write_results([table()] if frames is None else frames, errors, stamp_of(STANDARD), [STANDARD], path, lang, **more)
    return path


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
