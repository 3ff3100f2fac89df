"""The JSON Schema of what `compare --format json` prints (`zhicheng.compare/1`)."""

from __future__ import annotations

from typing import Any

from models.answer_schema import DAY
from models.batch_schema import COUNT, SAID, TEXT, TEXTS
from models.standard import PARTS, ROUTES
from models.vocabulary import vocabulary

SCHEMA = "zhicheng.compare/1"
RELATIONS = ("equivalent", "stricter", "looser", "incomparable", "not_comparable", "undecided")
WHYS = ("procedure", "rung", "part", "judged", "nothing")
ANSWERS = ("proven", "refuted", "undecided")
DROPPING = ("proven", "impossible", "undecided")
TERMS = ("equivalences", "employers", "bars")
ALL = "all"
NUMBER: dict[str, Any] = {"type": "number"}
LABEL: dict[str, Any] = {
    "type": "object",
    "required": ["zh", "en"],
    "properties": {"zh": TEXT, "en": TEXT},
    "additionalProperties": False,
}


def compare() -> dict[str, Any]:
    """What `zhicheng compare --format json` prints."""
    return {
        **_closed(
            {
                "schema": {"const": SCHEMA},
                "stamp": _stamp(),
                "as_of": DAY,
                "readings": _texts_by_name(_texts_by_name(TEXT)),
                "sides": _many(_closed({"side": TEXT, "standard": TEXT, "label": LABEL})),
                "relations": _many({"$ref": "#/$defs/relation"}),
                "strictness": _strictness(),
                "amendments": _many(
                    {
                        "type": "object",
                        "required": ["a", "b", "rung", "part", "answer", "changes", "dropping", "text"],
                        "properties": {"dropping": _or_null({"$ref": "#/$defs/dropping"})},
                    }
                ),
                "notes": TEXTS,
            }
        ),
        "$defs": {
            "clause": _closed({"node": TEXT, "cite": TEXT, "text": TEXT}),
            "dropping": _dropping(),
            "direction": _closed({"answer": {"enum": list(ANSWERS)}, "witness": _or_null({"$ref": "#/$defs/witness"})}),
            "relation": _relation(),
            "witness": _witness(),
        },
    }


def _relation() -> dict[str, Any]:
    direction = _or_null({"$ref": "#/$defs/direction"})
    beside = _closed({"terms": {"enum": list(TERMS)}, "relation": {"enum": list(RELATIONS)}})
    return _closed(
        {
            "a": TEXT,
            "b": TEXT,
            **_place(),
            "relation": {"enum": list(RELATIONS)},
            "forward": direction,
            "backward": direction,
            "why": {"enum": [None, *WHYS]},
            "lacks": TEXTS,
            "beside": _many(beside),
            "readings": _many(_closed({"reading": TEXT, "value": TEXT, "relation": {"enum": list(RELATIONS)}})),
        }
    )


def _witness() -> dict[str, Any]:
    clauses = _many({"$ref": "#/$defs/clause"})
    return _closed(
        {
            "as_of": DAY,
            "person": {"type": "object"},
            "papers": _texts_by_name({"type": "object"}),
            "meets_side": TEXT,
            "fails_side": TEXT,
            "route": {"enum": [None, *ROUTES]},
            "meets": clauses,
            "decides": clauses,
            "others": _many(_closed({"route": {"enum": list(ROUTES)}, "decides": clauses})),
            "records": COUNT,
            "text": TEXTS,
        }
    )


def _dropping() -> dict[str, Any]:
    """What the least amendment drops, where no movement of thresholds alone does it."""
    size = {"clauses": COUNT, "thresholds": COUNT, "steps": NUMBER}
    return _closed(
        {
            "answer": {"enum": list(DROPPING)},
            "suffices": {"type": "boolean"},
            "size": _closed(size),
            "bound": _closed(size),
            "drops": _many(_closed({"node": TEXT, "cite": TEXT, "path": TEXT, "text": TEXT})),
            "changes": _many({"type": "object", "required": ["node", "cite", "path", "before", "after", "text"]}),
            "witness": _or_null({"$ref": "#/$defs/witness"}),
            "together": {"type": "boolean"},
            "rounds": COUNT,
            "text": TEXT,
        }
    )


def _strictness() -> dict[str, Any]:
    rung, side = {"rung": _rungs()}, {"side": TEXT}
    rate = {"people": COUNT, "passed": COUNT, "share": NUMBER, "low": NUMBER, "high": NUMBER}
    clause = {"node": TEXT, "cite": TEXT, "text": TEXT}
    effort = {"type": ["integer", "null"], "minimum": 0}
    moved = _closed({"before": effort, "after": effort})
    return _closed(
        {
            "source": TEXT,
            "people": COUNT,
            "rates": _many(_closed({**side, **_place(), **rate})),
            "overlaps": _many(
                _closed(
                    {"a": TEXT, "b": TEXT, **rung, "both": COUNT, "only_a": COUNT, "only_b": COUNT, "neither": COUNT}
                )
            ),
            "curves": _many(_closed({**side, **rung, "bands": _many(_closed({"years": COUNT, **rate}))})),
            "excluded": _many(_closed({**side, **rung, **clause, "people": COUNT, "fails": COUNT, "alone": COUNT})),
            "shares": _many(_closed({**side, "rung": _rungs(), "part": {"enum": list(PARTS)}, "share": NUMBER})),
            "starts": _many(_closed({"start": TEXT, "label": LABEL, "person": {"type": "object"}})),
            "efforts": _many(
                _closed(
                    {
                        **side, **rung, "start": TEXT, "months": effort, "records": effort,
                        "regular_months": effort, "regular_records": effort, "routes": _many({"enum": list(ROUTES)}),
                        "points": _many(_closed({"months": COUNT, "records": COUNT})),
                    }
                )
            ),
            "moves": _many(
                _closed(
                    {
                        **side, **rung, **clause, "slot": TEXT, "before": NUMBER, "after": NUMBER, "gain": COUNT,
                        "loss": COUNT, "people": COUNT, "months": moved, "records": moved,
                    }
                )
            ),
        }
    )  # fmt: skip


def _stamp() -> dict[str, Any]:
    population = _closed(
        {
            "source": TEXT,
            "people": COUNT,
            "set_apart": COUNT,
            "seed": {"type": ["integer", "null"], "minimum": 0},
            "sha256": TEXT,
        }
    )
    return _closed(
        {
            "version": TEXT,
            "as_of": DAY,
            "standards": _many(_closed({"standard": TEXT, "sha256": TEXT})),
            "readings": _texts_by_name(TEXT),
            "population": _or_null(population),
            "scenarios": SAID,
        }
    )


def _place() -> dict[str, Any]:
    return {"rung": _rungs(), "part": {"enum": [*PARTS, ALL]}}


def _rungs() -> dict[str, Any]:
    return {"enum": list(vocabulary().sets["rung"].values)}


def _texts_by_name(value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": value}


def _or_null(value: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [{"type": "null"}, value]}


def _many(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has all of these and nothing else."""
    return {"type": "object", "required": list(properties), "properties": properties, "additionalProperties": False}
