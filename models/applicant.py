"""The applicant document: one person as the rules see them, read strictly from YAML or JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from models import source
from models.errors import InputError, nearest, quoted, spelled
from models.reading import entry_list, not_too_many, read_attributes
from models.vocabulary import Attribute, Vocabulary, vocabulary

LARGE = 100_000
"""Amounts from here on (万元, a milliard yuan) are asked about: they were probably written in yuan."""
KIND_KEYS = ("kind", "类别", "种类")


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """An achievement or a recommender. `values` holds what is given: a key that is absent is unknown, None is none.

    `path` is where it stands in the document (`achievements[3]`), `name` its own id or that path.
    """

    kind: str
    path: str
    name: str
    date: date | None
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Education:
    """One course of study; `diploma` and `degree` are the dates of the two certificates, None where there is none."""

    path: str
    level: str
    diploma: date | None = None
    degree: date | None = None
    second_bachelor: bool = False
    engineering_professional: bool = False
    engineering_academic: bool = False
    relation: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Title:
    """A title held; None is unknown."""

    path: str
    level: str
    series: str | None = None
    date: date | None = None
    specialty: str | None = None
    relation: str = "own"
    how: str | None = None
    initial_row: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """An interval of work; `end` is the last day worked, None where it goes on."""

    path: str
    field: str
    start: date
    end: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Applicant:
    """A person. A list that is None was not given and is unknown; given lists are complete.

    `facts` holds the single facts (employment, region, `conduct.penalty_until` …) that are given; `oddities` are
    remarks on what is possible but unusual.
    """

    name: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    education: tuple[Education, ...] | None = None
    titles: tuple[Title, ...] | None = None
    work: tuple[Job, ...] | None = None
    achievements: tuple[Record, ...] | None = None
    recommenders: tuple[Record, ...] | None = None
    attestations: Mapping[str, bool] = field(default_factory=dict)
    oddities: tuple[tuple[str, Mapping[str, str]], ...] = ()


def load(path: Path) -> Applicant:
    """The person in a YAML or JSON file; an InputError says what cannot be taken, with file and line."""
    data = source.read(path)
    try:
        return read(data)
    except InputError as error:
        raise error.at(str(path)) from None


def read(data: Any) -> Applicant:
    """A person from a document already parsed into maps and lists."""
    words = vocabulary()
    if not isinstance(data, Mapping):
        raise InputError(
            "a person is a map of facts" + (", and this is empty" if data is None else f", not {quoted(data)}"),
            line=source.line_of(data) or 1, hint="begin with lines such as `name: 李薇` and `education:`",
        )  # fmt: skip
    given = read_attributes(data, words.person, owner="a person")
    lists = {name: given.pop(name, None) for name in ("education", "titles", "work", "achievements", "recommenders")}
    lines = {name: source.line_of(data, _key(data, name, words)) for name in lists}
    conduct = given.pop("conduct", None)
    facts = {name: value for name, value in given.items() if name not in ("name", "attestations")}
    if conduct is not None:
        section = words.sections["conduct"]
        if not isinstance(conduct, Mapping):
            raise InputError(
                f"`conduct` is a map of facts, not {quoted(conduct)}",
                line=source.line_of(data, _key(data, "conduct", words)),
                hint="write `conduct: {annual_review_ok: true}`",
            )
        for name, value in read_attributes(conduct, section, owner="`conduct`").items():
            facts[f"conduct.{name}"] = value
    made = Applicant(
        name=given.get("name") or "",
        facts=facts,
        education=_education(lists["education"], lines["education"], words),
        titles=_titles(lists["titles"], lines["titles"], words),
        work=_work(lists["work"], lines["work"], words),
        achievements=_records(lists["achievements"], lines["achievements"], words),
        recommenders=_recommenders(lists["recommenders"], lines["recommenders"], words),
        attestations=given.get("attestations") or {},
    )
    oddities = _oddities(made)
    return Applicant(**{name: getattr(made, name) for name in made.__slots__ if name != "oddities"}, oddities=oddities)


def _key(data: Mapping[str, Any], name: str, words: Vocabulary) -> str:
    return next((key for key in data if words.person.find(key) == name), name)


def _education(entries: Any, line: int, words: Vocabulary) -> tuple[Education, ...] | None:
    made = entry_list(entries, "education", words.sections["education"], line)
    if made is None:
        return None
    found = []
    for index, (values, at) in enumerate(made):
        path = f"education[{index}]"
        if values.get("second_bachelor") and values["level"] != "bachelor":
            raise InputError(
                f"`{path}` is a second bachelor's degree at the level {quoted(values['level'])}",
                line=at,
                hint="write the level `bachelor`",
            )
        values["second_bachelor"] = bool(values.get("second_bachelor"))
        for mark in ("engineering_professional", "engineering_academic"):
            values[mark] = bool(values.get(mark))
        found.append(Education(path=path, **values))
    return tuple(found)


def _titles(entries: Any, line: int, words: Vocabulary) -> tuple[Title, ...] | None:
    made = entry_list(entries, "titles", words.sections["titles"], line)
    if made is None:
        return None
    return tuple(
        Title(path=f"titles[{i}]", **{**values, "relation": values.get("relation") or "own"})
        for i, (values, _) in enumerate(made)
    )


def _work(entries: Any, line: int, words: Vocabulary) -> tuple[Job, ...] | None:
    made = entry_list(entries, "work", words.sections["work"], line)
    if made is None:
        return None
    found = []
    for index, (values, at) in enumerate(made):
        start, end = values["from"], values.get("to")
        if end is not None and end < start:
            raise InputError(
                f"`work[{index}]` ends on `{end}`, before it begins on `{start}`",
                line=at,
                hint="mend one of the two dates",
            )
        found.append(Job(path=f"work[{index}]", field=values["field"], start=start, end=end))
    return tuple(found)


def _records(entries: Any, line: int, words: Vocabulary) -> tuple[Record, ...] | None:
    if entries is None:
        return None
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        raise InputError(
            f"`achievements` is a list of records, not {quoted(entries)}", line=line, hint="begin each with `- kind:`"
        )
    not_too_many(entries, "achievements", line)
    found: list[Record] = []
    seen: dict[str, int] = {}
    for index, entry in enumerate(entries):
        at = source.line_of(entries, index)
        path = f"achievements[{index}]"
        if not isinstance(entry, Mapping):
            raise InputError(
                f"`{path}` is a map of facts, not {quoted(entry)}", line=at, hint="write `- {kind: paper, …}`"
            )
        said = [key for key in entry if key in KIND_KEYS]
        if len(said) > 1:
            raise InputError(
                f"{quoted(said[1])} and {quoted(said[0])} say the same thing twice",
                line=source.line_of(entry, said[1]),
                hint="keep one of them",
            )
        kind_key = said[0] if said else None
        if kind_key is None or entry[kind_key] is None:
            raise InputError(
                f"`{path}` does not say its kind",
                line=at,
                hint="add `kind:` with a word such as `paper`, `patent` or `award`",
            )
        kind = words.find_kind(spelled(entry[kind_key]))
        if kind is None:
            chinese = not spelled(entry[kind_key]).isascii()
            names = [k.label.zh for k in words.kinds.values()] if chinese else list(words.kinds)
            raise InputError(
                f"unknown kind of record {quoted(entry[kind_key])}",
                line=source.line_of(entry, kind_key),
                hint=nearest(entry[kind_key], names),
            )
        values = read_attributes(entry, words.kinds[kind].section, owner=f"a record of kind `{kind}`", skip=kind_key)
        _contradictions(path, values, at)
        imply(values, words)
        name = values.pop("id", None)
        if name is not None:
            if name in seen:
                raise InputError(
                    f"the id {quoted(name)} belongs to two records",
                    line=at,
                    hint=f"`achievements[{seen[name]}]` has it too",
                )
            seen[name] = index
        day = values.pop("date", None)
        values.pop("title", None)
        found.append(Record(kind=kind, path=path, name=name or path, date=day, values=values))
    return tuple(found)


def _recommenders(entries: Any, line: int, words: Vocabulary) -> tuple[Record, ...] | None:
    made = entry_list(entries, "recommenders", words.sections["recommenders"], line)
    if made is None:
        return None
    paths = [f"recommenders[{i}]" for i in range(len(made))]
    return tuple(
        Record(kind="recommender", path=p, name=p, date=None, values=v) for p, (v, _) in zip(paths, made, strict=True)
    )


def _contradictions(path: str, values: Mapping[str, Any], line: int) -> None:
    """What cannot be true of one record at once."""
    own, total, author = values.get("own_words"), values.get("total_words"), values.get("author")
    if own is not None and total is not None and own > total:
        raise InputError(
            f"`{path}` has more characters of one's own (`{own}`) than in all (`{total}`)",
            line=line,
            hint="mend one of the two",
        )
    if values.get("sole") is True and author is not None and author > 1:
        raise InputError(
            f"`{path}` has a sole author in place `{author}`", line=line, hint="write `author: 1` or `sole: false`"
        )
    if values.get("implemented") is True and values.get("published") is False:
        raise InputError(f"`{path}` is implemented but not published", line=line, hint="write `published: true`")
    start, end = values.get("date"), values.get("to")
    if start is not None and end is not None and end < start:
        raise InputError(
            f"`{path}` ends on `{end}`, before it begins on `{start}`", line=line, hint="mend one of the two dates"
        )


def imply(values: dict[str, Any], words: Vocabulary) -> None:
    """Adds what one attribute tells of another that is not given (a lead with no rank stands first)."""
    for when, then in words.implies:
        for name, asked in when.items():
            have = values.get(name)
            if have is None or not (
                have >= int(asked[:-1]) if isinstance(asked, str) and asked.endswith("+") else have == asked
            ):
                break
        else:
            for name, value in then.items():
                values.setdefault(name, value)


def _oddities(person: Applicant) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """What is possible but unusual: told as warnings, never refused. Each is (code, words to fill in)."""
    found: list[tuple[str, Mapping[str, str]]] = []
    diplomas = [d for e in person.education or () for d in (e.diploma, e.degree) if d]
    dated = [t for t in person.titles or () if t.date]
    if diplomas:
        first = min(diplomas)
        for title in dated:
            if title.date and title.date < first:
                found.append(
                    ("title-before-diploma", {"path": title.path, "date": str(title.date), "diploma": str(first)})
                )
    found.extend(_out_of_order(dated))
    for entry in person.education or ():
        if entry.diploma is None and entry.degree is None:
            found.append(("education-without-dates", {"path": entry.path}))
    for record in person.achievements or ():
        for name, value in record.values.items():
            if isinstance(value, int | float) and value >= LARGE and _attribute(record.kind, name).unit == "wan":
                found.append(("large-amount", {"path": record.name, "amount": f"{value:g}"}))
    return tuple(found)


def _attribute(kind: str, name: str) -> Attribute:
    return vocabulary().kinds[kind].section.attributes[name]


def _out_of_order(dated: Sequence[Title]) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every title that is older than one below it of the same series, with the youngest of each such rung."""
    levels = vocabulary().sets["rung"]
    youngest: dict[tuple[str | None, str], tuple[date, str]] = {}
    for title in dated:
        place = (title.series, title.level)
        if title.date and (place not in youngest or youngest[place][0] < title.date):
            youngest[place] = (title.date, title.path)
    for higher in dated:
        for lower in levels.values[: levels.step(higher.level)]:
            day, path = youngest.get((higher.series, lower), (None, ""))
            if day and higher.date and higher.date < day:
                yield "titles-out-of-order", {"path": higher.path, "other": path}
