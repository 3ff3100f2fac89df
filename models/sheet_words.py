"""How the sheets of a roster and their columns are called: from the words of people to lists and attributes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models import store
from models.vocabulary import Attribute, Section, plain, vocabulary

LISTS = ("education", "titles", "work", "achievements", "recommenders")
SHEETS = ("people", *LISTS, "attestations")
ID, NAME, UNKNOWN, KIND, KEY, VALUE = "@id", "@name", "@unknown", "kind", "@key", "@value"
"""What a column is that holds no attribute: the person's key and name, lists not given, the kind, an attestation."""
_CARRIED = (*LISTS, "attestations", "conduct")
_BRACKETS = re.compile(r"(.*?)\s*[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]\s*\Z", re.DOTALL)
_STANDARD = re.compile(r"[A-Za-z0-9][\w.-]*\Z", re.ASCII)
UNITS: Mapping[str, tuple[str, ...]] = {
    "wan": ("万元", "万人民币", "人民币万元", "10,000 yuan", "10000 yuan", "wan", "wan yuan"),
    "words": ("字", "字数", "characters", "words"),
    "months": ("月", "个月", "months", "month"),
    "years": ("年", "years", "year"),
    "grade_of_protection": ("级",),
}
"""The ways to write a unit in a header or after a number, by the unit of the attribute."""
_UNIT_CHARACTERS = re.compile(r"[元万千百亿年月天日字]|yuan|rmb|cny|million|thousand|year|month|day|word|character")


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """What a header means: `name` is an attribute (`conduct.fraud_found`, `tier`), a key such as ID, or "" if unknown.

    `unit` is the unit in its brackets where that is not the attribute's own: such a column cannot be taken.
    """

    name: str
    unit: str = ""


@cache
def _data() -> Mapping[str, Any]:
    (data,), _ = store.load_all([Path(__file__).parent / "vocabulary" / "sheets.yaml"])
    found: Mapping[str, Any] = data
    return found


@cache
def marks(name: str) -> frozenset[str]:
    """The words under `yes`, `no`, `none`, `blank` or `now`, in lower case."""
    return frozenset(str(word) for word in _data()[name])


def sheet_name(sheet: str, lang: str) -> str:
    """How the template calls a sheet."""
    zh, en = _data()["sheets"][sheet][:2]
    return str(zh if lang == "zh" else en)


def key_name(key: str, lang: str) -> str:
    """How the template heads a column that holds no attribute."""
    zh, en = _data()["keys"][key.removeprefix("@")][:2]
    return str(zh if lang == "zh" else en)


def sheet_of(name: str) -> tuple[str, str] | None:
    """The list that a sheet holds, and the kind of record where the sheet holds one kind alone; None if unknown."""
    found = _sheets().get(plain(name))
    if found:
        return found, ""
    kind = vocabulary().find_kind(name)
    return ("achievements", kind) if kind else None


def sheet_names() -> list[str]:
    """Every name of a sheet, the usual ones first."""
    named = [[str(word) for word in words] for words in _data()["sheets"].values()]
    return [words[n] for n in range(2) for words in named] + [word for words in named for word in words[2:]]


@cache
def _sheets() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for sheet, words in _data()["sheets"].items():
        for word in (sheet, *words):
            found.setdefault(plain(str(word)), sheet)
    return found


@cache
def ignored() -> frozenset[str]:
    """Headers of columns that tell nothing of a person."""
    return frozenset(plain(str(word)) for word in _data()["ignored"])


@cache
def heads(sheet: str) -> Mapping[str, str]:
    """Comparable spelling to attribute or key, for one sheet."""
    found: dict[str, str] = {}
    keys = _data()["keys"]
    own = ("unknown",) if sheet == "people" else ("key", "value") if sheet == "attestations" else ()
    for key in ("id", "name", *own):
        _add(found, "@" + key, keys[key])
    if sheet == "people":
        _add(found, ID, _data()["people_id"])
        for name, section in (("", vocabulary().person), ("conduct.", vocabulary().sections["conduct"])):
            for attribute, words in _spellings(section):
                if attribute not in _CARRIED:
                    _add(found, name + attribute, (name + attribute, *words))
    elif sheet == "achievements":
        _add(found, KIND, keys["kind"])
        for kind in vocabulary().kinds.values():
            for attribute, words in _spellings(kind.section):
                _add(found, attribute, words)
    elif sheet in LISTS:
        for attribute, words in _spellings(vocabulary().sections[sheet]):
            _add(found, attribute, words)
    for attribute, words in _data()["attributes"].get(sheet, {}).items():
        _add(found, attribute, words)
    if sheet not in ("people", "achievements"):
        _add(found, ID, _data()["people_id"])
    return found


def _add(found: dict[str, str], name: str, words: Iterable[object]) -> None:
    for word in words:
        found.setdefault(plain(str(word)), name)


def _spellings(section: Section) -> Iterable[tuple[str, list[str]]]:
    for name, attribute in section.attributes.items():
        known = [word for word, meant in section.spellings if meant == name]
        yield name, [name, *known, attribute.label.en]


def attribute_of(sheet: str, name: str, kind: str = "") -> Attribute | None:
    """The attribute of a column; None where the kind of record has no such thing."""
    words = vocabulary()
    if name.startswith("conduct."):
        return words.sections["conduct"].attributes[name.removeprefix("conduct.")]
    section = words.person if sheet == "people" else words.kinds[kind].section if kind else words.sections.get(sheet)
    return section.attributes.get(name) if section else None


def carried(header: str) -> str:
    """The list that a header of the sheet of people names (学历), which a single cell cannot hold; else ""."""
    name = vocabulary().person.find(_bare(header)) or ""
    return name if name in _CARRIED else ""


def attests(header: str) -> bool:
    """Whether a header is the key of an attestation, `<standard>/<node id>`, whose first step is a rung."""
    parts = header.split("/")
    return len(parts) > 1 and _STANDARD.match(parts[0]) is not None and parts[1] in vocabulary().sets["rung"].values


def head(header: str, sheet: str) -> Head:
    """What a header means in a sheet: stars, brackets with a unit or a remark, and spaces are set aside."""
    text = _bare(header)
    known = heads(sheet)
    if (name := known.get(plain(text))) is not None:
        return Head(name=name)
    match = _BRACKETS.match(text)
    base, unit = (match[1], match[2].strip().lower()) if match else (text.removesuffix("万元"), "万元")
    name = known.get(plain(base), "")
    if not name:
        return Head(name="")
    own = _unit(sheet, name)
    if own and unit not in UNITS.get(own, ()) and _UNIT_CHARACTERS.search(unit):
        return Head(name=name, unit=unit)
    return Head(name=name)


def _bare(header: str) -> str:
    return unicodedata.normalize("NFKC", header).strip().strip("*:# \n\t")


@cache
def _unit(sheet: str, name: str) -> str:
    """The unit of an attribute; the same in every kind of record that has it."""
    kinds = vocabulary().kinds if sheet == "achievements" else [""]
    return next((a.unit for kind in kinds if (a := attribute_of(sheet, name, kind)) and a.unit), "")
