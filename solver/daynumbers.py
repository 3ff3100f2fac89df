"""Days as whole numbers with which a solver can count months: 32 to a month, from the month of a first day on.

`number` keeps the order of days. That a day lies so many full months after another (`solver.calendar`) is then a linear
condition: the number of the later one, raised at the end of a short month, less that of the earlier is 32 a month or
more. Raising is what makes the last of February do for the thirty-first.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from solver.calendar import add_months

MONTH = 32
DAY = timedelta(days=1)
_SHORT = (4, 6, 9, 11)


@dataclass(frozen=True, kw_only=True, slots=True)
class DayNumbers:
    """Numbers for the days from `first` to `last`."""

    first: date
    last: date

    def number(self, day: date) -> int:
        """The number of a day; days before the first month have none above 0."""
        months = (day.year - self.first.year) * 12 + day.month - self.first.month
        return months * MONTH + day.day

    def raised(self, day: date) -> int:
        """The number of a day as the later one of two: that of the 31st, if it is the last of its month."""
        end = (day + DAY).day == 1
        return self.number(day) + (31 - day.day if end else 0)

    def day(self, number: int) -> date:
        """The day of a number; the last of its month where that is too short to have it."""
        months, rest = divmod(number, MONTH)
        index = self.first.year * 12 + self.first.month - 1 + months
        first = date(index // 12, index % 12 + 1, 1)
        return min(first + (max(rest, 1) - 1) * DAY, add_months(first, 1) - DAY)

    def ends(self, start: date, last: date, days: Collection[int]) -> list[tuple[int, int]]:
        """The ends of months too short for some days of the month, from a day to a day, each with what raises it.

        Only where such days occur can an end of a month stand for a day that it does not have.
        """
        if max(days, default=0) < 29:
            return []
        found, day = [], date(start.year, start.month, 1)
        while day <= min(last, self.last):
            after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
            end = after - DAY
            if start <= end <= self.last and (end.month == 2 or (end.month in _SHORT and max(days) == 31)):
                found.append((self.number(end), 31 - end.day))
            day = after
        return found

    def rounds(self, start: date, yearly: Collection[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
        """The numbers of some days of every year, from a day on; the 28th of February in years without a 29th."""
        found = set()
        for year in range(start.year, self.last.year + 1):
            for month, day in yearly:
                when = add_months(date(year, 1, day), month - 1)
                if start <= when <= self.last:
                    found.add((self.number(when), self.number(when)))
        return tuple(sorted(found))
