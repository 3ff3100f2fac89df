"""Does this person qualify? By which route, what blocks, what was assumed or is missing, and how firmly it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from models import catalogue
from models.applicant import Applicant
from models.standard import Standard
from models.vocabulary import vocabulary
from solver import explain, gaps
from solver.evaluate import Evaluation
from solver.explain import Finding
from solver.facts import Facts
from solver.gaps import Gap
from solver.margin import Margin, margin
from solver.settle import Settled, flipped, settle
from solver.status import ASSUMED, UNKNOWN, Status, verdict

Statuses = Callable[[Facts, Settled], Mapping[str, Status]]
"""A solver: facts and a settled rung to the status of every route."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class RouteAnswer:
    """One route: its verdict, its smallest unmet nodes, and what is said of each of its parts."""

    route: str
    verdict: str
    blocking: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class OtherReading:
    """A reading that would change the verdict, one at a time."""

    id: str
    value: str
    verdict: str


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Warned:
    """A remark beside the verdict: a code and what fills its words."""

    code: str
    words: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class CheckAnswer:
    """The whole answer for one standard and rung."""

    standard: Standard
    rung: str
    as_of: date
    verdict: str
    routes: tuple[RouteAnswer, ...]
    assumed: tuple[Gap, ...]
    missing: tuple[Gap, ...]
    warnings: tuple[Warned, ...]
    readings: Mapping[str, str]
    others: tuple[OtherReading, ...]
    margin: Margin | None

    @property
    def blocking(self) -> tuple[str, ...]:
        """What blocks the regular route, even where another one holds; of a rung without it, its first route."""
        if not self.routes:
            return ()
        return next((r for r in self.routes if r.route == "regular"), self.routes[0]).blocking


def check(
    person: Applicant,
    standard: Standard,
    rung: str,
    as_of: date,
    *,
    readings: Mapping[str, str] | None = None,
    routes: tuple[str, ...] = (),
    strict: bool = False,
    solver: Statuses | None = None,
) -> CheckAnswer:
    """Whether a person qualifies for a rung as of a day, with the whole reasoning.

    `readings` chooses among the standard's named readings; `routes` limits the question to some routes; `strict` leaves
    open what is otherwise assumed; `solver` decides the routes in place of the reference evaluator.
    """
    settled = settle(standard, rung, as_of, readings)
    facts = Facts(person, as_of, standard.id, strict=strict)
    evaluation = Evaluation(facts)
    names = [name for name in settled.routes if not routes or name in routes]
    if solver is None:
        statuses = {name: evaluation.route(settled, name) for name in names}
    else:
        decided = solver(facts, settled)
        statuses = {name: decided[name] for name in names}
    best = max(statuses.values(), default=UNKNOWN)
    said: dict[int, Finding] = {}
    answers = tuple(_route(name, statuses[name], settled, evaluation, said) for name in names)
    word = verdict(best)
    return CheckAnswer(
        standard=standard,
        rung=rung,
        as_of=as_of,
        verdict=word,
        routes=answers,
        assumed=gaps.assumed([settled.routes[n] for n in _shown(statuses, word)], evaluation),
        missing=gaps.missing([settled.routes[n] for n in names if statuses[n] is UNKNOWN], evaluation)
        if best is UNKNOWN
        else (),
        warnings=_warnings(person, standard, rung, as_of),
        readings=settled.readings,
        others=_others(standard, settled, as_of, names, evaluation, word),
        margin=margin(person, settled, names, evaluation) if best >= ASSUMED else None,
    )


def _shown(statuses: Mapping[str, Status], word: str) -> list[str]:
    """The routes whose assumptions matter: those that hold, else the regular one."""
    if word == "eligible":
        return [name for name, status in statuses.items() if status >= ASSUMED]
    return [name for name in statuses if name == "regular"] or list(statuses)[:1]


def _route(
    name: str, status: Status, settled: Settled, evaluation: Evaluation, said: dict[int, Finding]
) -> RouteAnswer:
    """One route; `said` keeps what was found of parts that several routes share."""
    parts = settled.routes[name]
    word = verdict(status)
    blocking = explain.blocking(parts, evaluation) if word != "eligible" else ()
    for part in parts:
        if id(part) not in said:
            said[id(part)] = explain.finding(part, evaluation, near=evaluation.status(part) < ASSUMED)
    findings = tuple([said[id(part)] for part in parts])
    return RouteAnswer(route=name, verdict=word, blocking=tuple(r.id for r in blocking), findings=findings)


def _others(
    standard: Standard, settled: Settled, as_of: date, names: list[str], evaluation: Evaluation, word: str
) -> tuple[OtherReading, ...]:
    """Every other value of a reading, one at a time, that changes the verdict. Nodes it leaves alone are not redone."""
    found = []
    for reading, value, other in flipped(settled, standard, as_of):
        there = verdict(max((evaluation.route(other, n) for n in names if n in other.routes), default=UNKNOWN))
        if there != word:
            found.append(OtherReading(id=reading, value=value, verdict=there))
    return tuple(found)


def _warnings(person: Applicant, standard: Standard, rung: str, as_of: date) -> tuple[Warned, ...]:
    found = [Warned(code=code, words=words) for code, words in person.oddities]
    rungs = vocabulary().sets["rung"]
    held = [t for t in person.titles or () if t.series == "engineering" and (t.date is None or t.date <= as_of)]
    top = max((rungs.step(t.level) for t in held), default=-1)
    if top >= rungs.step(rung):
        found.append(Warned(code="already-held", words={"title": rungs.values[top]}))
    if as_of < standard.effective:
        found.append(Warned(code="before-effective", words={"date": str(standard.effective)}))
    if standard.window is not None and not standard.window[0] <= as_of <= standard.window[1]:
        first, last, cite = standard.window
        found.append(Warned(code="outside-window", words={"from": str(first), "to": str(last), "cite": cite}))
    others = catalogue.files() if person.attestations else {}
    for key in sorted(person.attestations):
        if not explain.attestable(standard, key, others):
            found.append(Warned(code="unknown-attestation", words={"key": key}))
    return tuple(found)
