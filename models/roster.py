"""Reads a whole staff, whatever the form: a workbook, CSV files, JSON Lines or Parquet."""

from __future__ import annotations

import hashlib
from pathlib import Path

from models.errors import InputError, nearest, quoted
from models.roster_result import CellError, Roster

__all__ = ["FORMS", "CellError", "Roster", "digest_of", "form_of", "read"]

FORMS = ("workbook", "csv", "lines", "parquet")
_ENDINGS = {
    ".xlsx": "workbook",
    ".xlsm": "workbook",
    ".csv": "csv",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".parquet": "parquet",
    ".pq": "parquet",
}
_REFUSED = {
    ".xls": "save it as `.xlsx`",
    ".xlsb": "save it as `.xlsx`",
    ".ods": "save it as `.xlsx`",
    ".et": "save it as `.xlsx`",
    ".json": "write one document a line into a file `.jsonl`",
    ".yaml": "`check` and `gap` take one person",
    ".yml": "`check` and `gap` take one person",
    ".zip": "unpack it",
    ".txt": "save it as `.csv`",
}


def form_of(path: Path) -> str:
    """The form of a roster by its ending, or of a folder by its files: one of FORMS; else an InputError."""
    where = str(path)
    try:
        if path.is_dir():
            return _form_of_folder(path)
        if not path.exists():
            raise InputError("there is no such file", where=where, hint="check the path")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"the file cannot be read ({reason})", where=where, hint="check the path") from None
    ending = path.suffix.lower()
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    what = f"a roster cannot be read from a file {quoted(ending)}" if ending else "the form of the file is not known"
    raise InputError(
        what, where=where, hint=_REFUSED.get(ending) or nearest(ending, list(_ENDINGS), verb="name a file")
    )


def _form_of_folder(path: Path) -> str:
    csv = any(p.suffix.lower() == ".csv" for p in path.iterdir())
    parquet = any(p.suffix.lower() == ".parquet" for p in path.rglob("*"))
    if csv and parquet:
        raise InputError("the folder has both CSV and Parquet files", where=str(path), hint="keep them apart")
    if not csv and not parquet:
        hint = "put `人员.csv` or `people.csv` into it, or parts `.parquet`"
        raise InputError("the folder has no roster", where=str(path), hint=hint)
    return "csv" if csv else "parquet"


def read(path: Path) -> Roster:
    """Everybody in a roster, in memory: the sound people, and the errors of the others by cell.

    An InputError says what keeps the roster as a whole from being read. For millions in Parquet take
    `models.roster_parquet` (`groups`, `load`, `sound`) instead.
    """
    form, digest = form_of(path), digest_of(path)
    if form == "workbook":
        from models import roster_workbook

        return roster_workbook.read(path, digest)
    if form == "csv":
        from models import roster_csv

        return roster_csv.read(path, digest)
    if form == "lines":
        from models import roster_lines

        return roster_lines.read(path, digest)
    from models import roster_parquet

    return roster_parquet.read(path, digest)


def digest_of(path: Path) -> str:
    """The sha256 of a file; of a folder, that of the names and hashes of its files."""
    form = form_of(path)
    if not path.is_dir():
        return _file_digest(path)
    ending = ".csv" if form == "csv" else ".parquet"
    files = sorted(p for p in path.rglob("*") if p.suffix.lower() == ending and p.is_file())
    listed = "".join(f"{_file_digest(p)}  {p.relative_to(path).as_posix()}\n" for p in files)
    return hashlib.sha256(listed.encode("utf-8", "surrogateescape")).hexdigest()


def _file_digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "check the path and its permissions"
        raise InputError(f"the file cannot be read ({reason})", where=str(path), hint=hint) from None
