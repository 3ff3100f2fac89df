"""Processes that work for another one: they do not hear of Ctrl-C, end at once when told to, and never outlive it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection


@contextmanager
def undisturbed() -> Iterator[None]:
    """Processes that are started here never hear of Ctrl-C, not even before `begin`: the first process ends them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begin() -> None:
    """To be called first in a worker, which then ends with the process that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def stop(pool: ProcessPoolExecutor) -> None:
    """Ends the workers at once: after Ctrl-C nobody waits for what they are at."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(timeout=5)
    # waits for nothing now, and gives back what the processes shared
    pool.shutdown(wait=True, cancel_futures=True)
