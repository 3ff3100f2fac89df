"""Documents damaged at random: a loader refuses them or takes them, and whatever it takes can be answered for."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import applicant, cases, catalogue, source
from models.applicant import Applicant
from models.cases import Case
from models.errors import InputError
from models.standard import Standard
from models.standard_reader import read_standard
from solver.check import check
from tests.people import people
from tests.refusals import STANDARD

FEW = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
DAY = date(2024, 12, 31)
SMALL = "sichuan-initial-2022"
ODD: list[Any] = source.parse(
    """
    [null, true, false, 0, -1, 1, 1.5, 3, 1000000000, 99999999999999999, "", " ", x, "0", none, 无, 1..3, 50+,
    $sum, $, 5y, 999y, 2024-02-29, 1900-01-01, 2200-12-31, 2023-02-30, any, all, use, engineer/results, engineer,
    highest, 论文, "`", [], {}, [null], [[]], [{}], {"": null}, {any: []}, {kind: paper}, {all: []}, {degree: doctor},
    {zh: 甲, en: A}, {use: results}, {use: education-years}, {count: paper}, {attest: {zh: 甲, en: A}}, {view: wide},
    {view: []}]
    """,
    "odd",
)
"""What is put in place of something else."""
SIGNS = [*"{}[]:,-?&*!|>%@`'\"#\t\n\r\\ \x00\x07\x85\u2028\ufeff\ud800，：", "\n---\n", "<<: ", "1e999"]


def plain(value: Any) -> Any:
    """A document without the lines of its file."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list) else value


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every map or list with each of its keys or indexes."""
    found: list[tuple[Any, Any]] = []
    for key, inner in list(value.items()) if isinstance(value, dict) else list(enumerate(value)):
        found.append((value, key))
        if isinstance(inner, dict | list):
            found.extend(places(inner))
    return found


def spoil(document: Any, rng: Random) -> Any:
    """The document with one to four nodes removed, doubled, replaced, swapped or renamed."""
    made = copy.deepcopy(document)
    for _ in range(rng.randint(1, 4)):
        spots = places(made)
        if not spots:
            break
        (home, key), (other, name) = rng.choice(spots), rng.choice(spots)
        match rng.randint(0, 6):
            case 0:
                del home[key]
            case 1 if isinstance(home, list):
                home.insert(key, copy.deepcopy(home[key]))
            case 2:
                home[key] = copy.deepcopy(other[name])
            case 3 if isinstance(home, dict):
                home[rng.choice([str(name), "id", "when", "x", "any"])] = home.pop(key)
            case 4 if isinstance(home[key], list):
                home[key] = dict.fromkeys(map(str, range(len(home[key]))), "x")
            case 5:
                home[key] = [home[key]]
            case _:
                home[key] = copy.deepcopy(rng.choice(ODD))
    return made


def scramble(text: str, rng: Random) -> str:
    """The text cut short, with characters put in, taken out, or lines doubled."""
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(text) + 1)
        match rng.randint(0, 4):
            case 0:
                text = text[:place]
            case 1:
                sign = rng.choice(SIGNS)
                text = text[:place] + sign + text[place:]
            case 2:
                text = text[:place] + text[place + rng.randint(1, 20) :]
            case 3:
                lines = text.split("\n")
                lines.insert(rng.randrange(len(lines) + 1), rng.choice(lines))
                text = "\n".join(lines)
            case _:
                text = text[place : place + 2000]
    return text


def taken(load: Callable[[], Any]) -> Any:
    """What is loaded; None where it is refused in the one way that is allowed, on one line, with a hint."""
    try:
        return load()
    except InputError as error:
        assert error.hint and error.what, str(error)
        assert "\n" not in str(error) and str(error).isprintable() and len(str(error)) < 700
        return None


def answered(person: Applicant, standard: Standard) -> None:
    """Asks of every rung whether the person meets it."""
    for rung in standard.rungs:
        assert check(person, standard, rung, DAY).verdict in ("eligible", "not_eligible", "undetermined")


SICHUAN = catalogue.find(SMALL)
CHONGQING = catalogue.find("chongqing-cyberspace-2023")
FOLK = [p for rung in ("engineer", "senior") for p in people(CHONGQING, rung, 8, seed=7)]
PERSONS = [person.document for person in FOLK]
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in catalogue.files().values()}
STANDARDS = {
    **{name: plain(source.parse(text, name)) for name, text in TEXTS.items()},
    "mine": plain(source.parse(STANDARD, "mine")),
}
CASES = plain(source.read(catalogue.BUNDLED / f"{SMALL}.cases.yaml"))[:12]


def persons(seed: int) -> None:
    """One person, spoiled."""
    rng = Random(seed)
    document = spoil(rng.choice(PERSONS), rng)
    person = taken(lambda: applicant.read(document))
    if person is not None:
        answered(person, rng.choice([SICHUAN, CHONGQING]))


def standards(seed: int) -> None:
    """One standard, spoiled; whoever is asked about can be answered."""
    rng = Random(seed)
    name = rng.choice(["mine", "mine", *STANDARDS])
    document = spoil(STANDARDS[name], rng)
    standard = taken(lambda: read_standard(document))
    if standard is not None:
        answered(rng.choice(FOLK).applicant, standard)
        answered(Applicant(), standard)


def texts(seed: int) -> None:
    """One text, scrambled: of a person, a standard or cases, in YAML or JSON."""
    rng = Random(seed)
    document = rng.choice(PERSONS)
    written = yaml.safe_dump(document, allow_unicode=True) if rng.random() < 0.5 else json.dumps(document)
    name = rng.choice(["li.yaml", "li.json"])
    person = taken(lambda: applicant.read(source.parse(scramble(written, rng), name)))
    if person is not None:
        answered(person, SICHUAN)
    text = scramble(rng.choice([STANDARD, TEXTS[SMALL]]), rng)
    standard = taken(lambda: read_standard(source.parse(text, "mine.yaml")))
    if standard is not None:
        answered(Applicant(), standard)


def case_files(seed: int) -> None:
    """Some cases, spoiled: each that loads holds a person, who is refused or can be answered for."""
    rng = Random(seed)
    document = spoil(CASES, rng)
    for case in taken(lambda: cases.read(document)) or ():
        taken(partial(case_run, case))


def case_run(case: Case) -> None:
    """Asks what a case asks."""
    standard = catalogue.find(case.standard)
    check(applicant.read(case.applicant), standard, case.rung, case.as_of, readings=case.readings, strict=case.strict)


def raw_bytes(raw: bytes) -> None:
    """Bytes of any kind."""
    taken(lambda: applicant.read(source.parse(source.decode(raw, "li"), "li")))
    taken(lambda: cases.read(source.parse(source.decode(raw, "li"), "li.json")))


SWEEPS = [persons, standards, texts, case_files]


@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.__name__)
def test_damaged_documents(sweep: Callable[[int], None]) -> None:
    FEW(given(st.integers(0, 2**32))(sweep))()


@pytest.mark.slow
@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.__name__)
def test_many_damaged_documents(sweep: Callable[[int], None]) -> None:
    MANY(given(st.integers(0, 2**32))(sweep))()


def test_bytes_of_any_kind() -> None:
    FEW(
        given(st.binary(max_size=400) | st.text(max_size=400).map(lambda t: t.encode("utf-8", "surrogatepass")))(
            raw_bytes
        )
    )()


@FEW
@given(st.text(max_size=60), st.text(max_size=60))
def test_changes_of_any_kind(path: str, value: str) -> None:
    from models import edits

    made = taken(lambda: edits.assignment(f"{path}={value}"))
    if made is not None:
        taken(lambda: applicant.read(edits.put({"titles": [{"level": "engineer"}]}, *made)))


def test_whole_files(tmp_path: Path) -> None:
    """Through the file system and the kept copy as well."""
    rng = Random(5)
    for number in range(30):
        file = tmp_path / f"mine{number}.yaml"
        file.write_text(scramble(STANDARD, rng), encoding="utf-8", errors="replace")
        taken(partial(catalogue.load, file))
