"""A page of the gap: its language, colour and width, how far off the person is, and ways with their steps."""

from __future__ import annotations

from collections.abc import Container, Sequence

from reports.advice import action_words, serves_words
from reports.awaited import awaited, course_serves, waiting_words
from reports.layout import Paint, wrapped
from reports.sections import titled
from reports.ways import aside, headline, sizes
from solver.additions import ENDORSING
from solver.gap import GapAnswer
from solver.points import Point
from solver.status import ASSUMED, Status

Step = tuple[str, str]
"""What to do, in words, and the clauses that it serves."""


class Page:
    """One answer in one language, colour and width."""

    def __init__(self, answer: GapAnswer, lang: str, paint: Paint, width: int) -> None:
        self.answer, self.lang, self.paint, self.width = answer, lang, paint, width
        self.as_of = answer.check.as_of
        self.ends = answer.frontier is None or (not answer.frontier and bool(answer.if_well))
        self.limited = bool(answer.asked.until or answer.asked.without or answer.asked.routes)

    def said(self, zh: str, en: str) -> str:
        """The text in the language of the page."""
        return zh if self.lang == "zh" else en

    def heading(self, zh: str, en: str) -> str:
        """The heading of a section."""
        return titled(zh, en, self.lang, self.paint)

    def least(self, points: Sequence[Point] | None) -> str:
        """A frontier in one sentence; that there is none."""
        if points:
            return sizes(points, self.as_of, self.lang)
        asked = self.answer.asked
        if asked.without or asked.routes:
            return self.said("在所设限制内无法达到", "out of reach within these limits")
        if asked.until is not None:
            return self.said(
                f"到{asked.until}为止，无论等待或新增都无法达到", f"out of reach by {asked.until}, whatever is added"
            )
        return self.said("无论等待或新增都无法达到", "out of reach, whatever is added")

    def ways(self, zh: str, en: str, points: Sequence[Point], cut: Status = ASSUMED) -> list[str]:
        """The ways of a frontier, numbered; of a single one, whose size was told already, only the steps."""
        if len(points) == 1:
            text = self.said(zh or "具体做法", f"{en}, the steps" if en else "The steps") + aside(points[0], self.lang)
            return [self.paint.style(text, "bold"), *self.bullets(self.steps(points[0], cut), "  ")]
        choice = self.said(f"{zh}（任选其一）" if zh else "最少需要（任选其一）", en or "The least it takes")
        lines = [self.paint.style(choice + self.said("", ": any one of these"), "bold")]
        for place, point in enumerate(points, 1):
            lines += self.way(place, point) + self.bullets(self.steps(point, cut), "     ")
        return lines

    def way(self, number: int, point: Point) -> list[str]:
        """The first line of a way, with its number."""
        first = f"  {number}. "
        text = wrapped(headline(point, self.as_of, self.lang), self.width, first=first, rest=" " * len(first))
        return [self.paint.style(line, "bold") for line in text]

    def bullets(self, steps: Sequence[Step], indent: str, besides: Container[Step] = ()) -> list[str]:
        """Steps one under another; those that are told already are left out, and said to be the same."""
        lines = []
        for step in steps:
            if step not in besides:
                text, serves = step
                line = text + (self.said("，", ", ") + serves if serves else "")
                cites = [word.rstrip(",") for word in serves.split() if not word.isascii() and self.lang == "en"]
                lines += wrapped(line, self.width, first=f"{indent}· ", whole=cites)
        if any(step in besides for step in steps):
            lines.append(f"{indent}· " + self.said("其余同上", "the rest as above"))
        return lines

    def steps(self, point: Point, cut: Status = ASSUMED) -> list[Step]:
        """Each course, the wait, and everything else, in words and with the clauses that it serves."""
        checked, lang, made = self.answer.check, self.lang, point.actions
        found = awaited(point, checked, cut)
        courses = [a for a in made if a.kind == "education"]
        told = [
            (
                action_words(a, checked, lang, made),
                course_serves(a, point, found, lang) or serves_words(a, checked, lang),
            )
            for a in courses
        ]
        told.append(waiting_words(point, found, checked, lang))
        for one in sorted(made, key=lambda action: action.kind in ENDORSING):
            if one not in courses:
                told.append((action_words(one, checked, lang, made), serves_words(one, checked, lang)))
        return [(text, serves) for text, serves in told if text]
