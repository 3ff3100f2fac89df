"""All standards and rungs for one person in one table, with a line for each that is open or nearly met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.vocabulary import vocabulary
from reports.found import have
from reports.layout import WIDTH, Paint, cut, padded, width_of, wrapped
from reports.nearest import flat, single
from reports.person import title
from reports.remarks import gap_words, label, personal
from reports.sentences import inline, need
from reports.terms import COMMITTEE, ROUTES, VERDICTS, part_of
from solver.check import CheckAnswer, RouteAnswer
from solver.gaps import Gap
from solver.status import MET, UNKNOWN, UNMET, Status

_STATUS: dict[str, Status] = {"eligible": MET, "undetermined": UNKNOWN, "not_eligible": UNMET}


def matrix_text(
    answers: Sequence[CheckAnswer], name: str, lang: str, paint: Paint | None = None, width: int = WIDTH
) -> str:
    """The table, what its signs mean, and the remarks below it."""
    ink = paint or Paint()
    order = vocabulary().sets["rung"]
    rungs = sorted({a.rung for a in answers}, key=order.step)
    standards = {a.standard.id: a.standard for a in answers}
    found = {(a.standard.id, a.rung): a for a in answers}
    heads = [_short(rung, lang) for rung in rungs]
    room = max(20, width - sum(width_of(h) + 2 for h in heads))
    titles = {key: cut(s.title[lang], room) for key, s in standards.items()}
    column = max((width_of(t) for t in titles.values()), default=0)
    days = sorted({a.as_of for a in answers})
    lines = [ink.style(_opening(name, [str(d) for d in days], lang), "bold"), ""]
    lines.append((padded("", column) + "".join("  " + h for h in heads)).rstrip())
    for key, text in titles.items():
        cells = [_cell(found.get((key, rung)), width_of(head), ink) for rung, head in zip(rungs, heads, strict=True)]
        lines.append((padded(text, column) + "".join("  " + c for c in cells)).rstrip())
    lines += ["", _legend(lang, ink)]
    shared = _shared(answers)
    remarks = _ask_first(shared, lang, ink, width)
    remarks += [line for answer in answers for line in _remark(answer, shared, lang, ink, width)]
    for key in standards:
        remarks += _outside([a for a in answers if a.standard.id == key], lang, ink, width)
    if remarks:
        lines += ["", *remarks]
    return "\n".join([*lines, "", *wrapped(COMMITTEE[lang], width)]) + "\n"


def _opening(name: str, days: list[str], lang: str) -> str:
    day = days[-1] if days else ""
    if lang == "zh":
        return f"{name}：各标准、各级别的核对结果（截至{day}）" if name else f"各标准、各级别的核对结果（截至{day}）"
    return f"{name}: every standard and rung, as of {day}" if name else f"Every standard and rung, as of {day}"


def _short(rung: str, lang: str) -> str:
    return title(rung, lang) if lang == "zh" else title(rung, lang).removesuffix(" engineer")


def _cell(answer: CheckAnswer | None, width: int, paint: Paint) -> str:
    sign = paint.mark(_STATUS[answer.verdict]) if answer is not None else "-"
    return padded(" " * ((width - 1) // 2) + sign, width)


def _legend(lang: str, paint: Paint) -> str:
    words = [f"{paint.mark(_STATUS[v])} {VERDICTS[v][lang]}" for v in ("eligible", "not_eligible", "undetermined")]
    words.append("- 未设此级别" if lang == "zh" else "- no such rung")
    return "   ".join(words)


def _shared(answers: Sequence[CheckAnswer]) -> dict[str, Gap]:
    """Facts about the person as such that several answers wait for: asked once, not for every standard."""
    found: dict[str, list[Gap]] = {}
    for answer in answers:
        for gap in answer.missing:
            if personal(gap):
                found.setdefault(gap.fact, []).append(gap)
    return {fact: gaps[0] for fact, gaps in found.items() if len(gaps) > 1}


def _ask_first(shared: Mapping[str, Gap], lang: str, paint: Paint, width: int) -> list[str]:
    if not shared:
        return []
    names = [label(gap, lang) for gap in shared.values()]
    text = f"先补：{'、'.join(names)}" if lang == "zh" else f"give first: {', '.join(names)}"
    return wrapped(text, width, first=f"{paint.mark(UNKNOWN)} ")


def _remark(answer: CheckAnswer, shared: Mapping[str, Gap], lang: str, paint: Paint, width: int) -> list[str]:
    where = f"{answer.standard.title[lang]} · {title(answer.rung, lang)}"
    colon = "：" if lang == "zh" else ": "
    if answer.verdict == "undetermined":
        own = [gap for gap in answer.missing if gap.fact not in shared]
        if not own:
            return []
        gaps = [gap_words(gap, lang) for gap in own[:2]]
        more = len(own) - len(gaps)
        text = ("；" if lang == "zh" else "; ").join(gaps)
        if more > 0:
            text += f"；另有{more}项事实" if lang == "zh" else f"; and {more} more"
        return wrapped(f"{where}{colon}{text}", width, first=f"{paint.mark(UNKNOWN)} ")
    nearly = next((r for r in answer.routes if r.verdict == "not_eligible" and len(r.blocking) == 1), None)
    if answer.verdict == "not_eligible" and nearly is not None and not _scope(nearly.blocking[0]):
        return wrapped(f"{where}{colon}{_only(nearly, lang)}", width, first=f"{paint.mark(UNMET)} ")
    if answer.verdict == "eligible" and all(r.verdict != "eligible" for r in answer.routes if r.route == "regular"):
        routes = [ROUTES[r.route][lang] for r in answer.routes if r.verdict == "eligible"]
        text = ("经由" if lang == "zh" else "by the ") + ("、" if lang == "zh" else " and the ").join(routes)
        return wrapped(f"{where}{colon}{text}", width, first=f"{paint.mark(MET)} ")
    return []


def _scope(path: str) -> bool:
    return "scope" in path.split("/")


def _outside(answers: list[CheckAnswer], lang: str, paint: Paint, width: int) -> list[str]:
    """One line for a standard whose scope the person is outside of."""
    asked: dict[str, None] = {}
    for answer in answers:
        for route in answer.routes:
            for finding in flat(route.findings):
                if finding.rule.id in route.blocking and _scope(finding.rule.id):
                    asked[need(finding.rule, lang)] = None
    if not asked:
        return []
    name = answers[0].standard.title[lang]
    if lang == "zh":
        text = f"{name}：不在适用范围（要求{'；'.join(asked)}），其余条件从略"
    else:
        text = f"{name}: outside its scope (needed: {'; '.join(asked)}); the rest is not shown"
    return wrapped(text, width, first=f"{paint.mark(UNMET)} ")


def _only(route: RouteAnswer, lang: str) -> str:
    """The one clause that a route is short of."""
    finding = next(f for f in flat(route.findings) if f.rule.id == route.blocking[0])
    part, finding = part_of(finding.rule.id, lang), single(finding)
    label, cite = ROUTES[route.route][lang], finding.rule.cite
    zh = lang == "zh"
    text = f"{label}只差{cite} {part}" if zh else f"the {label} lacks only {cite}, {part}"
    if finding.children and not inline(finding.rule, lang):
        return text
    asked, there = cut(need(finding.rule, lang), 70), have(finding, lang)
    return f"{text}（要求{asked}，现状{there}）" if zh else f"{text} (needed: {asked}; found: {there})"
