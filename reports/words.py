"""Answers in words, both languages: the sentences that every report shares, gathered in one place."""

from __future__ import annotations

from reports.found import have
from reports.misses import near
from reports.remarks import assumed_words, decides_words, gap_words, margin_words, reading_words, warning_words
from reports.sentences import need, node_name
from reports.terms import COMMITTEE, PARTS, ROUTES, STATUSES, VERDICTS

__all__ = [
    "COMMITTEE",
    "PARTS",
    "ROUTES",
    "STATUSES",
    "VERDICTS",
    "assumed_words",
    "decides_words",
    "gap_words",
    "have",
    "margin_words",
    "near",
    "need",
    "node_name",
    "reading_words",
    "warning_words",
]
