"""Runs a process and says what it took: seconds, processor seconds, and the most memory of it and all it starts.

Memory is the resident memory of every process of the tree at one moment, added up: what processes share is counted for
each of them, so this is no less than what the machine gave. Processor seconds are those of the kernel's account of the
process and the children that it waited for, or, if more, what was seen of every process while it lived.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MIB = 2**20
EVERY = 0.05
"""Seconds between two looks at the memory of a tree of processes."""
WORKERS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Ran:
    """One run: seconds, processor seconds, the most memory of the tree in MiB, and what was written to stdout."""

    wall: float
    cpu: float
    peak: float
    out: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Runs:
    """The same thing run several times."""

    name: str
    runs: Sequence[Ran]

    @property
    def wall(self) -> float:
        """The median of the seconds."""
        return statistics.median(one.wall for one in self.runs)

    @property
    def cpu(self) -> float:
        """The median of the processor seconds."""
        return statistics.median(one.cpu for one in self.runs)

    @property
    def peak(self) -> float:
        """The most memory of any run, in MiB."""
        return max(one.peak for one in self.runs)

    def line(self, people: int) -> str:
        """The run as a line of a table under `HEAD`."""
        walls = [one.wall for one in self.runs]
        spread = f"{min(walls):.2f}-{max(walls):.2f}"
        figures = f"{self.wall:9.2f} s  {spread:>13}{self.cpu:9.2f} s{self.peak:8,.0f} MiB{people / self.wall:13,.0f}"
        return f"    {self.name:<40}{figures}"


HEAD = f"    {'':<40}{'median':>11}  {'min-max':>13}{'CPU':>11}{'memory':>12}{'people/s':>13}"


def python(module: str, *words: str) -> list[str]:
    """A command that runs a module of the benchmarks with this Python."""
    return [sys.executable, "-m", module, *words]


def zhicheng(*words: str) -> list[str]:
    """A command of ours."""
    return [str(Path(sys.executable).with_name("zhicheng")), *words]


def run(command: Sequence[str], more: Mapping[str, str] | None = None) -> Ran:
    """Runs a command to its end; a RuntimeError with what it said on stderr where it fails."""
    environment = {**os.environ, "LANG": "en_US.UTF-8", **(more or {})}
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=err)
        tree = _Tree(process.pid)
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            process.terminate()
            process.wait()
            raise
        finally:
            wall = time.perf_counter() - start
            tree.close()
        process.returncode = os.waitstatus_to_exitcode(status)
        for file in (out, err):
            file.seek(0)
        said = out.read()
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {err.read()[-2000:] or said}")
    return Ran(wall=wall, cpu=max(used.ru_utime + used.ru_stime, tree.cpu), peak=tree.peak / MIB, out=said)


class _Tree:
    """Looks at a process and all that came from it, in a thread, until it is told to stop."""

    def __init__(self, pid: int) -> None:
        self._psutil: Any = import_module("psutil")
        self._root: Any = self._psutil.Process(pid)
        self._seen: dict[int, Any] = {}
        self._spent: dict[int, float] = {}
        self.peak = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    @property
    def cpu(self) -> float:
        """Processor seconds of every process that was seen, as they were last seen."""
        return sum(self._spent.values())

    def close(self) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while True:
            # one whose parent has ended still belongs to the tree
            for one in [self._root, *self._below()]:
                self._seen.setdefault(one.pid, one)
            self.peak = max(self.peak, sum(self._memory(one) for one in list(self._seen.values())))
            if self._ended.wait(EVERY):
                return

    def _below(self) -> list[Any]:
        try:
            return list(self._root.children(recursive=True))
        except self._psutil.Error:
            return []

    def _memory(self, one: Any) -> int:
        try:
            with one.oneshot():
                spent = one.cpu_times()
                self._spent[one.pid] = spent.user + spent.system
                return int(one.memory_info().rss)
        except self._psutil.Error:
            return 0


def in_turns(makes: Mapping[str, Callable[[], Ran]], rounds: int) -> dict[str, Runs]:
    """Everything so many times, in turns, so that what troubles the machine troubles all alike."""
    found: dict[str, list[Ran]] = {name: [] for name in makes}
    for _ in range(rounds):
        for name, make in makes.items():
            found[name].append(make())
    return {name: Runs(name=name, runs=runs) for name, runs in found.items()}


def mark(met: bool, asked: str) -> str:
    """What a figure is held against, and whether it holds."""
    return f"({asked}: {'met' if met else 'missed'})"


def machine() -> Iterator[str]:
    """What this is measured on, and a warning where the machine has other things to do."""
    import platform

    cores = os.cpu_count() or 1
    yield f"python {platform.python_version()}, {platform.machine()}, {platform.system()}, {cores} cores"
    yield ", ".join(f"{name} {found}" for name in PACKAGES if (found := installed(name)))
    yield busy()


def busy() -> str:
    """The load of the machine."""
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    said = f"load average {load:.2f} on {cores} cores"
    return f"WARNING: {said}: the machine is busy, these figures prove nothing" if load > 0.5 * cores else said


def installed(name: str) -> str:
    """The version of a package, empty where it is not there."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


PACKAGES = (
    "zhicheng", "polars", "pyarrow", "numpy", "ortools", "openfisca-core", "zen-engine", "clingo", "z3-solver", "cpmpy",
    "ray", "psutil",
)  # fmt: skip
