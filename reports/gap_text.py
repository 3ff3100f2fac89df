"""The answer of a gap for a terminal: the least additions or years, way by way, or why nothing helps."""

from __future__ import annotations

from collections.abc import Sequence

from models.rules import Rule
from reports.advice import action_words, serves_words
from reports.awaited import awaited, course_serves, waiting_words
from reports.blocks import block_lines, untitled_line
from reports.layout import WIDTH, Paint, wrapped
from reports.nearest import flat
from reports.remarks import gap_words
from reports.sections import (
    COLOURS,
    assumed_lines,
    head_lines,
    margin_lines,
    missing_lines,
    titled,
    verdict_line,
    verdict_words,
    warning_lines,
)
from reports.sentences import need
from reports.terms import COMMITTEE, part_of
from reports.ways import headline, sizes
from solver.additions import ENDORSING
from solver.gap import GapAnswer, OtherGap
from solver.points import Point
from solver.status import ASSUMED, UNKNOWN, UNMET, Status

_MOST_FACTS = 6


def gap_text(answer: GapAnswer, name: str, lang: str, paint: Paint | None = None, width: int = WIDTH) -> str:
    """The whole answer as lines."""
    page, ink = _Page(answer, lang, paint or Paint(), width), paint or Paint()
    eligible = answer.check.verdict == "eligible"
    sections = [
        [*head_lines(answer.check, name, lang, ink, width), *page.core()],
        missing_lines(answer.missing, lang, ink, width) if page.ends else [],
        *([] if eligible else page.frontier()),
        page.never(),
        page.opens(),
        page.alternatives(),
        page.shorter(),
        assumed_lines(answer.assumed, lang, False, ink, width),
        page.readings(),
        margin_lines(answer.check, lang, ink, width) if eligible else [],
        warning_lines(answer.warnings, lang, ink, width),
        wrapped(COMMITTEE[lang], width),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


class _Page:
    """The sections of one answer, in one language, colour and width."""

    def __init__(self, answer: GapAnswer, lang: str, paint: Paint, width: int) -> None:
        self.answer, self.lang, self.paint, self.width = answer, lang, paint, width
        self.as_of = answer.check.as_of
        self.ends = answer.frontier is None or (not answer.frontier and bool(answer.if_well))

    def core(self) -> list[str]:
        """The verdict and how far off it is, in one sentence."""
        verdict = self.answer.check.verdict
        first, *rest = wrapped(self.outcome(), self.width - 2)
        more = [f"  {self.paint.style(line, 'bold', COLOURS[verdict])}" for line in rest]
        return [verdict_line(verdict, first, self.paint), *more]

    def outcome(self) -> str:
        """The sentence itself."""
        answer = self.answer
        if answer.check.verdict == "eligible":
            return verdict_words(answer.check, self.lang) + self.said("，无需新增", "; nothing is lacking")
        if self.ends:
            so = self.said("目前不符合", "does not qualify yet")
            if answer.check.verdict == "undetermined":
                so = self.said("尚不能确定", "cannot be decided yet")
            well, badly = self.least(answer.if_well), self.least(answer.if_badly)
            return self.said(
                f"{so}：尚缺的事实如属有利，{well}；如属不利，{badly}",
                f"{so}: if what is missing turns out well, {well}; if badly, {badly}",
            )
        least = self.least(answer.frontier)
        if not answer.frontier:
            return self.said(f"不符合，{least}", f"does not qualify: {least}")
        return self.said(f"目前不符合；最少：{least}", f"does not qualify yet; the least: {least}")

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
        until = self.answer.until
        if until is not None:
            return self.said(f"到{until}为止，无论等待或新增都无法达到", f"out of reach by {until}, whatever is added")
        return self.said("无论等待或新增都无法达到", "out of reach, whatever is added")

    def frontier(self) -> list[list[str]]:
        """The ways of the frontier, or of both its ends."""
        answer = self.answer
        if answer.frontier:
            choice = len(answer.frontier) > 1
            zh, en = "最少需要" + "（任选其一）" * choice, "The least it takes" + " (any one of these)" * choice
            return [self.ways(zh, en, answer.frontier)]
        made = []
        if self.ends and any(point.months or point.actions for point in answer.if_well or ()):
            made.append(
                self.ways("如属有利，最少需要", "If it turns out well, it takes", answer.if_well or (), UNKNOWN)
            )
        if answer.if_badly:
            made.append(self.ways("如属不利，最少需要", "If it turns out badly, it takes", answer.if_badly))
        return made

    def ways(self, zh: str, en: str, points: Sequence[Point], cut: Status = ASSUMED) -> list[str]:
        """Ways one after another, numbered; a single one in the line of the heading."""
        lines = [self.heading(zh, en)] if len(points) > 1 else []
        for place, point in enumerate(points):
            text = headline(point, self.as_of, self.lang)
            first, indent = f"  {place + 1}. ", "     "
            if len(points) == 1:
                text, first, indent = self.said(f"{zh}：{text}", f"{en}: {text}"), "", "  "
            lines += [self.paint.style(line, "bold") for line in wrapped(text, self.width, first=first, rest=indent)]
            for text, serves in self.actions(point, cut):
                line = text + (self.said("，", ", ") + serves if serves else "")
                cites = [word.rstrip(",") for word in serves.split() if not word.isascii() and self.lang == "en"]
                lines += wrapped(line, self.width, first=f"{indent}· ", whole=cites)
        return lines

    def actions(self, point: Point, cut: Status) -> list[tuple[str, str]]:
        """Each course, the wait, and everything else, in words and with the clauses that it serves."""
        checked, lang, made = self.answer.check, self.lang, point.actions
        found = awaited(point, checked, cut)
        courses = [a for a in made if a.kind == "education"]
        told = [(action_words(a, checked, lang, made), course_serves(a, point, found, lang)) for a in courses]
        told.append(waiting_words(point, found, checked, lang))
        for one in sorted(made, key=lambda action: action.kind in ENDORSING):
            if one not in courses:
                told.append((action_words(one, checked, lang, made), serves_words(one, checked, lang)))
        return [(text, serves) for text, serves in told if text]

    def never(self) -> list[str]:
        """The clauses that shut the rung, with what is asked and what is there."""
        shut = self.answer.never
        if not shut:
            return []
        zh, en = "下列条件，等待或新增都帮不上", "What neither waiting nor adding can help"
        lines = [self.heading("如属不利，" * self.ends + zh, en + ", if it turns out badly" * self.ends)]
        for rule in shut:
            lines += self.shutting(rule)
        ids = tuple(rule.id for rule in shut)
        notes = (untitled_line(route, ids, self.lang) for route in self.answer.check.routes)
        note = next((line for line in notes if line), "")
        return lines + (wrapped(note, self.width, first="  ") if note else [])

    def shutting(self, rule: Rule) -> list[str]:
        """One of these clauses, as a check shows it where it tells of it."""
        for route in self.answer.check.routes:
            if any(found.rule.id == rule.id for found in flat(route.findings)):
                return block_lines(route, (rule.id,), self.lang, self.paint, self.width)
        head = f"{rule.cite} {part_of(rule.id, self.lang)}".strip()
        first = f"  {self.paint.mark(UNMET)} {self.paint.style(head, 'bold')}"
        return [first, *wrapped(need(rule, self.lang), self.width, first="      ")]

    def opens(self) -> list[str]:
        """Which limits of the question would open the rung, if lifted."""
        answer = self.answer
        if answer.never is None or (self.ends and not answer.opens):
            return []
        if not answer.opens:
            zh = "这里只考虑等待、新增成果、推荐和同意；上述情况本身有变化时，请重新计算。"
            en = (
                "Only time, new records and endorsements are weighed here; if these facts themselves change, ask again."
            )
            return wrapped(self.said(zh, en), self.width)
        texts = {
            "education": (
                "把再读学历学位也算作办法：--allow education",
                "further study counted as a way: --allow education",
            ),
            "by": (f"放宽期限：--by 晚于{answer.until}", f"more time: a --by later than {answer.until}"),
            "without": ("允许新增 --without 所排除的种类", "the kinds that --without rules out"),
            "route": ("不限定路线：去掉 --route", "any route: leave out --route"),
        }
        zh, en = "放宽其中任一限制，就有办法达到", "Lifting any one of these limits opens a way"
        if len(answer.opens) == 1:
            zh, en = "放宽这一限制，就有办法达到", "Lifting this limit opens a way"
        lines = [self.heading(zh, en)]
        for name in answer.opens:
            lines += wrapped(self.said(*texts[name]), self.width, first="  · ")
        return lines

    def alternatives(self) -> list[str]:
        """Further ways, each with what it takes beyond the first that adds something."""
        points = self.answer.alternatives
        if not points:
            return []
        several = len(self.answer.frontier or self.answer.if_badly or ()) > 1
        zh = "其他做法（与上面第一种需要新增的做法相比）" if several else "其他做法（与上面的做法相比）"
        en = "Other ways" if len(points) > 1 else "Another way"
        en += " (beside the first above that adds something)" if several else " (beside the one above)"
        return self.ways(zh, en, points)

    def shorter(self) -> list[str]:
        """That facts not given could make the way shorter."""
        answer = self.answer
        if self.ends or answer.if_well is None:
            return []
        least = self.least(answer.if_well)
        lines = [self.heading("查明尚缺的事实，差距可能更小", "Facts not given could make the way shorter")]
        lines += wrapped(self.said(f"最好的情形：{least}", f"at best: {least}"), self.width, first="  · ")
        for gap in answer.missing[:_MOST_FACTS]:
            lines += wrapped(gap_words(gap, self.lang), self.width, first=f"  {self.paint.mark(UNKNOWN)} ")
        more = len(answer.missing) - _MOST_FACTS
        return lines + [self.said(f"    另有{more}项", f"    and {more} more")] * (more > 0)

    def readings(self) -> list[str]:
        """Readings of the text under which the least additions are others."""
        if not self.answer.readings:
            return []
        zh, en = "条文另有理解，差距会不同", "Other readings of the text under which the least is another"
        lines = [self.heading(zh, en)]
        for other in self.answer.readings:
            lines += wrapped(self.reading(other), self.width, first="  · ")
        return lines

    def reading(self, other: OtherGap) -> str:
        """A reading, and what would then be the least."""
        meaning = self.answer.check.standard.readings[other.id].values[other.value][self.lang]
        least = self.least(other.frontier)
        if other.verdict == "undetermined":
            least = self.said(f"尚不能确定，如属不利，{least}", f"cannot be decided yet; if badly, {least}")
        return self.said(f"若理解为“{meaning}”：{least}", f"read as “{meaning}”: {least}")
