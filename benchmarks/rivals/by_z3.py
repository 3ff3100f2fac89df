"""Z3: one Optimize over all days, its soft constraints in groups, its Pareto fronts by `priority=pareto`.

Booleans with `at-least` and `pbge` are what its solver for them reads best, and the text of SMT-LIB goes in several
times as fast as expressions made in Python. The linear relaxation of its MaxSAT engine takes longer than the search.
"""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import z3

from benchmarks.rivals.task import List, Point, Pool, Task, money, undominated
from solver.wants import Listed, Once, Tree, Want

OPTIONS = {"maxres.lp_relaxation": False}
Weighted = list[tuple[str, int]]


def points(task: Task, seconds: float) -> frozenset[Point]:
    """The frontier of a task."""
    return _Script(task).points(time.perf_counter() + seconds)


class _Script:
    def __init__(self, task: Task) -> None:
        self.task = task
        self.pool = Pool((tree for _, tree in task.trees), task.endorsing)
        self.lines: list[str] = []
        self.names = 0
        self.made: dict[tuple[int, int], str] = {}
        self.added = [self.chain(top) for top in self.pool.top]
        nodes = [self.node(tree, None) for _, tree in task.trees]
        self.days: Weighted = []
        if len(nodes) == 1:
            self.hold(nodes[0])
        else:
            self.days = [(self.name(), months) for months, _ in task.trees]
            self.hold(_any([day for day, _ in self.days]))
            for (day, _), node in zip(self.days, nodes, strict=True):
                self.hold(f"(=> {day} {node})")
        pairs = list(zip(self.added, self.pool.endorsing, strict=True))
        self.records = [a for row, endorsing in pairs if not endorsing for a in row]
        self.endorsements = [a for row, endorsing in pairs if endorsing for a in row]
        groups = (
            [day for day in self.days if day[1]],
            [(a, 1) for a in self.records],
            [(a, 1) for a in self.endorsements],
        )
        self.goals = sum(map(bool, groups))
        for group, terms in zip("mre", groups, strict=True):
            self.lines += [f"(assert-soft (not {a}) :weight {weight} :id {group})" for a, weight in terms]

    def hold(self, what: str) -> None:
        self.lines.append(f"(assert {what})")

    def name(self) -> str:
        self.names += 1
        self.lines.append(f"(declare-const b{self.names} Bool)")
        return f"b{self.names}"

    def chain(self, top: int) -> list[str]:
        """A number up to a top: so many first variables of a row."""
        row = [self.name() for _ in range(top)]
        for before, after in pairwise(row):
            self.hold(f"(=> {after} {before})")
        return row

    def one_at_most(self, row: list[str]) -> None:
        if len(row) > 1:
            self.hold(f"((_ at-most 1) {' '.join(row)})")

    def node(self, tree: Tree, scope: _Scope | None) -> str:
        """What holds where a tree is fulfilled."""
        key = (id(tree), id(scope))
        made = self.made.get(key)
        if made is None:
            made = self.made[key] = self.fresh(tree, scope)
        return made

    def fresh(self, tree: Tree, scope: _Scope | None) -> str:
        if isinstance(tree, bool):
            return "true" if tree else "false"
        if isinstance(tree, Want):
            return self.want(tree, scope)
        if isinstance(tree, Listed):
            return self.listed(tree)
        within = _Scope(self, tree) if isinstance(tree, Once) and scope is None else scope
        children = [(self.node(one, within), 1) for one in tree.of]
        if within is not None and within is not scope:
            within.close()
        return _sum(children, tree.n)

    def want(self, want: Want, scope: _Scope | None) -> str:
        if scope is None:
            adds = self.pool.adds(want)
            return _sum([(a, w) for one, w in adds for a in self.added[one][: -(-want.n // w)]], want.n)
        shares = [(a, w) for one, w in self.pool.adds(want) for a in scope.share(one, -(-want.n // w))]
        given = scope.given.get((want.id, want.turn), [])
        made = _sum([*shares, *((g, w) for g, w, _ in given)], want.n)
        if not want.money:
            return made
        need, amounts = money(want, (m for _, _, m in given))
        sums = [*((a, need) for a, _ in shares), *((g, m) for (g, _, _), m in zip(given, amounts, strict=True) if m)]
        return f"(and {made} {_sum(sums, need)})"

    def listed(self, tree: Listed) -> str:
        scope = _Scope(self, tree)
        terms: list[Weighted] = [
            [(a, 1) for one, _ in self.pool.adds(item) for a in scope.share(one, item.per * tree.n)] for item in tree.of
        ]
        for to in tree.given:
            row = [self.name() for _ in to]
            self.one_at_most(row)
            for made, place in zip(row, to, strict=True):
                terms[place].append((made, 1))
        scope.close()
        results = [
            (_sum(row, item.per * n), 1)
            for item, row in zip(tree.of, terms, strict=True)
            for n in range(1, min(tree.n, len(row) // item.per) + 1)
        ]
        return _sum(results, tree.n)

    def points(self, end: float) -> frozenset[Point]:
        """Every point of the front; where there is one goal alone, its least."""
        optimize: Any = z3.Optimize()
        optimize.set(**OPTIONS)
        if self.goals > 1:
            optimize.set(priority="pareto")
        optimize.from_string("\n".join(self.lines))
        found: list[Point] = []
        while True:
            left = end - time.perf_counter()
            optimize.set(timeout=max(1, int(left * 1e3)))
            answer = optimize.check()
            if left <= 0 or answer == z3.unknown:
                raise TimeoutError
            if answer == z3.unsat:
                break
            found.append(self.point(optimize.model()))
            if self.goals <= 1:
                break
        return undominated(found)

    def point(self, model: Any) -> Point:
        true = {one.name() for one in model.decls() if z3.is_true(model[one])}
        return (
            min((months for day, months in self.days if day in true), default=self.task.trees[0][0]),
            sum(name in true for name in self.records),
            sum(name in true for name in self.endorsements),
        )


class _Scope:
    """A list in which nothing counts twice: what of an addition, and which of the records there, goes to which want."""

    def __init__(self, script: _Script, of: List) -> None:
        self.script = script
        self.users = script.pool.users(of)
        self.shares: dict[int, list[str]] = {}
        self.given: dict[tuple[str, int], list[tuple[str, int, float]]] = {}
        projects: dict[int, list[str]] = {}
        for one in of.given if isinstance(of, Once) else ():
            row = []
            for key, weight, amount, project in one.to:
                row.append(script.name())
                self.given.setdefault(key, []).append((row[-1], weight, amount))
                if project:
                    projects.setdefault(project, []).append(row[-1])
            script.one_at_most(row)
        for row in projects.values():
            script.one_at_most(row)

    def share(self, one: int, most: int) -> list[str]:
        """How many of an addition go to a want: where only this want can use it, all of them."""
        if len(self.users[one]) == 1:
            return self.script.added[one][:most]
        row = self.script.chain(min(most, self.script.pool.top[one]))
        self.shares.setdefault(one, []).extend(row)
        return row

    def close(self) -> None:
        """No more is given away than is added."""
        for one, row in self.shares.items():
            added = self.script.added[one]
            self.script.hold(f"((_ at-most {len(added)}) {' '.join([*row, *(f'(not {a})' for a in added)])})")


def _any(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"(or {' '.join(names)})"


def _sum(terms: Weighted, least: int) -> str:
    """That a sum reaches a number, in the plainest form."""
    names = [name for name, _ in terms]
    if sum(w for _, w in terms) < least:
        return "false"
    if least <= 0:
        return "true"
    if all(weight >= least for _, weight in terms):
        return _any(names)
    if all(weight == 1 for _, weight in terms):
        return f"(and {' '.join(names)})" if len(names) == least else f"((_ at-least {least}) {' '.join(names)})"
    return f"((_ pbge {least} {' '.join(str(weight) for _, weight in terms)}) {' '.join(names)})"
