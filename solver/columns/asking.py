"""The least additions for a key: one person who has it is put to the reference, and the answer holds for all who do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.applicant import Applicant
from models.rules import Rule
from solver.actions import Action, actions
from solver.additions import Addition, additions, nodes_of
from solver.columns.pieces import Piece
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.frontier import Memory, Question, Reached, months_until, search_of
from solver.offers import Search, offers
from solver.points import tightened
from solver.settle import Settled
from solver.status import Status
from solver.waiting import counted_on
from solver.wanting import Wanting
from solver.wants import Tree, group


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """One least way: the place of its route, its price in records and endorsements, its tie-break, what to add."""

    route: int
    records: int
    endorsements: int
    tie: tuple[int, int]
    plan: int


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Folded:
    """What is wanted under a key: a tree for each route, the additions by place, and the search over them."""

    trees: Mapping[str, Tree]
    pool: Sequence[Addition]
    search: Search


class Plans:
    """What to add, each distinct list of actions once."""

    def __init__(self) -> None:
        self.all: list[tuple[Action, ...]] = [()]
        self._order: list[list[Any]] = [[]]
        self._known: dict[str, int] = {}
        self._joined: dict[tuple[int, ...], int] = {}

    def of(self, actions: Sequence[Action], order: Sequence[object] | None = None) -> int:
        """The number of a list of actions; `order` sorts them among others, else their attributes do."""
        key = repr((tuple(actions), order))
        if key not in self._known:
            self._known[key] = len(self.all)
            self.all.append(tuple(actions))
            self._order.append([_place(a) for a in actions] if order is None else list(order))
        return self._known[key]

    def together(self, numbers: Sequence[int]) -> int:
        """The number of several lists of actions as one, in the order in which a gap tells them."""
        some = [number for number in numbers if number]
        if len(some) < 2:
            return some[0] if some else 0
        key = tuple(some)
        if key not in self._joined:
            made = [pair for n in some for pair in zip(self._order[n], self.all[n], strict=True)]
            made.sort(key=lambda pair: pair[0])
            self._joined[key] = self.of([action for _, action in made], [place for place, _ in made])
        return self._joined[key]


def _place(action: Action) -> tuple[object, ...]:
    """What sorts actions in a gap."""
    return action.serves, action.kind, repr(sorted(action.attrs.items()))


class Asker:
    """Least ways by key, for one piece of a rung; `ways` has one entry for each key that reached the solver."""

    def __init__(self, settled: Settled, piece: Piece, as_of: date, plans: Plans, *, strict: bool) -> None:
        self.piece, self.as_of, self.plans = piece, as_of, plans
        self.additions = additions(settled)
        self.question = Question(as_of=as_of, standard=settled.standard, strict=strict, memory=Memory())
        self.places: dict[bytes, int] = {}
        self.ways: list[tuple[Way, ...]] = []
        self.trees: list[Folded] = []
        self._alike: dict[Any, Tree] = {}

    def answer(self, person: Applicant, day: date, marks: Iterable[tuple[Rule, Status]]) -> int:
        """The number of the answer for a person on a day; `marks` says how every node of the rung stands then."""
        question, settled = self.question, self.piece.settled
        person = counted_on(person, self.as_of)[0]
        evaluation = Evaluation(Facts(person, self.as_of, settled.standard, strict=question.strict))
        for node, status in marks:
            evaluation.fix(node, status)
        wanting = Wanting(
            evaluation, self.additions, question.cut, frozenset(), nodes_of(settled), self.as_of, alike=self._alike
        )
        trees = {
            name: wanting.same(group(name, len(parts), [wanting.fold(part) for part in parts]))
            for name, parts in settled.routes.items()
        }
        search = search_of(wanting, question)
        self.trees.append(Folded(trees=trees, pool=wanting.pool, search=search))
        found = []
        for place, (name, tree) in enumerate(trees.items()):
            for offer in offers(tree, search):
                one = Reached(
                    day=day, months=months_until(self.as_of, day), route=name, offer=offer, pool=wanting.pool,
                    settled=settled,
                )  # fmt: skip
                price: Any = offer.price
                tie: Any = offer.tie
                plan = 0
                if offer.picks:
                    told = actions(one)
                    # a gap puts what is to be added in order before it brings amounts down
                    plan = self.plans.of(tuple(tightened(person, one, told, question)), [_place(a) for a in told])
                found.append(Way(route=place, records=price[0], endorsements=price[1], tie=tie, plan=plan))
        self.ways.append(tuple(found))
        return len(self.ways) - 1
