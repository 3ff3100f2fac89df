"""The closed vocabulary: sets of values with their order, kinds of records, attributes, and labels in zh and en.

All of it is data in the YAML files beside this module; a new attribute or value needs no Python.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from models import store

HERE = Path(__file__).parent


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """One text in both languages; `many` is the English plural where there is one."""

    zh: str
    en: str
    many: str = ""

    def __getitem__(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class ValueSet:
    """The words that an attribute takes, weakest first; `ordered` where a condition may ask for "this or more".

    `within` maps a narrower value to the wider one that it also is (network_security is cyberspace).
    """

    name: str
    ordered: bool
    values: tuple[str, ...]
    labels: Mapping[str, Label]
    within: Mapping[str, str]
    spellings: tuple[tuple[str, str], ...]

    def find(self, word: str) -> str | None:
        """The value that a word means: its identifier, a label or a usual synonym."""
        return word if word in self.labels else _spelled(self.spellings).get(plain(word))

    def step(self, value: str) -> int:
        """Steps above the weakest value."""
        return self.values.index(value)

    def wider(self, value: str) -> tuple[str, ...]:
        """The value itself and every wider one that it also is."""
        found = [value]
        while found[-1] in self.within:
            found.append(self.within[found[-1]])
        return tuple(found)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Attribute:
    """One thing that can be said of a person or record. `form`: one_of, many_of, integer, number, flag, date, text …

    `absent` is what silence means: unknown, no, yes, or assumed (taken favourably and listed). A `monthly` number
    grows by one with every month of waiting. What is `local` changes with the region: it becomes the region (`place`),
    or starts anew (`months`). What is not `compared` is taken as met when regions are compared: it is judged by a
    panel, or says how a record stands to the applicant's own field or past.
    """

    name: str
    form: str
    values: ValueSet | None = None
    absent: str = "unknown"
    required: bool = False
    default: str | None = None
    least: int | None = None
    most: int | None = None
    unit: str = ""
    monthly: bool = False
    local: str = ""
    compared: bool = True
    label: Label = Label(zh="", en="")
    says: Label | None = None
    says_not: Label | None = None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Section:
    """A group of attributes, with the spellings under which each may be written."""

    name: str
    attributes: Mapping[str, Attribute]
    spellings: tuple[tuple[str, str], ...]

    def find(self, word: str) -> str | None:
        """The attribute that a key means: its identifier, a label or a usual synonym."""
        return word if word in self.attributes else _spelled(self.spellings).get(plain(word))


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Kind:
    """A kind of record: 论文, 奖项 … with its measure word; not `proposed` where nobody can set out to get one."""

    name: str
    label: Label
    unit: str
    section: Section
    proposed: bool = True


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Vocabulary:
    """Everything that can be said, and how it is called.

    `courses` are months of study, by the level before and the level after; `least_between` the least months between
    the certificates of one person, likewise.
    """

    sets: Mapping[str, ValueSet]
    kinds: Mapping[str, Kind]
    kind_spellings: tuple[tuple[str, str], ...]
    person: Section
    sections: Mapping[str, Section]
    implies: tuple[tuple[Mapping[str, Any], Mapping[str, Any]], ...]
    courses: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    least_between: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    digest: str = field(default="")

    def find_kind(self, word: str) -> str | None:
        """The kind of record that a word means."""
        return word if word in self.kinds else _spelled(self.kind_spellings).get(plain(word))


def plain(word: str) -> str:
    """A spelling made comparable: full-width forms, case, spaces, underscores and brackets set aside."""
    folded = unicodedata.normalize("NFKC", word).strip().lower()
    return re.sub(r"[\s_\-()（）]", "", folded)


@cache
def _spelled(spellings: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Spelling to identifier; made when the first word is met that is no identifier, since it takes a while."""
    found: dict[str, str] = {}
    for word, name in spellings:
        found.setdefault(plain(word), name)
    return found


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of this installation, read once."""
    files = [HERE / name for name in ("values.yaml", "records.yaml", "person.yaml")]
    (values, records, person), digest = store.load_all(files)
    sets = {name: _value_set(name, data) for name, data in values.items()}
    common = _section("record", records["common"], sets)
    kinds = {}
    for name, data in records["kinds"].items():
        own = _section(name, records["attributes"][name], sets)
        section = Section(
            name=name,
            attributes={**common.attributes, **own.attributes},
            spellings=own.spellings + common.spellings,
        )
        label = Label(zh=data["zh"], en=data["en"][0], many=data["en"][1])
        kinds[name] = Kind(
            name=name, label=label, unit=data["unit"], section=section, proposed=data.get("proposed", True)
        )
    sections = {name: _section(name, data["attributes"], sets) for name, data in person["sections"].items()}
    return Vocabulary(
        sets=sets,
        kinds=kinds,
        kind_spellings=tuple(
            (word, name)
            for name, kind in kinds.items()
            for word in (name, kind.label.zh, kind.label.en, *_also(records["kinds"][name]))
        ),
        person=_section("person", person["person"], sets),
        sections=sections,
        implies=tuple((rule["when"], rule["then"]) for rule in records["implies"]),
        courses=person["courses"],
        least_between=person["least_between"],
        digest=digest,
    )


def _also(data: Mapping[str, Any]) -> list[str]:
    return [str(word) for word in data.get("also", [])]


def _value_set(name: str, data: Mapping[str, Any]) -> ValueSet:
    labels = {value: Label(zh=str(entry["zh"]), en=str(entry["en"])) for value, entry in data["values"].items()}
    return ValueSet(
        name=name,
        ordered=data.get("ordered", False),
        values=tuple(labels),
        labels=labels,
        within=data.get("within", {}),
        spellings=tuple(
            (str(word), value)
            for value, entry in data["values"].items()
            for word in (value, entry["zh"], entry["en"], *_also(entry))
        ),
    )


def _section(name: str, data: Mapping[str, Any], sets: Mapping[str, ValueSet]) -> Section:
    attributes = {key: _attribute(key, entry, sets) for key, entry in data.items()}
    spellings = tuple((str(word), key) for key, entry in data.items() for word in (key, entry["zh"], *_also(entry)))
    return Section(name=name, attributes=attributes, spellings=spellings)


def _attribute(name: str, data: Mapping[str, Any], sets: Mapping[str, ValueSet]) -> Attribute:
    form = next((f for f in ("one_of", "many_of", "section") if f in data), None) or data["is"]
    chosen = data.get("one_of") or data.get("many_of")
    absent = data.get("absent", "unknown")
    return Attribute(
        name=name,
        form=form,
        values=sets[chosen] if chosen else None,
        absent={True: "yes", False: "no"}.get(absent, absent),
        required=data.get("required", False),
        default=data.get("default"),
        least=data.get("least"),
        most=data.get("most"),
        unit=data.get("unit", ""),
        monthly=data.get("monthly", False),
        local=data.get("local", ""),
        compared=data.get("compared", True),
        label=Label(zh=data["zh"], en=data["en"]),
        says=_label(data.get("says")),
        says_not=_label(data.get("says_not")),
    )


def _label(data: Mapping[str, str] | None) -> Label | None:
    return Label(zh=data["zh"], en=data["en"]) if data else None
