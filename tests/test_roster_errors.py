"""What cannot be taken of a roster is told by its cell, and sets apart those whom it belongs to and nobody else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.applicant import read as applicant
from models.errors import InputError
from models.people_table import document
from models.roster import CellError, Roster, read
from models.roster_heads import Grid
from models.roster_sheets import roster_of
from tests.rosters import applicants, rows_of, sheets, staff, write_lines, write_workbook


def roster(**made: list[list[Any]]) -> Roster:
    """A roster of these sheets."""
    return roster_of([Grid(name=name, rows=rows) for name, rows in made.items()], "staff.xlsx", "")


def told(**made: list[list[Any]]) -> CellError:
    """The one error of a roster."""
    found = roster(**made).errors
    assert len(found) == 1, found
    return found[0]


def test_an_error_names_sheet_row_column_value_and_what_to_write() -> None:
    made = roster(
        人员=[["工号", "姓名", "单位性质"], ["1", "甲", "企业"], ["2", "乙", "事业单位"], ["3", "丙", "企业"]],
        学历=[["工号", "层次", "毕业日期"], ["1", "本科", "2014-06-30"], ["2", "本科", "2014-06-31"]],
        业绩成果=[["工号", "类别", "级别"], ["3", "奖项", "省级"], ["2", "奖项", "省极"]],
    )
    assert made.total == 3
    assert made.people["id"].to_pylist() == ["1", "3"]
    assert made.places.to_pylist() == [0, 2]
    first, second = made.errors
    assert first == CellError(
        person=1,
        id="2",
        sheet="学历",
        row=3,
        column="C 毕业日期",
        value="2014-06-31",
        error="there is no day `2014-06-31`",
        write="check the month and the day",
    )
    assert (second.sheet, second.row, second.column, second.value) == ("业绩成果", 3, "C 级别", "省极")
    assert second.error == "`省极` is no value of `级别`"
    assert second.write.startswith("write ")


PEOPLE = [["id", "name"], ["1", "a"]]


@pytest.mark.parametrize(
    ("header", "cell", "error", "write"),
    [
        ("insurance_months", "twelve", "is no number", "digits alone"),
        ("insurance_months", -1, "at least 0", "`0` or more"),
        ("insurance_months", 1.5, "a whole number", "`1`"),
        ("insurance_months", "3年", "not in the unit", "月"),
        ("labour_contract", "maybe", "yes or no", "`是` or `否`"),
        ("employment", "企页", "no value", "`企业`"),
        ("penalty_until", 44985, "without the format of a date", "2023-02-28"),
        ("penalty_until", "2023-02", "does not tell the day", "2023-02-28"),
        ("penalty_until", 2023, "does not tell the day", "2023-02-28"),
        ("penalty_until", "1023-02-03", "out of range", "1900"),
        ("penalty_until", True, "is a date", "2023-02-28"),
        ("talent", "天才、急需紧缺人才", "no value", "write"),
        ("未提供", "学历、爱好", "no list", "write"),
    ],
)
def test_a_cell_of_a_person(header: str, cell: Any, error: str, write: str) -> None:
    found = told(people=[["id", header], ["1", cell]])
    assert (found.person, found.id, found.sheet, found.row, found.column) == (0, "1", "people", 2, f"B {header}")
    assert error in found.error
    assert write in found.write


@pytest.mark.parametrize(
    ("kind", "header", "cell", "error", "write"),
    [
        ("project", "合同额", "50万", "not in the unit", "`50`"),
        ("project", "合同额", "3200000元", "not in the unit", "`320`"),
        ("project", "合同额（万元）", "1,2,3", "no number", "digits alone"),
        ("project", "protection_level", 6, "at most 5", "5"),
        ("paper", "rank", 0, "at least 1", "`1`"),
        ("paper", "grade", "一等奖", "has no `grade`", "mend the kind"),
        ("patent_award", "grade", "一等奖", "no value", "write"),
        ("", "tier", "city", "does not say its kind", "`论文`"),
        ("论闻", "tier", "city", "unknown kind", "`论文`"),
    ],
)
def test_a_cell_of_a_record(kind: str, header: str, cell: Any, error: str, write: str) -> None:
    found = told(people=PEOPLE, records=[["person id", "kind", header], ["", "", ""], ["1", kind, cell]])
    assert (found.person, found.sheet, found.row) == (0, "records", 3)
    assert error in found.error
    assert write in found.write


def test_a_record_may_say_no_to_what_its_kind_has_not() -> None:
    made = roster(people=PEOPLE, records=[["person id", "kind", "独立作者", "通讯作者"], ["1", "patent", "无", "否"]])
    assert made.errors == ()


RECORD = ["person id", "kind"]


@pytest.mark.parametrize(
    ("entries", "row", "column", "error"),
    [
        ({"work": [["id", "field", "from", "to"], ["1", "网信", "2020-01-02", "2020-01-01"]]}, 2, "D to", "before it"),
        ({"work": [["id", "field", "from"], ["1", "网信", ""]]}, 2, "C from", "does not say its `from`"),
        ({"education": [["id", "level", "second_bachelor"], ["1", "硕士", "是"]]}, 2, "C second_bachelor", "master"),
        ({"titles": [["id", "date"], ["1", "2020-01-01"]]}, 2, "level", "does not say its `level`"),
        ({"records": [[*RECORD, "own_words", "total_words"], ["1", "book", 9, 8]]}, 2, "C own_words", "than in all"),
        ({"records": [[*RECORD, "sole", "author"], ["1", "paper", "是", 2]]}, 2, "D author", "sole author"),
        ({"records": [[*RECORD, "id"], ["1", "paper", "x"], ["1", "paper", "x"]]}, 3, "C id", "two records"),
        ({"records": [[*RECORD, "date", "to"], ["1", "position", "2020-01-02", "2020-01-01"]]}, 2, "D to", "before"),
        ({"records": [[*RECORD, "published", "implemented"], ["1", "standard", "否", "是"]]}, 2, "C published", "not"),
    ],
)
def test_what_cannot_be_true_of_an_entry(entries: dict[str, Any], row: int, column: str, error: str) -> None:
    found = told(people=PEOPLE, **entries)
    assert (found.person, found.row, found.column) == (0, row, column)
    assert error in found.error


def test_all_errors_of_a_person_are_told() -> None:
    made = roster(
        people=[["id", "employment", "region"], ["1", "x", "y"], ["2", "企业", "重庆"]],
        work=[["id", "field", "from", "to"], ["1", "网信", "2020-01-02", "2020-01-01"], ["1", "y", "2020", ""]],
    )
    assert made.people["id"].to_pylist() == ["2"]
    assert [(e.sheet, e.row, e.column[0]) for e in made.errors] == [
        ("people", 2, "B"), ("people", 2, "C"), ("work", 3, "B"), ("work", 3, "C"), ("work", 2, "D"),
    ]  # fmt: skip


def test_everybody_with_a_key_given_twice_is_set_apart() -> None:
    made = roster(people=[["id"], ["1"], ["2"], ["1"]], titles=[["id", "level"], ["1", "engineer"]])
    assert made.people["id"].to_pylist() == ["2"]
    assert [(e.person, e.row) for e in made.errors] == [(0, 2), (2, 4)]
    assert all("rows 2, 4" in e.error for e in made.errors)


def test_rows_of_nobody_are_told_and_set_nobody_apart() -> None:
    made = roster(people=PEOPLE, titles=[["id", "level"], ["9", "engineer"], ["", "engineer"]])
    assert len(made.people) == 1
    assert [(e.person, e.row) for e in made.errors] == [(None, 2), (None, 3)]


def test_a_name_that_two_people_have_joins_nothing() -> None:
    made = roster(
        people=[["id", "name"], ["1", "甲"], ["2", "甲"], ["3", "乙"]], titles=[["name", "level"], ["甲", "工程师"]]
    )
    assert made.people["id"].to_pylist() == ["3"]
    assert [e.person for e in made.errors] == [0, 1]
    # the texts can be shown where names are masked
    assert not any("甲" in e.error + e.write for e in made.errors)


def test_a_name_that_is_not_the_keys_sets_the_person_apart() -> None:
    found = told(people=[["id", "name"], ["1", "甲"]], titles=[["id", "name", "level"], ["1", "乙", "工程师"]])
    assert (found.person, found.column) == (0, "B name")


def test_a_list_said_not_to_be_given_cannot_have_rows() -> None:
    found = told(people=[["id", "未提供"], ["1", "职称"]], 职称=[["id", "level"], ["1", "engineer"]])
    assert (found.person, found.sheet, found.row) == (0, "职称", 2)


def test_columns_and_sheets_that_are_not_known_are_told_and_hold_nobody_back() -> None:
    made = roster(
        people=PEOPLE,
        titles=[["id", "level", "取得日其", "序号", ""], ["1", "engineer", "2020-01-01", 1, "stray"]],
        爱好=[["id"], ["1"]],
    )
    assert len(made.people) == 1
    assert [(e.person, e.sheet, e.column) for e in made.errors] == [
        (None, "titles", "C 取得日其"), (None, "titles", "E"), (None, "爱好", ""),
    ]  # fmt: skip
    assert made.errors[0].write == "head it `取得日期`"


def test_long_numbers_that_excel_has_cut_are_no_keys() -> None:
    found = told(people=[["身份证号"], [500101199001011234.0]])
    assert "longer than a workbook can keep" in found.error


@pytest.mark.parametrize(
    ("made", "what"),
    [
        ({"titles": [["id", "level"], ["1", "engineer"]], "work": [["id"]]}, "no sheet holds people"),
        ({"people": [["id"], ["1"]], "人员": [["id"], ["2"]]}, "two sheets hold people"),
        ({"people": [["employment"], ["企业"]]}, "names the person"),
        ({"people": [["id", "工号"], ["1", "2"]]}, "say the same thing twice"),
        ({"people": [["id"], ["1"]], "records": [["工号", "类别", "合同额（元）"], ["1", "项目", 5]]}, "unit"),
        ({"people": [["id"], ["1"]], "records": [["工号", "名称"], ["1", "x"]]}, "the kind of each record"),
        ({"people": [["id"], ["1"]], "认定事项": [["工号", "认定项"], ["1", "x"]]}, "a key and a value"),
        ({"people": [["id"]]}, "nobody"),
    ],
)
def test_what_keeps_the_whole_from_being_read(made: dict[str, Any], what: str) -> None:
    with pytest.raises(InputError, match=what) as error:
        roster(**made)
    assert error.value.hint


def test_errors_of_excel_are_no_empty_cells(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "staff.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("notes")
    sheet = book.add_worksheet("people")
    sheet.write_row(0, 0, ["id", "insurance months", "insurance_months"][::2])
    sheet.write_string(1, 0, "1")
    sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    book.close()
    (found,) = read(path).errors
    assert (found.row, found.column, found.value) == (2, "B insurance_months", "#DIV/0!")


def test_rows_of_csv_files_have_as_many_cells_as_the_header(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text('id,name,employment\n1,"甲, 乙",企业\n\n2,甲, 乙,企业\n3,甲\n4,甲,企业,\n', encoding="utf-8")
    made = read(path)
    assert made.people["id"].to_pylist() == ["1", "4"]
    assert {(e.person, e.row) for e in made.errors if "cells" in e.error} == {(1, 4), (2, 5)}
    assert {e.sheet for e in made.errors} == {"staff.csv"}


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b'id,name\n1,"a\n', "quotes"),
        (b"id,name\n1,\x00\n", "binary"),
        (b"id,name\n1,\xff\xff\xff\n", "neither UTF-8 nor GBK"),
        (b"id,name\n1," + b"x" * 200_000 + b"\n", "longer than"),
        (b"id" + b",x" * 600 + b"\n", "602 cells|601 cells"),
    ],
)
def test_files_that_are_no_csv_are_refused(raw: bytes, what: str, tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_bytes(raw)
    with pytest.raises(InputError, match=what):
        read(tmp_path / "staff.csv")


def test_a_line_that_cannot_be_taken_sets_its_person_apart(tmp_path: Path) -> None:
    lines = [
        {"id": "1", "name": "甲"},
        {"id": "2", "achievements": [{"kind": "paper", "tier": "x"}]},
        {"id": "3", "work": [{"field": "engineering", "from": "2020-01-02", "to": "2020-01-01"}]},
        {"id": "1"},
        {"id": "5", "hobby": "x"},
        {"id": "6", "name": "\ud800"},
    ]
    texts = [*(json.dumps(one) for one in lines), "{", "[]", '{"id": 8, "id": 9}', '{"id": "9", "name": NaN}', "\xff"]
    path = tmp_path / "staff.jsonl"
    path.write_bytes("\n".join(texts[:-1]).encode() + b"\n\xff\n" + b'{"id": "ok"}')
    made = read(path)
    assert made.total == 12
    assert made.people["id"].to_pylist() == ["ok"]
    assert made.places.to_pylist() == [11]
    assert [(e.person, e.row) for e in made.errors] == [(n, n + 1) for n in range(11)]
    assert [e.column for e in made.errors[:5]] == ["id", "tier", "work[0]", "id", ""]
    assert all(e.write for e in made.errors if e.person != 10)


ROWS = rows_of(staff(1))
CELLS = st.one_of(
    st.sampled_from(["", "无", "x", "2020-13-01", "企业", "P0001", "P0002", "-", "是", "1,000", "=1+1", "50万元"]),
    st.text(max_size=6), st.floats(), st.booleans(), st.integers(), st.dates(),
)  # fmt: skip
PLACES = st.tuples(st.integers(0, 6), st.integers(1, 400), st.integers(0, 60))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(PLACES, CELLS), min_size=1, max_size=6))
def test_people_in_are_results_and_errors_whatever_a_cell_says(damage: list[tuple[tuple[int, int, int], Any]]) -> None:
    made = sheets(ROWS, "zh")
    touched: set[str] = set()
    for (sheet, row, column), cell in damage:
        name = list(made)[sheet % len(made)]
        if len(made[name]) > 1:
            cells = made[name][1 + row % (len(made[name]) - 1)]
            # a row that is taken from a person, or given to another, changes both
            touched.update({str(cells[0]), str(cell)} if column % len(cells) == 0 else {str(cells[0])})
            cells[column % len(cells)] = cell
    found = roster(**made)
    assert found.total == len(ROWS)
    apart = {e.person for e in found.errors if e.person is not None}
    assert len(found.people) + len(apart) == found.total
    assert sorted([*found.places.to_pylist(), *apart]) == list(range(found.total))
    assert all(e.error and e.write for e in found.errors)
    sound = applicants(found.people)
    for person in ROWS:
        if person["id"] not in touched:
            assert sound[person["id"]] == applicant(document(person))


def test_a_bad_line_says_the_same_as_a_bad_cell(tmp_path: Path) -> None:
    rows = [dict(person) for person in ROWS[:3]]
    rows[1]["region"] = "atlantis"
    by_line = read(write_lines(rows, tmp_path / "staff.jsonl")).errors
    cells = {"people": [["id", "region"], *([r["id"], r["region"] or ""] for r in rows)]}
    by_cell = read(write_workbook(cells, tmp_path / "staff.xlsx")).errors
    assert [(e.person, e.error, e.write) for e in by_line] == [(e.person, e.error, e.write) for e in by_cell]
