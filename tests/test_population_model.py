"""A model of one's own: what it may change, what is refused and how, and the command that draws from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from commands.population import population as command
from models import applicant, people_table, source
from models import population as model_file
from models.errors import InputError
from solver import population as drawn


def _changed(**changes: Any) -> Any:
    data = source.read(model_file.DEFAULT)
    for path, value in changes.items():
        place = data
        *steps, last = path.split("__")
        for step in steps:
            place = place[step]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return data


def test_a_model_may_be_changed() -> None:
    data = _changed(region={"values": {"beijing": 1}}, records__count={"values": {"3": 1}}, not_given__achievements=0)
    table = next(drawn.draw(model_file.read(data), 500, 1, date(2024, 12, 31)))
    assert set(table.column("region").to_pylist()) <= {"beijing", None}
    assert {len(one) for one in table.column("achievements").to_pylist()} == {3}


def test_a_model_that_contradicts_itself_still_gives_valid_people() -> None:
    kinds = {
        "book": {"weight": {"else": 1}, "attributes": {
            "author": {"values": {"2": 1}}, "sole": {"share": 1}, "own_words": {"median": 90_000, "spread": 1},
            "total_words": {"median": 1_000, "spread": 1}}},
        "standard": {"weight": {"else": 1}, "attributes": {"implemented": {"share": 1}, "published": {"share": 0}}},
        "position": {"weight": {"else": 1}, "attributes": {"to": {"days": {"from": -20_000, "to": -19_000}}}},
    }  # fmt: skip
    table = next(drawn.draw(model_file.read(_changed(records__kinds=kinds)), 300, 1, date(2024, 12, 31)))
    seen: Counter[str] = Counter()
    for row in table.to_pylist():
        person = applicant.read(people_table.document(row))
        seen.update(record.kind for record in person.achievements or ())
    assert min(seen[kind] for kind in kinds) > 50


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"colour": 1}, "unknown key `colour` of a population"),
        ({"assumptions": []}, "`assumptions` is a list of texts"),
        ({"work": None}, "a population does not say `work`"),
        ({"region": {"values": {"beijng": 1}}}, "`beijng` is no value of `region`; write `beijing`"),
        ({"region": {"values": {"beijing": 0}}}, "no value of `region` has any weight"),
        ({"region": {"values": {"beijing": -1}}}, "`beijing` is a number from 0 to 1e+06, not `-1`"),
        ({"region": {"values": {"beijing": 1}, "unsaid": 0.1}}, "`region` must be drawn for everybody"),
        ({"field": {"by": "region", "cases": {"beijing": {"values": {"other": 1}}}}}, "add a case `else:`"),
        ({"facts__employment": {"by": "work", "cases": {}}}, "`work` is not drawn before `employment`"),
        ({"conduct__annual_review_ok": {"share": 1.5}}, "`share` is a number from 0 to 1, not `1.5`"),
        ({"conduct__annual_review_ok": {"share": 0.5, "none": 0.1}}, "cannot be known to be none"),
        ({"conduct__penalty_until": {"days": {"from": 5, "to": 1}}}, "`days` end before they begin"),
        ({"records__kinds__papr": {}}, "unknown key `papr` of `kinds`; write `paper`"),
        ({"records__kinds__paper__weight": {"else": "many"}}, "`else` is a number from 0 to 1000, not `many`"),
        ({"records__kinds__paper__attributes__venu": {}}, "unknown key `venu` of `paper`; write `venue`"),
        ({"records__kinds__paper__attributes__author": {"values": {"0": 1}}}, "`0` is no value of the whole number"),
        ({"records__kinds__paper__attributes__words": {"median": 9, "share": 1}}, "unknown key `share` of `words`"),
        ({"records__kinds__paper__attributes__words": {"values": {"9": 1}, "spread": 1}}, "`spread` does not go with"),
        ({"records__kinds__book__attributes__total_words": {"median": 9, "over": "x"}}, "`x` is no integer drawn"),
        ({"records__count": {"median": 5}}, "`count` has a largest value and cannot be log-normal"),
        ({"titles__stops__senior": 2}, "`senior` is a number from 0 to 1, not `2`"),
        ({"education__further": {"bachelor": {"master": 0.1, "doctor": 0.1}}}, "names one level"),
        ({"education__age": {"bachelor": 22}}, "`age` does not say `skilled_intermediate`"),
        ({"on": "2024-13-31"}, "there is no day `2024-13-31`"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_told(changes: Mapping[str, Any], said: str) -> None:
    with pytest.raises(InputError) as error:
        model_file.read(_changed(**changes))
    assert said in str(error.value)


def test_an_error_names_file_and_line(tmp_path: Path) -> None:
    text = model_file.DEFAULT.read_text(encoding="utf-8")
    line = 1 + text[: text.index("  second_bachelor:")].count("\n")
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace("  second_bachelor: 0.04", "  second_bachelor: 4"), encoding="utf-8")
    with pytest.raises(InputError, match=rf"mine\.yaml:{line}: `second_bachelor` is a number from 0 to 1"):
        model_file.load(path)


# --- the command


def test_the_command_writes_the_people(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        command, ["40", "--seed", "3", "--out", str(tmp_path / "p.parquet"), "--on", "2023-01-31"]
    )
    assert done.exit_code == 0, done.output
    table = pq.read_table(tmp_path / "p.parquet")
    assert len(table) == 40
    assert table.schema.metadata[b"zhicheng.as_of"] == b"2023-01-31"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["0", "--seed", "1"], "a population has from 1 to 100000000 people, not `0`"),
        (["5", "--seed", "-1"], "a seed is a whole number"),
        (["5", "--seed", "1", "--on", "1950-01-01"], "lies from 1980-01-01 to 2150-01-01"),
        (["5", "--seed", "1", "--on", "soon"], "`--on` is a date, not `soon`"),
        (["5", "--seed", "1", "--model", "nothing.yaml"], "there is no such file"),
    ],
)
def test_the_command_refuses_in_one_sentence(tmp_path: Path, asked: list[str], said: str) -> None:
    done = CliRunner().invoke(command, [*asked, "--out", str(tmp_path / "p.parquet")])
    assert isinstance(done.exception, InputError)
    assert said in str(done.exception)
    assert not list(tmp_path.iterdir())


def test_a_folder_is_no_file_to_write(tmp_path: Path) -> None:
    for out in (tmp_path, tmp_path / "no" / "p.parquet"):
        with pytest.raises(InputError):
            drawn.write(model_file.load(), 5, 1, date(2024, 12, 31), out, "1")
    assert not list(tmp_path.iterdir())
