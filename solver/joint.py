"""One CP-SAT model of a tree of wants: what must be added, at the least price, where additions serve several branches.

An integer variable counts each addition; a Boolean variable stands for each want and group and may be 1 only if it is
fulfilled. In lists without double counting a further variable says how many of an addition, and whether a record that
is there, go to which want. Amounts need no variables: a new record can be as large as it has to be, so a sum of money
asks for one record more and no less. The prices in one currency after another, then the weakness, make the goal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import gcd, prod

from solver import sat
from solver.offers import Offer, Pick, Price, Search, best, offers, touched
from solver.wants import Given, Group, Item, Listed, Once, Timed, Tree, Want, leaves

CENTS = 10**6
PLENTY = 10**15
SAFE = 2**52
"""Amounts are in 万元; the solver counts whole numbers, so it counts fen. From PLENTY on more makes no difference;
sums up to SAFE are added without loss."""


class Model:
    """The variables of a tree of wants, in a new programme or a given one; `goal` is the variable of the tree itself.

    `timed` adds to the programme what a condition on free days asks, given the variable that is 1 only if it holds.
    """

    def __init__(
        self,
        tree: Tree,
        search: Search,
        programme: sat.Programme | None = None,
        timed: Callable[[int, Timed], None] | None = None,
    ) -> None:
        self.search, self.timed = search, timed
        self.programme = programme or sat.Programme()
        tops = _tops(tree)
        self.added = {place: self.programme.variable(tops[place]) for place in _useful(tree, search)}
        self.trees: dict[int, Tree] = {}
        self.children: dict[int, list[int]] = {}
        self.money: dict[int, list[tuple[int, float]]] = {}
        self.shares: dict[int, list[tuple[Want | Item, int, int, int]]] = {}
        self.lists = 0
        self.goal = self.node(tree, None)
        self.programme.at_least([(self.goal, 1)], 1)

    def node(self, tree: Tree, places: _Places | None) -> int:
        """The variable of a node, which is 1 only if the node is fulfilled."""
        made = self.programme.variable()
        self.trees[made] = tree
        if isinstance(tree, bool):
            self.programme.at_most([(made, 1)], int(tree))
        elif isinstance(tree, Want):
            self._want(tree, made, places)
        elif isinstance(tree, Listed):
            self._listed(tree, made)
        elif isinstance(tree, Timed):
            if self.timed is None:
                raise TypeError(f"no days are free for {tree.id}")
            self.timed(made, tree)
        else:
            inner = _Places(self, tree.given) if isinstance(tree, Once) and places is None else places
            children = self.children[made] = [self.node(one, inner) for one in tree.of]
            self.programme.at_least([(child, 1) for child in children], tree.n, when=made)
            if inner is not None and inner is not places:
                inner.close()
        return made

    def adds(self, want: Want | Item) -> list[tuple[int, int]]:
        """The additions that serve a want, each with how often it counts, but for those that another can replace."""
        return [(place, weight) for place, weight in want.adds if place in self.added]

    def _want(self, want: Want, made: int, places: _Places | None) -> None:
        if places is None:
            self.programme.at_least([(self.added[p], w) for p, w in self.adds(want)], want.n, when=made)
            return
        shares = [(places.share(p, want, made), p, w) for p, w in self.adds(want)]
        given = places.given(want)
        self.programme.at_least([*((s, w) for s, _, w in shares), *((g, w) for g, w, _ in given)], want.n, when=made)
        if want.money:
            self.money[made] = [(g, a) for g, _, a in given]
            need = min(PLENTY, round(want.money * CENTS))
            money = [(g, min(PLENTY, round(a * CENTS)) if a != float("inf") else PLENTY) for g, _, a in given]
            self.programme.at_least([*((s, need) for s, _, _ in shares), *money], need, when=made)

    def _listed(self, tree: Listed, made: int) -> None:
        programme = self.programme
        places = _Places(self, ())
        by_item: list[list[tuple[int, int]]] = [
            [(places.share(p, i, made), 1) for p, _ in self.adds(i)] for i in tree.of
        ]
        # records that may go to the same items are alike, so they are counted together
        for to in sorted(set(tree.given)):
            rows = [(programme.variable(tree.given.count(to)), place) for place in to]
            programme.at_most([(v, 1) for v, _ in rows], tree.given.count(to))
            for v, place in rows:
                by_item[place].append((v, 1))
        results = []
        for item, terms in zip(tree.of, by_item, strict=True):
            result = programme.variable(tree.n)
            programme.at_least([*terms, (result, -item.per)], 0)
            results.append((result, 1))
        programme.at_least(results, tree.n, when=made)
        places.close()

    def least(self, below: Sequence[Tree] = ()) -> list[Offer]:
        """The offers that no other beats, each found by asking for fewer endorsements than the one before.

        `below` are branches that must all be fulfilled, whose own offers are known.
        """
        prices, ties = self.search.prices, self.search.ties
        rows = {v: prices[p] + ties[p] for p, v in self.added.items()}
        found: list[Offer] = []
        # below what one branch asks of endorsements alone nothing can be found
        branches = [offers(one, self.search) for one in below] if self.search.unit else []
        fewest = max((min(o.price[1] for o in many) for many in branches if many), default=0)
        while (answer := lexicographic(self.programme, rows)) is not None:
            found.append(self._offer(answer))
            later = [(p, v) for p, v in self.added.items() if any(prices[p][1:])]
            if not later or found[-1].price[1] <= fewest:
                break
            self.programme.at_most([(v, prices[p][1]) for p, v in later], found[-1].price[1] - 1)
        return best(found)

    def _offer(self, answer: sat.Found) -> Offer:
        prices, ties, values = self.search.prices, self.search.ties, answer.values
        times = {p: values[v] for p, v in self.added.items() if values[v]}
        served: Served = {p: [] for p in times}
        self.trace(self.goal, values, times, served)
        return Offer(
            tuple(sum(prices[p][i] * t for p, t in times.items()) for i in range(len(self.search.nothing.price))),
            tuple(sum(ties[p][i] * t for p, t in times.items()) for i in range(len(self.search.nothing.tie))),
            tuple(pick for p, t in sorted(times.items()) for pick in picks(p, t, served[p])),
            answer.proven,
        )

    def trace(self, made: int, values: Sequence[int], times: Mapping[int, int], served: Served) -> None:
        """Which wants the additions serve, and how many of each are given to a want that shares them with others.

        Of each group as many fulfilled branches are taken as are asked.
        """
        tree = self.trees[made]
        if isinstance(tree, Group | Once):
            for child in [child for child in self.children[made] if values[child]][: tree.n]:
                self.trace(child, values, times, served)
            return
        shares = self.shares.get(made, [])
        if isinstance(tree, Want) and made not in self.shares:
            shares = [(tree, place, self.added[place], 0) for place, _ in self.adds(tree)]
        for want, place, share, number in shares:
            if values[share]:
                served[place].append((self._lacking(want, made, values), number, values[share]))

    def _lacking(self, want: Want | Item, made: int, values: Sequence[int]) -> Want | Item:
        """The want with the money that is missing beside the records given to it."""
        if isinstance(want, Item) or not want.money:
            return want
        there = sum(amount for variable, amount in self.money.get(made, ()) if values[variable])
        return replace(want, money=max(0.0, want.money - there))


Served = Mapping[int, list[tuple[Want | Item, int, int]]]
"""By place the wants that an addition serves, the list without double counting in which it does (0: none), how many."""


def picks(place: int, times: int, served: Sequence[tuple[Want | Item, int, int]]) -> list[Pick]:
    """The picks of one addition: each time it is added it serves one want of a list, and all that stand in none."""
    common = [want for want, number, _ in served if not number]
    lists: dict[int, list[Want | Item]] = {}
    for want, number, given in served:
        if number:
            lists.setdefault(number, []).extend([want] * given)
    made: dict[tuple[Want | Item, ...], int] = {}
    for turn in range(times):
        wants = [many[turn] for many in lists.values() if turn < len(many)]
        key = tuple(dict.fromkeys([*wants, *common]))
        made[key] = made.get(key, 0) + 1
    return [(place, n, wants) for wants, n in made.items()]


class _Places:
    """Where records go in a list without double counting: none twice, and of a project one."""

    def __init__(self, model: Model, given: Sequence[Given]) -> None:
        self.model = model
        model.lists += 1
        self.number = model.lists
        self.shared: dict[int, list[int]] = {}
        self.records: list[list[tuple[tuple[str, int], int, int, float, int]]] = []
        for one in given:
            self.records.append([(key, model.programme.variable(), *rest) for key, *rest in one.to])  # type: ignore[misc]  # weight, amount and project as they stand

    def share(self, place: int, want: Want | Item, node: int) -> int:
        """How many of an addition go to a want, which stands at a node."""
        made = self.model.programme.variable(self.model.programme.tops[self.model.added[place]])
        self.shared.setdefault(place, []).append(made)
        self.model.shares.setdefault(node, []).append((want, place, made, self.number))
        return made

    def given(self, want: Want) -> list[tuple[int, int, float]]:
        """The records there that may go to a want: variable, weight, amount."""
        return [(v, w, a) for to in self.records for key, v, w, a, _ in to if key == (want.id, want.turn)]

    def close(self) -> None:
        """No record and no addition is given away twice."""
        programme = self.model.programme
        for place, shares in self.shared.items():
            programme.at_least([(self.model.added[place], 1), *((s, -1) for s in shares)], 0)
        projects: dict[int, list[tuple[int, int]]] = {}
        for to in self.records:
            programme.at_most([(v, 1) for _, v, *_ in to], 1)
            for _, v, _, _, project in to:
                if project:
                    projects.setdefault(project, []).append((v, 1))
        for terms in projects.values():
            programme.at_most(terms, 1)


def joint(tree: Tree, search: Search) -> list[Offer]:
    """The offers for a tree by the solver."""
    branches = tree.of if isinstance(tree, Group) and tree.n == len(tree.of) else ()
    return Model(tree, search).least(branches)


def _useful(tree: Tree, search: Search) -> list[int]:
    """The additions of a tree, but for those that another is no dearer than and serves all the same wants.

    In any answer the other can take their place, so nothing least is lost.
    """
    serves: dict[int, dict[int, int]] = {place: {} for place in touched(tree, search)}
    for turn, leaf in enumerate(leaves(tree)):
        for place, weight in leaf.adds:
            serves[place][turn] = weight
    kept: list[int] = []
    same: dict[tuple[object, ...], list[int]] = {}
    for place in sorted(serves, key=lambda p: (search.prices[p], search.ties[p], p)):
        sort = search.sorts[place] if search.sorts else None
        mine, cost = serves[place], search.prices[place] + search.ties[place]
        alike = same.setdefault((sort, *sorted(mine.items())), [])
        # most that can be left out is so by one that serves just the same
        for other in (*alike, *kept):
            if search.sorts and search.sorts[other] != sort:
                continue
            if all(a <= b for a, b in zip(search.prices[other] + search.ties[other], cost, strict=True)) and (
                other in alike or all(serves[other].get(turn, 0) >= w for turn, w in mine.items())
            ):
                break
        else:
            kept.append(place)
            alike.append(place)
    return sorted(kept)


def _tops(tree: Tree) -> dict[int, int]:
    """For each addition, more than which of it no want can use."""
    found: dict[int, int] = {}
    for leaf, n in _needs(tree):
        for place, _ in leaf.adds:
            found[place] = found.get(place, 0) + n
    return found


def _needs(tree: Tree) -> list[tuple[Want | Item, int]]:
    if isinstance(tree, Want):
        return [(tree, tree.n)]
    if isinstance(tree, Listed):
        return [(item, item.per * tree.n) for item in tree.of]
    return [] if isinstance(tree, bool | Timed) else [need for one in tree.of for need in _needs(one)]


def lexicographic(programme: sat.Programme, rows: Mapping[int, Price]) -> sat.Found | None:
    """The least of several sums, each weighed only where those before it are equal.

    Sums that come one after the other are made one, by weights that outweigh all that can come after them, as long as
    the solver can add them up without loss.
    """
    columns = [{v: row[i] for v, row in rows.items() if row[i]} for i in range(len(next(iter(rows.values()), ())))]
    columns = [{v: c // unit for v, c in column.items()} for column in columns if (unit := gcd(*column.values()))]
    reach = [sum(c * programme.tops[v] for v, c in column.items()) + 1 for column in columns]
    found, kept, start, proven = None, len(programme.rows), 0, True
    while start < len(columns) or found is None:
        end = start + 1
        while end < len(columns) and prod(reach[start : end + 1]) < SAFE:
            end += 1
        whole: dict[int, int] = {}
        for place in range(start, min(end, len(columns))):
            scale = prod(reach[place + 1 : end])
            for v, c in columns[place].items():
                whole[v] = whole.get(v, 0) + scale * c
        programme.goal = list(whole.items())
        found = sat.minimum(programme)
        if found is None:
            break
        proven = proven and found.proven
        for column in columns[start:end]:
            terms = list(column.items())
            programme.at_most(terms, sum(c * found.values[v] for v, c in terms))
        start = end
    del programme.rows[kept:]
    return replace(found, proven=proven) if found is not None else None
