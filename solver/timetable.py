"""One CP-SAT model of a ladder: the days of applications, titles and courses, and the additions of every step at once.

Every condition on free days is a difference of two of them (`solver.daynumbers`), every condition on additions a row of
`solver.joint`; both stand in one programme, so that what is made for one step can be weighed against all others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any as Anything

from solver import sat
from solver.additions import HELD
from solver.calendar import add_months
from solver.climbing import Climb, Way
from solver.daynumbers import MONTH, DayNumbers
from solver.freedays import HUNDREDTHS, FreeDays, Limits, Terms
from solver.horizon import AHEAD, dates, horizon
from solver.joint import Model, Served, lexicographic
from solver.offers import Price, Search
from solver.pricing import PLAIN, Pricing
from solver.steps import World
from solver.turning import Rise
from solver.wants import Group, Item, Tree, Want

SHORTEST = 28
"""The days that every month has."""
CLIPPED = timedelta(days=3)
"""By so much the end of a month comes before a day that it does not have."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Taken:
    """A step as found: its way, its days, and the wants that each addition (by place) serves in it, with how many."""

    way: Way
    applied: date
    titled: date
    served: Mapping[int, tuple[tuple[Want | Item, int, int], ...]]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Timetable:
    """A whole plan as found; `price` is what it is weighed by, most important first.

    The first `head` sums of the price come before the number of steps. `times` says how often each addition is made,
    `courses` when each ends; no plan arrives before `bound`.
    """

    climb: Climb
    steps: tuple[Taken, ...]
    times: Mapping[int, int]
    courses: Mapping[int, date]
    price: Price
    head: int
    proven: bool
    bound: date


def timetable(world: World, climb: Climb, limits: Limits, pricing: Pricing) -> Timetable | None:
    """The best plan for a ladder, or None where its days cannot be kept."""
    if limits.beat and not limits.sparing:
        # nothing is sought that comes after the plan to be beaten
        latest = DayNumbers(first=world.as_of, last=date.max).day(limits.beat[0])
        nearer = replace(limits, until=min(latest, limits.until or latest))
        return _Table(world, climb, nearer, pricing, latest).best()
    rough = _Table(world, climb, limits, pricing, None)
    if not rough.clipped:
        return rough.best()
    # ends of short months matter until the day on which a plan without them arrives
    day = rough.arrival()
    return _Table(world, climb, limits, pricing, day or rough.latest()).best()


def soonest(world: World, ladder: tuple[Rise, ...], steps: Sequence[Tree], limits: Limits) -> date | None:
    """A day before which no plan of a ladder arrives, by what its steps ask of days alone; None where it never does."""
    tree = Group("plan", len(steps), tuple(Group(f"step {n}", 1, (step,)) for n, step in enumerate(steps)))
    bare = Climb(ladder=ladder, tree=tree, ways={}, pool=(), period=(), sort=())
    days = replace(limits, yearly=0, takes=None, beat=(), fewest=None)
    rough = _Table(world, bare, days, PLAIN, None)
    day = rough.soonest()
    if day is None and rough.clipped:
        return _Table(world, bare, days, PLAIN, rough.latest()).soonest()
    if day is None or not rough.clipped:
        return day
    # each of the days may come a little earlier where an end of a month stands for a day that it does not have
    return max(world.as_of, day - (2 * len(ladder) + len(world.studies)) * CLIPPED)


def keeps(world: World, climb: Climb, limits: Limits, pricing: Pricing) -> bool:
    """Whether there is any plan for a ladder."""
    rough = _Table(world, climb, limits, pricing, None)
    return rough.keeps() or (rough.clipped and _Table(world, climb, limits, pricing, rough.latest()).keeps())


class _Table:
    """The programme: variables of days by event, of additions by place.

    Until `ends` the last day of a short month stands for the days that it does not have; without it (None) nowhere,
    and every plan found is one, if perhaps some days later than need be.
    """

    def __init__(self, world: World, climb: Climb, limits: Limits, pricing: Pricing, ends: date | None) -> None:
        self.world, self.climb, self.limits = world, climb, limits
        self.known = set(dates(climb.tree)) | {world.as_of}
        last = min(limits.until or date.max, horizon(world, climb, limits))
        self.days = DayNumbers(first=world.as_of, last=max(last, world.as_of))
        months = {day.day for day in self.known} | {day for _, day in limits.rounds}
        self.clipped = max(months) > SHORTEST
        raised = self.days.ends(world.as_of, ends, months) if ends is not None else []
        prices = [pricing.price(one) for one in climb.pool]
        self.ties: list[Price] = [(one.weak[0], 2 * p + bool(one.project)) for p, one in enumerate(climb.pool)]
        # without a pace it is the same in which period a record is made; what is there is there once
        sorts: list[object] = [
            (s, limits.lasts(one.kind)) if limits.paced else s if one.kind == HELD else 0
            for s, one in zip(climb.sort, climb.pool, strict=True)
        ]
        search = Search(
            prices=prices, ties=self.ties, joint=_none, unit=pricing.weights is None, pool=climb.pool,
            sorts=sorts,
        )  # fmt: skip
        self.width = 2 if pricing.weights is None else 1
        self.prices, self.course_price = prices, pricing.cost("education", {}) if pricing.weights else 0
        self.programme = sat.Programme(presolve=True)
        self.free = FreeDays(self.programme, self.days, len(climb.ladder), world.studies, limits, raised)
        self.event = self.free.event
        self.model = Model(climb.tree, search, self.programme, self.free.timed)
        self._once()
        self._pace()

    # --- records there ------------------------------------------------------------------------------------------------

    def _once(self) -> None:
        """A record there that counts once is given to one application; one that tells not what it uses, uses all."""
        given: dict[str, Terms] = {}
        ways = self._steps()
        for p, v in self.model.added.items():
            path = self.climb.held(p)
            if not path:
                continue
            given.setdefault(path, []).append((v, 1))
            for made, name in (one for many in ways[: self.climb.period[p]] for one in many):
                if not self.climb.ways[name].sparing:
                    self.programme.at_most([(v, 1), (made, 1)], 1)
        for terms in given.values():
            self.programme.at_most(terms, 1)

    # --- pace ---------------------------------------------------------------------------------------------------------

    def _pace(self) -> None:
        """What is made for a step is made between the title before and the application, each record in its time."""
        limits, programme = self.limits, self.programme
        if not limits.paced:
            return
        for place in range(len(self.climb.ladder)):
            mine = [
                (p, v)
                for p, v in self.model.added.items()
                if self.climb.period[p] == place and not (self.climb.pool[p].endorsement or self.climb.held(p))
            ]
            if not mine:
                continue
            months = programme.variable(AHEAD * 12)
            terms, known = [*self.free.raised(("apply", place)), (months, -MONTH)], self.days.number(self.world.as_of)
            if place:
                terms, known = [*terms, (self.event["title", place - 1], -1)], 0
            programme.at_least(terms, known)
            if limits.yearly:
                twelve = 12 * HUNDREDTHS
                programme.at_least([(months, limits.yearly), *((v, -twelve) for _, v in mine)], 0)
            lengths = {p: limits.lasts(self.climb.pool[p].kind) for p, _ in mine}
            long = [(p, v) for p, v in mine if lengths[p]]
            split = {p: [programme.variable(programme.tops[v]) for _ in range(limits.lines)] for p, v in long}
            for p, v in long:
                programme.at_least([*((one, 1) for one in split[p]), (v, -1)], 0)
            for line in range(limits.lines) if long else ():
                programme.at_least([(months, 1), *((split[p][line], -lengths[p]) for p, _ in long)], 0)

    # --- the best -----------------------------------------------------------------------------------------------------

    def best(self) -> Timetable | None:
        """The best plan, by what the limits put first."""
        limits, programme = self.limits, self.programme
        arrival = self.event["title", len(self.climb.ladder) - 1]
        rows = self._rows(arrival)
        self._limit()
        self._beat(arrival, rows)
        programme.goal = [(arrival, 1)]
        first = None
        if not limits.sparing:
            first = sat.minimum(programme)
            if first is None:
                return None
            programme.at_most([(arrival, 1)], first.values[arrival])
        found = lexicographic(programme, rows)
        if found is None:
            return None
        proven = found.proven and (first is None or first.proven)
        bound = found.values[arrival] if first is None or first.proven else int(first.bound)
        return self._read(found.values, rows, proven, bound)

    def _limit(self) -> None:
        """That records and courses (or their cost) are no more than the limits allow."""
        if self.limits.fewest is not None:
            studied = [(v, self.course_price if self.width == 1 else 1) for v in self.free.taken]
            spent = [(v, self.prices[p][0]) for p, v in self.model.added.items()]
            self.programme.at_most([*spent, *studied], self.limits.fewest)

    def _beat(self, arrival: int, rows: Mapping[int, Price]) -> None:
        """That the first sums are no greater than known ones, the more important before the less important."""
        sums: list[Terms] = [] if self.limits.sparing else [[(arrival, 1)]]
        sums += [[(v, row[i]) for v, row in rows.items() if row[i]] for i in range(len(self.limits.beat) - len(sums))]
        less: list[Terms] = []
        for place, (terms, most) in enumerate(zip(sums, self.limits.beat, strict=False)):
            # no greater here, unless one before it is less
            allowed = self.programme.variable()
            self.programme.at_most(terms, most, when=allowed)
            self.programme.at_least([(allowed, 1), *(pair for one in less for pair in one)], 1)
            if place + 1 < len(self.limits.beat):
                smaller = self.programme.variable()
                self.programme.at_most(terms, most - 1, when=smaller)
                less.append([(smaller, 1)])

    def latest(self) -> date:
        """The last known day before which something has to happen: after it an end of a month opens nothing more."""
        until = self.limits.until
        known = [day for day in [*self.known, *([until] if until else [])] if day <= self.days.last]
        return max(known, default=self.world.as_of)

    def arrival(self) -> date | None:
        """The day on which the best plan arrives."""
        if not self.limits.sparing:
            return self.soonest()
        found = self.best()
        return found.steps[-1].titled if found is not None else None

    def keeps(self) -> bool:
        """Whether any plan keeps all days and limits."""
        return sat.minimum(self.programme) is not None

    def soonest(self) -> date | None:
        """The earliest arrival, without regard to anything else but what limits the price."""
        arrival = self.event["title", len(self.climb.ladder) - 1]
        self._limit()
        self.programme.goal = [(arrival, 1)]
        found = sat.minimum(self.programme)
        if found is None:
            return None
        return self.days.day(found.values[arrival]) if found.proven else self.world.as_of

    def _rows(self, arrival: int) -> dict[int, Price]:
        """What each variable adds to each sum that is made least, one after the other."""
        width = self.width
        late = width + 1 + self.limits.sparing
        steps = len(self.climb.ladder) - 1
        rows: dict[int, list[int]] = {}

        def put(variable: int, column: int, value: int) -> None:
            row = rows.setdefault(variable, [0] * (late + 5))
            row[column] += value

        for p, v in self.model.added.items():
            for column, price in enumerate(self.prices[p]):
                put(v, column, price)
            # of plans alike in all else, records are made as late as they may be
            put(v, late + 2, (steps - self.climb.period[p]) * (not self.climb.held(p)))
            put(v, late + 3, self.ties[p][0] + bool(self.climb.held(p)))
            put(v, late + 4, self.ties[p][1])
        for variable in self.free.taken:
            put(variable, 0, self.course_price)
            put(variable, width, 1)
        if self.limits.sparing:
            put(arrival, width + 1, 1)
        for variable in set(self.event.values()):
            put(variable, late, 1)
        for ways in self._steps():
            for number, (made, _) in enumerate(ways):
                put(made, late + 1, number)
        return {variable: tuple(row) for variable, row in rows.items()}

    def _steps(self) -> list[list[tuple[int, str]]]:
        """For each step its ways: variable and name."""
        model = self.model
        steps = [model.children[step] for step in model.children[model.goal]]
        return [[(made, tree.id) for made in ways if isinstance(tree := model.trees[made], Group)] for ways in steps]

    def _read(self, values: Sequence[int], rows: Mapping[int, Price], proven: bool, bound: int) -> Timetable:
        model, days = self.model, self.days
        times = {p: values[v] for p, v in model.added.items() if values[v]}
        steps = []
        for place, ways in enumerate(self._steps()):
            made, name = next((made, name) for made, name in ways if values[made])
            served: Served = {p: [] for p in times}
            model.trace(made, values, times, served)
            steps.append(
                Taken(
                    way=self.climb.ways[name],
                    applied=days.day(values[self.event["apply", place]]),
                    titled=add_months(days.day(values[self.event["apply", place]]), self.limits.review),
                    served={p: tuple(dict.fromkeys(wants)) for p, wants in served.items() if wants},
                )
            )
        width = len(next(iter(rows.values())))
        price = tuple(sum(row[i] * values[v] for v, row in rows.items()) for i in range(width))
        arrival = days.number(steps[-1].titled)
        return Timetable(
            climb=self.climb,
            steps=tuple(steps),
            times=times,
            courses={n: days.day(values[self.event["course", n]]) for n, v in enumerate(self.free.taken) if values[v]},
            price=price if self.limits.sparing else (arrival, *price),
            head=self.width + 2,
            proven=proven,
            bound=days.day(min(bound, arrival)) if bound > 0 else self.world.as_of,
        )


def _none(_tree: Tree, _search: Search) -> list[Anything]:
    """Trees of a plan are never settled apart."""
    raise RuntimeError("a plan is one model")
