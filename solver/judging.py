"""Two versions of a clause judged: whether everyone who meets the one meets the other, proven or refuted by somebody.

The solver is asked over a person left free. What it proves of the clauses below is put together where a list only
gathers them, and somebody found for one clause is tried on the others before it is asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any as Anything

from models import applicant, rules
from models.rules import Rule, children
from solver.alignment import Contents, shared
from solver.comparison import Witness
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.space import Proof, implies
from solver.status import ASSUMED, UNMET
from solver.world import DAY

Document = Mapping[str, Anything]
Later = Callable[[Document], Document]
"""Writes a person down for the later version: what a panel said stands under the paths there."""
SECONDS = 5.0
ENOUGH, LITTLE = 20.0, 0.5
"""Seconds that may go into questions that stay open, and what each further question has after that."""
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
    """Judges clauses of two versions of one standard; every clause is asked about once."""

    def __init__(self, standard: str, contents: Contents, seconds: float = SECONDS, later: Later | None = None) -> None:
        self.standard, self.contents, self.seconds = standard, contents, seconds
        self.later = later or (lambda person: person)
        self.spent = 0.0
        self._known: dict[tuple[str, str], Told] = {}
        self._people: list[tuple[Document, Evaluation]] = []

    def judged(self, before: Rule, after: Rule, *, at_once: bool = False) -> Judged:
        """How two versions of a clause stand to each other; `at_once` asks the solver about the whole first."""
        if self.contents.asked(before) == self.contents.asked(after):
            return SAME
        return Judged(forward=self._told(before, after, at_once), backward=self._told(after, before, at_once))

    def meets(self, person: Document, rule: Rule) -> bool:
        """Whether somebody, as a document as of DAY, meets a clause."""
        return self._evaluation(person).status(rule) >= ASSUMED

    def _told(self, a: Rule, b: Rule, at_once: bool = False) -> Told:
        """Whether everyone who meets the first meets the second."""
        key = (self.contents.asked(a), self.contents.asked(b))
        if key[0] == key[1]:
            return PLAIN
        if isinstance(a, rules.Item) or isinstance(b, rules.Item):
            return OPEN  # an item of a list holds or fails with its list alone
        if key not in self._known:
            self._known[key] = self._whole(a, b) if at_once else self._found(a, b)
        return self._known[key]

    def _whole(self, a: Rule, b: Rule) -> Told:
        """The solver first; what it leaves open is put together from the clauses below."""
        told = self._solved(a, b)
        if told.answer == "undecided" and self._follows(a, b):
            return Told(answer="proven", how="structure")
        return self._seen(a, b) or told if told.answer == "undecided" else told

    def _found(self, a: Rule, b: Rule) -> Told:
        if not children(a) or not children(b):
            told = self._solved(a, b)
            return self._seen(a, b) or told if told.answer == "undecided" else told
        known = self._seen(a, b)
        if known is not None:
            return known
        if self._follows(a, b):
            return Told(answer="proven", how="structure")
        return self._seen(a, b) or self._solved(a, b)

    def _seen(self, a: Rule, b: Rule) -> Told | None:
        """Somebody found before who meets the first and surely not the second."""
        for person, evaluation in self._people:
            if evaluation.status(a) >= ASSUMED and evaluation.status(b) is UNMET:
                return self._refuted(a, b, person)
        return None

    def _solved(self, a: Rule, b: Rule) -> Told:
        proof = self._asked(a, b)
        if proof.answer == "proven":
            return Told(answer="proven", how="solver")
        someone = proof if proof.witness is not None else self._asked(a, _NEVER)
        if someone.witness is not None:
            person = {**_NOBODY, **someone.witness}
            for one in (person, _in_one_project(person)):
                evaluation = self._evaluation(one)
                if evaluation.status(a) >= ASSUMED > evaluation.status(b):
                    self._people.append((one, evaluation))
                    return self._refuted(a, b, one)
        return OPEN

    def _asked(self, a: Rule, b: Rule) -> Proof:
        """What the solver says; once much time went into questions that stayed open, each has little."""
        begin = monotonic()
        proof = implies(a, b, standard=self.standard, seconds=self.seconds if self.spent < ENOUGH else LITTLE)
        self.spent += monotonic() - begin if proof.answer == "undecided" else 0
        return proof

    def _evaluation(self, person: Document) -> Evaluation:
        kept = next((found for one, found in self._people if one is person), None)
        return kept or Evaluation(Facts(applicant.read(person), DAY, self.standard))

    def _refuted(self, a: Rule, b: Rule, person: Document) -> Told:
        evaluation = self._evaluation(person)
        meets, decides = turned(evaluation, a, b)
        return Told(answer="refuted", how="solver", witness=self._witness(person, a, meets, decides))

    def _witness(self, person: Document, a: Rule, meets: Sequence[Rule], decides: Sequence[Rule]) -> Witness:
        """Somebody written down; of a whole rung with the route by which they qualify."""
        evaluation = self._evaluation(person)
        routes = a.of if isinstance(a, rules.Any) and "/" not in a.id else ()
        held = (route.id.rsplit("/", 1)[-1] for route in routes if evaluation.status(route) >= ASSUMED)
        return Witness(
            person=person,
            papers={"before": person, "after": self.later(person)},
            as_of=DAY,
            route=next(held, ""),
            meets=tuple(meets),
            decides=tuple(decides),
            records=len(person.get("achievements") or ()),
        )

    def _follows(self, a: Rule, b: Rule) -> bool:
        """Whether the second holds where the first does by what is known of the clauses below, each with its like."""
        if isinstance(a, rules.Lacks) and isinstance(b, rules.Lacks):
            return self._told(b.of, a.of).answer == "proven"
        gathered = rules.All | rules.Any | rules.AtLeast
        if not isinstance(a, gathered) or not isinstance(b, gathered) or not _gives(a, b):
            return False
        met = sum(self._told(mine, its).answer == "proven" for mine, its in shared(a, b))
        # of those that hold, at most the ones without a like are lost
        return asks(a) - (len(a.of) - met) >= asks(b)


def _in_one_project(person: Document) -> Document:
    """The person with all their records made in one project, which the solver leaves open."""
    return {**person, "achievements": [{**one, "project": "A"} for one in person["achievements"]]}


def _gives(a: Rule, b: Rule) -> bool:
    """Whether records given to the clauses of one list can be given alike to those of the other."""
    once = [getattr(one, "once", False) for one in (a, b)]
    if once == [False, False]:
        return True
    if once[1] and not once[0]:
        return False
    return not any(isinstance(node, rules.Lacks) for one in (a, b) for node in rules.walk(one))


def asks(rule: rules.All | rules.Any | rules.AtLeast) -> int:
    """How many of the clauses of a list have to hold."""
    if isinstance(rule, rules.Any):
        return 1
    return len(rule.of) if isinstance(rule, rules.All) else int(rule.n)  # type: ignore[arg-type]  # settled to a number


def turned(evaluation: Evaluation, a: Rule, b: Rule) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """Why somebody meets the first version and not the second: the smallest clauses of each that differ for them."""
    meets: dict[str, Rule] = {}
    decides: dict[str, Rule] = {}

    some = rules.Any | rules.AtLeast

    def go(x: Rule, y: Rule) -> None:
        found = False
        # an item of a list holds or fails with its list alone
        for mine, its in () if isinstance(x, rules.Tally) or isinstance(y, rules.Tally) else shared(x, y):
            if evaluation.status(mine) >= ASSUMED > evaluation.status(its):
                found = True
                go(mine, its)
        theirs = {child.id for child in children(y)}
        ours = {child.id for child in children(x)}
        if isinstance(x, some) and isinstance(y, some):
            alone = [c for c in x.of if c.id not in theirs and evaluation.status(c) >= ASSUMED]
            meets.update((c.id, c) for c in alone)
            if alone and not found:
                decides[y.id] = y
            found = found or bool(alone)
        if isinstance(x, rules.All) and isinstance(y, rules.All):
            further = [c for c in y.of if c.id not in ours and evaluation.status(c) < ASSUMED]
            decides.update((c.id, c) for c in further)
            found = found or bool(further)
        if not found:
            meets[x.id], decides[y.id] = x, y

    go(a, b)
    return tuple(meets.values()), tuple(decides.values())
