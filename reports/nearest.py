"""Which of several ways comes nearest, by what the person has: the levels of education held before all else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any as Anything

from models import rules
from reports.terms import ground
from solver.explain import Finding
from solver.schooling import SCHOOLING
from solver.status import ASSUMED, UNKNOWN, UNMET

_HELD_BACK = 1.0
"""How far off a certificate is that is there and may not be used; one that is not there is farther off."""


_NEARLY = 0.4
"""How much of a record one is that misses by a condition, or that counts as one with another."""


def flat(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """Every finding, parents first."""
    for finding in findings:
        yield finding
        yield from flat(finding.children)


def single(finding: Finding) -> Finding:
    """The finding itself, or where all it has is one condition, that one."""
    while len(finding.children) == 1 and not isinstance(finding.rule, rules.Tally):
        finding = finding.children[0]
    return finding


def touched(finding: Finding) -> bool:
    """Whether something the person has speaks for a node, in full or in part."""
    about = rules.Count | rules.Item | rules.Tied | rules.Education | rules.Held | rules.Worked
    for one in flat((finding,)):
        if one.near or (one.barred and not isinstance(one.rule, rules.Risen)):
            return True
        if isinstance(one.rule, about) and one.status >= UNKNOWN and not one.children:
            return True
        if isinstance(one.rule, rules.Count) and one.records:
            return True
        if isinstance(one.rule, rules.External) and one.status is UNKNOWN:
            return True
    return False


def shown(finding: Finding) -> list[Finding]:
    """Of the branches of a node those worth telling of one by one."""
    found = [child for child in finding.children if touched(child)]
    if not isinstance(finding.rule, rules.Any):
        return found
    plain = [c for c in map(single, finding.children) if isinstance(c.rule, rules.Fact) and c.status is UNMET]
    names = {c.rule.fact for c in plain if isinstance(c.rule, rules.Fact) and c.have is not None}
    if names:
        # somebody who is a civil servant is told so once, and not that the self-employed would have to be so
        found = [c for c in finding.children if single(c) in plain or (c in found and not _unmet_facts(c) & names)]
    if any(_schooled(child) for child in finding.children):
        return [c for c in finding.children if _schooled(c) or (c in found and _schooled(c) is None)]
    far = [(_missing(c), distance(c), c) for c in finding.children if _schooled(c) is False]
    least = min((pair[:2] for pair in far), default=())
    return [c for c in finding.children if (_missing(c), distance(c)) == least or (c in found and _schooled(c) is None)]


def _missing(finding: Finding) -> int:
    """Steps of education up to the lowest that a branch asks for."""
    asked = [f for f in flat((finding,)) if isinstance(f.rule, rules.Education)]
    return min((_steps(f.rule.levels, f.have) for f in asked if isinstance(f.rule, rules.Education)), default=0)


def _unmet_facts(finding: Finding) -> set[str]:
    return {f.rule.fact for f in flat((finding,)) if isinstance(f.rule, rules.Fact) and f.status is UNMET}


def _schooled(finding: Finding) -> bool | None:
    """Whether the person has an education that a branch asks for; None where it asks for none."""
    asked = [f for f in flat((finding,)) if isinstance(f.rule, rules.Education)]
    return any(f.status >= UNKNOWN or f.barred for f in asked) if asked else None


def ways(finding: Finding) -> tuple[list[Finding], int]:
    """The nearest of the ways that a choice leaves open (several where they are as near), and how many there are."""
    options = list(_options(finding))
    worth = [(distance(option), _share(option), option) for option in options]
    least = min(pair[:2] for pair in worth)
    return [option for far, share, option in worth if (far, share) == least], len(options)


def _options(finding: Finding) -> Iterator[Finding]:
    """The ways through a choice, and through the choices below it."""
    for child in map(single, finding.children):
        if isinstance(child.rule, rules.Any) and child.children:
            yield from _options(child)
        else:
            yield child


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Lack:
    """A leaf that is wanting, and of how many ways it is (or stands in) the nearest."""

    finding: Finding
    ways: int = 1


def lacking(finding: Finding) -> list[Lack]:
    """What keeps a node from being met, each choice by its nearest way; and the counts met beside it."""
    if finding.status >= ASSUMED:
        return [Lack(finding=finding)] if isinstance(finding.rule, rules.Count) and finding.records else []
    if not finding.children or isinstance(finding.rule, rules.AtLeast | rules.Tally):
        return [Lack(finding=finding)]
    if isinstance(finding.rule, rules.Any):
        nearest, many = ways(finding)
        return [replace(lack, ways=many) for lack in lacking(nearest[0])]
    found = [lack for child in finding.children for lack in lacking(child)]
    schooled = any(isinstance(lack.finding.rule, rules.Education) and lack.finding.status < ASSUMED for lack in found)
    # years that do not run for want of the certificate just told of need no line of their own
    return [lack for lack in found if not (schooled and _without_start(lack.finding))]


def _without_start(finding: Finding) -> bool:
    rule = finding.rule
    return (
        isinstance(rule, rules.Worked) and isinstance(rule.after, rules.Education) and finding.have == {"anchor": None}
    )


def distance(finding: Finding) -> float:
    """How much a node lacks: a whole condition is 1, a part of one less."""
    if finding.status >= ASSUMED:
        return 0.0
    below = [distance(child) for child in finding.children]
    match finding.rule:
        case rules.All() if below:
            return sum(below)
        case rules.Any() if below:
            return min(below)
        case rules.AtLeast(n=n) if below:
            return sum(sorted(below)[: int(ground(n))])
        case rules.Count():
            return _counted(finding, finding.rule)
        case rules.Education(levels=levels):
            return _HELD_BACK if finding.barred else _HELD_BACK + _steps(levels, finding.have)
        case rules.Worked(months=n) | rules.Held(months=n) if isinstance(finding.have, dict) and ground(n):
            return max(0.1, 1 - (finding.have.get("months") or 0) / ground(n))
    return 0.5 if finding.status is UNKNOWN else 1.0


def _counted(finding: Finding, rule: rules.Count) -> float:
    n = ground(rule.n)
    have: Anything = finding.have["records"] if isinstance(finding.have, dict) else finding.have or 0
    spare = len(finding.near) + sum(len(one.records) - 1 for one in finding.merged)
    return max(0.1, float(n - have - _NEARLY * min(spare, max(0, n - have))) / n)


def _share(finding: Finding) -> float:
    """The part of a node that is lacking, so that of two that lack as much the one more nearly whole is the nearer."""
    leaves = [f for f in flat((finding,)) if not f.children]
    return distance(finding) / max(1, len(leaves))


def _steps(levels: Sequence[str], have: Anything) -> int:
    """Steps from the highest level held up to the level asked."""
    held = max((SCHOOLING.index(level) for level, _ in have or () if level in SCHOOLING), default=-1)
    asked = min((SCHOOLING.index(level) for level in levels if level in SCHOOLING), default=len(SCHOOLING))
    return max(1, asked - held)
