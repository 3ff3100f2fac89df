"""Reads a roster from JSON Lines: one applicant document a line, with an `id` beside it if there is one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models.applicant import read as read_applicant
from models.errors import InputError, quoted
from models.people_table import row, table
from models.roster_result import CellError, Roster, cell_error, set_apart, shown
from models.sheet_words import ID, SHEETS, heads
from models.source import MAX_DIGITS, decode
from models.vocabulary import plain

MAX_LINE = 5_000_000
_WORD = re.compile(r"`([^`]+)`")
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_HALVES = re.compile("[\ud800-\udfff]")
_ENTRY = re.compile(r"\w+\[\d+\]\Z")


def read(path: Path, digest: str) -> Roster:
    """Everybody of a file; a line that cannot be taken sets its person apart. Blank lines are nobody."""
    where = str(path)
    told: list[CellError] = []
    rows: list[dict[str, Any]] = []
    lines: dict[str, list[tuple[int, int]]] = {}
    for number, raw in _lines(path):
        person, key = len(rows), ""
        try:
            if len(raw) > MAX_LINE:
                raise InputError(f"the line is longer than {MAX_LINE // 1_000_000} MB", hint="one person a line")
            data = _parsed(decode(raw, ""))
            key = _key(data)
            rows.append(row(read_applicant(data), key))
        except InputError as error:
            rows.append({"id": key or None})
            told.append(
                cell_error(
                    error,
                    person=person,
                    id=key,
                    sheet=path.name,
                    row=number,
                    column=_column(error.what),
                    value="",
                )
            )
        if key:
            lines.setdefault(key, []).append((person, number))
    if not rows:
        raise InputError("there is nobody in the roster", where=where, hint="write one document a line")
    for key, places in lines.items():
        if len(places) > 1:
            named_lines = ", ".join(str(number) for _, number in places[:5]) + (", ..." if len(places) > 5 else "")
            for person, number in places:
                told.append(
                    CellError(
                        person=person,
                        id=key,
                        sheet=path.name,
                        row=number,
                        column="id",
                        value=shown(key),
                        error=f"{len(places)} people have this key, on the lines {named_lines}",
                        write="give each a key of their own",
                    )
                )
    people, places_, errors = set_apart(table(rows), told)
    return Roster(people=people, places=places_, errors=errors, total=len(rows), digest=digest)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    try:
        with path.open("rb") as file:
            number = 0
            while raw := file.readline(MAX_LINE + 2):
                number += 1
                rest = raw
                while not rest.endswith(b"\n") and (rest := file.readline(MAX_LINE)):
                    pass
                if raw.strip().removeprefix(b"\xef\xbb\xbf"):
                    yield number, raw.rstrip(b"\r\n")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "check the path and its permissions"
        raise InputError(f"the file cannot be read ({reason})", where=str(path), hint=hint) from None


def _parsed(text: str) -> dict[str, Any]:
    """The document of a line; what JSON leaves open (a key twice, NaN, endless numbers) is refused."""
    try:
        data = json.loads(
            text, object_pairs_hook=_once, parse_constant=_constant, parse_int=_whole, parse_float=_broken
        )
    except json.JSONDecodeError as error:
        what = f"this is no valid JSON ({error.msg.lower()}, at character {error.pos + 1})"
        raise InputError(what, hint="write one whole document a line") from None
    except RecursionError:
        raise InputError("the document is nested too deep", hint="write a person as the other lines do") from None
    if _HALF.search(text) and _HALVES.search(json.dumps(data, ensure_ascii=False)):
        raise InputError("an escape such as `\\ud800` is half a character", hint="write the other half after it")
    if not isinstance(data, dict):
        raise InputError(f"a person is a map of facts, not {quoted(data)}", hint="write `{...}`")
    return data


def _column(what: str) -> str:
    """The entry or the attribute that a message is about."""
    words = _WORD.findall(what)
    known = (word for word in words if any(plain(word) in heads(sheet) for sheet in SHEETS))
    return next((word for word in words if _ENTRY.match(word)), next(known, ""))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in found if keys.count(key) > 1)
        raise InputError(f"the key {quoted(twice)} stands twice", hint="keep one of the two")
    return found


def _constant(word: str) -> Any:
    raise InputError(f"{quoted(word)} is no number", hint="write null, or leave it out")


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS + 1:
        raise InputError(f"the number {quoted(digits)} is too long", hint=f"write at most {MAX_DIGITS} digits")
    return int(digits)


def _broken(digits: str) -> float:
    number = float(digits)
    if len(digits) > 40 or number in (float("inf"), float("-inf")):
        raise InputError(f"the number {quoted(digits)} is too large or too long", hint="write fewer digits")
    return number


def _key(data: dict[str, Any]) -> str:
    """Takes the key of the person out of a document."""
    names = [name for name in data if heads("people").get(plain(name)) == ID]
    if len(names) > 1:
        raise InputError(f"{quoted(names[1])} and {quoted(names[0])} say the same thing twice", hint="keep one of them")
    value = data.pop(names[0]) if names else None
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise InputError("the key of a person is a text", hint='write `"id": "1001"`')
    return str(value).strip()
