"""Everything that is asked about one part of a roster, answered: results, waivers, and every scenario before and after.

A part is answered the same way wherever that happens: in this process, in one beside it, or on another machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from models import people_table
from models.masking import Masking, mask
from models.scenarios import Scenario, WhatIf, amended_by
from models.standard import Standard
from models.waivers import Waiver
from solver.columns.kernel import BatchAsked, Counters, Kernel
from solver.people_edits import LeftOut, edited
from solver.result_table import RESULTS
from solver.summary import Summary, summarise
from solver.waived import decided, waivers_table
from solver.waiving import Seen, apply
from solver.whatif import Changed, compare

Worded = Callable[[pl.DataFrame, Kernel], pl.DataFrame]
"""Puts the plans of a result table into words (`reports.batch_advice.Advice.told`)."""
_NOTHING = pl.lit(pl.Series([[]], dtype=pl.List(pl.String))).first()


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchWork:
    """The whole question, small enough to be sent to another process; `stamp` (JSON) goes into the files of its parts.

    `others` are ids of standards that exist and are not asked for; `words` makes what puts plans into words, given the
    standards; `masking` replaces names and ids, and leaves out the roster's own columns.
    """

    asked: BatchAsked
    words: Callable[[Sequence[Standard]], Worded]
    what_if: WhatIf = field(default_factory=WhatIf)
    others: Sequence[str] = ()
    masking: Masking | None = None
    stamp: str = ""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Answered:
    """One part answered. `changed` and `left_out` are by scenario, `waivers` is who has which clause waived."""

    results: pl.DataFrame
    summary: Summary
    changed: Mapping[str, Changed]
    left_out: Mapping[str, tuple[LeftOut, ...]]
    waivers: pl.DataFrame | None
    seen: tuple[Seen, ...]
    counters: Counters


class Worker:
    """The question compiled: standards as they are and as scenarios and waivers have them, each once."""

    def __init__(self, work: BatchWork) -> None:
        self.work = work
        self.asked = work.asked
        self.standards = [standard for standard, _ in work.asked.standards]
        self.rungs = {standard.id: names for standard, names in work.asked.standards}
        self.words = work.words(self.standards)
        self.kernel = Kernel(work.asked)
        self._kernels: dict[tuple[object, ...], tuple[Kernel, Worded, Sequence[Standard]]] = {}
        self.scenarios = [(one, amended_by(one, self.standards, work.others)) for one in work.what_if.scenarios]

    def answer(self, people: pa.Table, places: NDArray[np.uint32]) -> Answered:
        """The answers for a part of the roster; `places` says where its people stand in the whole input, from 0."""
        before = replace(self.kernel.counters)
        first = self.kernel.run(people, places)
        counted = self.kernel.counters.since(before)
        results, waivers, seen = self._waived(people, places, first)
        changed, left_out = {}, {}
        for scenario, standards in self.scenarios:
            changed[scenario.id], left_out[scenario.id] = self._what_if(people, places, first, scenario, standards)
        masking = self.work.masking
        if masking is not None:
            changed = {name: _masked(one, masking) for name, one in changed.items()}
            waivers = mask(waivers, masking) if waivers is not None else None
            results = mask(results, masking)
        else:
            results = _carried(results, people, places)
        return Answered(
            results=results,
            summary=summarise([results]),
            changed=changed,
            left_out=left_out,
            waivers=waivers,
            seen=seen,
            counters=counted,
        )

    def _compiled(self, standards: Sequence[Standard], as_of: date) -> tuple[Kernel, Worded]:
        """The question under other standards or on another day, each compiled once, with words of its own plans."""
        key = (as_of, *map(id, standards))
        if key not in self._kernels:
            asked = replace(self.asked, standards=[(s, self.rungs[s.id]) for s in standards], as_of=as_of)
            # the standards are kept beside, so that their identity stays theirs
            self._kernels[key] = (Kernel(asked), self.work.words(standards), standards)
        return self._kernels[key][:2]

    def _run(self, people: pa.Table, standards: Sequence[Standard], as_of: date) -> pl.DataFrame:
        """Results under other standards or on another day, in words."""
        kernel, words = self._compiled(standards, as_of)
        return shaped(words(kernel.run(people), kernel))

    def _waived(
        self, people: pa.Table, places: NDArray[np.uint32], first: pl.DataFrame
    ) -> tuple[pl.DataFrame, pl.DataFrame | None, tuple[Seen, ...]]:
        results = shaped(self.words(first, self.kernel))
        waivers: Sequence[Waiver] = self.work.what_if.waivers
        if not waivers:
            return results, None, ()
        applied = apply(waivers, self.standards, people, self.asked.as_of)
        results = decided(applied, self.standards, people, self.asked.as_of, self._run, results, places)
        return results, waivers_table(waivers, applied, people, results, places), applied.seen

    def _what_if(
        self,
        people: pa.Table,
        places: NDArray[np.uint32],
        before: pl.DataFrame,
        scenario: Scenario,
        standards: Sequence[Standard],
    ) -> tuple[Changed, tuple[LeftOut, ...]]:
        as_of = scenario.on or self.asked.as_of
        made = edited(people, scenario.people, as_of)
        after = self._compiled(standards, as_of)[0].run(made.people, places)
        return compare(before, after), made.left_out


def shaped(frame: pl.DataFrame) -> pl.DataFrame:
    """A result table with all its columns, in their order."""
    more: dict[str, Any] = {name: _NOTHING for name in ("assumed", "waived") if name not in frame.columns}
    return frame.with_columns(**more).select(list(RESULTS))


def own_columns(people: pa.Table) -> list[str]:
    """The columns that a roster has beyond the vocabulary."""
    native = set(people_table.schema().names)
    return [name for name in people.column_names if name not in native]


def _carried(results: pl.DataFrame, people: pa.Table, places: NDArray[np.uint32]) -> pl.DataFrame:
    """The results with the roster's own columns after them."""
    own = own_columns(people)
    if not own:
        return results
    extra: Any = pl.from_arrow(people.select(own))
    row = np.searchsorted(places, results["person"].to_numpy())
    called = _called(own, results.columns)
    # by place: Polars gives a column without a name one of its own
    return results.with_columns([extra.to_series(n).gather(row).alias(called[name]) for n, name in enumerate(own)])


def _called(own: Sequence[str], taken: Sequence[str]) -> dict[str, str]:
    """Names for the roster's own columns: none twice, none empty, and none that means several columns to Polars."""
    found: dict[str, str] = {}
    names = {*taken}
    for one in own:
        plain = one or "column"
        name, number = plain, 2
        while name in names or name == "*" or (name[0] == "^" and name[-1] == "$") or (name != one and name in own):
            name, number = f"{plain} ({number})", number + 1
        names.add(name)
        found[one] = name
    return found


def _masked(changed: Changed, masking: Masking) -> Changed:
    return replace(changed, gains=mask(changed.gains, masking), losses=mask(changed.losses, masking))
