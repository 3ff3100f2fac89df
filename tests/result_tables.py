"""Result tables as the column engine gives them, made one person at a time from `check` and `gap`, and made-up ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

import polars as pl

from models import catalogue
from models.applicant import Applicant
from models.standard import Standard, nodes
from reports.advice import action_words
from solver.asking import Asked
from solver.gap import gap
from solver.result_table import ERRORS, RESULTS, WAY
from solver.summary import CLASSES, BatchStamp
from tests.people import people

DAY = date(2025, 6, 30)


def result_table(rows: Iterable[dict[str, Any]], extra: Sequence[str] = ()) -> pl.DataFrame:
    """Rows as a result table; what a row does not say is null, or empty for lists that are never null."""
    empty = {"advice": "", "blocking": [], "missing": [], "assumed": [], "waived": []}
    schema: dict[str, Any] = {**RESULTS, **dict.fromkeys(extra, pl.String)}
    return pl.DataFrame([{name: row.get(name, empty.get(name)) for name in schema} for row in rows], schema=schema)


def error_table(rows: Iterable[dict[str, Any]] = ()) -> pl.DataFrame:
    """Rows as a table of errors."""
    return pl.DataFrame([{name: row.get(name) for name in ERRORS} for row in rows], schema=ERRORS)


def stamp_of(*standards: Standard, masked: bool = False, left_out: tuple[str, ...] = ()) -> BatchStamp:
    """A stamp for these standards under their default readings."""
    readings = {name: one.default for standard in standards for name, one in standard.readings.items()}
    return BatchStamp(
        version="1.2.3", as_of=DAY, standards=tuple((s.id, s.digest) for s in standards), readings=readings,
        digest="ab" * 32, masked=masked, left_out=left_out,
    )  # fmt: skip


@cache
def answered(standard_id: str, rung: str, count: int, seed: int = 0) -> pl.DataFrame:
    """Generated people with the answers of `check` and `gap`, in English."""
    standard = catalogue.find(standard_id)
    found = (one.applicant for one in people(standard, rung, count, seed))
    return result_table(_row(place, person, standard, rung) for place, person in enumerate(found))


def _row(place: int, person: Applicant, standard: Standard, rung: str) -> dict[str, Any]:
    answer = gap(person, standard, rung, DAY, Asked())
    check, points = answer.check, answer.frontier
    first = points[0] if points else None
    waiting = next((p for p in points or () if not p.records and not p.endorsements), None)
    ways = None
    if points is not None:
        added = ["; ".join(action_words(action, check, "en") for action in p.actions) for p in points]
        names = list(WAY.to_schema())[:-1]
        ways = [{name: getattr(p, name) for name in names} | {"add": add} for p, add in zip(points, added, strict=True)]
    eligible = check.verdict == "eligible"
    return {
        "person": place, "id": f"P{place:07}", "name": f"虚构{place}", "standard": standard.id, "rung": rung,
        "verdict": check.verdict, "class": _class(check.verdict, ways, check.blocking),
        "route": first.route if first else None, "blocking": list(check.blocking),
        "months": first.months if first else None, "ready_on": first.ready_on if first else None,
        "records": first.records if first else None, "endorsements": first.endorsements if first else None,
        "wait_months": waiting.months if waiting else None, "wait_until": waiting.ready_on if waiting else None,
        "frontier": ways, "missing": sorted({re.sub(r"\[\d+\]", "", gap.fact) for gap in check.missing}),
        "advice": ways[0]["add"] if ways and not eligible else "",
        "assumed": [gap.rule.id for gap in check.assumed],
    }  # fmt: skip


def _class(verdict: str, ways: list[dict[str, Any]] | None, blocking: tuple[str, ...]) -> str:
    if verdict != "not_eligible" or ways is None:
        return verdict
    if not ways:
        return "not_under_this_standard" if any("/scope" in node for node in blocking) else "both"
    if all(way["route"] != "regular" for way in ways):
        return "only_exceptionally"
    if any(not way["records"] and not way["endorsements"] for way in ways):
        return "only_waiting"
    return "only_records" if any(not way["months"] for way in ways) else "both"


def invented(standard: Standard, rungs: Sequence[str], count: int, seed: int = 0) -> pl.DataFrame:
    """Made-up answers of so many people, in all classes: quick to make in any number."""
    rng = Random(seed)
    ids = {rung: [node.id for node in nodes(standard.rungs[rung])] for rung in rungs}
    return result_table((_made(place, standard, rung, ids[rung], rng) for place in range(count) for rung in rungs),
                        ["部门"])  # fmt: skip


def _made(place: int, standard: Standard, rung: str, ids: list[str], rng: Random) -> dict[str, Any]:
    name = rng.choice(CLASSES)
    verdict = name if name in ("eligible", "undetermined") else "not_eligible"
    months = 0 if name in ("eligible", "only_records") else rng.randint(1, 60)
    records = 0 if name in ("eligible", "only_waiting") else rng.randint(1, 4)
    row = {
        "person": place, "id": f"P{place:07}", "name": f"虚构{place:07}", "standard": standard.id, "rung": rung,
        "verdict": verdict, "class": name,
        "blocking": [] if verdict == "eligible" else rng.sample(ids, rng.randint(1, 3)), "部门": f"部门{place % 17}",
    }  # fmt: skip
    if verdict == "undetermined":
        return row | {"missing": ["education", "achievements.rank"][: rng.randint(1, 2)]}
    if name == "not_under_this_standard":
        return row | {"frontier": []}
    route = "exceptional" if name == "only_exceptionally" else "regular"
    first = {"months": months, "ready_on": DAY + timedelta(days=31 * months), "records": records, "endorsements": 0}
    ways = [first | {"route": route, "add": f"核心期刊论文{records}篇" if records else ""}]
    if records > 1 and rng.random() < 0.5:
        later = {"months": months + 9, "ready_on": DAY + timedelta(days=31 * (months + 9)), "records": records - 1}
        ways.append(ways[0] | later)
    row |= first | {"route": route, "frontier": ways}
    if not records:
        row |= {"wait_months": months, "wait_until": first["ready_on"]}
    advice = f"以第一作者发表核心期刊论文{records}篇，对应第十三条" if records else f"等待{months}个月"
    return row | {"advice": "" if verdict == "eligible" else advice}
