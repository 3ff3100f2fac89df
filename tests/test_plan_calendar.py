"""The calendar of a plan: it can be read again, its days are those of the plan, and its bytes are always the same."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from icalendar import Calendar

from commands.plan import plan as command
from models import edits
from models.catalogue import find
from reports import console
from reports.plan_calendar import calendar
from reports.plan_words import todos
from solver.ladders import PlanAsked
from solver.plan import plan
from tests.plans import BJ, EXAMPLES, KINDS, PLANNED, TODAY, answered


def parts(text: str, kind: str) -> list[Any]:
    """The components of a kind, as another reader finds them."""
    return list(Calendar.from_ical(text).walk(kind))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", PLANNED)
def test_days_are_those_of_the_plan(kind: str, lang: str) -> None:
    answer = answered(kind)
    best, text = answer.plans[0], calendar(answer, "1.2.3", lang)
    events = [(one.decoded("dtstart"), one.decoded("dtend")) for one in parts(text, "VEVENT")]
    days = [day for stage in best.stages for day in (stage.applied, stage.titled)]
    days += [course.until for course in best.courses]
    assert Counter(events) == Counter((day, day + timedelta(days=1)) for day in days)
    assert all(type(start) is date for start, _ in events)
    made = [one for stage in best.stages for one in todos(stage, best, lang) if one.kind != "wait"]
    found = parts(text, "VTODO")
    assert len(found) == len(made)
    for todo, one in zip(found, made, strict=True):
        assert todo.decoded("due") == one.by
        assert todo.get("dtstart") is None if one.since == one.by else todo.decoded("dtstart") == one.since
        assert str(todo["summary"]).endswith(one.text)
        assert one.serves in str(todo["description"]) and (one.serves or one.kind == "move")
        assert todo["summary"].params["language"] == {"zh": "zh-CN", "en": "en"}[lang]
    for entry in (*parts(text, "VEVENT"), *found):
        assert entry.decoded("dtstamp") == datetime(2025, 6, 1, tzinfo=UTC)
        assert str(entry["summary"]).startswith(answer.person.name)


def test_what_goes_on_is_told_with_the_application() -> None:
    """Waiting is nothing to make, so no to-do of its own."""
    answer = answered("full")
    best = answer.plans[0]
    waits = [one for stage in best.stages for one in todos(stage, best, "zh") if one.kind == "wait"]
    text = calendar(answer, "1", "zh")
    told = [str(one["description"]) for one in parts(text, "VEVENT")]
    assert waits and all(any(one.text in words for words in told) for one in waits)
    assert "最终以评审委员会" in told[-1]
    assert not [one for one in parts(text, "VTODO") if "继续工作" in str(one["summary"])]


@pytest.mark.parametrize("kind", ["shut", "held"])
def test_without_a_plan_there_is_a_note_alone(kind: str) -> None:
    text = calendar(answered(kind), "1", "zh")
    assert [one.name for one in Calendar.from_ical(text).walk()] == ["VCALENDAR", "VJOURNAL"]
    note = parts(text, "VJOURNAL")[0]
    said = {"shut": "没有办法晋升高级工程师", "held": "已有工程师职称，无需规划"}[kind]
    assert said in str(note["summary"])
    assert ("第三条" in str(note.get("description", ""))) == (kind == "shut")


@pytest.mark.parametrize("kind", KINDS)
def test_lines_are_as_the_standard_asks(kind: str) -> None:
    data = calendar(answered(kind), "1.2.3", "zh").encode()
    lines = data.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR" and lines[-2:] == [b"END:VCALENDAR", b""]
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    assert b"VERSION:2.0" in lines and b"PRODID:-//zhicheng//zhicheng 1.2.3//ZH" in lines
    uids = [line for line in lines if line.startswith(b"UID:")]
    assert (
        len(uids) == len(set(uids)) == sum(line.startswith((b"BEGIN:VE", b"BEGIN:VT", b"BEGIN:VJ")) for line in lines)
    )
    assert not any(b"@" in line for line in uids)


def test_same_question_same_bytes() -> None:
    first = answered("full")
    person = edits.load_person(EXAMPLES / "he-lin-initial.yaml", ())
    again = plan(person, [find(one.id) for one in first.standards], "senior", TODAY, first.asked)
    text = calendar(first, "1", "zh")
    assert calendar(again, "1", "zh") == text
    other = calendar(replace(first, person=replace(first.person, name="甲")), "1", "zh")
    uids = [{str(one["uid"]) for one in parts(made, "VEVENT")} for made in (text, other)]
    assert not uids[0] & uids[1]


def test_a_later_day_keeps_the_names_of_equal_entries() -> None:
    """So that a calendar read again replaces what it brought before."""
    first = answered("full")
    later = replace(first, as_of=date(2025, 6, 2))
    texts = [calendar(one, "1", "zh") for one in (first, later)]
    stamps = [{one.decoded("dtstamp") for one in parts(text, "VEVENT")} for text in texts]
    uids = [[str(one["uid"]) for one in parts(text, "VEVENT")] for text in texts]
    assert stamps[0] != stamps[1] and uids[0] == uids[1]


def test_equal_entries_have_names_of_their_own() -> None:
    answer = answered("full")
    best = answer.plans[0]
    stage = next(one for one in best.stages if one.made)
    twice = replace(stage, made=stage.made * 2)
    text = calendar(replace(answer, plans=(replace(best, stages=(twice,)),)), "1", "zh")
    uids = [str(one["uid"]) for one in parts(text, "VTODO")]
    assert len(uids) == len(set(uids)) == 2 * len(stage.made)


def test_names_cannot_break_out() -> None:
    """Line ends, control characters and signs of the format itself in what people wrote."""
    answer = answered("full")
    name = "甲\r\nEND:VCALENDAR\x00;,\\\ud800"
    text = calendar(replace(answer, person=replace(answer.person, name=name)), "1", "en")
    text.encode("utf-8")
    assert text.count("\r\nEND:VCALENDAR") == 1 and "\x00" not in text
    assert str(parts(text, "VEVENT")[0]["summary"]).startswith("甲  END:VCALENDAR ;,\\ : ")


def test_files_hold_the_very_bytes(tmp_path: Path) -> None:
    text, out = calendar(answered("full"), "1", "zh"), tmp_path / "plan.ics"
    console.write(text, out, "--ics")
    assert out.read_bytes() == text.encode() and b"\r\n" in out.read_bytes()


def test_command_writes_page_and_calendar(tmp_path: Path) -> None:
    page, ics = tmp_path / "plan.html", tmp_path / "plan.ics"
    asked = ["--to", "senior", "--standard", BJ, "--on", "2025-06-01", "--lang", "en"]
    person = str(EXAMPLES / "liu-yang-technician-school.yaml")
    files = ["--format", "html", "--out", str(page), "--ics", str(ics)]
    done = CliRunner().invoke(command, [person, *asked, *files])
    assert done.exit_code == 0, done.output
    data = ics.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") > 10 and parts(data.decode(), "VEVENT")
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_asking_for_words_alone_needs_neither_library() -> None:
    """The libraries come where they are used, not with the modules."""
    code = (
        "import sys; sys.modules.update(icalendar=None, jinja2=None); import reports.plan_page, reports.plan_calendar"
    )
    subprocess.run([sys.executable, "-B", "-c", code], cwd=EXAMPLES.parent, check=True)


def test_limits_of_the_question_are_kept() -> None:
    """With another round the days are others."""
    answer = answered("full")
    person = edits.load_person(EXAMPLES / "he-lin-initial.yaml", ())
    asked = PlanAsked(rounds=((3, 1),), review=6)
    other = plan(person, answer.standards, "assistant", TODAY, asked)
    days = {one.decoded("dtstart") for one in parts(calendar(other, "1", "en"), "VEVENT")}
    assert days == {date(2026, 3, 1), date(2026, 9, 1)}
