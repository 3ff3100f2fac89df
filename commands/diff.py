"""One run of `standards diff` from its options to its answer. Slow imports come where used."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import InputError
from reports import console

if TYPE_CHECKING:
    from solver.gainers import Crowd

SEED = 1


def run(before: str, after: str, *, version: str, **asked: Any) -> None:
    """Reads two versions, compares them, and writes the answer."""
    from models import catalogue
    from solver import questions
    from solver.differences import DiffAsked, differences

    if asked["seed"] is not None and not _number(asked["population"]):
        raise InputError("`--seed` is for people who are drawn", where="--seed", hint="add `--population 10000`")
    lang = console.lang(asked["lang"])
    sides = [catalogue.version(word, asked["folders"]) for word in (before, after)]
    on = questions.read_day(asked["on"], "--on")
    against = questions.read_day(asked["against_on"], "--against-on") if asked["against_on"] is not None else on
    question = DiffAsked(
        before=sides[0],
        after=sides[1],
        on=on,
        after_on=against,
        rungs=tuple(dict.fromkeys(questions.read_rung(rung) or "" for rung in asked["rungs"])),
        readings=questions.read_choices(asked["readings"]),
    )
    crowd = _crowd(asked["population"], asked["seed"], on, lang) if asked["population"] is not None else None
    found = differences(question)
    people = None
    if crowd is not None:
        from solver import gainers

        people = gainers.people(found, crowd)
    if asked["form"] == "json":
        from reports.diff_json import diff_json

        console.write(diff_json(found, people, (before, after), version, lang), asked["out"])
        return
    from reports.diff_text import diff_text
    from reports.layout import Paint

    out = asked["out"]
    paint, width = Paint(on=console.colour(out)), console.width(out)
    console.write(diff_text(found, people, (before, after), lang, paint=paint, width=width), out)


def _number(word: str | None) -> bool:
    return word is not None and word.isascii() and word.isdigit()


def _crowd(word: str, seed: int | None, on: date, lang: str) -> Crowd:
    """People who are drawn, or who stand in a roster."""
    import pyarrow as pa

    from solver.gainers import Crowd

    if not _number(word):
        from models import roster

        read = roster.read(Path(word))
        apart = len({error.person for error in read.errors if error.person is not None})
        return Crowd(table=read.people, source=word, set_apart=apart, places=read.places.to_pylist())
    from models import population
    from solver.population import draw

    model, chosen = population.load(), SEED if seed is None else seed
    table = pa.concat_tables(list(draw(model, int(word), chosen, on)))
    said = f"（种子{chosen}）" if lang == "zh" else f" (seed {chosen})"
    return Crowd(table=table, source=model.about[lang] + said)
