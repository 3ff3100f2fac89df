"""One rung of one standard for a batch of people: verdicts, what blocks, and the least additions, all in columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from models import rules
from models.rules import Count, Rule, Tally, Tied
from solver.additions import additions
from solver.columns.arrays import distinct
from solver.columns.asking import Asker, Plans
from solver.columns.documents import People
from solver.columns.folding import CUT, Fold, Numbers, Wanted
from solver.columns.frontiers import Bundles, Points, Ways, cheapest, least
from solver.columns.pieces import Alone, Choice, Made, Piece, Some, all_pieces, pieces, whole
from solver.columns.records import NEVER
from solver.columns.shapes import Shape, shape
from solver.columns.tree import Bools, Standing
from solver.columns.waiting import EPOCH, Rows, rows, turns
from solver.settle import Settled
from solver.status import UNKNOWN, Status

Marks = NDArray[np.int8]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Verdicts:
    """How each route stands for each person; the nodes that block, that are open, and that are taken as met."""

    routes: dict[str, Marks]
    best: Marks
    blocking: Sequence[tuple[Rule, Bools]]
    open: Sequence[tuple[str, Bools]]
    assumed: Sequence[tuple[Rule, Bools]]


class Rung:
    """A settled rung, with what was found for it so far: answers by key hold for every batch."""

    def __init__(self, settled: Settled, as_of: date, plans: Plans, *, strict: bool) -> None:
        self.settled, self.as_of = settled, as_of
        self.shape: Shape = shape(settled)
        self.additions = additions(settled)
        self.plans = plans
        self.pieces = pieces(settled)
        different = {id(piece): piece for made in self.pieces.values() for piece in all_pieces(made)}
        self.askers = {key: Asker(settled, piece, as_of, plans, strict=strict) for key, piece in different.items()}
        self.bundles = Bundles()
        self.asker = Asker(settled, whole(settled), as_of, plans, strict=strict)
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
        return Verdicts(
            routes=by_route,
            best=best,
            blocking=blocking,
            open=self._open(standing, by_route, best),
            assumed=self._assumed(standing, by_route),
        )

    def _assumed(self, standing: Standing, by_route: dict[str, Marks]) -> list[tuple[Rule, Bools]]:
        """What was not told and is taken as met by those who are eligible: of alternatives the first that stands so."""
        seen: dict[int, Bools] = {}
        nobody = np.zeros(standing.n, dtype=bool)
        for name, parts in self.settled.routes.items():
            for part in parts:
                seen[id(part)] = seen.get(id(part), nobody) | (by_route[name] >= CUT)
        found: list[tuple[Rule, Bools]] = []
        for level in reversed(self.shape.levels):
            for node in level:
                mine = seen.get(id(node), nobody) & (standing.marks(node) == CUT)
                if not mine.any():
                    continue
                below = () if isinstance(node, Tally) else rules.children(node)
                if not below:
                    found.append((node, mine))
                for child in below:
                    held = mine & (standing.marks(child) == CUT)
                    seen[id(child)] = seen.get(id(child), nobody) | held
                    if isinstance(node, rules.Any):
                        mine = mine & ~held
        return found

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

    def _open(self, standing: Standing, by_route: dict[str, Marks], best: Marks) -> list[tuple[str, Bools]]:
        """What is not known and could turn a verdict, or a refusal: names of facts, each with the people it lacks of.

        Of an open verdict the routes that are open are gone through, of a refusal all that does not hold.
        """
        seen: dict[int, Bools] = {}
        nobody = np.zeros(standing.n, dtype=bool)
        refused = best == 0
        for name, parts in self.settled.routes.items():
            for part in parts:
                here = refused | ((best == UNKNOWN) & (by_route[name] == UNKNOWN))
                seen[id(part)] = seen.get(id(part), nobody) | here
        found: list[tuple[str, Bools]] = []
        for level in reversed(self.shape.levels):
            for node in level:
                if id(node) not in seen:
                    continue
                marks = standing.marks(node)
                mine = seen[id(node)] & ((marks == UNKNOWN) | (refused & (marks < CUT)))
                below = () if isinstance(node, Tally) else rules.children(node)
                if isinstance(node, rules.All | rules.AtLeast) and node.once:
                    # a branch may stand alone and yet be wanted elsewhere, so that every count of the list may decide
                    some = mine & (marks == UNKNOWN)
                    found += [
                        w
                        for leaf in rules.walk(node)
                        if isinstance(leaf, Count)
                        for w in self._lacks(leaf, some, standing)
                    ]
                if not below:
                    found += self._lacks(node, mine & (marks == UNKNOWN), standing)
                for child in below:
                    seen[id(child)] = seen.get(id(child), nobody) | mine
        return found

    def _lacks(self, leaf: Rule, people: Bools, standing: Standing) -> list[tuple[str, Bools]]:
        """The fact that an open condition waits for: that of the title or certificate it counts from, or its own."""
        if not people.any():
            return []
        name = facts_of(leaf, self.settled.standard)
        before: Bools | None = None
        if isinstance(leaf, rules.Worked) and leaf.after is not None:
            before = standing.leaves.marks(leaf.after) == UNKNOWN
            other = facts_of(leaf.after, self.settled.standard)
        elif isinstance(leaf, Count) and leaf.since is not None:
            surely, possibly, _ = standing.records.since(leaf.since)
            before, other = standing.records.known(leaf) & (surely == NEVER) & (possibly != NEVER), "titles"
        if before is None:
            return [(name, people)]
        return [(word, some) for word, some in ((other, people & before), (name, people & ~before)) if some.any()]

    def frontier(
        self, standing: Standing, verdicts: Verdicts, person: People, also: Bools | None = None
    ) -> tuple[Points, Bools]:
        """The points of everybody who is not eligible, and who of them has any way by the regular route."""
        regular = np.zeros(standing.n, dtype=bool)
        people = np.flatnonzero((verdicts.best == 0) & (also if also is not None else True))
        if not len(people):
            nothing = np.zeros(0, dtype=np.int64)
            return Points(**dict.fromkeys(Points.__slots__, nothing)), regular
        made, fold = self._folded(standing, people)
        asking = _Asking(self, fold, made, person)
        ways = [asking.ways(self.pieces[name], rows) for name, rows in _rows_of(fold, made).items()]
        if self._first == "regular":
            regular[made.people[ways[self.names.index("regular")].row]] = True
        return least(made.people, made.days, ways, self.bundles, self.plans.together, self.as_of), regular

    def wants(
        self, standing: Standing, verdicts: Verdicts, person: People, also: Bools, by: date
    ) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int64]]:
        """For everybody not eligible: the days until a last one on which the rung can be reached, and what is wanted.

        People, days (since 1970) and the number of a tree of wants in `asker.trees`, one row for each person and day.
        """
        people = np.flatnonzero((verdicts.best == 0) & also)
        made, fold = self._folded(standing, people)
        live = np.flatnonzero(np.any(list(fold.open.values()), axis=0))
        numbers = self.answers(self.asker, fold, live, made, person)
        soon = made.days[live] <= by.toordinal() - EPOCH
        return made.people[live][soon], made.days[live][soon], numbers[soon]

    @property
    def asked(self) -> int:
        """How many keys reached the solver."""
        return sum(len(asker.ways) for asker in (*self.askers.values(), self.asker))

    def _folded(self, standing: Standing, people: NDArray[np.int64]) -> tuple[Rows, Fold]:
        """The days of these people that could matter, and the rung folded for each."""
        wanted = Wanted(standing, self.additions, self.as_of, self.numbers)
        made = rows(standing, wanted, turns(standing), people, self.as_of)
        return made, Fold(wanted, made.marks, made.people)

    def answers(
        self, asker: Asker, fold: Fold, live: NDArray[np.int64], made: Rows, person: People
    ) -> NDArray[np.int64]:
        """The number of the answer for each of these rows; each distinct key is asked once for all batches."""
        if not len(live):
            return np.zeros(0, dtype=np.int64)
        keys = fold.key(asker.piece, live)
        first, place = distinct(keys)
        known = [keys[one].tobytes() for one in first]
        new = {key: int(live[one]) for key, one in zip(known, first, strict=True) if key not in asker.places}
        person.prepare([int(made.people[row]) for row in new.values()])
        nodes = [node for level in self.shape.levels for node in level if id(node) in asker.piece.nodes]
        for key, row in new.items():
            day = date.fromordinal(int(made.days[row]) + EPOCH)
            marks = [(node, Status(int(made.marks[id(node)][row]))) for node in nodes]
            asker.places[key] = asker.answer(person(int(made.people[row])), day, marks)
        return np.asarray([asker.places[key] for key in known], dtype=np.int64)[place]


class _Asking:
    """The ways of rows of people and days, piece by piece; what several routes have is asked once."""

    def __init__(self, rung: Rung, fold: Fold, made: Rows, person: People) -> None:
        self.rung, self.fold, self.made, self.person = rung, fold, made, person

    def ways(self, made: Made, rows: NDArray[np.int64]) -> Ways:
        """Every way to fulfil a route or a condition in these rows."""
        fold = self.fold
        if isinstance(made, Piece):
            asker = self.rung.askers[id(made)]
            return Ways.of(rows, self.rung.answers(asker, fold, rows, self.made, self.person), asker.ways)
        if isinstance(made, Alone):
            return Ways.nothing(rows[fold.holds[id(made.node)][rows]])
        if isinstance(made, Choice):
            held = fold.holds[id(made.node)][rows]
            left = rows[~held & fold.wants[id(made.node)][rows]]
            return Ways.either([Ways.nothing(rows[held]), *(self.ways(one, left) for one in made.of)])
        if isinstance(made, Some):
            return self._some(made, rows)
        held = fold.holds[id(made.node)][rows] if made.node is not None else np.zeros(len(rows), dtype=bool)
        left = rows[~held]
        found = Ways.nothing(left)
        for one in made.of:
            # what is shut for a row by one condition need not be asked of the others
            found = found.with_(self.ways(one, np.unique(found.row)), self.rung.bundles)
        return Ways.either([Ways.nothing(rows[held]), found]) if held.any() else found

    def _some(self, made: Some, rows: NDArray[np.int64]) -> Ways:
        """A list in which no record counts twice: whole where records compete, else its cheapest branches."""
        fold = self.fold
        held = fold.holds[id(made.node)][rows]
        crowd = fold.crowded(made.node)[fold.people[rows]]
        plain = rows[~held & ~crowd & fold.wants[id(made.node)][rows]]
        branches = []
        for one in made.of:
            node = one.tops[0] if isinstance(one, Piece) else one.node
            assert node is not None
            there = fold.holds[id(node)][plain]
            able = plain[~there & fold.wants[id(node)][plain]]
            branches.append(Ways.either([Ways.nothing(plain[there]), self.ways(one, able)]))
        few = cheapest(branches, made.n, self.rung.bundles)
        return Ways.either([Ways.nothing(rows[held]), self.ways(made.piece, rows[~held & crowd]), few])


def _rows_of(fold: Fold, made: Rows) -> dict[str, NDArray[np.int64]]:
    """The rows in which each route is to be asked: after the first day on which any holds no way is better.

    On that day those that hold are asked, and the regular one, of which it is told whether it has a way at all.
    """
    size = len(made.people)
    holds = {
        name: np.logical_and.reduce([np.ones(size, dtype=bool), *(fold.holds[id(part)] for part in parts)])
        for name, parts in fold.shape.settled.routes.items()
    }
    done = np.any(list(holds.values()), axis=0)
    first = np.full(int(made.people.max(initial=-1)) + 1, np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(first, made.people[done], made.days[done])
    before, last = made.days < first[made.people], made.days == first[made.people]
    return {
        name: np.flatnonzero(fold.open[name] & (before | (last & (held | (name == "regular")))))
        for name, held in holds.items()
    }


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
        case Count() | rules.Item() | Tally() | Tied():
            return "achievements"
    return rule.id


__all__ = ["CUT", "Rung", "Verdicts", "facts_of"]
