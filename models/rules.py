"""The rule language: a standard is a tree of these nodes over what is known of a person.

Every node has `id` (its path, `senior/results/standards`), `cite` (the complete citation) and `when` (the readings
under which it is part of the tree at all). Months are the unit of time, 万元 of money. Nodes say what is asked; how
it is decided stands in `solver`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models.vocabulary import Label


@dataclass(frozen=True, kw_only=True, slots=True)
class Dated:
    """A parameter: a number with the dates from which each of its values holds, and the article that sets it."""

    name: str
    cite: str
    values: tuple[tuple[date, int | float], ...]

    def on(self, day: date) -> int | float:
        """The value in force on a day; before the first date, the first value."""
        found = self.values[0][1]
        for since, value in self.values:
            if since <= day:
                found = value
        return found


Number = int | float | Dated


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """A set of fields of work that depends on a reading."""

    reading: str
    options: tuple[tuple[str, tuple[str, ...]], ...]


Fields = tuple[str, ...] | Chosen


@dataclass(frozen=True, kw_only=True, slots=True)
class Test:
    """A condition on one attribute. `op`: among (one of the values), all_of, at_least, at_most, is (a flag).

    `unsaid` lets a record pass that does not give the attribute (a rank that shows the role).
    """

    attribute: str
    op: str
    values: tuple[str, ...] = ()
    number: Number = 0
    flag: bool = True
    unsaid: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Either:
    """At least one of several groups of conditions, each group to be met whole."""

    options: tuple[tuple[Condition, ...], ...]


Condition = Test | Either


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """Records of one kind that meet all the conditions; `when` names the readings under which they count at all."""

    kind: str
    tests: tuple[Condition, ...] = ()
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()


Pattern = tuple[Shape, ...]
"""Records that have one of several shapes."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Rule:
    """What every node carries. Nodes are compared by identity: two clauses that read alike are still two clauses."""

    id: str
    cite: str
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    line: int = 0

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id})"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Since:
    """The title since which results count: records dated on its day or later.

    `level` None is the highest engineering title held, and with none held every record counts. Where `level` is not
    held, records count if `free` holds (the row in use needs no title); where it is held but `free_when_held` holds,
    every record counts.
    """

    level: str | None
    free: Rule | None = None
    free_when_held: Rule | None = None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class All(Rule):
    """Every one of `of`. With `once`, a record that serves one of them serves no other."""

    of: tuple[Rule, ...]
    once: bool = False


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Any(Rule):
    """At least one of `of`."""

    of: tuple[Rule, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class AtLeast(Rule):
    """At least `n` of `of`; with `once`, a record is given to one of them only, as is best for the person."""

    n: Number
    of: tuple[Rule, ...]
    once: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Weight:
    """Records that meet `tests` count `counts` times."""

    tests: tuple[Condition, ...]
    counts: int
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """The amounts of an attribute added over the records (万元); within `months` of each other where given."""

    of: str
    at_least: Number
    months: Number | None = None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Count(Rule):
    """At least `n` records of a pattern, and where `total` is given their amounts together.

    With `per_project`, records of one kind from one project count as one. `since` is the title from which they count.
    """

    pattern: Pattern
    n: Number
    weights: tuple[Weight, ...] = ()
    total: Total | None = None
    per_project: bool = False
    since: Since | None = None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Item(Rule):
    """One item of a cumulative list: every `per` records of the pattern given to it make one result."""

    pattern: Pattern
    per: Number
    since: Since | None = None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Tally(Rule):
    """A cumulative list: at least `n` results in all, each record given to one item at most."""

    of: tuple[Item, ...]
    n: Number


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Tied(Rule):
    """Records of one project, one of each pattern (a task and the thanks for it)."""

    patterns: tuple[Pattern, ...]
    since: Since | None = None


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Education(Rule):
    """A level of education reached. `by`: diploma, degree, either, both, or class (exactly one of `levels`).

    Levels above the one asked meet it too, unless `exactly`. `mark` asks for a professional or academic engineering
    degree. With `new`, where a title was obtained by initial determination only certificates later than it count.
    """

    by: str
    levels: tuple[str, ...]
    relation: tuple[str, ...] = ()
    mark: str = ""
    exactly: bool = False
    new: bool = False


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Held(Rule):
    """A title of exactly this rung, held `months` full months (0: held at all)."""

    level: tuple[str, ...]
    series: tuple[str, ...] = ("engineering",)
    relation: tuple[str, ...] = ()
    months: Number = 0


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Worked(Rule):
    """Full months of work in a field (or a narrower one), inside the time since `after` was obtained.

    `early` shortens the months by `early_by` where it holds. `now` asks for a job open at the as-of date instead.
    """

    fields: Fields
    months: Number = 0
    after: Held | Education | None = None
    early: Rule | None = None
    early_by: Number = 0
    now: bool = False


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Fact(Rule):
    """A single fact of the person that meets a test; `absent` assumed takes silence favourably and lists it."""

    fact: str
    test: Test
    absent: str = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Clear(Rule):
    """Not barred: the date of the fact, with `months` added, is past; no date is no bar."""

    fact: str
    months: Number = 0


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Attest(Rule):
    """What only a panel or an employer can judge: true, false, or assumed and listed."""

    label: Label


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class External(Rule):
    """What another document decides, for those whom `concerns` names: attested or open, never assumed."""

    label: Label
    document: str
    concerns: Rule


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Lacks(Rule):
    """The named rule does not hold."""

    of: Rule


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Risen(Rule):
    """For every initial title held: a diploma or degree of a level above the one used for it, obtained after it.

    `used` maps the row that gave the title to the levels it asks for. `rows` limits the bar to titles of these rows;
    `unless_worked` lifts it where some month had been worked in these fields at the date of the title.
    """

    used: Mapping[str, tuple[str, ...]]
    rows: tuple[str, ...] = ()
    except_rows: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    unless_worked: Fields = ()


def children(rule: Rule) -> tuple[Rule, ...]:
    """The nodes directly below, in the order of the text."""
    if isinstance(rule, All | Any | AtLeast | Tally):
        return rule.of
    if isinstance(rule, Lacks):
        return (rule.of,)
    return ()


def walk(rule: Rule) -> list[Rule]:
    """The node and all below it, parents first."""
    found = [rule]
    for child in children(rule):
        found.extend(walk(child))
    return found
