"""The Ray cluster of a run: the one that is there, else one on this machine that nobody else can reach."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from models.errors import InputError

STORE = 128 * 2**20
"""Bytes of the object store of a cluster started here: tasks and answers about them are all that goes through it."""
_QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_USAGE_STATS_PROMPT_ENABLED": "0", "RAY_BACKEND_LOG_LEVEL": "fatal"}
_ALONE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_AUTH_MODE": "token"}
"""Ray listens on this machine alone where clusters are off; on Linux, too, this old word turns them off."""


@contextmanager
def cluster(workers: int) -> Iterator[int]:
    """A cluster and the number of its processors: the one this process is in, one that runs here, or one of its own."""
    address = _running()
    said = dict(_QUIET)
    if address is None and "ray" not in sys.modules:
        # Ray reads these when it is imported
        said |= {**_ALONE, "RAY_AUTH_TOKEN": secrets.token_hex(32)}
    for name, value in said.items():
        os.environ.setdefault(name, value)
    try:
        import ray
        import ray.data
    except ImportError:
        raise InputError(
            "Ray is not installed", where="--engine ray", hint="install it with `pip install 'zhicheng[ray]'`"
        ) from None
    if ray.is_initialized():
        yield _processors()
        return
    with ExitStack() as stack:
        _join(address, workers, stack)
        stack.callback(ray.shutdown)
        yield _processors()


def _running() -> str | None:
    """The address of a cluster that the user means: the variable of Ray, or what `ray start` left on this machine."""
    named = os.environ.get("RAY_ADDRESS", "")
    if named:
        return None if named == "local" else named
    note = Path(os.environ.get("RAY_TMPDIR", "/tmp"), "ray", "ray_current_cluster")
    return (note.read_text(encoding="utf-8").strip() or None) if note.is_file() else None


def _join(address: str | None, workers: int, stack: ExitStack) -> None:
    import ray

    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    if address is not None:
        try:
            _knock(address)
            with _hushed():
                ray.init(address=address, **quiet)
        except (OSError, ValueError, RuntimeError, ray.exceptions.RayError) as error:
            raise InputError(
                f"the cluster cannot be reached ({type(error).__name__})", where=f"RAY_ADDRESS={address}",
                hint="start it with `ray start --head`, or set `RAY_ADDRESS=local` to do without",
            ) from None  # fmt: skip
        return
    # sockets and logs in a folder of its owner's alone (Ray opens its own to everybody, so inside another); names of
    # sockets may not be long, so not where TMPDIR says
    place = tempfile.mkdtemp(prefix="zhicheng-", dir="/tmp" if Path("/tmp").is_dir() else None)
    stack.callback(_remove, Path(place))
    with _hushed():
        ray.init(
            address="local", num_cpus=workers, include_dashboard=False, object_store_memory=STORE,
            _node_ip_address="127.0.0.1", _temp_dir=f"{place}/r", **quiet,
        )  # fmt: skip


def _remove(place: Path) -> None:
    """Removes the folder of a cluster, whose last processes may still be writing while they end."""
    for _ in range(50):
        shutil.rmtree(place, ignore_errors=True)
        if not place.exists():
            return
        time.sleep(0.1)


def _knock(address: str) -> None:
    """An OSError where nobody listens: Ray itself would wait for minutes."""
    host, _, port = address.rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host, int(port)), timeout=5).close()


@contextmanager
def _hushed() -> Iterator[None]:
    """Nothing of what the native part of Ray says on stderr while it starts; what goes wrong it raises as well."""
    try:
        kept = os.dup(2)
    except OSError:
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _processors() -> int:
    import ray

    return max(1, int(ray.cluster_resources().get("CPU", 1)))
