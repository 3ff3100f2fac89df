"""Why a rung is out of reach: the clauses that shut it, what would remain without them, which limits to lift."""

from __future__ import annotations

from models.rules import Rule
from reports.blocks import block_lines, counts_since, untitled
from reports.gap_page import Page
from reports.layout import wrapped
from reports.nearest import flat
from reports.person import title
from reports.records import kind_word
from reports.sentences import need
from reports.terms import PARTS, ROUTES, either, part_of
from reports.ways import size
from solver.status import UNMET


def never_lines(page: Page) -> list[str]:
    """The clauses that shut the rung, with what is asked and what is there, a title that is lacking before them all."""
    shut = page.answer.never
    if not shut:
        return []
    zh, en = "下列条件，等待或新增都帮不上", "What neither waiting nor adding can help"
    if page.limited:
        zh, en = "在所设限制内，下列条件无法达到", "What cannot be met within these limits"
    lines = [page.heading("查明后如不利，" * page.ends + zh, en + ", if it turns out badly" * page.ends)]
    level = lacking_title(page)
    if level:
        lines += _cause(level, page)
    for rule in shut:
        lines += _shutting(rule, page, short=bool(level))
    return lines + ([] if level else _granted(page))


def lacking_title(page: Page) -> str:
    """The title that is not held and before which no record counts; nothing where that is not what shuts the rung."""
    ids = tuple(rule.id for rule in page.answer.never or ())
    return next((level for route in page.answer.check.routes if (level := untitled(route, ids))), "")


def _cause(level: str, page: Page) -> list[str]:
    name = title(level, page.lang)
    zh = f"须先取得{name}职称：此前的成果不计入"
    en = f"The {name} title has to be obtained first: nothing counts before it"
    mark = page.paint.mark(UNMET)
    rest = page.said(
        f"逐级晋升的安排：zhicheng plan --to {page.answer.check.rung}；或先查该级：--rung {level}",
        f"For the way up: zhicheng plan --to {page.answer.check.rung}; for that rung first: --rung {level}",
    )
    return [
        *wrapped(page.said(zh, en), page.width, first=f"  {mark} "),
        *wrapped(rest, page.width, first="    "),
    ]


def _shutting(rule: Rule, page: Page, *, short: bool) -> list[str]:
    """One of these clauses, as a check shows it where it tells of it; by its name where the cause is told already."""
    head = f"{rule.cite} {part_of(rule.id, page.lang)}".strip()
    first = f"  {page.paint.mark(UNMET)} {page.paint.style(head, 'bold')}"
    for route in page.answer.check.routes:
        if any(found.rule.id == rule.id for found in flat(route.findings)):
            if short and counts_since(route, rule.id):
                return [first]
            return block_lines(route, (rule.id,), page.lang, page.paint, page.width)
    return [first, *wrapped(need(rule, page.lang), page.width, first="      ")]


def _granted(page: Page) -> list[str]:
    """What would still be needed if these clauses were met."""
    points = page.answer.granted
    if not points:
        return []
    if any(not (p.months or p.actions) for p in points):
        text = page.said("上述条件一旦解决即符合", "Once these are put right, the person qualifies")
        return wrapped(text, page.width, first="  ")
    at_once = page.said("无需等待，", "without waiting, with ")
    told = page.said("；或", "; or ").join(size(p, page.as_of, page.lang).removeprefix(at_once) for p in points)
    text = page.said(f"上述条件如能解决，还需：{told}", f"Once these are put right: {told}")
    lines = wrapped(text, page.width, first="  ")
    return lines + (page.bullets(page.steps(points[0]), "    ") if len(points) == 1 else [])


def opens_lines(page: Page) -> list[str]:
    """Which limits of the question would open the rung, if lifted."""
    answer, asked = page.answer, page.answer.asked
    if answer.never is None or (not answer.opens and (page.ends or lacking_title(page))):
        return []
    if not answer.opens:
        zh = "这里只考虑等待、新增成果、推荐和同意；上述情况本身有变化时，请重新计算。"
        en = "Only time, new records and endorsements are weighed here; if these facts themselves change, ask again."
        return [*wrapped(page.said(zh, en), page.width), *_by_way_of_titles(page)]
    kinds = either([_kind(kind, page.lang) for kind in sorted(asked.without)], page.lang)
    route = either([ROUTES[name][page.lang] for name in asked.routes], page.lang)
    texts = {
        "education": ("允许再读学历学位：--allow education", "allow further study: --allow education"),
        "by": (f"放宽期限：--by 晚于{asked.until}", f"more time: a --by later than {asked.until}"),
        "without": (f"允许新增{kinds}：去掉相应的 --without", f"allow {kinds}: leave out --without"),
        "route": (f"不限于{route}：去掉 --route", f"not the {route} alone: leave out --route"),
    }
    zh, en = "放宽其中任一限制，就有办法达到", "Lifting any one of these limits opens a way"
    if len(answer.opens) == 1:
        zh, en = "放宽这一限制，就有办法达到", "Lifting this limit opens a way"
    lines = [page.heading(zh, en)]
    for name in answer.opens:
        lines += wrapped(page.said(*texts[name]), page.width, first="  · ")
    return lines + ([] if lacking_title(page) else _by_way_of_titles(page))


def _by_way_of_titles(page: Page) -> list[str]:
    """Where education and years shut the rung, titles below it may open a row: that is for a plan to say."""
    if all(part_of(rule.id, "en") != PARTS["education-years"].en for rule in page.answer.never or ()):
        return []
    rung = page.answer.check.rung
    zh, en = (
        f"先取得较低职称再晋升的安排：zhicheng plan --to {rung}",
        f"By way of lower titles: zhicheng plan --to {rung}",
    )
    return wrapped(page.said(zh, en), page.width)


def _kind(kind: str, lang: str) -> str:
    """A kind of addition by its name."""
    if kind == "approval":
        return "部门同意" if lang == "zh" else "consents"
    return kind_word(kind, lang, many=True)
