"""A part of a run on disk: its results as Parquet, its figures beside them, each whole or not there at all."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import polars as pl

from models.errors import InputError
from models.private_files import private_file
from solver.columns.kernel import Counters
from solver.people_edits import LeftOut
from solver.summary import Summary
from solver.waiving import Seen
from solver.whatif import Changed

QUESTION = "_question.json"
FORMAT = 1


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


def write(folder: Path, part: Part, results: pl.DataFrame) -> None:
    """Writes a part: the results first, then what tells that it is done. Both are readable by their owner alone."""
    with private_file(results_file(folder, part.number)) as file:
        results.write_parquet(file, compression="lz4", statistics=False, row_group_size=max(1, results.height))
    with private_file(_figures_file(folder, part.number)) as file:
        file.write_text(json.dumps(_packed(part)), encoding="utf-8")


def done(folder: Path, number: int) -> Part | None:
    """A part that was finished before; None where it has to be done (again)."""
    file = _figures_file(folder, number)
    if not file.exists() or not results_file(folder, number).exists():
        return None
    try:
        part = _unpacked(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return None
    return part if part.number == number else None


def begin(folder: Path, fingerprint: str, *, resume: bool) -> None:
    """Makes the folder of a run ready. With `resume` an InputError says where it holds parts of another question."""
    file = folder / QUESTION
    known = None
    if file.exists():
        try:
            known = json.loads(file.read_text(encoding="utf-8")).get("fingerprint")
        except (ValueError, AttributeError):
            known = None
    if resume and known is not None and known != fingerprint:
        raise InputError(
            "what was begun here answers another question (input, standards, options or version differ)",
            where=str(folder), hint="ask as before, or leave out `--resume` to begin anew",
        )  # fmt: skip
    if not (resume and known == fingerprint):
        clear(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with private_file(file) as made:
        made.write_text(json.dumps({"format": FORMAT, "fingerprint": fingerprint}), encoding="utf-8")


def finish(folder: Path, out: Path) -> None:
    """Makes the folder of parts the result: what was only for going on is removed, and it takes its final name.

    An InputError where something else than earlier parts stands there.
    """
    if out.exists() or out.is_symlink():
        mine = out.is_dir() and all(f.name.startswith("part-") and f.suffix == ".parquet" for f in out.iterdir())
        if out.is_file() and not out.is_symlink():
            out.unlink()
        elif mine:
            clear(out)
        else:
            raise InputError("there is something else under this name", where=str(out), hint="name another folder")
    for file in [*folder.glob("_part-*.json"), folder / QUESTION]:
        file.unlink(missing_ok=True)
    folder.replace(out)


def clear(folder: Path) -> None:
    """Removes the files of a run, and the folder if nothing else is in it."""
    if not folder.is_dir():
        return
    for file in [*folder.glob("part-*.parquet"), *folder.glob("_part-*.json"), folder / QUESTION, *folder.glob(".*")]:
        if file.is_file():
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
