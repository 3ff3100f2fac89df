"""clingo: one ground program over all days through its backend, minimised by priorities, solved again past each point.

The program is ground already, so it goes in by the backend and the grounder has nothing to do. How often something is
added is a chain of choices; weight rules derive what then holds. Core-guided search (`usc`) is the faster here.
"""

from __future__ import annotations

import threading
import time
from typing import Any

import clingo

from benchmarks.rivals.task import List, Point, Pool, Task, money
from solver.wants import Listed, Once, Tree, Want

OPTIONS = ["--opt-strategy=usc,stratify"]
Weighted = list[tuple[int, int]]


def points(task: Task, seconds: float) -> frozenset[Point]:
    """The frontier of a task."""
    return _Program(task).points(time.perf_counter() + seconds)


class _Program:
    def __init__(self, task: Task) -> None:
        self.task = task
        self.pool = Pool((tree for _, tree in task.trees), task.endorsing)
        self.control: Any = clingo.Control(OPTIONS)
        self.made: dict[tuple[int, int], int] = {}
        self.days: Weighted = []
        with self.control.backend() as self.backend:
            self.added = [self.chain(top) for top in self.pool.top]
            self.ways()
            pairs = list(zip(self.added, self.pool.endorsing, strict=True))
            self.records: Weighted = [(a, 1) for row, endorsing in pairs if not endorsing for a in row]
            self.endorsements: Weighted = [(a, 1) for row, endorsing in pairs if endorsing for a in row]
            self.backend.add_minimize(3, [day for day in self.days if day[1]])
            self.backend.add_minimize(2, self.records)
            self.backend.add_minimize(1, self.endorsements)

    def ways(self) -> None:
        """One atom for each tree, chosen where it holds; one at least must be."""
        for months, tree in self.task.trees:
            self.days.append((self.atom(), months))
            self.backend.add_rule([self.days[-1][0]], [self.node(tree, None)], True)
        self.backend.add_rule([], [-self.sum([(day, 1) for day, _ in self.days], 1)])

    def atom(self) -> int:
        made: int = self.backend.add_atom()
        return made

    def chain(self, top: int) -> list[int]:
        """A number up to a top: so many first atoms of a row."""
        row: list[int] = []
        for _ in range(top):
            made = self.atom()
            self.backend.add_rule([made], row[-1:], True)
            row.append(made)
        return row

    def sum(self, terms: Weighted, least: int) -> int:
        """An atom that holds where the sum does."""
        made = self.atom()
        self.backend.add_weight_rule([made], least, terms)
        return made

    def one_at_most(self, row: list[int]) -> None:
        if len(row) > 1:
            self.backend.add_weight_rule([], 2, [(atom, 1) for atom in row])

    def node(self, tree: Tree, scope: _Scope | None) -> int:
        """The atom that holds where a tree is fulfilled."""
        key = (id(tree), id(scope))
        made = self.made.get(key)
        if made is None:
            made = self.made[key] = self.fresh(tree, scope)
        return made

    def fresh(self, tree: Tree, scope: _Scope | None) -> int:
        if isinstance(tree, bool):
            made = self.atom()
            if tree:
                self.backend.add_rule([made])
            return made
        if isinstance(tree, Want):
            return self.want(tree, scope)
        if isinstance(tree, Listed):
            return self.listed(tree)
        within = _Scope(self, tree) if isinstance(tree, Once) and scope is None else scope
        children = [self.node(one, within) for one in tree.of]
        if within is not None and within is not scope:
            within.close()
        return self.sum([(child, 1) for child in children], tree.n)

    def want(self, want: Want, scope: _Scope | None) -> int:
        if scope is None:
            adds = self.pool.adds(want)
            return self.sum([(a, w) for one, w in adds for a in self.added[one][: -(-want.n // w)]], want.n)
        shares = [(a, w) for one, w in self.pool.adds(want) for a in scope.share(one, -(-want.n // w))]
        given = scope.given.get((want.id, want.turn), [])
        made = self.sum([*shares, *((g, w) for g, w, _ in given)], want.n)
        if not want.money:
            return made
        need, amounts = money(want, (m for _, _, m in given))
        sums = [*((a, need) for a, _ in shares), *((g, m) for (g, _, _), m in zip(given, amounts, strict=True) if m)]
        both = self.atom()
        self.backend.add_rule([both], [made, self.sum(sums, need)])
        return both

    def listed(self, tree: Listed) -> int:
        scope = _Scope(self, tree)
        terms: list[Weighted] = [
            [(a, 1) for one, _ in self.pool.adds(item) for a in scope.share(one, item.per * tree.n)] for item in tree.of
        ]
        for to in tree.given:
            row = [self.chain(1)[0] for _ in to]
            self.one_at_most(row)
            for made, place in zip(row, to, strict=True):
                terms[place].append((made, 1))
        scope.close()
        results = [
            (self.sum(row, item.per * n), 1)
            for item, row in zip(tree.of, terms, strict=True)
            for n in range(1, min(tree.n, len(row) // item.per) + 1)
        ]
        return self.sum(results, tree.n)

    def points(self, end: float) -> frozenset[Point]:
        """The least point, then the least that those found do not beat, until there is none."""
        found: set[Point] = set()
        while (least := self.least(end)) is not None:
            found.add(least)
            months, records, endorsements = least
            if not endorsements and (not records or months == self.task.last):
                break
            with self.control.backend() as self.backend:
                beaten = [-day for day, other in self.days if other < months]
                beaten += [self.sum(self.records, records)] if records else []
                beaten += [self.sum(self.endorsements, endorsements)] if endorsements else []
                self.backend.add_rule([], beaten)
        return frozenset(found)

    def least(self, end: float) -> Point | None:
        values: list[int] = []

        def seen(model: Any) -> None:
            values[:] = model.cost

        with _WATCH.over(self.control, end):
            result = self.control.solve(on_model=seen)
        if result.interrupted:
            raise TimeoutError
        return (values[0], values[1], values[2]) if result.satisfiable else None


class _Scope:
    """A list in which nothing counts twice: what of an addition, and which of the records there, goes to which want."""

    def __init__(self, program: _Program, of: List) -> None:
        self.program, self.list = program, of
        self.users = program.pool.users(of)
        self.shares: dict[int, list[int]] = {}
        self.given: dict[tuple[str, int], list[tuple[int, int, float]]] = {}
        projects: dict[int, list[int]] = {}
        for one in of.given if isinstance(of, Once) else ():
            row = []
            for key, weight, amount, project in one.to:
                row += program.chain(1)
                self.given.setdefault(key, []).append((row[-1], weight, amount))
                if project:
                    projects.setdefault(project, []).append(row[-1])
            program.one_at_most(row)
        for row in projects.values():
            program.one_at_most(row)

    def share(self, one: int, most: int) -> list[int]:
        """How many of an addition go to a want: where only this want can use it, all of them."""
        if len(self.users[one]) == 1:
            return self.program.added[one][:most]
        row = self.program.chain(min(most, self.program.pool.top[one]))
        self.shares.setdefault(one, []).extend(row)
        return row

    def close(self) -> None:
        """No more is given away than is added."""
        for one, row in self.shares.items():
            added = self.program.added[one]
            terms = [*((a, 1) for a in row), *((-a, 1) for a in added)]
            self.program.backend.add_weight_rule([], len(added) + 1, terms)


class _Watch:
    """Interrupts a search that has gone on for too long; one thread for all, since starting one costs as much as most
    searches do."""

    def __init__(self) -> None:
        self.now: tuple[Any, float] | None = None
        self.thread: threading.Thread | None = None

    def over(self, control: Any, end: float) -> _Watch:
        if self.thread is None:
            self.thread = threading.Thread(target=self.run, daemon=True)
            self.thread.start()
        self.now = (control, end)
        return self

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        self.now = None

    def run(self) -> None:
        while True:
            time.sleep(0.2)
            now = self.now
            if now is not None and time.perf_counter() > now[1]:
                now[0].interrupt()


_WATCH = _Watch()
