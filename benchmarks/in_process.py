"""Times the answer itself, without start-up: the full explanation, and the verdict on facts already measured."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

from models import applicant, cases, catalogue
from models.applicant import Applicant
from models.cases import Case
from solver.check import check
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.settle import settle


def lines() -> Iterator[str]:
    """Medians over every case of every standard, and the slowest standard and rung on its own."""
    questions = [
        (case, applicant.read(case.applicant))
        for path in sorted(catalogue.BUNDLED.glob("*.cases.yaml"))
        for case in cases.load(path)
    ]
    full = _timed(questions, _explained)
    bare = _timed(questions, _verdict)
    yield _line("check with full explanation", full, 1.0)
    yield _line("verdict alone, facts measured", bare, 0.3)
    slowest = max({(c.standard, c.rung) for c, _ in questions}, key=lambda key: _median(full, key))
    yield f"  slowest rung: {slowest[0]} {slowest[1]}, median {_median(full, slowest):.3f} ms"
    yield f"  {len(questions)} people, each under the standard and rung of its case"


Times = dict[tuple[str, str], list[float]]


def _timed(questions: list[tuple[Case, Applicant]], run: object) -> Times:
    assert callable(run)
    for case, person in questions:
        run(case, person)
    found: Times = {}
    for case, person in questions:
        found.setdefault((case.standard, case.rung), []).append(run(case, person) * 1e3)
    return found


def _explained(case: Case, person: Applicant) -> float:
    standard = catalogue.find(case.standard)
    start = time.perf_counter()
    check(person, standard, case.rung, case.as_of, readings=case.readings, strict=case.strict)
    return time.perf_counter() - start


def _verdict(case: Case, person: Applicant) -> float:
    standard = catalogue.find(case.standard)
    settled = settle(standard, case.rung, case.as_of, case.readings)
    facts = Facts(person, case.as_of, standard.id, strict=case.strict)
    Evaluation(facts).rung(settled)
    start = time.perf_counter()
    Evaluation(facts).rung(settled)
    return time.perf_counter() - start


def _median(times: Times, key: tuple[str, str]) -> float:
    return statistics.median(times[key])


def _line(name: str, times: Times, asked: float) -> str:
    every = sorted(value for values in times.values() for value in values)
    middle = statistics.median(every)
    said = "met" if middle <= asked else "missed"
    worst = every[int(len(every) * 0.99)]
    return f"  {name:<32}median {middle:.3f} ms, 99th percentile {worst:.3f} ms  (at most {asked:g} ms: {said})"
