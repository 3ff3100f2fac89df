"""What a comparison of standards answers: relations with witnesses or proofs, and strictness in numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any as Anything

from models.rules import Rule
from models.standard import Standard
from models.starts import Start
from models.vocabulary import Label

ALL = "all"
"""In place of a part: the rung as a whole, by any of its routes."""
RELATIONS = ("equivalent", "stricter", "looser", "incomparable", "not_comparable", "undecided")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Side:
    """One standard in a comparison. `key` is its id, for an amended one `<id>+<scenario>`; `label` its short name.

    `fair` is the standard as it is compared with all other sides (`solver.transplant`); the numbers are those of it.
    """

    key: str
    label: Label
    standard: Standard
    fair: Standard


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Witness:
    """Somebody who qualifies under one standard and not under the other, as the reference evaluator found them too.

    `person` is the applicant document, without region and employer; `papers` the documents as each side (by key) has
    them. `route` is the one by which they qualify (empty for a part alone), `meets` the clauses by which they do,
    `decides` the smallest clauses that fail on the other side (of a whole rung those of the regular route), `others`
    those of its other routes. `records` counts achievements.
    """

    person: Mapping[str, Anything]
    papers: Mapping[str, Mapping[str, Anything]]
    as_of: date
    route: str
    meets: tuple[Rule, ...]
    decides: tuple[Rule, ...]
    records: int
    others: tuple[tuple[str, tuple[Rule, ...]], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Direction:
    """Whether everyone who meets one side meets the other: proven, refuted (by the witness) or undecided."""

    answer: str
    witness: Witness | None = None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Relation:
    """How `a` stands to `b` (keys of sides) for a rung and a part (or ALL): `stricter` where all who meet a meet b.

    `forward` asks whether all who meet a meet b, `backward` the reverse; both None where they are not comparable, and
    then `why` is procedure, rung, part, judged or nothing (a part in which neither asks anything to be computed), and
    `lacks` the keys of the sides concerned. `beside` is the relation on other terms where it differs: by `equivalences`
    (technician schools let in), `employers` (each region's own list) or `bars` (nobody under a penalty). `readings` are
    those under whose value the relation is another one: (id, value, relation), one at a time, where that was asked.
    """

    a: str
    b: str
    rung: str
    part: str
    relation: str
    forward: Direction | None = None
    backward: Direction | None = None
    why: str = ""
    lacks: tuple[str, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
    readings: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """How many of `people` pass; `low` and `high` bound the share (Wilson's interval at 95 %)."""

    people: int
    passed: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share that passes; 0 of nobody."""
        return self.passed / self.people if self.people else 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class PassRate:
    """The people of a population who pass one part (or ALL) of a rung under one side."""

    side: str
    rung: str
    part: str
    rate: Rate


@dataclass(frozen=True, kw_only=True, slots=True)
class Overlap:
    """The same people under two sides: how many pass both, one alone, neither."""

    a: str
    b: str
    rung: str
    both: int
    only_a: int
    only_b: int
    neither: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Curve:
    """Pass rates of a whole rung by full years of work: (years from, rate) for each band."""

    side: str
    rung: str
    bands: tuple[tuple[int, Rate], ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Excluded:
    """How many people a clause keeps out of the regular route of a rung (of one without it, the first).

    `fails` do not meet it, `alone` would pass that route if this clause alone were not asked.
    """

    side: str
    rung: str
    clause: Rule
    people: int
    fails: int
    alone: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PartShare:
    """What one part contributes to those kept out of the regular route of a rung (of one without it, the first).

    It is the part's Shapley value as a share of all people: the shares of a rung add up to all who do not pass it.
    """

    side: str
    rung: str
    part: str
    share: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Effort:
    """The least way from a starting point up to a rung under one side, by `plan`: by any route, and by the regular one.

    `months` until the title is in hand and `records` on the way; `regular_months` and `regular_records` where every
    step goes by the regular route (of a rung without it, by any). Both of a pair are None where nothing leads there.
    `routes` are the other routes that the way by any route takes, each once in the order of its steps; empty where
    it takes as many months and records as the regular one. `points` are the frontier of `gap` for the rung alone, by
    any route from the same start, as (months, records), empty where it cannot be reached in one step.
    """

    side: str
    rung: str
    start: str
    months: int | None
    records: int | None
    regular_months: int | None
    regular_records: int | None
    routes: tuple[str, ...]
    points: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Move:
    """One threshold moved by one: `slot` of `clause` from `before` to `after`; what becomes of pass rate and effort.

    `gain` are the people who pass after it but not before, `loss` the reverse. `months` and `records` are (before,
    after) of the least effort from the candidate of docs/strictness.md,
    None where it is out of reach.
    """

    side: str
    rung: str
    clause: Rule
    slot: str
    before: int | float
    after: int | float
    gain: int
    loss: int
    people: int
    months: tuple[int | None, int | None]
    records: tuple[int | None, int | None]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Strictness:
    """The numbers beside the relations; what was not asked for is empty. `source` says which people were taken."""

    source: str = ""
    people: int = 0
    rates: Sequence[PassRate] = ()
    overlaps: Sequence[Overlap] = ()
    curves: Sequence[Curve] = ()
    excluded: Sequence[Excluded] = ()
    shares: Sequence[PartShare] = ()
    starts: Sequence[Start] = ()
    efforts: Sequence[Effort] = ()
    moves: Sequence[Move] = ()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Comparison:
    """The whole answer: every pair of sides (in order, a before b), every shared rung, every part and the whole."""

    sides: Sequence[Side]
    as_of: date
    readings: Mapping[str, Mapping[str, str]]
    relations: Sequence[Relation]
    strictness: Strictness = field(default_factory=Strictness)
