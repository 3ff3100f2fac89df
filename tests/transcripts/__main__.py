"""Writes every transcript anew: `python -m tests.transcripts [NAME...]`. Read the difference before keeping it."""

from __future__ import annotations

import sys

from tests import transcripts


def main(names: list[str]) -> None:
    """Runs the commands of the named transcripts (all if none) and writes what they print."""
    for path in transcripts.files():
        if names and path.stem not in names:
            continue
        before = path.read_text(encoding="utf-8")
        after = transcripts.transcript(transcripts.commands(before))
        if after != before:
            path.write_text(after, encoding="utf-8")
        print(f"{path.name}: {'as it was' if after == before else 'written anew'}")


if __name__ == "__main__":
    main(sys.argv[1:])
