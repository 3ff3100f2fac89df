"""One person's document, drawn up from a rule tree so that a route of it holds, clause by clause."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from models import rules
from models.rules import Count, Item, Pattern, Rule, Shape, Since, Tally, Tied
from models.vocabulary import vocabulary
from solver.calendar import add_months
from solver.matching import attribute_of
from solver.schooling import SCHOOLING
from solver.settle import Settled
from tests.spells import broken, latest_start, parts, text
from tests.witness import Contradiction, Values, meeting, witness

Document = dict[str, Any]
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Served:
    """A clause that the document meets, with the entries made for it."""

    rule: Rule
    places: tuple[Place, ...] = ()
    pattern: Pattern = ()


def fields_of(rule: rules.Worked) -> tuple[str, ...]:
    """The fields that a row counts, settled."""
    fields: Any = rule.fields
    return tuple(fields)


@dataclass(slots=True)
class Draft:
    """A document in the making, for one route of a settled rung as of a day."""

    settled: Settled
    as_of: date
    rng: Random
    clauses: list[Rule] = field(default_factory=list)
    facts: dict[str, list[Any]] = field(default_factory=dict)
    served: list[Served] = field(default_factory=list)
    early: set[int] = field(default_factory=set)
    telling: float = 0.5
    document: Document = field(default_factory=dict)

    def draw(self, route: str) -> Document:
        """The document; Contradiction where the branches drawn cannot hold together."""
        self.telling = self.rng.choice([0.0, 0.5, 0.5, 1.0])
        for part in self.settled.routes[route]:
            self.choose(part)
        self.document = {n: [] for n in ("education", "titles", "work", "achievements", "recommenders", "approvals")}
        self.document["conduct"] = {}
        self.document["attestations"] = {}
        self._state_facts()
        self._study()
        self._work(self._titles())
        for rule in self.clauses:
            self._record(rule)
        return self.document

    # --- which branches -----------------------------------------------------------------------------------------------

    def choose(self, rule: Rule) -> None:
        """Takes on a node: all of `all`, one of `any`, n of "n of"."""
        match rule:
            case rules.All():
                for child in rule.of:
                    self.choose(child)
            case rules.Any():
                self._choose_some(rule.of, 1)
            case rules.AtLeast():
                n: Any = rule.n
                self._choose_some(rule.of, n)
            case rules.Lacks():
                pass
            case rules.Fact():
                self._narrow(rule)
                self.clauses.append(rule)
            case _:
                self.clauses.append(rule)
                if isinstance(rule, rules.Worked):
                    if rule.after is not None:
                        self.choose(rule.after)
                    if rule.early is not None and rule.early_by and self.rng.random() < 0.3:
                        self.early.add(id(rule))
                        self.choose(rule.early)

    def _choose_some(self, of: tuple[Rule, ...], n: int) -> None:
        order = self.rng.sample(of, len(of))
        order.sort(key=lambda r: isinstance(r, rules.External) and self.rng.random() < 0.8)
        taken = 0
        for child in order:
            if taken == n:
                return
            kept, facts = len(self.clauses), {name: list(v) for name, v in self.facts.items()}
            try:
                self.choose(child)
                taken += 1
            except Contradiction:
                del self.clauses[kept:]
                self.facts = facts
        if taken < n:
            raise Contradiction("n of")

    def _narrow(self, rule: rules.Fact) -> None:
        attribute = attribute_of("person", rule.fact.removeprefix("conduct."))
        test = rule.test
        number: Any = test.number
        if test.op == "is":
            able: list[Any] = [test.flag]
        elif attribute.values is None:
            able = [number, number, number + 1, number + 30]
        else:
            able = [v for v in attribute.values.values if v in meeting(test, attribute)]
        before = self.facts.get(rule.fact)
        if before is not None and attribute.form != "many_of":
            able = [v for v in before if v in able] or ([max(before + able)] if attribute.values is None else [])
        if not able:
            raise Contradiction(rule.fact)
        self.facts[rule.fact] = able if before is None or attribute.form != "many_of" else [*before, *able]

    # --- the person ---------------------------------------------------------------------------------------------------

    def _state_facts(self) -> None:
        for name, able in self.facts.items():
            many = attribute_of("person", name.removeprefix("conduct.")).form == "many_of"
            assumed = all(c.absent == "assumed" for c in self.clauses if isinstance(c, rules.Fact) and c.fact == name)
            if assumed and self.rng.random() >= self.telling:
                continue
            value = [self.rng.choice(able)] if many else self.rng.choice(able)
            home = self.document["conduct"] if name.startswith("conduct.") else self.document
            home[name.removeprefix("conduct.")] = value
        for rule in self.clauses:
            match rule:
                case rules.Attest():
                    if self.rng.random() < self.telling:
                        self.document["attestations"][f"{self.settled.standard}/{rule.id}"] = True
                case rules.External():
                    self.document["attestations"][f"{self.settled.standard}/{rule.id}"] = True
                case rules.Clear():
                    months: Any = rule.months
                    past = add_months(self.as_of, -months) - timedelta(days=self.rng.choice([1, 5, 900]))
                    clear: list[Values] = (
                        [{}]
                        if not self.telling
                        else [{rule.fact.split(".")[-1]: None}, {rule.fact.split(".")[-1]: text(past)}]
                    )
                    self.document["conduct"].update(self.rng.choice(clear))
                case rules.Fact() | rules.Risen():
                    pass
                case _:
                    continue
            self.served.append(Served(rule))

    def needed(self, rule: rules.Worked) -> int:
        """The months that a row asks of this person."""
        months: Any = rule.months
        by: Any = rule.early_by
        need: int = max(0, months - (by if id(rule) in self.early else 0))
        return need

    def _study(self) -> None:
        entries = self.document["education"]
        anchored: dict[int, int] = {}
        for rule in self.clauses:
            if isinstance(rule, rules.Worked) and isinstance(rule.after, rules.Education):
                anchored[id(rule.after)] = max(self.needed(rule), anchored.get(id(rule.after), 0))
        for leaf in self.clauses:
            if not isinstance(leaf, rules.Education):
                continue
            day = latest_start(self.as_of, anchored.get(id(leaf), self.rng.randint(2, 250)))
            if self.rng.random() < 0.5:
                day -= timedelta(days=self.rng.randint(0, 3000))
            entries.append(self._certificates(leaf, day))
            self.served.append(Served(leaf, (("education", len(entries) - 1),)))

    def _certificates(self, leaf: rules.Education, day: date) -> Values:
        rng, level = self.rng, leaf.levels[0]
        if leaf.by == "class":
            level = rng.choice(leaf.levels)
        elif level in SCHOOLING and rng.random() < 0.25 and not getattr(leaf, "exactly", False):
            level = rng.choice(SCHOOLING[SCHOOLING.index(level) :])
        made: Values = {"level": level}
        if level == "second_bachelor":
            made = {"level": "bachelor", "second_bachelor": True}
        by = rng.choice(["diploma", "degree", "both"]) if leaf.by == "either" else leaf.by
        if by != "degree" or rng.random() < 0.3:
            made["diploma"] = text(
                day if by != "both" or rng.random() < 0.6 else day - timedelta(days=rng.randint(0, 99))
            )
        if by in ("degree", "both"):
            made["degree"] = text(day)
        if leaf.mark:
            made[leaf.mark] = True
        if leaf.relation or rng.random() < 0.5:
            made["relation"] = rng.choice(leaf.relation or ("own", "related", "other"))
        return made

    def _titles(self) -> dict[int, date]:
        """Makes the titles; returns the day from which work counts for every title or education asked for."""
        rng, entries = self.rng, self.document["titles"]
        spans: dict[int, int] = {}
        for rule in self.clauses:
            if isinstance(rule, rules.Worked) and rule.after is not None:
                spans[id(rule.after)] = self.needed(rule)
        days: dict[int, date] = {}
        for leaf in self.clauses:
            if isinstance(leaf, rules.Education) and id(leaf) in spans:
                entry = self.document["education"][next(s for s in self.served if s.rule is leaf).places[0][1]]
                days[id(leaf)] = max(date.fromisoformat(entry[k]) for k in ("diploma", "degree") if k in entry)
            if not isinstance(leaf, rules.Held):
                continue
            months: Any = leaf.months
            day = latest_start(self.as_of, max(months, spans.get(id(leaf), rng.randint(1, 90))))
            if rng.random() < 0.4:
                day -= timedelta(days=rng.randint(0, 1500))
            made: Values = {"level": rng.choice(leaf.level), "series": rng.choice(leaf.series), "date": text(day)}
            if leaf.relation or rng.random() < 0.1:
                made["relation"] = rng.choice(leaf.relation or ("own", "related", "other"))
            if rng.random() < 0.5:
                made["how"] = rng.choice(["review", "review", "initial", "exam"])
            entries.append(made)
            days[id(leaf)] = day
            self.served.append(Served(leaf, (("titles", len(entries) - 1),)))
        self._titles_for_records()
        return days

    def _titles_for_records(self) -> None:
        """Titles since which records count, where nothing else asked for them."""
        asked = {r.since.level for r in self.clauses if isinstance(r, Count | Tied) and r.since and not r.since.free}
        held = {t["level"] for t in self.document["titles"] if t["series"] == "engineering"}
        for level in sorted(x for x in asked if x and x not in held):
            day = self.as_of - timedelta(days=self.rng.randint(200, 3000))
            self.document["titles"].append({"level": level, "series": "engineering", "date": text(day)})

    # --- work ---------------------------------------------------------------------------------------------------------

    def _work(self, days: dict[int, date]) -> None:
        rng = self.rng
        rows = [rule for rule in self.clauses if isinstance(rule, rules.Worked)]
        if not rows:
            return
        fields = vocabulary().sets["field"]
        able = [f for f in fields.values if all(any(w in fields_of(r) for w in fields.wider(f)) for r in rows)]
        groups = [rows] if able else [[row] for row in rows]
        for group in groups:
            able = [f for f in fields.values if all(any(w in fields_of(r) for w in fields.wider(f)) for r in group)]
            if not able:
                raise Contradiction("work")
            asked = [(days.get(id(r.after)), self.needed(r)) for r in group if not r.now]
            starts = [latest_start(self.as_of, n) if d is None else d for d, n in asked] or [self.as_of]
            start = min(starts) - timedelta(days=0 if rng.random() < 0.5 else rng.randint(0, 900))
            spells = broken(start, self.as_of, asked, rng) if rng.random() < 0.35 else [(start, self.as_of)]
            places = []
            for first, last in spells:
                job = {"field": rng.choice(able), "from": text(first)}
                if last != self.as_of:
                    job["to"] = text(last)
                elif rng.random() < 0.2:
                    job["to"] = text(last + timedelta(days=rng.choice([0, 0, 1, 400])))
                places.append(("work", len(self.document["work"])))
                self.document["work"].append(job)
            self.served.extend(Served(row, tuple(places)) for row in group)

    # --- records ------------------------------------------------------------------------------------------------------

    def counted_from(self, since: Since | None) -> date | None:
        """The day from which records count; None where any day will do."""
        if since is None:
            return None
        held = [t for t in self.document["titles"] if t["series"] == "engineering"]
        rungs = vocabulary().sets["rung"]
        top = since.level or max((t["level"] for t in held), key=rungs.step, default=None)
        return min((date.fromisoformat(t["date"]) for t in held if t["level"] == top), default=None)

    def _record(self, rule: Rule) -> None:
        match rule:
            case Count():
                self.served.append(Served(rule, tuple(self._counted(rule)), rule.pattern))
            case Tally():
                n: Any = rule.n
                for _ in range(n):
                    item: Item = self.rng.choice(rule.of)
                    per: Any = item.per
                    made = [self._made(self.rng.choice(item.pattern), item.since) for _ in range(per)]
                    self.served.append(Served(rule, tuple(made), item.pattern))
            case Tied():
                name = f"tie-{len(self.served)}"
                for pattern in rule.patterns:
                    place = self._made(self.rng.choice(pattern), rule.since, project=name)
                    self.served.append(Served(rule, (place,), pattern))

    def _counted(self, rule: Count) -> list[Place]:
        rng, made = self.rng, []
        left: Any = rule.n
        heavy = rule.weights[0] if rule.weights and rng.random() < 0.5 else None
        amounts: list[float] = []
        if rule.total is not None:
            money: Any = rule.total.at_least
            amounts = parts(money, max(left, rng.choice([1, 2, 3])), rng)
            left = len(amounts)
        span: Any = rule.total.months if rule.total is not None else None
        first = (
            self._day(rule.since)
            if span is None
            else max(self.counted_from(rule.since) or date.min, add_months(self.as_of, -span))
        )
        while left > 0:
            shape = rng.choice(rule.pattern)
            weight = 1
            if heavy is not None and rng.random() < 0.7:
                shape, weight = Shape(kind=shape.kind, tests=(*shape.tests, *heavy.tests)), heavy.counts
            more: Values = {rule.total.of: amounts.pop()} if rule.total is not None else {}
            if rule.per_project and rng.random() < 0.3:
                more["project"] = f"p{rng.randint(0, 10**6)}"
            if span is not None:
                last = min(self.as_of, add_months(first, span))
                more["date"] = text(rng.choice([first, last]))
            made.append(self._made(shape, rule.since, **more))
            left -= weight
        return made

    def _day(self, since: Since | None) -> date:
        start = self.counted_from(since) or add_months(self.as_of, -120)
        if self.rng.random() < 0.3 or start >= self.as_of:
            return start
        return start + timedelta(days=self.rng.randint(0, (self.as_of - start).days))

    def _made(self, shape: Shape, since: Since | None, **more: Any) -> Place:
        values = witness(shape, self.rng, silent=0.25 if self.telling < 1 else 0.0)
        if shape.kind == "recommender":
            self.document["recommenders"].append(values)
            return "recommenders", len(self.document["recommenders"]) - 1
        dated = {} if since is None and self.rng.random() < 0.15 else {"date": text(self._day(since))}
        self.document["achievements"].append({"kind": shape.kind, **dated, **values, **more})
        return "achievements", len(self.document["achievements"]) - 1
