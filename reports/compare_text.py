"""A comparison for a terminal: how the sides stand to each other, rung by rung and part by part, with witnesses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.vocabulary import vocabulary
from reports.compare_figures_text import figure_sections
from reports.compare_matrix_text import STAR, Page, legend, relation_sections
from reports.compare_words import (
    ANSWERS,
    ONLY_BARS,
    beside_said,
    elsewhere,
    labels_of,
    part_word,
    rung_word,
    sentence,
    shortened,
    why_words,
)
from reports.layout import WIDTH, Paint, padded, width_of, wrapped
from reports.sections import titled
from reports.terms import COMMITTEE, both, bracketed
from reports.witness_words import fails_words, meets_words, others_words, who_words
from solver.comparison import ALL, Comparison, Direction, Relation, Side

_MOST_PAIRS = 6
"""Pairs at one rung whose witnesses are told unasked."""


def compare_text(
    comparison: Comparison,
    lang: str,
    *,
    full: bool = False,
    amendments: Sequence[str] = (),
    notes: Sequence[str] = (),
    paint: Paint | None = None,
    width: int = WIDTH,
) -> str:
    """The whole answer as lines; `full` tells the witnesses of every pair and part.

    `amendments` and `notes` are texts in the same language, each a section and a line of their own.
    """
    short = shortened(comparison)
    page = Page(comparison=short, lang=lang, ink=paint or Paint(), width=width, full=full)
    sections = [
        _head(page),
        _named(comparison, short, page),
        *relation_sections(page),
        legend(page),
        _apart(page),
        _beside(page),
        *_witnesses(page),
        *figure_sections(short, lang, page.ink, width),
        *([text.rstrip("\n")] for text in amendments if text.strip()),
        [line for note in notes for line in wrapped(note, width, first="! ")],
        wrapped(COMMITTEE[lang], width),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _head(page: Page) -> list[str]:
    day, many = page.comparison.as_of, len(page.comparison.sides)
    title = page.say(f"{many}个标准的比较（截至{day}）", f"{many} standards compared, as of {day}")
    about = page.say(
        "每一关系均经求解器证明，或以反例说明。地区、单位按各自的要求视为具备，各自的本专业在各处都算本专业。",
        "Each relation is proven by the solver or shown by a witness. Everybody has the region and employer that each "
        "asks for, and what is one's own field in one counts as own in all.",
    )
    return [page.ink.style(title, "bold"), *wrapped(about, page.width)]


def _named(comparison: Comparison, short: Comparison, page: Page) -> list[str]:
    """The short names and what they stand for."""
    names = labels_of(short, page.lang)
    found = {names[key]: title for key, title in labels_of(comparison, page.lang).items() if names[key] != title}
    column = max(map(width_of, found), default=0)
    return [
        line
        for name, title in found.items()
        for line in wrapped(title, page.width, first=f"  {padded(name, column)}  ")
    ]


def _apart(page: Page) -> list[str]:
    """Why some are not compared, each reason once with its rungs; of parts where they alone are asked for."""
    relations = page.comparison.relations
    whole = any(one.part == ALL and one.why not in ("procedure", "rung") for one in relations)
    grouped: dict[str, dict[tuple[str, str], None]] = {}
    for one in relations:
        if one.relation == "not_comparable" and (one.part == ALL or not whole):
            why = why_words(one, page.labels, page.lang) or sentence(one, page.labels, page.lang)
            grouped.setdefault(why, {})[one.rung, one.part] = None
    lines = [titled("不可比", "Not comparable", page.lang, page.ink)]
    for why, places in grouped.items():
        text = why + bracketed(_places(page, list(places)), page.lang)
        lines += wrapped(text, page.width, first="  - ")
    return lines if grouped else []


def _places(page: Page, places: Sequence[tuple[str, str]]) -> str:
    """Rungs, each part of them apart."""
    found = []
    for part in dict.fromkeys(part for _, part in places):
        rungs = both([rung_word(rung, page.lang) for rung in _ordered(r for r, p in places if p == part)], page.lang)
        found.append(rungs if part == ALL else rungs + page.say("·", ", ") + part_word(part, page.lang))
    return page.say("；", "; ").join(found)


def _ordered(rungs: Iterable[str]) -> list[str]:
    return sorted(rungs, key=vocabulary().sets["rung"].step)


def _beside(page: Page) -> list[str]:
    """Relations that are others on other terms; of the whole, and of parts where they are asked for."""
    grouped: dict[tuple[str, str, tuple[str, str]], dict[tuple[str, str], None]] = {}
    for one in page.comparison.relations:
        if page.shows_beside(one):
            for told, other in elsewhere(one, page.lang):
                grouped.setdefault((told, other, (one.a, one.b)), {})[one.rung, one.part] = None
    pairs: dict[tuple[str, str, tuple[tuple[str, str], ...]], list[tuple[str, str]]] = {}
    for (told, other, pair), places in grouped.items():
        pairs.setdefault((told, other, tuple(places)), []).append(pair)
    lines: list[str] = []
    for (told, other, where), several in pairs.items():
        text = beside_said(told, several, other, page.labels, page.lang)
        sign = STAR if told.startswith(ONLY_BARS[page.lang]) else "-"
        lines += wrapped(text + bracketed(_places(page, where), page.lang), page.width, first=f"  {sign} ")
    return [titled("另一口径下", "On other terms", page.lang, page.ink), *lines] if lines else []


def _witnesses(page: Page) -> list[list[str]]:
    """Who shows that a relation fails: of a single pair or rung, or of all where they are asked for."""
    compared = [one for one in page.comparison.relations if one.relation != "not_comparable"]
    rungs = {one.rung for one in compared}
    pairs = {(one.a, one.b) for one in compared}
    parts = {one.part for one in compared}
    if not page.full and len(pairs) > 1 and (len(rungs) > 1 or len(pairs) > _MOST_PAIRS):
        hint = page.say(
            "反例及其他解读下的关系：只问两个标准或一个级别，或加 --full",
            "For witnesses and relations under other readings: ask two standards, or one rung, or add --full",
        )
        return [wrapped(hint, page.width)] if compared else []
    shown = [one for one in compared if page.full or one.part == ALL or ALL not in parts]
    sections = [lines for one in shown if (lines := _shown(page, one))]
    if sections:
        sections[0].insert(0, titled("反例", "Witnesses", page.lang, page.ink))
    return sections


def _shown(page: Page, one: Relation) -> list[str]:
    """One relation with whom it rests on."""
    labels = page.labels
    place = f"{rung_word(one.rung, page.lang)}" + ("" if one.part == ALL else f" · {part_word(one.part, page.lang)}")
    head = page.say(f"{place}：{sentence(one, labels, page.lang)}", f"{place}: {sentence(one, labels, page.lang)}")
    lines = [page.ink.style(line, "bold") for line in wrapped(head[:1].upper() + head[1:], page.width)]
    sides = {side.key: side for side in page.comparison.sides}
    for direction, a, b in ((one.forward, one.a, one.b), (one.backward, one.b, one.a)):
        if direction is not None:
            lines += _direction(page, direction, sides[a], sides[b])
    return lines


def _direction(page: Page, direction: Direction, meets: Side, fails: Side) -> list[str]:
    a, b = meets.label[page.lang], fails.label[page.lang]
    if direction.witness is None:
        text = page.say(
            f"凡符合{a}的都符合{b}：{ANSWERS[direction.answer].zh}",
            f"whoever meets {a} meets {b}: {ANSWERS[direction.answer].en}",
        )
        return wrapped(text, page.width, first="  = " if direction.answer == "proven" else "  ? ")
    one = direction.witness
    lines = wrapped(who_words(one, page.lang), page.width, first="  * ")
    lines += wrapped(meets_words(one, meets, page.lang), page.width, first=f"    {page.ink.style('✓', 'green')} ")
    for text in fails_words(one, fails, page.lang):
        lines += wrapped(text, page.width, first=f"    {page.ink.style('✗', 'red')} ")
    for text in others_words(one, page.lang):
        lines += wrapped(text, page.width, first="      ")
    return lines
