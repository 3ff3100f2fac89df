"""The numbers of a comparison for a terminal: pass rates, what keeps people out, least effort, thresholds that move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from models.node_numbers import slots
from reports.compare_slots import move_words, slot_words
from reports.compare_words import (
    in_order,
    interval,
    labels_of,
    part_word,
    percent,
    rung_word,
    shares_remark,
    upwards,
)
from reports.layout import Paint, table, width_of, wrapped
from reports.sections import titled
from reports.terms import ROUTES, both, either
from reports.witness_words import clause_words
from solver.comparison import ALL, Comparison, Effort, Excluded, Move, PassRate

_EXCLUDED = 3
"""Clauses told of each side and rung."""
_MOVES, _YEARS = 5, 3
"""Moves told of each side and rung: the largest of all, and the largest of years."""


def figure_sections(comparison: Comparison, lang: str, ink: Paint, width: int) -> list[list[str]]:
    """A section for each kind of number that was asked for."""
    labels = labels_of(comparison, lang)
    return [
        _rates(comparison, labels, lang, ink, width),
        _overlaps(comparison, labels, lang, ink, width),
        _excluded(comparison, labels, lang, ink, width),
        _efforts(comparison, labels, lang, ink, width),
        _moves(comparison, labels, lang, ink, width),
    ]


def _rates(comparison: Comparison, labels: dict[str, str], lang: str, ink: Paint, width: int) -> list[str]:
    """For each rung the sides, with the whole and its interval, and each part."""
    found = comparison.strictness.rates
    if not found:
        return []
    people, source = comparison.strictness.people, comparison.strictness.source
    head = titled(f"通过率（{people:,}人，95%区间）", f"Pass rates ({people:,} people, 95 % intervals)", lang, ink)
    lines = [head, *(wrapped(source, width, first="  ") if source else [])]
    lacks = "- 无此部分，或只由评审认定" if lang == "zh" else "- no such part, or a panel judges it"
    dashed = False
    for rung in upwards(one.rung for one in found):
        here = [one for one in found if one.rung == rung]
        parts = in_order(one.part for one in here if one.part != ALL and _tells(here, one.part))
        by = {(one.side, one.part): one.rate for one in here}
        heads = [part_word(ALL, lang), "95%区间" if lang == "zh" else "95 % interval"]
        rows = [[rung_word(rung, lang), *heads, *(part_word(part, lang) for part in parts)]]
        for side in dict.fromkeys(one.side for one in here):
            cells = [percent(by[side, part].share) if (side, part) in by else "-" for part in parts]
            dashed = dashed or "-" in cells
            whole = by.get((side, ALL))
            told = ["-", "-"] if whole is None else [percent(whole.share), interval(whole)]
            rows.append([labels[side], *told, *cells])
        lines += ["", *_narrow(rows, width)]
    return [*lines, "", *([f"  {lacks}"] if dashed else []), *wrapped(shares_remark(lang), width, first="  ")]


def _tells(rates: Sequence[PassRate], part: str) -> bool:
    """Whether a part keeps anybody out anywhere."""
    return any(one.part == part and one.rate.passed < one.rate.people for one in rates)


def _narrow(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """A table that is turned on its side where it is too wide, or loses from its first column."""
    turned = [[row[i] if i < len(row) else "" for row in rows] for i in range(len(rows[0]))]
    for shape in (rows, turned):
        lines = table(shape, indent=2)
        if max(map(width_of, lines)) <= width:
            return lines
    return min((_first_cut(shape, width) for shape in (rows, turned)), key=lambda lines: max(map(width_of, lines)))


def _overlaps(comparison: Comparison, labels: dict[str, str], lang: str, ink: Paint, width: int) -> list[str]:
    found = comparison.strictness.overlaps
    if not found:
        return []
    lines = [titled("同样的人：通过双方、其一", "The same people: who passes both, or one alone", lang, ink)]
    for rung in upwards(one.rung for one in found):
        heads = (
            ("双方", "仅前者", "仅后者", "均不") if lang == "zh" else ("both", "first only", "second only", "neither")
        )
        rows = [[rung_word(rung, lang), *heads]]
        for one in found:
            if one.rung == rung:
                pair = both([labels[one.a], labels[one.b]], lang)
                rows.append([pair, *(f"{n:,}" for n in (one.both, one.only_a, one.only_b, one.neither))])
        lines += _first_cut(rows, width)
    return lines


def _first_cut(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """A table whose first column gives way: what does not fit goes on below."""
    rest = sum(max(width_of(row[i]) for row in rows) + 2 for i in range(1, len(rows[0])))
    room = max(20, width - rest - 2)
    shown: list[Sequence[str]] = []
    for row in rows:
        first, *more = wrapped(row[0], room, rest="  ") if width_of(row[0]) > room else [row[0]]
        shown += [[first, *row[1:]], *([line] for line in more)]
    return table(shown, indent=2)


def _effort(one: Effort) -> str:
    """The regular way, and a shorter one in brackets."""
    regular = _way(one.regular_months, one.regular_records)
    return f"{regular} ({_way(one.months, one.records)})" if one.routes else regular


def _way(months: int | None, records: int | None) -> str:
    return "-" if months is None or records is None else f"{months} · {records}"


def _excluded(comparison: Comparison, labels: dict[str, str], lang: str, ink: Paint, width: int) -> list[str]:
    """What keeps most people out of the regular route by itself, then what most do not meet."""
    found = comparison.strictness.excluded
    if not found:
        return []
    zh = lang == "zh"
    lines = [titled("哪些条款挡住的人最多（常规途径）", "What keeps most people out of the regular route", lang, ink)]
    shares = {(one.rung, one.side, one.part): one.share for one in comparison.strictness.shares}
    for rung in upwards(one.rung for one in found):
        for side in dict.fromkeys(one.side for one in found if one.rung == rung):
            here = [one for one in found if one.rung == rung and one.side == side]
            here = [one for one in here if not _told_below(one, here)]
            here.sort(key=lambda one: (-one.alone, -one.fails))
            head = f"{rung_word(rung, lang)} · {labels[side]}"
            mine = {part: share for (r, s, part), share in shares.items() if (r, s) == (rung, side) and share > 0}
            told = [f"{part_word(part, lang)} {percent(mine[part])}" for part in in_order(mine)]
            if told:
                whole = percent(sum(mine.values()))
                head += (
                    f"；{whole}不通过，各部分所占（沙普利值）："
                    if zh
                    else f"; {whole} do not pass, by part (Shapley): "
                )
                head += ("、" if zh else ", ").join(told)
            lines += wrapped(head, width, first="  ")
            for one in here[:_EXCLUDED]:
                if one.fails:
                    lines += wrapped(_one_excluded(one, lang), width, first="    - ")
    return lines


def _told_below(one: Excluded, others: Sequence[Excluded]) -> bool:
    """Whether a clause below says the same: all whom this one keeps out are kept out there."""
    return any(
        other.clause.id.startswith(f"{one.clause.id}/") and (other.fails, other.alone) == (one.fails, one.alone)
        for other in others
    )


def _one_excluded(one: Excluded, lang: str) -> str:
    clause = clause_words(one.clause, lang)
    fails = percent(one.fails / one.people if one.people else 0)
    if lang == "zh":
        return f"{clause}：{fails}不满足；只去掉这一条，另有{one.alone:,}人通过"
    return f"{clause}: {fails} do not meet it; without it alone {one.alone:,} more would pass"


def _efforts(comparison: Comparison, labels: dict[str, str], lang: str, ink: Paint, width: int) -> list[str]:
    found = comparison.strictness.efforts
    if not found:
        return []
    zh = lang == "zh"
    lines = [titled("按常规途径最少还需", "Least effort by the regular route", lang, ink)]
    lines.append(
        "  到取得职称的月数 · 业绩数（- 为达不到）"
        if zh
        else "  months until the title · records on the way (- out of reach)"
    )
    if others := [route for route in ROUTES if any(route in one.routes for one in found)]:
        told = either([ROUTES[route][lang] for route in others], lang)
        en = f"in brackets: sooner, or with fewer records, by the {told}"
        remark = f"括号内：走{told}，更早取得或成果更少" if zh else en
        lines += wrapped(remark, width, first="  ")
    starts = {start.id: start.label[lang] for start in comparison.strictness.starts}
    by = {(one.rung, one.start, one.side): one for one in found}
    for rung in upwards(one.rung for one in found):
        sides = list(dict.fromkeys(one.side for one in found if one.rung == rung))
        rows = [[rung_word(rung, lang), *(labels[side] for side in sides)]]
        for start in dict.fromkeys(one.start for one in found if one.rung == rung):
            cells = [_effort(by[rung, start, side]) if (rung, start, side) in by else "" for side in sides]
            rows.append([starts.get(start, start), *cells])
        lines += ["", *_narrow(rows, width)]
    return lines


def _moves(comparison: Comparison, labels: dict[str, str], lang: str, ink: Paint, width: int) -> list[str]:
    """The thresholds that change most, the largest first."""
    found = comparison.strictness.moves
    if not found:
        return []
    lines = [titled("门槛移动一档", "One threshold moved by a step", lang, ink)]
    for rung in upwards(one.rung for one in found):
        for side in dict.fromkeys(one.side for one in found if one.rung == rung):
            here = [one for one in found if one.rung == rung and one.side == side]
            lines += wrapped(f"{rung_word(rung, lang)} · {labels[side]}", width, first="  ")
            here.sort(key=lambda one: -(one.gain + one.loss))
            felt = [one for one in here if one.gain or one.loss or _shorter(one)]
            most, years = felt[:_MOVES], [one for one in felt if _of_years(one)][:_YEARS]
            told = [one for one in felt if one in most or one in years]
            places = {(_clause(one, lang), (one.clause.id, one.slot)) for one in here}
            alike = Counter(name for name, _ in places)
            for one in told:
                where = f" [{_place(one)}]" if alike[_clause(one, lang)] > 1 else ""
                lines += wrapped(f"{_threshold(one, lang)}{where}{_told_move(one, lang)}", width, first="    - ")
            if not told:
                none = "没有门槛改变任何人" if lang == "zh" else "no threshold changes anything"
                lines.append(f"    {none}")
            elif len(felt) > len(told):
                n = len(felt) - len(told)
                lines.append(f"    另有{n}种移动有影响" if lang == "zh" else f"    and {n} more that change something")
    return lines


def _of_years(one: Move) -> bool:
    """Whether a threshold is a time."""
    found = slots(one.clause).get(one.slot)
    return found is not None and found.form == "span"


def _clause(one: Move, lang: str) -> str:
    """What a threshold is called without its amount."""
    return f"{clause_words(one.clause, lang)} {slot_words(one.clause, one.slot, lang)}"


def _place(one: Move) -> str:
    """Where a threshold stands: its node and, of several there, which."""
    return one.clause.id if one.slot in ("n", "months") else f"{one.clause.id} {one.slot}"


def _shorter(one: Move) -> bool:
    return one.months[0] != one.months[1] or one.records[0] != one.records[1]


def _threshold(one: Move, lang: str) -> str:
    """The clause, and how its threshold moves."""
    return f"{clause_words(one.clause, lang)}{'；' if lang == 'zh' else '; '}{move_words(one, lang)}"


def _told_move(one: Move, lang: str) -> str:
    """What becomes of people and of the least effort."""
    zh = lang == "zh"
    people = []
    if one.gain or not one.loss:
        people.append(f"+{one.gain:,}")
    if one.loss:
        people.append(f"-{one.loss:,}")
    unit = "人" if zh else " people"
    told = [("、" if zh else ", ").join(people) + unit]
    for (before, after), name in zip(
        (one.months, one.records), ("个月", "项") if zh else ("months", "records"), strict=True
    ):
        if before != after:
            shown = ["-" if n is None else str(n) for n in (before, after)]
            told.append(f"{shown[0]} → {shown[1]}{name}" if zh else f"{shown[0]} → {shown[1]} {name}")
    return ("：" if zh else ": ") + ("；" if zh else "; ").join(told)
