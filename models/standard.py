"""A standard: one document's rungs, parts, routes, readings, parameters and coverage, read whole and strictly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any as Anything

from models import rules
from models.conditions import Terms, conditions, lined, months, number, values_of
from models.errors import InputError, nearest, quoted
from models.reading import read_date, read_label
from models.rule_reader import Context, Use, join_cite, read_personal, read_rule, read_since, read_when
from models.rules import Dated, Rule
from models.source import Map, line_of
from models.vocabulary import Label, vocabulary

PARTS = ("scope", "conduct", "education-years", "ability", "experience", "results", "scholarship", "exception")
ROUTES = ("regular", "exceptional", "green")
COVERED = ("computed", "attested", "external", "procedural")
MAX_TRAIL, MAX_NODES = 100, 20_000
EVERY_ROUTE = ("scope", "conduct")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Reading:
    """A place where two careful readers differ: the default, and every value with what it means."""

    id: str
    default: str
    values: Mapping[str, Label]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Covered:
    """How an article of the document stands in the model."""

    article: str
    status: str
    note: Label | None = None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Step:
    """One part of a route, and the readings under which the route asks for it."""

    rule: Rule
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Rung:
    """One title that can be applied for: its parts by name and its routes, each a list of parts."""

    name: str
    parts: Mapping[str, Rule]
    routes: Mapping[str, tuple[Step, ...]]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Standard:
    """One document as rules. `digest` is the sha256 of its file; `window` the days on which it takes applications."""

    id: str
    title: Label
    number: str
    issued: date
    effective: date
    region: str
    digest: str
    rungs: Mapping[str, Rung]
    readings: Mapping[str, Reading]
    parameters: Mapping[str, Dated]
    coverage: tuple[Covered, ...]
    window: tuple[date, date, str] | None = None


def read_standard(data: Anything, *, digest: str = "", only: Sequence[str] | None = None) -> Standard:
    """The standard that a parsed YAML document holds. `only` names rungs to read where the rest is sound."""
    _keys(
        data,
        {
            "id",
            "document",
            "window",
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
    document = _need(data, "document", Mapping, "a standard")
    _keys(document, {"zh", "en", "number", "issued", "effective", "region"}, "`document`")
    readings = _readings(_map(data, "readings"))
    effective = _day(document, "effective")
    parameters = _parameters(_map(data, "parameters"))
    choices = {name: reading.values for name, reading in readings.items()}
    terms = Terms(words=words, parameters=parameters, every_record=_map(data, "every_record"), readings=choices)
    context = Context(terms=terms, readings=choices, path="", cite="", per_project=_flag(data, "per_project"))
    context = replace(context, fields=_fields(_map(data, "fields"), readings, terms))
    if "early" in data:
        context = _early(data, context)
    for name in terms.every_record:
        one = lined({name: terms.every_record[name]}, line_of(terms.every_record, name))
        conditions(one, words.kinds["award"].section, terms)
    rungs_data = _need(data, "rungs", Mapping, "a standard")
    if not rungs_data:
        raise InputError("a standard has no rung", line=line_of(data, "rungs"), hint="add one such as `engineer:`")
    if only is not None and not set(only) & set(rungs_data):
        only = None  # so that it can be said which rungs there are
    shared = _map(data, "parts")
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
    for missing in _referred(raw) - set(raw):
        other = missing.split("/", 1)[0]
        if other in rungs_data and other not in drafts:
            _rung(other, rungs_data[other], shared, context, raw, line_of(rungs_data, other))
    link = _linker(raw)
    return Standard(
        id=str(_need(data, "id", str, "a standard")),
        title=read_label({k: document.get(k) for k in ("zh", "en")}, line_of(data, "document")),
        number=_plain(document, "number"),
        issued=_day(document, "issued"),
        effective=effective,
        region=str(_need(document, "region", str, "`document`")),
        digest=digest,
        rungs={name: _linked(name, draft, link) for name, draft in drafts.items()},
        readings=readings,
        parameters=parameters,
        coverage=_coverage(_map(data, "coverage")),
        window=_window(data.get("window")),
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
    _keys(data, {"after", "cite", "parts", "routes"}, f"the rung `{name}`")
    base = replace(context, path=name, cite=join_cite("", data.get("cite"), line_of(data, "cite")))
    if "after" in data:
        base = replace(base, since=read_since(data["after"], base, line_of(data, "after")))
    own = _need(data, "parts", Mapping, f"the rung `{name}`")
    parts: dict[str, Rule] = {}
    for part, rule in [*shared.items(), *own.items()]:
        if part not in PARTS:
            line = line_of(own if part in own else shared, part)
            raise InputError(f"{quoted(part)} is no part", line=line, hint=nearest(part, PARTS))
        if part in own and part in shared and rule is shared[part]:
            continue
        parts[part] = _part(part, rule, base, line_of(own if part in own else shared, part))
    routes: dict[str, tuple[Step, ...]] = {}
    given = _need(data, "routes", Mapping, f"the rung `{name}`")
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
        _keys(step, {"part", "when"}, f"a step of the route `{route}`")
    name = step.get("part") if isinstance(step, Mapping) else step
    if not isinstance(name, str) or name not in parts:
        raise InputError(
            f"the route `{route}` names {quoted(name)}, which the rung does not have",
            line=line,
            hint=nearest(name, parts),
        )
    return Step(rule=parts[name], when=read_when(step.get("when"), base, line) if isinstance(step, Mapping) else ())


def _referred(raw: Mapping[str, Rule]) -> set[str]:
    return {node.target for node in raw.values() if isinstance(node, Use)}


def _linker(raw: Mapping[str, Rule]) -> Callable[[Rule, str], Rule]:
    """Puts what is referred to in the place of each reference; a circle is refused."""
    done: dict[str, Rule] = {}

    def link(rule: Rule, rung: str, trail: tuple[str, ...] = ()) -> Rule:
        if rule.id in done:
            return done[rule.id]
        if len(trail) > MAX_TRAIL:
            raise InputError(
                "the rules refer to each other too deep", line=rule.line, hint="refer to the last one itself"
            )
        if rule.id in trail:
            raise InputError(f"`{rule.id}` cites itself", line=rule.line, hint="refer to another rule")
        inner = (*trail, rule.id)
        made: Rule
        if isinstance(rule, Use):
            target = next((t for t in (rule.target, f"{rung}/{rule.target}") if t in raw), None)
            if target is None:
                raise InputError(
                    f"there is no rule {quoted(rule.target)}", line=rule.line, hint=nearest(rule.target, raw)
                )
            made = _used(rule, _bounded(link(raw[target], target.split("/", 1)[0], inner), rule.line))
        elif isinstance(rule, rules.All | rules.Any | rules.AtLeast):
            made = replace(rule, of=tuple(link(child, rung, inner) for child in rule.of))
        elif isinstance(rule, rules.Lacks):
            made = replace(rule, of=link(rule.of, rung, inner))
        else:
            made = rule
        if isinstance(made, rules.All | rules.AtLeast) and made.once:
            _refuse_shared(made)
        done[rule.id] = made
        return made

    return lambda rule, rung: link(rule, rung)


def _bounded(rule: Rule, line: int) -> Rule:
    """The rule, if it is of a size that can be worked with: references to references grow without end."""
    open_nodes, met = [rule], 0
    while open_nodes:
        met += 1
        if met > MAX_NODES:
            raise InputError(f"more than {MAX_NODES} rules stand under one reference", line=line, hint="refer to fewer")
        open_nodes.extend(rules.children(open_nodes.pop()))
    return rule


def _refuse_shared(rule: rules.All | rules.AtLeast) -> None:
    """Inside a list that gives each record to one rule, nothing may give records out in a way of its own."""
    for child in rule.of:
        for node in rules.walk(child):
            if isinstance(node, rules.Tied | rules.Tally):
                raise InputError(
                    f"`{node.id}` cannot stand in `{rule.id}`, which uses each record once",
                    line=node.line,
                    hint="put it beside that list",
                )


def _used(use: Use, target: Rule) -> Rule:
    """The node referred to, under another threshold or with one of its halves left out."""
    common: dict[str, Anything] = {"id": use.id, "cite": use.cite, "when": use.when, "line": use.line}
    if use.n is not None:
        if not isinstance(target, rules.Any | rules.AtLeast | rules.All):
            raise InputError(
                f"`{target.id}` is no list of rules, so it has no other threshold",
                line=use.line,
                hint="leave `at_least` out",
            )
        if not isinstance(use.n, Dated) and use.n > len(target.of):
            raise InputError(
                f"`at_least: {use.n}` of {len(target.of)} rules can never hold",
                line=use.line,
                hint=f"write {len(target.of)} or less",
            )
        return rules.AtLeast(n=use.n, of=target.of, once=True, **common)
    if use.without:
        return _without(target, set(use.without), use.id, use) or rules.All(of=(), **common)
    return replace(target, when=use.when) if use.when else target


def _without(rule: Rule, names: set[str], path: str, use: Use) -> Rule | None:
    if rule.id.rsplit("/", 1)[-1] in names:
        return None
    if isinstance(rule, rules.All | rules.Any | rules.AtLeast):
        kept = [_without(child, names, f"{path}/{child.id.rsplit('/', 1)[-1]}", use) for child in rule.of]
        return replace(rule, id=path, of=tuple(k for k in kept if k is not None))
    return replace(rule, id=path)


def _linked(name: str, draft: _Draft, link: Callable[[Rule, str], Rule]) -> Rung:
    return Rung(
        name=name,
        parts={part: link(rule, name) for part, rule in draft.parts.items()},
        routes={
            route: tuple(replace(step, rule=link(step.rule, name)) for step in steps)
            for route, steps in draft.routes.items()
        },
    )


def nodes(rung: Rung) -> Iterator[Rule]:
    """Every node of a rung once, parents first."""
    seen: set[str] = set()
    for rule in [*rung.parts.values(), *(step.rule for steps in rung.routes.values() for step in steps)]:
        for node in rules.walk(rule):
            if node.id not in seen:
                seen.add(node.id)
                yield node


def _keys(data: Anything, known: set[str], owner: str) -> None:
    if not isinstance(data, Mapping):
        raise InputError(f"{owner} is a map, not {quoted(data)}", line=line_of(data) or 1, hint="see docs/language.md")
    for key in data:
        if key not in known:
            raise InputError(f"unknown key {quoted(key)} of {owner}", line=line_of(data, key), hint=nearest(key, known))


def _need(data: Mapping[str, Anything], key: str, form: type, owner: str) -> Anything:
    if not isinstance(data.get(key), form):
        form_name = "a map" if form is Mapping else "a text"
        if data.get(key) is not None:
            raise InputError(
                f"`{key}` is {form_name}, not {quoted(data[key])}", line=line_of(data, key), hint="see docs/language.md"
            )
        raise InputError(f"{owner} does not say its `{key}`", line=line_of(data, key), hint=f"add `{key}:`")
    return data[key]


def _map(data: Mapping[str, Anything], key: str) -> Mapping[str, Anything]:
    """A map that may be left out."""
    found = data.get(key)
    if found is not None and not isinstance(found, Mapping):
        raise InputError(f"`{key}` is a map, not {quoted(found)}", line=line_of(data, key), hint="see docs/language.md")
    return found or {}


def _flag(data: Mapping[str, Anything], key: str) -> bool:
    found = data.get(key, False)
    if not isinstance(found, bool):
        raise InputError(
            f"`{key}` is `true` or `false`, not {quoted(found)}", line=line_of(data, key), hint="write one of the two"
        )
    return found


def _plain(data: Mapping[str, Anything], key: str) -> str:
    """A text that may be left out; a number stands for itself."""
    found = data.get(key)
    if found is None:
        return ""
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        raise InputError(f"`{key}` is a text, not {quoted(found)}", line=line_of(data, key), hint="put it in quotes")
    return str(found)


def _day(data: Mapping[str, Anything], key: str) -> date:
    return read_date(data.get(key), line_of(data, key), key)


def _readings(data: Mapping[str, Anything]) -> dict[str, Reading]:
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


def _parameters(data: Mapping[str, Anything]) -> dict[str, Dated]:
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


def _early(data: Mapping[str, Anything], context: Context) -> Context:
    entry = dict(_need(data, "early", Mapping, "a standard"))
    by = months(entry.pop("by", None), context.terms, line_of(data["early"], "by"), "by")
    rule = read_personal(entry, replace(context, path="early"), line_of(data, "early"))
    return replace(context, early=rule, early_by=by)


def _fields(data: Mapping[str, Anything], readings: Mapping[str, Reading], terms: Terms) -> dict[str, rules.Fields]:
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


def _coverage(data: Mapping[str, Anything]) -> tuple[Covered, ...]:
    found = []
    for article, entry in data.items():
        if isinstance(entry, Mapping) and not {"zh", "en"} & set(entry):
            _keys(entry, {"status", "zh", "en"}, f"the article {quoted(article)}")
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


def _window(data: Anything) -> tuple[date, date, str] | None:
    if data is None:
        return None
    _keys(data, {"from", "to", "cite"}, "`window`")
    first, last = _day(data, "from"), _day(data, "to")
    if last < first:
        raise InputError(
            f"`window` ends on `{last}`, before it begins on `{first}`",
            line=line_of(data, "to"),
            hint="mend one of the two dates",
        )
    return first, last, _plain(data, "cite")
