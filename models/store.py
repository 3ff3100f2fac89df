"""Keeps what was read from YAML on disk as JSON, under the hash of the text, so that a file is parsed once.

The key is the sha256 of the very bytes that are read each time: an edited file never meets its old entry, and where
nothing can be written (a read-only install, no home) everything works without. `ZHICHENG_CACHE=off` turns it off.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FORMAT = "2"


def folder() -> Path | None:
    """Where entries are kept: `$ZHICHENG_CACHE`, else the user's cache folder; None where caching is off."""
    named = os.environ.get("ZHICHENG_CACHE", "")
    if named.lower() in ("off", "no", "0"):
        return None
    if named:
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME")
    if base:
        return Path(base) / "zhicheng"
    home = os.environ.get("HOME") or os.environ.get("LOCALAPPDATA")
    return Path(home) / ".cache" / "zhicheng" if home else None


def digest(raw: bytes) -> str:
    """The sha256 by which a file is known in stamps and in the cache."""
    return hashlib.sha256(raw).hexdigest()


def get(key: str) -> Any | None:
    """The entry under a key, or None; one that is not what was written counts as none."""
    place = folder()
    if place is None:
        return None
    try:
        seal, _, body = (place / f"{key}.json").read_bytes().partition(b"\n")
        return json.loads(body) if seal.decode("ascii") == digest(body) else None
    except (OSError, ValueError, RecursionError):
        return None


def put(key: str, value: Any) -> None:
    """Keeps an entry, whole or not at all, under a seal of its own; silently does nothing where that cannot be done."""
    place = folder()
    if place is None:
        return
    part = place / f"{key}.{os.getpid()}.part"
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        part.write_bytes(digest(body).encode("ascii") + b"\n" + body)
        part.replace(place / f"{key}.json")
    except (OSError, ValueError, TypeError):
        if part.parent.is_dir():
            part.unlink(missing_ok=True)


def load_all(files: Sequence[Path]) -> tuple[list[Any], str]:
    """The plain values of trusted YAML files of this installation, and their common hash."""
    raws = [path.read_bytes() for path in files]
    key = digest(b"\x00".join([FORMAT.encode(), *raws]))
    found = get(key)
    if found is None:
        from models import source

        found = [source.parse(source.decode(raw, str(path)), str(path)) for raw, path in zip(raws, files, strict=True)]
        put(key, found)
    return found, key
