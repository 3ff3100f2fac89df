"""The JSON Schema of what `standards diff --format json` prints (`zhicheng.diff/1`)."""

from __future__ import annotations

from typing import Any

from models.answer_schema import DAY
from models.batch_schema import COUNT, SAID, TEXT, TEXTS
from models.standard import ROUTES
from models.vocabulary import vocabulary

SCHEMA = "zhicheng.diff/1"
JUDGED = ("same", "looser", "stricter", "other", "undecided")
SIGNS = (*JUDGED, "reworded", "moved", "added", "gone")
"""What may be told of a clause."""


def diff() -> dict[str, Any]:
    """What `zhicheng standards diff --format json` prints."""
    rung = {"enum": list(vocabulary().sets["rung"].values)}
    version = _closed({"standard": TEXT, "sha256": TEXT, "source": TEXT, "on": DAY})
    readings = {"type": "object", "additionalProperties": TEXT}
    said = {"anyOf": [{"type": "null"}, {"type": "object"}]}
    entry = _closed(
        {
            "kind": {"enum": ["document", "parameter", "reading", "coverage", "initial"]},
            "name": TEXT,
            "sign": {"enum": ["changed", "added", "gone"]},
            "before": said,
            "after": said,
        }
    )
    clause = {"$ref": "#/$defs/clause"}
    under = _closed({"reading": TEXT, "value": TEXT, "clauses": _many(clause)})
    rungs = _closed(
        {
            "rung": rung,
            "sign": {"enum": [*JUDGED, "added", "gone"]},
            **_ways(),
            "clauses": _many(clause),
            "examples": _many(
                _closed({"node": TEXT, "gains": {"type": "boolean"}, "witness": {"$ref": "#/$defs/witness"}})
            ),
            "under": _many(under),
        }
    )
    return {
        **_closed(
            {
                "schema": {"const": SCHEMA},
                "stamp": _closed({"version": TEXT, "before": version, "after": version, "readings": readings}),
                "entries": _many(entry),
                "rungs": _many(rungs),
                "population": {"anyOf": [{"type": "null"}, _population(rung)]},
            }
        ),
        "$defs": {"clause": _clause(), "way": _way(), "witness": _witness()},
    }


def _population(rung: dict[str, Any]) -> dict[str, Any]:
    one = _closed({"person": COUNT, "id": TEXT, "clauses": TEXTS})
    by = _many(_closed({"node": TEXT, "people": COUNT}))
    moved = _closed(
        {
            "rung": rung,
            **dict.fromkeys(("before", "after", "open_before", "open_after", "gains", "losses"), COUNT),
            "gained_by": by,
            "lost_by": by,
            "gainers": _many(one),
            "losers": _many(one),
        }
    )
    return _closed({"source": TEXT, "people": COUNT, "set_apart": COUNT, "rungs": _many(moved)})


def _clause() -> dict[str, Any]:
    words = {"anyOf": [{"type": "null"}, _closed({"cite": TEXT, "text": TEXT})]}
    return _closed(
        {
            "node": TEXT,
            "after_node": SAID,
            "sign": {"enum": list(SIGNS)},
            "effect": {"enum": [*JUDGED, None]},
            "judged": SAID,
            "least": {"type": "boolean"},
            "before": words,
            "after": words,
            **_ways(),
        }
    )


def _ways() -> dict[str, Any]:
    way = {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/way"}]}
    return {"forward": way, "backward": way}


def _way() -> dict[str, Any]:
    return _closed(
        {
            "answer": {"enum": ["proven", "refuted", "undecided"]},
            "how": {"enum": ["content", "solver", "structure"]},
            "witness": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/witness"}]},
        }
    )


def _witness() -> dict[str, Any]:
    person = {"type": "object"}
    return _closed(
        {
            "as_of": DAY,
            "person": person,
            "person_after": person,
            "route": {"enum": [*ROUTES, None]},
            "meets": TEXTS,
            "decides": TEXTS,
            "records": COUNT,
            "text": TEXT,
        }
    )


def _many(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object", "required": list(properties), "properties": properties, "additionalProperties": False,
    }  # fmt: skip
