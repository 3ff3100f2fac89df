"""Draws achievements and recommenders of many people at once: how many, of which kinds, when, and with what marks."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from models.people_table import record_attributes, schema
from models.population_parts import COUNT, Population
from models.vocabulary import vocabulary
from solver import population_arrow as arrow
from solver.population_arrow import Array
from solver.population_draws import (
    NONE,
    UNSAID,
    Codes,
    Column,
    Flags,
    Places,
    Rows,
    chosen,
    column_of,
)  # fmt: skip
from solver.population_life import Lives


def achievements(model: Population, people: Rows, lived: Lives, missing: Flags) -> Array:
    """The list of records of each person."""
    rng, size = people.rng, len(people.bins)
    people = _with(people, "count", column_of(COUNT))
    counts = np.where(missing, 0, np.maximum(people.draw("count", model.achieved), 0))
    owners = np.repeat(np.arange(size, dtype=np.intp), counts)
    kinds = _settled(rng, _kinds(model, people, owners), counts, model.habit)
    days = _days(model, people, lived, owners)
    names = list(model.kinds)
    per_kind: list[tuple[Places, Rows]] = []
    for place, name in enumerate(names):
        at = np.flatnonzero(kinds == place)
        attributes = vocabulary().kinds[name].section.attributes
        draws = model.kinds[name].attributes
        rows = Rows(
            rng=rng, bins=people.bins[owners[at]], day=people.day,
            columns={**people.columns, **{n: column_of(attributes[n], d.words()) for n, d in draws.items()},
                     "date": column_of(attributes["date"])},
            codes={**{n: c[owners[at]] for n, c in people.codes.items()}, "date": days[at]},
        )  # fmt: skip
        for attribute, draw in draws.items():
            rows.draw(attribute, draw)
        _agree(rows.codes, set(draws))
        per_kind.append((at, rows))
    field = schema().field("achievements").type
    return arrow.lists(owners, _records(model, per_kind, kinds, days, field.value_type), size, missing, field)


def _with(people: Rows, name: str, column: Column) -> Rows:
    return Rows(
        rng=people.rng, bins=people.bins, day=people.day, columns={**people.columns, name: column}, codes=people.codes
    )


def _kinds(model: Population, people: Rows, owners: Places) -> Codes:
    """Which kind each record is of, by the field of its person and the rung held."""
    fields = people.columns["field"].words
    base = np.array([[one.weight[word] for one in model.kinds.values()] for word in fields])
    rungs = np.arange(len(people.columns["held"].words) + 1)
    grows = np.exp(np.array([one.grows for one in model.kinds.values()]) * rungs[:, None])
    table = (base[:, None, :] * grows[None, :, :]).reshape(-1, len(model.kinds))
    held = np.maximum(people.codes["held"], -1) + 1
    row = people.codes["field"] * len(rungs) + held
    return chosen(people.rng, table, row[owners])


def _agree(codes: dict[str, Codes], drawn: set[str]) -> None:
    """Mends marks of one record that cannot be true together, whatever the model says of each."""
    if {"sole", "author"} <= drawn:
        codes["sole"] = np.where((codes["sole"] == 1) & (codes["author"] > 1), 0, codes["sole"]).astype(np.int32)
    if {"own_words", "total_words"} <= drawn:
        short = (codes["total_words"] > NONE) & (codes["total_words"] < codes["own_words"])
        codes["total_words"] = np.where(short, codes["own_words"], codes["total_words"]).astype(np.int32)
    if {"published", "implemented"} <= drawn:
        hidden = (codes["implemented"] == 1) & (codes["published"] == 0)
        codes["published"] = np.where(hidden, 1, codes["published"]).astype(np.int32)
    if "to" in drawn:
        early = (codes["to"] > NONE) & (codes["to"] < codes["date"])
        codes["to"] = np.where(early, codes["date"], codes["to"]).astype(np.int32)


def _settled(rng: np.random.Generator, kinds: Codes, counts: Codes, habit: float) -> Codes:
    """The kinds once people have repeated themselves: a share of records is of the kind of an earlier one."""
    first = np.cumsum(counts) - counts
    for place in range(1, int(counts.max(initial=0))):
        at = first[counts > place]
        earlier = at + (rng.random(len(at)) * place).astype(np.int64)
        kinds[at + place] = np.where(rng.random(len(at)) < habit, kinds[earlier], kinds[at + place])
    return kinds


def _days(model: Population, people: Rows, lived: Lives, owners: Places) -> Codes:
    """When each record arose: mostly since the last title, else before it; never before the first day of work."""
    rng = people.rng
    titled = np.where(lived.titled == UNSAID, lived.started, lived.titled)[owners].astype(np.int64)
    recent = rng.random(len(owners)) < model.since_title
    start = np.where(recent, titled, lived.started[owners])
    end = np.where(recent, people.day, titled)
    days = start + (rng.random(len(owners)) * np.maximum(end - start, 1)).astype(np.int64)
    undated = rng.random(len(owners)) < model.undated
    return np.where(undated, UNSAID, days).astype(np.int32)


def _records(
    model: Population, per_kind: list[tuple[Places, Rows]], kinds: Codes, days: Codes, kind: pa.DataType
) -> Array:
    """All records as one struct; a name that several kinds share may have other words in each."""
    size = len(kinds)
    codes: dict[str, Codes] = {"date": days}
    columns = {"date": Column(form="date")}
    for name, attribute in record_attributes().items():
        kinds_of_it = zip(per_kind, model.kinds.values(), strict=True)
        drawn = [(at, rows) for (at, rows), one in kinds_of_it if name in one.attributes]
        if name == "date" or not drawn:
            continue
        words = tuple(dict.fromkeys(word for _, rows in drawn for word in rows.columns[name].words))
        whole = np.full(size, UNSAID, dtype=np.int32)
        for at, rows in drawn:
            mine, found = rows.columns[name].words, rows.codes[name]
            if mine and mine != words[: len(mine)]:
                found = np.where(found >= 0, np.array([words.index(w) for w in mine])[np.maximum(found, 0)], found)
            whole[at] = found
        codes[name] = whole
        columns[name] = Column(form=attribute.form, words=words)
    named = pa.array(list(model.kinds), pa.string()).take(pa.array(kinds))
    # an empty list of words says by itself that there are none
    single = {name: found for name, found in codes.items() if columns[name].form != "many_of"}
    known = {"kind": named, "none": arrow.none_words(single, size)}
    return arrow.struct(codes, columns, kind, size, known)


def recommenders(model: Population, people: Rows, missing: Flags) -> Array:
    """The list of recommenders of each person."""
    size = len(people.bins)
    people = _with(people, "count", column_of(COUNT))
    counts = np.where(missing, 0, np.maximum(people.draw("count", model.recommended), 0))
    owners = np.repeat(np.arange(size, dtype=np.intp), counts)
    attributes = vocabulary().sections["recommenders"].attributes
    rows = Rows(
        rng=people.rng, bins=people.bins[owners], day=people.day,
        columns={**people.columns, **{n: column_of(attributes[n]) for n in model.recommenders}},
        codes={n: c[owners] for n, c in people.codes.items()},
    )  # fmt: skip
    drawn = {name: rows.draw(name, draw) for name, draw in model.recommenders.items()}
    field = schema().field("recommenders").type
    known = {"none": arrow.none_words(drawn, len(owners))}
    made = arrow.struct(drawn, rows.columns, field.value_type, len(owners), known)
    return arrow.lists(owners, made, size, missing, field)


def attestations(model: Population, people: Rows) -> Array:
    """A few attestations of the person's region, each key at most once."""
    rng, size = people.rng, len(people.bins)
    asked = model.attestations
    regions = people.columns["region"].words
    keys = [key for region in regions for key in asked.keys.get(region, ())]
    counts = np.array([len(asked.keys.get(region, ())) for region in regions])
    firsts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    mine = people.codes["region"]
    many = np.minimum(rng.integers(1, max(asked.most, 1) + 1, size), np.where(mine >= 0, counts[mine], 0))
    many = np.where(rng.random(size) < asked.share, many, 0)
    owners = np.repeat(np.arange(size, dtype=np.intp), many)
    # neighbours in the list from a random start, so that no key comes twice
    offset = np.arange(len(owners)) - np.repeat(np.cumsum(many) - many, many)
    start = (rng.random(size) * np.maximum(counts[mine], 1)).astype(np.int64)
    place = firsts[mine][owners] + (start[owners] + offset) % np.maximum(counts[mine][owners], 1)
    field = schema().field("attestations").type
    values = pa.StructArray.from_arrays(
        [pa.array(keys, pa.string()).take(pa.array(place)), pa.array(rng.random(len(owners)) < asked.favourable)],
        fields=[field.value_type.field(i) for i in range(2)],
    )
    return arrow.lists(owners, values, size, np.zeros(size, dtype=np.bool_), field)
