"""One person and rung through the reference, in the form that the columns give: for what the columns do not cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.applicant import Applicant
from models.standard import Standard
from solver.asking import Asked, Asking, every, points
from solver.check import CheckAnswer, check
from solver.columns.asking import Plans
from solver.columns.results import VERDICTS, Answer
from solver.columns.rung import Rung, facts_of
from solver.columns.waiting import EPOCH
from solver.waiting import counted_on

if TYPE_CHECKING:
    from solver.columns.kernel import BatchAsked


def answered(person: Applicant, standard: Standard, rung: Rung, asked: BatchAsked, plans: Plans) -> Answer:
    """What `check` and `gap` say of a person."""
    name = rung.settled.rung
    found = check(person, standard, name, asked.as_of, readings=asked.readings, strict=asked.strict)
    holding = [route.route for route in found.routes if route.verdict == "eligible"]
    made: tuple[tuple[int, int, int, int, int, int], ...] = ()
    regular = False
    if asked.gap and found.verdict != "undetermined":
        question = Asked(readings=asked.readings, strict=asked.strict)
        present, _ = counted_on(person, asked.as_of)
        asking = Asking(person=present, standard=standard, rung=name, as_of=asked.as_of, asked=question)
        ways = every(asking, asked.readings, asking.question())
        regular = any(one.route == "regular" for one in ways)
        made = tuple(
            (
                one.months, one.ready_on.toordinal() - EPOCH, one.records, one.endorsements,
                rung.names.index(one.route), plans.of(one.actions),
            )
            for one in points(asking, asked.readings)[0]
        )  # fmt: skip
    return Answer(
        verdict=VERDICTS.index(found.verdict),
        route=rung.names.index(holding[0]) if holding else -1,
        blocking=found.blocking,
        missing=_missing(found),
        assumed=tuple(dict.fromkeys(gap.rule.id for gap in found.assumed)) if found.verdict == "eligible" else (),
        points=made,
        regular=regular,
    )


def _missing(found: CheckAnswer) -> tuple[str, ...]:
    """The facts that are open, as the columns name them."""
    if found.verdict != "undetermined":
        return ()
    return tuple(dict.fromkeys(facts_of(gap.rule, found.standard.id) for gap in found.missing))
