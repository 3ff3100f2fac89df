"""Looks at one column of an attribute: what it holds that the attribute does not take, by distinct values first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from models.errors import InputError, nearest, quoted
from models.people_table import NONE
from models.reading import FIRST_YEAR, LARGEST, LAST_YEAR, read_value
from models.vocabulary import Attribute

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_EARLIEST, _LATEST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
Fault = tuple[int, str, object, str, str]
"""A place in a flat column, the attribute, the value, what is wrong, what to write."""


def written(scalar: pa.Scalar) -> Any:
    """A value as a document writes it; a day that no calendar has, by its number."""
    try:
        value = scalar.as_py()
    except (OverflowError, ValueError):
        return f"day {scalar.value}"
    return value.isoformat() if isinstance(value, date) else value


def moved(fault: Fault, place: int, name: str = "") -> Fault:
    return place, name or fault[1], fault[2], fault[3], fault[4]


def leaf(values: pa.Array, name: str, attribute: Attribute) -> Iterator[Fault]:
    """What a column of one attribute holds that the attribute does not take."""
    if values.null_count == len(values):
        return
    bad: Any = ()
    if attribute.form == "one_of":
        bad = _unknown_words(values, attribute)
    elif attribute.form == "many_of":
        inner, owners = values.flatten(), parents(values)
        for place in _unknown_words(inner, attribute) if inner.null_count < len(inner) else ():
            yield int(owners[place]), name, *_told(inner[int(place)].as_py(), attribute, name)
        for place in where(inner.is_null()) if inner.null_count else ():
            yield int(owners[place]), name, None, "one of the words is empty", "leave it out"
        return
    elif attribute.form in ("date", "integer", "number"):
        bad = _out_of_range(values, attribute)
    for place in bad:
        yield int(place), name, *_told(written(values[int(place)]), attribute, name)


def _told(value: Any, attribute: Attribute, name: str) -> tuple[Any, str, str]:
    """A value that is not taken, and how the reader of documents would refuse it."""
    try:
        meant = read_value(value, attribute, 0, name)
    except (InputError, ValueError, OverflowError) as error:
        if isinstance(error, InputError):
            return value, error.what, error.hint
        return value, f"{quoted(name)} is a number, not {quoted(value)}", "write digits alone"
    one = meant[0] if isinstance(meant, tuple) and meant else meant
    return (
        value,
        f"{quoted(value)} is not the identifier of a value of {quoted(name)}",
        (f"write `{one}`" if one else "write null, and the name in the column `none`"),
    )


def _unknown_words(values: pa.Array, attribute: Attribute) -> np.ndarray[Any, Any] | tuple[()]:
    import pyarrow as pa
    import pyarrow.compute as pc

    assert attribute.values is not None
    bad = [w for w in pc.unique(values).to_pylist() if w is not None and w not in attribute.values.labels]
    return where(pc.is_in(values, value_set=pa.array(bad, pa.string()))) if bad else ()


def _out_of_range(values: pa.Array, attribute: Attribute) -> np.ndarray[Any, Any] | tuple[()]:
    import pyarrow as pa
    import pyarrow.compute as pc

    if attribute.form == "date":
        low: Any = pa.scalar(_EARLIEST)
        high: Any = pa.scalar(_LATEST)
    else:
        low = pa.scalar(attribute.least if attribute.least is not None else -LARGEST, values.type)
        high = pa.scalar(attribute.most if attribute.most is not None else LARGEST, values.type)
    ends = pc.min_max(values)
    fine = pc.and_(pc.greater_equal(ends["min"], low), pc.less_equal(ends["max"], high)).as_py()
    if fine and (not pa.types.is_floating(values.type) or pc.all(pc.is_finite(values)).as_py()):
        return ()
    within = pc.and_(pc.greater_equal(values, low), pc.less_equal(values, high))
    return where(pc.fill_null(pc.invert(within), False))


def where(mask: pa.Array) -> np.ndarray[Any, Any]:
    import numpy as np

    made: np.ndarray[Any, Any] = np.flatnonzero(mask.to_numpy(zero_copy_only=False).astype(bool))
    return made


def lengths(lists: pa.Array) -> np.ndarray[Any, Any]:
    import pyarrow.compute as pc

    made: np.ndarray[Any, Any] = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    return made


def parents(lists: pa.Array) -> np.ndarray[Any, Any]:
    import numpy as np

    return np.repeat(np.arange(len(lists)), lengths(lists))


def names(values: pa.Array, known: set[str]) -> Iterator[Fault]:
    """What a column `none` names that is no attribute."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if values.null_count == len(values):
        return
    bad = {w: n for w in pc.unique(values).to_pylist() if w for n in w.split() if n not in known}
    for place in where(pc.is_in(values, value_set=pa.array(list(bad), pa.string()))) if bad else ():
        word = values[int(place)].as_py()
        yield int(place), NONE, word, f"{quoted(bad[word])} is no attribute", nearest(bad[word], known)
