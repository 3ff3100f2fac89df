"""One step of a ladder under one standard: its rung as it will stand then, with the days that are free left open.

Titles of the ladder are held, and dated a day after everything that is there today, so that records count since them as
they will. A condition on days becomes a tree of `solver.turning`; what the person has beside it is measured as today.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import product

from models import rules
from models.applicant import Applicant
from models.rules import Count, Item, Rule, Since, Tally, Tied
from models.standard import Standard
from models.vocabulary import vocabulary
from solver.additions import APPROVALS, nodes_of
from solver.classes import patterns_of
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.frontier import Periods
from solver.offers import Search
from solver.settle import Settled
from solver.status import ASSUMED, MET, UNKNOWN, UNMET, Status
from solver.turning import Rise, Study, Turning, negated
from solver.used import all_paths, fresh, spare
from solver.wants import Timed, Tree

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Offered:
    """A standard that the person may use: its rungs as they apply over time; `moved` if in another region."""

    standard: Standard
    periods: Mapping[str, Periods]
    person: Applicant
    moved: bool

    def moved_from(self, region: object) -> bool:
        """Whether it means a move for a person who works in a region."""
        return region is not None and self.standard.region != region


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class World:
    """What all ladders of one question have in common; `routes` empty: all. `memory` keeps what they share."""

    person: Applicant
    as_of: date
    offered: tuple[Offered, ...]
    studies: tuple[Study, ...]
    cut: Status
    strict: bool
    without: frozenset[str]
    paced: bool
    routes: tuple[str, ...] = ()
    memory: dict[object, Search] = field(default_factory=dict)

    def open_routes(self, settled: Settled) -> list[tuple[str, tuple[Rule, ...]]]:
        """The routes that may be taken, with their parts: those asked for, where the rung has one of them."""
        asked = [(name, parts) for name, parts in settled.routes.items() if name in self.routes]
        return asked or list(settled.routes.items())


@dataclass(kw_only=True, slots=True, eq=False)
class Variant:
    """A rung as it applies within a span of days, with some conditions on the past taken as met or not.

    `spare` are the records there that its clauses could count, where they count for one application only.
    """

    offered: Offered
    settled: Settled
    evaluation: Evaluation
    turning: Turning
    limits: list[Tree]
    known: dict[int, tuple[Rule, Tree]] = field(default_factory=dict)
    spare: dict[int, tuple[Rule, tuple[tuple[str, int], ...]]] = field(default_factory=dict)


def relocated(person: Applicant, region: str) -> Applicant:
    """The person after a move to a region: what is local is that of the region, or begins anew."""
    words = vocabulary().person.attributes
    facts = dict(person.facts)
    for name, attribute in words.items():
        if attribute.local == "place":
            facts[name] = region
        elif attribute.local == "months":
            # whatever they were before, and whether or not that was told
            facts[name] = 0
    return replace(person, facts=facts)


def variants(world: World, ladder: Sequence[Rise], place: int, *, alone: bool = False) -> list[Variant]:
    """The ways in which a step may stand: by standard, by span of days, by conditions that free records of a title.

    Taken `alone`, a step may use every record that is there.
    """
    rise, before = ladder[place], ladder[:place]
    found = []
    for offered in world.offered:
        if bool(offered.standard.initial) != bool(rise.row) or rise.rung not in offered.periods:
            continue
        periods = offered.periods[rise.rung]
        for number, (start, settled) in enumerate(periods):
            end = periods[number + 1][0] if number + 1 < len(periods) else None
            for gone, last in _posts(offered.person, world.as_of):
                limits: list[Tree] = []
                if start > world.as_of:
                    limits.append(Timed(f"{place}", ("apply", place), start))
                for bound in (end - DAY if end else None, last):
                    if bound is not None:
                        limits.append(Timed(f"{place}", bound, ("apply", place)))
                found += _switched(world, offered, settled, rise, before, gone, limits)
    if len(ladder) > 1 and not alone:
        for variant in found:
            _share(variant, world, place)
    return found


def _share(variant: Variant, world: World, place: int) -> None:
    """Records there that count for one application only are left to be given out."""
    nodes, facts = nodes_of(variant.settled), variant.evaluation.facts
    variant.spare = spare(nodes, facts, world.cut)
    if not variant.spare:
        return
    without: dict[int, tuple[Rule, tuple[()]]] = {key: (node, ()) for key, (node, _) in variant.spare.items()}
    # records tied to one project cannot be told apart by the application that used them
    gone = frozenset(all_paths(variant.offered.person)) if place else frozenset()
    before = variant.evaluation
    lacking = [node for node in nodes if isinstance(node, rules.Lacks) and _timely(node.of)]
    fixed = [(node, before.status(node)) for node in [*lacking, *(n for n, t in variant.known.values() if t is False)]]
    variant.evaluation = Evaluation(facts.varied({}, without, gone))
    for node, status in fixed:
        variant.evaluation.fix(node, status)


def _posts(person: Applicant, as_of: date) -> list[tuple[frozenset[str], date | None]]:
    """Posts that end one day: which are over, and until when the rest are not."""
    ends = {r.path: day for r in person.achievements or () if (day := r.values.get("to")) is not None and day >= as_of}
    days = sorted(set(ends.values()))
    found: list[tuple[frozenset[str], date | None]] = [(frozenset(ends), None)]
    return found + [(frozenset(p for p, end in ends.items() if end < day), day) for day in days]


def _switched(
    world: World, offered: Offered, settled: Settled, rise: Rise, before: Sequence[Rise],
    gone: frozenset[str], limits: list[Tree],
) -> list[Variant]:  # fmt: skip
    """One variant, or several where a condition that frees records of their title depends on free days."""
    today = Facts(offered.person, world.as_of, offered.standard.id, strict=world.strict)
    turning = Turning(today, before, world.studies, world.cut, moved=offered.moved)
    nodes = nodes_of(settled)
    frees = {id(f): f for n in nodes if (s := since_of(n)) for f in (s.free, s.free_when_held) if f is not None}
    open_ones = [rule for rule in frees.values() if not isinstance(turning.tree(rule), bool)]
    found = []
    for held in product((False, True), repeat=len(open_ones)):
        taken = {id(rule): (rule, MET if now else UNMET) for rule, now in zip(open_ones, held, strict=True)}
        more = [turning.tree(rule) for rule, now in zip(open_ones, held, strict=True) if now]
        variant = Variant(
            offered=offered, settled=settled, evaluation=Evaluation(today), turning=turning, limits=[*limits, *more]
        )
        _measure(variant, world, rise, before, gone, taken, [f for f in frees.values() if id(f) not in taken])
        found.append(variant)
    return found


def _measure(
    variant: Variant, world: World, rise: Rise, before: Sequence[Rise], gone: frozenset[str],
    taken: Mapping[int, tuple[Rule, Status]], frees: Sequence[Rule],
) -> None:  # fmt: skip
    """The facts of the step: those of a day on which the titles before it are held, all conditions on days apart."""
    person, standard = variant.offered.person, variant.offered.standard
    then = world.as_of + DAY
    titled = (
        replace(person, titles=(*(person.titles or ()), *(one.title(then) for one in before))) if before else person
    )
    nodes = nodes_of(variant.settled)
    leaves = [n for n in nodes if not rules.children(n) and not isinstance(n, Count | Item | Tied)]
    statuses: dict[int, tuple[Rule, Status]] = dict(taken)
    # what is not to hold must not even possibly hold, where holding is to be sure; and the other way round
    other_cut = UNKNOWN if world.cut is ASSUMED else ASSUMED
    opposite = Turning(variant.turning.facts, before, world.studies, other_cut, moved=variant.offered.moved)
    for leaf in [*leaves, *(one for free in frees for one in rules.walk(free))]:
        if isinstance(leaf, rules.Fact) and leaf.fact == APPROVALS:
            continue
        tree = variant.turning.tree(leaf)
        below = UNKNOWN if other_cut is UNKNOWN and opposite.tree(leaf) is not False else UNMET
        statuses[id(leaf)] = (leaf, MET if tree is True else below)
        if not isinstance(tree, bool):
            variant.known[id(leaf)] = (leaf, tree)
    for row in variant.offered.standard.initial:
        # an initial title names the row that gave it, so that no other will do
        other = next((n for n in nodes if n.id == row and standard.initial[row] != rise.row), None)
        if other is not None:
            variant.known[id(other)] = (other, False)
    facts = Facts(titled, then, standard.id, strict=world.strict).varied(statuses, {}, gone)
    facts = facts.varied({}, _aged(nodes, facts, world, len(before)))
    variant.evaluation = Evaluation(facts)
    for node, tree in variant.known.values():
        if tree is False:
            variant.evaluation.fix(node, UNMET)
    for node in nodes:
        if isinstance(node, rules.Lacks) and _timely(node.of):
            inner = opposite.tree(node.of)
            variant.evaluation.fix(node, MET if inner is False else UNMET)
            if not isinstance(inner, bool):
                variant.known[id(node)] = (node, negated(inner))


def _timely(rule: Rule) -> bool:
    """Whether a rule rests on the person alone, so that it can be said of any day."""
    return not any(isinstance(n, Count | Item | Tied | Tally | rules.Lacks) for n in rules.walk(rule))


def _aged(nodes: Iterable[Rule], facts: Facts, world: World, place: int) -> dict[int, tuple[Rule, tuple[()]]]:
    """Amounts within a span of months: what is there is not counted on beside what comes on a day not known yet."""
    if not place and not world.paced:
        return {}
    evaluation = Evaluation(facts)
    return {id(n): (n, ()) for n in nodes if spanned(n) and evaluation.status(n) < world.cut}


def since_of(node: Rule) -> Since | None:
    """The title since which the records of a node count."""
    return node.since if isinstance(node, Count | Item | Tied) else None


def endorsing(node: Rule) -> bool:
    """Whether a node counts recommenders."""
    return any(shape.kind == "recommender" for pattern in patterns_of(node) for shape in pattern)


def spanned(node: Rule) -> bool:
    """Whether a node adds up amounts within a span of months, so that records of other periods lie too far off."""
    return isinstance(node, Count) and node.total is not None and node.total.months is not None


def first_period(node: Rule, variant: Variant, place: int, cut: Status) -> int:
    """The first period whose additions serve a node; endorsements are for one application alone."""
    if endorsing(node) or fresh(node) or spanned(node):
        return place
    since = since_of(node)
    if since is None or not place:
        return 0
    facts = variant.evaluation.facts
    start = facts.since(since)
    if start.every >= cut:
        return 0
    levels = [rise.rung for rise in variant.turning.before]
    if since.level is None:
        return place
    return levels.index(since.level) + 1 if since.level in levels else 0
