"""Rosters and results at addresses: the same people, digests and parts as here, and nothing of others is lost."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from cli import cli
from models import catalogue, elsewhere, population, roster, roster_elsewhere, roster_parquet
from models.errors import InputError
from reports import batch_advice
from solver import batch_elsewhere, batch_local, batch_parts
from solver.batch import BatchWork, Worker
from solver.columns.kernel import BatchAsked
from solver.population import draw
from tests.object_store import store

AS_OF = date(2024, 12, 31)
STANDARD = catalogue.find("chongqing-cyberspace-2023")
PEOPLE = 1000


@pytest.fixture(scope="module")
def people() -> pa.Table:
    """Invented people, two of whom share a key."""
    table = next(draw(population.load(), PEOPLE, 3, AS_OF))
    ids = table["id"].to_pylist()
    ids[730] = ids[17]
    return table.set_column(table.schema.get_field_index("id"), "id", pa.array(ids, pa.string()))


def test_a_roster_at_an_address_is_the_same_roster(people: pa.Table, tmp_path: Path) -> None:
    folder = tmp_path / "staff"
    (folder / "a").mkdir(parents=True)
    for name, start in (("a.parquet", 0), ("a/b.parquet", 500), ("c.parquet", 700)):
        end = {0: 500, 500: 700, 700: PEOPLE}[start]
        pq.write_table(people.slice(start, end - start), folder / name, row_group_size=150)
    with store() as (objects, asked):
        for file in folder.rglob("*.parquet"):
            objects[f"staff/{file.relative_to(folder).as_posix()}"] = file.read_bytes()
        there = Path(f"s3://key:word@staff/staff{asked}")
        assert roster_elsewhere.form_of(there) == "parquet"
        assert roster_elsewhere.digest_of(there) == roster.digest_of(folder)
        here = roster_parquet.groups(folder)
        found = roster_elsewhere.groups(there)
        assert [(g.group, g.first, g.rows) for g in found] == [(g.group, g.first, g.rows) for g in here]
        assert roster_elsewhere.keys_twice(there) == roster_parquet.keys_twice(folder) != frozenset()
        for one, other in zip(found, here, strict=True):
            pieces = list(roster_elsewhere.batches(one, 70))
            assert [first for first, _ in pieces] == [first for first, _ in roster_parquet.batches(other, 70)]
            assert pa.concat_tables(t for _, t in pieces).equals(roster_parquet.load(other))
        with pytest.raises(InputError, match=r"s3://staff/nobody: there is no roster in Parquet"):
            roster_elsewhere.groups(Path(f"s3://key:word@staff/nobody{asked}"))


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("s3://bucket/staff", "s3://bucket/staff"),
        ("hdfs://namenode:8020/staff", "hdfs://namenode:8020/staff"),
        ("people.parquet", None),
        ("/data/s3:/people.parquet", None),
        ("file:///data/people.parquet", None),
    ],
)
def test_an_address_is_known_though_a_path_drops_a_slash(written: str, address: str | None) -> None:
    assert elsewhere.address_of(Path(written)) == elsewhere.address_of(written) == address


def test_what_a_file_address_names_is_on_this_machine() -> None:
    assert elsewhere.plain(Path("file:///data/my%20staff.parquet")) == Path("/data/my staff.parquet")


def test_words_that_open_the_door_are_not_shown() -> None:
    assert elsewhere.shown("s3://key:secret@bucket/staff?scheme=http") == "s3://bucket/staff"


def test_parts_at_an_address_are_found_again(people: pa.Table, tmp_path: Path) -> None:
    source, here = tmp_path / "people.parquet", tmp_path / "here"
    pq.write_table(people.slice(0, 200), source, row_group_size=100)
    asked = BatchAsked(standards=[(STANDARD, ["engineer"])], as_of=AS_OF)
    worker = Worker(BatchWork(asked=asked, words=partial(batch_advice.maker, lang="zh")))
    tasks = batch_local.tasks(roster_elsewhere.groups(source), 1)
    batch_parts.begin(here, "one", resume=False)
    with store() as (objects, query):
        out = f"s3://key:word@staff/2024/out{query}"
        batch_elsewhere.begin(out, _made(tmp_path / "a"), "one", resume=False)
        for task in tasks:
            batch_local.answered(task, worker, frozenset(), here)
            batch_elsewhere.write(out, here, task.number)
        assert len(tasks) == 2
        assert _kept(objects) == {file.name for file in here.iterdir()}
        for file in here.glob("part-*"):
            assert objects[f"2024/out/{file.name}"] == file.read_bytes()
        del objects["2024/out/_part-00001.json"]

        again = _made(tmp_path / "b")
        batch_elsewhere.begin(out, again, "one", resume=True)
        assert batch_parts.done(again, 0) is not None
        assert batch_parts.done(again, 1) is None, "what was not finished is done again"

        with pytest.raises(InputError, match=r"^s3://staff/2024/out: .* answers another question"):
            batch_elsewhere.begin(out, _made(tmp_path / "c"), "two", resume=True)
        assert "part-00000.parquet" in _kept(objects)

        errors = pl.DataFrame({"person": [3]})
        assert batch_elsewhere.finish(out, errors) == "s3://staff/2024/out.errors.parquet"
        assert _kept(objects) == {"part-00000.parquet", "part-00001.parquet"}
        assert pl.read_parquet(objects["2024/out.errors.parquet"]).equals(errors)

        objects["2024/out/.part-00000.parquet.ab12"] = b"of a worker that was killed"
        batch_elsewhere.begin(out, _made(tmp_path / "d"), "two", resume=False)
        assert _kept(objects) == {batch_parts.QUESTION}, "a new run begins with nothing of the last one"

        objects["2024/out/thesis.docx"] = b"of somebody else"
        with pytest.raises(InputError, match="something else under this name"):
            batch_elsewhere.begin(out, _made(tmp_path / "e"), "two", resume=False)
        assert "thesis.docx" in _kept(objects)


def _kept(objects: dict[str, bytes]) -> set[str]:
    """The names of what stands in the folder of results."""
    return {name.removeprefix("2024/out/") for name in objects if name.startswith("2024/out/")} - {""}


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["s3://bucket/staff"], "an address is for `--engine ray`, without levers"),
        (["s3://bucket/staff", "--engine", "ray", "--levers"], "an address is for `--engine ray`, without levers"),
        (
            ["s3://k:secret@bucket/staff", "--engine", "ray", "--out", "s3://k:secret@bucket/a.xlsx"],
            "a folder of Parquet",
        ),
    ],
)
def test_what_an_address_is_not_for_is_told(options: list[str], told: str) -> None:
    ran = CliRunner().invoke(cli, ["batch", *options, "--on", str(AS_OF)])
    assert isinstance(ran.exception, InputError)
    assert told in str(ran.exception)
    assert "s3://bucket/" in str(ran.exception)
    assert "secret" not in str(ran.exception)
