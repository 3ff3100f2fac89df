"""The colours of a comparison: of relations, sides and parts; told apart by lightness too, never without a sign."""

from __future__ import annotations

INK, WHITE, LINE = "#1a1a1a", "#ffffff", "#8a8a8a"
RELATION_FILLS = {
    "stricter": "#1e3a5f",
    "incomparable": "#9a9a9a",
    "looser": "#f2b45c",
    "equivalent": "#d3e8f4",
    "undecided": "#ffffff",
    "not_comparable": "#f3f3f3",
}
"""What the side in the row is beside that in the column; from dark to light but for the last two, which are framed."""
DARK_RELATIONS = ("stricter",)
DASHED = ("undecided", "not_comparable")
SIDES = ("#1e3a5f", "#e0902f", "#5aa9d6", "#8c4a78", "#2f8f6b", "#d8c34a", "#7a7a7a", "#c8554a")
"""Of the sides in their order; beyond the last they begin again, and letters tell them apart."""
DASHES = ((1, 0), (7, 3), (2, 3), (9, 3, 2, 3))
"""How the curves of the sides are drawn, again in their order."""
PARTS = {
    "scope": "#440154",
    "conduct": "#46327e",
    "education-years": "#365c8d",
    "ability": "#277f8e",
    "experience": "#1fa187",
    "results": "#6cc860",
    "scholarship": "#b5dd50",
    "exception": "#fde725",
}
DARK_PARTS = ("scope", "conduct", "education-years", "ability")
GAIN, LOSS = "#2f6fa8", "#e0902f"


def side_colour(place: int) -> str:
    """The colour of the side at a place."""
    return SIDES[place % len(SIDES)]


def side_dash(place: int) -> tuple[int, ...]:
    """How the line of the side at a place is broken."""
    return DASHES[place % len(DASHES)]
