"""Where a run of `batch` reads and writes; what cannot be written there is refused before anything is computed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from models import elsewhere, people_table, roster_elsewhere
from models.errors import InputError, quoted
from models.roster_parquet import Group
from reports.batch_files import beside, form_of
from solver import batch_elsewhere, batch_parts


def places(source: Path, asked: dict[str, Any]) -> tuple[Path, Path | None]:
    """The roster and where the results go; an InputError where an address cannot be used for what is asked."""
    source = elsewhere.plain(source)
    out = None if asked["out"] is None else elsewhere.plain(asked["out"])
    if out is not None:
        batch_elsewhere.writable(out)
    there = [a for one in (source, out) if one is not None and (a := elsewhere.address_of(one)) is not None]
    if there and (asked["engine"] != "ray" or asked["levers"] or asked["budget"]):
        raise InputError(
            "an address is for `--engine ray`, without levers", where=elsewhere.shown(there[0]),
            hint="add `--engine ray`, or name a file on this machine",
        )  # fmt: skip
    if there and roster_elsewhere.form_of(source) != "parquet":
        raise InputError(
            "results at an address are for a roster in Parquet", where=elsewhere.shown(there[0]),
            hint="name a file on this machine",
        )  # fmt: skip
    return source, out


def parts_of(out: Path) -> Path:
    """Where the parts of a run stand until it is finished: beside its results."""
    return out.with_name(f"{out.name}.parts")


def writable(source: Path, out: Path | None, asked: dict[str, Any], *, several: bool) -> None:
    """An InputError unless results and page can be written where they are to go; writes nothing.

    `several` says that the results are to come in several parts.
    """
    page: Path | None = asked["report"]
    for named in (out, page):
        if named is not None and named.name in ("", ".."):
            raise InputError("this names no file", where=str(named), hint="write the name of a file, too")
    if page is not None and page.suffix.lower() not in (".html", ".htm"):
        raise InputError("the report is a page", where=str(page), hint="end the name in `.html`")
    if out is not None and elsewhere.address_of(out) is None:
        if out.suffix:
            form_of(out)
        folder = several and out.suffix.lower() in (".parquet", "")
        _apart(out, source, _read(source, asked), [out, parts_of(out), beside(out)])
        if not out.suffix and not folder:
            raise InputError(
                "a folder takes the parts of a large run over Parquet alone", where=str(out),
                hint="end the name in `.xlsx`, `.csv`, `.jsonl` or `.parquet`",
            )  # fmt: skip
        _looked(out, lambda: _room(out, beside(out.with_suffix(".parquet") if folder else out), folder=folder))
    if page is not None:
        _apart(page, source, _read(source, asked), [page])
        if out is not None and page.resolve().is_relative_to(out.resolve()):
            raise InputError("the page would replace the results", where=str(page), hint="name another file")
        _looked(page, lambda: _room(page, page, folder=False))


def _read(source: Path, asked: dict[str, Any]) -> Iterator[Path]:
    """The files that are read."""
    if elsewhere.address_of(source) is None:
        yield source
        # what a link in the folder of the roster stands for
        yield from (file for file in (source.rglob("*") if source.is_dir() else ()) if file.is_symlink())
    yield from asked["what_if"] or ()
    if asked["budget"]:
        yield asked["budget"]


def _apart(named: Path, source: Path, read: Iterator[Path], written: Sequence[Path]) -> None:
    """Refuses results that would replace what is read, or stand in its way the next time."""
    files = [file.resolve() for file in read]
    for one in (path.resolve() for path in written):
        for file in files:
            if one == file or file.is_relative_to(one):
                what = "the results would replace the roster" if file == source.resolve() else "this is read, too"
                raise InputError(what, where=str(named), hint="name another file")
        if source.is_dir() and one.is_relative_to(source.resolve()):
            raise InputError(
                "the results would stand in the folder of the roster", where=str(named), hint="name another folder"
            )


def _looked(out: Path, look: Callable[[], None]) -> None:
    try:
        look()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"nothing can be written here ({reason})", where=str(out), hint="name another file") from None


def _room(out: Path, errors: Path, *, folder: bool) -> None:
    """Whether there is a folder to write into, and nothing under the name that cannot be replaced."""
    parent = out.resolve().parent
    if not parent.is_dir():
        raise InputError("there is no such folder to write into", where=str(out), hint="make it, or name another file")
    if not os.access(parent, os.W_OK | os.X_OK):
        raise InputError("this folder cannot be written into", where=str(parent), hint="name another file")
    if folder and not batch_parts.replaceable(out):
        raise InputError("there is something else under this name", where=str(out), hint="name another folder")
    for file in (errors,) if folder else (out, errors):
        if file.exists() and not file.is_file():
            raise InputError("the results need a file of their own", where=str(file), hint="name another file")


def alike(groups: Sequence[Group]) -> None:
    """An InputError unless the roster's own columns are the same in all files of a roster in Parquet."""
    known: dict[str, pl.DataType] | None = None
    for path in dict.fromkeys(group.path for group in groups):
        shown = elsewhere.shown(path) if elsewhere.address_of(path) is not None else path
        own = _own(path, shown)
        if known is None:
            known = own
        if own.items() == known.items() and list(own) != list(known):
            odd = next(mine for mine, theirs in zip(own, known, strict=True) if mine != theirs)
            raise InputError(
                f"the column {quoted(odd)} stands in another place than in the first file", where=shown,
                hint="write all parts alike",
            )  # fmt: skip
        for name in [*own, *known]:
            if own.get(name) != known.get(name):
                what = "is not in every file" if name not in own or name not in known else "is of another type"
                more = " than in the first file" if name in own and name in known else ""
                raise InputError(f"the column {quoted(name)} {what}{more}", where=shown, hint="write all parts alike")


def _own(path: str, shown: str) -> dict[str, pl.DataType]:
    """The columns of a file beyond the vocabulary, as the results will have them."""
    address = elsewhere.address_of(path)
    schema = pq.read_schema(elsewhere.opened(address) if address is not None else path)
    native, found = set(people_table.schema().names), {}
    for field in schema:
        if field.name in native:
            continue
        try:
            column: Any = pl.from_arrow(pa.array([], field.type))
        except (pl.exceptions.PolarsError, pa.ArrowException, TypeError, ValueError):
            raise InputError(
                f"the column {quoted(field.name)} is of type {quoted(field.type)}", where=shown,
                hint="write it as text, or leave it out",
            ) from None  # fmt: skip
        found[field.name] = column.dtype
    return found
