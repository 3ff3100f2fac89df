"""Why a rung is out of reach: the fewest clauses that shut every route on every day, whatever is added.

On each day a route is shut by the clauses that no addition can help then. A set of clauses proves that the rung is
never reached if it has one of them for every route and day; the smallest such set is found by trying all smaller ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from models import rules
from models.applicant import Applicant
from models.rules import Rule
from solver.frontier import Periods, Question, days
from solver.wanting import Wanting

MOST = 200_000
"""Sets tried before a set is taken that is minimal, though perhaps not the smallest."""


def never(person: Applicant, periods: Periods, question: Question) -> tuple[Rule, ...]:
    """The smallest set of clauses that shuts the rung, in the order of the text; empty where a route is open."""
    shut: list[frozenset[str]] = []
    named: dict[str, Rule] = {}
    for day in days(person, periods, question):
        names = [name for name in day.settled.routes if not question.routes or name in question.routes]
        for name in names:
            found = {node.id: node for part in day.settled.routes[name] for node in closed(part, day.wanting)}
            if not found:
                return ()
            named.update(found)
            shut.append(frozenset(found))
    order = list(named)
    chosen = hitting(shut, order)
    return tuple(named[path] for path in order if path in chosen)


def closed(rule: Rule, wanting: Wanting) -> Iterable[Rule]:
    """The clauses that nothing added can help, going down through `all` (a choice is shut as a whole)."""
    if wanting.fold(rule) is not False:
        return []
    if isinstance(rule, rules.All):
        below = [node for child in rule.of for node in closed(child, wanting)]
        return below or [rule]
    return [rule]


def hitting(sets: Iterable[frozenset[str]], order: Sequence[str]) -> frozenset[str]:
    """The fewest names that have one of each set; of equally many the first in order."""
    kept: list[frozenset[str]] = []
    for one in sorted(set(sets), key=lambda s: (len(s), sorted(s))):
        if not any(other <= one for other in kept):
            kept.append(one)
    able = [name for name in order if any(name in one for one in kept)]
    tried = 0
    for size in range(len(kept) + 1):
        for chosen in combinations(able, size):
            tried += 1
            if all(not one.isdisjoint(chosen) for one in kept):
                return frozenset(chosen)
            if tried > MOST:
                return _minimal(kept, able)
    return frozenset(able)


def _minimal(sets: Sequence[frozenset[str]], able: Sequence[str]) -> frozenset[str]:
    """A set that has one of each and from which none can be left out."""
    chosen = list(able)
    for name in reversed(able):
        rest = [other for other in chosen if other != name]
        if all(not one.isdisjoint(rest) for one in sets):
            chosen = rest
    return frozenset(chosen)
