"""From which day something holds: surely, and possibly where facts are missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from solver.status import MET, UNKNOWN, UNMET, Status


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class From:
    """The day from which something holds: surely, and possibly; `every` is how far all records count in any case."""

    surely: date | None = None
    possibly: date | None = None
    every: Status = UNMET

    def counts(self, day: date | None) -> Status:
        """Whether a record of that day counts; one without a date may."""
        if self.every is MET:
            return MET
        if day is None:
            dated = UNKNOWN if self.possibly is not None or self.surely is not None else UNMET
        elif self.surely is not None and day >= self.surely:
            dated = MET
        else:
            dated = UNKNOWN if self.possibly is not None and day >= self.possibly else UNMET
        return max(dated, self.every)

    @property
    def status(self) -> Status:
        return MET if self.surely is not None else UNKNOWN if self.possibly is not None else UNMET


OPEN = From(possibly=date.min)


def least(days: Iterable[date | None]) -> date | None:
    """The earliest of the days that are known."""
    return min((day for day in days if day is not None), default=None)
