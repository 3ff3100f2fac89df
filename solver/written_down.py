"""Writes a free person whom the solver found down as an applicant document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any as Anything

from models.applicant import Education
from solver.career import MARKS, Career
from solver.matching import attribute_of
from solver.projects import ONE
from solver.records import Records
from solver.world import World

Value = Callable[[Anything], int]
"""What the solver gave to a variable."""


def document_of(world: World, records: Records, value: Value) -> dict[str, Anything]:
    """The whole person."""
    made: dict[str, Anything] = {**career_of(world, value), "conduct": {}, "attestations": {}}
    for name, chosen in world.facts.items():
        home, key = (made["conduct"], name.removeprefix("conduct.")) if name.startswith("conduct.") else (made, name)
        picked = [v for v, var in chosen.items() if value(var)]
        home[key] = picked if attribute_of("person", key).form == "many_of" else picked[0]
    for name, var in world.amounts.items():
        made[name] = value(var)
    for name, days in world.bars.items():
        day = next(day for day, var in days if value(var))
        made["conduct"][name.removeprefix("conduct.")] = str(day) if day else None
    for path, var in world.said.items():
        made["attestations"][f"{world.standard}/{path}"] = bool(value(var))
    return {**made, **records_of(records, value)}


def career_of(career: Career, value: Value) -> dict[str, Anything]:
    """Education, titles and work as an applicant document gives them."""
    made: dict[str, Anything] = {"education": [], "titles": [], "work": []}
    for entry, by, var in career.certificates:
        if value(var) >= 0:
            made["education"].append(_written(entry, by, career.ago(value(var))))
    for title, var in career.titles:
        if value(var) >= 0:
            made["titles"].append(
                {
                    "level": title.level,
                    "series": title.series,
                    "date": career.ago(value(var)),
                    "relation": title.relation,
                    "how": "review",
                }
            )
    if value(career.initial) >= 0:
        made["titles"].append(
            {
                "level": "assistant",
                "series": "engineering",
                "date": career.ago(value(career.initial)),
                "how": "initial",
                "initial_row": "3",
            }
        )
    for field, var in career.jobs.items():
        key = f"open {field}"
        if value(var) >= 0:
            first, last = date.fromisoformat(career.ago(value(var))), career.as_of - timedelta(days=1)
            ended = key in career.since and not value(career.since[key])
            span = {"from": str(first - timedelta(days=1)), "to": str(last)} if ended else {"from": str(first)}
            made["work"].append({"field": field, **span})
    return made


def _written(entry: Education, by: str, day: str) -> dict[str, Anything]:
    made: dict[str, Anything] = {"level": entry.level, by: day, "relation": entry.relation}
    for mark in ("second_bachelor", *MARKS[1:]):
        if getattr(entry, mark):
            made[mark] = True
    return made


def records_of(records: Records, value: Value) -> dict[str, Anything]:
    """The records as an applicant document gives them."""
    made: dict[str, Anything] = {"achievements": [], "recommenders": []}
    bound = {kind for kind, one in records.together.items() if value(one)}
    for pile in records.piles:
        number = value(pile.number)
        for turn in range(number):
            entry = {k: list(v) if isinstance(v, tuple) else v for k, v in pile.made.attrs.items()}
            for name in pile.made.spans:
                if (pile.place, name) in records.amounts:
                    whole = value(records.amounts[pile.place, name])
                    entry[name] = (whole // number + (whole % number if turn == 0 else 0)) / records.scale
            if pile.made.kind == "recommender":
                made["recommenders"].append(entry)
                continue
            age = value(records.ages[pile.dated]) if pile.dated in records.ages else 0
            entry = {"kind": pile.made.kind, "date": records.world.ago(age), **entry}
            if pile.made.kind in bound:
                entry["project"] = ONE
            made["achievements"].append(entry)
    return made
