"""Invented people: drawn the same every time, valid documents, and a mix around the border of every rung."""

from __future__ import annotations

import stat
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from models import applicant, catalogue, people_table
from models import population as model_file
from models.applicant import Applicant
from models.population_parts import Population
from models.vocabulary import vocabulary
from solver import population as drawn
from solver.evaluate import Evaluation
from solver.explain import attestable
from solver.facts import Facts
from solver.settle import settle
from solver.status import verdict

RANK = vocabulary().sets["rung"].values
SAMPLE = 2_000
OWN = {
    "beijing-cybersecurity-2024": {"network_security", "content_governance"},
    "chongqing-cyberspace-2023": {
        "cyberspace", "network_security", "information_technology", "content_governance", "information_dissemination",
    },
    "chongqing-industrial-internet-2022": {"industrial_internet"},
    "liaoning-cyberspace-2024": {"network_security", "content_governance"},
    "sichuan-initial-2022": {"network_security"},
}  # fmt: skip


@cache
def model() -> Population:
    return model_file.load()


@cache
def block() -> pa.Table:
    return next(drawn.draw(model(), drawn.BLOCK, 1, model().on))


@cache
def rows() -> tuple[dict[str, Any], ...]:
    return tuple(block().slice(0, SAMPLE).to_pylist())


@cache
def people() -> tuple[Applicant, ...]:
    return tuple(applicant.read(people_table.document(row)) for row in rows())


def _titled(person: Applicant) -> int:
    return max((RANK.index(title.level) + 1 for title in person.titles or ()), default=0)


# --- the same people every time


def test_the_columns_are_those_of_the_people_table() -> None:
    assert block().schema.equals(people_table.schema())
    block().validate(full=True)


def test_a_small_population_is_the_beginning_of_a_larger_one() -> None:
    large = pa.concat_tables(drawn.draw(model(), drawn.BLOCK + 300, 1, model().on))
    assert len(large) == drawn.BLOCK + 300
    assert large.slice(0, drawn.BLOCK).equals(block())
    small = pa.concat_tables(drawn.draw(model(), 700, 1, model().on))
    assert small.equals(block().slice(0, 700))
    assert large.column("id")[drawn.BLOCK].as_py() == f"P{drawn.BLOCK:07d}"
    # the second block is drawn anew, not the first one over again
    assert (
        not large.slice(drawn.BLOCK)
        .drop_columns(["id", "name"])
        .equals(block().slice(0, 300).drop_columns(["id", "name"]))
    )


def test_another_seed_gives_other_people() -> None:
    other = next(drawn.draw(model(), 500, 2, model().on))
    alike = sum(a == b for a, b in zip(other.to_pylist(), rows(), strict=False))
    assert alike == 0


def test_the_file_is_the_same_to_the_byte_and_says_where_it_comes_from(tmp_path: Path) -> None:
    for name in ("a.parquet", "b.parquet"):
        drawn.write(model(), 900, 7, model().on, tmp_path / name, "1.2.3")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    assert stat.S_IMODE((tmp_path / "a.parquet").stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.parquet", "b.parquet"]
    said = {key.decode(): value.decode() for key, value in pq.read_schema(tmp_path / "a.parquet").metadata.items()}
    assert said["zhicheng.population"] == "illustrative"
    assert said["zhicheng.model"] == model().digest
    assert (said["zhicheng.seed"], said["zhicheng.people"], said["zhicheng.as_of"]) == ("7", "900", "2024-12-31")
    assert said["zhicheng.version"] == "1.2.3"
    assert len(said["zhicheng.assumptions"].splitlines()) == len(model().assumptions) >= 5
    assert pq.read_table(tmp_path / "a.parquet").equals(pa.concat_tables(drawn.draw(model(), 900, 7, model().on)))


def test_row_groups_are_blocks(tmp_path: Path) -> None:
    told: list[int] = []
    drawn.write(model(), drawn.BLOCK + 5, 1, model().on, tmp_path / "p.parquet", "1", told.append)
    file = pq.ParquetFile(tmp_path / "p.parquet")
    assert [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)] == [drawn.BLOCK, 5]
    assert told == [drawn.BLOCK, drawn.BLOCK + 5]


# --- people as they could be


def test_everyone_is_a_valid_person_and_hardly_any_is_odd() -> None:
    odd = sum(bool(person.oddities) for person in people())
    assert len(people()) == SAMPLE
    assert odd <= SAMPLE / 100


def test_a_row_comes_back_from_its_document() -> None:
    for row, person in zip(rows()[:300], people()[:300], strict=True):
        assert applicant.read(people_table.document(people_table.row(person, row["id"]))) == person


def test_lives_run_forward() -> None:
    today = model().on
    for person in people():
        diplomas = [d for one in person.education or () for d in (one.diploma, one.degree) if d]
        assert all(d <= today for d in diplomas)
        steps = [t.date for t in sorted(person.titles or (), key=lambda t: RANK.index(t.level)) if t.date]
        assert steps == sorted(steps)
        assert all(day <= today for day in steps)
        starts = [job.start for job in person.work or ()]
        assert starts == sorted(starts)
        days = [one.date for one in person.achievements or () if one.date]
        assert all(day <= today for day in days)
        if days and starts:
            assert min(days) >= min(starts)


def test_most_have_three_to_eight_records() -> None:
    counts = Counter(len(person.achievements) for person in people() if person.achievements is not None)
    assert sum(n for many, n in counts.items() if 3 <= many <= 8) / sum(counts.values()) > 0.8
    assert max(counts) <= 20


def test_overlapping_jobs_are_rare_and_gaps_are_not() -> None:
    overlaps = gaps = pairs = 0
    for person in people():
        for before, after in zip(person.work or (), (person.work or ())[1:], strict=False):
            pairs += 1
            assert before.end is not None
            overlaps += after.start <= before.end
            gaps += (after.start - before.end).days > 1
    assert pairs > 500
    assert 0 < overlaps / pairs < 0.04
    assert 0.1 < gaps / pairs < 0.5


def test_facts_are_distinct() -> None:
    """Of facts as they decide, names and ids apart, hardly two rows are the same."""
    kept = [
        repr({k: v for k, v in row.items() if k not in ("id", "name")}) for row in block().slice(0, 3_000).to_pylist()
    ]
    assert len(set(kept)) / len(kept) > 0.99


def test_names_are_numbers_and_no_names() -> None:
    assert rows()[123]["name"] == "虚构0000123"
    assert rows()[123]["id"] == "P0000123"


def test_every_attribute_that_a_kind_draws_is_said_of_some_record() -> None:
    said: dict[str, Counter[str]] = {}
    for row in block().slice(0, 15_000).column("achievements").to_pylist():
        for record in row or ():
            said.setdefault(record["kind"], Counter()).update(n for n, v in record.items() if v is not None)
    for kind, one in model().kinds.items():
        unsaid = [name for name in one.attributes if not said[kind][name]]
        assert not unsaid, (kind, unsaid)
    assert set(said) == set(vocabulary().kinds)


def test_productivity_raises_tier_role_and_title_together() -> None:
    leads: dict[int, list[bool]] = {}
    for person in people():
        for one in person.achievements or ():
            if one.values.get("role"):
                leads.setdefault(_titled(person), []).append(one.values["role"] == "lead")
    shares = [sum(leads[rung]) / len(leads[rung]) for rung in (2, 3, 4)]
    assert shares[0] < shares[1] < shares[2]


def test_lists_that_are_not_given_are_few_and_there() -> None:
    for name in ("education", "titles", "work", "achievements", "recommenders"):
        missing = block().column(name).null_count / drawn.BLOCK
        assert abs(missing - model().not_given[name]) < 0.004, name
        assert missing > 0


def test_attestations_name_clauses_that_can_be_attested() -> None:
    for region, keys in model().attestations.keys.items():
        for key in keys:
            standard = catalogue.find(key.partition("/")[0])
            assert standard.region == region
            assert attestable(standard, key, []), key
    brought = Counter(key for person in people() for key in person.attestations)
    assert brought
    assert sum(bool(person.attestations) for person in people()) < SAMPLE / 10


def test_rows_of_the_initial_determination_fit_the_region_and_the_title() -> None:
    found: Counter[str] = Counter()
    for row in block().slice(0, 20_000).select(["region", "titles"]).to_pylist():
        for title in row["titles"] or ():
            if title["initial_row"]:
                assert title["how"] == "initial"
                assert row["region"] in ("sichuan", None)
                assert title["initial_row"] in model().titles.initial_rows[title["level"]].values()
                found[title["initial_row"]] += 1
    assert set(found) == {"1", "2", "3", "4", "5", "6"}


def test_the_page_lists_every_assumption_of_the_default() -> None:
    page = (model_file.DEFAULT.parents[2] / "docs" / "populations.md").read_text(encoding="utf-8")
    assert [one.en for one in model().assumptions if one.en not in page] == []


def test_another_day_moves_everybody() -> None:
    early = date(2010, 3, 1)
    table = next(drawn.draw(model(), 200, 1, early))
    persons = [applicant.read(people_table.document(row)) for row in table.to_pylist()]
    assert all(t.date is None or t.date <= early for p in persons for t in p.titles or ())


# --- a mix around the border


@pytest.mark.parametrize("standard", sorted(OWN))
def test_some_qualify_and_some_do_not_at_every_rung(standard: str) -> None:
    """Of those in scope who hold the title below: at every rung some are eligible, some are not, few are open."""
    asked = catalogue.find(standard)
    table = block().slice(0, 12_000)
    names = table.column("region").to_pylist()
    mine = table.take([i for i, name in enumerate(names) if name == asked.region])
    persons = [applicant.read(people_table.document(row)) for row in mine.slice(0, 2_400).to_pylist()]
    for rung in asked.rungs:
        settled = settle(asked, rung, model().on)
        found: Counter[str] = Counter()
        for person in persons:
            if _titled(person) != RANK.index(rung) or not any(
                job.end is None and job.field in OWN[standard] for job in person.work or ()
            ):
                continue
            evaluation = Evaluation(Facts(person, model().on, asked.id))
            found[verdict(max(evaluation.route(settled, name) for name in settled.routes))] += 1
        total = sum(found.values())
        assert total >= 25, (rung, found)
        assert found["eligible"] / total >= 0.02, (rung, found)
        assert found["not_eligible"] / total >= 0.05, (rung, found)
        assert found["undetermined"] / total <= 0.15, (rung, found)
