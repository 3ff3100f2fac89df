"""Thresholds of clauses in the words of a comparison: what they are about, their amounts, how they move."""

from __future__ import annotations

from collections.abc import Mapping

from models.node_numbers import slots
from models.rules import Fact, Rule
from models.vocabulary import Attribute, Label
from reports.conditions import attribute, quantity
from reports.person import attribute_of_fact
from reports.terms import money, plain_number, span
from solver.comparison import Move

_SLOTS: Mapping[str, Label] = {
    "n": Label(zh="数量", en="how many"),
    "per": Label(zh="折算", en="how many make one"),
    "counts": Label(zh="每项计数", en="what each counts"),
    "months": Label(zh="年限", en="time"),
    "total.months": Label(zh="合计期限", en="within"),
    "early_by": Label(zh="提前时间", en="time earlier"),
}


def slot_words(clause: Rule, slot: str, lang: str) -> str:
    """What a threshold of a clause is about: how many, the time, a rank, an amount."""
    name = slot.partition("[")[0]
    if name in _SLOTS:
        return _SLOTS[name][lang]
    found = slots(clause).get(slot)
    if name == "total.at_least" and found is not None:
        return "合计额" if lang == "zh" else "amount in all"
    if found is not None and found.kinds:
        return _attribute(clause, found.kinds[0], name).label[lang]
    return slot


def _attribute(clause: Rule, kind: str, name: str) -> Attribute:
    """What a condition is asked of: an attribute of a kind of record, or of the person."""
    return attribute_of_fact(clause.fact) if isinstance(clause, Fact) else attribute(kind, name)


def amount_words(clause: Rule, slot: str, value: int | float, lang: str) -> str:
    """A value of a threshold with its unit."""
    found = slots(clause).get(slot)
    if found is not None and found.form == "span":
        return span(value, lang)
    name = slot.partition("[")[0]
    if name == "per" and lang == "zh":
        return f"{plain_number(value)}项计1项"
    if name == "total.at_least":
        return money(value, lang)
    if found is not None and found.kinds:
        return quantity(_attribute(clause, found.kinds[0], name), value, lang)
    return plain_number(value)


def move_words(move: Move, lang: str) -> str:
    """A threshold and how it moves: how many 2 → 1."""
    before, after = (amount_words(move.clause, move.slot, value, lang) for value in (move.before, move.after))
    return f"{slot_words(move.clause, move.slot, lang)} {before} → {after}"
