"""Reads the frame of a standard: its document, readings, parameters, sets of fields, coverage and window."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any as Anything

from models import rules
from models.conditions import Terms, months, number, values_of
from models.errors import InputError, nearest, quoted
from models.reader_context import Context
from models.reading import read_date, read_label
from models.rule_reader import read_personal
from models.rules import Dated
from models.source import line_of
from models.standard import COVERED, Covered, Reading
from models.vocabulary import vocabulary


def only_keys(data: Anything, known: set[str], owner: str) -> None:
    if not isinstance(data, Mapping):
        raise InputError(f"{owner} is a map, not {quoted(data)}", line=line_of(data) or 1, hint="see docs/language.md")
    for key in data:
        if key not in known:
            raise InputError(f"unknown key {quoted(key)} of {owner}", line=line_of(data, key), hint=nearest(key, known))


def need(data: Mapping[str, Anything], key: str, form: type, owner: str) -> Anything:
    if not isinstance(data.get(key), form):
        form_name = "a map" if form is Mapping else "a text"
        if data.get(key) is not None:
            raise InputError(
                f"`{key}` is {form_name}, not {quoted(data[key])}", line=line_of(data, key), hint="see docs/language.md"
            )
        raise InputError(f"{owner} does not say its `{key}`", line=line_of(data, key), hint=f"add `{key}:`")
    return data[key]


def map_of(data: Mapping[str, Anything], key: str) -> Mapping[str, Anything]:
    """A map that may be left out."""
    found = data.get(key)
    if found is not None and not isinstance(found, Mapping):
        raise InputError(f"`{key}` is a map, not {quoted(found)}", line=line_of(data, key), hint="see docs/language.md")
    return found or {}


def flag_of(data: Mapping[str, Anything], key: str) -> bool:
    found = data.get(key, False)
    if not isinstance(found, bool):
        raise InputError(
            f"`{key}` is `true` or `false`, not {quoted(found)}", line=line_of(data, key), hint="write one of the two"
        )
    return found


def text_of(data: Mapping[str, Anything], key: str) -> str:
    """A text that may be left out; a number stands for itself."""
    found = data.get(key)
    if found is None:
        return ""
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        raise InputError(f"`{key}` is a text, not {quoted(found)}", line=line_of(data, key), hint="put it in quotes")
    return str(found)


def day_of(data: Mapping[str, Anything], key: str) -> date:
    return read_date(data.get(key), line_of(data, key), key)


def read_readings(data: Mapping[str, Anything]) -> dict[str, Reading]:
    found = {}
    for name, entry in data.items():
        if not isinstance(entry, Mapping) or "default" not in entry or len(entry) < 3:
            raise InputError(
                f"the reading {quoted(name)} names its `default` and two or more values",
                line=line_of(data, name),
                hint="write `{default: a, a: {zh: …, en: …}, b: {zh: …, en: …}}`",
            )
        values = {str(k): read_label(v, line_of(entry, k)) for k, v in entry.items() if k != "default"}
        if not isinstance(entry["default"], str) or entry["default"] not in values:
            raise InputError(
                f"{quoted(entry['default'])} is no value of the reading `{name}`",
                line=line_of(entry, "default"),
                hint=nearest(entry["default"], values),
            )
        found[str(name)] = Reading(id=str(name), default=str(entry["default"]), values=values)
    return found


def read_parameters(data: Mapping[str, Anything]) -> dict[str, Dated]:
    found = {}
    empty = Terms(words=vocabulary(), parameters={}, every_record={})
    for name, entry in data.items():
        if (
            not isinstance(entry, Mapping)
            or not isinstance(entry.get("values"), Mapping)
            or not isinstance(entry.get("cite"), str)
            or not entry["values"]
            or set(entry) - {"cite", "values"}
        ):
            raise InputError(
                f"the parameter {quoted(name)} has a `cite` and dated `values`",
                line=line_of(data, name),
                hint="write `values: {2023-07-01: 50}`",
            )
        values: list[tuple[date, int | float]] = []
        for day, value in entry["values"].items():
            line = line_of(entry["values"], day)
            amount = months(value, empty, line, name) if isinstance(value, str) else number(value, empty, line, name)
            assert not isinstance(amount, Dated)
            since = read_date(day, line, str(name))
            if any(since == other for other, _ in values):
                raise InputError(f"{quoted(day)} stands twice in {quoted(name)}", line=line, hint="keep one of the two")
            values.append((since, amount))
        found[str(name)] = Dated(name=str(name), cite=str(entry["cite"]), values=tuple(sorted(values)))
    return found


def read_early(data: Mapping[str, Anything], context: Context) -> Context:
    entry = dict(need(data, "early", Mapping, "a standard"))
    by = months(entry.pop("by", None), context.terms, line_of(data["early"], "by"), "by")
    rule = read_personal(entry, replace(context, path="early"), line_of(data, "early"))
    return replace(context, early=rule, early_by=by)


def read_fields(data: Mapping[str, Anything], readings: Mapping[str, Reading], terms: Terms) -> dict[str, rules.Fields]:
    """Named sets of fields of work: a list, or a list for each value of one reading."""
    attribute = terms.words.sections["work"].attributes["field"]
    found: dict[str, rules.Fields] = {}
    for name, entry in data.items():
        line = line_of(data, name)
        if not isinstance(entry, Mapping):
            found[str(name)] = values_of(entry, attribute, line, str(name))
            continue
        reading = next(iter(entry), "")
        if reading not in readings or len(entry) != 1 or not isinstance(entry[reading], Mapping):
            raise InputError(
                f"the fields {quoted(name)} depend on one reading", line=line, hint=nearest(reading, readings)
            )
        options = entry[reading]
        if set(options) != set(readings[reading].values):
            raise InputError(
                f"the fields {quoted(name)} need a list for every value of `{reading}`",
                line=line,
                hint="add those that lack",
            )
        chosen = tuple(
            (str(value), values_of(fields, attribute, line, str(value))) for value, fields in options.items()
        )
        found[str(name)] = rules.Chosen(reading=reading, options=chosen)
    return found


def read_coverage(data: Mapping[str, Anything]) -> tuple[Covered, ...]:
    found = []
    for article, entry in data.items():
        if isinstance(entry, Mapping) and not {"zh", "en"} & set(entry):
            only_keys(entry, {"status", "zh", "en"}, f"the article {quoted(article)}")
        status = entry.get("status") if isinstance(entry, Mapping) else entry
        if status not in COVERED:
            raise InputError(
                f"{quoted(status)} does not say how {quoted(article)} stands in the model",
                line=line_of(data, article),
                hint=nearest(status, COVERED),
            )
        noted = isinstance(entry, Mapping) and ("zh" in entry or "en" in entry)
        said = {key: value for key, value in entry.items() if key != "status"} if noted else {}
        note = read_label(said, line_of(data, article)) if noted else None
        found.append(Covered(article=str(article), status=str(status), note=note))
    return tuple(found)


def read_window(data: Anything) -> tuple[date, date, str] | None:
    if data is None:
        return None
    only_keys(data, {"from", "to", "cite"}, "`window`")
    first, last = day_of(data, "from"), day_of(data, "to")
    if last < first:
        raise InputError(
            f"`window` ends on `{last}`, before it begins on `{first}`",
            line=line_of(data, "to"),
            hint="mend one of the two dates",
        )
    return first, last, text_of(data, "cite")


def read_initial(data: Mapping[str, Anything], rungs: Collection[str], known: Mapping[str, Anything]) -> dict[str, str]:
    """The rows under which titles come by initial determination: a number by the id of a node."""
    found = {}
    for path in data:
        rung = str(path).split("/", 1)[0]
        read = any(name.startswith(f"{rung}/") for name in known)
        if rung not in rungs or (read and path not in known):
            raise InputError(
                f"`initial` names {quoted(path)}, which is no node of this standard",
                line=line_of(data, path),
                hint=nearest(str(path), known),
            )
        found[str(path)] = text_of(data, path)
    return found
