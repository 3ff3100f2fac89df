"""The JSON Schema of what `batch` gives programs (`zhicheng.batch/1`): its figures, and each line of JSON Lines."""

from __future__ import annotations

from typing import Any

from models.answer_schema import DAY
from models.standard import ROUTES
from models.vocabulary import vocabulary

CLASSES = (
    "eligible", "only_waiting", "only_records", "both", "only_exceptionally", "not_eligible", "not_under_this_standard",
    "undetermined",
)  # fmt: skip
"""What an answer comes to; the order is that of every table."""
VERDICTS = ("eligible", "not_eligible", "undetermined")
TEXT: dict[str, Any] = {"type": "string"}
TEXTS: dict[str, Any] = {"type": "array", "items": TEXT}
COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
SAID: dict[str, Any] = {"type": ["string", "null"]}
SCHEMA = "zhicheng.batch/1"


def batch() -> dict[str, Any]:
    """What `zhicheng batch --format json` prints, or one line of the results as `.jsonl`."""
    whole = {"schema": {"const": SCHEMA}, "stamp": _stamp()}
    head = _closed(whole)
    return {"anyOf": [_figures(whole), head, _person(), _set_apart()], "$defs": _defs()}


def _figures(whole: dict[str, Any]) -> dict[str, Any]:
    rung = _rung()
    counted = _closed({**rung, "verdict": {"enum": list(VERDICTS)}, "class": {"enum": list(CLASSES)}, "people": COUNT})
    near = {
        "person": COUNT, "id": SAID, "name": SAID, **rung, "class": {"enum": list(CLASSES)}, **_way("advice"),
    }  # fmt: skip
    years = {
        "year": {"type": "integer"},
        "waiting": COUNT,
        "waiting_total": COUNT,
        "first": COUNT,
        "first_total": COUNT,
    }
    moved = _closed(
        {"id": SAID, "name": SAID, **rung, "before": {"enum": list(CLASSES)}, "after": {"enum": list(CLASSES)}}
    )
    counts = _many(counted)
    scenario = {"id": TEXT, "before": counts, "after": counts, "gains": _many(moved), "losses": _many(moved)}
    waived = {
        "id": SAID, "name": SAID, "waiver": TEXT, "standard": TEXT, "node": TEXT, "rungs": TEXTS, "too_late": TEXTS,
        "reason": TEXT, "approver": TEXT, "until": {"anyOf": [{"type": "null"}, DAY]},
    }  # fmt: skip
    lever = _closed({"standard": TEXT, "rung": TEXT, "kind": TEXT, "gained": COUNT, "add": TEXT, "people": COUNT})
    supported = _closed(
        {
            "id": SAID, "name": SAID, "standard": SAID, "rung": SAID, "add": TEXT,
            "ready_on": {"anyOf": [{"type": "null"}, DAY]}, "cost": {"type": ["number", "null"]},
        }
    )  # fmt: skip
    return _closed(
        {
            **whole,
            "people": COUNT,
            "with_results": COUNT,
            "set_apart": COUNT,
            "counts": counts,
            "blocking": _many(_closed({**rung, "node": TEXT, "people": COUNT, "alone": COUNT})),
            "near": _many(_closed(near)),
            "near_counts": _many(_closed({**rung, "near": COUNT, "one_record": COUNT, "one_year": COUNT})),
            "forecast": _many(_closed({**rung, **years})),
            "missing": _many(_closed({**rung, "fact": TEXT, "people": COUNT})),
            "errors": _many(_closed({"person": {"type": ["integer", "null"]}, "id": SAID, **_error()})),
            "scenarios": _many(_closed(scenario)),
            "waivers": _many(_closed(waived)),
            "levers": {"type": "object", "additionalProperties": _many({"anyOf": [lever, supported]})},
            "notes": TEXTS,
            "work": {"type": "object", "additionalProperties": COUNT},
        }
    )


def _person() -> dict[str, Any]:
    """A line of someone with results; `extra` only where the roster has columns of its own."""
    return {
        "type": "object",
        "required": ["person", "id", "name", "results"],
        "properties": {
            "person": COUNT,
            "id": SAID,
            "name": SAID,
            "extra": {"type": "object"},
            "results": {"type": "array", "items": {"$ref": "#/$defs/answer"}, "minItems": 1},
        },
        "additionalProperties": False,
    }


def _set_apart() -> dict[str, Any]:
    """A line of someone with errors, or of errors that belong to nobody."""
    errors = {"type": "array", "items": _closed(_error()), "minItems": 1}
    return _closed({"person": {"type": ["integer", "null"]}, "id": SAID, "errors": errors})


def _defs() -> dict[str, Any]:
    number, day = {"type": ["integer", "null"], "minimum": 0}, {"anyOf": [{"type": "null"}, DAY]}
    answer = {
        **_rung(),
        "verdict": {"enum": list(VERDICTS)},
        "class": {"enum": list(CLASSES)},
        "route": {"enum": [None, *ROUTES]},
        "blocking": TEXTS,
        "months": number,
        "ready_on": day,
        "records": number,
        "endorsements": number,
        "wait_months": number,
        "wait_until": day,
        "frontier": {"anyOf": [{"type": "null"}, _many(_closed(_way("add")))]},
        "advice": TEXT,
        "missing": TEXTS,
        "assumed": TEXTS,
        "waived": TEXTS,
    }
    return {"answer": _closed(answer)}


def _stamp() -> dict[str, Any]:
    return _closed(
        {
            "version": TEXT,
            "as_of": DAY,
            "standards": _many(_closed({"standard": TEXT, "sha256": TEXT})),
            "readings": {"type": "object", "additionalProperties": TEXT},
            "input": TEXT,
            "strict": {"type": "boolean"},
            "masked": {"type": "boolean"},
        }
    )


def _rung() -> dict[str, Any]:
    return {"standard": TEXT, "rung": {"enum": list(vocabulary().sets["rung"].values)}}


def _way(words: str) -> dict[str, Any]:
    """A point of a frontier; `words` is the key of what to add."""
    numbers = {"months": COUNT, "ready_on": DAY, "records": COUNT, "endorsements": COUNT}
    return {**numbers, "route": {"enum": list(ROUTES)}, words: TEXT}


def _error() -> dict[str, Any]:
    row = {"type": ["integer", "null"], "minimum": 0}
    return {"sheet": SAID, "row": row, "column": SAID, "value": SAID, "error": TEXT, "write": SAID}


def _many(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has all of these and nothing else."""
    return {"type": "object", "required": list(properties), "properties": properties, "additionalProperties": False}
