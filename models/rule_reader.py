"""Reads the rule nodes of a standard from YAML, strictly: every key known, every node with a path and a citation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any as Anything

from models import rules
from models.conditions import Terms, conditions, guard, lined, months, number, pattern, section_of, values_of, whole
from models.errors import InputError, nearest, quoted, spelled
from models.reading import read_label
from models.rules import Rule, Since
from models.source import line_of

EDUCATION_KEYS = {
    "diploma": "diploma",
    "degree": "degree",
    "education": "either",
    "diploma_and_degree": "both",
    "class": "class",
}
COMMON = {"id", "cite", "when", "since"}
_RELATIVE = "（(0123456789①②③④⑤⑥⑦⑧⑨"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Use(Rule):
    """A node met again by reference, before it is linked: `n` gives another threshold, `without` leaves halves out."""

    target: str
    n: rules.Number | None = None
    without: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Context:
    """What a node inherits from those above it."""

    terms: Terms
    readings: Mapping[str, Mapping[str, Anything]]
    path: str
    cite: str
    since: Since | None = None
    early: Rule | None = None
    early_by: rules.Number = 0
    fields: Mapping[str, rules.Fields] = field(default_factory=dict)
    per_project: bool = False
    depth: int = 0
    items: bool = False


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Word:
    """One word of the language: the keys that may stand beside it, how it is read, the id it has when none is given."""

    keys: set[str]
    read: Callable[..., Rule]
    name: Callable[[Mapping[str, Anything]], str] = field(default=lambda data: "")


def read_rule(data: Anything, context: Context, *, line: int = 0) -> Rule:
    """One node with all below it; an InputError names the line."""
    line = line_of(data) or line
    if not isinstance(data, Mapping):
        raise InputError(
            f"a rule is a map, not {quoted(data)}", line=line, hint="write `{count: paper, at_least: 1}` or the like"
        )
    if context.depth > 30:
        raise InputError("the rules are nested too deep", line=line, hint="at most 30 levels")
    word = next((w for w in WORDS if w in data), None)
    if word is None:
        unknown = next((k for k in data if k not in COMMON), "")
        raise InputError(
            f"a rule says none of the words of the language{' but ' + quoted(unknown) if unknown else ''}",
            line=line,
            hint=nearest(unknown, WORDS),
        )
    if word == "item" and not context.items:
        raise InputError("`item` stands in a `tally` alone", line=line, hint="write `count` instead")
    spec = WORDS[word]
    for key in data:
        if key != word and key not in COMMON and key not in spec.keys:
            raise InputError(
                f"{quoted(key)} does not belong beside `{word}`",
                line=line_of(data, key),
                hint=nearest(key, [*sorted(spec.keys), *sorted(COMMON)]),
            )
    name = data["id"] if data.get("id") is not None else spec.name(data) or word
    if not isinstance(name, str) or not re.fullmatch(r"[^\W_][\w-]*", name):
        raise InputError(
            f"{quoted(name)} cannot be an id",
            line=line_of(data, "id") or line,
            hint="write letters, digits and hyphens",
        )
    inside = replace(
        context,
        path=f"{context.path}/{name}" if context.path else name,
        cite=join_cite(context.cite, data.get("cite"), line_of(data, "cite")),
        since=read_since(data["since"], context, line_of(data, "since")) if "since" in data else context.since,
        depth=context.depth + 1,
        items=False,
    )
    if not inside.cite:
        raise InputError(f"`{inside.path}` has no citation", line=line, hint="add `cite:` to it or to a node above it")
    common = {
        "id": inside.path,
        "cite": inside.cite,
        "when": read_when(data.get("when"), context, line_of(data, "when")),
        "line": line,
    }
    try:
        return spec.read(data, word, inside, common)
    except InputError as error:
        raise error.on(line_of(data, word) or line) from None


def join_cite(above: str, own: Anything, line: int) -> str:
    """A citation complete in itself: a number or bracket goes on from the one above, anything else stands alone."""
    if own is None:
        return above
    text = str(own)
    if not text.strip() or (isinstance(own, bool | Mapping | Sequence) and not isinstance(own, str)):
        raise InputError(f"{quoted(own)} is no citation", line=line, hint="write the article such as `第十三条（二）`")
    return above + text if text[0] in _RELATIVE else text


def read_when(value: Anything, context: Context, line: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The readings under which a node is there."""
    return guard(value, context.readings, line)


def read_since(value: Anything, context: Context, line: int) -> Since | None:
    """`engineer`, `highest`, `none`, or a map with the title and the rules under which every record counts."""
    rungs = context.terms.words.sets["rung"].values
    if value in (None, "none"):
        return None
    if value == "highest":
        return Since(level=None)
    if isinstance(value, str):
        if value not in rungs:
            raise InputError(f"{quoted(value)} is no rung", line=line, hint=nearest(value, rungs))
        return Since(level=value)
    if (
        not isinstance(value, Mapping)
        or not isinstance(value.get("title"), str)
        or value["title"] not in rungs
        or set(value) - {"title", "free", "free_when_held"}
    ):
        raise InputError(
            "`since` names a title",
            line=line,
            hint="write `since: engineer` or `{title: engineer, free: {degree: doctor}}`",
        )
    inside = replace(context, path=f"{context.path}/since", since=None, cite=context.cite or "-")
    return Since(
        level=value["title"],
        free=read_personal(value["free"], inside, line) if "free" in value else None,
        free_when_held=read_personal(value["free_when_held"], inside, line) if "free_when_held" in value else None,
    )


def read_personal(data: Anything, context: Context, line: int) -> Rule:
    """A rule that stands inside another one: it may ask for facts of the person alone, not for records."""
    found = read_rule(data, context, line=line)
    for node in rules.walk(found):
        if not isinstance(node, _PERSONAL):
            raise InputError(
                f"`{node.id}` asks for more than a fact of the person",
                line=node.line,
                hint="write a rule such as `{degree: doctor}`",
            )
    return found


def _list(data: Mapping[str, Anything], key: str, context: Context, *, least: int = 1) -> tuple[Rule, ...]:
    value, line = data[key], line_of(data, key)
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise InputError(f"`{key}` is a list of rules, not {quoted(value)}", line=line, hint="begin each with `- `")
    if len(value) < least:
        raise InputError(
            f"`{key}` has {len(value)} of the {least} rules that it needs at least",
            line=line,
            hint="add the missing rule",
        )
    found = tuple(read_rule(one, context, line=line_of(value, i)) for i, one in enumerate(value))
    seen: dict[str, int] = {}
    for rule in found:
        if rule.id in seen:
            raise InputError(
                f"two rules have the path `{rule.id}`",
                line=rule.line,
                hint=f"line {seen[rule.id]} has it: give each an `id:`",
            )
        seen[rule.id] = rule.line
    return found


def _all(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    return rules.All(of=_list(data, word, context), once=_once(data), **common)


def _any(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    return rules.Any(of=_list(data, word, context), **common)


def _at_least(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    of = _list(data, word, context, least=2)
    n = whole(data.get("at_least"), context.terms, line_of(data, "at_least"), "at_least")
    if not isinstance(n, rules.Dated) and n > len(of):
        raise InputError(
            f"`at_least: {n}` of {len(of)} rules can never hold",
            line=line_of(data, "at_least"),
            hint=f"write {len(of)} or less",
        )
    return rules.AtLeast(n=n, of=of, once=_once(data), **common)


def _once(data: Mapping[str, Anything]) -> bool:
    value = data.get("once", False)
    if not isinstance(value, bool):
        raise InputError(
            f"`once` is `true` or `false`, not {quoted(value)}", line=line_of(data, "once"), hint="write one of the two"
        )
    return value


def _count(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
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


def _tally(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    items = _list(data, word, replace(context, items=True))
    if not all(isinstance(item, rules.Item) for item in items):
        raise InputError(
            "`tally` takes items", line=line_of(data, word), hint="write each as `{item: patent, where: {…}}`"
        )
    made = tuple(item for item in items if isinstance(item, rules.Item))
    return rules.Tally(
        of=made, n=whole(data.get("at_least"), context.terms, line_of(data, "at_least"), "at_least"), **common
    )


def _item(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    per = whole(data.get("each", 1), context.terms, line_of(data, "each"), "each")
    return rules.Item(pattern=pattern(data, word, context.terms), per=per, since=context.since, **common)


def _tied(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    entries = data[word]
    if not isinstance(entries, Sequence) or isinstance(entries, str) or len(entries) < 2:
        raise InputError(
            f"`tied` is a list of two or more kinds of record, not {quoted(entries)}",
            line=line_of(data, word),
            hint="write `tied: [{kind: project}, {kind: commendation}]`",
        )
    found = tuple(pattern({"count": [one]}, "count", context.terms) for one in entries)
    return rules.Tied(patterns=found, since=context.since, **common)


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


def _education(
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


def _title(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
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


def _worked(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    after = data.get("after")
    anchor: rules.Held | rules.Education | None = None
    if after is not None:
        made = read_rule(after, replace(context, path=f"{context.path}/after"), line=line_of(data, "after"))
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


def _now(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    return rules.Worked(fields=_fields(data[word], context, line_of(data, word)), now=True, **common)


def _fact(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
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


def _clear(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
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


def _attest(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    return rules.Attest(label=read_label(data[word], line_of(data, word)), **common)


def _external(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    if "concerns" not in data or not isinstance(data.get("document"), str):
        raise InputError(
            "`external` needs `document` and `concerns`",
            line=common["line"],
            hint="say which document decides, and for whom",
        )
    concerns = read_personal(
        data["concerns"], replace(context, path=f"{context.path}/concerns"), line_of(data, "concerns")
    )
    return rules.External(
        label=read_label(data[word], line_of(data, word)), document=data["document"], concerns=concerns, **common
    )


def _lacks(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    of = data[word] if isinstance(data[word], Mapping) else {"use": data[word]}
    return rules.Lacks(of=read_rule(of, context, line=line_of(data, word)), **common)


def _risen(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    used = data[word]
    if not isinstance(used, Mapping) or not used:
        raise InputError(
            f"`risen_since_initial` maps each row to the levels it asks for, not {quoted(used)}",
            line=line_of(data, word),
            hint='write `risen_since_initial: {"3": [bachelor]}`',
        )
    texts = {key: _texts(data, key) for key in ("rows", "except_rows")}
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


def _texts(data: Mapping[str, Anything], key: str) -> tuple[str, ...]:
    """One text or a list of texts."""
    value = data.get(key, ())
    many = tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
    for one in many:
        if not isinstance(one, str | int) or isinstance(one, bool):
            raise InputError(
                f"{quoted(one)} is no word for `{key}`", line=line_of(data, key), hint="write one or a list"
            )
    return tuple(str(one) for one in many)


def _use(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    if not isinstance(data[word], str):
        raise InputError(
            f"`use` names a rule, not {quoted(data[word])}",
            line=line_of(data, word),
            hint="write a path such as `senior/results`",
        )
    n = whole(data["at_least"], context.terms, line_of(data, "at_least"), "at_least") if "at_least" in data else None
    return Use(target=data[word], n=n, without=_texts(data, "without"), **common)


def _last(value: Anything, sign: str) -> str:
    """What stands behind the last sign; nothing where it is no text."""
    return value.rsplit(sign, 1)[-1] if isinstance(value, str) else ""


_EDUCATION = Word(keys={"relation", "mark", "exactly", "new"}, read=_education, name=lambda data: "education")
_PERSONAL = (
    rules.All,
    rules.Any,
    rules.Education,
    rules.Held,
    rules.Fact,
    rules.Clear,
    rules.Attest,
    rules.Risen,
)
WORDS: dict[str, Word] = {
    "use": Word(keys={"at_least", "without"}, read=_use, name=lambda data: _last(data["use"], "/")),
    "all": Word(keys={"once"}, read=_all),
    "any": Word(keys=set(), read=_any),
    "of": Word(keys={"at_least", "once"}, read=_at_least, name=lambda data: "some"),
    "count": Word(
        keys={"where", "at_least", "weights", "total", "per_project"},
        read=_count,
        name=lambda data: data["count"] if isinstance(data["count"], str) else "records",
    ),
    "tally": Word(keys={"at_least"}, read=_tally),
    "item": Word(
        keys={"where", "each"}, read=_item, name=lambda data: data["item"] if isinstance(data["item"], str) else "item"
    ),
    "tied": Word(keys=set(), read=_tied),
    "diploma": _EDUCATION,
    "degree": _EDUCATION,
    "education": _EDUCATION,
    "diploma_and_degree": _EDUCATION,
    "class": Word(keys={"relation"}, read=_education, name=lambda data: "education"),
    "title": Word(keys={"series", "relation", "held", "worked"}, read=_title, name=lambda data: "seniority"),
    "worked": Word(keys={"after"}, read=_worked, name=lambda data: "seniority"),
    "now": Word(keys=set(), read=_now, name=lambda data: "now"),
    "fact": Word(keys={"in", "at_least", "is", "absent"}, read=_fact, name=lambda data: _last(data["fact"], ".")),
    "clear": Word(keys={"for"}, read=_clear, name=lambda data: _last(data["clear"], ".")),
    "attest": Word(keys=set(), read=_attest),
    "external": Word(keys={"document", "concerns"}, read=_external),
    "lacks": Word(keys=set(), read=_lacks),
    "risen_since_initial": Word(
        keys={"rows", "except_rows", "of_level", "unless_worked"}, read=_risen, name=lambda data: "risen"
    ),
}
