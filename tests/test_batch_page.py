"""The report of a run: it needs nothing else, escapes what people wrote, tells every figure, and reads in grey."""

from __future__ import annotations

import re
import stat
from functools import cache
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest

from models import catalogue
from models.errors import InputError
from reports.batch_charts import Drawn, classes_chart, clauses_chart, years_chart
from reports.batch_colours import COLOURS, DARK, FILLS, PALE, STRONG
from reports.batch_page import NAMED, report_page, write_report
from reports.batch_words import CLASS_LABELS, ICONS
from solver.summary import CLASSES, Summary, WhatIf, summarise
from solver.summary_tables import by_class, by_year, hardest
from tests.result_tables import DAY, answered, error_table, invented, stamp_of
from tests.test_plan_page import Reader

STANDARD = catalogue.find("chongqing-cyberspace-2023")
BEIJING = catalogue.find("beijing-cybersecurity-2024")
EVIL = "<script>alert(1)</script>&\"'"
HEADS = {
    "zh": [
        "各类人数", "受阻最多的条款", "预测", "接近者", "最常缺的事实", "情景：", "豁免", "杠杆", "另列的错误", "说明",
    ],
    "en": [
        "People by class", "clauses that block", "Forecast", "Near misses", "facts most often missing", "What if:",
        "Waivers", "Levers", "Errors set apart", "Notes",
    ],
}  # fmt: skip


@cache
def summary() -> Summary:
    table = pl.concat(
        [
            answered(STANDARD.id, "senior", 60),
            invented(STANDARD, ["engineer"], 150, seed=4).drop("部门"),
            invented(BEIJING, list(BEIJING.rungs)[:1], 150, seed=4).drop("部门"),
        ]
    ).with_columns(name=pl.lit(EVIL))
    wrong = {"sheet": "records", "row": 2, "error": f"unknown kind `{EVIL}`", "value": EVIL, "write": "write `paper`"}
    return summarise([table], error_table([{"person": 900, "id": EVIL} | wrong, {"person": 901, "id": "x"} | wrong]))


def scenario() -> WhatIf:
    table = invented(STANDARD, ["engineer"], 150, seed=4)
    moved = table.filter(pl.col("class") == "only_records")
    eased = table.with_columns(
        pl.when(pl.col("class") == "only_records").then(pl.lit("eligible")).otherwise("class").alias("class")
    )
    gains = moved.select(pl.lit(EVIL).alias("id"), "name", "standard", "rung", before="class", after=pl.lit("eligible"))
    return WhatIf(
        name=EVIL, before=summarise([table]).counts, after=summarise([eased]).counts, gains=gains, losses=gains.head(0)
    )


@cache
def small() -> Summary:
    return summarise([invented(STANDARD, ["senior"], 400, seed=9).drop("部门")])


@cache
def page(lang: str) -> str:
    waivers = pl.DataFrame(
        {"id": [EVIL], "standard": [STANDARD.id], "node": ["senior/results"], "reason": [EVIL], "approver": [EVIL]}
    )
    levers = {EVIL: pl.DataFrame({"kind": ["paper", "patent"], "gained": [12, 3]})}
    stamp = stamp_of(STANDARD, BEIJING)
    return report_page(
        summary(), stamp, [STANDARD, BEIJING], lang, what_if=[scenario()], waivers=waivers, levers=levers
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_is_whole_and_needs_nothing_else(lang: str) -> None:
    read = Reader(page(lang))
    assert not read.wrong and not read.open and page(lang).startswith("<!DOCTYPE html>")
    bare = page(lang).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)", bare)
    assert not [tag for tag, attrs in read.found if {"src", "href", "srcset", "xlink:href"} & attrs.keys()]
    assert not [tag for tag, _ in read.found if tag in ("script", "link", "iframe", "img", "object")]
    assert not [name for _, attrs in read.found for name in attrs if name.startswith("on")]
    policy = next(a for t, a in read.found if t == "meta" and a.get("http-equiv") == "Content-Security-Policy")
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"
    ids = [attrs["id"] for _, attrs in read.found if attrs.get("id")]
    assert len(ids) == len(set(ids)) > 10
    assert {name for _, a in read.found for name in (a.get("aria-labelledby") or "").split()} <= set(ids)
    assert "@page" in page(lang) and any(attrs.get("name") == "viewport" for _, attrs in read.found)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_people_wrote_is_only_text(lang: str) -> None:
    assert "<script" not in page(lang) and EVIL in Reader(page(lang)).text
    assert "alert(1)" not in Reader(page(lang)).text.partition("unknown kind")[2].partition("\n")[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_figure_is_told_in_words(lang: str) -> None:
    text, found = Reader(page(lang)).text, summary()
    for row in by_class(found.counts).to_dicts():
        assert f"{row['eligible']:,} / {row['people']:,}" in text
    for kind in CLASSES:
        assert f"{ICONS[kind]} {CLASS_LABELS[kind][lang]}" in text
    for word in (
        "zhicheng 1.2.3",
        str(DAY),
        STANDARD.digest,
        BEIJING.digest,
        STANDARD.title[lang],
        BEIJING.title[lang],
    ):
        assert word in text
    heads = HEADS[lang]
    places = [text.index(head) for head in heads]
    assert places == sorted(places)
    committee = {"zh": "最终以评审委员会评审结果为准", "en": "The review committee decides"}[lang]
    assert committee in text and not re.search(r"\b(None|null|nan)\b", text)
    assert "senior/" not in text


def test_a_single_language_on_each_page() -> None:
    assert not re.search(r"[一-鿿]{3}", re.sub("第[一-鿿]+条|虚构|渝人社发|京人社|[^\n]*〔", "", _own("en")))
    assert "qualif" not in _own("zh") and "people" not in _own("zh")


def _own(lang: str) -> str:
    """The headings of a page with what stands directly below them, which no data fills."""
    found = re.findall(r"<(?:h2|th|dt|p class=\"remark\")[^>]*>([^<]*)<", page(lang))
    return "\n".join(one for one in found if "alert" not in one)


def test_masked_pages_say_so_and_name_what_is_left_out() -> None:
    stamp = stamp_of(STANDARD, masked=True, left_out=("部门", "薪级"))
    for lang, words in (("zh", "花名册中的附加列未输出：部门、薪级"), ("en", "left out: 部门, 薪级")):
        assert words in Reader(report_page(small(), stamp, [STANDARD], lang)).text
    assert "附加列未输出" not in page("zh")


def test_tables_by_name_are_short_and_say_how_many_more() -> None:
    near = small().near.height
    text = Reader(report_page(small(), stamp_of(STANDARD), [STANDARD], "zh")).text
    assert near > NAMED and f"另有{near - NAMED}行" in text
    assert sum(f"P{n:07}" in text for n in range(400)) == NAMED


def test_a_run_of_errors_alone_is_a_page_too() -> None:
    wrong = summarise([], error_table([{"person": 0, "id": "x", "error": "no date"}]))
    read = Reader(report_page(wrong, stamp_of(STANDARD), [STANDARD], "zh"))
    assert not read.wrong and "共1人：0人有结果，1人因数据有误另列（1处错误）。" in read.text
    assert "各类人数" not in read.text and "no date" in read.text


def test_the_page_is_for_its_owner_alone_and_the_same_again(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_report(small(), stamp_of(STANDARD), [STANDARD], path, "zh")
    first = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    write_report(small(), stamp_of(STANDARD), [STANDARD], path, "zh")
    assert path.read_bytes() == first and [one.name for one in tmp_path.iterdir()] == ["report.html"]
    with pytest.raises(InputError, match="cannot be written"):
        write_report(small(), stamp_of(STANDARD), [STANDARD], tmp_path / "no" / "r.html", "zh")


def charts() -> list[Drawn]:
    found, told = summary(), ("名称", EVIL)
    classes, clauses = by_class(found.counts), hardest(found, 3)
    years = by_year(found, DAY)
    return [
        classes_chart(classes, [EVIL] * classes.height, told, "a"),
        clauses_chart(clauses, ["同名的条款" * 40] * clauses.height, told, "b"),
        years_chart(years.filter(pl.col("rung") == "engineer"), told, "c"),
    ]


def test_charts_are_well_formed_and_keep_their_width() -> None:
    for one in charts():
        for drawn, width in ((one.wide, 720), (one.narrow, 340)):
            tree = ElementTree.fromstring(drawn)
            _, _, wide, high = map(float, (tree.get("viewBox") or "").split())
            assert wide == width and 30 < high < 2000
            texts = [text for text in tree.itertext() if text.strip()]
            assert EVIL in texts and len(texts) > 5
            assert "script" not in {element.tag.rpartition("}")[2] for element in tree.iter()}


def test_charts_bear_the_numbers_of_their_bars() -> None:
    found = summary()
    stacked, blocking, years = (ElementTree.fromstring(one.wide) for one in charts())
    numbers = set(stacked.itertext())
    for row in by_class(found.counts).to_dicts():
        large = [row[kind] for kind in CLASSES if row[kind] / row["people"] > 0.06]
        assert large and {f"{n:,}" for n in large} <= numbers
    told = set(blocking.itertext())
    assert {f"{row['people']:,} · {row['alone']:,}" for row in hardest(found, 3).to_dicts()} <= told
    mine = by_year(found, DAY).filter(pl.col("rung") == "engineer").head(10).to_dicts()
    assert mine and {str(row["year"]) for row in mine} <= set(years.itertext())
    assert {f"{row[name]:,}" for row in mine for name in ("waiting", "first")} <= set(years.itertext())


def lightness(colour: str) -> float:
    """How light a colour is in grey, 0 to 100."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    light = sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 116 * light ** (1 / 3) - 16 if light > 0.008856 else 903.3 * light


def test_colours_differ_in_grey_and_letters_stand_out() -> None:
    assert tuple(COLOURS) == CLASSES == tuple(FILLS) == tuple(ICONS)
    steps = [lightness(COLOURS[kind]) for kind in CLASSES]
    assert all(b - a > 5 for a, b in pairwise(steps))
    assert lightness(PALE) - lightness(STRONG) > 40
    for kind in CLASSES:
        ink = 100.0 if kind in DARK else 5.0
        assert abs(lightness(COLOURS[kind]) - ink) > 45
        fill, letters = FILLS[kind]
        assert lightness(fill) - lightness(letters) > 55
    assert len(set(ICONS.values())) == len({label.zh for label in CLASS_LABELS.values()}) == len(CLASSES)
