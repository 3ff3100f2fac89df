"""What a batch of people is measured for once, whatever the standard: titles, certificates, work and the like."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any as Anything
from typing import TypeVar

from models import rules
from models.rules import Rule
from solver.columns import working
from solver.columns.calendar import Days
from solver.columns.people import People
from solver.columns.schooling import Schooling
from solver.columns.starting import Start
from solver.columns.titles import Held
from solver.status import MET, Status

Found = TypeVar("Found")
_PLAIN = ("id", "cite", "when", "line")


class Measured:
    """What is the same for a batch of people whatever the standard: answers by the content of a condition."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.schooling = Schooling(people)
        self.titles = Held(people)
        self._kept: dict[Hashable, Anything] = {}

    def once(self, key: Hashable, make: Callable[[], Found]) -> Found:
        """An answer, worked out when it is first asked for."""
        if key not in self._kept:
            self._kept[key] = make()
        found: Found = self._kept[key]
        return found

    def start(self, leaf: rules.Held | rules.Education) -> Start:
        """Since when a title is held or a level of education reached."""
        if isinstance(leaf, rules.Education):
            return self.once(content(leaf), lambda: self.schooling.educated(leaf))
        key = ("titled", leaf.level, leaf.series, leaf.relation)
        return self.once(key, lambda: self.titles.titled(leaf))

    def intervals(self, fields: Anything) -> working.Intervals:
        """The intervals worked in some fields."""
        return self.once(("intervals", fields), lambda: working.intervals(self.people, fields))

    def worked(self, leaf: rules.Worked, cut: Status) -> working.Worked:
        """Work in the fields since the title or certificate asked, taken surely or possibly."""
        after = leaf.after
        if after is None:
            return self.once(("worked", leaf.fields), lambda: self._worked(leaf, None))
        start = self.start(after)
        firmly = cut is MET or start.surely is start.possibly
        since = start.surely if firmly else start.least
        mark = (after.level, after.series, after.relation) if isinstance(after, rules.Held) else content(after)
        return self.once(("worked", leaf.fields, mark, firmly), lambda: self._worked(leaf, since))

    def _worked(self, leaf: rules.Worked, since: Days | None) -> working.Worked:
        return working.worked(self.people, self.intervals(leaf.fields), since)


def content(rule: Anything) -> Hashable:
    """What a condition asks: the same for two that read alike, wherever they stand."""
    if isinstance(rule, rules.Attest | rules.External):
        return (type(rule), rule.id, content(getattr(rule, "concerns", None)))
    if isinstance(rule, Rule):
        return (type(rule), *(content(getattr(rule, n)) for n in type(rule).__slots__ if n not in _PLAIN))
    if isinstance(rule, tuple):
        return tuple(content(one) for one in rule)
    if isinstance(rule, dict):
        return tuple(rule.items())
    return rule  # type: ignore[no-any-return]  # fields of conditions are hashable
