"""Rosters and places that `zhicheng batch` does not expect: an answer or one sentence, never a fault."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from models import people_table
from tests.refusals import refusal, run
from tests.rosters import staff
from tests.test_batch_command import QUICK, ROOT, answered, rows, table


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("roster") / "people.parquet"
    pq.write_table(table(), path, row_group_size=1000)
    return path


# --- refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "a=1"), "a roster takes no `--set`"),
        (("--template", "t.xlsx"), "takes no roster"),
        (("--resume",), "can be resumed"),
        (("--resume", "--out", "out.txt"), "cannot be written as `.txt`"),
        (("--out", "people.parquet"), "would replace the roster"),
        (("--out", "nothing"), "a folder takes the parts"),
        (("--rung", "nope"), "`nope` is no rung"),
        (("--standard", "nope"), "unknown standard `nope`"),
        (("--reading", "a=b"), "unknown reading `a`"),
        (("--on", "2024-02-30"), "there is no day `2024-02-30`"),
        (("--workers", "0"), "--workers"),
        (("--engine", "magic"), "--engine"),
        (("--what-if", "none.yaml"), "none.yaml"),
        (("--format", "html"), "--format"),
    ],
)
def test_refused(
    words: tuple[str, ...], said: str, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.parquet").write_bytes(source.read_bytes())
    on = () if "--on" in words else ("--on", "2024-12-31")
    assert said in refusal(capsys, "batch", "people.parquet", "--lang", "en", *on, *words)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["people.parquet"]


@pytest.mark.parametrize(
    "words", [("batch",), ("batch", "none.xlsx"), ("batch", "none.parquet"), ("batch", "/dev/null")]
)
def test_no_roster(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert refusal(capsys, *words, "--lang", "en")


@pytest.mark.parametrize("name", ["x.parquet", "x.jsonl", "x.xlsx", "x.csv"])
def test_results_below_a_file_are_refused(
    name: str, source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("mine")
    assert str(tmp_path / "file") in refusal(capsys, "batch", source, *QUICK, "--out", tmp_path / "file" / name)


def test_results_that_would_replace_a_file_of_the_roster_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "people"
    folder.mkdir()
    for place, name in enumerate(("a.parquet", "b.parquet")):
        pq.write_table(table().slice(20 * place, 20), folder / name)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    for name in ("a.parquet", "new.parquet", "a.parquet/deeper.parquet"):
        refusal(capsys, "batch", folder, *QUICK, "--out", folder / name)
        assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def _limited(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("form", ["parquet", "xlsx", "html"])
def test_a_full_disk_is_told_in_a_sentence(form: str, source: Path, tmp_path: Path) -> None:
    option = "--report" if form == "html" else "--out"
    asked = [str(source), *QUICK, option, str(tmp_path / f"out.{form}")]
    started = [sys.executable, "-c", "from cli import run; run()", "batch", *asked]
    # files of this process and its children may grow to so many bytes, as where a disk is full
    made = subprocess.run(
        started, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False, preexec_fn=_limited(2000)
    )
    assert made.returncode == 2, made.stderr
    assert made.stderr.count("\n") == 1
    assert "internal" not in made.stderr
    assert not (tmp_path / f"out.{form}").exists()


def test_nothing_is_left_where_nothing_was_asked_to_be_written(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts of a run without `--out` go again, also where it fails: they hold personal data."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    answered(capsys, source, *QUICK)
    assert not list(tmp_path.iterdir())
    monkeypatch.setattr("solver.batch_local.whole", lambda _: 1 / 0)
    assert run(capsys, "batch", source, *QUICK)[0] == 70
    assert not list(tmp_path.iterdir())


# --- rosters that are odd ---------------------------------------------------------------------------------------------


def _with(name: str, value: Any) -> Callable[[], pa.Table]:
    def make() -> pa.Table:
        made = rows(1)
        for row in made:
            row[name] = value
        return people_table.table(made)

    return make


def _records(**values: Any) -> Callable[[], pa.Table]:
    def make() -> pa.Table:
        made = rows(1)
        for row in made:
            row["achievements"] = [*(row["achievements"] or []), {"kind": "project", **values}]
        return people_table.table(made)

    return make


def _own(*names: str) -> Callable[[], pa.Table]:
    def make() -> pa.Table:
        made = people_table.table(rows(1))
        more = [pa.array([f"x{place}" for place in range(made.num_rows)])] * len(names)
        return pa.Table.from_arrays([*made.columns, *more], names=[*made.schema.names, *names])

    return make


ODD: dict[str, tuple[Callable[[], pa.Table], str]] = {
    "nobody": (lambda: people_table.table([]), "refused"),
    "one id for all": (_with("id", "same"), "apart"),
    "no ids": (_with("id", None), "answered"),
    "an entry that is null": (_with("achievements", [None]), "apart"),
    "an attestation that is null": (_with("attestations", [None]), "any"),
    "attestations of nothing": (_with("attestations", [{"key": None, "value": True}]), "any"),
    "consents that are null": (_with("approvals", [None]), "apart"),
    "records without a kind": (_records(kind=None), "apart"),
    "no number": (_records(contract=float("nan")), "apart"),
    "no end": (_records(contract=float("inf")), "apart"),
    "less than nothing": (_records(contract=-1.0), "apart"),
    "far too much": (_records(contract=1e300), "apart"),
    "hardly anything": (_records(contract=1e-300), "answered"),
    "months beyond counting": (_with("insurance_months", 2**62), "apart"),
    "months below nothing": (_with("insurance_months", -1), "apart"),
    "own columns called as results": (_own("verdict", "person", "advice"), "answered"),
    "own columns called as renamed ones": (_own("advice", "advice (2)"), "answered"),
    "own columns of one name": (_own("x", "x"), "refused"),
    "an own column without a name": (_own(""), "any"),
    "a name of a million letters": (_with("name", "长" * 1_000_000), "answered"),
    "a name of controls": (_with("name", "\x00\x01\x1b[31m\u202e😀"), "answered"),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_rosters(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make, said = ODD[name]
    form = "xlsx" if "column" in name or "name" in name else "jsonl"
    pq.write_table(make(), tmp_path / "in.parquet")
    asked = (tmp_path / "in.parquet", *QUICK, "--out", tmp_path / f"out.{form}")
    if said == "refused":
        refusal(capsys, "batch", *asked)
        return
    found = answered(capsys, *asked)
    assert found["people"] == len(staff(1))
    if said != "any":
        assert found["set_apart"] == (found["people"] if said == "apart" else 0), found["errors"][:1]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_parts_with_other_own_columns(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for place, own in enumerate((["a"] * 4, None, [1] * 4)):
        made = table().slice(4 * place, 4).drop_columns(["部门"])
        pq.write_table(made.append_column("own", pa.array(own)) if own else made, folder / f"{place}.parquet")
    status, _, err = run(capsys, "batch", folder, *QUICK, "--out", tmp_path / f"out.{form}")
    assert status in (0, 2), err


def test_someone_with_two_thousand_records_is_answered_soon(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (made,) = (row for row in rows()[:1])
    pool = [record for row in rows(4) for record in row["achievements"] or []]
    made["achievements"] = [
        {**pool[place % len(pool)], "id": None, "project": ("甲", "乙", None)[place % 3]} for place in range(2000)
    ]
    pq.write_table(people_table.table([made]), tmp_path / "in.parquet")
    found = answered(capsys, tmp_path / "in.parquet", "--on", "2024-12-31", "--lang", "en")
    assert found["people"] == 1
