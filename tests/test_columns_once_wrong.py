"""Small trees and people of whom the columns once said something else than `check` and `gap`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from models import rules
from models.applicant import read
from models.rules import Count, Item, Rule, Shape, Tally, Test, Tied
from solver.settle import Settled
from tests import columns, trees
from tests.columns import Batch, compared, standard_of

AS_OF = date(2025, 2, 28)
LEAD = Test(attribute="role", op="at_least", values=("lead",))
NATIONAL = Test(attribute="tier", op="at_least", values=("national",))


def count(path: str, *tests: Test, kind: str = "project", n: int = 1, **words: Any) -> Count:
    return Count(id=path, cite="1", pattern=(Shape(kind=kind, tests=tests),), n=n, **words)


def of_all(path: str, *below: Rule, once: bool = False) -> rules.All:
    return rules.All(id=path, cite="1", of=below, once=once)


def held(path: str, months: int) -> rules.Held:
    return rules.Held(id=path, cite="1", level=("engineer",), series=("engineering",), relation=(), months=months)


def never_so_long(path: str) -> rules.Lacks:
    """What holds for ever."""
    return rules.Lacks(id=path, cite="1", of=held(f"{path}/of", 600))


def small(documents: Sequence[dict[str, Any]], *parts: Rule, **words: Any) -> Batch:
    """A batch asked for one route of these parts."""
    settled = Settled(standard=trees.STANDARD, rung="senior", readings={}, routes={"regular": parts})
    people = [read(document) for document in documents]
    return Batch(standard=standard_of(settled), rung="senior", as_of=AS_OF, people=people, readings={}, **words)


def row(batch: Batch) -> dict[str, Any]:
    """The answer for the only person of a batch."""
    kernel = batch.kernel()
    found: dict[str, Any] = kernel.run(columns.table(batch.people)).to_dicts()[0]
    return found


# --- small trees that were once answered wrongly ----------------------------------------------------------------------


def test_columns_lacks_what_waiting_would_bring() -> None:
    titled = {"titles": [{"level": "engineer", "series": "engineering", "date": "2025-02-27"}], "achievements": []}
    denied = rules.Lacks(id="a", cite="1", of=held("a/of", 36))
    batch = small([titled], denied, count("b"))
    assert not compared(batch)
    assert row(batch)["class"] == "only_records"


def test_columns_list_with_a_list_of_the_person_that_was_not_given() -> None:
    own = [{"kind": "project", "role": "lead"}, {"kind": "project"}]
    rule = of_all("a", count("a/0"), count("a/1"), count("a/2", kind="recommender"), once=True)
    batch = small([{"achievements": own}], rule)
    assert not compared(batch)
    assert row(batch)["verdict"] == "undetermined"


def test_columns_bar_that_has_yet_to_begin() -> None:
    person = {
        "titles": [{"level": "engineer", "series": "engineering", "date": "2022-04-28"}],
        "conduct": {"fraud_found": "2025-03-28"},
    }
    bar = rules.Clear(id="a", cite="1", fact="conduct.fraud_found", months=36)
    batch = small([person], of_all("c", bar, never_so_long("c/1")), held("b", 36))
    assert not compared(batch)
    assert row(batch)["wait_until"] == date(2028, 3, 29)


def test_columns_job_that_ends_before_another_condition_is_met() -> None:
    person = {
        "titles": [{"level": "engineer", "series": "engineering", "date": "2022-04-28"}],
        "work": [{"field": "engineering", "from": "2015-01-01", "to": "2025-03-15"}],
    }
    now = rules.Worked(id="a", cite="1", fields=("engineering",), now=True, months=0)
    assert not compared(small([person], of_all("c", now, never_so_long("c/1")), held("b", 36)))


def test_columns_open_cumulative_list_of_someone_left_to_the_reference() -> None:
    pattern = (Shape(kind="patent", tests=(Test(attribute="rank", op="at_most", number=1),)),)
    items = tuple(Item(id=f"a/{i}", cite="1", pattern=pattern, per=1, since=None) for i in range(2))
    listed = Tally(id="a", cite="1", of=items, n=2)
    # a list that holds what time can turn is left to the reference
    aside = of_all("b", count("b/0", kind="position"), held("b/1", 12), once=True)
    titles = [{"level": "engineer", "series": "engineering", "date": "2020-01-01"}]
    own = [{"kind": "position"}, {"kind": "patent"}, {"kind": "patent"}]
    batch = small([{"titles": titles, "achievements": own}], listed, aside)
    assert not compared(batch)
    assert row(batch)["missing"] == ["achievements"]


def test_columns_list_open_as_a_whole_says_what_is_missing() -> None:
    own = [{"kind": "project", "role": "lead", "tier": "national"}, {"kind": "project"}]
    batch = small([{"achievements": own}], of_all("a", count("a/0", LEAD), count("a/1", NATIONAL), once=True))
    assert row(batch)["verdict"] == "undetermined"
    assert not compared(batch)


def test_columns_projects_bound_in_another_order_are_told_apart() -> None:
    """Two people whose records stand in the same projects, but who lack other patterns there."""
    patterns = ((Shape(kind="project", tests=(LEAD,)),), (Shape(kind="project"),), (Shape(kind="paper"),))
    rule = Tied(id="a", cite="1", patterns=patterns, since=None)
    one = [{"kind": "project", "project": "甲"}, {"kind": "project", "project": "乙", "role": "lead"}]
    other = [
        {"kind": "paper", "project": "甲"},
        {"kind": "project", "project": "乙"},
        {"kind": "paper", "project": "乙"},
    ]
    people = [{"achievements": list(some)} for some in (one, other, [*one, *other], other[:1], one[:1])]
    assert not compared(small(people, rule, count("b", LEAD)))
    assert not compared(small(people[::-1], rule, count("b", LEAD)))


@pytest.mark.parametrize("seed", [15, 142, 1148])
def test_columns_seeds_that_were_once_wrong(seed: int) -> None:
    from tests.test_columns import grown

    for batch in grown([seed], Counter()):
        assert not compared(batch)
