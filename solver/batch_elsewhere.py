"""The parts of a run at an address: results go straight to where they stay, figures are kept on this machine too.

Stores of objects cannot rename a folder, so the parts are written into the final one. While `_question.json` stands in
it the run is not finished; readers of Parquet pass over every file that begins with `_`.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import polars as pl

from models import elsewhere
from models.elsewhere import name_of, shown, under
from models.errors import InputError
from solver import batch_parts
from solver.batch_parts import QUESTION, Part

_PART = re.compile(r"part-\d+\.parquet")
_FIGURES = re.compile(r"_part-\d+\.json")
_UNFINISHED = re.compile(r"\.(_?part-\d+|_question)\.\w+\.\w+")
"""What a worker was writing when it was killed."""


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
        if name == QUESTION or (resume and _FIGURES.fullmatch(name)):
            (folder / name).write_bytes(elsewhere.read(under(out, name)))
        elif not _UNFINISHED.fullmatch(name):
            # stands for the results, which stay where they are
            (folder / name).touch(mode=0o600)
    try:
        batch_parts.begin(folder, fingerprint, resume=resume)
    except InputError as error:
        raise InputError(error.what, where=shown(out), hint=error.hint) from None
    for name in found:
        if not (folder / name).exists():
            elsewhere.remove(under(out, name))
    elsewhere.write(under(out, QUESTION), (folder / QUESTION).read_bytes())


def write(out: str, part: Part, results: pl.DataFrame) -> None:
    """As `batch_parts.write`, at an address: the results first, then what tells that they are there."""
    with tempfile.TemporaryDirectory(prefix="zhicheng-") as made:
        batch_parts.write(Path(made), part, results)
        for file in sorted(Path(made).iterdir(), key=lambda one: one.suffix, reverse=True):
            elsewhere.write(under(out, file.name), file.read_bytes())


def fetch(out: str, folder: Path, number: int) -> None:
    """Brings to this machine what is known of a part that was just written."""
    name = f"_part-{number:05d}.json"
    (folder / name).write_bytes(elsewhere.read(under(out, name)))
    batch_parts.results_file(folder, number).touch(mode=0o600)


def finish(out: str, errors: pl.DataFrame) -> str:
    """Leaves the results alone in the folder, and the errors beside it; gives the address of the errors."""
    with tempfile.TemporaryDirectory(prefix="zhicheng-") as made:
        file = Path(made) / "errors.parquet"
        errors.write_parquet(file)
        folder, mark, asked = out.partition("?")
        beside = folder.rstrip("/").removesuffix(".parquet") + ".errors.parquet" + mark + asked
        elsewhere.write(beside, file.read_bytes())
    for one in elsewhere.files(out):
        if _own(out, one) and not _PART.fullmatch(name_of(one)):
            elsewhere.remove(one)
    return shown(beside)


def _own(out: str, address: str) -> bool:
    name = name_of(address)
    known = name == QUESTION or any(form.fullmatch(name) for form in (_PART, _FIGURES, _UNFINISHED))
    return known and address == under(out, name)
