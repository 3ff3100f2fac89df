"""Who gains or loses by another version: as of the day asked, plain, and one for each clause that turns somebody.

Also: what a comparison of regions closes (a panel's judgement, the region) still decides between versions.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from models import catalogue
from solver import relating
from solver.comparison import ALL
from solver.differences import DiffAsked, Difference, RungChange, differences
from solver.examples import people_told
from solver.relating import Meeting
from solver.turned_clauses import named
from tests.sound_differences import sound
from tests.versions import CYBER, DAY, LIAONING, RESEARCH, SENIORITY, Edit, diff, edited, least, sign, version

FOUR_YEARS: Edit = (SENIORITY, SENIORITY.replace("5y", "4y"))
TABLET: Edit = ("{tier: provincial+, grade: third+, rank: 1..3}", "{tier: provincial+, grade: third+, rank: 1..6}")
ETHICS = "      - {id: ethics, cite: （二）, attest: {zh: 职业道德与履职, en: professional ethics}}\n"
NO_RESEARCH: Edit = (RESEARCH, "")
SOLE_BOOK: Edit = (RESEARCH, RESEARCH + '          - {id: book, cite: "3", count: book, where: {sole: true}}\n')
NO_ETHICS: Edit = (ETHICS, "")
REGION: Edit = ("{fact: region, in: [chongqing]}", "{fact: region, in: [chongqing, sichuan]}")


def _rung(found: Difference) -> RungChange:
    (rung,) = found.rungs
    return rung


def _told(found: Difference) -> list[tuple[bool, set[str]]]:
    """Who is told of a rung: whether they gain, and the clauses that turned them."""
    told = []
    for gains, way in people_told(_rung(found).proof, _rung(found).examples):
        assert way.witness is not None
        told.append((gains, set(named(way.witness.meets, way.witness.decides))))
    return told


def test_each_clause_that_turns_somebody_has_somebody_of_its_own(tmp_path: Path) -> None:
    found = diff(tmp_path, CYBER, FOUR_YEARS, TABLET, rungs=("senior",))
    sound(found)
    years, award = "senior/education-years/bachelor/seniority", "senior/results/awards/third"
    assert {change.id for change in least(found, "senior")} == {years, award}
    told = _told(found)
    assert (True, {years}) in told and (True, {award}) in told
    assert all(gains for gains, _ in told)


def test_no_example_of_a_clause_that_turns_nobody(tmp_path: Path) -> None:
    """A way in that was there already lets nobody in."""
    again = RESEARCH + RESEARCH.replace("id: research", "id: again")
    found = diff(tmp_path, CYBER, (RESEARCH, again), rungs=("engineer",))
    assert sign(found, "engineer") == "same"
    assert not _rung(found).examples and not _told(found)


@pytest.mark.parametrize("day", [date(2025, 6, 30), date(2026, 2, 28)])
def test_people_are_as_of_the_day_asked_and_nothing_odd_is_said_of_them(tmp_path: Path, day: date) -> None:
    after = version(tmp_path, CYBER, FOUR_YEARS)
    asked = DiffAsked(before=catalogue.find(CYBER), after=after, on=day, after_on=day, rungs=("senior",))
    rung = _rung(differences(asked))
    assert rung.proof is not None
    whole = rung.proof.backward.witness
    (change,) = (one for one in rung.changes if one.least)
    assert change.proof is not None
    clause = change.proof.backward.witness
    assert whole is not None and clause is not None
    assert whole.as_of == clause.as_of == day
    assert not whole.person["attestations"]
    (school,) = whole.person["education"]
    assert school["level"] == "bachelor" and school["degree"] == school["diploma"]
    assert all(date.fromisoformat(one["from"]) < day for one in whole.person["work"])


@pytest.mark.parametrize(
    ("edits", "whole"),
    [
        pytest.param((NO_ETHICS,), "looser", id="what a panel judges alone"),
        pytest.param((NO_ETHICS, SOLE_BOOK), "looser", id="and a way more"),
        pytest.param((NO_ETHICS, NO_RESEARCH), "other", id="and a way less"),
        pytest.param((REGION,), "looser", id="another region"),
        pytest.param((REGION, NO_RESEARCH), "other", id="another region and a way less"),
    ],
)
def test_what_a_comparison_closes_still_decides(tmp_path: Path, edits: tuple[Edit, ...], whole: str) -> None:
    """In the terms of a comparison nobody new qualifies where a panel judges less: no proof is taken from there."""
    found = diff(tmp_path, CYBER, *edits, rungs=("engineer",))
    meeting = Meeting(standards=found.sides, rung="engineer", as_of=DAY)
    compared = relating.found(meeting, [ALL])[0]
    assert compared.backward.answer == ("refuted" if SOLE_BOOK in edits else "proven")
    assert sign(found, "engineer") == whole
    sound(found)
    backward = {frozenset(clauses) for gains, clauses in _told(found) if gains}
    path = "engineer/conduct/ethics" if NO_ETHICS in edits else "engineer/scope/region"
    assert frozenset({path}) in backward


@pytest.mark.slow
@pytest.mark.parametrize("rung", ["engineer", "senior", "full_senior"])
def test_results_of_one_project_counted_apart_in_long_lists(tmp_path: Path, rung: str) -> None:
    found = diff(tmp_path, LIAONING, ("\nper_project: true", "\nper_project: false"), rungs=(rung,))
    assert sign(found, rung) == "looser"
    sound(found)


def test_two_days_of_one_document(tmp_path: Path) -> None:
    """The people are those of the first day, each version with the numbers of its own."""
    dated = edited(CYBER, ("{2023-07-01: 800}", "{2023-07-01: 800, 2026-01-01: 900}"))
    path = tmp_path / "dated.yaml"
    path.write_text(dated, encoding="utf-8")
    one = catalogue.version(str(path))
    asked = DiffAsked(before=one, after=one, on=DAY, after_on=date(2026, 1, 1), rungs=("engineer",))
    rung = _rung(differences(asked))
    assert rung.proof is not None and rung.proof.forward.witness is not None
    assert (rung.sign, rung.proof.forward.witness.as_of) == ("stricter", DAY)
    back = _rung(differences(replace(asked, on=date(2026, 1, 1), after_on=DAY)))
    assert back.sign == "looser"
