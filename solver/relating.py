"""How two standards stand to each other at one rung, part by part: asked of the solver, and every answer replayed.

Both directions are asked over people left free (`solver.somebody`) under the standards as they are compared
(`solver.transplant`). A person counts as a witness only if the reference evaluator finds the same under the real
standards, for the person as each region would write them down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache

from models import applicant, rules
from models.errors import InputError
from models.rules import Rule
from models.standard import Standard
from solver.comparison import ALL
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.gathered import needed
from solver.settle import Settled, choose, settle
from solver.somebody import Document, Somebody, somebody
from solver.status import ASSUMED, UNMET, Status
from solver.transplant import EMPLOYER, Local, comparable, locals_of
from solver.world import content

TERMS = ("", "equivalences", "employers", "bars")
"""On what terms a relation is asked: as a rule; with classes of technician schools; with each region's employers; with
nobody under a penalty or another bar."""


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """Two standards at one rung, as they are and as they are compared on any of the TERMS."""

    standards: tuple[Standard, Standard]
    rung: str
    as_of: date
    readings: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def locals(self) -> tuple[Local, ...]:
        """How a person is written down for each."""
        return locals_of(self.standards, self.as_of, self.readings)

    @cached_property
    def real(self) -> tuple[Settled, Settled]:
        """The rung of each as it is."""
        a, b = self.standards
        return settle(a, self.rung, self.as_of, self.readings), settle(b, self.rung, self.as_of, self.readings)

    def fair(self, terms: str) -> tuple[Settled, Settled]:
        """The rung of each as it is compared on some terms."""
        a, b = _compared(*self.standards, self.as_of, tuple(self.readings.items()), terms)
        return settle(a, self.rung, self.as_of, self.readings), settle(b, self.rung, self.as_of, self.readings)

    def trees(self, part: str, terms: str = "") -> tuple[Rule, Rule]:
        """The part (or the whole rung) of both as it is compared."""
        a, b = self.fair(terms)
        return tree(a, part), tree(b, part)

    def papers(self, person: Document, terms: str = "") -> tuple[Document, Document]:
        """The person as each region writes them down; rows of other documents are attested not to hold."""
        a, b = (local.document(person, employers=terms != "employers") for local in self.locals)
        if terms == "equivalences":
            closed = {
                f"{standard.id}/{node.id}": False
                for standard, settled in zip(self.standards, self.real, strict=True)
                for node in externals(settled)
            }
            a, b = ({**one, "attestations": closed} for one in (a, b))
        return a, b


@lru_cache(maxsize=200)
def _compared(
    a: Standard, b: Standard, as_of: date, readings: tuple[tuple[str, str], ...], terms: str
) -> tuple[Standard, ...]:
    """Both standards as they are compared; kept, since every rung asks for them."""
    return comparable(
        (a, b),
        as_of,
        dict(readings),
        equivalences=terms == "equivalences",
        employers=terms != "employers",
        bars=terms != "bars",
    )


def tree(settled: Settled, part: str) -> Rule:
    """One part of a rung, or with ALL the rung as a whole: any of its routes."""
    if part != ALL:
        return parts_of(settled)[part]
    routes = tuple(rules.All(id=f"{settled.rung}/{name}", cite="", of=own) for name, own in settled.routes.items())
    return rules.Any(id=settled.rung, cite="", of=routes)


def parts_of(settled: Settled) -> dict[str, Rule]:
    """The parts of all routes by their names, in the order of the routes."""
    return {part.id.rpartition("/")[2]: part for route in settled.routes.values() for part in route}


def externals(settled: Settled) -> list[Rule]:
    """The rows that another document decides."""
    return [n for part in parts_of(settled).values() for n in rules.walk(part) if isinstance(n, rules.External)]


def asks(rule: Rule) -> bool:
    """Whether anything is left in a tree that can be computed, and that decides anything."""
    return _constant(rule) is None


def _constant(rule: Rule) -> bool | None:
    """What a tree says of everybody where nothing in it decides; None where it depends on the person."""
    if not isinstance(rule, rules.All | rules.Any | rules.AtLeast):
        return None
    below = [_constant(child) for child in rule.of]
    if below.count(True) >= needed(rule):
        return True
    return False if len(below) - below.count(False) < needed(rule) else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What was found for a part on some terms: who meets the first side alone, and who the second.

    `reading` is (id, value) where one reading was taken otherwise than asked.
    """

    part: str
    terms: str
    forward: Somebody
    backward: Somebody
    reading: tuple[str, str] | None = None


def found(meeting: Meeting, parts: Sequence[str]) -> list[Found]:
    """Both directions of each part; on other terms only where their trees differ, and only what may be new."""
    made: list[Found] = []
    for part in parts:
        trees = meeting.trees(part)
        if not any(asks(one) for one in trees):
            continue  # a panel judges all of it
        first = Found(part=part, terms="", forward=_one(meeting, part, "", 0), backward=_one(meeting, part, "", 1))
        made.append(first)
        for terms in TERMS[1:]:
            others = meeting.trees(part, terms)
            if all(content(a) == content(b) for a, b in zip(trees, others, strict=True)):
                continue
            sides = [_again(meeting, part, terms, way, one) for way, one in enumerate((first.forward, first.backward))]
            made.append(Found(part=part, terms=terms, forward=sides[0], backward=sides[1]))
    return made


def flipped(meeting: Meeting, first: Sequence[Found]) -> list[Found]:
    """The relations that were found, asked again under every other value of every reading that one of them concerns."""
    made: list[Found] = []
    own = [choose(standard, meeting.readings) for standard in meeting.standards]
    values = {
        (reading.id, value): None
        for standard, chosen in zip(meeting.standards, own, strict=True)
        for reading in standard.readings.values()
        for value in reading.values
        if value != chosen[reading.id]
        and all(value in s.readings[reading.id].values for s in _knowing(meeting, reading.id))
    }
    for name, value in values:
        other = replace(meeting, readings={**meeting.readings, name: value})
        for one in first:
            if one.terms or one.part not in {ALL, *parts_of(other.real[0])} & {ALL, *parts_of(other.real[1])}:
                continue
            if all(
                content(a) == content(b) for a, b in zip(meeting.trees(one.part), other.trees(one.part), strict=True)
            ):
                continue
            sides = [_again(other, one.part, "", way, had) for way, had in enumerate((one.forward, one.backward))]
            made.append(Found(part=one.part, terms="", forward=sides[0], backward=sides[1], reading=(name, value)))
    return made


def _knowing(meeting: Meeting, reading: str) -> list[Standard]:
    """The standards that know a reading."""
    return [standard for standard in meeting.standards if reading in standard.readings]


def _again(meeting: Meeting, part: str, terms: str, way: int, before: Somebody) -> Somebody:
    """The same on other terms: whoever was found may still do, with an employer whom both regions take."""
    if before.document is not None:
        a, b = (set(local.own.employers) for local in meeting.locals)
        common = [v for v in meeting.locals[0].own.employers if v in a & b]
        same = {EMPLOYER: common[0], **before.document} if terms == "employers" and common else before.document
        if terms == "bars":
            same = {**same, "conduct": {}}
        if replayed(meeting, part, terms, way, same):
            return Somebody(answer=before.answer, document=same)
    return _one(meeting, part, terms, way)


def _one(meeting: Meeting, part: str, terms: str, way: int) -> Somebody:
    """Whether somebody meets one side of a part and fails the other: `way` 0 the first alone, 1 the second alone."""
    a, b = meeting.trees(part, terms)
    if content(a) == content(b):
        return Somebody(answer="proven")
    meets, fails = (a, b) if way == 0 else (b, a)
    return somebody(meets, fails, meeting.as_of, lambda person: replayed(meeting, part, terms, way, person))


def replayed(meeting: Meeting, part: str, terms: str, way: int, person: Document) -> bool:
    """Whether the reference evaluator finds that this person meets the one standard and fails the other."""
    try:
        standings = [
            status(meeting, side, part, paper) for side, paper in enumerate(meeting.papers(person, terms))
        ]  # fmt: skip
    except InputError:
        return False
    return standings[way] >= ASSUMED and standings[1 - way] is UNMET


def evaluation(meeting: Meeting, side: int, paper: Document) -> Evaluation:
    """The reference evaluation of a person under one of the two real standards."""
    return Evaluation(Facts(applicant.read(paper), meeting.as_of, meeting.standards[side].id))


def status(meeting: Meeting, side: int, part: str, paper: Document) -> Status:
    """How a part stands for a person under one of the two real standards."""
    found = evaluation(meeting, side, paper)
    real = meeting.real[side]
    return found.rung(real) if part == ALL else found.status(parts_of(real)[part])
