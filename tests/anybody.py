"""People and conditions drawn wildly: dates on the edges of months, gaps, overlaps, and much that is unknown.

They need not be near any rung; they are there so that two ways of measuring one condition meet every kind of input.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from models import rules
from models.applicant import Applicant, Education, Job, Title
from models.rules import Rule, Since
from models.vocabulary import Attribute, Label, vocabulary
from solver.schooling import SCHOOLING

One = TypeVar("One")
EDGES = (date(2020, 2, 29), date(2019, 1, 31), date(2021, 3, 31), date(2016, 2, 29), date(2022, 12, 31))
_SKILLED = ("skilled_intermediate", "skilled_senior", "skilled_technician")
_ROWS = {
    "1": ("secondary_vocational",), "2": ("junior_college",), "3": ("bachelor",),
    "4": ("second_bachelor", "master"), "5": ("second_bachelor", "master"), "6": ("doctor",),
}  # fmt: skip


class Anybody:
    """People as of one day; `paths` are nodes of which something may have been attested."""

    def __init__(self, rng: Random, as_of: date, standard: str = "", paths: Sequence[str] = ()) -> None:
        self.rng = rng
        self.as_of = as_of
        self.standard = standard
        self.paths = paths
        near = [as_of - timedelta(days=rng.randint(-200, 9000)) for _ in range(4)]
        self.pivots = [*near, as_of, as_of + timedelta(1), as_of - timedelta(1), *EDGES]

    def person(self) -> Applicant:
        """Somebody."""
        return Applicant(
            facts=self.facts(),
            education=self.some(self.education, 5),
            titles=self.some(self.title, 5),
            work=self.some(self.job, 7),
            attestations=self.attestations(),
        )

    def day(self) -> date:
        """Often a day that others have too, or one a day or a month beside it."""
        if self.rng.random() < 0.4:
            return self.rng.choice(self.pivots) + timedelta(days=self.rng.choice([0, 0, 0, 1, -1, 30, 31, 29]))
        return self.as_of - timedelta(days=min(int(self.rng.expovariate(1 / 2500)), 20_000) - 150)

    def maybe(self, chance: float, make: Callable[[], One]) -> One | None:
        """Something, or nothing."""
        return make() if self.rng.random() < chance else None

    def some(self, make: Callable[[int], One], most: int) -> tuple[One, ...] | None:
        """A list; sometimes it is not given."""
        if self.rng.random() < 0.08:
            return None
        return tuple(make(place) for place in range(self.rng.choice([0, 1, 1, 2, 2, 3, most])))

    def pick(self, name: str) -> str:
        """A word of a set."""
        return self.rng.choice(vocabulary().sets[name].values)

    def education(self, place: int) -> Education:
        """A course with certificates, or without."""
        level, rng = self.pick("education"), self.rng
        return Education(
            path=f"education[{place}]", level=level, diploma=self.maybe(0.7, self.day),
            degree=self.maybe(0.6, self.day), second_bachelor=level == "bachelor" and rng.random() < 0.3,
            engineering_professional=rng.random() < 0.3, engineering_academic=rng.random() < 0.3,
            relation=self.maybe(0.6, lambda: self.pick("relation")),
        )  # fmt: skip

    def title(self, place: int) -> Title:
        """A title, often of no stated series or day."""
        series = ["engineering", "engineering", "engineering", "other"]
        return Title(
            path=f"titles[{place}]", level=self.pick("rung"), series=self.maybe(0.75, lambda: self.rng.choice(series)),
            date=self.maybe(0.8, self.day), relation=self.rng.choice(["own", "own", "related", "other"]),
            how=self.maybe(0.7, lambda: self.rng.choice(["initial", "initial", "review", "exam"])),
            initial_row=self.maybe(0.6, lambda: self.rng.choice("12345678")),
        )  # fmt: skip

    def job(self, place: int) -> Job:
        """A job that may go on, may end on its first day, or after the as-of date."""
        start, lasts = self.day(), self.rng.choice([0, 1, 29, 30, 31, 59, 60, 365, self.rng.randint(0, 4000)])
        end = self.maybe(0.6, lambda: start + timedelta(days=lasts))
        return Job(path=f"work[{place}]", field=self.pick("field"), start=start, end=end)

    def facts(self) -> dict[str, Any]:
        """Single facts: given, known to be none, or left out."""
        rng, words = self.rng, vocabulary()
        own = {f"conduct.{name}": one for name, one in words.sections["conduct"].attributes.items()}
        found: dict[str, Any] = {}
        for name, attribute in {**words.person.attributes, **own}.items():
            if rng.random() < 0.75:
                value = self.value(attribute)
                if value is not None:
                    found[name] = value if rng.random() < 0.8 else None
        return found

    def value(self, attribute: Attribute) -> Any:
        """A value of a single fact; None where it is no single fact."""
        rng, values = self.rng, attribute.values.values if attribute.values else ()
        match attribute.form:
            case "one_of":
                return rng.choice(values)
            case "many_of":
                return tuple(rng.sample(values, rng.randint(0, 2)))
            case "flag":
                return rng.random() < 0.5
            case "date":
                return self.day()
            case "integer":
                return rng.choice([0, 1, 5, 6, 11, 12, 13, 24, 100])
        return None

    def attestations(self) -> dict[str, bool]:
        """What was said of nodes, of parts, of this standard or of any."""
        found = {}
        for path in self.paths:
            if self.rng.random() < 0.2:
                parts = path.split("/")
                place = "/".join(parts[: self.rng.randint(1, len(parts))])
                found[self.rng.choice([f"{self.standard}/", ""]) + place] = self.rng.random() < 0.5
        return found


def condition(rng: Random) -> Rule:
    """A condition that need not stand in any standard."""
    draw = rng.random()
    if draw < 0.2:
        return title_held(rng)
    if draw < 0.4:
        return schooled(rng)
    if draw < 0.75:
        return rules.Worked(
            id="x/worked", cite="", fields=fields(rng), now=rng.random() < 0.2,
            months=rng.choice([0, 1, 2, 3, 6, 12, 13, 24, 36, 60, 84, 120, 300]),
            after=rng.choice([None, title_held(rng, months=0), schooled(rng)]),
            early=rng.choice([None, None, schooled(rng), title_held(rng)]), early_by=rng.choice([1, 12]),
        )  # fmt: skip
    if draw < 0.85:
        fact = rng.choice(["conduct.penalty_until", "conduct.fraud_found"])
        return rules.Clear(id="x/clear", cite="", fact=fact, months=rng.choice([0, 1, 12, 36]))
    if draw < 0.9:
        name = "insurance_months"
        test = rules.Test(attribute=name, op=rng.choice(["at_least", "at_most"]), number=rng.choice([0, 1, 6, 12, 13]))
        return rules.Fact(id="x/fact", cite="", fact=name, test=test, absent=rng.choice(["unknown", "assumed"]))
    named = sorted(rng.sample(sorted(_ROWS), rng.choice([1, 3, 6])))
    return rules.Risen(
        id="x/risen", cite="", used={row: _ROWS[row] for row in named},
        rows=rng.choice([(), ("4",), ("1", "8")]), except_rows=rng.choice([(), ("3", "7")]),
        levels=rng.choice([(), (), ("assistant",), rungs(rng)]), unless_worked=rng.choice([(), fields(rng)]),
    )  # fmt: skip


def rungs(rng: Random) -> tuple[str, ...]:
    """One or two rungs."""
    return tuple(rng.sample(vocabulary().sets["rung"].values, rng.choice([1, 1, 2])))


def fields(rng: Random) -> tuple[str, ...]:
    """One or two fields of work."""
    return tuple(rng.sample(vocabulary().sets["field"].values, rng.choice([1, 2])))


def title_held(rng: Random, months: int | None = None) -> rules.Held:
    """A title held, for months or at all."""
    return rules.Held(
        id="x/held", cite="", level=rungs(rng),
        series=rng.choice([("engineering",), ("other",), ("engineering", "other")]),
        relation=rng.choice([(), ("own",), ("related", "other")]),
        months=rng.choice([0, 1, 2, 12, 24, 36, 60, 600]) if months is None else months,
    )  # fmt: skip


def schooled(rng: Random) -> rules.Education:
    """A level of education."""
    by = rng.choice(["diploma", "degree", "either", "both", "class"])
    return rules.Education(
        id="x/education", cite="", by=by,
        levels=tuple(rng.sample([*_SKILLED, "bachelor"], 2)) if by == "class" else (rng.choice(SCHOOLING),),
        relation=rng.choice([(), (), ("own",), ("own", "related")]),
        mark=rng.choice(["", "", "engineering_professional", "engineering_academic"]),
        exactly=rng.random() < 0.3, new=rng.random() < 0.5,
    )  # fmt: skip


def since(rng: Random) -> Since:
    """A title since which results count."""
    judged = rules.Attest(id="x/judged", cite="", label=Label(zh="", en=""))
    return Since(
        level=rng.choice([None, None, *vocabulary().sets["rung"].values]),
        free=rng.choice([None, condition(rng), judged]),
        free_when_held=rng.choice([None, None, condition(rng), judged]),
    )
