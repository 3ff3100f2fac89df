"""Draws people from a generative model, block by block, and writes them as a Parquet file.

A block depends on the model, the seed, the as-of date and its own number alone: a population is the beginning of every
larger one of the same seed.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from models.errors import InputError
from models.people_table import schema
from models.population_parts import LEVEL, Population
from models.vocabulary import vocabulary
from solver import population_arrow as arrow
from solver import population_records as records
from solver.population_arrow import Array
from solver.population_draws import UNSAID, Column, Flags, Rows, binned, column_of
from solver.population_life import Entries, Lives, lives

BLOCK = 50_000
"""People drawn at once; also the rows of a row group."""
EPOCH = date(1970, 1, 1)
FIRST, LAST = date(1980, 1, 1), date(2150, 1, 1)
"""As-of dates around which whole lives fit into the years that a date may have."""
MOST, LARGEST_SEED = 100_000_000, 2**63 - 1
MONTH = 30.44


def draw(model: Population, n: int, seed: int, as_of: date) -> Iterator[pa.Table]:
    """The people as tables of `models.people_table.schema()`, BLOCK rows each but for the last.

    `n` from 1 to MOST, `seed` from 0, `as_of` from FIRST to LAST; an InputError otherwise.
    """
    _possible(n, seed, as_of)
    for block in range(-(-n // BLOCK)):
        made = _block(model, seed, block, as_of)
        yield made.slice(0, min(BLOCK, n - block * BLOCK))


def write(
    model: Population, n: int, seed: int, as_of: date, out: Path, version: str,
    told: Callable[[int], None] = lambda _: None,
) -> None:  # fmt: skip
    """Writes the people to a Parquet file that its owner alone can read, whole or not at all.

    `told` hears after each block how many people are written. The metadata of the file say where it comes from.
    """
    _possible(n, seed, as_of)
    stamped = schema().with_metadata(stamp(model, n, seed, as_of, version))
    try:
        target = out.resolve()
        if target.exists() and not target.is_file():
            raise InputError("this is no file that can be replaced", where=str(out), hint="name another file")
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except (OSError, ValueError, RuntimeError) as error:
        raise _unwritten(out, error) from None
    os.close(handle)
    part, done = Path(name), 0
    try:
        with pq.ParquetWriter(part, stamped, compression="zstd") as file:
            for table in draw(model, n, seed, as_of):
                file.write_table(table.cast(stamped), row_group_size=BLOCK)
                done += len(table)
                told(done)
        part.replace(target)
    except OSError as error:
        raise _unwritten(out, error) from None
    finally:
        part.unlink(missing_ok=True)


def stamp(model: Population, n: int, seed: int, as_of: date, version: str) -> dict[str, str]:
    """What the metadata of a population file say of its origin."""
    return {
        "zhicheng.population": model.name,
        "zhicheng.about": f"{model.about.zh} / {model.about.en}",
        "zhicheng.assumptions": "\n".join(f"{one.zh} / {one.en}" for one in model.assumptions),
        "zhicheng.model": model.digest,
        "zhicheng.vocabulary": vocabulary().digest,
        "zhicheng.seed": str(seed),
        "zhicheng.people": str(n),
        "zhicheng.as_of": as_of.isoformat(),
        "zhicheng.version": version,
    }


def _possible(n: int, seed: int, as_of: date) -> None:
    if not 1 <= n <= MOST:
        raise InputError(f"a population has from 1 to {MOST} people, not `{n}`", where="N", hint="write `1000000`")
    if not 0 <= seed <= LARGEST_SEED:
        raise InputError(
            f"a seed is a whole number from 0 to {LARGEST_SEED}, not `{seed}`", where="--seed", hint="write `1`"
        )
    if not FIRST <= as_of <= LAST:
        raise InputError(
            f"the as-of date of a population lies from {FIRST} to {LAST}, not `{as_of}`",
            where="--on", hint="write `2024-12-31`",
        )  # fmt: skip


def _unwritten(out: Path, error: Exception) -> InputError:
    reason = (getattr(error, "strerror", None) or str(error)).lower()
    return InputError(f"the file cannot be written ({reason})", where=str(out), hint="name another file")


def _block(model: Population, seed: int, block: int, as_of: date) -> pa.Table:
    rng = np.random.Generator(np.random.PCG64([seed, block]))
    size = BLOCK
    productivity = rng.standard_normal(size)
    words = vocabulary()
    sets, own = words.sets, words.sections["work"].attributes["field"]
    columns = {
        "region": column_of(words.person.attributes["region"]),
        "field": column_of(own),
        "studied": Column(form="one_of", words=LEVEL),
        "held": Column(form="one_of", words=sets["rung"].values),
        "past_retirement": Column(form="flag"),
        "years": Column(form="integer"),
    }
    day = (as_of - EPOCH).days
    people = Rows(rng=rng, bins=binned(productivity), day=day, columns=columns)
    people.draw("region", model.region)
    people.draw("field", model.field)
    lived = lives(model, people, productivity)
    # from here on who has risen is also the stronger
    strength = productivity + model.per_rung * (lived.held + 1)
    people = Rows(rng=rng, bins=binned(strength), day=day, columns=columns, codes=people.codes)
    missing = {name: rng.random(size) < share for name, share in model.not_given.items()}
    facts = _facts(model, people, lived, missing["region"])
    made: dict[str, Array] = {
        "id": arrow.numbered("P", block * BLOCK, size),
        "name": arrow.numbered("虚构", block * BLOCK, size),
        **facts,
        "attestations": records.attestations(model, people),
        "education": _listed("education", lived.education, missing["education"]),
        "titles": _listed("titles", lived.titles, missing["titles"]),
        "work": _listed("work", lived.work, missing["work"]),
        "recommenders": records.recommenders(model, people, missing["recommenders"]),
        "achievements": records.achievements(model, people, lived, missing["achievements"]),
    }
    return pa.Table.from_arrays([made[one.name] for one in schema()], schema=schema())


def _facts(model: Population, people: Rows, lived: Lives, placeless: Flags) -> dict[str, Array]:
    """Single facts and conduct, and the text that names what is known not to be there."""
    words = vocabulary()
    size = len(people.bins)
    person, conduct = words.person.attributes, words.sections["conduct"].attributes
    drawn = {**{n: column_of(person[n], d.words()) for n, d in model.facts.items()},
             **{n: column_of(conduct[n], d.words()) for n, d in model.conduct.items()}}  # fmt: skip
    rows = Rows(
        rng=people.rng, bins=people.bins, day=people.day, columns={**people.columns, **drawn}, codes=dict(people.codes)
    )
    for name, one in {**model.facts, **model.conduct}.items():
        rows.draw(name, one)
    if "insurance_months" in model.facts:
        most = ((people.day - lived.started) / MONTH).astype(np.int32)
        rows.codes["insurance_months"] = np.minimum(rows.codes["insurance_months"], most).astype(np.int32)
    rows.codes["region"] = np.where(placeless, UNSAID, rows.codes["region"]).astype(np.int32)
    found: dict[str, Array] = {}
    for one in schema():
        if one.name in model.facts or one.name == "region":
            found[one.name] = arrow.array(rows.codes[one.name], rows.columns[one.name], one.type)
        elif one.name == "conduct":
            mine = {n: rows.codes[n] for n in model.conduct}
            found[one.name] = arrow.struct(mine, rows.columns, one.type, size, {})
        elif one.name in person and one.name not in model.not_given and one.name not in ("name", "attestations"):
            found[one.name] = pa.nulls(size, one.type)
    none = {n: rows.codes[n] for n in model.facts if person[n].form != "many_of"}
    none |= {f"conduct.{n}": rows.codes[n] for n in model.conduct}
    return {**found, "none": arrow.none_words(none, size)}


def _listed(name: str, entries: Entries, missing: Flags) -> Array:
    kind = schema().field(name).type
    kept = entries.where(~missing)
    inner = kind.value_type
    codes = {one.name: kept.rows.codes[one.name] for one in inner if one.name in kept.rows.codes}
    made = arrow.struct(codes, kept.rows.columns, inner, len(kept.owners), {})
    return arrow.lists(kept.owners, made, len(missing), missing, kind)
