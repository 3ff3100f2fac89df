"""A standard in words: the list of all, one clause by clause with readings and coverage, and the remarks of lint."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from models import rules
from models.rules import Item, Rule, children, walk
from models.standard import Rung, Standard
from models.vocabulary import vocabulary
from reports.layout import padded, wrapped
from reports.terms import ROUTES, guards_shown, is_part, part_of
from reports.words import need

if TYPE_CHECKING:
    from solver.lint import Remark

_COVERED = {
    "zh": {"computed": "可计算", "attested": "认定", "external": "另依文件", "procedural": "程序性"},
    "en": {"computed": "computed", "attested": "attested", "external": "external", "procedural": "procedural"},
}


def list_text(standards: Sequence[Standard], lang: str) -> str:
    """One block a standard: id, title, number, effect, rungs with their routes."""
    rungs = vocabulary().sets["rung"].labels
    lines = []
    for standard in standards:
        lines.append(standard.id)
        lines.append(f"  {standard.title[lang]}" + (f"  {standard.number}" if standard.number else ""))
        lines.append(("  自{}起施行" if lang == "zh" else "  in force from {}").format(standard.effective))
        for name, rung in standard.rungs.items():
            routes = ("、" if lang == "zh" else ", ").join(ROUTES[route][lang] for route in rung.routes)
            lines.append(f"  {padded(rungs[name][lang], 24)}{routes}")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def list_json(standards: Sequence[Standard]) -> str:
    """The same as JSON."""
    found = [
        {
            "id": s.id,
            "title": {"zh": s.title.zh, "en": s.title.en},
            "number": s.number,
            "issued": str(s.issued),
            "effective": str(s.effective),
            "region": s.region,
            "sha256": s.digest,
            "rungs": {name: list(rung.routes) for name, rung in s.rungs.items()},
            "readings": {name: {"default": r.default, "values": list(r.values)} for name, r in s.readings.items()},
        }
        for s in standards
    ]
    return json.dumps({"schema": "zhicheng.standards/1", "standards": found}, ensure_ascii=False, indent=2) + "\n"


def show_text(standard: Standard, lang: str, rung: str | None, width: int) -> str:
    """Every clause of a standard (or of one rung), its readings, and how much of the document the model covers."""
    labels = vocabulary().sets["rung"].labels
    lines = [f"{standard.title[lang]}  {standard.number}".rstrip(), standard.id, ""]
    for name, found in _rungs(standard, rung).items():
        lines.append(labels[name][lang])
        for route, steps in found.routes.items():
            joined = " + ".join(_part(step.rule, lang) for step in steps)
            lines.extend(wrapped(f"{ROUTES[route][lang]}: {joined}", width, first="  ", rest="    "))
        shown = _Clauses(lang, width)
        with guards_shown():
            for rule in _parts(found):
                shown.add(rule, 1)
        lines += [*shown.lines, ""]
    if standard.readings:
        lines.append("解读（--reading）" if lang == "zh" else "readings (--reading)")
        for reading in standard.readings.values():
            for value, label in reading.values.items():
                mark = ("（默认）" if lang == "zh" else " (default)") if value == reading.default else ""
                lines.extend(wrapped(f"{reading.id}={value}{mark}: {label[lang]}", width, first="  ", rest="    "))
        lines.append("")
    counted = Counter(article.status for article in standard.coverage)
    said = ("，" if lang == "zh" else ", ").join(
        f"{_COVERED[lang][status]} {counted[status]}" for status in _COVERED[lang]
    )
    lines.append(f"条文覆盖：{said}" if lang == "zh" else f"articles covered: {said}")
    for article in standard.coverage:
        note = f"  {article.note[lang]}" if article.note else ""
        lines.append(f"  {padded(article.article, 16)}{padded(_COVERED[lang][article.status], 12)}{note}".rstrip())
    return "\n".join(lines) + "\n"


def show_json(standard: Standard, rung: str | None) -> str:
    """The clauses of a standard as JSON, with their ids, citations and sentences."""

    def clause(rule: Rule) -> dict[str, Any]:
        return {
            "id": rule.id,
            "cite": rule.cite,
            "kind": type(rule).__name__.lower(),
            "when": {name: list(values) for name, values in rule.when},
            "need": {"zh": need(rule, "zh"), "en": need(rule, "en")},
            "children": [clause(child) for child in children(rule)],
        }

    with guards_shown():
        parts = {name: [clause(rule) for rule in _parts(r)] for name, r in _rungs(standard, rung).items()}
    found = {
        "schema": "zhicheng.standard/1",
        "id": standard.id,
        "sha256": standard.digest,
        "rungs": {
            name: {
                "routes": {route: [step.rule.id for step in steps] for route, steps in r.routes.items()},
                "parts": parts[name],
            }
            for name, r in _rungs(standard, rung).items()
        },
        "readings": {
            name: {
                "default": r.default,
                "values": {v: {"zh": label.zh, "en": label.en} for v, label in r.values.items()},
            }
            for name, r in standard.readings.items()
        },
        "parameters": {
            name: {"cite": p.cite, "values": {str(day): value for day, value in p.values}}
            for name, p in standard.parameters.items()
        },
        "coverage": [{"article": c.article, "status": c.status} for c in standard.coverage],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def remarks_text(standard: Standard, remarks: Sequence[Remark], lang: str, file: str) -> str:
    """What lint found, each with its line; last, that the file is sound."""
    lines = []
    for remark in remarks:
        place = f"{file}:{remark.line}: " if remark.line else f"{file}: "
        lines.append(f"{place}{remark.node} ({remark.cite}): {remark.says[lang]}")
    nodes = sum(1 for rung in standard.rungs.values() for part in _parts(rung) for _ in walk(part))
    if lang == "zh":
        lines.append(f"{file}：可以读取，共{len(standard.rungs)}个层级、{nodes}个节点、{len(remarks)}条提示")
    else:
        said = ", ".join(
            f"{n} {noun}" if n == 1 else f"{n} {noun}s"
            for n, noun in ((len(standard.rungs), "rung"), (nodes, "node"), (len(remarks), "remark"))
        )
        lines.append(f"{file}: sound, {said}")
    return "\n".join(lines) + "\n"


def _rungs(standard: Standard, rung: str | None) -> dict[str, Rung]:
    from models.errors import InputError, nearest, quoted

    if rung is None:
        return dict(standard.rungs)
    name = vocabulary().sets["rung"].find(rung) or rung
    if name not in standard.rungs:
        raise InputError(
            f"`{standard.id}` has no rung {quoted(rung)}", where="--rung", hint=nearest(rung, standard.rungs)
        )
    return {name: standard.rungs[name]}


def _parts(rung: Rung) -> list[Rule]:
    steps = [step.rule for steps in rung.routes.values() for step in steps]
    return list({rule.id: rule for rule in [*rung.parts.values(), *steps]}.values())


def _part(rule: Rule, lang: str) -> str:
    return part_of(rule.id, lang) if is_part(rule.id) else rule.id.rsplit("/", 1)[-1]


class _Clauses:
    """The clauses of a rung as lines; a list met again is referred to, not printed again."""

    def __init__(self, lang: str, width: int) -> None:
        self.lang, self.width = lang, width
        self.lines: list[str] = []
        self.told: set[tuple[Any, ...]] = set()

    def add(self, rule: Rule, depth: int) -> None:
        """A clause with all below it; one that only repeats its single condition is told with that."""
        below = [] if isinstance(rule, Item) else list(children(rule))
        guards = rule.when
        name = f"{_part(rule, self.lang)}: " if depth == 1 else ""
        while len(below) == 1 and need(below[0], self.lang) == need(rule, self.lang):
            rule = below[0]
            guards, below = (*guards, *rule.when), list(children(rule))
        again = bool(below) and self._key(rule) in self.told
        guard = "".join(f" [{reading}={'/'.join(values)}]" for reading, values in dict.fromkeys(guards))
        above = ("（见上）" if self.lang == "zh" else " (see above)") if again else ""
        indent = "  " * depth
        text = f"{rule.cite}  {name}{need(rule, self.lang)}{above}{guard}"
        self.lines += wrapped(text, self.width, first=indent, rest=indent + "    ")
        if again or self._elsewhere(rule, below):
            return
        self.told.add(self._key(rule))
        for child in below:
            self.add(child, depth + 1)

    def _elsewhere(self, rule: Rule, below: Sequence[Rule]) -> bool:
        """Whether the sentence names a list that was printed where it stands."""
        own = any(child.id.startswith(f"{rule.id}/") for child in below)
        names_it = isinstance(rule, rules.Lacks | rules.AtLeast) and not own
        return names_it and all(self._key(child) in self.told or not children(child) for child in below)

    def _key(self, rule: Rule) -> tuple[Any, ...]:
        return (rule.id, need(rule, self.lang), *(self._key(child) for child in children(rule)))
