"""The conditions on a person by hand: education, titles, work, attestations, and the verdicts that all comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import polars as pl

from benchmarks.rivals_batch import handwritten_records as records
from benchmarks.rivals_batch.handwritten_clauses import FIRST, TITLES, among, said
from benchmarks.rivals_batch.handwritten_days import dated, work
from benchmarks.rivals_batch.handwritten_records import named, word
from solver.calendar import add_months

STANDARD = "chongqing-industrial-internet-2022"
RUNGS = ("technician", "assistant", "engineer", "senior", "full_senior")
ENGINEERING = (
    "engineering", "industrial_internet", "cyberspace", "network_security", "information_technology",
    "content_governance", "information_dissemination",
)  # fmt: skip
CONDUCT = ("politics", "ethics", "other-rules")
ABILITY = {
    "technician": ("theory", "practice"),
    "assistant": ("theory", "practice", "guidance"),
    "engineer": ("theory", "independence", "practice", "guidance"),
    "senior": ("norms", "frontier", "practice", "architecture", "integration", "guidance"),
    "full_senior": ("theory", "norms", "frontier", "practice", "achievements", "guidance"),
}
APPRAISED = {"technician": "vocational", "assistant": "bachelor"}
SCHOOL = "education-years/technician-school"
VERDICTS = ("not_eligible", "undetermined", "eligible")
APPRAISAL, DENIED, GRANTED = 5, 10, 15
"""Where the bits of attestations begin: before them one for each rung that falls."""
SCHOOLING = ("bachelor", "vocational", "college", "master", "doctor", "early", "school")
c = pl.col


def judged() -> Iterator[tuple[int, str]]:
    """What only a panel judges: the bit of what falls with it, and the id of the node."""
    for place, rung in enumerate(RUNGS):
        yield from ((place, f"{rung}/conduct/{one}") for one in CONDUCT)
        yield from ((place, f"{rung}/ability/{one}") for one in ABILITY[rung])
        if rung in APPRAISED:
            yield APPRAISAL + place, f"{rung}/education-years/{APPRAISED[rung]}/appraisal"


def keys() -> pl.DataFrame:
    """Every key under which a node can be attested, how far it is, and the bits that a denial or a grant sets."""
    found = []
    for leaf, (bit, path) in enumerate(judged()):
        parts = path.split("/")
        for far in range(len(parts)):
            near = "/".join(parts[: len(parts) - far])
            found += [(f"{STANDARD}/{near}", leaf, 2 * far, 1 << bit, 0), (near, leaf, 2 * far + 1, 1 << bit, 0)]
    for place, rung in enumerate(RUNGS):
        leaf, deny, grant = 100 + place, 1 << DENIED + place, 1 << GRANTED + place
        found += [(f"{STANDARD}/{rung}/{SCHOOL}", leaf, 0, deny, grant), (f"{rung}/{SCHOOL}", leaf, 1, deny, grant)]
    types = {"key": pl.String, "leaf": pl.Int32, "far": pl.Int32, "deny": pl.Int64, "grant": pl.Int64}
    return pl.DataFrame(found, schema=types, orient="row")


def attestations(pairs: pl.LazyFrame) -> pl.LazyFrame:
    """For each person a word of bits: what falls by a denial, and what another document was said to grant."""
    telling = pairs.filter(~c("value") | c("key").cast(pl.String).str.ends_with("technician-school"))
    return (
        pairs.join(telling.select("person").unique(), on="person", how="semi")
        .with_columns(c("key").cast(pl.String))
        .drop_nulls("value")
        .join(keys().lazy(), on="key", maintain_order="left")
        .group_by("person", "leaf")
        # the nearest key speaks; of one given twice the last
        .agg(c("value", "deny", "grant").filter(c("far") == c("far").min()).last())
        .group_by("person")
        .agg(pl.when("value").then("grant").otherwise("deny").bitwise_or().alias("said"))
    )


def education(rows: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """For each person a word of bits: the levels reached by some certificate."""
    diploma, degree = (c(one) <= as_of for one in ("diploma", "degree"))
    second = c("second_bachelor").fill_null(False)
    high = among("level", "master", "doctor")
    bachelor = high | (c("level") == "bachelor")
    college = bachelor | (c("level") == "junior_college")
    tests = {
        "bachelor": (diploma & bachelor) | (degree & (bachelor | second)),
        "vocational": diploma & (college | (c("level") == "secondary_vocational")),
        "college": diploma & college,
        "master": degree & (high | second),
        "doctor": degree & (c("level") == "doctor") & ~second,
        "early": degree & high & ~second & c("engineering_professional"),
        "school": diploma & among("level", "skilled_intermediate", "skilled_senior", "skilled_technician"),
    }
    levels = word(tests, {name: place for place, name in enumerate(SCHOOLING)}, may=False)
    return rows.select("person", levels.alias("schooling")).group_by("person").agg(c("schooling").bitwise_or())


def titles(rows: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """For each person and title the day since which it is held, surely (`sure_…`) and possibly (`may_…`)."""
    own = ((c("series") == "engineering") | c("series").is_null()) & (c("date").is_null() | (c("date") <= as_of))
    day, sure = c("date").fill_null(FIRST), c("series").is_not_null() & c("date").is_not_null()
    made = []
    for title in TITLES:
        made.append(pl.when(c("level") == title).then(day).alias(f"may_{title}"))
        made.append(pl.when((c("level") == title) & sure).then(day).alias(f"sure_{title}"))
    return rows.filter(own).select("person", *made).group_by("person").agg(pl.all().min())


def merged(rows: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """The spans worked in engineering up to the day, those that overlap or touch made one: `first` and `last`."""
    jobs = (
        rows.filter(among("field", *ENGINEERING) & (c("from") <= as_of))
        .select("person", first=c("from"), last=pl.min_horizontal(c("to").fill_null(as_of), pl.lit(as_of)))
        .sort("person", "first")
    )
    # people stand in order, so that a running maximum over person and day starts anew with each person
    ends = c("person").cast(pl.Int64) * (1 << 24) + c("last").cast(pl.Int32)
    starts = c("person").cast(pl.Int64) * (1 << 24) + c("first").cast(pl.Int32)
    return (
        jobs.with_columns(new=(starts > ends.cum_max().shift(1, fill_value=-(1 << 62)) + 1))
        .with_columns(span=c("new").cum_sum())
        .group_by("span")
        .agg(c("person").first(), c("first").first(), c("last").max())
    )


def bit(name: str, place: int) -> pl.Expr:
    return (c(name) & (1 << place)).ne(0)


def based(people: pl.LazyFrame, jobs: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """The people not surely outside the scope or barred, with `base`: how scope and conduct stand."""
    now = jobs.filter(
        (c("field") == "industrial_internet") & (c("from") <= as_of) & (c("to").is_null() | (c("to") >= as_of))
    )
    employed = among("employment", "enterprise", "public_institution")
    here = c("region") == "chongqing"
    studied = said(c("continuing_education"))
    free = said(c("penalty_until") < as_of)
    none = c("none").is_not_null()
    in_field = pl.when(~c("knows_work")).then(None).otherwise(c("now").fill_null(False))
    base = (
        (employed & ~(none & c("employment").is_null() & named("employment", c("none"))))
        & (here & ~(none & c("region").is_null() & named("region", c("none"))))
        & (studied & ~(none & named(r"conduct\.continuing_education", c("none"))))
        & free
        & in_field
    )
    return (
        people.join(now.select("person", now=True).unique(), on="person", how="left", maintain_order="left")
        .with_columns(base=base)
        .filter(c("base").fill_null(True))
        .drop("now", "employment", "region", "penalty_until", "continuing_education", "none")
    )


def schooled(name: str) -> pl.Expr:
    return pl.when("knows_education").then(bit("schooling", SCHOOLING.index(name)))


def held(title: str, before: date | None = None) -> pl.Expr:
    """The title held, where a day is given since that day or earlier."""
    surely, possibly = c(f"sure_{title}"), c(f"may_{title}")
    sure = surely.is_not_null() if before is None else surely <= before
    may = possibly.is_not_null() if before is None else possibly <= before
    return pl.when(sure).then(True).when(may).then(None).otherwise(False)


def worked(title: str, months: int) -> pl.Expr:
    """Months worked since the title; a year less with a professional degree of engineering."""
    early = schooled("early")
    sure = c(f"worked_sure_{title}") >= months - 12 * early.fill_null(False).cast(pl.Int32)
    may = c(f"worked_may_{title}") >= months - 12 * early.fill_null(True).cast(pl.Int32)
    return (
        pl.when(c(f"may_{title}").is_null()).then(False)
        .when(~c("knows_work")).then(None)
        .when(sure).then(True)
        .when(may).then(None)
        .otherwise(False)
    )  # fmt: skip


def years() -> dict[str, pl.Expr]:
    """Education and years of each rung."""
    year = pl.when("knows_work").then((c("worked") >= 12).fill_null(False))
    found = {
        "technician": schooled("bachelor") | (schooled("vocational") & year & ~bit("said", APPRAISAL)),
        "assistant": schooled("master")
        | (schooled("bachelor") & year & ~bit("said", APPRAISAL + 1))
        | (schooled("college") & worked("technician", 24))
        | (schooled("vocational") & worked("technician", 48)),
        "engineer": schooled("doctor")
        | (schooled("master") & worked("assistant", 24))
        | ((schooled("bachelor") | schooled("college")) & worked("assistant", 48)),
        "senior": (schooled("doctor") & worked("engineer", 24)) | (schooled("bachelor") & worked("engineer", 60)),
        "full_senior": schooled("bachelor") & worked("senior", 60),
    }
    for place, rung in enumerate(RUNGS):
        said = pl.when(bit("said", GRANTED + place)).then(True).when(bit("said", DENIED + place)).then(False)
        found[rung] = found[rung] | (schooled("school") & said.otherwise(None))
    return found


def answers(as_of: date) -> list[pl.Expr]:
    """For each rung the place of the verdict in VERDICTS, from all that is known of a person."""
    two_years = next(day for day in (as_of - timedelta(n) for n in range(1000)) if add_months(day, 24) <= as_of)
    counted = records.results()
    exceptions = {
        "engineer": held("assistant") & counted["engineer_exception"],
        "senior": (held("engineer", two_years) | (schooled("doctor") & held("engineer"))) & counted["senior_exception"],
        "full_senior": held("senior", two_years) & counted["full_exception"],
    }
    found = []
    for place, (rung, time) in enumerate(years().items()):
        stands = c("base") & ~bit("said", place) & time
        if rung in exceptions:
            stands = c("base") & ~bit("said", place) & counted[rung] & (time | exceptions[rung])
        code = pl.when(stands).then(2).when(stands.is_null()).then(1).otherwise(0)
        found.append(code.cast(pl.UInt8).alias(rung))
    return found


def answered(people: pl.DataFrame, tables: Mapping[str, pl.DataFrame], as_of: date) -> pl.LazyFrame:
    """The verdicts of the people asked about, from what `based` left of them and the entries of their lists.

    What several branches use is collected once: left to itself the optimiser runs it again in each of them.
    """
    lists = {name: rows.lazy() for name, rows in tables.items()}
    asked = (
        people.lazy()
        .join(titles(lists["titles"], as_of), on="person", how="left", maintain_order="left")
        .join(education(lists["education"], as_of), on="person", how="left", maintain_order="left")
        .join(attestations(lists["attestations"]), on="person", how="left", maintain_order="left")
        .with_columns(
            *(pl.when("knows_titles").then(c(f"may_{t}")).otherwise(FIRST) for t in TITLES),
            schooling=c("schooling").fill_null(0),
            said=c("said").fill_null(0),
        )
        .with_columns(**freed())
        .collect()
    )
    rows = dated(tables["achievements"], asked)
    return (
        asked.hstack(work(merged(lists["work"], as_of).collect(), asked))
        .lazy()
        .join(records.served(rows, as_of), on="person", how="left", maintain_order="left")
        .join(records.tied(rows, as_of), on="person", how="left", maintain_order="left")
        .join(records.recommended(records.settled(lists["recommenders"])), on="person", how="left")
        .select("person", *answers(as_of))
    )


def freed() -> dict[str, pl.Expr]:
    """Since when results count for an engineer: of a doctor without the title below all of them."""
    doctor = schooled("doctor")
    without = c("may_assistant").is_null()
    sure = pl.when(without & doctor).then(pl.lit(FIRST)).otherwise(c("sure_assistant"))
    may = pl.when(without & doctor.fill_null(True)).then(pl.lit(FIRST)).otherwise(c("may_assistant"))
    return {"sure_free": sure, "may_free": may}
