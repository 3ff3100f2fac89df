"""Conditions on people as Polars expressions over their nested table: true, false, or null where it is not known.

Silence is read as the vocabulary says (`relevant` is yes unless denied); what the rules would take favourably and list
(`assumed`) is not known here. What one attribute tells of another (a lead stands first) is told here too.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any as Anything

import numpy as np
import polars as pl
import pyarrow as pa

from models.groups import Asked, Between, Called, Entry, Fact, Given, Group, Never, Some
from models.people_table import LISTS, NONE, record_attributes
from models.rules import Dated, Test
from models.vocabulary import Attribute, vocabulary

Field = Callable[[str], pl.Expr]
"""The column of an attribute, in the place where a condition looks."""


def members(group: Group, people: pa.Table) -> pl.Series:
    """Who of these people surely belongs to the group: a Boolean for each row. Only what it asks is looked at."""
    frame = pl.DataFrame({_ROW: np.arange(people.num_rows, dtype=np.uint32)})
    looked: dict[str, set[str]] = {}
    _look(group, looked)
    for name, attributes in looked.items():
        plain = people.column(name)
        frame = frame.with_columns(pl.Series(name, pl.from_arrow(_narrow(plain, attributes) if attributes else plain)))
    return frame.with_columns(mask(group).alias(_ROW)).get_column(_ROW)


_ROW = "\x00row"


def _look(group: Group, looked: dict[str, set[str]]) -> None:
    """The columns that a group asks about; of a list whose entries it looks into, their attributes."""
    for term in group.terms:
        if isinstance(term, Never):
            _look(term.of, looked)
        elif isinstance(term, Some):
            for option in term.options:
                _look(option, looked)
        elif isinstance(term, Entry):
            tests = [*term.tests, *(test for option in term.options for test in option)]
            inner = looked.setdefault(term.list, set())
            inner |= {test.attribute for test in tests} | {"kind", NONE}
            inner |= {other for when, then in vocabulary().implies if inner & then.keys() for other in when}
        else:
            for name in term.names if isinstance(term, Given) else (term.name,):
                looked.setdefault(name.partition(".")[0] if name.startswith("conduct.") else name, set())
            looked.setdefault(NONE, set())


def _narrow(column: pa.ChunkedArray, attributes: set[str]) -> pa.ChunkedArray:
    """A list of structs with these attributes alone: what is not looked at need not be read."""
    chunks = []
    for chunk in column.chunks:
        names = [field.name for field in chunk.values.type if field.name in attributes]
        inner = chunk.values
        narrow = pa.StructArray.from_arrays([inner.field(name) for name in names], names)
        offsets = pa.array(chunk.offsets.to_numpy())
        chunks.append(pa.ListArray.from_arrays(offsets, narrow, mask=chunk.is_null()))
    return pa.chunked_array(chunks) if chunks else column


def mask(group: Group) -> pl.Expr:
    """Who surely belongs to the group: a Boolean column without nulls."""
    return holds(group).fill_null(False)


def holds(group: Group) -> pl.Expr:
    """Whether a person belongs to the group; null where it is not known."""
    return _all([_term(term) for term in group.terms])


def _all(found: list[pl.Expr]) -> pl.Expr:
    return reduce(lambda a, b: a & b, found, pl.lit(True))


def _any(found: list[pl.Expr]) -> pl.Expr:
    return reduce(lambda a, b: a | b, found, pl.lit(False))


def _term(term: Anything) -> pl.Expr:
    match term:
        case Fact():
            return _fact(term)
        case Entry():
            return _entries(term)
        case Given():
            found = _all([_given(name) if term.given else ~_given(name) for name in term.names])
            return found.fill_null(False)
        case Never():
            return ~holds(term.of)
        case _:
            return _any([holds(option) for option in term.options])


def column(name: str) -> pl.Expr:
    """The column of a single fact, inside `conduct` for one of conduct."""
    if name.startswith("conduct."):
        return pl.col("conduct").struct.field(name.removeprefix("conduct."))
    return pl.col(name)


def named(none: pl.Expr, name: str) -> pl.Expr:
    """Whether a text of names (`none`) names this one."""
    pattern = "(?:^| )" + name.replace(".", r"\.") + "(?:$| )"
    return none.str.contains(pattern).fill_null(False)


def _given(name: str) -> pl.Expr:
    found = column(name).is_not_null()
    return found if name in LISTS else found | named(pl.col(NONE), name)


def _fact(term: Fact) -> pl.Expr:
    words = vocabulary()
    test = term.test
    if term.name == "id":
        return asked(test, None, pl.col("id"), pl.lit(False))
    section = words.sections["conduct"] if term.name.startswith("conduct.") else words.person
    attribute = section.attributes[term.name.removeprefix("conduct.")]
    return asked(test, attribute, column(term.name), named(pl.col(NONE), term.name))


def _entries(term: Entry) -> pl.Expr:
    """Whether enough entries of a list meet the conditions, counted surely and possibly."""
    records = term.list == "achievements"
    found: list[pl.Expr] = []
    if term.kinds:
        found.append(pl.element().struct.field("kind").is_in(list(term.kinds)))
    found += [_inner(test, term, records) for test in term.tests]
    if term.options:
        found.append(_any([_all([_inner(test, term, records) for test in option]) for option in term.options]))
    met = pl.col(term.list).list.eval(_all(found))
    surely = met.list.eval(pl.element().fill_null(False)).list.sum()
    possibly = met.list.eval(pl.element().fill_null(True)).list.sum()
    certain = pl.when(surely >= term.n).then(True).when(possibly >= term.n).then(None).otherwise(False)
    return pl.when(pl.col(term.list).is_null()).then(None).otherwise(certain)


def _inner(test: Asked, term: Entry, records: bool) -> pl.Expr:
    words = vocabulary()
    element = pl.element().struct
    has_none = records or term.list == "recommenders"
    none = named(element.field(NONE), test.attribute) if has_none else pl.lit(False)
    value = element.field(test.attribute)
    if records:
        kind = next(iter(term.kinds), next(iter(words.kinds)))
        attribute = words.kinds[kind].section.attributes[test.attribute]
        value = _implied(test.attribute, value, none, element.field)
    else:
        attribute = words.sections[term.list].attributes[test.attribute]
    return asked(test, attribute, value, none)


def _implied(name: str, value: pl.Expr, none: pl.Expr, field: Field) -> pl.Expr:
    """The value, or what another attribute of the record tells of it where it is not given."""
    known = record_attributes()
    for when, then in vocabulary().implies:
        if name in then and all(other in known for other in when):
            told = _all([_tells(field(other), said) for other, said in when.items()])
            value = pl.when(value.is_null() & ~none & told).then(pl.lit(then[name])).otherwise(value)
    return value


def _tells(value: pl.Expr, said: Anything) -> pl.Expr:
    least = isinstance(said, str) and said.endswith("+")
    return (value >= int(said[:-1]) if least else value == said).fill_null(False)


def asked(test: Asked, attribute: Attribute | None, value: pl.Expr, none: pl.Expr) -> pl.Expr:
    """A condition on one value: null where it is silent and silence says nothing; `none` where there is none."""
    if attribute is not None and attribute.default is not None:
        value = value.fill_null(attribute.default)
    if isinstance(test, Between):
        met = pl.lit(True)
        if test.first is not None:
            met = met & (value >= test.first)
        if test.last is not None:
            met = met & (value <= test.last)
        return pl.when(none).then(False).otherwise(met)
    if isinstance(test, Called):
        return pl.when(none).then(False).otherwise(value.is_in(list(test.values)))
    assert attribute is not None
    silent: bool | None = True if test.unsaid else None
    if silent is None and attribute.absent in ("yes", "no"):
        silent = (attribute.absent == "yes") == test.flag
    absent = test.op == "is" and not test.flag
    met = pl.when(value.is_null()).then(pl.lit(silent, dtype=pl.Boolean)).otherwise(_met(test, attribute, value))
    return pl.when(none & value.is_null()).then(pl.lit(absent)).otherwise(met)


def _met(test: Test, attribute: Attribute, value: pl.Expr) -> pl.Expr:
    """Whether a value that is given meets a test."""
    assert not isinstance(test.number, Dated)
    if test.op == "is":
        return value == test.flag
    if test.op == "at_most":
        return value <= test.number
    values = attribute.values
    if values is None:
        return value >= test.number
    if test.op == "all_of":
        return _all([value.list.contains(one) for one in test.values])
    if test.op == "at_least":
        found = list(values.values[values.step(test.values[0]) :])
    else:
        found = [v for v in values.values if any(w in test.values for w in values.wider(v))]
    if attribute.form == "many_of":
        return _any([value.list.contains(one) for one in found])
    return value.is_in(found)
