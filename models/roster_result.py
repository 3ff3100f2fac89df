"""What reading a roster gives: the sound people as a table, and every cell that could not be taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.errors import InputError, quoted

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, kw_only=True, slots=True)
class CellError:
    """One cell that cannot be taken, or a row or column that belongs to nobody (`person` is None).

    `person` is the place in the input, from 0; `sheet` a sheet, a file or a column of lists; `row` counts from 1 as
    the user sees it (the line of a file, the number of an entry); `column` is the letter and the header, or the
    attribute; `value` what stands there, shortened; `error` what is wrong; `write` what to write instead. Neither
    `error` nor `write` repeats the name or key of a person.
    """

    person: int | None
    id: str
    sheet: str
    row: int
    column: str
    value: str
    error: str
    write: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Roster:
    """A whole staff.

    `people` has the columns of `people_table.schema()` and then the roster's own, one row for each sound person;
    `places` (uint32) says where each stood in the input, from 0; `total` counts the people of the input, so that
    `total == len(people) + number of different people in errors`. `digest` is the sha256 of the input.
    """

    people: pa.Table
    places: pa.Array
    errors: tuple[CellError, ...]
    total: int
    digest: str


def shown(value: object) -> str:
    """What stands in a cell, shortened and on one line."""
    return quoted(value)[1:-1] if value is not None and value != "" else ""


def cell_error(
    error: InputError, *, person: int | None, id: str, sheet: str, row: int, column: str, value: object
) -> CellError:
    """An error of input, told with its cell."""
    return CellError(
        person=person,
        id=id,
        sheet=sheet,
        row=row,
        column=column,
        value=shown(value),
        error=error.what,
        write=error.hint,
    )


def set_apart(
    people: pa.Table, errors: Iterable[CellError], first: int = 0
) -> tuple[pa.Table, pa.Array, tuple[CellError, ...]]:
    """The sound rows of a table of all people, their places, and the errors in the order of people.

    Row 0 of the table is the person at place `first`. Errors of nobody come last.
    """
    import numpy as np
    import pyarrow as pa

    told = sorted(errors, key=_order)
    sound = np.ones(people.num_rows, dtype=bool)
    bad = {e.person - first for e in told if e.person is not None}
    sound[list(bad)] = False
    places = pa.array(np.flatnonzero(sound).astype(np.uint32) + np.uint32(first))
    return (people.filter(pa.array(sound)) if bad else people), places, tuple(told)


def _order(error: CellError) -> tuple[bool, int]:
    return (error.person is None, error.person or 0)


def own_columns(headers: Sequence[str]) -> list[str]:
    """Names for the roster's own columns, none of them twice and none that of a native column."""
    from models.people_table import schema

    taken, found = set(schema().names), []
    for header in headers:
        name, number = header, 2
        while name in taken:
            name, number = f"{header} ({number})", number + 1
        taken.add(name)
        found.append(name)
    return found
