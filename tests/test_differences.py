"""Two versions of a standard: every kind of change found, judged the right way round, and never against anybody."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from models import catalogue
from models.amending import Change as Amendment
from models.amending import amended
from models.errors import InputError
from models.node_numbers import slots
from models.rules import walk
from solver.differences import DiffAsked, differences
from solver.settle import settle
from tests.sound_differences import sound, stand_against
from tests.versions import BEIJING, CYBER, DAY, LIAONING, RESEARCH, SENIORITY, TWO_PATENTS, Edit, diff, least, sign

FOUR_YEARS: Edit = (SENIORITY, SENIORITY.replace("5y", "4y"))
SECOND = "{id: second, count: award, where: {tier: provincial+, grade: second+, rank: 1..5}}"
RANK_FOUR: Edit = (SECOND, SECOND.replace("1..5", "1..4"))
NO_RESEARCH: Edit = (RESEARCH, "")
SOLE_BOOK: Edit = (RESEARCH, RESEARCH + '          - {id: book, cite: "3", count: book, where: {sole: true}}\n')
NO_PENALTY: Edit = ("      - {cite: 第五条, clear: conduct.penalty_until}\n", "")
GROUND: Edit = ('{id: theory, cite: "1", attest: {zh: 灵活', '{id: ground, cite: "1", attest: {zh: 灵活')
KINDS = [
    pytest.param(
        CYBER, "senior", FOUR_YEARS, "senior/education-years/bachelor/seniority", "looser", "", "looser", id="years",
    ),
    pytest.param(
        CYBER, "engineer", NO_RESEARCH, "engineer/results/research", "gone", "stricter", "stricter", id="a way less",
    ),
    pytest.param(
        CYBER, "engineer", SOLE_BOOK, "engineer/results/book", "added", "looser", "looser", id="a way more",
    ),
    pytest.param(
        CYBER, "technician", NO_PENALTY, "technician/conduct/penalty_until", "gone", "looser", "looser",
        id="a bar less",
    ),
    pytest.param(
        CYBER, "engineer", TWO_PATENTS, "engineer/results/patents/patent", "stricter", "", "stricter",
        id="two for one",
    ),
    pytest.param(
        CYBER, "engineer", ("{tier: provincial+, accepted: true}", "{role: lead, tier: city+, accepted: true}"),
        "engineer/results/research", "other", "", "other", id="another condition",
    ),
    pytest.param(
        CYBER, "engineer", (RESEARCH, RESEARCH + RESEARCH.replace("id: research", "id: again")),
        "engineer/results/again", "added", "same", "same", id="the same way again",
    ),
    pytest.param(
        LIAONING, "engineer", ("cite: 五（三）4\n        at_least: 3", "cite: 五（三）4\n        at_least: 2"),
        "engineer/results", "looser", "", "looser", id="two of a list in which each record serves once",
    ),
    pytest.param(
        BEIJING, "engineer", ("item: product, where: {deployed: true}", "item: product"),
        "engineer/results/products", "looser", "", "looser", id="an item of a cumulative list",
    ),
    pytest.param(
        BEIJING, "engineer", ('          - {id: patents, cite: "4", item: patent, where: {type: invention}}\n', ""),
        "engineer/results/patents", "gone", "stricter", "stricter", id="an item less",
    ),
    pytest.param(
        CYBER, "engineer", ("灵活运用基础理论与技术", "灵活运用理论与技术"),
        "engineer/ability/theory", "reworded", "", "same", id="what a panel judges in other words",
    ),
    pytest.param(
        CYBER, "engineer", ("{id: research, cite: \"3\"", "{id: projects, cite: \"3\""),
        "engineer/results/research", "moved", "", "same", id="another name",
    ),
    pytest.param(
        CYBER, "engineer", GROUND,
        "engineer/ability/theory", "moved", "", "same", id="what a panel judges under another name",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "rung", "edit", "node", "told", "effect", "whole"), KINDS)
def test_each_kind_of_change(
    tmp_path: Path, name: str, rung: str, edit: Edit, node: str, told: str, effect: str, whole: str
) -> None:
    found = diff(tmp_path, name, edit, rungs=(rung,))
    (one,) = least(found, rung)
    assert (one.id, one.sign, one.effect) == (node, told, effect)
    assert sign(found, rung) == whole
    sound(found)


MANY = (FOUR_YEARS, RANK_FOUR, SOLE_BOOK, NO_PENALTY, TWO_PATENTS, ("第十三条（二）", "第三十三条（二）"))


def test_nobody_stands_against_a_proof(tmp_path: Path) -> None:
    """Generated people, most of them near the edge: none meets a clause where it is proven that nobody does."""
    found = diff(tmp_path, CYBER, *MANY, rungs=("engineer",))
    sound(found)
    assert stand_against(found, 60, seed=7) > 5


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(catalogue.files()))
@pytest.mark.parametrize("seed", range(4))
def test_thresholds_moved_anywhere(name: str, seed: int) -> None:
    """Some counts and spans of a standard moved by one: what is told agrees with the solver and with everybody."""
    rng, standard = Random(f"{name} {seed}"), catalogue.find(name)
    rung = rng.choice(list(standard.rungs))
    numbers = [
        (node.id, slot.name, slot.form, slot.now)
        for part in settle(standard, rung, DAY).routes.values()
        for rule in part
        for node in walk(rule)
        for slot in slots(node).values()
        if slot.form in ("whole", "span") and isinstance(slot.now, int) and slot.now > 1
    ]
    if not numbers:
        pytest.skip("no number above one")
    changes = []
    for path, slot, form, now in rng.sample(sorted(set(numbers)), min(3, len(set(numbers)))):
        moved = now + rng.choice((-1, 1))
        changes.append(Amendment(path=path, values={slot: f"{moved}m" if form == "span" else moved}))
    try:
        after = amended(standard, changes)
    except InputError:
        pytest.skip("more than a list has")
    found = differences(DiffAsked(before=standard, after=after, on=DAY, after_on=DAY, rungs=(rung,)))
    sound(found)
    stand_against(found, 60, seed)


def test_the_same_file_has_no_difference(tmp_path: Path) -> None:
    for name in (CYBER, LIAONING, BEIJING):
        found = diff(tmp_path, name)
        assert not found.entries
        for rung in found.rungs:
            assert rung.sign == "same" and not rung.under
            assert rung.changes and not any(change.differs for change in rung.changes)
            assert rung.before is not None
            assert {change.id for change in rung.changes} == {node.id for node in walk(rung.before)} - {rung.rung}


def test_a_part_that_a_route_no_longer_asks(tmp_path: Path) -> None:
    route = "      regular: [education-years, ability, results]"
    found = diff(tmp_path, CYBER, (route, route.replace(", results", "")), rungs=("engineer",))
    (one,) = least(found, "engineer")
    assert (one.id, one.sign, one.effect, one.judged) == ("engineer/results", "gone", "looser", "engineer/regular")
