"""One rung of one standard for a batch of people: verdicts, what blocks, and the least additions, all in columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from models import rules
from models.applicant import Applicant
from models.rules import Count, Rule, Tally, Tied
from solver.additions import additions
from solver.columns.asking import Asker, Plans, distinct
from solver.columns.folding import CUT, Fold, Numbers, Wanted
from solver.columns.frontiers import Points, Ways, least
from solver.columns.tree import Bools, Shape, Standing, shape
from solver.columns.waiting import EPOCH, Rows, rows, turns
from solver.settle import Settled
from solver.status import UNKNOWN, Status

Marks = NDArray[np.int8]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Verdicts:
    """How each route stands for each person; `blocks` and `opens` are the nodes that block, and that are left open."""

    routes: dict[str, Marks]
    best: Marks
    blocking: Sequence[tuple[Rule, Bools]]
    open: Sequence[tuple[Rule, Bools]]


class Rung:
    """A settled rung, with what was found for it so far: answers by key hold for every batch."""

    def __init__(self, settled: Settled, as_of: date, plans: Plans, *, strict: bool) -> None:
        self.settled, self.as_of = settled, as_of
        self.shape: Shape = shape(settled)
        self.additions = additions(settled)
        self.asker = Asker(settled, as_of, plans, strict=strict)
        self.numbers = Numbers()
        self.names = list(settled.routes)
        self._first = "regular" if "regular" in settled.routes else next(iter(settled.routes), "")

    def verdicts(self, standing: Standing) -> Verdicts:
        """How the rung stands for each person, and which nodes block or are open."""
        size = standing.n
        full = np.full(size, 3, dtype=np.int8)
        by_route = {
            name: np.minimum.reduce([full, *(standing.marks(part) for part in parts)])
            for name, parts in self.settled.routes.items()
        }
        best = np.maximum.reduce([np.zeros(size, dtype=np.int8), *by_route.values()])
        barred = by_route[self._first] == 0 if self._first else np.zeros(size, dtype=bool)
        blocking = [(node, (standing.marks(node) == 0) & barred) for node in self._chain()]
        return Verdicts(routes=by_route, best=best, blocking=blocking, open=self._open(standing, by_route, best))

    def _chain(self) -> list[Rule]:
        """The nodes that can block: those reached through `all` alone, in the order of the text."""
        found: dict[int, Rule] = {}

        def visit(rule: Rule) -> None:
            if isinstance(rule, rules.All) and not rule.once:
                for child in rule.of:
                    visit(child)
            else:
                found.setdefault(id(rule), rule)

        for part in self.settled.routes.get(self._first, ()):
            visit(part)
        return list(found.values())

    def _open(self, standing: Standing, by_route: dict[str, Marks], best: Marks) -> list[tuple[Rule, Bools]]:
        """The single conditions and counts that leave a verdict open, for the people whose verdict is."""
        undecided = best == UNKNOWN
        seen: dict[int, Bools] = {}
        if not undecided.any():
            return []
        for name, parts in self.settled.routes.items():
            for part in parts:
                here = undecided & (by_route[name] == UNKNOWN)
                seen[id(part)] = seen.get(id(part), np.zeros(standing.n, dtype=bool)) | here
        found = []
        for level in reversed(self.shape.levels):
            for node in level:
                if id(node) not in seen:
                    continue
                mine = seen[id(node)] & (standing.marks(node) == UNKNOWN)
                below = () if isinstance(node, Tally) else rules.children(node)
                if not below and mine.any():
                    found.append((node, mine))
                for child in below:
                    seen[id(child)] = seen.get(id(child), np.zeros(standing.n, dtype=bool)) | mine
        return found

    def frontier(
        self, standing: Standing, verdicts: Verdicts, person: Callable[[int], Applicant], also: Bools | None = None
    ) -> tuple[Points, Bools]:
        """The points of everybody who is not eligible, and who of them has any way by the regular route."""
        regular = np.zeros(standing.n, dtype=bool)
        people = np.flatnonzero((verdicts.best == 0) & (also if also is not None else True))
        if not len(people):
            nothing = np.zeros(0, dtype=np.int64)
            return Points(**{name: nothing for name in Points.__slots__}), regular
        made, live, numbers = self._keyed(standing, people, person)
        ways = Ways.of(self.asker.ways)
        points, who, route = least(made.people[live], made.days[live], numbers, ways, self.as_of)
        if self._first == "regular":
            regular[who[route == self.names.index("regular")]] = True
        return points, regular

    def wants(
        self, standing: Standing, verdicts: Verdicts, person: Callable[[int], Applicant], also: Bools, by: date
    ) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
        """For everybody not eligible: the days until a last one on which the rung can be reached, and what is wanted.

        People, days (since 1970) and the number of a tree of wants in `asker.trees`, one row for each person and day.
        """
        people = np.flatnonzero((verdicts.best == 0) & also)
        made, live, numbers = self._keyed(standing, people, person)
        soon = made.days[live] <= by.toordinal() - EPOCH
        return made.people[live][soon], made.days[live][soon], numbers[soon]

    def _keyed(
        self, standing: Standing, people: NDArray[np.int64], person: Callable[[int], Applicant]
    ) -> tuple[Rows, NDArray[np.int64], NDArray[np.int64]]:
        """The days of these people, the rows among them on which a route can be reached, and the answer to each."""
        wanted = Wanted(standing, self.additions, self.as_of, self.numbers)
        made = rows(standing, wanted, turns(standing), people, self.as_of)
        fold = Fold(wanted, made.marks, made.people)
        live = np.flatnonzero(np.any(list(fold.open.values()), axis=0))
        keys = fold.key()[live]
        first, place = distinct(keys)
        return made, live, self._answers(keys, live, first, standing, made, person)[place]

    def _answers(
        self,
        keys: NDArray[np.int64],
        live: NDArray[np.int64],
        first: NDArray[np.int64],
        standing: Standing,
        made: Rows,
        person: Callable[[int], Applicant],
    ) -> NDArray[np.int64]:
        """The number of the answer to each distinct key, asked once for all batches."""
        asker, found = self.asker, []
        for one in first:
            key = keys[one].tobytes()
            if key not in asker.places:
                row = int(live[one])
                who, day = int(made.people[row]), date.fromordinal(int(made.days[row]) + EPOCH)
                leaves = {
                    id(node): (node, Status(int(made.marks[id(node)][row])))
                    for node in self.shape.timed
                    if made.marks[id(node)][row] != standing.marks(node)[who]
                }
                asker.places[key] = len(asker.ways)
                asker.ways.append(asker.answer(person(who), day, leaves))
            found.append(asker.places[key])
        return np.asarray(found, dtype=np.int64)


def facts_of(rule: Rule, standard: str) -> str:
    """What is open where a condition is: the name of a fact, of a list, or the key of an attestation."""
    match rule:
        case rules.Fact() | rules.Clear():
            return rule.fact
        case rules.Attest() | rules.External():
            return f"{standard}/{rule.id}"
        case rules.Education():
            return "education"
        case rules.Held() | rules.Risen():
            return "titles"
        case rules.Worked():
            return "work"
        case Count() if rule.pattern[0].kind == "recommender":
            return "recommenders"
        case Count() | Tally() | Tied():
            return "achievements"
    return rule.id


__all__ = ["CUT", "Rung", "Verdicts", "facts_of"]
