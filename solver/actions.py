"""The concrete things to add for a way to the rung: each record with no more than the clauses that it serves ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any as Anything

from models import rules
from models.applicant import Applicant, Record
from models.rules import Condition, Count, Item, Pattern, Rule, Shape, Test
from solver.additions import APPROVALS, ENDORSING, Addition, nodes_of
from solver.allocate import DECIMALS
from solver.frontier import Reached
from solver.matching import attribute_of, shape_check
from solver.offers import Pick
from solver.status import MET
from solver.wants import Want


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """One thing to add, `times` times: the attributes that suffice, and the ids of the clauses it serves.

    `missing` names an amount of the record that is only what the records there fall short of (万元).
    """

    kind: str
    attrs: Mapping[str, Anything]
    times: int
    serves: tuple[str, ...]
    missing: str = ""

    @property
    def endorsement(self) -> bool:
        """Whether it is what others say for the person, and no record of their own."""
        return self.kind in ENDORSING


def actions(reached: Reached) -> tuple[Action, ...]:
    """What to add, strongest need first in the order of the clauses."""
    nodes = {node.id: node for node in nodes_of(reached.settled)}
    return concrete(reached.offer.picks, reached.pool, nodes)


def concrete(picks: Sequence[Pick], pool: Sequence[Addition], nodes: Mapping[str, Rule]) -> tuple[Action, ...]:
    """The actions for picks of additions; `nodes` are the clauses by their ids."""
    made: list[Action] = []
    owed: dict[tuple[str, int], float] = {}
    brought: dict[tuple[str, int], float] = {}
    for place, times, wants in picks:
        for want in dict.fromkeys(wants):
            if isinstance(want, Want) and want.money:
                least = pool[place].floors.get(want.amount, 0) * times
                brought[want.id, want.turn] = brought.get((want.id, want.turn), 0) + least
    for place, times, wants in picks:
        one = pool[place]
        served = [w for w in dict.fromkeys(wants) if w.id in nodes]
        sums = [w for w in served if isinstance(w, Want) and w.money and (w.id, w.turn) not in owed]
        owed.update({(w.id, w.turn): w.money for w in sums})
        made += _split(one, times, served, [(w, brought[w.id, w.turn]) for w in sums], nodes)
    return tuple(sorted(_merged(made), key=lambda a: (a.serves, a.kind, repr(sorted(a.attrs.items())))))


def _split(
    one: Addition,
    times: int,
    served: Sequence[Want | Anything],
    sums: Sequence[tuple[Want, float]],
    nodes: Mapping[str, Rule],
) -> Iterator[Action]:
    """Of several records one carries the money that is missing beside the least that each of the others must have.

    `sums` are the wants whose money falls to this one, each with what all its records bring at the least.
    """
    asked = [nodes[w.id] for w in served]
    attrs = needed(one, asked)
    ids = tuple(sorted({w.id for w in served}))
    summed = {node.total.of for node in asked if isinstance(node, Count) and node.total}
    floors = {
        name: low for name, low in one.floors.items() if low > 0 and (name in summed or _looked_at(name, asked, one))
    }
    plain = {**attrs, **{name: number(low) for name, low in floors.items()}}
    if not sums:
        yield Action(kind=one.kind, attrs=plain, times=times, serves=ids)
        return
    amounts = dict(floors)
    for want, least in sums:
        rest = want.money - (least - floors.get(want.amount, 0))
        amounts[want.amount] = max(amounts.get(want.amount, 0), rest)
    name = sums[0][0].amount
    whole = {**attrs, **{key: number(value) for key, value in amounts.items()}}
    yield Action(kind=one.kind, attrs=whole, times=1, serves=ids, missing=name)
    if times > 1:
        yield Action(kind=one.kind, attrs=plain, times=times - 1, serves=ids)


def _looked_at(name: str, asked: Sequence[Rule], one: Addition) -> bool:
    """Whether a clause puts a condition on an amount."""
    patterns = [pattern for node in asked for pattern in _asked(node, one)]
    return any(t.attribute == name for p in patterns for shape in p for t in flat(shape.tests))


def number(value: float) -> int | float:
    """An amount as a document writes it: whole where it is whole."""
    rounded = round(value, DECIMALS)
    return int(rounded) if rounded == int(rounded) else rounded


def _merged(made: Iterable[Action]) -> list[Action]:
    """Actions that are alike in all but their number, as one."""
    found: dict[Anything, Action] = {}
    for one in made:
        key = (one.kind, repr(sorted(one.attrs.items())), one.serves, one.missing)
        found[key] = replace(one, times=one.times + found[key].times) if key in found else one
    return list(found.values())


def needed(one: Addition, served: Sequence[Rule]) -> dict[str, Anything]:
    """What a record must have to serve these clauses and count as often, each attribute as weak as they allow."""
    attrs = dict(one.attrs)
    if one.kind == "approval":
        return attrs
    asked = [shapes for node in served for shapes in _asked(node, one)]
    full = {**attrs, **one.floors}
    for name in sorted(attrs.keys() - _told(asked, one.kind), reverse=True):
        less = {key: value for key, value in full.items() if key != name}
        if _meets(less, asked, one.kind):
            full = less
            del attrs[name]
    for name in sorted(attrs):
        able = _weaker(name, attrs[name], asked, one.kind)
        while (value := next((v for v in able if _meets({**full, name: v}, asked, one.kind)), None)) is not None:
            attrs[name] = full[name] = value
            able = _weaker(name, value, asked, one.kind)
    if one.project:
        attrs["project"] = one.project
    return attrs


def _told(asked: Sequence[Pattern], kind: str) -> set[str]:
    """Flags that a clause itself denies (no supplement): silence would do in a document, but not as advice."""
    denied = {
        test.attribute
        for pattern in asked
        for shape in pattern
        for test in shape.tests
        if shape.kind == kind and isinstance(test, Test) and test.op == "is" and not test.flag
    }
    return denied - {"used"}


def _weaker(name: str, value: Anything, asked: Sequence[Pattern], kind: str) -> list[Anything]:
    """Values of an attribute that are easier to come by than one, the easiest first."""
    attribute = attribute_of(kind, name)
    if attribute.form == "many_of":
        return [tuple(v for v in value if v != out) for out in reversed(value)] if len(value) > 1 else []
    if attribute.values is not None:
        return list(attribute.values.values[: attribute.values.step(value)])
    if attribute.form not in ("integer", "number"):
        return []
    tests = [test for pattern in asked for shape in pattern for test in flat(shape.tests) if test.attribute == name]
    numbers: list[Anything] = [test.number for test in tests if test.op in ("at_least", "at_most")]
    upwards = any(test.op == "at_least" for test in tests)
    easier = [n for n in numbers if (n < value if upwards else n > value)]
    return sorted(set(easier), reverse=not upwards)


def flat(tests: Sequence[Condition]) -> Iterator[Test]:
    """The single tests of conditions, those inside an either-or too."""
    for test in tests:
        if isinstance(test, Test):
            yield test
        else:
            for option in test.options:
                yield from flat(option)


def _asked(node: Rule, one: Addition) -> Iterator[Pattern]:
    """What the record must go on meeting for a node: one of its shapes, and the weight under which it counts."""
    patterns = node.patterns if isinstance(node, rules.Tied) else ()
    if isinstance(node, Count | Item):
        patterns = (node.pattern,)
    full = {**one.attrs, **one.floors}
    for pattern in patterns:
        if _meets(full, [pattern], one.kind):
            yield pattern
    for weight in node.weights if isinstance(node, Count) else ():
        shape = Shape(kind=one.kind, tests=weight.tests)
        if _meets(full, [(shape,)], one.kind):
            yield (shape,)


def _meets(values: Mapping[str, Anything], asked: Iterable[Pattern], kind: str) -> bool:
    return all(any(s.kind == kind and shape_check(s)(values) is MET for s in pattern) for pattern in asked)


def entries(action: Action, as_of: date) -> list[dict[str, Anything]]:
    """The entries of an applicant document that an action adds, dated on the as-of date."""
    attrs = {key: list(value) if isinstance(value, tuple) else value for key, value in action.attrs.items()}
    if action.kind in ("recommender", "approval", "education"):
        return [dict(attrs) for _ in range(action.times)]
    return [{"kind": action.kind, "date": as_of, **attrs} for _ in range(action.times)]


def added(person: Applicant, made: Sequence[Action], as_of: date) -> Applicant:
    """The person with everything added, to be looked at again."""
    achievements, recommenders = list(person.achievements or ()), list(person.recommenders or ())
    approvals = list(person.facts.get(APPROVALS) or ())
    for action in made:
        for entry in entries(action, as_of):
            if action.kind == "approval":
                approvals.append(entry["approval"])
            elif action.kind == "recommender":
                path = _free("recommenders", recommenders)
                recommenders.append(Record(kind="recommender", path=path, name=path, date=None, values=entry))
            elif action.kind != "education":
                path = _free("achievements", achievements)
                values = {key: value for key, value in entry.items() if key not in ("kind", "date")}
                achievements.append(Record(kind=action.kind, path=path, name=path, date=as_of, values=values))
    facts = {**person.facts, APPROVALS: tuple(approvals)} if approvals else person.facts
    return replace(
        person,
        facts=facts,
        achievements=tuple(achievements) if achievements or person.achievements is not None else None,
        recommenders=tuple(recommenders) if recommenders or person.recommenders is not None else None,
    )


def _free(name: str, records: Sequence[Record]) -> str:
    """A path that no record of a list has, even where some of the list were left out."""
    taken = {record.path for record in records}
    return next(path for n in range(len(records), 2 * len(records) + 1) if (path := f"{name}[{n}]") not in taken)
