"""Least additions as python-constraint problems: one for each day, route, and number of additions, fewest first.

A slot is a variable for one more record; its value says of which class. Every node of the rule tree is a variable that
says whether it is claimed, and by which of its branches; a claimed count must be reached by the records that are there
and those in the slots. Lists in which nothing counts twice have one variable more for each record and slot: the count
that it is given to. What one record is worth to one count is measured by `Facts`, on a person who has one of each
class; all else is a constraint.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations, pairwise
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
from tests.brute import Candidate, Periods

Split = tuple[list[Match], dict[str, tuple[int, float]]]
"""What serves a count: the person's own records; and of each class (by path) how often it counts and what it adds."""
_DENIED = {UNMET: MET, UNKNOWN: UNKNOWN, ASSUMED: UNMET, MET: UNMET}


def least(person: Applicant, periods: Periods, question: Question, *, most: int = 3) -> brute.Least:
    """The least additions in months, records and endorsements, of up to so many additions."""
    person = brute.known(person, question.as_of)
    pool = brute.candidates(person, periods, question, Random(0), draws=0)

    def able(settled: Settled, day: date, asked: tuple[int, int]) -> bool:
        return possible(person, settled, question, day, pool, asked)

    return brute.found(person, periods, question, able, most)


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
            facts = brute.on(brute.added(approved, records), day, question)
            for name in question.routes or tuple(settled.routes):
                if name in settled.routes and _Gap(facts, settled.routes[name], question, *asked, size).solved():
                    return True
    return False


def _new(path: str) -> bool:
    """Whether a record stands for a class: these come behind the person's own."""
    return int(path[path.index("[") + 1 : -1]) >= brute.FIRST


class _Gap:
    """One route on one day with so many slots, as a constraint problem."""

    def __init__(
        self, facts: Facts, parts: Sequence[Rule], question: Question, records: int, endorsements: int, granted: int
    ) -> None:
        self.facts, self.cut, self.as_of = facts, question.cut, question.as_of
        self.parts = parts
        self.rank: dict[int, int] = {}
        self.problem = constraint.Problem(_InOrder(self.rank))
        self.worth: dict[str, set[Any]] = {}
        self.splits = {id(n): self.split(n) for part in parts for n in rules.walk(part) if isinstance(n, Count | Item)}
        self.tied = {id(n): self.pools(n) for part in parts for n in rules.walk(part) if isinstance(n, Tied)}
        self.able = True
        self.claims: list[tuple[int, Collection[str]]] = []
        self.slots = self.made("achievements", records) + self.made("recommenders", endorsements - granted)

    def made(self, home: str, number: int) -> list[int]:
        """Slots for additions to one list, each of a class that serves the route, in the order of the classes.

        Of classes that serve the same as another and no more, the first is enough.
        """
        mine = {path: worth for path, worth in sorted(self.worth.items()) if path.startswith(home)}
        beaten = {a for a in mine for b in mine if mine[a] < mine[b] or (mine[a] == mine[b] and b < a)}
        classes = [path for path in mine if path not in beaten]
        self.able = self.able and (not number or bool(classes))
        found = [self.variable(1, classes) for _ in range(number if classes else 0)]
        for pair in pairwise(found):
            self.problem.addConstraint(lambda a, b: a <= b, pair)
        return found

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
        for slot in self.slots:
            # a slot that serves nothing claimed is one too many, and fewer were tried before
            self.problem.addConstraint(_serves([able for _, able in self.claims]), [slot, *(c for c, _ in self.claims)])
        return not self.rank or self.problem.getSolution() is not None

    def variable(self, rank: int, domain: Iterable[Any]) -> int:
        """A new variable: claims (0) are decided before slots (1), and these before who is given what (2)."""
        name = len(self.rank)
        self.rank[name] = rank
        self.problem.addVariable(name, list(domain))
        return name

    def asked_of(self, able: Collection[str]) -> int:
        """The variable of a node that looks at records, with the classes that may serve it."""
        made = self.variable(0, [0, 1])
        self.claims.append((made, able))
        return made

    # --- what is measured ---------------------------------------------------------------------------------------------

    def split(self, node: Count | Item) -> Split:
        matches = [m for m in self.facts.matches(node) if m.status >= self.cut]
        new = {m.record.path: (m.weight(self.cut), m.adds(self.cut)) for m in matches if _new(m.record.path)}
        for path, worth in new.items():
            self.worth.setdefault(path, set()).add((node.id, worth))
        return [m for m in matches if not _new(m.record.path)], new

    def pools(self, node: Tied) -> list[list[tuple[str, str]]]:
        found = []
        for place, pattern in enumerate(node.patterns):
            able = [r for r, s in self.facts.having(pattern, node.since) if s >= self.cut and r.values.get("project")]
            found.append([(r.path, r.values["project"]) for r in able])
            for path, project in found[-1]:
                if _new(path):
                    self.worth.setdefault(path, set()).add((node.id, place, project))
        return found

    def level(self, rule: Rule) -> Status:
        """How far a condition on the person stands, combined or not."""
        if isinstance(rule, rules.Lacks):
            return _DENIED[self.level(rule.of)]
        if not isinstance(rule, rules.All | rules.Any | rules.AtLeast):
            return self.facts.status(rule)
        return sorted(map(self.level, rule.of), reverse=True)[_number(rule) - 1]

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
        return bool(self.level(rule) >= self.cut)

    def combined(self, rule: rules.All | rules.Any | rules.AtLeast, shared: _Shared | None) -> int | bool:
        n = _number(rule)
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
        """Own records and slots reach number and money; where there is a choice, they are given away as in a list."""
        (own, new), n, need = self.splits[id(rule)], *_asked(rule)
        alone = _Shared(self) if shared is None and (rule.per_project or (rule.total and rule.total.months)) else None
        number, money = sum(m.weight(self.cut) for m in own), sum(m.adds(self.cut) for m in own)

        def reached(*slots: Any) -> bool:
            came = [new.get(of, (0, 0)) for of in slots]
            return bool(number + sum(w for w, _ in came) >= n and round(money + sum(m for _, m in came), 6) >= need)

        places = shared or alone
        if places is None and (reached() or not new or not self.slots):
            return reached()
        made = self.asked_of(new)
        if places is None:
            self.problem.addConstraint(lambda claimed, *slots: not claimed or reached(*slots), [made, *self.slots])
        else:
            places.demands.append((made, rule, own, new))
        if alone is not None:
            alone.close()
        return made

    def tally(self, rule: Tally) -> int | bool:
        """Every record and slot is given to one item."""
        splits = [self.splits[id(item)] for item in rule.of]
        own: dict[str, list[int]] = {m.record.path: [] for records, _ in splits for m in records}
        for index, (records, _) in enumerate(splits):
            for m in records:
                own[m.record.path].append(index)
        made = self.asked_of({path for _, new in splits for path in new})
        places = [self.variable(2, indexes) for indexes in own.values()]
        given = [self.variable(2, [*range(len(splits)), -1]) for _ in self.slots]
        for slot, place in zip(self.slots, given, strict=True):
            self.problem.addConstraint(lambda of, to: to < 0 or of in splits[to][1], [slot, place])
        n: Any = rule.n
        pers: list[Any] = [item.per for item in rule.of]

        def enough(claimed: int, *to: int) -> bool:
            return not claimed or sum(to.count(index) // per for index, per in enumerate(pers)) >= n

        self.problem.addConstraint(enough, [made, *places, *given])
        return made

    def one_project(self, rule: Tied) -> int | bool:
        """One record or slot is picked for each pattern, none twice, all of one project."""
        pools = self.tied[id(rule)]
        made = self.asked_of({path for pool in pools for path, _ in pool})
        picks = []
        for pool in pools:
            own = [one for one in pool if not _new(one[0])]
            classes = [one for one in pool if _new(one[0])]
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
        self.demands: list[tuple[int, Count, list[Match], Mapping[str, tuple[int, float]]]] = []

    def close(self) -> None:
        """Makes the variables that say what goes where, and ties them to the counts."""
        gap, add = self.gap, self.gap.problem.addConstraint
        may: dict[str, list[int]] = {}
        projects: dict[Any, dict[str, set[int]]] = {}
        for index, (_, _, own, _) in enumerate(self.demands):
            for match in own:
                may.setdefault(match.record.path, []).append(index)
                if match.group is not None:
                    projects.setdefault(match.group, {}).setdefault(match.record.path, set()).add(index)
        place = {path: gap.variable(2, [*indexes, -1]) for path, indexes in may.items()}
        given = {slot: gap.variable(2, [*range(len(self.demands)), -1]) for slot in gap.slots}
        for slot, to in given.items():
            add(lambda of, to: to < 0 or of in self.demands[to][3], [slot, to])
        for same in projects.values():
            add(_one_of(list(same.values())), [place[path] for path in same])
        for index, (made, rule, own, new) in enumerate(self.demands):
            names = [made, *(place[m.record.path] for m in own), *given.values(), *given]
            add(_Given(index, rule, own, new, gap), names)


class _Given(constraint.Constraint):  # type: ignore[misc]  # the library has no types
    """A claimed count of a list has enough given to it; asked early of what may still come."""

    def __init__(
        self, index: int, rule: Count, own: list[Match], new: Mapping[str, tuple[int, float]], gap: _Gap
    ) -> None:
        self.index, self.own, self.new, self.gap = index, own, new, gap
        self.n, self.need = _asked(rule)
        self.months: Any = rule.total.months if rule.total else None
        self.best = (max((w for w, _ in new.values()), default=0), max((m for _, m in new.values()), default=0))

    def __call__(
        self, variables: Sequence[int], domains: Mapping[int, Sequence[Any]], assignments: Mapping[int, Any], *_: Any
    ) -> bool:
        if not assignments.get(variables[0]):
            return True
        size, slots, cut = len(self.own), len(self.gap.slots), self.gap.cut
        came, days = [], []
        for match, name in zip(self.own, variables[1 : size + 1], strict=True):
            if assignments.get(name, self.index) == self.index and self.index in domains[name]:
                came.append((match.weight(cut), match.adds(cut)))
                days += [match.record.date] if name in assignments and match.record.date else []
        for to, slot in zip(variables[size + 1 : size + 1 + slots], variables[size + 1 + slots :], strict=True):
            if assignments.get(to, self.index) == self.index:
                came.append(self.new.get(assignments[slot], (0, 0)) if slot in assignments else self.best)
                days += [self.gap.as_of] if to in assignments else []
        apart = bool(self.months and days) and add_months(min(days), self.months) < max(days)
        return not apart and sum(w for w, _ in came) >= self.n and round(sum(m for _, m in came), 6) >= self.need


class _InOrder(constraint.OptimizedBacktrackingSolver):  # type: ignore[misc]  # the library has no types
    """Goes through the variables by rank; claims from the root down, which are made last."""

    def __init__(self, rank: Mapping[int, int]) -> None:
        super().__init__()
        self.rank = rank

    def getSortedVariables(self, domains: Mapping[int, Any], vconstraints: Any) -> list[int]:  # noqa: ARG002
        return sorted(domains, key=lambda name: (self.rank[name], name if self.rank[name] else -name))


def _asked(rule: Count) -> tuple[Any, Any]:
    return rule.n, rule.total.at_least if rule.total else 0


def _number(rule: rules.All | rules.Any | rules.AtLeast) -> int:
    n: Any = 1 if isinstance(rule, rules.Any) else len(rule.of) if isinstance(rule, rules.All) else rule.n
    return int(n)


def _goes_down(child: int) -> Callable[[Any, Any], bool]:
    """A child is claimed exactly where its parent claims it."""
    return lambda way, claimed: (way != 0 and child in way) == (claimed != 0)


def _one_of(counted: Sequence[set[int]]) -> Callable[..., bool]:
    return lambda *given: sum(to in mine for to, mine in zip(given, counted, strict=True)) <= 1


def _picked(slot: int, classes: Sequence[tuple[Any, str]]) -> Callable[[Any, Any], bool]:
    """A slot is picked only where its class has the pattern and the project."""
    return lambda pick, of: pick[0] != slot or (of, pick[1]) in classes


def _serves(able: Sequence[Collection[str]]) -> Callable[..., bool]:
    """A slot serves one at least of what is claimed."""
    return lambda of, *claimed: any(of in classes for claim, classes in zip(claimed, able, strict=True) if claim)
