"""Whether a person belongs to a group, one person after another, by the functions of the reference."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from models import rules
from models.applicant import Applicant, Record
from models.groups import Asked, Between, Called, Entry, Fact, Given, Group, Never, Some
from models.people_table import LISTS
from models.vocabulary import vocabulary
from solver import matching
from solver.status import ASSUMED, MET, UNKNOWN, UNMET, Status

NEGATED = {MET: UNMET, UNMET: MET, UNKNOWN: UNKNOWN}


def status(term: Any, person: Applicant, key: str) -> Status:
    """How far a person is known to belong to a group or to meet one of its terms."""
    match term:
        case Group():
            return min((status(one, person, key) for one in term.terms), default=MET)
        case Some():
            return max(status(one, person, key) for one in term.options)
        case Never():
            return NEGATED[status(term.of, person, key)]
        case Given():
            known = [getattr(person, n) is not None if n in LISTS else n in person.facts for n in term.names]
            return MET if all(one is term.given for one in known) else UNMET
        case Fact():
            if term.name == "id":
                assert isinstance(term.test, Called)
                return MET if key in term.test.values else UNMET
            section = "conduct" if term.name.startswith("conduct.") else "person"
            plain = term.name.removeprefix("conduct.")
            values = {n.removeprefix("conduct."): v for n, v in person.facts.items()}
            return one_test(term.test, values, section, plain)
        case Entry():
            entries = getattr(person, term.list)
            if entries is None:
                return UNKNOWN
            met = [entry(term, one) for one in entries]
            if sum(one is MET for one in met) >= term.n:
                return MET
            return UNKNOWN if sum(one is not UNMET for one in met) >= term.n else UNMET
    raise AssertionError(term)


def entry(term: Entry, one: Any) -> Status:
    if isinstance(one, Record):
        if term.kinds and one.kind not in term.kinds:
            return UNMET
        values = {**one.values, **({"date": one.date} if one.date else {})}
        section = term.kinds[0] if term.kinds else "award" if term.list == "achievements" else "recommenders"
    else:
        names = {"from": "start", "to": "end"} if term.list == "work" else {}
        section = term.list
        values = {
            n: v for n in vocabulary().sections[section].attributes if (v := getattr(one, names.get(n, n))) is not None
        }
    found = [one_test(test, values, section, test.attribute) for test in term.tests]
    if term.options:
        found.append(max(min(one_test(t, values, section, t.attribute) for t in o) for o in term.options))
    return min(found, default=MET)


def one_test(test: Asked, values: Mapping[str, Any], section: str, name: str) -> Status:
    words = vocabulary()
    if section == "person":
        attribute = words.person.attributes[name]
    else:
        found = words.sections.get(section)
        attribute = (found or words.kinds[section].section).attributes[name]
    if isinstance(test, rules.Test):
        status = matching.test_check(test, attribute)(values)
        return UNKNOWN if status is ASSUMED else status
    if name not in values:
        return UNKNOWN
    if values[name] is None:
        return UNMET
    if isinstance(test, Called):
        return MET if values[name] in test.values else UNMET
    assert isinstance(test, Between)
    return MET if (test.first or date.min) <= values[name] <= (test.last or date.max) else UNMET
