"""`zhicheng standards diff` as its user meets it: text in both languages, the JSON contract, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import fastjsonschema
import pytest

from models import catalogue
from models.schema import schema
from reports.layout import width_of
from tests.transcripts import Ran, run
from tests.versions import CYBER, RESEARCH, SENIORITY, edited

BOOK = '          - {id: book, cite: "3", count: book, where: {sole: true}}\n'
EDITS = (
    (SENIORITY, SENIORITY.replace("5y", "4y")),
    (RESEARCH, ""),
    ("issued: 2023-06-07", "issued: 2023-06-08"),
    ("values: {2023-07-01: 50}", "values: {2023-07-01: 50, 2026-01-01: 40}"),
)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """A version of a bundled standard under the same id, in a file with a name of its own."""
    path = tmp_path / "draft.yaml"
    path.write_text(edited(CYBER, *EDITS), encoding="utf-8")
    return path


def diff(before: object, after: object, more: str = "", lang: str = "en") -> Ran:
    return run(f"zhicheng standards diff {before} {after} --on 2025-06-30 {more}", lang=lang)


def flowing(text: str, between: str = " ") -> str:
    """The text without its line breaks."""
    return between.join(line.strip() for line in text.splitlines())


def told(before: object, after: object, more: str = "") -> dict[str, Any]:
    """The JSON answer, fitting its schema."""
    ran = diff(before, after, f"--format json {more}")
    assert (ran.status, ran.err) == (0, "")
    found: dict[str, Any] = json.loads(ran.out)
    fastjsonschema.validate(schema("diff"), found)
    return found


def test_what_changed_in_words(new: Path) -> None:
    ran = diff(CYBER, new, "--rung technician --rung engineer --rung senior")
    assert (ran.status, ran.err) == (0, "")
    for words in (
        "issued: 2023-06-07 → 2023-06-08",
        "transfer-single (第十六条（六）): 50 from 2023-07-01 → 50 from 2023-07-01, 40 from 2026-01-01",
        "=  technician       nothing changed",
        "▲  engineer         stricter (proven): some no longer qualify, and nobody new does",
        "[senior/education-years/bachelor/seniority]  looser (proven)",
        "before: 5 years of work in engineering since the engineer title",
        "after:  4 years of work in engineering since the engineer title",
        "gone, which makes 第十一",
        "now qualifies, for example (as of 2025-06-30): ",
        "no longer qualifies, for example (as of 2025-06-30): ",
        "The review committee decides",
    ):
        assert words in flowing(ran.out), words
    assert all(width_of(line) <= 100 for line in ran.out.splitlines() if str(new) not in line)


def test_the_same_in_chinese(new: Path) -> None:
    ran = diff(CYBER, new, "--rung engineer --rung senior", lang="zh")
    assert ran.status == 0
    for words in (
        "印发日期：2023-06-07 → 2023-06-08",
        "放宽（已证明）",
        "删去，使第十一",
        "例如新符合者（截至2025-06-30）：",
        "今：取得工程师职称后从事工程技术工作满4年",
    ):
        assert words in flowing(ran.out, ""), words
    assert all(width_of(line) <= 100 for line in ran.out.splitlines() if str(new) not in line)


def test_the_other_way_round(new: Path) -> None:
    """What is looser from one version to the other is stricter from the other to the one."""
    there, back = (told(a, b, "--rung engineer") for a, b in ((CYBER, new), (new, CYBER)))
    turned = {"looser": "stricter", "stricter": "looser", "gone": "added", "added": "gone"}

    def signs(found: dict[str, Any], other: dict[str, str]) -> dict[str, tuple[str, str | None]]:
        return {
            clause["node"]: (other.get(clause["sign"], clause["sign"]), other.get(clause["effect"], clause["effect"]))
            for rung in found["rungs"]
            for clause in rung["clauses"]
        }

    assert signs(there, turned) == signs(back, {})
    assert [turned.get(r["sign"], r["sign"]) for r in there["rungs"]] == [r["sign"] for r in back["rungs"]]


def test_the_contract(new: Path) -> None:
    found = told(CYBER, new, "--population 50 --seed 3 --rung engineer")
    assert found["stamp"]["before"]["sha256"] == catalogue.find(CYBER).digest
    assert found["stamp"]["after"]["source"] == str(new)
    assert found["population"]["people"] == 50
    engineer = next(r for r in found["rungs"] if r["rung"] == "engineer")
    (least,) = [c for c in engineer["clauses"] if c["least"]]
    assert (least["effect"], least["forward"]["answer"], least["backward"]["answer"]) == (
        "stricter",
        "refuted",
        "proven",
    )
    witness = engineer["forward"]["witness"]
    assert witness["route"] == "regular" and witness["meets"] == [least["node"]]
    assert engineer["examples"] == []


def test_somebody_for_each_clause(tmp_path: Path) -> None:
    """Two ways in that are new: one has the witness of the rung, the other an example; both are told."""
    path = tmp_path / "wider.yaml"
    row = '          - {{id: {0}, cite: "3", count: {0}, where: {{role: lead}}}}\n'
    path.write_text(edited(CYBER, (RESEARCH, RESEARCH + row.format("project") + BOOK)), encoding="utf-8")
    (engineer,) = told(CYBER, path, "--rung engineer")["rungs"]
    new = {"engineer/results/project", "engineer/results/book"}
    (example,) = engineer["examples"]
    witnesses = [engineer["backward"]["witness"], example["witness"]]
    assert example["gains"] and example["node"] in new
    assert {node for one in witnesses for node in one["meets"]} == new
    assert flowing(diff(CYBER, path, "--rung engineer").out).count("now qualifies, for example (as of 2025-06-30)") == 2


def test_a_witness_answers_check_as_told(new: Path, tmp_path: Path) -> None:
    """The person of the JSON, saved and put to `check` under the old standard: refused by the clause that is told."""
    senior = next(r for r in told(CYBER, new, "--rung senior")["rungs"] if r["rung"] == "senior")
    witness = senior["backward"]["witness"]
    file = tmp_path / "witness.json"
    file.write_text(json.dumps(witness["person"]), encoding="utf-8")
    ran = run(f"zhicheng check {file} --standard {CYBER} --rung senior --on {witness['as_of']} --format json")
    answer = json.loads(ran.out)
    assert answer["verdict"] == "not_eligible"
    assert any(node.startswith("senior/education-years") for node in answer["blocking"])


def test_people_of_a_roster_by_their_ids(new: Path, tmp_path: Path) -> None:
    roster = tmp_path / "staff.jsonl"
    person = {
        "name": "不得出现", "region": "chongqing", "employment": "enterprise",
        "education": [{"level": "bachelor", "diploma": "2010-07-01", "degree": "2010-07-01"}],
        "titles": [{"level": "assistant", "series": "engineering", "date": "2015-01-01"}],
        "work": [{"field": "cyberspace", "from": "2010-08-01"}],
        "achievements": [
            {"kind": "research_project", "tier": "provincial", "accepted": True, "date": "2020-01-01", "relevant": True}
        ],
        "conduct": {"penalty_until": "none", "continuing_education": True},
        "recommenders": [], "approvals": [], "talent": [],
    }  # fmt: skip
    rows = [{"id": "K7", **person}, {"id": "K8", **person, "achievements": []}, {"id": "K9", "region": "atlantis"}]
    roster.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    found = told(CYBER, new, f"--population {roster} --rung engineer")["population"]
    assert (found["people"], found["set_apart"]) == (2, 1)
    (engineer,) = found["rungs"]
    assert engineer["losers"] == [{"person": 0, "id": "K7", "clauses": ["engineer/results/research"]}]
    text = diff(CYBER, new, f"--population {roster} --rung engineer").out
    assert "K7" in text and "不得出现" not in text
    assert "1 lose by 第十一条（二）3" in text


def test_another_day_for_the_later_version(new: Path) -> None:
    found = told(new, new, "--against-on 2026-06-30 --rung engineer")
    (rung,) = found["rungs"]
    assert rung["sign"] == "looser"
    assert [c["node"] for c in rung["clauses"] if c["least"]] == ["engineer/results/promotion/transfer-single"]


def test_written_to_a_file(new: Path, tmp_path: Path) -> None:
    out = tmp_path / "diff.txt"
    ran = diff(CYBER, new, f"--rung technician --out {out}")
    assert (ran.status, ran.out) == (0, "") and "nothing changed" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("chongqing-cyberspace-2032 {new}", "unknown standard `chongqing-cyberspace-2032`"),
        ("{id} {folder}/none.yaml", "there is no such file"),
        ("{id} {folder}", "this is a folder, not a file"),
        ("{id} {broken}", "broken.yaml:"),
        ("{id} {wrong}", "wrong.yaml:238: `worked_at` does not belong beside `title`"),
        ("{id} {new} --rung dean", "`dean`"),
        ("{id} {new} --reading no-such=x", "neither version has `no-such`"),
        ("{id} {new} --reading early-year=never", "`never` is no value of the reading `early-year`"),
        ("{id} {new} --on soon", "--on"),
        ("{id} {new} --against-on never", "--against-on"),
        ("{id} {new} --seed 3", "`--seed` is for people who are drawn"),
        ("{id} {new} --population 0", "a population has from 1"),
        ("{id} {new} --population {folder}/staff.csv", "there is no such file"),
    ],
)
def test_what_cannot_be_taken_is_told(new: Path, tmp_path: Path, words: str, said: str) -> None:
    broken, wrong = tmp_path / "broken.yaml", tmp_path / "wrong.yaml"
    broken.write_text("id: [", encoding="utf-8")
    wrong.write_text(edited(CYBER, (SENIORITY, "{title: engineer, worked_at: 5y}")), encoding="utf-8")
    ran = run("zhicheng standards diff " + words.format(new=new, id=CYBER, folder=tmp_path, broken=broken, wrong=wrong))
    assert ran.status == 2 and ran.out == ""
    assert said in ran.err and "Traceback" not in ran.err and ran.err.count("\n") == 1
