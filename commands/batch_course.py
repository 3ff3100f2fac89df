"""How a run of `batch` goes on and ends: a bar on a terminal, and an orderly end where it is told to."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def terminable() -> Iterator[None]:
    """Lets a run that is told to end, or ends by Ctrl-C, take its workers and temporary files with it.

    These files hold personal data.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    # Polars takes Ctrl-C over when it is imported, and ends the process at once where it comes twice
    signal.signal(signal.SIGINT, signal.getsignal(signal.SIGINT))
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def progress(people: int) -> Iterator[Callable[[int], None]]:
    """A bar with rate and time left on a terminal, nothing elsewhere."""
    begun, seen = time.monotonic(), [0]

    def rate(_: object) -> str:
        passed = time.monotonic() - begun
        return f"{seen[0] / passed:,.0f}/s" if passed > 1 and seen[0] else ""

    with click.progressbar(
        length=people, label="zhicheng", file=sys.stderr, item_show_func=rate, hidden=not sys.stderr.isatty()
    ) as bar:

        def done(more: int) -> None:
            seen[0] += more
            bar.update(more, current_item=more)

        yield done
