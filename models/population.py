"""Reads the generative model of a population: which people, studies, careers and records there are.

The default, `models/populations/illustrative.yaml`, says in comments what each parameter means; a file of one's own has
the same keys. Nothing unknown is passed over: a key, value or weight that cannot be taken is told with file and line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from models import source
from models.errors import InputError, quoted
from models.population_draws import Draw, certain, known, number, read_draw, weights, word_of
from models.population_parts import COUNT, LEVEL, RANK, Attested, Career, KindModel, Ladder, Population, Spell, Study
from models.reading import read_date, read_label
from models.vocabulary import Attribute, Label, vocabulary

DEFAULT = Path(__file__).parent / "populations" / "illustrative.yaml"
SPAN = Attribute(name="years", form="integer", least=1, most=45)
"""The upper end of a band of working years."""
LISTS = ("education", "titles", "work", "achievements", "recommenders")
OPEN = ("region", *LISTS)
"""What may be left out of a person as a whole."""
KEYS = (
    "name", "about", "assumptions", "on", "strength", "region", "field", "education", "work", "titles", "facts",
    "conduct", "attestations", "recommenders", "records", "not_given",
)  # fmt: skip


def load(path: Path = DEFAULT) -> Population:
    """The model in a YAML or JSON file; an InputError says what cannot be taken, with file and line."""
    text = source.read_text(path)
    try:
        return read(source.parse(text, str(path)), hashlib.sha256(text.encode()).hexdigest())
    except InputError as error:
        raise error.at(str(path)) from None


def read(data: Any, digest: str = "") -> Population:
    """The model from a document already parsed."""
    words = vocabulary()
    top = _map({"model": data}, "model", KEYS, "a population")
    person = {n: words.person.attributes[n] for n in ("region",)}
    work_field = words.sections["work"].attributes["field"]
    past = Attribute(name="past_retirement", form="flag")
    held = Attribute(name="held", form="one_of", values=words.sets["rung"])
    studied = Attribute(name="studied", form="one_of", values=words.sets["education"])
    base = {**person, "field": work_field, "held": held, "studied": studied, "past_retirement": past}
    singles = {
        n: a for n, a in words.person.attributes.items()
        if n not in ("name", "region", "attestations", "conduct") and n not in LISTS
    }  # fmt: skip
    strength = _map(top, "strength", ("per_rung",), "`strength`")
    facts = _draws(_map(top, "facts", singles, "`facts`"), singles, base)
    conduct = words.sections["conduct"].attributes
    asked = _map(top, "recommenders", ("count", "attributes"), "`recommenders`")
    given = words.sections["recommenders"].attributes
    records = _map(top, "records", ("count", "since_title", "habit", "undated", "shared", "kinds"), "`records`")
    absent = _map(top, "not_given", OPEN, "`not_given`")
    if not isinstance(top["name"], str) or not top["name"]:
        raise InputError("`name` is a word", line=source.line_of(top, "name"), hint="write `name: my-staff`")
    return Population(
        name=top["name"],
        about=read_label(top["about"], source.line_of(top, "about")),
        assumptions=_assumed(top),
        on=read_date(top["on"], source.line_of(top, "on"), "on"),
        digest=digest,
        per_rung=number(strength, "per_rung", 0, 5),
        region=_sure(top, "region", person["region"], {}),
        field=_sure(top, "field", work_field, person),
        education=_study(top, base),
        work=_career(top, base),
        titles=_ladder(top, base),
        facts=facts,
        conduct=_draws(_map(top, "conduct", conduct, "`conduct`"), conduct, base),
        attestations=_attested(top),
        recommenders=_draws(_map(asked, "attributes", given, "`recommenders`"), given, base),
        recommended=_sure(asked, "count", COUNT, base),
        achieved=_sure(records, "count", COUNT, base),
        since_title=number(records, "since_title", 0, 1),
        habit=number(records, "habit", 0, 1),
        undated=number(records, "undated", 0, 1),
        kinds=_kinds(records, base),
        not_given={key: number(absent, key, 0, 1) for key in OPEN},
    )


def _assumed(top: Mapping[str, Any]) -> tuple[Label, ...]:
    listed = top["assumptions"]
    if not isinstance(listed, Sequence) or isinstance(listed, str) or not listed:
        raise InputError(
            f"`assumptions` is a list of texts, not {quoted(listed)}",
            line=source.line_of(top, "assumptions"), hint="write `[{zh: …, en: …}]`",
        )  # fmt: skip
    return tuple(read_label(one, source.line_of(listed, at)) for at, one in enumerate(listed))


def _map(data: Mapping[str, Any], key: str, keys: Sequence[str] | Mapping[str, Any], owner: str) -> Mapping[str, Any]:
    """A map of the file all of whose keys are known and, where they are a sequence, all given."""
    found = data.get(key)
    if not isinstance(found, Mapping):
        raise InputError(
            f"{owner} is a map, not {quoted(found)}", line=source.line_of(data, key) or 1, hint=f"write `{key}: {{…}}`"
        )
    known(found, keys, owner)
    missing = [] if isinstance(keys, Mapping) else [k for k in keys if k not in found]
    if missing:
        hint = f"add `{missing[0]}:`"
        raise InputError(f"{owner} does not say `{missing[0]}`", line=source.line_of(found) or 1, hint=hint)
    return found


def _draws(
    data: Mapping[str, Any], attributes: Mapping[str, Attribute], base: Mapping[str, Attribute]
) -> dict[str, Draw]:
    """A draw for each attribute that is named; each may depend on those above it."""
    earlier, found = dict(base), {}
    for name, value in data.items():
        found[name] = read_draw(value, attributes[name], source.line_of(data, name), earlier)
        earlier[name] = attributes[name]
    return found


def _sure(data: Mapping[str, Any], key: str, attribute: Attribute, earlier: Mapping[str, Attribute]) -> Draw:
    """A draw that gives everybody a value."""
    line = source.line_of(data, key)
    return certain(read_draw(data[key], attribute, line, earlier), key, line)


def _shares(data: Mapping[str, Any], key: str, words: Sequence[str], most: float = 1.0) -> dict[str, float]:
    inner = _map(data, key, dict.fromkeys(words), f"`{key}`")
    return {word: number(inner, word, 0, most) for word in inner}


def _spell(data: Mapping[str, Any], key: str, most: float = 60) -> Spell:
    inner = _map(data, key, ("median", "spread"), f"`{key}`")
    return Spell(median=number(inner, "median", 0.001, most), spread=number(inner, "spread", 0, 5))


def _next(data: Mapping[str, Any], key: str, most: float) -> dict[str, tuple[str, float]]:
    """A level by the level before: `{bachelor: {master: 0.1}}`."""
    outer = _map(data, key, dict.fromkeys(LEVEL), f"`{key}`")
    found = {}
    for word in outer:
        inner = _shares(outer, word, LEVEL, most)
        if len(inner) != 1:
            raise InputError(
                f"`{key}` of `{word}` names one level", line=source.line_of(outer, word), hint="write `{master: 0.1}`"
            )
        found[word] = next(iter(inner.items()))
    return found


def _study(top: Mapping[str, Any], base: Mapping[str, Attribute]) -> Study:
    attributes = vocabulary().sections["education"].attributes
    keys = tuple(n for n in Study.__slots__)
    data = _map(top, "education", keys, "`education`")
    ages = _shares(data, "age", LEVEL, 60)
    early = {name: base[name] for name in ("region", "field")}
    first = _sure(data, "first", attributes["level"], early)
    unaged = next((w for w in first.words() if w not in ages), None)
    if unaged is not None:
        raise InputError(f"`age` does not say `{unaged}`", line=source.line_of(data, "age"), hint=f"add `{unaged}: 22`")
    marks = {n: attributes[n] for n in ("engineering_professional", "engineering_academic", "relation")}
    inner = _map(data, "marks", marks, "`marks`")
    diploma, degree, diploma_beside, degree_beside = (
        _shares(data, key, LEVEL) for key in ("diploma", "degree", "diploma_beside_work", "degree_beside_work")
    )
    return Study(
        first=first,
        diploma=diploma,
        degree=degree,
        diploma_beside_work=diploma_beside,
        degree_beside_work=degree_beside,
        degree_later=number(data, "degree_later", 0, 1),
        second_bachelor=number(data, "second_bachelor", 0, 1),
        undated=number(data, "undated", 0, 1),
        age=ages,
        builds_on={level: (below, int(years)) for level, (below, years) in _next(data, "builds_on", 12).items()},
        further=_next(data, "further", 1),
        further_after=_spell(data, "further_after"),
        marks=_draws(inner, marks, {**base, "level": attributes["level"]}),
    )


def _career(top: Mapping[str, Any], base: Mapping[str, Attribute]) -> Career:
    data = _map(top, "work", tuple(Career.__slots__), "`work`")
    of_work = vocabulary().sections["work"].attributes["field"]
    years = _sure(data, "years", SPAN, {})
    return Career(
        years=years,
        begins=_spell(data, "begins"),
        gap=_spell(data, "gap", 3_650),
        changes_per_decade=number(data, "changes_per_decade", 0, 10),
        retire_at=number(data, "retire_at", 40, 80),
        fields=_sure(data, "fields", of_work, base),
        **{k: number(data, k, 0, 1) for k in ("gap_share", "overlap", "ended", "elsewhere")},
    )


def _ladder(top: Mapping[str, Any], base: Mapping[str, Attribute]) -> Ladder:
    attributes = vocabulary().sections["titles"].attributes
    data = _map(top, "titles", tuple(Ladder.__slots__), "`titles`")
    begins = _map(data, "begins", LEVEL, "`begins`")
    rows = _map(data, "initial_rows", dict.fromkeys(RANK), "`initial_rows`")
    marks = {n: attributes[n] for n in ("series", "how", "relation", "specialty")}
    rung = Attribute(name="rung", form="one_of", values=vocabulary().sets["rung"])
    region = vocabulary().person.attributes["region"]
    return Ladder(
        begins={level: weights(begins[level], source.line_of(begins, level), rung) for level in begins},
        first={r: _spell(_map(data, "first", RANK, "`first`"), r) for r in RANK},
        after={r: _spell(_map(data, "after", RANK[1:], "`after`"), r) for r in RANK[1:]},
        stops={r: number(_map(data, "stops", RANK, "`stops`"), r, 0, 1) for r in RANK},
        faster=number(data, "faster", 0, 1),
        other_series=number(data, "other_series", 0, 1),
        undated=number(data, "undated", 0, 1),
        initial_region=word_of(str(data["initial_region"]), region, source.line_of(data, "initial_region")),
        initial_rows={r: {lv: str(row) for lv, row in _levels(rows, r).items()} for r in rows},
        marks=_draws(_map(data, "marks", marks, "`marks`"), marks, {**base, "level": attributes["level"]}),
    )


def _levels(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    return _map(data, key, dict.fromkeys(LEVEL), f"`{key}`")


def _attested(top: Mapping[str, Any]) -> Attested:
    data = _map(top, "attestations", ("share", "most", "favourable", "keys"), "`attestations`")
    regions = vocabulary().sets["region"].values
    keys = _map(data, "keys", dict.fromkeys(regions), "`keys`")
    found = {}
    for region, listed in keys.items():
        if not isinstance(listed, Sequence) or isinstance(listed, str) or not all(isinstance(k, str) for k in listed):
            raise InputError(
                f"the attestations of `{region}` are a list of keys", line=source.line_of(keys, region),
                hint="write `[<standard>/<node id>]`",
            )  # fmt: skip
        found[region] = tuple(dict.fromkeys(listed))
    return Attested(
        share=number(data, "share", 0, 1), most=int(number(data, "most", 0, 20)),
        favourable=number(data, "favourable", 0, 1), keys=found,
    )  # fmt: skip


def _kinds(records: Mapping[str, Any], base: Mapping[str, Attribute]) -> dict[str, KindModel]:
    words = vocabulary()
    kinds = _map(records, "kinds", words.kinds, "`kinds`")
    fields = words.sets["field"].values
    found = {}
    for kind in kinds:
        data = _map(kinds, kind, {"weight": 0, "grows": 0, "attributes": 0}, f"`{kind}`")
        attributes = {n: a for n, a in words.kinds[kind].section.attributes.items() if n not in ("id", "title", "date")}
        weight = _map(data, "weight", {**dict.fromkeys(fields), "else": 0}, f"the weight of `{kind}`")
        inner = _map(data, "attributes", attributes, f"`{kind}`")
        day = words.kinds[kind].section.attributes["date"]
        found[kind] = KindModel(
            weight={f: number(weight, f if f in weight else "else", 0, 1_000) for f in fields},
            grows=number(data, "grows", -5, 5, 0),
            attributes=_draws(inner, attributes, {**base, "date": day}),
        )
    if not found:
        raise InputError(
            "`kinds` names no kind of record", line=source.line_of(records, "kinds"), hint="write `paper: {…}`"
        )
    return found
