"""What additions cost: records and endorsements as two currencies, or one cost by weights of the user's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from models.costs import FACTORS, Costs
from solver.additions import HELD, Addition
from solver.offers import Offer, Price, Search
from solver.wants import Tree

HUNDREDTHS = 100
WHOLE = HUNDREDTHS**3
"""A cost and its two factors have two decimals each; their product is counted in whole millionths."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """Costs of one addition by kind, with extra factors by the value of an attribute; of one month of waiting."""

    kinds: Mapping[str, float] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    month: float = 0
    other: float = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Pricing:
    """The order of least: as in the design without weights, by cost with them."""

    weights: Weights | None = None

    def price(self, one: Addition) -> Price:
        """What one addition counts in each currency."""
        if one.kind == HELD:
            return (0, 0) if self.weights is None else (0,)
        if self.weights is None:
            return (0, 1) if one.endorsement else (1, 0)
        return (self.cost(one.kind, one.attrs),)

    def cost(self, kind: str, attrs: Mapping[str, object]) -> int:
        """The cost of one addition under the user's weights, in millionths."""
        weights = self.weights
        assert weights is not None
        found = round(weights.kinds.get(kind, weights.other) * HUNDREDTHS)
        for name in FACTORS:
            factor = weights.values.get(name, {}).get(str(attrs.get(name)), 1)
            found *= round(factor * HUNDREDTHS)
        return found

    def search(self, pool: Sequence[Addition], joint: Callable[[Tree, Search], list[Offer]]) -> Search:
        """A fresh search over a pool of additions, which stand weakest first."""
        prices = [self.price(one) for one in pool]
        # of a bound record and the same one unbound, the unbound is plainer
        ties: list[Price] = [(one.weak[0], 2 * place + bool(one.project)) for place, one in enumerate(pool)]
        if self.weights is not None:
            ties = [(1, *tie) for tie in ties]
        return Search(prices=prices, ties=ties, joint=joint, unit=self.weights is None, pool=pool)


def weighed(costs: Costs) -> Pricing:
    """The order of least by a cost file."""
    return Pricing(weights=Weights(kinds=costs.kinds, values=costs.factors, month=costs.month, other=costs.other))


PLAIN = Pricing()
"""The order of the design: records and endorsements, then weakness."""
