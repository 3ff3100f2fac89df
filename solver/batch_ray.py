"""The Ray engine: the parts of a run answered by the machines of a Ray cluster, through Ray Data.

The rows that Ray Data moves are tasks, not people: each actor reads its row groups where the roster stands and writes
its parts where the results go, so neither passes through the object store, and what a part holds does not depend on
who did it, when, or how often it was tried.
"""

from __future__ import annotations

import hashlib
import io
import logging
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from models.errors import InputError
from models.roster_parquet import Group
from solver import batch_elsewhere, batch_parts
from solver.batch import BatchWork, Worker
from solver.batch_local import AGAIN, MORE, Task, Told, answered
from solver.batch_parts import Part
from solver.ray_cluster import cluster

_HERE = Path(__file__).resolve().parent.parent


def streamed(
    every: Sequence[Task],
    work: BatchWork,
    twice: frozenset[str],
    folder: Path,
    *,
    workers: int,
    out: str | None = None,
    told: Told | None = None,
) -> Iterator[Part]:
    """The parts in order; those that are done already are not done again.

    They are written to the folder, which all machines share, or to the address `out` with the figures alone brought
    to the folder. A cluster that is there is used as a whole; otherwise one of `workers` processes is started here and
    ended again. An InputError says what stands in the way, or that a worker was lost too often.
    """
    ready = {task.number: part for task in every if (part := batch_parts.done(folder, task.number)) is not None}
    todo = [task for task in every if task.number not in ready]
    if told is not None:
        for part in ready.values():
            told(part.people)
    if todo:
        # Ray tells on stdout of workers that it replaces: nothing that a reader of the answer should find there
        with redirect_stdout(io.StringIO()), cluster(min(workers, len(todo))) as cpus:
            for number in _answers(todo, work, twice, folder, out, min(cpus, len(todo))):
                part = _found(number, folder, out)
                ready[number] = part
                if told is not None:
                    told(part.people)
        # what a worker was writing when it was killed
        for file in folder.glob(".*part-*"):
            file.unlink(missing_ok=True)
    for task in every:
        yield ready[task.number]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Sent:
    """What every process is sent. Without a `repr`, since Ray shows and logs what it is given: keys, and addresses.

    `program` is `program_digest` of the process that asks; `tries` the actor of `Tries`.
    """

    work: BatchWork
    twice: frozenset[str]
    folder: Path
    out: str | None
    program: str
    tries: Any


class Answering:
    """One process of the cluster: the question compiled once, then one task after the other."""

    def __init__(self, sent: Sent) -> None:
        self.sent = sent
        self.worker = Worker(sent.work) if sent.program == program_digest() else None

    def __call__(self, tasks: pa.Table) -> pa.Table:
        """Answers the tasks and writes their parts; tells of each its number, or what is wrong with the input."""
        return pa.Table.from_pylist([self._told(_task(row)) for row in tasks.to_pylist()], schema=_ANSWER)

    def _told(self, task: Task) -> dict[str, Any]:
        if self.worker is None:
            what = "a worker has other files of zhicheng than the process that asks, or another polars or pyarrow"
            return {"number": task.number, "what": what, "hint": "install the same on all machines"}
        if self._tried(task.number) > AGAIN + 1:
            what = f"the {task.rows} people from place {task.group.first + task.start} on ended {AGAIN + 1} workers"
            return {"number": task.number, "what": f"{what}, most likely for want of memory", "hint": MORE}
        try:
            if self.sent.out is None:
                answered(task, self.worker, self.sent.twice, self.sent.folder)
            else:
                with tempfile.TemporaryDirectory(prefix="zhicheng-") as made:
                    answered(task, self.worker, self.sent.twice, Path(made))
                    batch_elsewhere.write(self.sent.out, Path(made), task.number)
        except InputError as error:
            return {"number": task.number, "what": error.what, "where": error.where, "hint": error.hint}
        except Exception as error:
            # its own words may repeat values of people, and Ray keeps logs
            return {"number": task.number, "fault": f"{type(error).__name__} at {_place(error)}"}
        return {"number": task.number}

    def _tried(self, number: int) -> int:
        import ray

        return int(ray.get(self.sent.tries.begun.remote(number)))


class Tries:
    """Counts how often each part was begun: Ray replaces workers without end, and some part may kill every one."""

    def __init__(self) -> None:
        self.begins: Counter[int] = Counter()

    def begun(self, number: int) -> int:
        """How often this part was begun, this time included."""
        self.begins[number] += 1
        return self.begins[number]


_ANSWER = pa.schema([("number", pa.int64()), *((name, pa.string()) for name in ("what", "where", "hint", "fault"))])


def program_digest() -> str:
    """What two machines must have alike to give the same bytes: this program, polars and pyarrow."""
    made = hashlib.sha256(f"{pl.__version__} {pa.__version__}".encode())
    for name in ("models", "solver", "reports"):
        for file in sorted((_HERE / name).rglob("*")):
            if file.suffix in (".py", ".yaml"):
                made.update(file.relative_to(_HERE).as_posix().encode() + b"\0" + file.read_bytes())
    return made.hexdigest()


def _row(task: Task) -> dict[str, Any]:
    return {"number": task.number, "start": task.start, "rows": task.rows, "group": asdict(task.group)}


def _task(row: dict[str, Any]) -> Task:
    return Task(number=row["number"], group=Group(**row["group"]), start=row["start"], rows=row["rows"])


def _answers(
    todo: Sequence[Task], work: BatchWork, twice: frozenset[str], folder: Path, out: str | None, actors: int
) -> Iterator[int]:
    """The numbers of the parts as they are finished, in any order."""
    import ray
    import ray.data

    tries = ray.remote(Tries).options(num_cpus=0, max_restarts=-1, max_task_retries=-1).remote()
    sent = Sent(work=work, twice=twice, folder=folder.resolve(), out=out, program=program_digest(), tries=tries)
    dataset = ray.data.from_items([_row(task) for task in todo], override_num_blocks=len(todo)).map_batches(
        Answering,
        fn_constructor_args=(sent,),
        batch_size=None,
        batch_format="pyarrow",
        compute=ray.data.ActorPoolStrategy(size=actors),
        num_cpus=1,
        # one thread a process: the processes are the parallel part
        runtime_env={"env_vars": {"POLARS_MAX_THREADS": "1", "RAY_USAGE_STATS_ENABLED": "0"}},
    )
    dataset.context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    try:
        for batch in dataset.iter_batches(batch_size=None, batch_format="pyarrow", prefetch_batches=0):
            for row in batch.to_pylist():
                if row["fault"]:
                    raise RuntimeError(row["fault"])
                if row["what"]:
                    raise InputError(row["what"], where=row["where"] or "", hint=row["hint"] or "")
                yield row["number"]
    except ray.exceptions.RayError as error:
        kind = type(getattr(error, "cause", None) or error).__name__
        raise InputError(
            f"the cluster has lost its workers ({kind})", where="--engine ray", hint="`--resume` goes on from here"
        ) from None


def _found(number: int, folder: Path, out: str | None) -> Part:
    """A part that a worker says it has written."""
    if out is not None:
        batch_elsewhere.fetch(out, folder, number)
    part = batch_parts.done(folder, number)
    if part is None:
        raise InputError(
            "what another machine has written cannot be seen from this one", where=str(folder),
            hint="name a folder with `--out` that all machines share, or an address such as `s3://bucket/results`",
        )  # fmt: skip
    return part


def _place(error: BaseException) -> str:
    """Where in this program an error arose."""
    found, trace = "", error.__traceback__
    for frame in _frames(trace):
        file = Path(frame.tb_frame.f_code.co_filename)
        if file.is_relative_to(_HERE):
            found = f"{file.relative_to(_HERE).as_posix()}:{frame.tb_lineno}"
    return found


def _frames(trace: Any) -> Iterable[Any]:
    while trace is not None:
        yield trace
        trace = trace.tb_next
