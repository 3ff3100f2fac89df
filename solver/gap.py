"""`gap`: the least additions or years by which a person comes to qualify, each way proven and replayed.

The frontier is found by `solver.frontier`; here it is asked for both ends of what is unknown and for every reading, and
what cannot be reached is explained.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from models.applicant import Applicant
from models.rules import Rule
from models.standard import Standard
from solver.asking import Asked, Asking, every, further, opens, periods, points, reached
from solver.check import CheckAnswer, Warned, check
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.frontier import least
from solver.gaps import Gap
from solver.points import Point, same
from solver.settle import flipped, settle
from solver.status import UNKNOWN, verdict
from solver.unsaid import open_facts
from solver.waiting import counted_on


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class OtherGap:
    """A reading under which the least additions are others; its verdict and points."""

    id: str
    value: str
    verdict: str
    frontier: tuple[Point, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class GapAnswer:
    """The whole answer; `check` is that of today.

    `frontier` is None where facts that are missing leave the verdict open: then both ends are given. `if_well` is given
    too where the verdict is no, but missing facts could make the way shorter. `never` are the clauses that shut the
    rung (where the verdict is open: if it turns out badly), `opens` the limits that, lifted, would open it, `granted`
    the points if those clauses were met. `routes` are the points of each route that has none on the frontier.
    """

    check: CheckAnswer
    frontier: tuple[Point, ...] | None
    if_well: tuple[Point, ...] | None
    if_badly: tuple[Point, ...] | None
    never: tuple[Rule, ...] | None
    opens: tuple[str, ...]
    assumed: tuple[Gap, ...]
    missing: tuple[Gap, ...]
    warnings: tuple[Warned, ...]
    readings: tuple[OtherGap, ...]
    alternatives: tuple[Point, ...]
    routes: tuple[tuple[str, tuple[Point, ...]], ...]
    granted: tuple[Point, ...]
    asked: Asked

    @property
    def until(self) -> date | None:
        """The last day that will do, if one was named."""
        return self.asked.until


def gap(person: Applicant, standard: Standard, rung: str, as_of: date, asked: Asked) -> GapAnswer:
    """The least additions or years by which a person qualifies for a rung, counted from a day."""
    checked = check(person, standard, rung, as_of, readings=asked.readings, routes=asked.routes, strict=asked.strict)
    present, left_out = counted_on(person, as_of)
    asking = Asking(person=present, standard=standard, rung=rung, as_of=as_of, asked=asked)
    undecided = checked.verdict == "undetermined"
    sure, guessed = points(asking, asked.readings)
    settled = settle(standard, rung, as_of, asked.readings)
    waiting_for = open_facts(present, settled, as_of, routes=asked.routes, strict=asked.strict)
    well = points(asking, asked.readings, bad=False)[0] if waiting_for else None
    if well is not None and not undecided and same(well, sure, endorsements=False):
        well = None
    shut = None
    if not sure:
        from solver.never import never

        shut = never(present, periods(asking, asked.readings, as_of), asking.question())
    window = _outside(standard, as_of, sure)
    return GapAnswer(
        check=checked,
        frontier=None if undecided else sure,
        if_well=well,
        if_badly=sure if undecided else None,
        never=shut,
        opens=opens(asking) if shut is not None else (),
        assumed=tuple({g.fact: g for g in (*guessed, *(() if sure else checked.assumed))}.values()),
        missing=checked.missing or (waiting_for if well is not None else ()),
        warnings=(
            *checked.warnings,
            *(Warned(code="not-counted-on", words={"path": path}) for path in left_out),
            *window,
        ),
        readings=tuple(_other_readings(asking)),
        alternatives=further(asking),
        routes=tuple(_other_routes(asking, sure)),
        granted=_granted(asking, shut) if shut else (),
        asked=asked,
    )


def _outside(standard: Standard, as_of: date, sure: tuple[Point, ...]) -> tuple[Warned, ...]:
    """A remark where a point is ready only after the days of application of this document."""
    if standard.window is None or not standard.window[0] <= as_of <= standard.window[1]:
        return ()
    first, last, cite = standard.window
    late = [one for one in sure if one.ready_on > last]
    words = {"from": str(first), "to": str(last), "cite": cite}
    return (Warned(code="ready-outside-window", words=words),) if late else ()


def _other_routes(asking: Asking, sure: tuple[Point, ...]) -> Iterator[tuple[str, tuple[Point, ...]]]:
    """The points of each route that another one beats everywhere."""
    if not sure or any(not any((one.months, one.records, one.endorsements)) for one in sure):
        return
    ways = every(asking, asking.asked.readings, asking.question())
    told = {one.route for one in sure}
    for route in dict.fromkeys(one.route for one in ways if one.route not in told):
        own = least([one for one in ways if one.route == route])
        yield route, points(asking, asking.asked.readings, ways=own)[0]


def _granted(asking: Asking, shut: tuple[Rule, ...]) -> tuple[Point, ...]:
    """What would still be needed if the clauses that shut the rung were met."""
    return points(replace(asking, granted=frozenset(rule.id for rule in shut)), asking.asked.readings)[0]


def _other_readings(asking: Asking) -> Iterator[OtherGap]:
    """Every other value of a reading, one at a time, under which the least additions are others."""
    asked = asking.asked
    settled = settle(asking.standard, asking.rung, asking.as_of, asked.readings)
    evaluation = Evaluation(Facts(asking.person, asking.as_of, asking.standard.id, strict=asked.strict))
    here = {(one.day, one.price) for one in reached(asking, asked.readings, asking.question())}
    for name, value, other in flipped(settled, asking.standard, asking.as_of):
        ways = reached(asking, other.readings, asking.question())
        if {(one.day, one.price) for one in ways} != here:
            found, _ = points(asking, other.readings, ways=ways)
            routes = [n for n in other.routes if not asked.routes or n in asked.routes]
            word = verdict(max((evaluation.route(other, n) for n in routes), default=UNKNOWN))
            yield OtherGap(id=name, value=value, verdict=word, frontier=found)


__all__ = ["Asked", "GapAnswer", "OtherGap", "Point", "gap"]
