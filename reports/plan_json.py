"""The answer of a plan as JSON: the contract `zhicheng.plan/1`, serialisable and in a stable order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any as Anything

from reports import words
from reports.check_json import gap_json as fact_json
from reports.check_json import plain
from reports.gap_json import LISTS
from solver.actions import entries
from solver.calendar import full_months
from solver.itinerary import Attended, Plan, Stage
from solver.later import Made
from solver.plan import PlanAnswer, PlanAsked
from solver.schooling import DEGREES

SCHEMA = "zhicheng.plan/1"


def plan_json(answer: PlanAnswer, version: str, lang: str) -> dict[str, Anything]:
    """The answer by the contract."""
    asked, plans = answer.asked, answer.plans
    guessed = {gap.fact: gap for plan in plans for gap in plan.assumed}
    return {
        "schema": SCHEMA,
        "stamp": {
            "version": version,
            "standards": [
                {"standard": one.id, "sha256": one.digest, "readings": _readings(one.readings, asked)}
                for one in answer.standards
            ],
            "as_of": answer.as_of.isoformat(),
        },
        "to": answer.target,
        "as_of": answer.as_of.isoformat(),
        "held": answer.held or None,
        "plan": _plan(plans[0]) if plans else None,
        "frontier": [_plan(one) for one in plans] if asked.frontier else None,
        "if_well": _plan(answer.if_well) if answer.if_well else None,
        "never": None
        if plans or answer.held
        else [
            {"rung": one.rung, "standard": one.standard.id, "nodes": [rule.id for rule in one.rules]}
            for one in answer.shut
        ],
        "would_open": list(answer.opens),
        "earliest": answer.earliest.isoformat() if answer.earliest else None,
        "readings": [{"id": name, "value": value} for name, value in answer.readings],
        "asked": _asked(asked),
        "assumed": [{**fact_json(gap, lang), "text": words.assumed_words(gap, lang)} for gap in guessed.values()],
        "missing": [fact_json(gap, lang) for gap in answer.missing],
        "warnings": [{"code": w.code, "text": words.warning_words(w, lang)} for w in answer.warnings],
    }


def _readings(known: Mapping[str, Anything], asked: PlanAsked) -> dict[str, str]:
    return {name: asked.readings.get(name, one.default) for name, one in known.items()}


def _asked(asked: PlanAsked) -> dict[str, Anything]:
    costs = asked.costs
    return {
        "route": asked.routes[0] if asked.routes else None,
        "by": asked.until.isoformat() if asked.until else None,
        "without": sorted(asked.without),
        "allow": ["education"] if asked.education else [],
        "pace": asked.pace,
        "takes": dict(costs.takes) if costs and costs.takes else None,
        "at_once": costs.at_once if costs else 1,
        "weighed": bool(costs and costs.weighs),
        "rounds": [f"{month:02d}-{day:02d}" for month, day in asked.rounds],
        "review_months": asked.review,
        "frontier": asked.frontier,
        "strict": asked.strict,
    }


def _plan(plan: Plan) -> dict[str, Anything]:
    return {
        "arrives_on": plan.arrives.isoformat(),
        "months": full_months(plan.as_of, plan.arrives),
        "records": plan.records,
        "endorsements": plan.endorsements,
        "cost": plan.cost,
        "proven": plan.proven,
        "bound": plan.bound.isoformat(),
        "records_a_year": _pace(plan),
        "courses": [_course(one) for one in plan.courses],
        "steps": [_stage(one, plan) for one in plan.stages],
    }


def _pace(plan: Plan) -> float | None:
    """Records a year in the step in which they come fastest; None where some come within a month."""
    paces = [stage.pace for stage in plan.stages if stage.records]
    return None if None in paces else max((pace for pace in paces if pace is not None), default=0)


def _course(one: Attended) -> dict[str, Anything]:
    return {
        "level": one.level,
        "mark": one.mark or None,
        "from": one.since.isoformat(),
        "until": one.until.isoformat(),
        "serves": [rule.id for rule in one.serves],
    }


def _stage(stage: Stage, plan: Plan) -> dict[str, Anything]:
    return {
        "standard": stage.standard.id,
        "rung": stage.rise.rung,
        "route": stage.route,
        "initial_row": stage.rise.row or None,
        "from": stage.since.isoformat(),
        "apply_on": stage.applied.isoformat(),
        "title_on": stage.titled.isoformat(),
        "months": stage.months,
        "records": stage.records,
        "waits": [{"node": one.rule.id, "on": one.day.isoformat()} for one in stage.waits],
        "moved": stage.moved,
        "used": list(stage.used),
        "actions": [_made(one) for one in stage.made],
        "replay": replay(stage, plan),
    }


def _made(one: Made) -> dict[str, Anything]:
    entry = {k: v for k, v in entries(one.action, one.on[0])[0].items() if k != "date"}
    made = {
        "add": {"kind": one.action.kind, **plain(entry)},
        "times": one.action.times,
        "serves": list(one.action.serves),
        "from": one.since.isoformat(),
        "by": one.by.isoformat(),
        "on": [day.isoformat() for day in one.on],
    }
    return {**made, "still_missing": one.action.missing} if one.action.missing else made


def replay(stage: Stage, plan: Plan) -> list[str]:
    """What `--set` takes to make `check --on` the day of the application say eligible."""
    found, before = [], plan.stages[: plan.stages.index(stage)]
    for course in plan.courses:
        if course.until <= stage.applied:
            entry = {"level": course.level, "diploma": course.until, "relation": "own"}
            if course.level in DEGREES:
                entry["degree"] = course.until
            if course.mark:
                entry[course.mark] = True
            found.append(_set("education", entry))
    for other in before:
        title = other.rise.title(other.titled)
        row = {"initial_row": title.initial_row} if title.initial_row else {}
        entry = {"level": title.level, "series": title.series, "date": title.date, "how": title.how, **row}
        found.append(_set("titles", entry))
    for other in (*before, stage):
        for one in other.made:
            if other is stage or not one.action.endorsement:
                for day in one.on:
                    entry = entries(one.action, day)[0]
                    if other is not stage and one.action.kind not in LISTS:
                        entry["used"] = True
                    value = entry["approval"] if one.action.kind == "approval" else entry
                    found.append(_set(LISTS.get(one.action.kind, "achievements"), value))
    found += [f"{path}.used=true" for path in stage.used]
    return found + [f"{name}={json.dumps(plain(value), ensure_ascii=False)}" for name, value in stage.changed.items()]


def _set(name: str, value: Anything) -> str:
    return f"{name}[+]={json.dumps(plain(value), ensure_ascii=False)}"
