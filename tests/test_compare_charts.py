"""The figures of a comparison: the order drawn right, charts well formed, signs and colours that read in grey."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from reports.batch_charts import Drawn
from reports.compare_bars import Kept, Swing, kept_chart, swings_chart
from reports.compare_charts import (
    Bar,
    Grid,
    Group,
    Segment,
    Stack,
    grid_chart,
    grouped_chart,
    stacked_chart,
)
from reports.compare_colours import DARK_RELATIONS, RELATION_FILLS
from reports.compare_marks import columns_in, lines_of
from reports.compare_order import order_chart, order_of
from reports.compare_words import SIGNS
from reports.layout import width_of
from solver.comparison import (
    ALL,
    Relation,
)  # fmt: skip
from tests.made_comparison import EVIL
from tests.test_batch_page import lightness


def order(keys: str, **known: str) -> tuple[set[frozenset[str]], set[tuple[str, str]], set[str]]:
    """Boxes, lines and what stands apart, by the letters of the sides; `AB="stricter"` relates two of them."""
    found = order_of(list(keys), [Relation(a=p[0], b=p[1], rung="x", part=ALL, relation=r) for p, r in known.items()])
    names = [frozenset(keys[side] for side in box) for box in found.boxes]
    lines = {("".join(sorted(names[a])), "".join(sorted(names[b]))) for a, b in found.edges}
    return set(names), lines, {keys[side] for side in found.apart}


def test_the_order_leaves_out_lines_that_follow_from_others() -> None:
    boxes, lines, apart = order("ABC", AB="stricter", BC="stricter", AC="stricter")
    assert len(boxes) == 3 and lines == {("A", "B"), ("B", "C")} and not apart


def test_the_order_reads_looser_as_below_and_keeps_incomparable_ones_apart() -> None:
    _, lines, _ = order("ABC", AB="looser", AC="incomparable", BC="stricter")
    assert lines == {("B", "A"), ("B", "C")}


def test_equivalent_sides_share_a_box_and_those_not_comparable_have_none() -> None:
    boxes, lines, apart = order(
        "ABCD", AB="equivalent", AC="stricter", BC="stricter", AD="not_comparable", BD="not_comparable",
        CD="not_comparable",
    )  # fmt: skip
    assert boxes == {frozenset("AB"), frozenset("C")} and lines == {("AB", "C")} and apart == {"D"}


def test_the_stricter_stands_above_in_the_diagram() -> None:
    found = order_of(["a", "b"], [Relation(a="a", b="b", rung="x", part=ALL, relation="looser")])
    drawn = order_chart(found, ["lower one", "upper one"], ("t", "d"), "o").wide
    heights = {
        text: float(place)
        for place, text in re.findall(r"<text[^>]*translate\([\d.]+,([\d.]+)\)[^>]*>([^<]*)</text>", drawn)
    }
    assert heights["upper one"] < heights["lower one"]


@cache
def charts() -> list[Drawn]:
    told = ("名称", EVIL)
    long = "很长的名称" * 30 + " and a long name" * 20
    bars = tuple(
        Bar(sign=sign, colour="#123456", value=value, text="12.3%", low=0.1, high=0.3)
        for sign, value in (("A", 0.2), ("B", None))
    )
    segments = (
        Segment(value=0.5, text="50%", colour="#123456", dark=True),
        Segment(value=0.0, text="0", colour="#fff", dark=False),
    )
    cells = {(r, c): relation for r in range(2) for c, relation in enumerate(RELATION_FILLS)}
    grid = Grid(rows=(long, "B"), columns=tuple("ABCDEF"), cells=cells, signs=SIGNS)
    return [
        grouped_chart([Group(label=long, bars=bars)], told, "a"),
        stacked_chart([Stack(label=long, segments=segments, text="50%")], told, "b"),
        swings_chart([Swing(label=long, loss=3, gain=0, left="2: −3", right="0")], told, "c", most=3, room=60),
        kept_chart([Kept(label=long, fails=7, alone=2)], told, "e", most=20),
        grid_chart(grid, told, "d"),
    ]


def test_charts_are_well_formed_and_keep_their_width() -> None:
    for one in charts():
        for drawn in filter(None, (one.wide, one.narrow)):
            tree = ElementTree.fromstring(drawn)
            _, _, wide, high = map(float, (tree.get("viewBox") or "").split())
            assert wide == float(tree.get("width") or 0) and 20 < high < 2000
            assert EVIL in set(tree.itertext())


def test_a_thin_bar_stands_below_its_own_on_the_same_scale() -> None:
    bars = (
        Bar(sign="A", colour="#123456", value=80.0, text="80"),
        Bar(sign="", colour="#123456", value=40.0, text="a longer text that needs more room: 40", thin=True),
        Bar(sign="B", colour="#654321", value=None, text="none"),
    )
    drawn = grouped_chart([Group(label="one", bars=bars)], ("t", "d"), "g").narrow
    boxes = re.findall(r'd="M([\d.]+),([\d.]+)h([\d.]+)v([\d.]+)h-', drawn)
    (_, top, wide, tall), (_, below, half, thin) = [tuple(map(float, box)) for box in boxes if float(box[2]) < 300]
    assert wide == pytest.approx(2 * half) and thin < tall / 2 and below >= top + tall - 1
    _, _, width, _ = map(float, (ElementTree.fromstring(drawn).get("viewBox") or "").split())
    assert half + width_of(bars[1].text) * 5 < width


def test_columns_of_a_grid_go_on_below_only_where_they_do_not_fit() -> None:
    for many in (6, 28):
        cells = {(0, n): "equivalent" for n in range(many)}
        columns = tuple(f"{chr(65 + n // 8)}–{chr(65 + n % 8)}" for n in range(many))
        drawn = grid_chart(Grid(rows=("学历资历",), columns=columns, cells=cells, signs=SIGNS), ("t", "d"), "g").wide
        words = list(ElementTree.fromstring(drawn).itertext())
        assert (words.count("学历资历") == 1) is (many == 6) and words.count("=") == many
        _, _, wide, _ = map(float, (ElementTree.fromstring(drawn).get("viewBox") or "").split())
        assert all(float(x) < wide for x in re.findall(r"<text[^>]*translate\(([\d.]+),", drawn))


def test_a_grid_bears_a_sign_in_every_cell_and_its_colours_read_in_grey() -> None:
    words = list(ElementTree.fromstring(charts()[-1].wide).itertext())
    for relation in RELATION_FILLS:
        assert words.count(SIGNS[relation]) == 2
    assert len(set(SIGNS.values())) == len(RELATION_FILLS)
    for relation, fill in RELATION_FILLS.items():
        ink = 100.0 if relation in DARK_RELATIONS else 9.0
        assert abs(lightness(fill) - ink) > 45
    steps = [lightness(RELATION_FILLS[one]) for one in ("stricter", "incomparable", "looser", "equivalent")]
    assert steps == sorted(steps) and min(b - a for a, b in pairwise(steps)) > 10


@pytest.mark.parametrize(
    "text", ["重庆市工程技术网信专业职称申报条件", "Chongqing cyberspace 2023, eased", "incomprehensibilities"]
)
def test_lines_lose_nothing_and_fit(text: str) -> None:
    lines = lines_of(text, 8)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "") and max(map(width_of, lines)) <= 8
    assert columns_in(100, text) < columns_in(200, text)
