"""A comparison as JSON: the contract `zhicheng.compare/1`, serialisable and in a stable order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any as Anything

from models.rules import Rule
from reports.check_json import plain
from reports.sentences import need
from reports.witness_words import witness_lines
from solver.comparison import Comparison, Direction, Effort, Move, Rate, Relation, Side, Strictness, Witness

SCHEMA = "zhicheng.compare/1"


def compare_json(
    comparison: Comparison,
    stamp: Mapping[str, Anything],
    lang: str,
    amendments: Sequence[Mapping[str, Anything]] = (),
    notes: Sequence[str] = (),
) -> dict[str, Anything]:
    """The answer by the contract; `stamp` says with what it was made, `amendments` are as amendment_json has them."""
    sides = {side.key: side for side in comparison.sides}
    return {
        "schema": SCHEMA,
        "stamp": plain(stamp),
        "as_of": comparison.as_of.isoformat(),
        "readings": {name: dict(values) for name, values in comparison.readings.items()},
        "sides": [
            {"side": side.key, "standard": side.standard.id, "label": {"zh": side.label.zh, "en": side.label.en}}
            for side in comparison.sides
        ],
        "relations": [_relation(one, sides, lang) for one in comparison.relations],
        "strictness": _strictness(comparison.strictness, comparison.as_of, lang),
        "amendments": [plain(one) for one in amendments],
        "notes": list(notes),
    }


def _relation(one: Relation, sides: Mapping[str, Side], lang: str) -> dict[str, Anything]:
    a, b = sides[one.a], sides[one.b]
    return {
        "a": one.a,
        "b": one.b,
        "rung": one.rung,
        "part": one.part,
        "relation": one.relation,
        "forward": _direction(one.forward, a, b, lang),
        "backward": _direction(one.backward, b, a, lang),
        "why": one.why or None,
        "lacks": list(one.lacks),
        "beside": [{"terms": terms, "relation": relation} for terms, relation in one.beside],
        "readings": [{"reading": name, "value": value, "relation": relation} for name, value, relation in one.readings],
    }


def _direction(one: Direction | None, meets: Side, fails: Side, lang: str) -> dict[str, Anything] | None:
    if one is None:
        return None
    return {
        "answer": one.answer,
        "witness": None if one.witness is None else _witness(one.witness, meets, fails, lang),
    }


def _witness(one: Witness, meets: Side, fails: Side, lang: str) -> dict[str, Anything]:
    return {
        "as_of": one.as_of.isoformat(),
        "person": plain(one.person),
        "papers": {key: plain(paper) for key, paper in one.papers.items()},
        "meets_side": meets.key,
        "fails_side": fails.key,
        "route": one.route or None,
        "meets": [_clause(rule, lang) for rule in one.meets],
        "decides": [_clause(rule, lang) for rule in one.decides],
        "others": [
            {"route": route, "decides": [_clause(rule, lang) for rule in several]} for route, several in one.others
        ],
        "records": one.records,
        "text": witness_lines(one, meets, fails, lang),
    }


def _clause(rule: Rule, lang: str) -> dict[str, str]:
    return {"node": rule.id, "cite": rule.cite, "text": need(rule, lang)}


def _rate(one: Rate) -> dict[str, Anything]:
    return {"people": one.people, "passed": one.passed, "share": one.share, "low": one.low, "high": one.high}


def _strictness(one: Strictness, as_of: date, lang: str) -> dict[str, Anything]:
    return {
        "source": one.source,
        "people": one.people,
        "rates": [{"side": r.side, "rung": r.rung, "part": r.part, **_rate(r.rate)} for r in one.rates],
        "overlaps": [
            {
                "a": o.a, "b": o.b, "rung": o.rung, "both": o.both, "only_a": o.only_a, "only_b": o.only_b,
                "neither": o.neither,
            }
            for o in one.overlaps
        ],
        "curves": [
            {"side": c.side, "rung": c.rung, "bands": [{"years": years, **_rate(rate)} for years, rate in c.bands]}
            for c in one.curves
        ],
        "excluded": [
            {
                "side": e.side, "rung": e.rung, **_clause(e.clause, lang), "people": e.people, "fails": e.fails,
                "alone": e.alone,
            }
            for e in one.excluded
        ],
        "shares": [{"side": s.side, "rung": s.rung, "part": s.part, "share": s.share} for s in one.shares],
        "starts": [
            {"start": s.id, "label": {"zh": s.label.zh, "en": s.label.en}, "person": plain(s.document(as_of))}
            for s in one.starts
        ],
        "efforts": [_effort(e) for e in one.efforts],
        "moves": [_move(m, lang) for m in one.moves],
    }  # fmt: skip


def _effort(one: Effort) -> dict[str, Anything]:
    return {
        "side": one.side,
        "rung": one.rung,
        "start": one.start,
        "months": one.months,
        "records": one.records,
        "regular_months": one.regular_months,
        "regular_records": one.regular_records,
        "routes": list(one.routes),
        "points": [{"months": months, "records": records} for months, records in one.points],
    }


def _move(one: Move, lang: str) -> dict[str, Anything]:
    return {
        "side": one.side, "rung": one.rung, **_clause(one.clause, lang), "slot": one.slot, "before": one.before,
        "after": one.after, "gain": one.gain, "loss": one.loss, "people": one.people,
        "months": {"before": one.months[0], "after": one.months[1]},
        "records": {"before": one.records[0], "after": one.records[1]},
    }  # fmt: skip
