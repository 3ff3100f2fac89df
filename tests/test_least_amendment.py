"""The smallest amendment of small standards, argued by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from models import catalogue
from models.errors import InputError
from models.rules import Rule
from models.standard_reader import read_standard
from solver.amendment_oracle import refuting
from solver.comparison import ALL
from solver.least_amendment import least_amendment
from solver.somebody import Somebody
from tests.amendments import CYBER, ON, RUNG, asked, of, papers, side, standard, told


def test_a_count_comes_down_to_what_the_other_asks() -> None:
    found = of(papers(3), papers(1))
    assert found.answer == "proven"
    assert told(found) == [("results", "n", 3, 1)]
    assert found.size == (1, Fraction(2)) == found.bound
    assert found.witness is not None and found.witness.records == 1


def test_who_is_as_strict_or_looser_needs_none() -> None:
    assert of(papers(1), papers(3)).answer == "none_needed"
    found = of(papers(2), papers(2))
    assert (found.answer, found.changes, found.witness, found.suffices) == ("none_needed", (), None, True)


def test_years_come_down_in_years_of_twelve_months() -> None:
    row = {"title": "assistant", "worked": {"in": "engineering", "at_least": "5y"}}
    other = {"title": "assistant", "worked": {"in": "engineering", "at_least": "42m"}}
    found = of(row, other, "education-years")
    assert [(before, after) for *_, before, after in told(found)] == [(60, 42)]
    assert found.size == (1, Fraction(3, 2))


def test_ranks_go_up_tiers_go_down_amounts_by_tenths() -> None:
    assert told(of(papers(author="1..1"), papers(author="1..4"))) == [("results", "author", 1, 4)]
    award = of({"count": "award", "where": {"tier": "national+"}}, {"count": "award", "where": {"tier": "city+"}})
    assert told(award) == [("results", "tier", "national", "city")]
    assert award.size == (1, Fraction(2))  # national, provincial, city
    contract = of(
        {"count": "project", "where": {"contract": "50+"}}, {"count": "project", "where": {"contract": "30.5+"}}
    )
    assert told(contract) == [("results", "contract", 50, 30.5)]
    assert contract.size == (1, Fraction(39, 10))  # 19.5 of steps of 5


def test_the_amount_of_several_records_comes_down() -> None:
    mine = {"count": "project", "total": {"of": "contract", "at_least": 200}}
    found = of(mine, {"count": "project", "total": {"of": "contract", "at_least": 150}})
    assert told(found) == [("results", "total.at_least", 200, 150)]
    assert found.size == (1, Fraction(5, 2))


def test_one_threshold_far_is_less_than_two_by_a_little() -> None:
    """Either a paper and a patent each one fewer (2 steps), or reports down to one (4 steps, but one threshold)."""
    both = {"id": "both", "all": [{"id": "p", **papers(2)}, {"id": "q", "count": "patent", "at_least": 2}]}
    mine = {"any": [both, {"id": "reports", "count": "report", "at_least": 5}]}
    other = {"all": [
        {"id": "p", **papers(1)}, {"id": "q", "count": "patent"}, {"id": "r", "count": "report"},
    ]}  # fmt: skip
    found = of(mine, other)
    assert told(found) == [("reports", "n", 5, 1)]
    assert found.answer == "proven" and found.size == (1, Fraction(4))


def test_a_parameter_is_one_threshold_wherever_it_stands() -> None:
    parameters = {"words": {"cite": "第九条", "values": {"2020-01-01": 3000}}}
    mine = {"all": [
        {"id": "p", **papers(1, words="$words+", venue="journal")},
        {"id": "q", **papers(1, words="$words+", venue="conference")},
    ]}  # fmt: skip
    other = {"all": [
        {"id": "p", **papers(1, words="2100+", venue="journal")},
        {"id": "q", **papers(1, words="1800+", venue="conference")},
    ]}  # fmt: skip
    found = of(mine, other, parameters=parameters)
    assert [(c.path, c.slot, c.after) for c in found.changes] == [("$words", "", 1800)]
    assert found.size == (1, Fraction(4))  # a step is a tenth of 3000


def test_a_list_of_different_records_asks_fewer_of_its_items() -> None:
    items = [{"id": "p", **papers(1)}, {"id": "core", **papers(1, indexes=["sci"])}, {"id": "q", "count": "patent"}]
    found = of({"of": items, "at_least": 2, "once": True}, {"count": "patent"})
    assert told(found) == [("results", "n", 2, 1)]


def test_what_is_no_threshold_cannot_be_moved() -> None:
    """The other lets a bachelor in, and no number of months makes a bachelor a master."""
    worked = {"title": "assistant", "worked": {"in": "engineering", "at_least": "2y"}}
    mine = {"all": [{"id": "degree", "degree": "master"}, {"id": "years", **worked}]}
    other = {"any": [{"id": "low", "all": [{"degree": "bachelor"}, {"id": "y", **worked}]}]}
    found = of(mine, other, "education-years")
    assert found.answer == "impossible" and not found.changes and not found.together
    assert found.witness is not None
    assert {rule.id.split("/")[2] for rule in found.witness.meets} == {"low"}
    assert [rule.id.rpartition("/")[2] for rule in found.witness.decides] == ["degree"]


def test_a_clause_is_loosened_but_not_abolished() -> None:
    """A title held a month is the least that a standard can ask: one who has it since today is still shut out."""
    found = of({"title": "assistant", "held": "2y"}, {"title": "assistant"}, "education-years")
    assert found.answer == "impossible"


def test_over_a_whole_rung_each_part_moves() -> None:
    a = standard("one", results=papers(3), scholarship={"count": "patent", "at_least": 2})
    b = standard("two", results=papers(2), scholarship={"count": "patent", "at_least": 1})
    found = asked(a, b, ALL)
    assert told(found) == [("results", "n", 3, 2), ("scholarship", "n", 2, 1)]
    assert found.witness is not None and found.witness.route == "regular"


def test_what_one_route_denies_and_another_asks_moves_with_care() -> None:
    """Whoever meets the years may not take the second route: to lower them shuts people out there."""
    years = {"cite": "1", "title": "assistant", "worked": {"in": "engineering", "at_least": "4y"}}
    rung = {
        "parts": {
            "education-years": years,
            "results": {"cite": "2", **papers(2)},
            "exception": {"cite": "3", "all": [{"id": "lacking", "lacks": "education-years"}]},
        },
        "routes": {"regular": ["education-years", "results"], "exceptional": ["exception"]},
    }
    document = {"zh": "甲", "en": "a", "issued": "2020-01-01", "effective": "2020-01-01", "region": "chongqing"}
    a = read_standard({"id": "one", "document": document, "rungs": {RUNG: rung}})
    b = standard("two", results=papers(1))
    found = asked(a, b, ALL)
    # who has worked four years needs two papers; the least that lets in one paper asks for one
    assert told(found) == [("results", "n", 2, 1)] and found.answer == "proven"


def test_nothing_is_proven_when_time_is_out_or_the_solver_cannot_tell() -> None:
    a, b = standard("one", results=papers(3)), standard("two", results=papers(1))
    late = asked(a, b, seconds=0)
    assert late.answer == "undecided" and late.bound == (0, Fraction(0)) and late.rounds == 0

    assert asked(a, b, refute=lambda *_: Somebody(answer="undecided")).answer == "undecided"


def test_a_movement_of_which_the_solver_cannot_tell_is_passed_over() -> None:
    """Of two least movements the first is left open and the second proven: that one is the least."""
    two = {"any": [{"id": "p", **papers(2)}, {"id": "q", "count": "patent", "at_least": 2}]}
    both = {"all": [{"id": "p", **papers(1)}, {"id": "q", "count": "patent"}]}
    a, b = standard("one", results=two), standard("two", results=both)
    plain = asked(a, b)
    assert told(plain) == [("p", "n", 2, 1)]
    sure = refuting(ON)

    def shy(meets: Rule, fails: Rule, seconds: float) -> Somebody:
        open_ = any(getattr(n, "n", 0) == 1 for n in fails.of if n.id.endswith("/p"))  # type: ignore[attr-defined]  # an `any`
        found = sure(meets, fails, seconds)
        return Somebody(answer="undecided") if open_ and found.answer == "proven" else found

    assert told(asked(a, b, refute=shy)) == [("q", "n", 2, 1)]


def test_what_has_no_relation_is_refused() -> None:
    a, b = standard("one", results=papers(3)), standard("two", scholarship=papers(1))
    with pytest.raises(InputError, match="`two` has no part `results`"):
        asked(a, b)
    with pytest.raises(InputError, match="has no rung `engineeer`; write `engineer`"):
        least_amendment(side(a), side(a), "engineeer", ALL, ON)
    sichuan = next(catalogue.find(name) for name in catalogue.files() if catalogue.find(name).initial)
    with pytest.raises(InputError, match="initial determination"):
        least_amendment(side(catalogue.find(CYBER)), side(sichuan), RUNG, "education-years", ON)
