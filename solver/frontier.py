"""The frontier of a rung: for each first day on which waiting changes anything, the least additions on that day.

Time and additions meet in the folded tree alone: on a given day every condition that waiting decides is a constant, and
what stays is a tree of wants, which the days mostly share. So the frontier over months, records and endorsements is
found by one least answer for each distinct tree, each proven, and no point of it is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.applicant import Applicant
from models.reading import LAST_YEAR
from models.rules import Count, Item, Rule
from solver.additions import Addition, additions, nodes_of
from solver.calendar import add_months, full_months
from solver.classes import patterns_of
from solver.courses import Course
from solver.evaluate import Evaluation, above, parents
from solver.facts import Facts
from solver.joint import joint
from solver.offers import Offer, Price, Search, offers
from solver.pricing import PLAIN, Pricing
from solver.settle import Settled
from solver.status import ASSUMED, Status
from solver.waiting import Stretch, stretches, waited
from solver.wanting import Wanting
from solver.wants import Tree, group


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Memory:
    """What readings, ends and days of one question mostly share: answers for wants, and what was measured of a person.

    `searches` are kept by additions, `measured` by person and first day (the person beside, so that identity holds).
    """

    searches: dict[object, Search] = field(default_factory=dict)
    measured: dict[object, tuple[Applicant, Evaluation]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What is asked beside the person and the rung.

    `start` is the first day to look at, if not the as-of date itself; `routes` empty: all; `until` is the last day that
    will do; kinds in `without` are not to be added; `cut` is the level at which a condition counts as holding; `strict`
    leaves open what is otherwise assumed. `memory` keeps what was measured and found while one question is answered.
    """

    as_of: date
    standard: str
    start: date | None = None
    routes: tuple[str, ...] = ()
    until: date | None = None
    without: frozenset[str] = frozenset()
    cut: Status = ASSUMED
    strict: bool = False
    pricing: Pricing = PLAIN
    memory: Memory = field(default_factory=lambda: Memory(), compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Reached:
    """A way to the rung: the first day, the months until then, the route, what to add, and the additions by place.

    `studies` are the courses to be taken before.
    """

    day: date
    months: int
    route: str
    offer: Offer
    pool: Sequence[Addition]
    settled: Settled
    studies: tuple[Course, ...] = ()

    @property
    def price(self) -> Price:
        """What is weighed against other ways: months, then each currency."""
        return (self.months, *self.offer.price)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Day:
    """One stretch of days: what is wanted of each route from its first day on. A route that is barred is not there."""

    day: date
    wanting: Wanting
    settled: Settled
    routes: Mapping[str, Tree]


Periods = Sequence[tuple[date, Settled]]
"""A rung as it applies from the as-of date, and again from each later day on which a parameter changes."""


def days(person: Applicant, periods: Periods, question: Question) -> Iterator[Day]:
    """Every day on which something turns, in order, with what each route still wants then."""
    for place, (start, settled) in enumerate(periods):
        end = periods[place + 1][0] if place + 1 < len(periods) else None
        yield from _within(person, settled, question, start, end)


def _within(person: Applicant, settled: Settled, question: Question, start: date, end: date | None) -> Iterator[Day]:
    first = question.start or question.as_of
    measured = question.memory.measured
    key = (id(person), first, question.strict)
    if key not in measured:
        then = waited(person, question.as_of, first)
        measured[key] = (person, Evaluation(Facts(then, first, question.standard, strict=question.strict)))
    evaluation = measured[key][1]
    facts, nodes = evaluation.facts, nodes_of(settled)
    base = Wanting(evaluation, additions(settled), question.cut, question.without, nodes, question.as_of)
    names = [name for name in settled.routes if not question.routes or name in question.routes]
    found = [s for s in stretches(nodes, facts, question.until) if end is None or s.day < end]
    for place, stretch in enumerate(found):
        if place + 1 < len(found) and found[place + 1].day <= start:
            continue
        wanting = base if place == 0 else _later(base, stretch, nodes, settled)
        routes: dict[str, Tree] = {}
        for name in names:
            tree = group(name, len(settled.routes[name]), [wanting.fold(part) for part in settled.routes[name]])
            if tree is not False:
                routes[name] = tree
        day = max(stretch.day, start)
        if day.year <= LAST_YEAR and (question.until is None or day <= question.until):
            yield Day(day=day, wanting=wanting, settled=settled, routes=routes)


def _later(base: Wanting, stretch: Stretch, nodes: Sequence[Rule], settled: Settled) -> Wanting:
    """What is wanted on a later day: only what turned since, and what stands above it, is folded anew."""
    facts, evaluation = base.facts, base.evaluation
    matches = {}
    changed = set(stretch.leaves)
    if stretch.ended:
        kinds = {r.kind for r in facts.person.achievements or () if r.path in stretch.ended}
        for node in nodes:
            if any(shape.kind in kinds for pattern in patterns_of(node) for shape in pattern):
                changed.add(id(node))
                if isinstance(node, Count | Item):
                    left = tuple(m for m in facts.matches(node) if m.record.path not in stretch.ended)
                    matches[id(node)] = (node, left)
    later = facts.varied(stretch.leaves, matches, stretch.ended)
    over = parents(settled)
    return base.varied(evaluation.varied(later, changed, over), above(changed, over))


def frontier(person: Applicant, periods: Periods, question: Question) -> list[Reached]:
    """The points that no other beats in months and price, earliest first; none where the rung is out of reach."""
    return least(candidates(person, periods, question))


def candidates(person: Applicant, periods: Periods, question: Question) -> list[Reached]:
    """The least of every route on every day, until nothing has to be added any more."""
    found: list[Reached] = []
    for day in days(person, periods, question):
        pool = day.wanting.pool
        search = search_of(day.wanting, question)
        months = months_until(question.as_of, day.day)
        for name, tree in day.routes.items():
            found += [
                Reached(day=day.day, months=months, route=name, offer=offer, pool=pool, settled=day.settled)
                for offer in offers(tree, search)
            ]
        if any(not any(reached.offer.price) for reached in found):
            break
    return found


def search_of(wanting: Wanting, question: Question) -> Search:
    """The search over a pool of additions: what was found for a tree of wants holds for every day and reading."""
    pool = wanting.pool
    bound = tuple((key, project, place) for key, many in wanting.bound.items() for project, place in many.items())
    key = (wanting.additions.key, bound)
    searches = question.memory.searches
    if key not in searches or len(searches[key].prices) != len(pool):
        searches[key] = question.pricing.search(pool, joint)
    return searches[key]


def least(found: Sequence[Reached]) -> list[Reached]:
    """The points that no other beats; of equal ones the earliest day, the weakest records, the first route, in turn."""
    routes = list(dict.fromkeys(r.route for r in found))
    ranked = sorted(found, key=lambda r: (r.price, r.day, len(r.studies), r.offer.tie, routes.index(r.route)))
    kept: list[Reached] = []
    for one in ranked:
        if not any(all(a <= b for a, b in zip(other.price, one.price, strict=True)) for other in kept):
            kept.append(one)
    return kept


def months_until(as_of: date, day: date) -> int:
    """The least whole number of calendar months from the as-of date that reaches a day."""
    months = full_months(as_of, day)
    return months if add_months(as_of, months) >= day else months + 1
