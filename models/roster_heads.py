"""Finds the header row of a sheet and what each of its columns means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from models.errors import InputError, nearest, quoted
from models.reading import MAX_ENTRIES
from models.roster_cells import as_text, blank
from models.roster_result import CellError, shown
from models.sheet_words import ID, KEY, KIND, NAME, VALUE, attests, carried, head, heads, ignored
from models.vocabulary import plain

LOOKED = 20
"""Rows in which the headers are looked for; above them may stand a heading."""
MAX_COLUMNS = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Grid:
    """The cells of a sheet from its first row and column on, as Excel or a CSV file holds them.

    `merged` are blocks of one column (top row, bottom row, column, from 0) whose value stands in the top cell alone.
    In a `csv` file each row has as many cells as the header, or its cells cannot be told apart.
    `holds` is the list that the sheet holds where its name does not tell.
    """

    name: str
    rows: Sequence[Sequence[Any]]
    merged: Sequence[tuple[int, int, int]] = ()
    csv: bool = False
    holds: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column: `name` is an attribute, a key such as ID, or "" where it is the roster's own."""

    place: int
    header: str
    name: str

    @property
    def label(self) -> str:
        return f"{letter(self.place)} {self.header}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A sheet with its columns known. `rows` are (number as Excel shows it, cells), blank ones left out.

    `holds` is the list that it holds, or `people`; `kind` the one kind of its records where the sheet is named after
    it; `width` the number of cells of the header.
    """

    name: str
    holds: str
    kind: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[int, Sequence[Any]]]
    width: int
    by_name: dict[str, Column] = field(default_factory=dict)
    csv: bool = False


def letter(place: int) -> str:
    """The letters of a column, A for 0."""
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found


def column_place(letters: str) -> int:
    """The place of a column, 0 for A."""
    found = 0
    for one in letters.upper():
        found = found * 26 + ord(one) - 64
    return found - 1


def table_of(grid: Grid, sheet: str, kind: str, told: list[CellError]) -> Table:
    """The table that a grid holds; what cannot be used of it is told, what cannot be understood is an InputError."""
    at = _header(grid, sheet)
    if at is None:
        return Table(name=grid.name, holds=sheet, kind=kind, columns=(), rows=(), width=0)
    columns, line = [], at + 1
    for place, cell in enumerate(grid.rows[at]):
        header = " ".join(as_text(cell).split()) if cell is not None else ""
        if not header:
            continue
        found = head(header, sheet)
        if found.unit:
            raise InputError(
                f"the column {quoted(header)} is not counted in the unit of this vocabulary",
                where=grid.name,
                line=line,
                hint=_unit_hint(found.unit),
            )
        name = found.name or (header if sheet == "people" and attests(header) else "")
        columns.append(Column(place=place, header=header, name=name))
    if len(columns) > MAX_COLUMNS:
        raise InputError(
            f"the sheet has {len(columns)} columns", where=grid.name, hint=f"keep to {MAX_COLUMNS} columns"
        )
    columns = _keyed(columns, sheet)
    by_name = _once(columns, grid.name, line)
    _needed(by_name, sheet, kind, grid.name, line)
    told.extend(_unused(columns, sheet, grid.name, line))
    rows = _rows(grid, at, columns, told)
    return Table(
        name=grid.name,
        holds=sheet,
        kind=kind,
        columns=tuple(columns),
        rows=rows,
        width=len(grid.rows[at]),
        by_name=by_name,
        csv=grid.csv,
    )


def _header(grid: Grid, sheet: str) -> int | None:
    """The first row with two known headers, else the first that is not blank."""
    first = None
    for place, cells in enumerate(grid.rows[:LOOKED]):
        words = [as_text(cell) for cell in cells if cell is not None and as_text(cell)]
        if words and first is None:
            first = place
        if sum(bool(head(word, sheet).name) for word in words) >= 2:
            return place
    if first is None:
        first = next((n for n, cells in enumerate(grid.rows) if not all(blank(c) for c in cells)), None)
    return first


def _unit_hint(unit: str) -> str:
    money = "元" in unit or "yuan" in unit
    return "write amounts in 万元 and head the column so" if money else "write the numbers in the unit of the template"


def _keyed(columns: list[Column], sheet: str) -> list[Column]:
    """In records `id` is the record's own where another column names the person, and the person's where none does."""
    names = {c.name for c in columns}
    if sheet != "achievements" or ID in names or "id" not in names:
        return columns
    return [Column(place=c.place, header=c.header, name=ID) if c.name == "id" else c for c in columns]


def _once(columns: Sequence[Column], where: str, line: int) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for column in columns:
        if column.name and column.name in found:
            other = found[column.name]
            raise InputError(
                f"the columns {quoted(other.label)} and {quoted(column.label)} say the same thing twice",
                where=where,
                line=line,
                hint="keep one of them",
            )
        if column.name:
            found[column.name] = column
    return found


def _needed(by_name: dict[str, Column], sheet: str, kind: str, where: str, line: int) -> None:
    if ID not in by_name and NAME not in by_name:
        raise InputError(
            "no column names the person",
            where=where,
            line=line,
            hint="head a column `工号` or `姓名` (or `id`, `name`)",
        )
    if sheet == "achievements" and not kind and KIND not in by_name:
        raise InputError(
            "no column says the kind of each record", where=where, line=line, hint="head a column `类别` or `kind`"
        )
    if sheet == "attestations" and not {KEY, VALUE} <= set(by_name):
        raise InputError(
            "attestations need a key and a value",
            where=where,
            line=line,
            hint="head two columns `认定项` and `认定结果`",
        )


def _unused(columns: Sequence[Column], sheet: str, where: str, line: int) -> list[CellError]:
    """What is told of columns that are not understood; those of people are carried through."""
    found = []
    for column in columns:
        if column.name:
            continue
        if sheet == "people":
            held = carried(column.header)
            if held:
                error, write = "the column is carried through but not read", f"use a sheet for `{held}`"
                found.append(_of_column(column, where, line, error, write))
        elif plain(column.header) not in ignored():
            error = "the column is not known and was not read"
            known = [h for h in heads(sheet) if h.isascii() is column.header.isascii()]
            found.append(_of_column(column, where, line, error, nearest(column.header, known, verb="head it")))
    return found


def _of_column(column: Column, where: str, line: int, error: str, write: str) -> CellError:
    return CellError(
        person=None,
        id="",
        sheet=where,
        row=line,
        column=column.label,
        value=shown(column.header),
        error=error,
        write=write,
    )


def _rows(grid: Grid, at: int, columns: Sequence[Column], told: list[CellError]) -> list[tuple[int, Sequence[Any]]]:
    cells = grid.rows
    filled: dict[int, dict[int, Any]] = {}
    for top, bottom, place in grid.merged:
        if top > at and bottom - top <= MAX_ENTRIES and top < len(cells) and place < len(cells[top]):
            for below in range(top + 1, bottom + 1):
                filled.setdefault(below, {})[place] = cells[top][place]
    known = {c.place for c in columns}
    width = 1 + max(known, default=0)
    found: list[tuple[int, Sequence[Any]]] = []
    stray: dict[int, int] = {}
    for number in range(at + 1, len(cells)):
        row: Sequence[Any] = cells[number]
        if not any(cell != "" and cell is not None for cell in row) and number not in filled:
            continue
        if number in filled:
            row = list(row) + [""] * (width - len(row))
            for place, value in filled[number].items():
                row[place] = value
        if all(blank(cell) for cell in row):
            continue
        if not grid.csv:
            for place, cell in enumerate(row):
                if place not in known and not blank(cell):
                    stray.setdefault(place, number + 1)
        found.append((number + 1, row))
    for place, number in stray.items():
        told.append(
            CellError(
                person=None,
                id="",
                sheet=grid.name,
                row=number,
                column=letter(place),
                value="",
                error="the column has cells but no header, and was not read",
                write="head it, or empty it",
            )
        )
    return found
