"""The records of a person by hand: what each serves, added up, and how far the clauses of each rung then stand.

Each record becomes a word of flags (a clause that one record meets) and words of counters (clauses that ask for
several); both add up over a person without a column for each clause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl
import polars.selectors as cs

from benchmarks.rivals_batch.handwritten_clauses import ACCEPTED, LEAD, among, clauses, dated, nature, said, tier

FLAGS = ("engineer", "engineer_exception", "senior", "senior_exception", "full", "full_exception")
COUNTERS = (
    ("research", "other", "reports", "senior_patents", "projects"),
    ("developments", "papers", "full_reports", "awards", "full_patents"),
)
BITS = 12
"""Of each counter: a list has at most 2,000 records."""
SUMS = ("engineer_sum", "senior_sum", "full_sum")
_KNOWN_NONE = {pl.String: "", pl.Boolean: False, pl.Int64: 1_000_000_000_000, pl.Float64: 0.0}
_LEAST_ASKED = ("own_words", "total_words")
"""Numbers of which at least so much is asked: with none of it the test fails from below."""

c = pl.col


def named(name: str, none: pl.Expr) -> pl.Expr:
    """Whether the text column says that there is none of this."""
    return none.cast(pl.String).str.contains(rf"(?:^|\s){name}(?:\s|$)").fill_null(False)


def settled(rows: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Rows of which nothing is known not to be there, and the few others: values that meet no test stand for that."""
    made, coded = [], cs.by_dtype(pl.Categorical)
    for name, kind in rows.with_columns(coded.cast(pl.String)).collect_schema().items():
        if name in ("none", "kind", "person") or kind == pl.Date:
            continue
        if name in _LEAST_ASKED:
            instead: pl.Expr = pl.lit(-1)
        elif isinstance(kind, pl.List):
            instead = pl.lit([], dtype=kind)
        else:
            instead = pl.lit(_KNOWN_NONE[type(kind)])
        # a list that is named is known to be empty; what has a value has it
        absent = c(name).is_null() & named(name, c("none"))
        made.append(pl.when(absent).then(instead).otherwise(c(name)).alias(name))
    return [
        rows.filter(c("none").is_null()),
        rows.filter(c("none").is_not_null()).with_columns(coded.cast(pl.String)).with_columns(made),
    ]


PLACES = {name: place for place, name in enumerate(FLAGS)}
TURNS = [{name: BITS * turn for turn, name in enumerate(names)} for names in COUNTERS]
WORDS = tuple(f"{cut}_{what}" for cut in ("sure", "may") for what in ("flags", "first", "second"))
NEEDS = {
    "research": 2, "other": 5, "reports": 2, "senior_patents": 2, "projects": 2, "developments": 2, "papers": 3,
    "full_reports": 3, "awards": 2, "full_patents": 2,
}  # fmt: skip
MONEY = {"engineer_sum": 1000, "senior_sum": 2000, "full_sum": 5000}


def word(tests: Mapping[str, pl.Expr], places: Mapping[str, int], *, may: bool) -> pl.Expr:
    """The tests as one whole number, each at its place; `may` takes the unknown as met."""
    made = [test.fill_null(may).cast(pl.Int64) * (1 << places[name]) for name, test in tests.items() if name in places]
    return pl.sum_horizontal(made) if made else pl.lit(0, dtype=pl.Int64)


def usable(rows: pl.LazyFrame, kind: str, as_of: date) -> list[pl.LazyFrame]:
    """The records of a kind that are relevant and exist on the day, those with something known absent apart."""
    mine = settled(rows.filter(c("kind") == kind))
    return [part.filter(said(c("relevant")) & (c("date").is_null() | (c("date") <= as_of))) for part in mine]


def hits(rows: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """The records that serve or may serve some clause: for each the words of flags and counters and its amounts."""
    found = []
    for kind, (flags, counters, sums) in clauses().items():
        made = []
        for may in (False, True):
            made.append(word(flags, PLACES, may=may))
            made += [word(counters, places, may=may) for places in TURNS]
        # an amount not told may be without limit
        unlimited = pl.lit(0, dtype=pl.Int64)
        amounts = []
        for name in SUMS:
            if name not in sums:
                amounts += [pl.lit(0.0).alias(f"sure_{name}"), pl.lit(0.0).alias(f"may_{name}")]
                continue
            possible = sums[name].fill_null(True)
            rung = name.removesuffix("_sum")
            unlimited = unlimited | ((possible & c("revenue").is_null()).cast(pl.Int64) * (1 << PLACES[rung]))
            amounts += [
                pl.when(test).then(c("revenue").fill_null(0.0)).otherwise(0.0).alias(f"{cut}_{name}")
                for cut, test in (("sure", sums[name].fill_null(False)), ("may", possible))
            ]
        made[3] = made[3] | unlimited
        words = [one.alias(name) for one, name in zip(made, WORDS, strict=True)]
        for part in usable(rows, kind, as_of):
            asked = part.select("person", *words, *amounts)
            found.append(asked.filter(pl.any_horizontal(c("^may_.*$") != 0)))
    return pl.concat(found)


def served(rows: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """The words and amounts of each person."""
    return (
        hits(rows, as_of)
        .group_by("person")
        .agg(c("sure_flags", "may_flags").bitwise_or(), pl.exclude("person", "sure_flags", "may_flags").sum())
    )


def tied(rows: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """People with a development they lead and a major new product of one project: `tied`, surely 2, possibly 1."""
    senior = dated("senior")
    leads = senior & nature("research_development") & LEAD & ACCEPTED
    major = senior & tier("major_new_product", "provincial")
    sides = []
    for side, (kind, test) in {"lead": ("project", leads), "made": ("product", major)}.items():
        name = c("project").cast(pl.String)
        made = [part.select("person", name.alias("name"), test.alias(side)) for part in usable(rows, kind, as_of)]
        found = pl.concat(made).filter(c("name").str.len_bytes() > 0)
        sides.append(found.filter(c(side).fill_null(True)))
    pairs = (
        sides[0]
        .join(sides[1], on=["person", "name"])
        .select("person", tied=1 + (c("lead") & c("made")).fill_null(False).cast(pl.Int8))
    )
    return pairs.group_by("person").agg(c("tied").max())


def recommended(parts: Sequence[pl.LazyFrame]) -> pl.LazyFrame:
    """For each person how many recommend, surely (`recommend`) and possibly (`may_recommend`)."""
    fits = (c("level") == "full_senior") & among("relation", "own", "related")
    return (
        pl.concat([rows.select("person", fits=fits) for rows in parts])
        .group_by("person")
        .agg(recommend=c("fits").fill_null(False).sum(), may_recommend=c("fits").fill_null(True).sum())
    )


def counter(name: str) -> pl.Expr:
    """Whether the records of a clause that asks for several are as many."""
    turn = next(turn for turn, places in enumerate(TURNS) if name in places)
    cut = [
        ((c(f"{one}_{('first', 'second')[turn]}") // (1 << TURNS[turn][name])) & ((1 << BITS) - 1)) >= NEEDS[name]
        for one in ("sure", "may")
    ]
    return both(*cut)


def both(sure: pl.Expr, may: pl.Expr) -> pl.Expr:
    """Met surely, met possibly, or not."""
    return pl.when(sure).then(True).when(may).then(None).otherwise(False)


def flag(name: str) -> pl.Expr:
    return both(*((c(f"{cut}_flags") & (1 << PLACES[name])) != 0 for cut in ("sure", "may")))


def money(name: str) -> pl.Expr:
    return both(*(c(f"{cut}_{name}").round(6) >= MONEY[name] for cut in ("sure", "may")))


def results() -> dict[str, pl.Expr]:
    """What the records of a person come to: results of each rung, and the items of each exception."""
    supported = pl.when("knows_recommenders").then(both(c("recommend") >= 2, c("may_recommend") >= 2))
    new_product = counter("developments") & both(c("tied") == 2, c("tied") == 1)
    found = {
        "engineer": flag("engineer") | money("engineer_sum"),
        "engineer_exception": flag("engineer_exception"),
        "senior": flag("senior") | money("senior_sum") | counter("research") | counter("other") | counter("reports"),
        "senior_exception": flag("senior_exception") | counter("senior_patents"),
        "full_senior": flag("full") | money("full_sum") | counter("projects") | new_product | counter("papers")
        | counter("full_reports"),
        "full_exception": flag("full_exception") | counter("awards") | counter("full_patents"),
    }  # fmt: skip
    found = {name: pl.when("knows_achievements").then(test) for name, test in found.items()}
    for name in ("senior_exception", "full_exception"):
        found[name] = found[name] & supported
    return found
