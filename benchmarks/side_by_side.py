"""Times the frontier of least additions beside other solvers: the same people, the same points asserted, in one run.

Every engine starts from the person, as the command does: measured by the same code, the rule tree is modelled by each
as it stands. In a second table the rivals are handed, at no cost, the folded trees of wants that our code makes first.
They need not say which records are the weakest. Engines take turns person by person.
"""

from __future__ import annotations

import gc
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from unittest.mock import patch

from benchmarks import rivals
from benchmarks.asked import Asked, adds_records, drawn, rungs
from benchmarks.rivals.task import Point, Task, undominated
from benchmarks.unfolded import task
from models.standard import Standard
from solver.additions import Addition
from solver.frontier import Reached, days, months_until
from solver.joint import joint
from solver.offers import Offer, Search, offers
from solver.pricing import PLAIN
from solver.wants import Tree

PEOPLE = 20
DRAWN = 800
"""For each rung so many people who have a record to add, of so many drawn at most."""
SEED = 2
ROUNDS = 3
LIMIT = 5.0
"""Seconds for one question; a rival that takes longer is counted with these."""
PERSON, TREES = "zhicheng, from the person", "zhicheng, from the trees"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Case:
    """A question and its points; the trees that it comes to, and how often our solver was called for them."""

    asked: Asked
    points: frozenset[Point]
    task: Task
    pool: Sequence[Addition]
    calls: int


Run = Callable[[Case], frozenset[Point]]


def lines() -> Iterator[str]:
    """Each engine's median, 90th percentile and worst, and its median as a ratio to ours; then of the harder part."""
    cases = [
        case for standard, rung in rungs() if "results" in standard.rungs[rung].parts for case in _cases(standard, rung)
    ]
    hard = [place for place, case in enumerate(cases) if case.calls]
    engines = rivals.installed()
    for told, ours, run in (
        ("from the person, each with its own model of the rule tree", {PERSON: _from_person}, _by_itself),
        ("rivals handed our folded trees", {PERSON: _from_person, TREES: _from_trees}, _by),
    ):
        times = _timed(cases, {**ours, **{name: partial(run, engine) for name, engine in engines.items()}})
        yield f"  {told}: {len(cases)} people with a record to add, each median of {ROUNDS}"
        yield from _table(times)
        yield f"    the {len(hard)} of them for whom our solver was called"
        yield from _table({name: [many[place] for place in hard] for name, many in times.items()})
    if rivals.absent():
        yield f"  left out, since not installed: {', '.join(rivals.absent())}"


def _cases(standard: Standard, rung: str) -> Iterator[Case]:
    made = (_case(one) for one in drawn(standard, rung, DRAWN, SEED))
    return islice((case for case in made if case is not None), PEOPLE)


def _case(asked: Asked) -> Case | None:
    """The question of one person, if a record is to be added."""
    calls: list[Tree] = []

    def counted(tree: Tree, search: Search) -> list[Offer]:
        calls.append(tree)
        return joint(tree, search)

    with patch("solver.frontier.joint", counted):
        found, _ = asked.timed()
    if not adds_records(found):
        return None
    trees: dict[Tree, int] = {}
    pool: Sequence[Addition] = ()
    for day in days(asked.person, asked.periods, asked.question):
        pool = day.wanting.pool
        for tree in day.routes.values():
            trees.setdefault(tree, months_until(asked.as_of, day.day))
        if True in trees:
            break
    (_,) = asked.periods  # trees of several rungs speak of other additions by the same places
    task = Task(tuple((months, tree) for tree, months in trees.items()), tuple(one.endorsement for one in pool))
    return Case(asked=asked, points=_points(found), task=task, pool=pool, calls=len(calls))


def _points(found: Sequence[Reached]) -> frozenset[Point]:
    return frozenset((one.months, *_pair(one.offer)) for one in found)


def _pair(offer: Offer) -> tuple[int, int]:
    records, endorsements = offer.price
    return records, endorsements


def _from_person(case: Case) -> frozenset[Point]:
    return _points(case.asked.timed()[0])


def _from_trees(case: Case) -> frozenset[Point]:
    search = PLAIN.search(case.pool, joint)
    found = [(months, *_pair(one)) for months, tree in case.task.trees for one in offers(tree, search)]
    return undominated(found)


def _by(engine: rivals.Engine, case: Case) -> frozenset[Point]:
    return engine(case.task, LIMIT)


def _by_itself(engine: rivals.Engine, case: Case) -> frozenset[Point]:
    return engine(task(case.asked), LIMIT)


def _timed(cases: Sequence[Case], runs: Mapping[str, Run]) -> dict[str, list[float]]:
    """Seconds for each engine and case: the first round warms up and compares the points, the others count."""
    names = list(runs)
    times: dict[str, list[list[float]]] = {name: [[] for _ in cases] for name in names}
    for turn in range(ROUNDS + 1):
        for place, case in enumerate(cases):
            # each engine comes first as often as any other
            first = (place + turn) % len(names)
            for name in names[first:] + names[:first]:
                mine = times[name][place]
                if mine != [LIMIT]:
                    seconds = _once(name, runs[name], case)
                    if seconds >= LIMIT:
                        mine[:] = [LIMIT]
                    elif turn:
                        mine.append(seconds)
    return {name: [statistics.median(mine) for mine in many] for name, many in times.items()}


def _once(name: str, run: Run, case: Case) -> float:
    """One run, without pauses for the garbage of others; its points must be ours."""
    gc.disable()
    start = time.perf_counter()
    try:
        points = run(case)
    except TimeoutError:
        return LIMIT
    finally:
        seconds = time.perf_counter() - start
        gc.enable()
    if points != case.points:
        one = case.asked
        raise AssertionError(
            f"{name} finds {sorted(points)}, zhicheng {sorted(case.points)}: {one.standard} {one.rung}, {one.as_of}, "
            f"{one.person}, {case.task}"
        )
    return seconds


def _table(times: Mapping[str, Sequence[float]]) -> Iterator[str]:
    yield f"    {'':<28}{'median':>10}{'90th':>10}{'worst':>10}   to ours"
    base = statistics.median(times[PERSON])
    for name, many in times.items():
        ranked = sorted(many)
        middle = statistics.median(ranked)
        figures = "".join(f"{1e3 * x:8.2f}ms" for x in (middle, ranked[int(len(ranked) * 0.9)], ranked[-1]))
        late = sum(one >= LIMIT for one in many)
        yield f"    {name:<28}{figures}{middle / base:8.2f} x" + (f"  ({late} over {LIMIT:g} s)" if late else "")


def main() -> None:
    """This part alone: `make rivals`."""
    print(f"python {platform.python_version()}, {platform.machine()}, {platform.system()}")
    print("\nleast additions side by side: the same people and points, engines in turn, after a warm-up")
    for line in lines():
        print(line, flush=True)


if __name__ == "__main__":
    main()
