"""Reads the words of the rule language that ask for facts of the person: education, titles, work, bars, judgements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any as Anything

from models import rules
from models.conditions import conditions, lined, months, values_of
from models.errors import InputError, nearest, quoted, spelled
from models.reader_context import Context, read_when
from models.reading import read_label
from models.rules import Rule
from models.source import line_of

EDUCATION_KEYS = {
    "diploma": "diploma",
    "degree": "degree",
    "education": "either",
    "diploma_and_degree": "both",
    "class": "class",
}


def _levels(value: Anything, context: Context, line: int, key: str) -> tuple[str, ...]:
    known = (*context.terms.words.sets["education"].values, "second_bachelor")
    many = tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
    if not many:
        raise InputError(f"{quoted(key)} names no level of education", line=line, hint="name one such as `bachelor`")
    for one in many:
        if one not in known:
            raise InputError(f"{quoted(one)} is no level of education", line=line, hint=nearest(one, known))
    return many


def _relation(data: Mapping[str, Anything], context: Context) -> tuple[str, ...]:
    if "relation" not in data:
        return ()
    return values_of(
        data["relation"],
        context.terms.words.sections["titles"].attributes["relation"],
        line_of(data, "relation"),
        "relation",
    )


def read_education(
    data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]
) -> rules.Education:
    mark = data.get("mark", "")
    marks = {"professional": "engineering_professional", "academic": "engineering_academic", "": ""}
    if not isinstance(mark, str) or mark not in marks:
        raise InputError(
            f"{quoted(mark)} is no mark of a degree",
            line=line_of(data, "mark"),
            hint="write `professional` or `academic`",
        )
    levels = _levels(data[word], context, line_of(data, word), word)
    if word != "class" and len(levels) > 1:
        raise InputError(
            f"`{word}` asks for one level, which higher ones meet too",
            line=line_of(data, word),
            hint="write the lowest one",
        )
    flags = {}
    for name in ("exactly", "new"):
        flags[name] = data.get(name, False)
        if not isinstance(flags[name], bool):
            raise InputError(
                f"`{name}` is `true` or `false`, not {quoted(flags[name])}",
                line=line_of(data, name),
                hint="write one of the two",
            )
    return rules.Education(
        by=EDUCATION_KEYS[word],
        levels=levels,
        relation=_relation(data, context),
        mark=marks[mark],
        exactly=flags["exactly"],
        new=flags["new"],
        **common,
    )


def read_title(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    attributes = context.terms.words.sections["titles"].attributes
    levels = values_of(data[word], attributes["level"], line_of(data, word), word)
    series = data.get("series", "engineering")
    held = rules.Held(
        level=levels,
        series=attributes["series"].values.values
        if series == "any" and attributes["series"].values
        else values_of(series, attributes["series"], common["line"], "series"),
        relation=_relation(data, context),
        months=months(data["held"], context.terms, line_of(data, "held"), "held") if "held" in data else 0,
        **common,
    )
    if "worked" not in data:
        return held
    if "held" in data:
        raise InputError("`held` and `worked` cannot stand together", line=common["line"], hint="write two rules")
    return _span(data["worked"], context, common, held, line_of(data, "worked"))


def read_worked(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    after = data.get("after")
    anchor: rules.Held | rules.Education | None = None
    if after is not None:
        made = context.rule(after, replace(context, path=f"{context.path}/after"), line=line_of(data, "after"))
        if not isinstance(made, rules.Held | rules.Education):
            raise InputError(
                "`after` is a title or an education",
                line=line_of(data, "after"),
                hint="write `after: {diploma: bachelor}`",
            )
        anchor = made
    return _span(data[word], context, common, anchor, line_of(data, word))


def _span(value: Anything, context: Context, common: dict[str, Anything], after: Anything, line: int) -> rules.Worked:
    if not isinstance(value, Mapping) or set(value) - {"in", "at_least", "early"} or "in" not in value:
        raise InputError("`worked` is a map", line=line, hint="write `worked: {in: engineering, at_least: 5y}`")
    early: Rule | None = None
    if value.get("early"):
        if context.early is None:
            raise InputError(
                "`early` is asked, but the standard has no `early`", line=line, hint="add `early:` to the standard"
            )
        guard = read_when(value["early"], context, line) if isinstance(value["early"], Mapping) else ()
        early = rules.All(id=f"{common['id']}/early", cite=context.early.cite, when=guard, of=(context.early,))
    return rules.Worked(
        fields=_fields(value["in"], context, line),
        months=months(value.get("at_least"), context.terms, line, "at_least"),
        after=after,
        early=early,
        early_by=context.early_by if early else 0,
        **common,
    )


def _fields(value: Anything, context: Context, line: int) -> rules.Fields:
    if isinstance(value, str) and value.startswith("$"):
        if value[1:] not in context.fields:
            raise InputError(
                f"unknown set of fields {quoted(value)}",
                line=line,
                hint=nearest(value[1:], context.fields, verb="name") if context.fields else "define it under `fields:`",
            )
        return context.fields[value[1:]]
    return values_of(value, context.terms.words.sections["work"].attributes["field"], line, "in")


def read_now(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    return rules.Worked(fields=_fields(data[word], context, line_of(data, word)), now=True, **common)


def read_fact(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    section, name = context.terms.words.person, spelled(data[word])
    if name.startswith("conduct."):
        section, name = context.terms.words.sections["conduct"], name.removeprefix("conduct.")
    asked = {"in": "in", "at_least": "at_least", "is": "is"}
    key = next((k for k in asked if k in data), None)
    if key is not None and len([k for k in asked if k in data]) > 1:
        raise InputError(
            "a fact is asked in one way", line=common["line"], hint="keep one of `in`, `at_least` and `is`"
        )
    if name not in section.attributes or key is None:
        raise InputError(
            f"{quoted(data[word])} is no fact that can be asked so",
            line=common["line"],
            hint=nearest(name, section.attributes),
        )
    value = f"{spelled(data[key])}+" if key == "at_least" else data[key]
    (test,) = conditions(lined({name: value}, line_of(data, key)), section, context.terms)
    assert isinstance(test, rules.Test)
    absent = data.get("absent", "unknown")
    if absent not in ("unknown", "assumed"):
        raise InputError(
            f"`absent` is `unknown` or `assumed`, not {quoted(absent)}",
            line=line_of(data, "absent"),
            hint="write one of the two",
        )
    return rules.Fact(fact=str(data[word]), test=test, absent=absent, **common)


def read_clear(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    name = spelled(data[word]).removeprefix("conduct.")
    attribute = context.terms.words.sections["conduct"].attributes.get(name)
    if attribute is None or attribute.form != "date":
        raise InputError(
            f"{quoted(data[word])} is no date that can bar",
            line=line_of(data, word),
            hint="write `conduct.penalty_until`",
        )
    span = months(data["for"], context.terms, line_of(data, "for"), "for") if "for" in data else 0
    return rules.Clear(fact=f"conduct.{name}", months=span, **common)


def read_attest(data: Mapping[str, Anything], word: str, _context: Context, common: dict[str, Anything]) -> Rule:
    return rules.Attest(label=read_label(data[word], line_of(data, word)), **common)


def read_external(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    if "concerns" not in data or not isinstance(data.get("document"), str):
        raise InputError(
            "`external` needs `document` and `concerns`",
            line=common["line"],
            hint="say which document decides, and for whom",
        )
    concerns = context.personal(
        data["concerns"], replace(context, path=f"{context.path}/concerns"), line_of(data, "concerns")
    )
    return rules.External(
        label=read_label(data[word], line_of(data, word)), document=data["document"], concerns=concerns, **common
    )


def read_risen(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    used = data[word]
    if not isinstance(used, Mapping) or not used:
        raise InputError(
            f"`risen_since_initial` maps each row to the levels it asks for, not {quoted(used)}",
            line=line_of(data, word),
            hint='write `risen_since_initial: {"3": [bachelor]}`',
        )
    texts = {key: texts_of(data, key) for key in ("rows", "except_rows")}
    for key, rows in texts.items():
        for row in rows:
            if row not in used:
                raise InputError(f"`{key}` names {quoted(row)}", line=line_of(data, key), hint=nearest(row, used))
    return rules.Risen(
        used={str(row): _levels(levels, context, line_of(used, row), row) for row, levels in used.items()},
        levels=values_of(
            data["of_level"], context.terms.words.sections["titles"].attributes["level"], common["line"], "of_level"
        )
        if "of_level" in data
        else (),
        unless_worked=_fields(data["unless_worked"], context, common["line"]) if "unless_worked" in data else (),
        rows=texts["rows"],
        except_rows=texts["except_rows"],
        **common,
    )


def texts_of(data: Mapping[str, Anything], key: str) -> tuple[str, ...]:
    """One text or a list of texts."""
    value = data.get(key, ())
    many = tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
    for one in many:
        if not isinstance(one, str | int) or isinstance(one, bool):
            raise InputError(
                f"{quoted(one)} is no word for `{key}`", line=line_of(data, key), hint="write one or a list"
            )
    return tuple(str(one) for one in many)
