"""JSON Schemas of what the commands print: the contracts of `docs/json.md`, for programs that read them."""

from __future__ import annotations

from typing import Any

from models.standard import ROUTES
from models.vocabulary import vocabulary

LIFTED = ("move", "education", "by", "without", "route", "pace", "round")
"""The limits of a plan that may be named as what would open a way."""
DAY = {"type": "string", "pattern": r"^\d{4}-\d{1,2}-\d{1,2}$", "format": "date"}


def check() -> dict[str, Any]:
    """What `zhicheng check --format json` prints for one standard and rung (`zhicheng.check/1`)."""
    measured = {
        "type": "object",
        "required": ["value", "unit", "text"],
        "properties": {"value": {}, "unit": {"type": ["string", "null"]}, "text": {"type": "string"}},
    }
    verdict = {"enum": ["eligible", "not_eligible", "undetermined"]}
    node = {
        "type": "object",
        "required": ["id", "cite", "status", "need", "have", "records", "children"],
        "properties": {
            "id": {"type": "string"},
            "cite": {"type": "string"},
            "status": {"enum": ["met", "unmet", "unknown", "assumed"]},
            "need": measured,
            "have": measured,
            "records": {"type": "array", "items": {"type": "object", "required": ["record", "weight"]}},
            "children": {"type": "array", "items": {"$ref": "#/$defs/node"}},
        },
    }
    ids = {"type": "array", "items": {"type": "string"}}
    route = {
        "type": "object",
        "required": ["route", "verdict", "blocking", "nodes"],
        "properties": {
            "route": {"enum": list(ROUTES)},
            "verdict": verdict,
            "blocking": ids,
            "nodes": {"type": "array", "items": {"$ref": "#/$defs/node"}},
        },
    }
    gap = {"type": "object", "required": ["fact", "node", "cite", "text"]}
    answer = {
        "type": "object",
        "required": [
            "schema",
            "stamp",
            "standard",
            "rung",
            "as_of",
            "verdict",
            "routes",
            "blocking",
            "assumed",
            "missing",
            "warnings",
            "margin",
            "readings",
        ],
        "properties": {
            "schema": {"const": "zhicheng.check/1"},
            "stamp": {"type": "object", "required": ["version", "standard", "sha256", "as_of", "readings"]},
            "standard": {"type": "string"},
            "rung": {"enum": list(vocabulary().sets["rung"].values)},
            "as_of": DAY,
            "verdict": verdict,
            "routes": {"type": "array", "items": route},
            "blocking": ids,
            "assumed": {"type": "array", "items": gap},
            "missing": {"type": "array", "items": gap},
            "warnings": {"type": "array", "items": {"type": "object", "required": ["code", "text"]}},
            "margin": {"anyOf": [{"type": "null"}, {"type": "object", "required": ["survives_any_one", "hangs_on"]}]},
            "readings": {"type": "array", "items": {"type": "object", "required": ["id", "value", "other_verdict"]}},
        },
    }
    many = {
        "type": "object",
        "required": ["schema", "results"],
        "properties": {"results": {"type": "array", "items": answer}},
    }
    return {"anyOf": [answer, many], "$defs": {"node": node}}


def gap() -> dict[str, Any]:
    """What `zhicheng gap --format json` prints (`zhicheng.gap/1`)."""
    verdict = {"enum": ["eligible", "not_eligible", "undetermined"]}
    ids = {"type": "array", "items": {"type": "string"}}
    count = {"type": "integer", "minimum": 0}
    action = {
        "type": "object",
        "required": ["add", "times", "serves"],
        "properties": {
            "add": {"type": "object", "required": ["kind"]},
            "times": {"type": "integer", "minimum": 1},
            "serves": ids,
            "still_missing": {"type": "string"},
        },
    }
    point = {
        "type": "object",
        "required": [
            "months", "ready_on", "records", "endorsements", "cost", "route", "proven", "waits", "actions", "replay",
        ],
        "properties": {
            "months": count,
            "ready_on": DAY,
            "records": count,
            "endorsements": count,
            "cost": {"type": ["number", "null"]},
            "route": {"enum": list(ROUTES)},
            "proven": {"type": "boolean"},
            "waits": ids,
            "actions": {"type": "array", "items": action},
            "replay": ids,
            "more": {"type": "object", "additionalProperties": {"type": "number"}},
        },
        "additionalProperties": False,
    }  # fmt: skip
    points = {"type": "array", "items": {"$ref": "#/$defs/point"}}
    ends = {"anyOf": [{"type": "null"}, points]}
    fact = {"type": "object", "required": ["fact", "node", "cite", "text"]}
    reading = {
        "type": "object",
        "required": ["id", "value", "other_verdict", "frontier"],
        "properties": {"other_verdict": verdict, "frontier": points},
    }
    properties = {
        "schema": {"const": "zhicheng.gap/1"},
        "stamp": {"type": "object", "required": ["version", "standard", "sha256", "as_of", "readings"]},
        "standard": {"type": "string"},
        "rung": {"enum": list(vocabulary().sets["rung"].values)},
        "as_of": DAY,
        "verdict": verdict,
        "frontier": ends,
        "if_well": ends,
        "if_badly": ends,
        "never": {"anyOf": [{"type": "null"}, ids]},
        "would_open": {"type": "array", "items": {"enum": ["education", "by", "without", "route"]}},
        "if_granted": points,
        "alternatives": points,
        "other_routes": {"type": "array", "items": {"type": "object", "required": ["route", "frontier"]}},
        "asked": {
            "type": "object",
            "required": ["route", "by", "without", "alternatives", "allow", "costs", "strict"],
            "additionalProperties": False,
            "properties": {
                "route": {"enum": [None, *ROUTES]},
                "by": {"anyOf": [{"type": "null"}, DAY]},
                "without": ids,
                "alternatives": count,
                "allow": {"type": "array", "items": {"const": "education"}},
                "costs": {"type": ["object", "null"]},
                "strict": {"type": "boolean"},
            },
        },
        "assumed": {"type": "array", "items": fact},
        "missing": {"type": "array", "items": fact},
        "warnings": {"type": "array", "items": {"type": "object", "required": ["code", "text"]}},
        "margin": {"anyOf": [{"type": "null"}, {"type": "object", "required": ["survives_any_one", "hangs_on"]}]},
        "readings": {"type": "array", "items": reading},
    }
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
        "$defs": {"point": point},
    }


def plan() -> dict[str, Any]:
    """What `zhicheng plan --format json` prints (`zhicheng.plan/1`)."""
    rungs = {"enum": list(vocabulary().sets["rung"].values)}
    count, text = {"type": "integer", "minimum": 0}, {"type": "string"}
    ids = {"type": "array", "items": text}
    action = {
        "add": {"type": "object", "required": ["kind"]},
        "times": {"type": "integer", "minimum": 1},
        "serves": ids,
        "from": DAY,
        "by": DAY,
        "on": {"type": "array", "items": DAY, "minItems": 1},
    }
    step = {
        "standard": text,
        "rung": rungs,
        "route": {"enum": list(ROUTES)},
        "initial_row": {"type": ["string", "null"]},
        "from": DAY,
        "apply_on": DAY,
        "title_on": DAY,
        "months": count,
        "records": count,
        "waits": {"type": "array", "items": _closed({"node": text, "on": DAY})},
        "moved": {"type": "boolean"},
        "used": ids,
        "actions": {"type": "array", "items": _closed(action, {"still_missing": text})},
        "replay": ids,
    }
    course = {"level": text, "mark": {"type": ["string", "null"]}, "from": DAY, "until": DAY, "serves": ids}
    made = {
        "arrives_on": DAY,
        "months": count,
        "records": count,
        "endorsements": count,
        "cost": {"type": ["number", "null"]},
        "proven": {"type": "boolean"},
        "bound": DAY,
        "records_a_year": {"type": ["number", "null"]},
        "courses": {"type": "array", "items": _closed(course)},
        "steps": {"type": "array", "items": _closed(step), "minItems": 1},
    }
    one = {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/plan"}]}
    shut = {"rung": rungs, "standard": text, "nodes": ids}
    asked = {
        "route": {"enum": [None, *ROUTES]},
        "by": {"anyOf": [{"type": "null"}, DAY]},
        "without": ids,
        "allow": {"type": "array", "items": {"const": "education"}},
        "pace": {"type": ["number", "null"]},
        "takes": {"type": ["object", "null"]},
        "at_once": {"type": "integer", "minimum": 1},
        "weighed": {"type": "boolean"},
        "rounds": {"type": "array", "items": {"type": "string", "pattern": r"^\d\d-\d\d$"}},
        "review_months": count,
        "frontier": {"type": "boolean"},
        "strict": {"type": "boolean"},
    }
    fact = {"type": "object", "required": ["fact", "node", "cite", "text"]}
    facts = {"type": "array", "items": fact}
    properties = {
        "schema": {"const": "zhicheng.plan/1"},
        "stamp": {"type": "object", "required": ["version", "standards", "as_of"]},
        "to": rungs,
        "as_of": DAY,
        "held": {"enum": [None, *rungs["enum"]]},
        "plan": one,
        "frontier": {"anyOf": [{"type": "null"}, {"type": "array", "items": {"$ref": "#/$defs/plan"}}]},
        "if_well": one,
        "never": {"anyOf": [{"type": "null"}, {"type": "array", "items": _closed(shut)}]},
        "would_open": {"type": "array", "items": {"enum": list(LIFTED)}},
        "earliest": {"anyOf": [{"type": "null"}, DAY]},
        "readings": {"type": "array", "items": _closed({"id": text, "value": text})},
        "asked": _closed(asked),
        "assumed": facts,
        "missing": facts,
        "warnings": {"type": "array", "items": {"type": "object", "required": ["code", "text"]}},
    }
    return {**_closed(properties), "$defs": {"plan": _closed(made)}}


def _closed(properties: dict[str, Any], more: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object that has all of these, perhaps some more, and nothing else."""
    return {
        "type": "object",
        "required": list(properties),
        "properties": {**properties, **(more or {})},
        "additionalProperties": False,
    }
