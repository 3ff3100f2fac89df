"""What blocks, for reading: each clause with what is asked, what is there, and the records that come nearest."""

from __future__ import annotations

from collections.abc import Iterator

from models import rules
from models.rules import Since
from reports.found import have, near
from reports.layout import Paint, wrapped
from reports.person import title
from reports.sentences import inline, need, node_name
from solver.check import RouteAnswer
from solver.explain import Finding
from solver.status import ASSUMED, UNKNOWN, UNMET

LABELS = {
    "need": {"zh": "要求：", "en": "needed: "},
    "have": {"zh": "现状：", "en": "found: "},
    "near": {"zh": "接近：", "en": "near: "},
    "records": {"zh": "成果：", "en": "records: "},
}
_MOST_NEAR = 3


def flat(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    """Every finding, parents first."""
    for finding in findings:
        yield finding
        yield from flat(finding.children)


def block_lines(route: RouteAnswer, ids: tuple[str, ...], lang: str, paint: Paint, width: int) -> list[str]:
    """The blocking clauses of a route, one after another."""
    found = {f.rule.id: f for f in flat(route.findings)}
    lines: list[str] = []
    for path in ids:
        if path in found:
            lines += _block(found[path], lang, paint, width)
    return lines


def since_line(route: RouteAnswer, ids: tuple[str, ...], lang: str) -> str:
    """From which title records count, where a blocking clause counts records."""
    found = [f for f in flat(route.findings) if f.rule.id in ids]
    since = next((s for f in found for s in _sinces(f)), None)
    return _since_note(since, lang) if since is not None else ""


def _block(finding: Finding, lang: str, paint: Paint, width: int) -> list[str]:
    name = part_name(finding, lang)
    head = f"  {paint.mark(finding.status)} {paint.style(finding.rule.cite, 'bold')}" + (f" {name}" if name else "")
    lines = [head]
    if not finding.children:
        return lines + _measure(finding, lang, paint, width, "      ", asked=True)
    lines += wrapped(need(finding.rule, lang), width, first="      " + LABELS["need"][lang])
    shown = [child for child in finding.children if _touched(child)]
    rest = [child for child in finding.children if child not in shown and not _foreign(child)]
    if not isinstance(finding.rule, rules.Any) or len(finding.children) > 4:
        lines += wrapped(have(finding, lang), width, first="      " + LABELS["have"][lang])
    if not shown and len(rest) <= 4:
        shown, rest = rest, []
    for child in shown:
        lines += _option(child, finding, lang, paint, width)
    if rest:
        lines += wrapped(_rest(rest, finding, bool(shown), lang), width, first="      ")
    return lines


def part_name(finding: Finding, lang: str) -> str:
    """The name of a part, or of the part that a node stands in."""
    from reports.terms import PARTS

    return next((PARTS[s][lang] for s in finding.rule.id.split("/") if s in PARTS), "")


def _option(child: Finding, above: Finding, lang: str, paint: Paint, width: int) -> list[str]:
    """One way of several: how far it is met, and what it still lacks."""
    place = child.rule.cite.removeprefix(above.rule.cite)
    whole = inline(child.rule, lang) or not isinstance(child.rule, rules.Any)
    text = need(child.rule, lang) if whole else node_name(child.rule, lang)
    first = f"      {paint.mark(child.status)} " + (f"{place} " if place else "")
    lines = wrapped(text, width, first=first)
    if child.status >= ASSUMED:
        names = sorted({name for f in flat((child,)) for name, _ in f.records if f.status >= ASSUMED})
        if names:
            lines += wrapped("、".join(names) if lang == "zh" else ", ".join(names), width, first="          ")
        return lines
    lacks = [f for f in _lacking(child, top=True) if f is child or _touched(f) or not isinstance(child.rule, rules.Any)]
    if lacks == [child]:
        return lines + _measure(child, lang, paint, width, "          ")
    for one in lacks[:6]:
        said = have(one, lang)
        colon = "：" if lang == "zh" else ": "
        lines += wrapped(f"{need(one.rule, lang)}{colon}{said}", width, first=f"          {paint.mark(one.status)} ")
        lines += _nearest(one, lang, paint, width, "            ")
    return lines


def _lacking(finding: Finding, *, top: bool = False) -> list[Finding]:
    """The leaves that keep a node from being met; of a choice only those that something speaks for."""
    if finding.status >= ASSUMED:
        return []
    if not finding.children:
        return [finding]
    below = [child for child in finding.children if child.status < ASSUMED]
    if not isinstance(finding.rule, rules.All):
        if not top and isinstance(finding.rule, rules.AtLeast | rules.Tally):
            return [finding]
        below = [child for child in below if _touched(child)]
    return [leaf for child in below for leaf in _lacking(child)]


def _measure(finding: Finding, lang: str, paint: Paint, width: int, indent: str, *, asked: bool = False) -> list[str]:
    lines = wrapped(need(finding.rule, lang), width, first=indent + LABELS["need"][lang]) if asked else []
    lines += wrapped(have(finding, lang), width, first=indent + LABELS["have"][lang])
    return lines + _nearest(finding, lang, paint, width, indent)


def _nearest(finding: Finding, lang: str, paint: Paint, width: int, indent: str) -> list[str]:
    lines: list[str] = []
    found = near(finding, lang)
    for text in found[:_MOST_NEAR]:
        lines += [paint.style(line, "yellow") for line in wrapped(text, width, first=indent + LABELS["near"][lang])]
    if len(found) > _MOST_NEAR:
        more = len(found) - _MOST_NEAR
        lines.append(
            f"{indent}另有{more}项只差一个条件" if lang == "zh" else f"{indent}{more} more miss by one condition"
        )
    return lines


def _touched(finding: Finding) -> bool:
    """Whether something the person has speaks for a node, in full or in part."""
    about = rules.Count | rules.Item | rules.Tied | rules.Education | rules.Held | rules.Worked
    for one in flat((finding,)):
        if one.near or (isinstance(one.rule, about) and one.status >= UNKNOWN and not one.children):
            return True
        if isinstance(one.rule, rules.Count) and one.records:
            return True
        if isinstance(one.rule, rules.External) and one.status is UNKNOWN:
            return True
    return False


def _foreign(finding: Finding) -> bool:
    return isinstance(finding.rule, rules.External) and finding.status is UNMET


def _rest(rest: list[Finding], above: Finding, some: bool, lang: str) -> str:
    names = []
    for child in rest:
        place = child.rule.cite.removeprefix(above.rule.cite)
        names.append(f"{place} {node_name(child.rule, lang)}".strip())
    if lang == "zh":
        return (f"其余{len(rest)}项均未涉及：" if some else "可选的各项：") + "；".join(names)
    many = "the other one is" if len(rest) == 1 else f"the other {len(rest)} are"
    return (f"{many} not touched: " if some else "the ways: ") + "; ".join(names)


def _sinces(finding: Finding) -> list[Since]:
    found = []
    for node in rules.walk(finding.rule):
        if isinstance(node, rules.Count | rules.Item | rules.Tied) and node.since is not None:
            found.append(node.since)
    return found


def _since_note(since: Since, lang: str) -> str:
    level = title(since.level, lang) if since.level is not None else ""
    free = since.free is not None
    if lang == "zh":
        text = f"成果自取得{level or '现有最高工程系列'}职称之日起计算"
        return text + ("（条款不要求该职称的除外）。" if free else "。")
    text = f"Records count from the day of the {level or 'highest engineering'} title"
    return text + (", unless the row in use needs no title." if free else ".")
