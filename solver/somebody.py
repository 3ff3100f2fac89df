"""Somebody who meets one rule and not another: the plainest such person, or the proof that there is nobody.

The proof is made over all people that the rules tell apart, within the facts of the world (`solver.lives`); somebody is
looked for among people that can be written down at once, and handed back as an applicant document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any as Anything

from ortools.sat.python import cp_model

from models import applicant
from models.errors import InputError
from models.rules import Rule
from solver.classes import TooMany
from solver.denial import deny_served
from solver.dominance import least_records, sought
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.lives import bind, oddness
from solver.plainer import plainer
from solver.space import Space
from solver.written_down import document_of

Document = Mapping[str, Anything]
SECONDS = 10.0
PLAIN_SECONDS = 2.0
"""For the search of the plainest person; after it the plainest found so far is taken, or anybody at all."""
TRIES, ROUNDS = 6, 100
"""So many people are tried, and so many in all looked at."""
PACE = 0.2
"""What the solver counts as a second of its own is some five of a processor: by its count, the same question has the
same answer on a machine that is slow or busy."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Somebody:
    """`answer`: proven (nobody), refuted (by `document`, as of the day asked) or undecided."""

    answer: str
    document: Document | None = None


def somebody(
    meets: Rule,
    fails: Rule,
    as_of: date,
    replayed: Callable[[Document], bool],
    *,
    seconds: float = SECONDS,
    standard: str = "",
) -> Somebody:
    """Whether there is somebody who meets the one rule and fails the other, as of a day.

    `seconds` are about those of an idle machine. `replayed` decides whether a document that was found is such a person
    in earnest: nobody else is handed back. What a panel said of them stands under the id of `standard`.
    """
    try:
        space = Space([meets, fails], standard, sought([meets], [fails]), as_of, lived=True)
        yes, no = space.literal(meets), space.literal(fails)
    except TooMany:
        return Somebody(answer="undecided")
    bind(space.world)
    space.model.add_bool_and(yes, ~no)
    records = sum(pile.number for pile in space.records.piles)
    space.model.add(records >= least_records(meets))
    if _solved(space, seconds)[0] == cp_model.INFEASIBLE:
        return Somebody(answer="proven")
    odd = oddness(space)
    plain = space.model.proto.variables[space.world.plain.index].domain
    plain[0] = 1
    for document in _people(space, odd, as_of, seconds):
        if replayed(document):
            return Somebody(answer="refuted", document=plainer(document, replayed))
    plain[0] = 0
    _forget(space)
    # what was denied on the way holds of everybody
    proven = _solved(space, seconds)[0] == cp_model.INFEASIBLE
    return Somebody(answer="proven" if proven else "undecided")


def _people(space: Space, odd: Anything, as_of: date, seconds: float) -> Iterator[Document]:
    """People who can be written down, the plainest first, none of them twice.

    Who is served by a list that should fail is not handed out: the way in which they are is denied, and others sought.
    """
    spent, others = 0.0, 0
    for _ in range(ROUNDS):
        outcome, solver = _plainest(space, odd, seconds)
        spent += solver.response_proto.deterministic_time / PACE
        if outcome not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return
        document = document_of(space.world, space.records, solver.value)
        try:
            person = applicant.read(document)
        except InputError:
            return  # more records than a document takes
        evaluation = Evaluation(Facts(person, as_of, space.world.standard))
        if deny_served(space, evaluation, lambda literal, solver=solver: solver.boolean_value(literal)):  # type: ignore[misc]  # bound at once
            if spent > seconds:
                return
            continue
        yield document
        picked = [(pile.number, solver.value(pile.number)) for pile in space.records.piles]
        if not any(number for _, number in picked):
            return
        others += 1
        if others == TRIES or spent > seconds:
            return
        space.other_than([(var, number) for var, number in picked if number])


def _plainest(space: Space, odd: Anything, seconds: float) -> tuple[Anything, cp_model.CpSolver]:
    """The plainest person as far as time allows; where nobody was found with it in view, anybody."""
    space.model.minimize(odd)
    outcome, solver = _solved(space, PLAIN_SECONDS)
    if outcome == cp_model.UNKNOWN:
        _forget(space)
        outcome, solver = _solved(space, seconds)
        if outcome in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            found = solver
            for place in range(len(space.model.proto.variables)):
                variable = space.model.get_int_var_from_proto_index(place)
                space.model.add_hint(variable, found.value(variable))
            space.model.minimize(odd)
            again, better = _solved(space, PLAIN_SECONDS)
            if again in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                outcome, solver = again, better
    return outcome, solver


def _forget(space: Space) -> None:
    """The model without an objective and hints."""
    space.model.clear_objective()  # type: ignore[no-untyped-call]  # OR-tools leaves it untyped
    space.model.clear_hints()  # type: ignore[no-untyped-call]  # and this


def _solved(space: Space, seconds: float) -> tuple[Anything, cp_model.CpSolver]:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = seconds * PACE
    solver.parameters.max_time_in_seconds = 20 * seconds
    return solver.solve(space.model), solver
