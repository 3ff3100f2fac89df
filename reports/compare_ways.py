"""Least effort and moved thresholds on the page of a comparison."""

from __future__ import annotations

from collections.abc import Sequence

from reports.batch_charts import swatch
from reports.batch_words import capital
from reports.compare_bars import Swing, swings_chart
from reports.compare_blocks import Block, Figure, Section, View, ordered, side_key, table
from reports.compare_charts import Bar, Group, grouped_chart, room_beside
from reports.compare_colours import GAIN, LOSS
from reports.compare_slots import amount_words, slot_words
from reports.compare_words import effort_words, routes_words, shorter_words, upwards
from reports.witness_words import asked_first, clause_words
from solver.comparison import Effort, Move

TOP = 15
"""Thresholds that are shown of a rung and side."""


def effort_section(view: View) -> Section | None:
    """For each rung the months from every starting point, side by side: the regular way, and a shorter one below."""
    strictness = view.comparison.strictness
    labels = {one.id: capital(one.label[view.lang]) for one in strictness.starts}
    blocks = []
    for rung in upwards(one.rung for one in strictness.efforts):
        mine = [one for one in strictness.efforts if one.rung == rung]
        groups = [
            (labels.get(start, start), [one for one in mine if one.start == start])
            for start in ordered(one.start for one in mine)
        ]
        name = f"effort-{rung}"
        made = [Group(label=label, bars=tuple(b for one in some for b in _bars(view, one))) for label, some in groups]
        rows = [
            (
                label, view.names[one.side], _number(one.regular_months), _number(one.regular_records),
                _number(one.months), _number(one.records), routes_words(one.routes, view.lang), _points(view, one),
            )
            for label, some in groups
            for one in some
        ]  # fmt: skip
        told = "; ".join(
            f"{label}, {view.names[one.side]}: {', '.join(bar.text for bar in _bars(view, one))}"
            for label, some in groups
            for one in some
        )
        heads = (
            view.said("起点", "start"), view.said("标准", "standard"),
            view.said("常规途径：月数", "regular route: months"), view.said("成果", "records"),
            view.said("途径不限：月数", "any route: months"), view.said("成果", "records"),
            view.said("另走", "by"), view.said("一步到位的各种办法", "ways in one step"),
        )  # fmt: skip
        figure = Figure(name=name, drawn=grouped_chart(made, (view.rung(rung), told), name))
        blocks.append(Block(heading=view.rung(rung), figures=(figure,), table=table(heads, rows)))
    if not blocks:
        return None
    remark = view.said(
        "从各起点逐级走常规途径，到取得职称的最少月数，以及途中所需的成果数。"
        "走其他途径更早取得或成果更少的，另以下方细条表示，并注明途径。",
        "The fewest months from each starting point, by the regular route of every rung, until the title is in hand, "
        "and the records on the way. Where another route leads there sooner or with fewer records, a thin bar below "
        "tells so, with the name of that route.",
    )
    key = side_key(view, (one.side for one in strictness.efforts))
    return Section(heading=view.said("最少需要多久", "Least effort"), remark=remark, blocks=tuple(blocks), key=key)


def _bars(view: View, one: Effort) -> list[Bar]:
    """A bar for the regular way, and a thin one for a shorter way by another route."""
    regular = Bar(
        sign=view.letters[one.side],
        colour=view.colour(one.side),
        value=None if one.regular_months is None else float(one.regular_months),
        text=effort_words(one, view.lang),
    )
    if one.months is None or not one.routes:
        return [regular]
    text = shorter_words(one, view.lang)
    return [regular, Bar(sign="", colour=view.colour(one.side), value=float(one.months), text=text, thin=True)]


def _number(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def _points(view: View, one: Effort) -> str:
    """The frontier for the rung alone: each way by its months and records."""
    told = [
        view.said(
            f"{months}个月后{records}项" if months else f"现在{records}项",
            f"in {months} months with {records}" if months else f"now with {records}",
        )
        for months, records in one.points
    ]
    return view.said("；", "; ").join(told)


def sensitivity_section(view: View) -> Section | None:
    """For each rung and side the thresholds that turn most people, and what each does to the least effort."""
    found = view.comparison.strictness.moves
    blocks = []
    most = max((people for one in found for people in (one.gain, one.loss)), default=0)
    room = max((room_beside(text) for one in found for text in _told(view, one)), default=0.0)
    for rung in upwards(one.rung for one in found):
        for side in ordered(one.side for one in found if one.rung == rung):
            mine = [one for one in found if one.rung == rung and one.side == side]
            head, name = f"{view.rung(rung)} · {view.names[side]}", f"moves-{rung}-{view.letters[side]}"
            block = _swings(view, head, mine, name, (most, room))
            if block is not None:
                blocks.append(block)
    if not blocks:
        return None
    people = view.comparison.strictness.people
    remark = view.said(
        f"每个门槛上下各移一档（年限为一年，金额为十分之一，其余为一）。条为{people:,}人中因此不再通过或新通过的人数；"
        "没有条的，无人因此改变；各图条长同一比例。最少月数和成果按该级的申报人计。",
        "Each threshold moved by a step both ways (a year, a tenth of an amount, else one). Bars are the people "
        f"out of {people:,} who pass no longer, or newly; without a bar nobody changes. All are on one scale. "
        "The least months and records "
        "are those of the candidate for the rung.",
    )
    key = (
        (swatch(LOSS), view.said("不再通过（左）", "pass no longer (left)")),
        (swatch(GAIN), view.said("新通过（右）", "pass newly (right)")),
    )
    heading = view.said("门槛移动一档", "One threshold moved by a step")
    return Section(heading=heading, remark=remark, blocks=tuple(blocks), key=key, beside=True)


def _swings(view: View, head: str, moves: Sequence[Move], name: str, scale: tuple[int, float]) -> Block | None:
    """The thresholds of one side with their bars; nothing where no move changes anything."""
    felt = [one for one in moves if one.gain or one.loss or _eased(one)]
    both = list(dict.fromkeys((one.clause.id, one.slot) for one in felt))[:TOP]
    if not both:
        return None
    by = {place: [one for one in moves if (one.clause.id, one.slot) == place] for place in both}
    swings = [_swing(view, some) for some in by.values()]
    told = "; ".join(f"{one.label}: {one.left} / {one.right}" for one in swings)
    turns = any(one.loss or one.gain for one in swings)
    figures = (
        (Figure(name=name, drawn=swings_chart(swings, (head, told), name, most=scale[0], room=scale[1])),)
        if turns
        else ()
    )
    heads = (
        view.said("条款", "clause"), view.said("门槛", "threshold"), view.said("移至", "moved"),
        view.said("新通过", "pass newly"), view.said("不再通过", "pass no longer"),
        view.said("最少月数", "least months"), view.said("最少成果", "least records"),
    )  # fmt: skip
    rows = [
        (
            clause_words(one.clause, view.lang),
            slot_words(one.clause, one.slot, view.lang),
            f"{_amount(view, one, one.before)} → {_amount(view, one, one.after)}",
            f"{one.gain:,}",
            f"{one.loss:,}",
            _change(one.months),
            _change(one.records),
        )
        for some in by.values()
        for one in some
    ]
    return Block(heading=head, figures=figures, table=table(heads, rows, 4))


def _eased(one: Move) -> bool:
    return one.months[0] != one.months[1] or one.records[0] != one.records[1]


def _amount(view: View, one: Move, value: int | float) -> str:
    return amount_words(one.clause, one.slot, value, view.lang)


def _change(pair: tuple[int | None, int | None]) -> str:
    """What the least is, and what it becomes where that is different."""
    before, after = map(_number, pair)
    return before if before == after else f"{before} → {after}"


def _swing(view: View, some: Sequence[Move]) -> Swing:
    """Both moves of a threshold in one row: the one that shuts out most, the one that lets in most."""
    first = some[0]
    shuts, lets = max(some, key=lambda one: one.loss), max(some, key=lambda one: one.gain)
    now = f"{slot_words(first.clause, first.slot, view.lang)} {_amount(view, first, first.before)}"
    return Swing(
        label=asked_first(first.clause, view.lang, now),
        loss=shuts.loss,
        gain=lets.gain,
        left=_told(view, shuts)[0],
        right=_told(view, lets)[1],
    )


def _told(view: View, one: Move) -> tuple[str, str]:
    """What is written beside the bars of a move: where it goes, and who is lost or gained."""
    colon, where = view.said("：", ": "), _amount(view, one, one.after)
    return (
        f"{where}{colon}−{one.loss:,}" if one.loss else "0",
        f"{where}{colon}+{one.gain:,}" if one.gain else "0",
    )
