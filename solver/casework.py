"""Runs cases: the question of each is asked, and its answer held against what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from models import applicant, cases, catalogue
from models.cases import Case
from models.errors import InputError, quoted
from models.rules import walk
from models.standard import nodes
from solver.asking import Asked, Asking, points
from solver.check import CheckAnswer, Statuses, check
from solver.frontier import Memory
from solver.points import Point
from solver.waiting import counted_on


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One key of `expect` that differs."""

    key: str
    expected: Any
    found: Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """A case with what differs; none: it passed."""

    case: Case
    file: str
    differences: tuple[Difference, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.differences


def run_files(paths: Sequence[Path], *, folders: Sequence[Path] = (), solver: Statuses | None = None) -> list[Outcome]:
    """The outcomes of every case in files and folders, or beside the bundled standards if none are named."""
    found: list[Path] = []
    for path in paths or [catalogue.BUNDLED]:
        found.extend(sorted(path.rglob("*.cases.yaml")) if path.is_dir() else [path])
    if not found:
        raise InputError(
            "there are no cases",
            where=str(paths[0]) if paths else "",
            hint="name files such as `my-standard.cases.yaml`",
        )
    return [run(case, str(path), folders=folders, solver=solver) for path in found for case in cases.load(path)]


def run(case: Case, file: str, *, folders: Sequence[Path] = (), solver: Statuses | None = None) -> Outcome:
    """Asks the question of a case and compares the keys that it gives."""
    try:
        standard = catalogue.find(case.standard, folders)
        person = applicant.read(case.applicant)
        answer = check(
            person, standard, case.rung, case.as_of, readings=case.readings, strict=case.strict, solver=solver
        )
    except InputError as error:
        raise InputError(f"case {quoted(case.id)}: {error}", where=file, line=case.line) from None
    differences = compare(case.expect, answer)
    wanted = case.expect.get("gap")
    if wanted:
        asking = Asking(
            person=counted_on(person, case.as_of)[0],
            standard=standard,
            rung=case.rung,
            as_of=case.as_of,
            asked=Asked(readings=case.readings, strict=case.strict),
        )
        found = gap_sizes(asking, wanted)
        differences += tuple(
            Difference(key=f"gap.{key}", expected=wanted[key], found=found[key])
            for key in wanted
            if str(wanted[key]) != str(found[key])
        )
    return Outcome(case=case, file=file, differences=differences)


def gap_sizes(asking: Asking, wanted: Iterable[str]) -> dict[str, Any]:
    """The sizes of a gap that a case may expect.

    `months`, `ready_on`: the least wait with nothing added, and its first day. `achievements`: the least new records if
    done now, over the regular route (endorsements may be added too); `achievements_any_route`: over all routes.
    """
    asked = asking.asked
    found: dict[str, Any] = {}
    if {"months", "ready_on"} & set(wanted):
        way = next((one for one in _ways(asking, asked) if not one.records and not one.endorsements), None)
        found.update(months=way and way.months, ready_on=way and way.ready_on)
    for key, routes in (("achievements", ("regular",)), ("achievements_any_route", ())):
        if key in wanted:
            now = _ways(asking, replace(asked, routes=routes, until=asking.as_of))
            found[key] = min((one.records for one in now), default=None)
    return found


def _ways(asking: Asking, asked: Asked) -> tuple[Point, ...]:
    return points(replace(asking, asked=asked, memory=Memory()), asked.readings)[0]


def compare(expect: Mapping[str, Any], answer: CheckAnswer) -> tuple[Difference, ...]:
    """The expectations that the answer does not meet."""
    found = []
    if "verdict" in expect and expect["verdict"] != answer.verdict:
        found.append(Difference(key="verdict", expected=expect["verdict"], found=answer.verdict))
    if "route" in expect:
        holding = [route.route for route in answer.routes if route.verdict == "eligible"]
        wanted = expect["route"]
        many = [] if wanted in ("none", None) else [wanted] if isinstance(wanted, str) else list(wanted)
        if sorted(many) != sorted(holding):
            found.append(Difference(key="route", expected=many or "none", found=holding or "none"))
    if "fails" in expect:
        wanted = expect["fails"]
        cites = [wanted] if isinstance(wanted, str) else list(wanted or ())
        unrelated = [str(cite) for cite in cites if not _blocks(str(cite), answer)]
        blocking = [node.cite for node in nodes(answer.standard.rungs[answer.rung]) if node.id in answer.blocking]
        if unrelated or (not cites and blocking):
            found.append(
                Difference(
                    key="fails", expected=unrelated or "nothing", found=list(dict.fromkeys(blocking)) or "nothing"
                )
            )
    if "missing" in expect:
        given = {gap.fact for gap in answer.missing}
        lacking = [str(fact) for fact in expect["missing"] or () if fact not in given]
        if lacking:
            found.append(Difference(key="missing", expected=lacking, found=sorted(given)))
    if "margin" in expect:
        hangs = list(answer.margin.hangs_on) if answer.margin else None
        if expect["margin"] != hangs:
            found.append(Difference(key="margin", expected=expect["margin"], found=hangs))
    return tuple(found)


def _blocks(cite: str, answer: CheckAnswer) -> bool:
    """Whether a citation is that of a node that blocks, or of one above or below it."""
    rung = answer.standard.rungs[answer.rung]
    blocking = {node.id: node for node in nodes(rung) if node.id in answer.blocking}
    cited = [node for node in nodes(rung) if node.cite == cite]
    for node in cited:
        below = {inner.id for inner in walk(node)}
        if any(path in below or node.id in {inner.id for inner in walk(block)} for path, block in blocking.items()):
            return True
    return any(_above(cite, block.cite) or _above(block.cite, cite) for block in blocking.values())


def _above(higher: str, lower: str) -> bool:
    """Whether a citation is the other's beginning, ending where a number ends (…2 is not above …21)."""
    if not lower.startswith(higher):
        return False
    rest = lower[len(higher) :]
    return not rest or not (rest[0].isdigit() and higher[-1].isdigit())
