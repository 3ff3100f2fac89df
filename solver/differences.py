"""What two versions of one document change: clause by clause, each judged by proof, and what it does to every rung."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from models.amending import Change as Amendment
from models.amending import amended
from models.errors import InputError, nearest, quoted
from models.places import nodes
from models.rules import Rule
from models.standard import Standard
from solver.alignment import Contents, index, moved, renamed, whole
from solver.clause_changes import Change, Walk
from solver.examples import Example, examples
from solver.frames import Entry, entries
from solver.judging import SECONDS, Judge, Judged
from solver.relating import Meeting
from solver.settle import Settled, settle
from solver.somebody import Document


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Under:
    """Further clauses that differ when one reading is chosen otherwise."""

    reading: str
    value: str
    changes: Sequence[Change]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class RungChange:
    """A rung in two versions: `sign` as of a clause, proven on all its routes together; every clause in `changes`.

    `examples` are people whom one of the smallest clauses that changed turns by itself.
    """

    rung: str
    sign: str
    proof: Judged | None = None
    before: Rule | None = None
    after: Rule | None = None
    changes: Sequence[Change] = ()
    examples: Sequence[Example] = ()
    under: Sequence[Under] = ()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class DiffAsked:
    """Two versions of a document, each on a day; `rungs` empty for all. `readings` are chosen in both."""

    before: Standard
    after: Standard
    on: date
    after_on: date
    rungs: Sequence[str] = ()
    readings: Mapping[str, str] = field(default_factory=dict)
    seconds: float = SECONDS


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Difference:
    """The whole answer. `sides` are the versions as they were compared: the later one under the paths before, both with
    the numbers of their days; `paths` says where a clause stands in the later file, where that differs.
    """

    asked: DiffAsked
    entries: Sequence[Entry]
    rungs: Sequence[RungChange]
    sides: tuple[Standard, Standard]
    paths: Mapping[str, str]


def differences(asked: DiffAsked) -> Difference:
    """Everything that differs between two versions; an InputError names a rung or reading that neither has."""
    _known(asked)
    contents = Contents()
    names = list(dict.fromkeys([*asked.before.rungs, *asked.after.rungs]))
    before, later = (frozen(one, day) for one, day in ((asked.before, asked.on), (asked.after, asked.after_on)))
    paths: dict[str, str] = {}
    for name in names:
        if name in before.rungs and name in later.rungs:
            one, other = (settle(side, name, asked.on, asked.readings) for side in (before, later))
            paths.update(moved(whole(one), whole(other), contents))
    taken = [{node.id for node in nodes(side)} for side in (before, later)]
    paths = {there: path for there, path in paths.items() if there not in taken[0] and path not in taken[1]}
    after = replace(renamed(later, paths), id=before.id)
    written = partial(_later, before.id, later.id, paths)
    judge = Judge(before.id, contents, asked.on, seconds=asked.seconds, later=written)
    found = [
        _rung(name, (before, after), asked, judge, paths) for name in names if not asked.rungs or name in asked.rungs
    ]
    return Difference(
        asked=asked,
        entries=tuple(entries(asked.before, asked.after)),
        rungs=tuple(found),
        sides=(before, after),
        paths={path: there for there, path in paths.items()},
    )


def _known(asked: DiffAsked) -> None:
    sides = (asked.before, asked.after)
    for words, option, what in ((asked.rungs, "--rung", "rungs"), (asked.readings, "--reading", "readings")):
        known = list(dict.fromkeys(name for side in sides for name in getattr(side, what)))
        for word in words:
            if word not in known:
                raise InputError(f"neither version has {quoted(word)}", where=option, hint=nearest(word, known))


def _later(before: str, after: str, paths: Mapping[str, str], person: Document) -> Document:
    """The person with what is attested also under the id and the paths of the later version."""
    said = person.get("attestations") or {}
    there = {path: new for new, path in paths.items()}
    own = {key.removeprefix(f"{before}/"): value for key, value in said.items()}
    more = {f"{after}/{there.get(path, path)}": value for path, value in own.items()}
    return person if more == said else {**person, "attestations": {**said, **more}}


def frozen(standard: Standard, day: date) -> Standard:
    """The standard with the numbers that are in force on a day, for good."""
    changes = [
        Amendment(path=f"${name}", values=parameter.on(day))
        for name, parameter in standard.parameters.items()
        if len(parameter.values) > 1
    ]
    return replace(amended(standard, changes), digest=standard.digest)


def _rung(
    name: str, sides: tuple[Standard, Standard], asked: DiffAsked, judge: Judge, paths: Mapping[str, str]
) -> RungChange:
    before, after = sides
    if name not in before.rungs or name not in after.rungs:
        return RungChange(rung=name, sign="gone" if name in before.rungs else "added")
    one, other = (settle(side, name, asked.on, asked.readings) for side in sides)
    x, y = whole(one), whole(other)
    meeting = Meeting(standards=sides, rung=name, as_of=asked.on, readings=asked.readings)
    proof = judge.rung(x, y, meeting)
    changes = tuple(Walk(x, y, judge, paths).changes())
    return RungChange(
        rung=name,
        sign=proof.sign,
        proof=proof,
        before=x,
        after=y,
        changes=changes,
        examples=tuple(examples(x, y, changes, proof, judge)),
        under=tuple(_under(sides, (one, other), asked, judge, paths)),
    )


def _under(
    sides: tuple[Standard, Standard],
    settled: tuple[Settled, Settled],
    asked: DiffAsked,
    judge: Judge,
    paths: Mapping[str, str],
) -> Iterator[Under]:
    """What differs under other readings, one at a time, and not under those chosen."""
    here = whole(settled[0]), whole(settled[1])
    told = set(_touched(*here, judge.contents))
    signs = {(c.id, c.sign, c.effect) for c in Walk(*here, judge, paths).changes() if c.least}
    chosen = {**settled[1].readings, **settled[0].readings}
    for name in dict.fromkeys(name for side in sides for name in side.readings):
        for value in dict.fromkeys(v for side in sides if name in side.readings for v in side.readings[name].values):
            if value == chosen[name] or any(
                name in side.readings and value not in side.readings[name].values for side in sides
            ):
                continue
            picked = {**asked.readings, name: value}
            x, y = (whole(settle(side, settled[0].rung, asked.on, picked)) for side in sides)
            if set(_touched(x, y, judge.contents)) <= told:
                continue
            every = [c for c in Walk(x, y, judge, paths).changes() if c.least]
            found = [c for c in every if (c.id, c.sign, c.effect) not in signs and c.sign != "same"]
            signs |= {(c.id, c.sign, c.effect) for c in found}
            if found:
                yield Under(reading=name, value=value, changes=tuple(found))


Mark = tuple[str, str, str]


def _touched(x: Rule, y: Rule, contents: Contents) -> Iterator[Mark]:
    """The clauses that ask something else, by path and content."""
    old, new = index(x), index(y)
    for path in dict.fromkeys([*old, *new]):
        one, other = old.get(path), new.get(path)
        was, now = ("" if rule is None else contents.asked(rule) for rule in (one, other))
        if was != now:
            yield path, was, now
