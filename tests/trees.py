"""Small random rule trees with every kind of node, as rungs of a standard that exists nowhere."""

from __future__ import annotations

from random import Random
from typing import Any

from models import rules
from models.rules import Condition, Count, Either, Item, Pattern, Rule, Shape, Since, Test, Total, Weight
from models.vocabulary import Attribute, Label, vocabulary
from solver.settle import Settled

STANDARD = "generated"
KINDS = ("paper", "patent", "project", "promotion", "award", "standard", "report")
COMMON = ("tier", "role", "rank", "accepted", "recognized", "recognized_by", "benefit", "used")
AMOUNTS = {"project": "contract", "promotion": "transfer"}
LABEL = Label(zh="认定", en="judged")


def rung(rng: Random) -> Settled:
    """A settled rung with one or two routes."""
    grower = _Grower(rng)
    shared = grower.node("shared", 1)
    routes = {name: (shared, grower.node(name, 2)) for name in ("regular", "exceptional")[: rng.choice([1, 1, 2])]}
    return Settled(standard=STANDARD, rung="rung", readings={}, routes=routes)


def once_list(rng: Random) -> Rule:
    """A list in which no record counts twice, on its own."""
    return _Grower(rng).once("list", 1)


class _Grower:
    """Grows one tree: few kinds of record, so that its counts compete for the same ones."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.kinds = rng.sample(KINDS, rng.choice([1, 2, 3]))
        self.per_project = rng.choice([0.0, 0.0, 1.0, 0.5])
        self.since = self._since() if rng.random() < 0.5 else None

    def node(self, path: str, depth: int, *, once: bool = False) -> Rule:
        """Any node; inside a list without double counting only what may stand there."""
        draw = self.rng.random()
        if depth <= 0 or draw < 0.3:
            return self.count(path) if once or self.rng.random() < 0.4 else self.leaf(path)
        if draw < 0.6:
            return self._combined(path, depth, once)
        if draw < 0.75:
            return self.once(path, depth)
        if once or draw < 0.85:
            return self.count(path)
        if draw < 0.92:
            return self.tally(path)
        if draw < 0.96:
            patterns = tuple(self.pattern() for _ in range(self.rng.choice([2, 2, 3])))
            return rules.Tied(id=path, cite="1", patterns=patterns, since=self.since)
        return rules.Lacks(id=path, cite="1", of=self._person_rule(f"{path}/of", 2))

    def once(self, path: str, depth: int) -> Rule:
        """All or some of several nodes, each record serving one of them."""
        below = self._below(path, depth - 1, self.rng.choice([2, 2, 3]), once=True)
        if self.rng.random() < 0.3:
            return rules.All(id=path, cite="1", of=below, once=True)
        return rules.AtLeast(id=path, cite="1", of=below, n=self.rng.randint(1, len(below)), once=True)

    def _below(self, path: str, depth: int, n: int, *, once: bool) -> tuple[Rule, ...]:
        return tuple(self.node(f"{path}/{i}", depth, once=once) for i in range(n))

    def _combined(self, path: str, depth: int, once: bool) -> Rule:
        below = self._below(path, depth - 1, self.rng.choice([1, 2, 2, 3]), once=once)
        match self.rng.randint(0, 2):
            case 0:
                return rules.All(id=path, cite="1", of=below)
            case 1:
                return rules.Any(id=path, cite="1", of=below)
        return rules.AtLeast(id=path, cite="1", of=below, n=self.rng.randint(1, len(below)))

    def _person_rule(self, path: str, depth: int) -> Rule:
        """What `lacks` may deny: conditions on the person, combined or not."""
        if depth == 0 or self.rng.random() < 0.4:
            found = self.leaf(path)
            # a consent can be added, so a standard may not deny one
            while isinstance(found, rules.Fact) and found.fact == "approvals":
                found = self.leaf(path)
            return found
        below = tuple(self._person_rule(f"{path}/{i}", depth - 1) for i in range(2))
        match self.rng.randint(0, 3):
            case 0:
                return rules.All(id=path, cite="1", of=below)
            case 1:
                return rules.Any(id=path, cite="1", of=below)
            case 2:
                return rules.AtLeast(id=path, cite="1", of=below, n=self.rng.randint(1, 2))
        return rules.Lacks(id=path, cite="1", of=below[0])

    # --- records ------------------------------------------------------------------------------------------------------

    def pattern(self) -> Pattern:
        """One or two shapes."""
        return tuple(self.shape(self.rng.choice(self.kinds)) for _ in range(self.rng.choice([1, 1, 1, 2])))

    def shape(self, kind: str) -> Shape:
        return Shape(kind=kind, tests=self.tests(kind, self.rng.choice([0, 1, 1, 2])))

    def tests(self, kind: str, n: int, names: tuple[str, ...] = ()) -> tuple[Condition, ...]:
        """So many conditions on attributes of a kind; an either-or now and then."""
        attributes = vocabulary().kinds[kind].section.attributes
        able = [a for k, a in attributes.items() if a.form != "text" and a.form != "date" and (not names or k in names)]
        found: list[Condition] = [self.test(a) for a in self.rng.sample(able, min(n, len(able)))]
        if len(found) > 1 and self.rng.random() < 0.3:
            return (Either(options=tuple((one,) for one in found)),)
        return tuple(found)

    def test(self, attribute: Attribute) -> Test:
        rng, values = self.rng, attribute.values
        unsaid = rng.random() < 0.15
        if attribute.form == "flag":
            return Test(attribute=attribute.name, op="is", flag=rng.random() < 0.7)
        if values is None:
            op = "at_most" if attribute.name in ("rank", "author") else "at_least"
            top = attribute.most or rng.choice([2, 3, 100])
            return Test(attribute=attribute.name, op=op, number=rng.randint(1, top), unsaid=unsaid)
        if values.ordered and rng.random() < 0.6:
            return Test(attribute=attribute.name, op="at_least", values=(rng.choice(values.values),), unsaid=unsaid)
        some = tuple(rng.sample(values.values, rng.randint(1, min(3, len(values.values)))))
        return Test(attribute=attribute.name, op="among", values=some, unsaid=unsaid)

    def count(self, path: str) -> Count:
        """Records of a pattern, with weights, amounts, spans and projects now and then."""
        rng = self.rng
        since = self.since if rng.random() < 0.7 else None
        if rng.random() < 0.1:
            one = Shape(kind="recommender", tests=(Test(attribute="level", op="at_least", values=("senior",)),))
            return Count(id=path, cite="1", pattern=(one,), n=rng.choice([1, 2]))
        pattern, total, weights = self.pattern(), None, ()
        kinds = {shape.kind for shape in pattern}
        if len(kinds) == 1 and (amount := AMOUNTS.get(pattern[0].kind)) and rng.random() < 0.5:
            months = rng.choice([None, None, 12, 36])
            total = Total(of=amount, at_least=rng.choice([1, 50, 1000]), months=months)
        if rng.random() < 0.2:
            weights = (Weight(tests=self.tests(pattern[0].kind, 1, COMMON), counts=rng.choice([2, 3])),)  # type: ignore[assignment]  # first set to ()
        return Count(
            id=path, cite="1", pattern=pattern, n=rng.choice([1, 1, 2]), weights=weights, total=total,
            per_project=rng.random() < self.per_project, since=since,
        )  # fmt: skip

    def tally(self, path: str) -> rules.Tally:
        items = tuple(
            Item(id=f"{path}/{i}", cite="1", pattern=self.pattern(), per=self.rng.choice([1, 1, 2]), since=self.since)
            for i in range(self.rng.choice([2, 3]))
        )
        return rules.Tally(id=path, cite="1", of=items, n=self.rng.choice([1, 2, 3]))

    def _since(self) -> Since:
        doctor = rules.Education(id="free", cite="1", by="degree", levels=("doctor",))
        return Since(
            level=self.rng.choice(["assistant", "engineer", "senior", None]),
            free=doctor if self.rng.random() < 0.3 else None,
            free_when_held=doctor if self.rng.random() < 0.1 else None,
        )

    # --- the person ---------------------------------------------------------------------------------------------------

    def leaf(self, path: str) -> Rule:
        """A condition on the person."""
        rng = self.rng
        made: dict[str, Any] = {"id": path, "cite": "1"}
        match rng.randint(0, 9):
            case 0 | 1:
                return self.education(path)
            case 2:
                return self.held(path, rng.choice([0, 0, 24, 36]))
            case 3 | 4:
                return self._worked(path)
            case 5:
                return self._fact(path)
            case 6:
                name, months = rng.choice([("conduct.penalty_until", 0), ("conduct.fraud_found", 36)])
                return rules.Clear(fact=name, months=months, **made)
            case 7:
                return rules.Attest(label=LABEL, **made)
            case 8:
                return rules.External(label=LABEL, document="1", concerns=self.education(f"{path}/concerns"), **made)
        used = {"3": ("bachelor",), "4": ("second_bachelor", "master")}
        return rules.Risen(used=used, rows=rng.choice([(), ("4",)]), levels=rng.choice([(), ("assistant",)]), **made)

    def education(self, path: str) -> rules.Education:
        by = self.rng.choice(["diploma", "degree", "either", "both", "class"])
        levels = (
            ("skilled_senior", "skilled_technician")
            if by == "class"
            else (self.rng.choice(["junior_college", "bachelor", "master"]),)
        )
        return rules.Education(
            id=path, cite="1", by=by, levels=levels, relation=self.rng.choice([(), (), ("own", "related")])
        )

    def held(self, path: str, months: int) -> rules.Held:
        level = self.rng.choice([("assistant",), ("engineer",), ("senior",), ("technician", "assistant")])
        series = self.rng.choice([("engineering",), ("engineering",), ("engineering", "other"), ("other",)])
        relation = self.rng.choice([(), (), ("own",), ("own", "related")])
        return rules.Held(id=path, cite="1", level=level, series=series, relation=relation, months=months)

    def _worked(self, path: str) -> Rule:
        rng = self.rng
        fields = rng.choice([("engineering",), ("cyberspace",), ("network_security", "content_governance")])
        if rng.random() < 0.2:
            return rules.Worked(id=path, cite="1", fields=fields, now=True)
        after = rng.choice([None, self.held(f"{path}/after", 0), self.education(f"{path}/after")])
        early = self.education(f"{path}/early") if rng.random() < 0.3 else None
        months = rng.choice([1, 12, 24, 60])
        return rules.Worked(
            id=path, cite="1", fields=fields, months=months, after=after, early=early, early_by=12 if early else 0
        )

    def _fact(self, path: str) -> rules.Fact:
        name, test = self.rng.choice(
            [
                ("employment", Test(attribute="employment", op="among", values=("enterprise", "public_institution"))),
                ("insurance_months", Test(attribute="insurance_months", op="at_least", number=6)),
                ("labour_contract", Test(attribute="labour_contract", op="is", flag=self.rng.random() < 0.8)),
                ("approvals", Test(attribute="approvals", op="among", values=("competent_department",))),
                ("conduct.annual_review_ok", Test(attribute="annual_review_ok", op="is", flag=True)),
            ]
        )
        return rules.Fact(id=path, cite="1", fact=name, test=test, absent=self.rng.choice(["unknown", "assumed"]))
