"""The column engine held against `check` and `gap`: batches of people, what each of the two says, and what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from models import people_table
from models.applicant import Applicant
from models.standard import Rung, Standard, Step
from models.vocabulary import Label
from solver.asking import Asked
from solver.columns.kernel import BatchAsked, Kernel
from solver.gap import GapAnswer, gap
from solver.settle import Settled

CLASSES = (
    "eligible", "only_waiting", "only_records", "both", "only_exceptionally", "not_under_this_standard", "undetermined",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Batch:
    """People asked together: one standard and rung, on one day, under one choice of readings."""

    standard: Standard
    rung: str
    as_of: date
    people: Sequence[Applicant]
    readings: Mapping[str, str]
    strict: bool = False

    def kernel(self) -> Kernel:
        """The question, compiled anew."""
        asked = BatchAsked(
            standards=[(self.standard, [self.rung])], as_of=self.as_of, readings=self.readings, strict=self.strict
        )
        return Kernel(asked)


def table(people: Iterable[Applicant]) -> Any:
    """People as a table, called by their places."""
    return people_table.table([people_table.row(person, f"P{place}") for place, person in enumerate(people)])


def standard_of(settled: Settled, rung: str = "senior") -> Standard:
    """A generated rung as the only one of a standard that exists nowhere."""
    steps = {name: tuple(Step(rule=part) for part in parts) for name, parts in settled.routes.items()}
    parts = {part.id: part for many in settled.routes.values() for part in many}
    return Standard(
        id=settled.standard, title=Label(zh="虚构", en="invented"), number="1", issued=date(2020, 1, 1),
        effective=date(2020, 1, 1), region="", digest="0" * 64,
        rungs={rung: Rung(name=rung, parts=parts, routes=steps)}, readings={}, parameters={}, coverage=(),
    )  # fmt: skip


def told(row: Mapping[str, Any], kernel: Kernel) -> dict[str, Any]:
    """What the columns say of one person and rung."""
    plans = kernel.plans[row["standard"]].all
    points = row["frontier"]
    return {
        "verdict": row["verdict"],
        "blocking": row["blocking"],
        "frontier": None if points is None else [(*(p[n] for n in POINT), repr(plans[p["plan"]])) for p in points],
    }


POINT = ("months", "ready_on", "records", "endorsements", "route")


def expected(answer: GapAnswer) -> dict[str, Any]:
    """What `check` and `gap` say of them."""
    points = answer.frontier
    return {
        "verdict": answer.check.verdict,
        "blocking": list(answer.check.blocking),
        "frontier": None if points is None else [(*(getattr(p, n) for n in POINT), repr(p.actions)) for p in points],
    }


def odd(row: Mapping[str, Any], answer: GapAnswer) -> list[str]:
    """What in a row does not follow from the answer: the route, the first point, waiting alone, the class."""
    found = []
    holding = [one.route for one in answer.check.routes if one.verdict == "eligible"]
    points = answer.frontier or ()
    alone = next((p for p in points if not p.records and not p.endorsements), None)
    # of those who only have to wait it is told until when
    first = alone if row["class"] == "only_waiting" else points[0] if points else None
    if row["verdict"] == "eligible":
        if row["route"] not in holding:
            found.append(f"route {row['route']}, holding {holding}")
    elif row["route"] != (first.route if first else None):
        found.append(f"route {row['route']} of {points}")
    for name in POINT[:4]:
        if row[name] != (getattr(first, name) if first else None):
            found.append(f"{name} {row[name]}")
    if (row["wait_months"], row["wait_until"]) != ((alone.months, alone.ready_on) if alone else (None, None)):
        found.append(f"waiting {row['wait_months']} {row['wait_until']}")
    verdict = row["verdict"]
    if row["class"] not in CLASSES or (verdict == "not_eligible") == (row["class"] in ("eligible", "undetermined")):
        found.append(f"class {row['class']} of {verdict}")
    if (row["class"] == "not_under_this_standard") != (answer.frontier == ()):
        found.append(f"class {row['class']} of no points")
    if row["class"] == "only_waiting" and not alone:
        found.append("class only_waiting without a way")
    if (verdict == "undetermined" and not row["missing"]) or (verdict == "eligible" and row["missing"]):
        found.append(f"missing {row['missing']} of {verdict}")
    return found


def compared(batch: Batch, seen: Counter[str] | None = None) -> list[str]:
    """Where the columns and the two commands do not say the same of a batch."""
    kernel = batch.kernel()
    frame = kernel.run(table(batch.people))
    wrong = []
    asked = Asked(readings=dict(batch.readings), strict=batch.strict)
    for place, (person, row) in enumerate(zip(batch.people, frame.iter_rows(named=True), strict=True)):
        answer = gap(person, batch.standard, batch.rung, batch.as_of, asked)
        have, want = told(row, kernel), expected(answer)
        amiss = [f"{n}: columns {have[n]}, gap {want[n]}" for n in want if have[n] != want[n]] + odd(row, answer)
        if amiss:
            wrong.append(f"{batch.standard.id} {batch.rung} {batch.as_of} person {place}: {amiss}\n{person}")
        if seen is not None:
            seen.update(features(row, kernel))
    if seen is not None:
        seen["rows"] += kernel.counters.rows
        seen["referred"] += kernel.counters.referred
        seen["competing"] += kernel.once.asked
    return wrong


def features(row: Mapping[str, Any], kernel: Kernel) -> list[str]:
    """What is worth counting of an answer."""
    points = row["frontier"] or ()
    plans = kernel.plans[row["standard"]].all
    return [
        row["verdict"], f"class {row['class']}",
        *(["several points"] if len(points) > 1 else []),
        *(["waits"] if any(p["months"] for p in points) else []),
        *(["records"] if any(p["records"] for p in points) else []),
        *(["tied"] if any("project" in action.attrs for p in points for action in plans[p["plan"]]) else []),
        *(["endorsed"] if any(p["endorsements"] for p in points) else []),
    ]  # fmt: skip


def plain(frame: pl.DataFrame, kernel: Kernel) -> list[dict[str, Any]]:
    """Rows with their plans written out, so that answers of different runs can be compared."""
    rows = frame.drop("plan").to_dicts()
    for row in rows:
        row.update(told(row, kernel))
    return rows
