"""The sections of docs/findings.md that tell numbers: pass rates of invented people, and least effort."""

from __future__ import annotations

from collections.abc import Sequence

from models.standard import PARTS
from reports.compare_words import part_word, percent, rung_word
from reports.terms import ROUTES, both, is_part, part_of
from solver.comparison import ALL
from tests.findings import COMPARE, EFFORT, PEOPLE, RUNGS, Json, answered, command, compared_at, names, table

ANSWERS = {
    "impossible": "in {} somebody stays shut out however far thresholds move",
    "proven": "in {} some do",
    "undecided": "{} undecided in the time given",
    "none_needed": "in {} none is needed",
}
_TOP = 2
"""Clauses told of each standard and rung."""


def passing() -> str:
    """Pass rates, overlaps and what keeps most people out."""
    found = answered(PEOPLE)["strictness"]
    rates = {(one["side"], one["rung"]): one for one in found["rates"] if one["part"] == ALL}
    sides = [side for side in names() if any(key == side for key, _ in rates)]
    rows = []
    for side in sides:
        cells = [_rate(rates[side, rung]) if (side, rung) in rates else "" for rung in RUNGS]
        rows.append([names()[side], *cells])
    return "\n\n".join(
        [
            "## Pass rates of invented people",
            command(PEOPLE),
            f"{found['source']}.\nThe same people under every standard; in brackets the 95 % interval of sampling. "
            "The rates compare standards and say nothing of real staff; they hold within this company of\nstandards "
            "only: what is own field in any of them counts as own.",
            table(["", *(rung_word(rung, "en") for rung in RUNGS)], rows),
            "\n".join(_extremes(rates)),
            "### What keeps most people out",
            "By the regular route alone. What is owed to a part is its Shapley value, of all people; “without” a "
            "clause: how many would\npass that route if it alone were not asked.",
            "\n".join(_excluded(found)),
        ]
    )


def _rate(one: Json) -> str:
    return f"{percent(one['share'])} ({percent(one['low'])}–{percent(one['high'])})"


def _extremes(rates: dict[tuple[str, str], Json]) -> list[str]:
    """Who passes most and fewest at each rung; beside each other only where their intervals are apart."""
    lines = []
    for rung in RUNGS:
        here = sorted(
            (side for side in compared_at(rung) if (side, rung) in rates), key=lambda side: -rates[side, rung]["share"]
        )
        if len(here) < 2:
            continue
        ends = [_end(here, rates, rung, "most"), _end(here[::-1], rates, rung, "fewest")]
        if rates[here[-1], rung]["high"] >= rates[here[0], rung]["low"]:
            told = both([f"{names()[side]} ({percent(rates[side, rung]['share'])})" for side in here], "en")
            ends = [f"{told} are not told apart"]
        others = [side for side in names() if (side, rung) in rates and side not in here]
        beside = [f"{names()[side]} ({percent(rates[side, rung]['share'])})" for side in others]
        apart = f"; {both(beside, 'en')} by another procedure" if beside else ""
        lines.append(f"- {rung_word(rung, 'en').capitalize()}: {'; '.join(ends)}{apart}.")
    return lines


def _end(here: Sequence[str], rates: dict[tuple[str, str], Json], rung: str, word: str) -> str:
    """Who passes most (or fewest), or who are not told apart there by their intervals."""
    first = rates[here[0], rung]
    alike = [s for s in here if rates[s, rung]["low"] <= first["high"] and first["low"] <= rates[s, rung]["high"]]
    told = both([f"{names()[side]} ({percent(rates[side, rung]['share'])})" for side in alike], "en")
    return f"{told} passes {word}" if len(alike) == 1 else f"{word}: {told} are not told apart"


def _excluded(found: Json) -> list[str]:
    """The part that keeps out most (by its Shapley value), and the clauses without which most more would pass."""
    lines = []
    for rung in RUNGS[2:]:
        for side in names():
            here = [
                [one for one in found[name] if (one["side"], one["rung"]) == (side, rung)]
                for name in ("shares", "excluded")
            ]
            if not all(here):
                continue
            part = max(here[0], key=lambda one: one["share"])
            clauses = sorted(here[1], key=lambda one: (-one["alone"], -one["fails"]))
            told = "; ".join(
                f"without {_clause(one)} {one['alone']:,} more would pass" for one in clauses[:_TOP] if one["alone"]
            )
            out = percent(sum(one["share"] for one in here[0]))
            most = f"{out} do not pass; most is owed to {part_word(part['part'], 'en')} ({percent(part['share'])})"
            lines.append(
                f"- {rung_word(rung, 'en').capitalize()}, {names()[side]}: {most}" + f"; {told}" * bool(told) + "."
            )
    return lines


def _clause(one: Json) -> str:
    """A part by its citation, a clause of it by what it asks too."""
    name = part_of(one["node"], "en")
    return f"{one['cite']} ({name})" if is_part(one["node"]) else f"{one['cite']} ({name}: {one['text']})"


def effort() -> str:
    """Least months and records from each starting point."""
    found = answered(EFFORT)["strictness"]
    efforts = {(one["rung"], one["start"], one["side"]): one for one in found["efforts"]}
    labels = {one["start"]: one["label"]["en"] for one in found["starts"]}
    sections = [
        "## Least effort",
        command(EFFORT),
        "Months until the title is in hand, and records on the way, by the regular route of every rung; in brackets "
        "where another route\nleads there sooner or with fewer records. `-` where nothing leads there. Reviews take no "
        "time here, and records may be made at once.",
    ]
    for rung in RUNGS:
        sides = [side for side in names() if any((r, s) == (rung, side) for r, _, s in efforts)]
        starts = [start for start in labels if any((r, t) == (rung, start) for r, t, _ in efforts)]
        rows = [[labels[start], *(_effort(efforts.get((rung, start, side))) for side in sides)] for start in starts]
        lines = [text for start in starts if (text := _soonest(efforts, rung, start, labels[start]))]
        sections += [
            f"### {rung_word(rung, 'en').capitalize()}",
            table(["from", *(names()[side] for side in sides)], rows),
            "\n".join(lines),
        ]
    return "\n\n".join(text for text in sections if text)


def _effort(one: Json | None) -> str:
    if one is None:
        return ""
    regular = _way(one["regular_months"], one["regular_records"])
    by = both([ROUTES[route].en for route in one["routes"]], "en")
    return f"{regular} ({by}: {_way(one['months'], one['records'])})" if by else regular


def _way(months: int | None, records: int | None) -> str:
    return "-" if months is None else f"{months} months, {records}"


def _soonest(efforts: dict[tuple[str, str, str], Json], rung: str, start: str, label: str) -> str:
    """Where a start gets there first and last by regular routes, if that differs by a year or more."""
    months = {s: efforts[rung, start, s]["regular_months"] for s in names() if (rung, start, s) in efforts}
    known = {side: value for side, value in months.items() if value is not None}
    if len(known) < 2 or max(known.values()) - min(known.values()) < 12:
        return ""
    first = both([names()[side] for side, value in known.items() if value == min(known.values())], "en")
    last = both([names()[side] for side, value in known.items() if value == max(known.values())], "en")
    out = both([names()[side] for side, value in months.items() if value is None], "en")
    never = f", never under {out}" if out else ""
    least, most = min(known.values()), max(known.values())
    soonest = f"by regular routes soonest under {first} ({least} months), last under {last} ({most} months)"
    return f"- {label[:1].upper() + label[1:]}: {soonest}{never}."


def amendments() -> str:
    """Whether moved thresholds alone would open one standard to whom another admits, part by part."""
    lines = []
    for part, asked in _shut_out().items():
        found = [(a, b, rung, _least(a, b, rung, part)) for a, b, rung in asked]
        count = {answer: [one for one in found if one[3]["answer"] == answer] for answer in ANSWERS}
        said = [ANSWERS[answer].format(len(some)) for answer, some in count.items() if some]
        lines.append(f"- {part_word(part, 'en').capitalize()}, {len(found)} questions: {', '.join(said)}.")
        for a, b, rung, least in count["proven"]:
            where = f"{names()[a]} beside {names()[b]}, {rung_word(rung, 'en')}"
            lines.append(f"  - {where}: {'; '.join(one['text'] for one in least['changes'])}.")
    example = f"{COMPARE} --standard A --standard B --rung RUNG --part PART --least-amendment"
    return "\n\n".join(
        [
            "## Would other numbers do?",
            command(example),
            "Where one standard refuses some whom another admits in a part: the fewest of its thresholds to move so "
            "that it refuses\nnobody whom the other admits there ([amendment.md](amendment.md)).",
            "\n".join(lines),
        ]
    )


def _shut_out() -> dict[str, list[tuple[str, str, str]]]:
    """For each part who refuses somebody of whom, at which rung: (the stricter there, the other, the rung)."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for one in answered(COMPARE)["relations"]:
        for way, a, b in (("backward", one["a"], one["b"]), ("forward", one["b"], one["a"])):
            if one["part"] != ALL and one[way] and one[way]["answer"] == "refuted":
                found.setdefault(one["part"], []).append((a, b, one["rung"]))
    return {part: found[part] for part in PARTS if part in found}


def _least(a: str, b: str, rung: str, part: str) -> Json:
    asked = f"{COMPARE} --standard {a} --standard {b} --rung {rung} --part {part} --least-amendment"
    (found,) = answered(asked)["amendments"]
    made: Json = found
    return made
