"""What a person could add for a rung: classes of new records and recommenders, and approvals, each as weak as may be.

A class is dropped where another of its kind meets all it meets and is no stronger in any way: wherever the first stands
in an answer, the second can take its place, the answer then costs no more, and no condition that held fails (records
are never asked not to be there). So the optimum is kept, in number and in weakness.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any as Anything

from models import rules
from models.errors import InputError
from models.rules import Count, Item, Pattern, Rule, Shape
from models.vocabulary import vocabulary
from solver.classes import MANY, RecordClass, TooMany, patterns_of, record_classes
from solver.matching import shape_check
from solver.settle import Settled
from solver.status import MET
from solver.weakness import Weakness, weakness

APPROVALS = "approvals"
"""The fact that lists consents; each is an endorsement that can be asked for."""
ENDORSING = ("recommender", "approval")
HELD = "held"
"""The kind of what is no addition: a record that is there and can be given to one application."""
FEW = 2000
"""Above so many sets of predicates at once, records are not told apart by what they serve besides."""
Adds = tuple[tuple[int, int], ...]
"""Additions by place, each with how often it counts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Addition:
    """One thing that can be added: a record or recommender of a class, or an approval.

    `floors` are the least amounts such a record must have; `meets` the shapes (by place) that it has. `project` binds
    the record to a project, and is empty where it belongs to none in particular.
    """

    kind: str
    attrs: Mapping[str, Anything]
    meets: frozenset[int]
    weak: Weakness
    floors: Mapping[str, float]
    project: str = ""

    @property
    def endorsement(self) -> bool:
        """Whether it is what others say for the person, and no record of their own."""
        return self.kind in ENDORSING


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Additions:
    """All additions that some nodes can use, weakest first, and which serve each: place and how often it counts.

    Nodes are known by identity. `tying` holds for each clause on one project the places that have each of its patterns,
    `approvals` the place of each consent. With the same `key` the same additions stand at the same places.
    """

    all: tuple[Addition, ...]
    key: tuple[str, ...]
    serving: dict[int, Adds]
    tying: Mapping[int, tuple[tuple[int, ...], ...]]
    approvals: Mapping[str, int]


@lru_cache(maxsize=500)
def additions(settled: Settled) -> Additions:
    """What can be added for a settled rung; worked out once."""
    return able(nodes_of(settled))


@lru_cache(maxsize=500)
def able(nodes: tuple[Rule, ...], beside: tuple[Rule, ...] = ()) -> Additions:
    """What can be added for some nodes.

    Records that serve nodes `beside` them as well are told apart from others where that does not lead to too many.
    """
    counting = [n for n in (*nodes, *beside) if isinstance(n, Count | Item | rules.Tied)]
    own = {s for n in nodes for p in patterns_of(n) for s in p}
    shapes = sorted({s for n in counting for p in patterns_of(n) for s in p}, key=repr)
    amounts = {(s.kind, n.total.of): 0 for n in counting if isinstance(n, Count) and n.total for s in n.pattern}
    kinds = list(vocabulary().kinds)
    made = _approvals(nodes)
    for kind in dict.fromkeys(shape.kind for shape in shapes):
        mine = [place for place, shape in enumerate(shapes) if shape.kind == kind]
        sums = tuple(name for k, name in sorted(amounts) if k == kind)
        made += _jointly(kind, shapes, mine, own, sums)
    made.sort(key=lambda a: (a.weak, kinds.index(a.kind) if a.kind in kinds else len(kinds), _written(a)))
    places = {shape: place for place, shape in enumerate(shapes)}
    return Additions(
        all=tuple(made),
        key=tuple(f"{one.kind}{_written(one)}{sorted(one.floors.items())}" for one in made),
        serving={id(n): _serving(n, made, places) for n in counting if isinstance(n, Count | Item)},
        tying={
            id(n): tuple(tuple(_having(pattern, made, places)) for pattern in n.patterns)
            for n in counting
            if isinstance(n, rules.Tied)
        },
        approvals={one.attrs["approval"]: place for place, one in enumerate(made) if one.kind == "approval"},
    )


def _jointly(
    kind: str, shapes: Sequence[Shape], mine: Sequence[int], own: Collection[Shape], sums: tuple[str, ...]
) -> Iterator[Addition]:
    """The additions of one kind for all its shapes; for the own ones alone where all together are too many."""
    places = list(mine)
    if not all(shapes[place] in own for place in mine):
        try:
            yield from _placed(_of_kind(kind, tuple(shapes[place] for place in mine), sums, FEW), mine)
            return
        except InputError:
            places = [place for place in mine if shapes[place] in own]
    for one in _placed(_of_kind(kind, tuple(shapes[place] for place in places), sums), places):
        rest = [p for p in mine if p not in places and shape_check(shapes[p])({**one.attrs, **one.floors}) is MET]
        yield replace(one, meets=one.meets.union(rest))


def _placed(made: Iterable[Addition], places: Sequence[int]) -> Iterator[Addition]:
    """Additions with the shapes they meet by their places in the whole list."""
    for one in made:
        yield replace(one, meets=frozenset(places[place] for place in one.meets))


@lru_cache(maxsize=500)
def _of_kind(kind: str, shapes: tuple[Shape, ...], amounts: tuple[str, ...], most: int = MANY) -> tuple[Addition, ...]:
    """The additions of one kind, kept, since readings mostly leave a kind as it is; `meets` are places in `shapes`."""
    if kind != "recommender" and not vocabulary().kinds[kind].proposed:
        return ()
    try:
        classes = record_classes(shapes, [(kind, name) for name in amounts], most=most)
    except TooMany:
        raise InputError(
            f"the conditions on `{kind}` combine in too many ways", hint="ask for fewer values of one attribute"
        ) from None
    # a new record can say its amount, so those that keep silent about it are left out
    able = [one for one in classes if all(name in one.attrs for name in one.spans)]
    return tuple(_undominated(_addition(_consistent(one, shapes)) for one in able))


def _consistent(one: RecordClass, shapes: Sequence[Shape]) -> RecordClass:
    """The class with what its attributes imply of each other (a lead stands first), and the shapes that it then has."""
    attrs = dict(one.attrs)
    for when, then in vocabulary().implies:
        if all(attrs.get(name) == asked for name, asked in when.items()):
            attrs.update({name: value for name, value in then.items() if attrs.get(name) is not None})
    if attrs == one.attrs:
        return one
    meets = frozenset(place for place, shape in enumerate(shapes) if shape_check(shape)(attrs) is MET)
    return replace(one, attrs=attrs, meets=meets)


@lru_cache(maxsize=500)
def nodes_of(settled: Settled) -> tuple[Rule, ...]:
    """Every node of the rung once, whichever routes it stands in."""
    found: dict[int, Rule] = {}
    for parts in settled.routes.values():
        for part in parts:
            for node in rules.walk(part):
                found.setdefault(id(node), node)
    return tuple(found.values())


def _addition(one: RecordClass) -> Addition:
    floors = {name: low for name, (low, _) in one.spans.items()}
    attrs = {name: value for name, value in one.attrs.items() if name not in floors}
    return Addition(kind=one.kind, attrs=attrs, meets=one.meets, weak=weakness(one.kind, attrs), floors=floors)


def _undominated(made: Iterable[Addition]) -> list[Addition]:
    kept: list[Addition] = []
    for one in sorted(made, key=lambda a: (a.weak, -len(a.meets), sorted(a.floors.items()), _written(a))):
        if not any(_covers(other, one) for other in kept):
            kept.append(one)
    return kept


def _written(one: Addition) -> str:
    return repr(sorted(one.attrs.items()))


def _covers(other: Addition, one: Addition) -> bool:
    return (
        other.kind == one.kind
        and other.meets >= one.meets
        and all(a <= b for a, b in zip(other.weak, one.weak, strict=True))
        and all(other.floors[name] <= low for name, low in one.floors.items())
    )


def _approvals(nodes: Collection[Rule]) -> list[Addition]:
    asked = {v: 0 for n in nodes if isinstance(n, rules.Fact) and n.fact == APPROVALS for v in n.test.values}
    return [
        Addition(kind="approval", attrs={"approval": value}, meets=frozenset(), weak=(0, 0), floors={})
        for value in sorted(asked)
    ]


def _having(pattern: Pattern, made: Sequence[Addition], places: Mapping[Shape, int]) -> list[int]:
    """The places of the additions that have one of the shapes."""
    wanted = {places[shape] for shape in pattern}
    return [place for place, one in enumerate(made) if one.meets & wanted]


def _serving(node: Count | Item, made: Sequence[Addition], places: Mapping[Shape, int]) -> Adds:
    weights = node.weights if isinstance(node, Count) else ()
    found = []
    for place in _having(node.pattern, made, places):
        one = made[place]
        heavy = [w.counts for w in weights if places[Shape(kind=one.kind, tests=w.tests)] in one.meets]
        found.append((place, max(heavy, default=1)))
    return tuple(found)
