"""Knows the sheets of a roster by their names, and whose each of their rows is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from models.errors import InputError, nearest
from models.roster_cells import as_text, blank, read_id
from models.roster_heads import Grid, Table, table_of
from models.roster_people import Staff
from models.roster_result import CellError, cell_error, shown
from models.sheet_words import ID, NAME, sheet_name, sheet_names, sheet_of


def tables_of(grids: Sequence[Grid], where: str, told: list[CellError]) -> list[Table]:
    """The sheets that are known, one of them of people; the others are told."""
    found: list[Table] = []
    for grid in grids:
        name = re.sub(r"\.csv\Z", "", grid.name, flags=re.IGNORECASE) if grid.csv else grid.name
        meant = (grid.holds, "") if grid.holds else sheet_of(name)
        if meant is None and len(grids) == 1:
            meant = ("people", "")
        if meant is None:
            if any(not blank(cell) for row in grid.rows for cell in row):
                error = InputError(
                    "the sheet is not known and was not read",
                    hint=nearest(grid.name, sheet_names()[:14], verb="call it"),
                )
                told.append(cell_error(error, person=None, id="", sheet=grid.name, row=1, column="", value=grid.name))
            continue
        if meant[0] == "notes":
            continue
        try:
            table = table_of(grid, *meant, told)
        except InputError as error:
            raise InputError(error.what, where=f"{where}: {error.where}", line=error.line, hint=error.hint) from None
        if table.holds == "people" and any(t.holds == "people" for t in found):
            raise InputError(
                "two sheets hold people", where=f"{where}: {grid.name}", hint="put all people on one sheet"
            )
        found.append(table)
    if not any(t.holds == "people" for t in found):
        hint = f"call the sheet of people `{sheet_name('people', 'zh')}` or `{sheet_name('people', 'en')}`"
        raise InputError("no sheet holds people", where=where, hint=hint)
    return found


def owner(table: Table, number: int, row: Sequence[Any], staff: Staff, told: list[CellError]) -> int | None:
    """The person to whom a row belongs; None where that is told as an error."""

    def tell(name: str, what: str, hint: str, people: Sequence[int] = ()) -> None:
        column = table.by_name[name]
        cell = row[column.place] if column.place < len(row) else ""
        for person in people or (None,):
            told.append(
                CellError(
                    person=person,
                    id=staff.ids[person] if person is not None else "",
                    sheet=table.name,
                    row=number,
                    column=column.label,
                    value=shown(cell),
                    error=what,
                    write=hint,
                )
            )

    cells = {
        name: row[column.place]
        for name in (ID, NAME)
        if (column := table.by_name.get(name)) and column.place < len(row) and not blank(row[column.place])
    }
    named = staff.by_name.get(as_text(cells[NAME]), []) if NAME in cells else None
    if ID in cells:
        try:
            places = staff.by_id.get(read_id(cells[ID]), [])
        except InputError as error:
            tell(ID, error.what, error.hint)
            return None
        if not places:
            tell(ID, "nobody in the sheet of people has this key", "write the key of one of the people")
            return None
        if named is not None and places[0] not in named and len(places) == 1 and staff.names[places[0]]:
            tell(NAME, "the name is not that of the person with this key", "mend the key or the name", places)
        return places[0]
    if named is None:
        tell(ID if ID in table.by_name else NAME, "the row does not say whose it is", "write the key of the person")
        return None
    if len(named) > 1:
        tell(NAME, "more than one person has this name", "give the row the key of the person", named)
        return None
    if not named:
        tell(NAME, "nobody in the sheet of people has this name", "write the name of one of the people")
        return None
    return named[0]
