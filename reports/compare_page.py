"""The report of a comparison as one HTML page that needs nothing else: relations, witnesses, figures, methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.private_files import private_file
from reports.compare_blocks import Block, Section, View, view_of
from reports.compare_methods import alike, grounds, methods
from reports.compare_numbers import (
    curves_section,
    excluded_section,
    overlaps_section,
    rates_section,
    shares_section,
)
from reports.compare_relations import parts_section, whole_section
from reports.compare_ways import effort_section, sensitivity_section
from reports.compare_witnesses import apart_section, beside_section, witness_section
from reports.compare_words import of_rung, percent, rungs_of, sentence
from reports.terms import COMMITTEE, bracketed
from solver.comparison import ALL, Comparison, Relation, Side

if TYPE_CHECKING:
    from solver.least_amendment import Amendment

SECTIONS: Sequence[Callable[[View], Section | None]] = (
    whole_section,
    parts_section,
    witness_section,
    apart_section,
    beside_section,
    effort_section,
    rates_section,
    curves_section,
    overlaps_section,
    excluded_section,
    shares_section,
    sensitivity_section,
)
"""In the order of the page; each is left out where there is nothing to tell."""
_WIDTH = 400
"""Columns of the text of an amendment: the page breaks its lines itself."""


def write_report(
    comparison: Comparison, stamp: Mapping[str, Any], path: Path, lang: str, amendments: Sequence[Amendment] = ()
) -> None:
    """Writes the page, whole or not at all, readable by its owner alone; an InputError says why it cannot be."""
    page = report_page(comparison, stamp, lang, amendments)
    with private_file(path) as part:
        part.write_bytes(page.encode("utf-8", "replace"))


def report_page(
    comparison: Comparison, stamp: Mapping[str, Any], lang: str, amendments: Sequence[Amendment] = ()
) -> str:
    """The page as text. Of `stamp` (as in the JSON) the version and the population are told."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    view = view_of(comparison, lang)
    loader = PackageLoader("reports", "templates")
    house = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    # drawings escape the texts in them themselves
    house.filters["drawn"] = Markup
    return house.get_template("compare.html").render(
        lang=lang,
        said=view.said,
        heading=heading(lang),
        as_of=comparison.as_of.isoformat(),
        sides=[(view.names[key], _title(side, lang)) for key, side in view.sides.items()],
        glance=glance(view),
        sections=sections(view, amendments),
        alike=alike(view),
        methods=methods(view),
        basis=grounds(view, stamp),
        committee=COMMITTEE[lang],
    )


def _title(side: Side, lang: str) -> str:
    return side.standard.title[lang] + bracketed(side.standard.number, lang)


def heading(lang: str) -> str:
    """The title of the page."""
    return "职称申报条件比较：哪里更严" if lang == "zh" else "Professional titles: which standard is stricter"


def sections(view: View, amendments: Sequence[Amendment] = ()) -> list[Section]:
    """All sections that have something to tell."""
    found = [section for make in SECTIONS if (section := make(view)) is not None]
    if amendments:
        found.append(_amendments(view, amendments))
    return found


def glance(view: View) -> list[tuple[str, list[str]]]:
    """For each rung what the page comes to in a line or three."""
    found = []
    for rung in rungs_of(view.comparison):
        lines = [_relations(view, of_rung(view.comparison, rung, ALL)), _passes(view, rung)]
        told = [line for line in lines if line]
        if told:
            found.append((view.rung(rung), told))
    return found


def _relations(view: View, relations: Sequence[Relation]) -> str:
    """Who is stricter than whom; the pairs that are incomparable, by their number where they are many."""
    known = [one for one in relations if one.relation not in ("not_comparable",)]
    told = [one for one in known if one.relation in ("stricter", "looser", "equivalent", "undecided")]
    rest = [one for one in known if one.relation == "incomparable"]
    texts = [sentence(one, view.names, view.lang) for one in (known if len(known) <= 1 else told)]
    if rest and len(known) > 1:
        many = len(rest)
        if many == len(known):
            texts.append(
                view.said(f"{many}对标准都互有宽严", f"In each of the {many} pairs both are stricter in some way")
            )
        else:
            texts.append(
                view.said(
                    f"其余{many}对互有宽严",
                    f"in {many} other {'pair' if many == 1 else 'pairs'} both are stricter in some way",
                )
            )
    if not known:
        texts = [view.said("没有可比的标准", "no standards to compare")] if relations else []
    return view.said("；", "; ").join(texts)


def _passes(view: View, rung: str) -> str:
    """The lowest and the highest pass rate of the standards with reviews; of initial determination where all are."""
    rates = [one for one in view.comparison.strictness.rates if (one.rung, one.part) == (rung, ALL)]
    reviewed = [one for one in rates if not view.sides[one.side].standard.initial]
    rates = reviewed or rates
    if len(rates) < 2:
        return ""
    low, high = (pick(rates, key=lambda one: one.rate.share) for pick in (min, max))
    a, b = (f"{view.names[one.side]} {percent(one.rate.share)}" for one in (low, high))
    return view.said(f"通过率最低：{a}；最高：{b}", f"Lowest pass rate: {a}; highest: {b}")


def _amendments(view: View, amendments: Sequence[Amendment]) -> Section:
    from reports.amendment_text import amendment_text

    blocks = tuple(Block(text=amendment_text(one, view.lang, _WIDTH)) for one in amendments)
    return Section(heading=view.said("最小的修订", "The smallest amendment"), remark="", blocks=blocks)
