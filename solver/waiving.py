"""Waivers applied: who has which, and the standards as they are for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from models.amending import dropped
from models.errors import InputError, quoted
from models.standard import Standard
from models.waivers import Waiver
from solver.people_groups import members


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Waived:
    """People who have the same clauses waived: their rows in the table, the standards as they are for them (all that
    were asked for, in that order), the clauses by standard, and the ids of the waivers that some of them have.
    """

    rows: npt.NDArray[np.uint32]
    standards: tuple[Standard, ...]
    nodes: Mapping[str, tuple[str, ...]]
    waivers: tuple[str, ...]

    def mask(self, n: int) -> npt.NDArray[np.bool_]:
        """The same people as a mask over a table of `n` rows."""
        found = np.zeros(n, dtype=np.bool_)
        found[self.rows] = True
        return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """How many people a waiver's word named, by id and by name; of an `if:`, `word` is empty and `ids` counts them."""

    waiver: str
    word: str
    ids: int
    names: int


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Applied:
    """The groups of people with waivers, and `held`: row, waiver (its id), one row for each waiver of each person."""

    groups: tuple[Waived, ...]
    held: pl.DataFrame
    seen: tuple[Seen, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """What is told of a waiver. `code`: expired (before the as-of day), nobody (its word names no one in the input, or
    no one meets its condition), not-asked (its standard is not part of the run).
    """

    waiver: str
    code: str
    word: str = ""


def apply(waivers: Sequence[Waiver], standards: Sequence[Standard], people: pa.Table, as_of: date) -> Applied:
    """Who has which waivers on a day. Those that have run out, or whose standard is not asked for, count for nobody.

    A word means the person of that id, else the one person of that name: an InputError refuses a name that several
    bear. The nodes are to be known (`models.waivers.known`).
    """
    frame = pl.from_arrow(people.select(["id", "name"]))
    assert isinstance(frame, pl.DataFrame)
    frame = frame.with_row_index(_ROW)
    asked = {standard.id for standard in standards}
    seen: list[Seen] = []
    found: list[pl.DataFrame] = []
    counted = [w for w in waivers if w.counts_on(as_of) and w.standard in asked]
    for waiver in counted:
        rows, told = _rows(waiver, people, frame)
        seen += told
        found.append(pl.DataFrame({"row": rows, "waiver": [waiver.id] * len(rows)}, schema=_HELD))
    held = pl.concat([pl.DataFrame(schema=_HELD), *found]).sort("row", maintain_order=True)
    return Applied(groups=_groups(counted, standards, held), held=held, seen=tuple(seen))


_ROW = "\x00row"
_HELD = {"row": pl.UInt32, "waiver": pl.String}


def _rows(waiver: Waiver, people: pa.Table, frame: pl.DataFrame) -> tuple[list[int], list[Seen]]:
    """The rows of those whom a waiver concerns, each once."""
    if waiver.who is not None:
        rows = members(waiver.who, people).arg_true().to_list()
        return rows, [Seen(waiver=waiver.id, word="", ids=len(rows), names=0)]
    words = list(waiver.people)
    by_id: dict[str, list[int]] = {}
    by_name: dict[str, list[int]] = {}
    for column, into in (("id", by_id), ("name", by_name)):
        named = frame.filter(pl.col(column).is_in(words)).select(column, _ROW)
        for word, row in named.iter_rows():
            into.setdefault(word, []).append(row)
    rows, seen = [], []
    for word in words:
        ids, names = by_id.get(word, []), by_name.get(word, [])
        if not ids and len(names) > 1:
            raise _borne(waiver, word, len(names))
        rows += ids or names
        seen.append(Seen(waiver=waiver.id, word=word, ids=len(ids), names=0 if ids else len(names)))
    return sorted(set(rows)), seen


def _borne(waiver: Waiver, word: str, n: int) -> InputError:
    return InputError(
        f"the waiver `{waiver.id}` names {quoted(word)}, and {n} people are called so",
        where=waiver.where,
        line=waiver.line,
        hint="write the id of the one who is meant",
    )


def _groups(waivers: Sequence[Waiver], standards: Sequence[Standard], held: pl.DataFrame) -> tuple[Waived, ...]:
    """People by the clauses that are waived for them, in the order of the first of each group."""
    clauses = {w.id: frozenset((w.standard, node) for node in w.nodes) for w in waivers}
    sets = held.group_by("row", maintain_order=True).agg("waiver").group_by("waiver", maintain_order=True).agg("row")
    rows: dict[frozenset[tuple[str, str]], list[int]] = {}
    ids: dict[frozenset[tuple[str, str]], set[str]] = {}
    for names, rows_of in sets.iter_rows():
        key = frozenset().union(*(clauses[name] for name in names))
        rows.setdefault(key, []).extend(rows_of)
        ids.setdefault(key, set()).update(names)
    made: dict[tuple[str, frozenset[str]], Standard] = {}
    found = []
    for key, own in rows.items():
        nodes = {s.id: frozenset(node for name, node in key if name == s.id) for s in standards}
        for standard in standards:
            if (standard.id, nodes[standard.id]) not in made:
                # one object for all who have the same clauses waived, so that it is compiled once
                made[standard.id, nodes[standard.id]] = dropped(standard, nodes[standard.id])
        found.append(
            Waived(
                rows=np.array(sorted(own), dtype=np.uint32),
                standards=tuple(made[s.id, nodes[s.id]] for s in standards),
                nodes={name: tuple(sorted(some)) for name, some in nodes.items() if some},
                waivers=tuple(w.id for w in waivers if w.id in ids[key]),
            )
        )
    return tuple(sorted(found, key=lambda group: int(group.rows[0])))


def remarks(
    waivers: Sequence[Waiver], standards: Sequence[Standard], seen: Iterable[Seen], as_of: date
) -> tuple[Remark, ...]:
    """What is to be told of the waivers after the whole input was seen, all its parts together.

    An InputError refuses a name that people in several parts bear.
    """
    ids: dict[tuple[str, str], int] = {}
    names: dict[tuple[str, str], int] = {}
    for one in seen:
        key = (one.waiver, one.word)
        ids[key] = ids.get(key, 0) + one.ids
        names[key] = names.get(key, 0) + one.names
    asked = {standard.id for standard in standards}
    found = []
    for waiver in waivers:
        if not waiver.counts_on(as_of):
            found.append(Remark(waiver=waiver.id, code="expired", word=str(waiver.until)))
        elif waiver.standard not in asked:
            found.append(Remark(waiver=waiver.id, code="not-asked", word=waiver.standard))
        else:
            for word in waiver.people or ("",):
                key = (waiver.id, word)
                n, m = ids.get(key, 0), names.get(key, 0)
                if m and n + m > 1:
                    raise _borne(waiver, word, n + m)
                if not n + m:
                    found.append(Remark(waiver=waiver.id, code="nobody", word=word))
    return tuple(found)
