"""A cell may be written the way people write; what is ambiguous is refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from models.errors import InputError
from models.roster_cells import as_text, blank, read_cell, read_id
from models.sheet_words import SHEETS, attribute_of, head, heads, sheet_of
from models.vocabulary import Attribute, vocabulary


def attribute(name: str) -> Attribute:
    found = attribute_of("people", name) or attribute_of("achievements", name, "project")
    assert found is not None
    return found


@pytest.mark.parametrize(
    "cell",
    [
        date(2023, 2, 28),
        datetime(2023, 2, 28),
        datetime(2023, 2, 28, 10, 30),
        "2023-02-28",
        "2023-2-28",
        "2023/2/28",
        "2023.2.28",
        "2023年2月28日",
        "2023年02月28",
        "２０２３－０２－２８",
        " 2023 年 2 月 28 日 ",
        "20230228",
        20230228,
        20230228.0,
        "2023-02-28 00:00:00",
        "2023-02-28T10:30:00",
    ],
)
def test_days(cell: Any) -> None:
    assert read_cell(cell, attribute("date"), "日期") == date(2023, 2, 28)


@pytest.mark.parametrize(
    "cell", ["28/02/2023", "2023-02-29", "2023-2", 2023, 44985, 44985.0, "二月", True, "23-2-28", "2023-02-28/29", 0.5]
)
def test_what_is_no_day(cell: Any) -> None:
    with pytest.raises(InputError) as told:
        read_cell(cell, attribute("date"), "日期")
    assert told.value.hint


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (50, 50),
        (50.0, 50),
        ("50", 50),
        ("５０", 50),
        ("50万元", 50),
        ("50 万元", 50),
        ("1,234.5", 1234.5),
        ("0.5", 0.5),
    ],
)
def test_amounts(cell: Any, number: float) -> None:
    assert read_cell(cell, attribute("contract"), "合同额") == number


@pytest.mark.parametrize(
    "cell", ["50万", "500000元", "0.005亿元", "1,23", "五十", "1e5", "--5", "", "50-60", True, float("inf"), "9" * 40]
)
def test_what_is_no_amount(cell: Any) -> None:
    with pytest.raises(InputError) as told:
        read_cell(cell, attribute("contract"), "合同额")
    assert told.value.hint


@pytest.mark.parametrize("cell", [True, "是", "√", "Y", "yes", "✔", 1, 1.0, "1", "TRUE", "有", "ｙ"])
def test_yes(cell: Any) -> None:
    assert read_cell(cell, attribute("accepted"), "验收") is True


@pytest.mark.parametrize("cell", [False, "否", "×", "N", "no", "✗", 0, "0", "False", "不是", "x"])
def test_no(cell: Any) -> None:
    assert read_cell(cell, attribute("accepted"), "验收") is False


@pytest.mark.parametrize("cell", ["", "  ", None, "-", "—", "/", "不适用", float("nan")])
def test_nothing_said(cell: Any) -> None:
    assert blank(cell)


@pytest.mark.parametrize("name", ["date", "contract", "rank", "tier", "accepted", "project"])
def test_known_to_be_none(name: str) -> None:
    assert not blank("无")
    assert read_cell("无", attribute(name), name) is None
    assert read_cell("无", attribute("nature"), "性质") == ()


@pytest.mark.parametrize("cell", ["SCI、EI", "sci, ei", "SCI；EI", "SCI\nEI", "ＳＣＩ，EI，sci"])
def test_several_words(cell: str) -> None:
    indexes = attribute_of("achievements", "indexes", "paper")
    assert indexes is not None
    assert read_cell(cell, indexes, "收录") == ("sci", "ei")


def test_every_label_of_every_set_is_taken_as_it_is_written() -> None:
    count = 0
    for kind in vocabulary().kinds.values():
        for one in kind.section.attributes.values():
            for value, label in one.values.labels.items() if one.values else ():
                wanted = (value,) if one.form == "many_of" else value
                assert read_cell(label.zh, one, "") == wanted
                assert read_cell(label.en.upper(), one, "") == wanted
                count += 1
    assert count > 500


@pytest.mark.parametrize(
    ("cell", "key"), [(1001, "1001"), (1001.0, "1001"), (" １００1 ", "1001"), ("A-01", "A-01"), ("007", "007")]
)
def test_keys(cell: Any, key: str) -> None:
    assert read_id(cell) == key


def test_texts_read_as_they_are_shown() -> None:
    cells = [3.0, 3.25, True, date(2023, 2, 28), datetime(2023, 2, 28, 1, 2), " a "]
    assert [as_text(cell) for cell in cells] == ["3", "3.25", "true", "2023-02-28", "2023-02-28 01:02:00", "a"]


@pytest.mark.parametrize(
    ("sheet", "header", "name"),
    [
        ("people", "工 号", "@id"),
        ("people", "编号", "@id"),
        ("people", "＊姓名（必填）", "@name"),
        ("people", "社保连续月数", "insurance_months"),
        ("people", "社保连续月数（月）", "insurance_months"),
        ("people", "处分影响期至", "conduct.penalty_until"),
        ("people", "学历", ""),
        ("achievements", "编号", "id"),
        ("achievements", "工号", "@id"),
        ("achievements", "合同额(万元)", "contract"),
        ("achievements", "合同额万元", "contract"),
        ("achievements", "Contract (万元)", "contract"),
        ("achievements", "类别", "kind"),
        ("achievements", "第几作者", "author"),
        ("work", "入职日期", "from"),
        ("work", "end date", "to"),
        ("titles", "职称", "level"),
        ("education", "毕业时间", "diploma"),
        ("recommenders", "任职年限（年）", "years_held"),
        ("people", "身份证号码", "@id"),
    ],
)
def test_headers(sheet: str, header: str, name: str) -> None:
    assert (head(header, sheet).name, head(header, sheet).unit) == (name, "")


@pytest.mark.parametrize("header", ["合同额（元）", "合同额（亿元）", "合同额 (million yuan)"])
def test_amounts_in_another_unit_are_seen_in_the_header(header: str) -> None:
    assert head(header, "achievements").unit


def test_identifiers_and_labels_head_their_own_column() -> None:
    words = vocabulary()
    for sheet, section in words.sections.items():
        if sheet in SHEETS:
            for name, one in section.attributes.items():
                assert heads(sheet) and {head(h, sheet).name for h in (name, one.label.zh, one.label.en)} == {name}
    for kind in words.kinds.values():
        for name, one in kind.section.attributes.items():
            assert {head(h, "achievements").name for h in (name, one.label.zh, one.label.en)} == {name}, (
                kind.name,
                name,
            )


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("人 员", ("people", "")),
        ("基本信息", ("people", "")),
        ("Work History", ("work", "")),
        ("推荐人", ("recommenders", "")),
        ("Records", ("achievements", "")),
        ("论文", ("achievements", "paper")),
        ("填表说明", ("notes", "")),
        ("Sheet1", None),
    ],
)
def test_names_of_sheets(name: str, found: object) -> None:
    assert sheet_of(name) == found
