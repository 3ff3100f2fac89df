"""The page of a gap: the summary, its ways, why nothing helps, what limits do; in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from models import applicant, cases, edits
from models.catalogue import find
from reports.gap_text import gap_text
from reports.remarks import warning_words
from solver.check import Warned
from solver.gap import Asked, GapAnswer, gap

CQ, LN, SC = "chongqing-cyberspace-2023", "liaoning-cyberspace-2024", "sichuan-initial-2022"
TODAY = date(2026, 11, 21)
ZHOU = Path(__file__).parent.parent / "examples" / "zhou-min-unknown.yaml"
STANDARDS = Path(__file__).parent.parent / "models" / "standards"


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
    assert _in_order(text, "最少：无需等待，新增1项成果、2名推荐人；或1天后（2025-01-01），无需新增")
    assert _in_order(text, "最少需要（任选其一）", "1. 无需等待", "（破格）", "2. 1天后", "（常规）", "推定满足的事项")
    assert "继续工作到2025-01-01：取得工程师职称后从事工程技术工作满5年（已有4年11个月），对应第十二条" in text
    english = gap_text(answer, "", "en")
    assert _in_order(english, "keep working until 2025-01-01: 5 years of work in engineering", "so far), for 第十二条")


def test_what_is_missing_decides() -> None:
    text = gap_text(_gap(ZHOU, CQ, "senior", Asked(alternatives=2)), "周敏", "zh")
    assert "? 尚不能确定：尚缺的事实查明后如有利，已经符合；如不利，无需等待，新增1项成果" in text
    assert _in_order(
        text,
        "奖项 科技奖 的排名未说明",
        "查明后如不利（常规）",
        "其他走法（与第一种相比）",
        "2. ",
        "所需相同",
        "评审委员会",
    )
    known = edits.load_person(ZHOU, ("achievements[0].rank=2",))
    assert "✓ 符合（常规），无需新增" in gap_text(gap(known, find(CQ), "senior", TODAY, Asked()), "", "zh")


def test_what_is_missing_could_shorten_the_way() -> None:
    person = edits.load_person(ZHOU, ('titles[1].date="2022-09-01"',))
    text = gap_text(gap(person, find(CQ), "senior", TODAY, Asked()), "", "en")
    assert _in_order(
        text, "the least it takes", "Facts not given could make the way shorter", "at best: without", "rank not"
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
    text = gap_text(answer, "王静", "zh")
    assert _in_order(text, "✗ 须先取得工程师职称：此前的成果不计入", "--rung engineer", "✗ 第十三条（二）", "推定满足")
    assert "可选的各项" not in text
    assert "上述条件" not in text
    english = gap_text(answer, "Wang Jing", "en")
    first = "The engineer title has to be obtained first: nothing counts before it"
    assert _in_order(english, first, "zhicheng plan --to")


def test_limits_of_the_question() -> None:
    """Under limits of the user's own the heading says so, and what would lift them is named."""
    person, limits = ZHOU.parent / "ma-rui-next-step.yaml", frozenset({"recommender", "patent"})
    asked = Asked(until=date(2025, 6, 30), without=limits, routes=("exceptional",))
    answer = gap(edits.load_person(person, ()), find(CQ), "senior", date(2024, 12, 31), asked)
    text = gap_text(answer, "", "zh")
    assert _in_order(
        text,
        "✗ 不符合，在所设限制内无法达到",
        "在所设限制内，下列条件无法达到",
        "上述条件如能解决，还需：新增2项成果",
        "· 获得省",
        "允许新增授权专利或推荐人：去掉相应的 --without",
    )
    english = gap_text(answer, "", "en")
    assert _in_order(english, "What cannot be met within these limits", "Once these are put right: 2 more records")


def test_nothing_left_once_the_scope_is_met() -> None:
    person = edits.load_person(ZHOU.parent / "chen-gang-civil-servant.yaml", ())
    text = gap_text(gap(person, find(LN), "engineer", date(2024, 12, 31), Asked()), "", "zh")
    assert _in_order(text, "等待或新增都帮不上", "✗ 一 适用范围", "上述条件一旦解决即符合")


def test_other_ways_tell_only_what_differs() -> None:
    person = edits.load_person(ZHOU.parent / "ma-rui-next-step.yaml", ())
    text = gap_text(gap(person, find(CQ), "senior", date(2024, 12, 31), Asked(alternatives=2)), "", "zh")
    assert _in_order(
        text, "成果按件计，不分难易", "其他走法（与第一种相比）", "3. ", "· 以第一作者出版", "其余同上", "4. "
    )
    assert text.count("请2名正高级工程师推荐") == 1
    few = gap_text(_case(CQ, "CQC-GAP-040", Asked(alternatives=3)), "", "zh")
    assert _in_order(few, "（共需2名，已有1名）", "没有更多走法")


def test_what_is_there_of_several() -> None:
    """Of two papers one is there."""
    person = edits.load_person(ZHOU.parent / "tang-bo-full-senior.yaml", ())
    answer = gap(person, find(CQ), "full_senior", date(2024, 12, 31), Asked())
    assert _in_order(gap_text(answer, "", "zh"), "发表期刊论文1篇", "对应第十五条（三）4（共需2篇，已有1篇）")
    english = " ".join(gap_text(answer, "", "en").split())
    assert "for 第十五条（三）4 (2 in all, 1 is there)" in english


def test_another_route_by_itself() -> None:
    person = edits.load_person(ZHOU.parent / "sun-na-one-project.yaml", ())
    answer = gap(person, find(LN), "senior", date(2024, 12, 31), Asked())
    assert "仅走破格：无需等待，新增1项成果（加 --route exceptional 看详情）" in gap_text(answer, "", "zh")
    assert "By the exceptional route alone: without waiting, with 1 more record" in gap_text(answer, "", "en")
    text = gap_text(answer, "", "en")
    assert "The steps (regular route)" in text
    assert text.count("with 1 more record") == 2


def test_a_course_and_then_the_years() -> None:
    text = gap_text(_case(SC, "SC-GAP-026", Asked(education=True)), "尹小舟", "zh")
    assert _in_order(text, "再取得大学专科学历（", "其后继续工作到2028-07-15：取得大学专科以上学历后", "对应三（二）")
    beside = gap_text(_case(CQ, "CQC-GAP-043", Asked(education=True)), "", "zh")
    assert _in_order(beside, "再取得硕士工程类专业学位", "· 继续工作到2027-12-31：", "按第十七条可提前1年")


def test_nothing_a_program_would_say() -> None:
    """No answer to a case shows the name of an attribute or value."""
    for path in sorted(STANDARDS.glob("*.gap.cases.yaml")):
        for case in cases.load(path)[::6]:
            asked = Asked(readings=case.readings, education=True)
            answer = gap(applicant.read(case.applicant), find(case.standard), case.rung, case.as_of, asked)
            for lang in ("zh", "en"):
                text = gap_text(answer, "", lang)
                assert not re.search(r"[a-z]_[a-z]|None|True|\{", text), (case.id, text)


def test_ready_after_the_days_of_application() -> None:
    late = Warned(code="ready-outside-window", words={"from": "2022-12-27", "to": "2023-01-31", "cite": "四"})
    assert warning_words(late, "zh") == (
        "符合之日晚于本文件的申报时间（2022-12-27至2023-01-31，四），以下一年度通知为准"
    )
    assert warning_words(late, "en").endswith("(2022-12-27 to 2023-01-31, 四): the next notice decides")


def test_what_is_dated_later_is_not_counted_on() -> None:
    warned = Warned(code="not-counted-on", words={"path": "education[0].diploma"})
    assert warning_words(warned, "zh") == "学历 education[0] 的毕业日期晚于所查日期，未予计入"
    later = Warned(code="not-counted-on", words={"path": "achievements[2]"})
    assert warning_words(later, "en") == "record achievements[2] is dated after the as-of date, so not counted on"
