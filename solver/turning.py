"""How a condition of a later step depends on days that are still free: those of applications, titles and courses.

What the person is and has today turns on known days (`solver.waiting`). What a plan brings (titles, certificates) has a
day of its own, and whatever is counted from it becomes a condition on two free days. Unlike a title in the document, a
title of the plan is sure, in the engineering series, and in the own field.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any as Anything

from models import rules
from models.applicant import Applicant, Education, Title
from models.rules import Rule
from models.vocabulary import vocabulary
from solver import measure
from solver.calendar import add_months, worked_months
from solver.courses import certified
from solver.facts import Facts
from solver.rising import risen
from solver.schooling import SCHOOLING, educated
from solver.since import least
from solver.status import ASSUMED, Status
from solver.waiting import first_worked, turns
from solver.wants import Group, Moment, Timed, Tree, group
from solver.working import spans

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rise:
    """One rung of a ladder; `row` is that of an initial determination, empty where a review gives the title."""

    rung: str
    row: str = ""

    def title(self, day: date) -> Title:
        """The title that comes of it."""
        how = "initial" if self.row else "review"
        return Title(path="", level=self.rung, series="engineering", date=day, how=how, initial_row=self.row or None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Study:
    """A course that could be taken: its level and kind of degree, and how long it takes by the course before it.

    `after` gives months by the number of that course; -1 stands for the education held today.
    """

    level: str
    mark: str
    after: tuple[tuple[int, int], ...]

    def entry(self, day: date) -> Education:
        """What it adds to the education of a person."""
        return certified(self.level, self.mark, day)


class Turning:
    """The conditions of one step: `facts` are those of today, `before` the steps that lie before it.

    `moved` says that the person may have come from another region for it, so that what is local counts anew.
    """

    def __init__(
        self, facts: Facts, before: Sequence[Rise], studies: Sequence[Study], cut: Status, *, moved: bool
    ) -> None:
        self.facts, self.before, self.studies, self.cut, self.moved = facts, before, studies, cut, moved
        self.today = facts.as_of
        self.apply: Moment = ("apply", len(before))

    def tree(self, rule: Rule) -> Tree:
        """When a condition holds, as conditions on free days; True where always, False where never."""
        match rule:
            case rules.All() | rules.Any() | rules.AtLeast():
                n: Anything = rule.n if isinstance(rule, rules.AtLeast) else 1
                return group(rule.id, len(rule.of) if isinstance(rule, rules.All) else n, map(self.tree, rule.of))
            case rules.Held():
                return self._either(rule, [self._today(rule), *self._since(rule, rule, self._months(rule.months))])
            case rules.Education():
                return self._either(rule, [*self._certified(rule), *self._since(rule, rule, 0)])
            case rules.Worked(now=False):
                return self._worked(rule)
            case rules.Risen():
                return self._risen(rule)
            case rules.Fact() if self.moved and self._local(rule):
                return self._moved(rule)
        return self._today(rule)

    def _either(self, rule: Rule, ways: Sequence[Tree]) -> Tree:
        return group(rule.id, 1, ways)

    def _today(self, rule: Rule) -> Tree:
        """By what is known today, and what time makes of it."""
        found: list[Tree] = []
        start: date | None = self.today if self.facts.status(rule) >= self.cut else None
        for day, status in turns(rule, self.facts):
            if status >= self.cut and start is None:
                start = day
            elif status < self.cut and start is not None:
                found.append(self._between(rule, start, day))
                start = None
        if start is not None:
            found.append(self._between(rule, start, None))
        return group(rule.id, 1, found)

    def _between(self, rule: Rule, start: date, end: date | None) -> Tree:
        """From a day on, and before another."""
        limits: list[Tree] = []
        if start > self.today:
            limits.append(Timed(rule.id, self.apply, start))
        if end is not None:
            limits.append(Timed(rule.id, end - DAY, self.apply))
        return group(rule.id, len(limits), limits)

    def _months(self, asked: Anything) -> int:
        return int(asked or 0)

    # --- titles and certificates of the plan --------------------------------------------------------------------------

    def _since(self, rule: Rule, anchor: rules.Held | rules.Education, months: int) -> list[Tree]:
        """So many months after a title or a certificate that the plan brings."""
        return [
            group(rule.id, 1 + len(more), [Timed(rule.id, self.apply, event, months), *more])
            for event, more in self._events(anchor)
        ]

    def _events(self, anchor: rules.Held | rules.Education) -> list[tuple[Moment, list[Tree]]]:
        """The titles or courses of the plan that will do, each with what else is asked of its day."""
        if isinstance(anchor, rules.Held):
            return [
                (("title", place), [])
                for place, rise in enumerate(self.before)
                if measure.titled(anchor, Applicant(titles=(rise.title(self.today),)), self.today).surely is not None
            ]
        fresh = [("title", place) for place, rise in enumerate(self.before) if rise.row] if anchor.new else []
        plain = replace(anchor, new=False)
        return [
            (("course", number), [Timed(anchor.id, ("course", number), title, days=1) for title in fresh])
            for number, study in enumerate(self.studies)
            if educated(plain, Applicant(education=(study.entry(self.today),)), self.today).surely is not None
        ]

    def _certified(self, rule: rules.Education) -> list[Tree]:
        """By the certificates of today, which are not new after an initial title of the plan."""
        return [] if rule.new and any(rise.row for rise in self.before) else [self._today(rule)]

    def _risen(self, rule: rules.Risen) -> Tree:
        """Above every initial title held today, and every one of the plan."""
        person = self.facts.person
        held: list[Tree] = [self.facts.status(rule) >= self.cut]
        for number, study in enumerate(self.studies):
            later = replace(person, education=(*(person.education or ()), study.entry(self.today + DAY)))
            if risen(rule, later, self.today + DAY) >= self.cut:
                held.append(Timed(rule.id, self.apply, ("course", number)))
        asked: list[Tree] = [group(rule.id, 1, held)]
        for place, rise in enumerate(self.before):
            barred = not rule.levels or rise.rung in rule.levels
            barred = barred and (not rule.rows or rise.row in rule.rows) and rise.row not in rule.except_rows
            if rise.row and barred and not self._had_worked(rule):
                asked.append(group(rule.id, 1, [self._above(rule, n, place) for n in range(len(self.studies))]))
        return group(rule.id, len(asked), asked)

    def _had_worked(self, rule: rules.Risen) -> bool:
        """Whether some month had been worked in the fields already, so that no later title falls under the bar."""
        person = self.facts.person
        return bool(rule.unless_worked) and worked_months(spans(rule.unless_worked, person, None, self.today))[0] > 0

    def _above(self, rule: rules.Risen, number: int, place: int) -> Tree:
        """A course that ends after the title: each one leads above all education there was before it."""
        course: Moment = ("course", number)
        if self.studies[number].level not in SCHOOLING:
            return False
        return group(rule.id, 2, [Timed(rule.id, self.apply, course), Timed(rule.id, course, ("title", place), days=1)])

    # --- work and contributions ---------------------------------------------------------------------------------------

    def _worked(self, rule: rules.Worked) -> Tree:
        months = self._months(rule.months)
        ways = [self._long(rule, months)]
        if rule.early is not None:
            early = self.tree(rule.early)
            ways.append(group(rule.id, 2, [early, self._long(rule, max(0, months - self._months(rule.early_by)))]))
        return group(rule.id, 1, ways)

    def _long(self, rule: rules.Worked, months: int) -> Tree:
        """So many months of work, counted from what is there today or from what the plan brings."""
        person = self.facts.person
        if person.work is None:
            return self.cut < ASSUMED and (rule.after is None or self._started(rule.after))
        after, ways = rule.after, list[Tree]()
        certified = after is None or not isinstance(after, rules.Education) or self._certified(after)
        if certified:
            start = measure.anchor(rule, person, self.today)
            since = None if start is None else start.surely
            if start is not None and self.cut < ASSUMED:
                since = least((start.surely, start.possibly))
            if start is None or since is not None:
                day = first_worked(rule.fields, person, since, self.today, months)
                if day is not None:
                    ways.append(self._between(rule, day, None))
        if after is not None:
            last = self._last(rule.fields)
            for event, more in self._events(after):
                limits: list[Tree] = [Timed(rule.id, self.apply, event, months), *more]
                if months and last is not None:
                    limits.append(Timed(rule.id, last, event, months) if last >= self.today else False)
                ways.append(group(rule.id, len(limits), limits))
        return group(rule.id, 1, ways)

    def _started(self, after: rules.Held | rules.Education) -> Tree:
        """Whether there is anything to count from, where the work is not known."""
        plain = replace(after, months=0) if isinstance(after, rules.Held) else after
        return group(after.id, 1, [self._today(plain), *self._since(after, after, 0)])

    def _last(self, fields: Anything) -> date | None:
        """The last day on which work in these fields goes on from today; None where it has no end."""
        person = self.facts.person
        values = vocabulary().sets["field"]
        open_jobs = [
            job.end
            for job in person.work or ()
            if job.start <= self.today
            and (job.end is None or job.end >= self.today)
            and any(f in fields for f in values.wider(job.field))
        ]
        if None in open_jobs:
            return None
        return max((end for end in open_jobs if end), default=date.min)

    def _local(self, rule: rules.Fact) -> bool:
        known = vocabulary().person.attributes.get(rule.fact)
        return known is not None and known.local == "months"

    def _moved(self, rule: rules.Fact) -> Tree:
        """Months that are counted from the move, which comes with the title before or today."""
        if rule.test.op != "at_least":
            return True
        months = self._months(rule.test.number)
        if not self.before:
            return self._between(rule, add_months(self.today, months), None)
        return Timed(rule.id, self.apply, ("title", len(self.before) - 1), months)


def negated(tree: Tree) -> Tree:
    """That a tree of conditions on free days does not hold; wants are not fulfilled on the way."""
    if isinstance(tree, bool):
        return not tree
    if isinstance(tree, Timed):
        return replace(tree, negated=not tree.negated)
    if isinstance(tree, Group):
        return group(tree.id, len(tree.of) - tree.n + 1, map(negated, tree.of))
    return True
