"""Makes files of any size that their owner alone can read: written under another name, then moved into place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import InputError


@contextmanager
def private_file(out: Path) -> Iterator[Path]:
    """A file beside `out` to write into, mode 0600; it takes the place of `out` only if nothing went wrong.

    Behind a link the file that it names is replaced. An InputError says that it cannot be written.
    """
    part: Path | None = None
    try:
        target = out.resolve()
        if target.exists() and not target.is_file():
            raise InputError("the results need a file of their own", where=str(out), hint="name another file")
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
        os.close(handle)
        part = Path(name)
        yield part
        part.chmod(0o600)
        part.replace(target)
        part = None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(
            f"the results cannot be written ({reason})", where=str(out), hint="name another file"
        ) from None
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
