"""The parts of a run at an address: results go straight to where they stay, figures are kept on this machine too.

Stores of objects cannot rename a folder, so the parts are written into the final one. While `_question.json` stands in
it the run is not finished; readers of Parquet pass over every file that begins with `_`.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from models import elsewhere
from models.elsewhere import name_of, shown, under
from models.errors import InputError
from solver import batch_parts
from solver.batch_parts import ELSEWHERE, FIGURES, QUESTION, RESULTS, UNFINISHED, Part


def writable(out: Path) -> None:
    """An InputError unless a run can leave its results at this address: as a folder of Parquet."""
    address = elsewhere.address_of(out)
    if address is not None and Path(name_of(address)).suffix.lower() not in ("", ".parquet"):
        hint = "name a folder, or write the file on this machine"
        raise InputError("results at an address are a folder of Parquet", where=shown(address), hint=hint)


def begin(out: str, folder: Path, fingerprint: str, *, resume: bool) -> None:
    """As `batch_parts.begin` for an address; `folder` on this machine gets what is known of parts that are done.

    An InputError where the address holds something else, or with `resume` parts of another question.
    """
    found = [name_of(one) if _own(out, one) else "" for one in elsewhere.files(out)]
    if not all(found):
        raise InputError("there is something else under this name", where=shown(out), hint="name another folder")
    for name in found:
        if name == QUESTION or (resume and FIGURES.fullmatch(name)):
            (folder / name).write_bytes(elsewhere.read(under(out, name)))
        elif not UNFINISHED.fullmatch(name):
            _stand_in(folder / name)
    try:
        batch_parts.begin(folder, fingerprint, resume=resume)
    except InputError as error:
        raise InputError(error.what, where=shown(out), hint=error.hint) from None
    for name in found:
        if not (folder / name).exists():
            elsewhere.remove(under(out, name))
    elsewhere.write(under(out, QUESTION), (folder / QUESTION).read_bytes())


def write(out: str, folder: Path, number: int) -> None:
    """Brings a part that was written into a folder to the address: its results first, then what tells of them."""
    for file in batch_parts.written(folder, number):
        elsewhere.write(under(out, file.name), file.read_bytes())


def fetch(out: str, folder: Path, number: int) -> None:
    """Brings to this machine what is known of a part that was just written."""
    results, figures = batch_parts.written(folder, number)
    figures.write_bytes(elsewhere.read(under(out, figures.name)))
    _stand_in(results)


def _stand_in(file: Path) -> None:
    """Stands for results that stay where they are."""
    file.touch(mode=0o600)
    file.write_bytes(ELSEWHERE)


def finish(out: str, errors: pl.DataFrame, folder: Path | None = None, parts: Sequence[Part] = ()) -> str:
    """Leaves the results alone at the address, and the errors beside it; gives the address of the errors.

    An InputError where one of `parts` is not there, or where another run than that of `folder` was begun there since.
    """
    found = elsewhere.files(out)
    if folder is not None:
        begun = elsewhere.read(under(out, QUESTION)) if under(out, QUESTION) in found else b""
        there = {name_of(one) for one in found}
        wanted = {batch_parts.results_file(folder, part.number).name for part in parts}
        if begun != (folder / QUESTION).read_bytes() or not wanted <= there:
            raise InputError(
                "another run has begun here meanwhile", where=shown(out), hint="run again, or name another folder"
            )
    made = io.BytesIO()
    errors.write_parquet(made)
    place, mark, asked = out.partition("?")
    beside = place.rstrip("/").removesuffix(".parquet") + ".errors.parquet" + mark + asked
    elsewhere.write(beside, made.getvalue())
    for one in found:
        if _own(out, one) and not RESULTS.fullmatch(name_of(one)):
            elsewhere.remove(one)
    return shown(beside)


def _own(out: str, address: str) -> bool:
    name = name_of(address)
    known = name == QUESTION or any(form.fullmatch(name) for form in (RESULTS, FIGURES, UNFINISHED))
    return known and address == under(out, name)
