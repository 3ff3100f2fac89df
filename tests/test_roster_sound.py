"""Checks in columns set apart the same people as the reader of documents refuses, one by one."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from models.applicant import read as applicant
from models.errors import InputError
from models.people_table import document, schema, table
from models.roster import read
from models.roster_parquet import batches, groups, keys_twice, load, sound
from tests.rosters import rows_of, staff

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    return rows_of(staff(3))


def refused(person: dict[str, Any]) -> bool:
    """Whether the reader of documents takes a person, asked one by one."""
    try:
        applicant(document(person))
    except InputError:
        return True
    return False


def put(name: str, **values: Any) -> Callable[[dict[str, Any], Random], None]:
    """A damage: these values in an entry of a list, drawn at random."""

    def damage(person: dict[str, Any], rng: Random) -> None:
        if person[name]:
            rng.choice(person[name]).update(values)

    return damage


def record(kind: str, **values: Any) -> Callable[[dict[str, Any], Random], None]:
    """A damage: one record more."""

    def damage(person: dict[str, Any], rng: Random) -> None:
        person["achievements"] = [*(person["achievements"] or []), {"kind": kind, **values}]
        rng.shuffle(person["achievements"])

    return damage


def fact(**values: Any) -> Callable[[dict[str, Any], Random], None]:
    """A damage: single facts."""
    return lambda person, _: person.update(values)


def twice(person: dict[str, Any], rng: Random) -> None:
    record("paper", id="same")(person, rng)
    record("award", id="same")(person, rng)


def crowded(person: dict[str, Any], _: Random) -> None:
    person["work"] = [{"field": "engineering", "from": date(2020, 1, 1)}] * 2001


DAMAGES: dict[str, Callable[[dict[str, Any], Random], None]] = {
    "unknown region": fact(region="atlantis"),
    "unknown talent": fact(talent=["overseas_high_level", "x"]),
    "negative months": fact(insurance_months=-1),
    "impossible penalty": fact(conduct={"penalty_until": date(1, 1, 1)}),
    "fine penalty": fact(conduct={"penalty_until": date(2024, 1, 1)}),
    "unknown level": put("education", level="kindergarten"),
    "no level": put("titles", level=None),
    "unknown series": put("titles", series="x"),
    "title in the future": put("titles", date=date(2201, 1, 1)),
    "second master": put("education", second_bachelor=True, level="master"),
    "second bachelor": put("education", second_bachelor=True, level="bachelor"),
    "backward work": put("work", **{"from": date(2020, 1, 2), "to": date(2020, 1, 1)}),
    "one day of work": put("work", **{"from": date(2020, 1, 1), "to": date(2020, 1, 1)}),
    "no start": put("work", **{"from": None}),
    "no field": put("work", field=None),
    "years held": put("recommenders", years_held=-0.5),
    "no kind": record(None),  # type: ignore[arg-type]  # what is tested is that it is refused
    "unknown kind": record("song"),
    "unknown tier": record("award", tier="galactic"),
    "grade of another set": record("award", grade="gold"),
    "medal": record("patent_award", grade="gold"),
    "type of another set": record("patent", type="guide"),
    "first": record("paper", rank=1),
    "rank nought": record("paper", rank=0),
    "protection": record("project", protection_level=6),
    "fortune": record("project", contract=1e10),
    "unknown index": record("paper", indexes=["sci", "xyz"]),
    "no authority": record("award", recognized_by=[]),
    "own words": record("book", own_words=2, total_words=1),
    "all words": record("book", own_words=1, total_words=1),
    "sole second": record("paper", sole=True, author=2),
    "sole first": record("paper", sole=True, author=1),
    "in force unpublished": record("standard", implemented=True, published=False),
    "in force": record("standard", implemented=True, published=True),
    "backward post": record("position", date=date(2020, 1, 2), to=date(2020, 1, 1)),
    "record of old": record("award", date=date(1899, 12, 31)),
    "id twice": twice,
    "crowded": crowded,
}
FINE = {"fine penalty", "second bachelor", "one day of work", "medal", "first", "no authority", "all words", "in force"}
FINE |= {"sole first"}


@pytest.mark.parametrize("seed", range(12))
def test_columns_set_apart_whom_documents_refuse(rows: Rows, seed: int) -> None:
    rng = Random(seed)
    made = deepcopy(rows)
    for person in made:
        for name in rng.sample(list(DAMAGES), rng.choice([0, 0, 0, 1, 1, 2])):
            DAMAGES[name](person, rng)
    people = table(made)
    wanted = [n for n, person in enumerate(people.to_pylist()) if refused(person)]
    assert len(made) // 10 < len(wanted) < len(made) // 2 + len(made) // 4
    kept, places, errors = sound(people, 1000)
    assert {e.person for e in errors} == {1000 + n for n in wanted}
    assert places.tolist() == [1000 + n for n in range(len(made)) if n not in wanted]
    assert kept.to_pylist() == [person for n, person in enumerate(people.to_pylist()) if n not in wanted]


@pytest.mark.parametrize("name", sorted(DAMAGES))
def test_each_damage_is_found_where_it_is(rows: Rows, name: str) -> None:
    full = next(p for p in rows if all(p[n] for n in ("education", "titles", "work", "achievements", "recommenders")))
    person = deepcopy(full)
    DAMAGES[name](person, Random(1))
    people = table([full, person, full])
    assert refused(people.to_pylist()[1]) is (name not in FINE)
    kept, places, errors = sound(people, 7)
    if name in FINE:
        assert len(kept) == 3
        return
    assert {e.person for e in errors} == {8}
    assert places.tolist() == [7, 9]
    for error in errors:
        assert error.error and error.write and error.id == full["id"]
        if error.sheet == "people":
            assert error.row == 9
        elif error.column:
            # the row is the number of the entry, the column one of its attributes
            assert error.column in people.to_pylist()[1][error.sheet][error.row - 1]


def test_numbers_that_are_none_are_found() -> None:
    people = table(
        [
            {"id": str(n), "achievements": [{"kind": "project", "contract": x}]}
            for n, x in enumerate([1.5, float("nan"), float("inf"), 2.0])
        ]
    )
    assert [(e.person, e.column) for e in sound(people, 0)[2]] == [(1, "contract"), (2, "contract")]


def test_days_that_no_calendar_has_are_found() -> None:
    far = pa.array([-(2**31), 2**31 - 1, 0], pa.int32()).cast(pa.date32())
    work = pa.array([[{"field": "engineering", "from": date(2020, 1, 1), "to": None}]] * 3, schema().field("work").type)
    made = pa.StructArray.from_arrays(
        [work.flatten().field(0), far, far.take(pa.array([1, 0, 2]))], ["field", "from", "to"]
    )
    people = table([{"id": str(n)} for n in range(3)])
    place = people.schema.get_field_index("work")
    people = people.set_column(place, schema().field("work"), pa.ListArray.from_arrays([0, 1, 2, 3], made))
    kept, _, errors = sound(people, 0)
    assert kept["id"].to_pylist() == ["2"]
    assert {(e.person, e.column) for e in errors} == {(0, "from"), (0, "to"), (1, "from"), (1, "to")}


def test_what_only_columns_can_say_is_found() -> None:
    people = table(
        [
            {"id": "0", "none": "region name_of_dog"},
            {"id": "1", "achievements": [{"kind": "paper", "none": "venue"}, {"kind": "paper", "none": "grade"}]},
            {"id": "2", "achievements": [None]},
            {"id": "3", "achievements": [{"kind": "paper", "grade": "first"}]},
            {"id": "4", "attestations": [{"key": "a/b", "value": True}, {"key": "a/b", "value": False}]},
            {"id": "5", "talent": [None]},
            {"id": "6", "employment": "企业"},
            {"id": "7", "none": "region", "achievements": [{"kind": "patent", "implemented": True, "published": True}]},
        ]
    )
    _, places, errors = sound(people, 0)
    assert places.tolist() == [7]
    found = {e.person: (e.sheet, e.column) for e in errors if e.column != "kind"}
    assert found == {
        0: ("people", "none"), 1: ("achievements", "none"), 2: ("achievements", ""), 3: ("achievements", "grade"),
        4: ("people", "attestations"), 5: ("people", "talent"), 6: ("people", "employment"),
    }  # fmt: skip
    assert next(e.write for e in errors if e.person == 6) == "write `enterprise`"


def test_a_slice_and_a_batch_are_checked_like_a_whole_table(rows: Rows) -> None:
    made = deepcopy(rows)
    for person in made[::5]:
        record("award", tier="galactic")(person, Random(0))
    people = table(made)
    whole = sound(people, 0)[2]
    pieces = [e for first in range(0, len(made), 7) for e in sound(people.slice(first, 7), first)[2]]
    assert pieces == whole
    (batch,) = people.combine_chunks().to_batches()
    assert sound(batch, 0)[2] == whole
    assert sound(pa.concat_tables([people.slice(0, 9), people.slice(9)]), 0)[2] == whole


def test_a_piece_without_people_is_sound() -> None:
    kept, places, errors = sound(table([]), 5)
    assert (len(kept), len(places), errors) == (0, 0, [])


def test_groups_and_batches_know_the_places_of_their_people(rows: Rows, tmp_path: Path) -> None:
    pq.write_table(table(rows[:30]), tmp_path / "part-0.parquet", row_group_size=20)
    pq.write_table(table(rows[30:]), tmp_path / "part-1.parquet", row_group_size=20)
    found = groups(tmp_path)
    assert [g.first for g in found[:3]] == [0, 20, 30]
    assert sum(g.rows for g in found) == len(rows)
    ids = [person["id"] for person in rows]
    assert [i for g in found for i in load(g)["id"].to_pylist()] == ids
    pieces = [piece for g in found for piece in batches(g, size=6)]
    assert all(ids[first : first + len(people)] == people["id"].to_pylist() for first, people in pieces)
    assert sum(len(people) for _, people in pieces) == len(rows)


def test_keys_of_two_people_are_found_across_files(rows: Rows, tmp_path: Path) -> None:
    made = deepcopy(rows)
    made[-1]["id"] = made[3]["id"]
    made[7]["id"] = made[8]["id"] = None
    pq.write_table(table(made[:30]), tmp_path / "part-0.parquet")
    pq.write_table(table(made[30:]), tmp_path / "part-1.parquet")
    assert keys_twice(tmp_path) == {made[3]["id"]}
    roster = read(tmp_path)
    assert {e.person for e in roster.errors} == {3, len(made) - 1}
    assert len(roster.people) == len(made) - 2


def test_like_types_are_brought_to_the_native_form(rows: Rows, tmp_path: Path) -> None:
    people = table(rows)
    wide = {"string": pa.large_string(), "int64": pa.int32(), "date32[day]": pa.timestamp("ms")}

    def other(kind: pa.DataType) -> pa.DataType:
        if pa.types.is_list(kind):
            return pa.large_list(other(kind.value_type))
        if pa.types.is_struct(kind):
            return pa.struct([pa.field(f.name, other(f.type)) for f in kind])
        return wide.get(str(kind), kind)

    fields = [pa.field(f.name, other(f.type)) for f in people.schema][::-1]
    made = pa.table([people[f.name].cast(f.type) for f in fields], schema=pa.schema(fields))
    pq.write_table(made, tmp_path / "staff.parquet", store_schema=True)
    assert made.schema != people.schema
    roster = read(tmp_path / "staff.parquet")
    assert roster.people.schema == schema()
    assert roster.people.to_pylist() == people.to_pylist()


def test_columns_that_are_not_there_were_not_given(tmp_path: Path) -> None:
    made = pa.table(
        {"id": pa.array(["1"]).dictionary_encode(), "work": [[{"field": "engineering", "from": date(2020, 1, 1)}]]}
    )
    pq.write_table(made, tmp_path / "staff.parquet")
    (person,) = read(tmp_path / "staff.parquet").people.to_pylist()
    assert document(person) == {"work": [{"field": "engineering", "from": "2020-01-01"}]}
    assert person["achievements"] is None


@pytest.mark.parametrize(
    ("made", "what"),
    [
        ({"id": ["1"], "work": ["since 2020"]}, "`work` is of type"),
        ({"id": ["1"], "insurance_months": ["twelve"]}, "`insurance_months` is of type"),
        ({"id": ["1"], "insurance_months": [1.5]}, "values that do not fit"),
        ({"id": ["1"], "employment": [1]}, "`employment` is of type"),
        ({"id": ["1"], "titles": [[{"level": "engineer", "date": "2020-01-01"}]]}, "`titles.date` is of type"),
        ({"id": ["1"], "titles": [[{"levle": "engineer"}]]}, "a field `levle`"),
        ({"key": ["1"]}, "not those of people"),
    ],
)
def test_columns_of_another_sort_are_refused_by_name(made: dict[str, Any], what: str, tmp_path: Path) -> None:
    pq.write_table(pa.table(made), tmp_path / "staff.parquet")
    with pytest.raises(InputError, match=what) as error:
        read(tmp_path / "staff.parquet")
    assert error.value.hint


def test_damaged_files_are_refused(rows: Rows, tmp_path: Path) -> None:
    path = tmp_path / "staff.parquet"
    pq.write_table(table(rows), path)
    raw = path.read_bytes()
    for damaged in (b"", b"PAR1", raw[: len(raw) // 2], raw[:200] + bytes(600) + raw[800:]):
        path.write_bytes(damaged)
        with pytest.raises(InputError):
            read(path)
