"""The same verdicts by GoRules ZEN: one decision graph evaluated for each person.

The graph of expression nodes is read and compiled once and given the document of a person; a switch ends early for who
is outside the scope. ZEN computes all that the rules ask for, months of broken work included. Handed over at no cost:
days as numbers, what the keys of attestations come to, and a word for what is known not to be there, since ZEN has one
null. It is asked one by one, with the document as a dict or as JSON text, asynchronously, and in batches.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow.parquet as pq
from zen import ZenDecisionContent, ZenEngine

from benchmarks.rivals_batch import measuring
from benchmarks.rivals_batch.handwritten import CONDUCT, LISTS, WORK
from benchmarks.rivals_batch.handwritten_person import APPRAISAL, DENIED, GRANTED, RUNGS, STANDARD, attestations
from benchmarks.rivals_batch.zen_rules import graph
from solver.calendar import add_months

EPOCH = date(1970, 1, 1)
NOBODY = {"rank": 10**9, "author": 10**9, "own_words": -1, "total_words": -1, "investment": 0, "revenue": 0}
MANY = ("nature", "indexes", "recognized_by")
FLAGS = ("accepted", "relevant", "sole", "published", "implemented", "deployed")
BATCH = 1000


def verdicts(path: Path, as_of: date) -> pl.DataFrame:
    """The verdict of every person on every rung, in the order of the file."""
    people = documents(path, as_of)
    return framed(people, one_by_one([person for _, person in people]))


def framed(people: Sequence[tuple[str, Any]], answers: Sequence[Mapping[str, str]]) -> pl.DataFrame:
    columns = {rung: [one[rung] for one in answers] for rung in RUNGS}
    return pl.DataFrame({"id": [key for key, _ in people], **columns})


def engine() -> ZenEngine:
    """An engine that has read and compiled the graph, under the name STANDARD."""
    return ZenEngine({"loader": {"type": "static", "content": {STANDARD: json.loads(graph())}}})


def one_by_one(people: Sequence[Any]) -> list[Mapping[str, str]]:
    """Asks for each person; a person is a dict or JSON."""
    ready = engine()
    return [ready.evaluate(STANDARD, person)["result"] for person in people]


def compiled(people: Sequence[Any]) -> list[Mapping[str, str]]:
    """The same by a decision of its own; from text alone it would be compiled again for each person."""
    decision = ZenEngine().create_decision(ZenDecisionContent(graph()))
    return [decision.evaluate(person)["result"] for person in people]


def in_batches(people: Sequence[Any]) -> list[Mapping[str, str]]:
    """The batch call of the engine, a thousand people at a time."""
    ready = engine()
    found: list[Mapping[str, str]] = []
    for start in range(0, len(people), BATCH):
        asked = [{"key": STANDARD, "context": person} for person in people[start : start + BATCH]]
        found += [one["data"]["result"] for one in ready.evaluate_batch(asked)]
    return found


def at_once(people: Sequence[Any]) -> list[Mapping[str, str]]:
    """The asynchronous call, a thousand people under way at a time."""

    async def asked() -> list[Mapping[str, str]]:
        ready = engine()
        found: list[Mapping[str, str]] = []
        for start in range(0, len(people), BATCH):
            batch = [ready.async_evaluate(STANDARD, person) for person in people[start : start + BATCH]]
            found += [one["result"] for one in await asyncio.gather(*batch)]
        return found

    return asyncio.run(asked())


def documents(path: Path, as_of: date) -> list[tuple[str, dict[str, Any]]]:
    """Every person with their id, as ZEN is given them."""
    table = pq.read_table(path)
    pairs = pl.DataFrame(table.select(["attestations"])).lazy().with_row_index("person").explode("attestations")
    bits = attestations(pairs.drop_nulls().unnest("attestations")).collect()
    said = np.zeros(len(table), dtype=np.int64)
    said[bits["person"].to_numpy()] = bits["said"].to_numpy()
    two_years = next(day for day in (as_of - timedelta(n) for n in range(1000)) if add_months(day, 24) <= as_of)
    found = []
    for place, row in enumerate(_rows(table)):
        person = _document(row)
        person |= {"as_of": _parts(as_of), "two_years": (two_years - EPOCH).days, "said": _said(int(said[place]))}
        found.append((row["id"], person))
    return found


def _rows(table: Any) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=10_000):
        yield from batch.to_pylist()


def _document(row: Mapping[str, Any]) -> dict[str, Any]:
    absent = set((row["none"] or "").split())
    person: dict[str, Any] = {}
    for name in ("employment", "region"):
        value = row[name] if row[name] is not None else "none" if name in absent else None
        if value is not None:
            person[name] = value
    conduct = {name: _day((row["conduct"] or {}).get(name)) for name in CONDUCT}
    if conduct["continuing_education"] is None and "conduct.continuing_education" in absent:
        conduct["continuing_education"] = False
    person["conduct"] = {name: value for name, value in conduct.items() if value is not None}
    for name, fields in {**LISTS, "work": WORK}.items():
        if name != "attestations" and row[name] is not None:
            person[name] = [_entry(place, one, name, fields) for place, one in enumerate(row[name])]
    return person


def _entry(place: int, one: Mapping[str, Any], name: str, fields: Sequence[str]) -> dict[str, Any]:
    parts = name in ("work", "titles")
    absent = (one["none"] or "").split() if "none" in fields else ()
    made = {
        f: _parts(one[f]) if parts and isinstance(one[f], date) else _day(one[f]) for f in fields if one[f] is not None
    }
    made.pop("none", None)
    for word in absent:
        if word in fields and one[word] is None and word != "date":
            made[word] = NOBODY.get(word, [] if word in MANY else False if word in FLAGS else "none")
    if made.get("project") == "none":
        del made["project"]
    return {"i": place, **made} if name == "work" else made


def _day(value: Any) -> Any:
    return (value - EPOCH).days if isinstance(value, date) else value


def _parts(day: date) -> dict[str, int]:
    """A day as numbers: since 1970, its month, its place in it, the length of that month and of the one before."""
    first = day.replace(day=1)
    last = add_months(first, 1) - timedelta(1)
    return {
        "n": (day - EPOCH).days, "m": day.year * 12 + day.month, "d": day.day, "len": last.day,
        "before": (first - timedelta(1)).day,
    }  # fmt: skip


def _said(bits: int) -> dict[str, int]:
    """What attestations come to, as statuses."""
    found = {}
    for place, rung in enumerate(RUNGS):
        found[rung] = 0 if bits >> place & 1 else 2
        found[f"school_{rung}"] = 2 if bits >> GRANTED + place & 1 else 0 if bits >> DENIED + place & 1 else 1
    for place, rung in enumerate(("technician", "assistant")):
        found[f"appraised_{rung}"] = 0 if bits >> APPRAISAL + place & 1 else 2
    return found


def _way(evaluate: Callable[[Sequence[Any]], list[Mapping[str, str]]], *, text: bool = False) -> measuring.Way:
    def way(path: Path, as_of: date, clock: measuring.Clock) -> pl.DataFrame:
        with clock("documents"):
            people = documents(path, as_of)
            asked: Sequence[Any] = [json.dumps(one) if text else one for _, one in people]
        with clock("evaluate"):
            answers = evaluate(asked)
        return framed(people, answers)

    return way


def main() -> None:
    """Measures the ways to evaluate, the making of documents told apart, and asserts their answers."""
    ways = {
        "evaluate, dict": _way(one_by_one),
        "evaluate, JSON": _way(one_by_one, text=True),
        "create_decision, JSON": _way(compiled, text=True),
        "async_evaluate, JSON": _way(at_once, text=True),
        "evaluate_batch, dict": _way(in_batches),
        "evaluate_batch, JSON": _way(in_batches, text=True),
    }
    measuring.main("benchmarks.rivals_batch.zen", ways, ("zen-engine", "pyarrow"), rounds=1, most=10_000)


if __name__ == "__main__":
    main()
