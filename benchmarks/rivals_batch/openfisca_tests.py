"""The tests on records that clauses share, as OpenFisca formulas and arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.rivals_batch.arrays import Array
from benchmarks.rivals_batch.openfisca_rules import (
    ENTRY,
    EVER,
    NEVER,
    among,
    day_of,
    every,
    flag,
    formula,
    number,
    some,
    up,
    yes,
)  # fmt: skip


def _since(title: str) -> None:
    def since(entry: Any, period: Any) -> Array:
        """How far an entry counts: it is relevant, exists on the day, and is dated since the title."""
        day = entry("date", period)
        undated = np.isnat(day)
        sure = np.where(undated, EVER, day) >= entry.applicant(f"sure_{title}", period)
        may = np.where(undated, NEVER - 1, day) >= entry.applicant(f"may_{title}", period)
        exists = undated | (day <= day_of(period))
        relevant = flag(entry, period, "relevant", silent=2)
        return every(sure.astype(np.int8) + may, yes(exists), relevant)

    since.__name__ = f"since_{title}"
    formula(ENTRY)(since)


for _title in ("free", "assistant", "engineer", "senior"):
    _since(_title)


class Tests:
    """The tests on records that clauses share, each made when it is first asked for."""

    def __init__(self, entry: Any, period: Any, title: str) -> None:
        self.entry, self.period = entry, period
        self.since = entry(f"since_{title}", period)

    def kind(self, name: str) -> Array:
        return every(self.since, among(self.entry, self.period, "kind", name))

    def of(self, name: str, *words: str, silent: int = 1) -> Array:
        return among(self.entry, self.period, name, *words, silent=silent)

    def flag(self, name: str, silent: int = 1) -> Array:
        return flag(self.entry, self.period, name, silent)

    @property
    def key(self) -> Array:
        return self.of("role", "key", "lead", silent=2)

    @property
    def lead(self) -> Array:
        return self.of("role", "lead")

    def rank(self, most: int) -> Array:
        given = self.entry("rank", self.period)
        given = np.where(np.isnan(given) & (self.lead == 2), 1, given)
        return number(given, given <= most)

    def author(self, most: int) -> Array:
        given = self.entry("author", self.period)
        given = np.where(np.isnan(given) & (self.flag("sole") == 2), 1, given)
        return number(given, given <= most)

    @property
    def sole(self) -> Array:
        author = self.entry("author", self.period)
        said = self.flag("sole")
        return np.where((said == 1) & (author >= 2) & np.isfinite(author), np.int8(0), said)

    def published(self, silent: int = 1) -> Array:
        said = self.flag("published")
        said = np.where((said == 1) & (self.flag("implemented") == 2), np.int8(2), said)
        return np.where(said == 1, np.int8(silent), said)

    def least(self, name: str, least: float) -> Array:
        given = self.entry(name, self.period)
        return number(given, given >= least)

    @property
    def thanked(self) -> Array:
        return some(self.flag("recognized_by_sector_authority", 2), self.flag("recognized_by_cyberspace_authority", 2))

    @property
    def core(self) -> Array:
        lists = some(*(self.flag(f"indexes_{one}") for one in ("pku_core", "cssci", "cscd")))
        return every(self.kind("paper"), self.of("venue", "journal"), self.author(1), lists)

    @property
    def big(self) -> Array:
        return every(
            self.kind("project"), self.flag("nature_digital_factory"), self.of("tier", *up("provincial")),
            self.key, self.rank(3), self.flag("accepted"),
        )  # fmt: skip

    def norm(self, *scopes: str) -> Array:
        return every(self.kind("standard"), self.of("type", "standard", "guide"), self.of("scope", *scopes))

    def award(self, tier: str) -> Array:
        giver = self.of("giver", "government", "recognized_society", silent=2)
        return every(self.kind("award"), self.of("tier", *up(tier)), giver)

    def patent(self, most: int) -> Array:
        return every(self.kind("patent"), self.of("type", "invention"), self.rank(most))

    @property
    def other(self) -> Array:
        patents = every(self.kind("patent"), self.of("type", "utility", "design"))
        return every(some(patents, self.kind("software_copyright")), self.rank(2))

    @property
    def national5(self) -> Array:
        return every(self.norm("national"), self.key, self.rank(5), self.published())

    def earned(self, applicant: Any, more: Array | None, least: float) -> Array:
        """How far the revenue of products and deliveries comes to so much; what is not told may be without limit."""
        delivered = every(self.kind("project"), self.flag("nature_delivery"))
        fits = some(self.kind("product"), delivered)
        if more is not None:
            fits = every(fits, more)
        money = self.entry("revenue", self.period)
        told = np.nan_to_num(money)
        sure, may = (np.round(applicant.sum(np.where(fits >= cut, told, 0.0)), 6) >= least for cut in (2, 1))
        open_end = applicant.sum((fits >= 1) & np.isnan(money)) > 0
        return np.where(sure, np.int8(2), (may | open_end).astype(np.int8))
