"""The results of a run as a file, by its extension: a workbook, or a table for other programs, part by part."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import polars as pl

from models.errors import InputError, quoted
from models.private_files import private_file
from models.standard import Standard
from solver.result_table import RESULTS, no_results
from solver.summary import BatchStamp, Summary, WhatIf, summarise

SCHEMA = "zhicheng.batch/1"
FORMS = (".xlsx", ".csv", ".jsonl", ".parquet")
_RISKY = r"^[=+\-@\t\r\n＝＋－＠]"
"""How a cell begins that a spreadsheet would take for a formula."""
_NUMBER = r"^[+-]?\d+(\.\d+)?$"
_PERSON = ("person", "id", "name")


def write_results(
    frames: Iterable[pl.DataFrame],
    errors: pl.DataFrame,
    stamp: BatchStamp,
    standards: Sequence[Standard],
    path: Path,
    lang: str,
    *,
    what_if: Sequence[WhatIf] = (),
    waivers: pl.DataFrame | None = None,
    levers: Mapping[str, pl.DataFrame] | None = None,
    summary: Summary | None = None,
) -> None:
    """Writes a result table that comes in parts, whole or not at all, readable by its owner alone.

    `.xlsx` is for people: every sheet, in the language. `.csv`, `.jsonl` and `.parquet` are for programs: columns and
    words are identifiers, and of a run of any size only one part is in memory; what-if, waivers and levers are not in
    them. Errors stand in the workbook and in the lines; beside a `.csv` or `.parquet` in `NAME.errors.csv` or
    `.parquet`. An InputError says what cannot be written.
    """
    form = form_of(path)
    if form == ".xlsx":
        from reports.batch_workbook import write_workbook

        frame = _gathered(frames, path)
        found = summary if summary is not None else summarise([frame], errors)
        more = {"what_if": what_if, "waivers": waivers, "levers": levers}
        write_workbook(frame, errors, found, stamp, standards, path, lang, **more)  # type: ignore[arg-type]  # three kinds
        return
    writers: dict[str, Callable[[Iterable[pl.DataFrame], BatchStamp, Path], None]] = {
        ".csv": _csv, ".parquet": _parquet,
    }  # fmt: skip
    if form == ".jsonl":
        _jsonl(frames, errors, stamp, path)
        return
    writers[form](_some(frames), stamp, path)
    writers[form]([errors], stamp, beside(path))


def form_of(path: Path) -> str:
    """The extension by which results are written."""
    form = path.suffix.lower()
    if form not in FORMS:
        raise InputError(
            f"results cannot be written as {quoted(form or path.name)}",
            where=str(path),
            hint="end the name in " + ", ".join(f"`{one}`" for one in FORMS[:-1]) + f" or `{FORMS[-1]}`",
        )
    return form


def beside(path: Path) -> Path:
    """Where the errors of `results.csv` stand: `results.errors.csv`."""
    return path.with_name(f"{path.stem}.errors{path.suffix}")


def stamped(stamp: BatchStamp) -> dict[str, Any]:
    """The stamp as JSON."""
    return {
        "version": stamp.version,
        "as_of": stamp.as_of.isoformat(),
        "standards": [{"standard": name, "sha256": digest} for name, digest in stamp.standards],
        "readings": dict(stamp.readings),
        "input": stamp.digest,
        "strict": stamp.strict,
        "masked": stamp.masked,
    }


def _gathered(frames: Iterable[pl.DataFrame], path: Path) -> pl.DataFrame:
    """All parts as one table, as long as a sheet holds it."""
    from reports.batch_workbook import fits

    parts, rows = [], 0
    for frame in frames:
        rows += len(frame)
        fits(rows, path)
        parts.append(frame)
    return pl.concat(parts, rechunk=True) if parts else no_results()


def _some(frames: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The parts; where there are none, a part with nobody in it, so that a file has its columns."""
    none = True
    for frame in frames:
        none = False
        yield frame
    if none:
        yield no_results()


def _csv(frames: Iterable[pl.DataFrame], stamp: BatchStamp, path: Path) -> None:
    """UTF-8 with a byte order mark, so that spreadsheets know it; every row bears the stamp."""
    digests = dict(stamp.standards)
    with private_file(path) as part, part.open("wb") as file:
        for place, frame in enumerate(frames):
            marks = [pl.lit(stamp.as_of).alias("as_of"), pl.lit(f"zhicheng {stamp.version}").alias("version")]
            if "standard" in frame.columns:
                marks.insert(1, pl.col("standard").replace_strict(digests, default=None).alias("standard_sha256"))
            flat = frame.select(_flat(name, kind) for name, kind in frame.schema.items())
            taken = set(flat.columns)
            flat = flat.with_columns(one for one in marks if one.meta.output_name() not in taken)
            texts = [name for name, kind in flat.schema.items() if kind == pl.String]
            flat = flat.with_columns(harmless(name) for name in texts).rename({n: _safe(n) for n in flat.columns})
            flat.write_csv(file, include_bom=not place, include_header=not place)


def harmless(name: str) -> pl.Expr:
    """A text column in which no cell can become a formula: an apostrophe before what would begin one."""
    text = pl.col(name)
    risky = text.str.contains(_RISKY) & ~text.str.contains(_NUMBER)
    return pl.when(risky).then(pl.concat_str(pl.lit("'"), text)).otherwise(text).alias(name)


def _safe(heading: str) -> str:
    return f"'{heading}" if heading[:1] in "=+-@\t\r\n＝＋－＠" and heading else heading


def _flat(name: str, kind: pl.DataType) -> pl.Expr:
    """A column without lists: entries joined by `; `, ways by ` | `, each with `/` between its fields."""
    if isinstance(kind, pl.List) and isinstance(kind.inner, pl.Struct):
        inner = pl.element().struct
        fields = [field.name for field in kind.inner.fields]
        way = pl.concat_str([inner.field(one).cast(pl.String).fill_null("") for one in fields], separator="/")
        return pl.col(name).list.eval(way).list.join(" | ")
    if isinstance(kind, pl.List):
        return pl.col(name).cast(pl.List(pl.String)).list.join("; ", ignore_nulls=True)
    return pl.col(name)


def _parquet(frames: Iterable[pl.DataFrame], stamp: BatchStamp, path: Path) -> None:
    """The table as it is, with the stamp in the metadata of the file: the same parts give the same bytes."""
    import pyarrow.parquet as pq

    told = {b"zhicheng": json.dumps({"schema": SCHEMA, "stamp": stamped(stamp)}, sort_keys=True).encode()}
    with private_file(path) as part:
        writer: Any = None
        try:
            for frame in frames:
                made = frame.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
                if writer is None:
                    schema = made.schema.with_metadata(told)
                    writer = pq.ParquetWriter(part, schema, compression="zstd")
                writer.write_table(made.cast(schema).replace_schema_metadata(told))
        finally:
            if writer is not None:
                writer.close()


def _jsonl(frames: Iterable[pl.DataFrame], errors: pl.DataFrame, stamp: BatchStamp, path: Path) -> None:
    """A line with the stamp, a line for each person with results, then one for each person with errors."""
    with private_file(path) as part, part.open("wb") as file:
        _line(file, {"schema": SCHEMA, "stamp": stamped(stamp)})
        for frame in frames:
            _people(frame, file)
        for row in _apart(errors):
            _line(file, row)


def _people(frame: pl.DataFrame, file: IO[bytes]) -> None:
    """The people of a part, each with all their answers and with what their roster says beyond the vocabulary."""
    extra = [name for name in frame.columns if name not in RESULTS]
    answers = [name for name in RESULTS if name in frame.columns and name not in _PERSON]
    known = pl.struct(pl.col(extra).first()).alias("extra") if extra else None
    grouped = frame.group_by(_PERSON, maintain_order=True).agg(
        *([known] if known is not None else []), pl.struct(answers).alias("results")
    )
    grouped.write_ndjson(file)


def _apart(errors: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """People with errors, each with all of theirs; then errors that belong to nobody."""
    told = [name for name in errors.columns if name not in ("person", "id")]
    nobody = [row for row in errors.to_dicts() if row["person"] is None]
    mine = errors.filter(pl.col("person").is_not_null())
    for (person, name), rows in mine.group_by(["person", "id"], maintain_order=True):
        yield {"person": person, "id": name, "errors": rows.select(told).to_dicts()}
    if nobody:
        yield {"person": None, "id": None, "errors": [{name: row[name] for name in told} for row in nobody]}


def _line(file: IO[bytes], value: Mapping[str, Any]) -> None:
    file.write(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
