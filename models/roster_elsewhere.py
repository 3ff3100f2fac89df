"""A roster in Parquet wherever it stands: on this machine as `models.roster_parquet` has it, else at an address."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models import elsewhere, roster, roster_parquet
from models.elsewhere import address_of, shown
from models.errors import InputError
from models.roster_fit import fit
from models.roster_parquet import MAX_GROUP, Group

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK = 8 * 2**20
"""Bytes that are hashed at once."""


def form_of(path: Path) -> str:
    """The form of a roster, as `models.roster.form_of`; at an address there is Parquet alone."""
    address = address_of(path)
    if address is None:
        return roster.form_of(path)
    _files(address)
    return "parquet"


def digest_of(path: Path) -> str:
    """The sha256 of a file, or of the names and hashes of a folder's files; the same wherever the roster stands."""
    address = address_of(path)
    if address is None:
        return roster.digest_of(path)
    found = _files(address)
    with ThreadPoolExecutor(8) as pool:
        digests = list(pool.map(_digest, found))
    if found == [address]:
        return digests[0]
    root = shown(address).rstrip("/") + "/"
    # a folder on disk is listed by its parts, in which `/` comes before every other character
    pairs = sorted(
        zip((shown(f).removeprefix(root) for f in found), digests, strict=True), key=lambda p: p[0].split("/")
    )
    return hashlib.sha256("".join(f"{d}  {n}\n" for n, d in pairs).encode("utf-8", "surrogateescape")).hexdigest()


def groups(path: Path) -> tuple[Group, ...]:
    """The row groups of a roster in order; reads the footers alone."""
    address = address_of(path)
    if address is None:
        return roster_parquet.groups(path)
    found: list[Group] = []
    first = 0
    for file in _parts(address):
        with _parquet(file) as opened:
            data = opened.metadata
            for number in range(data.num_row_groups):
                rows = data.row_group(number).num_rows
                if rows > MAX_GROUP:
                    hint = "write row groups of 100,000 people"
                    raise InputError(f"a row group holds {rows} people", where=shown(file), hint=hint)
                found.append(Group(path=file, group=number, first=first, rows=rows))
                first += rows
    if not first:
        raise InputError("there is nobody in the roster", where=shown(address), hint="write people into it")
    return tuple(found)


def batches(group: Group, size: int = 50_000) -> Iterator[tuple[int, pa.Table]]:
    """The people of a row group in pieces of at most `size`, each with the place of its first person."""
    import pyarrow as pa

    if address_of(group.path) is None:
        yield from roster_parquet.batches(group, size)
        return
    first = group.first
    with _parquet(group.path) as file, elsewhere.told(group.path):
        for batch in file.iter_batches(batch_size=size, row_groups=[group.group], use_threads=False):
            batch.validate(full=True)
            yield first, fit(pa.Table.from_batches([batch]), shown(group.path))
            first += batch.num_rows


def keys_twice(path: Path) -> frozenset[str]:
    """The keys that belong to more than one person of the whole input; reads the column `id` alone."""
    address = address_of(path)
    return roster_parquet.keys_twice(path) if address is None else roster_parquet.borne_twice(lambda: _ids(address))


def _ids(address: str) -> Iterator[Any]:
    for file in _parts(address):
        with _parquet(file) as opened, elsewhere.told(file):
            yield from roster_parquet.keys_of(opened)


def _files(address: str) -> list[str]:
    found = elsewhere.files(address)
    endings = (".parquet", ".pq") if found == [address] else (".parquet",)
    found = [one for one in found if shown(one).lower().endswith(endings)]
    if not found:
        hint = "name a file `.parquet` or a folder of them: at an address a roster is read from Parquet alone"
        raise InputError("there is no roster in Parquet", where=shown(address), hint=hint)
    return found


def _parts(address: str) -> list[str]:
    """The files that hold people, in the order of `roster_parquet.files_of`."""
    found = _files(address)
    kept = [one for one in found if not elsewhere.name_of(one).startswith((".", "_"))]
    return found if found == [address] else sorted(kept, key=lambda one: shown(one).split("/"))


def _digest(file: str) -> str:
    made = hashlib.sha256()
    with elsewhere.opened(file) as opened, elsewhere.told(file):
        while chunk := opened.read(CHUNK):
            made.update(chunk)
    return made.hexdigest()


def _parquet(file: str) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    source = elsewhere.opened(file)
    try:
        return pq.ParquetFile(source)
    except (pa.ArrowException, OSError, ValueError):
        source.close()
        raise InputError("this is no Parquet file", where=shown(file), hint="write it anew, or name another") from None
