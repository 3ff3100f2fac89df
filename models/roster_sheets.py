"""Joins the sheets of a roster to people: entries by key or name, then what cannot be true of a person as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.errors import InputError, nearest, quoted
from models.people_table import NONE
from models.people_table import table as people_table
from models.roster_cells import as_text, blank, read_cell
from models.roster_checks import Finding, findings
from models.roster_heads import Grid, Table
from models.roster_join import owner, tables_of
from models.roster_people import Staff, attested_value, ragged, read_people
from models.roster_result import CellError, Roster, cell_error, own_columns, set_apart
from models.sheet_words import ID, KEY, KIND, LISTS, NAME, VALUE, attribute_of, marks
from models.vocabulary import vocabulary

if TYPE_CHECKING:
    import pyarrow as pa

_NO_NONE = ("education", "titles", "work")
"""Lists whose entries have no column for what is known not to be there: there, none is the same as not given."""
MAX_PEOPLE = 200_000
"""Of a workbook or of CSV files; more belong into Parquet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Entries:
    """The entries of one list by person, and where each stands."""

    made: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    origin: dict[int, list[tuple[Table, int]]] = field(default_factory=dict)


def roster_of(grids: Sequence[Grid], where: str, digest: str) -> Roster:
    """The people whom some sheets tell of. InputErrors are for what keeps the whole from being read."""
    told: list[CellError] = []
    tables = tables_of(grids, where, told)
    staff = read_people(next(t for t in tables if t.holds == "people"), told)
    if not staff.ids:
        raise InputError("there is nobody in the roster", where=where, hint=f"write people into `{staff.table.name}`")
    if len(staff.ids) > MAX_PEOPLE:
        raise InputError(f"the roster has {len(staff.ids)} people", where=where, hint="write it as Parquet")
    lists: dict[str, _Entries] = {}
    bad: set[tuple[int, str, int, str]] = set()
    for table in tables:
        if table.holds == "attestations":
            _attestations(table, staff, told)
        elif table.holds != "people":
            _list(table, staff, lists.setdefault(table.holds, _Entries()), told, bad)
    people = _people(staff, lists, told)
    told.extend(
        _placed(finding, staff, lists)
        for finding in findings(people)
        if (finding.person, finding.list, finding.entry, finding.attribute) not in bad
    )
    sound, places, errors = set_apart(people, told)
    return Roster(people=sound, places=places, errors=errors, total=len(staff.ids), digest=digest)


def _list(
    table: Table, staff: Staff, entries: _Entries, told: list[CellError], bad: set[tuple[int, str, int, str]]
) -> None:
    seen: dict[str, dict[Any, Any]] = {}
    columns = [c for c in table.columns if c.name and not c.name.startswith("@") and c.name != KIND]
    owners: dict[Any, int | None] = {}
    kinds: dict[Any, str | InputError] = {}
    keyed = [table.by_name[name].place for name in (ID, NAME) if name in table.by_name]
    for number, row in table.rows:
        keys = tuple(row[place] if place < len(row) else "" for place in keyed)
        place = owners.get(keys)
        if place is None:
            before = len(told)
            place = owner(table, number, row, staff, told)
            if len(told) == before:
                owners[keys] = place
        if place is None:
            continue
        made = entries.made.setdefault(place, [])
        spot = (place, table.holds, len(made))
        values: dict[str, Any] = {}
        made.append(values)
        entries.origin.setdefault(place, []).append((table, number))

        def tell(error: InputError, name: str, cell: Any, spot: Any = spot, number: int = number) -> None:
            bad.add((*spot, name))
            column = table.by_name[name].label if name else ""
            told.append(
                cell_error(
                    error,
                    person=spot[0],
                    id=staff.ids[spot[0]],
                    sheet=table.name,
                    row=number,
                    column=column,
                    value=cell,
                )
            )

        if (error := ragged(table, row)) is not None:
            tell(error, "", "")
        kind = ""
        if table.holds == "achievements":
            cell = _cell(table, row, KIND)
            if cell not in kinds:
                kinds[cell] = _kind(table, cell)
            found = kinds[cell]
            if isinstance(found, InputError):
                tell(found, KIND, cell)
                continue
            kind = values["kind"] = found
        known = seen.setdefault(kind, {})
        none = []
        for column in columns:
            cell = row[column.place] if column.place < len(row) else ""
            if cell == "" or cell is None:
                continue
            at = (column.name, cell.__class__, cell)
            if at not in known:
                try:
                    known[at] = _value(cell, table.holds, kind, column.name, column.header)
                except InputError as error:
                    known[at] = error
            value = known[at]
            if isinstance(value, InputError):
                tell(value, column.name, cell)
            elif value is not _NOTHING:
                values[column.name] = value
                if value is None:
                    none.append(column.name)
        if none and table.holds not in _NO_NONE:
            values[NONE] = " ".join(none)


_NOTHING = object()


def _value(cell: Any, sheet: str, kind: str, name: str, header: str) -> Any:
    if blank(cell):
        return _NOTHING
    attribute = attribute_of(sheet, name, kind)
    if attribute is None:
        # a table of many kinds has cells for all of them: no and none are not said of a record without the attribute
        if as_text(cell).lower() in marks("none") | marks("no"):
            return _NOTHING
        raise InputError(f"a record of kind `{kind}` has no {quoted(header)}", hint="empty the cell, or mend the kind")
    return read_cell(cell, attribute, header)


def _cell(table: Table, row: Sequence[Any], name: str) -> Any:
    column = table.by_name.get(name)
    return row[column.place] if column and column.place < len(row) else ""


def _kind(table: Table, cell: Any) -> str | InputError:
    if blank(cell):
        hint = "write a word such as `论文`, `专利` or `奖项`"
        return table.kind or InputError("the record does not say its kind", hint=hint)
    words = vocabulary()
    kind = words.find_kind(as_text(cell))
    if kind is None:
        names = list(words.kinds) if as_text(cell).isascii() else [k.label.zh for k in words.kinds.values()]
        return InputError(f"unknown kind of record {quoted(cell)}", hint=nearest(as_text(cell), names))
    if table.kind and kind != table.kind:
        return InputError(f"the sheet holds records of kind `{table.kind}` alone", hint="move the row to another sheet")
    return kind


def _attestations(table: Table, staff: Staff, told: list[CellError]) -> None:
    for number, row in table.rows:
        place = owner(table, number, row, staff, told)
        if place is None:
            continue
        key, said = as_text(_cell(table, row, KEY)), _cell(table, row, VALUE)
        have = {pair["key"]: pair["value"] for pair in staff.facts[place]["attestations"]}
        name = KEY
        try:
            if "/" not in key:
                raise InputError("the attestation does not say its clause", hint="write `<standard>/<node id>`")
            if key in have:
                raise InputError("the attestation is given twice", hint="keep one of the two")
            name = VALUE
            if not blank(said):
                staff.facts[place]["attestations"].append({"key": key, "value": attested_value(said, key)})
        except InputError as error:
            told.append(
                cell_error(
                    error,
                    person=place,
                    id=staff.ids[place],
                    sheet=table.name,
                    row=number,
                    column=table.by_name[name].label,
                    value=_cell(table, row, name),
                )
            )


def _people(staff: Staff, lists: dict[str, _Entries], told: list[CellError]) -> pa.Table:
    """Everybody as a table. A list without a sheet is unknown for all; one with a sheet is complete for all."""
    import pyarrow as pa

    rows = []
    for place, facts in enumerate(staff.facts):
        unknown = staff.unknown[place]
        given = {name: entries.made.get(place, []) for name, entries in lists.items() if name not in unknown}
        rows.append({**facts, **given})
        for name in sorted(unknown):
            if name in lists and place in lists[name].made:
                table, number = lists[name].origin[place][0]
                error = InputError("the list is said not to be given, but has this row", hint="mend one of the two")
                told.append(
                    cell_error(
                        error, person=place, id=staff.ids[place], sheet=table.name, row=number, column="", value=""
                    )
                )
    made = people_table(rows)
    for name, values in zip(own_columns(list(staff.own)), staff.own.values(), strict=True):
        made = made.append_column(name, pa.array(values, pa.string()))
    return made


def _placed(finding: Finding, staff: Staff, lists: dict[str, _Entries]) -> CellError:
    """What was found of a person, told with the row and column of the sheet that it came from."""
    place, table, number = finding.person, staff.table, staff.rows[finding.person]
    if finding.list in LISTS and place in lists[finding.list].origin:
        origins = lists[finding.list].origin[place]
        table, number = origins[max(finding.entry, 0)]
    column = table.by_name.get(finding.attribute)
    return CellError(
        person=place,
        id=staff.ids[place],
        sheet=table.name,
        row=number,
        column=column.label if column else finding.attribute,
        value=finding.value,
        error=finding.error,
        write=finding.write,
    )
