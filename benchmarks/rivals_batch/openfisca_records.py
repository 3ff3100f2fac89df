"""Records of a person as OpenFisca formulas, and the verdicts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np

from benchmarks.rivals_batch.arrays import Array
from benchmarks.rivals_batch.handwritten_clauses import BENEFITS
from benchmarks.rivals_batch.handwritten_person import RUNGS
from benchmarks.rivals_batch.openfisca_people import held
from benchmarks.rivals_batch.openfisca_rules import APPLICANT, VERDICTS, among, enough, every, formula, known, some, up
from benchmarks.rivals_batch.openfisca_tests import Tests
from solver.calendar import add_months


@formula(APPLICANT)
def results_engineer(applicant: Any, period: Any) -> Array:
    t = Tests(applicant.members, period, "free")
    digital, lines = (
        t.flag("nature_digital_factory"),
        every(t.flag("nature_delivery"), t.flag("nature_digital_factory")),
    )
    one = some(
        every(t.kind("project"), t.flag("accepted"), some(every(digital, t.of("tier", *up("city"))), lines)),
        every(t.kind("product"), t.flag("deployed")),
        every(t.norm("local", "industry", "national"), t.published()),
        every(t.norm("enterprise"), t.key, t.rank(5), t.flag("implemented")),
        every(
            t.kind("report"), t.of("type", "technical", silent=2), t.of("adopted", *up("employer")),
            t.of("promoted", *up("employer")),
        ),
    )  # fmt: skip
    found = some(enough(applicant, one), t.earned(applicant, None, 1000))
    return known(applicant, period, "achievements", found)


@formula(APPLICANT)
def exception_engineer(applicant: Any, period: Any) -> Array:
    t = Tests(applicant.members, period, "assistant")
    one = some(t.award("city"), t.patent(5), t.other, every(t.kind("book"), t.published()), t.big)
    found = known(applicant, period, "achievements", enough(applicant, one))
    return every(held(applicant, period, "assistant"), found)


@formula(APPLICANT)
def results_senior(applicant: Any, period: Any) -> Array:
    t = Tests(applicant.members, period, "engineer")
    one = some(
        t.big,
        t.patent(5),
        every(t.norm("national"), t.published()),
        every(t.norm("local", "industry"), t.key, t.rank(5), t.published()),
        every(t.norm("enterprise"), t.lead, t.flag("implemented")),
        every(t.kind("book"), t.published()),
        t.core,
    )
    research = every(
        t.kind("project"), t.flag("nature_research_development"), t.key, t.rank(3), t.flag("accepted"),
        t.of("benefit", *BENEFITS, silent=2),
    )  # fmt: skip
    reports = every(
        t.kind("report"), t.of("type", "technical", "white_paper", "plan", "feasibility", silent=2),
        t.of("tier", *up("provincial")), t.key, t.rank(5),
    )  # fmt: skip
    found = some(
        enough(applicant, one),
        enough(applicant, research, 2),
        enough(applicant, t.other, 5),
        enough(applicant, reports, 2),
        t.earned(applicant, every(t.key, t.rank(3)), 2000),
    )
    return known(applicant, period, "achievements", found)


@formula(APPLICANT)
def recommended(applicant: Any, period: Any) -> Array:
    entry = applicant.members
    fits = every(
        among(entry, period, "kind", "recommenders"), among(entry, period, "level", "full_senior"),
        among(entry, period, "relation", "own", "related"),
    )  # fmt: skip
    return known(applicant, period, "recommenders", enough(applicant, fits, 2))


def two_years(period: Any) -> Any:
    day = period.start.date
    return np.datetime64(next(d for d in (day - timedelta(n) for n in range(1000)) if add_months(d, 24) <= day))


@formula(APPLICANT)
def exception_senior(applicant: Any, period: Any) -> Array:
    t = Tests(applicant.members, period, "engineer")
    national = every(t.kind("project"), t.of("tier", "national"), t.key, t.rank(3), t.flag("accepted"))
    invested = every(
        t.kind("project"), t.least("investment", 2000), t.lead, t.flag("accepted"), t.of("recognized", *up("county")),
        t.thanked,
    )  # fmt: skip
    service = every(
        t.kind("long_service"), t.of("weight", "important", "major"), t.of("recognized", *up("provincial")), t.thanked
    )
    one = enough(applicant, some(t.award("provincial"), national, invested, t.national5, service))
    items = known(applicant, period, "achievements", some(one, enough(applicant, t.patent(3), 2)))
    doctor = every(applicant("doctor", period), held(applicant, period, "engineer"))
    title = some(held(applicant, period, "engineer", two_years(period)), doctor)
    return every(title, items, applicant("recommended", period))


@formula(APPLICANT)
def results_full_senior(applicant: Any, period: Any) -> Array:
    t = Tests(applicant.members, period, "senior")
    accepted, lead = t.flag("accepted"), t.lead
    recognized = every(t.of("recognized", *up("provincial")), t.thanked)
    projects = every(
        t.kind("project"), t.flag("nature_digital_factory"), t.of("tier", *up("provincial")), lead,
        some(accepted, recognized),
    )  # fmt: skip
    developed = every(t.kind("project"), t.flag("nature_research_development"), lead, accepted)
    long_book = some(t.least("total_words", 200_000), t.least("own_words", 200_000))
    books = every(
        t.kind("book"), t.published(), t.least("own_words", 100_000), some(t.sole, every(t.author(3), long_book))
    )
    textbooks = every(
        t.kind("textbook"), lead, some(t.of("type", "manual"), t.published(silent=2)), t.least("own_words", 150_000),
        t.of("promoted", *up("provincial")),
    )  # fmt: skip
    one = some(t.patent(1), every(t.norm("local", "industry"), lead, t.published()), t.national5, books, textbooks)
    written = every(t.kind("report"), t.of("type", "plan", "feasibility", silent=2))
    reports = every(some(written, every(t.kind("research_project"), accepted)), t.of("tier", *up("provincial")), lead)
    made = every(t.kind("product"), t.of("major_new_product", *up("provincial")))
    found = some(
        enough(applicant, one),
        enough(applicant, projects, 2),
        every(enough(applicant, developed, 2), _tied(applicant, period, developed, made)),
        t.earned(applicant, lead, 5000),
        enough(applicant, t.core, 3),
        enough(applicant, reports, 3),
    )
    return known(applicant, period, "achievements", found)


def _tied(applicant: Any, period: Any, one: Array, other: Array) -> Array:
    """Records of one project, one of each pattern; each name of a project of each applicant has a number of its own."""
    project = np.asarray(applicant.members("project", period))
    owner = applicant.members_entity_id
    found = np.zeros(applicant.count, dtype=np.int8)
    for cut in (2, 1):
        both = np.intersect1d(project[one >= cut], project[other >= cut])
        whose = owner[np.isin(project, both[both > 0])]
        found[whose] = np.maximum(found[whose], cut)
    return found


@formula(APPLICANT)
def exception_full_senior(applicant: Any, period: Any) -> Array:
    t = Tests(applicant.members, period, "senior")
    national = every(t.kind("project"), t.of("tier", "national"), t.lead, t.flag("accepted"))
    standards = every(t.norm("national"), t.lead, t.published())
    service = every(t.kind("long_service"), t.of("weight", "major"), t.of("recognized", *up("provincial")), t.thanked)
    items = some(
        enough(applicant, some(national, standards, service)),
        enough(applicant, t.award("provincial"), 2),
        enough(applicant, t.patent(1), 2),
    )
    items = known(applicant, period, "achievements", items)
    return every(held(applicant, period, "senior", two_years(period)), items, applicant("recommended", period))


def _verdict(rung: str, place: int) -> None:
    def verdict(applicant: Any, period: Any) -> Array:
        fallen = (np.asarray(applicant("said", period)) >> place) & 1
        years = applicant(f"years_{rung}", period)
        found = every(applicant("base", period), np.where(fallen, 0, 2))
        if rung in ("technician", "assistant"):
            return every(found, years)
        way = some(years, applicant(f"exception_{rung}", period))
        return every(found, applicant(f"results_{rung}", period), way)

    verdict.__name__ = f"verdict_{rung}"
    formula(APPLICANT, VERDICTS)(verdict)


for _place, _rung in enumerate(RUNGS):
    _verdict(_rung, _place)

ANSWERS = tuple(f"verdict_{_rung}" for _rung in RUNGS)
"""The variables that answer, in the order of the rungs."""
