"""The JSON Schema of a what-if file, for editors: scenarios and waivers."""

from __future__ import annotations

from typing import Any

from models.groups import MOST as MOST_ENTRIES
from models.people_table import LISTS
from models.person_changes import MOST_ADDED
from models.reading import LARGEST
from models.scenarios import MOST as MOST_SCENARIOS
from models.schema import DAY, person
from models.waivers import MOST_NODES, MOST_PEOPLE

TEXT: dict[str, Any] = {"type": ["string", "integer"]}


def what_if() -> dict[str, Any]:
    """A what-if file. Conditions and entries under the words of the vocabulary, Chinese labels included."""
    someone = person()
    defs: dict[str, Any] = someone.pop("$defs")
    facts: dict[str, Any] = someone["properties"]
    names = [name for name, shape in facts.items() if not _is_list(shape)]
    added = {name: _one_or_many(shape, defs) for name, shape in facts.items() if _is_list(shape)}
    several = {name: shape for name, shape in facts.items() if _has_many(shape)}
    change = {
        "type": "object",
        "anyOf": [{"required": ["add"]}, {"required": ["set"]}],
        "properties": {
            "if": {"$ref": "#/$defs/group"},
            "add": {"type": "object", "minProperties": 1, "properties": {**added, **several},
                    "additionalProperties": False},
            "set": {"type": "object", "minProperties": 1, "properties": {name: {} for name in names},
                    "patternProperties": {r"^[^.]+\..+$": {}}, "additionalProperties": False},
        },
        "additionalProperties": False,
    }  # fmt: skip
    return {
        "type": "object",
        "minProperties": 1,
        "properties": {
            "scenarios": {"type": "array", "minItems": 1, "maxItems": MOST_SCENARIOS, "items": _scenario(change)},
            "waivers": {"type": "array", "minItems": 1, "items": _waiver()},
        },
        "additionalProperties": False,
        "$defs": {**defs, "group": _group(facts)},
    }


def _is_list(shape: dict[str, Any]) -> bool:
    """Whether a property of the person is one of their lists (under any of its names)."""
    return any(shape.get("$ref") == f"#/$defs/section-{name}" for name in LISTS)


def _has_many(shape: dict[str, Any]) -> bool:
    return any(option.get("type") == "array" for option in shape.get("anyOf", ()))


def _one_or_many(shape: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    """Entries of a list, or one alone; `as_of` may stand for a day, so that entries are described by their keys."""
    whole = defs[shape["$ref"].rsplit("/", 1)[-1]]["items"]
    keys = whole.get("properties", {})
    entry = {"type": "object", "minProperties": 1}
    if "allOf" not in whole:
        entry |= {"properties": {key: {} for key in keys}, "additionalProperties": False}
    return {"anyOf": [entry, {"type": "array", "minItems": 1, "maxItems": MOST_ADDED, "items": entry}]}


def _scenario(change: dict[str, Any]) -> dict[str, Any]:
    number = {"type": "number", "exclusiveMinimum": 0, "maximum": LARGEST}
    node = {"type": "object", "minProperties": 1, "properties": {"drop": {"const": True}}}
    changes = {
        "type": "object",
        "minProperties": 1,
        "patternProperties": {r"^\$": {"anyOf": [number, {"type": ["string", "object"]}]}, r"^[^$]": node},
    }
    label = {
        "type": "object",
        "required": ["zh", "en"],
        "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "required": ["id"],
        "anyOf": [{"required": [key]} for key in ("standards", "people", "on")],
        "properties": {
            "id": TEXT,
            "label": {"anyOf": [{"type": "string"}, label]},
            "standards": {"type": "object", "minProperties": 1, "additionalProperties": changes},
            "people": {"type": "array", "minItems": 1, "items": change},
            "on": DAY,
        },
        "additionalProperties": False,
    }


def _group(facts: dict[str, Any]) -> dict[str, Any]:
    group = {"$ref": "#/$defs/group"}
    words = {"anyOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1}]}
    entry = {
        "type": "object",
        "minProperties": 1,
        "properties": {"at_least": {"type": "integer", "minimum": 1, "maximum": MOST_ENTRIES}},
    }
    asked = {name: entry if _is_list(shape) else {} for name, shape in facts.items()}
    for whole in [name for name, shape in facts.items() if "section-conduct" in shape.get("$ref", "")]:
        del asked[whole]
    return {
        "type": "object",
        "minProperties": 1,
        "properties": {
            **asked,
            "id": words,
            "any": {"type": "array", "minItems": 2, "items": group},
            "not": group,
            "given": words,
            "unknown": words,
        },
        "patternProperties": {r"^[^.]+\..+$": {}},
        "additionalProperties": False,
    }


def _waiver() -> dict[str, Any]:
    def texts(most: int) -> dict[str, Any]:
        return {"anyOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1, "maxItems": most}]}

    return {
        "type": "object",
        "required": ["standard", "node", "reason", "approver"],
        "oneOf": [{"required": ["people"]}, {"required": ["if"]}],
        "properties": {
            "id": TEXT,
            "standard": {"type": "string"},
            "node": texts(MOST_NODES),
            "people": texts(MOST_PEOPLE),
            "if": {"$ref": "#/$defs/group"},
            "reason": TEXT,
            "approver": TEXT,
            "until": {"anyOf": [DAY, {"type": "null"}]},
        },
        "additionalProperties": False,
    }
