"""The levers of a roster as tables: what one addition does for most people, and whom a budget supports with what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from models import budgets, roster_parquet
from models.errors import InputError
from models.masking import Masking, mask
from models.roster_result import Roster
from models.standard import Standard
from reports.batch_words import rung_words
from reports.levers_words import (
    budget_words,
    bundle_words,
    counted_kind,
    outcome_words,
    spent_words,
)
from solver import questions
from solver.batch import BatchWork
from solver.cohort import cohort
from solver.columns.kernel import Kernel
from solver.levers import Levers, levers_of
from solver.support import Support, support

WAYS = 20
"""Concrete additions told of one kind: amounts that differ by person make many."""


def found(
    source: Path, read: Roster | None, work: BatchWork, budget: Path | None, by: str | None, lang: str
) -> dict[str, pl.DataFrame]:
    """The tables by their titles; with a budget, whom to support too."""
    wanted = budgets.load(budget) if budget is not None else None
    day = (
        questions.read_day(by, "--by") if by else (wanted.by if wanted is not None and wanted.by else work.asked.as_of)
    )
    if day < work.asked.as_of:
        raise InputError(
            f"`{day}` lies before the day on which it is decided",
            where="--by",
            hint="name a later day, or leave it out",
        )
    people = cohort(Kernel(work.asked), _tables(source, read, work.masking), day)
    titles = {standard.id: standard for standard, _ in work.asked.standards}
    made = {_title(lang, day): _single(levers_of(people), titles, lang)}
    if wanted is not None:
        helped = support(people, wanted)
        made[f"{budget_words(wanted, lang)}: {outcome_words(helped, lang)}"] = _supported(helped, titles, lang)
    return made


def _tables(source: Path, read: Roster | None, masking: Masking | None) -> Iterator[pa.Table]:
    if read is not None:
        yield _masked(read.people, masking)
        return
    twice = roster_parquet.keys_twice(source)
    for group in roster_parquet.groups(source):
        for first, table in roster_parquet.batches(group):
            yield _masked(roster_parquet.sound(table, first, twice)[0], masking)


def _masked(people: pa.Table, masking: Masking | None) -> pa.Table:
    """The people under their pseudonyms, which is all that is told of them."""
    if masking is None:
        return people
    names: Any = pl.from_arrow(people.select(["id", "name"]))
    called = mask(names, masking).to_arrow().cast(pa.schema([("id", pa.string()), ("name", pa.string())]))
    for name in ("id", "name"):
        people = people.set_column(people.column_names.index(name), name, called[name])
    return people


def _title(lang: str, day: object) -> str:
    zh, en = f"到{day}，一项新增可使多少人符合", f"people whom a single addition makes eligible by {day}"
    return zh if lang == "zh" else en


def _single(levers: Levers, standards: dict[str, Standard], lang: str) -> pl.DataFrame:
    """One row for each rung, kind and concrete addition, those that help most first."""
    rows: list[dict[str, Any]] = []
    for one in levers.rungs:
        place = {"standard": standards[one.standard].title[lang], "rung": rung_words(one.rung, lang)}
        for lever in one.levers:
            for way in lever.ways[:WAYS]:
                rows.append(
                    {
                        **place,
                        "kind": counted_kind(lever.kind, None, lang),
                        "gained": lever.people,
                        "add": bundle_words([way.action], way.clauses, lang),
                        "people": way.people,
                    }
                )
    rows.sort(key=lambda row: (-row["gained"], row["standard"], row["rung"], row["kind"], -row["people"], row["add"]))
    shape = {"standard": pl.String, "rung": pl.String, "kind": pl.String, "gained": pl.Int64}
    return pl.DataFrame(rows, schema={**shape, "add": pl.String, "people": pl.Int64})


def _supported(made: Support, standards: dict[str, Standard], lang: str) -> pl.DataFrame:
    """One row for each person who is supported, and a last one of what is spent in all."""
    rows: list[dict[str, Any]] = [
        {
            "id": one.id or None,
            "name": one.name or None,
            "standard": standards[one.standard].title[lang],
            "rung": rung_words(one.rung, lang),
            "add": bundle_words(one.actions, one.clauses, lang),
            "ready_on": one.ready_on,
            "cost": one.cost,
        }
        for one in made.people
    ]
    whole = "合计支出" if lang == "zh" else "spent in all"
    rows.append({"id": whole, "add": spent_words(made.spent, None, lang), "cost": made.cost})
    shape = {"id": pl.String, "name": pl.String, "standard": pl.String, "rung": pl.String, "add": pl.String}
    return pl.DataFrame(rows, schema={**shape, "ready_on": pl.Date, "cost": pl.Float64})
