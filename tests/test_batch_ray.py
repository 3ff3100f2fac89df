"""The Ray engine on a real cluster of two processes: the bytes of the local engine, whatever happens to workers."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from cli import cli
from models import catalogue, population, roster_elsewhere, roster_parquet
from models.errors import InputError
from models.scenarios import WhatIf
from models.standard import Standard
from reports import batch_advice
from solver import batch_local, batch_parts, batch_ray, ray_cluster
from solver.batch import BatchWork, Worded
from solver.batch_parts import Part
from solver.columns.kernel import BatchAsked, Kernel
from solver.population import draw
from tests.object_store import store

# looked for and not imported: what a cluster of its own needs is said before
if find_spec("ray") is None:
    pytest.skip("the extra `ray` is not installed", allow_module_level=True)

AS_OF = date(2024, 12, 31)
STANDARD = catalogue.find("chongqing-cyberspace-2023")
PEOPLE, GROUP = 1200, 100


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    """Two processes of a cluster of our own, whatever else runs on this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_ADDRESS", "local")
        with ray_cluster.cluster(2) as processors:
            assert processors == 2
            yield


@pytest.fixture(scope="module")
def people() -> pa.Table:
    """Invented people, two of whom share a key, with a column of their own."""
    table = next(draw(population.load(), PEOPLE, 3, AS_OF))
    ids = table["id"].to_pylist()
    ids[730] = ids[17]
    where = table.schema.get_field_index("id")
    table = table.set_column(where, "id", pa.array(ids, pa.string()))
    return table.append_column("部门", pa.array([f"部门{n % 7}" for n in range(PEOPLE)]))


@pytest.fixture(scope="module")
def source(people: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("roster") / "people.parquet"
    pq.write_table(people, path, row_group_size=GROUP)
    return path


@pytest.fixture(scope="module")
def expected(source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], list[Part]]:
    """What the local engine gives: the bytes of the results, and the figures."""
    folder = tmp_path_factory.mktemp("local")
    batch_parts.begin(folder, "one", resume=False)
    parts = list(batch_local.streamed(tasks(source), work(), roster_parquet.keys_twice(source), folder, workers=1))
    assert len(parts) == PEOPLE // GROUP
    assert sum(part.errors.height for part in parts) >= 2
    return results(folder), parts


def tasks(source: Path) -> Sequence[batch_local.Task]:
    return batch_local.tasks(roster_elsewhere.groups(source), 2)


def work(**more: Any) -> BatchWork:
    asked = BatchAsked(standards=[(STANDARD, list(STANDARD.rungs))], as_of=AS_OF)
    return replace(BatchWork(asked=asked, words=partial(batch_advice.maker, lang="zh"), what_if=WhatIf()), **more)


def streamed(source: Path, folder: Path, **more: Any) -> list[Part]:
    said = {"work": work(), "workers": 2, **more}
    every, twice = tasks(source), roster_elsewhere.keys_twice(source)
    return list(batch_ray.streamed(every, said.pop("work"), twice, folder, **said))


def results(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.glob("part-*.parquet"))}


def same(parts: Sequence[Part], others: Sequence[Part]) -> None:
    """All figures are alike; how much work there was depends on which process has met the same case before."""
    assert [part.number for part in parts] == [part.number for part in others]
    one, other = batch_local.whole(parts), batch_local.whole(others)
    assert one.people == other.people == PEOPLE
    assert one.errors.equals(other.errors)
    for name in type(one.summary).__slots__:
        mine, theirs = getattr(one.summary, name), getattr(other.summary, name)
        assert mine.equals(theirs) if isinstance(mine, pl.DataFrame) else mine == theirs, name


def begun(tmp_path: Path) -> Path:
    folder = tmp_path / "results.parts"
    batch_parts.begin(folder, "one", resume=False)
    return folder


Expected = tuple[Mapping[str, bytes], list[Part]]


@pytest.mark.slow
@pytest.mark.usefixtures("cluster")
def test_results_are_the_bytes_of_the_local_engine(source: Path, tmp_path: Path, expected: Expected) -> None:
    import ray

    seen: list[int] = []
    folder = begun(tmp_path)
    parts = streamed(source, folder, told=seen.append)
    assert results(folder) == expected[0]
    same(parts, expected[1])
    assert sum(seen) == PEOPLE
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in folder.iterdir())
    assert ray.is_initialized(), "a cluster that was there before goes on"
    session = Path(ray._private.worker.global_worker.node.get_session_dir_path())
    assert session.parent.parent.stat().st_mode & 0o777 == 0o700
    assert [node["NodeManagerAddress"] for node in ray.nodes()] == ["127.0.0.1"]


@pytest.mark.usefixtures("cluster")
def test_a_worker_killed_in_the_middle_changes_nothing(
    source: Path, tmp_path: Path, expected: Expected, capfd: pytest.CaptureFixture[str]
) -> None:
    begun_with: list[int] = []
    later: set[int] = set()

    def kill(_: int) -> None:
        if not begun_with:
            begun_with.extend(_actors())
            os.kill(begun_with[0], signal.SIGKILL)
        later.update(_actors())

    folder = begun(tmp_path)
    parts = streamed(source, folder, told=kill)
    assert capfd.readouterr() == ("", ""), "nothing of Ray is seen"
    assert later - set(begun_with), "another process took its place"
    assert results(folder) == expected[0]
    same(parts, expected[1])
    assert not [file.name for file in folder.iterdir() if file.name.startswith(".")], "nothing unfinished stays"


def _actors() -> list[int]:
    """The processes of the actors that answer now."""
    import ray

    found = ray._private.state.actors().values()
    return [one["Pid"] for one in found if "Answering" in one["ActorClassName"] and one["State"] == "ALIVE"]


class Dying:
    """Puts plans into words, and kills its process so many times while it is at a part."""

    def __init__(self, marks: Path) -> None:
        self.marks = marks

    def __call__(self, standards: Sequence[Standard]) -> Worded:
        said = batch_advice.maker(standards, lang="zh")

        def told(frame: pl.DataFrame, kernel: Kernel) -> pl.DataFrame:
            for mark in sorted(self.marks.iterdir()):
                mark.unlink(missing_ok=True)
                os.kill(os.getpid(), signal.SIGKILL)
            return said(frame, kernel)

        return told


@pytest.mark.slow
@pytest.mark.usefixtures("cluster")
def test_workers_that_die_at_a_part_are_replaced(source: Path, tmp_path: Path, expected: Expected) -> None:
    marks, folder = tmp_path / "marks", begun(tmp_path)
    marks.mkdir()
    for name in ("first", "second"):
        (marks / name).touch()
    parts = streamed(source, folder, work=work(words=Dying(marks)))
    assert not list(marks.iterdir())
    assert results(folder) == expected[0]
    same(parts, expected[1])


@pytest.mark.slow
@pytest.mark.usefixtures("cluster")
def test_a_part_that_kills_every_worker_ends_the_run(source: Path, tmp_path: Path) -> None:
    marks, folder = tmp_path / "marks", begun(tmp_path)
    marks.mkdir()
    for name in range(1000):
        (marks / f"{name:04d}").touch()
    with pytest.raises(InputError, match=r"the 100 people from place \d+ on ended 4 workers.*--resume"):
        streamed(source, folder, work=work(words=Dying(marks)))
    assert 4 <= 1000 - len(list(marks.iterdir())) <= 4 * PEOPLE // GROUP


@pytest.mark.slow
@pytest.mark.usefixtures("cluster")
def test_a_run_goes_on_where_it_stopped(source: Path, tmp_path: Path, expected: Expected) -> None:
    folder = begun(tmp_path)

    def stop(_: int) -> None:
        if len(list(folder.glob("_part-*.json"))) >= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        streamed(source, folder, told=stop)
    before = {file.name: file.stat().st_mtime_ns for file in folder.glob("_part-*.json")}
    assert 3 <= len(before) < PEOPLE // GROUP
    parts = streamed(source, folder)
    assert {n: (folder / n).stat().st_mtime_ns for n in before} == before, "what is done is not done again"
    assert results(folder) == expected[0]
    same(parts, expected[1])


@pytest.mark.slow
@pytest.mark.usefixtures("cluster")
def test_a_damaged_roster_is_told_as_anywhere(source: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "people.parquet"
    data = bytearray(source.read_bytes())
    data[4:4000] = bytes(3996)
    damaged.write_bytes(data)
    with pytest.raises(InputError, match="the file is damaged"):
        list(batch_ray.streamed(tasks(damaged), work(), frozenset(), begun(tmp_path), workers=2))


class Failing:
    """Puts nothing into words, and says a name when it fails."""

    def __call__(self, _: Sequence[Standard]) -> Worded:
        def told(frame: pl.DataFrame, _: Kernel) -> pl.DataFrame:
            raise ValueError(f"cannot word {frame['name'][0]}")

        return told


@pytest.mark.slow
@pytest.mark.usefixtures("cluster")
def test_a_fault_names_nobody(source: Path, tmp_path: Path) -> None:
    import ray

    with pytest.raises(RuntimeError) as told:
        streamed(source, begun(tmp_path), work=work(words=Failing()))
    assert "ValueError at" in str(told.value)
    assert "虚构" not in str(told.value)
    assert roster_elsewhere.keys_twice(source), "keys were sent to the workers"
    session = Path(ray._private.worker.global_worker.node.get_session_dir_path())
    logs = [file.read_bytes() for file in session.rglob("*.log") if file.is_file()]
    logs += [file.read_bytes() for file in session.rglob("worker-*.err") if file.is_file()]
    assert logs
    assert not any("虚构".encode() in log or b"P00000" in log for log in logs)


@pytest.mark.slow
@pytest.mark.usefixtures("cluster")
def test_a_store_of_objects_holds_roster_and_results(
    source: Path, expected: Expected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    with store() as (objects, asked):
        objects["in/people.parquet"] = source.read_bytes()
        objects["out/part-00099.parquet"] = b"of an earlier run"
        options = [
            "batch", f"s3://key:secret@staff/in{asked}", "--engine", "ray", "--standard", STANDARD.id,
            "--on", str(AS_OF), "--lang", "zh", "--out", f"s3://key:secret@staff/out{asked}", "--format", "json",
        ]  # fmt: skip
        ran = CliRunner().invoke(cli, options, catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
        assert "secret" not in ran.output
        found = {n.removeprefix("out/"): d for n, d in objects.items() if n.startswith("out/") and n != "out/"}
        assert found == expected[0]
        errors = pl.read_parquet(objects["out.errors.parquet"])
        assert errors.equals(batch_local.whole(expected[1]).errors)


def test_without_ray_the_user_learns_what_to_install(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    with pytest.raises(InputError, match=r"pip install 'zhicheng\[ray\]'"):
        streamed(source, begun(tmp_path))


def test_a_cluster_that_is_not_there_is_told_at_once(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ray

    monkeypatch.setattr(ray, "is_initialized", lambda: False)
    monkeypatch.setenv("RAY_ADDRESS", "127.0.0.1:1")
    with pytest.raises(InputError, match=r"^RAY_ADDRESS=127.0.0.1:1: the cluster cannot be reached"):
        streamed(source, begun(tmp_path))
