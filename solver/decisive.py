"""Which missing fact would settle an open verdict alone: each is tried both ways, and the most decisive comes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from models.rules import Count, Item, Rule
from solver.evaluate import Evaluation
from solver.gaps import Gap
from solver.status import MET, UNKNOWN, UNMET, Status, verdict

TRIED = 100
"""Of more open facts than these only the first are tried: nobody answers so many, and each takes an evaluation."""


def ranked(
    open_facts: Mapping[str, list[tuple[Rule, str]]], routes: Sequence[tuple[Rule, ...]], evaluation: Evaluation
) -> tuple[Gap, ...]:
    """The open facts: those that settle the verdict either way, then those that settle it one way, then the rest."""
    found = []
    above = _parents(routes)
    person = evaluation.facts.person
    names = {record.path: record.name for record in (*(person.achievements or ()), *(person.recommenders or ()))}
    for place, (fact, uses) in enumerate(open_facts.items()):
        decides = () if place >= TRIED else tuple(
            dict.fromkeys(
                word for good in (True, False) if (word := _tried(fact, uses, good, routes, evaluation, above)) != "undetermined"
            )
        )
        rule, attribute = uses[0]
        gap = Gap(fact=fact, rule=rule, attribute=attribute, record=names.get(fact.rpartition(".")[0], ""), decides=decides)
        found.append((-len(decides), place, gap))
    return tuple(gap for _, _, gap in sorted(found, key=lambda entry: entry[:2]))


def _tried(
    fact: str,
    uses: list[tuple[Rule, str]],
    good: bool,
    routes: Sequence[tuple[Rule, ...]],
    evaluation: Evaluation,
    above: Mapping[int, tuple[int, ...]],
) -> str:
    """The verdict if the fact turned out well, or badly, and all else stayed open."""
    facts = evaluation.facts
    leaves: dict[int, tuple[Rule, Status]] = {}
    matches = {}
    for rule, _ in uses:
        if isinstance(rule, Count | Item) and facts.complete(rule.pattern):
            record = fact.rsplit(".", 1)[0]
            kept = []
            for match in facts.matches(rule):
                mine = match.record.path == record or fact.startswith("titles")
                if mine and match.status is UNKNOWN:
                    if good:
                        kept.append(replace(match, status=MET, amount=float("inf") if match.amount is None else match.amount))
                    continue
                kept.append(match)
            matches[id(rule)] = (rule, tuple(kept))
        else:
            leaves[id(rule)] = (rule, MET if good else UNMET)
    varied = facts.varied(leaves, matches)
    again = evaluation.varied(varied, [id(rule) for rule, _ in uses], above)
    for rule, _ in uses:
        if id(rule) in leaves:
            again.fix(rule, leaves[id(rule)][1])
    best = max((min((again.status(part) for part in parts), default=MET) for parts in routes), default=UNMET)
    return verdict(best)


def _parents(routes: Sequence[tuple[Rule, ...]]) -> Mapping[int, tuple[int, ...]]:
    from models import rules

    found: dict[int, list[int]] = {}
    for parts in routes:
        for part in parts:
            for node in rules.walk(part):
                for child in rules.children(node):
                    found.setdefault(id(child), []).append(id(node))
    return {node: tuple(up) for node, up in found.items()}
