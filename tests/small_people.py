"""Every person that two small standards could tell apart, written down one by one; no solver, no variables.

Dates stand on each threshold and a day short of it, each certificate is there or not, each distinguishable record any
number of times up to what the rules can use: they only ask for more records, so who meets one with records to spare
meets it without them, and nothing else the better. Left out is who breaks the facts of the world: a higher degree or
title before the lower one. Sums are the exception: their amounts are those around thresholds and their parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from itertools import combinations, combinations_with_replacement, product
from math import ceil, comb
from random import Random
from typing import Any

from models import applicant, rules
from models.applicant import Applicant, Record
from models.errors import InputError
from models.rules import Rule, Since
from solver.calendar import add_months
from solver.matching import attribute_of, shape_check, tests_check
from solver.settle import Settled
from solver.status import ASSUMED
from tests.small_careers import DAY_LONG, Choice, careers

SILENT = object()
"""In place of a value: the record does not tell."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Crowd:
    """The people as the product of what can be chosen apart; `records` by the number of days that they may have."""

    careers: Sequence[tuple[Choice, tuple[date, ...]]]
    facts: Sequence[Choice]
    recommenders: Sequence[tuple[Record, ...]]
    records: Mapping[int, Sequence[tuple[tuple[Record, int], ...]]]

    @property
    def size(self) -> int:
        """How many people there are."""
        return len(self.facts) * len(self.recommenders) * sum(len(self.records[len(s)]) for _, s in self.careers)

    def people(self) -> Iterator[Applicant]:
        """All of them, in an order that mixes what can be chosen."""
        rng = Random(0)
        every = [(c, f, r) for c in range(len(self.careers)) for f in self.facts for r in self.recommenders]
        many = {c: len(self.records[len(slots)]) for c, (_, slots) in enumerate(self.careers)}
        places = [(i, k) for i, (c, _, _) in enumerate(every) for k in range(many[c])]
        rng.shuffle(places)
        for i, k in places:
            c, known, experts = every[i]
            career, slots = self.careers[c]
            chosen = self.records[len(slots)][k]
            dated = tuple(
                replace(record, path=f"achievements[{n}]", name=f"achievements[{n}]", date=slots[slot])
                for n, (record, slot) in enumerate(chosen)
            )
            yield Applicant(facts=known, achievements=dated, recommenders=experts, **career)


def crowd(rungs: Sequence[Settled], as_of: date, limit: int) -> Crowd | None:
    """The people whom the rungs could tell apart; None where they are more than the limit."""
    nodes = list({id(n): n for rung in rungs for n in _under(tuple(rung.routes.values()))}.values())
    used = max((sum(map(_need, parts)) for rung in rungs for parts in rung.routes.values()), default=0)
    shown = max((sum(_need(p, experts=True) for p in parts) for r in rungs for parts in r.routes.values()), default=0)
    if any(isinstance(n, rules.Tally) or getattr(n, "once", False) for n in nodes):
        # giving records to branches takes the evaluator ten times as long, and more the more there are
        limit //= 1 if used < 5 else 3
    lives = careers(nodes, as_of, limit)
    if lives is None:
        return None
    facts = list(_facts(nodes, as_of))
    spans: list[Any] = [n.total.months for n in nodes if isinstance(n, rules.Count) and n.total and n.total.months]
    old = [as_of, *(add_months(as_of, -months) - timedelta(days=d) for months in spans for d in (0, 1))]
    dated = [(career, _slots(career, nodes, old)) for career in lives]
    sorts, known = _sorts(nodes, "achievements"), _sorts(nodes, "recommenders")
    some = len(facts) * comb(len(known) + shown, shown)
    if some * sum(comb(len(sorts) * len(slots) + used, used) for _, slots in dated) > limit:
        return None
    experts = [made for n in range(shown + 1) for made in combinations_with_replacement(known, n)]
    records: dict[int, Sequence[tuple[tuple[Record, int], ...]]] = {}
    for slots in {len(s) for _, s in dated}:
        pool = [(record, slot) for record in sorts for slot in range(slots)]
        records[slots] = [made for n in range(used + 1) for made in combinations_with_replacement(pool, n)]
    numbered = [tuple(replace(r, path=f"recommenders[{n}]") for n, r in enumerate(made)) for made in experts]
    return Crowd(careers=dated, facts=facts, recommenders=numbered, records=records)


def _under(value: Any) -> Iterator[Rule | Since]:
    """Every node and `since` under a value, whatever holds it."""
    if isinstance(value, tuple):
        for one in value:
            yield from _under(one)
    elif is_dataclass(value) and not isinstance(value, type):
        if isinstance(value, Rule | Since):
            yield value
        for field in fields(value):
            yield from _under(getattr(value, field.name))


def _need(rule: Rule, *, experts: bool = False) -> int:
    """The most records (or recommenders) that a person needs to meet a rule, none of them to spare."""
    made: Any = 0
    match rule:
        case rules.All():
            made = sum(_need(child, experts=experts) for child in rule.of)
        case rules.Any():
            made = max((_need(child, experts=experts) for child in rule.of), default=0)
        case rules.AtLeast():
            below = sorted((_need(child, experts=experts) for child in rule.of), reverse=True)
            made = sum(below[: int(rule.n)])  # type: ignore[arg-type]  # settled to a number
        case rules.Count() if (rule.pattern[0].kind == "recommender") is experts:
            made = rule.n
            if rule.total is not None:
                total: Any = rule.total.at_least
                asked: list[Any] = [t.number for s in rule.pattern for t in s.tests if isinstance(t, rules.Test)
                                    if t.attribute == rule.total.of]  # fmt: skip
                made = max(made, min(4, ceil(total / min([10, *asked]))))
        case rules.Tally() if not experts:
            pers: list[Any] = [item.per for item in rule.of]
            results: Any = rule.n
            made = results * max(pers)
        case rules.Tied() if not experts:
            made = len(rule.patterns)
    return int(made)


# --- facts and records ------------------------------------------------------------------------------------------------


def _facts(nodes: Sequence[Any], as_of: date) -> Iterator[Choice]:
    options: dict[str, list[Any]] = {}
    for name in sorted({n.fact for n in nodes if isinstance(n, rules.Fact)}):
        tests = [n.test for n in nodes if isinstance(n, rules.Fact) and n.fact == name]
        options[name] = _values(attribute_of("person", name.removeprefix("conduct.")), tests)
    for name in sorted({n.fact for n in nodes if isinstance(n, rules.Clear)}):
        spans: set[Any] = {n.months for n in nodes if isinstance(n, rules.Clear) and n.fact == name}
        ends = {add_months(as_of, -int(m)) - timedelta(days=d) for m in spans for d in (0, 1)}
        options[name] = [None, *sorted(ends)]
    for chosen in product(*options.values()):
        yield dict(zip(options, chosen, strict=True))


def _values(attribute: Any, tests: Iterable[rules.Test], sums: Iterable[Any] = ()) -> list[Any]:
    """The values of an attribute that tests tell apart, or more."""
    if attribute.form == "flag":
        return [True, False]
    if attribute.form == "many_of":
        named = sorted({v for t in tests for v in t.values})
        return [some for n in range(len(named) + 1) for some in combinations(named, n)]
    if attribute.values is not None:
        return list(attribute.values.values)
    step = 1 if attribute.form == "integer" else 0.01
    asked: list[tuple[str, Any]] = [(t.op, t.number) for t in tests]
    edges = [number + step if op == "at_most" else number for op, number in asked]
    around = {v for edge in edges for v in (edge - step, edge)}
    around |= {v for total in sums for v in (total, total - step, total / 2, total / 2 - step)}
    return sorted(v for v in around if v >= (attribute.least or 0))


def _sorts(nodes: Sequence[Any], where: str) -> list[Record]:
    """The records that shapes, weights, sums and projects can tell apart, one of each sort."""
    counts = [n for n in nodes if isinstance(n, rules.Count)]
    patterns = [n.pattern for n in nodes if isinstance(n, rules.Count | rules.Item)]
    tied = {s.kind for n in nodes if isinstance(n, rules.Tied) for p in n.patterns for s in p}
    patterns += [p for n in nodes if isinstance(n, rules.Tied) for p in n.patterns]
    tied |= {s.kind for n in counts if n.per_project for s in n.pattern}
    shapes = [s for p in patterns for s in p if (s.kind == "recommender") is (where == "recommenders")]
    found: dict[Any, Record] = {}
    for kind in dict.fromkeys(s.kind for s in shapes):
        own = [s for s in shapes if s.kind == kind]
        heavy = [w for n in counts for w in n.weights if any(s.kind == kind for s in n.pattern)]
        totals = [n.total for n in counts if n.total and any(s.kind == kind for s in n.pattern)]
        tests = [t for asked in ([s.tests for s in own], [w.tests for w in heavy]) for s in asked for t in _plain(s)]
        names = list(dict.fromkeys([*(t.attribute for t in tests), *(t.of for t in totals)]))
        options = []
        for name in names:
            asked = [t for t in tests if t.attribute == name]
            values = _values(attribute_of(kind, name), asked, [t.at_least for t in totals if t.of == name])
            options.append([*values, *([SILENT] if any(t.unsaid for t in asked) else [])])
        for picked in product(*options):
            record = _written(kind, {n: v for n, v in zip(names, picked, strict=True) if v is not SILENT})
            if record is None or not any(shape_check(s)(record.values) >= ASSUMED for s in own):
                continue
            sign = (kind, *(shape_check(s)(record.values) >= ASSUMED for s in own),
                    *(tests_check(w.tests, kind)(record.values) >= ASSUMED for w in heavy),
                    *(record.values.get(t.of) for t in totals))  # fmt: skip
            for project in (None, "A", "B") if kind in tied else (None,):
                own_values = {**record.values, "project": project} if project else record.values
                found.setdefault((sign, project), replace(record, values=own_values))
    return list(found.values())


def _plain(tests: Iterable[Any]) -> Iterator[rules.Test]:
    for test in tests:
        if isinstance(test, rules.Test):
            yield test
        else:
            yield from (one for option in test.options for one in _plain(option))


def _written(kind: str, values: Choice) -> Record | None:
    """A record as the reader of persons makes it; None where it contradicts itself."""
    said = {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}
    data = {"recommenders": [said]} if kind == "recommender" else {"achievements": [{"kind": kind, **said}]}
    try:
        person = applicant.read(data)
    except InputError:
        return None
    return (person.achievements or person.recommenders or (None,))[0]


def _slots(career: Choice, nodes: Sequence[Any], old: Sequence[date]) -> tuple[date, ...]:
    """The days by which records are told apart: before each title since which they count and from it on."""
    since = {n.level for n in nodes if isinstance(n, Since)}
    starts = [t.date for t in career["titles"] if t.level in since or None in since]
    # a day of no title is as good as that of the last
    told = old if len(old) > 1 or not starts else ()
    return tuple(sorted({*told, *(d for start in starts for d in (start - DAY_LONG, start))}))
