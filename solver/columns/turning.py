"""What time alone turns, in columns: a title held long enough, and the days on which what only gets better does so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any as Anything

import numpy as np

from models import rules
from solver.columns.calendar import ALWAYS, NEVER, Days, Marks, Rows, add_months, latest
from solver.columns.starting import Start
from solver.status import MET, UNKNOWN, Status


def held(leaf: rules.Held, start: Start, as_of: date) -> Marks:
    """A title held, for the full months asked."""
    months: Anything = leaf.months
    if not months:
        return start.status
    floor = latest(as_of, months)
    met = start.surely <= floor
    found = met.view(np.int8) * np.int8(MET)
    if start.surely is not start.possibly:
        found[~met & (start.possibly <= floor)] = UNKNOWN
    return found


def later(days: Days, months: Anything, who: Rows) -> Days:
    """The day so many months on, where there is a day."""
    some = days[who]
    dated = (some < NEVER) & (some > ALWAYS)
    return np.where(dated, add_months(np.where(dated, some, 0), months), NEVER)


def rising(now: Marks, first: Callable[[Status, Rows], Days]) -> list[tuple[Days, Status]]:
    """Turns of what only gets better, from the first day on which each level is reached, for those not there yet."""
    who = np.flatnonzero(now < MET)
    if not len(who):
        return []
    sure, possible = first(MET, who), first(UNKNOWN, who)
    # what is surely there before it is possibly there was never open
    possible = np.where((now[who] < UNKNOWN) & (possible <= sure), possible, NEVER)
    found = []
    for days, status in ((possible, UNKNOWN), (sure, MET)):
        column = np.full(len(now), NEVER, dtype=np.int32)
        column[who] = days
        found.append((column, status))
    return found
