"""The least movement that lets some people in, by CP-SAT: the people are fixed, thresholds and dropped clauses free.

Every gate may be true only if what it stands for holds, so that a movement found is a lower bound even where a node is
taken too favourably; who is still shut out is then told by the reference, and `cut` makes that movement impossible.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import lcm
from typing import Any as Anything

from ortools.sat.python import cp_model

from solver.amendment_moves import Movable, Place

FINEST = 10**6
"""Steps are told apart to a millionth where their own fractions would need more."""


class Amending:
    """Thresholds as variables, and people who are to be let in."""

    def __init__(self, movable: Movable) -> None:
        self.movable = movable
        self.model = cp_model.CpModel()
        self.yes = self.model.new_constant(1)
        self.moves = [self.model.new_int_var(0, one.most, "") for one in movable.every]
        self._reached: dict[tuple[int, int], Anything] = {}
        each = [self.reached(place, 1) for place in range(len(self.moves))]
        moved, gone = each[: len(movable.thresholds)], each[len(movable.thresholds) :]
        scale = min(FINEST, lcm(1, *(one.step.denominator for one in movable.thresholds)))
        costs = [max(1, round(one.step * scale)) for one in movable.thresholds]
        above = 1 + sum(cost * one.most for cost, one in zip(costs, movable.thresholds, strict=True))
        size = above * sum(moved) + sum(c * m for c, m in zip(costs, self.moves, strict=False))
        weights = [clause.conditions for clause in movable.clauses]
        dropped = (1 + sum(weights)) * sum(gone) + sum(w * one for w, one in zip(weights, gone, strict=True))
        order = sum((place + 1) * one for place, one in enumerate(each))
        self.aims = [dropped, size, order] if gone else [size, order]
        """What is to be least, each among equals in the one before."""

    def reached(self, threshold: int, grains: int) -> Anything:
        """The literal that is true exactly where a threshold is moved so far at least."""
        key = (threshold, grains)
        if key not in self._reached:
            found = self.model.new_bool_var("")
            self.model.add(self.moves[threshold] >= grains).only_enforce_if(found)
            self.model.add(self.moves[threshold] < grains).only_enforce_if(~found)
            self._reached[key] = found
        return self._reached[key]

    def fixed(self, value: bool) -> Anything:
        """A literal that is always so."""
        return self.yes if value else ~self.yes

    def where(self, place: Place, holds: Callable[[int], bool]) -> Anything:
        """The literal of what holds once a threshold is moved so far; the least such movement is searched for."""
        low, high = 0, self.movable.thresholds[place.threshold].most
        if not holds(high):
            return self.fixed(False)
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if holds(middle) else (middle + 1, high)
        return self.reached(place.threshold, low) if low else self.yes

    def both(self, literals: Sequence[Anything]) -> Anything:
        """The literal that is true exactly where all of these are."""
        if len(literals) == 1:
            return literals[0]
        held = self.model.new_bool_var("")
        self.model.add_bool_and(literals).only_enforce_if(held)
        self.model.add_bool_or([held, *(~one for one in literals)])
        return held

    def some(self, literals: Sequence[Anything]) -> Anything:
        """The literal that is true exactly where some of these is."""
        return literals[0] if len(literals) == 1 else ~self.both([~one for one in literals])

    def admit(self, literal: Anything) -> None:
        """Somebody is to meet the rule, whose literal this is for them."""
        self.model.add_bool_or([literal])

    def cut(self, grains: Sequence[int]) -> None:
        """Some threshold is to be moved further than here; where nothing shuts people out by moving."""
        further = [
            self.reached(place, by + 1)
            for place, (by, one) in enumerate(zip(grains, self.movable.every, strict=True))
            if by < one.most
        ]
        self.model.add_bool_or(further)

    def forbid(self, grains: Sequence[int]) -> None:
        """Any other movement than this one."""
        other = []
        for move, by in zip(self.moves, grains, strict=True):
            apart = self.model.new_bool_var("")
            self.model.add(move != by).only_enforce_if(apart)
            other.append(apart)
        self.model.add_bool_or(other)

    def elsewhere(self, grains: Sequence[int]) -> None:
        """Other thresholds than those that this movement moves."""
        moved = [self.reached(place, 1) for place in range(len(grains))]
        self.model.add_bool_or([~one if by else one for one, by in zip(moved, grains, strict=True)])

    def least(self, seconds: float) -> tuple[str, list[int]]:
        """The least movement, of equal ones the earliest in the text: found, never (there is none) or undecided."""
        self.model.clear_assumptions()
        found: list[int] = []
        for aim in self.aims:
            self.model.minimize(aim)
            outcome, solver = self._solve(seconds)
            if outcome == cp_model.INFEASIBLE and not found:
                return "never", []
            if outcome != cp_model.OPTIMAL:
                self.model.clear_assumptions()
                # of equal ones any will do
                return ("found", found) if found and aim is self.aims[-1] else ("undecided", [])
            found = [solver.value(move) for move in self.moves]
            least = self.model.new_bool_var("")
            self.model.add(aim <= round(solver.objective_value)).only_enforce_if(least)
            self.model.add_assumption(least)
        self.model.clear_assumptions()
        return "found", found

    def _solve(self, seconds: float) -> tuple[Anything, cp_model.CpSolver]:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_time_in_seconds = max(0.01, seconds)
        return solver.solve(self.model), solver
