"""python-constraint: no optimiser, so one problem for each tree and number of additions, fewest first.

A slot is a variable for one more addition; its value says of which kind, and to which want of each list it goes. What
is asked of all becomes built-in `SomeInSetConstraint`s wherever it can, which the compiled solver checks ahead; the
rest are functions. Sums over counts written as string constraints take twice as long, and where the bounds of one empty
a domain before the search, the library (2.9) stops with a ValueError instead of finding no solution.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations_with_replacement, pairwise, product
from typing import Any

import constraint

from benchmarks.rivals.task import FEN, List, Point, Pool, Task, fen, undominated
from solver.wants import Group, Item, Listed, Once, Tree, Want

Way = tuple[Any, int, float, int]
"""The want that a record there is given to, its weight and amount, and the project that it is given for."""
Gift = tuple[Way, ...]
Holds = Callable[[Sequence[int], Mapping[int, Gift]], bool]
Some = tuple[frozenset[int], int]


def points(task: Task, seconds: float) -> frozenset[Point]:
    """The frontier of a task."""
    before = signal.signal(signal.SIGALRM, _late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        found: list[Point] = []
        for months, tree in task.trees:
            found += _least(months, tree, task, found)
            if any(not records and not endorsements for _, records, endorsements in found):
                break
        return undominated(found)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _late(*_: object) -> None:
    raise TimeoutError


def _least(months: int, tree: Tree, task: Task, earlier: Sequence[Point]) -> Iterator[Point]:
    """The points of one tree that no earlier ones beat: for more and more records, the fewest endorsements."""
    if isinstance(tree, bool):
        if tree:
            yield months, 0, 0
        return
    slots = _Slots(tree, task.endorsing)
    tops = list(zip(slots.pool.top, slots.pool.endorsing, strict=True))
    most = sum(top for top, endorsing in tops if not endorsing)
    bound = sum(top for top, endorsing in tops if endorsing) + 1
    for records in range(most + 1):
        bound = min([bound, *(e for _, r, e in earlier if r <= records)])
        for endorsements in range(bound):
            if slots.enough(records, endorsements):
                yield months, records, endorsements
                bound = endorsements
                break
        if not bound:
            return


class _Slots:
    """A tree as problems over slots: what they can hold, what can be given of the records there, and what is asked."""

    def __init__(self, tree: Tree, endorsing: Sequence[bool]) -> None:
        self.pool = Pool([tree], endorsing)
        self.users: dict[int, dict[int, list[Want | Item]]] = {}
        self.gifts: list[list[Gift]] = []
        self.gifts_of: dict[int, range] = {}
        self.projects: dict[tuple[int, int], set[int]] = {}
        self.find(tree, None)
        self.values: list[tuple[int, dict[int, Want | Item]]] = []
        for one in range(len(self.pool.top)):
            ways = [[(scope, leaf) for leaf in users[one]] for scope, users in self.users.items() if one in users]
            self.values += [(one, dict(way)) for way in product(*ways)]
        kinds = [self.pool.endorsing[one] for one, _ in self.values]
        self.records = [value for value, endorsing in enumerate(kinds) if not endorsing]
        self.endorsements = [value for value, endorsing in enumerate(kinds) if endorsing]
        self.some: list[Some] = []
        self.short: set[tuple[bool, bool, int]] = set()
        self.functions: list[tuple[Holds, list[int]]] = []
        for part, scope in _parts(tree, None):
            some = self.set_of(part, scope)
            if some is not None:
                self.some.append(some)
                able, n = some
                self.short.add((not able.isdisjoint(self.records), not able.isdisjoint(self.endorsements), n))
            else:
                used: set[int] = set()
                self.functions.append((self.holds(part, scope, used), sorted(used)))

    def find(self, tree: Tree, scope: List | None) -> None:
        """Every list, and the gifts of the records that it is given."""
        if isinstance(tree, Listed) or (isinstance(tree, Once) and scope is None):
            scope = tree
            if id(tree) not in self.users:
                self.users[id(tree)] = self.pool.users(tree)
                first = len(self.gifts)
                self.gifts += _gifts(tree)
                self.share_projects(first)
                self.gifts_of[id(tree)] = range(first, len(self.gifts))
        for one in tree.of if isinstance(tree, Group | Once) else ():
            self.find(one, scope)

    def share_projects(self, first: int) -> None:
        """Which gifts of a list are for which project, where several are."""
        for name in range(first, len(self.gifts)):
            for project in {way[3] for gift in self.gifts[name] for way in gift} - {0}:
                self.projects.setdefault((first, project), set()).add(name)

    def serving(self, leaf: Want | Item, scope: List | None) -> dict[int, int]:
        """The values of a slot that serve a want, with their weights."""
        weights = dict(self.pool.adds(leaf))
        return {
            value: weights[one]
            for value, (one, way) in enumerate(self.values)
            if one in weights and (scope is None or way.get(id(scope)) is leaf)
        }

    def set_of(self, tree: Tree, scope: List | None) -> Some | None:
        """A tree as so many values of a set, if it is no more than that."""
        if isinstance(tree, bool):
            return None
        if isinstance(tree, Want):
            weights = self.serving(tree, scope)
            if isinstance(scope, Once) and scope.given:
                return None
            if all(weight >= tree.n for weight in weights.values()):
                return frozenset(weights), 1
            return (frozenset(weights), tree.n) if all(w == 1 for w in weights.values()) else None
        if isinstance(tree, Listed):
            if tree.given or any(item.per != 1 for item in tree.of):
                return None
            return frozenset().union(*(self.serving(item, tree) for item in tree.of)), tree.n
        if tree.n != 1 or (isinstance(tree, Once) and tree.given):
            return None
        parts = [self.set_of(one, _within(tree, scope)) for one in tree.of]
        values = [part[0] for part in parts if part is not None and part[1] == 1]
        return (frozenset().union(*values), 1) if len(values) == len(parts) else None

    def holds(self, tree: Tree, scope: List | None, used: set[int]) -> Holds:
        """A tree as a function of what is in the slots and what is given; `used` gathers the gifts it looks at."""
        if isinstance(tree, bool):
            return lambda *_: tree
        if isinstance(tree, Want):
            return self.want(tree, scope, used)
        if isinstance(tree, Listed):
            return self.listed(tree, used)
        n, parts = tree.n, [self.holds(one, _within(tree, scope), used) for one in tree.of]
        if n == 1:
            return lambda slots, gifts: any(part(slots, gifts) for part in parts)
        if n == len(parts):
            return lambda slots, gifts: all(part(slots, gifts) for part in parts)
        return lambda slots, gifts: sum(part(slots, gifts) for part in parts) >= n

    def want(self, want: Want, scope: List | None, used: set[int]) -> Holds:
        weights, n = self.serving(want, scope), want.n
        if not isinstance(scope, Once) or not scope.given:
            return lambda slots, _: sum(weights.get(value, 0) for value in slots) >= n
        key, names, need = (want.id, want.turn), self.gifts_of[id(scope)], round(want.money * FEN)
        used.update(names)

        def enough(slots: Sequence[int], gifts: Mapping[int, Gift]) -> bool:
            mine = [weights[value] for value in slots if value in weights]
            there = [one for name in names for one in gifts[name] if one[0] == key]
            if sum(mine) + sum(weight for _, weight, *_ in there) < n:
                return False
            return not need or bool(mine) or sum(fen(amount, need) for _, _, amount, _ in there) >= need

        return enough

    def listed(self, tree: Listed, used: set[int]) -> Holds:
        names, n = self.gifts_of[id(tree)], tree.n
        used.update(names)
        items = [(self.serving(item, tree), place, item.per) for place, item in enumerate(tree.of)]

        def enough(slots: Sequence[int], gifts: Mapping[int, Gift]) -> bool:
            there = [place for name in names for place, *_ in gifts[name]]
            made = ((sum(value in able for value in slots) + there.count(place)) // per for able, place, per in items)
            return sum(made) >= n

        return enough

    def enough(self, records: int, endorsements: int) -> bool:
        """Whether so many additions fulfil the tree."""
        first, second = list(range(records)), list(range(records, records + endorsements))
        slots = [*first, *second]
        if (first and not self.records) or (second and not self.endorsements):
            return False
        if any(records * mine + endorsements * others < n for mine, others, n in self.short):
            return False
        problem: Any = constraint.Problem()
        for row, values in ((first, self.records), (second, self.endorsements)):
            problem.addVariables(row, values)
            for one, other in pairwise(row):
                problem.addConstraint(lambda a, b: a <= b, (one, other))
        for some, n in self.some:
            problem.addConstraint(constraint.SomeInSetConstraint(some, n), slots)
        looked = {name for _, used in self.functions for name in used}
        for name in looked:
            problem.addVariable(("gift", name), self.gifts[name])
        for (_, project), able in self.projects.items():
            if len(looked & able) > 1:
                problem.addConstraint(_one_of(project), [("gift", name) for name in looked & able])
        for function, used in self.functions:
            names = [*slots, *(("gift", name) for name in used)]
            if names:
                problem.addConstraint(_spread(function, len(slots), used), names)
            elif not function((), {}):
                return False
        return not (slots or looked) or problem.getSolution() is not None


def _spread(function: Holds, slots: int, used: Sequence[int]) -> Callable[..., bool]:
    return lambda *values: function(values[:slots], dict(zip(used, values[slots:], strict=True)))


def _within(tree: Tree, scope: List | None) -> List | None:
    return tree if isinstance(tree, Once) and scope is None else scope


def _parts(tree: Tree, scope: List | None) -> Iterator[tuple[Tree, List | None]]:
    """What a tree asks for all together, each with the list around it."""
    given = isinstance(tree, Once) and bool(tree.given) and scope is None
    if isinstance(tree, Group | Once) and tree.n == len(tree.of) and not given:
        for one in tree.of:
            yield from _parts(one, _within(tree, scope))
    else:
        yield tree, scope


def _gifts(tree: List) -> Iterator[list[Gift]]:
    """The values of a variable for each kind of record there, for each project, and for each record that is neither."""
    if isinstance(tree, Listed):
        for places in sorted(set(tree.given)):
            ways = combinations_with_replacement(places, tree.given.count(places))
            yield [tuple((place, 1, 0.0, 0) for place in way) for way in ways]
        return
    rows = [(one.to, {way[3] for way in one.to}) for one in tree.given]
    mixed = {project for _, projects in rows if len(projects) > 1 for project in projects}
    alike = Counter(to for to, projects in rows if projects == {0})
    for to, many in alike.items():
        yield list(combinations_with_replacement(to, many))
    # of a project whose records are given for it alone, one record is given and the others are not
    for project in sorted(set().union(*(projects for _, projects in rows)) - mixed - {0}):
        yield [(way,) for way in sorted({way for to, projects in rows if projects == {project} for way in to})]
    for to, projects in rows:
        if projects & mixed and projects != {0}:
            yield [(), *((way,) for way in to)]


def _one_of(project: int) -> Callable[..., bool]:
    """That only one record is given for a project."""
    return lambda *gifts: sum(way[3] == project for gift in gifts for way in gift) <= 1
