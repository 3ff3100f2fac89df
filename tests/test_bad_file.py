"""Files that hold no document: wrong bytes, broken YAML and JSON, and documents made to exhaust the reader."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from models.source import parse, read
from tests.refusals import refusal, refused_file

YAML = "li.yaml"
JSON = "li.json"
DEEP = "the document is nested too deep; at most 60 levels"
MANY = "the document stands for too many values; keep to 250000, aliases counted in full"
COMMANDS = {"a person": ("check",), "a standard": ("standards", "lint", "--no-solver"), "cases": ("test",)}
LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{this}: &{this} [{', '.join(['*' + last] * 9)}]\n" for last, this in zip("abcdefgh", "bcdefghi", strict=True)
)

BYTES: dict[str, tuple[bytes, str]] = {
    "a picture": (b"\x89PNG\r\n\x1a\n\x00", "the file is binary or in UTF-16, not text in UTF-8; save it as UTF-8"),
    "a NUL": (b"name: a\x00b\n", "the file is binary or in UTF-16, not text in UTF-8; save it as UTF-8"),
    "UTF-16 without a mark": (
        "name: 李薇\n".encode("utf-16-le"),
        "the file is binary or in UTF-16, not text in UTF-8; save it as UTF-8",
    ),
    "UTF-16": ("name: 李薇\n".encode("utf-16"), "the file is in UTF-16; save it as UTF-8"),
    "UTF-32": ("name: 李薇\n".encode("utf-32"), "the file is in UTF-32; save it as UTF-8"),
    "GBK": ("a: b\nname: 李薇\n".encode("gbk"), "2: the file is not UTF-8 but looks like GBK; save it as UTF-8"),
    "GBK with CR": (
        "a: b\rname: 李薇\r".encode("gbk"),
        "2: the file is not UTF-8 but looks like GBK; save it as UTF-8",
    ),
    "Latin-1": (b"a: b\nc: caf\xe9\n", "2: the file is not UTF-8 text; save it as UTF-8"),
    "half a character": (
        "name: 李".encode()[:-1],
        "1: the file ends in the middle of a character; check that it is whole",
    ),
    "a bell": (b"a: b\nname: \x07\n", "2: the character `U+0007` cannot stand in a document; remove it"),
    "an escape": (b"name: \x1b[31m\n", "1: the character `U+001B` cannot stand in a document; remove it"),
    "a bell in a comment": (b"a: b\r# \x07\r", "2: the character `U+0007` cannot stand in a document; remove it"),
}

BROKEN: dict[str, tuple[str, str, str]] = {
    "half a list": (YAML, "titles: [\n", "1: this is no valid YAML (did not find expected node content)"),
    "half a text": (YAML, "name: 'a\nregion: b\n", "2: this is no valid YAML (found unexpected end of stream)"),
    "a bracket too many": (YAML, "titles: []]\n", "1: this is no valid YAML (did not find expected key)"),
    "two colons": (YAML, "name: a: b\n", "1: this is no valid YAML (mapping values are not allowed in this context)"),
    "an indented key": (
        YAML,
        "name: a\n  region: b\n",
        "2: this is no valid YAML (mapping values are not allowed in this context)",
    ),
    "an unknown directive": (YAML, "%x\n", "1: this is no valid YAML (found unknown directive name)"),
    "an unknown tag handle": (YAML, "name: !e!x y\n", "1: this is no valid YAML (found undefined tag handle)"),
    "half a map": (JSON, '{"name": "a",\n "titles": [', "2: this is no valid JSON (expecting value)"),
    "a comma too many": (
        JSON,
        '{"name": "a",\n}',
        "2: this is no valid JSON (expecting property name enclosed in double quotes)",
    ),
    "a comment": (JSON, '{"name": "a"} // b', "1: this is no valid JSON (extra data)"),
    "two texts": (JSON, '{"name": "a"}\n{"name": "b"}', "2: this is no valid JSON (extra data)"),
    "a tab in a text": (JSON, '{"name": "a\tb"}', "1: this is no valid JSON (invalid control character at)"),
    "a leading zero": (JSON, '{"insurance_months": 010}', "1: this is no valid JSON (expecting ',' delimiter)"),
    "CR in front of it": (JSON, '{"name": "a",\r "region": }', "2: this is no valid JSON (expecting value)"),
}
HINTS = {YAML: "check the lines around it", JSON: "check the comma, quote or bracket there"}

AMBIGUOUS: dict[str, tuple[str, str, str]] = {
    "a key twice": (YAML, "name: a\nname: b\n", "2: the key `name` stands twice; it stands first on line 1: keep one"),
    "a key twice in JSON": (
        JSON,
        '{"name": "a",\n "name": "b"}',
        "2: the key `name` stands twice; it stands first on line 1: keep one",
    ),
    "a key twice beside an escape": (
        JSON,
        '{"name": "\\ud83d\\ude00",\n "name": "b"}',
        "2: the key `name` stands twice; it stands first on line 1: keep one",
    ),
    "a key twice, with its colon below": (
        JSON,
        '{"name"\n: "a", "name": "b"}',
        "the key `name` stands twice; keep one of the two",
    ),
    "half a surrogate pair": (
        JSON,
        '{"region": "other",\n "name": "\\ud800"}',
        "2: `\\ud800` is half a character; write the other half after it",
    ),
    "two documents": (YAML, "a: b\n---\nc: d\n", "2: the file holds more than one document; remove the line `---`"),
    "an open end": (YAML, "a: b\n---\n", "2: the file holds more than one document; remove the line `---`"),
    "a list for a key": (
        YAML,
        "[a]: b\n",
        "1: a key must be a word, not a map or a list; put it in quotes if it is a word",
    ),
    "an unknown alias": (YAML, "name: *nope\n", "1: unknown alias `*nope`; define it above with `&`"),
    "an alias to itself": (YAML, "a: 1\nb: &a [*a]\n", "2: unknown alias `*a`; define it above with `&`"),
    "a map within itself": (YAML, "a: &a {b: *a}\n", "1: unknown alias `*a`; define it above with `&`"),
    "a Python object": (
        YAML,
        "name: !!python/object:os.system x\n",
        "1: the tag `!!python/object:os.system` is not taken; write the plain value",
    ),
    "a map that is a Python object": (
        YAML,
        "conduct: !!python/object/apply:os.system {a: b}\n",
        "1: the tag `!!python/object/apply:os.system` is not taken; write the plain value",
    ),
    "a Python tuple": (
        YAML,
        "a: 1\nb: !!python/tuple []\n",
        "2: the tag `!!python/tuple` is not taken; write the plain value",
    ),
    "a tag of one's own": (YAML, "name: !mine x\n", "1: the tag `!mine` is not taken; write the plain value"),
    "a tagged number": (YAML, "name: !!int '5'\n", "1: the tag `!!int` is not taken; write the plain value"),
    "a merge of no map": (YAML, "a: 1\n<<: 2\n", "2: `<<` merges maps, not `2`; write `<<: *name`"),
}

ENDLESS: dict[str, tuple[str, str, str]] = {
    "a billion laughs": (YAML, LAUGHS, f"6: {MANY}"),
    "aliases of aliases": (
        YAML,
        "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 5000)),
        f"705: {MANY}",
    ),
    "10,000 lists": (YAML, "a: 1\nb: " + "[" * 10_000 + "]" * 10_000, f"2: {DEEP}"),
    "10,000 dashes": (YAML, "- " * 10_000 + "a\n", f"1: {DEEP}"),
    "10,000 question marks": (YAML, "? " * 10_000 + "a\n", f"1: {DEEP}"),
    "4,000 indents": (YAML, "\n".join(" " * n + "a:" for n in range(4000)), f"61: {DEEP}"),
    "10,000 lists in JSON": (JSON, "[" * 10_000 + "]" * 10_000, f"1: {DEEP}"),
    "10,000 maps in JSON": (JSON, '{"a":\n' * 10_000 + "1" + "}" * 10_000, f"61: {DEEP}"),
    "100,000 brackets that never close": (JSON, "[" * 100_000, f"1: {DEEP}"),
    "200 lists below a colon on a line of its own": (JSON, '{"a"\n:' + "[" * 200 + "]" * 200 + "}", DEEP),
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize(("content", "said"), BYTES.values(), ids=BYTES)
def test_bytes_that_are_no_text(
    content: bytes, said: str, words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused_file(capsys, tmp_path / YAML, content, *words) == said


@pytest.mark.parametrize(("name", "text", "said"), BROKEN.values(), ids=BROKEN)
def test_broken_yaml_and_json(
    name: str, text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused_file(capsys, tmp_path / name, text, "check") == f"{said}; {HINTS[name]}"


def test_a_tab_where_spaces_indent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = "2: this is no valid YAML (found character that cannot start any token); indent with spaces, not tabs"
    assert refused_file(capsys, tmp_path / YAML, "conduct:\n\tfraud_found: none\n", "check") == said


@pytest.mark.parametrize(("name", "text", "said"), AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_what_could_be_read_in_two_ways(
    name: str, text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused_file(capsys, tmp_path / name, text, "check") == said


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize(("name", "text", "said"), ENDLESS.values(), ids=ENDLESS)
def test_documents_made_to_exhaust(
    name: str, text: str, said: str, words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused_file(capsys, tmp_path / name, text, *words) == said


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_files_that_cannot_be_opened(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "no\nsuch.yaml"
    said = refusal(capsys, *words, missing)
    assert said == f"{tmp_path}/no?such.yaml: there is no such file; check the path"
    if words != ("test",):  # which takes a folder
        assert refusal(capsys, *words, tmp_path) == f"{tmp_path}: this is a folder, not a file; name a file in it"
    large = tmp_path / "large.yaml"
    with large.open("wb") as file:
        file.truncate(20_000_001)
    assert refusal(capsys, *words, large) == f"{large}: the file is larger than 20 MB; split it"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_a_file_that_may_not_be_read(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / YAML
    file.touch(mode=0)
    said = f"{file}: the file cannot be read (permission denied); check the path and its permissions"
    assert refusal(capsys, *words, file) == said


@pytest.mark.parametrize("text", ["", " \n\n", "\ufeff", "# nothing\n", "null\n", "---\n...\n"])
@pytest.mark.parametrize("name", [YAML, JSON])
def test_an_empty_document(name: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if name == JSON and text.strip() not in ("", "\ufeff", "null"):
        return
    file = tmp_path / name
    said = "1: a person is a map of facts, and this is empty; begin with lines such as `name: 李薇` and `education:`"
    assert refused_file(capsys, file, text, "check") == said
    said = "1: a standard is a map, not `null`; see docs/language.md"
    assert refused_file(capsys, file, text, "standards", "lint", "--no-solver") == said
    said = "1: a file of cases is a list, and this is empty; begin each case with `- id:`"
    assert refused_file(capsys, file, text, "test") == said


@pytest.mark.parametrize(
    ("text", "shown"),
    [("hello", "hello"), ("name：李薇", "name：李薇"), ("42", "42"), ("true", "true"), ("[a, b]", "[a, ...]")],
)
def test_a_document_of_another_shape(text: str, shown: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = f"1: a person is a map of facts, not `{shown}`; begin with lines such as `name: 李薇` and `education:`"
    assert refused_file(capsys, tmp_path / YAML, text, "check") == said


def test_lines_are_counted_whichever_way_they_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for end in ("\n", "\r\n", "\r"):
        said = refused_file(capsys, tmp_path / YAML, f"name: a{end}region: mars{end}", "check")
        assert said.startswith("2: `mars` is no value of `region`")


def test_what_a_document_may_be() -> None:
    assert parse('{"name": "\\ud83d\\ude00 a\\/b \\\\ud800"}', JSON) == {"name": "😀 a/b \\ud800"}
    assert parse('{"a"\n: [1, 2.5, "x", null, true]}', JSON) == {"a": [1, 2.5, "x", None, True]}
    assert parse("a: &a {b: 1, c: 2}\nd: {<<: *a, c: 3}\ne: {<<: [*a, {f: 4}]}\n", YAML) == {
        "a": {"b": 1, "c": 2},
        "d": {"b": 1, "c": 3},
        "e": {"b": 1, "c": 2, "f": 4},
    }
    assert parse("a: !!str 5\nc: +7\nd: 1e3\n", YAML) == {"a": "5", "c": 7, "d": 1000.0}


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / YAML
    file.write_bytes(b"\xef\xbb\xbfname: a\n")
    assert read(file) == {"name": "a"}
