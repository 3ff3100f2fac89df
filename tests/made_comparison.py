"""A made-up comparison of bundled standards: every relation and every kind of number, for reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import combinations

from models import catalogue, starts
from models.rules import Rule
from models.vocabulary import Label
from solver.comparison import (
    ALL,
    Comparison,
    Curve,
    Direction,
    Effort,
    Excluded,
    Move,
    Overlap,
    PartShare,
    PassRate,
    Rate,
    Relation,
    Side,
    Strictness,
    Witness,
)  # fmt: skip

DAY = date(2024, 12, 31)
IDS = ("chongqing-cyberspace-2023", "liaoning-cyberspace-2024", "beijing-cybersecurity-2024", "sichuan-initial-2022")
RUNG = "senior"
STAMP = {"version": "9.8.7", "population": {"seed": 4711}}
Way = tuple[int | None, int | None]
NEVER: Way = (None, None)
EVIL = "<script>alert(1)</script>&\"'"


def sides(*ids: str) -> list[Side]:
    found = [catalogue.find(one) for one in ids]
    return [Side(key=one.id, label=one.title, standard=one, fair=one) for one in found]


def clause(side: Side, part: str) -> Rule:
    return side.standard.rungs[RUNG].parts[part]


def proven() -> Direction:
    return Direction(answer="proven")


def refuted(meets: Side, fails: Side, part: str) -> Direction:
    person = {
        "education": [{"level": "doctor", "diploma": "2020-06-30", "degree": "2020-06-30", "relation": "own"}],
        "titles": [{"level": "engineer", "series": "engineering", "date": "2022-12-31"}],
        "work": [{"field": "network_security", "from": "2020-12-31"}],
        "achievements": [],
    }
    witness = Witness(
        person=person, papers={}, as_of=DAY, route="regular" if part == ALL else "",
        meets=(clause(meets, "education-years"),), decides=(clause(fails, "results"),), records=0,
    )  # fmt: skip
    return Direction(answer="refuted", witness=witness)


def related(a: Side, b: Side, part: str, relation: str) -> Relation:
    ways = {
        "stricter": (proven(), refuted(b, a, part)),
        "incomparable": (refuted(a, b, part), refuted(b, a, part)),
        "equivalent": (proven(), proven()),
    }
    forward, backward = ways[relation]
    return Relation(
        a=a.key, b=b.key, rung=RUNG, part=part, relation=relation, forward=forward, backward=backward,
        beside=(("employers", "incomparable"),) if relation == "stricter" else (),
    )  # fmt: skip


def effort(
    side: str,
    rung: str,
    start: str,
    regular: Way,
    fastest: Way,
    routes: tuple[str, ...] = (),
    points: tuple[tuple[int, int], ...] = (),
) -> Effort:
    """Least effort by two ways, each as months and records."""
    return Effort(
        side=side, rung=rung, start=start, months=fastest[0], records=fastest[1], regular_months=regular[0],
        regular_records=regular[1], routes=routes, points=points,
    )  # fmt: skip


def strictness(some: Sequence[Side]) -> Strictness:
    def rate(n: int) -> Rate:
        return Rate(people=1000, passed=n, low=max(0, n - 20) / 1000, high=(n + 20) / 1000)

    numbered = list(enumerate(some))
    start = starts.Start(id="new", label=Label(zh=f"起点{EVIL}", en=f"start {EVIL}"), person={})
    return Strictness(
        source=f"made up {EVIL}",
        people=1000,
        rates=[
            PassRate(side=s.key, rung=RUNG, part=part, rate=rate(137 + 211 * n))
            for part in (ALL, "results")
            for n, s in numbered
        ],
        overlaps=[
            Overlap(a=a.key, b=b.key, rung=RUNG, both=101, only_a=36, only_b=247, neither=616)
            for a, b in combinations(some, 2)
        ],
        curves=[
            Curve(side=s.key, rung=RUNG, bands=((0, rate(0)), (5, rate(100 + n)), (9, rate(400)))) for n, s in numbered
        ],
        excluded=[
            Excluded(side=s.key, rung=RUNG, clause=clause(s, "results"), people=1000, fails=653, alone=219)
            for s in some[:1]
        ],
        shares=[
            PartShare(side=s.key, rung=RUNG, part=part, share=share)
            for s in some
            for part, share in (("results", 0.5), ("education-years", 0.125))
        ],
        starts=[start],
        efforts=[
            effort(s.key, RUNG, "new", NEVER, NEVER) if n else
            effort(s.key, RUNG, "new", (67, 3), (41, 4), ("exceptional", "green"), ((0, 5), (43, 2)))
            for n, s in numbered
        ],
        moves=[
            Move(side=s.key, rung=RUNG, clause=clause(s, "results"), slot="n", before=2, after=after, gain=gain,
                 loss=loss, people=1000, months=(67, 55), records=(3, 3))
            for s in some[:1]
            for after, gain, loss in ((1, 83, 0), (3, 0, 59))
        ],
    )  # fmt: skip


@cache
def made(*ids: str) -> Comparison:
    """A made-up comparison: the first stricter than the second, the third apart from both, the last not comparable."""
    found = sides(*ids)
    several = []
    for (n, a), (m, b) in combinations(enumerate(found), 2):
        if m == 3:
            several.append(
                Relation(
                    a=a.key, b=b.key, rung=RUNG, part=ALL, relation="not_comparable", why="procedure", lacks=(b.key,)
                )
            )
            continue
        relation = "stricter" if (n, m) == (0, 1) else "incomparable"
        several += [related(a, b, ALL, relation), related(a, b, "results", relation)]
        several.append(related(a, b, "scope", "equivalent"))
    return Comparison(
        sides=found, as_of=DAY, readings={found[0].key: {"some-reading": "other"}}, relations=several,
        strictness=strictness(found[:3]),
    )  # fmt: skip
