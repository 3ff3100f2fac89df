"""The least movement by counterexamples: somebody shut out is found and let in, until there is nobody.

Where clauses may be dropped, the fewest are looked for with every threshold at its loosest first: who is shut out even
so tells of clauses alone, and only then it matters how far thresholds move.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import partial
from time import monotonic
from typing import Any as Anything

from models import applicant
from models.errors import InputError
from models.rules import Rule
from solver.amendment_model import Amending
from solver.amendment_moves import Movable, size
from solver.amendment_person import Person
from solver.amendment_witness import ranks_of, weakened
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.somebody import Somebody
from solver.status import ASSUMED, UNMET

Refute = Callable[[Rule, Rule, float], Somebody]
"""Whether somebody meets the first rule and not the second, within some seconds: proven means nobody."""
Size = tuple[int, Fraction]
"""Thresholds moved, and steps in all: fewer thresholds first."""
LEAST = 0.01
"""Seconds that a question is given at least."""
MOST_ROUNDS = 200
MOST_PASSED = 8
"""So many movements of which the solver cannot tell are passed over for those of other thresholds."""


@dataclass(kw_only=True, slots=True)
class Ended:
    """How a search ended: the movement it came to, and somebody to show.

    `stands` is the rule at its loosest, where it still shuts that person out. At least `fewest` clauses are dropped by
    whatever lets everybody in, and where they are no more, thresholds are moved by `bound` at least.
    """

    answer: str
    grains: list[int]
    rounds: int
    stands: Rule | None = None
    bound: Size = (0, Fraction(0))
    suffices: bool = False
    person: Mapping[str, Anything] | None = None
    together: bool = False
    fewest: int = 0


@dataclass(kw_only=True, slots=True)
class Seen:
    """Somebody who has to be let in."""

    document: Mapping[str, Anything]
    facts: Facts

    def meets(self, rule: Rule) -> bool:
        """Whether they meet a rule, by the reference."""
        return Evaluation(self.facts).status(rule) >= ASSUMED


@dataclass(slots=True)
class Search:
    """The search over one settled rule, with its thresholds, and another that it is to be no stricter than."""

    movable: Movable
    other: Rule
    refute: Refute
    as_of: date
    known: Sequence[Mapping[str, Anything]] = ()
    """People to begin with, who meet the other rule."""
    people: list[Seen] = field(default_factory=list)
    model: Amending = field(init=False)
    ranks: frozenset[str] = field(init=False)
    enough: dict[tuple[int, ...], Somebody] = field(default_factory=dict)
    """What was found of dropped clauses with every threshold at its loosest."""

    def __post_init__(self) -> None:
        self.model = Amending(self.movable)
        self.ranks = ranks_of(self.movable.rule, self.other)
        for document in self.known:
            self._add(self._seen(document))

    def run(self, until: float) -> Ended:
        """Rounds of somebody shut out and the least movement that lets in all so far, until `until` (monotonic).

        A movement of which the solver cannot tell whether it is enough is passed over for one of other thresholds; what
        is then proven enough is the least only if it is no larger.
        """
        grains = [0] * len(self.movable.every)
        bound: list[int] | None = None
        passed = 0
        if self.people:
            answer, moved = self._least(until)
            if answer == "never":
                alone = [] if self.movable.mixed else [one for one in self.people if not one.meets(self.movable.widest)]
                return self._never([*alone, *self.people][0], 0, together=not alone)
            if answer != "found":
                return self._ended("undecided", grains, 0, None)
            grains = moved
        for round_ in range(MOST_ROUNDS):
            left = until - monotonic()
            if left <= 0:
                return self._ended("undecided", grains, round_, bound)
            rule, found = self._asked(grains, until)
            if found.answer == "proven":
                least = bound is None or self._alike(grains, bound)
                answer = ("proven" if any(grains) else "none_needed") if least else "undecided"
                return self._ended(answer, grains, round_, bound, suffices=True)
            seen = None if found.document is None else self._seen(found.document)
            if seen is None or not self._outside(seen, rule):
                bound, passed = bound or grains, passed + 1
                if passed > MOST_PASSED or not grains:
                    return self._ended("undecided", grains, round_, bound)
                self.model.elsewhere(grains)
            else:
                self._add(self._seen(weakened(seen.document, partial(self._qualifies, rule), self.ranks)))
                stuck = self._shut_out(until)
                if stuck is not None:
                    return self._never(stuck, round_ + 1)
            answer, moved = self._least(until)
            if answer == "never" and bound is None and seen is not None:
                return self._never(seen, round_ + 1, together=True)
            if answer != "found":
                return self._ended("undecided", grains, round_ + 1, bound)
            grains = moved
        return self._ended("undecided", grains, MOST_ROUNDS, bound)

    def _asked(self, grains: list[int], until: float) -> tuple[Rule, Somebody]:
        """Somebody whom a movement shuts out, and the rule that does: if it can, the one with all thresholds loose."""
        dropped = tuple(grains[len(self.movable.thresholds) :])
        if any(dropped) and not self.movable.mixed:
            loose = self.movable.moved(self.movable.thrown_open(grains))
            if dropped not in self.enough:
                self.enough[dropped] = self.refute(self.other, loose, max(LEAST, until - monotonic()))
            found = self.enough[dropped]
            if found.document is not None and self._outside(self._seen(found.document), loose):
                return loose, found
        rule = self.movable.moved(grains)
        return rule, self.refute(self.other, rule, max(LEAST, until - monotonic()))

    def _alike(self, one: Sequence[int], other: Sequence[int]) -> bool:
        """Whether two movements are equally large."""
        gone = [[clause.conditions for clause in self.movable.dropped(each)] for each in (one, other)]
        sizes = [size(self.movable, each) for each in (one, other)]
        return sizes[0] == sizes[1] and (len(gone[0]), sum(gone[0])) == (len(gone[1]), sum(gone[1]))

    def _shut_out(self, until: float) -> Seen | None:
        """Somebody whom the rule at its loosest shuts out, and so every movement, where none asks for more."""
        if self.movable.mixed:
            return None
        if len(self.people) == 1:
            worst = self.refute(self.other, self.movable.widest, max(LEAST, until - monotonic()))
            if worst.document is not None:
                self._add(self._seen(worst.document))
        last = self.people[-1]
        return last if last.meets(self.other) and not last.meets(self.movable.widest) else None

    def _outside(self, seen: Seen, rule: Rule) -> bool:
        return seen.meets(self.other) and not seen.meets(rule)

    def _qualifies(self, rule: Rule, document: Mapping[str, Anything]) -> bool:
        """Whether a document is of somebody who meets the other rule and surely not this one."""
        try:
            seen = self._seen(document)
        except InputError:
            return False
        return seen.meets(self.other) and Evaluation(seen.facts).status(rule) is UNMET

    def _seen(self, document: Mapping[str, Anything]) -> Seen:
        return Seen(document=document, facts=Facts(applicant.read(document), self.as_of, ""))

    def _add(self, seen: Seen) -> None:
        self.people.append(seen)
        self.model.admit(Person(self.model, seen.facts).node(self.movable.rule, self.movable.loosest))

    def _least(self, until: float) -> tuple[str, list[int]]:
        """The least movement that lets in everybody so far, as the reference sees it."""
        while (left := until - monotonic()) > 0:
            answer, grains = self.model.least(left)
            if answer != "found":
                return answer, grains
            rule = self.movable.moved(grains)
            outside = next((seen for seen in self.people if not seen.meets(rule)), None)
            if outside is None:
                return answer, grains
            if self.movable.mixed:
                self.model.forbid(grains)
            else:
                self.model.cut(self._stuck(outside, grains))
        return "undecided", []

    def _stuck(self, seen: Seen, grains: Sequence[int]) -> list[int]:
        """A movement at least as wide that still shuts somebody out, as wide as it goes."""
        wide = list(grains)
        for place, one in enumerate(self.movable.every):
            low, high = wide[place], one.most
            while low < high:
                wide[place] = (low + high + 1) // 2
                low, high = (low, wide[place] - 1) if seen.meets(self.movable.moved(wide)) else (wide[place], high)
            wide[place] = low
        return wide

    def _ended(
        self, answer: str, grains: list[int], rounds: int, bound: list[int] | None, *, suffices: bool = False
    ) -> Ended:
        least = bound or grains
        return Ended(
            answer=answer,
            grains=grains,
            rounds=rounds,
            bound=size(self.movable, least),
            fewest=len(self.movable.dropped(least)),
            suffices=suffices,
            person=self.people[0].document if self.people else None,
        )

    def _never(self, seen: Seen, rounds: int, *, together: bool = False) -> Ended:
        return Ended(
            answer="impossible",
            grains=[0] * len(self.movable.every),
            rounds=rounds,
            person=seen.document,
            stands=None if together else self.movable.widest,
            together=together,
        )
