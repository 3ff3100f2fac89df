"""Plans of several shapes, for the tests of what is written of them; each is made once."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from models import edits
from models.catalogue import find
from solver.ladders import PlanAsked
from solver.plan import PlanAnswer, plan

CQ, SC, BJ = "chongqing-cyberspace-2023", "sichuan-initial-2022", "beijing-cybersecurity-2024"
TODAY = date(2025, 6, 1)
EXAMPLES = Path(__file__).parent.parent / "examples"


@cache
def answered(kind: str) -> PlanAnswer:
    """Plans of several shapes: with everything asked, at once, a frontier, open facts, held, out of reach."""
    name, standards, target, asked = {
        "full": (
            "he-lin-initial",
            (CQ, SC),
            "senior",
            PlanAsked(pace=1, rounds=((9, 30),), review=3, education=True, frontier=True),
        ),
        "at-once": ("liu-yang-technician-school", (BJ,), "senior", PlanAsked()),
        "frontier": ("li-wei-senior", (CQ,), "full_senior", PlanAsked(frontier=True)),
        "open": ("zhou-min-unknown", (CQ,), "senior", PlanAsked()),
        "held": ("li-wei-senior", (CQ,), "engineer", PlanAsked()),
        "shut": ("he-lin-initial", (CQ,), "senior", PlanAsked()),
    }[kind]
    person = edits.load_person(EXAMPLES / f"{name}.yaml", ())
    return plan(person, [find(one) for one in standards], target, TODAY, asked)


PLANNED = ("full", "at-once", "frontier", "open")
KINDS = (*PLANNED, "held", "shut")
