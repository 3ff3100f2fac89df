"""A comparison as files in a folder: a CSV for each kind of row, the whole as JSON, and every figure as SVG."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from models.errors import InputError
from models.private_files import private_file
from reports.batch_files import harmless
from reports.compare_blocks import Figure, view_of
from solver.comparison import Comparison, Direction

_XMLNS = 'xmlns="http://www.w3.org/2000/svg"'


def foreign(folder: Path) -> str | None:
    """A file in a folder that no comparison has written there; None where all are its own or it is empty."""
    for path in sorted(folder.iterdir()):
        own = path.name == "compare.json" or path.suffix == ".svg" or _is_table(path)
        if path.is_dir() or not own:
            return path.name
    return None


def _is_table(path: Path) -> bool:
    """Whether a file is a table of a comparison: its columns end with those that say with what it was made."""
    if path.suffix != ".csv" or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.readline(1000).rstrip().endswith(b",as_of,version")


def write_files(comparison: Comparison, stamp: Mapping[str, Any], folder: Path, lang: str) -> list[Path]:
    """Writes the files into a folder, made if need be, each readable by its owner alone; their paths, in order.

    Columns and words of the CSV are identifiers in UTF-8 with a byte order mark; texts in the JSON and the figures are
    in the language. An InputError says what cannot be written.
    """
    from reports.compare_json import compare_json
    from reports.compare_page import sections

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"the folder cannot be made ({reason})", where=str(folder), hint="name another") from None
    answer = json.dumps(compare_json(comparison, stamp, lang), ensure_ascii=False, indent=2) + "\n"
    files = {"compare.json": answer.encode("utf-8", "replace")}
    marks = {"as_of": comparison.as_of.isoformat(), "version": f"zhicheng {stamp['version']}"}
    for name, heads, rows in _tables(comparison):
        found = list(rows)
        if found:
            files[f"{name}.csv"] = _csv([*heads, *marks], [[*row, *marks.values()] for row in found])
    for section in sections(view_of(comparison, lang)):
        for block in section.blocks:
            files.update((f"{figure.name}.svg", _alone(figure)) for figure in block.figures)
    written = []
    for name, content in files.items():
        with private_file(folder / name) as part:
            part.write_bytes(content)
        written.append(folder / name)
    return written


def _alone(figure: Figure) -> bytes:
    """A figure as a file of its own, on white."""
    drawn = figure.drawn.wide
    if _XMLNS not in drawn.partition(">")[0]:
        drawn = drawn.replace("<svg ", f"<svg {_XMLNS} ", 1)
    return (drawn.replace("<svg ", '<svg style="background: #fff" ', 1) + "\n").encode("utf-8", "replace")


def _csv(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    frame = pl.DataFrame(rows, schema=list(heads), orient="row", infer_schema_length=None, strict=False)
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    file = BytesIO()
    frame.with_columns(harmless(name) for name in texts).write_csv(file, include_bom=True)
    return file.getvalue()


Rows = Iterable[Sequence[Any]]


def _tables(comparison: Comparison) -> Iterator[tuple[str, tuple[str, ...], Rows]]:
    """Each kind of row: the name of its file, its columns, its rows."""
    numbers = comparison.strictness
    yield (
        "relations",
        ("a", "b", "rung", "part", "relation", "forward", "backward", "why", "lacks", "beside", "readings"),
        (
            (r.a, r.b, r.rung, r.part, r.relation, _answer(r.forward), _answer(r.backward), r.why, "; ".join(r.lacks),
             "; ".join(f"{terms}={other}" for terms, other in r.beside),
             "; ".join(f"{name}={value}: {other}" for name, value, other in r.readings))
            for r in comparison.relations
        ),
    )  # fmt: skip
    yield (
        "rates",
        ("side", "rung", "part", "people", "passed", "share", "low", "high"),
        (
            (r.side, r.rung, r.part, r.rate.people, r.rate.passed, r.rate.share, r.rate.low, r.rate.high)
            for r in numbers.rates
        ),
    )
    yield (
        "overlaps",
        ("a", "b", "rung", "both", "only_a", "only_b", "neither"),
        ((o.a, o.b, o.rung, o.both, o.only_a, o.only_b, o.neither) for o in numbers.overlaps),
    )
    yield (
        "curves",
        ("side", "rung", "years", "people", "passed", "share", "low", "high"),
        (
            (c.side, c.rung, years, rate.people, rate.passed, rate.share, rate.low, rate.high)
            for c in numbers.curves
            for years, rate in c.bands
        ),
    )
    yield (
        "excluded",
        ("side", "rung", "clause", "cite", "people", "fails", "alone"),
        ((e.side, e.rung, e.clause.id, e.clause.cite, e.people, e.fails, e.alone) for e in numbers.excluded),
    )
    yield ("shares", ("side", "rung", "part", "share"), ((s.side, s.rung, s.part, s.share) for s in numbers.shares))
    yield (
        "efforts",
        ("side", "rung", "start", "months", "records", "regular_months", "regular_records", "routes", "points"),
        (
            (e.side, e.rung, e.start, e.months, e.records, e.regular_months, e.regular_records, "; ".join(e.routes),
             " | ".join(f"{m}/{n}" for m, n in e.points))
            for e in numbers.efforts
        ),
    )  # fmt: skip
    yield (
        "moves",
        ("side", "rung", "clause", "cite", "slot", "before", "after", "gain", "loss", "people",
         "months_before", "months_after", "records_before", "records_after"),
        (
            (m.side, m.rung, m.clause.id, m.clause.cite, m.slot, m.before, m.after, m.gain, m.loss, m.people,
             *m.months, *m.records)
            for m in numbers.moves
        ),
    )  # fmt: skip


def _answer(one: Direction | None) -> str:
    return "" if one is None else one.answer
