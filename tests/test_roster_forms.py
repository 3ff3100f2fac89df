"""Every form of a roster gives the same people, with nothing added and nothing lost."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from models.applicant import read as applicant
from models.errors import InputError
from models.people_table import LISTS, document, row, schema, table
from models.roster import Roster, digest_of, form_of, read
from tests.rosters import applicants, rows_of, sheets, staff, write_csv, write_lines, write_parquet, write_workbook

EACH = 6


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    found = rows_of(staff(EACH))
    assert len(found) >= 20 * EACH
    # people of whom a list is not known, and people of whom it is known to be empty
    for place, name in enumerate(LISTS):
        for person in found[place :: 3 * len(LISTS)]:
            person[name] = None
        for person in found[place + len(LISTS) :: 3 * len(LISTS)]:
            person[name] = []
    return found


def same(roster: Roster, rows: list[dict[str, Any]]) -> None:
    """Asserts that a roster holds exactly these people, in their order."""
    assert roster.errors == ()
    assert roster.total == len(rows)
    assert roster.people["id"].to_pylist() == [person["id"] for person in rows]
    assert roster.places.to_pylist() == list(range(len(rows)))
    assert roster.people.schema.names == schema().names
    assert applicants(roster.people) == {person["id"]: applicant(document(person)) for person in rows}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_workbook_gives_the_people(rows: list[dict[str, Any]], lang: str, tmp_path: Path) -> None:
    path = write_workbook(sheets(rows, lang), tmp_path / "staff.xlsx")
    roster = read(path)
    same(roster, rows)
    assert roster.digest == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_folder_of_csv_files_gives_the_people(rows: list[dict[str, Any]], encoding: str, tmp_path: Path) -> None:
    same(read(write_csv(sheets(rows, "zh", dates=False), tmp_path / "staff", encoding)), rows)


def test_json_lines_give_the_people(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    same(read(write_lines(rows, tmp_path / "staff.jsonl")), rows)


def test_parquet_gives_the_people(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    same(read(write_parquet(rows, tmp_path / "staff.parquet", group=17)), rows)


def test_a_folder_of_parquet_parts_gives_the_people(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    (tmp_path / "staff").mkdir()
    write_parquet(rows[:50], tmp_path / "staff" / "part-0.parquet")
    write_parquet(rows[50:], tmp_path / "staff" / "part-1.parquet")
    same(read(tmp_path / "staff"), rows)


def test_lists_that_have_no_sheet_are_unknown_and_those_that_have_are_complete(tmp_path: Path) -> None:
    made = {"people": [["id", "unknown lists"], ["1", ""], ["2", "titles"]], "titles": [["id", "level", "date"]]}
    people = read(write_workbook(made, tmp_path / "staff.xlsx")).people.to_pylist()
    assert [person["titles"] for person in people] == [[], None]
    assert [person["education"] for person in people] == [None, None]


def test_own_columns_are_carried_through_as_text(tmp_path: Path) -> None:
    made = {
        "花名册": [
            ["工号", "姓名", "部门", "入司年份", "id card", "employment"],
            [7, "虚构人", "网络部", 2019, 3.5, "企业"],
        ],
        "说明": [["anything may stand here"]],
    }
    roster = read(write_workbook(made, tmp_path / "staff.xlsx"))
    assert roster.errors == ()
    (person,) = roster.people.to_pylist()
    assert (person["id"], person["employment"]) == ("7", "enterprise")
    own = {name: person[name] for name in roster.people.schema.names[len(schema()) :]}
    assert own == {"部门": "网络部", "入司年份": "2019", "id card": "3.5"}


def test_own_columns_never_take_the_name_of_a_native_one(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("id,achievements,部门\n1,12,甲\n", encoding="utf-8")
    roster = read(path)
    assert roster.people.to_pylist()[0]["achievements (2)"] == "12"
    assert roster.people.to_pylist()[0]["achievements"] is None
    (told,) = roster.errors
    assert (told.person, told.column) == (None, "B achievements")


def test_own_columns_of_parquet_keep_their_types(tmp_path: Path) -> None:
    people = table([{"id": "1"}]).append_column("grade", pa.array([3], pa.int16()))
    pq.write_table(people, tmp_path / "staff.parquet")
    roster = read(tmp_path / "staff.parquet")
    assert roster.people.schema.field("grade").type == pa.int16()


def test_attestations_stand_in_columns_or_on_a_sheet(tmp_path: Path) -> None:
    key, other = "chongqing-cyberspace-2023/senior/ability", "liaoning-industrial-internet-2024/senior/scope"
    made = {"people": [["id", key], ["1", "√"], ["2", ""]], "attestations": [["id", "key", "value"], ["2", other, "×"]]}
    roster = read(write_workbook(made, tmp_path / "staff.xlsx"))
    assert roster.errors == ()
    assert [applicant(document(p)).attestations for p in roster.people.to_pylist()] == [{key: True}, {other: False}]


def test_a_sheet_may_hold_one_kind_of_record(tmp_path: Path) -> None:
    made = {
        "人员": [["工号"], ["1"]],
        "论文": [["工号", "发表日期", "第几作者"], ["1", "2023.2.28", 1]],
        "专利": [["工号", "类型", "日期"], ["1", "发明", "2021年3月9日"]],
    }
    roster = read(write_workbook(made, tmp_path / "staff.xlsx"))
    assert roster.errors == ()
    (person,) = applicants(roster.people).values()
    assert [record.kind for record in person.achievements or ()] == ["paper", "patent"]


def test_names_join_sheets_where_there_are_no_keys(tmp_path: Path) -> None:
    made = {"人员": [["姓名"], ["虚构甲"], ["虚构乙"]], "职称": [["姓名", "级别"], ["虚构乙", "工程师"]]}
    people = read(write_workbook(made, tmp_path / "staff.xlsx")).people.to_pylist()
    assert [len(person["titles"]) for person in people] == [0, 1]


def test_a_heading_above_the_headers_and_merged_keys_are_understood(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "staff.xlsx"
    book = xlsxwriter.Workbook(str(path))
    people, titles = book.add_worksheet("人员"), book.add_worksheet("职称")
    people.merge_range(0, 0, 0, 3, "某单位花名册（虚构）")
    people.write_row(2, 0, ["＊工 号", "姓名（必填）"])
    people.write_row(3, 0, ["００1", "虚构人"])
    titles.write_row(0, 0, ["工号", "级别", "取得日期"])
    titles.merge_range(1, 0, 2, 0, "001")
    titles.write_row(1, 1, ["助理级", "2015/7/1"])
    titles.write_row(2, 1, ["工程师", "2019-12-20"])
    book.close()
    roster = read(path)
    assert roster.errors == ()
    (person,) = roster.people.to_pylist()
    assert [title["level"] for title in person["titles"]] == ["assistant", "engineer"]


def test_json_lines_take_documents_as_they_are_written_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "staff.jsonl"
    path.write_text('\ufeff{"工号": 12, "姓名": "虚构人", "职称": [{"级别": "工程师"}]}\n\n', encoding="utf-8")
    roster = read(path)
    assert (
        roster.people.to_pylist()
        == table([row(applicant({"name": "虚构人", "titles": [{"level": "engineer"}]}), "12")]).to_pylist()
    )
    assert roster.total == 1


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.xlsx", "workbook"), ("a.XLSM", "workbook"), ("a.csv", "csv"), ("a.jsonl", "lines"), ("a.parquet", "parquet")],
)
def test_the_form_is_known_by_the_ending(name: str, form: str, tmp_path: Path) -> None:
    (tmp_path / name).touch()
    assert form_of(tmp_path / name) == form


@pytest.mark.parametrize("name", ["a.xls", "a.ods", "a.json", "a.yaml", "a.zip", "a.docx", "a"])
def test_other_forms_are_refused_with_what_to_do(name: str, tmp_path: Path) -> None:
    (tmp_path / name).touch()
    with pytest.raises(InputError) as told:
        form_of(tmp_path / name)
    assert told.value.hint


def test_a_missing_or_empty_roster_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "none.xlsx")
    with pytest.raises(InputError, match="has no roster"):
        read(tmp_path)
    (tmp_path / "a.csv").write_text("id,name\n")
    with pytest.raises(InputError, match="nobody"):
        read(tmp_path / "a.csv")
    (tmp_path / "a.jsonl").write_text("\n")
    with pytest.raises(InputError, match="nobody"):
        read(tmp_path / "a.jsonl")


def test_the_digest_of_a_folder_changes_with_each_file(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id\n1\n")
    first = digest_of(tmp_path)
    (tmp_path / "titles.csv").write_text("id,level\n")
    second = digest_of(tmp_path)
    (tmp_path / "people.csv").write_text("id\n2\n")
    assert len({first, second, digest_of(tmp_path)}) == 3
