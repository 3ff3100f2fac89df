"""The sentences of nodes, word by word in both languages, and that no sentence shows what only a program would say."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models import applicant
from models.catalogue import files, find
from models.rules import Rule
from models.standard import Standard, nodes
from reports.words import assumed_words, gap_words, have, margin_words, near, need, node_name, warning_words
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
        "取得工程师职称后从事工程技术工作满5年（符合第十七条的可提前1年）",
        "5 years of work in engineering since the engineer title (those whom 第十七条 names: one year earlier)",
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
        "at least 2 recommenders (full senior engineer, in the person's own or a related field)",
    ),
    (
        "senior/results/delivery/contract",
        "工程、产品或服务项目，或新产品、新技术、新工艺或新模式（两类均须：主持，合同额200万元以上，已完成并通过验收）至少1项",
        "at least 1 project; or new product, technology, process or model "
        "(either way: as lead, a contract of RMB 2,000,000 or more, "
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
    assert near(late, "zh") == ("achievements[1]：日期2018-03-01，早于2020-09-01取得工程师职称，不计入",)
    assert near(late, "en") == (
        "achievements[1]: dated 2018-03-01, before the engineer title of 2020-09-01, so it does not count",
    )


def test_facts_not_given() -> None:
    rule = _node(find(CQ), "senior/scholarship/papers/journal")
    gap = Gap(fact="achievements[0].corresponding", rule=rule, attribute="corresponding")
    assert gap_words(gap, "zh") == "论文 achievements[0] 是否通讯作者未说明（第十三条（三）4）"
    assert gap_words(gap, "en") == "paper achievements[0]: whether corresponding author is not given (第十三条（三）4)"
    theory = _node(find(CQ), "senior/ability/theory")
    told = Gap(fact=f"{CQ}/senior/ability/theory", rule=theory)
    assert gap_words(told, "zh") == "“系统掌握理论并熟悉法规标准”未认定（第十三条（一）1）"


def test_facts_taken_as_met_read_as_conditions() -> None:
    bars = {gap.fact: gap for gap in _answer().assumed}
    penalty = bars["conduct.penalty_until"]
    assert assumed_words(penalty, "zh") == "不在处分影响期内（第五条）"
    assert assumed_words(penalty, "en") == "no running penalty (第五条)"


def _example(name: str, standard: str, rung: str, day: date) -> CheckAnswer:
    return check(applicant.load(Path(__file__).parent.parent / "examples" / name), find(standard), rung, day)


def test_a_certificate_that_is_barred_is_not_said_to_be_absent() -> None:
    answer = _example("xu-tao-initial-again.yaml", "sichuan-initial-2022", "engineer", date(2023, 1, 15))
    way = "engineer/education-years/rows/master/credential/master"
    degree = _finding(answer, f"{way}/education")
    assert have(degree, "zh") == "硕士（2019-06-30）早于初定职称（2019-10-15），不能再次使用"
    assert have(degree, "en") == (
        "the master's degree of 2019-06-30 is older than the initial title of 2019-10-15, so it cannot serve again"
    )
    assert have(_finding(answer, f"{way}/seniority"), "zh").endswith("不能据以计算年限")
    again = _finding(answer, "engineer/education-years/again")
    assert have(again, "zh") == "2019-10-15初定助理工程师之后未取得更高学历或学位"


def test_records_of_one_project_are_named() -> None:
    answer = _example("sun-na-one-project.yaml", "liaoning-cyberspace-2024", "senior", date(2024, 12, 31))
    city = _finding(answer, "senior/results/research/mixed/city")
    assert have(city, "zh") == "现有1项；city-phase-1和city-phase-2这2项同属项目harbour，只计1项"
    assert have(city, "en").endswith("city-phase-1 and city-phase-2 are of one project (harbour) and count as one")


def test_the_green_channel_has_conditions_of_its_own() -> None:
    green = _node(find("liaoning-cyberspace-2024"), "full_senior/green/exception")
    assert (node_name(green, "zh"), node_name(green, "en")) == ("绿色通道条件", "green-channel conditions")


def test_a_tally_counts_the_items_of_the_document() -> None:
    tally = _node(find("beijing-cybersecurity-2024"), "senior/results")
    assert need(tally, "zh") == "下列8类成果合计至少3项，同一成果只计入一类"


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
