"""Reads one cell of a roster as a value of an attribute, whichever way people write dates, numbers and marks."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime
from typing import Any

from models.errors import InputError, quoted
from models.reading import FIRST_YEAR, LAST_YEAR, read_value
from models.sheet_words import UNITS, marks
from models.vocabulary import Attribute

_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?\Z"
)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_MONTH = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*月?\Z")
_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?\Z")
_MEASURED = re.compile(r"([-+]?[\d,.]+)\s*(\D+)\Z")
_SEVERAL = re.compile(r"[、,;\n\r]+")
EXACT = 1e15
"""Excel keeps fifteen digits of a number; a longer id was cut."""


def blank(cell: Any) -> bool:
    """Whether a cell says nothing: empty, or a mark such as a dash."""
    if cell is None:
        return True
    if not isinstance(cell, str):
        return bool(cell != cell)
    text = cell.strip()
    return not text or text.lower() in marks("blank")


def as_text(cell: Any) -> str:
    """A cell as it reads: whole numbers without a point, days as 2023-02-28."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell == cell and abs(cell) < EXACT and cell == int(cell):
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip()


def read_id(cell: Any) -> str:
    """The key of a person, in a form that can be compared."""
    if isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= EXACT:
        raise InputError(
            f"the number {quoted(cell)} is longer than a workbook can keep",
            hint="format the column as text and write it anew",
        )
    return unicodedata.normalize("NFKC", as_text(cell)).strip()


def read_cell(cell: Any, attribute: Attribute, header: str) -> Any:
    """The value of a cell that is not blank; None where it says that there is none, () for several that are none."""
    if isinstance(cell, str):
        text = unicodedata.normalize("NFKC", cell).strip()
        if text.lower() in marks("none") and attribute.name != "name":
            return read_value(None, attribute, 0, header)
    else:
        text = as_text(cell)
    match attribute.form:
        case "text":
            return cell.strip() if isinstance(cell, str) else text
        case "one_of":
            return read_value(text, attribute, 0, header)
        case "many_of":
            return _several(text, attribute, header)
        case "flag":
            return _flag(cell, text, header)
        case "date":
            return _day(cell, text, attribute, header)
        case _:
            return _number(cell, text, attribute, header)


def _several(text: str, attribute: Attribute, header: str) -> Any:
    assert attribute.values is not None
    if attribute.values.find(text):
        return read_value(text, attribute, 0, header)
    parts = [part.strip() for part in _SEVERAL.split(text) if part.strip()]
    return read_value(parts or [text], attribute, 0, header)


def _flag(cell: Any, text: str, header: str) -> bool:
    if isinstance(cell, bool):
        return cell
    word = text.lower()
    if word in marks("yes") or word in marks("no"):
        return word in marks("yes")
    raise InputError(f"{quoted(header)} is yes or no, not {quoted(text)}", hint="write `是` or `否`")


def _day(cell: Any, text: str, attribute: Attribute, header: str) -> date | None:
    if isinstance(cell, bool):
        raise InputError(f"{quoted(header)} is a date, not {quoted(cell)}", hint="write it as `2023-02-28`")
    if isinstance(cell, datetime):
        text = cell.date().isoformat()
    if attribute.name == "to" and text.lower() in marks("now"):
        return None
    match = _DAY.match(text) or _DIGITS.match(text)
    if match is None:
        number = isinstance(cell, int | float)
        if (number and FIRST_YEAR <= cell <= LAST_YEAR) or (not number and _MONTH.match(text)):
            raise InputError(f"{quoted(text)} does not tell the day", hint="write it as `2023-02-28`")
        what = "a number without the format of a date" if number else "no date"
        raise InputError(f"{quoted(text)} is {what}", hint="write it as `2023-02-28`")
    year, month, day = match.groups()
    found: date | None = read_value(f"{year}-{month}-{day}", attribute, 0, header)
    return found


def _number(cell: Any, text: str, attribute: Attribute, header: str) -> Any:
    if isinstance(cell, float) and not math.isfinite(cell):
        raise InputError(f"{quoted(text)} is no number", hint="write digits alone, without a unit")
    if isinstance(cell, int | float) or not isinstance(cell, str):
        return read_value(cell if isinstance(cell, int | float) else text, attribute, 0, header)
    match = _MEASURED.match(text)
    if match:
        own, unit = UNITS.get(attribute.unit, ()), match[2].strip().lower()
        if unit not in own:
            raise InputError(
                f"{quoted(text)} is not in the unit of {quoted(header)}", hint=_in_unit(match[1], unit, own)
            )
        text = match[1]
    if not _NUMBER.match(text) or len(text) > 30:
        raise InputError(f"{quoted(text)} is no number", hint="write digits alone, without a unit")
    bare = text.replace(",", "")
    return read_value(float(bare) if "." in bare else int(bare), attribute, 0, header)


def _in_unit(digits: str, unit: str, own: tuple[str, ...]) -> str:
    """What to write in place of an amount in another unit."""
    if not own:
        return "write digits alone, without a unit"
    scale = {"元": 0.0001, "万": 1.0, "亿元": 10_000.0, "亿": 10_000.0, "千元": 0.1}.get(unit)
    if own[0] == "万元" and scale and _NUMBER.match(digits):
        return f"write it in 万元: `{float(digits.replace(',', '')) * scale:.15g}`"
    return f"write digits alone, counted in {own[0]}"
