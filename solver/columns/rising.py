"""Determination after determination in columns: whether education has risen above what a title used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models import rules
from models.vocabulary import vocabulary
from solver.columns import working
from solver.columns.calendar import NEVER, Days, Flags, Marks, Rows, together
from solver.columns.certificates import LEVELS, STANDING, levels
from solver.columns.people import People
from solver.columns.starting import firsts, least_of
from solver.schooling import SCHOOLING
from solver.status import MET, UNKNOWN, UNMET


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class _Pairs:
    """Titles, each with every entry of its person: the place of the title in the rows given, and of the entry."""

    title: Rows
    entry: Rows


def risen(leaf: rules.Risen, people: People, intervals: working.Intervals | None) -> Marks:
    """For every initial title: a later diploma or degree above the one used for it.

    `intervals` are those worked in the fields that lift the bar, where the leaf names such.
    """
    titles = people.titles
    rows = _concerned(leaf, people)
    who, day, row = titles.who[rows], titles.day[rows], titles.row[rows]
    blank = (day == NEVER) | people.certificates.unknown[who]
    lifted, unsaid = _lifted(people, intervals, who, day, blank)
    named = {name: place for place, name in enumerate(titles.rows)}
    found = np.full(len(rows), MET, dtype=np.int8)
    pairs = _beside(who, people.certificates.who, people.size)
    # rows that no table names are open, unless they are exempt
    stray = np.array([_bars(leaf, name) and name not in leaf.used for name in titles.rows] + [False])[row]
    found[stray] = np.where(blank | unsaid | ~lifted, UNKNOWN, MET)[stray]
    for name, asked in leaf.used.items():
        mine = (row < 0) | (row == named.get(name, -2))
        if not _bars(leaf, name) or not mine.any():
            continue
        result = np.where(_above(people, pairs, day, asked), MET, UNMET)
        result = np.where(blank | unsaid, UNKNOWN, np.where(lifted, MET, result))
        found[mine] = np.minimum(found, result)[mine]
    initial = vocabulary().sets["how"].step("initial")
    unsure = (row < 0) | (titles.how[rows] != initial) | (titles.series[rows] < 0)
    found[unsure & (found != MET)] = UNKNOWN
    worst = np.full(people.size, MET, dtype=np.int8)
    if len(who):
        first = firsts(who)
        worst[who[first]] = np.minimum.reduceat(found, first)
    worst[titles.unknown] = UNKNOWN
    return worst


def _bars(leaf: rules.Risen, row: str) -> bool:
    return (not leaf.rows or row in leaf.rows) and row not in leaf.except_rows


def _concerned(leaf: rules.Risen, people: People) -> Rows:
    """The titles that may have been determined initially."""
    words, titles = vocabulary().sets, people.titles
    barred = (titles.series != words["series"].step("other")) & (
        (titles.how < 0) | (titles.how == words["how"].step("initial"))
    )
    if leaf.levels:
        barred &= np.isin(titles.level, [words["rung"].step(level) for level in leaf.levels])
    return np.flatnonzero(barred)


def _beside(who: Rows, entries: Rows, size: int) -> _Pairs:
    """Titles beside every entry of their people."""
    bounds = np.zeros(size + 1, dtype=np.intp)
    np.cumsum(np.bincount(entries, minlength=size), out=bounds[1:])
    lengths = bounds[who + 1] - bounds[who]
    title = np.repeat(np.arange(len(who)), lengths)
    before = np.cumsum(lengths) - lengths
    return _Pairs(title=title, entry=np.arange(len(title)) - before[title] + bounds[who[title]])


def _lifted(
    people: People, intervals: working.Intervals | None, who: Rows, day: Days, blank: Flags
) -> tuple[Flags, Flags]:
    """Which titles came after a month of work, and of which that is not known."""
    none = np.zeros(len(who), dtype=np.bool_)
    if intervals is None:
        return none, none
    until = np.where(blank, people.today, day)
    pairs = _beside(who, intervals.who, people.size)
    title, start = pairs.title, intervals.start[pairs.entry]
    end = np.minimum(intervals.end[pairs.entry], until[title])
    runs = np.flatnonzero(intervals.running[who] <= until)
    title = np.concatenate((title, runs))
    start = np.concatenate((start, intervals.running[who[runs]]))
    end = np.concatenate((end, np.minimum(intervals.until[who[runs]], until[runs])))
    kept = start <= end
    months, days, spans = working.totals(title[kept], start[kept], end[kept], len(who))
    return together(months, days, spans) > 0, people.jobs.unknown[who]


def _above(people: People, pairs: _Pairs, day: Days, asked: tuple[str, ...]) -> Flags:
    """Which titles were followed by a certificate above the one used: of several levels asked the best one held.

    Otherwise the lowest held that meets what is asked, or that itself where none does.
    """
    floor = min(SCHOOLING.index(level) for level in asked)
    size = len(day)
    level = levels(people.certificates.code[pairs.entry])
    standing = STANDING[level].astype(np.int32)
    later = people.certificates.day[pairs.entry] > day[pairs.title]
    used = least_of(pairs.title, np.where(~later & (standing >= floor), standing, NEVER), size)
    used[used == NEVER] = floor
    if len(asked) > 1:
        named = np.array([name in asked for name in LEVELS])[level] & ~later
        best = -least_of(pairs.title, np.where(named, -standing, NEVER), size)
        used = np.where(best > -NEVER, best, used)
    highest = -least_of(pairs.title, np.where(later, -standing, NEVER), size)
    found: Flags = highest > used
    return found
