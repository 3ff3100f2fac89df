"""The same verdicts by OpenFisca-core: a tax-benefit system of vectorised formulas, fed with arrays.

Simulations are built as its documentation advises for large data: entities declared by `SimulationBuilder`, members
joined to their groups by arrays, every input set as one array, no situation in YAML. Loading (Parquet to simulation)
and calculating are told apart. Two ways: `together` has every entry of every list in one simulation; `apart` has
records in a second one, since OpenFisca knows one kind of member and each formula runs over all of them. What it
cannot say is handed over at no cost: what the keys of attestations come to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from openfisca_core.simulations import Simulation, SimulationBuilder

from benchmarks.rivals_batch import measuring
from benchmarks.rivals_batch import openfisca_people as people_rules
from benchmarks.rivals_batch.arrays import Array, Rows, coded, members, read
from benchmarks.rivals_batch.handwritten_person import RUNGS, attestations
from benchmarks.rivals_batch.openfisca_records import ANSWERS
from benchmarks.rivals_batch.openfisca_rules import DATES, SYSTEM, VERDICTS

CAREER = ("education", "titles", "work")
RECORDS = ("achievements", "recommenders")
HANDED = (
    "base", "doctor", "sure_free", "may_free",
    *(f"{cut}_{title}" for cut in ("sure", "may") for title in people_rules.TITLES),
    *(f"years_{rung}" for rung in RUNGS),
)  # fmt: skip
"""What the second simulation is told of the first."""
Loaded = tuple[Sequence[Simulation], Array]


def verdicts(path: Path, as_of: date) -> pl.DataFrame:
    """The verdict of every person on every rung, in the order of the file."""
    return calculated(apart(path), as_of)


def together(path: Path) -> Loaded:
    """One simulation of everything."""
    table, lists, known, keys = read(path)
    return [_simulation(table, lists, known, keys, (*CAREER, *RECORDS))], table.column("id").to_numpy()


def apart(path: Path) -> Loaded:
    """A simulation of schooling, titles and work, and one of records and recommenders."""
    table, lists, known, keys = read(path)
    return [_simulation(table, lists, known, keys, part) for part in (CAREER, RECORDS)], table.column("id").to_numpy()


def calculated(loaded: Loaded, as_of: date) -> pl.DataFrame:
    """The verdicts of simulations that are loaded."""
    simulations, ids = loaded
    day = as_of.isoformat()
    if len(simulations) > 1:
        for name in HANDED:
            simulations[1].set_input(name, day, simulations[0].calculate(name, day))
    answers = {}
    for rung, answer in zip(RUNGS, ANSWERS, strict=True):
        found = simulations[-1].calculate(answer, day)
        answers[rung] = pl.Series(np.asarray(found)).replace_strict(dict(enumerate(WORDS)), return_dtype=pl.String)
    return pl.DataFrame({"id": pl.Series(ids, dtype=pl.String), **answers})


WORDS = tuple(one.name for one in VERDICTS)


def _simulation(
    table: Any,
    lists: Mapping[str, Rows],
    known: Mapping[str, Array],
    keys: pl.DataFrame,
    names: Sequence[str],
) -> Simulation:
    count = len(table)
    # everybody has one entry of their own, so that no group is empty
    owner = np.concatenate([np.arange(count), *(lists[name].owner for name in names)])
    order = np.argsort(owner, kind="stable")
    owner = owner[order]
    builder = SimulationBuilder()
    builder.create_entities(SYSTEM)
    builder.declare_person_entity("entry", range(len(owner)))
    group = builder.declare_entity("applicant", range(count))
    # as join_with_persons would, without sorting what is sorted
    group.members_entity_id = owner
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    group.members_position = np.arange(len(owner)) - np.repeat(starts, np.diff(np.append(starts, len(owner))))
    made: Simulation = builder.build(SYSTEM)
    kinds = list(members("kind"))
    attributes = dict.fromkeys(name for one in names for name in lists[one].values) | {"kind": None}
    for name in attributes:
        parts = [_blank(name, count)]
        for one in names:
            rows = lists[one]
            if name in rows.values:
                parts.append(rows.values[name])
            elif name == "kind":
                parts.append(np.full(len(rows.owner), kinds.index(one), dtype=np.uint8))
            else:
                parts.append(_blank(name, len(rows.owner)))
        made.set_input(name, "ETERNITY", np.concatenate(parts)[order])
    _people(made, table, known, keys)
    return made


def _blank(name: str, count: int) -> Array:
    if name in DATES:
        return np.full(count, np.datetime64("NaT"), dtype="datetime64[D]")
    dtype = SYSTEM.get_variable(name).dtype
    return np.full(count, np.nan if np.issubdtype(dtype, np.floating) else 0, dtype=dtype)


def _people(made: Simulation, table: Any, known: Mapping[str, Array], keys: pl.DataFrame) -> None:
    texts = pl.Series(table.column("none")).cast(pl.String)

    def none(name: str) -> Array:
        return texts.str.contains(rf"(?:^|\s){name}(?:\s|$)").fill_null(False).to_numpy()

    conduct = table.column("conduct").combine_chunks()
    for name in ("employment", "region"):
        made.set_input(name, "ETERNITY", coded(name, table.column(name).combine_chunks(), none(name)))
    studied = conduct.field("continuing_education")
    made.set_input("continuing_education", "ETERNITY", coded("flag", studied, none(r"conduct\.continuing_education")))
    made.set_input("penalty_until", "ETERNITY", coded("date", conduct.field("penalty_until"), none("-")))
    for name in (*CAREER, *RECORDS):
        made.set_input(f"knows_{name}", "ETERNITY", known[name])
    said = np.zeros(len(table), dtype=np.int32)
    bits = attestations(keys.lazy()).collect()
    said[bits["person"].to_numpy()] = bits["said"].to_numpy()
    made.set_input("said", "ETERNITY", said)


def _way(load: Callable[[Path], Loaded]) -> measuring.Way:
    def way(path: Path, as_of: date, clock: measuring.Clock) -> pl.DataFrame:
        with clock("load"):
            loaded = load(path)
        with clock("calculate"):
            return calculated(loaded, as_of)

    return way


def main() -> None:
    """Measures both ways, loading and calculating told apart, and asserts their answers."""
    ways = {"one simulation": _way(together), "records apart": _way(apart)}
    measuring.main("benchmarks.rivals_batch.openfisca", ways, ("openfisca-core", "numpy", "pyarrow", "polars"))


if __name__ == "__main__":
    main()
