"""The page of a plan: it needs nothing else, escapes what people wrote, tells every step, and draws legibly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from itertools import combinations
from xml.etree import ElementTree

import pytest

from reports.drawing import NARROW, WIDE, Row, timeline
from reports.person import title
from reports.plan_page import plan_page
from reports.plan_words import todos
from tests.plans import KINDS, PLANNED, TODAY, answered

VOID = {"meta", "input", "br", "link", "img", "hr"}
SIZE = 13
Box = tuple[float, float, float, float]


class Reader(HTMLParser):
    """What stands in a page: its text, its elements with their attributes, and tags that do not match."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "script"):
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.found if name == tag]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_page_is_whole_and_needs_nothing_else(kind: str, lang: str) -> None:
    page = plan_page(answered(kind), "1.2.3", lang)
    read = Reader(page)
    assert not read.wrong and not read.open
    assert page.startswith("<!DOCTYPE html>")
    assert read.all("html")[0]["lang"] == {"zh": "zh-CN", "en": "en"}[lang]
    assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)", page)
    assert not [tag for tag, attrs in read.found if {"src", "href", "srcset"} & attrs.keys()]
    assert not read.all("script") and not read.all("link")
    assert any(one.get("name") == "viewport" for one in read.all("meta"))
    assert "@page" in page
    ids = [attrs["id"] for _, attrs in read.found if attrs.get("id")]
    assert len(ids) == len(set(ids))
    committee = {"zh": "最终以评审委员会评审结果为准", "en": "The review committee decides"}[lang]
    assert committee in read.text
    for standard in answered(kind).standards:
        assert standard.title[lang] in read.text and standard.digest[:12] in read.text
    assert "zhicheng 1.2.3" in read.text and "2025-06-01" in read.text


def test_languages_do_not_mix() -> None:
    """Headings of one language alone; both pages have the same sections."""
    zh, en = (plan_page(answered("full"), "1", lang) for lang in ("zh", "en"))
    heads = {lang: re.findall(r"<h2>(.*?)</h2>", page) for lang, page in (("zh", zh), ("en", en))}
    assert len(heads["zh"]) == len(heads["en"]) >= 5
    assert all(head.isascii() for head in heads["en"])
    assert not any(re.search("[a-z]{2}", head) for head in heads["zh"])


def test_what_people_wrote_is_escaped() -> None:
    name = "<script>alert('1')</script> \"O\" & <b>"
    answer = answered("full")
    page = plan_page(replace(answer, person=replace(answer.person, name=name)), "1", "en")
    read = Reader(page)
    assert "<script" not in page and "<b>" not in page
    assert name in read.text and not read.wrong and not read.open


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", PLANNED)
def test_every_step_is_told(kind: str, lang: str) -> None:
    """Its days, standard, route, each thing to do with the window and clauses, a box to tick for each."""
    answer = answered(kind)
    best, page = answer.plans[0], plan_page(answer, "1", lang)
    sections = re.findall(r'<section class="step">(.*?)</section>', page, re.DOTALL)
    assert len(sections) == len(best.stages)
    boxes = 0
    for stage, section in zip(best.stages, sections, strict=True):
        text = Reader(section).text
        assert str(stage.applied) in text and str(stage.titled) in text
        assert title(stage.rise.rung, lang).lower() in text.lower()
        assert stage.standard.title[lang] in text
        things = todos(stage, best, lang)
        boxes += len(things)
        assert section.count('type="checkbox"') == len(things)
        for one in things:
            assert one.text in text and one.serves in text
            assert str(one.since) in text and str(one.by) in text
            assert all(str(day) in text for day in one.on)
        if not things:
            assert {"zh": "直接申报", "en": "all is there"}[lang] in text
    for course in best.courses:
        assert str(course.until) in page
    assert page.count('type="checkbox"') == boxes + len(best.courses)


def test_frontier_is_a_table() -> None:
    answer = answered("frontier")
    assert len(answer.plans) > 1
    page = plan_page(answer, "1", "zh")
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)[1:]
    assert len(rows) == len(answer.plans)
    for row, one in zip(rows, answer.plans, strict=True):
        cells = [re.sub("<.*?>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        assert cells[0].startswith(str(one.arrives)) and cells[3] == str(one.records)
        assert all(str(stage.titled) in cells[-1] for stage in one.stages)
    assert "<table" not in plan_page(answered("open"), "1", "zh")
    alone = replace(answer, plans=answer.plans[:1])
    assert "没有更晚但更省的安排" in plan_page(alone, "1", "zh")


def test_out_of_reach_says_what_blocks_and_what_opens() -> None:
    answer = answered("shut")
    text = Reader(page := plan_page(answer, "1", "zh")).text
    assert "✗ 没有办法晋升高级工程师" in text and "<svg" not in page and 'class="step"' not in page
    assert answer.shut and all(rule.cite in text for one in answer.shut for rule in one.rules)
    assert "放宽其中任一限制" in text
    hopeless = Reader(plan_page(replace(answer, opens=()), "1", "zh")).text
    assert "放宽所设限制也无济于事" in hopeless and "放宽其中任一限制" not in hopeless


def test_held_already() -> None:
    page = plan_page(answered("held"), "1", "en")
    assert "holds the engineer title already" in page and "<svg" not in page


def test_what_the_answer_rests_on() -> None:
    """Facts that are missing, what was taken as met, the limits, the pace, and readings that were chosen."""
    answer = answered("open")
    text = Reader(plan_page(answer, "1", "zh")).text
    assert answer.missing and "最好的情形" in text and "排名未说明" in text
    assert "推定满足的事项" in text and "节奏：" in text and "限制：" not in text
    assert "限制：每年至多1项成果；每年9月30日申报；评审3个月" in Reader(plan_page(answered("full"), "1", "zh")).text
    standard = answer.standards[0]
    name, reading = next(iter(standard.readings.items()))
    other = next(value for value in reading.values if value != reading.default)
    assert f"{name}={reading.default}" in text
    chosen = replace(answer, asked=replace(answer.asked, readings={name: other}))
    assert f"{name}={other}" in plan_page(chosen, "1", "zh")


def drawings(page: str) -> list[ElementTree.Element]:
    """The timelines of a page, wide and narrow."""
    found = re.findall(r'<svg class="timeline".*?</svg>', page, re.DOTALL)
    return [ElementTree.fromstring(re.sub("&(?!amp;|lt;|gt;|#)", "&amp;", one)) for one in found]


def wide_of(text: str) -> float:
    """More than a text takes in a usual font: a Chinese character is square, a letter at most 0.6 of it."""
    return sum(SIZE if unicodedata.east_asian_width(c) in "WF" else SIZE * 0.6 for c in text)


def text_boxes(svg: ElementTree.Element) -> Iterator[tuple[str, Box]]:
    for one in svg.iter("text"):
        text = unescape(one.text or "")
        x, y, wide = float(one.attrib["x"]), float(one.attrib["y"]), wide_of(text)
        left = x - wide / 2 if one.attrib["text-anchor"] == "middle" else x
        yield text, (left, y - 0.85 * SIZE, left + wide, y + 0.2 * SIZE)


def bars(svg: ElementTree.Element) -> Iterator[tuple[str, Box]]:
    for one in svg.iter("rect"):
        if one.get("class"):
            x, y, wide, high = (float(one.attrib[name]) for name in ("x", "y", "width", "height"))
            yield one.attrib["class"], (x, y, x + wide, y + high)


def over(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def legible(svg: ElementTree.Element) -> None:
    """Everything inside the drawing; no text over another or over a bar."""
    _, _, width, height = map(float, svg.attrib["viewBox"].split())
    texts, shapes = list(text_boxes(svg)), list(bars(svg))
    assert len(texts) > 2
    for name, (left, top, right, bottom) in [*texts, *shapes]:
        assert left >= 0 and right <= width and top >= 0 and bottom <= height, name
    for (one, box), (other, beside) in combinations([*texts, *shapes], 2):
        touching = one in ("prepare", "review") and other == "review"
        assert touching or not over(box, beside), (one, other)
    marks = [float(one.attrib["d"].split()[0].lstrip("M")) for one in svg.iter("path") if one.get("class") == "title"]
    marks += [float(mark.attrib["cx"]) for mark in svg.iter("circle")]
    assert marks and all(7 <= mark <= width - 7 for mark in marks)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", PLANNED)
def test_drawing_is_legible(kind: str, lang: str) -> None:
    found = drawings(plan_page(answered(kind), "1", lang))
    assert [svg.attrib["width"] for svg in found] == [str(WIDE), str(NARROW)]
    for svg in found:
        legible(svg)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("years", [0, 1, 3, 8, 25, 60, 300])
def test_drawings_of_any_length_are_legible(years: int, width: int) -> None:
    """Long names, bars of no length, at either end of the axis; names that need escaping."""
    start, end = date(2025, 12, 31), date(2025 + years, 12, 31)
    half = date(2025 + years // 2, 12, 31)
    rows = [
        Row(
            name="a <very> long name & more of it, " * 4, since=start, until=half, titled=None, days=f"finished {half}"
        ),
        Row(name="1. 助理工程师", since=start, until=start, titled=start, days=f"{start}申报、取得职称"),
        Row(name="2. 工程师", since=start, until=half, titled=end, days=f"apply {half}, title {end}"),
        Row(name="3. 高级工程师", since=end, until=end, titled=end, days=f"application and title {end}"),
    ]
    svg = ElementTree.fromstring(timeline(rows, start, ("a < b", "c & d", f"from {start}"), width))
    legible(svg)
    named = [int(one.text or "") for one in svg.iter("text") if one.get("class") == "number"]
    assert named[0] == 2025 and named == sorted(set(named)) and (years > 3 or len(named) == years + 1)


@pytest.mark.parametrize("number", [0, 1])
def test_bars_are_drawn_to_scale(number: int) -> None:
    """A bar for each step up to the application, a paler one for the review, a striped one for each course."""
    best = answered("full").plans[0]
    svg = drawings(plan_page(answered("full"), "1", "en"))[number]
    found = list(bars(svg))
    spans = {
        "course": [(one.since, one.until) for one in best.courses],
        "prepare": [(one.since, one.applied) for one in best.stages],
        "review": [(one.applied, one.titled) for one in best.stages],
    }
    assert best.courses and len(best.stages) == 3
    first, last = date(TODAY.year, 1, 1), date(best.arrives.year + 1, 1, 1)
    room = float(svg.attrib["width"]) - 16
    for kind, wanted in spans.items():
        drawn = [(box[0], box[2]) for name, box in found if name == kind]
        assert len(drawn) == len(wanted)
        for (left, right), (since, until) in zip(drawn, wanted, strict=True):
            for place, day in ((left, since), (right, until)):
                assert place == pytest.approx(8 + room * (day - first).days / (last - first).days, abs=0.6)
    fills = [{one.attrib["fill"] for one in svg.iter("rect") if one.get("class") == kind} for kind in spans]
    assert all(len(fill) == 1 for fill in fills) and len(set.union(*fills)) == 3
    assert len([one for one in svg.iter("circle") if one.get("class") == "apply"]) == 3
    assert len([one for one in svg.iter("path") if one.get("class") == "title"]) == 3
    days = " ".join(one.text or "" for one in svg.iter("text"))
    assert all(str(stage.applied) in days and str(stage.titled) in days for stage in best.stages)
