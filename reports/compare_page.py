"""The report of a comparison as one HTML page that needs nothing else: relations, witnesses, figures, methods."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.private_files import private_file
from reports.compare_blocks import Block, Section, View, view_of
from reports.compare_glance import glance, terms
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
from reports.terms import COMMITTEE, bracketed
from solver.comparison import Comparison, Side

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
_PRINTING = """
const shut = () => document.querySelectorAll("details.printed:not([open])");
let opened = [];
addEventListener("beforeprint", () => { opened = [...shut()]; for (const one of opened) one.open = true; });
addEventListener("afterprint", () => { for (const one of opened) one.open = false; opened = []; });
"""
"""The only script of the page: it opens the witnesses of whole rungs while the page is printed."""
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
        glance=glance(view, invented=_invented(stamp)),
        terms=terms(view),
        sections=sections(view, amendments),
        alike=alike(view),
        methods=methods(view),
        basis=grounds(view, stamp),
        committee=COMMITTEE[lang],
        script=_PRINTING,
        script_hash=f"sha256-{b64encode(sha256(_PRINTING.encode()).digest()).decode()}",
    )


def _invented(stamp: Mapping[str, Any]) -> bool:
    """Whether the people were drawn: then the stamp has their seed."""
    return (stamp.get("population") or {}).get("seed") is not None


def _title(side: Side, lang: str) -> str:
    """The title of a document, its number, and from when it holds."""
    one, zh = side.standard, lang == "zh"
    notes = [one.number or ("无文号" if zh else "no number")]
    notes.append(f"{one.effective.isoformat()}起施行" if zh else f"in force from {one.effective.isoformat()}")
    return one.title[lang] + bracketed(("，" if zh else ", ").join(notes), lang)


def heading(lang: str) -> str:
    """The title of the page."""
    return "职称申报条件比较：哪里更严" if lang == "zh" else "Professional titles: which standard is stricter"


def sections(view: View, amendments: Sequence[Amendment] = ()) -> list[Section]:
    """All sections that have something to tell."""
    found = [section for make in SECTIONS if (section := make(view)) is not None]
    if amendments:
        found.append(_amendments(view, amendments))
    return found


def _amendments(view: View, amendments: Sequence[Amendment]) -> Section:
    from reports.amendment_text import amendment_text

    blocks = tuple(Block(text=amendment_text(one, view.lang, _WIDTH)) for one in amendments)
    return Section(heading=view.said("最小的修订", "The smallest amendment"), remark="", blocks=blocks)
