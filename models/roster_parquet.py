"""Reads people from Parquet, row group by row group, and sets apart those of whom something cannot be true."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import InputError
from models.roster_checks import findings
from models.roster_fit import fit
from models.roster_result import CellError, Roster, set_apart, shown

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

MAX_GROUP = 2_000_000
"""People in a row group: more would have to be unpacked at once."""
TWICE = "the key belongs to two people of this input"


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """One row group of a file: small enough to be sent to another process, which reads it there with `load`.

    `first` is the place of its first person in the whole input, from 0.
    """

    path: str
    group: int
    first: int
    rows: int


def files_of(path: Path) -> list[Path]:
    """The files of a roster in Parquet: the file itself, or those of a folder in the order of their names."""
    if not path.is_dir():
        return [path]
    found = sorted(p for p in path.rglob("*.parquet") if p.is_file() and not p.name.startswith((".", "_")))
    if not found:
        raise InputError("the folder has no Parquet files", where=str(path), hint="name another folder")
    return found


def groups(path: Path) -> tuple[Group, ...]:
    """The row groups of a file or a folder of parts, in order; reads the footers alone."""
    found: list[Group] = []
    first = 0
    for file in files_of(path):
        with _opened(file) as opened:
            data = opened.metadata
            for number in range(data.num_row_groups):
                rows = data.row_group(number).num_rows
                if rows > MAX_GROUP:
                    hint = "write row groups of 100,000 people"
                    raise InputError(f"a row group holds {rows} people", where=str(file), hint=hint)
                found.append(Group(path=str(file), group=number, first=first, rows=rows))
                first += rows
    if not first:
        raise InputError("there is nobody in the roster", where=str(path), hint="write people into it")
    return tuple(found)


def load(group: Group) -> pa.Table:
    """The people of a row group in the native form, not yet checked."""
    with _opened(Path(group.path)) as file, _told(group.path):
        table = file.read_row_group(group.group, use_threads=False)
        table.validate(full=True)
    return fit(table, group.path)


def batches(group: Group, size: int = 50_000) -> Iterator[tuple[int, pa.Table]]:
    """The people of a row group in pieces of at most `size`, each with the place of its first person."""
    import pyarrow as pa

    first = group.first
    with _opened(Path(group.path)) as file, _told(group.path):
        for batch in file.iter_batches(batch_size=size, row_groups=[group.group], use_threads=False):
            batch.validate(full=True)
            yield first, fit(pa.Table.from_batches([batch]), group.path)
            first += batch.num_rows


def sound(
    people: pa.Table | pa.RecordBatch, first: int, twice: Collection[str] = ()
) -> tuple[pa.Table, np.ndarray[Any, Any], list[CellError]]:
    """The sound people of a piece of the input, their places (uint32), and what is wrong with the others.

    `people` is in the native form (`load` and `batches` give it so), its row 0 at place `first`; `twice` are keys
    that belong to more than one person (`keys_twice`). Errors name the column as sheet and count entries from 1;
    those of single facts count people of the whole input from 1.
    """
    import pyarrow as pa

    table = pa.Table.from_batches([people]) if isinstance(people, pa.RecordBatch) else people
    ids = table["id"]
    told = [
        CellError(
            person=first + f.person,
            id=ids[f.person].as_py() or "",
            sheet=f.list or "people",
            row=f.entry + 1 if f.list else first + f.person + 1,
            column=f.attribute,
            value=f.value,
            error=f.error,
            write=f.write,
        )
        for f in findings(table)
    ]
    for place in _keyed(ids, twice) if twice else ():
        key = ids[place].as_py()
        told.append(
            CellError(
                person=first + place,
                id=key,
                sheet="people",
                row=first + place + 1,
                column="id",
                value=shown(key),
                error=TWICE,
                write="give each a key of their own",
            )
        )
    kept, places, errors = set_apart(table, told, first)
    return kept, places.to_numpy(), list(errors)


def _keyed(ids: pa.ChunkedArray, twice: Collection[str]) -> list[int]:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    mask = pc.is_in(ids, value_set=pa.array(sorted(twice), pa.string()))
    made: list[int] = np.flatnonzero(mask.to_numpy()).tolist()
    return made


def keys_twice(path: Path) -> frozenset[str]:
    """The keys that belong to more than one person of the whole input; reads the column `id` alone.

    Holds 8 bytes for each person, and the keys themselves only where two are alike.
    """
    return borne_twice(lambda: _ids(path))


def borne_twice(ids: Callable[[], Iterator[Any]]) -> frozenset[str]:
    """The keys that stand twice in columns of keys, which are gone through once, and again only where two are alike."""
    import polars as pl

    hashes = pl.concat([pl.Series([], dtype=pl.UInt64), *(some.drop_nulls().hash(seed=1) for some in ids())])
    if hashes.n_unique() == len(hashes):
        return frozenset()
    alike = hashes.filter(hashes.is_duplicated()).unique()
    keys = pl.concat([some.filter(some.is_not_null() & some.hash(seed=1).is_in(alike.implode())) for some in ids()])
    return frozenset(keys.filter(keys.is_duplicated()).to_list())


def keys_of(file: Any) -> Iterator[Any]:
    """The column `id` of an open Parquet file, a row group at a time; nothing where it has none."""
    import polars as pl

    for number in range(file.metadata.num_row_groups) if "id" in file.schema_arrow.names else ():
        table = file.read_row_group(number, columns=["id"], use_threads=False)
        yield pl.Series(pl.from_arrow(table["id"])).cast(pl.String)


def _ids(path: Path) -> Iterator[Any]:
    for file in files_of(path):
        with _opened(file) as opened, _told(str(file)):
            yield from keys_of(opened)


def read(path: Path, digest: str) -> Roster:
    """Everybody in memory; for millions take `groups`, `load` and `sound`."""
    import numpy as np
    import pyarrow as pa

    twice = keys_twice(path)
    tables, places, errors, total = [], [], [], 0
    for group in groups(path):
        made, where, told = sound(load(group), group.first, twice)
        tables.append(made)
        places.append(where)
        errors.extend(told)
        total += group.rows
    names = tables[0].schema.names
    other = next((t.schema.names for t in tables if t.schema.names != names), None)
    if other is not None:
        odd = next(iter(set(names) ^ set(other)), names[-1])
        raise InputError(f"the column `{odd}` is not in every part", where=str(path), hint="write all parts alike")
    return Roster(
        people=pa.concat_tables(tables, promote_options="permissive"),
        places=pa.array(np.concatenate(places), pa.uint32()),
        errors=tuple(errors),
        total=total,
        digest=digest,
    )


class _told:
    """Turns what the reader of Parquet says of a damaged file into an InputError."""

    def __init__(self, where: str) -> None:
        self.where = where

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, _: object) -> None:
        import pyarrow as pa

        if isinstance(error, pa.ArrowException | OSError):
            raise InputError("the file is damaged", where=self.where, hint="write it anew") from None


def _opened(path: Path) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path)
    except FileNotFoundError:
        raise InputError("there is no such file", where=str(path), hint="check the path") from None
    except (pa.ArrowException, OSError, ValueError):
        raise InputError("this is no Parquet file", where=str(path), hint="write it anew, or name another") from None
