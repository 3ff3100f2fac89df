"""One comparison from its options to its answer: read, compare, and write it where and as it was asked for."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.compare_asked import People, Sides, read_parts, read_people, read_rungs, read_sides
from models.amending import Change
from models.errors import InputError
from reports import console
from reports.compare_json import compare_json
from reports.compare_words import shortened
from reports.layout import Paint
from solver import questions
from solver.comparison import ALL, Comparison

if TYPE_CHECKING:
    from solver.least_amendment import Amendment

PEOPLE = "10000"
"""So many invented people stand in a page for which nothing else was asked."""
FORMS = {".html": "html", ".htm": "html", ".json": "json"}
FOLDER = "folder"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Answer:
    """What was found, and what is said beside it."""

    comparison: Comparison
    amendments: Sequence[Amendment]
    stamp: Mapping[str, Any]
    notes: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Pair:
    """Whose least amendment is asked, beside whom, by their keys; `before` are the changes that the former has had."""

    keys: tuple[str, str]
    before: Sequence[Change] = ()
    notes: Sequence[str] = ()


def run(*, lang: str, version: str, **asked: Any) -> None:
    """Reads what is asked, compares, and writes the answer."""
    form = _form(asked["form"], asked["out"])
    if asked["out"] is not None:
        _writable(asked["out"], form, asked)
    if form in ("html", FOLDER) and not any(asked[name] for name in ("population", "effort", "sensitivity", "least")):
        asked |= {"population": PEOPLE, "effort": True, "sensitivity": True}
    if asked["sensitivity"] and asked["population"] is None:
        asked["population"] = PEOPLE
    answer = _answered(lang, version, asked)
    _write(answer, form, asked["out"], lang, full=asked["full"])


def _form(asked: str | None, out: Path | None) -> str:
    """The form of the answer: as asked, or as the name of the file says; a name without an ending is a folder."""
    if out is None:
        return asked or "text"
    if not out.name:
        raise InputError("`--out` names no file", hint="write one such as `--out report.html`")
    ending = out.suffix.lower()
    if ending == ".csv":
        raise InputError(
            "these are several tables", where="--out", hint=f"name a folder for them, such as `{out.with_suffix('')}`"
        )
    named = FORMS.get(ending) or (FOLDER if not ending or out.is_dir() else "text")
    if asked is None or asked == named:
        return named
    if named in ("html", "json"):
        raise InputError(
            f"a file {ending!r} is not `--format {asked}`".replace("'", "`"), where="--out",
            hint=f"leave `--format` out, or end the name in another way than `{ending}`",
        )  # fmt: skip
    if out.is_dir():
        raise InputError("this is a folder", where=str(out), hint="leave `--format` out, or name a file in it")
    return asked


def _writable(out: Path, form: str, asked: Mapping[str, Any]) -> None:
    """An InputError where the answer cannot go there: found out before anything is computed."""
    if str(out) == "-":
        raise InputError("`-` is no file", where="--out", hint="leave `--out` out: the answer goes to the terminal")
    if not out.absolute().parent.is_dir():
        raise InputError("there is no such folder to write in", where=str(out), hint="make it, or name another file")
    if form == FOLDER and out.exists() and not out.is_dir():
        raise InputError("there is a file of this name", where=str(out), hint="name another folder")
    if form != FOLDER and out.is_dir():
        raise InputError("this is a folder", where=str(out), hint="name a file in it, or another one")
    if form == FOLDER and out.is_dir():
        from reports.compare_files import foreign

        other = foreign(out)
        if other is not None:
            raise InputError(
                f"the folder holds `{other}`, which is none of these tables", where=str(out),
                hint="name a new or an empty folder",
            )  # fmt: skip
    there = out if out.exists() else out.absolute().parent
    if not os.access(there, os.W_OK):
        raise InputError("nothing can be written there", where=str(out), hint="name another place")
    read = [Path(asked[name]) for name in ("population", "model", "amend") if asked[name] is not None]
    if any(one.resolve() == out.resolve() for one in read):
        raise InputError("this is read, too", where=str(out), hint="name another file")


def _answered(lang: str, version: str, asked: Mapping[str, Any]) -> Answer:
    readings = questions.read_choices(asked["readings"])
    as_of = questions.read_day(asked["on"], "--on")
    sides = read_sides(asked["standards"], asked["amend"], readings, asked["folders"], lang)
    rungs = read_rungs(asked["rungs"], sides.standards)
    parts = read_parts(asked["parts"], sides.standards, rungs)
    pair = _amendable(sides, rungs, parts, lang) if asked["least"] else None
    # loads the solver, which takes longer than to read all of the above
    from solver.compare import CompareAsked, compare

    people = read_people(asked["population"], asked["seed"], asked["model"], as_of, lang)
    comparison = compare(
        CompareAsked(
            standards=sides.standards, amended=sides.amended, rungs=rungs, parts=parts, as_of=as_of, readings=readings,
            table=None if people is None else people.table, source="" if people is None else people.source,
            effort=asked["effort"], sensitivity=asked["sensitivity"],
            flips=asked["full"] or len(rungs) == 1 or len(sides.standards) + len(sides.amended) == 2,
        )
    )  # fmt: skip
    amendments: list[Amendment] = []
    if pair is not None:
        from solver.least_amendment import least_amendment

        a, b = (next(side for side in comparison.sides if side.key == key) for key in pair.keys)
        part = parts[0] if parts else ALL
        amendments.append(least_amendment(a, b, rungs[0], part, as_of, readings, before=pair.before))
    return Answer(
        comparison=comparison,
        amendments=amendments,
        stamp=_stamp(comparison, people, sides, readings, version),
        notes=[*sides.notes, *(people.notes if people is not None else ()), *(pair.notes if pair is not None else ())],
    )


def _amendable(sides: Sides, rungs: Sequence[str], parts: Sequence[str], lang: str) -> Pair:
    """Which side is amended beside which; an InputError unless one rung of two standards is asked."""
    pair = _pair(sides, lang)
    if len(rungs) != 1 or len(parts) > 1:
        raise InputError(
            "the least amendment is of one rung, as a whole or in one part", where="--least-amendment",
            hint="name one `--rung`, and at most one `--part`",
        )  # fmt: skip
    for one in sides.standards:
        if rungs[0] not in one.rungs:
            hint = "name a rung that both have"
            raise InputError(f"`{one.id}` has no rung `{rungs[0]}`", where="--least-amendment", hint=hint)
        if parts and parts[0] != ALL and parts[0] not in one.rungs[rungs[0]].parts:
            hint = "name a part that both have"
            raise InputError(f"`{one.id}` has no part `{parts[0]}` there", where="--least-amendment", hint=hint)
    return pair


def _pair(sides: Sides, lang: str) -> Pair:
    """The first standard beside the second; as a scenario has it, if one scenario changes it and no other standard."""
    ids = [one.id for one in sides.standards]
    if len(ids) + len(sides.amended) == 2:
        made = [f"{one.id}+{name}" for name, _, one in sides.amended]
        first, second = [*ids, *made]
        return Pair(keys=(first, second))
    if len(ids) != 2:
        raise InputError(
            "the least amendment is of one standard, beside another", where="--least-amendment",
            hint="name both with `--standard`: the first is amended",
        )  # fmt: skip
    if len(sides.amended) > 1:
        told = ", ".join(f"`{one.id}+{name}`" for name, _, one in sides.amended)
        raise InputError(
            f"the least amendment is of one standard, and the scenarios make several: {told}",
            where="--least-amendment", hint="keep one scenario, which changes the first standard alone",
        )  # fmt: skip
    ((name, label, one),) = sides.amended
    if one.id != ids[0]:
        raise InputError(
            f"the least amendment is of the first standard, and `{name}` changes `{one.id}`",
            where="--least-amendment", hint=f"name `{one.id}` first",
        )  # fmt: skip
    zh = f"最小修订：在情景“{label.zh}”修订后的 {ids[0]} 上再改，与 {ids[1]} 相比；所附文件包含该情景的改动"
    en = (
        f"the smallest amendment is of {ids[0]} as the scenario “{label.en}” has it, beside {ids[1]}; "
        "its file holds the changes of that scenario too"
    )
    key = f"{one.id}+{name}"
    return Pair(keys=(key, ids[1]), before=sides.changes[0], notes=(zh if lang == "zh" else en,))


def _stamp(
    comparison: Comparison, people: People | None, sides: Sides, readings: Mapping[str, str], version: str
) -> dict[str, Any]:
    """What the answer rests on."""
    return {
        "version": version,
        "as_of": comparison.as_of.isoformat(),
        "standards": [
            *({"standard": one.id, "sha256": one.digest} for one in sides.standards),
            *({"standard": key, "sha256": digest} for key, digest in sides.files),
        ],
        "readings": dict(readings),
        "population": None if people is None else dict(people.stamp),
        "scenarios": sides.digest or None,
    }


def _write(answer: Answer, form: str, out: Path | None, lang: str, *, full: bool) -> None:
    """The answer in its form; of pages and folders it is said on stderr where they are."""
    if form == "html":
        from reports.compare_page import report_page

        console.write(report_page(answer.comparison, answer.stamp, lang, answer.amendments), out)
    elif form == FOLDER:
        from reports.compare_files import write_files

        assert out is not None
        write_files(answer.comparison, answer.stamp, out, lang)
    elif form == "json":
        made = []
        if answer.amendments:
            from reports.amendment_json import amendment_json

            made = [amendment_json(one, lang) for one in answer.amendments]
        found = compare_json(answer.comparison, answer.stamp, lang, made, answer.notes)
        console.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n", out)
    else:
        console.write(_text(answer, out, lang, full=full), out)
    if out is not None and form in ("html", FOLDER):
        click.echo(f"written: {out}" if lang == "en" else f"已写入: {out}", err=True)


def _text(answer: Answer, out: Path | None, lang: str, *, full: bool) -> str:
    from reports.compare_text import compare_text

    width, paint = console.width(out), Paint(on=console.colour(out))
    texts = []
    if answer.amendments:
        from reports.amendment_text import amendment_text

        short = {side.key: side for side in shortened(answer.comparison).sides}
        named = [replace(one, a=short[one.a.key], b=short[one.b.key]) for one in answer.amendments]
        texts = [amendment_text(one, lang, width, paint) for one in named]
    return compare_text(
        answer.comparison, lang, full=full, amendments=texts, notes=answer.notes, paint=paint, width=width,
    )  # fmt: skip
