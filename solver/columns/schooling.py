"""Education in columns: since when a level is reached by diploma, degree, either or both, as `solver.schooling`."""

from __future__ import annotations

import numpy as np

from models import rules
from models.vocabulary import vocabulary
from solver.columns.calendar import ALWAYS, NEVER, Days
from solver.columns.certificates import SORTS, asked
from solver.columns.people import People
from solver.columns.starting import Start, least_of, open_where


class Schooling:
    """Education of a batch of people; each answer worked out once."""

    def __init__(self, people: People) -> None:
        self.people = people
        self._floors: tuple[Days, Days] | None = None

    def educated(self, leaf: rules.Education) -> Start:
        """Since when the education is reached."""
        unknown = self.people.certificates.unknown
        if leaf.by == "both":
            # a degree comes with or after its diploma, so of the two only the degree has to be new
            halves = [self._reached(leaf, ("diploma",), new=False), self._reached(leaf, ("degree",), new=leaf.new)]
            surely = np.maximum(*(half.surely for half in halves))
            if all(half.surely is half.possibly for half in halves):
                return open_where(unknown, Start(surely=surely, possibly=surely))
            possibly = np.maximum(*(half.possibly for half in halves))
            return open_where(unknown, Start(surely=surely, possibly=possibly))
        sorts = SORTS if leaf.by == "either" else (leaf.by,)
        return open_where(unknown, self._reached(leaf, sorts, new=leaf.new))

    def _reached(self, leaf: rules.Education, sorts: tuple[str, ...], *, new: bool) -> Start:
        """The earliest certificate of some sorts."""
        people, certificates = self.people, self.people.certificates
        table, sure = asked(leaf, sorts)
        rows = np.flatnonzero(table.take(certificates.code))
        who, day = certificates.who[rows], certificates.day[rows]
        firm = sure.take(certificates.code[rows]) if leaf.relation else None
        if new:
            floor, possible_floor = self._initial()
            kept = np.flatnonzero(day > possible_floor[who])
            if len(kept) < len(rows):
                rows, who, day = rows[kept], who[kept], day[kept]
                firm = firm[kept] if firm is not None else None
            after = day > floor[who]
            firm = after if firm is None else firm & after
        possibly = least_of(who, day, people.size)
        if firm is None or firm.all():
            return Start(surely=possibly, possibly=possibly)
        return Start(surely=least_of(who[firm], day[firm], people.size), possibly=possibly)

    def _initial(self) -> tuple[Days, Days]:
        """The last initial title that is possible, and the last that is sure: certificates are new after it."""
        if self._floors is None:
            words, titles = vocabulary().sets, self.people.titles
            other, initial = words["series"].step("other"), words["how"].step("initial")
            rows = np.flatnonzero((titles.series != other) & ((titles.how == initial) | (titles.how < 0)))
            who, day = titles.who[rows], titles.day[rows]
            # the last day is found as the least of its negative; a title without a day may be later than any
            possible = -least_of(who, -day, self.people.size)
            possible[possible == -NEVER] = ALWAYS
            known = (day < NEVER) & (titles.how[rows] == initial) & (titles.series[rows] >= 0)
            sure = -least_of(who[known], -day[known], self.people.size)
            sure[sure == -NEVER] = ALWAYS
            possible[titles.unknown] = NEVER
            self._floors = possible, sure
        return self._floors
