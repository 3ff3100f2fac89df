"""Takes from a person: one clause made short by one step, or facts left unsaid."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from models import rules
from models.vocabulary import vocabulary
from solver.calendar import add_months
from solver.matching import attribute_of
from solver.schooling import SCHOOLING
from tests.drafts import Document, Served
from tests.spells import text
from tests.witness import Values, meeting, weakened


def copied(document: Document) -> Document:
    """The same document again, free to be changed."""
    found: Document = {}
    for name, value in document.items():
        if isinstance(value, list):
            found[name] = [dict(v) if isinstance(v, dict) else v for v in value]
        else:
            found[name] = dict(value) if isinstance(value, dict) else value
    return found


def shortened(document: Document, served: Served, standard: str, as_of: date, rng: Random) -> Document | None:
    """The document with one clause short of what it asks; None where the drawn way does not apply."""
    made = copied(document)
    rule = served.rule
    match rule:
        case rules.Fact():
            return _fact_short(made, rule, rng)
        case rules.Clear():
            months: Any = rule.months
            day = add_months(as_of, -months) if months else as_of + timedelta(days=rng.choice([0, 0, 1, 300]))
            made["conduct"][rule.fact.split(".")[-1]] = text(day)
        case rules.Attest() | rules.External():
            made["attestations"][f"{standard}/{rule.id}"] = False
        case rules.Risen():
            return _initial(made, rule, as_of, rng)
        case rules.Education():
            return _education_short(made, served, as_of, rng)
        case rules.Held():
            return _title_short(made, served, rng)
        case rules.Worked():
            return _work_short(made, served, as_of, rng)
        case _:
            return _record_short(made, served, as_of, rng)
    return made


def _fact_short(made: Document, rule: rules.Fact, rng: Random) -> Document | None:
    name = rule.fact.removeprefix("conduct.")
    home = made["conduct"] if rule.fact != name else made
    attribute, number = attribute_of("person", name), rule.test.number
    if rule.test.op == "is":
        home[name] = not rule.test.flag
    elif attribute.values is None:
        home[name] = number - 1  # type: ignore[operator]  # settled to a number
    else:
        bad = [v for v in attribute.values.values if v not in meeting(rule.test, attribute)]
        if attribute.form == "many_of":
            home[name] = rng.choice([[], bad[:1]])
        elif bad:
            home[name] = rng.choice(bad)
        else:
            return None
    return made


def _initial(made: Document, rule: rules.Risen, as_of: date, rng: Random) -> Document:
    """An initial title in use, given the year before."""
    level = rng.choice(rule.levels or vocabulary().sets["rung"].values)
    day = as_of - timedelta(days=rng.randint(1, 700))
    row = rng.choice(list(rule.used))
    made["titles"].append(
        {"level": level, "series": "engineering", "date": text(day), "how": "initial", "initial_row": row}
    )
    return made


def _education_short(made: Document, served: Served, as_of: date, rng: Random) -> Document | None:
    entry = made["education"][served.places[0][1]]
    match rng.randint(0, 4):
        case 0 if entry["level"] in SCHOOLING[1:]:
            entry["level"] = SCHOOLING[SCHOOLING.index(entry["level"]) - 1].replace("second_bachelor", "bachelor")
            entry.pop("second_bachelor", None)
        case 1:
            entry.pop(rng.choice(["diploma", "degree"]), None)
        case 2:
            for name in {"diploma", "degree"} & set(entry):
                entry[name] = text(as_of + timedelta(days=1))
        case 3:
            entry["relation"] = "other"
        case _:
            made["education"].remove(entry)
    return made


def _title_short(made: Document, served: Served, rng: Random) -> Document | None:
    title = made["titles"][served.places[0][1]]
    levels = vocabulary().sets["rung"].values
    match rng.randint(0, 4):
        case 0 | 1:
            title["date"] = text(date.fromisoformat(title["date"]) + timedelta(days=1))
        case 2:
            title["level"] = rng.choice([v for v in levels if v != title["level"]])
        case 3:
            title["series"] = {"engineering": "other", "other": "engineering"}[title["series"]]
        case _:
            made["titles"].remove(title)
    return made


def _work_short(made: Document, served: Served, as_of: date, rng: Random) -> Document | None:
    job = made["work"][rng.choice(served.places)[1]]
    start = date.fromisoformat(job["from"]) + timedelta(days=1)
    end = date.fromisoformat(job["to"]) if "to" in job else as_of
    match rng.randint(0, 3):
        case 0 if start <= end:
            job["from"] = text(start)
        case 1 if start <= min(end, as_of):
            job["to"] = text(min(end, as_of) - timedelta(days=1))
        case 2:
            job["field"] = rng.choice(["other", "engineering", "information_technology", "industrial_internet"])
        case _:
            made["work"].remove(job)
    return made if all(j["from"] <= j.get("to", "9") for j in made["work"]) else None


def _record_short(made: Document, served: Served, as_of: date, rng: Random) -> Document | None:
    if not served.places:
        return None
    home, index = rng.choice(served.places)
    record: Values = made[home][index]
    way = rng.randint(0, 7)
    if way == 0 or (way == 1 and home == "recommenders"):
        del made[home][index]
        return made
    if way == 1:
        titles = [date.fromisoformat(t["date"]) for t in made["titles"] if "date" in t]
        early = min(titles, default=as_of) - timedelta(days=1)
        record["date"] = text(rng.choice([early, as_of + timedelta(days=1)]))
        return made
    total = served.rule.total if isinstance(served.rule, rules.Count) else None
    if total is not None and way < 5 and record.get(total.of):
        record[total.of] = max(0, round(record[total.of] - rng.choice([1, 0.01, 0.0001]), 4))
        return made
    if way == 2 and record.get("project"):
        record["project"] = "another" if isinstance(served.rule, rules.Tied) else made[home][0].get("project", "one")
        return made
    kind = record.get("kind", "recommender")
    shapes = [shape for shape in served.pattern if shape.kind == kind]
    short = weakened(rng.choice(shapes), record, rng) if shapes else None
    if short is None:
        return None
    made[home][index] = short
    return made


def hidden(document: Document, served: list[Served], rng: Random, times: int = 1) -> Document:
    """The document with facts left unsaid: attributes, dates, whole facts, whole lists."""
    made = copied(document)
    for _ in range(times):
        way = rng.randint(0, 9)
        if way == 0:
            made.pop(rng.choice(["education", "titles", "work", "achievements", "recommenders", "approvals"]), None)
        elif way <= 2:
            names = [n for n in made if isinstance(made[n], str | bool | int)]
            if names:
                del made[rng.choice(names)]
        elif way == 3 and made["attestations"]:
            del made["attestations"][rng.choice(list(made["attestations"]))]
        else:
            _attribute_hidden(made, served, rng)
    return made


def _attribute_hidden(made: Document, served: list[Served], rng: Random) -> None:
    places = [p for s in served for p in s.places if p[0] != "work" and p[1] < len(made.get(p[0]) or [])]
    if not places:
        return
    home, index = rng.choice(places)
    entry = made[home][index]
    names = [n for n in entry if n not in ("kind",) and not (n == "level" and home in ("education", "titles"))]
    if home == "education":
        names = [n for n in names if n == "relation"]
    if names:
        del entry[rng.choice(names)]
