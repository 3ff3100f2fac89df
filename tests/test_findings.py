"""docs/findings.md says what `compare` answers: the relations at each run of the tests, the rest among the sweeps."""

from __future__ import annotations

import re
import shlex

import pytest

from models.standard import PARTS
from reports.compare_words import part_word
from tests import findings
from tests.findings import PAGE, names


def test_the_relations_are_what_the_command_answers() -> None:
    """After a change that is wanted: `python -m tests.findings`, and read the difference."""
    text = PAGE.read_text(encoding="utf-8")
    for section in (findings.opening(), findings.relations(), findings.parts(), findings.limits()):
        assert section in text


@pytest.mark.slow
def test_the_whole_page_is_what_the_commands_answer() -> None:
    assert findings.page() == PAGE.read_text(encoding="utf-8")


def test_every_section_names_a_command_that_the_program_has() -> None:
    from commands.compare import compare

    text = PAGE.read_text(encoding="utf-8")
    options = {name for param in compare.params for name in param.opts}
    commands = re.findall(r"`(zhicheng compare[^`]*)`", text)
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:-1]
    assert all("`zhicheng compare" in section for section in sections)
    for line in commands:
        assert {word for word in shlex.split(line) if word.startswith("--")} <= options


def test_names_and_parts_are_those_of_the_command() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(name in text for name in names().values())
    assert any(part_word(part, "en").capitalize() in text for part in PARTS)
