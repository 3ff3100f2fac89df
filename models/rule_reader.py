"""Reads the rule nodes of a standard from YAML, strictly: every key known, every node with a path and a citation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any as Anything

from models import rules
from models.conditions import whole
from models.errors import InputError, nearest, quoted
from models.person_words import (
    read_attest,
    read_clear,
    read_education,
    read_external,
    read_fact,
    read_now,
    read_risen,
    read_title,
    read_worked,
    texts_of,
)
from models.reader_context import COMMON, Context, Use, Word, join_cite, read_list, read_when
from models.record_words import read_count, read_item, read_tally, read_tied
from models.rules import Rule, Since
from models.source import line_of


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


def _all(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    return rules.All(of=read_list(data, word, context), once=_once(data), **common)


def _any(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    return rules.Any(of=read_list(data, word, context), **common)


def _at_least(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    of = read_list(data, word, context, least=2)
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


def _lacks(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    of = data[word] if isinstance(data[word], Mapping) else {"use": data[word]}
    return rules.Lacks(of=read_rule(of, context, line=line_of(data, word)), **common)


def _use(data: Mapping[str, Anything], word: str, context: Context, common: dict[str, Anything]) -> Rule:
    if not isinstance(data[word], str):
        raise InputError(
            f"`use` names a rule, not {quoted(data[word])}",
            line=line_of(data, word),
            hint="write a path such as `senior/results`",
        )
    n = whole(data["at_least"], context.terms, line_of(data, "at_least"), "at_least") if "at_least" in data else None
    return Use(target=data[word], n=n, without=texts_of(data, "without"), **common)


def _last(value: Anything, sign: str) -> str:
    """What stands behind the last sign; nothing where it is no text."""
    return value.rsplit(sign, 1)[-1] if isinstance(value, str) else ""


_EDUCATION = Word(keys={"relation", "mark", "exactly", "new"}, read=read_education, name=lambda _: "education")
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
    "of": Word(keys={"at_least", "once"}, read=_at_least, name=lambda _: "some"),
    "count": Word(
        keys={"where", "at_least", "weights", "total", "per_project"},
        read=read_count,
        name=lambda data: data["count"] if isinstance(data["count"], str) else "records",
    ),
    "tally": Word(keys={"at_least"}, read=read_tally),
    "item": Word(
        keys={"where", "each"},
        read=read_item,
        name=lambda data: data["item"] if isinstance(data["item"], str) else "item",
    ),
    "tied": Word(keys=set(), read=read_tied),
    "diploma": _EDUCATION,
    "degree": _EDUCATION,
    "education": _EDUCATION,
    "diploma_and_degree": _EDUCATION,
    "class": Word(keys={"relation"}, read=read_education, name=lambda _: "education"),
    "title": Word(keys={"series", "relation", "held", "worked"}, read=read_title, name=lambda _: "seniority"),
    "worked": Word(keys={"after"}, read=read_worked, name=lambda _: "seniority"),
    "now": Word(keys=set(), read=read_now, name=lambda _: "now"),
    "fact": Word(keys={"in", "at_least", "is", "absent"}, read=read_fact, name=lambda data: _last(data["fact"], ".")),
    "clear": Word(keys={"for"}, read=read_clear, name=lambda data: _last(data["clear"], ".")),
    "attest": Word(keys=set(), read=read_attest),
    "external": Word(keys={"document", "concerns"}, read=read_external),
    "lacks": Word(keys=set(), read=_lacks),
    "risen_since_initial": Word(
        keys={"rows", "except_rows", "of_level", "unless_worked"}, read=read_risen, name=lambda _: "risen"
    ),
}
