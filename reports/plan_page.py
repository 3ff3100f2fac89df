"""A plan as one HTML page that needs nothing else: the outcome, a drawn timeline, and each step with its to-dos."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from models.standard import Standard
from reports import drawing, plan_outcome
from reports.drawing import Row
from reports.layout import SIGNS
from reports.person import title
from reports.plan_words import (
    Todo,
    aside,
    counted_words,
    course_name,
    course_serves,
    course_words,
    limits,
    pace_words,
    todos,
)
from reports.remarks import gap_words, warning_words
from reports.sections import MARKS, assumed_parts
from reports.terms import COMMITTEE, ROUTES, bracketed, plain_number, span
from solver.calendar import full_months
from solver.itinerary import Attended, Plan, Stage
from solver.plan import PlanAnswer

_WHOLE = r"\d{4}-\d\d-\d\d|第[一二三四五六七八九十百]+条|--[a-z][a-z-]*"
"""Days, and articles that are named in a text."""
_DIGITS = 12
"""Digits of a standard's sha256 that are shown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """Something to tick off: in words, between which days, for which clauses; the citations in all that."""

    text: str
    when: str
    serves: str
    cites: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """An application: its heading, by which standard and route, its days, and what to do for it."""

    name: str
    standard: str
    route: str
    applied: str
    titled: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A plan of the frontier as a row of a table: its cells, and the first of them all is the one that is drawn."""

    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Basis:
    """A standard that the answer rests on, its file by its digest, and the readings in force."""

    title: str
    id: str
    digest: str
    readings: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """All that the template shows; every text is ready in the language of the page."""

    heading: str
    grounds: str
    sign: str
    verdict: str
    outcome: str
    limits: str
    drawings: tuple[str, ...]
    key: tuple[tuple[str, str], ...]
    courses: tuple[Task, ...]
    steps: tuple[Step, ...]
    pace: str
    columns: tuple[str, ...]
    choices: tuple[Choice, ...]
    no_later: str
    blocked: tuple[tuple[str, str], ...]
    openings: tuple[str, ...]
    shut_for_good: str
    no_room: str
    otherwise: tuple[str, ...]
    at_best: str
    missing: tuple[str, ...]
    assumed: tuple[str, list[tuple[str, str]]] | None
    warnings: tuple[str, ...]
    bases: tuple[Basis, ...]
    as_of: str
    version: str
    committee: str


def plan_page(answer: PlanAnswer, version: str, lang: str) -> str:
    """The whole answer as a page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup, escape

    def whole(text: str, cites: Sequence[str] = ()) -> Markup:
        """The text with days and citations that no line breaks."""
        pattern = "|".join([*map(re.escape, sorted(cites, key=len, reverse=True)), _WHOLE])
        pieces = re.split(f"({pattern})", text)
        return Markup("").join(
            Markup("<span class=whole>{}</span>").format(piece) if place % 2 else escape(piece)
            for place, piece in enumerate(pieces)
        )

    loader = PackageLoader("reports", "templates")
    house = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page = _page(answer, version, lang)
    house.filters["whole"] = whole
    # drawings escape the texts in them themselves
    return house.get_template("plan.html").render(
        page=page,
        lang=lang,
        said=partial(_said, lang),
        labels=plan_outcome,
        drawings=[Markup(one) for one in page.drawings],
        key=[(Markup(drawing.sample(kind)), words) for kind, words in page.key],
    )


def _said(lang: str, zh: str, en: str) -> str:
    return zh if lang == "zh" else en


def _page(answer: PlanAnswer, version: str, lang: str) -> Page:
    best = plan_outcome.shown(answer)
    verdict = plan_outcome.verdict(answer)
    rows = _rows(best, lang) if best else []
    listed = answer.plans if answer.asked.frontier and len(answer.plans) > 1 else ()
    alone = answer.asked.frontier and len(answer.plans) == 1
    paced = bool(answer.asked.pace or answer.asked.takes)
    return Page(
        heading=plan_outcome.heading(answer, answer.person.name, lang),
        grounds=plan_outcome.grounds(answer, lang),
        sign=SIGNS[MARKS[verdict]],
        verdict=verdict,
        outcome=plan_outcome.outcome(answer, lang),
        limits=limits(answer.asked, lang),
        drawings=tuple(_drawn(rows, answer, best, lang)) if best else (),
        key=tuple((kind, _key(kind, rows, lang)) for kind in drawing.shown(rows)),
        courses=tuple(_course(one, lang) for one in best.courses) if best else (),
        steps=tuple(_step(n, one, best, lang) for n, one in enumerate(best.stages, 1)) if best else (),
        pace=" ".join(filter(None, [pace_words(best, lang, asked=paced), counted_words(best, lang)])) if best else "",
        columns=_columns(listed, lang),
        choices=tuple(_choice(one, listed, lang) for one in listed),
        no_later=plan_outcome.NO_LATER[lang] if alone else "",
        blocked=tuple(plan_outcome.blocked(answer, lang)),
        openings=tuple(plan_outcome.openings(answer, lang)),
        shut_for_good=plan_outcome.shut_for_good(answer, lang),
        no_room=plan_outcome.no_room(answer, lang),
        otherwise=tuple(plan_outcome.otherwise(answer, lang)),
        at_best=plan_outcome.at_best(answer.if_well, lang) if answer.if_well else "",
        missing=tuple(gap_words(gap, lang) for gap in answer.missing),
        assumed=assumed_parts(best.assumed, lang) if best and best.assumed else None,
        warnings=tuple(warning_words(one, lang) for one in answer.warnings),
        bases=tuple(_basis(one, answer, lang) for one in answer.standards),
        as_of=str(answer.as_of),
        version=version,
        committee=COMMITTEE[lang],
    )


def _rows(plan: Plan, lang: str) -> list[Row]:
    """A row of the timeline for each course and each step."""
    zh = lang == "zh"
    rows = []
    for course in plan.courses:
        days = f"{course.until}毕业" if zh else f"finished {course.until}"
        rows.append(Row(name=course_name(course, lang), since=course.since, until=course.until, titled=None, days=days))
    for number, stage in enumerate(plan.stages, 1):
        name = f"{number}. {title(stage.rise.rung, lang)}"
        if stage.titled == stage.applied:
            days = f"{stage.applied}申报、取得职称" if zh else f"application and title {stage.applied}"
        elif zh:
            days = f"{stage.applied}申报，{stage.titled}取得"
        else:
            days = f"apply {stage.applied}, title {stage.titled}"
        rows.append(Row(name=name, since=stage.since, until=stage.applied, titled=stage.titled, days=days))
    return rows


def _drawn(rows: list[Row], answer: PlanAnswer, plan: Plan, lang: str) -> list[str]:
    """The timeline for a desk and for a phone."""
    zh = lang == "zh"
    name = "时间轴" if zh else "Timeline"
    now = f"{answer.as_of} 起" if zh else f"from {answer.as_of}"
    words = (name, plan_outcome.titles(plan, lang), now)
    return [drawing.timeline(rows, answer.as_of, words, width) for width in (drawing.WIDE, drawing.NARROW)]


def _key(kind: str, rows: list[Row], lang: str) -> str:
    """What a sign of the timeline means."""
    if kind == "title" and "apply" not in drawing.shown(rows):
        return "申报并取得职称" if lang == "zh" else "application and title"
    words = {
        "prepare": ("准备", "preparing"),
        "review": ("评审", "in review"),
        "course": ("学习", "study"),
        "apply": ("申报", "application"),
        "title": ("取得职称", "title"),
    }
    return _said(lang, *words[kind])


def _course(one: Attended, lang: str) -> Task:
    return Task(
        text=course_words(one, lang),
        when=_said(lang, f"{one.since}至{one.until}", f"{one.since} to {one.until}"),
        serves=course_serves(one, lang),
        cites=tuple(rule.cite for rule in one.serves),
    )


def _step(number: int, stage: Stage, plan: Plan, lang: str) -> Step:
    name = title(stage.rise.rung, lang)
    return Step(
        name=f"{number}. {stage.applied} {name if lang == 'zh' else name.capitalize()}",
        standard=stage.standard.title[lang],
        route=ROUTES[stage.route][lang],
        applied=str(stage.applied),
        titled="" if stage.titled == stage.applied else plan_outcome.expected(stage.titled, lang),
        tasks=tuple(_task(one, lang) for one in todos(stage, plan, lang)),
    )


def _task(one: Todo, lang: str) -> Task:
    """A to-do with the days in which it has to fall, and by the pace the days on which it is planned."""
    if one.since == one.by:
        when = _said(lang, f"{one.by}当日", f"dated {one.by}")
    else:
        when = _said(lang, f"{one.since}至{one.by}之间", f"from {one.since} to {one.by}")
    if any(day > one.since for day in one.on):
        days = _said(lang, "、", ", ").join(str(day) for day in one.on)
        when += _said(lang, f"；按节奏 {days}", f"; by this pace {days}")
    return Task(text=one.text, when=when, serves=one.serves, cites=one.cites)


def _columns(plans: tuple[Plan, ...], lang: str) -> tuple[str, ...]:
    """The headings of the table of plans; courses and cost only where there are any."""
    if not plans:
        return ()
    names = [("取得", "arrives"), ("历时", "takes"), ("申报", "applications"), ("成果", "records")]
    names += [("推荐或同意", "endorsements")]
    names += [("学习", "courses")] * any(plan.courses for plan in plans)
    names += [("成本", "cost")] * any(plan.cost is not None for plan in plans)
    names += [("各级职称", "titles")]
    return tuple(_said(lang, *name) for name in names)


def _choice(plan: Plan, plans: tuple[Plan, ...], lang: str) -> Choice:
    amounts = [len(plan.stages), plan.records, plan.endorsements]
    amounts += [len(plan.courses)] * any(one.courses for one in plans)
    cost = [plain_number(plan.cost or 0)] * any(one.cost is not None for one in plans)
    cells = (
        f"{plan.arrives}{aside(plan, lang)}",
        span(full_months(plan.as_of, plan.arrives), lang),
        *(str(number) for number in amounts),
        *cost,
        plan_outcome.titles(plan, lang),
    )
    return Choice(cells=cells)


def _basis(standard: Standard, answer: PlanAnswer, lang: str) -> Basis:
    chosen = answer.asked.readings
    readings = [f"{name}={chosen.get(name, one.default)}" for name, one in standard.readings.items()]
    number = bracketed(standard.number, lang) if standard.number else ""
    return Basis(
        title=standard.title[lang] + number,
        id=standard.id,
        digest=standard.digest[:_DIGITS],
        readings=_said(lang, "、", ", ").join(readings),
    )
