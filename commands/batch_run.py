"""One run of `batch` from its options to its files: read, answer with an engine, write, and tell the figures."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import click
import polars as pl

from commands import batch_places
from commands.batch_course import progress, terminable
from models import catalogue, elsewhere, roster, roster_elsewhere, scenarios
from models.errors import InputError
from models.masking import Masking, mask_key, masking_of
from models.private_files import private_file
from models.roster_result import Roster
from models.standard import Standard
from models.waivers import known
from reports import batch_advice, console
from reports.batch_files import SCHEMA, beside, stamped, write_results
from reports.batch_json import batch_json
from reports.batch_notes import not_asked, notes_of
from reports.batch_text import batch_text
from reports.layout import Paint
from solver import batch_elsewhere, batch_local, batch_parts, questions
from solver.batch import BatchWork, own_columns
from solver.batch_lock import Held, alone
from solver.batch_parts import Part
from solver.columns.kernel import BatchAsked
from solver.settle import choose
from solver.summary import BatchStamp, WhatIf
from solver.waiving import remarks
from solver.whatif import told


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Run:
    """What is asked, and where it goes. `tasks` are the parts of a roster in Parquet, `roster` is any other."""

    source: Path
    roster: Roster | None
    work: BatchWork
    stamp: BatchStamp
    lang: str
    out: Path | None
    resume: bool
    engine: str
    workers: int
    tasks: tuple[batch_local.Task, ...]

    @property
    def standards(self) -> list[Standard]:
        """The standards asked for."""
        return [standard for standard, _ in self.work.asked.standards]


def run(source: Path, *, lang: str, version: str, **asked: Any) -> None:
    """Reads a roster, answers for everybody, writes what was asked for."""
    kept = False
    try:
        with terminable():
            one = _prepared(source, lang, version, asked)
            kept = bool(one.tasks) and one.out is not None
            with _folder(one) as (folder, held):
                text = _told(one, asked, lang, folder, held)
    except KeyboardInterrupt:
        zh, en = ("已中断", "；以同样的命令加 `--resume` 继续"), ("interrupted", "; the same with `--resume` goes on")
        said = zh if lang == "zh" else en
        click.echo(f"zhicheng: {said[0]}{said[1] if kept else ''}", err=True)
        sys.exit(130)
    console.write(text, None)


def _told(one: Run, asked: dict[str, Any], lang: str, folder: Path, held: Held | None) -> str:
    """The figures in words or as JSON, after the files were written."""
    levers: dict[str, pl.DataFrame] | None = None
    if asked["levers"] or asked["budget"]:
        from commands.batch_levers import found as levers_found

        levers = levers_found(one.source, one.roster, one.work, asked["budget"], asked["by"], lang)
    frames, part, parts = _answered(one, folder, held)
    labels = {one.id: one.label[lang] for one in one.work.what_if.scenarios}
    what_if = [told(labels.get(name) or name, changed) for name, changed in part.changed.items()]
    said = remarks(one.work.what_if.waivers, one.standards, part.seen, one.work.asked.as_of)
    notes = notes_of(part, one.work.what_if, said, lang, one.work.masking)
    notes += not_asked(one.work.what_if, [standard.id for standard in one.standards], lang)
    files = []
    if one.out is not None:
        files += _written(one, frames, part, what_if, levers, folder, parts)
    if asked["report"]:
        from reports.batch_page import write_report

        more: dict[str, Any] = {"what_if": what_if, "waivers": part.waivers, "levers": levers}
        write_report(part.summary, one.stamp, one.standards, asked["report"], lang, **more)
        files.append(asked["report"])
    batch_parts.clear(folder)
    if asked["form"] == "json":
        return batch_json(
            part.summary,
            part.errors,
            one.stamp,
            what_if=what_if,
            waivers=part.waivers,
            levers=levers,
            notes=notes,
            work=asdict(part.counters),
        )
    return batch_text(
        part.summary, part.errors, one.stamp, one.standards, lang, what_if=what_if, levers=levers, notes=notes,
        files=files, paint=Paint(on=console.colour(None)), width=console.width(None),
    )  # fmt: skip


def _prepared(source: Path, lang: str, version: str, asked: dict[str, Any]) -> Run:
    readings = questions.read_choices(asked["readings"])
    chosen = questions.read_questions(asked["standards"], asked["rungs"], readings, asked["folders"])
    as_of = questions.read_day(asked["on"], "--on")
    source, out = batch_places.places(source, asked)
    form = roster_elsewhere.form_of(source)
    workers = asked["workers"] or os.cpu_count() or 1
    groups = roster_elsewhere.groups(source) if form == "parquet" else ()
    every = batch_local.tasks(groups, workers)
    batch_places.writable(source, out, asked, several=len(every) > 1)
    batch_places.alike(groups)
    if asked["by"] and not (asked["levers"] or asked["budget"]):
        raise InputError("`--by` is the last day for levers", where="--by", hint="add `--levers`, or leave it out")
    if asked["resume"] and (form != "parquet" or out is None):
        raise InputError(
            "only a run over Parquet with `--out` can be resumed", where="--resume", hint="begin anew: it takes seconds"
        )
    what_if = scenarios.load(asked["what_if"]) if asked["what_if"] else scenarios.WhatIf()
    loaded = [standard for standard, _ in chosen]
    others = [name for name in catalogue.files(asked["folders"]) if name not in {s.id for s in loaded}]
    known(what_if.waivers, loaded, others)
    read = roster.read(source) if form != "parquet" else None
    masking = _masking(source, read, lang) if asked["masked"] else None
    work = BatchWork(
        asked=BatchAsked(
            standards=chosen, as_of=as_of, readings=readings, strict=asked["strict"], gap=not asked["verdicts"]
        ),
        words=partial(batch_advice.maker, lang=lang),
        what_if=what_if,
        others=others,
        masking=masking,
    )
    for scenario in what_if.scenarios:
        scenarios.amended_by(scenario, loaded, others)
    used = {name: value for one in loaded for name, value in choose(one, readings).items()}
    stamp = BatchStamp(
        version=version,
        as_of=as_of,
        standards=tuple((one.id, one.digest) for one in loaded),
        readings=used,
        digest=roster_elsewhere.digest_of(source),
        strict=asked["strict"],
        masked=masking is not None,
        left_out=_left_out(source, read) if masking is not None else (),
    )
    work = replace(work, stamp=json.dumps({"schema": SCHEMA, "stamp": stamped(stamp)}, sort_keys=True))
    return Run(
        source=source, roster=read, work=work, stamp=stamp, lang=lang, out=out, resume=asked["resume"],
        engine=asked["engine"], workers=workers, tasks=every,
    )  # fmt: skip


def _masking(source: Path, found: Roster | None, lang: str) -> Masking:
    """Pseudonyms for everybody in the roster, those who are set apart too."""
    key = mask_key()
    if found is None:
        return masking_of(_named(source), key, lang)
    people: Any = pl.from_arrow(found.people.select(["id", "name"]))
    apart = pl.DataFrame({"id": [e.id for e in found.errors], "name": [None for _ in found.errors]})
    return masking_of([people, apart.cast({"id": pl.String, "name": pl.String})], key, lang)


def _named(source: Path) -> Iterator[pl.DataFrame]:
    for group in roster_elsewhere.groups(source):
        for _, table in roster_elsewhere.batches(group):
            frame: Any = pl.from_arrow(table.select(["id", "name"]))
            yield frame


def _left_out(source: Path, read: Roster | None) -> tuple[str, ...]:
    if read is None:
        first = next(iter(roster_elsewhere.batches(roster_elsewhere.groups(source)[0], 1)))
        return tuple(own_columns(first[1]))
    return tuple(own_columns(read.people))


def _answered(
    one: Run, folder: Path, held: Held | None
) -> tuple[Callable[[], Iterator[pl.DataFrame]], Part, list[Part]]:
    """The results (asked for when they are written), what all come to, and the parts that stand in the folder."""
    if one.roster is not None:
        with progress(one.roster.people.num_rows) as done:
            frames, part = batch_local.in_memory(one.roster, one.work, done)
        return lambda: iter(frames), part, []
    twice = roster_elsewhere.keys_twice(one.source)
    address = None if one.out is None else elsewhere.address_of(one.out)
    if address is None:
        batch_parts.begin(folder, _fingerprint(one, one.tasks), resume=one.resume)
    else:
        batch_elsewhere.begin(address, folder, _fingerprint(one, one.tasks), resume=one.resume)
    with progress(sum(task.rows for task in one.tasks)) as done:
        more: dict[str, Any] = {"workers": one.workers, "told": done}
        if one.engine == "ray":
            from solver import batch_ray

            parts = list(batch_ray.streamed(one.tasks, one.work, twice, folder, out=address, **more))
        else:
            parts = list(batch_local.streamed(one.tasks, one.work, twice, folder, held=held, **more))
    whole = batch_local.whole(parts)

    def frames_of() -> Iterator[pl.DataFrame]:
        for part in parts:
            yield pl.read_parquet(batch_parts.results_file(folder, part.number))

    return frames_of, whole, parts


@contextmanager
def _folder(one: Run) -> Iterator[tuple[Path, Held | None]]:
    """Where the parts of a run stand until it is finished: beside its results, else in a folder that goes again."""
    if not one.tasks or one.out is None or elsewhere.address_of(one.out) is not None:
        with tempfile.TemporaryDirectory(prefix="zhicheng-", ignore_cleanup_errors=True) as made:
            yield Path(made), None
        return
    folder = batch_places.parts_of(one.out)
    with alone(folder) as held:
        yield folder, held


def _fingerprint(one: Run, every: Sequence[batch_local.Task]) -> str:
    """What makes two runs the same question."""
    asked = one.work.asked
    said = [
        one.stamp.version, one.stamp.digest, str(asked.as_of), one.lang, asked.strict, asked.gap,
        [(s.id, s.digest, list(names)) for s, names in asked.standards], sorted(one.stamp.readings.items()),
        one.work.what_if.digest, None if one.work.masking is None else hashlib.sha256(one.work.masking.key).hexdigest(),
        [(task.number, task.group.group, task.start, task.rows) for task in every],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _written(
    one: Run,
    frames: Callable[[], Iterator[pl.DataFrame]],
    part: Part,
    what_if: Sequence[WhatIf],
    levers: dict[str, pl.DataFrame] | None,
    folder: Path,
    parts: Sequence[Part],
) -> list[Path]:
    """Writes the results: parts of Parquet stay parts where there are several, all else is one file."""
    assert one.out is not None
    address = elsewhere.address_of(one.out)
    if address is not None:
        return [Path(elsewhere.shown(address)), Path(batch_elsewhere.finish(address, part.errors, folder, parts))]
    if one.out.suffix.lower() in (".parquet", "") and len(parts) > 1:
        batch_parts.finish(folder, one.out, parts)
        errors, made = beside(one.out.with_suffix(".parquet")), io.BytesIO()
        part.errors.write_parquet(made)
        with private_file(errors) as file:
            file.write_bytes(made.getvalue())
        return [one.out, errors]
    batch_parts.complete(folder, parts)
    write_results(
        frames(), part.errors, one.stamp, one.standards, one.out, one.lang, what_if=what_if, waivers=part.waivers,
        levers=levers, summary=part.summary,
    )  # fmt: skip
    return [one.out]
