"""CPMpy on ortools: one model over all days, handed to the solver directly and solved again past each point.

One goal weighs months over records over endorsements. A single worker without presolving is the fastest here, with as
much of the linear relaxation as there is.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import cpmpy
from cpmpy.solvers import CPM_ortools

from benchmarks.rivals.task import List, Point, Pool, Task, money
from solver.wants import Listed, Once, Tree, Want

OPTIONS = {"num_workers": 1, "cp_model_presolve": False, "linearization_level": 2}
Term = tuple[Any, int]


def points(task: Task, seconds: float) -> frozenset[Point]:
    """The frontier of a task."""
    return _Model(task).points(time.perf_counter() + seconds)


class _Model:
    def __init__(self, task: Task) -> None:
        self.task = task
        pool = self.pool = Pool((tree for _, tree in task.trees), task.endorsing)
        self.rows: list[Any] = []
        self.made: dict[tuple[int, int], Any] = {}
        self.added = [_number(top) for top in pool.top]
        nodes = [self.node(tree, None) for _, tree in task.trees]
        self.days: list[Term] = []
        if len(nodes) == 1:
            self.rows.append(nodes[0])
        else:
            self.days = [(cpmpy.boolvar(), months) for months, _ in task.trees]
            self.rows.append(cpmpy.any([day for day, _ in self.days]))
            self.rows += [day.implies(node) for (day, _), node in zip(self.days, nodes, strict=True)]
        records = [one for one, endorsing in enumerate(pool.endorsing) if not endorsing]
        endorsements = [one for one, endorsing in enumerate(pool.endorsing) if endorsing]
        self.records = [self.added[one] for one in records]
        self.endorsements = [self.added[one] for one in endorsements]
        per_record = sum(pool.top[one] for one in endorsements) + 1
        per_month = per_record * (sum(pool.top[one] for one in records) + 1)
        self.goal = [
            *((day, months * per_month) for day, months in self.days if months),
            *((one, per_record) for one in self.records),
            *((one, 1) for one in self.endorsements),
        ]

    def node(self, tree: Tree, scope: _Scope | None) -> Any:
        """What holds where a tree is fulfilled."""
        key = (id(tree), id(scope))
        if key not in self.made:
            self.made[key] = self.fresh(tree, scope)
        return self.made[key]

    def fresh(self, tree: Tree, scope: _Scope | None) -> Any:
        if isinstance(tree, bool):
            return cpmpy.BoolVal(tree)
        if isinstance(tree, Want):
            return self.want(tree, scope)
        if isinstance(tree, Listed):
            return self.listed(tree)
        within = _Scope(self, tree) if isinstance(tree, Once) and scope is None else scope
        children = [self.node(one, within) for one in tree.of]
        if within is not None and within is not scope:
            within.close()
        if tree.n == len(children):
            return cpmpy.all(children)
        return cpmpy.any(children) if tree.n == 1 else cpmpy.sum(children) >= tree.n

    def want(self, want: Want, scope: _Scope | None) -> Any:
        if scope is None:
            adds = self.pool.adds(want)
            if all(w >= want.n and self.pool.top[one] == 1 for one, w in adds):
                return cpmpy.any([self.added[one] for one, _ in adds])
            return _least([(self.added[one], w) for one, w in adds], want.n)
        shares = [(scope.share(one), w) for one, w in self.pool.adds(want)]
        given = scope.given.get((want.id, want.turn), [])
        made = _least([*shares, *((g, w) for g, w, _ in given)], want.n)
        if not want.money:
            return made
        need, amounts = money(want, (m for _, _, m in given))
        sums = [*((a, need) for a, _ in shares), *((g, m) for (g, _, _), m in zip(given, amounts, strict=True) if m)]
        return cpmpy.all([made, _least(sums, need)])

    def listed(self, tree: Listed) -> Any:
        scope = _Scope(self, tree)
        terms: list[list[Term]] = [[(scope.share(one), 1) for one, _ in self.pool.adds(item)] for item in tree.of]
        # records that may go to the same items are alike, so they are counted together
        for to in sorted(set(tree.given)):
            many = tree.given.count(to)
            row = [_number(many) for _ in to]
            if len(row) > 1:
                self.rows.append(cpmpy.sum(row) <= many)
            for made, place in zip(row, to, strict=True):
                terms[place].append((made, 1))
        scope.close()
        results = []
        for item, some in zip(tree.of, terms, strict=True):
            if some:
                results.append(cpmpy.intvar(0, tree.n))
                self.rows.append(_sum([*some, (results[-1], -item.per)]) >= 0)
        return cpmpy.sum(results) >= tree.n

    def points(self, end: float) -> frozenset[Point]:
        """The least point, then the least that those found do not beat, until there is none."""
        solver: Any = CPM_ortools()
        solver += self.rows
        if self.goal:
            solver.minimize(_sum(self.goal))
        found: set[Point] = set()
        while True:
            left = end - time.perf_counter()
            if left <= 0:
                raise TimeoutError
            some = solver.solve(time_limit=left, **OPTIONS)
            if solver.status().exitstatus.name not in ("OPTIMAL", "UNSATISFIABLE") and self.goal:
                raise TimeoutError
            if not some:
                break
            months = min((m for day, m in self.days if day.value()), default=self.task.trees[0][0])
            records = sum(int(one.value()) for one in self.records)
            endorsements = sum(int(one.value()) for one in self.endorsements)
            found.add((months, records, endorsements))
            if not endorsements and (not records or months == self.task.last):
                break
            better = [day for day, other in self.days if other < months]
            better += [cpmpy.sum(self.records) < records] if records else []
            better += [cpmpy.sum(self.endorsements) < endorsements] if endorsements else []
            solver += cpmpy.any(better)
        return frozenset(found)


class _Scope:
    """A list in which nothing counts twice: what of an addition, and which of the records there, goes to which want."""

    def __init__(self, model: _Model, of: List) -> None:
        self.model = model
        self.users = model.pool.users(of)
        self.shares: dict[int, list[Any]] = {}
        self.given: dict[tuple[str, int], list[tuple[Any, int, float]]] = {}
        projects: dict[int, list[Any]] = {}
        for one in of.given if isinstance(of, Once) else ():
            row = []
            for key, weight, amount, project in one.to:
                row.append(cpmpy.boolvar())
                self.given.setdefault(key, []).append((row[-1], weight, amount))
                if project:
                    projects.setdefault(project, []).append(row[-1])
            if len(row) > 1:
                model.rows.append(cpmpy.sum(row) <= 1)
        for row in projects.values():
            model.rows.append(cpmpy.sum(row) <= 1)

    def share(self, one: int) -> Any:
        """How many of an addition go to a want: where only this want can use it, all of them."""
        if len(self.users[one]) == 1:
            return self.model.added[one]
        made = _number(self.model.pool.top[one])
        self.shares.setdefault(one, []).append(made)
        return made

    def close(self) -> None:
        """No more is given away than is added."""
        for one, row in self.shares.items():
            self.model.rows.append(cpmpy.sum(row) <= self.model.added[one])


def _number(top: int) -> Any:
    return cpmpy.boolvar() if top == 1 else cpmpy.intvar(0, top)


def _least(terms: Sequence[Term], least: int) -> Any:
    return _sum(terms) >= least if terms else cpmpy.BoolVal(least <= 0)


def _sum(terms: Sequence[Term]) -> Any:
    if all(weight == 1 for _, weight in terms):
        return cpmpy.sum([one for one, _ in terms])
    return cpmpy.sum([weight * one for one, weight in terms])
