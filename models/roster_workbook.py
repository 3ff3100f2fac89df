"""Reads a roster from an Excel workbook."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from models.errors import InputError
from models.roster_heads import MAX_COLUMNS, Grid, column_place
from models.roster_result import Roster
from models.roster_sheets import roster_of
from models.roster_zip import check

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_FAULT = re.compile(
    rb"""<c\b(?=[^>]*\st="e")[^>]*\sr="([A-Z]{1,3})([0-9]{1,7})"[^>]*>(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)?<v>([^<]*)</v>"""
)


def read(path: Path, digest: str) -> Roster:
    """The people of a workbook; an InputError says what keeps it from being read."""
    return roster_of(grids(path), str(path), digest)


def grids(path: Path) -> list[Grid]:
    """The sheets of a workbook as they stand, once it is known to be safe to open."""
    import python_calamine as calamine

    faulty = _faulty(path, check(path))
    found = []
    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            for meta in book.sheets_metadata:
                if meta.typ is not calamine.SheetTypeEnum.WorkSheet:
                    continue
                found.append(_grid(book.get_sheet_by_name(meta.name), path, faulty.get(meta.name, ())))
    except calamine.PasswordError:
        raise InputError(
            "the workbook is protected by a password", where=str(path), hint="save it without one"
        ) from None
    except (calamine.CalamineError, OSError, ValueError):
        raise _unreadable(path) from None
    except BaseException as error:
        # a fault of the reader itself, which is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable(path) from None
    if not found:
        raise InputError("the workbook has no sheets of cells", where=str(path), hint="name another file")
    return found


def _unreadable(path: Path) -> InputError:
    return InputError("the workbook cannot be read", where=str(path), hint="save it again in Excel")


_Faults = Sequence[tuple[int, int, str]]
"""Row and column from 0, and the error as Excel shows it: #DIV/0!"""


def _faulty(path: Path, parts: frozenset[str]) -> dict[str, _Faults]:
    """The cells in error by sheet: the reader gives them as empty, which they are not."""
    if not parts:
        return {}
    found: dict[str, _Faults] = {}
    with zipfile.ZipFile(path) as packed:
        book = next((n for n in packed.namelist() if n.endswith("/workbook.xml")), "")
        folder, _, name = book.rpartition("/")
        try:
            targets = {
                one.get("Id"): posixpath.normpath(posixpath.join("/" + folder, one.get("Target", ""))).lstrip("/")
                for one in ElementTree.fromstring(packed.read(f"{folder}/_rels/{name}.rels"))
            }
            sheets = [
                (one.get("name", ""), next((v for k, v in one.items() if k.endswith("}id")), ""))
                for one in ElementTree.fromstring(packed.read(book)).iter()
                if one.tag.endswith("}sheet")
            ]
        except (KeyError, ElementTree.ParseError, zipfile.BadZipFile, zlib.error):
            raise _unreadable(path) from None
        for sheet, key in sheets:
            part = targets.get(key, "")
            if part in parts:
                found[sheet] = [
                    (int(row) - 1, column_place(letters.decode()), text.decode("utf-8", "replace"))
                    for letters, row, text in _FAULT.findall(packed.read(part))
                ]
    return found


def _grid(sheet: CalamineSheet, path: Path, faults: _Faults) -> Grid:
    width = sheet.end[1] + 1 if sheet.end else 0
    if width > MAX_COLUMNS:
        raise InputError(
            f"the sheet has {width} columns",
            where=f"{path}: {sheet.name}",
            hint=f"keep to {MAX_COLUMNS} columns",
        )
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    for row, place, text in faults:
        if row < len(rows) and place < len(rows[row]) and rows[row][place] == "":
            rows[row][place] = text
    # the bottom of a block may lie below the last row with a value
    merged = [
        (top, bottom, left)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if left == right and bottom > top and top < len(rows) and left < len(rows[top]) and rows[top][left] != ""
    ]
    filled = [(top, min(bottom, len(rows) - 1), left) for top, bottom, left in merged]
    return Grid(name=sheet.name, rows=rows, merged=filled)
