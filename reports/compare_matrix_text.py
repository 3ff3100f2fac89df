"""Tables of relations for a terminal: of two sides by rungs and parts, of more a matrix for each rung."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models.standard import PARTS
from models.vocabulary import Label
from reports.compare_words import (
    MIRRORED,
    RELATIONS,
    SIGNS,
    labels_of,
    mirrored,
    of_rung,
    part_word,
    parts_remark,
    rests_on_bars,
    rung_word,
    rungs_of,
    word,
)
from reports.layout import Paint, cut, padded, table, width_of, wrapped
from solver.comparison import ALL, Comparison, Relation, Side

_COLOURS = {"equivalent": "green", "stricter": "red", "looser": "cyan", "incomparable": "yellow", "undecided": "dim"}
_READ = {
    True: (Label(zh="行", en="the row"), Label(zh="列", en="the column")),
    False: (Label(zh="前者", en="the first"), Label(zh="后者", en="the second")),
}
"""How a relation is read in a matrix, and between two sides."""
_APART = {
    "part": Label(zh="仅一方有", en="one only"),
    "judged": Label(zh="评审认定", en="judged"),
    "nothing": Label(zh="无要求", en="not asked"),
}
"""In a cell: why a part has no relation."""
STAR = "*"
"""Behind a relation that rests on penalties alone."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What every section needs."""

    comparison: Comparison
    lang: str
    ink: Paint
    width: int
    full: bool

    def say(self, zh: str, en: str) -> str:
        """The text in the language asked for."""
        return zh if self.lang == "zh" else en

    @property
    def labels(self) -> dict[str, str]:
        """The short names of the sides."""
        return labels_of(self.comparison, self.lang)

    def shows_beside(self, one: Relation) -> bool:
        """Whether what a relation is on other terms is told: of the whole, and of parts where they are asked for."""
        return one.part == ALL or self.full or all(other.part != ALL for other in self.comparison.relations)


def _compared(page: Page, rung: str, part: str = ALL) -> list[Relation]:
    """The relations of a rung and part between sides that can be compared."""
    return [one for one in of_rung(page.comparison, rung, part) if one.relation != "not_comparable"]


def _there(page: Page, relations: Iterable[Relation]) -> list[Side]:
    """The sides that some relation is of, in order."""
    keys = {key for one in relations for key in (one.a, one.b)}
    return [side for side in page.comparison.sides if side.key in keys]


def _parts(page: Page, rung: str) -> list[str]:
    """The parts of a rung in which some pair can be compared or is told why not, in order; ALL first."""
    found = [
        one.part
        for one in page.comparison.relations
        if one.rung == rung and one.why not in ("part", "nothing", "judged")
    ]
    return sorted(dict.fromkeys(found), key=lambda part: part != ALL)


def relation_sections(page: Page) -> list[list[str]]:
    """Of two sides one table of rungs and parts, of more a matrix for each rung and its parts below."""
    rungs = [r for r in rungs_of(page.comparison) if any(_compared(page, r, part) for part in _parts(page, r))]
    pairs = dict.fromkeys(
        (one.a, one.b)
        for rung in rungs
        for one in page.comparison.relations
        if one.rung == rung and one.relation != "not_comparable"
    )
    if len(pairs) == 1:
        return [_pair(page, rungs)]
    return [_rung(page, rung) for rung in rungs]


def _pair(page: Page, rungs: Sequence[str]) -> list[str]:
    """How the one side stands to the other: parts down, rungs across."""
    found = {(one.rung, one.part): one for one in page.comparison.relations if one.rung in rungs}
    first = next(one for one in found.values() if one.relation != "not_comparable")
    labels = page.labels
    known = {part for _, part in found}
    parts = [part for part in (ALL, *PARTS, *sorted(known - {ALL, *PARTS})) if part in known]
    rows = [["", *(rung_word(rung, page.lang) for rung in rungs)]]
    for part in parts:
        cells = [_cell(page, found.get((rung, part))) for rung in rungs]
        rows.append([part_word(part, page.lang), *cells])
    a, b = labels[first.a], labels[first.b]
    title = page.say(f"{a}相对{b}", f"{a}, beside {b}, is")
    head = [page.ink.style(line, "bold") for line in wrapped(title, page.width)]
    return [*head, *_fitted(page, rows), *(_at_odds(page, found) if len(parts) > 1 else ())]


def _at_odds(page: Page, found: Mapping[tuple[str, str], Relation]) -> list[str]:
    """How a whole may be the contrary of a part, where one is."""
    for (rung, _), one in found.items():
        whole = found.get((rung, ALL))
        if whole is not None and whole.relation in MIRRORED and one.relation == mirrored(whole.relation):
            return wrapped(parts_remark(page.lang), page.width, first="  ")
    return []


def _cell(page: Page, one: Relation | None, *, turned: bool = False, words: bool = True) -> str:
    if one is None:
        return ""
    relation = mirrored(one.relation) if turned else one.relation
    sign = page.ink.style(SIGNS[relation], *([_COLOURS[relation]] if relation in _COLOURS else []))
    told = _APART[one.why][page.lang] if one.why in _APART else word(relation, page.lang, short=True)
    star = STAR if rests_on_bars(one) and page.shows_beside(one) else ""
    return f"{sign} {told}{star}" if words else f"{sign}{star}"


def _rung(page: Page, rung: str) -> list[str]:
    """The matrix of a rung (the row is …er than the column) and below it each pair by parts."""
    lines = [page.ink.style(rung_word(rung, page.lang).capitalize(), "bold")]
    whole = _compared(page, rung)
    if whole:
        lines += _matrix(page, whole)
    parts = [part for part in _parts(page, rung) if part != ALL and _compared(page, rung, part)]
    if parts:
        lines += ["", *_by_parts(page, rung, parts)]
    return lines


def _matrix(page: Page, relations: Sequence[Relation]) -> list[str]:
    sides = _there(page, relations)
    found = {(one.a, one.b): one for one in relations}
    labels = page.labels
    body = []
    for row in sides:
        cells = []
        for column in sides:
            one, back = found.get((row.key, column.key)), found.get((column.key, row.key))
            cells.append("" if row is column else _cell(page, one or back, turned=one is None))
        body.append([labels[row.key], *cells])
    rows = [["", *(labels[side.key] for side in sides)], *body]
    if _wide(rows) > page.width:
        rows = [["", *_LETTERS[: len(sides)]], *([f"{_LETTERS[i]} {row[0]}", *row[1:]] for i, row in enumerate(body))]
    return _fitted(page, rows)


def _by_parts(page: Page, rung: str, parts: Sequence[str]) -> list[str]:
    """One line for each pair: by signs how it stands in each part."""
    pairs = dict.fromkeys((one.a, one.b) for part in parts for one in _compared(page, rung, part))
    found = {(one.a, one.b, one.part): one for one in page.comparison.relations if one.rung == rung}
    labels = page.labels
    head = [page.say("分部分", "by part"), *(part_word(part, page.lang) for part in parts)]
    cells = {pair: [_cell(page, found.get((*pair, part)), words=False) for part in parts] for pair in pairs}
    rows = [[page.say(f"{labels[a]} 对 {labels[b]}", f"{labels[a]} to {labels[b]}"), *cells[a, b]] for a, b in pairs]
    if _wide([_narrowest(head), *rows]) <= page.width:
        return _fitted(page, [head, *rows])
    # the first side of several pairs on a line of its own
    rows = []
    for first in dict.fromkeys(a for a, _ in pairs):
        rows.append([page.say(f"{labels[first]} 对", f"{labels[first]} to")])
        rows += [[f"  {labels[b]}", *cells[a, b]] for a, b in pairs if a == first]
    return _fitted(page, [head, *rows])


def _wide(rows: Sequence[Sequence[str]]) -> int:
    """Columns that the rows take as a table."""
    columns = max(len(row) for row in rows)
    return sum(max(width_of(row[i]) for row in rows if i < len(row)) + 2 for i in range(columns))


def _narrowest(heads: Sequence[str]) -> list[str]:
    """The widest word of each head: what is left of it on several lines."""
    return [heads[0], *(max(head.split(), key=width_of, default="") for head in heads[1:])]


def _fitted(page: Page, rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows aligned; where they are too wide the heads stand on several lines, then the first column is cut."""
    heads, body = rows[0], rows[1:]
    stacked = [[head] for head in heads]
    if _wide(rows) > page.width:
        columns = [[row[i] for row in body if i < len(row)] for i in range(len(heads))]
        room = [max(map(width_of, (*column, part))) for column, part in zip(columns, _narrowest(heads), strict=True)]
        stacked = [[heads[0]], *(_lines(head, room[i]) for i, head in enumerate(heads[1:], start=1))]
    top = [[one[depth] if depth < len(one) else "" for one in stacked] for depth in range(max(map(len, stacked)))]
    whole = [*top, *body]
    over = _wide(whole) - page.width
    if over > 0:
        first = max(width_of(row[0]) for row in whole)
        whole = [[cut(row[0], max(12, first - over)), *row[1:]] for row in whole]
    return table(whole, indent=2)


def _lines(text: str, room: int) -> list[str]:
    """Words on as many lines as they need."""
    lines = [""]
    for piece in text.split():
        joined = f"{lines[-1]} {piece}".strip()
        if lines[-1] and width_of(joined) > room:
            lines.append(piece)
        else:
            lines[-1] = joined
    return lines


def legend(page: Page) -> list[str]:
    """The signs that stand in the tables."""
    first, second = _READ[_sides_many(page)]
    meaning = {
        "equivalent": page.say("等同：双方所收的人相同", "equivalent: both admit the same people"),
        "stricter": page.say(
            f"更严：{first.zh}所收的人{second.zh}都收，反之不然",
            f"stricter: whom {first.en} admits {second.en} admits too, not the reverse",
        ),
        "looser": page.say(f"更宽：{second.zh}所收的人{first.zh}都收，反之不然", "looser: the reverse"),
        "incomparable": page.say(
            "互有宽严：各收一些对方不收的人", "both ways: each admits somebody whom the other refuses"
        ),
        "undecided": page.say("未能判定", "undecided in the time given"),
        "not_comparable": page.say(
            "不可比：只有一方有此部分，或只由评审认定", "no relation: only one of them has it, or a panel judges it"
        ),
    }
    used = {one.relation for one in page.comparison.relations if one.relation != "not_comparable" or _dashed(page, one)}
    used |= {mirrored(one) for one in used} if _sides_many(page) else set()
    return [f"  {padded(SIGNS[name], 2)} {meaning[name]}" for name in RELATIONS if name in used]


def _dashed(page: Page, one: Relation) -> bool:
    """Whether a table shows that two sides have no relation in a part."""
    if one.part == ALL or one.why in ("procedure", "rung"):
        return False
    return not _sides_many(page) or bool(_compared(page, one.rung, one.part))


def _sides_many(page: Page) -> bool:
    """Whether relations are read in both directions, as in a matrix."""
    compared = [one for one in page.comparison.relations if one.relation != "not_comparable"]
    return len({(one.a, one.b) for one in compared}) > 1
