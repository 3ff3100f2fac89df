"""Changes to people as columns: entries added to their lists, words to their facts, facts set. No Python per person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from models.applicant import Applicant
from models.people_table import NONE
from models.person_changes import Edit, entries_on, facts_on
from models.reading import MAX_ENTRIES
from solver.people_groups import column, members, named

NOT_GIVEN, FULL = "not-given", "full"
_CHOSEN = "\x00chosen"


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """People whom a change concerned and left as they were, and why.

    `code` is not-given (nobody knows what is in the list, so that one entry more would make it look complete) or full.
    `edit` is the place of the change in its scenario, from 0; `name` the list or fact.
    """

    edit: int
    code: str
    name: str
    people: int


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Edited:
    """The table changed, under the same columns, in the same order; `touched` are the rows that a change concerned."""

    people: pa.Table
    touched: npt.NDArray[np.bool_]
    left_out: tuple[LeftOut, ...]


def edited(people: pa.Table, edits: Sequence[Edit], as_of: date) -> Edited:
    """The people with all changes made, one after the other: what a later one asks, an earlier one may have brought.

    An entry is added where the list was given. Where it was not, the person is left as they are and counted, unless the
    condition of the change itself asks for `unknown: <list>`: then the list becomes that entry alone. The same holds
    for facts that have several words. `as_of` is the day that the entries name so.
    """
    touched = np.zeros(people.num_rows, dtype=np.bool_)
    left_out: list[LeftOut] = []
    for index, edit in enumerate(edits):
        chosen = members(edit.who, people)
        touched |= chosen.to_numpy()
        people, out = _changed(people, edit, chosen, as_of)
        left_out += [LeftOut(edit=index, code=code, name=name, people=n) for (code, name), n in out.items() if n]
    return Edited(people=people, touched=touched, left_out=tuple(left_out))


def added_up(notes: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    """The notes of several parts of one input as one, in order."""
    found: dict[tuple[int, str, str], int] = {}
    for note in notes:
        key = (note.edit, note.code, note.name)
        found[key] = found.get(key, 0) + note.people
    return tuple(LeftOut(edit=e, code=c, name=n, people=found[e, c, n]) for e, c, n in sorted(found))


def _changed(
    people: pa.Table, edit: Edit, chosen: pl.Series, as_of: date
) -> tuple[pa.Table, dict[tuple[str, str], int]]:
    """One change made to those who are chosen; how many of them were left as they are."""
    out: dict[tuple[str, str], int] = {}
    rows = chosen.to_numpy()
    for name in edit.lists:
        entries = entries_on(edit, name, as_of)
        old = people.column(name).combine_chunks()
        given = np.asarray(old.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
        lengths = np.asarray(pc.fill_null(old.value_lengths(), 0).to_numpy(zero_copy_only=False), dtype=np.int64)
        known = rows if name in edit.who.unknown else rows & given
        room = lengths <= MAX_ENTRIES - len(entries)
        out[NOT_GIVEN, name], out[FULL, name] = int((rows & ~known).sum()), int((known & ~room).sum())
        if (known & room).any():
            people = _put(people, name, _longer(old, entries, lengths, given, known & room))
    changes = {}
    if edit.words or edit.facts:
        person = facts_on(edit, as_of)
        heads = {name.partition(".")[0] for name in person.facts}
        asked = [*edit.words, *heads, NONE, *(["attestations"] if person.attestations else [])]
        frame = pl.DataFrame({n: pl.Series(n, pl.from_arrow(people.column(n))) for n in dict.fromkeys(asked)})
        frame = frame.with_columns(chosen.alias(_CHOSEN))
        for name, words in edit.words.items():
            told = pl.col(name).is_not_null() | named(pl.col(NONE), name)
            known_words = pl.col(_CHOSEN) if name in edit.who.unknown else pl.col(_CHOSEN) & told
            out[NOT_GIVEN, name] = frame.select((pl.col(_CHOSEN) & ~known_words).sum()).item()
            frame = _with_words(frame, name, words, known_words)
        changes = {n: _set(frame, person).get_column(n) for n in frame.columns if n != _CHOSEN}
    for name, series in changes.items():
        people = _put(people, name, series.to_arrow(compat_level=pl.CompatLevel.oldest()))
    return people, out


def _put(people: pa.Table, name: str, column: pa.Array) -> pa.Table:
    """The table with a column changed, under the very type that it had."""
    place = people.schema.get_field_index(name)
    field = people.schema.field(place)
    return people.set_column(place, field, column.cast(field.type))


def _longer(
    old: pa.ListArray,
    entries: list[dict[str, Anything]],
    lengths: npt.NDArray[np.int64],
    given: npt.NDArray[np.bool_],
    grows: npt.NDArray[np.bool_],
) -> pa.ListArray:
    """The lists with the same entries at the end of those that grow; the others as they are, null where they were."""
    new = pa.array([{f.name: entry.get(f.name) for f in old.type.value_type} for entry in entries], old.type.value_type)
    ends = np.concatenate([[0], np.cumsum(lengths + np.where(grows, len(entries), 0))])
    after = np.diff(ends)
    place = np.arange(ends[-1]) - np.repeat(ends[:-1], after)
    beyond = place - np.repeat(lengths, after)
    starts = old.offsets.to_numpy()[:-1]
    taken = np.where(beyond >= 0, len(old.values) + beyond, np.repeat(starts, after) + place)
    values = pa.concat_arrays([old.values, new]).take(pa.array(taken))
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), values, mask=pa.array(~(given | grows)))


def _with_words(frame: pl.DataFrame, name: str, words: tuple[str, ...], known: pl.Expr) -> pl.DataFrame:
    """Words added to a fact that has several; none stands twice."""
    dtype = frame.schema[name]
    new = pl.lit(pl.Series([list(words)], dtype=dtype)).first()
    both = pl.concat_list([pl.col(name).fill_null(_none(dtype)), new]).list.unique(maintain_order=True)
    return frame.with_columns(
        pl.when(known).then(both).otherwise(pl.col(name)).alias(name),
        pl.when(known).then(_named(pl.col(NONE), name, False)).otherwise(pl.col(NONE)).alias(NONE),
    )


def _none(dtype: pl.DataType) -> pl.Expr:
    """A list without entries."""
    return pl.lit(pl.Series([[]], dtype=dtype)).first()


def _set(frame: pl.DataFrame, person: Applicant) -> pl.DataFrame:
    """What is set of those who are chosen; a fact that there is none of is named as such."""
    chosen = pl.col(_CHOSEN)
    if not person.facts and not person.attestations:
        return frame
    conduct = {n.removeprefix("conduct."): v for n, v in person.facts.items() if n.startswith("conduct.")}
    changes: list[pl.Expr] = []
    for name, value in person.facts.items():
        if not name.startswith("conduct."):
            changes.append(pl.when(chosen).then(_value(value, frame.schema[name])).otherwise(pl.col(name)).alias(name))
    if conduct:
        dtype = frame.schema["conduct"]
        assert isinstance(dtype, pl.Struct)
        inner = []
        for one in dtype.fields:
            old = column(f"conduct.{one.name}")
            if one.name in conduct:
                kind: Anything = one.dtype
                old = pl.when(chosen).then(_value(conduct[one.name], kind)).otherwise(old)
            inner.append(old.alias(one.name))
        changes.append(pl.struct(inner).alias("conduct"))
    if person.attestations:
        changes.append(_attested(dict(person.attestations), frame.schema["attestations"]))
    text = pl.col(NONE)
    for name, value in person.facts.items():
        text = _named(text, name, value is None)
    changes.append(pl.when(chosen).then(text).otherwise(pl.col(NONE)).alias(NONE))
    return frame.with_columns(changes)


def _value(value: Anything, dtype: pl.DataType) -> pl.Expr:
    if isinstance(value, tuple):
        return pl.lit(pl.Series([list(value)], dtype=dtype)).first()
    return pl.lit(value, dtype=dtype)


def _named(text: pl.Expr, name: str, absent: bool) -> pl.Expr:
    """The text of what there is none of, with a name in it or not."""
    if absent:
        longer = pl.concat_str([text, pl.lit(name)], separator=" ", ignore_nulls=True)
        return pl.when(named(text, name)).then(text).otherwise(longer)
    kept = text.str.split(" ").list.filter(pl.element() != name).list.join(" ")
    return pl.when(kept == "").then(None).otherwise(kept)


def _attested(said: dict[str, bool], dtype: pl.DataType) -> pl.Expr:
    """The attestations with some said anew; without any, none was said before."""
    old = pl.col("attestations").fill_null(_none(dtype))
    kept = old.list.filter(~pl.element().struct.field("key").is_in(list(said)).fill_null(False))
    new = pl.lit(pl.Series([[{"key": key, "value": value} for key, value in said.items()]], dtype=dtype)).first()
    both = pl.concat_list([kept, new])
    return pl.when(pl.col(_CHOSEN)).then(both).otherwise(pl.col("attestations")).alias("attestations")
