"""What is wrong with records, in columns: their kinds, attributes of another kind, values, and ids given twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from models.errors import nearest, quoted
from models.people_table import NONE, record_attributes
from models.roster_leaves import Fault, leaf, moved, names, written
from models.vocabulary import Attribute, vocabulary

if TYPE_CHECKING:
    import pyarrow as pa


@cache
def _homes() -> Mapping[str, Mapping[str, Attribute]]:
    """Attribute to kind to what it is there."""
    kinds = vocabulary().kinds
    return {
        name: {kind: a for kind, k in kinds.items() if (a := k.section.attributes.get(name))}
        for name in record_attributes()
    }


def record_faults(parts: Mapping[str, pa.Array], ends: Any) -> Iterator[Fault]:
    """What is wrong with records: their kinds, attributes of another kind, values, and ids given twice."""
    import numpy as np
    import pyarrow as pa

    kinds = vocabulary().kinds
    coded = parts["kind"].dictionary_encode()
    said, codes = coded.dictionary.to_pylist(), coded.indices.fill_null(len(coded.dictionary)).to_numpy()
    for code, kind in enumerate([*said, None]):
        if kind in kinds:
            continue
        hint = "write a word such as `paper`, `patent` or `award`" if kind is None else _kind_hint(kind)
        what = "the record does not say its kind" if kind is None else f"unknown kind of record {quoted(kind)}"
        for place in np.flatnonzero(codes == code):
            yield int(place), "kind", kind, what, hint
    for name, homes in _homes().items():
        values = parts[name]
        if values.null_count == len(values):
            continue
        if len(homes) < len(kinds):
            alien = np.array(
                [kind in kinds and kind not in homes and not _implied(name, kind) for kind in said] + [False]
            )
            if alien.any():
                valid = values.is_valid().to_numpy(zero_copy_only=False)
                for place in np.flatnonzero(alien[codes] & valid):
                    what = f"a record of kind `{said[codes[place]]}` has no `{name}`"
                    yield int(place), name, written(values[int(place)]), what, "leave it out"
        yield from _values_by_kind(values, name, homes, said, codes)
    for kind in said if parts[NONE].null_count < len(parts[NONE]) else ():
        if kind in kinds:
            places = np.flatnonzero(codes == said.index(kind))
            known = set(kinds[kind].section.attributes)
            for fault in names(parts[NONE].take(pa.array(places)), known):
                yield moved(fault, int(places[fault[0]]))
    yield from _ids_twice(parts["id"], ends)


def _implied(name: str, kind: str) -> bool:
    """Whether a record has an attribute that its kind has not, because another attribute tells of it."""
    known = vocabulary().kinds[kind].section.attributes
    return any(name in then and set(when) <= set(known) for when, then in vocabulary().implies)


def _values_by_kind(
    values: pa.Array, name: str, homes: Mapping[str, Attribute], said: Sequence[str], codes: Any
) -> Iterator[Fault]:
    import numpy as np
    import pyarrow as pa

    groups: dict[tuple[object, ...], list[str]] = {}
    for kind, one in homes.items():
        groups.setdefault((one.values.name if one.values else "", one.least, one.most), []).append(kind)
    if len(groups) == 1:
        yield from leaf(values, name, next(iter(homes.values())))
        return
    for alike in groups.values():
        mine = np.array([kind in alike for kind in said] + [False])
        if mine.any():
            places = np.flatnonzero(mine[codes])
            for fault in leaf(values.take(pa.array(places)), name, homes[alike[0]]):
                yield moved(fault, int(places[fault[0]]))


def _kind_hint(kind: str) -> str:
    meant = vocabulary().find_kind(kind)
    return f"write `{meant}`" if meant else nearest(kind, list(vocabulary().kinds))


def _ids_twice(ids: pa.Array, ends: Any) -> Iterator[Fault]:
    """Ids that belong to two records of one person."""
    import numpy as np

    if ids.null_count == len(ids):
        return
    codes = ids.dictionary_encode().indices.fill_null(-1).to_numpy(zero_copy_only=False)
    often = np.bincount(codes + 1) > 1
    often[0] = False
    places = np.flatnonzero(often[codes + 1])
    persons = np.searchsorted(ends, places, side="right")
    seen: set[tuple[int, int]] = set()
    for place, person in zip(places.tolist(), persons.tolist(), strict=True):
        pair = (person, int(codes[place]))
        if pair in seen:
            yield place, "id", ids[place].as_py(), "the id belongs to two records of this person", "give each its own"
        seen.add(pair)
