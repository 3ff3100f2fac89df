"""The local engine: parts and memory say the same, nobody is lost, and what is interrupted goes on where it stopped."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import catalogue, people_table, roster, roster_parquet
from models.errors import InputError
from models.population import load
from models.roster_parquet import Group
from reports import batch_advice
from solver import batch_local, batch_parts
from solver.batch import BatchWork
from solver.batch_local import SLICE, tasks
from solver.batch_parts import Part
from solver.columns.kernel import BatchAsked
from solver.population import draw
from tests.rosters import staff

DAY = date(2024, 12, 31)
STANDARD = "chongqing-cyberspace-2023"
RUNGS = ["engineer", "senior"]


def work(**words: Any) -> BatchWork:
    asked = BatchAsked(standards=[(catalogue.find(STANDARD), RUNGS)], as_of=DAY, **words)
    return BatchWork(asked=asked, words=partial(batch_advice.maker, lang="en"))


@pytest.fixture(scope="module")
def people() -> pa.Table:
    """Generated people near the rungs, and drawn ones; two share an id, one is damaged, all have a department."""
    rows = [people_table.row(person, f"E{place:03}") for place, person in enumerate(staff(4))]
    rows[7]["id"] = rows[3]["id"]
    rows[11]["insurance_months"] = -1
    drawn = next(draw(load(), 60, 2, DAY))
    found = pa.concat_tables([people_table.table(rows), drawn])
    return found.append_column("部门", pa.array([f"部门{place % 5}" for place in range(found.num_rows)]))


@pytest.fixture(scope="module")
def source(people: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("roster") / "people.parquet"
    pq.write_table(people, path, row_group_size=20)
    return path


def parts_of(source: Path, folder: Path, workers: int = 1, asked: BatchWork | None = None) -> list[Part]:
    folder.mkdir(exist_ok=True)
    every = tasks(roster_parquet.groups(source), workers)
    twice = roster_parquet.keys_twice(source)
    return list(batch_local.streamed(every, asked or work(), twice, folder, workers=workers))


def results_of(parts: Sequence[Part], folder: Path) -> pl.DataFrame:
    return pl.concat([pl.read_parquet(batch_parts.results_file(folder, part.number)) for part in parts])


def contents(folder: Path) -> dict[str, bytes]:
    """The results of a run. The figures beside them, which go when it is finished, tell of the work done too."""
    return {file.name: file.read_bytes() for file in sorted(folder.glob("part-*.parquet"))}


def figures(part: Part) -> dict[str, Any]:
    """The figures of a part, rows of tables in a fixed order."""
    found = {}
    for name in part.summary.__slots__:
        value = getattr(part.summary, name)
        found[name] = sorted(map(repr, value.to_dicts())) if isinstance(value, pl.DataFrame) else value
    return found


# --- parts and memory -------------------------------------------------------------------------------------------------


def test_parts_say_what_one_run_in_memory_says(source: Path, people: pa.Table, tmp_path: Path) -> None:
    frames, whole = batch_local.in_memory(roster.read(source), work())
    parts = parts_of(source, tmp_path)
    assert len(parts) == -(-people.num_rows // 20)
    assert results_of(parts, tmp_path).equals(pl.concat(frames))
    together = batch_local.whole(parts)
    assert together.people == whole.people == people.num_rows
    assert together.errors.equals(whole.errors)
    assert figures(together) == figures(whole)


def test_people_in_are_results_and_errors(source: Path, people: pa.Table, tmp_path: Path) -> None:
    parts = parts_of(source, tmp_path)
    have = set(results_of(parts, tmp_path)["person"])
    apart = set(batch_local.whole(parts).errors["person"])
    assert have | apart == set(range(people.num_rows))
    assert not have & apart
    assert apart == {3, 7, 11}
    assert results_of(parts, tmp_path).height == len(have) * len(RUNGS)
    assert sum(part.people for part in parts) == people.num_rows


def test_own_columns_stay_with_their_people(source: Path, tmp_path: Path) -> None:
    found = results_of(parts_of(source, tmp_path), tmp_path)
    assert found["部门"].to_list() == [f"部门{place % 5}" for place in found["person"]]


def test_a_part_of_which_everybody_is_set_apart(tmp_path: Path) -> None:
    rows = [people_table.row(person, f"E{place}") for place, person in enumerate(staff(1)[:12])]
    for one in rows[4:8]:
        one["insurance_months"] = -1
    pq.write_table(people_table.table(rows), tmp_path / "a.parquet", row_group_size=4)
    parts = parts_of(tmp_path / "a.parquet", tmp_path / "parts")
    assert [part.errors["person"].n_unique() for part in parts] == [0, 4, 0]
    assert set(results_of(parts, tmp_path / "parts")["person"]) == {0, 1, 2, 3, 8, 9, 10, 11}


def test_a_row_group_without_people(tmp_path: Path) -> None:
    table = people_table.table([people_table.row(person, f"E{place}") for place, person in enumerate(staff(1)[:3])])
    with pq.ParquetWriter(tmp_path / "a.parquet", table.schema) as file:
        for start, rows in ((0, 2), (0, 0), (2, 1)):
            file.write_table(table.slice(start, rows))
    parts = parts_of(tmp_path / "a.parquet", tmp_path / "parts")
    assert sorted(set(results_of(parts, tmp_path / "parts")["person"])) == [0, 1, 2]


def test_one_person(tmp_path: Path) -> None:
    pq.write_table(people_table.table([people_table.row(staff(1)[0], "E1")]), tmp_path / "a.parquet")
    (part,) = parts_of(tmp_path / "a.parquet", tmp_path / "parts", workers=4)
    assert part.people == 1
    assert results_of([part], tmp_path / "parts")["rung"].to_list() == RUNGS


@given(st.lists(st.integers(0, 3 * SLICE), max_size=8), st.integers(1, 9))
def test_tasks_take_everybody_once(sizes: list[int], workers: int) -> None:
    groups, first = [], 0
    for place, rows in enumerate(sizes):
        groups.append(Group(path="a.parquet", group=place, first=first, rows=rows))
        first += rows
    taken: dict[int, list[tuple[int, int]]] = {}
    for number, task in enumerate(tasks(groups, workers)):
        assert task.number == number
        taken.setdefault(task.group.group, []).append((task.start, task.start + task.rows))
    for group in groups:
        spans = taken.get(group.group, [])
        assert sum(end - start for start, end in spans) == group.rows
        assert all(one[1] == other[0] for one, other in pairwise(spans))


# --- the same bytes ---------------------------------------------------------------------------------------------------


def test_a_rerun_writes_the_same_bytes_with_any_number_of_workers(source: Path, tmp_path: Path) -> None:
    for name, workers in (("a", 1), ("b", 1), ("c", 2)):
        parts_of(source, tmp_path / name, workers)
    assert contents(tmp_path / "a")
    assert contents(tmp_path / "a") == contents(tmp_path / "b") == contents(tmp_path / "c")


def test_parts_that_are_there_are_not_done_again(source: Path, tmp_path: Path) -> None:
    parts_of(source, tmp_path / "a")
    before = contents(tmp_path / "a")
    kept = batch_parts.results_file(tmp_path / "a", 0).stat().st_mtime_ns
    batch_parts.results_file(tmp_path / "a", 2).unlink()
    parts_of(source, tmp_path / "a")
    assert contents(tmp_path / "a") == before
    assert batch_parts.results_file(tmp_path / "a", 0).stat().st_mtime_ns == kept


@pytest.mark.parametrize("cut", [0, 1, -40])
@pytest.mark.parametrize("name", ["part-00001.parquet", "_part-00001.json"])
def test_parts_that_are_damaged_are_done_again(source: Path, tmp_path: Path, name: str, cut: int) -> None:
    parts_of(source, tmp_path / "a")
    before, file = contents(tmp_path / "a"), tmp_path / "a" / name
    file.write_bytes(file.read_bytes()[:cut])
    parts = parts_of(source, tmp_path / "a")
    assert contents(tmp_path / "a") == before
    assert results_of(parts, tmp_path / "a").height


def test_parts_of_another_question_are_refused_and_kept(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    batch_parts.begin(folder, "one", resume=False)
    parts_of(source, folder)
    before = contents(folder)
    with pytest.raises(InputError, match="another question"):
        batch_parts.begin(folder, "two", resume=True)
    assert contents(folder) == before
    batch_parts.begin(folder, "one", resume=True)
    assert contents(folder) == before
    batch_parts.begin(folder, "two", resume=False)
    assert [file.name for file in folder.iterdir()] == ["_question.json"]


def test_parts_are_readable_by_their_owner_alone(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    batch_parts.begin(folder, "one", resume=False)
    parts_of(source, folder)
    modes = {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_finishing_leaves_what_is_not_of_a_run(source: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "a", tmp_path / "out"
    batch_parts.begin(folder, "one", resume=False)
    parts = parts_of(source, folder)
    out.mkdir()
    (out / "diary.txt").write_text("own")
    with pytest.raises(InputError, match="something else"):
        batch_parts.finish(folder, out)
    assert (out / "diary.txt").read_text() == "own"
    assert results_of(parts, folder).height
    shutil.rmtree(out)
    batch_parts.finish(folder, out)
    assert sorted(contents(out)) == [f"part-{part.number:05}.parquet" for part in parts]
    assert not folder.exists()
