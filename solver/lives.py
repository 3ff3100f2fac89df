"""What binds the life of a person left free, and what makes one person plainer than another.

Facts of the world: there is no degree below the bachelor's; a higher diploma or degree comes later than a lower one, by
the least time that it takes; who has a doctorate or a master's degree had a bachelor's before it; titles of one series
come in the order of rungs, at most one a year. They hold in every proof of `compare`.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any as Anything

from models.vocabulary import vocabulary
from solver.career import Career
from solver.schooling import SCHOOLING, level_of
from solver.space import Space
from solver.weakness import weakness

BETWEEN_TITLES = 12
RECORD, CONSENT, ENTRY, UNUSUAL, UNROUND, FRESH = 20_000, 4_000, 400, 250, 60, 20
"""What a plain person has little of, the first most: achievements; recommenders, consents and bars; entries; what is
seldom; odd months; what was obtained within the year."""


def bind(career: Career) -> None:
    """The order of certificates and titles of a free person, as constraints."""
    _certificates(career)
    _titles(career)


def _gaps() -> Mapping[str, Mapping[str, int]]:
    return vocabulary().least_between


def _certificates(career: Career) -> None:
    model = career.model
    flags = [career.flag(age, 0) for _, _, age in career.certificates]
    for i, j in combinations(range(len(career.certificates)), 2):
        for low, high in ((i, j), (j, i)):
            gap = _gap(career.levels[low], career.levels[high])
            if gap is not None:
                before, after = career.certificates[low][2], career.certificates[high][2]
                model.add(before >= after + gap).only_enforce_if(flags[low], flags[high])
                continue
            # of certificates that stand for several levels, the level that would be written down
            gap = _gap({level_of(*career.certificates[low][:2])}, {level_of(*career.certificates[high][:2])})
            if gap is not None:
                before, after = career.certificates[low][2], career.certificates[high][2]
                model.add(before >= after + gap).only_enforce_if(flags[low], flags[high], career.plain)
    first = "bachelor"
    if first in career.unseen:
        return
    for place, (_, _, age) in enumerate(career.certificates):
        gap = _gap({first}, career.levels[place])
        if gap is not None:
            own = [c for other, c in enumerate(career.certificates) if first in career.levels[other]]
            earlier = [career.flag(c[2] - age, gap) for c in own]
            model.add_bool_or(~flags[place], *earlier)


def _gap(lower: set[str], higher: set[str]) -> int | None:
    """The least months between any of some levels and any of some others; None where their order is not told."""
    found = [_gaps().get(one, {}).get(other) for one in lower for other in higher]
    return None if None in found or not found else min(gap for gap in found if gap is not None)


def _titles(career: Career) -> None:
    rungs = vocabulary().sets["rung"]
    for (one, early), (other, late) in combinations(career.titles, 2):
        if one.series != other.series or one.level == other.level:
            continue
        if rungs.step(one.level) > rungs.step(other.level):
            early, late = late, early
        both = [career.flag(early, 0), career.flag(late, 0)]
        career.model.add(early >= late + BETWEEN_TITLES).only_enforce_if(both)


def oddness(space: Space) -> Anything:
    """What a plain person has little of, added up: the objective of a witness."""
    world, records = space.world, space.records
    order = list(vocabulary().kinds)
    terms: list[Anything] = []
    for pile in records.piles:
        if pile.made.kind == "recommender":
            terms.append(CONSENT * pile.number)
            continue
        steps, _ = weakness(pile.made.kind, dict(pile.made.attrs))
        plain = min(steps, 40) + order.index(pile.made.kind) // 4
        terms.append((RECORD + 2 * plain) * pile.number)
    held: dict[tuple[str, ...], list[Anything]] = {}
    for entry, _, age in world.certificates:
        key = (entry.level, entry.relation or "", str(entry.second_bachelor), _marks(entry))
        held.setdefault(key, []).append(age)
    for (level, relation, second, marks), ages in held.items():
        flags = [world.flag(age, 0) for age in ages]
        one = world.some(flags)
        terms.append((ENTRY + UNUSUAL * ((second == "True") + (marks != "") + (relation == "other"))) * one)
        if len(ages) == 2:
            terms.append(UNUSUAL * world.some([world.flag(ages[0] - ages[1], 1), world.flag(ages[1] - ages[0], 1)]))
        elif level in SCHOOLING:
            terms.append(SCHOOLING.index(level) * one)
    for title, age in world.titles:
        odd = (title.series != "engineering") + (title.relation == "other")
        terms.append((ENTRY + UNUSUAL * odd) * world.flag(age, 0))
    terms += [ENTRY * world.flag(age, 0) for age in (*world.jobs.values(), world.initial)]
    terms += [UNROUND * _unround(world, age) + FRESH * ~world.flag(age, 12) for age in _ages(world)]
    terms += [
        UNUSUAL // 2 * world.some([world.flag(titled - age, 1), world.flag(age, 0)], 2)
        for _, titled in world.titles
        for _, _, age in world.certificates
    ]
    terms += [CONSENT * var for var in world.unusual()]
    terms += [UNUSUAL * one for one in records.together.values()]
    terms += records.ages.values()
    return sum(terms)


def _marks(entry: Anything) -> str:
    return "".join(m for m in ("engineering_professional", "engineering_academic") if getattr(entry, m))


def _ages(world: Career) -> list[Anything]:
    return [*(c[2] for c in world.certificates), *(t[1] for t in world.titles), *world.jobs.values()]


def _unround(world: Career, age: Anything) -> Anything:
    """A literal that is true where an age is no number of whole years."""
    model = world.model
    years, odd = model.new_int_var(0, world.most // 12 + 1, ""), model.new_bool_var("")
    model.add(age == 12 * years).only_enforce_if(~odd, world.flag(age, 0))
    return odd
