"""Times whole commands against `python -c "import click"`, interleaved so that a noisy machine troubles all alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 15
PERSON = "examples/li-wei-senior.yaml"
ONE = ("check", PERSON, "--standard", "chongqing-cyberspace-2023", "--rung", "senior", "--on", "2024-12-31")
GAP = (
    "gap", "examples/tang-bo-full-senior.yaml", "--standard", "chongqing-cyberspace-2023", "--rung", "full_senior",
    "--on", "2024-12-31",
)  # fmt: skip
"""An example with two points, for which the solver is needed."""
COMMANDS: dict[str, tuple[tuple[str, ...], float, bool]] = {
    "check, one standard and rung": (ONE, 4.0, True),
    "check, one standard and rung, nothing kept on disk": (ONE, 4.0, False),
    "check, the whole matrix": (("check", PERSON, "--on", "2024-12-31"), 6.0, True),
    "check, the whole matrix, nothing kept on disk": (("check", PERSON, "--on", "2024-12-31"), 6.0, False),
    "gap, two points, with the solver": (GAP, 6.0, True),
    "--help": (("--help",), 1.5, True),
}
"""Name: arguments, the ratio asked, and whether parsed standards may be kept on disk."""


def lines() -> Iterator[str]:
    """One line a command: median milliseconds, ratio to the base, and the ratio asked."""
    with tempfile.TemporaryDirectory() as folder:
        base = [sys.executable, "-c", "import click"]
        times: dict[str, list[float]] = {name: [] for name in ("base", *COMMANDS)}
        for turn in range(RUNS + 1):
            for name in times:
                arguments, _, kept = COMMANDS.get(name, ((), 0.0, True))
                command = base if name == "base" else [str(Path(sys.executable).with_name("zhicheng")), *arguments]
                seconds = _run(command, folder if kept else "off")
                if turn:
                    times[name].append(seconds)
    middle = {name: statistics.median(values) for name, values in times.items()}
    yield f"  {'import click':<52}{middle['base'] * 1e3:7.1f} ms"
    for name, (_, asked, _) in COMMANDS.items():
        ratio = middle[name] / middle["base"]
        said = "met" if ratio <= asked else "missed"
        yield f"  {name:<52}{middle[name] * 1e3:7.1f} ms  {ratio:5.2f} x  (at most {asked:g} x: {said})"


def _run(command: list[str], cache: str) -> float:
    environment = {**os.environ, "ZHICHENG_CACHE": cache, "LANG": "en_US.UTF-8"}
    # bytecode is kept for click, so it is for us: the warm-up writes it
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start
