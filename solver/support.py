"""Which people of a cohort to support with what under a budget, so that most become eligible: one CP-SAT model.

People for whom the same bundles do are one class: a variable counts how many of a class get each bundle. Nobody is
supported towards more than one rung. If not all bundles of some class are known, a further model with a bundle that is
no dearer than any unknown one says how many people there could be at most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from models.budgets import Budget
from models.errors import InputError
from models.rules import Rule
from solver import sat
from solver.actions import Action
from solver.additions import nodes_of
from solver.alone import plainest
from solver.bundles import bundles
from solver.cohort import Cohort, Standing
from solver.joint import lexicographic
from solver.market import MOST, Bundles, Market, Patience, Vector, allowed, below, merged
from solver.offers import Offer
from solver.pricing import WHOLE
from solver.spending import Spending, spending

HUNDREDTHS = 100
"""Weights of rungs have two decimals."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Supported:
    """One person who is supported: towards which rung, by which route, from which day on, and with what.

    `place` is that in the input; `cost` is that of the budget's cost file, None without one.
    """

    place: int
    id: str
    name: str
    standard: str
    rung: str
    route: str
    ready_on: date
    actions: tuple[Action, ...]
    clauses: Mapping[str, Rule]
    cost: float | None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Support:
    """The best that can be done with a budget by a day.

    `weight` is the sum over the people made eligible, by the weights of rungs; `bound` what it can be at the very most,
    equal to it where `proven`. `thrifty` says that it cannot be had for less. `spent` are the additions by kind, the
    free ones too; `cost` is None without money. `waiting` are the people who are eligible by then for some rung through
    waiting alone, `wanting` those who are not and could be with additions, of whatever kind.
    """

    by: date
    budget: Budget
    people: tuple[Supported, ...]
    weight: float
    bound: float
    proven: bool
    thrifty: bool
    spent: Mapping[str, int]
    cost: float | None
    waiting: int
    wanting: int


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class _Class:
    """People for whom the same bundles do: by the weight of the rung (in hundredths), the bundles."""

    options: tuple[tuple[int, Bundles], ...]
    people: list[int]


def support(people: Cohort, budget: Budget, *, most: int = MOST) -> Support:
    """The support of most people under a budget, proven or with a bound; an InputError where its day does not fit.

    `most` changes how many bundles are kept for one tree of wants.
    """
    by = budget.by or people.by
    if not people.as_of <= by <= people.by:
        raise InputError(
            f"the budget's `by` is {by}", hint=f"write a day from {people.as_of} to {people.by}, the days looked at"
        )
    shop = _Shop(people, spending(budget), most)
    standing = people.until(by)
    classes = _classes(people, standing, shop, budget)
    counts, proven, thrifty, bound = _solved(classes, shop.spending)
    chosen = [
        (place, weight, vector)
        for one, given in zip(classes, counts, strict=True)
        for place, (weight, vector) in zip(one.people, given, strict=False)
    ]
    told = [shop.supported(place, weight, vector, by, budget) for place, weight, vector in sorted(chosen)]
    spent: dict[str, int] = {}
    for action in (action for one in told for action in one.actions):
        spent[action.kind] = spent.get(action.kind, 0) + action.times
    return Support(
        by=by,
        budget=budget,
        people=tuple(told),
        weight=sum(weight for _, weight, _ in chosen) / HUNDREDTHS,
        bound=bound / HUNDREDTHS,
        proven=proven,
        thrifty=thrifty,
        spent=dict(sorted(spent.items())),
        cost=None if budget.money is None else round(sum(one.cost or 0 for one in told), 6),
        waiting=len({place for many in standing.waiting for place in many}),
        wanting=sum(map(len, standing.groups.values())),
    )


def _classes(people: Cohort, standing: Standing, shop: _Shop, budget: Budget) -> list[_Class]:
    """The classes of a cohort, each in the order of the input; those whom nothing can help are left out."""
    found: dict[tuple[tuple[int, Bundles], ...], list[int]] = {}
    for keys, members in standing.groups.items():
        by_weight: dict[int, list[Bundles]] = {}
        for key in keys:
            by_weight.setdefault(_weight(people, key, budget), []).append(shop.bundles(key))
        options = [(weight, merged(many)) for weight, many in sorted(by_weight.items(), reverse=True)]
        able = tuple((w, one) for w, one in options if one.vectors or one.beyond is not None)
        if able:
            found.setdefault(able, []).extend(members)
    made = [_Class(options=options, people=sorted(members)) for options, members in found.items()]
    return sorted(made, key=lambda one: one.people[0])


def _weight(people: Cohort, key: int, budget: Budget) -> int:
    rung = people.rungs[people.wants[key].rung][1]
    return round(budget.weights.get(rung, 1) * HUNDREDTHS)


# --- the model --------------------------------------------------------------------------------------------------------

Given = list[tuple[int, Vector]]
"""For the first people of a class, one after the other: the weight of the rung, and the bundle."""


def _solved(classes: Sequence[_Class], spend: Spending) -> tuple[list[Given], bool, bool, int]:
    """Who gets what; whether no more can be reached, whether it takes least, and the most that can be reached."""
    total = sum(one.options[0][0] * len(one.people) for one in classes)
    model = _Model(classes, spend, relaxed=False)
    first = model.least_lost()
    values, thrifty = first.values, True
    model.keep(first)
    try:
        second = lexicographic(model.programme, model.costs())
        if second is not None:
            values, thrifty = second.values, second.proven
    except sat.OutOfTime:
        thrifty = False
    counts: list[Given] = [[] for _ in classes]
    for (one, weight, vector), variable in sorted(model.bought.items(), key=lambda p: (p[0][0], -p[0][1], p[0][2])):
        counts[one] += [(weight, vector)] * values[variable]
    reached = sum(weight for given in counts for weight, _ in given)
    bound = total - ceil(first.bound - 1e-6)
    if any(found.beyond is not None for one in classes for _, found in one.options):
        bound = total - ceil(_Model(classes, spend, relaxed=True).least_lost().bound - 1e-6)
    return counts, reached >= bound, thrifty, max(bound, reached)


class _Model:
    """The variables: how many of each class get which bundle, and of each class the weight that is lost.

    Where it is `relaxed`, people can get an unknown bundle as well, which takes no more than any that is not known.
    """

    def __init__(self, classes: Sequence[_Class], spend: Spending, *, relaxed: bool) -> None:
        self.programme = programme = sat.Programme(presolve=True)
        self.spend = spend
        self.bought: dict[tuple[int, int, Vector], int] = {}
        self.lost: list[int] = []
        taken: list[list[tuple[int, int]]] = [[] for _ in range(spend.size)]
        for number, one in enumerate(classes):
            size, top = len(one.people), one.options[0][0] * len(one.people)
            mine: list[tuple[int, int]] = []
            for weight, found in one.options:
                for vector in found.vectors:
                    made = self.bought[number, weight, vector] = programme.variable(size)
                    mine.append((made, weight))
                    for part, n in enumerate(vector):
                        taken[part] += [(made, n)] if n else []
                if relaxed and found.beyond is not None:
                    made = programme.variable(size)
                    mine.append((made, weight))
                    parts = [programme.variable(spend.most(part)) for part in range(spend.size)]
                    programme.at_least([*((part, 1) for part in parts), (made, -found.beyond)], 0)
                    for part, variable in enumerate(parts):
                        taken[part].append((variable, 1))
            lost = programme.variable(top)
            self.lost.append(lost)
            programme.at_most([(made, 1) for made, _ in mine], size)
            programme.at_least([(lost, 1), *mine], top)
        for row, limit in spend.rows:
            programme.at_most([(v, c * n) for c, part in zip(row, taken, strict=True) if c for v, n in part], limit)

    def least_lost(self) -> sat.Found:
        """As little weight lost as may be."""
        if not self.lost:
            return sat.Found(values=(), proven=True)
        self.programme.goal = [(lost, 1) for lost in self.lost]
        found = sat.minimum(self.programme)
        if found is None:
            raise RuntimeError("even to support nobody is impossible")
        return found

    def keep(self, found: sat.Found) -> None:
        """From now on no more is lost than this."""
        self.programme.at_most([(lost, 1) for lost in self.lost], sum(found.values[lost] for lost in self.lost))

    def costs(self) -> Mapping[int, tuple[int, ...]]:
        """What each variable takes: money first, then additions that are limited."""
        money = 1 if self.spend.money else 0
        return {
            made: (*((vector[-1],) if money else ()), sum(vector[: self.spend.size - money]))
            for (_, _, vector), made in self.bought.items()
        }


# --- in concrete terms ------------------------------------------------------------------------------------------------


class _Shop:
    """The bundles of wants under a budget, and what to add for them, each found once."""

    def __init__(self, people: Cohort, spend: Spending, most: int) -> None:
        self.people, self.spending, self.most, self.patience = people, spend, most, Patience()
        self.markets: dict[int, Market] = {}
        self.found: dict[int, Bundles] = {}
        self.offers: dict[tuple[int, Vector], tuple[str, Offer]] = {}
        self.actions: dict[tuple[int, Vector], tuple[Action, ...]] = {}

    def market(self, key: int) -> Market:
        """The market of the additions of a want."""
        wanted = self.people.wants[key]
        if id(wanted.search) not in self.markets:
            self.markets[id(wanted.search)] = self.spending.market(wanted.pool, self.patience, self.most)
        return self.markets[id(wanted.search)]

    def bundles(self, key: int) -> Bundles:
        """The bundles that do by some route."""
        if key not in self.found:
            market = self.market(key)
            self.found[key] = merged(bundles(tree, market) for tree in self.people.wants[key].trees.values())
        return self.found[key]

    def offer(self, key: int, vector: Vector) -> tuple[str, Offer]:
        """The route and the plainest additions for a bundle."""
        if (key, vector) not in self.offers:
            wanted, market = self.people.wants[key], self.market(key)
            able = []
            for turn, (route, tree) in enumerate(wanted.trees.items()):
                left = allowed(tree, market.spends, None)
                offer = plainest(left, wanted.search, market.spends, vector)
                if offer is not None:
                    able.append((offer.price, offer.tie, turn, route, offer))
            *_, route, offer = min(able, key=lambda one: one[:3])
            self.offers[key, vector] = (route, offer)
        return self.offers[key, vector]

    def supported(self, place: int, weight: int, vector: Vector, by: date, budget: Budget) -> Supported:
        """The support of one person by a bundle, looked at again by the reference."""
        people, days = self.people, dict(self.people.times[place])
        able = [
            (people.wants[key].rung, days[key], key)
            for key in people.left(place, by)[1]
            if _weight(people, key, budget) == weight and any(below(one, vector) for one in self.bundles(key).vectors)
        ]
        rung, day, key = min(able)
        route, offer = self.offer(key, vector)
        if (key, vector) not in self.actions:
            self.actions[key, vector] = people.told(place, key, route, offer) if offer.picks else ()
        made = self.actions[key, vector]
        people.check(place, key, route, made)
        clauses = {node.id: node for node in nodes_of(people.wants[key].settled)}
        name = people.name(place)
        standard, called = people.rungs[rung]
        return Supported(
            place=place,
            id=name[0],
            name=name[1],
            standard=standard.id,
            rung=called,
            route=route,
            ready_on=day,
            actions=made,
            clauses={path: clauses[path] for action in made for path in action.serves if path in clauses},
            cost=None if self.spending.money is False else vector[-1] / WHOLE,
        )
