"""Facts that were not given, whether or not the verdict hangs on them today: what could still make a way shorter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from models import rules
from models.applicant import Applicant
from models.rules import Rule
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.gaps import Gap, open_paths
from solver.settle import Settled
from solver.status import UNKNOWN


def open_facts(
    person: Applicant, settled: Settled, as_of: date, *, routes: tuple[str, ...] = (), strict: bool = False
) -> tuple[Gap, ...]:
    """Every fact that was not given and that a clause of the rung waits for; of some routes alone, where named."""
    facts = Facts(person, as_of, settled.standard, strict=strict)
    evaluation = Evaluation(facts)
    names = {record.path: record.name for record in person.achievements or ()}
    found: dict[str, Gap] = {}
    for leaf in _leaves(settled.routes, routes):
        if _is_open(leaf, evaluation):
            for fact, attribute in open_paths(leaf, facts):
                record = names.get(fact.rpartition(".")[0], "")
                found.setdefault(fact, Gap(fact=fact, rule=leaf, attribute=attribute, record=record))
    return tuple(found.values())


def _is_open(leaf: Rule, evaluation: Evaluation) -> bool:
    """Whether facts are missing that a leaf waits for, even if it would not hold with them."""
    facts = evaluation.facts
    if isinstance(leaf, rules.Count | rules.Item):
        return not facts.complete(leaf.pattern) or any(m.status is UNKNOWN for m in facts.matches(leaf))
    return evaluation.status(leaf) is UNKNOWN


def _leaves(routes: Mapping[str, tuple[Rule, ...]], wanted: tuple[str, ...]) -> list[Rule]:
    found: dict[int, Rule] = {}
    for name, parts in routes.items():
        if not wanted or name in wanted:
            for node in (node for part in parts for node in rules.walk(part)):
                if not rules.children(node):
                    found.setdefault(id(node), node)
    return list(found.values())
