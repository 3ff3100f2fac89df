"""People as a table with nested lists: one row a person, the form of Parquet files and of every roster once it is read.

Columns follow the vocabulary, one for each single fact of a person, a struct `conduct`, and a list of structs for each
of education, titles, work, achievements and recommenders. A list that is null was not given and is unknown; an empty
one is known to be empty. A value that is null was not given, unless the text column `none` beside it names it: then it
is known that there is none (`none: "rank tier"`). Dates are days, amounts 万元.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from models.applicant import Applicant, Education, Job, Record, Title, imply
from models.vocabulary import Attribute, Section, vocabulary

if TYPE_CHECKING:
    import pyarrow as pa

LISTS = ("education", "titles", "work", "achievements", "recommenders")
NONE = "none"
"""The column that names what is known not to be there."""
_JOB = {"from": "start", "to": "end"}


@cache
def record_attributes() -> dict[str, Attribute]:
    """Every attribute that some kind of record has; one name has one form in all kinds."""
    found: dict[str, Attribute] = {}
    for kind in vocabulary().kinds.values():
        for name, attribute in kind.section.attributes.items():
            known = found.setdefault(name, attribute)
            if known.form != attribute.form:
                raise RuntimeError(f"`{name}` is {known.form} in one kind of record and {attribute.form} in another")
    return found


@cache
def schema() -> pa.Schema:
    """The columns, in the order of the vocabulary: `id` and `name` first."""
    import pyarrow as pa

    words = vocabulary()
    fields = [pa.field("id", pa.string())]
    for name, attribute in words.person.attributes.items():
        if name == "conduct":
            fields.append(pa.field(name, pa.struct(_fields(words.sections["conduct"].attributes))))
        elif name == "achievements":
            inner = [pa.field("kind", pa.string()), *_fields(record_attributes()), pa.field(NONE, pa.string())]
            fields.append(pa.field(name, pa.list_(pa.struct(inner))))
        elif name in LISTS:
            inner = _fields(words.sections[name].attributes)
            more = [pa.field(NONE, pa.string())] if name == "recommenders" else []
            fields.append(pa.field(name, pa.list_(pa.struct([*inner, *more]))))
        elif attribute.form == "attestations":
            pairs = pa.struct([pa.field("key", pa.string()), pa.field("value", pa.bool_())])
            fields.append(pa.field(name, pa.list_(pairs)))
        else:
            fields.extend(_fields({name: attribute}))
    return pa.schema([*fields, pa.field(NONE, pa.string())])


def _fields(attributes: Mapping[str, Attribute]) -> list[pa.Field[Any]]:
    import pyarrow as pa

    types = {
        "one_of": pa.string(), "text": pa.string(), "many_of": pa.list_(pa.string()), "flag": pa.bool_(),
        "date": pa.date32(), "integer": pa.int64(), "number": pa.float64(),
    }  # fmt: skip
    return [pa.field(name, types[attribute.form]) for name, attribute in attributes.items()]


def table(rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows as a table; keys that the vocabulary does not know are left out."""
    import pyarrow as pa

    return pa.Table.from_pylist(list(rows), schema=schema())


def row(person: Applicant, key: str = "") -> dict[str, Any]:
    """A person as a row; `key` is how the roster calls them."""
    single = {n: v for n, v in person.facts.items() if not n.startswith("conduct.")}
    conduct = {n.removeprefix("conduct."): v for n, v in person.facts.items() if n.startswith("conduct.")}
    absent = [n for n, v in person.facts.items() if v is None]
    return {
        "id": key or None,
        "name": person.name or None,
        **{n: list(v) if isinstance(v, tuple) else v for n, v in single.items()},
        "conduct": conduct,
        "attestations": [{"key": k, "value": v} for k, v in person.attestations.items()],
        "education": _entries(person.education),
        "titles": _entries(person.titles),
        "work": _entries(person.work),
        "achievements": _records(person.achievements),
        "recommenders": _records(person.recommenders),
        NONE: " ".join(absent) or None,
    }


def _entries(entries: Sequence[Education | Title | Job] | None) -> list[dict[str, Any]] | None:
    if entries is None:
        return None
    names = {value: key for key, value in _JOB.items()} if entries and isinstance(entries[0], Job) else {}
    return [{names.get(n, n): getattr(one, n) for n in one.__slots__ if n != "path"} for one in entries]


def _records(records: Sequence[Record] | None) -> list[dict[str, Any]] | None:
    if records is None:
        return None
    found = []
    for one in records:
        values = {n: list(v) if isinstance(v, tuple) else v for n, v in one.values.items()}
        known = {"kind": one.kind, "date": one.date} if one.kind != "recommender" else {}
        name = {"id": one.name} if one.name != one.path else {}
        absent = " ".join(n for n, v in values.items() if v is None)
        found.append({**known, **name, **values, NONE: absent or None})
    return found


def document(person: Mapping[str, Any]) -> dict[str, Any]:
    """A row as an applicant document, with nothing said that the row leaves open."""
    words = vocabulary()
    absent = set((person.get(NONE) or "").split())
    found: dict[str, Any] = {}
    for name in words.person.attributes:
        value = person.get(name)
        if name == "conduct":
            made = _said(value or {}, words.sections["conduct"], {n.removeprefix("conduct.") for n in absent})
            if made:
                found[name] = made
        elif name == "attestations":
            if value:
                found[name] = {pair["key"]: pair["value"] for pair in value if pair is not None and pair["key"]}
        elif name in LISTS:
            if value is not None:
                found[name] = [_entry(one, name) for one in value]
        elif value is not None or name in absent:
            found[name] = _written(value)
    return found


def person(row: Mapping[str, Any]) -> Applicant:
    """The person of a row that is known to be sound: as `applicant.read(document(row))`, without looking for faults."""
    words = vocabulary()
    absent = set((row.get(NONE) or "").split())
    singles = [n for n, a in words.person.attributes.items() if a.form not in ("section", "attestations", "text")]
    facts = {n: _held(row.get(n)) for n in singles if row.get(n) is not None or n in absent}
    conduct = row.get("conduct") or {}
    for name in words.sections["conduct"].attributes:
        if conduct.get(name) is not None or f"conduct.{name}" in absent:
            facts[f"conduct.{name}"] = conduct.get(name)
    return Applicant(
        name=row.get("name") or "",
        facts=facts,
        education=_made(row.get("education"), "education", Education),
        titles=_made(row.get("titles"), "titles", Title),
        work=_made(row.get("work"), "work", Job),
        achievements=_kept(row.get("achievements"), "achievements"),
        recommenders=_kept(row.get("recommenders"), "recommenders"),
        attestations={one["key"]: one["value"] for one in row.get("attestations") or () if _attested(one)},
    )


def _attested(pair: Mapping[str, Any] | None) -> bool:
    return pair is not None and pair["key"] is not None and pair["value"] is not None


def _made(entries: Sequence[Mapping[str, Any]] | None, name: str, made: Any) -> tuple[Any, ...] | None:
    if entries is None:
        return None
    flags = {n for n, a in vocabulary().sections[name].attributes.items() if a.form == "flag"}
    found = []
    for index, one in enumerate(entries):
        values = {_JOB.get(n, n) if made is Job else n: bool(v) if n in flags else v for n, v in one.items()}
        if made is Title and values["relation"] is None:
            values["relation"] = "own"
        found.append(made(path=f"{name}[{index}]", **values))
    return tuple(found)


def _kept(entries: Sequence[Mapping[str, Any]] | None, name: str) -> tuple[Record, ...] | None:
    if entries is None:
        return None
    found = []
    for index, one in enumerate(entries):
        absent = (one.get(NONE) or "").split()
        values = {n: _held(v) for n, v in one.items() if n not in ("kind", NONE) and (v is not None or n in absent)}
        if name == "achievements":
            imply(values, vocabulary())
        key, day, path = values.pop("id", None), values.pop("date", None), f"{name}[{index}]"
        values.pop("title", None)
        found.append(
            Record(kind=one.get("kind") or "recommender", path=path, name=key or path, date=day, values=values)
        )
    return tuple(found)


def _held(value: Any) -> Any:
    """A value as the rules use it."""
    if isinstance(value, list):
        return tuple(value)
    return int(value) if isinstance(value, float) and value == int(value) else value


def _entry(one: Mapping[str, Any], name: str) -> dict[str, Any]:
    words = vocabulary()
    section = words.sections.get(name)
    kind: dict[str, Any] = {}
    if section is None:
        kind = {"kind": one.get("kind")}
        known = words.kinds.get(str(one.get("kind")))
        if known is None:
            return {n: _written(v) for n, v in one.items() if v is not None and n != NONE}
        section = known.section
    return {**kind, **_said(one, section, set((one.get(NONE) or "").split()))}


def _said(values: Mapping[str, Any], section: Section, absent: set[str]) -> dict[str, Any]:
    return {n: _written(values.get(n)) for n in section.attributes if values.get(n) is not None or n in absent}


def _written(value: Any) -> Any:
    """A value as a document writes it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_written(one) for one in value]
    return int(value) if isinstance(value, float) and value == int(value) else value
