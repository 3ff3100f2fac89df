"""A person left free, but for achievements: facts, bars, certificates, titles and months of work as CP-SAT variables.

Ages are full months before the as-of day, -1 where there is nothing. What binds them in the world is kept: a higher
diploma is also the lower one, work in a narrow field is work in the wider, nobody works longer since a title than the
title is old. `plain` narrows the world to people that can be written down at once (one open job for each field, no
initial title); a proof is never made under it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any as Anything

from ortools.sat.python import cp_model

from models import rules
from models.applicant import Applicant, Education, Title
from models.rules import Rule, Since
from models.vocabulary import vocabulary
from solver import measure
from solver.calendar import add_months
from solver.matching import attribute_of, test_check
from solver.status import MET, UNMET

DAY = date(2025, 6, 15)
CLASSES = ("skilled_intermediate", "skilled_senior", "skilled_technician")
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
    own = isinstance(value, rules.Attest | rules.External)
    names = [f.name for f in fields(value) if not isinstance(value, Rule) or f.name not in ("id", "cite", "when", "line")]
    asked = ",".join(content(getattr(value, name)) for name in names)
    return f"{type(value).__name__}[{value.id if own else ''} {asked}]"


class World:
    """The variables of one free person, as far as the given rules look at them."""

    def __init__(self, roots: Sequence[Rule], standard: str, as_of: date = DAY) -> None:
        self.model = cp_model.CpModel()
        self.plain = self.model.new_bool_var("plain")
        self.standard, self.as_of = standard, as_of
        nodes = list({id(n): n for n in inner(tuple(roots))}.values())
        self.nodes = nodes
        months: list[Anything] = [n.months for n in nodes if isinstance(n, rules.Held | rules.Worked)]
        self.most = int(max([1, *months])) + 13
        self.yes, self.no = self.model.new_constant(1), self.model.new_constant(0)
        self._facts: dict[str, dict[Anything, Anything]] = {}
        self._amounts: dict[str, Anything] = {}
        self._bars: dict[str, list[tuple[date | None, Anything]]] = {}
        self._said: dict[str, Anything] = {}
        self._since: dict[str, Anything] = {}
        self._worked: dict[tuple[tuple[str, ...], str], Anything] = {}
        self._leaves: dict[str, Anything] = {}
        self._halves = [(leaf, by) for leaf in self._of(rules.Education) for by in _halves(leaf)]
        self.initial = self.model.new_int_var(-1, self.most, "")
        self._fresh: dict[int, Anything] = {}
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
        for level in (*CLASSES, *measure.SCHOOLING):
            for by in ("diploma", "degree"):
                if (by, level) == ("diploma", "second_bachelor") or (by == "degree" and level in CLASSES):
                    continue
                for relation in relations:
                    for mark in marks:
                        entry = _entry(level, by, relation, mark, self.as_of)
                        fits = tuple(self._fits(entry, leaf, half) for leaf, half in self._halves)
                        if any(fits) and fits not in found:
                            found[fits] = (entry, by, self.model.new_int_var(-1, self.most, ""))
        return list(found.values())

    def _fits(self, entry: Education, leaf: rules.Education, half: str) -> bool:
        return measure.educated(replace(leaf, by=half, new=False), Applicant(education=(entry,)), self.as_of).surely is not None

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

    # leaves

    def leaf(self, leaf: Rule) -> Anything:
        """The literal that is true exactly where a condition on the person holds."""
        own = isinstance(leaf, rules.Attest | rules.External)
        key = f"{type(leaf).__name__} {leaf.id}" if own else content(leaf)
        if key not in self._leaves:
            self._leaves[key] = self._leaf(leaf)
        return self._leaves[key]

    def _leaf(self, leaf: Rule) -> Anything:
        match leaf:
            case rules.Education():
                return self.flag(self.anchor(leaf), 0)
            case rules.Held():
                return self.flag(self.anchor(leaf), int(leaf.months))  # type: ignore[arg-type]  # settled to a number
            case rules.Worked():
                return self._now(leaf.fields) if leaf.now else self._work(leaf)
            case rules.Fact():
                return self._fact(leaf)
            case rules.Clear():
                return self._clear(leaf)
            case rules.Attest() | rules.External():
                return self._said.setdefault(leaf.id, self.model.new_bool_var(leaf.id))
            case rules.Risen():
                free = self.model.new_bool_var("")
                self.model.add_implication(~self.flag(self.initial, 0), free)
                return free
        raise TypeError(f"no variable for {type(leaf).__name__}")

    def anchor(self, leaf: rules.Education | rules.Held) -> Anything:
        """How many months ago a title or certificate was obtained; -1 for never."""
        key = content(replace(leaf, months=0) if isinstance(leaf, rules.Held) else leaf)
        if key not in self._since:
            if isinstance(leaf, rules.Held):
                made = self.most_of([age for title, age in self.titles if self._holds(title, leaf)])
            else:
                ages = [
                    [
                        self._new(place) if leaf.new and not (leaf.by == "both" and half == "diploma") else age
                        for place, (entry, by, age) in enumerate(self.certificates)
                        if by == _kind(half) and self._fits(entry, leaf, half)
                    ]
                    for half in _halves(leaf)
                ]
                made = self.most_of([self.most_of(half) for half in ages], least=leaf.by == "both")
            self._since[key] = made
        return self._since[key]

    def _new(self, place: int) -> Anything:
        """The age of a certificate if it is later than the last title by initial determination, else -1."""
        if place not in self._fresh:
            age, found = self.certificates[place][2], self.model.new_int_var(-1, self.most, "")
            fresh = self.some([self.flag(self.initial - age, 1), ~self.flag(self.initial, 0)])
            self.model.add(found == age).only_enforce_if(fresh)
            self.model.add(found == -1).only_enforce_if(~fresh)
            self._fresh[place] = found
        return self._fresh[place]

    def _now(self, wanted: tuple[str, ...]) -> Anything:
        return self.some([self._open(field) for field in self.jobs if _within(field, wanted)])

    def _open(self, field: str) -> Anything:
        key = f"open {field}"
        if key not in self._since:
            self._since[key] = self.model.new_bool_var(key)
            self.model.add(self.jobs[field] >= 0).only_enforce_if(self._since[key], self.plain)
            self.model.add(self.jobs[field] < 0).only_enforce_if(~self._since[key], self.plain)
        return self._since[key]

    def _work(self, leaf: rules.Worked) -> Anything:
        months: Anything = leaf.months
        by: Anything = leaf.early_by
        worked = self._months(leaf)
        early = self.literal(leaf.early) if leaf.early is not None else self.no
        enough = self.flag(worked + by * early, int(months))
        if leaf.after is None:
            return enough
        held = self.flag(self.anchor(leaf.after), 0)
        return self.some([enough, held], 2)

    def literal(self, rule: Rule) -> Anything:
        """The literal of a rule over the person alone."""
        match rule:
            case rules.All():
                return self.some([self.literal(c) for c in rule.of], len(rule.of))
            case rules.Any():
                return self.some([self.literal(c) for c in rule.of])
            case rules.AtLeast():
                return self.some([self.literal(c) for c in rule.of], int(rule.n))  # type: ignore[arg-type]  # settled to a number
            case rules.Lacks():
                return ~self.literal(rule.of)
            case _:
                return self.leaf(rule)

    def _months(self, leaf: rules.Worked) -> Anything:
        fits = tuple(field for field in self.jobs if _within(field, leaf.fields))
        key = (fits, content(replace(leaf.after, months=0) if isinstance(leaf.after, rules.Held) else leaf.after) if leaf.after else "")
        if key in self._worked:
            return self._worked[key]
        months = self.model.new_int_var(0, self.most, "")
        since = self.anchor(leaf.after) if leaf.after is not None else None
        longest = self.most_of([self.jobs[f] for f in fits])
        bound = longest if since is None else self.most_of([longest, since], least=True)
        if since is not None:
            age = self.most_of([since, self.no])
            self.model.add(months <= age)
        real = self.most_of([bound, self.no])
        self.model.add(months == real).only_enforce_if(self.plain)
        for (other, after), var in self._worked.items():
            for (small, low), (large, high) in (((fits, months), (other, var)), ((other, var), (fits, months))):
                narrower, wider = (key[1], after) if low is months else (after, key[1])
                if set(small) <= set(large) and (narrower == wider or not wider):
                    self.model.add(low <= high)
        self._worked[key] = months
        return months

    def _fact(self, leaf: rules.Fact) -> Anything:
        attribute = attribute_of("person", leaf.fact.removeprefix("conduct."))
        check = test_check(leaf.test, attribute)
        if attribute.values is None and attribute.form != "flag":
            if leaf.fact not in self._amounts:
                self._amounts[leaf.fact] = self.model.new_int_var(0, 10_000, leaf.fact)
            number: Anything = leaf.test.number
            amount = self._amounts[leaf.fact]
            return self.flag(amount, int(number)) if leaf.test.op == "at_least" else ~self.flag(amount, int(number) + 1)
        values: Sequence[Anything] = attribute.values.values if attribute.values else (True, False)
        if leaf.fact not in self._facts:
            self._facts[leaf.fact] = {value: self.model.new_bool_var(str(value)) for value in values}
            if attribute.form != "many_of":
                self.model.add_exactly_one(self._facts[leaf.fact].values())
        chosen = self._facts[leaf.fact]
        if leaf.test.op == "all_of":
            return self.some([chosen[v] for v in leaf.test.values], len(leaf.test.values))
        name = leaf.fact.removeprefix("conduct.")
        wrap: Callable[[Anything], Anything] = (lambda v: (v,)) if attribute.form == "many_of" else (lambda v: v)
        return self.some([var for value, var in chosen.items() if check({name: wrap(value)}) is MET] or [self.no])

    def _clear(self, leaf: rules.Clear) -> Anything:
        if leaf.fact not in self._bars:
            spans: set[Anything] = {0, *(n.months for n in self.nodes if isinstance(n, rules.Clear) and n.fact == leaf.fact)}
            days: set[date] = {self.as_of + timedelta(days=1)}
            for span in spans:
                day = add_months(self.as_of, -int(span))
                days |= {day + timedelta(days=move) for move in (-1, 0, 1)}
            self._bars[leaf.fact] = [(day, self.model.new_bool_var("")) for day in (None, *sorted(days))]
            self.model.add_exactly_one(var for _, var in self._bars[leaf.fact])
        good = [
            var
            for day, var in self._bars[leaf.fact]
            if measure.simple(leaf, Applicant(facts={leaf.fact: day}), self.as_of, "") is not UNMET
        ]
        return self.some(good or [self.no])

    # the person that an answer describes

    def document(self, value: Callable[[Anything], int]) -> dict[str, Anything]:
        """The person as an applicant document."""
        made: dict[str, Anything] = {"education": [], "titles": [], "work": [], "conduct": {}, "attestations": {}}
        for name, chosen in self._facts.items():
            home, key = (made["conduct"], name.removeprefix("conduct.")) if name.startswith("conduct.") else (made, name)
            picked = [v for v, var in chosen.items() if value(var)]
            home[key] = picked if attribute_of("person", key).form == "many_of" else picked[0]
        for name, var in self._amounts.items():
            made[name] = value(var)
        for name, days in self._bars.items():
            day = next(day for day, var in days if value(var))
            made["conduct"][name.removeprefix("conduct.")] = str(day) if day else None
        for path, var in self._said.items():
            made["attestations"][f"{self.standard}/{path}"] = bool(value(var))
        for entry, by, var in self.certificates:
            if value(var) >= 0:
                made["education"].append(_written(entry, by, self.ago(value(var))))
        for title, var in self.titles:
            if value(var) >= 0:
                made["titles"].append(
                    {"level": title.level, "series": title.series, "date": self.ago(value(var)), "relation": title.relation, "how": "review"}
                )
        if value(self.initial) >= 0:
            made["titles"].append(
                {"level": "assistant", "series": "engineering", "date": self.ago(value(self.initial)), "how": "initial", "initial_row": "3"}
            )
        for field, var in self.jobs.items():
            if value(var) >= 0:
                made["work"].append({"field": field, "from": self.ago(value(var))})
        return made

    def ago(self, months: int) -> str:
        """The day so many months before the as-of day."""
        return str(add_months(self.as_of, -months))


def _halves(leaf: rules.Education) -> tuple[str, ...]:
    return ("diploma", "degree") if leaf.by in ("either", "both") else (leaf.by,)


def _kind(half: str) -> str:
    return "degree" if half == "degree" else "diploma"


def _within(field: str, wanted: tuple[str, ...]) -> bool:
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
    made: dict[str, Anything] = {mark: True} if mark else {}
    second = level == "second_bachelor"
    return Education(
        path="", level="bachelor" if second else level, second_bachelor=second, relation=relation, **{by: day}, **made
    )


def _written(entry: Education, by: str, day: str) -> dict[str, Anything]:
    made: dict[str, Anything] = {"level": entry.level, by: day, "relation": entry.relation}
    for mark in ("second_bachelor", *MARKS[1:]):
        if getattr(entry, mark):
            made[mark] = True
    return made
