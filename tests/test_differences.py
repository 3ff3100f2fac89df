"""Two versions of a standard: every kind of change found, judged the right way round, and never against anybody."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pytest

from models import applicant, catalogue
from models.amending import Change as Amendment
from models.amending import amended
from models.errors import InputError
from models.node_numbers import slots
from models.rules import Rule, walk
from solver.differences import DiffAsked, Difference, RungChange, differences
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.judging import Judged, Told
from solver.settle import settle
from solver.space import implies
from solver.status import ASSUMED
from solver.world import DAY as WORLD_DAY
from tests.people import people
from tests.versions import BEIJING, CYBER, DAY, LIAONING, Edit, diff, least, sign, version

SENIORITY = "{title: engineer, worked: {in: engineering, at_least: 5y, early: true}}"
FOUR_YEARS: Edit = (SENIORITY, SENIORITY.replace("5y", "4y"))
SECOND = "{id: second, count: award, where: {tier: provincial+, grade: second+, rank: 1..5}}"
RANK_FOUR: Edit = (SECOND, SECOND.replace("1..5", "1..4"))
RESEARCH = (
    '          - {id: research, cite: "3", count: research_project, where: {tier: provincial+, accepted: true}}\n'
)
NO_RESEARCH: Edit = (RESEARCH, "")
SOLE_BOOK: Edit = (RESEARCH, RESEARCH + '          - {id: book, cite: "3", count: book, where: {sole: true}}\n')
NO_PENALTY: Edit = ("      - {cite: 第五条, clear: conduct.penalty_until}\n", "")
TWO_PATENTS: Edit = (
    "              - {count: patent, where: {type: [invention, utility]}}\n",
    "              - {count: patent, where: {type: [invention, utility]}, at_least: 2}\n",
)
GROUND: Edit = ('{id: theory, cite: "1", attest: {zh: 灵活', '{id: ground, cite: "1", attest: {zh: 灵活')
KINDS = [
    pytest.param(
        CYBER, "senior", FOUR_YEARS, "senior/education-years/bachelor/seniority", "looser", "", "looser", id="years",
    ),
    pytest.param(
        CYBER, "senior", RANK_FOUR, "senior/results/awards/second", "stricter", "", "stricter", id="rank",
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
    _sound(found)


def _sound(found: Difference) -> None:
    """What is proven is proven by the solver too, and every witness is somebody in both real versions."""
    asked = found.asked
    for rung in found.rungs:
        for before, after, proof in _judged(rung):
            for a, b, way in ((before, after, proof.forward), (after, before, proof.backward)):
                if way.how == "structure":
                    assert implies(a, b, standard=asked.before.id).answer != "refuted"
                if way.witness is not None:
                    assert way.answer == "refuted"
                    assert _meets(way, a, found) and not _meets(way, b, found)
        if rung.proof is not None:
            _in_the_files(found, rung.rung, rung.proof.forward, gains=False)
            _in_the_files(found, rung.rung, rung.proof.backward, gains=True)


def _judged(rung: RungChange) -> list[tuple[Rule, Rule, Judged]]:
    """A rung and its clauses that were judged by themselves, before and after."""
    every = [(c.before, c.after, c.proof) for c in rung.changes if c.judged == c.id]
    every.append((rung.before, rung.after, rung.proof))
    return [(x, y, proof) for x, y, proof in every if x is not None and y is not None and proof is not None]


def _meets(way: Told, rule: Rule, found: Difference) -> bool:
    assert way.witness is not None
    facts = Facts(applicant.read(way.witness.person), WORLD_DAY, found.asked.before.id)
    return Evaluation(facts).status(rule) >= ASSUMED


def _in_the_files(found: Difference, rung: str, way: Told, *, gains: bool) -> None:
    """The witness of a rung by `check` under both standards as they were read, each with its own numbers."""
    if way.witness is None:
        return
    verdicts = []
    for standard, side in ((found.asked.before, "before"), (found.asked.after, "after")):
        person = applicant.read(way.witness.papers[side])
        settled = settle(standard, rung, found.asked.on, found.asked.readings)
        verdicts.append(Evaluation(Facts(person, WORLD_DAY, standard.id)).rung(settled) >= ASSUMED)
    assert verdicts == [not gains, gains]


MANY = (FOUR_YEARS, RANK_FOUR, SOLE_BOOK, NO_PENALTY, TWO_PATENTS, ("第十三条（二）", "第三十三条（二）"))


def test_nobody_stands_against_a_proof(tmp_path: Path) -> None:
    """Generated people, most of them near the edge: none meets a clause where it is proven that nobody does."""
    found = diff(tmp_path, CYBER, *MANY, rungs=("engineer", "senior"))
    _sound(found)
    assert _stand_against(found, 20, seed=7) > 5


def _stand_against(found: Difference, many: int, seed: int) -> int:
    """Sees that nobody refutes what is proven; how often somebody met one version of a clause alone."""
    turned = 0
    for rung in found.rungs:
        pairs = _judged(rung)
        for person in (one for side in found.sides for one in people(side, rung.rung, many, seed=seed)):
            evaluation = Evaluation(Facts(person.applicant, person.as_of, found.asked.before.id))
            for before, after, proof in pairs:
                was, now = (evaluation.status(rule) >= ASSUMED for rule in (before, after))
                assert not (was and not now and proof.forward.answer == "proven")
                assert not (now and not was and proof.backward.answer == "proven")
                turned += was != now
    return turned


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
    _sound(found)
    _stand_against(found, 60, seed)


def test_the_same_file_has_no_difference(tmp_path: Path) -> None:
    for name in (CYBER, LIAONING, BEIJING):
        found = diff(tmp_path, name)
        assert not found.entries
        for rung in found.rungs:
            assert rung.sign == "same" and not rung.under
            assert rung.changes and not any(change.differs for change in rung.changes)
            assert rung.before is not None
            assert {change.id for change in rung.changes} == {node.id for node in walk(rung.before)} - {rung.rung}


def test_the_order_of_a_list_says_nothing(tmp_path: Path) -> None:
    lines = RESEARCH
    later = '          - id: reports\n            cite: "6"\n'
    found = diff(tmp_path, CYBER, (lines, ""), (later, lines + later), rungs=("engineer",))
    assert not least(found, "engineer") and sign(found, "engineer") == "same"


def test_an_article_renumbered_is_told_once(tmp_path: Path) -> None:
    found = diff(tmp_path, CYBER, ("cite: 第十一条（二）", "cite: 第十条之二（二）"), rungs=("engineer",))
    assert [(c.id, c.sign) for c in least(found, "engineer")] == [("engineer/results", "reworded")]
    (rung,) = found.rungs
    assert sum(c.sign == "reworded" for c in rung.changes) > 10


def test_a_list_under_another_name_and_changed_within(tmp_path: Path) -> None:
    name = ("          - id: patents\n", "          - id: inventions\n")
    found = diff(tmp_path, CYBER, name, TWO_PATENTS, rungs=("engineer",))
    (rung,) = found.rungs
    told = {c.id: (c.sign, c.after_id) for c in rung.changes if c.id.startswith("engineer/results/patents")}
    assert told == {
        "engineer/results/patents": ("stricter", "engineer/results/inventions"),
        "engineer/results/patents/patent": ("stricter", "engineer/results/inventions/patent"),
        "engineer/results/patents/software_copyright": ("moved", "engineer/results/inventions/software_copyright"),
    }
    assert [c.id for c in least(found, "engineer")] == ["engineer/results/patents/patent"]


def test_a_clause_that_moves_into_another_list(tmp_path: Path) -> None:
    inside = RESEARCH.replace("          - ", "              - ")
    conference = "              - {id: conference, count: paper, where: {venue: conference"
    found = diff(tmp_path, CYBER, (RESEARCH, ""), (conference, inside + conference), rungs=("engineer",))
    told = {c.id: (c.sign, c.after_id) for c in least(found, "engineer")}
    assert told["engineer/results/research"] == ("moved", "engineer/results/papers/research")
    assert told["engineer/results/papers"][0] == "looser"
    assert sign(found, "engineer") == "same"


def test_a_part_that_a_route_no_longer_asks(tmp_path: Path) -> None:
    route = "      regular: [education-years, ability, results]"
    found = diff(tmp_path, CYBER, (route, route.replace(", results", "")), rungs=("engineer",))
    (one,) = least(found, "engineer")
    assert (one.id, one.sign, one.effect, one.judged) == ("engineer/results", "gone", "looser", "engineer/regular")


def test_rungs_that_one_version_has(tmp_path: Path) -> None:
    text = (catalogue.BUNDLED / f"{CYBER}.yaml").read_text(encoding="utf-8")
    start, end = text.index("  technician:\n    parts:"), text.index("  assistant:\n    parts:")
    found = diff(tmp_path, CYBER, (text[start:end], ""))
    assert next((r.rung, r.sign) for r in found.rungs) == ("technician", "gone")
    swapped = DiffAsked(before=found.asked.after, after=found.asked.before, on=DAY, after_on=DAY)
    assert {r.rung: r.sign for r in differences(swapped).rungs}["technician"] == "added"


def test_what_stands_outside_the_rungs(tmp_path: Path) -> None:
    found = diff(
        tmp_path,
        CYBER,
        ("issued: 2023-06-07", "issued: 2023-06-08"),
        ("{2023-07-01: 800}", "{2023-07-01: 800, 2026-01-01: 900}"),
        ("    default: professional\n", "    default: academic\n"),
        ("  yearly-tax: {cite: 第十六条（六）, values", "  tax: {cite: 第十六条, values"),
        ("$yearly-tax+", "$tax+"),
        rungs=("technician",),
    )  # fmt: skip
    told = {(e.kind, e.name): (e.sign, e.fields) for e in found.entries}
    assert told == {
        ("document", "issued"): ("changed", ("issued",)),
        ("parameter", "yearly-sales"): ("changed", ("2026-01-01",)),
        ("parameter", "yearly-tax"): ("gone", ("cite", "2023-07-01")),
        ("parameter", "tax"): ("added", ("cite", "2023-07-01")),
        ("reading", "early-year"): ("changed", ("default",)),
    }


def test_a_number_dated_from_a_day(tmp_path: Path) -> None:
    after = version(tmp_path, CYBER, ("{2023-07-01: 800}", "{2023-07-01: 800, 2026-01-01: 900}"))
    before = catalogue.find(CYBER)

    def between(one: date, other: date) -> str:
        asked = DiffAsked(before=before, after=after, on=one, after_on=other, rungs=("engineer",))
        return differences(asked).rungs[0].sign

    first, later = date(2025, 12, 31), date(2026, 1, 1)
    assert between(first, first) == "same"
    assert between(later, later) == "stricter"
    itself = DiffAsked(before=after, after=after, on=first, after_on=later, rungs=("engineer",))
    (one,) = least(differences(itself), "engineer")
    assert (one.id, one.sign) == ("engineer/results/promotion/sales", "stricter")


def test_a_change_under_another_reading_alone(tmp_path: Path) -> None:
    lacking = "{id: lacking, when: {exception-open: lacking}, lacks: education-years}"
    again = lacking + "\n          - {id: degree, when: {exception-open: lacking}, degree: master}"
    text = (catalogue.BUNDLED / f"{LIAONING}.yaml").read_text(encoding="utf-8")
    found = diff(tmp_path, LIAONING, (lacking, again), rungs=("engineer",))
    assert text.index(lacking) > text.index("  engineer:\n")
    (rung,) = found.rungs
    assert rung.sign == "same" and not least(found, "engineer")
    (under,) = rung.under
    assert (under.reading, under.value) == ("exception-open", "lacking")
    assert [(c.id.rsplit("/", 1)[-1], c.sign, c.effect) for c in under.changes] == [("degree", "added", "stricter")]
    chosen = diff(tmp_path, LIAONING, (lacking, again), rungs=("engineer",), exception_open="lacking")
    assert sign(chosen, "engineer") == "stricter"


def test_rungs_and_readings_that_neither_has(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="neither version has `full_seniro`"):
        diff(tmp_path, CYBER, rungs=("full_seniro",))
    with pytest.raises(InputError, match="neither version has `no-such`"):
        diff(tmp_path, CYBER, no_such="x")
