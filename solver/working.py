"""Work measured: the intervals worked in a field, merged and cut to the time that counts."""

from __future__ import annotations

from datetime import date
from typing import Any as Anything

from models.applicant import Applicant
from models.vocabulary import vocabulary
from solver.calendar import merged


def spans(fields: Anything, person: Applicant, start: date | None, as_of: date) -> list[tuple[date, date]]:
    """The intervals worked in a field or a narrower one, from a day on, up to the as-of date, merged."""
    values = vocabulary().sets["field"]
    found = []
    for job in person.work or ():
        if job.start > as_of or not any(field in fields for field in values.wider(job.field)):
            continue
        first = job.start if start is None or job.start >= start else start
        last = as_of if job.end is None or job.end > as_of else job.end
        if first <= last:
            found.append((first, last))
    return merged(found)
