"""`compare` on small standards whose relation can be argued by hand, and its laws on the five documents."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models import catalogue
from models.standard import Standard
from models.standard_reader import read_standard
from solver.check import check
from solver.compare import CompareAsked, compare
from solver.comparison import ALL, Comparison, Relation

ON = date(2026, 6, 30)
IDS = tuple(sorted(catalogue.files()))
MIRROR = {"stricter": "looser", "looser": "stricter"}


def years(name: str, rule: dict[str, Any], region: str = "beijing", own: str = "network_security") -> Standard:
    """A standard whose one part is education and years."""
    parts: dict[str, Any] = {"education-years": rule}
    return standard(name, region, own=own, **parts)


def standard(name: str, region: str = "beijing", *, own: str = "network_security", **parts: Any) -> Standard:
    """A standard of one rung, `engineer`, whose one route asks for all the parts given."""
    scope = {"cite": "1", "all": [{"fact": "region", "in": [region]}, {"now": own}]}
    every = {"scope": scope, **{part: {"cite": str(i), **rule} for i, (part, rule) in enumerate(parts.items(), 2)}}
    return read_standard({
        "id": name,
        "document": {"zh": name, "en": name, "issued": "2020-01-01", "effective": "2020-01-01", "region": region},
        "parts": {"scope": every.pop("scope")},
        "rungs": {"engineer": {"parts": every, "routes": {"regular": list(every)}}},
    })  # fmt: skip


def related(a: Standard, b: Standard, part: str = ALL) -> Relation:
    """How two standards of one rung stand to each other."""
    found = compare(CompareAsked(standards=[a, b], as_of=ON)).relations
    return next(one for one in found if one.part == part)


def papers(at_least: int, **where: Any) -> dict[str, Any]:
    return {"count": "paper", "at_least": at_least, **({"where": where} if where else {})}


def test_more_records_are_stricter_and_the_witness_has_just_too_few() -> None:
    relation = related(standard("a", results=papers(3)), standard("b", results=papers(2)), "results")
    assert relation.relation == "stricter"
    assert relation.forward is not None and relation.forward.answer == "proven"
    assert relation.backward is not None and relation.backward.witness is not None
    assert relation.backward.witness.records == 2
    assert [rule.id for rule in relation.backward.witness.decides] == ["engineer/results"]


def test_the_same_rule_in_other_words_is_equivalent() -> None:
    one = {"any": [{"id": "first", **papers(1, author="1..1")}, {"id": "both", **papers(1, author="1..2")}]}
    assert related(standard("a", results=one), standard("b", results=papers(1, author="1..2"))).relation == "equivalent"


def test_neither_within_the_other_is_incomparable_with_a_witness_on_both_sides() -> None:
    relation = related(standard("a", results=papers(1)), standard("b", results={"count": "patent"}))
    assert relation.relation == "incomparable"
    for direction in (relation.forward, relation.backward):
        assert direction is not None and direction.witness is not None and direction.witness.records == 1


def test_each_region_counts_its_own_field_and_place() -> None:
    a = standard("a", "chongqing", own="industrial_internet", results=papers(1))
    b = standard("b", "liaoning", own="network_security", results=papers(1))
    assert related(a, b).relation == "equivalent"


def test_years_in_the_own_field_are_the_same_years_everywhere() -> None:
    work = {"worked": {"in": "industrial_internet", "at_least": "3y"}}
    other = {"worked": {"in": "network_security", "at_least": "2y"}}
    a, b = years("a", work, "chongqing", "industrial_internet"), years("b", other, "liaoning")
    relation = related(a, b, "education-years")
    assert relation.relation == "stricter"
    assert relation.backward is not None and relation.backward.witness is not None
    papers = relation.backward.witness.papers
    assert papers["a"]["work"][0]["field"] == "industrial_internet" and papers["a"]["region"] == "chongqing"
    assert papers["b"]["region"] == "liaoning"


def test_what_a_panel_judges_decides_nothing() -> None:
    words = {"attest": {"zh": "能力", "en": "ability"}}
    a, b = standard("a", ability=words, results=papers(1)), standard("b", ability=words, results=papers(1))
    assert related(a, b, "ability").why == "judged"
    assert related(a, standard("b", results=papers(1))).relation == "equivalent"
    kinder = standard("b", results=papers(1, benefit="some+"))
    assert related(standard("a", results=papers(1, benefit="good+")), kinder).relation == "equivalent"


def test_a_part_or_rung_that_one_lacks_is_not_comparable() -> None:
    a, b = standard("a", results=papers(1)), standard("b", scholarship=papers(1))
    relation = related(a, b, "results")
    assert (relation.relation, relation.why, relation.lacks) == ("not_comparable", "part", ("b",))
    assert related(a, b).relation == "equivalent"


def test_a_doctor_was_a_bachelor_before() -> None:
    """Whoever is a doctor has been a bachelor for three years: a fact of the world, in neither text."""
    doctor = {"degree": "doctor"}
    after = {"worked": {"in": "engineering", "at_least": "1y"}, "after": {"degree": "bachelor"}}
    a = years("a", {"all": [doctor, {"worked": {"in": "engineering", "at_least": "1y"}}]})
    assert related(a, years("b", after), "education-years").relation == "incomparable"
    assert related(a, years("b", {"degree": "bachelor"}), "education-years").relation == "stricter"


def test_technician_schools_are_told_beside() -> None:
    diploma = {"diploma": "bachelor"}
    either = {"any": [{"id": "diploma", **diploma}, {"id": "class", "class": ["skilled_technician"]}]}
    relation = related(years("a", diploma), years("b", either), "education-years")
    assert relation.relation == "equivalent"
    assert relation.beside == (("equivalences", "stricter"),)


def test_without_penalties_the_rest_is_told_beside() -> None:
    a, b = (
        standard("a", conduct={"clear": "conduct.penalty_until"}, results=papers(1)),
        standard("b", results=papers(1)),
    )
    relation = related(a, b)
    assert relation.relation == "stricter" and relation.beside == (("bars", "equivalent"),)
    assert relation.backward is not None and relation.backward.witness is not None
    assert relation.backward.witness.person["conduct"]["penalty_until"] is not None


def test_another_reading_that_turns_the_relation_is_named() -> None:
    words = {"zh": "甲", "en": "a"}
    a = standard("a", results=papers(2))
    b = read_standard({
        "id": "b",
        "document": {"zh": "b", "en": "b", "issued": "2020-01-01", "effective": "2020-01-01", "region": "beijing"},
        "readings": {"many": {"default": "two", "two": words, "three": words}},
        "rungs": {"engineer": {
            "parts": {"results": {"cite": "1", "any": [
                {"id": "two", "when": {"many": "two"}, **papers(2)},
                {"id": "three", "when": {"many": "three"}, **papers(3)},
            ]}},
            "routes": {"regular": ["results"]},
        }},
    })  # fmt: skip
    found = compare(CompareAsked(standards=[a, b], as_of=ON, parts=["results"], flips=True)).relations
    assert [(one.relation, one.readings) for one in found] == [("equivalent", (("many", "three", "looser"),))]


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        # three records of one kind that belong together are three records
        ({"tied": [{"kind": "paper"}, {"kind": "paper", "venue": "journal"}, {"kind": "paper", "adopted": "city+"}]},
         {"count": "patent"}, "incomparable"),
        ({"count": "project", "where": {"contract": "50.004+"}},
         {"count": "project", "where": {"contract": "50+"}}, "stricter"),
        ({"count": "project", "total": {"of": "contract", "at_least": 50}},
         {"count": "project", "total": {"of": "contract", "at_least": 50.004}}, "looser"),
        ({"fact": "insurance_months", "at_least": 10001}, {"fact": "insurance_months", "at_least": 10000}, "stricter"),
        # nobody is written down with more records than a document takes
        (papers(3000), papers(2999), "undecided"),
    ],
)  # fmt: skip
def test_what_is_told_apart(one: dict[str, Any], other: dict[str, Any], relation: str) -> None:
    assert related(standard("a", results=one), standard("b", results=other), "results").relation == relation


def test_of_a_whole_rung_every_route_is_told_to_fail() -> None:
    def two(name: str, n: int) -> Standard:
        words = {"zh": name, "en": name, "issued": "2020-01-01", "effective": "2020-01-01", "region": "beijing"}
        parts = {"results": {"cite": "1", **papers(n)}, "exception": {"cite": "2", "count": "patent", "at_least": n}}
        routes = {"regular": ["results"], "exceptional": ["exception"]}
        return read_standard({"id": name, "document": words, "rungs": {"engineer": {"parts": parts, "routes": routes}}})

    relation = related(two("a", 2), two("b", 1))
    assert relation.relation == "stricter" and relation.backward is not None
    shown = relation.backward.witness
    assert shown is not None and [rule.id for rule in shown.decides] == ["engineer/results"]
    assert [(route, [rule.id for rule in several]) for route, several in shown.others] == [
        ("exceptional", ["engineer/exception"])
    ]


def test_an_amended_standard_is_compared_with_itself() -> None:
    from models.amending import Change, amended
    from models.vocabulary import Label

    one = standard("a", results=papers(3))
    kinder = amended(one, [Change(path="engineer/results", values={"n": 2})])
    asked = CompareAsked(standards=[one], as_of=ON, amended=[("two", Label(zh="二", en="two"), kinder)])
    found = compare(asked)
    assert [side.key for side in found.sides] == ["a", "a+two"]
    assert next(r for r in found.relations if r.part == "results").relation == "stricter"


@pytest.fixture(scope="module")
def five() -> Comparison:
    return compare(CompareAsked(standards=[catalogue.find(name) for name in IDS], as_of=ON))


def test_every_witness_of_the_five_documents_replays_under_the_real_standards(five: Comparison) -> None:
    standards = {side.key: side.standard for side in five.sides}
    seen = 0
    for relation in five.relations:
        for meets, fails, direction in (
            (relation.a, relation.b, relation.forward),
            (relation.b, relation.a, relation.backward),
        ):
            if relation.part != ALL or direction is None or direction.witness is None:
                continue
            from models import applicant

            seen += 1
            verdicts = [
                check(applicant.read(direction.witness.papers[key]), standards[key], relation.rung, ON).verdict
                for key in (meets, fails)
            ]
            assert verdicts == ["eligible", "not_eligible"], (relation.a, relation.b, relation.rung)
    assert seen > 30


def test_nothing_of_the_five_documents_stays_undecided(five: Comparison) -> None:
    assert not [r for r in five.relations if r.relation == "undecided"]
    assert {r.relation for r in five.relations} >= {"equivalent", "stricter", "looser", "incomparable"}


def test_initial_determination_is_another_procedure(five: Comparison) -> None:
    other = [r for r in five.relations if "sichuan-initial-2022" in (r.a, r.b)]
    assert {r.relation for r in other} == {"not_comparable"}
    assert {r.why for r in other} == {"procedure", "rung"}


def test_the_order_of_the_standards_only_mirrors_the_relation(five: Comparison) -> None:
    again = compare(CompareAsked(standards=[catalogue.find(n) for n in reversed(IDS)], as_of=ON, rungs=["assistant"]))
    mirrored = {(r.b, r.a, r.part): MIRROR.get(r.relation, r.relation) for r in again.relations}
    same = {(r.a, r.b, r.part): r.relation for r in five.relations if r.rung == "assistant"}
    assert mirrored == same


def test_relations_are_transitive(five: Comparison) -> None:
    """Where a is within b and b within c, a is within c: pairs are asked apart, and must agree."""
    within: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for r in five.relations:
        for a, b, words in ((r.a, r.b, ("equivalent", "stricter")), (r.b, r.a, ("equivalent", "looser"))):
            if r.relation in words and r.part != ALL:
                within.setdefault((r.rung, r.part), set()).add((a, b))
    found = [(key, a, c) for key, two in within.items() for a, b in two for x, c in two if b == x and a != c]
    assert found
    for key, a, c in found:
        assert (a, c) in within[key], (key, a, c)
