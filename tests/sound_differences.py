"""Whether a difference told is true: witnesses stand under both real versions, and nobody stands against a proof."""

from __future__ import annotations

from models import applicant
from models.rules import Rule
from solver.differences import Difference, RungChange
from solver.evaluate import Evaluation
from solver.facts import Facts
from solver.judging import Judged, Told
from solver.settle import settle
from solver.somebody import Document, somebody
from solver.status import ASSUMED, UNMET
from tests.people import people
from tests.small_careers import lifelike


def sound(found: Difference) -> None:
    """What is proven is proven by the solver too, and every witness is somebody in both real versions."""
    for rung in found.rungs:
        for before, after, proof in _judged(rung):
            for a, b, way in ((before, after, proof.forward), (after, before, proof.backward)):
                if way.how == "structure":
                    assert _asked(a, b, found) != "refuted"
                if way.witness is not None:
                    assert way.answer == "refuted"
                    assert _meets(way, a, found) and not _meets(way, b, found)
        if rung.proof is not None:
            _in_the_files(found, rung.rung, rung.proof.forward, gains=False)
            _in_the_files(found, rung.rung, rung.proof.backward, gains=True)
        for one in rung.examples:
            _in_the_files(found, rung.rung, one.way, gains=one.gains)


def _asked(a: Rule, b: Rule, found: Difference) -> str:
    """What the solver says of two clauses by itself."""
    day, standard = found.asked.on, found.asked.before.id

    def stands(person: Document) -> bool:
        evaluation = Evaluation(Facts(applicant.read(person), day, standard))
        return evaluation.status(a) >= ASSUMED and evaluation.status(b) is UNMET

    return somebody(a, b, day, stands, seconds=2, standard=standard).answer


def _judged(rung: RungChange) -> list[tuple[Rule, Rule, Judged]]:
    """A rung and its clauses that were judged by themselves, before and after."""
    every = [(c.before, c.after, c.proof) for c in rung.changes if c.judged == c.id]
    every.append((rung.before, rung.after, rung.proof))
    return [(x, y, proof) for x, y, proof in every if x is not None and y is not None and proof is not None]


def _meets(way: Told, rule: Rule, found: Difference) -> bool:
    assert way.witness is not None
    facts = Facts(applicant.read(way.witness.person), found.asked.on, found.asked.before.id)
    return Evaluation(facts).status(rule) >= ASSUMED


def _in_the_files(found: Difference, rung: str, way: Told, *, gains: bool) -> None:
    """The witness of a rung by `check` under both standards as they were read, each with its own numbers."""
    if way.witness is None:
        return
    verdicts = []
    for standard, side in ((found.asked.before, "before"), (found.asked.after, "after")):
        person = applicant.read(way.witness.papers[side])
        settled = settle(standard, rung, found.asked.on, found.asked.readings)
        verdicts.append(Evaluation(Facts(person, found.asked.on, standard.id)).rung(settled) >= ASSUMED)
    assert verdicts == [not gains, gains]


def stand_against(found: Difference, many: int, seed: int) -> int:
    """Sees that nobody refutes what is proven; how often somebody met one version of a clause alone."""
    turned = 0
    for rung in found.rungs:
        pairs = _judged(rung)
        for person in (one for side in found.sides for one in people(side, rung.rung, many, seed=seed)):
            if not lifelike(person.applicant):
                continue
            evaluation = Evaluation(Facts(person.applicant, person.as_of, found.asked.before.id))
            for before, after, proof in pairs:
                was, now = (evaluation.status(rule) >= ASSUMED for rule in (before, after))
                assert not (was and not now and proof.forward.answer == "proven")
                assert not (now and not was and proof.backward.answer == "proven")
                turned += was != now
    return turned
