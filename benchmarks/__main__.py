"""Runs the benchmarks and prints each figure beside the mark it is held against: `make bench`."""

from __future__ import annotations

import platform

from benchmarks import in_process, whole_process


def main() -> None:
    """Every figure of this version, measured in one run on this machine."""
    print(f"python {platform.python_version()}, {platform.machine()}, {platform.system()}")
    print('\nwhole process: median of 15 after a warm-up, as a ratio to `python -c "import click"` in the same run')
    for line in whole_process.lines():
        print(line, flush=True)
    print("\nin process: every case of the five standards once, after a warm-up")
    for line in in_process.lines():
        print(line, flush=True)


if __name__ == "__main__":
    main()
