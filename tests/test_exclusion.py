"""What keeps people out of the regular route: each clause against `check` without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from models import applicant, people_table, rules
from models.amending import dropped
from models.rules import Rule
from models.standard import PARTS, Standard
from models.vocabulary import Label
from solver.check import check
from solver.comparison import Excluded, Side
from solver.evaluate import Evaluation
from solver.exclusion import asks_nothing, clauses, exclusion
from solver.facts import Facts
from solver.part_standing import chain, name_of, part_statuses
from solver.settle import Settled
from solver.status import ASSUMED
from solver.transplant import comparable
from tests.columns import standard_of, table
from tests.compared_sides import DAY, RUNGS, grown, invented, near, shared, side, sides

NOBODY = Label(zh="无", en="none")


def without(one: Side, clause: Rule) -> Standard:
    """The side's standard as it is compared, had the clause never been asked.

    What a region is for is read from the scope, so a clause of the scope is dropped after all are made comparable.
    """
    if clause.id.split("/")[1] == "scope":
        return dropped(one.fair, [clause.id])
    real = [dropped(s.standard, [clause.id]) if s is one else s.standard for s in sides()]
    return comparable(real, DAY, {})[sides().index(one)]


def counted(people: Sequence[Any], standard: Standard, rung: str, other: Standard) -> int:
    """How many people do not qualify by the regular route of a standard and do by that of another, by `check`."""

    def passes(person: Any, under: Standard) -> bool:
        return check(person, under, rung, DAY, routes=("regular",)).verdict == "eligible"

    return sum(not passes(one, standard) and passes(one, other) for one in people)


QUICK = {
    ("beijing-cybersecurity-2024", "senior"), ("chongqing-cyberspace-2023", "full_senior"),
    ("chongqing-industrial-internet-2022", "engineer"), ("liaoning-cyberspace-2024", "senior"),
    ("sichuan-initial-2022", "assistant"),
}  # fmt: skip
EVERY = [
    pytest.param(s, r, id=f"{s.key}-{r}", marks=() if (s.key, r) in QUICK else pytest.mark.slow) for s, r in shared()
]


@pytest.mark.parametrize(("one", "rung"), EVERY)
def test_alone_counts_those_who_qualify_once_the_clause_is_dropped(one: Side, rung: str) -> None:
    rows = near(one.key, rung)
    people = [people_table.person(row) for row in rows.to_pylist()]
    found = exclusion([one], rows, [rung], DAY, {})[0]
    assert found
    for told in found:
        assert told.alone == counted(people, one.fair, rung, without(one, told.clause)), told.clause.id
    assert sum(told.alone for told in found) > 0


def on_trees(seeds: range) -> int:
    """How many people pass generated rungs but for one clause; each is held against `check`."""
    seen = 0
    for seed in seeds:
        if (both := grown(seed)) is None:
            continue
        one, rows = both
        people = [people_table.person(row) for row in rows.to_pylist()]
        for told in exclusion([one], rows, ["senior"], DAY, {})[0]:
            other = dropped(one.standard, [told.clause.id])
            assert told.alone == counted(people, one.standard, "senior", other), (seed, told.clause.id)
            seen += told.alone
    return seen


def test_it_does_on_generated_trees() -> None:
    assert on_trees(range(6)) > 20


@pytest.mark.slow
def test_it_does_on_many_generated_trees() -> None:
    assert on_trees(range(6, 300)) > 1000


def test_a_clause_met_again_elsewhere_is_taken_as_met_there_too() -> None:
    # a list of another part takes the same education under a path of its own, as a reference copies it
    levels = ("doctor",)
    row = rules.Education(id="s/education/doctor", cite="1", by="degree", levels=levels)
    education = rules.Any(id="s/education", cite="1", of=(row,))
    copy = rules.Any(id="s/list/stands", cite="1", of=(replace(row, id="s/list/stands/doctor"),))
    project, paper = (
        rules.Count(id=f"s/{kind}", cite="1", pattern=(rules.Shape(kind=kind),), n=1) for kind in ("project", "paper")
    )
    several = rules.Any(id="s/list", cite="1", of=(copy, project))
    routes = {"regular": (education, several, paper)}
    one = side(standard_of(Settled(standard="made-up", rung="senior", readings={}, routes=routes)))
    records: list[list[str]] = [[], ["paper"], ["project"], ["project", "paper"]]
    people = [
        applicant.read({"education": [], "achievements": [{"kind": kind, "date": "2020-01-01"} for kind in many]})
        for many in records
    ]
    told = {told.clause.id: told for told in exclusion([one], table(people), ["senior"], DAY, {})[0]}
    # with the education alone, only who has both records would pass; with its copy whoever has a paper does
    assert (told["s/education"].fails, told["s/education"].alone) == (4, 2)
    assert counted(people, one.standard, "senior", dropped(one.standard, ["s/education"])) == 2


def test_other_routes_have_no_say() -> None:
    """An exceptional list keeps nobody out, though hardly anybody meets it; whoever passes by it counts as the rest."""
    paper, award = (
        rules.Count(id=f"s/{name}", cite="1", pattern=(rules.Shape(kind=kind),), n=1)
        for name, kind in (("results", "paper"), ("exception", "award"))
    )
    held = [["award"], [], ["paper"]]
    people = [
        applicant.read({"achievements": [{"kind": kind, "date": "2020-01-01"} for kind in many]}) for many in held
    ]
    for routes in ({"exceptional": (award,), "regular": (paper,)}, {"regular": (paper,)}):
        one = side(standard_of(Settled(standard="made-up", rung="senior", readings={}, routes=routes)))
        found, shares = exclusion([one], table(people), ["senior"], DAY, {})
        assert [(told.clause.id, told.fails, told.alone) for told in found] == [("s/results", 2, 2)]
        assert {told.part: told.share for told in shares} == pytest.approx({"results": 2 / 3})
    only = side(standard_of(Settled(standard="made-up", rung="senior", readings={}, routes={"green": (award,)})))
    assert [told.fails for told in exclusion([only], table(people), ["senior"], DAY, {})[0]] == [2]


def test_fails_counts_those_of_whom_the_reference_does_not_say_that_they_meet_it() -> None:
    rows = invented(50)
    found = exclusion(sides(), rows, ["engineer", "senior"], DAY, {})[0]
    by: dict[str, Side] = {one.key: one for one in sides()}
    fails = dict.fromkeys([(one.side, one.clause) for one in found], 0)
    for row in rows.to_pylist():
        person = people_table.person(row)
        read = {key: Evaluation(Facts(person, DAY, one.fair.id)) for key, one in by.items()}
        for key, clause in fails:
            fails[key, clause] += read[key].status(clause) < ASSUMED
    assert [one.fails for one in found] == list(fails.values())
    assert all(one.people == 50 for one in found)


def test_every_part_is_told_of_and_of_the_regular_route_every_clause_that_can_block() -> None:
    for one in part_statuses(sides(), invented(50), RUNGS, DAY, {}):
        told = clauses(one)
        assert len({id(clause) for clause in told}) == len(told)
        regular = [part for part in one.parts if part in one.routes["regular"] and not asks_nothing(part)]
        assert list(dict.fromkeys(_part(clause) for clause in told)) == [name_of(part) for part in regular]
        places = [PARTS.index(_part(clause)) for clause in told]
        assert places == sorted(places)
        # the clauses that `check` names as blocking are among them
        for row in invented(50).slice(0, 5).to_pylist():
            blocking = check(people_table.person(row), one.standard, one.rung, DAY).blocking
            assert set(blocking) <= {clause.id for clause in told}


def _part(clause: Rule) -> str:
    return clause.id.split("/")[1]


def _asking(part: Rule) -> list[Rule]:
    return [rule for rule in chain(part) if not asks_nothing(rule)]


def test_a_part_of_one_clause_is_told_once() -> None:
    seen = set()
    for one in part_statuses(sides(), invented(50), RUNGS, DAY, {}):
        told = clauses(one)
        for part in one.routes["regular"]:
            match _asking(part):
                case [only] if only is not part:
                    assert only in told and part not in told
                    assert (one.marks(part) == one.marks(only)).all()
                    seen.add(name_of(part))
                case [_, _, *_] as several:
                    assert {id(rule) for rule in (part, *several)} <= {id(rule) for rule in told}
    assert "scope" in seen


def test_what_everybody_meets_is_no_clause() -> None:
    nothing, asked = rules.All(id="s/a", cite="1", of=()), rules.Attest(id="s/b", cite="1", label=NOBODY)
    gone = rules.Any(id="s/c", cite="1", of=())
    assert asks_nothing(rules.All(id="s", cite="1", of=(nothing, nothing)))
    assert asks_nothing(rules.Any(id="s", cite="1", of=(asked, nothing)))
    assert asks_nothing(rules.AtLeast(id="s", cite="1", n=1, of=(asked, nothing)))
    assert not asks_nothing(rules.All(id="s", cite="1", of=(asked, nothing)))
    assert not asks_nothing(rules.AtLeast(id="s", cite="1", n=2, of=(asked, nothing)))
    assert not asks_nothing(gone)
    told = [rule for one in part_statuses(sides(), invented(50), RUNGS, DAY, {}) for rule in clauses(one)]
    assert told
    assert not [rule for rule in told if rule.id.endswith("/ability")]  # which panels judge


def test_nobody_has_no_shares() -> None:
    found, shares = exclusion(sides(), invented(50).slice(0, 0), ["senior", "unheard"], DAY, {})
    assert {(one.rung, one.people, one.fails, one.alone) for one in found} == {("senior", 0, 0, 0)}
    assert {one.share for one in shares} == {0.0}


def test_what_is_told_of_an_amended_side_is_told_under_its_key() -> None:
    before = next(one for one in sides() if one.key == "chongqing-cyberspace-2023")
    amended = dropped(before.standard, ["senior/scholarship"])
    both = [before, side(amended, comparable([amended], DAY, {})[0], key=f"{before.key}+easy")]
    found, shares = exclusion(both, near(before.key, "senior"), ["senior"], DAY, {})

    def of(key: str, several: list[Excluded]) -> set[str]:
        return {one.clause.id for one in several if one.side == key}

    assert of(before.key, found) > of(both[1].key, found)
    assert {s.part for s in shares if s.side == both[1].key} == {s.part for s in shares if s.side == before.key} - {
        "scholarship"
    }


def test_the_whole_is_measured_anew_where_a_clause_is_also_what_lifts_another() -> None:
    # the doctor's degree is asked, and frees papers from counting since the title
    degree = rules.Education(id="s/doctor", cite="1", by="degree", levels=("doctor",))
    since = rules.Since(level="engineer", free=degree)
    papers = rules.Count(id="s/papers", cite="1", pattern=(rules.Shape(kind="paper"),), n=1, since=since)
    some = replace(papers, id="s/some", since=None)
    parts = (rules.All(id="s/education", cite="1", of=(degree, some)), papers)
    settled = Settled(standard="made-up", rung="senior", readings={}, routes={"regular": parts})
    one = side(standard_of(settled))
    old = {"kind": "paper", "date": "2010-01-01"}
    engineer = {"level": "engineer", "series": "engineering", "date": "2020-01-01"}
    people = [applicant.read({"education": [], "titles": [engineer] * n, "achievements": [old]}) for n in (0, 1)]
    told = {told.clause.id: told for told in exclusion([one], table(people), ["senior"], DAY, {})[0]}["s/doctor"]
    assert counted(people, one.standard, "senior", dropped(one.standard, ["s/doctor"])) == 1
    assert (told.fails, told.alone) == (2, 1)
