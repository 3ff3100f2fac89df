"""Budget files: what they say in either language, and what is refused, with the line and what to write instead."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from models import budgets, source
from models.budgets import Budget, Limit
from models.errors import InputError
from solver.additions import Addition
from solver.spending import spending

EXAMPLES = sorted((Path(__file__).parent.parent / "examples" / "budgets").glob("*.yaml"))


def read(text: str) -> Budget:
    return budgets.read(source.parse(text, "budget.yaml"))


def test_numbers_of_kinds_and_of_several_together() -> None:
    found = read("by: 2027-12-31\nbudget: {专利: 10, paper: 20, total: 25, of: [论文, patent]}\n")
    assert found == Budget(
        by=date(2027, 12, 31),
        limits=(
            Limit(kinds=("patent",), most=10),
            Limit(kinds=("paper",), most=20),
            Limit(kinds=("paper", "patent"), most=25),
        ),
    )
    assert found.allows("paper") and found.allows("recommender") and not found.allows("award")


def test_a_list_of_limits_and_weights_of_rungs() -> None:
    found = read("budget:\n- {推荐人: 3}\n- {total: 4, of: [award]}\nothers: allowed\nweights: {高工: 2.5}\n")
    assert [limit.kinds for limit in found.limits] == [("recommender",), ("award",)]
    assert found.weights == {"senior": 2.5} and found.allows("paper")


def test_a_total_without_kinds_is_of_all_records_but_not_of_endorsements() -> None:
    found = read("budget: {total: 15}")
    (limit,) = found.limits
    assert limit.counts("paper") and not limit.counts("recommender")
    assert found.others and not read("budget: {total: 15, paper: 2}\nothers: none").allows("award")


def test_money_by_costs_beside_it_or_in_a_file(tmp_path: Path) -> None:
    found = read("money: 50\ncosts: {kinds: {paper: 3}}\n")
    assert found.money == 50 and found.costs is not None and found.costs.kinds == {"paper": 3} and found.others
    (tmp_path / "costs.yaml").write_text("kinds: {paper: 4}\n", encoding="utf-8")
    (tmp_path / "budget.yaml").write_text("money: 7.5\ncosts: costs.yaml\nothers: none\n", encoding="utf-8")
    found = budgets.load(tmp_path / "budget.yaml")
    assert found.costs is not None and found.costs.kinds == {"paper": 4} and not found.allows("paper")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_a_budget(path: Path) -> None:
    assert budgets.load(path).by == date(2027, 12, 31)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 3


def test_kinds_under_the_same_limits_are_one_number_of_a_bundle() -> None:
    def takes(text: str, *kinds: str) -> list[tuple[int, ...] | None]:
        found = spending(read(text))
        made = [Addition(kind=k, attrs={}, meets=frozenset(), weak=(0, 0), floors={}) for k in kinds]
        return [found.of(one) for one in made]

    assert takes("budget: {total: 15, of: [patent, paper]}", "patent", "paper", "award") == [(1,), (1,), None]
    both = takes("budget: {patent: 2, total: 15, of: [patent, paper]}", "patent", "paper", "recommender")
    assert both[0] != both[1] and {both[0], both[1]} == {(1, 0), (0, 1)} and both[2] == (0, 0)
    with_money = "budget: {patent: 2}\nmoney: 9\ncosts: {kinds: {patent: 2.5, recommender: 0}}"
    assert takes(with_money, "patent", "paper", "recommender") == [(1, 2_500_000), (0, 1_000_000), (0, 0)]


REFUSED: dict[str, tuple[str, str]] = {
    "nothing": ("", "1: a budget is a map; write `budget: {patent: 10}`"),
    "a list": ("- patent\n", "1: a budget is a map; write `budget: {patent: 10}`"),
    "no limit": ("by: 2027-12-31\n", "1: a budget limits something; write `budget: {patent: 10}` or `money: 50`"),
    "an unknown key": ("by: 2027-12-31\nbugdet: {paper: 1}\n", "2: unknown key `bugdet`; write `budget`"),
    "an unknown kind": ("budget:\n  papper: 1\n", "2: unknown kind of record `papper`; write `paper`"),
    "a course": (
        "budget:\n  paper: 1\n  学历: 1\n",
        "3: a budget buys no courses; name kinds of records, `recommender`, `approval`",
    ),
    "what years bring": ("budget: {long_service: 1}\n", "1: nobody can set out to get a `long_service`; leave it out"),
    "half a paper": (
        "budget: {paper: 0.5}\n",
        "1: the limit of `paper` is a whole number from 0 to 1000000, not `0.5`; write a number such as 10",
    ),
    "less than nothing": (
        "budget:\n- {total: -1}\n",
        "2: the limit of `total` is a whole number from 0 to 1000000, not `-1`; write a number such as 10",
    ),
    "true": (
        "budget: {paper: true}\n",
        "1: the limit of `paper` is a whole number from 0 to 1000000, not `true`; write a number such as 10",
    ),
    "one kind twice": (
        "budget:\n  paper: 1\n  论文: 2\n",
        "3: `论文` is limited twice; keep one of the two",
    ),
    "a limit that is a number": (
        "budget: 5\n",
        "1: a limit is a map of numbers, not `5`; write `{patent: 10, paper: 20}`",
    ),
    "no limits in a list": ("budget: []\n", "1: `budget` holds 0 limits; write from 1 to 50"),
    "kinds without a total": (
        "budget: {of: [paper]}\n",
        "1: `of` is nothing without `total`; write `{total: 15, of: [paper]}`",
    ),
    "kinds that are a word": (
        "budget: {total: 3, of: paper}\n",
        "1: `of` is a list of kinds, not `paper`; write `of: [patent, paper]`",
    ),
    "a kind of a total twice": ("budget: {total: 3, of: [paper, 论文]}\n", "1: `of` names `paper` twice; name it once"),
    "an unknown kind of a total": (
        "budget:\n  total: 3\n  of:\n  - paper\n  - patnet\n",
        "5: unknown kind of record `patnet`; write `patent`",
    ),
    "others of another sort": (
        "budget: {paper: 1}\nothers: some\n",
        "2: `others` is `none` or `allowed`, not `some`; write `others: none`",
    ),
    "money without costs": ("money: 5\n", "1: `money` is nothing without `costs`; write `costs: {kinds: {paper: 3}}`"),
    "costs without money": (
        "budget: {paper: 1}\ncosts: {kinds: {paper: 3}}\n",
        "2: `costs` is nothing without `money`; write `money: 50`",
    ),
    "costs of time alone": (
        "money: 5\ncosts: {takes: {paper: 3}}\n",
        "2: these costs tell of time alone, not of what records cost; write `kinds: {paper: 3}`",
    ),
    "costs that are a number": (
        "money: 5\ncosts: 3\n",
        "2: `costs` is the name of a cost file or its map, not `3`; write a file name",
    ),
    "a wrong cost": (
        "money: 5\ncosts:\n  kinds: {papper: 3}\n",
        "3: unknown kind of record `papper`; write `paper`",
    ),
    "money in thousandths": (
        "money: 5.001\ncosts: {other: 1}\n",
        "1: `money` has more than two decimals: `5.001`; round it",
    ),
    "money in words": (
        "money: much\ncosts: {other: 1}\n",
        "1: `money` is a number from 0 to 1000000, not `much`; write a number such as 2.5",
    ),
    "a day that is none": (
        "by: 2027-02-30\nbudget: {paper: 1}\n",
        "1: there is no day `2027-02-30`; check the month and the day",
    ),
    "an unknown rung": (
        "budget: {paper: 1}\nweights:\n  senor: 2\n",
        "3: `senor` is no rung; write `senior`",
    ),
    "a rung twice": (
        "budget: {paper: 1}\nweights:\n  senior: 2\n  高工: 3\n",
        "4: the rung `senior` has two weights; keep one of the two",
    ),
    "a weight of nothing": (
        "budget: {paper: 1}\nweights: {senior: 0}\n",
        "2: the weight of `senior` is 0; do not ask for that rung",
    ),
    "weights that are a list": (
        "budget: {paper: 1}\nweights: [senior]\n",
        "2: `weights` is a map of numbers, not `[senior]`; write `{senior: 2}`",
    ),
}


@pytest.mark.parametrize(("text", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_refused(text: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "budget.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        budgets.load(path)
    assert str(error.value) == f"{path}:{expected}"


def test_a_cost_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "budget.yaml"
    path.write_text("money: 5\ncosts: nowhere.yaml\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"nowhere\.yaml: there is no such file"):
        budgets.load(path)
