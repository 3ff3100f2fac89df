"""Tables of a run column by column, every value as a person reads it: words for identifiers, citations for node ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from models.standard import Standard
from reports.batch_words import (
    Clauses,
    capital,
    class_words,
    clauses,
    column,
    fact_words,
    kind_label,
    route_words,
    rung_words,
    way_words,
)
from reports.terms import VERDICTS
from solver.summary import BatchStamp

Cell = str | int | float | date | None
NODES = ("blocking", "assumed", "waived")
"""Columns with lists of node ids."""
JOIN = {"zh": "；", "en": "; "}
_CLASSES = ("class", "before", "after")
_WIDTHS = {
    "person": 7, "id": 13, "name": 13, "standard": 30, "rung": 16, "verdict": 12, "class": 22, "route": 15,
    "blocking": 46, "months": 9, "ready_on": 12, "records": 9, "endorsements": 12, "wait_months": 12, "wait_until": 13,
    "frontier": 42, "advice": 60, "missing": 32, "assumed": 40, "waived": 30, "node": 40, "asks": 70, "part": 13,
    "fact": 36, "error": 56, "write": 48, "value": 26, "column": 18, "sheet": 14, "reason": 40, "approver": 14,
    "before": 22, "after": 22, "scenario": 28, "until": 12, "add": 60, "rungs": 24, "too_late": 20,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column for reading: its heading, its values (text, whole or broken numbers, days), a width in characters."""

    name: str
    heading: str
    values: Sequence[Cell]
    width: int
    numeric: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table for a page: headings, rows of text, which columns are numbers, and a line below it."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    below: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """How the things of a run are called: the language, the clauses, the titles of the standards."""

    lang: str
    clauses: Clauses
    titles: Mapping[str, str]


def words_of(standards: Sequence[Standard], stamp: BatchStamp, lang: str) -> Words:
    """The words for these standards as they apply on the day of the run."""
    titles = {standard.id: standard.title[lang] for standard in standards}
    return Words(lang=lang, clauses=clauses(standards, stamp, lang), titles=titles)


def columns(frame: pl.DataFrame, words: Words, *, without: Sequence[str] = ()) -> list[Column]:
    """Every column of a table in words. With `node` come the part and the sentence of what the clause asks."""
    found = []
    for name in frame.columns:
        if name in without:
            continue
        if name == "node":
            found += _clause_columns(frame, words)
            continue
        values, numeric = _values(frame, name, words)
        found.append(_column(name, column(name, words.lang), values, numeric))
    return found


def _column(name: str, heading: str, values: Sequence[Cell], numeric: bool) -> Column:
    return Column(name=name, heading=heading, values=values, width=_WIDTHS.get(name, 14), numeric=numeric)


def _values(frame: pl.DataFrame, name: str, words: Words) -> tuple[list[Cell], bool]:
    """The values of a column in words, and whether they are numbers."""
    lang, kind, series = words.lang, frame.schema[name], frame[name]
    if name in NODES and kind == pl.List(pl.String):
        return _nodes(frame, name, words), False
    if name == "frontier":
        return [_ways(ways, lang) for ways in series.to_list()], False
    called = _called(name, words) if kind == pl.String else None
    if called is not None:
        told = {value: called(value) for value in series.unique().to_list() if value is not None}
        return [told.get(value) for value in series.to_list()], False
    if name == "person" and kind.is_integer():
        return [None if value is None else value + 1 for value in series.to_list()], True
    if kind == pl.Boolean:
        return [_yes(value, lang) for value in series.to_list()], False
    if kind.is_numeric():
        return series.to_list(), True
    if kind in (pl.String, pl.Date):
        return series.to_list(), False
    if isinstance(kind, pl.List):
        return [_joined(value, name, lang) for value in series.to_list()], False
    return [None if value is None else str(value) for value in series.to_list()], False


def _called(name: str, words: Words) -> Callable[[str], str] | None:
    """How the identifiers of a column are told; None where they stand as they are."""
    lang = words.lang
    if name in _CLASSES:
        return lambda value: class_words(value, lang)
    return {
        "standard": lambda value: words.titles.get(value, value),
        "rung": lambda value: rung_words(value, lang),
        "route": lambda value: route_words(value, lang),
        "verdict": lambda value: VERDICTS[value][lang] if value in VERDICTS else value,
        "fact": lambda value: fact_words(value, lang),
        "kind": lambda value: kind_label(value, lang),
    }.get(name)


def _yes(value: bool | None, lang: str) -> str | None:
    if value is None:
        return None
    return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")


def _joined(value: list[Any] | None, name: str, lang: str) -> str | None:
    if value is None:
        return None
    known: dict[str, Callable[[str, str], str]] = {"missing": fact_words, "rungs": rung_words, "too_late": rung_words}
    word = known.get(name)
    return JOIN[lang].join(str(one) if word is None else word(one, lang) for one in value)


def _ways(ways: list[dict[str, Any]] | None, lang: str) -> str | None:
    """The frontier; nothing where facts are missing, and where no way leads there."""
    if ways is None:
        return None
    return "\n".join(way_words(way, lang) for way in ways)


def _rungs(frame: pl.DataFrame, nodes: Sequence[Any]) -> list[str]:
    """The rung of every row: that of its column, else the first step of the id."""
    if "rung" in frame.columns:
        return [rung or "" for rung in frame["rung"].to_list()]
    return [str(node or "").partition("/")[0] for node in nodes]


def _nodes(frame: pl.DataFrame, name: str, words: Words) -> list[Cell]:
    lists = frame[name].to_list()
    rungs = _rungs(frame, [one[0] if one else "" for one in lists])
    comma = JOIN[words.lang]
    return [
        comma.join(words.clauses(standard, rung, node).short for node in dict.fromkeys(ids)) if ids else ""
        for standard, rung, ids in zip(frame["standard"].to_list(), rungs, lists, strict=True)
    ]


def _clause_columns(frame: pl.DataFrame, words: Words) -> list[Column]:
    ids = frame["node"].to_list()
    standards = frame["standard"].to_list() if "standard" in frame.columns else [""] * len(ids)
    rows = zip(standards, _rungs(frame, ids), ids, strict=True)
    told = [words.clauses(standard or "", rung, node or "") for standard, rung, node in rows]
    lang = words.lang
    return [
        _column("node", column("node", lang), [one.short for one in told], False),
        _column("part", column("part", lang), [one.part for one in told], False),
        _column("asks", column("asks", lang), [one.asks for one in told], False),
    ]


def rung_names(keys: Sequence[tuple[str, str]], words: Words) -> list[str]:
    """What rungs are called: the title alone where all are of one standard."""
    several = len({standard for standard, _ in keys}) > 1
    names = []
    for standard, rung in keys:
        name = capital(rung_words(rung, words.lang))
        names.append(f"{name} · {words.titles.get(standard, standard)}" if several else name)
    return names


def texts(found: Sequence[Column], below: str = "") -> Table:
    """Columns as a table of text, for a page."""
    rows = tuple(zip(*([_text(value, one) for value in one.values] for one in found), strict=True))
    return Table(
        heads=tuple(one.heading for one in found), rows=rows, numeric=tuple(one.numeric for one in found), below=below
    )


def _text(value: Cell, one: Column) -> str:
    if value is None:
        return ""
    if isinstance(value, str | date) or one.name in ("year", "row", "person"):
        return str(value)
    if one.name == "share":
        return f"{value:.0%}"
    number: Any = value
    return f"{number:+,}" if one.name == "change" else f"{number:,}"
