"""The smallest amendment: the fewest thresholds of one standard moved, by the least, that make it no stricter here.

People who meet the other standard and not this one are collected; the least movement that lets all of them in is a
lower bound, and somebody still shut out is added until the solver proves that there is nobody. Where no movement does
it, the same is asked with clauses that may be dropped. `docs/amendment.md` defines the size of a movement, how far each
threshold may go, and which clauses may be dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from time import monotonic

from models import applicant, rules
from models.amending import DROP, Change, amended
from models.errors import InputError, nearest, quoted
from models.node_numbers import Slot, slot_of
from models.places import places
from models.rules import Rule
from models.standard import Standard
from solver.amendment_clauses import Clause
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
class Dropping:
    """The fewest clauses dropped, and thresholds moved beside, where no movement of thresholds alone does it.

    `answer`: proven, impossible (not even with all dropped that may be) or undecided; `changes`, `written`, `bound`,
    `suffices`, `witness`, `together` and `rounds` as of an Amendment. Whatever does it drops `fewest` clauses at least.
    The witness is somebody whom the standard shuts out even so, under `impossible`.
    """

    answer: str
    clauses: tuple[Clause, ...] = ()
    changes: tuple[Shift, ...] = ()
    written: tuple[Change, ...] = ()
    fewest: int = 0
    bound: Size = (0, Fraction(0))
    suffices: bool = False
    witness: Witness | None = None
    together: bool = False
    rounds: int = 0

    @property
    def size(self) -> tuple[int, int, Fraction]:
        """Clauses dropped, thresholds moved, and steps in all."""
        return len(self.clauses), *_size(self.changes)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Amendment:
    """The least amendment of `a` that makes it no stricter than `b` at a rung, in a part (or ALL).

    `answer`: proven (`changes` are the least that do it), none_needed (all who meet b meet a), impossible (no movement
    of thresholds does it), undecided (time ran out, or the solver left something open). Then nothing smaller than
    `bound` does it; `changes` do it if they are proven to (`suffices`), else they let in everybody found so far.
    `witness` meets b: under `impossible` no movement of thresholds in `a` admits them (`together`: them and others whom
    the search found before, all at once), else they are the first whom `a` as it stands shuts out; None with
    none_needed, or where nobody was found. `dropping` is the second answer, under `impossible` alone. `before` are the
    changes that already stand in a: a scenario's of its own.
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
    dropping: Dropping | None = None
    before: tuple[Change, ...] = ()

    @property
    def size(self) -> Size:
        """Thresholds moved, and steps in all."""
        return _size(self.changes)

    @property
    def made(self) -> tuple[Change, ...]:
        """The changes that the answer comes to: of thresholds alone, else those with clauses dropped."""
        return self.written if self.dropping is None else self.dropping.written

    @property
    def whole(self) -> tuple[Change, ...]:
        """The same on top of those that already stand in a, as changes to the standard before any."""
        return on_top(self.before, self.made, self.a.standard) if self.made else ()


def _size(changes: Sequence[Shift]) -> Size:
    return len(changes), sum((change.steps for change in changes), Fraction(0))


def least_amendment(
    a: Side,
    b: Side,
    rung: str,
    part: str,
    as_of: date,
    readings: Mapping[str, str] | None = None,
    seconds: float = 30,
    refute: Refute | None = None,
    before: Sequence[Change] = (),
) -> Amendment:
    """The least amendment of one standard that makes it no stricter than another; an InputError where neither can be.

    The two are compared with each other as `solver.transplant` makes them comparable. `refute` looks for somebody shut
    out; left out, it is `solver.amendment_oracle`. `seconds` are for thresholds alone, and as many for what is dropped
    where those cannot do it. `before` are the changes that made `a`, if a scenario did.
    """
    meeting = Meeting(standards=(a.standard, b.standard), rung=rung, as_of=as_of, readings=readings or {})
    _comparable(meeting, part)
    mine, other = meeting.trees(part)
    movable = Movable(mine, a.standard)
    oracle = refute or refuting(as_of)
    search = Search(movable, other, oracle, as_of)
    ended = search.run(monotonic() + seconds)
    shifts, written = _shifts(movable, ended.grains), movable.changes(ended.grains)
    if ended.suffices and not _replays(meeting, part, movable, ended.grains, written):
        ended.answer, ended.suffices = "undecided", False
    shown = _witness(meeting, part, ended, (a.key, b.key))
    if ended.answer == "impossible" and shown is None:
        ended.answer = "undecided"
    dropping = None
    if ended.answer == "impossible":
        routes = mine.of if part == ALL and isinstance(mine, rules.Any) else ()
        roots = [one for route in routes for one in rules.children(route)] or [mine]
        known = [seen.document for seen in search.people]
        search = Search(Movable(mine, a.standard, roots), other, oracle, as_of, known)
        dropping = _dropping(meeting, part, search, monotonic() + seconds, (a.key, b.key))
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
        dropping=dropping,
        before=tuple(before),
    )


def _dropping(meeting: Meeting, part: str, search: Search, until: float, keys: tuple[str, str]) -> Dropping:
    """The second answer: with clauses dropped."""
    movable, ended = search.movable, search.run(until)
    written = movable.changes(ended.grains)
    if ended.suffices and not _replays(meeting, part, movable, ended.grains, written):
        # what is asked of the scope says how regions are compared: without it the proof is made anew, of both anew
        mine, other = _again(meeting, written).trees(part)
        anew = search.refute(other, mine, max(1.0, until - monotonic()))
        ended.answer, ended.suffices = "undecided", anew.answer == "proven"
    never = ended.answer == "impossible"
    return Dropping(
        answer=ended.answer,
        clauses=tuple(movable.dropped(ended.grains)),
        changes=_shifts(movable, ended.grains),
        written=tuple(written),
        fewest=ended.fewest,
        bound=ended.bound,
        suffices=ended.suffices,
        witness=_witness(meeting, part, ended, keys) if never else None,
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
    for one, settled in zip(meeting.standards, meeting.fair(""), strict=True):
        known = parts_of(settled)
        if part != ALL and part not in known:
            raise InputError(f"`{one.id}` has no part {quoted(part)} at this rung", hint=nearest(part, known))
    if not any(asks(tree) for tree in meeting.trees(part)):
        raise InputError(
            f"neither standard asks anything in {quoted(part)} that can be computed", hint="choose another part"
        )


def _shifts(movable: Movable, grains: Sequence[int]) -> tuple[Shift, ...]:
    return tuple(_shift(threshold, by) for threshold, by in zip(movable.thresholds, grains, strict=False) if by)


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
    return amended(amendment.a.standard, amendment.made)


def on_top(before: Sequence[Change], after: Sequence[Change], standard: Standard) -> tuple[Change, ...]:
    """Some changes and then others as changes made at once; `standard` has the nodes that they name."""
    made = {change.path: change for change in before}
    for change in after:
        old = made.get(change.path)
        if old is not None and isinstance(old.values, Mapping) and DROP in old.values:
            continue
        if old is not None and isinstance(old.values, Mapping) and isinstance(change.values, Mapping):
            node = places(standard, change.path)[0]
            # what is dropped has no numbers, and a number may have been called otherwise
            kept = {} if DROP in change.values else dict(old.values)
            kept = {k: v for k, v in kept.items() if slot_of(node, str(k), 0).name not in change.values}
            change = replace(change, values={**kept, **change.values})
        made[change.path] = change
    return tuple(made.values())


def _replays(meeting: Meeting, part: str, movable: Movable, grains: Sequence[int], written: Sequence[Change]) -> bool:
    """Whether the changes, made to the standard itself, give the very rule that the proof is about."""
    return content(_again(meeting, written).trees(part)[0]) == content(movable.moved(grains))


def _again(meeting: Meeting, written: Sequence[Change]) -> Meeting:
    """The two once more, the first with changes made to the standard itself."""
    first, second = meeting.standards
    return replace(meeting, standards=(amended(first, written), second))


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
