"""The reference: what a rule tree says of a person, in the plainest way. No solver.

Statuses form a chain (unmet < unknown < assumed < met), so `all` is the least of its children, `any` the greatest,
and "n of" the n-th greatest. Where records compete, each cut of the chain is decided as a two-valued question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import permutations
from typing import Any as Anything

from models import rules
from models.rules import Count, Number, Rule, Tally, Tied
from solver import allocate
from solver.calendar import add_months
from solver.facts import Facts, Match
from solver.settle import Settled
from solver.status import ASSUMED, MET, UNKNOWN, UNMET, Status

_NEGATED = {UNMET: MET, UNKNOWN: UNKNOWN, ASSUMED: UNMET, MET: UNMET}
_DOWN = (MET, ASSUMED, UNKNOWN)


class Evaluation:
    """The status of every node of a rung for one person; nodes shared by routes and readings are worked out once."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._known: dict[int, tuple[Rule, Status]] = {}

    def status(self, rule: Rule) -> Status:
        """How far a node stands."""
        kept = self._known.get(id(rule))
        if kept is not None:
            return kept[1]
        found = self._evaluate(rule)
        self._known[id(rule)] = (rule, found)
        return found

    def varied(self, facts: Facts, changed: Iterable[int], parents: Mapping[int, tuple[int, ...]]) -> Evaluation:
        """The same evaluation on facts that differ at some nodes only: what stands above those is worked out anew."""
        stale = above(changed, parents)
        made = Evaluation(facts)
        made._known = {node: kept for node, kept in self._known.items() if node not in stale}
        return made

    def fix(self, rule: Rule, status: Status) -> None:
        """Takes the status of a node as given."""
        self._known[id(rule)] = (rule, status)

    def route(self, settled: Settled, route: str) -> Status:
        """How far a route stands: all its parts."""
        return min((self.status(part) for part in settled.routes[route]), default=MET)

    def rung(self, settled: Settled) -> Status:
        """How far the rung stands: the best of its routes."""
        return max((self.route(settled, route) for route in settled.routes), default=UNMET)

    def _evaluate(self, rule: Rule) -> Status:
        if isinstance(rule, Count):
            return self._count(rule)
        if isinstance(rule, rules.Any):
            return max(map(self.status, rule.of), default=UNMET)
        if isinstance(rule, rules.All | rules.AtLeast) and rule.once:
            return self._shared(rule)
        if isinstance(rule, rules.All):
            return min(map(self.status, rule.of), default=MET)
        if isinstance(rule, rules.AtLeast):
            return nth(map(self.status, rule.of), rule.n)
        if isinstance(rule, rules.Lacks):
            return _NEGATED[self.status(rule.of)]
        if isinstance(rule, Tally):
            return self._tally(rule)
        if isinstance(rule, Tied):
            return next((cut for cut in _DOWN if tied(rule, self.facts, cut) is not None), UNMET)
        return self.facts.status(rule)

    def _shared(self, rule: rules.All | rules.AtLeast) -> Status:
        """A list in which a record serves one branch only."""
        n: Anything = rule.n if isinstance(rule, rules.AtLeast) else len(rule.of)
        alone = nth(map(self.status, rule.of), n)
        if alone is UNMET or allocate.apart(rule.of, self.facts):
            return alone
        for cut in _DOWN:
            if alone >= cut:
                made, _ = allocate.most(rule.of, self.facts, cut, lambda r, cut=cut: self.status(r) >= cut)  # type: ignore[misc]  # the default binds the cut
                if made >= n:
                    return cut
        return UNMET

    def _count(self, rule: Count) -> Status:
        facts = self.facts
        matches = facts.matches(rule)
        if not matches:
            return UNMET if facts.complete(rule.pattern) else UNKNOWN
        if rule.total is None and not rule.weights and not rule.per_project:
            found = nth([match.status for match in matches], rule.n)
        else:
            found = next((cut for cut in _DOWN if enough(rule, facts, cut)), UNMET)
        return found if facts.complete(rule.pattern) else max(found, UNKNOWN)

    def _tally(self, rule: Tally) -> Status:
        n: Anything = rule.n
        if not self.facts.complete(rule.of[0].pattern):
            return UNKNOWN
        return next((cut for cut in _DOWN if allocate.results(rule.of, self.facts, cut)[0] >= n), UNMET)


def nth(statuses: Iterable[Status], n: Number) -> Status:
    """The n-th best of them: how far "at least n" stands."""
    ranked = sorted(statuses, reverse=True)
    place = int(n)  # type: ignore[arg-type]  # a dated number is settled by now
    return ranked[place - 1] if place <= len(ranked) else UNMET


def above(nodes: Iterable[int], parents: Mapping[int, tuple[int, ...]]) -> set[int]:
    """The nodes (by identity) and everything that stands above them."""
    found: set[int] = set()
    todo = list(nodes)
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo.extend(parents.get(node, ()))
    return found


@lru_cache(maxsize=2000)
def parents(settled: Settled) -> Mapping[int, tuple[int, ...]]:
    """For each node of a settled rung (by identity) the nodes directly above it."""
    found: dict[int, list[int]] = {}
    for part in {id(p): p for parts in settled.routes.values() for p in parts}.values():
        for node in rules.walk(part):
            for child in rules.children(node):
                above = found.setdefault(id(child), [])
                if id(node) not in above:
                    above.append(id(node))
    return {node: tuple(above) for node, above in found.items()}


def enough(rule: Count, facts: Facts, cut: Status) -> bool:
    """Whether the records at a cut are as many as asked, and their amounts as much."""
    n: Anything = rule.n
    if rule.total and rule.total.months is not None and not rule.weights and not rule.per_project:
        return _within(rule, facts, cut)
    for demand in allocate.demands(rule, facts, cut):
        if rule.total and rule.weights and rule.per_project:
            # the record of a project that counts most need not be the one that adds most
            if allocate.serve([demand], cut) is not None:
                return True
            continue
        best = counted(demand.matches, cut, rule)
        money: Anything = rule.total.at_least if rule.total else 0
        total = round(sum(m.adds(cut) for m, _ in best), allocate.DECIMALS) if rule.total else 0
        if sum(weight for _, weight in best) >= n and total >= money:
            return True
    return False


def _within(rule: Count, facts: Facts, cut: Status) -> bool:
    """The same for amounts within a span of months: a window that slides from each record to the last it reaches."""
    assert rule.total is not None
    n: Anything = rule.n
    money: Anything = rule.total.at_least
    months: Anything = rule.total.months
    matches = [match for match in facts.matches(rule) if match.status >= cut]
    # an amount without limit is as good as the whole sum asked, and can be taken off again
    loose = [min(match.adds(cut), money) for match in matches if match.record.date is None]
    dated = sorted(
        (match.record.date, min(match.adds(cut), money)) for match in matches if match.record.date is not None
    )
    end, held = 0, 0.0
    for start, (day, amount) in enumerate(dated):
        last = add_months(day, months)
        while end < len(dated) and dated[end][0] <= last:
            held += dated[end][1]
            end += 1
        if end - start + len(loose) >= n and round(held + sum(loose), allocate.DECIMALS) >= money:
            return True
        held -= amount
    return not dated and len(loose) >= n and round(sum(loose), allocate.DECIMALS) >= money


def counted(matches: tuple[Match, ...], cut: Status, rule: Count) -> list[tuple[Match, int]]:
    """The records that count, each with its weight: of one project the one that counts or adds most."""
    best: dict[Anything, tuple[Match, int]] = {}
    for match in matches:
        if match.status < cut:
            continue
        key = match.group or match.record.path
        mine = (match, match.weight(cut))
        worth = (match.adds(cut) if rule.total else 0, mine[1])
        if key not in best or worth > (best[key][0].adds(cut) if rule.total else 0, best[key][1]):
            best[key] = mine
    return list(best.values())


def tied(rule: Tied, facts: Facts, cut: Status) -> list[Match] | None:
    """Different records of one project, one of each pattern."""
    if not facts.complete(rule.patterns[0]):
        return [] if cut is UNKNOWN else None
    found = [
        [(r, s) for r, s in facts.having(p, rule.since) if s >= cut and r.values.get("project")] for p in rule.patterns
    ]
    projects = [{r.values["project"] for r, _ in options} for options in found]
    for project in sorted(set.intersection(*projects)):
        pools = [[(r, s) for r, s in options if r.values["project"] == project] for options in found]
        records = list({r.path: r for pool in pools for r, _ in pool}.values())
        for order in permutations(records, len(pools)):
            picked = [
                next(((r, s) for r, s in pool if r is want), None) for pool, want in zip(pools, order, strict=True)
            ]
            if all(picked):
                return [Match(record=p[0], status=p[1]) for p in picked if p]
    return None
