"""Certificates as codes: what can be asked of a diploma or degree in one small number, and which numbers meet it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models import rules
from models.vocabulary import vocabulary
from solver.columns.calendar import Flags, Marks
from solver.schooling import SCHOOLING

Codes = NDArray[np.int16]
LEVELS = (*vocabulary().sets["education"].values, "second_bachelor")
"""The levels of a certificate; the place of one is its code."""
SECOND = len(LEVELS) - 1
_RELATIONS = vocabulary().sets["relation"].values
_MARKS = ("engineering_professional", "engineering_academic")
SORTS = ("diploma", "degree")
_SHAPE = (len(LEVELS), len(_RELATIONS) + 1, 2, 2, 2)


def code(level: Marks, relation: Marks, professional: Flags, academic: Flags, sort: int) -> Codes:
    """One number for what can be asked of a certificate: level, relation (-1 not given), marks, diploma or degree."""
    found = np.maximum(level, 0).astype(np.int16) * _SHAPE[1] + (relation + np.int8(1))
    return (found * 2 + professional) * np.int16(4) + academic * np.int16(2) + np.int16(sort)


STANDING = np.array([SCHOOLING.index(level) if level in SCHOOLING else -1 for level in LEVELS], dtype=np.int8)
"""The place of each level in the order of schooling; -1 for technician schools."""
_LEVEL_OF = np.repeat(np.arange(len(LEVELS), dtype=np.int8), int(np.prod(_SHAPE[1:])))


def levels(codes: Codes) -> Marks:
    """The levels of certificates."""
    found: Marks = _LEVEL_OF[codes]
    return found


def asked(leaf: rules.Education, sorts: tuple[str, ...]) -> tuple[Flags, Flags]:
    """Which codes of certificates are asked for, and which of them surely."""
    if leaf.by == "class":
        fits, sorts = [level in leaf.levels for level in LEVELS], ("diploma",)
    elif leaf.exactly:
        fits = [level == leaf.levels[0] for level in LEVELS]
    else:
        floor = SCHOOLING.index(leaf.levels[0])
        fits = [level in SCHOOLING and SCHOOLING.index(level) >= floor for level in LEVELS]
    table = np.zeros(_SHAPE, dtype=np.bool_)
    table[np.flatnonzero(fits)] = True
    if leaf.relation:
        for place, relation in enumerate(_RELATIONS):
            if relation not in leaf.relation:
                table[:, place + 1] = False
    if leaf.mark == _MARKS[0]:
        table[:, :, 0] = False
    elif leaf.mark == _MARKS[1]:
        table[:, :, :, 0] = False
    for place, sort in enumerate(SORTS):
        if sort not in sorts:
            table[..., place] = False
    sure = table.copy()
    if leaf.relation:
        sure[:, 0] = False
    return table.ravel(), sure.ravel()
