"""`compare`: which standard is stricter, with a witness or a proof, and how strict each is in numbers."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

from models import starts
from models.standard import PARTS, Standard
from models.starts import Start
from models.vocabulary import Label, vocabulary
from solver.comparison import ALL, Comparison, Direction, Relation, Side, Strictness, Witness
from solver.relating import TERMS, Found, Meeting, flipped, found, parts_of
from solver.settle import choose
from solver.somebody import Somebody
from solver.transplant import comparable
from solver.witnesses import witness
from solver.workers import begin, stop, undisturbed

if TYPE_CHECKING:
    import pyarrow as pa

FEW = 3
"""So many pairs and rungs are done in one process: a second one would cost more than it saves."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class CompareAsked:
    """What is asked. `amended` are further sides: (scenario id, its label, the standard as the scenario has it).

    Empty `rungs` and `parts` mean all; `parts` may name ALL. `table` are people in the schema of
    `models.people_table`, and `source` says where they come from; `starts` replace the bundled starting points. With
    `flips` every relation is asked again under every other reading, one at a time.
    """

    standards: Sequence[Standard]
    as_of: date
    amended: Sequence[tuple[str, Label, Standard]] = ()
    rungs: Sequence[str] = ()
    parts: Sequence[str] = ()
    readings: Mapping[str, str] = field(default_factory=dict)
    table: pa.Table | None = None
    source: str = ""
    effort: bool = False
    sensitivity: bool = False
    starts: Sequence[Start] = ()
    flips: bool = False


def compare(asked: CompareAsked) -> Comparison:
    """Every pair of standards, shared rung and part; and the numbers, as far as they are asked for."""
    sides = sides_of(asked)
    return Comparison(
        sides=sides,
        as_of=asked.as_of,
        readings={side.key: choose(side.standard, asked.readings) for side in sides},
        relations=relations(sides, asked),
        strictness=_strictness(sides, asked),
    )


def sides_of(asked: CompareAsked) -> tuple[Side, ...]:
    """The standards in their order, each followed by what scenarios make of it."""
    found: list[tuple[str, Label, Standard]] = []
    for standard in asked.standards:
        found.append((standard.id, standard.title, standard))
        for name, label, other in asked.amended:
            if other.id == standard.id:
                whole = Label(zh=f"{standard.title.zh}（{label.zh}）", en=f"{standard.title.en} ({label.en})")
                found.append((f"{standard.id}+{name}", whole, other))
    fair = comparable([standard for _, _, standard in found], asked.as_of, asked.readings)
    return tuple(
        Side(key=key, label=label, standard=standard, fair=one)
        for (key, label, standard), one in zip(found, fair, strict=True)
    )


def rungs_of(sides: Sequence[Side], asked: Sequence[str]) -> list[str]:
    """The rungs that any side has, of those asked, from the lowest."""
    known = {rung for side in sides for rung in side.standard.rungs}
    return [rung for rung in vocabulary().sets["rung"].values if rung in known and (not asked or rung in asked)]


def relations(sides: Sequence[Side], asked: CompareAsked) -> list[Relation]:
    """The relation of each pair at each rung: the whole first, then the parts in the order of PARTS."""
    meetings: list[tuple[Side, Side, Meeting]] = []
    made: dict[tuple[str, str, str], list[Relation]] = {}
    for a, b in combinations(sides, 2):
        for rung in rungs_of((a, b), asked.rungs):
            apart = _apart(a, b, rung)
            if apart is not None:
                made[a.key, b.key, rung] = [apart]
                continue
            meeting = Meeting(standards=(a.standard, b.standard), rung=rung, as_of=asked.as_of, readings=asked.readings)
            made[a.key, b.key, rung] = []
            meetings.append((a, b, meeting))
    asking = [(meeting, _shared(meeting, asked.parts)) for _, _, meeting in meetings]
    every = _answers(asking, flips=asked.flips)
    for (a, b, meeting), (_, parts), answers in zip(meetings, asking, every, strict=True):
        by_part: dict[tuple[str, str], list[Found]] = {}
        for one in answers:
            by_part.setdefault((one.part, one.terms), []).append(one)
        for part in _parts(meeting, asked.parts):
            made[a.key, b.key, meeting.rung].append(_relation(a, b, meeting, part, parts, by_part))
    return [one for several in made.values() for one in several]


def _apart(a: Side, b: Side, rung: str) -> Relation | None:
    """Why two standards cannot be compared at a rung at all."""
    lacks = tuple(side.key for side in (a, b) if rung not in side.standard.rungs)
    if lacks:
        why = "rung"
    elif bool(a.standard.initial) != bool(b.standard.initial):
        why, lacks = "procedure", tuple(side.key for side in (a, b) if side.standard.initial)
    else:
        return None
    return Relation(a=a.key, b=b.key, rung=rung, part=ALL, relation="not_comparable", why=why, lacks=lacks)


def _parts(meeting: Meeting, asked: Sequence[str]) -> list[str]:
    """The parts that either standard has at a rung, of those asked; the whole first."""
    known = {part for settled in meeting.real for part in parts_of(settled)}
    every = [ALL, *(part for part in PARTS if part in known), *sorted(known - {*PARTS})]
    return [part for part in every if not asked or part in asked]


def _shared(meeting: Meeting, asked: Sequence[str]) -> list[str]:
    """Those of them that both have."""
    both = [{ALL, *parts_of(settled)} for settled in meeting.real]
    return [part for part in _parts(meeting, asked) if all(part in one for one in both)]


def _relation(
    a: Side, b: Side, meeting: Meeting, part: str, shared: Sequence[str], found: Mapping[tuple[str, str], list[Found]]
) -> Relation:
    if part not in shared:
        lacks = tuple(
            side.key for side, settled in zip((a, b), meeting.real, strict=True) if part not in parts_of(settled)
        )
        why = "part"
    elif (part, "") not in found:
        why, lacks = "judged", ()
    else:
        own, *turned = found[part, ""]
        word = _word(own)
        return Relation(
            a=a.key,
            b=b.key,
            rung=meeting.rung,
            part=part,
            relation=word,
            forward=_direction((a, b), meeting, part, 0, own.forward),
            backward=_direction((a, b), meeting, part, 1, own.backward),
            beside=tuple(
                (terms, other)
                for terms in TERMS[1:]
                if (part, terms) in found and (other := _word(found[part, terms][0])) != word
            ),
            readings=tuple(
                (*one.reading, other) for one in turned if one.reading is not None and (other := _word(one)) != word
            ),
        )
    return Relation(a=a.key, b=b.key, rung=meeting.rung, part=part, relation="not_comparable", why=why, lacks=lacks)


def _word(found: Found) -> str:
    """The relation of the first side to the second."""
    answers = (found.forward.answer, found.backward.answer)
    if answers == ("refuted", "refuted"):
        return "incomparable"
    if "undecided" in answers:
        return "undecided"
    return {
        ("proven", "proven"): "equivalent", ("proven", "refuted"): "stricter", ("refuted", "proven"): "looser",
    }[answers]  # fmt: skip


def _direction(sides: tuple[Side, Side], meeting: Meeting, part: str, way: int, said: Somebody) -> Direction:
    if said.document is None:
        return Direction(answer=said.answer)
    made: Witness | None = witness(meeting, part, way, said.document, (sides[0].key, sides[1].key))
    return Direction(answer=said.answer if made is not None else "undecided", witness=made)


# the search, in one process or in several

_WORK: list[tuple[Meeting, list[str], bool]] = []
"""What forked workers are to do; they know it from before the fork."""


def _answers(asking: list[tuple[Meeting, list[str]]], *, flips: bool) -> Iterator[list[Found]]:
    """What was found for each pair and rung, in order."""
    workers = min(os.cpu_count() or 1, 8, len(asking))
    if len(asking) <= FEW or workers < 2 or not _forks():
        yield from (_found(meeting, parts, flips) for meeting, parts in asking)
        return
    import ortools.sat.python.cp_model  # noqa: F401 - once, before the fork, rather than in each worker

    _WORK[:] = [(meeting, parts, flips) for meeting, parts in asking]
    order = sorted(range(len(asking)), key=lambda place: -_size(asking[place]))
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork"), initializer=begin)
    done: dict[int, list[Found]] = {}
    try:
        with undisturbed():
            asked = {place: pool.submit(_worked, place) for place in order}
        for place in order:
            done[place] = asked[place].result()
    except BrokenProcessPool:
        pass  # what ended workers did not finish, for want of memory say, is done here
    finally:
        stop(pool)
        _WORK.clear()
    for place, (meeting, parts) in enumerate(asking):
        yield done[place] if place in done else _found(meeting, parts, flips)


def _forks() -> bool:
    """Whether it is safe to fork: on Linux, in a process of one thread, which has not loaded what runs threads."""
    return sys.platform == "linux" and threading.active_count() == 1 and "polars" not in sys.modules


def _worked(place: int) -> list[Found]:
    return _found(*_WORK[place])


def _found(meeting: Meeting, parts: Sequence[str], flips: bool) -> list[Found]:
    first = found(meeting, parts)
    return [*first, *flipped(meeting, first)] if flips else first


def _size(asked: tuple[Meeting, Sequence[str]]) -> int:
    """Roughly how much work a pair and rung is."""
    meeting, parts = asked
    return len(parts) * sum(len(parts_of(settled)) for settled in meeting.real) + 40 * (
        vocabulary().sets["rung"].step(meeting.rung)
    )


def _strictness(sides: Sequence[Side], asked: CompareAsked) -> Strictness:
    """The numbers that were asked for; imports come where used."""
    rungs = rungs_of(sides, asked.rungs)
    made: dict[str, Iterable[object]] = {}
    people = 0
    if asked.table is not None:
        from solver.exclusion import exclusion
        from solver.rates import rates

        people = asked.table.num_rows
        made["rates"], made["overlaps"], made["curves"] = rates(sides, asked.table, rungs, asked.as_of, asked.readings)
        made["excluded"], made["shares"] = exclusion(sides, asked.table, rungs, asked.as_of, asked.readings)
    if asked.effort:
        from solver.effort import efforts

        made["starts"] = asked.starts or starts.load()
        made["efforts"] = efforts(sides, made["starts"], rungs, asked.as_of, asked.readings)  # type: ignore[arg-type]  # the starts above
    if asked.sensitivity:
        from solver.sensitivity import moves

        made["moves"] = [
            move
            for side in sides
            for rung in rungs
            if rung in side.fair.rungs
            for move in moves(side, rung, asked.table, asked.as_of, asked.readings)
        ]
    return Strictness(source=asked.source, people=people, **made)  # type: ignore[arg-type]  # each under its own name
