"""Columns of Arrow as arrays: words as codes, dates as days, flags, and a value for what is not given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from solver.columns.calendar import NEVER, Counts, Days, Flags, Marks


def table_of(words: Sequence[str], chosen: Iterable[str]) -> Flags:
    """Which codes of some words are chosen; the last place stands for a word that is not given, which is not."""
    asked = frozenset(chosen)
    return np.array([*(word in asked for word in words), False])


def whole(column: Any) -> pa.Array:
    """A column as one array."""
    if not isinstance(column, pa.ChunkedArray):
        return column
    if column.num_chunks == 1:
        return column.chunk(0)
    found = column.combine_chunks()
    return found if isinstance(found, pa.Array) else found.chunk(0)


def days_of(array: pa.Array) -> Days:
    """Dates as days; NEVER for one that is not given."""
    if pa.types.is_null(array.type):
        return np.full(len(array), NEVER, dtype=np.int32)
    if array.type != pa.date32():
        array = array.cast(pa.date32())
    return numbers_of(array.view(pa.int32()), int(NEVER))


def numbers_of(array: pa.Array, missing: int) -> Counts:
    """Whole numbers, with one for those that are not given."""
    if array.null_count:
        if pa.types.is_unsigned_integer(array.type):
            array = array.cast(pa.int64())
        array = pc.fill_null(array, missing)
    found: Counts = array.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return found


def flags_of(array: pa.Array) -> Flags:
    """Flags; one that is not given is false."""
    if pa.types.is_null(array.type):
        return np.zeros(len(array), dtype=np.bool_)
    found: Flags = pc.fill_null(array, False).to_numpy(zero_copy_only=False).astype(np.bool_, copy=False)
    return found


def dictionary_of(array: pa.Array) -> pa.DictionaryArray:
    """Words as places in a list of those that occur."""
    return array if pa.types.is_dictionary(array.type) else pc.dictionary_encode(_text(array))


def _text(array: pa.Array) -> pa.Array:
    """Text in the form that all computations take."""
    return array.cast(pa.large_string()) if pa.types.is_string_view(array.type) else array


def codes_of(array: pa.Array, words: Sequence[str]) -> Marks:
    """The place of each word among the words; -1 for one that is not given."""
    if pa.types.is_null(array.type):
        return np.full(len(array), -1, dtype=np.int8)
    if pa.types.is_dictionary(array.type):
        places = {word: place for place, word in enumerate(words)}
        known = [places.get(word, -1) for word in array.dictionary.to_pylist()]
        found: Marks = np.array([*known, -1], dtype=np.int8)[numbers_of(array.indices, -1)]
        return found
    array = _text(array)
    placed = pc.index_in(array, value_set=pa.array(words, type=array.type))
    return numbers_of(placed, -1).astype(np.int8)


def distinct(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of rows of whole numbers the first of each that is different, and for every row which of those it equals."""
    names = [f"k{place}" for place in range(rows.shape[1])]
    frame = pl.DataFrame({name: rows[:, place] for place, name in enumerate(names)}).with_row_index("row")
    groups = frame.group_by(names, maintain_order=True).agg(pl.col("row"))
    sizes = groups["row"].list.len().to_numpy()
    order = groups["row"].explode().to_numpy()
    place = np.empty(len(rows), dtype=np.int64)
    place[order] = np.repeat(np.arange(len(sizes)), sizes)
    return groups["row"].list.first().to_numpy().astype(np.int64), place
