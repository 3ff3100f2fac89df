"""Writes docs/findings.md from what `compare` answers: `python -m tests.findings`. Nothing in it is written by hand.

Each section is made of the JSON of the commands that it names, so that a reader who runs them sees what it rests on.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from models import catalogue
from models.standard import PARTS
from reports.compare_words import SIGNS, part_word, rung_word, shortened, word
from reports.terms import ROUTES, both
from solver.comparison import ALL, Comparison, Side
from tests.transcripts import ROOT, run

PAGE = ROOT / "docs" / "findings.md"
DAY = "2024-12-31"
COMPARE = f"zhicheng compare --on {DAY}"
PEOPLE = f"{COMPARE} --part all --population 10000"
EFFORT = f"{COMPARE} --part all --effort"
RUNGS = ("technician", "assistant", "engineer", "senior", "full_senior")
Json = dict[str, Any]


@cache
def answered(command: str) -> Json:
    """What a command answers, as JSON in English."""
    ran = run(f"{command} --lang en --format json")
    if ran.status:
        raise RuntimeError(ran.err)
    found: Json = json.loads(ran.out)
    return found


@cache
def names() -> dict[str, str]:
    """The short names of the standards, as the command prints them."""
    standards = [catalogue.find(name) for name in catalogue.files()]
    sides = [Side(key=one.id, label=one.title, standard=one, fair=one) for one in standards]
    short = shortened(Comparison(sides=sides, as_of=date.fromisoformat(DAY), readings={}, relations=()))
    return {side.key: side.label.en for side in short.sides}


def page() -> str:
    """The whole document."""
    from tests.findings_numbers import amendments, effort, passing

    return (
        "\n\n".join([opening(), relations(), parts(), witnesses(), passing(), effort(), amendments(), limits()]) + "\n"
    )


def opening() -> str:
    """What this is, and the standards by their short names."""
    rows = [[names()[one["side"]], f"`{one['side']}`", one["label"]["en"]] for one in answered(COMPARE)["sides"]]
    return "\n\n".join(
        [
            "# What the five documents say when compared",
            f"As of {DAY}, under the default readings. Relations are proven by the solver, or refuted by somebody whom "
            "the reference evaluator checked\nunder both standards. What is made alike before comparing, and how each "
            "number is defined, stands in\n[strictness.md](strictness.md). This page is written from answers of the "
            "commands that it names (`python -m tests.findings`), and a test\nkeeps it up to date.",
            table(["name", "id", "document"], rows),
        ]
    )


def relations() -> str:
    """How the standards stand to each other as a whole."""
    whole = [one for one in answered(COMPARE)["relations"] if one["part"] == ALL]
    compared = [one for one in whole if one["relation"] != "not_comparable"]
    count = {name: sum(one["relation"] == name for one in compared) for name in SIGNS}
    one_way = count["stricter"] + count["looser"]
    lines = [
        f"- Of {len(compared)} pairs of standards and rungs that can be compared, {count['incomparable']} admit each "
        f"somebody whom the other refuses; in {one_way} one is stricter; in {count['equivalent']} both admit the same "
        "people" + (f"; {count['undecided']} are undecided" if count["undecided"] else "") + ".",
    ]
    for rung in RUNGS:
        lines += [f"- {text}" for text in _ordered_at(rung, [one for one in compared if one["rung"] == rung])]
    for why in dict.fromkeys((one["why"], tuple(one["lacks"])) for one in whole if one["why"]):
        rungs = [one["rung"] for one in whole if (one["why"], tuple(one["lacks"])) == why]
        lines.append(f"- {_why(*why)} ({rung_words(rungs)}).")
    lines += [f"- {text}" for text in _beside(compared)]
    return "\n\n".join(["## Which is stricter", command(COMPARE), "\n".join(lines), _matrices(compared), _signs()])


def _ordered_at(rung: str, compared: Sequence[Json]) -> list[str]:
    """What is said of one rung: each pair of which one is stricter or that are the same, then that none is."""
    said = []
    for one in compared:
        a, b = names()[one["a"]], names()[one["b"]]
        if one["relation"] in ("stricter", "looser"):
            strict, loose = (a, b) if one["relation"] == "stricter" else (b, a)
            bars = next((other["relation"] for other in one["beside"] if other["terms"] == "bars"), None)
            why = f" (only because of penalties: with nobody under one, {word(bars, 'en')})" if bars else ""
            said.append(f"**{strict}** is stricter than **{loose}**{why}")
        elif one["relation"] == "equivalent":
            said.append(f"**{a}** and **{b}** admit the same people")
    title = rung_word(rung, "en").capitalize()
    if said:
        return [f"{title}: {'; '.join(said)}. Proven."]
    return [f"{title}: no standard is stricter than another; each pair has a witness both ways."] if compared else []


def _why(why: str, lacks: Sequence[str]) -> str:
    of = both([names()[key] for key in lacks], "en")
    if why == "procedure":
        return f"{of} is not compared: its titles come by initial determination, another procedure than review"
    return f"{of} {'have' if len(lacks) > 1 else 'has'} no such rung"


def _beside(compared: Sequence[Json]) -> list[str]:
    """Relations that hang on who is taken as employed, or on technician schools."""
    terms = {
        "employers": "If each region's own list of employers is asked",
        "equivalences": "If classes of technician schools are let in where a document takes them",
        "bars": "If nobody is under a penalty or another bar",
    }
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for one in compared:
        for other in one["beside"]:
            found.setdefault((other["terms"], one["a"], one["b"], other["relation"]), []).append(one["rung"])
    return [
        f"{terms[term]}, {names()[a]} to {names()[b]} is: {word(relation, 'en')} ({rung_words(rungs)})."
        for (term, a, b, relation), rungs in found.items()
    ]


def _matrices(compared: Sequence[Json]) -> str:
    """One table of all rungs: each pair by signs."""
    pairs = dict.fromkeys((one["a"], one["b"]) for one in compared)
    sign = {(one["a"], one["b"], one["rung"]): SIGNS[one["relation"]] for one in compared}
    rows = [
        [f"{names()[a]} to {names()[b]}", *(f"`{sign[a, b, r]}`" if (a, b, r) in sign else "" for r in RUNGS)]
        for a, b in sorted(pairs, key=lambda pair: [list(names()).index(key) for key in pair])
    ]
    return table(["", *(rung_word(rung, "en") for rung in RUNGS)], rows)


def _signs() -> str:
    return (
        "`<` the first is stricter: whom it admits the second admits too, not the reverse; `>` the reverse; `<>` each "
        "admits somebody whom the\nother refuses; `=` both admit the same people; `-` no relation: one lacks it, or a "
        "panel judges it."
    )


def compared_at(rung: str) -> list[str]:
    """The standards that have a relation to another at a rung."""
    found = [one for one in answered(COMPARE)["relations"] if (one["rung"], one["part"]) == (rung, ALL)]
    keys = {key for one in found if one["relation"] != "not_comparable" for key in (one["a"], one["b"])}
    return [name for name in names() if name in keys]


def parts() -> str:
    """The same part by part."""
    found = [one for one in answered(COMPARE)["relations"] if one["part"] != ALL]
    named = list(dict.fromkeys(one["part"] for one in found if one["relation"] != "not_comparable"))
    sections = ["## Part by part", command(COMPARE), "\n".join(_part_lines(found))]
    for part in named:
        here = [one for one in found if one["part"] == part]
        if len({one["relation"] for one in here if one["relation"] != "not_comparable"}) > 1:
            sections += [f"### {part_word(part, 'en').capitalize()}", _matrices(here)]
    return "\n\n".join(sections)


def _part_lines(found: Iterable[Json]) -> list[str]:
    """Where one of two is stricter in a part, at which rungs; and the parts in which all are alike."""
    grouped: dict[tuple[str, str, str], list[str]] = {}
    alike: dict[str, set[str]] = {}
    for one in found:
        if one["relation"] == "not_comparable":
            continue
        alike.setdefault(one["part"], set()).add(one["relation"])
        if one["relation"] in ("stricter", "looser"):
            a, b = (one["a"], one["b"]) if one["relation"] == "stricter" else (one["b"], one["a"])
            grouped.setdefault((one["part"], a, b), []).append(one["rung"])
    lines = [
        f"- {part_word(part, 'en').capitalize()}: all that can be compared ask the same."
        for part, relations in alike.items()
        if relations == {"equivalent"}
    ]
    for (part, a, b), rungs in sorted(grouped.items(), key=lambda item: PARTS.index(item[0][0])):
        said = f"{names()[a]} is stricter than {names()[b]} ({rung_words(rungs)})"
        lines.append(f"- {part_word(part, 'en').capitalize()}: {said}.")
    return lines


def witnesses() -> str:
    """Who shows that one standard admits somebody whom another refuses: of each pair, at each rung, as a whole."""
    sections = ["## Witnesses", "The plainest that the search found; each was checked under both standards."]
    whole = [one for one in answered(COMPARE)["relations"] if one["part"] == ALL]
    for rung in RUNGS:
        sections.append(f"### {rung_word(rung, 'en').capitalize()}")
        sections.append(command(f"{COMPARE} --rung {rung}"))
        lines = []
        for one in whole:
            if one["rung"] == rung:
                for way in ("forward", "backward"):
                    if one[way] and one[way]["witness"]:
                        lines.append(_witness(one[way]["witness"]))
        sections.append("\n".join(lines))
    return "\n\n".join(sections)


def _witness(one: Json) -> str:
    meets, fails = names()[one["meets_side"]], names()[one["fails_side"]]
    by = both(list(dict.fromkeys(rule["cite"] for rule in one["meets"] if rule["text"] != "nothing is asked")), "en")
    shut = both(list(dict.fromkeys(rule["cite"] for rule in one["decides"])), "en")
    way = "" if one["route"] in (None, "regular") else f" the {ROUTES[one['route']].en},"
    return f"- {meets} admits, {fails} refuses: {one['text'][0]}. By{way} {by}; refused by {shut}{_others(one)}."


def _others(one: Json) -> str:
    """What shuts them out by the other routes."""
    told = [
        f"by the {ROUTES[other['route']].en} by {both(list(dict.fromkeys(r['cite'] for r in other['decides'])), 'en')}"
        for other in one["others"]
        if other["decides"]
    ]
    return "".join(f", {text}" for text in told)


def limits() -> str:
    """What these findings do not say."""
    return (
        "## What this does not say\n\nWhat a panel judges (ability, conduct, benefit, influence) is taken as met "
        "everywhere and decides nothing here. A relation says whether\nanybody is admitted by one and refused by the "
        "other, not how many; pass rates are of an invented population, estimated from no data. The\nreview committees "
        "decide; this program makes no decision of its own."
    )


def command(line: str) -> str:
    """The command that a section rests on."""
    return f"`{line}`"


def rung_words(rungs: Iterable[str]) -> str:
    """Rungs from the lowest, by name."""
    return both([rung_word(rung, "en") for rung in sorted(set(rungs), key=RUNGS.index)], "en")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])


def main() -> None:
    """Writes the page anew."""
    path: Path = PAGE
    path.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
