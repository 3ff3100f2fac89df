"""How parts and clauses stand for a population: as the reference has it for each person, in columns or not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from models import applicant, people_table, rules
from models.rules import Condition, Count, Fact, Rule, Shape, Worked
from models.standard import Reading
from solver import part_standing
from solver.columns.shapes import shape
from solver.comparison import Side
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.part_standing import Crowd, PartStanding, chain, part_statuses
from solver.settle import Settled
from tests.columns import Batch, compared, standard_of, table
from tests.compared_sides import DAY, RUNGS, grown, invented, long_ago, near, shared, side, sides, worked

# --- statuses are those of the reference ------------------------------------------------------------------------------


def differing(found: list[PartStanding], people: Any) -> list[str]:
    """The people and nodes of which the reference says something else."""
    wrong = []
    for place, row in enumerate(people.to_pylist()):
        person = people_table.person(row)
        for one in found:
            by = Evaluation(Facts(person, DAY, one.standard.id))
            for rule in {rule for part in one.parts for rule in (part, *chain(part))}:
                if one.marks(rule)[place] != int(by.status(rule)):
                    wrong.append(f"person {place}, {one.side} {rule.id}: {one.marks(rule)[place]}")
            if one.best()[place] != int(by.rung(one.settled)):
                wrong.append(f"person {place}, {one.side} {one.rung}: {one.best()[place]}")
    return wrong


def test_parts_and_clauses_stand_as_the_reference_has_them_for_a_population() -> None:
    people = invented(120)
    found = part_statuses(sides(), people, RUNGS, DAY, {})
    assert not differing(found, people)
    assert [(one.side, one.rung) for one in found] == [(s.key, rung) for s, rung in shared()]


@pytest.mark.parametrize(("one", "rung"), [pytest.param(s, r, id=f"{s.key}-{r}") for s, r in shared()])
def test_they_do_near_every_rung_where_people_pass(one: Side, rung: str) -> None:
    people = near(one.key, rung)
    found = part_statuses([one], people, [rung], DAY, {})
    assert not differing(found, people)
    assert 0 < found[0].passed().sum() < people.num_rows


def test_the_kernel_of_batch_takes_standards_as_they_are_compared() -> None:
    seen: Counter[str] = Counter()
    for one, rung in [(one, list(one.fair.rungs)[-1]) for one in sides()]:
        people = [people_table.person(row) for row in near(one.key, rung).slice(0, 20).to_pylist()]
        batch = Batch(standard=one.fair, rung=rung, as_of=DAY, people=people, readings={})
        assert not compared(batch, seen)
    assert min(seen[word] for word in ("eligible", "not_eligible", "undetermined")) > 0


def test_they_do_on_generated_trees() -> None:
    made = [both for seed in range(12) if (both := grown(seed)) is not None]
    assert len(made) > 8
    for one, people in made:
        assert not differing(part_statuses([one], people, ["senior"], DAY, {}), people)


def paper() -> Count:
    return Count(id="s/papers", cite="1", pattern=(Shape(kind="paper"),), n=1)


def test_a_list_that_the_columns_do_not_cover_is_put_to_the_reference() -> None:
    # more conditions beside the counts than fit into a key, and one paper for two of them
    works = [Worked(id=f"s/work-{n}", cite="1", fields=("engineering",), months=n) for n in range(33)]
    papers = [replace(paper(), id=f"s/paper-{n}") for n in range(2)]
    part = rules.AtLeast(id="s/list", cite="1", n=35, of=(*works, *papers), once=True)
    settled = Settled(standard="generated", rung="senior", readings={}, routes={"regular": (part,)})
    assert not shape(settled).covered
    work = [{"field": "network_security", "from": "2010-01-01"}]
    records = [{"kind": "paper", "date": "2020-01-01"}] * 2
    people = table([applicant.read({"work": work, "achievements": records[:n]}) for n in range(3)])
    found = part_statuses([side(standard_of(settled))], people, ["senior"], DAY, {})
    assert not differing(found, people)
    assert found[0].passed().tolist() == [False, False, True]


def test_people_whom_the_columns_do_not_cover_are_put_to_the_reference() -> None:
    rule = Worked(id="s/work", cite="1", fields=("engineering",), months=1800)
    settled = Settled(standard="generated", rung="senior", readings={}, routes={"regular": (rule,)})
    people = table([long_ago(), worked(("2000-01-01", None))])
    found = part_statuses([side(standard_of(settled))], people, ["senior"], DAY, {})
    assert found[0].passed().tolist() == [True, False]


def everybody(rule: Rule, people: int) -> list[int]:
    work = [{"field": "network_security", "from": "2010-01-01"}]
    crowd = Crowd(table([applicant.read({"work": work})] * people), DAY)
    return [int(mark) for mark in crowd.marks("generated", [rule])[0]]


@pytest.mark.parametrize("people", [0, 1, 3])
def test_groups_of_nothing_stand_in_columns(people: int) -> None:
    nothing, anything = rules.Any(id="a", cite="1", of=()), rules.All(id="b", cite="1", of=())
    both = rules.All(id="c", cite="1", of=(nothing, anything))
    either = rules.Any(id="d", cite="1", of=(nothing, anything))
    two = rules.AtLeast(id="e", cite="1", n=2, of=(nothing, anything, anything))
    lacks = rules.Lacks(id="f", cite="1", of=nothing)
    once = rules.AtLeast(id="g", cite="1", n=1, of=(nothing, rules.Any(id="h", cite="1", of=())), once=True)
    for rule, status in [(nothing, 0), (anything, 3), (both, 0), (either, 3), (two, 3), (lacks, 3), (once, 0)]:
        assert everybody(rule, people) == [status] * people


def test_many_people_are_measured_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    people = invented(60)
    whole = Crowd(people, DAY).standings("a", sides()[1].fair, RUNGS, {})
    monkeypatch.setattr(part_standing, "BLOCK", 7)
    pieces = Crowd(people, DAY).standings("a", sides()[1].fair, RUNGS, {})
    some = Crowd(people, DAY).among(np.array([50, 3, 11])).standings("a", sides()[1].fair, RUNGS, {})
    for one, other, few in zip(whole, pieces, some, strict=True):
        for part in one.parts:
            assert one.marks(part).tolist() == other.marks(part).tolist()
            assert few.marks(part).tolist() == one.marks(part)[[50, 3, 11]].tolist()


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_what_was_found_for_a_table_is_found_once_and_readings_and_days_apart() -> None:
    people, days = invented(60), (DAY, date(2020, 1, 1))
    first = part_statuses(sides(), people, RUNGS, DAY, {})
    again = part_statuses(sides(), people, RUNGS, DAY, {})
    assert all(one is other for one, other in zip(first, again, strict=True))
    earlier = part_statuses(sides(), people, RUNGS, days[1], {})
    assert sum(int(one.passed().sum()) for one in earlier) < sum(int(one.passed().sum()) for one in first)


def test_a_reading_changes_who_passes() -> None:
    condition: tuple[Condition, ...] = (rules.Test(attribute="rank", op="at_most", number=1),)
    strict = replace(paper(), id="s/first", pattern=(Shape(kind="paper", tests=condition),), when=(("r", ("first",)),))
    loose = replace(paper(), id="s/any", when=(("r", ("any",)),))
    part = rules.All(id="s/results", cite="1", of=(strict, loose))
    settled = Settled(standard="generated", rung="senior", readings={}, routes={"regular": (part,)})
    standard = standard_of(settled)
    label = standard.title
    choice = Reading(id="r", default="first", values={"first": label, "any": label})
    asked = side(replace(standard, readings={"r": choice}))
    record = {"kind": "paper", "rank": 2, "date": "2024-01-01"}
    people = table([applicant.read({"achievements": [record]})])
    assert not part_statuses([asked], people, ["senior"], DAY, {})[0].passed()[0]
    assert part_statuses([asked], people, ["senior"], DAY, {"r": "any"})[0].passed()[0]


def test_silence_that_is_assumed_passes_and_what_is_unknown_does_not() -> None:
    age = rules.Test(attribute="insurance_months", op="at_least", number=12)
    told = Fact(id="s/insured", cite="1", fact="insurance_months", test=age)
    assumed = replace(told, id="s/assumed", absent="assumed")
    people = table([applicant.read({})])
    for rule, status, passes in [(told, 1, False), (assumed, 2, True)]:
        settled = Settled(standard="generated", rung="senior", readings={}, routes={"regular": (rule,)})
        one = part_statuses([side(standard_of(settled))], people, ["senior"], DAY, {})[0]
        assert (one.best()[0], bool(one.passed()[0])) == (status, passes)
