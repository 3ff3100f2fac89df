"""Waivers: for whom which clauses are taken as met, why, approved by whom, and until when.

```yaml
waivers:
  - id: w-2026-03                        # may be left out
    standard: chongqing-cyberspace-2023
    node: senior/education-years         # or a list of nodes
    people: [P0000012, 张三]             # ids, or names that one person bears; or `if:` a condition
    reason: 援藏三年
    approver: 市职称办
    until: 2027-06-30                    # the last day; may be left out
```
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.amending import dropped
from models.errors import InputError, nearest, quoted
from models.groups import Group, read_group
from models.reading import read_date
from models.source import line_of
from models.standard import Standard

KEYS = ("id", "standard", "node", "people", "if", "reason", "approver", "until")
MOST_NODES, MOST_PEOPLE = 50, 100_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiver:
    """One waiver. It concerns the `people` named by id or name, or else those whom `who` finds.

    `until` is the last day on which it counts, None without end; `where` and `line` tell where it is written.
    """

    id: str
    standard: str
    nodes: tuple[str, ...]
    reason: str
    approver: str
    people: tuple[str, ...] = ()
    who: Group | None = None
    until: date | None = None
    line: int = 0
    where: str = ""

    def counts_on(self, day: date) -> bool:
        """Whether it has not run out by a day."""
        return self.until is None or day <= self.until


def read_waivers(data: Any, line: int, where: str) -> tuple[Waiver, ...]:
    """The waivers under `waivers:`; an InputError says what lacks or cannot be taken, with its line."""
    if not isinstance(data, Sequence) or isinstance(data, str) or not data:
        raise InputError(
            f"`waivers` is a list of waivers, not {quoted(data)}", line=line, hint="begin each with `- standard:`"
        )
    found: dict[str, Waiver] = {}
    for index, entry in enumerate(data):
        at = line_of(data, index) or line
        made = _waiver(entry, index, at, where)
        if made.id in found:
            raise InputError(
                f"the id {quoted(made.id)} belongs to two waivers", line=at, hint="give each an id of its own"
            )
        found[made.id] = made
    return tuple(found.values())


def _waiver(data: Any, index: int, line: int, where: str) -> Waiver:
    if not isinstance(data, Mapping):
        raise InputError(f"a waiver is a map, not {quoted(data)}", line=line, hint="begin it with `- standard:`")
    for key in data:
        if key not in KEYS:
            raise InputError(
                f"unknown key {quoted(key)} of a waiver", line=line_of(data, key) or line, hint=nearest(key, KEYS)
            )
    if ("people" in data) == ("if" in data):
        raise InputError(
            "a waiver says in one way whom it concerns", line=line, hint="write `people: [P0000012]` or `if: {…}`"
        )
    until = data.get("until")
    return Waiver(
        id=_text(data, "id", line) if "id" in data else f"waiver-{index + 1}",
        standard=_text(data, "standard", line),
        nodes=_texts(data, "node", line, MOST_NODES),
        reason=_text(data, "reason", line),
        approver=_text(data, "approver", line),
        people=_texts(data, "people", line, MOST_PEOPLE) if "people" in data else (),
        who=read_group(data["if"], line_of(data, "if") or line) if "if" in data else None,
        until=read_date(until, line_of(data, "until") or line, "until") if until is not None else None,
        line=line,
        where=where,
    )


def _text(data: Mapping[str, Any], key: str, line: int) -> str:
    value = data.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        said = "does not say its" if value is None else f"says {quoted(value)} for its"
        raise InputError(f"a waiver {said} `{key}`", line=line_of(data, key) or line, hint=f"write `{key}:` and a text")
    return str(value).strip()


def _texts(data: Mapping[str, Any], key: str, line: int, most: int) -> tuple[str, ...]:
    value = data.get(key)
    if not isinstance(value, Sequence) or isinstance(value, str):
        return (_text(data, key, line),)
    at = line_of(data, key) or line
    if not 1 <= len(value) <= most:
        raise InputError(f"`{key}` names {len(value)}", line=at, hint=f"name from 1 to {most}")
    for one in value:
        if isinstance(one, bool) or not isinstance(one, str | int) or not str(one).strip():
            raise InputError(f"{quoted(one)} is no word for `{key}`", line=at, hint="write texts")
    return tuple(dict.fromkeys(str(one).strip() for one in value))


def known(waivers: Sequence[Waiver], standards: Sequence[Standard], others: Collection[str] = ()) -> None:
    """Refuses a waiver of a standard or node that does not exist. `others` are ids of standards not asked for today."""
    by_id = {standard.id: standard for standard in standards}
    for waiver in waivers:
        standard = by_id.get(waiver.standard)
        try:
            if standard is not None:
                dropped(standard, waiver.nodes)
            elif waiver.standard not in others:
                raise InputError(
                    f"unknown standard {quoted(waiver.standard)}", hint=nearest(waiver.standard, [*by_id, *others])
                )
        except InputError as error:
            raise InputError(error.what, where=waiver.where, line=waiver.line, hint=error.hint) from None
