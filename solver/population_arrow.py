"""Turns columns of drawn numbers into Arrow arrays, without a step of Python for each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from solver.population_draws import NONE, UNSAID, Codes, Column, Flags, Places

Array: TypeAlias = "pa.Array[Any]"


def array(codes: Codes, column: Column, kind: pa.DataType) -> Array:
    """One column; what is not said, or known to be none, is null (of a list of words: known to be empty)."""
    if column.form == "many_of":
        return _lists(codes, column.words)
    missing = codes <= NONE
    if column.form in ("one_of", "text"):
        places = pa.array(codes, mask=missing)
        return pa.array(list(column.words), pa.string()).take(places)
    if column.form == "date":
        return pa.array(codes, mask=missing).cast(pa.date32())
    if column.form == "flag":
        return pa.array(codes == 1, mask=missing)
    return pa.array(codes, mask=missing).cast(kind)


def _lists(codes: Codes, words: Sequence[str]) -> Array:
    """Sets of words, one bit a word, as lists in the order of the vocabulary."""
    sets, place = np.unique(codes, return_inverse=True)
    lists = [
        None if one == UNSAID else [] if one == NONE else [w for i, w in enumerate(words) if one >> i & 1]
        for one in sets.tolist()
    ]
    return pa.array(lists, pa.list_(pa.string())).take(pa.array(place))


def none_words(columns: Mapping[str, Codes], size: int) -> Array:
    """The text that names, for each row, the attributes that are known to be none."""
    bits = np.zeros(size, dtype=np.int64)
    names: list[str] = []
    for name, codes in columns.items():
        none = codes == NONE
        if none.any():
            bits |= none.astype(np.int64) << len(names)
            names.append(name)
    sets, place = np.unique(bits, return_inverse=True)
    texts = [" ".join(n for i, n in enumerate(names) if one >> i & 1) or None for one in sets.tolist()]
    return pa.array(texts, pa.string()).take(pa.array(place))


def struct(
    codes: Mapping[str, Codes], columns: Mapping[str, Column], kind: pa.DataType, size: int, known: Mapping[str, Array]
) -> Array:
    """Rows of a struct: `known` columns as they are, the others from their numbers, null where nothing was drawn."""
    fields = [kind.field(i) for i in range(kind.num_fields)]
    made = []
    for one in fields:
        if one.name in known:
            made.append(known[one.name])
        elif one.name in codes:
            made.append(array(codes[one.name], columns[one.name], one.type))
        else:
            made.append(pa.nulls(size, one.type))
    return pa.StructArray.from_arrays(made, fields=fields)


def lists(owners: Places, entries: Array, size: int, missing: Flags, kind: pa.DataType) -> Array:
    """One list a person: `owners` says, in ascending order, to whom each entry belongs; `missing` have no list.

    Entries of those who are missing must have been left out.
    """
    offsets = np.zeros(size + 1, dtype=np.int32)
    np.cumsum(np.bincount(owners, minlength=size), out=offsets[1:])
    return pa.ListArray.from_arrays(pa.array(offsets), entries, type=kind, mask=pa.array(missing))


def numbered(prefix: str, first: int, size: int) -> Array:
    """Names such as P0000123, counted from `first`, seven digits at least."""
    import pyarrow.compute as pc

    digits = pc.utf8_lpad(pa.array(np.arange(first, first + size)).cast(pa.string()), width=7, padding="0")
    return pc.binary_join_element_wise(pa.scalar(prefix), digits, pa.scalar(""))
