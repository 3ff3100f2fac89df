"""One ladder as one tree: what every step of a plan asks, over additions and days that are all still free.

Additions stand in pools, one for each period and standard: what can be made before an application under that standard,
after the title before it. A clause that counts results since a title of the plan takes them from the periods after that
title; one that counts them all takes them from every period, so that one record can serve several applications.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.rules import Count, Item, Rule, Tied
from models.standard import Standard
from models.vocabulary import vocabulary
from solver.additions import HELD, Addition, Additions, Adds, able, nodes_of
from solver.joint import joint
from solver.never import closed, hitting
from solver.offers import offers
from solver.pricing import Pricing
from solver.settle import Settled
from solver.status import Status
from solver.steps import DAY, Offered, Variant, World, endorsing, first_period, spanned, variants
from solver.turning import Rise
from solver.used import fresh, held, serving
from solver.wanting import Pool, Wanting
from solver.wants import Group, Tree, group, without_days, without_wants

Pools = Sequence[tuple[int, Offered, Additions]]
"""What can be added in a period, under a standard."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Way:
    """One way to take a step: by which standard and route; `settled` is the rung as it applies then.

    `sparing` says that its clauses ask for records which no application has used: it tells which ones it uses itself.
    """

    offered: Offered
    settled: Settled
    route: str
    sparing: bool


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Climb:
    """A ladder as a tree; `ways` by the id of their group, `pool` the additions by place, `period` of each of them."""

    ladder: tuple[Rise, ...]
    tree: Group
    ways: Mapping[str, Way]
    pool: Sequence[Addition]
    period: Sequence[int]
    sort: Sequence[object]

    def held(self, place: int) -> str:
        """The path of the record there that stands at a place; nothing for an addition."""
        one = self.pool[place]
        return str(one.attrs["path"]) if one.kind == HELD else ""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Outlook:
    """A step by itself: what it asks of free days if nothing else were asked, and the least price of its additions."""

    days: Tree
    fewest: int


def climb(world: World, ladder: Sequence[Rise]) -> Climb | None:
    """The tree of a ladder; None where a step of it is shut."""
    steps = [variants(world, ladder, place) for place in range(len(ladder))]
    pools = _pools(world, ladder, steps)
    shared: Pool = ([one for _, _, made in pools for one in made.all], {})
    period = [place for place, _, made in pools for _ in made.all]
    sort: list[object] = [number for number, (_, _, made) in enumerate(pools) for _ in made.all]
    folded = []
    for place, many in enumerate(steps):
        paths = {path: 0 for variant in many for _, spares in variant.spare.values() for path, _ in spares}
        for path in paths:
            paths[path] = len(shared[0])
            shared[0].append(held(path))
            period.append(place)
            sort.append((HELD, path, place))
        for variant in many:
            together = _together(variant, place, pools, world.cut, paced=world.paced)
            for key, more in serving(variant.spare, paths).items():
                together.serving[key] += more
            folded.append((place, variant, together))
    wantings = [(place, variant, _wanting(world, variant, made, shared)) for place, variant, made in folded]
    ways: dict[str, Way] = {}
    trees: list[list[Tree]] = [[] for _ in ladder]
    for number, (place, variant, wanting) in enumerate(wantings):
        for route, parts in world.open_routes(variant.settled):
            tree = group(route, len(parts), map(wanting.fold, parts))
            if tree is not False:
                name = f"{place}:{number}:{route}"
                ways[name] = Way(
                    offered=variant.offered, settled=variant.settled, route=route, sparing=bool(variant.spare)
                )
                asked = (*variant.limits, tree)
                trees[place].append(Group(name, len(asked), asked))
    if not all(trees):
        return None
    # what is bound to a project stands after everything else, each in the pool of the same one unbound
    unbound = {place: known for known, projects in shared[1].items() for place in projects.values()}
    for place in range(len(period), len(shared[0])):
        period.append(period[unbound[place]])
        sort.append(sort[unbound[place]])
    of: tuple[Tree, ...] = tuple(Group(f"step {place}", 1, tuple(many)) for place, many in enumerate(trees))
    tree = Group("plan", len(of), of)
    return Climb(ladder=tuple(ladder), tree=tree, ways=ways, pool=shared[0], period=period, sort=sort)


def _wanting(world: World, variant: Variant, additions: Additions, shared: Pool | None = None) -> Wanting:
    nodes, then = nodes_of(variant.settled), world.as_of + DAY
    return Wanting(
        variant.evaluation, additions, world.cut, world.without, nodes, then, shared=shared, known=variant.known
    )


def outlook(world: World, ladder: Sequence[Rise], pricing: Pricing) -> Outlook | None:
    """What the last step of a ladder takes at the least, taken by itself; None where nothing opens it."""
    ways: list[Tree] = []
    fewest: list[int] = []
    for variant, wanting in _last(world, ladder):
        key = (wanting.additions.key, tuple((place, *many) for place, many in wanting.bound.items()))
        search = world.memory.setdefault(key, pricing.search(wanting.pool, joint))
        for route, parts in world.open_routes(variant.settled):
            tree = group(route, len(parts), map(wanting.fold, parts))
            if tree is not False:
                ways.append(group(route, 1 + len(variant.limits), [*variant.limits, without_wants(tree)]))
                fewest += [one.price[0] for one in offers(without_days(tree), search)]
    return Outlook(days=group("step", 1, ways), fewest=min(fewest)) if ways and fewest else None


def shut_by(world: World, ladder: Sequence[Rise]) -> Iterator[tuple[Standard, tuple[Rule, ...]]]:
    """For each standard the fewest clauses that shut the last step of a ladder, in the order of the text."""
    found: dict[str, tuple[Standard, list[frozenset[str]], dict[str, Rule]]] = {}
    for variant, wanting in _last(world, ladder):
        standard = variant.offered.standard
        _, shut, named = found.setdefault(standard.id, (standard, [], {}))
        for _, parts in world.open_routes(variant.settled):
            nodes = {node.id: node for part in parts for node in closed(part, wanting)}
            named.update(nodes)
            shut.append(frozenset(nodes))
    for standard, shut, named in found.values():
        if all(shut):
            chosen = hitting(shut, list(named))
            yield standard, tuple(named[path] for path in named if path in chosen)


def _last(world: World, ladder: Sequence[Rise]) -> Iterator[tuple[Variant, Wanting]]:
    """The last step of a ladder by itself: records of the steps before it are none of its own."""
    for variant in variants(world, ladder, len(ladder) - 1, alone=True):
        yield variant, _wanting(world, variant, able(nodes_of(variant.settled)))


def _dateless(world: World, rung: str) -> dict[int, Rule]:
    """The clauses of rungs above one that count records whatever their date."""
    rungs = vocabulary().sets["rung"]
    return {
        id(node): node
        for offered in world.offered
        for name, periods in offered.periods.items()
        if rungs.step(name) > rungs.step(rung)
        for _, settled in periods
        for node in nodes_of(settled)
        if isinstance(node, Count | Item | Tied)
        and node.since is None
        and not (endorsing(node) or fresh(node) or spanned(node))
    }


def _pools(world: World, ladder: Sequence[Rise], steps: Sequence[Sequence[Variant]]) -> Pools:
    """For each period and standard what can be added: for its own application, and for those of later ones."""
    found = []
    # what any later rung counts whatever its date, in this ladder or not: so that ladders share what they work out
    later = [_dateless(world, rise.rung) for rise in ladder]
    for period, many in enumerate(steps):
        cross = {
            id(node): node
            for place in range(period + 1, len(steps))
            for variant in steps[place]
            for node in _counting(variant)
            if first_period(node, variant, place, world.cut) <= period
        }
        for offered in {id(v.offered): v.offered for v in many}.values():
            own = {id(n): n for v in many if v.offered is offered for n in nodes_of(v.settled)}
            beside = {**later[period], **cross}
            for key in own:
                beside.pop(key, None)
            found.append((period, offered, able(tuple(own.values()), tuple(beside.values()))))
    return found


def _placed(pools: Pools) -> Iterator[tuple[int, tuple[int, Offered, Additions]]]:
    """Each pool with the place at which it begins in the whole."""
    start = 0
    for one in pools:
        yield start, one
        start += len(one[2].all)


def _counting(variant: Variant) -> list[Rule]:
    """The nodes that count records; of a cumulative list its items."""
    return [n for n in nodes_of(variant.settled) if isinstance(n, Count | Item | Tied)]


def _together(variant: Variant, place: int, pools: Pools, cut: Status, *, paced: bool) -> Additions:
    """The additions of every period that may serve a step, at their places in the whole pool."""
    usable = [
        (period, made, start)
        for start, (period, offered, made) in _placed(pools)
        if period < place or (period == place and offered is variant.offered)
    ]
    served: dict[int, Adds] = {}
    tying: dict[int, tuple[tuple[int, ...], ...]] = {}
    for node in _counting(variant):
        first = first_period(node, variant, place, cut)
        able_ones = [(made, start) for period, made, start in usable if period >= first]
        if isinstance(node, Tied):
            columns = range(len(node.patterns))
            tying[id(node)] = tuple(
                tuple(start + p for made, start in able_ones if id(node) in made.tying for p in made.tying[id(node)][i])
                for i in columns
            )
        elif paced and isinstance(node, Count) and spanned(node) and node.n != 1:
            # made one after the other several records may lie too far apart; one alone can have the whole amount
            served[id(node)] = ()
        else:
            served[id(node)] = tuple(
                (start + p, w) for made, start in able_ones for p, w in made.serving.get(id(node), ())
            )
    approvals = {
        value: start + p for period, made, start in usable if period == place for value, p in made.approvals.items()
    }
    return Additions(all=(), key=(), serving=served, tying=tying, approvals=approvals)
