"""Writes an empty roster as a workbook: headers with notes, dropdowns, and two invented people as an example."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.people_table import record_attributes
from models.private_files import private_file
from models.sheet_words import ID, KEY, KIND, LISTS, NAME, SHEETS, UNKNOWN, VALUE, head, key_name, sheet_name
from models.vocabulary import Attribute, Label, vocabulary
from reports.template_words import INSTRUCTIONS, KEYS, invented, note

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

ROWS = 5_000
"""Rows that have dropdowns."""
_MADE = datetime(2024, 1, 1)
_WIDTHS = {"date": 12.0, "flag": 9.0, "integer": 9.0, "number": 11.0, "one_of": 15.0, "many_of": 22.0, "text": 18.0}


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column of the template: what it is called, what its header notes, how its cells are written and chosen."""

    name: str
    header: str
    note: str
    form: str
    words: tuple[str, ...] = ()
    meanings: Mapping[str, Attribute] | None = None


def write_template(path: Path, lang: str) -> None:
    """An empty roster in Chinese (`zh`) or English (`en`); reading it back gives the two invented people."""
    import xlsxwriter

    with private_file(path) as part:
        book = xlsxwriter.Workbook(
            str(part), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        )
        book.set_properties({"created": _MADE})
        heading = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#DCE6F1", "bottom": 1}
        )
        formats = {"date": book.add_format({"num_format": "yyyy-mm-dd"}), "text": book.add_format({"num_format": "@"})}
        sheets = {name: book.add_worksheet(sheet_name(name, lang)) for name in SHEETS}
        _instructions(book, lang)
        words = _Words(sheet=book.add_worksheet("词表" if lang == "zh" else "words"), ranges={})
        words.sheet.hide()
        examples = _examples(lang)
        for name, sheet in sheets.items():
            columns = columns_of(name, lang)
            _headers(sheet, columns, heading, formats, lang)
            for place, column in enumerate(columns):
                if column.words:
                    _dropdown(sheet, place, column, words)
            for row, values in enumerate(examples[name], 1):
                _row(sheet, row, columns, values, formats, lang)
        sheets["people"].activate()
        book.close()


def columns_of(sheet: str, lang: str) -> list[Column]:
    """The columns of a sheet of the template, the keys first."""
    found = [_key(ID, lang), _key(NAME, lang)]
    words = vocabulary()
    if sheet == "people":
        for name, attribute in words.person.attributes.items():
            if name != "name" and attribute.form not in ("section", "attestations"):
                found.append(_column(sheet, name, {"": attribute}, {}, lang))
        for name, attribute in words.sections["conduct"].attributes.items():
            found.append(_column(sheet, f"conduct.{name}", {"": attribute}, {}, lang))
        return [*found, _key(UNKNOWN, lang)]
    if sheet == "attestations":
        yes_or_no = Column(
            name=VALUE, header=key_name(VALUE, lang), note=KEYS["value"][lang], form="flag", words=_flags(lang)
        )
        return [*found, _key(KEY, lang), yes_or_no]
    if sheet != "achievements":
        section = words.sections[sheet].attributes
        return [*found, *(_column(sheet, name, {"": attribute}, {}, lang) for name, attribute in section.items())]
    labels = tuple(kind.label[lang] for kind in words.kinds.values())
    found.append(Column(name=KIND, header=key_name(KIND, lang), note=KEYS["kind"][lang], form="one_of", words=labels))
    for name in record_attributes():
        homes = {k: kind.section.attributes[name] for k, kind in words.kinds.items() if name in kind.section.attributes}
        some = {k: words.kinds[k].label for k in homes} if len(homes) < len(words.kinds) else {}
        found.append(_column(sheet, name, homes, some, lang))
    return found


def _key(key: str, lang: str) -> Column:
    return Column(name=key, header=key_name(key, lang), note=KEYS[key.removeprefix("@")][lang], form="text")


def _flags(lang: str) -> tuple[str, ...]:
    return ("是", "否") if lang == "zh" else ("yes", "no")


def _column(sheet: str, name: str, meanings: Mapping[str, Attribute], kinds: Mapping[str, Label], lang: str) -> Column:
    first = next(iter(meanings.values()))
    labels = [a.label[lang] for a in meanings.values()]
    # a label may mean something else on this sheet: then the identifier stands for it
    header = next((label for label in labels if head(label, sheet).name == name), name)
    words: Iterable[str] = _flags(lang) if first.form == "flag" else ()
    if first.values is not None:
        words = (label[lang] for a in meanings.values() if a.values for label in a.values.labels.values())
    return Column(
        name=name,
        header=header
        + ("（万元）" if first.unit == "wan" and lang == "zh" else " (万元)" if first.unit == "wan" else ""),
        note=note(name, meanings, kinds, lang),
        form=first.form,
        words=tuple(dict.fromkeys(words)),
        meanings=meanings,
    )


def _headers(
    sheet: Worksheet, columns: Sequence[Column], heading: Format, formats: Mapping[str, Format], lang: str
) -> None:
    sheet.freeze_panes(1, 2)
    sheet.set_row(0, 34)
    for place, column in enumerate(columns):
        width = max(_WIDTHS[column.form], (2.0 if lang == "zh" else 0.7) * len(column.header) + 2)
        sheet.set_column(place, place, min(width, 28.0), formats.get(column.form))
        sheet.write_string(0, place, column.header, heading)
        lines = column.note.count("\n") + len(column.note) // 40 + 2
        sheet.write_comment(0, place, column.note, {"x_scale": 2.4, "y_scale": max(0.7, 0.24 * lines)})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Words:
    """The hidden sheet of words, and where each list of them stands."""

    sheet: Worksheet
    ranges: dict[tuple[str, ...], str]


def _dropdown(sheet: Worksheet, place: int, column: Column, words: _Words) -> None:
    if column.words not in words.ranges:
        at = len(words.ranges)
        for row, word in enumerate(column.words):
            words.sheet.write_string(row, at, word)
        from xlsxwriter.utility import xl_range_abs

        name = words.sheet.get_name()
        words.ranges[column.words] = f"='{name}'!{xl_range_abs(0, at, len(column.words) - 1, at)}"
    # several words are typed beside each other, and `none` may stand anywhere: the list only proposes
    rule = {"validate": "list", "source": words.ranges[column.words], "show_error": False}
    sheet.data_validation(1, place, ROWS, place, rule)


def _instructions(book: Workbook, lang: str) -> None:
    sheet = book.add_worksheet(sheet_name("notes", lang))
    sheet.set_column(0, 0, 100, book.add_format({"text_wrap": True, "valign": "top"}))
    for row, line in enumerate(INSTRUCTIONS):
        sheet.write_string(row, 0, line[lang])


def _examples(lang: str) -> dict[str, list[dict[str, Any]]]:
    """Rows of the two invented people by sheet; values by the name of their column."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in SHEETS}
    for person in invented(lang):
        keys = {ID: person["id"], NAME: person["name"]}
        conduct = {f"conduct.{name}": value for name, value in person.get("conduct", {}).items()}
        found["people"].append({**keys, **person, **conduct})
        for name in LISTS:
            found[name].extend({**keys, **entry} for entry in person[name])
    return found


def _row(
    sheet: Worksheet,
    row: int,
    columns: Sequence[Column],
    values: Mapping[str, Any],
    formats: Mapping[str, Format],
    lang: str,
) -> None:
    for place, column in enumerate(columns):
        value = values.get(column.name)
        if value is None:
            continue
        if isinstance(value, bool):
            sheet.write_string(row, place, _flags(lang)[not value])
        elif isinstance(value, date):
            sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), formats["date"])
        elif isinstance(value, int | float):
            sheet.write_number(row, place, value)
        else:
            sheet.write_string(row, place, _said(value, column, str(values.get(KIND, "")), lang))


def _said(value: Any, column: Column, kind: str, lang: str) -> str:
    """A word of the vocabulary as the language says it."""
    if column.name == KIND:
        return vocabulary().kinds[value].label[lang]
    meaning = (column.meanings or {}).get(kind) or (column.meanings or {}).get("")
    if meaning is None or meaning.values is None:
        return str(value)
    labels = meaning.values.labels
    one = [value] if isinstance(value, str) else value
    return ("、" if lang == "zh" else ", ").join(labels[word][lang] for word in one)
