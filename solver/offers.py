"""The least additions for a tree of wants, from the bottom up where no addition serves two branches.

An offer is what it takes to fulfil a tree: a price in each currency (records and endorsements, or a cost), a tie-break
(weakness), and what to add. Of each tree the offers that no other beats in price are kept. Branches that share no
addition are settled alone and their offers added up; what shares additions goes to the solver (`solver.joint`), unless
one record alone does for all of it, below which there is nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce

from solver.wants import Group, Item, Listed, Once, Tree, Want, leaves

Price = tuple[int, ...]
Pick = tuple[int, int, tuple[Want | Item, ...]]
"""The place of an addition, how often it is added, and the wants it serves."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What it takes: a price in each currency, a tie-break, the additions; `proven` that nothing less will do."""

    price: Price
    tie: Price
    picks: tuple[Pick, ...] = ()
    proven: bool = True


@dataclass(kw_only=True, slots=True, eq=False, repr=False)
class Search:
    """Prices and tie-breaks of additions by place, and the offers found so far for trees of wants.

    What was found for branches together is kept by what they are, all else by identity, since folding makes one tree of
    what is alike and hashing a tree takes longer than adding up its branches.
    """

    prices: Sequence[Price]
    ties: Sequence[Price]
    joint: Callable[[Tree, Search], list[Offer]]
    unit: bool = True
    """Whether every addition costs one of its own currency: prices are then pairs, else single costs."""
    pool: Sequence[object] = ()
    sorts: Sequence[object] = ()
    """Where given, only additions of one sort can stand in each other's place."""
    joined: dict[Tree, list[Offer]] = field(default_factory=dict)
    found: dict[int, tuple[Tree, list[Offer]]] = field(default_factory=dict)
    touched: dict[int, tuple[Tree, frozenset[int]]] = field(default_factory=dict)
    single: dict[int, tuple[Tree, frozenset[int]]] = field(default_factory=dict)

    @property
    def nothing(self) -> Offer:
        """The offer of what holds already."""
        return Offer((0, 0), (0, 0)) if self.unit else Offer((0,), (0, 0, 0))


def offers(tree: Tree, search: Search) -> list[Offer]:
    """The offers for a tree that no other beats in price; none where it cannot be fulfilled."""
    if isinstance(tree, bool):
        return [search.nothing] if tree else []
    kept = search.found.get(id(tree))
    if kept is None:
        kept = search.found[id(tree)] = (tree, _offers(tree, search))
    return kept[1]


def _offers(tree: Tree, search: Search) -> list[Offer]:
    match tree:
        case Want():
            return _want(tree, search)
        case Listed():
            return _listed(tree, search)
        case Once() if tree.given:
            return _joined(tree, search)
        case Group() | Once() if tree.n == 1:
            return best(offer for one in tree.of for offer in offers(one, search))
        case Group() if tree.n == len(tree.of):
            return _all(tree, search)
        case Group() if not _disjoint(tree.of, search):
            return _joined(tree, search)
        case Group() | Once():
            return _some(tree.n, tree.of, search)
    raise TypeError(f"no offers for {tree}")


def _joined(tree: Tree, search: Search) -> list[Offer]:
    if tree not in search.joined:
        from solver.given_away import settled

        found = settled(tree, search)
        search.joined[tree] = search.joint(tree, search) if found is None else found
    return search.joined[tree]


def best(found: Iterable[Offer]) -> list[Offer]:
    """Those that no other beats: for each price the weakest, and no price above another in every currency."""
    ranked = sorted(found, key=lambda o: (o.price, o.tie, [(p, t, [w.id for w in ws]) for p, t, ws in o.picks]))
    kept: list[Offer] = []
    for one in ranked:
        if not any(all(a <= b for a, b in zip(other.price, one.price, strict=True)) for other in kept):
            kept.append(one)
    return kept


def plus(one: Offer, other: Offer) -> Offer:
    """Both together."""
    return Offer(
        tuple(map(sum, zip(one.price, other.price, strict=True))),
        tuple(map(sum, zip(one.tie, other.tie, strict=True))),
        one.picks + other.picks,
        one.proven and other.proven,
    )


def _want(want: Want, search: Search) -> list[Offer]:
    """The cheapest cover of a number by weighted additions; prices of one want lie in one currency."""
    weights = {weight for _, weight in want.adds}
    if want.n == 1 or weights == {1}:
        place = min((p for p, _ in want.adds), key=lambda p: (search.prices[p], search.ties[p], p))
        price, tie = search.prices[place], search.ties[place]
        n = want.n
        return [Offer(tuple(n * c for c in price), tuple(n * c for c in tie), ((place, n, (want,)),))]
    table = [search.nothing]
    for n in range(1, want.n + 1):
        options = []
        for place, weight in want.adds:
            one = Offer(search.prices[place], search.ties[place], ((place, 1, (want,)),))
            options.append(plus(table[max(0, n - weight)], one))
        table.append(min(options, key=lambda o: (o.price, o.tie, [p[0] for p in o.picks])))
    return [table[-1]]


def _all(tree: Group, search: Search) -> list[Offer]:
    """Every branch: those that share additions together, the rest each alone."""
    made = [search.nothing]
    for members in _clusters(tree.of, search):
        mine = offers(members[0], search) if len(members) == 1 else _together(members, search)
        made = best(plus(a, b) for a in made for b in mine)
        if not made:
            return []
    return made


def _together(members: Sequence[Tree], search: Search) -> list[Offer]:
    """Branches that share additions: settled among themselves where that is plain, else as the solver finds."""
    if not all(offers(one, search) for one in members):
        return []
    whole = Group("", len(members), tuple(members))
    if whole not in search.joined:
        from solver.shared import settled

        found = settled(members, search) if search.unit else None
        search.joined[whole] = search.joint(whole, search) if found is None else found
    return search.joined[whole]


def singles(tree: Tree, search: Search) -> frozenset[int]:
    """The additions one of which fulfils a tree on its own; none of a list whose records there compete for places."""
    kept = search.single.get(id(tree))
    if kept is None:
        kept = search.single[id(tree)] = (tree, frozenset(_singles(tree, search)))
    return kept[1]


def _singles(tree: Tree, search: Search) -> set[int]:
    match tree:
        case Want():
            return {p for p, weight in tree.adds if weight >= tree.n}
        case Listed():
            return {p for item in finishing(tree) for p, _ in item.adds}
        case Once() if tree.given or tree.n > 1:
            return set()
        case Group() | Once():
            below = [singles(one, search) for one in tree.of]
            return {p for p in set().union(*below) if sum(p in one for one in below) >= tree.n}
    return set()


def serving(tree: Tree, place: int, search: Search) -> Sequence[Want | Item]:
    """The wants by which one addition fulfils a tree on its own: as many branches as are asked, the first that do."""
    if isinstance(tree, Want):
        return [tree]
    if isinstance(tree, Listed):
        return [item for item in finishing(tree) if any(p == place for p, _ in item.adds)][:1]
    if isinstance(tree, bool):
        return []
    able = [one for one in tree.of if place in singles(one, search)][: tree.n]
    return [want for one in able for want in serving(one, place, search)]


def _some(n: int, of: Sequence[Tree], search: Search) -> list[Offer]:
    """Some of several branches that share nothing: how many are fulfilled so far, and at what price."""
    table: list[list[Offer]] = [[search.nothing], *([] for _ in range(n))]
    for one in of:
        mine = offers(one, search)
        for k in range(n, 0, -1):
            table[k] = best([*table[k], *(plus(a, b) for a in table[k - 1] for b in mine)])
    return table[n]


def _listed(tree: Listed, search: Search) -> list[Offer]:
    """A cumulative list: each way to give away the records that are there, then the cheapest results beside them."""
    states = _states(tree)
    cheapest = [_cheapest(item, search) for item in tree.of]
    found = []
    for state, made in states.items():
        results: list[Offer] = []
        for item, able, rest in zip(tree.of, cheapest, state, strict=True):
            if able is not None:
                one = Offer(search.prices[able], search.ties[able], ((able, 1, (item,)),))
                # the first result needs what the records there leave open, every further one a whole set
                results.append(reduce(plus, [one] * (item.per - rest)))
                results += [reduce(plus, [one] * item.per)] * (tree.n - 1)
        results.sort(key=lambda o: (o.price, o.tie, o.picks[0][0]))
        lacking = tree.n - made
        if len(results) >= lacking:
            found.append(reduce(plus, results[:lacking], search.nothing))
    return best(found)


def _states(tree: Listed) -> dict[tuple[int, ...], int]:
    """For each way to give away the records there, by what is left over at each item: the most results they make."""
    sizes = [item.per for item in tree.of]
    states: dict[tuple[int, ...], int] = {(0,) * len(sizes): 0}
    for places in tree.given:
        grown: dict[tuple[int, ...], int] = {}
        for state, made in states.items():
            for place in places:
                more, rest = divmod(state[place] + 1, sizes[place])
                after = (*state[:place], rest, *state[place + 1 :])
                grown[after] = max(grown.get(after, -1), made + more)
        states = grown
    return states


def finishing(tree: Listed) -> list[Item]:
    """The items of a cumulative list one more record of which makes the last result that is lacking."""
    states = _states(tree)
    return [
        item
        for place, item in enumerate(tree.of)
        if any(made == tree.n - 1 and state[place] == item.per - 1 for state, made in states.items())
    ]


def _cheapest(item: Item, search: Search) -> int | None:
    """The addition by which an item is served at the least price, the weakest of equal ones."""
    return min((p for p, _ in item.adds), key=lambda p: (search.prices[p], search.ties[p], p), default=None)


def touched(tree: Tree, search: Search) -> frozenset[int]:
    """The additions that could serve a tree."""
    kept = search.touched.get(id(tree))
    if kept is None:
        kept = (tree, frozenset(place for leaf in leaves(tree) for place, _ in leaf.adds))
        search.touched[id(tree)] = kept
    return kept[1]


def _disjoint(of: Sequence[Tree], search: Search) -> bool:
    seen: set[int] = set()
    for one in of:
        mine = touched(one, search)
        if mine & seen:
            return False
        seen |= mine
    return True


def _clusters(of: Sequence[Tree], search: Search) -> list[list[Tree]]:
    """Branches that share additions with each other, directly or by way of others, in a list each."""
    clusters: list[tuple[list[Tree], frozenset[int]]] = []
    for one in of:
        members, places = [one], touched(one, search)
        rest = []
        for others, held in clusters:
            if held & places:
                members, places = others + members, held | places
            else:
                rest.append((others, held))
        clusters = [*rest, (members, places)]
    return [members for members, _ in clusters]
