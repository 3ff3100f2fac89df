"""Gives each record to one demand at most, as is best for the person: lists in which nothing counts twice.

A demand is a count with the matches that may serve it. States of a dynamic programme are what each demand still lacks;
of two states that lack the same records, the one that lacks less money in every demand is kept, so the search stays
small and exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import comb
from typing import Any as Anything

from models import rules
from models.errors import InputError
from models.rules import Count, Item, Rule
from solver.calendar import add_months
from solver.facts import Facts, Match
from solver.status import Status

DECIMALS = 6
"""Amounts in 万元 are added up to the fen, so that no sum falls short by what a float cannot hold."""


MOST_TRIES, MOST_BRANCHES = 200_000, 24
"""Lists of real documents need a few dozen; a list made to be endless is refused instead of waited for."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Demand:
    """A count to be served at a cut, by these matches."""

    count: Count
    matches: tuple[Match, ...]

    def wants(self) -> tuple[float, float]:
        """Records and money asked."""
        n: Anything = self.count.n
        money: Anything = self.count.total.at_least if self.count.total else 0
        return n, money


Given = dict[str, list[tuple[Match, int]]]
"""Path of a count to the records given to it, each with its weight."""


def demands(count: Count, facts: Facts, cut: Status) -> list[Demand]:
    """The ways to serve a count: one, or where money must fall within a span of months, one for each first record."""
    matches = tuple(m for m in facts.matches(count) if m.status >= cut)
    if count.total is None or count.total.months is None:
        return [Demand(count=count, matches=matches)]
    months: Anything = count.total.months
    undated = tuple(m for m in matches if m.record.date is None)
    starts = sorted({m.record.date for m in matches if m.record.date is not None})
    found = [Demand(count=count, matches=undated)] if undated and not starts else []
    for start in starts:
        end = add_months(start, months)
        inside = tuple(m for m in matches if m.record.date is None or start <= m.record.date <= end)
        found.append(Demand(count=count, matches=inside))
    return found


def serve(asked: Sequence[Demand], cut: Status) -> Given | None:
    """Records for every demand at once, none twice and none twice from one project; None where there are too few."""
    groups = _groups(asked, cut)
    coming = _coming(groups, len(asked), cut)
    start = tuple(d.wants() for d in asked)
    states: dict[tuple[tuple[float, float], ...], list[tuple[int, Match]]] = {start: []}
    for place, options in enumerate(groups):
        grown = dict(states)
        for lacking, trail in states.items():
            for bundle in options:
                after, used = lacking, trail
                for index, match in bundle:
                    n, money = after[index]
                    if n > 0 or money > 0:
                        left = (max(0, n - match.weight(cut)), max(0.0, round(money - match.adds(cut), DECIMALS)))
                        after, used = (*after[:index], left, *after[index + 1 :]), [*used, (index, match)]
                if after not in grown:
                    grown[after] = used
        able = {
            lacking: trail
            for lacking, trail in grown.items()
            if all(n <= m and money <= a for (n, money), (m, a) in zip(lacking, coming[place + 1], strict=True))
        }
        states = _undominated(able)
    for lacking, trail in states.items():
        if all(n <= 0 and money <= 0 for n, money in lacking):
            given: Given = {d.count.id: [] for d in asked}
            for index, match in trail:
                given[asked[index].count.id].append((match, match.weight(cut)))
            return given
    return None


Bundle = tuple[tuple[int, Match], ...]
"""Records given away together, each with the number of the demand that it goes to."""


def _groups(asked: Sequence[Demand], cut: Status) -> list[list[Bundle]]:
    """The choices for each record, or for each project of which one record counts.

    Where one demand knows projects and another does not, records bound together so are tried together.
    """
    clusters: list[tuple[set[Anything], list[tuple[int, Match]]]] = []
    for index, demand in enumerate(asked):
        for match in demand.matches:
            if match.status >= cut:
                keys, mine = set(match_keys(match)), [(index, match)]
                for cluster in [c for c in clusters if c[0] & keys]:
                    clusters.remove(cluster)
                    keys, mine = cluster[0] | keys, cluster[1] + mine
                clusters.append((keys, mine))
    return [_bundles(mine) for _, mine in clusters]


def _bundles(options: list[tuple[int, Match]]) -> list[Bundle]:
    """Every way to give away the records of a cluster: none twice, and of a project one where that is asked."""
    found: list[tuple[Bundle, frozenset[Anything]]] = [((), frozenset())]
    for index, match in options:
        keys = frozenset(match_keys(match))
        found += [((*bundle, (index, match)), taken | keys) for bundle, taken in found if not taken & keys]
    return [bundle for bundle, _ in found if bundle]


def match_keys(match: Match) -> tuple[Anything, ...]:
    """What a match takes up: the record, and its project where of that one record counts."""
    return (match.record.path,) if match.group is None else (match.record.path, match.group)


def _coming(groups: list[list[Bundle]], size: int, cut: Status) -> list[list[tuple[float, float]]]:
    """For each place in the order of groups, the most that each demand can still get from there on."""
    found = [[(0.0, 0.0)] * size]
    for options in reversed(groups):
        most = list(found[-1])
        for index in range(size):
            mine = [[m for to, m in bundle if to == index] for bundle in options]
            n = max((sum(m.weight(cut) for m in ms) for ms in mine), default=0)
            money = max((sum(m.adds(cut) for m in ms) for ms in mine), default=0)
            most[index] = (most[index][0] + n, round(most[index][1] + money, DECIMALS))
        found.append(most)
    return found[::-1]


def _undominated(states: dict[Anything, list[Anything]]) -> dict[Anything, list[Anything]]:
    fronts: dict[Anything, list[tuple[float, ...]]] = {}
    for lacking in sorted(states, key=lambda s: sum(money for _, money in s)):
        counts, money = tuple(n for n, _ in lacking), tuple(m for _, m in lacking)
        front = fronts.setdefault(counts, [])
        if not any(all(a <= b for a, b in zip(other, money, strict=True)) for other in front):
            front.append(money)
    return {
        tuple(zip(counts, money, strict=True)): states[tuple(zip(counts, money, strict=True))]
        for counts, front in fronts.items()
        for money in front
    }


def apart(branches: Sequence[Rule], facts: Facts) -> bool:
    """Whether no record can serve two counts of these branches at once, so that each branch stands on its own."""
    return _taken_up(branches, facts) is not None


def _taken_up(branches: Sequence[Rule], facts: Facts) -> set[Anything] | None:
    """The records that rules asked together may take up; None where one could be taken up twice."""
    seen: set[Anything] = set()
    for branch in branches:
        if isinstance(branch, Count):
            mine: set[Anything] | None = {key for match in facts.matches(branch) for key in match_keys(match)}
        elif isinstance(branch, rules.Any):
            # of alternatives one is enough, so that these may look at the same records
            mine = set()
            for child in branch.of:
                inner = _taken_up((child,), facts)
                mine = None if mine is None or inner is None else mine | inner
        else:
            mine = _taken_up(rules.children(branch), facts)
        if mine is None or mine & seen:
            return None
        seen |= mine
    return seen


def most(
    branches: Sequence[Rule], facts: Facts, cut: Status, holds: Callable[[Rule], bool]
) -> tuple[int, dict[str, Given]]:
    """How many branches can hold at once with no record serving two, and which records serve each.

    Branches that share no record with another are independent; those that do are tried together, most first.
    """
    ways = {branch.id: _ways(branch, facts, cut, holds) for branch in branches}
    able = [branch for branch in branches if ways[branch.id]]
    touched = {branch.id: {key for way in ways[branch.id] for d in way for key in _keys(d)} for branch in able}
    total, chosen = 0, {}
    for cluster in _clusters(able, touched):
        for size in range(len(cluster), 0, -1):
            found = _together(cluster, size, ways, cut)
            if found is not None:
                total += size
                chosen.update(found)
                break
    return total, chosen


def _keys(demand: Demand) -> list[Anything]:
    return [key for m in demand.matches for key in match_keys(m)]


def _clusters(branches: Sequence[Rule], touched: dict[str, set[Anything]]) -> list[list[Rule]]:
    clusters: list[tuple[list[Rule], set[Anything]]] = []
    for branch in branches:
        mine, keys = [branch], set(touched[branch.id])
        rest = []
        for members, held in clusters:
            if held & keys:
                mine, keys = members + mine, held | keys
            else:
                rest.append((members, held))
        clusters = [*rest, (mine, keys)]
    return [members for members, _ in clusters]


def _together(
    cluster: Sequence[Rule], size: int, ways: dict[str, list[tuple[Demand, ...]]], cut: Status
) -> dict[str, Given] | None:
    tries = comb(len(cluster), size) * max(len(ways[branch.id]) for branch in cluster) ** size
    if tries > MOST_TRIES or size > MOST_BRANCHES:
        raise InputError(
            f"the list around `{cluster[0].id}` has too many ways to give its records away",
            hint="split it, or let its items ask for different kinds of record",
        )
    for chosen in combinations(cluster, size):
        for picked in product(*(ways[branch.id] for branch in chosen)):
            asked = [demand for way in picked for demand in way]
            given = serve(asked, cut)
            if given is not None:
                return {
                    branch.id: {d.count.id: given[d.count.id] for d in way}
                    for branch, way in zip(chosen, picked, strict=True)
                }
    return None


def _ways(rule: Rule, facts: Facts, cut: Status, holds: Callable[[Rule], bool]) -> list[tuple[Demand, ...]]:
    """The sets of demands each of which would make a branch hold; none where it cannot hold even alone."""
    match rule:
        case Count():
            if not holds(rule):
                return []
            if not facts.complete(rule.pattern):
                return [()]
            found = demands(rule, facts, cut)
            return [(d,) for d in found if len(found) == 1 or serve([d], cut) is not None]
        case rules.Any():
            return [way for child in rule.of for way in _ways(child, facts, cut, holds)]
        case rules.All():
            return [sum(picked, ()) for picked in product(*(_ways(child, facts, cut, holds) for child in rule.of))]
        case rules.AtLeast():
            n: Anything = rule.n
            each = [_ways(child, facts, cut, holds) for child in rule.of]
            return [sum(picked, ()) for chosen in combinations(each, n) for picked in product(*chosen)]
        case _:
            return [()] if holds(rule) else []


def results(items: Sequence[Item], facts: Facts, cut: Status) -> tuple[int, list[tuple[Item, Match]]]:
    """The most results of a cumulative list: each record to one item, every `per` records of an item making one."""
    options: dict[str, list[tuple[int, Match]]] = {}
    for index, item in enumerate(items):
        for match in facts.matches(item):
            if match.status >= cut:
                options.setdefault(match.record.path, []).append((index, match))
    pers: list[Anything] = [item.per for item in items]
    # state: records so far at each item short of a full result; value: results, and who went where, last first
    states: dict[tuple[int, ...], tuple[int, Anything]] = {(0,) * len(items): (0, None)}
    for choices in options.values():
        grown: dict[tuple[int, ...], tuple[int, Anything]] = {}
        for state, (made, trail) in states.items():
            for index, match in choices:
                rest = state[index] + 1
                after = (*state[:index], rest % pers[index], *state[index + 1 :])
                value = made + rest // pers[index]
                if after not in grown or grown[after][0] < value:
                    grown[after] = (value, (index, match, trail))
        states = grown
    made, trail = max(states.values(), key=lambda pair: pair[0])
    given = []
    while trail is not None:
        index, match, trail = trail
        given.append((items[index], match))
    return made, given[::-1]
