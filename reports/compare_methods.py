"""How the numbers on the page of a comparison are defined, what was made alike before comparing, what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.compare_blocks import View
from reports.terms import bracketed

MORE = "docs/strictness.md"
"""Where the definitions stand in full."""


def alike(view: View) -> list[str]:
    """What the standards were given in common, so that only their demands are compared."""
    said = view.said
    return [
        said(
            "地区和用人单位：每个人都视为身在标准所在地区、在其接受的单位工作。",
            "Region and employer: everybody lives in the region of the standard and has an employer that it takes.",
        ),
        said(
            "专业领域：在一份标准中属本专业的工作，在各份标准中都按本专业计。",
            "Field of work: what is the own field under one standard counts as own under all.",
        ),
        said(
            "须由评委会或单位认定的条件：视为满足。由其他文件规定的条款：不开放。未说明时推定具备的材料：视为具备。",
            "What a panel or an employer judges is taken as met; rows that other documents decide are closed; papers "
            "that silence assumes are taken as there.",
        ),
        said(
            "技工院校学历：仅个别地区等同学历，比较时不计；计入后关系有变的另列。",
            "Technician schools count as a diploma in some regions alone: they are left out, and relations that "
            "change with them are told apart.",
        ),
    ]


def methods(view: View) -> list[tuple[str, str]]:
    """Each number on the page with its definition."""
    said, numbers = view.said, view.comparison.strictness
    some = [
        (
            bool(view.comparison.relations),
            said("宽严关系", "relation"),
            said(
                "甲比乙严：凡符合甲的人都符合乙，而有人符合乙却不符合甲。前者由约束求解器对所有可能的人证明，后者以具体的人为证。",
                "A is stricter than B where everybody who meets A meets B, which the solver proves over all possible "
                "people, and somebody meets B and not A, who is shown.",
            ),
        ),
        (
            bool(numbers.rates),
            said("通过率", "pass rate"),
            said(
                "同一批人中经任一途径符合的比例；区间为95%的Wilson区间。",
                "The share of the same people who pass, by any route, with Wilson's interval at 95 %.",
            ),
        ),
        (
            bool(numbers.curves),
            said("按工作年限", "by years of work"),
            said("按截至日期已满的工作年数分组。", "People grouped by their full years of all work on the day."),
        ),
        (
            bool(numbers.overlaps),
            said("重叠", "overlap"),
            said("同一批人在两份标准下的结果对照。", "The same people under two standards side by side."),
        ),
        (
            bool(numbers.excluded),
            said("拦下的人", "kept out"),
            said(
                "不符合某一条的人数，以及其他不变、只免去这一条即可走通常规途径的人数。破格等其他途径不计。",
                "How many do not meet a clause, and how many would pass the regular route if it alone were not asked. "
                "Other routes, such as exceptional ones, have no say.",
            ),
        ),
        (
            bool(numbers.shares),
            said("各部分的贡献", "contribution of a part"),
            said(
                "Shapley值：按所有先后次序逐一加上常规途径的各部分时，该部分平均多拦下的比例；"
                "几个部分都不符合的人，由这些部分均分。",
                "The Shapley value: what the part keeps out of the regular route besides those before it, on average "
                "over all orders of the parts. Whoever fails several parts is shared among them equally.",
            ),
        ),
        (
            bool(numbers.efforts),
            said("最少需要多久", "least effort"),
            said(
                "从起点出发、逐级申报，到取得职称的最少月数及途中新增成果：每一级都走常规途径时，以及途径不限时；"
                "不计评审时间和准备速度。",
                "The fewest months from a starting point, rung by rung, until the title is in hand, and the records "
                "added on the way: by the regular route of every rung, and by any route. Reviews and the pace of work "
                "take no time.",
            ),
        ),
        (
            bool(numbers.moves),
            said("门槛移动一档", "moved threshold"),
            said(
                "只移动这一个数、其余不变时，通过人数和最少月数、成果的变化。",
                "What becomes of those who pass, and of the least months and records, when this number alone moves.",
            ),
        ),
    ]
    return [
        *((label, text) for there, label, text in some if there),
        (said("完整定义", "in full"), said(f"见{MORE}。", f"See {MORE}.")),
    ]


def grounds(view: View, stamp: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the comparison rests on: label and value."""
    said, comparison = view.said, view.comparison
    found = [
        (said("截至日期", "as of"), comparison.as_of.isoformat()),
        (said("程序版本", "version"), f"zhicheng {stamp['version']}"),
    ]
    for key, side in view.sides.items():
        one = side.standard
        title = one.title[view.lang] + bracketed(one.number, view.lang)
        found.append((view.names[key], f"{title} · {key} · sha256 {one.digest}"))
    chosen = {view.letters[key]: comparison.readings.get(key, {}) for key in view.sides}
    told = "; ".join(
        f"{letter}: " + ", ".join(f"{name}={value}" for name, value in values.items())
        for letter, values in chosen.items()
        if values
    )
    if told:
        found.append((said("条文解读", "readings"), told))
    if comparison.strictness.people:
        people, source = f"{comparison.strictness.people:,}", comparison.strictness.source
        whom = said(f"{people}人", f"{people} people") + (f" · {source}" if source else "")
        found.append((said("人群", "population"), whom))
    return [*found, *_population(view, stamp)]


def _population(view: View, stamp: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Seed, digest and people set apart, where the stamp tells of them."""
    given = stamp.get("population") or {}
    names = {
        "seed": view.said("随机种子", "seed"),
        "sha256": view.said("人群文件", "population file"),
        "set_apart": view.said("因数据有误另列的人", "people set apart for errors"),
    }
    found = [
        (label, f"sha256 {given[name]}" if name == "sha256" else str(given[name]))
        for name, label in names.items()
        if given.get(name) is not None and (name != "set_apart" or given[name])
    ]
    scenarios = stamp.get("scenarios")
    return [*found, *([(view.said("情景文件", "scenarios"), f"sha256 {scenarios}")] if scenarios else [])]
