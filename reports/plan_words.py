"""A plan in words: its size in one sentence, and each step with what to do, until when and for which clauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models import rules
from models.rules import Rule
from models.vocabulary import vocabulary
from reports.advice import degree_name, made_words, serving
from reports.person import title
from reports.records import kind_word
from reports.sentences import need
from reports.terms import ROUTES, both, bracketed, ground, plain_number, span
from solver.actions import Action
from solver.additions import nodes_of
from solver.calendar import full_months
from solver.itinerary import Attended, Awaited, Plan, Stage
from solver.ladders import PlanAsked
from solver.later import Made
from solver.schooling import DEGREES

_MOST_WAYS = 6
GOES_ON = (rules.Worked, rules.Fact)
"""Conditions for which something goes on: work, contributions."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Todo:
    """One thing to do: in words, for which clauses (in words), from a day to a day.

    `kind` is move, record, endorsement or wait; `on` the days by which it is planned, one for each; `cites` are the
    citations in `serves`.
    """

    kind: str
    text: str
    serves: str
    since: date
    by: date
    on: tuple[date, ...] = ()
    cites: tuple[str, ...] = ()


def known_clauses(plan: Plan) -> dict[str, Rule]:
    """Every clause of the rungs of a plan by its id; each rung stands in a plan once."""
    return {node.id: node for stage in plan.stages for node in nodes_of(stage.settled)}


def todos(stage: Stage, plan: Plan, lang: str) -> list[Todo]:
    """What to do for a step, in the order in which it is told: records, endorsements, then what goes on."""
    known = known_clauses(plan)
    beside = [one.action for one in stage.made]
    found = [_made(one, stage, known, beside, lang) for one in stage.made]
    found.sort(key=lambda one: (one.kind == "endorsement", one.on[-1:]))
    waits = [one for one in stage.waits if not isinstance(one.rule, rules.Education | rules.Risen)]
    moves = [_move(stage, lang)] if stage.moved else []
    later = _wait(waits, stage, lang) if waits else _until(stage, stage.since, lang)
    return [*moves, *found, *([later] if later else [])]


def _move(stage: Stage, lang: str) -> Todo:
    """That the employer has to be in another region."""
    values = vocabulary().sets["region"]
    known = values.labels.get(stage.standard.region)
    region = known[lang] if known else stage.standard.region
    zh = f"到{region}的单位工作（此前在其他地区），并在当地参保"
    en = f"move to an employer in {region}, and be insured there"
    return Todo(kind="move", text=zh if lang == "zh" else en, serves="", since=stage.since, by=stage.applied)


def _made(one: Made, stage: Stage, known: Mapping[str, Rule], beside: Sequence[Action], lang: str) -> Todo:
    served = [known[path] for path in one.action.serves if path in known]
    mine = [rule for rule in served if rule.id.startswith(f"{stage.rise.rung}/")]
    later = [rule for rule in served if rule not in mine]
    told = [serving(mine, lang)]
    if later:
        rungs = both([title(r, lang) for r in dict.fromkeys(rule.id.split("/", 1)[0] for rule in later)], lang)
        told.append(f"也用于{rungs}" if lang == "zh" else f"also for {rungs}")
    words = ("，" if lang == "zh" else ", ").join(filter(None, told))
    return Todo(
        kind="endorsement" if one.action.endorsement else "record",
        text=made_words(one.action, known, lang, beside),
        serves=words,
        since=one.since,
        by=one.by,
        on=one.on,
        cites=tuple(rule.cite for rule in served),
    )


def _wait(waits: Sequence[Awaited], stage: Stage, lang: str) -> Todo:
    """What goes on until the conditions hold, and what the application waits for after that."""
    told = _shortest(waits)
    last = max(one.day for one in told)
    goes_on = any(isinstance(one.rule, GOES_ON) for one in told)
    verb = ("继续工作" if goes_on else "等待") if lang == "zh" else ("keep working" if goes_on else "wait")
    words = ("；" if lang == "zh" else "; ").join(dict.fromkeys(_condition(one, lang) for one in told))
    text = f"{verb}到{last}：{words}" if lang == "zh" else f"{verb} until {last}: {words}"
    after = _until(stage, last, lang)
    if after is not None:
        text += ("；" if lang == "zh" else "; ") + after.text
    cites = tuple(one.rule.cite for one in waits)
    serves = serving([one.rule for one in told], lang)
    return Todo(kind="wait", text=text, serves=serves, since=stage.since, by=stage.applied, cites=cites)


def _condition(one: Awaited, lang: str) -> str:
    """A condition as it is met: with the year taken off, where an early right does so."""
    rule = one.rule
    if not isinstance(rule, rules.Worked) or rule.early is None:
        return need(rule, lang)
    if not one.early:
        return need(replace(rule, early=None), lang)
    less = span(ground(rule.early_by), lang)
    short = replace(rule, early=None, months=ground(rule.months) - ground(rule.early_by))
    note = f"按{rule.early.cite}提前{less}" if lang == "zh" else f"{less} earlier by {rule.early.cite}"
    return need(short, lang) + bracketed(note, lang)


def _until(stage: Stage, day: date, lang: str) -> Todo | None:
    """What an application still waits for once its conditions on time hold: a course, records, a round."""
    if stage.applied - day < timedelta(days=1):
        return None
    zh = lang == "zh"
    certified = any(isinstance(one.rule, rules.Education | rules.Risen) for one in stage.waits)
    made = max((when for one in stage.made if not one.action.endorsement for when in one.on), default=stage.since)
    if made > day and made == stage.applied:
        text = f"到{stage.applied}成果备齐" if zh else f"records are ready by {stage.applied}"
    elif certified and any(one.day == stage.applied for one in stage.waits):
        text = f"到{stage.applied}毕业" if zh else f"the course ends on {stage.applied}"
    else:
        text = f"在{stage.applied}这一轮申报" if zh else f"apply in the round of {stage.applied}"
    return Todo(kind="wait", text=text, serves="", since=stage.since, by=stage.applied)


def _shortest(waits: Sequence[Awaited]) -> list[Awaited]:
    """Of rows that all hold by then, the earliest: one is enough."""
    rows = sorted((one for one in waits if isinstance(one.rule, rules.Worked | rules.Held)), key=lambda one: one.day)
    return [*rows[:1], *(one for one in waits if one not in rows)]


def course_name(one: Attended, lang: str) -> str:
    """The certificate in which a course ends."""
    attrs: dict[str, object] = {"level": one.level}
    if one.level in DEGREES:
        attrs["degree"] = one.until
    if one.mark:
        attrs[one.mark] = True
    return degree_name(Action(kind="education", attrs=attrs, times=1, serves=()), lang)


def course_words(one: Attended, lang: str) -> str:
    """A course: the certificate in which it ends, how long, by when."""
    name, long = course_name(one, lang), span(full_months(one.since, one.until), lang)
    if lang == "zh":
        return f"在职攻读{name}（本专业，约{long}，{one.until}前毕业）"
    return f"study for {name} beside work (in the own field, about {long}, finished by {one.until})"


def course_serves(one: Attended, lang: str) -> str:
    """The clauses that a course is for."""
    return serving(one.serves, lang)


def step_name(stage: Stage, lang: str) -> str:
    """A step by its title, standard and route."""
    name, route = title(stage.rise.rung, lang), ROUTES[stage.route][lang]
    if lang == "zh":
        return f"申报{name}（{stage.standard.title.zh}，{route}）"
    return f"{name.capitalize()} ({stage.standard.title.en}, {route})"


def size(plan: Plan, lang: str) -> str:
    """A plan in one sentence: when it arrives, in how many applications, with how much."""
    whole, steps = full_months(plan.as_of, plan.arrives), len(plan.stages)
    took, things = span(whole, lang), _amounts(plan, lang)
    if lang == "zh":
        return f"{plan.arrives}{bracketed(f'{took}后', lang) if whole else ''}，{steps}次申报，{things}"
    return f"{plan.arrives}{bracketed(f'in {took}', lang) if whole else ''}, in {_many(steps, 'application')}, {things}"


def _amounts(plan: Plan, lang: str) -> str:
    zh, found = lang == "zh", []
    if plan.records:
        found.append(f"新增{plan.records}项成果" if zh else _many(plan.records, "new record"))
    if plan.endorsements:
        found.append(f"{plan.endorsements}项推荐或同意" if zh else _many(plan.endorsements, "endorsement"))
    if plan.courses:
        found.append(f"{len(plan.courses)}段学习" if zh else _many(len(plan.courses), "course"))
    if not found:
        found.append("无需新增" if zh else "nothing to add")
    if plan.cost is not None:
        found.append(f"成本{plain_number(plan.cost)}" if zh else f"cost {plain_number(plan.cost)}")
    return "，".join(found) if zh else (found[0] if len(found) == 1 else both(found, lang))


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def counted_words(plan: Plan, lang: str) -> str:
    """That records are counted and not weighed, where that is so, and what to do about it."""
    if not plan.records or plan.cost is not None:
        return ""
    if lang == "zh":
        return "成果按件计，不分难易；可用 --costs 定权重，用 --without 排除某类。"
    return "Records are counted, whatever their weight: --costs weighs them, --without leaves a kind out."


def pace_words(plan: Plan, lang: str, *, asked: bool) -> str:
    """How fast records have to come: in the step in which they come fastest."""
    busy = [stage for stage in plan.stages if stage.records]
    if not busy or asked:
        return ""
    zh = lang == "zh"
    at_once = [stage for stage in busy if stage.pace is None]
    if at_once:
        n = sum(stage.records for stage in at_once)
        few = _many(n, "record")
        return (
            f"节奏：其中{n}项成果须在不到一个月内备齐；加 --pace（每年几项）得到可执行的安排"
            if zh
            else f"Pace: {few} would have to come within a month; --pace N (records a year) makes it livable"
        )
    tightest = min(busy, key=lambda stage: stage.months / stage.records)
    name, yearly = title(tightest.rise.rung, lang), plain_number(tightest.pace or 0)
    if zh:
        return f"节奏：最紧的一步（{name}）为每年{yearly}项成果；可用 --pace 限定"
    return f"Pace: {yearly} records a year in the tightest step ({name}); --pace N sets a limit"


def aside(plan: Plan, lang: str) -> str:
    """That a plan could not be proven the best, with the day before which none arrives."""
    if plan.proven:
        return ""
    if lang == "zh":
        return bracketed(f"未能证明为最早；不会早于{plan.bound}", lang)
    return bracketed(f"not proven to be the earliest; none arrives before {plan.bound}", lang)


def shut_words(rule: Rule, lang: str) -> str:
    """What a clause that stops every way asks: of a choice each of its ways."""
    if not isinstance(rule, rules.Any):
        return need(rule, lang)
    comma = "，" if lang == "zh" else ", "
    ways = [comma.join(dict.fromkeys(need(one, lang) for one in _conditions(way))) for way in rule.of]
    first, mark = ("须符合其中之一：", "；或") if lang == "zh" else ("one of these: ", "; or ")
    return first + mark.join(ways[:_MOST_WAYS])


def _conditions(way: Rule) -> list[Rule]:
    """The conditions of one way that are facts about the person, if it has any."""
    inner = [one for one in rules.walk(way) if not rules.children(one)]
    return [one for one in inner if not isinstance(one, rules.Attest)] or inner


def limits(asked: PlanAsked, lang: str) -> str:
    """The limits of the question that shape a plan, in words."""
    zh, found, costs = lang == "zh", [], asked.costs
    if asked.routes:
        found.append(both([ROUTES[route][lang] for route in asked.routes], lang))
    if asked.until:
        found.append(f"{asked.until}前取得" if zh else f"by {asked.until}")
    if asked.pace:
        pace = plain_number(asked.pace)
        found.append(
            f"每年至多{pace}项成果" if zh else f"at most {pace} {'record' if asked.pace == 1 else 'records'} a year"
        )
    if costs and costs.takes:
        kinds = [f"{_kind(kind, lang)}{n}{'个月' if zh else ' months'}" for kind, n in costs.takes.items()]
        found.append(("各类成果所需时间：" if zh else "time for each record: ") + both(kinds, lang))
    if asked.rounds:
        told = [f"{month}月{day}日" if zh else f"{month:02d}-{day:02d}" for month, day in asked.rounds]
        found.append(f"每年{both(told, lang)}申报" if zh else f"applications each year on {both(told, lang)}")
    if asked.review:
        found.append(f"评审{asked.review}个月" if zh else f"review takes {_many(asked.review, 'month')}")
    if asked.education:
        found.append("可再读学历学位" if zh else "further study allowed")
    if asked.without:
        names = both([_kind(kind, lang) for kind in sorted(asked.without)], lang)
        found.append(f"不新增{names}" if zh else f"without new {names}")
    return ("；" if zh else "; ").join(found)


def _kind(kind: str, lang: str) -> str:
    other = {
        "other": ("其他", "any other "),
        "approval": ("部门同意", "consents"),
        "recommender": ("推荐人", "recommenders"),
    }
    if kind in other:
        return other[kind][lang == "en"]
    return kind_word(kind, lang) if lang == "zh" else f"{kind_word(kind, lang)} "
