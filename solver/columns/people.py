"""A batch of people taken apart: one long frame each for certificates, titles, jobs and attestations, words as codes.

What is dated after the as-of date is left out, as `solver.waiting.counted_on` does; no answer of today rests on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from models.people_table import NONE
from models.vocabulary import vocabulary
from solver.columns.arrays import codes_of, days_of, dictionary_of, flags_of, numbers_of, whole
from solver.columns.calendar import FIRST, HIGH, LAST, LOW, NEVER, Counts, Days, Flags, Marks, Rows, number
from solver.columns.certificates import LEVELS, SECOND, Codes, code

NOBODY = np.empty(0, dtype=np.intp)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Certificates:
    """Diplomas and degrees with a date, in the order of their people.

    `code` puts level, relation, marks and sort into one number (see `solver.columns.certificates.code`).
    """

    who: Rows
    day: Days
    code: Codes
    unknown: Flags


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Titles:
    """Titles held, in the order of their people; a word that is not given is -1, a day NEVER, the relation own.

    `row` is the place in `rows` of the row by which a title was determined.
    """

    who: Rows
    day: Days
    level: Marks
    series: Marks
    relation: Marks
    how: Marks
    row: Counts
    rows: tuple[str, ...]
    unknown: Flags


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Jobs:
    """Jobs begun, by person and first day; `end` is the last day, NEVER where a job goes on."""

    who: Rows
    start: Days
    end: Days
    field: Marks
    unknown: Flags


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Said:
    """Attestations by key: whom each is of and whether it holds, in the order of the document."""

    of: dict[str, tuple[Rows, Flags]]


class People:
    """People of a table (see `models.people_table`) on a day; frames are made when first asked for.

    `odd` are those whom the columns do not cover: someone with a day before 1900 or after 2200, an entry that is null,
    or one whose level, field or first day is not given.
    """

    def __init__(self, table: pa.Table, as_of: date) -> None:
        self.table = table
        self.as_of = as_of
        self._coded: dict[str, Marks] = {}
        self.today = np.int32(min(max(number(as_of), LOW), HIGH))
        self.size: int = table.num_rows
        self.odd: Flags = np.full(self.size, not FIRST <= as_of <= LAST, dtype=np.bool_)
        self.certificates: Certificates = self._certificates()
        self.titles: Titles = self._titles()
        self.jobs: Jobs = self._jobs()
        for name, attribute in vocabulary().sections["conduct"].attributes.items():
            if attribute.form == "date":
                self.days(f"conduct.{name}")

    # -- single facts ------------------------------------------------------------------------------------------------

    def column(self, name: str) -> pa.Array:
        """A top-level column, or one inside `conduct` (`conduct.penalty_until`); all null where there is none."""
        head, _, inner = name.partition(".")
        if head not in self.table.column_names:
            return pa.nulls(self.size)
        found = whole(self.table.column(head))
        if inner:
            found = pc.struct_field(found, inner)
        return found

    def days(self, name: str) -> Days:
        """A column of dates; NEVER where none is given."""
        return self._within(days_of(self.column(name)), None)

    def coded(self, name: str, words: Sequence[str]) -> Marks:
        """A column of words as their places among these; -1 where none is given."""
        if name not in self._coded:
            self._coded[name] = codes_of(self.column(name), words)
        return self._coded[name]

    def none(self, name: str) -> Flags | None:
        """Who is known to have none of a fact; None where nobody is."""
        code, said = self._none
        _, _, inner = name.partition(".")
        named = [name in words or inner in words for words in said]
        return np.array([*named, False])[code] if any(named) else None

    @cached_property
    def _none(self) -> tuple[Counts, list[frozenset[str]]]:
        """The place of each person's text of what there is none of, and the words of each text."""
        text = self.column(NONE)
        if text.null_count == len(text):
            return np.full(self.size, -1, dtype=np.int32), []
        coded = dictionary_of(text)
        return numbers_of(coded.indices, -1), [frozenset((one or "").split()) for one in coded.dictionary.to_pylist()]

    # -- frames ------------------------------------------------------------------------------------------------------

    def _exploded(self, name: str) -> tuple[Rows, pa.Array, Flags, int]:
        """Whom each entry of a list belongs to, the entries, who gave no list, and how many entries there are."""
        column = self.column(name)
        if pa.types.is_null(column.type):
            return NOBODY, None, np.ones(self.size, dtype=np.bool_), 0
        unknown = flags_of(pc.is_null(column))
        lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
        who = np.repeat(np.arange(self.size), lengths)
        entries = column.flatten()
        if entries.null_count:
            self.odd[who[flags_of(pc.is_null(entries))]] = True
        return who, entries, unknown, len(entries)

    def _within(self, days: Days, who: Rows | None) -> Days:
        """The days, brought into the years that are covered; who has one outside is odd."""
        outside = (days < LOW) | ((days > HIGH) & (days != NEVER))
        if not outside.any():
            return days
        self.odd[outside if who is None else who[outside]] = True
        return np.where(days == NEVER, NEVER, np.clip(days, LOW, HIGH)).astype(np.int32)

    def _certificates(self) -> Certificates:
        who, entries, unknown, size = self._exploded("education")
        if not size:
            return Certificates(
                who=NOBODY, day=np.empty(0, dtype=np.int32), code=np.empty(0, dtype=np.int16), unknown=unknown
            )
        level = codes_of(pc.struct_field(entries, "level"), LEVELS)
        self._given(level, who)
        relation = codes_of(pc.struct_field(entries, "relation"), vocabulary().sets["relation"].values)
        professional = flags_of(pc.struct_field(entries, "engineering_professional"))
        academic = flags_of(pc.struct_field(entries, "engineering_academic"))
        second = flags_of(pc.struct_field(entries, "second_bachelor"))
        # both certificates of an entry stand side by side, so that the order of people is kept
        day = np.empty((size, 2), dtype=np.int32)
        day[:, 0] = self._within(days_of(pc.struct_field(entries, "diploma")), who)
        day[:, 1] = self._within(days_of(pc.struct_field(entries, "degree")), who)
        codes = np.empty((size, 2), dtype=np.int16)
        codes[:, 0] = code(level, relation, professional, academic, 0)
        codes[:, 1] = code(np.where(second, np.int8(SECOND), level), relation, professional, academic, 1)
        kept = np.flatnonzero(day.ravel() <= self.today)
        return Certificates(who=who[kept >> 1], day=day.ravel()[kept], code=codes.ravel()[kept], unknown=unknown)

    def _titles(self) -> Titles:
        words = vocabulary().sets
        who, entries, unknown, size = self._exploded("titles")
        no, none = np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int8)
        if not size:
            return Titles(
                who=NOBODY, day=no, level=none, series=none, relation=none, how=none, row=no, rows=(), unknown=unknown
            )
        level = codes_of(pc.struct_field(entries, "level"), words["rung"].values)
        self._given(level, who)
        relation = codes_of(pc.struct_field(entries, "relation"), words["relation"].values)
        own = np.int8(words["relation"].step("own"))
        days = self._within(days_of(pc.struct_field(entries, "date")), who)
        named = pc.struct_field(entries, "initial_row")
        rows: tuple[str, ...] = ()
        row = np.full(size, -1, dtype=np.int32)
        if named.null_count < size:
            coded = dictionary_of(named)
            rows = tuple(str(word) for word in coded.dictionary.to_pylist())
            row = numbers_of(coded.indices, -1)
        found = Titles(
            who=who, day=days, level=level,
            series=codes_of(pc.struct_field(entries, "series"), words["series"].values),
            relation=np.where(relation < 0, own, relation),
            how=codes_of(pc.struct_field(entries, "how"), words["how"].values),
            row=row, rows=rows, unknown=unknown,
        )  # fmt: skip
        later = (days > self.today) & (days < NEVER)
        if not later.any():
            return found
        kept = np.flatnonzero(~later)
        return Titles(
            who=who[kept], day=days[kept], level=level[kept], series=found.series[kept],
            relation=found.relation[kept], how=found.how[kept], row=row[kept], rows=rows, unknown=unknown,
        )  # fmt: skip

    def _jobs(self) -> Jobs:
        who, entries, unknown, size = self._exploded("work")
        if not size:
            no = np.empty(0, dtype=np.int32)
            return Jobs(who=NOBODY, start=no, end=no, field=np.empty(0, dtype=np.int8), unknown=unknown)
        field = codes_of(pc.struct_field(entries, "field"), vocabulary().sets["field"].values)
        self._given(field, who)
        start = self._within(days_of(pc.struct_field(entries, "from")), who)
        if (missing := start == NEVER).any():
            self.odd[who[missing]] = True
        end = self._within(days_of(pc.struct_field(entries, "to")), who)
        if (start > self.today).any():
            kept = np.flatnonzero(start <= self.today)
            who, start, end, field = who[kept], start[kept], end[kept], field[kept]
        if ((who[1:] == who[:-1]) & (start[1:] < start[:-1])).any():
            order = np.argsort((who << 32) + start, kind="stable")
            who, start, end, field = who[order], start[order], end[order], field[order]
        return Jobs(who=who, start=start, end=end, field=field, unknown=unknown)

    @cached_property
    def said(self) -> Said:
        """What was attested. A pair without a value says nothing."""
        who, pairs, _, size = self._exploded("attestations")
        if not size:
            return Said(of={})
        keys, values = pc.struct_field(pairs, "key"), pc.struct_field(pairs, "value")
        coded = dictionary_of(keys)
        place = numbers_of(coded.indices, -1)
        if values.null_count:
            place = np.where(flags_of(pc.is_null(values)), np.int32(-1), place)
        words = coded.dictionary.to_pylist()
        # small numbers are sorted faster
        order = np.argsort(place.astype(np.int16) if len(words) < 2**15 else place, kind="stable")
        bounds = np.searchsorted(place[order], np.arange(len(words) + 1))
        who, holds = who[order], flags_of(values)[order]
        return Said(
            of={
                str(word): (who[bounds[i] : bounds[i + 1]], holds[bounds[i] : bounds[i + 1]])
                for i, word in enumerate(words)
            }
        )

    def _given(self, codes: Marks, who: Rows) -> None:
        if codes.min() < 0:
            self.odd[who[codes < 0]] = True
