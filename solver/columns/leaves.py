"""A batch of people on a day, measured: every single condition of a rule tree as one column. As `solver.facts`."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything

import numpy as np
import polars as pl
import pyarrow as pa

from models import rules
from models.rules import Rule, Since
from solver.columns import single, working
from solver.columns.calendar import NEVER, Counts, Days, Flags, Marks, Rows
from solver.columns.measured import Measured, content
from solver.columns.people import People
from solver.columns.rising import risen
from solver.columns.turning import held, later, rising
from solver.status import ASSUMED, MET, UNKNOWN, UNMET, Status


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Turn:
    """One later day on which a condition turns, for the people for whom it does.

    `day` is a column of dates, null where it does not turn; `status` is how it stands from then on.
    """

    day: pl.Series
    status: int


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class SinceColumns:
    """From which day records count: `surely` and `possibly` as days from 1970-01-01 (Int32), null where there is none.

    A possible day far in the past (that of `date.min`) stands for always. `every` (Int8) is how far all records count
    in any case.
    """

    surely: pl.Series
    possibly: pl.Series
    every: pl.Series


class Leaves:
    """A batch of people on a day, measured against the conditions of one standard; each answer is worked out once.

    `table` has the columns of `models.people_table`, `beside` the same people on the same day, measured before for
    another standard: what does not depend on the standard is then not measured again. `strict` leaves open what is
    otherwise assumed. What is dated after the day is left out (see `solver.waiting.counted_on`).
    """

    def __init__(
        self, table: pa.Table, as_of: date, standard: str, *, strict: bool = False, beside: Leaves | None = None
    ) -> None:
        self.as_of = as_of
        self.standard = standard
        self.strict = strict
        self._shared: Measured = beside._shared if beside is not None else Measured(People(table, as_of))
        self._people = self._shared.people
        self.n = self._people.size
        self._status: dict[int, tuple[Rule, Marks]] = {}
        self._alike: dict[Hashable, Marks] = {}
        self._since: dict[int, tuple[Since, SinceColumns]] = {}
        self._turns: dict[Hashable, list[Turn]] = {}

    def odd(self) -> pl.Series:
        """The people (Boolean) whom the columns do not cover, to be asked of the reference instead.

        They have a date of education, titles, work or conduct before 1900 or after 2200 (an end of a job or a bar that
        is meant to be for ever), an entry that is null, or an entry without a known level or field or a first day of
        work. Jobs that end later are covered. Posts among the achievements are no matter of the leaves.
        """
        return pl.Series("odd", self._people.odd)

    def status(self, leaf: Rule) -> pl.Series:
        """How far a condition on the person stands (Int8), for every node but those that combine otherwise or count."""
        return pl.Series(self.marks(leaf))

    def marks(self, leaf: Rule) -> Marks:
        """The same as an array, which is not to be written to."""
        kept = self._status.get(id(leaf))
        if kept is not None:
            return kept[1]
        key = content(leaf)
        found = self._alike.get(key)
        if found is None:
            found = self._measured(leaf)
            if self.strict:
                found = np.where(found == ASSUMED, np.int8(UNKNOWN), found)
            self._alike[key] = found
        self._status[id(leaf)] = (leaf, found)
        return found

    def _measured(self, leaf: Rule) -> Marks:
        shared, people = self._shared, self._people
        match leaf:
            case rules.All():
                return _over(np.minimum, [self.marks(child) for child in leaf.of], MET, self.n)
            case rules.Any():
                return _over(np.maximum, [self.marks(child) for child in leaf.of], UNMET, self.n)
            case rules.External():
                said = single.attested(people, single.keys(self.standard, leaf.id, exact=True))
                concerned = self.marks(leaf.concerns)
                open_or_met = np.where((said == 1) & (concerned == MET), MET, UNKNOWN)
                return np.where((concerned == UNMET) | (said == 0), UNMET, open_or_met).astype(np.int8)
            case rules.Attest():
                said = single.attested(people, single.keys(self.standard, leaf.id))
                return _SAID[said]
            case rules.Worked():
                return self._worked(leaf)
            case rules.Education():
                return shared.start(leaf).status
            case rules.Held():
                return shared.once(content(leaf), lambda: held(leaf, shared.start(leaf), self.as_of))
            case rules.Fact():
                return shared.once(content(leaf), lambda: single.fact(leaf, people))
            case rules.Clear():
                return shared.once(content(leaf), lambda: single.clear(leaf, people))
            case rules.Risen():
                over = shared.intervals(leaf.unless_worked) if leaf.unless_worked else None
                return shared.once(content(leaf), lambda: risen(leaf, people, over))
        raise TypeError(f"no column for {type(leaf).__name__}")

    def _present(self, leaf: rules.Worked) -> tuple[Flags, Days]:
        return self._shared.once(("present", leaf.fields), lambda: working.present(self._people, leaf.fields))

    def _need(self, leaf: rules.Worked, cut: Status) -> Counts | int:
        """Months asked of each person, less what an early right takes off."""
        months: Anything = leaf.months
        if leaf.early is None:
            return max(0, int(months))
        early = self.marks(leaf.early) >= cut
        less: Anything = leaf.early_by
        need: Counts = np.maximum(0, months - early * np.int32(less)).astype(np.int32)
        return need

    def _worked(self, leaf: rules.Worked) -> Marks:
        shared, unknown = self._shared, self._people.jobs.unknown
        start = shared.start(leaf.after) if leaf.after is not None else None
        if leaf.now:
            marks = self._present(leaf)[0].view(np.int8) * np.int8(MET)
        else:
            firm = shared.worked(leaf, MET)
            met = firm.months >= self._need(leaf, MET)
            loose = shared.worked(leaf, UNKNOWN)
            if start is not None:
                met &= start.surely < NEVER
            marks = met.view(np.int8) * np.int8(MET)
            if loose is not firm or leaf.early is not None:
                marks[~met & (loose.months >= self._need(leaf, UNKNOWN))] = UNKNOWN
        if unknown.any():
            marks[unknown] = UNKNOWN
        if start is not None:
            marks[start.least == NEVER] = UNMET
        return marks

    def since(self, since: Since) -> SinceColumns:
        """From which day records count, and how firmly that is known."""
        kept = self._since.get(id(since))
        if kept is None:
            found = self._shared.titles.counted(since, self.marks)
            columns = SinceColumns(
                surely=_column(found.surely), possibly=_column(found.possibly), every=pl.Series(found.every)
            )
            kept = self._since[id(since)] = (since, columns)
        return kept[1]

    def turns(self, leaf: Rule) -> list[Turn]:
        """The later days on which a condition turns, in order for each person; none that turns for nobody."""
        key = content(leaf)
        if key not in self._turns:
            self._turns[key] = [_turn(days, status) for days, status in self._turning(leaf)]
        return self._turns[key]

    def _turning(self, leaf: Rule) -> list[tuple[Days, Status]]:
        people = self._people
        found: list[tuple[Days, Status]] = []
        match leaf:
            case rules.Worked(now=True):
                last = self._present(leaf)[1]
                ends = (self.marks(leaf) == MET) & (last < NEVER)
                found = [(np.where(ends, last + 1, NEVER), UNMET)]
            case rules.Worked():
                found = self._reaching(leaf)
            case rules.Held(months=months) if months:
                start, now, asked = self._shared.start(leaf), self.marks(leaf), leaf.months
                found = rising(now, lambda cut, who: later(start.surely if cut is MET else start.possibly, asked, who))
            case rules.Clear():
                begins, over = single.clearing(leaf, people)
                found = [(begins, UNMET), (over, MET)]
            case rules.Fact():
                one = single.monthly(leaf, people)
                found = [one] if one is not None else []
        return [(days, status) for days, status in found if (days < NEVER).any()]

    def _reaching(self, leaf: rules.Worked) -> list[tuple[Days, Status]]:
        """Years of work, reached surely and possibly."""
        shared, people = self._shared, self._people
        start = shared.start(leaf.after) if leaf.after is not None else None

        def first(cut: Status, who: Rows) -> Days:
            need = self._need(leaf, cut)
            days = working.first_day(
                shared.worked(leaf, cut), who, need if isinstance(need, int) else need[who], people.today
            )
            since = None if start is None else start.surely if cut is MET else start.least
            return days if since is None else np.where(since[who] < NEVER, days, NEVER)

        return rising(self.marks(leaf), first)


_SAID = np.array([UNMET, MET, ASSUMED], dtype=np.int8)
"""The status of what was attested not to be, to be, and not at all (-1)."""


def _over(least: np.ufunc, columns: list[Marks], empty: Status, size: int) -> Marks:
    if not columns:
        return np.full(size, empty, dtype=np.int8)
    found = columns[0]
    for column in columns[1:]:
        found = least(found, column)
    return found


def _turn(days: Days, status: Status) -> Turn:
    return Turn(day=_column(days).cast(pl.Date), status=int(status))


def _column(days: Days) -> pl.Series:
    """Days as a column, null where there is none."""
    found = pl.Series(days)
    return found.set(found == NEVER, None)
