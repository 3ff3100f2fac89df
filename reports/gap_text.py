"""The answer of a gap for a terminal: the least additions or years, way by way, or why nothing helps."""

from __future__ import annotations

from reports.gap_page import Page
from reports.layout import WIDTH, Paint, wrapped
from reports.remarks import gap_words
from reports.sections import (
    COLOURS,
    assumed_lines,
    head_lines,
    margin_lines,
    missing_lines,
    verdict_line,
    verdict_words,
    warning_lines,
)
from reports.terms import COMMITTEE, ROUTES
from reports.unreached import never_lines, opens_lines
from solver.gap import GapAnswer, OtherGap
from solver.points import Point
from solver.status import UNKNOWN

_MOST_FACTS = 6


def gap_text(answer: GapAnswer, name: str, lang: str, paint: Paint | None = None, width: int = WIDTH) -> str:
    """The whole answer as lines."""
    ink = paint or Paint()
    page = Page(answer, lang, ink, width)
    eligible = answer.check.verdict == "eligible"
    sections = [
        [*head_lines(answer.check, name, lang, ink, width), *_core(page)],
        missing_lines(answer.missing, lang, ink, width) if page.ends else [],
        *([] if eligible else _frontier(page)),
        [] if eligible else _beside(page),
        never_lines(page),
        opens_lines(page),
        _alternatives(page),
        _shorter(page),
        assumed_lines(answer.assumed, lang, False, ink, width),
        _readings(page),
        margin_lines(answer.check, lang, ink, width) if eligible else [],
        warning_lines(answer.warnings, lang, ink, width),
        wrapped(COMMITTEE[lang], width),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _core(page: Page) -> list[str]:
    """The verdict and how far off it is, in one sentence."""
    verdict = page.answer.check.verdict
    first, *rest = wrapped(_outcome(page), page.width - 2)
    more = [f"  {page.paint.style(line, 'bold', COLOURS[verdict])}" for line in rest]
    return [verdict_line(verdict, first, page.paint), *more]


def _outcome(page: Page) -> str:
    """The sentence itself."""
    answer = page.answer
    if answer.check.verdict == "eligible":
        return verdict_words(answer.check, page.lang) + page.said("，无需新增", "; nothing is lacking")
    if page.ends:
        so = page.said("目前不符合", "does not qualify yet")
        if answer.check.verdict == "undetermined":
            so = page.said("尚不能确定", "cannot be decided yet")
        well, badly = page.least(answer.if_well), page.least(answer.if_badly)
        return page.said(
            f"{so}：尚缺的事实查明后如有利，{well}；如不利，{badly}",
            f"{so}: if the missing facts turn out well, {well}; if badly, {badly}",
        )
    least = page.least(answer.frontier)
    if not answer.frontier:
        return page.said(f"不符合，{least}", f"does not qualify: {least}")
    return page.said(f"目前不符合；最少：{least}", f"does not qualify yet; the least it takes: {least}")


def _frontier(page: Page) -> list[list[str]]:
    """The ways of the frontier, or of both its ends."""
    answer = page.answer
    if answer.frontier:
        return [page.ways("", "", answer.frontier)]
    made = []
    if page.ends and any(point.months or point.actions for point in answer.if_well or ()):
        made.append(page.ways("查明后如有利", "If the facts turn out well", answer.if_well or (), UNKNOWN))
    if answer.if_badly:
        made.append(page.ways("查明后如不利", "If the facts turn out badly", answer.if_badly))
    return made


def _beside(page: Page) -> list[str]:
    """What another route takes by itself, and how records are counted."""
    lines, answer = [], page.answer
    for route, points in answer.routes:
        name, least = ROUTES[route][page.lang], page.least(points)
        zh = f"仅走{name}：{least}（加 --route {route} 看详情）"
        lines += wrapped(page.said(zh, f"By the {name} alone: {least} (see --route {route})"), page.width)
    shown = [*(answer.frontier or ()), *(answer.if_badly or ()), *((answer.if_well or ()) if page.ends else ())]
    if answer.asked.costs is None and any(point.records for point in shown):
        zh = "成果按件计，不分难易；可用 --costs 定权重。"
        lines += wrapped(page.said(zh, "Records are counted, whatever their weight; --costs weighs them."), page.width)
    return lines


def _alternatives(page: Page) -> list[str]:
    """Further ways, each with what it takes beyond the first that adds something, and its steps where they differ."""
    answer = page.answer
    points, ways = answer.alternatives, answer.frontier or answer.if_badly or ()
    adding = [point for point in ways if point.records or point.endorsements]
    if not adding or not answer.asked.alternatives:
        return []
    none = page.said("没有更多走法（各种走法所用条款不同）。", "There are no more ways that rest on other clauses.")
    if not points:
        return wrapped(none, page.width)
    beside = next((one for one in adding if _stands_beside(one, points[0])), adding[0])
    place = ways.index(beside)
    zh, en = f"第{'一二三四五六七八九'[place]}种" if place < 9 else f"第{place + 1}种", "the first"
    if place:
        en = f"way {place + 1}"
    lines = [
        page.heading(
            f"其他走法（与{zh}相比）", ("Other ways" if len(points) > 1 else "Another way") + f", compared with {en}"
        )
    ]
    told = page.steps(beside)
    for number, point in enumerate(points, len(ways) + 1):
        lines += page.way(number, point) + page.bullets(page.steps(point), "     ", told)
    if len(points) < answer.asked.alternatives:
        lines += wrapped(none, page.width, first="  ")
    return lines


def _stands_beside(point: Point, other: Point) -> bool:
    """Whether an alternative is compared with a point: what it takes more leads back there."""
    more = other.more or {}
    return all(
        getattr(other, name) is not None and abs(getattr(other, name) - getattr(point, name) - value) < 1e-6
        for name, value in more.items()
    )


def _shorter(page: Page) -> list[str]:
    """That facts not given could make the way shorter."""
    answer = page.answer
    if page.ends or answer.if_well is None:
        return []
    least = page.least(answer.if_well)
    lines = [page.heading("查明尚缺的事实，差距可能更小", "Facts not given could make the way shorter")]
    lines += wrapped(page.said(f"最好的情形：{least}", f"at best: {least}"), page.width, first="  · ")
    for gap in answer.missing[:_MOST_FACTS]:
        lines += wrapped(gap_words(gap, page.lang), page.width, first=f"  {page.paint.mark(UNKNOWN)} ")
    more = len(answer.missing) - _MOST_FACTS
    return lines + [page.said(f"    另有{more}项", f"    and {more} more")] * (more > 0)


def _readings(page: Page) -> list[str]:
    """Readings of the text under which the least additions are others."""
    if not page.answer.readings:
        return []
    zh, en = "条文另有理解，差距会不同", "Read otherwise, the text gives another answer"
    lines = [page.heading(zh, en)]
    for other in page.answer.readings:
        lines += wrapped(_reading(other, page), page.width, first="  · ")
    return lines


def _reading(other: OtherGap, page: Page) -> str:
    """A reading, and what would then be the least."""
    meaning = page.answer.check.standard.readings[other.id].values[other.value][page.lang]
    least = page.least(other.frontier)
    if other.verdict == "undetermined":
        least = page.said(f"尚不能确定，查明后如不利，{least}", f"cannot be decided yet; if badly, {least}")
    return page.said(f"若理解为“{meaning}”：{least}", f"read as “{meaning}”: {least}")
