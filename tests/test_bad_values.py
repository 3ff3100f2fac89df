"""Numbers and dates that are none: each refused with its line, and with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.applicant import load
from tests.refusals import refused_file

NUMBERS: dict[str, tuple[str, str]] = {
    "a number beyond all bounds": (
        "insurance_months: 1e999\n",
        "1: the number `1e999` is too large or too long; write at most 18 digits, or quote it if it is a text",
    ),
    "infinity": (
        "insurance_months: .inf\n",
        "1: `insurance_months` is a number, not `.inf`; write digits alone, without a unit",
    ),
    "no number": (
        "insurance_months: .nan\n",
        "1: `insurance_months` is a number, not `.nan`; write digits alone, without a unit",
    ),
    "hexadecimal": (
        "insurance_months: 0x10\n",
        "1: `insurance_months` is a number, not `0x10`; write digits alone, without a unit",
    ),
    "grouped digits": (
        "insurance_months: 1_000\n",
        "1: `insurance_months` is a number, not `1_000`; write digits alone, without a unit",
    ),
    "a leading zero": (
        "insurance_months: 010\n",
        "1: `insurance_months` is a number, not `010`; write digits alone, without a unit",
    ),
    "full-width digits": (
        "insurance_months: １２\n",
        "1: `insurance_months` is a number, not `１２`; write digits alone, without a unit",
    ),
    "digits in quotes": (
        "insurance_months: '5'\n",
        "1: `insurance_months` is a number, not `5`; write digits alone, without a unit",
    ),
    "a unit": (
        "insurance_months: 5 months\n",
        "1: `insurance_months` is a number, not `5 months`; write digits alone, without a unit",
    ),
    "a minute and an hour": (
        "insurance_months: 1:30\n",
        "1: `insurance_months` is a number, not `1:30`; write digits alone, without a unit",
    ),
    "a number below zero": (
        "insurance_months: -5\n",
        "1: `insurance_months` is at least 0, not `-5`; write `0` or more",
    ),
    "half a month": ("insurance_months: 1.5\n", "1: `insurance_months` is a whole number, not `1.5`; write `1`"),
    "more than a lifetime": (
        "insurance_months: 1000000001\n",
        "1: `insurance_months` is at most 1000000000, not `1000000001`; write `1000000000` or less",
    ),
    "a flag for a number": (
        "insurance_months: true\n",
        "1: `insurance_months` is a number, not `true`; write digits alone, without a unit",
    ),
    "a date for a number": (
        "insurance_months: 2020-01-01\n",
        "1: `insurance_months` is a number, not `2020-01-01`; write digits alone, without a unit",
    ),
    "a list for a number": (
        "insurance_months: [5]\n",
        "1: `insurance_months` takes one value, not a list; write it as `3`",
    ),
    "a map for a number": (
        "insurance_months: {a: 5}\n",
        "1: `insurance_months` takes one value, not a map; write it as `3`",
    ),
    "a rank of zero": (
        "achievements:\n- kind: paper\n  author: 0\n",
        "3: `author` is at least 1, not `0`; write `1` or more",
    ),
    "a rank below zero": (
        "achievements:\n- kind: paper\n  author: -1\n",
        "3: `author` is at least 1, not `-1`; write `1` or more",
    ),
    "a rank and a half": (
        "achievements:\n- kind: paper\n  author: 1.5\n",
        "3: `author` is a whole number, not `1.5`; write `1`",
    ),
    "a rank that is true": (
        "achievements:\n- kind: paper\n  author: true\n",
        "3: `author` is a number, not `true`; write digits alone, without a unit",
    ),
    "too high a grade": (
        "achievements:\n- {kind: project, protection_level: 6}\n",
        "2: `protection_level` is at most 5, not `6`; write `5` or less",
    ),
    "an amount below zero": (
        "achievements:\n- {kind: project, contract: -1}\n",
        "2: `contract` is at least 0, not `-1`; write `0` or more",
    ),
}

DATES: dict[str, tuple[str, str]] = {
    "30 February": (
        "education:\n- level: bachelor\n  diploma: 2023-02-30\n",
        "3: there is no day `2023-02-30`; check the month and the day",
    ),
    "29 February of a common year": (
        "education:\n- level: bachelor\n  diploma: 2023-02-29\n",
        "3: there is no day `2023-02-29`; check the month and the day",
    ),
    "a thirteenth month": (
        "education:\n- level: bachelor\n  diploma: 2023-13-01\n",
        "3: there is no day `2023-13-01`; check the month and the day",
    ),
    "five digits of a year": (
        "education:\n- level: bachelor\n  diploma: 99999-01-01\n",
        "3: `diploma` is a date, not `99999-01-01`; write it as `2023-02-28`",
    ),
    "the year 9999": (
        "education:\n- level: bachelor\n  diploma: 9999-12-31\n",
        "3: the year of `9999-12-31` is out of range; write a year from 1900 to 2200",
    ),
    "the year zero": (
        "education:\n- level: bachelor\n  diploma: 0000-01-01\n",
        "3: the year of `0000-01-01` is out of range; write a year from 1900 to 2200",
    ),
    "a year before our time": (
        "education:\n- level: bachelor\n  diploma: 1899-12-31\n",
        "3: the year of `1899-12-31` is out of range; write a year from 1900 to 2200",
    ),
    "slashes": (
        "education:\n- level: bachelor\n  diploma: 2023/02/03\n",
        "3: `diploma` is a date, not `2023/02/03`; write it as `2023-02-28`",
    ),
    "dots": (
        "education:\n- level: bachelor\n  diploma: 2023.02.03\n",
        "3: `diploma` is a date, not `2023.02.03`; write it as `2023-02-28`",
    ),
    "a year alone": (
        "education:\n- level: bachelor\n  diploma: 2023\n",
        "3: `diploma` is a date, not `2023`; write it as `2023-02-28`",
    ),
    "a month alone": (
        "education:\n- level: bachelor\n  diploma: 2023-02\n",
        "3: `diploma` is a date, not `2023-02`; write it as `2023-02-28`",
    ),
    "digits alone": (
        "education:\n- level: bachelor\n  diploma: 20230203\n",
        "3: `diploma` is a date, not `20230203`; write it as `2023-02-28`",
    ),
    "a time of day": (
        "education:\n- level: bachelor\n  diploma: 2023-02-03T10:00:00\n",
        "3: `diploma` is a date, not `2023-02-03T10:00:00`; write it as `2023-02-28`",
    ),
    "a time after a space": (
        "education:\n- level: bachelor\n  diploma: 2023-02-03 10:00:00\n",
        "3: `diploma` is a date, not `2023-02-03 10:00:00`; write it as `2023-02-28`",
    ),
    "Chinese": (
        "education:\n- level: bachelor\n  diploma: 2023年2月3日\n",
        "3: `diploma` is a date, not `2023年2月3日`; write it as `2023-02-28`",
    ),
    "full-width digits": (
        "education:\n- level: bachelor\n  diploma: ２０２３-０２-０３\n",
        "3: `diploma` is a date, not `２０２３-０２-０３`; write it as `2023-02-28`",
    ),
    "a flag": (
        "education:\n- level: bachelor\n  diploma: true\n",
        "3: `diploma` is a date, not `true`; write it as `2023-02-28`",
    ),
    "a list": (
        "education:\n- level: bachelor\n  diploma: [2023-02-03]\n",
        "3: `diploma` takes one value, not a list; write it as `2023-02-28`",
    ),
}


@pytest.mark.parametrize(("text", "said"), NUMBERS.values(), ids=NUMBERS)
def test_numbers(text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused_file(capsys, tmp_path / "li.yaml", text, "check") == said


@pytest.mark.parametrize(("text", "said"), DATES.values(), ids=DATES)
def test_dates(text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused_file(capsys, tmp_path / "li.yaml", text, "check") == said


@pytest.mark.parametrize("day", ["2023-02-03", "2023-2-3", "'2023-02-03'", "2023-02-03 "])
def test_a_day_may_be_written_without_zeros_and_in_quotes(day: str, tmp_path: Path) -> None:
    file = tmp_path / "li.yaml"
    file.write_text(f"education: [{{level: bachelor, diploma: {day}}}]\n")
    education = load(file).education
    assert education is not None and str(education[0].diploma) == "2023-02-03"


def test_ten_thousand_digits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = (
        f"1: the number `{'9' * 57}...` is too large or too long; write at most 18 digits, or quote it if it is a text"
    )
    for file in ("li.yaml", "li.json"):
        text = f'{{"insurance_months": {"9" * 10_000}}}'
        assert refused_file(capsys, tmp_path / file, text, "check") == said
