"""The answer of a check for a terminal: the verdict, what blocks, what is missing, and how each route stands."""

from __future__ import annotations

from collections.abc import Sequence

from models import rules
from reports.blocks import LABELS, block_lines, since_line
from reports.found import have
from reports.layout import WIDTH, Paint, cut, padded, width_of, wrapped
from reports.misses import near
from reports.nearest import flat, single
from reports.remarks import reading_words
from reports.sections import (
    assumed_lines,
    head_lines,
    margin_lines,
    missing_lines,
    titled,
    verdict_line,
    verdict_words,
    warning_lines,
)
from reports.sentences import inline, need, node_name
from reports.terms import COMMITTEE, ROUTES, VERDICTS, both, is_part, part_of
from solver.check import CheckAnswer, RouteAnswer
from solver.explain import Finding
from solver.gaps import Gap
from solver.status import ASSUMED, UNKNOWN, UNMET

_MOST_CITES = 3


def check_text(
    answer: CheckAnswer, name: str, lang: str, full: bool = False, paint: Paint | None = None, width: int = WIDTH
) -> str:
    """The whole answer as lines; `full` shows every clause of every route."""
    ink = paint or Paint()
    wanting = [_blocks(answer, lang, ink, width), missing_lines(answer.missing, lang, ink, width)]
    verdict = verdict_line(answer.verdict, verdict_words(answer, lang), ink)
    sections = [
        [*head_lines(answer, name, lang, ink, width), verdict],
        *(reversed(wanting) if answer.verdict == "undetermined" else wanting),
        _routes(answer, lang, full, ink, width),
        assumed_lines(answer.assumed, lang, full, ink, width),
        _readings(answer, lang, ink, width),
        margin_lines(answer, lang, ink, width),
        warning_lines(answer.warnings, lang, ink, width),
        wrapped(COMMITTEE[lang], width),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _blocks(answer: CheckAnswer, lang: str, paint: Paint, width: int) -> list[str]:
    if answer.verdict == "eligible":
        return []
    lines: list[str] = []
    told: set[str] = set()
    note = ""
    for route in answer.routes:
        if route.verdict != "not_eligible":
            continue
        own = tuple(path for path in route.blocking if path not in told)
        again = len(route.blocking) - len(own)
        told.update(route.blocking)
        label = ROUTES[route.route]
        if lines:
            lines.append("")
        if not again:
            lines.append(titled(f"{label.zh}：未达到的条件", f"What is not met ({label.en})", lang, paint))
        elif own:
            zh, en = (
                f"{label.zh}：除上述{again}项外，还未达到",
                f"Also not met ({label.en}, besides {again} of the above)",
            )
            lines.append(titled(zh, en, lang, paint))
        else:
            same = "同样未达到上述条件" if lang == "zh" else "the same conditions are not met"
            lines.append(titled(f"{label.zh}：{same}", f"{label.en.capitalize()}: {same}", lang, paint))
        lines += block_lines(route, own, lang, paint, width)
        note = note or since_line(route, own, lang)
    return lines + (wrapped(note, width, first="  ") if note else [])


def _routes(answer: CheckAnswer, lang: str, full: bool, paint: Paint, width: int) -> list[str]:
    lines = [titled("逐项情况", "Part by part", lang, paint)]
    for route in answer.routes:
        word = VERDICTS[route.verdict][lang]
        colon = "：" if lang == "zh" else ": "
        label = ROUTES[route.route][lang]
        lines.append(f"  {label if lang == 'zh' else label.capitalize()}{colon}{word}")
        if full:
            for finding in route.findings:
                lines += _tree(finding, lang, paint, width, 4)
        else:
            lines += _folded(route, answer.assumed, lang, paint, width)
    return lines


def _folded(route: RouteAnswer, assumed: Sequence[Gap], lang: str, paint: Paint, width: int) -> list[str]:
    names = [node_name(finding.rule, lang) for finding in route.findings]
    column = max((width_of(name) for name in names), default=0)
    lines: list[str] = []
    for name, finding in zip(names, route.findings, strict=True):
        first = f"    {paint.mark(finding.status)} {padded(name, column)}  "
        guessed = sum(f"{gap.rule.id}/".startswith(f"{finding.rule.id}/") for gap in assumed)
        lines += wrapped(_how(finding, route, guessed, lang), width, first=first)
    return lines


def _how(finding: Finding, route: RouteAnswer, guessed: int, lang: str) -> str:
    """By what a part is met, or which of its clauses are not."""
    zh = lang == "zh"
    if finding.status is UNMET:
        inside = [f.rule.cite for f in flat((finding,)) if f.rule.id in route.blocking]
        cites = both(list(dict.fromkeys(inside)) or [finding.rule.cite], lang)
        return f"{cites} 未满足" if zh else f"{cites} not met"
    if finding.status is UNKNOWN:
        inside = [f.rule.cite for f in flat((finding,)) if f.status is UNKNOWN and not f.children]
        cites = _first(list(dict.fromkeys(inside)) or [finding.rule.cite], lang)
        return f"{cites} 待查明" if zh else f"{cites} open"
    chosen = _chosen(finding)
    if chosen is not finding:
        text = f"由 {chosen.rule.cite} 满足" if zh else f"by {chosen.rule.cite}"
        names = list(dict.fromkeys(n for f in flat((chosen,)) if f.status >= ASSUMED for n, _ in f.records))
        if names:
            return text + (f"（{'、'.join(names)}）" if zh else f" ({', '.join(names)})")
        short = cut(need(chosen.rule, lang) if inline(chosen.rule, lang) else node_name(chosen.rule, lang), 56)
        return text + (f"：{short}" if zh else f": {short}")
    names = list(dict.fromkeys(n for f in flat((finding,)) if f.status >= ASSUMED for n, _ in f.records))
    text = finding.rule.cite
    if names:
        text += f"（{'、'.join(names)}）" if zh else f" ({', '.join(names)})"
    if guessed:
        text += f"，其中{guessed}项待认定，推定满足" if zh else f", {guessed} not attested and taken as met"
    return text


def _first(cites: list[str], lang: str) -> str:
    """The first citations, and how many there are."""
    if len(cites) <= _MOST_CITES:
        return both(cites, lang)
    if lang == "zh":
        return f"{'、'.join(cites[:_MOST_CITES])}等{len(cites)}项"
    return f"{', '.join(cites[:_MOST_CITES])} and {len(cites) - _MOST_CITES} more"


def _chosen(finding: Finding) -> Finding:
    """The branch by which a choice is met: down through choices to the first that stands best."""
    while isinstance(finding.rule, rules.Any) and finding.children:
        finding = next(c for c in finding.children if c.status is max(f.status for f in finding.children))
    return finding


def _tree(finding: Finding, lang: str, paint: Paint, width: int, depth: int) -> list[str]:
    """A node with everything below it."""
    pad = " " * depth
    name = part_of(finding.rule.id, lang) if is_part(finding.rule.id) else ""
    finding = single(finding)
    whole = not finding.children or inline(finding.rule, lang)
    said = _joint(finding, lang) if finding.children and whole else need(finding.rule, lang)
    text = " ".join(t for t in (name, finding.rule.cite, said) if t)
    lines = wrapped(text, width, first=f"{pad}{paint.mark(finding.status)} ")
    inner = pad + "  "
    lines.append(paint.style(f"{inner}[{finding.rule.id}]", "dim"))
    if not (finding.children and whole):
        lines += wrapped(have(finding, lang), width, first=inner + LABELS["have"][lang])
    if finding.records:
        names = [f"{n}×{w}" if w != 1 else n for n, w in finding.records]
        lines += wrapped(("、" if lang == "zh" else ", ").join(names), width, first=inner + LABELS["records"][lang])
    for one in near(finding, lang):
        lines += wrapped(one, width, first=inner + LABELS["near"][lang])
    for child in finding.children:
        lines += _tree(child, lang, paint, width, depth + 2)
    return lines


def _joint(finding: Finding, lang: str) -> str:
    """How the clauses below a node belong together, where its sentence would only repeat them."""
    if isinstance(finding.rule, rules.Any):
        return "满足其一：" if lang == "zh" else "any of:"
    return "均须满足：" if lang == "zh" else "all of:"


def _readings(answer: CheckAnswer, lang: str, paint: Paint, width: int) -> list[str]:
    if not answer.others:
        return []
    lines = [titled("条文另有理解，会改变结论", "Other readings of the text that change the verdict", lang, paint)]
    for other in answer.others:
        lines += wrapped(reading_words(other, answer.standard, lang), width, first="  · ")
    return lines
