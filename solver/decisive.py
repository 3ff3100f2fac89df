"""Which missing fact would settle an open verdict alone: each is given every value it may have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from models.applicant import Applicant, Record
from models.rules import Rule
from models.vocabulary import Attribute, vocabulary
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.gaps import Gap
from solver.status import MET, UNMET, verdict

TRIED = 40
"""Of more open facts than these only the first are tried: nobody answers so many, and each takes some evaluations."""
MANY = 100
"""Up to so many records that many facts are tried."""
LONG_AGO = date(1900, 1, 1)
PLENTY = 10**9


def ranked(
    open_facts: Mapping[str, list[tuple[Rule, str]]], routes: Sequence[tuple[Rule, ...]], evaluation: Evaluation
) -> tuple[Gap, ...]:
    """The open facts: those that settle the verdict either way, then those that settle it one way, then the rest."""
    found = []
    person = evaluation.facts.person
    # each trial looks at every record again, so that of many records fewer facts are tried
    most = TRIED * MANY // max(MANY, len(person.achievements or ()))
    names = {record.path: record.name for record in (*(person.achievements or ()), *(person.recommenders or ()))}
    for place, (fact, uses) in enumerate(open_facts.items()):
        rule, attribute = uses[0]
        verdicts = _verdicts(fact, uses, routes, evaluation) if place < most else set()
        decides = tuple(word for word in ("eligible", "not_eligible") if word in verdicts)
        record = names.get(fact.rpartition(".")[0], "")
        found.append(
            (-len(decides), place, Gap(fact=fact, rule=rule, attribute=attribute, record=record, decides=decides))
        )
    return tuple(gap for _, _, gap in sorted(found, key=lambda entry: entry[:2]))


def _verdicts(
    fact: str, uses: list[tuple[Rule, str]], routes: Sequence[tuple[Rule, ...]], evaluation: Evaluation
) -> set[str]:
    """The verdicts that the fact can lead to while all else stays as it is."""
    facts = evaluation.facts
    found = set()
    for person in _told(fact, facts):
        found.add(_verdict(routes, Evaluation(Facts(person, facts.as_of, facts.standard, strict=facts.strict))))
    if not found:
        # a whole list that was not given: the conditions that wait for it, all met or all unmet
        for status in (MET, UNMET):
            forced = Evaluation(facts)
            for rule, _ in uses:
                forced.fix(rule, status)
            found.add(_verdict(routes, forced))
    return found


def _verdict(routes: Sequence[tuple[Rule, ...]], evaluation: Evaluation) -> str:
    best = max((min((evaluation.status(part) for part in parts), default=MET) for parts in routes), default=UNMET)
    return verdict(best)


def _told(fact: str, facts: Facts) -> Iterator[Applicant]:
    """The person with the fact told, once for every value that could make a difference."""
    person, words = facts.person, vocabulary()
    owner, dot, name = fact.rpartition(".")
    if "/" in fact:
        for said in (True, False):
            yield replace(person, attestations={**person.attestations, fact: said})
    elif owner.startswith(("achievements[", "recommenders[")):
        section = owner.split("[")[0]
        records: tuple[Record, ...] = getattr(person, section) or ()
        place = next((i for i, record in enumerate(records) if record.path == owner), None)
        if place is None:
            return
        record = records[place]
        for told in _records(record, name, facts.as_of):
            changed = (*records[:place], told, *records[place + 1 :])
            yield (
                replace(person, achievements=changed)
                if section == "achievements"
                else replace(person, recommenders=changed)
            )
    elif owner.startswith(("titles[", "education[")):
        section = owner.split("[")[0]
        entries = getattr(person, section)
        for value in _values(words.sections[section].attributes[name], facts.as_of):
            entry = [replace(e, **{name: value}) if e.path == owner else e for e in entries]
            yield (
                replace(person, titles=tuple(entry)) if section == "titles" else replace(person, education=tuple(entry))
            )
    elif not dot or owner == "conduct":
        attributes = (words.sections["conduct"] if dot else words.person).attributes
        if name in attributes and attributes[name].form != "section":
            for value in _values(attributes[name], facts.as_of):
                yield replace(person, facts={**person.facts, fact: value})


def _records(record: Record, name: str, as_of: date) -> Iterator[Record]:
    if name == "date":
        yield from (replace(record, date=day) for day in (LONG_AGO, as_of))
        return
    words = vocabulary()
    section = words.sections["recommenders"] if record.kind == "recommender" else words.kinds[record.kind].section
    for value in _values(section.attributes[name], as_of):
        yield replace(record, values={**record.values, name: value})


def _values(attribute: Attribute, as_of: date) -> tuple[Any, ...]:
    """The values that an attribute may have, as far as conditions can tell them apart."""
    match attribute.form:
        case "one_of":
            assert attribute.values is not None
            return (*attribute.values.values, None)
        case "many_of":
            assert attribute.values is not None
            return (*((value,) for value in attribute.values.values), attribute.values.values, ())
        case "flag":
            return (True, False)
        case "integer" | "number":
            least = attribute.least or 0
            return (least, attribute.most or PLENTY)
        case "date":
            return (LONG_AGO, as_of, None)
        case _:
            return tuple(str(row) for row in range(1, 10))
