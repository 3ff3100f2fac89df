"""The relations on the page of a comparison: for each rung a grid of the sides, their order, and a grid of parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from models.standard import PARTS
from reports.batch_cells import Table
from reports.batch_charts import swatch
from reports.batch_words import capital
from reports.compare_blocks import Block, Figure, Section, View, table
from reports.compare_charts import Grid, grid_chart
from reports.compare_colours import RELATION_FILLS, WHITE
from reports.compare_order import order_chart, order_of
from reports.compare_words import (
    ANSWERS,
    SIGNS,
    mirrored,
    of_rung,
    part_word,
    parts_remark,
    rests_on_bars,
    rungs_of,
    sentence,
    why_words,
    word,
)
from solver.comparison import ALL, Direction, Relation


def whole_section(view: View) -> Section | None:
    """For each rung a grid of sides and their order; for a single pair one grid of parts and rungs."""
    if len(view.sides) < 3:
        return _single(view)
    blocks = []
    for number, rung in enumerate(rungs_of(view.comparison)):
        found = of_rung(view.comparison, rung, ALL)
        if not found:
            continue
        told = (view.rung(rung), _sentences(view, found))
        figures = [Figure(name=f"relations-{rung}", drawn=grid_chart(_square(view, found), told, f"grid-{number}"))]
        figures += _ordered(view, rung, found, f"order-{number}")
        blocks.append(
            Block(
                heading=view.rung(rung),
                figures=tuple(figures),
                lines=(*_starred(view, found), *_apart(view, found)),
                table=_table(view, found),
            )
        )
    return _section(view, blocks, _row_remark(view))


def _apart(view: View, found: Sequence[Relation]) -> tuple[str, ...]:
    """Which sides cannot be compared at a rung, and why, in a line."""
    lacks: dict[str, list[str]] = {}
    some = [one for one in found if one.relation == "not_comparable"]
    for one in some:
        lacks.setdefault(one.why, []).extend(one.lacks)
    first = {one.why: one for one in reversed(some)}
    whys = [
        why_words(replace(first[why], lacks=tuple(key for key in view.places if key in keys)), view.names, view.lang)
        for why, keys in lacks.items()
    ]
    if not whys:
        return ()
    return (view.said("不可比：", "Not comparable: ") + view.said("；", "; ").join(whys) + view.said("。", "."),)


def _row_remark(view: View) -> str:
    return view.said(
        "方格说明所在行的标准相对所在列的标准如何。图中上方的更严：沿线向下，符合上者必符合下者；"
        "沿线不能到达的，各有人仅符合其一（方格中标“?”的除外）：没有线相连，不论高低、是否并排，都不分先后。",
        "A cell says how the standard of its row stands to that of its column. In the diagram the stricter stands "
        "above: whoever meets it meets all that lines lead down to. Where no lines lead, each has people of its own, "
        "unless the grid says “?”: boxes without a line between them are not ordered, on one level or on several.",
    )


def _section(view: View, blocks: Sequence[Block], remark: str) -> Section | None:
    if not blocks:
        return None
    shown = {r.relation for r in view.comparison.relations}
    shown |= {mirrored(one) for one in shown}
    colon = view.said("：", ": ")
    key = tuple(
        (swatch(RELATION_FILLS[one]), f"{sign} {word(one, view.lang)}{colon}{_meaning(view, one)}")
        for one, sign in SIGNS.items()
        if one in shown
    )
    key += _blank(view)
    heading, beside = view.said("宽严关系", "Which is stricter"), len(view.sides) < 3
    return Section(heading=heading, remark=remark, key=key, blocks=tuple(blocks), beside=beside)


def _blank(view: View) -> tuple[tuple[str, str], ...]:
    """What a cell without a sign says."""
    blank = view.said(
        "空白：与自身相对，或双方在该级别都没有这一部分，或整体即不可比",
        "blank: a standard and itself; neither has the part at that rung; or the rung itself cannot be compared",
    )
    return ((swatch(WHITE), blank),)


def _meaning(view: View, relation: str) -> str:
    return {
        "equivalent": view.said("两者准入的人相同", "both admit the same people"),
        "stricter": view.said("符合前者的人都符合后者，反之不然", "all whom it admits the other admits too, and more"),
        "looser": view.said("符合后者的人都符合前者，反之不然", "it admits all whom the other admits, and more"),
        "incomparable": view.said("各有人仅符合其一", "each admits somebody whom the other refuses"),
        "not_comparable": view.said("理由见下", "why is told below"),
        "undecided": view.said("限时内未能证明", "not proven in the time given"),
    }[relation]


def _square(view: View, found: Sequence[Relation]) -> Grid:
    cells = {}
    for one in found:
        a, b = view.places[one.a], view.places[one.b]
        cells[a, b], cells[b, a] = one.relation, mirrored(one.relation)
    stars = {(view.places[r.a], view.places[r.b]) for r in found if rests_on_bars(r)}
    return Grid(
        rows=tuple(view.names.values()), columns=tuple(view.letters.values()), cells=cells, signs=SIGNS,
        starred=stars | {(b, a) for a, b in stars},
    )  # fmt: skip


def _starred(view: View, found: Sequence[Relation]) -> tuple[str, ...]:
    """Which relations rest on penalties alone, a line for each."""
    lines = []
    for one in found:
        if rests_on_bars(one):
            without = word(dict(one.beside)["bars"], view.lang, short=True)
            said = sentence(one, view.names, view.lang)
            place = "" if one.part == ALL else part_word(one.part, view.lang) + view.said("，", ", ")
            zh, en = f"仅因处分等限制条款，不计时{without}", f"only because of penalties, without them {without}"
            lines.append(f"* {place}{view.said(f'{said}：{zh}。', f'{said}: {en}.')}")
    return tuple(lines)


def _ordered(view: View, rung: str, found: Sequence[Relation], name: str) -> list[Figure]:
    """The order of the sides, where any compare."""
    order = order_of(list(view.places), found)
    if not order.boxes:
        return []
    told = (view.said("宽严次序：", "Order: ") + view.rung(rung), _sentences(view, found))
    return [Figure(name=f"order-{rung}", drawn=order_chart(order, list(view.names.values()), told, name))]


def _sentences(view: View, found: Sequence[Relation]) -> str:
    return view.said("；", "; ").join(sentence(one, view.names, view.lang) for one in found)


def _table(view: View, found: Sequence[Relation]) -> Table:
    """Each relation in words, and how each half of it is known."""
    heads = (
        view.said("级别", "rung"),
        view.said("部分", "part"),
        view.said("关系", "relation"),
        view.said("符合前者者是否都符合后者", "do all who meet the first meet the second"),
        view.said("反之", "the reverse"),
    )
    rows = (
        (
            view.rung(one.rung),
            part_word(one.part, view.lang),
            sentence(one, view.names, view.lang),
            _answer(view, one.forward),
            _answer(view, one.backward),
        )
        for one in found
    )
    return table(heads, rows)


def _answer(view: View, one: Direction | None) -> str:
    """Yes by proof, no by a witness."""
    if one is None:
        return ""
    told = {"proven": view.said("是，", "yes, "), "refuted": view.said("否，", "no, ")}.get(one.answer, "")
    return told + ANSWERS[one.answer][view.lang]


def parts_section(view: View) -> Section | None:
    """For each rung a grid of parts and pairs; nothing for a single pair, which has its grid already."""
    if len(view.sides) < 3:
        return None
    blocks = []
    for number, rung in enumerate(rungs_of(view.comparison)):
        found = [one for one in view.comparison.relations if one.rung == rung and one.part != ALL]
        if not found:
            continue
        parts, pairs = _parts(found), list(dict.fromkeys((one.a, one.b) for one in found))
        cells = {(parts.index(one.part), pairs.index((one.a, one.b))): one.relation for one in found}
        names = tuple(capital(part_word(part, view.lang)) for part in parts)
        grid = Grid(rows=names, columns=tuple(view.pair(*pair) for pair in pairs), cells=cells, signs=SIGNS)
        told = (view.rung(rung), _sentences(view, found))
        figure = Figure(name=f"parts-{rung}", drawn=grid_chart(grid, told, f"parts-{number}"))
        blocks.append(Block(heading=view.rung(rung), figures=(figure,), table=_table(view, found)))
    if not blocks:
        return None
    remark = view.said(
        "每列为一对标准，方格说明前者相对后者如何；字母见篇首。",
        "Each column is a pair; a cell says how the first stands to the second. Letters: see the head of the page. ",
    ) + parts_remark(view.lang)
    return Section(heading=view.said("分部分的关系", "Part by part"), remark=remark, blocks=tuple(blocks), beside=True)


def _parts(found: Sequence[Relation]) -> list[str]:
    """The whole, then the parts in the order of the documents."""
    return sorted({one.part for one in found}, key=lambda part: PARTS.index(part) if part in PARTS else -1)


def _single(view: View) -> Section | None:
    """One pair: all rungs and parts in one grid."""
    found = list(view.comparison.relations)
    if not found:
        return None
    rungs = rungs_of(view.comparison)
    parts = _parts(found)
    place = {rung: n for n, rung in enumerate(rungs)}
    cells = {(parts.index(one.part), place[one.rung]): one.relation for one in found}
    rows = tuple(capital(part_word(part, view.lang)) for part in parts)
    whole = [one for one in found if one.part == ALL]
    stars = {(parts.index(ALL), place[one.rung]) for one in whole if rests_on_bars(one)}
    grid = Grid(rows=rows, columns=tuple(map(view.rung, rungs)), cells=cells, signs=SIGNS, starred=stars)
    a, b = view.names.values()
    title = view.said(f"{a}相对{b}", f"{a} beside {b}")
    figures = (Figure(name="relations", drawn=grid_chart(grid, (title, _sentences(view, found)), "grid-0")),)
    lines = tuple(dict.fromkeys(_starred(view, whole)))
    blocks = [Block(heading=title, figures=figures, lines=lines, table=_table(view, found))]
    for number, rung in enumerate(rungs):
        some = _ordered(view, rung, of_rung(view.comparison, rung, ALL), f"order-{number}")
        if some:
            blocks.append(Block(heading=view.said("宽严次序：", "Order: ") + view.rung(rung), figures=tuple(some)))
    remark = view.said(f"方格说明{a}相对{b}如何。", f"A cell says how {a} stands to {b}. ")
    return _section(view, blocks, remark + parts_remark(view.lang))
