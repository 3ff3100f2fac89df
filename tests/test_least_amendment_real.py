"""The smallest amendment of real standards against weakened copies, by scenarios and back, and in words."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from models import applicant, catalogue
from models.amending import Change, amended
from models.scenarios import amended_by, load
from models.standard import Standard
from reports.amendment_json import amendment_json
from reports.amendment_text import amendment_text, scenario_text
from reports.layout import width_of
from solver.amendment_moves import Movable, size
from solver.check import check
from solver.comparison import ALL
from solver.least_amendment import amended_standard, least_amendment
from solver.relating import Meeting, parts_of, replayed
from tests.amendments import CYBER, LIAONING, ON, side


@pytest.fixture(scope="module")
def weaker() -> Standard:
    """A real standard with four numbers lower."""
    return amended(catalogue.find(CYBER), [
        Change(path="$paper-words", values=1500),
        Change(path="senior/results/awards/second", values={"tier": "city+"}),
        Change(path="senior/education-years/bachelor/seniority", values={"months": "4y"}),
        Change(path="senior/scholarship/research", values={"n": 1}),
    ])  # fmt: skip


def test_a_real_rung_against_its_weakened_copy_and_back_by_a_scenario(weaker: Standard, tmp_path: Path) -> None:
    a, b = side(catalogue.find(CYBER)), side(weaker, "weaker")
    found = least_amendment(a, b, "senior", ALL, ON)
    assert found.answer == "proven" and found.size <= (4, Fraction(11, 2))
    place = tmp_path / "least.yaml"
    place.write_text(scenario_text(found), encoding="utf-8")
    (scenario,) = load([place]).scenarios
    (again,) = amended_by(scenario, [a.standard])
    assert again.digest == amended_standard(found).digest != a.standard.digest
    assert least_amendment(side(again), b, "senior", ALL, ON).answer == "none_needed"
    witness = found.witness
    assert witness is not None
    mine, theirs = (applicant.read(witness.papers[key]) for key in (a.key, b.key))
    assert check(theirs, weaker, "senior", ON).verdict == "eligible"
    assert check(mine, a.standard, "senior", ON).verdict == "not_eligible"
    assert check(mine, again, "senior", ON).verdict == "eligible"


def moved(rng: Random, movable: Movable) -> list[int]:
    """One to three thresholds moved at random, often by little."""
    grains = [0] * len(movable.thresholds)
    for place in rng.sample(range(len(grains)), min(len(grains), rng.choice([1, 1, 2, 3]))):
        grains[place] = rng.randint(1, min(movable.thresholds[place].most, rng.choice([1, 2, 24, 10**9])))
    return grains


def never_larger(name: str, seed: int, times: int) -> int:
    """Copies of a standard with known movements: the least is never larger. How many were proven."""
    rng, one, proven = Random(seed), catalogue.find(name), 0
    for _ in range(times):
        rung = rng.choice(list(one.rungs))
        meeting = Meeting(standards=(one, one), rung=rung, as_of=ON)
        part = rng.choice([ALL, *(p for p in parts_of(meeting.fair("")[0]) if p not in ("scope", "conduct"))])
        movable = Movable(meeting.trees(part)[0], one)
        if not movable.thresholds:
            continue
        grains = moved(rng, movable)
        other = amended(one, movable.changes(grains))
        found = least_amendment(side(one), side(other, "weaker"), rung, part, ON, seconds=60)
        known = size(movable, grains)
        assert found.answer in ("proven", "none_needed", "undecided")
        assert found.bound <= known, (rung, part, grains)
        if found.suffices:
            proven += found.answer != "undecided"
            again = Meeting(standards=(amended_standard(found), other), rung=rung, as_of=ON)
            if found.witness is not None:
                assert not replayed(again, part, "", 1, found.witness.person)
    return proven


@pytest.mark.parametrize("name", [CYBER, LIAONING])
def test_the_least_is_never_larger_than_a_known_one(name: str) -> None:
    assert never_larger(name, 3, 6) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(catalogue.files()))
@pytest.mark.parametrize("seed", range(4))
def test_the_least_is_never_larger_than_a_known_one_widely(name: str, seed: int) -> None:
    assert never_larger(name, seed, 40) >= 20


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_answer_is_told_in_words_and_as_json(weaker: Standard, lang: str) -> None:
    a = side(catalogue.find(CYBER), CYBER)
    answers = [
        least_amendment(a, side(weaker, "weaker"), "senior", "education-years", ON),
        least_amendment(side(catalogue.find(LIAONING)), a, "senior", "education-years", ON),
        least_amendment(a, a, "senior", "education-years", ON),
        least_amendment(a, side(weaker, "weaker"), "senior", ALL, ON, seconds=0),
    ]
    assert [one.answer for one in answers] == ["proven", "impossible", "none_needed", "undecided"]
    for one in answers:
        text = amendment_text(one, lang, 80)
        assert all(width_of(line) <= 80 for line in text.split("\n") if not line.startswith("      "))
        data = json.loads(json.dumps(amendment_json(one, lang)))
        assert data["answer"] == one.answer and len(data["changes"]) == data["size"]["thresholds"]
        assert (data["scenario"] is None) == (not one.made)
    text = amendment_text(answers[0], lang, 400)
    assert ("5年 → 4年（1步）" if lang == "zh" else "5 years → 4 years (1 step)") in text
    assert 'senior/education-years/bachelor/seniority: {"months": "4y"}' in text
