"""From which day something holds, for each person of a batch: the columns of `solver.since.From`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.columns.calendar import ALWAYS, NEVER, Days, Flags, Marks, Rows
from solver.status import MET, UNKNOWN


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Start:
    """The day from which something holds for each person: surely, and possibly; NEVER where there is none.

    Both are the same array where nothing is open for anybody.
    """

    surely: Days
    possibly: Days

    @property
    def least(self) -> Days:
        """The earlier of the two days."""
        return self.surely if self.surely is self.possibly else np.minimum(self.surely, self.possibly)

    @property
    def status(self) -> Marks:
        """How firmly it holds."""
        sure = self.surely < NEVER
        found = sure.view(np.int8) * np.int8(MET)
        if self.surely is not self.possibly:
            found[~sure & (self.possibly < NEVER)] = UNKNOWN
        return found


def open_where(unknown: Flags, start: Start) -> Start:
    """The start, for those whose list was not given: possibly always."""
    if not unknown.any():
        return start
    return Start(surely=np.where(unknown, NEVER, start.surely), possibly=np.where(unknown, ALWAYS, start.possibly))


def least_of(who: Rows, days: Days, size: int) -> Days:
    """The least value of each of so many people, from rows in their order; NEVER for those without a row."""
    found = np.full(size, NEVER, dtype=np.int32)
    if len(who):
        first = firsts(who)
        found[who[first]] = days if len(first) == len(who) else np.minimum.reduceat(days, first)
    return found


def firsts(who: Rows) -> Rows:
    """The place of the first row of each person, from rows in their order."""
    new = np.empty(len(who), dtype=np.bool_)
    new[:1] = True
    np.not_equal(who[1:], who[:-1], out=new[1:])
    return np.flatnonzero(new)
