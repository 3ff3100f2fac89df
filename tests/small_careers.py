"""Every education, ladder of titles and course of work that two small standards could tell apart, one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, product
from typing import Any

from models import rules
from models.applicant import Applicant, Education, Job, Title
from models.rules import Since
from models.vocabulary import vocabulary
from solver.calendar import add_months
from solver.schooling import SCHOOLING, level_of

Choice = dict[str, Any]
DAY_LONG = timedelta(days=1)
BETWEEN_TITLES = 12
"""Months from a title to the next higher one of its series, at least."""


def careers(nodes: Sequence[Any], as_of: date, limit: int) -> list[Choice] | None:
    """Education, titles and work in all combinations, on each threshold and a day short of it; None for too many."""
    held = [n for n in nodes if isinstance(n, rules.Held)]
    worked = [n for n in nodes if isinstance(n, rules.Worked)]
    asked: list[Any] = [*held, *worked]
    spans = {int(n.months) for n in asked if n.months}
    spans |= {int(n.months - n.early_by) for n in asked if getattr(n, "early", None)}
    ends = {*(s for s in spans if s > 0), max([0, *spans]) + 12}
    days = sorted({add_months(as_of, -m) + timedelta(days=d) for m in ends for d in ((0, 1) if m in spans else (0,))})
    dated = bool(spans - {0}) or any(n.after for n in worked)
    studies = list(_studies(nodes, days, any(isinstance(n.after, rules.Education) for n in worked), as_of))
    titles = list(_titles(nodes, days if dated else days[:1]))
    jobs = list(_jobs(worked, days, as_of))
    if len(studies) * len(titles) * len(jobs) > limit:
        return None
    return [{"education": e, "titles": t, "work": w} for e, t, w in product(studies, titles, jobs)]


def lifelike(person: Applicant) -> bool:
    """Whether certificates and titles came in order, and so long after each other as they must."""
    levels = vocabulary().sets["rung"]
    studied = [(level_of(e, by), day) for e in person.education or () for by, day in
               (("diploma", e.diploma), ("degree", e.degree)) if day and e.level in SCHOOLING]  # fmt: skip
    titled = [(t.series, levels.step(t.level), t.date) for t in person.titles or () if t.date]
    return _ordered(studied) and _climbed(titled)


def _ordered(studied: Sequence[tuple[str, date]]) -> bool:
    """Whether each certificate comes so long after the lower ones as it must; of one level no order is asked."""
    least = vocabulary().least_between
    return all(add_months(early, least.get(low, {}).get(high, 0)) <= late
               for (low, early), (high, late) in product(studied, studied) if high in least.get(low, {}))  # fmt: skip


def _climbed(titled: Sequence[tuple[str | None, int, date]]) -> bool:
    """Whether titles of one series come in the order of rungs."""
    return all(add_months(early, BETWEEN_TITLES) <= late for (series, low, early), (other, high, late)
               in product(titled, titled) if series == other and low < high)  # fmt: skip


# --- education --------------------------------------------------------------------------------------------------------


def _studies(nodes: Sequence[Any], days: Sequence[date], dated: bool, as_of: date) -> Iterator[tuple[Education, ...]]:
    asked = [n for n in nodes if isinstance(n, rules.Education)]
    marks = [False, True] if any(n.mark for n in asked) else [False]
    relations = ["own", "related", "other"] if any(n.relation for n in asked) else ["own"]
    halves = {
        by: sorted({_real(n.levels[0], by) for n in asked if n.by in (by, "either", "both")}, key=SCHOOLING.index)
        for by in ("diploma", "degree")
    }
    # what comes before the lowest threshold's certificate lies further back
    longer = [add_months(days[0], -m) for m in ((48, 24) if any(len(levels) > 1 for levels in halves.values()) else ())]
    for have in _held(halves, chains=dated or len(relations) > 1):
        # where no work counts from it, a certificate is as old as its level is low
        olden = [add_months(as_of, -24 * (12 - SCHOOLING.index(level))) for _, level in have]
        for chosen in product([*longer, *days], repeat=len(have)) if dated else [tuple(olden)]:
            made = dict(zip(have, chosen, strict=True))
            studied = [(level, day) for (_, level), day in made.items()]
            if not _ordered(studied) or any(made[by, lv] < made.get(("diploma", lv), date.min) for by, lv in have):
                continue
            for mark in marks if any(by == "degree" for by, _ in have) else [False]:
                for close in product(relations, repeat=len(have)):
                    kinds = zip(have, close, strict=True)
                    yield tuple(_certificate(by, lv, made[by, lv], mark, relation) for (by, lv), relation in kinds)


def _held(halves: Mapping[str, Sequence[str]], *, chains: bool) -> Iterator[list[tuple[str, str]]]:
    """Which certificates somebody has: the highest of each kind, with those below it (or, in chains, without them)."""
    ways: list[list[list[tuple[str, str]]]] = []
    for by, levels in halves.items():
        tops = [[(by, lv) for lv in levels[:n]] for n in range(len(levels) + 1)]
        ways.append([*tops, *([one[-1:] for one in tops if len(one) > 1] if chains else [])])
    both = all("bachelor" in levels for levels in halves.values())
    for diplomas, degrees in product(*ways):
        have = [*diplomas, *degrees]
        higher = any(SCHOOLING.index(level) > SCHOOLING.index("bachelor") for _, level in have)
        # who went further was a bachelor before
        if not (both and higher and not any(level == "bachelor" for _, level in have)):
            yield have


def _real(level: str, by: str) -> str:
    """The lowest certificate of a kind that there is from a level up."""
    if by == "degree":
        return "bachelor" if SCHOOLING.index(level) < SCHOOLING.index("bachelor") else level
    return "master" if level == "second_bachelor" else level


def _certificate(by: str, level: str, day: date, mark: bool, relation: str) -> Education:
    second = level == "second_bachelor"
    dates: Choice = {by: day}
    marked = mark and by == "degree" and SCHOOLING.index(level) >= SCHOOLING.index("master")
    return Education(path="", level="bachelor" if second else level, second_bachelor=second,
                     engineering_professional=marked, relation=relation, **dates)  # fmt: skip


# --- titles and work --------------------------------------------------------------------------------------------------


def _titles(nodes: Sequence[Any], days: Sequence[date]) -> Iterator[tuple[Title, ...]]:
    rungs = vocabulary().sets["rung"].values
    held = [n for n in nodes if isinstance(n, rules.Held)]
    since = [n.level for n in nodes if isinstance(n, Since)]
    asked = {level for n in held for level in n.level} | {level for level in since if level}
    if None in since:
        # a title that nobody asks for may be the highest
        asked |= {next(level for level in rungs if all(rungs.index(level) > rungs.index(a) for a in asked))}
    ladder = [(level, "engineering", "own") for level in rungs if level in asked]
    own = {level for n in held for level in n.level}
    if any(n.relation for n in held):
        ladder += [(level, "engineering", "other") for level in rungs if level in own]
    if any("other" in n.series for n in held):
        ladder += [(level, "other", "own") for level in rungs if level in own]
    every = sorted({*days, *(add_months(days[0], -12 * i) for i in range(1, len(asked)))})
    for number in range(min(3, len(ladder)) + 1):
        for have in combinations(ladder, number):
            for chosen in product(every, repeat=number):
                made = [(*kind, day) for kind, day in zip(have, chosen, strict=True)]
                if _climbed([(series, rungs.index(level), day) for level, series, _, day in made]):
                    yield tuple(
                        Title(path=f"titles[{i}]", level=lv, series=series, relation=relation, date=day, how="review")
                        for i, (lv, series, relation, day) in enumerate(made)
                    )


def _jobs(worked: Sequence[rules.Worked], days: Sequence[date], as_of: date) -> Iterator[tuple[Job, ...]]:
    words = vocabulary().sets["field"]
    sorts: dict[tuple[bool, ...], str] = {}
    for field in words.values:
        sorts.setdefault(tuple(any(w in n.fields for w in words.wider(field)) for n in worked), field)  # type: ignore[operator]  # settled
    asked = [field for fits, field in sorts.items() if any(fits)]
    now = any(n.now for n in worked)
    if len(asked) > 1:
        # one job in each field, gone on with or ended yesterday
        ended = [(day - DAY_LONG, as_of - DAY_LONG) for day in (days if now else ())]
        ways = [None, *((day, None) for day in days), *ended]
        for chosen in product(ways, repeat=len(asked)):
            yield tuple(Job(path="", field=f, start=w[0], end=w[1]) for f, w in zip(asked, chosen, strict=True) if w)
        return
    yield ()
    total = any(n.after is None and not n.now for n in worked)
    longer = [add_months(days[0], -12), add_months(days[0], -24)] if total and len(days) > 1 else []
    for field in asked:
        for start in [*longer, *days]:
            yield (Job(path="", field=field, start=start),)
            for end in [d - DAY_LONG for d in (*days, as_of) if d - DAY_LONG > start] if total or now else []:
                past = Job(path="", field=field, start=start, end=end)
                yield (past,)
                if now:
                    yield (past, Job(path="", field=field, start=as_of))
        if now:
            yield (Job(path="", field=field, start=as_of),)
