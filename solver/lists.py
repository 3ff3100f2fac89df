"""Lists in which a record serves one branch, over a person left free: what serves them, and how two lists are related.

That a list holds is modelled by giving each record to one demand. Its failure is said in clauses: what serves another
list of the same clauses serves it too, and `solver.denial` denies the ways that are left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from typing import Any as Anything

from models import rules
from models.rules import Count, Rule
from solver import denial, projects
from solver.dominance import least_records
from solver.gathered import List, needed
from solver.world import content

if TYPE_CHECKING:
    from solver.records import Pile
    from solver.space import Space

Share = tuple["Pile", Anything, Anything]
"""How many records of a pile are given away, and what they amount to (None where no amount is asked)."""


@dataclass(kw_only=True, slots=True)
class Giving:
    """The variables by which records are given: by pile, amounts by pile and attribute, and both by demand (its id)."""

    given: dict[int, list[Anything]] = field(default_factory=dict)
    amounts: dict[tuple[int, str], list[Anything]] = field(default_factory=dict)
    by_demand: dict[str, list[Share]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Kept:
    """A list with its literal, and how records are given in it."""

    rule: List
    found: Anything
    giving: Giving


def once(space: Space, rule: List) -> Anything:
    """The literal of a list: it needs records for all demands at once to hold."""
    model, world, records = space.model, space.world, space.records
    loose = world.some([space.literal(child) for child in rule.of], needed(rule))
    counts = [[n for n in rules.walk(child) if isinstance(n, Count)] for child in rule.of]
    serves = [{p.place for count in branch for p in records.serving(count.pattern)} for branch in counts]
    apart = all(not a & b for i, a in enumerate(serves) for b in serves[i + 1 :])
    if apart and all(_single(child) for child in rule.of) and not any(c.per_project for b in counts for c in b):
        return loose
    giving = Giving()
    served = _tree(space, rule, lambda leaf: _given(space, leaf, giving))
    records.shared(giving.given, giving.amounts)
    found = model.new_bool_var("")
    model.add_implication(found, served)
    model.add_implication(found, loose)
    serving = {place for places in serves for place in places}
    model.add(sum(records.piles[p].number for p in serving) >= least_records(rule)).only_enforce_if(found)
    if apart:
        model.add_bool_or(found, ~loose, ~world.plain)
    if space.eager:
        denial.deny_all(space, rule, found)
    for other in space.lists:
        _relate(space, Kept(rule=rule, found=found, giving=giving), other)
    space.lists.append(Kept(rule=rule, found=found, giving=giving))
    return found


def _relate(space: Space, one: Kept, other: Kept) -> None:
    """What one list says of another."""
    for a, b in ((one, other), (other, one)):
        if _within(space, a.rule, b.rule):
            space.model.add_implication(a.found, b.found)
        if a.rule.id == b.rule.id and not space.eager:
            # two versions of one list: what is given to a branch of the one may do for the same branch of the other
            pools = {child.id: _pool(child, a.giving) for child in a.rule.of}
            also = [_again(space, child, pools.get(child.id, {})) for child in b.rule.of]
            space.model.add_implication(space.world.some(also, needed(b.rule)), b.found)


def _tree(space: Space, rule: Rule, leaf: Callable[[Count], Anything]) -> Anything:
    """The literal of a tree whose counts are told by a function."""
    if isinstance(rule, rules.All | rules.Any | rules.AtLeast):
        return space.world.some([_tree(space, child, leaf) for child in rule.of], needed(rule))
    return leaf(rule) if isinstance(rule, Count) else space.literal(rule)


def _given(space: Space, rule: Count, giving: Giving) -> Anything:
    """A literal for enough records given to one demand; the amounts of those go with them."""
    records = space.records
    shares = [(p, records.share(p, giving.given)) for p in records.serving(rule.pattern)]
    total = rule.total
    giving.by_demand[rule.id] = [
        (p, share, records.part_of_amount(p, total.of, share, giving.amounts) if total is not None else None)
        for p, share in shares
    ]
    return _enough(space, rule, giving.by_demand[rule.id])


Pool = dict[str, list[Share]]
"""What is given to the demands of a branch: by demand, or under "" to whichever of them."""


def _pool(branch: Rule, giving: Giving) -> Pool:
    """The shares of one branch; of a branch that takes records for one demand at a time, all together."""
    own = {n.id: giving.by_demand[n.id] for n in rules.walk(branch) if n.id in giving.by_demand}
    return {"": [share for shares in own.values() for share in shares]} if _alternatives(branch) else own


def _alternatives(rule: Rule) -> bool:
    """Whether a branch takes records for one demand at a time, whichever it is."""
    if isinstance(rule, rules.All | rules.AtLeast):
        counting = [child for child in rule.of if any(isinstance(n, Count) for n in rules.walk(child))]
        return not rule.once and len(counting) <= 1 and all(_alternatives(child) for child in counting)
    return all(_alternatives(child) for child in rule.of) if isinstance(rule, rules.Any) else True


def _again(space: Space, branch: Rule, pool: Pool) -> Anything:
    """Whether a branch holds by what is given to the same branch in another list, for sure."""
    if "" in pool and not _alternatives(branch):
        return space.world.no
    return _tree(space, branch, lambda leaf: _also(space, leaf, pool))


def _also(space: Space, rule: Count, pool: Pool) -> Anything:
    """Whether what is given to a branch in one list is enough for a demand of it in another one, for sure."""
    n: Anything = rule.n
    if rule.total is not None and rule.total.months is not None:
        return space.world.no
    sure: list[Anything] = []
    if rule.per_project and (n > 1 or rule.total is not None):
        # told only where no records share a project
        kinds = dict.fromkeys(shape.kind for shape in rule.pattern)
        sure = [space.world.plain, *(~projects.together(space.records, kind) for kind in kinds)]
    serving = {pile.place for pile in space.records.serving(rule.pattern)}
    mine = [part for part in pool.get("", pool.get(rule.id, ())) if part[0].place in serving]
    if rule.total is not None and any(amount is None for _, _, amount in mine):
        return space.world.no
    enough = _enough(space, rule, mine)
    return space.world.some([enough, *sure], 1 + len(sure))


def _enough(space: Space, rule: Count, parts: list[Share]) -> Anything:
    """Whether these shares of piles are as many as a demand asks, and amount to as much."""
    records, n = space.records, rule.n
    if not parts:
        return space.world.no
    shares = [(p, records.weight(rule, p) * share) for p, share, _ in parts]
    most = sum(records.most[p.made.kind] * records.weight(rule, p) for p, _, _ in parts)
    enough = space.world.flag(records.counting(shares, rule.since, most), int(n))  # type: ignore[arg-type]  # settled
    if rule.total is None:
        return enough
    money: Anything = rule.total.at_least
    sums = records.counting(
        [(p, amount) for p, _, amount in parts], rule.since, records.top(rule, [p for p, _, _ in parts])
    )
    return space.world.some([enough, space.world.flag(sums, round(money * records.scale))], 2)


def _within(space: Space, small: Rule, large: Rule) -> bool:
    """Whether the first cannot hold without the second: same tree, each count within the other's."""
    if isinstance(small, Count) and isinstance(large, Count):
        return space.records.within(small, large)
    if isinstance(small, rules.All | rules.Any | rules.AtLeast) and isinstance(
        large, rules.All | rules.Any | rules.AtLeast
    ):
        if type(small) is not type(large) or getattr(small, "once", 0) != getattr(large, "once", 0):
            return False
        pairs = [any(_within(space, a, b) for b in large.of) for a in small.of]
        if len(small.of) == len(large.of):
            each = all(_within(space, a, b) for a, b in zip(small.of, large.of, strict=True))
            return each and needed(small) >= needed(large)
        return all(pairs) and isinstance(small, rules.Any)
    return content(small) == content(large) and small.id == large.id


def _single(rule: Rule) -> bool:
    """Whether a branch takes records for one count at a time only."""
    if isinstance(rule, rules.All | rules.AtLeast):
        return rule.once or sum(any(isinstance(n, Count) for n in rules.walk(child)) for child in rule.of) <= 1
    return all(_single(child) for child in rule.of) if isinstance(rule, rules.Any) else True
