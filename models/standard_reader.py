"""Reads a standard from a parsed YAML document, whole and strictly: every key known, every part and route in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any as Anything

from models import rules
from models.conditions import Terms, conditions, lined
from models.errors import InputError, nearest, quoted
from models.frame import (
    day_of,
    flag_of,
    map_of,
    need,
    only_keys,
    read_coverage,
    read_early,
    read_fields,
    read_initial,
    read_parameters,
    read_readings,
    read_window,
    text_of,
)
from models.linking import linked, linker, referred
from models.reader_context import Context, join_cite, read_when
from models.reading import read_label
from models.rule_reader import read_personal, read_rule, read_since
from models.rules import Rule
from models.source import Map, line_of
from models.standard import EVERY_ROUTE, PARTS, ROUTES, Standard, Step
from models.vocabulary import vocabulary


def read_standard(data: Anything, *, digest: str = "", only: Sequence[str] | None = None) -> Standard:
    """The standard that a parsed YAML document holds. `only` names rungs to read where the rest is sound."""
    only_keys(
        data,
        {
            "id",
            "document",
            "window",
            "initial",
            "readings",
            "parameters",
            "every_record",
            "per_project",
            "early",
            "fields",
            "parts",
            "rungs",
            "coverage",
        },
        "a standard",
    )
    words = vocabulary()
    document = need(data, "document", Mapping, "a standard")
    only_keys(document, {"zh", "en", "number", "issued", "effective", "region"}, "`document`")
    readings = read_readings(map_of(data, "readings"))
    effective = day_of(document, "effective")
    parameters = read_parameters(map_of(data, "parameters"))
    choices = {name: reading.values for name, reading in readings.items()}
    terms = Terms(words=words, parameters=parameters, every_record=map_of(data, "every_record"), readings=choices)
    context = Context(
        terms=terms,
        rule=read_rule,
        personal=read_personal,
        readings=choices,
        path="",
        cite="",
        per_project=flag_of(data, "per_project"),
    )
    context = replace(context, fields=read_fields(map_of(data, "fields"), readings, terms))
    if "early" in data:
        context = read_early(data, context)
    for name in terms.every_record:
        one = lined({name: terms.every_record[name]}, line_of(terms.every_record, name))
        conditions(one, words.kinds["award"].section, terms)
    rungs_data = need(data, "rungs", Mapping, "a standard")
    if not rungs_data:
        raise InputError("a standard has no rung", line=line_of(data, "rungs"), hint="add one such as `engineer:`")
    if only is not None and not set(only) & set(rungs_data):
        only = None  # so that it can be said which rungs there are
    shared = map_of(data, "parts")
    raw: dict[str, Rule] = {}
    drafts = {}
    for name, rung in rungs_data.items():
        if name not in words.sets["rung"].values:
            raise InputError(
                f"{quoted(name)} is no rung",
                line=line_of(rungs_data, name),
                hint=nearest(name, words.sets["rung"].values),
            )
        if only is None or name in only:
            drafts[name] = _rung(name, rung, shared, context, raw, line_of(rungs_data, name))
    for missing in referred(raw) - set(raw):
        other = missing.split("/", 1)[0]
        if other in rungs_data and other not in drafts:
            _rung(other, rungs_data[other], shared, context, raw, line_of(rungs_data, other))
    link = linker(raw)
    return Standard(
        id=str(need(data, "id", str, "a standard")),
        title=read_label({k: document.get(k) for k in ("zh", "en")}, line_of(data, "document")),
        number=text_of(document, "number"),
        issued=day_of(document, "issued"),
        effective=effective,
        region=str(need(document, "region", str, "`document`")),
        digest=digest,
        rungs={name: linked(name, draft.parts, draft.routes, link) for name, draft in drafts.items()},
        readings=readings,
        parameters=parameters,
        coverage=read_coverage(map_of(data, "coverage")),
        window=read_window(data.get("window")),
        initial=read_initial(map_of(data, "initial"), rungs_data, raw),
    )


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class _Draft:
    parts: Mapping[str, Rule]
    routes: Mapping[str, tuple[Step, ...]]


def _rung(
    name: str, data: Anything, shared: Mapping[str, Anything], context: Context, raw: dict[str, Rule], line: int
) -> _Draft:
    if not isinstance(data, Mapping):
        raise InputError(
            f"the rung `{name}` is a map, not {quoted(data)}", line=line, hint="give it `parts` and `routes`"
        )
    only_keys(data, {"after", "cite", "parts", "routes"}, f"the rung `{name}`")
    base = replace(context, path=name, cite=join_cite("", data.get("cite"), line_of(data, "cite")))
    if "after" in data:
        base = replace(base, since=read_since(data["after"], base, line_of(data, "after")))
    own = need(data, "parts", Mapping, f"the rung `{name}`")
    parts: dict[str, Rule] = {}
    for part, rule in [*shared.items(), *own.items()]:
        if part not in PARTS:
            line = line_of(own if part in own else shared, part)
            raise InputError(f"{quoted(part)} is no part", line=line, hint=nearest(part, PARTS))
        if part in own and part in shared and rule is shared[part]:
            continue
        parts[part] = _part(part, rule, base, line_of(own if part in own else shared, part))
    routes: dict[str, tuple[Step, ...]] = {}
    given = need(data, "routes", Mapping, f"the rung `{name}`")
    if not given:
        raise InputError(
            f"the rung `{name}` has no route", line=line_of(data, "routes"), hint="add `regular: [results]`"
        )
    for route, steps in given.items():
        if route not in ROUTES:
            raise InputError(f"{quoted(route)} is no route", line=line_of(given, route), hint=nearest(route, ROUTES))
        if not isinstance(steps, Sequence) or isinstance(steps, str):
            raise InputError(
                f"the route `{route}` is a list of parts, not {quoted(steps)}",
                line=line_of(given, route),
                hint="write `[results, scholarship]`",
            )
        if not steps:
            raise InputError(f"the route `{route}` asks for nothing", line=line_of(given, route), hint="name its parts")
        found = [Step(rule=parts[p]) for p in EVERY_ROUTE if p in parts]
        for index, step in enumerate(steps):
            found.append(_step(step, route, parts, base, line_of(steps, index)))
        routes[route] = tuple(found)
    for rule in [*parts.values(), *(step.rule for steps in routes.values() for step in steps)]:
        for node in rules.walk(rule):
            raw[node.id] = node
    return _Draft(parts=parts, routes=routes)


def _part(part: str, data: Anything, base: Context, line: int) -> Rule:
    if isinstance(data, Mapping) and data.get("id", part) != part:
        raise InputError(f"the part `{part}` has the id {quoted(data['id'])}", line=line, hint="leave the id out")
    if not isinstance(data, Mapping):
        raise InputError(
            f"a part is a rule, not {quoted(data)}", line=line, hint="write `{cite: 第一条, degree: doctor}`"
        )
    named = {**data, "id": part}
    if isinstance(data, Map):
        named = Map(named)
        named.line, named.lines = data.line, data.lines
    return read_rule(named, base, line=line)


def _step(step: Anything, route: str, parts: Mapping[str, Rule], base: Context, line: int) -> Step:
    if isinstance(step, Mapping) and "part" not in step and len(step) == 1:
        ((part, rule),) = step.items()
        if part not in PARTS:
            raise InputError(f"{quoted(part)} is no part", line=line, hint=nearest(part, PARTS))
        return Step(rule=_part(part, rule, replace(base, path=f"{base.path}/{route}"), line))
    if isinstance(step, Mapping):
        only_keys(step, {"part", "when"}, f"a step of the route `{route}`")
    name = step.get("part") if isinstance(step, Mapping) else step
    if not isinstance(name, str) or name not in parts:
        raise InputError(
            f"the route `{route}` names {quoted(name)}, which the rung does not have",
            line=line,
            hint=nearest(name, parts),
        )
    return Step(rule=parts[name], when=read_when(step.get("when"), base, line) if isinstance(step, Mapping) else ())
