"""The box at the head of the page of a comparison: for each rung what it comes to, of whom, and what was made alike."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from reports.compare_blocks import View
from reports.compare_words import beside_short, of_rung, percent, rungs_of, sentence, why_words
from reports.terms import both, bracketed
from solver.comparison import ALL, PassRate, Relation


def glance(view: View, *, invented: bool) -> list[tuple[str, list[str]]]:
    """For each rung what the page comes to in a line or three; `invented` says that the people are no real ones."""
    found = []
    for rung in rungs_of(view.comparison):
        whole = of_rung(view.comparison, rung, ALL)
        told = [line for line in (_relations(view, whole), _passes(view, rung, invented), _apart(view, whole)) if line]
        if told:
            found.append((view.rung(rung), told))
    return found


def terms(view: View) -> list[str]:
    """What has to be known to read the box: what was made alike, and under which readings."""
    said = view.said
    return [
        said(
            "比较前已把各方拉平：各地都视为具备所要求的地区和单位，一处的本专业在各处都算本专业，"
            "须由评审认定的条件视为满足，技工院校学历不计。",
            "Made alike before comparing: everybody has the region and employer that each asks for, what is one's own "
            "field in one is own in all, what a panel judges is taken as met, and technician schools are left out.",
        ),
        said(
            "按条文的既定解读；其他解读可能改变关系，只问一个级别或两份标准时逐一列出。",
            "Under the readings told at the end; others may change a relation, which is told where one rung or two "
            "standards are asked.",
        ),
    ]


def _relations(view: View, relations: Sequence[Relation]) -> str:
    """Who is stricter than whom; the pairs that are incomparable, by their number where they are many."""
    known = [one for one in relations if one.relation != "not_comparable"]
    told = [one for one in known if one.relation != "incomparable"]
    rest = [one for one in known if one.relation == "incomparable"]
    texts = [_sentence(view, one) for one in (known if len(known) <= 1 else told)]
    if rest and len(known) > 1:
        many = len(rest)
        if many == len(known):
            texts.append(
                view.said(f"{many}对标准都互有宽严", f"In each of the {many} pairs both are stricter in some way")
            )
        else:
            texts.append(
                view.said(
                    f"其余{many}对互有宽严",
                    f"in {many} other {'pair' if many == 1 else 'pairs'} both are stricter in some way",
                )
            )
    if not known:
        texts = [view.said("没有可比的标准", "no standards to compare")] if relations else []
    return view.said("；", "; ").join(texts)


def _sentence(view: View, one: Relation) -> str:
    """One relation, with what it is on other terms at once."""
    others = view.said("；", "; ").join(beside_short(one, view.lang))
    return sentence(one, view.names, view.lang) + bracketed(others, view.lang)


def _apart(view: View, relations: Sequence[Relation]) -> str:
    """The sides that are compared with no other at a rung, and why."""
    compared = {key for one in relations if one.relation != "not_comparable" for key in (one.a, one.b)}
    if not compared:
        return ""
    whys: dict[str, None] = {}
    for one in relations:
        if one.relation == "not_comparable" and any(key not in compared for key in (one.a, one.b)):
            whys[why_words(one, view.names, view.lang)] = None
    return view.said("未列入：", "Left out: ") + view.said("；", "; ").join(whys) if whys else ""


def _passes(view: View, rung: str, invented: bool) -> str:
    """The pass rates from the lowest, of all that have reviews (of initial determination where all are); and whose."""
    rates = [one for one in view.comparison.strictness.rates if (one.rung, one.part) == (rung, ALL)]
    reviewed = [one for one in rates if not view.sides[one.side].standard.initial]
    rates = sorted(reviewed or rates, key=lambda one: one.rate.share)
    if len(rates) < 2:
        return ""
    people, source = view.comparison.strictness.people, view.comparison.strictness.source
    whom = (
        view.said(f"{people:,}名虚构人员", f"{people:,} invented people")
        if invented
        else view.said(f"所给人员（{source}）", f"the people given ({source})")
    )
    each = [f"{view.names[one.side]} {percent(one.rate.share)}" for one in rates]
    listed = view.said("、", ", ").join(each)
    ends = _end(view, rates, low=True), _end(view, rates[::-1], low=False)
    told = view.said("；", "; ").join(ends)
    if all(_touch(one, other) for one, other in pairwise(rates)) and _touch(rates[0], rates[-1]):
        told = view.said("均未能区分", "not told apart by these people")
    return view.said(f"{whom}的通过率：{listed}（{told}）", f"Pass rates of {whom}: {listed} ({told})")


def _end(view: View, rates: Sequence[PassRate], *, low: bool) -> str:
    """Which is lowest (or highest), or which are not told apart there: their intervals overlap."""
    first = rates[0]
    alike = [view.letters[one.side] for one in rates if one is first or _touch(first, one)]
    word = view.said("最低", "lowest") if low else view.said("最高", "highest")
    if len(alike) == 1:
        return view.said(f"{word}：{alike[0]}", f"{word}: {alike[0]}")
    told = both(sorted(alike), view.lang)
    return view.said(f"{word}者未能区分：{told}", f"{word} not told apart: {told}")


def _touch(one: PassRate, other: PassRate) -> bool:
    return one.rate.low <= other.rate.high and other.rate.low <= one.rate.high
