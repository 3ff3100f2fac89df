"""The colours of classes and bars: told apart by lightness too, and never without a word or sign beside them."""

from __future__ import annotations

COLOURS = {
    "eligible": "#0f3d24",
    "only_waiting": "#1e4fb0",
    "only_records": "#c4541a",
    "both": "#c08bf0",
    "only_exceptionally": "#ecbfe4",
    "not_eligible": "#dddddd",
    "not_under_this_standard": "#eeeeee",
    "undetermined": "#ffffff",
}
"""From dark to light: each step is seen in grey as well."""
DARK = ("eligible", "only_waiting", "only_records")
STRONG, PALE = "#1e3a5f", "#a9c1da"
"""Of two bars side by side or one in the other."""
FILLS = {
    "eligible": ("#bfe3c8", "#0b3d1e"),
    "only_waiting": ("#cfe0fb", "#10305f"),
    "only_records": ("#fbdcc0", "#5f2a06"),
    "both": ("#e6d5f7", "#3a145f"),
    "only_exceptionally": ("#f7d3ec", "#5c0f43"),
    "not_eligible": ("#e8d9d0", "#4a2a1a"),
    "not_under_this_standard": ("#e0e0e0", "#333333"),
    "undetermined": ("#fff3b8", "#4d3d00"),
}
"""Background and letters of each class; its sign and word stand in the cell itself."""
