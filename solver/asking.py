"""One person and rung, asked under several readings, limits and ends: what each of those questions comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from models import rules
from models.applicant import Applicant
from models.costs import Costs
from models.rules import Rule
from models.standard import Standard
from solver.additions import nodes_of
from solver.courses import Course, chains, sought, studied
from solver.frontier import Memory, Periods, Question, Reached, candidates, least
from solver.gaps import Gap
from solver.lifting import lifted
from solver.points import Point, point, replayed
from solver.pricing import PLAIN, WHOLE, weighed
from solver.settle import Settled, settle
from solver.status import ASSUMED, UNKNOWN


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a user asks of a gap beside person, standard, rung and day.

    `until` is the last day that will do, `without` the kinds that are not to be added, `alternatives` how many further
    answers are wanted; `education` opens courses as an action.
    """

    readings: Mapping[str, str] = field(default_factory=dict)
    routes: tuple[str, ...] = ()
    until: date | None = None
    without: frozenset[str] = frozenset()
    costs: Costs | None = None
    alternatives: int = 0
    education: bool = False
    strict: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """The person as of a day (nothing later is counted on), the standard and rung, and what is asked.

    Clauses in `granted` are taken as met.

    `memory` keeps what was measured and found, which readings, ends and courses mostly have in common.
    """

    person: Applicant
    standard: Standard
    rung: str
    as_of: date
    asked: Asked
    granted: frozenset[str] = frozenset()
    memory: Memory = field(default_factory=Memory, compare=False, repr=False)

    def question(self, *, bad: bool = True) -> Question:
        """The question at one end: missing facts taken badly or well."""
        asked = self.asked
        return Question(
            as_of=self.as_of,
            standard=self.standard.id,
            routes=asked.routes,
            until=asked.until,
            without=asked.without,
            cut=ASSUMED if bad else UNKNOWN,
            strict=asked.strict,
            pricing=weighed(asked.costs) if asked.costs is not None else PLAIN,
            memory=self.memory,
        )


def periods(asking: Asking, readings: Mapping[str, str], start: date) -> Periods:
    """The rung as it applies on a day, and again from each later day on which a number changes."""
    found = periods_of(asking.standard, asking.rung, readings, start)
    return [(day, _granting(settled, asking.granted)) for day, settled in found] if asking.granted else found


def periods_of(standard: Standard, rung: str, readings: Mapping[str, str], start: date) -> Periods:
    """A rung of a standard as it applies on a day, and again from each later day on which a number changes."""
    later = sorted({d for p in standard.parameters.values() for d, _ in p.values if d > start})
    found = [(start, settle(standard, rung, start, readings))]
    for day in later:
        settled = settle(standard, rung, day, readings)
        if settled is not found[-1][1]:
            found.append((day, settled))
    return found


@lru_cache(maxsize=200)
def _granting(settled: Settled, names: frozenset[str]) -> Settled:
    """The rung with some clauses taken as met."""

    def left(rule: Rule) -> Rule:
        if rule.id in names:
            return rules.All(id=rule.id, cite=rule.cite, of=())
        return replace(rule, of=tuple(map(left, rule.of))) if isinstance(rule, rules.All) else rule

    return replace(settled, routes={name: tuple(map(left, parts)) for name, parts in settled.routes.items()})


def reached(asking: Asking, readings: Mapping[str, str], question: Question) -> list[Reached]:
    """The frontier, with every course that may be taken."""
    return least(every(asking, readings, question))


def every(asking: Asking, readings: Mapping[str, str], question: Question) -> list[Reached]:
    """The least of every route, day and course."""
    asked = asking.asked
    found = candidates(asking.person, periods(asking, readings, asking.as_of), question)
    if asked.education:
        settled = settle(asking.standard, asking.rung, asking.as_of, readings)
        months = asked.costs.courses if asked.costs else {}
        for chain in chains(asking.person, asking.as_of, sought(nodes_of(settled)), months):
            start = chain[-1].day
            # once nothing has to be added, no later day is better
            last = min((one.day for one in found if not any(one.offer.price)), default=question.until)
            if last is None or start <= last:
                scholar = studied(asking.person, chain)
                later = candidates(scholar, periods(asking, readings, start), replace(question, start=start))
                found += [_taught(one, chain, question) for one in later]
    return found


def _taught(one: Reached, chain: tuple[Course, ...], question: Question) -> Reached:
    weights = question.pricing.weights
    if weights is None:
        return replace(one, studies=chain)
    cost = question.pricing.cost("education", {}) * len(chain)
    return replace(one, studies=chain, offer=replace(one.offer, price=(one.offer.price[0] + cost,)))


def points(
    asking: Asking, readings: Mapping[str, str], *, bad: bool = True, ways: Sequence[Reached] | None = None
) -> tuple[tuple[Point, ...], list[Gap]]:
    """The points of the frontier (of `ways`, where it is known), each replayed, and what they take as given."""
    question = asking.question(bad=bad)
    made: list[Point] = []
    guessed: list[Gap] = []
    for one in reached(asking, readings, question) if ways is None else ways:
        shown, taken = replayed(asking.person, one, point(one, question, asking.person), question)
        made.append(shown)
        guessed += taken
    if asking.asked.costs is not None:
        made.sort(key=lambda p: (p.cost or 0, p.months))
    return tuple(made), guessed


def opens(asking: Asking) -> tuple[str, ...]:
    """Which of the limits set by the user, lifted alone, would open the rung; and education, where it is closed."""
    found = []
    for name, asked in lifted(asking.asked):
        other = replace(asking, asked=asked, memory=Memory())
        if reached(other, asked.readings, other.question()):
            found.append(name)
    return tuple(found)


def further(asking: Asking) -> tuple[Point, ...]:
    """The alternatives beside the first point that adds anything, each with what it takes beyond that point."""
    asked, question = asking.asked, asking.question()
    if not asked.alternatives:
        return ()
    ways = reached(asking, asked.readings, question)
    beside = next((one for one in ways if any(one.offer.price)), None)
    if beside is None:
        return ()
    from solver.alternatives import alternatives

    start = beside.studies[-1].day if beside.studies else asking.as_of
    scholar = studied(asking.person, beside.studies)
    ask = replace(question, start=start if beside.studies else None)
    made = []
    for one in alternatives(scholar, periods(asking, asked.readings, start), ask, beside, asked.alternatives):
        shown, _ = replayed(asking.person, one.reached, point(one.reached, question, asking.person), question)
        if asked.costs is None:
            more: dict[str, float] = dict(zip(("months", "records", "endorsements"), one.more, strict=True))
        else:
            more = {"months": one.more[0], "cost": round(one.more[1] / WHOLE, 6)}
        made.append(replace(shown, more=more))
    return tuple(made)
