"""Reads YAML and JSON into plain maps and lists that remember their lines; refuses what is dangerous or ambiguous."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

from models.errors import InputError, quoted

MAX_BYTES = 20_000_000
MAX_DEPTH = 60
MAX_DIGITS = 18
MAX_VALUES = 250_000
"""Counted after aliases are followed, so that a few lines cannot stand for billions of values."""

_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_UNTAKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|([\[{])|([\]}])')
_SURROGATE = re.compile(r"\\u(d[89ab][\da-f]{2})\\u(d[c-f][\da-f]{2})|\\u(d[89a-f][\da-f]{2})|\\.", re.IGNORECASE)
_CORE = "tag:yaml.org,2002:"
_PLAIN_TAGS = (None, "!", _CORE + "str", _CORE + "map", _CORE + "seq")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Map(dict[str, Any]):
    """A mapping; `line` is its own first line, `lines` the line of each key."""

    __slots__ = ("line", "lines")
    line: int
    lines: dict[str, int]


class Seq(list[Any]):
    """A list; `line` is its own first line, `lines` the line of each entry."""

    __slots__ = ("line", "lines")
    line: int
    lines: list[int]


def line_of(data: object, key: str | int | None = None) -> int:
    """The line of a map or list, or of one of its entries; 0 where it was not read from a file."""
    if key is not None:
        if isinstance(data, Map) and isinstance(key, str):
            return data.lines.get(key, data.line)
        if isinstance(data, Seq) and isinstance(key, int) and 0 <= key < len(data.lines):
            return data.lines[key]
    return data.line if isinstance(data, Map | Seq) else 0


def read_text(path: Path) -> str:
    """The text of a file in UTF-8; every way in which a file can be no such text is an InputError."""
    name = str(path)
    try:
        if path.is_dir():
            raise InputError("this is a folder, not a file", where=name, hint="name a file in it")
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"the file is larger than {MAX_BYTES // 1_000_000} MB", where=name, hint="split it")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise InputError("there is no such file", where=name, hint="check the path") from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        hint = "check the path and its permissions"
        raise InputError(f"the file cannot be read ({reason})", where=name, hint=hint) from None
    return decode(raw, name)


def decode(raw: bytes, name: str) -> str:
    """Bytes as UTF-8 text, with or without a byte-order mark."""
    if raw.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise InputError("the file is in UTF-32", where=name, hint="save it as UTF-8")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError("the file is in UTF-16", where=name, hint="save it as UTF-8")
    if b"\x00" in raw:
        raise InputError("the file is binary or in UTF-16, not text in UTF-8", where=name, hint="save it as UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = _line_at(raw.decode("latin-1"), error.start)
        if error.reason == "unexpected end of data":
            what = "the file ends in the middle of a character"
            raise InputError(what, where=name, line=line, hint="check that it is whole") from None
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        raise InputError("the file is not UTF-8 text", where=name, line=line, hint="save it as UTF-8") from None
    raise InputError("the file is not UTF-8 but looks like GBK", where=name, line=line, hint="save it as UTF-8")


def _line_at(text: str, place: int) -> int:
    """The line on which a place in the text stands, whichever way its lines end."""
    return len(re.findall("\r\n?|\n", text[:place])) + 1


def read(path: Path) -> Any:
    """The value that a YAML or JSON file holds."""
    return parse(read_text(path), str(path))


def parse(text: str, name: str) -> Any:
    """The value that a text holds: `Map`, `Seq`, str, int, float, bool or None. Dates stay text."""
    untaken = _UNTAKEN.search(text)
    if untaken:
        raise InputError(
            f"the character `U+{ord(untaken[0]):04X}` cannot stand in a document",
            where=name, line=_line_at(text, untaken.start()), hint="remove it",
        )  # fmt: skip
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.strip() and (name.lower().endswith(".json") or text.lstrip()[:1] in ("{", "[")):
        found = _json(text, name)
        if found is not None:
            return found
    try:
        return _Builder(name).build(text)
    except yaml.YAMLError as error:
        mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable").lower()
        line = min(mark.line, text.count("\n", 0, len(text.rstrip()))) + 1 if mark else 0
        tab = "cannot start any token" in problem and re.search(r"^ *\t", text, re.MULTILINE)
        raise InputError(
            f"this is no valid YAML ({problem.rstrip('.')})",
            where=name, line=line, hint="indent with spaces, not tabs" if tab else "check the lines around it",
        ) from None  # fmt: skip


class _Literal(str):
    """A number of a JSON text as it is written."""


class _Pairs(list[tuple[str, Any]]):
    """A map of a JSON text with every key as it is written, also those that stand twice."""


def _json(text: str, name: str) -> Any:
    """A JSON text, by way of the YAML reader for its lines; None where the text is no JSON but may be YAML."""
    try:
        plain = json.loads(
            text, parse_int=_Literal, parse_float=_Literal, parse_constant=_Literal, object_pairs_hook=_Pairs
        )
    except json.JSONDecodeError as error:
        if not name.lower().endswith(".json"):
            return None
        raise InputError(
            f"this is no valid JSON ({error.msg.lower()})",
            where=name,
            line=error.lineno,
            hint="check the comma, quote or bracket there",
        ) from None
    except RecursionError:
        raise _too_deep(name, _line_too_deep(text)) from None
    if isinstance(plain, str | None):
        return plain
    try:
        return _Builder(name).build(_joined(text, name).replace("\t", " "))
    except yaml.YAMLError:
        return _plain(plain, name)


def _too_deep(name: str, line: int) -> InputError:
    return InputError("the document is nested too deep", where=name, line=line, hint=f"at most {MAX_DEPTH} levels")


def _line_too_deep(text: str) -> int:
    """The line of the first bracket that opens one level too many."""
    depth = 0
    for match in _BRACKET.finditer(text):
        depth += bool(match[1]) - bool(match[2])
        if depth > MAX_DEPTH:
            return _line_at(text, match.start())
    return 0


def _joined(text: str, name: str) -> str:
    """JSON with each pair of escaped surrogates as the character that it stands for; half a pair is refused."""

    def whole(match: re.Match[str]) -> str:
        if match[3]:
            raise InputError(
                f"{quoted(match[0])} is half a character",
                where=name,
                line=_line_at(text, match.start()),
                hint="write the other half after it",
            )
        if not match[1]:
            return match[0]
        return chr(0x10000 + (int(match[1], 16) - 0xD800) * 0x400 + int(match[2], 16) - 0xDC00)

    return _SURROGATE.sub(whole, text) if re.search(r"\\u[dD][89a-fA-F]", text) else text


def _plain(value: Any, name: str, depth: int = 0) -> Any:
    """JSON that the YAML reader does not take (a key of thousands of characters), without lines."""
    if depth > MAX_DEPTH:
        raise _too_deep(name, 0)
    if isinstance(value, _Pairs):
        made = Map((k, _plain(v, name, depth + 1)) for k, v in value)
        made.line, made.lines = 0, {}
        if len(made) < len(value):
            twice = next(key for index, (key, _) in enumerate(value) if any(key == k for k, _ in value[:index]))
            raise InputError(f"the key {quoted(twice)} stands twice", where=name, hint="keep one of the two")
        return made
    if isinstance(value, list):
        seq = Seq(_plain(v, name, depth + 1) for v in value)
        seq.line, seq.lines = 0, []
        return seq
    return _word(value, name, 0) if isinstance(value, _Literal) else value


def _word(text: str, name: str, line: int) -> Any:
    """What a plain word stands for: a number, true, false, null, or the word itself."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "-+0123456789" and (_INT.match(text) or _FLOAT.match(text)):
        digits = sum(c.isdigit() for c in text)
        number = int(text) if digits <= MAX_DIGITS and _INT.match(text) else float(text)
        if digits > MAX_DIGITS or number in (float("inf"), float("-inf")):
            raise InputError(
                f"the number {quoted(text)} is too large or too long",
                where=name,
                line=line,
                hint=f"write at most {MAX_DIGITS} digits, or quote it if it is a text",
            )
        return number
    return text


class _Builder:
    """Turns parser events into values with an explicit stack, so that no depth of nesting can exhaust ours."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.values = 0

    def fail(self, what: str, event: Any, hint: str = "") -> InputError:
        return InputError(what, where=self.name, line=event.start_mark.line + 1, hint=hint)

    def build(self, text: str) -> Any:
        stack: list[tuple[Any, str | None, int]] = []  # container, its anchor, values counted before it
        keys: list[Any] = []  # the pending key of each open map
        root: list[Any] = []
        documents = 0
        loader = _LOADER(text)
        while (event := loader.get_event()) is not None:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self.count(1, event)
                value = self.scalar(event)
                if event.anchor:
                    self.anchors[event.anchor] = (value, 1)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if len(stack) >= MAX_DEPTH:
                    raise _too_deep(self.name, event.start_mark.line + 1)
                self.count(1, event)
                self.untagged(event)
                made: Any = Map() if kind is yaml.MappingStartEvent else Seq()
                made.line = event.start_mark.line + 1
                made.lines = {} if kind is yaml.MappingStartEvent else []
                stack.append((made, event.anchor, self.values))
                keys.append(None)
                continue
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                value, anchor, before = stack.pop()
                keys.pop()
                if anchor:
                    self.anchors[anchor] = (value, self.values - before + 1)
            elif kind is yaml.AliasEvent:
                if event.anchor not in self.anchors:
                    raise self.fail(f"unknown alias {quoted('*' + event.anchor)}", event, "define it above with `&`")
                value, size = self.anchors[event.anchor]
                self.count(size, event)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise self.fail("the file holds more than one document", event, "remove the line `---`")
                continue
            else:
                continue
            if not stack:
                root.append(value)
                continue
            self.put(stack[-1][0], keys, value, event)
        return root[0] if root else None

    def put(self, container: Any, keys: list[Any], value: Any, event: Any) -> None:
        # the event that ends a map or list stands below it; an alias stands where it is written
        begun = isinstance(value, Map | Seq) and not isinstance(event, yaml.AliasEvent)
        line = value.line if begun else event.start_mark.line + 1
        if isinstance(container, Seq):
            container.append(value)
            container.lines.append(line)
            return
        pending = keys[-1]
        if pending is None:
            if isinstance(value, Map | Seq):
                raise self.fail("a key must be a word, not a map or a list", event, "put it in quotes if it is a word")
            # a bare yes, no, 1 or null as a key keeps the spelling of the file
            keys[-1] = (event.value if isinstance(event, yaml.ScalarEvent) else str(value), line)
            return
        key, key_line = pending
        keys[-1] = None
        if key in container.lines:
            raise InputError(
                f"the key {quoted(key)} stands twice", where=self.name, line=key_line,
                hint=f"it stands first on line {container.lines[key]}: keep one",
            )  # fmt: skip
        container.lines[key] = key_line
        if key != "<<":
            container[key] = value
            return
        # what is merged gives way to what the map says itself, before or after
        for merged in value if isinstance(value, Seq) else [value]:
            if not isinstance(merged, Map):
                raise self.fail(f"`<<` merges maps, not {quoted(merged)}", event, "write `<<: *name`")
            for name, inner in merged.items():
                container.setdefault(name, inner)

    def count(self, size: int, event: Any) -> None:
        self.values += size
        if self.values > MAX_VALUES:
            raise self.fail(
                "the document stands for too many values", event, f"keep to {MAX_VALUES}, aliases counted in full"
            )

    def untagged(self, event: Any) -> None:
        if event.tag not in _PLAIN_TAGS:
            tag = "!!" + event.tag.removeprefix(_CORE) if event.tag.startswith(_CORE) else event.tag
            raise self.fail(f"the tag {quoted(tag)} is not taken", event, "write the plain value")

    def scalar(self, event: Any) -> Any:
        self.untagged(event)
        return _word(event.value, self.name, event.start_mark.line + 1) if event.implicit[0] else event.value
