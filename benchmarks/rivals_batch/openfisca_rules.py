"""One standard as an OpenFisca tax-benefit system: an applicant is a group entity, each entry of a list a member of it.

A status is 2 met or assumed, 1 unknown, 0 unmet, so that "and" is the lesser and "or" the greater. Attributes of
entries are enumerations that hold for ever, what is calculated holds for a day. Formulas are vectorised as the
documentation asks: no loop over applicants, sums over members by `applicant.sum`. What it has no word for is written
in numpy: the earliest of several days, and spans of work that overlap (members of an applicant stand together).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import reduce
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.rivals_batch.arrays import MANY, NUMBERS, Array, members

ENTRY = build_entity(key="entry", plural="entries", label="An entry of a list", is_person=True)
APPLICANT = build_entity(
    key="applicant",
    plural="applicants",
    label="A person with the entries of their lists",
    roles=[{"key": "member", "plural": "members", "label": "Entry"}],
)
DATES = ("date", "diploma", "degree", "from", "to")
FLAGGED = (
    "accepted", "relevant", "sole", "published", "implemented", "deployed", "second_bachelor",
    "engineering_professional", *(f"{name}_{word}" for name, words in MANY.items() for word in words),
)  # fmt: skip
WORDED = (
    "kind", "level", "series", "field", "role", "tier", "recognized", "adopted", "promoted", "major_new_product",
    "benefit", "giver", "venue", "scope", "type", "weight", "relation",
)  # fmt: skip
VERDICTS = Enum("Verdict", {one: one for one in ("not_eligible", "undetermined", "eligible")})
ENUMS = {name: Enum(name.title(), {word: word for word in members(name)}) for name in (*WORDED, "employment", "region")}
FLAG = Enum("Flag", {word: word for word in members("flag")})
NEVER = np.datetime64("9999-12-31")
EVER = np.datetime64("0001-01-01")
SYSTEM = TaxBenefitSystem([ENTRY, APPLICANT])
Formula = Callable[..., Array]


def _variable(name: str, entity: Any, value: Any, **more: Any) -> None:
    SYSTEM.add_variable(type(name, (Variable,), {"entity": entity, "value_type": value, "label": name, **more}))


def given(entity: Any, name: str, value: Any = int, words: Any = None) -> None:
    """An input that holds for ever."""
    more = {"definition_period": DateUnit.ETERNITY}
    if words is None:
        _variable(name, entity, value, **more)
    else:
        _variable(name, entity, Enum, possible_values=words, default_value=next(iter(words)), **more)


def formula(entity: Any, value: Any = int) -> Callable[[Formula], Formula]:
    """A variable calculated for a day by the function below it."""

    def made(function: Formula) -> Formula:
        more = {"definition_period": DateUnit.DAY, "formula": function}
        if value is VERDICTS:
            more |= {"possible_values": VERDICTS, "default_value": next(iter(VERDICTS))}
        _variable(function.__name__, entity, Enum if value is VERDICTS else value, **more)
        return function

    return made


for _name in WORDED:
    given(ENTRY, _name, words=ENUMS[_name])
for _name in FLAGGED:
    given(ENTRY, _name, words=FLAG)
for _name in NUMBERS:
    given(ENTRY, _name, float)
for _name in DATES:
    _variable(_name, ENTRY, date, definition_period=DateUnit.ETERNITY)
# amounts are added up to the fen, for which the usual single precision is too coarse
SYSTEM.get_variable("revenue").dtype = np.float64
given(ENTRY, "project", int)
for _name in ("employment", "region"):
    given(APPLICANT, _name, words=ENUMS[_name])
given(APPLICANT, "continuing_education", words=FLAG)
_variable("penalty_until", APPLICANT, date, definition_period=DateUnit.ETERNITY)
for _name in ("education", "titles", "work", "achievements", "recommenders"):
    given(APPLICANT, f"knows_{_name}", bool)
given(APPLICANT, "said", int)  # what the keys of attestations come to, as bits


def day_of(period: Any) -> Any:
    return np.datetime64(period.start.date)


def among(entity: Any, period: Any, name: str, *words: str, silent: int = 1) -> Array:
    """How far an attribute is one of some words: one look at a table for each entry."""
    order = members(name)
    table = np.zeros(len(order), dtype=np.int8)
    table[0] = silent if name != "kind" else 0
    table[[order.index(word) for word in words]] = 2
    return np.asarray(table[np.asarray(entity(name, period))])


def flag(entity: Any, period: Any, name: str, silent: int = 1) -> Array:
    return np.asarray(np.array([silent, 0, 2], dtype=np.int8)[np.asarray(entity(name, period))])


def up(least: str) -> Sequence[str]:
    tiers = ("employer", "county", "city", "provincial", "national")
    return tiers[tiers.index(least) :]


def every(*tests: Array) -> Array:
    return np.asarray(reduce(np.minimum, tests))


def some(*tests: Array) -> Array:
    return np.asarray(reduce(np.maximum, tests))


def yes(test: Array) -> Array:
    return np.where(test, np.int8(2), np.int8(0))


def number(values: Array, test: Array) -> Array:
    """How far a number meets a test; one that is not given may."""
    return np.where(np.isnan(values), np.int8(1), yes(test))


def enough(applicant: Any, tests: Array, least: int = 1) -> Array:
    """How far there are at least so many entries of a status."""
    sure, may = (applicant.sum(tests >= cut) >= least for cut in (2, 1))
    return np.asarray(sure.astype(np.int8) + may)


def known(applicant: Any, period: Any, name: str, test: Array) -> Array:
    """Unknown for those who did not give the list."""
    return np.where(applicant(f"knows_{name}", period), test, np.int8(1))


def earliest(applicant: Any, days: Array) -> Array:
    """The earliest day of each applicant's entries; NEVER where there is none."""
    starts = np.flatnonzero(np.asarray(applicant.members_position) == 0)
    return np.asarray(np.minimum.reduceat(days, starts))
