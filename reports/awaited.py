"""What a wait is for: the conditions that time or a course brings, of those that hold on the first day of a way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models import rules
from models.rules import Rule
from reports.advice import serving
from reports.found import have
from reports.nearest import flat
from reports.sentences import need
from reports.terms import bracketed, ground, span
from solver.actions import Action
from solver.calendar import add_months
from solver.check import CheckAnswer
from solver.finding import Finding
from solver.points import Point
from solver.schooling import SCHOOLING
from solver.status import ASSUMED, Status

_NEAR = timedelta(days=31)
"""Months are counted in full, so that the day worked out from them may be off by as much."""
_STUDIED = (rules.Education, rules.Risen)
_GOES_ON = (rules.Worked, rules.Fact)


def waiting_words(point: Point, awaited: Iterable[Finding], answer: CheckAnswer, lang: str) -> tuple[str, str]:
    """What to do until the first day, and the clauses that this serves.

    Where no wait follows the courses, only work that has to go on beside them is told.
    """
    studied = [a.attrs["diploma"] for a in point.actions if a.kind == "education"]
    found = [one for one in awaited if not isinstance(one.rule, _STUDIED)]
    after = point.ready_on > max(studied, default=answer.as_of)
    if not after:
        found = [one for one in found if isinstance(one.rule, rules.Worked)]
        if not found:
            return "", ""
    told = [_condition(one, _sooner(one, point, answer.as_of), lang) for one in found]
    goes_on = [one.rule for one in found if isinstance(one.rule, _GOES_ON)]
    start = _until(point.ready_on, goes_on, bool(studied) and after, lang)
    if told:
        start += ("：" if lang == "zh" else ": ") + ("；" if lang == "zh" else "; ").join(told)
    return start, serving((one.rule for one in found), lang)


def _sooner(finding: Finding, point: Point, as_of: date) -> bool:
    """Whether the years asked for come earlier by another clause, now or once a course is done."""
    rule, there = finding.rule, finding.have
    if not isinstance(rule, rules.Worked) or rule.early is None or not isinstance(there, dict):
        return False
    if there.get("early") or there.get("anchor", there) is None:
        return bool(there.get("early"))
    return add_months(as_of, int(ground(rule.months)) - there["months"]) > point.ready_on + _NEAR


def course_serves(course: Action, point: Point, awaited: Iterable[Finding], lang: str) -> str:
    """The clauses for which a course is taken."""
    done = course.attrs["diploma"]
    return serving((one.rule for one in awaited if graduated(one.rule, point) == done), lang)


def awaited(point: Point, answer: CheckAnswer, cut: Status = ASSUMED) -> list[Finding]:
    """The conditions that courses and time bring until the first day; else the clauses that its months are for."""
    parts = [part for route in answer.routes if route.route == point.route for part in route.findings]
    waits = _Waits(point=point, as_of=answer.as_of, cut=cut)
    found = {id(one): one for part in parts for one in waits.below(part) or ()}
    last = max((day for one in found.values() if (day := waits.due(one)) is not None), default=None)
    if last is not None and abs(point.ready_on - last) <= _NEAR:
        return list(found.values())
    return [one for one in flat(tuple(parts)) if one.rule.id in point.waits]


def graduated(rule: Rule | None, point: Point) -> date | None:
    """The day of the first course of a way that reaches an education, or that rises above an initial title."""
    courses = [a for a in point.actions if a.kind == "education"]
    if isinstance(rule, rules.Education) and rule.levels[0] in SCHOOLING:
        asked = SCHOOLING.index(rule.levels[0])
        courses = [a for a in courses if SCHOOLING.index(a.attrs["level"]) >= asked]
    elif not isinstance(rule, rules.Risen):
        return None
    return min((a.attrs["diploma"] for a in courses), default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Waits:
    """The search for them: the way, the day from which it is counted, and what counts as holding today."""

    point: Point
    as_of: date
    cut: Status

    def below(self, finding: Finding) -> list[Finding] | None:
        """What a node waits for; None where nothing known of the way makes it hold."""
        rule = finding.rule
        if finding.status >= self.cut or self._served(rule):
            return []
        if not finding.children:
            day = self.due(finding)
            return [finding] if day is not None and day <= self.point.ready_on + _NEAR else None
        found = [self.below(child) for child in finding.children]
        ready = sorted((one for one in found if one is not None), key=len)
        n = len(found) if isinstance(rule, rules.All) else 1
        if isinstance(rule, rules.AtLeast):
            n = int(ground(rule.n))
        return [leaf for one in ready[:n] for leaf in one] if len(ready) >= n else None

    def due(self, finding: Finding) -> date | None:
        """The day on which time alone brings a condition; None where it does not."""
        rule, there = finding.rule, finding.have
        if isinstance(rule, _STUDIED):
            return graduated(rule, self.point)
        if isinstance(rule, rules.Held) and isinstance(there, dict):
            return add_months(there["since"], int(ground(rule.months)))
        if isinstance(rule, rules.Worked) and not rule.now and isinstance(there, dict):
            if there.get("anchor", there) is None:
                start = graduated(rule.after, self.point)
                return None if start is None else add_months(start, int(ground(rule.months)))
            early = int(ground(rule.early_by)) if there["early"] else 0
            return add_months(self.as_of, int(ground(rule.months)) - early - there["months"])
        if isinstance(rule, rules.Clear) and isinstance(there, date):
            return add_months(there, int(ground(rule.months))) + timedelta(days=1)
        if isinstance(rule, rules.Fact) and isinstance(there, int) and rule.fact in dict(self.point.grown):
            return add_months(self.as_of, int(ground(rule.test.number)) - there)
        return None

    def _served(self, rule: Rule) -> bool:
        """Whether something added makes a node hold."""
        if isinstance(rule, rules.All):
            return False
        added = (action for action in self.point.actions if action.kind != "education")
        return any(f"{path}/".startswith(f"{rule.id}/") for action in added for path in action.serves)


def _until(day: date, goes_on: Sequence[Rule], studied: bool, lang: str) -> str:
    """What goes on until a day: work, payments, or nothing but time."""
    zh = lang == "zh"
    if any(isinstance(rule, rules.Worked) for rule in goes_on):
        start = f"继续工作到{day}" if zh else f"keep working until {day}"
    elif goes_on:
        start = f"继续缴费到{day}" if zh else f"keep paying until {day}"
    else:
        start = f"等到{day}" if zh else f"wait until {day}"
    if studied:
        start = f"其后{start}" if zh else f"after that {start}"
    return start


def _condition(finding: Finding, sooner: bool, lang: str) -> str:
    """A condition and how far it is met today."""
    rule, there, notes = finding.rule, finding.have, []
    if isinstance(rule, rules.Worked):
        if isinstance(there, dict) and sooner and rule.early is not None:
            early = span(ground(rule.early_by), lang)
            notes = [f"按{rule.early.cite}可提前{early}" if lang == "zh" else f"{early} earlier by {rule.early.cite}"]
            finding = replace(finding, have={**there, "early": False})
        rule = replace(rule, early=None)
    text = need(rule, lang)
    if not isinstance(there, dict) or there.get("anchor", there) is not None:
        now = have(finding, lang)
        counted = isinstance(rule, _GOES_ON)
        if lang == "zh":
            notes.append(f"现为{now}" if isinstance(rule, rules.Fact) else now)
        else:
            notes.append(f"{now} so far" if counted else now)
    return text + bracketed(("，" if lang == "zh" else ", ").join(notes), lang)
