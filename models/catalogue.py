"""Finds standards by id: those inside the package and those of a user's own folder; keeps what was parsed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from models import source, store
from models.errors import InputError, nearest, quoted
from models.standard import Standard
from models.standard_reader import read_standard
from models.vocabulary import vocabulary

BUNDLED = Path(__file__).parent / "standards"


def files(folders: Iterable[Path] = ()) -> dict[str, Path]:
    """Id to file of every standard; a user's folder comes after the bundled one and may not repeat an id."""
    found: dict[str, Path] = {}
    for folder in [BUNDLED, *folders]:
        if not folder.is_dir():
            raise InputError("there is no such folder of standards", where=str(folder), hint="check `--standards-dir`")
        for path in sorted(folder.glob("*.yaml")):
            if path.name.endswith(".cases.yaml"):
                continue
            if path.stem in found:
                raise InputError(
                    f"the standard {quoted(path.stem)} exists already",
                    where=str(path),
                    hint=f"`{found[path.stem].name}` is bundled: choose another file name",
                )
            found[path.stem] = path
    return found


def find(name: str, folders: Iterable[Path] = (), *, rungs: Sequence[str] | None = None) -> Standard:
    """The standard of an id. `rungs` limits what is built to these rungs, where the file was found sound before."""
    known = files(folders)
    if name not in known:
        raise InputError(f"unknown standard {quoted(name)}", hint=nearest(name, known))
    path = known[name]
    stat = path.stat()
    return _load(path, stat.st_mtime_ns, stat.st_size, tuple(rungs) if rungs is not None else None)


@lru_cache(maxsize=64)
def _load(path: Path, _mtime: int, _size: int, rungs: tuple[str, ...] | None) -> Standard:
    return load(path, rungs=rungs)


def load(path: Path, *, rungs: Sequence[str] | None = None, fresh: bool = False) -> Standard:
    """The standard in a file; `fresh` passes by what is kept on disk, so that lines are known."""
    text = source.read_text(path)
    digest = store.digest(text.encode())
    key = store.digest(f"{store.FORMAT} standard {vocabulary().digest} {digest}".encode())
    kept: Any = None if fresh else store.get(key)
    try:
        if kept is not None:
            # it was read whole and found sound under this very text, vocabulary and format
            return read_standard(kept, digest=digest, only=rungs)
        data = source.parse(text, str(path))
        made = read_standard(data, digest=digest)
        if path.stem != made.id:
            raise InputError(
                f"the id {quoted(made.id)} is not the name of its file",
                line=source.line_of(data, "id"),
                hint=f"write `id: {path.stem}`",
            )
    except InputError as error:
        raise error.at(str(path)) from None
    store.put(key, data)
    return made
