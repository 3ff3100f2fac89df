"""One standard as a GoRules decision graph: expression nodes over the document of one person.

A status is 2 met or assumed, 1 unknown, 0 unmet; `min` is "and", `max` is "or". Days are numbers; those of jobs and
titles come with month, day and the length of their month and the one before, so that months are counted by ZEN itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from benchmarks.rivals_batch.handwritten_person import ENGINEERING, RUNGS
from benchmarks.rivals_batch.zen_records import EVER, NEVER, among, every, results, served, some, words

TITLES = ("technician", "assistant", "engineer", "senior")
ANCHORS = tuple(f"{cut}_{title}" for title in TITLES for cut in ("sure", "may"))


def career() -> dict[str, str]:
    """Schooling, titles as of the day, and the spans worked in engineering."""
    diploma, degree = (f"(e.{one} ?? {NEVER}) <= as_of.n" for one in ("diploma", "degree"))
    second, high = "e.second_bachelor == true", "e.level in ['master', 'doctor']"
    levels = ("bachelor", "master", "doctor")
    tests = {
        "bachelor": f"({diploma} and e.level in {words(*levels)})"
        f" or ({degree} and (e.level in {words(*levels)} or {second}))",
        "college": f"{diploma} and e.level in {words('junior_college', *levels)}",
        "vocational": f"{diploma} and e.level in {words('secondary_vocational', 'junior_college', *levels)}",
        "master": f"{degree} and ({high} or {second})",
        "doctor": f"{degree} and e.level == 'doctor'",
        "early": f"{degree} and {high} and e.engineering_professional == true",
        "school": f"{diploma} and e.level in {words('skilled_intermediate', 'skilled_senior', 'skilled_technician')}",
    }
    found = {name: f"education == null ? 1 : some(education as e, {test}) ? 2 : 0" for name, test in tests.items()}
    found["own"] = (
        "filter(titles ?? [] as t, (t.series == 'engineering' or t.series == null) "
        "and (t.date == null or t.date.n <= as_of.n))"
    )
    found["jobs"] = (
        f"map(filter(work ?? [] as j, j.field in {words(*ENGINEERING)} and j.from.n <= as_of.n) as j, "
        "{i: j.i, s: j.from, e: j.to == null ? as_of : j.to.n > as_of.n ? as_of : j.to})"
    )
    return found


def base() -> dict[str, str]:
    """Scope, and of conduct what is no judgement."""
    open_now = "j.field == 'industrial_internet' and j.from.n <= as_of.n and (j.to == null or j.to.n >= as_of.n)"
    tests = every(
        among("employment", "enterprise", "public_institution"),
        among("region", "chongqing"),
        f"(work == null ? 1 : some(work as j, {open_now}) ? 2 : 0)",
        "(conduct.continuing_education == false ? 0 : 2)",
        f"((conduct.penalty_until ?? {EVER}) < as_of.n ? 2 : 0)",
    )
    return {"base": tests}


def spans() -> dict[str, str]:
    """Since when titles are held, and spans that overlap or touch made one."""
    found = {}
    for title in TITLES:
        dated = f"filter(own as t, t.level == '{title}' and t.series != null and t.date != null)"
        days = f"map({dated}, #.date.n)"
        mine = f"filter(own as t, t.level == '{title}')"
        found[f"sure_{title}"] = (
            f"len({dated}) == 0 ? {{n: {NEVER}}} : filter({dated} as t, t.date.n == min({days}))[0].date"
        )
        found[f"may_{title}"] = (
            f"titles == null ? {{n: {EVER}}} : len({mine}) == 0 ? {{n: {NEVER}}} : some({mine} as t, t.date == null) ? "
            f"{{n: {EVER}}} : filter({mine} as t, t.date.n == min(map({mine}, #.date.n)))[0].date"
        )
    first = "(b.s.n < a.s.n or (b.s.n == a.s.n and b.i < a.i)) and b.e.n >= a.s.n - 1"
    found["starts"] = f"filter(jobs as a, none(jobs as b, {first}))"
    found["ends"] = "filter(jobs as a, none(jobs as b, b.e.n > a.e.n and b.s.n <= a.e.n + 1))"
    return found


def months() -> dict[str, str]:
    """Full months worked in all and since each title."""
    later = "map(filter(ends as y, y.e.n >= a.s.n), #.e.n)"
    short = "p.s.d > p.e.d and p.e.d < p.e.len"
    found = {"spans": f"map(starts as a, {{s: a.s, e: filter(ends as x, x.e.n == min({later}))[0].e}})"}

    def worked(pieces: str) -> str:
        return (
            f"map({pieces} as p, {short} ? {{m: p.e.m - p.s.m - 1, l: p.e.d + p.e.before - min([p.s.d, p.e.before])}}"
            " : {m: p.e.m - p.s.m, l: p.e.d - min([p.s.d, p.e.len])})"
        )

    found["pieces_all"] = worked("$.spans")
    found["worked_all"] = (
        "sum(map($.pieces_all, #.m)) + (len($.pieces_all) > 1 ? floor(sum(map($.pieces_all, #.l)) / 30) : 0)"
    )
    for name in ANCHORS:
        kept = f"map(filter($.spans as q, q.e.n >= {name}.n) as q, {{s: q.s.n >= {name}.n ? q.s : {name}, e: q.e}})"
        found[f"pieces_{name}"] = f"{name}.n == {NEVER} ? [] : {worked(kept)}"
        piece = f"$.pieces_{name}"
        found[f"worked_{name}"] = (
            f"sum(map({piece}, #.m)) + (len({piece}) > 1 ? floor(sum(map({piece}, #.l)) / 30) : 0)"
        )
    without = f"may_assistant.n == {NEVER}"
    found["sure_free"] = f"{without} and doctor == 2 ? {{n: {EVER}}} : sure_assistant"
    found["may_free"] = f"{without} and doctor >= 1 ? {{n: {EVER}}} : may_assistant"
    return found


def verdicts() -> dict[str, str]:
    """Years, exceptions and the verdict of each rung."""

    def worked(title: str, asked: int) -> str:
        less = f"{asked} - (early == 2 ? 12 : 0)", f"{asked} - (early >= 1 ? 12 : 0)"
        sure = f"sure_{title}.n < {NEVER} and worked_sure_{title} >= {less[0]}"
        may = f"worked_may_{title} >= {less[1]}"
        return f"(may_{title}.n == {NEVER} ? 0 : work == null ? 1 : ({sure}) ? 2 : {may} ? 1 : 0)"

    def held(title: str, last: str) -> str:
        return f"((sure_{title}.n <= {last} ? 1 : 0) + (may_{title}.n <= {last} ? 1 : 0))"

    year = "(work == null ? 1 : worked_all >= 12 ? 2 : 0)"
    years = {
        "technician": ["bachelor", every("vocational", year, "said.appraised_technician")],
        "assistant": [
            "master",
            every("bachelor", year, "said.appraised_assistant"),
            every("college", worked("technician", 24)),
            every("vocational", worked("technician", 48)),
        ],
        "engineer": [
            "doctor",
            every("master", worked("assistant", 24)),
            every(some("bachelor", "college"), worked("assistant", 48)),
        ],
        "senior": [every("doctor", worked("engineer", 24)), every("bachelor", worked("engineer", 60))],
        "full_senior": [every("bachelor", worked("senior", 60))],
    }
    any_day = str(NEVER - 1)
    doctor = every("doctor", held("engineer", any_day))
    given = "(achievements == null ? 1 : {})".format
    exceptions = {
        "engineer": every(held("assistant", any_day), given("engineer_exception")),
        "senior": every(
            some(held("engineer", "two_years"), doctor),
            given(some("senior_exception", "senior_patents")),
            "recommended",
        ),
        "full_senior": every(
            held("senior", "two_years"), given(some("full_exception", "awards", "full_patents")), "recommended"
        ),
    }
    results = {
        "engineer": given(some("engineer", "engineer_sum")),
        "senior": given(some("senior", "senior_sum", "research", "other", "reports")),
        "full_senior": given(
            some("full", "full_sum", "projects", every("developments", "tied"), "papers", "full_reports")
        ),
    }
    found = {}
    for rung in RUNGS:
        way = some(*years[rung], every("school", f"said.school_{rung}"))
        if rung in results:
            way = every(results[rung], some(way, exceptions[rung]))
        found[rung] = f"['not_eligible', 'undetermined', 'eligible'][{every('base', f'said.{rung}', way)}]"
    return found


def graph() -> str:
    """The decision graph as JSON. A switch sends who is surely outside to the end; for the others node follows node."""
    records, counted = served()
    steps: dict[str, Mapping[str, str]] = {
        "base": base(),
        "career": career(),
        "spans": spans(),
        "months": months(),
        "records": records,
        "kinds": counted,
        "results": results(),
        "verdicts": verdicts(),
        "outside": dict.fromkeys(RUNGS, "'not_eligible'"),
    }
    nodes = [_node("input", "inputNode"), _node("output", "outputNode")]
    for name, expressions in steps.items():
        made = [{"id": f"{name}/{key}", "key": key, "value": value} for key, value in expressions.items()]
        last = name in ("verdicts", "outside")
        nodes.append(_node(name, "expressionNode", {"expressions": made, "passThrough": not last}))
    ways = [{"id": "shut", "condition": "base == 0"}, {"id": "open", "condition": "", "isDefault": True}]
    nodes.append(_node("switch", "switchNode", {"hitPolicy": "first", "statements": ways}))
    edges = [_edge("input", "base"), _edge("base", "switch"), _edge("outside", "output"), _edge("verdicts", "output")]
    edges += [_edge("switch", "outside", "shut"), _edge("switch", "career", "open")]
    edges += [_edge(one, other) for one, other in pairwise(name for name in steps if name not in ("base", "outside"))]
    return json.dumps({"nodes": nodes, "edges": edges})


def _node(name: str, kind: str, content: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {"id": name, "name": name, "type": kind, "content": content or {}, "position": {"x": 0, "y": 0}}


def _edge(one: str, other: str, way: str | None = None) -> dict[str, Any]:
    made = {"id": f"{one}-{other}", "sourceId": one, "targetId": other, "type": "edge"}
    return made | ({"sourceHandle": way} if way else {})
