"""Further answers that differ in substance: by another clause each, not by another tier of the same one.

Of the answers found so far each must go without one of its clauses (known by their citation): that clause is then not
fulfilled by what is added. What is left is asked for its least answer again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.applicant import Applicant
from solver.frontier import Periods, Question, Reached, days
from solver.joint import Model, joint
from solver.offers import Offer
from solver.wants import Want


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Alternative:
    """Another answer for the day of the one it stands beside, and by how much more in months and each currency."""

    reached: Reached
    more: tuple[int, ...]


def alternatives(person: Applicant, periods: Periods, question: Question, beside: Reached, k: int) -> list[Alternative]:
    """The next `k` answers that are ready no later than the one given, cheapest first."""
    day = next(d for d in reversed([*days(person, periods, question)]) if d.day <= beside.day)
    search = question.pricing.search(day.wanting.pool, joint)
    done = [clauses(beside.offer)]
    found: list[Alternative] = []
    while len(found) < k:
        options = []
        for place, (name, tree) in enumerate(day.routes.items()):
            if not isinstance(tree, bool):
                model = Model(tree, search)
                for cites in done:
                    _forbid(model, cites)
                options += [(sum(o.price), o.price, o.tie, place, name, o) for o in model.least()]
        if not options:
            break
        *_, name, offer = min(options, key=lambda option: option[:4])
        one = Reached(
            day=beside.day, months=beside.months, route=name, offer=offer, pool=day.wanting.pool, settled=day.settled,
            studies=beside.studies,
        )  # fmt: skip
        found.append(Alternative(reached=one, more=tuple(a - b for a, b in zip(one.price, beside.price, strict=True))))
        done.append(clauses(offer))
    return found


def clauses(offer: Offer) -> frozenset[str]:
    """The citations of the clauses that an answer serves."""
    return frozenset(want.cite for _, _, wants in offer.picks for want in wants)


def _forbid(model: Model, cites: Iterable[str]) -> None:
    """At least one of these clauses is not fulfilled by what is added."""
    programme = model.programme
    without = []
    for cite in sorted(cites):
        left = programme.variable()
        without.append((left, 1))
        for want, _, share, _ in (one for shares in model.shares.values() for one in shares):
            if want.cite == cite:
                programme.at_most([(share, 1)], 0, when=left)
        for node, tree in model.trees.items():
            if isinstance(tree, Want) and tree.cite == cite and node not in model.shares:
                programme.at_most([(model.added[p], w) for p, w in model.adds(tree)], tree.n - 1, when=left)
    programme.at_least(without, 1)
