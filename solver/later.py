"""The person as they will be on a day of a plan: moved, graduated, with titles and records, some of them used up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from models.applicant import Applicant
from models.vocabulary import vocabulary
from solver.actions import Action, added
from solver.calendar import full_months
from solver.steps import Offered, World
from solver.timetable import Timetable
from solver.used import USED, all_paths, marked
from solver.waiting import waited


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Made:
    """What to add for a step, from `since` to `by`; `on` are the days on which each is counted on."""

    action: Action
    since: date
    by: date
    on: tuple[date, ...]


def on_day(
    place: int, found: Timetable, world: World, day: date, start: date, earlier: Sequence[Made], made: Sequence[Made]
) -> Applicant:
    """The person on a day of a step: moved, graduated, with the titles before it and what was made until then."""
    offered = found.steps[place].way.offered
    person = _arrived(offered, world, start, day)
    titles = [rise.title(found.steps[n].titled) for n, rise in enumerate(found.climb.ladder[:place])]
    entries = [world.studies[n].entry(end) for n, end in sorted(found.courses.items()) if end <= day]
    if titles:
        held = person.titles or ()
        placed = [replace(t, path=f"titles[{len(held) + n}]") for n, t in enumerate(titles)]
        person = replace(person, titles=(*held, *placed))
    if entries:
        learnt = person.education or ()
        person = replace(
            person,
            education=(*learnt, *(replace(e, path=f"education[{len(learnt) + n}]") for n, e in enumerate(entries))),
        )
    person = marked(person, used_before(place, found, world))
    # an endorsement is for the application that it was asked for; a record made for an earlier one has been used
    for one in [*(m for m in earlier if not m.action.endorsement), *made]:
        spent = {USED: True} if one in earlier else {}
        for when in one.on:
            person = added(person, [replace(one.action, times=1, attrs={**one.action.attrs, **spent})], when)
    return person


def _arrived(offered: Offered, world: World, start: date, day: date) -> Applicant:
    """The person where the standard is, with contributions that went on, or began anew with the move."""
    if not offered.moved:
        return waited(offered.person, world.as_of, day)
    words = vocabulary().person.attributes
    anew = {n: full_months(start, day) for n in offered.person.facts if n in words and words[n].local == "months"}
    person = waited(offered.person, world.as_of, day)
    return replace(person, facts={**person.facts, **anew})


def used_before(place: int, found: Timetable, world: World) -> set[str]:
    """The records there that applications before a step have used up; one that does not tell which has used all."""
    used: set[str] = set()
    for step in found.steps[:place]:
        paths = [found.climb.held(p) for p in step.served]
        used.update([path for path in paths if path] if step.way.sparing else all_paths(world.person))
    return used if found.steps[place].way.sparing else set()
