"""The workbook of a run: every sheet and answer is there in words, nothing can become a formula."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from models.errors import InputError
from reports import batch_workbook
from reports.batch_words import CLASS_LABELS, ICONS, clauses
from solver.result_table import no_errors
from solver.summary import CLASSES, WhatIf, summarise
from tests.batch_written import NASTY, STANDARD, lines, table, written
from tests.result_tables import DAY, error_table, invented, result_table, stamp_of

openpyxl = import_module("openpyxl")
SHEETS = {
    "zh": ["概览", "结果", "受阻条款", "接近者", "预测", "尚缺的事实", "错误", "说明"],
    "en": ["Summary", "Results", "Blocking", "Near misses", "Forecast", "Facts missing", "Errors", "About"],
}


def rows_of(sheet: Any) -> list[dict[str, Any]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_workbook_has_its_sheets_and_every_answer(tmp_path: Path, lang: str) -> None:
    frame = table()
    book = openpyxl.load_workbook(written(tmp_path, "xlsx", lang))
    assert book.sheetnames == SHEETS[lang]
    results = book[SHEETS[lang][1]]
    assert results.freeze_panes == "C2" and results.auto_filter.ref.startswith("A1:")
    assert all(d.width > 5 for d in results.column_dimensions.values())
    rows = rows_of(results)
    names = {"zh": ("编号", "类别", "最早符合日", "受阻条款"), "en": ("Id", "Class", "First day", "Clauses not met")}[
        lang
    ]
    assert [row[names[0]] for row in rows] == frame["id"].to_list()
    assert list(rows[0])[-1] == "部门"
    worded = clauses([STANDARD], stamp_of(STANDARD), lang)
    for row, answer in zip(rows, frame.to_dicts(), strict=True):
        assert row[names[1]] == f"{ICONS[answer['class']]} {CLASS_LABELS[answer['class']][lang]}"
        day = answer["ready_on"]
        assert row[names[2]] == (datetime(day.year, day.month, day.day) if day else None)
        told = [worded(STANDARD.id, "senior", node).short for node in answer["blocking"]]
        assert row[names[3]] == (("；" if lang == "zh" else "; ").join(told) or None)
        assert not any(answer["id"] in str(value) for name, value in row.items() if name != names[0])
        assert not [value for value in row.values() if "senior/" in str(value)]


def test_classes_are_coloured_by_rules_that_look_for_their_signs(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(written(tmp_path, "xlsx"))["结果"]
    place = [cell.value for cell in sheet[1]].index("类别")
    letter = sheet.cell(1, place + 1).column_letter
    rules = {rule.text: rule for found in sheet.conditional_formatting for rule in found.rules}
    assert {str(found.sqref) for found in sheet.conditional_formatting} == {f"{letter}2:{letter}{table().height + 1}"}
    assert list(rules) == list(ICONS.values()) and set(ICONS) == set(CLASSES)
    fills = {rule.dxf.fill.bgColor.rgb for rule in rules.values()}
    assert len(fills) == len(CLASSES)


def test_summary_has_figures_and_charts(tmp_path: Path) -> None:
    path = written(tmp_path, "xlsx")
    sheet = openpyxl.load_workbook(path)["概览"]
    text = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]
    assert "共41人：40人有结果，1人因数据有误另列（2处错误）。" in text
    frame = table()
    for kind in set(frame["class"]):
        place = next(c for row in sheet.iter_rows() for c in row if c.value == f"{ICONS[kind]} {CLASS_LABELS[kind].zh}")
        assert sheet.cell(place.row + 1, place.column).value == (frame["class"] == kind).sum()
    with zipfile.ZipFile(path) as parts:
        charts = [parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/charts/chart")]
        sheets = {n: parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/worksheets/")}
    assert len(charts) == 3
    assert any("受阻条款" in one for one in charts) and any("预测" in one for one in charts)
    for reference in {r for one in charts for r in re.findall(r"<c:f>([^<]*)</c:f>", one)}:
        assert re.match(r"'?(概览|受阻条款|预测)'?!\$[A-Z]+\$\d+", reference)
    assert sheets


def test_blocking_and_forecast_are_where_the_charts_look(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path, "xlsx"))
    assert [cell.value for cell in book["受阻条款"][1]][2:] == [
        "条款",
        "部分",
        "要求",
        "人数",
        "仅此一项",
        "占不符合者",
    ]
    years = [cell.value for cell in book["预测"][1]]
    assert years[2] == "年份" and years[3].startswith("只等待") and years[5].startswith("最早的办法")
    assert book["预测"]["C2"].number_format == "0"


def test_nothing_written_can_become_a_formula(tmp_path: Path) -> None:
    names = result_table(
        {"person": n, "id": word, "name": word, "standard": STANDARD.id, "rung": "senior", "verdict": "eligible",
         "class": "eligible", "advice": word} for n, word in enumerate(NASTY)
    ).with_columns(pl.Series("=列", NASTY))  # fmt: skip
    errors = error_table({"person": 90 + n, "id": word, "value": word, "error": word} for n, word in enumerate(NASTY))
    waivers = pl.DataFrame({"id": NASTY, "reason": NASTY})
    path = written(tmp_path, "xlsx", frames=[names], errors=errors, waivers=waivers, levers={"=1": waivers})
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/"):
                sheet = parts.read(name).decode()
                assert "<f>" not in sheet and "<hyperlink" not in sheet
    book = openpyxl.load_workbook(path)
    assert [row["姓名"] for row in rows_of(book["结果"])] == [word.replace("\r", "_x000D_") for word in NASTY]
    assert all(cell.data_type in "sn" for sheet in book for row in sheet.iter_rows() for cell in row)
    for made in (written(tmp_path, "csv", frames=[names], errors=errors), tmp_path / "results.errors.csv"):
        cells = [cell for row in lines(made) for pair in row.items() for cell in pair if cell]
        assert sum(cell.startswith("'") for cell in cells) >= 3 * 8
        assert not [cell for cell in cells if cell[0] in "=+-@\t\r＝"]


def test_more_sheets_where_there_is_more_to_show(tmp_path: Path) -> None:
    frame = table()
    eased = frame.with_columns(pl.lit("eligible").alias("class"), pl.lit("eligible").alias("verdict"))
    moved = frame.filter(pl.col("class") == "only_records")
    gains = moved.select("id", "name", "standard", "rung", pl.col("class").alias("before"), after=pl.lit("eligible"))
    one = WhatIf(
        name="=八选二", before=summarise([frame]).counts, after=summarise([eased]).counts, gains=gains, losses=gains[:0]
    )
    given = {"id": ["P1"], "standard": [STANDARD.id], "node": ["senior/results"], "rungs": [["senior", "engineer"]]}
    waivers = pl.DataFrame(given | {"reason": ["试点"]})
    levers = {"最有用的一种": pl.DataFrame({"kind": ["paper"], "gained": [12]})}
    book = openpyxl.load_workbook(written(tmp_path, "xlsx", what_if=[one], waivers=waivers, levers=levers))
    assert book.sheetnames == [*SHEETS["zh"][:6], "情景", "豁免", "杠杆", *SHEETS["zh"][6:]]
    cells = [[c for c in row if c is not None] for row in book["情景"].iter_rows(values_only=True)]
    assert cells[0] == ["情景", "标准", "申报职称", "类别", "之前", "之后", "变化"]
    assert gains.height and sum(moved["id"][0] in row for row in cells) == 1
    assert ["新增符合的人"] in cells and ["不再符合的人"] in cells
    (waiver,) = rows_of(book["豁免"])
    assert waiver["条款"].startswith("第十三条（二）") and waiver["在何处起作用"] == "高级工程师；工程师"
    assert [c.value for c in book["杠杆"][3]] == ["论文", 12]


def test_about_tells_what_it_rests_on_and_who_decides(tmp_path: Path) -> None:
    for lang, committee in (("zh", "最终以评审委员会评审结果为准"), ("en", "The review committee decides")):
        sheet = openpyxl.load_workbook(written(tmp_path, "xlsx", lang))[SHEETS[lang][-1]]
        text = "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
        for word in (STANDARD.digest, "zhicheng 1.2.3", str(DAY), "ab" * 32, committee, STANDARD.title[lang]):
            assert word in text
        assert all(f"{ICONS[kind]} {CLASS_LABELS[kind][lang]}" in text for kind in CLASSES)


def test_a_sheet_of_errors_stands_there_without_any(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path, "xlsx", errors=no_errors()))
    assert [cell.value for cell in book["错误"][1]][-2:] == ["错误", "应如何填写"] and not rows_of(book["错误"])


def test_more_rows_than_a_sheet_holds_are_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert batch_workbook.ROWS == 1_048_576 - 1
    monkeypatch.setattr(batch_workbook, "ROWS", 50)
    frame = invented(STANDARD, ["senior"], 30)

    def parts() -> Any:
        yield from (frame, frame)
        raise AssertionError("the rest is not asked for")

    with pytest.raises(InputError, match=r"a sheet holds 50 rows, and these results have 60; .*parquet"):
        written(tmp_path, "xlsx", frames=parts())
    assert not list(tmp_path.iterdir())


def test_a_large_workbook_says_the_same_as_a_small_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def cells() -> list[Any]:
        book = openpyxl.load_workbook(written(tmp_path, "xlsx"))
        return [list(sheet.iter_rows(values_only=True)) for sheet in book]

    small = cells()
    monkeypatch.setattr(batch_workbook, "IN_MEMORY", 10)
    assert cells() == small
