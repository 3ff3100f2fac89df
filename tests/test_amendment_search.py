"""The search for the least amendment equals trying every movement, on generated trees and generated people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import product
from random import Random
from time import monotonic

import pytest

from models import applicant, rules
from models.rules import Rule
from models.standard import Rung, Standard, Step
from models.vocabulary import Label
from solver.amendment_moves import Movable, size
from solver.amendment_oracle import Oracle
from solver.amendment_search import Ended, Search, Seen
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.settle import Settled
from solver.somebody import Somebody
from solver.status import ASSUMED
from tests import trees
from tests.drafts import Document
from tests.people import DAYS, score

FARTHEST, MOST_MOVEMENTS = 4, 130
"""How many grains a threshold may go in these tests, so that every movement can be tried."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A tree whose thresholds may move, the one it is to be no stricter than, and all the people there are."""

    movable: Movable
    other: Rule
    people: list[Document]
    as_of: date
    standard: Standard

    def meets(self, rule: Rule, person: Document) -> bool:
        facts = Facts(applicant.read(person), self.as_of, "")
        return Evaluation(facts).status(rule) >= ASSUMED

    def refute(self, meets: Rule, fails: Rule, seconds: float) -> Somebody:
        """The first of the people who meets the one rule and not the other."""
        assert seconds > 0
        for person in self.people:
            if self.meets(meets, person) and not self.meets(fails, person):
                return Somebody(answer="refuted", document=person)
        return Somebody(answer="proven")

    def searched(self) -> tuple[Ended, list[Document]]:
        """How the search ends, and whom it wanted to let in."""
        search = Search(self.movable, self.other, self.refute, self.as_of)
        ended = search.run(monotonic() + 60)
        return ended, [dict(seen.document) for seen in search.people]

    def wanted(self, more: Sequence[Document]) -> list[Document]:
        """All who meet the other tree; `more` are such whom a search made, weaker than there are."""
        return [person for person in [*self.people, *more] if self.meets(self.other, person)]

    def every(self, more: Sequence[Document]) -> tuple[int, Fraction] | None:
        """The size of the least movement by trying all, the smaller first; None where none lets everybody in."""
        wanted = self.wanted(more)
        ranges = [range(threshold.most + 1) for threshold in self.movable.thresholds]
        for grains in sorted(product(*ranges), key=lambda g: size(self.movable, g)):
            rule = self.movable.moved(grains)
            if all(self.meets(rule, person) for person in wanted):
                return size(self.movable, grains)
        return None


def standard(rule: Rule) -> Standard:
    """A standard of one part that exists nowhere."""
    rung = Rung(name="rung", parts={"results": rule}, routes={"regular": (Step(rule=rule),)})
    return Standard(
        id="generated", title=Label(zh="甲", en="one"), number="", issued=date(2020, 1, 1), effective=date(2020, 1, 1),
        region="", digest="", rungs={"rung": rung}, readings={}, parameters={}, coverage=(),
    )  # fmt: skip


def tree(settled: Settled) -> Rule:
    routes = tuple(rules.All(id=f"rung/{name}", cite="", of=parts) for name, parts in settled.routes.items())
    return rules.Any(id="rung", cite="", of=routes)


def movable(rule: Rule) -> Movable:
    """The tree with thresholds that go a few grains."""
    return loosened(Movable(rule, standard(rule)))


def loosened(made: Movable) -> Movable:
    """The same with thresholds that go a few grains; amounts in coarse ones."""
    for place, one in enumerate(made.thresholds):
        if one.unit == "amount" and one.grain < 1:
            grain = Fraction(str(one.before)) / (FARTHEST + 1)
            made.thresholds[place] = replace(one, grain=grain, most=FARTHEST, step=Fraction(10, FARTHEST + 1))
        else:
            made.thresholds[place] = replace(one, most=min(one.most, FARTHEST))
    return made


def cases(seeds: Iterable[int]) -> Iterable[Case]:
    """Trees with a few thresholds, each against itself with some moved, or against another tree."""
    for seed in seeds:
        rng = Random(f"amendment-{seed}")
        settled = trees.rung(rng)
        mine = movable(tree(settled))
        movements = 1
        for one in mine.thresholds:
            movements *= one.most + 1
        if not 1 < movements <= MOST_MOVEMENTS:
            continue
        if rng.random() < 0.7:
            grains = [rng.randint(0, one.most) for one in mine.thresholds]
            other = mine.moved(grains)
        else:
            other = tree(trees.rung(rng))
        day = DAYS[seed % len(DAYS)]
        near = Settled(standard="", rung="rung", readings={}, routes={"regular": (other,)})
        people = [p.document for p in [*score(near, day, rng, 14), *score(settled, day, rng, 4)]]
        yield Case(mine, other, people, day, standard(mine.rule))


def compared(found: Iterable[Case]) -> Counter[str]:
    told: Counter[str] = Counter()
    for case in found:
        ended, made = case.searched()
        least = case.every(made)
        told[ended.answer] += 1
        told["mixed"] += case.movable.mixed
        if least is None:
            assert ended.answer == "impossible"
            continue
        assert ended.answer == ("proven" if least[0] else "none_needed")
        assert size(case.movable, ended.grains) == least == ended.bound
    return told


def test_the_least_movement_is_that_of_trying_all() -> None:
    told = compared(cases(range(60)))
    assert told["proven"] >= 6 and told["impossible"] >= 1 and told["none_needed"] >= 3


def contradicted(seeds: Iterable[int]) -> tuple[int, int]:
    """How many lists follow clause by clause, and how many people deny it."""
    proven = denied = 0
    for seed in seeds:
        rng = Random(f"list-{seed}")
        mine = movable(trees.once_list(rng))
        grains = [[rng.choice([0, 0, rng.randint(0, t.most)]) for t in mine.thresholds] for _ in "ab"]
        one, other = mine.moved(grains[0]), mine.moved(grains[1])
        day = DAYS[seed % len(DAYS)]
        if grains[0] == grains[1] or not Oracle(day).listed(one, other, monotonic() + 5):
            continue
        proven += 1
        near = Settled(standard="", rung="rung", readings={}, routes={"regular": (one,)})
        case = Case(mine, other, [p.document for p in score(near, day, rng, 12)], day, standard(one))
        denied += sum(case.meets(one, person) and not case.meets(other, person) for person in case.people)
    return proven, denied


def test_a_list_that_follows_clause_by_clause_follows_for_people() -> None:
    proven, denied = contradicted(range(40))
    assert proven >= 3 and not denied


@pytest.mark.slow
def test_a_list_that_follows_clause_by_clause_follows_for_many_people() -> None:
    proven, denied = contradicted(range(1000, 2500))
    assert proven >= 100 and not denied


@pytest.mark.slow
@pytest.mark.parametrize("start", range(1000, 5000, 500))
def test_the_least_movement_is_that_of_trying_all_widely(start: int) -> None:
    told = compared(cases(range(start, start + 500)))
    assert told["proven"] >= 40


def test_the_model_alone_rarely_takes_somebody_in_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the model takes too favourably is mended by the reference; of common nodes it takes nothing so."""
    cuts: list[int] = []
    stuck = Search._stuck

    def counted(self: Search, seen: Seen, grains: Sequence[int]) -> list[int]:
        cuts.append(1)
        return stuck(self, seen, grains)

    monkeypatch.setattr(Search, "_stuck", counted)
    for case in cases(range(25)):
        case.searched()
    assert len(cuts) <= 3


def test_where_the_model_knows_nothing_the_reference_alone_finds_the_least(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fallback: every person is let in by the model at once, and shut out again by the reference, cut by cut."""
    monkeypatch.setattr("solver.amendment_search.Person.node", lambda self, *_: self.all.fixed(True))
    told = Counter[str]()
    for case in cases(range(30)):
        if not case.movable.mixed:
            ended, made = case.searched()
            least = case.every(made)
            told[ended.answer] += 1
            assert (ended.answer == "impossible") if least is None else size(case.movable, ended.grains) == least
    assert told["proven"] >= 3
