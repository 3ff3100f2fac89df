"""The sentences of nodes, word by word in both languages, and that no sentence shows what only a program would say."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from models import applicant
from models.catalogue import files, find
from models.rules import Rule
from models.standard import Standard, nodes
from reports.words import gap_words, have, margin_words, near, need, node_name, warning_words
from solver.check import CheckAnswer, Warned, check
from solver.explain import Finding
from solver.gaps import Gap
from solver.margin import Margin

CQ = "chongqing-cyberspace-2023"
SENTENCES = [
    (
        "senior/results/awards/first",
        "省（部）级以上、一等奖以上的奖项（本人为主要完成者）至少1项",
        "at least 1 award (provincial or above, first prize or better, as a main contributor)",
    ),
    (
        "senior/results/awards/second",
        "省（部）级以上、二等奖以上、排名前5的奖项至少1项",
        "at least 1 award (provincial or above, second prize or better, ranked 5th or better)",
    ),
    (
        "senior/results/awards/commendation",
        "省（部）级以上党委政府的表彰奖励至少1项",
        "at least 1 commendation (from a Party committee or government at provincial level or above)",
    ),
    (
        "senior/results/awards/city",
        "市（厅）级以上奖项（一等奖以上且本人为主要完成者，或二等奖以上且排名前3，由政府授予或省（部）级以上）至少2项",
        "at least 2 awards (city or above, first prize or better and as a main contributor, or second prize or better "
        "and ranked 3rd or better, given by government, or provincial or above)",
    ),
    (
        "senior/education-years/bachelor/seniority",
        "取得工程师职称后从事工程技术工作满5年（可按第十七条提前1年）",
        "5 years of work in engineering since the engineer title (1 year less where 第十七条 applies)",
    ),
    (
        "technician/education-years/bachelor",
        "大学本科以上学历或学士以上学位",
        "a bachelor's diploma or degree or higher",
    ),
    (
        "assistant/education-years/master",
        "硕士学位或第二学士学位（或更高学位）",
        "a master's or second bachelor's degree or higher",
    ),
    ("engineer/education-years/doctor", "博士学位", "a doctorate"),
    (
        "full_senior/scholarship/papers",
        "期刊论文（第一作者或通讯作者，北大核心、CSSCI、CSCD、社科院核心、SCI或EI收录，2000字以上，"
        "非增刊、专刊、特刊）至少2篇，SCI、EI收录的每篇计2篇",
        "at least 2 journal papers (first author or corresponding author, indexed in PKU core, CSSCI, CSCD, CASS core, "
        "SCI or EI, of 2,000 characters or more, not in a supplement or special issue); each one indexed in SCI or EI "
        "counts as 2",
    ),
    (
        "senior/exception/items/innovation/ways/two-results",
        "第十三条（二）所列8项中至少2项，同一成果只用于一项",
        "at least 2 of the 8 of 第十三条（二）, each record serving one",
    ),
    (
        "senior/exception/recommender",
        "正高级工程师推荐人（本专业或相近专业）至少2名",
        "at least 2 recommenders (full senior engineer, in the own or related field)",
    ),
    (
        "senior/results/delivery/contract",
        "工程、产品或服务项目，或新产品、新技术、新工艺或新模式（两类均须：主持，合同额200万元以上，已完成并通过验收）至少1项",
        "at least 1 project or new product (either way: as lead, a contract of RMB 2,000,000 or more, "
        "completed and accepted)",
    ),
    (
        "engineer/results/promotion/transfer-several",
        "新技术推广应用（排名前3），3年内技术转让交易额合计100万元以上",
        "promotions of new technology (ranked 3rd or better), with technology transfers of RMB 1,000,000 or more "
        "in all within 3 years",
    ),
    (
        "senior/results/standards/guides",
        "地方、行业或国家技术指南，或大型企业（规上企业）的企业标准"
        "（两类均须：主要完成人、主持或未注明角色，排名前3，已备案或颁布实施）合计至少4项",
        "at least 4 local, industry or national guides; or enterprise standards (of a large company) "
        "(either way: as key contributor, lead or role not stated, ranked 3rd or better, in force)",
    ),
    (
        "senior/results/protection",
        "等级保护或关键信息基础设施项目（主持，网络安全等级保护三级以上或属关键信息基础设施，已完成并通过验收）至少1项",
        "at least 1 security protection project (as lead, protection level 3 or above, or critical infrastructure, "
        "completed and accepted)",
    ),
    (
        "full_senior/results/reports/endorsed",
        "研究报告、技术报告、舆情报告或资政报告（主持，获省（部）级以上主要领导肯定性批示）至少1篇",
        "at least 1 report (research, technical, public-opinion or policy-advice, as lead, "
        "endorsed by a principal leader at provincial level or above)",
    ),
    ("senior/results", "下列8项之一", "one of the 8 listed"),
    ("senior/exception/lacking", "未达到第十二条的学历资历要求", "not meeting the education and years of 第十二条"),
    ("senior/exception/title/seniority", "取得工程师职称满2年", "the engineer title held for 2 years"),
    ("senior/scope/now", "现从事网信工作", "now working in cyberspace"),
    ("senior/conduct/penalty_until", "不在处分影响期内", "not within a disciplinary or other barred period"),
]


def _node(standard: Standard, path: str) -> Rule:
    found = standard.rungs[path.split("/")[0]]
    return next(node for node in nodes(found) if node.id == path)


@pytest.mark.parametrize(("path", "zh", "en"), SENTENCES)
def test_sentences_of_nodes(path: str, zh: str, en: str) -> None:
    rule = _node(find(CQ), path)
    assert need(rule, "zh") == zh
    assert need(rule, "en") == en


@pytest.mark.parametrize("name", sorted(files()))
def test_no_sentence_shows_an_identifier(name: str) -> None:
    for rung in find(name).rungs.values():
        for node in nodes(rung):
            for text in (need(node, "zh"), node_name(node, "zh")):
                assert not re.search(r"[a-z_{}]|None", text), (node.id, text)
            for text in (need(node, "en"), node_name(node, "en")):
                assert not re.search(r"[_{}]|None", text), (node.id, text)
                assert "  " not in text and text == text.strip(), (node.id, text)


PERSON: dict[str, Any] = {
    "name": "李薇",
    "employment": "enterprise",
    "region": "chongqing",
    "education": [{"level": "bachelor", "diploma": "2012-06-30", "degree": "2012-06-30"}],
    "titles": [{"level": "engineer", "series": "engineering", "date": "2020-09-01", "how": "review"}],
    "work": [{"field": "network_security", "from": "2012-07-01"}],
    "conduct": {"continuing_education": True},
    "recommenders": [],
    "approvals": [],
    "achievements": [
        {"kind": "award", "tier": "provincial", "grade": "second", "rank": 6, "date": "2022-05-01"},
        {"kind": "patent", "type": "invention", "rank": 1, "date": "2018-03-01"},
        {"kind": "paper", "venue": "journal", "author": 2, "words": 5000, "date": "2022-03-01"},
    ],
}


def _answer(person: dict[str, Any] | None = None) -> CheckAnswer:
    return check(applicant.read(person or PERSON), find(CQ), "senior", date(2024, 12, 31))


def _finding(answer: CheckAnswer, path: str) -> Finding:
    todo = [f for route in answer.routes for f in route.findings]
    while todo:
        found = todo.pop()
        if found.rule.id == path:
            return found
        todo.extend(found.children)
    raise LookupError(path)


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("senior/education-years/bachelor/seniority", "已有4年3个月", "4 years and 3 months"),
        (
            "senior/education-years/bachelor/education",
            "最高：大学本科（有学历和学位）",
            "highest: bachelor (diploma and degree)",
        ),
        ("senior/results/awards/second", "尚无符合条件的奖项", "no award that fits"),
        ("senior/results", "8项均未满足", "none of 8 met"),
        ("senior/ability/theory", "未认定，推定具备", "not attested, taken as met"),
    ],
)
def test_what_is_there(path: str, zh: str, en: str) -> None:
    found = _finding(_answer(), path)
    assert (have(found, "zh"), have(found, "en")) == (zh, en)


def test_what_was_not_given() -> None:
    answer = _answer({key: value for key, value in PERSON.items() if key != "achievements"})
    found = _finding(answer, "senior/results/awards/second")
    assert (have(found, "zh"), have(found, "en")) == ("未提供", "not given")


def test_records_that_miss_by_one_condition() -> None:
    answer = _answer()
    rank = _finding(answer, "senior/results/awards/second")
    assert near(rank, "zh") == ("achievements[0]：排名6，要求排名前5",)
    assert near(rank, "en") == ("achievements[0]: rank 6, asked: ranked 5th or better",)
    late = _finding(answer, "senior/scholarship/patents/patent")
    assert near(late, "zh") == ("achievements[1]：日期2018-03-01，不在取得工程师职称之后，不计入",)
    assert near(late, "en") == (
        "achievements[1]: dated 2018-03-01, not since the engineer title, so it does not count",
    )


def test_facts_not_given() -> None:
    rule = _node(find(CQ), "senior/scholarship/papers/journal")
    gap = Gap(fact="achievements[0].corresponding", rule=rule, attribute="corresponding")
    assert gap_words(gap, "zh") == "论文 achievements[0] 的通讯作者未说明（第十三条（三）4）"
    assert gap_words(gap, "en") == "paper achievements[0]: corresponding author not given (第十三条（三）4)"
    theory = _node(find(CQ), "senior/ability/theory")
    told = Gap(fact=f"{CQ}/senior/ability/theory", rule=theory)
    assert gap_words(told, "zh") == "“系统掌握理论并熟悉法规标准”未认定（第十三条（一）1）"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("title-before-diploma", {"path": "titles[0]", "date": "2010-01-01", "diploma": "2012-06-30"}),
        ("titles-out-of-order", {"path": "titles[1]", "other": "titles[0]"}),
        ("education-without-dates", {"path": "education[0]"}),
        ("already-held", {"title": "senior"}),
        ("before-effective", {"date": "2023-07-01"}),
        ("outside-window", {"from": "2022-12-27", "to": "2023-01-31", "cite": "四"}),
        ("unknown-attestation", {"key": "x/y"}),
    ],
)
def test_every_warning_has_words(code: str, words: dict[str, str]) -> None:
    warned = Warned(code=code, words=words)
    for lang in ("zh", "en"):
        text = warning_words(warned, lang)
        assert text != code and "{" not in text


def test_margin() -> None:
    safe = Margin(survives_any_one=True, hangs_on=())
    thin = Margin(survives_any_one=False, hangs_on=("R1", "R2"))
    assert margin_words(safe, "zh") == "任意一项成果或一名推荐人不被采信，结论仍成立"
    assert margin_words(thin, "zh") == "结论取决于 R1和R2：其中任何一项不被采信，即不再符合"
    assert margin_words(thin, "en") == "the verdict hangs on R1 and R2: it falls if any one of them is rejected"
