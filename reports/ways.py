"""A way to a rung in few words: when it is ready, how much it takes, by which route."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from reports.advice import degree_name
from reports.terms import ROUTES, both, bracketed, plain_number, span
from solver.calendar import add_months
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
    """How long it takes: without waiting, in 5 days, in 14 months, in under 15 months (months are rounded up)."""
    zh, days = lang == "zh", (point.ready_on - as_of).days
    if not point.months:
        return "无需等待" if zh else "without waiting"
    if days < _DAYS:
        return f"{days}天后" if zh else f"in {_many(days, 'day')}"
    told = f"{point.months}个月" if zh else _many(point.months, "month")
    if point.months >= _YEARS:
        told = span(point.months, lang)
    exact = add_months(as_of, point.months) == point.ready_on
    if zh:
        return f"{'' if exact else '不到'}{told}后"
    return f"in {'' if exact else 'under '}{told}"


def size(point: Point, as_of: date, lang: str) -> str:
    """A way as part of a sentence: without waiting, with 1 more record; in 14 months (2028-01-15), nothing to add."""
    if not point.months and not point.actions and not point.records and not point.endorsements:
        return "已经符合" if lang == "zh" else "qualifies already"
    day = bracketed(str(point.ready_on), lang) if point.months else ""
    return f"{_when(point, as_of, lang)}{day}{_total(point, lang)}{_cost(point, lang)}"


def sizes(points: Sequence[Point], as_of: date, lang: str) -> str:
    """The ways of a frontier in one sentence; of many the first and the last."""
    shown = [points[0], points[-1]] if len(points) > 2 else points
    return ("；或" if lang == "zh" else "; or ").join(size(one, as_of, lang) for one in shown)


def headline(point: Point, as_of: date, lang: str) -> str:
    """The first line of a way: when, how much, by which route; of an alternative how it compares."""
    day = ""
    if point.months:
        day = f"，自{point.ready_on}起" if lang == "zh" else f", from {point.ready_on} on"
    return f"{_when(point, as_of, lang)}{day}{_total(point, lang)}{_cost(point, lang)}{aside(point, lang)}"


def aside(point: Point, lang: str) -> str:
    """In brackets: the route of a way, how an alternative compares, that a way could not be proven the least."""
    beside = [ROUTES[point.route][lang]]
    if point.more is not None:
        beside.append(beyond(point, lang))
    if not point.proven:
        beside.append("未能证明为最少" if lang == "zh" else "not proven to be the least")
    return bracketed(("；" if lang == "zh" else "; ").join(beside), lang)


def beyond(point: Point, lang: str) -> str:
    """What an alternative takes more, or less, than the way that it stands beside."""
    zh, found = lang == "zh", []
    for name, more in (point.more or {}).items():
        amount, less = plain_number(abs(more)), more < 0
        if more and name == "cost":
            found.append(
                f"成本{'低' if less else '高'}{amount}" if zh else f"costs {amount} {'less' if less else 'more'}"
            )
        elif more:
            unit, noun = _CURRENCIES[name]
            noun = f"{'fewer' if less else 'more'} {noun}"
            found.append(f"{'少' if less else '多'}需{amount}{unit}" if zh else f"takes {_many(int(abs(more)), noun)}")
    if not found:
        return "所需相同" if zh else "takes as much"
    return "、".join(found) if zh else ", ".join(found)


def _added(point: Point, lang: str) -> list[str]:
    """What is to be added, by number alone: 2 more records, 1 more recommender, 1 consent."""
    zh = lang == "zh"
    found = []
    recommenders = sum(a.times for a in point.actions if a.kind == "recommender")
    consents = point.endorsements - recommenders
    if point.records:
        found.append(f"{point.records}项成果" if zh else _many(point.records, "more record"))
    if recommenders:
        found.append(f"{recommenders}名推荐人" if zh else _many(recommenders, "more recommender"))
    if consents:
        found.append(f"{consents}项部门同意" if zh else _many(consents, "consent"))
    return found


def _total(point: Point, lang: str) -> str:
    """What is to be reached and added, after the time."""
    added = _added(point, lang)
    degrees = [degree_name(a, lang) for a in point.actions if a.kind == "education"][-1:]
    if lang == "en":
        return f", with {both([*degrees, *added], lang)}" if degrees or added else ", with nothing to add"
    reached = "".join(f"，取得{name}" for name in degrees)
    return reached + (f"，新增{'、'.join(added)}" if added else "" if degrees else "，无需新增")


def _cost(point: Point, lang: str) -> str:
    """The cost by the user's own weights."""
    if point.cost is None:
        return ""
    cost = plain_number(point.cost)
    return f"，按权重计成本{cost}" if lang == "zh" else f", at a weighted cost of {cost}"


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
