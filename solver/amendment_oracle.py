"""Whether somebody meets one rule and not another: by the solver, and where it cannot tell, clause by clause.

A list that asks for so many of its clauses follows from another such list if enough of its clauses follow, each from
its like; who meets these then meets enough of those. Of a list in which a record serves one clause only this holds too
where each clause is content with the records of its like.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from time import monotonic
from typing import Any as Anything

from models import applicant
from models.errors import InputError
from models.rules import Rule
from solver.amendment_search import Refute
from solver.amendment_witness import ranks_of, unranked
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.gathered import Gathered, gives, handed_on, needed
from solver.somebody import SECONDS, Somebody, somebody
from solver.status import ASSUMED, UNMET
from solver.world import content

NOBODY = Somebody(answer="proven")


def refuting(as_of: date) -> Refute:
    """Looks for somebody as of a day; nobody counts whom the reference does not find to meet the one rule alone."""
    return Oracle(as_of).asked


class Oracle:
    """Answers about pairs of rules; what was found of a pair of clauses is kept."""

    def __init__(self, as_of: date) -> None:
        self.as_of = as_of
        self._known: dict[tuple[str, str], bool] = {}

    def asked(self, meets: Rule, fails: Rule, seconds: float) -> Somebody:
        """Somebody who meets the first and not the second, or the proof that there is nobody."""
        until = monotonic() + seconds
        found = self._solved(meets, fails, seconds)
        if found.answer == "undecided" and self.listed(meets, fails, until):
            return NOBODY
        return found

    def _solved(self, meets: Rule, fails: Rule, seconds: float) -> Somebody:
        def replayed(document: Mapping[str, Anything]) -> bool:
            try:
                found = Evaluation(Facts(applicant.read(document), self.as_of, ""))
            except InputError:
                return False
            return found.status(meets) >= ASSUMED and found.status(fails) is UNMET

        found = somebody(meets, fails, self.as_of, replayed, seconds=min(SECONDS, seconds))
        plain = None if found.document is None else unranked(found.document, ranks_of(meets, fails))
        return replace(found, document=plain) if plain is not None and replayed(plain) else found

    def _follows(self, one: Rule, other: Rule, until: float) -> bool:
        """Whether all who meet a clause surely meet the other."""
        key = (content(one), content(other))
        if key[0] == key[1]:
            return True
        if key not in self._known:
            left = until - monotonic()
            if left <= 0:
                return False
            self._known[key] = self.asked(one, other, left).answer == "proven"
        return self._known[key]

    def listed(self, one: Rule, other: Rule, until: float) -> bool:
        """Whether all who meet a list surely meet another, by what follows of clauses that have a like there."""
        if not isinstance(one, Gathered) or not isinstance(other, Gathered):
            return False
        if not gives(one, other):
            return False
        likes = {_last(child): child for child in other.of}
        met, spare = 0, needed(one) - needed(other)
        for place, child in enumerate(one.of):
            if place - met > spare:
                return False
            like = likes.get(_last(child))
            met += like is not None and handed_on(child, like, other) and self._follows(child, like, until)
        # of those that somebody meets, at most the ones without a like are lost
        return needed(one) - (len(one.of) - met) >= needed(other)


def _last(rule: Rule) -> str:
    return rule.id.rsplit("/", 1)[-1]
