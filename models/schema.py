"""JSON Schemas for editors, generated from the vocabulary and the words of the rule language."""

from __future__ import annotations

from typing import Any

from models import answer_schema, batch_schema, compare_schema, diff_schema
from models.applicant import KIND_KEYS
from models.cases import EXPECTED
from models.costs import FACTORS, LARGEST, OTHER_KINDS
from models.reader_context import COMMON
from models.rule_reader import WORDS
from models.standard import COVERED, PARTS, ROUTES
from models.vocabulary import Attribute, Section, vocabulary

DRAFT = "https://json-schema.org/draft/2020-12/schema"
DAY = {"type": "string", "pattern": r"^\d{4}-\d{1,2}-\d{1,2}$", "format": "date"}


def schema(kind: str) -> dict[str, Any]:
    """The schema of a kind of file, or of what a command prints as JSON."""
    # scenarios are described with the words of persons, which stand here
    from models.scenarios_schema import what_if

    made = {
        "person": person,
        "standard": standard,
        "cases": cases,
        "costs": costs,
        "check": answer_schema.check,
        "gap": answer_schema.gap,
        "plan": answer_schema.plan,
        "batch": batch_schema.batch,
        "compare": compare_schema.compare,
        "diff": diff_schema.diff,
        "what-if": what_if,
    }[kind]()
    return {"$schema": DRAFT, "title": f"zhicheng {kind}", **made}


def person() -> dict[str, Any]:
    """The applicant document, under identifiers and Chinese labels."""
    words = vocabulary()
    defs: dict[str, Any] = {}
    for name, values in words.sets.items():
        defs[f"set-{name}"] = {"enum": list(dict.fromkeys(word for word, _ in values.spellings))}
    for name, section in words.sections.items():
        entry = {"type": "object", "properties": _properties(section), "additionalProperties": False}
        defs[f"section-{name}"] = entry if name == "conduct" else {"type": ["array", "null"], "items": entry}
    shapes: list[dict[str, Any]] = []
    for name, kind in words.kinds.items():
        keys: dict[str, Any] = {key: {} for key in KIND_KEYS}
        defs[f"kind-{name}"] = {"properties": {**keys, **_properties(kind.section)}, "additionalProperties": False}
        called = {"enum": [word for word, key in words.kind_spellings if key == name]}
        shapes.extend(
            {"if": {"required": [key], "properties": {key: called}}, "then": {"$ref": f"#/$defs/kind-{name}"}}
            for key in KIND_KEYS
        )
    kinds = {"enum": list(dict.fromkeys(word for word, _ in words.kind_spellings))}
    record = {
        "type": "object",
        "anyOf": [{"required": [key]} for key in KIND_KEYS],
        "properties": dict.fromkeys(KIND_KEYS, kinds),
        "allOf": shapes,
    }
    defs["section-achievements"] = {"type": ["array", "null"], "items": record}
    properties = _properties(words.person)
    for name in (*words.sections, "achievements"):
        properties.update({key: {"$ref": f"#/$defs/section-{name}"} for key in _names(words.person, name)})
    return {"type": "object", "properties": properties, "additionalProperties": False, "$defs": defs}


def _properties(section: Section) -> dict[str, Any]:
    return {key: _value(attribute) for name, attribute in section.attributes.items() for key in _names(section, name)}


def _names(section: Section, name: str) -> list[str]:
    """The spellings under which a key may stand."""
    return list(dict.fromkeys([name, *(word for word, key in section.spellings if key == name)]))


def _value(attribute: Attribute) -> dict[str, Any]:
    said = {"description": f"{attribute.label.zh} / {attribute.label.en}"}
    match attribute.form:
        case "one_of" | "many_of":
            assert attribute.values is not None
            word = {"$ref": f"#/$defs/set-{attribute.values.name}"}
            options: list[Any] = [word, {"enum": ["none", None]}]
            if attribute.form == "many_of":
                options.append({"type": "array", "items": word})
            return {**said, "anyOf": options}
        case "flag":
            return {**said, "type": ["boolean", "null"]}
        case "date":
            return {**said, "anyOf": [DAY, {"type": "null"}, {"const": "none"}]}
        case "integer" | "number":
            limits = {"minimum": attribute.least, "maximum": attribute.most}
            return {**said, "type": [attribute.form, "null"], **{k: v for k, v in limits.items() if v is not None}}
        case "attestations":
            return {**said, "type": ["object", "null"], "additionalProperties": {"type": ["boolean", "null"]}}
        case _:
            return {**said, "type": ["string", "number", "null"]}


def standard() -> dict[str, Any]:
    """A standard: its frame, and for each word of the rule language the keys that may stand beside it."""
    text = {"type": "string"}
    rule = {"$ref": "#/$defs/rule"}
    rungs = vocabulary().sets["rung"].values
    shape = {
        "type": "object",
        "properties": {
            name: {} for name in COMMON | set(WORDS) | {key for word in WORDS.values() for key in word.keys}
        },
        "anyOf": [
            {
                "required": [name],
                "properties": {key: {} for key in {name, *COMMON, *word.keys}},
                "additionalProperties": False,
            }
            for name, word in WORDS.items()
        ],
    }
    rung = {
        "type": "object",
        "required": ["parts", "routes"],
        "properties": {
            "after": {},
            "cite": {"type": "string"},
            "parts": {"type": "object", "properties": dict.fromkeys(PARTS, rule), "additionalProperties": False},
            "routes": {
                "type": "object",
                "properties": {r: {"type": "array"} for r in ROUTES},
                "additionalProperties": False,
            },
        },
        "additionalProperties": False,
    }
    document = {
        "type": "object",
        "required": ["zh", "en", "issued", "effective", "region"],
        "properties": {"zh": text, "en": text, "number": {}, "issued": DAY, "effective": DAY, "region": text},
        "additionalProperties": False,
    }
    covered = {
        "anyOf": [{"enum": list(COVERED)}, {"type": "object", "properties": {"status": {"enum": list(COVERED)}}}]
    }
    return {
        "type": "object",
        "required": ["id", "document", "rungs"],
        "properties": {
            "id": {"type": "string"},
            "document": document,
            "window": {"type": "object"},
            "initial": {"type": "object", "additionalProperties": {"type": ["string", "integer"]}},
            "readings": {"type": "object"},
            "parameters": {"type": "object"},
            "every_record": {"type": "object"},
            "per_project": {"type": "boolean"},
            "early": {"type": "object"},
            "fields": {"type": "object"},
            "parts": {"type": "object", "properties": dict.fromkeys(PARTS, rule), "additionalProperties": False},
            "rungs": {"type": "object", "properties": dict.fromkeys(rungs, rung), "additionalProperties": False},
            "coverage": {"type": "object", "additionalProperties": covered},
        },
        "additionalProperties": False,
        "$defs": {"rule": shape},
    }


def cases() -> dict[str, Any]:
    """A file of cases."""
    case = {
        "type": "object",
        "required": ["id", "expect"],
        "properties": {
            "id": {"type": "string"},
            "like": {"type": "string"},
            "set": {"type": "object"},
            "unset": {"type": "array", "items": {"type": "string"}},
            "standard": {"type": "string"},
            "rung": {"enum": list(vocabulary().sets["rung"].values)},
            "as_of": DAY,
            "about": {"type": "string"},
            "why": {"type": "string"},
            "applicant": {"$ref": "#/$defs/person"},
            "expect": {
                "type": "object",
                "minProperties": 1,
                "properties": {k: {} for k in sorted(EXPECTED)},
                "additionalProperties": False,
            },
            "readings": {"type": "object"},
            "strict": {"type": "boolean"},
        },
        "additionalProperties": False,
    }
    someone = person()
    defs = someone.pop("$defs")
    return {"type": "array", "items": case, "$defs": {**defs, "person": someone}}


def costs() -> dict[str, Any]:
    """A cost file for `gap --costs`."""
    words = vocabulary()
    cost = {"type": "number", "minimum": 0, "maximum": LARGEST}
    spelled = [word for word, _ in words.kind_spellings]
    return {
        "type": "object",
        "minProperties": 1,
        "properties": {
            "months": cost,
            "other": cost,
            "kinds": {"type": "object", "properties": dict.fromkeys([*spelled, *OTHER_KINDS], cost)},
            **{
                name: {
                    "type": "object",
                    "properties": dict.fromkeys([word for word, _ in words.sets[name].spellings], cost),
                    "additionalProperties": False,
                }
                for name in FACTORS
            },
            "education": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}},
        },
        "additionalProperties": False,
    }
