"""The achievements of a person left free: how many records of each class there are, and what lists make of them.

A class is counted up to what all demands together can use, which loses nothing: more records change no truth. Where
projects or competing demands leave the falsehood of a list open, it is not asserted outside `plain`, so a proof stays
sound; `implied` adds what holds all the same (fewer shapes and a higher number never hold where the other does not).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any as Anything

from models import rules
from models.rules import Count, Pattern, Shape, Since, Tally, Tied
from models.vocabulary import vocabulary
from solver import projects
from solver.classes import RecordClass, decimals, most_needed, patterns_of, record_classes
from solver.dominance import Sought, leading
from solver.world import World, content


@dataclass(frozen=True, kw_only=True, slots=True)
class Pile:
    """Records of one class and one time: `dated` says under which titles their date lets them count."""

    place: int
    made: RecordClass
    dated: frozenset[str | None]
    number: Anything


class Records:
    """The variables for achievements and recommenders, and literals for what counts them."""

    def __init__(self, world: World, wanted: Sought | None = None) -> None:
        self.world, self.model = world, world.model
        nodes = world.nodes
        self.titles = list(dict.fromkeys(s.level for n in nodes if isinstance(s := getattr(n, "since", None), Since)))
        patterns = [p for n in nodes for p in patterns_of(n)]
        self.shapes = list(dict.fromkeys(shape for p in patterns for shape in p))
        counts = [n for n in nodes if isinstance(n, Count)]
        amounts = {(s.kind, n.total.of): 0 for n in counts if n.total for s in n.pattern}
        self.classes = record_classes(self.shapes, amounts, told=world.lived)
        if wanted is not None:
            self.classes = leading(self.classes, self.shapes, wanted)
        self._places = {shape: place for place, shape in enumerate(self.shapes)}
        self.most = most_needed(nodes, self.classes)
        self.money: list[Anything] = [n.total.at_least for n in counts if n.total]
        ends = [end for one in self.classes for span in one.spans.values() for end in span if end != float("inf")]
        self.scale = 10 ** decimals([*self.money, *ends])
        self.ages: dict[frozenset[str | None], Anything] = {}
        self.piles: list[Pile] = []
        self.amounts: dict[tuple[int, str], Anything] = {}
        self._made: dict[str, Anything] = {}
        self._started: dict[str, tuple[Anything, Anything]] = {}
        self._serving: dict[int, tuple[Pattern, list[Pile]]] = {}
        self._terms: dict[int, tuple[Count, str, frozenset[int]]] = {}
        self.counted: list[tuple[Count, Anything, bool]] = []
        self.together: dict[str, Anything] = {}
        self._tied: dict[str, tuple[Tied, Anything]] = {}
        for made in self.classes:
            for dated in self._times() if made.kind != "recommender" else [frozenset()]:
                bound = self.most.get(made.kind, 1)
                number = self.model.new_int_var(0, bound, "")
                self.piles.append(Pile(place=len(self.piles), made=made, dated=dated, number=number))
        for dated in self._times() if self.titles else ():
            self._recent(dated)

    def _times(self) -> list[frozenset[str | None]]:
        found: list[frozenset[str | None]] = [frozenset()]
        for title in self.titles:
            found += [one | {title} for one in found]
        return found

    def _recent(self, dated: frozenset[str | None]) -> None:
        """The age of the records of one time: within the titles they count under, before the others."""
        model, age = self.model, self.model.new_int_var(0, self.world.most + 2, "")
        self.ages[dated] = age
        used = model.new_bool_var("")
        for pile in self.piles:
            if pile.dated == dated and pile.made.kind != "recommender":
                model.add(pile.number == 0).only_enforce_if(~used)
        for title in self.titles:
            start, held = self.start(title)
            model.add(age <= start if title in dated else age >= start + 1).only_enforce_if(used, held)

    def start(self, title: str | None) -> tuple[Anything, Anything]:
        """How many months ago the title since which records count was obtained, and whether it is held."""
        key = str(title)
        if key not in self._started:
            world, levels = self.world, vocabulary().sets["rung"].values
            ages = [world.anchor(rules.Held(id="", cite="", level=(lv,))) for lv in ((title,) if title else levels)]
            age = ages[0]
            if title is None:
                age = self.model.new_int_var(-1, world.most, "")
                held = [world.flag(a, 0) for a in ages]
                for place, one in enumerate(ages):
                    self.model.add(age == one).only_enforce_if(held[place], *(~h for h in held[place + 1 :]))
                self.model.add(age == -1).only_enforce_if(*(~h for h in held))
            self._started[key] = (age, world.flag(age, 0))
        return self._started[key]

    def _every(self, since: Since) -> Anything:
        """Whether every record counts, whatever its date."""
        world = self.world
        _, held = self.start(since.level)
        if since.level is None:
            return ~held
        free = world.literal(since.free) if since.free is not None else world.no
        fresh = world.literal(since.free_when_held) if since.free_when_held is not None else world.no
        return world.some([world.some([~held, free], 2), world.some([held, fresh], 2)])

    def serving(self, pattern: Pattern) -> list[Pile]:
        """The piles whose records have one of the shapes."""
        if id(pattern) not in self._serving:
            wanted = {self._places[shape] for shape in pattern}
            self._serving[id(pattern)] = (pattern, [pile for pile in self.piles if pile.made.meets & wanted])
        return self._serving[id(pattern)][1]

    def counting(self, parts: Sequence[tuple[Pile, Anything]], since: Since | None, most: int) -> Anything:
        """The sum over piles, of those only whose records are dated so that they count."""
        if since is None or not parts:
            return sum(term for _, term in parts)
        inside = sum(term for pile, term in parts if since.level in pile.dated)
        outside = sum(term for pile, term in parts if since.level not in pile.dated)
        _, held = self.start(since.level)
        every, found = self._every(since), self.model.new_int_var(0, most, "")
        self.model.add(found == inside + outside).only_enforce_if(every)
        self.model.add(found == inside).only_enforce_if(held, ~every)
        self.model.add(found == 0).only_enforce_if(~held, ~every)
        return found

    def amount(self, pile: Pile, name: str) -> Anything:
        """What the records of a pile amount to together."""
        key = (pile.place, name)
        if key not in self.amounts:
            low, _ = pile.made.spans[name]
            top = self._top(pile, name)
            sum_of = self.model.new_int_var(0, top * self.most[pile.made.kind], "")
            self.model.add(sum_of >= round(low * self.scale) * pile.number)
            self.model.add(sum_of <= top * pile.number)
            self.amounts[key] = sum_of
        return self.amounts[key]

    def _top(self, pile: Pile, name: str) -> int:
        """The largest amount of one record, in the units of `scale`: no more than any sum asks."""
        low, high = pile.made.spans[name]
        cap = int(max(*self.money, low) * self.scale) + 1
        top: int = min(cap, round(high * self.scale)) if high != float("inf") else cap + round(low * self.scale)
        return top

    def top(self, count: Count, piles: Sequence[Pile]) -> int:
        """The largest sum of the records of some piles, in the units of `scale`."""
        return sum(self._top(p, count.total.of) * self.most[p.made.kind] for p in piles) if count.total else 0

    def weight(self, count: Count, pile: Pile) -> int:
        """How often the records of a pile count."""
        meets = pile.made.meets
        return max(
            (w.counts for w in count.weights if self._places[Shape(kind=pile.made.kind, tests=w.tests)] in meets),
            default=1,
        )

    def literal(self, rule: Count | Tally | Tied) -> Anything:
        """The literal of a node that counts records."""
        key = content(rule)
        if key not in self._made:
            if isinstance(rule, Tied):
                self._made[key] = projects.tied(self, rule, self._tied)
                self._tied[key] = (rule, self._made[key])
            else:
                self._made[key] = self._count(rule) if isinstance(rule, Count) else self._tally(rule)
        return self._made[key]

    def _count(self, rule: Count) -> Anything:
        n: Anything = rule.n
        piles = self.serving(rule.pattern)
        weights = [(pile, self.weight(rule, pile)) for pile in piles]
        heavy = max((w for _, w in weights), default=1)
        most = sum(self.most[p.made.kind] for p in piles) * heavy
        number = self.counting([(p, w * p.number) for p, w in weights], rule.since, most) + self.world.no
        enough = self.world.flag(number, n)
        single = not (rule.per_project and (n > 1 or rule.total))
        exact = single and (rule.total is None or rule.total.months is None)
        if rule.total is not None and piles:
            need: Anything = rule.total.at_least
            money = self.counting(
                [(p, self.amount(p, rule.total.of)) for p in piles], rule.since, self.top(rule, piles)
            )
            enough = self.world.some([enough, self.world.flag(money, round(need * self.scale))], 2)
            if rule.total.months is not None:
                enough = self._loose(enough)
        found = enough if single else projects.per_project(self, rule, enough)
        self.implied(rule, found, exact)
        return found

    def _loose(self, enough: Anything) -> Anything:
        """A literal that needs another to hold, and need not hold with it but in the plain world."""
        found = self.model.new_bool_var("")
        self.model.add_implication(found, enough)
        self.model.add_bool_or(found, ~enough, ~self.world.plain)
        return found

    def implied(self, rule: Count, found: Anything, exact: bool) -> None:
        """What one count says of another of the same records, where one of them is not simply a sum."""
        for other, held, also in self.counted:
            if exact and also:
                continue
            for small, large, low, high in ((rule, other, found, held), (other, rule, held, found)):
                if self.within(small, large):
                    self.model.add_implication(low, high)
                elif small.total and (small.n, large.n) == (1, 2) and self.within(replace(small, n=2), large):
                    # a sum is that of two records at least, or of one that is large enough alone
                    need: Anything = small.total.at_least
                    big = [p for p in self.serving(small.pattern) if p.made.spans[small.total.of][1] >= need]
                    most = sum(self.most[p.made.kind] for p in big)
                    alone = self.counting([(p, p.number) for p in big], small.since, most) + self.world.no
                    self.model.add_bool_or(~low, high, self.world.flag(alone, 1))
        self.counted.append((rule, found, exact))

    def _asked_of(self, count: Count) -> tuple[str, frozenset[int]]:
        """What a count asks besides pattern, number and total, and the places of the piles that serve it."""
        if id(count) not in self._terms:
            terms = content(replace(count, pattern=(), n=0, total=None))
            self._terms[id(count)] = (count, terms, frozenset(p.place for p in self.serving(count.pattern)))
        return self._terms[id(count)][1:]

    def within(self, small: Count, large: Count) -> bool:
        """Whether the first cannot hold without the second, for what they count."""
        (own, a), (other, b) = self._asked_of(small), self._asked_of(large)
        n, m = (small.n, large.n)
        if not (own == other and a <= b and n >= m and not small.weights):  # type: ignore[operator]  # settled to numbers
            return False
        if large.total is None or small.total == large.total:
            return True
        t: Anything = small.total
        return (
            t is not None
            and replace(t, at_least=0) == replace(large.total, at_least=0)
            and t.at_least >= large.total.at_least
        )

    def _tally(self, rule: Tally) -> Anything:
        n: Anything = rule.n
        serves: dict[int, int] = {}
        for item in rule.of:
            for pile in self.serving(item.pattern):
                serves[pile.place] = serves.get(pile.place, 0) + 1
        results: list[Anything] = []
        apart = all(number == 1 for number in serves.values())
        if all(item.per == 1 for item in rule.of) and len({content(item.since) for item in rule.of}) == 1:
            # each record gives one result, to whichever item
            every = [(p, p.number) for p in self.piles if p.place in serves]
            many = self.counting(every, rule.of[0].since, sum(self.most[p.made.kind] for p, _ in every))
            return self.world.flag(many + self.world.no, n)
        given: dict[int, list[Anything]] = {}
        for item in rule.of:
            piles = self.serving(item.pattern)
            per: Anything = item.per
            most = sum(self.most[p.made.kind] for p in piles)
            parts = [(p, p.number if apart else self.share(p, given)) for p in piles]
            total = self.counting(parts, item.since, most)
            made = self.model.new_int_var(0, max(1, most), "")
            if apart and piles:
                self.model.add_division_equality(made, total, per)
            else:
                self.model.add(per * made <= total)
            results.append(made)
        self.shared(given)
        enough = self.world.flag(sum(results), n)
        return enough if apart else self._loose(enough)

    def share(self, pile: Pile, given: dict[int, list[Anything]]) -> Anything:
        """How many records of a pile are given to one demand among several."""
        part = self.model.new_int_var(0, self.most[pile.made.kind], "")
        given.setdefault(pile.place, []).append(part)
        return part

    def part_of_amount(
        self, pile: Pile, name: str, share: Anything, amounts: dict[tuple[int, str], list[Anything]]
    ) -> Anything:
        """What the records of a pile that are given to one demand amount to."""
        whole = self.amount(pile, name)
        top = self._top(pile, name)
        part = self.model.new_int_var(0, top * self.most[pile.made.kind], "")
        self.model.add(part <= top * share)
        amounts.setdefault((pile.place, name), []).append(part)
        self.model.add(part <= whole)
        return part

    def shared(
        self, given: dict[int, list[Anything]], amounts: dict[tuple[int, str], list[Anything]] | None = None
    ) -> None:
        """No record is given twice, and no amount either."""
        for place, parts in given.items():
            self.model.add(sum(parts) <= self.piles[place].number)
        for key, parts in (amounts or {}).items():
            self.model.add(sum(parts) <= self.amounts[key])
