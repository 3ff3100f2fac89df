"""What the readers of rule nodes share: the context that a node inherits, citations, guards, and lists of rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any as Anything

from models import rules
from models.conditions import Terms, guard
from models.errors import InputError, quoted
from models.rules import Rule, Since
from models.source import line_of

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
    """What a node inherits from those above it; `rule` and `personal` read what stands inside it."""

    terms: Terms
    rule: Callable[..., Rule]
    personal: Callable[..., Rule]
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
    name: Callable[[Mapping[str, Anything]], str] = field(default=lambda _: "")


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


def read_list(data: Mapping[str, Anything], key: str, context: Context, *, least: int = 1) -> tuple[Rule, ...]:
    value, line = data[key], line_of(data, key)
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise InputError(f"`{key}` is a list of rules, not {quoted(value)}", line=line, hint="begin each with `- `")
    if len(value) < least:
        raise InputError(
            f"`{key}` has {len(value)} of the {least} rules that it needs at least",
            line=line,
            hint="add the missing rule",
        )
    found = tuple(context.rule(one, context, line=line_of(value, i)) for i, one in enumerate(value))
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
