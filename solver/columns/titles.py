"""Titles in columns: since when one is held, and from which title results count, as `solver.measure`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models import rules
from models.rules import Rule, Since
from models.vocabulary import vocabulary
from solver.columns.calendar import ALWAYS, NEVER, Days, Flags, Marks, Rows
from solver.columns.people import People
from solver.columns.starting import Start, least_of, open_where
from solver.status import MET, UNKNOWN, UNMET

_LEVELS = vocabulary().sets["rung"].values
_SERIES = vocabulary().sets["series"].values
_RELATIONS = vocabulary().sets["relation"].values


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Counted:
    """From which day records count, for each person; `every` is how far all of them do in any case."""

    surely: Days
    possibly: Days
    every: Marks


class Held:
    """Titles of a batch of people; each answer worked out once."""

    def __init__(self, people: People) -> None:
        self.people = people
        titles = people.titles
        code = titles.level.astype(np.int16) * (len(_SERIES) + 1) + titles.series + 1
        # a level that is not given makes a person odd, and is taken as the lowest
        self.code = np.maximum(code, 0) * len(_RELATIONS) + titles.relation
        self.undated = bool((titles.day == NEVER).any())

    def titled(self, leaf: rules.Held) -> Start:
        """Since when the title is held: the earliest that fits."""
        titles, size = self.people.titles, self.people.size
        fits = _fits(leaf).take(self.code)
        rows = np.flatnonzero(fits)
        who, day = titles.who[rows], titles.day[rows]
        sure = fits[rows] == MET
        surely = possibly = least_of(who, day, size)
        if self.undated and (unsaid := day == NEVER).any():
            possibly = least_of(who, np.where(unsaid, ALWAYS, day), size)
        if not sure.all():
            surely = least_of(who[sure], day[sure], size)
        return open_where(titles.unknown, Start(surely=surely, possibly=possibly))

    def counted(self, since: Since, status: Callable[[Rule], Marks]) -> Counted:
        """From which day results count under a `since`."""
        titles = self.people.titles
        engineering = np.int8(_SERIES.index("engineering"))
        sure = np.flatnonzero(titles.series == engineering)
        held = np.flatnonzero((titles.series == engineering) | (titles.series < 0))
        free = status(since.free_when_held) if since.free_when_held is not None else np.int8(UNMET)
        if since.level is not None:
            level = _LEVELS.index(since.level)
            own, surest = held[titles.level[held] == level], sure[titles.level[sure] == level]
            found = self._from(surest, own)
            without = status(since.free) if since.free is not None else np.int8(UNMET)
            every = np.where(found.possibly == NEVER, without, free).astype(np.int8)
        elif len(held) == len(sure):
            found, none = self._highest(sure)
            every = np.where(none, MET, free).astype(np.int8)
        else:
            found, every = self._either(sure, held, free)
        if titles.unknown.any():
            found = open_where(titles.unknown, found)
            every = np.where(titles.unknown, np.int8(UNMET), every)
        return Counted(surely=found.surely, possibly=found.possibly, every=every)

    def _from(self, sure: Rows, held: Rows) -> Start:
        """From the earliest of some titles; one without a day possibly counts always."""
        titles, size = self.people.titles, self.people.size
        days = titles.day[held]
        if not self.undated and len(sure) == len(held):
            found = least_of(titles.who[held], days, size)
            return Start(surely=found, possibly=found)
        return Start(
            surely=least_of(titles.who[sure], titles.day[sure], size),
            possibly=least_of(titles.who[held], np.where(days == NEVER, ALWAYS, days), size),
        )

    def _highest(self, held: Rows) -> tuple[Start, Flags]:
        """From the highest of some titles, all taken as engineering, and who has none of them."""
        titles = self.people.titles
        # the highest level first, so that it is the least
        least = least_of(titles.who[held], -titles.level[held].astype(np.int32), self.people.size)
        top = held[-titles.level[held] == least[titles.who[held]]]
        return self._from(top, top), least == NEVER

    def _either(self, sure: Rows, held: Rows, free: Marks | np.int8) -> tuple[Start, Marks]:
        """A title of no stated series may be the highest one or none at all: what counts under both counts surely."""
        (one, no_sure), (other, no_held) = self._highest(sure), self._highest(held)
        same = ~np.isin(np.arange(self.people.size), self.people.titles.who[self.people.titles.series < 0])
        # who has no title that may be engineering has none that surely is, so that all count in the first case too
        one_every, other_every = np.where(no_sure, MET, free), np.where(no_held, MET, free)
        # an end under which every record counts bounds nothing
        surely = np.full(self.people.size, ALWAYS - 1, dtype=np.int32)
        for end, bound in ((one, one_every == UNMET), (other, other_every == UNMET)):
            surely = np.where(bound, np.maximum(surely, end.surely), surely)
        surely[surely < ALWAYS] = NEVER
        every = np.where(one_every == MET, UNKNOWN, UNMET)
        return (
            Start(
                surely=np.where(same, one.surely, surely),
                possibly=np.where(same, one.possibly, np.minimum(one.possibly, other.possibly)),
            ),
            np.where(same, one_every, every).astype(np.int8),
        )


def _fits(leaf: rules.Held) -> NDArray[np.int8]:
    """How far each code of a title fits."""
    table = np.zeros((len(_LEVELS), len(_SERIES) + 1, len(_RELATIONS)), dtype=np.int8)
    chosen = [place for place, level in enumerate(_LEVELS) if level in leaf.level]
    table[chosen, 0] = MET if len(leaf.series) > 1 else UNKNOWN
    for place, series in enumerate(_SERIES):
        if series in leaf.series:
            table[chosen, place + 1] = MET
    if leaf.relation:
        for place, relation in enumerate(_RELATIONS):
            if relation not in leaf.relation:
                table[:, :, place] = UNMET
    return table.ravel()
