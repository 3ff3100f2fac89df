"""The allocation of records against a brute force that tries every way to give each record away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from random import Random
from typing import Any

import pytest

from models import rules
from models.applicant import read
from models.rules import Count, Rule
from solver import allocate
from solver.calendar import add_months
from solver.evaluate import Evaluation
from solver.facts import Facts, Match
from solver.status import ASSUMED, MET, UNKNOWN, Status
from tests.trees import STANDARD, _Grower, once_list
from tests.witness import Contradiction, anything, witness

AS_OF = date(2024, 12, 31)
CUTS = (UNKNOWN, ASSUMED, MET)
MOST = 20_000
"""Ways to give the records away that one instance may have."""

Given = dict[str, list[Match]]


def counts_in(rule: Rule) -> list[Count]:
    """The counts of a list, in its order."""
    return [node for node in rules.walk(rule) if isinstance(node, Count)]


def served(count: Count, given: Sequence[Match], cut: Status) -> bool:
    """Whether these very records are what a count asks."""
    n: Any = count.n
    if sum(m.weight(cut) for m in given) < n:
        return False
    if count.total is None:
        return True
    money: Any = count.total.at_least
    days = [m.record.date for m in given if m.record.date is not None]
    months: Any = count.total.months
    if months is not None and days and add_months(min(days), months) < max(days):
        return False
    return bool(round(sum(m.adds(cut) for m in given), 6) >= money)


def ways(counts: Sequence[Count], facts: Facts, cut: Status) -> Iterator[Given]:
    """Every way to give each record to one count at most, and of each project one where that is asked."""
    options: dict[str, list[tuple[str, Match]]] = {}
    for count in counts:
        for match in facts.matches(count):
            if match.status >= cut:
                options.setdefault(match.record.path, []).append((count.id, match))
    for picked in product(*([None, *choices] for choices in options.values())):
        groups = [to[1].group for to in picked if to is not None and to[1].group is not None]
        if len(groups) == len(set(groups)):
            given: Given = {count.id: [] for count in counts}
            for to in picked:
                if to is not None:
                    given[to[0]].append(to[1])
            yield given


def holds(rule: Rule, given: Given, facts: Facts, cut: Status) -> bool:
    """Whether a node holds with the records given away so."""
    match rule:
        case Count():
            return (cut is UNKNOWN and not facts.complete(rule.pattern)) or served(rule, given[rule.id], cut)
        case rules.All():
            return all(holds(child, given, facts, cut) for child in rule.of)
        case rules.Any():
            return any(holds(child, given, facts, cut) for child in rule.of)
        case rules.AtLeast():
            n: Any = rule.n
            return bool(sum(holds(child, given, facts, cut) for child in rule.of) >= n)
    return facts.status(rule) >= cut


def some_facts(counts: Sequence[Count | rules.Item], rng: Random, n: int) -> Facts:
    """A person with a few records near what is counted: exact, arbitrary, of one project, with amounts that add up."""
    records: list[dict[str, Any]] = []
    recommenders: list[dict[str, Any]] = []
    for _ in range(n):
        node = rng.choice(counts)
        shape = rng.choice(node.pattern)
        try:
            values = witness(shape, rng) if rng.random() < 0.8 else anything(shape.kind, rng)
        except Contradiction:
            continue
        if shape.kind == "recommender":
            recommenders.append(values)
            continue
        if isinstance(node, Count) and node.total is not None and rng.random() < 0.9:
            total: Any = node.total.at_least
            values[node.total.of] = rng.choice([total, total / 2, total / 2 - 0.01, total / 10, round(total / 3, 4)])
        if rng.random() < 0.5:
            values["project"] = rng.choice(["a", "b"])
        day = rng.choice(["2020-02-29", "2021-02-28", "2023-02-28", "2024-01-31", "2025-01-01"])
        records.append({"kind": shape.kind, **values, **({"date": day} if rng.random() < 0.9 else {})})
    title = {"level": "engineer", "series": "engineering", "date": "2021-02-28"}
    lists = {"achievements": records, "recommenders": recommenders, "titles": [title], "education": [], "work": []}
    return Facts(read(lists), AS_OF, STANDARD)


def size(counts: Sequence[Count], facts: Facts) -> int:
    """How many ways there are to give the records away."""
    places: dict[str, int] = {}
    for count in counts:
        for match in facts.matches(count):
            places[match.record.path] = places.get(match.record.path, 1) + 1
    found = 1
    for n in places.values():
        found *= n
    return found


@pytest.mark.parametrize("block", range(4))
def test_a_list_holds_exactly_if_some_way_to_give_the_records_away_makes_it_hold(block: int) -> None:
    compared = held = 0
    for seed in range(block * 1000, block * 1000 + 1000):
        rng = Random(f"list-{seed}")
        rule = once_list(rng)
        counts = counts_in(rule)
        if not counts:
            continue
        facts = some_facts(counts, rng, rng.randint(1, 6))
        if size(counts, facts) > MOST:
            continue
        found = Evaluation(facts).status(rule)
        for cut in CUTS:
            expected = any(holds(rule, given, facts, cut) for given in ways(counts, facts, cut))
            assert (found >= cut) is expected, f"list-{seed} at {cut.word}: {found.word}\n{rule}"
            compared, held = compared + 1, held + expected
    assert held > compared // 10 and compared - held > compared // 10


def test_a_count_with_an_amount_holds_exactly_if_some_of_its_records_reach_it() -> None:
    compared = held = 0
    for seed in range(3000):
        rng = Random(f"count-{seed}")
        count = _Grower(rng).count("count")
        facts = some_facts([count], rng, rng.randint(1, 6))
        for cut in CUTS:
            expected = any(served(count, given[count.id], cut) for given in ways([count], facts, cut))
            assert (Evaluation(facts).status(count) >= cut) is expected, f"count-{seed} at {cut.word}\n{count}"
            compared, held = compared + 1, held + expected
    assert held > compared // 10 and compared - held > compared // 10


def test_a_tally_makes_the_most_results_that_any_assignment_makes() -> None:
    for seed in range(2000):
        rng = Random(f"tally-{seed}")
        rule = _Grower(rng).tally("tally")
        facts = some_facts(rule.of, rng, rng.randint(1, 6))
        for cut in CUTS:
            options: dict[str, list[int]] = {}
            for place, item in enumerate(rule.of):
                for match in facts.matches(item):
                    if match.status >= cut:
                        options.setdefault(match.record.path, []).append(place)
            pers: list[Any] = [item.per for item in rule.of]
            best = max(
                sum(picked.count(place) // per for place, per in enumerate(pers))
                for picked in product(*options.values())
            )
            made, given = allocate.results(rule.of, facts, cut)
            assert made == best, f"tally-{seed} at {cut.word}"
            assert len({match.record.path for _, match in given}) == len(given)
