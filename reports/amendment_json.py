"""The smallest amendment as JSON, for the `amendments` of `zhicheng.compare/1`: serialisable, in a stable order."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any as Anything

from reports.amendment_text import drop_words, dropping_outcome, outcome, scenario_text, shift_words
from reports.check_json import plain
from reports.sentences import need
from reports.witness_words import witness_lines
from solver.amendment_clauses import Clause
from solver.comparison import Witness
from solver.least_amendment import Amendment, Dropping, Shift


def amendment_json(amendment: Amendment, lang: str) -> dict[str, Anything]:
    """The answer by the contract of docs/amendment.md; `scenario` is the text of a file for `--amend`, or null."""
    return {
        "a": amendment.a.key,
        "b": amendment.b.key,
        "rung": amendment.rung,
        "part": amendment.part,
        "as_of": amendment.as_of.isoformat(),
        "answer": amendment.answer,
        "suffices": amendment.suffices,
        "size": _size(amendment.size),
        "bound": _size(amendment.bound),
        "changes": [_change(one, lang) for one in amendment.changes],
        "scenario": scenario_text(amendment) or None,
        "witness": _witness(amendment, amendment.witness, lang),
        "together": amendment.together,
        "rounds": amendment.rounds,
        "dropping": None if amendment.dropping is None else _dropping(amendment, amendment.dropping, lang),
        "text": outcome(amendment, lang),
    }


def _dropping(amendment: Amendment, dropping: Dropping, lang: str) -> dict[str, Anything]:
    """The second answer, where no movement of thresholds alone does it."""
    size, bound = (_size(one) for one in (dropping.size[1:], dropping.bound))
    return {
        "answer": dropping.answer,
        "suffices": dropping.suffices,
        "size": {"clauses": dropping.size[0], **size},
        "bound": {"clauses": dropping.fewest, **bound},
        "drops": [_drop(one, lang) for one in dropping.clauses],
        "changes": [_change(one, lang) for one in dropping.changes],
        "witness": _witness(amendment, dropping.witness, lang),
        "together": dropping.together,
        "rounds": dropping.rounds,
        "text": dropping_outcome(amendment, dropping, lang),
    }


def _drop(one: Clause, lang: str) -> dict[str, Anything]:
    return {"node": one.node.id, "cite": one.node.cite, "path": one.path, "text": drop_words(one, lang)}


def _size(size: tuple[int, Fraction]) -> dict[str, Anything]:
    return {"thresholds": size[0], "steps": round(float(size[1]), 6)}


def _change(one: Shift, lang: str) -> dict[str, Anything]:
    return {
        "node": one.node.id,
        "cite": one.node.cite,
        "path": one.path,
        "slot": one.slot or None,
        "unit": one.unit,
        "before": one.before,
        "after": one.after,
        "steps": round(float(one.steps), 6),
        "text": shift_words(one, lang),
    }


def _witness(amendment: Amendment, one: Witness | None, lang: str) -> Mapping[str, Anything] | None:
    """The person as the relations of a comparison tell one."""
    if one is None:
        return None
    return {
        "as_of": one.as_of.isoformat(),
        "person": plain(one.person),
        "papers": {key: plain(paper) for key, paper in one.papers.items()},
        "meets_side": amendment.b.key,
        "fails_side": amendment.a.key,
        "route": one.route or None,
        "meets": [{"node": rule.id, "cite": rule.cite, "text": need(rule, lang)} for rule in one.meets],
        "decides": [{"node": rule.id, "cite": rule.cite, "text": need(rule, lang)} for rule in one.decides],
        "records": one.records,
        "text": witness_lines(one, amendment.b, amendment.a, lang),
    }
