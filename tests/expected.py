"""Holds a rung's outcome for a case against its expectations, as `zhicheng test` does, on a changed tree."""

from __future__ import annotations

from collections.abc import Mapping

from models.cases import Case
from models.rules import Rule, children
from models.standard import Standard, nodes
from solver import explain
from solver.evaluate import Evaluation
from solver.status import ASSUMED, MET, UNMET, verdict

Routes = Mapping[str, tuple[Rule, ...]]


class Expected:
    """Holds the outcome of a case against its expectations, as `zhicheng test` does."""

    def __init__(self, standard: Standard, rung: str) -> None:
        self.all = list(nodes(standard.rungs[rung]))
        self._related: dict[tuple[str, str], bool] = {}
        self._below: dict[str, set[str]] = {}
        for node in self.all:
            self._below[node.id] = {n.id for n in below(node)}

    def met(self, case: Case, routes: Routes, evaluation: Evaluation) -> bool:
        """Whether verdict, routes and `fails` are as expected."""
        expect = case.expect
        stand = {name: min((evaluation.status(p) for p in parts), default=MET) for name, parts in routes.items()}
        if "verdict" in expect and verdict(max(stand.values(), default=UNMET)) != expect["verdict"]:
            return False
        if "route" in expect:
            wanted = expect["route"]
            many = [] if wanted in ("none", None) else [wanted] if isinstance(wanted, str) else list(wanted)
            if sorted(many) != sorted(name for name, status in stand.items() if status >= ASSUMED):
                return False
        if "fails" in expect:
            wanted = expect["fails"]
            cites = [wanted] if isinstance(wanted, str) else list(wanted or ())
            name = "regular" if "regular" in routes else next(iter(routes))
            blocks = explain.blocking(routes[name], evaluation) if stand[name] < ASSUMED else ()
            if (not cites and blocks) or any(not any(self._relates(str(c), b) for b in blocks) for c in cites):
                return False
        return True

    def _relates(self, cite: str, block: Rule) -> bool:
        key = (cite, block.id)
        if key not in self._related:
            under = self._below.get(block.id, set())
            cited = [n for n in self.all if n.cite == cite]
            near = any(block.id in self._below[n.id] or n.id in under for n in cited)
            self._related[key] = near or _above(cite, block.cite) or _above(block.cite, cite)
        return self._related[key]


def below(node: Rule) -> list[Rule]:
    """A node and all below it."""
    return [node, *(inner for child in children(node) for inner in below(child))]


def _above(higher: str, lower: str) -> bool:
    rest = lower[len(higher) :]
    return lower.startswith(higher) and (not rest or not (rest[0].isdigit() and higher[-1].isdigit()))
