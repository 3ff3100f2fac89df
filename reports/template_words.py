"""What the template of a roster says: its instructions, the notes on its headers, and two invented people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.vocabulary import Attribute, Label

INSTRUCTIONS: tuple[Label, ...] = (
    Label(
        zh="每人在“人员”表占一行；其他表每条经历、成果占一行，以工号与人员相连。",
        en=(
            "One row a person on the sheet `people`; one row for each course, title, job or record on "
            "the others, joined by the person id."
        ),
    ),
    Label(
        zh="两名示例人员为虚构，填写前请删除（各表中工号为 EX-1、EX-2 的行）。",
        en=("The two people shown are invented: delete their rows (EX-1 and EX-2) on every sheet before use."),
    ),
    Label(
        zh="空白表示未提供（未知）；“无”表示确知没有。",
        en="An empty cell means that the fact is not given (unknown); `none` means that there is none.",
    ),
    Label(
        zh="存在的表对每个人都是完整的：没有行即确知没有。不掌握的内容请删除整张表，或在“未提供”列写明表名。",
        en=(
            "A sheet that exists is complete for everyone: no rows means known to have none. Delete a "
            "sheet whose facts you do not have, or name it in the column `unknown lists` for the "
            "people concerned."
        ),
    ),
    Label(
        zh="日期写作 2023-02-28；金额一律以万元计；多个值用顿号隔开。",
        en=("Write days as 2023-02-28, amounts in 万元 (10,000 yuan), and several values with commas between them."),
    ),
    Label(
        zh="业绩成果表各列只对部分类别有意义，见表头批注；不适用的单元格留空。",
        en=(
            "Most columns of the records belong to some kinds alone, as the notes on the headers say; "
            "leave the others empty."
        ),
    ),
    Label(
        zh="可以在人员表增加自己的列（如部门），会原样带到结果中。",
        en=("Columns of your own on the sheet `people` (a department, say) are carried through to the results."),
    ),
)

KEYS: Mapping[str, Label] = {
    "id": Label(zh="人员的唯一编号，各表以此相连", en="the key of the person, by which the sheets are joined"),
    "name": Label(
        zh="姓名；没有工号且不重名时以姓名相连",
        en="the name; joins the sheets where there is no key and no one has the same name",
    ),
    "unknown": Label(
        zh="对此人不掌握的表，如：学历、业绩成果",
        en="the sheets that are not known for this person, such as: education, records",
    ),
    "kind": Label(zh="成果的类别（必填）", en="the kind of the record (required)"),
    "key": Label(
        zh="所认定的条款，写作 标准/节点，如 chongqing-cyberspace-2023/senior/ability",
        en="the clause, as <standard>/<node id>, such as chongqing-cyberspace-2023/senior/ability",
    ),
    "value": Label(zh="是否认定：是或否", en="whether it is attested: yes or no"),
}

_FORMS: Mapping[str, Label] = {
    "text": Label(zh="文字", en="text"),
    "one_of": Label(zh="从下列词中选一个", en="one of these words"),
    "many_of": Label(
        zh="下列词中的一个或几个，用顿号隔开", en="one or several of these words, with commas between them"
    ),
    "flag": Label(zh="是或否", en="yes or no"),
    "date": Label(zh="日期，如 2023-02-28", en="a day, such as 2023-02-28"),
    "integer": Label(zh="整数", en="a whole number"),
    "number": Label(zh="数字", en="a number"),
}
_UNITS: Mapping[str, Label] = {
    "wan": Label(zh="以万元计", en="counted in 万元 (10,000 yuan)"),
    "words": Label(zh="以字计", en="counted in characters"),
    "months": Label(zh="以月计", en="counted in months"),
    "years": Label(zh="以年计", en="counted in years"),
    "grade_of_protection": Label(zh="一至五级，写数字", en="a grade from 1 to 5"),
}
_MOST_WORDS = 16


def note(name: str, attributes: Mapping[str, Attribute], kinds: Mapping[str, Label], lang: str) -> str:
    """What a column means: `attributes` are its meanings by kind ("" where there is one), `kinds` those with it."""
    first = next(iter(attributes.values()))
    lines = [f"{first.label[lang]} ({name})", _FORMS[first.form][lang]]
    if first.unit:
        lines[-1] += ("，" if lang == "zh" else ", ") + _UNITS[first.unit][lang]
    if first.required:
        lines.append("必填" if lang == "zh" else "required")
    told: set[str] = set()
    for kind, attribute in attributes.items():
        if attribute.values is None or attribute.values.name in told:
            continue
        told.add(attribute.values.name)
        words = [label[lang] for label in attribute.values.labels.values()]
        more = "…" if len(words) > _MOST_WORDS else ""
        several = len({a.values.name for a in attributes.values() if a.values}) > 1
        lines.append((f"{kinds[kind][lang]}: " if several else "") + " / ".join(words[:_MOST_WORDS]) + more)
    if kinds:
        lines.append(("用于：" if lang == "zh" else "of: ") + ", ".join(label[lang] for label in kinds.values()))
    return "\n".join(lines)


def invented(lang: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two invented people: rows of the native form, in identifiers."""
    zh = lang == "zh"
    first = {
        "id": "EX-1",
        "name": "示例甲（虚构）" if zh else "Example One (invented)",
        "employment": "enterprise",
        "region": "chongqing",
        "insurance_months": 40,
        "insurance_region": "chongqing",
        "labour_contract": True,
        "conduct": {"annual_review_ok": True, "continuing_education": True},
        "education": [
            {"level": "bachelor", "diploma": date(2014, 6, 30), "degree": date(2014, 6, 30), "relation": "own"},
            {"level": "master", "diploma": date(2017, 6, 30), "degree": date(2017, 6, 30), "relation": "own"},
        ],
        "titles": [{"level": "engineer", "series": "engineering", "date": date(2019, 12, 20), "how": "review"}],
        "work": [{"field": "network_security", "from": date(2017, 7, 3)}],
        "achievements": [
            {
                "kind": "project", "title": "示例防护平台" if zh else "an example platform", "date": date(2022, 11, 30),
                "role": "lead", "tier": "city", "accepted": True, "nature": ["delivery", "research_development"],
                "contract": 320,
            },
            {
                "kind": "paper", "title": "示例论文" if zh else "an example paper", "date": date(2023, 5, 10),
                "venue": "journal", "author": 1, "indexes": ["pku_core"], "words": 6000,
            },
            {"kind": "patent", "date": date(2021, 3, 9), "type": "invention", "rank": 2, "implemented": True},
        ],
        "recommenders": [{"level": "full_senior", "years_held": 6, "relation": "own"}],
    }  # fmt: skip
    second = {
        "id": "EX-2",
        "name": "示例乙（虚构）" if zh else "Example Two (invented)",
        "employment": "public_institution",
        "region": "liaoning",
        "talent": ["urgently_needed"],
        "education": [{"level": "bachelor", "degree": date(2019, 6, 28), "relation": "related"}],
        "titles": [{"level": "assistant", "series": "engineering", "date": date(2020, 9, 1)}],
        "work": [
            {"field": "engineering", "from": date(2019, 7, 15), "to": date(2021, 8, 31)},
            {"field": "industrial_internet", "from": date(2021, 9, 1)},
        ],
        "achievements": [
            {"kind": "award", "date": date(2023, 12, 1), "tier": "provincial", "grade": "third", "rank": 4},
        ],
        "recommenders": [],
    }
    return first, second
