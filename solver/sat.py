"""Small integer programmes for CP-SAT: built as plain data, handed to the solver's bindings or to its public package.

The public package takes a third of a second to load, since it brings pandas along; the bindings beneath it take a
fifth of that. They are not documented, so every call falls back to the public package where they cannot be used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any as Anything

FAR = 2**62
SECONDS = 20.0
"""How long one programme may take before its answer is taken without a proof."""


class OutOfTime(Exception):
    """Neither a solution nor a proof that there is none was found in time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """The weighted sum of variables is at least `least`, where the variable `when` (if any) is 1."""

    terms: tuple[tuple[int, int], ...]
    least: int
    when: int | None = None


@dataclass(kw_only=True, slots=True)
class Programme:
    """Integer variables from 0 to a top each, rows over them, and a sum to be made least.

    `presolve` lets the solver simplify a large programme before it begins.
    """

    tops: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    goal: list[tuple[int, int]] = field(default_factory=list)
    spans: dict[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    presolve: bool = False

    def variable(self, top: int = 1, spans: Sequence[tuple[int, int]] = ()) -> int:
        """A new variable, by its place; `spans` are the intervals in which it lies, if not all from 0 to the top."""
        self.tops.append(top)
        if spans:
            self.spans[len(self.tops) - 1] = tuple(spans)
        return len(self.tops) - 1

    def at_least(self, terms: Sequence[tuple[int, int]], least: int, when: int | None = None) -> None:
        """A sum that must reach a number."""
        self.rows.append(Row(terms=tuple(terms), least=least, when=when))

    def at_most(self, terms: Sequence[tuple[int, int]], most: int, when: int | None = None) -> None:
        """A sum that must not pass a number."""
        self.rows.append(Row(terms=tuple((v, -c) for v, c in terms), least=-most, when=when))


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The values of the variables, whether nothing less is possible for certain, and what no solution is below."""

    values: Sequence[int]
    proven: bool
    bound: float = 0


def minimum(programme: Programme) -> Found | None:
    """The least solution, or None where there is none."""
    solver = _bindings()
    return _public(programme) if solver is None else _direct(programme, solver)


@cache
def _bindings() -> Anything:
    """The bindings of the solver, if they are as expected."""
    try:
        from ortools.sat.python import cp_model_helper

        bindings: Anything = cp_model_helper
        probe = bindings.CpModelProto()
        if not probe.parse_text_format("variables{domain:0 domain:1}") or len(probe.variables) != 1:
            return None
        parameters = bindings.SatParameters()
        if not parameters.parse_text_format(_parameters(presolve=False)):
            return None
        bindings.SolveWrapper().set_parameters(parameters)
        return bindings
    except (ImportError, AttributeError, TypeError, ValueError):
        return None


def _parameters(*, presolve: bool) -> str:
    # covers of a few wants by many additions are nearly integral, so the linear relaxation does most of the work
    # an interruption ends the command, and no answer half found passes for one
    common = "catch_sigint_signal:false num_workers:1 random_seed:1 "
    common += f"max_time_in_seconds:{SECONDS} linearization_level:2 "
    # presolving a hundred variables takes longer than solving them
    return common if presolve else common + "cp_model_presolve:false search_branching:LP_SEARCH"


def _direct(programme: Programme, bindings: Anything) -> Found | None:
    model = bindings.CpModelProto()
    if not model.parse_text_format(text(programme)):
        return _public(programme)
    parameters = bindings.SatParameters()
    parameters.parse_text_format(_parameters(presolve=programme.presolve))
    solve = bindings.SolveWrapper()
    solve.set_parameters(parameters)
    answer = solve.solve(model)
    try:
        status, values = str(answer.status).rpartition(".")[2], list(answer.solution)
        bound = float(answer.best_objective_bound)
    except (AttributeError, TypeError):
        return _public(programme)
    return _read(status, lambda: values, bound)


def _public(programme: Programme) -> Found | None:
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    made = [
        model.new_int_var_from_domain(cp_model.Domain.from_intervals([list(s) for s in programme.spans[v]]), "")
        if v in programme.spans
        else model.new_int_var(0, top, "")
        for v, top in enumerate(programme.tops)
    ]
    for row in programme.rows:
        added = model.add(sum(c * made[v] for v, c in row.terms) >= row.least if row.terms else row.least <= 0)
        if row.when is not None:
            added.only_enforce_if(made[row.when])
    model.minimize(sum(c * made[v] for v, c in programme.goal))
    solver = cp_model.CpSolver()
    parameters: Anything = solver.parameters
    if not hasattr(parameters, "parse_text_format") or not parameters.parse_text_format(
        _parameters(presolve=programme.presolve)
    ):
        # older releases hold their parameters in another form: these alone keep the answer the same every time
        parameters.num_workers, parameters.random_seed = 1, 1
        parameters.max_time_in_seconds, parameters.linearization_level = SECONDS, 2
    status = solver.solve(model)
    name, bound = solver.status_name(status), solver.best_objective_bound
    return _read(name, lambda: [solver.value(variable) for variable in made], bound)


def _read(status: str, values: Anything, bound: float) -> Found | None:
    if status == "INFEASIBLE":
        return None
    if status == "UNKNOWN":
        raise OutOfTime(f"no solution in {SECONDS} seconds")
    if status not in ("OPTIMAL", "FEASIBLE"):
        raise RuntimeError(f"CP-SAT ended with {status}")
    return Found(values=values(), proven=status == "OPTIMAL", bound=bound)


def text(programme: Programme) -> str:
    """The programme in the text form of the solver's own model format."""
    lines = [
        f"variables{{{' '.join(f'domain:{low} domain:{high}' for low, high in programme.spans.get(v, ((0, top),)))}}}"
        for v, top in enumerate(programme.tops)
    ]
    for row in programme.rows:
        when = f"enforcement_literal:{row.when} " if row.when is not None else ""
        lines.append(f"constraints{{{when}linear{{{_terms(row.terms)} domain:{row.least} domain:{FAR}}}}}")
    if programme.goal:
        lines.append(f"objective{{{_terms(programme.goal)}}}")
    return "\n".join(lines)


def _terms(terms: Sequence[tuple[int, int]]) -> str:
    return " ".join([*(f"vars:{v}" for v, _ in terms), *(f"coeffs:{c}" for _, c in terms)])
