"""`zhicheng compare`: the real standards compared, witnesses that `check` confirms, wrong words, forms of answers."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest

from models.schema import schema
from tests.transcripts import ROOT, run

CYBER, LIAONING, BEIJING, SICHUAN = (
    "chongqing-cyberspace-2023", "liaoning-cyberspace-2024", "beijing-cybersecurity-2024", "sichuan-initial-2022",
)  # fmt: skip
PAIR = f"zhicheng compare --standard {CYBER} --standard {LIAONING} --on 2024-12-31"


@cache
def answered(command: str) -> dict[str, Any]:
    """What the command prints as JSON, which fits its schema."""
    ran = run(f"{command} --format json")
    assert (ran.status, ran.err) == (0, "")
    found: dict[str, Any] = json.loads(ran.out)
    fits()(found)
    return found


@cache
def fits() -> Any:
    return fastjsonschema.compile(schema("compare"))


def witnesses(found: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each witness with its relation."""
    ways = [(one[way], one) for one in found["relations"] for way in ("forward", "backward") if one[way]]
    return [(way["witness"], one) for way, one in ways if way["witness"]]


@pytest.mark.parametrize("rung", ["assistant", "senior"])
def test_check_finds_of_a_witness_what_the_comparison_says(rung: str, tmp_path: Path) -> None:
    """The paper of each side, given to `check`: eligible under the one standard, not under the other."""
    found = [one for one in witnesses(answered(f"{PAIR} --rung {rung} --part all")) if one[1]["part"] == "all"]
    assert found
    for at, (witness, relation) in enumerate(found):
        assert (
            {relation["a"], relation["b"]} == {witness["meets_side"], witness["fails_side"]} == set(witness["papers"])
        )
        for side, verdict in (("meets_side", "eligible"), ("fails_side", "not_eligible")):
            name = witness[side]
            paper = tmp_path / f"{at}-{side}.json"
            paper.write_text(json.dumps(witness["papers"][name], ensure_ascii=False), encoding="utf-8")
            ran = run(f"zhicheng check {paper} --standard {name} --rung {rung} --on {witness['as_of']} --format json")
            assert (ran.status, ran.err) == (0, "")
            assert json.loads(ran.out)["verdict"] == verdict


def test_relations_say_what_their_directions_say() -> None:
    words = {
        ("proven", "proven"): "equivalent", ("proven", "refuted"): "stricter", ("refuted", "proven"): "looser",
        ("refuted", "refuted"): "incomparable",
    }  # fmt: skip
    relations = answered(f"{PAIR} --rung senior")["relations"]
    for one in relations:
        if one["relation"] == "not_comparable":
            assert one["why"] and one["forward"] is None and one["backward"] is None
        else:
            assert one["relation"] == words[one["forward"]["answer"], one["backward"]["answer"]]
    assert {one["part"] for one in relations} >= {"all", "education-years", "results"}


def test_a_part_alone_is_asked_by_either_name() -> None:
    english = answered(f"{PAIR} --rung senior --part education-years")
    chinese = answered(f"{PAIR} --rung 高级工程师 --part 学历资历")
    assert english["relations"] == chinese["relations"]
    assert [(one["rung"], one["part"]) for one in english["relations"]] == [("senior", "education-years")]


def test_titles_by_initial_determination_are_another_procedure() -> None:
    text = run(f"zhicheng compare --standard {CYBER} --standard {SICHUAN} --rung engineer --on 2024-12-31 --lang zh")
    assert text.status == 0
    assert "四川为初定，与评审程序不同（工程师）" in text.out


def test_a_standard_of_fewer_results_is_looser_than_itself() -> None:
    """The scenario asks two results of eight in place of three: whom the text admits is admitted, and more."""
    command = (
        f"zhicheng compare --standard {LIAONING} --amend examples/what-if/fewer-results.yaml --rung senior"
        " --part results --on 2024-12-31"
    )
    found = answered(command)
    assert [one["side"] for one in found["sides"]] == [LIAONING, f"{LIAONING}+two-of-eight"]
    (one,) = found["relations"]
    assert one["relation"] == "stricter" and one["backward"]["witness"]["records"] == 2
    assert any("change none of the standards" in note for note in found["notes"])
    assert len(found["stamp"]["scenarios"]) == 64


def test_readings_asked_for_are_in_force_and_told() -> None:
    """Whether an exceptional list takes the place of results is a reading of Chongqing's text."""
    asked = f"{PAIR} --rung senior --part all"
    usual, other = answered(asked), answered(f"{asked} --reading exception-scope=replaces")
    assert other["readings"][CYBER]["exception-scope"] == "replaces"
    assert usual["readings"][CYBER]["exception-scope"] != "replaces"
    assert other["stamp"]["readings"] == {"exception-scope": "replaces"}


def test_a_roster_and_invented_people_pass_at_some_rate() -> None:
    roster = answered(f"{PAIR} --rung senior --part results --population examples/roster")
    stamp = roster["stamp"]["population"]
    assert stamp["people"] == roster["strictness"]["people"] == 10
    assert stamp["seed"] is None and len(stamp["sha256"]) == 64
    drawn = answered(f"{PAIR} --rung senior --part results --population 300 --seed 7")
    again = answered(f"{PAIR} --rung senior --part results --population 300 --seed 7 --lang zh")
    assert drawn["stamp"]["population"]["seed"] == 7
    assert drawn["strictness"]["rates"] == again["strictness"]["rates"]
    for one in drawn["strictness"]["rates"]:
        assert one["people"] == 300 and one["low"] <= one["share"] <= one["high"]
    for one in drawn["strictness"]["overlaps"]:
        assert one["both"] + one["only_a"] + one["only_b"] + one["neither"] == 300


def test_people_set_apart_are_told(tmp_path: Path) -> None:
    """A row with an unknown word is left out of the rates, and the answer says so."""
    lines = [{"id": "A", "name": "甲", "region": "chongqing"}, {"id": "B", "name": "乙", "region": "nowhere"}]
    roster = tmp_path / "people.jsonl"
    roster.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in lines), encoding="utf-8")
    found = answered(f"{PAIR} --rung assistant --part scope --population {roster}")
    assert (found["stamp"]["population"]["people"], found["stamp"]["population"]["set_apart"]) == (1, 1)
    assert any("zhicheng batch" in note for note in found["notes"])


def test_the_answer_goes_where_its_name_says(tmp_path: Path) -> None:
    asked = f"{PAIR} --rung assistant --part scope"
    for name, begins in (("a.json", "{"), ("a.txt", "2 standards compared")):
        ran = run(f"{asked} --out {tmp_path / name}")
        assert (ran.status, ran.out, ran.err) == (0, "", "")
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_a_page_or_folder_is_written_whole(tmp_path: Path) -> None:
    """With the least amendment asked, no numbers are added to a page."""
    asked = f"{PAIR} --rung assistant --part education-years"
    ran = run(f"{asked} --least-amendment --out {tmp_path / 'page.html'}")
    assert (ran.status, ran.out) == (0, "") and "written: " in ran.err
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>") and "smallest amendment" in page
    ran = run(f"{asked} --population 200 --out {tmp_path / 'tables'}")
    assert ran.status == 0
    there = {path.name for path in (tmp_path / "tables").iterdir()}
    assert {"compare.json", "relations.csv"} <= there
    fits()(json.loads((tmp_path / "tables" / "compare.json").read_text(encoding="utf-8")))


def test_the_least_amendment_is_told_and_fits(tmp_path: Path) -> None:
    """Three results of eight against two of eight: one threshold by one, and as a scenario it makes them alike."""
    base = f"zhicheng compare --standard {LIAONING} --rung senior --part results --on 2024-12-31"
    asked = f"{base} --amend two.yaml --least-amendment"
    (tmp_path / "two.yaml").write_text(
        f"scenarios:\n- {{id: two, standards: {{{LIAONING}: {{senior/results: {{n: 2}}}}}}}}\n", encoding="utf-8"
    )
    ran = run(f"{asked} --format json", folder=tmp_path)
    assert (ran.status, ran.err) == (0, "")
    found = json.loads(ran.out)
    fits()(found)
    (amendment,) = found["amendments"]
    assert (amendment["answer"], len(amendment["changes"])) == ("proven", 1)
    assert "3 → 2" in run(asked, folder=tmp_path).out


WRONG = (
    (f"--standard {CYBER}", "a comparison is of two standards; name another, or an amended one"),
    ("--standard liaoning-cyberspace", f"unknown standard `liaoning-cyberspace`; write `{LIAONING}`"),
    (f"--standard {CYBER} --standard {CYBER}", "a comparison is of two standards"),
    ("--rung seniorr", "--rung: `seniorr` is no rung; write `senior`"),
    (f"--standard {BEIJING} --standard {LIAONING} --rung technician --part result", "`result` is no part"),
    ("--part result", "--part: `result` is no part that is compared; write `results`"),
    ("--part 业绩", "write `业绩成果`"),
    ("--seed 3", "`--seed` is for people that are drawn; add `--population 10000`"),
    ("--population 0", "--population: a population has from 1 to"),
    ("--population -3", "--population: a population has from 1 to"),
    ("--population 5000000", "--population: `5000000` people are too many"),
    ("--population ²", "²: there is no such file"),
    ("--population nobody.xlsx", "nobody.xlsx: there is no such file"),
    ("--population 10 --model nothing.yaml", "nothing.yaml: "),
    ("--reading exception-scop=replaces", "unknown reading `exception-scop`; write `exception-scope`"),
    ("--amend nothing.yaml", "nothing.yaml: there is no such file"),
    (f"--standard {BEIJING} --amend examples/what-if/fewer-results.yaml", "no scenario changes a standard"),
    ("--least-amendment", "--least-amendment: the least amendment is of one standard"),
    (f"--standard {CYBER} --standard {LIAONING} --least-amendment", "is of one rung"),
    ("--out tables.csv", "--out: these are several tables; name a folder"),
    ("--out a.html --format json", "a file `.html` is not `--format json`"),
    ("--out nowhere/a.json", "nowhere/a.json: there is no such folder to write in"),
    ("--out README.md/tables --format text", "there is no such folder to write in"),
    ("--amend examples/what-if/fewer-results.yaml --out examples/what-if/fewer-results.yaml", "this is read, too"),
    ("--on 2024-02-30", "there is no day"),
)


@pytest.mark.parametrize(("options", "told"), WRONG, ids=[options[:40] for options, _ in WRONG])
def test_wrong_words_are_told_with_what_to_write(options: str, told: str) -> None:
    ran = run(f"zhicheng compare {options}", folder=ROOT)
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err and ran.err.count("\n") == 1


def test_nothing_is_drawn_or_written_for_a_wrong_question(tmp_path: Path) -> None:
    ran = run(f"zhicheng compare --rung nothing --out {tmp_path / 'a.html'}")
    assert ran.status == 2 and list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_every_witness_of_every_pair_replays(tmp_path: Path) -> None:
    """All standards, all rungs: `check` finds of every witness to a whole rung what the comparison says."""
    found = answered("zhicheng compare --part all --on 2024-12-31")
    kept = witnesses(found)
    assert len(kept) > 30
    for at, (witness, relation) in enumerate(kept):
        for side, verdict in (("meets_side", "eligible"), ("fails_side", "not_eligible")):
            name = witness[side]
            paper = tmp_path / f"{at}-{side}.json"
            paper.write_text(json.dumps(witness["papers"][name], ensure_ascii=False), encoding="utf-8")
            asked = f"--standard {name} --rung {relation['rung']} --on {witness['as_of']} --format json"
            assert json.loads(run(f"zhicheng check {paper} {asked}").out)["verdict"] == verdict
