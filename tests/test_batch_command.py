"""`zhicheng batch` from its words to its files: forms, both languages, waivers and scenarios, masking."""

from __future__ import annotations

import csv
import json
import os
import stat
import zipfile
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from models import people_table
from tests.refusals import run
from tests.rosters import sheets, staff, write_csv, write_lines, write_workbook

openpyxl = import_module("openpyxl")
ROOT = Path(__file__).parent.parent
ASKED = ("--standard", "chongqing-cyberspace-2023", "--rung", "senior", "--on", "2024-12-31", "--lang", "en")
QUICK = ("--standard", "sichuan-initial-2022", "--rung", "assistant", "--on", "2024-12-31", "--lang", "en")
FORMS = ("xlsx", "csv", "jsonl", "parquet")
NASTY = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "＝1+1", "plain"]
SECRET = "不可外传"
"""Stands in every name and id of the masked roster."""


def rows(count: int = 2) -> list[dict[str, Any]]:
    found = [people_table.row(person, f"E{place:03}") for place, person in enumerate(staff(count))]
    for place, row in enumerate(found):
        row["name"] = f"虚构{place}"
    return found


def table(count: int = 2) -> pa.Table:
    made = people_table.table(rows(count))
    return made.append_column("部门", pa.array([NASTY[place % len(NASTY)] for place in range(made.num_rows)]))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("roster") / "people.parquet"
    pq.write_table(table(), path, row_group_size=1000)
    return path


def answered(capsys: pytest.CaptureFixture[str], *words: str | Path) -> dict[str, Any]:
    """The figures of a run, everybody accounted for."""
    status, out, err = run(capsys, "batch", *words, "--format", "json")
    assert status == 0, err
    found: dict[str, Any] = json.loads(out)
    assert found["schema"] == "zhicheng.batch/1"
    assert found["people"] == found["with_results"] + found["set_apart"]
    return found


# --- forms and languages ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["parquet", "workbook", "csv", "lines"])
def test_every_form_of_a_roster_gives_the_same_results(
    form: str, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = people_table.table(rows()).to_pylist()
    path = {
        "parquet": lambda: source,
        "workbook": lambda: write_workbook(sheets(made), tmp_path / "a.xlsx"),
        "csv": lambda: write_csv(sheets(made), tmp_path / "a"),
        "lines": lambda: write_lines(made, tmp_path / "a.jsonl"),
    }[form]()
    answered(capsys, path, *ASKED, "--out", tmp_path / "out.parquet")
    answered(capsys, source, *ASKED, "--out", tmp_path / "expected.parquet")
    names = ["id", "verdict", "class", "months", "records", "advice", "blocking", "missing"]
    have, want = (pl.read_parquet(tmp_path / f"{name}.parquet").select(names) for name in ("out", "expected"))
    assert have.height == len(made)
    assert have.equals(want)


@pytest.mark.parametrize("form", FORMS)
def test_results_of_every_form(form: str, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / f"out.{form}"
    people = answered(capsys, source, *ASKED, "--out", out)["people"]
    assert out.stat().st_size
    if form == "csv":
        with out.open(encoding="utf-8-sig", newline="") as file:
            told = list(csv.DictReader(file))
        assert len(told) == people
        assert [one["部门"][0] for one in told[:7]] == ["'"] * 7
    if form == "jsonl":
        lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        assert len(lines) == people + 1
        assert len(lines[1]["results"]) == 1
    if form == "xlsx":
        book = openpyxl.load_workbook(out)
        assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d", "b"}


@pytest.mark.parametrize("form", ["parquet", "xlsx"])
def test_files_are_readable_by_their_owner_alone(
    form: str, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = os.umask(0)
    try:
        answered(capsys, source, *QUICK, "--out", tmp_path / f"out.{form}", "--report", tmp_path / "page.html")
    finally:
        os.umask(before)
    made = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(made) >= 2
    assert {stat.S_IMODE(file.stat().st_mode) for file in made} == {0o600}


@pytest.mark.parametrize("form", [*FORMS, "html"])
def test_a_rerun_writes_the_same_bytes(
    form: str, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    option = "--report" if form == "html" else "--out"
    first, second = (tmp_path / f"{name}.{form}" for name in ("first", "second"))
    told = [run(capsys, "batch", source, *QUICK, option, one)[1] for one in (first, second)]
    assert first.read_bytes() == second.read_bytes()
    assert told[0].replace(str(first), "") == told[1].replace(str(second), "")


def test_both_languages(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    english = run(capsys, "batch", source, *QUICK)[1]
    chinese = run(capsys, "batch", source, *QUICK[:-1], "zh")[1]
    assert "qualifies" in english
    assert "符合" in chinese
    assert "符合" not in english
    assert "qualifies" not in chinese


def test_a_template_can_be_filled_in_and_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for lang in ("zh", "en"):
        path = tmp_path / f"{lang}.xlsx"
        assert run(capsys, "batch", "--template", path, "--lang", lang)[0] == 0
        assert answered(capsys, path, *QUICK[:-1], lang, "--out", tmp_path / f"out-{lang}.xlsx")["people"] == 2


@pytest.mark.parametrize("name", ["fewer-results.yaml", "waivers.yaml", "roster.yaml"])
def test_the_example_roster(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    examples = ROOT / "examples"
    asked = ("--lang", "zh", "--on", "2026-06-30", "--what-if", examples / "what-if" / name)
    found = answered(capsys, examples / "roster", *asked)
    assert found["people"]
    assert found["scenarios"] or found["waivers"] or found["notes"]


# --- questions --------------------------------------------------------------------------------------------------------


def test_verdicts_alone_are_those_of_the_whole_answer(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for strict in ((), ("--strict",)):
        found = []
        for more in ((), ("--verdicts",)):
            answered(capsys, source, *ASKED, *strict, *more, "--out", tmp_path / "out.parquet")
            found.append(pl.read_parquet(tmp_path / "out.parquet").select("id", "verdict", "blocking", "missing"))
        assert found[0].equals(found[1])
        assert found[0]["verdict"].n_unique() > 1


def test_waivers_and_scenarios(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = tmp_path / "plain.parquet"
    answered(capsys, source, *ASKED, "--out", plain)
    blocked = pl.read_parquet(plain).filter(pl.col("blocking") == ["senior/education-years"])
    assert blocked.height, "someone is short of the years alone"
    chosen = blocked["id"].to_list()
    asked = tmp_path / "asked.yaml"
    asked.write_text(
        "waivers:\n  - id: years\n    standard: chongqing-cyberspace-2023\n    node: senior/education-years\n"
        f"    people: {json.dumps(chosen)}\n    reason: invented\n    approver: nobody\n"
        "scenarios:\n  - id: no-years\n    label: {zh: 甲, en: no years}\n    standards:\n"
        "      chongqing-cyberspace-2023:\n        senior/education-years: {drop: true}\n",
        encoding="utf-8",
    )
    out = tmp_path / "waived.parquet"
    found = answered(capsys, source, *ASKED, "--what-if", asked, "--out", out)
    results = pl.read_parquet(out).filter(pl.col("id").is_in(chosen))
    assert set(results["verdict"]) == {"eligible"}
    assert results["waived"].to_list() == [["senior/education-years"]] * len(chosen)
    assert {one["id"] for one in found["waivers"]} == set(chosen)
    gains = {one["id"] for one in found["scenarios"][0]["gains"]}
    assert set(chosen) <= gains


@pytest.mark.parametrize("who", [f"{SECRET}1", f"{SECRET}8", f"{SECRET}-nobody"])
def test_masked_files_name_nobody(
    who: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The waiver is for someone with results, for someone set apart, or for nobody of the roster."""
    monkeypatch.setenv("ZHICHENG_MASK_KEY", "a key that is invented for this")
    made = rows(1)
    for place, row in enumerate(made):
        row["id"], row["name"] = f"{SECRET}{place}", f"姓{SECRET}名{place}"
        for turn, record in enumerate(row["achievements"] or []):
            record["id"] = f"{SECRET}-{turn}"
            if record.get("project"):
                record["project"] = SECRET
    made[5]["insurance_months"] = -7
    made[9]["id"] = made[8]["id"]
    roster = people_table.table(made)
    roster = roster.append_column("部门", pa.array([f"{SECRET}部"] * roster.num_rows))
    pq.write_table(roster, tmp_path / "in.parquet", row_group_size=8)
    asked = tmp_path / "asked.yaml"
    asked.write_text(
        "waivers:\n  - id: years\n    standard: chongqing-cyberspace-2023\n    node: senior/education-years\n"
        f"    people: [{who}]\n    reason: {SECRET}\n    approver: {SECRET}\n"
        "scenarios:\n  - id: no-years\n    label: {zh: 甲, en: no years}\n    standards:\n"
        "      chongqing-cyberspace-2023:\n        senior/education-years: {drop: true}\n",
        encoding="utf-8",
    )
    folder = tmp_path / "out"
    folder.mkdir()
    forms_of = {"zh": FORMS if who.endswith("1") else ("xlsx",), "en": ("xlsx",) if who.endswith("1") else ()}
    for lang, forms in forms_of.items():
        for form in forms:
            words: tuple[str | Path, ...] = ("--what-if", asked, "--mask", "--out", folder / f"{lang}.{form}")
            words += ("--report", folder / f"{lang}.html") if form == "xlsx" else ()
            status, out, err = run(capsys, "batch", tmp_path / "in.parquet", *ASKED[:-1], lang, *words)
            assert status == 0, err
            assert SECRET not in out + err
        found = answered(capsys, tmp_path / "in.parquet", *ASKED[:-1], lang, "--mask", "--what-if", asked)
        assert SECRET not in json.dumps(found, ensure_ascii=False)
        assert found["set_apart"] == 3
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert len(files) >= 2
    for file in files:
        assert not list(_places_of(file, SECRET)), file.name


def _places_of(file: Path, word: str) -> list[str]:
    """Where a word stands in a file, in its bytes or in what is packed in it."""
    found = [file.name] if word.encode() in file.read_bytes() else []
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as book:
            found += [name for name in book.namelist() if word.encode() in book.read(name)]
    if file.suffix == ".parquet":
        found += [name for name, column in pl.read_parquet(file).to_dict().items() if word in repr(column.to_list())]
    return found
