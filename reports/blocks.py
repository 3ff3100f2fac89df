"""What blocks, for reading: each clause with what is asked, what is there, and the records that come nearest."""

from __future__ import annotations

from models import rules
from models.rules import Since
from reports.found import have
from reports.layout import Paint, wrapped
from reports.misses import near
from reports.nearest import Lack, flat, lacking, shown, single, touched, ways
from reports.person import title
from reports.sentences import inline, need, node_name
from reports.terms import part_of
from solver.check import CheckAnswer, RouteAnswer
from solver.explain import NEAREST, Finding
from solver.status import ASSUMED, UNMET

LABELS = {
    "need": {"zh": "要求：", "en": "needed: "},
    "have": {"zh": "现状：", "en": "found: "},
    "near": {"zh": "接近：", "en": "near: "},
    "records": {"zh": "成果：", "en": "records: "},
}
_MOST_NEAR, _MOST_LACKING = 3, 6


def block_lines(route: RouteAnswer, ids: tuple[str, ...], lang: str, paint: Paint, width: int) -> list[str]:
    """The blocking clauses of a route, one after another."""
    found = {f.rule.id: f for f in flat(route.findings)}
    lines: list[str] = []
    for path in ids:
        if path in found:
            lines += _block(found[path], lang, paint, width)
    return lines


def served(answer: CheckAnswer) -> list[str]:
    """The records by which the routes that hold are met."""
    routes = [route for route in answer.routes if route.verdict == "eligible"]
    found = [f for route in routes for f in flat(route.findings) if f.status >= ASSUMED]
    return list(dict.fromkeys(name for f in found for name, _ in f.records))


def since_line(route: RouteAnswer, ids: tuple[str, ...], lang: str) -> str:
    """From which title records count, where a blocking clause counts records."""
    since = _since(route, ids)
    return _since_note(since, lang) if since is not None else ""


def untitled(route: RouteAnswer, ids: tuple[str, ...]) -> str:
    """The title from which alone records count and which is not held, where a clause that blocks counts records."""
    since, found = _since(route, ids), [*flat(route.findings)]
    if since is None or not any(_not_held(one, since.level) for one in found) or not _bound(since, found):
        return ""
    return since.level or ""


def counts_since(route: RouteAnswer, path: str) -> bool:
    """Whether a clause counts records from some title only."""
    return _since(route, (path,)) is not None


def _since(route: RouteAnswer, ids: tuple[str, ...]) -> Since | None:
    found = [f for f in flat(route.findings) if f.rule.id in ids]
    return next((s for f in found for s in _sinces(f)), None)


def _bound(since: Since, found: list[Finding]) -> bool:
    """Whether it is seen that the row which needs no title is not the person's."""
    free = since.free
    if not isinstance(free, rules.Education):
        return free is None
    rows = [one for one in found if isinstance(one.rule, rules.Education) and one.rule.levels == free.levels]
    return bool(rows) and all(one.status is UNMET for one in rows)


def _not_held(finding: Finding, level: str | None) -> bool:
    """Whether a condition fails because the title is not held."""
    rule = finding.rule
    if isinstance(rule, rules.Worked):
        return isinstance(rule.after, rules.Held) and level in rule.after.level and finding.have == {"anchor": None}
    return isinstance(rule, rules.Held) and level in rule.level and finding.have is None and finding.status is UNMET


def _block(finding: Finding, lang: str, paint: Paint, width: int) -> list[str]:
    name = part_of(finding.rule.id, lang)
    finding = single(finding)
    head = f"  {paint.mark(finding.status)} {paint.style(finding.rule.cite, 'bold')}" + (f" {name}" if name else "")
    lines = [head]
    if not finding.children:
        return lines + _measure(finding, lang, paint, width, "      ", asked=True)
    lines += wrapped(need(finding.rule, lang), width, first="      " + LABELS["need"][lang])
    told = shown(finding)
    rest = [child for child in finding.children if child not in told and not _foreign(child)]
    if not isinstance(finding.rule, rules.Any) or len(finding.children) > 4:
        lines += wrapped(have(finding, lang), width, first="      " + LABELS["have"][lang])
    if not told and len(rest) <= 4:
        told, rest = rest, []
    for child in told:
        lines += _option(child, finding, lang, paint, width)
    if rest and not (told and inline(finding.rule, lang)):
        lines += wrapped(_rest(rest, finding, bool(told), lang), width, first="      ")
    return lines


def _option(child: Finding, above: Finding, lang: str, paint: Paint, width: int) -> list[str]:
    """One way of several: how far it is met, and what it still lacks."""
    place = child.rule.cite.removeprefix(above.rule.cite)
    child = single(child)
    choice = isinstance(child.rule, rules.Any)
    text = need(child.rule, lang) if inline(child.rule, lang) or not choice else node_name(child.rule, lang)
    if child.status < ASSUMED and isinstance(child.rule, rules.All) and not inline(child.rule, lang):
        text += ("，" if lang == "zh" else "; ") + have(child, lang)
    first = f"      {paint.mark(child.status)} " + (f"{place} " if place else "")
    lines = wrapped(text, width, first=first)
    if child.status >= ASSUMED:
        names = sorted({name for f in flat((child,)) for name, _ in f.records if f.status >= ASSUMED})
        if names:
            lines += wrapped("、".join(names) if lang == "zh" else ", ".join(names), width, first="          ")
        return lines
    if not child.children:
        return lines + _measure(child, lang, paint, width, "          ")
    if not choice or not child.children:
        return lines + _lacks(lacking(child), lang, paint, width)
    nearest, many = ways(child)
    if len(nearest) < many:
        lines += wrapped(_nearest_of(len(nearest), many, lang), width, first="          ")
    for place_of, way in enumerate(nearest):
        if place_of and not _leaf(way):
            lines.append("          " + ("或者：" if lang == "zh" else "or:"))
        lines += _lacks(lacking(way), lang, paint, width)
    return lines


def _leaf(finding: Finding) -> bool:
    return not finding.children


def _nearest_of(some: int, many: int, lang: str) -> str:
    if lang == "zh":
        return f"{many}种途径中最接近的{some}种：" if some > 1 else f"{many}种途径中最接近的一种："
    return f"the nearest {some} of {many} ways:" if some > 1 else f"the nearest of {many} ways:"


def _lacks(found: list[Lack], lang: str, paint: Paint, width: int) -> list[str]:
    lines: list[str] = []
    for lack in found[:_MOST_LACKING]:
        one, text = lack.finding, need(lack.finding.rule, lang)
        if lack.ways > 1 and one.status < ASSUMED:
            text += f"（{lack.ways}种途径之一）" if lang == "zh" else f" (one of {lack.ways} ways)"
        lines += wrapped(text, width, first=f"          {paint.mark(one.status)} ")
        if one.status >= ASSUMED:
            names = [name for name, _ in one.records]
            lines += wrapped(("、" if lang == "zh" else ", ").join(names), width, first="            ")
        else:
            lines += _measure(one, lang, paint, width, "            ")
    if len(found) > _MOST_LACKING:
        more = len(found) - _MOST_LACKING
        lines.append(f"          另有{more}项" if lang == "zh" else f"          and {more} more")
    return lines


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
        more, over = len(found) - _MOST_NEAR, ("以上", " or") if len(found) >= NEAREST else ("", "")
        lines.append(
            f"{indent}另有{more}项{over[0]}只差一个条件"
            if lang == "zh"
            else f"{indent}{more}{over[1]} more miss by one condition"
        )
    return lines


def _foreign(finding: Finding) -> bool:
    return isinstance(finding.rule, rules.External) and finding.status is UNMET


def _rest(rest: list[Finding], above: Finding, some: bool, lang: str) -> str:
    """The branches of which nothing is told, by name: nothing speaks for them, or another stands nearer."""
    names = []
    for child in rest:
        place = child.rule.cite.removeprefix(above.rule.cite)
        names.append(f"{place} {node_name(child.rule, lang)}".strip())
    nothing = not any(touched(child) for child in rest)
    n, all_of = len(rest), "；".join(names) if lang == "zh" else "; ".join(names)
    if lang == "zh":
        none = f"其余{n}项均未涉及：" if n > 1 else "其余1项未涉及："
        start = "可选的各项：" if not some else none if nothing else f"其余{n}项相差更远："
        return start + all_of
    if not some:
        return f"the ways: {all_of}"
    other = "the other one" if n == 1 else f"the other {n}"
    return f"nothing yet towards {other}: {all_of}" if nothing else f"farther off, {other}: {all_of}"


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
