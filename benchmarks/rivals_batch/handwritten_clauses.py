"""What one standard counts of each kind of record, by hand, as Polars expressions over records with a row each.

Polars reads `&` and `|` of true, null and false as all, any and unknown, so that one Boolean says what the rules ask:
true met or assumed, null unknown, false unmet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)
"""Sentinels for a title or record without a date."""
TITLES = ("technician", "assistant", "engineer", "senior")
FIELDS = (
    "kind", "date", "role", "rank", "tier", "recognized", "recognized_by", "adopted", "benefit", "accepted", "project",
    "relevant", "giver", "venue", "author", "sole", "indexes", "own_words", "total_words", "published", "type",
    "promoted", "implemented", "nature", "investment", "revenue", "deployed", "major_new_product", "scope", "weight",
    "none",
)  # fmt: skip
"""The attributes of records that the standard asks for."""
BENEFITS = ("good", "considerable", "remarkable", "exceptional")
c = pl.col


def among(name: str, *words: str) -> pl.Expr:
    """One of these words; null where it is not given."""
    found = c(name) == words[0]
    for word in words[1:]:
        found = found | (c(name) == word)
    return found


def said(test: pl.Expr) -> pl.Expr:
    """A test that silence passes: by assumption, or as the clause has it."""
    return test.fill_null(True)


TIERS = ("employer", "county", "city", "provincial", "national")


def tier(name: str, least: str) -> pl.Expr:
    return among(name, *TIERS[TIERS.index(least) :])


def dated(title: str) -> pl.Expr:
    """Since the title: surely, possibly, or not."""
    surely, possibly = c("date").fill_null(FIRST) >= c(f"sure_{title}"), c("date").fill_null(LAST) >= c(f"may_{title}")
    return pl.when(surely).then(True).when(possibly).then(None).otherwise(False)


KEY = said(among("role", "key", "lead"))
LEAD = c("role") == "lead"
RANK = c("rank").fill_null(pl.when(LEAD).then(1))
"""Who leads and gives no rank stands first."""
AUTHOR = c("author").fill_null(pl.when(c("sole")).then(1))
SOLE = c("sole").fill_null(pl.when(c("author").is_between(2, 1_000_000)).then(False))
PUBLISHED = c("published").fill_null(pl.when(c("implemented")).then(True))
ACCEPTED = c("accepted")
RECOGNIZED = said(
    c("recognized_by").list.contains("sector_authority") | c("recognized_by").list.contains("cyberspace_authority")
)


def nature(word: str) -> pl.Expr:
    return c("nature").list.contains(word)


Clauses = tuple[Mapping[str, pl.Expr], Mapping[str, pl.Expr], Mapping[str, pl.Expr]]
"""Of one kind: flags, counters, and the shapes whose revenue is added up."""


def clauses() -> dict[str, Clauses]:
    """For each kind what its records can serve; the date is part of it."""
    results, own, engineer, senior = dated("free"), dated("assistant"), dated("engineer"), dated("senior")
    first3, first5 = RANK <= 3, RANK <= 5
    digital, research = nature("digital_factory"), nature("research_development") & ACCEPTED
    delivery = nature("delivery")
    big = digital & tier("tier", "provincial") & KEY & first3 & ACCEPTED
    served = (c("investment") >= 2000) & LEAD & ACCEPTED & tier("recognized", "county") & RECOGNIZED
    national3 = (c("tier") == "national") & KEY & first3 & ACCEPTED
    norm = among("type", "standard", "guide")
    enterprise = norm & (c("scope") == "enterprise")
    national5 = norm & (c("scope") == "national") & KEY & first5 & PUBLISHED
    national = norm & (c("scope") == "national") & PUBLISHED
    invention, other = c("type") == "invention", among("type", "utility", "design") & (RANK <= 2)
    core = (
        (c("venue") == "journal")
        & (AUTHOR <= 1)
        & (
            c("indexes").list.contains("pku_core")
            | c("indexes").list.contains("cssci")
            | c("indexes").list.contains("cscd")
        )
    )
    long_book = (c("total_words") >= 200_000) | (c("own_words") >= 200_000)
    own_part = c("own_words") >= 100_000
    won = said(among("giver", "government", "recognized_society"))
    thanked = tier("recognized", "provincial") & RECOGNIZED
    report = said(among("type", "technical", "white_paper", "plan", "feasibility"))
    return {
        "project": (
            {
                "engineer": results & ACCEPTED & digital & (tier("tier", "city") | delivery),
                "engineer_exception": own & big,
                "senior": engineer & big,
                "senior_exception": engineer & (national3 | served),
                "full_exception": senior & (c("tier") == "national") & LEAD & ACCEPTED,
            },
            {
                "research": engineer & research & KEY & first3 & said(among("benefit", *BENEFITS)),
                "projects": senior & digital & tier("tier", "provincial") & LEAD & (ACCEPTED | thanked),
                "developments": senior & research & LEAD,
            },
            {
                "engineer_sum": results & delivery,
                "senior_sum": engineer & delivery & KEY & first3,
                "full_sum": senior & delivery & LEAD,
            },
        ),
        "product": (
            {"engineer": results & c("deployed")},
            {},
            {"engineer_sum": results, "senior_sum": engineer & KEY & first3, "full_sum": senior & LEAD},
        ),
        "standard": (
            {
                "engineer": results
                & (
                    (norm & among("scope", "local", "industry", "national") & PUBLISHED)
                    | (enterprise & KEY & first5 & c("implemented"))
                ),
                "senior": engineer
                & (
                    national
                    | (norm & among("scope", "local", "industry") & KEY & first5 & PUBLISHED)
                    | (enterprise & LEAD & c("implemented"))
                ),
                "senior_exception": engineer & national5,
                "full": senior & ((norm & among("scope", "local", "industry") & LEAD & PUBLISHED) | national5),
                "full_exception": senior & national & LEAD,
            },
            {},
            {},
        ),
        "report": (
            {
                "engineer": results
                & said(c("type") == "technical") & tier("adopted", "employer") & tier("promoted", "employer")
            },
            {
                "reports": engineer & report & tier("tier", "provincial") & KEY & first5,
                "full_reports": senior & said(among("type", "plan", "feasibility")) & tier("tier", "provincial") & LEAD,
            },
            {},
        ),
        "research_project": ({}, {"full_reports": senior & ACCEPTED & tier("tier", "provincial") & LEAD}, {}),
        "award": (
            {
                "engineer_exception": own & tier("tier", "city") & won,
                "senior_exception": engineer & tier("tier", "provincial") & won,
            },
            {"awards": senior & tier("tier", "provincial") & won},
            {},
        ),
        "patent": (
            {
                "engineer_exception": own & ((invention & first5) | other),
                "senior": engineer & invention & first5,
                "full": senior & invention & (RANK <= 1),
            },
            {
                "other": engineer & other,
                "senior_patents": engineer & invention & first3,
                "full_patents": senior & invention & (RANK <= 1),
            },
            {},
        ),
        "software_copyright": (
            {"engineer_exception": own & (RANK <= 2)},
            {"other": engineer & (RANK <= 2)},
            {},
        ),
        "book": (
            {
                "engineer_exception": own & PUBLISHED,
                "senior": engineer & PUBLISHED,
                "full": senior & PUBLISHED & own_part & (SOLE | ((AUTHOR <= 3) & long_book)),
            },
            {},
            {},
        ),
        "paper": ({"senior": engineer & core}, {"papers": senior & core}, {}),
        "textbook": (
            {
                "full": senior
                & LEAD & ((c("type") == "manual") | said(PUBLISHED))
                & (c("own_words") >= 150_000) & tier("promoted", "provincial")
            },
            {},
            {},
        ),
        "long_service": (
            {
                "senior_exception": engineer & among("weight", "important", "major") & thanked,
                "full_exception": senior & (c("weight") == "major") & thanked,
            },
            {},
            {},
        ),
    }  # fmt: skip
