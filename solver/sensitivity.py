"""Sensitivity: each threshold of a rung moved by one step both ways, and what that does to pass rate and effort.

A move touches few parts. Only those are measured anew, for all moves of the same parts together, and only for people
whose verdict can turn: who would pass if those parts held and fail if they did not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa

from models import places, rules
from models.amending import Change, amended
from models.applicant import Applicant
from models.errors import InputError
from models.node_numbers import Slot, slots
from models.rules import Dated, Rule, Test
from models.standard import Rung, Standard, Step
from models.starts import candidates
from solver.comparison import Move, Side
from solver.effort import frontier, settled_in
from solver.matching import attribute_of
from solver.part_standing import crowd, part_statuses
from solver.settle import Settled, settle
from solver.status import MET, UNMET

YEAR = 12
TENTHS = ("wan", "words")
"""Units of amounts, which move by a tenth of themselves: one 万元 or one word more or less would tell nothing."""
Least = tuple[int | None, int | None]
"""Least months and least records, None where the rung is out of reach."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Threshold:
    """One number of a rung, told at the clause where it first stands.

    `unit` is what it counts. `stands` are the id paths and slots of all the places that share it: those of one
    parameter, and of a list that is met again by reference.
    """

    clause: Rule
    slot: str
    form: str
    now: int | float
    unit: str
    stands: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Moved:
    """A threshold at another value: the rung with it, and of each part that changed by `id` what it became."""

    threshold: Threshold
    after: int | float
    standard: Standard
    parts: Mapping[int, Rule]


def moves(side: Side, rung: str, table: pa.Table | None, as_of: date, readings: Mapping[str, str]) -> list[Move]:
    """Every move of every threshold of a rung, those that turn most people first, else in the order of the text.

    `gain` and `loss` count the people of the table (nobody without one), by the numbers in force on the day. The effort
    is that of the rung's candidate in `models/starts.yaml`: the least months, with whatever records they take, and
    the least records, however long they take. Nothing for a rung that the side lacks.
    """
    if rung not in side.fair.rungs:
        return []
    settled = settle(side.fair, rung, as_of, readings)
    still = _still(side.fair, settled)
    found = [
        moved
        for threshold in thresholds(side.standard, settled, as_of)
        for after in steps(threshold)
        if (moved := _moved(still, settled, threshold, after)) is not None
    ]
    turned = _turned(side, settled, found, table, as_of, readings)
    candidate = candidates().get(rung)
    person = settled_in(candidate, side, as_of, readings) if candidate is not None else None
    before = _least(person, still, rung, as_of, readings)
    made = []
    for one, (gain, loss) in zip(found, turned, strict=True):
        then = _least(person, one.standard, rung, as_of, readings)
        made.append(
            Move(
                side=side.key,
                rung=rung,
                clause=one.threshold.clause,
                slot=one.threshold.slot,
                before=one.threshold.now,
                after=one.after,
                gain=gain,
                loss=loss,
                people=table.num_rows if table is not None else 0,
                months=(before[0], then[0]),
                records=(before[1], then[1]),
            )
        )
    return sorted(made, key=lambda move: -(move.gain + move.loss))


def thresholds(standard: Standard, settled: Settled, as_of: date) -> list[Threshold]:
    """Every number that a rung asks for by any route, in the order of the text; each once, wherever it stands.

    Numbers that the text does not give (a title held for no time at all) are none.
    """
    one = replace(standard, rungs={settled.rung: standard.rungs[settled.rung]})
    written: dict[str, list[Rule]] = {}
    for node in places.nodes(one):
        written.setdefault(node.id, []).append(node)
    every = {id(n): n for parts in settled.routes.values() for part in parts for n in places.inner(part)}
    # the title that months of work are counted from is read with its clause, and shares its path
    within = {id(n.after) for n in every.values() if isinstance(n, rules.Worked) and n.after and n.after.id == n.id}
    found: dict[tuple[str, str], Threshold] = {}
    for node in every.values():
        for slot in slots(node).values() if id(node) not in within else ():
            now = _number(slot.now)
            if now:
                name = _parameter(written.get(node.id, ()), node, slot, as_of)
                known = found.get(("$", name)) if name else None
                stands = (*known.stands, (node.id, slot.name)) if known else ((node.id, slot.name),)
                key = ("$", name) if name else (node.id, slot.name)
                if known:
                    found[key] = replace(known, stands=stands)
                elif key not in found:
                    found[key] = Threshold(
                        clause=node, slot=slot.name, form=slot.form, now=now, unit=_unit(node, slot), stands=stands
                    )
    return _once(one, found)


def _once(standard: Standard, found: Mapping[tuple[str, str], Threshold]) -> list[Threshold]:
    """The thresholds without those of copies that a reference made of a list: they move with the original."""
    present = {place: key for key, one in found.items() for place in one.stands}
    copies: set[tuple[str, str]] = set()
    made = []
    for key, one in found.items():
        also: dict[tuple[str, str], None] = dict.fromkeys(one.stands)
        for path, slot in one.stands:
            for node in places.places(standard, path):
                if (node.id, slot) in present:
                    also[node.id, slot] = None
        copies |= {present[place] for place in also} - {key}
        made.append((key, replace(one, stands=tuple(also))))
    return [one for key, one in made if key not in copies]


def _number(now: rules.Number | Test) -> int | float:
    """The number of a slot; 0 where it holds none."""
    if isinstance(now, Test):
        now = now.number if not now.values and now.op in ("at_least", "at_most") else 0
    assert not isinstance(now, Dated)
    return now


def _parameter(written: Sequence[Rule], settled: Rule, slot: Slot, as_of: date) -> str:
    """The parameter that gives a number of a settled node; empty where it was written out."""
    for node in written:
        if type(node) is type(settled):
            for other in slots(node).values():
                now, mine = other.now, slot.now
                if isinstance(now, Test) and isinstance(mine, Test):
                    if (now.attribute, now.op) != (mine.attribute, mine.op):
                        continue
                    now, mine = now.number, mine.number
                elif other.name != slot.name:
                    continue
                if isinstance(now, Dated) and now.on(as_of) == mine:
                    return now.name
    return ""


def _unit(node: Rule, slot: Slot) -> str:
    if isinstance(slot.now, Test):
        return attribute_of(slot.kinds[0], slot.now.attribute).unit
    if slot.form == "number" and isinstance(node, rules.Count) and node.total is not None:
        return attribute_of(node.pattern[0].kind, node.total.of).unit
    return "months" if slot.form == "span" else ""


def steps(threshold: Threshold) -> tuple[int | float, ...]:
    """The two values that a threshold moves to, the lower first.

    Months by a year, or by one where they are no whole years; amounts by a tenth; counts, ranks and all else by one.
    """
    now = threshold.now
    step: int | float = 1
    if threshold.unit == "months" and now % YEAR == 0:
        step = YEAR
    elif threshold.unit in TENTHS:
        step = now / 10
    return _plain(now - step), _plain(now + step)


def _plain(value: int | float) -> int | float:
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def _still(standard: Standard, settled: Settled) -> Standard:
    """The rung alone, with its numbers and readings settled: what does not move stays the same object in all moves."""
    routes = {name: tuple(Step(rule=part) for part in parts) for name, parts in settled.routes.items()}
    return replace(standard, rungs={settled.rung: Rung(name=settled.rung, parts={}, routes=routes)}, parameters={})


def _moved(still: Standard, settled: Settled, threshold: Threshold, after: int | float) -> Moved | None:
    """The rung with a threshold at another value; None where the rule language cannot say it."""
    value = f"{after}m" if threshold.form == "span" else after
    try:
        made = amended(still, [Change(path=path, values={slot: value}) for path, slot in threshold.stands])
    except InputError:
        return None
    parts = {
        id(old): new.rule
        for name, steps in made.rungs[settled.rung].routes.items()
        for old, new in zip(settled.routes[name], steps, strict=True)
        if new.rule is not old
    }
    return Moved(threshold=threshold, after=after, standard=made, parts=parts)


def _turned(
    side: Side,
    settled: Settled,
    found: Sequence[Moved],
    table: pa.Table | None,
    as_of: date,
    readings: Mapping[str, str],
) -> list[tuple[int, int]]:
    """For each move the people who pass after it and not before, and the reverse."""
    if table is None or not table.num_rows:
        return [(0, 0)] * len(found)
    standing = part_statuses([side], table, [settled.rung], as_of, readings)[0]
    people, before = crowd(table, as_of), standing.passed()
    turned: dict[int, tuple[int, int]] = {}
    for touched, several in _by_parts(found):
        held = {part: np.full(people.n, int(MET), dtype=np.int8) for part in touched}
        failed = {part: np.full(people.n, int(UNMET), dtype=np.int8) for part in touched}
        able = np.flatnonzero(standing.passed(held) & ~standing.passed(failed))
        if not len(able):
            continue
        some = people.among(able)
        wanted = [one.parts[part] for one in several for part in touched]
        marks = iter(some.marks(side.fair.id, wanted))
        for one in several:
            instead = {}
            for part in touched:
                instead[part] = failed[part].copy()
                instead[part][able] = next(marks)
            after = standing.passed(instead)[able]
            was = before[able]
            turned[id(one)] = int((after & ~was).sum()), int((was & ~after).sum())
    return [turned.get(id(one), (0, 0)) for one in found]


def _by_parts(found: Sequence[Moved]) -> Iterator[tuple[tuple[int, ...], list[Moved]]]:
    """The moves by the parts that they touch."""
    groups: dict[tuple[int, ...], list[Moved]] = {}
    for one in found:
        groups.setdefault(tuple(one.parts), []).append(one)
    yield from groups.items()


def _least(person: Applicant | None, standard: Standard, rung: str, as_of: date, readings: Mapping[str, str]) -> Least:
    """The least months and the least records by which the rung's candidate comes to it."""
    found = frontier(person, standard, rung, as_of, readings) if person is not None else ()
    return (found[0][0], found[-1][1]) if found else (None, None)
