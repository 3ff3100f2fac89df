"""A standard that does not hold together: its frame, readings, parameters and coverage, refused with their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.refusals import STANDARD, refused_file

LINT = ("standards", "lint", "--no-solver")

FRAME: dict[str, tuple[str, str, str]] = {
    "an id that is not the file's": (
        "id: mine",
        "id: yours",
        "1: the id `yours` is not the name of its file; write `id: mine`",
    ),
    "no id": ("id: mine\n", "", "1: a standard does not say its `id`; add `id:`"),
    "a number for an id": ("id: mine", "id: 5", "1: `id` is a text, not `5`; see docs/language.md"),
    "an unknown key": ("rungs:", "rnugs:", "5: unknown key `rnugs` of a standard; write `rungs`"),
    "no document": ("document:", "# document:", "1: a standard does not say its `document`; add `document:`"),
    "a title in one language": (" en: A,", "", "2: a text is given in both languages; write `{zh: …, en: …}`"),
    "a day that is none": (
        "2023-07-01, region",
        "2023-06-31, region",
        "2: there is no day `2023-06-31`; check the month and the day",
    ),
    "a list for a region": (
        "region: chongqing",
        "region: [chongqing]",
        "2: `region` is a text, not `[chongqing]`; see docs/language.md",
    ),
    "an unknown rung": ("  engineer:", "  enginer:", "6: `enginer` is no rung; write `engineer`"),
    "a rung that is a list": (
        "    after: assistant\n",
        "    after: assistant\n    part: 1\n",
        "8: unknown key `part` of the rung `engineer`; write `parts`",
    ),
    "an unknown title": ("after: assistant", "after: asistant", "7: `asistant` is no rung; write `assistant`"),
    "an unknown part": ("      results:", "      result:", "10: `result` is no part; write `results`"),
    "a part that is a text": (
        "{cite: 第一条, education: bachelor}",
        "bachelor",
        "9: a part is a rule, not `bachelor`; write `{cite: 第一条, degree: doctor}`",
    ),
    "a part that is a list": (
        "{cite: 第一条, education: bachelor}",
        "[bachelor]",
        "9: a part is a rule, not `[bachelor]`; write `{cite: 第一条, degree: doctor}`",
    ),
    "a part of another name": (
        "{cite: 第一条, education: bachelor}",
        "{cite: 第一条, id: a, education: bachelor}",
        "9: the part `education-years` has the id `a`; leave the id out",
    ),
    "a missing citation": (
        "{cite: 第一条, education",
        "{education",
        "9: `engineer/education-years` has no citation; add `cite:` to it or to a node above it",
    ),
    "an unknown route": ("regular:", "regulr:", "16: `regulr` is no route; write `regular`"),
    "a route that is a text": (
        "[education-years, results]",
        "results",
        "16: the route `regular` is a list of parts, not `results`; write `[results, scholarship]`",
    ),
    "a route of nothing": (
        "[education-years, results]",
        "[]",
        "16: the route `regular` asks for nothing; name its parts",
    ),
    "a route of an unknown part": (
        "[education-years, results]",
        "[education-year, results]",
        "16: the route `regular` names `education-year`, which the rung does not have; write `education-years`",
    ),
    "a route of a list": (
        "[education-years, results]",
        "[[results]]",
        "16: the route `regular` names `[results]`, which the rung does not have; write `results`",
    ),
    "a step with an unknown key": (
        "[education-years, results]",
        "[{part: results, whn: {view: wide}}]",
        "16: unknown key `whn` of a step of the route `regular`; write `when`",
    ),
    "a step under an unknown reading": (
        "[education-years, results]",
        "[{part: results, when: {veiw: wide}}]",
        "16: unknown reading `veiw`; write `view`",
    ),
    "a part of its own that is none": (
        "[education-years, results]",
        "[{result: {cite: 第一条, degree: doctor}}]",
        "16: `result` is no part; write `results`",
    ),
    "a reading whose default is no value": (
        "default: narrow",
        "default: middle",
        "3: `middle` is no value of the reading `view`; write `wide`",
    ),
    "a reading whose default is a list": (
        "default: narrow",
        "default: [narrow]",
        "3: `[narrow]` is no value of the reading `view`; write `narrow`",
    ),
    "a reading of one value": (
        ", wide: {zh: 宽, en: wide}",
        "",
        (
            "3: the reading `view` names its `default` and two or more values; write `{default: a, a:"
            " {zh: …, en: …}, b: {zh: …, en: …}}`"
        ),
    ),
    "a reading in one language": (
        "{zh: 宽, en: wide}",
        "{zh: 宽}",
        "3: a text is given in both languages; write `{zh: …, en: …}`",
    ),
    "a parameter below zero": (
        "2023-07-01: 50",
        "2023-07-01: -50",
        "4: `sum` is a number above zero, not `-50`; write one such as `3`",
    ),
    "a parameter that is a word": (
        "2023-07-01: 50",
        "2023-07-01: fifty",
        "4: `sum` is a span of time, not `fifty`; write `5y` or `18m`",
    ),
    "a parameter from no day": (
        "{2023-07-01: 50}",
        "{2023-02-30: 50}",
        "4: there is no day `2023-02-30`; check the month and the day",
    ),
    "a parameter from one day twice": (
        "{2023-07-01: 50}",
        "{2023-07-01: 50, 2023-7-1: 60}",
        "4: `2023-7-1` stands twice in `sum`; keep one of the two",
    ),
    "a parameter without a citation": (
        "{cite: 第九条, values",
        "{values",
        "4: the parameter `sum` has a `cite` and dated `values`; write `values: {2023-07-01: 50}`",
    ),
}

ADDED: dict[str, tuple[str, str]] = {
    "readings of another shape": ("readings: [view]", "16: `readings` is a map, not `[view]`; see docs/language.md"),
    "parameters of another shape": ("parameters: 5", "16: `parameters` is a map, not `5`; see docs/language.md"),
    "fields of another shape": ("fields: [a]", "17: `fields` is a map, not `[a]`; see docs/language.md"),
    "every_record of another shape": (
        "every_record: relevant",
        "17: `every_record` is a map, not `relevant`; see docs/language.md",
    ),
    "parts of another shape": ("parts: [scope]", "17: `parts` is a map, not `[scope]`; see docs/language.md"),
    "coverage of another shape": (
        "coverage: computed",
        "17: `coverage` is a map, not `computed`; see docs/language.md",
    ),
    "what every record lacks": (
        "every_record: {relevnt: true}",
        "17: `relevnt` is no attribute of `award`; write `relevant`",
    ),
    "what no record can be": (
        "every_record: {relevant: 1}",
        "17: `relevant` is asked as `true` or `false`, not `1`; write one of the two",
    ),
    "projects that are a word": (
        "per_project: often",
        "17: `per_project` is `true` or `false`, not `often`; write one of the two",
    ),
    "an early year for records": (
        "early: {by: 1y, cite: 第三条, count: paper}",
        "17: `early/paper` asks for more than a fact of the person; write a rule such as `{degree: doctor}`",
    ),
    "an early year of no length": (
        "early: {cite: 第三条, degree: doctor}",
        "17: `by` is a span of time, not `null`; write `5y` or `18m`",
    ),
    "fields of an unknown reading": (
        "fields: {own: {veiw: {}}}",
        "17: the fields `own` depend on one reading; write `view`",
    ),
    "fields of half a reading": (
        "fields: {own: {view: {narrow: [engineering]}}}",
        "17: the fields `own` need a list for every value of `view`; add those that lack",
    ),
    "fields that are none": (
        "fields: {own: [enginering]}",
        "17: `enginering` is no value of `field`; write `engineering`",
    ),
    "a shared part that is none": (
        "parts: {scop: {cite: 第三条, degree: doctor}}",
        "17: `scop` is no part; write `scope`",
    ),
    "a shared part that is a list": (
        "parts: {scope: [a]}",
        "17: a part is a rule, not `[a]`; write `{cite: 第一条, degree: doctor}`",
    ),
    "a window that ends before it begins": (
        "window: {from: 2023-02-01, to: 2023-01-01}",
        "17: `window` ends on `2023-01-01`, before it begins on `2023-02-01`; mend one of the two dates",
    ),
    "a window without an end": (
        "window: {from: 2023-02-01}",
        "17: `to` is a date, not `null`; write it as `2023-02-28`",
    ),
    "coverage that is none": (
        "coverage: {第一条: computd}",
        "17: `computd` does not say how `第一条` stands in the model; write `computed`",
    ),
    "coverage of a list": (
        "coverage: {第一条: [computed]}",
        "17: `[computed]` does not say how `第一条` stands in the model; write `computed`",
    ),
    "coverage with an unknown key": (
        "coverage: {第一条: {status: computed, note: a}}",
        "17: unknown key `note` of the article `第一条`; write one of `en`, `status`, `zh`",
    ),
    "coverage with a comma": (
        "coverage: {第一条: {status: computed, zh: 甲, en: a, b}}",
        "17: a text has no key `b`; put a text that has a comma in quotes",
    ),
}


def with_key(text: str) -> str:
    """The standard with a key at its end, in place of its own."""
    key = text.split(":")[0]
    return "".join(line for line in STANDARD.splitlines(keepends=True) if not line.startswith(f"{key}:")) + text + "\n"


@pytest.mark.parametrize(("was", "now", "said"), FRAME.values(), ids=FRAME)
def test_frame(was: str, now: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused_file(capsys, tmp_path / "mine.yaml", STANDARD.replace(was, now), *LINT) == said


@pytest.mark.parametrize(("text", "said"), ADDED.values(), ids=ADDED)
def test_added(text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused_file(capsys, tmp_path / "mine.yaml", with_key(text), *LINT) == said


@pytest.mark.parametrize(
    ("rungs", "said"),
    [
        ("engineer", "`rungs` is a map, not `engineer`; see docs/language.md"),
        ("[engineer]", "`rungs` is a map, not `[engineer]`; see docs/language.md"),
        ("null", "a standard does not say its `rungs`; add `rungs:`"),
        ("{}", "a standard has no rung; add one such as `engineer:`"),
        ("{engineer: []}", "the rung `engineer` is a map, not `[]`; give it `parts` and `routes`"),
        ("{engineer: {parts: {}, routes: {}}}", "the rung `engineer` has no route; add `regular: [results]`"),
        ("{engineer: {parts: [], routes: {}}}", "`parts` is a map, not `[]`; see docs/language.md"),
    ],
)
def test_rungs(rungs: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = STANDARD.partition("rungs:")[0] + f"rungs: {rungs}\n"
    assert refused_file(capsys, tmp_path / "mine.yaml", text, *LINT) == f"5: {said}"


@pytest.mark.parametrize(("text", "shown"), [("hello", "hello"), ("[a]", "[a]"), ("5", "5"), ("null", "null")])
def test_a_standard_of_another_shape(text: str, shown: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = f"1: a standard is a map, not `{shown}`; see docs/language.md"
    assert refused_file(capsys, tmp_path / "mine.yaml", text, *LINT) == said
