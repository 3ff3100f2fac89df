"""The answer of a plan for a terminal: a timeline of steps, what to do for each, or why nothing leads there."""

from __future__ import annotations

from datetime import date

from reports.layout import WIDTH, Paint, padded, width_of, wrapped
from reports.person import title
from reports.plan_words import aside, course_serves, course_words, limits, pace_words, size, step_name, todos
from reports.remarks import gap_words
from reports.sections import assumed_lines, titled, verdict_line, warning_lines
from reports.sentences import need
from reports.terms import COMMITTEE, part_of
from solver.itinerary import Plan
from solver.plan import PlanAnswer
from solver.status import UNKNOWN, UNMET

_BAR = 48
_MOST_FACTS = 6


def plan_text(answer: PlanAnswer, name: str, lang: str, paint: Paint | None = None, width: int = WIDTH) -> str:
    """The whole answer as lines."""
    page = _Page(answer, lang, paint or Paint(), width)
    plans = answer.plans
    sections = [
        page.head(name),
        *(page.plan(plans[0]) if plans else []),
        page.others(),
        page.shut(),
        page.opens(),
        page.well(),
        assumed_lines(plans[0].assumed, lang, False, page.paint, width) if plans else [],
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
        answer, target = self.answer, title(self.answer.target, self.lang)
        first = self.said(f"{name}：晋升{target}的规划", f"{name} · plan to {target}")
        standards = self.said("；", "; ").join(one.title[self.lang] for one in answer.standards)
        day = self.said(f"{standards}，自{answer.as_of}起", f"{standards}, from {answer.as_of} on")
        verdict = "eligible" if answer.plans or answer.held else "not_eligible"
        outcome, *rest = wrapped(self.outcome(), self.width - 2)
        kept = limits(answer.asked, self.lang)
        return [
            self.paint.style(first if name else target, "bold"),
            *wrapped(day, self.width),
            *(wrapped(self.said("限制：", "Within: ") + kept, self.width) if kept else []),
            "",
            verdict_line(verdict, outcome, self.paint),
            *(f"  {line}" for line in rest),
        ]

    def outcome(self) -> str:
        """The answer in one sentence."""
        answer, target = self.answer, title(self.answer.target, self.lang)
        if answer.held:
            held = title(answer.held, self.lang)
            return self.said(f"已有{held}职称，无需规划", f"holds the {held} title already; there is nothing to plan")
        if not answer.plans:
            return self.said(f"没有办法晋升{target}", f"no way leads to {target}")
        plan = answer.plans[0]
        least = answer.asked.until is not None and not answer.asked.frontier
        told = self.said(
            "新增最少的安排：" if least else "最早：", "with the least: " if least else "at the earliest: "
        )
        return f"{told}{size(plan, self.lang)}{aside(plan, self.lang)}"

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
                text = self.said(f"约{stage.titled}取得职称", f"title expected on {stage.titled}")
                lines += wrapped(text, self.width, first="     · ")
            for todo in todos(stage, plan, self.lang):
                text = todo.text + (self.said("，", ", ") + todo.serves if todo.serves else "")
                when = self.when(todo.since, todo.by, todo.on)
                lines += wrapped(text + when, self.width, first="     · ", whole=todo.cites)
            if len(lines) == 1 and not stage.made:
                lines.append("     · " + self.said("条件已具备，直接申报", "all is there: apply"))
            sections.append(lines)
        pace = pace_words(plan, self.lang, asked=bool(self.answer.asked.pace or self.answer.asked.takes))
        return [*sections, wrapped(pace, self.width)] if pace else sections

    def when(self, since: date, by: date, on: tuple[date, ...]) -> str:
        """Between which days something has to come: results count from the title before on."""
        if not on:
            return ""
        last = max(on)
        if last > since and last != by:
            return self.said(f"（{since}以后，按节奏约{last}完成）", f" (dated {since} or later; by this pace {last})")
        if since == self.answer.as_of:
            return self.said(f"（{by}前）", f" (by {by})") if by > since else ""
        if since == by:
            return self.said(f"（{since}当日）", f" (dated {since})")
        return self.said(f"（{since}至{by}之间）", f" (dated from {since} to {by})")

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
            return wrapped(self.said("没有更晚但更省的安排。", "No later plan takes less."), self.width)
        lines = [titled("更晚但更省的安排", "Later, with less", self.lang, self.paint)]
        for plan in plans:
            names = self.said("、", ", ").join(
                f"{title(stage.rise.rung, self.lang)} {stage.titled}" for stage in plan.stages
            )
            text = f"{size(plan, self.lang)}{aside(plan, self.lang)}{self.said('：', ': ')}{names}"
            lines += wrapped(text, self.width, first="  · ")
        return lines

    def shut(self) -> list[str]:
        """The clauses that stop every way, rung by rung."""
        if not self.answer.shut:
            return []
        lines = [
            titled(
                "下列条件，等待、新增成果都帮不上", "What neither waiting nor adding can help", self.lang, self.paint
            )
        ]
        several = len(self.answer.standards) > 1
        for one in self.answer.shut:
            where = one.standard.title[self.lang] if several else ""
            for rule in one.rules:
                head = " ".join(
                    filter(None, [title(one.rung, self.lang), where, rule.cite, part_of(rule.id, self.lang)])
                )
                lines += wrapped(f"{self.paint.style(head, 'bold')}", self.width, first=f"  {self.paint.mark(UNMET)} ")
                lines += wrapped(need(rule, self.lang), self.width, first="      ")
        return lines

    def opens(self) -> list[str]:
        """Which limits of the question would open a way, if lifted."""
        answer = self.answer
        if answer.plans or answer.held:
            return []
        texts = {
            "education": ("允许再读学历学位：--allow education", "allow further study: --allow education"),
            "move": (
                "到该地区工作：同时列出两地的标准（重复 --standard），即按可以流动来规划",
                "work in that region: name the standards of both regions (--standard again) to plan with a move",
            ),
            "by": ("放宽期限：--by 更晚", "more time: a later --by"),
            "without": ("去掉 --without", "leave out --without"),
            "route": ("去掉 --route", "leave out --route"),
        }
        if not answer.opens:
            zh = "放宽所设限制也无济于事；上述情况本身有变化时，请重新计算。"
            en = "Lifting a limit of the question would not help; if these facts themselves change, ask again."
            return wrapped(self.said(zh, en), self.width)
        lines = [titled("放宽其中任一限制，就有办法", "Lifting any one of these opens a way", self.lang, self.paint)]
        for name in answer.opens:
            lines += wrapped(self.said(*texts[name]), self.width, first="  · ")
        return lines

    def well(self) -> list[str]:
        """That facts not given could make a better plan."""
        answer = self.answer
        if answer.if_well is None:
            return []
        zh, en = "查明尚缺的事实，安排可能更好", "Facts not given could make a better plan"
        lines = [titled(zh, en, self.lang, self.paint)]
        best = size(answer.if_well, self.lang)
        lines += wrapped(self.said(f"最好的情形：{best}", f"at best: {best}"), self.width, first="  · ")
        for gap in answer.missing[:_MOST_FACTS]:
            lines += wrapped(gap_words(gap, self.lang), self.width, first=f"  {self.paint.mark(UNKNOWN)} ")
        more = len(answer.missing) - _MOST_FACTS
        return lines + [self.said(f"    另有{more}项", f"    and {more} more")] * (more > 0)
