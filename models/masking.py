"""Pseudonyms in place of names and ids: the same person under the same key is always called the same.

A pseudonym is the beginning of HMAC-SHA256 over id and name, so that nobody without the key can tell whose it is or
try out names. Where two people would share its eight characters, both are shown with sixteen.
"""

from __future__ import annotations

import hmac
import os
import re
import secrets
import stat
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from models.errors import InputError
from models.vocabulary import vocabulary

VARIABLE = "ZHICHENG_MASK_KEY"
SHORT, LONG = 8, 16
"""Characters of a pseudonym, and of one that would otherwise stand for two people."""
LEAST = 16
"""Characters that a key needs."""
HIDDEN = "…"
WORDS = {"zh": "人员", "en": "person"}
_FREE = ("value", "reason", "approver")
"""Columns of errors and waivers that hold a person's own words."""
_QUOTED = r"`[^`]*`"
_PROJECT = r"(属项目|of the project )“.*?”([）)，,；;]|$)"
"""Where advice names a project of the person."""


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Masking:
    """The key, the language of the word before a pseudonym, and the short pseudonyms that several people share."""

    key: bytes
    lang: str = "zh"
    shared: frozenset[str] = frozenset()


def mask_key() -> bytes:
    """The key: `ZHICHENG_MASK_KEY`, else that of a file in the user's data folder, made when it is first needed."""
    named = os.environ.get(VARIABLE, "")
    if named:
        return _fit(named, VARIABLE)
    place = key_file()
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _kept(place)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            made = secrets.token_hex(32)
            file.write(made + "\n")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(
            f"the key for `--mask` cannot be kept ({reason})", where=str(place), hint=f"set `{VARIABLE}`"
        ) from None
    return made.encode()


def key_file() -> Path:
    """Where the key is kept: `mask.key` in `$XDG_DATA_HOME/zhicheng`, else in the data folder of the user."""
    base = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA")
    home = os.environ.get("HOME") or os.environ.get("USERPROFILE")
    if not base and not home:
        raise InputError("there is no folder to keep the key for `--mask` in", where=VARIABLE, hint=f"set `{VARIABLE}`")
    return (Path(base) if base else Path(str(home)) / ".local" / "share") / "zhicheng" / "mask.key"


def _kept(place: Path) -> bytes:
    mode = place.stat().st_mode
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise InputError("others can read the key for `--mask`", where=str(place), hint="write `chmod 600` for it")
    try:
        return _fit(place.read_text(encoding="utf-8").strip(), str(place))
    except UnicodeDecodeError:
        raise InputError("the key for `--mask` is no text", where=str(place), hint="delete the file") from None


def _fit(key: str, where: str) -> bytes:
    if len(key) < LEAST:
        raise InputError(
            f"the key for `--mask` has {len(key)} characters", where=where, hint=f"write at least {LEAST} random ones"
        )
    return key.encode("utf-8", "surrogateescape")


def masking_of(frames: Iterable[pl.DataFrame], key: bytes, lang: str = "zh") -> Masking:
    """A masking for all people of these tables (columns `id` and `name`): it knows who would be called alike.

    Tables of one run have to be seen together, before any of them is masked.
    """
    people: set[str] = set()
    for frame in frames:
        if "id" in frame.columns:
            people.update(_digests(frame, key).drop_nulls().unique().to_list())
    alike = Counter(digest[:SHORT] for digest in people)
    return Masking(key=key, lang=lang, shared=frozenset(short for short, times in alike.items() if times > 1))


def mask(frame: pl.DataFrame, masking: Masking, *, drop: Iterable[str] = ()) -> pl.DataFrame:
    """A table of results, errors, near misses, gains or waivers without a name in it.

    `id` and `name` become pseudonyms, what people wrote themselves (cells in error, reasons, project names in advice)
    becomes `…`; the columns in `drop`, those a roster has beyond the vocabulary, are left out.
    """
    found = frame.drop([name for name in drop if name in frame.columns])
    if "id" in found.columns:
        digest = pl.col("id")
        short = digest.str.slice(0, SHORT)
        alike = short.is_in(sorted(masking.shared))
        called = pl.lit(f"{WORDS[masking.lang]}-") + pl.when(alike).then(digest).otherwise(short)
        again = [called.alias("name")] if "name" in found.columns else []
        found = found.with_columns(_digests(found, masking.key).alias("id")).with_columns(called.alias("id"), *again)
    hidden = [pl.when(pl.col(n).is_not_null()).then(pl.lit(HIDDEN)).alias(n) for n in _FREE if n in found.columns]
    if "error" in found.columns:
        hidden.append(pl.col("error").str.replace_all(_QUOTED, f"`{HIDDEN}`"))
    if "write" in found.columns:
        hints = {hint: _hint(hint) for hint in found["write"].unique().to_list() if hint is not None}
        hidden.append(pl.col("write").replace(hints))
    hidden += [_unnamed(pl.col(name)) for name in ("advice", "add") if name in found.columns]
    ways = found.schema.get("frontier")
    if isinstance(ways, pl.List) and isinstance(ways.inner, pl.Struct) and "add" in ways.inner.to_schema():
        shown = pl.element().struct.with_fields(_unnamed(pl.field("add")))
        hidden.append(pl.col("frontier").list.eval(shown))
    return found.with_columns(hidden) if hidden else found


def _unnamed(advice: pl.Expr) -> pl.Expr:
    """Advice that names no project of a person."""
    return advice.str.replace_all(_PROJECT, "$1“" + HIDDEN + "”$2")


def unquoted(sentence: str) -> str:
    """A sentence without the words that it quotes: what errors of one kind have in common."""
    return re.sub(_QUOTED, f"`{HIDDEN}`", sentence)


def _hint(text: str) -> str:
    """What to write instead, with no words in it but those of the vocabulary."""
    return re.sub(_QUOTED, lambda found: found[0] if found[0][1:-1] in _words() else f"`{HIDDEN}`", text)


@cache
def _words() -> frozenset[str]:
    """Every word of the vocabulary: what a hint may repeat."""
    words = vocabulary()
    sections = [words.person, *words.sections.values(), *(kind.section for kind in words.kinds.values())]
    attributes = {name: one for section in sections for name, one in section.attributes.items()}
    found = {*words.kinds, *attributes}
    for name, values in words.sets.items():
        found |= {name, *values.values}
        found |= {word for label in values.labels.values() for word in (label.zh, label.en)}
    found |= {word for kind in words.kinds.values() for word in (kind.label.zh, kind.label.en)}
    found |= {word for one in attributes.values() for word in (one.label.zh, one.label.en)}
    return frozenset(found)


def _digests(frame: pl.DataFrame, key: bytes) -> pl.Series:
    """The long form of every row; of who has neither id nor name by the place in the input, else nothing."""
    name = pl.col("name") if "name" in frame.columns else pl.lit(None)
    place = pl.col("person") if "person" in frame.columns else pl.lit(None)
    said = [pl.col("id").cast(pl.String).fill_null(""), name.cast(pl.String).fill_null("").alias("name")]
    nameless = (pl.col("id") == "") & (pl.col("name") == "")
    rows = frame.select(*said, place.cast(pl.Int64).alias("place"))
    rows = rows.with_columns(pl.when(nameless).then("place").alias("place"))
    people = rows.unique(maintain_order=True)
    made = pl.Series("digest", [_digest(*who, key=key) for who in people.iter_rows()], dtype=pl.String)
    found = rows.join(people.with_columns(made), on=rows.columns, how="left", nulls_equal=True, maintain_order="left")
    return found["digest"]


def _digest(name: str, called: str, place: int | None, *, key: bytes) -> str | None:
    if not name and not called and place is None:
        return None
    # the length keeps an id that contains a bar from being taken for another id and name
    said = f"{len(name)}|{name}|{called}" + (f"|{place}" if place is not None else "")
    return hmac.digest(key, said.encode(), "sha256").hex().upper()[:LONG]
