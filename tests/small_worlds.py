"""Pairs of small random standards, written as YAML and read as any standard is: alike, but not quite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any

import yaml

from models import source
from models.errors import InputError
from models.rule_reader import WORDS
from models.standard import Standard
from models.standard_reader import read_standard
from tests.small_rules import KINDS, RECOMMENDERS, RUNG, THEMES, Data, Writer


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two standards over the same few words; `texts` are their YAML."""

    seed: int
    theme: str
    standards: tuple[Standard, Standard]
    texts: tuple[str, str]


def pair(seed: int) -> Pair:
    """The pair of a seed: the second is the first with a few changes, or (one in four) another of the same theme."""
    rng = Random(seed)
    theme = THEMES[seed % len(THEMES)]
    while True:
        writer = Writer(rng, theme)
        first = writer.standard("north")
        second = changed(writer, first, rng.choice([1, 1, 2, 3])) if rng.random() < 0.75 else writer.standard("south")
        _moved(second, writer)
        texts = [yaml.safe_dump(_named(data), allow_unicode=True, sort_keys=False) for data in (first, second)]
        try:
            one, other = (read_standard(source.parse(text, "generated")) for text in texts)
        except InputError:
            # a change that makes no sense, such as three of two
            continue
        return Pair(seed=seed, theme=theme, standards=(one, other), texts=(texts[0], texts[1]))


def one_rule(north: Data, south: Data) -> Pair:
    """Two standards of one rung, each asking for one rule; a professional master's degree takes a year off both."""
    made = []
    for name, rule in (("north", north), ("south", south)):
        day = "2023-01-01"
        data = {
            "id": name,
            "document": {"zh": "甲", "en": name, "issued": day, "effective": day, "region": "chongqing"},
            "early": {"cite": "1", "by": "1y", "any": [{"degree": "master", "mark": "professional"}]},
            "rungs": {RUNG: {"parts": {"results": {"cite": "1", **rule}}, "routes": {"regular": ["results"]}}},
        }
        made.append(yaml.safe_dump(_named(data), allow_unicode=True))
    one, other = (read_standard(source.parse(text, "written")) for text in made)
    return Pair(seed=-1, theme="one rule", standards=(one, other), texts=(made[0], made[1]))


def _moved(data: Data, writer: Writer) -> None:
    """Makes a standard that of another region, which may have another field of its own."""
    data["id"], data["document"]["region"] = "south", "liaoning"
    scope = data["rungs"][RUNG]["parts"].get("scope", {}).get("all", ())
    own = next((test["now"] for test in scope if "now" in test), None)
    other = "industrial_internet" if own == "cyberspace" and writer.rng.random() < 0.5 else own
    for home, key, value in _places(data["rungs"][RUNG]):
        if key in ("in", "now") and value == own:
            home[key] = other
        elif key == "in" and value == ["chongqing"]:
            home[key] = ["liaoning"]


def _named(data: Data) -> Data:
    """The standard with an id of its own for each node of a list."""
    made = deepcopy(data)
    for _, key, value in list(_places(made)):
        if key in ("all", "any", "of", "tally") and isinstance(value, list):
            for index, child in enumerate(value):
                if WORDS.keys() & child.keys():
                    child["id"] = f"n{index}"
    return made


def _places(data: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Every key and list place in a document: what holds it, the key, the value."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield data, key, value
        yield from _places(value)


def changed(writer: Writer, data: Data, times: int) -> Data:
    """The standard with some thresholds moved, clauses added, taken away or drawn anew."""
    made: Data = deepcopy(data)
    done = 0
    for _ in range(60):
        if done == times:
            break
        spots = [spot for spot in _places(made["rungs"][RUNG]) if spot[1] not in ("routes", "cite", "document")]
        before = deepcopy(made)
        _change(writer, made, *writer.rng.choice(spots))
        done += made != before
    return made


def _change(writer: Writer, data: Data, home: Any, key: Any, value: Any) -> None:
    rng = writer.rng
    if isinstance(value, bool):
        home[key] = not value if key == "once" else value
    elif isinstance(value, int) and key in ("at_least", "each", "counts"):
        home[key] = max(1, value + rng.choice([-1, 1]) * (10 if value >= 10 else 1))
    elif key == "after" and "parts" in home:
        home[key] = writer.since()
    elif isinstance(value, str) and re.fullmatch(r"[123]y", value):
        home[key] = rng.choice(writer.spans)
    elif key in ("diploma", "degree", "education"):
        home[key] = rng.choice(writer.levels)
    elif isinstance(key, str) and (known := next((k[key] for k in (*KINDS.values(), RECOMMENDERS) if key in k), None)):
        home[key] = rng.choice(known)
    elif key == "title" and value in writer.titles:
        home[key] = rng.choice(writer.titles)
    elif key in ("all", "any", "of", "tally") and isinstance(value, list):
        _listed(writer, home, key, value)
    elif key == "in" and value in writer.fields:
        home[key] = rng.choice(writer.fields)
    elif key == "results" and isinstance(value, dict) and writer.theme == "projects" and rng.random() < 0.3:
        data["per_project"] = not data["per_project"]


def _listed(writer: Writer, home: Data, key: str, value: list[Data]) -> None:
    place, one = writer.rng.randrange(len(value)), value[writer.rng.randrange(len(value))]
    fresh = (
        writer.item() if key == "tally" else writer.count() if "count" in one and one["count"] != "recommender"
        else writer.row() if any(word in child for child in value for word in ("diploma", "degree")) else None
    )  # fmt: skip
    if len(value) > 2 and writer.rng.random() < 0.4:
        del value[place]
        if key == "of":
            home["at_least"] = min(home["at_least"], len(value))
    elif fresh is None or writer.rng.random() < 0.3:
        value[place] = deepcopy(one)
    elif writer.rng.random() < 0.5 and len(value) < 4:
        value.append(fresh)
    else:
        value[place] = fresh
