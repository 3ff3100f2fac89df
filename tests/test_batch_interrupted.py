"""Runs that are interrupted, lose a worker or meet another run: nobody is lost, and the bytes are the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from models.population import load
from solver.population import draw
from tests.test_batch_engine import DAY, STANDARD, contents

# --- interrupted ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("roster") / "large.parquet"
    pq.write_table(next(draw(load(), 9000, 4, DAY)), path, row_group_size=600)
    return path


def _command(source: Path, out: Path, *more: str, workers: int = 2) -> list[str]:
    asked = ["--standard", STANDARD, "--rung", "engineer", "--on", str(DAY), "--lang", "en"]
    started = [sys.executable, "-c", "from cli import run; run()", "batch", str(source), *asked]
    return [*started, "--workers", str(workers), "--out", str(out), *more]


def _begun(source: Path, out: Path, **words: Any) -> subprocess.Popen[bytes]:
    """A run that has some parts behind it and others before it."""
    root = Path(__file__).parent.parent
    run = subprocess.Popen(
        _command(source, out, **words), cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    parts = out.with_name(f"{out.name}.parts")
    until = time.monotonic() + 60
    while run.poll() is None and time.monotonic() < until and len(list(parts.glob("_part-*.json"))) < 2:
        time.sleep(0.005)
    return run


def _resumed(source: Path, out: Path) -> dict[str, bytes]:
    root = Path(__file__).parent.parent
    subprocess.run(_command(source, out, "--resume"), cwd=root, check=True, capture_output=True, timeout=120)
    return contents(out)


@pytest.fixture(scope="module")
def uninterrupted(large: Path) -> dict[str, bytes]:
    return _resumed(large, large.with_name("whole.parquet"))


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
def test_an_interrupted_run_goes_on_where_it_stopped(
    large: Path, uninterrupted: dict[str, bytes], tmp_path: Path, how: signal.Signals
) -> None:
    run = _begun(large, tmp_path / "out.parquet")
    mine = _children(run.pid)
    os.kill(run.pid, how)
    assert run.wait(timeout=60) != 0
    parts = tmp_path / "out.parquet.parts"
    assert 2 <= len(list(parts.glob("_part-*.json"))) < 15
    assert not (tmp_path / "out.parquet").exists()
    _gone(mine)
    kept = {f.name: f.stat().st_mtime_ns for f in parts.glob("part-*.parquet") if (parts / f"_{f.stem}.json").exists()}
    assert _resumed(large, tmp_path / "out.parquet") == uninterrupted
    now = {name: (tmp_path / "out.parquet" / name).stat().st_mtime_ns for name in kept}
    assert now == kept


@pytest.mark.slow
def test_a_worker_that_dies_is_replaced(large: Path, uninterrupted: dict[str, bytes], tmp_path: Path) -> None:
    run = _begun(large, tmp_path / "out.parquet")
    workers = [pid for pid, words in _children(run.pid).items() if "spawn_main" in words]
    assert len(workers) == 2
    os.kill(workers[0], signal.SIGKILL)
    assert run.wait(timeout=120) == 0
    assert contents(tmp_path / "out.parquet") == uninterrupted


@pytest.mark.slow
def test_two_runs_into_one_place_lose_nobody(large: Path, uninterrupted: dict[str, bytes], tmp_path: Path) -> None:
    first = _begun(large, tmp_path / "out.parquet")
    second = _begun(large, tmp_path / "out.parquet")
    codes = [first.wait(timeout=120), second.wait(timeout=120)]
    assert 0 in codes
    assert set(codes) <= {0, 2}
    assert contents(tmp_path / "out.parquet") == uninterrupted


def _children(pid: int) -> dict[int, str]:
    """The processes that a process started, with their words."""
    found = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(file.read_text().rpartition(")")[2].split()[1])
            words = (file.parent / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        if parent == pid:
            found[int(file.parent.name)] = words
    return found


def _gone(pids: dict[int, str], within: float = 20) -> None:
    """No process of a run outlives it."""
    until = time.monotonic() + within
    left = set(pids)
    while left and time.monotonic() < until:
        time.sleep(0.05)
        left = {pid for pid in left if _alive(pid)}
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert not left, "workers outlived the run"


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
