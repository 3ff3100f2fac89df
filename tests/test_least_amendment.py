"""The smallest amendment of small standards, argued by hand, and of real ones against a weakened copy."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from models import applicant, catalogue
from models.amending import Change, amended
from models.errors import InputError
from models.rules import Rule
from models.scenarios import amended_by, load
from models.standard import Standard
from models.standard_reader import read_standard
from models.vocabulary import Label
from reports.amendment_json import amendment_json
from reports.amendment_text import amendment_text, scenario_text
from reports.layout import width_of
from solver.amendment_moves import Movable, size
from solver.amendment_oracle import refuting
from solver.check import check
from solver.comparison import ALL, Side
from solver.least_amendment import Amendment, amended_standard, least_amendment
from solver.relating import Meeting, parts_of, replayed
from solver.somebody import Somebody

ON = date(2024, 12, 31)
RUNG = "engineer"
CYBER, LIAONING = "chongqing-cyberspace-2023", "liaoning-cyberspace-2024"


def standard(name: str, parameters: Any = None, **parts: Any) -> Standard:
    """A standard of one rung whose one route asks for all the parts given."""
    return read_standard({
        "id": name,
        "document": {"zh": name, "en": name, "issued": "2020-01-01", "effective": "2020-01-01", "region": "chongqing"},
        **({"parameters": parameters} if parameters else {}),
        "rungs": {RUNG: {
            "parts": {part: {"cite": f"第{i}条", **rule} for i, (part, rule) in enumerate(parts.items(), 1)},
            "routes": {"regular": list(parts)},
        }},
    })  # fmt: skip


def side(one: Standard, key: str = "") -> Side:
    return Side(key=key or one.id, label=Label(zh=f"甲{key}", en=f"side {key}"), standard=one, fair=one)


def asked(a: Standard, b: Standard, part: str = "results", **more: Any) -> Amendment:
    return least_amendment(side(a, "a"), side(b, "b"), RUNG, part, ON, **more)


def of(mine: Any, other: Any, part: str = "results", parameters: Any = None) -> Amendment:
    return asked(standard("one", parameters, **{part: mine}), standard("two", **{part: other}), part)


def told(found: Amendment) -> list[tuple[str, str, Any, Any]]:
    """What is moved: the end of the path, the slot, before and after."""
    return [(c.path.rpartition("/")[2], c.slot, c.before, c.after) for c in found.changes]


def papers(at_least: int = 1, **where: Any) -> dict[str, Any]:
    return {"count": "paper", "at_least": at_least, **({"where": where} if where else {})}


def test_a_count_comes_down_to_what_the_other_asks() -> None:
    found = of(papers(3), papers(1))
    assert found.answer == "proven"
    assert told(found) == [("results", "n", 3, 1)]
    assert found.size == (1, Fraction(2)) == found.bound
    assert found.witness is not None and found.witness.records == 1


def test_who_is_as_strict_or_looser_needs_none() -> None:
    assert of(papers(1), papers(3)).answer == "none_needed"
    found = of(papers(2), papers(2))
    assert (found.answer, found.changes, found.witness, found.suffices) == ("none_needed", (), None, True)


def test_years_come_down_in_years_of_twelve_months() -> None:
    row = {"title": "assistant", "worked": {"in": "engineering", "at_least": "5y"}}
    other = {"title": "assistant", "worked": {"in": "engineering", "at_least": "42m"}}
    found = of(row, other, "education-years")
    assert [(before, after) for *_, before, after in told(found)] == [(60, 42)]
    assert found.size == (1, Fraction(3, 2))


def test_ranks_go_up_tiers_go_down_amounts_by_tenths() -> None:
    assert told(of(papers(author="1..1"), papers(author="1..4"))) == [("results", "author", 1, 4)]
    award = of({"count": "award", "where": {"tier": "national+"}}, {"count": "award", "where": {"tier": "city+"}})
    assert told(award) == [("results", "tier", "national", "city")]
    assert award.size == (1, Fraction(2))  # national, provincial, city
    contract = of(
        {"count": "project", "where": {"contract": "50+"}}, {"count": "project", "where": {"contract": "30.5+"}}
    )
    assert told(contract) == [("results", "contract", 50, 30.5)]
    assert contract.size == (1, Fraction(39, 10))  # 19.5 of steps of 5


def test_the_amount_of_several_records_comes_down() -> None:
    mine = {"count": "project", "total": {"of": "contract", "at_least": 200}}
    found = of(mine, {"count": "project", "total": {"of": "contract", "at_least": 150}})
    assert told(found) == [("results", "total.at_least", 200, 150)]
    assert found.size == (1, Fraction(5, 2))


def test_one_threshold_far_is_less_than_two_by_a_little() -> None:
    """Either a paper and a patent each one fewer (2 steps), or reports down to one (4 steps, but one threshold)."""
    both = {"id": "both", "all": [{"id": "p", **papers(2)}, {"id": "q", "count": "patent", "at_least": 2}]}
    mine = {"any": [both, {"id": "reports", "count": "report", "at_least": 5}]}
    other = {"all": [
        {"id": "p", **papers(1)}, {"id": "q", "count": "patent"}, {"id": "r", "count": "report"},
    ]}  # fmt: skip
    found = of(mine, other)
    assert told(found) == [("reports", "n", 5, 1)]
    assert found.answer == "proven" and found.size == (1, Fraction(4))


def test_a_parameter_is_one_threshold_wherever_it_stands() -> None:
    parameters = {"words": {"cite": "第九条", "values": {"2020-01-01": 3000}}}
    mine = {"all": [
        {"id": "p", **papers(1, words="$words+", venue="journal")},
        {"id": "q", **papers(1, words="$words+", venue="conference")},
    ]}  # fmt: skip
    other = {"all": [
        {"id": "p", **papers(1, words="2100+", venue="journal")},
        {"id": "q", **papers(1, words="1800+", venue="conference")},
    ]}  # fmt: skip
    found = of(mine, other, parameters=parameters)
    assert [(c.path, c.slot, c.after) for c in found.changes] == [("$words", "", 1800)]
    assert found.size == (1, Fraction(4))  # a step is a tenth of 3000


def test_a_list_of_different_records_asks_fewer_of_its_items() -> None:
    items = [{"id": "p", **papers(1)}, {"id": "core", **papers(1, indexes=["sci"])}, {"id": "q", "count": "patent"}]
    found = of({"of": items, "at_least": 2, "once": True}, {"count": "patent"})
    assert told(found) == [("results", "n", 2, 1)]


def test_what_is_no_threshold_cannot_be_moved() -> None:
    """The other lets a bachelor in, and no number of months makes a bachelor a master."""
    worked = {"title": "assistant", "worked": {"in": "engineering", "at_least": "2y"}}
    mine = {"all": [{"id": "degree", "degree": "master"}, {"id": "years", **worked}]}
    other = {"any": [{"id": "low", "all": [{"degree": "bachelor"}, {"id": "y", **worked}]}]}
    found = of(mine, other, "education-years")
    assert found.answer == "impossible" and not found.changes and not found.together
    assert found.witness is not None
    assert {rule.id.split("/")[2] for rule in found.witness.meets} == {"low"}
    assert [rule.id.rpartition("/")[2] for rule in found.witness.decides] == ["degree"]


def test_a_clause_is_loosened_but_not_abolished() -> None:
    """A title held a month is the least that a standard can ask: one who has it since today is still shut out."""
    found = of({"title": "assistant", "held": "2y"}, {"title": "assistant"}, "education-years")
    assert found.answer == "impossible"


def test_over_a_whole_rung_each_part_moves() -> None:
    a = standard("one", results=papers(3), scholarship={"count": "patent", "at_least": 2})
    b = standard("two", results=papers(2), scholarship={"count": "patent", "at_least": 1})
    found = asked(a, b, ALL)
    assert told(found) == [("results", "n", 3, 2), ("scholarship", "n", 2, 1)]
    assert found.witness is not None and found.witness.route == "regular"


def test_what_one_route_denies_and_another_asks_moves_with_care() -> None:
    """Whoever meets the years may not take the second route: to lower them shuts people out there."""
    years = {"cite": "1", "title": "assistant", "worked": {"in": "engineering", "at_least": "4y"}}
    rung = {
        "parts": {
            "education-years": years,
            "results": {"cite": "2", **papers(2)},
            "exception": {"cite": "3", "all": [{"id": "lacking", "lacks": "education-years"}]},
        },
        "routes": {"regular": ["education-years", "results"], "exceptional": ["exception"]},
    }
    document = {"zh": "甲", "en": "a", "issued": "2020-01-01", "effective": "2020-01-01", "region": "chongqing"}
    a = read_standard({"id": "one", "document": document, "rungs": {RUNG: rung}})
    b = standard("two", results=papers(1))
    found = asked(a, b, ALL)
    # who has worked four years needs two papers; the least that lets in one paper asks for one
    assert told(found) == [("results", "n", 2, 1)] and found.answer == "proven"


def test_nothing_is_proven_when_time_is_out_or_the_solver_cannot_tell() -> None:
    a, b = standard("one", results=papers(3)), standard("two", results=papers(1))
    late = asked(a, b, seconds=0)
    assert late.answer == "undecided" and late.bound == (0, Fraction(0)) and late.rounds == 0

    assert asked(a, b, refute=lambda *_: Somebody(answer="undecided")).answer == "undecided"


def test_a_movement_of_which_the_solver_cannot_tell_is_passed_over() -> None:
    """Of two least movements the first is left open and the second proven: that one is the least."""
    two = {"any": [{"id": "p", **papers(2)}, {"id": "q", "count": "patent", "at_least": 2}]}
    both = {"all": [{"id": "p", **papers(1)}, {"id": "q", "count": "patent"}]}
    a, b = standard("one", results=two), standard("two", results=both)
    plain = asked(a, b)
    assert told(plain) == [("p", "n", 2, 1)]
    sure = refuting(ON)

    def shy(meets: Rule, fails: Rule, seconds: float) -> Somebody:
        open_ = any(getattr(n, "n", 0) == 1 for n in fails.of if n.id.endswith("/p"))  # type: ignore[attr-defined]  # an `any`
        found = sure(meets, fails, seconds)
        return Somebody(answer="undecided") if open_ and found.answer == "proven" else found

    assert told(asked(a, b, refute=shy)) == [("q", "n", 2, 1)]


def test_what_has_no_relation_is_refused() -> None:
    a, b = standard("one", results=papers(3)), standard("two", scholarship=papers(1))
    with pytest.raises(InputError, match="`two` has no part `results`"):
        asked(a, b)
    with pytest.raises(InputError, match="has no rung `engineeer`; write `engineer`"):
        least_amendment(side(a), side(a), "engineeer", ALL, ON)
    sichuan = next(catalogue.find(name) for name in catalogue.files() if catalogue.find(name).initial)
    with pytest.raises(InputError, match="initial determination"):
        least_amendment(side(catalogue.find(CYBER)), side(sichuan), RUNG, "education-years", ON)


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
        part = rng.choice([ALL, *(p for p in parts_of(meeting.fair[""][0]) if p not in ("scope", "conduct"))])
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
        assert (data["scenario"] is None) == (not one.changes)
    text = amendment_text(answers[0], lang, 80)
    assert ("5年 → 4年（1步）" if lang == "zh" else "5 years → 4 years (1 step)") in text.replace("\n     ", "")
    assert 'senior/education-years/bachelor/seniority: {"months": "4y"}' in text
