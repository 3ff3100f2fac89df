"""Least additions as python-constraint problems: one for each day, route, and number of additions, fewest first.

A slot is a variable for one more record; its value says of which class. Every node of the rule tree is a variable that
says whether it is claimed, and by which of its branches; a claimed count must be reached by the records that are there
and those in the slots. Lists in which nothing counts twice have one variable more for each record and slot: the count
that it is given to. What one record is worth to one count is measured by `Facts`, on a person who has one of each
class; all else is a constraint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from random import Random
from typing import Any

import constraint

from models import rules
from models.applicant import Applicant
from models.rules import Count, Item, Rule, Tally, Tied
from solver.calendar import add_months
from solver.facts import Facts, Match
from solver.frontier import Question
from solver.settle import Settled
from solver.status import ASSUMED, MET, UNKNOWN, UNMET, Status
from tests import brute
from tests.brute import Candidate, Periods, Price

Worth = tuple[int, float]
"""How often a record counts, and the amount it adds."""
FIRST = 9000
"""Where the classes stand among a person's records."""
_DENIED = {UNMET: MET, UNKNOWN: UNKNOWN, ASSUMED: UNMET, MET: UNMET}


def least(person: Applicant, periods: Periods, question: Question, *, most: int = 3, seed: int = 0) -> brute.Least:
    """The least additions in months, records and endorsements, of up to so many additions."""
    person = brute.known(person, question.as_of)
    pool = brute.candidates(person, periods, question, Random(seed), draws=0)
    points: dict[Price, date] = {}
    for day, settled in brute.turning(person, periods, question):
        wait = brute.months(question.as_of, day)
        for asked in sorted(((r, k - r) for k in range(most + 1) for r in range(k + 1)), key=sum):
            price = (wait, *asked)
            beaten = any(all(a <= b for a, b in zip(p, price, strict=True)) for p in points)
            if not beaten and possible(person, settled, question, day, pool, asked):
                points[price] = day
        if any(price[1:] == (0, 0) for price in points):
            break
    return brute.Least(points, most)


def possible(
    person: Applicant,
    settled: Settled,
    question: Question,
    day: date,
    pool: Sequence[Candidate],
    asked: tuple[int, int],
) -> bool:
    """Whether so many new records and endorsements are enough on a day, by any route and any approvals."""
    values = [one.value for one in pool if one.value]
    records = [one for one in pool if one.record is not None]
    for size in range(min(asked[1], len(values)) + 1):
        for granted in combinations(values, size):
            approved = brute.added(person, [Candidate(None, value) for value in granted])
            # one of each class stands among the records, to be measured
            facts = brute.on(brute.added(approved, records), question.as_of, day, question)
            for name in question.routes or tuple(settled.routes):
                if name in settled.routes and _Gap(facts, settled.routes[name], question, *asked, size).solved():
                    return True
    return False


def template(match_path: str) -> int | None:
    """The number of the class that a record stands for; None for a record of the person's own."""
    place = int(match_path.partition("[")[2][:-1])
    return place - FIRST if place >= FIRST else None


@dataclass(frozen=True, slots=True)
class Split:
    """What serves a count: the person's own records, and what one record of each class is worth to it."""

    own: tuple[Match, ...]
    new: Mapping[tuple[str, int], Worth]


class _Gap:
    """One route on one day with so many slots, as a constraint problem."""

    def __init__(
        self, facts: Facts, parts: Sequence[Rule], question: Question, records: int, endorsements: int, granted: int
    ) -> None:
        self.facts, self.cut, self.as_of = facts, question.cut, question.as_of
        self.parts = parts
        self.rank: dict[int, int] = {}
        self.problem = constraint.Problem(_InOrder(self.rank))
        self.splits = {id(n): self.split(n) for part in parts for n in rules.walk(part) if isinstance(n, Count | Item)}
        self.tied = {id(n): self.pools(n) for part in parts for n in rules.walk(part) if isinstance(n, Tied)}
        self.able = True
        self.slots = self.made("achievements", records) + self.made("recommenders", endorsements - granted)

    def made(self, home: str, number: int) -> list[int]:
        """Slots for additions to one list, in the order of their classes."""
        classes = self.classes(home)
        if number and not classes:
            self.able = False
            return []
        found = [self.variable(1, classes) for _ in range(number)]
        for one, other in zip(found, found[1:], strict=False):
            self.problem.addConstraint(lambda a, b: a <= b, [one, other])
        return found

    def classes(self, home: str) -> list[tuple[str, int]]:
        """The classes that serve this route; none that another of the same list outdoes everywhere."""
        worth: dict[tuple[str, int], dict[Any, Worth]] = {}
        for key, split in self.splits.items():
            for one, value in split.new.items():
                worth.setdefault(one, {})[key] = value
        for key, patterns in self.tied.items():
            for place, pattern in enumerate(patterns):
                for path, project in pattern:
                    number = template(path)
                    if number is not None:
                        worth.setdefault((path.partition("[")[0], number), {})[key, place, project] = (1, 0)
        kept: list[tuple[str, int]] = []
        for one in sorted(worth, key=lambda w: (-len(worth[w]), w)):
            better = (k for k in kept if worth[k].keys() >= worth[one].keys())
            if one[0] == home and not any(
                all(a <= b for n, v in worth[one].items() for a, b in zip(v, worth[k][n], strict=True)) for k in better
            ):
                kept.append(one)
        return sorted(kept)

    def solved(self) -> bool:
        """Whether the route can be claimed."""
        if not self.able:
            return False
        roots = [self.claim(part, None) for part in self.parts]
        if any(root is False for root in roots):
            return False
        for root in roots:
            if root is not True:
                self.problem.addConstraint(lambda value: value != 0, [root])
        return not self.rank or self.problem.getSolution() is not None

    def variable(self, rank: int, domain: Iterable[Any]) -> int:
        """A new variable: claims (0) are decided before slots (1), and these before who is given what (2)."""
        name = len(self.rank)
        self.rank[name] = rank
        self.problem.addVariable(name, list(domain))
        return name

    # --- what is measured ---------------------------------------------------------------------------------------------

    def split(self, node: Count | Item) -> Split:
        matches = [m for m in self.facts.matches(node) if m.status >= self.cut]
        new = {}
        for match in matches:
            number = template(match.record.path)
            if number is not None:
                home = match.record.path.partition("[")[0]
                new[home, number] = (match.weight(self.cut), match.adds(self.cut))
        return Split(tuple(m for m in matches if template(m.record.path) is None), new)

    def pools(self, node: Tied) -> list[list[tuple[str, str]]]:
        return [
            [
                (r.path, r.values["project"])
                for r, s in self.facts.having(p, node.since)
                if s >= self.cut and r.values.get("project")
            ]
            for p in node.patterns
        ]

    def level(self, rule: Rule) -> Status:
        """How far a condition on the person stands, combined or not."""
        match rule:
            case rules.All():
                return min(map(self.level, rule.of))
            case rules.Any():
                return max(map(self.level, rule.of))
            case rules.AtLeast():
                n: Any = rule.n
                return sorted(map(self.level, rule.of), reverse=True)[n - 1]
            case rules.Lacks():
                return _DENIED[self.level(rule.of)]
        return self.facts.status(rule)

    # --- the tree -----------------------------------------------------------------------------------------------------

    def claim(self, rule: Rule, shared: _Shared | None) -> int | bool:
        """The variable of a node, or whether it stands as it is; `shared` is the list whose records serve one count."""
        match rule:
            case rules.All() | rules.AtLeast() if rule.once and shared is None:
                places = _Shared(self)
                made = self.combined(rule, places)
                places.close()
                return made
            case rules.All() | rules.Any() | rules.AtLeast():
                return self.combined(rule, shared)
            case Count():
                return self.count(rule, shared)
            case Tally():
                return self.tally(rule)
            case Tied():
                return self.one_project(rule)
        return self.level(rule) >= self.cut

    def combined(self, rule: rules.All | rules.Any | rules.AtLeast, shared: _Shared | None) -> int | bool:
        n: Any = 1 if isinstance(rule, rules.Any) else len(rule.of) if isinstance(rule, rules.All) else rule.n
        below = [self.claim(child, shared) for child in rule.of]
        n -= sum(child is True for child in below)
        able = [child for child in below if not isinstance(child, bool)]
        if n <= 0 or len(able) < n:
            for child in able:
                # nothing above asks for it
                self.problem.addConstraint(lambda value: value == 0, [child])
            return n <= 0
        made = self.variable(0, [0, *map(frozenset, combinations(able, n))])
        for child in able:
            self.problem.addConstraint(_goes_down(child), [made, child])
        return made

    def count(self, rule: Count, shared: _Shared | None) -> int | bool:
        split, n, need = self.splits[id(rule)], *_asked(rule)
        if shared is not None:
            made = self.variable(0, [0, 1])
            shared.demands.append((made, rule, split))
            return made
        windows = self.windows(rule, split)

        def reached(*slots: Any) -> bool:
            came = [split.new.get(of, (0, 0)) for of in slots]
            number, money = sum(w for w, _ in came), sum(m for _, m in came)
            return any(
                w + number * fits >= n and round(m + (money if fits else 0), 6) >= need
                for sums, fits in windows
                for w, m in sums
            )

        if reached() or not split.new or not self.slots:
            return reached()
        made = self.variable(0, [0, 1])
        self.problem.addConstraint(lambda claimed, *slots: not claimed or reached(*slots), [made, *self.slots])
        return made

    def windows(self, rule: Count, split: Split) -> list[tuple[set[Worth], bool]]:
        """For each span of months that may be looked at: what the own records come to, and whether new ones fall in."""
        months: Any = rule.total.months if rule.total else None
        if not months:
            return [(self.sums(split.own), True)]
        found = []
        for start in {self.as_of, *(m.record.date for m in split.own if m.record.date)}:
            end = add_months(start, months)
            inside = [m for m in split.own if m.record.date is None or start <= m.record.date <= end]
            found.append((self.sums(inside), start <= self.as_of <= end))
        return found

    def sums(self, own: Sequence[Match]) -> set[Worth]:
        """What records come to in number and money; of a project one counts, whichever it is."""
        projects: dict[Any, set[Worth]] = {}
        for m in own:
            projects.setdefault(m.group or m.record.path, set()).add((m.weight(self.cut), m.adds(self.cut)))
        found: set[Worth] = {(0, 0)}
        for same in projects.values():
            found = {(w + a, m + b) for w, m in found for a, b in same}
        return found

    def tally(self, rule: Tally) -> int | bool:
        """Every record and slot is given to one item."""
        splits = [self.splits[id(item)] for item in rule.of]
        own: dict[str, list[int]] = {}
        for index, split in enumerate(splits):
            for match in split.own:
                own.setdefault(match.record.path, []).append(index)
        made = self.variable(0, [0, 1])
        places = [self.variable(2, indexes) for indexes in own.values()]
        given = [self.variable(2, [*range(len(splits)), -1]) for _ in self.slots]
        for slot, place in zip(self.slots, given, strict=True):
            self.problem.addConstraint(lambda of, to: to < 0 or of in splits[to].new, [slot, place])
        n: Any = rule.n
        pers: list[Any] = [item.per for item in rule.of]

        def enough(claimed: int, *to: int) -> bool:
            return not claimed or sum(to.count(index) // per for index, per in enumerate(pers)) >= n

        self.problem.addConstraint(enough, [made, *places, *given])
        return made

    def one_project(self, rule: Tied) -> int | bool:
        """One record or slot is picked for each pattern, none twice, all of one project."""
        pools = self.tied[id(rule)]
        made = self.variable(0, [0, 1])
        picks = []
        for pool in pools:
            own = [(path, project) for path, project in pool if template(path) is None]
            classes = [
                (("achievements", template(path)), project) for path, project in pool if template(path) is not None
            ]
            slots = [(slot, project) for slot in self.slots for project in sorted({p for _, p in classes})]
            pick = self.variable(2, [*own, *slots, (None, None)])
            for slot in self.slots:
                self.problem.addConstraint(_picked(slot, classes), [pick, slot])
            picks.append(pick)

        def together(claimed: int, *given: tuple[Any, Any]) -> bool:
            chosen, projects = {g[0] for g in given}, {g[1] for g in given}
            return not claimed or (None not in chosen and len(projects) == 1 and len(chosen) == len(given))

        self.problem.addConstraint(together, [made, *picks])
        return made


class _Shared:
    """A list in which nothing counts twice: each record and slot is given to one count, and of a project one record."""

    def __init__(self, gap: _Gap) -> None:
        self.gap = gap
        self.demands: list[tuple[int, Count, Split]] = []

    def close(self) -> None:
        """Makes the variables that say what goes where, and ties them to the counts."""
        gap, problem = self.gap, self.gap.problem
        may: dict[str, list[int]] = {}
        projects: dict[Any, dict[str, set[int]]] = {}
        for index, (_, _, split) in enumerate(self.demands):
            for match in split.own:
                may.setdefault(match.record.path, []).append(index)
                if match.group is not None:
                    projects.setdefault(match.group, {}).setdefault(match.record.path, set()).add(index)
        place = {path: gap.variable(2, [*indexes, -1]) for path, indexes in may.items()}
        given = {slot: gap.variable(2, [*range(len(self.demands)), -1]) for slot in gap.slots}
        for slot, to in given.items():
            problem.addConstraint(lambda of, to: to < 0 or of in self.demands[to][2].new, [slot, to])
        for same in projects.values():
            problem.addConstraint(_one_of(list(same.values())), [place[path] for path in same])
        for index, (made, rule, split) in enumerate(self.demands):
            names = [made, *(place[m.record.path] for m in split.own), *given.values(), *given]
            problem.addConstraint(_Given(index, rule, split, gap), names)


class _Given(constraint.Constraint):  # type: ignore[misc]  # the library has no types
    """A claimed count of a list has enough given to it; asked early of what may still come."""

    def __init__(self, index: int, rule: Count, split: Split, gap: _Gap) -> None:
        self.index, self.split, self.gap = index, split, gap
        self.n, self.need = _asked(rule)
        self.months: Any = rule.total.months if rule.total else None

    def __call__(
        self,
        variables: Sequence[int],
        domains: Mapping[int, Sequence[Any]],
        assignments: Mapping[int, Any],
        forwardcheck: bool = False,  # noqa: ARG002
        _unassigned: Any = None,
    ) -> bool:
        if not assignments.get(variables[0]):
            return True
        size, cut = len(self.split.own), self.gap.cut
        number, money, days = 0, 0.0, []
        for match, name in zip(self.split.own, variables[1 : size + 1], strict=True):
            if assignments.get(name, self.index) == self.index and self.index in domains[name]:
                number, money = number + match.weight(cut), money + match.adds(cut)
                if name in assignments and match.record.date:
                    days.append(match.record.date)
        rest = variables[size + 1 :]
        for to, slot in zip(rest[: len(rest) // 2], rest[len(rest) // 2 :], strict=True):
            if assignments.get(to, self.index) == self.index:
                worth = self.split.new.get(assignments[slot]) if slot in assignments else None
                if slot not in assignments and self.split.new:
                    values = self.split.new.values()
                    worth = (max(w for w, _ in values), max(m for _, m in values))
                number, money = number + (worth or (0, 0))[0], money + (worth or (0, 0))[1]
                if to in assignments:
                    days.append(self.gap.as_of)
        apart = bool(self.months and days) and add_months(min(days), self.months) < max(days)
        return not apart and number >= self.n and round(money, 6) >= self.need


class _InOrder(constraint.OptimizedBacktrackingSolver):  # type: ignore[misc]  # the library has no types
    """Goes through the variables by rank; claims from the root down, which are made last."""

    def __init__(self, rank: Mapping[int, int]) -> None:
        super().__init__()
        self.rank = rank

    def getSortedVariables(self, domains: Mapping[int, Any], vconstraints: Any) -> list[int]:  # noqa: ARG002
        return sorted(domains, key=lambda name: (self.rank[name], name if self.rank[name] else -name))


def _asked(rule: Count) -> tuple[Any, Any]:
    return rule.n, rule.total.at_least if rule.total else 0


def _goes_down(child: int) -> Callable[[Any, Any], bool]:
    """A child is claimed exactly where its parent claims it."""
    return lambda way, claimed: (way != 0 and child in way) == (claimed != 0)


def _one_of(counted: Sequence[set[int]]) -> Callable[..., bool]:
    return lambda *given: sum(to in mine for to, mine in zip(given, counted, strict=True)) <= 1


def _picked(slot: int, classes: Sequence[tuple[Any, str]]) -> Callable[[Any, Any], bool]:
    """A slot is picked only where its class has the pattern and the project."""
    return lambda pick, of: pick[0] != slot or (of, pick[1]) in classes
