"""Small standards made up for the least amendment, and what it is asked and tells of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.standard import Standard
from models.standard_reader import read_standard
from models.vocabulary import Label
from solver.comparison import Side
from solver.least_amendment import Amendment, least_amendment

ON = date(2024, 12, 31)
RUNG = "engineer"
CYBER, LIAONING = "chongqing-cyberspace-2023", "liaoning-cyberspace-2024"


def standard(name: str, parameters: Any = None, **parts: Any) -> Standard:
    """A standard of one rung whose one route asks for all the parts given."""
    return read_standard({
        "id": name,
        "document": {"zh": name, "en": name, "issued": "2020-01-01", "effective": "2020-01-01", "region": "chongqing"},
        **({"parameters": parameters} if parameters else {}),
        "rungs": {RUNG: {
            "parts": {part: {"cite": f"第{i}条", **rule} for i, (part, rule) in enumerate(parts.items(), 1)},
            "routes": {"regular": list(parts)},
        }},
    })  # fmt: skip


def side(one: Standard, key: str = "") -> Side:
    return Side(key=key or one.id, label=Label(zh=f"甲{key}", en=f"side {key}"), standard=one, fair=one)


def asked(a: Standard, b: Standard, part: str = "results", **more: Any) -> Amendment:
    return least_amendment(side(a, "a"), side(b, "b"), RUNG, part, ON, **more)


def of(mine: Any, other: Any, part: str = "results", parameters: Any = None) -> Amendment:
    return asked(standard("one", parameters, **{part: mine}), standard("two", **{part: other}), part)


def told(found: Amendment) -> list[tuple[str, str, Any, Any]]:
    """What is moved: the end of the path, the slot, before and after."""
    return [(c.path.rpartition("/")[2], c.slot, c.before, c.after) for c in found.changes]


def papers(at_least: int = 1, **where: Any) -> dict[str, Any]:
    return {"count": "paper", "at_least": at_least, **({"where": where} if where else {})}
