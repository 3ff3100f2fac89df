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


def load(path: Path, *, rungs: Sequence[str] | None = None, fresh: bool = False, named: bool = True) -> Standard:
    """The standard in a file; `fresh` passes by what is kept on disk, so that lines are known.

    Without `named` the file may bear another name than the id: versions of one standard lie side by side.
    """
    text = source.read_text(path)
    digest = store.digest(text.encode())
    key = store.digest(f"{store.FORMAT} standard {vocabulary().digest} {digest}".encode())
    kept: Any = None if fresh else store.get(key)
    try:
        # what is kept was read whole and found sound under this very text, vocabulary and format
        data = source.parse(text, str(path)) if kept is None else kept
        made = read_standard(data, digest=digest, only=None if kept is None else rungs)
        if named and path.stem != made.id:
            raise InputError(
                f"the id {quoted(made.id)} is not the name of its file",
                line=source.line_of(data, "id"),
                hint=f"write `id: {path.stem}`",
            )
    except InputError as error:
        raise error.at(str(path)) from None
    if kept is None:
        store.put(key, data)
    return made


def version(word: str, folders: Iterable[Path] = ()) -> Standard:
    """One version of a standard: an id, or a file, whatever its name."""
    known = files(folders)
    if word in known:
        return find(word, folders)
    path = Path(word)
    if path.suffix in (".yaml", ".yml") or len(path.parts) > 1 or path.exists():
        return load(path, named=False)
    raise InputError(f"unknown standard {quoted(word)}", hint=f"{nearest(word, known)}, or name a file `.yaml`")
