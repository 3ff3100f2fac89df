"""A way to a rung in few words: when it is ready, how much it takes, by which route."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reports.advice import degree_name
from reports.terms import ROUTES, both, plain_number, span
from solver.points import Point

_DAYS = 31
"""Shorter waits are told in days."""
_YEARS = 24
"""From so many months on they are told as years and months."""

_CURRENCIES = {
    "months": ("个月", "month"),
    "records": ("项成果", "record"),
    "endorsements": ("项推荐或同意", "endorsement"),
}


def _when(point: Point, as_of: date, lang: str) -> str:
    """How long it takes: now, in 5 days, in 14 months."""
    zh, days = lang == "zh", (point.ready_on - as_of).days
    if not point.months:
        return "现在即可" if zh else "now"
    if days < _DAYS:
        return f"{days}天后" if zh else f"in {_many(days, 'day')}"
    if point.months >= _YEARS:
        return f"{span(point.months, lang)}后" if zh else f"in {span(point.months, lang)}"
    return f"{point.months}个月后" if zh else f"in {_many(point.months, 'month')}"


def size(point: Point, as_of: date, lang: str) -> str:
    """A way as part of a sentence: now, with 1 more record; in 14 months (2028-01-15), with nothing more."""
    added = _added(point, lang)
    if not point.months and not added:
        return "已经符合" if lang == "zh" else "qualifies already"
    if lang == "zh":
        day = f"（{point.ready_on}）" if point.months else ""
        return f"{_when(point, as_of, lang)}{day}，{_total(added)}{_cost(point, lang)}"
    day = f" ({point.ready_on})" if point.months else ""
    return f"{_when(point, as_of, lang)}{day}, with {both(added, lang) or 'nothing more'}{_cost(point, lang)}"


def sizes(points: Sequence[Point], as_of: date, lang: str) -> str:
    """The ways of a frontier in one sentence; of many the first and the last."""
    shown = [points[0], points[-1]] if len(points) > 2 else points
    return ("；或" if lang == "zh" else "; or ").join(size(one, as_of, lang) for one in shown)


def headline(point: Point, as_of: date, lang: str) -> str:
    """The first line of a way: when, how much, by which route; of an alternative how it compares."""
    zh, added = lang == "zh", _added(point, lang)
    beside = [ROUTES[point.route][lang]]
    if point.more is not None:
        beside.append(beyond(point, lang))
    if not point.proven:
        beside.append("未能证明为最少" if zh else "not proven to be the least")
    if zh:
        day = f"，自{point.ready_on}起" if point.months else ""
        return f"{_when(point, as_of, lang)}{day}，{_total(added)}{_cost(point, lang)}（{'；'.join(beside)}）"
    day = f", from {point.ready_on} on" if point.months else ""
    what = both(added, lang) or "nothing more"
    return f"{_when(point, as_of, lang)}{day}, with {what}{_cost(point, lang)} ({'; '.join(beside)})"


def beyond(point: Point, lang: str) -> str:
    """What an alternative takes more, or less, than the way that it stands beside."""
    zh, found = lang == "zh", []
    for name, more in (point.more or {}).items():
        amount, less = plain_number(abs(more)), more < 0
        if more and name == "cost":
            found.append(
                f"代价{'低' if less else '高'}{amount}" if zh else f"costs {amount} {'less' if less else 'more'}"
            )
        elif more:
            unit, noun = _CURRENCIES[name]
            noun = f"{'fewer' if less else 'more'} {noun}"
            found.append(f"{'少' if less else '多'}需{amount}{unit}" if zh else f"takes {_many(int(abs(more)), noun)}")
    if not found:
        return "所需相同" if zh else "takes as much"
    return "、".join(found) if zh else ", ".join(found)


def _added(point: Point, lang: str) -> list[str]:
    """What is to be added, by number alone: 2 more records, 1 more recommender, a consent, a degree."""
    zh = lang == "zh"
    found = [degree_name(a, lang) for a in point.actions if a.kind == "education"][-1:]
    recommenders = sum(a.times for a in point.actions if a.kind == "recommender")
    consents = point.endorsements - recommenders
    if point.records:
        found.append(f"{point.records}项成果" if zh else _many(point.records, "more record"))
    if recommenders:
        found.append(f"{recommenders}名推荐人" if zh else _many(recommenders, "more recommender"))
    if consents:
        found.append(f"{consents}项部门同意" if zh else _many(consents, "consent"))
    return found


def _total(added: Sequence[str]) -> str:
    return f"新增{'、'.join(added)}" if added else "无需新增"


def _cost(point: Point, lang: str) -> str:
    """The cost by the user's own weights."""
    if point.cost is None:
        return ""
    return f"，代价{plain_number(point.cost)}" if lang == "zh" else f", at a cost of {plain_number(point.cost)}"


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
