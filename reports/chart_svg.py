"""A chart drawn as an element of a page: SVG without a network, named and told for those who hear it."""

from __future__ import annotations

from html import escape
from typing import Any

import vl_convert


def as_svg(chart: Any, width: int, told: tuple[str, str], name: str) -> str:
    """An Altair chart as an `svg` element of a width; `told` are its title and what it shows in a sentence."""
    made = chart.configure(aria=False, font="sans-serif").configure_view(stroke=None)
    drawn = str(vl_convert.vegalite_to_svg(made.to_json(validate=False), vl_version="6.4"))
    head, _, body = drawn.partition(">")
    box = head.partition('viewBox="')[2].partition('"')[0]
    title, sentence = (escape(text) for text in told)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="{box}" width="{width}" role="img" '
        f'font-family="sans-serif" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{title}</title><desc id="{name}-d">{sentence}</desc>{body}'
    )
