"""Reads the sheet of people of a roster: their keys, their single facts, and the roster's own columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from models.errors import InputError, nearest, quoted
from models.people_table import NONE
from models.roster_cells import as_text, blank, read_cell, read_id
from models.roster_heads import Column, Table
from models.roster_result import CellError, cell_error
from models.sheet_words import ID, LISTS, NAME, UNKNOWN, attribute_of, sheet_name, sheet_of
from models.vocabulary import vocabulary

_MANY = r"、,，;；"


@dataclass(frozen=True, kw_only=True, slots=True)
class Staff:
    """The people of a roster, in its order: everything here is by their place, from 0.

    `facts` are rows for `people_table.table`, without lists; `own` the roster's own columns; `unknown` the lists that
    are said not to be given; `rows` where each stands in `table`.
    """

    table: Table
    ids: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    facts: list[dict[str, Any]] = field(default_factory=list)
    unknown: list[set[str]] = field(default_factory=list)
    own: dict[str, list[str | None]] = field(default_factory=dict)
    by_id: dict[str, list[int]] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=dict)


def read_people(table: Table, told: list[CellError]) -> Staff:
    """Everybody in the sheet, also those with errors: these are told."""
    staff = Staff(table=table)
    readers: list[tuple[Column, dict[Any, Any]]] = [(column, {}) for column in table.columns]
    for column in table.columns:
        if not column.name:
            staff.own.setdefault(column.header, [])
    for number, row in table.rows:
        _person(staff, number, row, readers, told)
    for place, (key, name) in enumerate(zip(staff.ids, staff.names, strict=True)):
        if key:
            staff.by_id.setdefault(key, []).append(place)
        if name:
            staff.by_name.setdefault(name, []).append(place)
    _twice(staff, told)
    return staff


def _person(
    staff: Staff,
    number: int,
    row: Sequence[Any],
    readers: Sequence[tuple[Column, dict[Any, Any]]],
    told: list[CellError],
) -> None:
    place, table = len(staff.ids), staff.table
    facts: dict[str, Any] = {}
    conduct: dict[str, Any] = {}
    attested: list[dict[str, Any]] = []
    none: list[str] = []
    found: list[tuple[InputError, Column, Any]] = []
    own: dict[str, str] = {}
    unknown: set[str] = set()
    key = name = ""
    for column, seen in readers:
        cell = row[column.place] if column.place < len(row) else ""
        if not column.name:
            text = as_text(cell) if cell is not None else ""
            if text:
                own[column.header] = f"{own[column.header]} {text}" if column.header in own else text
            continue
        if cell == "" or cell is None or blank(cell):
            continue
        try:
            if column.name == ID:
                key = read_id(cell)
            elif column.name == NAME:
                name = as_text(cell)
            elif column.name == UNKNOWN:
                unknown = _lists(cell)
            elif "/" in column.name:
                attested.append({"key": column.name, "value": attested_value(cell, column.header)})
            else:
                value = _fact(cell, column, seen)
                short = column.name.removeprefix("conduct.")
                (conduct if short != column.name else facts)[short] = value
                if value is None:
                    none.append(column.name)
        except InputError as error:
            found.append((error, column, cell))
    for header, values in staff.own.items():
        values.append(own.get(header))
    staff.ids.append(key)
    staff.names.append(name)
    staff.rows.append(number)
    staff.unknown.append(unknown)
    staff.facts.append(
        {
            "id": key or None,
            "name": name or None,
            **facts,
            "conduct": conduct,
            "attestations": attested,
            NONE: " ".join(none) or None,
        }
    )
    for fault, column, cell in found:
        told.append(_of_person(staff, place, column.label, cell, fault))
    if not key and not name and not any(column.name == ID for _, column, _ in found):
        keyed = table.by_name.get(ID) or table.by_name[NAME]
        fault = InputError("the row has neither the key nor the name of a person", hint="give the person a number")
        told.append(_of_person(staff, place, keyed.label, "", fault))
    if (broken := ragged(table, row)) is not None:
        told.append(_of_person(staff, place, "", "", broken))


def _of_person(staff: Staff, place: int, column: str, cell: Any, error: InputError) -> CellError:
    return cell_error(
        error,
        person=place,
        id=staff.ids[place],
        sheet=staff.table.name,
        row=staff.rows[place],
        column=column,
        value=cell,
    )


def ragged(table: Table, row: Sequence[Any]) -> InputError | None:
    """What is wrong with a row of a CSV file that has not as many cells as the header."""
    if not table.csv or len(row) == table.width or (len(row) > table.width and not any(row[table.width :])):
        return None
    return InputError(
        f"the row has {len(row)} cells and the header {table.width}", hint="put cells with commas in double quotes"
    )


def _fact(cell: Any, column: Column, seen: dict[Any, Any]) -> Any:
    at = (cell.__class__, cell)
    if at not in seen:
        attribute = attribute_of("people", column.name)
        assert attribute is not None
        seen[at] = read_cell(cell, attribute, column.header)
    return seen[at]


_FLAG = vocabulary().sections["conduct"].attributes["annual_review_ok"]


def attested_value(cell: Any, header: str) -> bool:
    """Whether an attestation is given: yes or no."""
    value = read_cell(cell, _FLAG, header)
    if value is None:
        raise InputError(
            f"{quoted(header)} is yes or no, not {quoted(cell)}", hint="write `是` or `否`, or leave it empty"
        )
    return bool(value)


def _lists(cell: Any) -> set[str]:
    """The lists that a cell names: 学历、职称."""
    text = as_text(cell)
    for mark in _MANY:
        text = text.replace(mark, "\n")
    found = set()
    for word in text.split("\n"):
        if word.strip():
            sheet = sheet_of(word)
            if sheet is None or sheet[0] not in LISTS or sheet[1]:
                names = [sheet_name(one, "en" if word.isascii() else "zh") for one in LISTS]
                raise InputError(f"{quoted(word.strip())} is no list of this roster", hint=nearest(word.strip(), names))
            found.add(sheet[0])
    return found


def _twice(staff: Staff, told: list[CellError]) -> None:
    """Sets apart everybody whose key is also another's."""
    for key, places in staff.by_id.items():
        if len(places) > 1:
            rows = [staff.rows[p] for p in places]
            named = ", ".join(map(str, rows[:5])) + (", ..." if len(rows) > 5 else "")
            hint = "give each a key of their own"
            error = InputError(f"{len(rows)} people have this key, on the rows {named}", hint=hint)
            column = staff.table.by_name[ID].label
            told.extend(_of_person(staff, place, column, key, error) for place in places)
