"""Education, titles and work of a person left free, as CP-SAT variables: when each was obtained, how long was worked.

Ages are full months before the as-of day, -1 where there is nothing. What binds them in the world is kept: a higher
diploma is also the lower one, work in a narrow field is work in the wider, nobody works longer since a title than the
title is old. `plain` narrows the world to people that can be written down at once (one job for each field); a proof is
never made under it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any as Anything

from ortools.sat.python import cp_model

from models import rules
from models.applicant import Applicant, Education, Title
from models.rules import Rule, Since
from models.vocabulary import vocabulary
from solver import measure
from solver.calendar import add_months
from solver.schooling import SCHOOLING, educated

DAY = date(2025, 6, 15)
CLASSES = ("skilled_intermediate", "skilled_senior", "skilled_technician")
NO_DEGREE = ("secondary_vocational", "junior_college")
FURTHER = 120
"""Months that the ages of a `lived` career reach beyond the longest asked for, for what has to come before."""
MARKS = ("", "engineering_professional", "engineering_academic")


def inner(value: Anything) -> Iterable[Rule]:
    """Every node under a value, also those that nodes hold as titles, early rights or rules that free."""
    if isinstance(value, tuple):
        for one in value:
            yield from inner(one)
    elif is_dataclass(value) and not isinstance(value, type) and isinstance(value, Rule | Since):
        if isinstance(value, Rule):
            yield value
        for field in fields(value):
            yield from inner(getattr(value, field.name))


def content(value: Anything) -> str:
    """What a node asks, whatever its place in the tree and its citation; attestations are their own place."""
    if isinstance(value, tuple):
        return f"({','.join(content(one) for one in value)})"
    if not is_dataclass(value) or isinstance(value, type):
        return repr(value)
    own = value.id if isinstance(value, rules.Attest | rules.External) else ""
    names = [
        f.name for f in fields(value) if not isinstance(value, Rule) or f.name not in ("id", "cite", "when", "line")
    ]
    asked = ",".join(content(getattr(value, name)) for name in names)
    return f"{type(value).__name__}[{own} {asked}]"


class Career:
    """The variables of one free person's education, titles and work, as far as the given rules look at them.

    A `lived` one leaves room for what `solver.lives` asks of a life, and knows no degree below the bachelor's.
    """

    def __init__(self, roots: Sequence[Rule], as_of: date, lived: bool = False) -> None:
        self.model = cp_model.CpModel()
        self.plain = self.model.new_bool_var("plain")
        self.as_of = as_of
        self.nodes = list({id(n): n for n in inner(tuple(roots))}.values())
        months: list[Anything] = [n.months for n in self.nodes if isinstance(n, rules.Held | rules.Worked)]
        self.lived = lived
        self.most = int(max([1, *months])) + 13 + (FURTHER if lived else 0)
        self.yes, self.no = self.model.new_constant(1), self.model.new_constant(0)
        self.since: dict[str, Anything] = {}
        self._counted_from: dict[str, frozenset[int]] = {}
        self._worked: dict[tuple[tuple[str, ...], str], Anything] = {}
        self._fresh: dict[int, Anything] = {}
        self._halves = [(leaf, by) for leaf in self._of(rules.Education) for by in _halves(leaf)]
        self.initial = self.model.new_int_var(-1, self.most, "")
        self.levels: list[set[str]] = []
        self.unseen: set[str] = set()
        self.certificates = self._certificates()
        self.titles = self._titles()
        self.jobs = self._jobs()
        if self.titles:
            # an initial title would be one of those that the rules look at: left to proofs
            self.model.add(self.initial == -1).only_enforce_if(self.plain)

    def _of(self, kind: type[Anything]) -> list[Anything]:
        return list({content(n): n for n in self.nodes if isinstance(n, kind)}.values())

    def flag(self, expression: Anything, at_least: int) -> Anything:
        """A literal that is true exactly where an expression reaches a number."""
        found = self.model.new_bool_var("")
        self.model.add(expression >= at_least).only_enforce_if(found)
        self.model.add(expression <= at_least - 1).only_enforce_if(~found)
        return found

    def some(self, literals: Sequence[Anything], n: int = 1) -> Anything:
        """A literal for "at least n of these"."""
        if len(literals) == 1 and n == 1:
            return literals[0]
        return self.yes if n <= 0 else self.no if n > len(literals) else self.flag(sum(literals), n)

    def most_of(self, ages: Sequence[Anything], least: bool = False) -> Anything:
        """The greatest (or least) of some ages; -1 for none."""
        if len(ages) < 2:
            return ages[0] if ages else self.model.new_constant(-1)
        found = self.model.new_int_var(-1, self.most, "")
        (self.model.add_min_equality if least else self.model.add_max_equality)(found, list(ages))
        return found

    # certificates, titles, jobs: of those that no rule tells apart, one stands for all

    def _certificates(self) -> list[tuple[Education, str, Anything]]:
        relations = ("own", "related", "other") if any(leaf.relation for leaf, _ in self._halves) else ("own",)
        marks = [m for m in MARKS if not m or any(leaf.mark == m for leaf, _ in self._halves)]
        found: dict[tuple[bool, ...], tuple[Education, str, Anything]] = {}
        stands: dict[tuple[bool, ...], set[str]] = {}
        for level in (*CLASSES, *SCHOOLING):
            for by in ("diploma", "degree"):
                if (by, level) == ("diploma", "second_bachelor") or (by == "degree" and level in CLASSES):
                    continue
                if self.lived and by == "degree" and level in NO_DEGREE:
                    continue
                for relation in relations:
                    for mark in marks:
                        entry = _entry(level, by, relation, mark, self.as_of)
                        fits = tuple(self._fits(entry, leaf, half) for leaf, half in self._halves)
                        if any(fits) and fits not in found:
                            found[fits] = (entry, by, self.model.new_int_var(-1, self.most, ""))
                        if any(fits):
                            stands.setdefault(fits, set()).add(level)
                        else:
                            self.unseen.add(level)
        self.levels = list(stands.values())
        return list(found.values())

    def _fits(self, entry: Education, leaf: rules.Education, half: str) -> bool:
        return educated(replace(leaf, by=half, new=False), Applicant(education=(entry,)), self.as_of).surely is not None

    def _holds(self, title: Title, leaf: rules.Held) -> bool:
        return measure.titled(leaf, Applicant(titles=(title,)), self.as_of).surely is not None

    def _titles(self) -> list[tuple[Title, Anything]]:
        asked = [*self._of(rules.Held), *_engineering(self.nodes)]
        relations = ("own", "related", "other") if any(leaf.relation for leaf in asked) else ("own",)
        found: dict[tuple[bool, ...], tuple[Title, Anything]] = {}
        for level in vocabulary().sets["rung"].values:
            for series in ("engineering", "other"):
                for relation in relations:
                    title = Title(path="", level=level, series=series, date=self.as_of, relation=relation)
                    fits = tuple(self._holds(title, leaf) for leaf in asked)
                    if any(fits) and fits not in found:
                        found[fits] = (title, self.model.new_int_var(-1, self.most, ""))
        return list(found.values())

    def _jobs(self) -> dict[str, Anything]:
        asked = [leaf.fields for leaf in self._of(rules.Worked)]
        found: dict[tuple[bool, ...], str] = {}
        for field in vocabulary().sets["field"].values:
            found.setdefault(tuple(_within(field, fields) for fields in asked), field)
        return {field: self.model.new_int_var(-1, self.most, "") for fits, field in found.items() if any(fits)}

    def anchor(self, leaf: rules.Education | rules.Held) -> Anything:
        """How many months ago a title or certificate was obtained; -1 for never."""
        key = content(replace(leaf, months=0) if isinstance(leaf, rules.Held) else leaf)
        if key not in self.since:
            if isinstance(leaf, rules.Held):
                ages = [[age for title, age in self.titles if self._holds(title, leaf)]]
            else:
                ages = [
                    [
                        self._new(place) if leaf.new and not (leaf.by == "both" and half == "diploma") else age
                        for place, (entry, by, age) in enumerate(self.certificates)
                        if by == _kind(half) and self._fits(entry, leaf, half)
                    ]
                    for half in _halves(leaf)
                ]
            both = isinstance(leaf, rules.Education) and leaf.by == "both"
            self.since[key] = self.most_of([self.most_of(half) for half in ages], least=both)
            if not both:
                self._counted_from[key] = frozenset(id(age) for half in ages for age in half)
        return self.since[key]

    def _new(self, place: int) -> Anything:
        """The age of a certificate if it is later than the last title by initial determination, else -1."""
        if place not in self._fresh:
            age, found = self.certificates[place][2], self.model.new_int_var(-1, self.most, "")
            fresh = self.some([self.flag(self.initial - age, 1), ~self.flag(self.initial, 0)])
            self.model.add(found == age).only_enforce_if(fresh)
            self.model.add(found == -1).only_enforce_if(~fresh)
            self._fresh[place] = found
        return self._fresh[place]

    def now(self, wanted: Sequence[str]) -> Anything:
        """A literal for a job open in one of the fields."""
        return self.some([self._open(field) for field in self.jobs if _within(field, wanted)])

    def _open(self, field: str) -> Anything:
        key = f"open {field}"
        if key not in self.since:
            self.since[key] = self.model.new_bool_var(key)
            self.model.add(self.jobs[field] >= 0).only_enforce_if(self.since[key], self.plain)
        return self.since[key]

    def months(self, leaf: rules.Worked) -> Anything:
        """How many months were worked in its fields since what they are counted from."""
        fits = tuple(field for field in self.jobs if _within(field, leaf.fields))
        key = (
            fits,
            content(replace(leaf.after, months=0) if isinstance(leaf.after, rules.Held) else leaf.after)
            if leaf.after
            else "",
        )
        if key in self._worked:
            return self._worked[key]
        months = self.model.new_int_var(0, self.most, "")
        since = self.anchor(leaf.after) if leaf.after is not None else None
        longest = self.most_of([self.jobs[f] for f in fits])
        bound = longest if since is None else self.most_of([longest, since], least=True)
        if since is not None:
            self.model.add(months <= self.most_of([since, self.no]))
            none = ~self.flag(since, 0)
            for field in fits:
                # a plain job that ended the day before began after what its months are counted from
                later = self.flag(since - self.jobs[field], 1)
                self.model.add_bool_or(later, self._open(field), none, ~self.flag(self.jobs[field], 0), ~self.plain)
        real = self.most_of([bound, self.no])
        self.model.add(months == real).only_enforce_if(self.plain)
        for (other, after), var in self._worked.items():
            for (small, low, start), (large, high, begin) in (
                ((fits, months, key[1]), (other, var, after)),
                ((other, var, after), (fits, months, key[1])),
            ):
                if set(small) <= set(large):
                    self._no_less(low, high, start, begin)
        self._worked[key] = months
        return months

    def _no_less(self, low: Anything, high: Anything, start: str, begin: str) -> None:
        """Work in more fields, counted from the same day or an earlier one, is no less."""
        one, other = self._counted_from.get(start), self._counted_from.get(begin)
        if start == begin or not begin or (one is not None and other is not None and one <= other):
            self.model.add(low <= high)
        elif start:
            # a full month apart, since days within one month are not told apart
            earlier = self.flag(self.since[begin] - self.since[start], 1)
            self.model.add(low <= high).only_enforce_if(earlier)

    def things(self) -> list[Anything]:
        """A literal for each certificate, title and job that the person has."""
        ages = [*(c[2] for c in self.certificates), *(t[1] for t in self.titles), *self.jobs.values(), self.initial]
        return [self.flag(age, 0) for age in ages]

    def ago(self, months: int) -> str:
        """The day so many months before the as-of day."""
        return str(add_months(self.as_of, -months))


def _halves(leaf: rules.Education) -> tuple[str, ...]:
    return ("diploma", "degree") if leaf.by in ("either", "both") else (leaf.by,)


def _kind(half: str) -> str:
    return "degree" if half == "degree" else "diploma"


def _within(field: str, wanted: Anything) -> bool:
    return any(f in wanted for f in vocabulary().sets["field"].wider(field))


def _engineering(nodes: Iterable[Rule]) -> list[rules.Held]:
    """The titles since which records count, as conditions."""
    levels: dict[str, None] = {}
    for node in nodes:
        since = getattr(node, "since", None)
        if isinstance(since, Since):
            every = vocabulary().sets["rung"].values if since.level is None else (since.level,)
            levels.update(dict.fromkeys(every))
    return [rules.Held(id="", cite="", level=(level,)) for level in levels]


def _entry(level: str, by: str, relation: str, mark: str, day: date) -> Education:
    made: dict[str, Anything] = {by: day, **({mark: True} if mark else {})}
    second = level == "second_bachelor"
    return Education(path="", level="bachelor" if second else level, second_bachelor=second, relation=relation, **made)
