"""Clauses dropped where no threshold does it: argued by hand, against trying all, and of the real texts."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from time import monotonic
from typing import Any

import fastjsonschema
import pytest

from models import applicant, catalogue
from models.amending import Change, amended
from models.scenarios import amended_by, load
from models.schema import schema
from models.standard_reader import read_standard
from reports.amendment_json import amendment_json
from reports.amendment_text import amendment_text, scenario_text
from solver.amendment_moves import Movable
from solver.amendment_oracle import refuting
from solver.amendment_search import Search
from solver.check import check
from solver.comparison import ALL
from solver.least_amendment import Amendment, Dropping, amended_standard, least_amendment, on_top
from solver.relating import Meeting, tree
from solver.world import content
from tests.amendments import CYBER, LIAONING, ON, RUNG, asked, of, papers, side, standard
from tests.transcripts import run

YEARS = {"title": "assistant", "worked": {"in": "engineering", "at_least": "2y"}}


def dropping(found: Amendment) -> Dropping:
    assert found.answer == "impossible" and found.dropping is not None
    return found.dropping


def dropped(found: Amendment) -> list[str]:
    return [clause.path for clause in dropping(found).clauses]


def test_what_no_number_opens_is_dropped_and_nothing_beside_it() -> None:
    """No months make a bachelor a master: the degree goes, the years stay."""
    mine = {"all": [{"id": "degree", "degree": "master"}, {"id": "years", **YEARS}]}
    found = of(mine, {"all": [{"id": "low", "degree": "bachelor"}, {"id": "y", **YEARS}]}, "education-years")
    assert dropped(found) == [f"{RUNG}/education-years/degree"]
    one = dropping(found)
    assert (one.answer, one.size, one.fewest, one.witness) == ("proven", (1, 0, Fraction(0)), 1, None)


def test_a_threshold_moves_beside_what_is_dropped() -> None:
    """The degree goes; five years come down to two, one threshold by three steps."""
    years = {"title": "assistant", "worked": {"in": "engineering", "at_least": "5y"}}
    mine = {"all": [{"id": "degree", "degree": "master"}, {"id": "years", **years}]}
    found = of(mine, {"all": [{"id": "low", "degree": "bachelor"}, {"id": "y", **YEARS}]}, "education-years")
    assert dropped(found) == [f"{RUNG}/education-years/degree"]
    assert [(shift.before, shift.after) for shift in dropping(found).changes] == [(60, 24)]
    assert dropping(found).size == (1, 1, Fraction(3))


def test_of_equally_many_clauses_the_one_that_asks_less_goes() -> None:
    """A list of three or the one condition beside it: who holds a patent meets neither."""
    wide = {"id": "wide", "any": [
        {"id": "a", **papers(1)}, {"id": "b", "count": "award"}, {"id": "c", "count": "report"},
    ]}  # fmt: skip
    row = {"id": "row", "all": [wide, {"id": "p", "count": "patent"}]}
    other = {"all": [{"id": "q", "count": "standard"}, {"id": "r", "count": "patent"}]}
    narrow = {"id": "narrow", "all": [{"id": "x", "count": "textbook"}, {"id": "p", "count": "patent"}]}
    found = of({"any": [row, narrow]}, other)
    assert dropped(found) == [f"{RUNG}/results/narrow/x"]


def test_a_part_of_single_clauses_is_dropped_whole() -> None:
    found = of({"any": [{"id": "a", **papers(1)}, {"id": "b", "count": "award"}]}, {"count": "patent"})
    assert dropped(found) == [f"{RUNG}/results"]


def test_over_a_rung_a_list_is_one_clause() -> None:
    a = standard("one", results={"any": [{"id": "a", **papers(1)}]}, scholarship={"count": "award"})
    b = standard("two", results={"count": "patent"}, scholarship={"count": "award"})
    assert dropped(asked(a, b, ALL)) == [f"{RUNG}/results"]


def test_what_a_route_denies_is_not_dropped() -> None:
    """The second route is for whoever lacks the title; dropping the title would shut everybody out there."""
    rung = {
        "parts": {
            "education-years": {"cite": "1", "title": "engineer"},
            "results": {"cite": "2", "count": "paper"},
            "exception": {"cite": "3", "all": [{"id": "lacking", "lacks": "education-years"}, {"count": "award"}]},
        },
        "routes": {"regular": ["education-years", "results"], "exceptional": ["exception"]},
    }
    document = {"zh": "甲", "en": "a", "issued": "2020-01-01", "effective": "2020-01-01", "region": "chongqing"}
    a = read_standard({"id": "one", "document": document, "rungs": {RUNG: rung}})
    settled = Meeting(standards=(a, a), rung=RUNG, as_of=ON).fair("")[0]
    rule = tree(settled, ALL)
    roots = [part for route in settled.routes.values() for part in route]
    paths = {clause.path for clause in Movable(rule, a, roots).clauses}
    assert f"{RUNG}/education-years" not in paths
    assert {f"{RUNG}/results", f"{RUNG}/exception/lacking"} <= paths


def test_where_not_even_drops_do_it_somebody_is_shown() -> None:
    """One route asks for the title and for lacking it, so neither may go: nobody without it can be let in."""
    rung = {
        "parts": {
            "education-years": {"cite": "1", "title": "engineer"},
            "exception": {"cite": "3", "all": [{"id": "lacking", "lacks": "education-years"}, {"count": "award"}]},
        },
        "routes": {"regular": ["education-years", "exception"]},
    }
    document = {"zh": "甲", "en": "a", "issued": "2020-01-01", "effective": "2020-01-01", "region": "chongqing"}
    a = read_standard({"id": "one", "document": document, "rungs": {RUNG: rung}})
    found = asked(a, standard("two", results={"count": "patent"}), ALL)
    one = dropping(found)
    assert (one.answer, one.clauses, found.made, scenario_text(found)) == ("impossible", (), (), "")
    assert one.witness is not None
    assert [rule.id for rule in one.witness.decides] == [f"{RUNG}/education-years"]
    assert "dropping clauses does not do it either" in amendment_text(found, "en", 400)


def test_nothing_is_proven_of_drops_when_time_is_out() -> None:
    mine = {"all": [{"id": "degree", "degree": "master"}, {"id": "years", **YEARS}]}
    a, b = standard("one", **{"education-years": mine}), standard("two", **{"education-years": {"degree": "bachelor"}})
    rule, other = Meeting(standards=(a, b), rung=RUNG, as_of=ON).trees("education-years")
    ended = Search(Movable(rule, a, [rule]), other, lambda *_: pytest.fail("asked"), ON).run(monotonic() - 1)
    assert (ended.answer, ended.fewest, ended.suffices) == ("undecided", 0, False)


@pytest.fixture(scope="module")
def real() -> Amendment:
    return least_amendment(
        side(catalogue.find(CYBER), CYBER), side(catalogue.find(LIAONING), LIAONING), "assistant", ALL, ON
    )


def test_of_the_real_texts_the_bar_is_dropped_and_back_by_a_scenario(real: Amendment, tmp_path: Path) -> None:
    assert dropped(real) == ["assistant/conduct/penalty_until"]
    assert dropping(real).answer == "proven"
    place = tmp_path / "least.yaml"
    place.write_text(scenario_text(real), encoding="utf-8")
    (scenario,) = load([place]).scenarios
    (again,) = amended_by(scenario, [real.a.standard])
    assert again.digest == amended_standard(real).digest != real.a.standard.digest
    assert least_amendment(side(again), real.b, "assistant", ALL, ON).answer == "none_needed"
    assert real.witness is not None
    paper = applicant.read(real.witness.papers[CYBER])
    assert check(paper, real.a.standard, "assistant", ON).verdict == "not_eligible"
    assert check(paper, again, "assistant", ON).verdict == "eligible"


def test_no_fewer_clauses_do_it_by_the_solver_for_each() -> None:
    """Engineers of Chongqing beside Liaoning: three clauses; with any one of them back somebody is shut out."""
    a, b = catalogue.find(CYBER), catalogue.find(LIAONING)
    found = least_amendment(side(a), side(b), "engineer", ALL, ON)
    paths = dropped(found)
    assert len(paths) == 3
    for kept in paths:
        fewer = amended(a, [Change(path=path, values={"drop": True}) for path in paths if path != kept])
        mine, other = Meeting(standards=(fewer, b), rung="engineer", as_of=ON).trees(ALL)
        assert refuting(ON)(other, Movable(mine, fewer).loosest, 30).answer == "refuted"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "删去1条即可：第五条 [assistant/conduct/penalty_until]"),
        ("en", "no threshold does it; dropping 1 clause does: 第五条 [assistant/conduct/penalty_until]"),
    ],
)
def test_the_second_answer_is_told_with_the_ids_of_its_nodes(real: Amendment, lang: str, said: str) -> None:
    text = amendment_text(real, lang, 400)
    assert said in text
    assert text.count("[assistant/conduct/penalty_until]") == 3  # who is shut out by it, what does it, the list
    assert 'assistant/conduct/penalty_until: {"drop": true}' in text
    data = json.loads(json.dumps(amendment_json(real, lang)))
    fits = schema("compare")
    fastjsonschema.compile({"$defs": fits["$defs"], **fits["properties"]["amendments"]["items"]})(data)
    assert data["answer"] == "impossible" and data["changes"] == []
    assert [one["path"] for one in data["dropping"]["drops"]] == ["assistant/conduct/penalty_until"]
    assert data["dropping"]["size"] == {"clauses": 1, "thresholds": 0, "steps": 0}


def written(folder: Path, **scenarios: Any) -> str:
    """A file of scenarios: id and what each makes of standards."""
    entries = [{"id": name, "standards": changes} for name, changes in scenarios.items()]
    (folder / "what.yaml").write_text(json.dumps({"scenarios": entries}), encoding="utf-8")
    return (
        f"zhicheng compare --standard {LIAONING} --standard {CYBER} --rung senior --part results --on 2024-12-31 "
        "--amend what.yaml --least-amendment"
    )


def test_a_standard_that_a_scenario_changed_is_amended_further(tmp_path: Path) -> None:
    """The file holds both: taken alone, it makes the first standard no stricter than the second."""
    changes = {"senior/results": {"n": 2}, "senior/education-years/bachelor/seniority": {"months": "4y"}}
    asked = written(tmp_path, two={LIAONING: changes})
    ran = run(f"{asked} --format json", folder=tmp_path)
    assert (ran.status, ran.err) == (0, "")
    found = json.loads(ran.out)
    (one,) = found["amendments"]
    assert (one["a"], one["b"]) == (f"{LIAONING}+two", CYBER)
    assert any("two" in note for note in found["notes"])
    (tmp_path / "least.yaml").write_text(one["scenario"], encoding="utf-8")
    (scenario,) = load([tmp_path / "least.yaml"]).scenarios
    (again,) = amended_by(scenario, [catalogue.find(LIAONING)])
    assert {change.path for change in scenario.standards[LIAONING]} == set(changes)
    assert least_amendment(side(again), side(catalogue.find(CYBER)), "senior", "results", ON).answer == "none_needed"


def test_which_standard_to_amend_has_to_be_plain(tmp_path: Path) -> None:
    two = {LIAONING: {"senior/results": {"n": 2}}}
    other = {CYBER: {"senior/scholarship": {"drop": True}}}
    ran = run(written(tmp_path, one=two, two={LIAONING: {"senior/results": {"n": 1}}}), folder=tmp_path)
    assert ran.status == 2 and "the scenarios make several" in ran.err
    ran = run(written(tmp_path, one={**two, **other}), folder=tmp_path)
    assert ran.status == 2 and "keep one scenario, which changes the first standard alone" in ran.err
    ran = run(written(tmp_path, one=other), folder=tmp_path)
    assert ran.status == 2 and f"`one` changes `{CYBER}`; name `{CYBER}` first" in ran.err


def test_changes_on_top_of_changes_are_those_made_at_once() -> None:
    """A number told again, another beside it, a node that is dropped after all, a parameter."""
    one = catalogue.find(CYBER)
    before = [
        Change(path="senior/scholarship/research", values={"n": 1}),
        Change(path="senior/results/awards/second", values={"tier": "city+"}),
        Change(path="senior/education-years/bachelor/seniority", values={"months": "4y"}),
        Change(path="$paper-words", values=2000),
    ]
    after = [
        Change(path="senior/results/awards/second", values={"rank": 9}),
        Change(path="senior/education-years/bachelor/seniority", values={"months": "3y"}),
        Change(path="senior/scholarship/research", values={"drop": True}),
        Change(path="$paper-words", values=1500),
    ]
    step = amended(one, before)
    joined = amended(one, on_top(before, after, step))
    for rung in one.rungs:
        meeting = Meeting(standards=(amended(step, after), joined), rung=rung, as_of=ON)
        apart, together = meeting.trees(ALL)
        assert content(apart) == content(together)
