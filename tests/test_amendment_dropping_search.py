"""The search for the fewest clauses to drop equals trying every way, on generated trees and generated people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import product
from time import monotonic

import pytest

from models import rules
from solver.amendment_moves import Movable, size
from solver.amendment_search import Ended, Search
from tests.drafts import Document
from tests.test_amendment_search import Case, cases, loosened

MOST_WAYS = 400
"""Movements and dropped clauses together, so that all can be tried."""


def tried(case: Case, more: Sequence[Document]) -> tuple[int, int, int, Fraction] | None:
    """The size of the least movement with drops by trying all; None where nothing lets everybody in."""
    wanted = case.wanted(more)
    ranges = [range(one.most + 1) for one in case.movable.every]
    for grains in sorted(product(*ranges), key=lambda g: whole(case.movable, g)):
        if all(case.meets(case.movable.moved(grains), person) for person in wanted):
            return whole(case.movable, grains)
    return None


def whole(movable: Movable, grains: Sequence[int]) -> tuple[int, int, int, Fraction]:
    """Clauses dropped, conditions in them, thresholds moved, steps."""
    gone = movable.dropped(grains)
    return len(gone), sum(clause.conditions for clause in gone), *size(movable, grains)


def searched(case: Case) -> tuple[Ended, list[Document]]:
    """The search over drops, after that of thresholds alone: it begins with the people found there.

    With how it ends comes whom it wanted to let in.
    """
    bare = Movable(case.movable.rule, case.standard)
    first = Search(loosened(bare), case.other, case.refute, case.as_of)
    first.run(monotonic() + 60)
    known = [seen.document for seen in first.people]
    search = Search(case.movable, case.other, case.refute, case.as_of, known)
    ended = search.run(monotonic() + 60)
    return ended, [dict(seen.document) for seen in search.people]


def with_drops(seeds: Iterable[int]) -> Iterable[Case]:
    """Generated trees whose clauses may be dropped, as long as every way can be tried."""
    for case in cases(seeds):
        rule = case.movable.rule
        assert isinstance(rule, rules.Any)
        roots = [part for route in rule.of for part in rules.children(route)]
        movable = loosened(Movable(rule, case.standard, roots))
        ways = 1
        for one in movable.every:
            ways *= one.most + 1
        if movable.clauses and ways <= MOST_WAYS:
            yield Case(movable, case.other, case.people, case.as_of, case.standard)


def compared(found: Iterable[Case]) -> Counter[str]:
    told: Counter[str] = Counter()
    for case in found:
        ended, made = searched(case)
        least = tried(case, made)
        told[ended.answer] += 1
        if least is None:
            assert ended.answer == "impossible"
            continue
        assert ended.answer == ("proven" if any(least) else "none_needed")
        assert whole(case.movable, ended.grains) == least
        assert (ended.fewest, *ended.bound) == (least[0], *least[2:])
        told["dropped"] += least[0] > 0
        told["both"] += least[0] > 0 and least[2] > 0
    return told


def test_the_fewest_clauses_are_those_of_trying_all() -> None:
    told = compared(with_drops(range(50)))
    assert told["dropped"] >= 2 and told["proven"] >= 5


@pytest.mark.slow
@pytest.mark.parametrize("start", range(2000, 4000, 500))
def test_the_fewest_clauses_are_those_of_trying_all_widely(start: int) -> None:
    told = compared(with_drops(range(start, start + 500)))
    assert told["dropped"] >= 15, told
