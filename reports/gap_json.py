"""The answer of a gap as JSON: the contract `zhicheng.gap/1`, serialisable and in a stable order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any as Anything

from reports import words
from reports.blocks import served
from reports.check_json import gap_json as fact_json
from reports.check_json import plain
from solver.actions import Action, entries
from solver.gap import Asked, GapAnswer, OtherGap, Point

SCHEMA = "zhicheng.gap/1"
LISTS = {"recommender": "recommenders", "approval": "approvals", "education": "education"}
"""Where in an applicant document an action goes; a record of achievement goes to `achievements`."""


def gap_json(answer: GapAnswer, stamp: Mapping[str, Anything], lang: str) -> dict[str, Anything]:
    """The answer by the contract; `stamp` says with what it was made."""
    checked = answer.check
    margin = checked.margin
    return {
        "schema": SCHEMA,
        "stamp": plain(stamp),
        "standard": checked.standard.id,
        "rung": checked.rung,
        "as_of": checked.as_of.isoformat(),
        "verdict": checked.verdict,
        "frontier": _points(answer.frontier, answer),
        "if_well": _points(answer.if_well, answer),
        "if_badly": _points(answer.if_badly, answer),
        "never": None if answer.never is None else [rule.id for rule in answer.never],
        "would_open": list(answer.opens),
        "if_granted": _points(answer.granted, answer),
        "alternatives": _points(answer.alternatives, answer),
        "other_routes": [{"route": route, "frontier": _points(many, answer)} for route, many in answer.routes],
        "asked": _asked(answer.asked),
        "assumed": [{**fact_json(gap, lang), "text": words.assumed_words(gap, lang)} for gap in answer.assumed],
        "missing": [{**fact_json(gap, lang), "decides": list(gap.decides)} for gap in answer.missing],
        "warnings": [{"code": w.code, "text": words.warning_words(w, lang)} for w in answer.warnings],
        "margin": None
        if margin is None
        else {
            "survives_any_one": margin.survives_any_one,
            "hangs_on": list(margin.hangs_on),
            "text": words.margin_words(margin, lang) if served(checked) else "",
        },
        "readings": [_other(other, answer) for other in answer.readings],
    }


def _asked(asked: Asked) -> dict[str, Anything]:
    """The question beside person, standard, rung and day, so that a kept answer can be asked again."""
    costs = None
    if asked.costs is not None:
        costs = {
            "months": asked.costs.month,
            "kinds": dict(asked.costs.kinds),
            "other": asked.costs.other,
            **{name: dict(values) for name, values in asked.costs.factors.items()},
            "education": dict(asked.costs.courses),
        }
    return {
        "route": asked.routes[0] if asked.routes else None,
        "by": asked.until.isoformat() if asked.until else None,
        "without": sorted(asked.without),
        "alternatives": asked.alternatives,
        "allow": ["education"] if asked.education else [],
        "costs": costs,
        "strict": asked.strict,
    }


def _other(other: OtherGap, answer: GapAnswer) -> dict[str, Anything]:
    return {
        "id": other.id,
        "value": other.value,
        "other_verdict": other.verdict,
        "frontier": _points(other.frontier, answer),
    }


def _points(points: Sequence[Point] | None, answer: GapAnswer) -> list[dict[str, Anything]] | None:
    return None if points is None else [_point(point, answer) for point in points]


def _point(point: Point, answer: GapAnswer) -> dict[str, Anything]:
    made = {
        "months": point.months,
        "ready_on": point.ready_on.isoformat(),
        "records": point.records,
        "endorsements": point.endorsements,
        "cost": point.cost,
        "route": point.route,
        "proven": point.proven,
        "waits": list(point.waits),
        "actions": [_action(action, answer) for action in point.actions],
        "replay": replay(point, answer),
    }
    return made if point.more is None else {**made, "more": dict(point.more)}


def _action(action: Action, answer: GapAnswer) -> dict[str, Anything]:
    entry = entries(action, answer.check.as_of)[0]
    made = {
        "add": {"kind": action.kind, **plain(entry)},
        "times": action.times,
        "serves": list(action.serves),
    }
    return {**made, "still_missing": action.missing} if action.missing else made


def replay(point: Point, answer: GapAnswer) -> list[str]:
    """What `--set` takes to make `check --on` the first day say eligible."""
    found = []
    for action in point.actions:
        for entry in entries(action, answer.check.as_of):
            value = entry["approval"] if action.kind == "approval" else entry
            told = json.dumps(plain(value), ensure_ascii=False)
            found.append(f"{LISTS.get(action.kind, 'achievements')}[+]={told}")
    return found + [f"{name}={value}" for name, value in point.grown]
