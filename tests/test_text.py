"""The reports of a check: the order of their sections, their alignment, their JSON."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

from models import applicant
from models.catalogue import find
from models.vocabulary import Label
from reports.answers import answers_json
from reports.check_json import check_json
from reports.check_text import check_text
from reports.layout import Paint, cut, padded, table, width_of, wrapped
from reports.matrix_text import matrix_text
from reports.standard_text import remarks_text, show_text
from solver.check import CheckAnswer, check
from solver.lint import Remark

CQ = "chongqing-cyberspace-2023"
PERSON: dict[str, Any] = {
    "name": "李薇",
    "employment": "enterprise",
    "region": "chongqing",
    "education": [{"level": "bachelor", "diploma": "2012-06-30", "degree": "2012-06-30"}],
    "titles": [{"level": "engineer", "series": "engineering", "date": "2018-09-01", "how": "review"}],
    "work": [{"field": "network_security", "from": "2012-07-01"}],
    "conduct": {"continuing_education": True, "penalty_until": None},
    "recommenders": [],
    "approvals": [],
    "achievements": [
        {"kind": "award", "id": "R1", "tier": "provincial", "grade": "second", "rank": 5, "date": "2022-05-01"},
        {"kind": "patent", "id": "R2", "type": "invention", "rank": 1, "date": "2020-03-01"},
        {"kind": "patent", "id": "R3", "type": "invention", "rank": 2, "date": "2021-03-01"},
    ],
}


def _person(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(PERSON), **changes}


def _ranked(rank: int | None) -> dict[str, Any]:
    person = _person()
    person["achievements"][0].pop("rank")
    if rank is not None:
        person["achievements"][0]["rank"] = rank
    return person


def _answer(person: dict[str, Any], rung: str = "senior", standard: str = CQ) -> CheckAnswer:
    return check(applicant.read(person), find(standard), rung, date(2024, 12, 31))


def _places(text: str, *marks: str) -> list[int]:
    return [text.index(mark) for mark in marks]


def test_who_qualifies() -> None:
    text = check_text(_answer(_person()), "李薇", "zh")
    places = _places(
        text, "李薇 申报高级工程师", "✓ 符合（常规）", "逐项情况", "推定满足的事项", "稳妥程度", "评审委员会"
    )
    assert places == sorted(places)
    assert "✓ 业绩成果  由 第十三条（二）1 满足（R1）" in text
    assert text.rstrip().endswith("最终以评审委员会评审结果为准，本程序不作评审决定。")
    assert "senior/" not in text


def test_who_fails() -> None:
    text = check_text(_answer(_ranked(6)), "Li Wei", "en")
    places = _places(text, "does not qualify", "What is not met (regular route)", "第十三条（二）", "Part by part")
    assert places == sorted(places)
    assert "near: R1: rank 6, asked: ranked 5th or better" in text
    assert "Records count from the day of the engineer title." in text


def test_who_is_open() -> None:
    text = check_text(_answer(_ranked(None)), "李薇", "zh")
    places = _places(text, "? 尚不能确定", "尚缺的事实", "逐项情况")
    assert places == sorted(places)
    assert "? 奖项 R1 的排名未说明（第十三条（二）1）；查明即可得出结论" in text


def test_the_whole_tree_only_when_asked() -> None:
    answer = _answer(_person())
    full = check_text(answer, "李薇", "zh", True)
    assert "[senior/results/awards/second]" in full
    assert "成果：R1" in full
    assert len(full) > 2 * len(check_text(answer, "李薇", "zh"))


def test_lines_keep_to_the_width() -> None:
    for lang in ("zh", "en"):
        for width in (60, 80, 100):
            text = check_text(_answer(_ranked(6)), "李薇", lang, False, Paint(), width)
            assert all(width_of(line) <= width for line in text.splitlines())


def test_colour_only_when_asked() -> None:
    answer = _answer(_person())
    assert "\x1b" not in check_text(answer, "李薇", "zh")
    painted = check_text(answer, "李薇", "zh", False, Paint(on=True))
    assert "\x1b[32m✓\x1b[0m" in painted


def test_columns_are_aligned() -> None:
    lines = table([["标准", "级别"], ["a", "b"], ["工业互联网", "c"]])
    starts = [width_of(line[: line.index(cell)]) for line, cell in zip(lines, ("级别", "b", "c"), strict=True)]
    assert len(set(starts)) == 1
    assert width_of(padded("网信", 10)) == 10
    assert width_of(cut("重庆市工程技术网信专业职称申报条件", 11)) <= 11


def test_wrapping_hangs_and_keeps_closing_signs() -> None:
    lines = wrapped("省（部）级以上、二等奖以上、排名前5的奖项至少1项，本人为主要完成者。", 24, first="要求：")
    assert lines[0].startswith("要求：") and all(line.startswith("      ") for line in lines[1:])
    assert not any(line.strip()[0] in "，。、）" for line in lines)
    assert all(width_of(line) <= 26 for line in lines)


def test_matrix() -> None:
    answers = [_answer(_ranked(None), rung) for rung in ("engineer", "senior")]
    answers += [_answer(_ranked(None), "engineer", "beijing-cybersecurity-2024")]
    text = matrix_text(answers, "李薇", "zh")
    rows = text.splitlines()
    head = next(row for row in rows if "高级工程师" in row)
    row = next(row for row in rows if row.startswith("重庆"))
    assert width_of(head) >= width_of(row)
    assert "?" in row
    assert "奖项 R1 的排名未说明" in text
    assert "不在适用范围" in text


def test_json_follows_the_contract() -> None:
    answer = _answer(_ranked(6))
    data = check_json(answer, {"version": "0", "as_of": answer.as_of}, "zh")
    assert list(data) == [
        "schema", "stamp", "standard", "rung", "as_of", "verdict", "routes", "blocking",
        "assumed", "missing", "warnings", "margin", "readings",
    ]  # fmt: skip
    assert data["schema"] == "zhicheng.check/1" and data["as_of"] == "2024-12-31"
    assert data["blocking"] == ["senior/results"]
    node = data["routes"][0]["nodes"][0]
    assert list(node) == ["id", "cite", "status", "need", "have", "records", "children"]
    assert list(node["need"]) == list(node["have"]) == ["value", "unit", "text"]
    assert json.loads(json.dumps(data)) == data
    years = next(n for n in data["routes"][0]["nodes"] if n["id"] == "senior/education-years")
    seniority = years["children"][1]["children"][1]
    assert (seniority["need"]["value"], seniority["have"]["value"], seniority["need"]["unit"]) == (60, 75, "months")
    many = json.loads(answers_json([answer], version="0", lang="en", single=False))
    assert many["results"][0]["verdict"] == "not_eligible"


def test_json_of_the_open_and_the_eligible() -> None:
    missing = check_json(_answer(_ranked(None)), {}, "en")["missing"]
    assert missing[0]["fact"] == "achievements[0].rank" and missing[0]["decides"] == ["eligible", "not_eligible"]
    margin = check_json(_answer(_person()), {}, "zh")["margin"]
    assert margin["hangs_on"] == ["R1", "R2", "R3"] and not margin["survives_any_one"]
    assert set(margin) == {"survives_any_one", "hangs_on", "text"}


def test_remarks_are_printed_with_their_line() -> None:
    says = Label(zh="任何人都满足这一条", en="everybody meets this clause")
    remark = Remark(node="senior/scope/now", cite="第三条", line=12, kind="always", says=says)
    text = remarks_text(find("sichuan-initial-2022"), [remark], "en", "s.yaml")
    assert text.startswith("s.yaml:12: senior/scope/now (第三条): everybody meets this clause\n")
    assert "s.yaml: sound, 3 rungs, " in text and text.endswith(" nodes, 1 remark\n")
    assert "任何人都满足这一条" in remarks_text(find("sichuan-initial-2022"), [remark], "zh", "s.yaml")


def test_numbers_of_documents_stay_whole() -> None:
    for width in range(24, 60):
        lines = wrapped("技工院校毕业生按贯通政策申报（另见人社部发〔2018〕74号、渝人社发〔2020〕32号）", width)
        assert sum("人社部发〔2018〕74号" in line or "渝人社发〔2020〕32号" in line for line in lines) in (1, 2)
        assert all(number in "\n".join(lines) for number in ("人社部发〔2018〕74号", "渝人社发〔2020〕32号"))


def test_the_nearest_row_goes_by_the_education_held() -> None:
    examples = Path(__file__).parent.parent / "examples"
    for name in ("xu-tao-initial-again.yaml", "he-lin-initial.yaml"):
        person = applicant.load(examples / name)
        answer = check(person, find("sichuan-initial-2022"), "engineer", date(2023, 1, 15))
        text = check_text(answer, "", "zh")
        assert "✗ （五） 同时满足下列3项" in text and "其余1项相差更远：（六） 博士学位" in text


def test_nothing_of_margin_where_no_record_serves() -> None:
    answer = _answer(_person(work=[{"field": "network_security", "from": "2012-07-01"}]), "assistant")
    assert answer.verdict == "eligible"
    assert "稳妥程度" not in check_text(answer, "", "zh")
    assert check_json(answer, {}, "zh")["margin"]["text"] == ""


def test_what_to_write_for_an_attestation() -> None:
    school = [{"level": "skilled_technician", "diploma": "2021-07-01", "relation": "own"}]
    text = check_text(_answer(_person(education=school, titles=[]), "assistant"), "", "en")
    assert (
        text.count('attestations: {"chongqing-cyberspace-2023/assistant/education-years/technician-school": true}') == 1
    )


def test_a_bare_person_is_asked_once() -> None:
    answers = [_answer({"name": "甲", "titles": []}, rung) for rung in ("technician", "assistant", "engineer")]
    text = matrix_text(answers, "甲", "zh")
    assert text.count("先补：") == 1 and text.count("单位性质") == 1


def test_a_list_is_shown_once_and_marks_its_readings() -> None:
    text = show_text(find(CQ), "zh", "senior", 100)
    assert text.count("软件著作权至少4项") == 2  # in the sentence of its pair, and as a clause
    assert "[paper-chongqing=everywhere]" in text
    assert "[early-year=work-rows]" in show_text(find(CQ), "zh", "technician", 100)
