"""What is kept on disk: never stale, never trusted when damaged, never needed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from models import catalogue, store
from models.rules import Worked
from models.standard import Standard, nodes

NAME = "sichuan-initial-2022"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own, and a copy of a standard that can be edited."""
    monkeypatch.setenv("ZHICHENG_CACHE", str(tmp_path / "cache"))
    shutil.copy(catalogue.BUNDLED / f"{NAME}.yaml", tmp_path / f"{NAME}.yaml")
    return tmp_path


def test_an_edited_standard_is_read_anew(folder: Path) -> None:
    path = folder / f"{NAME}.yaml"
    first = catalogue.load(path)
    path.write_text(path.read_text(encoding="utf-8").replace("at_least: 36m", "at_least: 35m"), encoding="utf-8")
    second = catalogue.load(path)
    assert first.digest != second.digest
    months = {node.months for node in _worked(second)}
    assert 35 in months
    assert 36 not in months


def test_what_is_kept_says_the_same_as_the_file(folder: Path) -> None:
    path = folder / f"{NAME}.yaml"
    fresh, kept = catalogue.load(path), catalogue.load(path)
    assert {node.months for node in _worked(fresh)} == {node.months for node in _worked(kept)}
    assert fresh.readings.keys() == kept.readings.keys()
    assert [c.article for c in fresh.coverage] == [c.article for c in kept.coverage]


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '{"id": 3}', "\x00\x01", "[" * 100_000])
def test_a_damaged_entry_is_passed_over(folder: Path, damage: str) -> None:
    path = folder / f"{NAME}.yaml"
    catalogue.load(path)
    entries = list((folder / "cache").glob("*.json"))
    assert entries
    for entry in entries:
        entry.write_text(damage, encoding="utf-8")
    assert catalogue.load(path).id == NAME


def test_nothing_can_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = folder / "a-file"
    blocked.write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("ZHICHENG_CACHE", str(blocked))
    assert catalogue.load(folder / f"{NAME}.yaml").id == NAME
    store.put("key", {"a": 1})
    assert store.get("key") is None


def test_caching_can_be_turned_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHICHENG_CACHE", "off")
    catalogue.load(folder / f"{NAME}.yaml")
    assert store.folder() is None
    assert not (folder / "cache").exists()


def test_entries_are_plain_json_for_the_owner_alone(folder: Path) -> None:
    catalogue.load(folder / f"{NAME}.yaml")
    place = folder / "cache"
    assert place.stat().st_mode & 0o077 == 0
    for entry in place.glob("*.json"):
        seal, _, body = entry.read_bytes().partition(b"\n")
        assert seal.decode() == store.digest(body)
        json.loads(body)


def _worked(standard: Standard) -> list[Worked]:
    return [node for rung in standard.rungs.values() for node in nodes(rung) if isinstance(node, Worked)]
