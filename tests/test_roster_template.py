"""The template is a roster: what is written into it by its own rules is read back."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from models.applicant import read as applicant
from models.people_table import document, record_attributes, table
from models.roster import read
from models.sheet_words import SHEETS, head, sheet_name
from models.vocabulary import vocabulary
from reports.template import columns_of, write_template
from reports.template_words import invented

openpyxl = pytest.importorskip("openpyxl")
LANGS = ("zh", "en")


@pytest.fixture(params=LANGS)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def path(lang: str, tmp_path: Path) -> Path:
    made = tmp_path / "template.xlsx"
    write_template(made, lang)
    return made


def test_reading_it_back_gives_the_two_invented_people(path: Path, lang: str) -> None:
    roster = read(path)
    assert roster.errors == ()
    assert roster.total == 2
    wanted = table(list(invented(lang))).to_pylist()
    assert [applicant(document(p)) for p in roster.people.to_pylist()] == [applicant(document(p)) for p in wanted]
    assert roster.people["id"].to_pylist() == ["EX-1", "EX-2"]
    assert all("虚构" in name or "invented" in name for name in roster.people["name"].to_pylist())


def test_every_attribute_has_one_column(lang: str) -> None:
    words = vocabulary()
    for sheet in SHEETS:
        columns = columns_of(sheet, lang)
        assert [head(c.header, sheet).name for c in columns] == [c.name for c in columns]
        assert all(head(c.header, sheet).unit == "" and c.note for c in columns)
        names = {c.name for c in columns}
        if sheet == "achievements":
            assert set(record_attributes()) <= names
        elif sheet in words.sections:
            assert set(words.sections[sheet].attributes) <= names


def test_headers_are_frozen_and_have_notes_and_dropdowns(path: Path, lang: str) -> None:
    book = openpyxl.load_workbook(path)
    for name in SHEETS:
        sheet = book[sheet_name(name, lang)]
        assert sheet.freeze_panes == "C2"
        headers = [cell for cell in sheet[1] if cell.value]
        assert [cell.value for cell in headers] == [c.header for c in columns_of(name, lang)]
        assert all(cell.comment and cell.comment.text and cell.font.bold for cell in headers)
        chosen = sum(bool(c.words) for c in columns_of(name, lang))
        assert len(sheet.data_validations.dataValidation) == chosen
    assert [s.title for s in book.worksheets if s.sheet_state == "hidden"] == ["词表" if lang == "zh" else "words"]


def test_every_word_of_a_dropdown_is_taken(path: Path, lang: str) -> None:
    """The rows that people fill in with the words they are offered are sound."""
    book = openpyxl.load_workbook(path)
    people, records = book[sheet_name("people", lang)], book[sheet_name("achievements", lang)]
    columns = columns_of("people", lang)
    longest = max(len(c.words) for c in columns)
    for row in range(longest):
        people.append([f"N{row}", None, *(c.words[row % len(c.words)] if c.words else None for c in columns[2:])])
    columns = columns_of("achievements", lang)
    count = 0
    for kind in vocabulary().kinds.values():
        for place, column in enumerate(columns):
            one = kind.section.attributes.get(column.name)
            for label in one.values.labels.values() if one and one.values else ():
                assert label[lang] in column.words
                cells: list[str | None] = [None] * len(columns)
                cells[0], cells[2], cells[place] = "EX-2", kind.label[lang], label[lang]
                records.append(cells)
                count += 1
    assert count > 500
    book.save(path)
    roster = read(path)
    assert roster.errors == ()
    assert roster.total == 2 + longest
    assert len(roster.people["achievements"][1]) == 1 + count


def test_it_is_the_owners_alone_and_the_same_each_time(path: Path, lang: str, tmp_path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    write_template(tmp_path / "again.xlsx", lang)
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()
