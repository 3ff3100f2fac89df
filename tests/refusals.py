"""How bad input is refused: the command run in this process, and the one line that it says."""

from __future__ import annotations

from pathlib import Path

import pytest

import cli

STANDARD = """\
id: mine
document: {zh: 甲, en: A, number: "1", issued: 2023-06-07, effective: 2023-07-01, region: chongqing}
readings: {view: {default: narrow, narrow: {zh: 窄, en: narrow}, wide: {zh: 宽, en: wide}}}
parameters: {sum: {cite: 第九条, values: {2023-07-01: 50}}}
rungs:
  engineer:
    after: assistant
    parts:
      education-years: {cite: 第一条, education: bachelor}
      results:
        cite: 第二条
        any:
          - {id: papers, count: paper, where: {venue: journal}, at_least: 2}
          - {id: own, degree: doctor}
    routes:
      regular: [education-years, results]
"""
"""A standard in which every test spoils something."""


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    """The exit status, stdout and stderr of `zhicheng` with these words."""
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as ended:
        patch.setattr("sys.argv", ["zhicheng", *map(str, words)])
        cli.main()
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def refusal(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    """What is said of a command that is refused: status 2, nothing on stdout, exactly one line on stderr."""
    status, out, err = run(capsys, *words)
    assert (status, out) == (2, ""), err
    assert err.startswith("zhicheng: ") and err.endswith("\n") and err.count("\n") == 1
    assert "; " in err, "what to write instead is missing"
    return err.removeprefix("zhicheng: ").rstrip("\n")


def refused_file(capsys: pytest.CaptureFixture[str], file: Path, content: str | bytes, *words: str) -> str:
    """What is said of a file with this content, told from its line on; `words` are the command that reads it."""
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    said = refusal(capsys, *words, file)
    assert said.startswith(f"{file}:")
    return said.removeprefix(f"{file}:").lstrip()
