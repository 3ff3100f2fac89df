"""Relations between small random standards agree with everybody there could be, written down one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from models import applicant
from models.applicant import Applicant
from solver import relating
from solver.comparison import ALL
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.relating import Meeting
from solver.somebody import Somebody
from solver.status import ASSUMED, UNMET
from tests.small_careers import lifelike
from tests.small_people import crowd
from tests.small_rules import RUNG
from tests.small_worlds import Pair, one_rule, pair

DAY = date(2025, 6, 15)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One direction of one part: what the solver says, and somebody found one by one.

    `open` is where there is somebody who meets the one, and the other stays undetermined for them: a record that does
    not tell what the other asks. They are no witness, and no proof has to count with them.
    """

    pair: Pair
    part: str
    way: int
    said: str
    document: Any
    person: Applicant | None
    open: bool
    replays: bool
    lifelike: bool

    @property
    def wrong(self) -> str:
        """What contradicts; empty where nothing does."""
        if self.document is not None and not self.replays:
            return "witness does not replay"
        if self.document is not None and not self.lifelike:
            return "witness against the facts of the world"
        if self.said == "proven" and self.person is not None:
            return "proven, yet there is somebody"
        return ""

    @property
    def alone(self) -> bool:
        """Whether only the solver found somebody."""
        return self.said == "refuted" and self.person is None


def answers(made: Pair, limit: int) -> list[Answer]:
    """Every part and the whole of a pair, both ways; nothing where too many people would have to be tried."""
    meeting = Meeting(standards=made.standards, rung=RUNG, as_of=DAY)
    people = crowd(meeting.fair(""), DAY, limit)
    if people is None:
        return []
    shared = [p for p in relating.parts_of(meeting.real[0]) if p in relating.parts_of(meeting.real[1])]
    said = [one for one in relating.found(meeting, [ALL, *shared]) if not one.terms]
    trees = {one.part: meeting.trees(one.part) for one in said}
    somebody: dict[tuple[str, int], Applicant] = {}
    undetermined: set[tuple[str, int]] = set()
    for person in people.people():
        evaluation = Evaluation(Facts(person, DAY, ""))
        for part, two in trees.items():
            standings = [evaluation.status(tree) for tree in two]
            way = standings.index(max(standings))
            if standings[way] >= ASSUMED > standings[1 - way]:
                if standings[1 - way] is UNMET:
                    somebody.setdefault((part, way), person)
                else:
                    undetermined.add((part, way))
        if len(somebody) == 2 * len(trees):
            break
    found = []
    for one in said:
        for way, direction in enumerate((one.forward, one.backward)):
            paper = direction.document
            found.append(
                Answer(
                    pair=made, part=one.part, way=way, said=direction.answer, document=paper,
                    person=somebody.get((one.part, way)),
                    open=(one.part, way) in undetermined,
                    replays=paper is not None and _replays(meeting, one.part, way, paper),
                    lifelike=paper is not None and lifelike(applicant.read(paper)),
                )
            )  # fmt: skip
    return found


def _replays(meeting: Meeting, part: str, way: int, document: Any) -> bool:
    """Whether the person meets the one real standard and fails the other, as each region writes them down."""
    found = []
    for side, paper in enumerate(meeting.papers(document)):
        real = meeting.real[side]
        evaluation = Evaluation(Facts(applicant.read(paper), DAY, meeting.standards[side].id))
        found.append(
            evaluation.rung(real) if part == ALL
            else evaluation.status(next(p for r in real.routes.values() for p in r if p.id == f"{RUNG}/{part}"))
        )  # fmt: skip
    return found[way] >= ASSUMED and found[1 - way] is UNMET


def swept(seeds: range, limit: int) -> Iterator[Answer]:
    for seed in seeds:
        yield from answers(pair(seed), limit)


def agree(seeds: range, limit: int) -> Counter[str]:
    """Asserts that nothing contradicts, and tells how often each answer was given."""
    said: Counter[str] = Counter()
    wrong = []
    for one in swept(seeds, limit):
        said[one.said] += 1
        said["alone"] += one.alone
        said["somebody, undecided"] += one.said == "undecided" and one.person is not None
        if one.wrong:
            wrong.append((one.pair.seed, one.part, one.way, one.wrong))
    assert not wrong
    asked = said["proven"] + said["refuted"] + said["undecided"]
    assert said["undecided"] <= 0.05 * asked
    assert said["alone"] <= 0.01 * asked
    return said


def test_relations_agree_with_everybody_there_could_be() -> None:
    said = agree(range(300), 1200)
    assert min(said["proven"], said["refuted"]) > 150


PAPERS = {"count": "paper", "at_least": 2}
CITY = [{"count": "award", "where": {"rank": "1..3"}}, {"count": "award", "where": {"tier": "city+"}}]
UNDER = {"in": "engineering", "at_least": "2y"}


@pytest.mark.parametrize(
    ("looser", "stricter"),
    [
        ({**PAPERS, "weights": [{"where": {"indexes": "sci"}, "counts": 2}]}, PAPERS),
        ({"all": CITY}, {"all": CITY, "once": True}),
        ({"title": "assistant", "worked": {**UNDER, "early": True}}, {"title": "assistant", "worked": UNDER}),
        ({"worked": {"in": "engineering", "at_least": "1y"}}, {"worked": {"in": "cyberspace", "at_least": "1y"}}),
        ({"title": "assistant", "held": "2y"}, {"title": "assistant", "worked": UNDER}),
        ({"clear": "conduct.fraud_found", "for": "1y"}, {"clear": "conduct.fraud_found", "for": "2y"}),
    ],
)  # fmt: skip
def test_one_word_makes_the_difference(looser: dict[str, Any], stricter: dict[str, Any]) -> None:
    found = [one for one in answers(one_rule(looser, stricter), 3000) if one.part == ALL]
    assert [(one.said, one.person is not None, one.wrong) for one in found] == [
        ("refuted", True, ""),
        ("proven", False, ""),
    ]


def test_everybody_lives_a_possible_life() -> None:
    for seed in range(60):
        made = pair(seed)
        found = crowd(Meeting(standards=made.standards, rung=RUNG, as_of=DAY).fair(""), DAY, 400)
        assert found is None or all(lifelike(person) for person in found.people())


@pytest.mark.parametrize("answer", ["proven", "refuted"])
def test_a_wrong_answer_is_seen(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A solver that proves all is contradicted by somebody; one with a witness who does not replay, by the replay."""
    nobody: dict[str, Any] = {name: [] for name in ("education", "titles", "work", "achievements", "recommenders")}
    one = Somebody(answer=answer, document=nobody if answer == "refuted" else None)

    def found(_: Meeting, parts: Sequence[str]) -> list[relating.Found]:
        return [relating.Found(part=part, terms="", forward=one, backward=one) for part in parts]

    monkeypatch.setattr(relating, "found", found)
    wrong = {made.wrong for made in swept(range(40), 300)}
    assert ("proven, yet there is somebody" if answer == "proven" else "witness does not replay") in wrong


@pytest.mark.slow
@pytest.mark.parametrize("start", range(1000, 5000, 250))
def test_relations_agree_with_everybody_in_thousands_of_pairs(start: int) -> None:
    agree(range(start, start + 250), 4000)
