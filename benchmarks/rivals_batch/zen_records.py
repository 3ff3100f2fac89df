"""The records of a person in the expression language of ZEN: what each serves, and how far each clause then stands."""

from __future__ import annotations

from benchmarks.rivals_batch.handwritten_clauses import BENEFITS, TIERS
from benchmarks.rivals_batch.handwritten_records import MONEY, NEEDS

EVER, NEVER = -10_000_000, 10_000_000


def every(*tests: str) -> str:
    return f"min([{', '.join(tests)}])"


def some(*tests: str) -> str:
    return f"max([{', '.join(tests)}])"


def words(*values: str) -> str:
    return f"[{', '.join(repr(one) for one in values)}]"


def among(place: str, *values: str, silent: int = 1) -> str:
    return f"({place} in {words(*values)} ? 2 : {place} == null ? {silent} : 0)"


def flag(name: str, silent: int = 1) -> str:
    return f"(r.{name} == true ? 2 : r.{name} == null ? {silent} : 0)"


def has(name: str, *values: str, silent: int = 1) -> str:
    tests = " or ".join(f"contains(r.{name}, {one!r})" for one in values)
    return f"(r.{name} == null ? {silent} : ({tests}) ? 2 : 0)"


def number(place: str, test: str) -> str:
    return f"({place} == null ? 1 : {place} {test} ? 2 : 0)"


def least(name: str, tier: str) -> str:
    return among(f"r.{name}", *TIERS[TIERS.index(tier) :])


KEY = among("r.role", "key", "lead", silent=2)
LEAD = among("r.role", "lead")
RANK = "(r.rank ?? (r.role == 'lead' ? 1 : null))"
AUTHOR = "(r.author ?? (r.sole == true ? 1 : null))"
SOLE = "(r.sole == true ? 2 : r.sole == false ? 0 : (r.author ?? 0) >= 2 and (r.author ?? 0) < 1000000 ? 0 : 1)"
PUBLISHED = "(r.published == true or (r.published == null and r.implemented == true) ? 2 : r.published == null ? 1 : 0)"
PRINTED = "(r.published == false ? 0 : 2)"
ACCEPTED = flag("accepted")
THANKED = has("recognized_by", "sector_authority", "cyberspace_authority", silent=2)


def rank(most: int) -> str:
    return number(RANK, f"<= {most}")


def since(title: str) -> str:
    """How far a record is dated since a title."""
    return f"(((r.date ?? {EVER}) >= sure_{title}.n ? 1 : 0) + ((r.date ?? {NEVER - 1}) >= may_{title}.n ? 1 : 0))"


def kinds() -> dict[str, dict[str, str]]:
    """Of each kind what a record can serve; names as in the query by hand, sums of money as the status of a record."""
    free, own, engineer, senior = "r.free", "r.assistant", "r.engineer", "r.senior"
    digital, research, delivery = (has("nature", f) for f in ("digital_factory", "research_development", "delivery"))
    big = every(digital, least("tier", "provincial"), KEY, rank(3), ACCEPTED)
    thanked = every(least("recognized", "provincial"), THANKED)
    national3 = every(among("r.tier", "national"), KEY, rank(3), ACCEPTED)
    invested = every(number("r.investment", ">= 2000"), LEAD, ACCEPTED, least("recognized", "county"), THANKED)
    norm = among("r.type", "standard", "guide")
    local, nation = among("r.scope", "local", "industry"), among("r.scope", "national")
    firm = every(norm, among("r.scope", "enterprise"), flag("implemented"))
    national5 = every(norm, nation, KEY, rank(5), PUBLISHED)
    won = among("r.giver", "government", "recognized_society", silent=2)
    invention, other = among("r.type", "invention"), every(among("r.type", "utility", "design"), rank(2))
    core = every(among("r.venue", "journal"), number(AUTHOR, "<= 1"), has("indexes", "pku_core", "cssci", "cscd"))
    long_book = some(number("r.total_words", ">= 200000"), number("r.own_words", ">= 200000"))
    report = among("r.type", "technical", "white_paper", "plan", "feasibility", silent=2)
    advice = every(among("r.type", "plan", "feasibility", silent=2), least("tier", "provincial"), LEAD)
    return {
        "project": {
            "engineer": every(free, ACCEPTED, digital, some(least("tier", "city"), delivery)),
            "engineer_exception": every(own, big),
            "senior": every(engineer, big),
            "senior_exception": every(engineer, some(national3, invested)),
            "full_exception": every(senior, among("r.tier", "national"), LEAD, ACCEPTED),
            "research": every(engineer, research, KEY, rank(3), ACCEPTED, among("r.benefit", *BENEFITS, silent=2)),
            "projects": every(senior, digital, least("tier", "provincial"), LEAD, some(ACCEPTED, thanked)),
            "developments": every(senior, research, LEAD, ACCEPTED),
            "engineer_sum": every(free, delivery),
            "senior_sum": every(engineer, delivery, KEY, rank(3)),
            "full_sum": every(senior, delivery, LEAD),
        },
        "product": {
            "engineer": every(free, flag("deployed")),
            "engineer_sum": free,
            "senior_sum": every(engineer, KEY, rank(3)),
            "full_sum": every(senior, LEAD),
            "major": every(senior, least("major_new_product", "provincial")),
        },
        "standard": {
            "engineer": every(
                free,
                some(
                    every(norm, among("r.scope", "local", "industry", "national"), PUBLISHED),
                    every(firm, KEY, rank(5)),
                ),
            ),
            "senior": every(
                engineer,
                some(every(norm, nation, PUBLISHED), every(norm, local, KEY, rank(5), PUBLISHED), every(firm, LEAD)),
            ),
            "senior_exception": every(engineer, national5),
            "full": every(senior, some(every(norm, local, LEAD, PUBLISHED), national5)),
            "full_exception": every(senior, norm, nation, LEAD, PUBLISHED),
        },
        "report": {
            "engineer": every(
                free,
                among("r.type", "technical", silent=2),
                least("adopted", "employer"),
                least("promoted", "employer"),
            ),
            "reports": every(engineer, report, least("tier", "provincial"), KEY, rank(5)),
            "full_reports": every(senior, advice),
        },
        "research_project": {"full_reports": every(senior, ACCEPTED, least("tier", "provincial"), LEAD)},
        "award": {
            "engineer_exception": every(own, least("tier", "city"), won),
            "senior_exception": every(engineer, least("tier", "provincial"), won),
            "awards": every(senior, least("tier", "provincial"), won),
        },
        "patent": {
            "engineer_exception": every(own, some(every(invention, rank(5)), other)),
            "senior": every(engineer, invention, rank(5)),
            "full": every(senior, invention, rank(1)),
            "other": every(engineer, other),
            "senior_patents": every(engineer, invention, rank(3)),
            "full_patents": every(senior, invention, rank(1)),
        },
        "software_copyright": {"engineer_exception": every(own, rank(2)), "other": every(engineer, rank(2))},
        "book": {
            "engineer_exception": every(own, PUBLISHED),
            "senior": every(engineer, PUBLISHED),
            "full": every(
                senior,
                PUBLISHED,
                number("r.own_words", ">= 100000"),
                some(SOLE, every(number(AUTHOR, "<= 3"), long_book)),
            ),
        },
        "paper": {"senior": every(engineer, core), "papers": every(senior, core)},
        "textbook": {
            "full": every(
                senior,
                LEAD,
                some(among("r.type", "manual"), PRINTED),
                number("r.own_words", ">= 150000"),
                least("promoted", "provincial"),
            )
        },
        "long_service": {
            "senior_exception": every(engineer, among("r.weight", "important", "major"), thanked),
            "full_exception": every(senior, among("r.weight", "major"), thanked),
        },
    }


def served() -> tuple[dict[str, str], dict[str, str]]:
    """Two nodes: the records that count with how far each is dated since, then what each kind of them serves."""
    dates = ", ".join(f"{title}: {since(title)}" for title in ("free", "assistant", "engineer", "senior"))
    real = "r.relevant != false and (r.date == null or r.date <= as_of.n)"
    records = {"records": f"map(filter(achievements ?? [] as r, {real}) as r, merge([r, {{{dates}}}]))"}
    found = {}
    for kind, tests in kinds().items():
        more = "project: r.project, revenue: r.revenue, " if kind in ("project", "product") else ""
        made = ", ".join(f"{name}: {test}" for name, test in tests.items())
        found[f"of_{kind}"] = f"map(filter(records as r, r.kind == '{kind}') as r, {{{more}{made}}})"
    return records, found


def results() -> dict[str, str]:
    """How far each clause of records stands."""
    named: dict[str, list[str]] = {}
    for kind, tests in kinds().items():
        for name in tests:
            named.setdefault(name, []).append(kind)
    found = {}
    for name, mine in named.items():
        if name in MONEY:
            sums = [
                " + ".join(f"sum(map(filter(of_{k}, #.{name} >= {cut}), #.revenue ?? 0))" for k in mine)
                for cut in (2, 1)
            ]
            loose = " or ".join(f"some(of_{k}, #.{name} >= 1 and #.revenue == null)" for k in mine)
            sure, may = (f"round(({one}) * 1000000) >= {MONEY[name] * 1_000_000}" for one in sums)
            found[name] = f"({sure}) ? 2 : (({loose}) or ({may})) ? 1 : 0"
        else:
            n = NEEDS.get(name, 1)
            sure, may = (" + ".join(f"count(of_{k}, #.{name} >= {cut})" for k in mine) + f" >= {n}" for cut in (2, 1))
            found[name] = f"({sure}) ? 2 : ({may}) ? 1 : 0"
    tie = (
        "some(filter(of_product as p, p.major >= {cut} and (p.project ?? '') != '') as p, "
        "some(of_project as q, q.developments >= {cut} and q.project == p.project))"
    )
    found["tied"] = f"{tie.format(cut=2)} ? 2 : {tie.format(cut=1)} ? 1 : 0"
    fits = every(among("r.level", "full_senior"), among("r.relation", "own", "related"))
    sure, may = (f"count(recommenders as r, {fits} >= {cut}) >= 2" for cut in (2, 1))
    found["recommended"] = f"recommenders == null ? 1 : ({sure}) ? 2 : ({may}) ? 1 : 0"
    return found
