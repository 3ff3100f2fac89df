"""Masking: a person is always called the same, nobody can tell whom, and no output says a name after all."""

from __future__ import annotations

import hmac
import os
import stat
from importlib import import_module
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import catalogue, masking
from models.errors import InputError
from models.masking import Masking, key_file, mask, mask_key, masking_of
from reports.batch_files import write_results
from reports.batch_page import write_report
from solver.summary import WhatIf, summarise
from tests.result_tables import error_table, invented, stamp_of

openpyxl = import_module("openpyxl")
KEY = b"a key that is long enough"
STANDARD = "chongqing-cyberspace-2023"


def people(*pairs: tuple[str | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame(pairs, schema={"id": pl.String, "name": pl.String}, orient="row")


def test_a_pseudonym_depends_on_person_and_key_alone() -> None:
    crowd = people(("1", "甲"), ("2", "乙"), ("1", "甲"))
    shown = mask(crowd, masking_of([crowd], KEY))
    expected = hmac.digest(KEY, "1|1|甲".encode(), "sha256").hex().upper()[:8]
    assert shown["id"][0] == shown["name"][0] == shown["id"][2] == f"人员-{expected}"
    assert shown["id"][1] != shown["id"][0]
    again = mask(people(("1", "甲")), masking_of([people(("9", "丙"), ("1", "甲"))], KEY, "en"))
    assert again["id"][0] == f"person-{expected}"
    assert mask(crowd, masking_of([crowd], KEY + b"2"))["id"][0] != shown["id"][0]


def test_a_bar_in_an_id_is_no_border() -> None:
    crowd = people(("a|b", "c"), ("a", "b|c"), ("ab", "c"), ("a", "bc"))
    assert mask(crowd, masking_of([crowd], KEY))["id"].n_unique() == 4


def test_people_without_id_and_name_are_told_apart_by_their_place() -> None:
    crowd = people((None, None), (None, None), ("", "")).with_columns(person=pl.Series([0, 1, 2], dtype=pl.UInt32))
    assert mask(crowd, masking_of([crowd], KEY))["id"].n_unique() == 3
    nobody = people((None, None))
    assert mask(nobody, masking_of([nobody], KEY))["id"].to_list() == [None]


def test_two_who_would_be_called_alike_get_longer_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masking, "SHORT", 1)
    crowd = people(*((str(n), "同名") for n in range(12)))
    known = masking_of([crowd.head(5), crowd.tail(7)], KEY)
    shown = mask(crowd, known)["id"].to_list()
    assert known.shared and len(set(shown)) == 12
    lengths = {len(name.removeprefix("人员-")) for name in shown}
    assert lengths == {1, masking.LONG}
    digits = [name.removeprefix("人员-") for name in shown]
    assert all((digit[:1] in known.shared) == (len(digit) > 1) for digit in digits)
    assert mask(crowd.reverse(), masking_of([crowd.reverse()], KEY))["id"].to_list() == shown[::-1]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), min_size=1, max_size=12), st.integers(0, 12))
def test_parts_of_a_table_are_masked_as_the_whole(pairs: list[tuple[str, str]], cut: int) -> None:
    crowd = people(*pairs).with_row_index("person")
    parts = [crowd.head(cut), crowd.slice(cut)]
    known = masking_of(parts, KEY)
    assert pl.concat([mask(part, known) for part in parts]).equals(mask(crowd, masking_of([crowd], KEY)))


def test_words_of_people_are_hidden_and_words_of_the_vocabulary_kept() -> None:
    errors = error_table(
        [
            {
                "person": 3, "id": "P3", "sheet": "业绩成果", "row": 4, "column": "C 类别", "value": "张三的论文",
                "error": "unknown kind `张三的论文`", "write": "write `论文`, not `张三的论文`",
            }
        ]
    )  # fmt: skip
    (row,) = mask(errors, masking_of([errors], KEY)).to_dicts()
    assert row["value"] == "…" and row["error"] == "unknown kind `…`" and row["write"] == "write `论文`, not `…`"
    assert row["id"].startswith("人员-") and (row["sheet"], row["row"]) == ("业绩成果", 4)


@pytest.mark.parametrize(
    ("advice", "shown"),
    [
        ("主持项目1项（属项目“张三工程”），对应第十条", "主持项目1项（属项目“…”），对应第十条"),
        ("one award (of the project “Zhang”), for 第十条", "one award (of the project “…”), for 第十条"),
        ("一项（属项目“甲”）；两项（属项目“乙”）", "一项（属项目“…”）；两项（属项目“…”）"),
        ("发表论文1篇（“双一流”）", "发表论文1篇（“双一流”）"),
    ],
)
def test_projects_are_not_named_in_advice(advice: str, shown: str) -> None:
    table = people(("1", "甲")).with_columns(advice=pl.lit(advice))
    ways = [[{"months": 0, "add": advice}, {"months": 3, "add": None}]]
    table = table.with_columns(pl.Series("frontier", ways), add="advice")
    (row,) = mask(table, masking_of([table], KEY)).to_dicts()
    assert row["advice"] == row["add"] == shown
    assert row["frontier"] == [{"months": 0, "add": shown}, {"months": 3, "add": None}]


def test_no_output_says_a_name_an_id_or_what_the_roster_adds(tmp_path: Path) -> None:
    standard = catalogue.find(STANDARD)
    table = invented(standard, ["senior"], 60).with_columns(pl.format("机密{}", "person").alias("部门"))
    errors = error_table([{"person": 60, "id": "P0000060", "error": "unknown `机密`", "value": "机密", "row": 2}])
    known = masking_of([table, errors], KEY)
    shown, wrong = mask(table, known, drop=["部门"]), mask(errors, known)
    gains = mask(table.head(4).select("id", "name", "standard", "rung", before="class", after="class"), known)
    summary = summarise([shown], wrong)
    scenario = WhatIf(name="x", before=summary.counts, after=summary.counts, gains=gains, losses=gains.head(0))
    waivers = people(("P0000001", "虚构0000001")).with_columns(
        standard=pl.lit(STANDARD), node=pl.lit("senior/results"), reason=pl.lit("机密"), approver=pl.lit("机密")
    )
    stamp = stamp_of(standard, masked=True, left_out=("部门",))
    for form in ("csv", "jsonl", "parquet", "xlsx"):
        more = {"what_if": [scenario], "waivers": mask(waivers, known)}
        write_results([shown], wrong, stamp, [standard], tmp_path / f"r.{form}", "zh", **more)  # type: ignore[arg-type]  # two kinds
    write_report(
        summary, stamp, [standard], tmp_path / "r.html", "zh", what_if=[scenario], waivers=mask(waivers, known)
    )
    tables = [pl.read_parquet(tmp_path / name).to_dicts() for name in ("r.parquet", "r.errors.parquet")]
    (tmp_path / "tables.csv").write_text(str(tables), "utf-8")
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    texts = [one.read_text("utf-8") for one in tmp_path.iterdir() if one.suffix in (".csv", ".jsonl", ".html")]
    assert len(texts) == 5
    for text in [*texts, "\n".join(cells)]:
        assert not [word for word in ("虚构0", "P00000", "机密") if word in text]
    secret = set(shown["id"])
    assert secret <= set(cells) and len(secret) == 60
    assert "部门" in " ".join(cells) and "代号" in texts[-1] + " ".join(texts)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (masking.VARIABLE, "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path


def test_the_key_is_made_once_and_for_the_owner_alone(home: Path) -> None:
    made = mask_key()
    place = home / "zhicheng" / "mask.key"
    assert key_file() == place and stat.S_IMODE(place.stat().st_mode) == 0o600 and len(made) == 64
    assert mask_key() == made
    place.unlink()
    assert mask_key() != made


def test_the_key_of_the_environment_goes_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(masking.VARIABLE, "k" * 20)
    assert mask_key() == b"k" * 20 and not list(home.iterdir())
    monkeypatch.setenv(masking.VARIABLE, "short")
    with pytest.raises(
        InputError, match=r"ZHICHENG_MASK_KEY: the key for `--mask` has 5 characters; write at least 16"
    ):
        mask_key()


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_a_key_that_others_can_read_is_refused(home: Path) -> None:
    mask_key()
    (home / "zhicheng" / "mask.key").chmod(0o644)
    with pytest.raises(InputError, match="others can read the key"):
        mask_key()


def test_a_damaged_key_is_told(home: Path) -> None:
    mask_key()
    key_file().write_bytes(b"")
    with pytest.raises(InputError, match="has 0 characters"):
        mask_key()
    key_file().write_bytes(b"\xff" * 40)
    with pytest.raises(InputError, match="is no text"):
        mask_key()
    key_file().unlink()
    key_file().parent.rmdir()
    (home / "zhicheng").write_text("a file")
    with pytest.raises(InputError, match=r"cannot be kept .* set `ZHICHENG_MASK_KEY`"):
        mask_key()


def test_no_key_is_shown_by_accident() -> None:
    assert "key that" not in repr(Masking(key=KEY))
