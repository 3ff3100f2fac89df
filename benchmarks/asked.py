"""Generated people, each with the question of the least additions for a rung, and what there is to time about it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models import catalogue
from models.applicant import Applicant
from models.standard import Standard
from solver.asking import Asked as Wishes
from solver.asking import Asking, periods
from solver.frontier import Periods, Question, Reached, frontier
from solver.waiting import counted_on
from tests.people import people


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One person and one rung on one day."""

    standard: str
    rung: str
    as_of: date
    person: Applicant
    periods: Periods

    @property
    def question(self) -> Question:
        """The question anew: what was found for it before is not kept."""
        return Question(as_of=self.as_of, standard=self.standard)

    def timed(self) -> tuple[list[Reached], float]:
        """The whole frontier from the person, and the seconds that it took."""
        question = self.question
        start = time.perf_counter()
        found = frontier(self.person, self.periods, question)
        return found, time.perf_counter() - start


def rungs() -> list[tuple[Standard, str]]:
    """Every rung of every standard."""
    return [(standard, rung) for standard in map(catalogue.find, catalogue.files()) for rung in standard.rungs]


def drawn(standard: Standard, rung: str, count: int, seed: int) -> Iterator[Asked]:
    """So many people for a rung; the same for the same seed."""
    for one in people(standard, rung, count, seed):
        person, _ = counted_on(one.applicant, one.as_of)
        asking = Asking(person=person, standard=standard, rung=rung, as_of=one.as_of, asked=Wishes())
        applies = periods(asking, one.settled.readings, one.as_of)
        yield Asked(standard=standard.id, rung=rung, as_of=one.as_of, person=person, periods=applies)


def adds_records(found: list[Reached]) -> bool:
    """Whether a point of the frontier asks for a record."""
    return any(one.offer.price[0] for one in found)
