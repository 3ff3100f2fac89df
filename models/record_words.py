"""Reads the words of the rule language that ask for records: count, tally, item and tied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any as Anything

from models import rules
from models.conditions import Terms, conditions, months, number, pattern, section_of, whole
from models.errors import InputError, nearest, quoted
from models.reader_context import Context, read_list, read_when
from models.rules import Rule
from models.source import line_of


def read_count(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    terms = context.terms
    found = pattern(data, word, terms)
    per_project = data.get("per_project", context.per_project)
    if not isinstance(per_project, bool):
        raise InputError(
            f"`per_project` is `true` or `false`, not {quoted(per_project)}",
            line=line_of(data, "per_project"),
            hint="write one of the two",
        )
    recommended = found[0].kind == "recommender"
    if any((shape.kind == "recommender") is not recommended for shape in found):
        raise InputError(
            "people who recommend are counted apart from records", line=line_of(data, word), hint="write two rules"
        )
    return rules.Count(
        pattern=found,
        n=whole(data.get("at_least", 1), terms, line_of(data, "at_least"), "at_least"),
        weights=_weights(data, found[0].kind, context),
        total=_total(data, found, terms) if "total" in data else None,
        per_project=per_project and not recommended,
        since=None if recommended else context.since,
        **common,
    )


def _weights(data: Mapping[str, Anything], kind: str, context: Context) -> tuple[rules.Weight, ...]:
    entries, line = data.get("weights", ()), line_of(data, "weights")
    hint = "write `weights: [{where: {indexes: [sci, ei]}, counts: 2}]`"
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise InputError(f"`weights` is a list, not {quoted(entries)}", line=line, hint=hint)
    found = []
    for entry in entries:
        if (
            not isinstance(entry, Mapping)
            or set(entry) - {"where", "counts", "when"}
            or not isinstance(entry.get("where"), Mapping)
            or type(entry.get("counts")) is not int
            or not 1 <= entry["counts"] <= 100
        ):
            raise InputError(f"a weight is a map with `where` and `counts`, not {quoted(entry)}", line=line, hint=hint)
        tests = conditions(entry["where"], section_of(kind, context.terms, line), context.terms)
        found.append(
            rules.Weight(tests=tests, counts=entry["counts"], when=read_when(entry.get("when"), context, line))
        )
    return tuple(found)


def _total(data: Mapping[str, Anything], shapes: rules.Pattern, terms: Terms) -> rules.Total:
    asked, line = data["total"], line_of(data, "total")
    hint = "write `total: {of: contract, at_least: 1000}`"
    if not isinstance(asked, Mapping) or set(asked) - {"of", "at_least", "within"} or "of" not in asked:
        raise InputError(f"`total` is a map, not {quoted(asked)}", line=line, hint=hint)
    for shape in shapes:
        attributes = section_of(shape.kind, terms, line).attributes
        known = [name for name, one in attributes.items() if one.form in ("number", "integer")]
        if asked["of"] not in known:
            raise InputError(
                f"{quoted(asked['of'])} of `{shape.kind}` cannot be added up",
                line=line,
                hint=nearest(asked["of"], known),
            )
    return rules.Total(
        of=asked["of"],
        at_least=number(asked.get("at_least"), terms, line, "at_least"),
        months=months(asked["within"], terms, line, "within") if "within" in asked else None,
    )


def read_tally(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    items = read_list(data, word, replace(context, items=True))
    if not all(isinstance(item, rules.Item) for item in items):
        raise InputError(
            "`tally` takes items", line=line_of(data, word), hint="write each as `{item: patent, where: {…}}`"
        )
    made = tuple(item for item in items if isinstance(item, rules.Item))
    return rules.Tally(
        of=made, n=whole(data.get("at_least"), context.terms, line_of(data, "at_least"), "at_least"), **common
    )


def read_item(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    per = whole(data.get("each", 1), context.terms, line_of(data, "each"), "each")
    return rules.Item(pattern=pattern(data, word, context.terms), per=per, since=context.since, **common)


def read_tied(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    entries = data[word]
    if not isinstance(entries, Sequence) or isinstance(entries, str) or len(entries) < 2:
        raise InputError(
            f"`tied` is a list of two or more kinds of record, not {quoted(entries)}",
            line=line_of(data, word),
            hint="write `tied: [{kind: project}, {kind: commendation}]`",
        )
    found = tuple(pattern({"count": [one]}, "count", context.terms) for one in entries)
    return rules.Tied(patterns=found, since=context.since, **common)
