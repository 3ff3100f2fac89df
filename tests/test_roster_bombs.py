"""Workbooks that would fill the memory, or are none, are refused before anything is unpacked or laid out."""

from __future__ import annotations

import resource
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from models.errors import InputError
from models.roster import read
from models.roster_zip import MAX_PARTS, MAX_ROWS
from tests.rosters import write_workbook

SHEET = "xl/worksheets/sheet1.xml"
PEOPLE = {"people": [["id", "name"], ["1", "a"]]}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = write_workbook(PEOPLE, tmp_path / "staff.xlsx")
    assert len(read(path).people) == 1
    return path


def altered(path: Path, parts: dict[str, bytes], *, only: bool = False) -> Path:
    """The workbook with some parts put in place of its own, or beside them."""
    with zipfile.ZipFile(path) as packed:
        have = {} if only else {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, raw in {**have, **parts}.items():
            packed.writestr(name, raw)
    return path


def refused(path: Path, what: str) -> None:
    """Asserts that a roster is refused for that reason, and that little memory was needed to see it."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(InputError, match=what) as told:
        read(path)
    assert told.value.hint
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000


def sheet(data: str, dimension: str = "A1:B2") -> bytes:
    """The XML of a sheet with these rows."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="{dimension}"/><sheetData>{data}</sheetData></worksheet>'
    ).encode()


def test_a_part_of_zeros_packed_very_small(book: Path) -> None:
    refused(altered(book, {"xl/media/image1.png": bytes(20_000_000)}), "zip bomb")


def test_a_workbook_that_unpacks_to_too_much(book: Path) -> None:
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for number in range(60):
            packed.writestr(f"xl/media/{number}.bin", bytes(9_000_000))
    refused(book, "unpacks to 540 MB")


def test_a_part_that_states_less_than_it_holds(book: Path) -> None:
    raw = sheet(" " * 9_000_000)
    altered(book, {SHEET: raw})
    packed = bytearray(book.read_bytes())
    size = struct.pack("<I", len(raw))
    assert packed.count(size) == 2
    book.write_bytes(packed.replace(size, struct.pack("<I", 1000)))
    refused(book, "unpacks to more than it says")


def test_parts_that_overlap(book: Path) -> None:
    with zipfile.ZipFile(book, "a", zipfile.ZIP_STORED) as packed:
        packed.writestr("big.bin", bytes(range(256)) * 4000)
        for n in range(3):
            info = zipfile.ZipInfo(f"again{n}.bin")
            first = packed.getinfo("big.bin")
            info.header_offset, info.file_size, info.compress_size = (
                first.header_offset,
                first.file_size,
                first.file_size,
            )
            info.CRC = zlib.crc32(bytes(range(256)) * 4000)
            packed.filelist.append(info)
            packed.NameToInfo[info.filename] = info
    refused(book, "overlap")


def test_too_many_parts(book: Path) -> None:
    refused(altered(book, {f"xl/{n}.xml": b"<a/>" for n in range(MAX_PARTS)}), "parts")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/elsewhere.dat"])
def test_entities_that_multiply(book: Path, part: str, encoding: str) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "ha">{laughs}]><w>&l9;</w>'
    refused(altered(book, {part: text.encode(encoding)}), "entities|UTF-8")


def test_entities_far_down(book: Path) -> None:
    text = b"<?xml version='1.0'?><!--" + b" a" * 600_000 + b"--><!DOCTYPE w []><w/>"
    refused(altered(book, {SHEET: text}), "entities")


def test_a_dimension_of_a_million_columns(book: Path) -> None:
    refused(altered(book, {SHEET: sheet("", "A1:XFD1048576")}), "16384 columns")


@pytest.mark.parametrize("name", [SHEET, "xl/elsewhere.xml"])
def test_a_cell_in_a_far_corner_whatever_the_dimension_says(book: Path, name: str) -> None:
    far = sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    refused(altered(book, {name: far}), "columns")


def test_a_sheet_that_spans_more_than_it_fills(book: Path) -> None:
    far = sheet(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{MAX_ROWS}"><c r="CV{MAX_ROWS}"><v>1</v></c></row>')
    refused(altered(book, {SHEET: far}), "spans 1048576 rows and 100 columns")


def test_a_sheet_of_more_rows_than_excel_has(book: Path) -> None:
    refused(altered(book, {SHEET: sheet('<row r="9000000"><c r="A9000000"><v>1</v></c></row>')}), "9000000 rows")


def test_a_million_columns_without_references(book: Path) -> None:
    wide = "<row>" + "<c><v>1</v></c>" * 600 + "</row>"
    refused(altered(book, {SHEET: sheet(wide, "A1")}), "columns")
    padded = "<row><c><v>1</v></c></row>" * 100_000
    refused(altered(book, {SHEET: sheet(padded + wide + padded, "A1")}), "columns")


def test_rows_without_references_below_the_last(book: Path) -> None:
    rows = f'<row r="{MAX_ROWS}"><c r="A{MAX_ROWS}"><v>1</v></c></row>' + "<row><c><v>1</v></c></row>" * 9
    refused(altered(book, {SHEET: sheet(rows)}), f"{MAX_ROWS + 9} rows")


def test_a_small_sheet_without_references_is_read(book: Path) -> None:
    cells = [["id", "name"], ["1", "a"]]
    rows = "".join("<row>" + "".join(f'<c t="str"><v>{c}</v></c>' for c in row) + "</row>" for row in cells)
    made = read(altered(book, {SHEET: sheet(rows)}))
    assert made.people["name"].to_pylist() == ["a"]


def test_a_csv_file_of_a_million_columns(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("id" + ",x" * 1_000_000 + "\n")
    refused(path, "cells")


def test_a_workbook_under_a_password(tmp_path: Path) -> None:
    path = tmp_path / "staff.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    refused(path, "password")


def test_a_workbook_of_the_old_format(tmp_path: Path) -> None:
    path = tmp_path / "staff.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    refused(path, "old format")


@pytest.mark.parametrize("raw", [b"", b"id,name\n1,a\n", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_workbook(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "staff.xlsx"
    path.write_bytes(raw)
    refused(path, "no Excel workbook")


def test_a_damaged_workbook(book: Path) -> None:
    raw = book.read_bytes()
    for start in range(30, len(raw), 97):
        book.write_bytes(raw[:start] + bytes(8) + raw[start + 8 :])
        try:
            assert read(book).total >= 1
        except InputError as error:
            assert error.hint


def test_nothing_in_a_cell_is_run_or_followed(tmp_path: Path) -> None:
    cells = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "http://example.org"]
    made = read(
        write_workbook({"people": [["id", "own"], *([str(n), c] for n, c in enumerate(cells))]}, tmp_path / "a.xlsx")
    )
    assert made.people["own"].to_pylist() == [cell.strip() for cell in cells]
