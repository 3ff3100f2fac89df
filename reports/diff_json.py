"""The difference of two versions of a document as JSON, by the contract `zhicheng.diff/1`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from models.diff_schema import SCHEMA
from models.rules import Rule
from models.vocabulary import Label
from reports.sentences import need
from reports.witness_words import who_words
from solver.clause_changes import Change
from solver.comparison import Witness
from solver.differences import Difference, RungChange
from solver.judging import Judged, Told

if TYPE_CHECKING:
    from solver.gainers import Moved, People, Turned


def diff_json(found: Difference, people: People | None, sources: tuple[str, str], version: str, lang: str) -> str:
    """The answer as text; `sources` are the two versions as the user named them."""
    asked = found.asked
    sides = {
        name: {"standard": standard.id, "sha256": standard.digest, "source": source, "on": str(day)}
        for name, standard, source, day in (
            ("before", asked.before, sources[0], asked.on),
            ("after", asked.after, sources[1], asked.after_on),
        )
    }
    made = {
        "schema": SCHEMA,
        "stamp": {"version": version, **sides, "readings": dict(asked.readings)},
        "entries": [
            {"kind": e.kind, "name": e.name, "sign": e.sign, "before": _plain(e.before), "after": _plain(e.after)}
            for e in found.entries
        ],
        "rungs": [_rung(rung, lang) for rung in found.rungs],
        "population": _people(people) if people is not None else None,
    }
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Label):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return str(value) if isinstance(value, date) else value


def _rung(rung: RungChange, lang: str) -> dict[str, Any]:
    return {
        "rung": rung.rung,
        "sign": rung.sign,
        **_ways(rung.proof, lang, told=True),
        "clauses": [_clause(change, lang) for change in rung.changes],
        "examples": [
            {"node": one.clause, "gains": one.gains, "witness": _witness(one.way.witness, lang)}
            for one in rung.examples
            if one.way.witness is not None
        ],
        "under": [
            {"reading": one.reading, "value": one.value, "clauses": [_clause(c, lang) for c in one.changes]}
            for one in rung.under
        ],
    }


def _clause(change: Change, lang: str) -> dict[str, Any]:
    return {
        "node": change.id,
        "after_node": change.after_id if change.after is not None else None,
        "sign": change.sign,
        "effect": change.effect or None,
        "judged": change.judged or None,
        "least": change.least,
        "before": _words(change.before, lang),
        "after": _words(change.after, lang),
        **_ways(change.proof, lang, told=change.least),
    }


def _words(rule: Rule | None, lang: str) -> dict[str, str] | None:
    return None if rule is None else {"cite": rule.cite, "text": need(rule, lang)}


def _ways(proof: Judged | None, lang: str, *, told: bool) -> dict[str, Any]:
    """Both directions; the witness is written out for a rung and for the smallest clauses that changed."""
    if proof is None:
        return {"forward": None, "backward": None}
    return {"forward": _way(proof.forward, lang, told), "backward": _way(proof.backward, lang, told)}


def _way(way: Told, lang: str, told: bool) -> dict[str, Any]:
    one = way.witness if told else None
    return {"answer": way.answer, "how": way.how, "witness": None if one is None else _witness(one, lang)}


def _witness(one: Witness, lang: str) -> dict[str, Any]:
    return {
        "as_of": str(one.as_of),
        "person": one.person,
        "person_after": one.papers["after"],
        "route": one.route or None,
        "meets": [rule.id for rule in one.meets],
        "decides": [rule.id for rule in one.decides],
        "records": one.records,
        "text": who_words(one, lang),
    }


def _people(people: People) -> dict[str, Any]:
    return {
        "source": people.source,
        "people": people.people,
        "set_apart": people.set_apart,
        "rungs": [_moved(one) for one in people.rungs],
    }


def _moved(one: Moved) -> dict[str, Any]:
    plain = ("rung", "before", "after", "open_before", "open_after", "gains", "losses")
    return {
        **{name: getattr(one, name) for name in plain},
        "gained_by": [{"node": node, "people": n} for node, n in one.gained_by],
        "lost_by": [{"node": node, "people": n} for node, n in one.lost_by],
        "gainers": [_turned(turn) for turn in one.gainers],
        "losers": [_turned(turn) for turn in one.losers],
    }


def _turned(one: Turned) -> dict[str, Any]:
    return {"person": one.person, "id": one.id, "clauses": list(one.clauses)}
