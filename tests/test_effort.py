"""Starting points are complete, and the least effort from them is what the text of a standard says it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from models import catalogue
from models.applicant import Applicant
from models.errors import InputError
from models.starts import DEFAULT, Start, candidates, load
from models.vocabulary import vocabulary
from solver.asking import Asked
from solver.check import check
from solver.comparison import Effort, Side
from solver.effort import efforts, planned, settled_in
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.gap import gap
from solver.plan import PlanAsked, plan
from solver.status import ASSUMED
from solver.transplant import comparable

DAY = date(2024, 12, 31)
RUNGS = vocabulary().sets["rung"].values
CYBER, INDUSTRIAL = "chongqing-cyberspace-2023", "chongqing-industrial-internet-2022"
LIAONING, BEIJING, SICHUAN = "liaoning-cyberspace-2024", "beijing-cybersecurity-2024", "sichuan-initial-2022"
NAMES = (BEIJING, CYBER, INDUSTRIAL, LIAONING, SICHUAN)


@cache
def sides() -> dict[str, Side]:
    standards = [catalogue.find(name) for name in NAMES]
    fair = comparable(standards, DAY)
    return {s.id: Side(key=s.id, label=s.title, standard=s, fair=f) for s, f in zip(standards, fair, strict=True)}


def start(name: str) -> Start:
    return next(one for one in load() if one.id == name)


def effort(standard: str, name: str, rung: str) -> Effort:
    (found,) = efforts([sides()[standard]], [start(name)], [rung], DAY, {})
    return found


def sizes(standard: str, name: str, rung: str) -> tuple[int | None, int | None]:
    found = effort(standard, name, rung)
    return found.months, found.records


def regular(standard: str, name: str, rung: str) -> tuple[int | None, int | None]:
    found = effort(standard, name, rung)
    return found.regular_months, found.regular_records


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_left_open_of_a_starting_point(name: str) -> None:
    fair = sides()[name].fair
    for one in [*load(), *candidates().values()]:
        for day in (DAY, date(2024, 2, 29), date(2031, 3, 1)):
            for rung in fair.rungs:
                answer = check(one.on(day), fair, rung, day)
                assert answer.verdict != "undetermined", (one.id, rung)
                assert not answer.missing, (one.id, rung)
                assert not answer.assumed, (one.id, rung)
            assert one.on(day).oddities == (), one.id


def test_every_rung_has_a_candidate_who_lacks_it() -> None:
    assert tuple(candidates()) == RUNGS
    for place, rung in enumerate(RUNGS):
        held = [title.level for title in candidates()[rung].on(DAY).titles or ()]
        assert held[-1:] == list(RUNGS[place - 1 : place])


def test_days_are_told_from_the_day_of_the_question() -> None:
    person = start("master-new").on(date(2024, 3, 31))
    assert [e.diploma for e in person.education or ()] == [date(2021, 2, 28), date(2024, 2, 29)]
    assert [job.start for job in person.work or ()] == [date(2024, 2, 29)]


# Each of these is read off the text of the standard as it is compared: attestations met, own field everywhere.


def test_a_new_bachelor_waits_for_the_year_of_work_that_the_assistant_rung_asks() -> None:
    # 第八条, 五（二）1（2）, 一（二）2, 三（三）: a year of work, of which a month is done
    for standard in NAMES:
        assert sizes(standard, "bachelor-new", "assistant") == (11, 0)


def test_a_new_master_is_assistant_at_once() -> None:
    # 第八条, 五（二）1（1）, 一（二）1, 三（四）: no years; where work now is asked, there is a job
    for standard in NAMES:
        assert effort(standard, "master-new", "assistant").points == ((0, 0),)
        assert sizes(standard, "master-new", "assistant") == (0, 0)


def test_an_engineer_in_chongqing_was_assistant_for_four_years_and_has_one_result() -> None:
    # 第十条: four years after the title of assistant, which takes 11 months itself; 第十一条（二）: one item
    found = effort(CYBER, "bachelor-new", "engineer")
    assert (found.months, found.records) == (11 + 48, 1)
    assert found.points == (), "in one step there is no way without the title of assistant"
    # a professional engineering master: assistant today, two years less the early one (第十七条)
    assert sizes(CYBER, "master-new", "engineer") == (24 - 12, 1)
    # 第十条: a doctor needs no years
    assert effort(CYBER, "doctor-new", "engineer").points == ((0, 1),)
    # an assistant of today, in one step: the four years and one result
    assert effort(CYBER, "assistant-new", "engineer").points == ((48, 1),)


def test_beijing_counts_work_without_a_title_and_asks_for_two_results() -> None:
    # 二（一）2（3）: five years of work after a bachelor's degree; 二（三）: two results
    assert sizes(BEIJING, "bachelor-new", "engineer") == (60 - 1, 2)
    assert sizes(BEIJING, "bachelor-untitled", "engineer") == (0, 2)
    # （2）: two years after a master's degree; （1）: a doctor at once
    assert sizes(BEIJING, "master-new", "engineer") == (24 - 1, 2)
    assert sizes(BEIJING, "doctor-new", "engineer") == (0, 2)
    # （4）: a junior-college technician with two of the four years of work since the title, one of them done
    assert sizes(BEIJING, "college-technician", "engineer") == (48 - 12, 2)


def test_a_lower_title_of_the_same_day_may_spare_records() -> None:
    # 五（三）: three results by the regular route. 六（六）: an award by the exceptional one, but for assistants alone;
    # 五（二）1（1）: a doctor is assistant at once. So the plan beats the frontier of the rung alone.
    found = effort(LIAONING, "doctor-new", "engineer")
    assert found.points == ((0, 3),)
    assert (found.months, found.records, found.routes) == (0, 1, ("exceptional",))
    assert (found.regular_months, found.regular_records) == (0, 3)


def test_the_regular_way_is_told_beside_a_shorter_one() -> None:
    # 三（四）: a list that asks for no years. 三（一）2（3）: five years as an engineer; 三（三）: three results
    found = effort(BEIJING, "engineer-new", "senior")
    assert (found.months, found.records, found.routes) == (0, 3, ("exceptional",))
    assert regular(BEIJING, "engineer-new", "senior") == (60, 3)
    # 附件2: a record that served one review serves no other: two results as engineer（二（三））, then three
    assert regular(BEIJING, "assistant-new", "senior") == (48 + 60, 2 + 3)
    # （1）: two years of work after the doctor's degree, of which a month is done, and no title
    assert regular(BEIJING, "doctor-new", "senior") == (24 - 1, 3)
    # （1） to （3）: nothing for a junior college, whatever comes after it
    assert sizes(BEIJING, "college-new", "senior") == (0, 3)
    assert regular(BEIJING, "college-new", "senior") == (None, None)
    # 五（五）6: the green channel asks for no title; 五（四）1, 五（五）1: five years as engineer, five as senior;
    # 五（四）4, 五（五）4: three results and two
    found = effort(LIAONING, "engineer-new", "full_senior")
    assert (found.months, found.records, found.routes) == (0, 1, ("green",))
    assert (found.regular_months, found.regular_records) == (60 + 60, 3 + 2)


def test_rungs_of_one_route_have_one_way() -> None:
    for name in NAMES:
        for start in ("bachelor-new", "master-new"):
            assert regular(name, start, "assistant") == sizes(name, start, "assistant")
            assert effort(name, start, "assistant").routes == ()
    assert regular(CYBER, "bachelor-new", "engineer") == sizes(CYBER, "bachelor-new", "engineer") == (59, 1)


def test_titles_by_initial_determination_ask_for_no_records() -> None:
    # 三（一）, （二）: a year after the vocational diploma or above it, three after that of a junior college
    assert sizes(SICHUAN, "college-new", "technician") == (12 - 1, 0)
    assert sizes(SICHUAN, "college-new", "assistant") == (36 - 1, 0)
    # 三（五）, （六）: a master after three years, a doctor at once, a bachelor never
    assert sizes(SICHUAN, "master-new", "engineer") == (36 - 1, 0)
    assert sizes(SICHUAN, "doctor-new", "engineer") == (0, 0)
    never = effort(SICHUAN, "bachelor-untitled", "engineer")
    assert (never.months, never.records, never.points) == (None, None, ())


def test_rungs_that_a_side_lacks_or_a_start_has_reached_are_left_out() -> None:
    some = [sides()[name] for name in (BEIJING, INDUSTRIAL, SICHUAN)]
    found = efforts(some, load(), RUNGS[:4], DAY, {})
    asked = {(one.side, one.rung) for one in found}
    assert (BEIJING, "technician") not in asked
    assert (SICHUAN, "senior") not in asked
    assert {one.rung for one in found if one.start == "engineer-new"} == {"senior"}
    assert {one.rung for one in found if one.start == "college-technician"} == {"assistant", "engineer", "senior"}
    # sides, starts and rungs in the order asked
    order = [(NAMES.index(one.side), [s.id for s in load()].index(one.start), RUNGS.index(one.rung)) for one in found]
    assert order == sorted(order)
    assert len(order) == len(set(order))


@pytest.mark.parametrize("name", [BEIJING, INDUSTRIAL, SICHUAN])
def test_they_are_what_plan_and_gap_answer(name: str) -> None:
    as_plan_and_gap_answer(sides()[name], ("assistant", "engineer"))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_they_are_what_plan_and_gap_answer_for_every_rung(name: str) -> None:
    as_plan_and_gap_answer(sides()[name], RUNGS)


def as_plan_and_gap_answer(side: Side, rungs: Sequence[str]) -> None:
    """Holds efforts against plan and gap, asked one by one; the last step of each plan is checked on its day."""
    (side,) = planned([side], DAY, {})
    for one in efforts([side], load(), rungs, DAY, {}):
        person = settled_in(start(one.start), side, DAY, {})
        answer = plan(person, [side.fair], one.rung, DAY, PlanAsked())
        steps = gap(person, side.fair, one.rung, DAY, Asked()).frontier or ()
        as_plan_answers_by_the_regular_route(side, one, person)
        assert set(one.points) <= {(point.months, point.records) for point in steps}
        for point in steps:
            assert any(months <= point.months and records <= point.records for months, records in one.points)
        if one.months is None:
            assert not answer.plans
            continue
        (best,) = answer.plans
        assert (best.records, best.proven) == (one.records, True)
        assert not best.courses
        assert (best.arrives.year - DAY.year) * 12 + best.arrives.month - DAY.month == one.months
        last = best.stages[-1]
        assert Evaluation(Facts(last.checked, last.applied, side.fair.id)).rung(last.settled) >= ASSUMED


def as_plan_answers_by_the_regular_route(side: Side, one: Effort, person: Applicant) -> None:
    """The same of the regular way; where it is another, the way by any route takes other routes, and is not later."""
    plans = plan(person, [side.fair], one.rung, DAY, PlanAsked(routes=("regular",))).plans
    if one.regular_months is None or one.regular_records is None:
        assert not plans
    else:
        (best,) = plans
        assert best.records == one.regular_records
        assert (best.arrives.year - DAY.year) * 12 + best.arrives.month - DAY.month == one.regular_months
        assert {stage.route for stage in best.stages} <= {"regular"}
        assert one.months is not None and one.months <= one.regular_months
    alike = (one.months, one.records) == (one.regular_months, one.regular_records)
    assert (one.routes == ()) is alike and "regular" not in one.routes


def test_everybody_works_in_the_own_field_whatever_is_compared() -> None:
    plain = catalogue.find(INDUSTRIAL)
    (fair,) = comparable([plain], DAY)
    alone = Side(key=INDUSTRIAL, label=plain.title, standard=plain, fair=fair)
    # nobody else is there whose own field network security is, and yet the numbers are the same
    rungs = ("assistant", "engineer")
    assert efforts([alone], load(), rungs, DAY, {}) == efforts([sides()[INDUSTRIAL]], load(), rungs, DAY, {})
    person = start("bachelor-new")
    work = [{"field": name, "from": "as_of - 5y"} for name in ("engineering", "other", "network_security")]
    moved = settled_in(replace(person, person={**person.person, "work": work}), alone, DAY, {})
    assert [job.field for job in moved.work or ()] == ["engineering", "other", "industrial_internet"]


def test_readings_are_heeded() -> None:
    # 第十三条（四） takes the place of results and scholarship: one record at least is spared
    (found,) = efforts([sides()[CYBER]], [start("master-new")], ["senior"], DAY, {"exception-scope": "replaces"})
    assert (found.records or 0) < (sizes(CYBER, "master-new", "senior")[1] or 0)


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "everyone: {titles: [], achievements: [], recommenders: []}\n"
        "starts:\n"
        "  me:\n"
        "    zh: 我\n"
        "    en: me\n"
        "    person:\n"
        "      education: [{level: bachelor, diploma: 2020-06-30, degree: as_of - 18m}]\n"
        "      work: [{field: network_security, from: as_of - 2y}]\n",
        encoding="utf-8",
    )
    (mine,) = load(path)
    assert (mine.id, mine.label.zh) == ("me", "我")
    (entry,) = mine.on(DAY).education or ()
    assert (entry.diploma, entry.degree) == (date(2020, 6, 30), date(2023, 6, 30))
    assert candidates(path) == {}


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("starts:\n", "start:\n", "start:", "unknown key `start`; write `starts`"),
        ("    zh: 大专毕业，刚入职\n", "", "college-new:", "a text is given in both languages"),
        ("- 1m, relation: own", "- 1w, relation: own", "as_of - 1w", "`diploma` is a date, not `as_of - 1w`"),
        ("level: junior_college,", "level: junior_colege,", "colege", "write `junior_college`"),
        ("  achievements: []\n", "", "level: junior_college,", "does not give its `achievements`; write"),
        ("  technician:\n", "  technicion:\n", "  technicion:", "unknown rung `technicion`; write `technician`"),
        ("employment: enterprise", "employment: enterprize", "enterprize", "write `enterprise`"),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_line(tmp_path: Path, old: str, new: str, at: str, says: str) -> None:
    text = DEFAULT.read_text(encoding="utf-8")
    assert old in text
    wrong = text.replace(old, new, 1)
    path = tmp_path / "starts.yaml"
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        load(path)
    assert says in str(raised.value)
    assert raised.value.where == str(path)
    assert at in wrong.splitlines()[raised.value.line - 1]
