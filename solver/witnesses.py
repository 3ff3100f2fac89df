"""A person found by the solver as a witness: replayed under both real standards, with the clauses that decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models import rules
from models.rules import Rule
from solver import explain
from solver.comparison import ALL, Witness
from solver.evaluate import Evaluation
from solver.relating import Meeting, evaluation, parts_of, replayed
from solver.somebody import Document
from solver.status import ASSUMED

ALWAYS = ("scope", "conduct", "ability", "experience")
"""Parts that every route asks for and that tell little of how somebody qualifies."""


def witness(meeting: Meeting, part: str, way: int, person: Document, keys: tuple[str, str]) -> Witness | None:
    """The witness who meets the standard number `way` and fails the other; None if the reference says otherwise."""
    if not replayed(meeting, part, "", way, person):
        return None
    papers = meeting.papers(person)
    first, second = (evaluation(meeting, side, papers[side]) for side in (way, 1 - way))
    mine, others = meeting.real[way], meeting.real[1 - way]
    route = ""
    rest: tuple[tuple[str, tuple[Rule, ...]], ...] = ()
    if part == ALL:
        route = next(name for name in mine.routes if first.route(mine, name) >= ASSUMED)
        meets = tuple(_met([p for p in mine.routes[route] if _telling(p)], first))
        blocked = {name: explain.blocking(parts, second) for name, parts in others.routes.items()}
        main = "regular" if "regular" in blocked else next(iter(blocked), "")
        decides = blocked.pop(main, ())
        rest = tuple(blocked.items())
    else:
        meets = tuple(_met([parts_of(mine)[part]], first))
        decides = explain.blocking([parts_of(others)[part]], second)
    return Witness(
        person=person,
        papers=dict(zip(keys, papers, strict=True)),
        as_of=meeting.as_of,
        route=route,
        meets=meets,
        decides=decides,
        records=len(person.get("achievements", ())),
        others=rest,
    )


def _telling(part: Rule) -> bool:
    return part.id.rpartition("/")[2] not in ALWAYS


def _met(tree: Iterable[Rule], found: Evaluation) -> Iterator[Rule]:
    """The smallest clauses by which a person qualifies: of alternatives the first that holds, no attestations."""
    for rule in tree:
        if found.status(rule) < ASSUMED or isinstance(rule, rules.Attest | rules.External | rules.Clear):
            continue
        if isinstance(rule, rules.All) and not rule.once:
            yield from _met(rule.of, found)
        elif isinstance(rule, rules.Any):
            best = max((found.status(child) for child in rule.of), default=ASSUMED)
            yield from _met([next(child for child in rule.of if found.status(child) >= best)], found)
        elif isinstance(rule, rules.AtLeast) and not rule.once:
            held = [child for child in rule.of if found.status(child) >= ASSUMED]
            yield from _met(held[: int(rule.n)], found)  # type: ignore[arg-type]  # settled to a number
        else:
            yield rule
