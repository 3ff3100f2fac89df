"""The pages on rosters: every command shown for a shell can be run as it stands and writes what it names."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from tests.transcripts import ROOT, run

PAGES = [ROOT / "docs" / "batch.md", ROOT / "README.md", ROOT / "README.zh.md", ROOT / "examples" / "README.md"]
_WRITTEN = re.compile(r"--(?:out|report|template) (\S+)")


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pseudonyms under a key of the tests, so that none is made in the user's data folder."""
    monkeypatch.setenv("ZHICHENG_MASK_KEY", "a key for tests alone")


def _commands(page: Path) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("zhicheng ")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_for_a_shell_work(page: Path, tmp_path: Path) -> None:
    """One after the other in a folder that holds the examples; later ones read what earlier ones wrote."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    commands = _commands(page)
    assert commands or page.name != "batch.md"
    for command in commands:
        ran = run(command, folder=tmp_path)
        assert ran.status == 0, f"{command}: {ran.err}"
        for name in _WRITTEN.findall(command):
            assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600, name
