"""Draws lives: studies, working years, jobs and titles of many people at once, in the order of life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.population_draws import Draw
from models.population_parts import LEVEL, RANK, Career, Ladder, Population, Spell, Study
from models.vocabulary import vocabulary
from solver.population_draws import UNSAID, Codes, Column, Flags, Floats, Places, Rows, chosen, spell

YEAR = 365.25
JOBS = 5
"""The most jobs of one life."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Entries:
    """Entries of one list of all people: to whom each belongs, in ascending order, and their columns."""

    owners: Places
    rows: Rows

    def where(self, kept: Flags) -> Entries:
        """Only the entries of the people who are kept."""
        at = kept[self.owners]
        rows = Rows(
            rng=self.rows.rng, bins=self.rows.bins[at], day=self.rows.day, columns=self.rows.columns,
            codes={name: codes[at] for name, codes in self.rows.codes.items()},
        )  # fmt: skip
        return Entries(owners=self.owners[at], rows=rows)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Lives:
    """What was drawn of all lives; days count from 1970. `titled` is the day of the last title, `held` its rung."""

    education: Entries
    work: Entries
    titles: Entries
    started: Codes
    titled: Codes
    held: Codes
    studied: Codes
    past: Flags


def lives(model: Population, people: Rows, productivity: Floats) -> Lives:
    """Studies, then working years and jobs, then titles. `people` has `region` and `field` already."""
    rng, size = people.rng, len(people.bins)
    level = people.draw("studied", model.education.first)
    years = _banded(people, model.work.years)
    graduated = _snapped(rng, (people.day - np.rint(years * YEAR)).astype(np.int32))
    lag = spell(rng, model.work.begins.median * YEAR, model.work.begins.spread, size)
    started = np.minimum(graduated + lag.astype(np.int32), people.day - 1)
    age = np.array([model.education.age.get(one, 22.0) for one in LEVEL])[level] + rng.random(size)
    past = (people.day - graduated) / YEAR + age >= model.work.retire_at
    education, best, later, later_level = _education(model.education, people, level, graduated)
    people.codes["past_retirement"] = past.astype(np.int32)
    dates, owned = _titles(model.titles, people, level, started, productivity)
    held = np.max(np.where(owned, np.arange(1, len(RANK) + 1), 0), axis=1).astype(np.int32) - 1
    titled = np.max(np.where(owned, dates, UNSAID), axis=1).astype(np.int32)
    people.codes["held"] = np.where(held < 0, UNSAID, held).astype(np.int32)
    people.codes["studied"] = best
    retired = np.minimum(graduated + ((model.work.retire_at - age) * YEAR).astype(np.int32), people.day)
    return Lives(
        education=education,
        work=_work(model.work, people, started, retired, past),
        titles=_marked(model.titles, people, dates, owned, level, later, later_level),
        started=started, titled=titled, held=held, studied=best, past=past,
    )  # fmt: skip


def _banded(people: Rows, draw: Draw) -> Floats:
    """Years in bands: the values are the upper ends, evenly filled from the one below."""
    edges = sorted(int(word) for word in draw.values)
    below = dict(zip(edges, [0, *edges], strict=False))
    upper = people.draw("years", draw)
    lower = np.zeros(max(edges) + 1)
    for edge in edges:
        lower[edge] = below[edge]
    found: Floats = lower[upper] + people.rng.random(len(upper)) * (upper - lower[upper])
    return found


def _snapped(rng: np.random.Generator, days: Codes) -> Codes:
    """The last graduation, in June or July, that is not after each day."""
    years = days.astype("datetime64[D]").astype("datetime64[Y]")
    summer = 165 + rng.integers(0, 30, len(days))
    found = years.astype("datetime64[D]").astype(np.int32) + summer
    before = (years - 1).astype("datetime64[D]").astype(np.int32) + summer
    return np.where(found > days, before, found).astype(np.int32)


def _education(study: Study, people: Rows, level: Codes, graduated: Codes) -> tuple[Entries, Codes, Codes, Codes]:
    """All studies, the highest level, and the day and level of what was added beside work (UNSAID: nothing)."""
    rng, size = people.rng, len(level)
    below = np.full(len(LEVEL), UNSAID, dtype=np.int32)
    apart = np.zeros(len(LEVEL), dtype=np.int32)
    for word, (under, years) in study.builds_on.items():
        below[LEVEL.index(word)], apart[LEVEL.index(word)] = LEVEL.index(under), years
    lower = below[level]
    days = graduated - np.rint(apart[level] * YEAR).astype(np.int32)
    lowest = np.where(lower >= 0, below[np.maximum(lower, 0)], UNSAID)
    first = days - np.rint(np.where(lower >= 0, apart[np.maximum(lower, 0)], 0) * YEAR).astype(np.int32)
    bachelor = LEVEL.index("bachelor")
    second = (level == bachelor) & (rng.random(size) < study.second_bachelor)
    up, reach = np.full(len(LEVEL), UNSAID, dtype=np.int32), np.zeros(len(LEVEL))
    for word, (higher, part) in study.further.items():
        up[LEVEL.index(word)], reach[LEVEL.index(word)] = LEVEL.index(higher), part
    after = np.maximum(spell(rng, study.further_after.median, study.further_after.spread, size), 2)
    beside = _snapped(rng, graduated + np.minimum(after * YEAR, 30_000).astype(np.int32))
    doubled = _snapped(rng, graduated + 800)
    more = (rng.random(size) < reach[level]) & (beside <= people.day)
    levels = np.stack([lowest, lower, level, np.where(second, bachelor, UNSAID), np.where(more, up[level], UNSAID)], 1)
    dates = np.stack([first, days, graduated, doubled, beside], 1)
    there = (levels >= 0) & (dates <= people.day)
    owners, slot = np.nonzero(there)
    one, day = levels[there].astype(np.int32), dates[there].astype(np.int32)
    rows = _entries(people, owners, ("level", "diploma", "degree", "second_bachelor", *study.marks), "education")
    rows.codes["level"] = one
    rows.codes["second_bachelor"] = np.where(slot == 3, 1, UNSAID).astype(np.int32)
    late = rng.integers(10, 150, len(one)) * (rng.random(len(one)) < study.degree_later)
    undated = rng.random(len(one)) < study.undated
    for name, main, side in (
        ("diploma", study.diploma, study.diploma_beside_work), ("degree", study.degree, study.degree_beside_work)
    ):  # fmt: skip
        share = np.where(slot == 4, _by_level(side)[one], _by_level(main)[one])
        got = day + late if name == "degree" else day
        has = (rng.random(len(one)) < share) & ~undated & (got <= people.day)
        rows.codes[name] = np.where(has, got, UNSAID).astype(np.int32)
    for name, draw in study.marks.items():
        rows.draw(name, draw)
    best = np.where(more, np.maximum(up[level], level), level).astype(np.int32)
    return Entries(owners=owners, rows=rows), best, np.where(more, beside, UNSAID).astype(np.int32), up[level]


def _by_level(shares: Mapping[str, float]) -> Floats:
    return np.array([shares.get(word, 0.0) for word in LEVEL])


def _entries(people: Rows, owners: Places, names: tuple[str, ...], section: str) -> Rows:
    """Rows of a list, which know what is known of their people."""
    attributes = vocabulary().sections[section].attributes
    columns = dict(people.columns)
    for name in names:
        attribute = attributes[name]
        columns[name] = Column(form=attribute.form, words=attribute.values.values if attribute.values else ())
    codes = {name: codes[owners] for name, codes in people.codes.items()}
    return Rows(rng=people.rng, bins=people.bins[owners], day=people.day, columns=columns, codes=codes)


def _work(career: Career, people: Rows, started: Codes, retired: Codes, past: Flags) -> Entries:
    rng, size = people.rng, len(started)
    finish = np.where(past, np.maximum(retired, started + 1), people.day).astype(np.int64)
    length = finish - started
    often = rng.poisson(career.changes_per_decade * length / (10 * YEAR))
    changes = np.minimum(often, np.minimum(JOBS - 1, length // 200))
    cuts = np.sort(np.where(np.arange(JOBS - 1) < changes[:, None], rng.random((size, JOBS - 1)), 2.0), axis=1)
    begins = np.concatenate([started[:, None], started[:, None] + (cuts * length[:, None]).astype(np.int64)], axis=1)
    slot = np.arange(JOBS)
    there = slot <= changes[:, None]
    nexts = np.concatenate([begins[:, 1:], np.full((size, 1), 0)], axis=1)
    pauses = spell(rng, career.gap.median, career.gap.spread, size * JOBS).reshape(size, JOBS)
    gaps = np.where(rng.random((size, JOBS)) < career.gap_share, pauses, 1)
    gaps = np.where(rng.random((size, JOBS)) < career.overlap, -gaps - 20, np.maximum(gaps, 1)).astype(np.int64)
    ends = np.maximum(np.minimum(nexts - gaps, people.day), begins)
    last = slot == changes[:, None]
    # who has retired, or is between two jobs, has no open job
    idle = ~past & (rng.random(size) < career.ended)
    ended = np.maximum(people.day - rng.integers(5, 700, size), begins[np.arange(size), changes])
    closing = np.where(past, finish, np.where(idle, ended, UNSAID))
    ends = np.where(last, closing[:, None], ends)
    owners, place = np.nonzero(there)
    rows = _entries(people, owners, ("field", "from", "to"), "work")
    rows.codes["from"] = begins[there].astype(np.int32)
    rows.codes["to"] = ends[there].astype(np.int32)
    own = people.codes["field"][owners]
    elsewhere = (rng.random(len(owners)) < career.elsewhere) & (place < changes[owners])
    rows.codes["field"] = np.where(elsewhere, rows.draw("field", career.fields), own).astype(np.int32)
    return Entries(owners=owners, rows=rows)


def _titles(ladder: Ladder, people: Rows, level: Codes, started: Codes, productivity: Floats) -> tuple[Codes, Flags]:
    """The day of each title, a column a rung, and which of them were reached by the as-of date."""
    rng, size = people.rng, len(level)
    table = np.zeros((len(LEVEL), len(RANK)))
    for place, word in enumerate(LEVEL):
        given = ladder.begins.get(word, {"technician": 1.0})
        table[place] = [given.get(rung, 0.0) for rung in RANK]
    begin = chosen(rng, table, level)
    days = np.zeros((size, len(RANK)), dtype=np.int32)
    owned = np.zeros((size, len(RANK)), dtype=np.bool_)
    last, going = started.astype(np.float64), np.ones(size, dtype=np.bool_)
    for place, rung in enumerate(RANK):
        first, after = _times(ladder.first[rung], rng, size), _times(ladder.after.get(rung), rng, size)
        pace = np.where(begin == place, first, after)
        there = begin <= place
        last = np.where(there, last + pace * np.exp(-ladder.faster * productivity) * YEAR, last)
        going &= ~there | ((rng.random(size) >= ladder.stops[rung]) & (last <= people.day))
        days[:, place] = np.minimum(last, people.day)
        owned[:, place] = there & going
    return days, owned


def _times(pace: Spell | None, rng: np.random.Generator, size: int) -> Floats:
    return spell(rng, pace.median, pace.spread, size) if pace is not None else np.zeros(size)


def _marked(
    ladder: Ladder, people: Rows, days: Codes, owned: Flags, level: Codes, later: Codes, later_level: Codes
) -> Entries:
    rng = people.rng
    owners, rung = np.nonzero(owned)
    rows = _entries(people, owners, ("level", "series", "date", "specialty", "relation", "how"), "titles")
    texts = ladder.marks["specialty"].words() if "specialty" in ladder.marks else ()
    rows = Rows(
        rng=rng, bins=rows.bins, day=rows.day, codes=rows.codes,
        columns={**rows.columns, "specialty": Column(form="text", words=texts), "initial_row": _initial(ladder)},
    )  # fmt: skip
    rows.codes["level"] = rung.astype(np.int32)
    day = days[owned]
    for name, draw in ladder.marks.items():
        rows.draw(name, draw)
    if "series" in rows.codes:
        other = rng.random(len(people.bins)) < ladder.other_series
        said = rows.codes["series"] >= 0
        rows.codes["series"] = np.where(other[owners] & said, 1, rows.codes["series"]).astype(np.int32)
    studied = np.where((later[owners] > UNSAID) & (later[owners] <= day), later_level[owners], level[owners])
    words = rows.columns["initial_row"].words
    table = np.full((len(RANK), len(LEVEL)), UNSAID, dtype=np.int32)
    for one, by_level in ladder.initial_rows.items():
        for word, row in by_level.items():
            table[RANK.index(one), LEVEL.index(word)] = words.index(row)
    kept = rows.columns["region"].words.index(ladder.initial_region)
    initial = rows.codes.get("how", np.full(len(day), UNSAID)) == rows.columns["how"].words.index("initial")
    fits = initial & (rows.codes["region"] == kept)
    rows.codes["initial_row"] = np.where(fits, table[rung, studied], UNSAID).astype(np.int32)
    rows.codes["date"] = np.where(rng.random(len(day)) < ladder.undated, UNSAID, day).astype(np.int32)
    return Entries(owners=owners, rows=rows)


def _initial(ladder: Ladder) -> Column:
    found = dict.fromkeys(row for rows in ladder.initial_rows.values() for row in rows.values())
    return Column(form="text", words=tuple(found))
