"""Laws of the least additions: each point holds on its day and not before, needs all it names, and nothing beats it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random

import pytest

from models import edits, rules
from models.applicant import Applicant, read
from models.catalogue import find
from models.errors import InputError
from models.rules import Rule
from models.standard import ROUTES
from models.vocabulary import vocabulary
from reports.gap_json import gap_json, replay
from solver.check import check
from solver.frontier import Question, Reached, frontier
from solver.gap import Asked, GapAnswer, Point, gap
from solver.points import point, same
from solver.settle import Settled
from solver.waiting import counted_on
from tests.people import Person, people
from tests.test_agreement import RUNGS
from tests.test_laws import shuffled
from tests.witness import anything

EACH = 20
DAY = timedelta(days=1)
on_every_rung = pytest.mark.parametrize(("standard", "rung"), RUNGS)


@cache
def some(standard: str, rung: str) -> list[tuple[Person, GapAnswer]]:
    """People near a rung with their gaps, but for those with entries of later days, which a replay would count."""
    found = []
    for person in people(find(standard), rung, EACH, seed=7):
        if not counted_on(person.applicant, person.as_of)[1]:
            asked = Asked(readings=person.settled.readings)
            found.append((person, gap(person.applicant, find(standard), rung, person.as_of, asked)))
    return found


def sure(answer: GapAnswer) -> tuple[Point, ...]:
    """The points that hold whatever is missing."""
    return answer.frontier if answer.frontier is not None else answer.if_badly or ()


def applied(person: Person, changes: list[str]) -> Applicant:
    """The person with changes made to the document, as `--set` makes them."""
    document: object = person.document
    for change in changes:
        path, value = edits.assignment(change)
        document = edits.put(edits.copied(document), path, value)
    return read(document)


def eligible(someone: Applicant, person: Person, day: date, route: str) -> bool:
    """Whether `check` says so on a day, by one route."""
    settled = person.settled
    answer = check(
        someone, find(settled.standard), settled.rung, day, readings=settled.readings, routes=(route,)
    )  # fmt: skip
    return answer.verdict == "eligible"


@on_every_rung
def test_a_point_holds_on_its_first_day_and_not_the_day_before(standard: str, rung: str) -> None:
    for person, answer in some(standard, rung):
        for one in sure(answer):
            someone = applied(person, replay(one, answer))
            assert eligible(someone, person, one.ready_on, one.route), (person.document, replay(one, answer))
            if one.ready_on > person.as_of and not one.grown:
                assert not eligible(someone, person, one.ready_on - DAY, one.route), (person.document, one.ready_on)


@on_every_rung
def test_without_any_one_thing_that_is_to_be_added_a_point_does_not_hold(standard: str, rung: str) -> None:
    for person, answer in some(standard, rung):
        for one in sure(answer):
            changes = replay(one, answer)
            for left_out in range(len(changes)):
                fewer = [c for place, c in enumerate(changes) if place != left_out]
                someone = applied(person, fewer)
                assert not any(
                    eligible(someone, person, one.ready_on, route) for route in ROUTES if route in person.settled.routes
                ), (person.document, changes, left_out)


@on_every_rung
def test_no_point_beats_another(standard: str, rung: str) -> None:
    for _, answer in some(standard, rung):
        sizes = [(p.months, p.records, p.endorsements) for p in sure(answer)]
        assert len(set(sizes)) == len(sizes)
        for one in sizes:
            assert not any(o != one and all(a <= b for a, b in zip(o, one, strict=True)) for o in sizes)
        assert all(p.proven for p in sure(answer))


@on_every_rung
def test_one_more_record_never_lengthens_the_gap(standard: str, rung: str) -> None:
    rng = Random(f"{standard}/{rung}")
    for person, answer in some(standard, rung):
        if person.document.get("achievements") is None:
            continue
        kind = rng.choice(list(vocabulary().kinds))
        record = {"kind": kind, "date": person.as_of.isoformat(), **anything(kind, rng)}
        try:
            richer = read({**person.document, "achievements": [*person.document["achievements"], record]})
        except InputError:
            continue
        for one in sure(answer):
            size = (one.months, one.records, one.endorsements)
            better = ways(richer, person.settled, person.as_of)
            assert any(all(a <= b for a, b in zip(o.price, size, strict=True)) for o in better), person.document


def ways(person: Applicant, settled: Settled, as_of: date) -> list[Reached]:
    """The frontier alone."""
    return frontier(counted_on(person, as_of)[0], [(as_of, settled)], Question(as_of=as_of, standard=settled.standard))


@on_every_rung
def test_the_order_of_records_and_clauses_is_irrelevant(standard: str, rung: str) -> None:
    rng = Random(f"{standard}/{rung}")
    for person, _ in some(standard, rung)[:10]:
        mixed = dict(person.document)
        for name in ("achievements", "education", "titles", "work", "recommenders"):
            if mixed.get(name):
                mixed[name] = rng.sample(mixed[name], len(mixed[name]))
        routes = {name: tuple(shuffled(part, rng) for part in parts) for name, parts in person.settled.routes.items()}
        turned = replace(person.settled, routes=routes)
        plain, other = told(person.applicant, person.settled, person.as_of), told(read(mixed), turned, person.as_of)
        assert same(plain, other)
        assert [p.actions for p in plain] == [p.actions for p in other], person.document


def told(person: Applicant, settled: Settled, as_of: date) -> list[Point]:
    """The points of the frontier with what to add."""
    question = Question(as_of=as_of, standard=settled.standard)
    return [point(one, question, person) for one in ways(person, settled, as_of)]


@on_every_rung
def test_the_same_question_twice_gives_the_same_answer(standard: str, rung: str) -> None:
    for person, answer in some(standard, rung)[:5]:
        asked = Asked(readings=person.settled.readings)
        again = gap(person.applicant, find(standard), rung, person.as_of, asked)
        assert gap_json(again, {}, "zh") == gap_json(answer, {}, "zh")


@on_every_rung
def test_the_clauses_of_a_never_shut_the_rung_alone_and_none_of_them_is_idle(standard: str, rung: str) -> None:
    for person, answer in some(standard, rung):
        if answer.never is None:
            assert sure(answer)
            continue
        names = {rule.id for rule in answer.never}
        assert names, person.document
        assert not ways(person.applicant, granted_but(person.settled, names), person.as_of), person.document
        for name in names:
            assert ways(person.applicant, granted_but(person.settled, names - {name}), person.as_of), person.document


def granted_but(settled: Settled, names: Collection[str]) -> Settled:
    """The rung with every clause taken as met but these."""

    def left(rule: Rule) -> Rule:
        if rule.id in names:
            return rule
        below = tuple(left(child) for child in rule.of) if isinstance(rule, rules.All) else ()
        return rules.All(id=rule.id, cite=rule.cite, of=below)

    return replace(
        settled, routes={name: tuple(left(part) for part in parts) for name, parts in settled.routes.items()}
    )


def undecided(standard: str, rung: str) -> Iterator[GapAnswer]:
    """The answers in which facts that are missing decide."""
    return (answer for _, answer in some(standard, rung) if answer.check.verdict == "undetermined")


@on_every_rung
def test_what_is_missing_gives_two_ends_and_the_good_one_is_never_behind(standard: str, rung: str) -> None:
    for answer in undecided(standard, rung):
        assert answer.frontier is None
        assert answer.if_well is not None
        assert [(p.months, p.records, p.endorsements) for p in answer.if_well] == [(0, 0, 0)]
        assert answer.if_badly is not None
        assert not any((p.months, p.records, p.endorsements) == (0, 0, 0) for p in answer.if_badly)
