"""Versions laid side by side: clauses that moved, were renamed or renumbered, and lists in another order."""

from __future__ import annotations

from pathlib import Path

from tests.versions import CYBER, RESEARCH, TWO_PATENTS, diff, least, sign


def test_the_order_of_a_list_says_nothing(tmp_path: Path) -> None:
    lines = RESEARCH
    later = '          - id: reports\n            cite: "6"\n'
    found = diff(tmp_path, CYBER, (lines, ""), (later, lines + later), rungs=("engineer",))
    assert not least(found, "engineer") and sign(found, "engineer") == "same"


def test_an_article_renumbered_is_told_once(tmp_path: Path) -> None:
    found = diff(tmp_path, CYBER, ("cite: 第十一条（二）", "cite: 第十条之二（二）"), rungs=("engineer",))
    assert [(c.id, c.sign) for c in least(found, "engineer")] == [("engineer/results", "reworded")]
    (rung,) = found.rungs
    assert sum(c.sign == "reworded" for c in rung.changes) > 10


def test_a_list_under_another_name_and_changed_within(tmp_path: Path) -> None:
    name = ("          - id: patents\n", "          - id: inventions\n")
    found = diff(tmp_path, CYBER, name, TWO_PATENTS, rungs=("engineer",))
    (rung,) = found.rungs
    told = {c.id: (c.sign, c.after_id) for c in rung.changes if c.id.startswith("engineer/results/patents")}
    assert told == {
        "engineer/results/patents": ("stricter", "engineer/results/inventions"),
        "engineer/results/patents/patent": ("stricter", "engineer/results/inventions/patent"),
        "engineer/results/patents/software_copyright": ("moved", "engineer/results/inventions/software_copyright"),
    }
    assert [c.id for c in least(found, "engineer")] == ["engineer/results/patents/patent"]


def test_a_clause_that_moves_into_another_list(tmp_path: Path) -> None:
    inside = RESEARCH.replace("          - ", "              - ")
    conference = "              - {id: conference, count: paper, where: {venue: conference"
    found = diff(tmp_path, CYBER, (RESEARCH, ""), (conference, inside + conference), rungs=("engineer",))
    told = {c.id: (c.sign, c.after_id) for c in least(found, "engineer")}
    assert told["engineer/results/research"] == ("moved", "engineer/results/papers/research")
    assert told["engineer/results/papers"][0] == "looser"
    assert sign(found, "engineer") == "same"
