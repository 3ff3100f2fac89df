"""Two versions of a clause judged: whether everyone who meets the one meets the other, proven or refuted by somebody.

The solver is asked over a person left free within the facts of the world (`solver.lives`). What it proves of the
clauses below is put together where a list only gathers them, and somebody found for one is tried on the others before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything

from models import applicant, rules
from models.errors import InputError
from models.rules import Rule, children
from solver.alignment import Contents, shared
from solver.comparison import ALL, Witness
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.gathered import Gathered, gives, handed_on, needed
from solver.projects import ONE
from solver.relating import Meeting, replayed
from solver.somebody import Document, Somebody, somebody
from solver.status import ASSUMED, UNMET
from solver.turned_clauses import turned
from solver.world import DAY, content

Later = Callable[[Document], Document]
"""Writes a person down for the later version: what a panel said stands under the paths there."""
SECONDS = 5.0
ENOUGH, LITTLE = 20.0, 0.5
"""Seconds that may go into questions that stay open, and what each further question has after that: seconds of the
solver's own count, so that a slow machine has the same answers."""
_NOBODY: dict[str, Anything] = {
    name: [] for name in ("education", "titles", "work", "achievements", "recommenders", "approvals", "talent")
}


_NEVER = rules.Any(id="never", cite="", of=())


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Told:
    """Whether everyone who meets one version of a clause meets the other.

    `answer`: proven, refuted (by `witness`, as of `witness.as_of`) or undecided. `how` it is known: content (they ask
    the same), solver, or structure (a list of clauses of which each is proven).
    """

    answer: str
    how: str
    witness: Witness | None = None


PLAIN = Told(answer="proven", how="content")
OPEN = Told(answer="undecided", how="solver")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Judged:
    """A clause before and after a change: `forward` says whether who met it still does, `backward` the reverse."""

    forward: Told
    backward: Told

    @property
    def sign(self) -> str:
        """`same`, `looser` (who met it does, and others too), `stricter`, `other` (neither), or `undecided`."""
        ways = (self.forward.answer, self.backward.answer)
        if "undecided" in ways:
            return "undecided"
        return {
            ("proven", "proven"): "same",
            ("proven", "refuted"): "looser",
            ("refuted", "proven"): "stricter",
            ("refuted", "refuted"): "other",
        }[ways]


SAME = Judged(forward=PLAIN, backward=PLAIN)


class Judge:
    """Judges clauses of two versions of one standard as of a day; every clause is asked about once."""

    def __init__(
        self,
        standard: str,
        contents: Contents,
        as_of: date = DAY,
        *,
        seconds: float = SECONDS,
        later: Later | None = None,
    ) -> None:
        self.standard, self.contents, self.as_of, self.seconds = standard, contents, as_of, seconds
        self.later = later or (lambda person: person)
        self.spent = 0.0
        self._known: dict[tuple[str, str], Told] = {}
        self._people: list[tuple[Document, Evaluation]] = []

    def judged(self, before: Rule, after: Rule) -> Judged:
        """How two versions of a clause stand to each other."""
        if self.contents.asked(before) == self.contents.asked(after):
            return SAME
        return Judged(forward=self._told(before, after), backward=self._told(after, before))

    def rung(self, before: Rule, after: Rule, meeting: Meeting) -> Judged:
        """How two versions of a rung stand: somebody is first looked for in the terms of a comparison."""
        if self.contents.asked(before) == self.contents.asked(after):
            return SAME
        return Judged(forward=self._routes(before, after, meeting, 0), backward=self._routes(after, before, meeting, 1))

    def found(self, a: Rule, b: Rule, holds: Callable[[Evaluation], bool], *, meets: Rule, fails: Rule) -> Told | None:
        """Somebody who meets the first rule and fails the second, and of whom more holds: one of those found before, or
        of those who meet `meets` and fail `fails`. None where nobody was found.
        """

        def fits(one: Evaluation) -> bool:
            return one.status(a) >= ASSUMED and one.status(b) is UNMET and holds(one)

        known = next((person for person, evaluation in self._people if fits(evaluation)), None)
        if known is None:
            known = self._somebody(meets, fails, lambda person: fits(self._evaluation(person))).document
        return None if known is None else self._refuted(a, b, self._kept(known))

    def meets(self, person: Document, rule: Rule) -> bool:
        """Whether somebody, as a document as of the day asked, meets a clause."""
        return self._evaluation(person).status(rule) >= ASSUMED

    def _told(self, a: Rule, b: Rule) -> Told:
        """Whether everyone who meets the first meets the second."""
        key = (self.contents.asked(a), self.contents.asked(b))
        if key[0] == key[1]:
            return PLAIN
        if isinstance(a, rules.Item) or isinstance(b, rules.Item):
            return OPEN  # an item of a list holds or fails with its list alone
        if key not in self._known:
            self._known[key] = self._found(a, b)
        return self._known[key]

    def _routes(self, a: Rule, b: Rule, meeting: Meeting, way: int) -> Told:
        """The same of whole rungs. A comparison closes what nobody can compute, so of it only the people are taken."""
        trees = meeting.trees(ALL)
        if content(trees[0]) != content(trees[1]):
            meets, fails = trees if way == 0 else trees[::-1]

            def stands(person: Document) -> bool:
                return replayed(meeting, ALL, "", way, person) and self._turns(meeting.papers(person)[0], a, b)

            one = somebody(meets, fails, self.as_of, stands, seconds=self._seconds()).document
            if one is not None:
                return self._refuted(a, b, self._kept(meeting.papers(one)[0]))
        return self._told(a, b)

    def _found(self, a: Rule, b: Rule) -> Told:
        known = self._seen(a, b)
        if known is not None:
            return known
        if children(a) and children(b) and self._follows(a, b):
            return Told(answer="proven", how="structure")
        return self._seen(a, b) or self._solved(a, b)

    def _seen(self, a: Rule, b: Rule) -> Told | None:
        """Somebody found before who meets the first and surely not the second."""
        for person, evaluation in self._people:
            if evaluation.status(a) >= ASSUMED and evaluation.status(b) is UNMET:
                return self._refuted(a, b, person)
        return None

    def _solved(self, a: Rule, b: Rule) -> Told:
        one = self._somebody(a, b, lambda person: self._turns(person, a, b))
        known = one.document
        if one.answer == "undecided":
            # of a sum the solver leaves projects open: whoever meets the first may do with one project alone
            anybody = self._somebody(a, _NEVER, lambda person: self._turns(_in_one_project(person), a, b)).document
            known = None if anybody is None else _in_one_project(anybody)
        if known is not None:
            return self._refuted(a, b, self._kept(known))
        return Told(answer=one.answer, how="solver")

    def _somebody(self, a: Rule, b: Rule, stands: Callable[[Document], bool]) -> Somebody:
        """What the solver says; once much time went into questions that stayed open, each has little."""
        seconds = self._seconds()
        one = somebody(a, b, self.as_of, stands, seconds=seconds, standard=self.standard)
        self.spent += seconds if one.answer == "undecided" else 0
        return one

    def _seconds(self) -> float:
        return self.seconds if self.spent < ENOUGH else LITTLE

    def _turns(self, person: Document, a: Rule, b: Rule) -> bool:
        """Whether somebody meets the first and surely not the second."""
        try:
            evaluation = self._evaluation(person)
        except InputError:
            return False
        return evaluation.status(a) >= ASSUMED and evaluation.status(b) is UNMET

    def _kept(self, person: Document) -> Document:
        """Somebody found, in full, to be tried on other clauses."""
        full = {**_NOBODY, **person}
        self._people.append((full, self._evaluation(full)))
        return full

    def _evaluation(self, person: Document) -> Evaluation:
        kept = next((found for one, found in self._people if one is person), None)
        return kept or Evaluation(Facts(applicant.read({**_NOBODY, **person}), self.as_of, self.standard))

    def _refuted(self, a: Rule, b: Rule, person: Document) -> Told:
        meets, decides = turned(self._evaluation(person), a, b)
        return Told(answer="refuted", how="solver", witness=self._witness(person, a, meets, decides))

    def _witness(self, person: Document, a: Rule, meets: Sequence[Rule], decides: Sequence[Rule]) -> Witness:
        """Somebody written down; of a whole rung with the route by which they qualify."""
        evaluation = self._evaluation(person)
        routes = a.of if isinstance(a, rules.Any) and "/" not in a.id else ()
        held = (route.id.rsplit("/", 1)[-1] for route in routes if evaluation.status(route) >= ASSUMED)
        return Witness(
            person=person,
            papers={"before": person, "after": self.later(person)},
            as_of=self.as_of,
            route=next(held, ""),
            meets=tuple(meets),
            decides=tuple(decides),
            records=len(person.get("achievements") or ()),
        )

    def _follows(self, a: Rule, b: Rule) -> bool:
        """Whether the second holds where the first does by what is known of the clauses below, each with its like."""
        if isinstance(a, rules.Lacks) and isinstance(b, rules.Lacks):
            return self._told(b.of, a.of).answer == "proven"
        if not isinstance(a, Gathered) or not isinstance(b, Gathered) or not gives(a, b):
            return False
        met = sum(handed_on(mine, its, b) and self._told(mine, its).answer == "proven" for mine, its in shared(a, b))
        # of those that hold, at most the ones without a like are lost
        return needed(a) - (len(a.of) - met) >= needed(b)


def _in_one_project(person: Document) -> Document:
    """The person with all their records made in one project."""
    return {**person, "achievements": [{**one, "project": ONE} for one in person["achievements"]]}
