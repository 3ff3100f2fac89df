"""That a list in which records compete fails: every way to serve it is denied, by Hall's theorem.

A way is a choice of clauses that together make the list hold. It cannot be gone if some of its demands want more
records together than there are for them. All ways at once are too many for long lists; so `deny_served` denies those by
which somebody was found to be served after all, and the search goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, islice, product
from typing import TYPE_CHECKING
from typing import Any as Anything

from models import rules
from models.rules import Count, Rule
from solver import allocate, projects
from solver.evaluate import Evaluation
from solver.gathered import List, needed
from solver.status import ASSUMED
from solver.world import content

if TYPE_CHECKING:
    from solver.space import Space

WAYS = 3000
"""In how many ways a list may be served before its failure is left open, where all are denied at once."""
AT_ONCE = 40
"""So many ways of one person are denied together."""


def deny_all(space: Space, rule: List, found: Anything) -> None:
    """Denies every way of a list, as far as that can be said in clauses."""
    if any(isinstance(n, Count) and n.per_project for child in rule.of for n in rules.walk(child)):
        return
    ways = list(islice(_ways(rule, lambda _: True), WAYS + 1))
    if len(ways) <= WAYS:
        for way in ways:
            _deny(space, found, way)


def deny_served(space: Space, evaluation: Evaluation, held: Callable[[Anything], bool]) -> bool:
    """Denies the ways by which a person is served in lists that were thought to fail; False where none was denied.

    `evaluation` is that of the person by the reference, `held` what the solver thought of a literal.
    """
    denied = False
    for kept in space.lists:
        rule, found = kept.rule, kept.found
        if held(found) or evaluation.status(rule) < ASSUMED:
            continue
        given = allocate.most(rule.of, evaluation.facts, ASSUMED, lambda r: evaluation.status(r) >= ASSUMED)[1]
        served = {path for branch in given.values() for path in branch}

        def holds(leaf: Rule, served: set[str] = served) -> bool:
            return evaluation.status(leaf) >= ASSUMED and (not isinstance(leaf, Count) or leaf.id in served)

        for way in islice(_ways(rule, holds), AT_ONCE):
            denied |= _deny(space, found, way)
    return denied


def _ways(rule: Rule, holds: Callable[[Rule], bool]) -> Iterator[tuple[Rule, ...]]:
    """The sets of leaves, of those that hold, each of which would make a rule hold."""
    if not isinstance(rule, rules.All | rules.Any | rules.AtLeast):
        if holds(rule):
            yield (rule,)
        return
    for chosen in combinations(rule.of, needed(rule)):
        below = [list(islice(_ways(child, holds), WAYS + 1)) for child in chosen]
        for picked in product(*below):
            yield tuple(leaf for part in picked for leaf in part)


def _deny(space: Space, found: Anything, way: Sequence[Rule]) -> bool:
    """One way denied: the list holds, or a clause of the way fails, or too few records are there for some of them."""
    counts = [leaf for leaf in way if isinstance(leaf, Count)]
    groups = [g for size in range(2, len(counts) + 1) for g in combinations(counts, size) if _compete(space, g)]
    if any(count.total or count.weights for group in groups for count in group):
        return False
    several = [c for c in counts if c.per_project and (c.n > 1 or c.total)]  # type: ignore[operator]  # settled
    # results of one project that count as one are told apart only where no records of the kind share one
    kinds = dict.fromkeys(shape.kind for count in several for shape in count.pattern)
    loose = [*(projects.together(space.records, kind) for kind in kinds), *([~space.world.plain] if kinds else [])]
    missed = [~space.literal(leaf) for leaf in way]
    space.model.add_bool_or(found, *missed, *(~_enough(space, group) for group in groups), *loose)
    return True


def _compete(space: Space, group: Sequence[Count]) -> bool:
    """Whether some record could serve each of these and another of them."""
    places = [{pile.place for pile in space.records.serving(count.pattern)} for count in group]
    return all(any(a & b for j, b in enumerate(places) if i != j) for i, a in enumerate(places))


def _enough(space: Space, group: Sequence[Count]) -> Anything:
    """A literal for "there are as many records as these demands want together"."""
    plain = [replace(count, per_project=False) for count in group]
    if len({content(replace(count, pattern=(), n=0)) for count in plain}) > 1:
        # dated by different titles: the union is not one sum, so nothing is claimed of it
        return space.model.new_bool_var("")
    shapes = tuple(dict.fromkeys(shape for count in group for shape in count.pattern))
    wanted: list[Anything] = [count.n for count in group]
    return space.records.literal(replace(plain[0], pattern=shapes, n=sum(wanted)))
