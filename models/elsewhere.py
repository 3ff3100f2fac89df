"""Files that do not stand on this machine: whole ones read, listed, written and removed on any file system of pyarrow.

An address is `s3://bucket/folder`, `hdfs://namenode:8020/folder`, `gs://…` or `abfs://…`. What stands behind `file://`
is on this machine and is a path like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

from models.errors import InputError

_ADDRESS = re.compile(r"(s3|gs|gcs|abfss?|hdfs|viewfs):/+(.+)", re.ASCII)
_FILE = re.compile(r"file:/+(.*)", re.ASCII)
_OBJECTS = ("s3", "gs", "gcs", "abfs", "abfss")
"""Stores in which an object is seen only once all of it is there."""


def address_of(path: Path | str) -> str | None:
    """The address that a path is, else None.

    A `Path` keeps one of two slashes, so an address without a host (`hdfs:///x`) cannot be told from one with a host:
    the first word is always the host.
    """
    found = _ADDRESS.fullmatch(path.as_posix() if isinstance(path, Path) else path)
    return f"{found[1]}://{found[2]}" if found else None


def plain(path: Path) -> Path:
    """The path behind `file://`; every other path, and what is an address, as it is."""
    found = _FILE.fullmatch(path.as_posix())
    return Path("/" + unquote(found[1])) if found else path


def shown(address: str) -> str:
    """An address as messages and logs have it: without the words that open the door."""
    return re.sub(r"(?<=://)[^/?]*@", "", address).partition("?")[0]


def under(address: str, name: str) -> str:
    """The address of a file in a folder."""
    folder, mark, asked = address.partition("?")
    return f"{folder.rstrip('/')}/{name}{mark}{asked}"


def name_of(address: str) -> str:
    """The last word of an address."""
    return address.partition("?")[0].rstrip("/").rpartition("/")[2]


def opened(address: str) -> Any:
    """The file at an address, for reading at any place in it."""
    system, path = _system(address)
    with told(address):
        return system.open_input_file(path)


def files(address: str) -> list[str]:
    """The addresses of the files below a folder, in the order of their names; the file itself where it is one."""
    from pyarrow import fs

    system, path = _system(address)
    with told(address):
        at = system.get_file_info(path)
        if at.type == fs.FileType.File:
            return [address]
        found = system.get_file_info(fs.FileSelector(path, recursive=True, allow_not_found=True))
    root = path.rstrip("/") + "/"
    return sorted(under(address, one.path.removeprefix(root)) for one in found if one.type == fs.FileType.File)


def read(address: str) -> bytes:
    """A small file as a whole."""
    with opened(address) as file, told(address):
        return bytes(file.read())


def write(address: str, data: bytes) -> None:
    """Writes a file, whole or not at all; what stood there before is replaced."""
    system, path = _system(address)
    scheme = address.partition(":")[0]
    folder, _, name = path.rpartition("/")
    target = path if scheme in _OBJECTS else f"{folder}/.{name}.{uuid4().hex}"
    with told(address):
        if scheme not in _OBJECTS:
            system.create_dir(folder, recursive=True)
        with system.open_output_stream(target) as file:
            file.write(data)
        if system.get_file_info(target).size != len(data):
            raise OSError("not all of it arrived")
        if target != path:
            system.move(target, path)


def remove(address: str) -> None:
    """Removes a file."""
    system, path = _system(address)
    with told(address):
        system.delete_file(path)


@lru_cache(maxsize=64)
def _system(address: str) -> tuple[Any, str]:
    import pyarrow as pa
    from pyarrow import fs

    try:
        system, path = fs.FileSystem.from_uri(address)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _refused(address, error) from None
    return system, path


@contextmanager
def told(address: str) -> Iterator[None]:
    """Turns what a file system says into an InputError."""
    import pyarrow as pa

    try:
        yield
    except FileNotFoundError:
        raise InputError("there is no such file", where=shown(address), hint="check the address") from None
    except (pa.ArrowException, OSError) as error:
        raise _refused(address, error) from None


def _refused(address: str, error: Exception) -> InputError:
    reason = " ".join(str(error).split())[:200]
    hint = "check the address, and that all machines may use it"
    return InputError(f"the place cannot be used ({reason})", where=shown(address), hint=hint)
