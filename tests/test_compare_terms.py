"""Relations on other terms and under other readings, drafts from files, and folders that are not overwritten."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reports.compare_text import compare_text
from reports.compare_words import beside_words, labels_of, rests_on_bars
from reports.witness_words import others_words
from solver.comparison import Comparison
from tests.made_comparison import IDS, RUNG, made
from tests.test_compare_command import CYBER, LIAONING, PAIR, answered
from tests.transcripts import ROOT, run

DRAFT = ROOT / "models" / "standards" / f"{LIAONING}.yaml"


def turned(relation: str = "stricter", bars: str = "equivalent") -> Comparison:
    found = made(*IDS[:2])
    first, *rest = found.relations
    readings = (("some-reading", "other", "looser"),)
    return replace(
        found, relations=[replace(first, relation=relation, beside=(("bars", bars),), readings=readings), *rest]
    )


@pytest.mark.parametrize(
    ("relation", "bars", "rests"),
    [
        ("stricter", "equivalent", True), ("looser", "incomparable", True),
        ("incomparable", "looser", False), ("stricter", "undecided", False),
    ],
)  # fmt: skip
def test_a_relation_rests_on_penalties_where_it_is_gone_without_them(relation: str, bars: str, rests: bool) -> None:
    found = turned(relation, bars)
    assert rests_on_bars(found.relations[0]) is rests
    told = beside_words(found.relations[0], labels_of(found, "en"), "en")
    assert told[0].startswith("only because of penalties: ") is rests and "with nobody under a penalty" in told[0]
    assert "under the reading some-reading=other" in told[1] and told[1].endswith(": looser")


@pytest.mark.parametrize(
    ("lang", "cell", "line"),
    [
        ("en", "< stricter*", "  * only because of penalties: with nobody under a penalty, Chongqing to Liaoning: "),
        ("zh", "< 更严*", "  * 仅因处分等限制条款；无人受处分等限制时，重庆对辽宁：等同"),
    ],
)
def test_the_table_marks_what_rests_on_penalties(lang: str, cell: str, line: str) -> None:
    text = compare_text(turned(), lang, width=200)
    assert cell in text and line in text
    assert (
        "*"
        not in compare_text(turned("incomparable", "looser"), lang, width=200).split("Witnesses")[0].split("反例")[0]
    )


def test_the_other_routes_stand_below_what_refuses() -> None:
    found = made(*IDS[:2])
    first = found.relations[0]
    assert first.backward is not None and first.backward.witness is not None
    part = found.sides[0].standard.rungs[RUNG].parts["conduct"]
    witness = replace(first.backward.witness, others=(("exceptional", (part,)), ("green", ())))
    assert others_words(witness, "en") == [
        f"nor by the exceptional route: {part.cite}, basic conditions", "nor by the green channel",
    ]  # fmt: skip


def test_penalties_and_other_routes_are_told_of_real_standards() -> None:
    found = answered(f"{PAIR} --rung assistant --part all")
    (whole,) = [one for one in found["relations"] if one["part"] == "all"]
    assert {"terms": "bars", "relation": "equivalent"} in whole["beside"]
    (senior,) = answered(f"{PAIR} --rung senior --part all")["relations"]
    routes = {other["route"] for way in ("forward", "backward") for other in senior[way]["witness"]["others"]}
    assert routes and "regular" not in routes


def test_a_draft_is_a_further_side_by_the_name_of_its_file(tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(DRAFT.read_text(encoding="utf-8"), encoding="utf-8")
    asked = "--rung senior --part results --on 2024-12-31"
    found = answered(f"zhicheng compare --standard {draft} --standard {LIAONING} {asked}")
    assert [one["side"] for one in found["sides"]] == [LIAONING, f"{LIAONING}+draft"]
    assert [one["relation"] for one in found["relations"]] == ["equivalent"]
    assert {one["standard"] for one in found["stamp"]["standards"]} == {LIAONING, f"{LIAONING}+draft"}
    alone = answered(f"zhicheng compare --standard {CYBER} --standard {draft} {asked}")
    assert [one["side"] for one in alone["sides"]] == [CYBER, LIAONING]


def test_an_unknown_standard_is_told_where_others_may_come_from() -> None:
    ran = run(f"zhicheng compare --standard {CYBER} --standard draft")
    assert ran.status == 2
    assert all(word in ran.err for word in ("`draft`", ".yaml", "--standards-dir", "--amend"))


def test_nothing_of_somebody_else_is_overwritten(tmp_path: Path) -> None:
    asked = f"{PAIR} --rung assistant --part scope --effort"
    out = tmp_path / "tables"
    assert run(f"{asked} --out {out}").status == 0
    assert run(f"{asked} --out {out}").status == 0
    mine = out / "relations.csv"
    mine.write_text("mine\n", encoding="utf-8")
    ran = run(f"{asked} --out {out}")
    assert ran.status == 2 and "relations.csv" in ran.err and mine.read_text(encoding="utf-8") == "mine\n"
    page = tmp_path / "page.html"
    page.mkdir()
    assert run(f"{asked} --out {page}").status == 2
    assert run(f"{asked} --out -").status == 2
