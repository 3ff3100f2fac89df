"""What a comparison is asked of: standards as they are and as scenarios have them, rungs and parts, and people."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models import catalogue, scenarios
from models.amending import Change
from models.errors import InputError, nearest, quoted
from models.standard import PARTS, Standard
from models.vocabulary import Label
from reports import terms
from solver import questions
from solver.comparison import ALL

if TYPE_CHECKING:
    import pyarrow as pa

SEED = 1
MOST = 1_000_000
"""Invented people who are compared in memory."""
WHOLE = ("整体", "whole")
"""Other words for the rung as a whole."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Sides:
    """The standards, and further ones as scenarios have them: (scenario id, its label, the standard).

    `changes` are those that the scenario of each of these makes to it; `files` are the keys and digests of those that
    are no scenario, but a file of their own.
    """

    standards: Sequence[Standard]
    amended: Sequence[tuple[str, Label, Standard]]
    notes: Sequence[str]
    digest: str = ""
    changes: Sequence[Sequence[Change]] = ()
    files: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class People:
    """A population: its table, where it comes from in words, and what the stamp says of it."""

    table: pa.Table
    source: str
    stamp: Mapping[str, Any]
    notes: Sequence[str] = ()


def read_sides(
    names: Sequence[str], amend: Path | None, readings: Mapping[str, str], folders: Sequence[Path], lang: str
) -> Sides:
    """The standards named (all if none is) and what the scenarios of a file make of them; at least two."""
    loaded, amended = _read_standards(names, readings, folders)
    files = [(f"{one.id}+{name}", one.digest) for name, _, one in amended]
    changes: list[Sequence[Change]] = [() for _ in amended]
    notes: list[str] = []
    idle: list[str] = []
    digest = ""
    if amend is not None:
        what_if = scenarios.load([amend])
        digest = what_if.digest
        others = [name for name in catalogue.files(folders) if name not in {one.id for one in loaded}]
        for scenario in what_if.scenarios:
            made = scenarios.amended_by(scenario, loaded, others)
            changed = [new for new, old in zip(made, loaded, strict=True) if new is not old]
            amended += [(scenario.id, scenario.label, one) for one in changed]
            changes += [scenario.standards[one.id] for one in changed]
            notes += _passed_over(scenario, lang)
            idle += [scenario.label[lang]] * (not changed)
        if idle:
            zh = f"未改动所比较的标准的情景：{'、'.join(idle)}"
            en = f"scenarios that change none of the standards compared: {'; '.join(idle)}"
            notes.append(zh if lang == "zh" else en)
        if what_if.waivers:
            zh, en = "豁免只用于 `batch`，这里不计", "waivers are for `batch` and are passed over"
            notes.append(zh if lang == "zh" else en)
        if len(amended) == len(files):
            raise InputError(
                "no scenario changes a standard that is compared", where=str(amend),
                hint="add `standards:` to a scenario, or name its standard with `--standard`",
            )  # fmt: skip
    if len(loaded) + len(amended) < 2:
        raise InputError(
            "a comparison is of two standards", where="--standard",
            hint="name another, or an amended one with `--amend FILE`",
        )  # fmt: skip
    return Sides(standards=loaded, amended=amended, notes=notes, digest=digest, changes=changes, files=files)


def _read_standards(
    names: Sequence[str], readings: Mapping[str, str], folders: Sequence[Path]
) -> tuple[list[Standard], list[tuple[str, Label, Standard]]]:
    """The standards named by id or file; a file whose id another bears is a further side, called by its own name."""
    if not names:
        return [standard for standard, _ in questions.read_questions((), (), readings, folders)], []
    loaded: list[Standard] = []
    further: list[tuple[str, Label, Standard]] = []
    bare = catalogue.files(folders)
    # ids first, so that a file of the same id is the further side
    for word in sorted(dict.fromkeys(names), key=lambda word: word not in bare):
        try:
            one = catalogue.version(word, folders)
        except InputError as error:
            if error.where:
                raise
            hint = f"{error.hint}, a folder of them by `--standards-dir`, or changes to one by `--amend`"
            raise InputError(error.what, where="--standard", hint=hint) from None
        if all(one.id != other.id for other in loaded):
            loaded.append(one)
            continue
        stem = name = Path(word).stem
        taken = {other for other, _, _ in further}
        for number in itertools.count(2):
            if name not in taken:
                break
            name = f"{stem}-{number}"
        further.append((name, Label(zh=name, en=name), one))
    order = list(dict.fromkeys(names))
    loaded.sort(key=lambda one: next((n for n, word in enumerate(order) if word == one.id), len(order)))
    questions.known_readings(readings, [*loaded, *(one for _, _, one in further)])
    return loaded, further


def _passed_over(scenario: scenarios.Scenario, lang: str) -> list[str]:
    """What of a scenario does not concern standards."""
    if not scenario.people and scenario.on is None:
        return []
    name = scenario.label[lang]
    zh = f"情景“{name}”（{scenario.id}）中对人员和日期的改动不计"
    en = f"scenario “{name}” ({scenario.id}): changes to people and to the day are passed over"
    return [zh if lang == "zh" else en]


def read_rungs(words: Sequence[str], standards: Sequence[Standard]) -> list[str]:
    """The rungs asked for; each is one that some standard has."""
    known = list(dict.fromkeys(rung for one in standards for rung in one.rungs))
    found = [questions.read_rung(word) or "" for word in dict.fromkeys(words)]
    for rung in found:
        if rung not in known:
            raise InputError(
                f"no standard named has the rung {quoted(rung)}", where="--rung", hint=nearest(rung, known)
            )
    return found


def read_parts(words: Sequence[str], standards: Sequence[Standard], rungs: Sequence[str]) -> list[str]:
    """The parts asked for, by name or Chinese label; each is one that some standard has there."""
    known = {
        part
        for one in standards
        for name, rung in one.rungs.items()
        if not rungs or name in rungs
        for part in rung.parts
    }
    spelled = {ALL: ALL, **dict.fromkeys(WHOLE, ALL)}
    for part in PARTS:
        if part in known:
            spelled |= {part: part, terms.PARTS[part].zh: part, terms.PARTS[part].en: part}
    found = []
    for word in dict.fromkeys(words):
        if word not in spelled:
            hint = nearest(word, spelled if not word.isascii() else [ALL, *(p for p in PARTS if p in known)])
            raise InputError(f"{quoted(word)} is no part that is compared", where="--part", hint=hint)
        found.append(spelled[word])
    return list(dict.fromkeys(found))


def read_people(asked: str | None, seed: int | None, model: Path | None, as_of: date, lang: str) -> People | None:
    """The people of a roster, or as many invented ones as a number says; None where none are asked for."""
    drawn = asked is not None and asked.strip().lstrip("+-").replace("_", "").replace(",", "").isdecimal()
    for option, value in (("--seed", seed), ("--model", model)):
        if value is not None and not drawn:
            raise InputError(
                f"`{option}` is for people that are drawn",
                where=option,
                hint="add `--population 10000`, or leave it out",
            )
    if asked is None:
        return None
    return _drawn(asked, SEED if seed is None else seed, model, as_of, lang) if drawn else _roster(Path(asked), lang)


def _drawn(asked: str, seed: int, model: Path | None, as_of: date, lang: str) -> People:
    import pyarrow as pa

    from models import population
    from solver.population import draw

    count = int(asked.replace(",", ""))
    if count > MOST:
        raise InputError(
            f"{quoted(asked)} people are too many to be compared at once", where="--population",
            hint=f"ask at most {MOST}",
        )  # fmt: skip
    read = population.load(model) if model is not None else population.load()
    try:
        table = pa.concat_tables(draw(read, count, seed, as_of))
    except InputError as error:
        # the number is no argument here
        raise InputError(
            error.what, where="--population" if error.where == "N" else error.where, hint=error.hint
        ) from None
    about = read.about[lang]
    zh, en = (
        f"模型 {read.name} 的{count:,}名虚构人员，种子{seed}（{about}）",
        f"{count:,} invented people of the model {read.name}, seed {seed} ({about})",
    )
    source = zh if lang == "zh" else en
    stamp = {"source": source, "people": count, "set_apart": 0, "seed": seed, "sha256": read.digest}
    return People(table=table, source=source, stamp=stamp)


def _roster(path: Path, lang: str) -> People:
    from models import roster
    from models.people_table import schema

    read = roster.read(path)
    apart = read.total - read.people.num_rows
    if not read.people.num_rows:
        raise InputError("nobody in the roster can be read", where=str(path), hint="`zhicheng batch` names each cell")
    source = (
        f"{path.name}：{read.people.num_rows:,}人" if lang == "zh" else f"{path.name}: {read.people.num_rows:,} people"
    )
    notes = []
    if apart:
        zh, en = (
            f"名册中有{apart}人因填写有误未计入；`zhicheng batch` 会逐格说明",
            f"{apart} of the roster are set apart for errors; `zhicheng batch` names each cell",
        )
        notes.append(zh if lang == "zh" else en)
    stamp = {
        "source": source, "people": read.people.num_rows, "set_apart": apart, "seed": None, "sha256": read.digest,
    }  # fmt: skip
    return People(table=read.people.select(schema().names), source=source, stamp=stamp, notes=notes)
