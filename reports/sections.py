"""The sections that a check and a gap share: whom it is about, facts missing or taken as met, the margin, warnings."""

from __future__ import annotations

from collections.abc import Sequence

from reports.blocks import served
from reports.layout import Paint, wrapped
from reports.person import title
from reports.remarks import (
    assumed_words,
    attestations,
    decides_words,
    gap_words,
    margin_words,
    taken,
    warning_words,
)
from reports.terms import ROUTES, VERDICTS, both, part_of
from solver.check import CheckAnswer, Warned
from solver.gaps import Gap
from solver.status import ASSUMED, MET, UNKNOWN, UNMET, Status

MARKS: dict[str, Status] = {"eligible": MET, "undetermined": UNKNOWN, "not_eligible": UNMET}
"""The status whose sign a verdict bears."""
COLOURS = {"eligible": "green", "undetermined": "yellow", "not_eligible": "red"}


def titled(zh: str, en: str, lang: str, paint: Paint) -> str:
    """The heading of a section."""
    return paint.style(zh if lang == "zh" else en, "bold")


def head_lines(answer: CheckAnswer, name: str, lang: str, paint: Paint, width: int) -> list[str]:
    """Who applies for what, by which standard, as of which day."""
    rung, standard = title(answer.rung, lang), answer.standard
    who = f"{name} " if name else ""
    if lang == "zh":
        first = f"{who}申报{rung}" if name else f"申报{rung}"
        number = f"（{standard.number}）" if standard.number else ""
        second = f"{standard.title.zh}{number}，截至{answer.as_of}"
    else:
        first = f"{who}· {rung}" if name else rung.capitalize()
        number = f" ({standard.number})" if standard.number else ""
        second = f"{standard.title.en}{number}, as of {answer.as_of}"
    return [paint.style(first, "bold"), *wrapped(second, width), ""]


def verdict_line(verdict: str, words: str, paint: Paint) -> str:
    """The verdict, or what is said in its place, with its mark."""
    return f"{paint.mark(MARKS[verdict])} {paint.style(words, 'bold', COLOURS[verdict])}"


def verdict_words(answer: CheckAnswer, lang: str) -> str:
    """The verdict, with the routes that it rests on where that says something."""
    routes = [ROUTES[r.route][lang] for r in answer.routes if r.verdict == answer.verdict]
    said = answer.verdict == "eligible" or (answer.verdict == "undetermined" and len(routes) < len(answer.routes))
    which = f"（{'、'.join(routes)}）" if lang == "zh" else f" ({both(routes, lang)})"
    return VERDICTS[answer.verdict][lang] + (which if said else "")


def missing_lines(missing: Sequence[Gap], lang: str, paint: Paint, width: int) -> list[str]:
    """The facts that leave the verdict open."""
    if not missing:
        return []
    lines = [titled("尚缺的事实（最能决定结论的在前）", "Facts missing (the most decisive first)", lang, paint)]
    for gap in missing:
        decides = decides_words(gap, lang)
        text = gap_words(gap, lang) + (("；" if lang == "zh" else "; ") + decides if decides else "")
        lines += wrapped(text, width, first=f"  {paint.mark(UNKNOWN)} ")
    return lines + [f"    {line}" for line in attestations(missing, lang)]


def assumed_parts(assumed: Sequence[Gap], lang: str) -> tuple[str, list[tuple[str, str]]]:
    """What was taken as met: the heading, and the conditions folded by the part that they belong to."""
    n = len(assumed)
    zh = f"推定满足的事项（{n}项，材料中没有说明，按符合处理，请自行核实）"
    en = f"Taken as met ({n}, not stated in the file: please verify)"
    groups: dict[str, list[Gap]] = {}
    for gap in assumed:
        groups.setdefault(part_of(gap.rule.id, lang), []).append(gap)
    comma = "；" if lang == "zh" else "; "
    return zh if lang == "zh" else en, [
        (label, comma.join(dict.fromkeys(taken(g, lang) for g in gaps))) for label, gaps in groups.items()
    ]


def assumed_lines(assumed: Sequence[Gap], lang: str, full: bool, paint: Paint, width: int) -> list[str]:
    """What was taken as met: folded by part, or one by one."""
    if not assumed:
        return []
    mark, (head, parts) = paint.mark(ASSUMED), assumed_parts(assumed, lang)
    lines = [paint.style(line, "bold") for line in wrapped(head, width)]
    if full:
        for gap in assumed:
            lines += wrapped(assumed_words(gap, lang), width, first=f"  {mark} ")
        return lines + [f"    {line}" for line in attestations(assumed, lang)]
    colon = "：" if lang == "zh" else ": "
    for label, text in parts:
        lines += wrapped(label + colon + text, width, first=f"  {mark} ", rest="      ")
    return lines


def margin_lines(answer: CheckAnswer, lang: str, paint: Paint, width: int) -> list[str]:
    """How firmly an eligible verdict stands."""
    if answer.margin is None or not served(answer):
        return []
    return [
        titled("稳妥程度", "How firmly it stands", lang, paint),
        *wrapped(margin_words(answer.margin, lang), width, first="  · "),
    ]


def warning_lines(warnings: Sequence[Warned], lang: str, paint: Paint, width: int) -> list[str]:
    """Remarks on the file or the day."""
    if not warnings:
        return []
    lines = [titled("提示", "Please note", lang, paint)]
    for warned in warnings:
        lines += wrapped(warning_words(warned, lang), width, first="  ! ")
    return lines
