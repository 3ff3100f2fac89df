"""The rule tree as a CP-SAT model: which routes hold for a person, decided by OR-tools.

Every cut of the status chain (unknown, assumed, met) gets its own copy of the tree with Boolean variables for nodes and
for "this record counts here"; counts, totals, projects and lists without double counting are linear constraints. One
solve maximises the routes that hold over all cuts. Only the leaves come from `facts`; nothing comes from the reference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any as Anything

from ortools.sat.python import cp_model

from models import rules
from models.rules import Count, Rule, Tally, Tied
from solver.calendar import add_months
from solver.facts import Facts, Match
from solver.settle import Settled
from solver.status import CUTS, DUAL, UNKNOWN, UNMET, Status

CENTS = 10**6
"""Amounts are in 万元; CP-SAT counts whole numbers, so it counts fen."""
PLENTY = 10**16


def routes(facts: Facts, settled: Settled) -> dict[str, Status]:
    """How far each route stands."""
    model = cp_model.CpModel()
    held: dict[tuple[str, Status], Anything] = {}
    for cut in CUTS:
        tree = _Tree(model, facts, cut)
        for name, parts in settled.routes.items():
            goal = model.new_bool_var("")
            for part in parts:
                model.add_implication(goal, tree.node(part))
            held[name, cut] = goal
    model.maximize(sum(held.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.cp_model_presolve = False
    outcome = solver.solve(model)
    if outcome != cp_model.OPTIMAL:
        raise RuntimeError(f"CP-SAT ended with {solver.status_name(outcome)}")
    return {
        name: max((cut for cut in CUTS if solver.boolean_value(held[name, cut])), default=UNMET)
        for name in settled.routes
    }


class _Tree:
    """The nodes of one cut as Boolean variables: a variable may be true only if what it stands for holds."""

    def __init__(self, model: cp_model.CpModel, facts: Facts, cut: Status) -> None:
        self.model = model
        self.facts = facts
        self.cut = cut
        self.made: dict[int, tuple[Rule, Anything]] = {}

    def node(self, rule: Rule) -> Anything:
        kept = self.made.get(id(rule))
        if kept is None:
            kept = (rule, self._made(rule))
            self.made[id(rule)] = kept
        return kept[1]

    def _constant(self, value: bool) -> Anything:
        return self.model.new_constant(int(value))

    def _made(self, rule: Rule) -> Anything:
        match rule:
            case rules.All() | rules.AtLeast() if rule.once:
                return _Shared(self, rule).variable
            case rules.All() | rules.Any() | rules.AtLeast():
                return self._gathered(rule, [self.node(child) for child in rule.of])
            case rules.Lacks():
                denied = _Denied(self.model, self.facts, DUAL[self.cut])
                held: Anything = self.model.new_bool_var("")
                self.model.add_implication(held, ~denied.node(rule.of))
                return held
            case Count():
                return self._count(rule)
            case Tally():
                return self._tally(rule)
            case Tied():
                return self._tied(rule)
            case _:
                return self._constant(self.facts.status(rule) >= self.cut)

    def _gathered(self, rule: rules.All | rules.Any | rules.AtLeast, below: Sequence[Anything]) -> Anything:
        held = self.model.new_bool_var("")
        n: Anything = 1 if isinstance(rule, rules.Any) else len(below) if isinstance(rule, rules.All) else rule.n
        self.model.add(sum(below) >= n).only_enforce_if(held)
        return held

    def _open(self, pattern: rules.Pattern) -> bool:
        """The list was not given, and the unknown is taken favourably."""
        return not self.facts.complete(pattern) and self.cut is UNKNOWN

    def _count(self, rule: Count) -> Anything:
        if self._open(rule.pattern):
            return self._constant(True)
        held = self.model.new_bool_var("")
        matches = [m for m in self.facts.matches(rule) if m.status >= self.cut]
        chosen = [(m, self.model.new_bool_var("")) for m in matches]
        self.demand(rule, chosen, held)
        self.once_a_project(chosen)
        return held

    def demand(self, rule: Count, chosen: Sequence[tuple[Match, Anything]], held: Anything) -> None:
        """Enough records, and enough money, among those chosen, if the node is to hold."""
        n: Anything = rule.n
        self.model.add(sum(m.weight(self.cut) * x for m, x in chosen) >= n).only_enforce_if(held)
        if rule.total is None:
            return
        need: Anything = rule.total.at_least
        money = [
            (min(round(m.adds(self.cut) * CENTS), PLENTY) if m.adds(self.cut) != float("inf") else PLENTY, x)
            for m, x in chosen
        ]
        self.model.add(sum(a * x for a, x in money) >= round(need * CENTS)).only_enforce_if(held)
        if rule.total.months is not None:
            months: Anything = rule.total.months
            for i, (first, x) in enumerate(chosen):
                for later, y in chosen[i + 1 :]:
                    a, b = first.record.date, later.record.date
                    if a and b and add_months(min(a, b), months) < max(a, b):
                        self.model.add_bool_or([~x, ~y])

    def once_a_project(self, chosen: Sequence[tuple[Match, Anything]]) -> None:
        groups: dict[Anything, list[Anything]] = {}
        for match, x in chosen:
            if match.group is not None:
                groups.setdefault(match.group, []).append(x)
        for same in groups.values():
            self.model.add_at_most_one(same)

    def _tally(self, rule: Tally) -> Anything:
        if self._open(rule.of[0].pattern):
            return self._constant(True)
        held = self.model.new_bool_var("")
        places: dict[str, list[Anything]] = {}
        results = []
        for item in rule.of:
            given = []
            for match in self.facts.matches(item):
                if match.status >= self.cut:
                    x = self.model.new_bool_var("")
                    given.append(x)
                    places.setdefault(match.record.path, []).append(x)
            per: Anything = item.per
            made = self.model.new_int_var(0, len(given), "")
            self.model.add(per * made <= sum(given))
            results.append(made)
        for same in places.values():
            self.model.add_at_most_one(same)
        n: Anything = rule.n
        self.model.add(sum(results) >= n).only_enforce_if(held)
        return held

    def _tied(self, rule: Tied) -> Anything:
        if self._open(rule.patterns[0]):
            return self._constant(True)
        held = self.model.new_bool_var("")
        by_project: dict[str, Anything] = {}
        taken: dict[str, list[Anything]] = {}
        for pattern in rule.patterns:
            picks: dict[str, list[Anything]] = {}
            for record, status in self.facts.having(pattern, rule.since):
                project = record.values.get("project")
                if status >= self.cut and project:
                    x = self.model.new_bool_var("")
                    picks.setdefault(project, []).append(x)
                    taken.setdefault(record.path, []).append(x)
            for project in {*picks, *by_project}:
                on = by_project.setdefault(project, self.model.new_bool_var(""))
                self.model.add(sum(picks.get(project, [])) >= 1).only_enforce_if(on)
            for project, on in by_project.items():
                if project not in picks:
                    self.model.add(on == 0)
            known = set(picks)
            for project in set(by_project) - known:
                self.model.add(by_project[project] == 0)
        self._every_pattern(rule, by_project)
        for same in taken.values():
            self.model.add_at_most_one(same)
        self.model.add(sum(by_project.values()) >= 1).only_enforce_if(held)
        return held

    def _every_pattern(self, rule: Tied, by_project: Mapping[str, Anything]) -> None:
        """A project that some pattern has no record of cannot tie them."""
        for pattern in rule.patterns:
            have = {r.values.get("project") for r, s in self.facts.having(pattern, rule.since) if s >= self.cut}
            for project, on in by_project.items():
                if project not in have:
                    self.model.add(on == 0)


class _Shared:
    """A list in which each record (and each project) serves one count only: a variable for each record and count."""

    def __init__(self, tree: _Tree, rule: rules.All | rules.AtLeast) -> None:
        self.tree = tree
        self.given: list[tuple[Match, Anything]] = []
        below = [self._branch(child) for child in rule.of]
        self.variable = tree.model.new_bool_var("")
        n: Anything = rule.n if isinstance(rule, rules.AtLeast) else len(rule.of)
        tree.model.add(sum(below) >= n).only_enforce_if(self.variable)
        places: dict[Anything, list[Anything]] = {}
        for match, x in self.given:
            places.setdefault(match.record.path, []).append(x)
            if match.group is not None:
                places.setdefault(match.group, []).append(x)
        for same in places.values():
            tree.model.add_at_most_one(same)

    def _branch(self, rule: Rule) -> Anything:
        tree = self.tree
        match rule:
            case Count() if not tree._open(rule.pattern):
                held = tree.model.new_bool_var("")
                matches = [m for m in tree.facts.matches(rule) if m.status >= tree.cut]
                chosen = [(m, tree.model.new_bool_var("")) for m in matches]
                tree.demand(rule, chosen, held)
                self.given.extend(chosen)
                return held
            case rules.All() | rules.Any() | rules.AtLeast():
                return tree._gathered(rule, [self._branch(child) for child in rule.of])
            case _:
                return tree.node(rule)


class _Denied(_Tree):
    """Nodes under a `lacks`: their variables are true exactly when they hold, so that they can be denied."""

    def _made(self, rule: Rule) -> Anything:
        if isinstance(rule, rules.All | rules.Any | rules.AtLeast):
            below = [self.node(child) for child in rule.of]
            n: Anything = 1 if isinstance(rule, rules.Any) else len(below) if isinstance(rule, rules.All) else rule.n
            held = self.model.new_bool_var("")
            self.model.add(sum(below) >= n).only_enforce_if(held)
            self.model.add(sum(below) <= n - 1).only_enforce_if(~held)
            return held
        if isinstance(rule, rules.Lacks):
            return ~_Denied(self.model, self.facts, DUAL[self.cut]).node(rule.of)
        if isinstance(rule, Count | Tally | Tied):
            raise TypeError("`lacks` denies conditions on the person, not records")
        return self._constant(self.facts.status(rule) >= self.cut)
