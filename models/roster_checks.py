"""Finds in columns what cannot be true of people, without work per person where distinct values are all well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.people_table import LISTS, NONE
from models.reading import MAX_ENTRIES
from models.roster_contradictions import contradictions
from models.roster_leaves import Fault, leaf, lengths, moved, names, parents, where
from models.roster_record_checks import record_faults
from models.roster_result import shown
from models.vocabulary import vocabulary

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Something wrong with the person in a row (from 0): in an entry (from 0) of a list, or in a single fact.

    `list` is "" for single facts; `entry` is -1 where the list as a whole is meant.
    """

    person: int
    list: str
    entry: int
    attribute: str
    value: str
    error: str
    write: str


def findings(people: pa.Table) -> list[Finding]:
    """Everything wrong with people in the form of `people_table.schema()`."""
    words = vocabulary()
    found: list[Finding] = []
    for name, attribute in words.person.attributes.items():
        column = _whole(people[name])
        if name in LISTS:
            found.extend(_of_list(column, name))
        elif name == "attestations":
            found.extend(_single(fault) for fault in _attestations(column))
        elif name == "conduct":
            for (part, inner), values in zip(words.sections[name].attributes.items(), column.flatten(), strict=True):
                found.extend(_single(moved(fault, fault[0], f"conduct.{part}")) for fault in leaf(values, part, inner))
        else:
            found.extend(_single(fault) for fault in leaf(column, name, attribute))
    known = {*words.person.attributes, *(f"conduct.{n}" for n in words.sections["conduct"].attributes)}
    found.extend(_single(fault) for fault in names(_whole(people[NONE]), known - set(LISTS)))
    return found


def _whole(column: pa.ChunkedArray) -> pa.Array:
    import pyarrow as pa

    if column.num_chunks == 1:
        return column.chunk(0)
    made = column.combine_chunks()
    return made if isinstance(made, pa.Array) else pa.concat_arrays(made.chunks)


def _single(fault: Fault) -> Finding:
    place, name, value, error, write = fault
    return Finding(person=place, list="", entry=-1, attribute=name, value=shown(value), error=error, write=write)


def _attestations(pairs: pa.Array) -> Iterator[Fault]:
    """Attestations that are given twice."""
    import numpy as np

    flat = pairs.flatten()
    if not len(flat):
        return
    keys, owners = flat.flatten()[0], parents(pairs)
    codes = keys.dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False)
    joint = owners.astype(np.int64) * (codes.max() + 2) + codes
    first = np.zeros(len(joint), dtype=bool)
    first[np.unique(joint, return_index=True)[1]] = True
    for place in np.flatnonzero(~first & (codes >= 0)):
        key = keys[int(place)].as_py()
        yield int(owners[place]), "attestations", key, "the attestation is given twice", "keep one of the two"


def _of_list(lists: pa.Array, name: str) -> Iterator[Finding]:
    """What is wrong with the entries of one list."""
    import numpy as np

    sizes = lengths(lists)
    ends = np.cumsum(sizes)
    for person in np.flatnonzero(sizes > MAX_ENTRIES).tolist():
        error, write = f"`{name}` has {sizes[person]} entries", f"keep the {MAX_ENTRIES} that matter most"
        yield Finding(person=person, list=name, entry=-1, attribute="", value="", error=error, write=write)
    entries = lists.flatten()
    if not len(entries):
        return
    parts = dict(zip([f.name for f in entries.type], entries.flatten(), strict=True))
    for place, attribute, value, error, write in _entry_faults(entries, parts, name, ends):
        person = int(np.searchsorted(ends, place, side="right"))
        entry = int(place - (ends[person] - sizes[person]))
        yield Finding(
            person=person, list=name, entry=entry, attribute=attribute, value=shown(value), error=error, write=write
        )


def _entry_faults(entries: pa.Array, parts: Mapping[str, pa.Array], name: str, ends: Any) -> Iterator[Fault]:
    import pyarrow.compute as pc

    words = vocabulary()
    if entries.null_count:
        for place in where(entries.is_null()):
            yield int(place), "", None, "the entry is empty", "leave it out"
    if name == "achievements":
        yield from record_faults(parts, ends)
    else:
        section = words.sections[name]
        for key, attribute in section.attributes.items():
            yield from leaf(parts[key], key, attribute)
            if attribute.required and parts[key].null_count:
                for place in where(pc.and_(parts[key].is_null(), entries.is_valid())):
                    yield int(place), key, None, f"the entry does not say its `{key}`", f"add the `{key}`"
        if NONE in parts:
            yield from names(parts[NONE], set(section.attributes))
    yield from contradictions(parts, name)
