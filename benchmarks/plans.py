"""Times whole plans of the examples as processes of their own: one standard, and four standards at once."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 1
ON = "2026-01-15"
FOUR = (
    "chongqing-cyberspace-2023", "chongqing-industrial-internet-2022", "liaoning-cyberspace-2024",
    "beijing-cybersecurity-2024",
)  # fmt: skip
"""The four documents that lead up to full senior engineer."""
HOME = {FOUR[0]: "chongqing", FOUR[2]: "liaoning", FOUR[3]: "beijing"}
LIMITS: dict[str, tuple[str, ...]] = {
    "earliest": (),
    "regular route": ("--route", "regular"),
    "a record a year, rounds, review": ("--pace", "1", "--round", "09-30", "--review-months", "4"),
    "with study": ("--allow", "education", "--route", "regular"),
    "frontier, ten years": ("--frontier", "--by", "2036-01-15"),
}


def lines() -> Iterator[str]:
    """One line for each kind of question: median and worst seconds over the examples, as a process of its own."""
    people = sorted((ROOT / "examples").glob("*.yaml"))
    with tempfile.TemporaryDirectory() as folder:
        for what, limits in LIMITS.items():
            single = [_seconds(person, [one], limits, folder, HOME[one]) for person in people for one in HOME]
            several = [_seconds(person, FOUR, limits, folder, "") for person in people]
            yield (
                f"  {what:<34} one standard: median {statistics.median(single):5.2f} s, worst {max(single):5.2f} s;"
                f"  four: median {statistics.median(several):5.2f} s, worst {max(several):5.2f} s"
            )


def _seconds(person: Path, standards: Sequence[str], limits: Sequence[str], cache: str, region: str) -> float:
    """The median of the runs; a person who plans for one standard works in its region."""
    command = [str(Path(sys.executable).with_name("zhicheng")), "plan", str(person), "--to", "full_senior", "--on", ON]
    command += [word for one in standards for word in ("--standard", one)] + list(limits)
    command += ["--set", f"region={region}"] if region else []
    environment = {**os.environ, "ZHICHENG_CACHE": cache, "LANG": "en_US.UTF-8"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    found = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
        found.append(time.perf_counter() - start)
    return statistics.median(found)
