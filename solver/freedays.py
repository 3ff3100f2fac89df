"""The days of a plan that are still free, as variables: applications, titles and courses, and conditions on them.

Every condition is a difference of two days (`solver.daynumbers`), enforced where the variable of its node is 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.costs import REST
from solver import sat
from solver.calendar import add_months
from solver.daynumbers import MONTH, DayNumbers
from solver.turning import Study
from solver.wants import Moment, Timed

HUNDREDTHS = 100
Terms = list[tuple[int, int]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What a plan keeps to.

    `review` months pass between application and title; applications are taken on `rounds` (month and day) alone; all is
    done by `until`. At most `yearly` (in hundredths) records are made a year, and a record of a kind takes its months
    (`takes`), `lines` of them side by side. With `sparing` the least records come before the earliest day. Where given,
    the price of the additions is `fewest` at most, and a plan whose sums come after those of `beat` is not sought.
    """

    review: int = 0
    rounds: tuple[tuple[int, int], ...] = ()
    until: date | None = None
    yearly: int = 0
    takes: Mapping[str, int] | None = None
    lines: int = 1
    sparing: bool = False
    fewest: int | None = None
    beat: tuple[int, ...] = ()

    @property
    def paced(self) -> bool:
        """Whether records take time."""
        return bool(self.yearly or self.takes)

    def lasts(self, kind: str) -> int:
        """How many months a record of a kind takes."""
        takes = self.takes or {}
        return takes.get(kind, takes.get(REST, 0))


class FreeDays:
    """The variables of the days of some steps and courses; `raised` are the ends of months that stand for later days.

    `taken` and `skipped` say of each course whether it is taken.
    """

    def __init__(
        self,
        programme: sat.Programme,
        days: DayNumbers,
        steps: int,
        studies: Sequence[Study],
        limits: Limits,
        raised: Sequence[tuple[int, int]],
    ) -> None:
        self.programme, self.days, self.steps, self.studies, self.limits = programme, days, steps, studies, limits
        self.ends = raised
        self.event: dict[Moment, int] = {}
        self.lifted: dict[Moment, Terms] = {}
        self._events()

    def _events(self) -> None:
        """A variable for the day of each application, title and course, in their order."""
        programme, days, limits = self.programme, self.days, self.limits
        today = days.first
        # numbers of no real day do no harm: a limit on them is met as well by the last day of the month, which is less
        real = ((days.number(today), days.number(days.last)),)
        taking = days.rounds(today, limits.rounds) if limits.rounds else real
        top = days.number(days.last)
        for number in range(len(self.studies)):
            self.event["course", number] = programme.variable(top, real)
        for place in range(self.steps):
            if not taking:
                # no day is left on which applications are taken
                programme.at_least([], 1)
                taking = real
            applied = self.event["apply", place] = programme.variable(top, taking)
            self.event["title", place] = programme.variable(top, real) if limits.review else applied
            if limits.review:
                self._after(("title", place), ("apply", place), limits.review, None)
                # nor later, since a title may also be wanted young
                title = self.event["title", place]
                programme.at_most([(title, 1), (applied, -1)], limits.review * MONTH)
            if place:
                before = self.event["title", place - 1]
                programme.at_least([(applied, 1), (before, -1)], 0)
                if limits.rounds:
                    programme.at_least([(applied, 1), (self.event["apply", place - 1], -1)], 1)
        self._courses()

    def _courses(self) -> None:
        """Courses one after the other, of each level one at most."""
        programme, studies = self.programme, self.studies
        self.taken = [programme.variable() for _ in studies]
        self.skipped = [programme.variable() for _ in studies]
        for number, study in enumerate(studies):
            day = self.event["course", number]
            skipped = self.skipped[number]
            programme.at_least([(self.taken[number], 1), (skipped, 1)], 1)
            programme.at_most([(day, 1)], self.days.number(self.days.first), when=skipped)
            befores = []
            for before, months in study.after:
                chosen = programme.variable()
                befores.append((chosen, 1))
                if before < 0:
                    done = self.days.number(add_months(self.days.first, months))
                    programme.at_least([(day, 1)], done, when=chosen)
                else:
                    programme.at_least([(self.taken[before], 1)], 1, when=chosen)
                    self._after(("course", number), ("course", before), months, chosen)
            programme.at_least(befores, 1, when=self.taken[number])
        for level in {study.level for study in studies}:
            programme.at_most([(self.taken[n], 1) for n, s in enumerate(studies) if s.level == level], 1)

    def raised(self, event: Moment) -> Terms:
        """The day of an event as the later one of two: raised where it is the end of a short month."""
        if event not in self.lifted:
            programme, day = self.programme, self.event[event]
            found: Terms = [(day, 1)]
            for number, lift in self.ends:
                here = programme.variable()
                programme.at_least([(day, 1)], number, when=here)
                programme.at_most([(day, 1)], number, when=here)
                found.append((here, lift))
            self.lifted[event] = found
        return self.lifted[event]

    def _after(self, later: Moment, earlier: Moment, months: int, when: int | None) -> None:
        """That one event lies so many full months after another."""
        terms = [*self.raised(later), (self.event[earlier], -1)] if months else [
            (self.event[later], 1), (self.event[earlier], -1)
        ]  # fmt: skip
        self.programme.at_least(terms, months * MONTH, when=when)

    def timed(self, made: int, tree: Timed) -> None:
        """What a condition on free days asks of the day numbers."""
        programme = self.programme
        known, terms = 0, Terms()
        if isinstance(tree.later, date):
            known += self.days.raised(tree.later) if tree.months else self.days.number(tree.later)
        elif tree.months and not tree.negated:
            terms += self.raised(tree.later)
        else:
            terms.append((self.event[tree.later], 1))
        if isinstance(tree.earlier, date):
            known -= self.days.number(tree.earlier)
        else:
            terms.append((self.event[tree.earlier], -1))
        need = tree.months * MONTH + tree.days
        courses = [m[1] for m in (tree.later, tree.earlier) if not isinstance(m, date) and m[0] == "course"]
        if tree.negated:
            if courses:
                # what is counted from a course never comes without it
                late = programme.variable()
                programme.at_least([(late, 1), *((self.skipped[n], 1) for n in courses)], 1, when=made)
                made = late
            # an end of a month may do for a later day of it: only days well before it are certainly too early
            programme.at_most(terms, need - 1 - known - (3 if tree.months else 0), when=made)
            return
        for number in courses:
            programme.at_least([(self.taken[number], 1)], 1, when=made)
        programme.at_least(terms, need - known, when=made)
