"""The answer of a plan for a terminal: a timeline of steps, what to do for each, or why nothing leads there."""

from __future__ import annotations

from collections.abc import Sequence

from reports.layout import WIDTH, Paint, padded, width_of, wrapped
from reports.person import title
from reports.plan_outcome import (
    BLOCKS,
    NO_LATER,
    OPENS,
    OTHERWISE,
    READY,
    WELL,
    at_best,
    blocked,
    expected,
    grounds,
    heading,
    no_room,
    openings,
    otherwise,
    outcome,
    shown,
    shut_for_good,
    titles,
    verdict,
    window,
)
from reports.plan_words import (
    aside,
    counted_words,
    course_serves,
    course_words,
    limits,
    pace_words,
    size,
    step_name,
    todos,
)
from reports.remarks import gap_words
from reports.sections import assumed_lines, titled, verdict_line, warning_lines
from reports.terms import COMMITTEE, bracketed
from solver.itinerary import Plan
from solver.plan import PlanAnswer
from solver.status import UNKNOWN, UNMET

_BAR = 48
_MOST_FACTS = 6


def plan_text(answer: PlanAnswer, name: str, lang: str, paint: Paint | None = None, width: int = WIDTH) -> str:
    """The whole answer as lines."""
    page = _Page(answer, lang, paint or Paint(), width)
    plans, best = answer.plans, shown(answer)
    sections = [
        page.head(name),
        [] if plans else page.well(),
        *(page.plan(best) if best else []),
        page.others(),
        page.shut(),
        wrapped(no_room(answer, lang), width) if no_room(answer, lang) else [],
        page.opens(),
        page.otherwise(),
        page.well() if plans else [],
        assumed_lines(best.assumed, lang, False, page.paint, width) if best else [],
        warning_lines(answer.warnings, lang, page.paint, width),
        wrapped(COMMITTEE[lang], width),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


class _Page:
    """One answer in one language, colour and width."""

    def __init__(self, answer: PlanAnswer, lang: str, paint: Paint, width: int) -> None:
        self.answer, self.lang, self.paint, self.width = answer, lang, paint, width

    def said(self, zh: str, en: str) -> str:
        """The text in the language of the page."""
        return zh if self.lang == "zh" else en

    def head(self, name: str) -> list[str]:
        """Whom it is about, under which standards, and the outcome in one sentence."""
        answer, lang = self.answer, self.lang
        kept = limits(answer.asked, lang)
        told, *rest = wrapped(outcome(answer, lang), self.width - 2)
        return [
            self.paint.style(heading(answer, name, lang), "bold"),
            *wrapped(grounds(answer, lang), self.width),
            *(wrapped(self.said("限制：", "Within: ") + kept, self.width) if kept else []),
            "",
            verdict_line(verdict(answer), told, self.paint),
            *(f"  {line}" for line in rest),
        ]

    def plan(self, plan: Plan) -> list[list[str]]:
        """The timeline, the courses, then step by step what to do."""
        sections = [self.timeline(plan)]
        if plan.courses:
            lines = [titled("学习", "Courses", self.lang, self.paint)]
            for course in plan.courses:
                serves = course_serves(course, self.lang)
                text = course_words(course, self.lang) + (self.said("，", ", ") + serves if serves else "")
                lines += wrapped(text, self.width, first="  · ")
            sections.append(lines)
        for number, stage in enumerate(plan.stages, 1):
            lines = wrapped(
                f"{stage.applied}  {step_name(stage, self.lang)}", self.width, first=f"{number}. ", rest="   "
            )
            lines = [self.paint.style(line, "bold") for line in lines]
            if stage.titled != stage.applied:
                lines += wrapped(expected(stage.titled, self.lang), self.width, first="     · ")
            things = todos(stage, plan, self.lang)
            for todo in things:
                text = todo.text + (self.said("，", ", ") + todo.serves if todo.serves else "")
                when = bracketed(window(todo.since, todo.by, todo.on, self.answer.as_of, self.lang), self.lang)
                lines += wrapped(text + when, self.width, first="     · ", whole=todo.cites)
            if not things:
                lines.append(f"     · {READY[self.lang]}")
            sections.append(lines)
        pace = pace_words(plan, self.lang, asked=bool(self.answer.asked.pace or self.answer.asked.takes))
        lines = [line for text in (pace, counted_words(plan, self.lang)) if text for line in wrapped(text, self.width)]
        return [*sections, lines] if lines else sections

    def timeline(self, plan: Plan) -> list[str]:
        """One bar for each step and course, drawn to scale."""
        start = plan.as_of
        whole = max(1, (max([plan.arrives, *(course.until for course in plan.courses)]) - start).days)
        rows = [(self.said("学习", "study"), course.since, course.until) for course in plan.courses]
        rows += [(title(s.rise.rung, self.lang), s.since, s.titled) for s in plan.stages]
        names = max(width_of(name) for name, _, _ in rows)
        lines = []
        for name, first, last in rows:
            left = round((first - start).days / whole * _BAR)
            right = max(left + 1, round((last - start).days / whole * _BAR))
            bar = "·" * left + self.paint.style("━" * (right - left - 1) + "●", "green") + "·" * (_BAR + 1 - right)
            lines.append(f"  {padded(name, names)}  {bar} {last}")
        return lines

    def others(self) -> list[str]:
        """The rest of the frontier: later, with less."""
        plans = self.answer.plans[1:]
        if not self.answer.asked.frontier or not self.answer.plans:
            return []
        if not plans:
            return wrapped(NO_LATER[self.lang], self.width)
        lines = [titled("更晚但更省的安排", "Later, with less", self.lang, self.paint)]
        for plan in plans:
            text = f"{size(plan, self.lang)}{aside(plan, self.lang)}{self.said('：', ': ')}{titles(plan, self.lang)}"
            lines += wrapped(text, self.width, first="  · ")
        return lines

    def shut(self) -> list[str]:
        """The clauses that stop every way, rung by rung."""
        if not self.answer.shut:
            return []
        lines = [self.paint.style(BLOCKS[self.lang], "bold")]
        for head, text in blocked(self.answer, self.lang):
            lines += wrapped(f"{self.paint.style(head, 'bold')}", self.width, first=f"  {self.paint.mark(UNMET)} ")
            lines += wrapped(text, self.width, first="      ")
        return lines

    def opens(self) -> list[str]:
        """Which limits of the question would open a way, if lifted."""
        final = shut_for_good(self.answer, self.lang)
        if final:
            return wrapped(final, self.width)
        return self.listed(OPENS[self.lang], openings(self.answer, self.lang))

    def otherwise(self) -> list[str]:
        """Readings of the text under which there is a way."""
        return self.listed(OTHERWISE[self.lang], otherwise(self.answer, self.lang))

    def listed(self, heading: str, texts: Sequence[str]) -> list[str]:
        """Texts one under another below a heading; nothing for none."""
        lines = [self.paint.style(heading, "bold")] if texts else []
        for text in texts:
            lines += wrapped(text, self.width, first="  · ")
        return lines

    def well(self) -> list[str]:
        """That facts not given could make a better plan."""
        answer = self.answer
        if answer.if_well is None:
            return []
        lines = [self.paint.style(WELL[self.lang], "bold")]
        lines += wrapped(at_best(answer.if_well, self.lang), self.width, first="  · ")
        for gap in answer.missing[:_MOST_FACTS]:
            lines += wrapped(gap_words(gap, self.lang), self.width, first=f"  {self.paint.mark(UNKNOWN)} ")
        more = len(answer.missing) - _MOST_FACTS
        return lines + [self.said(f"    另有{more}项", f"    and {more} more")] * (more > 0)
