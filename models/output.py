"""Writes an answer to the terminal or to a file, in UTF-8 wherever it is."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from models.errors import InputError


def write(text: str, out: Path | None) -> None:
    """The text to stdout, or to a file that its owner alone can read, whole or not at all."""
    if not text.endswith("\n"):
        text += "\n"
    data = text.encode("utf-8", "replace")
    try:
        if out is not None:
            _to_file(data, out)
        elif sys.stdout is None:
            raise InputError("there is no standard output", where="stdout", hint="name a file with `--out`")
        else:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        where = str(out) if out is not None else "stdout"
        raise InputError(f"the answer cannot be written ({reason})", where=where, hint="name another file") from None


def _to_file(data: bytes, out: Path) -> None:
    """Replaces a regular file in one step (behind a link, the file it names); anything else is written into."""
    target = out.resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as file:
            file.write(data)
        return
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
