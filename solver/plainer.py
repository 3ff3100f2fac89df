"""A person written down in fewer words: what an answer does not need is left out, as long as the answer stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any as Anything

from models.vocabulary import vocabulary
from solver.calendar import add_months

Document = Mapping[str, Anything]
KEPT = ("kind", "date", "level", "diploma", "degree", "series", "how")
"""What is never left out of an entry."""
GRADUATES = ("bachelor", "master", "doctor")
"""Levels that usually come with both."""
ONE = ("level", "relation", "second_bachelor", "engineering_professional", "engineering_academic")
"""What a diploma and a degree have in common where they are one entry."""


def plainer(document: Document, holds: Callable[[Document], bool]) -> Document:
    """The same person with a diploma and a degree of one day as one entry, and records without what decides nothing."""
    found = document
    joined = _joined(found)
    if joined != found and holds(joined):
        found = joined
    whole = _whole(found)
    if whole != found and _orderly(whole) and holds(whole):
        found = whole
    for change in list(_changes(found)):
        simpler = change(found)
        if holds(simpler):
            found = simpler
    return found


def _whole(document: Document) -> Document:
    """Graduates with diploma and degree, where only one of the two was told."""
    made = [
        {
            **entry,
            **{by: day for by in ("diploma", "degree") for day in (entry.get("diploma"), entry.get("degree")) if day},
        }
        if entry["level"] in GRADUATES and len({"diploma", "degree"} & entry.keys()) == 1
        else entry
        for entry in document["education"]
    ]
    return {**document, "education": made}


def _orderly(document: Document) -> bool:
    """Whether certificates come in order, with the least time between them: what was added must fit in too."""
    dated = [
        ("second_bachelor" if by == "degree" and entry.get("second_bachelor") else entry["level"], entry[by])
        for entry in document["education"]
        for by in ("diploma", "degree")
        if entry.get(by)
    ]
    least = vocabulary().least_between
    return all(
        date.fromisoformat(late) >= add_months(date.fromisoformat(early), least[low][high])
        for low, early in dated
        for high, late in dated
        if high in least.get(low, {})
    )


def _joined(document: Document) -> Document:
    """Diplomas and degrees that differ in nothing else, as one entry each."""
    made: list[dict[str, Anything]] = []
    for entry in document["education"]:
        alike = next(
            (
                other
                for other in made
                if all(other.get(key) == entry.get(key) for key in ONE)
                and ("diploma" in other) != ("diploma" in entry)
                and {other.get("diploma"), other.get("degree")} >= {entry.get("diploma"), entry.get("degree")} - {None}
            ),
            None,
        )
        if alike is None:
            made.append(dict(entry))
        else:
            alike.update(entry)
    return {**document, "education": made}


def _changes(document: Document) -> Iterator[Callable[[Document], Document]]:
    """Ways to say less: each attribute of a record left out, those that say least first."""
    for section in ("achievements", "recommenders", "titles", "education"):
        for place, entry in enumerate(document.get(section, ())):
            names = [n for n in entry if n not in KEPT]
            for name in sorted(names, key=lambda n: (bool(entry[n]), names.index(n))):
                yield _without(section, place, name)


def _without(section: str, place: int, name: str) -> Callable[[Document], Document]:
    def change(document: Document) -> Document:
        entries = list(document[section])
        entries[place] = {key: value for key, value in entries[place].items() if key != name}
        return {**document, section: entries}

    return change
