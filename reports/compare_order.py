"""The partial order of the sides for one rung, stricter above looser, drawn as boxes and lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations, product
from math import ceil, perm, prod

from reports.batch_charts import Drawn
from reports.compare_colours import INK, WHITE
from reports.compare_marks import SIZE, Box, Mark, Stroke, Word, columns_in, compact, lines_of
from solver.comparison import Relation

_ACROSS = 4
"""Boxes that stand side by side at most."""
_LINE, _PAD, _BETWEEN, _BELOW = 17, 7, 10, 40
_TRIED, _NEAR = 2000, 0.26
_ABOVE = {"stricter": (0, 1), "looser": (1, 0)}

Place = tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """Sides by their places: `boxes` hold equivalent ones, `rows` boxes from the strictest down.

    `edges` lead from a box to one below it without any between them; `apart` are sides that compare with no other.
    """

    boxes: tuple[tuple[int, ...], ...]
    rows: tuple[tuple[int, ...], ...]
    edges: tuple[tuple[int, int], ...]
    apart: tuple[int, ...]


def order_of(keys: Sequence[str], relations: Iterable[Relation]) -> Order:
    """The order that the relations of one rung give; what is undecided gives none."""
    place = {key: number for number, key in enumerate(keys)}
    known = [r for r in relations if r.relation != "not_comparable" and r.a in place and r.b in place]
    compared = {place[key] for r in known for key in (r.a, r.b)}
    boxes: list[tuple[int, ...]] = []
    equal = {frozenset((place[r.a], place[r.b])) for r in known if r.relation == "equivalent"}
    for side in sorted(compared):
        at = next((n for n, box in enumerate(boxes) if any(frozenset((side, one)) in equal for one in box)), None)
        if at is None:
            boxes.append((side,))
        else:
            boxes[at] = (*boxes[at], side)
    box_of = {side: number for number, box in enumerate(boxes) for side in box}
    above: set[tuple[int, int]] = set()
    for r in known:
        if r.relation in _ABOVE:
            pair = (box_of[place[r.a]], box_of[place[r.b]])
            high, low = _ABOVE[r.relation]
            above.add((pair[high], pair[low]))
    edges = _reduced(above, len(boxes))
    return Order(
        boxes=tuple(boxes),
        rows=_rows(edges, len(boxes)),
        edges=edges,
        apart=tuple(side for side in range(len(keys)) if side not in compared),
    )


def _reduced(above: set[tuple[int, int]], many: int) -> tuple[tuple[int, int], ...]:
    """The pairs that do not follow from others."""
    whole = set(above)
    for middle, high, low in product(range(many), repeat=3):
        if (high, middle) in whole and (middle, low) in whole:
            whole.add((high, low))
    follows = {(a, c) for a, b in whole for b2, c in whole if b == b2}
    return tuple(sorted(whole - follows))


def _rows(edges: Sequence[tuple[int, int]], many: int) -> tuple[tuple[int, ...], ...]:
    """The boxes by how many stand above them in a chain; a row that is too long is parted into even ones."""
    depth = dict.fromkeys(range(many), 0)
    for _ in range(many):
        for high, low in edges:
            depth[low] = max(depth[low], depth[high] + 1)
    rows: list[tuple[int, ...]] = []
    for level in range(max(depth.values(), default=-1) + 1):
        found = [box for box in range(many) if depth[box] == level]
        parts = ceil(len(found) / _ACROSS)
        size = ceil(len(found) / parts)
        rows += [tuple(found[n : n + size]) for n in range(0, len(found), size)]
    return tuple(rows)


def _slots(rows: Sequence[Sequence[int]], edges: Sequence[tuple[int, int]]) -> dict[int, Place]:
    """Where each box stands: from 0 to 1 across, and in which row; so that few lines cross or run behind a box."""
    wide = max((len(row) for row in rows), default=1)
    even = [[(n + 0.5) / len(row) for n in range(len(row))] for row in rows]
    tries = prod(perm(wide, len(row)) for row in rows)
    if not edges or tries > _TRIED:
        return {box: (x, float(y)) for y, row in enumerate(rows) for box, x in zip(row, even[y], strict=True)}
    grid = [(n + 0.5) / wide for n in range(wide)]
    ways = [
        [dict(zip(row, places, strict=True)) for places in (*permutations(even[y]), *permutations(grid, len(row)))]
        for y, row in enumerate(rows)
    ]
    found = ({box: (x, float(y)) for y, row in enumerate(way) for box, x in row.items()} for way in product(*ways))
    return min(found, key=lambda at: _tangle(at, edges))


def _tangle(at: Mapping[int, Place], edges: Sequence[tuple[int, int]]) -> tuple[int, float]:
    bad, length = 0, 0.0
    for high, low in edges:
        (x, y), (x2, y2) = at[high], at[low]
        length += abs(x - x2)
        for box, (bx, by) in at.items():
            if y < by < y2 and box not in (high, low):
                bad += abs(x + (x2 - x) * (by - y) / (y2 - y) - bx) < _NEAR
    for (a, b), (c, d) in combinations(edges, 2):
        if at[a][1] == at[c][1] and at[b][1] == at[d][1]:
            bad += (at[a][0] - at[c][0]) * (at[b][0] - at[d][0]) < 0
    return bad, round(length, 6)


def order_chart(order: Order, labels: Sequence[str], told: tuple[str, str], name: str) -> Drawn:
    """The boxes with what their sides are called (by place), joined by lines."""

    def layout(width: int) -> tuple[float, Sequence[Mark]]:
        widest = max((len(row) for row in order.rows), default=1)
        wide = min((width - 2 * _PAD - (widest - 1) * _BETWEEN) / widest, 180)
        lines = [_lines([labels[side] for side in box], wide) for box in order.boxes]
        slots, at = _slots(order.rows, order.edges), dict[int, Place]()
        y = 4.0
        for number, row in enumerate(order.rows):
            for box in row:
                at[box] = (_PAD + slots[box][0] * (width - 2 * _PAD), y)
            y += max(_high(lines[box]) for box in row)
            if number < len(order.rows) - 1:
                joined = any(low in order.rows[number + 1] for _, low in order.edges)
                y += _BELOW if joined else _BETWEEN
        marks: list[Mark] = [
            Stroke(x=at[a][0], y=at[a][1] + _high(lines[a]), x2=at[b][0], y2=at[b][1], thick=1.8)
            for a, b in order.edges
        ]
        for box, (x, top) in at.items():
            low = top + _high(lines[box])
            marks.append(Box(x=x - wide / 2, x2=x + wide / 2, y=top, y2=low, fill=WHITE, stroke=INK, round=4))
            marks += [
                Word(x=x, y=top + _PAD + (n + 0.5) * _LINE, text=line, align="center", size=SIZE - 1)
                for n, line in enumerate(lines[box])
            ]
        return y + 4, marks

    return compact(layout, told, name)


def _lines(labels: Sequence[str], wide: float) -> list[str]:
    """What stands in a box: its sides, each from a new line, with a sign between equal ones."""
    found: list[str] = []
    for number, label in enumerate(labels):
        text = f"= {label}" if number else label
        found += lines_of(text, columns_in(wide - 2, text))
    return found


def _high(lines: Sequence[str]) -> float:
    return len(lines) * _LINE + 2 * _PAD
