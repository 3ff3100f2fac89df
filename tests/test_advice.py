"""A gap in words: what to add as advice, and when it is ready; in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from models import applicant
from models.catalogue import find
from reports.advice import action_words, serves_words
from reports.ways import beyond, headline, size
from solver.actions import Action
from solver.check import check
from solver.points import Point

CQ, CQI, LN = (
    "chongqing-cyberspace-2023",
    "chongqing-industrial-internet-2022",
    "liaoning-cyberspace-2024",
)
TODAY = date(2026, 11, 21)
PERSON = {"name": "示例", "achievements": [], "recommenders": [], "approvals": []}


def _action(kind: str, attrs: Mapping[str, Any], *serves: str, times: int = 1, missing: str = "") -> Action:
    return Action(kind=kind, attrs=attrs, times=times, serves=serves, missing=missing)


def _words(action: Action, standard: str, rung: str, *beside: Action) -> tuple[str, str]:
    answer = check(applicant.read(PERSON), find(standard), rung, TODAY)
    zh, en = (action_words(action, answer, lang, (action, *beside)) for lang in ("zh", "en"))
    return zh, en


ACTIONS = [
    (
        # any of the lists that the clause takes will do, not just the one of the weakest record
        (CQ, "full_senior"),
        _action(
            "paper",
            {"venue": "journal", "author": 1, "indexes": ("pku_core",), "words": 2000},
            "full_senior/scholarship/papers",
        ),
        "以第一作者发表期刊论文1篇（北大核心、CSSCI、CSCD、社科院核心、SCI或EI收录，2000字以上）",
        "one journal paper as first author (indexed in PKU core, CSSCI, CSCD, CASS core, SCI or EI, "
        "of 2,000 characters or more)",
    ),
    (
        (CQ, "senior"),
        _action("patent", {"type": "utility", "rank": 3}, "senior/scholarship/patents/patent", times=2),
        "取得授权实用新型专利或发明专利2项（排名前3）",
        "two granted utility-model or invention patents (ranked 3rd or better)",
    ),
    (
        (CQ, "senior"),
        _action("award", {"rank": 3, "grade": "third", "tier": "provincial"}, "senior/results/awards/third"),
        "获得省（部）级以上、三等奖以上、排名前3的奖项1项",
        "one award (provincial or above, third prize or better, ranked 3rd or better)",
    ),
    (
        # of an amount, what the records there fall short of
        (CQI, "full_senior"),
        _action(
            "project",
            {"nature": ("delivery",), "role": "lead", "revenue": 500},
            "full_senior/results/revenue",
            missing="revenue",
        ),
        "主持设计开发或组织实施项目1项，新增营收还差500万元",
        "one delivery project as lead, with new revenue of RMB 5,000,000 more",
    ),
    (
        (LN, "senior"),
        _action(
            "research_project",
            {"tier": "national", "accepted": True, "role": "key"},
            "senior/exception/items/research/national",
        ),
        "作为主要完成人或主持人承担国家级科研项目1项（已完成并通过验收）",
        "one research project as key contributor or lead (national, completed and accepted)",
    ),
    (
        (CQ, "senior"),
        _action("recommender", {"level": "full_senior", "relation": "own"}, "senior/exception/recommender", times=2),
        "请2名正高级工程师推荐（本专业或相近专业）",
        "two full senior engineers as recommenders (in the person's own or a related field)",
    ),
    (
        (LN, "engineer"),
        _action(
            "recommender",
            {"level": "senior", "relation": "own"},
            "engineer/exception/items/four-results/recommender",
        ),
        "请1名高级工程师以上人员推荐（本专业）",
        "one senior engineer or above as recommender (in the person's own field)",
    ),
    (
        (CQ, "full_senior"),
        _action("approval", {"approval": "provincial_sector_authority"}),
        "取得省（部）级行业主管部门同意",
        "the consent of a provincial sector authority",
    ),
    (
        (CQ, "senior"),
        _action(
            "education",
            {
                "level": "master",
                "diploma": date(2029, 11, 21),
                "degree": date(2029, 11, 21),
                "engineering_professional": True,
                "relation": "own",
            },
        ),
        "再取得硕士工程类专业学位（本专业，在职学习约需36个月，约2029-11-21毕业）",
        "a professional engineering master's degree (in the person's own field, about 36 months alongside work, "
        "finished by 2029-11-21)",
    ),
]


@pytest.mark.parametrize(("rung", "action", "zh", "en"), ACTIONS, ids=[case[2] for case in ACTIONS])
def test_an_action_is_advice(rung: tuple[str, str], action: Action, zh: str, en: str) -> None:
    assert _words(action, *rung) == (zh, en)


def test_an_action_names_its_clauses() -> None:
    answer = check(applicant.read(PERSON), find(CQ), "full_senior", TODAY)
    award = _action("award", {}, "full_senior/exception/items/awards/national", "full_senior/results/awards/national")
    assert serves_words(award, answer, "zh").startswith("对应第十五条（四）1")
    assert serves_words(_action("education", {}), answer, "en") == ""


def test_records_of_one_project() -> None:
    bound = _action("commendation", {"tier": "provincial", "project": "桥"})
    task = _action("publicity", {"tier": "provincial", "project": "桥"})
    assert "属项目“桥”" in _words(bound, CQ, "senior")[0]
    assert _words(bound, CQ, "senior", task)[1].endswith("of one and the same project)")


def _point(**changes: Any) -> Point:
    plain = {"months": 0, "ready_on": TODAY, "records": 0, "endorsements": 0, "cost": None, "route": "regular"}
    return Point(**{**plain, "proven": True, "actions": (), **changes})


def test_how_much_it_takes() -> None:
    wait = _point(months=14, ready_on=date(2028, 1, 21))
    assert size(wait, TODAY, "zh") == "14个月后（2028-01-21），无需新增"
    assert size(wait, TODAY, "en") == "in 14 months (2028-01-21), with nothing to add"
    days = _point(months=1, ready_on=date(2026, 11, 26), route="exceptional", proven=False)
    assert headline(days, TODAY, "zh") == "5天后，自2026-11-26起，无需新增（破格；未能证明为最少）"
    asked = (_action("paper", {}), _action("recommender", {}, times=2), _action("approval", {}))
    now = _point(records=1, endorsements=3, cost=7.5, actions=asked)
    assert size(now, TODAY, "zh") == "无需等待，新增1项成果、2名推荐人、1项部门同意，按权重计成本7.5"
    assert size(now, TODAY, "en") == (
        "without waiting, with 1 more record, 2 more recommenders and 1 consent, at a weighted cost of 7.5"
    )
    under = _point(months=15, ready_on=date(2028, 1, 15))
    assert size(under, date(2026, 10, 20), "zh") == "不到15个月后（2028-01-15），无需新增"
    assert headline(under, date(2026, 10, 20), "en").startswith("in under 15 months, from 2028-01-15 on, with nothing")
    course = _action("education", {"level": "doctor", "diploma": TODAY, "degree": TODAY, "relation": "own"})
    degree = _point(months=48, ready_on=date(2030, 11, 21), records=1, actions=(course, _action("paper", {})))
    assert size(degree, TODAY, "zh") == "4年后（2030-11-21），取得博士研究生学历和博士学位，新增1项成果"
    assert (
        beyond(_point(more={"months": 0, "records": 1, "endorsements": -2}), "zh") == "多需1项成果、少需2项推荐或同意"
    )
    assert beyond(_point(more={"months": 0, "cost": 0}), "en") == "takes as much"
