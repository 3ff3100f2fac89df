"""A gap in words: what to add as advice, when it is ready, why nothing helps; in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models import applicant, cases, edits
from models.catalogue import find
from reports.advice import action_words, serves_words
from reports.gap_text import gap_text
from reports.remarks import warning_words
from reports.ways import beyond, headline, size
from solver.actions import Action
from solver.check import Warned, check
from solver.gap import Asked, GapAnswer, gap
from solver.points import Point

CQ, CQI, LN, SC = (
    "chongqing-cyberspace-2023",
    "chongqing-industrial-internet-2022",
    "liaoning-cyberspace-2024",
    "sichuan-initial-2022",
)
TODAY = date(2026, 11, 21)
PERSON = {"name": "示例", "achievements": [], "recommenders": [], "approvals": []}
ZHOU = Path(__file__).parent.parent / "examples" / "zhou-min-unknown.yaml"
STANDARDS = Path(__file__).parent.parent / "models" / "standards"


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
        "作为主要完成人承担国家级科研项目1项（已完成并通过验收）",
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
        "a professional engineering master's degree (in the person's own field, about 36 months beside work, "
        "done by 2029-11-21)",
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
    wait = _point(months=14, ready_on=date(2028, 1, 15))
    assert size(wait, TODAY, "zh") == "14个月后（2028-01-15），无需新增"
    assert size(wait, TODAY, "en") == "in 14 months (2028-01-15), with nothing more"
    days = _point(months=1, ready_on=date(2026, 11, 26), route="exceptional", proven=False)
    assert headline(days, TODAY, "zh") == "5天后，自2026-11-26起，无需新增（破格；未能证明为最少）"
    asked = (_action("paper", {}), _action("recommender", {}, times=2), _action("approval", {}))
    now = _point(records=1, endorsements=3, cost=7.5, actions=asked)
    assert size(now, TODAY, "zh") == "现在即可，新增1项成果、2名推荐人、1项部门同意，代价7.5"
    assert size(now, TODAY, "en") == ("now, with 1 more record, 2 more recommenders and 1 consent, at a cost of 7.5")
    assert (
        beyond(_point(more={"months": 0, "records": 1, "endorsements": -2}), "zh") == "多需1项成果、少需2项推荐或同意"
    )
    assert beyond(_point(more={"months": 0, "cost": 0}), "en") == "takes as much"


def _gap(person: Path | Mapping[str, Any], standard: str, rung: str, asked: Asked | None = None) -> GapAnswer:
    found = edits.load_person(person, ()) if isinstance(person, Path) else applicant.read(person)
    return gap(found, find(standard), rung, TODAY, asked or Asked())


def _case(standard: str, name: str, asked: Asked | None = None) -> GapAnswer:
    case = next(c for c in cases.load(STANDARDS / f"{standard}.gap.cases.yaml") if c.id == name)
    return gap(applicant.read(case.applicant), find(standard), case.rung, case.as_of, asked or Asked())


def _in_order(text: str, *parts: str) -> bool:
    """Whether the parts follow one another, however the lines are broken."""
    found, joined = 0, re.sub(r"\n +", "", text)
    for part in parts:
        found = joined.find(part, found)
        if found < 0:
            return False
    return True


def test_now_with_more_or_later_with_nothing() -> None:
    """A day short of five years: the exceptional route now, or a wait that says what it is for."""
    answer = _case(CQ, "CQC-GAP-003")
    text = gap_text(answer, "示例", "zh")
    assert _in_order(text, "最少：现在即可，新增1项成果、2名推荐人；或1天后（2025-01-01），无需新增")
    assert _in_order(text, "最少需要（任选其一）", "1. 现在即可", "（破格）", "2. 1天后", "（常规）", "推定满足的事项")
    assert "继续工作到2025-01-01：取得工程师职称后从事工程技术工作满5年（已有4年11个月），对应第十二条" in text
    english = gap_text(answer, "", "en")
    assert _in_order(english, "keep working until 2025-01-01: 5 years of work in engineering", "so far), for 第十二条")


def test_what_is_missing_decides() -> None:
    text = gap_text(_gap(ZHOU, CQ, "senior", Asked(alternatives=2)), "周敏", "zh")
    assert "? 尚不能确定：尚缺的事实如属有利，已经符合；如属不利，现在即可，新增1项成果" in text
    assert _in_order(
        text, "奖项 科技奖 的排名未说明", "如属不利，最少需要：", "其他做法", "2. ", "所需相同", "评审委员会"
    )
    known = edits.load_person(ZHOU, ("achievements[0].rank=2",))
    assert "✓ 符合（常规），无需新增" in gap_text(gap(known, find(CQ), "senior", TODAY, Asked()), "", "zh")


def test_what_is_missing_could_shorten_the_way() -> None:
    person = edits.load_person(ZHOU, ('titles[1].date="2022-09-01"',))
    text = gap_text(gap(person, find(CQ), "senior", TODAY, Asked()), "", "en")
    assert _in_order(
        text, "The least it takes", "Facts not given could make the way shorter", "at best: now", "rank not"
    )


def test_why_nothing_helps() -> None:
    text = gap_text(_case(SC, "SC-GAP-026"), "尹小舟", "zh")
    assert "✗ 不符合，无论等待或新增都无法达到" in text
    assert _in_order(text, "下列条件，等待或新增都帮不上", "✗ 三 学历资历", "放宽这一限制", "--allow education")
    soon = _case(CQ, "CQC-GAP-043", Asked(until=date(2025, 1, 31)))
    assert "✗ does not qualify: out of reach by 2025-01-31, whatever is added" in gap_text(soon, "", "en")


def test_records_that_would_not_count() -> None:
    """Without the title below, no record counts: the clause is not shut for want of work."""
    answer = _gap(ZHOU.parent / "wang-jing-doctor.yaml", CQ, "senior")
    assert _in_order(
        gap_text(answer, "王静", "zh"), "✗ 第十三条（二）", "成果自取得工程师职称之日起计算。本人未取得该职称"
    )
    assert "It is not held, so new ones would not count" in gap_text(answer, "Wang Jing", "en")


def test_a_course_and_then_the_years() -> None:
    text = gap_text(_case(SC, "SC-GAP-026", Asked(education=True)), "尹小舟", "zh")
    assert _in_order(text, "再取得大学专科学历（", "其后继续工作到2028-07-15：取得大学专科以上学历后", "对应三（二）")


def test_nothing_a_program_would_say() -> None:
    """No answer to a case shows the name of an attribute or value."""
    for path in sorted(STANDARDS.glob("*.gap.cases.yaml")):
        for case in cases.load(path)[::6]:
            asked = Asked(readings=case.readings, education=True)
            answer = gap(applicant.read(case.applicant), find(case.standard), case.rung, case.as_of, asked)
            for lang in ("zh", "en"):
                text = gap_text(answer, "", lang)
                assert not re.search(r"[a-z]_[a-z]|None|True|\{", text), (case.id, text)


def test_what_is_dated_later_is_not_counted_on() -> None:
    warned = Warned(code="not-counted-on", words={"path": "education[0].diploma"})
    assert warning_words(warned, "zh") == "学历 education[0] 的毕业日期晚于所查日期，未予计入"
    later = Warned(code="not-counted-on", words={"path": "achievements[2]"})
    assert warning_words(later, "en") == "record achievements[2] is dated after the as-of date, so not counted on"
