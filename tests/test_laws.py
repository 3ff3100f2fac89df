"""Laws that every verdict obeys, whoever is asked about: more never hurts, order is irrelevant, blockers suffice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from random import Random

import pytest

from models import rules
from models.applicant import read
from models.catalogue import find
from models.errors import InputError
from models.rules import Rule, walk
from models.vocabulary import vocabulary
from solver.check import check
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.settle import Settled
from solver.status import ASSUMED, MET, UNKNOWN, UNMET, Status
from tests.people import Person, people, rung_status
from tests.test_agreement import RUNGS, by_reference, tree_people
from tests.witness import anything

EACH = 30
LISTS = ("achievements", "education", "titles", "work", "recommenders", "approvals")
on_every_rung = pytest.mark.parametrize(("standard", "rung"), RUNGS)


@cache
def some(standard: str, rung: str) -> list[Person]:
    """People near a rung, the same for every law."""
    return list(people(find(standard), rung, EACH, seed=2))


def denies_records(settled: Settled) -> bool:
    """Whether a clause of the rung is met by lacking something."""
    return any(isinstance(n, rules.Lacks) for parts in settled.routes.values() for p in parts for n in walk(p))


@on_every_rung
def test_one_more_record_never_hurts(standard: str, rung: str) -> None:
    rng = Random(f"{standard}/{rung}")
    for person in some(standard, rung):
        if person.document.get("achievements") is None:
            continue
        kind = rng.choice(list(vocabulary().kinds))
        record = {"kind": kind, "date": person.as_of.isoformat(), **anything(kind, rng)}
        if person.document["achievements"] and rng.random() < 0.5:
            record = {**rng.choice(person.document["achievements"]), "project": rng.choice(["shared", "new"])}
        more = {**person.document, "achievements": [*person.document["achievements"], record]}
        try:
            richer = replace(person, document=more, applicant=read(more))
        except InputError:
            continue
        before, after = by_reference(person), by_reference(richer)
        assert all(after[route] >= before[route] for route in before), f"{record}\n{person.document}"


@on_every_rung
def test_the_order_of_records_educations_titles_and_jobs_is_irrelevant(standard: str, rung: str) -> None:
    rng = Random(f"{standard}/{rung}")
    for person in some(standard, rung):
        mixed = dict(person.document)
        for name in LISTS:
            if mixed.get(name):
                mixed[name] = rng.sample(mixed[name], len(mixed[name]))
        other = replace(person, document=mixed, applicant=read(mixed))
        assert by_reference(other) == by_reference(person), f"{person.document}\n{mixed}"


def shuffled(rule: Rule, rng: Random) -> Rule:
    """The same rule with its clauses in another order, all the way down."""
    if isinstance(rule, rules.All | rules.Any | rules.AtLeast):
        return replace(rule, of=tuple(shuffled(child, rng) for child in rng.sample(rule.of, len(rule.of))))
    return rule


@on_every_rung
def test_the_order_of_clauses_is_irrelevant(standard: str, rung: str) -> None:
    rng = Random(f"{standard}/{rung}")
    for person in some(standard, rung):
        routes = {n: tuple(shuffled(p, rng) for p in parts) for n, parts in person.settled.routes.items()}
        other = replace(person, settled=replace(person.settled, routes=routes))
        assert by_reference(other) == by_reference(person), person.document


def nodes(settled: Settled) -> Mapping[str, list[Rule]]:
    """The nodes of a rung by path."""
    found: dict[str, list[Rule]] = {}
    for parts in settled.routes.values():
        for part in parts:
            for node in walk(part):
                found.setdefault(node.id, []).append(node)
    return found


@on_every_rung
def test_the_clauses_named_as_blocking_suffice_for_the_refusal(standard: str, rung: str) -> None:
    for person in some(standard, rung):
        answer = check(person.applicant, find(standard), rung, person.as_of, readings=person.settled.readings)
        for route in answer.routes:
            if route.verdict != "not_eligible":
                continue
            assert route.blocking, person.document
            evaluation = Evaluation(Facts(person.applicant, person.as_of, standard))
            named = nodes(person.settled)
            for path in route.blocking:
                assert any(evaluation.status(node) is UNMET for node in named[path])
            mended = Evaluation(evaluation.facts)
            for path in route.blocking:
                for node in named[path]:
                    mended.fix(node, MET)
            assert mended.route(person.settled, route.route) is not UNMET, f"{route.blocking}\n{person.document}"


@on_every_rung
def test_strict_never_gives_a_better_verdict(standard: str, rung: str) -> None:
    for person in some(standard, rung):
        assert no_better(rung_status(person, strict=True), rung_status(person)), person.document
        assert (rung_status(person, strict=True) is UNMET) <= (rung_status(person) is UNMET), person.document


def no_better(strict: Status, usual: Status) -> bool:
    """Eligible before undetermined before not eligible; assumed and met are one verdict."""
    return min(strict, ASSUMED) <= min(usual, ASSUMED)


def contradicts(hidden: Status, whole: Status) -> bool:
    """Whether what was said with facts hidden cannot stand beside what is said with all of them."""
    return (hidden is MET and whole < ASSUMED) or (hidden is UNMET and whole is not UNMET)


@on_every_rung
def test_a_verdict_with_facts_hidden_is_never_contradicted_by_the_whole_truth(standard: str, rung: str) -> None:
    rng = Random(f"{standard}/{rung}")
    for person in some(standard, rung):
        for _ in range(4):
            less = without(person, rng)
            said, whole = by_reference(less, strict=True), by_reference(person, strict=True)
            for route in said:
                assert not contradicts(said[route], whole[route]), f"{route}\n{less.document}\n{person.document}"


def without(person: Person, rng: Random) -> Person:
    """The person with one fact left unsaid: one whose silence is unknown, not one whose silence means no."""
    less = {
        n: [dict(e) if isinstance(e, dict) else e for e in v] if isinstance(v, list) else v
        for n, v in person.document.items()
    }
    entries = [e for n in ("achievements", "recommenders", "titles") for e in less.get(n) or [] if isinstance(e, dict)]
    kept = {"kind", "level", "to", "project", "relation"}
    if rng.random() < 0.4 or not entries:
        names = [n for n in less if n not in ("conduct", "attestations", "name")]
        if names:
            del less[rng.choice(names)]
    else:
        entry = rng.choice(entries)
        names = [n for n in entry if n not in kept and not implied(entry, n)]
        if names:
            del entry[rng.choice(names)]
    return replace(person, document=less, applicant=read(less))


def implied(entry: Mapping[str, object], name: str) -> bool:
    """Whether silence on an attribute is read as an answer: as no, as yes, or as what another attribute implies."""
    words = vocabulary()
    if any(name in then for _, then in words.implies):
        return True
    kind = words.kinds.get(str(entry.get("kind")))
    attribute = kind.section.attributes.get(name) if kind else None
    return attribute is not None and attribute.absent in ("yes", "no", "assumed")


def test_the_laws_hold_on_generated_trees() -> None:
    rng = Random("laws")
    for person in tree_people(range(500, 520)):
        routes = {n: tuple(shuffled(p, rng) for p in parts) for n, parts in person.settled.routes.items()}
        assert by_reference(replace(person, settled=replace(person.settled, routes=routes))) == by_reference(person)
        assert no_better(rung_status(person, strict=True), rung_status(person)) or denies_records(person.settled)
        assert rung_status(person) in (UNMET, UNKNOWN, ASSUMED, MET)
