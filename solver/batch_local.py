"""The local engine: row groups streamed through the cores of this machine, in parts that survive an interruption."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from models.errors import InputError
from models.masking import mask
from models.roster_elsewhere import batches
from models.roster_parquet import Group, sound
from models.roster_result import CellError, Roster
from solver import batch_parts
from solver.batch import Answered, BatchWork, Worker
from solver.batch_lock import Held
from solver.batch_parts import Part
from solver.columns.kernel import Counters
from solver.result_table import ERRORS
from solver.summary import merged, summarise
from solver.whatif import together
from solver.workers import begin, stop, undisturbed

SLICE, LEAST, ANSWERS = 50_000, 5_000, 250_000
"""People who are answered at once: at most and at least; between them as many as come to so many answers. Enough for
columns to pay, and little memory."""
AGAIN = 3
"""A worker that dies (killed for want of memory, say) is replaced so often."""
MORE = "start fewer workers on a machine or write smaller row groups; `--resume` goes on from here"
Told = Callable[[int], None]
"""Is told after each part how many people were done in it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """A part of the input: some people of a row group, from `start` on."""

    number: int
    group: Group
    start: int
    rows: int


def tasks(groups: Sequence[Group], workers: int) -> tuple[Task, ...]:
    """The parts of an input: row groups as they are, large ones shared out where they are fewer than the workers."""
    found: list[Task] = []
    for group in groups:
        shares = 1 if len(groups) >= 2 * workers or group.rows <= SLICE else min(workers, -(-group.rows // SLICE))
        # a row group may hold nobody
        size = max(1, -(-group.rows // shares))
        for start in range(0, group.rows, size):
            rows = min(size, group.rows - start)
            found.append(Task(number=len(found), group=group, start=start, rows=rows))
    return tuple(found)


def at_once(work: BatchWork) -> int:
    """How many people are answered at once: fewer where more rungs are asked."""
    rungs = sum(len(names) for _, names in work.asked.standards)
    return max(LEAST, min(SLICE, ANSWERS // max(1, rungs)))


def in_memory(roster: Roster, work: BatchWork, told: Told | None = None) -> tuple[list[pl.DataFrame], Part]:
    """The answers for a roster that was read already, in this process."""
    worker = Worker(work)
    places = roster.places.to_numpy()
    found, size = [], at_once(work)
    for start in range(0, max(1, roster.people.num_rows), size):
        people = roster.people.slice(start, size)
        found.append(worker.answer(people, places[start : start + size]))
        if told is not None:
            told(people.num_rows)
    return [one.results for one in found], part_of(0, roster.total, found, errors_table(roster.errors, work))


def streamed(
    every: Sequence[Task],
    work: BatchWork,
    twice: frozenset[str],
    folder: Path,
    *,
    workers: int,
    told: Told | None = None,
    held: Held | None = None,
) -> Iterator[Part]:
    """The parts in order, each written to the folder; those that stand there already are not done again.

    `held` is the lock of the folder, for all processes that write into it. An InputError says that a part cannot be
    written, or that workers were lost too often.
    """
    ready = {task.number: part for task in every if (part := batch_parts.done(folder, task.number)) is not None}
    todo = [task for task in every if task.number not in ready]
    if told is not None:
        for part in ready.values():
            told(part.people)
    if todo and (workers == 1 or len(todo) == 1):
        worker = Worker(work)
        for task in todo:
            ready[task.number] = answered(task, worker, twice, folder)
            if told is not None:
                told(task.rows)
    elif todo:
        with closing(_shared(todo, (work, twice, folder, held), workers)) as parts:
            for part in parts:
                ready[part.number] = part
                if told is not None:
                    told(part.people)
    for task in every:
        yield ready[task.number]


def _shared(todo: Sequence[Task], said: tuple[Any, ...], workers: int) -> Generator[Part, None, None]:
    """The parts as they are finished, in any order."""
    left = {task.number: task for task in todo}
    for attempt in range(AGAIN + 1):
        # one thread a process: the processes are the parallel part, and threads of theirs would only wait for a core
        threads = os.environ.get("POLARS_MAX_THREADS")
        os.environ["POLARS_MAX_THREADS"] = str(max(1, (os.cpu_count() or 1) // workers))
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(
            max_workers=min(workers, len(left)), mp_context=context, initializer=_start, initargs=said
        )
        try:
            with undisturbed():
                running: set[Future[Part]] = {pool.submit(_done, task) for task in left.values()}
            while running:
                finished, running = wait(running, return_when=FIRST_COMPLETED)
                for one in finished:
                    part = one.result()
                    del left[part.number]
                    yield part
            return
        except BrokenProcessPool:
            if attempt == AGAIN:
                raise InputError(
                    f"workers were ended {AGAIN + 1} times, most likely for want of memory",
                    where="--workers", hint=MORE,
                ) from None  # fmt: skip
        finally:
            stop(pool)
            if threads is None:
                os.environ.pop("POLARS_MAX_THREADS", None)
            else:
                os.environ["POLARS_MAX_THREADS"] = threads


_worker: tuple[Worker, frozenset[str], Path, Held | None] | None = None


def _start(work: BatchWork, twice: frozenset[str], folder: Path, held: Held | None) -> None:
    """Compiles the question once in each process, which ends with the one that started it."""
    global _worker
    begin()
    _worker = (Worker(work), twice, folder, held)


def _done(task: Task) -> Part:
    assert _worker is not None
    worker, twice, folder, _ = _worker
    return answered(task, worker, twice, folder)


def answered(task: Task, worker: Worker, twice: frozenset[str], folder: Path) -> Part:
    """Answers a part and writes it into the folder, a slice at a time; gives what is known of it.

    The bytes do not depend on who does it, or when.
    """
    found, wrong = [], []
    with batch_parts.writing(folder, task.number, worker.work.stamp) as write:
        for first, people in batches(task.group, at_once(worker.work)):
            at = first - task.group.first
            low, high = max(task.start, at) - at, min(task.start + task.rows, at + people.num_rows) - at
            if low >= high:
                continue
            kept, places, errors = sound(people.slice(low, high - low), first + low, twice)
            wrong += errors
            one = worker.answer(kept, places)
            write(one.results)
            found.append(replace(one, results=one.results.clear()))
    part = part_of(task.number, task.rows, found, errors_table(wrong, worker.work))
    batch_parts.mark(folder, part)
    return part


def part_of(number: int, people: int, found: Sequence[Answered], errors: pl.DataFrame) -> Part:
    """What several pieces come to."""
    waivers = [one.waivers for one in found if one.waivers is not None]
    return Part(
        number=number,
        people=people,
        summary=merged([*(one.summary for one in found), summarise([], errors)]),
        changed={name: together([one.changed[name] for one in found]) for name in found[0].changed},
        left_out={name: tuple(x for one in found for x in one.left_out[name]) for name in found[0].left_out},
        waivers=pl.concat(waivers) if waivers else None,
        seen=tuple(x for one in found for x in one.seen),
        errors=errors,
        counters=summed([one.counters for one in found]),
    )


def whole(parts: Sequence[Part]) -> Part:
    """What all parts of a run come to; `number` is how many they are."""
    first = parts[0]
    waivers = [one.waivers for one in parts if one.waivers is not None]
    return Part(
        number=len(parts),
        people=sum(one.people for one in parts),
        summary=merged([one.summary for one in parts]),
        changed={name: together([one.changed[name] for one in parts]) for name in first.changed},
        left_out={name: tuple(x for one in parts for x in one.left_out[name]) for name in first.left_out},
        waivers=pl.concat(waivers) if waivers else None,
        seen=tuple(x for one in parts for x in one.seen),
        errors=pl.concat([one.errors for one in parts]),
        counters=summed(one.counters for one in parts),
    )


def errors_table(errors: Sequence[CellError], work: BatchWork) -> pl.DataFrame:
    """The errors as a table, masked where that is asked."""
    made = pl.DataFrame([asdict(one) for one in errors], schema=ERRORS)
    return mask(made, work.masking) if work.masking is not None else made


def summed(counters: Iterable[Counters]) -> Counters:
    """The work of all parts."""
    many = list(counters)
    return Counters(
        rows=sum(c.rows for c in many), solved=sum(c.solved for c in many), referred=sum(c.referred for c in many)
    )
