"""The people and reasons behind the relations of a page: witnesses as cards, why some pairs cannot be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.batch_words import capital
from reports.compare_blocks import Block, Card, Section, View, table
from reports.compare_words import beside_words, part_word, rungs_of, why_words
from reports.witness_words import fails_words, meets_words, others_words, who_words
from solver.comparison import ALL, Relation

OPEN = 16
"""Witnesses that stand on the page at once; of more, those of all rungs but the first wait behind a line."""


def witness_section(view: View) -> Section | None:
    """Who qualifies under one side alone, rung by rung: of the rung as a whole, then of its parts behind a line."""
    whole, parts = [], []
    for rung in rungs_of(view.comparison):
        mine = [one for one in view.comparison.relations if one.rung == rung]
        found = tuple(card for one in mine if one.part == ALL for card in _cards(view, one))
        if found:
            whole.append((rung, found))
        some = tuple(card for one in mine if one.part != ALL for card in _cards(view, one))
        if some:
            parts.append((rung, some))
    many = sum(len(cards) for _, cards in whole) > OPEN
    blocks = [
        _folded(view, rung, cards, number == 0) if many else _plain(view, rung, cards)
        for number, (rung, cards) in enumerate(whole)
    ]
    few = not whole and sum(len(cards) for _, cards in parts) <= OPEN
    word = view.said("（分部分）", ", part by part")
    blocks += [_plain(view, rung, cards) if few else _folded(view, rung, cards, False, word) for rung, cards in parts]
    if not blocks:
        return None
    remark = view.said(
        "每人仅符合其中一份标准：凡存在这样的人，即列出最简单的一个；已由逐条判定复核。人物均为虚构。",
        "Each qualifies under one standard and not under the other: the plainest such person, checked clause by "
        "clause. All are invented.",
    )
    return Section(
        heading=view.said("仅符合其一的人", "Who qualifies under one alone"), remark=remark, blocks=tuple(blocks)
    )


def _plain(view: View, rung: str, cards: tuple[Card, ...]) -> Block:
    return Block(heading=view.rung(rung), cards=cards)


def _folded(view: View, rung: str, cards: tuple[Card, ...], shown: bool, word: str = "") -> Block:
    many = view.said(f"：{len(cards)}人", f": {len(cards)}")
    return Block(fold=view.rung(rung) + word + many, shown=shown, printed=not word, cards=cards)


def _cards(view: View, one: Relation) -> Iterator[Card]:
    """One card for each direction that somebody refutes."""
    part = "" if one.part == ALL else f"{capital(part_word(one.part, view.lang))} · "
    for direction, (meets, fails) in ((one.forward, (one.a, one.b)), (one.backward, (one.b, one.a))):
        if direction is None or direction.witness is None:
            continue
        witness = direction.witness
        yield Card(
            heading=f"{part}{view.names[meets]} ✓　{view.names[fails]} ✗",
            who=capital(who_words(witness, view.lang)),
            meets=capital(meets_words(witness, view.sides[meets], view.lang)),
            fails=tuple(capital(line) for line in fails_words(witness, view.sides[fails], view.lang)),
            others=tuple(capital(line) for line in others_words(witness, view.lang)),
        )


def apart_section(view: View) -> Section | None:
    """Pairs that cannot be compared, with why; what is alike for several pairs or rungs stands once."""
    places: dict[tuple[str, str], dict[str, list[str]]] = {}
    for one in view.comparison.relations:
        if one.relation == "not_comparable":
            key = (_why(view, one), view.pair(one.a, one.b))
            places.setdefault(key, {}).setdefault(one.rung, []).append(one.part)
    rows: dict[tuple[str, str], list[str]] = {}
    for (why, pair), rungs in places.items():
        where = view.said("；", "; ").join(_where(view, rung, parts) for rung, parts in rungs.items())
        rows.setdefault((why, where), []).append(pair)
    if not rows:
        return None
    comma = view.said("、", ", ")
    shown = table(
        (view.said("标准", "standards"), view.said("为何不可比", "why"), view.said("在何处", "where")),
        ((comma.join(pairs), capital(why), where) for (why, where), pairs in rows.items()),
    )
    return Section(heading=view.said("不可比的", "What cannot be compared"), remark="", blocks=(Block(table=shown),))


def _why(view: View, one: Relation) -> str:
    """Why a pair cannot be compared; where a panel judges in both, without naming them."""
    if one.why == "judged" and not one.lacks:
        return view.said("这一部分只由评审认定", "only a panel judges this part")
    return why_words(one, view.names, view.lang)


def _where(view: View, rung: str, parts: Sequence[str]) -> str:
    """A rung, with the parts where it is not the whole."""
    if ALL in parts:
        return view.rung(rung)
    names = view.said("、", ", ").join(part_word(part, view.lang) for part in parts)
    return view.said(f"{view.rung(rung)}（{names}）", f"{view.rung(rung)} ({names})")


def beside_section(view: View) -> Section | None:
    """Relations that differ on other terms."""
    places: dict[tuple[str, str], list[str]] = {}
    for one in view.comparison.relations:
        for line in beside_words(one, view.names, view.lang):
            rungs = places.setdefault((capital(part_word(one.part, view.lang)), capital(line)), [])
            rungs.append(view.rung(one.rung))
    if not places:
        return None
    comma = view.said("、", ", ")
    rows = ((part, line, comma.join(rungs)) for (part, line), rungs in places.items())
    heads = (view.said("部分", "part"), view.said("关系", "relation"), view.said("级别", "rungs"))
    remark = view.said(
        "比较时不计技工院校学历、不论用人单位、有人受处分，按既定解读；下列关系在另行计入、不计或改换解读时不同。"
        "其他解读只在比较一个级别或两份标准时逐一询问（或加 --full）。",
        "In the comparison technician schools and kinds of employer are left out, people may be under a penalty, and "
        "readings are as told at the end; on other terms these relations are others. Other readings are asked where "
        "one rung or two standards are compared (or with --full).",
    )
    return Section(
        heading=view.said("换一种口径", "On other terms"), remark=remark, blocks=(Block(table=table(heads, rows)),)
    )
