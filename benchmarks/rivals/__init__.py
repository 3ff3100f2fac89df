"""Other solvers at the same question, each written as its own documentation advises; one module a solver."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from benchmarks.rivals.task import Point, Task

Engine = Callable[[Task, float], frozenset[Point]]
"""The frontier of a task within so many seconds; past them it raises TimeoutError."""

MODULES: Mapping[str, tuple[str, str]] = {
    "clingo": ("clingo", "by_clingo"),
    "Z3": ("z3", "by_z3"),
    "CPMpy on ortools": ("cpmpy", "by_cpmpy"),
    "python-constraint": ("constraint", "by_constraint"),
}
"""Name: the package that it needs, and the module here that uses it."""


def installed() -> dict[str, Engine]:
    """Every rival whose package is there."""
    return {name: _engine(module) for name, (package, module) in MODULES.items() if find_spec(package)}


def optional() -> list[str]:
    """The names of those that are there, though zhicheng itself does without them."""
    return [name for name, (package, _) in MODULES.items() if package != "constraint" and find_spec(package)]


def absent() -> list[str]:
    """The names of the others."""
    return [name for name, (package, _) in MODULES.items() if not find_spec(package)]


def _engine(module: str) -> Engine:
    found: Any = import_module(f"benchmarks.rivals.{module}")
    engine: Engine = found.points
    return engine
