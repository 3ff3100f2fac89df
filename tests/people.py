"""Generated people near the edge of a rung: some meet it, some are one clause short, of some not all is known.

Everything is derived from the rule tree: no standard is named here. The same seed gives the same people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from models.applicant import Applicant, read
from models.errors import InputError
from models.rules import walk
from models.standard import Standard
from models.vocabulary import vocabulary
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.settle import Settled, settle
from solver.status import ASSUMED, UNKNOWN, UNMET, Status
from tests.damage import copied, hidden, shortened
from tests.drafts import Document, Draft, Served
from tests.spells import text
from tests.witness import Contradiction, anything

SHARES: Mapping[str, int] = {"eligible": 5, "short": 9, "open": 3, "wild": 3}
"""Of twenty people, how many of each sort."""
DAYS = (
    date(2024, 12, 31),
    date(2025, 2, 28),
    date(2024, 2, 29),
    date(2025, 6, 30),
    date(2024, 9, 15),
    date(2025, 3, 1),
)
TRIES = 60


@dataclass(frozen=True, slots=True)
class Person:
    """One generated person, and the question asked. `twin` is who they were before a clause was made short."""

    sort: str
    document: Document
    applicant: Applicant
    settled: Settled
    as_of: date
    twin: Person | None = None


@dataclass(frozen=True, slots=True)
class Base:
    """Someone who meets the rung, with the entries made for each clause."""

    person: Person
    served: list[Served]


def rung_status(person: Person, *, strict: bool = False) -> Status:
    """How far the rung stands for a person, by the reference."""
    facts = Facts(person.applicant, person.as_of, person.settled.standard, strict=strict)
    return Evaluation(facts).rung(person.settled)


def people(standard: Standard, rung: str, count: int, seed: int) -> Iterator[Person]:
    """So many people for a rung, over several days and readings, in the mix of SHARES."""
    rng = Random(f"{standard.id}/{rung}/{seed}")
    for start in range(0, count, 20):
        readings = {r.id: r.default for r in standard.readings.values()}
        if rng.random() < 0.4:
            readings.update({r.id: rng.choice(list(r.values)) for r in standard.readings.values()})
        as_of = rng.choice(DAYS) if rng.random() < 0.7 else date(2023, 7, 1) + timedelta(days=rng.randint(0, 900))
        yield from score(settle(standard, rung, as_of, readings), as_of, rng, min(20, count - start))


def score(settled: Settled, as_of: date, rng: Random, count: int = 20) -> Iterator[Person]:
    """Up to twenty people for one settled rung on one day, in the mix of SHARES."""
    maker = _Maker(settled, as_of, rng)
    sorts = [sort for sort, share in SHARES.items() for _ in range(share)]
    rng.shuffle(sorts)
    for sort in sorts[:count]:
        found = maker.made(sort)
        if found is not None:
            yield found


class _Maker:
    """Makes people of a wanted sort, and sees that they are of it."""

    def __init__(self, settled: Settled, as_of: date, rng: Random) -> None:
        self.settled = settled
        self.as_of = as_of
        self.rng = rng
        self.bases: list[Base] = []
        self.hopeless = False

    def made(self, sort: str) -> Person | None:
        """A person of that sort; None where none was found."""
        if sort == "eligible":
            base = self.base(fresh=True)
            return base.person if base else self.person("wild", self.noisy(self.unmet()))
        for _ in range(TRIES):
            base = self.base(fresh=self.rng.random() < 0.1)
            if base is None:
                return self.person("wild", self.noisy(self.unmet()))
            found = {"short": self.short, "open": self.open, "wild": self.wild}[sort](base)
            if found is not None:
                return found
        return self.wild(base) if base else None

    def base(self, *, fresh: bool) -> Base | None:
        """Someone eligible: one made before, or a new one by a route drawn at random."""
        if self.bases and not fresh:
            return self.rng.choice(self.bases)
        for _ in range(0 if self.hopeless else TRIES):
            draft = Draft(self.settled, self.as_of, self.rng)
            try:
                document = draft.draw(self.rng.choice(list(self.settled.routes)))
            except Contradiction:
                continue
            person = self.person("eligible", self.noisy(document) if self.rng.random() < 0.5 else document)
            if person is not None and rung_status(person) >= ASSUMED:
                self.bases.append(Base(person, draft.served))
                return self.bases[-1]
        self.hopeless = not self.bases
        return self.rng.choice(self.bases) if self.bases else None

    def unmet(self) -> Document:
        """Where nobody was found eligible: someone drawn for a route all the same."""
        draft = Draft(self.settled, self.as_of, self.rng)
        with suppress(Contradiction):
            draft.draw(self.rng.choice(list(self.settled.routes)))
        return draft.document

    def person(self, sort: str, document: Document, twin: Person | None = None) -> Person | None:
        """The person whom a document tells of; None where it contradicts itself."""
        try:
            applicant = read(document)
        except InputError:
            return None
        return Person(sort, document, applicant, self.settled, self.as_of, twin)

    def short(self, base: Base) -> Person | None:
        if not base.served:
            return None
        served = self.rng.choice(base.served)
        document = shortened(base.person.document, served, self.settled.standard, self.as_of, self.rng)
        person = self.person("short", document, base.person) if document is not None else None
        return person if person is not None and rung_status(person) is UNMET else None

    def open(self, base: Base) -> Person | None:
        document = hidden(base.person.document, base.served, self.rng, self.rng.choice([1, 1, 2]))
        person = self.person("open", document, base.person)
        return person if person is not None and rung_status(person) is UNKNOWN else None

    def wild(self, base: Base) -> Person | None:
        """Damaged twice, hidden thrice, with noise: whatever comes of it."""
        document = base.person.document
        for _ in range(self.rng.randint(0, 2) if base.served else 0):
            served = self.rng.choice(base.served)
            if all(index < len(document.get(home) or []) for home, index in served.places):
                made = shortened(document, served, self.settled.standard, self.as_of, self.rng)
                document = made if made is not None else document
        document = self.noisy(hidden(document, base.served, self.rng, self.rng.randint(0, 3)))
        return self.person("wild", document)

    def noisy(self, document: Document) -> Document:
        """The document with things that may matter or not: each draws on the tree's own kinds and thresholds."""
        rng, made = self.rng, copied(document)
        day = text(self.as_of - timedelta(days=rng.choice([-30, 0, 10, 400, 2000, 6000])))
        records = made.get("achievements")
        if records is not None:
            for _ in range(rng.randint(0, 3)):
                kind = rng.choice(list(vocabulary().kinds))
                records.append({"kind": kind, "date": day, **anything(kind, rng)})
            if records and rng.random() < 0.5:
                again = dict(rng.choice(records))
                again["project"] = rng.choice(["shared", again.get("project") or "shared"])
                again.update(rng.choice([{}, {"used": True}, {"relevant": False}, {"date": day}]))
                records.append(again)
                if rng.random() < 0.5:
                    rng.choice(records)["project"] = again["project"]
        if made.get("titles") is not None and rng.random() < 0.3:
            level = rng.choice(vocabulary().sets["rung"].values)
            made["titles"].append({"level": level, "series": rng.choice(["engineering", "other"]), "date": day})
            if rng.random() < 0.3:
                made["titles"][-1].update({"how": "initial", "initial_row": str(rng.randint(1, 6))})
        if made.get("education") is not None and rng.random() < 0.3:
            level = rng.choice(vocabulary().sets["education"].values)
            made["education"].append({"level": level, rng.choice(["diploma", "degree"]): day, "relation": "other"})
        if made.get("work") is not None and rng.random() < 0.3:
            made["work"].append({"field": rng.choice(vocabulary().sets["field"].values), "from": day})
        if rng.random() < 0.2:
            part = rng.choice([p for parts in self.settled.routes.values() for p in parts])
            path = rng.choice(walk(part)).id
            made.setdefault("attestations", {})[f"{self.settled.standard}/{path}"] = rng.random() < 0.5
        return made
