"""Named starting points of a career: who somebody is on the first day, for least effort up to each rung."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.vocabulary import Label


@dataclass(frozen=True, kw_only=True, slots=True)
class Start:
    """A named starting point. `person` is an applicant document."""

    id: str
    label: Label
    person: Mapping[str, Any]
