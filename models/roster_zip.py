"""Looks into a workbook before it is opened: refuses zip bombs, XML bombs, and sheets of absurd size."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from models.errors import InputError
from models.roster_heads import MAX_COLUMNS

MAX_FILE = 100_000_000
MAX_UNPACKED = 500_000_000
MAX_RATIO, RATIO_FROM = 200, 10_000_000
MAX_PARTS = 2_000
MAX_ROWS = 1_048_576
MAX_AREA = 12_000_000
"""Rows times columns of one sheet: what the reader has to lay out in memory, however few cells are filled."""
MAX_TAGS = 40_000_000
_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CELL = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,9})([0-9]{1,18})["']""")
_ROW = re.compile(rb"""row\b[^>]*?\sr\s*=\s*["']([0-9]{1,18})["']""")
_DIMENSION = re.compile(
    rb"""dimension\b[^>]*?\sref\s*=\s*["'](?:[A-Za-z0-9$]+:)?\$?([A-Za-z]{1,9})\$?([0-9]{1,18})["']"""
)
_CELL_TAG = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW_TAG = re.compile(rb"<(?:\w+:)?row[\s/>]")
_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")
_LONGEST = 4096
"""Of a tag that is looked for across the border of two chunks."""


def check(path: Path) -> frozenset[str]:
    """Refuses a workbook that cannot be opened safely; an InputError says why. Gives the parts with cells in error.

    Sizes are those that the parts really unpack to, not only those that they state.
    """
    where = str(path)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(8)
            if start == _OLE:
                raise _ole(file, where)
            if size > MAX_FILE:
                raise _refused(
                    f"the workbook is larger than {MAX_FILE // 1_000_000} MB", where, "split it, or write Parquet"
                )
            try:
                with zipfile.ZipFile(file) as packed:
                    parts = packed.infolist()
            except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
                raise _refused("this is no Excel workbook", where, "save it as `.xlsx` again") from None
            _packed(parts, size, where)
            tags, faulty = 0, set()
            for part in parts:
                counted, errors = _part(file, part, where)
                tags += counted
                if errors:
                    faulty.add(part.filename)
                if tags > MAX_TAGS:
                    raise _refused("the workbook holds too much XML", where, "split it, or write Parquet")
            return frozenset(faulty)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise _refused(f"the file cannot be read ({reason})", where, "check the path and its permissions") from None


def _refused(what: str, where: str, hint: str) -> InputError:
    return InputError(what, where=where, hint=hint)


def _ole(file: BinaryIO, where: str) -> InputError:
    """What an OLE container is: a workbook under a password, or one of the old format."""
    if "EncryptedPackage".encode("utf-16-le") in file.read(MAX_FILE):
        return _refused("the workbook is protected by a password", where, "save it without one")
    return _refused("this is a workbook of the old format", where, "save it as `.xlsx`")


def _packed(parts: list[zipfile.ZipInfo], size: int, where: str) -> None:
    """What the list of parts says of itself."""
    if len(parts) > MAX_PARTS:
        raise _refused(f"the workbook has {len(parts)} parts", where, f"a roster has less than {MAX_PARTS}")
    names = {part.filename.lower() for part in parts}
    if len(names) < len(parts):
        raise _refused("the workbook has two parts of one name", where, "save it again")
    if any(part.flag_bits & 0x1 for part in parts):
        raise _refused("the workbook is protected by a password", where, "save it without one")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise _refused("the workbook is packed in an unusual way", where, "save it again in Excel")
    total = sum(part.file_size for part in parts)
    if sum(part.compress_size for part in parts) > size:
        raise _refused("the parts of the workbook overlap", where, "save it again in Excel")
    if total > MAX_UNPACKED:
        raise _refused(f"the workbook unpacks to {total // 1_000_000} MB", where, "split it, or write Parquet")
    for part in parts:
        if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise _refused("the workbook is packed like a zip bomb", where, "save it again in Excel")
    if "xl/workbook.xml" not in names and not any(name.endswith("workbook.xml") for name in names):
        hint = "save it as `.xlsx`"
        raise _refused("this is no Excel workbook of the format `.xlsx`", where, hint)


def _unpacked(file: BinaryIO, part: zipfile.ZipInfo, where: str) -> Iterator[bytes]:
    """The bytes of a part as they really unpack, never more than it says."""
    damaged = _refused("the workbook is damaged", where, "save it again in Excel")
    file.seek(part.header_offset)
    header = file.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise damaged
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left, given = part.compress_size, 0
    unpack = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0:
        raw = file.read(min(_CHUNK // 4, left))
        if not raw:
            raise damaged
        left -= len(raw)
        while raw:
            try:
                made = unpack.decompress(raw, _CHUNK) if unpack else raw
            except zlib.error:
                raise damaged from None
            raw = unpack.unconsumed_tail if unpack else b""
            given += len(made)
            if given > part.file_size:
                raise _refused("the workbook unpacks to more than it says", where, "save it again in Excel")
            if made:
                yield made
    if given != part.file_size:
        raise damaged


def _part(file: BinaryIO, part: zipfile.ZipInfo, where: str) -> tuple[int, bool]:
    """Reads through a part; refuses what is dangerous in it. Gives its number of tags, and whether cells are in error.

    Any XML may be a sheet, whatever it is called: the workbook says which part is one.
    """
    tags = 0
    size = _Size()
    tail, xml, faulty = b"", True, False
    for number, chunk in enumerate(_unpacked(file, part, where)):
        if number == 0:
            xml = chunk.lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n").startswith(b"<")
            if xml:
                _head(chunk[:1000], where)
        if not xml:
            continue
        text = tail + chunk
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise _refused("the workbook defines entities of its own", where, "save it again in Excel")
        tags += chunk.count(b"<")
        # from the last whole tag on the bytes are looked at again, together with the next chunk
        cut = max(text.rfind(b">") + 1, len(text) - _LONGEST)
        whole, tail = text[:cut], text[cut:]
        faulty = faulty or b't="e"' in whole
        size.add(whole)
        size.check(f"{where}: {part.filename}")
    return tags, faulty


class _Size:
    """How far a sheet reaches, as a bound: by the references of its cells and rows, and by those that have none."""

    def __init__(self) -> None:
        self.rows = self.columns = self.cells = self.unnamed_rows = self.widest = self.width = 0

    def add(self, xml: bytes) -> None:
        cells, rows = _CELL.findall(xml), _ROW.findall(xml)
        found = [*cells, *_DIMENSION.findall(xml)]
        if found:
            letters, digits = zip(*found, strict=True)
            self.columns = max(self.columns, *map(_number, {one.upper() for one in set(letters)}), 0)
            self.rows = max(self.rows, max(map(int, digits)))
        self.rows = max([self.rows, *map(int, rows)])
        tags = xml.count(b"<c") + xml.count(b":c") - xml.count(b"<col")
        self.cells += tags
        self.unnamed_rows += max(0, xml.count(b"<row") + xml.count(b":row") - len(rows))
        if tags > len(cells):
            begun, *others = _ROW_TAG.split(xml)
            # a row may go on from the bytes before
            self.width += len(_CELL_TAG.findall(begun))
            widths = [len(_CELL_TAG.findall(one)) for one in others]
            self.widest = max([self.widest, self.width, *widths])
            self.width = widths[-1] if widths else self.width

    def check(self, where: str) -> None:
        """Refuses a sheet that is too wide, too long, or too large to be laid out."""
        rows, columns = self.rows + self.unnamed_rows, self.columns + self.widest
        if columns > MAX_COLUMNS:
            hint = f"delete what stands beyond column {MAX_COLUMNS}, also empty cells with a format"
            raise _refused(f"the sheet has {columns} columns", where, hint)
        if rows > MAX_ROWS:
            raise _refused(f"the sheet has {rows} rows", where, f"keep to {MAX_ROWS} rows")
        if max(rows * columns, self.cells) > MAX_AREA:
            hint = "delete the empty rows below, split the roster, or write Parquet"
            raise _refused(f"the sheet spans {rows} rows and {columns} columns", where, hint)


def _head(head: bytes, where: str) -> None:
    encoding = _ENCODING.match(head.removeprefix(b"\xef\xbb\xbf"))
    if b"\x00" in head or (encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")):
        raise _refused("the workbook is not in UTF-8", where, "save it again in Excel")


def _number(letters: bytes) -> int:
    found = 0
    for one in letters:
        found = found * 26 + one - 64
    return found
