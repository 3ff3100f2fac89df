"""The limits of a question, each lifted by itself, so that it can be asked again without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any as Anything


def lifted(asked: Anything) -> Iterator[tuple[str, Anything]]:
    """What is asked of a gap or a plan with one limit lifted, by its name; education is one where it is closed."""
    if not asked.education:
        yield "education", replace(asked, education=True)
    if asked.until is not None:
        yield "by", replace(asked, until=None)
    if asked.without:
        yield "without", replace(asked, without=frozenset())
    if asked.routes:
        yield "route", replace(asked, routes=())
