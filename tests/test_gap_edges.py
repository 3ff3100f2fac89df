"""Edges of the gap that were once answered wrongly or not at all: costs, amounts, courses, posts, far-off days."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models import applicant, costs, rules
from models.applicant import read
from models.catalogue import files, find
from models.costs import Costs
from models.errors import InputError
from models.rules import Count, Rule, Shape, Tally, Total
from solver.additions import additions
from solver.asking import Asked
from solver.frontier import Question, frontier
from solver.gap import Point, gap
from solver.points import point, replayed
from solver.settle import Settled, settle
from tests import trees
from tests.test_gap_oracle import count

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
DAY = date(2024, 12, 31)
CYBER = "chongqing-cyberspace-2023"


def asked(name: str, rung: str, **words: Any) -> tuple[Point, ...]:
    """The frontier of an example in Chongqing, cyberspace."""
    person = applicant.load(EXAMPLES / name)
    found = gap(person, find(CYBER), rung, DAY, Asked(**words)).frontier
    assert found is not None
    return found


def ways(document: dict[str, Any], *parts: Rule, on: date = DAY) -> list[Point]:
    """The points for a rung of one route."""
    settled = Settled(standard=trees.STANDARD, rung="rung", readings={}, routes={"regular": parts})
    person, question = read(document), Question(as_of=on, standard=trees.STANDARD)
    reached = frontier(person, [(on, settled)], question)
    return [replayed(person, one, point(one, question, person), question)[0] for one in reached]


@pytest.mark.parametrize("other", [1, 10_000, 1_000_000])
def test_costs_of_any_size_give_the_same_points(other: int) -> None:
    found = asked("ma-rui-next-step.yaml", "senior", costs=Costs(other=other))
    assert [(p.months, p.cost) for p in found] == [(22, 2 * other), (0, 4 * other)]
    assert all(p.proven for p in found)


def test_months_of_waiting_are_part_of_the_cost() -> None:
    found = asked("ma-rui-next-step.yaml", "senior", costs=Costs(other=3, kinds={"recommender": 1}, month=0.5))
    assert [(p.months, p.cost) for p in found] == [(0, 8), (22, 17)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ({"other": 0.004}, "`other` has more than two decimals"),
        ({"kinds": {"paper": -1}}, "the cost of `paper` is a number from 0 to 1000000"),
        ({"tier": {"national": 1000}}, "the factor of `national` is a number from 0 to 100"),
        ({"education": {"master": 99999}}, "the months of `master` is a number from 0 to 600"),
        ({"education": {"master": 2.5}}, "a course takes whole months"),
        ({"kinds": {"papers": 1}}, "unknown kind of record `papers`"),
        ({"weights": {}}, "unknown key `weights`"),
        ({}, "a cost file is a map of weights"),
    ],
)
def test_a_cost_file_that_cannot_be_taken_is_told_so(text: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said.replace("(", r"\(")):
        costs.read(text)


def test_costs_may_be_named_in_chinese() -> None:
    assert costs.read({"kinds": {"论文": 3, "推荐人": 1, "学历": 9}}).kinds == {
        "paper": 3,
        "recommender": 1,
        "education": 9,
    }


def test_one_record_carries_what_is_missing_beside_the_least_of_the_others() -> None:
    large = rules.Test(attribute="contract", op="at_least", number=5)
    rule = count("a", large, n=3, total=Total(of="contract", at_least=60))
    own = [{"kind": "project", "contract": 30.0}]
    (found,) = ways({"achievements": own}, rule)
    assert sorted((a.attrs["contract"], a.times) for a in found.actions) == [(5, 1), (25, 1)]


def test_an_amount_is_no_larger_than_a_list_without_double_counting_leaves_missing() -> None:
    below = (count("a/0", n=2, total=Total(of="contract", at_least=100)), count("a/1", kind="paper"))
    own = [{"kind": "project", "contract": 40.5}, {"kind": "project", "contract": 20}]
    (found,) = ways({"achievements": own}, rules.All(id="a", cite="1", once=True, of=below))
    assert [a.attrs.get("contract") for a in found.actions if a.kind == "project"] == [39.5]


def test_of_equal_ways_the_weaker_records_are_shown() -> None:
    national = rules.Test(attribute="tier", op="at_least", values=("national",))
    design = rules.Test(attribute="type", op="among", values=("design",))
    award, patent = count("award", national, kind="award"), count("patent", design, kind="patent")
    expert = Count(id="expert", cite="1", pattern=(Shape(kind="recommender"),), n=1)
    parts = (
        expert,
        rules.Any(id="b", cite="1", of=(award, expert)),
        rules.Any(id="c", cite="1", of=(award, patent)),
    )
    (found,) = ways({}, *parts)
    assert sorted(a.kind for a in found.actions) == ["patent", "recommender"]


def test_no_lead_in_a_later_place_is_ever_proposed() -> None:
    for name in files():
        for rung in find(name).rungs:
            for one in additions(settle(find(name), rung, DAY)).all:
                assert one.attrs.get("role") != "lead" or one.attrs.get("rank") in (None, 1)


def test_a_post_that_ends_no_longer_counts_in_a_cumulative_list() -> None:
    post = rules.Item(id="a/0", cite="1", pattern=(Shape(kind="position"),), per=1)
    work = rules.Worked(id="w", cite="1", fields=("engineering",), months=12)
    rule = Tally(id="a", cite="1", of=(post,), n=1)
    document = {
        "work": [{"field": "engineering", "from": "2024-06-30"}],
        "achievements": [{"kind": "position", "date": "2020-01-01", "to": "2025-03-31"}],
    }
    (found,) = ways(document, rule, work)
    assert (found.ready_on, found.records) == (date(2025, 6, 30), 1)


def test_a_bar_beyond_the_calendar_of_documents_is_never_over() -> None:
    document = applicant.load(EXAMPLES / "ma-rui-next-step.yaml")
    barred = applicant.Applicant(
        **{
            **{name: getattr(document, name) for name in document.__slots__},
            "facts": {**document.facts, "conduct.penalty_until": date(2200, 12, 31)},
        }
    )
    answer = gap(barred, find(CYBER), "senior", DAY, Asked())
    assert answer.frontier == ()
    assert [rule.cite for rule in answer.never or ()] == ["第五条"]
    assert answer.granted


def test_one_course_is_better_than_two_that_take_as_long() -> None:
    person = read(
        {
            "employment": "enterprise", "region": "chongqing", "titles": [], "recommenders": [], "achievements": [],
            "education": [], "work": [{"field": "cyberspace", "from": "2024-12-01"}],
            "attestations": {f"{CYBER}/technician/education-years/vocational/appraisal": False},
        }
    )  # fmt: skip
    answer = gap(person, find(CYBER), "technician", DAY, Asked(education=True))
    assert answer.frontier is not None
    (found,) = answer.frontier
    assert [(a.attrs["level"], a.attrs["diploma"]) for a in found.actions] == [("bachelor", date(2029, 12, 31))]


def test_contributions_that_have_not_begun_do_not_go_on() -> None:
    rule = rules.Fact(
        id="a", cite="1", fact="insurance_months",
        test=rules.Test(attribute="insurance_months", op="at_least", number=6),
    )  # fmt: skip
    assert ways({"insurance_months": 0}, rule) == []
    (found,) = ways({"insurance_months": 2}, rule, on=date(2024, 10, 31))
    assert (found.ready_on, found.grown, found.waits) == (date(2025, 2, 28), (("insurance_months", 6),), ("a",))
