"""Writes an answer to the terminal or to a file, in UTF-8 wherever it is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from models.errors import InputError


def write(text: str, out: Path | None) -> None:
    """The text to stdout, or to a file that its owner alone can read, whole or not at all."""
    if not text.endswith("\n"):
        text += "\n"
    if out is None:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
        return
    part = out.with_name(out.name + ".part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "replace"))
        part.replace(out)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"the answer cannot be written ({reason})", where=str(out), hint="name another file") from None
