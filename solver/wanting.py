"""Folds a rule tree for one person and day into what is still wanted, at one cut of the status chain.

A new record is dated on the as-of date: later than every title held, and as near to the records that are there as a
new one can be, so that it falls into a span of months with them where any does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any as Anything

from models import rules
from models.rules import Count, Rule, Tally, Tied
from solver import allocate
from solver.additions import APPROVALS, Addition, Additions, Adds
from solver.calendar import add_months
from solver.evaluate import Evaluation, counted
from solver.facts import Match
from solver.status import ASSUMED, UNKNOWN, Status
from solver.wants import Given, Group, Item, Listed, Tree, Want, group, once

Pool = tuple[list[Addition], dict[int, dict[str, int]]]
"""Additions by place, and of those bound to projects the place, by that of the unbound one and the project."""


class Wanting:
    """What a person wants of the nodes of a rung, each folded once; kinds in `without` are not to be added.

    `pool` lists the additions by place: those of the rung, then those bound to a project of records that are tied.
    `shared` is the pool and its bound additions where several rungs use one; `known` what was folded before; `alike`
    keeps one tree of those that are alike, for many people.
    """

    def __init__(
        self,
        evaluation: Evaluation,
        additions: Additions,
        cut: Status,
        without: Collection[str],
        nodes: Iterable[Rule],
        today: date,
        *,
        shared: Pool | None = None,
        known: Mapping[int, tuple[Rule, Tree]] | None = None,
        alike: dict[object, Tree] | None = None,
    ) -> None:
        self.evaluation, self.facts = evaluation, evaluation.facts
        self.additions, self.cut, self.without, self.today = additions, cut, without, today
        self.pool, self.bound = shared or (list(additions.all), {})
        self._made: dict[int, tuple[Rule, Tree]] = dict(known or {})
        self._alike = alike
        ties = sorted((n for n in nodes if isinstance(n, Tied)), key=lambda n: n.id)
        self.projects = self._projects_of(ties)
        # a record bound to a project serves other clauses too, so these come first
        for node in ties:
            self.fold(node)

    def varied(self, evaluation: Evaluation, stale: Collection[int]) -> Wanting:
        """The same on another day, on which only these nodes (by identity) can differ."""
        made: Wanting = object.__new__(Wanting)
        made.__dict__.update(self.__dict__)
        made.evaluation, made.facts = evaluation, evaluation.facts
        made._made = {key: kept for key, kept in self._made.items() if key not in stale}
        return made

    def fold(self, rule: Rule) -> Tree:
        """What is still wanted of a node."""
        kept = self._made.get(id(rule))
        if kept is None:
            kept = self._made[id(rule)] = (rule, self.same(self._fold(rule)))
        return kept[1]

    def same(self, tree: Tree) -> Tree:
        """The one tree of those that are alike, where they are kept: what was found for it is found at once."""
        if self._alike is None or not isinstance(tree, Group):
            return tree if self._alike is None else self._alike.setdefault(tree, tree)
        # the trees below are kept already, so that two groups are alike where the same trees stand below
        return self._alike.setdefault((tree.id, tree.n, *map(id, tree.of)), tree)

    def _fold(self, rule: Rule) -> Tree:
        if self.evaluation.status(rule) >= self.cut:
            return True
        match rule:
            case rules.All() | rules.AtLeast() if rule.once:
                return self._once(rule)
            case rules.All() | rules.Any() | rules.AtLeast():
                return group(rule.id, _asked(rule), map(self.fold, rule.of))
            case Count():
                return self._count(rule)
            case Tally():
                return self._tally(rule)
            case Tied():
                return self._tied(rule)
            case rules.Fact() if rule.fact == APPROVALS:
                return self._approvals(rule)
        return False

    def _adds(self, node: Count | rules.Item, *, alone: bool = False) -> Adds:
        """The additions that serve a node, if a record of today would count for it at all."""
        if node.since is not None:
            counts = self.facts.since(node.since).counts(self.today)
            if counts is ASSUMED and self.facts.strict:
                counts = UNKNOWN
            if counts < self.cut:
                return ()
        found = self.additions.serving[id(node)]
        if self.bound and not alone:
            # where records of one project count as one, a bound record is left to the project that it belongs to
            found += tuple((more, weight) for place, weight in found for more in self.bound.get(place, {}).values())
        return self._allowed(found)

    def _allowed(self, adds: Adds) -> Adds:
        return tuple(pair for pair in adds if self.pool[pair[0]].kind not in self.without) if self.without else adds

    def _approvals(self, rule: rules.Fact) -> Tree:
        given = self.facts.person.facts.get(APPROVALS) or ()
        wants = [
            Want(rule.id, rule.cite, 1, adds) if adds else False
            for value in rule.test.values
            if value not in given
            for adds in [self._allowed(((self.additions.approvals[value], 1),))]
        ]
        if rule.test.op == "all_of":
            return group(rule.id, len(wants), wants)
        able = tuple(pair for want in wants if isinstance(want, Want) for pair in want.adds)
        return Want(rule.id, rule.cite, 1, able) if able else False

    # --- counts -------------------------------------------------------------------------------------------------------

    def _count(self, rule: Count) -> Tree:
        adds = self._adds(rule, alone=rule.per_project)
        if not adds:
            return False
        if rule.total is not None and (rule.per_project or rule.weights):
            # the record of a project that counts most need not be the one that adds most
            return self._shared(rule, 1, (rule,))
        matches = self._window(rule) if rule.total is not None else self.facts.matches(rule)
        n, money = self._short(rule, matches)
        return Want(rule.id, rule.cite, n, adds, money, rule.total.of if rule.total and money else "")

    def _short(self, rule: Count, matches: tuple[Match, ...]) -> tuple[int, float]:
        """Records and money that are missing beside these."""
        best = counted(matches, self.cut, rule)
        n: Anything = rule.n
        need: Anything = rule.total.at_least if rule.total else 0
        money = need - sum(m.adds(self.cut) for m, _ in best) if rule.total else 0
        return max(1, n - sum(w for _, w in best)), max(0.0, round(money, allocate.DECIMALS))

    def _window(self, rule: Count) -> tuple[Match, ...]:
        """The records that a new one of today can be added to: those in the longest span that still reaches today."""
        matches = tuple(m for m in self.facts.matches(rule) if m.status >= self.cut)
        if rule.total is None or rule.total.months is None:
            return matches
        months: Anything = rule.total.months
        return tuple(m for m in matches if m.record.date is None or add_months(m.record.date, months) >= self.today)

    # --- lists in which nothing counts twice --------------------------------------------------------------------------

    def _once(self, rule: rules.All | rules.AtLeast) -> Tree:
        if allocate.apart(rule.of, self.facts):
            return once(rule.id, _asked(rule), map(self.fold, rule.of))
        return self._shared(rule, _asked(rule), rule.of)

    def _shared(self, rule: Rule, n: int, of: tuple[Rule, ...]) -> Tree:
        """Records that are there are given away together with the new ones."""
        places: dict[str, list[tuple[tuple[str, int], int, float, Anything]]] = {}

        def give(count: Count, turn: int, matches: tuple[Match, ...]) -> None:
            for match in matches:
                if match.status >= self.cut:
                    amount = match.adds(self.cut) if count.total else 0.0
                    to = ((count.id, turn), match.weight(self.cut), amount, match.group)
                    places.setdefault(match.record.path, []).append(to)

        trees = tuple(self._branch(child, give) for child in of)
        groups = {group for to in places.values() for *_, group in to if group is not None}
        numbered = {None: 0, **{group: place + 1 for place, group in enumerate(sorted(groups, key=repr))}}
        given = [
            Given(tuple(sorted((key, weight, amount, numbered[group]) for key, weight, amount, group in many)))
            for many in places.values()
        ]
        given.sort(key=lambda one: one.to)
        return once(rule.id, n, trees, tuple(given))

    def _branch(self, rule: Rule, give: Callable[[Count, int, tuple[Match, ...]], None]) -> Tree:
        match rule:
            case Count():
                n: Anything = rule.n
                need: Anything = rule.total.at_least if rule.total else 0
                amount = rule.total.of if rule.total else ""
                ways: list[Tree] = []
                adds = self._adds(rule, alone=rule.per_project)
                windows = [(self._window(rule), adds)]
                if rule.total is not None and rule.total.months is not None:
                    # spans that no longer reach today stand as they are: nothing new falls into them
                    windows += [(demand.matches, ()) for demand in allocate.demands(rule, self.facts, self.cut)]
                for turn, (matches, able) in enumerate(windows):
                    if able or matches:
                        give(rule, turn, matches)
                        ways.append(Want(rule.id, rule.cite, n, able, need, amount, turn))
                return group(f"{rule.id}*", 1, ways) if len(ways) != 1 else ways[0]
            case rules.All() | rules.Any() | rules.AtLeast():
                return group(rule.id, _asked(rule), [self._branch(child, give) for child in rule.of])
        return self.fold(rule)

    def _tally(self, rule: Tally) -> Tree:
        n: Anything = rule.n
        items: list[Item] = []
        held: dict[str, list[int]] = {}
        for item in sorted(rule.of, key=lambda one: one.id):
            per: Anything = item.per
            for match in self.facts.matches(item):
                if match.status >= self.cut:
                    held.setdefault(match.record.path, []).append(len(items))
            items.append(Item(item.id, item.cite, per, self._adds(item)))
        given = tuple(sorted(tuple(places) for places in held.values()))
        if not any(item.adds for item in items):
            return False
        return Listed(rule.id, n, tuple(items), given)

    # --- records of one project ---------------------------------------------------------------------------------------

    def _tied(self, rule: Tied) -> Tree:
        """For each project, and a new one: the patterns that its records do not cover yet."""
        pools = [self._pool(rule, i) for i in range(len(rule.patterns))]
        return group(f"{rule.id}*", 1, [self._bound(rule, project, pools) for project in self.projects])

    def _projects_of(self, ties: Sequence[Tied]) -> list[str]:
        """The projects of records that any such clause looks at, and a new one that all of them may share."""
        found = {project for rule in ties for i in range(len(rule.patterns)) for project in self._pool(rule, i)}
        fresh = next(f"P{n}" for n in range(1, len(found) + 2) if f"P{n}" not in found)
        return [*sorted(found), fresh]

    def _pool(self, rule: Tied, place: int) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for record, status in self.facts.having(rule.patterns[place], rule.since):
            project = record.values.get("project")
            if project and status >= self.cut:
                found.setdefault(project, []).append(record.path)
        return found

    def _bound(self, rule: Tied, project: str, pools: list[Mapping[str, list[str]]]) -> Tree:
        since = rule.since
        if since is not None and self.facts.since(since).counts(self.today) < self.cut:
            return False
        there = [pool.get(project, []) for pool in pools]
        ways: list[Tree] = []
        for size in range(len(pools), -1, -1):
            for covered in combinations(range(len(pools)), size):
                if _distinct([there[i] for i in covered]):
                    lacking = [i for i in range(len(pools)) if i not in covered]
                    wants = [self._one(rule, i, project) for i in lacking]
                    ways.append(once(f"{rule.id}@{project}/{covered}", len(wants), wants))
            if ways:
                break
        return group(f"{rule.id}@{project}", 1, ways)

    def _one(self, rule: Tied, place: int, project: str) -> Tree:
        able = [(self._bind(one, project), 1) for one in self.additions.tying[id(rule)][place]]
        adds = self._allowed(tuple(able))
        return Want(rule.id, rule.cite, 1, adds, turn=place) if adds else False

    def _bind(self, place: int, project: str) -> int:
        """The place of an addition that belongs to a project."""
        known = self.bound.setdefault(place, {})
        if project not in known:
            known[project] = len(self.pool)
            self.pool.append(replace(self.pool[place], project=project))
        return known[project]


def _distinct(pools: list[list[str]]) -> bool:
    """Whether each pool can give a record of its own."""
    if not pools:
        return True
    return any(_distinct([[r for r in pool if r != one] for pool in pools[1:]]) for one in pools[0])


def _asked(rule: Rule) -> int:
    if isinstance(rule, rules.All):
        return len(rule.of)
    n: Anything = rule.n if isinstance(rule, rules.AtLeast) else 1
    return int(n)
