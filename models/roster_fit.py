"""Brings the columns of a Parquet file to the native form of people, or says which column cannot be brought there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.errors import InputError, nearest, quoted
from models.people_table import LISTS, schema

if TYPE_CHECKING:
    import pyarrow as pa


def fit(table: pa.Table, where: str) -> pa.Table:
    """The table with the columns of `people_table.schema()`, in its order, and the roster's own columns after them.

    A column that is absent is null: its facts were not given. Wider and narrower types of the same sort are taken
    where no value changes. An InputError names the column that holds something else.
    """
    import pyarrow as pa

    wanted = schema()
    names = table.schema.names
    twice = next((n for n in names if names.count(n) > 1), None)
    if twice is not None:
        raise InputError(f"the column {quoted(twice)} stands twice", where=where, hint="keep one of them")
    if names[: len(wanted)] == wanted.names and all(
        table.schema.field(n).type == wanted.field(n).type for n in wanted.names
    ):
        return table
    if not {"id", "name", *LISTS} & set(names):
        known = ", ".join(f"`{n}`" for n in ("id", "name", *LISTS))
        raise InputError("the columns are not those of people", where=where, hint=f"write columns such as {known}")
    columns: list[Any] = []
    for field in wanted:
        if field.name in names:
            columns.append(_column(table[field.name], field.type, field.name, where))
        else:
            columns.append(pa.nulls(table.num_rows, field.type))
    own = [n for n in names if n not in wanted.names]
    fields = [*wanted, *(table.schema.field(n) for n in own)]
    return pa.table([*columns, *(table[n] for n in own)], schema=pa.schema(fields))


def _column(column: pa.ChunkedArray, wanted: pa.DataType, name: str, where: str) -> pa.ChunkedArray:
    import pyarrow as pa

    if column.type == wanted:
        return column
    return pa.chunked_array([_array(chunk, wanted, name, where) for chunk in column.chunks], wanted)


def _array(array: pa.Array, wanted: pa.DataType, path: str, where: str) -> pa.Array:
    import pyarrow as pa

    have = array.type
    if have == wanted:
        return array
    if pa.types.is_null(have):
        return pa.nulls(len(array), wanted)
    if pa.types.is_dictionary(have):
        return _array(array.dictionary_decode(), wanted, path, where)
    if pa.types.is_list(wanted):
        if not (pa.types.is_list(have) or pa.types.is_large_list(have) or pa.types.is_fixed_size_list(have)):
            raise _wrong(path, have, wanted, where)
        plain = array.cast(pa.list_(have.value_type))
        # null lists keep their place: only values that a list shows are brought along
        inner = _array(plain.flatten(), wanted.value_type, path, where)
        lengths = pa.compute.fill_null(pa.compute.list_value_length(plain), 0)
        ends = pa.compute.cumulative_sum(lengths).cast(pa.int32())
        offsets = pa.concat_arrays([pa.array([0], pa.int32()), ends])
        return pa.ListArray.from_arrays(offsets, inner, type=wanted, mask=plain.is_null())
    if pa.types.is_struct(wanted):
        if not pa.types.is_struct(have):
            raise _wrong(path, have, wanted, where)
        return _struct(array, wanted, path, where)
    return _plain(array, wanted, path, where)


def _struct(array: pa.Array, wanted: pa.DataType, path: str, where: str) -> pa.Array:
    import pyarrow as pa

    have = dict(zip([f.name for f in array.type], array.flatten(), strict=True))
    known = [f.name for f in wanted]
    for name in have:
        if name not in known:
            raise InputError(
                f"the column {quoted(path)} has a field {quoted(name)} that is not known",
                where=where,
                hint=nearest(name, known),
            )
    parts = [
        _array(have[f.name], f.type, f"{path}.{f.name}", where) if f.name in have else pa.nulls(len(array), f.type)
        for f in wanted
    ]
    return pa.StructArray.from_arrays(parts, fields=list(wanted), mask=array.is_null())


def _plain(array: pa.Array, wanted: pa.DataType, path: str, where: str) -> pa.Array:
    """A column of single values, cast where it is of the same sort."""
    import pyarrow as pa

    is_, have = pa.types, array.type
    text = is_.is_string(wanted) and (is_.is_large_string(have) or is_.is_string_view(have) or is_.is_integer(have))
    number = (is_.is_integer(wanted) or is_.is_floating(wanted)) and (is_.is_integer(have) or is_.is_floating(have))
    day = is_.is_date(wanted) and (is_.is_date(have) or is_.is_timestamp(have))
    if is_.is_integer(have) and is_.is_string(wanted) and path != "id":
        text = False
    if not (text or number or day):
        raise _wrong(path, have, wanted, where)
    try:
        return array.cast(wanted)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise _wrong(path, have, wanted, where, " with values that do not fit") from None


def _wrong(path: str, have: Any, wanted: Any, where: str, more: str = "") -> InputError:
    return InputError(
        f"the column {quoted(path)} is of type {quoted(_short(have))}{more}",
        where=where,
        hint=f"write it as `{_short(wanted)}`",
    )


def _short(kind: Any) -> str:
    import pyarrow as pa

    return "list of structs" if pa.types.is_list(kind) and pa.types.is_struct(kind.value_type) else str(kind)
