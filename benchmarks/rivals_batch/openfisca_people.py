"""Conditions on a person as OpenFisca formulas: scope, conduct, schooling, titles held, months of work."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from benchmarks.rivals_batch.arrays import Array
from benchmarks.rivals_batch.handwritten_person import APPRAISAL, DENIED, ENGINEERING, GRANTED, RUNGS
from benchmarks.rivals_batch.openfisca_rules import (
    APPLICANT,
    ENTRY,
    EVER,
    NEVER,
    among,
    day_of,
    earliest,
    enough,
    every,
    flag,
    formula,
    known,
    some,
    yes,
)  # fmt: skip

TITLES = ("technician", "assistant", "engineer", "senior")


def _bit(applicant: Any, period: Any, place: int) -> Array:
    return np.asarray((np.asarray(applicant("said", period)) >> place) & 1 == 1)


@formula(APPLICANT)
def base(applicant: Any, period: Any) -> Array:
    """Scope, and of conduct what is no judgement."""
    entry, day = applicant.members, day_of(period)
    begun, end = entry("from", period) <= day, entry("to", period)
    now = every(among(entry, period, "field", "industrial_internet"), yes(begun & (np.isnat(end) | (end >= day))))
    return every(
        among(applicant, period, "employment", "enterprise", "public_institution"),
        among(applicant, period, "region", "chongqing"),
        known(applicant, period, "work", enough(applicant, np.where(now == 2, 2, 0))),
        flag(applicant, period, "continuing_education", silent=2),
        # a day that is not there is not reached
        yes(~(applicant("penalty_until", period) >= day)),
    )


def _schooling(name: str) -> None:
    def found(applicant: Any, period: Any) -> Array:
        entry, day = applicant.members, day_of(period)
        mine = among(entry, period, "kind", "education") == 2
        diploma, degree = (mine & (entry(one, period) <= day) for one in ("diploma", "degree"))
        second = flag(entry, period, "second_bachelor") == 2

        def level(*words: str) -> Array:
            return np.asarray(among(entry, period, "level", *words) == 2)

        match name:
            case "bachelor":
                high = level("bachelor", "master", "doctor")
                test = (diploma & high) | (degree & (high | second))
            case "college":
                test = diploma & level("junior_college", "bachelor", "master", "doctor")
            case "vocational":
                test = diploma & level("secondary_vocational", "junior_college", "bachelor", "master", "doctor")
            case "master":
                test = degree & (level("master", "doctor") | second)
            case "doctor":
                test = degree & level("doctor") & ~second
            case "early":
                marked = flag(entry, period, "engineering_professional") == 2
                test = degree & level("master", "doctor") & ~second & marked
            case _:
                test = diploma & level("skilled_intermediate", "skilled_senior", "skilled_technician")
        return known(applicant, period, "education", enough(applicant, yes(test)))

    found.__name__ = name
    formula(APPLICANT)(found)


def _titles(title: str) -> None:
    def sure(applicant: Any, period: Any) -> Array:
        entry, held = applicant.members, _own(applicant.members, period)
        day = entry("date", period)
        fits = held & (among(entry, period, "series", "engineering") == 2) & ~np.isnat(day)
        fits &= among(entry, period, "level", title) == 2
        return earliest(applicant, np.where(fits, day, NEVER))

    def may(applicant: Any, period: Any) -> Array:
        entry, held = applicant.members, _own(applicant.members, period)
        day = entry("date", period)
        fits = held & (among(entry, period, "level", title) == 2)
        found = earliest(applicant, np.where(fits, np.where(np.isnat(day), EVER, day), NEVER))
        return np.where(applicant("knows_titles", period), found, EVER)

    for cut, function in (("sure", sure), ("may", may)):
        function.__name__ = f"{cut}_{title}"
        formula(APPLICANT, date)(function)


def _own(entry: Any, period: Any) -> Array:
    day = entry("date", period)
    mine = (among(entry, period, "kind", "titles") == 2) & (among(entry, period, "series", "engineering") >= 1)
    return np.asarray(mine & (np.isnat(day) | (day <= day_of(period))))


def held(applicant: Any, period: Any, title: str, before: Any = None) -> Array:
    """The title held, on this day or an earlier one where it is given."""
    last = NEVER - 1 if before is None else before
    sure, may = (applicant(f"{cut}_{title}", period) <= last for cut in ("sure", "may"))
    return np.asarray(sure.astype(np.int8) + may)


for _name in ("bachelor", "college", "vocational", "master", "doctor", "early", "school"):
    _schooling(_name)
for _name in TITLES:
    _titles(_name)


@formula(APPLICANT, date)
def sure_free(applicant: Any, period: Any) -> Array:
    """Since when results count for an engineer: of a doctor without the title below all of them."""
    without = applicant("may_assistant", period) == NEVER
    return np.where(without & (applicant("doctor", period) == 2), EVER, applicant("sure_assistant", period))


@formula(APPLICANT, date)
def may_free(applicant: Any, period: Any) -> Array:
    without = applicant("may_assistant", period) == NEVER
    return np.where(without & (applicant("doctor", period) >= 1), EVER, applicant("may_assistant", period))


@formula(ENTRY, date)
def span_end(entry: Any, period: Any) -> Array:
    """At the first job of a span worked without a break in engineering the last day of the span, else EVER."""
    day, start, end = day_of(period), entry("from", period), entry("to", period)
    mine = (among(entry, period, "kind", "work") == 2) & (among(entry, period, "field", *ENGINEERING) == 2)
    place = np.flatnonzero(mine & (start <= day))
    owner = entry.simulation.populations["applicant"].members_entity_id[place]
    order = np.lexsort((start[place], owner))
    place, owner = place[order], owner[order].astype(np.int64) << 32
    first = start[place].astype(np.int64)
    last = np.where(np.isnat(end[place]) | (end[place] > day), day, end[place]).astype(np.int64)
    # applicants stand in order, so that a running maximum over applicant and day starts anew with each
    reached = np.maximum.accumulate(owner + last)
    new = np.ones(len(place), dtype=np.bool_)
    new[1:] = owner[1:] + first[1:] > reached[:-1] + 1
    found = np.full(entry.count, EVER)
    if len(place):
        ends = np.append(np.flatnonzero(new)[1:], len(place)) - 1
        found[place[new]] = (reached[ends] - owner[ends]).astype("datetime64[D]")
    return found


def _months(name: str) -> None:
    def worked(applicant: Any, period: Any) -> Array:
        entry = applicant.members
        last = entry("span_end", period)
        since = None if name == "all" else applicant.project(applicant(name, period))
        place = np.flatnonzero(last > EVER) if since is None else np.flatnonzero((last > EVER) & (last >= since))
        first, last = entry("from", period)[place], last[place]
        if since is not None:
            first = np.maximum(first, since[place])
        start, end = first.astype("datetime64[M]"), last.astype("datetime64[M]")
        begins, ends = (first - start).astype(np.int64), (last - end).astype(np.int64)
        length = ((end + 1).astype("datetime64[D]") - end).astype(np.int64) - 1
        before = (end.astype("datetime64[D]") - (end - 1)).astype(np.int64) - 1
        short = (begins > ends) & (ends < length)
        months = (end - start).astype(np.int64) - short
        left = np.where(short, ends + before + 1 - np.minimum(begins, before), ends - np.minimum(begins, length))
        owner = applicant.members_entity_id[place]
        many = np.bincount(owner, minlength=applicant.count)
        days = np.bincount(owner, weights=left, minlength=applicant.count)
        total = np.bincount(owner, weights=months, minlength=applicant.count)
        return total + np.where(many > 1, days // 30, 0)

    worked.__name__ = f"worked_{name}"
    formula(APPLICANT)(worked)


for _name in ("all", *(f"{cut}_{title}" for title in TITLES for cut in ("sure", "may"))):
    _months(_name)


def worked(applicant: Any, period: Any, title: str, months: int) -> Array:
    """Months worked since the title; a year less with a professional degree of engineering."""
    early = applicant("early", period)
    sure, may = (
        (applicant(f"worked_{cut}_{title}", period) >= months - 12 * (early >= least))
        & (applicant(f"{cut}_{title}", period) < NEVER)
        for cut, least in (("sure", 2), ("may", 1))
    )
    found = np.where(sure, 2, np.where(may, 1, 0)).astype(np.int8)
    found = known(applicant, period, "work", found)
    return np.where(applicant(f"may_{title}", period) == NEVER, np.int8(0), found)


def _years(rung: str, place: int) -> None:
    def years(applicant: Any, period: Any) -> Array:
        def has(name: str) -> Array:
            return np.asarray(applicant(name, period))

        match rung:
            case "technician" | "assistant":
                year = known(applicant, period, "work", yes(applicant("worked_all", period) >= 12))
                row = every(year, yes(~_bit(applicant, period, APPRAISAL + place)))
                if rung == "technician":
                    rows = [has("bachelor"), every(has("vocational"), row)]
                else:
                    rows = [
                        has("master"),
                        every(has("bachelor"), row),
                        every(has("college"), worked(applicant, period, "technician", 24)),
                        every(has("vocational"), worked(applicant, period, "technician", 48)),
                    ]
            case "engineer":
                rows = [
                    has("doctor"),
                    every(has("master"), worked(applicant, period, "assistant", 24)),
                    every(some(has("bachelor"), has("college")), worked(applicant, period, "assistant", 48)),
                ]
            case "senior":
                rows = [
                    every(has("doctor"), worked(applicant, period, "engineer", 24)),
                    every(has("bachelor"), worked(applicant, period, "engineer", 60)),
                ]
            case _:
                rows = [every(has("bachelor"), worked(applicant, period, "senior", 60))]
        granted, denied = (_bit(applicant, period, start + place) for start in (GRANTED, DENIED))
        way = every(has("school"), np.where(granted, 2, np.where(denied, 0, 1)))
        return some(*rows, way)

    years.__name__ = f"years_{rung}"
    formula(APPLICANT)(years)


for _place, _rung in enumerate(RUNGS):
    _years(_rung, _place)
