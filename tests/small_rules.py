"""Small random standards over one slice of the vocabulary, as the data of their YAML."""

from __future__ import annotations

from random import Random
from typing import Any

Data = dict[str, Any]
RUNG = "engineer"
THEMES = ("years", "regions", "lists", "amounts", "tally", "projects", "since", "person", "mixed")
KINDS: dict[str, dict[str, tuple[Any, ...]]] = {
    "paper": {"author": ("1..1", "1..2"), "venue": ("journal",), "indexes": ("sci", ["sci", "ei"])},
    "award": {
        "tier": ("city+", "provincial+"),
        "rank": ("1..1", "1..3", "1..3 or unsaid"),
        "grade": ("second+", "first+"),
    },
    "patent": {"type": ("invention", ["invention", "utility"]), "rank": ("1..1", "1..2")},
    "project": {
        "contract": ("10+", "20+"),
        "rank": ("1..1", "1..3"),
        "accepted": (True,),
        "role": ("key+", "lead", "key+ or unsaid"),
    },
}
RECOMMENDERS: dict[str, tuple[Any, ...]] = {
    "level": ("senior+", "full_senior+"), "relation": ("own", ["own", "related"]), "national_talent": (True,),
}  # fmt: skip
LEVELS = (("junior_college", "bachelor"), ("bachelor", "master"), ("bachelor", "second_bachelor"), ("master", "doctor"))
FACTS: tuple[Data, ...] = (
    {"fact": "approvals", "in": ["competent_department"]},
    {"fact": "approvals", "in": ["competent_department", "provincial_sector_authority"]},
    {"fact": "talent", "in": ["urgently_needed"]},
    {"fact": "talent", "in": ["urgently_needed", "overseas_high_level"]},
    {"fact": "insurance_months", "at_least": 6},
    {"fact": "insurance_months", "at_least": 7},
    {"fact": "labour_contract", "is": True},
    {"fact": "labour_contract", "is": False},
    {"fact": "conduct.annual_review_ok", "is": True},
    {"clear": "conduct.penalty_until"},
    {"clear": "conduct.fraud_found", "for": "1y"},
    {"clear": "conduct.fraud_found", "for": "2y"},
)


class Writer:
    """Draws rules over one slice of the vocabulary, so that the clauses of both standards meet."""

    def __init__(self, rng: Random, theme: str) -> None:
        self.rng, self.theme = rng, theme
        self.levels = rng.choice(LEVELS)
        self.titles = rng.choice([("assistant",), ("assistant",), ("technician", "assistant")])
        self.fields = rng.choice([("engineering",), ("cyberspace",), ("engineering", "cyberspace")])
        self.spans = rng.choice([("1y", "2y"), ("2y",), ("1y", "2y", "3y")])
        self.early = theme == "years" and rng.random() < 0.4
        if self.early:
            self.levels, self.titles, self.spans = ("bachelor", "master"), ("assistant",), ("1y", "2y")
        self.close = theme in ("years", "regions") and rng.random() < 0.3
        few = theme in ("since", "projects", "mixed", "amounts")
        self.most = 2 if few or (theme == "lists" and rng.random() < 0.6) else 3
        self.kinds = rng.sample(list(KINDS), 1 if few else rng.choice([1, 2]))
        if theme == "amounts" and "project" not in self.kinds:
            self.kinds[0] = "project"
        self.asked = {k: rng.sample(list(KINDS[k]), 1 if few else rng.choice([1, 2])) for k in self.kinds}
        if theme == "amounts" and rng.random() < 0.5:
            self.asked["project"] = ["contract"]
        self.shows = rng.sample(list(RECOMMENDERS), 2)

    def standard(self, name: str) -> Data:
        """A standard with one rung: parts by the theme, and one or two routes over them."""
        rng, own = self.rng, self.theme
        parts: Data = {}
        if own in ("years", "regions", "mixed") or (own == "since" and rng.random() < 0.5):
            parts["education-years"] = self._rows()
        if own not in ("years", "regions", "person"):
            parts["results"] = self.records(1 if own in ("mixed", "since", "projects", "amounts") else 2)
        if own == "person":
            parts["results"] = self.person(2)
        if own in ("lists", "person", "mixed") and rng.random() < 0.4:
            parts["conduct"] = rng.choice(FACTS) | {}
        routes = {"regular": [part for part in parts if part != "conduct"]}
        if rng.random() < 0.4 or own == "mixed":
            parts["exception"] = self.person(1) if own in ("years", "regions", "person") else self._exception()
            kept = [p for p in routes["regular"] if p != "education-years"] if rng.random() < 0.7 else []
            routes["exceptional"] = [*kept, "exception"]
        if own == "regions" or rng.random() < 0.2:
            parts["scope"] = self._scope()
        rung: Data = {"parts": {part: {"cite": "第一条", **rule} for part, rule in parts.items()}, "routes": routes}
        if own == "since" or (own in ("mixed", "projects") and rng.random() < 0.3):
            rung["after"] = self.since()
        day = "2023-01-01"
        made: Data = {
            "id": name,
            "document": {"zh": "甲", "en": name, "issued": day, "effective": day, "region": "chongqing"},
            "rungs": {RUNG: rung},
        }
        if own == "projects":
            made["per_project"] = rng.random() < 0.6
        if self.early:
            made["early"] = {"cite": "第二条", "by": "1y", "any": [{"degree": "master", "mark": "professional"}]}
        return made

    def _scope(self) -> Data:
        """Whom a region takes, and in which field of its own."""
        employer = {"fact": "employment", "in": ["enterprise", "public_institution"]}
        place = {"fact": "region", "in": ["chongqing"]}
        return {"all": [employer, place, *([{"now": self.fields[-1]}] if self.theme == "regions" else [])]}

    def since(self) -> Any:
        """From when results count."""
        plain = self.rng.choice([*self.titles, "highest"])
        if plain == "highest" or self.rng.random() < 0.5:
            return plain
        kept = {"free_when_held": {"degree": self.levels[1]}} if self.rng.random() < 0.3 else {}
        return {"title": plain, "free": {"degree": self.levels[1]}, **kept}

    def _exception(self) -> Data:
        return self.person(0) if self.rng.random() < 0.5 else self.count()

    # --- the person ---------------------------------------------------------------------------------------------------

    def _rows(self) -> Data:
        return {"any": [self.row() for _ in range(self.rng.choice([1, 2, 2, 3]))]}

    def row(self) -> Data:
        """A row of education and experience."""
        rng = self.rng
        asked = [self.education(), self.experience()] if rng.random() < 0.8 else [self.education()]
        if self.theme == "regions" and rng.random() < 0.4:
            asked[-1:] = [rng.choice([
                {"attest": {"zh": "考察", "en": "appraised"}},
                {"class": ["skilled_senior"]},
                {"external": {"zh": "另文", "en": "else"}, "document": "1", "concerns": {"class": ["skilled_senior"]}},
            ])]  # fmt: skip
        return {"all": asked} if len(asked) > 1 else asked[0]

    def education(self) -> Data:
        word = self.rng.choice(["diploma", "degree", "education", "diploma_and_degree"])
        close = {"relation": ["own", "related"]} if self.close and self.rng.random() < 0.5 else {}
        return {word: self.rng.choice(self.levels), **close}

    def experience(self) -> Data:
        """A title, held or worked under; or work, since a diploma or in all."""
        rng = self.rng
        span = rng.choice(self.spans)
        held: Data = {"title": rng.choice(self.titles)}
        if self.close and rng.random() < 0.6:
            held |= rng.choice([{"series": "any"}, {"series": "other"}, {"relation": ["related", "other"]}])
        worked: Data = {"in": rng.choice(self.fields), "at_least": span, **({"early": True} if self.early else {})}
        match rng.randint(0, 6):
            case 0:
                return held
            case 1:
                return {**held, "held": span}
            case 2 | 3:
                return {**held, "worked": worked}
            case 4 if not self.early:
                return {"worked": worked, "after": {rng.choice(["diploma", "degree"]): self.levels[0]}}
            case 5:
                return {"now": self.fields[0]}
        return {"worked": worked}

    def person(self, depth: int) -> Data:
        """Facts, bars, recommenders and what may not be, combined."""
        rng = self.rng
        draw = rng.random()
        if depth <= 0 or draw < 0.3:
            kind = rng.random()
            if kind < 0.4:
                return self.recommended()
            return rng.choice(FACTS) | {} if kind < 0.8 else {"title": self.titles[-1]}
        if draw < 0.4:
            return {"lacks": rng.choice([rng.choice(FACTS[4:]) | {}, self.education(), {"title": self.titles[0]}])}
        return self._joined([self.person(depth - 1) for _ in range(rng.choice([2, 2, 3]))])

    def recommended(self) -> Data:
        where = {name: self.rng.choice(RECOMMENDERS[name]) for name in self.shows[: self.rng.choice([1, 2])]}
        return {"count": "recommender", "where": where, "at_least": self.rng.choice([1, 2])}

    # --- records ------------------------------------------------------------------------------------------------------

    def records(self, depth: int, *, once: bool = False) -> Data:
        """Counts, joined; lists without double counting; what the theme is about."""
        rng = self.rng
        draw = rng.random()
        if not once and self.theme == "tally" and draw < 0.7:
            items = [self.item() for _ in range(rng.choice([1, 2, 2, 3]))]
            return {"tally": items, "at_least": rng.choice([1, 2, 2, 3])}
        if not once and self.theme == "projects" and draw < 0.4:
            return {"tied": [self.shape(), self.shape()]}
        if depth <= 0 or draw < 0.3:
            return self.count()
        single = once or (self.theme in ("lists", "amounts") and rng.random() < 0.6)
        below = [
            self.records(0 if single and rng.random() < 0.7 else depth - 1, once=single)
            for _ in range(rng.choice([2, 2, 3]))
        ]
        made = self._joined(below)
        if single and not once and "any" not in made:
            made["once"] = True
        return made

    def _joined(self, below: list[Data]) -> Data:
        match self.rng.randint(0, 2):
            case 0:
                return {"all": below}
            case 1:
                return {"any": below}
        return {"of": below, "at_least": self.rng.randint(1, len(below))}

    def where(self, kind: str) -> Data:
        """None, one or both of the attributes of the slice."""
        names = self.rng.sample(self.asked[kind], self.rng.randint(0, len(self.asked[kind])))
        if len(names) > 1 and self.rng.random() < 0.2:
            return {"any": [{name: self.rng.choice(KINDS[kind][name])} for name in names]}
        return {name: self.rng.choice(KINDS[kind][name]) for name in names}

    def shape(self) -> Data:
        kind = self.rng.choice(self.kinds)
        return {"kind": kind, **self.where(kind)}

    def count(self) -> Data:
        """Records of one kind or of two, with weights, sums and projects where the theme has them."""
        rng = self.rng
        if len(self.kinds) > 1 and rng.random() < 0.2:
            return {"count": [self.shape(), self.shape()], "at_least": rng.choice([1, 2])}
        kind = rng.choice(self.kinds)
        made: Data = {"count": kind, "where": self.where(kind), "at_least": rng.choice([1, 1, 2, self.most])}
        if self.theme == "amounts" and kind == "project" and rng.random() < 0.6:
            made |= {"total": {"of": "contract", "at_least": rng.choice([20, 30])}, "at_least": rng.choice([1, 1, 2])}
            if rng.random() < 0.2:
                made["total"]["within"] = "1y"
        elif self.theme == "amounts" and rng.random() < 0.6:
            made["at_least"] = rng.choice([2, 2, 3])
            name = rng.choice(self.asked[kind])
            made["weights"] = [{"where": {name: rng.choice(KINDS[kind][name])}, "counts": rng.choice([2, 3])}]
        return made

    def item(self) -> Data:
        kind = self.rng.choice(self.kinds)
        return {"item": kind, "where": self.where(kind), "each": self.rng.choice([1, 1, 2])}
