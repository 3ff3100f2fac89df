"""The files of a run for other programs: everybody is in them once, with the stamp; a rerun gives the same bytes."""

from __future__ import annotations

import json
import stat
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import InputError
from solver.result_table import no_results
from tests.batch_written import ERRORS, STANDARD, lines, table, written
from tests.result_tables import DAY, invented, result_table

openpyxl = import_module("openpyxl")
FORMS = ("xlsx", "csv", "jsonl", "parquet")


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12), min_size=1, max_size=6
    )
)
def test_a_csv_gives_texts_back_but_for_an_apostrophe(
    tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    frame = result_table({"person": n, "id": word} for n, word in enumerate(words)).with_columns(extra=pl.Series(words))
    made = written(tmp_path_factory.mktemp("csv"), "csv", frames=[frame])
    told = [row["extra"] for row in lines(made)]
    for word, cell in zip(words, told, strict=True):
        assert cell in (word, f"'{word}") and (cell[:1] or "x") not in "=@\t\r\n"
        assert cell == word or word[0] in "=+-@\t\r\n＝＋－＠"


def test_numbers_in_a_csv_stay_numbers(tmp_path: Path) -> None:
    frame = result_table([{"person": 0, "months": -5, "records": 2}]).with_columns(extra=pl.lit("-3.5"))
    made = written(tmp_path, "csv", frames=[frame])
    assert made.read_bytes().startswith(b"\xef\xbb\xbf")
    (row,) = pl.read_csv(made).to_dicts()
    assert (row["months"], row["records"], row["extra"]) == (-5, 2, -3.5)
    assert (row["as_of"], row["version"]) == (str(DAY), "zhicheng 1.2.3")


def test_csv_and_parquet_hold_the_table_and_its_stamp(tmp_path: Path) -> None:
    frame = invented(STANDARD, ["senior"], 40)
    told = lines(written(tmp_path, "csv", frames=[frame.head(13), frame.tail(-13)]))
    assert [row["id"] for row in told] == frame["id"].to_list()
    assert [row["blocking"] for row in told] == ["; ".join(nodes) for nodes in frame["blocking"].to_list()]
    ways = next(ways for ways in frame["frontier"].to_list() if ways and len(ways) > 1)
    spelled = " | ".join("/".join(str(way[k]) for k in way) for way in ways)
    assert spelled in [row["frontier"] for row in told]
    assert {row["standard_sha256"] for row in told} == {STANDARD.digest}
    assert len(lines(tmp_path / "results.errors.csv")) == ERRORS.height
    path = written(tmp_path, "parquet", frames=[frame.head(13), frame.tail(-13)])
    assert pl.read_parquet(path).equals(frame)
    stamp = json.loads(pq.read_schema(path).metadata[b"zhicheng"])["stamp"]
    assert stamp["version"] == "1.2.3" and stamp["as_of"] == str(DAY)
    assert stamp["standards"] == [{"standard": STANDARD.id, "sha256": STANDARD.digest}]
    assert pl.read_parquet(tmp_path / "results.errors.parquet").equals(ERRORS)


def test_lines_hold_everybody_once(tmp_path: Path) -> None:
    frame = invented(STANDARD, ["engineer", "senior"], 30, seed=1)
    path = written(tmp_path, "jsonl", frames=[frame.head(20), frame.tail(-20)])
    head, *people = map(json.loads, path.read_text("utf-8").splitlines())
    assert head["schema"] == "zhicheng.batch/1" and head["stamp"]["input"] == "ab" * 32
    answered_ = [one for one in people if "results" in one]
    assert [one["person"] for one in answered_] == list(range(30))
    assert all([r["rung"] for r in one["results"]] == ["engineer", "senior"] for one in answered_)
    assert [r["blocking"] for one in answered_ for r in one["results"]] == frame["blocking"].to_list()
    assert answered_[3]["extra"] == {"部门": frame["部门"][6]}
    wrong = [one for one in people if "errors" in one]
    assert [one["person"] for one in wrong] == [40, None] and wrong[0]["errors"][0]["error"] == "unknown kind `论闻`"


@pytest.mark.parametrize("form", FORMS)
def test_a_rerun_gives_the_same_bytes_for_the_owner_alone(tmp_path: Path, form: str) -> None:
    first = written(tmp_path, form)
    before = first.read_bytes()
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert written(tmp_path, form).read_bytes() == before
    left = {"xlsx": 1, "jsonl": 1, "csv": 2, "parquet": 2}[form]
    assert len(list(tmp_path.iterdir())) == left


@pytest.mark.parametrize("form", FORMS)
def test_a_roster_of_errors_alone_is_written_too(tmp_path: Path, form: str) -> None:
    for frames in ([], [no_results()]):
        path = written(tmp_path, form, frames=frames)
        if form == "xlsx":
            book = openpyxl.load_workbook(path)
            assert book["错误"].max_row == 1 + ERRORS.height and book["结果"].max_row == 1
        elif form == "jsonl":
            assert len(path.read_text("utf-8").splitlines()) == 3
        else:
            assert path.exists() and (tmp_path / f"results.errors.{form}").exists()


def test_what_goes_wrong_leaves_the_old_file(tmp_path: Path) -> None:
    old = written(tmp_path, "csv").read_bytes()

    def parts() -> Any:
        yield table()
        raise InputError("no more")

    for form in FORMS:
        with pytest.raises(InputError, match="no more"):
            written(tmp_path, form, frames=parts())
    assert (tmp_path / "results.csv").read_bytes() == old
    assert sorted(one.name for one in tmp_path.iterdir()) == ["results.csv", "results.errors.csv"]


def test_names_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cannot be written as `\.xls`; end the name in `\.xlsx`"):
        written(tmp_path, "xls")
    with pytest.raises(InputError, match=r"cannot be written \(no such file or directory\); name another file"):
        written(tmp_path / "nowhere", "csv")
    (tmp_path / "results.xlsx").mkdir()
    with pytest.raises(InputError, match="need a file of their own"):
        written(tmp_path, "xlsx")
