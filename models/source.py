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
MAX_VALUES = 2_000_000
"""Counted after aliases are followed, so that a few lines cannot stand for billions of values."""

_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, None | bool] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
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
        raise InputError(f"the file cannot be read ({reason})", where=name) from None
    return decode(raw, name)


def decode(raw: bytes, name: str) -> str:
    """Bytes as UTF-8 text, with or without a byte-order mark."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError("the file is in UTF-16", where=name, hint="save it as UTF-8")
    if b"\x00" in raw:
        raise InputError("the file is binary, not text", where=name, hint="write YAML or JSON in UTF-8")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        raise InputError("the file is not UTF-8 text", where=name, line=line, hint="save it as UTF-8") from None
    raise InputError("the file is not UTF-8 but looks like GBK", where=name, line=line, hint="save it as UTF-8")


def read(path: Path) -> Any:
    """The value that a YAML or JSON file holds."""
    return parse(read_text(path), str(path))


def parse(text: str, name: str) -> Any:
    """The value that a text holds: `Map`, `Seq`, str, int, float, bool or None. Dates stay text."""
    if name.lower().endswith(".json") or text.lstrip()[:1] in ("{", "["):
        found = _json(text, name)
        if found is not None:
            return found
    try:
        return _Builder(name).build(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable").lower()
        if problem.startswith("exceeded max"):
            problem = "nested too deep"
        hint = "indent with spaces, not tabs" if "\\t" in problem or "'\t'" in problem else "check the lines around it"
        raise InputError(
            f"this is no valid YAML ({problem.rstrip('.')})",
            where=name, line=mark.line + 1 if mark else 0, hint=hint,
        ) from None  # fmt: skip


def _json(text: str, name: str) -> Any:
    """A JSON text, by way of the YAML reader for its lines; None where the text is no JSON but may be YAML."""
    try:
        json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
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
        raise InputError("the document is nested too deep", where=name, hint=f"at most {MAX_DEPTH} levels") from None
    try:
        return _Builder(name).build(text.replace("\t", " "))
    except yaml.YAMLError:
        return _plain(json.loads(text), name)


def _plain(value: Any, name: str) -> Any:
    """JSON that the YAML reader does not take (escaped surrogate pairs), without lines."""
    if isinstance(value, dict):
        made = Map((k, _plain(v, name)) for k, v in value.items())
        made.line, made.lines = 0, {}
        return made
    if isinstance(value, list):
        seq = Seq(_plain(v, name) for v in value)
        seq.line, seq.lines = 0, []
        return seq
    return value


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
        for event in yaml.parse(text, Loader=_LOADER):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self.count(1, event)
                value = self.scalar(event)
                if event.anchor:
                    self.anchors[event.anchor] = (value, 1)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if len(stack) >= MAX_DEPTH:
                    raise self.fail("the document is nested too deep", event, f"at most {MAX_DEPTH} levels")
                self.count(1, event)
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
        line = event.start_mark.line + 1
        if isinstance(container, Seq):
            container.append(value)
            container.lines.append(line)
            return
        pending = keys[-1]
        if pending is None:
            if isinstance(value, Map | Seq):
                raise self.fail("a key must be a word, not a map or a list", event)
            # a bare yes, no, 1 or null as a key keeps the spelling of the file
            keys[-1] = (event.value if isinstance(event, yaml.ScalarEvent) else str(value), line)
            return
        key, key_line = pending
        keys[-1] = None
        if key == "<<" and isinstance(value, Map):
            for name, merged in value.items():
                container.setdefault(name, merged)
            return
        if key in container.lines:
            raise InputError(
                f"the key {quoted(key)} stands twice", where=self.name, line=key_line,
                hint=f"it stands first on line {container.lines[key]}: keep one",
            )  # fmt: skip
        container[key] = value
        container.lines[key] = key_line

    def count(self, size: int, event: Any) -> None:
        self.values += size
        if self.values > MAX_VALUES:
            raise self.fail("the document stands for too many values", event, "write it with fewer aliases")

    def scalar(self, event: Any) -> Any:
        text = event.value
        if event.tag not in (None, "!") and not event.tag.startswith("tag:yaml.org,2002:"):
            raise self.fail(f"the tag {quoted(event.tag)} is not taken", event, "write the plain value")
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if text[0] in "-+0123456789":
            if _INT.match(text):
                if len(text) > 18:
                    raise self.fail(f"the number {quoted(text)} is too long", event, "at most 17 digits")
                return int(text)
            if _FLOAT.match(text) and len(text) < 40:
                number = float(text)
                if number in (float("inf"), float("-inf")):
                    raise self.fail(f"the number {quoted(text)} is too large", event, "at most 17 digits")
                return number
        return text
