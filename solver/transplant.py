"""Standards of several regions made comparable: each region's place, employers and own field count as own in all.

What nobody can compute decides nothing: attestations are met, rows of other documents closed, papers that silence
assumes are there, attributes that the vocabulary does not compare are met. Classes of technician schools, which one
region alone takes for a diploma, are closed unless asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any as Anything

from models import rules
from models.rules import Condition, Either, Rule, Shape, Test
from models.standard import Rung, Standard
from models.vocabulary import vocabulary
from solver.matching import attribute_of, test_check
from solver.settle import settle
from solver.status import MET

EMPLOYER, USED = "employment", "used"


@dataclass(frozen=True, kw_only=True, slots=True)
class Domain:
    """Whom a standard is for: its region, the employers that it takes, its own fields of work (with none, any)."""

    region: str
    employers: tuple[str, ...]
    fields: tuple[str, ...]


def comparable(
    standards: Sequence[Standard],
    as_of: date,
    readings: Mapping[str, str] | None = None,
    *,
    equivalences: bool = False,
    employers: bool = True,
    bars: bool = True,
    used: bool = False,
) -> tuple[Standard, ...]:
    """The standards as they are compared, in their order and under their ids.

    Everybody has an employer that the region takes, and works in the fields of all the standards given if in one of
    them. `equivalences` leaves classes of technician schools in; without `employers` each region's list is asked;
    without `bars` nobody is under a penalty; `used` asks for records that no earlier review has used (for plans).
    """
    domains = [domain(standard, as_of, readings or {}) for standard in standards]
    return tuple(
        _rewritten(
            standard,
            _Fair(own, domains, equivalences=equivalences, employers=employers, bars=bars, used=used),
        )
        for standard, own in zip(standards, domains, strict=True)
    )


def domain(standard: Standard, as_of: date, readings: Mapping[str, str]) -> Domain:
    """Whom a standard is for, read from the scope of its first rung."""
    settled = settle(standard, next(iter(standard.rungs)), as_of, readings)
    parts = {part.id: part for route in settled.routes.values() for part in route}
    scope = [part for path, part in parts.items() if path.split("/")[-1] == "scope"]
    words = vocabulary().sets[EMPLOYER].values
    own = (n.fields for part in scope for n in rules.walk(part) if isinstance(n, rules.Worked) and n.now)
    return Domain(
        region=standard.region,
        employers=tuple(v for v in words if all(_takes(part, v) for part in scope)),
        fields=tuple(next(own, ())),  # type: ignore[arg-type]  # settled: no choice of a reading is left
    )


def _takes(rule: Rule, employer: str) -> bool:
    """Whether a rule could hold for somebody with an employer of a kind, all else being favourable."""
    match rule:
        case rules.All():
            return all(_takes(child, employer) for child in rule.of)
        case rules.Any():
            return any(_takes(child, employer) for child in rule.of)
        case rules.AtLeast():
            return sum(_takes(child, employer) for child in rule.of) >= int(rule.n)  # type: ignore[arg-type]  # settled
        case rules.Fact() if rule.fact == EMPLOYER:
            return test_check(rule.test, attribute_of("person", EMPLOYER))({EMPLOYER: employer}) is MET
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class Local:
    """How a person of anywhere is written down for one region: what is foreign there becomes its own."""

    own: Domain
    foreign: frozenset[str]

    def document(self, person: Mapping[str, Anything], *, employers: bool = True) -> dict[str, Anything]:
        """The applicant document as this region would have it; without `employers` the employer stays the person's."""
        made = {**person, "region": self.own.region}
        if employers and self.own.employers:
            made[EMPLOYER] = self.own.employers[0]
        if self.own.fields and "work" in person:
            field = self.own.fields[0]
            made["work"] = [{**job, "field": field} if job["field"] in self.foreign else job for job in person["work"]]
        return made


def locals_of(
    standards: Sequence[Standard], as_of: date, readings: Mapping[str, str] | None = None
) -> tuple[Local, ...]:
    """For each standard how a person is written down there, among these standards."""
    domains = [domain(standard, as_of, readings or {}) for standard in standards]
    return tuple(Local(own=own, foreign=_narrower(_foreign(own, domains))) for own in domains)


def _foreign(own: Domain, domains: Sequence[Domain]) -> tuple[str, ...]:
    """The fields that are own elsewhere and not here."""
    wider = vocabulary().sets["field"].wider
    found = {f: None for d in domains for f in d.fields if not any(w in own.fields for w in wider(f))}
    return tuple(found) if own.fields else ()


def _narrower(wanted: Sequence[str]) -> frozenset[str]:
    """Every field that lies within some of these."""
    words = vocabulary().sets["field"]
    return frozenset(f for f in words.values if any(w in wanted for w in words.wider(f)))


class _Fair:
    """Rewrites the nodes of one standard; one object stays one object."""

    def __init__(
        self, own: Domain, domains: Sequence[Domain], *, equivalences: bool, employers: bool, bars: bool, used: bool
    ) -> None:
        self.own = own
        self.equivalences, self.bars, self.used = equivalences, bars, used
        self.employer = own.employers[0] if employers and own.employers else ""
        self.fields = _foreign(own, domains)
        self.made: dict[int, tuple[Anything, Anything]] = {}

    def build(self, value: Anything) -> Anything:
        """A node, or anything that stands in one."""
        if isinstance(value, tuple):
            if value and all(isinstance(one, str) for one in value):
                return value
            new = tuple(made for one in value if (made := self.build(one)) is not None)
            same = len(new) == len(value) and all(a is b for a, b in zip(new, value, strict=True))
            return value if same else new
        if not is_dataclass(value) or isinstance(value, type):
            return value
        if id(value) not in self.made:
            self.made[id(value)] = (value, self._built(value))
        return self.made[id(value)][1]

    def _built(self, value: Anything) -> Anything:
        match value:
            case rules.Attest():
                return _met(value)
            case rules.External():
                return _closed(value)
            case rules.Education(by="class") if not self.equivalences:
                return _closed(value)
            case rules.Clear() if not self.bars:
                return _met(value)
            case rules.Fact():
                return self._fact(value)
            case Shape():
                return replace(value, tests=self._compared(value.tests, value.kind))
            case rules.Weight():
                return replace(value, tests=self._compared(value.tests, ""))
            case rules.Chosen():
                options = tuple((name, self._fields(fields)) for name, fields in value.options)
                return replace(value, options=options)
        change = {
            f.name: new for f in fields(value) if (new := self._field(value, f.name)) is not getattr(value, f.name)
        }
        return replace(value, **change) if change else value

    def _field(self, value: Anything, name: str) -> Anything:
        old = getattr(value, name)
        if (
            isinstance(value, rules.Worked | rules.Risen)
            and name in ("fields", "unless_worked")
            and isinstance(old, tuple)
        ):
            return self._fields(old)
        if name in ("when", "used", "values"):
            return old
        new = self.build(old)
        # a row that counts from a class that is closed holds for nobody; its beginning stays as it was written
        return old if name == "after" and isinstance(new, rules.Any | rules.All) else new

    def _fields(self, old: tuple[str, ...]) -> tuple[str, ...]:
        """The fields with those added that are own elsewhere, where this region's own field counts too."""
        wider = vocabulary().sets["field"].wider
        if not self.fields or not any(w in old for w in wider(self.own.fields[0])):
            return old
        return (*old, *(f for f in self.fields if f not in old))

    def _fact(self, fact: rules.Fact) -> Rule:
        attribute = attribute_of("person", fact.fact.removeprefix("conduct."))
        if fact.absent == "assumed" or attribute.local == "place":
            return _met(fact)
        if fact.fact == EMPLOYER and self.employer:
            return _met(fact) if _takes(fact, self.employer) else _closed(fact)
        return fact

    def _compared(self, tests: Sequence[Condition], kind: str) -> tuple[Condition, ...]:
        """The conditions without those on attributes that are not compared; an alternative left empty is met."""
        found: list[Condition] = []
        for test in tests:
            if isinstance(test, Test):
                if _asked(test, kind) or (self.used and test.attribute == USED):
                    found.append(test)
                continue
            options = tuple(self._compared(option, kind) for option in test.options)
            if all(options):
                found.append(Either(options=options))
        return tuple(found)


def _met(rule: Rule) -> Rule:
    return rules.All(id=rule.id, cite=rule.cite, when=rule.when, line=rule.line, of=())


def _closed(rule: Rule) -> Rule:
    return rules.Any(id=rule.id, cite=rule.cite, when=rule.when, line=rule.line, of=())


def _asked(test: Test, kind: str) -> bool:
    if kind:
        return attribute_of(kind, test.attribute).compared
    known = vocabulary().kinds.values()
    return all(k.section.attributes[test.attribute].compared for k in known if test.attribute in k.section.attributes)


def _rewritten(standard: Standard, fair: _Fair) -> Standard:
    build: Callable[[Anything], Anything] = fair.build
    rungs: dict[str, Rung] = {}
    for name, rung in standard.rungs.items():
        routes = {
            route: tuple(replace(step, rule=build(step.rule)) for step in steps) for route, steps in rung.routes.items()
        }
        rungs[name] = replace(rung, parts={part: build(rule) for part, rule in rung.parts.items()}, routes=routes)
    return replace(standard, rungs=rungs)
