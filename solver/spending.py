"""What a budget counts: kinds that fall under the same limits are one number of a bundle, money is the last one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.budgets import ENDORSEMENTS, Budget
from models.vocabulary import vocabulary
from solver.additions import Addition
from solver.market import MOST, Market, Patience, Row, Vector
from solver.pricing import HUNDREDTHS, WHOLE, Pricing, weighed


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Spending:
    """The numbers of a bundle under a budget, and the limits on them; money (if any) is the last, in millionths.

    `sorts` says for each kind that is limited which number it counts towards.
    """

    budget: Budget
    size: int
    rows: tuple[Row, ...]
    sorts: Mapping[str, int]
    pricing: Pricing | None

    @property
    def money(self) -> bool:
        """Whether money is counted."""
        return self.pricing is not None

    def most(self, part: int) -> int:
        """The most that all bundles together can take of one number."""
        return min((limit // row[part] for row, limit in self.rows if row[part]), default=0)

    def of(self, one: Addition) -> Vector | None:
        """What an addition takes; None where the budget does not allow it."""
        if not self.budget.allows(one.kind):
            return None
        found = [0] * self.size
        if one.kind in self.sorts:
            found[self.sorts[one.kind]] = 1
        if self.pricing is not None:
            found[-1] = self.pricing.price(one)[0]
        return tuple(found)

    def market(self, pool: Sequence[Addition], patience: Patience, most: int = MOST) -> Market:
        """The additions of a pool under the budget."""
        spends = [self.of(one) for one in pool]
        return Market(size=self.size, spends=spends, rows=self.rows, patience=patience, most=most)


def spending(budget: Budget) -> Spending:
    """What a budget counts."""
    under: dict[tuple[int, ...], list[str]] = {}
    for kind in (*vocabulary().kinds, *ENDORSEMENTS):
        limits = tuple(place for place, limit in enumerate(budget.limits) if limit.counts(kind))
        if limits:
            under.setdefault(limits, []).append(kind)
    size = len(under) + (budget.money is not None)
    rows: list[Row] = []
    for place, limit in enumerate(budget.limits):
        counts = [int(place in limits) for limits in under] + [0] * (size - len(under))
        rows.append((tuple(counts), limit.most))
    pricing = None
    if budget.money is not None and budget.costs is not None:
        pricing = weighed(budget.costs)
        money = round(budget.money * HUNDREDTHS) * (WHOLE // HUNDREDTHS)
        rows.append(((0,) * len(under) + (1,), money))
    return Spending(
        budget=budget,
        size=size,
        rows=tuple(rows),
        sorts={kind: number for number, kinds in enumerate(under.values()) for kind in kinds},
        pricing=pricing,
    )
