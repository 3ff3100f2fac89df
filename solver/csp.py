"""The rule tree as python-constraint problems: one for each part of a route and cut of the status chain.

A node is a variable: 0 where it is not claimed, 1 where it is; of an `any` or "n of" the value also says which children
are claimed with it. Claims go down by binary constraints, and a claimed count needs its records: those that may serve
several counts are variables of their own, whose value is the count they are given to. Only leaves come from `facts`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any as Anything

import constraint

from models import rules
from models.rules import Count, Rule, Tally, Tied
from solver.calendar import add_months
from solver.facts import Facts, Match
from solver.settle import Settled
from solver.status import CUTS, DUAL, UNKNOWN, UNMET, Status


def routes(facts: Facts, settled: Settled) -> dict[str, Status]:
    """How far each route stands."""
    decided: dict[tuple[int, Status], bool] = {}

    def claimable(part: Rule, cut: Status) -> bool:
        key = (id(part), cut)
        if key not in decided:
            decided[key] = _Part(facts, cut).holds(part)
        return decided[key]

    found = {}
    for name, parts in settled.routes.items():
        level = UNMET
        for cut in CUTS:
            if not all(claimable(part, cut) for part in parts):
                break
            level = cut
        found[name] = level
    return found


class _Part:
    """One part at one cut as a constraint problem."""

    def __init__(self, facts: Facts, cut: Status) -> None:
        self.facts = facts
        self.cut = cut
        self.places: set[int] = set()
        self.problem = constraint.Problem(_ClaimsFirst(self.places))
        self.names: dict[int, int] = {}
        self.never: set[int] = set()

    def holds(self, part: Rule) -> bool:
        """Whether the part can be claimed."""
        root = self.claim(part, None)
        self.problem.addConstraint(lambda value: value != 0, [root])
        return self.problem.getSolution() is not None

    def variable(self, domain: Sequence[Anything]) -> int:
        name = len(self.names)
        self.names[name] = name
        self.problem.addVariable(name, list(domain))
        return name

    def constant(self, value: bool) -> int:
        made = self.variable([1, 0] if value else [0])
        if not value:
            self.never.add(made)
        return made

    def claim(self, rule: Rule, shared: _Places | None) -> int:
        """The variable of a node; `shared` is the list, if any, whose records serve one count only."""
        match rule:
            case rules.All() | rules.AtLeast() if rule.once and shared is None:
                places = _Places(self)
                made = self.claim_children(rule, places)
                places.close()
                return made
            case rules.All() | rules.Any() | rules.AtLeast():
                return self.claim_children(rule, shared)
            case rules.Lacks():
                return self.constant(not _Part(self.facts, DUAL[self.cut]).holds(rule.of))
            case Count():
                return self.count(rule, shared)
            case Tally():
                return self.tally(rule)
            case Tied():
                return self.tied(rule)
            case _:
                return self.constant(self.facts.status(rule) >= self.cut)

    def claim_children(self, rule: rules.All | rules.Any | rules.AtLeast, shared: _Places | None) -> int:
        below = [self.claim(child, shared) for child in rule.of]
        n: Anything = 1 if isinstance(rule, rules.Any) else len(below) if isinstance(rule, rules.All) else rule.n
        able = [child for child in below if child not in self.never]
        ways = [frozenset(way) for way in combinations(able, n)]
        if not ways:
            return self.constant(False)
        made = self.variable([*ways, 0])
        for child in able:
            self.problem.addConstraint(_goes_down(child), [made, child])
        return made

    def open(self, pattern: rules.Pattern) -> bool:
        return not self.facts.complete(pattern) and self.cut is UNKNOWN

    def count(self, rule: Count, shared: _Places | None) -> int:
        if self.open(rule.pattern):
            return self.constant(True)
        matches = [m for m in self.facts.matches(rule) if m.status >= self.cut]
        made = self.constant(self.suffices(rule, matches))
        if shared is not None and made not in self.never:
            shared.demand(made, rule, matches)
        return made

    def suffices(self, rule: Count, matches: Sequence[Match]) -> bool:
        """Enough records, and enough money, with one record to a project and all within the span asked."""
        n: Anything = rule.n
        need: Anything = rule.total.at_least if rule.total else 0
        months: Anything = rule.total.months if rule.total else None
        starts = {m.record.date for m in matches if m.record.date} if months else set()
        windows: list[Sequence[Match]] = [matches]
        if months and starts:
            windows = [
                [m for m in matches if not m.record.date or start <= m.record.date <= add_months(start, months)]
                for start in starts
            ]
        for window in windows:
            projects: dict[Anything, list[tuple[int, Anything]]] = {}
            for match in window:
                worth = (match.weight(self.cut), match.adds(self.cut))
                projects.setdefault(match.group or match.record.path, []).append(worth)
            sums: set[tuple[int, Anything]] = {(0, 0)}
            for same in projects.values():
                sums = {(w + a, m + b) for w, m in sums for a, b in _best(same)}
            if any(weight >= n and round(money, 6) >= need for weight, money in sums):
                return True
        return False

    def tally(self, rule: Tally) -> int:
        if self.open(rule.of[0].pattern):
            return self.constant(True)
        options: dict[str, list[int]] = {}
        for index, item in enumerate(rule.of):
            for match in self.facts.matches(item):
                if match.status >= self.cut:
                    options.setdefault(match.record.path, []).append(index)
        n: Anything = rule.n
        pers: list[Anything] = [item.per for item in rule.of]
        made = self.variable([1, 0])
        places = [self.variable(indexes) for indexes in options.values()]
        self.places.update(places)

        def enough(claimed: int, *given: int) -> bool:
            return not claimed or sum(given.count(index) // per for index, per in enumerate(pers)) >= n

        self.problem.addConstraint(enough, [made, *places])
        return made

    def tied(self, rule: Tied) -> int:
        if self.open(rule.patterns[0]):
            return self.constant(True)
        made = self.variable([1, 0])
        picks = []
        for pattern in rule.patterns:
            found = [
                (r.path, r.values["project"])
                for r, s in self.facts.having(pattern, rule.since)
                if s >= self.cut and r.values.get("project")
            ]
            picks.append(self.variable([*found, (None, None)]))

        def one_project(claimed: int, *given: tuple[Anything, Anything]) -> bool:
            if not claimed:
                return True
            paths, projects = {g[0] for g in given}, {g[1] for g in given}
            return None not in paths and len(projects) == 1 and len(paths) == len(given)

        self.problem.addConstraint(one_project, [made, *picks])
        return made


class _Places:
    """The records of a list without double counting: each is given to one count, and one record of a project counts."""

    def __init__(self, part: _Part) -> None:
        self.part = part
        self.demands: list[tuple[int, Count, list[Match]]] = []

    def demand(self, claimed: int, rule: Count, matches: list[Match]) -> None:
        self.demands.append((claimed, rule, matches))

    def close(self) -> None:
        """Makes the variables of the records, and ties them to the counts."""
        part = self.part
        may: dict[str, list[int]] = {}
        groups: dict[Anything, dict[str, set[int]]] = {}
        for index, (_, _, matches) in enumerate(self.demands):
            for match in matches:
                may.setdefault(match.record.path, []).append(index)
                if match.group is not None:
                    groups.setdefault(match.group, {}).setdefault(match.record.path, set()).add(index)
        place = {path: part.variable([-1, *indexes]) for path, indexes in may.items()}
        part.places.update(place.values())
        self.alike(place)
        for same in groups.values():
            if len(same) > 1:
                part.problem.addConstraint(_at_most_one(list(same.values())), [place[path] for path in same])
        for index, (claimed, rule, matches) in enumerate(self.demands):
            mine = {m.record.path: m for m in matches}
            enough = _Enough(index, rule, list(mine.values()), part.cut)
            part.problem.addConstraint(enough, [claimed, *(place[path] for path in mine)])

    def alike(self, place: Mapping[str, int]) -> None:
        """Records that are the same to every count are given away in their order: no exchange of two is tried."""
        cut = self.part.cut
        looks: dict[str, list[Anything]] = {path: [] for path in place}
        for index, (_, rule, matches) in enumerate(self.demands):
            dated = rule.total is not None and rule.total.months is not None
            for m in matches:
                day = m.record.date if dated else None
                looks[m.record.path].append((index, m.weight(cut), m.adds(cut), day, m.group))
        last: dict[Anything, str] = {}
        for path, look in looks.items():
            before = last.get(tuple(look))
            if before is not None:
                self.part.problem.addConstraint(lambda a, b: a <= b, [place[before], place[path]])
            last[tuple(look)] = path


class _Enough(constraint.Constraint):  # type: ignore[misc]  # the library has no types
    """A claimed count has enough records given to it; asked early too, of what is given and what still may be."""

    def __init__(self, index: int, rule: Count, matches: list[Match], cut: Status) -> None:
        self.index = index
        self.matches = matches
        self.cut = cut
        self.n: Anything = rule.n
        self.need: Anything = rule.total.at_least if rule.total else 0
        self.months: Anything = rule.total.months if rule.total else None

    def __call__(
        self,
        variables: Sequence[int],
        domains: Mapping[int, Sequence[Anything]],
        assignments: Mapping[int, Anything],
        forwardcheck: bool = False,  # noqa: ARG002
        _unassigned: Anything = None,
    ) -> bool:
        if not assignments.get(variables[0]):
            return True
        here, maybe = [], []
        for name, match in zip(variables[1:], self.matches, strict=True):
            if name in assignments:
                if assignments[name] == self.index:
                    here.append(match)
            elif self.index in domains[name]:
                maybe.append(match)
        days = [m.record.date for m in here if m.record.date]
        if self.months and days and add_months(min(days), self.months) < max(days):
            return False
        able = [*here, *maybe]
        number, money = sum(m.weight(self.cut) for m in able), round(sum(m.adds(self.cut) for m in able), 6)
        return bool(number >= self.n and money >= self.need)


class _ClaimsFirst(constraint.OptimizedBacktrackingSolver):  # type: ignore[misc]  # the library has no types
    """Decides what is claimed, from the root down, before it gives records away: most claims fail early."""

    def __init__(self, places: set[int]) -> None:
        super().__init__()
        self.places = places

    def getSortedVariables(self, domains: Mapping[int, Anything], vconstraints: Anything) -> list[int]:  # noqa: ARG002
        return sorted(domains, key=lambda name: (name in self.places, -name))


def _goes_down(child: int) -> Callable[[Anything, Anything], bool]:
    """A child is claimed exactly where its parent claims it."""
    return lambda way, claimed: (way != 0 and child in way) == (claimed != 0)


def _at_most_one(counted: Sequence[set[int]]) -> Callable[..., bool]:
    """Of the records of one project one counts, where the project is asked about."""
    return lambda *given: sum(to in mine for to, mine in zip(given, counted, strict=True)) <= 1


def _best(same: Sequence[tuple[int, Anything]]) -> set[tuple[int, Anything]]:
    """Of the records of one project, those that no other of them beats both in number and in money."""
    return {one for one in same if not any(o != one and o[0] >= one[0] and o[1] >= one[1] for o in same)}
