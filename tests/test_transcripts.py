"""What the commands print, word for word; the verdicts of the examples; the commands shown in the documents."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests import transcripts
from tests.transcripts import ROOT, run

EXAMPLES = ROOT / "examples"
_LEAST = re.compile(r"^\| `[a-z-]+\.yaml` \|.*\| `(?P<command>zhicheng gap [^`]+)` \| (?P<least>[^|]+) \|")
_PLAN = re.compile(r"^\| `[a-z-]+\.yaml` \|.*\| `(?P<command>zhicheng plan [^`]+)` \| (?P<plan>[^|]+) \|")
_ROW = re.compile(
    r"^\| `?(?P<file>[a-z-]+\.yaml)`? \|.*\| `(?P<command>zhicheng check [^`]+)` \| (?P<verdict>[a-z_]+) \|"
)


def _documents() -> list[Path]:
    found = [ROOT / "README.md", ROOT / "README.zh.md", EXAMPLES / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [path for path in found if "```console" in path.read_text(encoding="utf-8")]


def _rows() -> list[tuple[str, str, str]]:
    lines = (EXAMPLES / "README.md").read_text(encoding="utf-8").splitlines()
    return [(m["file"], m["command"], m["verdict"]) for m in map(_ROW.match, lines) if m]


@pytest.mark.parametrize("path", transcripts.files(), ids=lambda path: path.stem)
def test_a_transcript_is_what_the_commands_print(path: Path) -> None:
    """Each transcript stands as it was written; after a change that is wanted: `python -m tests.transcripts`."""
    text = path.read_text(encoding="utf-8")
    assert transcripts.transcript(transcripts.commands(text)) == text


@pytest.mark.parametrize(("file", "command", "verdict"), _rows(), ids=[f"{r[0]}-{i}" for i, r in enumerate(_rows())])
def test_an_example_has_the_verdict_of_its_table(file: str, command: str, verdict: str) -> None:
    """Every row of the table of examples says what `check` answers."""
    assert f"examples/{file}" in command
    ran = run(f"{command} --format json")
    assert (ran.status, ran.err) == (0, "")
    assert json.loads(ran.out)["verdict"] == verdict


def _least_rows() -> list[tuple[str, str]]:
    lines = (EXAMPLES / "README.md").read_text(encoding="utf-8").splitlines()
    return [(m["command"], m["least"]) for m in map(_LEAST.match, lines) if m]


@pytest.mark.parametrize(("command", "least"), _least_rows(), ids=lambda value: value[:40])
def test_an_example_has_the_gap_of_its_table(command: str, least: str) -> None:
    """Every row of the second table says how much `gap` answers: months/records/endorsements of each point."""
    ran = run(f"{command} --format json")
    assert (ran.status, ran.err) == (0, "")
    assert sizes(json.loads(ran.out)) == least


def _plan_rows() -> list[tuple[str, str]]:
    lines = (EXAMPLES / "README.md").read_text(encoding="utf-8").splitlines()
    return [(m["command"], m["plan"]) for m in map(_PLAN.match, lines) if m]


@pytest.mark.parametrize(("command", "told"), _plan_rows(), ids=lambda value: value[:40])
def test_an_example_has_the_plan_of_its_table(command: str, told: str) -> None:
    """Every row of the third table says what `plan` answers; each step is seen in `check` as its replay says."""
    ran = run(f"{command} --format json")
    assert (ran.status, ran.err) == (0, "")
    found = json.loads(ran.out)["plan"]
    assert (f"{found['arrives_on']}/{found['records']}/{found['endorsements']}" if found else "never") == told
    file = command.split()[2]
    for step in found["steps"] if found else ():
        sets = " ".join(f"--set {shlex.quote(one)}" for one in step["replay"])
        asked = f"zhicheng check {file} --standard {step['standard']} --rung {step['rung']} --route {step['route']}"
        seen = run(f"{asked} --on {step['apply_on']} --format json {sets}")
        assert (seen.status, seen.err) == (0, "")
        assert json.loads(seen.out)["verdict"] == "eligible"


def sizes(answer: dict[str, Any]) -> str:
    """The points of an answer as the table writes them."""

    def written(points: list[dict[str, Any]]) -> str:
        return ", ".join(f"{p['months']}/{p['records']}/{p['endorsements']}" for p in points)

    if answer["frontier"] is None:
        return f"well {written(answer['if_well'])}, badly {written(answer['if_badly'])}"
    return written(answer["frontier"]) or "never"


def test_every_example_stands_in_the_table() -> None:
    """No example without a row, and each says that its person is invented."""
    people = sorted(path.name for path in EXAMPLES.glob("*.yaml"))
    assert sorted({file for file, _, _ in _rows()}) == people
    for name in people:
        first = (EXAMPLES / name).read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith(("# Invented", "# 人物为虚构"))


@pytest.mark.parametrize("document", _documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_commands_of_a_document_print_what_it_shows(document: Path, tmp_path: Path) -> None:
    """Each `$ zhicheng` command ends well and prints the lines shown; a line `…` stands for lines left out.

    A YAML block whose first line is a comment with a path is a file; a document with such files is run in a folder
    of its own. `$ echo $?` shows an exit status other than 0.
    """
    text = document.read_text(encoding="utf-8")
    folder = ROOT
    for name, content in re.findall(r"```yaml\n# (\S+\.yaml)\n(.*?)```", text, re.DOTALL):
        folder = tmp_path
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    lang = "zh" if document.name.endswith(".zh.md") else "en"
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for command, shown, status in _shown(block):
            ran = run(command, lang=lang, folder=folder)
            assert ran.status == status, f"{command}: {ran.err}"
            _compare(command, shown, transcripts.masked(ran.err + ran.out).splitlines())


def _shown(block: str) -> list[tuple[str, list[str], int]]:
    """The commands of a block, each with the lines shown after it and its exit status."""
    found: list[tuple[str, list[str], int]] = []
    after = "else"
    for line in block.replace("\\\n", "").splitlines():
        if line == "$ echo $?":
            after = "status"
        elif line.startswith("$ "):
            after = "output" if line.startswith("$ zhicheng") or line == "$ make demo" else "else"
            if after == "output":
                found.append((line[2:].replace("make demo", "zhicheng demo"), [], 0))
        elif after == "output":
            found[-1][1].append(line)
        elif after == "status":
            found[-1] = (found[-1][0], found[-1][1], int(line))
            after = "else"
    return found


def _compare(command: str, shown: list[str], printed: list[str]) -> None:
    shown = [transcripts.masked(line).rstrip() for line in shown]
    while shown and not shown[-1]:
        shown.pop()
    if not shown:
        return
    if "…" not in shown:
        assert printed == shown, command
        return
    rest = iter(printed)
    for line in shown:
        assert line in ("", "…") or line in rest, f"{command}: the line {line!r} is not printed there"
