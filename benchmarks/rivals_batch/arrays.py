"""Reads people of a Parquet file as plain arrays, with codes for words: how OpenFisca is loaded."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.rivals_batch.handwritten import LISTS, SINGLE, WORK
from models.vocabulary import vocabulary

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
WORDS = {
    "level": ("education", "rung"), "series": ("series",), "field": ("field",), "role": ("role",), "tier": ("tier",),
    "recognized": ("tier",), "adopted": ("tier",), "promoted": ("tier",), "major_new_product": ("tier",),
    "benefit": ("benefit",), "giver": ("giver",), "venue": ("venue",), "scope": ("standard_scope",),
    "type": ("textbook_type", "patent_type", "standard_type", "report_type"), "weight": ("service_weight",),
    "relation": ("relation",), "employment": ("employment",), "region": ("region",),
}  # fmt: skip
"""The sets of words that an attribute takes."""
SAID = ("not_given", "none")
"""What comes before the words of a set: nothing is known, or it is known that there is none."""
FLAGS = ("not_given", "no", "yes")
MANY = {
    "nature": ("delivery", "digital_factory", "research_development"),
    "indexes": ("pku_core", "cssci", "cscd"),
    "recognized_by": ("sector_authority", "cyberspace_authority"),
}
"""Lists of words as one flag for each word that is asked for."""
NUMBERS = {"rank": np.inf, "author": np.inf, "own_words": -1.0, "total_words": -1.0, "investment": 0.0, "revenue": 0.0}
"""Numbers, and what stands for none of it; nan is not given."""
KINDS = ("self", "education", "titles", "work", "recommenders")


def members(name: str) -> tuple[str, ...]:
    """The words of an attribute in the order of their codes."""
    if name == "kind":
        return (*KINDS, *vocabulary().kinds)
    if name not in WORDS:
        return FLAGS
    found = dict.fromkeys(word for one in WORDS[name] for word in vocabulary().sets[one].values)
    return (*SAID, *found)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Rows:
    """Entries of one list: whose they are, and each attribute as an array."""

    owner: Array
    values: dict[str, Array]


def read(path: Path) -> tuple[Any, dict[str, Rows], dict[str, Array], pl.DataFrame]:
    """The single facts, the entries of every list, who has given each list, and the keys attested."""
    meta = pq.read_metadata(path)
    with ThreadPoolExecutor(min(meta.num_row_groups, os.cpu_count() or 1)) as pool:
        groups = list(pool.map(lambda place: _group(path, meta, place), range(meta.num_row_groups)))
    before = np.cumsum([0, *(len(table) for table, _, _, _ in groups)])
    known = {name: np.concatenate([one[2][name] for one in groups]) for name in groups[0][2]}
    lists = {name: _joined([one[1][name] for one in groups], before) for name in groups[0][1]}
    keys = pl.concat(
        one[3].with_columns(person=(pl.col("person") + int(start)).cast(pl.UInt32))
        for one, start in zip(groups, before, strict=False)
    )
    return pa.concat_tables([table for table, _, _, _ in groups]).unify_dictionaries(), lists, known, keys


def _group(path: Path, meta: Any, place: int) -> tuple[Any, dict[str, Rows], dict[str, Array], pl.DataFrame]:
    leaves = [meta.schema.column(index) for index in range(meta.num_columns)]
    asked: dict[str, Sequence[str]] = {**LISTS, "work": WORK}

    def wanted(parts: Sequence[str]) -> bool:
        return parts[0] in (*SINGLE, "conduct") or (parts[0] in asked and parts[3] in asked[parts[0]])

    words = [one.path for one in leaves if one.physical_type == "BYTE_ARRAY" and one.path != "id"]
    file = pq.ParquetFile(path, read_dictionary=words, memory_map=True, metadata=meta)
    table = file.read_row_group(place, [one.path for one in leaves if wanted(one.path.split("."))], use_threads=False)
    lists, known = {}, {}
    keys = pl.DataFrame()
    for name in asked:
        column = table.column(name).combine_chunks()
        known[name] = column.is_valid().to_numpy(zero_copy_only=False)
        owner = np.repeat(np.arange(len(column)), np.diff(column.offsets.to_numpy()))
        if name == "attestations":
            said = pl.DataFrame(pa.RecordBatch.from_struct_array(column.flatten()))
            keys = said.with_columns(pl.col("key").cast(pl.String), pl.Series("person", owner, dtype=pl.UInt32))
        else:
            lists[name] = _rows(column.flatten(), owner)
    return table.select([*SINGLE, "conduct"]), lists, known, keys


def _joined(parts: Sequence[Rows], before: Array) -> Rows:
    owner = np.concatenate([one.owner + start for one, start in zip(parts, before, strict=False)])
    values = {name: [one.values[name] for one in parts] for name in parts[0].values}
    if "project" in values:
        # numbers of projects are those of a group
        most = np.cumsum([0, *(part.max(initial=0) for part in values["project"])])
        values["project"] = [np.where(v > 0, v + m, 0) for v, m in zip(values["project"], most, strict=False)]
    return Rows(owner=owner, values={name: np.concatenate(many) for name, many in values.items()})


def _rows(entries: Any, owner: Array) -> Rows:
    fields = {entries.type.field(place).name: entries.field(place) for place in range(entries.type.num_fields)}
    absent = fields.pop("none", None)
    texts = absent.dictionary.to_pylist() if absent is not None else []
    said = [set(text.split()) for text in texts]
    found: dict[str, Array] = {}
    for name, array in fields.items():
        if absent is None or name in ("kind", "date"):
            none = np.zeros(len(array), dtype=np.bool_)
        else:
            none = np.array([*(name in words for words in said), False])[absent.indices.fill_null(-1).to_numpy()]
        if name in MANY:
            found |= _many(name, array, none)
        elif name == "project":
            codes = array.indices.fill_null(-1).to_numpy().astype(np.int64)
            empty = np.array([*(not text for text in array.dictionary.to_pylist()), True])[codes] | none
            pairs = np.where(empty, -1, owner * (len(array.dictionary) + 1) + codes)
            found[name] = np.unique(pairs, return_inverse=True)[1] + (0 if (pairs == -1).any() else 1)
        else:
            found[name] = coded(name, array, none)
    return Rows(owner=owner, values=found)


def coded(name: str, array: Any, none: Array) -> Array:
    """An attribute as codes, numbers or days."""
    if name in NUMBERS:
        made = array.cast("float64").fill_null(np.nan).to_numpy(zero_copy_only=False)
        return np.where(none & np.isnan(made), NUMBERS[name], made)
    kind = str(array.type)
    if kind.startswith("date"):
        return np.asarray(array.to_numpy(zero_copy_only=False).astype("datetime64[D]"))
    if kind == "bool":
        given = array.cast("int8").fill_null(-1).to_numpy(zero_copy_only=False) + 1
        return np.where(none & (given == 0), 1, given).astype(np.uint8)
    order = {word: place for place, word in enumerate(members(name))}
    # words of kinds that no clause asks for meet no test, as "none" does
    table = np.array([*(order.get(word, 1) for word in array.dictionary.to_pylist()), 0], dtype=np.uint8)
    found = table[array.indices.fill_null(-1).to_numpy()]
    return np.where(none & (found == 0), 1, found)


def _many(name: str, array: Any, none: Array) -> dict[str, Array]:
    owner = np.repeat(np.arange(len(array)), np.diff(array.offsets.to_numpy()))
    given = array.is_valid().to_numpy(zero_copy_only=False) | none
    inner = array.flatten()
    known = inner.dictionary.to_pylist()
    codes = inner.indices.to_numpy()
    found = {}
    for word in MANY[name]:
        code = known.index(word) if word in known else -1
        has = np.bincount(owner[codes == code], minlength=len(array)) > 0
        found[f"{name}_{word}"] = np.where(has, 2, np.where(given, 1, 0)).astype(np.uint8)
    return found
