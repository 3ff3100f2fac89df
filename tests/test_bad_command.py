"""Commands that cannot be run: options, `--set`, names and places, each refused in one line with status 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from models import cases, catalogue
from models.errors import InputError, nearest, quoted
from tests.refusals import refusal, refused_file, run

PERSON = "name: 李薇\nachievements: [{kind: paper}]\n"
RUNGS = "`technician`, `assistant`, `engineer`, `senior`, `full_senior`"
ONE = ("--standard", "chongqing-cyberspace-2023")

OPTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "an unknown standard": (
        ("--standard", "chongqing-cyberspace"),
        "unknown standard `chongqing-cyberspace`; write `chongqing-cyberspace-2023`",
    ),
    "an unknown rung": (("--rung", "boss"), f"--rung: `boss` is no rung; write one of {RUNGS}"),
    "an empty rung": (("--rung", ""), f'--rung: `""` is no rung; write one of {RUNGS}'),
    "an unknown route": (
        ("--route", "back"),
        "--route: `back` is no route; write one of `regular`, `exceptional`, `green`",
    ),
    "a route that the rung lacks": (
        (*ONE, "--rung", "senior", "--route", "green"),
        "--route: `chongqing-cyberspace-2023` has no route `green` to this rung; write one of `regular`, `exceptional`",
    ),
    "a rung that the standard lacks": (
        ("--standard", "sichuan-initial-2022", "--rung", "senior"),
        "--rung: `sichuan-initial-2022` has no rung `senior`; write one of `technician`, `assistant`, `engineer`",
    ),
    "no day": (("--on", "tomorrow"), "`--on` is a date, not `tomorrow`; write it as `2023-02-28`"),
    "a day that is none": (("--on", "2023-02-30"), "there is no day `2023-02-30`; check the month and the day"),
    "an empty day": (("--on", ""), '`--on` is a date, not `""`; write it as `2023-02-28`'),
    "a far day": (
        ("--on", "9999-01-01"),
        "the year of `9999-01-01` is out of range; write a year from 1900 to 2200",
    ),
    "a reading without a value": (
        ("--reading", "exception-scope"),
        "--reading: `exception-scope` chooses no reading; write `exception-scope=replaces`",
    ),
    "a reading of nothing": (("--reading", "="), "--reading: `=` chooses no reading; write `exception-scope=replaces`"),
    "an unknown reading": (
        (*ONE, "--reading", "exception-scop=adds"),
        "--reading: unknown reading `exception-scop`; write `exception-scope`",
    ),
    "an unknown value of a reading": (
        (*ONE, "--reading", "exception-scope=ads"),
        "`ads` is no value of the reading `exception-scope`; write `adds`",
    ),
    "no folder of standards": (
        ("--standards-dir", "nowhere"),
        "nowhere: there is no such folder of standards; check `--standards-dir`",
    ),
    "no file to write": (("--out", ""), "`--out` names no file; write one such as `--out answer.txt`"),
    "no folder to write to": (
        ("--out", "nowhere/answer"),
        "nowhere/answer: the answer cannot be written (no such file or directory); name another file",
    ),
    "a folder to write over": (("--out", "/"), "`--out` names no file; write one such as `--out answer.txt`"),
    "an unknown option": (("--no-such",), "no such option `--no-such`; see `zhicheng check --help`"),
    "an option without its value": (("--on",), "option `--on` requires an argument; see `zhicheng --help`"),
    "two persons": (("other.yaml",), "got unexpected extra argument (other.yaml); see `zhicheng check --help`"),
    "an unknown language": (
        ("--lang", "fr"),
        "invalid value for `--lang`: `fr` is not one of `zh`, `en`; see `zhicheng check --help`",
    ),
    "an unknown solver": (
        ("--solver", "z3"),
        "invalid value for `--solver`: `z3` is not one of `reference`, `cpsat`, `csp`; see `zhicheng check --help`",
    ),
}

JSON_HINT = 'quote texts inside, as in `{"kind": "paper"}`'
SETS: dict[str, tuple[str, str]] = {
    "no sign": ("name", "`name` sets nothing; write `achievements[0].rank=2`"),
    "no path": ("=1", "`=1` sets nothing; write `achievements[0].rank=2`"),
    "two dots": ("a..b=1", "`a..b` is no path; write one such as `achievements[0].rank`"),
    "an open bracket": ("work[0=1", "`work[0` is no path; write one such as `achievements[0].rank`"),
    "a place first": ("[0]=1", "`[0]` is no path; write one such as `achievements[0].rank`"),
    "a place before the first": ("work[-1]=1", "`work[-1]` is no path; write one such as `achievements[0].rank`"),
    "a place beyond the end": (
        "achievements[5]=1",
        "`achievements[5]` is beyond the end of the list, which has 1; use `[+]` to add",
    ),
    "a place far beyond the end": (
        "achievements[999999]=1",
        "`achievements[999999]` is beyond the end of the list, which has 1; use `[+]` to add",
    ),
    "a place beyond all numbers": (
        f"work[{'9' * 5000}]=1",
        f"`work[{'9' * 52}...` is no path; write one such as `achievements[0].rank`",
    ),
    "a key of a list": (
        "achievements.rank=1",
        "`achievements.rank` asks for a key where there is none; check the path",
    ),
    "a key of a text": ("name.first=1", "`name.first` asks for a key where there is none; check the path"),
    "a place in a text": ("name[0]=1", "`name[0]` asks for a place in what is no list; check the path"),
    "half a text": ('name="a', f'`"a` is no JSON value; {JSON_HINT}'),
    "half a map": ("work[+]={", f"`{{` is no JSON value; {JSON_HINT}"),
    "an alias": ("name=*a", f"`*a` is no JSON value; {JSON_HINT}"),
    "a number beyond all bounds": ("name=1e999", f"`1e999` is no JSON value; {JSON_HINT}"),
    "a bell": ("name=\x07", f"`?` is no JSON value; {JSON_HINT}"),
    "a number for a list": (
        "achievements=5",
        "`achievements` is a list of records, not `5`; begin each with `- kind:`",
    ),
    "a number for a record": (
        "achievements[0]=5",
        "`achievements[0]` is a map of facts, not `5`; write `- {kind: paper, …}`",
    ),
    "a record without a kind": (
        "achievements[+].rank=1",
        "`achievements[1]` does not say its kind; add `kind:` with a word such as `paper`, `patent` or `award`",
    ),
    "an unknown key": ("nmae=a", "unknown key `nmae` of a person; write `name`"),
    "an unknown value": ("region=beijng", "`beijng` is no value of `region`; write `beijing`"),
    "a rank of zero": ("achievements[0].author=0", "`author` is at least 1, not `0`; write `1` or more"),
}

LIKE = "- {id: A, standard: s, rung: senior, as_of: 2024-12-31, applicant: {name: a}, expect: {verdict: eligible}}\n"
CASES: dict[str, tuple[str, str]] = {
    "a map of cases": ("id: A\n", "1: a file of cases is a list, not `{id: A}`; begin each case with `- id:`"),
    "a text for a case": ("- A\n", "1: a case is a map, not `A`; begin it with `- id:`"),
    "no id": ("- {rung: senior}\n", "1: a case does not say its `id`; give each case an id of its own"),
    "a list for an id": ("- {id: [A]}\n", "1: a case does not say its `id`; give each case an id of its own"),
    "one id for two": (
        f"{LIKE}- like: A\n  id: A\n",
        "3: the id `A` belongs to two cases; give each case an id of its own",
    ),
    "like no other": (f"{LIKE}- {{id: B, like: C}}\n", "2: there is no earlier case `C`; write `A`"),
    "like itself": ("- {id: A, like: A}\n", "1: there is no earlier case `A`; leave it out"),
    "like a list": (f"{LIKE}- {{id: B, like: [A]}}\n", "2: there is no earlier case `[A]`; write `A`"),
    "an unknown key": ("- {id: A, rnug: senior}\n", "1: unknown key `rnug` of a case; write `rung`"),
    "no rung": (
        "- {id: A, standard: s, as_of: 2024-12-31, applicant: {}}\n",
        "1: the case `A` does not say its `rung`; add `rung:`, or `like:` an earlier case",
    ),
    "a list for a person": (
        LIKE.replace("{name: a}", "[a]"),
        "1: `applicant` is a map of facts, not `[a]`; write `applicant: {name: 李薇}`",
    ),
    "a day that is none": (
        LIKE.replace("12-31", "12-32"),
        "1: there is no day `2024-12-32`; check the month and the day",
    ),
    "no expectation": (
        LIKE.replace("{verdict: eligible}", "{}"),
        "1: the case `A` expects nothing; add `expect: {verdict: …}`",
    ),
    "a text for an expectation": (
        LIKE.replace("{verdict: eligible}", "eligible"),
        "1: `expect` is a map, not `eligible`; indent its lines below it, each as `key: value`",
    ),
    "an unknown expectation": (
        LIKE.replace("verdict:", "verdct:"),
        "1: unknown key `verdct` of `expect`; write `verdict`",
    ),
    "an unknown verdict": (
        LIKE.replace("eligible", "elligible"),
        "1: `elligible` is no verdict; write `eligible`",
    ),
    "a map for a citation": (
        LIKE.replace("verdict: eligible", "fails: [{a: b}]"),
        "1: `fails` is a word or a list of words, not `{a: b}`; put each in quotes",
    ),
    "strict as a word": (
        LIKE.replace("rung:", "strict: very, rung:"),
        "1: `strict` is `true` or `false`, not `very`; write one of the two",
    ),
    "a list for the reason": (
        LIKE.replace("rung:", "why: [a], rung:"),
        "1: `why` is a text, not `[a]`; put it in quotes",
    ),
    "a list of changes": (
        f"{LIKE}- {{id: B, like: A, set: [a]}}\n",
        "2: `set` is a map, not `[a]`; indent its lines below it, each as `key: value`",
    ),
    "a change beyond the end": (
        f"{LIKE}- id: B\n  like: A\n  set:\n    work[1]: 5\n",
        "5: `work[1]` is beyond the end of the list, which has 0; use `[+]` to add",
    ),
    "a change of no path": (
        f"{LIKE}- id: B\n  like: A\n  set:\n    work[: 5\n",
        "5: `work[` is no path; write one such as `achievements[0].rank`",
    ),
    "a change within a text": (
        f"{LIKE}- {{id: B, like: A, set: {{name.first: b}}}}\n",
        "2: `name.first` asks for a key where there is none; check the path",
    ),
    "a text to leave out": (
        f"{LIKE}- {{id: B, like: A, unset: name}}\n",
        "2: `unset` is a list of paths, not `name`; write `unset: [name]`",
    ),
    "nothing there to leave out": (
        f"{LIKE}- {{id: B, like: A, unset: [region]}}\n",
        "2: there is nothing at `region`; check the path",
    ),
    "no path to leave out": (
        f"{LIKE}- {{id: B, like: A, unset: [[name]]}}\n",
        "2: `[name]` is no path; write one such as `achievements[0].rank`",
    ),
    "readings in a list": (
        LIKE.replace("rung:", "readings: [a], rung:"),
        "1: `readings` is a map, not `[a]`; indent its lines below it, each as `key: value`",
    ),
    "an unknown standard": (LIKE, f"1: case `A`: unknown standard `s`; {nearest('s', catalogue.files())}"),
    "an unknown rung": (
        LIKE.replace("standard: s,", "standard: sichuan-initial-2022,"),
        "1: case `A`: `sichuan-initial-2022` has no rung `senior`; write one of `technician`, `assistant`, `engineer`",
    ),
}


@pytest.mark.parametrize(("words", "said"), OPTIONS.values(), ids=OPTIONS)
def test_options(words: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "li.yaml"
    file.write_text(PERSON)
    assert refusal(capsys, "check", file, *words) == said


@pytest.mark.parametrize(("change", "said"), SETS.values(), ids=SETS)
def test_changes(change: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "li.yaml"
    file.write_text(PERSON)
    assert refusal(capsys, "check", file, "--set", change) == f"--set: {said}"


@pytest.mark.parametrize(("text", "said"), CASES.values(), ids=CASES)
def test_cases(text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused_file(capsys, tmp_path / "mine.cases.yaml", text, "test") == said


def test_many_cases_like_one(tmp_path: Path) -> None:
    file = tmp_path / "mine.cases.yaml"
    file.write_text(LIKE + "".join(f"- {{id: B{n}, like: A, expect: {{route: none}}}}\n" for n in range(5000)))
    assert len(cases.load(file)) == 5001


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("chekc",), "no such command `chekc`; write `check`"),
        (("standards", "shwo"), "no such command `shwo`; write `show`"),
        (("check",), "missing argument `PERSON`; see `zhicheng check --help`"),
        (("check", ""), ".: this is a folder, not a file; name a file in it"),
        (("--chekc",), "no such option `--chekc`; write `--help`"),
        (("test", "nowhere"), "nowhere: there is no such file; check the path"),
        (("standards", "show", "sichuan"), f"unknown standard `sichuan`; {nearest('sichuan', catalogue.files())}"),
    ],
)
def test_commands(words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert refusal(capsys, *words) == said


def test_a_folder_without_cases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = f"{tmp_path}: there are no cases; name files such as `my-standard.cases.yaml`"
    assert refusal(capsys, "test", tmp_path) == said


def test_a_folder_with_a_bundled_standard(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "sichuan-initial-2022.yaml"
    file.touch()
    said = f"{file}: the standard `sichuan-initial-2022` exists already; "
    assert refusal(capsys, "standards", "list", "--standards-dir", tmp_path).startswith(said)


def test_a_command_alone_tells_of_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ((), ("standards",)):
        status, out, err = run(capsys, *words)
        assert (status, err) == (0, "") and out.startswith("Usage: zhicheng")


def test_a_fault_of_the_program_is_called_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZHICHENG_DEBUG", raising=False)
    monkeypatch.setattr("models.edits.load_person", lambda *_: 1 / 0)
    status, out, err = run(capsys, "check", tmp_path / "li.yaml")
    assert (status, out) == (70, "") and err.count("\n") == 1
    assert err.startswith("zhicheng: internal fault (ZeroDivisionError)")


def test_words_are_shown_as_they_were_written() -> None:
    values: list[object] = [None, True, "", "a `b`\n\x1b[0m", {"a": [1, 2]}, [], "x" * 100]
    shown = {quoted(value) for value in values}
    long = f"`{'x' * 57}...`"
    assert shown == {"`null`", "`true`", '`""`', "`a ?b? ?[0m`", "`{a: [1, ...]}`", "`[]`", long}
    assert str(InputError("a", where="b\nc", line=2, hint="d")) == "b?c:2: a; d"
