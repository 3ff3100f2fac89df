"""Three evaluators of one tree agree on every person: the reference, CP-SAT and python-constraint."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from random import Random

import pytest

from models.catalogue import files, find
from solver import cpsat, csp
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.status import ASSUMED, UNKNOWN, UNMET, Status
from tests import trees
from tests.people import DAYS, Person, people, rung_status, score

STANDARDS = sorted(files())
RUNGS = [(name, rung) for name in STANDARDS for rung in find(name).rungs]
QUICK, BATCH = 40, 200
SWEEP = 100_000
MOST_RECORDS = 8
"""A generated tree is asked of people with so many records: enough for them to compete, and soon decided."""


def by_reference(person: Person, *, strict: bool = False) -> Mapping[str, Status]:
    """The status of every route, by the evaluator that anyone can read."""
    evaluation = Evaluation(Facts(person.applicant, person.as_of, person.settled.standard, strict=strict))
    return {route: evaluation.route(person.settled, route) for route in person.settled.routes}


def disagreement(person: Person, *, strict: bool = False) -> str:
    """What the three say, where they do not say the same; empty where they do."""
    said = {"reference": by_reference(person, strict=strict)}
    for name, solver in (("cpsat", cpsat), ("csp", csp)):
        facts = Facts(person.applicant, person.as_of, person.settled.standard, strict=strict)
        said[name] = solver.routes(facts, person.settled)
    if said["reference"] == said["cpsat"] == said["csp"]:
        return ""
    question = f"{person.settled.standard}/{person.settled.rung} on {person.as_of}, {dict(person.settled.readings)}"
    return f"{question}, strict {strict}: {said}\n{person.document}"


def mix(found: Iterable[Person]) -> Counter[str]:
    """How many were verified to be eligible, one clause short of it, and open for want of facts."""
    counts: Counter[str] = Counter()
    for person in found:
        status = rung_status(person)
        counts["all"] += 1
        counts["eligible"] += status >= ASSUMED
        counts["open"] += status is UNKNOWN
        twin = person.twin
        counts["short"] += (
            person.sort == "short" and status is UNMET and twin is not None and rung_status(twin) >= ASSUMED
        )
    return counts


def assert_mix(counts: Counter[str], where: str) -> None:
    """No crowd of failures: at least a fifth eligible, two fifths one clause short, a tenth open."""
    for sort, percent in (("eligible", 20), ("short", 40), ("open", 10)):
        assert counts[sort] * 100 >= percent * counts["all"], f"{where}: {sort} are too few of {dict(counts)}"


@pytest.mark.parametrize(("standard", "rung"), RUNGS)
def test_evaluators_agree_on_people_near_a_rung(standard: str, rung: str) -> None:
    found = list(people(find(standard), rung, QUICK, seed=1))
    assert len(found) == QUICK
    assert_mix(mix(found), f"{standard}/{rung}")
    for number, person in enumerate(found):
        assert not disagreement(person, strict=number % 10 == 9)


def tree_people(seeds: Iterable[int]) -> Iterator[Person]:
    """People near the edge of generated trees."""
    for seed in seeds:
        rng = Random(f"tree-{seed}")
        settled = trees.rung(rng)
        for person in score(settled, DAYS[seed % len(DAYS)], rng, 6):
            if len(person.applicant.achievements or ()) <= MOST_RECORDS:
                yield person


@pytest.mark.parametrize("start", range(0, 80, 20))
def test_evaluators_agree_on_generated_trees(start: int) -> None:
    sorts: Counter[str] = Counter()
    for number, person in enumerate(tree_people(range(start, start + 20))):
        assert not disagreement(person, strict=number % 5 == 4)
        sorts[rung_status(person).word] += 1
    assert min(sorts[word] for word in ("unmet", "unknown")) > 3 and sorts["assumed"] + sorts["met"] > 3


def batch(standard: str, rung: str, seed: int) -> tuple[str, Counter[str], list[str]]:
    """One batch of a sweep, in a process of its own: the mix, and every disagreement."""
    found = list(people(find(standard), rung, BATCH, seed))
    told = [disagreement(person, strict=number % 10 == 9) for number, person in enumerate(found)]
    return rung, mix(found), [line for line in told if line]


@pytest.mark.slow
@pytest.mark.parametrize("standard", STANDARDS)
def test_evaluators_agree_on_a_hundred_thousand_people(standard: str) -> None:
    rungs = [rung for name, rung in RUNGS if name == standard]
    batches = -(-SWEEP // (len(RUNGS) * BATCH))
    counts: dict[str, Counter[str]] = {rung: Counter() for rung in rungs}
    wrong: list[str] = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(batch, standard, rung, 1000 + seed) for seed in range(batches) for rung in rungs]
        for done, job in enumerate(as_completed(jobs), start=1):
            rung, some, told = job.result()
            counts[rung] += some
            wrong += told
            if done % 10 == 0 or done == len(jobs):
                print(f"{standard}: {done * BATCH} of {len(jobs) * BATCH}", file=sys.stderr, flush=True)
    print(f"{standard}: {sum(c['all'] for c in counts.values())} people compared by three evaluators")
    assert not wrong, f"{len(wrong)} disagreements, first:\n{wrong[0]}"
    for rung, some in counts.items():
        assert_mix(some, f"{standard}/{rung}")


@pytest.mark.slow
def test_evaluators_agree_on_thousands_of_generated_trees() -> None:
    compared = 0
    for number, person in enumerate(tree_people(range(10_000, 13_000))):
        assert not disagreement(person, strict=number % 5 == 4)
        compared += 1
        if compared % 1000 == 0:
            print(f"generated trees: {compared} people", file=sys.stderr, flush=True)
    print(f"{compared} people compared on 3000 generated trees")
