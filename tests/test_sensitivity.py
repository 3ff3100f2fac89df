"""Every threshold moved by one: who turns and what the effort becomes, as a slow naive twin finds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from random import Random
from types import MappingProxyType

import pyarrow as pa
import pytest

from models import catalogue, people_table, rules
from models.amending import Change, amended
from models.applicant import Applicant, read
from models.node_numbers import slots
from models.places import inner, nodes
from models.rules import Dated
from models.source import parse
from models.standard import Standard
from models.standard_reader import read_standard
from models.starts import candidates
from solver.asking import Asked
from solver.comparison import Move, Side
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.gap import gap
from solver.sensitivity import moves, steps, thresholds
from solver.settle import settle
from solver.status import ASSUMED
from solver.transplant import comparable
from tests.people import score

DAY = date(2024, 12, 31)
CYBER, LIAONING = "chongqing-cyberspace-2023", "liaoning-cyberspace-2024"
BEIJING, SICHUAN = "beijing-cybersecurity-2024", "sichuan-initial-2022"
NAMES = (BEIJING, CYBER, "chongqing-industrial-internet-2022", LIAONING, SICHUAN)


@cache
def sides() -> dict[str, Side]:
    standards = [catalogue.find(name) for name in NAMES]
    fair = comparable(standards, DAY)
    return {s.id: Side(key=s.id, label=s.title, standard=s, fair=f) for s, f in zip(standards, fair, strict=True)}


def crowd(side: Side, rung: str, count: int, readings: Mapping[str, str] | None = None) -> list[Applicant]:
    """People near the edge of a rung, by what it asks of everybody alike."""
    rng = Random(f"{side.key}/{rung}")
    settled = settle(side.fair, rung, DAY, readings)
    return [one.applicant for _ in range(-(-count // 20)) for one in score(settled, DAY, rng)]


@cache
def unpeopled(name: str, rung: str) -> list[Move]:
    """The moves of a rung where no people are given."""
    return moves(sides()[name], rung, None, DAY, {})


def table(people: Sequence[Applicant]) -> pa.Table:
    return people_table.table(people_table.row(one, f"P{place}") for place, one in enumerate(people))


class Naive:
    """The twin: the whole standard amended, everybody through the reference."""

    def __init__(self, side: Side, rung: str, people: Sequence[Applicant], readings: Mapping[str, str]) -> None:
        self.side, self.rung, self.readings = side, rung, readings
        self.evaluations = [Evaluation(Facts(one, DAY, side.fair.id)) for one in people]
        self.before = self.passing(side.fair)
        self.candidate = candidates()[rung].on(DAY)

    def passing(self, standard: Standard) -> list[bool]:
        settled = settle(standard, self.rung, DAY, self.readings)
        return [one.rung(settled) >= ASSUMED for one in self.evaluations]

    def standard(self, move: Move) -> Standard:
        """The standard as anybody would amend it: the parameter where one gives the number, else the node."""
        name = next(self.parameters(move), "")
        spans = isinstance(move.clause, rules.Worked | rules.Held | rules.Clear) or move.slot == "total.months"
        value = f"{move.after}m" if spans else move.after
        change = Change(path=move.clause.id, values={move.slot: value})
        return amended(self.side.fair, [Change(path=f"${name}", values=move.after) if name else change])

    def parameters(self, move: Move) -> Iterator[str]:
        for node in nodes(self.side.fair):
            slot = slots(node).get(move.slot) if node.id == move.clause.id else None
            now = slot.now.number if slot and isinstance(slot.now, rules.Test) else slot.now if slot else None
            if isinstance(now, Dated):
                yield now.name

    def turned(self, standard: Standard) -> tuple[int, int]:
        pairs = Counter(zip(self.before, self.passing(standard), strict=True))
        return pairs[False, True], pairs[True, False]

    def least(self, standard: Standard) -> tuple[int | None, int | None]:
        found = gap(self.candidate, standard, self.rung, DAY, Asked(readings=self.readings)).frontier or ()
        return min((p.months for p in found), default=None), min((p.records for p in found), default=None)


def compare(
    name: str, rung: str, count: int, *, every: int = 1, readings: Mapping[str, str] = MappingProxyType({})
) -> list[Move]:
    """Holds the moves of a rung against the twin, for as many people; of the efforts only some are asked again."""
    side, people = sides()[name], crowd(sides()[name], rung, count, readings)
    naive = Naive(side, rung, people, readings)
    assert 0.15 < sum(naive.before) / len(people) < 0.9
    found = moves(side, rung, table(people), DAY, readings)
    before = naive.least(side.fair)
    for place, move in enumerate(found):
        other = naive.standard(move)
        where = (move.clause.id, move.slot, move.before, move.after)
        assert (move.gain, move.loss) == naive.turned(other), where
        assert (move.months[0], move.records[0]) == before, where
        if place % every == 0:
            assert (move.months[1], move.records[1]) == naive.least(other), where
        assert move.people == len(people)
    return found


@pytest.mark.parametrize(
    ("name", "rung", "every"),
    [
        (BEIJING, "engineer", 3),
        (CYBER, "engineer", 30),
        ("chongqing-industrial-internet-2022", "senior", 20),
        (SICHUAN, "assistant", 1),
    ],
)
def test_a_slow_twin_finds_the_same(name: str, rung: str, every: int) -> None:
    found = compare(name, rung, 40, every=every)
    assert any(move.gain for move in found)
    assert any(move.loss for move in found)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "rung"), [(n, r) for n in NAMES for r in catalogue.find(n).rungs])
def test_a_slow_twin_finds_the_same_for_every_rung(name: str, rung: str) -> None:
    compare(name, rung, 200)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "rung", "readings"),
    [
        (LIAONING, "engineer", {"exception-open": "lacking"}),
        (CYBER, "senior", {"exception-open": "lacking", "paper-chongqing": "everywhere"}),
        (BEIJING, "senior", {"exception-open": "lacking", "exception-scope": "replaces"}),
        (SICHUAN, "engineer", {"sichuan-fourth": "no-work", "sichuan-study": "any"}),
    ],
)
def test_under_other_readings(name: str, rung: str, readings: Mapping[str, str]) -> None:
    """Where a list is open only to those who lack the years, less asked of years keeps people out of it."""
    compare(name, rung, 200, every=10, readings=readings)


def test_largest_effects_stand_first_and_ties_in_the_order_of_the_text() -> None:
    side = sides()[BEIJING]
    settled = settle(side.fair, "senior", DAY)
    found = moves(side, "senior", table(crowd(side, "senior", 60)), DAY, {})
    text = {
        (t.clause.id, t.slot, after): place
        for place, (t, after) in enumerate((t, a) for t in thresholds(side.standard, settled, DAY) for a in steps(t))
    }
    order = [(-(move.gain + move.loss), text[move.clause.id, move.slot, move.after]) for move in found]
    assert order == sorted(order)
    assert len({effect for effect, _ in order}) > 3
    assert {(move.side, move.rung) for move in found} == {(BEIJING, "senior")}


def test_a_number_never_turns_people_both_ways_where_it_stands_alone() -> None:
    """More asked lets nobody in, less asked keeps nobody out: counts, years, and ranks the other way round."""
    side = sides()[BEIJING]
    for move in moves(side, "senior", table(crowd(side, "senior", 60)), DAY, {}):
        upto = move.slot.startswith(("rank", "author"))
        looser = (move.after > move.before) == upto
        assert (move.loss if looser else move.gain) == 0, (move.clause.id, move.slot)


def test_every_number_of_the_rung_moves_both_ways_where_it_can() -> None:
    side = sides()[CYBER]
    settled = settle(side.fair, "engineer", DAY)
    numbers = {
        (node.id, slot.name)
        for parts in settled.routes.values()
        for part in parts
        for node in inner(part)
        for slot in slots(node).values()
        if (slot.now.number if isinstance(slot.now, rules.Test) else slot.now)
    }
    found = thresholds(side.standard, settled, DAY)
    assert {place for one in found for place in one.stands} == numbers
    ways = Counter((m.clause.id, m.slot) for m in unpeopled(CYBER, "engineer"))
    assert set(ways) == {(one.clause.id, one.slot) for one in found}
    assert set(ways.values()) == {1, 2}


def test_steps() -> None:
    side = sides()[CYBER]
    by_place: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for move in unpeopled(CYBER, "engineer"):
        by_place.setdefault((move.clause.id, move.slot), []).append((move.before, move.after))
        assert (move.gain, move.loss, move.people) == (0, 0, 0)
    # years of twelve months, ranks and counts by one, amounts by a tenth; nothing falls to nothing
    assert by_place["engineer/education-years/bachelor/seniority", "months"] == [(48, 36), (48, 60)]
    assert by_place["engineer/education-years/bachelor/seniority", "early_by"] == [(12, 24)]
    assert by_place["engineer/results/publicity", "rank"] == [(3, 2), (3, 4)]
    assert by_place["engineer/results/papers/conference", "author"] == [(1, 2)]
    assert by_place["engineer/results/research", "n"] == [(1, 2)]
    assert by_place["engineer/results/delivery/contract", "contract"] == [(50, 45), (50, 55)]
    assert by_place["engineer/results/papers/journal", "words"] == [(2000, 1800), (2000, 2200)]
    assert by_place["engineer/results/promotion/transfer-several", "total.at_least"] == [(100, 90), (100, 110)]
    assert by_place["engineer/results/promotion/transfer-several", "total.months"] == [(36, 24), (36, 48)]
    insured = unpeopled(SICHUAN, "assistant")
    assert [(m.before, m.after) for m in insured if m.slot == "insurance_months"] == [(6, 5), (6, 7)]
    held = next(t for t in thresholds(side.standard, settle(side.fair, "senior", DAY), DAY) if t.now == 24)
    assert steps(replace(held, now=30)) == (29, 31)


def test_the_effort_is_that_of_the_candidate() -> None:
    found = {(m.clause.id, m.slot, m.after): m for m in unpeopled(CYBER, "engineer")}
    # 第十条: four years after the title of assistant, which was obtained today; 第十一条（二）: one result
    years = found["engineer/education-years/bachelor/seniority", "months", 60]
    assert (years.months, years.records) == ((48, 48), (1, 1)), "the row of a junior college asks for four years too"
    less = found["engineer/education-years/bachelor/seniority", "months", 36]
    assert (less.months, less.records) == ((48, 36), (1, 1))
    bachelors = unpeopled(BEIJING, "assistant")
    # 一（二）2: a year of work, of which a month is done; two, and it takes a year more
    assert [(m.months, m.records) for m in bachelors if m.after == 24 and m.before == 12] == [((11, 23), (0, 0))]
    # nobody becomes engineer in Sichuan by a bachelor's degree, whatever number moves
    assert {(m.months, m.records) for m in unpeopled(SICHUAN, "engineer")} == {((None, None), (None, None))}


def test_least_months_and_least_records_may_be_of_different_points() -> None:
    name = "chongqing-industrial-internet-2022"
    plain = catalogue.find(name)
    items = [n for n in nodes(plain) if n.id.startswith("engineer/exception/items/") and isinstance(n, rules.Count)]
    standard = amended(plain, [Change(path=n.id, values={"n": 3}) for n in items])
    fair, _ = comparable([standard, catalogue.find(BEIJING)], DAY)
    side = Side(key=name, label=standard.title, standard=standard, fair=fair)
    points = gap(candidates()["engineer"].on(DAY), fair, "engineer", DAY, Asked()).frontier or ()
    # 第十一条（三）: three records by the exceptional route now, or one after the four years of 第十条
    assert [(point.months, point.records) for point in points] == [(0, 3), (48, 1)]
    assert {(m.months[0], m.records[0]) for m in moves(side, "engineer", None, DAY, {})} == {(0, 1)}


def test_a_list_met_again_by_reference_moves_with_its_original() -> None:
    path = catalogue.files()[LIAONING]
    text = path.read_text(encoding="utf-8")
    # the copy keeps the years of its rows and leaves their education out
    old = "{id: education-stands, use: education-years, without: seniority}"
    new = "{id: education-stands, use: education-years, without: education}"
    assert old in text
    standard = read_standard(parse(text.replace(old, new), "copy.yaml"))
    (fair,) = comparable([standard], DAY)
    found = thresholds(standard, settle(fair, "engineer", DAY), DAY)
    row = next(one for one in found if one.clause.id == "engineer/education-years/bachelor/seniority")
    assert len(row.stands) == 2
    assert all("education-stands" not in one.clause.id for one in found)


def test_a_parameter_moves_once_wherever_it_stands() -> None:
    path = catalogue.files()[CYBER]
    text = path.read_text(encoding="utf-8")
    old = "- {id: conference, count: paper, where: {venue: conference, tier: provincial+, author: 1..1}}"
    new = old.replace("author: 1..1}", "author: 1..1, words: $paper-words+}")
    assert text.count(old) == 1
    standard = read_standard(parse(text.replace(old, new), "shared.yaml"))
    (fair,) = comparable([standard], DAY)
    side = Side(key=CYBER, label=standard.title, standard=standard, fair=fair)
    lists = {"titles": [], "recommenders": [], "work": [{"field": "network_security", "from": "2020-01-01"}]}
    doctor = {"employment": "enterprise", "education": [{"level": "doctor", "degree": "2019-06-30"}], **lists}
    paper = {"kind": "paper", "author": 1, "words": 1900, "supplement": False, "relevant": True, "date": "2024-06-01"}
    papers = [{**paper, "venue": "journal"}, {**paper, "venue": "conference", "tier": "provincial"}]
    people = [read({**doctor, "achievements": [one]}) for one in papers]
    found = [m for m in moves(side, "engineer", table(people), DAY, {}) if m.slot == "words"]
    # told at the clause where it first stands, and felt in both
    assert [(m.clause.id, m.before, m.after, m.gain, m.loss) for m in found] == [
        ("engineer/results/papers/journal", 2000, 1800, 2, 0),
        ("engineer/results/papers/journal", 2000, 2200, 0, 0),
    ]


def test_a_rung_that_the_side_lacks_has_no_moves() -> None:
    assert unpeopled(BEIJING, "technician") == []
