"""The text of a comparison: matrices that read both ways, witnesses as people, tables that fit, in both languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

import pytest

from models import catalogue, rules
from models.standard import Standard
from models.starts import Start
from models.vocabulary import Label
from reports.compare_slots import slot_words
from reports.compare_text import compare_text
from reports.compare_words import shortened
from reports.layout import Paint, width_of
from reports.terms import COMMITTEE
from reports.witness_words import witness_lines
from solver.comparison import (
    ALL,
    Comparison,
    Curve,
    Direction,
    Excluded,
    Move,
    Overlap,
    PartShare,
    PassRate,
    Rate,
    Relation,
    Side,
    Strictness,
    Witness,
)
from tests.made_comparison import NEVER, effort

DAY = date(2024, 12, 31)
CYBER, INDUSTRIAL, LIAONING, BEIJING = (
    "chongqing-cyberspace-2023", "chongqing-industrial-internet-2022", "liaoning-cyberspace-2024",
    "beijing-cybersecurity-2024",
)  # fmt: skip
NAMES = (BEIJING, CYBER, INDUSTRIAL, LIAONING)


@cache
def standard(name: str) -> Standard:
    return catalogue.find(name)


def side(name: str, scenario: str = "") -> Side:
    """A standard of the package as a side, or what a scenario is said to make of it."""
    one = standard(name)
    key, label = (f"{name}+{scenario}", Label(zh="改", en="amended")) if scenario else (name, one.title)
    return Side(key=key, label=label, standard=one, fair=one)


def clause(name: str, path: str) -> rules.Rule:
    """A node of a standard by its id."""
    rung, part, *_ = path.split("/")
    return next(n for n in rules.walk(standard(name).rungs[rung].parts[part]) if n.id == path)


def witness() -> Witness:
    """A bachelor with the engineer title and a prize, admitted in Chongqing, short of results in Liaoning."""
    return Witness(
        person={
            "education": [{"level": "bachelor", "diploma": "2014-06-30", "degree": "2014-06-30", "relation": "own"}],
            "titles": [{"level": "engineer", "series": "engineering", "date": "2019-12-31", "relation": "own"}],
            "work": [{"field": "network_security", "from": "2014-07-01"}],
            "achievements": [
                {"kind": "award", "tier": "provincial", "grade": "third", "rank": 2, "date": "2024-12-31"},
                {"kind": "paper", "date": "2018-12-31", "author": 1, "venue": "journal"},
                {"kind": "paper", "date": "2018-12-31", "author": 1, "venue": "journal"},
            ],
            "conduct": {"penalty_until": "2025-06-30"},
        },
        papers={},
        as_of=DAY,
        route="regular",
        meets=(clause(CYBER, "senior/results/awards"),),
        decides=(clause(LIAONING, "senior/results"), clause(LIAONING, "senior/education-years")),
        records=3,
    )


def related(a: str, b: str, rung: str, word: str, part: str = ALL, **more: object) -> Relation:
    """How two sides stand to each other, with the witness above for whatever fails."""
    refuted, proven = Direction(answer="refuted", witness=witness()), Direction(answer="proven")
    ways = {
        "equivalent": (proven, proven), "stricter": (proven, refuted), "looser": (refuted, proven),
        "incomparable": (refuted, refuted), "undecided": (Direction(answer="undecided"), refuted),
        "not_comparable": (None, None),
    }[word]  # fmt: skip
    return Relation(a=a, b=b, rung=rung, part=part, relation=word, forward=ways[0], backward=ways[1], **more)  # type: ignore[arg-type]  # the fields of a relation


def comparison(sides: Sequence[Side], *relations: Relation, strictness: Strictness | None = None) -> Comparison:
    return Comparison(
        sides=sides, as_of=DAY, readings={}, relations=relations, strictness=strictness or Strictness()
    )  # fmt: skip


def many() -> Comparison:
    """Four sides at two rungs: each pair stands as the place of its names says."""
    words = ("stricter", "looser", "incomparable", "equivalent", "undecided", "stricter")
    found = []
    for rung in ("engineer", "senior"):
        pairs = [(a, b) for i, a in enumerate(NAMES) for b in NAMES[i + 1 :]]
        for (a, b), word in zip(pairs, words, strict=True):
            found.append(related(a, b, rung, word))
            found.append(related(a, b, rung, "equivalent", "results"))
            found.append(related(a, b, rung, "not_comparable", "scholarship", why="part", lacks=(BEIJING,)))
    return comparison([side(name) for name in NAMES], *found)


def numbers() -> Strictness:
    """Every kind of number, of two sides."""
    rate = Rate(people=1000, passed=123, low=0.104, high=0.145)
    none = Rate(people=1000, passed=1000, low=0.99, high=1.0)
    sides = (CYBER, LIAONING)
    starts = (Start(id="a", label=Label(zh="本科毕业", en="new bachelor"), person={}),)
    count = next(n for n in rules.walk(clause(CYBER, "senior/results")) if isinstance(n, rules.Count))
    return Strictness(
        source="invented people",
        people=1000,
        rates=[
            PassRate(side=s, rung="senior", part=part, rate=none if part == "scope" else rate)
            for s in sides
            for part in (ALL, "scope", "results")
        ],
        overlaps=[Overlap(a=CYBER, b=LIAONING, rung="senior", both=100, only_a=23, only_b=7, neither=870)],
        curves=[Curve(side=CYBER, rung="senior", bands=((0, rate),))],
        excluded=[Excluded(
            side=CYBER, rung="senior", clause=clause(CYBER, "senior/results"), people=1000, fails=700, alone=41
        )],
        shares=[PartShare(side=CYBER, rung="senior", part="results", share=0.5)],
        starts=starts,
        efforts=[
            effort(CYBER, "senior", "a", (83, 3), (83, 3), points=((83, 3),)),
            effort(LIAONING, "senior", "a", NEVER, (24, 2), ("green",)),
            effort(CYBER, "technician", "a", (11, 0), (7, 0), ("exceptional", "green")),
        ],
        moves=[
            Move(
                side=CYBER, rung="senior", clause=count, slot="n", before=1, after=2, gain=0, loss=42, people=1000,
                months=(24, 24), records=(2, 3),
            )
        ],
    )  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [80, 100, 120])
def test_every_line_fits(lang: str, width: int) -> None:
    both = comparison([side(CYBER), side(LIAONING)], related(CYBER, LIAONING, "senior", "incomparable"),
                      strictness=numbers())  # fmt: skip
    for one in (many(), both):
        for full in (False, True):
            text = compare_text(one, lang, full=full, width=width)
            assert [line for line in text.splitlines() if width_of(line) > width] == []


def test_a_matrix_reads_both_ways() -> None:
    """Where the row is stricter than the column, the mirrored cell says that it is looser."""
    lines = compare_text(many(), "en", width=120).splitlines()
    start = lines.index("Engineer")
    heads, beijing, cyber = lines[start + 1 : start + 4]
    assert heads.split("  ")[-1] == "Liaoning"
    assert beijing.split()[:3] == ["Beijing", "<", "stricter"]
    assert cyber.split()[:5] == ["Chongqing", "2023", ">", "looser", "="]
    assert "- Beijing" not in "\n".join(lines)


def test_standards_of_one_region_are_told_apart_by_their_year() -> None:
    labels = [one.label.zh for one in shortened(many()).sides]
    assert labels == ["北京", "重庆2023", "重庆2022", "辽宁"]
    alone = shortened(comparison([side(CYBER), side(LIAONING), side(CYBER, "fewer")]))
    assert [one.label.en for one in alone.sides] == ["Chongqing", "Liaoning", "Chongqing+fewer"]


def test_witnesses_are_told_of_one_pair_or_rung_or_where_they_are_asked_for() -> None:
    assert "Witnesses" not in compare_text(many(), "en")
    assert "--full" in compare_text(many(), "en")
    assert "Witnesses" in compare_text(many(), "en", full=True)
    rung = comparison(many().sides, *(one for one in many().relations if one.rung == "senior"))
    assert "Witnesses" in compare_text(rung, "en")
    pair = comparison(
        [side(CYBER), side(LIAONING)], *(related(CYBER, LIAONING, r, "looser") for r in ("engineer", "senior"))
    )
    text = compare_text(pair, "en")
    assert text.count("whoever meets Liaoning meets Chongqing: proven") == 2
    assert text.count("qualifies under Chongqing by the regular route") == 2


def test_a_witness_is_a_person_with_the_clauses_that_decide() -> None:
    who, meets, *fails = witness_lines(witness(), side(CYBER), side(LIAONING), "en")
    assert who.startswith("bachelor's diploma and degree (for 10 years and 6 months); engineer title (for 5 years)")
    assert "1 award (provincial, third prize, ranked 2nd)" in who
    assert "2 journal papers (1st author, 6 years ago, before the engineer title)" in who
    assert "penalty" not in who  # none of the clauses looks at it
    assert meets.startswith("qualifies under") and "第十三条（二）1" in meets
    assert len(fails) == 2 and all("Liaoning" in one for one in fails)
    assert "五（四）4" in fails[0]
    zh = witness_lines(witness(), side(CYBER), side(LIAONING), "zh")
    assert "省（部）级、三等奖的奖项1项（排名第2）" in zh[0] and "在取得工程师职称之前" in zh[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_person_with_nothing_and_facts_that_are_known_to_be_none(lang: str) -> None:
    """Nulls of an applicant document are no facts to be told."""
    nobody = Witness(
        person={
            "education": [{"level": "bachelor", "diploma": "2014-06-30", "degree": None}],
            "titles": [],
            "work": [{"field": "network_security", "from": "2020-01-01", "to": None}],
            "achievements": [{"kind": "report", "adopted": None, "role": "lead", "date": None}],
            "conduct": {"penalty_until": None, "fraud_found": None, "annual_review_ok": False},
        },
        papers={}, as_of=DAY, route="regular", meets=(), decides=(clause(CYBER, "senior/conduct"),), records=1,
    )  # fmt: skip
    who, *rest = witness_lines(nobody, side(LIAONING), side(CYBER), lang)
    assert "None" not in who and len(rest) == 2
    empty = Witness(person={}, papers={}, as_of=DAY, route="", meets=(), decides=(), records=0)
    assert (
        witness_lines(empty, side(LIAONING), side(CYBER), "en")[0]
        == "no diploma or degree; no title; no work; no records"
    )


def test_a_bar_is_told_where_a_clause_looks_at_it() -> None:
    barred = clause(CYBER, "senior/conduct")
    shown = witness()
    one = Witness(
        person=shown.person, papers={}, as_of=DAY, route="", meets=(), decides=(barred,), records=3
    )  # fmt: skip
    assert "under a penalty until 2025-06-30" in witness_lines(one, side(LIAONING), side(CYBER), "en")[0]


@pytest.mark.parametrize(
    ("why", "lacks", "told"),
    [
        ("procedure", (CYBER,), "grants titles by initial determination"),
        ("rung", (CYBER, LIAONING), "Chongqing and Liaoning has no such rung"),
        ("judged", (), "only a panel judges this part"),
    ],
)
def test_why_there_is_no_relation(why: str, lacks: tuple[str, ...], told: str) -> None:
    one = comparison(
        [side(CYBER), side(LIAONING)], related(CYBER, LIAONING, "senior", "not_comparable", why=why, lacks=lacks)
    )
    assert told in compare_text(one, "en")


def test_relations_on_other_terms_stand_beside() -> None:
    one = related(CYBER, LIAONING, "senior", "stricter", beside=(("employers", "incomparable"),))
    assert "with each region's own employers, Chongqing to Liaoning: each" in compare_text(
        comparison([side(CYBER), side(LIAONING)], one), "en"
    )


def test_numbers_stand_in_tables() -> None:
    one = comparison(
        [side(CYBER), side(LIAONING)], related(CYBER, LIAONING, "senior", "stricter"), strictness=numbers()
    )
    text = compare_text(one, "en")
    assert "12.3%" in text and "10.4%–14.5%" in text
    assert re.search(r"83 · 3 +- \(24 · 2\)\n", text) and "11 · 0 (7 · 0)" in text
    assert text.index("11 · 0") < text.index("83 · 3"), "the lower rung first, whichever came first"
    assert "70.0% do not meet it; without it alone 41 more would pass" in text
    assert "how many 1 → 2: -42 people; 2 → 3 records" in text
    assert "50.0% do not pass, by part (Shapley): results 50.0%" in text and "invented people" in text
    table = text.split("Pass rates")[1].split("\n\n")[1]
    assert "scope" not in table  # a part that keeps nobody out tells nothing
    assert "in brackets: sooner, or with fewer records, by the exceptional route or green channel" in text
    assert all(t in compare_text(one, "zh") for t in ("括号内：走破格或绿色通道", "数量 1 → 2：-42人；2 → 3项"))


def test_amendments_notes_and_the_committee_stand_at_the_end() -> None:
    text = compare_text(many(), "zh", amendments=["最小修改\n  - 一\n"], notes=["注意"])
    assert text.index("最小修改") < text.index("! 注意") < text.index(COMMITTEE["zh"])
    assert text.endswith(COMMITTEE["zh"] + "\n")


def test_colour_changes_no_word() -> None:
    plain = compare_text(many(), "en", full=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", compare_text(many(), "en", full=True, paint=Paint(on=True))) == plain


def test_every_number_of_the_standards_has_a_word() -> None:
    """No threshold is called by the name of a field."""
    from models.node_numbers import slots

    for name in catalogue.files():
        for rung in catalogue.find(name).rungs.values():
            for part in rung.parts.values():
                for node in rules.walk(part):
                    for slot in slots(node):
                        assert slot_words(node, slot, "zh") != slot, (node.id, slot)
