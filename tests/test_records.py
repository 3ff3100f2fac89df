"""Every description of how a clause is written down as records meets that clause, and only with its records."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models import applicant, catalogue, source
from models.rules import Count, Item, Rule, Tally, Tied, children, walk
from models.standard import Standard, nodes
from solver import allocate
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.settle import settle
from solver.status import ASSUMED

AS_OF = date(2024, 12, 31)
TITLES = {"engineer": "assistant", "senior": "engineer", "full_senior": "senior"}
ENTRIES: list[tuple[str, str, str, Any]] = [
    (standard, rung, key, records)
    for standard, rungs in source.read(Path(__file__).parent / "records.yaml").items()
    for rung, keys in rungs.items()
    for key, records in keys.items()
]


def person(rung: str, records: list[dict[str, Any]]) -> dict[str, Any]:
    """Somebody with the title below, whom experts recommend and authorities approve, and these records."""
    full = {"level": "full_senior", "years_held": 6, "relation": "own", "national_talent": True}
    return {
        "name": "示例",
        "titles": [{"level": TITLES[rung], "series": "engineering", "date": "2020-01-01", "how": "review"}],
        "education": [{"level": "bachelor", "diploma": "2012-06-30", "degree": "2012-06-30", "relation": "own"}],
        "work": [{"field": "network_security", "from": "2012-07-01"}],
        "recommenders": [full, full],
        "approvals": ["provincial_sector_authority", "competent_department"],
        "talent": ["overseas_high_level"],
        "achievements": [{**record, "date": "2023-05-01"} for record in records],
    }


def meets(standard: Standard, rung: str, cite: str, document: dict[str, Any]) -> bool:
    """Whether a clause of that citation holds for the person."""
    settled = settle(standard, rung, AS_OF)
    facts = Facts(applicant.read(document), AS_OF, standard.id)
    evaluation = Evaluation(facts)
    parts = {id(part): part for parts in settled.routes.values() for part in parts}
    found = [node for part in parts.values() for node in _highest(part, cite)]
    assert found, f"no node cites {cite}"
    for node in found:
        if isinstance(node, Item):
            if allocate.results([node], facts, ASSUMED)[0] >= 1:
                return True
        elif _counts(node) and evaluation.status(node) >= ASSUMED:
            return True
    return False


def _highest(rule: Rule, cite: str) -> list[Rule]:
    """The nodes of a citation that stand below no other node of it."""
    return [rule] if rule.cite == cite else [node for child in children(rule) for node in _highest(child, cite)]


def _counts(rule: Rule) -> bool:
    return any(
        isinstance(node, Item | Tally | Tied) or (isinstance(node, Count) and node.pattern[0].kind != "recommender")
        for node in walk(rule)
    )


@pytest.mark.parametrize(("name", "rung", "key", "records"), ENTRIES, ids=[f"{s}-{k}" for s, _, k, _ in ENTRIES])
def test_the_records_of_a_clause_meet_it(name: str, rung: str, key: str, records: list[dict[str, Any]]) -> None:
    standard = catalogue.find(name)
    cite = re.sub(r"[a-z]$", "", key)
    # money alone is to show it: a benefit that is not told would be taken favourably
    records = [{**({"benefit": None} if record["kind"] == "promotion" else {}), **record} for record in records]
    assert meets(standard, rung, cite, person(rung, records))
    assert not meets(standard, rung, cite, person(rung, records[:-1]))


def test_every_numbered_item_that_counts_records_has_an_entry() -> None:
    cited = {(name, re.sub(r"[a-z]$", "", key)) for name, _, key, _ in ENTRIES}
    for name in {name for name, *_ in ENTRIES}:
        standard = catalogue.find(name)
        for rung in standard.rungs.values():
            for node in nodes(rung):
                people = isinstance(node, Count) and node.pattern[0].kind == "recommender"
                if isinstance(node, Count | Item | Tied) and not people:
                    assert (name, node.cite) in cited, f"{node.id} cites {node.cite}"
