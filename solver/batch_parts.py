"""A part of a run on disk: its results as Parquet, its figures beside them, each whole or not there at all."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from secrets import token_hex
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from models.errors import InputError
from models.private_files import private_file
from solver.columns.kernel import Counters
from solver.people_edits import LeftOut
from solver.summary import Summary
from solver.waiving import Seen
from solver.whatif import Changed

QUESTION, LOCK = "_question.json", "_lock"
FORMAT = 1
ELSEWHERE = b"elsewhere"
"""Stands for the results of a part that are at an address."""
RESULTS = re.compile(r"part-\d+\.parquet", re.ASCII)
FIGURES = re.compile(r"_part-\d+\.json", re.ASCII)
UNFINISHED = re.compile(r"\.(_?part-\d+|_question)\.\w+\.\w+", re.ASCII)
"""What a process was writing when it was killed."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Part:
    """What is known of a part that is done, beside its results: figures, scenarios, waivers, errors, work done."""

    number: int
    people: int
    summary: Summary
    changed: Mapping[str, Changed]
    left_out: Mapping[str, tuple[LeftOut, ...]]
    waivers: pl.DataFrame | None
    seen: tuple[Seen, ...]
    errors: pl.DataFrame
    counters: Counters


def results_file(folder: Path, number: int) -> Path:
    """Where the results of a part stand."""
    return folder / f"part-{number:05d}.parquet"


def _figures_file(folder: Path, number: int) -> Path:
    return folder / f"_part-{number:05d}.json"


@contextmanager
def writing(folder: Path, number: int, stamp: str = "") -> Iterator[Callable[[pl.DataFrame], None]]:
    """Takes the results of a part piece by piece, as row groups; nothing of them is there if something goes wrong.

    `stamp` goes into the metadata of the file. An InputError says that they cannot be written.
    """
    with private_file(results_file(folder, number)) as file:
        writer: Any = None

        def add(frame: pl.DataFrame) -> None:
            nonlocal writer
            table = frame.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
            if stamp:
                table = table.replace_schema_metadata({"zhicheng": stamp})
            if writer is None:
                writer = pq.ParquetWriter(file, table.schema, compression="lz4", write_statistics=False)
            writer.write_table(table, row_group_size=max(1, table.num_rows))

        try:
            yield add
        finally:
            if writer is not None:
                writer.close()


def mark(folder: Path, part: Part) -> None:
    """Writes the figures of a part, which tell that its results are there."""
    with private_file(_figures_file(folder, part.number)) as file:
        file.write_text(json.dumps(_packed(part)), encoding="utf-8")


def written(folder: Path, number: int) -> tuple[Path, Path]:
    """The files of a part, in the order in which they come to be."""
    return results_file(folder, number), _figures_file(folder, number)


def done(folder: Path, number: int) -> Part | None:
    """A part that was finished before, its results as many as its figures say; None where it has to be done (again)."""
    file = _figures_file(folder, number)
    if not file.exists() or not results_file(folder, number).exists():
        return None
    try:
        part = _unpacked(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return None
    return part if part.number == number and _whole(folder, part) else None


def _whole(folder: Path, part: Part) -> bool:
    """Whether the results of a part are all there."""
    file = results_file(folder, part.number)
    try:
        if file.stat().st_size == len(ELSEWHERE) and file.read_bytes() == ELSEWHERE:
            return True
        return bool(pq.read_metadata(file).num_rows == part.summary.answers)
    except (pa.ArrowException, OSError):
        return False


def complete(folder: Path, parts: Sequence[Part]) -> None:
    """An InputError unless the results of all these parts stand in the folder."""
    if not all(_whole(folder, part) for part in parts):
        raise InputError(
            "parts of this run are gone or were changed", where=str(folder), hint="`--resume` does them again"
        )


def begin(folder: Path, fingerprint: str, *, resume: bool) -> None:
    """Makes the folder of a run ready. An InputError says that it cannot be made, or where with `resume` it holds parts
    of another question.
    """
    try:
        known = _known(folder / QUESTION)
        if resume and known is not None and known != fingerprint:
            raise InputError(
                "what was begun here answers another question (input, standards, options or version differ)",
                where=str(folder), hint="ask as before, or leave out `--resume` to begin anew",
            )  # fmt: skip
        if not (resume and known == fingerprint):
            clear(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise unusable(folder, error) from None
    said = {"format": FORMAT, "fingerprint": fingerprint, "run": token_hex(8)}
    with private_file(folder / QUESTION) as made:
        made.write_text(json.dumps(said), encoding="utf-8")


def unusable(folder: Path, error: OSError) -> InputError:
    """What is told of a folder that cannot take the parts of a run."""
    reason = (error.strerror or str(error)).lower()
    return InputError(f"the parts cannot be kept here ({reason})", where=str(folder), hint="name another `--out`")


def _known(file: Path) -> str | None:
    """The question that was asked here last."""
    if not file.exists():
        return None
    try:
        said = json.loads(file.read_text(encoding="utf-8")).get("fingerprint")
    except (ValueError, AttributeError):
        return None
    return said if isinstance(said, str) else None


def finish(folder: Path, out: Path, parts: Sequence[Part] = ()) -> None:
    """Makes the folder of parts the result: what was only for going on is removed, and it takes its final name.

    An InputError where something else than earlier parts stands there, or where one of `parts` is not whole.
    """
    complete(folder, parts)
    if not replaceable(out):
        raise InputError("there is something else under this name", where=str(out), hint="name another folder")
    try:
        if out.is_dir():
            (out / LOCK).unlink(missing_ok=True)
            clear(out)
        else:
            out.unlink(missing_ok=True)
        for file in list(folder.iterdir()):
            if FIGURES.fullmatch(file.name) or UNFINISHED.fullmatch(file.name) or file.name == QUESTION:
                file.unlink(missing_ok=True)
        folder.replace(out)
        # kept until the end, so that no other run takes the folder while it moves
        (out / LOCK).unlink(missing_ok=True)
    except OSError as error:
        raise unusable(out, error) from None


def replaceable(out: Path) -> bool:
    """Whether a folder of parts may take this name: nothing is there, a file, or the parts of an earlier run."""
    if out.is_symlink():
        return False
    if not out.is_dir():
        return out.is_file() or not out.exists()
    kept = (RESULTS, UNFINISHED)
    return all(any(form.fullmatch(f.name) for form in kept) or f.name == LOCK for f in out.iterdir())


def clear(folder: Path) -> None:
    """Removes the files of a run, and the folder if nothing else is in it. A lock stays, and goes with its run."""
    if not folder.is_dir():
        return
    for file in list(folder.iterdir()):
        if file.name == QUESTION or any(form.fullmatch(file.name) for form in (RESULTS, FIGURES, UNFINISHED)):
            file.unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()


def _packed(part: Part) -> dict[str, Any]:
    return {
        "number": part.number,
        "people": part.people,
        "summary": _frames(part.summary),
        "changed": {name: _frames(one) for name, one in part.changed.items()},
        "left_out": {name: [_plain(one) for one in many] for name, many in part.left_out.items()},
        "waivers": None if part.waivers is None else _frame(part.waivers),
        "seen": [_plain(one) for one in part.seen],
        "errors": _frame(part.errors),
        "counters": _plain(part.counters),
    }


def _unpacked(data: Mapping[str, Any]) -> Part:
    return Part(
        number=data["number"],
        people=data["people"],
        summary=Summary(**_values(data["summary"])),
        changed={name: Changed(**_values(one)) for name, one in data["changed"].items()},
        left_out={name: tuple(LeftOut(**one) for one in many) for name, many in data["left_out"].items()},
        waivers=None if data["waivers"] is None else _read(data["waivers"]),
        seen=tuple(Seen(**one) for one in data["seen"]),
        errors=_read(data["errors"]),
        counters=Counters(**data["counters"]),
    )


def _plain(one: Any) -> dict[str, Any]:
    return {f.name: getattr(one, f.name) for f in fields(one)}


def _frames(one: Any) -> dict[str, Any]:
    return {n: _frame(v) if isinstance(v, pl.DataFrame) else v for n, v in _plain(one).items()}


def _values(data: Mapping[str, Any]) -> dict[str, Any]:
    return {n: _read(v) if isinstance(v, str) else v for n, v in data.items()}


def _frame(frame: pl.DataFrame) -> str:
    file = io.BytesIO()
    frame.write_ipc(file)
    return base64.b64encode(file.getvalue()).decode("ascii")


def _read(text: str) -> pl.DataFrame:
    return pl.read_ipc(io.BytesIO(base64.b64decode(text)))
