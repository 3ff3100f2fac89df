"""What two versions of a document differ in beside their clauses: dates and numbers, parameters, readings, coverage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any as Anything

from models.standard import Standard


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One thing that differs. `kind`: document, parameter, reading, coverage or initial; `name` which one of these.

    `before` and `after` are what was said, under the names of its fields (labels stay labels, days stay days); None
    where the version does not have it.
    """

    kind: str
    name: str
    before: Mapping[str, Anything] | None
    after: Mapping[str, Anything] | None

    @property
    def sign(self) -> str:
        """`added`, `gone` or `changed`."""
        return "added" if self.before is None else "gone" if self.after is None else "changed"

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that differ, of those that either version gives."""
        names = dict.fromkeys([*(self.before or {}), *(self.after or {})])
        return tuple(n for n in names if (self.before or {}).get(n) != (self.after or {}).get(n))


def entries(before: Standard, after: Standard) -> Iterator[Entry]:
    """Everything outside the rungs that differs, in the order of the text."""
    one, other = _told(before), _told(after)
    for kind, name in dict.fromkeys([*one, *other]):
        mine, its = one.get((kind, name)), other.get((kind, name))
        if mine != its:
            yield Entry(kind=kind, name=name, before=mine, after=its)


def _told(standard: Standard) -> dict[tuple[str, str], dict[str, Anything]]:
    found: dict[tuple[str, str], dict[str, Anything]] = {}
    for name in ("id", "title", "number", "issued", "effective", "region"):
        found["document", name] = {name: getattr(standard, name)}
    if standard.window is not None:
        first, last, cite = standard.window
        found["document", "window"] = {"from": first, "to": last, "cite": cite}
    for name, parameter in standard.parameters.items():
        found["parameter", name] = {"cite": parameter.cite, **{str(day): value for day, value in parameter.values}}
    for name, reading in standard.readings.items():
        found["reading", name] = {"default": reading.default, **reading.values}
    for path, row in standard.initial.items():
        found["initial", path] = {"row": row}
    for article in standard.coverage:
        found["coverage", article.article] = {"status": article.status, "note": article.note}
    return found
