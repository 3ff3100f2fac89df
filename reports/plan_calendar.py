"""The dates of a plan as a calendar (RFC 5545): applications, titles and courses as events, what to make as to-dos."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from reports import plan_outcome
from reports.person import title
from reports.plan_words import course_name, course_serves, course_words, step_name, todos
from reports.terms import COMMITTEE
from solver.itinerary import Plan, Stage
from solver.plan import PlanAnswer

if TYPE_CHECKING:
    from icalendar import Calendar

_LANGUAGES = "zh-CN", "en"
"""The languages of texts by RFC 5646."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One entry: VEVENT, VTODO or VJOURNAL; its words; its first day, and the day by which a to-do is due."""

    kind: str
    summary: str
    told: tuple[str, ...]
    since: date
    due: date | None = None


def calendar(answer: PlanAnswer, version: str, lang: str) -> str:
    """The calendar as text, its lines ended by CRLF; the same answer gives the same text.

    Where nothing leads to the title, or it is held, a note says so: a calendar may not be empty.
    """
    from icalendar import Calendar

    name = _plain(answer.person.name)
    made = Calendar()
    made.add("prodid", f"-//zhicheng//zhicheng {version}//{lang.upper()}")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("x-wr-calname", _plain(plan_outcome.heading(answer, name, lang)))
    entries = list(_entries(answer.plans[0], lang)) if answer.plans else [_note(answer, lang)]
    seen: dict[Entry, int] = {}
    for entry in entries:
        seen[entry] = seen.get(entry, 0) + 1
        _add(made, entry, answer, name, lang, seen[entry])
    written: bytes = made.to_ical()
    return written.decode("utf-8")


def _entries(plan: Plan, lang: str) -> Iterator[Entry]:
    """Courses first, then each step: what to make for it, the application, the title."""
    zh = lang == "zh"
    for course in plan.courses:
        name = course_name(course, lang)
        told = (course_words(course, lang), course_serves(course, lang))
        yield Entry(kind="VEVENT", summary=f"{name}毕业" if zh else f"finish {name}", told=told, since=course.until)
    for stage in plan.stages:
        yield from _todos(stage, plan, lang)
        yield from _days(stage, plan, lang)


def _todos(stage: Stage, plan: Plan, lang: str) -> Iterator[Entry]:
    """What to make for a step, each from the first day that counts to the day of the application."""
    for one in todos(stage, plan, lang):
        if one.kind != "wait":
            paced = [str(day) for day in one.on if day > one.since]
            days = ("按节奏：" + "、".join(paced)) if lang == "zh" else "by this pace: " + ", ".join(paced)
            told = (one.serves, days if paced else "", step_name(stage, lang))
            yield Entry(kind="VTODO", summary=one.text, told=told, since=one.since, due=one.by)


def _days(stage: Stage, plan: Plan, lang: str) -> Iterator[Entry]:
    """The day of the application, with what has to go on until then, and the day on which the title is expected."""
    zh, name = lang == "zh", title(stage.rise.rung, lang)
    waits = tuple(f"{one.text}{'，' if zh else ', '}{one.serves}" for one in todos(stage, plan, lang) if not one.on)
    told = (step_name(stage, lang), *waits)
    yield Entry(kind="VEVENT", summary=f"申报{name}" if zh else f"apply: {name}", told=told, since=stage.applied)
    told = (step_name(stage, lang), COMMITTEE[lang])
    summary = f"预计取得{name}职称" if zh else f"title expected: {name}"
    yield Entry(kind="VEVENT", summary=summary, told=told, since=stage.titled)


def _note(answer: PlanAnswer, lang: str) -> Entry:
    """That there is nothing to plan, and why."""
    told = [f"{head}{'：' if lang == 'zh' else ': '}{text}" for head, text in plan_outcome.blocked(answer, lang)]
    final = plan_outcome.shut_for_good(answer, lang)
    return Entry(kind="VJOURNAL", summary=plan_outcome.outcome(answer, lang), told=(*told, final), since=answer.as_of)


def _add(made: Calendar, entry: Entry, answer: PlanAnswer, name: str, lang: str, number: int) -> None:
    """The entry as a component; `number` tells equal ones apart."""
    from icalendar import Event, Journal, Todo

    component = {"VEVENT": Event, "VTODO": Todo, "VJOURNAL": Journal}[entry.kind]()
    language = {"language": _LANGUAGES[lang == "en"]}
    whose = name + ("：" if lang == "zh" else ": ") if name else ""
    summary, told = _plain(whose + entry.summary), "\n".join(_plain(line) for line in entry.told if line)
    component.add("uid", _uid(entry, answer, summary, told, number))
    # no clock: what is said depends on the answer alone
    component.add("dtstamp", datetime(answer.as_of.year, answer.as_of.month, answer.as_of.day, tzinfo=UTC))
    component.add("summary", summary, parameters=language)
    if told:
        component.add("description", told, parameters=language)
    if entry.kind == "VTODO":
        # the standard wants a to-do to be due after it starts
        if entry.due != entry.since:
            component.add("dtstart", entry.since)
        component.add("due", entry.due)
        component.add("status", "NEEDS-ACTION")
    else:
        component.add("dtstart", entry.since)
    if entry.kind == "VEVENT":
        if entry.since < date.max:
            component.add("dtend", entry.since + timedelta(days=1))
        component.add("transp", "TRANSPARENT")
    made.add_component(component)


def _uid(entry: Entry, answer: PlanAnswer, summary: str, told: str, number: int) -> str:
    """A name that nothing else has, and that an equal entry of a later plan has again: what is in it, hashed."""
    told_apart = [entry.kind, summary, told, entry.since, entry.due, answer.target, number]
    return sha256("\n".join(map(str, told_apart)).encode("utf-8", "replace")).hexdigest()[:40]


def _plain(text: str) -> str:
    """The text without what a calendar cannot hold: control characters."""
    return "".join(c if c.isprintable() else " " for c in text)
