"""Why somebody meets one version of a rule and not another: the smallest clauses that differ for them."""

from __future__ import annotations

from collections.abc import Sequence

from models import rules
from models.rules import Rule, children
from solver.alignment import shared
from solver.evaluate import Evaluation
from solver.status import ASSUMED


def turned(evaluation: Evaluation, a: Rule, b: Rule) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    """Why somebody meets the first version and not the second: the smallest clauses of each that differ for them."""
    meets: dict[str, Rule] = {}
    decides: dict[str, Rule] = {}

    some = rules.Any | rules.AtLeast

    def go(x: Rule, y: Rule) -> None:
        found = False
        # an item of a list holds or fails with its list alone
        for mine, its in () if isinstance(x, rules.Tally) or isinstance(y, rules.Tally) else shared(x, y):
            if evaluation.status(mine) >= ASSUMED > evaluation.status(its):
                found = True
                go(mine, its)
        theirs = {child.id for child in children(y)}
        ours = {child.id for child in children(x)}
        if isinstance(x, some) and isinstance(y, some):
            alone = [c for c in x.of if c.id not in theirs and evaluation.status(c) >= ASSUMED]
            meets.update((c.id, c) for c in alone)
            if alone and not found:
                decides[y.id] = y
            found = found or bool(alone)
        if isinstance(x, rules.All) and isinstance(y, rules.All):
            further = [c for c in y.of if c.id not in ours and evaluation.status(c) < ASSUMED]
            decides.update((c.id, c) for c in further)
            found = found or bool(further)
        if not found:
            meets[x.id], decides[y.id] = x, y

    go(a, b)
    return tuple(meets.values()), tuple(decides.values())


def named(let_in: Sequence[Rule], shut_out: Sequence[Rule]) -> tuple[str, ...]:
    """The ids of the clauses that turned it: of a list that let somebody in by a rule of its own, the rule alone."""
    paths = dict.fromkeys(rule.id for rule in (*let_in, *shut_out))
    return tuple(path for path in paths if not any(other.startswith(f"{path}/") for other in paths))
