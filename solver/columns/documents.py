"""The people of a batch as documents, for the few who are put to the reference; each is made once."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from models import people_table
from models.applicant import Applicant


class People:
    """People by their place in a batch."""

    def __init__(self, table: pa.Table) -> None:
        names = people_table.schema().names
        self.table = table.select([name for name in names if name in table.column_names])
        self._made: dict[int, Applicant] = {}

    def __call__(self, place: int) -> Applicant:
        if place not in self._made:
            self.prepare([place])
        return self._made[place]

    def prepare(self, places: Iterable[int]) -> None:
        """Makes several at once, which is faster than one after the other."""
        wanted = sorted(set(places) - self._made.keys())
        if wanted:
            rows = self.table.take(pa.array(wanted)).to_pylist()
            self._made.update(zip(wanted, map(people_table.person, rows), strict=True))
