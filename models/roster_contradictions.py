"""What cannot be true of one entry at once, in columns: the same rules as `models.applicant` keeps for a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from models.roster_leaves import Fault, written

if TYPE_CHECKING:
    import pyarrow as pa


def contradictions(parts: Mapping[str, pa.Array], name: str) -> Iterator[Fault]:
    """Entries of the list `name` that contradict themselves; `parts` are its columns, all of one length."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if name == "work":
        yield from _backwards(parts, "from")
    elif name == "education":
        second, level = parts["second_bachelor"], parts["level"]
        for place in _rows(second, level, lambda s, one: pc.and_(s, pc.not_equal(one, "bachelor"))):
            said = level[place].as_py()
            what = f"a second bachelor's degree at the level `{said}`"
            yield place, "second_bachelor", said, what, "write the level `bachelor`"
    elif name == "achievements":
        own, total = parts["own_words"], parts["total_words"]
        for place in _rows(own, total, pc.greater):
            what = f"more characters of one's own than in all (`{total[place]}`)"
            yield place, "own_words", own[place].as_py(), what, "mend one of the two"
        author = parts["author"]
        for place in _rows(parts["sole"], author, lambda s, a: pc.and_(s, pc.greater(a, 1))):
            what, said = f"a sole author in place `{author[place]}`", author[place].as_py()
            yield place, "author", said, what, "write `author: 1` or `sole: false`"
        for place in _rows(parts["implemented"], parts["published"], pc.and_not):
            yield place, "published", False, "implemented but not published", "write `published: true`"
        if isinstance(parts["date"], pa.Array):
            yield from _backwards(parts, "date")


def _backwards(parts: Mapping[str, pa.Array], begin: str) -> Iterator[Fault]:
    import pyarrow.compute as pc

    for place in _rows(parts["to"], parts[begin], pc.less):
        end, start = written(parts["to"][place]), written(parts[begin][place])
        yield place, "to", end, f"it ends on `{end}`, before it begins on `{start}`", "mend one of the two dates"


def _rows(one: pa.Array, other: pa.Array, wrong: Any) -> Iterator[int]:
    """The places where two columns that are both given go wrong together."""
    import numpy as np
    import pyarrow.compute as pc

    if one.null_count == len(one) or other.null_count == len(other):
        return
    mask = pc.fill_null(wrong(one, other), False)
    if pc.any(mask).as_py():
        yield from np.flatnonzero(mask.to_numpy(zero_copy_only=False)).tolist()
