"""What differs around the clauses of two versions: rungs, dates, parameters and their days, readings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from models import catalogue
from models.errors import InputError
from solver.differences import DiffAsked, differences
from tests.versions import CYBER, DAY, LIAONING, diff, least, sign, version


def test_rungs_that_one_version_has(tmp_path: Path) -> None:
    text = (catalogue.BUNDLED / f"{CYBER}.yaml").read_text(encoding="utf-8")
    start, end = text.index("  technician:\n    parts:"), text.index("  assistant:\n    parts:")
    found = diff(tmp_path, CYBER, (text[start:end], ""))
    assert next((r.rung, r.sign) for r in found.rungs) == ("technician", "gone")
    swapped = DiffAsked(before=found.asked.after, after=found.asked.before, on=DAY, after_on=DAY)
    assert {r.rung: r.sign for r in differences(swapped).rungs}["technician"] == "added"


def test_what_stands_outside_the_rungs(tmp_path: Path) -> None:
    found = diff(
        tmp_path,
        CYBER,
        ("issued: 2023-06-07", "issued: 2023-06-08"),
        ("{2023-07-01: 800}", "{2023-07-01: 800, 2026-01-01: 900}"),
        ("    default: professional\n", "    default: academic\n"),
        ("  yearly-tax: {cite: 第十六条（六）, values", "  tax: {cite: 第十六条, values"),
        ("$yearly-tax+", "$tax+"),
        rungs=("technician",),
    )  # fmt: skip
    told = {(e.kind, e.name): (e.sign, e.fields) for e in found.entries}
    assert told == {
        ("document", "issued"): ("changed", ("issued",)),
        ("parameter", "yearly-sales"): ("changed", ("2026-01-01",)),
        ("parameter", "yearly-tax"): ("gone", ("cite", "2023-07-01")),
        ("parameter", "tax"): ("added", ("cite", "2023-07-01")),
        ("reading", "early-year"): ("changed", ("default",)),
    }


def test_a_number_dated_from_a_day(tmp_path: Path) -> None:
    after = version(tmp_path, CYBER, ("{2023-07-01: 800}", "{2023-07-01: 800, 2026-01-01: 900}"))
    before = catalogue.find(CYBER)

    def between(one: date, other: date) -> str:
        asked = DiffAsked(before=before, after=after, on=one, after_on=other, rungs=("engineer",))
        return differences(asked).rungs[0].sign

    first, later = date(2025, 12, 31), date(2026, 1, 1)
    assert between(first, first) == "same"
    assert between(later, later) == "stricter"
    itself = DiffAsked(before=after, after=after, on=first, after_on=later, rungs=("engineer",))
    (one,) = least(differences(itself), "engineer")
    assert (one.id, one.sign) == ("engineer/results/promotion/sales", "stricter")


def test_a_change_under_another_reading_alone(tmp_path: Path) -> None:
    lacking = "{id: lacking, when: {exception-open: lacking}, lacks: education-years}"
    again = lacking + "\n          - {id: degree, when: {exception-open: lacking}, degree: master}"
    text = (catalogue.BUNDLED / f"{LIAONING}.yaml").read_text(encoding="utf-8")
    found = diff(tmp_path, LIAONING, (lacking, again), rungs=("engineer",))
    assert text.index(lacking) > text.index("  engineer:\n")
    (rung,) = found.rungs
    assert rung.sign == "same" and not least(found, "engineer")
    (under,) = rung.under
    assert (under.reading, under.value) == ("exception-open", "lacking")
    assert [(c.id.rsplit("/", 1)[-1], c.sign, c.effect) for c in under.changes] == [("degree", "added", "stricter")]
    chosen = diff(tmp_path, LIAONING, (lacking, again), rungs=("engineer",), exception_open="lacking")
    assert sign(chosen, "engineer") == "stricter"


def test_rungs_and_readings_that_neither_has(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="neither version has `full_seniro`"):
        diff(tmp_path, CYBER, rungs=("full_seniro",))
    with pytest.raises(InputError, match="neither version has `no-such`"):
        diff(tmp_path, CYBER, no_such="x")
