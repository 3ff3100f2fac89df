"""Puts what a standard refers to in place of each reference: a node again, under another threshold, or halved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any as Anything

from models import rules
from models.errors import InputError, nearest, quoted
from models.reader_context import Use
from models.rules import Dated, Rule
from models.standard import Rung, Step

MAX_TRAIL, MAX_NODES = 100, 20_000


def referred(raw: Mapping[str, Rule]) -> set[str]:
    return {node.target for node in raw.values() if isinstance(node, Use)}


def linker(raw: Mapping[str, Rule]) -> Callable[[Rule, str], Rule]:
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
            _refuse_denied(made)
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


def _refuse_denied(rule: rules.Lacks) -> None:
    """What can be added may not be denied: one record or consent more would then make things worse."""
    for node in rules.walk(rule.of):
        consent = isinstance(node, rules.Fact) and node.fact == "approvals"
        if consent or isinstance(node, rules.Count | rules.Tally | rules.Tied):
            raise InputError(
                f"`{rule.id}` denies `{node.id}`, which asks for what can be added",
                line=rule.line or node.line,
                hint="deny a condition on the person, such as `lacks: education-years`",
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


def linked(
    name: str, parts: Mapping[str, Rule], routes: Mapping[str, tuple[Step, ...]], link: Callable[[Rule, str], Rule]
) -> Rung:
    return Rung(
        name=name,
        parts={part: link(rule, name) for part, rule in parts.items()},
        routes={
            route: tuple(replace(step, rule=link(step.rule, name)) for step in steps) for route, steps in routes.items()
        },
    )
