"""Keeps all runs but one out of a folder of parts, as long as any process of that run lives."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import reduction
from pathlib import Path
from typing import Any

from models.errors import InputError
from solver.batch_parts import LOCK, clear, unusable

WAIT = 2.0
"""Seconds in which the processes of a run that was killed end, too."""


class Held:
    """The lock of a folder. Sent to a process that is being started, it is held by that process, too."""

    def __init__(self, handle: int) -> None:
        self.handle = handle

    def __reduce__(self) -> tuple[Any, ...]:
        return _received, (reduction.DupFd(self.handle) if sys.platform != "win32" else None,)


def _received(sent: Any) -> Held:
    return Held(sent.detach() if sent is not None else -1)


@contextmanager
def alone(folder: Path) -> Iterator[Held]:
    """Makes the folder and keeps other runs out of it; a folder in which no part is done goes again.

    An InputError says that another run writes into it, or that it cannot be made.
    """
    try:
        handle = _locked(folder)
    except OSError as error:
        raise unusable(folder, error) from None
    try:
        yield Held(handle)
    finally:
        # whoever waits for this file sees that it is gone, and makes another
        with suppress(OSError):
            if not any(folder.glob("_part-*.json")):
                clear(folder)
            if _same(handle, folder / LOCK):
                (folder / LOCK).unlink()
                if not any(folder.iterdir()):
                    folder.rmdir()
        os.close(handle)


def _locked(folder: Path) -> int:
    until = time.monotonic() + WAIT
    while True:
        folder.mkdir(mode=0o700, exist_ok=True)
        with suppress(FileNotFoundError):
            # not there any more: a run that was just finished has taken the folder away
            handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
            if _taken(handle) and _same(handle, folder / LOCK):
                return handle
            os.close(handle)
        if time.monotonic() > until:
            raise InputError(
                "another run is writing its parts here", where=str(folder),
                hint="wait until it has ended, or name another `--out`",
            )  # fmt: skip
        time.sleep(0.05)


def _taken(handle: int) -> bool:
    """Whether the lock is ours now. Windows has no such lock, and lets nobody move a folder that is in use."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _same(handle: int, file: Path) -> bool:
    """Whether this file is the one that was opened."""
    mine = os.fstat(handle)
    try:
        there = file.stat()
    except OSError:
        return False
    return (mine.st_dev, mine.st_ino) == (there.st_dev, there.st_ino)
