"""The bundled standards: every article accounted for, every citation real, every case as the text has it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from models import catalogue
from models.standard import EVERY_ROUTE, nodes
from solver.casework import run_files

NAMES = sorted(catalogue.files())
FIRST = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五")
ARTICLES: dict[str, tuple[str, ...]] = {
    "chongqing-cyberspace-2023": (
        *(f"第{n}条" for n in FIRST),
        *(f"第十六条（{n}）" for n in "一二三四五六七八九十"),
        *(f"第{n}条" for n in ("十七", "十八", "十九", "二十", "二十一")),
    ),
    "chongqing-industrial-internet-2022": (
        *(f"第{n}条" for n in FIRST),
        *(f"第十六条（{n}）" for n in ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一")),
        *(f"第{n}条" for n in ("十七", "十八", "十九", "二十", "二十一")),
    ),
    "liaoning-cyberspace-2024": (
        "一", "二", "三", "四（一）", "四（三）", "四（四）",
        *(
            f"五（{rung}）{n}"
            for rung, last in (("一", 2), ("二", 2), ("三", 5), ("四", 5), ("五", 6))
            for n in range(1, last + 1)
        ),
        *(f"六（{n}）" for n in "一二三四"),
        *(f"六（五）{n}" for n in (*range(1, 14), *range(16, 21))),
        *(f"六（{n}）" for n in "六七八"),
    ),
    "sichuan-initial-2022": (
        "一", "二", "三", *(f"三（{n}）" for n in "一二三四五六"), "四", *(f"五（{n}）" for n in "一二三四"),
        *(f"六（{n}）" for n in "一二三四"), "七", *(f"八（{n}）" for n in "一二三四"),
    ),
    "beijing-cybersecurity-2024": (
        *(f"附件1{n}" for n in "一二三四五六"), "一（一）", "一（二）", "二（一）", "二（二）", "二（三）",
        "三（一）", "三（二）", "三（三）", "三（四）", "四（一）", "四（二）", "四（三）",
    ),
}  # fmt: skip
"""Every article (and where the document goes deeper, every paragraph that stands alone) of each document."""


def test_all_five_documents_are_there() -> None:
    assert set(NAMES) == set(ARTICLES)


@pytest.mark.parametrize("name", NAMES)
def test_every_article_is_accounted_for(name: str) -> None:
    covered = [article.article for article in catalogue.find(name).coverage]
    for article in ARTICLES[name]:
        assert any(_within(c, article) for c in covered), article
    assert len(covered) == len(set(covered))


def _within(cite: str, article: str) -> bool:
    """The article itself or a part of it; 六（五）1 is no part of 六（五）13."""
    return cite.startswith(article) and not (article[-1].isdigit() and cite[len(article) : len(article) + 1].isdigit())


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_cites_an_article_that_is_covered(name: str) -> None:
    standard = catalogue.find(name)
    covered = [article.article for article in standard.coverage if article.status != "procedural"]
    for rung in standard.rungs.values():
        for node in nodes(rung):
            assert any(node.cite.startswith(c) or c.startswith(node.cite) for c in covered), (
                f"{node.id} cites {node.cite}"
            )


@pytest.mark.parametrize("name", NAMES)
def test_scope_and_conduct_belong_to_every_route(name: str) -> None:
    for rung in catalogue.find(name).rungs.values():
        for route, steps in rung.routes.items():
            parts = [step.rule.id.rsplit("/", 1)[-1] for step in steps]
            assert set(EVERY_ROUTE) <= set(parts), f"{rung.name} {route}"


@pytest.mark.parametrize("name", NAMES)
def test_node_paths_are_plain_and_belong_to_their_rung(name: str) -> None:
    for rung in catalogue.find(name).rungs.values():
        for node in nodes(rung):
            assert re.fullmatch(r"[a-z0-9_-]+(/[a-z0-9_-]+)+", node.id), node.id


@pytest.mark.parametrize("name", NAMES)
def test_the_cases_beside_a_standard_hold(name: str) -> None:
    outcomes = run_files([Path(catalogue.BUNDLED) / f"{name}.cases.yaml"])
    assert len(outcomes) > 300
    failed = [(o.case.id, o.differences) for o in outcomes if not o.passed]
    assert not failed
