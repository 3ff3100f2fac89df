"""Reads a roster from a folder of CSV files, or from one CSV file of people."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

from models.errors import InputError
from models.roster_heads import MAX_COLUMNS, Grid
from models.roster_result import Roster
from models.roster_sheets import roster_of

MAX_BYTES = 300_000_000
MAX_FIELD = 100_000
_MARKS = (",", "\t", ";")


def read(path: Path, digest: str) -> Roster:
    """The people of a folder, a file for each sheet; or of one file, which then holds people alone."""
    if not path.is_dir():
        grid = grid_of(path)
        return roster_of([replace(grid, holds="people")], str(path), digest)
    files = files_of(path)
    if sum(file.stat().st_size for file in files) > MAX_BYTES:
        raise InputError(
            f"the files are larger than {MAX_BYTES // 1_000_000} MB together", where=str(path), hint="write Parquet"
        )
    return roster_of([grid_of(file) for file in files], str(path), digest)


def files_of(path: Path) -> list[Path]:
    """The CSV files of a folder, in the order of their names."""
    return sorted(p for p in path.iterdir() if p.suffix.lower() == ".csv" and p.is_file() and p.name[0] not in ".~")


def grid_of(path: Path) -> Grid:
    """The cells of a CSV file; every way in which it can be none is an InputError."""
    where = str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"the file is larger than {MAX_BYTES // 1_000_000} MB", where=where, hint="write Parquet")
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "check the path and its permissions"
        raise InputError(f"the file cannot be read ({reason})", where=where, hint=hint) from None
    text = decoded(raw, where)
    text = re.sub(r"\Asep=.\r?\n", "", text)
    head = next((line for line in text.splitlines() if line.strip(" ,;\t")), "")
    mark = max(_MARKS, key=head.count)
    csv.field_size_limit(MAX_FIELD)
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        for row in reader:
            if len(row) > MAX_COLUMNS:
                raise InputError(
                    f"the row has {len(row)} cells",
                    where=where,
                    line=reader.line_num,
                    hint=f"keep to {MAX_COLUMNS} columns",
                )
            rows.append(row)
    except csv.Error as error:
        line = reader.line_num
        if "field larger" in str(error):
            hint = "check the quotes before it"
            raise InputError(
                f"a cell is longer than {MAX_FIELD} characters", where=where, line=line, hint=hint
            ) from None
        hint = "write a quote in a cell twice, and close every quote"
        raise InputError("the quotes of the file do not match", where=where, line=line, hint=hint) from None
    return Grid(name=path.name, rows=rows, csv=True)


def decoded(raw: bytes, where: str) -> str:
    """Text in UTF-8 with or without a mark, in GBK or GB18030, or in UTF-16 with a mark as Excel writes it."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        place = raw.find(b"\x00")
        if place >= 0:
            line = raw.count(b"\n", 0, place) + 1
            raise InputError("the file is binary, not text", where=where, line=line, hint="save it as CSV in UTF-8")
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise InputError("the file is neither UTF-8 nor GBK", where=where, hint="save it as CSV in UTF-8")
