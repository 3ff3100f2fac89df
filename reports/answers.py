"""One answer or many: picks the text for one question or for the whole matrix, and stamps the JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from solver.check import CheckAnswer

if TYPE_CHECKING:
    from solver.gap import GapAnswer
    from solver.plan import PlanAnswer


def answers_text(
    answers: Sequence[CheckAnswer], *, name: str, lang: str, full: bool, single: bool, colour: bool, width: int
) -> str:
    """One question in full, or the matrix of standards and rungs; `full` prints every answer of a matrix too."""
    from reports.check_text import check_text
    from reports.layout import Paint

    paint = Paint(on=colour)
    if single:
        return check_text(answers[0], name, lang, full, paint, width)
    from reports.matrix_text import matrix_text

    text = matrix_text(answers, name, lang, paint, width)
    if full:
        text += "\n" + "\n\n".join(check_text(answer, name, lang, full, paint, width) for answer in answers)
    return text


def answers_json(answers: Sequence[CheckAnswer], *, version: str, lang: str, single: bool) -> str:
    """The answers by the contract `zhicheng.check/1`; several stand in `results`."""
    from reports.check_json import SCHEMA, check_json

    made = [check_json(answer, stamp(answer, version), lang) for answer in answers]
    found: dict[str, Any] = made[0] if single else {"schema": SCHEMA, "results": made}
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def exit_status(answers: Sequence[CheckAnswer]) -> int:
    """With `--exit-code`: 0 if anything is eligible, 3 if anything is undetermined, else 1."""
    verdicts = {answer.verdict for answer in answers}
    return 0 if "eligible" in verdicts else 3 if "undetermined" in verdicts else 1


def gap_answer_text(answer: GapAnswer, *, name: str, lang: str, colour: bool, width: int) -> str:
    """The least additions in words."""
    from reports.gap_text import gap_text
    from reports.layout import Paint

    return gap_text(answer, name, lang, Paint(on=colour), width)


def gap_answer_json(answer: GapAnswer, *, version: str, lang: str) -> str:
    """The least additions by the contract `zhicheng.gap/1`."""
    from reports.gap_json import gap_json

    return json.dumps(gap_json(answer, stamp(answer.check, version), lang), ensure_ascii=False, indent=2) + "\n"


def plan_answer(answer: PlanAnswer, *, form: str, version: str, lang: str, colour: bool, width: int) -> str:
    """A plan in words, by the contract `zhicheng.plan/1`, or as a page."""
    if form == "json":
        from reports.plan_json import plan_json

        return json.dumps(plan_json(answer, version, lang), ensure_ascii=False, indent=2) + "\n"
    if form == "html":
        from reports.plan_page import plan_page

        return plan_page(answer, version, lang)
    from reports.layout import Paint
    from reports.plan_text import plan_text

    return plan_text(answer, answer.person.name, lang, Paint(on=colour), width)


def plan_calendar(answer: PlanAnswer, *, version: str, lang: str) -> str:
    """The dates of a plan as a calendar."""
    from reports.plan_calendar import calendar

    return calendar(answer, version, lang)


def stamp(answer: CheckAnswer, version: str) -> dict[str, Any]:
    """What an answer rests on: the program's version, the standard's file, the day, the readings."""
    return {
        "version": version,
        "standard": answer.standard.id,
        "sha256": answer.standard.digest,
        "as_of": answer.as_of.isoformat(),
        "readings": dict(answer.readings),
    }
