"""Runs the benchmarks and prints each figure beside the mark it is held against: `make bench`."""

from __future__ import annotations

import platform

from benchmarks import gap_in_process, in_process, plans, rivals, side_by_side, whole_process


def main() -> None:
    """Every figure of this version, measured in one run on this machine."""
    print(f"python {platform.python_version()}, {platform.machine()}, {platform.system()}")
    print('\nwhole process: median of 15 after a warm-up, as a ratio to `python -c "import click"` in the same run')
    for line in whole_process.lines():
        print(line, flush=True)
    print("\nin process: every case of the five standards once, after a warm-up")
    for line in in_process.lines():
        print(line, flush=True)
    print("\nleast additions in process: the whole frontier of generated people of every rung once, after a warm-up")
    for line in gap_in_process.lines():
        print(line, flush=True)
    print("\nplans up to full senior engineer, whole process, every example (at most 2 s and 5 s at the median)")
    for line in plans.lines():
        print(line, flush=True)
    print("\nleast additions side by side: the same people and points, engines in turn, after a warm-up")
    if rivals.optional():
        for line in side_by_side.lines():
            print(line, flush=True)
    else:
        print(f"  left out: {', '.join(rivals.absent())} are not installed (`make rivals` installs them)")


if __name__ == "__main__":
    main()
