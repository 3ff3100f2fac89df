"""Least additions by one solver run for each person, beside ours for the whole population: the same points asserted.

Rows (a person and a rung) are drawn from the population. Each engine is asked from the person, measured by the code of
`gap`, and models the rule tree as it stands; how long that takes without the measuring is told apart, since a rival
could have a faster one. They run one row after the other in one process, and need not say which records are weakest.
CP-SAT comes in three forms: our model of a whole tree without taking it apart (one for each day on which something
turns, until nothing is to be added); the same of trees that were folded before; and CPMpy, one model over all days.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import rivals
from benchmarks.asked import Asked
from benchmarks.batch_files import scratch, spread
from benchmarks.batch_least import Slowest
from benchmarks.batch_running import mark
from benchmarks.rivals.task import Point, Task, undominated
from benchmarks.unfolded import task
from models import catalogue, people_table
from models.applicant import read
from models.standard import Standard
from solver.additions import Addition
from solver.asking import Asked as Wishes
from solver.asking import Asking, periods
from solver.columns.kernel import BatchAsked, Kernel
from solver.frontier import days, months_until
from solver.joint import Model, joint
from solver.pricing import PLAIN
from solver.waiting import counted_on
from solver.wants import Tree

SEEN = 20_000
"""People from all over the population, of whose rows some are drawn."""
ROWS = 150
SEED = 5
LIMIT = 5.0
"""Seconds for one row; a rival that takes longer is counted with these."""
LEAST = 1_000.0
"""So many times as fast a row of ours has to be."""
GAP = "zhicheng gap, one by one"
WHOLE, FOLDED = "CP-SAT, our model of the whole tree", "CP-SAT, our model of the folded tree"
OTHERS = ("CPMpy on ortools", "clingo", "Z3")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Row:
    """A person and a rung, the points that the columns give, and what is handed to rivals that do not measure."""

    asked: Asked
    points: frozenset[Point]
    task: Task
    pool: Sequence[Addition]


Found = tuple[frozenset[Point], float]
"""The points, and the seconds without measuring the person."""
Engine = Callable[[Row], Found]


def lines(population: Path, as_of: date, ours: Slowest, rows: int = ROWS) -> Iterator[str]:
    """Each engine on rows with something to add, then on rows of all sorts, against ours."""
    standard = catalogue.find(ours.standard)
    table, found = _answered(population, as_of, standard)
    told = [one for one in found if one["frontier"] is not None]
    adding = [one for one in told if any(p["records"] or p["endorsements"] for p in one["frontier"])]
    share = len(adding) / len(found)
    said = f"{len(adding):,} have something to add, {len(found) - len(told):,} are open"
    yield f"  {standard.id}: of {len(found):,} rows {said}"
    engines = _engines()
    for name in rivals.absent():
        if name in OTHERS:
            yield f"  left out: {name}, since it is not installed"
    each, spent = (1e6 * seconds / ours.rows for seconds in (ours.runs.wall, ours.runs.cpu))
    yield f"  ours: {each:.2f} us for a row of the whole population ({spent:.2f} us of processor, in two processes)"
    sorts = [("rows of all sorts, unless open", told, {"any row": each}, True)]
    if adding:
        yield f"  or {each / share:.2f} us for a row with something to add, if these are charged with all of it"
        sorts.insert(
            0, ("rows with something to add", adding, {"a row of these": each / share, "any row": each}, False)
        )
    yield "  the others: one process, times from the person / without measuring the person"
    for what, among, beside, held in sorts:
        chosen = Random(SEED).sample(among, min(rows, len(among)))
        times = _timed([_row(table, standard, one, as_of) for one in chosen], engines)
        yield f"    {len(chosen)} {what}"
        heads = "".join(f"{f'to our {name}':>23}" for name in beside)
        yield f"      {'':<38}{'median':>10}{'mean':>11}{'without measuring':>20}{heads}"
        for name, many in times.items():
            yield _line(name, many, [one / 1e6 for one in beside.values()], held=held and name != GAP)


def _answered(population: Path, as_of: date, standard: Standard) -> tuple[pa.Table, list[dict[str, Any]]]:
    """People from all over a population, and what the columns say of each of them and every rung."""
    with scratch() as folder:
        table = pq.read_table(spread(population, folder / "some.parquet", SEEN))
    kernel = Kernel(BatchAsked(standards=[(standard, list(standard.rungs))], as_of=as_of))
    return table, kernel.run(table).select("person", "rung", "frontier").to_dicts()


def _row(table: pa.Table, standard: Standard, one: Mapping[str, Any], as_of: date) -> Row:
    person = read(people_table.document(table.slice(one["person"], 1).to_pylist()[0]))
    present, _ = counted_on(person, as_of)
    asking = Asking(person=present, standard=standard, rung=one["rung"], as_of=as_of, asked=Wishes())
    applies = periods(asking, {}, as_of)
    (_,) = applies  # additions of several rungs stand at the same places
    asked = Asked(standard=standard.id, rung=one["rung"], as_of=as_of, person=present, periods=applies)
    points = frozenset((p["months"], p["records"], p["endorsements"]) for p in one["frontier"])
    return Row(asked=asked, points=points, task=task(asked), pool=_pool(asked))


def _pool(asked: Asked) -> Sequence[Addition]:
    for day in days(asked.person, asked.periods, asked.question):
        return day.wanting.pool
    return ()


# --- engines ----------------------------------------------------------------------------------------------------------


def _engines() -> dict[str, Engine]:
    there = rivals.installed()
    others: dict[str, Engine] = {name: partial(_rival, there[name]) for name in OTHERS if name in there}
    return {GAP: _gap, WHOLE: _whole, FOLDED: _folded, **others}


def _gap(row: Row) -> Found:
    found, seconds = row.asked.timed()
    return frozenset((one.months, one.offer.price[0], one.offer.price[1]) for one in found), seconds


def _rival(engine: rivals.Engine, row: Row) -> Found:
    made = task(row.asked)
    start = time.perf_counter()
    return engine(made, LIMIT), time.perf_counter() - start


def _whole(row: Row) -> Found:
    made = task(row.asked)
    start = time.perf_counter()
    points = _by_model(made.trees, row.pool, by=_plain)
    return points, time.perf_counter() - start


def _folded(row: Row) -> Found:
    asked = row.asked
    trees: dict[Tree, int] = {}
    for day in days(asked.person, asked.periods, asked.question):
        for tree in day.routes.values():
            trees.setdefault(tree, months_until(asked.as_of, day.day))
        if True in trees:
            break
    start = time.perf_counter()
    points = _by_model([(months, tree) for tree, months in trees.items()], row.pool, by=joint)
    return points, time.perf_counter() - start


def _by_model(trees: Sequence[tuple[int, Tree]], pool: Sequence[Addition], by: Any) -> frozenset[Point]:
    """A model for each tree in the order of their months, until one asks for nothing."""
    search = PLAIN.search(pool, joint)
    found: list[Point] = []
    for months, tree in trees:
        offers = by(tree, search) if not isinstance(tree, bool) else [search.nothing] if tree else []
        found += [(months, offer.price[0], offer.price[1]) for offer in offers]
        if found and not any(found[-1][1:]):
            break
    return undominated(found)


def _plain(tree: Tree, search: Any) -> Any:
    """The least offers without the order of weakness, from one model of the whole tree."""
    return Model(tree, replace(search, ties=[(0, 0)] * len(search.ties))).least()


# --- times ------------------------------------------------------------------------------------------------------------


def _timed(rows: Sequence[Row], engines: Mapping[str, Engine]) -> dict[str, list[tuple[float, float]]]:
    """Seconds from the person, and without measuring, of each engine and row; a round before warms up and compares."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in engines}
    names = list(engines)
    for turn in range(2):
        for place, row in enumerate(rows):
            # each comes first as often as any other
            first = (place + turn) % len(names)
            for name in names[first:] + names[:first]:
                seconds = _once(name, engines[name], row)
                if turn:
                    times[name].append(seconds)
    return times


def _once(name: str, engine: Engine, row: Row) -> tuple[float, float]:
    """One row, without pauses for the garbage of others; its points must be those of the columns."""
    gc.disable()
    start = time.perf_counter()
    try:
        points, alone = engine(row)
    except TimeoutError:
        return LIMIT, LIMIT
    finally:
        seconds = time.perf_counter() - start
        gc.enable()
    if points != row.points:
        asked = row.asked
        raise AssertionError(
            f"{name} finds {sorted(points)}, the columns {sorted(row.points)}: {asked.standard} {asked.rung}, "
            f"{asked.as_of}, {asked.person}"
        )
    return seconds, alone


def _line(name: str, many: Sequence[tuple[float, float]], ours: Sequence[float], *, held: bool) -> str:
    """Times of one engine, and as so many times ours: from the person / without measuring."""
    whole, alone = [one[0] for one in many], [one[1] for one in many]
    mean, bare = statistics.fmean(whole), statistics.fmean(alone)
    figures = f"{statistics.median(whole) * 1e3:7.2f} ms{mean * 1e3:8.2f} ms{bare * 1e3:17.2f} ms"
    ratios = "".join(f"{f'{mean / one:,.0f} / {bare / one:,.0f} x':>23}" for one in ours)
    said = f"  {mark(mean / ours[-1] >= LEAST, f'at least {LEAST:,.0f} x')}" if held else ""
    late = sum(one >= LIMIT for one in whole)
    return f"      {name:<38}{figures}{ratios}{said}" + (f", {late} over {LIMIT:g} s" if late else "")
