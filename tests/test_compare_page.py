"""The report of a comparison: whole and alone, every number in words, and its files."""

from __future__ import annotations

import csv
import json
import re
import stat
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from models.errors import InputError
from reports.amendment_text import amendment_text
from reports.compare_bars import Kept, kept_chart
from reports.compare_blocks import view_of
from reports.compare_files import write_files
from reports.compare_glance import glance
from reports.compare_page import report_page, sections, write_report
from reports.compare_ways import effort_section
from reports.compare_words import SIGNS, percent
from solver.comparison import (
    ALL,
    Comparison,
    PassRate,
    Rate,
    Strictness,
)  # fmt: skip
from solver.least_amendment import Amendment
from tests.made_comparison import DAY, EVIL, IDS, RUNG, STAMP, made
from tests.test_plan_page import Reader


@cache
def page(lang: str) -> str:
    return report_page(made(*IDS), STAMP, lang)


HEADS = {
    "zh": [
        "宽严关系", "分部分的关系", "仅符合其一的人", "不可比的", "换一种口径", "最少需要多久", "通过率",
        "按工作年限的通过率", "重叠",
        "哪一条拦下的人最多", "各部分各拦下多少", "门槛移动一档", "比较的前提", "方法",
    ],
    "en": [
        "Which is stricter", "Part by part", "Who qualifies under one alone", "What cannot be compared",
        "On other terms", "Least effort", "Pass rates", "Pass rates by years of work", "Overlaps",
        "What keeps most people out", "What each part contributes", "One threshold moved by a step",
        "What was made alike", "Methods",
    ],
}  # fmt: skip


def headings(text: str) -> list[str]:
    return re.findall(r"<h2>([^<]*)</h2>", text)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_is_whole_and_needs_nothing_else(lang: str) -> None:
    read = Reader(page(lang))
    assert not read.wrong and not read.open and page(lang).startswith("<!DOCTYPE html>")
    bare = page(lang).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?:|@import|url\((?!#)", bare)
    assert not [tag for tag, attrs in read.found if {"src", "href", "srcset", "xlink:href"} & attrs.keys()]
    assert not [tag for tag, _ in read.found if tag in ("link", "iframe", "img", "object")]
    (script,) = re.findall(r"<script>(.*?)</script>", page(lang), re.S)
    allowed = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{allowed}'" in page(lang) and "beforeprint" in script
    ids = [attrs["id"] for _, attrs in read.found if attrs.get("id")]
    assert len(ids) == len(set(ids)) > 20
    assert {name for _, a in read.found for name in (a.get("aria-labelledby") or "").split()} <= set(ids)
    assert page(lang).count("<script") == 1 and EVIL in read.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_section_with_data_stands_in_order(lang: str) -> None:
    assert headings(page(lang)) == HEADS[lang]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sections_without_data_do_not_appear(lang: str) -> None:
    bare = replace(made(*IDS[:2]), strictness=Strictness())
    found = headings(report_page(bare, STAMP, lang))
    kept = [HEADS[lang][n] for n in (0, 2, 4, 12, 13)]
    assert found == kept
    empty = replace(bare, relations=[])
    assert headings(report_page(empty, STAMP, lang)) == HEADS[lang][-2:]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_figures_are_told_in_words_and_stamps_stand_below(lang: str) -> None:
    text = Reader(page(lang)).text
    for told in ("13.7%", "34.8%", percent(0.125), "653", "219", "101", "247", "616", "−59", "+83", "67", "55", "4711"):
        assert told in text
    assert {"zh": "达不到", "en": "out of reach"}[lang] in text
    assert {"zh": "破格和绿色通道 41个月·4项", "en": "exceptional and green channel 41 mo · 4"}[lang] in text
    assert {"zh": "67个月·3项", "en": "67 mo · 3 rec"}[lang] in text
    for side in made(*IDS).sides:
        assert side.standard.digest in text and side.standard.title[lang] in text
    assert "zhicheng 9.8.7" in text and "2024-12-31" in text and "some-reading=other" in text
    assert "docs/strictness.md" in text
    assert {"zh": "最终以评审委员会评审结果为准", "en": "The review committee decides"}[lang] in text
    assert not re.search(r"\b(None|nan|null)\b", text)


def test_a_witness_stands_as_a_person_under_both_standards() -> None:
    text = Reader(page("en")).text
    assert "B Liaoning ✓" in text and "A Chongqing ✗" in text
    card = text[text.index("B Liaoning ✓") :]
    assert "doctor" in card[:400].lower() and "4 years of work in network security" in card[:400]
    assert "Qualifies under Liaoning by the regular route" in card and "Refused under Chongqing" in card


def test_the_glance_ranks_no_pass_rates_of_different_procedures() -> None:
    found = made(*IDS)
    rate = Rate(people=1000, passed=1, low=0.0, high=0.01)
    rates = [*found.strictness.rates, PassRate(side=IDS[3], rung=RUNG, part=ALL, rate=rate)]
    told = glance(view_of(replace(found, strictness=Strictness(rates=rates, people=1000)), "en"), invented=True)
    assert told[0][1][1] == (
        "Pass rates of 1,000 invented people: A Chongqing 13.7%, B Liaoning 34.8%, C Beijing 55.9% "
        "(lowest: A; highest: C)"
    )
    assert told[0][1][2].startswith("Left out: D Sichuan grants titles by initial determination")


@pytest.mark.parametrize(
    ("passed", "verdict"),
    [
        ((100, 110, 300), "lowest not told apart: A and B; highest: C"),
        ((100, 290, 300), "lowest: A; highest not told apart: B and C"),
        ((100, 110, 105), "not told apart by these people"),
    ],
)
def test_the_glance_gives_no_verdict_within_chance(passed: tuple[int, ...], verdict: str) -> None:
    rates = [
        PassRate(
            side=side, rung=RUNG, part=ALL,
            rate=Rate(people=1000, passed=n, low=(n - 20) / 1000, high=(n + 20) / 1000),
        )
        for side, n in zip(IDS, passed, strict=False)
    ]  # fmt: skip
    numbers = Strictness(rates=rates, people=1000, source="staff.xlsx: 1,000 people")
    told = glance(view_of(replace(made(*IDS[:3]), strictness=numbers), "en"), invented=False)[0][1][1]
    assert told.startswith("Pass rates of the people given (staff.xlsx: 1,000 people): A ")
    assert told.endswith(f"({verdict})")


def turned(*beside: tuple[str, str], readings: tuple[tuple[str, str, str], ...] = ()) -> Comparison:
    """A pair of which the first is stricter, and another on other terms."""
    found = made(*IDS[:2])
    first, *rest = found.relations
    return replace(found, relations=[replace(first, beside=beside, readings=readings), *rest])


def test_who_is_stricter_by_penalties_alone_is_told_at_once() -> None:
    found = turned(("bars", "equivalent"), readings=(("some-reading", "other", "incomparable"),))
    text = Reader(report_page(found, STAMP, "en")).text
    box = glance(view_of(found, "en"), invented=True)[0][1][0]
    assert "stricter than B Liaoning (only because of penalties: with nobody under a penalty: equivalent; under" in box
    assert "under the reading some-reading=other: both ways" in box
    assert "<*" in text and "only because of penalties, without them equivalent" in text
    plain = Reader(report_page(turned(), STAMP, "en")).text
    assert "<*" not in plain and "penalties, without" not in plain


def test_what_the_other_routes_refuse_stands_on_the_card() -> None:
    found = made(*IDS[:2])
    first, *rest = found.relations
    assert first.backward is not None and first.backward.witness is not None
    other = found.sides[0].standard.rungs[RUNG].parts["conduct"]
    witness = replace(first.backward.witness, others=(("exceptional", (other,)),))
    card = replace(first, backward=replace(first.backward, witness=witness))
    text = Reader(report_page(replace(found, relations=[card, *rest]), STAMP, "en")).text
    assert f"Nor by the exceptional route: {other.cite}, basic conditions" in text


def test_charts_side_by_side_share_a_scale() -> None:
    def bar(fails: int) -> float:
        drawn = kept_chart([Kept(label="x", fails=fails, alone=0)], ("", ""), "k", most=1000).wide
        return float(re.findall(r"M1,[\d.]+h([\d.]+)v", drawn)[0])

    assert bar(1000) == pytest.approx(2 * bar(500), rel=0.01)


def test_each_rung_says_whom_it_cannot_compare() -> None:
    assert "Not comparable: D Sichuan grants titles by initial determination" in Reader(page("en")).text
    assert "不可比：D 四川为初定" in Reader(page("zh")).text


@pytest.mark.parametrize(("lang", "word"), [("zh", "最小的修订"), ("en", "The smallest amendment")])
def test_an_amendment_stands_after_the_figures(lang: str, word: str) -> None:
    bare = replace(made(*IDS[:2]), strictness=Strictness())
    a, b = bare.sides
    amendment = Amendment(a=a, b=b, rung=RUNG, part=ALL, as_of=DAY, answer="none_needed")
    text = report_page(bare, STAMP, lang, [amendment])
    assert headings(text)[-3] == word and headings(text)[-2:] == HEADS[lang][-2:]
    assert amendment_text(amendment, lang, 400) in Reader(text).text


def test_two_standards_share_one_grid_of_parts_and_rungs() -> None:
    pair = made(*IDS[:2])
    blocks = sections(view_of(pair, "en"))[0].blocks
    assert [figure.name for block in blocks for figure in block.figures] == ["relations", f"order-{RUNG}"]
    first = blocks[0]
    words = set(ElementTree.fromstring(first.figures[0].drawn.wide).itertext())
    assert {"Scope", "Results", SIGNS["equivalent"], SIGNS["stricter"]} <= words and "Part by part" not in words


def test_rungs_stand_from_the_lowest_and_parts_in_their_order() -> None:
    """Whichever side was first: one may lack the lowest rung."""
    found = made(*IDS[:2]).strictness
    low, high = "technician", RUNG

    def twice(rows: Sequence[Any]) -> list[Any]:
        return [replace(one, rung=rung) for rung in (high, low) for one in rows]

    numbers = Strictness(
        people=1000, rates=twice(found.rates), curves=twice(found.curves), overlaps=twice(found.overlaps),
        excluded=twice(found.excluded), shares=twice(found.shares), starts=found.starts, efforts=twice(found.efforts),
        moves=twice(found.moves),
    )  # fmt: skip
    view = view_of(replace(made(*IDS[:2]), relations=[], strictness=numbers), "en")
    several = sections(view)
    assert len(several) == 7
    for section in several:
        heads = [block.heading for block in section.blocks if "as a whole" not in block.heading]
        assert heads and [head.startswith("Technician") for head in heads] == sorted(
            (head.startswith("Technician") for head in heads), reverse=True
        )
    shares = next(section for section in several if section.heading == "What each part contributes")
    assert [text for _, text in shares.key] == ["Education and years", "Results"]


def test_a_shorter_way_by_another_route_is_a_thin_bar_under_the_regular_one() -> None:
    section = effort_section(view_of(made(*IDS[:2]), "zh"))
    assert section is not None
    (figure,) = section.blocks[0].figures
    drawn = ElementTree.fromstring(figure.drawn.wide)
    words = list(drawn.itertext())
    assert {"67个月·3项", "破格和绿色通道 41个月·4项", "达不到"} <= set(words)
    table = section.blocks[0].table
    assert table is not None and table.rows[0][2:7] == ("67", "3", "41", "4", "破格和绿色通道")
    assert table.rows[1][2:7] == ("–", "–", "–", "–", "")


def test_the_page_is_for_its_owner_alone_and_the_same_again(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    bare = replace(made(*IDS[:2]), strictness=Strictness())
    write_report(bare, STAMP, path, "zh")
    first = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    write_report(bare, STAMP, path, "zh")
    assert path.read_bytes() == first
    with pytest.raises(InputError, match="cannot be written"):
        write_report(bare, STAMP, tmp_path / "no" / "r.html", "zh")


def test_files_hold_every_row_and_every_figure(tmp_path: Path) -> None:
    found = made(*IDS[:3])
    folder = tmp_path / "new" / "folder"
    written = write_files(found, STAMP, folder, "en")
    assert sorted(written) == sorted(folder.iterdir())
    numbers = found.strictness
    many = {
        "relations": len(found.relations), "rates": len(numbers.rates), "overlaps": len(numbers.overlaps),
        "curves": 9, "excluded": 1, "shares": 6, "efforts": 3, "moves": 2,
    }  # fmt: skip
    for name, rows in many.items():
        content = (folder / f"{name}.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        table = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
        assert len(table) == rows and {row["version"] for row in table} == {"zhicheng 9.8.7"}
    assert json.loads((folder / "compare.json").read_text())["schema"] == "zhicheng.compare/1"
    figures = {f.name for s in sections(view_of(found, "en")) for b in s.blocks for f in b.figures}
    assert {path.stem for path in folder.glob("*.svg")} == figures and len(figures) > 10
    for path in folder.glob("*.svg"):
        assert ElementTree.parse(path).getroot().tag == "{http://www.w3.org/2000/svg}svg"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="folder cannot be made"):
        write_files(made(*IDS[:2]), STAMP, tmp_path / "file" / "sub", "zh")
