"""The people of a population on the page of a comparison: pass rates, overlaps, curves, who keeps whom out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from reports.batch_charts import swatch
from reports.batch_colours import PALE, STRONG
from reports.batch_words import capital
from reports.compare_bars import Kept, kept_chart
from reports.compare_blocks import Block, Figure, Section, View, ordered, side_key, table
from reports.compare_charts import (
    Bar,
    Group,
    Line,
    Segment,
    Stack,
    curves_chart,
    grouped_chart,
    stacked_chart,
)  # fmt: skip
from reports.compare_colours import DARK_PARTS, PARTS, side_dash
from reports.compare_words import in_order, part_word, percent, rate_words, shares_remark, upwards
from reports.witness_words import asked_first, clause_words
from solver.comparison import ALL, Curve, Excluded, Overlap, PassRate, Rate

CLAUSES = 8
"""Clauses shown for a rung of a side."""
FEWEST = 20
"""People of a year from whom on its pass rate is drawn; the table has all years."""
_BOTH, _A, _B = "#1e3a5f", "#e0a04a", "#9cc9e6"
_One = TypeVar("_One")


def _by(
    found: Iterable[_One], name: Callable[[_One], str], order: Callable[[Iterable[str]], list[str]] = upwards
) -> list[tuple[str, list[_One]]]:
    """What is of each rung, from the lowest; or of what else has a name and an order."""
    some = list(found)
    return [(rung, [one for one in some if name(one) == rung]) for rung in order(map(name, some))]


def people_words(view: View) -> str:
    """Whose pass rates these are."""
    source, people = view.comparison.strictness.source, view.comparison.strictness.people
    told = view.said(f"同一批人，共{people:,}人", f"The same {people:,} people under every standard")
    return told + (view.said(f"：{source}。", f": {source}.") if source else view.said("。", "."))


def rates_section(view: View) -> Section | None:
    """Pass rates of every rung as a whole, then of its parts."""
    rates = view.comparison.strictness.rates
    if not rates:
        return None
    blocks = []
    whole = [one for one in rates if one.part == ALL]
    if whole:
        groups = [(view.rung(rung), some) for rung, some in _by(whole, lambda one: one.rung)]
        head = view.said("整体通过率", "Pass rates as a whole")
        blocks.append(_rates(view, head, groups, "rates"))
    for rung, some in _by([one for one in rates if one.part != ALL], lambda one: one.rung):
        by_part = _by(some, lambda one: one.part, in_order)
        named = [(capital(part_word(part, view.lang)), mine) for part, mine in by_part]
        head = view.said(f"{view.rung(rung)}：各部分通过率", f"{view.rung(rung)}: pass rates of the parts")
        blocks.append(_rates(view, head, named, f"rates-{rung}", most=1.0))
    remark = people_words(view) + view.said(
        "横线为95%置信区间。只由评审认定的部分没有通过率。",
        " Whiskers are intervals at 95 %. Parts that only a panel judges have no pass rate. ",
    )
    remark += shares_remark(view.lang)
    key = side_key(view, (one.side for one in rates))
    return Section(heading=view.said("通过率", "Pass rates"), remark=remark, blocks=tuple(blocks), key=key)


def _rates(view: View, head: str, groups: Sequence[tuple[str, list[PassRate]]], name: str, most: float = 0.0) -> Block:
    made = [Group(label=label, bars=tuple(_rate_bar(view, one) for one in some)) for label, some in groups]
    told = view.said("；", "; ").join(
        f"{label}: " + ", ".join(f"{view.letters[one.side]} {percent(one.rate.share)}" for one in some)
        for label, some in groups
    )
    heads = (
        view.said("级别或部分", "rung or part"), view.said("标准", "standard"), view.said("通过", "pass"),
        view.said("人数", "people"), view.said("比例与95%区间", "share, 95 % interval"),
    )  # fmt: skip
    rows = (
        (label, view.names[one.side], f"{one.rate.passed:,}", f"{one.rate.people:,}", rate_words(one.rate))
        for label, some in groups
        for one in some
    )
    figure = Figure(name=name, drawn=grouped_chart(made, (head, told), name, most=most))
    return Block(heading=head, figures=(figure,), table=table(heads, rows, 3))


def _rate_bar(view: View, one: PassRate) -> Bar:
    rate = one.rate
    return Bar(
        sign=view.letters[one.side], colour=view.colour(one.side), value=rate.share, text=percent(rate.share),
        low=rate.low, high=rate.high,
    )  # fmt: skip


def curves_section(view: View) -> Section | None:
    """Pass rates by years of work."""
    blocks = []
    for rung, some in _by(view.comparison.strictness.curves, lambda one: one.rung):
        lines = [_line(view, one) for one in some]
        told = (view.rung(rung), "; ".join(f"{view.names[one.side]}: {_peak(view, one)}" for one in some))
        words = (view.said("工作年限（满年）", "full years of work"), view.said("通过率", "pass rate"))
        name = f"curves-{rung}"
        figure = Figure(name=name, drawn=curves_chart(lines, words, told, name))
        heads = (view.said("年", "years"), *(view.names[one.side] for one in some))
        blocks.append(Block(heading=view.rung(rung), figures=(figure,), table=table(heads, _years(some), len(some))))
    if not blocks:
        return None
    heading = view.said("按工作年限的通过率", "Pass rates by years of work")
    remark = people_words(view) + view.said(
        f"不足{FEWEST}人的年限不画线；表中列出全部，括号内为人数。",
        f" Years of fewer than {FEWEST} people are not drawn; the table has all, with their people in brackets.",
    )
    keys = ordered(one.side for one in view.comparison.strictness.curves)
    key = tuple((_sample(view, side), view.names[side]) for side in sorted(keys, key=lambda k: view.places[k]))
    return Section(heading=heading, remark=remark, blocks=tuple(blocks), key=key)


def _line(view: View, one: Curve) -> Line:
    points = tuple((years, rate.share) for years, rate in one.bands if rate.people >= FEWEST)
    return Line(colour=view.colour(one.side), dash=side_dash(view.places[one.side]), points=points)


def _peak(view: View, one: Curve) -> str:
    best = max(one.bands, key=lambda band: band[1].share, default=(0, Rate(people=0, passed=0, low=0.0, high=0.0)))
    told = percent(best[1].share)
    return view.said(f"最高{told}（{best[0]}年）", f"at most {told}, at {best[0]} years")


def _years(some: Sequence[Curve]) -> list[tuple[str, ...]]:
    """A row for each year in which anybody is."""
    bands = [dict(one.bands) for one in some]
    known = sorted({years for band in bands for years, rate in band.items() if rate.people})
    return [
        (str(years), *(f"{percent(b[years].share)} ({b[years].people:,})" if years in b else "" for b in bands))
        for years in known
    ]


def _sample(view: View, side: str) -> str:
    """A piece of a curve, for a key."""
    dash = " ".join(map(str, side_dash(view.places[side])))
    return (
        '<svg width="34" height="16" viewBox="0 0 34 16" aria-hidden="true">'
        f'<path d="M1 8H33" stroke="{view.colour(side)}" stroke-width="3" stroke-dasharray="{dash}"/></svg>'
    )


def overlaps_section(view: View) -> Section | None:
    """Of those who pass one of two, how many pass both."""
    blocks = []
    for rung, some in _by(view.comparison.strictness.overlaps, lambda one: one.rung):
        shown = [one for one in some if one.both + one.only_a + one.only_b]
        heads = (
            view.said("标准", "standards"), view.said("都通过", "both"), view.said("仅前者", "the first alone"),
            view.said("仅后者", "the second alone"), view.said("都不通过", "neither"),
        )  # fmt: skip
        cells = [(o.both, o.only_a, o.only_b, o.neither) for o in some]
        rows = [(_couple(view, one), *(f"{n:,}" for n in numbers)) for one, numbers in zip(some, cells, strict=True)]
        told = (view.rung(rung), "; ".join(f"{row[0]}: {', '.join(row[1:4])}" for row in rows))
        name = f"overlaps-{rung}"
        drawn = stacked_chart([_overlap(view, one) for one in shown], told, name, most=1.0)
        figures = (Figure(name=name, drawn=drawn),) if shown else ()
        blocks.append(Block(heading=view.rung(rung), figures=figures, table=table(heads, rows, 4)))
    if not blocks:
        return None
    words = (
        view.said("都通过", "pass both"),
        view.said("仅前者", "the first alone"),
        view.said("仅后者", "the second alone"),
    )
    key = tuple((swatch(colour), text) for colour, text in zip((_BOTH, _A, _B), words, strict=True))
    remark = view.said(
        "以至少通过其中一份的人为全体；条后为其人数。",
        "Of those who pass at least one of the two; their number follows the bar.",
    )
    return Section(heading=view.said("重叠", "Overlaps"), remark=remark, blocks=tuple(blocks), key=key)


def _couple(view: View, one: Overlap) -> str:
    return f"{view.names[one.a]} / {view.names[one.b]}"


def _overlap(view: View, one: Overlap) -> Stack:
    whole = one.both + one.only_a + one.only_b
    parts = ((one.both, _BOTH), (one.only_a, _A), (one.only_b, _B))
    segments = tuple(Segment(value=n / whole, text=f"{n:,}", colour=c, dark=c == _BOTH) for n, c in parts)
    return Stack(label=_couple(view, one), segments=segments, text=f"{whole:,}")


def excluded_section(view: View) -> Section | None:
    """The clauses of the regular route that most people do not meet, for each rung and side."""
    blocks = []
    most = max((one.fails for one in view.comparison.strictness.excluded), default=0)
    for rung, mine in _by(view.comparison.strictness.excluded, lambda one: one.rung):
        for side, some in _by(mine, lambda one: one.side, ordered):
            top = sorted(_smallest(some), key=lambda one: (-one.fails, -one.alone))[:CLAUSES]
            kept = [Kept(label=asked_first(o.clause, view.lang), fails=o.fails, alone=o.alone) for o in top]
            head = f"{view.rung(rung)} · {view.names[side]}"
            told = "; ".join(f"{one.label}: {one.fails:,}, {one.alone:,}" for one in kept)
            name = f"excluded-{rung}-{view.letters[side]}"
            figure = Figure(name=name, drawn=kept_chart(kept, (head, told), name, most=most))
            heads = (
                view.said("条款", "clause"), view.said("不符合", "do not meet it"),
                view.said("仅因此条", "kept out by it alone"), view.said("人数", "people"),
            )  # fmt: skip
            full = (
                (clause_words(one.clause, view.lang, whole=True), f"{one.fails:,}", f"{one.alone:,}", f"{one.people:,}")
                for one in top
            )
            blocks.append(Block(heading=head, figures=(figure,), table=table(heads, full, 3)))
    if not blocks:
        return None
    key = (
        (swatch(PALE), view.said("不符合此条的人（前一个数）", "people who do not meet it (the first number)")),
        (
            swatch(STRONG),
            view.said("只免去此条即可走通常规途径的人（后一个数）", "people who would pass but for it (the second)"),
        ),
    )
    heading = view.said("哪一条拦下的人最多", "What keeps most people out")
    remark = people_words(view) + view.said(
        "只看常规途径；各图条长同一比例。", " By the regular route alone; all bars on one scale."
    )
    return Section(heading=heading, remark=remark, blocks=tuple(blocks), key=key, beside=True)


def _smallest(some: Sequence[Excluded]) -> list[Excluded]:
    """The clauses without those that say no more than a smaller one inside them."""
    inner = [(one.clause.id, one.fails, one.alone) for one in some]
    return [
        one
        for one in some
        if not any(
            path.startswith(f"{one.clause.id}/") and numbers == [one.fails, one.alone] for path, *numbers in inner
        )
    ]


def shares_section(view: View) -> Section | None:
    """What each part contributes to those kept out of the regular route."""
    blocks = []
    parts: list[str] = []
    for rung, mine in _by(view.comparison.strictness.shares, lambda one: one.rung):
        by_side = _by(mine, lambda one: one.side, ordered)
        parts += [one.part for one in mine if one.share > 0]
        stacks = [
            Stack(
                label=view.names[side],
                segments=tuple(
                    Segment(
                        value=one.share, text=percent(one.share), colour=PARTS[one.part], dark=one.part in DARK_PARTS
                    )
                    for one in some
                ),
                text=percent(sum(one.share for one in some)),
            )
            for side, some in by_side
        ]
        rows = [
            (view.names[side], capital(part_word(one.part, view.lang)), percent(one.share))
            for side, some in by_side
            for one in some
        ]
        told = (view.rung(rung), "; ".join(" ".join(row) for row in rows))
        name = f"shares-{rung}"
        heads = (view.said("标准", "standard"), view.said("部分", "part"), view.said("占全体", "share of all people"))
        figure = Figure(name=name, drawn=stacked_chart(stacks, told, name, most=1.0))
        blocks.append(Block(heading=view.rung(rung), figures=(figure,), table=table(heads, rows, 1)))
    if not blocks:
        return None
    key = tuple(
        (swatch(colour), capital(part_word(part, view.lang))) for part, colour in PARTS.items() if part in parts
    )
    remark = view.said(
        "各部分对走不通常规途径的人的贡献（Shapley值），相加为这些人占全体的比例（条后的数）。",
        "What each part contributes to those kept out of the regular route (Shapley values); they add up to the share "
        "of people who do not pass it, the number after the bar.",
    )
    heading = view.said("各部分各拦下多少", "What each part contributes")
    return Section(heading=heading, remark=remark, blocks=tuple(blocks), key=key)
