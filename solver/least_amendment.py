"""The smallest amendment: the fewest thresholds of one standard moved, by the least, that make it no stricter here.

People who meet the other standard and not this one are collected; the least movement that lets all of them in is a
lower bound, and somebody still shut out is added until the solver proves that there is nobody. `docs/amendment.md`
defines the size of a movement and how far each threshold may go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from time import monotonic

from models import applicant, rules
from models.amending import Change, amended
from models.errors import InputError, nearest, quoted
from models.node_numbers import Slot
from models.rules import Rule
from models.standard import Standard
from solver.amendment_moves import Movable, Threshold
from solver.amendment_oracle import refuting
from solver.amendment_search import Ended, Refute, Search, Size
from solver.comparison import ALL, Side, Witness
from solver.evaluate import Evaluation
from solver.explain import blocking
from solver.facts import Facts
from solver.relating import Meeting, asks, parts_of
from solver.witnesses import witness
from solver.world import content


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Shift:
    """One threshold moved: `path` and `slot` as a scenario names it (`$name` and nothing for a parameter).

    `node` is the clause as it is compared and `here` its number. `before` and `after` are months, numbers, or values of
    an ordered set; `steps` is what the move adds to the size.
    """

    node: Rule
    here: Slot
    path: str
    slot: str
    unit: str
    before: int | float | str
    after: int | float | str
    steps: Fraction


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Amendment:
    """The least amendment of `a` that makes it no stricter than `b` at a rung, in a part (or ALL).

    `answer`: proven (`changes` are the least that do it), none_needed (all who meet b meet a), impossible (no movement
    of thresholds does it), undecided (time ran out, or the solver left something open). Then nothing smaller than
    `bound` does it; `changes` do it if they are proven to (`suffices`), else they let in everybody found so far.
    `witness` meets b: under `impossible` no movement of thresholds in `a` admits them (`together`: them and others whom
    the search found before, all at once), else they are the first whom `a` as it stands shuts out; None with
    none_needed, or where nobody was found.
    """

    a: Side
    b: Side
    rung: str
    part: str
    as_of: date
    answer: str
    changes: tuple[Shift, ...] = ()
    written: tuple[Change, ...] = ()
    bound: Size = (0, Fraction(0))
    suffices: bool = False
    witness: Witness | None = None
    together: bool = False
    rounds: int = 0

    @property
    def size(self) -> Size:
        """Thresholds moved, and steps in all."""
        return len(self.changes), sum((change.steps for change in self.changes), Fraction(0))


def least_amendment(
    a: Side,
    b: Side,
    rung: str,
    part: str,
    as_of: date,
    readings: Mapping[str, str] | None = None,
    seconds: float = 30,
    refute: Refute | None = None,
) -> Amendment:
    """The least amendment of one standard that makes it no stricter than another; an InputError where neither can be.

    The two are compared with each other as `solver.transplant` makes them comparable. `refute` looks for somebody shut
    out; left out, it is `solver.amendment_oracle`.
    """
    meeting = Meeting(standards=(a.standard, b.standard), rung=rung, as_of=as_of, readings=readings or {})
    _comparable(meeting, part)
    mine, other = meeting.trees(part)
    movable = Movable(mine, a.standard)
    search = Search(movable, other, refute or refuting(as_of), as_of)
    ended = search.run(monotonic() + seconds)
    shifts, written = _shifts(movable, ended.grains), movable.changes(ended.grains)
    if ended.suffices and not _replays(meeting, part, movable, ended.grains, written):
        ended.answer, ended.suffices = "undecided", False
    shown = _witness(meeting, part, ended, (a.key, b.key))
    if ended.answer == "impossible" and shown is None:
        ended.answer = "undecided"
    return Amendment(
        a=a,
        b=b,
        rung=rung,
        part=part,
        as_of=as_of,
        answer=ended.answer,
        changes=shifts,
        written=tuple(written),
        bound=ended.bound,
        suffices=ended.suffices,
        witness=shown,
        together=ended.together,
        rounds=ended.rounds,
    )


def _comparable(meeting: Meeting, part: str) -> None:
    """Refuses what has no relation: another procedure, a rung or a part that one of the two lacks."""
    first, second = meeting.standards
    for one in meeting.standards:
        if meeting.rung not in one.rungs:
            raise InputError(f"`{one.id}` has no rung {quoted(meeting.rung)}", hint=nearest(meeting.rung, one.rungs))
    if bool(first.initial) is not bool(second.initial):
        initial = first if first.initial else second
        raise InputError(
            f"the titles of `{initial.id}` come by initial determination, which is another procedure",
            hint="compare two standards of one procedure",
        )
    for one, settled in zip(meeting.standards, meeting.fair[""], strict=True):
        known = parts_of(settled)
        if part != ALL and part not in known:
            raise InputError(f"`{one.id}` has no part {quoted(part)} at this rung", hint=nearest(part, known))
    if not any(asks(tree) for tree in meeting.trees(part)):
        raise InputError(
            f"neither standard asks anything in {quoted(part)} that can be computed", hint="choose another part"
        )


def _shifts(movable: Movable, grains: Sequence[int]) -> tuple[Shift, ...]:
    return tuple(_shift(threshold, by) for threshold, by in zip(movable.thresholds, grains, strict=True) if by)


def _shift(threshold: Threshold, grains: int) -> Shift:
    return Shift(
        node=threshold.node,
        here=threshold.here,
        path=threshold.path,
        slot=threshold.slot,
        unit=threshold.unit,
        before=threshold.before,
        after=threshold.after(grains),
        steps=threshold.step * grains,
    )


def amended_standard(amendment: Amendment) -> Standard:
    """The standard as the amendment has it."""
    return amended(amendment.a.standard, amendment.written)


def _replays(meeting: Meeting, part: str, movable: Movable, grains: Sequence[int], written: Sequence[Change]) -> bool:
    """Whether the changes, made to the standard itself, give the very rule that the proof is about."""
    first, second = meeting.standards
    again = Meeting(
        standards=(amended(first, written), second),
        rung=meeting.rung,
        as_of=meeting.as_of,
        readings=meeting.readings,
    )
    return content(again.trees(part)[0]) == content(movable.moved(grains))


def _witness(meeting: Meeting, part: str, ended: Ended, keys: tuple[str, str]) -> Witness | None:
    """Somebody who meets the other standard and not this one, with the clauses that tell; None where there is none."""
    if ended.person is None:
        return None
    made = witness(meeting, part, 1, ended.person, keys)
    if made is None or ended.stands is None:
        return made
    # what shuts them out even at the loosest, in place of what does so today
    evaluation = Evaluation(Facts(applicant.read(ended.person), meeting.as_of, ""))
    whole = part == ALL and isinstance(ended.stands, rules.Any)
    return replace(made, decides=blocking(rules.children(ended.stands)[:1] if whole else (ended.stands,), evaluation))
