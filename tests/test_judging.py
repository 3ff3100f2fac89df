"""Two versions of small rule trees judged: never against any of all small people, lists of different records too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from models import rules
from models.rules import Count, Rule
from solver.alignment import Contents, shared
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.judging import Judge
from solver.status import ASSUMED
from tests.test_space import FIRST, INDEXED, JOURNAL, SECOND, SINCE, drawn, papers, people


def varied(rng: Random, rule: Rule, share: float) -> Rule:
    """The tree with some of its clauses changed: a leaf, how many of a list, a rule less."""
    if isinstance(rule, rules.All | rules.Any | rules.AtLeast):
        of = tuple(varied(rng, child, share) for child in rule.of)
        if len(of) > 1 and rng.random() < share / 3:
            of = of[1:]
        if isinstance(rule, rules.AtLeast):
            return replace(rule, of=of, n=min(len(of), rng.choice((1, 2, 2, 3))))
        return replace(rule, of=of)
    if rng.random() > share:
        return rule
    if isinstance(rule, rules.Held):
        return replace(rule, months=rng.choice((0, 12, 13)))
    tests = rng.sample([FIRST, SECOND, JOURNAL, INDEXED], rng.randint(0, 2))
    return papers(*tests, n=rng.randint(1, 2), since=rng.choice((None, SINCE)), name=rule.id)


def of_different_records(rng: Random) -> Rule:
    """A list in which each record serves one rule, one of the rules a choice."""
    leaves: list[Rule] = [papers(*rng.sample([FIRST, SECOND, JOURNAL, INDEXED], 1), name=f"r/{i}") for i in range(3)]
    leaves.append(rules.Any(id="r/3", cite="一", of=(papers(FIRST, name="r/3/a"), papers(INDEXED, name="r/3/b"))))
    once = rng.random() < 0.5
    whole = rules.AtLeast(id="r", cite="一", n=2, of=tuple(leaves), once=True)
    return whole if once else rules.All(id="r", cite="一", of=tuple(leaves[:2]), once=True)


@pytest.mark.parametrize("seed", range(6))
def test_agrees_with_all_small_people(seed: int) -> None:
    _agrees(seed, everybody=people()[::3])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6, 200))
def test_agrees_with_all_small_people_at_length(seed: int) -> None:
    _agrees(seed, everybody=people())


def _agrees(seed: int, everybody: Sequence[Facts]) -> None:
    rng = Random(seed)
    before = of_different_records(rng) if seed % 3 == 0 else drawn(rng, 2, "r")
    after = varied(rng, before, 0.4)
    judge = Judge("free", Contents())
    evaluations = [Evaluation(facts) for facts in everybody]
    pairs = [(before, after)]
    for one, other in pairs:
        pairs += shared(one, other)
        found = judge.judged(one, other)
        met = [(e.status(one) >= ASSUMED, e.status(other) >= ASSUMED) for e in evaluations]
        for way, refuted in ((found.forward, (True, False)), (found.backward, (False, True))):
            if refuted in met:
                assert way.answer != "proven"
            if way.answer == "refuted":
                assert way.witness is not None
                a, b = (one, other) if way is found.forward else (other, one)
                assert judge.meets(way.witness.person, a) and not judge.meets(way.witness.person, b)
        assert found.sign != "undecided" or isinstance(one, rules.AtLeast | rules.All)


def test_a_list_is_proven_from_what_stands_in_it() -> None:
    """Three of which two are asked: fewer are asked and one rule asks less, so that whoever met it still does."""

    def listed(n: int, *leaves: Count) -> rules.AtLeast:
        return rules.AtLeast(id="r", cite="一", n=n, of=leaves, once=True)

    strict = listed(2, papers(FIRST, name="r/a"), papers(JOURNAL, name="r/b"), papers(INDEXED, name="r/c"))
    loose = listed(1, papers(SECOND, name="r/a"), papers(JOURNAL, name="r/b"))
    found = Judge("free", Contents()).judged(strict, loose)
    assert (found.sign, found.forward.how) == ("looser", "structure")
    # one rule gone and as many asked: who had the two others no longer does
    fewer = listed(2, *(c for c in strict.of[:2] if isinstance(c, Count)))
    assert Judge("free", Contents()).judged(strict, fewer).sign == "stricter"


def test_what_is_denied_turns_round() -> None:
    def lacking(months: int) -> rules.Lacks:
        held = rules.Held(id="r/held", cite="一", level=("engineer",), months=months)
        return rules.Lacks(id="r", cite="一", of=held)

    assert Judge("free", Contents()).judged(lacking(12), lacking(24)).sign == "looser"
    assert Judge("free", Contents()).judged(lacking(24), lacking(12)).sign == "stricter"


def test_results_of_one_project_counted_apart() -> None:
    """Two papers count as one where they come of one project: who has two of one gains where they no longer do."""
    apart = papers(FIRST, n=2, name="r/a")
    found = Judge("free", Contents()).judged(replace(apart, per_project=True), apart)
    assert found.sign == "looser" and found.backward.witness is not None
    (project,) = {record.get("project") for record in found.backward.witness.person["achievements"]}
    assert project is not None


def test_the_order_of_a_list_and_its_citations_are_no_content() -> None:
    contents = Contents()
    a, b = papers(FIRST, name="r/a"), papers(JOURNAL, name="r/b")
    one, other = (rules.Any(id="r", cite=cite, of=of) for cite, of in (("一", (a, b)), ("二", (b, a))))
    assert contents.asked(one) == contents.asked(other)
    assert contents.asked(one) != contents.asked(replace(one, of=(a,)))
    assert contents.asked(replace(one, of=(a,))) != contents.asked(rules.All(id="r", cite="一", of=(a,)))


def test_records_given_to_one_clause_do_not_do_for_two() -> None:
    """Whoever has the first paper has both rules below; in a list of different records it serves one of them only."""
    both = rules.All(id="r/0", cite="一", of=(papers(name="r/0/a"), papers(FIRST, name="r/0/b")))
    one, two = (
        rules.All(id="r", cite="一", once=True, of=(first, papers(INDEXED, name="r/1")))
        for first in (papers(FIRST, name="r/0"), both)
    )
    found = Judge("free", Contents()).judged(one, two)
    assert found.forward.answer == "refuted" and found.backward.answer == "proven"
