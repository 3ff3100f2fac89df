"""Writes people as rosters of every form, for the tests: documents in, files out."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import xlsxwriter

from models.applicant import Applicant, read
from models.catalogue import files, find
from models.people_table import LISTS, NONE, document, row, table
from models.sheet_words import sheet_name
from models.vocabulary import Attribute, vocabulary
from tests.people import people

Sheets = dict[str, list[list[Any]]]
"""Rows by the name of their sheet, the headers first."""


@cache
def staff(each: int, seed: int = 1) -> tuple[Applicant, ...]:
    """So many generated people of each rung of each standard, with and without unknown facts."""
    found: list[Applicant] = []
    for path in files().values():
        for rung in find(path.stem).rungs:
            found.extend(person.applicant for person in people(find(path.stem), rung, each, seed))
    return tuple(found)


def sheets(rows: Sequence[Mapping[str, Any]], lang: str = "zh", *, dates: bool = True) -> Sheets:
    """People in the native form as sheets; without `dates`, days are written as text."""
    words = vocabulary()
    made: Sheets = {}
    unknown = {n for n in LISTS if all(person[n] is None for person in rows)}
    single = {n: a for n, a in words.person.attributes.items() if a.form not in ("section", "attestations")}
    conduct = words.sections["conduct"].attributes
    del single["name"]
    head = [*(a.label[lang] for a in single.values()), *(a.label[lang] for a in conduct.values())]
    made["people"] = [["工号", "姓名", *head, "未提供"]]
    for person in rows:
        none = set((person[NONE] or "").split())
        facts = [_cell(person.get(n), a, lang, n in none, dates) for n, a in single.items()]
        known = person.get("conduct") or {}
        facts += [_cell(known.get(n), a, lang, f"conduct.{n}" in none, dates) for n, a in conduct.items()]
        missing = [sheet_name(n, lang) for n in LISTS if person[n] is None and n not in unknown]
        made["people"].append([person["id"], person["name"] or "", *facts, "、".join(missing)])
    for name in LISTS:
        if name not in unknown:
            made[name] = _entries(rows, name, lang, dates)
    made["attestations"] = [["工号", "认定项", "认定结果"]]
    for person in rows:
        for pair in person["attestations"] or ():
            made["attestations"].append([person["id"], pair["key"], "是" if pair["value"] else "否"])
    return {sheet_name(name, lang): cells for name, cells in made.items()}


def _entries(rows: Sequence[Mapping[str, Any]], name: str, lang: str, dates: bool) -> list[list[Any]]:
    words = vocabulary()
    if name != "achievements":
        attributes = words.sections[name].attributes
        found: list[list[Any]] = [["工号", *(a.label[lang] for a in attributes.values())]]
        for person in rows:
            for entry in person[name] or ():
                none = set((entry.get(NONE) or "").split())
                cells = [_cell(entry.get(n), a, lang, n in none, dates) for n, a in attributes.items()]
                found.append([person["id"], *cells])
        return found
    used = sorted({n for p in rows for e in p[name] or () for n in {*e, *(e.get(NONE) or "").split()} - {"kind", NONE}})
    found = [["工号", "类别", *used]]
    for person in rows:
        for entry in person[name] or ():
            kind = words.kinds[entry["kind"]]
            none = set((entry.get(NONE) or "").split())
            cells = [
                _cell(entry.get(n), kind.section.attributes[n], lang, n in none, dates)
                if n in kind.section.attributes
                else ""
                for n in used
            ]
            found.append([person["id"], kind.label[lang], *cells])
    return found


def _cell(value: Any, attribute: Attribute, lang: str, none: bool, dates: bool) -> Any:
    if value is None:
        return "无" if none else ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value if dates else f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, list | tuple):
        assert attribute.values is not None
        return "、".join(attribute.values.labels[word][lang] for word in value) or "无"
    return attribute.values.labels[value][lang] if attribute.values else value


def write_workbook(made: Mapping[str, Any], path: Path) -> Path:
    """Sheets as an Excel workbook, days as days."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in made.items():
        sheet = book.add_worksheet(name)
        for r, cells in enumerate(rows):
            for c, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(r, c, datetime(cell.year, cell.month, cell.day), day)
                elif isinstance(cell, str) and cell:
                    sheet.write_string(r, c, cell)
                elif cell not in ("", None):
                    sheet.write(r, c, cell)
    book.close()
    return path


def write_csv(made: Mapping[str, Any], folder: Path, encoding: str = "utf-8") -> Path:
    """Sheets as a folder of CSV files."""
    folder.mkdir()
    for name, rows in made.items():
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


def write_lines(rows: Iterable[Mapping[str, Any]], path: Path) -> Path:
    """People in the native form as JSON Lines."""
    lines = [json.dumps({"id": r["id"], **document(r)}, ensure_ascii=False) for r in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_parquet(rows: Iterable[Mapping[str, Any]], path: Path, group: int = 1000) -> Path:
    """People in the native form as Parquet."""
    pq.write_table(table(rows), path, row_group_size=group)
    return path


def applicants(made: Any) -> dict[str, Applicant]:
    """The people of a table by their key."""
    return {one["id"]: read(document(one)) for one in made.to_pylist()}


def rows_of(staff: Sequence[Applicant]) -> list[dict[str, Any]]:
    """People as rows, with keys P0001 and so on."""
    made: list[dict[str, Any]] = table([row(person, f"P{n:04}") for n, person in enumerate(staff, 1)]).to_pylist()
    return made
